"""Paints what lies under and over the words: tints, hits, selection, underlines, and the handles of an edge.

Only the lines asked for are painted, and per line as few calls as possible: one fill for each stretch with the
same codings, one underline for each of the lowest five lanes. Everything is drawn in whole pixels with
``fillRect``, the cheapest call there is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from qualcoder_peer.gui.widgets.transcript.colours import tint, visible_on
from qualcoder_peer.gui.widgets.transcript.lines import PageLine
from qualcoder_peer.gui.widgets.transcript.segments import PlacedSegment, tint_spans

if TYPE_CHECKING:
    from qualcoder_peer.gui.widgets.transcript.view import TranscriptView

UNDERLINES = 5
HANDLE_REACH = 8


@lru_cache(maxsize=4096)
def qcolour(colour: str) -> QColor:
    """The QColor of ``#rrggbb``."""
    return QColor(colour)


def dots(painter: QPainter, left: int, top: int, right: int, thickness: int, colour: QColor) -> None:
    """A dotted line in one call."""
    pen = QPen(colour, thickness, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([max(1.0, 3 / thickness), max(1.0, 3 / thickness)])
    painter.setPen(pen)
    middle = top + thickness / 2
    painter.drawLine(QPointF(left, middle), QPointF(right, middle))


class PagePainter:
    """Paints the page of one view."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view

    def paint_below(self, painter: QPainter, region: QRect) -> None:
        """Everything that words are drawn on, for the lines that ``region`` touches."""
        view = self._view
        top, bottom = region.top(), region.bottom()
        lines = [
            line for line in view.lines.all() if line.bottom + HANDLE_REACH > top and line.top - HANDLE_REACH <= bottom
        ]
        if not lines:
            return
        start, end = lines[0].start, lines[-1].end
        to_code_point = view.positions.to_code_point
        placed = view.segments.placed(to_code_point(start), to_code_point(end))
        thickness = max(1, round(view.page_layout.metrics.pitch / 20))
        self._paint_tints(painter, lines, placed, start, end)
        self._paint_lit(painter, lines)
        self._paint_hits(painter, lines, to_code_point(start), to_code_point(end))
        self._paint_selection(painter, lines)
        placed += self._suggested(to_code_point(start), to_code_point(end))
        self._paint_underlines(painter, lines, placed, thickness)
        self._paint_drop_target(painter, lines)

    def paint_above(self, painter: QPainter) -> None:
        """The handles of the current segment's edges."""
        extent = self._view.current_extent()
        if extent is None:
            return
        segment = self._view.segments.index.get(self._view.marks.current)
        if segment is None:
            return
        colours = self._view.colours
        ink = qcolour(visible_on(segment.colour, colours.background, 4.5))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(qcolour(colours.background), 1.5))
        painter.setBrush(ink)
        for at_end, box in self.handle_boxes():
            centre = box.center().x() + 1
            painter.fillRect(centre - 1, box.top() + HANDLE_REACH - 2, 2, box.height() - 2 * HANDLE_REACH + 4, ink)
            knob = QPoint(centre, box.bottom() - HANDLE_REACH + 4 if at_end else box.top() + HANDLE_REACH - 3)
            painter.drawEllipse(knob, 5, 5)

    def handle_boxes(self) -> list[tuple[bool, QRect]]:
        """For each edge of the current segment that shows: whether it is the end, and where it can be grabbed."""
        view = self._view
        extent = view.current_extent()
        boxes: list[tuple[bool, QRect]] = []
        if extent is None or not view.can_change:
            return boxes
        start, end = (view.positions.to_utf16(place) for place in extent)
        for at_end, lines in ((False, view.lines.between(start, start + 1)), (True, view.lines.between(end - 1, end))):
            for line in lines[:1]:
                box = QRect(0, line.text_top, 2 * HANDLE_REACH, line.text_bottom - line.text_top)
                box.moveLeft(round(line.x_at(end if at_end else start)) - HANDLE_REACH)
                boxes.append((at_end, box.adjusted(0, -HANDLE_REACH, 0, HANDLE_REACH)))
        return boxes

    def _paint_tints(
        self, painter: QPainter, lines: list[PageLine], placed: list[PlacedSegment], start: int, end: int
    ) -> None:
        colours = self._view.colours
        page, words, shares, fill = colours.background, colours.muted_text, colours.tints, painter.fillRect
        spans = [
            (span.start, span.end, qcolour(tint(span.colours, page, words, shares)))
            for span in tint_spans(placed, start, end)
        ]
        first, count = 0, len(spans)
        for line in lines:
            while first < count and spans[first][1] <= line.start:
                first += 1
            at = first
            top, height = line.text_top - 1, line.text_bottom - line.text_top + 2
            while at < count and spans[at][0] < line.end:
                for left, right in line.extents(spans[at][0], spans[at][1]):
                    fill(left, top, right - left, height, spans[at][2])
                at += 1

    def _paint_lit(self, painter: QPainter, lines: list[PageLine]) -> None:
        view = self._view
        marks, colours = view.marks, view.colours
        for segment_id in dict.fromkeys((marks.suggested, marks.current, marks.hovered)):
            segment = view.segment(segment_id)
            if segment is None:
                continue
            extent = view.current_extent() if segment_id == marks.current else None
            start, end = extent or (segment.start, segment.end)
            colour = qcolour(tint((segment.colour,), colours.background, colours.muted_text, (colours.lit_tint,)))
            self._fill(painter, lines, start, end, colour)

    def _paint_hits(self, painter: QPainter, lines: list[PageLine], start: int, end: int) -> None:
        view = self._view
        colours = view.colours
        for number, (low, high) in view.marks.hits_between(start, end):
            is_current = number == view.marks.current_hit
            colour = qcolour(colours.current_hit if is_current else colours.hit)
            for box in self._fill(painter, lines, low, high, colour):
                painter.setPen(QPen(qcolour(colours.hit_edge), 2 if is_current else 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _paint_selection(self, painter: QPainter, lines: list[PageLine]) -> None:
        cursor = self._view.textCursor()
        if not cursor.hasSelection():
            return
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        colour = qcolour(self._view.colours.selection)
        for line in lines:
            for left, right in line.extents(start, end):
                painter.fillRect(left, line.top, right - left, line.foot - line.top, colour)
            if start <= line.visible_end < end and line.visible_end == line.start:
                painter.fillRect(round(line.x_at(line.start)), line.top, 5, line.foot - line.top, colour)

    def _paint_underlines(
        self, painter: QPainter, lines: list[PageLine], placed: list[PlacedSegment], thickness: int
    ) -> None:
        view = self._view
        page, ratio, fill = view.colours.background, view.colours.stripe_contrast, painter.fillRect
        lit = view.marks.lit
        for start, end, lane, segment in placed:
            if lane >= UNDERLINES:
                continue
            colour = qcolour(visible_on(segment[4], page, ratio))
            extra = 1 if segment[0] in lit else 0
            if extra and segment[0] == view.marks.current and view.marks.preview is not None:
                start, end = (view.positions.to_utf16(place) for place in view.marks.preview)
            drop = lane * (thickness + 1)
            dotted = segment.is_dotted
            for line in view.lines.among(start, end):
                if line.top > lines[-1].top:
                    break
                if line.top < lines[0].top:
                    continue
                for left, right in line.extents(start, end):
                    if dotted:
                        dots(painter, left, line.text_bottom + drop, right, thickness + extra, colour)
                    else:
                        fill(left, line.text_bottom + drop, right - left, thickness + extra, colour)

    def _suggested(self, start: int, end: int) -> list[PlacedSegment]:
        """Suggestions, from the lowest underline upwards, so that they seldom meet those of codings."""
        found = self._view.suggestions.placed(start, end)
        return [PlacedSegment(a, b, max(0, UNDERLINES - 1 - lane), one) for a, b, lane, one in found]

    def _paint_drop_target(self, painter: QPainter, lines: list[PageLine]) -> None:
        target = self._view.marks.drop_target
        if target is None:
            return
        colours = self._view.colours
        accent = qcolour(colours.accent)
        wash = QColor(accent)
        wash.setAlpha(50)
        for box in self._fill(painter, lines, target[0], target[1], wash):
            painter.fillRect(box.left(), box.bottom() - 1, box.width(), 2, accent)

    def _fill(self, painter: QPainter, lines: list[PageLine], start: int, end: int, colour: QColor) -> list[QRect]:
        to_utf16 = self._view.positions.to_utf16
        low, high = to_utf16(start), to_utf16(end)
        boxes: list[QRect] = []
        for line in lines:
            for left, right in line.extents(low, high):
                box = QRect(left, line.text_top - 1, right - left, line.text_bottom - line.text_top + 2)
                painter.fillRect(box, colour)
                boxes.append(box)
        return boxes
