"""The code book in and out: from a file with a preview, and to files through the exporters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton

from qualcoder_peer.core.domain.messages import N_, counted, message
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.services.codebook_import import CodebookPlan, ImportedCodebook, ReadCodebook, import_codebook
from qualcoder_peer.gui.exporting import Exporting
from qualcoder_peer.gui.i18n import live, tr
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.coding.codebook_import_dialog import CodebookDialog
from qualcoder_peer.gui.rooms.coding.part import Part
from qualcoder_peer.gui.session import documents_folder
from qualcoder_peer.gui.widgets.basics import button
from qualcoder_peer.gui.widgets.dropdown import menu_on

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

IMPORT, EXPORT = "coding.import_codebook", "coding.export_codebook"


class CodebookExchange(Part):
    """Asks for a file, reads it beside the window, shows what would come of it, and does it."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        self.dialog: CodebookDialog | None = None
        self._waiting: list[Path] = []  # code books to be shown when the dialog is closed
        room.codes.book_dropped.connect(lambda path: self.read_all([path]))
        room.context.codebooks_requested.connect(self.read_all)
        self.exporting = Exporting(room.context, room)
        actions = room.context.actions
        actions.add(IMPORT, N_("Import a code book…"), self.choose_file, icon="import", owner=room,
                    enabled=lambda: not room.context.read_only)  # fmt: skip
        actions.add(EXPORT, N_("Export the code book…"), self.export, icon="download", owner=room,
                    enabled=lambda: not room.session.book.is_empty)  # fmt: skip
        self.menu_button = QToolButton()
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_icon(self.menu_button, "book-open")
        for setter in ("setToolTip", "setAccessibleName"):
            live(self.menu_button, setter, "Code book: import and export")
        menu_on(self.menu_button, self._fill_menu)
        room.codes.tools.addWidget(self.menu_button)
        self.first_button = button("Import a code book…", "import", on_click=self.choose_file)
        self.first_button.setEnabled(not room.context.read_only)
        page = room.codes.empty.text.parentWidget()
        inner = page.layout() if page is not None else None
        if inner is not None:
            inner.addWidget(self.first_button)
            inner.setAlignment(self.first_button, Qt.AlignmentFlag.AlignHCenter)

    def choose_file(self) -> QFileDialog:
        """Let the user choose a code book to import."""
        from qualcoder_peer.core.exchange.codebooks import CODEBOOK_KINDS, CODEBOOK_SUFFIXES

        context = self.room.context
        chooser = QFileDialog(context.window, tr("Import a code book"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setDirectory(str(context.settings.import_folder or documents_folder()))
        kinds = [(N_("Code books"), CODEBOOK_SUFFIXES), *((title, suffixes) for title, suffixes, _ in CODEBOOK_KINDS)]
        chooser.setNameFilters(
            [
                tr("{kind} ({pattern})", kind=tr(title), pattern=" ".join(f"*{suffix}" for suffix in suffixes))
                for title, suffixes in kinds
            ]
        )
        chooser.fileSelected.connect(lambda name: self.read(Path(name)) if name else None)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()
        return chooser

    @Slot(list)
    def read_all(self, paths: Sequence[Path]) -> None:
        """Read code books that were dropped, one after the other."""
        if self.room.context.read_only:
            self.room.context.messages.notify(
                message("This project is open for reading only, here: no code book can be imported.")
            )
            return
        self._waiting += paths
        if self.dialog is None:
            self._read_next()

    def read(self, path: Path) -> None:
        """Read a code book and show what importing it would do."""
        self.room.context.settings.import_folder = path.parent
        run_job(self, _read, path, title=message("Reading “{name}”", name=path.name),
                on_done=lambda read: self._preview(path, read), cancellable=False)  # fmt: skip

    def export(self) -> QFileDialog:
        """Ask where to write the code book."""
        name = tr("{title}, code book", title=self.room.context.project.info().title)
        return self.exporting.ask("codebook", message("Export the code book"), name, self.export_to)

    def export_to(self, path: Path) -> None:
        """Write the code book."""
        self.room.codes.view.finish_typing()
        self.exporting.write("codebook", path)

    # Private

    def _fill_menu(self, menu: QMenu) -> None:
        menu.clear()
        context = self.room.context
        first = menu.addAction(tr("Import a code book…"), self.choose_file)
        first.setEnabled(not context.read_only)
        second = menu.addAction(tr("Export the code book…"), self.export)
        second.setEnabled(not self.room.session.book.is_empty)

    def _preview(self, path: Path, read: ReadCodebook) -> None:
        if self.dialog is not None:
            return
        room = self.room
        dialog = CodebookDialog(
            room.context.project, read, room.session.book, room.codes.view.current_code, room.context.window,
            read_again=partial(_read, path),
        )  # fmt: skip
        dialog.import_asked.connect(self._import)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()

    def _closed(self, _result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self._read_next()

    def _read_next(self) -> None:
        if self._waiting:
            self.read(self._waiting.pop(0))

    def _import(self, plan: CodebookPlan, left_out: frozenset[int], replaced: frozenset[int]) -> None:
        run_job(
            self,
            import_codebook,
            self.room.context.project,
            plan,
            leave_out=left_out,
            replace=replaced,
            title=message("Importing the code book"),
            on_done=self._tell,
            cancellable=False,
        )

    def _tell(self, done: ImportedCodebook) -> None:
        said = counted("{count} code was imported.", "{count} codes were imported.", len(done.made))
        changed = done.filled + done.replaced
        if changed:
            more = counted("{count} was given texts of the file.", "{count} were given texts of the file.", changed)
            said = message("{imported} {completed}", imported=said, completed=more)
        self.room.context.messages.notify(said, undo=True)
        if done.made:
            self.room.codes.view.show_code(int(done.made[0]))


def _read(path: Path, progress: Progress, columns: Sequence[str] = ()) -> ReadCodebook:
    # The readers are loaded here: on a thread, and only when somebody asks for them.
    from qualcoder_peer.core.exchange.codebooks import read_codebook

    return read_codebook(path, progress, columns)
