"""``report FILE.qcp update``: what would change, and the new file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command, sentence
from tests.core.reports.edited import Edited, retype, words


@pytest.fixture
def written(project: Path, cli: Command, tmp_path: Path) -> Path:
    """The report of the project as a Word file."""
    path = tmp_path / "rapport.docx"
    assert cli("report", project, "new", "--title", "Rapport").status == 0
    assert cli("report", project, "export", "-o", path).status == 0
    return path


def code_more(project: Path, cli: Command) -> None:
    words = ("--document", "grupp", "--code", "Fråga 1/Tomrummet", "--quote", "inte ensam längre", "--coder", "AJ")
    assert cli("code", project, *words).status == 0


def test_nothing_to_do(project: Path, cli: Command, written: Path) -> None:
    outcome = cli("report", project, "update", written)
    assert outcome.status == 0 and "“rapport.docx” is as in the project" in outcome.out
    rows = cli("report", project, "update", written, "--json").json()
    assert {row["kind"] for row in rows} == {"unchanged"} and {row["path"] for row in rows} == {None}
    assert list(written.parent.glob("rapport (*")) == []


def test_what_changed_is_told_and_written(project: Path, cli: Command, written: Path, tmp_path: Path) -> None:
    before = written.read_bytes()
    code_more(project, cli)
    rows = cli("report", project, "update", written, "--dry-run", "--json").json()
    changed = [row for row in rows if row["kind"] == "changed"]
    assert changed and {row["decision"] for row in changed} == {"refresh"}
    assert set(changed[0]) == {"key", "kind", "decision", "place", "before", "after", "notes", "path"}
    assert list(written.parent.glob("rapport (*")) == []
    out = tmp_path / "ny.docx"
    told = cli("report", project, "update", written, "-o", out)
    assert told.status == 0 and "Changed in the project" in told.out and f"Wrote {out}" in told.out
    assert written.read_bytes() == before
    assert cli("report", project, "update", out, "--json").json()[0]["kind"] == "unchanged"
    again = cli("report", project, "update", written, "-o", out)
    assert again.status == 0 and "What stood there before is now" in again.out
    assert len(list(tmp_path.glob("ny (backup *).docx"))) == 1
    made = cli("report", project, "update", written)
    assert made.status == 0 and len(list(tmp_path.glob("rapport (u*).docx"))) == 1


def test_what_the_writer_changed_is_kept_until_asked(
    project: Path, cli: Command, written: Path, tmp_path: Path
) -> None:
    edited = Edited(written)
    key = next(one for one in edited.keys() if one.startswith("q"))
    retype(edited.control(key), "ett tomrum", "ett […] tomrum")
    edited.save()
    told = cli("report", project, "update", written)
    assert told.status == 0 and "Changed in the file only" in told.out and "--overwrite-mine" in told.out
    out = tmp_path / "ut.docx"
    assert cli("report", project, "update", written, "--overwrite-mine", "-o", out).status == 0
    assert "[…]" not in words(Edited(out).control(key))


def test_a_wrong_file(project: Path, cli: Command, tmp_path: Path) -> None:
    assert cli("report", project, "new").status == 0
    (tmp_path / "fel.docx").write_bytes(b"%PDF-1.4")
    outcome = cli("report", project, "update", tmp_path / "fel.docx")
    assert outcome.status == 1 and "PDF" in sentence(outcome)
    assert cli("report", project, "update", tmp_path / "borta.docx").status == 1


def test_a_file_of_another_project(project: Path, cli: Command, written: Path, tmp_path: Path) -> None:
    other = tmp_path / "annat.qcp"
    assert cli("new", other, "--title", "Annat").status == 0
    assert cli("report", other, "new", "--title", "Annan").status == 0
    before = sorted(path.name for path in tmp_path.iterdir())
    outcome = cli("report", other, "update", written, "--add-new")
    assert outcome.status == 1 and outcome.out == ""
    sentence(outcome, "“rapport.docx” comes from another project", "nothing was written")
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_the_words_that_differ_are_told(project: Path, cli: Command, written: Path) -> None:
    edited = Edited(written)
    key = next(one for one in edited.keys() if one.startswith("q"))
    retype(edited.control(key), "ett tomrum", "ett stort tomrum")
    edited.save()
    assert "ett stort tomrum" in cli("report", project, "update", written, "--dry-run").out
    assert " → " in cli("report", project, "update", written, "--dry-run").out
