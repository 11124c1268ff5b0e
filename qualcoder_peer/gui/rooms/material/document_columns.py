"""The columns of the documents' table: the title takes what others leave; widths and order are remembered by name."""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QHeaderView

from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.rooms.material.attribute_columns import AttributeColumns
from qualcoder_peer.gui.rooms.material.documents_model import DocumentsModel
from qualcoder_peer.gui.rooms.material.tables import Table

_WIDTHS = {"kind": 112, "date": 98, "respondents": 108, "characters": 80, "coverage": 94, "codings": 80}
_NARROW_WINDOW = 1280
_SPARE = {"respondents": 0.15}
"""What these columns take of the width that a wider window has, at first; the title takes the rest."""
_LEAST_TITLE, _LEAST_ATTRIBUTE = 180, 72


class DocumentColumns(AttributeColumns):
    """Attributes, and columns that are none and may be put in another order among themselves."""

    def __init__(
        self, context: RoomContext, table: Table, model: DocumentsModel, sort: Callable[[int], object]
    ) -> None:
        super().__init__(context, table, model, Owner.DOCUMENT, "documents_", sort)
        self.least = _LEAST_ATTRIBUTE
        header = self.header
        header.free_columns = True
        spare = max(0, context.window.width() - _NARROW_WINDOW)
        for key, width in _WIDTHS.items():
            header.resizeSection(model.column_of(key), width + round(spare * _SPARE.get(key, 0)))
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setStretchLastSection(False)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        header.sectionResized.connect(lambda section, *_: self.fit_title() if section else None)
        header.sectionCountChanged.connect(lambda *_: self.fit_title())
        table.resized.connect(self.fit_title)

    def fit_title(self) -> None:
        """The title takes what the other columns leave, and never less than can be read."""
        others = self.header.length() - self.header.sectionSize(0)
        self.header.resizeSection(0, max(_LEAST_TITLE, self._table.viewport().width() - others))

    def layout_state(self) -> QByteArray:
        """The width of each column by its name, and the order of those that are no attributes."""
        model = self._model
        order = [model.columns[self.header.logicalIndex(place)].key for place in range(model.fixed)]
        return QByteArray(json.dumps({"widths": self.widths_now(), "order": order}).encode())

    def take_layout(self, state: QByteArray) -> None:
        """Take on the widths and order of last time."""
        kept = json.loads(bytes(state.data())) if state.startsWith(b"{") else {}
        self.take_widths({str(name): int(width) for name, width in kept.get("widths", {}).items()})
        for place, key in enumerate(kept.get("order", ())):
            column = self._model.column_of(str(key))
            if 0 < column < self._model.fixed and 0 < place < self._model.fixed:
                self.header.put(column, place)
