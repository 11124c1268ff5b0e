"""Which report is open, and what is done with a report as a whole: new, rename, delete, export."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QSizePolicy, QToolButton, QWidget

from qualcoder_peer.core.domain.ids import ReportId
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.model import Report
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.reports import new_report, remove_report, rename_report
from qualcoder_peer.gui.exporting import Exporting
from qualcoder_peer.gui.forms.editors import QuietComboBox
from qualcoder_peer.gui.i18n import live, live_call, tr
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.report.draft import Draft
from qualcoder_peer.gui.rooms.report.report_kinds_dialog import ReportKindsDialog
from qualcoder_peer.gui.rooms.report.sync_flow import UpdateFlow, update_report
from qualcoder_peer.gui.rooms.report.template_map import map_styles
from qualcoder_peer.gui.theme import GAP
from qualcoder_peer.gui.widgets.basics import button, row
from qualcoder_peer.gui.widgets.dialogs import ask_text
from qualcoder_peer.gui.widgets.dropdown import menu_on


class ReportMenu(QWidget):
    """The row of tools for reports. ``made`` when a draft has been made and is open."""

    made = Signal()

    def __init__(self, draft: Draft, owner: QWidget) -> None:
        super().__init__()
        self._draft, self._context, self._owner = draft, draft.context, owner
        self.exporting = Exporting(draft.context, owner)
        self.making = False
        self.update_flow: UpdateFlow | None = None
        self.chooser = QuietComboBox()
        live(self.chooser, "setAccessibleName", "Report")
        self.chooser.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.chooser.setMinimumWidth(140)
        self.chooser.setMaximumWidth(460)
        self.chooser.activated.connect(lambda row: draft.open_report(self.chooser.itemData(row)))
        self._add_actions()
        self.more = QToolButton()
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_icon(self.more, "ellipsis")
        live(self.more, "setToolTip", "More for this report")
        live(self.more, "setAccessibleName", "More for this report")
        menu_on(self.more, self._fill)
        self.new_button = button("New report…", "plus", "flat")
        self._context.actions.bind(self.new_button, "report.new")
        self.export_button = button("Export to Word…", "download", "primary")
        self._context.actions.bind(self.export_button, "report.export")
        box = row(self, gap=GAP)
        box.addWidget(self.chooser, 100)
        box.addWidget(self.new_button)
        box.addWidget(self.more)
        box.addStretch(1)
        box.addWidget(self.export_button)
        draft.reports_changed.connect(self._show_reports)
        live_call(self, self._show_reports)

    @property
    def report(self) -> Report | None:
        """The report that is open."""
        return next((one for one in self._draft.reports if one.id == self._draft.report), None)

    def ask_kind(self) -> ReportKindsDialog:
        """Ask for the kind and the title of a new report."""
        dialog = ReportKindsDialog(self._free_title(), self.window())
        dialog.asked.connect(self.make_draft)
        dialog.open()
        return dialog

    def make_draft(self, kind: str = "evaluation", title: str = "") -> None:
        """Make a report from the code tree and open it."""
        if self.making:
            return
        self.making = True
        job = run_job(
            self, _made_report, self._context.project, title or self._free_title(), kind,
            title=message("Making a draft"), on_done=self._made, cancellable=False,
        )  # fmt: skip
        job.finished.connect(self._ended)

    def export(self) -> QFileDialog | None:
        """Ask where to write the report."""
        report = self.report
        if report is None:
            return None
        return self.exporting.ask("report", message("Export the report to Word"), report.title, self.export_to)

    def export_to(self, path: Path) -> None:
        """Write the report that is open."""
        report = self.report
        if report is not None:
            self.exporting.write("report", path, report=report.id)

    def update_file(self) -> None:
        """Bring a Word file that was worked on up to date with the project."""
        self.update_flow = update_report(self._owner, self._context, self._draft.report)

    def map_template(self) -> None:
        """Say which styles of the template stand for ours."""
        map_styles(self._owner, self._context, self._draft.options.template)

    def rename(self) -> QInputDialog | None:
        """Ask for another title."""
        report = self.report
        if report is None:
            return None
        return ask_text(
            self, message("Rename the report"), message("Title of the report"), report.title,
            lambda title: rename_report(self._context.project, report.id, title),
        )  # fmt: skip

    def delete(self) -> None:
        """Delete the report that is open; it can be undone."""
        report = self.report
        if report is not None:
            remove_report(self._context.project, report.id)
            self._context.messages.notify(message("Deleted the report “{title}”.", title=report.title), undo=True)

    def _add_actions(self) -> None:
        add = self._context.actions.add
        add("report.new", N_("New report…"), self.ask_kind, keys="Ctrl+Shift+N", icon="plus", owner=self._owner,
            enabled=self._can_make)  # fmt: skip
        add(
            "report.rename",
            N_("Rename the report"),
            self.rename,
            icon="pencil",
            owner=self._owner,
            enabled=self._can_change,
        )
        add("report.delete", N_("Delete the report"), self.delete, icon="trash-2", owner=self._owner,
            enabled=self._can_change)  # fmt: skip
        add("report.export", N_("Export the report to Word"), self.export, keys="Ctrl+E", icon="download",
            owner=self._owner, enabled=lambda: self.report is not None)  # fmt: skip
        add("report.update", N_("Update a Word file…"), self.update_file, keys="Ctrl+Shift+U", icon="redo-2",
            owner=self._owner, enabled=lambda: self.report is not None)  # fmt: skip
        add("report.styles", N_("Map styles of the template…"), self.map_template, icon="palette", owner=self._owner,
            enabled=lambda: bool(self._draft.options.template) and not self._context.read_only)  # fmt: skip

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        actions = self._context.actions
        menu.addAction(actions.get("report.update"))
        menu.addAction(actions.get("report.styles"))
        menu.addSeparator()
        menu.addAction(actions.get("report.rename"))
        menu.addAction(actions.get("report.delete"))

    def _can_make(self) -> bool:
        return not self._context.read_only and self._draft.has_codings

    def _can_change(self) -> bool:
        return self.report is not None and not self._context.read_only

    def _free_title(self) -> str:
        title = self._context.project.info().title or tr("Report")
        taken = {one.title for one in self._draft.reports}
        number, name = 2, title
        while name in taken:
            name, number = tr("{title}, version {number}", title=title, number=number), number + 1
        return name

    def _made(self, report: ReportId) -> None:
        self._draft.open_report(report)
        self._context.messages.notify(message("Made a draft from the code tree."), undo=True)
        self.made.emit()

    def _ended(self) -> None:
        self.making = False

    def _show_reports(self) -> None:
        self.chooser.clear()
        for report in self._draft.reports:
            self.chooser.addItem(report.title, report.id)
        self.chooser.setCurrentIndex(self.chooser.findData(self._draft.report))
        self.chooser.setVisible(bool(self._draft.reports))
        self.more.setVisible(bool(self._draft.reports))
        self.export_button.setVisible(bool(self._draft.reports))
        self.chooser.setToolTip(self.report.title if self.report is not None else "")


def _made_report(project: Project, title: str, kind: str) -> ReportId:
    return new_report(project, title, kind=kind)
