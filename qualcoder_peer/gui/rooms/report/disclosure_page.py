"""The disclosure check: the report draft or a finished Word file is looked through, by the rules of the project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QStackedWidget

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.disclosure import FILE_KINDS, Disclosure, DisclosureLevel, DisclosureRules, Mend
from qualcoder_peer.core.domain.ids import ReportId
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.exporters.report import ReportExporter
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.services.disclosure import read_rules
from qualcoder_peer.core.services.reports import list_reports
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.disclosure_list import FindingsPane, count_sentence, nothing_found
from qualcoder_peer.gui.disclosure_work import DisclosureWork, leads_somewhere
from qualcoder_peer.gui.i18n import live_call, say, tr
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.report.file_page import ask_word_file
from qualcoder_peer.gui.rooms.report.left_tables import LeftTables
from qualcoder_peer.gui.rooms.report.options_pane import OptionsPane
from qualcoder_peer.gui.rooms.report.room_pages import Page, surface
from qualcoder_peer.gui.theme import GAP
from qualcoder_peer.gui.widgets.basics import ElidedLabel, EmptyState, button, column, label, row

_SIZES = [320, 880]


class DisclosurePage(Page):
    """Left the rules, right what was found in the draft or in the file that was chosen."""

    layout_key = "report/disclosure"
    follows = ("disclosure_pass",)

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context)
        self.path: Path | None = None
        self.last_folder = Path(context.project.path).parent
        self._name: Message | None = None
        self._lay_out()
        self._make_tools()
        live_call(self, self._say)

    def wake(self) -> None:
        """The page is shown."""
        self.rules.refresh()
        super().wake()
        self.context.actions.refresh()

    def flush(self) -> None:
        """Store what is being typed."""
        self.rules.flush()

    def focus(self) -> None:
        """Put the focus where work goes on."""
        (self.pane.table if self.pane.model.rowCount() else self.draft_button).setFocus()

    def refresh(self) -> None:
        """Sort what was found by what is let pass now."""
        super().refresh()
        self.work.sort_again()

    def check_draft(self) -> None:
        """Look through the newest report draft as it would be written."""
        self.flush()
        reports = list_reports(self.project)
        report = reports[-1].id if reports else None
        name = message("“{title}”", title=reports[-1].title) if reports else message("The report draft")
        self._check(name, None, report)

    def choose_file(self) -> QFileDialog:
        """Ask for a finished Word file."""
        return ask_word_file(self, message("Check a Word file"), self.last_folder, self.check_file)

    def check_file(self, path: Path) -> None:
        """Look through a finished Word file."""
        self.flush()
        self.last_folder = path.parent
        self._check(message("“{title}”", title=path.name), path, None)

    def clean(self) -> QFileDialog | None:
        """Ask where to write a copy of the file without what it carries along."""
        if self.path is None:
            return None
        dialog = QFileDialog(self.window(), say(message("Write a clean copy")))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr("Word documents ({pattern})", pattern="*.docx"))
        dialog.setDefaultSuffix("docx")
        dialog.setDirectory(str(self.path.parent))
        dialog.selectFile(tr("{name} (clean)", name=self.path.stem) + ".docx")
        dialog.fileSelected.connect(lambda path: self.clean_to(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def clean_to(self, target: Path) -> None:
        """Write the copy, without what was not let pass, and look through it."""
        from qualcoder_peer.core.reports.disclosure_clean import clean_file

        found, path = self.work.found, self.path
        if path is None or found is None:
            return
        kept = {one.finding.kind for one in found.passed}
        kinds = [kind for kind in FILE_KINDS if kind not in kept]

        def written(_done: object) -> None:
            self.context.messages.inform(
                message("“{name}” was written; your file is as it was.", name=target.name)
            )
            self.check_file(target)

        run_job(
            self, clean_file, path, target, kinds, title=message("Writing “{name}”", name=target.name), on_done=written
        )

    def _check(self, name: Message, path: Path | None, report: ReportId | None) -> None:
        look = self._of_file(path) if path is not None else self._of_draft(report)

        def done(found: Disclosure) -> None:
            self._name, self.path, self.work.report = name, path, report
            self.pane.set_places(leads_somewhere(report))
            self.work.show(found)

        run_job(self, look, title=message("Looking for what may give somebody away"), on_done=done)

    def _of_draft(self, report: ReportId | None) -> Callable[[Progress], Disclosure]:
        project = self.project

        def look(progress: Progress) -> Disclosure:
            return ReportExporter(report).disclosure(project, None, progress=progress)

        return look

    def _of_file(self, path: Path) -> Callable[[Progress], Disclosure]:
        project = self.project

        def look(progress: Progress) -> Disclosure:
            from qualcoder_peer.core.reports.disclosing import check_word_file

            return check_word_file(project, path, progress)

        return look

    def _recheck(self) -> None:
        if self.path is not None:
            self.check_file(self.path)
        else:
            self.check_draft()

    def _lay_out(self) -> None:
        self.rules = OptionsPane(
            self.context, DisclosureRules, "What is looked for before something leaves, in exports and in copies."
        )
        self.left = LeftTables(self.context)
        aside = surface(280)
        beside = column(aside, gap=0)
        beside.addWidget(self.rules, 1)
        beside.addWidget(self.left)
        self.pane = FindingsPane(nothing_found(), mends=tuple(Mend), read_only=self.context.read_only)
        self.work = DisclosureWork(self.context, self.pane, self._recheck, clean=self.clean)
        self.work.changed = lambda _found: self._say()
        self.start = EmptyState(
            "shield-check",
            "Before it leaves",
            "Look through the report draft as it would be written, or a Word file that you have worked on: names and "
            "numbers, attributes and small counts that single people out, themes with one voice, many quotes of one "
            "person, and comments, changes and hidden text in the file.",
            "Check the report draft",
            self.check_draft,
        )
        shown = surface()
        self.name = ElidedLabel("", "section")
        self.state = label("", "muted")
        head = row(gap=GAP)
        head.setContentsMargins(2 * GAP, GAP, 2 * GAP, 0)
        head.addWidget(self.name, 1)
        head.addWidget(self.state)
        box = column(shown, gap=GAP)
        box.addLayout(head)
        box.addWidget(self.pane, 1)
        self.found = QStackedWidget()
        self.found.addWidget(self.start)
        self.found.addWidget(shown)
        self.lay_out((aside, self.found), _SIZES, shares=(0, 1))
        self.stops = (self.rules, self.pane.table)

    def _make_tools(self) -> None:
        add = self.context.actions.add
        add("report.check_draft", "Check the report draft", self.check_draft, icon="shield-check", owner=self)
        add("report.check_file", "Check a Word file…", self.choose_file, icon="file-text", owner=self)
        add("report.clean_file", "Write a clean copy…", self.clean, icon="download", owner=self,
            enabled=lambda: self.path is not None)  # fmt: skip
        self.draft_button = button("Check the report draft", "shield-check", "primary")
        self.file_button = button("Check a Word file…", "file-text")
        self.clean_button = button("Write a clean copy…", "download")
        for one, key in (
            (self.clean_button, "report.clean_file"),
            (self.file_button, "report.check_file"),
            (self.draft_button, "report.check_draft"),
        ):
            self.context.actions.bind(one, key)
        box = self.tool_row()
        box.addStretch(1)
        for one in (self.clean_button, self.file_button, self.draft_button):
            box.addWidget(one)

    def project_changed(self, changes: ChangeSet) -> None:
        """Something was let pass, or the rules are others."""
        super().project_changed(changes)
        if changes.touches("setting"):
            self.rules.refresh()
            self._say()

    def _say(self) -> None:
        found = self.work.found
        self.found.setCurrentIndex(0 if found is None else 1)
        self.clean_button.setVisible(self.path is not None)
        if found is None:
            return
        self.name.setText(say(self._name) if self._name is not None else "")
        off = read_rules(self.project).level == DisclosureLevel.OFF
        self.state.setText(tr("The check is off.") if off else say(count_sentence(found)))
        self.context.actions.refresh()
