"""An import from choosing files to the word on what became of them: reading, preview, storing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.importers.run import ChosenFile, Imported, ImportOptions, Rules, import_chosen
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.file_kinds import import_filters
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.material.import_dialog import ImportDialog
from qualcoder_peer.gui.rooms.material.import_items import Choice, ImportItem
from qualcoder_peer.gui.rooms.material.import_reading import Batch, read_batch
from qualcoder_peer.gui.session import documents_folder


class ImportFlow(QObject):
    """``stored`` comes when an import has ended, however it did; until then ``storing`` is true. ``imported`` carries
    the ids of the documents that came in; ``replace_asked`` a document, and the file as it was
    chosen that is to be its new version. Say with ``next_version`` when that is done."""

    stored = Signal()
    imported = Signal(list)
    replace_asked = Signal(int, object)

    def __init__(self, context: RoomContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.rules: Callable[[], Rules | None] = lambda: None
        """What is done to each text as it is read (names replaced), asked anew at each import."""
        self.dialog: ImportDialog | None = None
        self.storing = False
        self._versions: list[tuple[int, ChosenFile]] = []

    def choose_files(self) -> None:
        """Let the user choose files."""
        chooser = self._chooser(tr("Import files"), QFileDialog.FileMode.ExistingFiles)
        chooser.setNameFilters(import_filters())
        chooser.open()

    def choose_folder(self) -> None:
        """Let the user choose a folder."""
        self._chooser(tr("Import a folder"), QFileDialog.FileMode.Directory).open()

    def start(self, paths: Sequence[Path]) -> None:
        """Read files and folders, then show the preview."""
        if self._context.read_only:
            self._context.messages.warn(
                message("This project is open for reading only; nothing can be imported into it now.")
            )
            return
        if self.dialog is not None:
            self.dialog.raise_()
            return
        options = ImportOptions(rules=self.rules())
        run_job(
            self,
            read_batch,
            self._context.project,
            list(paths),
            options,
            title=message("Reading files"),
            on_done=self._show_preview,
        )

    def next_version(self) -> None:
        """Go on with the next file that is a new version of a document, if there is one."""
        if self._versions:
            self.replace_asked.emit(*self._versions.pop(0))

    # Private

    def _chooser(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        chooser = QFileDialog(self._context.window, title)
        chooser.setFileMode(mode)
        chooser.setDirectory(str(self._context.settings.import_folder or documents_folder()))
        chooser.filesSelected.connect(self._files_chosen)
        chooser.finished.connect(chooser.deleteLater)
        return chooser

    def _files_chosen(self, names: Sequence[str]) -> None:
        paths = [Path(name) for name in names]
        if paths:
            self._context.settings.import_folder = paths[0].parent
            self.start(paths)

    def _show_preview(self, batch: Batch) -> None:
        dialog = ImportDialog(self._context.project, batch, self._context.window)
        dialog.import_asked.connect(lambda choice: self._do(choice, refusals(dialog.items)))
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()

    def _closed(self, _result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _do(self, choice: Choice, refused: Sequence[Message]) -> None:
        self._versions = [(int(document.id), chosen) for document, chosen in choice.versions]
        if not choice.store:
            self.next_version()
            return
        self.storing = True
        job = run_job(
            self,
            import_chosen,
            self._context.project,
            list(choice.store),
            keep_original=choice.keep_original,
            title=message("Importing files"),
            on_done=lambda results: self._tell(results, choice.store, refused),
        )
        job.finished.connect(self._storing_ended)
        job.finished.connect(self.next_version)

    def _storing_ended(self) -> None:
        if self.storing:
            self.storing = False
            self.stored.emit()

    def _tell(self, results: Sequence[Imported], asked: Sequence[ChosenFile], refused: Sequence[Message]) -> None:
        self._storing_ended()
        done = [one.document for one in results if one.document is not None and one.problem is None]
        problems = [*(one.problem for one in results if one.problem is not None), *refused]
        unread = len({one.path for one in asked} - {one.path for one in results})
        said = _summary(len(done), problems, unread)
        messages = self._context.messages
        if not problems and not unread:
            messages.notify(said, undo=True)
        elif done and messages.undo is not None:
            messages.warn(said, message("Undo"), messages.undo)
        else:
            messages.warn(said)
        if done:
            self.imported.emit(done)


def refusals(items: Sequence[ImportItem]) -> list[Message]:
    """Why files of a preview could not be imported; files that the user left out are not among them."""
    found: list[Message] = []
    for item in items:
        if item.candidate.problem is not None:
            found.append(item.candidate.problem)
        elif item.candidate.there:
            found.append(
                message(
                    "“{name}” has been imported already, as “{title}”. It was left out.",
                    name=item.path.name,
                    title=item.candidate.there,
                )
            )
    return found


def _summary(done: int, problems: Sequence[Message], unread: int) -> Message:
    came = counted("{count} document was imported.", "{count} documents were imported.", done)
    if problems:
        left = counted("{count} was left out.", "{count} were left out.", len(problems))
        return message("{imported} {left} {reason}", imported=came, left=left, reason=problems[0])
    if unread:
        left = counted("{count} file was not imported, as you asked.", "{count} files were not imported, as you asked.",
                       unread)  # fmt: skip
        return message("{imported} {left}", imported=came, left=left)
    return came
