"""From the report room to an updated Word file: the question which, the comparison beside the window, the preview."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from qualcoder_peer.core.domain.ids import ReportId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.reports.sync import plan_update
from qualcoder_peer.core.reports.sync_file import SUFFIXES
from qualcoder_peer.core.reports.sync_plan import UpdatePlan
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import say, tr
from qualcoder_peer.gui.jobs import Job, run_job
from qualcoder_peer.gui.rooms.report.sync_dialog import UpdateDialog


def update_report(parent: QWidget, context: RoomContext, report: ReportId | None) -> UpdateFlow:
    """Ask for the Word file that was made from ``report`` (None: the file tells) and show what an update would do."""
    flow = UpdateFlow(parent, context, report)
    flow.choose()
    return flow


class UpdateFlow(QObject):
    """One update, from the question to the preview. ``dialog`` is the preview once it is there."""

    def __init__(self, parent: QWidget, context: RoomContext, report: ReportId | None) -> None:
        super().__init__(parent)
        self._parent, self._context, self._report = parent, context, report
        self.question: QFileDialog | None = None
        self.dialog: UpdateDialog | None = None

    def choose(self) -> QFileDialog:
        """Ask for the file."""
        dialog = QFileDialog(self._parent.window(), say(message("Choose the Word file to update")))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(tr("Word documents ({pattern})", pattern=" ".join(f"*{suffix}" for suffix in SUFFIXES)))
        dialog.setDirectory(str(Path(self._context.project.path).parent))
        dialog.fileSelected.connect(lambda path: self.compare(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self.question = dialog
        return dialog

    def compare(self, path: Path) -> Job:
        """Compare a file with the project beside the window, and show what was found."""
        return run_job(
            self, plan_update, self._context.project, self._report, path,
            title=message("Comparing “{name}” with the project", name=path.name), on_done=self._show,
        )  # fmt: skip

    def _show(self, plan: UpdatePlan) -> None:
        self.dialog = UpdateDialog(self._context, plan, self._parent.window())
        self.dialog.destroyed.connect(lambda: setattr(self, "dialog", None))
        self.dialog.open()
