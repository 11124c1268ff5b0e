"""``report FILE.qcp disclose``: findings as lines and JSON, what is let pass, strict rules, clean copies."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from qualcoder_peer.core.project import Project
from tests.cli.conftest import Command, sentence


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A finished report with a name, a comment and hidden text."""
    document = docx.Document()
    paragraph = document.add_paragraph("Annika Lindqvist sa att det var bra.")
    paragraph.add_run(" Dold.").font.hidden = True
    document.add_comment(paragraph.runs[0], "Vem?", author="Eva", initials="E")
    path = tmp_path / "report.docx"
    document.save(str(path))
    return path


def test_a_finished_file_is_looked_through(cli: Command, project: Path, report: Path) -> None:
    outcome = cli("report", project, "disclose", report)
    assert outcome.status == 0
    assert "“Annika Lindqvist” stands in 1 place (Person)." in outcome.out
    assert "The file holds 1 comment (Eva)." in outcome.out
    found = cli("report", project, "disclose", report, "--json").json()
    assert {"name", "comments", "hidden", "properties"} <= {one["kind"] for one in found}
    (name,) = [one for one in found if one["kind"] == "name"]
    assert name["count"] == 1 and name["passed"] is None and name["mend"] == ""


def test_what_is_let_pass_is_kept_with_its_reason(cli: Command, project: Path, report: Path) -> None:
    found = cli("report", project, "disclose", report, "--json").json()
    (name,) = [one for one in found if one["kind"] == "name"]
    words = ("report", project, "disclose", report, "--pass", name["fingerprint"][:10], "--reason", "She is public.",
             "--coder", "EL", "--json")  # fmt: skip
    outcome = cli(*words)
    assert outcome.status == 0
    (passed,) = [one for one in outcome.json() if one["kind"] == "name"]
    assert passed["passed"]["reason"] == "She is public." and passed["passed"]["coder"] == "EL"
    (kept,) = cli("report", project, "disclose", "--passes", "--json").json()
    assert kept["fingerprint"] == name["fingerprint"]
    assert "She is public." in cli("report", project, "disclose", "--passes").out
    assert cli("report", project, "disclose", "--passes", "--take-back", name["fingerprint"][:10]).status == 0
    assert cli("report", project, "disclose", "--passes", "--json").json() == []
    assert cli("undo", project).status == 0
    assert len(cli("report", project, "disclose", "--passes", "--json").json()) == 1


def test_strict_rules_end_with_1_and_stop_exports(cli: Command, project: Path, tmp_path: Path) -> None:
    assert cli("report", project, "disclose", "--rules", "warn").status == 0
    (tmp_path / "names.qckey").write_bytes(b"")
    assert cli("export", project, "codebook", "-o", tmp_path / "a.csv").status == 0
    told = cli("export", project, "codebook", "-o", tmp_path / "a.csv").err
    assert "The disclosure check found 1 thing" in told and "names.qckey" in told
    assert cli("report", project, "disclose", "--rules", "strict", "--keep").status == 1  # of the draft much is open
    outcome = cli("export", project, "codebook", "-o", tmp_path / "b.csv")
    sentence(outcome, "strict", "1 finding is open")
    assert not (tmp_path / "b.csv").exists()
    assert cli("report", project, "disclose", "--rules", "off", "--keep").status == 0
    assert cli("export", project, "codebook", "-o", tmp_path / "b.csv").err == ""


def test_strict_and_something_open(cli: Command, project: Path, report: Path) -> None:
    assert cli("report", project, "disclose", report, "--rules", "strict").status == 1
    assert cli("report", project, "disclose", report, "--rules", "off").status == 0


def test_a_clean_copy(cli: Command, project: Path, report: Path, tmp_path: Path) -> None:
    before = report.read_bytes()
    assert cli("report", project, "disclose", report, "--clean", tmp_path / "clean.docx").status == 0
    assert report.read_bytes() == before
    found = cli("report", project, "disclose", tmp_path / "clean.docx", "--json").json()
    assert [one["kind"] for one in found] == ["name"]


def test_names_of_a_key_that_is_opened(cli: Command, project: Path, report: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("correct horse battery\n")
    key = tmp_path / "elsewhere" / "names.qckey"
    key.parent.mkdir()
    assert cli("key", project, "create", "--key", key, "--password-file", secret).status == 0
    rules = tmp_path / "rules.csv"
    rules.write_text("real,replacement\nAnnika Lindqvist,Kim\n", encoding="utf-8")
    assert cli("key", project, "add", "--rules", rules, "--key", key, "--password-file", secret).status == 0
    found = cli("report", project, "disclose", report, "--key", key, "--password-file", secret, "--json").json()
    assert "replaced" in {one["kind"] for one in found}


@pytest.mark.parametrize(
    "words",
    [("--pass", "abc"), ("--clean", "x.docx"), ("--earlier", "x.docx"), ("--threshold", "1"), ("--rules", "lax")],
)
def test_wrong_usage(cli: Command, project: Path, words: tuple[str, ...]) -> None:
    assert cli("report", project, "disclose", *words).status == 2


def test_what_cannot_be_passed(cli: Command, project: Path, report: Path) -> None:
    sentence(cli("report", project, "disclose", report, "--pass", "abcdef", "--reason", "x"), "abcdef")
    found = cli("report", project, "disclose", report, "--json").json()
    (name,) = [one for one in found if one["kind"] == "name"]
    outcome = cli("report", project, "disclose", report, "--pass", name["fingerprint"], "--reason", "annika lindqvist")
    sentence(outcome, "must not keep it")
    for reason, words in (("\u200b", "Say why"), ("x" * 1_001, "at most 1000")):
        outcome = cli("report", project, "disclose", report, "--pass", name["fingerprint"], "--reason", reason)
        sentence(outcome, words)
    # All or none: one that there is not keeps the other from being passed.
    steps = cli("list", project, "history", "--json").json()
    words = ("--pass", name["fingerprint"], "--pass", "abcdef", "--reason", "Public.")
    sentence(cli("report", project, "disclose", report, *words), "abcdef")
    assert cli("list", project, "history", "--json").json() == steps


def test_what_was_let_pass_before_and_what_is_no_longer_found(cli: Command, project: Path, report: Path) -> None:
    found = cli("report", project, "disclose", report, "--json").json()
    (name,) = [one for one in found if one["kind"] == "name"]
    words = ("report", project, "disclose", report, "--pass", name["fingerprint"], "--reason")
    assert cli(*words, "She is public.").status == 0
    sentence(cli(*words, "Another."), "She is public.")
    report.unlink()
    (kept,) = cli("report", project, "disclose", "--passes", "--json").json()
    assert kept["reason"] == "She is public."
    sentence(cli("report", project, "disclose", "--passes", "--take-back", "zz"), "zz", "Nothing was changed")
    assert cli("report", project, "disclose", "--passes", "--take-back", name["fingerprint"][:8]).status == 0
    assert cli("report", project, "disclose", "--passes", "--json").json() == []


def test_a_file_that_is_none(cli: Command, project: Path, tmp_path: Path) -> None:
    (tmp_path / "torn.docx").write_bytes(b"no")
    sentence(cli("report", project, "disclose", tmp_path / "torn.docx"), "torn.docx", "untouched")
    sentence(cli("report", project, "disclose", tmp_path / "missing.docx"), "missing.docx")


def test_tables_that_have_left_are_listed_and_forgotten(cli: Command, project: Path, tmp_path: Path) -> None:
    assert "No table of counts has left" in cli("report", project, "disclose", "--left").out
    steps = cli("list", project, "history", "--json").json()
    assert cli("report", project, "export", "-o", tmp_path / "april.docx").status == 0
    assert cli("list", project, "history", "--json").json() == steps
    left = cli("report", project, "disclose", "--left", "--json").json()
    assert left and {file["name"] for one in left for file in one["files"]} == {"april.docx"}
    assert all(len(one["cells"]) == len(one["rows"]) for one in left)
    shown = cli("report", project, "disclose", "--left").out
    assert left[0]["title"] in shown and "april.docx" in shown
    number = left[0]["number"]
    outcome = cli("report", project, "disclose", "--left", "--forget", str(number), "--json")
    assert [one["number"] for one in outcome.json()] == [one["number"] for one in left[1:]]
    outcome = cli("report", project, "disclose", "--left", "--forget", str(number))
    assert outcome.status == 1 and "No table was taken off" in outcome.err


def test_a_project_that_another_program_has_open_is_written_from_and_that_is_said(
    cli: Command, project: Path, tmp_path: Path
) -> None:
    with Project.open(project):
        outcome = cli("report", project, "export", "-o", tmp_path / "april.docx")
        assert outcome.status == 0
        assert "could not note which tables of counts left" in outcome.err
    assert cli("report", project, "disclose", "--left", "--json").json() == []


def test_an_update_of_a_file_is_remembered_too(cli: Command, project: Path, tmp_path: Path) -> None:
    old, new = tmp_path / "april.docx", tmp_path / "may.docx"
    assert cli("report", project, "new", "--kind", "evaluation").status == 0
    assert cli("report", project, "export", "-o", old).status == 0
    cli("codes", project, "add", "Fråga 1/Annat", "--role", "theme")
    cli("code", project, "--document", "grupp", "--code", "Fråga 1/Annat", "--quote", "ett tomrum")
    assert cli("report", project, "update", old, "-o", new).status == 0
    left = cli("report", project, "disclose", "--left", "--json").json()
    assert "may.docx" in {file["name"] for one in left for file in one["files"]}
