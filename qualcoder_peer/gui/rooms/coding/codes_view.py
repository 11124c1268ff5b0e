"""The code tree on the screen: what is open in it, filtering, and dragging without anything being removed by Qt."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDrag, QFontMetrics, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QTreeView,
    QWidget,
)

from qualcoder_peer.core.text.search import fold_case
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.rooms.coding.codes_model import CODINGS, NAME, RESPONDENTS, CodesModel

_NOTHING = QModelIndex()


class CodesView(QTreeView):
    """A tree of codes. ``picked`` tells the code looked at (-1 for none); ``applied`` one chosen by Enter."""

    picked = Signal(int)
    applied = Signal(int)
    menu_asked = Signal(object)
    """The global point to show the context menu at."""

    def __init__(self, model: CodesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._closed: set[int] = set()
        self._filter = ""
        self._syncing = False
        self.setModel(model)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setAutoExpandDelay(600)
        self.setIndentation(16)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setAllColumnsShowFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        live(self, "setAccessibleName", "Code tree")
        self._set_up_header()
        self.selectionModel().currentChanged.connect(lambda *_: self._tell())
        self.collapsed.connect(self._remember_closed)
        self.expanded.connect(self._remember_open)
        self.doubleClicked.connect(lambda index: self._apply(index))

    @property
    def current_code(self) -> int | None:
        """The code looked at."""
        return self._model.code_at(self.currentIndex())

    def selected_codes(self) -> list[int]:
        """The codes selected, in the order of the tree."""
        chosen = {self._model.code_at(index) for index in self.selectionModel().selectedRows(NAME)}
        return [code.id for code in self._model.book.tree.in_order() if code.id in chosen]

    def sync(self) -> None:
        """Show the tree of the book as it is now; what was open stays open, what was chosen stays chosen."""
        chosen, current = self.selected_codes(), self.current_code
        self._syncing = True
        self._model.sync()
        for code in self._model.book.tree.by_id:
            self.setExpanded(self._model.index_of(code), code not in self._closed)
        if self.current_code != current and self._model.index_of(current).isValid():
            self.setCurrentIndex(self._model.index_of(current))
        for one in chosen:
            index = self._model.index_of(one)
            if index.isValid() and not self.selectionModel().isSelected(index):
                flags = self.selectionModel().SelectionFlag
                self.selectionModel().select(index, flags.Select | flags.Rows)
        self._syncing = False
        self.filter_by(self._filter)
        self._tell()

    def show_code(self, code: int) -> None:
        """Choose a code and bring it into view."""
        index = self._model.index_of(code)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def rename(self, code: int) -> None:
        """Let the user type a name for a code, in its row."""
        self.show_code(code)
        self.edit(self._model.index_of(code))

    def finish_typing(self) -> None:
        """Take the name that is being typed, if one is."""
        editor = self.viewport().findChild(QLineEdit)
        if editor is not None and self.state() == QAbstractItemView.State.EditingState:
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def filter_by(self, words: str) -> None:
        """Show only codes whose name, or a name above or below, has these words in it."""
        self._filter = words
        wanted = fold_case(words).split()
        tree = self._model.book.tree
        shown: set[int] | None = None
        if wanted:
            hits = [code for code in tree.by_id.values() if all(word in fold_case(code.name) for word in wanted)]
            shown = {above.id for code in hits for above in tree.line(code.id)}
            shown |= {below for code in hits for below in tree.below(code.id)}
        for code in tree.by_id.values():
            index = self._model.index_of(code.id)
            self.setRowHidden(index.row(), index.parent(), shown is not None and code.id not in shown)
            if shown is not None and code.id in shown:
                self.expand(index)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag the codes chosen; what they are dropped on does the rest, so nothing is removed here."""
        indexes = self.selectionModel().selectedRows(NAME)
        if not indexes:
            return
        drag = QDrag(self)
        drag.setMimeData(self._model.mimeData(indexes))
        drag.setPixmap(self._drag_picture(indexes))
        drag.exec(actions, Qt.DropAction.MoveAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter puts the code on the selection of the transcript."""
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing and not event.modifiers():
            self._apply(self.currentIndex())
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu, at the mouse or at the row."""
        point = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            point = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_asked.emit(point)

    def _set_up_header(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(28)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        width = QFontMetrics(self.font()).horizontalAdvance("0000") + 14
        for column in (CODINGS, RESPONDENTS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width if column == CODINGS else width - 8)
        header.setSectionsClickable(False)

    def _apply(self, index: QModelIndex) -> None:
        code = self._model.code_at(index)
        if code is not None:
            self.applied.emit(code)

    def _tell(self) -> None:
        if not self._syncing:
            code = self.current_code
            self.picked.emit(-1 if code is None else code)

    def _remember_closed(self, index: QModelIndex) -> None:
        code = self._model.code_at(index)
        if code is not None and not self._syncing:
            self._closed.add(code)

    def _remember_open(self, index: QModelIndex) -> None:
        if not self._syncing and not self._filter:
            self._closed.discard(self._model.code_at(index) or 0)

    def _drag_picture(self, indexes: list[QModelIndex]) -> QPixmap:
        rect = self.visualRect(indexes[0])
        return self.viewport().grab(rect.adjusted(0, 0, 1, 1))
