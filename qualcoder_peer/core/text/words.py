"""Words of a text for snapping a selection: letters, digits and their marks, joined by apostrophes and hyphens; and
words without regard to capitals.

``Försäkringskassan-ärende``, ``don’t``, ``10:30``, ``1,5`` and ``EU:s`` are one word each. An emoji built of
several code points and a letter with combining marks are never cut. Only a window around the position is
looked at, so the cost does not grow with the text.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache

_WINDOW = 200
_SUFFIXES = "s|n|t|en|et|ar|er|na|arna|erna|are|ens|ets"


@lru_cache(maxsize=1)
def _token() -> re.Pattern[str]:
    """A word, or one visible character that is no part of a word (an emoji with all its parts, a full stop)."""
    marks = _mark_ranges()
    letter = rf"[^\W_][{marks}]*"
    word = (
        rf"{letter}(?:{letter}|_|['’\-\u2010\u2011\u00ad\u00b7](?=[^\W_])|:(?=(?:{_SUFFIXES})(?![^\W_]))"
        rf"|(?<=\d)[.,:](?=\d))*"
    )
    flag = "[\U0001f1e6-\U0001f1ff]"
    parts = f"[{marks}\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
    visible = rf"(?:{flag}{flag}|[^\s]){parts}*(?:\u200d[^\s]{parts}*)*"
    return re.compile(f"(?P<word>{word})|(?P<other>{visible})")


def _mark_ranges() -> str:
    """All combining marks as the inside of a character class; Python's ``\\w`` leaves them out."""
    ranges: list[list[int]] = []
    for code in range(0x300, min(sys.maxunicode, 0x1E95F)):
        if unicodedata.category(chr(code))[0] == "M":
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


def _tokens_near(text: str, position: int) -> list[tuple[int, int, bool]]:
    """Start, end and whether it is a word, of the tokens near ``position``, as positions of ``text``."""
    low = max(0, position - _WINDOW)
    low = max(low, text.rfind("\n", low, position) + 1)
    line_end = text.find("\n", position, position + _WINDOW)
    high = line_end if line_end >= 0 else min(len(text), position + _WINDOW)
    return [
        (low + found.start(), low + found.end(), found.lastgroup == "word")
        for found in _token().finditer(text[low:high])
    ]


def fold_case(text: str) -> str:
    """``text`` in lower case, with exactly as many code points, so that positions stay right."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def word_at(text: str, position: int) -> tuple[int, int] | None:
    """The word that ``position`` is in or touches (the one to the right first), or None."""
    touching = None
    for start, end, is_word in _tokens_near(text, position):
        if is_word and start <= position < end:
            return start, end
        if is_word and end == position:
            touching = (start, end)
    return touching


def snap_to_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The selection without white space at its edges and with the words that it cut made whole.

    ``start == end`` selects the word there, if there is one. A selection of only white space comes back empty.
    """
    start, end = (max(0, min(place, len(text))) for place in sorted((start, end)))
    if start == end:
        return word_at(text, start) or (start, end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return start, end
    return _whole(text, start)[0], _whole(text, end)[1]


def next_word_edge(text: str, position: int) -> int:
    """Where the next word after ``position`` ends (the end of this word, when inside one); at most the text's end."""
    place = position
    while place < len(text):
        for _, end, is_word in _tokens_near(text, place):
            if is_word and end > position:
                return end
        line_end = text.find("\n", place, place + _WINDOW)
        place = line_end + 1 if line_end >= 0 else place + _WINDOW
    return len(text)


def previous_word_edge(text: str, position: int) -> int:
    """Where the word before ``position`` starts (the start of this word, when inside one); at least 0."""
    place = position
    while place > 0:
        for start, _, is_word in reversed(_tokens_near(text, place)):
            if is_word and start < position:
                return start
        line_start = text.rfind("\n", max(0, place - _WINDOW), place)
        place = line_start if line_start >= 0 else place - _WINDOW
    return 0


def _whole(text: str, position: int) -> tuple[int, int]:
    """The token that ``position`` cuts, or an empty span there when it cuts none."""
    for start, end, _ in _tokens_near(text, position):
        if start < position < end:
            return start, end
    return position, position
