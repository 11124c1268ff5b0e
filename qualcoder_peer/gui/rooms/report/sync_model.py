"""What an update of a report would do, as a tree: kinds of change, and below each the places with a tick."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.reports.sync_plan import (
    DECISION_TITLES,
    KIND_TITLES,
    Decision,
    UpdateEntry,
    UpdateKind,
    UpdatePlan,
)
from qualcoder_peer.gui.i18n import number, say, tr
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.widgets.tips import plain_tip

WHAT, DONE, PLACE, WORDS = range(4)
TITLES = (N_("What"), N_("What happens"), N_("Place"), N_("Words in the file"))
SIGNS: dict[UpdateKind, tuple[str, str]] = {
    UpdateKind.CHANGED: ("history", "accent"),
    UpdateKind.CONFLICT: ("triangle-alert", "warning"),
    UpdateKind.MINE: ("pencil", "text"),
    UpdateKind.GONE: ("trash-2", "warning"),
    UpdateKind.NEW: ("plus", "accent"),
    UpdateKind.OTHER_REPORT: ("file-text", "muted"),
    UpdateKind.FOREIGN: ("file-text", "muted"),
    UpdateKind.UNCHANGED: ("circle-check", "success"),
}
"""The icon of a kind, and its colour."""
_LONGEST = 300
_LONGEST_TIP = 2_000
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_TICKS = {True: Qt.CheckState.Checked, False: Qt.CheckState.Unchecked}


class UpdateModel(QAbstractItemModel):
    """Shows a plan; ``decisions`` are what ``apply_update`` takes. Ticks begin as the plan says is safe."""

    ticked = Signal()
    """Another choice was made."""

    def __init__(self, plan: UpdatePlan, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan = plan
        self.decisions = plan.decisions()
        self._groups = [(kind, plan.of_kind(kind)) for kind in KIND_TITLES]
        self._groups = [(kind, entries) for kind, entries in self._groups if entries]

    @property
    def kinds(self) -> list[UpdateKind]:
        """The kinds there are, in the order shown."""
        return [kind for kind, _ in self._groups]

    def entry(self, index: Index) -> UpdateEntry | None:
        """The entry in a row; None for a heading."""
        if not index.isValid() or not index.internalId():
            return None
        return self._groups[index.internalId() - 1][1][index.row()]

    def chosen(self, decision: Decision) -> int:
        """How many entries are ticked for this."""
        return sum(1 for one in self.decisions.values() if one is decision)

    def say_again(self) -> None:
        """The language is another."""
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, WORDS)

    # Qt overrides

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        if not index.isValid() or not index.internalId():
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() or parent.column() > 0:
            return 0
        return len(self._groups[parent.row()][1])

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(TITLES[section])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == WHAT and self._can_tick(index):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.CheckStateRole:
            return self._tick(index) if index.column() == WHAT and self._can_tick(index) else None
        entry = self.entry(index)
        if entry is None:
            return self._heading(index, role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            words = self._words(entry, index.column())
            if role == Qt.ItemDataRole.ToolTipRole:
                return plain_tip(words[:_LONGEST_TIP])
            return " ".join(words[:_LONGEST].split())
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not self._can_tick(index):
            return False
        wanted = Qt.CheckState(value) != Qt.CheckState.Unchecked
        entry = self.entry(index)
        entries = self._groups[index.row()][1] if entry is None else [entry]
        for one in entries:
            if len(one.choices) > 1:
                self.decisions[one.number] = one.choices[1] if wanted else Decision.KEEP
        self._tell(index.row() if entry is None else index.internalId() - 1)
        return True

    # Private

    def _can_tick(self, index: Index) -> bool:
        entry = self.entry(index)
        entries = self._groups[index.row()][1] if entry is None else [entry]
        return any(len(one.choices) > 1 for one in entries)

    def _tick(self, index: Index) -> Qt.CheckState:
        entry = self.entry(index)
        if entry is not None:
            return _TICKS[self.decisions[entry.number] is not Decision.KEEP]
        entries = [one for one in self._groups[index.row()][1] if len(one.choices) > 1]
        ticked = sum(self.decisions[one.number] is not Decision.KEEP for one in entries)
        if 0 < ticked < len(entries):
            return Qt.CheckState.PartiallyChecked
        return _TICKS[ticked > 0]

    def _heading(self, index: Index, role: int) -> Any:
        kind, entries = self._groups[index.row()]
        if index.column() != WHAT:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr("{kind} ({number})", kind=say(KIND_TITLES[kind]), number=number(len(entries)))
        if role == Qt.ItemDataRole.DecorationRole:
            return icon(*SIGNS[kind])
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def _words(self, entry: UpdateEntry, column: int) -> str:
        if column == WHAT:
            return say(entry.title)
        if column == DONE:
            return say(DECISION_TITLES[self.decisions[entry.number]])
        if column == PLACE:
            return say(entry.place)
        return entry.before or entry.after

    def _tell(self, group: int) -> None:
        heading = self.index(group, 0)
        last = len(self._groups[group][1]) - 1
        self.dataChanged.emit(heading, heading)
        self.dataChanged.emit(self.index(0, 0, heading), self.index(last, WORDS, heading))
        self.ticked.emit()
