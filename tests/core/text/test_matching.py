"""Blocks that two sequences share: right whatever they are, the longest where that is asked, and quickly found."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoder_peer.core.text.matching import joined, matching_blocks, rising, unique_pairs
from tests.support.growth import assert_growth, seconds

_items = st.lists(st.integers(0, 6), max_size=60)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(_items, _items, st.sampled_from([(1,), (1, 2), (5, 3, 1), ()]))
def test_blocks_are_equal_ascending_and_apart(old: list[int], new: list[int], widths: tuple[int, ...]) -> None:
    blocks = matching_blocks(old, new, widths)
    at = over = 0
    touching = True
    for number, (start, there, length) in enumerate(blocks):
        assert length > 0
        assert start >= at
        assert there >= over
        touching = number > 0 and (start, there) == (at, over)
        assert not touching
        at, over = start + length, there + length
        assert old[start:at] == new[there:over]


@given(st.lists(st.integers(0, 3), max_size=40), st.integers(0, 40), st.lists(st.integers(4, 9), max_size=10))
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
def test_what_was_put_in_is_all_that_does_not_match(old: list[int], at: int, extra: list[int]) -> None:
    at = min(at, len(old))
    new = [*old[:at], *extra, *old[at:]]
    assert sum(length for _, _, length in matching_blocks(old, new, (3, 1))) == len(old)


def test_shortest_edit_of_a_published_example() -> None:
    # ABCABBA and CBABAC share four letters (Myers 1986, figure 1).
    blocks = matching_blocks([ord(one) for one in "ABCABBA"], [ord(one) for one in "CBABAC"], ())
    assert sum(length for _, _, length in blocks) == 4


def test_anchors_hold_repeated_items_in_place() -> None:
    old = [1, 9, 1, 1, 2, 1, 1, 8]
    new = [1, 1, 2, 1, 1, 7, 1, 8]
    assert (4, 2, 1) in [(start + shift, there + shift, 1) for start, there, length in matching_blocks(old, new)
                         for shift in range(length)]  # fmt: skip


def test_longest_rising_choice() -> None:
    pairs = [(0, 5), (1, 1), (2, 2), (3, 0), (4, 3)]
    assert rising(pairs) == [(1, 1), (2, 2), (4, 3)]
    assert rising([]) == []


def test_pairs_of_what_comes_once() -> None:
    assert unique_pairs((range(5), "abcax"), (range(5), "xbbca")) == [(2, 3), (4, 0)]


def test_blocks_that_touch_are_joined() -> None:
    assert joined([(0, 0, 2), (2, 2, 1), (3, 4, 1), (4, 5, 2)]) == [(0, 0, 3), (3, 4, 3)]


@pytest.mark.parametrize(
    "make",
    [
        lambda size: ([1] * size, [1] * (size // 3) + [2] + [1] * (size // 3) + [3] + [1] * (size // 5)),
        lambda size: (Random(1).choices(range(50), k=size), Random(2).choices(range(50), k=size)),
        lambda size: (list(range(size)), list(range(size - 1, -1, -1))),
        lambda size: ([0, 1] * (size // 2), [1, 1, 0] * (size // 3)),
    ],
    ids=["one item", "unlike", "reversed", "rhythm"],
)  # fmt: skip
def test_time_grows_as_the_length_does(make: object) -> None:
    def cost(size: int) -> float:
        old, new = make(size)  # type: ignore[operator]
        return seconds(lambda: matching_blocks(old, new, (5, 3, 1)))

    assert_growth(cost, 16_000, 64_000, 10, floor=0.01)  # four times as long


def test_work_can_be_ended() -> None:
    class Stop(Exception):
        pass

    def stop() -> None:
        raise Stop

    with pytest.raises(Stop):
        matching_blocks([1, 2], [2, 1], (1,), stop)
