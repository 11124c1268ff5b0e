"""Words near each other: places where all terms stand within so many words. A word is what stands between white space
and has a letter or digit."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence

Span = tuple[int, int]
_LONGEST_WORD = 40
"""So many code points a word and what parts it from the next have at most on average."""


class Near:
    """Finds the shortest stretches in which all terms stand; a term that is given twice must stand there twice."""

    def __init__(self, finders: Sequence[Callable[[str, str], list[Span]]], terms: Sequence[str], within: int) -> None:
        folded = [" ".join(term.casefold().split()) for term in terms]
        self._needed = Counter(folded)
        self._finders = dict(zip(folded, finders, strict=True))
        self._within = max(1, within)

    def spans(self, text: str, language: str) -> list[Span]:
        """The stretches, from the first term to the last, by place; they do not overlap."""
        events: list[tuple[int, int, str]] = []
        for term, find in self._finders.items():
            found = find(text, language)
            if len(found) < self._needed[term]:
                return []
            events.extend((start, end, term) for start, end in found)
        events.sort()
        if len(self._needed) == self._needed.total() == 2:
            return self._pairs(text, events)
        latest = {term: deque[Span](maxlen=count) for term, count in self._needed.items()}
        kept = list(latest.values())
        furthest, needed, held = self._within * _LONGEST_WORD, self._needed.total(), 0
        hits: list[Span] = []
        for start, end, term in events:
            mine = latest[term]
            held += len(mine) < self._needed[term]
            mine.append((start, end))
            # Nearly all are told apart by this line: the words between two are counted only where they may be near.
            if held < needed or start - min(places[0] for places in kept)[0] > furthest:
                continue
            places = sorted(place for those in kept for place in those)
            if self._is_near(text, places):
                hits.append((places[0][0], max(place[1] for place in places)))
                held = 0
                for those in kept:
                    those.clear()
        return hits

    def _pairs(self, text: str, events: list[tuple[int, int, str]]) -> list[Span]:
        """The stretches for two terms, which are what is nearly always sought: quicker than for any number."""
        furthest = self._within * _LONGEST_WORD
        nowhere = (-furthest - 1, 0)
        hits: list[Span] = []
        first = events[0][2]
        mine = theirs = nowhere  # where the first term and the other one stood last
        for start, end, term in events:
            before = theirs if term == first else mine
            if start - before[0] <= furthest and self._is_near(text, [before, (start, end)]):
                hits.append((before[0], end))
                mine = theirs = nowhere
            elif term == first:
                mine = (start, end)
            else:
                theirs = (start, end)
        return hits

    def _is_near(self, text: str, places: list[Span]) -> bool:
        if any(place[1] > following[0] for place, following in zip(places, places[1:], strict=False)):
            return False
        words = text[places[0][0] : places[-1][0]].split()
        if self._within < len(words) <= 2 * self._within:  # dashes by themselves are no words, but never half of all
            words = [word for word in words if word.isalnum() or any(map(str.isalnum, word))]
        return len(words) <= self._within
