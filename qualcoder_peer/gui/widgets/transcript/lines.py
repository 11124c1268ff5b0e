"""The lines on the screen: where they are, which text they hold, and what lies under a point.

The list is made once for a scroll position and kept until something moves. Lines of Qt must not be used after
their document has been laid out anew, so the list is thrown away with every revision of the layout.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QTextBlock, QTextLine

from qualcoder_peer.core.text.offsets import Utf16Map
from qualcoder_peer.gui.widgets.transcript.directions import RIGHT_TO_LEFT

if TYPE_CHECKING:
    from qualcoder_peer.gui.widgets.transcript.layout import LineSlot, TranscriptLayout
    from qualcoder_peer.gui.widgets.transcript.reading_page import ReadingPage


class PageLine:
    """One line on the screen. Text positions are UTF-16 units of the document, pixels are of the viewport."""

    __slots__ = (
        "_boxes",
        "_text_right",
        "_whole",
        "base",
        "bottom",
        "end",
        "foot",
        "line",
        "right_to_left",
        "start",
        "text_bottom",
        "text_top",
        "top",
        "visible_end",
    )

    def __init__(
        self, line: QTextLine, base: int, top: int, bottom: int, text_top: int, ends_with_separator: bool
    ) -> None:
        self.line = line
        self.base = base
        self.start = base + line.textStart()
        self.end = self.start + line.textLength()
        self.visible_end = self.end - ends_with_separator
        self.top = top
        self.bottom = bottom
        self.foot = bottom
        self.text_top = text_top
        self.text_bottom = text_top + round(line.height())
        self.right_to_left = False
        self._text_right = line.naturalTextRect().right()
        self._boxes: list[tuple[int, int, int]] | None = None
        self._whole: list[tuple[int, int]] | None = None

    def x_at(self, position: int) -> float:
        """The x of a position of this line."""
        return float(self.line.cursorToX(position - self.base)[0])  # type: ignore[index]

    def character_at(self, x: int) -> int:
        """The position of the character under (or nearest to) an x of this line."""
        if not self.right_to_left:
            return int(self.base + self.line.xToCursor(x, QTextLine.CursorPosition.CursorOnCharacter))
        if self._boxes is None:  # where scripts mix, Qt's own answer is often the neighbour
            self._boxes = [
                (left, right, place)
                for place in range(self.start, self.visible_end)
                for left, right in self.extents(place, place + 1)
            ]
        return min(self._boxes, key=lambda box: max(box[0] - x, x - box[1] + 1, 0), default=(0, 0, self.start))[2]

    def extents(self, start: int, end: int) -> list[tuple[int, int]]:
        """Left and right of what of ``[start, end)`` stands in this line: one stretch, or several in mixed scripts."""
        low, high = max(start, self.start), min(end, self.visible_end)
        if low >= high:
            return []
        if self.right_to_left:
            runs = self.line.glyphRuns(low - self.base, high - low)
            boxes = [run.boundingRect() for run in runs]
            return [(round(box.left()), round(box.right())) for box in boxes if box.width() > 0]
        is_whole = low == self.start and high == self.visible_end
        if is_whole and self._whole is not None:  # of a page that is coded nearly all are
            return self._whole
        line, base = self.line, self.base
        left = line.cursorToX(low - base)[0]  # type: ignore[index]
        right = line.cursorToX(high - base)[0]  # type: ignore[index]
        if high == self.visible_end:  # not the space at which the line was broken
            right = min(right, max(left, self._text_right))
        found = [(round(left), round(right))]
        if is_whole:
            self._whole = found
        return found


class PageLines:
    """The lines of a view's viewport, from top to bottom."""

    def __init__(self, view: ReadingPage, layout: TranscriptLayout) -> None:
        self._view = view
        self._layout = layout
        self._key: tuple[object, ...] = ()
        self._lines: list[PageLine] = []
        self._starts: list[int] = []
        self._bottoms: list[int] = []

    def forget(self) -> None:
        """Let go of Qt's lines; to be called before the document changes."""
        self._key = ()
        self._lines = []
        self._starts = []
        self._bottoms = []

    def all(self) -> list[PageLine]:
        """The lines that show, at least in part."""
        view = self._view
        viewport = view.viewport()
        key = (
            view.verticalScrollBar().value(),
            view.firstVisibleBlock().blockNumber(),
            view.contentOffset().y(),
            viewport.height(),
            self._layout.revision,
        )
        if key != self._key:
            self._collect(viewport.height())
            self._key = (*key[:-1], self._layout.revision)
        return self._lines

    def between(self, start: int, end: int) -> list[PageLine]:
        """The lines that hold something of the UTF-16 units ``[start, end)``."""
        self.all()
        return self.among(start, end)

    def among(self, start: int, end: int) -> list[PageLine]:
        """``between`` for a painter that has just called ``all``: it does not look again whether the page has moved."""
        lines = self._lines
        first = max(0, bisect_right(self._starts, start) - 1)
        if first < len(lines) and lines[first].end <= start < end:
            first += 1
        return lines[first : bisect_left(self._starts, end)]

    def span(self) -> tuple[int, int]:
        """Start and end (UTF-16 units) of the text on the screen."""
        height = self._view.viewport().height()
        lines = [line for line in self.all() if line.text_bottom > 0 and line.text_top < height]
        return (lines[0].start, lines[-1].end) if lines else (0, 0)

    def holding(self, position: int) -> PageLine | None:
        """The line on the screen that a caret at ``position`` stands in, or None."""
        lines = self.all()
        at = bisect_right(self._starts, position) - 1
        if at < 0:
            return None
        line = lines[at]
        return line if position <= line.end else None

    def near(self, y: int) -> PageLine | None:
        """The line at the height ``y``, or the nearest one; None where there is no text."""
        lines = self.all()
        return lines[min(bisect_right(self._bottoms, y), len(lines) - 1)] if lines else None

    def character_at(self, point: QPoint) -> int | None:
        """The UTF-16 position of the character under a point, or None where there is none."""
        line = self.near(point.y())
        if line is None or not line.top <= point.y() < line.bottom:
            return None
        box = line.line.naturalTextRect()
        if not box.left() <= point.x() < box.right():
            return None
        place = line.character_at(point.x())
        return place if place < line.visible_end else None

    def edge_at(self, point: QPoint) -> int:
        """The UTF-16 position between two characters that is nearest to a point."""
        line = self.near(point.y())
        if line is None:
            return 0
        place = line.base + line.line.xToCursor(point.x(), QTextLine.CursorPosition.CursorBetweenCharacters)
        return min(place, line.visible_end)

    def rows(self, start: int, end: int) -> QRect:
        """The rows of the viewport that hold ``[start, end)``, over its whole width; empty when none is seen."""
        lines = self.between(start, end)
        if not lines:
            return QRect()
        top = lines[0].top
        return QRect(0, top, self._view.viewport().width(), lines[-1].bottom - top)

    def _collect(self, height: int) -> None:
        view, layout = self._view, self._layout
        block = view.firstVisibleBlock()
        lines: list[PageLine] = []
        y = view.contentOffset().y() if block.isValid() else 0.0
        while block.isValid() and y < height:
            slots = layout.slots_of(block)
            rect = layout.blockBoundingRect(block)
            if y + rect.height() > 0:
                self._collect_block(block, y, slots, height, lines)
            y += rect.height()
            block = block.next()
        self._lines = lines
        self._starts = [line.start for line in lines]
        self._bottoms = [line.bottom for line in lines]

    def _collect_block(
        self, block: QTextBlock, y: float, slots: list[LineSlot], height: int, lines: list[PageLine]
    ) -> None:
        content, base, layout = block.text(), block.position(), block.layout()
        right_to_left = _right_to_left_units(content)
        for number, (top, foot, bottom, separated) in enumerate(slots):
            if y + bottom <= 0:
                continue
            if y + top >= height:
                break
            qt_line = layout.lineAt(number)
            line = PageLine(qt_line, base, round(y + top), round(y + bottom), round(y + qt_line.y()), separated)
            line.foot = round(y + foot)
            if right_to_left:
                at = bisect_left(right_to_left, line.start - base)
                line.right_to_left = at < len(right_to_left) and right_to_left[at] < line.end - base
            lines.append(line)


def _right_to_left_units(content: str) -> list[int]:
    """The UTF-16 positions of a block's characters that are written from right to left, ascending."""
    if content.isascii() or RIGHT_TO_LEFT.search(content) is None:
        return []
    return Utf16Map(content).all_to_utf16(found.start() for found in RIGHT_TO_LEFT.finditer(content))
