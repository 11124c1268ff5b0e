"""Tables as Excel workbooks: strings stay strings, nothing is cut, the header stays in sight."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from qualcoder_peer.core.domain.errors import ExportFailed
from qualcoder_peer.core.exporters.packages import write_with_rows
from qualcoder_peer.core.exporters.tables import Cell, Table
from qualcoder_peer.core.text.offsets import utf16_length
from qualcoder_peer.core.text.xml_safe import xml_legal, xml_text

MOST_ROWS = 1_048_576
MOST_UNITS = 32_767
"""Excel's limits: rows of a sheet, and UTF-16 units of a cell."""

_PIECE = 32_000
_PART = "xl/worksheets/sheet1.xml"
_MARK = b"<!--rows-->"
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_COLUMN_STYLE = re.compile(rb'<col min="(\d+)" max="(\d+)"[^>]* style="(\d+)"')
_ROWS_AT_ONCE = 500
_OFTEN, _MOST_KNOWN = 80, 5_000
_LINE, _MOST_LINES = 15, 27  # points; no row is higher than 409
_ESCAPE_LIKE = re.compile("_x[0-9A-Fa-f]{4}_")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


def write_xlsx(table: Table, path: Path) -> None:
    """Write a table as a workbook with one sheet.

    A text longer than Excel's 32,767 characters a cell goes on in the rows below it, which repeat the other cells;
    the cells that end early say so. Raises ExportFailed above 1,048,575 rows.
    """
    frame = _frame(table, 1)
    rows = _Rows(table, _column_styles(frame))
    write_with_rows(path, frame, _PART, _MARK, rows, finish=lambda: _frame(table, rows.count))


class _Rows:
    """The XML of the rows, and behind it what depends on their number."""

    def __init__(self, table: Table, styles: list[str]) -> None:
        self._table = table
        self._columns = [
            _Column(f'<c r="{_letter(index)}', style, table.columns[index].width) for index, style in enumerate(styles)
        ]
        self.count = 1
        """Rows written so far, the header among them."""

    def __iter__(self) -> Iterator[str]:
        pieces: list[str] = []
        for row in self._table.rows:
            piece = self._row(row)
            if len(piece) > MOST_UNITS // 2 and any(self._is_too_long(cell) for cell in row):
                self.count -= 1
                pieces.extend(self._row(part) for part in self._divided(row))
            else:
                pieces.append(piece)
            if len(pieces) >= _ROWS_AT_ONCE:
                yield "".join(pieces)
                pieces.clear()
        yield "".join(pieces)

    def _row(self, row: list[Cell]) -> str:
        self.count += 1
        if self.count > MOST_ROWS:
            raise ExportFailed(
                "A sheet holds {most} rows and there are more quotes than that. Nothing was written. "
                "Choose fewer, or write them as .csv.",
                most=MOST_ROWS,
            )
        number = str(self.count)
        most = 1
        cells = []
        for cell, column in zip(row, self._columns, strict=True):
            if cell == "":
                continue
            rest, lines = column.known.get(cell) or column.made(cell)
            cells.append(f"{column.before}{number}{rest}")
            if lines > most:
                most = lines
        # Excel fits rows to wrapped text when it opens the file, other programs do not; so each says how high it is.
        return f'<row r="{number}" ht="{min(most, _MOST_LINES) * _LINE}">{"".join(cells)}</row>'

    @staticmethod
    def _is_too_long(cell: Cell) -> bool:
        return isinstance(cell, str) and utf16_length(cell) > MOST_UNITS

    def _divided(self, row: list[Cell]) -> list[list[Cell]]:
        more = self._table.texts("[continued in the next row]")
        divided = {
            index: _pieces(cell)
            for index, cell in enumerate(row)
            if isinstance(cell, str) and self._is_too_long(cell)
        }
        lines = max((len(pieces) for pieces in divided.values()), default=1)
        made: list[list[Cell]] = []
        for line in range(lines):
            cells = list(row)
            for index, pieces in divided.items():
                here = pieces[line] if line < len(pieces) else ""
                cells[index] = f"{here}\n{more}" if line + 1 < len(pieces) else here
            made.append(cells)
        return made


class _Column:
    """The XML of a column's cells: what stands before the number of the row, and after it for each value.

    ``known`` has what was made before, with its height in lines: the same names and titles come again and again.
    """

    __slots__ = ("before", "known", "_style", "_width")

    def __init__(self, before: str, style: str, width: int) -> None:
        self.before, self._style, self._width = before, style, width
        self.known: dict[Cell, tuple[str, int]] = {}

    def made(self, cell: Cell) -> tuple[str, int]:
        """What follows the row's number for a value, and its height in lines."""
        if isinstance(cell, int):
            return f'"{self._style}><v>{cell}</v></c>', 1
        escaped = xml_text(_ESCAPE_LIKE.sub(r"_x005F\g<0>", cell) if "_x" in cell else cell)
        space = ' xml:space="preserve"' if escaped != escaped.strip() else ""
        lines = len(cell) // self._width + 1 + cell.count("\n") if len(cell) > self._width else 1
        made = f'"{self._style} t="inlineStr"><is><t{space}>{escaped}</t></is></c>', lines
        if len(cell) < _OFTEN and len(self.known) < _MOST_KNOWN:
            self.known[cell] = made
        return made


def _frame(table: Table, rows: int) -> bytes:
    """A workbook with the header row and all settings, with a mark where ``rows`` - 1 more rows go."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{table.title}: {table.project_title}"[:255], "author": table.authors[:255]})
    body = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    number = book.add_format({"valign": "top"})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EDF2"})
    sheet = book.add_worksheet(_SHEET_NAME.sub(" ", table.title).strip("' ")[:31] or "1")
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, column.width, number if column.number else body)
        sheet.write_string(0, index, xml_legal(column.title), head)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
    if table.columns:
        sheet.autofilter(0, 0, rows - 1, len(table.columns) - 1)
    book.close()
    return _marked(buffer.getvalue())


def _marked(package: bytes) -> bytes:
    marked = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(marked, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == _PART:
                data = _DIMENSION.sub(b"", data).replace(b"</sheetData>", _MARK + b"</sheetData>")
                data = data.replace(b"<sheetData/>", b"<sheetData>" + _MARK + b"</sheetData>")
            target.writestr(name, data)
    return marked.getvalue()


def _column_styles(package: bytes) -> list[str]:
    # The cells of a column have the style that the library numbered for the column.
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        found = _COLUMN_STYLE.findall(source.read(_PART))
    return [f' s="{int(style)}"' for first, last, style in found for _ in range(int(first), int(last) + 1)]


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _pieces(text: str) -> list[str]:
    # A code point takes one or two units: halves of the limit are always small enough where there are any of two.
    size = _PIECE if utf16_length(text) == len(text) else _PIECE // 2
    return [text[start : start + size] for start in range(0, len(text), size)]
