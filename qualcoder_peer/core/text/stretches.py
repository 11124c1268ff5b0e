"""The stretches two texts have in common: lines, words within changed lines, letters within changed words; and what was
moved out of its order. Stretches are blocks (old start, new start, length) in code points.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain

from qualcoder_peer.core.text.matching import Block, Tick, joined, matching_blocks, rising, runs_of, unique_pairs

Span = tuple[int, int]
Gap = tuple[int, int, int, int]
"""(old start, old end, new start, new end) of what is not the same."""

_TOKEN = re.compile(r"([^\W_\u3040-\u9fff]+|\S)")
_PLAIN_TOKEN, _NOT_PLAIN = re.compile(r"(\w+|\S)"), re.compile(r"[_\u3040-\u9fff]")
"""The same tokens, found sooner, of a text that has none of these signs."""
_LINE_WIDTHS, _WORD_WIDTHS = (1, 2), (5, 3, 1)
_CHANCE = 24
"""A matched stretch shorter than this, with at least as much changed on both sides of it, matched by chance."""
_LONGEST_CHANGED_WORDS = 400
_MOVED_WORDS, _MOVED_LETTERS = 5, 20
_SHORTEST_MOVED_LINE = 12
_SAMPLED_FROM = 60_000


def matching_text(old: str, new: str, tick: Tick | None = None) -> tuple[list[Block], list[Block]]:
    """What both texts have in order, and what was moved: ascending blocks, no part of a text in two of them."""
    ordered = _matching_lines(old, new, tick)
    gaps = list(_gaps(ordered, len(old), len(new)))
    moves = _Moves(old, new, gaps)
    for start, there, length in _lines_out_of_order(old, new, gaps):
        moves.add(start, there, length)
    mine, theirs = _AllWords(old, [gap[:2] for gap in gaps], -1), _AllWords(new, [gap[2:] for gap in gaps], -2)
    _number(mine, theirs)
    words: list[Block] = []
    for gap in gaps:
        start, end, there, limit = gap
        if start < end and there < limit:
            one, two = moves.mine.within(start, end), moves.theirs.within(there, limit)
            words += _matching_words(mine.within(one), one, theirs.within(two), two, gap, tick)
    ordered = joined(sorted((*ordered, *words)))
    for start, there, length in words:
        moves.mine.take(start, start + length)
        moves.theirs.take(there, there + length)
    if tick is not None:
        tick()
    for start, there, length in _same_words(mine, moves.mine.stretches(), theirs, moves.theirs.stretches()):
        moves.add(start, there, length)
    return ordered, moves.runs()


def letters(text: str, start: int, end: int) -> int:
    """How many characters of a stretch are no white space; its length if none is."""
    return len("".join(text[start:end].split())) or end - start


def _gaps(runs: Sequence[Block], old_length: int, new_length: int) -> Iterator[Gap]:
    """What lies between runs."""
    at = over = 0
    for start, there, length in (*runs, (old_length, new_length, 0)):
        if start > at or there > over:
            yield at, start, over, there
        at, over = start + length, there + length


def _matching_lines(old: str, new: str, tick: Tick | None) -> list[Block]:
    """Whole lines that both have, in order, as runs of characters."""
    mine, theirs = old.splitlines(keepends=True), new.splitlines(keepends=True)
    number = _numbers(mine, theirs).__getitem__
    blocks = matching_blocks(list(map(number, mine)), list(map(number, theirs)), _LINE_WIDTHS, tick)
    starts, theirs_start = _starts(mine), _starts(theirs)
    runs = ((starts[one], theirs_start[two], starts[one + count] - starts[one]) for one, two, count in blocks)
    return _without_chance(list(runs), (0, len(old), 0, len(new)))


def _numbers(one: Iterable[str], two: Iterable[str]) -> dict[str, int]:
    """A number for each line or word of both texts, the same for equal ones."""
    return {item: number for number, item in enumerate(dict.fromkeys(chain(one, two)))}


def _starts(lines: Iterable[str]) -> array[int]:
    starts = array("q", (0,))
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts


def _without_chance(runs: list[Block], span: Gap) -> list[Block]:
    """Runs without those that are short between greater changes: the one word that two unlike sentences share."""
    start, end, there, limit = span
    kept: list[Block] = []

    def left_of(place: int) -> int:
        """The changed characters before a kept run, on the side that has fewer."""
        one, two, _ = kept[place]
        if not place:
            return min(one - start, two - there)
        first, second, count = kept[place - 1]
        return min(one - first - count, two - second - count)

    for run in (*runs, (end, limit, 0)):
        while kept:
            one, two, count = kept[-1]
            right = min(run[0] - one - count, run[1] - two - count)
            if count >= _CHANCE or count > right or count > left_of(len(kept) - 1):
                break
            kept.pop()
        if run[2]:
            kept.append(run)
    return kept


class _Words:
    """Words and signs of a text as numbers, with their places: three sequences of equal length."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.ids: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []


class _AllWords(_Words):
    """The words and signs of stretches of a text, out of which those of smaller stretches are taken.

    At the end of each of these stands an item that equals none; ``edge`` is the first such item's number, odd for the
    one text and even for the other.
    """

    def __init__(self, text: str, stretches: Iterable[Span], edge: int) -> None:
        super().__init__(text)
        self.words: list[str] = []
        self._edge = edge
        token = _TOKEN if _NOT_PLAIN.search(text) else _PLAIN_TOKEN
        for start, end in stretches:
            parts = token.split(text[start:end])  # what is between words, a word, what is between, and so on
            edges = list(accumulate(map(len, parts), initial=start))
            self.words += parts[1::2]
            self.starts += edges[1:-1:2]
            self.ends += edges[2::2]

    def within(self, stretches: Iterable[Span], fewest: int = 0) -> _Words:
        """The words that lie in stretches, without those that a stretch cuts; of stretches with fewer than ``fewest``
        characters none."""
        found = _Words(self.text)
        for start, end in stretches:
            if end - start < fewest:
                continue
            first, last = bisect_left(self.starts, start), bisect_right(self.ends, end)
            found.ids += self.ids[first:last]
            found.starts += self.starts[first:last]
            found.ends += self.ends[first:last]
            found.ids.append(self._edge)
            found.starts.append(end)
            found.ends.append(end)
            self._edge -= 2
        return found


def _number(mine: _AllWords, theirs: _AllWords) -> None:
    """Give the words of both texts their numbers."""
    number = _numbers(mine.words, theirs.words).__getitem__
    for one in (mine, theirs):
        one.ids = list(map(number, one.words))
        one.words.clear()


def _matching_words(
    old: _Words, mine: Sequence[Span], new: _Words, theirs: Sequence[Span], span: Gap, tick: Tick | None
) -> list[Block]:
    """Runs of characters of the words that stretches of the old text share with those of the new one, in order.

    ``span`` is the gap that the stretches lie in.
    """
    runs: list[Block] = []
    at = over = 0
    blocks = matching_blocks(old.ids, new.ids, _WORD_WIDTHS, tick)
    for first, second, length in (*blocks, (len(old.ids), len(new.ids), 0)):
        if first > at and second > over:
            runs += _like_words(old, (at, first), new, (over, second))
        if length:
            runs += _with_spaces(old, first, new, second, length)
        at, over = first + length, second + length
    return _without_chance(_grown(old.text, mine, new.text, theirs, joined(runs)), span)


def _with_spaces(old: _Words, first: int, new: _Words, second: int, length: int) -> Iterator[Block]:
    """So many equal words as runs of characters; where the space between two of them differs one run ends."""
    begin, there = old.starts[first], new.starts[second]
    end = old.ends[first + length - 1]
    if old.text[begin:end] == new.text[there : new.ends[second + length - 1]]:
        yield begin, there, end - begin
        return
    for one, two in zip(range(first, first + length - 1), range(second, second + length - 1), strict=True):
        last, now = old.ends[one], old.starts[one + 1]
        if old.text[last:now] != new.text[new.ends[two] : new.starts[two + 1]]:
            yield begin, there, last - begin
            begin, there = now, new.starts[two + 1]
    yield begin, there, end - begin


def _like_words(old: _Words, mine: Span, new: _Words, theirs: Span) -> Iterator[Block]:
    """The common beginnings and ends of words that took each other's place: *Anna* and *Annas*, *till baka*.

    ``mine`` and ``theirs`` are ranges of words.
    """
    (first, last), (second, limit) = mine, theirs
    if last - first == limit - second:
        for one, two in zip(range(first, last), range(second, limit), strict=True):
            word, other = (old.starts[one], old.ends[one]), (new.starts[two], new.ends[two])
            yield from _like_ends(old.text, word, new.text, other)
        return
    whole = old.starts[first], old.ends[last - 1]
    other = new.starts[second], new.ends[limit - 1]
    if max(whole[1] - whole[0], other[1] - other[0]) <= _LONGEST_CHANGED_WORDS:
        yield from _like_ends(old.text, whole, new.text, other)


def _like_ends(old: str, mine: Span, new: str, theirs: Span) -> Iterator[Block]:
    (start, end), (there, limit) = mine, theirs
    most = min(end - start, limit - there)
    if not most:
        return
    head = _equal(old, start, new, there, most, 1)
    tail = _equal(old, end - 1, new, limit - 1, most - head, -1)
    if head + tail >= 2 and 2 * (head + tail) >= most:
        if head:
            yield start, there, head
        if tail:
            yield end - tail, limit - tail, tail


def _equal(old: str, start: int, new: str, there: int, most: int, way: int) -> int:
    """How many characters agree from here on, forwards (``way`` 1) or backwards (-1)."""
    count = 0
    while count < most and old[start + way * count] == new[there + way * count]:
        count += 1
    return count


def _grown(
    old: str, mine: Sequence[Span], new: str, theirs: Sequence[Span], runs: Sequence[Block]
) -> list[Block]:
    """Runs with the equal white space and signs on both sides of them, as far as their stretches and the next run."""
    ends, limits = [end for _, end in mine], [end for _, end in theirs]
    grown: list[Block] = []
    at = over = 0
    for number, (one, two, count) in enumerate(runs):
        stretch = mine[min(bisect_right(ends, one), len(ends) - 1)]
        other = theirs[min(bisect_right(limits, two), len(limits) - 1)]
        following = runs[number + 1] if number + 1 < len(runs) else (stretch[1], other[1], 0)
        back = min(one - max(at, stretch[0]), two - max(over, other[0]))
        back = _equal(old, one - 1, new, two - 1, back, -1)
        room = min(min(following[0], stretch[1]) - one - count, min(following[1], other[1]) - two - count)
        on = _equal(old, one + count, new, two + count, room, 1)
        grown.append((one - back, two - back, back + count + on))
        at, over = one + count + on, two + count + on
    return joined(grown)


def _lines_out_of_order(old: str, new: str, gaps: Sequence[Gap]) -> list[Block]:
    """Lines that stand once in the gaps of both texts, without those that follow each other within one gap as they
    did: these are left to the words around them."""

    pairs = unique_pairs(
        _long_lines(old, ((start, end) for start, end, _, _ in gaps)),
        _long_lines(new, ((there, limit) for _, _, there, limit in gaps)),
    )
    starts, others = [gap[0] for gap in gaps], [gap[2] for gap in gaps]
    at_home: dict[int, list[tuple[int, int]]] = {}
    for one, two in pairs:
        gap = bisect_right(starts, one)
        if gap == bisect_right(others, two):
            at_home.setdefault(gap, []).append((one, two))
    left = {pair for inside in at_home.values() for pair in rising(inside)}
    return [(one, two, _line_length(old, one)) for one, two in pairs if (one, two) not in left]


def _long_lines(text: str, stretches: Iterable[Span]) -> tuple[list[int], list[str]]:
    """The lines of stretches that are long enough to be known again: where their words begin, and these."""
    places: list[int] = []
    lines: list[str] = []
    for start, end in stretches:
        place = start
        for line in text[start:end].splitlines(keepends=True):
            words = line.strip()
            if len(words) >= _SHORTEST_MOVED_LINE:
                places.append(place + line.index(words[0]))
                lines.append(words)
            place += len(line)
    return places, lines


def _line_length(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text[start : end if end >= 0 else len(text)].rstrip())


def _same_words(old: _AllWords, mine: Sequence[Span], new: _AllWords, theirs: Sequence[Span]) -> Iterator[Block]:
    one, two = old.within(mine, _MOVED_WORDS), new.within(theirs, _MOVED_WORDS)
    lengths = len(one.ids), len(two.ids)
    sampled = min(lengths) > _SAMPLED_FROM
    pairs = unique_pairs(
        runs_of(one.ids, 0, lengths[0], _MOVED_WORDS, sampled), runs_of(two.ids, 0, lengths[1], _MOVED_WORDS, sampled)
    )
    for first, second in pairs:
        yield one.starts[first], two.starts[second], one.ends[first + _MOVED_WORDS - 1] - one.starts[first]


class _Moves:
    """Collects moved runs: each grows as far as the texts agree and neither side is taken by another run."""

    def __init__(self, old: str, new: str, gaps: Sequence[Gap]) -> None:
        self._old, self._new = old, new
        self.mine = _Free((start, end) for start, end, _, _ in gaps)
        self.theirs = _Free((there, limit) for _, _, there, limit in gaps)
        self._found: list[Block] = []

    def add(self, start: int, there: int, length: int) -> None:
        """Add a run that agrees at least in its first word; what is found already is left alone."""
        low, high = self.mine.around(start)
        lower, higher = self.theirs.around(there)
        if high <= low or higher <= lower:
            return
        on = _equal(self._old, start, self._new, there, min(high - start, higher - there), 1)
        back = _equal(self._old, start - 1, self._new, there - 1, min(start - low, there - lower), -1)
        if letters(self._old, start - back, start + on) < min(_MOVED_LETTERS, length):
            return
        self._found.append((start - back, there - back, back + on))
        self.mine.take(start - back, start + on)
        self.theirs.take(there - back, there + on)

    def runs(self) -> list[Block]:
        """What was found, by place in the old text."""
        return sorted(self._found)


class _Free:
    """Stretches of a text that no run has taken yet."""

    def __init__(self, gaps: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in gaps:
            if start < end:
                self._starts.append(start)
                self._ends.append(end)

    def stretches(self) -> list[Span]:
        """What is free, by place; no stretch is empty."""
        return [(start, end) for start, end in zip(self._starts, self._ends, strict=True) if start < end]

    def within(self, start: int, end: int) -> list[Span]:
        """What is free of ``[start, end)``, of which no free stretch crosses the edges."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        spans = zip(self._starts[first:last], self._ends[first:last], strict=True)
        return [(low, high) for low, high in spans if low < high]

    def around(self, place: int) -> Span:
        """The free stretch that ``place`` is in; an empty one if it is taken."""
        number = bisect_right(self._starts, place) - 1
        if number < 0 or self._ends[number] <= place:
            return place, place
        return self._starts[number], self._ends[number]

    def take(self, start: int, end: int) -> None:
        """Take a part of one free stretch."""
        number = bisect_right(self._starts, start) - 1
        self._starts.insert(number + 1, end)
        self._ends.insert(number, start)
