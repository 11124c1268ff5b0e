"""Coding with keys and mouse: what the file holds afterwards, and what the page shows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Stance
from qualcoder_peer.core.services.memos import memos_of
from qualcoder_peer.gui.rooms.coding.codes_model import CODES_MIME_TYPE
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from qualcoder_peer.gui.widgets.transcript import CODE_MIME_TYPE, SELECTION_MIME_TYPE
from tests.gui.conftest import Wait
from tests.gui.rooms.coding.conftest import ALT, CTRL, SHIFT, Codes, names, only, press, quotes, select, shown

WORDS = "ett riktigt tomrum 👩‍👩‍👧 hemma"


def code_selection(room: CodingRoom, code: int, words: str = WORDS) -> int:
    select(room, words)
    room.gestures.apply(code)
    return room.session.current


def test_select_press_type_three_letters_enter(room: CodingRoom, codes: Codes) -> None:
    start, end = select(room, WORDS)
    press(room, Qt.Key.Key_Return)
    assert room.codes.box.hasFocus() and room.codes.box.is_open
    QTest.keyClicks(room.codes.box, "tom")
    assert room.codes.box.offers[0].code is not None and room.codes.box.offers[0].code.id == codes.void
    QTest.keyClick(room.codes.box, Qt.Key.Key_Return)
    quote = only(room)
    assert (quote.start, quote.end, quote.text, quote.code_id) == (start, end, WORDS, codes.void)
    assert quote.respondent == "R1"
    assert shown(room) == {quote.id: (start, end, "Tomrummet")}
    assert room.view.hasFocus() and room.view.selection() == (start, end)
    assert room.session.current == quote.id


def test_the_box_opens_from_anywhere_in_the_room(room: CodingRoom, codes: Codes) -> None:
    select(room, WORDS)
    room.codes.view.setFocus()
    QTest.keyClick(room.codes.view, Qt.Key.Key_Space, CTRL)
    assert room.codes.box.hasFocus()
    QTest.keyClick(room.codes.box, Qt.Key.Key_Escape)
    assert room.view.hasFocus() and not room.codes.box.is_open and quotes(room) == []


def test_a_name_that_does_not_exist_is_made_under_the_theme_shown(room: CodingRoom, codes: Codes) -> None:
    room.codes.view.show_code(codes.question)
    select(room, WORDS)
    press(room, "c")
    QTest.keyClicks(room.codes.box, "Zebra")
    offer = room.codes.box.offers[0]
    assert offer.code is None and offer.above == "Vad har stödet betytt?"
    QTest.keyClick(room.codes.box, Qt.Key.Key_Return)
    assert only(room).code_path == ("Vad har stödet betytt?", "Zebra")
    room.context.project.undo()
    assert quotes(room) == [] and shown(room) == {}
    assert "Vad har stödet betytt?/Zebra" not in names(room.context.project)


def test_selection_is_taken_in_whole_words_unless_meant_exactly(room: CodingRoom, codes: Codes) -> None:
    start, _end = select(room, "yder all")
    room.gestures.apply(codes.void)
    assert only(room).text == "betyder allt"
    room.context.project.undo()
    room.view.select(start, start + 4)
    room.gestures.exact = True
    room.gestures.apply(codes.void)
    assert only(room).text == "yder"


def test_the_keyboard_means_a_selection_to_the_letter(room: CodingRoom, codes: Codes) -> None:
    select(room, "iktig")
    press(room, "e")
    room.gestures.apply(codes.void)
    assert only(room).text == "iktig"
    select(room, "yssna")
    room.gestures.apply(codes.void)
    assert quotes(room)[-1].text == "lyssnad", "each selection is asked for anew"


def test_positions_count_code_points_behind_emoji(room: CodingRoom, codes: Codes) -> None:
    code_selection(room, codes.listening, "Stöden kom för sent")
    quote = only(room)
    assert room.session.text[quote.start : quote.end] == quote.text == "Stöden kom för sent"
    assert quote.respondent == "R2"


def test_words_that_have_the_code_already_are_told_of(room: CodingRoom, codes: Codes) -> None:
    coding = code_selection(room, codes.void, "ett riktigt tomrum")
    before = room.context.project.undo_label()
    select(room, "riktigt")
    room.gestures.apply(codes.void)
    assert only(room).id == coding == room.session.current and room.context.project.undo_label() == before
    assert "already" in str(room.context.messages.last)
    select(room, "riktigt tomrum 👩‍👩‍👧 hemma")
    room.context.messages.notify(message("Something else"))
    room.gestures.apply(codes.void)
    assert only(room).text == "ett riktigt tomrum 👩‍👩‍👧 hemma" and "already" not in str(room.context.messages.last)


def test_number_keys_code_and_keep_their_numbers(room: CodingRoom, codes: Codes) -> None:
    code_selection(room, codes.void)
    code_selection(room, codes.listening)
    assert room.recent.slots[:3] == [codes.void, codes.listening, None]
    select(room, "Man blir lyssnad på")
    press(room, "2")
    press(room, "1")
    assert [(one.text, one.code_id) for one in quotes(room)][2:] == [
        ("Man blir lyssnad på", codes.listening),
        ("Man blir lyssnad på", codes.void),
    ]
    assert room.recent.slots[:3] == [codes.void, codes.listening, None]
    assert [chip.name for chip in room.reader.strip.chips if chip.isVisible()] == ["Tomrummet", "Bli lyssnad på"]


def test_a_key_without_a_code_says_so(room: CodingRoom) -> None:
    select(room, WORDS)
    press(room, "7")
    assert quotes(room) == []
    assert room.context.messages.last is not None and "7" in str(room.context.messages.last.text)


def test_in_vivo_takes_the_words_as_name(room: CodingRoom, codes: Codes) -> None:
    room.codes.view.show_code(codes.question)
    select(room, "Man blir lyssnad på.")
    press(room, "v")
    assert only(room).code_path == ("Vad har stödet betytt?", "Man blir lyssnad på")
    assert only(room).text == "Man blir lyssnad på."


def test_delete_removes_the_coding_looked_at_and_undo_brings_it_back(room: CodingRoom, codes: Codes) -> None:
    coding = code_selection(room, codes.void)
    press(room, Qt.Key.Key_Delete)
    assert quotes(room) == [] and shown(room) == {} and room.session.current == -1
    room.context.project.undo()
    assert only(room).id == coding and list(shown(room)) == [coding]
    room.context.project.redo()
    assert shown(room) == {}


def test_delete_asks_when_several_lie_on_the_same_words(room: CodingRoom, codes: Codes) -> None:
    code_selection(room, codes.void)
    code_selection(room, codes.listening)
    start, _end = select(room, WORDS)
    room.session.set_current(-1)
    room.view.select(start + 3, start + 3)
    room.session.set_current(-1)
    asked: list[object] = []
    room.gestures.choice_wanted.disconnect(room._choose_to_remove)
    room.gestures.choice_wanted.connect(asked.append)
    press(room, Qt.Key.Key_Delete)
    assert len(quotes(room)) == 2
    assert [one.name for one in asked[0]] == ["Tomrummet", "Bli lyssnad på"]  # type: ignore[attr-defined]


def test_delete_takes_the_innermost(room: CodingRoom, codes: Codes) -> None:
    code_selection(room, codes.void, "Utan stödet vore det tomt, ett riktigt tomrum")
    code_selection(room, codes.listening, "ett riktigt tomrum")
    place = room.session.text.index("riktigt")
    room.session.set_current(-1)
    room.view.select(place, place)
    press(room, Qt.Key.Key_Delete)
    assert [one.code_id for one in quotes(room)] == [codes.void]


def test_the_caret_looks_at_the_coding_it_enters(room: CodingRoom, codes: Codes) -> None:
    coding = code_selection(room, codes.void)
    room.gestures.let_go()
    room.view.select(0, 0)
    assert room.session.current == -1
    place = room.session.text.index("riktigt")
    room.view.select(place, place)
    assert room.session.current == coding
    room.codes.show_now()
    details = room.codes.coding_details
    assert details.quote.text() == f"“{WORDS}”" and details.who.text().startswith(room.context.project.coder)
    assert details.who.y() < details.memo.y(), "coder and date are in sight also where the pane is low"
    room.view.select(0, 0)
    assert room.session.current == -1
    behind = room.session.text.index(WORDS) + len(WORDS)
    room.view.select(behind, behind)
    assert room.session.current == coding, "behind its last letter, as for Del"


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (Qt.Key.Key_Right, "tomt, ett riktigt tomrum"),
        (Qt.Key.Key_Left, "tomt, ett"),
        (Qt.Key.Key_Up, "det tomt, ett riktigt"),
        (Qt.Key.Key_Down, "ett riktigt"),
    ],
)
def test_edges_move_by_word(room: CodingRoom, codes: Codes, key: Qt.Key, words: str) -> None:
    code_selection(room, codes.void, "tomt, ett riktigt")
    press(room, key, ALT | SHIFT)
    quote = only(room)
    assert quote.text == words
    assert shown(room)[quote.id][:2] == (quote.start, quote.end)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (Qt.Key.Key_Right, "Man blir lyssnad på. Det är skönt att någon orkar höra."),
        (Qt.Key.Key_Up, "Berätta mer.\n\nR1: Man blir lyssnad på."),
    ],
)
def test_edges_move_by_sentence(room: CodingRoom, codes: Codes, key: Qt.Key, words: str) -> None:
    code_selection(room, codes.void, "Man blir lyssnad på.")
    press(room, key, CTRL | ALT)
    assert only(room).text == words


@pytest.mark.parametrize(("key", "words"), [(Qt.Key.Key_Right, "mer.\n\nR1: Man"), (Qt.Key.Key_Up, "Berätta mer.")])
def test_an_edge_goes_over_the_label_of_a_speaker(
    room: CodingRoom, codes: Codes, key: Qt.Key, words: str
) -> None:
    code_selection(room, codes.void, "mer.")
    press(room, key, ALT | SHIFT)
    assert only(room).text == words


@pytest.mark.parametrize(
    ("selected", "words"),
    [("R2: Jag håller", "Jag håller"), ("uare: Berätta mer.\n\nR1", "Berätta mer."), ("höra.\n\nR2: Jag", None)],
)
def test_the_label_of_a_speaker_at_the_edge_of_a_selection_is_not_coded(
    room: CodingRoom, codes: Codes, selected: str, words: str | None
) -> None:
    select(room, selected)
    room.gestures.apply(codes.void)
    assert only(room).text == (words or selected)


def test_a_label_alone_is_nothing_to_code(room: CodingRoom, codes: Codes) -> None:
    select(room, "R2: ")
    room.gestures.apply(codes.void)
    assert quotes(room) == [] and "Select a passage" in str(room.context.messages.last)


def test_an_edge_never_passes_the_other(room: CodingRoom, codes: Codes) -> None:
    code_selection(room, codes.void, "riktigt")
    for _ in range(4):
        press(room, Qt.Key.Key_Left, ALT | SHIFT)
        press(room, Qt.Key.Key_Down, ALT | SHIFT)
    assert only(room).text == "riktigt", "no single letters are left"


def test_dragged_edges_reach_the_file(room: CodingRoom, codes: Codes) -> None:
    coding = code_selection(room, codes.void, "riktigt")
    start = room.session.text.index("ett riktigt")
    room.view.edge_dragged.emit(coding, start, start + len("ett riktigt"))
    assert only(room).text == "ett riktigt"


def test_star_and_stance_and_memo(room: CodingRoom, codes: Codes, wait: Wait) -> None:
    coding = code_selection(room, codes.void)
    press(room, "s")
    assert only(room).starred and room.session.segments[coding].starred
    press(room, "s")
    assert not only(room).starred
    room.codes.show_now()
    room.codes.coding_details.stances[Stance.AGAINST].click()
    assert only(room).stance is Stance.AGAINST and room.session.segments[coding].stance == "against"
    press(room, "m")
    memo = room.codes.coding_details.memo
    assert memo.hasFocus()
    QTest.keyClicks(memo, "viktigt")
    room.view.setFocus()
    assert only(room).memo == "viktigt"


def test_memo_becomes_a_step_after_a_rest(room: CodingRoom, codes: Codes, wait: Wait) -> None:
    code_selection(room, codes.void)
    steps = len(room.context.project.history())
    press(room, "m")
    QTest.keyClicks(room.codes.coding_details.memo, "ett tre")
    assert only(room).memo == ""
    wait(lambda: only(room).memo == "ett tre")
    assert len(room.context.project.history()) == steps + 1
    assert room.codes.coding_details.memo.hasFocus()


def test_memo_on_a_passage(room: CodingRoom) -> None:
    start, end = select(room, "Berätta mer")
    press(room, "m")
    field = room.codes.document_details.new_passage
    assert field is not None and field.hasFocus()
    QTest.keyClicks(field, "bra question")
    room.view.setFocus()
    document = room.session.document
    assert document is not None
    memo = memos_of(room.context.project, "document", document.id)[0]
    assert (memo.start, memo.end, memo.text) == (start, end, "bra question")
    assert list(room.codes.document_details.passages) == [memo.id]


def test_quote_codes_with_a_star(room: CodingRoom, codes: Codes) -> None:
    select(room, WORDS)
    press(room, "q")
    QTest.keyClicks(room.codes.box, "tom")
    QTest.keyClick(room.codes.box, Qt.Key.Key_Return)
    assert only(room).starred
    select(room, "Man blir lyssnad på")
    room.gestures.apply(codes.void)
    assert [one.starred for one in quotes(room)] == [True, False]


def test_next_and_previous_go_in_reading_order(room: CodingRoom, codes: Codes) -> None:
    third = code_selection(room, codes.void, "Stöden kom för sent")
    first = code_selection(room, codes.void, "Utan stödet vore det tomt")
    second = code_selection(room, codes.listening, "stödet vore")
    room.session.set_current(-1)
    room.view.select(0, 0)
    seen = []
    for key in "nnnnppp":
        press(room, key)
        seen.append(room.session.current)
    assert seen == [first, second, third, third, second, first, first]
    assert room.view.caret() == room.session.segments[first].start


def test_escape_selects_nothing_then_looks_at_nothing(room: CodingRoom, codes: Codes) -> None:
    code_selection(room, codes.void)
    press(room, Qt.Key.Key_Escape)
    start, end = room.view.selection()
    assert start == end and room.session.current != -1
    press(room, Qt.Key.Key_Escape)
    assert room.session.current == -1


def drop(widget: object, data: QMimeData, point: QPoint) -> None:
    event = QDropEvent(
        QPointF(point),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(event)  # type: ignore[attr-defined]


def test_a_code_dropped_on_the_selection_codes_it(room: CodingRoom, codes: Codes) -> None:
    start, end = select(room, "Utan stödet vore det tomt")
    data = QMimeData()
    data.setData(CODE_MIME_TYPE, str(codes.void).encode())
    cursor = room.view.textCursor()
    cursor.setPosition(room.view.positions.to_utf16(start + 6))
    point = room.view.cursorRect(cursor).center() + QPoint(3, 0)
    drop(room.view, data, point)
    assert (only(room).start, only(room).end) == (start, end)


def test_a_code_dropped_elsewhere_codes_the_turn(room: CodingRoom, codes: Codes) -> None:
    start = room.session.text.index("Man blir")
    room.gestures.drop_code(codes.void, start + 2)
    assert only(room).text == "Man blir lyssnad på. Det är skönt att någon orkar höra."


def test_a_selection_dropped_on_a_code_is_coded(room: CodingRoom, codes: Codes) -> None:
    start = room.session.text.index(WORDS)
    data = QMimeData()
    data.setData(SELECTION_MIME_TYPE, f"{start}:{start + len(WORDS)}".encode())
    model, index = room.codes.model, room.codes.model.index_of(codes.listening)
    assert model.canDropMimeData(data, Qt.DropAction.CopyAction, -1, -1, index)
    room.codes.view.scrollTo(index)
    drop(room.codes.view, data, room.codes.view.visualRect(index).center())
    assert (only(room).text, only(room).code_id) == (WORDS, codes.listening)
    assert CODES_MIME_TYPE in model.mimeTypes()


def test_a_selection_dragged_to_a_code_is_taken_in_whole_words_as_with_keys(room: CodingRoom, codes: Codes) -> None:
    start, end = select(room, "R2: Jag håll")
    room.codes.model.code_span(codes.listening, start, end)
    assert only(room).text == "Jag håller"


def test_floating_bar_comes_at_a_selection_and_takes_no_focus(room: CodingRoom, codes: Codes) -> None:
    select(room, WORDS)
    room.view.announce_selection()
    assert room.floating.isVisible() and room.view.hasFocus()
    assert room.view.geometry().contains(room.view.parentWidget().mapFrom(room, room.floating.geometry().center()))
    QTest.mouseClick(room.floating.buttons["coding.in_vivo"], Qt.MouseButton.LeftButton)
    assert not room.floating.isVisible()
    assert only(room).text == WORDS


def test_mouse_selection_is_shown_in_whole_words(room: CodingRoom) -> None:
    start = room.session.text.index("betyder allt")
    room.view.select(start + 3, start + 10)
    room._by_mouse, room._alt = True, False
    room.view.announce_selection()
    assert room.view.selection() == (start, start + len("betyder allt"))
    room.view.select(start + 3, start + 10)
    room._alt = True
    room.view.announce_selection()
    assert room.view.selection() == (start + 3, start + 10)
    assert room.gestures.span() == (start + 3, start + 10)


def test_done_with_the_document(room: CodingRoom) -> None:
    QTest.keyClick(room.view, Qt.Key.Key_D, CTRL)
    assert room.session.document is not None and room.session.document.done and room.reader.done.isChecked()
    room.context.project.undo()
    assert not room.reader.done.isChecked()


def test_hover_text_of_keys_is_in_the_tool_tips(room: CodingRoom) -> None:
    tip = room.context.actions.get("coding.end_later_word").toolTip()
    assert "Alt+Shift+Right" in tip and "end" in tip
    assert "Del" in room.context.actions.get("coding.remove").toolTip()
