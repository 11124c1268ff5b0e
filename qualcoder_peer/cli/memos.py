"""``memo``: memos on anything, and entries of the research journal."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import date

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_change
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.api import Project
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.services.codebook import find_code
from qualcoder_peer.core.services.coding import find_document
from qualcoder_peer.core.services.memos import add_entry, add_passage_memo, add_project_memo, append_memo
from qualcoder_peer.core.services.respondents import find_respondent

_LONGEST = 10_000_000


def arguments(parser: Parser, _command: str) -> None:
    """What to do with memos."""
    parser.add_project()
    parser.add_actions({"add": (message("Add a memo, or an entry to the research journal."), _fill_add)})


def run(args: Namespace, console: Console, _command: str) -> int:
    """Add it."""
    _check_usage(args)
    text = sys.stdin.read(_LONGEST) if args.text == "-" else args.text
    with open_to_change(args.project, args.coder) as project:
        console.tell(_add(project, args, text))
    return 0


def _fill_add(parser: Parser) -> None:
    say = parser.say
    about = parser.add_mutually_exclusive_group(required=True)
    about.add_argument("--project", dest="on_project", action="store_true", help=say(message("On the project.")))
    about.add_argument("--document", metavar="D", help=say(message("On this document: title, file name or id.")))
    about.add_argument("--code", metavar="PATH", help=say(message("On this code.")))
    about.add_argument("--respondent", metavar="R", help=say(message("On this respondent.")))
    about.add_argument("--journal", action="store_true", help=say(message("An entry of the research journal.")))
    parser.add_argument("--start", type=int, metavar="N", help=say(message("The first character, counted from 0.")))
    parser.add_argument("--end", type=int, metavar="N", help=say(message("The first character behind the passage.")))
    parser.add_argument("--date", metavar="D", help=say(message("The day of the entry (2026-03-01); else today.")))
    parser.add_argument("--title", metavar="T", default="", help=say(message("The title of the entry.")))
    parser.add_argument(
        "--coder", metavar="C", help=say(message("Who writes; else you, by your name on this computer."))
    )
    parser.add_argument(
        "text", metavar="TEXT",
        help=say(message("The memo, in Markdown; - reads standard input. A document, code or respondent has one memo: "
                         "what is added comes after what is there.")),
    )  # fmt: skip


def _check_usage(args: Namespace) -> None:
    parser: Parser = args.parser
    if (args.start is None) != (args.end is None):
        parser.wrong(message("give both {first} and {second}", first="--start", second="--end"))
    if args.start is not None and args.document is None:
        parser.wrong(message("{option} needs {other}", option="--start", other="--document"))
    for option, chosen in (("--date", args.date), ("--title", args.title)):
        if chosen and not args.journal:
            parser.wrong(message("{option} needs {other}", option=option, other="--journal"))


def _add(project: Project, args: Namespace, text: str) -> Message:
    if args.journal:
        day = date.today().isoformat() if args.date is None else args.date
        add_entry(project, day, args.title, text)
        return message("Added an entry to the journal, {date}.", date=day)
    if args.document is not None:
        document = find_document(project, args.document)
        if args.start is not None:
            add_passage_memo(project, document.id, args.start, args.end, text)
        else:
            append_memo(project, "document", document.id, text)
        return message("Added a memo on “{name}”.", name=document.title)
    if args.code is not None:
        code = find_code(project, args.code)
        append_memo(project, "code", code.id, text)
        return message("Added a memo on “{name}”.", name=code.name)
    if args.respondent is not None:
        append_memo(project, "respondent", find_respondent(project, args.respondent), text)
        return message("Added a memo on “{name}”.", name=args.respondent)
    add_project_memo(project, text)
    return message("Added a memo on the project.")
