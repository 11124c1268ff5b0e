"""Tables as CSV, Markdown and JSON."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from qualcoder_peer.core.exporters.tables import Cell, Table

_SEPARATORS = {"sv": ";", "da": ";", "en": ","}
"""Spreadsheets split by the list separator of the country: semicolon where the comma is the decimal sign."""
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
_MARKDOWN = re.compile(r"[\\`*_\[\]<>|~&]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def write_csv(table: Table, path: Path) -> None:
    """Write a table as CSV: UTF-8 with byte order mark, CRLF, the list separator of the language.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=_SEPARATORS.get(table.language, ","), lineterminator="\r\n")
        writer.writerow([guarded(column.title) for column in table.columns])
        writer.writerows([guarded(cell) for cell in row] for row in table.rows)


def guarded(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str):
        cell = cell.replace("\x00", "")
        if cell.startswith(_FORMULA_STARTS):
            return "'" + cell
    return cell


def write_markdown(table: Table, path: Path) -> None:
    """Write a table as Markdown (GitHub's pipe tables), with a heading; line ends become ``<br>``."""
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(f"# {_markdown(table.title)}: {_markdown(table.project_title)}\n\n")
        file.write(f"{_markdown(table.description)}\n\n")
        columns = table.columns[1:] if table.grouped else table.columns
        head = "| " + " | ".join(_markdown(column.title) for column in columns) + " |\n"
        head += "|" + "|".join(" ---: " if column.number else " --- " for column in columns) + "|\n"
        if not table.grouped:
            file.write(head)
        group: Cell | None = None
        for row in table.rows:
            if table.grouped and row[0] != group:
                file.write(f"{'' if group is None else chr(10)}## {_markdown(row[0])}\n\n{head}")
                group = row[0]
            file.write("| " + " | ".join(_markdown(cell) for cell in row[table.grouped :]) + " |\n")


def _markdown(cell: Cell) -> str:
    # Characters with a meaning are escaped, < > & by entities so that nothing reads as HTML anywhere.
    if isinstance(cell, int):
        return str(cell)
    text = _MARKDOWN.sub(_escaped, " ".join(cell.split("\t")))
    return text.replace("\r", "").replace("\n", "<br>")


def markdown_words(words: str) -> str:
    """Words on one line in which no sign means anything in Markdown or HTML."""
    return _MARKDOWN.sub(_escaped, " ".join(words.split()))


def _escaped(found: re.Match[str]) -> str:
    letter = found[0]
    return {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(letter, "\\" + letter)


def write_json(table: Table, path: Path) -> None:
    """Write all fields of all entries as one JSON array, UTF-8, one object a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        for number, record in enumerate(table.records):
            line = json.dumps(record, ensure_ascii=False)
            file.write((",\n" if number else "\n") + _SURROGATES.sub("\ufffd", line))
        file.write("\n]\n")
