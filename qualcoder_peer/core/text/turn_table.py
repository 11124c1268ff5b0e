"""The turns of one text in columns, so that an edit costs the same however many there are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from qualcoder_peer.core.text.edits import Edit, TurnSpan, edit_turns
from qualcoder_peer.core.text.shifted import ShiftedList

TurnRow = tuple[int, int, int, int | None, int | None]
"""(start, said start, end, speaker id, time in milliseconds); code points."""


class TurnTable:
    """Turns by place. The columns are read freely and changed by ``apply`` alone; positions are code points."""

    def __init__(self, rows: Iterable[TurnRow]) -> None:
        listed = list(rows)
        self.starts = ShiftedList(row[0] for row in listed)
        self.said = ShiftedList(row[1] for row in listed)
        self.ends = ShiftedList(row[2] for row in listed)
        self.speakers = [row[3] for row in listed]
        self.times = [row[4] for row in listed]

    def __len__(self) -> int:
        return len(self.starts)

    def rows(self) -> Iterator[TurnRow]:
        """All turns as they are now."""
        return zip(self.starts[:], self.said[:], self.ends[:], self.speakers, self.times, strict=True)

    def at(self, position: int) -> int | None:
        """The number of the turn that has a position, its label and its end included; None between turns."""
        found = bisect_right(self.starts, position) - 1
        return found if found >= 0 and position <= self.ends[found] else None

    def labels(self, start: int, end: int) -> list[tuple[int, int]]:
        """``[start, said_start)`` of the turns that touch ``[start, end]``, both edges included."""
        first, last = self._touched(start, end)
        return list(zip(self.starts[first:last], self.said[first:last], strict=True))

    def apply(self, edit: Edit) -> None:
        """Move what stands behind an edit, and change the turns that it touches."""
        first, last = self._touched(edit.start, edit.end)
        first = max(0, first - 1)
        grown = edit.grown
        touched = [
            TurnSpan(number, self.starts[number], self.said[number], self.ends[number])
            for number in range(first, last)
        ]
        kept = [one for one in edit_turns(touched, edit) if one is not None]
        for column, place in ((self.starts, 1), (self.said, 2), (self.ends, 3)):
            column.splice(first, last, [one[place] for one in kept], grown)
        if len(kept) != last - first:
            ids = [one.id for one in kept]
            self.speakers[first:last] = [self.speakers[number] for number in ids]
            self.times[first:last] = [self.times[number] for number in ids]

    def _touched(self, start: int, end: int) -> tuple[int, int]:
        """The numbers of the turns that touch ``[start, end]``, half open."""
        first, last = bisect_left(self.ends, start), bisect_right(self.starts, end)
        return first, max(first, last)
