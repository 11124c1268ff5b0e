"""The documents of an import as a list with ticks: ready, to be looked at, there already, not readable.

Several out of one file (a packed file, a sheet) stand below its name and can be ticked together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.gui.i18n import live, live_call, say, tr
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.rooms.material.import_items import Group, ImportItem, State, grouped
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, themes
from qualcoder_peer.gui.widgets.tips import plain_tip

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
_MOST_OPEN = 12
"""A group with more documents than this begins closed."""
_INDENT = 16
_Index = QModelIndex | QPersistentModelIndex


class FilesModel(QAbstractItemModel):
    """``ticked`` is told when something is to be imported, or not."""

    ticked = Signal()

    def __init__(self, items: Sequence[ImportItem], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ImportItem | Group] = []
        self._places: dict[ImportItem, tuple[int, int]] = {}
        self._take(items)
        live_call(self, self.repaint)

    def set_items(self, items: Sequence[ImportItem]) -> None:
        """Show other items."""
        self.beginResetModel()
        self._take(items)
        self.endResetModel()

    def index_of(self, item: ImportItem) -> QModelIndex:
        """Where an item stands."""
        top, place = self._places.get(item, (-1, -1))
        return self.index(top, 0) if place < 0 else self.index(place, 0, self.index(top, 0))

    def item_at(self, index: _Index) -> ImportItem | None:
        """The item of a line; of a group's line the first that can be stored."""
        if not index.isValid():
            return None
        shown = self._row(index)
        if isinstance(shown, Group):
            return next((one for one in shown.items if one.can_be_stored), shown.items[0])
        return shown

    def repaint(self) -> None:
        """Say everything again."""
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))
        for top, shown in enumerate(self.rows):
            if isinstance(shown, Group):
                self._repaint_group(top, shown)

    # Qt overrides

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: _Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]
        top = index.internalId() if index.isValid() else 0
        return self.createIndex(top - 1, 0, 0) if top else QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        if not parent.isValid():
            return len(self.rows)
        shown = self._row(parent)
        return len(shown.items) if isinstance(shown, Group) and parent.column() == 0 else 0

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        shown = self._row(index)
        if isinstance(shown, Group):
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        flags |= Qt.ItemFlag.ItemNeverHasChildren
        if shown.can_be_stored:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        shown = self._row(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return _name(shown)
        if role == Qt.ItemDataRole.CheckStateRole:
            return _ticks(shown)
        if role == Qt.ItemDataRole.DecorationRole:
            return icon(*_ICONS[shown.state])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{shown.path}\n{say(shown.summary())}")
        if role == _SUMMARY_ROLE:
            return say(shown.summary())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = tr(STATE_TITLES[shown.state])
            return tr("{file}: {state}. {summary}", file=_name(shown), state=state, summary=say(shown.summary()))
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        shown = self._row(index)
        wanted = Qt.CheckState(value) == Qt.CheckState.Checked
        for item in shown.items if isinstance(shown, Group) else [shown]:
            item.wanted = wanted
            item.replaces = item.replaces and not wanted
        top = (index.internalId() or index.row() + 1) - 1
        self.dataChanged.emit(self.index(top, 0), self.index(top, 0))
        group = self.rows[top]
        if isinstance(group, Group):
            self._repaint_group(top, group)
        self.ticked.emit()
        return True

    # Private

    def _take(self, items: Sequence[ImportItem]) -> None:
        self.rows = grouped(items)
        self._places = {}
        for top, shown in enumerate(self.rows):
            if isinstance(shown, Group):
                self._places.update((item, (top, place)) for place, item in enumerate(shown.items))
            else:
                self._places[shown] = (top, -1)

    def _row(self, index: _Index) -> ImportItem | Group:
        top = index.internalId()
        if not top:
            return self.rows[index.row()]
        group = self.rows[top - 1]
        return group.items[index.row()] if isinstance(group, Group) else group

    def _repaint_group(self, top: int, group: Group) -> None:
        above = self.index(top, 0)
        self.dataChanged.emit(self.index(0, 0, above), self.index(len(group.items) - 1, 0, above))


def _name(shown: ImportItem | Group) -> str:
    return shown.path.name if isinstance(shown, Group) else shown.name


def _ticks(shown: ImportItem | Group) -> Qt.CheckState:
    if isinstance(shown, ImportItem):
        return Qt.CheckState.Checked if shown.will_be_stored else Qt.CheckState.Unchecked
    wanted = sum(1 for one in shown.items if one.will_be_stored)
    if not wanted:
        return Qt.CheckState.Unchecked
    possible = sum(1 for one in shown.items if one.can_be_stored)
    return Qt.CheckState.Checked if wanted == possible else Qt.CheckState.PartiallyChecked


class FilesView(QTreeView):
    """The list itself. Only the lines on the screen are drawn, however many there are."""

    def __init__(self, model: FilesModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegate(FileDelegate(self))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(_INDENT)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        live(self, "setAccessibleName", "Files")
        model.modelReset.connect(self.show_groups)
        self.show_groups()

    def show_groups(self) -> None:
        """Open small groups, and leave no room for the arrows of groups where there are none."""
        groups = [(top, one) for top, one in enumerate(self._model.rows) if isinstance(one, Group)]
        self.setRootIsDecorated(bool(groups))
        for top, group in groups:
            self.setExpanded(self._model.index(top, 0), len(group.items) <= _MOST_OPEN)

    def show_item(self, item: ImportItem) -> None:
        """Go to an item, or to its group as long as that is closed."""
        index = self._model.index_of(item)
        above = index.parent()
        self.setCurrentIndex(above if above.isValid() and not self.isExpanded(above) else index)


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
