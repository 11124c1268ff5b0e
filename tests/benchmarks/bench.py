"""What a person waits for, measured on a given project: ``python tests/benchmarks/bench.py FILE.qcp``.

    python tests/benchmarks/bench.py FILE.qcp [--document D] [--json OUT] [--rounds N]

Drives the real window with key events and waits each time until what changed has been painted. Works on a copy, so
the project is not touched. Prints median and 95th percentile in milliseconds and memory in MB; ``--json`` writes the
same. Without a screen it uses Qt's offscreen platform. Not a test: figures depend on the machine.

``make_project.py`` beside this file makes large projects to measure with.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
if not os.environ.get("DISPLAY") and sys.platform.startswith("linux"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil  # noqa: E402
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from qualcoder_peer.core.api import Project  # noqa: E402
from qualcoder_peer.core.project import Project as CoreProject  # noqa: E402
from qualcoder_peer.core.services.coding import find_document  # noqa: E402
from qualcoder_peer.core.services.quotes import iter_quotes  # noqa: E402
from qualcoder_peer.gui.app import make_app, make_window  # noqa: E402
from qualcoder_peer.gui.jobs import jobs  # noqa: E402
from qualcoder_peer.gui.main_window import MainWindow  # noqa: E402
from qualcoder_peer.gui.navigator import Place  # noqa: E402
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom  # noqa: E402
from qualcoder_peer.gui.settings import PROFILE_VARIABLE, Settings  # noqa: E402
from tests.benchmarks import coding_room  # noqa: E402

_START = (
    "import os\n"
    "from qualcoder_peer.gui.app import make_app, make_window\n"
    "app = make_app()\n"
    "window = make_window(None)\n"
    "window.first_painted.connect(lambda: os._exit(0))\n"
    "window.show()\n"
    "app.exec()\n"
)
_PAUSE = 250  # milliseconds between two actions, as a quick person works
Figures = dict[str, dict[str, float]]


class Painted(QObject):
    """Tells when a widget has been painted, as the person at the screen would know it.

    An event that is posted while the widget paints is handled when the window has been painted and its picture handed
    over, before any timer: what the program does after that, such as writing to the disk, is not waited for.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._ended = self._waited = 0.0
        self.own: list[float] = []
        """Of each time measured, the milliseconds in which a core was free for the window: on a machine that has
        nothing else to do the time would have been this."""
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A paint has begun."""
        if event.type() == QEvent.Type.Paint:
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User))
        return False

    def event(self, event: QEvent) -> bool:
        """It has ended."""
        if event.type() == QEvent.Type.User:
            self._ended, self._waited = time.perf_counter(), coding_room.waited_for_a_core()
            return True
        return super().event(event)

    def wait(self, act: Callable[[], object]) -> float:
        """Do something and run the event loop until the widget has been painted. Returns milliseconds."""
        QApplication.sendPostedEvents()
        waited = coding_room.waited_for_a_core()
        self._ended, start = 0.0, time.perf_counter()
        act()
        deadline = start + 20
        while not self._ended and time.perf_counter() < deadline:
            QApplication.sendPostedEvents()
            QApplication.processEvents()
        if not self._ended:
            raise RuntimeError("nothing was painted within 20 seconds")
        self.own.append((self._ended - start - (self._waited - waited)) * 1_000)
        return (self._ended - start) * 1_000


def summary(times: list[float]) -> dict[str, float]:
    """Median and 95th percentile of times in milliseconds."""
    ordered = sorted(times)
    return {
        "median_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 2),
        "n": len(ordered),
    }


def summary_of_keys(times: list[float], own: list[float]) -> dict[str, float]:
    """The same, and of what of these times was not spent waiting for a core that others kept busy."""
    less = summary(own)
    return {**summary(times), "own_median_ms": less["median_ms"], "own_p95_ms": less["p95_ms"]}


def rest(milliseconds: int) -> None:
    """Let events and jobs run for a while. (QTest.qWait keeps Python to itself: the jobs would wait as well, and do
    their work in the midst of what is measured next.)"""
    deadline = time.perf_counter() + milliseconds / 1_000
    while time.perf_counter() < deadline:
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        time.sleep(0.002)


def settle() -> None:
    """Wait until what was opened has been read through beside the window, as whoever opened it reads it too."""
    rest(120)
    run_until(lambda: not jobs.active)
    rest(50)


def run_until(condition: Callable[[], bool]) -> None:
    """Let events run until a condition holds."""
    deadline = time.perf_counter() + 60
    while not condition():
        rest(5)
        if time.perf_counter() > deadline:
            raise SystemExit("waited for a minute in vain")


def measure_start(rounds: int) -> dict[str, float]:
    """From starting the program to its first painted window, whole processes."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", _START], check=True, capture_output=True, cwd=Path(__file__).parents[2])
        times.append((time.perf_counter() - start) * 1_000)
    return summary(times)


def open_window(file: Path, figures: Figures) -> tuple[MainWindow, CodingRoom]:
    """The window with the project open in the coding room."""
    settings = Settings(file.with_suffix(".ini"))
    window = make_window(None, settings)
    window.resize(1280, 720)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    rest(1_500)  # what the program loads in the background after its first paint is not what is measured
    start = time.perf_counter()
    window.session.open(file)
    run_until(lambda: window.context is not None)
    context = window.context
    assert context is not None
    context.navigator.go(Place("coding"))
    QApplication.processEvents()
    figures["open project"] = summary([(time.perf_counter() - start) * 1_000])
    room = window.room
    assert isinstance(room, CodingRoom)
    window.activateWindow()
    rest(1_500)
    return window, room


def measure_room(room: CodingRoom, document: int, others: list[int], rounds: int, figures: Figures) -> None:
    """Opening, scrolling and coding in the real room."""
    view = room.view
    page = Painted(view.viewport())
    opened: list[float] = []
    own: list[float] = []
    for number in range(min(rounds, 12)):
        other = others[number % len(others)] if others else None
        if other is None:
            room.session.close()
        else:
            page.wait(lambda other=other: room.open_document(other))  # type: ignore[misc]
        settle()
        opened.append(page.wait(lambda: room.open_document(document)))
        own.append(page.own[-1])
        settle()
    figures["open document, first paint"] = summary_of_keys(opened, own)
    view.setFocus()
    view.select(0, 0)
    view.go_to(0, 0)
    rest(200)
    bar = view.verticalScrollBar()
    scrolled = []
    for _ in range(10):
        scrolled.append(page.wait(lambda: bar.setValue(bar.value() + max(1, bar.pageStep()))))
    figures["scroll a page"] = summary(scrolled)
    measure_gestures(room, page, rounds, figures)


def measure_gestures(room: CodingRoom, page: Painted, rounds: int, figures: Figures) -> None:
    """Apply a code with the key of a recent code, take it back with Ctrl+Z, apply again and remove it with Delete."""
    view, length = room.view, len(room.session.text)
    tree = room.session.book.tree
    code = next(code for code in tree.in_order() if not tree.children.get(code.id))
    room.recent.use(code.id)
    control = Qt.KeyboardModifier.ControlModifier
    before = len(room.session.segments)
    times: dict[str, list[float]] = {"apply a code": [], "undo": [], "remove a coding": []}
    own: dict[str, list[float]] = {name: [] for name in times}
    for number in range(rounds):
        start = (number * 7_919) % max(1, length - 200)
        for last in ("undo", "remove a coding"):
            view.go_to(start, start + 60)
            view.select(start, start + 60)
            rest(_PAUSE)
            times["apply a code"].append(page.wait(lambda: QTest.keyClick(view, Qt.Key.Key_1)))
            own["apply a code"].append(page.own[-1])
            rest(_PAUSE)
            if len(room.session.segments) != before + 1:
                raise RuntimeError("the key did not code")
            if last == "undo":
                times[last].append(page.wait(lambda: QTest.keyClick(view, Qt.Key.Key_Z, control)))
            else:
                times[last].append(page.wait(lambda: QTest.keyClick(view, Qt.Key.Key_Delete)))
            own[last].append(page.own[-1])
            rest(_PAUSE)
            if len(room.session.segments) != before:
                raise RuntimeError(f"not done by the keys: {last}")
    for name, values in times.items():
        figures[name] = summary_of_keys(values, own[name])


def measure_more(room: CodingRoom, ids: list[int], rounds: int, figures: Figures) -> None:
    """Edges, typing, the box, the drawer, and an hour of work in quick motion."""
    page = Painted(room.view.viewport())
    figures["move an edge"] = summary_of_keys(coding_room.measure_edges(room, page.wait, rest, rounds), page.own)
    figures["box answers a letter"] = summary(coding_room.measure_box(room, rest))
    figures["type a letter (edit mode)"] = summary(coding_room.measure_typing(room, page.wait, rest, rounds))
    found, grown = coding_room.work_an_hour(room, ids[:6], rest, rounds * 4)
    longest = max(found)
    figures["stalls in scripted coding"] = {
        **summary([one.time for one in found]),
        "longest_ms": round(longest.time, 1),
        "over_50_ms": sum(1 for one in found if one.time > 50),
        "memory_grew_mb": round(grown, 1),
    }
    # What is neither was waited for: the disk, or a machine that is busy with something else.
    figures["the longest of these"] = {
        "longest_ms": round(longest.time, 1),
        "cpu_of_window_ms": round(longest.window, 1),
        "cpu_of_process_ms": round(longest.process, 1),
        "no_core_free_ms": round(longest.waiting, 1),
    }
    figures["stalls less waiting for a core"] = {
        "longest_ms": round(max(one.time - one.waiting for one in found), 1),
        "over_50_ms": sum(1 for one in found if one.time - one.waiting > 50),
        "own_work_at_most_ms": round(max(one.window for one in found), 1),
    }


def measure_search(file: Path, figures: Figures) -> None:
    """Finding in all texts, and coding what was found."""
    with CoreProject.open(file, snapshot=False) as project:
        first, whole = coding_room.measure_finding(project)
        figures["find: first hits"], figures["find: all texts"] = summary(first), summary(whole)
        figures["autocode up to 10,000 hits"] = summary([coding_room.measure_autocoding(project)])


def measure_tree(room: CodingRoom, rounds: int, figures: Figures) -> None:
    """Refresh of all counts in the code tree, painted."""
    page = Painted(room.codes.view.viewport())
    times = [page.wait(lambda: _refresh(room)) for _ in range(rounds)]
    figures["refresh of the code tree"] = summary(times)


def _refresh(room: CodingRoom) -> None:
    room.codes.model.sync()
    room.codes.model.show_counts(None)
    room.codes.view.viewport().update()


def measure_exports(file: Path, folder: Path, figures: Figures) -> None:
    """First page of all quotes, and all quotes to Excel and Word."""
    with Project.open(file, snapshot=False) as project:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            list(islice(iter_quotes(project), 64))
            times.append((time.perf_counter() - start) * 1_000)
        figures["first page of all quotes"] = summary(times)
        for ending in ("xlsx", "docx"):
            times = []
            for _ in range(3 if ending == "xlsx" else 1):
                start = time.perf_counter()
                project.export("quotes", folder / f"quotes.{ending}")
                times.append((time.perf_counter() - start) * 1_000)
            figures[f"all quotes to {ending}"] = summary(times)


def measure(file: Path, document: str | None, rounds: int) -> Figures:
    """Every figure for a project file, which is copied first."""
    figures: Figures = {"start to window": measure_start(3)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ[PROFILE_VARIABLE] = name
        copy = folder / "measured.qcp"
        shutil.copyfile(file, copy)
        app = make_app()
        window, room = open_window(copy, figures)
        with Project.open(copy, read_only=True) as project:
            documents = project.documents()
            wanted = find_document(project, document).id if document else documents[0].id
        others = [one.id for one in documents if one.id != wanted][:5]
        measure_room(room, wanted, others, rounds, figures)
        measure_tree(room, min(rounds, 20), figures)
        measure_more(room, [wanted, *others], rounds, figures)
        figures["memory"] = {"rss_mb": round(psutil.Process().memory_info().rss / 1e6, 1)}
        window.session.close()
        app.sendPostedEvents()
        run_until(lambda: window.context is None)
        measure_search(copy, figures)
        measure_exports(copy, folder, figures)
    return figures


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--document", help="title, file name or id of the document to open (default: the first)")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    parser.add_argument("--rounds", type=int, default=40)
    asked = parser.parse_args()
    figures = measure(asked.file, asked.document, asked.rounds)
    for name, values in figures.items():
        print(f"{name:32}" + "  ".join(f"{key} {value:g}" for key, value in values.items()))
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
