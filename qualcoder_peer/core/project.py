"""The one door to a project: open, read, change, undo, redo, and be told of changes.

Every change goes through ``transaction``: one database transaction, one step of the history, one ChangeSet for the
listeners. Readings are short database transactions of their own; because the file has a rollback journal, a long
reading would hold up a commit, so read what you need and leave.
"""

from __future__ import annotations

import getpass
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from qualcoder_peer.core.access import Access, Listener
from qualcoder_peer.core.backup import Snapshot, delete_snapshots, list_snapshots, take_snapshot
from qualcoder_peer.core.domain.changes import ChangeSet, TableChange
from qualcoder_peer.core.domain.errors import NotFound, ProjectFileError, ReadOnlyProject, UserError
from qualcoder_peer.core.domain.ids import StepId, new_guid
from qualcoder_peer.core.domain.messages import Message, literal, message
from qualcoder_peer.core.domain.model import ProjectInfo, Step
from qualcoder_peer.core.domain.protocol import ProtocolKind, SealedCounts
from qualcoder_peer.core.domain.rules import project_language, project_method, project_title, storable
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.lock import ProjectLock
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.storage import recorder, sealing
from qualcoder_peer.core.storage.engine import (
    connected,
    create_file,
    read_marks,
    remove_leftovers,
    roll_back_leftovers,
    sentences,
)
from qualcoder_peer.core.storage.migrations import check_format, create_schema, migrate, version_number
from qualcoder_peer.core.storage.schema import APPLICATION_ID, FORMAT
from qualcoder_peer.core.storage.store import Store

__all__ = ["Listener", "Project", "Snapshot", "Store", "default_coder", "is_project_file"]

_PRUNE_EVERY = 100


def default_coder() -> str:
    """The name that signs work when none is given: the user's name on this computer."""
    try:
        return getpass.getuser() or "coder"
    except (KeyError, OSError, ImportError):
        return "coder"


def is_project_file(path: Path) -> bool:
    """Whether a project of ours, of any version, stands at ``path``."""
    try:
        return read_marks(path)[0] == APPLICATION_ID
    except ProjectFileError:
        return False


class Project(Access):
    """An open project file. Close it, or use it in a ``with`` statement.

    Safe to use from several threads: one writes at a time, the others wait.
    """

    def __init__(self, path: Path, coder: str, lock: ProjectLock | None, notice: Message | None) -> None:
        super().__init__(path, coder, read_only=lock is None)
        self.notice = notice
        """Why the project is open for reading only, to be shown to the user; None when it may be changed."""
        self._lock = lock

    @classmethod
    def create(
        cls,
        path: str | Path,
        *,
        title: str,
        language: str = "sv",
        assignment: str = "",
        purpose: str = "",
        method: str = "",
        coder: str | None = None,
    ) -> Self:
        """Make a new project file and open it.

        Raises InvalidInput for an empty title or an unknown language or method, ProjectFileError if ``path``
        does not end in .qcp, something stands there already or it cannot be written.
        """
        path = Path(path)
        info = ProjectInfo(
            new_guid(),
            project_title(title),
            storable(assignment),
            storable(purpose),
            project_method(method),
            project_language(language),
            now(),
        )
        coder = storable(coder or default_coder())
        if path.suffix.lower() != ".qcp":
            raise ProjectFileError(
                "The name of a project file ends in .qcp; “{name}” does not. Nothing was made.", name=path.name
            )
        if os.path.lexists(path):
            raise ProjectFileError("“{path}” exists already; choose another name. It was not touched.", path=str(path))
        try:
            path.touch(exist_ok=False)
        except (OSError, ValueError) as error:
            raise ProjectFileError(
                "The project “{path}” cannot be created: {reason}. Choose a folder you may write to.",
                path=str(path),
                reason=getattr(error, "strerror", None) or str(error),
            ) from error
        with ExitStack() as unfinished:
            unfinished.callback(path.unlink, missing_ok=True)
            lock = ProjectLock.take(path)
            unfinished.callback(lock.release)
            create_file(path, APPLICATION_ID, version_number(FORMAT))
            project = cls(path, coder, lock, None)
            unfinished.callback(project.close)
            project._fill_new(info)
            unfinished.pop_all()
        return project

    @classmethod
    def open(
        cls, path: str | Path, *, coder: str | None = None, read_only: bool = False, snapshot: bool = True
    ) -> Self:
        """Open a project file; an older format is migrated after a snapshot.

        If another program has it, or the folder is write-protected, it opens for reading; ``notice`` says why.
        Raises ProjectFileError if it is missing, damaged, no project, or of a newer format.
        """
        path = Path(path)
        coder = storable(coder or default_coder())
        version = check_format(path)
        lock, notice = (None, None) if read_only else _take_lock(path)
        with ExitStack() as unfinished:
            if lock is not None:
                unfinished.callback(lock.release)
                # First of all: a copy of a file that a crash left half written would be worth nothing.
                roll_back_leftovers(path)
                sealing.remove_unfinished(path)
                if version < FORMAT:
                    take_snapshot(path, "migration")
                elif snapshot:
                    try:
                        take_snapshot(path, "opened", only_if_changed=True)
                    except ProjectFileError as error:
                        notice = error.message
            project = cls(path, coder, lock, notice)
            unfinished.callback(project.close)
            with sentences(path):
                if version < FORMAT:
                    if lock is None:
                        raise ReadOnlyProject(
                            "“{name}” has an older format and must be writable to be brought up to date.",
                            name=path.name,
                        )
                    migrate(project._engine, version, name=path.name)
                with project.reading() as store:
                    store.project.get()
            unfinished.pop_all()
        return project

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def read_only(self) -> bool:
        """Whether changes are refused."""
        return self._lock is None

    def close(self) -> None:
        """Let go of the file; safe to call twice. What is asked of a closed project raises ProjectFileError."""
        if self._closed:
            return
        try:
            self.settle()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        super()._let_go()
        if self._lock is not None:
            with suppress(OSError):
                remove_leftovers(self.path, only_spent=True)
            self._lock.release()

    def info(self) -> ProjectInfo:
        """Title, assignment, purpose, method and language."""
        with self.reading() as store:
            return store.project.get()

    @contextmanager
    def transaction(self, label: Message | str, *, extend: StepId | None = None) -> Iterator[Store]:
        """The repositories for changing: all of it happens, as one step of the history called ``label``, or nothing.

        A transaction inside a transaction joins the outer one, and fails for itself alone. ``extend`` adds to the
        newest step instead of opening one (a long import commits file by file and is still undone at once). Listeners
        are told after it, on this thread. Raises ReadOnlyProject; ValueError if ``extend`` is not the newest.
        """
        self._check_writable()
        with self._writing:
            if self._current is not None:
                with self._current.nested():
                    yield self._current
                return
            if isinstance(label, str):
                label = literal(label)
            changes: ChangeSet | None = None
            with self._changing() as (connection, done):
                if extend is None:
                    after = recorder.newest_change(connection)
                    step = recorder.begin_step(connection, label, self.coder, now())
                else:
                    step, after = extend, recorder.extend_step(connection, extend)
                self._writer, self._current = threading.get_ident(), Store(connection, self.coder, step)
                try:
                    yield self._current
                finally:
                    self._current = None
                changes = recorder.end_step(connection, step, after)
                if changes is not None and step % _PRUNE_EVERY == 0:
                    recorder.prune(connection)
                done(changes)
        if changes is not None:
            self._tell(changes)

    def undo(self, steps: int = 1) -> list[Message]:
        """Take back up to ``steps`` steps, newest first. Returns their labels; empty when there is nothing to undo."""
        return self._toggle(steps, recorder.next_to_undo, "undone")

    def redo(self, steps: int = 1) -> list[Message]:
        """Do again up to ``steps`` undone steps. Returns their labels; empty when there is nothing to redo."""
        return self._toggle(steps, recorder.next_to_redo, "done")

    def undo_label(self) -> Message | None:
        """What undo would take back."""
        return self._label(recorder.next_to_undo)

    def redo_label(self) -> Message | None:
        """What redo would do again."""
        return self._label(recorder.next_to_redo)

    def is_quick(self, what: Literal["undo", "redo"], rows: int = 200) -> bool:
        """Whether the next undo or redo is done at once: it writes at most ``rows`` rows and no document's text, and
        nothing is being typed that would have to be stored first."""
        self._check_open()
        if self._unwritten:
            return False
        self.settle()
        with connected(self._engine, self.path) as connection:
            found = (recorder.next_to_undo if what == "undo" else recorder.next_to_redo)(connection)
            return found is not None and recorder.is_small(connection, found[0], rows)

    def undo_to(self, step: StepId) -> list[Message]:
        """Take back everything newer than ``step``, or redo up to and including it if it is undone."""
        with self.reading() as store:
            history = {one.id: one for one in store.history()}
        if step not in history:
            raise NotFound("There is no step {number} in the history.", number=step)
        if history[step].undone:
            return self.redo(sum(1 for one in history.values() if one.undone and one.can_replay and one.id <= step))
        return self.undo(sum(1 for one in history.values() if not one.undone and one.id > step))

    def history(self, *, limit: int | None = None, before: StepId | None = None) -> list[Step]:
        """The steps of work, newest first: ``limit`` of them, older than ``before``."""
        with self.reading() as store:
            steps = store.history(limit=limit, before=before)
        return [replace(one, label=self.label_seen(one.label, one.coder)) for one in steps] if self.blind else steps

    def snapshot(self, reason: str) -> Snapshot | None:
        """Copy the project beside it, if it has changed since the last copy. Raises ProjectFileError.

        Inside a transaction nothing is copied: the file is not whole then.
        """
        self._check_writable()
        with self._writing:
            if self._current is not None:
                return None
            self.settle()  # the file is copied as it is: no commit may come meanwhile, and none can from now on
            return take_snapshot(self.path, reason, only_if_changed=True)

    def snapshots(self) -> list[Snapshot]:
        """The copies of the project beside it, newest first."""
        return list_snapshots(self.path)

    def sealing_counts(self) -> SealedCounts:
        """What of the file ``seal`` would take away; it takes all snapshots too."""
        self._check_open()
        self.settle()
        with connected(self._engine, self.path) as connection:
            return sealing.counts(connection)

    def seal(self, progress: Progress | None = None) -> Message:
        """Purge what the project was before: all that undo needs, names quoted in the history, originals, free pages,
        SQLite's journal, snapshots. Who did what when stays. Returns the text of the protocol's entry.

        It can be stopped only before the first change. If it is cut short later the project is whole, and sealing again
        does the rest: the protocol's entry is the last change of all.
        Raises ReadOnlyProject, ProjectInUse (a reader keeps the file), ProjectFileError (no room, a file that cannot be
        deleted), Cancelled.
        """
        self._check_writable()
        progress = progress or Progress()
        progress.step(0, 100, message("Looking at what is to be purged"))
        with self._writing:
            if self._current is not None:
                raise RuntimeError("sealing inside a transaction")
            self.settle()
            sealing.check_room(self.path)
            with connected(self._engine, self.path, writing=True) as connection:
                step, found = sealing.purge(connection, self.coder)
            try:
                sealing.compact(self._engine, self.path, _unstoppable(progress))
                text = sealing.protocol_text(found, delete_snapshots(self.path))
                with connected(self._engine, self.path, writing=True) as connection:
                    sealing.enter(connection, ProtocolKind.SEALED, text, self.coder)
                with suppress(ProjectFileError):  # no room for it: the next opening takes one
                    take_snapshot(self.path, "sealed")
            finally:
                anew = TableChange(many=True)
                self._tell(ChangeSet(step, {"original": anew, "protocol": anew, "code_event": anew}))
        return text

    def enter_protocol(self, kind: ProtocolKind, text: Message) -> None:
        """Write what was done with personal data into the protocol, where no undo takes it back. Raises
        ReadOnlyProject."""
        with self.lasting() as store:
            store.protocol.add(kind, text, self.coder)

    @contextmanager
    def lasting(self) -> Iterator[Store]:
        """The repositories for noting what has happened outside the project, which no undo can take back.

        All of it happens or nothing. It is no step of the history, and what was undone can be redone as before.
        Listeners are told after it, on this thread. Raises ReadOnlyProject; RuntimeError inside a transaction.
        """
        self._check_writable()
        with self._writing:
            if self._current is not None:
                raise RuntimeError("an entry that stays, inside a transaction")
            self.settle()
            with connected(self._engine, self.path, writing=True) as connection:
                step = recorder.begin_step(connection, literal(""), self.coder, now())
                yield Store(connection, self.coder, step)
                changes = recorder.changed_rows(connection, step, 0)
                recorder.discard_step(connection, step)
        if changes.tables:
            self._tell(changes)

    def _toggle(
        self, steps: int, candidate: Callable[..., tuple[StepId, Message, str] | None], state: str
    ) -> list[Message]:
        self._check_writable()
        labels: list[Message] = []
        for _ in range(steps):
            with self._writing:
                if self._current is not None:
                    raise RuntimeError("undo inside a transaction")
                with self._changing() as (connection, done):
                    found = candidate(connection)
                    if found is None:
                        break
                    changes = recorder.toggle(connection, found[0], state, now())
                    done(changes)
            labels.append(self.label_seen(*found[1:]))
            self._tell(changes)
        return labels

    def _check_writable(self) -> None:
        self._check_open()
        if self.read_only:
            raise ReadOnlyProject("“{name}” is open for reading only; nothing was changed.", name=self.path.name)
        self._require_file()
        self.write_pending()

    def _label(self, candidate: Callable[..., tuple[StepId, Message, str] | None]) -> Message | None:
        self._check_open()
        self.settle()
        with connected(self._engine, self.path) as connection:
            found = candidate(connection)
        return self.label_seen(*found[1:]) if found else None

    def _fill_new(self, info: ProjectInfo) -> None:
        with connected(self._engine, self.path, writing=True) as connection:
            create_schema(connection)
            step = recorder.begin_step(connection, message("Create the project"), self.coder, now())
            Store(connection, self.coder, step).project.create(info)
            recorder.end_step(connection, step, 0)
            recorder.seal(connection)


def _unstoppable(progress: Progress) -> Callable[[int, int], None]:
    # Once begun it goes on to its end: half a sealing is worth nothing.
    def report(done: int, total: int) -> None:
        if not progress.cancelled:
            progress.step(5 + 90 * done // max(total, 1), 100, message("Writing the file anew"))

    return report


def _take_lock(path: Path) -> tuple[ProjectLock | None, Message | None]:
    try:
        path.open("r+b").close()
    except OSError:
        return None, message("“{name}” is write-protected; you may read it, not change it.", name=path.name)
    try:
        return ProjectLock.take(path), None
    except UserError as in_use:
        return None, in_use.message
    except OSError:
        return None, message(
            "The folder of “{name}” is write-protected; you may read the project, not change it.", name=path.name
        )
