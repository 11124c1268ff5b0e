"""The register of respondents or documents as a workbook or as text with separators, to be edited and imported again.

Numbers and dates are numbers and dates in the workbook, columns with few possible words have lists to choose from.
No text becomes a formula: in a workbook texts are texts, in CSV an apostrophe stands before what would be one (and
before apostrophes that stand there already), which the import takes away.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path
from typing import Any

from qualcoder_peer.core.domain.errors import ExportFailed
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import AttributeKind, Owner
from qualcoder_peer.core.exporters.base import replacing
from qualcoder_peer.core.exporters.leaving import leaving_texts
from qualcoder_peer.core.exporters.spreadsheet import MOST_ROWS, MOST_UNITS
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.disclosure_gate import hold_back
from qualcoder_peer.core.services.register import RegisterTable, register_table
from qualcoder_peer.core.services.register_columns import PlanColumn, Use
from qualcoder_peer.core.text.offsets import utf16_length
from qualcoder_peer.core.text.xml_safe import xml_legal

REGISTER_SUFFIXES = (".xlsx", ".csv")
_SEPARATORS = {"sv": ";", "da": ";", "en": ","}
_FORMULA = re.compile("'*[=+\\-@\t\r＝＋－＠]")
_WIDTHS = {Use.NAME: 22, Use.MEMO: 44, Use.ID: 10, Use.ATTRIBUTE: 18}
_EXACT_DIGITS = 15  # a number of Excel keeps no more
_LONGEST_LIST = 255
_FIRST_DAY = date(1900, 3, 1)  # Excel's calendar is wrong before
_ILLEGAL_SHEET = re.compile(r"[\[\]:*?/\\]")


def write_register(project: Project, path: Path, owner: Owner = Owner.RESPONDENT, language: str = "") -> int:
    """Write all respondents (or documents) with their attributes; the ending chooses the format. Returns how many.

    Raises ExportFailed for another ending, for more than a sheet holds, or when it cannot be written; what stood at
    ``path`` is then untouched; DisclosureRefused where the rules of the project are strict and names stand in it.
    """
    suffix = path.suffix.lower()
    if suffix not in REGISTER_SUFFIXES:
        raise ExportFailed(
            "A register is written as {suffixes}; “{name}” ends otherwise. Nothing was written.",
            suffixes=", ".join(REGISTER_SUFFIXES),
            name=path.name[:200],
        )
    table = register_table(project, owner, language)
    hold_back(project, lambda: leaving_texts(
        (column.shown(stored, table.say), message("The register, line {line}", line=line))
        for line, row in enumerate(table.rows, 1)
        for column, stored in zip(table.columns, row, strict=True)
    ))  # fmt: skip
    with replacing(path) as temporary:
        if suffix == ".xlsx":
            _write_xlsx(table, temporary)
        else:
            _write_csv(table, temporary)
    return len(table.rows)


def _write_csv(table: RegisterTable, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=_SEPARATORS.get(table.say.language, ","), lineterminator="\r\n")
        writer.writerow([_guarded(heading) for heading in table.headers])
        for row in table.rows:
            writer.writerow(
                [_plain(column, stored, table) for column, stored in zip(table.columns, row, strict=True)]
            )


def _plain(column: PlanColumn, stored: str, table: RegisterTable) -> str:
    words = column.shown(stored, table.say)
    return words if _is(column, AttributeKind.NUMBER) else _guarded(words)


def _guarded(words: str) -> str:
    words = words.replace("\x00", "")
    return "'" + words if _FORMULA.match(words) else words


def _write_xlsx(table: RegisterTable, path: Path) -> None:
    import xlsxwriter

    if len(table.rows) >= MOST_ROWS:
        raise ExportFailed(
            "A sheet holds {most} rows and the register is longer. Nothing was written. Write it as .csv.",
            most=MOST_ROWS,
        )
    strings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, **strings})
    body = book.add_format({"valign": "top", "quote_prefix": True})
    number = book.add_format({"valign": "top"})
    day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EDF2"})
    sheet = book.add_worksheet(_ILLEGAL_SHEET.sub(" ", table.title).strip("' ")[:31] or "1")
    for place, column in enumerate(table.columns):
        style = number if _is(column, AttributeKind.NUMBER) else day if _is_date(column) else body
        sheet.set_column(place, place, _WIDTHS.get(column.use, 14), style)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    for place, heading in enumerate(table.headers):
        sheet.write_string(0, place, xml_legal(heading), head)
    for place, words in enumerate(table.choices):
        if words and len(",".join(words)) <= _LONGEST_LIST and not any("," in one for one in words):
            rule = {"validate": "list", "source": list(words), "error_type": "warning"}
            sheet.data_validation(1, place, max(len(table.rows), 1) + 500, place, rule)
    try:
        for line, row in enumerate(table.rows, 1):
            for place, (column, stored) in enumerate(zip(table.columns, row, strict=True)):
                if stored:
                    _write_cell(sheet, line, place, column, stored, table)
        if table.columns:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    finally:
        book.close()


def _write_cell(sheet: Any, line: int, place: int, column: PlanColumn, stored: str, table: RegisterTable) -> None:
    digits = sum(letter.isdecimal() for letter in stored)
    if _is(column, AttributeKind.NUMBER) and digits <= _EXACT_DIGITS:
        sheet.write_number(line, place, float(stored))
    elif _is_date(column) and stored >= _FIRST_DAY.isoformat() and len(stored) == len("2026-03-01"):
        sheet.write_datetime(line, place, date.fromisoformat(stored))
    else:
        words = xml_legal(column.shown(stored, table.say))
        if utf16_length(words) > MOST_UNITS:
            raise ExportFailed(
                "A text in line {line} is longer than a cell of Excel holds. Nothing was written. Write it as .csv.",
                line=line + 1,
            )
        sheet.write_string(line, place, words)


def _is(column: PlanColumn, kind: AttributeKind) -> bool:
    return column.attribute is not None and column.attribute.kind is kind


def _is_date(column: PlanColumn) -> bool:
    return _is(column, AttributeKind.DATE) or column.use in (Use.CONSENT_DATE, Use.DATE)
