"""The rows of the dialog for an interview guide: cells of words, the first with a tick where there is a choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent

from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.widgets.rows_view import RowsView
from qualcoder_peer.gui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class TickedRows(QAbstractTableModel):
    """``titles`` of the columns are marked for translation; ``ticks`` is None where nothing is to be ticked."""

    ticked = Signal(int)
    """The tick of this row was changed by hand."""

    def __init__(self, titles: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles = tuple(titles)
        self.rows: list[tuple[str, ...]] = []
        self.ticks: list[bool] | None = None

    def show_rows(self, rows: Sequence[tuple[str, ...]], ticks: Sequence[bool] | None = None) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows, self.ticks = list(rows), None if ticks is None else list(ticks)
        self.endResetModel()

    def put(self, row: int, words: tuple[str, ...]) -> None:
        """Other words in one row."""
        self.rows[row] = words
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._titles) - 1))

    def chosen(self) -> list[int]:
        """The rows that are ticked."""
        return [place for place, ticked in enumerate(self.ticks or ()) if ticked]

    # Qt overrides

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(self._titles[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsUserCheckable if self._has_tick(index) else found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        words = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return words[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(words[index.column()]) if words[index.column()] else None
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return ". ".join(one.strip() for one in words if one.strip())
        if role == Qt.ItemDataRole.CheckStateRole and self._has_tick(index) and self.ticks is not None:
            return Qt.CheckState.Checked if self.ticks[index.row()] else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not self._has_tick(index) or self.ticks is None:
            return False
        self.ticks[index.row()] = Qt.CheckState(value) == Qt.CheckState.Checked
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.ticked.emit(index.row())
        return True

    def _has_tick(self, index: Index) -> bool:
        return index.isValid() and self.ticks is not None and index.column() == 0


class TickedView(RowsView):
    """Space ticks or unticks the rows chosen, whichever cell has the focus."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        first = self.currentIndex().siblingAtColumn(0)
        tick = first.data(Qt.ItemDataRole.CheckStateRole)
        if event.key() != Qt.Key.Key_Space or tick is None:
            super().keyPressEvent(event)
            return
        wanted = Qt.CheckState.Unchecked if tick == Qt.CheckState.Checked else Qt.CheckState.Checked
        for index in self.selectionModel().selectedRows() or [first]:
            self.model().setData(index, wanted, Qt.ItemDataRole.CheckStateRole)


class TwoLines(TickedView):
    """Rows in which longer words go on in a second line."""

    lines = 2

    def __init__(self, model: TickedRows) -> None:
        super().__init__(model)
        self.setWordWrap(True)
