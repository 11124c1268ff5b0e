"""The open project of a window: opening, creating, restoring and closing, none of which stops the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QWidget

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.model import ProjectInfo
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.gui.actions import ActionRegistry
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.jobs import jobs, run_job
from qualcoder_peer.gui.messages import Messages
from qualcoder_peer.gui.navigator import Navigator
from qualcoder_peer.gui.settings import PROFILE_VARIABLE, Settings, profile_folder

if TYPE_CHECKING:
    from qualcoder_peer.core.backup import Snapshot
    from qualcoder_peer.core.project import Project

SUFFIX = ".qcp"


@dataclass(frozen=True, slots=True)
class NewProject:
    """What the page for a new project asks for; ``questions`` are the research questions."""

    path: Path
    title: str
    language: str
    assignment: str = ""
    purpose: str = ""
    method: str = ""
    questions: tuple[str, ...] = ()
    coder: str = ""


@dataclass(frozen=True, slots=True)
class _Opened:
    project: Project
    info: ProjectInfo


class Session(QObject):
    """At most one project at a time. Every way to another one first leaves the present one in good order."""

    opened = Signal(object)
    """A RoomContext."""
    closing = Signal()
    """The project is about to be closed: write what is being typed, keep layouts, delete what shows it."""
    closed = Signal()
    blind_changed = Signal(bool)
    """The work of other coders has been hidden, or is shown again."""
    busy_changed = Signal(bool)
    """A project is being opened or created."""
    _noticed = Signal(object)

    def __init__(
        self, window: QWidget, settings: Settings, messages: Messages, navigator: Navigator, actions: ActionRegistry
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._messages = messages
        self._navigator = navigator
        self._actions = actions
        self._waiting: Callable[[], object] | None = None
        self.busy = False
        self.context: RoomContext | None = None
        self.info: ProjectInfo | None = None
        jobs.idle.connect(self._idle)
        self._noticed.connect(messages.warn)  # from whichever thread found it

    def open(self, path: Path, *, read_only: bool = False) -> None:
        """Open a project file in place of the present project, which stays open if this one cannot be."""
        here = self.context.project if self.context is not None else None
        if here is not None and not here.read_only and path.exists() and here.path.samefile(path):
            self._messages.notify(message("“{name}” is open already.", name=path.name))
            return
        coder = self._settings.coder or None
        self._start(lambda: _open(path, coder, read_only), message("Opening “{name}”", name=path.name))

    def create(self, new: NewProject) -> None:
        """Make a project file and open it."""
        self._start(lambda: _create(new), message("Creating “{name}”", name=new.path.name))

    def open_sample(self, path: Path | None = None) -> None:
        """Open the sample project, made anew unless it is there already."""
        path = path or documents_folder() / (tr("Sample project") + SUFFIX)
        if path.is_file():
            self.open(path)
            return
        language = self._settings.language

        coder = self._settings.coder or None

        def make(progress: Progress) -> _Opened:
            return _sample(path, language, coder, progress)

        self._start(make, message("Making the sample project"))

    def restore(self, snapshot: Snapshot) -> None:
        """Put a snapshot in the place of the open project and open that."""
        context = self.context
        if context is None:
            return
        path, coder = context.project.path, context.project.coder

        def put_back() -> _Opened:
            from qualcoder_peer.core.backup import restore_snapshot

            restore_snapshot(path, snapshot.id)
            return _open(path, coder, False)

        def failed(error: BaseException) -> None:
            self._messages.error(error)
            if path.is_file():
                self.open(path)

        def done(opened: _Opened) -> None:
            self._show(opened)
            self._messages.notify(
                message("The snapshot has been restored. What was there before is among the snapshots.")
            )

        self.close(
            lambda: self._run(put_back, message("Restoring a snapshot of “{name}”", name=path.name), done, failed)
        )

    def close(self, then: Callable[[], object] | None = None) -> None:
        """Close the project, when running work has been stopped; then do something else."""
        self._waiting = then or (lambda: None)
        jobs.cancel_all()
        if not jobs.active:
            self._idle()

    def sign_as(self, coder: str) -> bool:
        """Sign what is done from now on in the open project with another name. False when nothing changed."""
        if self.context is None or not coder or self.context.project.coder == coder:
            return False
        self.context.project.coder = storable(coder)
        if self.context.project.blind:
            self.context.project.work_blind(True)  # other codings are the hidden ones now
        return True

    def set_blind(self, blind: bool) -> None:
        """Hide what other coders did in the open project, or show it again; remembered for the next time."""
        if self.context is None or self.info is None or self.context.project.blind == blind:
            return
        self._settings.set_flag(f"blind/{self.info.guid}", blind)
        self.context.project.work_blind(blind)
        self.blind_changed.emit(blind)

    def _idle(self) -> None:
        if self._waiting is None:
            return
        then, self._waiting = self._waiting, None
        self._leave()
        then()

    def _leave(self) -> None:
        context, self.context, self.info = self.context, None, None
        if context is None:
            return
        self.closing.emit()
        context.bridge.stop()
        context.project.close()
        context.deleteLater()
        self._navigator.clear()
        self._messages.dismiss()
        self.closed.emit()

    def _start(self, function: Callable[..., _Opened], title: Message) -> None:
        if self.busy:
            return
        self._run(function, title, self._replace, self._messages.error)

    def _run(
        self,
        function: Callable[..., _Opened],
        title: Message,
        done: Callable[[_Opened], object],
        failed: Callable[[BaseException], object],
    ) -> None:
        self._set_busy(True)
        job = run_job(self, function, title=title, on_done=done, on_failed=failed)
        job.finished.connect(lambda: self._set_busy(False))

    def _replace(self, opened: _Opened) -> None:
        self._leave()
        self._show(opened)

    def _show(self, opened: _Opened) -> None:
        self._settings.remember(opened.project.path, opened.info.title)
        if not self._settings.coder:
            self._settings.coder = opened.project.coder
        self.info = opened.info
        opened.project.on_notice = self._noticed.emit
        opened.project.work_blind(self._settings.flag(f"blind/{opened.info.guid}"))
        self.context = RoomContext(
            opened.project, self._window, self._settings, self._messages, self._navigator, self._actions
        )
        self._messages.dismiss()
        self.opened.emit(self.context)

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit(busy)


def documents_folder() -> Path:
    """Where new projects are proposed to stand."""
    import os

    if os.environ.get(PROFILE_VARIABLE):
        folder = profile_folder() / "documents"
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())


def file_name_for(title: str, taken: Sequence[str] = ()) -> str:
    """A file name for a project's title, without signs that some system forbids."""
    kept = "".join(char if char.isalnum() or char in " -_.()åäöæøÅÄÖÆØ" else " " for char in title)
    stem = " ".join(kept.split()).strip(". ")[:80] or tr("Project")
    name, number = stem + SUFFIX, 2
    while name in taken:
        name, number = f"{stem} {number}{SUFFIX}", number + 1
    return name


def _open(path: Path, coder: str | None, read_only: bool) -> _Opened:
    from qualcoder_peer.core.project import Project

    project = Project.open(path, coder=coder, read_only=read_only)
    return _Opened(project, project.info())


def _create(new: NewProject) -> _Opened:
    from qualcoder_peer.core.project import Project
    from qualcoder_peer.core.services.setup import add_questions

    if not new.title.strip():
        raise InvalidInput("A project needs a title. Nothing was changed.")
    project = Project.create(
        new.path,
        title=new.title.strip(),
        language=new.language,
        assignment=new.assignment,
        purpose=new.purpose,
        method=new.method,
        coder=new.coder or None,
    )
    add_questions(project, new.questions)
    return _Opened(project, project.info())


def _sample(path: Path, language: str, coder: str | None, progress: Progress) -> _Opened:
    """The sample has coders of its own; who opens it signs as in any other project."""
    from qualcoder_peer.core.samples import create_sample

    create_sample(path, language, progress).close()
    return _open(path, coder, False)
