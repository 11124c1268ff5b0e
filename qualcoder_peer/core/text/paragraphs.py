"""Paragraphs of a stored text: a paragraph is a line that is not blank, numbered from 1."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from qualcoder_peer.core.text.shifted import ShiftedList


def paragraph_starts(text: str) -> list[int]:
    """The code point where each paragraph's line begins, ascending; blank lines have no number."""
    lines = text.split("\n")  # there may be ten thousand, and the page waits for them
    places = accumulate(map(len, lines), initial=0)
    return [place + before for before, (line, place) in enumerate(zip(lines, places)) if line and not line.isspace()]


def edit_paragraph_starts(starts: ShiftedList, text: str, start: int, length: int, grown: int) -> None:
    """Bring ``starts`` up to date in its place: ``text`` is what it is after ``length`` characters were put in at
    ``start``, by which it is ``grown`` longer."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start + length)
    last = len(text) if last < 0 else last
    low, high = bisect_left(starts, first), bisect_right(starts, last - grown)
    starts.splice(low, high, [first + place for place in paragraph_starts(text[first:last])], grown)


def paragraph_number(starts: Sequence[int], position: int) -> int:
    """The number, from 1, of the paragraph that ``position`` is in, or the last one before it.

    ``starts`` is what ``paragraph_starts`` gave for the text. A position before the first paragraph counts
    as in the first.
    """
    return max(1, bisect_right(starts, position))


def paragraph_span(text: str, position: int) -> tuple[int, int]:
    """The line that ``position`` is in, without its line end and without white space at its edges."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    end = len(text) if end < 0 else end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
