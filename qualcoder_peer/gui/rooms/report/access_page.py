"""*Accessibility* in the report room: a Word file is chosen, and told point by point whether everybody can read it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import (
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.reports.access import (
    STATE_TITLES,
    AccessPoint,
    AccessState,
    as_text,
    check_access,
    place_words,
    summary,
)
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import languages, live, say, tr, tr_n
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.rooms.report.file_page import FilePage
from qualcoder_peer.gui.rooms.report.room_pages import surface
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, themes
from qualcoder_peer.gui.widgets.basics import EmptyState, button, column, label
from qualcoder_peer.gui.widgets.lines_delegate import LinesDelegate
from qualcoder_peer.gui.widgets.rows_view import RowsView
from qualcoder_peer.gui.widgets.tips import plain_tip

LAST_WRITTEN = "last_word_file"
"""The property of the context that holds the path of the Word file written last."""
_SIZES = [760, 430]
_STATUS, _POINT, _FINDING = range(3)
_TITLES = (N_("Status"), N_("Point"), N_("What the check found"))
_SIGNS = {
    AccessState.OK: ("circle-check", "success"),
    AccessState.FAILS: ("triangle-alert", "danger"),
    AccessState.UNKNOWN: ("circle-question-mark", "warning"),
}
_ORDER = (AccessState.FAILS, AccessState.UNKNOWN, AccessState.OK)
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class PointsModel(QAbstractTableModel):
    """The points of a check, those that fail first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.points: tuple[AccessPoint, ...] = ()

    def show(self, points: Sequence[AccessPoint]) -> None:
        """Show another result."""
        self.beginResetModel()
        self.points = tuple(sorted(points, key=lambda one: _ORDER.index(one.state)))
        self.endResetModel()

    def say_again(self) -> None:
        """The language or the theme is another."""
        if self.points:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.points) - 1, _FINDING))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, _FINDING)

    # Qt overrides

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.points)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(_TITLES):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(_TITLES[section])
        return int(Qt.AlignmentFlag.AlignLeft) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        point, section = self.points[index.row()], index.column()
        words = (tr(STATE_TITLES[point.state]), say(point.title), say(point.finding))[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(words)
        if role == Qt.ItemDataRole.DecorationRole and section == _STATUS:
            return icon(*_SIGNS[point.state])
        if role == Qt.ItemDataRole.ForegroundRole and section != _POINT:
            return QColor(getattr(themes.current, _SIGNS[point.state][1] if section == _STATUS else "muted"))
        return None


class AccessPage(FilePage):
    """See ``file_page.FilePage``: the points on the left, what to do about the chosen one on the right."""

    layout_key = "report/access"
    asks = message("Check the accessibility of a Word file")
    doing = N_("Checking “{name}”")

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context, check_access)
        self.model: PointsModel = PointsModel(self)
        self._lay_out()
        self._make_tools()

    @property
    def written(self) -> Path | None:
        """The Word file that was written last from this window, if it is still there."""
        stored = self.context.property(LAST_WRITTEN)
        path = Path(stored) if isinstance(stored, str) and stored else None
        return path if path is not None and path.is_file() else None

    def wake(self) -> None:
        """The page is shown: a report that has been written meanwhile is offered."""
        super().wake()
        self.say_all()

    def check_written(self) -> None:
        """Check the Word file that was written last."""
        path = self.written
        if path is not None:
            self.check(path)

    def copy(self) -> None:
        """Put the list on the clipboard as text."""
        if self.path is not None:
            QGuiApplication.clipboard().setText(as_text(self.model.points, languages.texts, self.path.name))
            self.context.messages.notify(message("The list has been copied."))

    def show_found(self, found: tuple[AccessPoint, ...]) -> None:
        """Show the points of a file."""
        self.model.show(found)
        self.stack.setCurrentWidget(self.splitter)
        self.table.selectRow(0)

    def told(self, path: Path) -> str:
        """How many points fail."""
        return tr("{name} – {told}", name=path.name, told=say(summary(self.model.points)))

    def say_all(self) -> None:
        """Say everything again, and whether another report was written."""
        super().say_all()
        written = self.written
        self.written_button.setVisible(written is not None and written != self.path)
        self.written_button.setToolTip(plain_tip(str(written)) if written is not None else "")
        self._show_current(self.table.currentIndex())

    # Private

    def _lay_out(self) -> None:
        self.table = _PointsTable(self.model)
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.start = EmptyState(
            "book-open",
            "Can everybody read the report?",
            "Choose a finished Word file, or drop it here: any will do, also one that was not made with this program. "
            "It is checked against the European standard for accessible documents (EN 301 549, WCAG): title, language, "
            "headings, text alternatives, tables, lists, links, contrast. The file itself is not changed.",
            "Choose a Word file…",
            self.choose_file,
        )
        self.lay_out((self.table, self._details()), _SIZES, self.start, shares=(3, 2))
        self.home, self.stops = self.table, (self.table, self.places)
        self.stack.setCurrentWidget(self.start)

    def _details(self) -> QWidget:
        pane = surface()
        self.title = label(role="section", wrap=True)
        self.clauses = label(role="muted", wrap=True)
        self.finding, self.mend = label(wrap=True), label(wrap=True)
        self.places = QListWidget()
        self.places.setWordWrap(True)
        self.places.setSpacing(2)
        self.places.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        live(self.places, "setAccessibleName", "Places in the file")
        self.places_title = label("Places", "section")
        box = column(pane, margin=GAP_LARGE, gap=GAP)
        for one in (self.title, self.clauses, self.finding, self.mend):
            box.addWidget(one)
        box.addSpacing(GAP)
        box.addWidget(self.places_title)
        box.addWidget(self.places, 1)
        box.addStretch(0)
        return pane

    def _make_tools(self) -> None:
        add = self.context.actions.add
        add("report.check_access", "Check the accessibility of a Word file…", self.choose_file, icon="book-open",
            owner=self, enabled=self.is_free)  # fmt: skip
        add("report.check_written", "Check the report written last", self.check_written, icon="file-text",
            owner=self, enabled=lambda: self.is_free() and self.written is not None)  # fmt: skip
        add("report.check_access_again", "Check again", self.check_again, icon="history", owner=self,
            enabled=self.can_check_again)  # fmt: skip
        add("report.copy_access", "Copy the list", self.copy, icon="copy", owner=self,
            enabled=lambda: self.has_file)  # fmt: skip
        self.written_button = button("Check the report written last", "file-text")
        self.again_button = button("Check again", "history")
        self.copy_button = button("Copy the list", "copy")
        self.file_button = button("Choose a Word file…", "book-open", "primary")
        self.put_tools(
            (self.written_button, "report.check_written"),
            (self.again_button, "report.check_access_again"),
            (self.copy_button, "report.copy_access"),
            (self.file_button, "report.check_access"),
            when_checked=(self.again_button, self.copy_button),
        )

    def _show_current(self, _current: QModelIndex) -> None:
        index = self.table.currentIndex()
        point = self.model.points[index.row()] if index.isValid() else None
        self.places.clear()
        if point is None:
            return
        self.title.setText(say(point.title))
        self.clauses.setText(" · ".join(point.clauses))
        self.finding.setText(say(point.finding))
        self.mend.setText(tr("How to mend it: {how}", how=point.mend) if point.mend is not None else "")
        self.mend.setVisible(point.mend is not None)
        for one in point.places:
            self.places.addItem(QListWidgetItem(place_words(one, languages.texts)))
        more = point.count - len(point.places)
        if more > 0:
            self.places.addItem(QListWidgetItem(tr_n("and {count} more place", "and {count} more places", more)))
        self.places.setVisible(bool(point.places))
        self.places_title.setVisible(bool(point.places))


class _PointsTable(RowsView):
    lines = 1
    margin = 2 * GAP

    def __init__(self, model: PointsModel) -> None:
        super().__init__(model, several=False)
        self.setItemDelegate(LinesDelegate(self, self.lines))
        header = self.horizontalHeader()
        header.setSectionResizeMode(_STATUS, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_POINT, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_FINDING, QHeaderView.ResizeMode.Stretch)
        header.setMaximumSectionSize(340)
        self.setIconSize(QSize(18, 18))
        live(self, "setAccessibleName", "Points of the access check")
