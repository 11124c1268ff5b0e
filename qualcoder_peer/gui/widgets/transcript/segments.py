"""The coded segments of the shown text with their lanes, and what of them a page needs for painting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from qualcoder_peer.core.text.edits import Edit
from qualcoder_peer.core.text.offsets import Utf16Map
from qualcoder_peer.gui.widgets.transcript.index import SegmentIndex
from qualcoder_peer.gui.widgets.transcript.lanes import assign_lanes, free_lane
from qualcoder_peer.gui.widgets.transcript.values import Segment


class PlacedSegment(NamedTuple):
    """A segment of the page with its place in UTF-16 units, as Qt counts, and its lane."""

    start: int
    end: int
    lane: int
    segment: Segment


class TintSpan(NamedTuple):
    """A stretch (UTF-16 units) covered by the same codings all along; their colours, outermost first."""

    start: int
    end: int
    colours: tuple[str, ...]


Shows = Callable[[Segment], bool]


class SegmentStore:
    """Segments of one text. Everything in code points except what ``placed`` gives.

    A filter may hide some of them: they are kept aside and are in neither the index nor a lane.
    """

    def __init__(self) -> None:
        self._map = Utf16Map("")
        self._index = SegmentIndex()
        self._lanes: dict[int, int] = {}
        self._lane_count = 0
        self._hidden = SegmentIndex()
        self._shows: Shows | None = None
        self._revealed: set[int] = set()

    @property
    def positions(self) -> Utf16Map:
        """The map of the text's positions."""
        return self._map

    @property
    def count(self) -> int:
        """How many segments there are, shown or not."""
        return len(self._index) + len(self._hidden)

    @property
    def is_filtered(self) -> bool:
        """Whether a filter is on."""
        return self._shows is not None

    @property
    def index(self) -> SegmentIndex:
        """The segments shown, by id and place."""
        return self._index

    @property
    def hidden(self) -> SegmentIndex:
        """The segments that a filter hides."""
        return self._hidden

    @property
    def lane_count(self) -> int:
        """How many lanes the document has needed so far; it shrinks only when all segments are set anew."""
        return self._lane_count

    def clear(self, positions: Utf16Map) -> None:
        """Start over for another text, whose positions are turned by ``positions``."""
        self._map = positions
        self.replace(())

    def replace(self, segments: Iterable[tuple[Any, ...]]) -> None:
        """Take these segments in place of all others; plain tuples in the order of ``Segment`` will do."""
        rows = [row if isinstance(row, Segment) else Segment(*row) for row in segments]
        self._hidden = SegmentIndex()
        shows = self._shows
        if shows is not None:
            revealed = self._revealed
            self._hidden = SegmentIndex(row for row in rows if row[0] not in revealed and not shows(row))
            rows = [row for row in rows if row[0] not in self._hidden]
        self._index = SegmentIndex(rows)
        self._lanes = assign_lanes(self._index)
        self._lane_count = max(self._lanes.values(), default=-1) + 1

    def filter(self, shows: Shows | None) -> None:
        """Show only the segments for which this is true, or all of them."""
        rows = [*self._index, *self._hidden]
        self._shows = shows
        self._revealed.clear()
        self.replace(rows)

    def reveal(self, segment_id: int) -> bool:
        """Show one segment whatever the filter says, until there is another filter. Whether it was hidden."""
        segment = self._hidden.get(segment_id)
        if segment is None:
            return False
        self._revealed.add(segment_id)
        self.add(segment)
        return True

    def add(self, segment: Segment) -> None:
        """Add or change one segment. Its lane stays when it is free there too."""
        if self._shows is not None and not self._is_let_through(segment):
            self.remove(segment.id)
            self._hidden.add(segment)
            return
        self._hidden.remove(segment.id)
        self._index.add(segment)
        lane = self._lanes.get(segment.id, -1)
        taken = free_lane(self._index, self._lanes, segment) if lane < 0 else lane
        if lane >= 0 and self._is_taken(segment, lane):
            taken = free_lane(self._index, self._lanes, segment)
        self._lanes[segment.id] = taken
        self._lane_count = max(self._lane_count, taken + 1)

    def remove(self, segment_id: int) -> Segment | None:
        """Take out one segment and give it back if it was shown."""
        self._hidden.remove(segment_id)
        self._lanes.pop(segment_id, None)
        return self._index.remove(segment_id)

    def edit(self, edit: Edit) -> list[Segment]:
        """Follow an edit of the text. Returns those of which nothing is left."""
        lost = self._index.edit(edit)
        if len(self._hidden):
            lost += self._hidden.edit(edit)
        for segment in lost:
            self._lanes.pop(segment.id, None)
        return lost

    def hides(self, segment_id: int) -> bool:
        """Whether the filter keeps this segment aside."""
        return segment_id in self._hidden

    def lane(self, segment_id: int) -> int:
        """The lane of a segment, from 0; -1 if there is no such segment."""
        return self._lanes.get(segment_id, -1)

    def placed(self, start: int, end: int) -> list[PlacedSegment]:
        """The segments that touch the code points ``[start, end)``, in reading order, placed in UTF-16 units."""
        lanes = self._lanes
        found = self._index.overlapping(start, end)
        if self._map.is_identity:
            return [PlacedSegment(one[1], one[2], lanes[one[0]], one) for one in found]
        turn = self._map.to_utf16
        return [PlacedSegment(turn(one[1]), turn(one[2]), lanes[one[0]], one) for one in found]

    def _is_let_through(self, segment: Segment) -> bool:
        return segment.id in self._revealed or self._shows is None or self._shows(segment)

    def _is_taken(self, segment: Segment, lane: int) -> bool:
        others = self._index.overlapping(segment.start, segment.end)
        return any(other.id != segment.id and self._lanes.get(other.id) == lane for other in others)


def tint_spans(placed: Sequence[PlacedSegment], start: int, end: int) -> list[TintSpan]:
    """What of ``[start, end)`` is covered, cut wherever a segment begins or ends; ``placed`` in reading order."""
    edges = {start, end}
    for one in placed:
        if start < one[0] < end:
            edges.add(one[0])
        if start < one[1] < end:
            edges.add(one[1])
    places = sorted(edges)
    spans: list[TintSpan] = []
    running: list[PlacedSegment] = []
    upcoming = 0
    count = len(placed)
    for place, following in pairwise(places):
        running = [one for one in running if one[1] > place]
        while upcoming < count and placed[upcoming][0] <= place:
            if placed[upcoming][1] > place:
                running.append(placed[upcoming])
            upcoming += 1
        if running:
            spans.append(TintSpan(place, following, tuple(one[3][4] for one in running)))
    return spans
