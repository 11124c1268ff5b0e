"""Tables out of files: .xlsx, .xlsm, .csv and .tsv as headings and rows of strings. Used for texts and for registers.

``read_table`` is all that is needed; what is particular to a format stands in ``tabular_xlsx`` and ``tabular_csv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import counted
from qualcoder_peer.core.domain.sources import LeftOut
from qualcoder_peer.core.importers.base import read_bytes, refuse_other_format
from qualcoder_peer.core.importers.tabular_cells import RawTable, heading_row, unique_headings
from qualcoder_peer.core.importers.tabular_csv import read_csv
from qualcoder_peer.core.importers.tabular_xlsx import read_xlsx

SHEET_SUFFIXES = (".xlsx", ".xlsm", ".csv", ".tsv")
"""Endings of the files that ``read_table`` reads, in lower case with the dot."""

_PACKED = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. Every row has as many cells as there are ``headers``; rows without any content are not there.

    ``numbers[i]`` is the number a spreadsheet program shows beside ``rows[i]``. ``headers`` are unique, on one line
    each, and letters (``A``, ``B`` …) where ``has_headings`` is false. ``sheets`` are the visible sheets of the file
    and ``sheet`` the one read (both empty for text files); ``separator`` and ``encoding`` are those of a text file.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    sheets: tuple[str, ...]
    sheet: str
    has_headings: bool
    encoding: str | None
    separator: str
    left_out: tuple[LeftOut, ...]


def read_table(
    path: Path,
    data: bytes | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    headings: bool | None = None,
    separator: str | None = None,
) -> Table:
    """One sheet of a file, or of its bytes in ``data`` when it is not on the disk.

    ``sheet`` None takes the first visible one that holds anything, ``encoding`` None finds it, ``headings`` None
    guesses whether the first row holds them, ``separator`` None finds that of a text file. Raises UnreadableFile when
    the file cannot be read, holds nothing, or is too large; InvalidInput for a sheet or an encoding that is not there.
    """
    name = path.name
    data = read_bytes(path, data)
    refuse_other_format(data, name)
    if data.startswith(b"PK\x03\x04") or path.suffix.lower() in _PACKED:
        raw = read_xlsx(data, name, sheet)
    else:
        raw = read_csv(data, name, encoding, separator)
    if not raw.rows:
        raise UnreadableFile("“{name}” holds no text, only empty cells. Nothing was imported.", name=name)
    return _table(raw, headings)


def _table(raw: RawTable, headings: bool | None) -> Table:
    first, guessed = heading_row(raw.rows)
    has_headings = guessed if headings is None else headings
    left_out = list(raw.left_out)
    if first:
        text = counted("{count} line above the table left out", "{count} lines above the table left out", first)
        left_out.append(LeftOut(text, first))
    body = first + 1 if has_headings else first
    heading = raw.rows[first] if has_headings else []
    width = max(len(row) for row in raw.rows[first:])
    used = [False] * width
    for row in raw.rows[first:]:
        for column, cell in enumerate(row):
            if cell:
                used[column] = True
    kept = [column for column in range(width) if used[column]]
    names = unique_headings(heading, width)
    last = kept[-1] + 1
    if len(kept) == last:
        rows = tuple(tuple(row[:last]) + ("",) * (last - len(row)) for row in raw.rows[body:])
    else:
        rows = tuple(tuple(row[column] if column < len(row) else "" for column in kept) for row in raw.rows[body:])
    return Table(
        headers=tuple(names[column] for column in kept),
        rows=rows,
        numbers=tuple(raw.numbers[body:]),
        sheets=raw.sheets,
        sheet=raw.sheet,
        has_headings=has_headings,
        encoding=raw.encoding,
        separator=raw.separator,
        left_out=tuple(left_out),
    )
