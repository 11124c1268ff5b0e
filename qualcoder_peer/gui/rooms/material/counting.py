"""Counting codings for a table: at once in a small project, on a thread of its own in a large one."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer

from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.coding import count_codings
from qualcoder_peer.core.services.sources import count_documents
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.jobs import run_job

QUICK = 3_000
"""With fewer codings than this, counting takes some milliseconds."""
QUICK_DOCUMENTS = 100
"""The same for documents."""
_TOGETHER_MS = 150
_SHARE, _LONGEST_REST_S = 20, 5.0
"""While much changes (an import), counting takes one part in so many of the time; but nobody waits longer than this."""


class Counting(QObject):
    """Calls ``read(project)`` and hands what it returns to ``done``; several starts at once become one."""

    def __init__(
        self,
        owner: QObject,
        read: Callable[[Project], Sequence[Any]],
        context: RoomContext,
        done: Callable[[Sequence[Any]], object],
    ) -> None:
        super().__init__(owner)
        self._read, self._context, self._done = read, context, done
        self._running = self._again = False
        self._began = self._rest_until = 0.0
        self._soon = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._soon.timeout.connect(self._run)

    def is_quick(self) -> bool:
        """Whether ``start`` would have it done on return."""
        project = self._context.project
        if self._running or count_codings(project) >= QUICK:
            return False
        return count_documents(project) < QUICK_DOCUMENTS

    def start(self) -> None:
        """Count: now, or soon if it takes long."""
        if self.is_quick():
            self._soon.stop()
            self._done(self._read(self._context.project))
        elif self._running:
            self._again = True
        else:
            self._start_soon()

    def _start_soon(self) -> None:
        rest = self._rest_until - time.monotonic()
        self._soon.start(max(_TOGETHER_MS, int(rest * 1_000)))

    def _run(self) -> None:
        self._running = True
        self._began = time.monotonic()
        job = run_job(
            self,
            self._read,
            self._context.project,
            title=message("Counting codings"),
            on_done=self._take,
            cancellable=False,
        )
        job.finished.connect(self._finished)

    def _take(self, rows: Sequence[Any]) -> None:
        if not self._again:
            self._done(rows)

    def _finished(self) -> None:
        self._running = False
        now = time.monotonic()
        self._rest_until = now + min(_LONGEST_REST_S, _SHARE * (now - self._began))
        if self._again:
            self._again = False
            self._start_soon()
