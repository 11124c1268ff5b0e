"""The one place where positions in code points and in UTF-16 units are turned into each other.

Stored positions are code points; Qt (and .NET, Java, JavaScript) count UTF-16 units, in which a character
outside the Basic Multilingual Plane, such as an emoji, takes two. Nearly all texts have none: then both
countings agree and nothing is computed. Otherwise one sorted list of the places of such characters is
searched by bisection. Combining marks and joined emoji need no special care: they are several code points
in both countings.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Utf16Map:
    """Turns positions of one text from code points to UTF-16 units and back.

    Positions are not checked against the length of the text: the caller has them from that text. A UTF-16
    position inside a character is taken to its start.
    """

    __slots__ = ("_astral", "_units")

    def __init__(self, text: str) -> None:
        self._units = [] if text.isascii() else _pairs(text)
        self._astral = [place - before for before, place in enumerate(self._units)]

    @property
    def is_identity(self) -> bool:
        """Whether both countings agree in the whole text."""
        return not self._astral

    def replace(self, start: int, end: int, new: str) -> None:
        """Follow an edit of the text: ``new`` stands in the place of its code points ``[start, end)``."""
        astral = self._astral
        added = [] if new.isascii() else [start + found.start() for found in _ASTRAL.finditer(new)]
        if not astral and not added:
            return
        first, last = bisect_left(astral, start), bisect_left(astral, end)
        grown = len(new) - (end - start)
        astral[first:] = [*added, *(place + grown for place in astral[last:])]
        self._units[first:] = [place + before for before, place in enumerate(astral[first:], first)]

    def to_utf16(self, position: int) -> int:
        """The UTF-16 position of a code point position."""
        return position + bisect_left(self._astral, position)

    def to_code_point(self, units: int) -> int:
        """The code point position of a UTF-16 position."""
        return units - bisect_left(self._units, units)

    def all_to_utf16(self, positions: Iterable[int]) -> list[int]:
        """``to_utf16`` of each position, in the order given."""
        astral = self._astral
        if not astral:
            return list(positions)
        return [position + bisect_left(astral, position) for position in positions]

    def all_to_code_points(self, units: Iterable[int]) -> list[int]:
        """``to_code_point`` of each position, in the order given."""
        starts = self._units
        if not starts:
            return list(units)
        return [unit - bisect_left(starts, unit) for unit in units]


def _pairs(text: str) -> list[int]:
    """Where in UTF-16 units the characters of ``text`` begin that take two.

    Looked for by the four bytes that such a pair begins with (The Unicode Standard, table 3-5): in a long text a third
    of the time of a regular expression.
    """
    data = text.encode("utf-16-be", "surrogatepass")
    pairs = len(data) // 2 - len(text)
    found: list[int] = []
    for lead in range(0xD8, 0xDC) if pairs else ():
        at = data.find(lead)
        while at >= 0:
            if not at % 2:
                found.append(at // 2)
            at = data.find(lead, at + 1)
    if len(found) != pairs:  # halves of pairs stand alone in it
        return [one.start() + before for before, one in enumerate(_ASTRAL.finditer(text))]
    found.sort()
    return found


def utf16_length(text: str) -> int:
    """How many UTF-16 units ``text`` takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
