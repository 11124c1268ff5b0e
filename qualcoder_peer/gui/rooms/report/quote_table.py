"""The table of quotes on the screen: rows of a few lines, a click or Enter opens a quote in its transcript."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QMouseEvent

from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.rooms.report.quotes_model import QuotesModel
from qualcoder_peer.gui.theme import GAP
from qualcoder_peer.gui.widgets.lines_delegate import LinesDelegate
from qualcoder_peer.gui.widgets.rows_view import RowsView


class QuoteTable(RowsView):
    """Rows of quotes; a click or Enter opens one."""

    lines = 4
    margin = 2 * GAP + 1

    def __init__(self, model: QuotesModel, open_index: Callable[[QModelIndex], object]) -> None:
        super().__init__(model, several=False)
        self._open_index = open_index
        self._pressed = QModelIndex()
        live(self, "setAccessibleName", "Quotes as they will be written")
        self.setItemDelegate(LinesDelegate(self, self.lines))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(48)
        self.sort_by_headers()
        live(header, "setToolTip", "Sorts what is shown. Files have the quotes by document and place.")
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.entered.connect(open_index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and index == self._pressed:
            self._open_index(index)
