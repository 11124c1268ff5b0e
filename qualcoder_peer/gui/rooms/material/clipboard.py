"""Blocks of cells to and from spreadsheets: tab separated text, with quotes around what holds tabs or line breaks."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QMimeData

OWN_CELLS = "application/x-qualcoder-peer-cells"
"""The same block without columns that are counted, so that it can be pasted back where it can be written."""


def cells_text(rows: Sequence[Sequence[str]]) -> str:
    """A block as Excel and LibreOffice Calc take it from the clipboard."""
    written = io.StringIO()
    csv.writer(written, delimiter="\t", lineterminator="\n").writerows(rows)
    return written.getvalue()


def text_cells(text: str) -> list[list[str]]:
    """The block in a text from a spreadsheet; rows without anything at the end are dropped.

    A quotation mark counts as one only where a cell begins with it, as spreadsheets write them.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    limit = csv.field_size_limit(max(len(plain) + 1, csv.field_size_limit()))
    try:
        rows = [list(row) for row in csv.reader(io.StringIO(plain), delimiter="\t")]
    finally:
        csv.field_size_limit(limit)
    rows = [[" ".join(cell.split()) for cell in row] for row in rows]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def cells_mime(shown: Sequence[Sequence[str]], writable: Sequence[Sequence[str]]) -> QMimeData:
    """What goes to the clipboard: the block as it is shown, and for this program what of it can be written."""
    mime = QMimeData()
    mime.setText(cells_text(shown))
    mime.setData(OWN_CELLS, QByteArray(cells_text(writable).encode("utf-8")))
    return mime


def mime_cells(mime: QMimeData) -> list[list[str]]:
    """The block on the clipboard, perhaps of no rows."""
    if mime.hasFormat(OWN_CELLS):
        return text_cells(bytes(mime.data(OWN_CELLS).data()).decode("utf-8", "replace"))
    return text_cells(mime.text()) if mime.hasText() else []
