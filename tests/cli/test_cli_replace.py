"""``import --replace``: a new version of a transcript on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import TEXT, Command, sentence

NEW = (
    TEXT.replace("kände igen mig", "kände verkligen igen mig")
    .replace("R2: Innan fanns det ett tomrum. Ingen hade tid.\n", "")
    .replace("Och nu?", "Och nu då?")
    + "\nR3: Jag är ny här.\n"
)
State = Callable[[Path], object]


@pytest.fixture
def version(tmp_path: Path) -> Path:
    """The new file."""
    path = tmp_path / "grupp rättad.txt"
    path.write_text(NEW, encoding="utf-8")
    return path


@pytest.fixture
def coded(project: Path, cli: Command) -> Path:
    """The project with three codings: one keeps its words, one's change, one's are gone."""
    for quote in ("Jag kände igen mig 😀 i det", "komma när man vill"):
        added = cli("code", project, "--document", "grupp", "--code", "Fråga 1/Igen", "--quote", quote, "--coder", "BK",
                    "--memo", "viktigt")  # fmt: skip
        assert added.status == 0, added
    return project


def codings(cli: Command, project: Path) -> list[tuple[str, str]]:
    return [(one["coder"], one["quote"]) for one in cli("list", project, "codings", "--json").json()]


def test_a_dry_run_tells_and_does_nothing(coded: Path, version: Path, cli: Command, state: State) -> None:
    before = state(coded)
    outcome = cli("import", coded, version, "--replace", "grupp", "--dry-run")
    assert (outcome.status, outcome.err) == (0, "")
    for words in (
        "1 coding or memo keeps its words", "1 goes to words that have changed", "1 has no place",
        "Turns: 5 before, 5 now.", "“R3” is a new speaker.", "“R2” no longer speaks.",
        "Fråga 1/Igen (BK): “Jag kände igen mig 😀 i det” → “Jag kände verkligen igen mig 😀 i det”",
        "Fråga 1/Tomrummet (AJ): “ett tomrum”", "Nothing was changed",
    ):  # fmt: skip
        assert words in outcome.out, words
    assert state(coded) == before


def test_codings_go_along_and_what_has_no_place_is_kept_in_the_memo(coded: Path, version: Path, cli: Command) -> None:
    outcome = cli("import", coded, version, "--replace", "grupp")
    assert (outcome.status, outcome.err) == (0, "")
    assert "“grupp” is now the new version." in outcome.out
    assert "1 without a place was kept in the memo of the document." in outcome.out
    assert "--lost drop" in outcome.out
    assert codings(cli, coded) == [("BK", "Jag kände verkligen igen mig 😀 i det"), ("BK", "komma när man vill")]
    (document,) = cli("list", coded, "documents", "--json").json()
    assert (document["title"], document["file_name"]) == ("grupp", "grupp rättad.txt")
    assert cli("check", coded).status == 0
    assert cli("undo", coded).status == 0
    assert len(codings(cli, coded)) == 3


def test_json_tells_all_of_it(coded: Path, version: Path, cli: Command) -> None:
    (told,) = cli("import", coded, version, "--replace", "1", "--lost", "drop", "--json").json()
    assert (told["title"], told["dry_run"]) == ("grupp", False)
    assert told["codings"] == {"same": 1, "moved": 0, "changed": 1, "lost": 1}
    assert told["memos"] == {"same": 0, "moved": 0, "changed": 0, "lost": 0}
    assert told["turns"] == {"before": 5, "after": 5, "same": 2}
    changed, lost = told["passages"]
    assert NEW[changed["start"] : changed["end"]] == changed["words"] == "Jag kände verkligen igen mig 😀 i det"
    assert (changed["words_before"], changed["memo"], changed["kept_as"]) == (
        "Jag kände igen mig 😀 i det", "viktigt", "place",
    )  # fmt: skip
    assert (lost["code"], lost["words_before"], lost["start"], lost["words"], lost["kept_as"]) == (
        "Fråga 1/Tomrummet", "ett tomrum", None, None, "drop",
    )  # fmt: skip
    assert [(one["label"], one["new"]) for one in told["speakers"]] == [
        ("Intervjuare", False), ("R1", False), ("R3", True),
    ]  # fmt: skip
    assert told["speakers_gone"] == ["R2"]


def test_lost_drop_removes(coded: Path, version: Path, cli: Command) -> None:
    outcome = cli("import", coded, version, "--replace", "grupp", "--lost", "drop")
    assert "1 without a place was removed." in outcome.out
    assert len(codings(cli, coded)) == 2


def test_another_file_is_told_of(coded: Path, tmp_path: Path, cli: Command) -> None:
    other = tmp_path / "annat.txt"
    other.write_text("Det regnade hela dagen och ingen kom till det sista mötet före sommaren.\n", encoding="utf-8")
    outcome = cli("import", coded, other, "--replace", "grupp", "--dry-run")
    assert outcome.status == 0
    assert "Is it the right file?" in outcome.err


def test_what_cannot_be_a_new_version_is_refused(
    coded: Path, version: Path, transcript: Path, tmp_path: Path, cli: Command, state: State
) -> None:
    other = tmp_path / "annat.txt"
    other.write_text("Ett helt annat dokument.\n", encoding="utf-8")
    assert cli("import", coded, other).status == 0
    two = tmp_path / "svar.csv"
    two.write_text("namn;svar\nett;Jag trivdes bra där\ntvå;Det var för långt\n", encoding="utf-8")
    before = state(coded)
    sentence(cli("import", coded, transcript, "--replace", "grupp"), "the same text")
    sentence(cli("import", coded, other, "--replace", "grupp"), "as “annat”")
    sentence(cli("import", coded, version, "--replace", "finns inte"), "finns inte")
    sentence(cli("import", coded, tmp_path / "borta.txt", "--replace", "grupp"), "borta.txt")
    sentence(cli("import", coded, tmp_path, "--replace", "grupp"), "is a folder")
    sentence(cli("import", coded, two, "--replace", "grupp"), "svar.csv", "2 documents")
    assert state(coded) == before


@pytest.mark.parametrize("words", [("--lost", "drop"), ("--dry-run",), ("--replace", "1", "b.txt")])
def test_options_that_do_not_go_together(coded: Path, version: Path, cli: Command, words: tuple[str, ...]) -> None:
    assert cli("import", coded, version, *words).status == 2


def test_a_kept_file_is_kept_anew(coded: Path, version: Path, tmp_path: Path, cli: Command) -> None:
    kept, out = tmp_path / "behållen.txt", tmp_path / "ut.txt"
    kept.write_text("R1: Hej och välkommen hit.\n", encoding="utf-8")
    assert cli("import", coded, kept, "--keep-original").status == 0
    kept.write_text("R1: Hej och varmt välkommen hit.\n", encoding="utf-8")
    assert cli("import", coded, kept, "--replace", "behållen").status == 0
    assert cli("original", coded, "--document", "behållen", "-o", out).status == 0
    assert out.read_bytes() == kept.read_bytes()
