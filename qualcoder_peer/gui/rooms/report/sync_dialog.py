"""The preview of an update of a report: what has changed, a tick for each place, and what was written in the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QSplitter,
    QStackedWidget,
    QTreeView,
    QWidget,
)

from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.disclosing import remember_file
from qualcoder_peer.core.reports.sync import apply_update, updated_name
from qualcoder_peer.core.reports.sync_plan import Decision, UpdateKind, UpdatePlan, UpdateResult
from qualcoder_peer.core.services.disclosure_gate import warning
from qualcoder_peer.core.services.disclosure_left import not_noted
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, live_call, number, say, tr, tr_n
from qualcoder_peer.gui.jobs import Job, run_job
from qualcoder_peer.gui.rooms.report.sync_model import DONE, PLACE, WHAT, UpdateModel
from qualcoder_peer.gui.rooms.report.sync_words import BeforeAfter
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import EmptyState, IconLabel, button, column, label, line, row

_SIZE = QSize(1080, 660)
_WIDTHS = ((WHAT, 36), (DONE, 25), (PLACE, 34))
"""In letters of average width."""
_CLOSED = (UpdateKind.UNCHANGED, UpdateKind.FOREIGN, UpdateKind.OTHER_REPORT)


class UpdateDialog(QDialog):
    """Shows a plan and carries it out. ``open_path`` may be replaced in tests."""

    def __init__(self, context: RoomContext, plan: UpdatePlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.plan, self._context = plan, context
        self.result_of_update: UpdateResult | None = None
        self.job: Job | None = None
        self.open_path: Callable[[Path], object] = _open
        live(self, "setWindowTitle", "Update “{name}”", name=plan.path.name)
        self.model = UpdateModel(plan, self)
        self.view = QTreeView()
        self.words = BeforeAfter()
        self.counts = label("", "section", wrap=True)
        self.note = label("", "muted", wrap=True)
        self.where = label("", "small", wrap=True)
        self.problem = label("", "danger", wrap=True)
        self.problem.hide()
        self.ok = button("Write updated file", "download", "primary", self.write)
        self.cancel = button("Cancel", on_click=self.reject)
        self.stack = QStackedWidget()
        self._lay_out()
        room = self.screen().availableSize()
        self.resize(_SIZE.boundedTo(QSize(room.width() - 40, room.height() - 60)))
        self.model.ticked.connect(self._count)
        self.view.selectionModel().currentChanged.connect(lambda index, _old: self._describe(index))
        live_call(self, self._say)
        self._start()

    def write(self) -> Job:
        """Write the file beside the window."""
        self.problem.hide()
        self._set_busy(True)
        job = run_job(
            self, _apply, self._context.project, self.plan, dict(self.model.decisions),
            title=message("Writing the updated file"), on_done=self._written, on_failed=self._failed,
        )  # fmt: skip
        self.job = job
        job.finished.connect(self._ended)
        return job

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        """Columns are measured with the letters of the window."""
        super().showEvent(event)
        letter = self.view.fontMetrics().averageCharWidth()
        for place, letters in _WIDTHS:
            self.view.setColumnWidth(place, letters * letter)

    def reject(self) -> None:
        if self.job is not None:
            self.job.cancel()
        super().reject()

    # Private

    def _start(self) -> None:
        for row_number, kind in enumerate(self.model.kinds):
            index = self.model.index(row_number, 0)
            self.view.setFirstColumnSpanned(row_number, QModelIndex(), True)
            self.view.setExpanded(index, kind not in _CLOSED)
        first = self.model.index(0, 0)
        self.view.setCurrentIndex(self.model.index(0, 0, first) if self.view.isExpanded(first) else first)
        if self.plan.is_current:
            self.stack.setCurrentWidget(self.same)
            self._end_work()
            self.cancel.setFocus()
        else:
            self.view.setFocus()

    def _lay_out(self) -> None:
        view = self.view
        view.setModel(self.model)
        live(view, "setAccessibleName", "What the update would change")
        view.setUniformRowHeights(True)
        view.setAllColumnsShowFocus(True)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.header().setSectionsMovable(False)
        view.header().setStretchLastSection(True)
        view.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        page = QWidget()
        inner = column(page, margin=GAP_LARGE, gap=GAP)
        inner.addWidget(self.counts)
        for notice in self._notices():
            told = row(gap=GAP)
            told.addWidget(IconLabel("triangle-alert", 16, "warning"), 0, Qt.AlignmentFlag.AlignTop)
            told.addWidget(label(notice, wrap=True), 1)
            inner.addLayout(told)
        below = QWidget()
        under = column(below, gap=GAP_SMALL)
        under.setContentsMargins(0, GAP, 0, 0)
        under.addWidget(self.note)
        under.addWidget(self.words, 1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(view)
        splitter.addWidget(below)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([360, 180])
        inner.addWidget(splitter, 1)
        self.same = EmptyState(
            "circle-check",
            "All is as in the project",
            message("Every quote, table and number in “{name}” says what the project says today. There is nothing to "
                    "write.", name=self.plan.path.name),
        )  # fmt: skip
        self.stack.addWidget(page)
        self.stack.addWidget(self.same)
        foot = row(margin=GAP_LARGE, gap=GAP)
        foot.addWidget(self.where, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.ok)
        box = column(self, gap=0)
        box.addWidget(self.stack, 1)
        box.addWidget(line())
        problem = column(margin=0, gap=0)
        problem.setContentsMargins(GAP_LARGE, 0, GAP_LARGE, 0)
        problem.addWidget(self.problem)
        box.addLayout(problem)
        box.addLayout(foot)
        self.ok.setDefault(True)

    def _notices(self) -> list[Message]:
        told = warning(self.plan.disclosure) if self.plan.disclosure is not None else None
        return [*self.plan.notices, *([told] if told is not None else [])]

    def _say(self) -> None:
        self.model.say_again()
        self._count()
        self._describe(self.view.currentIndex())

    def _count(self) -> None:
        refreshed, added, marked = (
            self.model.chosen(one) for one in (Decision.REFRESH, Decision.ADD, Decision.COMMENT)
        )
        told = [
            tr_n("{number} place is written anew", "{number} places are written anew", refreshed,
                 number=number(refreshed)),
        ]  # fmt: skip
        if added:
            told.append(tr_n("{number} is added", "{number} are added", added, number=number(added)))
        if marked:
            told.append(tr_n("{number} is marked with a comment", "{number} are marked with a comment", marked,
                             number=number(marked)))  # fmt: skip
        self.counts.setText(" · ".join(told))
        self.ok.setEnabled(self.job is None and bool(refreshed or added or marked or self.plan.restored))
        if self.ok.isHidden():
            return
        self.where.setText(
            tr(
                "“{name}” itself is not changed. The updated file will lie beside it: “{new}”.",
                name=self.plan.path.name,
                new=updated_name(self.plan.path, self.plan.language).name,
            )
        )

    def _describe(self, index: QModelIndex) -> None:
        entry = self.model.entry(index)
        if entry is None:
            self.note.setText(tr("Choose a place to see its words before and after."))
            self.words.show_words("", "")
            return
        kinds = {
            UpdateKind.MINE: message("The words were changed in the file. They stay as they are unless you tick them."),
            UpdateKind.CONFLICT: message(
                "The words were changed in the file, and the project has changed too. They stay as they are unless "
                "you tick them."
            ),
            UpdateKind.GONE: message("It stays in the file. A tick marks it with a comment."),
            UpdateKind.FOREIGN: message("It comes from another project and stays as it is."),
            UpdateKind.OTHER_REPORT: message("It belongs to another report of this project and stays as it is."),
        }
        told = [*([kinds[entry.kind]] if entry.kind in kinds else []), *entry.notes]
        self.note.setText(" ".join(say(one) for one in told) or say(entry.place))
        self.words.show_words(entry.before, entry.after)

    def _set_busy(self, busy: bool) -> None:
        self.view.setEnabled(not busy)
        self.ok.setEnabled(not busy)

    def _failed(self, error: BaseException) -> None:
        told = getattr(error, "message", None)
        if isinstance(told, Message):
            self.problem.setText(say(told))
            self.problem.show()
        else:
            self._context.messages.error(error)

    def _ended(self) -> None:
        self.job = None
        self._set_busy(False)
        self._count()

    def _written(self, done: tuple[UpdateResult, bool]) -> None:
        result, noted = done
        self.result_of_update = result
        if not noted:
            self._context.messages.warn(not_noted(result.path.name))
        self.open_button = button("Open", "file-text", "primary", lambda: self.open_path(result.path))
        self.folder_button = button("Show in folder", "folder-open", "", lambda: self.open_path(result.path.parent))
        page = QWidget()
        box = column(page, margin=GAP_LARGE)
        box.addStretch(2)
        picture = IconLabel("circle-check", 48, "success")
        title, told = label("The updated file is written", "title"), label(_told(self.plan, result), wrap=True)
        for one in (picture, title, told):
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(one)
        buttons = row(gap=GAP)
        buttons.addStretch(1)
        buttons.addWidget(self.folder_button)
        buttons.addWidget(self.open_button)
        buttons.addStretch(1)
        box.addSpacing(GAP)
        box.addLayout(buttons)
        box.addStretch(3)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self._end_work()
        self.open_button.setFocus()

    def _end_work(self) -> None:
        self.ok.hide()
        self.where.clear()
        live(self.cancel, "setText", "Close")


def _apply(
    project: Project, plan: UpdatePlan, decisions: dict[int, Decision], progress: Progress
) -> tuple[UpdateResult, bool]:
    result = apply_update(plan, decisions, progress=progress)
    return result, remember_file(project, result.path, progress)


def _told(plan: UpdatePlan, result: UpdateResult) -> Message:
    return message(
        "“{name}” lies in {folder}. {places} “{old}” is as it was.",
        name=result.path.name,
        folder=str(result.path.parent),
        places=counted("{count} place was brought up to date.", "{count} places were brought up to date.",
                       result.refreshed + result.added + result.commented),
        old=plan.path.name,
    )  # fmt: skip


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
