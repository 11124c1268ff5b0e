"""Sheets of Excel files (.xlsx, .xlsm), read by calamine. Macros are never touched, formulas give their stored values.

calamine makes a rectangle of a sheet and a string of every cell, so one cell in the far corner, or one long string
that a million cells point at, would fill the memory: the XML is looked over first.
"""

from __future__ import annotations

import io
import posixpath
import re
from zipfile import ZipFile

from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile
from qualcoder_peer.core.domain.messages import counted
from qualcoder_peer.core.domain.sources import LeftOut
from qualcoder_peer.core.importers.guard import open_package, parse_xml, read_part
from qualcoder_peer.core.importers.tabular_cells import RawTable, refuse_too_large, shown

_MOST_LETTERS = 200_000_000

_CELL = re.compile(rb"<(?:\w+:)?c(?: [^>]*?)?(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_REFERENCE = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)(?: [^>]*)?>(?!</)")
_ERROR = re.compile(rb'<(?:\w+:)?c [^>]*t="e"')
_ROW = re.compile(rb"<(?:\w+:)?row[ >]")
_SHARED = re.compile(rb"<(?:\w+:)?si>")
_POINTS = re.compile(rb't="s"[^>]*><(?:\w+:)?v>(\d+)<')


def read_xlsx(data: bytes, name: str, sheet: str | None = None) -> RawTable:
    """All rows of one sheet (None: the first visible one that holds anything).

    Raises UnreadableFile when the file is damaged or too large, InvalidInput when no sheet has that name.
    """
    package = open_package(data, name)
    parts, hidden = _sheet_parts(package, name)
    if sheet is not None and sheet not in parts and sheet not in hidden:
        raise InvalidInput(
            "“{name}” has no sheet “{sheet}”. Its sheets are: {sheets}.",
            name=name,
            sheet=sheet,
            sheets=", ".join(parts),
        )
    sources: dict[str, bytes] = {}
    for candidate in parts if sheet is None else (sheet,):
        sources[candidate] = read_part(package, (parts | hidden)[candidate], name) or b""
        if sheet is None and _VALUE.search(sources[candidate]):
            sheet = candidate
            break
    if sheet is None:
        sheet = next(iter(parts), "")
    source = sources.get(sheet, b"")
    _refuse_giants(package, source, name)
    rows, numbers, merged = _rows(data, sheet, name)
    left_out = _told(source, merged)
    others = [
        other
        for other in parts
        if other != sheet and _VALUE.search(sources.get(other) or read_part(package, parts[other], name) or b"")
    ]
    if others:
        left_out.append(
            LeftOut(
                counted(
                    "{count} other sheet was not read: {sheets}",
                    "{count} other sheets were not read: {sheets}",
                    len(others),
                    sheets=", ".join(others),
                ),
                len(others),
            )
        )
    if hidden and sheet not in hidden:
        left_out.append(
            LeftOut(
                counted("{count} hidden sheet was not read", "{count} hidden sheets were not read", len(hidden)),
                len(hidden),
            )
        )
    return RawTable(rows, numbers, sheets=tuple(parts), sheet=sheet, left_out=left_out)


def _sheet_parts(package: ZipFile, name: str) -> tuple[dict[str, str], dict[str, str]]:
    """The visible worksheets by name with the part that holds each, and the hidden ones."""
    book = read_part(package, "xl/workbook.xml", name)
    relations = read_part(package, "xl/_rels/workbook.xml.rels", name)
    if book is None or relations is None:
        raise UnreadableFile(
            "“{name}” holds no sheets. Nothing was imported. "
            "If it is another kind of file, give it its own ending; otherwise open it in Excel and save a copy.",
            name=name,
        )
    targets = {
        str(relation.get("Id")): str(relation.get("Target", ""))
        for relation in parse_xml(relations, name)
        if str(relation.get("Type", "")).endswith("/worksheet")
    }
    visible: dict[str, str] = {}
    hidden: dict[str, str] = {}
    for element in parse_xml(book, name).iter("{*}sheet"):
        link = next((str(value) for key, value in element.attrib.items() if str(key).endswith("}id")), "")
        if link in targets:
            target = targets[link]
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath("xl/" + target)
            place = visible if str(element.get("state", "visible")) == "visible" else hidden
            place[str(element.get("name", ""))] = part
    return visible, hidden


def _refuse_giants(package: ZipFile, source: bytes, name: str) -> None:
    rows = sum(1 for _ in _ROW.finditer(source))
    columns = 0
    for match in _REFERENCE.finditer(source):
        letters, number = match.groups()
        if len(letters) > 1 or columns < 26:
            columns = max(columns, _column(letters))
        if len(number) > 4:
            rows = max(rows, _with_value(source, match.end(), int(number), rows))
    refuse_too_large(name, rows, max(1, columns))
    strings = read_part(package, "xl/sharedStrings.xml", name)
    if strings is None:
        return
    lengths = [len(part) for part in _SHARED.split(strings)[1:]]
    if max(lengths, default=0) * source.count(b't="s"') <= _MOST_LETTERS:
        return
    total = 0
    for match in _POINTS.finditer(source):
        place = int(match[1])
        total += lengths[place] if place < len(lengths) else 0
    if total > 2 * _MOST_LETTERS:
        raise UnreadableFile(
            "“{name}” would unpack to far more than a sheet holds ({size} MB) and was not opened. "
            "Nothing was imported. If you trust it, open it in Excel and save a copy.",
            name=name,
            size=total // 1_000_000,
        )


def _with_value(source: bytes, place: int, number: int, otherwise: int) -> int:
    """The row's number when the cell whose reference ends at ``place`` holds anything, or else ``otherwise``."""
    end = source.find(b">", place)
    return otherwise if end < 0 or source[end - 1 : end] == b"/" else number


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _rows(data: bytes, sheet: str, name: str) -> tuple[list[list[str]], list[int], int]:
    """The rows that hold something, their numbers, and how many cells were merged."""
    from python_calamine import CalamineError, load_workbook

    try:
        with load_workbook(io.BytesIO(data)) as book:
            found = book.get_sheet_by_name(sheet)
            refuse_too_large(name, found.total_height, max(1, found.total_width))
            values = found.to_python(skip_empty_area=False)
            merged = len(found.merged_cell_ranges or ())
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise UnreadableFile(
            "“{name}” is damaged or is not the kind of file its ending says. Nothing was imported. "
            "Open it in Excel, save a copy, and import the copy.",
            name=name,
        ) from error
    rows: list[list[str]] = []
    numbers: list[int] = []
    for number, row in enumerate(values, 1):
        cells = [value.strip() if isinstance(value, str) and value.isprintable() else shown(value) for value in row]
        if any(cells):
            rows.append(cells)
            numbers.append(number)
    return rows, numbers, merged


def _told(source: bytes, merged: int) -> list[LeftOut]:
    found: list[LeftOut] = []
    if merged:
        text = counted(
            "{count} merged cell: its value was read once",
            "{count} merged cells: their values were read once",
            merged,
        )
        found.append(LeftOut(text, merged, lost=False))
    if _FORMULA.search(source):
        cells = [match[1] for match in _CELL.finditer(source)]
        formulas = [cell for cell in cells if _FORMULA.search(cell)]
        empty = sum(1 for cell in formulas if not _VALUE.search(cell))
        if empty:
            text = counted(
                "{count} formula was never calculated and is empty: open the file in Excel, save it and import again",
                "{count} formulas were never calculated and are empty: "
                "open the file in Excel, save it and import again",
                empty,
            )
            found.append(LeftOut(text, empty))
    errors = sum(1 for _ in _ERROR.finditer(source))
    if errors:
        text = counted(
            "{count} cell with an error (such as #N/A) read as empty",
            "{count} cells with an error (such as #N/A) read as empty",
            errors,
        )
        found.append(LeftOut(text, errors))
    return found
