"""What two sequences have in common, in order: patience anchors first, then the shortest edit, both bounded.

Runs of items that stand once in both sequences are anchors; between anchors the same is tried again with shorter
runs, and what is small or nearly alike at last goes to Myers' algorithm (E. Myers, An O(ND) difference algorithm and
its variations, 1986) with a bound on its steps. So the time grows nearly as the length does, whatever the sequences
are; where the bound is met, items are paired by their order of occurrence, and some that could match do not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from operator import lt

Block = tuple[int, int, int]
"""(index in the old sequence, index in the new, number of equal items)."""
Tick = Callable[[], None]
"""Called now and then during long work; what it raises ends the work."""
Pair = tuple[int, int]
Keyed = tuple[Sequence[int], Sequence[Hashable]]
"""Places, ascending, and what stands at each."""

_DEEPEST = 48
_MOST_EDITS = 120
_STEPS, _STEPS_PER_ITEM = 200, 6
"""How long the shortest edit of a range is searched for: at least so many steps, and so many for each of its items."""
_FEW_PAIRS = 30
_SAMPLED_FROM = 60_000
_SAMPLE = 3
"""Of very long ranges only the runs whose hash ends in two zero bits are looked at: a quarter of the memory."""


def matching_blocks(
    old: Sequence[int], new: Sequence[int], widths: Sequence[int] = (1,), tick: Tick | None = None
) -> list[Block]:
    """Blocks of equal items, ascending in both sequences, none next to another on both sides.

    ``widths`` are the lengths of the runs that are tried as anchors, one after the other.
    """
    blocks: list[Block] = []
    waiting = [(0, len(old), 0, len(new), 0)]
    while waiting:
        start, end, there, limit, depth = waiting.pop()
        if tick is not None:
            tick()
        head = _common_head(old, start, end, new, there, limit)
        if head:
            blocks.append((start, there, head))
            start, there = start + head, there + head
        tail = _common_tail(old, start, end, new, there, limit)
        if tail:
            end, limit = end - tail, limit - tail
            blocks.append((end, limit, tail))
        shared = _shared(old[start:end], new[there:limit])
        if not shared:
            continue
        span = (start, end, there, limit)
        anchors = _anchors(old, new, span, [width for width in widths if width <= shared]) if depth < _DEEPEST else []
        if not anchors:
            blocks += _shortest_edit(old, new, span) or _ranked(old, new, span)
            continue
        blocks += anchors
        at, over = start, there
        for first, second, length in (*anchors, (end, limit, 0)):
            if first > at and second > over:
                waiting.append((at, first, over, second, depth + 1))
            at, over = first + length, second + length
    blocks.sort()
    return joined(blocks)


def joined(blocks: Iterable[Block]) -> list[Block]:
    """Ascending blocks with those that touch on both sides made one."""
    found: list[Block] = []
    for start, there, length in blocks:
        if found:
            first, second, count = found[-1]
            if first + count == start and second + count == there:
                found[-1] = (first, second, count + length)
                continue
        found.append((start, there, length))
    return found


def rising(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest choice of pairs (ascending in the first) that ascends in the second too."""
    seconds = [there for _, there in pairs]
    if all(map(lt, seconds, seconds[1:])):
        return list(pairs)
    tops: list[int] = []
    chosen: list[int] = []
    before: list[int] = []
    for number, (_, there) in enumerate(pairs):
        place = bisect_left(tops, there)
        before.append(chosen[place - 1] if place else -1)
        if place == len(tops):
            tops.append(there)
            chosen.append(number)
        else:
            tops[place] = there
            chosen[place] = number
    found: list[Pair] = []
    number = chosen[-1] if chosen else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def unique_pairs(old: Keyed, new: Keyed) -> list[Pair]:
    """(old place, new place) of keys that come once in ``old`` and once in ``new``, ascending in ``old``."""
    shared = set(old[1]).intersection(new[1])  # often there are few: then nothing else takes a loop of Python's
    if not shared:
        return []
    mine, theirs = _first_places(old, shared), _first_places(new, shared)
    return [(place, theirs[key]) for key, place in mine.items() if place >= 0 and theirs[key] >= 0]


def runs_of(ids: Sequence[int], start: int, end: int, width: int, sampled: bool = False) -> Keyed:
    """Every run of ``width`` items in ``[start, end)`` by its index, or those in a sample, which depends on nothing
    but the items."""
    if width == 1:
        return range(start, end), ids[start:end]
    last = max(start, end - width + 1)
    runs = zip(*[ids[start + shift : last + shift] for shift in range(width)], strict=True)
    if not sampled:
        return range(start, last), list(runs)
    places = [place for place, key in enumerate(map(hash, runs), start) if not key & _SAMPLE]
    return places, [tuple(ids[place : place + width]) for place in places]


def _first_places(keyed: Keyed, wanted: Container[Hashable]) -> dict[Hashable, int]:
    """Where each of the wanted keys stands, by that place; -1 for those that stand more than once."""
    found: dict[Hashable, int] = {}
    for place, key in zip(*keyed, strict=True):
        if key in wanted:
            found[key] = -1 if key in found else place
    return found


def _shared(old: Sequence[int], new: Sequence[int]) -> int:
    """How many items each of two sequences has at least that the other one has too: no longer run is in both."""
    both = set(old).intersection(new)
    if not both:
        return 0
    return min(sum(map(both.__contains__, old)), sum(map(both.__contains__, new)))


def _anchors(
    old: Sequence[int], new: Sequence[int], span: tuple[int, int, int, int], widths: Sequence[int]
) -> list[Block]:
    start, end, there, limit = span
    smaller = min(end - start, limit - there)
    sampled = smaller > _SAMPLED_FROM
    for width in widths:
        pairs = unique_pairs(runs_of(old, start, end, width, sampled), runs_of(new, there, limit, width, sampled))
        once = rising(pairs)
        if _is_an_order(len(once), len(pairs)):
            return _without_overlaps(once, width)
    return []


def _is_an_order(rising: int, pairs: int) -> bool:
    """Whether so many of the pairs ascend that it is no accident: of pairs in disorder about twice the root do."""
    return rising > 0 and (pairs <= _FEW_PAIRS or rising * rising >= 6 * pairs)


def _without_overlaps(pairs: Iterable[Pair], width: int) -> list[Block]:
    """Runs of ``width`` items as blocks: of those that overlap, the ones on one diagonal are joined, the others go."""
    blocks: list[Block] = []
    for first, second in pairs:
        if blocks:
            start, there, length = blocks[-1]
            if first < start + length or second < there + length:
                if first - start == second - there:
                    blocks[-1] = (start, there, first + width - start)
                continue
        blocks.append((first, second, width))
    return blocks


def _shortest_edit(old: Sequence[int], new: Sequence[int], span: tuple[int, int, int, int]) -> list[Block]:
    """Myers' greedy algorithm; empty when it would take more than the bound of edits or of steps."""
    start, end, there, limit = span
    rows, columns = end - start, limit - there
    reached = {1: 0}
    trail: list[dict[int, int]] = []
    steps, most = 0, _STEPS + _STEPS_PER_ITEM * (rows + columns)
    for edits in range(min(rows + columns, _MOST_EDITS) + 1):
        trail.append(dict(reached))
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1])
            row = reached[diagonal + 1] if down else reached[diagonal - 1] + 1
            column = row - diagonal
            before = row
            while row < rows and column < columns and old[start + row] == new[there + column]:
                row, column = row + 1, column + 1
            reached[diagonal] = row
            steps += row - before + 1
            if row >= rows and column >= columns:
                return _walk_back(trail, rows, columns, start, there)
        if steps > most:
            return []
    return []


def _walk_back(trail: Sequence[dict[int, int]], row: int, column: int, start: int, there: int) -> list[Block]:
    blocks: list[Block] = []
    for edits in range(len(trail) - 1, -1, -1):
        reached, diagonal = trail[edits], row - column
        down = diagonal == -edits or (diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1])
        before = diagonal + 1 if down else diagonal - 1
        at = reached[before] if edits else 0
        over = at - before if edits else 0
        begin = (at if down else at + 1) if edits else 0
        if row > begin:
            blocks.append((start + begin, there + begin - diagonal, row - begin))
        row, column = at, over
    return blocks


def _ranked(old: Sequence[int], new: Sequence[int], span: tuple[int, int, int, int]) -> list[Block]:
    """Items that come equally often on both sides, the first with the first, the second with the second, and so on."""
    start, end, there, limit = span
    counts, others = Counter(old[start:end]), Counter(new[there:limit])
    equal = {item for item, count in counts.items() if others.get(item) == count}
    mine: dict[int, list[int]] = {item: [] for item in equal}
    theirs: dict[int, list[int]] = {item: [] for item in equal}
    for found, items, first in ((mine, old[start:end], start), (theirs, new[there:limit], there)):
        for place, item in enumerate(items, first):
            if item in equal:
                found[item].append(place)
    pairs = [pair for item in equal for pair in zip(mine[item], theirs[item], strict=True)]
    once = rising(sorted(pairs))
    return [(first, second, 1) for first, second in once] if _is_an_order(len(once), len(pairs)) else []


def _common_head(old: Sequence[int], start: int, end: int, new: Sequence[int], there: int, limit: int) -> int:
    most = min(end - start, limit - there)
    count, size = 0, 64
    while count < most:  # by slices: a whole text of equal items takes no loop of Python's
        size = min(size, most - count)
        if old[start + count : start + count + size] == new[there + count : there + count + size]:
            count += size
            size *= 2
        elif size > 1:
            size //= 2
            most = min(most, count + 2 * size)
        else:
            break
    return count


def _common_tail(old: Sequence[int], start: int, end: int, new: Sequence[int], there: int, limit: int) -> int:
    most = min(end - start, limit - there)
    count, size = 0, 64
    while count < most:
        size = min(size, most - count)
        if old[end - count - size : end - count] == new[limit - count - size : limit - count]:
            count += size
            size *= 2
        elif size > 1:
            size //= 2
            most = min(most, count + 2 * size)
        else:
            break
    return count
