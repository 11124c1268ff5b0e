"""*Accessibility* in the report room: a Word file is chosen, and told point by point whether everybody can read it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
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
from qualcoder_peer.gui.i18n import languages, live, live_call, say, tr, tr_n
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.jobs import Job, run_job
from qualcoder_peer.gui.rooms.report.room_pages import Page
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, set_role, themes
from qualcoder_peer.gui.widgets.basics import ElidedLabel, EmptyState, button, column, label, row
from qualcoder_peer.gui.widgets.rows_view import RowsView
from qualcoder_peer.gui.widgets.tips import plain_tip

LAST_WRITTEN = "last_word_file"
"""The property of the context that holds the path of the Word file written last."""
_STATE = "report/access"
_SUFFIXES = (".docx", ".docm", ".dotx", ".dotm")
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


class AccessPage(Page):
    """See ``room_pages.Page``: the points on the left, what to do about the chosen one on the right."""

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self.context = context
        self.path: Path | None = None
        self.last_folder = Path(context.project.path).parent
        self.job: Job | None = None
        self.model = PointsModel(self)
        self._lay_out()
        self._make_tools()
        self.setAcceptDrops(True)
        themes.changed.connect(self.model.say_again)
        live_call(self, self._say)

    @property
    def written(self) -> Path | None:
        """The Word file that was written last from this window, if it is still there."""
        stored = self.context.property(LAST_WRITTEN)
        path = Path(stored) if isinstance(stored, str) and stored else None
        return path if path is not None and path.is_file() else None

    def wake(self) -> None:
        """The page is shown: a report that has been written meanwhile is offered."""
        self._say()

    def sleep(self) -> None:
        """The page is hidden."""
        if self.stack.currentWidget() is self.splitter:
            self.context.settings.keep_state(_STATE, self.splitter.saveState())

    def focus(self) -> None:
        """Put the focus where work goes on."""
        if self.stack.currentWidget() is self.splitter:
            self.table.setFocus()
        else:
            (self.start.button or self.start).setFocus()

    def panes(self) -> list[QWidget]:
        """The points and the places."""
        return [self.table, self.places] if self.stack.currentWidget() is self.splitter else []

    def choose_file(self) -> QFileDialog:
        """Ask for the file."""
        dialog = QFileDialog(self.window(), say(message("Check the accessibility of a Word file")))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(tr("Word documents ({pattern})", pattern=" ".join(f"*{one}" for one in _SUFFIXES)))
        dialog.setDirectory(str(self.last_folder))
        dialog.fileSelected.connect(lambda path: self.check(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def check(self, path: Path) -> Job:
        """Check a file beside the window; a check under way is stopped."""
        if self.job is not None:
            self.job.drop()
        self.last_folder = path.parent
        job = run_job(
            self, check_access, path, title=message("Checking “{name}”", name=path.name),
            on_done=lambda points: self._checked(path, points),
        )  # fmt: skip
        self.job = job
        job.finished.connect(lambda: self._finished(job))
        self.context.actions.refresh()
        return job

    def check_written(self) -> None:
        """Check the Word file that was written last."""
        path = self.written
        if path is not None:
            self.check(path)

    def check_again(self) -> None:
        """Check the same file: it may have been mended."""
        if self.path is not None:
            self.check(self.path)

    def copy(self) -> None:
        """Put the list on the clipboard as text."""
        if self.path is not None:
            QGuiApplication.clipboard().setText(as_text(self.model.points, languages.texts, self.path.name))
            self.context.messages.notify(message("The list has been copied."))

    # Qt overrides

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.check(path)

    # Private

    def _lay_out(self) -> None:
        self.table = _PointsTable(self.model)
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self._details())
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([760, 430])
        if not self.context.settings.state(_STATE).isEmpty():
            self.splitter.restoreState(self.context.settings.state(_STATE))
        self.start = EmptyState(
            "book-open",
            "Can everybody read the report?",
            "Choose a finished Word file, or drop it here: any will do, also one that was not made with this program. "
            "It is checked against the European standard for accessible documents (EN 301 549, WCAG): title, language, "
            "headings, text alternatives, tables, lists, links, contrast. The file itself is not changed.",
            "Choose a Word file…",
            self.choose_file,
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)
        self.stack.addWidget(self.splitter)
        column(self, gap=0).addWidget(self.stack)

    def _details(self) -> QWidget:
        pane = QWidget()
        set_role(pane, "surface")
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
            owner=self, enabled=lambda: self.job is None)  # fmt: skip
        add("report.check_written", "Check the report written last", self.check_written, icon="file-text",
            owner=self, enabled=lambda: self.job is None and self.written is not None)  # fmt: skip
        add("report.check_access_again", "Check again", self.check_again, icon="history", owner=self,
            enabled=lambda: self.path is not None and self.job is None)  # fmt: skip
        add("report.copy_access", "Copy the list", self.copy, icon="copy", owner=self,
            enabled=lambda: self.path is not None)  # fmt: skip
        self.tools = QWidget()
        self.name = ElidedLabel()
        self.written_button = button("Check the report written last", "file-text")
        self.again_button = button("Check again", "history")
        self.copy_button = button("Copy the list", "copy")
        self.file_button = button("Choose a Word file…", "book-open", "primary")
        box = row(self.tools, gap=GAP)
        box.addWidget(self.name, 1)
        for one, key in (
            (self.written_button, "report.check_written"),
            (self.again_button, "report.check_access_again"),
            (self.copy_button, "report.copy_access"),
            (self.file_button, "report.check_access"),
        ):
            self.context.actions.bind(one, key)
            box.addWidget(one)

    def _checked(self, path: Path, points: tuple[AccessPoint, ...]) -> None:
        self.path = path
        self.model.show(points)
        self.stack.setCurrentWidget(self.splitter)
        self.table.selectRow(0)
        self._say()
        self.focus()

    def _finished(self, job: Job) -> None:
        if self.job is job:
            self.job = None
            self.context.actions.refresh()

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

    def _say(self) -> None:
        has = self.path is not None
        self.again_button.setVisible(has)
        self.copy_button.setVisible(has)
        written = self.written
        self.written_button.setVisible(written is not None and written != self.path)
        self.written_button.setToolTip(plain_tip(str(written)) if written is not None else "")
        self.name.setText(
            tr("{name} – {told}", name=self.path.name, told=say(summary(self.model.points))) if self.path else ""
        )
        self.model.say_again()
        self._show_current(self.table.currentIndex())
        self.context.actions.refresh()


class _PointsTable(RowsView):
    lines = 1
    margin = 2 * GAP

    def __init__(self, model: PointsModel) -> None:
        super().__init__(model, several=False)
        header = self.horizontalHeader()
        header.setSectionResizeMode(_STATUS, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_POINT, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_FINDING, QHeaderView.ResizeMode.Stretch)
        header.setMaximumSectionSize(340)
        self.setIconSize(QSize(18, 18))
        live(self, "setAccessibleName", "Points of the access check")


def _dropped(event: QDragEnterEvent | QDropEvent) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in _SUFFIXES else None
