"""Tools above a list: on one row, or on two where one has no room for all of them."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from qualcoder_peer.gui.theme import GAP_LARGE, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import column, row


class ToolRows(QWidget):
    """Fill ``first`` as any row, then say with ``wrap`` which of it may go down; ``elastic`` gives way first."""

    def __init__(self, elastic: QWidget) -> None:
        super().__init__()
        self._elastic = elastic
        self.first, self.second = row(gap=GAP_SMALL), row(gap=GAP_SMALL)
        self._wrapping: dict[QWidget, int] = {}
        self._place = 0
        self._wrapped = False
        box = column(self, gap=0)
        box.addLayout(self.first)
        box.addLayout(self.second)
        self.first.setContentsMargins(GAP_LARGE, 0, GAP_LARGE, GAP_SMALL)
        self.second.setContentsMargins(GAP_LARGE, 0, GAP_LARGE, 0)

    def wrap(self, place: int, wrapping: dict[QWidget, int]) -> None:
        """Put these at a place of the first row, each with its stretch; they go to the second one together."""
        self._place, self._wrapping = place, wrapping
        self._lay_out()

    def fit(self) -> None:
        """One row or two, as there is room."""
        laid = [self.first.itemAt(place) for place in range(self.first.count())]
        tools = {one for item in laid if item is not None and (one := item.widget()) is not None} | set(self._wrapping)
        wanted = sum(one.sizeHint().width() + GAP_SMALL for one in tools if one.isVisibleTo(self)) + 2 * GAP_LARGE
        wanted += self._elastic.minimumWidth() - self._elastic.sizeHint().width()
        if (wanted > self.width()) != self._wrapped:
            self._wrapped = not self._wrapped
            self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tools have more room, or less."""
        super().resizeEvent(event)
        self.fit()

    def _lay_out(self) -> None:
        for place, (one, stretch) in enumerate(self._wrapping.items()):
            self.first.removeWidget(one)
            self.second.removeWidget(one)
            if self._wrapped:
                self.second.addWidget(one, stretch)
            else:
                self.first.insertWidget(self._place + place, one, stretch)
        self.second.setContentsMargins(GAP_LARGE, 0, GAP_LARGE, GAP_SMALL if self._wrapped else 0)
