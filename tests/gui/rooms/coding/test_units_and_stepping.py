"""Selecting units with one key, and going on to what is starred, not coded, not done."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.sources import list_documents, set_document_done
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from tests.gui.conftest import Wait
from tests.gui.rooms.coding.conftest import CTRL, SHIFT, Codes, only, open_titled, press, quotes, select

TURN = "Det betyder allt 🙂 för mig. Utan stödet vore det tomt, ett riktigt tomrum 👩‍👩‍👧 hemma."
FIRST, SECOND = TURN[: TURN.index(" Utan")], TURN[TURN.index("Utan") :]
OTHER = "Man blir lyssnad på. Det är skönt att någon orkar höra."


def put_caret(room: CodingRoom, words: str) -> None:
    place = room.session.text.index(words)
    room.view.select(place, place)


def selected(room: CodingRoom) -> str:
    start, end = room.view.selection()
    return room.session.text[start:end]


def told(room: CodingRoom) -> str:
    assert room.context.messages.last is not None
    return str(room.context.messages.last.text)


def test_the_sentence_then_the_next_one(room: CodingRoom, codes: Codes) -> None:
    put_caret(room, "allt")
    press(room, "s", CTRL | SHIFT)
    assert selected(room) == FIRST
    room.gestures.apply(codes.void)
    assert only(room).text == FIRST
    press(room, "s", CTRL | SHIFT)
    assert selected(room) == TURN
    press(room, "s", CTRL | SHIFT)
    assert selected(room).endswith("Berätta mer.") and selected(room).startswith(FIRST)


def test_the_turn_then_the_next_one(room: CodingRoom) -> None:
    put_caret(room, "riktigt")
    press(room, "t")
    assert selected(room) == TURN
    press(room, "t", CTRL | SHIFT)
    assert selected(room).endswith("Berätta mer.")


@pytest.mark.parametrize("words", ["R1: Man", "1: Man", ": Man", "Man blir"])
def test_the_label_of_the_speaker_is_no_part_of_a_unit(room: CodingRoom, words: str) -> None:
    for key, modifiers in (("t", Qt.KeyboardModifier.NoModifier), ("p", CTRL | SHIFT)):
        put_caret(room, words)
        press(room, key, modifiers)
        assert selected(room) == OTHER
    put_caret(room, words)
    press(room, "s", CTRL | SHIFT)
    assert selected(room) == "Man blir lyssnad på."


def test_paragraphs_where_nobody_is_named(room: CodingRoom) -> None:
    open_titled(room, "Observation")
    put_caret(room, "stilla")
    press(room, "t")
    assert selected(room) == room.session.text.strip()
    press(room, "t")
    assert selected(room) == room.session.text.strip()


def test_growing_from_word_to_turn(room: CodingRoom) -> None:
    put_caret(room, "yder allt")
    seen = []
    for _ in range(5):
        press(room, "g")
        seen.append(selected(room))
    assert seen == ["betyder", FIRST, TURN, TURN, TURN]


def test_growing_begins_in_the_paragraph_of_the_cursor(room: CodingRoom) -> None:
    end = room.session.text.index("mer.") + len("mer.")
    room.view.select(end, end)
    press(room, "g")
    assert selected(room) == "mer", "not the first word of whoever speaks next"


@pytest.mark.parametrize(("key", "modifiers"), [("t", Qt.KeyboardModifier.NoModifier), ("p", CTRL | SHIFT)])
def test_between_two_turns_the_next_one_is_taken(
    room: CodingRoom, key: str, modifiers: Qt.KeyboardModifier
) -> None:
    blank = room.session.text.index("mer.\n\n") + len("mer.\n")
    room.view.select(blank, blank)
    press(room, key, modifiers)
    assert selected(room) == "Man blir lyssnad på. Det är skönt att någon orkar höra."


def test_units_at_the_ends_of_the_text(room: CodingRoom) -> None:
    length = len(room.session.text)
    for key in ("t", "g"):
        for place in (0, length):
            room.view.select(place, place)
            press(room, key)
            assert 0 <= room.view.selection()[0] <= room.view.selection()[1] <= length


def test_uncoded_words_of_respondents_one_after_the_other(room: CodingRoom, codes: Codes) -> None:
    select(room, SECOND)
    room.gestures.apply(codes.void)
    room.view.select(0, 0)
    seen = []
    for _ in range(3):
        press(room, "u")
        seen.append(selected(room))
    assert seen == [FIRST, OTHER, "Jag håller inte med. Stöden kom för sent."]  # never what the interviewer asks
    press(room, "u")
    assert selected(room) == seen[-1] and "left after" in told(room)
    press(room, "u", SHIFT)
    press(room, "u", SHIFT)
    assert selected(room) == FIRST


def test_what_is_found_uncoded_is_coded_with_the_next_key(room: CodingRoom, codes: Codes) -> None:
    select(room, "Berätta mer")
    room.gestures.apply(codes.void)
    room.view.select(0, 0)
    for _ in range(3):
        press(room, "u")
        press(room, "1")
    assert [quote.text for quote in quotes(room)][-1].endswith("för sent.") and len(quotes(room)) == 4
    press(room, "u")
    assert "Everything the respondents say" in told(room)


def test_a_gap_inside_a_turn_is_found(room: CodingRoom, codes: Codes) -> None:
    for words in ("Man blir", "någon orkar höra."):
        select(room, words)
        room.gestures.apply(codes.void)
    put_caret(room, "Man blir")
    press(room, "u")
    assert selected(room) == "lyssnad på. Det är skönt att"


def test_starred_codings_only(room: CodingRoom, codes: Codes) -> None:
    document = room.session.document
    assert document is not None
    press(room, "n", SHIFT)
    assert "No coding of this document has a star" in told(room)
    starts = [room.session.text.index(words) for words in ("allt", "Utan", "lyssnad", "Stöden")]
    made = add_codings(
        room.context.project,
        [NewCoding(document.id, codes.void, start, start + 4, starred=number in (0, 3))  # type: ignore[arg-type]
         for number, start in enumerate(starts)],
    )  # fmt: skip
    room.view.select(0, 0)
    press(room, "n", SHIFT)
    assert room.session.current == made[0]
    press(room, "n", SHIFT)
    assert room.session.current == made[3]
    press(room, "n", SHIFT)
    assert room.session.current == made[3] and "no more starred" in told(room)
    press(room, "p", SHIFT)
    assert room.session.current == made[0]


def test_the_documents_one_after_the_other_to_the_ends_of_the_list(room: CodingRoom) -> None:
    ids = room.documents.document_ids
    room.open_document(ids[0])
    for step, name, end in ((1, "coding.next_document", "last"), (-1, "coding.previous_document", "first")):
        for at in range(1, len(ids)):
            room.context.actions.get(name).trigger()
            assert room.session.document is not None and room.session.document.id == ids[at if step > 0 else -1 - at]
        room.context.actions.get(name).trigger()
        assert room.session.document.id == ids[-1 if step > 0 else 0] and f"the {end} document" in told(room)


def test_the_next_document_that_is_not_done(room: CodingRoom) -> None:
    project = room.context.project
    ids = {one.title: one.id for one in list_documents(project)}
    press(room, Qt.Key.Key_PageDown, CTRL | SHIFT)
    assert room.session.document is not None and room.session.document.id == ids["Observation"]
    press(room, Qt.Key.Key_PageDown, CTRL | SHIFT)  # from the last to the first
    assert room.session.document.id == ids["Intervju"]
    set_document_done(project, [ids["Observation"]], True)
    press(room, Qt.Key.Key_PageDown, CTRL | SHIFT)
    assert room.session.document.id == ids["Intervju"] and "only document" in told(room)
    set_document_done(project, [ids["Intervju"]], True)
    press(room, Qt.Key.Key_PageDown, CTRL | SHIFT)
    assert "All documents" in told(room)


# --- what is pasted into the box


def test_a_name_of_any_length_is_pasted_as_one_line(room: CodingRoom, codes: Codes, wait: Wait) -> None:
    select(room, OTHER)
    press(room, Qt.Key.Key_Return)
    QGuiApplication.clipboard().setText("<p>En <b>lång</b>\r\n\tkod</p>\n" + "ord &amp; " * 12_000)
    QTest.keyClick(room.codes.box, "v", CTRL)
    (offer,) = room.codes.box.offers
    assert offer.code is None and len(offer.name) > 70_000 and offer.name.startswith("En lång kod ord & ord")
    assert len(room.codes.box._offers.index(0, 0).data()) < 300
    room.codes.box.grab()
    QTest.keyClick(room.codes.box, Qt.Key.Key_Return)
    quote = only(room)
    assert quote.code_path[-1] == offer.name and room.codes.box.text() == ""
    wait(lambda: room.codes.coding_details.coding == quote.id)
    assert room.codes.width() < 500 and room.codes.coding_details.code.width() < 300
    room.grab()
    room.context.project.undo()
    assert quotes(room) == []


def test_a_definition_that_fits_is_shown_with_its_words(room: CodingRoom, codes: Codes) -> None:
    select(room, OTHER)
    press(room, Qt.Key.Key_Return)
    QTest.keyClicks(room.codes.box, "sakn")
    offer = next(one for one in room.codes.box.offers if one.code is not None)
    assert offer.code is not None and offer.code.id == codes.void and offer.in_definition
    assert [offer.excerpt[start:end] for start, end in offer.spans] == ["sakn"]
    assert offer.excerpt in str(room.codes.box._offers.index(room.codes.box.offers.index(offer), 0).data(
        Qt.ItemDataRole.AccessibleTextRole
    ))  # fmt: skip
    QTest.keyClick(room.codes.box, Qt.Key.Key_Escape)
