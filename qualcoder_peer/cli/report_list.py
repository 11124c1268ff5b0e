"""``report FILE.qcp list``: the report drafts of a project."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from qualcoder_peer.cli.console import Console, local_time
from qualcoder_peer.cli.opening import open_to_read
from qualcoder_peer.cli.parser import Parser
from qualcoder_peer.core.api import Project
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.report_kinds import report_kind
from qualcoder_peer.core.services.reports import list_reports, read_outline


def arguments(parser: Parser) -> None:
    """How to list them."""
    parser.add_argument("--json", action="store_true", help=parser.say(message("As a JSON array of objects.")))


def run(args: Namespace, console: Console) -> int:
    """List them, oldest first."""
    with open_to_read(args.project) as project:
        rows = list(report_rows(project))
    if args.json:
        console.array(rows)
        return 0
    titles = [message("Id"), message("Kind"), message("Made"), message("Quotes"), message("Title")]
    console.table(
        titles,
        (
            [row["id"], console.say(Message(report_kind(row["kind"]).title)), local_time(row["created"]),
             row["quotes"], row["title"]]
            for row in rows
        ),
    )  # fmt: skip
    return 0


def report_rows(project: Project) -> Iterator[dict[str, Any]]:
    """Each report draft as it is listed."""
    for report in list_reports(project):
        nodes = list(read_outline(project, report.id).walk())
        yield {
            "id": report.id,
            "guid": report.guid,
            "title": report.title,
            "kind": report.kind,
            "created": report.created,
            "entries": len(nodes),
            "quotes": sum(node.quote is not None for node in nodes),
        }
