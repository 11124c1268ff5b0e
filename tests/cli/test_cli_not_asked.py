"""``report not-asked``: listed, corrected, marked in one step."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from tests.cli.conftest import Command, sentence
from tests.support.projects import add_text


TEXT = "Intervjuare: Hur fick du kontakt med verksamheten?\nR1: Så.\nIntervjuare: Jaha.\nR1: Ja.\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    path, guide = tmp_path / "g.qcp", tmp_path / "guide.txt"
    guide.write_text("1. Hur fick du kontakt med verksamheten?\n2. Känner du dig trygg här?\n", "utf-8")
    with Project.create(path, title="x", coder="AJ") as made:
        add_code(made, "Trygghet", role=CodeRole.THEME)
        add_text(made, "Ett", TEXT)
    return path, guide


def test_it_is_listed_and_marked_only_when_told_to(files: tuple[Path, Path], cli: Command) -> None:
    project, guide = files
    rows = cli("report", project, "not-asked", guide, "--json").json()
    assert [(row["code"], row["respondent"], row["question"], row["marked"]) for row in rows] == [
        ("Trygghet", "R1", 2, False)
    ]
    assert "Trygghet" in cli("report", project, "not-asked", guide).out
    assert cli("report", project, "not-asked", guide, "--asks", "Trygghet=1", "--json").json() == []
    assert cli("report", project, "not-asked", guide, "--asks", "Trygghet=", "--json").json() == []
    assert cli("report", project, "not-asked", guide, "--mark", "--json").json()[0]["marked"]
    assert cli("report", project, "not-asked", guide, "--json").json() == [], "marked already"
    assert cli("undo", project).status == 0
    assert len(cli("report", project, "not-asked", guide, "--json").json()) == 1


def test_what_cannot_be_done_is_a_sentence(files: tuple[Path, Path], cli: Command) -> None:
    project, guide = files
    for words in ("Trygghet", "Trygghet=3", "Trygghet=a", "=1"):
        sentence(cli("report", project, "not-asked", guide, "--asks", words), "from 1 to 2")
    sentence(cli("report", project, "not-asked", guide, "--asks", "Saknas=1"), "Saknas")
