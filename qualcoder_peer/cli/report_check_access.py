"""``report … check-access``: whether everybody can read a Word file, against EN 301 549 and WCAG. Reads only."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.reports.access import AccessState, as_rows, as_text, check_access


def arguments(parser: Parser, _command: str = "") -> None:
    """Which file, and how to tell."""
    say = parser.say
    parser.description = say(message(
        "Check a Word file against the points of EN 301 549 (chapter 10) and WCAG 2.1 that a program can check, and "
        "name those it cannot. The exit status is 1 when a point fails."))  # fmt: skip
    parser.add_argument("report", type=Path, metavar="REPORT.docx", help=say(message("The file, made by anybody.")))
    parser.add_argument("--json", action="store_true", help=say(message("As a JSON array of objects.")))


def run(args: Namespace, console: Console, _command: str = "") -> int:
    """Check, and tell; 0 when no point fails."""
    points = check_access(args.report)
    if args.json:
        console.array(as_rows(points, console.texts))
    else:
        console.tell(as_text(points, console.texts, args.report.name).rstrip())
    return 1 if any(point.state is AccessState.FAILS for point in points) else 0
