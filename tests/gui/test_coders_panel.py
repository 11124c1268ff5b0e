"""Who codes, and working blind in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from qualcoder_peer.core.domain.ids import CodeId, DocumentId
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coders import coder_facts, list_coders
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.reports import new_report
from qualcoder_peer.gui.coders_panel import CodersPanel
from qualcoder_peer.gui.exporting import Exporting
from qualcoder_peer.gui.i18n import say
from qualcoder_peer.gui.main_window import MainWindow
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from tests.support.projects import add_text

Wait = Callable[[Callable[[], object]], None]
TEXT = "R1: Det var skönt att komma hit. Sedan blev det tomt.\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """AJ has coded once, LN twice, and a report draft exists."""
    found = tmp_path / "two.qcp"
    with Project.create(found, title="Stöd", language="en", coder="AJ") as project:
        document, code = add_text(project, "A", TEXT), add_code(project, "Tomrummet")
        add_codings(project, [NewCoding(document, code, 4, 13)])
        project.coder = "LN"
        add_codings(project, [NewCoding(document, code, 33, 38), NewCoding(document, code, 44, 47)])
        new_report(project, "Draft")
    return found


@pytest.fixture
def coding(window: MainWindow, path: Path, wait: Wait) -> MainWindow:
    """The window with the project in the coding room, AJ at work."""
    window.settings.coder = "AJ"
    window.session.open(path)
    wait(lambda: window.context is not None and not window.session.busy)
    assert window.context is not None
    window.context.navigator.go(Place("coding"))
    return window


def shown(window: MainWindow) -> set[str]:
    room = window.room
    assert isinstance(room, CodingRoom)
    return {one.coder for one in room.session.segments.values()}


def panel(window: MainWindow) -> CodersPanel:
    window.window_actions.show_coders()
    content = window.side.content
    assert isinstance(content, CodersPanel)
    return content


def test_the_coding_looked_at_stays_in_sight_when_others_are_hidden(coding: MainWindow, wait: Wait) -> None:
    room = coding.room
    assert isinstance(room, CodingRoom)
    own = next(one.id for one in room.session.segments.values() if one.coder == "AJ")
    room.gestures.look_at(own)
    wait(lambda: room.codes.coding_details.isVisible())
    for blind in (True, False):
        coding.session.set_blind(blind)
        wait(lambda: len(shown(coding)) == (1 if blind else 2))  # noqa: B023
        room.codes.show_now()
        assert room.session.current == own and room.codes.coding_details.isVisible()


def test_what_is_typed_can_be_taken_back_before_it_is_stored(coding: MainWindow, wait: Wait) -> None:
    room = coding.room
    assert isinstance(room, CodingRoom)
    text, undo = room.session.text, room.context.actions.get("app.undo")
    room.view.setFocus()
    QTest.keyClick(room.view, Qt.Key.Key_F2)
    room.view.select(8, 8)
    QTest.keyClicks(room.view, "nog ")
    assert room.session.text == "R1: Det nog var" + text[11:] and undo.isEnabled()
    assert "Edit the text of “A”" in undo.text()
    undo.trigger()
    wait(lambda: room.session.text == text)


def test_blind_hides_others_until_they_are_shown_again(coding: MainWindow, path: Path, wait: Wait) -> None:
    assert shown(coding) == {"AJ", "LN"} and not coding.banner.isVisible()
    pane = panel(coding)
    pane.blind.click()
    wait(lambda: shown(coding) == {"AJ"})
    assert coding.banner.isVisible() and "You work blind as AJ" in coding.banner.text.text()
    room = coding.room
    assert isinstance(room, CodingRoom)
    wait(lambda: room.session.book.use(1).own == 1)
    assert [line.name.text() for line in pane.lines] == ["AJ", "LN"]
    coding.navigator.go(Place("report"))
    coding.navigator.go(Place("material"))
    coding.session.close(lambda: coding.session.open(path))
    wait(lambda: coding.context is not None and not coding.session.busy)
    assert coding.context is not None and coding.context.project.blind, "remembered for the next time"
    coding.navigator.go(Place("coding"))
    assert shown(coding) == {"AJ"}
    coding.settings.coder = "LN"
    wait(lambda: shown(coding) == {"LN"})
    assert "You work blind as LN" in coding.banner.text.text()
    coding.banner.action.click()
    wait(lambda: shown(coding) == {"AJ", "LN"})
    assert not coding.banner.isVisible()


def test_names_colours_and_new_coders(coding: MainWindow, wait: Wait) -> None:
    assert coding.context is not None
    project = coding.context.project
    pane = panel(coding)
    pane.new.setText("  Eva \n Lind ")
    pane.add.click()
    wait(lambda: len(pane.lines) == 3)
    assert [one.coder.name for one in coder_facts(project)] == ["AJ", "LN", "Eva Lind"]
    pane.lines[2].sign.click()
    wait(lambda: project.coder == "Eva Lind")
    add_codings(project, [NewCoding(DocumentId(1), CodeId(1), 14, 17)])
    wait(lambda: "Eva Lind" in shown(coding))
    pane.lines[2].name.setText("EL")
    pane.lines[2].name.editingFinished.emit()
    wait(lambda: "EL" in shown(coding) and project.coder == "EL")
    assert not pane.lines[2].remove.isVisible()
    project.undo(2)
    wait(lambda: len(pane.lines) == 3 and pane.lines[2].name.text() == "Eva Lind")
    assert [one.name for one in list_coders(project)][2] == "Eva Lind"


def test_what_others_did_is_not_told_by_the_history(coding: MainWindow, wait: Wait) -> None:
    coding.session.set_blind(True)
    coding.window_actions.show_history()
    model = coding.side.content.model  # type: ignore[union-attr]
    words = [model.data(model.index(row)) for row in range(model.rowCount())]
    assert words.count("Hidden while you work blind") == 2
    assert any("Tomrummet" in one for one in words)


def test_undo_does_not_tell_what_others_did(coding: MainWindow, wait: Wait) -> None:
    assert coding.context is not None
    project = coding.context.project
    coding.settings.coder = "LN"
    add_code(project, "Hemligt")
    coding.settings.coder = "AJ"
    action = coding.context.actions.get("app.undo")
    wait(lambda: "Hemligt" in action.text())
    coding.session.set_blind(True)
    wait(lambda: "Hemligt" not in action.text() and "Hidden while you work blind" in action.text())
    coding.session.set_blind(False)
    wait(lambda: "Hemligt" in action.text())


def test_deleting_blind_says_that_others_work_may_go_along(coding: MainWindow, wait: Wait) -> None:
    assert coding.context is not None
    coding.session.set_blind(True)
    room = coding.room
    assert isinstance(room, CodingRoom)
    wait(lambda: room.session.book.use(1).own == 1)
    room.codes.view.show_code(1)
    room.code_gestures.remove()
    notice = coding.context.messages.last
    assert notice is not None and "What other coders may have coded there" in say(notice.text)
    assert coding.context.project.undo()
    with coding.context.project.reading(all_coders=True) as store:
        assert store.codings.count() == 3


def test_a_file_written_blind_says_what_is_not_in_it(coding: MainWindow, tmp_path: Path, wait: Wait) -> None:
    assert coding.context is not None
    coding.session.set_blind(True)
    exporting = Exporting(coding.context, coding)
    path = tmp_path / "quotes.csv"
    exporting.write("quotes", path)
    wait(lambda: path.exists() or exporting.dialog is not None)
    if exporting.dialog is not None:
        exporting.dialog.go_button.click()
    wait(lambda: coding.context is not None and "quotes.csv" in str(coding.context.messages.last))
    notice = coding.context.messages.last
    assert notice is not None and "blind as AJ" in say(notice.text)
    assert "Sedan" not in path.read_text(encoding="utf-8-sig")
