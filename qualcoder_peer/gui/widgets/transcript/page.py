"""How the width of the window is shared between the margins and a column that is easy to read."""

from __future__ import annotations

from typing import NamedTuple


class Wish(NamedTuple):
    """A width in pixels that is wanted, and the least that will do."""

    wished: int
    least: int


def share_width(available: int, left: int, column: Wish, right: Wish) -> tuple[int, int]:
    """The widths of the left and the right margin; the column has the rest.

    With room to spare the column stands in the middle, as far as the right margin's wish allows. Where room is
    short the column shrinks to its least first, then the right margin to its, and at last the column again.
    """
    spare = available - left - column.wished - right.wished
    if spare >= 0:
        wide_right = min(right.wished + spare, max(right.wished, (available - column.wished) // 2))
        return available - column.wished - wide_right, wide_right
    narrow_right = max(right.least, min(right.wished, available - left - column.least))
    most = max(0, available // 4)
    return min(left, most), min(narrow_right, 2 * most)
