"""How wide the columns of a table must be, and whether it needs a page lying down. Lengths are twips (1/20 point)."""

from __future__ import annotations

from collections.abc import Sequence

from qualcoder_peer.core.reports.blocks import TableBlock

PORTRAIT_WIDTH = 9070
"""The width of the text on our own page."""
_LETTER = 104  # the average letter of Table Text (9.5 points), bold
_MARGINS = 180  # of a cell, left and right
_LONGEST_WORD = 16  # code points; longer words may be broken


def needed_widths(table: TableBlock) -> list[int]:
    """The least width of each column, in which no word of up to 16 letters is broken."""
    longest = [0] * len(table.header)
    for cells in (table.header, *table.rows):
        for column, cell in enumerate(cells):
            word = max(map(len, cell.replace("-", "- ").split()), default=1)
            longest[column] = max(longest[column], word)
    return [(min(letters, _LONGEST_WORD) + 1) * _LETTER + _MARGINS for letters in longest]


def lies_down(table: TableBlock, width: int) -> bool:
    """Whether a table goes on pages lying down: because it says so, or has more columns than fit ``width`` twips."""
    return table.landscape or sum(needed_widths(table)) > width


def column_widths(table: TableBlock, total: int) -> list[int]:
    """The widths of the columns, ``total`` twips together: by their shares, none narrower than its words need."""
    shares = [max(1, share) for share in table.widths]
    needed = needed_widths(table)
    if sum(needed) >= total:
        return _narrowed(total, needed)
    # Columns whose share is less than they need get that; the rest goes to the others by their shares.
    fixed: set[int] = set()
    while True:
        room = total - sum(needed[column] for column in fixed)
        free = [column for column in range(len(shares)) if column not in fixed]
        parts = dict(zip(free, _shared(room, [shares[column] for column in free]), strict=True))
        narrow = [column for column in free if parts[column] < needed[column]]
        if not narrow:
            return [parts.get(column, needed[column]) for column in range(len(shares))]
        fixed.update(narrow)


def _narrowed(total: int, needed: Sequence[int]) -> list[int]:
    # The widest columns give way first, so that short words stay whole.
    room, widths = total, list(needed)
    for place, column in enumerate(sorted(range(len(needed)), key=lambda one: needed[one])):
        widths[column] = min(needed[column], room // (len(needed) - place))
        room -= widths[column]
    return widths


def _shared(total: int, shares: Sequence[int]) -> list[int]:
    return [total * share // max(1, sum(shares)) for share in shares]
