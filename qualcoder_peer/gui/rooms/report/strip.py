"""The report as one column without end, told line by line to what divides it into sheets (``sheets.py``)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat, QTextTable

from qualcoder_peer.gui.rooms.report.looks import KEEP, UNIT, look_of
from qualcoder_peer.gui.rooms.report.sheets import Stretch, Unit

NOTES_GAP = 14.0 * UNIT
"""Between the words and the notes, with the line that parts them."""
_KEPT_WHOLE = 3
"""Lines up to which what stays with its neighbour is not divided, such as a heading."""
_DIVISIBLE = 500
"""Letters of a cell from which on its row may be divided between pages, as in the Word file."""


class Strip:
    """``lying`` are the stretches of positions that stand on pages lying down, ``marks`` the places of the marks of
    footnotes, both in order."""

    def __init__(self, document: QTextDocument, lying: Sequence[tuple[int, int]], marks: Sequence[int]) -> None:
        self._document, self._layout = document, document.documentLayout()
        self._lying, self._marks = lying, marks
        self._starts = [start for start, _ in lying]
        self._next_mark = 0

    def units(self) -> list[Unit]:
        """All of it, from top to bottom."""
        found: list[Unit] = []
        block = self._document.begin()
        while block.isValid():
            table = QTextCursor(block).currentTable()
            if table is None:
                found.extend(self._lines(block))
                block = block.next()
            else:
                found.extend(self._rows(table))
                block = table.lastCursorPosition().block().next()
        return found

    def _lines(self, block: QTextBlock) -> Iterator[Unit]:
        shape, layout = block.blockFormat(), block.layout()
        rect = self._layout.blockBoundingRect(block)
        begins = bool(shape.pageBreakPolicy() & QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        lying, keep = self._lies(block.position()), bool(shape.property(KEEP))
        count = layout.lineCount()
        tops = [rect.top() + layout.lineAt(number).y() for number in range(1, count)]
        edges = [rect.top(), *tops, rect.bottom()]
        for number in range(max(1, count)):
            line = layout.lineAt(number) if count else None
            end = block.position() + (line.textStart() + line.textLength() if line is not None else 0)
            last = number + 1 >= count
            kept = keep and (last or count <= _KEPT_WHOLE)
            yield Unit(
                edges[number], edges[number + 1], begins and number == 0, lying, kept,
                self._notes_before(end + 1 if last else end),
            )  # fmt: skip

    def _rows(self, table: QTextTable) -> Iterator[Unit]:
        edges = [self._top(table, row) for row in range(table.rows())]
        edges.append(self._layout.frameBoundingRect(table).bottom())
        header = (edges[0], edges[1])
        lying = self._lies(table.firstPosition())
        for row in range(table.rows()):
            cuts = self._cuts(table, row, edges[row + 1])
            for place, (top, bottom) in enumerate(zip((edges[row], *cuts), (*cuts, edges[row + 1]), strict=True)):
                above = header if row > 1 or (row == 1 and place) else None
                yield Unit(top, bottom, lying=lying, keep=row == 0, header=above)

    def _top(self, table: QTextTable, row: int) -> float:
        cell = table.cellAt(row, 0)
        shape = cell.format().toTableCellFormat()
        return self._layout.blockBoundingRect(cell.firstCursorPosition().block()).top() - shape.topPadding()

    def _cuts(self, table: QTextTable, row: int, bottom: float) -> list[float]:
        """Where a row with long cells may be divided: between the lines of the longest that divide no other."""
        blocks = [table.cellAt(row, column).firstCursorPosition().block() for column in range(table.columns())]
        if max(block.length() for block in blocks) < _DIVISIBLE:
            return []
        stretches: list[list[Stretch]] = []
        for block in blocks:
            top, layout = self._layout.blockBoundingRect(block).top(), block.layout()
            ys = [top + layout.lineAt(number).y() for number in range(layout.lineCount())]
            stretches.append(list(zip(ys, [*ys[1:], top + layout.boundingRect().height()], strict=True)))
        longest = max(stretches, key=len)
        return [
            cut
            for cut, _ in longest[1:]
            if cut < bottom and not any(top + 1 < cut < end - 1 for lines in stretches for top, end in lines)
        ]

    def _lies(self, position: int) -> bool:
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and position < self._lying[index][1]

    def _notes_before(self, end: int) -> tuple[int, ...]:
        first = self._next_mark
        while self._next_mark < len(self._marks) and self._marks[self._next_mark] < end:
            self._next_mark += 1
        return tuple(range(first, self._next_mark))


def write_notes(document: QTextDocument, notes: Sequence[str]) -> list[list[Stretch]]:
    """Write footnotes one below the other; where on their strip the lines of each stand."""
    if not notes:
        return []
    look = look_of("footnote text")
    raised = look.letters()
    raised.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for number, words in enumerate(notes, 1):
        if number > 1:
            cursor.insertBlock()
        cursor.setBlockFormat(replace(look, before=0).block())
        cursor.insertText(str(number), raised)
        cursor.insertText(f" {on_one_paragraph(words)}", look.letters())
    cursor.endEditBlock()
    document.size()
    found, block = [], document.begin()
    while block.isValid():
        top, layout = document.documentLayout().blockBoundingRect(block).top(), block.layout()
        ys = [top + layout.lineAt(number).y() for number in range(layout.lineCount())]
        following = block.next()
        end = document.documentLayout().blockBoundingRect(following).top() if following.isValid() else (
            document.size().height()
        )
        found.append(list(zip(ys, [*ys[1:], end], strict=True)))
        block = following
    return found


def on_one_paragraph(words: str) -> str:
    """Words with line ends that begin no paragraph."""
    return words.replace("\r", "").replace("\n", "\u2028").replace("\u2029", "\u2028")
