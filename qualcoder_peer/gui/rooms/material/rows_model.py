"""A table over plain values with ids, kept by the row: sorted and filtered here, because a proxy would ask Python
twice for every comparison, which is felt with 5,000 rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.gui.i18n import live_call, say

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
VALUE_ROLE = Qt.ItemDataRole.UserRole
"""Asks for the plain value of the row."""
COVERAGE_ROLE = Qt.ItemDataRole.UserRole + 1
"""The coded share of a document, 0 to 1; None while it is being counted."""
CHOICES_ROLE = Qt.ItemDataRole.UserRole + 2
"""What a cell may be, as pairs of value and title."""
DATE_ROLE = Qt.ItemDataRole.UserRole + 3
"""Whether a cell holds a date."""
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
UNUSED_ROLES = frozenset(
    int(role)
    for role in (
        Qt.ItemDataRole.FontRole, Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.CheckStateRole,
        Qt.ItemDataRole.SizeHintRole, Qt.ItemDataRole.StatusTipRole, Qt.ItemDataRole.WhatsThisRole,
    )
)  # fmt: skip
"""Roles that views ask for in every cell and that no table here answers: out at once, because painting asks much."""
READABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
WRITABLE = READABLE | Qt.ItemFlag.ItemIsEditable
"""Flags made once: selecting a whole table asks for those of every cell."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: ``title`` (a Message, translated when shown), what a row says in it and what it is sorted by."""

    key: str
    title: Message
    text: Callable[[Row], str]
    order: Callable[[Row], Any]
    numeric: bool = False


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows by id. A change of a value leaves the row where it is until the table is sorted again, so that what is being
    edited does not jump away; new rows go to their place."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: list[Column[Row]] = list(columns)
        self._rows: dict[int, Row] = {}
        self._shown: list[int] = []
        self._places: dict[int, int] = {}
        self._wanted: Callable[[Row], bool] | None = None
        self.sort_column, self.sort_order = -1, Qt.SortOrder.AscendingOrder
        live_call(self, self.retranslate)

    def id_of(self, row: Row) -> int:
        """The id of a value."""
        raise TypeError

    def row_at(self, place: int) -> Row:
        """The value shown in a line."""
        return self._rows[self._shown[place]]

    def row_of(self, id: int) -> Row | None:
        """The value with an id, shown or not."""
        return self._rows.get(id)

    def place_of(self, id: int) -> int:
        """The line that shows an id, or -1."""
        return self._places.get(id, -1)

    def all_rows(self) -> list[Row]:
        """Every value, also those filtered away, in the order they were added."""
        return list(self._rows.values())

    def shown_ids(self) -> list[int]:
        """The ids in the order shown."""
        return list(self._shown)

    def column_of(self, key: str) -> int:
        """The number of a column, or -1."""
        return next((number for number, column in enumerate(self.columns) if column.key == key), -1)

    def show_all(self, rows: Iterable[Row]) -> None:
        """Make the table hold these values: rows gone are removed, new ones inserted, others updated if they differ."""
        rows = list(rows)
        kept = {self.id_of(row) for row in rows}
        self.remove([id for id in self._rows if id not in kept])
        if not self._rows:
            self._fill(rows)
        else:
            self.put(rows)

    def put(self, rows: Iterable[Row]) -> None:
        """Insert new values and update those that differ."""
        new = []
        for row in rows:
            id = self.id_of(row)
            before = self._rows.get(id)
            if before is None:
                new.append(row)
            elif before != row:
                self._rows[id] = row
                place = self._places.get(id)
                if place is not None:
                    self.dataChanged.emit(self.index(place, 0), self.index(place, self.columnCount() - 1))
        for row in new:
            self._rows[self.id_of(row)] = row
        self._insert([row for row in new if self._wanted is None or self._wanted(row)])

    def remove(self, ids: Iterable[int]) -> None:
        """Take rows out of the table."""
        gone = [id for id in ids if id in self._rows]
        for first, last in runs(sorted(self._places[id] for id in gone if id in self._places)):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._shown[first : last + 1]
            for id in gone:
                if first <= self._places.get(id, -1) <= last:
                    del self._rows[id]
            self._number()
            self.endRemoveRows()
        for id in gone:
            self._rows.pop(id, None)

    def filter(self, wanted: Callable[[Row], bool] | None) -> None:
        """Show only some rows; None shows all."""
        self._wanted = wanted
        shown = self._ordered(row for row in self._rows.values() if wanted is None or wanted(row))
        if shown != self._shown:
            self.beginResetModel()
            self._shown = shown
            self._number()
            self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column (-1: as they were added); equal ones stand as they were added."""
        self.sort_column, self.sort_order = column, order
        shown = self._ordered(row for id, row in self._rows.items() if id in self._places)
        if shown == self._shown:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        owners = [self._shown[index.row()] if index.row() < len(self._shown) else None for index in before]
        self._shown = shown
        self._number()
        after = [
            index if owner is None else self.index(self._places[owner], index.column())
            for index, owner in zip(before, owners, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def problem(self, index: Index, words: str) -> str:
        """The sentence that says why words do not fit a cell; empty if they do."""
        return ""

    def retranslate(self) -> None:
        """Say everything again in another language."""
        if self.columns:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self.repaint_all()

    def repaint_all(self) -> None:
        """Let views ask for every cell again."""
        if self._shown:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    # Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in UNUSED_ROLES:
            return None
        if not index.isValid() or index.row() >= len(self._shown) or index.column() >= len(self.columns):
            return None
        row, column = self.row_at(index.row()), self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.numeric else LEFT
        if role == VALUE_ROLE:
            return row
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return say(column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.numeric else LEFT
        return None

    # Private

    def _fill(self, rows: list[Row]) -> None:
        self._rows = {self.id_of(row): row for row in rows}
        shown = self._ordered(row for row in rows if self._wanted is None or self._wanted(row))
        if shown:
            self.beginInsertRows(QModelIndex(), 0, len(shown) - 1)
            self._shown = shown
            self._number()
            self.endInsertRows()

    def _insert(self, rows: list[Row]) -> None:
        if not rows:
            return
        if len(rows) > 50:  # one by one they would renumber the table each time
            shown = self._ordered(self._rows[id] for id in (*self._shown, *(self.id_of(row) for row in rows)))
            self.beginResetModel()
            self._shown = shown
            self._number()
            self.endResetModel()
            return
        order, down = self._order(), self.sort_order == Qt.SortOrder.DescendingOrder
        keys = [order(self._rows[id]) for id in (reversed(self._shown) if down else self._shown)]
        for row in rows:
            key = order(row)
            after = bisect_right(keys, key)
            place = len(keys) - after if down else after
            keys.insert(after, key)
            self.beginInsertRows(QModelIndex(), place, place)
            self._shown.insert(place, self.id_of(row))
            self._number()
            self.endInsertRows()

    def _ordered(self, rows: Iterable[Row]) -> list[int]:
        down = self.sort_order == Qt.SortOrder.DescendingOrder
        return [self.id_of(row) for row in sorted(rows, key=self._order(), reverse=down)]

    def _order(self) -> Callable[[Row], Any]:
        if 0 <= self.sort_column < len(self.columns):
            return self.columns[self.sort_column].order
        return self.id_of  # ids are given in the order of adding

    def _number(self) -> None:
        self._places = {id: place for place, id in enumerate(self._shown)}


def runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers as (first, last), the last run first."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs[::-1]
