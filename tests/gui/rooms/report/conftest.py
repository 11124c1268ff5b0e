"""The room over the sample project, shown at the smallest size it must work in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.project import Project
from qualcoder_peer.core.samples import create_sample
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.report.panel import ReportRoom
from qualcoder_peer.gui.settings import Settings
from tests.support.gui import end_context, make_context, run_events, wait_for


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project, made once; copied for each test."""
    path = tmp_path_factory.mktemp("sample") / "sample.qcp"
    create_sample(path, "sv").close()
    return path


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> Iterator[Project]:
    """A fresh copy of the sample project."""
    path = tmp_path / "sample.qcp"
    path.write_bytes(sample_file.read_bytes())
    with Project.open(path, coder="AB") as project:
        yield project


@pytest.fixture
def sample_context(sample: Project, settings: Settings, tmp_path: Path) -> Iterator[RoomContext]:
    """The shell's parts over the sample."""
    made = make_context(sample, settings, tmp_path)
    yield made
    end_context(made)


@pytest.fixture
def room(sample_context: RoomContext) -> Iterator[ReportRoom]:
    """The room as the window shows it."""
    made = show_room(sample_context)
    yield made
    wait_for(lambda: not jobs.active)
    made.close()
    made.deleteLater()


def show_room(context: RoomContext) -> ReportRoom:
    """Show a room and wait until it is settled."""
    made = ReportRoom(context)
    made.resize(1192, 620)
    made.show()
    made.activateWindow()
    made.enter()
    run_events(20)
    wait_for(lambda: made.draft_page.draft.is_settled)
    return made
