"""The protocol of personal data as a file: plain text, or any format of tables."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from qualcoder_peer.core.domain.errors import ExportFailed
from qualcoder_peer.core.domain.protocol import PROTOCOL_TITLES, ProtocolEntry
from qualcoder_peer.core.exporters.base import replacing
from qualcoder_peer.core.exporters.formats import FORMATS
from qualcoder_peer.core.exporters.tables import Cell, Table, TableColumn, coders
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.keys import list_protocol

SUFFIXES = (".txt", *(suffix for one in FORMATS for suffix in one.suffixes))
"""Endings that a protocol can be written with; plain text comes first."""


def protocol_text(project: Project, language: str = "") -> str:
    """The whole protocol as plain text, in a language (that of the project when empty)."""
    table = protocol_table(project, language)
    lines = [f"{table.title}: {table.project_title}", table.description, ""]
    for time, who, kind, text in table.rows:
        lines += [f"{time}  {kind}  {who}", f"    {text}", ""]
    return "\n".join(lines)


def protocol_table(project: Project, language: str = "") -> Table:
    """The protocol as a table, oldest entry first."""
    info = project.info()
    say = texts(language or info.language)
    entries = list_protocol(project)
    rows: list[list[Cell]] = [
        [_clock(entry), entry.coder, say(PROTOCOL_TITLES[entry.kind]), say.say(entry.text)] for entry in entries
    ]
    records = [
        {"time": entry.time, "coder": entry.coder, "kind": entry.kind.value, "text": row[3]}
        for entry, row in zip(entries, rows, strict=True)
    ]
    columns = (
        TableColumn("time", say("Time"), 18),
        TableColumn("coder", say("Who"), 14),
        TableColumn("kind", say("What"), 14),
        TableColumn("text", say("Text"), 90),
    )
    return Table(
        say("Protocol of personal data"),
        say("What was done with personal data in this project, by whom and when. Real names are not in it."),
        info.title,
        say.language,
        coders(project),
        columns,
        rows,
        records,
    )


def write_protocol(project: Project, path: Path, language: str = "") -> None:
    """Write the protocol in the format of the file's ending. Raises ExportFailed; ``path`` is then untouched."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ExportFailed(
            "“{name}” has an ending that cannot be written; use one of {suffixes}. Nothing was written.",
            name=path.name[:200],
            suffixes=", ".join(SUFFIXES),
        )
    with replacing(path) as temporary:
        if suffix == ".txt":
            temporary.write_text(protocol_text(project, language), encoding="utf-8-sig", errors="replace")
            return
        chosen = next(one for one in FORMATS if suffix in one.suffixes)
        chosen.write(protocol_table(project, language), temporary)


def _clock(entry: ProtocolEntry) -> str:
    try:
        return datetime.fromisoformat(entry.time).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return entry.time
