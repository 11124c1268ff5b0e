"""The first column of a table kept in sight while the others are scrolled sideways."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem, QTableView, QWidget

_SHARE = 0.5
"""A column that takes more of the width than this is scrolled away with the others."""


class FirstColumn(QWidget):
    """A picture of the first column over the left edge of ``table``, with its title. There is no second view: the mouse
    is passed on to the cells under it, the keyboard and screen readers keep to the table itself."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        header, model = table.horizontalHeader(), table.model()
        table.horizontalScrollBar().valueChanged.connect(self.place)
        table.verticalScrollBar().valueChanged.connect(self.update)
        header.sectionResized.connect(self.place)
        header.sortIndicatorChanged.connect(self.update)
        table.selectionModel().selectionChanged.connect(self.update)
        table.selectionModel().currentChanged.connect(self.update)
        for signal in (model.dataChanged, model.headerDataChanged, model.rowsInserted, model.rowsRemoved,
                       model.layoutChanged):  # fmt: skip
            signal.connect(self.update)
        model.modelReset.connect(self.place)
        table.viewport().installEventFilter(self)

    def width_taken(self) -> int:
        """How many pixels of the left edge are covered; 0 while nothing is scrolled away."""
        return 0 if self.isHidden() else self.width()

    def place(self) -> None:
        """Show or hide it, as far as the table is scrolled."""
        table, header = self._table, self._table.horizontalHeader()
        width = table.columnWidth(0)
        wanted = table.horizontalScrollBar().value() > 0 and width <= table.viewport().width() * _SHARE
        if wanted:
            height = header.height() + table.viewport().height()
            self.setGeometry(table.viewport().x(), header.y(), width, height)
            self.raise_()
        self.setVisible(wanted)
        self.update()

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, table = QPainter(self), self._table
        header, model = table.horizontalHeader(), table.model()
        painter.fillRect(self.rect(), table.palette().base())
        painter.save()
        header.paintSection(painter, QRect(0, 0, self.width(), header.height()), 0)
        painter.restore()
        painter.setClipRect(QRect(0, header.height(), self.width(), self.height() - header.height()))
        place = max(0, table.rowAt(0))
        while place < model.rowCount() and table.rowViewportPosition(place) < table.viewport().height():
            self._paint_cell(painter, place, header.height())
            place += 1
        painter.setPen(table.palette().mid().color())
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pass_on(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pass_on(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pass_on(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pass_on(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._table.customContextMenuRequested.emit(self._table.viewport().mapFromGlobal(event.globalPos()))

    # Private

    def _paint_cell(self, painter: QPainter, place: int, top: int) -> None:
        table = self._table
        index = table.model().index(place, 0)
        option = QStyleOptionViewItem()
        table.initViewItemOption(option)
        option.rect = QRect(0, top + table.rowViewportPosition(place), self.width(), table.rowHeight(place))
        option.state |= QStyle.StateFlag.State_Enabled
        if table.selectionModel().isSelected(index):
            option.state |= QStyle.StateFlag.State_Selected
        if table.hasFocus() and table.currentIndex() == index:
            option.state |= QStyle.StateFlag.State_HasFocus
        else:
            option.state &= ~QStyle.StateFlag.State_HasFocus
        table.itemDelegate().paint(painter, option, index)

    def _pass_on(self, event: QMouseEvent) -> None:
        """Hand a mouse event to the cell, or to the title, that is scrolled away under the picture of it."""
        table = self._table
        on_title = event.position().y() < table.horizontalHeader().height()
        target = table.horizontalHeader().viewport() if on_title else table.viewport()
        up = 0 if on_title else table.horizontalHeader().height()
        at = QPointF(event.position().x() + table.columnViewportPosition(0), event.position().y() - up)
        QApplication.sendEvent(
            target,
            QMouseEvent(event.type(), at, event.globalPosition(), event.button(), event.buttons(), event.modifiers()),
        )
