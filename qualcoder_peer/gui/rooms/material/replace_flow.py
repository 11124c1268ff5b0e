"""A new version of a document from choosing its file to the word on what became of the codings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.importers import SUFFIXES
from qualcoder_peer.core.importers.base import read_bytes
from qualcoder_peer.core.importers.run import ChosenFile, ImportOptions, Rules, read_chosen
from qualcoder_peer.core.importers.versions import compare_version
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import CodeTree, read_tree
from qualcoder_peer.core.services.revisions import Revised, RevisionPlan, apply_revision, plan_revision
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.material.replace_choices import Choices
from qualcoder_peer.gui.rooms.material.replace_dialog import ReplaceDialog
from qualcoder_peer.gui.session import documents_folder

_COMPARING = message("Comparing the two versions")


class ReplaceFlow(QObject):
    """``replaced`` carries the id of the document."""

    replaced = Signal(int)
    closed = Signal()
    """The comparison has been looked at, or could not be made; another one may begin."""

    def __init__(self, context: RoomContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.rules: Callable[[], Rules | None] = lambda: None
        """What is done to the new text as it is read (names replaced), asked anew each time."""
        self.dialog: ReplaceDialog | None = None

    def choose_file(self, document: int) -> None:
        """Let the user choose the file that is the new version."""
        chooser = QFileDialog(self._context.window, tr("Choose the new version"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setDirectory(str(self._context.settings.import_folder or documents_folder()))
        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        texts, everything = tr("Texts ({patterns})", patterns=patterns), tr("All files ({patterns})", patterns="*")
        chooser.setNameFilters([texts, everything])
        chooser.fileSelected.connect(lambda name: self._file_chosen(document, name))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def start(self, document: int, path: Path, options: ImportOptions | None = None) -> None:
        """Read a file as the new version of a document, then show what it would do."""
        if self._may_start():
            run_job(
                self,
                _compare_file,
                self._context.project,
                document,
                path,
                options or ImportOptions(rules=self.rules()),
                title=_COMPARING,
                on_done=lambda found: self._show(found, path),
            )

    def start_chosen(self, document: int, chosen: ChosenFile) -> None:
        """The same with a file as the preview of an import has shown it and the user has corrected it there."""
        if self._may_start():
            job = run_job(
                self,
                _compare_chosen,
                self._context.project,
                document,
                chosen,
                title=_COMPARING,
                on_done=lambda found: self._show(found, chosen.path),
            )
            job.finished.connect(self._compared)

    # Private

    def _may_start(self) -> bool:
        if self._context.read_only:
            self._context.messages.warn(
                message("This project is open for reading only; nothing can be imported into it now.")
            )
            return False
        if self.dialog is not None:
            self.dialog.raise_()
            return False
        return True

    def _file_chosen(self, document: int, name: str) -> None:
        if name:
            self._context.settings.import_folder = Path(name).parent
            self.start(document, Path(name))

    def _show(self, found: tuple[RevisionPlan, CodeTree], path: Path) -> None:
        plan, tree = found
        dialog = ReplaceDialog(plan, tree, self._context.window)
        dialog.replace_asked.connect(lambda choices: self._apply(choices, path))
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()
        if plan.passages and dialog.fates:
            dialog.list.setFocus()
        else:
            dialog.replace_button.setFocus()

    def _compared(self) -> None:
        if self.dialog is None:  # it failed or was stopped, which has been told
            self.closed.emit()

    def _closed(self, _result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self.closed.emit()

    def _apply(self, choices: Choices, path: Path) -> None:
        title = choices.plan.document.title
        run_job(
            self,
            _apply,
            self._context.project,
            choices,
            path,
            self.rules() is None,  # the file itself holds the names that are replaced in its text
            title=message("Replacing “{title}”", title=title),
            on_done=lambda done: self._tell(done, title),
        )

    def _tell(self, done: Revised, title: str) -> None:
        told = message("“{title}” is now the new version.", title=title)
        if done.kept_as_memo:
            kept = counted("{count} passage is kept in its memo.",
                           "{count} passages are kept in its memo.", done.kept_as_memo)  # fmt: skip
            told = message("{replaced} {kept}", replaced=told, kept=kept)
        if done.dropped:
            gone = counted("{count} was removed.", "{count} were removed.", done.dropped)
            told = message("{replaced} {kept}", replaced=told, kept=gone)
        self._context.messages.notify(told, undo=True)
        self.replaced.emit(int(done.document))


def _compare_file(
    project: Project, document: int, path: Path, options: ImportOptions | None, progress: Progress
) -> tuple[RevisionPlan, CodeTree]:
    return compare_version(project, DocumentId(document), path, options, progress), read_tree(project)


def _compare_chosen(
    project: Project, document: int, chosen: ChosenFile, progress: Progress
) -> tuple[RevisionPlan, CodeTree]:
    (prepared,) = read_chosen(chosen)
    return plan_revision(project, DocumentId(document), prepared, progress), read_tree(project)


def _apply(project: Project, choices: Choices, path: Path, may_keep: bool, progress: Progress) -> Revised:
    plan = choices.plan
    return apply_revision(
        project,
        plan,
        choices.decisions,
        lost=choices.lost,
        original=_original(plan, path) if plan.original_kept and may_keep else None,
        progress=progress,
    )


def _original(plan: RevisionPlan, path: Path) -> bytes | None:
    """The new file, to be kept as the old one was; None if it is not the one that was compared any more."""
    try:
        data = read_bytes(path)
    except UnreadableFile:
        return None
    return data if hashlib.sha256(data).hexdigest() == plan.prepared.read.sha256 else None
