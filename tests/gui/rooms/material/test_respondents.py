"""The respondents' table, used as a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from qualcoder_peer.core.domain.model import AttributeKind, Consent, SpeakerRole
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import add_attribute
from qualcoder_peer.core.services.memos import memos_of
from qualcoder_peer.core.services.respondents import (
    RespondentEdit,
    add_respondent,
    list_attributes,
    list_respondents,
    remove_attribute,
    set_attribute,
    write_respondents,
)
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import set_language
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.material.attribute_dialogs import ChoicesDialog, KindDialog
from qualcoder_peer.gui.rooms.material.consent_dialog import ConsentDialog
from qualcoder_peer.gui.rooms.material.panel import MaterialRoom
from qualcoder_peer.gui.rooms.material.respondents_model import FIXED
from qualcoder_peer.gui.rooms.material.respondents_page import RespondentsPage
from qualcoder_peer.gui.rooms.material.rows_model import CHOICES_ROLE
from qualcoder_peer.gui.widgets.date_field import DateField
from tests.support.gui import Wait, run_events


@pytest.fixture
def page(room: MaterialRoom) -> RespondentsPage:
    room.show_page(1)
    return room.respondents


def _cells(page: RespondentsPage, place: int) -> list[str]:
    model = page.model
    return [str(model.index(place, column).data() or "") for column in range(len(model.columns))]


def _people(project: Project) -> dict[str, dict[str, str]]:
    return {one.name: dict(one.attributes) for one in list_respondents(project)}


def _editor(page: RespondentsPage) -> QLineEdit:
    found = [one for one in page.table.viewport().findChildren(QLineEdit) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def _type(page: RespondentsPage, words: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    """Type over the current cell, as in a spreadsheet, and leave it."""
    QTest.keyClick(page.table, words[0])
    editor = _editor(page)
    editor.setText(words)
    QTest.keyClick(editor, end)
    run_events()


def test_the_table_says_who_was_heard(page: RespondentsPage) -> None:
    # R1's words are coded once, R3's twice; see conftest.
    assert [_cells(page, place) for place in range(3)] == [
        ["R1", "Respondent", "", "", "1", "1"],
        ["R2", "Respondent", "", "", "1", "0"],
        ["R3", "Respondent", "", "", "1", "2"],
    ]


def test_random_views_of_it_keep_the_promises_of_a_model(page: RespondentsPage, material: Project) -> None:
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    site = add_attribute(material, "Plats")
    person = add_respondent(material, "R4")
    set_attribute(material, person, "Ålder", "30–49")
    page.search.setText("30–49")
    page.apply_filter()
    assert page.model.rowCount() == 1 and _cells(page, 0)[0] == "R4"
    page.show_all()
    page._sort(0)
    page._sort(0)
    assert [_cells(page, place)[0] for place in range(4)] == ["R4", "R3", "R2", "R1"]
    material.undo(3)
    assert page.model.columnCount() == 7 and page.model.rowCount() == 4
    assert site
    del tester


def test_typing_edits_and_enter_goes_down(page: RespondentsPage, material: Project) -> None:
    add_attribute(material, "Plats")
    page.table.setCurrentIndex(page.model.index(0, 6))
    _type(page, "Brofästet")
    assert page.table.currentIndex().row() == 1
    _type(page, "Biblioteket", Qt.Key.Key_Tab)
    assert (page.table.currentIndex().row(), page.table.currentIndex().column()) == (1, 7)
    assert [_cells(page, place)[6] for place in range(3)] == ["Brofästet", "Biblioteket", ""]
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.table.currentIndex().row() == 2
    material.undo()
    assert _people(material)["R2"] == {} and _cells(page, 1)[6] == ""


def test_one_cell_repaints_one_row(page: RespondentsPage, material: Project) -> None:
    add_attribute(material, "Plats")
    told: list[object] = []
    page.model.dataChanged.connect(lambda first, last, _roles: told.append((first.row(), last.row())))
    page.model.modelReset.connect(lambda: told.append("reset"))
    person = list_respondents(material)[1].id
    set_attribute(material, person, "Plats", "Brofästet")
    assert told == [(1, 1)]
    set_attribute(material, person, "Plats", "")  # whose it was cannot be told from the change: all are compared
    assert told == [(1, 1), (1, 1)]


def test_somebody_new_is_typed_in_the_last_row(page: RespondentsPage, material: Project) -> None:
    page.table.setCurrentIndex(page.model.index(3, 0))
    _type(page, "Kim")
    _type(page, "Robin", Qt.Key.Key_Tab)
    assert list(_people(material)) == ["R1", "R2", "R3", "Kim", "Robin"]
    assert (page.table.currentIndex().row(), page.table.currentIndex().column()) == (4, 1)
    assert page.model.is_new_row(5)


def test_a_role_can_be_chosen(page: RespondentsPage, material: Project) -> None:
    page.model.setData(page.model.index(0, 1), "other")
    assert _cells(page, 0) == ["R1", "Other", "", "", "1", "0"]
    material.undo()
    assert _cells(page, 0) == ["R1", "Respondent", "", "", "1", "1"]


def test_an_attribute_is_named_in_the_last_header(page: RespondentsPage, material: Project) -> None:
    header = page.header
    header.edit_name(6)
    assert header.editor.isVisible()
    header.editor.setText("Plats")
    QTest.keyClick(header.editor, Qt.Key.Key_Return)
    assert [one.name for one in list_attributes(material)] == ["Plats"]
    page.table.setCurrentIndex(page.model.index(0, 6))
    page.context.actions.get("material.rename_attribute").trigger()
    assert header.editor.text() == "Plats"
    header.editor.setText("Mötesplats")
    QTest.keyClick(header.editor, Qt.Key.Key_Return)
    assert page.model.headerData(6, Qt.Orientation.Horizontal) == "Mötesplats"
    header.edit_name(7)
    QTest.keyClick(header.editor, Qt.Key.Key_Escape)
    assert not header.editor.isVisible() and len(list_attributes(material)) == 1
    set_attribute(material, list_respondents(material)[0].id, "Mötesplats", "Torget")
    page.context.actions.get("material.remove_attribute").trigger()
    assert list_attributes(material) == [] and page.model.columnCount() == 7
    material.undo()
    assert _cells(page, 0)[6] == "Torget"


def test_typing_in_the_last_column_makes_an_attribute_to_be_named(page: RespondentsPage, material: Project) -> None:
    page.table.setCurrentIndex(page.model.index(1, 6))
    _type(page, "65+")
    assert _people(material)["R2"] == {"Attribute 1": "65+"}
    assert page.header.editor.isVisible()
    page.header.editor.setText("Ålder")
    QTest.keyClick(page.header.editor, Qt.Key.Key_Return)
    assert _people(material)["R2"] == {"Ålder": "65+"}


def _paste(page: RespondentsPage, text: str, row: int, column: int) -> None:
    QGuiApplication.clipboard().setText(text)
    page.table.setCurrentIndex(page.model.index(row, column))
    page.context.actions.get("material.paste_cells").trigger()


def test_a_block_goes_where_it_is_pasted_and_is_one_step(page: RespondentsPage, material: Project) -> None:
    add_attribute(material, "Plats")
    steps = len(material.history())
    _paste(page, "R3\tRespondent\tGiven\t1.3.2026\tTorget\t65+\r\nR9\tOther\t\t\tBron\t\r\nR10\t\t\t\t\t30\r\n", 2, 0)
    assert _people(material) == {
        "R1": {},
        "R2": {},
        "R3": {"Plats": "Torget", "Attribute 2": "65+"},
        "R9": {"Plats": "Bron"},
        "R10": {"Attribute 2": "30"},
    }
    assert len(material.history()) == steps + 1
    assert _cells(page, 2)[2:4] == ["Given", "01/03/2026"]
    assert [_cells(page, place)[0] for place in range(5)] == ["R1", "R2", "R3", "R9", "R10"]
    material.undo()
    assert list(_people(material)) == ["R1", "R2", "R3"]


def test_a_block_with_headings_is_shown_first(page: RespondentsPage, material: Project, wait: Wait) -> None:
    add_attribute(material, "Plats")
    _paste(page, "Namn\tÅlder\tPlats\nR2\t65+\tTorget\nKim\t18–29\tBron\n", 0, 0)
    dialog = page.flow.dialog
    assert dialog is not None and dialog.isVisible()
    assert [dialog.tabs.tabText(place) for place in range(3)] == ["1 new person", "2 changed cells", "0 left out"]
    dialog.import_button.click()
    wait(lambda: len(_people(material)) == 4 and not jobs.active)
    assert _people(material) == {
        "R1": {},
        "R2": {"Plats": "Torget", "Ålder": "65+"},
        "R3": {},
        "Kim": {"Plats": "Bron", "Ålder": "18–29"},
    }


def test_names_may_change_places_in_one_paste(page: RespondentsPage, material: Project) -> None:
    before = {one.name: one.id for one in list_respondents(material)}
    _paste(page, "R2\nR1\n", 0, 0)
    assert {one.name: one.id for one in list_respondents(material)} == {
        "R2": before["R1"], "R1": before["R2"], "R3": before["R3"]
    }  # fmt: skip


def test_a_block_that_breaks_a_rule_changes_nothing(
    page: RespondentsPage, material: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised: list[BaseException] = []
    monkeypatch.setattr("sys.excepthook", lambda _kind, error, _trace: raised.append(error))
    steps = len(material.history())
    _paste(page, "R9\nR9\n", 1, 0)
    _paste(page, "R9\tHövding\n", 1, 0)
    assert [str(one) for one in raised] == [
        "There would be two respondents called “R9”. Nothing was changed.",
        "“Hövding” is no role; write Respondent, Interviewer or Other. Nothing was pasted.",
    ]
    assert len(material.history()) == steps


def test_cells_are_copied_and_pasted_back(page: RespondentsPage, material: Project) -> None:
    set_attribute(material, list_respondents(material)[0].id, "Plats", "Bron")
    selection = page.table.selectionModel()
    flag = selection.SelectionFlag
    for place in (0, 1):
        for column in range(7):
            selection.select(page.model.index(place, column), flag.Select)
    page.context.actions.get("material.copy_cells").trigger()
    assert QGuiApplication.clipboard().text() == "R1\tRespondent\t\t\t1\t1\tBron\nR2\tRespondent\t\t\t1\t0\t\n"
    set_attribute(material, list_respondents(material)[0].id, "Plats", "")
    page.table.setCurrentIndex(page.model.index(0, 0))
    page.context.actions.get("material.paste_cells").trigger()
    assert _people(material)["R1"] == {"Plats": "Bron"}


def test_a_large_block_is_pasted_beside_the_window(page: RespondentsPage, material: Project, wait: Wait) -> None:
    _paste(page, "".join(f"P{number}\tRespondent\tja\t\tvärde {number}\n" for number in range(300)), 3, 0)
    wait(lambda: page.model.rowCount() == 304)
    assert _people(material)["P299"] == {"Attribute 1": "värde 299"}
    material.undo()
    wait(lambda: page.model.rowCount() == 4)


def test_delete_clears_cells_and_control_delete_removes_people(page: RespondentsPage, material: Project) -> None:
    set_attribute(material, list_respondents(material)[0].id, "Plats", "Bron")
    set_attribute(material, list_respondents(material)[1].id, "Plats", "Torget")
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(0, 6))
    page.table.selectionModel().select(page.model.index(1, 6), page.table.selectionModel().SelectionFlag.Select)
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert _people(material) == {"R1": {}, "R2": {}, "R3": {}}
    QTest.keyClick(page.table, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert list(_people(material)) == ["R3"]
    material.undo(2)
    assert _people(material)["R2"] == {"Plats": "Torget"}
    assert _cells(page, 1)[4:] == ["1", "0", "Torget"]


def test_details_show_where_they_speak_and_lead_there(page: RespondentsPage, material: Project, wait: Wait) -> None:
    asked: list[Place] = []
    page.context.navigator.asked.connect(asked.append)
    document = next(one.id for one in list_documents(material) if one.title == "Gruppintervju")
    person = list_respondents(material)[1].id
    page.select(person)
    wait(lambda: any(one.text() == "Gruppintervju" for one in page.respondent_pane.findChildren(QPushButton)))
    link = next(one for one in page.respondent_pane.findChildren(QPushButton) if one.text() == "Gruppintervju")
    link.click()
    assert asked == [Place("coding", document=document, respondent=person)]


def test_the_number_of_documents_shows_them(page: RespondentsPage, room: MaterialRoom) -> None:
    page.table.link_pressed.emit(page.model.index(2, 4))
    assert room.page() is room.documents
    assert [one.document.title for one in map(room.documents.model.row_at, range(room.documents.model.rowCount()))] == [
        "Intervju 3"
    ]
    assert room.documents.only.isVisible() and room.documents.only.text() == "Only R3"
    room.documents.only.click()
    assert room.documents.model.rowCount() == 3


def test_a_memo_is_kept(page: RespondentsPage, material: Project, wait: Wait) -> None:
    person = list_respondents(material)[2].id
    page.select(person)
    QTest.keyClicks(page.respondent_pane.memo, "Vill vara med igen")
    page.flush()
    assert [memo.text for memo in memos_of(material, "respondent", person)] == ["Vill vara med igen"]
    material.undo()
    wait(lambda: page.respondent_pane.memo.toPlainText() == "")


def test_the_language_can_be_changed(page: RespondentsPage) -> None:
    seen: list[str] = []
    page.model.headerDataChanged.connect(lambda *_: seen.append("header"))
    set_language("da")
    assert seen and _cells(page, 0)[0] == "R1"


def test_nobody_heard_yet(context: RoomContext, make_room: Callable[[RoomContext], MaterialRoom]) -> None:
    room = make_room(context)
    room.show_page(1)
    page = room.respondents
    assert page.empty is not None and page.empty.isVisible()
    page.add_one()
    run_events()
    editor = _editor(page)
    editor.setText("R1")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    run_events()
    assert list(_people(context.project)) == ["R1"]


def test_a_block_can_be_pasted_before_anybody_is_there(
    context: RoomContext, make_room: Callable[[RoomContext], MaterialRoom], wait: Wait
) -> None:
    room = make_room(context)
    room.show_page(1)
    page = room.respondents
    assert page.empty is not None and page.empty.isAncestorOf(context.window.focusWidget())
    QGuiApplication.clipboard().setText("Pseudonym\tPlats\nKim\tBron\nRobin\tTorget\n")
    QTest.keyClick(context.window.focusWidget(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert page.flow.dialog is not None
    page.flow.dialog.import_button.click()
    wait(lambda: page.table.isVisible() and not jobs.active)
    assert _people(context.project) == {"Kim": {"Plats": "Bron"}, "Robin": {"Plats": "Torget"}}
    assert page.table.isVisible()


def test_widths_of_columns_are_remembered_by_name(
    room: MaterialRoom, material: Project, context: RoomContext
) -> None:
    place, age = add_attribute(material, "Plats"), add_attribute(material, "Ålder")
    run_events(20)
    page = room.respondents
    page.header.resizeSection(1, 171)
    page.header.resizeSection(len(FIXED), 187)
    room.leave()
    remove_attribute(material, age)
    add_attribute(material, "Kön")
    again = RespondentsPage(context)
    again.refresh(None)
    again.restore_layout()
    at = len(FIXED) + [one.id for one in again.model.attributes].index(place)
    assert again.header.sectionSize(1) == 171 and again.header.sectionSize(at) == 187
    again.deleteLater()


def test_cells_are_edited_as_their_column_asks(page: RespondentsPage, material: Project) -> None:
    site = add_attribute(material, "Plats", kind=AttributeKind.CHOICE, choices=("Bron", "Torget"))
    since = add_attribute(material, "Sedan", kind=AttributeKind.DATE)
    model, table = page.model, page.table
    place = model.attribute_column(site)
    assert model.index(0, place).data(CHOICES_ROLE) == [("", "–"), ("Bron", "Bron"), ("Torget", "Torget")]
    assert model.setData(model.index(0, place), "Torget") and _cells(page, 0)[place] == "Torget"
    table.setCurrentIndex(model.index(1, model.attribute_column(since)))
    QTest.keyClick(table, "1")
    editor = _editor(page)
    assert isinstance(editor, DateField)
    editor.setText("31.2.2026")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.isVisible() and "is no date" in editor.accessibleDescription()
    editor.show_calendar()
    assert editor.is_open and editor.isVisible()
    editor._take(QDate(2026, 3, 1))
    run_events()
    assert _people(material)["R2"] == {"Sedan": "2026-03-01"}
    assert _cells(page, 1)[model.attribute_column(since)] == "01/03/2026"
    set_language("sv")
    assert _cells(page, 1)[model.attribute_column(since)] == "2026-03-01"


def test_consent_is_written_in_its_columns(page: RespondentsPage, material: Project) -> None:
    model = page.model
    model.setData(model.index(0, 2), "given")
    model.setData(model.index(0, 3), "1.3.2026")
    person = list_respondents(material)[0]
    assert (person.consent, person.consent_date) == (Consent.GIVEN, "2026-03-01")
    assert _cells(page, 0)[2:4] == ["Given", "01/03/2026"]
    material.undo(2)
    assert _cells(page, 0)[2:4] == ["", ""]


def test_columns_are_moved_by_keys_and_by_dragging(page: RespondentsPage, material: Project) -> None:
    for name in ("Plats", "Ålder", "Kön"):
        add_attribute(material, name)
    set_attribute(material, list_respondents(material)[0].id, "Kön", "kvinna")
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)

    def names() -> list[str]:
        return [one.name for one in list_attributes(material)]

    page.table.setCurrentIndex(page.model.index(0, 8))
    page.context.actions.get("material.attribute_left").trigger()
    assert names() == ["Plats", "Kön", "Ålder"] and _cells(page, 0)[7] == "kvinna"
    assert page.table.currentIndex().column() == 7
    page.header.moveSection(page.header.visualIndex(6), page.header.visualIndex(8))
    assert names() == ["Kön", "Ålder", "Plats"]
    assert [page.header.logicalIndex(place) for place in range(9)] == list(range(9))
    assert page.model.headerData(8, Qt.Orientation.Horizontal) == "Plats"
    page.header.moveSection(1, 3)  # the role is no attribute: it stays where it is
    assert page.header.visualIndex(1) == 1
    material.undo(2)
    assert names() == ["Plats", "Ålder", "Kön"] and _cells(page, 0)[8] == "kvinna"
    del tester


def test_another_kind_tells_what_does_not_fit(page: RespondentsPage, material: Project) -> None:
    ids = [one.id for one in list_respondents(material)]
    for person, words in zip(ids, ("30", "1 500,50", "många"), strict=True):
        set_attribute(material, person, "Inkomst", words)
    page.table.setCurrentIndex(page.model.index(0, 6))
    page.context.actions.get("material.attribute_kind").trigger()
    dialog = page.table.findChild(KindDialog)
    assert dialog is not None
    dialog.kind.setCurrentIndex(dialog.kind.findData("number"))
    assert dialog.misfits.count() == 1 and "många" in dialog.misfits.item(0).text() and not dialog.ok.isEnabled()
    dialog.drop.setChecked(True)
    dialog.ok.click()
    run_events()
    assert [_cells(page, place)[6] for place in range(3)] == ["30", "1500.5", ""]
    page._sort(6)
    assert [_cells(page, place)[0] for place in range(3)] == ["R1", "R2", "R3"]
    material.undo()
    assert [_cells(page, place)[6] for place in range(3)] == ["30", "1 500,50", "många"]


def test_choices_are_renamed_where_they_stand(page: RespondentsPage, material: Project) -> None:
    add_attribute(material, "Plats", kind=AttributeKind.CHOICE, choices=("Bron", "Torget"))
    set_attribute(material, list_respondents(material)[0].id, "Plats", "Bron")
    page.table.setCurrentIndex(page.model.index(0, 6))
    page.context.actions.refresh()
    page.context.actions.get("material.attribute_choices").trigger()
    dialog = page.table.findChild(ChoicesDialog)
    assert dialog is not None
    dialog.choices.list.setCurrentRow(0)
    dialog.choices.less.click()
    dialog.ok.click()
    assert dialog.problem.isVisible() and "Bron" in dialog.problem.text()
    dialog.choices.show_choices(("Bron", "Torget"))
    dialog.choices.list.item(0).setText("Brofästet")
    dialog.choices.list.setCurrentRow(0)
    dialog.choices.down.click()
    dialog.ok.click()
    assert list_attributes(material)[0].choices == ("Torget", "Brofästet")
    assert _cells(page, 0)[6] == "Brofästet"


def test_a_screen_of_many_people_asks_the_project_nothing(
    page: RespondentsPage, material: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_respondents(
        material, [RespondentEdit(None, f"P{number}", attributes={"Ort": str(number)}) for number in range(2_000)]
    )
    run_events(50)
    asked: list[str] = []
    reading = type(material).reading
    monkeypatch.setattr(type(material), "reading", lambda self: asked.append("read") or reading(self))
    rows: set[int] = set()
    data = page.model.data

    def seen(index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        rows.add(index.row())
        return data(index, role)

    monkeypatch.setattr(page.model, "data", seen)
    page.table.verticalScrollBar().setValue(page.table.verticalScrollBar().maximum() // 2)
    page.table.viewport().repaint()
    assert asked == [] and 0 < len(rows) < 60


def test_codings_lead_to_the_quotes_of_the_person(page: RespondentsPage, material: Project) -> None:
    asked: list[Place] = []
    page.context.navigator.asked.connect(asked.append)
    page.table.link_pressed.emit(page.model.index(2, 5))
    assert asked == [Place("report", respondent=list_respondents(material)[2].id)]


def test_the_table_is_written_and_read_back(
    page: RespondentsPage, material: Project, tmp_path: Path, wait: Wait
) -> None:
    add_attribute(material, "Ålder", kind=AttributeKind.NUMBER)
    path = tmp_path / "register.csv"
    page.flow.write(path)
    wait(lambda: path.exists() and not jobs.active)
    text = path.read_text(encoding="utf-8-sig").replace("R2,Respondent,,,", "R2,Respondent,,,47")
    path.write_text(text, encoding="utf-8-sig")
    page.flow.read(path)
    wait(lambda: page.flow.dialog is not None)
    dialog = page.flow.dialog
    assert dialog is not None and dialog.tabs.tabText(1) == "1 changed cell"
    line = [str(dialog.model.index(0, column).data()) for column in range(5)]
    assert line[1:] == ["R2", "Ålder", "", "47"]
    dialog.import_button.click()
    wait(lambda: not jobs.active)
    assert _people(material)["R2"] == {"Ålder": "47"}


def test_role_and_consent_of_many_are_one_step(page: RespondentsPage, material: Project) -> None:
    def written() -> list[tuple[str, SpeakerRole, Consent, str]]:
        return [(one.name, one.role, one.consent, one.consent_date) for one in list_respondents(material)]

    before, ids = written(), page.model.shown_ids()
    page.table.select_ids(ids[:2])
    page.context.actions.get("material.consent").trigger()
    dialog = page.context.window.findChild(ConsentDialog)
    assert dialog is not None and not dialog.ok.isEnabled()
    dialog.role.setCurrentIndex(dialog.role.findData(SpeakerRole.OTHER.value))
    dialog.consent.setCurrentIndex(dialog.consent.findData(Consent.GIVEN.value))
    dialog.date.setText("no day")
    assert not dialog.ok.isEnabled() and "no day" in dialog.problem.text()
    dialog.date.setText("4.5.2026")
    dialog.ok.click()
    run_events()
    new = (SpeakerRole.OTHER, Consent.GIVEN, "2026-05-04")
    assert written() == [("R1", *new), ("R2", *new), before[2]]
    material.undo()
    assert written() == before


def test_the_pseudonyms_stay_in_sight_while_the_table_is_scrolled(page: RespondentsPage, material: Project) -> None:
    for number in range(9):
        add_attribute(material, f"Kolumn {number}")
    run_events()
    table, bar, first = page.sheet, page.sheet.horizontalScrollBar(), page.sheet.first_column
    assert first is not None and first.isHidden() and first.width_taken() == 0
    bar.setValue(200)
    assert first.isVisible() and first.width_taken() == table.columnWidth(0)
    pictures = [first.grab().toImage(), (bar.setValue(260), first.grab().toImage())[1]]
    assert pictures[0] == pictures[1]

    def at(place: int) -> QPoint:
        return QPoint(20, table.horizontalHeader().height() + table.rowViewportPosition(place) + 5)

    QTest.mouseClick(first, Qt.MouseButton.LeftButton, pos=at(1))
    QTest.mouseClick(first, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, at(2))
    assert table.selected_ids() == page.model.shown_ids()[1:3] and bar.value() == 260
    assert first.grab().toImage() != pictures[1], "what is selected is seen"
    table.setCurrentIndex(page.model.index(0, 0))
    table.setFocus()
    seen = []
    for _ in range(4):
        QTest.keyClick(table, Qt.Key.Key_Right)
        seen.append(table.columnViewportPosition(table.currentIndex().column()) - first.width_taken())
    assert table.currentIndex().column() == 4 and min(seen) >= 0, "no cell that the keyboard goes to is covered"
    bar.setValue(260)
    QTest.keyClick(table, Qt.Key.Key_Home)
    assert table.currentIndex().column() == 0 and bar.value() == 260
    QTest.keyClick(table, "X")
    assert bar.value() == 0 and first.isHidden(), "an editor stands where its cell is"
    editor = _editor(page)
    assert editor.text() == "X" and editor.geometry().left() >= 0
    QTest.keyClick(editor, Qt.Key.Key_Escape)
