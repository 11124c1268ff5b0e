"""The table of keys: every action, the keys it answers to, and a field to press others."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QKeySequenceEdit, QTableView, QWidget

from qualcoder_peer.gui.actions import ActionRegistry, Registered
from qualcoder_peer.gui.i18n import live, live_call, say, tr
from qualcoder_peer.gui.settings import Settings
from qualcoder_peer.gui.theme import GAP
from qualcoder_peer.gui.widgets.basics import SearchField, button, column, label, row

Index = QModelIndex | QPersistentModelIndex


class ShortcutsModel(QAbstractTableModel):
    """Two columns: the action and its keys."""

    def __init__(self, actions: ActionRegistry) -> None:
        super().__init__()
        self._actions = actions
        self.rows: list[Registered] = []
        actions.changed.connect(self.read_again)
        self.read_again()

    def read_again(self) -> None:
        """Ask the registry again, keeping the rows if only keys have changed."""
        found = [one for one in self._actions.all() if one.in_palette]
        if [one.id for one in found] == [one.id for one in self.rows]:
            self.rows = found
            if found:
                self.dataChanged.emit(self.index(0, 0), self.index(len(found) - 1, 1))
            return
        self.beginResetModel()
        self.rows = found
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """One row an action."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Action and keys."""
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The title, or the keys as the system writes them."""
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        one = self.rows[index.row()]
        if index.column() == 0:
            return say(one.name)
        keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in one.action.shortcuts()]
        return ", ".join(key for key in keys if key)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The titles of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr("Action") if section == 0 else tr("Keys")
        return None


class ShortcutsTable(QWidget):
    """The table, a field to search it, and the editor of the chosen row."""

    def __init__(self, settings: Settings, actions: ActionRegistry) -> None:
        super().__init__()
        self._settings, self._actions = settings, actions
        self.model = ShortcutsModel(actions)
        self.model.setParent(self)
        self.proxy = QSortFilterProxyModel(self)
        self.proxy.setSourceModel(self.model)
        self.proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.proxy.setFilterKeyColumn(-1)
        self.search = SearchField("Search actions")
        self.search.textChanged.connect(self.proxy.setFilterFixedString)
        self.table = QTableView()
        self.table.setModel(self.proxy)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(1, 220)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        self.table.setMinimumHeight(320)
        live(self.table, "setAccessibleName", "Actions and their keys")
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.keys = QKeySequenceEdit()
        self.keys.setMaximumSequenceLength(1)
        live(self.keys, "setAccessibleName", "New keys for the chosen action")
        self.use = button("Use these keys", on_click=self.apply)
        self.reset = button("Back to the usual keys", role="flat", on_click=self.restore)
        self.clash = label("", "danger", wrap=True)
        self.keys.keySequenceChanged.connect(self._show_clash)
        edit = row(gap=GAP)
        edit.addWidget(label("Press keys", "muted", buddy=self.keys))
        edit.addWidget(self.keys, 1)
        edit.addWidget(self.use)
        edit.addWidget(self.reset)
        box = column(self, gap=GAP)
        box.addWidget(self.search)
        box.addWidget(self.table)
        box.addLayout(edit)
        box.addWidget(self.clash)
        live_call(self, self._retranslate)
        self._selected()

    def chosen(self) -> Registered | None:
        """The action of the chosen row."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.rows[self.proxy.mapToSource(rows[0]).row()] if rows else None

    def apply(self) -> None:
        """Give the pressed keys to the chosen action, and take them from those that had them."""
        one, keys = self.chosen(), self.keys.keySequence()
        if one is None:
            return
        for other in self._actions.users_of(keys, one.id) if not keys.isEmpty() else ():
            self._settings.set_shortcut(other.id, "")
        self._settings.set_shortcut(one.id, keys.toString(QKeySequence.SequenceFormat.PortableText))
        self._show_clash()

    def restore(self) -> None:
        """Give the chosen action its own keys back."""
        one = self.chosen()
        if one is not None:
            self._settings.set_shortcut(one.id, None)
            self.keys.setKeySequence(one.action.shortcut())

    def _selected(self) -> None:
        one = self.chosen()
        for widget in (self.keys, self.use, self.reset):
            widget.setEnabled(one is not None)
        if one is not None:
            self.keys.setKeySequence(one.action.shortcut())
        self._show_clash()

    def _show_clash(self) -> None:
        one, keys = self.chosen(), self.keys.keySequence()
        others = self._actions.users_of(keys, one.id) if one is not None and not keys.isEmpty() else []
        self.clash.setVisible(bool(others))
        if others:
            names = ", ".join(say(other.name).rstrip("… ") for other in others)
            self.clash.setText(tr("These keys belong to: {names}. They will be taken from there.", names=names))

    def _retranslate(self) -> None:
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 1)
        self.model.read_again()
        self._show_clash()
