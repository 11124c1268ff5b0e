from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from qualcoder_peer.gui.collecting import Collector


class Circle:
    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def collector() -> Iterator[Collector]:
    owner = QObject()
    made = Collector(owner)
    yield made
    made.stop()


def test_circles_stay_until_the_next_look(collector: Collector) -> None:
    gc.collect()
    dead = weakref.ref(Circle())
    many = [[number] for number in range(50_000)]
    assert dead() is not None, "Python does not search by itself"
    collector.look()
    assert dead() is None
    assert many[-1] == [49_999]


def test_old_circles_go_with_the_search_of_all(collector: Collector) -> None:
    gc.collect()
    circle = Circle()
    dead = weakref.ref(circle)
    gc.collect()  # it has grown old
    del circle
    young = [[number] for number in range(50_000)]
    collector.look()
    assert dead() is not None
    collector._searched_all -= 61
    young += [[number] for number in range(50_000)]
    collector.look()
    assert dead() is None


def test_python_searches_again_afterwards(collector: Collector) -> None:
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
