"""Finding in all documents, and coding what was found, with the real page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import add_attribute, remove_attribute, set_attribute
from qualcoder_peer.core.services.autocoding import Scope
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.finding import FindKind
from qualcoder_peer.core.services.quotes import iter_quotes
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.core.services.setup import describe_project
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import say
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.coding.finding import PAGE, Finding
from qualcoder_peer.gui.rooms.coding.finding_model import AFTER, BEFORE, DOCUMENT, TICK, WHO, WORDS
from qualcoder_peer.gui.rooms.coding.finding_page import FindPage
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from tests.support.gui import Wait, wait_for
from tests.support.projects import add_text

ONE = "Intervjuare: Vad betyder stödet?\nR1: Stödet är allt. Jag fick stöd hemma 👍. Nu är det bra.\n"
TWO = "Intervjuare: Och du?\nR2: Jag har inget stöd. Bara vänner.\n"


@pytest.fixture
def room(context: RoomContext, project: Project) -> Iterator[CodingRoom]:
    """Two transcripts and two codes; the first transcript open, the first code chosen."""
    describe_project(project, language="sv")
    add_text(project, "Ett", ONE)
    add_text(project, "Två", TWO)
    add_code(project, "Stödet")
    add_code(project, "Annat")
    made = CodingRoom(context)
    made.resize(1200, 700)
    made.show()
    made.enter()
    made.open_document(1)
    made.codes.view.show_code(1)
    yield made
    made.leave()
    wait_for(lambda: not jobs.active)
    made.hide()
    made.deleteLater()


def part_of(room: CodingRoom) -> Finding:
    found = room.findChild(Finding)
    assert isinstance(found, Finding)
    return found


@pytest.fixture
def find(room: CodingRoom, wait: Wait) -> Callable[..., FindPage]:
    """``find(words, kind)``: open the page, type, wait for the end of the search."""

    def search(words: str, kind: FindKind = FindKind.PLAIN) -> FindPage:
        room.context.actions.get("coding.find_all").trigger()
        page = part_of(room).page
        assert page is not None
        page.form.ask("", kind)
        page.form.words.clear()
        page.form.words.insert(words)  # QTest types no letters beyond ASCII
        settled(room, wait)
        return page

    return search


def settled(room: CodingRoom, wait: Wait) -> None:
    part = part_of(room)
    wait(lambda: not part._typing.isActive() and part._job is None)


def cells(page: FindPage, row: int, wait: Wait) -> list[str]:
    model = page.model
    wait(lambda: model.words_of(row) is not None)
    return [str(model.data(model.index(row, column)) or "") for column in (BEFORE, WORDS, AFTER, WHO, DOCUMENT)]


def test_hits_as_one_types_with_their_context(room: CodingRoom, find: Callable[..., FindPage], wait: Wait) -> None:
    page = find("stöd")
    assert room.drawer.shows(PAGE) and len(page.model.rows) == 4
    assert page.count.text() == "4 hits in 2 documents"
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    before = "Intervjuare: Vad betyder stödet? R1: Stödet är allt. Jag fick "
    assert cells(page, 2, wait) == [before, "stöd", " hemma 👍. Nu är det bra. ", "R1", "Ett"]
    assert len(find("stöd", FindKind.WHOLE_WORD).model.rows) == 2
    assert len(find("stöd", FindKind.STEMS).model.rows) == 4
    assert len(find("vänner stöd", FindKind.NEAR).model.rows) == 1
    assert len(find("st.d\\w+", FindKind.REGEX).model.rows) == 2
    assert find("(st", FindKind.REGEX).model.rows == []
    assert "is not closed" in page.fault.text() and page.fault.isVisible(), "told in whole, in place of the list"
    assert not page.view.isVisible() and page.count.text() == ""
    assert find("").count.text() == "" and page.view.isVisible() and not page.fault.isVisible()
    assert find("finns inte").count.text() == "No hits"


def test_who_speaks_and_which_document(room: CodingRoom, find: Callable[..., FindPage], wait: Wait) -> None:
    page = find("stöd")
    page.form.who.setCurrentIndex(1)
    page.form.who.activated.emit(1)
    settled(room, wait)
    assert len(page.model.rows) == 3
    page.form.who.setCurrentIndex(2)
    page.form.who.activated.emit(2)
    settled(room, wait)
    assert len(page.model.rows) == 1
    assert cells(page, 0, wait)[3] == "Intervjuare"
    page.form.who.setCurrentIndex(0)
    page.form.here.click()
    settled(room, wait)
    assert len(page.model.rows) == 3
    room.open_document(2)
    settled(room, wait)
    assert len(page.model.rows) == 1, "the document that is open now"


def test_enter_goes_there_and_back(room: CodingRoom, find: Callable[..., FindPage]) -> None:
    page = find("vänner")
    asked = []
    room.context.navigator.asked.connect(asked.append)
    QTest.keyClick(page.form.words, Qt.Key.Key_Return)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    start = TWO.index("vänner")
    assert [(one.document, one.start, one.end) for one in asked] == [(2, start, start + 6)]
    room.go(asked[0])
    assert room.view.selection() == (start, start + 6)


def test_what_is_found_is_coded_after_a_look(
    room: CodingRoom, project: Project, find: Callable[..., FindPage], wait: Wait
) -> None:
    page = find("stöd")
    page.coding.click()
    settled(room, wait)
    assert page.chosen_scope() is Scope.SENTENCE
    assert page.apply.text() == "Code 3 segments" and page.code.text() == "Stödet"
    assert "1 hit is not said by a respondent" in page.count.text()
    assert cells(page, 0, wait)[1] == "Stödet är allt."
    page.view.choose(1)
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    assert page.apply.text() == "Code 2 segments"
    assert page.model.data(page.model.index(1, TICK), Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    page.apply.click()
    wait(lambda: len(list(iter_quotes(project))) == 2)
    assert [one.text for one in iter_quotes(project)] == ["Stödet är allt.", "Jag har inget stöd."]
    assert all(one.automatic for one in room.session.segments.values())
    wait(lambda: page.apply.text() == "Code 1 segment")  # what has the code already has no tick
    notice = room.context.messages.last
    assert notice is not None and "2 segments were coded" in say(notice.text)
    project.undo()
    assert list(iter_quotes(project)) == []


def test_all_that_someone_says(room: CodingRoom, project: Project, find: Callable[..., FindPage], wait: Wait) -> None:
    page = find("xx")
    page.form.kind.setCurrentIndex(page.form.kind.findData("speaker"))
    page.form.kind.activated.emit(0)
    names = [page.form.label.itemText(row) for row in range(page.form.label.count())]
    assert "R2" in names and not page.form.words.isVisible()
    page.form.label.setCurrentIndex(names.index("R2"))
    page.form.label.activated.emit(0)
    settled(room, wait)
    assert cells(page, 0, wait)[1] == "Jag har inget stöd. Bara vänner."
    page.form.kind.setCurrentIndex(page.form.kind.findData("heading"))
    page.form.kind.activated.emit(0)
    settled(room, wait)
    assert page.model.rows == [] and page.form.label.itemText(0) == "There is none in this project"


def test_a_pattern_that_explodes_is_given_up(room: CodingRoom, find: Callable[..., FindPage], wait: Wait) -> None:
    add_text(room.context.project, "Långt", "a" * 5_000 + "b")
    page = find("(a|aa)+$", FindKind.REGEX)
    settled(room, wait)
    assert page.model.rows == [] and "simpler" in page.fault.text() and page.fault.isVisible()
    find("stöd")
    assert len(page.model.rows) == 4 and not page.fault.isVisible()


def test_words_before_a_hit_are_cut_at_their_beginning(
    room: CodingRoom, find: Callable[..., FindPage], wait: Wait
) -> None:
    page = find("vänner")
    cells(page, 0, wait)
    option = QStyleOptionViewItem()
    delegate = page.view.itemDelegateForColumn(BEFORE)
    assert isinstance(delegate, QStyledItemDelegate)
    delegate.initStyleOption(option, page.model.index(0, BEFORE))
    assert option.textElideMode == Qt.TextElideMode.ElideLeft


def test_what_was_found_has_the_room_it_needs_and_no_more(find: Callable[..., FindPage], wait: Wait) -> None:
    page = find("Stödet är allt. Jag fick")
    cells(page, 0, wait)
    wide = page.view.columnWidth(WORDS)
    assert wide >= page.view.sizeHintForColumn(WORDS)
    cells(find("stöd"), 0, wait)
    assert page.view.sizeHintForColumn(WORDS) <= page.view.columnWidth(WORDS) < wide


def choose_who(room: CodingRoom, page: FindPage, words: str, wait: Wait) -> None:
    wait(lambda: page.form.who.findText(words) >= 0)
    row = page.form.who.findText(words)
    page.form.who.setCurrentIndex(row)
    page.form.who.activated.emit(row)
    settled(room, wait)


def test_by_respondent_and_by_attribute(
    room: CodingRoom, project: Project, find: Callable[..., FindPage], wait: Wait
) -> None:
    page = find("stöd")
    choose_who(room, page, "R2", wait)
    assert [one.document_id for one in page.model.rows] == [2]
    people = {one.name: one.id for one in list_respondents(project)}
    wave = add_attribute(project, "Omgång", Owner.DOCUMENT)
    for name, value in (("R1", "Norr"), ("R2", "Söder")):
        set_attribute(project, people[name], "Ort", value)
    set_attribute(project, 1, "Omgång", "2", Owner.DOCUMENT)
    settled(room, wait)
    choose_who(room, page, "Ort: Norr", wait)
    assert {one.document_id for one in page.model.rows} == {1} and len(page.model.rows) == 2, "not the interviewer's"
    choose_who(room, page, "Omgång: 2", wait)
    assert len(page.model.rows) == 3
    page.coding.click()
    settled(room, wait)
    assert all(one.document_id == 1 for one in page.model.rows)
    remove_attribute(project, wave)
    wait(lambda: page.form.who.currentText() == "Everybody")
    assert page.form.who.findText("Omgång: 2") < 0
    wait(lambda: {one.document_id for one in page.model.rows} == {1, 2})
    page.form.kind.setCurrentIndex(page.form.kind.findData("speaker"))
    page.form.kind.activated.emit(0)
    assert not page.form.who.isVisible(), "the rule says whose words they are"


def test_words_near_each_other_in_all_their_forms(room: CodingRoom, find: Callable[..., FindPage], wait: Wait) -> None:
    page = find("stöd betyda", FindKind.NEAR)
    assert len(page.model.rows) == 1 and page.form.forms.isVisible() and not page.form.case.isVisible()
    page.form.forms.click()
    settled(room, wait)
    assert page.model.rows == [] and page.form.case.isVisible()


def test_an_edited_text_is_searched_again(
    room: CodingRoom, project: Project, find: Callable[..., FindPage], wait: Wait
) -> None:
    page = find("vänner")
    add_text(project, "Tre", "R3: Vänner har jag.\n")
    wait(lambda: len(page.model.rows) == 2)


def test_in_the_open_document_too_a_pattern_that_explodes_is_given_up_with_a_sentence(
    room: CodingRoom, wait: Wait
) -> None:
    room.open_document(add_text(room.context.project, "Långt", "a" * 5_000 + "b"))
    bar = room.reader.finder
    bar.open("(a|aa)+$", 0)
    bar.kind.setCurrentIndex(bar.kind.findData("regex"))
    bar.kind.activated.emit(0)
    wait(lambda: bar.count.text() == "Given up")
    assert bar.told.isVisible() and "Make it simpler" in bar.told.text()
    bar.words.setText("(a")
    wait(lambda: bar.count.text() == "Not readable")
    assert not bar.told.isVisible() and "is not closed" in bar.count.toolTip()
    bar.words.setText("aab")
    wait(lambda: bar.count.text() == "1 of 1")
