"""``report FILE.qcp export``: a report draft as a Word file."""

from __future__ import annotations

import dataclasses
from argparse import Namespace
from pathlib import Path

from qualcoder_peer.cli.console import Console
from qualcoder_peer.cli.opening import open_to_note
from qualcoder_peer.cli.parser import Parser, given
from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.services.disclosure_gate import warning
from qualcoder_peer.core.services.disclosure_left import not_noted
from qualcoder_peer.core.services.reports import find_report, list_reports, read_options


def arguments(parser: Parser) -> None:
    """Which report, where to, and how it looks."""
    say = parser.say
    parser.add_argument(
        "-o", "--out", required=True, type=Path, metavar="OUT.docx", help=say(message("The Word file to write."))
    )
    parser.add_argument(
        "--report", metavar="TITLE", help=say(message("Which report: title, GUID or id; the newest if not said."))
    )
    parser.add_argument("--json", action="store_true", help=say(message("As a JSON array of objects.")))
    parser.add_options(message("How it looks; what is not given is as the project keeps it"), ReportOptions)


def run(args: Namespace, console: Console) -> int:
    """Write the file."""
    from qualcoder_peer.core.exporters import exporter_for
    from qualcoder_peer.core.exporters.report import ReportExporter

    exporter_for("report", args.out)  # refuses an ending that is not Word's
    with open_to_note(args.project) as project:
        newest = next(reversed(list_reports(project)), None)
        chosen = newest if args.report is None else find_report(project, args.report)
        exporter = ReportExporter(None if chosen is None else chosen.id)
        options = dataclasses.replace(read_options(project, ReportOptions), **given(args))
        found = exporter.disclosure(project, args.out, options, None, console.progress())
        noted = exporter.run(project, args.out, options, None, console.progress())
    if args.json:
        console.array([{"path": str(args.out), "report": None if chosen is None else chosen.title}])
    else:
        console.tell(message("Wrote {path}", path=args.out))
    told = warning(found)
    if told is not None:
        console.complain(told)
    if not noted:
        console.complain(not_noted(args.out.name))
    return 0
