"""The project's own facts, coders, settings, memos, and the check of the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CoderId, DocumentId, MemoId
from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, read_tree, set_code_memo
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.memos import add_passage_memo, add_project_memo, change_memo, list_memos, memos_of
from qualcoder_peer.core.services.coders import list_coders, recolour_coder, rename_coder
from qualcoder_peer.core.services.setup import (
    add_questions,
    check_project,
    describe_project,
    keep_setting,
    read_setting,
)
from qualcoder_peer.core.services.sources import rename_document, set_document_date, set_document_memo
from tests.support.projects import add_text, dump


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as made:
        yield made


def test_describing_a_project(project: Project) -> None:
    describe_project(project, title=" Ny ", purpose="Syfte", language="da", method="framework", unknown="x")
    info = project.info()
    assert (info.title, info.purpose, info.language, info.method) == ("Ny", "Syfte", "da", "framework")
    steps = len(project.history())
    describe_project(project)
    describe_project(project, title="Ny")
    assert len(project.history()) == steps
    before = dump(project.path)
    for wrong in ({"title": " "}, {"language": "fi"}, {"method": "magic"}, {"title": "fine", "purpose": "\x00"}):
        with pytest.raises(InvalidInput):
            describe_project(project, **wrong)
    assert dump(project.path) == before


def test_questions_are_added_in_one_step(project: Project) -> None:
    assert add_questions(project, ["Vad?", " ", "Hur?"]) == 2
    assert [(code.name, code.role) for code in read_tree(project).in_order()] == [
        ("Vad?", CodeRole.QUESTION), ("Hur?", CodeRole.QUESTION)
    ]  # fmt: skip
    assert add_questions(project, ["", "  "]) == 0
    assert len(project.undo(9)) == 1


def test_coders(project: Project) -> None:
    document, code = add_text(project, "A", "ord ord"), add_code(project, "k")
    add_codings(project, [NewCoding(document, code, 0, 3), NewCoding(document, code, 0, 3, coder="BK")])
    first, second = list_coders(project)
    rename_coder(project, first.id, " Anna  J ")
    recolour_coder(project, second.id, "#0A0B0C")
    assert [(one.name, one.colour) for one in list_coders(project)] == [("Anna J", first.colour), ("BK", "#0a0b0c")]
    for wrong in ("", "BK"):
        with pytest.raises(InvalidInput):
            rename_coder(project, first.id, wrong)
    with pytest.raises(NotFound):
        rename_coder(project, CoderId(9), "x")
    with pytest.raises(NotFound):
        recolour_coder(project, CoderId(9), "#000000")


def test_settings_hold_what_json_holds(project: Project) -> None:
    value = {"columns": ["a", "å😀"], "wide": True, "none": None, "number": 3}
    keep_setting(project, "export", value)
    assert read_setting(project, "export") == value
    steps = len(project.history())
    keep_setting(project, "export", dict(value))
    assert len(project.history()) == steps
    assert read_setting(project, "other", 7) == 7
    project.undo()
    assert read_setting(project, "export") is None


def test_memos_on_everything(project: Project) -> None:
    document, code = add_text(project, "A", "ord ord"), add_code(project, "k")
    free = add_project_memo(project, "fri")
    passage = add_passage_memo(project, document, 4, 7, "här")
    set_document_memo(project, document, "hela")
    set_code_memo(project, code, "kod")
    assert [one.text for one in memos_of(project, "project", None)] == ["fri"]
    assert [(one.text, one.start) for one in memos_of(project, "document", document)] == [("hela", None), ("här", 4)]
    assert len(list_memos(project)) == 4
    change_memo(project, passage, "där")
    change_memo(project, free, " ")
    set_document_memo(project, document, "")
    assert {one.text for one in list_memos(project)} == {"där", "kod"}
    for wrong in (
        lambda: add_project_memo(project, " \n"),
        lambda: add_passage_memo(project, document, 4, 8, "x"),
    ):
        with pytest.raises(InvalidInput):
            wrong()
    for gone in (
        lambda: change_memo(project, MemoId(99), "x"),
        lambda: change_memo(project, MemoId(99), ""),
        lambda: add_passage_memo(project, DocumentId(99), 0, 1, "x"),
    ):
        with pytest.raises(NotFound):
            gone()


def test_titles_and_dates_of_documents(project: Project) -> None:
    document, other = add_text(project, "A", "ord ord"), add_text(project, "A", "andra ord")
    assert [row[2] for row in dump(project.path)["document"].values()] == ["A", "A (2)"]
    rename_document(project, document, " Ny\ntitel/1 ")
    set_document_date(project, [document, other], " 2026-05-04 ")
    with pytest.raises(InvalidInput, match="already a document called"):
        rename_document(project, other, "Ny titel/1")
    before = dump(project.path)
    for wrong in ("2026-13-01", "i maj", "2026"):
        with pytest.raises(InvalidInput, match="is no date"):
            set_document_date(project, [document], wrong)
    with pytest.raises(NotFound):
        set_document_date(project, [document, DocumentId(99)], "2026-05-05")
    assert dump(project.path) == before


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ('UPDATE coding SET "end" = 900', "ends outside the text of “A”"),
        ("UPDATE document SET characters = 5000", "should have 5000 characters and has 21"),
        ('UPDATE turn SET "end" = "end" + 3', "The turns of “A” overlap"),
        ("UPDATE coding SET code_id = 99", "The file: coding 1 → code"),
        ("PRAGMA ignore_check_constraints=ON; UPDATE coding SET stance = 'maybe'", "CHECK constraint failed in coding"),
        ("DROP TRIGGER journal_turn_delete", "journal_turn_delete"),
    ],
)
def test_what_is_wrong_with_a_file_is_found(project: Project, damage: str, words: str) -> None:
    document = add_text(project, "A", "R1: hej\nR2: du\nR1: ja")
    add_codings(project, [NewCoding(document, add_code(project, "k"), 4, 7)])
    assert check_project(project) == []
    with closing(sqlite3.connect(project.path)) as connection:
        connection.executescript(f"UPDATE recorder SET step_id = 1; {damage}; UPDATE recorder SET step_id = NULL")
    found = [one.text.format(**{k: getattr(v, "parts", {}).get("words", v) for k, v in one.parts.items()})
             for one in check_project(project)]  # fmt: skip
    assert any(words in one for one in found), found
