"""Writing in a text: what stands in the file after every pause, and after undo and redo."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound, ProjectFileError, ReadOnlyProject
from qualcoder_peer.core.domain.ids import CodeId, DocumentId
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.editing import TextEditor
from qualcoder_peer.core.services.setup import check_project
from qualcoder_peer.core.services.sources import remove_documents, set_document_memo
from qualcoder_peer.core.text.edits import made_edit
from tests.support.projects import add_text, dump, query

TEXT = (
    "Intervjuare: Berätta om kafet 😀.\n"
    "Anna: Det var lugnare där, man fick sitta.\nOch ingen frågade.\n"
    "Intervjuare: Och sedan?\n"
    "Anna: Sedan stängde de."
)
WORDS = ("kafet 😀", "lugnare där", "man", "Och ingen frågade", "stängde", "Sedan stängde de.")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="Redigera", coder="AB") as opened:
        document = add_text(opened, "Intervju", TEXT, Intervjuare=(SpeakerRole.INTERVIEWER, ""),
                            Anna=(SpeakerRole.RESPONDENT, "Anna"))  # fmt: skip
        code = add_code(opened, "Lugn")
        for words in WORDS:
            start = TEXT.index(words)
            add_codings(opened, [NewCoding(document, code, start, start + len(words), f"K{len(words)}")])
        with opened.transaction("memo") as store:
            start = TEXT.index("sitta")
            store.memos.add("document", document, "Varför?", "AB", (start, start + 5))
        yield opened


def the_document(project: Project) -> DocumentId:
    with project.reading() as store:
        return store.documents.all()[0].id


def quotes(project: Project) -> dict[int, str]:
    document = the_document(project)
    with project.reading() as store:
        text = store.documents.text(document)
        return {row[0]: text[row[1] : row[2]] for row in store.codings.columns_of(document)}


def turns(project: Project) -> list[tuple[str, str]]:
    document = the_document(project)
    with project.reading() as store:
        text = store.documents.text(document)
        return [(text[one[0] : one[1]], text[one[1] : one[2]]) for one in store.documents.turn_columns(document)]


def move(editor: TextEditor, start: int, end: int, place: int) -> None:
    """Cut, and paste at a place of the text without the words."""
    words = editor.text[start:end]
    editor.cut(start, end)
    assert editor.put_cut(place, words) is not None


def insert(editor: TextEditor, before: str, new: str, instead_of: str = "") -> None:
    place = editor.text.index(before)
    editor.replace(place, place + len(instead_of), new)


def test_positions_follow(project: Project) -> None:
    editor = TextEditor(project, the_document(project))
    before = quotes(project)
    insert(editor, "et 😀", "f")
    insert(editor, "där,", "nu ")
    insert(editor, "Berätta", "Kan du\nb", "B")
    stored = editor.store()
    assert stored.lost == 0 and not editor.is_pending
    assert list(quotes(project).values()) == ["kaffet 😀", "lugnare nu där", *list(before.values())[2:]]
    assert turns(project)[0] == ("Intervjuare: ", "Kan du\nberätta om kaffet 😀.")
    assert query(project.path, 'SELECT substr(t.text, m.start + 1, m."end" - m.start) FROM memo m '
                 "JOIN document_text t ON t.id = m.document_id") == [("sitta",)]  # fmt: skip
    assert check_project(project) == []
    label = project.undo_label()
    assert label is not None and label.text == "Edit the text of “{title}”"
    editor.close()


def test_what_the_editor_knows_is_what_is_stored(project: Project) -> None:
    editor = TextEditor(project, the_document(project))
    chance = random.Random(4)
    for number in range(120):
        start = chance.randrange(len(editor.text) + 1)
        end = min(len(editor.text), start + chance.choice((0, 0, 0, 1, 3, 9)))
        try:
            if start < end and number % 3 == 0:
                move(editor, start, end, chance.randrange(len(editor.text) - (end - start) + 1))
                continue
            editor.replace(start, end, chance.choice(("a", "ord ", "\n", "😀", "", "", "-", "Ny rad.\nEn till")))
        except InvalidInput:
            continue
        if number % 7 == 0:
            editor.store(pause=number % 3 == 0)
    editor.store()
    with project.reading() as store:
        assert store.documents.text(editor.document) == editor.text
        assert store.documents.turn_columns(editor.document) == list(editor.turns.rows())
    assert check_project(project) == []


def test_everything_is_undone_and_done_again(project: Project) -> None:
    start = dump(project.path)
    steps = len(project.history())
    editor = TextEditor(project, the_document(project))
    chance = random.Random(11)
    states = [start]
    for _ in range(25):
        for _ in range(chance.randrange(1, 6)):
            place = chance.randrange(len(editor.text) + 1)
            end = min(len(editor.text), place + chance.choice((0, 0, 2, 30)))
            try:
                if place < end and chance.random() < 0.4:
                    move(editor, place, end, chance.randrange(len(editor.text) - (end - place) + 1))
                    continue
                editor.replace(place, end, chance.choice(("x", "Hej.\n", "", "😀 ")))
            except InvalidInput:
                continue
        editor.store()
        states.append(dump(project.path))
    editor.close()
    done = len(project.history()) - steps
    for step in range(done, 0, -1):
        project.undo()
        assert check_project(project) == []
    assert dump(project.path) == start
    assert len(project.redo(done)) == done
    assert dump(project.path) == states[-1]


def test_codings_and_memos_go_with_words_that_are_moved(project: Project) -> None:
    before, steps = quotes(project), len(project.history())
    start_state = dump(project.path)
    editor = TextEditor(project, the_document(project))
    start = editor.text.index("Det var lugnare")
    end = editor.text.index("\nOch ingen")
    move(editor, start, end, editor.text.index("Sedan stängde") - (end - start))
    insert(editor, "där", "just ")
    stored = editor.store()
    assert "Anna: Det var lugnare just där, man fick sitta.Sedan stängde de." in editor.text
    assert stored.lost == 0 and not stored.joined
    assert quotes(project) == {**before, 2: "lugnare just där"}
    assert query(project.path, 'SELECT substr(t.text, m.start + 1, m."end" - m.start) FROM memo m '
                 "JOIN document_text t ON t.id = m.document_id") == [("sitta",)]  # fmt: skip
    assert check_project(project) == [] and len(project.history()) == steps + 1
    after = dump(project.path)
    project.undo()
    assert dump(project.path) == start_state
    project.redo()
    assert dump(project.path) == after


def test_what_was_cut_waits_for_its_place(project: Project) -> None:
    editor = TextEditor(project, the_document(project))
    insert(editor, "sitta", "gärna ")
    start = editor.text.index("man ")
    editor.cut(start, start + 4)
    assert not editor.is_waiting and editor.is_pending
    steps = len(project.history())
    editor.store(keep_cut=True)
    assert editor.is_waiting and len(project.history()) == steps + 1
    with project.reading() as store:
        assert "man fick gärna sitta" in store.documents.text(editor.document)
    assert editor.store(keep_cut=True).step is None and editor.put_cut(0, "kvinna ") is None
    with pytest.raises(InvalidInput, match="name is not written"):
        editor.put_cut(2, "man ")
    with pytest.raises(InvalidInput, match="name is not written"):
        editor.check_place(2, "man ")
    assert editor.put_cut(editor.text.index("kafet"), "man ") is not None and not editor.is_waiting
    assert editor.put_cut(0, "man ") is None  # once only
    assert editor.store().lost == 0 and "man" in quotes(project).values()
    assert "om man kafet 😀" in editor.text
    project.undo()
    assert "man" in quotes(project).values() and check_project(project) == []


def test_what_was_cut_is_gone_when_something_comes_between(project: Project) -> None:
    editor = TextEditor(project, the_document(project))
    for between in (lambda: insert(editor, "sitta", "x"), lambda: add_code(project, "Ny"), editor.store):
        start = editor.text.index("man ")
        editor.cut(start, start + 4)
        between()
        assert editor.put_cut(editor.text.index("kafet"), "man ") is None
        editor.store()
        assert "man" not in quotes(project).values()
        while "man" not in quotes(project).values():
            project.undo()
        editor.read()
    editor.close()


def test_moved_words_that_come_into_the_same_code_are_one_coding(project: Project) -> None:
    start = TEXT.index("man ")
    add_codings(project, [NewCoding(the_document(project), CodeId(1), start, start + 3, "K17")])
    before = dump(project.path)
    editor = TextEditor(project, the_document(project))
    move(editor, start, start + 4, editor.text.index("ingen frågade") - 4)
    assert editor.store().joined
    found = quotes(project)
    expected = ["Och man ingen frågade" if one.startswith("Och") else one for one in WORDS]
    assert sorted(found.values()) == sorted(expected)
    assert check_project(project) == []
    project.undo()
    assert dump(project.path) == before


def test_a_coding_that_loses_its_words_goes_and_comes_back(project: Project) -> None:
    editor = TextEditor(project, the_document(project))
    insert(editor, "man fick", "", "man")
    assert editor.store().lost == 1
    assert "man" not in quotes(project).values()
    project.undo()
    assert editor.outdated and "man" in quotes(project).values()
    with pytest.raises(InvalidInput):
        editor.replace(0, 0, "x")
    editor.read()
    assert editor.text == TEXT


def test_a_memo_stays_when_its_words_go(project: Project) -> None:
    editor = TextEditor(project, the_document(project))
    insert(editor, "sitta", "", "sitta")
    editor.store()
    assert query(project.path, "SELECT \"end\" - start, text FROM memo WHERE start IS NOT NULL") == [(1, "Varför?")]
    editor.replace(0, len(editor.text), "")
    editor.store()
    assert query(project.path, "SELECT start, \"end\", text FROM memo WHERE start IS NOT NULL") == [(0, 0, "Varför?")]
    assert quotes(project) == {} and turns(project) == []
    project.undo(2)
    assert quotes(project)[3] == "man" and check_project(project) == []


def test_what_is_typed_without_a_pause_is_one_step(project: Project) -> None:
    steps = len(project.history())
    editor = TextEditor(project, the_document(project))
    for number, sign in enumerate("mycket "):
        editor.replace(editor.text.index("lugnare"), editor.text.index("lugnare"), sign)
        editor.store(pause=number == 6)
    insert(editor, "där,", "just ")
    editor.store()
    assert len(project.history()) == steps + 2
    project.undo(2)
    assert quotes(project)[2] == "lugnare där"


def test_others_have_what_was_typed_stored_first(project: Project) -> None:
    editor = TextEditor(project, the_document(project))
    insert(editor, "kafet", "stora ")
    add_code(project, "Ny")
    assert [one.label.text for one in project.history(limit=2)][1] == "Edit the text of “{title}”"
    insert(editor, "stora", "mycket ")
    assert project.undo()[0].text == "Edit the text of “{title}”"
    assert editor.outdated
    with project.reading() as store:
        assert "om stora kafet" in store.documents.text(editor.document)
    editor.close()


def test_labels_are_kept_and_signs_are_cleaned(project: Project) -> None:
    editor = TextEditor(project, the_document(project))
    with pytest.raises(InvalidInput, match="name is not written"):
        insert(editor, "vjuare: Och", "x")
    edit, put, left_out = editor.replace(len(TEXT), len(TEXT), "a\x00b\ud800\r\nc\u2028d\x07\n")
    assert put == "ab\ufffd\nc\nd\n" and edit.length == len(put) and len(left_out) == 2
    editor.store()
    assert check_project(project) == []
    with pytest.raises(ValueError, match="outside"):
        editor.replace(5, 10_000, "")


def test_a_hundred_thousand_characters(project: Project) -> None:
    editor = TextEditor(project, the_document(project))
    place = editor.text.index("sitta")
    editor.replace(place, place, "Långt stycke med ord.\n" * 5_000)
    editor.store()
    assert quotes(project)[5] == "stängde" and check_project(project) == []
    before = dump(project.path)
    project.undo()
    assert quotes(project)[2] == "lugnare där"
    project.redo()
    assert dump(project.path) == before


def test_the_journal_stays_small(project: Project) -> None:
    document = the_document(project)
    with project.transaction("many") as store:
        coder = store.coder_id()
        store.codings.add_many([
            {"guid": f"g{number}", "document_id": document, "code_id": CodeId(1), "coder_id": coder, "start": 60,
             "end": 70 + number % 20, "stance": "none", "starred": 0, "created": "", "changed": ""}
            for number in range(2_000)
        ])  # fmt: skip
    editor = TextEditor(project, document)
    editor.replace(13, 13, "Snälla, ")
    stored = editor.store()
    rows = query(project.path, f"SELECT count(*), sum(length(old)) FROM change WHERE step_id = {stored.step}")
    assert rows[0][0] < 12 and rows[0][1] < 5_000
    changed: list[int] = []
    project.subscribe(lambda changes: changed.append(len(changes.tables["coding"].updated)))
    project.undo()
    assert changed == [2_000 + len(WORDS)]


def test_a_document_that_is_gone(project: Project) -> None:
    editor = TextEditor(project, the_document(project))
    insert(editor, "kafet", "stora ")
    remove_documents(project, [editor.document])  # stores it first
    assert editor.outdated
    with pytest.raises(NotFound):
        editor.read()
    project.undo()
    editor.read()
    assert "om stora kafet" in editor.text


def test_the_file_vanishes(project: Project) -> None:
    editor = TextEditor(project, the_document(project))
    insert(editor, "kafet", "stora ")
    away = project.path.with_name("away.qcp")
    project.path.rename(away)
    project._engine.dispose()
    with pytest.raises(ProjectFileError):
        editor.store()
    assert editor.is_pending and "stora kafet" in editor.text
    away.rename(project.path)
    editor.store()
    assert quotes(project)[2] == "lugnare där" and check_project(project) == []


def test_a_project_for_reading_only(project: Project) -> None:
    with Project.open(project.path, read_only=True) as reading:
        editor = TextEditor(reading, the_document(reading))
        editor.replace(len(TEXT), len(TEXT), "x")
        with pytest.raises(ReadOnlyProject):
            editor.store()


def test_the_place_of_an_edit_is_checked(project: Project) -> None:
    document = the_document(project)
    editor = TextEditor(project, document)
    insert(editor, "Sedan stängde", "Ja. ")
    with project.transaction("elsewhere") as store:
        store.written.write_text(document, editor.text[::-1])
    editor.outdated = False  # as if it had been typed before the news came
    insert(editor, "Ja.", "Nja. ")
    with pytest.raises(InvalidInput, match="from elsewhere"):
        editor.store()
    with project.reading() as store:
        assert "Nja" not in store.documents.text(document)


def test_memos_of_other_things_are_left_alone(project: Project) -> None:
    set_document_memo(project, the_document(project), "Hela")
    editor = TextEditor(project, the_document(project))
    editor.replace(len(TEXT), len(TEXT), " Ja.")
    editor.store()
    assert ("Hela", None) in query(project.path, "SELECT text, start FROM memo")
    assert made_edit("a", 0, 0, "")[0].grown == 0
