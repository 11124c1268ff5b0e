"""``report``: new, list and export."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.support.word import paragraphs_of


def test_reports_are_made_listed_and_written(project: Path, cli: Command, tmp_path: Path) -> None:
    made = cli("report", project, "new", "--kind", "memo", "--title", "Kort", "--json").json()
    assert [(row["title"], row["kind"], row["quotes"]) for row in made] == [("Kort", "memo", 1)]
    assert cli("report", project, "new").status == 0
    rows = cli("report", project, "list", "--json").json()
    assert [(row["title"], row["kind"]) for row in rows[1:]] == [(rows[1]["title"], "evaluation")]
    assert set(rows[0]) == {"id", "guid", "title", "kind", "created", "entries", "quotes"}
    assert len(cli("report", project, "list").out.splitlines()) == 3
    assert cli("report", project, "export", "-o", tmp_path / "k.docx", "--report", "kort", "--json").json() == [
        {"path": str(tmp_path / "k.docx"), "report": "Kort"}
    ]
    words = [text for _, text in paragraphs_of(tmp_path / "k.docx")]
    assert words[0] == "Kort" and not any("odebook" in text or "Kodbok" in text for text in words)
    assert cli("undo", project, 2).status == 0
    assert cli("report", project, "list", "--json").json() == []


def test_a_source_is_written_as_the_pattern_says(project: Path, cli: Command, tmp_path: Path) -> None:
    out = tmp_path / "r.docx"
    assert cli("report", project, "export", "-o", out, "--source-pattern", "Respondent {n}, {name}").status == 0
    assert any("(Respondent " in text for _, text in paragraphs_of(out))


@pytest.mark.parametrize(
    "words, said",
    [
        (("export", "-o", "r.docx", "--report", "nope"), "no report “nope”"),
        (("export", "-o", "r.docx", "--source-pattern", "{unknown}"), "“unknown”"),
        (("export", "-o", "r.docx", "--source-pattern", "{n"), "brace"),
        (("export", "-o", "r.txt"), "r.txt"),
        (("new", "--title", "  "), "title"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    project: Path, cli: Command, tmp_path: Path, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = cli("report", project, *words)
    assert outcome.status == 1 and said in outcome.err and len(outcome.err.splitlines()) == 1
    assert not (tmp_path / "r.docx").exists() and not (tmp_path / "r.txt").exists()
