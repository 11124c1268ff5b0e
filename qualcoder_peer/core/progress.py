"""How a long task tells how far it has come, and learns that it should stop."""

from __future__ import annotations

from collections.abc import Callable

from qualcoder_peer.core.domain.errors import Cancelled
from qualcoder_peer.core.domain.messages import Message


class Progress:
    """Passed into every long core function; the default one shows nothing and never cancels.

    ``report`` is called with steps done, steps in all (0: unknown) and what is being done now.
    It runs on the thread of the task, so a window must carry it over to its own.
    """

    def __init__(self, report: Callable[[int, int, Message], None] | None = None) -> None:
        self._report = report
        self._cancelled = False

    def cancel(self) -> None:
        """Ask the task to stop at its next step; safe from any thread."""
        self._cancelled = True

    @property
    def cancelled(self) -> bool:
        """Whether the task was asked to stop."""
        return self._cancelled

    def step(self, done: int, total: int, doing: Message) -> None:
        """Report one step. Raises Cancelled when the user has asked to stop."""
        if self._cancelled:
            raise Cancelled("Stopped as you asked; what was half done has been taken back.")
        if self._report is not None:
            self._report(done, total, doing)
