"""The table of quotes on the screen: rows of a few lines, a click or Enter opens a quote in its transcript."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.rooms.report.quotes_model import QuotesModel
from qualcoder_peer.gui.theme import GAP, themes
from qualcoder_peer.gui.widgets.text_lines import paint_lines

_LINES = 4


class QuoteTable(QTableView):
    """Rows of quotes; a click or Enter opens one."""

    def __init__(self, model: QuotesModel, open_index: Callable[[QModelIndex], object]) -> None:
        super().__init__()
        self._open_index = open_index
        self._pressed = QModelIndex()
        self.setModel(model)
        live(self, "setAccessibleName", "Quotes as they will be written")
        self.setShowGrid(False)
        self.setItemDelegate(_CellDelegate(self))
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(48)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        live(header, "setToolTip", "Sorts what is shown. Files have the quotes by document and place.")
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.fit_rows()

    def fit_rows(self) -> None:
        """Rows of a few lines, whatever the size of the letters."""
        self.verticalHeader().setDefaultSectionSize(
            QFontMetrics(themes.font("body")).lineSpacing() * _LINES + 2 * GAP + 1
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open_index(self.currentIndex())
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and index == self._pressed:
            self._open_index(index)


class _CellDelegate(QStyledItemDelegate):
    """Whole lines only: Qt's own cells begin a line that they have no room for."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        words, own.text = own.text, ""
        style = own.widget.style() if own.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, own.widget)
        theme = themes.current
        chosen = bool(own.state & QStyle.StateFlag.State_Selected)
        right = bool(own.displayAlignment & Qt.AlignmentFlag.AlignRight)
        colour = theme.selection_text if chosen else theme.text
        inside = own.rect.adjusted(GAP + 3, GAP, -GAP, -GAP)
        paint_lines(painter, inside, words, themes.font("body"), colour, _LINES, right=right)
