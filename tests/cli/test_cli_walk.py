"""The main job on the command line, from a new project to files, and what each command says."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from qualcoder_peer import __version__
from qualcoder_peer.cli import COMMANDS
from tests.cli.conftest import TEXT, Command, sentence


def test_new_project_has_title_and_language(tmp_path: Path, cli: Command) -> None:
    path = tmp_path / "a.qcp"
    outcome = cli("new", path, "--title", "  Åsas studie ", "--language", "da")
    assert outcome.status == 0
    assert "Åsas studie" in outcome.out and str(path) in outcome.out
    assert cli("list", path, "documents", "--json").out == "[]\n"


def test_new_project_takes_the_language_of_the_user(
    tmp_path: Path, cli: Command, transcript: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODER_PEER_LANGUAGE", "sv")
    cli("new", tmp_path / "a.qcp", "--title", "A")
    cli("import", tmp_path / "a.qcp", transcript)
    assert cli("list", tmp_path / "a.qcp", "documents", "--json").json()[0]["language"] == "sv"


def test_new_project_needs_a_title_and_a_free_name(project: Path, cli: Command, state: object) -> None:
    before = project.read_bytes()
    sentence(cli("new", project, "--title", "Again"), str(project))
    sentence(cli("new", project.with_name("b.qcp"), "--title", "  "))
    assert project.read_bytes() == before
    assert not project.with_name("b.qcp").exists()


def test_lists_have_the_promised_fields(project: Path, cli: Command) -> None:
    fields = {
        "documents": "id guid title kind characters language sha256",
        "turns": "document start end speaker role respondent",
        "respondents": "id name role attributes",
        "codes": "id guid path role colour codings respondents",
        "codings": "id guid document start end quote code coder speaker respondent memo stance star created",
        "history": "step time coder label undone",
    }
    for what, names in fields.items():
        rows = cli("list", project, what, "--json").json()
        assert rows, what
        assert all(set(names.split()) <= set(row) for row in rows), what
        table = cli("list", project, what).out.splitlines()
        assert len(table) == len(rows) + 1, what


def test_values_of_lists(project: Path, cli: Command) -> None:
    (document,) = cli("list", project, "documents", "--json").json()
    assert (document["title"], document["characters"], document["kind"]) == ("grupp", len(TEXT), "group_interview")
    turns = cli("list", project, "turns", "--json").json()
    assert [turn["speaker"] for turn in turns] == ["Intervjuare", "R1", "R2", "Intervjuare", "R1"]
    assert [turn["respondent"] for turn in turns] == [None, "R1", "R2", None, "R1"]
    assert [turn["start"] for turn in turns][1] == TEXT.index("R1:")
    people = cli("list", project, "respondents", "--json").json()
    assert [(one["name"], one["role"], one["attributes"]) for one in people] == [
        ("R1", "respondent", {}),
        ("R2", "respondent", {}),
    ]
    codes = cli("list", project, "codes", "--json").json()
    assert [(one["path"], one["role"], one["codings"], one["respondents"]) for one in codes] == [
        ("Fråga 1", "question", 0, 0),
        ("Fråga 1/Tomrummet", "theme", 1, 1),
    ]
    assert codes[1]["colour"] == "#3366cc"
    (coding,) = cli("list", project, "codings", "--json").json()
    start = TEXT.index("ett tomrum")
    assert (coding["start"], coding["end"], coding["quote"]) == (start, start + 10, "ett tomrum")
    assert (coding["coder"], coding["speaker"], coding["respondent"], coding["code"]) == (
        "AJ",
        "R2",
        "R2",
        "Fråga 1/Tomrummet",
    )
    history = cli("list", project, "history", "--json").json()
    assert [step["undone"] for step in history] == [False] * 4
    assert history[0]["coder"] == "AJ"
    assert history[0]["step"] > history[-1]["step"]


def test_lists_of_one_document(project: Path, tmp_path: Path, cli: Command) -> None:
    other = tmp_path / "annan.txt"
    other.write_text("R9: Bara jag här.\nR9: Och jag igen.\nR9: Slut.", encoding="utf-8")
    assert cli("import", project, other).status == 0
    cli("code", project, "--document", "annan", "--code", "Eget", "--quote", "Bara jag")
    for name in ("annan", "annan.txt", "2"):
        (found,) = cli("list", project, "documents", "--document", name, "--json").json()
        assert found["title"] == "annan"
    assert {row["document"] for row in cli("list", project, "turns", "--document", "annan", "--json").json()} == {
        "annan"
    }
    assert [row["code"] for row in cli("list", project, "codings", "--document", "annan", "--json").json()] == ["Eget"]
    codes = cli("list", project, "codes", "--document", "annan", "--json").json()
    assert [(row["path"], row["codings"]) for row in codes] == [("Eget", 1)]
    people = cli("list", project, "respondents", "--document", "annan", "--json").json()
    assert "R1" not in [row["name"] for row in people]
    assert cli("list", project, "history", "--document", "annan").status == 2


def test_code_by_place_memo_stance_star(project: Path, cli: Command) -> None:
    start = TEXT.index("Nu går")
    outcome = cli(
        "code", project, "--document", "grupp", "--code", "Fråga 2/Öppet", "--start", start, "--end", start + 6,
        "--stance", "for", "--star", "--memo", "=1+1",
    )  # fmt: skip
    assert outcome.status == 0
    found = {row["code"]: row for row in cli("list", project, "codings", "--json").json()}["Fråga 2/Öppet"]
    assert (found["quote"], found["stance"], found["star"], found["memo"]) == ("Nu går", "for", True, "=1+1")
    made = {row["path"]: row["role"] for row in cli("list", project, "codes", "--json").json()}
    assert made["Fråga 2"] == "question" and made["Fråga 2/Öppet"] == "theme"


def test_codes_add_again_changes_what_is_given(project: Path, cli: Command) -> None:
    assert "already" in cli("codes", project, "add", "Fråga 1/Tomrummet").out
    cli("codes", project, "add", "Fråga 1/Tomrummet", "--role", "goal", "--colour", "#112233", "--definition", "Ny")
    rows = cli("list", project, "codes", "--json").json()
    assert len(rows) == 2
    assert (rows[1]["role"], rows[1]["colour"], rows[1]["definition"]) == ("goal", "#112233", "Ny")


def test_codings_from_a_file_are_one_step(project: Path, tmp_path: Path, cli: Command) -> None:
    lines = [
        {"document": "grupp.txt", "start": 0, "end": 5, "code": "Fråga 3/A", "coder": "JG", "star": True},
        {"document": 1, "quote": "Ingen hade tid", "code": "Fråga 1/Tomrummet", "memo": "å", "stance": "against"},
    ]
    source = tmp_path / "codings.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    outcome = cli("code", project, "--from", source, "--coder", "EL")
    assert outcome.status == 0 and "2" in outcome.out
    rows = cli("list", project, "codings", "--json").json()
    assert [(row["quote"], row["coder"], row["stance"], row["star"]) for row in rows] == [
        (TEXT[:5], "JG", "none", True),
        ("ett tomrum", "AJ", "none", False),
        ("Ingen hade tid", "EL", "against", False),
    ]
    assert cli("undo", project).status == 0
    assert len(cli("list", project, "codings", "--json").json()) == 1
    assert "Fråga 3" not in [row["path"] for row in cli("list", project, "codes", "--json").json()]


def test_undo_and_redo_say_what(project: Path, cli: Command) -> None:
    outcome = cli("undo", project, 2)
    assert outcome.status == 0 and len(outcome.out.splitlines()) == 2
    assert "Tomrummet" in outcome.out
    assert cli("list", project, "codings", "--json").json() == []
    assert [row["undone"] for row in cli("list", project, "history", "--json").json()] == [True, True, False, False]
    assert "undone" in cli("list", project, "history").out
    assert len(cli("redo", project, 5).out.splitlines()) == 2
    assert len(cli("list", project, "codings", "--json").json()) == 1
    sentence(cli("redo", project), "redo")
    assert cli("undo", project, 3).status == 0
    sentence(cli("undo", project), "undo")
    for wrong in ("0", "-1", "x"):
        assert cli("undo", project, wrong).status == 2


def test_import_says_what_became_of_each_file(project: Path, tmp_path: Path, cli: Command, transcript: Path) -> None:
    folder = tmp_path / "mer"
    folder.mkdir()
    (folder / "ny.txt").write_bytes("Rad\x01 ett om det som hände.".encode())
    (folder / "tom.txt").write_bytes(b"")
    outcome = cli("import", project, folder, transcript, "--json")
    sentence(outcome, "tom.txt")
    rows = {Path(row["path"]).name: row for row in outcome.json()}
    assert rows["ny.txt"]["document"] == 2 and rows["ny.txt"]["problem"] is None
    assert rows["ny.txt"]["left_out"] and "control" in rows["ny.txt"]["left_out"][0]
    assert rows["tom.txt"]["document"] is None and "tom.txt" in rows["tom.txt"]["problem"]
    assert rows["grupp.txt"]["already_there"] and rows["grupp.txt"]["document"] == 1
    assert [row["title"] for row in cli("list", project, "documents", "--json").json()] == ["grupp", "ny"]
    again = cli("import", project, transcript)
    assert again.status == 0 and "already" in again.out


def test_import_options_come_from_the_options_of_the_core(project: Path, tmp_path: Path, cli: Command) -> None:
    one = tmp_path / "en.txt"
    one.write_text("Anna> Hej på dig.\nBo> Hej hej.\nAnna> Nu så.\nBo> Ja.", encoding="cp1252")
    plain = cli("import", project, one, "--speakers", "none", "--encoding", "cp1252", "--json")
    assert plain.status == 0
    assert cli("list", project, "turns", "--document", "en", "--json").json() == []
    two = tmp_path / "två.txt"
    two.write_text("Anna> Hej på er.\nBo> Hej hej.\nAnna> Nu så.\nBo> Ja.", encoding="utf-8")
    assert cli("import", project, two, "--speakers", r"(\w+)>").status == 0
    turns = cli("list", project, "turns", "--document", "två", "--json").json()
    assert [turn["speaker"] for turn in turns] == ["Anna", "Bo", "Anna", "Bo"]
    sentence(cli("import", project, two, "--speakers", "("))


@pytest.mark.parametrize("ending", ["docx", "xlsx", "csv", "html", "md", "json"])
def test_quotes_in_every_format(project: Path, tmp_path: Path, cli: Command, ending: str) -> None:
    out = tmp_path / f"citat.{ending}"
    outcome = cli("export", project, "quotes", "-o", out)
    assert outcome.status == 0 and str(out) in outcome.out
    assert out.stat().st_size > 100


def test_export_filters_and_options(project: Path, tmp_path: Path, cli: Command) -> None:
    words = ("--document", "grupp", "--code", "Annat", "--quote", "Ingen hade tid", "--coder", "B", "--star")
    assert cli("code", project, *words).status == 0

    def rows(*words: object) -> int:
        out = tmp_path / "q.csv"
        outcome = cli("export", project, "quotes", "-o", out, *words)
        assert outcome.status == 0, outcome
        with out.open(encoding="utf-8-sig", newline="") as file:
            return len(list(csv.reader(file, delimiter=";"))) - 1

    assert rows() == 2
    assert rows("--starred") == 1
    assert rows("--coder", "AJ") == 1
    assert rows("--coder", "AJ", "--coder", "B") == 2
    assert rows("--code", "Fråga 1") == 1
    assert rows("--respondent", "R1") == 0
    assert rows("--respondent", "R2", "--document", "grupp") == 2
    assert rows("--language", "da") == 2
    sentence(cli("export", project, "quotes", "-o", tmp_path / "q.csv", "--coder", "nobody"), "nobody")
    assert cli("export", project, "quotes", "-o", tmp_path / "q.csv", "--short-words", "3").status == 2
    assert cli("export", project, "report", "-o", tmp_path / "q.docx", "--short-words", "-3").status == 2
    assert cli("export", project, "quotes", "-o", tmp_path / "q.csv", "--language", "xx").status == 2


def test_columns_and_attributes_are_checked(project: Path, tmp_path: Path, cli: Command) -> None:
    out = tmp_path / "q.csv"
    assert cli("export", project, "quotes", "-o", out, "--columns", "quote,pseudonym").status == 0
    assert len(out.read_text(encoding="utf-8-sig").splitlines()[0].split(";")) == 2
    wrong = cli("export", project, "quotes", "-o", out, "--columns", "quote,respondant")
    assert wrong.status == 2 and "respondant" in wrong.err and "pseudonym" in wrong.err
    sentence(cli("export", project, "quotes", "-o", out, "--attributes", "site"), "site")


def test_report_and_codebook(project: Path, tmp_path: Path, cli: Command) -> None:
    for kind in ("report", "codebook"):
        assert cli("export", project, kind, "-o", tmp_path / f"{kind}.docx").status == 0
        assert (tmp_path / f"{kind}.docx").read_bytes().startswith(b"PK")


def test_reading_changes_nothing(project: Path, tmp_path: Path, cli: Command) -> None:
    before = project.read_bytes()
    for words in (("list", project, "codings"), ("check", project), ("snapshots", project),
                  ("export", project, "quotes", "-o", tmp_path / "q.csv")):  # fmt: skip
        assert cli(*words).status == 0
    assert project.read_bytes() == before


def test_check_of_a_sound_project(project: Path, cli: Command) -> None:
    outcome = cli("check", project)
    assert outcome.status == 0
    assert "1 document" in outcome.out and "1 coding" in outcome.out


def test_snapshots_are_listed_and_restored(project: Path, cli: Command) -> None:
    listed = cli("snapshots", project).out.splitlines()[1:]
    assert listed
    wanted = listed[-1].split()[0]
    outcome = cli("snapshots", project, "restore", wanted)
    assert outcome.status == 0, outcome
    assert cli("list", project, "codings", "--json").json() == []
    newest = cli("snapshots", project).out.splitlines()[1].split()[0]
    assert cli("snapshots", project, "restore", newest).status == 0
    assert len(cli("list", project, "codings", "--json").json()) == 1
    sentence(cli("snapshots", project, "restore", "20010101T000000000Z"), "20010101T000000000Z")
    assert cli("snapshots", project, "restore").status == 2


def test_a_script_of_commands_takes_few_snapshots(project: Path, cli: Command) -> None:
    for number in range(5):
        cli("codes", project, "add", f"Kod {number}")
    assert len(cli("snapshots", project).out.splitlines()) <= 4


def test_a_damaged_project_is_restored(project: Path, cli: Command) -> None:
    oldest = cli("snapshots", project).out.splitlines()[-1].split()[0]
    project.write_bytes(project.read_bytes()[:5000])
    assert cli("check", project).status == 1
    assert cli("snapshots", project, "restore", oldest).status == 0
    assert cli("check", project).status == 0


def test_help_and_version(cli: Command) -> None:
    assert cli("--version").out.strip() == f"qualcoder-peer {__version__}"
    top = cli("--help")
    assert top.status == 0
    for name in COMMANDS:
        assert name in top.out
        outcome = cli(name, "--help")
        assert outcome.status == 0 and len(outcome.out) > 100


@pytest.mark.parametrize(
    "words",
    [
        ["frobnicate"],
        [],
        ["new", "a.qcp"],
        ["new", "a.qcp", "--title", "T", "--language", "xx"],
        ["list", "a.qcp", "everything"],
        ["code", "a.qcp"],
        ["code", "a.qcp", "--document", "d", "--code", "c"],
        ["code", "a.qcp", "--document", "d", "--code", "c", "--start", "1"],
        ["code", "a.qcp", "--document", "d", "--code", "c", "--start", "1", "--end", "2", "--quote", "x"],
        ["code", "a.qcp", "--document", "d", "--code", "c", "--quote", "x", "--stance", "maybe"],
        ["code", "a.qcp", "--from", "x.jsonl", "--star"],
        ["export", "a.qcp", "quotes"],
        ["export", "a.qcp", "everything", "-o", "x.csv"],
        ["import", "a.qcp"],
        ["codes", "a.qcp", "remove", "X"],
        ["check", "a.qcp", "--jsn"],
    ],
)
def test_wrong_usage_is_2_and_touches_nothing(tmp_path: Path, cli: Command, words: list[str]) -> None:
    where = [str(tmp_path / word) if word.endswith(".qcp") else word for word in words]
    outcome = cli(*where)
    assert outcome.status == 2
    assert "usage" in outcome.err and "Traceback" not in outcome.err
    assert not list(tmp_path.iterdir())
