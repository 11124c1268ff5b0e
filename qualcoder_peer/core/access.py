"""What every way to a project file goes through: readings, listeners, and when a change is committed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from qualcoder_peer.core.domain.changes import ChangeSet, TableChange
from qualcoder_peer.core.domain.errors import ProjectFileError, UserError
from qualcoder_peer.core.domain.ids import StepId
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.storage.blind import BlindReading
from qualcoder_peer.core.storage.engine import OpenConnection, connected, open_engine
from qualcoder_peer.core.storage.held import HeldFile
from qualcoder_peer.core.storage.schema import JOURNALLED
from qualcoder_peer.core.storage.store import Store

Listener = Callable[[ChangeSet], None]
_HIDDEN = message("Hidden while you work blind")


@dataclass(slots=True, eq=False)
class _Uncommitted:
    """A transaction whose changes have been told and whose commit is still to come."""

    connection: OpenConnection
    end: ExitStack
    thread: int
    readers: int = 0


class Access:
    """A project file that is open, without what changes it: the base of ``project.Project``."""

    def __init__(self, path: Path, coder: str, *, read_only: bool) -> None:
        self.path = path
        self.coder = coder
        self.on_notice: Callable[[Message], object] = lambda _told: None
        """Called, on the thread that found it, with what the user should know of the file although nothing failed."""
        self._engine = open_engine(path, read_only=read_only)
        self._held = None if read_only else HeldFile(path)
        self._blind: BlindReading | None = None
        self._writing = threading.RLock()
        self._current: Store | None = None
        self._writer = 0  # the thread inside a transaction
        self._listeners: list[Listener] = []
        self._unwritten: list[Callable[[], None]] = []
        self._later: tuple[int, Callable[[Callable[[], None]], None]] | None = None
        self._uncommitted: _Uncommitted | None = None
        self._committing = threading.RLock()
        self._is_committing = False
        self._telling = 0  # how deep the thread that commits later is in telling
        self._closed = False

    @property
    def blind(self) -> bool:
        """Whether the work of other coders is hidden; see ``work_blind``."""
        return self._blind is not None

    def work_blind(self, blind: bool) -> None:
        """Hide what other coders have coded and noted from every reading, or show it again; listeners are told.

        Hidden are their codings with the memos on these, and their memos on documents and passages and in the
        journal. Only readings are blind: a change that concerns all (a merge of codes, an edit of the text) still
        takes the hidden ones along, and ``reading(all_coders=True)`` is for what must know them.
        """
        wanted = BlindReading(self.path, self.coder) if blind else None
        before, self._blind = self._blind, wanted
        if before is not None:
            before.dispose()
        if before is not None or wanted is not None:
            self._tell(ChangeSet(StepId(0), {table.name: TableChange(many=True) for table in JOURNALLED}))

    def label_seen(self, label: Message, coder: str) -> Message:
        """The label of a step of this coder as it may be seen: while one works blind, not what another one did."""
        return _HIDDEN if self.blind and coder != self.coder else label

    @contextmanager
    def reading(self, *, all_coders: bool = False) -> Iterator[Store]:
        """The repositories for reading, in one consistent view. Inside a transaction of this thread: its own view.

        ``all_coders`` sees everything even while one works blind: for what moves, counts or checks all of it.
        """
        current = self._current
        if current is not None and self._writer == threading.get_ident():
            yield current
            return
        self._check_open()
        late, blind = self._uncommitted, None if all_coders else self._blind
        if late is not None and blind is None and self._telling and late.thread == threading.get_ident():
            with self._committing:  # what a listener reads is what it has just been told
                if self._uncommitted is late:
                    late.readers += 1
                    try:
                        yield Store(late.connection, self.coder)
                    finally:
                        late.readers -= 1
                    return
        self.settle()
        with connected(self._engine if blind is None else blind.engine(self.coder), self.path) as connection:
            yield Store(connection, self.coder)

    def commit_later(self, schedule: Callable[[Callable[[], None]], None] | None) -> None:
        """Have what this thread changes committed a moment after the listeners have been told of it.

        For a window: a key press is then painted without waiting for the disk. ``schedule`` is given a function to be
        called, on whatever thread, when what was told has been shown: it commits this change, unless that has been
        done. None: commit at once again. Nothing else can tell the difference: whoever reads or changes the project
        meanwhile commits first, or waits until it is done. If the commit fails all listeners are told that everything
        may be another, and the error is raised where the commit was asked for.
        """
        self.settle()
        self._later = None if schedule is None else (threading.get_ident(), schedule)

    def settle(self) -> None:
        """Commit what is still to be committed, or wait for it. Raises ProjectFileError when it cannot be; it is taken
        back then."""
        self._settle(None)

    def _settle(self, only: _Uncommitted | None) -> None:
        """``settle``; with ``only`` nothing but this one, however late the thread that commits comes to it."""
        if self._uncommitted is None and not self._is_committing:
            return
        with self._committing:
            late = self._uncommitted
            if late is None or (only is not None and late is not only):
                return
            if late.readers:
                raise RuntimeError("a change inside a reading")
            self._is_committing, self._uncommitted = True, None  # in this order: others look without the lock
            try:
                late.end.close()
            except UserError:
                self._tell(ChangeSet(StepId(0), {table.name: TableChange(many=True) for table in JOURNALLED}))
                raise
            finally:
                self._is_committing = False

    @contextmanager
    def _changing(self) -> Iterator[tuple[OpenConnection, Callable[[ChangeSet | None], None]]]:
        """A connection for one change, and what to call at its end; with changes the commit may be left for later."""
        self.settle()
        with ExitStack() as stack:
            connection = stack.enter_context(connected(self._engine, self.path, writing=True))
            leave = False

            def done(changes: ChangeSet | None) -> None:
                nonlocal leave
                leave = changes is not None and self._later is not None and self._later[0] == threading.get_ident()

            yield connection, done
            if leave:
                self._uncommitted = _Uncommitted(connection, stack.pop_all(), threading.get_ident())

    def subscribe(self, listener: Listener, *, first: bool = False) -> Callable[[], None]:
        """Call ``listener`` with the ChangeSet of every commit, on the thread that made it; ``first``, before all
        others. Returns how to stop."""
        self._listeners.insert(0 if first else len(self._listeners), listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def before_changes(self, write: Callable[[], None]) -> Callable[[], None]:
        """Call ``write`` before anything is changed, undone or copied, on the thread that does it, to store what is
        being typed. Returns how to stop."""
        self._unwritten.append(write)
        return lambda: self._unwritten.remove(write) if write in self._unwritten else None

    def write_pending(self) -> None:
        """Have what is being typed stored now; inside a transaction nothing happens. Raises what storing raises."""
        if self._current is None or self._writer != threading.get_ident():
            for write in tuple(self._unwritten):
                write()

    def _require_file(self) -> None:
        """See to it that the file is where it was opened, before it is changed: one that was deleted is written again.

        Raises ProjectFileError when it was moved or replaced; nothing is changed then.
        """
        held = self._held
        if held is None or self._current is not None or held.is_there():
            return
        with self._writing:
            self.settle()
            told = held.put_back()
            anew = HeldFile(self.path)
            self._let_go_of_file()
            self._held = anew
        self.on_notice(told)

    def _let_go(self) -> None:
        self._closed = True
        self._let_go_of_file()

    def _let_go_of_file(self) -> None:
        if self._blind is not None:
            self._blind.dispose()
        self._engine.dispose()
        if self._held is not None:
            self._held.close()

    def _check_open(self) -> None:
        if self._closed:
            raise ProjectFileError("“{name}” has been closed. Open it again.", name=self.path.name)

    def _tell(self, changes: ChangeSet) -> None:
        late = self._later if self._later is not None and self._later[0] == threading.get_ident() else None
        self._telling += late is not None
        try:
            for listener in tuple(self._listeners):
                listener(changes)
        finally:
            self._telling -= late is not None
            told = self._uncommitted
            if late is not None and told is not None and not self._telling:
                late[1](partial(self._settle, told))
