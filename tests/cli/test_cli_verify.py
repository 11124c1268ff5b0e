"""``verify`` on the command line: a table, JSON, a copy with comments; what is found is no failure."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from tests.cli.conftest import TEXT, Command


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report with an exact, a changed and an invented quotation, and an expression."""
    document = docx.Document()
    document.add_heading("Resultat", 1)
    document.add_paragraph("R1 säger att ”man var inte ensam längre” och R1 att ”Innan fanns det ett hål”.")
    document.add_paragraph("Det ”tomrum” som fanns. ”Ingen har någonsin sagt de här orden.”")
    path = tmp_path / "rapport.docx"
    document.save(str(path))
    return path


def test_json(cli: Command, project: Path, report: Path) -> None:
    before = project.read_bytes(), report.read_bytes()
    outcome = cli("verify", project, report, "--json")
    assert (outcome.status, outcome.err) == (0, "")
    found = json.loads(outcome.out)
    assert [(one["status"], one["kind"], one["paragraph"], one["wrong_speaker"]) for one in found] == [
        ("exact", "quotation", 2, False), ("deviates", "quotation", 2, True),
        ("exact", "expression", 3, False), ("not_found", "quotation", 3, False),
    ]  # fmt: skip
    first = found[0]
    promised = {"quote", "status", "document", "start", "end", "similarity", "difference", "speaker", "paragraph"}
    assert promised <= set(first)
    assert TEXT[first["start"] : first["end"]] == first["quote"]
    assert (first["document"], first["speaker"]) == ("grupp", "R1")
    assert (project.read_bytes(), report.read_bytes()) == before


def test_table_and_files(cli: Command, project: Path, report: Path, tmp_path: Path) -> None:
    outcome = cli("verify", project, report, "-o", tmp_path / "ut.docx")
    assert outcome.status == 0
    assert "Deviates: 1" in outcome.out and "Deviates, wrong speaker" in outcome.out and "ut.docx" in outcome.out
    assert len(list(docx.Document(str(tmp_path / "ut.docx")).comments)) == 4
    assert cli("verify", project, report, "-o", tmp_path / "ut.txt", "--json").status == 0
    assert "“hål” instead of “tomrum”" in (tmp_path / "ut.txt").read_text(encoding="utf-8")


def test_hesitations_can_be_declared(cli: Command, project: Path, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("”Jag kände igen mig i det som de berättade, var inte ensam”")
    document.save(str(tmp_path / "r.docx"))
    for words, status in (((), "deviates"), (("--hesitations", "😀,man"), "edited")):
        outcome = cli("verify", project, tmp_path / "r.docx", "--json", *words)
        assert [one["status"] for one in json.loads(outcome.out)] == [status]


def test_what_cannot_be_read_is_one_sentence(cli: Command, project: Path, report: Path, tmp_path: Path) -> None:
    (tmp_path / "fel.docx").write_bytes(b"%PDF-1.7 not a docx")
    for words in ((tmp_path / "fel.docx",), (tmp_path / "borta.docx",), (report, "-o", report)):
        outcome = cli("verify", project, *words)
        assert outcome.status == 1 and outcome.err.count("\n") == 1 and "Traceback" not in outcome.err
    assert cli("verify", project).status == 2


def test_the_help_tells_the_exit_status(cli: Command) -> None:
    outcome = cli("verify", "--help")
    assert outcome.status == 0 and "whether or not quotations deviate" in " ".join(outcome.out.split())
