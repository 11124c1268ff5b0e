"""In which lane of the margin each stripe runs: suggestions first, then the codings, group by group where grouped."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from qualcoder_peer.core.text.edits import Edit
from qualcoder_peer.gui.widgets.transcript.segments import PlacedSegment, SegmentStore
from qualcoder_peer.gui.widgets.transcript.values import Segment

MOST_GROUPS = 6
_MOST_APART = 3
_MOST_SUGGESTIONS = 2

GroupOf = Callable[[Segment], Hashable]


class StripeGroup(NamedTuple):
    """The heading over the stripes of one theme or one coder."""

    title: str
    colour: str


@dataclass(slots=True)
class StripeColumn:
    """The lanes of one group, side by side."""

    group: StripeGroup
    first: int
    lanes: int
    store: SegmentStore


class StripeLanes:
    """The lanes of the stripes of one view, over its two stores."""

    def __init__(self, segments: SegmentStore, suggestions: SegmentStore) -> None:
        self._segments, self._suggestions = segments, suggestions
        self._group_of: GroupOf | None = None
        self._groups: Mapping[Hashable, StripeGroup] = {}
        self._rest = StripeGroup("", "")
        self._columns: list[StripeColumn] | None = None
        self._column_of: dict[Hashable, StripeColumn] = {}
        self._held_by: dict[int, StripeColumn] = {}

    @property
    def is_grouped(self) -> bool:
        """Whether each group has lanes of its own."""
        return self._group_of is not None

    @property
    def columns(self) -> list[StripeColumn]:
        """The groups that have stripes, from the text outwards; none while stripes are not grouped."""
        if self._group_of is None:
            return []
        if self._columns is None:
            self._columns = self._made(self._group_of)
        return self._columns

    @property
    def suggested(self) -> int:
        """How many lanes suggestions take, at the side of the text."""
        return min(self._suggestions.lane_count, _MOST_SUGGESTIONS)

    @property
    def count(self) -> int:
        """How many lanes there are."""
        columns = self.columns
        held = columns[-1].first + columns[-1].lanes if columns else self._segments.lane_count
        return self.suggested + held

    def group(self, groups: Mapping[Hashable, StripeGroup], group_of: GroupOf, rest: StripeGroup) -> None:
        """Give each group lanes of its own, in the order of ``groups``; ``rest`` has what is in none of them, and what
        there is no room for."""
        self._groups, self._group_of, self._rest = groups, group_of, rest
        self.forget()

    def ungroup(self) -> None:
        """Let every stripe run in the lowest lane that is free."""
        self._group_of = None
        self.forget()

    def forget(self) -> None:
        """All segments are others."""
        self._columns = None
        self._column_of = {}
        self._held_by = {}

    def edit(self, edit: Edit) -> None:
        """Follow an edit of the text."""
        for column in self._columns or ():
            column.store.edit(edit)

    def follow(self, segment_id: int) -> bool:
        """One segment has come, changed or gone. Whether the columns are others now."""
        if self._group_of is None or self._columns is None:
            return False
        segment = self._segments.index.get(segment_id)
        before = self._held_by.pop(segment_id, None)
        now = None if segment is None else self._column_of.get(self._group_of(segment))
        if before is not None and before is not now:
            before.store.remove(segment_id)
        if segment is None:
            return False
        if now is None:
            self.forget()
            return True
        now.store.add(segment)
        self._held_by[segment_id] = now
        if min(now.store.lane_count, _MOST_APART) > now.lanes:
            self.forget()
            return True
        return False

    def placed(self, start: int, end: int) -> list[PlacedSegment]:
        """The stripes that touch the code points ``[start, end)``, with their lanes; places in UTF-16 units."""
        shift = self.suggested
        found = [
            PlacedSegment(one[0], one[1], min(one[2], shift - 1), one[3])
            for one in (self._suggestions.placed(start, end) if shift else ())
        ]
        if self._group_of is None:
            held = self._segments.placed(start, end)
            return [*found, *(PlacedSegment(a, b, lane + shift, one) for a, b, lane, one in held)] if shift else held
        for column in self.columns:
            first, last = column.first + shift, column.lanes - 1
            found += [
                PlacedSegment(a, b, first + min(lane, last), one) for a, b, lane, one in column.store.placed(start, end)
            ]
        return found

    def _made(self, group_of: GroupOf) -> list[StripeColumn]:
        held: dict[Hashable, list[Segment]] = {}
        for segment in self._segments.index:
            held.setdefault(group_of(segment), []).append(segment)
        keys = [key for key in self._groups if key in held]
        unknown = [key for key in held if key not in self._groups]
        if len(keys) + bool(unknown) > MOST_GROUPS:
            keys, unknown = keys[: MOST_GROUPS - 1], [*keys[MOST_GROUPS - 1 :], *unknown]
        columns: list[StripeColumn] = []
        first = 0
        for group, members in [*((self._groups[key], [key]) for key in keys), (self._rest, unknown)]:
            rows = [segment for key in members for segment in held[key]]
            if not rows:
                continue
            store = SegmentStore()
            store.clear(self._segments.positions)
            store.replace(rows)
            column = StripeColumn(group, first, max(1, min(store.lane_count, _MOST_APART)), store)
            columns.append(column)
            first += column.lanes
            self._column_of.update(dict.fromkeys(members, column))
            self._held_by.update(dict.fromkeys((row.id for row in rows), column))
        return columns
