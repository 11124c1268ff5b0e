"""A project on the disk and the command line over it, in this process (``cli``) or in one of its own (``command``)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qualcoder_peer.cli import main
from tests.support.commands import Outcome, run

TEXT = (
    "Intervjuare: Hur var det att träffa gruppen?\n"
    "R1: Jag kände igen mig 😀 i det som de berättade, man var inte ensam längre.\n"
    "R2: Innan fanns det ett tomrum. Ingen hade tid.\n"
    "Intervjuare: Och nu?\n"
    "R1: Nu går det att komma när man vill."
)
Command = Callable[..., Outcome]


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str]) -> Command:
    """``cli("list", path, "codes")`` runs a command in this process."""

    def call(*words: object) -> Outcome:
        capfd.readouterr()
        status = main([str(word) for word in words])
        return Outcome(status, *capfd.readouterr())

    return call


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """``command("list", path, "codes", env={…})`` runs it in a process of its own, without Qt."""

    def call(*words: object, **options: Any) -> Outcome:
        return run(*words, home=tmp_path, **options)

    return call


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    """A group interview as Windows writes it."""
    path = tmp_path / "grupp.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode("utf-8-sig"))
    return path


@pytest.fixture
def project(tmp_path: Path, transcript: Path, cli: Command) -> Path:
    """A project with one document, two codes and one coding."""
    path = tmp_path / "prov.qcp"
    steps: list[tuple[object, ...]] = [
        ("new", path, "--title", "Prövning", "--language", "sv"),
        ("import", path, transcript),
        ("codes", path, "add", "Fråga 1/Tomrummet", "--colour", "#3366cc", "--definition", "Det som saknas"),
        ("code", path, "--document", "grupp", "--code", "Fråga 1/Tomrummet", "--quote", "ett tomrum", "--coder", "AJ"),
    ]
    for words in steps:
        outcome = cli(*words)
        assert outcome.status == 0, outcome
    return path


@pytest.fixture
def state(cli: Command) -> Callable[[Path], object]:
    """``state(path)``: everything that is listed of a project, and its bytes."""

    def read(path: Path) -> object:
        lists = [
            cli("list", path, what, "--json").json()
            for what in ("documents", "turns", "respondents", "codes", "codings", "history")
        ]
        return json.dumps(lists), hashlib.sha256(path.read_bytes()).hexdigest()

    return read


def sentence(outcome: Outcome, *holds: str) -> str:
    """The sentence a command failed with: exit 1, no traceback, naming everything in ``holds``."""
    assert outcome.status == 1, outcome
    assert "Traceback" not in outcome.err
    assert "inside the program" not in outcome.err, outcome.err
    lines = outcome.err.strip().splitlines()
    assert len(lines) == 1, outcome.err
    assert all(words in lines[0] for words in holds), (holds, lines[0])
    return lines[0]
