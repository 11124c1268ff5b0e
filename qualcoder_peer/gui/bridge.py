"""From the core's change sets, told on any thread, to one Qt signal on the thread of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from qualcoder_peer.core.domain.changes import ChangeSet

if TYPE_CHECKING:
    from qualcoder_peer.core.project import Project

_AFTER_PAINT_MS = 50


class ProjectBridge(QObject):
    """Connect to ``changed`` to read again what a commit changed; it comes on the thread of the window.

    A change made on that thread is told at once, before the service function returns.
    """

    changed = Signal(object)
    """A ChangeSet."""
    undo_state_changed = Signal()
    """What can be undone or redone may be another now; comes a moment after ``changed``, once for many commits."""
    _arrived = Signal(object)

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._pass_on, Qt.ConnectionType.AutoConnection)
        self._settled = QTimer(self, singleShot=True, interval=_AFTER_PAINT_MS)
        self._settled.timeout.connect(self.undo_state_changed)
        self._project = project
        self._stop = project.subscribe(self._arrived.emit)
        # A zero timer runs when all that is posted has been handled: what a key press changed is painted by then.
        self._commit = QTimer(self, singleShot=True, interval=0)
        self._commit.timeout.connect(project.settle)
        project.commit_later(lambda _settle: self._commit.start())

    def stop(self) -> None:
        """Listen no more; call it before the project is closed."""
        self._stop()
        self._settled.stop()
        self._commit.stop()
        self._project.commit_later(None)
        self._arrived.disconnect(self._pass_on)

    @Slot(object)
    def _pass_on(self, changes: ChangeSet) -> None:
        self.changed.emit(changes)
        self._settled.start()
