"""The list of a code's quotes, dragging from it, splitting a code, and the history of codes in the drawer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.services.codebook import describe_code, rename_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings, remove_codings, set_star
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import set_language
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.coding.code_events import CodeHistory
from qualcoder_peer.gui.rooms.coding.code_quotes import PAGE, CodeQuotes, QuotesPage
from qualcoder_peer.gui.rooms.coding.code_quotes_model import CODE, QUOTE, RESPONDENT, STAR, TARGET
from qualcoder_peer.gui.rooms.coding.code_quotes_view import CodeQuotesView, around
from qualcoder_peer.gui.rooms.coding.codes_model import CODINGS
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from tests.gui.conftest import Wait
from tests.gui.rooms.coding.conftest import CTRL, INTERVIEW, Codes, MakeRoom, NOTE, names, open_titled, quotes
from tests.gui.rooms.coding.test_codes import last_told
from tests.support.projects import add_many_codings

SAID = ("Det betyder allt", "Utan stödet vore det tomt", "Man blir lyssnad på", "Stöden kom för sent")


@pytest.fixture
def coded(room: CodingRoom, codes: Codes) -> CodingRoom:
    """Four quotes of “Tomrummet”, one of “Bli lyssnad på” in the other document."""
    documents = {one.title: one.id for one in list_documents(room.context.project)}
    places = [(INTERVIEW.index(words), INTERVIEW.index(words) + len(words)) for words in SAID]
    wanted = [NewCoding(documents["Intervju"], CodeId(codes.void), *place) for place in places]
    start = NOTE.index("läser")
    wanted.append(NewCoding(documents["Observation"], CodeId(codes.listening), start, start + len("läser tidningen")))
    add_codings(room.context.project, wanted)
    return room


@pytest.fixture
def part(coded: CodingRoom) -> CodeQuotes:
    return next(one for one in coded._parts if isinstance(one, CodeQuotes))


@pytest.fixture
def page(part: CodeQuotes, codes: Codes, wait: Wait) -> QuotesPage:
    """The list of the quotes of “Tomrummet”."""
    part.room.codes.view.show_code(codes.void)
    part.open_current()
    assert part.page is not None
    wait(lambda: part.page is not None and len(part.page.model.ids) == 4)
    return part.page


def listed(page: QuotesPage) -> list[str]:
    return [page.model.quote_now(row).text for row in range(page.model.rowCount())]  # type: ignore[union-attr]


def told(page: QuotesPage, wait: Wait, texts: tuple[str, ...]) -> None:
    wait(lambda: listed(page) == list(texts))


def test_the_list_follows_the_tree_and_every_change(page: QuotesPage, codes: Codes, wait: Wait) -> None:
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    room, project = page._room, page._room.context.project
    assert listed(page) == list(SAID) and page.title.text() == "Tomrummet" and page.count.text() == "4 quotes"
    first = page.model.quote_now(0)
    assert first is not None and around(first)[1] == SAID[0] and "R1: " in around(first)[0]
    remove_codings(project, [first.id])
    assert listed(page) == list(SAID[1:])
    project.undo()
    told(page, wait, SAID)
    set_star(project, first.id, True)
    wait(lambda: page.model.index(0, STAR).data() == "★")
    room.codes.view.show_code(codes.question)
    wait(lambda: len(page.model.ids) == 5)
    assert not page.view.isColumnHidden(CODE), "of a code with others below it is said which"
    page.below.setChecked(False)
    wait(lambda: not page.model.ids)
    assert not page.view.isVisible() and "no quotes" in page.hint.text()
    rename_code(project, codes.question, "Frågan")
    wait(lambda: page.title.text() == "Frågan")
    del tester


def test_narrowed_by_words_and_document_and_sorted(page: QuotesPage, codes: Codes, wait: Wait) -> None:
    page.filter.setText("TOMT vore")
    told(page, wait, SAID[1:2])
    page.filter.setText("finns inte")
    wait(lambda: not page.model.ids)
    page.filter.clear()
    told(page, wait, SAID)
    set_star(page._room.context.project, page.model.ids[2], True)
    page.sort_by(STAR)
    told(page, wait, (SAID[2], SAID[0], SAID[1], SAID[3]))
    page.sort_by(RESPONDENT)
    wait(lambda: not page.model.listing)
    assert listed(page)[-1] == SAID[3], "R2 after R1"
    page.here.setChecked(True)
    page._room.codes.view.show_code(codes.listening)
    wait(lambda: page.title.text() == "Bli lyssnad på" and not page.model.ids)
    open_titled(page._room, "Observation")
    wait(lambda: len(page.model.ids) == 1)


def test_what_is_read_stays_in_sight_and_another_order_begins_at_the_top(
    page: QuotesPage, codes: Codes, wait: Wait
) -> None:
    project, view = page._room.context.project, page.view
    document = next(one.id for one in list_documents(project) if one.title == "Intervju")
    view.clearSelection()
    add_many_codings(project, document, CodeId(codes.void), 100, width=9)
    wait(lambda: len(page.model.ids) == 104)
    view.scrollTo(page.model.index(60, QUOTE), view.ScrollHint.PositionAtTop)
    read = page.model.ids[view.rowAt(0)]
    add_many_codings(project, document, CodeId(codes.void), 1, width=3)
    wait(lambda: len(page.model.ids) == 105)
    assert page.model.ids[view.rowAt(0)] == read and not view.chosen_rows(), "another's coding moves nothing"
    page.sort_by(RESPONDENT)
    wait(lambda: not page.model.listing)
    assert view.rowAt(0) == 0 and not view.chosen_rows()
    view.choose(50)
    chosen = view.chosen()
    page.sort_by(QUOTE)
    wait(lambda: not page.model.listing)
    assert view.chosen() == chosen and view.visualRect(view.currentIndex()).intersects(view.viewport().rect())


def test_enter_and_a_click_go_to_the_place(page: QuotesPage, part: CodeQuotes, codes: Codes, wait: Wait) -> None:
    room = part.room
    asked: list[Place] = []
    room.context.navigator.asked.connect(asked.append)
    QTest.keyClick(page.view, Qt.Key.Key_Down)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
                     page.view.visualRect(page.model.index(2, QUOTE)).center())  # fmt: skip
    assert [one.coding for one in asked] == [page.model.ids[1], page.model.ids[2]]
    assert asked[0].start == INTERVIEW.index(SAID[1])
    room.go(asked[1])
    assert room.session.current == page.model.ids[2]


def test_keys_star_remove_and_move(page: QuotesPage, part: CodeQuotes, codes: Codes, wait: Wait) -> None:
    project = part.room.context.project
    page.view.setFocus()
    page.view.selectAll()
    QTest.keyClick(page.view, Qt.Key.Key_S)
    assert sum(quote.starred for quote in quotes(part.room)) == 4
    QTest.keyClick(page.view, Qt.Key.Key_S)
    assert sum(quote.starred for quote in quotes(part.room)) == 0
    page.view.choose(0)
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    assert len(quotes(part.room)) == 4 and last_told(part.room) == "Removed 1 coding."
    project.undo()
    told(page, wait, SAID)
    page.view.choose(3)
    dialog = part.move()
    assert dialog is not None
    dialog.choose(codes.goal)
    dialog.confirm.click()
    told(page, wait, SAID[:3])
    assert [quote.text for quote in quotes(part.room) if quote.code_id == codes.goal] == [SAID[3]]
    assert last_told(part.room) == "Moved 1 quote to “Mål 1”."


def drop(room: CodingRoom, data: QMimeData, code: int, action: Qt.DropAction, keys: Qt.KeyboardModifier) -> None:
    """Let go over the middle of a code's row."""
    view = room.codes.view
    view.scrollTo(room.codes.model.index_of(code))
    point = QPointF(view.visualRect(room.codes.model.index_of(code)).center())
    event = QDropEvent(point, action, data, Qt.MouseButton.LeftButton, keys)
    view.dropEvent(event)


def test_quotes_are_dragged_onto_a_code_and_copied_with_ctrl(page: QuotesPage, codes: Codes, wait: Wait) -> None:
    room = page._room
    data = page.model.dragged([0, 2])
    # Qt keeps where a drag is from the moves before the drop; the model is what decides.
    index = room.codes.model.index_of(codes.goal)
    assert room.codes.model.canDropMimeData(data, Qt.DropAction.MoveAction, -1, -1, index)
    room.codes.model.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, index)
    assert len(quotes(room)) == 7 and last_told(room) == "Copied 2 quotes to “Mål 1”."
    room.context.project.undo()
    room.codes.model.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, index)
    told(page, wait, (SAID[1], SAID[3]))
    assert len(quotes(room)) == 5
    assert not room.codes.model.canDropMimeData(data, Qt.DropAction.MoveAction, -1, -1, room.codes.model.index_of(None))


def test_codes_dropped_with_ctrl_and_shift_are_merged_after_it_was_shown(coded: CodingRoom, codes: Codes) -> None:
    coded.codes.view.show_code(codes.void)
    model = coded.codes.model
    asked: list[tuple[list[int], int]] = []
    real, model.merge = model.merge, lambda sources, target: asked.append((sources, target))
    data = model.mimeData([model.index_of(codes.void)])
    drop(coded, data, codes.listening, Qt.DropAction.CopyAction, CTRL | Qt.KeyboardModifier.ShiftModifier)
    drop(coded, data, codes.void, Qt.DropAction.CopyAction, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert asked == [([codes.void], codes.listening)], "not into itself"
    model.merge = real
    dialog = coded.code_gestures.ask_merge([codes.void], codes.listening)
    assert dialog is not None and dialog.target() == codes.listening
    assert dialog.plan.text().startswith("4 codings move to “Bli lyssnad på”.")
    dialog.confirm.click()
    assert names(coded.context.project) == ["Vad har stödet betytt?", "Vad har stödet betytt?/Bli lyssnad på", "Mål 1"]


def test_numbers_are_links_to_their_quotes(coded: CodingRoom, codes: Codes, part: CodeQuotes, wait: Wait) -> None:
    view, model = coded.codes.view, coded.codes.model
    wait(lambda: model.index_of(codes.void).siblingAtColumn(CODINGS).data() == "4")
    place = view.visualRect(model.index_of(codes.void).siblingAtColumn(CODINGS)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert part.page is not None and coded.drawer.shows("quotes")
    told(part.page, wait, SAID)
    coded.codes.code_details.quotes_asked.emit("respondents")
    wait(lambda: part.page is not None and listed(part.page)[-1] == SAID[3])


def test_a_code_is_split_with_keys_as_one_step(coded: CodingRoom, codes: Codes, part: CodeQuotes, wait: Wait) -> None:
    coded.codes.view.show_code(codes.void)
    before = names(coded.context.project)
    dialog = part.ask_split()
    assert dialog is not None and dialog.model.rowCount() == 4 and not dialog.confirm.isEnabled()
    view = dialog.view
    dialog.activateWindow()
    wait(dialog.isActiveWindow)
    assert view.hasFocus()
    QTest.keyClick(view, Qt.Key.Key_T)  # letters go to the field
    assert dialog.new.hasFocus() and dialog.new.text() == "t"
    dialog.new.setText("Tomt <b>hemma</b>")
    QTest.keyClick(dialog.new, Qt.Key.Key_Return)  # makes it, gives it the first quote, goes on
    assert dialog.model.index(0, TARGET).data() == "1 Tomt hemma"
    QTest.keyClick(view, Qt.Key.Key_1)
    assert view.currentIndex().row() == 2 and dialog.whole.toPlainText() == SAID[2]
    dialog.new.setFocus()
    dialog.new.setText("bli lyssnad på (Vad har stödet betytt?)".replace("bli", "Bli"))
    QTest.keyClick(dialog.new, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_2)
    view.choose(3)
    QTest.keyClick(view, Qt.Key.Key_0)
    assert dialog.preview.text() == "3 quotes go, 1 stays in “Tomrummet”. You can undo it as one step."
    dialog.confirm.click()
    by_text = {quote.text: quote.code_path[-1] for quote in quotes(coded)}
    assert by_text == {SAID[0]: "Tomt hemma", SAID[1]: "Tomt hemma", SAID[2]: "Bli lyssnad på", SAID[3]: "Tomrummet",
                       "läser tidningen": "Bli lyssnad på"}  # fmt: skip
    assert last_told(coded) == "Split “Tomrummet”: 3 quotes have moved."
    coded.context.project.undo()
    assert names(coded.context.project) == before


def test_cancelling_a_split_changes_nothing(coded: CodingRoom, codes: Codes, part: CodeQuotes, wait: Wait) -> None:
    coded.codes.view.show_code(codes.void)
    steps = len(coded.context.project.history())
    dialog = part.ask_split()
    assert dialog is not None
    dialog.activateWindow()
    wait(dialog.isActiveWindow)
    dialog.new.setFocus()
    dialog.new.setText("Nytt")
    QTest.keyClick(dialog.new, Qt.Key.Key_Return)
    assert dialog.parts()
    dialog.reject()
    assert len(coded.context.project.history()) == steps


def test_the_history_is_in_the_details_and_in_the_drawer(coded: CodingRoom, codes: Codes, wait: Wait) -> None:
    history = next(one for one in coded._parts if isinstance(one, CodeHistory))
    project = coded.context.project
    coded.codes.view.show_code(codes.void)
    coded.codes.show_now()
    rename_code(project, codes.void, "Tomheten")
    describe_code(project, codes.void, definition="Det som <i>saknades</i>")
    coded.codes.show_now()
    lines = coded.codes.code_details.history.text().splitlines()
    assert lines[0].startswith("Definition: Det som <i>saknades</i> (") and lines[0].endswith(", AB)")
    assert lines[1].startswith("Renamed from “Tomrummet” to “Tomheten”")
    history.open()
    wait(lambda: history.page is not None and len(history.page.model.events) == 6)
    page = history.page
    assert page is not None
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert page.model.index(0, 3).data() == "Definition: Det som <i>saknades</i>"
    page.filter.setText("renamed")
    assert page.count.text() == "1 entry" and page.model.index(0, 2).data() == "Tomheten"
    page.filter.clear()
    page.only.setChecked(True)
    wait(lambda: len(page.model.events) == 3)
    coded.codes.view.show_code(codes.goal)
    wait(lambda: len(page.model.events) == 1)
    project.undo(2)
    page.only.setChecked(False)
    wait(lambda: len(page.model.events) == 4)


def test_a_project_for_reading_can_be_read(
    coded: CodingRoom, reading_context: RoomContext, codes: Codes, make_room: MakeRoom, wait: Wait
) -> None:
    coded.leave()
    made = make_room(reading_context)
    part = next(one for one in made._parts if isinstance(one, CodeQuotes))
    made.codes.view.show_code(codes.void)
    part.open_current()
    wait(lambda: part.page is not None and len(part.page.model.ids) == 4)
    assert part.page is not None
    for name in ("split_code", "quote_star", "quote_move", "quote_remove"):
        assert not reading_context.actions.get(f"coding.{name}").isEnabled()
    assert part.ask_split() is None
    assert not part.page.model.flags(part.page.model.index(0, QUOTE)) & Qt.ItemFlag.ItemIsDragEnabled
    assert part.page.view.accessibleName()


@pytest.mark.parametrize("language", ["en", "sv", "da"])
def test_headings_are_not_cut(context: RoomContext, codes: Codes, make_room: MakeRoom, language: str) -> None:
    set_language(language)
    room = make_room(context)
    room.drawer.open(PAGE)
    header = room.findChild(CodeQuotesView).horizontalHeader()  # type: ignore[union-attr]
    shown = [column for column in range(header.count()) if not header.isSectionHidden(column)]
    widths = {column: (header.sectionSize(column), header.sectionSizeHint(column)) for column in shown}
    assert all(width >= wanted for width, wanted in widths.values()), widths


def test_no_choice_above_the_list_is_cut_where_there_is_little_room(room: CodingRoom, codes: Codes) -> None:
    set_language("sv")
    room.codes.view.show_code(codes.void)
    page = room.drawer.open("quotes")
    assert isinstance(page, QuotesPage)
    for width, second in ((560, 4), (1400, 0)):
        page.tools.resize(width, 80)
        assert page.tools.second.count() == second
        page.tools.layout().activate()
        for one in (page.below, page.here, page.set):
            assert one.width() >= one.minimumSizeHint().width()
