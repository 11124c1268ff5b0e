"""A sorted list of positions of which all behind a place can be moved at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import overload


class ShiftedList(Sequence[int]):
    """Positions of which those from some number on are kept as they were before the last edits, with by how much they
    have moved since: typing at one place costs nothing for ten thousand positions behind it."""

    def __init__(self, values: Iterable[int]) -> None:
        self._values = list(values)
        self._from, self._by = len(self._values), 0

    def __len__(self) -> int:
        return len(self._values)

    @overload
    def __getitem__(self, number: int) -> int: ...

    @overload
    def __getitem__(self, number: slice) -> list[int]: ...

    def __getitem__(self, number: int | slice) -> int | list[int]:
        if isinstance(number, slice):
            first, last, step = number.indices(len(self._values))
            if step != 1:
                return [self[one] for one in range(first, last, step)]
            by, edge = self._by, min(max(self._from, first), max(first, last))
            return self._values[first:edge] + [one + by for one in self._values[edge:last]]
        number = number if number >= 0 else number + len(self._values)
        return self._values[number] + (self._by if number >= self._from else 0)

    def splice(self, first: int, last: int, new: Iterable[int], grown: int) -> None:
        """Put ``new`` in the place of those with the numbers ``[first, last)``, and move all behind by ``grown``."""
        values, by = self._values, self._by
        if by and last < self._from:
            values[last : self._from] = [one - by for one in values[last : self._from]]
        elif by:
            values[self._from : last] = [one + by for one in values[self._from : last]]
        listed = list(new)
        values[first:last] = listed
        self._from, self._by = first + len(listed), by + grown
