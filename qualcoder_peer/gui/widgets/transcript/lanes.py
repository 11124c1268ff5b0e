"""In which lane of the margin each segment's stripe runs: the lowest one that is free along its whole length."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush
from operator import itemgetter

from qualcoder_peer.gui.widgets.transcript.index import SegmentIndex
from qualcoder_peer.gui.widgets.transcript.values import Segment


def assign_lanes(segments: Iterable[Segment]) -> dict[int, int]:
    """The lane, from 0, of each segment id. Segments that overlap never share one."""
    lanes: dict[int, int] = {}
    free: list[int] = []
    running: list[tuple[int, int]] = []
    opened = 0
    longest_first = sorted(segments, key=itemgetter(2), reverse=True)
    longest_first.sort(key=itemgetter(1))
    for segment in longest_first:
        start = segment[1]
        while running and running[0][0] <= start:
            heappush(free, heappop(running)[1])
        if free:
            lane = heappop(free)
        else:
            lane = opened
            opened += 1
        lanes[segment[0]] = lane
        heappush(running, (segment[2], lane))
    return lanes


def free_lane(index: SegmentIndex, lanes: dict[int, int], segment: Segment) -> int:
    """The lowest lane in which no other segment of ``index`` overlaps ``segment``."""
    taken = {
        lanes[other.id]
        for other in index.overlapping(segment.start, segment.end)
        if other.id != segment.id and other.id in lanes
    }
    lane = 0
    while lane in taken:
        lane += 1
    return lane
