"""The README says nothing the program does not do: its examples are run, its files and commands are there."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from qualcoder_peer.cli import COMMANDS, main
from qualcoder_peer.core.storage.recorder import KEEP_BYTES, KEEP_STEPS
from tests.support.source import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the interviews and codings the examples speak of."""
    (tmp_path / "interviews").mkdir()
    words = "Interviewer: What happened?\nR1: For once she believed me.\nInterviewer: And then?\nR1: I came again."
    (tmp_path / "interviews" / "Interview 1.txt").write_text(words, encoding="utf-8")
    (tmp_path / "codings.jsonl").write_text("".join(blocks("json")), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_python_example(study: Path) -> None:
    (example,) = blocks("python")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(example, "README.md", "exec"), {})
    assert said.getvalue() == "R1: she believed me (41–56)\n['Code “Trust”']\n"
    assert (study / "quotes.xlsx").read_bytes().startswith(b"PK")


def test_command_line_walk(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("qualcoder-peer ")]
    assert len(lines) == 10
    for line in lines:
        assert main(shlex.split(line)[1:]) == 0, (line, capsys.readouterr())
    assert (study / "draft.docx").is_file()


def test_commands_of_the_reference_are_those_of_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    (reference,) = re.findall(r"^```\n(qualcoder-peer \[FILE.*?)^```$", README, re.MULTILINE | re.DOTALL)
    told = {name for line in reference.splitlines() if line.startswith("qualcoder-peer")
            for name in line.split()[1].split("|")} - {"[FILE.qcp]"}  # fmt: skip
    assert told == set(COMMANDS)
    command, actions = "", [""]
    for line in reference.splitlines()[1:]:
        if line.startswith("qualcoder-peer"):
            command = line.split()[1].split("|")[0]
            assert main([command, "--help"]) == 0
            actions = line.split()[3].split("|") if "ACTION" in capsys.readouterr().out else [""]
        capsys.readouterr()
        for action in actions:
            assert main([command, "FILE.qcp", action, "--help"] if action else [command, "--help"]) == 0
        known = capsys.readouterr().out
        for flag in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", line.partition(command)[2] or line):
            assert flag in known, (command, flag)


def test_files_it_speaks_of_are_there() -> None:
    linked = [path for path in re.findall(r"\]\(([^)#]+)\)", README) if not path.startswith("http")]
    assert len(linked) >= 6
    missing = [path for path in linked if not (ROOT / path).is_file()]
    assert not missing
    named = re.findall(r"`((?:tests|cli|core|gui)/[\w/.]+\.py)`", README)
    assert named
    assert not [path for path in named if not any((base / path).is_file() for base in (ROOT, ROOT / "qualcoder_peer"))]


def test_numbers_it_gives() -> None:
    assert f"newest {KEEP_STEPS:,} steps" in README.replace("\n", " ")
    assert f"under {KEEP_BYTES // 1024**2} MB" in README.replace("\n", " ")
