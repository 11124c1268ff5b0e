"""Memos and the journal in the room: overview, editing in place, links, marks in the margin, export."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from qualcoder_peer.core.domain.exports import MemoOptions
from qualcoder_peer.core.domain.ids import CodeId, DocumentId
from qualcoder_peer.core.domain.links import LinkKind
from qualcoder_peer.core.services.coding import NewCoding, add_codings, remove_codings
from qualcoder_peer.core.services.links import link_to
from qualcoder_peer.core.services.memos import (
    MemoKind,
    add_entry,
    add_passage_memo,
    add_project_memo,
    append_memo,
    list_memos,
    memos_of,
    read_memo,
)
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.coding.memo_editor import NewMemo
from qualcoder_peer.gui.rooms.coding.memos import Memos
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from tests.gui.rooms.coding.conftest import Codes, MakeRoom, open_titled, select
from tests.support.gui import Wait, run_events

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def memos(room: CodingRoom) -> Memos:
    """The part of the room."""
    return next(part for part in room._parts if isinstance(part, Memos))


def document_of(room: CodingRoom) -> DocumentId:
    """The document that is open."""
    assert room.session.document is not None
    return room.session.document.id


def coded(room: CodingRoom, code: int, words: str) -> int:
    """Code words of the open document."""
    start = room.session.text.index(words)
    return add_codings(room.context.project, [NewCoding(document_of(room), CodeId(code), start, start + len(words))])[0]


def test_the_overview_lists_filters_and_opens(
    room: CodingRoom, memos: Memos, codes: Codes, context: RoomContext, wait: Wait
) -> None:
    coding = coded(room, codes.void, "tomrum")
    append_memo(context.project, "coding", coding, "starkast")
    append_memo(context.project, "code", codes.listening, "för bred?")
    add_project_memo(context.project, "# Om allt")
    add_entry(context.project, "2026-03-02", "Måndag", "x")
    memos.open_memos()
    page = memos.memos
    assert {row.kind for row in page.model.rows} == {
        MemoKind.CODING, MemoKind.CODE, MemoKind.PROJECT, MemoKind.JOURNAL
    }  # fmt: skip
    page.search.setText("TOMRUMMET")
    wait(lambda: len(page.model.rows) == 1)
    assert page.model.rows[0].kind is MemoKind.CODING
    page.search.clear()
    page.kinds.set_chosen([list(MemoKind).index(MemoKind.CODE)])
    wait(lambda: [row.kind for row in page.model.rows] == [MemoKind.CODE])
    page.kinds.clear()
    wait(lambda: len(page.model.rows) == 4)
    went: list[Place] = []
    context.navigator.asked.connect(went.append)
    page.choose(next(row.id for row in page.model.rows if row.kind is MemoKind.CODING))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert (went[-1].coding, went[-1].document) == (coding, document_of(room))


def test_a_memo_is_written_in_place_as_one_step(room: CodingRoom, memos: Memos, context: RoomContext) -> None:
    first, second = (add_project_memo(context.project, words) for words in ("ett", "två"))
    steps = len(context.project.history())
    memos.open_memos()
    page = memos.memos
    page.go_to(first)
    page.editor.field.setFocus()
    QTest.keyClick(page.editor.field, Qt.Key.Key_End, CTRL)
    QTest.keyClicks(page.editor.field, " och mer")
    page.go_to(second)
    assert read_memo(context.project, first).text == "ett och mer"
    assert page.editor.field.toPlainText() == "två", "what was typed for one is never written to another"
    assert len(context.project.history()) == steps + 1
    context.project.undo()
    run_events(120)
    assert read_memo(context.project, first).text == "ett"


def test_new_memos_are_stored_when_words_are_typed(
    room: CodingRoom, memos: Memos, codes: Codes, context: RoomContext
) -> None:
    room.gestures.look_at(coded(room, codes.void, "tomrum"))
    select(room, "lyssnad")
    room.codes.view.show_code(codes.listening)
    kinds = [one.kind for one in memos.offered()]
    assert kinds[:3] == [MemoKind.PROJECT, MemoKind.DOCUMENT, MemoKind.PASSAGE] and MemoKind.CODE in kinds
    page = memos.memos
    for new in memos.offered():
        page.write_new(new)
        page.editor.flush()
        assert all(memo.owner != new.kind.value or memo.text for memo in list_memos(context.project))
        page.editor.field.setPlainText(f"om {new.kind.value}")
        page.editor.flush()
    texts = {memo.text for memo in list_memos(context.project)}
    assert texts == {f"om {kind.value}" for kind in kinds}
    page.write_new(next(new for new in memos.offered() if new.kind is MemoKind.DOCUMENT))
    assert page.editor.field.toPlainText() == "om document", "a document has one memo: it is gone on with"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a file that is open")
def test_what_cannot_be_stored_stays_in_the_field_and_is_stored_later(
    room: CodingRoom, memos: Memos, context: RoomContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: told.append(error))
    path = context.project.path
    away = path.with_name("away.qcp")
    memos.write_entry()
    journal = memos.journal
    memos.write_on_project()
    memos.memos.editor.field.setPlainText("ett memo")
    journal.editor.title.setText("En rubrik")
    path.rename(away)
    memos.flush()
    assert len(told) == 2 and memos.memos.editor.field.toPlainText() == "ett memo"
    away.rename(path)
    assert list_memos(context.project) == []
    memos.flush()
    found = {(memo.title, memo.text) for memo in list_memos(context.project)}
    assert found == {("", "ett memo"), ("En rubrik", "")} and len(told) == 2


def test_a_respondent_of_the_document_can_be_written_about(
    room: CodingRoom, memos: Memos, context: RoomContext
) -> None:
    people = {one.name: one.id for one in list_respondents(context.project)}
    assert {"R1", "R2"} <= set(people)
    select(room, "Stöden kom")
    offered = [one for one in memos.offered() if one.kind is MemoKind.RESPONDENT]
    assert [one.owner for one in offered] == [people["R2"], people["R1"]], "who speaks here comes first"
    page = memos.memos
    page.write_new(offered[0])
    page.editor.field.setPlainText("vet mer än hon säger")
    page.editor.flush()
    assert [memo.text for memo in memos_of(context.project, "respondent", people["R2"])] == ["vet mer än hon säger"]
    page.write_new(offered[0])
    assert page.editor.field.toPlainText() == "vet mer än hon säger", "a respondent has one memo: it is gone on with"


def test_deleting_can_be_undone_and_drops_what_was_being_typed(
    room: CodingRoom, memos: Memos, context: RoomContext, wait: Wait
) -> None:
    memo = add_project_memo(context.project, "ett")
    memos.open_memos()
    page = memos.memos
    page.go_to(memo)
    QTest.keyClicks(page.editor.field, "x")
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert list_memos(context.project) == []
    wait(lambda: not page.model.rows)
    assert not page.editor.field.isEnabled()
    context.project.undo()
    wait(lambda: len(page.model.rows) == 1)
    assert read_memo(context.project, memo).text == "ett"


def test_the_journal_begins_with_today_and_shows_newest_first(
    room: CodingRoom, memos: Memos, context: RoomContext, wait: Wait
) -> None:
    add_entry(context.project, "2026-03-02", "Måndag", "x")
    memos.write_entry()
    page = memos.journal
    assert list_memos(context.project)[0].title == "Måndag", "nothing is stored before words are typed"
    page.editor.title.setText("Idag")
    page.editor.field.setPlainText("- ett\n- två")
    page.editor.flush()
    assert [row.title for row in page.model.rows] == ["Idag", "Måndag"]
    newest = read_memo(context.project, page.model.rows[0].id)
    assert (newest.text, newest.is_journal) == ("- ett\n- två", True)
    page.editor.date.setText("2026-01-05")
    page.editor.flush()
    wait(lambda: [row.title for row in page.model.rows] == ["Måndag", "Idag"])
    page.editor.date.setText("igår")
    page.editor.flush()
    assert read_memo(context.project, newest.id).date == "2026-01-05"
    page.editor.title.setText("")
    page.editor.flush()
    assert read_memo(context.project, newest.id).title == ""
    page.search.setText("måndag")
    wait(lambda: [row.title for row in page.model.rows] == ["Måndag"])


def test_links_open_what_they_name_and_say_when_it_is_gone(
    room: CodingRoom, memos: Memos, codes: Codes, context: RoomContext
) -> None:
    coding = coded(room, codes.void, "tomrum")
    room.gestures.look_at(coding)
    memos.copy_link()
    link = QGuiApplication.clipboard().text()
    assert link == link_to(context.project, LinkKind.CODING, coding).markdown
    assert memos.links.offers()[0].id == coding, "what was looked at last is offered first"
    context.navigator.asked.connect(room.go)
    open_titled(room, "Observation")
    address = link.partition("](")[2][:-1]
    memos.links.open(address)
    current = room.session.current_segment
    assert current is not None and current.id == coding
    assert room.session.text[current.start : current.end] == "tomrum"
    memo = add_project_memo(context.project, "fri")
    memos.links.open(link_to(context.project, LinkKind.MEMO, memo).link.address)
    assert memos.memos.editor.memo == memo
    remove_codings(context.project, [coding])  # type: ignore[list-item]
    told: list[object] = []
    context.messages.passing.connect(told.append)
    memos.links.open(address)
    assert "no longer in the project" in str(told[-1].text)
    memos.links.open("javascript:x")
    assert "leads to nothing" in str(told[-1].text)


def test_the_picker_puts_a_link_at_the_caret(
    room: CodingRoom, memos: Memos, codes: Codes, context: RoomContext
) -> None:
    memos.memos.write_new(NewMemo(MemoKind.PROJECT, "x"))
    field = memos.memos.editor.field
    field.setPlainText("se")
    field.moveCursor(field.textCursor().MoveOperation.End)
    memos.links.pick(field)
    picker = memos.links.picker
    assert picker is not None
    QTest.keyClicks(picker.search, "tomru")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert field.toPlainText() == f"se {link_to(context.project, LinkKind.CODE, codes.void).markdown}"


def test_passages_with_memos_have_a_mark_that_opens_them(
    room: CodingRoom, memos: Memos, context: RoomContext
) -> None:
    assert memos.notes.isHidden()
    start, end = select(room, "Utan stödet vore det tomt")
    memo = add_passage_memo(context.project, document_of(room), start, end, "här")
    assert list(memos.notes.notes) == [(start, end)] and memos.notes.isVisible()
    run_events(50)
    memos.notes.grab()
    spot = next(y for y in range(memos.notes.height()) if memos.notes.note_at(QPoint(5, y)) is not None)
    QTest.mouseClick(memos.notes, Qt.MouseButton.LeftButton, pos=QPoint(5, spot + 3))
    assert memos.memos.editor.memo == memo and room.view.selection() == (start, end)
    open_titled(room, "Observation")
    assert memos.notes.isHidden()


def test_memos_are_exported_from_their_page(
    room: CodingRoom, memos: Memos, context: RoomContext, tmp_path: Path, wait: Wait
) -> None:
    add_project_memo(context.project, "fri")
    add_entry(context.project, "2026-03-02", "Måndag", "x")
    page = memos.journal
    page.exporting.write("memos", tmp_path / "j.json", options=MemoOptions(memos="journal"))
    wait((tmp_path / "j.json").exists)
    assert [one["title"] for one in json.loads((tmp_path / "j.json").read_text("utf-8"))] == ["Måndag"]


def test_a_project_for_reading_shows_memos_and_changes_nothing(
    reading_context: RoomContext, make_room: MakeRoom
) -> None:
    room = make_room(reading_context)
    part = next(one for one in room._parts if isinstance(one, Memos))
    part.open_memos()
    part.open_journal()
    assert not part.memos.new_button.isEnabled() and not part.journal.new_button.isEnabled()
    assert part.memos.editor.field.isReadOnly()


def test_thousands_of_memos_are_listed_without_their_texts(
    room: CodingRoom, memos: Memos, context: RoomContext, wait: Wait
) -> None:
    with context.project.transaction("Many") as store:  # type: ignore[arg-type]
        times = {"coder": "AJ", "created": "2026-01-01T00:00:00+00:00", "changed": "2026-01-01T00:00:00+00:00"}
        store.memos.add_many([{"guid": f"g{n}", "text": f"memo {n} " + "ord " * 500, **times} for n in range(5_000)])
    memos.open_memos()
    page = memos.memos
    wait(lambda: len(page.model.rows) == 5_000)
    assert max(len(row.line) for row in page.model.rows) <= 400
    page.search.setText("memo 4321")
    wait(lambda: len(page.model.rows) == 1)


def test_filters_of_memos_go_on_a_row_of_their_own_where_there_is_little_room(
    room: CodingRoom, memos: Memos
) -> None:
    memos.open_memos()
    page = memos.memos
    page.rows.resize(1400, 60)
    assert page.rows.second.count() == 0
    page.rows.resize(420, 60)
    assert page.rows.second.count() == 4 and page.tools.indexOf(page.kinds) < 0
    page.rows.resize(1400, 60)
    assert page.rows.second.count() == 0
    assert page.tools.indexOf(page.search) == 0 and page.tools.indexOf(page.kinds) == 1
