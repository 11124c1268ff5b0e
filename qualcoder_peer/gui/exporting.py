"""From a room to files: the question where to, the work beside the window, and the way to open what was written."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from qualcoder_peer.core.domain.disclosure import Disclosure
from qualcoder_peer.core.domain.ids import ReportId
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.exporters import Exporter, exporter_for, exporters_of
from qualcoder_peer.core.exporters.report import ReportExporter
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.coders import left_out_of_export
from qualcoder_peer.core.services.disclosure_left import not_noted
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.disclosure_dialog import Check, DisclosureDialog
from qualcoder_peer.gui.i18n import say, tr
from qualcoder_peer.gui.jobs import Job, run_job

_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_LONGEST_NAME = 120


def file_name(title: str) -> str:
    """A title as the name of a file that every system takes."""
    cleaned = " ".join(_NOT_IN_NAMES.sub(" ", title).split()).strip(". ")
    return cleaned[:_LONGEST_NAME].strip(". ") or "export"


class Exporting(QObject):
    """Asks, runs an exporter, and tells. ``last_folder`` is where the user wrote last."""

    def __init__(self, context: RoomContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._context, self._owner = context, owner
        self.last_folder: Path = Path(context.project.path).parent
        self.dialog: DisclosureDialog | None = None
        """What was asked last before something left."""
        self.open_file: Callable[[Path], object] = lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def ask(self, kind: str, title: Message, name: str, run: Callable[[Path], object], first: str = "") -> QFileDialog:
        """Ask where to write a kind of thing; ``run`` gets the path. ``first`` is the ending offered first."""
        exporters = sorted(exporters_of(kind), key=lambda one: first not in one.suffixes)
        kinds = {self._kind(one): one for one in exporters}
        dialog = QFileDialog(self._owner.window(), say(title))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters(list(kinds))
        dialog.setDirectory(str(self.last_folder))
        suffix = exporters[0].suffixes[0]
        dialog.setDefaultSuffix(suffix[1:])
        dialog.selectFile(file_name(name) + suffix)

        def chosen(path: str) -> None:
            run(with_suffix(Path(path), kinds.get(dialog.selectedNameFilter(), exporters[0]), kind))

        dialog.filterSelected.connect(lambda words: dialog.setDefaultSuffix(kinds[words].suffixes[0][1:]))
        dialog.fileSelected.connect(chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def write(
        self,
        kind: str,
        path: Path,
        which: QuoteFilter | None = None,
        options: Any = None,
        report: ReportId | None = None,
    ) -> Job:
        """Write a file on a thread of its own and tell when it is there; with ``report`` that report draft.

        What might give somebody away is shown first, where something is open; the user decides whether to go on.
        """
        exporter = exporter_for(kind, path) if report is None else ReportExporter(report)
        self.last_folder = path.parent
        project = self._context.project

        def check(progress: Progress) -> Disclosure:
            return exporter.disclosure(project, path, options, which, progress)

        def checked(found: Disclosure) -> None:
            if found.open:
                self._ask_first(path, found, check, write, report)
            else:
                write()

        def write() -> None:
            run_job(
                self,
                _run,
                project,
                exporter,
                path,
                options,
                which,
                title=message("Writing “{name}”", name=path.name),
                on_done=self._written,
            )

        title = message("Checking what would leave in “{name}”", name=path.name)
        return run_job(self, check, title=title, on_done=checked)

    def _ask_first(
        self, path: Path, found: Disclosure, check: Check, write: Callable[[], object], report: ReportId | None
    ) -> None:
        dialog = DisclosureDialog(self._context, path.name, found, check, write, self._owner.window(), report)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def _written(self, done: tuple[Path, bool]) -> None:
        path, noted = done
        if path.suffix.lower() == ".docx":
            self._context.setProperty("last_word_file", str(path))  # the page for accessibility offers to check it
        told = message("“{name}” was written in {folder}.", name=path.name, folder=str(path.parent))
        left_out = left_out_of_export(self._context.project)
        if left_out is not None:
            told = message("{first} {second}", first=told, second=left_out)
        tell = self._context.messages.inform if noted else self._context.messages.warn
        tell(told if noted else not_noted(path.name), message("Open"), lambda: self.open_file(path))

    def _kind(self, exporter: Exporter) -> str:
        pattern = " ".join(f"*{suffix}" for suffix in exporter.suffixes)
        return tr("{kind} ({pattern})", kind=say(exporter.title), pattern=pattern)


def with_suffix(path: Path, exporter: Exporter, kind: str) -> Path:
    """The path with an ending that can be written: its own, or the one of the format that was chosen."""
    known = {suffix for one in exporters_of(kind) for suffix in one.suffixes}
    if path.suffix.lower() in known:
        return path
    return path.with_name(path.name + exporter.suffixes[0])


def _run(
    project: Project,
    exporter: Exporter,
    path: Path,
    options: Any,
    which: QuoteFilter | None,
    progress: Progress,
) -> tuple[Path, bool]:
    return path, exporter.run(project, path, options, which, progress)
