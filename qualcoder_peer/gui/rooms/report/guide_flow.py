"""From an interview guide to marks of who was not asked: the file, the preview with ticks, and one step to undo."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from qualcoder_peer.core.domain.ids import CodeId, RespondentId
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.interview_guide import Guide, GuideTheme, guide_themes
from qualcoder_peer.core.services.matrix import mark_not_asked
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.jobs import Job, run_job
from qualcoder_peer.gui.rooms.report.guide_dialog import GuideDialog
from qualcoder_peer.gui.session import documents_folder


class GuideFlow(QObject):
    """One at a time. ``dialog`` is the preview while it is there."""

    def __init__(self, parent: QWidget, context: RoomContext) -> None:
        super().__init__(parent)
        self._parent, self._context = parent, context
        self.dialog: GuideDialog | None = None

    def choose(self) -> QFileDialog:
        """Ask for the guide."""
        from qualcoder_peer.core.exchange.guides import GUIDE_SUFFIXES

        dialog = QFileDialog(self._parent.window(), tr("Choose the interview guide"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        pattern = " ".join(f"*{suffix}" for suffix in GUIDE_SUFFIXES)
        dialog.setNameFilter(tr("Interview guides ({pattern})", pattern=pattern))
        dialog.setDirectory(str(self._context.settings.import_folder or documents_folder()))
        dialog.fileSelected.connect(lambda path: self.read(Path(path)) if path else None)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def read(self, path: Path) -> Job:
        """Read a guide beside the window, and show what it asks about."""
        return run_job(
            self, _read, self._context.project, path, title=message("Reading “{name}”", name=path.name),
            on_done=self._show, on_failed=self._context.messages.error, cancellable=False,
        )  # fmt: skip

    # Private

    def _show(self, read: tuple[Guide, tuple[GuideTheme, ...]]) -> None:
        if self.dialog is not None:
            return
        self.dialog = GuideDialog(self._context, *read, self._parent.window())
        self.dialog.mark_asked.connect(self._mark)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self, _result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _mark(self, pairs: list[tuple[CodeId, RespondentId]]) -> None:
        count = mark_not_asked(self._context.project, pairs)
        self._context.messages.notify(
            counted("{count} answer was marked as not asked.", "{count} answers were marked as not asked.", count),
            undo=True,
        )


def _read(project: Project, path: Path, progress: Progress) -> tuple[Guide, tuple[GuideTheme, ...]]:
    # The readers are loaded here: on a thread, and only when somebody asks for them.
    from qualcoder_peer.core.exchange.guides import read_guide

    guide = read_guide(path, progress)
    return guide, guide_themes(project, guide)
