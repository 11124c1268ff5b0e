"""The program on a screen of its own. Pictures of the stages, and of the moment of a failure, are kept with the
temporary files of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.driving import Driven
from tests.support.screen import Screen, missing

Start = Callable[..., Driven]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember on the test whether it failed, for the picture."""
    report = yield
    if report.when == "call":  # type: ignore[attr-defined]
        item.stash[_failed] = report.failed  # type: ignore[attr-defined]
    return report


_failed = pytest.StashKey[bool]()


@pytest.fixture
def screen(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Screen]:
    """An X server; what it showed when the test failed is in ``failed.png``."""
    lost = missing()
    if lost:
        pytest.skip(f"no real screen: {lost}")
    made = Screen(tmp_path)
    yield made
    if request.node.stash.get(_failed, True):
        made.picture(tmp_path / "failed.png")
    made.close()


@pytest.fixture
def start(screen: Screen, tmp_path: Path) -> Iterator[Start]:
    """``start(*files)``: the program as started from a terminal. It must not have warned of anything there."""
    running: list[Driven] = []

    def begin(*files: Path) -> Driven:
        running.append(Driven(screen, tmp_path, *files))
        return running[-1]

    yield begin
    for one in running:
        one.end()
    said = "".join(one.said() for one in running[-1:])
    assert not said, said
