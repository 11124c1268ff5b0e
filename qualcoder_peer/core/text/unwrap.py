r"""Text whose lines were broken at a width, by old programs, web archives or copying from PDF, made whole.

``detect_wrapping`` proposes it only on strong evidence: many lines end just where the next word would not have
fitted, hardly any is longer, and most of them break off inside a sentence. A transcript with a paragraph a
line, short turns, lists and poems has no such lines. ``unwrap`` joins a line with the next one when it is full
and the next is no speaker's turn, time stamp, list marker or new paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qualcoder_peer.core.text.timestamps import BRACKETED_STAMP
from qualcoder_peer.core.text.turns import find_turns

_NARROWEST, _WIDEST = 30, 140
_FEWEST_FULL = 5
_SLACK = 0.82
_MARKER = re.compile(rf"(?:[-–—•*·▪●○■◦>]\s|\(?\d{{1,3}}[.)]\s|\(?[a-zA-Z][.)]\s|#|{BRACKETED_STAMP})")
_SENTENCE_END = re.compile(r"[.!?…:][\"”’»)\]]*$")
_HYPHEN = re.compile(r"[^\W\d_][-\u2010\u00ad]$")
_HANGING = frozenset(("och", "eller", "og", "samt", "and", "or", "respektive", "till", "til", "to", "men"))


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a text is wrapped: the width in code points, whether a blank line stands between all lines, and how
    many lines would be joined and how many hyphens at line ends taken away."""

    width: int
    blank_between: bool
    joined: int
    hyphenated: int


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """An unwrapped text, and where each piece of the wrapped text went."""

    text: str
    old_starts: tuple[int, ...]
    new_starts: tuple[int, ...]

    def position(self, old: int) -> int:
        """The place in the new text of a place in the old one; what was taken away falls on what follows it."""
        place = bisect_right(self.old_starts, old) - 1
        if place < 0:
            return 0
        limit = self.new_starts[place + 1] if place + 1 < len(self.new_starts) else len(self.text)
        return min(self.new_starts[place] + old - self.old_starts[place], limit)

    def carry(self, spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        """Spans of the old text, such as ``ReadText.bold``, as spans of the new one; emptied ones are dropped."""
        moved = ((self.position(start), self.position(end)) for start, end in spans)
        return tuple((start, end) for start, end in moved if start < end)


@dataclass(frozen=True, slots=True)
class _Row:
    start: int
    words: str
    blanks_before: int


def detect_wrapping(text: str) -> Wrapping | None:
    """How the text is wrapped, or None when it is not (or when that is not sure)."""
    rows = _rows(text)
    if len(rows) < _FEWEST_FULL + 1:
        return None
    width = _width(rows)
    if not _NARROWEST <= width <= _WIDEST:
        return None
    blank_between = sum(1 for row in rows[1:] if row.blanks_before) >= 0.95 * (len(rows) - 1)
    joins = [
        (one, two)
        for one, two in pairwise(rows)
        if _is_full(one.words, two.words, width) and not _MARKER.match(two.words) and _follows(two, blank_between)
    ]
    inside = sum(1 for one, two in joins if not _SENTENCE_END.search(one.words))
    small = sum(1 for _, two in joins if two.words[0].islower())
    hyphens = sum(1 for one, two in joins if _HYPHEN.search(one.words) and two.words[0].islower())
    if len(joins) < _FEWEST_FULL or len(joins) < 0.3 * len(rows):
        return None
    if inside < 0.7 * len(joins) or small < 0.5 * len(joins):
        return None
    return Wrapping(width, blank_between, len(joins), hyphens)


def unwrap(text: str, wrapping: Wrapping) -> str:
    """The text with its broken lines joined; paragraphs, turns, time stamps and lists stay apart."""
    return unwrap_with_positions(text, wrapping).text


def unwrap_with_spans(
    text: str, wrapping: Wrapping, spans: Iterable[tuple[int, int]]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The unwrapped text, and spans of the wrapped one (such as ``ReadText.bold``) as spans of it."""
    made = unwrap_with_positions(text, wrapping)
    return made.text, made.carry(spans)


def unwrap_with_positions(text: str, wrapping: Wrapping, breaks: Iterable[int] | None = None) -> Unwrapped:
    """The unwrapped text together with where each place of the wrapped one went.

    ``breaks`` are the starts of turns and headings where they are known; None looks for turns in the text.
    """
    rows = _rows(text)
    turns = {turn.start for turn in find_turns(text).turns} if breaks is None else set(breaks)
    pieces: list[str] = []
    old_starts: list[int] = []
    new_starts: list[int] = []
    length = 0
    for number, row in enumerate(rows):
        before = _between(rows[number - 1], row, wrapping, turns) if number else ""
        words = row.words
        if number + 1 < len(rows) and _hyphen_goes(row, rows[number + 1], wrapping, turns):
            words = words[:-1]
        old_starts.append(row.start)
        new_starts.append(length + len(before))
        pieces.append(before + words)
        length += len(before) + len(words)
    return Unwrapped("".join(pieces), tuple(old_starts), tuple(new_starts))


def _rows(text: str) -> list[_Row]:
    """The lines that are not blank, without white space at their edges."""
    rows = []
    place = blanks = 0
    for line in text.split("\n"):
        words = line.strip()
        if words:
            rows.append(_Row(place + len(line) - len(line.lstrip()), words, blanks))
            blanks = 0
        else:
            blanks += 1
        place += len(line) + 1
    return rows


def _width(rows: Sequence[_Row]) -> int:
    """The length that all but one line in fifty keep within."""
    lengths = sorted(len(row.words) for row in rows)
    return lengths[min(len(lengths) - 1, int(len(lengths) * 0.98))]


def _is_full(words: str, following: str, width: int) -> bool:
    """Whether the next line's first word would not have fitted, with some room for uneven letters."""
    first = following.split(maxsplit=1)[0]
    return len(words) + 1 + len(first) > width * 0.95 and len(words) >= width * _SLACK - len(first)


def _follows(row: _Row, blank_between: bool) -> bool:
    return row.blanks_before <= 1 if blank_between else row.blanks_before == 0


def _is_joined(one: _Row, two: _Row, wrapping: Wrapping, turns: set[int]) -> bool:
    return (
        _follows(two, wrapping.blank_between)
        and two.start not in turns
        and not _MARKER.match(two.words)
        and _is_full(one.words, two.words, wrapping.width)
    )


def _between(one: _Row, two: _Row, wrapping: Wrapping, turns: set[int]) -> str:
    if not _is_joined(one, two, wrapping, turns):
        return "\n" if wrapping.blank_between else "\n" * (1 + min(1, two.blanks_before))
    return "" if _HYPHEN.search(one.words) and not _is_hanging(two.words) else " "


def _hyphen_goes(one: _Row, two: _Row, wrapping: Wrapping, turns: set[int]) -> bool:
    """Whether the hyphen at the line's end only divides a word: ``utveck-`` but not ``EU-`` or ``in-`` (och)."""
    if not _HYPHEN.search(one.words) or not _is_joined(one, two, wrapping, turns):
        return False
    if one.words[-1] == "\u00ad":
        return True
    return two.words[0].islower() and not one.words[-2].isupper() and not _is_hanging(two.words)


def _is_hanging(following: str) -> bool:
    return following.split(maxsplit=1)[0].casefold() in _HANGING
