"""Measures edit mode in the real coding room: ``python tests/benchmarks/editing.py [--keys 200]``.

A text of 60 kB with 500 codings and one of 2 million characters with 10,000: key presses at the beginning of the text,
painted, with whatever is stored beside the window meanwhile; line ends; what a pause costs; the longest stall of the
event loop while one types at the pace of a person. Not a test: figures depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QEventLoop, Qt, QTimer  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QVBoxLayout  # noqa: E402

from qualcoder_peer.core.project import Project  # noqa: E402
from qualcoder_peer.gui.rooms.coding.editing import TextEditing  # noqa: E402
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom  # noqa: E402
from qualcoder_peer.gui.settings import PROFILE_VARIABLE, Settings  # noqa: E402
from tests.benchmarks.make_project import make_project  # noqa: E402
from tests.support.gui import make_context, run_events, wait_for  # noqa: E402

SIZES = {
    "60 kB, 500 codings": {"characters": 60_000, "codings": 500},
    "2 M characters, 10,000 codings": {"characters": 2_000_000, "codings": 10_000},
}


def paint() -> None:
    """Let everything that waits be painted."""
    for _ in range(3):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)


def told(name: str, values: list[float]) -> None:
    """Print median and 95th percentile in milliseconds."""
    ordered = sorted(1_000 * one for one in values)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(f"  {name:32} median {ordered[len(ordered) // 2]:8.2f} ms   p95 {p95:8.2f} ms   most {ordered[-1]:8.2f} ms")


class Stalls:
    """The longest time the event loop did not come round."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(interval=1)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


def measure(room: CodingRoom, keys: int) -> None:
    """All figures for one document, in edit mode."""
    view = room.view
    part = next(one for one in room._parts if isinstance(one, TextEditing))
    started = time.perf_counter()
    QTest.keyClick(view, Qt.Key.Key_F2)
    paint()
    told("edit mode on", [time.perf_counter() - started])
    for name, key, again in (("letter", Qt.Key.Key_A, keys), ("line end", Qt.Key.Key_Return, max(5, keys // 10)),
                             ("Backspace", Qt.Key.Key_Backspace, keys // 2)):  # fmt: skip
        times: list[float] = []
        view.select(2_000, 2_000)
        paint()
        for _ in range(again):
            started = time.perf_counter()
            QTest.keyClick(view, key)
            paint()
            times.append(time.perf_counter() - started)
        told(f"{name}, painted", times)
    wait_for(lambda: not part._busy)
    stores: list[float] = []
    for _ in range(5):
        QTest.keyClick(view, Qt.Key.Key_B)
        assert part.editor is not None
        started = time.perf_counter()
        part.editor.store()
        stores.append(time.perf_counter() - started)
        run_events(20)
    told("a pause stored (beside the window)", stores)
    stalls, slow = Stalls(), []
    for number in range(40):
        started = time.perf_counter()
        QTest.keyClick(view, Qt.Key.Key_C)
        slow.append(time.perf_counter() - started)
        run_events(1_300 if number % 12 == 11 else 90)
    told("a key at a person's pace", slow)
    print(f"  {'longest stall of the event loop':32}        {1_000 * stalls.longest:8.2f} ms")
    started = time.perf_counter()
    QTest.keyClick(view, Qt.Key.Key_F2)
    wait_for(lambda: part.editor is None)
    told("edit mode off, all stored", [time.perf_counter() - started])


def main() -> int:
    """Print the figures of both sizes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--keys", type=int, default=200)
    options = parser.parse_args()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        os.environ[PROFILE_VARIABLE] = str(Path(folder) / "profile")
        for name, sizes in SIZES.items():
            path = make_project(Path(folder) / f"{sizes['codings']}.qcp", documents=1, **sizes)
            with Project.open(path, snapshot=False) as project:
                before = path.stat().st_size
                context = make_context(project, Settings(), Path(folder))
                room = CodingRoom(context)
                QVBoxLayout(context.window).addWidget(room)
                context.window.resize(1280, 720)
                context.window.show()
                room.enter()
                run_events(1_500)
                print(name)
                measure(room, options.keys)
                print(f"  {'the file has grown by':32}        {(path.stat().st_size - before) / 1_000:8.0f} kB")
                room.leave()
                context.bridge.stop()
                context.window.close()
                context.window.deleteLater()
                run_events(50)
    return 0


if __name__ == "__main__":
    sys.exit(main())
