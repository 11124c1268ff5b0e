"""What the readers of sheets share: rows as they stand in a file, cells as a person sees them, and the row of headings.

Rows are lists of strings, numbered as a spreadsheet program numbers them (the first is 1).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.sources import LeftOut
from qualcoder_peer.core.text.cleaning import clean_text

MOST_ROWS = 100_000
"""Rows of a sheet above which it is refused."""

MOST_CELLS = 5_000_000
"""Cells of a sheet, rows times columns, above which it is refused."""

_LONGEST_HEADING = 400
_TITLE_LINES = 12
_NUMBER = re.compile(r"[-+]?\d{1,3}(?:[ \u00a0.,]?\d+)*\s?%?")
_DAY = re.compile(r"\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?(?:[T ]\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.\w+|https?://\S+")
_KNOWN = re.compile(
    r"(?:id|nr|no|nummer|number|namn|navn|name|kön|køn|kjønn|gender|sex|ålder|alder|age|datum|dato|date|tid|time|"
    r"kod|kode|code|"
    r"fråga|spørgsmål|spørsmål|question|svar|answer|text|tekst|kommentar|comment|talare|taler|speaker|respondent|"
    r"deltagare|deltager|deltaker|participant|pseudonym|roll|rolle|role|region|kommun|kommune|ort|by|sted|title|titel|"
    r"rubrik|tittel|yrke|grupp|gruppe|group|våg|bølge|wave|memo|samtycke|samtykke|consent)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RawTable:
    """All rows of one sheet that hold something: ``numbers[i]`` is the number of ``rows[i]`` in the file.

    ``sheets`` are the names to choose from and ``sheet`` the one read, both empty for text files. ``separator`` is
    the character between cells of a text file (empty where there is one column), ``encoding`` how it was read.
    """

    rows: list[list[str]]
    numbers: list[int]
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    separator: str = ""
    encoding: str | None = None
    left_out: list[LeftOut] = field(default_factory=list)


def shown(value: object) -> str:
    """The cell as a person sees it: ``3`` and not ``3.0``, days as ``2026-03-01``, times as ``14:30:00``."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        value = _to_the_second(value)
        if value.time() == time.min:
            return value.date().isoformat()
        return value.isoformat(" ", "minutes" if not value.second else "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return _to_the_second(datetime.combine(date(2000, 1, 1), value)).time().isoformat("seconds")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return "" if value is None else str(value)


def tidy(text: str) -> str:
    """A cell's text without white space at its edges, and fit to be stored (see ``clean_text``)."""
    return text.strip() if text.isprintable() else clean_text(text)[0].strip()


def column_letters(number: int) -> str:
    """The letters a spreadsheet program puts over a column, counted from 0: ``A``, ``Z``, ``AA``."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def refuse_too_large(name: str, rows: int, columns: int = 1) -> None:
    """Raises UnreadableFile for more rows or cells than a sheet may have."""
    if rows > MOST_ROWS or rows * columns > MOST_CELLS:
        raise UnreadableFile(
            "“{name}” has more than {rows} rows or {cells} cells, more than can be read at once. Nothing was imported. "
            "Divide it into several files.",
            name=name,
            rows=MOST_ROWS,
            cells=MOST_CELLS,
        )


def is_value(cell: str) -> bool:
    """Whether it is a number, a day, a time or an address rather than a word or a text."""
    return bool(_NUMBER.fullmatch(cell) or _DAY.fullmatch(cell) or _ADDRESS.fullmatch(cell))


def heading_row(rows: Sequence[Sequence[str]]) -> tuple[int, bool]:
    """The first row of the table, and whether it holds headings: ``(2, True)`` with two lines of title above it.

    Lines of title are lines with one cell over a table of several columns.
    """
    if not rows:
        return 0, False
    filled = [sum(1 for cell in row if cell) for row in rows[: _TITLE_LINES * 2]]
    first = 0
    if max(filled) > 1 and filled[0] == 1:
        usual = max(filled[1:], default=1)
        first = next(
            (place for place, count in enumerate(filled[:_TITLE_LINES]) if count > 1 and count * 2 >= usual), 0
        )
    return first, _is_heading(rows[first], rows[first + 1 : first + 200])


def _is_heading(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    cells = [cell for cell in row if cell]
    if not below or not cells:
        return False
    known = sum(1 for cell in cells if _KNOWN.fullmatch(cell.strip("*: ")))
    if known and known * 8 >= len(cells):
        return True
    if any(is_value(cell) and not _YEAR.fullmatch(cell) for cell in cells):
        return False
    if any(len(cell) > _LONGEST_HEADING or cell.count("\n") > 3 for cell in cells):
        return False
    if len(set(cells)) < len(cells):
        return False
    for column, cell in enumerate(row):
        values = [other[column] for other in below if column < len(other) and other[column]]
        if cell and cell in values:
            return False
    return len(cells) > 1 or _stands_over(cells[0], [other for line in below for other in line if other])


def _stands_over(heading: str, values: list[str]) -> bool:
    """Whether a lone first cell is the heading of a column of texts rather than the first of them."""
    if not values:
        return False
    usual = sorted(map(len, values))[len(values) // 2]
    return heading.endswith("?") or len(heading) * 2 <= usual or all(map(is_value, values))


def unique_headings(row: Sequence[str], width: int) -> tuple[str, ...]:
    """A name for each of ``width`` columns: the heading on one line, the column's letters where it has none."""
    names: list[str] = []
    taken: set[str] = set()
    for column in range(width):
        heading = " ".join(row[column].split()) if column < len(row) else ""
        name = plain = heading or column_letters(column)
        number = 2
        while name.casefold() in taken:
            name = f"{plain} ({number})"
            number += 1
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _number(value: float) -> str:
    if value == int(value) if abs(value) < 1e300 else False:
        return str(int(value)) if abs(value) < 1e15 else f"{value:.15g}"
    return f"{value:.15g}"


def _to_the_second(value: datetime) -> datetime:
    return (value + timedelta(milliseconds=500)).replace(microsecond=0)
