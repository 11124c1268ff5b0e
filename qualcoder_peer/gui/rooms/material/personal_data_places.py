"""The places of one group beside the table: each with the words around it and a tick of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qualcoder_peer.core.domain.personal import CONFIDENCE_TITLES, FOUND_IN_TITLES, PERSONAL_TITLES, Finding, FoundIn
from qualcoder_peer.core.services.personal_data import FindingInContext, in_context
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, live_call, tr, tr_n
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.material.pane import PANE_WIDTH
from qualcoder_peer.gui.rooms.material.personal_data_model import GroupRow, GroupsModel
from qualcoder_peer.gui.rooms.material.personal_data_ticks import TICK_SIZE, tick_icon
from qualcoder_peer.gui.rooms.material.rows_model import Index
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role, themes
from qualcoder_peer.gui.widgets.basics import ElidedLabel, button, column, label, row
from qualcoder_peer.gui.widgets.rows_view import cell_option, paint_ground

_PAGE = 100
_BEFORE, _AFTER = 45, 60
_LINES = 2
_CONTEXT_ROLE = Qt.ItemDataRole.UserRole
_ON_TICK = GAP_LARGE + TICK_SIZE + GAP_SMALL


class PlacesModel(QAbstractListModel):
    """The places of one group, their words read by the page."""

    def __init__(self, context: RoomContext, groups: GroupsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._groups = context, groups
        self._row: GroupRow | None = None
        self.findings: list[Finding] = []
        self._read: list[FindingInContext] = []
        themes.changed.connect(self.repaint)

    def show_group(self, row_: GroupRow | None) -> None:
        """Show the places of a group."""
        if row_ is not None and self._row is not None and row_.group is self._row.group:
            self._row = row_
            self.repaint()
            return
        self.beginResetModel()
        self._row, found = row_, self._groups.data_found
        self.findings = [] if row_ is None or found is None else list(found.findings([row_.group.key]))
        self._read = []
        self.endResetModel()
        self.fetchMore()

    def repaint(self) -> None:
        """Draw all again."""
        if self._read:
            self.dataChanged.emit(self.index(0), self.index(len(self._read) - 1))

    def toggle(self, places: Sequence[int]) -> None:
        """Leave places as they are, or not: as the first of them was not."""
        if self._row is None or not places:
            return
        spared = not self._groups.is_spared(self._row.id, self.findings[places[0]])
        chosen = [self.findings[place] for place in places]
        self._groups.spare(self._row.id, chosen, spared, lambda: self.findings)

    # Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._read)

    def canFetchMore(self, parent: Index = QModelIndex()) -> bool:
        return not parent.isValid() and len(self._read) < len(self.findings)

    def fetchMore(self, parent: Index = QModelIndex()) -> None:
        first = len(self._read)
        wanted = self.findings[first : first + _PAGE]
        if wanted:
            more = in_context(self._context.project, wanted, max(_BEFORE, _AFTER))
            self.beginInsertRows(QModelIndex(), first, first + len(more) - 1)
            self._read.extend(more)
            self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._read):
            return None
        found = self._read[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return place_title(found)
        if role == _CONTEXT_ROLE:
            return found
        if role == Qt.ItemDataRole.CheckStateRole:
            spared = self._row is None or self._groups.is_spared(self._row.id, found.finding)
            return Qt.CheckState.Unchecked if spared else Qt.CheckState.Checked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = _plain(found.before[-_BEFORE:] + found.finding.text + found.after[:_AFTER])
            if self.data(index, Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Checked:
                return tr("{where}: {words}. To be replaced.", where=place_title(found), words=words)
            return tr("{where}: {words}. Stays.", where=place_title(found), words=words)
        return None


class PlacesDelegate(QStyledItemDelegate):
    """A tick, where it is, and two lines of words with the one in question marked."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, option.fontMetrics.lineSpacing() * (_LINES + 1) + 2 * GAP + GAP_SMALL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        own = cell_option(self, option, index)
        own.text = ""
        own.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        paint_ground(painter, own)
        found, state = index.data(_CONTEXT_ROLE), index.data(Qt.ItemDataRole.CheckStateRole)
        if found is None:
            return
        theme, chosen = themes.current, bool(own.state & QStyle.StateFlag.State_Selected)
        line, left = own.fontMetrics.lineSpacing(), own.rect.left() + _ON_TICK + GAP_SMALL
        room = QRect(left, own.rect.top() + GAP, own.rect.right() - left - GAP, own.rect.height() - 2 * GAP - GAP_SMALL)
        painter.save()
        tick_icon(Qt.CheckState(state)).paint(
            painter, own.rect.left() + GAP_LARGE, room.top() + (line - TICK_SIZE) // 2, TICK_SIZE, TICK_SIZE
        )
        small = themes.font("small")
        painter.setFont(small)
        painter.setPen(QColor(theme.selection_text if chosen else theme.muted))
        title = painter.fontMetrics().elidedText(
            place_title(found).replace("\n", " "), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(QRect(room.left(), room.top(), room.width(), line), int(Qt.AlignmentFlag.AlignVCenter), title)
        painter.setPen(QColor(theme.selection_text if chosen else theme.text))
        painter.setClipRect(room.adjusted(0, 0, 0, GAP_SMALL))
        _draw_context(painter, own.font, found, QRect(room.left(), room.top() + line, room.width(), line * _LINES))
        painter.restore()


class PlacesList(QListView):
    """Space and the boxes tick, Enter and a double click open."""

    opened = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(PlacesDelegate(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        live(self, "setAccessibleName", "Places")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and current.isValid():
            rows = {index.row() for index in self.selectedIndexes()} - {current.row()}
            self._toggle([current.row(), *sorted(rows)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self.opened.emit(current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self._ticked_at(event)
        if index is not None:
            self._toggle([index.row()])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at_tick, index = self._ticked_at(event), self.indexAt(event.position().toPoint())
        if at_tick is not None:
            self._toggle([at_tick.row()])
        elif index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(index)

    def _ticked_at(self, event: QMouseEvent) -> QModelIndex | None:
        index = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton and event.position().x() < _ON_TICK
        return index if index.isValid() and left else None

    def _toggle(self, places: Sequence[int]) -> None:
        model = self.model()
        assert isinstance(model, PlacesModel)
        model.toggle(places)


class PlacesPane(QWidget):
    """Who or what it is, and where it stands."""

    def __init__(self, context: RoomContext, groups: GroupsModel) -> None:
        super().__init__()
        self._context, self._groups = context, groups
        self._row: GroupRow | None = None
        self.setMinimumWidth(PANE_WIDTH)
        set_role(self, "surface")
        self.name = ElidedLabel("", "title")
        self.facts = label("", "muted", wrap=True)
        self.list = PlacesList()
        self.model = PlacesModel(context, groups, self)
        self.list.setModel(self.model)
        self.setFocusProxy(self.list)
        self.list.opened.connect(self.open_place)
        self.open_button = button("Show in the text", "highlighter", "link", on_click=self._open_current)
        box = column(self, gap=0)
        head = column(margin=GAP_LARGE, gap=GAP_SMALL)
        head.addWidget(self.name)
        head.addWidget(self.facts)
        box.addLayout(head)
        box.addWidget(self.list, 1)
        foot = row()
        foot.setContentsMargins(GAP_LARGE, GAP_SMALL, GAP_LARGE, GAP_SMALL)
        foot.addWidget(self.open_button)
        foot.addStretch(1)
        box.addLayout(foot)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show_way())
        live_call(self, self._retell)

    def sizeHint(self) -> QSize:
        """As wide as words around a place need."""
        return QSize(PANE_WIDTH + 60, 400)

    def show_group(self, row_: GroupRow | None) -> None:
        """Show a group; None shows nothing."""
        new = row_ is None or self._row is None or row_.group is not self._row.group
        self._row = row_
        self.model.show_group(row_)
        if new and self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))
            self.list.scrollToTop()
        self._retell()

    def open_place(self, index: QModelIndex) -> None:
        """Go to a place in its text, or to what the words belong to."""
        found = index.data(_CONTEXT_ROLE)
        place = place_of(found.finding) if found is not None else None
        if place is not None:
            self._context.navigator.go(place)

    # Private

    def _open_current(self) -> None:
        if self.list.currentIndex().isValid():
            self.open_place(self.list.currentIndex())

    def _show_way(self) -> None:
        found = self.list.currentIndex().data(_CONTEXT_ROLE) if self.list.currentIndex().isValid() else None
        self.open_button.setVisible(found is not None and place_of(found.finding) is not None)

    def _retell(self) -> None:
        row_ = self._row
        for widget in (self.list, self.open_button):
            widget.setVisible(row_ is not None)
        if row_ is None:
            self.name.setText("")
            self.facts.setText(tr("Choose a row to see every place with the words around it."))
            return
        self.name.setText(row_.group.name)
        told = [
            tr("{kind}, {confidence}", kind=tr(PERSONAL_TITLES[row_.group.kind]),
               confidence=tr(CONFIDENCE_TITLES[row_.group.confidence]).lower()),
            tr_n("{count} place", "{count} places", row_.group.count),
        ]  # fmt: skip
        if row_.ticked and row_.spared:
            told.append(tr_n("{count} of them stays as it is", "{count} of them stay as they are", row_.spared))
        self.facts.setText(" · ".join(told))
        self._show_way()


def place_title(found: FindingInContext) -> str:
    """Where a place is, in words."""
    finding = found.finding
    if finding.where is FoundIn.TEXT:
        return found.title
    where = tr(FOUND_IN_TITLES[finding.where])
    return tr("{where}: {title}", where=where, title=found.title) if found.title else where


def place_of(finding: Finding) -> Place | None:
    """Where the window shows a place; None where there is nothing to go to."""
    if finding.where is FoundIn.TEXT:
        return Place("coding", document=finding.document, start=finding.start, end=finding.end)
    if finding.where is FoundIn.RESPONDENT:
        return Place("material", respondent=finding.row)
    if finding.where is FoundIn.CODE:
        return Place("coding", code=finding.row)
    if finding.where in (FoundIn.TITLE, FoundIn.FILE_NAME):
        return Place("material", document=finding.document)
    return Place("coding", document=finding.document) if finding.document is not None else None


def _plain(words: str) -> str:
    return " ".join(words.split())


def _draw_context(painter: QPainter, font: QFont, found: FindingInContext, room: QRect) -> None:
    before, after = _led_in(found.before), _led_out(found.after)
    words = found.finding.text.replace("\n", " ")
    layout = QTextLayout(before + words + after, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    mark = QTextCharFormat()
    mark.setFontWeight(QFont.Weight.DemiBold)
    mark.setBackground(QColor(themes.current.warning_soft))
    mark.setForeground(QColor(themes.current.text))
    span = QTextLayout.FormatRange()
    span.start, span.length, span.format = _units(before), _units(words), mark
    layout.setFormats([span])
    layout.beginLayout()
    top = 0.0
    for _number in range(_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(room.width())
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    layout.draw(painter, QPointF(room.left(), room.top()))


def _led_in(before: str) -> str:
    """The words before a place, from the beginning of a word on."""
    kept = before[-_BEFORE:].replace("\n", " ")
    if len(before) > _BEFORE and not before[-_BEFORE - 1].isspace():
        _cut, space, rest = kept.partition(" ")
        kept = rest if space else kept
    return kept.lstrip()


def _led_out(after: str) -> str:
    """The words after a place, up to the end of a word."""
    kept = after[:_AFTER].replace("\n", " ")
    if len(after) >= _AFTER and " " in kept:
        return kept.rpartition(" ")[0] + " …"
    return kept


def _units(words: str) -> int:
    """How many of Qt's characters a text has."""
    return len(words.encode("utf-16-le")) // 2
