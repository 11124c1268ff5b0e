"""How cells look and are edited: links, the bar of coverage, choices, and where the focus is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from qualcoder_peer.gui.rooms.material.rows_model import CHOICES_ROLE, COVERAGE_ROLE, DATE_ROLE, LEFT, RowsModel
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, set_role, themes
from qualcoder_peer.gui.widgets.date_field import DateField
from qualcoder_peer.gui.widgets.tips import plain_tip

ROW_HEIGHT = 36
_BAR_HEIGHT = 6
_ICON = 16
_LEFT_EDGE, _RIGHT_EDGE = 11, 8
"""Where the words of the header above begin and end."""
Index = QModelIndex | QPersistentModelIndex
_SELECTED, _FOCUSED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus
_DECORATION, _FOREGROUND = Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.ForegroundRole
_ENDING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_ALIGNMENT = Qt.ItemDataRole.TextAlignmentRole


class CellDelegate(QStyledItemDelegate):
    """Draws and edits the cells of both tables. ``links`` are the columns whose numbers lead somewhere, ``bars`` those
    of coverage, ``icons`` those with an icon."""

    def __init__(
        self,
        parent: QObject,
        links: Collection[int] = (),
        bars: Collection[int] = (),
        icons: Collection[int] = (),
        focus_cells: bool = False,
    ) -> None:
        super().__init__(parent)
        self._bars, self._icons = set(bars), set(icons)
        self.links = set(links)
        self.pointed: QPersistentModelIndex | None = None
        """The link under the pointer."""
        self.entered = 0
        """1 when Enter has ended an edit (-1 with Shift); other ways of ending it do not go on to the next row."""
        self._focus_cells = focus_cells
        self.focus_from = 1_000
        """From this column on, the cell with the focus is seen in a selected row too."""

    def is_link(self, index: Index) -> bool:
        """Whether a cell leads somewhere: it stands in a column of links and does not say 0 or nothing."""
        return index.column() in self.links and str(index.data() or "").strip() not in ("", "0", "…")

    # Qt overrides

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # Drawn here rather than by the style: a style sheet takes several times as long, and a screen has 200 cells.
        theme, rect = themes.current, option.rect
        chosen = bool(option.state & _SELECTED)
        if chosen:
            painter.fillRect(rect, QColor(theme.selection))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(theme.line))
        inside = rect.adjusted(_LEFT_EDGE, 0, -_RIGHT_EDGE, -1)
        share = index.data(COVERAGE_ROLE) if index.column() in self._bars else None
        if share is not None:
            inside = self._paint_bar(painter, option, inside, float(share), chosen)
        elif index.column() in self._icons:
            picture = index.data(_DECORATION)
            picture.paint(painter, inside.left(), inside.center().y() - _ICON // 2 + 1, _ICON, _ICON)
            inside.setLeft(inside.left() + _ICON + GAP_SMALL + 2)
        self._paint_words(painter, option, inside, index, chosen)
        if option.state & _FOCUSED and (
            self._focus_cells or not chosen or index.column() >= self.focus_from
        ):
            painter.setPen(QPen(QColor(theme.focus), 2))
            painter.drawRect(QRectF(rect).adjusted(1, 1, -1, -1))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        choices = index.data(CHOICES_ROLE)
        if not choices:
            line = DateField(parent) if index.data(DATE_ROLE) else QLineEdit(parent)
            line.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal) or ""))
            line.setProperty("role", "cell")
            place = QPersistentModelIndex(index)
            line.textChanged.connect(lambda _text: self._judge(line, place))
            if isinstance(line, DateField):
                line.picked.connect(lambda: self._choose(line))
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
        if isinstance(watched, DateField) and event.type() == QEvent.Type.FocusOut and watched.is_open:
            return False
        if isinstance(watched, QComboBox) and event.type() == QEvent.Type.FocusOut and watched.view().isVisible():
            return False  # the list of choices has the focus now; the editor must stay
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _ENDING and isinstance(watched, QLineEdit) and self._is_wrong(watched):
                return True  # what does not fit stays to be mended
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                up = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                self.entered = -1 if up else 1
        return super().eventFilter(watched, event)

    # Private

    def _judge(self, line: QLineEdit, place: QPersistentModelIndex) -> None:
        """Mark what does not fit its column."""
        model = place.model()
        problem = model.problem(place, line.text()) if place.isValid() and isinstance(model, RowsModel) else ""
        if bool(problem) != bool(line.property("wrong")):
            line.setProperty("wrong", bool(problem))
            set_role(line, "cell")
        line.setToolTip(plain_tip(problem) if problem else "")
        line.setAccessibleDescription(problem)

    def _is_wrong(self, line: QLineEdit) -> bool:
        """Whether what was typed does not fit; the sentence is then shown beside it."""
        problem = line.accessibleDescription()
        if problem:
            QToolTip.showText(line.mapToGlobal(QPoint(0, line.height())), plain_tip(problem), line)
        return bool(problem)

    def _choose(self, box: QWidget) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box, QStyledItemDelegate.EndEditHint.NoHint)

    def _paint_words(
        self, painter: QPainter, option: QStyleOptionViewItem, inside: QRect, index: Index, chosen: bool
    ) -> None:
        words = index.data()
        if not words:
            return
        theme = themes.current
        colour = theme.selection_text if chosen else theme.text
        font = option.font
        if index.column() in self.links and self.is_link(index):
            colour = colour if chosen else theme.link
            font = QFont(font)
            font.setUnderline(self.pointed is not None and QPersistentModelIndex(index) == self.pointed)
        elif not chosen and index.data(_FOREGROUND) is not None:
            colour = theme.muted
        painter.setFont(font)
        painter.setPen(QColor(colour))
        metrics = option.fontMetrics
        if metrics.horizontalAdvance(words) > inside.width():
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, int(index.data(_ALIGNMENT) or LEFT), words)

    def _paint_bar(
        self, painter: QPainter, option: QStyleOptionViewItem, inside: QRect, share: float, chosen: bool
    ) -> QRect:
        """Draw how much of the whole; returns where the words go."""
        theme = themes.current
        label = option.fontMetrics.horizontalAdvance("100\u00a0%")
        width = max(0, inside.width() - label - GAP)
        bar = QRectF(inside.left(), inside.center().y() - _BAR_HEIGHT / 2 + 1, width, _BAR_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.surface if chosen else theme.line))
        painter.drawRoundedRect(bar, 3, 3)
        if share > 0:
            painter.setBrush(QColor(theme.accent))
            filled = QRectF(bar.left(), bar.top(), max(_BAR_HEIGHT, bar.width() * min(1.0, share)), bar.height())
            painter.drawRoundedRect(filled, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        return inside.adjusted(width + GAP, 0, 0, 0)
