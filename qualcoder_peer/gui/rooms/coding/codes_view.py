"""The code tree on the screen: what is open in it, filtering, and dragging without anything being removed by Qt."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QTreeView,
    QWidget,
)

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.model import Code
from qualcoder_peer.core.text.words import fold_case
from qualcoder_peer.gui.i18n import live, tr
from qualcoder_peer.gui.rooms.coding.codes_model import (
    BY_HAND,
    CODES_MIME_TYPE,
    CODINGS,
    CODINGS_MIME_TYPE,
    NAME,
    RESPONDENTS,
    CodesModel,
    dragged_codes,
    short_name,
)
from qualcoder_peer.gui.widgets.rows_view import menu_point
from qualcoder_peer.gui.widgets.tips import plain_tip

_Index = QModelIndex | QPersistentModelIndex
_NOTHING = QModelIndex()
_SEARCHED = 10_000
_BESIDE_NUMBERS = 18
_MERGING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
LONGEST_NAME = 1_000_000
"""Letters a name field takes: what is pasted is cut by nobody but the rule for names, which says so."""


class CodesView(QTreeView):
    """A tree of codes. ``picked`` tells the code looked at (-1 for none); ``applied`` one chosen by Enter."""

    picked = Signal(int)
    applied = Signal(int)
    menu_asked = Signal(object)
    """The global point to show the context menu at."""
    quotes_asked = Signal(int, int)
    """A number was clicked: the code, and the column."""
    filtered = Signal(int)
    """How many codes fit the words of the filter; -1 without."""

    def __init__(self, model: CodesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._closed: set[int] = set()
        self._filter = ""
        self._hidden: set[int] = set()
        self._folded: dict[int, tuple[Code, str]] = {}
        self._pressed = QPersistentModelIndex()
        self._syncing = False
        self.setModel(model)
        self.setItemDelegate(_Names(self))
        self.setMouseTracking(True)
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

    @property
    def order(self) -> str:
        """How siblings are shown: BY_HAND, BY_NAME or BY_USE."""
        return self._model.order

    def selected_codes(self) -> list[int]:
        """The codes selected, in the order of the tree."""
        chosen = {self._model.code_at(index) for index in self.selectionModel().selectedRows(NAME)}
        if len(chosen) < 2:
            return [code for code in chosen if code is not None]
        return [code.id for code in self._model.book.tree.in_order() if code.id in chosen]

    def sync(self) -> None:
        """Show the tree of the book as it is now; what was open stays open, what was chosen stays chosen."""
        chosen, current = self.selected_codes(), self.current_code
        self._syncing = True
        for code in self._model.sync():
            self.setExpanded(self._model.index_of(code), code not in self._closed)
        if self.current_code != current and self._model.index_of(current).isValid():
            self.setCurrentIndex(self._model.index_of(current))
        for one in chosen:
            index = self._model.index_of(one)
            if index.isValid() and not self.selectionModel().isSelected(index):
                flags = self.selectionModel().SelectionFlag
                self.selectionModel().select(index, flags.Select | flags.Rows)
        self._syncing = False
        self._hidden = {one for one in self._hidden if self._is_hidden(one)}
        if self._filter or self._hidden:
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
        editors = self.viewport().findChildren(QLineEdit)  # those of before may be there for a moment
        if editors and self.state() == QAbstractItemView.State.EditingState:
            self.commitData(editors[-1])
            self.closeEditor(editors[-1], QAbstractItemDelegate.EndEditHint.NoHint)

    def filter_by(self, words: str) -> None:
        """Show only codes that have these words in their name or definition, those above them and all below."""
        before, self._filter = self._filter, words
        wanted = fold_case(words).split()
        tree = self._model.book.tree
        if not wanted:
            self._hide(set())
            if before.split():
                self._close_again()
            self.filtered.emit(-1)
            return
        self._fold()
        folded = self._folded
        hits = {code for code in tree.by_id if all(word in folded[code][1] for word in wanted)}
        above: set[int] = set()
        for code in hits:
            parent = tree.by_id[code].parent_id
            while parent is not None and parent not in above:
                above.add(parent)
                parent = tree.by_id[parent].parent_id
        self._hide(self._tops_without(hits, above))
        blocked = self.blockSignals(True)
        for one in above & self._closed:
            self.expand(self._model.index_of(one))
        self.blockSignals(blocked)
        self.filtered.emit(len(hits))

    def _fold(self) -> None:
        """Keep what is searched in each code, in one case; a name of 100,000 letters is searched in its beginning."""
        for code in self._model.book.tree.by_id.values():
            known = self._folded.get(code.id)
            if known is None or known[0] is not code:
                words = fold_case(f"{code.name[:_SEARCHED]}\n{code.definition[:_SEARCHED]}")
                self._folded[code.id] = (code, words)

    def _tops_without(self, hits: set[CodeId], above: set[int]) -> set[int]:
        """The highest rows under which, and in which, there is no hit."""
        children = self._model.book.tree.children
        tops: set[int] = set()
        pending = list(children.get(None, ()))
        while pending:
            code = pending.pop()
            if code.id in hits:
                continue  # all below a hit is shown
            if code.id in above:
                pending.extend(children.get(code.id, ()))
            else:
                tops.add(code.id)
        return tops

    def _hide(self, tops: set[int]) -> None:
        """Hide these rows, with all in them, and no others."""
        changes = [(one, False) for one in self._hidden - tops] + [(one, True) for one in tops - self._hidden]
        for code, state in changes:
            index = self._model.index_of(code)
            if index.isValid():
                self.setRowHidden(index.row(), index.parent(), state)
        self._hidden = tops

    def _is_hidden(self, code: int) -> bool:
        index = self._model.index_of(code)
        return index.isValid() and self.isRowHidden(index.row(), index.parent())

    def _close_again(self) -> None:
        blocked = self.blockSignals(True)
        for code in self._closed:
            self.collapse(self._model.index_of(code))
        self.blockSignals(blocked)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Say what letting go would do."""
        super().dragMoveEvent(event)
        words = self._drop_words(event) if event.isAccepted() else ""
        point = self.viewport().mapToGlobal(event.position().toPoint())
        QToolTip.showText(point, plain_tip(words) if words else "", self.viewport())

    def dropEvent(self, event: QDropEvent) -> None:
        """Codes dropped on a code with Ctrl+Shift are merged into it; everything else goes to the model."""
        QToolTip.hideText()
        target = self._dropped_on(event)
        data = event.mimeData()
        if target is not None and data.hasFormat(CODES_MIME_TYPE) and self._is_merging(event):
            codes = dragged_codes(data)
            event.setDropAction(Qt.DropAction.IgnoreAction)
            event.accept()
            below = self._model.book.line_ids((target,))
            if self._model.editable and below.isdisjoint(codes):
                self._model.merge(codes, target)
            return
        super().dropEvent(event)

    @staticmethod
    def _is_merging(event: QDropEvent) -> bool:
        return event.modifiers() & _MERGING == _MERGING

    def _dropped_on(self, event: QDropEvent) -> int | None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return None
        rect, at = self.visualRect(index), event.position().toPoint().y()
        edge = max(2, round(rect.height() / 5.5))  # as Qt divides a row into above, on and below
        return self._model.code_at(index) if rect.top() + edge <= at <= rect.bottom() - edge else None

    def _drop_words(self, event: QDropEvent) -> str:
        target, data = self._dropped_on(event), event.mimeData()
        if target is None:
            if data.hasFormat(CODES_MIME_TYPE) and self._model.order != BY_HAND:
                return tr("The tree is sorted: choose “By hand” above it to order codes yourself.")
            return ""
        name = short_name(self._model.book.tree.by_id[target].name)[:60]  # type: ignore[index]
        if data.hasFormat(CODES_MIME_TYPE):
            if self._is_merging(event):
                return tr("Merge into “{name}”", name=name)
            return tr("Move under “{name}” (with Ctrl+Shift: merge into it)", name=name)
        if data.hasFormat(CODINGS_MIME_TYPE):
            if event.dropAction() == Qt.DropAction.CopyAction:
                return tr("Copy to “{name}”", name=name)
            return tr("Move to “{name}” (with Ctrl: copy)", name=name)
        return tr("Code with “{name}”", name=name)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A number is a link to its quotes."""
        super().mouseMoveEvent(event)
        link = self._number_at(event.position().toPoint()).isValid() and not event.buttons()
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where."""
        self._pressed = QPersistentModelIndex(self._number_at(event.position().toPoint()))
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a number asks for its quotes."""
        super().mouseReleaseEvent(event)
        index = self._number_at(event.position().toPoint())
        code = self._model.code_at(index)
        same = index.isValid() and self._pressed == QPersistentModelIndex(index)
        if same and code is not None and event.button() == Qt.MouseButton.LeftButton and not event.modifiers():
            self.quotes_asked.emit(code, index.column())

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is as it was."""
        super().leaveEvent(event)
        self.viewport().unsetCursor()

    def _number_at(self, point: QPoint) -> QModelIndex:
        index = self.indexAt(point)
        return index if index.column() in (CODINGS, RESPONDENTS) and index.data() else QModelIndex()

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag the codes chosen; what they are dropped on does the rest, so nothing is removed here."""
        indexes = self.selectionModel().selectedRows(NAME)
        if not indexes:
            return
        drag = QDrag(self)
        drag.setMimeData(self._model.mimeData(indexes))
        drag.setPixmap(self._drag_picture(indexes))
        drag.exec(actions, Qt.DropAction.MoveAction)

    def dataChanged(self, first: _Index, last: _Index, roles: Sequence[int] = ()) -> None:
        """Numbers are never cut."""
        super().dataChanged(first, last, list(roles))
        if first.isValid() and last.column() >= CODINGS:
            self._make_room(first, last)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter puts the code on the selection of the transcript."""
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing and not event.modifiers():
            self._apply(self.currentIndex())
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu, at the mouse or at the row."""
        self.menu_asked.emit(menu_point(self, event))

    def _set_up_header(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(28)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, least in ((CODINGS, "000"), (RESPONDENTS, "00")):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, self._room_for(least))
        header.setSectionsClickable(False)

    def _room_for(self, words: str) -> int:
        return QFontMetrics(self.font()).horizontalAdvance(words) + _BESIDE_NUMBERS

    def _make_room(self, first: _Index, last: _Index) -> None:
        """Widen the columns where a number has become longer than any before it."""
        header = self.header()
        for column in range(max(first.column(), CODINGS), last.column() + 1):
            shown = (first.sibling(row, column).data() for row in range(first.row(), last.row() + 1))
            longest = max((str(words or "") for words in shown), key=len, default="")
            header.resizeSection(column, max(header.sectionSize(column), self._room_for(longest)))

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


class _Names(QStyledItemDelegate):
    """Names are typed in full, although a row shows only the beginning of long ones."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = super().createEditor(parent, option, index)
        if isinstance(editor, QLineEdit):
            editor.setMaxLength(LONGEST_NAME)
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        model = index.model()
        code = model.book.get(model.code_at(index)) if isinstance(model, CodesModel) else None
        if isinstance(editor, QLineEdit) and code is not None:
            editor.setText(code.name)
        else:
            super().setEditorData(editor, index)
