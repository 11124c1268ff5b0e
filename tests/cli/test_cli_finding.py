"""``find`` and ``autocode`` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcoder_peer.core.api import Project
from qualcoder_peer.core.services.attributes import set_attribute
from qualcoder_peer.core.services.respondents import find_respondent
from tests.cli.conftest import TEXT, Command, sentence
from tests.support.projects import add_text


def test_find_tells_where_and_who(project: Path, cli: Command) -> None:
    (row,) = cli("find", project, "TOMRUM", "--json").json()
    start = TEXT.index("tomrum")
    assert (row["document"], row["start"], row["end"], row["quote"]) == ("grupp", start, start + 6, "tomrum")
    assert (row["speaker"], row["respondent"], row["paragraph"], row["turn"]) == ("R2", "R2", 3, 3)
    assert row["before"].endswith("fanns det ett ") and row["after"].startswith(". Ingen")
    table = cli("find", project, "tomrum").out.splitlines()
    assert len(table) == 2 and "ett [tomrum]. Ingen" in table[1]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("kom",), ["kom"]),
        (("ma", "--word"), []),
        (("man", "--word"), ["man", "man"]),
        (("vara", "--stems"), ["var", "var"]),
        ((r"^R\d: (Jag|Nu)", "--regex"), ["R1: Jag", "R1: Nu"]),
        (("man ensam", "--near", "4"), ["man var inte ensam"]),
        (("man ensamma", "--near", "4"), []),
        (("man ensamma", "--near", "4", "--stems"), ["man var inte ensam"]),
        (("var", "--where", "Ort = Norr"), ["var"]),
        (("tomrum", "--where", "Ort = Norr"), []),
        (("tomrum", "--where", "Ort = Söder", "--where", "role = respondent"), ["tomrum"]),
        (("nu", "--match-case"), ["nu"]),
        (("var", "--respondent", "R1"), ["var"]),
        (("var", "--evidence-only"), ["var"]),
        (("var", "--document", "grupp"), ["var", "var"]),
        (("kom", "--set", "Kim"), ["kom"]),
        (("tomrum", "--set", "Kim"), []),
    ],
)
def test_kinds_and_places(project: Path, cli: Command, options: tuple[str, ...], words: list[str]) -> None:
    cli("sets", project, "add", "Kim", "R1", "--about", "respondent")
    with Project.open(project) as opened:
        for name, place in (("R1", "Norr"), ("R2", "Söder")):
            set_attribute(opened, find_respondent(opened, name), "Ort", place)
    assert [row["quote"] for row in cli("find", project, *options, "--json").json()] == words


def test_what_is_wrong_is_told_in_a_sentence(project: Path, cli: Command) -> None:
    sentence(cli("find", project, "(", "--regex"), "character 2")
    sentence(cli("find", project, "x", "--document", "Nix"), "Nix")
    sentence(cli("find", project, "x", "--respondent", "Nix"), "Nix")
    assert cli("find", project, "x", "--regex", "--stems").status == 2
    sentence(cli("find", project, "x", "--where", "Nix = 1"), "Nix")
    assert cli("find", project, "x", "--near", "0").status == 2
    assert cli("find", project, "x y", "--near", "3", "--regex").status == 2
    assert cli("autocode", project, "--code", "X", "--speaker", "R1", "--where", "Ort = Norr").status == 2
    assert cli("find", project, "finns inte", "--json").json() == []


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|aa)+$"])
def test_a_pattern_that_explodes_is_given_up_with_a_sentence(project: Path, cli: Command, pattern: str) -> None:
    with Project.open(project) as opened:
        add_text(opened, "Långt", "a" * 5_000 + "!")
    before = project.read_bytes()
    sentence(cli("find", project, pattern, "--regex"), "Make it simpler")
    sentence(cli("autocode", project, "--code", "Ny", "--find", pattern, "--regex"), "Make it simpler")
    assert project.read_bytes() == before


def test_autocode_shown_then_done_then_undone(project: Path, cli: Command) -> None:
    words = ("autocode", project, "--code", "Fråga 1/Vi", "--find", "man", "--word", "--scope", "sentence")
    before = project.read_bytes()
    shown = cli(*words, "--dry-run", "--json").json()
    assert [(row["quote"], row["hits"], row["already"]) for row in shown] == [
        ("Jag kände igen mig 😀 i det som de berättade, man var inte ensam längre.", 1, False),
        ("Nu går det att komma när man vill.", 1, False),
    ]
    assert project.read_bytes() == before
    assert "2 segments" in cli(*words, "--coder", "AJ").out
    rows = [row for row in cli("list", project, "codings", "--json").json() if row["code"] == "Fråga 1/Vi"]
    assert [(row["start"], row["end"]) for row in rows] == [(row["start"], row["end"]) for row in shown]
    assert [(row["automatic"], row["coder"], row["speaker"]) for row in rows] == [(True, "AJ", "R1")] * 2
    again = cli(*words, "--coder", "AJ")
    assert "0 segments" in again.out and "2 segments have the code already" in again.out
    cli("undo", project)
    assert [row["path"] for row in cli("list", project, "codes", "--json").json()] == ["Fråga 1", "Fråga 1/Tomrummet"]


def test_autocode_leaves_the_interviewer_out_unless_asked(project: Path, cli: Command) -> None:
    words = ("autocode", project, "--code", "X", "--find", "var", "--word", "--dry-run")
    told = cli(*words)
    assert "1 hit is left out" in told.out and "Hur var" not in told.out
    assert len(cli(*words, "--interviewer", "--json").json()) == 2


def test_autocode_by_speaker(project: Path, cli: Command) -> None:
    rows = cli("autocode", project, "--code", "X", "--speaker", "R1", "--scope", "turn", "--json").json()
    assert [row["quote"] for row in rows] == [
        "Jag kände igen mig 😀 i det som de berättade, man var inte ensam längre.", "Nu går det att komma när man vill."
    ]  # fmt: skip


def test_autocode_by_column_of_a_sheet(tmp_path: Path, project: Path, cli: Command) -> None:
    sheet = tmp_path / "svar.csv"
    sheet.write_text(
        "Namn;Vad var bra?;Vad saknades?\n"
        "A;Allt var bra med lokalen och kaffet;Mer tid hade jag velat ha av dem\n"
        "B;Lokalen och alla som arbetar där;Ingenting saknades i mitt fall alls\n",
        encoding="utf-8",
    )
    cli("import", project, sheet)
    rows = cli("autocode", project, "--code", "Saknas", "--field", "Vad saknades?", "--json").json()
    assert [row["quote"] for row in rows] == [
        "Mer tid hade jag velat ha av dem", "Ingenting saknades i mitt fall alls"
    ]  # fmt: skip


def test_autocode_refuses_what_makes_no_sense(project: Path, cli: Command) -> None:
    before = project.read_bytes()
    assert cli("autocode", project, "--code", "X").status == 2
    assert cli("autocode", project, "--code", "X", "--speaker", "R1", "--stems").status == 2
    assert cli("autocode", project, "--code", "X", "--find", "a", "--speaker", "R1").status == 2
    sentence(cli("autocode", project, "--code", "X", "--speaker", "Nix"), "Nothing was coded")
    sentence(cli("autocode", project, "--code", "X", "--heading", "Nix"), "Nix")
    sentence(cli("autocode", project, "--code", "X//Y", "--find", "a", "--dry-run"), "X//Y")
    assert project.read_bytes() == before
