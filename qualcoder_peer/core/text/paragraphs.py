"""Paragraphs of a stored text: a paragraph is a line that is not blank, numbered from 1."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

_LINE_WITH_WORDS = re.compile(r"^[^\S\n]*[^\s]", re.MULTILINE)


def paragraph_starts(text: str) -> list[int]:
    """The code point where each paragraph's line begins, ascending; blank lines have no number."""
    return [found.start() for found in _LINE_WITH_WORDS.finditer(text)]


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
