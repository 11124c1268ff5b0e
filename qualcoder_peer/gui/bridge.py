"""From the core's change sets, told on any thread, to one Qt signal on the thread of the window; and the commits of the
window's own changes, beside the window: a disk may take its time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from qualcoder_peer.core.domain.changes import ChangeSet

if TYPE_CHECKING:
    from qualcoder_peer.core.project import Project

_AFTER_PAINT_MS = 50


class ProjectBridge(QObject):
    """Connect to ``changed`` to read again what a commit changed; it comes on the thread of the window.

    A change made on that thread is told at once, before the service function returns, and committed when it has been
    painted. Who reads meanwhile waits for the disk: what need not be read at once is read ``when_committed``.
    """

    changed = Signal(object)
    """A ChangeSet."""
    undo_state_changed = Signal()
    """What can be undone or redone may be another now; comes a moment after ``changed``, once for many commits."""
    _arrived = Signal(object)
    _done = Signal(object)

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._pass_on, Qt.ConnectionType.AutoConnection)
        self._done.connect(self._commit_ended)
        self._settled = QTimer(self, singleShot=True, interval=_AFTER_PAINT_MS)
        self._settled.timeout.connect(lambda: self.when_committed(self, self.undo_state_changed.emit))
        self._project = project
        self._stop = project.subscribe(self._arrived.emit)
        # A zero timer runs when all that is posted has been handled: what a key press changed is painted by then.
        self._commit = QTimer(self, singleShot=True, interval=0)
        self._commit.timeout.connect(self._commit_beside)
        self._settle: Callable[[], None] | None = None
        self._committer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="commit")
        self._commits = 0
        self._waiting: dict[Callable[[], object], QObject] = {}
        project.commit_later(self._commit_soon)

    @property
    def is_committing(self) -> bool:
        """Whether the window's last change is on its way to the disk; never more than this one is."""
        return self._commits > 0 or self._commit.isActive()

    def when_committed(self, owner: QObject, read: Callable[[], object]) -> None:
        """Call ``read`` now, or when the window's last change is on the disk if it is on its way there; once, however
        often this was asked for, and not at all when ``owner`` is gone by then."""
        if self.is_committing:
            self._waiting[read] = owner
        else:
            read()

    def stop(self) -> None:
        """Listen no more; call it before the project is closed."""
        self._stop()
        self._settled.stop()
        self._commit.stop()
        self._waiting.clear()
        try:
            self._project.commit_later(None)
        finally:
            self._committer.shutdown()
            self._arrived.disconnect(self._pass_on)

    def _commit_soon(self, settle: Callable[[], None]) -> None:
        self._settle = settle
        self._commit.start()

    def _commit_beside(self) -> None:
        if self._settle is not None:
            self._commits += 1
            self._committer.submit(self._run, self._settle)
            self._settle = None

    def _run(self, settle: Callable[[], None]) -> None:
        """Runs on the other thread; that the disk refuses is carried over to the window."""
        refused: BaseException | None = None
        try:
            settle()
        except BaseException as error:  # raised again on the window's thread, where messages.py tells it
            refused = error
        if shiboken6.isValid(self):
            self._done.emit(refused)

    @Slot(object)
    def _commit_ended(self, refused: BaseException | None) -> None:
        self._commits -= 1
        if not self.is_committing:
            waiting, self._waiting = self._waiting, {}
            for read, owner in waiting.items():
                if shiboken6.isValid(owner):
                    read()
        if refused is not None:
            raise refused

    @Slot(object)
    def _pass_on(self, changes: ChangeSet) -> None:
        self.changed.emit(changes)
        self._settled.start()
