"""Edit mode with a real keyboard: the page, the codings and the file say the same at every moment."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.ids import CodeId, DocumentId
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.segments import open_document
from qualcoder_peer.core.services.setup import check_project
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.coding.editing import TextEditing
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from qualcoder_peer.gui.rooms.coding.session import NONE
from tests.gui.rooms.coding.conftest import CTRL, SHIFT, Codes, MakeRoom
from tests.support.gui import run_events, wait_for

WORDS = ("det tomt", "lyssnad på", "Stöden")


class Written:
    """A room in edit mode, and what is asked of it."""

    def __init__(self, room: CodingRoom) -> None:
        self.room, self.view, self.session = room, room.view, room.session
        self.part = next(one for one in room._parts if isinstance(one, TextEditing))

    @property
    def text(self) -> str:
        return self.view.text

    def at(self, words: str, behind: bool = False) -> int:
        place = self.text.index(words) + len(words) * behind
        self.view.select(place, place)
        return place

    def mark(self, words: str) -> None:
        place = self.text.index(words)
        self.view.select(place, place + len(words))

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.view, key, modifiers)

    def type(self, words: str) -> None:
        for letter in words:
            if letter == "\n":
                self.key(Qt.Key.Key_Return)
            elif letter.isascii():
                QTest.keyClicks(self.view, letter)
            else:  # QTest knows no others
                event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(self.view, event)

    def quotes(self) -> list[str]:
        """The words coded, as the page shows them."""
        found = sorted(self.view.segments.index, key=lambda one: one.id)
        return [self.text[one.start : one.end] for one in found]

    def rest(self) -> None:
        """Wait until what was typed is stored, and compare everything."""
        wait_for(lambda: self.part.editor is None or not (self.part.editor.is_pending or self.part._busy))
        self.compare()

    def compare(self) -> None:
        document = self.session.document
        assert document is not None
        stored = open_document(self.room.context.project, document.id)
        assert stored.segments is not None
        assert stored.text == self.text == self.session.text
        assert sorted(one[:3] for one in stored.segments) == sorted(one[:3] for one in self.view.segments.index)
        assert {one.id: one for one in self.view.segments.index} == self.session.segments
        marks = list(self.view.turns)
        assert [(one.start, one.said_start, one.end) for one in marks] == [one[:3] for one in stored.turns]
        assert marks == self.session.turn_marks()
        shown = self.view.toPlainText().replace("\u2028", "\n")
        assert shown == self.text
        assert check_project(self.room.context.project) == []


@pytest.fixture
def written(context: RoomContext, codes: Codes, make_room: MakeRoom) -> Iterator[Written]:
    room = make_room(context)
    document = room.session.document
    assert document is not None
    for words in WORDS:
        start = room.session.text.index(words)
        new = NewCoding(DocumentId(document.id), CodeId(codes.void), start, start + len(words))
        add_codings(context.project, [new])
    found = Written(room)
    found.view.setFocus()
    found.key(Qt.Key.Key_F2)
    assert found.view.editing.is_on and found.part.bar.isVisible()
    yield found


def test_keys_write_letters(written: Written) -> None:
    written.at("det tomt")
    written.type("nps1 ")
    assert "vore nps1 det tomt" in written.text
    assert written.quotes() == list(WORDS)
    written.at("tomt", behind=True)
    written.type("are")
    assert written.quotes()[0] == "det tomtare"
    written.type("\nNy 😀 rad")
    assert written.quotes()[0] == "det tomtare"
    written.rest()
    label = written.room.context.project.undo_label()
    assert label is not None and label.text == "Edit the text of “{title}”"


def test_keys_take_away(written: Written) -> None:
    written.at("på. Det", behind=False)
    for _ in range(3):
        written.key(Qt.Key.Key_Delete)
    written.at("tomt", behind=True)
    written.key(Qt.Key.Key_Backspace)
    written.key(Qt.Key.Key_Backspace, CTRL)
    assert written.quotes()[0] == "det "
    written.type("tyst")
    assert written.quotes()[:2] == ["det tyst", "lyssnad "]
    written.at("🙂", behind=True)
    written.key(Qt.Key.Key_Backspace)
    assert "🙂" not in written.text
    written.at("👩‍👩‍👧")
    written.key(Qt.Key.Key_Delete)
    assert "👧" not in written.text
    written.rest()


def test_cut_copy_paste_and_what_no_text_can_hold(written: Written) -> None:
    written.mark("lyssnad på")
    written.key(Qt.Key.Key_X, CTRL)
    assert QGuiApplication.clipboard().text() == "lyssnad på" and len(written.quotes()) == 2
    written.type("s")
    written.key(Qt.Key.Key_Backspace)
    written.key(Qt.Key.Key_V, CTRL)
    assert "blir lyssnad på." in written.text and len(written.quotes()) == 2  # something came between
    data = QMimeData()
    data.setHtml("<b>fet</b><p>stycke &amp; mer</p>")
    QGuiApplication.clipboard().setMimeData(data)
    written.key(Qt.Key.Key_V, CTRL)
    assert "påfet\nstycke & mer." in written.text
    QGuiApplication.clipboard().setText("a\x07b\x00c\r\nd\u2029e")
    written.key(Qt.Key.Key_V, CTRL)
    assert "merabc\nd\ne." in written.text or "merab" in written.text
    written.rest()


def test_a_hundred_thousand_characters(written: Written) -> None:
    QGuiApplication.clipboard().setText("Många ord i rad, och en till.\n" * 3_400)
    written.at("tomt")
    written.key(Qt.Key.Key_V, CTRL)
    assert len(written.text) > 100_000
    written.type("slut")
    written.rest()
    assert written.quotes()[1:] == list(WORDS[1:])


def test_names_of_speakers_are_not_written_in(written: Written) -> None:
    before = written.text
    written.at("R1: Man")
    written.type("x")
    written.key(Qt.Key.Key_Right)
    written.type("y")
    assert written.text == before
    last = written.room.context.messages.last
    assert last is not None and "speaker" in str(last.text)
    written.compare()


def test_undo_takes_back_a_pause(written: Written) -> None:
    before = written.text
    project = written.room.context.project
    written.at("Berätta", behind=True)
    written.type(" gärna")
    written.rest()
    wait_for(lambda: not written.part._pause.isActive())
    written.type(" lite")
    assert project.undo()  # what Ctrl+Z does; it stores what is typed first
    wait_for(lambda: written.text.count("gärna lite") == 0)
    assert "Berätta gärna mer" in written.text and written.view.editing.is_on
    written.compare()
    written.type("!")
    written.rest()
    project.undo(2)
    wait_for(lambda: written.text == before)
    written.compare()
    written.mark("Stöden")
    written.key(Qt.Key.Key_Delete)
    written.rest()
    assert len(written.quotes()) == 2
    project.undo()
    wait_for(lambda: len(written.quotes()) == 3)
    project.redo()
    wait_for(lambda: len(written.quotes()) == 2)
    written.compare()


def test_a_change_that_arrives_while_another_is_told_reaches_the_page(written: Written) -> None:
    before, context = written.text, written.room.context
    told: list[ChangeSet] = []
    context.bridge.changed.connect(told.append)
    written.at("Berätta", behind=True)
    written.type(" gärna")
    written.rest()
    wait_for(lambda: not written.part._pause.isActive() and told)
    undoing = Thread(target=context.project.undo)
    undoing.start()
    undoing.join()
    written.session.is_typing(told[-1])  # another listener asks of what was stored, when the undo has come in between
    wait_for(lambda: written.text == before)
    written.compare()


def test_it_is_stored_while_one_types_on(written: Written) -> None:
    assert written.part.editor is not None
    written.part._longest.setInterval(60)
    written.part._pause.setInterval(100_000)
    written.at("mer.")
    steps = len(written.room.context.project.history())
    for _ in range(3):
        written.type("a ")
        written.part._pause.stop()
        written.rest()
    assert len(written.room.context.project.history()) == steps + 1


def test_the_end_and_what_can_be_done_then(written: Written, codes: Codes) -> None:
    get = written.room.context.actions.get
    assert not get("coding.code").isEnabled()
    written.at("Berätta")
    written.type("Nå. ")
    written.key(Qt.Key.Key_Escape)
    assert not written.view.editing.is_on and not written.part.bar.isVisible()
    wait_for(lambda: written.part.editor is None)
    assert get("coding.code").isEnabled()
    written.compare()
    written.key(Qt.Key.Key_F2)
    written.at("det tomt")
    written.key(Qt.Key.Key_F2)
    wait_for(lambda: written.part.editor is None)
    looked_at = written.session.current_segment
    assert looked_at is not None and written.text[looked_at.start : looked_at.end] == WORDS[0], "it is listed at once"
    written.at("Berätta")
    written.session.set_current(NONE)
    text = written.text
    written.type("x")
    assert written.text == text
    written.mark("Nå")
    written.room.gestures.apply(codes.goal)
    assert written.quotes()[-1] == "Nå"
    written.compare()
    written.key(Qt.Key.Key_F2)
    written.at("Nå", behind=True)
    written.type("väl")
    assert written.quotes()[-1] == "Nåväl"
    written.rest()
    assert written.session.document is not None and written.session.opened is not None
    assert written.session.opened.text == written.text


def test_another_document_has_it_stored_first(written: Written) -> None:
    written.at("Berätta")
    written.type("Ja. ")
    ids = written.room.documents.document_ids
    written.room.open_document(ids[1])
    assert written.part.editor is None and not written.view.editing.is_on
    assert "Ja. Berätta" in open_document(written.room.context.project, DocumentId(ids[0])).text
    written.room.open_document(ids[0])
    written.compare()


def test_dragging_words(written: Written) -> None:
    start = written.text.index("Berätta ")
    written.view.select(start, start + 8)
    written.view.editing.move_asked.emit(start, start + 8, written.text.index("mer."))
    assert "Intervjuare: Berätta mer." in written.text  # it stood just before
    data = QMimeData()
    data.setText("dit ")
    written.at("lyssnad")
    point = QPointF(written.view.cursorRect().center())
    event = QDropEvent(point, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    assert written.view.editing._input.eventFilter(written.view.viewport(), event)  # Qt sends none without a real drag
    assert "blir dit lyssnad" in written.text
    written.rest()
    start, end = written.text.index("Man blir "), written.text.index("Man blir ") + 9
    written.view.editing.move_asked.emit(start, end, written.text.index("Det är"))
    assert "lyssnad på. Man blir Det är" in written.text
    written.rest()


def test_codings_go_with_words_that_are_cut_and_pasted(written: Written) -> None:
    project, before = written.room.context.project, written.text
    written.at("Berätta")
    written.type("Nå. ")
    wait_for(lambda: not written.part._pause.isActive())
    written.rest()
    written.mark("lyssnad på.")
    written.key(Qt.Key.Key_X, CTRL)
    steps = len(project.history())
    assert len(written.quotes()) == 2 and written.part.bar._state == "cut"
    wait_for(lambda: not written.part._pause.isActive())
    wait_for(lambda: not written.part._busy)
    assert len(project.history()) == steps and written.part.editor is not None and written.part.editor.is_waiting
    assert len(written.session.segments) == 2
    written.key(Qt.Key.Key_Home, CTRL)
    written.key(Qt.Key.Key_V, CTRL)  # no words go into a name, and they wait on
    assert len(written.quotes()) == 2
    written.at("mer.")
    written.key(Qt.Key.Key_V, CTRL)
    assert "lyssnad på.mer." in written.text and written.quotes() == list(WORDS)
    written.type("!")
    written.rest()
    assert written.quotes() == list(WORDS) and len(project.history()) == steps + 1
    project.undo()
    wait_for(lambda: written.text == before.replace("Berätta", "Nå. Berätta"))
    written.compare()
    assert written.quotes() == list(WORDS)


def test_codings_go_with_words_that_are_dragged(written: Written, codes: Codes) -> None:
    project, before = written.room.context.project, written.text
    start = written.text.index("lyssnad på")
    page = written.view.editing
    page.move_asked.emit(start, start + 10, written.text.index("1: Man"))  # no words go into a name
    assert written.text == before and written.quotes() == list(WORDS)
    page.move_asked.emit(start, start + 10, written.text.index("tomt"))
    assert "det lyssnad påtomt" in written.text and written.quotes()[1:] == list(WORDS[1:])
    written.rest()  # both have the same code, and are one coding then
    wait_for(lambda: written.quotes() == ["det lyssnad påtomt", "Stöden"])
    written.compare()
    project.undo()
    wait_for(lambda: written.text == before)
    assert written.quotes() == list(WORDS)
    written.compare()


def test_what_was_cut_and_not_pasted_is_stored(written: Written) -> None:
    written.part._cut_wait.setInterval(1)
    written.mark("lyssnad på")
    written.key(Qt.Key.Key_X, CTRL)
    wait_for(lambda: written.part.editor is not None and not written.part.editor.is_pending)
    written.compare()
    last = written.room.context.messages.last
    assert last is not None and "lost" in str(last.text)
    written.mark("Stöden")
    written.key(Qt.Key.Key_X, CTRL)
    written.key(Qt.Key.Key_Escape)
    wait_for(lambda: written.part.editor is None)
    written.compare()


def test_an_input_method(written: Written) -> None:
    written.mark("Berätta")
    QApplication.sendEvent(written.view, QInputMethodEvent("säg", []))
    assert "Intervjuare:  mer." in written.text
    event = QInputMethodEvent("", [])
    event.setCommitString("Säg 你好")
    QApplication.sendEvent(written.view, event)
    assert "Intervjuare: Säg 你好 mer." in written.text
    written.rest()
    assert written.view.inputMethodQuery(Qt.InputMethodQuery.ImCursorPosition) is not None


def test_the_menu(written: Written) -> None:
    written.mark("Berätta")
    written.key(Qt.Key.Key_Menu)
    written.view.editing.menu_asked.emit(written.view.mapToGlobal(written.view.rect().center()))
    menu = written.room.findChild(QMenu, "editing menu")
    assert menu is not None
    words = [one.text() for one in menu.actions()]
    assert "Cut" in words or "Klipp ut" in words
    menu.close()
    written.key(Qt.Key.Key_Right, SHIFT)
    written.rest()


def test_the_file_vanishes(written: Written) -> None:
    project = written.room.context.project
    away = project.path.with_name("away.qcp")
    run_events(700)  # what the codings made just now let others read at rest
    wait_for(lambda: not jobs.active)
    written.at("Berätta")
    project.path.rename(away)
    project._engine.dispose()
    written.type("Kvar. ")
    wait_for(lambda: written.part.bar._state == "failed")
    assert "Kvar. Berätta" in written.text and written.view.editing.is_on
    written.key(Qt.Key.Key_F2)
    wait_for(lambda: not written.part._busy)
    assert written.view.editing.is_on and "Kvar. Berätta" in written.text
    away.rename(project.path)
    written.key(Qt.Key.Key_F2)
    wait_for(lambda: written.part.editor is None)
    written.compare()


def test_leaving_when_it_cannot_be_stored(written: Written) -> None:
    project = written.room.context.project
    away = project.path.with_name("away.qcp")
    written.at("Berätta")
    written.type("Kvar. ")
    project.path.rename(away)
    project._engine.dispose()
    written.part.leave()
    assert "Kvar. Berätta" in QGuiApplication.clipboard().text()
    last = written.room.context.messages.last
    assert last is not None and "clipboard" in str(last.text)
    away.rename(project.path)
    written.part.leave()
    assert written.part.editor is None
    written.compare()
