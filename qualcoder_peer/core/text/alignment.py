"""Where the words of one version of a text stand in another: paragraphs first, then words, then letters.

Paragraphs that both versions have are matched in order; what changed between them is matched word by word, and a
changed word by its beginning and end. What was taken out of its order and put elsewhere unchanged is found again
where it is long enough to be known. A chance match of a word or two amid other words counts for nothing.

Positions are code points, half open. Time and memory grow nearly as the texts do (see ``matching.py``).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qualcoder_peer.core.text.matching import Block, Tick
from qualcoder_peer.core.text.stretches import letters, matching_text
from qualcoder_peer.core.text.words import snap_to_words

SURVIVING = 0.5
"""The share of a segment's characters that must be found again for it to have a place."""

_STOPS, _MARKS = frozenset(".,;!?()\"”“…"), "\u0300"
"""Signs that join no words, and the first combining mark: beside these nothing needs to be looked up."""
_SURELY_MEANT = 12
"""Words shorter than this are found again beside their place only where they stand but once."""
_FAR = 2_000
"""Characters put in between two stretches from which on they no longer belong together."""
_FOUND_ELSEWHERE = 20
_SEARCH = 400_000_000
"""Characters looked through in all for words that the alignment did not find; a second at the most."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a segment went: ``exact`` if its words are the same, whatever the white space between them; ``moved`` if
    it was found out of its order."""

    start: int
    end: int
    exact: bool
    moved: bool = False


class _Chain:
    """Matched stretches by their place in the old text, with what is asked of them again and again."""

    def __init__(self, runs: Sequence[Block], moved: bool) -> None:
        self.moved = moved
        self.old = array("q", (run[0] for run in runs))
        self.new = array("q", (run[1] for run in runs))
        self.length = array("q", (run[2] for run in runs))
        total = array("q", (0,))
        for run in runs:
            total.append(total[-1] + run[2])
        self.total = total
        self.breaks = [
            number + 1
            for number, (one, two) in enumerate(pairwise(runs))
            if not 0 <= two[1] - one[1] - one[2] <= two[0] - one[0] - one[2] + _FAR
        ]

    def touched(self, start: int, end: int) -> tuple[int, int]:
        """The runs that overlap ``[start, end)`` of the old text, as a half open range of numbers."""
        first = bisect_right(self.old, start) - 1
        if first < 0 or self.old[first] + self.length[first] <= start:
            first += 1
        return first, bisect_left(self.old, end)

    def found(self, first: int, last: int, start: int, end: int) -> int:
        """How many characters of ``[start, end)`` the runs ``first`` to ``last`` hold."""
        if first >= last:
            return 0
        whole = self.total[last] - self.total[first]
        before = max(0, start - self.old[first])
        behind = max(0, self.old[last - 1] + self.length[last - 1] - end)
        return whole - before - behind

    def divided(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """``[first, last)`` in pieces within which the runs follow each other in the new text too."""
        at = first
        for place in self.breaks[bisect_right(self.breaks, first) : bisect_left(self.breaks, last)]:
            yield at, place
            at = place
        yield at, last


class Alignment:
    """The answer of ``align``. ``runs`` are the stretches found, (old start, new start, length) by old start."""

    def __init__(self, old: str, new: str, ordered: Sequence[Block], moved: Sequence[Block]) -> None:
        self.old, self.new = old, new
        self.runs = tuple(sorted((*ordered, *moved)))
        self._ordered = _Chain(ordered, moved=False)
        self._chains = (self._ordered, _Chain(moved, moved=True)) if moved else (self._ordered,)
        by_new = sorted((run[1], run[0], run[2]) for run in self.runs)
        self._back = _Chain(by_new, moved=False)
        self._search = _SEARCH

    def place(self, start: int, end: int) -> Placed | None:
        """Where ``[start, end)`` of the old text stands in the new one; None where too little of it is left.

        The same words are preferred to a likeness. Where the words changed, at least SURVIVING of the characters must
        be there still, in one stretch, and the edges are those of whole words; words that took the place of the
        segment's first or last ones belong to it. Raises ValueError if the segment is empty or outside the old text.
        """
        if not 0 <= start < end <= len(self.old):
            raise ValueError("the segment is empty or outside the text")
        for chain in self._chains:
            number = bisect_right(chain.old, start) - 1
            if number < 0 or end > chain.old[number] + chain.length[number]:
                continue
            if self._is_whole(chain, number, start, end):
                shift = chain.new[number] - chain.old[number]
                return Placed(start + shift, end + shift, True, chain.moved)
        best = self._best(start, end)
        near = self._same_words_near(start, end, best)
        if near is not None:
            return near
        return best or self._same_words_elsewhere(start, end)

    def position(self, place: int) -> int:
        """The place in the new text of a place in the old one; of one in changed words, where their change begins."""
        if not 0 <= place <= len(self.old):
            raise ValueError("the place is outside the text")
        chain = self._ordered
        number = bisect_right(chain.old, place) - 1
        if number < 0:
            return 0
        return chain.new[number] + min(place - chain.old[number], chain.length[number])

    # Private

    def _is_whole(self, chain: _Chain, number: int, start: int, end: int) -> bool:
        """Whether a segment within one run has no letters added to its first or last word."""
        first, shift = chain.old[number], chain.new[number] - chain.old[number]
        left = start == first and _cuts(self.new, start + shift) and not _cuts(self.old, start)
        last = first + chain.length[number]
        return not left and not (end == last and _cuts(self.new, end + shift) and not _cuts(self.old, end))

    def _best(self, start: int, end: int) -> Placed | None:
        said = letters(self.old, start, end)
        wanted, spaces = SURVIVING * said, end - start - said
        most, chosen = 0, None
        for chain in self._chains:
            first, last = chain.touched(start, end)
            if first >= last:
                continue
            for low, high in self._clusters(chain, first, last, start, end):
                found = chain.found(low, high, start, end)
                if found > most:
                    most, chosen = found, (chain, low, high)
        if chosen is None or most < wanted:
            return None
        chain, low, high = chosen
        if most - spaces < wanted and self._letters_found(chain, low, high, start, end) < wanted:
            return None
        return self._edges(chain, low, high, start, end)

    def _clusters(self, chain: _Chain, first: int, last: int, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Runs that follow each other closely enough to be one segment."""
        for low, high in chain.divided(first, last):
            grown = chain.new[high - 1] + chain.length[high - 1] - chain.new[low]
            if grown <= 3 * (end - start) + 100 or high - low > _FAR:
                yield low, high
                continue
            at = low
            for number in range(low + 1, high):
                gap = chain.new[number] - chain.new[number - 1] - chain.length[number - 1]
                if gap > end - start + 100:
                    yield at, number
                    at = number
            yield at, high

    def _letters_found(self, chain: _Chain, low: int, high: int, start: int, end: int) -> int:
        if high - low > _FAR:
            return chain.found(low, high, start, end)
        return sum(
            letters(self.old, max(start, chain.old[one]), min(end, chain.old[one] + chain.length[one]))
            for one in range(low, high)
        )

    def _edges(self, chain: _Chain, low: int, high: int, start: int, end: int) -> Placed | None:
        last = high - 1
        left = chain.new[low] + max(0, start - chain.old[low])
        right = chain.new[last] + min(end - chain.old[last], chain.length[last])
        before = chain.old[low - 1] + chain.length[low - 1] if low else 0
        if not chain.moved and start < chain.old[low] and before >= start - 1:
            over = chain.new[low - 1] + chain.length[low - 1] if low else 0
            if self._took_the_place(before, chain.old[low], over, chain.new[low]):
                left = over
        behind = chain.old[high] if high < len(chain.old) else len(self.old)
        reached = chain.old[last] + chain.length[last]
        if not chain.moved and end > reached and behind <= end + 1:
            beyond = chain.new[high] if high < len(chain.new) else len(self.new)
            if self._took_the_place(reached, behind, chain.new[last] + chain.length[last], beyond):
                right = beyond
        left, right = self._whole_words(left, right, start, end)
        if left >= right:
            return None
        return Placed(left, right, self.new[left:right].split() == self.old[start:end].split(), chain.moved)

    def _whole_words(self, left: int, right: int, start: int, end: int) -> tuple[int, int]:
        """``[left, right)`` of the new text without white space at its edges and with the words that it cuts made
        whole, unless ``[start, end)`` cut them too."""
        text = self.new
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        cut_left = _cuts(text, left) and not _cuts(self.old, start)
        cut_right = _cuts(text, right) and not _cuts(self.old, end)
        if left < right and (cut_left or cut_right):
            whole = snap_to_words(text, left, right)
            return whole[0] if cut_left else left, whole[1] if cut_right else right
        return left, right

    def _took_the_place(self, start: int, end: int, there: int, limit: int) -> bool:
        """Whether the new words ``[there, limit)`` stand for the old ones ``[start, end)``, which they replaced."""
        if there >= limit or limit - there > 3 * (end - start) + 20:
            return False
        return self.new.count("\n", there, limit) <= self.old.count("\n", start, end)

    def _same_words_near(self, start: int, end: int, best: Placed | None) -> Placed | None:
        """The very words where the segment should be, in case the alignment took equal words beside them."""
        words = self.old[start:end]
        if best is not None and best.moved:
            low, high = best.start, best.end
        else:
            chain = self._ordered
            low = self.position(start)
            number = bisect_left(chain.old, end)
            high = chain.new[number] if number < len(chain.new) else len(self.new)
        slack = min(end - start + 50, _FAR)
        low, high = max(0, low - slack), min(len(self.new), high + slack)
        if high - low > 20 * (end - start) + 10 * _FAR:
            return None
        found = [place for place in self._occurrences(words, low, high) if self._is_free(place, start, end)]
        if len(found) > 1:
            wanted = best.start if best is not None else self.position(start)
            found.sort(key=lambda place: abs(place - wanted))
        if not found or (best is None and len(words.strip()) < _SURELY_MEANT and len(found) > 1):
            return None
        return Placed(found[0], found[0] + len(words), True, best is not None and best.moved)

    def _same_words_elsewhere(self, start: int, end: int) -> Placed | None:
        words = self.old[start:end]
        if letters(self.old, start, end) < _FOUND_ELSEWHERE or self._search < 0:
            return None
        self._search -= len(self.new)
        found = list(self._occurrences(words, 0, len(self.new), most=2))
        if len(found) != 1 or not self._is_free(found[0], start, end):
            return None
        self._search -= len(self.old)
        if len(list(self._occurrences(words, 0, len(self.old), of_old=True, most=2))) != 1:
            return None
        return Placed(found[0], found[0] + len(words), True, True)

    def _occurrences(
        self, words: str, low: int, high: int, *, of_old: bool = False, most: int = 50
    ) -> Iterator[int]:
        """Where ``words`` stand in a stretch, not inside of longer words."""
        text = self.old if of_old else self.new
        place = text.find(words, low, high)
        while place >= 0 and most:
            end = place + len(words)
            cut = (place and text[place - 1].isalnum() and words[0].isalnum()) or (
                end < len(text) and text[end].isalnum() and words[-1].isalnum()
            )
            if not cut:
                most -= 1
                yield place
            place = text.find(words, place + 1, high)

    def _is_free(self, place: int, start: int, end: int) -> bool:
        """Whether the new words at ``place`` are no other words' of the old text than those of ``[start, end)``."""
        first, last = self._back.touched(place, place + end - start)
        for number in range(first, last):
            from_ = max(place, self._back.old[number])
            to = min(place + end - start, self._back.old[number] + self._back.length[number])
            shift = self._back.new[number] - self._back.old[number]
            if from_ + shift < start or to + shift > end:
                if not self.new[from_:to].isspace():
                    return False
        return True


def align(old: str, new: str, tick: Tick | None = None) -> Alignment:
    """Find where each part of ``old`` stands in ``new``.

    ``tick`` is called now and then; what it raises ends the work.
    """
    return Alignment(old, new, *matching_text(old, new, tick))


def _cuts(text: str, place: int) -> bool:
    """Whether a place is inside of a word, or of a sign of several characters."""
    if not 0 < place < len(text):
        return False
    before, behind = text[place - 1], text[place]
    if before.isspace() or behind.isspace():
        return False
    if before.isalnum() and behind.isalnum():
        return True
    plain = before < _MARKS and behind < _MARKS and not before.isdigit() and not behind.isdigit()
    if plain and (before in _STOPS or behind in _STOPS):
        return False
    return snap_to_words(text, place - 1, place)[1] > place


def differences(old: str, new: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """What of two short texts is not the same, for marking it: stretches of the old one, and stretches of the new."""
    runs = align(old, new).runs
    by_new = sorted((there, length) for _, there, length in runs)
    return (
        _between([(start, length) for start, _, length in runs], len(old)),
        _between(by_new, len(new)),
    )


def _between(runs: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    found, at = [], 0
    for start, count in (*runs, (length, 0)):
        if start > at:
            found.append((at, start))
        at = start + count
    return found
