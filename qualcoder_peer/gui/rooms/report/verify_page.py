"""*Verify* in the report room: each quotation of a finished Word file is held against the transcripts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QPainter
from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QSplitter,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabBar,
    QWidget,
)

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.reports.verify import Verified, verify_report
from qualcoder_peer.core.reports.verify_told import as_text
from qualcoder_peer.core.reports.verify_word import write_comments
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import languages, live, live_call, number, say, tr
from qualcoder_peer.gui.jobs import Job, run_job
from qualcoder_peer.gui.rooms.report.room_pages import Page
from qualcoder_peer.gui.rooms.report.verify_details import VerifiedDetails, open_place
from qualcoder_peer.gui.rooms.report.verify_model import (
    FILTERS,
    PARAGRAPH,
    PLACE,
    QUOTE,
    STATUS,
    WHO,
    VerifiedModel,
)
from qualcoder_peer.gui.theme import GAP, themes
from qualcoder_peer.gui.widgets.basics import ElidedLabel, EmptyState, button, column, row
from qualcoder_peer.gui.widgets.rows_view import RowsView, cell_option, paint_ground
from qualcoder_peer.gui.widgets.text_lines import paint_lines

_STATE = "report/verify"
_SUFFIXES = (".docx", ".docm", ".dotx", ".dotm")
_SAID_BY = ("document", "document_text", "turn", "speaker", "respondent")
_LINES = 3
_ICON = 18


class VerifyPage(Page):
    """See ``room_pages.Page``: the quotations on the left, the chosen one beside its transcript on the right."""

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self.context, self.project = context, context.project
        self.path: Path | None = None
        self.last_folder = Path(context.project.path).parent
        self.job: Job | None = None
        self.model = VerifiedModel(self)
        self.is_stale = False
        self._lay_out()
        self._make_tools()
        self.setAcceptDrops(True)
        context.bridge.changed.connect(self._project_changed)
        themes.changed.connect(self.model.say_again)
        live_call(self, self._say)

    def wake(self) -> None:
        """The page is shown."""
        self.context.actions.refresh()

    def sleep(self) -> None:
        """The page is hidden."""
        if self.stack.currentWidget() is self.splitter:
            self.context.settings.keep_state(_STATE, self.splitter.saveState())

    def focus(self) -> None:
        """Put the focus where work goes on."""
        shown = self.stack.currentWidget()
        if isinstance(shown, EmptyState):
            (shown.button or shown).setFocus()
        else:
            self.table.setFocus()

    def panes(self) -> list[QWidget]:
        """The list, what is printed, and the transcript."""
        if self.stack.currentWidget() is not self.splitter:
            return []
        return [self.table, self.details.printed, self.details.transcript]

    def choose_file(self) -> QFileDialog:
        """Ask for the report."""
        dialog = QFileDialog(self.window(), say(message("Verify the quotations of a report")))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        patterns = " ".join(f"*{suffix}" for suffix in _SUFFIXES)
        dialog.setNameFilter(tr("Word documents ({pattern})", pattern=patterns))
        dialog.setDirectory(str(self.last_folder))
        dialog.fileSelected.connect(lambda path: self.verify(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def verify(self, path: Path) -> Job:
        """Verify a report beside the window; what was being verified is stopped."""
        if self.job is not None:
            self.job.drop()
        self.last_folder = path.parent
        job = run_job(
            self, verify_report, self.project, path,
            title=message("Verifying the quotations of “{name}”", name=path.name),
            on_done=lambda found: self._verified(path, found),
        )  # fmt: skip
        self.job = job
        job.finished.connect(lambda: self._finished(job))
        self.context.actions.refresh()
        return job

    def verify_again(self) -> None:
        """Verify the same file: it, or the transcripts, may have changed."""
        if self.path is not None:
            self.verify(self.path)

    def save(self) -> QFileDialog | None:
        """Ask where to write the copy with comments, or the list."""
        if self.path is None:
            return None
        suffix = self.path.suffix.lower()
        kinds = {
            tr("Copy of the report with comments ({pattern})", pattern=f"*{suffix}"): suffix,
            tr("List as plain text ({pattern})", pattern="*.txt"): ".txt",
        }
        dialog = QFileDialog(self.window(), say(message("Save with comments")))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(kinds))
        dialog.setDefaultSuffix(suffix[1:])
        dialog.setDirectory(str(self.path.parent))
        dialog.selectFile(tr("{name}, verified", name=self.path.stem) + suffix)
        dialog.filterSelected.connect(lambda words: dialog.setDefaultSuffix(kinds[words][1:]))
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def save_to(self, target: Path) -> None:
        """Write the copy with comments, or with the ending .txt the list; the report itself stays as it is."""
        if self.path is None:
            return
        write = _write_text if target.suffix.lower() == ".txt" else _write_comments

        def written(done: Message) -> None:
            self.context.messages.inform(done)

        run_job(
            self, write, self.path, self.model.found, target, languages.current,
            title=message("Writing “{name}”", name=target.name), on_done=written,
        )  # fmt: skip

    # Qt overrides

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.verify(path)

    # Private

    def _lay_out(self) -> None:
        self.table = _VerifiedTable(self.model)
        self.table.entered.connect(self._open)
        self.table.doubleClicked.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        live(self.tabs, "setAccessibleName", "Which quotations are shown")
        for _ in FILTERS:
            self.tabs.addTab("")
        self.tabs.currentChanged.connect(lambda _tab: self._filter())
        self.details = VerifiedDetails(self.context)
        left = QWidget()
        box = column(left, gap=0)
        box.addWidget(self.tabs)
        box.addWidget(self.table, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.details)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([740, 450])
        if not self.context.settings.state(_STATE).isEmpty():
            self.splitter.restoreState(self.context.settings.state(_STATE))
        self.start = EmptyState(
            "quote",
            "Are the quotations right?",
            "Choose a finished report, or drop it here: any Word file will do, also one that was not made with this "
            "program. Each quotation is looked for in all transcripts, word by word, and so is who said it. "
            "The report itself is not changed.",
            "Choose a report…",
            self.choose_file,
        )
        self.nothing = EmptyState(
            "quote",
            "No quotations in this report",
            "Quotations are found by their marks (”…”, “…”, »…«, \"…\"), by styles for block quotes, and where this "
            "program put them.",
            "Choose another report…",
            self.choose_file,
        )
        self.stack = QStackedWidget()
        for one in (self.start, self.nothing, self.splitter):
            self.stack.addWidget(one)
        column(self, gap=0).addWidget(self.stack)

    def _make_tools(self) -> None:
        add = self.context.actions.add
        add("report.verify_file", "Verify a report…", self.choose_file, icon="quote", owner=self,
            enabled=lambda: self.job is None)  # fmt: skip
        add("report.verify_again", "Verify again", self.verify_again, icon="history", owner=self,
            enabled=lambda: self.path is not None and self.job is None)  # fmt: skip
        add("report.save_verified", "Save with comments…", self.save, icon="download", owner=self,
            enabled=lambda: self.path is not None and bool(self.model.found))  # fmt: skip
        self.tools = QWidget()
        self.name = ElidedLabel()
        self.file_button = button("Verify a report…", "quote", "primary")
        self.again_button = button("Verify again", "history")
        self.save_button = button("Save with comments…", "download")
        box = row(self.tools, gap=GAP)
        box.addWidget(self.name, 1)
        for one, key in (
            (self.again_button, "report.verify_again"),
            (self.save_button, "report.save_verified"),
            (self.file_button, "report.verify_file"),
        ):
            self.context.actions.bind(one, key)
            box.addWidget(one)

    def _verified(self, path: Path, found: tuple[Verified, ...]) -> None:
        self.path, self.is_stale = path, False
        self.details.forget_texts()
        look = sum(1 for one in found if one.needs_a_look)
        self.model.show(found)
        self.tabs.setCurrentIndex(1 if look else 0)
        self.stack.setCurrentWidget(self.splitter if found else self.nothing)
        self._filter()
        self._say()
        self.focus()

    def _finished(self, job: Job) -> None:
        if self.job is job:
            self.job = None
            self.context.actions.refresh()

    def _filter(self) -> None:
        self.model.show(self.model.found, FILTERS[max(0, self.tabs.currentIndex())][1])
        if self.model.rows:
            self.table.selectRow(0)
        else:
            self.details.show_quotation(None)

    def _show_current(self, index: QModelIndex) -> None:
        self.details.show_quotation(self.model.rows[index.row()] if index.isValid() else None)

    def _open(self, index: QModelIndex) -> None:
        open_place(self.context, self.model.rows[index.row()])

    def _project_changed(self, changes: ChangeSet) -> None:
        if self.path is not None and changes.touches(*_SAID_BY):
            self.is_stale = True
            self.details.forget_texts()
            self._say()

    def _say(self) -> None:
        found = self.model.found
        for place, (title, keeps) in enumerate(FILTERS):
            self.tabs.setTabText(place, tr(title, number=number(sum(1 for one in found if keeps(one)))))
        self.again_button.setVisible(self.path is not None)
        self.save_button.setVisible(self.path is not None)
        self.name.setText(self._told())
        self.model.say_again()
        self.table.fit_titles()
        self.context.actions.refresh()

    def _told(self) -> str:
        if self.path is None:
            return ""
        if self.is_stale:
            return tr("{name} – the transcripts have changed since it was verified", name=self.path.name)
        look = sum(1 for one in self.model.found if one.needs_a_look)
        told = counted("{count} quotation needs a look", "{count} quotations need a look", look)
        return tr("{name} – {told}", name=self.path.name, told=say(told))


class _VerifiedTable(RowsView):
    """The quotations, a few lines each."""

    lines = _LINES
    margin = 2 * GAP + 1

    def __init__(self, model: VerifiedModel) -> None:
        super().__init__(model, several=False)
        live(self, "setAccessibleName", "Quotations of the report")
        self.setItemDelegate(_CellDelegate(self))
        header = self.horizontalHeader()
        header.setMinimumSectionSize(48)
        header.setSectionResizeMode(QUOTE, QHeaderView.ResizeMode.Stretch)
        for place, width in ((STATUS, 150), (PLACE, 140), (WHO, 72)):
            self.setColumnWidth(place, width)

    def fit_titles(self) -> None:
        """Make narrow columns as wide as their titles."""
        header = self.horizontalHeader()
        for place in (WHO, PARAGRAPH):
            self.setColumnWidth(place, max(72 if place == WHO else 0, header.sectionSizeHint(place) + GAP))


class _CellDelegate(QStyledItemDelegate):
    """Whole lines only, and the sign of the status beside its words."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        own = cell_option(self, option, index)
        words, own.text = own.text, ""
        sign: QIcon | None = index.data(Qt.ItemDataRole.DecorationRole)
        own.icon = QIcon()
        own.features &= ~QStyleOptionViewItem.ViewItemFeature.HasDecoration
        paint_ground(painter, own)
        chosen = bool(own.state & QStyle.StateFlag.State_Selected)
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        ink = themes.current.selection_text if chosen else colour.name() if colour else themes.current.text
        inside = own.rect.adjusted(GAP + 3, GAP, -GAP, -GAP)
        if sign is not None:
            sign.paint(painter, inside.left(), inside.top(), _ICON, _ICON)
            inside = inside.adjusted(_ICON + GAP, 0, 0, 0)
        right = bool(own.displayAlignment & Qt.AlignmentFlag.AlignRight)
        paint_lines(painter, inside, words, themes.font("body"), ink, _LINES, right=right)


def _dropped(event: QDropEvent) -> Path | None:
    """The one Word file that is dragged; None for anything else."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in _SUFFIXES else None


def _write_comments(report: Path, found: tuple[Verified, ...], target: Path, language: str) -> Message:
    from qualcoder_peer.core.i18n import texts

    written = write_comments(report, found, target, texts(language))
    return counted(
        "“{name}” was written with {count} comment; your report is as it was.",
        "“{name}” was written with {count} comments; your report is as it was.",
        written,
        name=target.name,
    )


def _write_text(report: Path, found: tuple[Verified, ...], target: Path, language: str) -> Message:
    from qualcoder_peer.core.exporters.base import replacing
    from qualcoder_peer.core.i18n import texts

    with replacing(target) as temporary:
        temporary.write_text(as_text(found, texts(language), report.name), encoding="utf-8")
    return message("“{name}” was written.", name=target.name)
