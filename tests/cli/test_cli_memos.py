"""``memo``, and memos in ``list`` and ``export``."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import Command, sentence

FIELDS = "id guid owner owner_name start end kind title date text coder created changed"


def test_memos_are_added_listed_written_and_undone(project: Path, cli: Command, tmp_path: Path) -> None:
    before = len(cli("list", project, "memos", "--json").json())
    code = cli("list", project, "codes", "--json").json()[0]["path"]
    person = cli("list", project, "respondents", "--json").json()[0]["name"]
    for words in (
        ("--project", "om allt"),
        ("--document", "grupp", "hela"),
        ("--document", "grupp", "--start", "0", "--end", "11", "stället"),
        ("--code", code, "kodens"),
        ("--respondent", person, "personens"),
        ("--journal", "--date", "2026-03-02", "--title", "Måndag", "*Mötte* gruppen"),
        ("--journal", "idag", "--coder", "BK"),
    ):
        assert cli("memo", project, "add", *words).status == 0, words
    rows = cli("list", project, "memos", "--json").json()
    assert len(rows) == before + 7
    assert all(set(FIELDS.split()) <= set(row) for row in rows)
    by_text = {row["text"]: row for row in rows}
    assert (by_text["stället"]["start"], by_text["stället"]["end"], by_text["stället"]["owner"]) == (0, 11, "document")
    assert by_text["kodens"]["owner_name"] == code
    entry = by_text["*Mötte* gruppen"]
    assert (entry["kind"], entry["date"], entry["title"]) == ("journal", "2026-03-02", "Måndag")
    assert (by_text["idag"]["date"], by_text["idag"]["coder"]) == (date.today().isoformat(), "BK")
    assert len(cli("list", project, "memos").out.splitlines()) == len(rows) + 1
    assert {row["owner"] for row in cli("list", project, "memos", "--document", "grupp", "--json").json()} <= {
        "document", "coding"
    }  # fmt: skip
    assert cli("export", project, "memos", "-o", tmp_path / "m.json", "--memos", "journal").status == 0
    assert [one["text"] for one in json.loads((tmp_path / "m.json").read_text("utf-8"))] == ["*Mötte* gruppen", "idag"]
    labels = [row["label"] for row in cli("list", project, "history", "--json").json()][:2]
    assert labels == [f"Journal entry of {date.today().isoformat()}", "Journal entry of 2026-03-02"]
    assert cli("undo", project, 7).status == 0
    assert len(cli("list", project, "memos", "--json").json()) == before


def test_a_memo_can_come_from_standard_input(
    project: Path, cli: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("rad ett\nrad två\n"))
    assert cli("memo", project, "add", "--project", "-").status == 0
    assert "rad ett\nrad två\n" in [row["text"] for row in cli("list", project, "memos", "--json").json()]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--document", "borta", "x"), "borta"),
        (("--code", "borta", "x"), "borta"),
        (("--respondent", "borta", "x"), "borta"),
        (("--journal", "--date", "igår", "x"), "igår"),
        (("--project", "  "), "empty"),
        (("--document", "grupp", "--start", "0", "--end", "99999", "x"), ""),
    ],
)
def test_what_can_be_mended_is_said_and_nothing_changed(
    project: Path, cli: Command, words: tuple[str, ...], part: str
) -> None:
    before = cli("list", project, "memos", "--json").out
    sentence(cli("memo", project, "add", *words), part)
    assert cli("list", project, "memos", "--json").out == before


@pytest.mark.parametrize(
    "words",
    [
        ("x",),
        ("--project", "--journal", "x"),
        ("--project", "--start", "0", "--end", "1", "x"),
        ("--document", "grupp", "--start", "0", "x"),
        ("--project", "--date", "2026-01-01", "x"),
    ],
)
def test_wrong_usage(project: Path, cli: Command, words: tuple[str, ...]) -> None:
    assert cli("memo", project, "add", *words).status == 2
