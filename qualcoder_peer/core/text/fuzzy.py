"""Finding by a few letters, as in a command palette: ``tom`` finds *Tomrummet*, ``soc id`` *Social identifiering*.

Every word of the query must be found in the text, in any order: best as a word or the beginning of one, less well
inside a word, least as initials of words that follow each other or as scattered letters. Case does not matter; å, ä,
ö, æ, ø are letters of their own, but a query without them finds them too.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TypeVar

_WORD, _WORD_START, _INSIDE, _INITIALS, _SCATTERED = 100, 80, 40, 30, 10
_LONGEST = 300
_WEIGHED = 400
_PLAIN = tuple(zip("æøåäö", "aoaao", strict=True))
_ONE_LINE = str.maketrans("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", " " * 10)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text fits, greater is better, and which of its code points matched (half open spans, in order)."""

    score: float
    spans: tuple[tuple[int, int], ...]


def match(query: str, text: str) -> Match | None:
    """How well ``text`` fits ``query``; None when it does not. An empty query fits everything equally.

    Of a query that is longer than names are, pasted by mistake, only the beginning is looked at.
    """
    words = _words(query)
    if not words:
        return Match(0.0, ())
    return _fit(words, *_folded_name(text[:_LONGEST]), loose=True)


def _words(query: str) -> list[str]:
    return list(dict.fromkeys(query[:_LONGEST].casefold().split()))


def _fit(words: list[str], folded: str, bare: str, *, loose: bool) -> Match | None:
    score = 0.0
    marked: set[int] = set()
    for word in words:
        exact = _word_match(word, folded, loose=loose)
        plain = _word_match(word, bare, loose=loose) if bare != folded else None
        if exact is None and plain is None:
            return None
        if exact is not None and (plain is None or exact[0] >= plain[0] - 5):
            score, places = score + exact[0], exact[1]
        else:
            assert plain is not None
            score, places = score + plain[0] - 5, plain[1]
        marked.update(places)
    return Match(score / len(words) - min(len(folded), _LONGEST) / 100, _spans(marked))


def best(query: str, items: Iterable[Item], text: Callable[[Item], str], limit: int = 50) -> list[tuple[Item, Match]]:
    """The items whose text fits best, best first; those that fit equally stay in order."""
    found = [(item, fit) for item in items if (fit := match(query, text(item))) is not None]
    if query.strip():
        found.sort(key=lambda pair: -pair[1].score)
    return found[:limit]


class FuzzyIndex:
    """Many texts to be searched again and again as they are typed for: thousands in a few milliseconds.

    ``loose`` finds initials and scattered letters too, as ``match`` does; without it the texts may be of any length.
    """

    def __init__(self, texts: Sequence[str], *, loose: bool = True) -> None:
        lines = [_on_one_line(text[:_LONGEST] if loose else text) for text in texts]
        self._loose = loose
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]
        self._folded, self._bare = _folded("\n".join(lines))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def search(self, query: str, limit: int) -> list[tuple[int, Match]]:
        """The numbers of the texts that fit best, best first; those that fit equally in order.

        Of hundreds that hold a very short word only the likeliest are weighed.
        """
        words = _words(query)
        if not words or not len(self):
            return []
        bare = [_folded(word)[1] for word in words]
        found = self._weighed(words, self._holding(bare))
        if self._loose and len(found) < limit:
            known = {number for number, _ in found}
            found += self._weighed(words, [one for one in self._loosely(bare) if one not in known])
        found.sort(key=lambda pair: (-pair[1].score, pair[0]))
        return found[:limit]

    def _weighed(self, words: list[str], numbers: Iterable[int]) -> list[tuple[int, Match]]:
        found: list[tuple[int, Match]] = []
        for number in numbers:
            start, end = self._starts[number], self._starts[number + 1] - 1
            fit = _fit(words, self._folded[start:end], self._bare[start:end], loose=self._loose)
            if fit is not None:
                found.append((number, fit))
        return found

    def _holding(self, words: list[str]) -> list[int]:
        """The texts that hold all words; of very many the likeliest."""
        first, *others = sorted(words, key=len, reverse=True)
        held = self._lines_with(first)
        for word in others:
            held = self._with_too(word, held)
        if len(held) <= _WEIGHED:
            return sorted(held)
        likely: dict[int, None] = {}
        word = re.escape(first)
        for pattern in (rf"^{word}(?!\w)", rf"^{word}", rf"(?<!\w){word}(?!\w)", rf"(?<!\w){word}", word):
            likely.update(dict.fromkeys(sorted(self._lines_of(re.compile(pattern, re.MULTILINE)) & held)))
            if len(likely) >= _WEIGHED:
                break
        return list(likely)[:_WEIGHED]

    def _loosely(self, words: list[str]) -> list[int]:
        held: set[int] | None = None
        for word in words:
            lines = self._lines_with(word)
            if len(word) > 1:  # each letter at its first place behind the one before: nothing is tried twice
                letters = "".join(f"[^\\n{re.escape(char)}]*{re.escape(char)}" for char in word)
                lines |= self._lines_of(re.compile(f"^{letters}", re.MULTILINE))
            held = lines if held is None else held & lines
        return sorted(held or ())

    def _lines_with(self, word: str) -> set[int]:
        lines: set[int] = set()
        bare, starts = self._bare, self._starts
        hit = bare.find(word)
        while hit >= 0:
            line = bisect_right(starts, hit) - 1
            lines.add(line)
            hit = bare.find(word, starts[line + 1])
        return lines

    def _with_too(self, word: str, held: set[int]) -> set[int]:
        bare, starts = self._bare, self._starts
        return {line for line in held if bare.find(word, starts[line], starts[line + 1]) >= 0}

    def _lines_of(self, pattern: re.Pattern[str]) -> set[int]:
        lines: set[int] = set()
        bare, starts, at = self._bare, self._starts, 0
        while (hit := pattern.search(bare, at)) is not None:
            line = bisect_right(starts, hit.start()) - 1
            lines.add(line)
            at = starts[line + 1]
            if at > len(bare):
                break
        return lines


@lru_cache(maxsize=4096)
def _folded_name(text: str) -> tuple[str, str]:
    return _folded(text)


def _folded(text: str) -> tuple[str, str]:
    """The text in one case, and the same without marks; both as long as the text, so that places agree."""
    folded = text.casefold()
    if len(folded) != len(text):
        folded = "\n".join(_folded_line(line) for line in text.split("\n"))
    bare = folded
    for char, plain in _PLAIN:
        bare = bare.replace(char, plain)
    return folded, bare if bare.isascii() else _NOT_ASCII.sub(lambda found: _without_mark(found[0]), bare)


def _on_one_line(text: str) -> str:
    return text.translate(_ONE_LINE) if len(text.splitlines()) > 1 or text[-1:].isspace() else text


def _folded_line(line: str) -> str:
    folded = line.casefold()
    if len(folded) == len(line):
        return folded
    return "".join(char.casefold() if len(char.casefold()) == 1 else char for char in line)


@lru_cache(maxsize=1024)
def _without_mark(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0]


def _word_match(word: str, text: str, *, loose: bool) -> tuple[float, range | list[int]] | None:
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
    if inside is not None or len(word) < 2 or not loose:
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
