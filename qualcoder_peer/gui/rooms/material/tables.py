"""The table views: rows that open, links in cells, and (for respondents) the keys of a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QWidget

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.rooms.material.cells import ROW_HEIGHT, CellDelegate
from qualcoder_peer.gui.rooms.material.first_column import FirstColumn
from qualcoder_peer.gui.rooms.material.rows_model import Index, RowsModel, runs

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Table(QTableView):
    """A table of one row a thing. Cells in columns of links are pressed with the mouse; Enter opens a row."""

    link_pressed = Signal(QModelIndex)
    opened = Signal(QModelIndex)
    resized = Signal()

    def __init__(
        self,
        name: str | Message,
        links: Collection[int] = (),
        bars: Collection[int] = (),
        icons: Collection[int] = (),
        cells: bool = False,
    ) -> None:
        super().__init__()
        self.edits_at: Callable[[QModelIndex], bool] = lambda _index: cells
        """Where typing and a double click edit; elsewhere they look for a row and open it."""
        live(self, "setAccessibleName", name)
        self.cell_delegate = CellDelegate(self, links, bars, icons, focus_cells=cells)
        self.setItemDelegate(self.cell_delegate)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        if not cells:
            self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setMinimumSectionSize(ROW_HEIGHT)
        vertical.setDefaultSectionSize(ROW_HEIGHT)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(48)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    @property
    def rows(self) -> RowsModel[Any]:
        """The model."""
        model = self.model()
        assert isinstance(model, RowsModel)
        return model

    def selected_ids(self) -> list[int]:
        """The ids of the rows in which something is selected, from top to bottom."""
        shown = self.rows.shown_ids()
        places = {
            place
            for chosen in self.selectionModel().selection().toList()
            for place in range(chosen.top(), chosen.bottom() + 1)
            if place < len(shown)
        }
        return [shown[place] for place in sorted(places)]

    def current_id(self) -> int | None:
        """The id of the current row."""
        shown, place = self.rows.shown_ids(), self.currentIndex().row()
        return shown[place] if 0 <= place < len(shown) else None

    def select_ids(self, ids: Collection[int], *, scroll: bool = True) -> None:
        """Select the rows of these ids, as far as they are shown, and make the first the current one."""
        places = sorted(place for place in (self.rows.place_of(id) for id in ids) if place >= 0)
        model, flags = self.selectionModel(), QItemSelectionModel.SelectionFlag.ClearAndSelect
        column = max(0, self.currentIndex().column())
        if self.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
            flags |= QItemSelectionModel.SelectionFlag.Rows
        if places:
            first = self.rows.index(places[0], column)
            model.setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
        chosen = QItemSelection()
        for top, bottom in runs(places):  # at once: each change of the selection is followed by what is shown beside
            chosen.select(self.rows.index(top, column), self.rows.index(bottom, column))
        model.select(chosen, flags)
        if places and scroll:
            self.scrollTo(self.rows.index(places[0], column))

    def edit_cell(self, place: int, column: int) -> None:
        """Begin to edit a cell."""
        index = self.rows.index(place, column)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self.edit(index)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if event.key() in _ENTER and self.state() == self.State.EditingState:
            return
        if event.key() in _ENTER and plain and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def edit(self, index: QModelIndex, trigger: Any = None, event: Any = None) -> Any:  # type: ignore[override]
        if trigger is None:
            super().edit(index)
            return None
        by_gesture = trigger in (self.EditTrigger.AnyKeyPressed, self.EditTrigger.DoubleClicked)
        return False if by_gesture and not self.edits_at(index) else super().edit(index, trigger, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if index.isValid() and left and not self.cell_delegate.is_link(index) and not self.edits_at(index):
            self.opened.emit(index)
        super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.button() == Qt.MouseButton.LeftButton and plain and self.cell_delegate.is_link(index):
            self.link_pressed.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._point_at(index if self.cell_delegate.is_link(index) else None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        super().leaveEvent(event)

    # Private

    def _point_at(self, index: QModelIndex | None) -> None:
        before, after = self.cell_delegate.pointed, None if index is None else QPersistentModelIndex(index)
        if before == after:
            return
        self.cell_delegate.pointed = after
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if after else Qt.CursorShape.ArrowCursor)
        for one in (before, after):
            if one is not None and one.isValid():
                self.update(self.model().index(one.row(), one.column()))


class Spreadsheet(Table):
    """A table of cells: typing edits, Enter goes down, Tab goes on, as people know it from Excel."""

    first_column: FirstColumn | None = None  # of the class, for Qt scrolls while a table is being made

    def __init__(self, name: str | Message, links: Collection[int] = ()) -> None:
        super().__init__(name, links, cells=True)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.EditKeyPressed | trigger.DoubleClicked)
        self.after_edit: Callable[[], QModelIndex | None] = lambda: None
        """Where the cell that was edited has gone (a new row moves to its place); None if it stayed."""

    def keep_first_column(self) -> None:
        """Keep the first column in sight from now on; to be called when the table has its model and header."""
        self.first_column = FirstColumn(self)

    # Qt overrides

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        bar, first = self.horizontalScrollBar(), self.first_column
        before, covered = bar.value(), 0 if first is None else first.width_taken()
        super().scrollTo(index, hint)
        if first is None:
            return
        if index.column() == 0 and covered:
            bar.setValue(before)  # it is in sight already
        elif index.column() > 0:
            bar.setValue(bar.value() - max(0, first.width_taken() - self.columnViewportPosition(index.column())))

    def edit(self, index: QModelIndex, trigger: Any = None, event: Any = None) -> Any:  # type: ignore[override]
        begins = trigger is None or bool(trigger & self.editTriggers())
        if begins and index.column() == 0 and self.first_column is not None:
            self.horizontalScrollBar().setValue(0)  # an editor stands where its cell is
        return super().edit(index, trigger, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        steps = {Qt.KeyboardModifier.NoModifier: 1, Qt.KeyboardModifier.ShiftModifier: -1}
        if event.key() in _ENTER and self.state() == self.State.EditingState:
            return  # the editor ends it, and passes the key on to us
        if event.key() in _ENTER and plain in steps and self.currentIndex().isValid():
            self._go(steps[plain], 0)
            return
        super(Table, self).keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super(Table, self).mouseDoubleClickEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        ends = QAbstractItemDelegate.EndEditHint
        down, self.cell_delegate.entered = self.cell_delegate.entered, 0
        super().closeEditor(editor, ends.NoHint)
        if hint in (ends.EditNextItem, ends.EditPreviousItem):
            moved = self.after_edit()
            if moved is not None:
                self.setCurrentIndex(moved)
            self._go(0, 1 if hint == ends.EditNextItem else -1)
        elif hint == ends.SubmitModelCache and down:
            self._go(down, 0)

    # Private

    def _go(self, down: int, right: int) -> None:
        now, model = self.currentIndex(), self.model()
        row, column = now.row() + down, now.column() + right
        while 0 <= column < model.columnCount() and self.isColumnHidden(column):
            column += right or 1
        row, column = max(0, min(row, model.rowCount() - 1)), max(0, min(column, model.columnCount() - 1))
        self.setCurrentIndex(model.index(row, column))
