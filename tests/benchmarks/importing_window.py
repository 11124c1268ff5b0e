"""Measures an import through the real window, without a screen: the most memory, and how long the window stood still.

Run by ``python -m tests.benchmarks.importing --window``, in a process of its own. A folder is dropped on the Material
room, the preview is looked through with the arrow keys, also at a text of two million characters, and all is imported.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

if not os.environ.get("DISPLAY") and sys.platform.startswith("linux"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl  # noqa: E402
from PySide6.QtGui import QDragEnterEvent, QDropEvent  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QWidget  # noqa: E402

from qualcoder_peer.core.project import Project  # noqa: E402
from qualcoder_peer.core.services.sources import list_documents  # noqa: E402
from qualcoder_peer.gui.app import make_app, make_window  # noqa: E402
from qualcoder_peer.gui.jobs import jobs  # noqa: E402
from qualcoder_peer.gui.navigator import Place  # noqa: E402
from qualcoder_peer.gui.rooms.material.panel import MaterialRoom  # noqa: E402
from qualcoder_peer.gui.settings import PROFILE_VARIABLE, Settings  # noqa: E402

_LONG = 2_000_000
_LOOKED_AT = 60
_PAUSE = 60  # milliseconds between two presses of an arrow key that is held down
_PATIENCE_S = 900


class Phases:
    """Runs the event loop phase by phase; a timer of a millisecond notes how long the loop did not come round, and how
    long the window's thread worked meanwhile: the rest it waited, for a job's turn or for others on the machine."""

    def __init__(self) -> None:
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._gaps: list[tuple[float, float]] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(1)
        self.longest = self.busiest = 0.0

    def run(self, name: str, act: Callable[[], object], until: Callable[[], bool], *, told: bool = True) -> None:
        """Do something, let events run until a condition holds, and say what it took."""
        self._gaps, self._last, self._worked = [], time.perf_counter(), time.thread_time()
        begun, worked = self._last, time.process_time()
        loop = QEventLoop()
        QTimer.singleShot(0, act)

        reached: list[bool] = []

        def look() -> None:
            if until():
                reached.append(True)
            if reached or time.perf_counter() - begun > _PATIENCE_S:
                loop.quit()

        asking = QTimer()
        asking.timeout.connect(look)
        asking.start(20)
        loop.exec()
        asking.stop()
        if not reached:
            raise SystemExit(f"{name}: waited in vain")
        longest = max((gap for gap, _ in self._gaps), default=0.0)
        busiest = max((work for _, work in self._gaps), default=0.0)
        self.longest, self.busiest = max(self.longest, longest), max(self.busiest, busiest)
        if told:
            stalls = [sum(1 for one in self._gaps if one[place] > 0.05) for place in (0, 1)]
            print(
                f"{name:30}{time.perf_counter() - begun:7.1f} s ({time.process_time() - worked:.1f} s of work)   "
                f"stood still at most {longest * 1000:5.0f} ms "
                f"({stalls[0]} times above 50), worked at most {busiest * 1000:4.0f} ms ({stalls[1]} times above 50)   "
                f"{resident()} MB, at most {peak()} MB",
                flush=True,
            )

    def rest(self, milliseconds: int) -> None:
        """Let events run for a while, without measuring."""
        end = time.perf_counter() + milliseconds / 1_000
        self.run("rest", lambda: None, lambda: time.perf_counter() >= end, told=False)

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self._gaps.append((now - self._last, worked - self._worked))
        self._last, self._worked = now, worked


def measure_window(folder: Path) -> None:
    """Import a folder into a new project with the real window, in this process, and say what it took."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        os.environ[PROFILE_VARIABLE] = name
        long = place / "Long.txt"
        long.write_text("".join(f"R{n % 2}: What is said at place {n} is of no weight.\n" for n in range(_LONG // 48)))
        Project.create(place / "m.qcp", title="M", coder="AJ", language="en").close()
        app = make_app()
        window = make_window(None, Settings(place / "settings.ini"))
        window.resize(1280, 720)
        window.show()
        phases = Phases()
        phases.rest(1_500)  # what the program loads after its first paint is not what is measured
        window.session.open(place / "m.qcp")
        phases.run("open", lambda: None, lambda: window.context is not None and not jobs.active, told=False)
        assert window.context is not None
        window.context.navigator.go(Place("material"))
        phases.rest(500)
        room = window.room
        assert isinstance(room, MaterialRoom)
        phases.longest = phases.busiest = 0.0
        print(f"the window with an empty project: {resident()} MB", flush=True)
        _import(room, [folder, long], phases)
        print(
            f"stood still at most {phases.longest * 1000:.0f} ms, worked at most {phases.busiest * 1000:.0f} ms "
            f"at once, at most {peak()} MB of memory",
            flush=True,
        )
        window.session.close()
        app.sendPostedEvents()
        phases.run("close", lambda: None, lambda: window.context is None, told=False)
        with Project.open(place / "m.qcp", read_only=True) as project:
            print(f"{len(list_documents(project))} documents in the project")
        window.close()


def _import(room: MaterialRoom, paths: list[Path], phases: Phases) -> None:
    begun = time.perf_counter()
    phases.run("reading, to the preview", lambda: _drop(room, paths), lambda: room.flow.dialog is not None)
    dialog = room.flow.dialog
    assert dialog is not None
    phases.run("the preview, first seen", lambda: None, lambda: not jobs.active and dialog.isVisible())
    phases.rest(300)
    seen = time.perf_counter()

    def press(key: Qt.Key) -> Callable[[], object]:
        return lambda: QTest.keyClick(dialog.files, key)

    looking = iter(range(_LOOKED_AT))
    held = QTimer()
    held.setInterval(_PAUSE)
    done: list[bool] = []

    def step() -> None:
        if next(looking, None) is None:
            held.stop()
            done.append(True)
        else:
            press(Qt.Key.Key_Down)()

    held.timeout.connect(step)
    phases.run(f"looking at {_LOOKED_AT} files", held.start, lambda: bool(done) and not jobs.active)
    phases.run("looking at a text of 2 million", press(Qt.Key.Key_End),
               lambda: not jobs.active and dialog.current.path.name == "Long.txt" and _shows_text(dialog))  # fmt: skip
    phases.run("back at the first", press(Qt.Key.Key_Home), lambda: not jobs.active and _shows_text(dialog))
    looked = time.perf_counter() - seen
    wanted = len(dialog.items)
    phases.run("importing", dialog.import_button.click, lambda: room.flow.dialog is None and not jobs.active)
    phases.run("the room afterwards", lambda: None, lambda: not jobs.active)
    phases.rest(300)
    print(f"{wanted} files, {time.perf_counter() - begun - looked:.1f} s besides looking at them", flush=True)


def _shows_text(dialog: QWidget) -> bool:
    return bool(dialog.text.toPlainText())  # type: ignore[attr-defined]


def _drop(room: MaterialRoom, paths: list[Path]) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    given = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    room.dragEnterEvent(QDragEnterEvent(QPoint(50, 50), *given))
    room.dropEvent(QDropEvent(QPointF(50, 50), *given))


def resident() -> int:
    """Megabytes of this process in memory now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 1_000_000


def peak() -> int:
    """The most megabytes this process has ever had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // 1_000_000
