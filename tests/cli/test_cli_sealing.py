"""``personal-data FILE seal``: what goes is told first, and then it is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcoder_peer.core.project import Project
from tests.cli.conftest import Command, sentence

NAME = "Annika Westerlund"


@pytest.fixture
def named(project: Path, cli: Command) -> Path:
    """The project after something with a name in it came and went."""
    assert cli("codes", project, "add", NAME).status == 0
    assert cli("undo", project).status == 0
    with Project.open(project) as opened:
        opened.snapshot("import")
    return project


def holding(project: Path) -> list[str]:
    beside = [path for path in project.parent.rglob("*") if path.is_file() and project.name in str(path)]
    return [path.name for path in beside if NAME.encode() in path.read_bytes()]


def test_it_says_what_goes_and_asks(named: Path, cli: Command) -> None:
    assert holding(named)
    before = named.read_bytes()
    outcome = cli("personal-data", named, "seal")
    assert outcome.status == 1 and "--yes" in outcome.err
    assert "4 steps can no longer be undone" in outcome.out, outcome.out
    assert "snapshots are deleted: 20" in outcome.out and "copies and backups" in outcome.out
    assert named.read_bytes() == before


def test_it_seals(named: Path, cli: Command) -> None:
    outcome = cli("personal-data", named, "seal", "--yes", "--coder", "AJ")
    assert outcome.status == 0 and "The project was sealed" in outcome.out, outcome
    assert holding(named) == []
    assert cli("check", named).status == 0
    sentence(cli("undo", named), "nothing to undo")
    steps = cli("list", named, "history", "--json").json()
    assert [step["label"] for step in steps][-1] == "Create the project" and len(steps) == 6
    assert not any(NAME in step["label"] for step in steps)
    assert "AJ" in cli("key", named, "protocol").out
    assert len(cli("snapshots", named).out.strip().splitlines()) == 2
    assert cli("personal-data", named, "seal", "--yes").status == 0


def test_not_while_a_window_has_it_open(named: Path, cli: Command) -> None:
    with Project.open(named):
        sentence(cli("personal-data", named, "seal", "--yes"), "is open already")
        assert holding(named)
