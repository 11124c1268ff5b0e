"""Quotes as cards: evidence of a finding or a target goal. Enter or a double click opens one in its transcript."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.services.quotes import Quote
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.rooms.report.candidates_model import CandidatesModel, QuoteDelegate
from qualcoder_peer.gui.rooms.report.quote_details import open_quote


class EvidenceList(QListView):
    """``chosen`` are the quotes selected."""

    def __init__(self, context: RoomContext, name: str | Message) -> None:
        super().__init__()
        self._context = context
        self.quotes_model = CandidatesModel(self)
        self.setModel(self.quotes_model)
        self.setItemDelegate(QuoteDelegate(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(24)
        live(self, "setAccessibleName", name)
        self.doubleClicked.connect(self._open)

    def show_quotes(self, quotes: Sequence[Quote]) -> None:
        """Show other quotes."""
        self.quotes_model.show_quotes(quotes)

    def chosen(self) -> list[Quote]:
        """The quotes selected, in order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self.quotes_model.quotes[place] for place in rows if place < len(self.quotes_model.quotes)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        open_quote(self._context, self.quotes_model.quote_at(index))
