"""All that an importer can read of a file reaches the project, and is undone with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.model import Owner, SpeakerRole
from qualcoder_peer.core.domain.sources import FoundComment, FoundPlace, FoundTurn, PlaceKind, ReadText
from qualcoder_peer.core.importers.batches import Imported, ReadFile, Storing
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import read_tree, write_path
from qualcoder_peer.core.services.places import labels_of, list_places, page_of, places_of
from qualcoder_peer.core.services.preparing import CommentUse, Prepared, prepare
from qualcoder_peer.core.services.quotes import iter_quotes
from qualcoder_peer.core.services.respondents import add_respondent, list_respondents
from qualcoder_peer.core.services.sources import (
    add_document,
    imported_before,
    list_documents,
    original_of,
    read_document,
    remove_documents,
)
from qualcoder_peer.core.services.storing import code_name
from tests.support.projects import dump, query

TEXT = "Det var tryggt hos dem 😀. Ingen hade tid. Sedan blev det tyst."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="P", coder="AB", language="sv") as made:
        yield made


def read(text: str = TEXT, title: str = "Svar", **more: object) -> ReadText:
    digest = hashlib.sha256(text.encode()).hexdigest()
    made = ReadText(title, text, "sheet", None, (), (), digest, f"{title}.xlsx")
    return replace(made, **more)  # type: ignore[arg-type]


def on(words: str, text: str, author: str = "BK", time: str = "") -> FoundComment:
    start = TEXT.index(words)
    return FoundComment(start, start + len(words), text, author, time)


def test_places_turns_attributes_and_date(project: Project) -> None:
    places = (
        FoundPlace(PlaceKind.PAGE, 0, "iv"),
        FoundPlace(PlaceKind.PAGE, 24, "5"),
        FoundPlace(PlaceKind.HEADING, 24, "Sedan", 2),
    )
    turns = (FoundTurn(0, 0, 24, "R1", 1_500), FoundTurn(25, 25, len(TEXT), None, None))
    attributes = (("Ort", " Brofjorden "), ("Våg", "2"), ("Tom", " "), (" ", "x"))
    before = dump(project.path)
    document, _ = add_document(
        project, prepare(read(places=places, turns=turns, attributes=attributes, date="2026-03-01"))
    )
    assert list_places(project, document) == list(places)
    assert places_of(project, [document, DocumentId(99)], PlaceKind.HEADING) == {document: [places[2]]}
    assert [page_of(project, document, at) for at in (0, 23, 24, 60)] == ["iv", "iv", "5", "5"]
    assert labels_of(places[:2], 20, 30) == "iv–5" and labels_of(places[:2], 20, 24) == "iv"
    assert labels_of(places[1:2], 0, 30) == "5" and labels_of((), 0, 3) == ""
    found, _, stored, speakers = read_document(project, document)
    assert found.date == "2026-03-01"
    assert [(one.start, one.end, one.time_ms) for one in stored] == [(0, 24, 1_500), (25, len(TEXT), None)]
    assert [(one.label, one.role) for one in speakers] == [("R1", SpeakerRole.RESPONDENT)]
    with project.reading() as store:
        columns = {one.id: one.name for one in store.attributes.all(Owner.DOCUMENT)}
        values = store.attributes.values(Owner.DOCUMENT)[document]
    assert {columns[key]: value for key, value in values.items()} == {"Ort": "Brofjorden", "Våg": "2"}
    after = dump(project.path)
    project.undo()
    assert dump(project.path) == before
    project.redo()
    assert dump(project.path) == after


def test_a_text_of_one_person_is_that_respondent_s(project: Project) -> None:
    kim = add_respondent(project, "Kim")
    for number, who in enumerate(("Kim", "Robin", "Kim")):
        add_document(project, prepare(read(f"{TEXT} {number}", f"Svar {number}", respondent=who)))
    assert [one.name for one in list_respondents(project)] == ["Kim", "Robin"]
    with project.reading() as store:
        assert [one.respondent_id == kim for one in store.documents.speakers()] == [True, False, True]
        assert len(store.documents.evidence()) == 3


def test_comments_become_memos_on_their_passages(project: Project) -> None:
    comments = (on("tryggt", "Fint ord\n\ntvå rader"), on("Ingen hade tid", "Jaha", "", "2026-02-03T10:00:00+01:00"))
    document, _ = add_document(project, prepare(read(comments=comments), comments=CommentUse.MEMOS))
    with project.reading() as store:
        memos = store.memos.of("document", document)
    assert [(TEXT[one.start : one.end], one.text, one.coder) for one in memos] == [
        ("tryggt", "Fint ord\n\ntvå rader", "BK"), ("Ingen hade tid", "Jaha", "AB")
    ]  # fmt: skip
    assert memos[1].created == "2026-02-03T09:00:00.000Z"
    assert list(iter_quotes(project)) == []


def test_comments_become_codes_under_one_code(project: Project) -> None:
    long = "Det här är en lång kommentar som säger mycket mer än vad ett kodnamn kan rymma, och lite till"
    comments = (
        on("tryggt", "Trygghet"),
        on("Ingen hade tid", "trygghet", "CD"),
        on("tyst", f"{long}\nandra raden"),
        on("tyst", "Tystnad / tomrum"),
        on("tyst", "tystnad / tomrum"),
    )
    before = dump(project.path)
    add_document(project, prepare(read(comments=comments), comments=CommentUse.CODES))
    quotes = [(one.text, write_path(one.code_path), one.coder, one.memo) for one in iter_quotes(project)]
    name, memo = code_name(f"{long}\nandra raden")
    assert name.endswith("…") and len(name) <= 81 and memo == f"{long}\nandra raden"
    top = write_path(read_tree(project).in_order()[0:1][0].name.split("/"))
    assert sorted(quotes) == sorted(
        [
            ("tryggt", f"{top}/Trygghet", "BK", ""),
            ("Ingen hade tid", f"{top}/Trygghet", "CD", ""),
            ("tyst", f"{top}/{name}", "BK", memo),
            ("tyst", f"{top}/Tystnad \\/ tomrum", "BK", ""),
        ]
    )
    add_document(project, prepare(read(TEXT + " Slut", comments=comments), comments=CommentUse.CODES))
    assert len(read_tree(project).by_id) == 4
    project.undo(2)
    assert dump(project.path) == before


def test_comments_become_codings_with_memos(project: Project) -> None:
    comments = (on("tryggt", "Fint\nord"), on("tryggt", "Ja"), on("tryggt", "Nej", "CD"))
    add_document(project, prepare(read(comments=comments), comments=CommentUse.CODINGS))
    assert len(read_tree(project).by_id) == 1
    assert [(one.text, one.coder, one.memo) for one in iter_quotes(project)] == [
        ("tryggt", "BK", "Fint\nord\n\nJa"), ("tryggt", "CD", "Nej")
    ]  # fmt: skip


def store(
    project: Project, documents: list[tuple[Path, Prepared]], original: bytes | None = None
) -> list[Imported]:
    """Store documents as an import does: those of one file stand or fall together."""
    storing = Storing(project, False, len({path for path, _ in documents}))
    for path, several in groupby(documents, lambda one: one[0]):
        storing.take(ReadFile(path, [prepared for _, prepared in several], original))
    return storing.finish()


def test_a_file_is_kept_only_when_asked(project: Project) -> None:
    one = replace(read("Text å", "a"), file_name="a.txt")
    (kept,) = store(project, [(Path("a.txt"), prepare(one))], b"Text \xe5")
    assert kept.document is not None and original_of(project, kept.document) == ("a.txt", b"Text \xe5")
    other, _ = add_document(project, prepare(read("Annan text")))
    with pytest.raises(NotFound, match="was not kept"):
        original_of(project, other)
    with pytest.raises(NotFound, match="no longer exists"):
        original_of(project, DocumentId(99))
    project.undo(2)
    assert query(project.path, "SELECT count(*) FROM original") == [(0,)]
    project.redo()
    assert original_of(project, kept.document)[1] == b"Text \xe5"


def rows(texts: dict[str, str]) -> list[tuple[Path, Prepared]]:
    """A sheet with one document a row."""
    found = [
        replace(read(text, title), sha256=hashlib.sha256(title.encode()).hexdigest(), file_name="enkät.xlsx")
        for title, text in texts.items()
    ]
    return [(Path("enkät.xlsx"), prepare(one, part=number)) for number, one in enumerate(found, 1)]


def test_several_documents_of_one_file(project: Project) -> None:
    found = rows({"1": "Vet ej", "2": "Vet ej", "3": "Bra"})
    results = store(project, found[:2])
    assert [one.already_there for one in results] == [False, False]
    assert project.history()[0].label.text == "Import {count} document"
    again = store(project, found)
    assert [one.already_there for one in again] == [True, True, False]
    assert [one.title for one in list_documents(project)] == ["1", "2", "3"]
    there = imported_before(project, found[2][1])
    assert there is not None and there.title == "3"


def test_one_copy_of_a_file_serves_all_its_documents(project: Project) -> None:
    results = store(project, rows({"1": "Bra", "2": "Vet ej", "3": "Ja"}), b"inneh\xe5ll")
    ids = [one.document or DocumentId(0) for one in results]
    assert [original_of(project, one) for one in ids] == [("enkät.xlsx", b"inneh\xe5ll")] * 3
    assert sum(len(content) > 5 for (content,) in query(project.path, "SELECT content FROM original")) == 1
    before = dump(project.path)
    remove_documents(project, ids[:1])
    assert [original_of(project, one)[1] for one in ids[1:]] == [b"inneh\xe5ll"] * 2
    remove_documents(project, ids[1:2])
    assert original_of(project, ids[2])[1] == b"inneh\xe5ll"
    project.undo(2)
    assert dump(project.path) == before
    remove_documents(project, ids)
    assert query(project.path, "SELECT count(*) FROM original") == [(0,)]


def test_documents_of_one_file_stand_or_fall_together(project: Project) -> None:
    found = rows({"1": "Bra", "2": "Dåligt"})
    broken = (found[1][0], replace(found[1][1], title="halv \ud83d"))
    other = (Path("b.txt"), prepare(read("Text b", "b")))
    with project.transaction("outer"):
        results = store(project, [found[0], broken, other])
    assert [(one.title, one.document is not None) for one in results] == [("1", False), ("b", True)]
    assert [one.title for one in list_documents(project)] == ["b"]


def test_what_cannot_be_stored_gets_a_sentence_and_the_others_go_on(project: Project) -> None:
    found = [(Path(f"{name}.txt"), prepare(read(f"Text {name}", name))) for name in "abc"]
    found[1] = (found[1][0], replace(found[1][1], text="noll \x00"))
    results = store(project, found)
    assert [one.document is not None for one in results] == [True, False, True]
    assert results[1].problem is not None and "cannot be stored" in results[1].problem.text
    with pytest.raises(InvalidInput):
        add_document(project, found[0][1])
