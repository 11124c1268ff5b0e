"""Marks at the outer edge of the numbers where passages have memos: a small sheet, and a line as far as it goes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from qualcoder_peer.gui.widgets.transcript.painting import qcolour

if TYPE_CHECKING:
    from qualcoder_peer.gui.widgets.transcript.view import TranscriptView

_WIDTH = 13
_SHEET = 9


class NoteStrip(QWidget):
    """``set_notes`` marks passages (code points, half open); ``activated`` carries the one whose mark was clicked.

    A widget of its own over the edge of the margin, so that a page without such marks pays nothing for them.
    """

    activated = Signal(int, int)

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self._margin = view.margins.numbers
        self._notes: list[tuple[int, int]] = []
        self._sheets: list[tuple[int, int, tuple[int, int]]] = []
        self.tip: Callable[[], str] = str
        """What is said when a mark is pointed at."""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._margin.installEventFilter(self)
        view.updateRequest.connect(self._page_moved)
        self.hide()

    @property
    def notes(self) -> Sequence[tuple[int, int]]:
        """The passages marked, by start."""
        return self._notes

    def set_notes(self, notes: Sequence[tuple[int, int]]) -> None:
        """Mark these passages."""
        self._notes = sorted(notes)
        self.setVisible(bool(self._notes))
        if self._notes:
            self._settle()
            self.update()

    def note_at(self, point: QPoint) -> tuple[int, int] | None:
        """The passage whose mark is under a point."""
        return next((note for top, bottom, note in self._sheets if top <= point.y() <= bottom), None)

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The strip goes with the margin."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self._notes:
            self._settle()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        view = self._view
        painter = QPainter(self)
        painter.fillRect(event.rect(), qcolour(view.colours.background))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        to_code_point = view.positions.to_code_point
        starts = [start for start, _end in self._notes]
        reach = self._reach()
        self._sheets = []
        for line in view.lines.all():
            first, last = to_code_point(line.start), to_code_point(line.end)
            held = bisect_right(starts, last - 1)
            begins = [note for note in self._notes[:held][-8:] if first <= note[0] < last]
            if held and reach[held - 1] > first:
                painter.setPen(QPen(qcolour(view.colours.margin_text), 1))
                top = line.text_top + _SHEET + 6 if begins else line.top
                bottom = line.bottom if reach[held - 1] > last else line.text_bottom
                painter.drawLine(QPointF(6.5, top), QPointF(6.5, bottom))
            if begins:
                top = line.text_top + 4
                self._paint_sheet(painter, top)
                self._sheets.append((top - 3, top + _SHEET + 3, begins[0]))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel turns the page."""
        self._view.wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.note_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self.activated.emit(*found)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            if self.note_at(event.pos()) is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self.tip(), self)
            return True
        return super().event(event)

    # Private

    def _reach(self) -> list[int]:
        """How far any of the notes up to each goes."""
        reach: list[int] = []
        for _start, end in self._notes:
            reach.append(max(end, reach[-1] if reach else 0))
        return reach

    def _paint_sheet(self, painter: QPainter, top: int) -> None:
        """A sheet with a corner turned, so that it is told by its shape and not by colour alone."""
        colour = qcolour(self._view.colours.accent)
        box = QRectF(2, top, _SHEET, _SHEET)
        corner = 3.5
        painter.setPen(QPen(colour, 1.3))
        painter.setBrush(qcolour(self._view.colours.background))
        painter.drawPolygon(
            QPolygonF([box.topLeft(), box.topRight(), box.bottomRight() - QPointF(0, corner),
                       box.bottomRight() - QPointF(corner, 0), box.bottomLeft()])  # fmt: skip
        )
        painter.setBrush(colour)
        painter.drawPolygon(
            QPolygonF([box.bottomRight() - QPointF(0, corner), box.bottomRight() - QPointF(corner, corner),
                       box.bottomRight() - QPointF(corner, 0)])  # fmt: skip
        )

    def _settle(self) -> None:
        place = self._margin.geometry()
        left = place.right() + 1 - _WIDTH if self._view.is_mirrored else place.left()
        self.setGeometry(left, place.top(), _WIDTH, place.height())
        self.raise_()

    def _page_moved(self) -> None:
        if self._notes:
            self.update()
