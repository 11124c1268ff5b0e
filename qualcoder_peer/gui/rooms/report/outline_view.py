"""The outline on the screen: what is open in it, what is chosen, and dragging without anything being removed by Qt."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QDrag, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.rooms.report.outline_model import OutlineModel
from qualcoder_peer.gui.theme import set_role
from qualcoder_peer.gui.widgets.rows_view import menu_point

_LONGEST_TITLE = 1_000


class OutlineView(QTreeView):
    """``picked`` carries the entries that are selected; ``opened`` the one that Enter or a double click chose."""

    picked = Signal(list)
    opened = Signal(int)
    menu_asked = Signal(object)

    def __init__(self, model: OutlineModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._closed: set[int] = set()
        self._syncing = False
        self.setModel(model)
        self.setItemDelegate(_Titles(self))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setAutoExpandDelay(600)
        self.setIndentation(14)
        self.setIconSize(QSize(16, 16))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        live(self, "setAccessibleName", "Outline of the report")
        self.selectionModel().selectionChanged.connect(lambda *_: self._tell())
        self.collapsed.connect(self._remember_closed)
        self.expanded.connect(lambda index: self._closed.discard(self._model.item_at(index) or 0))
        self.doubleClicked.connect(self._open)

    def selected_items(self) -> list[int]:
        """The entries selected, from top to bottom."""
        found = [(self._path(index), self._model.item_at(index)) for index in self.selectionModel().selectedRows()]
        return [item for _path, item in sorted(found) if item is not None]

    def sync(self) -> None:
        """Show the outline as it is now; what was closed stays closed, what was selected stays selected."""
        chosen = set(self.selected_items())
        current = self._model.item_at(self.currentIndex())
        bar = self.verticalScrollBar().value()
        self._syncing = True
        self._model.sync()
        self._expand(QModelIndex())
        if self._model.item_at(self.currentIndex()) != current and self._model.index_of(current).isValid():
            self.selectionModel().setCurrentIndex(
                self._model.index_of(current), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        if set(self.selected_items()) != chosen:
            self._select(chosen)
        self.verticalScrollBar().setValue(bar)
        self._syncing = False
        self._tell()

    def choose(self, items: list[int]) -> None:
        """Select entries and bring the first into view."""
        if items == self.selected_items():
            return
        self._syncing = True
        self._select(set(items))
        index = self._model.index_of(items[0]) if items else QModelIndex()
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)
        self._syncing = False
        self._tell()

    def begin_title(self, item: int) -> None:
        """Let the writer type the title of an entry where it stands."""
        index = self._model.index_of(item)
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setFocus()
            self.edit(index)

    # Qt overrides

    def startDrag(self, actions: Qt.DropAction) -> None:
        indexes = [self._model.index_of(item) for item in self.selected_items()]
        if not indexes or not self._model.editable:
            return
        drag = QDrag(self)
        drag.setMimeData(self._model.mimeData(indexes))
        drag.setPixmap(self.viewport().grab(self.visualRect(indexes[0])))
        drag.exec(Qt.DropAction.MoveAction, Qt.DropAction.MoveAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(menu_point(self, event))

    # Private

    def _select(self, items: set[int]) -> None:
        selection = QItemSelection()
        for item in items:
            index = self._model.index_of(item)
            if index.isValid():
                selection.select(index, index)
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _expand(self, parent: QModelIndex) -> None:
        for row in range(self._model.rowCount(parent)):
            index = self._model.index(row, 0, parent)
            if self._model.hasChildren(index):
                self.setExpanded(index, self._model.item_at(index) not in self._closed)
                self._expand(index)

    def _open(self, index: QModelIndex) -> None:
        item = self._model.item_at(index)
        if item is not None:
            self.opened.emit(item)

    def _tell(self) -> None:
        if not self._syncing:
            self.picked.emit(self.selected_items())

    def _remember_closed(self, index: QModelIndex) -> None:
        item = self._model.item_at(index)
        if item is not None and not self._syncing:
            self._closed.add(item)

    def _path(self, index: QModelIndex) -> tuple[int, ...]:
        path: list[int] = []
        while index.isValid():
            path.append(index.row())
            index = index.parent()
        return tuple(reversed(path))


class _Titles(QStyledItemDelegate):
    """A title is typed in its row, no higher than it."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = super().createEditor(parent, option, index)
        if isinstance(editor, QLineEdit):
            set_role(editor, "cell")
            editor.setFrame(False)
            editor.setMaxLength(_LONGEST_TITLE)
        return editor
