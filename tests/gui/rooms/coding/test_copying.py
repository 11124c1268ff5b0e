"""Copying a passage of the page: as it stands, past the disclosure check; written text stays movable whatever it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from qualcoder_peer.core.domain.disclosure import DisclosureRules
from qualcoder_peer.core.services.disclosure import write_rules
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from qualcoder_peer.gui.widgets.transcript.editing_input import plain_words
from tests.gui.rooms.coding.conftest import CTRL, open_titled, press, select
from tests.support.projects import add_text

PLAIN, NAMED = "🙂 hårt\u00a0mellanslag.\nNästa", "Då ringde Annika Lindqvist"


@pytest.fixture
def named(room: CodingRoom) -> Iterator[CodingRoom]:
    """The room with a text that holds a name."""
    add_text(room.context.project, "Namn", f"{PLAIN} rad.\n{NAMED} hem.\n")
    open_titled(room, "Namn")
    QGuiApplication.clipboard().setText("before")
    yield room
    press(room, Qt.Key.Key_Left)  # else Ctrl counts as held, and a row chosen next is toggled


def copied(room: CodingRoom, words: str) -> str:
    select(room, words)
    room.context.messages.last = None
    press(room, "c", CTRL)
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize("level", ["off", "warn", "strict"])
def test_a_passage_goes_through_the_disclosure_check(named: CodingRoom, level: str) -> None:
    write_rules(named.context.project, DisclosureRules(level=level))
    assert copied(named, PLAIN) == PLAIN
    assert named.context.messages.last is None
    assert copied(named, NAMED) == (PLAIN if level == "strict" else NAMED)
    told = named.context.messages.last
    assert (told is None) is (level == "off")
    assert told is None or "Annika Lindqvist" in str(told.text)
    dragged = named.view.createMimeDataFromSelection()
    assert dragged.hasText() is (level != "strict")
    assert plain_words(dragged) == NAMED


def test_a_passage_is_moved_within_the_text_under_strict_rules(named: CodingRoom) -> None:
    write_rules(named.context.project, DisclosureRules(level="strict"))
    press(named, Qt.Key.Key_F2)
    before = named.view.text
    select(named, NAMED)
    press(named, Qt.Key.Key_X, CTRL)
    assert NAMED not in named.view.text and QGuiApplication.clipboard().text() == ""
    press(named, Qt.Key.Key_V, CTRL)
    assert named.view.text == before
    press(named, Qt.Key.Key_V, CTRL)
    assert named.view.text.count(NAMED) == 2
    assert copied(named, PLAIN) == PLAIN
