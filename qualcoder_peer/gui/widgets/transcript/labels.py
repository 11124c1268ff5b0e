"""Where the names of the stripes stand: beside the stripe, one under another, and none where it is too crowded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

_FARTHEST = 3


class StripeRow(NamedTuple):
    """A stripe as seen: top and bottom in pixels of the margin, which may lie outside of it."""

    id: int
    top: int
    bottom: int


def place_labels(rows: Iterable[StripeRow], height: int, page_height: int, slack: int) -> dict[int, int]:
    """The top of each label that finds room, by stripe id; ``height`` is that of one label.

    A label stands where its stripe begins, or as far below as labels above it push it. It is left out when that
    would be more than ``slack`` below the end of its own stripe, or too far from its beginning to be seen as
    belonging to it. Labels never overlap.
    """
    tops: dict[int, int] = {}
    free_from = 0
    for row in sorted(rows, key=lambda one: (max(0, one.top), one.bottom, one.id)):
        begin = max(row.top, 0)
        top = max(begin, free_from)
        if top - begin <= _FARTHEST * height and top + height <= min(row.bottom + slack, page_height):
            tops[row.id] = top
            free_from = top + height
    return tops
