"""Speakers and turns corrected at the caret, by key and by dialog, in edit mode and out of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.rooms.coding.editing_turns import TurnTools
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from tests.gui.rooms.coding.conftest import CTRL, SHIFT, MakeRoom, press
from tests.gui.rooms.coding.test_editing import Written
from tests.support.gui import wait_for


def put(room: CodingRoom, words: str) -> None:
    place = room.view.text.index(words)
    room.view.select(place, place)


def tools(room: CodingRoom) -> TurnTools:
    return next(one for one in room._parts if isinstance(one, TurnTools))


@pytest.mark.parametrize("edit_mode", [False, True])
def test_split_join_and_undo(room: CodingRoom, edit_mode: bool) -> None:
    before = room.view.text
    found = Written(room)
    if edit_mode:
        press(room, Qt.Key.Key_F2)
        put(room, "Utan")
        found.type("Ja. ")
    put(room, "Utan")
    press(room, Qt.Key.Key_Return, CTRL)
    assert "\n\nR1: Utan stödet" in room.view.text
    assert room.view.text[room.view.caret() :].startswith("Utan stödet")
    found.compare()
    press(room, Qt.Key.Key_J, CTRL)
    assert "R1: Utan" not in room.view.text
    found.compare()
    room.context.project.undo(3 if edit_mode else 2)
    wait_for(lambda: room.view.text == before)
    found.compare()
    assert room.view.editing.is_on is edit_mode


def test_a_speaker_is_corrected(room: CodingRoom) -> None:
    put(room, "Jag håller")
    press(room, Qt.Key.Key_F2, SHIFT)
    dialog = tools(room).dialog
    assert dialog is not None and dialog.name.currentText() == "R2" and not dialog.all_turns.isVisible()
    dialog.name.setCurrentText("R1")
    dialog.confirm.click()
    assert "R1: Jag håller" in room.view.text and tools(room).dialog is None
    put(room, "Man blir")
    press(room, Qt.Key.Key_F2, SHIFT)
    dialog = tools(room).dialog
    assert dialog is not None and dialog.all_turns.isVisible()
    dialog.name.setCurrentText("Anna-Lisa")
    dialog.all_turns.setChecked(True)
    dialog.confirm.click()
    assert room.view.text.count("Anna-Lisa: ") == 3 and "R1" not in room.view.text
    Written(room).compare()
    assert {one.speaker for one in room.view.turns} == {"Intervjuare", "Anna-Lisa"}


def test_another_speaks_on(room: CodingRoom) -> None:
    put(room, "Utan")
    press(room, Qt.Key.Key_Return, CTRL | SHIFT)
    dialog = tools(room).dialog
    assert dialog is not None
    assert any(one.text() in ("Split", "Dela") for one in dialog.findChildren(QPushButton))
    dialog.name.setCurrentText("Nisse")
    dialog.confirm.click()
    assert "\n\nNisse: Utan stödet" in room.view.text
    Written(room).compare()


def test_reading_only(reading_context: RoomContext, make_room: MakeRoom) -> None:
    room = make_room(reading_context)
    room.view.setFocus()
    press(room, Qt.Key.Key_F2)
    last = reading_context.messages.last
    assert last is not None and "reading only" in str(last.text) and not room.view.editing.is_on
    assert not reading_context.actions.get("coding.split_turn").isEnabled()
