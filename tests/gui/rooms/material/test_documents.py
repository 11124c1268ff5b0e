"""The table of documents: what it shows, what is edited in it, and that one change repaints one row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.model import AttributeKind, Owner, SpeakerRole
from qualcoder_peer.core.domain.sources import DocumentKind
from qualcoder_peer.core.importers.run import ImportOptions, import_files
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import add_attribute, attribute_values, set_attribute
from qualcoder_peer.core.services.editing import TextEditor
from qualcoder_peer.core.services.memos import memos_of
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.core.services.sources import (
    list_documents,
    read_document,
    remove_documents,
    set_document_kind,
    set_document_memo,
)
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import set_language
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.material.panel import MaterialRoom
from qualcoder_peer.gui.rooms.material.people import Who
from tests.support.gui import Wait, run_events, wait_for

_HAND = Qt.CursorShape.PointingHandCursor


def _cells(room: MaterialRoom, place: int) -> list[str]:
    model = room.documents.model
    return [str(model.index(place, column).data()) for column in range(len(model.columns))]


def _id(project: Project, title: str) -> int:
    return next(one.id for one in list_documents(project) if one.title == title)


def _editor(room: MaterialRoom, kind: type[QLineEdit] | type[QComboBox]) -> QLineEdit | QComboBox:
    found = [one for one in room.documents.table.viewport().findChildren(kind) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_the_table_says_what_there_is(room: MaterialRoom) -> None:
    # 8 of the 91 characters that R1 and R2 say in the group interview are coded.
    assert _cells(room, 0) == ["Gruppintervju", "Group interview", "", "R1, R2", "168", "9 %", "1"]
    assert _cells(room, 2)[3:] == ["", "80", "0 %", "0"]
    assert room.tabs.tabText(0) == "Documents (3)" and room.tabs.tabText(1) == "Respondents (3)"
    tester = QAbstractItemModelTester(room.documents.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    room.documents.table.sortByColumn(6, Qt.SortOrder.DescendingOrder)
    assert [_cells(room, place)[0] for place in range(3)] == ["Intervju 3", "Gruppintervju", "Observation"]
    del tester


def test_a_title_is_edited_in_its_cell_and_undone(room: MaterialRoom, material: Project) -> None:
    table, model = room.documents.table, room.documents.model
    table.select_ids([_id(material, "Intervju 3")])
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last, _roles: changed.append((first.row(), last.row())))
    room.context.actions.get("material.rename").trigger()
    editor = _editor(room, QLineEdit)
    assert isinstance(editor, QLineEdit) and editor.text() == "Intervju 3"
    editor.setText("Intervju med Kim")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    run_events()
    assert _cells(room, 1)[0] == "Intervju med Kim"
    assert changed == [(1, 1)] and not resets
    material.undo()
    assert _cells(room, 1)[0] == "Intervju 3"


def test_a_title_that_is_taken_is_refused_with_a_sentence(
    room: MaterialRoom, material: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised: list[BaseException] = []
    monkeypatch.setattr("sys.excepthook", lambda _kind, error, _trace: raised.append(error))
    room.documents.table.select_ids([_id(material, "Intervju 3")])
    room.context.actions.get("material.rename").trigger()
    editor = _editor(room, QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.setText("Observation")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    run_events()
    assert [str(one) for one in raised] == ["There is already a document called “Observation”. Nothing was changed."]
    assert _cells(room, 1)[0] == "Intervju 3"


def test_date_and_kind_are_edited_in_their_cells(room: MaterialRoom, material: Project) -> None:
    document = _id(material, "Observation")
    room.documents.table.select_ids([document])
    room.context.actions.get("material.date").trigger()
    editor = _editor(room, QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.setText("20/3 2025")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    run_events()
    room.context.actions.get("material.kind").trigger()
    choice = _editor(room, QComboBox)
    assert isinstance(choice, QComboBox)
    choice.hidePopup()
    choice.setCurrentIndex(choice.findData("document"))
    choice.activated.emit(choice.currentIndex())
    found = next(one for one in list_documents(material) if one.id == document)
    assert (found.date, found.kind) == ("2025-03-20", "document")
    assert _cells(room, 2)[1:3] == ["Document", "20/03/2025"]


def test_keys_open_rename_and_remove(room: MaterialRoom, material: Project) -> None:
    asked: list[Place] = []
    room.context.navigator.asked.connect(asked.append)
    table = room.documents.table
    room.context.window.activateWindow()
    table.setFocus()
    table.select_ids([_id(material, "Intervju 3")])
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert asked == [Place("coding", document=_id(material, "Intervju 3"))]
    QTest.keyClick(table, Qt.Key.Key_F2)
    QTest.keyClick(_editor(room, QLineEdit), Qt.Key.Key_Escape)
    run_events()
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert [_cells(room, place)[0] for place in range(2)] == ["Gruppintervju", "Observation"]
    assert table.selected_ids() == [_id(material, "Observation")]
    notice = room.context.messages.last
    assert notice is not None and str(notice.text.text) == "“{title}” was removed."  # type: ignore[union-attr]
    material.undo()
    assert _cells(room, 1) == ["Intervju 3", "Interview", "", "R3", "115", "27 %", "2"]


def test_the_number_of_codings_is_a_link(room: MaterialRoom, material: Project) -> None:
    asked: list[Place] = []
    room.context.navigator.asked.connect(asked.append)
    table, model = room.documents.table, room.documents.model
    column = model.column_of("codings")
    for place in (0, 2):
        at = table.visualRect(model.index(place, column)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert asked == [Place("coding", document=_id(material, "Gruppintervju"))]


def test_several_documents_change_kind_at_once(room: MaterialRoom, material: Project) -> None:
    room.documents.table.selectAll()
    menu = room.documents.make_menu(room)
    kinds = next(one.menu() for one in menu.actions() if one.menu() is not None)
    next(one for one in kinds.actions() if one.text() == "Survey").trigger()
    assert {one.kind for one in list_documents(material)} == {"survey"}
    assert len(room.documents.table.selected_ids()) == 3
    assert not room.context.actions.get("material.rename").isEnabled()
    material.undo()
    assert _cells(room, 0)[1] == "Group interview"


def test_search_and_kind_choose_rows(room: MaterialRoom, material: Project) -> None:
    page = room.documents
    page.search.setText("r2 grupp")
    page.apply_filter()
    assert [one.document.title for one in map(page.model.row_at, range(page.model.rowCount()))] == ["Gruppintervju"]
    page.show_all()
    page.kinds.setCurrentIndex(page.kinds.findData("field_note"))
    page.apply_filter()
    assert page.model.shown_ids() == [_id(material, "Observation")]
    page.search.setText("finns inte")
    page.apply_filter()
    assert page.model.rowCount() == 0 and page._nothing.isVisible()
    page._nothing.button.click()  # type: ignore[union-attr]
    assert page.model.rowCount() == 3


def test_details_show_the_file_and_who_speaks(room: MaterialRoom, material: Project, wait: Wait) -> None:
    pane = room.documents.document_pane
    room.documents.table.select_ids([_id(material, "Intervju 3")])
    wait(lambda: pane.details is not None and pane.details.facts.document.title == "Intervju 3")
    page = pane.page
    assert page.encoding.text() == "Windows, Western European (cp1252)"
    assert page.length.text() == "18 words, 115 characters"
    assert page.coverage.text() == "27 % of what the respondents say is coded (2 codings)."
    assert page.coders.text() == f"{material.coder}: 27 % (2 codings)"
    model = room.documents.model
    column = [one.key for one in model.columns].index("coverage")
    cell = model.index(model.place_of(_id(material, "Intervju 3")), column)
    assert page.coders.text() in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert [one.currentText() for one in page.speakers.fields.values()] == ["Interviewer", "R3"]


def test_a_speaker_becomes_somebody_else(room: MaterialRoom, material: Project, wait: Wait) -> None:
    document = _id(material, "Intervju 3")
    pane = room.documents.document_pane
    room.documents.table.select_ids([document])
    wait(lambda: pane.details is not None)
    fields = list(pane.page.speakers.fields.values())
    fields[1].setEditText("Kim")
    fields[1].line.editingFinished.emit()
    assert "Kim" in [one.name for one in list_respondents(material)]
    assert _cells(room, 1)[3] == "Kim"
    fields[0].activated.emit(1)  # Other
    roles = {one.label: one.role for one in read_document(material, document)[3]}  # type: ignore[arg-type]
    assert roles == {"Intervjuare": SpeakerRole.OTHER, "R3": SpeakerRole.RESPONDENT}
    material.undo(2)
    wait(lambda: [one.who for one in fields] == [Who(SpeakerRole.INTERVIEWER), Who(SpeakerRole.RESPONDENT, "R3")])


def test_speakers_are_found_again_with_a_pattern(room: MaterialRoom, material: Project, wait: Wait) -> None:
    document = _id(material, "Gruppintervju")
    pane = room.documents.document_pane
    room.documents.table.select_ids([document])
    wait(lambda: pane.details is not None)
    pane.page.again.click()
    speakers = pane.page.speakers
    speakers.pattern.setEditText(r"(R1):")
    speakers.find_button.click()
    wait(lambda: len(speakers.fields) == 1)
    assert [one.label for one in read_document(material, document)[3]] == ["R1"]  # type: ignore[arg-type]
    material.undo()
    wait(lambda: len(speakers.fields) == 3)


def test_a_memo_is_one_step_after_a_rest_and_never_goes_to_another(
    room: MaterialRoom, material: Project, wait: Wait
) -> None:
    first, second = _id(material, "Gruppintervju"), _id(material, "Intervju 3")
    pane = room.documents.document_pane
    room.documents.table.select_ids([first])
    wait(lambda: pane.details is not None)
    steps = len(material.history())
    QTest.keyClicks(pane.page.memo, "Hela samtalet")
    assert len(material.history()) == steps
    room.documents.table.select_ids([second])
    wait(lambda: pane.details is not None)
    assert [memo.text for memo in memos_of(material, "document", first)] == ["Hela samtalet"]
    assert memos_of(material, "document", second) == [] and pane.page.memo.toPlainText() == ""
    QTest.keyClicks(pane.page.memo, "x")
    wait(lambda: memos_of(material, "document", second))
    assert len(material.history()) == steps + 2


def test_a_change_from_elsewhere_is_seen(room: MaterialRoom, material: Project, wait: Wait) -> None:
    document = _id(material, "Observation")
    set_document_kind(material, [document], DocumentKind.SURVEY)  # type: ignore[list-item]
    assert _cells(room, 2)[1] == "Survey"
    remove_documents(material, [document])  # type: ignore[list-item]
    assert room.documents.model.rowCount() == 2


def test_the_language_can_be_changed(room: MaterialRoom) -> None:
    model = room.documents.model
    set_language("sv")
    assert model.headerData(0, Qt.Orientation.Horizontal) != ""
    assert _cells(room, 0)[5].replace("\xa0", " ") == "9 %"
    set_language("en")
    assert _cells(room, 0)[1] == "Group interview"


def test_an_empty_project_says_what_belongs_here(
    context: RoomContext, make_room: Callable[[RoomContext], MaterialRoom]
) -> None:
    room = make_room(context)
    page = room.documents
    assert page.empty is not None and page.empty.isVisible() and not page.table.isVisible()
    assert not page.tools.isVisible() and not room.import_button.isVisible()


def test_a_project_for_reading_offers_no_editing(
    material: Project,
    context: RoomContext,
    make_room: Callable[[RoomContext], MaterialRoom],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(type(material), "read_only", property(lambda _self: True))
    room = make_room(context)
    model = room.documents.model
    assert not any(
        model.flags(model.index(0, column)) & Qt.ItemFlag.ItemIsEditable for column in range(model.columnCount())
    )
    for name in ("rename", "remove", "done", "kind", "import", "import_folder", "attribute", "paste_cells"):
        assert not room.context.actions.get(f"material.{name}").isEnabled(), name
    assert room.respondents.model.rowCount() == 3
    run_events(100)
    assert room.documents.document_pane.page.memo.isReadOnly()


def test_the_place_can_be_returned_to(room: MaterialRoom, material: Project) -> None:
    room.go(Place("material", document=_id(material, "Observation")))
    assert room.place() == Place("material", document=_id(material, "Observation"))
    person = next(one.id for one in list_respondents(material) if one.name == "R2")
    room.go(Place("material", respondent=person))
    assert room.place() == Place("material", respondent=person) and room.page() is room.respondents


def test_a_link_shows_that_it_is_one(room: MaterialRoom) -> None:
    table, model = room.documents.table, room.documents.model
    at = table.visualRect(model.index(0, model.column_of("codings"))).center()
    table.mouseMoveEvent(_move(at))
    assert table.cell_delegate.pointed is not None and table.viewport().cursor().shape() == _HAND
    table.mouseMoveEvent(_move(QPoint(30, at.y())))
    assert table.cell_delegate.pointed is None and table.viewport().cursor().shape() != _HAND


def _move(at: QPoint) -> QMouseEvent:
    none = Qt.MouseButton.NoButton
    return QMouseEvent(QEvent.Type.MouseMove, QPointF(at), QPointF(at), none, none, Qt.KeyboardModifier.NoModifier)


def test_several_documents_get_one_value(room: MaterialRoom, material: Project) -> None:
    wave = add_attribute(material, "Mätning", Owner.DOCUMENT, AttributeKind.NUMBER)
    ids = [one.id for one in list_documents(material)]
    set_attribute(material, ids[0], "Mätning", "1", Owner.DOCUMENT)
    room.documents.table.select_ids(ids)
    pane = room.documents.document_pane.several
    assert pane.isVisible()
    field = pane.fields["Mätning"]
    assert isinstance(field, QLineEdit) and field.text() == "" and field.placeholderText() == "Different"
    steps = len(material.history())
    field.setText("två")
    field.editingFinished.emit()
    assert pane.problem.isVisible() and "is no number" in pane.problem.text()
    field.setText("2,0")
    field.editingFinished.emit()
    assert {values[wave] for values in attribute_values(material, Owner.DOCUMENT).values()} == {"2"}
    assert len(material.history()) == steps + 1
    kind = pane.fields["kind"]
    assert isinstance(kind, QComboBox)
    kind.setCurrentIndex(kind.findData("survey" if kind.findData("survey") >= 0 else "document"))
    kind.activated.emit(kind.currentIndex())
    assert len({one.kind for one in list_documents(material)}) == 1


def test_attributes_of_documents_are_typed_in_the_table(room: MaterialRoom, material: Project) -> None:
    add_attribute(material, "Mätning", Owner.DOCUMENT, AttributeKind.NUMBER)
    table, model = room.documents.table, room.documents.model
    column = model.fixed
    room.context.window.activateWindow()
    table.setFocus()
    table.setCurrentIndex(model.index(0, column))
    QTest.keyClick(table, "a")
    editor = _editor(room, QLineEdit)
    assert isinstance(editor, QLineEdit)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    run_events()
    assert editor.isVisible() and editor.property("wrong") is True and "is no number" in editor.accessibleDescription()
    editor.setText("1,5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    run_events()
    assert str(model.index(0, column).data()) == "1.5"
    set_language("sv")
    assert str(model.index(0, column).data()) == "1,5"
    set_language("en")
    # Elsewhere typing looks for a row, as before.
    table.setCurrentIndex(model.index(0, 0))
    QTest.keyClick(table, "o")
    assert model.index(table.currentIndex().row(), 0).data() == "Observation"


def test_a_text_without_speakers_is_somebodys_words(room: MaterialRoom, material: Project, wait: Wait) -> None:
    document = _id(material, "Observation")
    room.documents.table.select_ids([document])
    box = room.documents.document_pane.page.whose
    wait(lambda: box.isVisible())
    box.field.setText("R3")
    box.field.editingFinished.emit()
    wait(lambda: room.documents.model.row_of(document).respondents == ("R3",))  # type: ignore[union-attr]
    wait(lambda: box.forget.isVisible())
    assert box.isVisible() and box.field.text() == "R3"
    box.field.setText("Kim")
    box.field.editingFinished.emit()
    wait(lambda: room.documents.model.row_of(document).respondents == ("Kim",))  # type: ignore[union-attr]
    box.forget.click()
    wait(lambda: room.documents.model.row_of(document).respondents == ())  # type: ignore[union-attr]


def test_the_original_is_saved_where_it_was_kept(
    room: MaterialRoom, material: Project, tmp_path: Path, wait: Wait
) -> None:
    page = room.documents.document_pane.page
    room.documents.table.select_ids([_id(material, "Observation")])
    wait(lambda: page.original.text() == "Not kept")
    assert page.save_original.isHidden()
    file = tmp_path / "Beslut.txt"
    file.write_bytes("Nämnden beslutar.\r\n".encode("cp1252"))
    import_files(material, [file], ImportOptions(keep_original=True))
    document = _id(material, "Beslut")
    room.documents.select(document)
    wait(lambda: page.original.text() == "Kept in the project" and page.save_original.isVisible())
    page.write_original(DocumentId(document), tmp_path / "igen.txt")
    wait(lambda: (tmp_path / "igen.txt").exists() and not jobs.active)
    assert (tmp_path / "igen.txt").read_bytes() == file.read_bytes()


def test_work_in_another_room_is_read_when_this_one_is_shown_again(room: MaterialRoom, material: Project) -> None:
    """Coding and correcting a text must not wait for tables that nobody sees."""
    here = DocumentId(_id(material, "Observation"))
    room.documents.table.select_ids([here])
    before = _cells(room, 2)
    room.leave()
    room.hide()
    editor = TextEditor(material, here)
    editor.replace(0, 0, "Mer text. ")
    editor.store()
    editor.close()
    set_document_memo(material, here, "Om det hela")
    run_events()
    assert _cells(room, 2) == before
    room.show()
    room.enter()
    wait_for(lambda: _cells(room, 2)[4] == str(int(before[4]) + 10))
    wait_for(lambda: room.documents.document_pane.page.memo.toPlainText() == "Om det hela")
