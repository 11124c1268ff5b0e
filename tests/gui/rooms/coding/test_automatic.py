"""Automatic codings: seen as such everywhere, gone through over all documents, confirmed one by one or many at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.autocoding import Scope, apply, plan_autocoding, waiting_by_document
from qualcoder_peer.core.services.finding import Query
from qualcoder_peer.core.services.quotes import iter_quotes
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import say
from qualcoder_peer.gui.rooms.coding.code_quotes import CodeQuotes
from qualcoder_peer.gui.rooms.coding.code_quotes_model import CODER, QUOTE
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from qualcoder_peer.gui.rooms.coding.segment_menu import SegmentMenu
from tests.gui.rooms.coding.conftest import Codes, MakeRoom, open_titled, press
from tests.support.gui import Wait
from tests.support.projects import add_text

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def room(context: RoomContext, codes: Codes, make_room: MakeRoom) -> CodingRoom:
    """Two documents in which *stöd* has been coded automatically: three times in the first, once in the second."""
    project = context.project
    add_text(project, "Samtal", "R3: Jag har inget stöd.\n", )
    plan = plan_autocoding(project, Query("stöd"), Scope.SENTENCE, codes.void, evidence_only=False)
    apply(project, plan)
    made = make_room(context)
    open_titled(made, "Intervju")
    made.view.setFocus()
    return made


def waiting(project: Project) -> int:
    return sum(one.automatic for one in iter_quotes(project))


def titled(room: CodingRoom) -> str:
    return room.session.document.title if room.session.document is not None else ""


def test_from_one_to_the_next_and_into_the_next_document(room: CodingRoom, project: Project) -> None:
    assert waiting(project) == 4
    seen = []
    for _ in range(5):
        press(room, Qt.Key.Key_N, ALT)
        current = room.session.current_segment
        assert current is not None and current.automatic
        seen.append((titled(room), current.start))
    assert [title for title, _ in seen] == ["Intervju", "Intervju", "Intervju", "Samtal", "Intervju"]
    assert len(set(seen[:4])) == 4 and seen[4] == seen[0], "round to the first again"


def test_one_is_confirmed_by_key_or_button_and_says_that_it_waits(
    room: CodingRoom, project: Project, wait: Wait
) -> None:
    press(room, Qt.Key.Key_N, ALT)
    details = room.codes.coding_details
    wait(details.automatic.isVisible)
    first = room.session.current
    part = room.findChild(SegmentMenu)
    assert isinstance(part, SegmentMenu)
    menu = part.show(room.mapToGlobal(room.rect().center()), room.gestures.at_caret())
    assert "Confirm the automatic coding" in [one.text() for one in menu.actions()]
    menu.close()
    press(room, Qt.Key.Key_Y)
    assert waiting(project) == 3 and room.session.current != first
    wait(details.automatic.isVisible)  # of the next one
    details.confirm.click()
    assert waiting(project) == 2
    room.session.set_current(first)
    wait(lambda: details.coding == first and not details.automatic.isVisible())
    project.undo(2)
    assert waiting(project) == 4


def test_many_are_confirmed_in_the_list_of_quotes(room: CodingRoom, project: Project, codes: Codes, wait: Wait) -> None:
    part = room.findChild(CodeQuotes)
    assert isinstance(part, CodeQuotes)
    room.codes.view.show_code(codes.void)
    part.open_current()
    page = part.page
    assert page is not None
    wait(lambda: len(page.model.ids) == 4 and page.model.quote_at(0) is not None)
    assert "automatic" in page.model.index(0, CODER).data()
    assert "automatic" in page.model.index(0, QUOTE).data(Qt.ItemDataRole.AccessibleTextRole)
    page.view.setFocus()
    page.view.selectAll()
    QTest.keyClick(page.view, Qt.Key.Key_Y)
    assert waiting(project) == 0 and waiting_by_document(project) == {}
    notice = room.context.messages.last
    assert notice is not None and say(notice.text) == "4 automatic codings confirmed."
    wait(lambda: page.model.quote_at(0) is not None and "automatic" not in page.model.index(0, CODER).data())
    room.view.setFocus()
    press(room, Qt.Key.Key_N, ALT)
    notice = room.context.messages.last
    assert notice is not None and say(notice.text) == "No automatic coding waits in any document."
    project.undo()
    assert waiting(project) == 4


def test_all_of_a_document(room: CodingRoom, project: Project) -> None:
    room.context.actions.get("coding.confirm_all").trigger()
    assert waiting(project) == 1 and {one.title for one in list_documents(project)} >= {"Samtal"}
    project.undo()
    room.context.actions.get("coding.reject_all").trigger()
    assert room.session.segments == {} and waiting(project) == 1
