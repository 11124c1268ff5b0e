"""Replacing personal data from the preview to the offer to seal, and the rules as a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from qualcoder_peer.core.domain.errors import Cancelled, UserError
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.personal import Finding, ReplaceRule
from qualcoder_peer.core.exporters.replace_rules import write_rules
from qualcoder_peer.core.importers.replace_rules import read_rules
from qualcoder_peer.core.key_file import KeyFile
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.keys import add_to_key
from qualcoder_peer.core.services.pseudonyms import (
    Replaced,
    ReplacementPreview,
    preview_replacement,
    replace_personal_data,
)
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.material.key_desk import KeyDesk
from qualcoder_peer.gui.rooms.material.personal_data_preview import PreviewDialog
from qualcoder_peer.gui.session import documents_folder
from qualcoder_peer.gui.widgets.dialogs import confirm


class ReplaceNamesFlow(QObject):
    """``dialog`` is the preview that is open, if any."""

    replaced = Signal()

    def __init__(self, context: RoomContext, keys: KeyDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._keys = context, keys
        self.dialog: PreviewDialog | None = None

    def start(self, rules: Sequence[ReplaceRule], spared: Sequence[Finding] = ()) -> None:
        """Show what rules would do. ``spared`` places stay as they are."""
        if self.dialog is not None or self._context.read_only:
            return

        def show(preview: ReplacementPreview) -> None:
            """Open the dialog, or say that there is nothing."""
            if not preview.total:
                self._context.messages.inform(message("None of these words stands in the project; nothing to replace."))
                return
            dialog = PreviewDialog(preview, rules, self._keys, self._context.window)
            dialog.asked.connect(lambda: self._replace(dialog, spared))
            dialog.finished.connect(self._closed)
            self.dialog = dialog
            dialog.open()

        run_job(self, preview_replacement, self._context.project, list(rules), spared=list(spared),
                title=message("Looking at what would be replaced"), on_done=show)  # fmt: skip

    def choose_rules(self) -> None:
        """Let the user choose a file with rules and show what they would do."""
        chooser = QFileDialog(self._context.window, tr("Choose a list of what is replaced by what"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setDirectory(str(self._context.project.path.parent))
        chooser.setNameFilters([tr("Tables ({patterns})", patterns="*.csv *.tsv *.xlsx")])
        chooser.fileSelected.connect(self.read_rules)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def read_rules(self, name: str) -> None:
        """Show what the rules of a file would do."""
        if name:
            path = Path(name)
            run_job(self, read_rules, path, title=message("Reading “{name}”", name=path.name), on_done=self.start)

    def choose_target(self, rules: Sequence[ReplaceRule]) -> None:
        """Say what such a file holds, then let the user choose where it goes."""
        confirm(
            self._context.window,
            message("The list holds the real names in the open."),
            message("Save the list…"),
            lambda: self._choose_target(rules),
            detail=message("Anybody who has the file can read it. Delete it when it is needed no more; the key keeps "
                           "the same, but locked."),
        )  # fmt: skip

    # Private

    def _choose_target(self, rules: Sequence[ReplaceRule]) -> None:
        folder = self._context.project.path.parent
        chooser = QFileDialog(self._context.window, tr("Save the list"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDirectory(str(folder if folder.is_dir() else documents_folder()))
        chooser.setNameFilters([tr("Tables ({patterns})", patterns="*.csv")])
        chooser.setDefaultSuffix("csv")
        chooser.fileSelected.connect(lambda name: self.save_rules(rules, Path(name)) if name else None)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def save_rules(self, rules: Sequence[ReplaceRule], path: Path) -> None:
        """Write rules to a file."""

        def done(_none: object) -> None:
            self._context.messages.notify(
                message("“{name}” was written in {folder}.", name=path.name, folder=str(path.parent))
            )

        run_job(self, write_rules, list(rules), path, title=message("Writing “{name}”", name=path.name), on_done=done,
                cancellable=False)  # fmt: skip

    def _replace(self, dialog: PreviewDialog, spared: Sequence[Finding]) -> None:
        used = [rule for rule, often in zip(dialog.rules, dialog.preview.by_rule, strict=False) if often]

        def failed(error: BaseException) -> None:
            if isinstance(error, UserError) and not isinstance(error, Cancelled):
                dialog.show_error(error.message)
            else:
                dialog.set_busy(False)
                dialog.reject()
                self._context.messages.error(error)

        def done(replaced: Replaced) -> None:
            dialog.set_busy(False)
            dialog.accept()
            self._tell(replaced)

        dialog.set_busy(True)
        job = run_job(self, keep_and_replace, self._context.project, self._keys.key, used, list(spared),
                      dialog.remove_originals, title=message("Replacing personal data"), on_done=done,
                      on_failed=failed)  # fmt: skip
        dialog.follow(job)

    def _tell(self, replaced: Replaced) -> None:
        self._keys.changed.emit()
        places = counted("{count} place", "{count} places", replaced.total)
        self._context.messages.notify(message("Replaced {places}.", places=places), undo=True)
        self._context.messages.inform(
            message(
                "The names are replaced, but the history and the snapshots still hold them, so that you can undo. "
                "Seal the project when you are sure."
            ),
            message("Seal the project…"),
            self._keys.seal,
        )
        self.replaced.emit()

    def _closed(self, _result: int) -> None:
        self.dialog = None


def keep_and_replace(
    project: Project,
    key: KeyFile | None,
    rules: Sequence[ReplaceRule],
    spared: Sequence[Finding],
    remove_originals: bool,
    progress: Progress,
) -> Replaced:
    """Write who is who to the key, then replace; if that comes to nothing the key is as it was."""
    before = {entry.real for entry in key.entries} if key is not None else set()
    if key is not None:
        add_to_key(project, key, rules)
    replaced: Replaced | None = None
    try:
        replaced = replace_personal_data(project, rules, progress, remove_originals=remove_originals, spared=spared)
    finally:
        if replaced is None and key is not None:
            key.remove([entry.real for entry in key.entries if entry.real not in before])
    return replaced
