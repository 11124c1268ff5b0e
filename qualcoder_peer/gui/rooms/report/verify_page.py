"""*Verify* in the report room: each quotation of a finished Word file is held against the transcripts."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QTabBar,
    QWidget,
)

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.messages import N_, Message, counted, message
from qualcoder_peer.core.reports.verify import Verified, verify_report
from qualcoder_peer.core.reports.verify_told import as_text
from qualcoder_peer.core.reports.verify_word import write_comments
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import languages, live, number, say, tr
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.report.file_page import FilePage
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
from qualcoder_peer.gui.theme import GAP
from qualcoder_peer.gui.widgets.basics import EmptyState, button, column
from qualcoder_peer.gui.widgets.lines_delegate import LinesDelegate
from qualcoder_peer.gui.widgets.rows_view import RowsView

_SIZES = [740, 450]
_SAID_BY = ("document", "document_text", "turn", "speaker", "respondent")


class VerifyPage(FilePage):
    """See ``file_page.FilePage``: the quotations on the left, the chosen one beside its transcript on the right."""

    layout_key = "report/verify"
    asks = message("Verify the quotations of a report")
    doing = N_("Verifying the quotations of “{name}”")

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context, partial(verify_report, context.project))
        self.model: VerifiedModel = VerifiedModel(self)
        self.is_outdated = False
        self._lay_out()
        self._make_tools()

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

    def show_found(self, found: tuple[Verified, ...]) -> None:
        """Show the quotations of a report, those that need a look where there are some."""
        self.is_outdated = False
        self.details.forget_texts()
        self.model.show(found)
        self.tabs.setCurrentIndex(1 if self._needing_a_look() else 0)
        self.stack.setCurrentWidget(self.splitter if found else self.nothing)
        self._filter()

    def told(self, path: Path) -> str:
        """How many quotations need a look, or that the transcripts are others by now."""
        if self.is_outdated:
            return tr("{name} – the transcripts have changed since it was verified", name=path.name)
        look = self._needing_a_look()
        told = counted("{count} quotation needs a look", "{count} quotations need a look", look)
        return tr("{name} – {told}", name=path.name, told=say(told))

    def say_all(self) -> None:
        """Say everything again, with how many quotations there are of each sort."""
        found = self.model.found
        for place, (title, keeps) in enumerate(FILTERS):
            self.tabs.setTabText(place, tr(title, number=number(sum(1 for one in found if keeps(one)))))
        super().say_all()
        self.table.fit_titles()

    def project_changed(self, changes: ChangeSet) -> None:
        """The transcripts, or who speaks in them, may be others."""
        if self.has_file and changes.touches(*_SAID_BY):
            self.is_outdated = True
            self.details.forget_texts()
            self.say_all()

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
        self.lay_out((left, self.details), _SIZES, self.start, self.nothing, shares=(3, 2))
        self.home, self.stops = self.table, (self.table, self.details.printed, self.details.transcript)
        self.stack.setCurrentWidget(self.start)

    def _make_tools(self) -> None:
        add = self.context.actions.add
        add("report.verify_file", "Verify a report…", self.choose_file, icon="quote", owner=self,
            enabled=self.is_free)  # fmt: skip
        add("report.verify_again", "Verify again", self.check_again, icon="history", owner=self,
            enabled=self.can_check_again)  # fmt: skip
        add("report.save_verified", "Save with comments…", self.save, icon="download", owner=self,
            enabled=lambda: self.has_file and bool(self.model.found))  # fmt: skip
        self.file_button = button("Verify a report…", "quote", "primary")
        self.again_button = button("Verify again", "history")
        self.save_button = button("Save with comments…", "download")
        self.put_tools(
            (self.again_button, "report.verify_again"),
            (self.save_button, "report.save_verified"),
            (self.file_button, "report.verify_file"),
            when_checked=(self.again_button, self.save_button),
        )

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

    def _needing_a_look(self) -> int:
        return sum(1 for one in self.model.found if one.needs_a_look)


class _VerifiedTable(RowsView):
    """The quotations, a few lines each."""

    lines = 3
    margin = 2 * GAP + 1

    def __init__(self, model: VerifiedModel) -> None:
        super().__init__(model, several=False)
        live(self, "setAccessibleName", "Quotations of the report")
        self.setItemDelegate(LinesDelegate(self, self.lines))
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
