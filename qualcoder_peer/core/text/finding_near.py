"""Words near each other: places where all terms stand within so many words."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Sequence

Span = tuple[int, int]
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONGEST_WORD = 40  # code points a word and what parts it from the next can have on average


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
        latest = {term: deque[Span](maxlen=count) for term, count in self._needed.items()}
        hits: list[Span] = []
        for start, end, term in events:
            latest[term].append((start, end))
            places = sorted(place for kept in latest.values() for place in kept)
            if len(places) < self._needed.total() or not self._is_near(text, places):
                continue
            hits.append((places[0][0], places[-1][1]))
            for kept in latest.values():
                kept.clear()
        return hits

    def _is_near(self, text: str, places: list[Span]) -> bool:
        if any(place[1] > following[0] for place, following in zip(places, places[1:], strict=False)):
            return False
        first, last = places[0], places[-1]
        if last[0] - first[0] > self._within * _LONGEST_WORD:
            return False
        apart = sum(1 for _ in _WORD.finditer(text, first[0], last[0]))
        return len(places) == 1 or apart <= self._within
