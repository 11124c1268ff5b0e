"""Personal data on the command line: found, proposed, replaced, and replaced at import."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command, sentence
from tests.support.projects import query

TEXT = (
    "Intervjuare: Hur kom du hit, Anna?\nAnna: Min handläggare Goran Delic ringde. Hans nummer är 070-123 45 67.\n"
    "Intervjuare: Och Gorans chef?\nAnna: Vi sågs på Solgården."
)


@pytest.fixture
def study(tmp_path: Path, cli: Command) -> Path:
    """A project with one transcript that is full of names."""
    source = tmp_path / "Intervju Anna.txt"
    source.write_text(TEXT, encoding="utf-8")
    path = tmp_path / "s.qcp"
    for words in (("new", path, "--title", "S", "--language", "sv"), ("import", path, source)):
        assert cli(*words).status == 0
    return path


def text_of(path: Path) -> str:
    """All transcripts of the project, as the file holds them."""
    return "\n".join(row[0] for row in query(path, "SELECT text FROM document_text ORDER BY id"))


def test_find_as_json(cli: Command, study: Path) -> None:
    before = study.read_bytes()
    found = cli("personal-data", study, "find", "--workplace", "Solgård", "--json").json()
    assert {"document", "start", "end", "text", "kind", "suggestion", "group"} <= set(found[0])
    phone = next(one for one in found if one["kind"] == "phone")
    assert (phone["text"], phone["suggestion"]) == ("070-123 45 67", "[telefonnummer]")
    assert TEXT[phone["start"] : phone["end"]] == phone["text"]
    goran = {one["group"] for one in found if one["text"] in ("Goran Delic", "Gorans")}
    assert len(goran) == 1
    assert [one["suggestion"] for one in found if one["text"] == "Solgården"] == ["[arbetsplats]"]
    titles = [one for one in found if one["where"] == "title"]
    assert [one["text"] for one in titles] == ["Anna"]
    assert study.read_bytes() == before


def test_find_for_people_and_by_kind(cli: Command, study: Path) -> None:
    told = cli("personal-data", study, "find")
    assert "Goran Delic" in told.out
    assert "No search finds everything" in told.err
    phones = cli("personal-data", study, "find", "--kind", "phone", "--json").json()
    assert {one["kind"] for one in phones} == {"phone"}
    only = cli("personal-data", study, "find", "--document", "Intervju Anna", "--json").json()
    assert {one["where"] for one in only} == {"text"}


def test_from_proposal_to_replacement(cli: Command, study: Path, tmp_path: Path) -> None:
    rules = tmp_path / "r.csv"
    assert cli("personal-data", study, "rules", "-o", rules).status == 0
    written = rules.read_text(encoding="utf-8-sig")
    assert written.splitlines()[0] == "real;replacement;kind;scope"
    assert "Goran Delic;" in written
    before = study.read_bytes()
    plan = cli("personal-data", study, "replace", "--rules", rules, "--dry-run")
    assert "Gorans" in plan.out
    assert study.read_bytes() == before
    done = cli("personal-data", study, "replace", "--rules", rules)
    assert done.status == 0
    assert "seal" in done.err
    left = text_of(study)
    assert not [name for name in ("Anna", "Goran", "Delic", "070") if name in left]
    documents = cli("list", study, "documents", "--json").json()
    assert "Anna" not in documents[0]["title"]
    assert cli("personal-data", study, "find", "--json").json() == []
    again = cli("personal-data", study, "replace", "--rules", rules)
    assert "Nothing was changed" in again.out
    assert cli("undo", study).status == 0
    assert "Goran Delic" in text_of(study)


def test_replacing_tells_counts_as_json(cli: Command, study: Path, tmp_path: Path) -> None:
    rules = tmp_path / "r.csv"
    rules.write_text("real;replacement\nAnna;Kim\n", encoding="utf-8")
    (told,) = cli("personal-data", study, "replace", "--rules", rules, "--json").json()
    assert (told["rules"], told["documents"]) == (1, 1)
    assert told["places"] >= 4
    changes = cli("personal-data", study, "replace", "--rules", rules, "--dry-run", "--json").json()
    assert changes == []


def test_an_import_with_rules_stores_no_name(cli: Command, study: Path, tmp_path: Path) -> None:
    rules = tmp_path / "r.csv"
    rules.write_text("real;replacement\nXqvelma;Robin\nXqvelma Hjulk;Robin\n", encoding="utf-8")
    source = tmp_path / "Samtal_Xqvelma_Hjulk.txt"
    source.write_text("Xqvelma: Jag är Xqvelmas syster.\nInt: Ja, Xqvelma Hjulk.\nXqvelma: XQVELMA!", encoding="utf-8")
    assert cli("import", study, source, "--rules", rules).status == 0
    assert b"qvelma" not in study.read_bytes().lower()
    assert "Jag är Robins syster" in text_of(study)
    documents = {one["title"]: one for one in cli("list", study, "documents", "--json").json()}
    assert "Samtal_Robin" in documents


def test_harmless_words(cli: Command, study: Path) -> None:
    assert cli("personal-data", study, "harmless", "--word", "Anna").out.strip() == "Anna"
    assert cli("personal-data", study, "harmless", "--json").json() == [{"word": "Anna"}]
    assert "Anna" not in {one["text"] for one in cli("personal-data", study, "find", "--json").json()}


def test_wrong_usage_and_bad_rules(cli: Command, study: Path, tmp_path: Path) -> None:
    for words in (("rules",), ("replace",), ("find", "--kind", "secret")):
        assert cli("personal-data", study, *words).status == 2
    assert cli("import", study, "x.txt", "--rules", "a.csv", "--key", "b.qckey").status == 2
    rules = tmp_path / "r.csv"
    rules.write_text("real;replacement\nAnna;Kim\nAnna;Robin\n", encoding="utf-8")
    told = sentence(cli("personal-data", study, "replace", "--rules", rules), "Kim", "Robin")
    assert "Anna" not in told
    sentence(cli("personal-data", study, "replace", "--rules", tmp_path / "none.csv"))
