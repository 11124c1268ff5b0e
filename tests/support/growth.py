"""How a cost grows, measured so that a busy machine cannot make a sound test fail, nor let a faulty one pass."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

Size = TypeVar("Size")
Cost = Callable[[Size], "float | Mapping[str, float]"]

_LEAST_ROUNDS = 3
_MOST_ROUNDS = 12
_PATIENCE_S = 120.0


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """What ``work`` takes, in seconds of the processor; ``time.thread_time`` leaves out other threads' work."""
    begun = clock()
    work()
    return clock() - begun


def assert_growth(
    cost: Cost[Size], small: Size, large: Size, bound: float, *, floor: float = 0.0, extra: float = 0.0
) -> None:
    """Fail unless ``cost(large) < bound * max(cost(small), floor) + extra``.

    ``cost`` prepares a case of its own, measures it (see ``seconds``) and answers how dear it was, or how dear each
    named thing was. What else runs on the machine can only add to a cost, so the least of each side counts. The sides
    are measured by turns, for a machine has slow minutes; the small one before and after the large one, for if it
    were thought too dear, a fault would pass. There are always some rounds, and more for as long as the bound does not
    hold: only a cost that never keeps within it fails. Rubbish is collected between the measurements, not in them.
    """
    smalls: dict[str, list[float]] = {}
    larges: dict[str, list[float]] = {}
    begun = time.monotonic()
    with _rubbish_held():
        _measure(cost, small, {})  # imports, caches and the like
        for number in range(1, _MOST_ROUNDS + 1):
            _measure(cost, small, smalls)
            _measure(cost, large, larges)
            _measure(cost, small, smalls)
            over = [one for one in larges if min(larges[one]) >= bound * max(min(smalls[one]), floor) + extra]
            if number >= _LEAST_ROUNDS and (not over or time.monotonic() - begun > _PATIENCE_S):
                break
    assert not over, "\n".join(_told(one, smalls[one], larges[one], bound) for one in over)


@contextmanager
def _rubbish_held() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.disable()
    gc.collect()
    gc.freeze()  # so that collecting looks at what the measurements made, not at all there is
    try:
        yield
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def _measure(cost: Cost[Size], size: Size, kept: dict[str, list[float]]) -> None:
    gc.collect()
    found = cost(size)
    for name, figure in (found if isinstance(found, Mapping) else {"cost": found}).items():
        kept.setdefault(name, []).append(figure)


def _told(name: str, smalls: list[float], larges: list[float], bound: float) -> str:
    ratio = min(larges) / max(min(smalls), 1e-9)
    figures = [" ".join(f"{one * 1_000:.3f}" for one in side) for side in (smalls, larges)]
    return f"{name}: {ratio:.2f} times as much, bound {bound}; small (ms): {figures[0]}; large (ms): {figures[1]}"
