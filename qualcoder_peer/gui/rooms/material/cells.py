"""How cells look and are edited: links, the bar of coverage, choices, and where the focus is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from qualcoder_peer.gui.rooms.material.documents_model import CHOICES_ROLE, COVERAGE_ROLE
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, themes

ROW_HEIGHT = 36
_BAR_HEIGHT = 6
_TEXT_MARGIN = 3
"""What Qt leaves free at both sides of a cell's text."""
Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Draws and edits the cells of both tables. ``links`` are the columns whose numbers lead somewhere."""

    def __init__(self, parent: QObject, links: Collection[int] = (), focus_cells: bool = False) -> None:
        super().__init__(parent)
        self.links = set(links)
        self.pointed: QPersistentModelIndex | None = None
        """The link under the pointer."""
        self.entered = 0
        """1 when Enter has ended an edit (-1 with Shift); other ways of ending it do not go on to the next row."""
        self._focus_cells = focus_cells

    def is_link(self, index: Index) -> bool:
        """Whether a cell leads somewhere: it stands in a column of links and does not say 0 or nothing."""
        return index.column() in self.links and str(index.data() or "").strip() not in ("", "0", "…")

    # Qt overrides

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus  # paint draws it: Qt's own frame would be dotted
        if self.is_link(index):
            option.palette.setColor(QPalette.ColorRole.Text, QColor(themes.current.link))
            option.font.setUnderline(self.pointed is not None and QPersistentModelIndex(index) == self.pointed)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        share = index.data(COVERAGE_ROLE)
        if share is None:
            super().paint(painter, option, index)
        else:
            self._paint_coverage(painter, option, index, float(share))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if option.state & QStyle.StateFlag.State_HasFocus and (self._focus_cells or not chosen):
            painter.save()
            painter.setPen(QPen(QColor(themes.current.focus), 2))
            painter.drawRect(QRectF(option.rect).adjusted(1, 1, -1, -1))
            painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        choices = index.data(CHOICES_ROLE)
        if not choices:
            line = QLineEdit(parent)
            line.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal) or ""))
            line.setProperty("role", "cell")
            return line
        box = QComboBox(parent)
        box.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal) or ""))
        for value, title in choices:
            box.addItem(title, value)
        box.activated.connect(lambda _index: self._choose(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(value)))
            editor.showPopup()
        elif isinstance(editor, QLineEdit):
            editor.setText(str(value or ""))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        value: Any = editor.currentData() if isinstance(editor, QComboBox) else editor.property("text")
        model.setData(index, value, Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = option.rect
        width = max(rect.width(), editor.sizeHint().width() if isinstance(editor, QComboBox) else 0)
        height = max(rect.height() - 2, 0)
        editor.setGeometry(rect.left(), rect.top() + 1, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QComboBox) and event.type() == QEvent.Type.FocusOut and watched.view().isVisible():
            return False  # the list of choices has the focus now; the editor must stay
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                up = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                self.entered = -1 if up else 1
        return super().eventFilter(watched, event)

    # Private

    def _choose(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box, QStyledItemDelegate.EndEditHint.NoHint)

    def _paint_coverage(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, share: float) -> None:
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        words, own.text = own.text, ""
        style = own.widget.style() if own.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, own.widget)
        theme = themes.current
        chosen = bool(own.state & QStyle.StateFlag.State_Selected)
        metrics = own.fontMetrics
        label = metrics.horizontalAdvance("100 %")
        inside = own.rect.adjusted(GAP + _TEXT_MARGIN, 0, -GAP - _TEXT_MARGIN, -2)
        width = max(0, inside.width() - label - GAP)
        bar = QRectF(inside.left(), inside.center().y() - _BAR_HEIGHT / 2 + 1, width, _BAR_HEIGHT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.surface if chosen else theme.line))
        painter.drawRoundedRect(bar, 3, 3)
        if share > 0:
            painter.setBrush(QColor(theme.accent))
            filled = QRectF(bar.left(), bar.top(), max(_BAR_HEIGHT, bar.width() * min(1.0, share)), bar.height())
            painter.drawRoundedRect(filled, 3, 3)
        painter.setPen(QColor(theme.selection_text if chosen else theme.text if share > 0 else theme.muted))
        painter.drawText(
            inside.adjusted(width + GAP_SMALL, 0, 0, 0),
            int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
            words,
        )
        painter.restore()
