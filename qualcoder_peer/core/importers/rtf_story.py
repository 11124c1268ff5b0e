"""One story of an RTF file (the body, a text box, a comment) while its paragraphs, cells and rows come in."""

from __future__ import annotations

from collections import Counter

from qualcoder_peer.core.importers.lines import Anchors, Line, marks_in, split_lines, words_in
from qualcoder_peer.core.importers.tables import lines_of_table

_Cell = list[Line]


class Story:
    """Collects lines. A row of a table is known only when it ends, a table when text outside of it follows."""

    def __init__(self, anchors: Anchors, counts: Counter[str]) -> None:
        self.line: Line = []
        self.boxes: list[Line] = []
        self.hides = False
        self._anchors = anchors
        self._counts = counts
        self._lines: list[Line] = []
        self._cell: _Cell = []
        self._row: list[_Cell] = []
        self._rows: list[list[_Cell]] = []
        self._row_open = False
        self._merged: list[bool] = []
        self._merging = False
        self._marks_before = ""

    def end_paragraph(self, level: int, in_table: bool) -> None:
        """The open line ends; ``level`` is 1 to 9 for a heading."""
        made = self._paragraph(level)
        if in_table or self._row_open:
            self._cell.extend(made)
        else:
            self._end_table()
            self._lines.extend(made)

    def begin_row(self) -> None:
        """A row is described, before its cells or once more behind them."""
        self._row_open = True
        self._merged = []

    def merge_cell(self) -> None:
        """The cell described next is one with the cell before it."""
        self._merging = True

    def describe_cell(self) -> None:
        """The description of a cell ends."""
        self._merged.append(self._merging)
        self._merging = False

    def end_cell(self, level: int) -> None:
        """What came since the last cell is a cell."""
        self._cell.extend(self._paragraph(level))
        self._row.append(self._cell)
        self._cell = []
        self._row_open = True

    def end_row(self) -> None:
        """The cells since the last row are a row."""
        if words_in(self.line) or self._cell:
            self.end_cell(0)
        merged = [*self._merged, *[False] * len(self._row)]
        kept = [
            cell
            for cell, is_merged in zip(self._row, merged, strict=False)
            if not is_merged or any(map(words_in, cell))
        ]
        if kept:
            self._rows.append(kept)
        self._row = []
        self._row_open = False

    def finish(self) -> list[Line]:
        """All lines; what stands in an open row at the end is kept too."""
        if self._row or self._cell:
            self.end_row()
        elif words_in(self.line) or self.boxes or self._marks_before:
            self._end_table()
            self._lines.extend(self._paragraph(0))
        elif self.line and self._lines:
            self._lines[-1].append(("".join(marks_in(text) for text, _ in self.line), False))
        self._end_table()
        return self._lines

    def _paragraph(self, level: int) -> list[Line]:
        line, self.line = self.line, []
        boxes, self.boxes = self.boxes, []
        hides, self.hides = self.hides, False
        if self._marks_before:
            line.insert(0, (self._marks_before, False))
            self._marks_before = ""
        if hides and not words_in(line):
            self._marks_before = "".join(marks_in(text) for text, _ in line)
            return boxes
        return [*split_lines(self._anchors.heading(line, level) if level else line), *boxes]

    def _end_table(self) -> None:
        rows, self._rows = self._rows, []
        self._lines.extend(lines_of_table(rows, self._counts))
