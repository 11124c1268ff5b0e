"""The files of an import as a list with ticks: ready, to be looked at, there already, not readable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.gui.i18n import live_call, say, tr
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.rooms.material.import_items import ImportItem, State
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, themes

_ICONS = {
    State.READY: ("circle-check", "success"),
    State.LOOK: ("triangle-alert", "warning"),
    State.THERE: ("copy", "muted"),
    State.UNREADABLE: ("circle-alert", "danger"),
}
STATE_TITLES = {
    State.READY: N_("Ready"),
    State.LOOK: N_("Needs a look"),
    State.THERE: N_("Imported already"),
    State.UNREADABLE: N_("Cannot be read"),
}
_SUMMARY_ROLE = Qt.ItemDataRole.UserRole + 1


class FilesModel(QAbstractListModel):
    """``ticked`` is told when a file is to be imported, or not."""

    ticked = Signal()

    def __init__(self, items: Sequence[ImportItem], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items = list(items)
        live_call(self, self.repaint)

    def repaint(self) -> None:
        """Say everything again."""
        if self.items:
            self.dataChanged.emit(self.index(0), self.index(len(self.items) - 1))

    def changed(self, place: int) -> None:
        """A file stands otherwise now."""
        self.dataChanged.emit(self.index(place), self.index(place))

    # Qt overrides

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.items)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if self.items[index.row()].can_be_stored:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.path.name
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if item.will_be_stored else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.DecorationRole:
            return icon(*_ICONS[item.state])
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(item.path)
        if role == _SUMMARY_ROLE:
            return say(item.summary())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = tr(STATE_TITLES[item.state])
            return tr("{file}: {state}. {summary}", file=item.path.name, state=state, summary=say(item.summary()))
        return None

    def setData(
        self, index: QModelIndex | QPersistentModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.items[index.row()].wanted = Qt.CheckState(value) == Qt.CheckState.Checked
        self.changed(index.row())
        self.ticked.emit()
        return True


class FileDelegate(QStyledItemDelegate):
    """Two lines a file: its name, and how it stands."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        height = option.fontMetrics.lineSpacing() * 2 + 4 * GAP_SMALL
        return QSize(160, height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        own.state &= ~QStyle.StateFlag.State_HasFocus
        own.decorationSize = QSize(20, 20)
        name, own.text = own.text, " "
        style = own.widget.style() if own.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, own.widget)
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, own, own.widget)
        room = QRect(room.left() + GAP_SMALL, own.rect.top(), own.rect.right() - room.left() - GAP, own.rect.height())
        line = own.fontMetrics.lineSpacing()
        top = own.rect.top() + (own.rect.height() - 2 * line) // 2
        chosen = bool(own.state & QStyle.StateFlag.State_Selected)
        theme = themes.current
        painter.save()
        for number, (words, colour, font) in enumerate(
            ((name, theme.text, own.font), (str(index.data(_SUMMARY_ROLE)), theme.muted, themes.font("small")))
        ):
            painter.setFont(font)
            painter.setPen(QColor(theme.selection_text if chosen else colour))
            place = QRect(room.left(), top + number * line, room.width(), line)
            cut = Qt.TextElideMode.ElideRight if number else Qt.TextElideMode.ElideMiddle
            shown = painter.fontMetrics().elidedText(words, cut, room.width())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()
