"""Guesses on which page each heading will stand, so that the table of contents has numbers before Word counts.

Word works the numbers out again when the document is opened (the fields are marked for it); other programs show the
guess. It lays lines out with average widths of letters, which is right to a page or so in a report of fifty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualcoder_peer.core.reports.blocks import Block, ChartBlock, Contents, Heading, Paragraph, TableBlock, TitlePage
from qualcoder_peer.core.reports.list_numbers import LEVELS, list_style
from qualcoder_peer.core.reports.table_shape import PORTRAIT_WIDTH, column_widths, lying_blocks

_PAGE = 700.0  # points of text height on an A4 page with margins of 2.5 cm
_LYING_PAGE = 453.0
_WIDTH = 453.0
_LYING_WIDTH = 14_000  # twips
_LETTER = 0.47  # average width of a letter, of the font's size


@dataclass(frozen=True, slots=True)
class _Look:
    size: float
    line: float
    space: float
    narrower: float = 0.0


_HEADINGS = {1: _Look(17, 1.34, 33), 2: _Look(13.5, 1.34, 26), 3: _Look(12, 1.34, 21), 4: _Look(11, 1.34, 17)}
_LOOKS = {
    "Quote": _Look(11, 1.40, 9, 51),
    "Quote Source": _Look(9.5, 1.28, 11, 51),
    "Who Spoke": _Look(10, 1.34, 8),
    **{
        list_style(kind, level): _Look(11, 1.40, space, 20 * level)
        for kind, space in (("List Bullet", 2), ("List Number", 4), ("List Continue", 4))
        for level in range(1, LEVELS + 1)
    },
    "Thematic Break": _Look(11, 1.40, 22),
    "Summary Question": _Look(11, 1.40, 14),
    "Writing Prompt": _Look(10.5, 1.40, 7),
}
_USUAL = _Look(11, 1.46, 7)
_CELL = _Look(9.5, 1.28, 6)
_CHART = 0.55  # height of a chart, of its width
_ABOUT_CHART = 60.0  # its caption and note


def heading_pages(blocks: Sequence[Block], text_width: int = PORTRAIT_WIDTH) -> list[int]:
    """The guessed page of each heading, in order, the title page being 1; ``text_width`` in twips."""
    pages: list[int] = []
    headings = sum(isinstance(block, Heading) for block in blocks)
    page, used = 1, 0.0
    lying = lying_blocks(blocks, text_width)
    for index, block in enumerate(blocks):
        high = _LYING_PAGE if lying[index] else _PAGE
        if index and lying[index] != lying[index - 1] and used:
            page, used = page + 1, 0.0
        if isinstance(block, TitlePage):
            page, used = page + 1, 0.0
        elif isinstance(block, Contents):
            page, used = page + 1 + int(headings * 17.5 / (_PAGE - 60)), 0.0
        elif isinstance(block, Heading):
            look = _HEADINGS[block.level]
            height = _height(block.text, look)
            if (block.new_page and used) or used + height + 45 > high:
                page, used = page + 1, 0.0
            pages.append(page)
            used += height
        else:
            used += _block_height(block, _LYING_WIDTH if lying[index] else PORTRAIT_WIDTH)
            page, used = page + int(used // high), used % high
    return pages


def _block_height(block: Paragraph | TableBlock | ChartBlock, width: int) -> float:
    if isinstance(block, TableBlock):
        return _table_height(block, width)
    return _WIDTH * _CHART + _ABOUT_CHART if isinstance(block, ChartBlock) else _paragraph_height(block)


def _paragraph_height(block: Paragraph) -> float:
    return _height(block.text, _LOOKS.get(block.style, _USUAL))


def _table_height(table: TableBlock, total: int) -> float:
    widths = [width / 20 - 9 for width in column_widths(table, total)]
    height = 55.0
    for row in (table.header, *table.rows):
        height += max(_height(cell, _CELL, max(width, 20.0)) for cell, width in zip(row, widths, strict=True))
    return height


def _height(text: str, look: _Look, width: float = _WIDTH) -> float:
    letters = max(1.0, (width - look.narrower) / (look.size * _LETTER))
    lines = sum(max(1, -(-len(line) // int(letters))) for line in text.split("\n"))
    return lines * look.size * look.line + look.space
