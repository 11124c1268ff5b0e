"""Opening, finding, going, undoing, reading only, languages: the room as a whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.coders import list_coders, rename_coder
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.segments import in_vivo_name
from qualcoder_peer.core.services.sources import list_documents, remove_documents, rename_document
from qualcoder_peer.core.services.finding import FindKind
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import say, set_language
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.coding.memory import RoomMemory
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from qualcoder_peer.gui.rooms.coding.recent import RecentCodes
from qualcoder_peer.gui.settings import Settings
from qualcoder_peer.gui.theme import themes
from tests.gui.conftest import Wait
from tests.gui.rooms.coding.conftest import INTERVIEW, Codes, MakeRoom, names, open_titled, press, quotes, select, shown

TEXT = INTERVIEW.rstrip("\n")


def test_documents_are_grouped_by_kind_with_their_facts(room: CodingRoom, codes: Codes, wait: Wait) -> None:
    model = room.documents.model
    groups = [model.item(row).text() for row in range(model.rowCount())]
    assert groups == ["Group interview", "Field note"]
    select(room, "Man blir lyssnad på. Det är skönt att någon orkar höra.")
    room.gestures.apply(codes.void)
    document = room.session.document
    assert document is not None
    item = model.rows[document.id]

    def spoken() -> str:
        return str(item.data(Qt.ItemDataRole.AccessibleTextRole))

    wait(lambda: "1 coding," in spoken())
    said = len("Det betyder allt 🙂 för mig. Utan stödet vore det tomt, ett riktigt tomrum 👩‍👩‍👧 hemma.")
    said += len("Man blir lyssnad på. Det är skönt att någon orkar höra.")
    said += len("Jag håller inte med. Stöden kom för sent.")
    share = round(100 * len("Man blir lyssnad på. Det är skönt att någon orkar höra.") / said)
    me = room.context.project.coder
    assert spoken() == f"Intervju, 1 coding, {share} % coded, {me}: {share} % (1 coding)"
    assert room.reader.coverage.accessibleName() == f"{share} % coded"


def test_documents_tell_who_coded_how_much(room: CodingRoom, project: Project, codes: Codes, wait: Wait) -> None:
    note = next(one for one in list_documents(project) if one.title == "Observation")

    def tip() -> str:
        return str(room.documents.model.rows[note.id].data(Qt.ItemDataRole.ToolTipRole))

    add_codings(project, [NewCoding(note.id, codes.void, 0, 9, coder="K<M"), NewCoding(note.id, codes.void, 2, 5)])
    wait(lambda: f"Observation<br>K&lt;M: 12 % (1 coding)<br>{project.coder}: 4 % (1 coding)" in tip())
    other = next(one for one in list_coders(project) if one.name == "K<M")
    rename_coder(project, other.id, "Kim")
    wait(lambda: "Kim: 12 %" in tip())
    project.work_blind(True)
    wait(lambda: f"Observation<br>{project.coder}: 4 % (1 coding)<" in tip())


def test_enter_and_click_open_a_document(room: CodingRoom) -> None:
    view = room.documents.view
    rows = room.documents.model.rows
    other = next(one.id for one in list_documents(room.context.project) if one.title == "Observation")
    view.setFocus()
    view.setCurrentIndex(rows[other].index())
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert room.session.document is not None and room.session.document.id == other
    assert room.view.text.startswith("En stilla") and room.view.hasFocus()
    first = next(one for one in rows if one != other)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(rows[first].index()).center())
    assert room.session.document.id == first


def test_search_hides_other_documents(room: CodingRoom) -> None:
    room.documents.search.setText("obs")
    view, model = room.documents.view, room.documents.model
    hidden = {
        model.rows[one.id].text(): view.isRowHidden(0, model.rows[one.id].parent().index())
        for one in list_documents(room.context.project)
    }
    assert hidden == {"Intervju": True, "Observation": False}


def test_the_place_in_each_document_is_remembered(room: CodingRoom, context: RoomContext, make_room: MakeRoom) -> None:
    place = room.session.text.index("orkar")
    room.view.select(place, place)
    open_titled(room, "Observation")
    open_titled(room, "Intervju")
    assert room.view.caret() == place
    room.leave()
    again = make_room(context)
    assert again.session.document == room.session.document and again.view.caret() == place


def test_going_to_a_coding_opens_its_document_and_looks_at_it(room: CodingRoom, codes: Codes) -> None:
    note = next(one for one in list_documents(room.context.project) if one.title == "Observation")
    coding = add_codings(room.context.project, [NewCoding(note.id, codes.void, 3, 9)])[0]
    room.go(Place("coding", coding=coding))
    assert room.session.document == note and room.session.current == coding
    assert room.place() == Place("coding", document=note.id, start=3, end=3, coding=coding)
    room.go(Place("coding", document=note.id, start=3, end=9))
    assert room.view.selection() == (3, 9)
    room.go(Place("coding", code=codes.goal))
    assert room.codes.view.current_code == codes.goal
    with pytest.raises(NotFound):
        room.go(Place("coding", coding=9_999))


def test_undoing_a_removed_document_opens_it_again(room: CodingRoom, codes: Codes) -> None:
    select(room, "Man blir lyssnad på")
    room.gestures.apply(codes.void)
    document = room.session.document
    assert document is not None
    remove_documents(room.context.project, [document.id])
    assert room.session.opened is None and room.view.text == "" and shown(room) == {}
    assert room.context.messages.last is not None
    assert say(room.context.messages.last.text) == "“Intervju” was removed."
    assert document.id not in room.documents.model.rows
    room.context.project.undo()
    assert room.session.document is not None and room.session.document.id == document.id
    assert len(shown(room)) == 1


def test_a_new_title_is_shown_everywhere(room: CodingRoom) -> None:
    document = room.session.document
    assert document is not None
    rename_document(room.context.project, document.id, "Samtalet")
    assert room.reader.title.text() == "Samtalet"
    assert room.documents.model.rows[document.id].text() == "Samtalet"


def test_undo_of_everything_empties_the_page(room: CodingRoom, codes: Codes) -> None:
    project = room.context.project
    before = len(project.history())
    for words in ("stödet", "allt", "Berätta mer"):
        select(room, words)
        press(room, "v")
        press(room, "s")
    assert len(shown(room)) == 3
    while len([step for step in project.history() if not step.undone]) > before:
        project.undo()
    assert shown(room) == {} and quotes(room) == [] and len(names(project)) == 4


def test_many_codings_at_once_are_read_anew(room: CodingRoom, codes: Codes) -> None:
    document = room.session.document
    assert document is not None
    length = len(TEXT)
    wanted = [  # by many coders: what one of them put on the same words would be one coding
        NewCoding(document.id, codes.void, start, end, coder=f"Coder {start % 30} {end - start}")
        for start in range(0, length - 1)
        for end in range(start + 1, min(start + 26, length))
    ]
    add_codings(room.context.project, wanted)
    assert len(wanted) > 5_000 and len(room.view.segments.index) == len(wanted)
    room.context.project.undo()
    assert shown(room) == {}


def test_find_marks_all_hits_and_goes_round(room: CodingRoom) -> None:
    room.view.select(0, 0)
    assert room.show_search()
    finder = room.reader.finder
    assert finder.words.hasFocus()
    finder.words.setText("STÖD")
    finder.go(1)
    assert [TEXT[start:end] for start, end in room.view.marks.hits] == ["stöd", "stöd", "Stöd"]
    assert finder.count.text() == "2 of 3"
    QTest.keyClick(finder.words, Qt.Key.Key_Return)
    QTest.keyClick(finder.words, Qt.Key.Key_Return)
    assert finder.count.text() == "1 of 3"
    QTest.keyClick(finder.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert finder.count.text() == "3 of 3"
    assert room.view.caret() == TEXT.index("Stöden")
    QTest.keyClick(finder.words, Qt.Key.Key_Escape)
    assert not finder.isVisible() and list(room.view.marks.hits) == [] and room.view.hasFocus()


def test_find_whole_words_and_all_forms(room: CodingRoom, wait: Wait) -> None:
    document = room.session.document
    assert document is not None
    room.reader.finder.set_text(TEXT, "sv")
    room.show_search()
    finder = room.reader.finder
    finder.words.setText("stöd")
    finder.kind.setCurrentIndex(finder.kind.findData(FindKind.WHOLE_WORD.value))
    finder.kind.activated.emit(1)
    assert finder.hits == [] and finder.count.text() == "No hits"
    finder.kind.setCurrentIndex(finder.kind.findData(FindKind.STEMS.value))
    finder.kind.activated.emit(2)
    wait(lambda: len(finder.hits) == 3)
    assert [TEXT[start:end] for start, end in finder.hits] == ["stödet", "stödet", "Stöden"]


def test_selected_words_are_searched(room: CodingRoom) -> None:
    start, _end = select(room, "lyssnad")
    room.show_search()
    assert room.reader.finder.words.text() == "lyssnad" and room.reader.finder.hits == [(start, start + 7)]


def test_a_project_to_read_offers_no_gestures(reading_context: RoomContext, codes: Codes, make_room: MakeRoom) -> None:
    room = make_room(reading_context)
    open_titled(room, "Intervju")
    select(room, "stödet")
    for key in ("v", "1", "s", "m", Qt.Key.Key_Delete, Qt.Key.Key_Return):
        press(room, key)
    assert quotes(room) == [] and not room.codes.box.isVisible() or not room.codes.box.is_open
    assert "reading only" in room.reader.hint.text()
    room.view.announce_selection()
    assert not room.floating.isVisible() and not room.view.can_change
    assert not room.codes.model.flags(room.codes.model.index_of(codes.void)) & Qt.ItemFlag.ItemIsEditable
    room.codes.view.show_code(codes.void)
    room.codes.show_now()
    assert room.codes.code_details.name.isReadOnly()
    room.codes.view.applied.emit(codes.void)
    assert quotes(room) == []
    assert room.show_search()


def test_an_empty_project_teaches(context: RoomContext, make_room: MakeRoom) -> None:
    room = make_room(context)
    went: list[Place] = []
    context.navigator.asked.connect(went.append)
    assert room.documents.empty.isVisible() and room.codes.empty.isVisible() and room.reader.nothing_open.isVisible()
    assert room.documents.empty.button is not None
    room.documents.empty.button.click()
    assert went == [Place("material")]
    room.codes.box.setFocus()
    QTest.keyClicks(room.codes.box, "Fråga 1".replace("å", "a"))
    QTest.keyClick(room.codes.box, Qt.Key.Key_Return)
    assert names(context.project) == ["Fraga 1"] and not room.codes.empty.isVisible()


def test_the_language_is_switched_while_the_room_is_open(room: CodingRoom, codes: Codes) -> None:
    set_language("sv")
    try:
        for widget in room.findChildren(QAbstractButton):
            assert "{" not in widget.text() + widget.toolTip()
        assert room.reader.coverage.accessibleName()
    finally:
        set_language("en")
    assert room.reader.hint.text().startswith("Select a passage")
    assert room.documents.model.item(0).text() == "Group interview"


def test_themes_change_the_page(room: CodingRoom) -> None:
    for name in ("dark", "contrast", "light"):
        themes.choose(name)
        page = room.view.viewport().palette().base().color().name()
        assert page == themes.current.surface
        shot = room.grab().toImage()
        corner = room.view.mapTo(room, room.view.viewport().geometry().topLeft())
        assert shot.pixelColor(corner.x() + 2, corner.y() + 2).name() == page


def test_everything_that_takes_the_keyboard_has_a_name(room: CodingRoom, codes: Codes) -> None:
    room.codes.view.show_code(codes.void)
    room.codes.show_now()
    nameless = [
        (type(widget).__name__, widget.objectName())
        for widget in room.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and (widget.text() or widget.toolTip()))
    ]
    assert nameless == []
    assert all(pane.isVisible() for pane in room.panes())
    room.panes()[3].setFocus()
    assert room.codes.code_details.name.hasFocus()


def test_the_room_fits_a_small_window(context: RoomContext, codes: Codes, make_room: MakeRoom) -> None:
    room = make_room(context, QSize(1280 - 80, 720 - 60))
    assert room.minimumSizeHint().width() <= 1200 and room.minimumSizeHint().height() <= 640
    assert room.view.viewport().width() > 300


def test_numbers_stay_with_their_codes() -> None:
    recent = RecentCodes()
    assert [recent.use(code) for code in (11, 12, 11)] == [True, True, False]
    assert recent.slots[:3] == [11, 12, None]
    for code in range(20, 27):
        recent.use(code)
    recent.use(99)  # nine are taken: 12 was used longest ago
    assert recent.slots == [11, 99, 20, 21, 22, 23, 24, 25, 26]
    assert recent.forget({11, 99, 20})
    assert recent.slots[:4] == [11, 99, 20, None]


def test_memory_survives_nonsense(settings: Settings) -> None:
    memory = RoomMemory(settings, "g")
    memory.keep_place("a", 5, 7)
    memory.keep([1, None], 3)
    again = RoomMemory(settings, "g")
    assert (again.place("a"), again.recent, again.document) == ((5, 7), [1, None], 3)
    settings.keep_state("coding/g", b'{"places": [1], "recent": 4}')
    broken = RoomMemory(settings, "g")
    assert (broken.place("a"), broken.recent, broken.document) == ((0, 0), [], None)
    settings.keep_state("coding/g", b"\xff{")
    assert RoomMemory(settings, "g").recent == []


def test_in_vivo_names() -> None:
    assert in_vivo_name("  ”Man blir\n lyssnad på.” ") == "Man blir lyssnad på"
    long = in_vivo_name("ord " * 40)
    assert len(long) <= 62 and long.endswith("ord …")


def test_the_document_of_another_window_is_not_touched(room: CodingRoom, project: Project, codes: Codes) -> None:
    note = next(one for one in list_documents(project) if one.title == "Observation")
    add_codings(project, [NewCoding(note.id, codes.void, 0, 2)])
    assert shown(room) == {}
    assert room.session.book.use(codes.void).own == 1
