"""The interval index, the lanes and the tints against brute force."""

from __future__ import annotations

import statistics
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st
from transcript_material import random_segments

from qualcoder_peer.core.text.offsets import Utf16Map
from qualcoder_peer.gui.widgets.transcript.index import SegmentIndex
from qualcoder_peer.gui.widgets.transcript.lanes import assign_lanes
from qualcoder_peer.gui.widgets.transcript.segments import SegmentStore, tint_spans
from qualcoder_peer.gui.widgets.transcript.values import Segment
from tests.support.growth import assert_growth, seconds

EXTENT = st.tuples(st.integers(0, 20_000), st.integers(0, 9_000))
STEPS = st.lists(st.tuples(st.integers(1, 25), EXTENT, st.booleans()), max_size=60)


def segment(number: int, start: int, end: int) -> Segment:
    return Segment(number, start, end, 1, "#8e44ad", "Tema")


@settings(deadline=None, max_examples=60)
@given(STEPS, st.lists(EXTENT, min_size=1, max_size=10))
def test_the_index_finds_what_a_look_at_every_segment_finds(
    steps: list[tuple[int, tuple[int, int], bool]], questions: list[tuple[int, int]]
) -> None:
    index = SegmentIndex()
    known: dict[int, Segment] = {}
    for number, (start, length), remove in steps:
        if remove:
            assert index.remove(number) == known.pop(number, None)
        else:
            known[number] = segment(number, start, start + length)
            index.add(known[number])
    assert len(index) == len(known)
    for start, length in questions:
        end = start + length
        wanted = {one.id for one in known.values() if one.start < end and one.end > start and one.end > one.start}
        found = index.overlapping(start, end)
        assert {one.id for one in found} == (wanted if length else set())
        assert found == sorted(found, key=lambda one: (one.start, -one.end, one.id))
        at = index.at(start)
        assert {one.id for one in at} == {one.id for one in known.values() if one.start <= start < one.end}
        assert [one.end - one.start for one in at] == sorted(one.end - one.start for one in at)


def test_an_index_built_at_once_is_the_same_as_one_built_step_by_step() -> None:
    rows = random_segments(50_000, 300, longest=12_000)
    at_once, by_step = SegmentIndex(rows), SegmentIndex()
    for row in rows:
        by_step.add(row)
    for start in range(0, 50_000, 1_117):
        assert at_once.overlapping(start, start + 900) == by_step.overlapping(start, start + 900)


@settings(deadline=None, max_examples=60)
@given(STEPS)
def test_segments_in_one_lane_never_overlap(steps: list[tuple[int, tuple[int, int], bool]]) -> None:
    store = SegmentStore()
    half = len(steps) // 2
    first = {number: segment(number, start, start + length) for number, (start, length), _ in steps[:half]}
    store.replace(first.values())
    for number, (start, length), remove in steps[half:]:
        if remove:
            store.remove(number)
        else:
            store.add(segment(number, start, start + length))
    rows = list(store.index)
    for one in rows:
        for other in rows:
            if (
                one.id < other.id
                and one.start < other.end
                and other.start < one.end
                and store.lane(one.id) == store.lane(other.id)
            ):
                assert one.start == one.end or other.start == other.end
    assert all(0 <= store.lane(one.id) < store.lane_count for one in rows)


def test_the_lowest_free_lane_is_taken_and_the_longer_of_two_equal_starts_comes_first() -> None:
    lanes = assign_lanes(
        [segment(1, 0, 10), segment(2, 0, 30), segment(3, 10, 20), segment(4, 12, 14), segment(5, 30, 40)]
    )
    assert lanes == {2: 0, 1: 1, 3: 1, 4: 2, 5: 0}


def test_a_segment_keeps_its_lane_when_its_edges_move_and_the_lane_is_free() -> None:
    store = SegmentStore()
    store.replace([segment(1, 0, 10), segment(2, 5, 20), segment(3, 30, 40)])
    assert store.lane(2) == 1
    store.remove(1)
    store.add(segment(2, 4, 22))
    assert store.lane(2) == 1
    store.add(segment(3, 3, 5))
    assert (store.lane(2), store.lane(3)) == (1, 0)
    store.add(segment(2, 0, 4))
    assert store.lane(2) != store.lane(3)


@settings(deadline=None, max_examples=60)
@given(st.lists(EXTENT, max_size=25), EXTENT)
def test_tints_cover_just_what_is_coded(extents: list[tuple[int, int]], window: tuple[int, int]) -> None:
    store = SegmentStore()
    store.replace([segment(number, start, start + length) for number, (start, length) in enumerate(extents)])
    start, end = window[0], window[0] + min(window[1], 300)
    spans = tint_spans(store.placed(start, end), start, end)
    depth = dict.fromkeys(range(start, end), 0)
    for span in spans:
        for place in range(span.start, span.end):
            depth[place] += len(span.colours)
    for place, count in depth.items():
        assert count == sum(low <= place < low + length for low, length in extents)


def test_segments_are_placed_in_utf16_units() -> None:
    text = "ab😀cd😀ef"
    store = SegmentStore()
    store.clear(Utf16Map(text))
    store.replace([segment(1, 2, 5)])
    placed = store.placed(0, len(text))
    assert [(one.start, one.end) for one in placed] == [(2, 6)]


def test_plain_tuples_will_do_for_segments() -> None:
    store = SegmentStore()
    store.replace([(7, 1, 4, 3, "#112233", "Trygghet"), (8, 2, 6, 3, "#112233", "Trygghet", "MB", True, "for")])
    assert store.index.get(7) == Segment(7, 1, 4, 3, "#112233", "Trygghet")
    assert store.index.get(8).signs == "★ +"  # type: ignore[union-attr]


def test_a_question_about_a_page_costs_the_same_in_a_document_twenty_times_as_long() -> None:
    indexes = {count: SegmentIndex(random_segments(count * 200, count)) for count in (500, 10_000)}

    def five(count: int, number: int) -> None:
        start = (number * 7_919) % (count * 200 - 6_000)
        for _ in range(5):
            indexes[count].overlapping(start, start + 6_000)

    def cost(count: int) -> float:
        return statistics.median(seconds(partial(five, count, number)) for number in range(200))

    assert_growth(cost, 500, 10_000, 2.5)
