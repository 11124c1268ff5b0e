"""Where paragraphs stand in lists: told one after the other, as Word counts them, for the Word file and the page."""

from __future__ import annotations

from dataclasses import dataclass

from qualcoder_peer.core.reports.blocks import Block, Paragraph

LEVELS = 3
"""How many levels a list may have; what is written deeper stands on the last."""


def list_style(kind: str, level: int) -> str:
    """The style of ``kind`` (``List Bullet``, ``List Number``, ``List Continue``) on a level, 1 being the outermost."""
    return kind if level <= 1 else f"{kind} {min(level, LEVELS)}"


_PLACES = {
    list_style(kind, level): (kind, level)
    for kind in ("List Bullet", "List Number", "List Continue")
    for level in range(1, LEVELS + 1)
}


@dataclass(frozen=True, slots=True)
class ListPlace:
    """The place of a paragraph in a list: its ``level`` from 1, its ``number`` (0: none), whether it is the first."""

    level: int
    number: int = 0
    first: bool = False
    bullet: bool = False


class ListNumbers:
    """Counts numbered lists and those within them; each begins anew after what is no part of it."""

    def __init__(self) -> None:
        self._open: dict[int, int] = {}

    def place(self, block: Block) -> ListPlace | None:
        """The place of the next block; None where it stands in no list."""
        kind, level = _PLACES.get(block.style, ("", 0)) if isinstance(block, Paragraph) else ("", 0)
        self._open = {one: number for one, number in self._open.items() if one <= level}
        if not kind:
            return None
        if kind == "List Number":
            self._open[level] = self._open.get(level, 0) + 1
            return ListPlace(level, self._open[level], self._open[level] == 1)
        if kind == "List Bullet":
            self._open.pop(level, None)
        return ListPlace(level, bullet=kind == "List Bullet")
