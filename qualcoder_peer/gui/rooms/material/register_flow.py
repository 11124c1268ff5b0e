"""The tables of the room from and to a spreadsheet: choosing a file, the preview, doing it, and writing one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.exporters.register import REGISTER_SUFFIXES, write_register
from qualcoder_peer.core.importers.tabular import SHEET_SUFFIXES, read_table
from qualcoder_peer.core.services.register import ImportPlan, Sheet, apply_plan, pasted_table
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import languages, tr
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.material.register_dialog import RegisterDialog
from qualcoder_peer.gui.session import documents_folder


class RegisterFlow(QObject):
    """Of one table: the respondents' or the documents'."""

    def __init__(self, context: RoomContext, owner: Owner, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._owner = context, owner
        self.dialog: RegisterDialog | None = None

    def choose_file(self) -> None:
        """Let the user choose a sheet to import."""
        chooser = QFileDialog(self._context.window, tr("Import a table"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setDirectory(str(self._context.settings.import_folder or documents_folder()))
        patterns = " ".join(f"*{suffix}" for suffix in SHEET_SUFFIXES)
        tables, everything = tr("Tables ({patterns})", patterns=patterns), tr("All files ({patterns})", patterns="*")
        chooser.setNameFilters([tables, everything])
        chooser.fileSelected.connect(lambda name: self.read(Path(name)) if name else None)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def read(self, path: Path) -> None:
        """Read a sheet and show what importing it would change."""
        self._context.settings.import_folder = path.parent
        run_job(
            self,
            read_table,
            path,
            title=message("Reading “{name}”", name=path.name),
            on_done=lambda sheet: self._preview(sheet, path.name),
            cancellable=False,
        )

    def paste(self, text: str) -> None:
        """Show what importing a block from the clipboard would change. Raises InvalidInput."""
        self._preview(pasted_table(text), tr("Clipboard"))

    def choose_target(self) -> None:
        """Let the user say where the table is written to."""
        title = tr("Respondents") if self._owner is Owner.RESPONDENT else tr("Documents")
        chooser = QFileDialog(self._context.window, tr("Export the table"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setFileMode(QFileDialog.FileMode.AnyFile)
        chooser.setDirectory(str(documents_folder()))
        chooser.setNameFilters([f"Excel (*{REGISTER_SUFFIXES[0]})", f"CSV (*{REGISTER_SUFFIXES[1]})"])
        chooser.setDefaultSuffix(REGISTER_SUFFIXES[0][1:])
        chooser.filterSelected.connect(
            lambda chosen: chooser.setDefaultSuffix("csv" if "csv" in chosen else REGISTER_SUFFIXES[0][1:])
        )
        chooser.selectFile(title)
        chooser.fileSelected.connect(lambda name: self.write(Path(name)) if name else None)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def write(self, path: Path) -> None:
        """Write the table to a file."""
        run_job(
            self,
            write_register,
            self._context.project,
            path,
            self._owner,
            languages.current,
            title=message("Writing “{name}”", name=path.name),
            on_done=lambda count: self._context.messages.notify(
                counted("{count} row was written to “{name}”.", "{count} rows were written to “{name}”.", count,
                        name=path.name)  # fmt: skip
            ),
            cancellable=False,
        )

    # Private

    def _preview(self, sheet: Sheet, name: str) -> None:
        if self.dialog is not None:
            return
        dialog = RegisterDialog(self._context.project, sheet, name, self._owner, self._context.window)
        dialog.import_asked.connect(self._apply)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()

    def _closed(self, _result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _apply(self, plan: ImportPlan) -> None:
        run_job(
            self,
            apply_plan,
            self._context.project,
            plan,
            title=message("Importing the table"),
            on_done=lambda _nothing: self._tell(plan),
            cancellable=False,
        )

    def _tell(self, plan: ImportPlan) -> None:
        lines = len({one.line for one in plan.new} | {one.line for one in plan.changed})
        said = counted("{count} line was imported.", "{count} lines were imported.", lines)
        if plan.problems:
            left = counted("{count} thing was left out.", "{count} things were left out.", len(plan.problems))
            said = message("{imported} {left}", imported=said, left=left)
        self._context.messages.notify(said, undo=True)
