"""The turns of a text that is written in, as the page wants them: made from columns when one is asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from qualcoder_peer.core.text.turn_table import TurnTable
from qualcoder_peer.gui.widgets.transcript.values import Role, TurnMark


class EditedTurns(Sequence[TurnMark]):
    """A view of a ``TurnTable``, which follows its edits; ``speakers`` are label and role by speaker id."""

    def __init__(self, table: TurnTable, speakers: Mapping[int | None, tuple[str, Role]]) -> None:
        self.table = table
        self._speakers = speakers

    def __len__(self) -> int:
        return len(self.table)

    @overload
    def __getitem__(self, number: int) -> TurnMark: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[TurnMark]: ...

    def __getitem__(self, number: int | slice) -> TurnMark | Sequence[TurnMark]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        table = self.table
        speaker, role = self._speakers.get(table.speakers[number], ("", "other"))
        return TurnMark(
            table.starts[number], table.said[number], table.ends[number], speaker, role, table.times[number]
        )


class TurnTimes(Mapping[int, int]):
    """When the turn that begins at a place begins in the recording, in milliseconds; follows the table's edits."""

    def __init__(self, table: TurnTable) -> None:
        self._table = table

    def __getitem__(self, place: int) -> int:
        number = bisect_left(self._table.starts, place)
        if number < len(self._table) and self._table.starts[number] == place:
            time = self._table.times[number]
            if time is not None:
                return time
        raise KeyError(place)

    def __len__(self) -> int:
        return sum(time is not None for time in self._table.times)

    def __iter__(self) -> Iterator[int]:
        return (start for start, time in zip(self._table.starts, self._table.times, strict=True) if time is not None)
