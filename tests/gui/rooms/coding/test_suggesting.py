"""Suggestions in the room: asked for, explained, accepted and dismissed with one key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from qualcoder_peer.core.domain.ids import CodeId, DocumentId
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.quotes import iter_quotes
from qualcoder_peer.core.services.selections import add_set, remove_selections, set_members
from qualcoder_peer.core.services.setup import describe_project
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import say
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from qualcoder_peer.gui.rooms.coding.suggesting import PAGE, Suggesting
from qualcoder_peer.gui.rooms.coding.suggesting_page import SuggestionsPage
from tests.core.services.test_suggestions import LONELY, transcript
from tests.support.gui import Wait
from tests.support.projects import add_text


@pytest.fixture
def room(context: RoomContext, project: Project) -> Iterator[CodingRoom]:
    """Four transcripts, three of them coded, the fourth open, the code chosen."""
    code = add_code(project, "Tomrummet")
    for number in range(1, 5):
        text = transcript(number)
        document = add_text(project, f"Intervju {number}", text)
        if number < 4:
            add_codings(project, [NewCoding(document, code, text.index(one), text.index(one) + len(one))
                                  for one in LONELY])  # fmt: skip
    add_code(project, "Nytt")
    made = CodingRoom(context)
    made.resize(1200, 700)
    made.show()
    made.enter()
    made.open_document(4)
    made.codes.view.show_code(code)
    yield made
    made.leave()
    made.hide()
    made.deleteLater()


def part_of(room: CodingRoom) -> Suggesting:
    found = room.findChild(Suggesting)
    assert isinstance(found, Suggesting)
    return found


def asked(room: CodingRoom, wait: Wait) -> SuggestionsPage:
    room.context.actions.get("coding.suggest").trigger()
    wait(lambda: part_of(room)._job is None)
    page = part_of(room).page
    assert page is not None
    return page


def test_accept_and_dismiss_with_one_key(room: CodingRoom, project: Project, wait: Wait) -> None:
    page = asked(room, wait)
    assert room.drawer.shows(PAGE) and page.list.topLevelItemCount() == 4
    assert "12 of 12 suggestions were right (100" in page.told.text() and "learnt from 12 codings" in page.told.text()
    assert page.told.mapTo(page, QPoint(0, 0)).y() < page.list.mapTo(page, QPoint(0, 0)).y(), "above the list, in sight"
    assert page.words.text().startswith("Words that speak for it: ")
    assert page.examples.count() == 4  # a heading and three codings
    assert len(room.view.suggestions.index) == 4 and len(list(iter_quotes(project))) == 12, "shown, not stored"
    first = page.list.topLevelItem(0).text(0)  # type: ignore[union-attr]
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_A)
    assert first in {one.text for one in iter_quotes(project) if one.document.id == 4}
    assert page.list.topLevelItemCount() == 3 and len(room.view.suggestions.index) == 3
    QTest.keyClick(page.list, Qt.Key.Key_Delete)
    assert page.list.topLevelItemCount() == 2
    assert asked(room, wait).list.topLevelItemCount() == 2, "neither comes back"
    project.undo(2)
    assert asked(room, wait).list.topLevelItemCount() == 4


def test_a_stripe_that_is_clicked_gives_the_list_the_keys(room: CodingRoom, project: Project, wait: Wait) -> None:
    page = asked(room, wait)
    room.view.setFocus()
    room.view.suggestion_activated.emit(2)
    assert page.list.hasFocus() and page.current == 2
    QTest.keyClick(page.list, Qt.Key.Key_Delete)
    assert page.list.topLevelItemCount() == 3 and len(list(iter_quotes(project))) == 12, "no coding went"


def test_all_documents_and_going_to_them(room: CodingRoom, wait: Wait) -> None:
    room.open_document(1)
    page = asked(room, wait)
    assert page.list.topLevelItemCount() == 0 and page.told.text().startswith("Nothing else is like")
    page.everywhere.click()
    wait(lambda: part_of(room)._job is None)
    assert page.list.topLevelItemCount() == 4
    assert room.session.document is not None and room.session.document.id == 4, "the first one is shown"
    assert len(room.view.suggestions.index) == 4


def test_a_set_narrows_the_suggestions(room: CodingRoom, project: Project, wait: Wait) -> None:
    coded, open_one = (add_set(project, Owner.DOCUMENT, name, [id]) for name, id in (("Kodade", 1), ("Sista", 4)))
    page = asked(room, wait)
    page.set.choose(coded)
    wait(lambda: part_of(room)._job is None)
    assert page.list.topLevelItemCount() == 0
    page.set.choose(open_one)
    wait(lambda: part_of(room)._job is None)
    assert page.list.topLevelItemCount() == 4
    set_members(project, open_one, [2])
    assert page.list.topLevelItemCount() == 0, "what was found may not be in it any more"
    remove_selections(project, [open_one])
    assert page.set.chosen is None


def test_edited_texts_and_codes_that_go_take_the_suggestions_along(
    room: CodingRoom, project: Project, wait: Wait
) -> None:
    page = asked(room, wait)
    with project.transaction("x") as store:
        store.codes.remove([CodeId(1)])
    assert page.list.topLevelItemCount() == 0 and len(room.view.suggestions.index) == 0


def test_too_few_codings_are_told(room: CodingRoom, context: RoomContext, wait: Wait) -> None:
    room.codes.view.show_code(2)
    room.context.actions.get("coding.suggest").trigger()
    wait(lambda: part_of(room)._job is None)
    assert context.messages.last is not None
    assert "“Nytt” has 0 codings" in say(context.messages.last.text)
    assert not room.drawer.isVisible()


def test_off_with_a_reflexive_method_until_turned_on_and_off_again(
    room: CodingRoom, project: Project, context: RoomContext, wait: Wait
) -> None:
    describe_project(project, method="reflexive")
    room.context.actions.get("coding.suggest").trigger()
    assert part_of(room).page is None
    notice = context.messages.last
    assert notice is not None and "Suggestions are off" in str(notice.text) and notice.run is not None
    notice.run()
    wait(lambda: part_of(room)._job is None)
    assert part_of(room).found and DocumentId(4) == part_of(room).found[0].document
    page = part_of(room).page
    assert page is not None and page.off.isVisible()
    page.off.click()
    assert not part_of(room).found and not room.drawer.isVisible()
    room.context.actions.get("coding.suggest").trigger()
    assert context.messages.last is not None and "Suggestions are off, because" in say(context.messages.last.text)
    assert not room.drawer.isVisible()
