"""The strip beside the scroll bar: the whole text with its codings, hits and the page shown, a few pixels wide.

The codings are drawn into a picture that is kept: anew in small steps while nothing else is to be done, and row by row
where one coding has changed. A key press only notes which rows are stale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent

from qualcoder_peer.gui.i18n import live, live_call, tr, tr_n
from qualcoder_peer.gui.widgets.transcript.colours import visible_on
from qualcoder_peer.gui.widgets.transcript.margin import Margin
from qualcoder_peer.gui.widgets.transcript.marks import NONE
from qualcoder_peer.gui.widgets.transcript.painting import qcolour
from qualcoder_peer.gui.widgets.transcript.values import Segment

if TYPE_CHECKING:
    from qualcoder_peer.gui.widgets.transcript.view import TranscriptView

WIDTH = 14
_EDGE = 1
_LANES = (2, 4)
"""At least and at most so many lanes are drawn beside each other."""
_A_STEP = 20
"""So many rows are drawn before what else waits has its turn."""
_REST_MS = 40
_HIT = 5
_MOST_STALE = 40


class Overview(Margin):
    """The strip of one view. A click or a drag goes to that place of the text."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._picture = QPixmap()
        self._next_row = 0
        self._length = 0
        self._stale: list[tuple[int, int]] = []
        self._is_stale = True
        self._lanes = _LANES[0]
        self._hits_stale = True
        self._hits = QPixmap()
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._go_on)
        self.setFixedWidth(WIDTH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        live(self, "setToolTip", "The whole text with its codings: click to go there")
        live_call(self, self._name)

    @property
    def is_drawn(self) -> bool:
        """Whether the picture is up to date."""
        return not (self._is_stale or self._stale or self._hits_stale or self._next_row < self.height())

    def forget(self) -> None:
        """All codings are others, or the colours, or the text."""
        self._is_stale = self._hits_stale = True
        self._stale.clear()
        self._rest.stop()
        self._soon()

    def note(self, start: int, end: int) -> None:
        """Something has changed in the code points ``[start, end)``."""
        if len(self._stale) < _MOST_STALE:
            self._stale.append((start, end))
        else:
            self._is_stale = True
        self._soon()

    def note_hits(self) -> None:
        """Other hits are marked."""
        self._hits_stale = True
        self._soon()

    def rows(self, start: int, end: int) -> tuple[int, int]:
        """The rows of pixels, half open and at least one, of the code points ``[start, end)``."""
        length, height = max(1, len(self._view.text)), self.height()
        top = min(start * height // length, height - 1)
        return top, max(top + 1, -(-end * height // length))

    def position_at(self, y: int) -> int:
        """The code point that the row ``y`` begins with."""
        height = max(1, self.height())
        return max(0, min(y, height)) * len(self._view.text) // height

    def paintEvent(self, event: QPaintEvent) -> None:
        view = self._view
        colours = view.colours
        if abs(len(view.text) - self._length) * self.height() > len(view.text):
            self._is_stale = True  # so much has been written that rows have moved
        if self._is_stale and not self._rest.isActive():
            self._rest.start(_REST_MS)
        painter = QPainter(self)
        painter.fillRect(event.rect(), qcolour(colours.background))
        painter.drawPixmap(0, 0, self._picture)
        painter.drawPixmap(WIDTH - _HIT, 0, self._hits)
        current = view.segments.index.get(view.marks.current)
        if current is not None:
            top, bottom = self.rows(current.start, current.end)
            painter.fillRect(0, max(0, top - 1), WIDTH, bottom - top + 2, qcolour(colours.text))
            painter.fillRect(_EDGE + 1, top, WIDTH - 2 * _EDGE - 2, bottom - top, self._ink(current))
        top, bottom = self.rows(*view.visible_range())
        frame = QRect(0, top, WIDTH - 1, max(6, bottom - top) - 1)
        wash = QColor(qcolour(colours.accent))
        wash.setAlpha(40)
        painter.fillRect(frame, wash)
        painter.setPen(qcolour(colours.accent))
        painter.drawRect(frame)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self.forget()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._view.show_middle(self.position_at(round(event.position().y())))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._view.show_middle(self.position_at(round(event.position().y())))

    def _soon(self) -> None:
        """Draw when what has changed has been painted and there has been a rest."""
        if self._rest.isActive():
            return
        if self._is_stale:
            self.update()  # the paint starts the rest: opening a text comes first
        else:
            self._rest.start(_REST_MS)

    def _go_on(self) -> None:
        """Draw what is stale: all of it in steps, or the rows that changed."""
        if self.isHidden() or self.height() < 1:
            return
        if self._hits_stale:
            self._draw_hits()
        if self._is_stale or self._lanes != self._lanes_wanted():
            self._begin()
        if self._next_row < self.height():
            self._draw(self._next_row, min(self._next_row + _A_STEP, self.height()))
            self._next_row += _A_STEP
        if self._next_row < self.height():
            self._rest.start(0)
            return
        for start, end in self._stale:
            self._draw(*self.rows(start, end))
        self._stale.clear()
        self._name()
        self.update()

    def _begin(self) -> None:
        self._picture = self._blank(WIDTH, qcolour(self._view.colours.background))
        self._is_stale = False
        self._stale.clear()
        self._lanes = self._lanes_wanted()
        self._next_row = 0
        self._length = len(self._view.text)

    def _draw(self, top: int, bottom: int) -> None:
        """Draw some rows with all that is coded there."""
        view = self._view
        page, contrast = view.colours.background, view.colours.stripe_contrast
        height, length = self.height(), max(1, len(view.text))
        first, last = self.position_at(top), self.position_at(bottom) + 1
        lane, width = self._lanes - 1, (WIDTH - 2 * _EDGE) // self._lanes
        lane_of = view.segments.lane
        painter = QPainter(self._picture)
        stretch = QRect(0, top, WIDTH, bottom - top)
        painter.setClipRect(stretch)
        painter.fillRect(stretch, qcolour(page))
        fill = painter.fillRect
        for segment in view.segments.index.overlapping(first - 1, last):
            above = min(segment[1] * height // length, height - 1)
            rows = max(1, -(-segment[2] * height // length) - above)
            left = _EDGE + min(lane_of(segment[0]), lane) * width
            fill(left, above, width, rows, qcolour(visible_on(segment[4], page, contrast)))
        painter.end()

    def _draw_hits(self) -> None:
        """A tick in each row that has a hit, in a picture of their own."""
        self._hits_stale = False
        height, length = self.height(), max(1, len(self._view.text))
        self._hits = self._blank(_HIT, QColor(Qt.GlobalColor.transparent))
        ink = qcolour(self._view.colours.hit_edge)
        painter = QPainter(self._hits)
        for row in {start * height // length for start, _ in self._view.marks.hits}:
            painter.fillRect(0, row, _HIT, 2, ink)
        painter.end()

    def _blank(self, width: int, colour: QColor) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(width * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(colour)
        return picture

    def _lanes_wanted(self) -> int:
        return max(_LANES[0], min(self._view.segments.lane_count, _LANES[1]))

    def _ink(self, segment: Segment) -> QColor:
        colours = self._view.colours
        return qcolour(visible_on(segment[4], colours.background, colours.stripe_contrast))

    def _name(self) -> None:
        view = self._view
        words = tr_n("Overview: one coding", "Overview: {count} codings", len(view.segments.index))
        hits = len(view.marks.hits)
        if hits:
            found = tr_n("one hit", "{count} hits", hits)
            words = tr("{codings}, {hits}", codings=words, hits=found)
        if view.marks.current != NONE:
            words = tr("{codings}, one of them looked at", codings=words)
        self.setAccessibleName(words)
