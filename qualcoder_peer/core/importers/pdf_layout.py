"""The lines of a PDF page in the order in which a person reads them.

The order in which a file draws its lines is right for nearly all files, also for tables, cell by cell. Two things are
looked for in the geometry: columns of text that the file draws row by row, and pages whose order jumps about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qualcoder_peer.core.importers.pdf_pages import Segment

_FEWEST_LINES = 5
_NARROWEST = 0.2
_DEEPEST = 3
_FULL_ENOUGH = 0.75


@dataclass(slots=True)
class Line:
    """One line of a block; ``block`` counts the columns and the parts between them throughout the file.

    Lengths are points as in ``Segment``.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    first: float
    bold: int
    page: int
    block: int
    hyphen: bool


def ordered_lines(segments: Sequence[Segment], width: float, block: int) -> list[Line]:
    """The lines of one page as they are read; their blocks are numbered from ``block``."""
    found: list[Line] = []
    for number, part in enumerate(_blocks(list(segments), width, 0)):
        found.extend(_lines(part, block + number))
    return found


def _blocks(segments: list[Segment], width: float, depth: int) -> list[list[Segment]]:
    """The segments divided into blocks, each to be read to its end before the next."""
    gutter = _gutter(segments, width) if depth < _DEEPEST else None
    if gutter is None:
        return [_unjumbled(segments)] if segments else []
    left_of, right_of = gutter
    found: list[list[Segment]] = []
    left: list[Segment] = []
    right: list[Segment] = []
    across: list[Segment] = []
    for segment in sorted(segments, key=lambda one: (one.base, one.left)):
        crosses = segment.right > left_of and segment.left < right_of
        if crosses and (left or right):
            found.extend((*_blocks(_drawn(left), width, depth + 1), *_blocks(_drawn(right), width, depth + 1)))
            left, right = [], []
        elif not crosses and across:
            found.append(_unjumbled(_drawn(across)))
            across = []
        (across if crosses else left if segment.right <= left_of else right).append(segment)
    if across:
        found.append(_unjumbled(_drawn(across)))
    found.extend((*_blocks(_drawn(left), width, depth + 1), *_blocks(_drawn(right), width, depth + 1)))
    return found


def _drawn(segments: Iterable[Segment]) -> list[Segment]:
    return sorted(segments, key=lambda one: one.order)


def _gutter(segments: Sequence[Segment], width: float) -> tuple[float, float] | None:
    """The strip between two columns of text, or None: where many lines end before it and many begin at one place."""
    if len(segments) < 2 * _FEWEST_LINES:
        return None
    begins = Counter(round(segment.left / 3) for segment in segments)
    least = min(segment.left for segment in segments)
    best: tuple[int, float, float] | None = None
    for place, count in begins.items():
        start = place * 3 - 2.0
        if count + begins[place + 1] < _FEWEST_LINES or start < least + _NARROWEST * width:
            continue
        right = [segment for segment in segments if segment.left >= start]
        size = sorted(segment.size for segment in right)[len(right) // 2]
        left = [segment for segment in segments if segment.right <= start - 0.5 * size]
        if min(len(left), len(right)) < _FEWEST_LINES or (best and min(len(left), len(right)) <= best[0]):
            continue
        if _are_columns(segments, left, right, width):
            best = min(len(left), len(right)), max(segment.right for segment in left), start
    return best[1:] if best else None


def _are_columns(segments: Sequence[Segment], left: Sequence[Segment], right: Sequence[Segment], width: float) -> bool:
    """Whether both sides are wide, stand beside each other, are seldom crossed, and are text rather than a table."""
    for side in (left, right):
        if max(one.right for one in side) - min(one.left for one in side) < _NARROWEST * width:
            return False
    top = max(min(one.base for one in left), min(one.base for one in right))
    bottom = min(max(one.base for one in left), max(one.base for one in right))
    beside = [one for one in segments if top - 1 <= one.base <= bottom + 1]
    ours = {id(one) for one in (*left, *right)}
    crossing = sum(1 for one in beside if id(one) not in ours)
    if bottom <= top or crossing > 0.2 * len(beside) or len(beside) - crossing < 2 * _FEWEST_LINES:
        return False
    sides = {id(one): False for one in left} | {id(one): True for one in right}
    drawn = [sides[id(one)] for one in _drawn(beside) if id(one) in sides]
    switches = sum(1 for one, two in pairwise(drawn) if one != two)
    if switches <= 3:
        return True
    return switches > 0.6 * len(drawn) and min(_fullness(left), _fullness(right)) >= _FULL_ENOUGH


def _fullness(side: Sequence[Segment]) -> float:
    """How much of the side's width its lines fill on average."""
    start, end = min(one.left for one in side), max(one.right for one in side)
    return sum(one.right - one.left for one in side) / (len(side) * max(1.0, end - start))


def _unjumbled(segments: list[Segment]) -> list[Segment]:
    """The segments as drawn, or from top to bottom when the drawing goes up again and again at one place."""
    upwards = sum(
        1
        for one, two in pairwise(segments)
        if two.base < one.base - 0.5 * one.size and two.left < one.right and one.left < two.right
    )
    if upwards <= max(2, len(segments) // 12):
        return segments
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda one: one.base):
        if rows and segment.base - rows[-1][0].base < 0.3 * segment.size:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [segment for row in rows for segment in sorted(row, key=lambda one: one.left)]


def _lines(segments: Sequence[Segment], block: int) -> list[Line]:
    """Segments that follow each other on one line become one line, with a tab where the gap is wide."""
    found: list[Line] = []
    row: list[Segment] = []
    end = max(segment.right for segment in segments)
    for one in segments:
        if row and abs(one.base - row[-1].base) < 0.3 * one.size and one.left > row[-1].right:
            row.append(one)
            continue
        if row:
            found.append(_line(row, end, block))
        row = [one]
    found.append(_line(row, end, block))
    return found


def _line(row: Sequence[Segment], end: float, block: int) -> Line:
    first, last = row[0], row[-1]
    # A line of few words that is stretched to the margin has wide gaps between all of its words.
    stretched = end - last.right < 2 and all(" " not in one.text for one in row)
    text = first.text
    for one, two in pairwise(row):
        text += ("\t" if two.left - one.right > two.size and not stretched else " ") + two.text
    return Line(
        text, first.left, last.right, first.base, first.size, first.first, first.bold, first.page, block, last.hyphen
    )
