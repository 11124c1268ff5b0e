"""What the coding room's gestures cost, beside coding itself: edges, typing, finding, the box, autocoding; and an hour
of work in quick motion, with the longest time the window did not answer. Used by ``bench.py``."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import psutil
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.autocoding import Scope, apply, plan_autocoding
from qualcoder_peer.core.services.finding import FindKind, Query, find
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

Rest = Callable[[int], None]
Painting = Callable[[Callable[[], object]], float]
"""Does something and waits until the page has been painted; milliseconds."""
_CONTROL = Qt.KeyboardModifier.ControlModifier
_EDGE = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
_WORD = "stödet"
_TICK_MS = 5
_SCHEDULE = Path("/proc/thread-self/schedstat")


class Stall(NamedTuple):
    """One time that the event loop was away, in milliseconds, with what of it was our own work.

    The rest was waited: for the disk, for another thread of ours, or for a machine that others kept busy. ``waiting``
    says how long no core was free for the window (Linux alone; elsewhere 0).
    """

    time: float
    window: float
    process: float
    waiting: float


class Stalls(QObject):
    """How long the event loop was away: a timer that ought to fire every five milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Stall] = []
        self._last = self._clocks()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def stop(self) -> None:
        """Measure no longer."""
        self._timer.stop()

    def _tick(self) -> None:
        now = self._clocks()
        away, *spent = ((after - before) * 1_000 for before, after in zip(self._last, now, strict=True))
        self.all.append(Stall(away - _TICK_MS, *spent))
        self._last = now

    @staticmethod
    def _clocks() -> tuple[float, ...]:
        return time.perf_counter(), time.thread_time(), time.process_time(), waited_for_a_core()


def waited_for_a_core() -> float:
    """Seconds that this thread was ready to run and did not; 0 where the system does not say."""
    try:
        return int(_SCHEDULE.read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


@contextmanager
def stalls() -> Iterator[Stalls]:
    """The event loop's stalls while something is done."""
    watch = Stalls()
    try:
        yield watch
    finally:
        watch.stop()


def measure_edges(room: CodingRoom, painted: Painting, rest: Rest, rounds: int) -> list[float]:
    """Moving the end of a coding by a word with the keyboard, painted."""
    view, times = room.view, []
    for number, segment in enumerate(islice(sorted(room.session.segments.values(), key=lambda one: one.start), rounds)):
        room.gestures.look_at(segment.id)
        rest(150)
        key = Qt.Key.Key_Right if number % 2 else Qt.Key.Key_Left
        times.append(painted(partial(QTest.keyClick, view, key, _EDGE)))
        rest(100)
    return times


def measure_typing(room: CodingRoom, painted: Painting, rest: Rest, rounds: int) -> list[float]:
    """A letter typed in edit mode, painted, at the pace of a quick typist."""
    view, times = room.view, []
    middle = len(room.session.text) // 2
    view.go_to(middle, middle)
    view.select(middle, middle)
    QTest.keyClick(view, Qt.Key.Key_F2)
    rest(400)
    for number in range(rounds):
        times.append(painted(partial(QTest.keyClicks, view, "abcde fghij"[number % 11])))
        rest(90)
    QTest.keyClick(view, Qt.Key.Key_F2)
    rest(1_500)
    return times


def measure_box(room: CodingRoom, rest: Rest) -> list[float]:
    """What the search-or-create box answers to each letter."""
    box, times = room.codes.box, []
    box.setFocus()
    rest(200)
    for word in ("ensam", "tillit", "frå"):
        for letter in word:
            start = time.perf_counter()
            box.insert(letter)
            QApplication.sendPostedEvents()
            QApplication.processEvents()
            times.append((time.perf_counter() - start) * 1_000)
            rest(60)
        box.clear()
    room.codes.box.close_list()
    room.view.setFocus()
    return times


def measure_finding(project: Project) -> tuple[list[float], list[float]]:
    """Finding a word in all texts: milliseconds to the first hits, and to all of them."""
    first, whole = [], []
    for words in (_WORD, "kaffet", "finns inte här"):
        start, found = time.perf_counter(), 0
        for hits in find(project, Query(words)):
            if not found:
                first.append((time.perf_counter() - start) * 1_000)
            found += len(hits)
        whole.append((time.perf_counter() - start) * 1_000)
    return first, whole


def measure_autocoding(project: Project, hits: int = 10_000) -> float:
    """Coding ``hits`` sentences with what a search finds, as one step, in milliseconds; taken back afterwards."""
    with project.reading() as store:
        code = store.codes.all()[0].id
    plan = plan_autocoding(project, Query(_WORD, FindKind.WHOLE_WORD), Scope.HIT, code, coder="benchmark")
    start = time.perf_counter()
    apply(project, plan, [row for row in plan.rows if not row.already][:hits])
    took = (time.perf_counter() - start) * 1_000
    project.undo()
    return took


def work_an_hour(room: CodingRoom, documents: list[int], rest: Rest, steps: int) -> tuple[list[Stall], float]:
    """Coding in quick motion: reading on, coding by key, undoing, moving edges, starring, opening other documents.

    Returns the stalls of the event loop, and by how many MB the memory has grown.
    """
    view, chance = room.view, random.Random(7)
    before = psutil.Process().memory_info().rss
    with stalls() as watch:
        for step in range(steps):
            if step % 40 == 39 and len(documents) > 1:
                room.open_document(documents[(step // 40) % len(documents)])
                view.setFocus()
                rest(250)
            place = chance.randrange(max(1, len(room.session.text) - 400))
            view.go_to(place, place + 80)
            view.select(place, place + chance.randrange(20, 300))
            rest(30)
            QTest.keyClick(view, Qt.Key.Key_1)
            rest(30)
            if step % 5 == 1:
                QTest.keyClick(view, Qt.Key.Key_Z, _CONTROL)
            elif step % 5 == 2:
                QTest.keyClick(view, Qt.Key.Key_S)
            elif step % 5 == 3:
                QTest.keyClick(view, Qt.Key.Key_Right, _EDGE)
            rest(30)
            if step % 3 == 0:
                QTest.keyClick(view, Qt.Key.Key_N)
            rest(20)
    return watch.all, (psutil.Process().memory_info().rss - before) / 1e6
