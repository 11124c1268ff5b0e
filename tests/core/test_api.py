"""The Python interface, used as in a notebook."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import qualcoder_peer
from qualcoder_peer import Project
from qualcoder_peer.core.domain.errors import InvalidInput, NotFound, UnreadableFile, UserError
from qualcoder_peer.core.domain.model import CodeRole, SpeakerRole, Stance
from tests.support.projects import dump
from tests.support.word import paragraphs_of

TEXT = "Intervjuare: Hur har det varit?\nR1: Tomt 😀, rätt tomt.\nIntervjuare: Hur då?\nR1: Ingen ringer.\n"


@pytest.fixture
def material(tmp_path: Path) -> Path:
    folder = tmp_path / "intervjuer"
    (folder / "wave 2").mkdir(parents=True)
    (folder / "Intervju 1.txt").write_text(TEXT, "utf-8")
    (folder / "wave 2" / "Intervju 2.TXT").write_text(TEXT.replace("tomt", "ensamt"), "utf-8")
    (folder / "~$Intervju.docx").write_bytes(b"x")
    (folder / "notes.xyz").write_bytes(b"x")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "study.qcp", title="Stöd", coder="AJ") as made:
        yield made


def test_a_morning_in_a_notebook(project: Project, material: Path, tmp_path: Path) -> None:
    assert [one.title for one in project.import_files(material)] == ["Intervju 1", "Intervju 2"]
    assert project.text("Intervju 1") == TEXT.rstrip("\n")
    turns = project.turns("Intervju 1.txt")
    assert [who.label for _, who in turns if who is not None] == ["Intervjuare", "R1", "Intervjuare", "R1"]
    assert turns[1][1] is not None and turns[1][1].role is SpeakerRole.RESPONDENT
    assert [one.name for one in project.respondents()] == ["R1", "R1 (Intervju 2)"]
    theme = project.add_code("Fråga 1/Tomrummet", definition="Ingen finns där", colour="#112233")
    path = "Fråga 1/Tomrummet"
    project.add_coding("Intervju 1", path, quote="Tomt 😀", coder="BK", memo="m", stance="for", starred=True)
    project.add_coding("Intervju 2", "Fråga 2/Ny", start=0, end=4)
    assert project.codes()["Fråga 1/Tomrummet"].id == theme
    assert project.codes()["Fråga 2"].role is CodeRole.QUESTION
    first, second = project.codings()
    assert (first.text, first.respondent, first.stance, first.coder) == ("Tomt 😀", "R1", Stance.FOR, "BK")
    assert [one.id for one in project.codings(codes=["Fråga 2"])] == [second.id]
    with pytest.raises(InvalidInput, match="“starred” must be true or false"):
        project.add_coding("Intervju 1", path, quote="Tomt 😀", starred="false")  # type: ignore[arg-type]
    assert [one.id for one in project.codings(documents=["Intervju 1"], coders=["BK"], starred=True)] == [first.id]
    with pytest.raises(AttributeError):
        first.text = "other"  # type: ignore[misc]
    out = project.export("quotes", tmp_path / "quotes.json")
    assert "Tomt 😀" in json.dumps(json.loads(out.read_text("utf-8")), ensure_ascii=False)
    assert [str(label.text) for label in project.undo(2)] == ["Code “{name}”", "Code “{name}”"]
    assert list(project.codings()) == [] and "Fråga 2" not in project.codes()


def test_reports_are_made_and_written(project: Project, material: Path, tmp_path: Path) -> None:
    project.import_files(material)
    project.add_coding("Intervju 1", "Fråga 1/Tomrummet", quote="Tomt 😀")
    first = project.new_report("Första", kind="memo", language="sv")
    project.new_report("Andra")
    assert [(one.id, one.title, one.kind) for one in project.reports()][0] == (first, "Första", "memo")
    for named, title in (("första", "Första"), (int(first), "Första"), (None, "Andra")):
        assert project.export_report(tmp_path / "r.docx", named) == tmp_path / "r.docx"
        assert paragraphs_of(tmp_path / "r.docx")[0] == ("Title", title)
    with pytest.raises(NotFound, match="Andra"):
        project.export_report(tmp_path / "x.docx", "tredje")
    with pytest.raises(UserError):
        project.export_report(tmp_path / "x.pdf")
    assert not (tmp_path / "x.docx").exists()


def test_an_import_is_one_step_and_knows_its_files(project: Project, material: Path) -> None:
    empty = dump(project.path)
    first = project.import_files(material, speakers="none")
    again = project.import_files(material / "Intervju 1.txt", material)
    assert [one.id for one in again] == [first[0].id, first[1].id]
    assert len(project.history()) == 2
    assert project.turns("Intervju 1") == []
    project.undo()
    assert dump(project.path) == empty
    project.redo()
    assert len(project.documents()) == 2


def test_a_file_that_fails_leaves_the_others(project: Project, material: Path) -> None:
    (material / "Intervju 1b.docx").write_bytes(b"%PDF-1.7 not a Word file")
    (material / "empty.txt").touch()
    with pytest.raises(UnreadableFile):
        project.import_files(material)
    assert [one.title for one in project.documents()] == ["Intervju 1", "Intervju 2"]
    assert len(project.undo(9)) == 1
    (material / "wave 3").mkdir()
    with pytest.raises(UnreadableFile, match="nothing to import"):
        project.import_files(material / "wave 3")
    assert project.documents() == []


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"document": "x", "code": "k", "quote": "Tomt"}, NotFound),
        ({"document": "Intervju 1", "code": "k", "quote": "saknas"}, NotFound),
        ({"document": "Intervju 1", "code": "k", "quote": "Hur"}, InvalidInput),
        ({"document": "Intervju 1", "code": "k"}, InvalidInput),
        ({"document": "Intervju 1", "code": "k", "start": 3}, InvalidInput),
        ({"document": "Intervju 1", "code": "k", "start": 3, "end": 10**6}, InvalidInput),
        ({"document": "Intervju 1", "code": "k//", "start": 3, "end": 5}, InvalidInput),
        ({"document": "Intervju 1", "code": "k", "start": 3, "end": 5, "stance": "perhaps"}, InvalidInput),
        ({"document": "Intervju 1", "code": "k", "start": 3, "end": 5, "coder": "\x00"}, InvalidInput),
    ],
)
def test_what_cannot_be_coded_changes_nothing(
    project: Project, material: Path, wrong: dict[str, str], error: type[Exception]
) -> None:
    project.import_files(material)
    before = dump(project.path)
    with pytest.raises(error):
        project.add_coding(**wrong)  # type: ignore[arg-type]
    assert dump(project.path) == before
    assert project.codes() == {}


def test_names_that_are_unknown(project: Project) -> None:
    for ask in (
        lambda: project.text("x"),
        lambda: list(project.codings(codes=["x"])),
        lambda: list(project.codings(documents=["x"])),
        lambda: list(project.codings(coders=["x"])),
        lambda: list(project.codings(sets=["x"])),
        lambda: project.export("quotes", project.path.with_suffix(".csv"), sets=["x"]),
    ):
        with pytest.raises(NotFound):
            ask()
    with pytest.raises(InvalidInput, match="role"):
        project.add_code("x", role="chapter")


def test_only_the_interface_is_loaded_when_asked_for() -> None:
    assert qualcoder_peer.Project is Project
    with pytest.raises(AttributeError):
        qualcoder_peer.nothing  # noqa: B018


@pytest.mark.parametrize("start", [0.0, True, "0"])
def test_positions_are_whole_numbers(tmp_path: Path, material: Path, start: object) -> None:
    with Project.create(tmp_path / "p.qcp", title="T") as project:
        project.import_files(material)
        before = dump(project.path)
        with pytest.raises(InvalidInput, match="“start” must be a whole number"):
            project.add_coding("Intervju 1", "Ny/Kod", start=start, end=5)  # type: ignore[arg-type]
        assert dump(project.path) == before


def test_a_document_by_its_id_as_a_number_and_a_code_that_cannot_be_stored(tmp_path: Path, material: Path) -> None:
    with Project.create(tmp_path / "p.qcp", title="T") as project:
        project.import_files(material)
        project.add_coding(project.documents()[0].id, "Kod", start=0, end=5)
        with pytest.raises(InvalidInput, match="^The text “\\?”"):
            project.add_coding("Intervju 1", "\ud800", start=0, end=5)
        with pytest.raises(NotFound):
            project.add_coding(10**25, "Kod", start=0, end=5)
