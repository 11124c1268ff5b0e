"""Tables of one row a thing, where a menu on a row comes, and what delegates that paint cells themselves begin with."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from qualcoder_peer.gui.theme import GAP, themes


class RowsView(QTableView):
    """Whole rows are chosen, and nothing is edited in them; Tab leaves the table. Rows are as high as ``lines`` lines
    of letters and ``margin`` pixels, whatever the size of the letters."""

    entered = Signal(QModelIndex)
    """Enter was pressed on a row."""

    lines: ClassVar[int] = 1
    margin: ClassVar[int] = GAP

    def __init__(self, model: QAbstractItemModel, *, several: bool = True) -> None:
        super().__init__()
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.ExtendedSelection if several else modes.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.fit_rows()
        themes.changed.connect(self._restyle)

    def fit_rows(self) -> None:
        """Give the rows their height."""
        line = QFontMetrics(themes.font("body")).lineSpacing()
        self.verticalHeader().setDefaultSectionSize(line * self.lines + self.margin)

    def sort_by_headers(self) -> None:
        """Let a click on a header sort, and a third one restore the order of the model."""
        header = self.horizontalHeader()
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit_rows()

    # Private

    def _restyle(self) -> None:
        self.fit_rows()
        self.viewport().update()


def menu_point(view: QAbstractItemView, event: QContextMenuEvent) -> QPoint:
    """The global point for a context menu: at the mouse, or at the current row when the keyboard asked for it."""
    if event.reason() == QContextMenuEvent.Reason.Keyboard:
        return view.viewport().mapToGlobal(view.visualRect(view.currentIndex()).bottomLeft())
    return event.globalPos()


def cell_option(
    delegate: QStyledItemDelegate, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
) -> QStyleOptionViewItem:
    """A cell's own option, made ready by its delegate; what is changed in it is not painted by the style."""
    own = QStyleOptionViewItem(option)
    delegate.initStyleOption(own, index)
    return own


def paint_ground(painter: QPainter, own: QStyleOptionViewItem) -> None:
    """Paint what the style has for a cell: its ground, whether it is chosen, and what is left in the option."""
    style = own.widget.style() if own.widget is not None else QApplication.style()
    style.drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, own.widget)
