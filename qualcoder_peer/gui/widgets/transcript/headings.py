"""The headings over grouped stripes: a flight of steps over the page, each with a line down to its own lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent

from qualcoder_peer.gui.widgets.transcript.colours import visible_on
from qualcoder_peer.gui.widgets.transcript.margin import Margin
from qualcoder_peer.gui.widgets.transcript.painting import qcolour

if TYPE_CHECKING:
    from qualcoder_peer.gui.widgets.transcript.view import TranscriptView

_FOOT = 6
_SIDE = 6


class StripeHeadings(Margin):
    """The heading of the lanes nearest to the text stands lowest, so that no line crosses another heading."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self.hide()

    def needed_height(self) -> int:
        """The height that the headings take; 0 while stripes are not grouped. Shows and hides itself."""
        columns = self._view.stripe_lanes.columns
        self.setVisible(bool(columns))
        if not columns:
            return 0
        return len(columns) * self._step() + _FOOT

    def paintEvent(self, event: QPaintEvent) -> None:
        view = self._view
        stripes = view.margins.stripes
        painter = QPainter(self)
        painter.fillRect(event.rect(), qcolour(view.colours.background))
        font = view.small_font()
        painter.setFont(font)
        metrics = QFontMetrics(font)
        step, shift = self._step(), stripes.geometry().left() - self.geometry().left()
        names: list[str] = []
        for number, column in enumerate(reversed(view.stripe_lanes.columns)):
            ink = qcolour(visible_on(column.group.colour, view.colours.background, view.colours.stripe_contrast))
            lanes = stripes.lane_box(view.stripe_lanes.suggested + column.first, column.lanes).translated(shift, 0)
            top = number * step
            drop = QRect(lanes.left(), top + step // 2, 2, self.height() - top - step // 2)
            painter.fillRect(drop, ink)
            painter.fillRect(QRect(lanes.left(), self.height() - 3, lanes.width(), 3), ink)
            room = (self.width() - drop.right() if view.is_mirrored else drop.left()) - 2 * _SIDE
            text = metrics.elidedText(column.group.title, Qt.TextElideMode.ElideRight, room)
            at = drop.right() + _SIDE if view.is_mirrored else drop.left() - _SIDE - metrics.horizontalAdvance(text)
            painter.setPen(qcolour(view.colours.stripe_text))
            painter.drawText(QPoint(at, top + metrics.ascent() + 1), text)
            names.append(column.group.title)
        self.setAccessibleName(", ".join(reversed(names)))

    def _step(self) -> int:
        return QFontMetrics(self._view.small_font()).height() + 2
