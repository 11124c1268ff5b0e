"""Which paragraphs of a text are written from right to left: those in which most letters said are.

Unicode's own rule (the first letter decides) would turn ``R1: שלום`` the wrong way for its Latin label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qualcoder_peer.gui.widgets.transcript.values import TurnMark

RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_LETTER = re.compile(r"[^\W\d_]")
_SAMPLE = 20_000


def has_right_to_left(text: str) -> bool:
    """Whether scripts written from right to left stand at the beginning of a text: a long one is not read through."""
    sample = text[:_SAMPLE]
    return not sample.isascii() and RIGHT_TO_LEFT.search(sample) is not None


def paragraph_directions(text: str, turns: Iterable[TurnMark]) -> list[bool]:
    """For each paragraph whether it runs from right to left; one without letters runs as the one before it."""
    labels = {turn.start: turn.said_start - turn.start for turn in turns}
    directions: list[bool] = []
    start, before = 0, False
    for paragraph in text.split("\n"):
        said = paragraph[labels.get(start, 0) :]
        letters, leftward = len(_LETTER.findall(said)), sum(one.isalpha() for one in RIGHT_TO_LEFT.findall(said))
        if letters:
            before = 2 * leftward > letters
        directions.append(before)
        start += len(paragraph) + 1
    return directions


def is_mostly_right_to_left(directions: Sequence[bool]) -> bool:
    """Whether more than half of the paragraphs are."""
    return 2 * sum(directions) > len(directions)
