"""``demo``: the sample project and what comes out of it, once and again, with and without a screen."""

from __future__ import annotations

import os
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Command, sentence

FILES = ["code book.docx", "quotes.html", "quotes.xlsx", "report draft.docx", "sample project.qcp"]


@pytest.fixture(autouse=True)
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test opens a window on the screen of whoever runs it."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


def made(folder: Path) -> list[str]:
    """The visible files of a folder, without the snapshots."""
    return sorted(one.name for one in folder.iterdir() if one.is_file() and not one.name.endswith("-journal"))


@pytest.mark.parametrize(("language", "words"), [("en", "What has the support meant"), ("sv", "Vad har stödet betytt")])
def test_demo_makes_a_coded_project_tables_and_a_report(
    tmp_path: Path, cli: Command, language: str, words: str
) -> None:
    folder = tmp_path / "ut" / "demo"
    outcome = cli("demo", "--out", folder, "--no-window", "--language", language)
    assert outcome.status == 0 and outcome.err == ""
    assert made(folder) == FILES
    assert all(str(folder / name) in outcome.out for name in FILES)
    project = folder / "sample project.qcp"
    codings = cli("list", project, "codings", "--json").json()
    assert len(codings) == 80
    assert len({row["coder"] for row in codings}) == 2
    with zipfile.ZipFile(folder / "report draft.docx") as package:
        body = package.read("word/document.xml").decode()
    assert words in body
    starred = [row["quote"] for row in codings if row["star"] and "\n" not in row["quote"]]
    assert starred
    page = (folder / "quotes.html").read_text(encoding="utf-8")
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")
    assert cli("check", project).status == 0


def test_demo_never_writes_over_what_is_there(tmp_path: Path, cli: Command) -> None:
    (tmp_path / "report draft.docx").write_bytes(b"my own work")
    assert cli("demo", "--out", tmp_path, "--no-window").status == 0
    assert (tmp_path / "report draft.docx").read_bytes() == b"my own work"
    first = (tmp_path / "report draft 2.docx").read_bytes()
    assert cli("demo", "--out", tmp_path, "--no-window").status == 0
    assert (tmp_path / "report draft 2.docx").read_bytes() == first
    assert "sample project 3.qcp" in made(tmp_path)


def test_demo_in_a_place_where_nothing_can_be_made(tmp_path: Path, cli: Command) -> None:
    (tmp_path / "demo").write_bytes(b"a file")
    sentence(cli("demo", "--out", tmp_path / "demo", "--no-window"), "demo")


@pytest.mark.parametrize("platform", [None, "offscreen", "minimal:"])
def test_demo_without_a_screen_says_so(
    tmp_path: Path, cli: Command, monkeypatch: pytest.MonkeyPatch, platform: str | None
) -> None:
    if platform is None:
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    else:
        monkeypatch.setenv("DISPLAY", ":0")
        monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    outcome = cli("demo", "--out", tmp_path)
    assert outcome.status == 0
    assert "no screen" in outcome.out
    assert made(tmp_path) == FILES


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="screens of X11")
def test_demo_with_a_screen_that_does_not_answer(tmp_path: Path, command: Command) -> None:
    outcome = command("demo", "--out", tmp_path / "d", env={"DISPLAY": ":987", "QT_QPA_PLATFORM": "xcb"})
    assert outcome.status == 0
    assert made(tmp_path / "d") == FILES
    assert "The files above are made" in outcome.out
    assert len(outcome.err.strip().splitlines()) == 1 and "window cannot open" in outcome.err


def test_demo_without_qts_system_libraries(tmp_path: Path, command: Command) -> None:
    broken = tmp_path / "libraries" / "PySide6"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text(
        "raise ImportError('libEGL.so.1: cannot open shared object file: No such file or directory')", encoding="utf-8"
    )
    path = os.pathsep.join([str(broken.parent), os.fspath(Path(__file__).resolve().parents[2])])
    outcome = command("demo", "--out", tmp_path / "d", env={"WAYLAND_DISPLAY": "wayland-0", "PYTHONPATH": path})
    assert outcome.status == 0
    assert made(tmp_path / "d") == FILES
    assert "libEGL.so.1" in outcome.err and "apt install" in outcome.err
    assert "Traceback" not in outcome.err
