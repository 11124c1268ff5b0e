"""What two sequences have in common, in order: patience anchors first, then the shortest edit, both bounded.

Runs of items that stand once in both sequences are anchors; between anchors the same is tried again with shorter
runs, and what is small or nearly alike at last goes to Myers' algorithm (E. Myers, An O(ND) difference algorithm and
its variations, 1986) with a bound on its steps. So the time grows nearly as the length does, whatever the sequences
are; where the bound is met, items are paired by their order of occurrence, and some that could match do not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Sequence

Block = tuple[int, int, int]
"""(index in the old sequence, index in the new, number of equal items)."""
Tick = Callable[[], None]
"""Called now and then during long work; what it raises ends the work."""
Pair = tuple[int, int]

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
        if start == end or there == limit:
            continue
        span = (start, end, there, limit)
        anchors = _anchors(old, new, span, widths) if depth < _DEEPEST else []
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


def unique_pairs(old: Iterable[tuple[int, Hashable]], new: Iterable[tuple[int, Hashable]]) -> list[Pair]:
    """(old place, new place) of keys that come once in ``old`` and once in ``new``, ascending in ``old``."""
    mine: dict[Hashable, int] = {}
    for place, key in old:
        mine[key] = -1 if key in mine else place
    theirs: dict[Hashable, int] = {}
    for place, key in new:
        if mine.get(key, -1) >= 0:
            theirs[key] = -1 if key in theirs else place
    pairs = [(mine[key], place) for key, place in theirs.items() if place >= 0]
    pairs.sort()
    return pairs


def runs_of(
    ids: Sequence[int], start: int, end: int, width: int, sampled: bool = False
) -> Iterable[tuple[int, Hashable]]:
    """(index, key) of every run of ``width`` items in ``[start, end)``, or of those in a sample, which depends on
    nothing but the items."""
    if width == 1:
        return enumerate(ids[start:end], start)
    shifted = [ids[start + shift : max(start, end - width + 1) + shift] for shift in range(width)]
    keys = enumerate(zip(*shifted, strict=True), start)
    return ((place, key) for place, key in keys if not hash(key) & _SAMPLE) if sampled else keys


def _anchors(
    old: Sequence[int], new: Sequence[int], span: tuple[int, int, int, int], widths: Sequence[int]
) -> list[Block]:
    start, end, there, limit = span
    smaller = min(end - start, limit - there)
    sampled = smaller > _SAMPLED_FROM
    for width in widths:
        if width > smaller:
            continue
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
    mine: dict[int, list[int]] = {}
    for place, item in enumerate(old[start:end], start):
        mine.setdefault(item, []).append(place)
    theirs: dict[int, list[int]] = {}
    for place, item in enumerate(new[there:limit], there):
        if item in mine:
            theirs.setdefault(item, []).append(place)
    pairs = [
        pair
        for item, places in theirs.items()
        if len(places) == len(mine[item])
        for pair in zip(mine[item], places, strict=True)
    ]
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
