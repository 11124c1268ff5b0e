"""The margins: paragraph numbers and times at the left, the stripes of codes with their names at the right."""

from __future__ import annotations

from bisect import bisect_left
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from qualcoder_peer.gui.widgets.transcript.colours import visible_on
from qualcoder_peer.gui.widgets.transcript.labels import StripeRow, place_labels
from qualcoder_peer.gui.widgets.transcript.lines import PageLine
from qualcoder_peer.gui.widgets.transcript.marks import NONE
from qualcoder_peer.gui.widgets.transcript.painting import qcolour
from qualcoder_peer.gui.widgets.transcript.segments import PlacedSegment
from qualcoder_peer.gui.widgets.transcript.values import Segment, time_label

if TYPE_CHECKING:
    from qualcoder_peer.gui.widgets.transcript.view import TranscriptView

_EDGE = 12
_INSET = 8
_NARROW = 170
_LONGEST_TIME = "0:00:00"
_MOST_LANES = 12
_LABEL_LEAST = 70
_BAR = 4
_DOT = 7


def plain_tool_tip(segments: list[Segment]) -> str:
    """Name, signs and coder of segments, a line each, as a tool tip in which no name can act as markup."""
    lines = [
        " ".join(part for part in (segment.name, segment.signs, f"({segment.coder})" if segment.coder else "") if part)
        for segment in segments
    ]
    return f'<p style="white-space:pre">{escape(chr(10).join(lines))}</p>' if lines else ""


class Margin(QWidget):
    """A margin of a view; the wheel over it turns the page."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else all that lies under it is painted first

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._view.wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._view.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()


class NumberMargin(Margin):
    """Paragraph numbers and, where the recording's times are known, the time at which a turn begins."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._times = False
        self._stacked = False

    def set_has_times(self, has_times: bool) -> None:
        """Whether room for times is wanted."""
        self._times = has_times

    def needed_width(self, available: int) -> int:
        """The width that numbers and times take: beside each other, or one below the other on a narrow page."""
        metrics = QFontMetrics(self._view.small_font())
        numbers = self._numbers_width(metrics)
        times = metrics.horizontalAdvance(_LONGEST_TIME) if self._times else 0
        self._stacked = available < self._view.column_width() + 2 * (numbers + times + 3 * _EDGE)
        return _EDGE + 4 + (max(numbers, times) if self._stacked else numbers + (times + _EDGE if times else 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        view = self._view
        painter = QPainter(self)
        painter.fillRect(event.rect(), qcolour(view.colours.background))
        font = view.small_font()
        painter.setFont(font)
        metrics = QFontMetrics(font)
        starts, times = view.paragraph_starts, view.turn_times
        to_code_point = view.positions.to_code_point
        caret_paragraph = view.paragraph_at(view.caret()) if view.hasFocus() else NONE
        right = self.width() - 4
        below: int | None = None
        lines = view.lines.all()
        first = bisect_left(starts, to_code_point(lines[0].start)) if lines else 0
        numbers = {start: number for number, start in enumerate(starts[first : first + len(lines) + 1], first + 1)}
        for line in lines:
            place = to_code_point(line.start)
            baseline = line.text_top + round(line.line.ascent())
            number = numbers.get(place)
            begins = number is not None
            if number is not None:
                self._paint_number(painter, line, baseline, number, number == caret_paragraph)
            here = times.get(place) if self._times else None
            time = here if not self._stacked else None if begins else below
            if time is not None:
                text = time_label(time)
                painter.setPen(qcolour(view.colours.margin_text))
                edge = right if self._stacked else right - self._numbers_width(metrics) - _EDGE
                painter.drawText(self._left_of(text, edge, metrics), baseline, text)
            below = here

    def _left_of(self, text: str, edge: int, metrics: QFontMetrics) -> int:
        """Where a text begins whose side towards the column stands at ``edge`` (as if the column were at the right)."""
        return self.width() - edge if self._view.is_mirrored else edge - metrics.horizontalAdvance(text)

    def _numbers_width(self, metrics: QFontMetrics) -> int:
        return metrics.horizontalAdvance("0" * max(3, len(str(len(self._view.paragraph_starts)))))

    def _paint_number(self, painter: QPainter, line: PageLine, baseline: int, number: int, has_caret: bool) -> None:
        """The number, marked with a bar where the caret is while the page has the keyboard."""
        colours = self._view.colours
        colour = qcolour(colours.accent if has_caret else colours.margin_text)
        painter.setPen(colour)
        text = str(number)
        painter.drawText(self._left_of(text, self.width() - 4, painter.fontMetrics()), baseline, text)
        if has_caret:
            left = 0 if self._view.is_mirrored else self.width() - 2
            painter.fillRect(left, line.text_top, 2, line.text_bottom - line.text_top, colour)


class _Stripe(NamedTuple):
    segment: Segment
    left: int
    top: int
    bottom: int


class StripeMargin(Margin):
    """A stripe for each segment on the page, in lanes, with the code's name, its star and its stance."""

    hovered = Signal(int)
    activated = Signal(int)

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._stripes: list[_Stripe] = []
        self._labels: dict[int, QRect] = {}
        self._elided: dict[tuple[str, int, bool], str] = {}
        self._bar = _BAR
        self.setMouseTracking(True)

    @property
    def labels(self) -> dict[int, QRect]:
        """Where the names painted last stand, by segment id."""
        return self._labels

    def lane_box(self, first: int, lanes: int) -> QRect:
        """Left edge and width of some lanes."""
        width, drawn = self._lanes()
        left = _INSET + min(first, drawn - 1) * width
        box = QRect(left, 0, max(_BAR, (min(first + lanes, drawn) - min(first, drawn - 1)) * width - 2), self.height())
        return self._mirrored(box)

    def forget(self) -> None:
        """For another text, another font or another width."""
        self._elided.clear()
        self._stripes = []
        self._labels = {}

    def segment_at(self, point: QPoint) -> int:
        """The id of the segment whose stripe or name is under a point, or -1."""
        for segment_id, box in self._labels.items():
            if box.contains(point):
                return segment_id
        near = [
            (abs(stripe.left + _BAR // 2 - point.x()), stripe.bottom - stripe.top, stripe.segment.id)
            for stripe in self._stripes
            if stripe.top - 2 <= point.y() <= stripe.bottom + 2 and abs(stripe.left + _BAR // 2 - point.x()) <= _BAR + 1
        ]
        return min(near)[2] if near else NONE

    def paintEvent(self, event: QPaintEvent) -> None:
        view = self._view
        painter = QPainter(self)
        painter.fillRect(event.rect(), qcolour(view.colours.background))
        font = view.small_font()
        painter.setFont(font)
        metrics = QFontMetrics(font)
        start, end = view.lines.span()
        turn = view.positions.to_code_point
        lane_width, lanes = self._lanes()
        self._place(view.stripe_lanes.placed(turn(start), turn(end)), lane_width, lanes)
        names_left = _INSET + lanes * lane_width + 6
        height = metrics.height() + 2
        rows = [StripeRow(one.segment.id, one.top, one.bottom) for one in self._stripes]
        tops = place_labels(rows, height, self.height(), height)
        by_id = {one.segment.id: one for one in self._stripes}
        self._labels = {
            key: self._mirrored(QRect(names_left, top, max(0, self.width() - names_left - 4), height))
            for key, top in tops.items()
        }
        lit = view.marks.lit
        for key, box in self._labels.items():
            self._paint_leader(painter, by_id[key], box)
        for stripe in self._stripes:
            self._paint_stripe(painter, stripe, stripe.segment.id in lit)
        for key, box in self._labels.items():
            if key not in lit:
                self._paint_name(painter, by_id[key].segment, box, metrics)
        for key in sorted(lit & by_id.keys(), key=lambda one: one == view.marks.hovered):
            self._paint_lit_name(painter, by_id[key], names_left, height, font)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hovered.emit(self.segment_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(NONE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        found = self.segment_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and found != NONE:
            self.activated.emit(found)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            segment = self._view.segment(self.segment_at(event.pos()))
            if segment is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), plain_tool_tip([segment]), self)
            return True
        return super().event(event)

    def _lanes(self) -> tuple[int, int]:
        """The width of a lane and how many lanes are drawn apart; deeper ones share the last."""
        lanes = max(1, min(self._view.stripe_lanes.count, _MOST_LANES))
        room = max(12, self.width() - _LABEL_LEAST - _INSET)
        width = max(5, min(6 if self.width() < _NARROW else 9, room // lanes))
        self._bar = min(_BAR, width - 2)
        return width, max(1, min(lanes, room // width))

    def _place(self, placed: list[PlacedSegment], lane_width: int, lanes: int) -> None:
        lines = self._view.lines
        page_start, page_end = lines.span()
        self._stripes = []
        for start, end, lane, segment in placed:
            held = lines.among(start, end)
            if held:
                top = held[0].text_top if start >= page_start else -_EDGE
                bottom = held[-1].text_bottom if end <= page_end else self.height() + _EDGE
                left = _INSET + min(lane, lanes - 1) * lane_width
                if self._view.is_mirrored:
                    left = self.width() - left - self._bar
                self._stripes.append(_Stripe(segment, left, top, bottom))

    def _mirrored(self, box: QRect) -> QRect:
        """A box as it stands where the column is at the left, or at the right in a text from right to left."""
        if self._view.is_mirrored:
            box.moveLeft(self.width() - box.left() - box.width())
        return box

    def _ink(self, segment: Segment) -> str:
        colours = self._view.colours
        return visible_on(segment.colour, colours.background, colours.stripe_contrast)

    def _paint_stripe(self, painter: QPainter, stripe: _Stripe, lit: bool) -> None:
        ink = qcolour(self._ink(stripe.segment))
        more = 1 if lit else 0
        left, width = stripe.left - more, self._bar + 2 * more
        if not stripe.segment.is_dotted:
            painter.fillRect(left, stripe.top, width, stripe.bottom - stripe.top, ink)
            return
        for top in range(max(stripe.top, -_EDGE), min(stripe.bottom, self.height() + _EDGE), _DOT):
            painter.fillRect(left, top, width, _BAR, ink)

    def _paint_leader(self, painter: QPainter, stripe: _Stripe, box: QRect) -> None:
        ink = qcolour(self._ink(stripe.segment))
        middle = box.center().y()
        painter.setPen(QPen(ink, 1))
        mirrored = self._view.is_mirrored
        height = max(stripe.top + 2, min(middle, stripe.bottom - 2))
        start = QPoint(stripe.left - 1 if mirrored else stripe.left + _BAR, height)
        painter.drawLine(start, QPoint(box.right() + 4 if mirrored else box.left() - 4, middle))

    def _paint_name(self, painter: QPainter, segment: Segment, box: QRect, metrics: QFontMetrics) -> None:
        text = self._fitting(segment, box.width(), metrics, False)
        painter.setPen(qcolour(self._view.colours.stripe_text))
        left = box.right() + 1 - metrics.horizontalAdvance(text) if self._view.is_mirrored else box.left()
        painter.drawText(left, box.top() + 1 + metrics.ascent(), text)

    def _paint_lit_name(self, painter: QPainter, stripe: _Stripe, names_left: int, height: int, font: QFont) -> None:
        """The name of what is pointed at or current, bold on a chip, also where there was no room for it."""
        view = self._view
        top = max(0, min(stripe.top, self.height() - height))
        box = self._labels.get(stripe.segment.id)
        if box is None:
            box = self._mirrored(QRect(names_left, top, self.width() - names_left - 4, height))
        bold = QFont(font)
        bold.setBold(True)
        metrics = QFontMetrics(bold)
        text = self._fitting(stripe.segment, self.width() - 2 * _INSET - 4, metrics, True)
        width = metrics.horizontalAdvance(text) + 8
        if view.is_mirrored:
            left = max(4, min(box.right() + 4 - width, self.width() - _INSET - width))
        else:
            left = max(_INSET, min(box.left() - 4, self.width() - 4 - width))
        chip = QRect(left, box.top(), width, box.height())
        painter.fillRect(chip, qcolour(view.colours.chip))
        painter.fillRect(chip.left(), chip.bottom() - 1, chip.width(), 2, qcolour(self._ink(stripe.segment)))
        painter.setFont(bold)
        painter.setPen(qcolour(view.colours.text))
        painter.drawText(left + 4, box.top() + 1 + metrics.ascent(), text)
        painter.setFont(font)

    def _fitting(self, segment: Segment, width: int, metrics: QFontMetrics, bold: bool) -> str:
        """The name cut to the width with its signs, which are never cut."""
        signs = segment.signs
        key = (f"{segment.name}\n{signs}", width, bold)
        text = self._elided.get(key)
        if text is None:
            tail = f" {signs}" if signs else ""
            room = max(0, width - metrics.horizontalAdvance(tail))
            text = metrics.elidedText(segment.name, Qt.TextElideMode.ElideRight, room) + tail
            self._elided[key] = text
        return text
