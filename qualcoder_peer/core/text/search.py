"""Finding words in one text: as written, as whole words, or in all their forms (*stöd* finds *stödet*).

Case never matters. A space in what is sought fits any white space, a line break too. Positions are code points of
the text, half open. Nothing here imports nltk before ``FormIndex`` is made.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from enum import StrEnum

Span = tuple[int, int]

_STEMMERS = {"sv": "swedish", "da": "danish", "nb": "norwegian", "no": "norwegian", "en": "english"}
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


class SearchKind(StrEnum):
    """How a text is searched."""

    PLAIN = "plain"
    WORD = "word"
    FORMS = "forms"


def fold_case(text: str) -> str:
    """``text`` in lower case, with exactly as many code points, so that positions stay right."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def find_plain(text: str, query: str, *, folded: str | None = None) -> list[Span]:
    """Where ``query`` stands in ``text``, also inside words; hits do not overlap.

    ``folded`` is ``fold_case(text)``, if the caller keeps it for several searches.
    """
    return list(_plain_hits(fold_case(text) if folded is None else folded, fold_case(query)))


def find_words(text: str, query: str, *, folded: str | None = None) -> list[Span]:
    """Where ``query`` stands in ``text`` with no letter or digit directly before or after it."""
    hits = find_plain(text, query, folded=folded)
    return [hit for hit in hits if not _is_letter(text, hit[0] - 1) and not _is_letter(text, hit[1])]


def _plain_hits(text: str, query: str) -> Iterator[Span]:
    words = query.split()
    if not words:
        return
    if len(words) > 1:
        pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
        for found in pattern.finditer(text):
            yield found.span()
        return
    word = words[0]
    at = text.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = text.find(word, at + len(word))


def _is_letter(text: str, place: int) -> bool:
    return 0 <= place < len(text) and (text[place].isalnum() or text[place] == "_")


class FormIndex:
    """The words of one text by their stem, so that any form of a word finds the others.

    The stems are those of Snowball (M. F. Porter, "Snowball: A language for stemming algorithms", 2001) for Swedish,
    Danish, Norwegian (``nb``) or English; another ``language`` is taken for Swedish. Swedish Snowball leaves the
    definite neuter alone (*stödet*, *tomrummet*); such a word is found under its stem without the article as well.
    Making an index reads the whole text once, about half a second for two million characters.
    """

    def __init__(self, text: str, language: str = "sv") -> None:
        from nltk.stem.snowball import SnowballStemmer

        name = _STEMMERS.get(language[:2], "swedish")
        self._stem = SnowballStemmer(name).stem
        self._has_neuter_article = name == "swedish"
        self._known: dict[str, tuple[str, ...]] = {}
        self._spans: list[Span] = []
        self._stems: list[tuple[str, ...]] = []
        self._places: dict[str, list[int]] = {}
        for found in _WORD.finditer(text):
            stems = self._stems_of(found.group().lower())
            for stem in stems:
                self._places.setdefault(stem, []).append(len(self._spans))
            self._spans.append(found.span())
            self._stems.append(stems)

    def find(self, query: str) -> list[Span]:
        """Where the words of ``query`` stand one after the other, each in any of its forms."""
        wanted = [set(self._stems_of(found.group().lower())) for found in _WORD.finditer(query)]
        if not wanted:
            return []
        hits: list[Span] = []
        for first in sorted({place for stem in wanted[0] for place in self._places.get(stem, ())}):
            last = first + len(wanted) - 1
            if last < len(self._spans) and all(
                not stems.isdisjoint(self._stems[first + offset]) for offset, stems in enumerate(wanted)
            ):
                hits.append((self._spans[first][0], self._spans[last][1]))
        return hits

    def _stems_of(self, word: str) -> tuple[str, ...]:
        found = self._known.get(word)
        if found is None:
            stem = str(self._stem(word))
            found = (stem,)
            if self._has_neuter_article and stem.endswith("et") and len(stem) >= 5:
                bare = stem[:-2]
                found = (stem, bare[:-1] if bare.endswith("mm") else bare)
            self._known[word] = found
        return found


def hit_after(hits: list[Span], position: int) -> int:
    """The number of the first hit that starts at ``position`` or later, round to the first; -1 without hits."""
    return bisect_left(hits, (position, 0)) % len(hits) if hits else -1


def hit_before(hits: list[Span], position: int) -> int:
    """The number of the last hit that starts before ``position``, round to the last; -1 without hits."""
    return (bisect_left(hits, (position, 0)) - 1) % len(hits) if hits else -1
