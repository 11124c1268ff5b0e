"""``report FILE check-access`` on the command line: text, JSON, exit status, files that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from tests.cli.conftest import Command


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A Word file with a typed list."""
    document = docx.Document()
    document.core_properties.title = "A report on support"
    document.add_paragraph("• first")
    path = tmp_path / "rapport.docx"
    document.save(str(path))
    return path


def test_text_and_json_and_exit_status(cli: Command, project: Path, report: Path) -> None:
    before = report.read_bytes()
    outcome = cli("report", project, "check-access", report)
    assert outcome.status == 1 and outcome.err == ""
    assert "1 point fails" in outcome.out and "Paragraph 1: “• first”" in outcome.out
    outcome = cli("report", project, "check-access", report, "--json")
    found = {row["key"]: row for row in json.loads(outcome.out)}
    assert outcome.status == 1 and found["lists"]["state"] == "fails" and found["title"]["state"] == "ok"
    assert "EN 301 549 10.1.3.1" in found["lists"]["clauses"]
    document = docx.Document(str(report))
    document.paragraphs[0].style = document.styles["List Bullet"]
    document.paragraphs[0].runs[0].text = "first"
    document.save(str(report))
    assert cli("report", project, "check-access", report).status == 0
    assert before != report.read_bytes()


def test_what_cannot_be_read_is_one_sentence(cli: Command, project: Path, tmp_path: Path) -> None:
    (tmp_path / "old.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    for name in ("old.docx", "gone.docx"):
        outcome = cli("report", project, "check-access", tmp_path / name)
        assert outcome.status not in (0, 1) or outcome.err
        assert name in outcome.err and "Traceback" not in outcome.err
