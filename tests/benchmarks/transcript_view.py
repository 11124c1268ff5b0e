"""Absolute times of the transcript view on this machine: ``python tests/benchmarks/transcript_view.py [--json OUT]``.

Opens a text of 60 kB with 500 codings and one of 2 million characters with 10,000 overlapping codings, drives the
real widget and waits for the paint each time. Not a test: figures depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QPoint, QPointF, Qt  # noqa: E402
from PySide6.QtGui import QWheelEvent  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from qualcoder_peer.gui.widgets.transcript import Segment, TranscriptView, TurnMark  # noqa: E402

WORDS = (
    "jag tyckte att det blev lugnare när hon var med och sen ringde de aldrig tillbaka men vi fick ändå ett möte på "
    "kommunen där ingen visste vem som skulle göra vad så man blev liksom stående mitt i alltihop utan svar"
).split()
COLOURS = ("#3b7dd8", "#c2571a", "#8e44ad", "#2e8b57", "#b8860b", "#c0392b", "#00838f", "#6d4c41")


def made_text(characters: int, paragraphs: int, seed: int = 1) -> tuple[str, list[TurnMark]]:
    """A text of about so many characters in so many turns, one paragraph each."""
    rng = random.Random(seed)
    mean = characters / paragraphs
    pieces: list[str] = []
    turns: list[TurnMark] = []
    place = 0
    for number in range(paragraphs):
        speaker, role = ("Intervjuare", "interviewer") if number % 3 == 0 else (f"R{number % 3}", "respondent")
        wanted = min(3_500, max(8, rng.lognormvariate(0, 0.9) * mean * 0.63))
        words: list[str] = []
        length = 0
        while length < wanted:
            words.append(rng.choice(WORDS))
            length += len(words[-1]) + 1
        piece = f"{speaker}: {' '.join(words)}."
        said = place + len(speaker) + 2
        turns.append(TurnMark(place, said, place + len(piece), speaker, role, number * 9_000))
        pieces.append(piece)
        place += len(piece) + 1
    return "\n".join(pieces), turns


def made_segments(length: int, count: int, codes: int, seed: int = 2) -> list[Segment]:
    """So many overlapping segments, half of them in hot spots, a few very long."""
    rng = random.Random(seed)
    hot = [rng.randrange(length) for _ in range(max(1, count // 50))]
    rows: list[Segment] = []
    for number in range(1, count + 1):
        size = round(rng.lognormvariate(5, 0.8)) + 3
        if rng.random() < 0.012:
            size = rng.randrange(1_000, max(1_001, length // 10))
        start = rng.choice(hot) + round(rng.gauss(0, 600)) if rng.random() < 0.5 else rng.randrange(length)
        start = max(0, min(start, length - size - 1))
        code = rng.randrange(codes)
        rows.append(
            Segment(
                number,
                start,
                min(length, start + size),
                code,
                COLOURS[code % 8],
                f"Tema nummer {code}",
                "MB",
                code % 9 == 0,
            )
        )
    return rows


def paint(view: TranscriptView) -> None:
    """Let everything that waits for painting be painted."""
    for _ in range(3):
        QApplication.processEvents()


def timed(view: TranscriptView, action: Callable[[], object], paint_after: bool = True) -> float:
    """Milliseconds of an action until it is painted."""
    started = time.perf_counter()
    action()
    if paint_after:
        paint(view)
    return (time.perf_counter() - started) * 1000


def wheel(view: TranscriptView, delta: int) -> None:
    """Turn the wheel over the page."""
    middle = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        middle,
        QPointF(view.viewport().mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def measure(view: TranscriptView, characters: int, paragraphs: int, count: int, rounds: int) -> dict[str, list[float]]:
    """All figures for one text."""
    text, turns = made_text(characters, paragraphs)
    segments = made_segments(len(text), count, 300 if count > 1_000 else 40)
    other, other_turns = made_text(5_000, 40, seed=9)
    rng = random.Random(3)
    times: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        times.setdefault(name, []).append(value)

    def open_text() -> None:
        view.set_text(text, turns)
        view.set_segments(segments)

    for _ in range(rounds // 3):
        view.set_text(other, other_turns)
        paint(view)
        note("open", timed(view, open_text))
    for number in range(rounds):
        view.set_top(rng.randrange(len(text)))
        paint(view)
        start, end = view.visible_range()
        start = rng.randrange(start, max(start + 1, end - 400))
        new = Segment(10**6 + number, start, min(len(text), start + rng.randrange(20, 400)), 1, "#8e44ad", "Tomrummet")
        note("apply", timed(view, lambda new=new: view.add_segment(new)))
        note("hover", timed(view, lambda new=new: view.hover(new.id)))
        view.hover(-1)
        note("remove", timed(view, lambda new=new: view.remove_segment(new.id)))
        note("scroll three lines", timed(view, lambda: wheel(view, -120)))
        note(
            "jump",
            timed(view, lambda: view.verticalScrollBar().setValue(rng.randrange(view.verticalScrollBar().maximum()))),
        )
        target = rng.choice(segments)
        note("go to a segment", timed(view, lambda target=target: view.go_to(target.start, target.end)))
        note("repaint all", timed(view, view.repaint_all))
    for _ in range(5):
        note("zoom", timed(view, lambda: view.step_zoom(1)))
        view.set_zoom(100)
        note("resize", timed(view, lambda: view.resize(view.width() + rng.choice((-37, 41)), view.height())))
    return times


def main() -> int:
    """Print a table; write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    view = TranscriptView()
    view.resize(1150, 900)
    view.show()
    paint(view)
    results: dict[str, dict[str, dict[str, float]]] = {}
    for name, sizes in {
        "60 kB, 500 codings": (61_000, 450, 500),
        "2 MB, 10,000 codings": (2_040_000, 15_000, 10_000),
    }.items():
        results[name] = {}
        print(name)
        for action, values in measure(view, *sizes, options.rounds).items():
            ordered = sorted(values)
            median, p95 = statistics.median(ordered), ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
            results[name][action] = {"median": round(median, 2), "p95": round(p95, 2), "first": round(values[0], 2)}
            print(f"  {action:20} median {median:8.2f} ms   p95 {p95:8.2f} ms   first {values[0]:8.2f} ms")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    view.close()
    del view
    app.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
