"""Long work beside the window: a core function on a thread of its own, with progress and cancel.

    run_job(self, import_files, project, paths, title=message("Importing files"), on_done=self._imported)

If the function takes ``progress``, it is given a Progress. Values go in, frozen values come out; no widget is touched
off the window's thread. ``on_done`` and ``on_failed`` are called on the window's thread, and not at all when the owner
is gone by then.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from qualcoder_peer.core.domain.errors import Cancelled
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.progress import Progress

_REPORT_EVERY_S = 0.05


class Job(QObject):
    """One piece of work that is under way. All signals come on the window's thread."""

    progressed = Signal(int, int, object)
    """Steps done, steps in all (0: unknown), and the Message of what is being done."""
    done = Signal(object)
    failed = Signal(object)
    """The exception; Cancelled when the user stopped it."""
    finished = Signal()
    """Comes last, whatever happened."""
    _ended = Signal(object, object)
    _reported = Signal(int, int, object)

    def __init__(self, title: Message | str, cancellable: bool) -> None:
        super().__init__()
        self.title = title
        self.cancellable = cancellable
        self.progress = Progress(self._report)
        self.doing: Message | None = None
        self.steps = (0, 0)
        self.is_finished = False
        self.dropped = False
        self._last_report = 0.0
        self._ended.connect(self._end)
        self._reported.connect(self._pass_on)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        if self.cancellable:
            self.progress.cancel()

    def drop(self) -> None:
        """Ask the work to stop because its owner wants something else now; nobody is told of it."""
        self.dropped = True
        self.cancel()

    def work(self, function: Callable[[], object]) -> None:
        """Runs on the other thread; whatever is raised is carried over to the window."""
        result: object = None
        failure: BaseException | None = None
        try:
            result = function()
        except BaseException as error:  # carried to the window's thread, where messages.py tells it
            failure = error
        if shiboken6.isValid(self):  # not so when the program has ended meanwhile
            self._ended.emit(result, failure)

    def _report(self, done: int, total: int, doing: Message) -> None:
        now = time.monotonic()
        if now - self._last_report >= _REPORT_EVERY_S or (total and done >= total):
            self._last_report = now
            if shiboken6.isValid(self):
                self._reported.emit(done, total, doing)

    @Slot(int, int, object)
    def _pass_on(self, done: int, total: int, doing: Message) -> None:
        self.steps, self.doing = (done, total), doing
        self.progressed.emit(done, total, doing)

    @Slot(object, object)
    def _end(self, result: object, failure: object) -> None:
        self.is_finished = True
        if failure is None:
            self.done.emit(result)
        else:
            self.failed.emit(failure)
        self.finished.emit()


class Jobs(QObject):
    """All work under way, for the strip in the status bar and for closing the window."""

    started = Signal(object)
    """A Job."""
    idle = Signal()
    """The last Job has finished."""
    unhandled = Signal(object)
    """The exception of a Job that nobody else tells the user of."""

    def __init__(self) -> None:
        super().__init__()
        self.active: list[Job] = []
        self._pool: QThreadPool | None = None

    def start(
        self,
        owner: QObject,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        named: dict[str, Any],
        *,
        title: Message | str,
        on_done: Callable[[Any], object] | None,
        on_failed: Callable[[BaseException], object] | None,
        cancellable: bool,
    ) -> Job:
        """See ``run_job``."""
        takes_progress = "progress" in inspect.signature(function).parameters and "progress" not in named
        job = Job(title, cancellable and takes_progress)
        if takes_progress:
            named = {**named, "progress": job.progress}
        job.done.connect(lambda result: on_done(result) if on_done and shiboken6.isValid(owner) else None)
        job.failed.connect(lambda error: self._tell(job, owner, on_failed, error))
        job.finished.connect(lambda: self._forget(job))
        self.active.append(job)
        self.started.emit(job)
        if self._pool is None:
            self._pool = QThreadPool(self)
        self._pool.start(_Work(job, lambda: function(*args, **named)))
        return job

    def cancel_all(self) -> None:
        """Ask everything that can be cancelled to stop."""
        for job in list(self.active):
            job.cancel()

    def _tell(
        self, job: Job, owner: QObject, on_failed: Callable[[BaseException], object] | None, error: BaseException
    ) -> None:
        if on_failed is not None and shiboken6.isValid(owner) and not isinstance(error, Cancelled):
            on_failed(error)
        elif not (job.dropped and isinstance(error, Cancelled)):
            self.unhandled.emit(error)

    def _forget(self, job: Job) -> None:
        self.active.remove(job)
        job.deleteLater()
        if not self.active:
            self.idle.emit()


jobs = Jobs()


def run_job(
    owner: QObject,
    function: Callable[..., Any],
    /,
    *args: Any,
    title: Message | str,
    on_done: Callable[[Any], object] | None = None,
    on_failed: Callable[[BaseException], object] | None = None,
    cancellable: bool = True,
    **named: Any,
) -> Job:
    """Run ``function(*args, **named)`` on another thread. ``title`` says what is being done ("Importing files").

    Without ``on_failed`` the user is told of errors in the usual place; that the user cancelled is always told there.
    """
    return jobs.start(
        owner, function, args, named, title=title, on_done=on_done, on_failed=on_failed, cancellable=cancellable
    )


class _Work(QRunnable):
    def __init__(self, job: Job, function: Callable[[], object]) -> None:
        super().__init__()
        self._job, self._function = job, function

    def run(self) -> None:
        self._job.work(self._function)
