"""How the width of the window is shared between the margins and a column that is easy to read."""

from __future__ import annotations

from typing import NamedTuple


class PageShares(NamedTuple):
    """Widths in pixels of the left margin and the right margin; the column has the rest."""

    left: int
    right: int


def share_width(available: int, column: int, left_needed: int, right_wished: int, right_least: int) -> PageShares:
    """Centre a column of the wished width; where room is short the right margin gives way first, then the column.

    What is left over when everything has its wish is split so that the column stands in the middle, as far as
    the right margin's wish allows.
    """
    spare = available - column
    if spare >= left_needed + right_wished:
        right = max(right_wished, spare // 2)
        return PageShares(max(spare - right, left_needed), min(right, spare - left_needed))
    right = max(min(right_wished, spare - left_needed), min(right_least, max(0, available // 4)))
    return PageShares(min(left_needed, max(0, available // 4)), right)
