"""How wide the columns of a table must be, and whether it needs a page lying down. Lengths are twips (1/20 point)."""

from __future__ import annotations

from collections.abc import Sequence

from qualcoder_peer.core.reports.blocks import Block, Heading, Paragraph, TableBlock

PROMPT = "Writing Prompt"
"""The style of what is said to the writer, not to the reader."""

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


def lying_blocks(blocks: Sequence[Block], width: int) -> list[bool]:
    """Which blocks stand on pages lying down: wide tables, headings right above them, and between two such pages
    headings and prompts, of which a page of their own would hold nothing else."""
    lying = [isinstance(block, TableBlock) and lies_down(block, width) for block in blocks]
    for index in range(len(blocks) - 2, -1, -1):
        lying[index] = lying[index] or (lying[index + 1] and isinstance(blocks[index], Heading))
    begun: int | None = None  # where what may lie along begins, after what lies
    for index, block in enumerate(blocks):
        if lying[index]:
            if begun is not None:
                lying[begun:index] = [True] * (index - begun)
            begun = index + 1
        elif not isinstance(block, Heading) and not (isinstance(block, Paragraph) and block.style == PROMPT):
            begun = None
    return lying


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
