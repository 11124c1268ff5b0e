"""Finding by a few letters, as in a command palette: ``tom`` finds *Tomrummet*, ``soc id`` *Social identifiering*.

Every word of the query must be found in the text, in any order: best as a word or the beginning of one, less well
inside a word, least as initials of words that follow each other or as scattered letters. Case does not matter; å, ä,
ö, æ, ø are letters of their own, but a query without them finds them too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

_WORD, _WORD_START, _INSIDE, _INITIALS, _SCATTERED = 100, 80, 40, 30, 10
_LONGEST = 300
_PLAIN = str.maketrans("æøåäöÆØÅÄÖ", "aoaaoAOAAO")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text fits, greater is better, and which of its code points matched (half open spans, in order)."""

    score: float
    spans: tuple[tuple[int, int], ...]


def match(query: str, text: str) -> Match | None:
    """How well ``text`` fits ``query``; None when it does not. An empty query fits everything equally."""
    words = query.casefold().split()
    text = text[:_LONGEST]
    if not words:
        return Match(0.0, ())
    score = 0.0
    marked: set[int] = set()
    folded, bare = _folded(text)
    for word in words:
        exact = _word_match(word, folded)
        plain = _word_match(word, bare) if bare != folded else None
        if exact is None and plain is None:
            return None
        if exact is not None and (plain is None or exact[0] >= plain[0] - 5):
            score, places = score + exact[0], exact[1]
        else:
            assert plain is not None
            score, places = score + plain[0] - 5, plain[1]
        marked.update(places)
    return Match(score / len(words) - len(text) / 100, _spans(marked))


def best(query: str, items: Iterable[Item], text: Callable[[Item], str], limit: int = 50) -> list[tuple[Item, Match]]:
    """The items whose text fits best, best first; those that fit equally stay in order."""
    found = [(item, fit) for item in items if (fit := match(query, text(item))) is not None]
    if query.strip():
        found.sort(key=lambda pair: -pair[1].score)
    return found[:limit]


@lru_cache(maxsize=4096)
def _folded(text: str) -> tuple[str, str]:
    """The text in one case, and the same without marks; both as long as the text, so that places agree."""
    folded = "".join(one if len(one) == 1 else char for char in text for one in (char.casefold(),))
    bare = "".join(_without_mark(char) for char in folded.translate(_PLAIN))
    return folded, bare


def _without_mark(char: str) -> str:
    return char if char.isascii() else unicodedata.normalize("NFD", char)[0]


def _word_match(word: str, text: str) -> tuple[float, range | list[int]] | None:
    at = text.find(word)
    inside: tuple[float, range | list[int]] | None = None
    while at >= 0:
        end = at + len(word)
        if at == 0 or not text[at - 1].isalnum():
            whole = end == len(text) or not text[end].isalnum()
            return (_WORD if whole else _WORD_START) - min(at, 40) / 4, range(at, end)
        if inside is None:
            inside = _INSIDE - min(at, 40) / 4, range(at, end)
        at = text.find(word, at + 1)
    if inside is not None or len(word) < 2:
        return inside
    return _initials(word, text) or _scattered(word, text)


def _initials(word: str, text: str) -> tuple[float, list[int]] | None:
    starts = [
        place for place, char in enumerate(text) if char.isalnum() and (place == 0 or not text[place - 1].isalnum())
    ]
    at = "".join(text[place] for place in starts).find(word)
    return (float(_INITIALS), starts[at : at + len(word)]) if at >= 0 else None


def _scattered(word: str, text: str) -> tuple[float, list[int]] | None:
    places, at = [], 0
    for char in word:
        at = text.find(char, at)
        if at < 0:
            return None
        places.append(at)
        at += 1
    gaps = places[-1] - places[0] + 1 - len(word)
    return (_SCATTERED - gaps / 2, places) if gaps <= 2 * len(word) and len(word) > 2 else None


def _spans(places: set[int]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for place in sorted(places):
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return tuple(spans)
