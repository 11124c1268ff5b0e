"""Texts, turns and segments that the tests of the transcript view share."""

from __future__ import annotations

import random

from PySide6.QtWidgets import QApplication

from qualcoder_peer.gui.widgets.transcript import Segment, TranscriptView, TurnMark
from tests.support.gui import wait_for

MIXED_PARAGRAPHS = (
    "Intervjuare: Hur var det första mötet?",
    "R1: Det var … alltså, jag grät 😭😭 och sen skrattade vi 👨‍👩‍👧‍👦 allihop. Det var första gången på länge.",
    "R2: Cafe\u0301 och re\u0301sume\u0301, å ä ö och a\u030a.",
    "",
    "R1: שלום לכולם, כך אמר and then in English again, עד הסוף.",
    "R2: مرحبا بكم في الاجتماع 2024 كلمة",
    "R1: Vi sågs på biblioteket 📚, ute på en promenad, en gång till och med hos frisören 💇🏽‍♀️. Det var bra.",
)


def mixed_text(paragraphs: int, seed: int = 1) -> str:
    """A text with emoji, joined emoji, combining marks, right-to-left scripts and empty lines."""
    rng = random.Random(seed)
    return "\n".join(rng.choice(MIXED_PARAGRAPHS) for _ in range(paragraphs))


def plain_text(paragraphs: int, seed: int = 1) -> str:
    """A Swedish-like text without anything special."""
    rng = random.Random(seed)
    words = "jag tyckte att det blev lugnare när hon var med och sen ringde de aldrig tillbaka".split()
    return "\n".join(" ".join(rng.choice(words) for _ in range(rng.randrange(3, 60))) for _ in range(paragraphs))


def turns_of(text: str) -> list[TurnMark]:
    """A turn for each line that has a speaker label."""
    turns: list[TurnMark] = []
    place = 0
    for number, line in enumerate(text.split("\n")):
        speaker, colon, _ = line.partition(": ")
        if colon:
            role = "interviewer" if speaker == "Intervjuare" else "respondent"
            turns.append(TurnMark(place, place + len(speaker) + 2, place + len(line), speaker, role, number * 5_000))
        place += len(line) + 1
    return turns


def random_segments(length: int, count: int, seed: int = 3, longest: int = 400) -> list[Segment]:
    """Overlapping segments all over a text."""
    rng = random.Random(seed)
    rows: list[Segment] = []
    for number in range(1, count + 1):
        start = rng.randrange(length - 2)
        end = min(length, start + rng.randrange(1, longest))
        rows.append(Segment(number, start, end, number % 7, "#8e44ad", f"Tema {number % 7}", "MB"))
    return rows


def settle() -> None:
    """Let Qt do what it has put off."""
    for _ in range(4):
        QApplication.processEvents()


def drawn(view: TranscriptView) -> TranscriptView:
    """The view when what it draws at leisure has been drawn too."""
    wait_for(lambda: view.margins.overview.is_drawn)
    settle()
    return view
