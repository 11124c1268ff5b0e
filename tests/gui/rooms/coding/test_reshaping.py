"""Split, join, move, copy, the menu of the right button, and what lies under the caret – with real keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Stance
from qualcoder_peer.core.services.coding import NewCoding, add_codings, set_coding_memo, set_stance
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from qualcoder_peer.gui.rooms.coding.under_caret import UnderCaret
from tests.gui.conftest import Wait
from tests.gui.rooms.coding.conftest import (
    CTRL,
    SHIFT,
    Codes,
    MakeRoom,
    names,
    only,
    open_titled,
    press,
    quotes,
    select,
    shown,
)

WORDS = "Man blir lyssnad på. Det är skönt att någon orkar höra."


def code_words(room: CodingRoom, code: int, words: str) -> int:
    select(room, words)
    room.gestures.apply(code)
    return room.session.current


def put_caret(room: CodingRoom, words: str) -> None:
    place = room.session.text.index(words)
    room.view.select(place, place)


def texts(room: CodingRoom) -> list[str]:
    return [quote.text for quote in quotes(room)]


def under(room: CodingRoom) -> UnderCaret:
    return next(part for part in room._parts if isinstance(part, UnderCaret))


def test_a_coding_over_others_of_its_code_becomes_one_on_the_page_too(room: CodingRoom, codes: Codes) -> None:
    first = code_words(room, codes.void, "Man blir")
    second = code_words(room, codes.void, "orkar höra")
    assert len(shown(room)) == 2
    assert code_words(room, codes.void, "blir lyssnad på. Det är skönt att någon orkar") == first
    start = room.session.text.index("Man blir")
    assert shown(room) == {first: (start, start + len(WORDS) - 1, "Tomrummet")} and first < second
    room.context.project.undo()
    assert len(shown(room)) == 2 and second in shown(room)


def test_a_moved_edge_joins_and_looks_at_what_stays(room: CodingRoom, codes: Codes) -> None:
    older = code_words(room, codes.void, "Man blir")
    code_words(room, codes.void, "på. Det")
    room.view.setFocus()
    press(room, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier | SHIFT)
    assert texts(room) == ["Man blir lyssnad på. Det"]
    assert room.session.current == older and list(shown(room)) == [older]


def test_split_at_the_caret_and_join_again(room: CodingRoom, codes: Codes) -> None:
    whole = code_words(room, codes.void, WORDS)
    put_caret(room, "Det är skönt")
    press(room, "x")
    assert texts(room) == ["Man blir lyssnad på.", "Det är skönt att någon orkar höra."]
    assert len(shown(room)) == 2 and room.session.current != whole
    press(room, "p")
    press(room, "j")
    assert texts(room) == [WORDS] and list(shown(room)) == [whole] and room.session.current == whole
    room.context.project.undo()
    room.context.project.undo()
    assert texts(room) == [WORDS]


def test_split_cuts_out_the_selection(room: CodingRoom, codes: Codes) -> None:
    code_words(room, codes.void, WORDS)
    select(room, "Det är skönt")
    press(room, "x")
    assert texts(room) == ["Man blir lyssnad på.", "Det är skönt", "att någon orkar höra."]


def test_split_outside_says_where_the_cursor_must_be(room: CodingRoom, codes: Codes) -> None:
    press(room, "x")
    press(room, "j")
    select(room, WORDS)
    room.gestures.apply(codes.void)
    press(room, "x")
    assert texts(room) == [WORDS]
    assert room.context.messages.last is not None
    assert "between two words" in str(room.context.messages.last.text)
    start = room.session.text.index(WORDS)
    for edge in (start, start + len(WORDS)):
        room.context.messages.notify(message("Something else"))
        room.view.select(edge, edge)
        press(room, "x")
        assert "between two words" in str(room.context.messages.last.text) and texts(room) == [WORDS]


def test_join_takes_those_in_the_selection(room: CodingRoom, codes: Codes) -> None:
    for words in ("Man blir", "någon", "orkar höra"):
        code_words(room, codes.void, words)
    code_words(room, codes.listening, "skönt")
    put_caret(room, "an blir")
    start = room.session.text.index("Man blir")
    room.view.select(start, start + len(WORDS))
    room.gestures.look_at(next(iter(shown(room))))
    room.view.select(start, start + len(WORDS))
    press(room, "j")
    assert texts(room) == [WORDS[:-1], "skönt"]


@pytest.mark.parametrize("copy", [False, True])
def test_move_and_copy_to_another_code_through_the_box(room: CodingRoom, codes: Codes, copy: bool) -> None:
    coding = code_words(room, codes.void, WORDS)
    put_caret(room, "blir")
    press(room, "r", SHIFT if copy else Qt.KeyboardModifier.NoModifier)
    assert room.codes.box.hasFocus() and not room.codes.box.can_tick
    QTest.keyClicks(room.codes.box, "lyss")
    QTest.keyClick(room.codes.box, Qt.Key.Key_Return)
    found = {quote.code_id: quote for quote in quotes(room)}
    assert (coding == found[codes.listening].id) is not copy and (codes.void in found) is copy
    assert room.view.hasFocus() and room.session.current == found[codes.listening].id
    room.context.project.undo()
    assert [quote.code_id for quote in quotes(room)] == [codes.void]


def test_a_coding_is_moved_to_a_code_that_is_made_for_it_in_one_step(room: CodingRoom, codes: Codes) -> None:
    code_words(room, codes.void, WORDS)
    before = names(room.context.project)
    press(room, "r")
    QTest.keyClicks(room.codes.box, "Helt nytt")
    QTest.keyClick(room.codes.box, Qt.Key.Key_Return)
    assert only(room).code_path[-1] == "Helt nytt"
    room.context.project.undo()
    assert only(room).code_id == codes.void and names(room.context.project) == before


def test_what_was_asked_is_forgotten_with_escape(room: CodingRoom, codes: Codes) -> None:
    code_words(room, codes.void, WORDS)
    press(room, "r")
    QTest.keyClick(room.codes.box, Qt.Key.Key_Escape)
    assert room.gestures.pending is None
    select(room, "Berätta mer")
    press(room, "c")
    QTest.keyClicks(room.codes.box, "lyss")
    QTest.keyClick(room.codes.box, Qt.Key.Key_Return)
    assert [(one.text, one.code_id) for one in quotes(room)] == [
        ("Berätta mer", codes.listening), (WORDS, codes.void)
    ]  # fmt: skip


def test_several_codes_are_one_step(room: CodingRoom, codes: Codes) -> None:
    select(room, WORDS)
    press(room, Qt.Key.Key_Return)
    box = room.codes.box
    QTest.keyClicks(box, "tomr")
    QTest.keyClick(box, Qt.Key.Key_Return, CTRL)
    assert box.is_open and box.text() == "" and [one.name for one in box.ticked] == ["Tomrummet"]
    QTest.keyClicks(box, "mål")
    QTest.keyClick(box, Qt.Key.Key_Return, SHIFT)
    QTest.keyClick(box, Qt.Key.Key_Return, SHIFT) if box.ticked[-1].name != "Mål 1" else None
    QTest.keyClicks(box, "Nytt")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert [quote.code_path[-1] for quote in quotes(room)] == ["Tomrummet", "Mål 1", "Nytt"]
    assert {(quote.start, quote.end) for quote in quotes(room)} == {(quotes(room)[0].start, quotes(room)[0].end)}
    assert room.view.hasFocus() and not box.ticked
    select(room, "Berätta mer")
    press(room, ".")
    assert len(quotes(room)) == 6
    for _ in range(2):
        room.context.project.undo()
    assert quotes(room) == []


def test_a_tick_can_be_taken_back(room: CodingRoom, codes: Codes) -> None:
    select(room, WORDS)
    press(room, Qt.Key.Key_Return)
    box = room.codes.box
    for _ in range(2):
        QTest.keyClicks(box, "tomr")
        QTest.keyClick(box, Qt.Key.Key_Return, CTRL)
    assert box.ticked == []
    QTest.keyClicks(box, "mål")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert only(room).code_id == codes.goal


def test_the_last_code_again(room: CodingRoom, codes: Codes) -> None:
    select(room, "Berätta mer")
    press(room, ".")
    assert quotes(room) == [] and room.context.messages.last is not None
    code_words(room, codes.void, "Berätta mer")
    select(room, WORDS)
    press(room, ".")
    assert [(one.text, one.code_id) for one in quotes(room)][1] == (WORDS, codes.void)


def test_a_quote_is_copied_with_its_source(room: CodingRoom, codes: Codes) -> None:
    code_words(room, codes.void, "orkar höra")
    put_caret(room, "rkar höra")
    press(room, "c", SHIFT)
    words = QGuiApplication.clipboard().text()
    assert words.startswith("“orkar höra” (R1, Intervju, ") and words.endswith(")")

# --- the menu


def ask_menu(room: CodingRoom, words: str) -> QMenu:
    put_caret(room, words)
    place = room.view.cursorRect().center()
    page = room.view.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, page.mapToGlobal(place))
    QApplication.sendEvent(page, event)
    menu = room.findChild(QMenu, "segment menu")
    assert isinstance(menu, QMenu)
    return menu


def words_of(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_the_menu_has_what_can_be_done_to_the_coding_there(room: CodingRoom, codes: Codes) -> None:
    coding = code_words(room, codes.void, WORDS)
    room.gestures.let_go()
    room.gestures.let_go()
    menu = ask_menu(room, "skönt")
    said = words_of(menu)
    assert said[0] == "Tomrummet, AB" or said[0].startswith("Tomrummet")
    assert room.session.current == coding
    remove = next(action for action in menu.actions() if action.text() == "Remove the coding at the cursor")
    remove.trigger()
    menu.close()
    assert quotes(room) == []


def test_each_of_several_codings_has_its_own_menu(room: CodingRoom, codes: Codes) -> None:
    code_words(room, codes.void, WORDS)
    code_words(room, codes.listening, "Det är skönt")
    menu = ask_menu(room, "skönt")
    below = [action.menu() for action in menu.actions() if action.menu() is not None]
    assert [one.title().split(",")[0] for one in below] == ["Bli lyssnad på", "Tomrummet"]  # type: ignore[union-attr]
    star = next(action for action in below[1].actions() if action.text().startswith("Star"))  # type: ignore[union-attr]
    star.trigger()
    menu.close()
    assert {quote.code_id: quote.starred for quote in quotes(room)} == {codes.void: True, codes.listening: False}


def test_the_menu_of_a_selection_codes_it(room: CodingRoom, codes: Codes) -> None:
    select(room, WORDS)
    place = room.view.cursorRect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, place)
    QApplication.sendEvent(room.view, event)
    menu = room.findChild(QMenu, "segment menu")
    assert isinstance(menu, QMenu)
    assert words_of(menu)[:2] == ["Code the selection", "Code again as last"]
    menu.close()


def test_reading_only_nothing_can_be_changed(reading_context: RoomContext, make_room: MakeRoom) -> None:
    room = make_room(reading_context)
    open_titled(room, "Intervju")
    get = room.context.actions.get
    for name in ("split", "join", "recode", "copy_coding", "again", "remove", "star"):
        assert not get(f"coding.{name}").isEnabled(), name
    for name in ("copy_quote", "select_turn", "next_uncoded", "next_star"):
        assert get(f"coding.{name}").isEnabled(), name

# --- under the caret


@pytest.fixture
def nested(room: CodingRoom, codes: Codes) -> list[int]:
    """Three codings in each other, the outermost first."""
    return [
        code_words(room, codes.void, WORDS),
        code_words(room, codes.listening, "Det är skönt att någon"),
        code_words(room, codes.goal, "skönt"),
    ]


def test_all_that_lies_under_the_caret_is_listed(
    room: CodingRoom, codes: Codes, nested: list[int], wait: Wait
) -> None:
    project = room.context.project
    set_coding_memo(project, nested[1], "Så här\nblev det")  # type: ignore[arg-type]
    set_stance(project, nested[1], Stance.AGAINST)  # type: ignore[arg-type]
    put_caret(room, "önt")
    wait(lambda: [one.coding.id for one in under(room).list.codings.facts] == nested[::-1])
    assert under(room).list.isVisible() and under(room).list.current == nested[2]
    said = under(room).list.codings.index(1, 0).data()
    assert "Bli lyssnad på" in said and "Så här" in said and "blev det" not in said and "against" in said.lower()
    put_caret(room, "orkar")
    wait(lambda: not under(room).list.isVisible())
    assert room.codes.coding_details.coding == nested[0]


def test_the_list_is_walked_with_the_keys(room: CodingRoom, nested: list[int], wait: Wait) -> None:
    put_caret(room, "önt")
    wait(lambda: under(room).list.isVisible() and len(under(room).list.codings.facts) == 3)
    codings = under(room).list
    codings.setFocus()
    QTest.keyClick(codings, Qt.Key.Key_Down)
    assert room.session.current == nested[1]
    wait(lambda: room.codes.coding_details.coding == nested[1])
    QTest.keyClick(codings, Qt.Key.Key_Down)
    wait(lambda: room.codes.coding_details.coding == nested[0])
    assert len(codings.codings.facts) == 3


def test_the_list_follows_what_is_done(room: CodingRoom, codes: Codes, nested: list[int], wait: Wait) -> None:
    put_caret(room, "önt")
    wait(lambda: len(under(room).list.codings.facts) == 3)
    press(room, "s")
    wait(lambda: under(room).list.codings.facts[0].coding.starred)
    press(room, Qt.Key.Key_Delete)
    put_caret(room, "nt att")
    wait(lambda: [one.coding.id for one in under(room).list.codings.facts] == nested[1::-1])
    document = room.session.document
    assert document is not None
    start = room.session.text.index("skönt")
    new = NewCoding(document.id, codes.question, start, start + 5, coder="BK")  # type: ignore[arg-type]
    add_codings(room.context.project, [new])
    wait(lambda: [one.coder for one in under(room).list.codings.facts][0] == "BK")


def test_nothing_is_read_while_the_same_lies_under_the_caret(
    room: CodingRoom, nested: list[int], wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_caret(room, "önt")
    wait(lambda: len(under(room).list.codings.facts) == 3)
    read: list[object] = []
    monkeypatch.setattr("qualcoder_peer.gui.rooms.coding.under_caret.read_codings", lambda *more: read.append(more))
    press(room, Qt.Key.Key_Right)
    under(room).read()
    assert read == []
