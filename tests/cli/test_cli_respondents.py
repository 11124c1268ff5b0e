"""``respondents`` and ``sets`` on the command line, and lists and exports of sets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command, sentence

State = Callable[[Path], object]


@pytest.fixture
def study(project: Path, cli: Command, tmp_path: Path) -> Path:
    """The group interview, a diary without labels, a register: Kim (who is R1), Robin (R2) and Åse, who asks."""
    diary = tmp_path / "dagbok.txt"
    diary.write_text("Idag gick jag dit igen. Det var tomt.", "utf-8")
    assert cli("import", project, diary).status == 0
    people = tmp_path / "people.csv"
    people.write_text(
        "Pseudonym;Roll;Ålder;Enhet\nKim;Respondent;31;Norr\nRobin;Respondent;65;Syd\nÅse;Intervjuare;50;\n",
        "utf-8-sig",
    )
    assert cli("respondents", project, "import", people).status == 0
    for speaker, name in (("R1", "Kim"), ("R2", "Robin"), ("Intervjuare", "Åse")):
        outcome = cli("respondents", project, "assign", "--document", "grupp", "--speaker", speaker, "--respondent",
                      name)  # fmt: skip
        assert outcome.status == 0, outcome
    for name in ("R1", "R2"):
        cli("respondents", project, "merge", {"R1": "Kim", "R2": "Robin"}[name], name)
    return project


def people(cli: Command, path: Path, *more: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in cli("list", path, "respondents", "--json", *more).json()}


def test_the_register_from_a_sheet_and_back(study: Path, cli: Command, tmp_path: Path, state: State) -> None:
    register = people(cli, study)
    assert {name: (one["role"], one["attributes"], one["documents"]) for name, one in register.items()} == {
        "Kim": ("respondent", {"Ålder": "31", "Enhet": "Norr"}, ["grupp"]),
        "Robin": ("respondent", {"Ålder": "65", "Enhet": "Syd"}, ["grupp"]),
        "Åse": ("interviewer", {"Ålder": "50"}, ["grupp"]),
    }
    out = tmp_path / "register.csv"
    assert "3" in cli("respondents", study, "export", "-o", out).out
    assert cli("respondents", study, "import", out).out.startswith("Nothing to change")
    text = out.read_text("utf-8-sig").replace("Norr", "Öst").replace("Kim", "Alex")
    out.write_text(text + "Ny;;;;sjutti;Syd;;\n", "utf-8-sig")
    before = state(study)
    dry = cli("respondents", study, "import", out, "--dry-run", "--json")
    assert state(study) == before
    assert dry.status == 1
    found = [(one["what"], one["line"], one["name"], one["old"], one["new"]) for one in dry.json()]
    assert ("cell", 2, "Kim", "Kim", "Alex") in found and ("cell", 2, "Kim", "Norr", "Öst") in found
    assert ("person", 5, "Ny", None, None) in found
    (problem,) = [one for one in dry.json() if one["what"] == "problem"]
    assert (problem["line"], problem["column"]) == (5, "Ålder") and "“sjutti” is no number" in problem["text"]
    done = cli("respondents", study, "import", out)
    assert done.status == 1 and "Line 5: “sjutti” is no number" in done.err
    assert "1 new person, 2 changed cells, 0 new attributes" in done.out and "Kim · Enhet: Norr → Öst" in done.out
    assert list(people(cli, study)) == ["Alex", "Robin", "Åse", "Ny"]
    cli("undo", study)
    assert people(cli, study) == register


def test_one_person(study: Path, cli: Command, state: State) -> None:
    assert cli("respondents", study, "add", "Alex", "Ålder=1,5", "Ort = Fjärrby", "--consent", "given",
               "--consent-date", "1.3.2026").status == 0  # fmt: skip
    changed = cli("respondents", study, "set", "Alex", "Ort=", "--rename", "Sam", "--role", "other", "--memo", "Ring")
    assert changed.status == 0
    sam = people(cli, study)["Sam"]
    assert (sam["role"], sam["attributes"], sam["consent"], sam["consent_date"], sam["memo"]) == (
        "other", {"Ålder": "1.5"}, "given", "2026-03-01", "Ring"
    )  # fmt: skip
    assert cli("respondents", study, "set", "Sam", "--consent", "unknown").status == 0
    assert people(cli, study)["Sam"]["consent"] is None
    before = state(study)
    sentence(cli("respondents", study, "set", "Sam", "Ålder=gammal"), "gammal", "Ålder")
    sentence(cli("respondents", study, "set", "Ingen", "Ålder=1"), "Ingen")
    sentence(cli("respondents", study, "add", "Sam"), "Sam")
    sentence(cli("respondents", study, "set", "Sam", "--consent-date", "igår"), "igår")
    assert cli("respondents", study, "set", "Sam", "Ålder").status == 2
    assert state(study) == before
    sentence(cli("respondents", study, "attribute", "Enhet", "--kind", "number"), "Enhet", "Norr")
    assert cli("respondents", study, "attribute", "Enhet", "--kind", "choice", "--choices", "Syd,Norr,Öst").status == 0
    sentence(cli("respondents", study, "set", "Kim", "Enhet=Väst"), "Syd, Norr, Öst")
    assert cli("respondents", study, "attribute", "Våg", "--kind", "number", "--documents").status == 0


def test_whole_documents_and_guesses(study: Path, cli: Command) -> None:
    def turns() -> list[tuple[object, ...]]:
        rows = cli("list", study, "turns", "--document", "dagbok", "--json").json()
        return [(one["speaker"], one["respondent"], one["start"], one["end"]) for one in rows]

    def matched() -> list[tuple[object, ...]]:
        rows = cli("respondents", study, "match", "--json").json()
        return [(one["document"], one["speaker"], one["respondent"], one["sure"]) for one in rows]

    sentence(cli("respondents", study, "assign", "--document", "grupp", "--respondent", "Kim"), "R1", "R2")
    sentence(cli("respondents", study, "assign", "--document", "dagbok", "--speaker", "X", "--respondent", "Kim"))
    assert cli("respondents", study, "assign", "--document", "dagbok", "--respondent", "Kim").status == 0
    assert sorted(people(cli, study)["Kim"]["documents"]) == ["dagbok", "grupp"]
    assert turns() == [("Kim", "Kim", 0, 37)]
    assert cli("respondents", study, "unassign", "--document", "dagbok").status == 0
    assert turns() == []
    cli("respondents", study, "set", "Kim", "--rename", "Dagbok")
    assert matched() == [("dagbok", None, "Dagbok", True)]
    assert "Dagbok" in cli("respondents", study, "match").out
    assert turns() == []  # a guess is no decision
    assert "Matched 1 speaker" in cli("respondents", study, "match", "--apply").out
    assert turns() == [("Dagbok", "Dagbok", 0, 37)] and matched() == []
    cli("undo", study)
    assert turns() == [] and people(cli, study)["Dagbok"]["documents"] == ["grupp"]


def test_sets_and_filters(study: Path, cli: Command, tmp_path: Path, state: State) -> None:
    cli("respondents", study, "assign", "--document", "dagbok", "--respondent", "Kim")
    cli("code", study, "--document", "dagbok", "--code", "Fråga 1/Tomrummet", "--quote", "tomt")
    assert cli("sets", study, "list", "--json").json() == []
    outcome = cli("sets", study, "filter", "Äldre", "--about", "respondent", "--where", "Ålder >= 50", "--where",
                  "role = respondent")  # fmt: skip
    assert (outcome.status, outcome.out) == (0, "Saved the filter “Äldre”: it fits 1 now.\n")
    assert cli("sets", study, "add", "Text", "dagbok").status == 0
    assert "Put 1 into" in cli("sets", study, "add", "Text", "grupp", "dagbok").out
    assert "Took 1 out" in cli("sets", study, "take", "Text", "grupp").out
    rows = {one["name"]: one for one in cli("sets", study, "list", "--json").json()}
    assert rows["Text"]["members"] == ["dagbok"] and rows["Text"]["filter"] is None
    assert rows["Äldre"]["members"] == ["Robin"]
    assert rows["Äldre"]["filter"] == ["Ålder is at least 50", "Role is Respondent"]
    assert list(people(cli, study, "--set", "Äldre")) == ["Robin"]
    assert list(people(cli, study, "--set", "Text")) == ["Kim"]
    assert [one["title"] for one in cli("list", study, "documents", "--set", "Äldre", "--json").json()] == ["grupp"]
    quotes = cli("list", study, "codings", "--set", "Äldre", "--json").json()
    assert [(one["quote"], one["respondent"]) for one in quotes] == [("ett tomrum", "Robin")]
    assert cli("list", study, "codings", "--set", "Äldre", "--set", "Text", "--json").json() == []
    turns = cli("list", study, "turns", "--set", "Äldre", "--json").json()
    assert [one["respondent"] for one in turns] == ["Robin"]
    codes = cli("list", study, "codes", "--set", "Text", "--json").json()
    assert [(one["name"], one["codings"], one["respondents"]) for one in codes] == [("Tomrummet", 1, 1)]
    assert cli("list", study, "history", "--set", "Text").status == 2
    out = tmp_path / "q.csv"
    assert cli("export", study, "quotes", "-o", out, "--set", "Äldre").status == 0
    written = list(csv.reader(io.StringIO(out.read_text("utf-8-sig")), delimiter=";"))
    assert len(written) == 2 and "ett tomrum" in written[1]
    before = state(study)
    sentence(cli("list", study, "codings", "--set", "Inga"), "Inga")
    sentence(cli("sets", study, "filter", "Ny", "--where", "Längd > 2"), "Längd")
    sentence(cli("sets", study, "filter", "Ny", "--where", "gamla"), "gamla")
    sentence(cli("sets", study, "filter", "Ny", "--about", "respondent", "--where", "Ålder > gammal"), "gammal")
    sentence(cli("sets", study, "add", "Äldre", "--about", "respondent", "Kim"), "Äldre")
    assert state(study) == before
    assert cli("sets", study, "rename", "Äldre", "Över femtio").status == 0
    assert cli("sets", study, "filter", "Över femtio", "--about", "respondent", "--where", "Ålder between 30 and 40",
               "--where", "Enhet in Syd, Väst", "--any").status == 0  # fmt: skip
    assert list(people(cli, study, "--set", "Över femtio")) == ["Kim", "Robin"]
    assert cli("sets", study, "remove", "Text").status == 0
    assert [one["name"] for one in cli("sets", study, "list", "--json").json()] == ["Över femtio"]
    assert "any of: Ålder is between 30 and 40; Enhet is one of Syd, Väst" in cli("sets", study, "list").out


def test_a_sheet_that_cannot_be_read_changes_nothing(study: Path, cli: Command, tmp_path: Path, state: State) -> None:
    before = state(study)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    sentence(cli("respondents", study, "import", broken), "broken.xlsx")
    sentence(cli("respondents", study, "import", tmp_path / "missing.csv"), "missing.csv")
    sentence(cli("respondents", study, "export", "-o", tmp_path / "out.docx"), "out.docx")
    assert state(study) == before
