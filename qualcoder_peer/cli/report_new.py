"""``report FILE.qcp new``: a report draft from the code tree."""

from __future__ import annotations

from argparse import Namespace

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_change
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.cli.report_list import report_rows
from qualcoder_peer.core.domain.exports import LANGUAGE_CHOICES
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.report_kinds import REPORT_KINDS
from qualcoder_peer.core.services.reports import new_report


def arguments(parser: Parser) -> None:
    """Which kind of report, and what it is called."""
    say = parser.say
    kinds = "; ".join(f"{kind.key}: {parser.texts(kind.description).rstrip('.')}" for kind in REPORT_KINDS.values())
    parser.add_argument("--title", metavar="T", help=say(message("Its title; the project’s if not said.")))
    parser.add_argument(
        "--kind", choices=list(REPORT_KINDS), default="evaluation",
        help=say(message("What it begins with ({kinds}).", kinds=kinds)),
    )  # fmt: skip
    parser.add_argument(
        "--language", choices=[key for key in LANGUAGE_CHOICES if key],
        help=say(message("The language it is written in; the project’s if not said.")),
    )  # fmt: skip
    parser.add_argument(
        "--coder", metavar="C", help=say(message("Who does it; your name on this computer if not said."))
    )
    parser.add_argument("--json", action="store_true", help=say(message("As a JSON array of objects.")))


def run(args: Namespace, console: Console) -> int:
    """Make it, and say what it is called."""
    with open_to_change(args.project, args.coder) as project:
        title = args.title if args.title is not None else project.info().title
        report = new_report(project, title, kind=args.kind, language=args.language)
        rows = [row for row in report_rows(project) if row["id"] == report]
    if args.json:
        console.array(rows)
    else:
        console.tell(message("Made the report draft “{title}” with {count} quotes.", title=rows[0]["title"],
                             count=rows[0]["quotes"]))  # fmt: skip
    return 0
