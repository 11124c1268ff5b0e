"""``report FILE.qcp method``: what the project knows of how the work was done, and checklists of what to report."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_read
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.domain.exports import LANGUAGE_CHOICES
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.reports.checklists import CHECKLISTS, REPORTED_TITLES, CheckedItem, check_items, checklist
from qualcoder_peer.core.reports.method import method_parts
from qualcoder_peer.core.services.method_facts import read_method_facts


def arguments(parser: Parser) -> None:
    """What to write."""
    say = parser.say
    parser.add_argument(
        "report", nargs="?", type=Path, metavar="REPORT.docx",
        help=say(message("A finished report, to find where it speaks of each item of a checklist.")),
    )  # fmt: skip
    parser.add_argument(
        "--checklist", choices=[one.key for one in CHECKLISTS],
        help=say(message("What a qualitative study is to report: COREQ (32 items) or SRQR (21 items).")),
    )  # fmt: skip
    parser.add_argument(
        "--language", choices=[key for key in LANGUAGE_CHOICES if key],
        help=say(message("The language it is written in; the project’s if not said.")),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help=say(message("As JSON.")))


def run(args: Namespace, console: Console) -> int:
    """Write it."""
    with open_to_read(args.project) as project:
        facts = read_method_facts(project, console.progress())
        language = args.language or facts.info.language
        say = texts(language)
        if args.checklist is None and args.report is None:
            parts = method_parts(facts, say)
            if args.json:
                console.array([{"key": one.key, "title": say(one.title), "text": one.text} for one in parts])
            else:
                console.tell("\n\n".join(f"{say(one.title)}\n{one.text}" for one in parts))
            return 0
        which = checklist(args.checklist or CHECKLISTS[0].key)
        items = check_items(project, which, facts, language, args.report)
    if args.json:
        console.array([_row(one, console) for one in items])
        return 0
    console.table(
        [message("Item"), message("State"), message("What the project knows"), message("Where it is reported")],
        (
            [f"{one.item.number} {console.say(Message(one.item.title))}",
             console.say(Message(REPORTED_TITLES[one.state])), one.known, _where(one, console)]
            for one in items
        ),
    )  # fmt: skip
    return 0


def _where(one: CheckedItem, console: Console) -> str:
    places = [
        console.say(message("{heading}, page {page}", heading=place.heading, page=place.page))
        if place.page is not None
        else place.heading
        for place in one.places
    ]
    return "; ".join(dict.fromkeys(words for words in (one.note, *places) if words))


def _row(one: CheckedItem, console: Console) -> dict[str, object]:
    return {
        "item": one.item.number,
        "title": console.say(Message(one.item.title)),
        "state": one.state.value,
        "known": one.known,
        "note": one.note,
        "places": [
            {"paragraph": place.paragraph, "heading": place.heading, "page": place.page, "words": place.words[:200]}
            for place in one.places
        ],
    }
