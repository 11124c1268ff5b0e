"""The measure of growth itself: noise does not fail what is linear, and does not hide what is quadratic."""

from __future__ import annotations

import gc
import time
from random import Random

import pytest

from tests.support.growth import assert_growth, seconds

UNIT = 1e-4


def noisy(exponent: int, chance: Random, calls: list[int]) -> object:
    """A cost whose figures are as those of a busy machine: true, a little too high, or several times too high."""

    def cost(size: int) -> float:
        calls.append(size)
        truly = UNIT * size**exponent
        return truly * chance.choice((1.0, 1.05, 1.4, 2.5, 6.0)) + UNIT * chance.random() * 0.1

    return cost


@pytest.mark.parametrize(("times", "bound"), [(2, 2.6), (4, 6.76), (4, 9), (10, 40)])
def test_what_is_linear_passes_on_a_busy_machine(times: int, bound: float) -> None:
    for seed in range(8):
        assert_growth(noisy(1, Random(seed), []), 10, 10 * times, bound)  # type: ignore[arg-type]


@pytest.mark.parametrize(("times", "bound"), [(4, 6.76), (4, 9), (10, 40)])
def test_what_is_quadratic_fails_on_a_busy_machine(times: int, bound: float) -> None:
    for seed in range(8):
        with pytest.raises(AssertionError):
            assert_growth(noisy(2, Random(seed), []), 10, 10 * times, bound)  # type: ignore[arg-type]


def test_true_work_is_measured() -> None:
    def work(steps: int) -> float:
        return seconds(lambda: sum(range(steps)))

    assert_growth(lambda size: work(size * 1_000), 20, 80, 6.76)
    with pytest.raises(AssertionError, match=r"cost: \d+\.\d\d times as much, bound 6\.76; small \(ms\): \d"):
        assert_growth(lambda size: work(size * size * 100), 20, 80, 6.76)


def test_sides_are_measured_by_turns_and_no_longer_than_needed() -> None:
    calls: list[int] = []
    assert_growth(lambda size: calls.append(size) or float(size), 1, 2, 2.1)
    assert calls == [1] + [1, 2, 1] * 3
    calls.clear()
    slow = iter([2.0] * 4)  # the machine is busy for four rounds
    assert_growth(lambda size: calls.append(size) or size * (next(slow, 1.0) if size == 2 else 1.0), 1, 2, 2.1)
    assert calls == [1] + [1, 2, 1] * 5
    calls.clear()
    with pytest.raises(AssertionError):
        assert_growth(lambda size: calls.append(size) or float(size), 1, 2, 2.0)
    assert calls == [1] + [1, 2, 1] * 12


def test_named_costs_are_judged_each_by_itself() -> None:
    assert_growth(lambda size: {"add": float(size), "remove": 1.0}, 2, 4, 2.5)
    with pytest.raises(AssertionError, match="^remove: 4.00 times"):
        assert_growth(lambda size: {"add": float(size), "remove": float(size) ** 2}, 2, 4, 2.5)


def test_a_floor_and_an_extra_are_what_they_are_said_to_be() -> None:
    assert_growth(float, 1, 50, 10, floor=6)
    assert_growth(float, 1, 50, 10, extra=41)
    for more in ({"floor": 5.0}, {"extra": 40.0}):
        with pytest.raises(AssertionError):
            assert_growth(float, 1, 50, 10, **more)


def test_rubbish_is_collected_between_measurements_only() -> None:
    seen: list[bool] = []
    assert_growth(lambda size: seen.append(gc.isenabled()) or float(size), 1, 1, 2)
    assert not any(seen) and gc.isenabled()
    with pytest.raises(ZeroDivisionError):
        assert_growth(lambda size: 1 / size, 0, 1, 2)
    assert gc.isenabled()
    gc.disable()
    try:
        assert_growth(float, 1, 1, 2)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_the_processor_is_the_clock() -> None:
    assert seconds(lambda: time.sleep(0.2)) < 0.2 <= seconds(lambda: time.sleep(0.2), time.monotonic)
