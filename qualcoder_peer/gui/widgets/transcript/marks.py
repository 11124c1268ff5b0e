"""What is marked on the page besides the codings: search hits, what is pointed at, what is current, what is dragged."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

NONE = -1


class PageMarks:
    """Positions in code points, half open; ``NONE`` where no segment is meant."""

    def __init__(self) -> None:
        self.hovered = NONE
        self.current = NONE
        self.suggested = NONE
        self.preview: tuple[int, int] | None = None
        self.drop_target: tuple[int, int] | None = None
        self.current_hit = NONE
        self._hits: list[tuple[int, int]] = []
        self._longest_hit = 0

    @property
    def lit(self) -> set[int]:
        """What is pointed at or looked at."""
        return {self.hovered, self.current, self.suggested} - {NONE}

    @property
    def hits(self) -> Sequence[tuple[int, int]]:
        """All hits, by start."""
        return self._hits

    def set_hits(self, hits: Sequence[tuple[int, int]], current: int) -> None:
        """Take these hits; ``current`` is the place of the current one in ``hits`` as given, or ``NONE``."""
        chosen = hits[current] if 0 <= current < len(hits) else None
        self._hits = sorted((start, end) for start, end in hits if end > start)
        self._longest_hit = max((end - start for start, end in self._hits), default=0)
        self.current_hit = bisect_left(self._hits, chosen) if chosen in self._hits else NONE

    def hits_between(self, start: int, end: int) -> list[tuple[int, tuple[int, int]]]:
        """The hits that touch ``[start, end)``, each with its number."""
        first = bisect_right(self._hits, (start - self._longest_hit, 0))
        first = max(0, first - 1)
        last = bisect_left(self._hits, (end, end))
        return [(number, self._hits[number]) for number in range(first, last) if self._hits[number][1] > start]

    def forget(self) -> None:
        """For another text."""
        self.hovered = self.current = self.suggested = NONE
        self.preview = self.drop_target = None
        self.set_hits((), NONE)
