from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from qualcoder_peer.gui.collecting import Collector
from qualcoder_peer.gui.jobs import run_job
from tests.support.gui import Wait


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
    many = [[number] for number in range(20_000)]
    assert dead() is not None, "Python does not search by itself"
    collector.look()
    assert dead() is None
    assert many[-1] == [19_999]


def test_old_circles_go_with_the_search_of_all(collector: Collector) -> None:
    gc.collect()
    circle = Circle()
    dead = weakref.ref(circle)
    gc.collect()  # it has grown old
    del circle
    young = [[number] for number in range(20_000)]
    collector.look()
    assert dead() is not None
    del young
    young = [[number] for number in range(10_000)]
    collector._searched_all -= 61
    collector.look()
    assert dead() is None and young


def test_what_is_too_much_to_search_is_set_aside_until_a_project_is_closed(
    collector: Collector, wait: Wait
) -> None:
    circle = Circle()
    dead = weakref.ref(circle)
    many = []
    for _ in range(3):  # each time few enough to be searched, all together too many
        many += [[number] for number in range(20_000)]
        collector.look()
    collector._searched_all -= 61
    set_aside = gc.get_freeze_count()
    collector.look()
    assert gc.get_freeze_count() >= set_aside + len(many)
    del circle
    gc.collect()
    assert dead() is not None
    collector.search_all_soon()
    wait(lambda: dead() is None)
    assert gc.get_freeze_count() > len(many), "set aside again"


def test_what_is_read_in_one_go_is_set_aside_rather_than_searched(collector: Collector, wait: Wait) -> None:
    gc.collect()
    dead = weakref.ref(Circle())
    set_aside = gc.get_freeze_count()
    many = [[number] for number in range(50_000)]
    collector.look()
    assert gc.get_freeze_count() >= set_aside + len(many) and dead() is not None
    collector.search_all_soon()
    wait(lambda: dead() is None)


def test_the_program_itself_is_not_searched(collector: Collector) -> None:
    assert gc.get_freeze_count() > 10_000
    collector.stop()
    assert gc.get_freeze_count() == 0


def test_the_young_are_looked_at_more_often_while_work_is_under_way(collector: Collector, wait: Wait) -> None:
    """A circle made while a job runs goes before the look of each second comes round, however long that takes."""
    collector._timers[0].stop()
    collector._timers[0].start(3_600_000)
    let_go = threading.Event()
    job = run_job(collector, let_go.wait, 60, title="work")
    dead = weakref.ref(Circle())
    many = [[number] for number in range(20_000)]
    wait(lambda: dead() is None)
    assert many and not job.is_finished
    let_go.set()
    wait(lambda: job.is_finished and not collector._timers[1].isActive())


def test_python_searches_again_afterwards(collector: Collector) -> None:
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
