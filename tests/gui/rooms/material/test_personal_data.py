"""The review of personal data: searching, deciding, replacing with and without a key, and what is kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from qualcoder_peer.core import key_file
from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.personal import Confidence, PersonalKind, ReplaceRule
from qualcoder_peer.core.importers.replace_rules import read_rules
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.keys import add_to_key, create_key
from qualcoder_peer.core.services.memos import add_project_memo
from qualcoder_peer.core.services.personal_data import harmless_words
from qualcoder_peer.core.services.sources import list_documents, rename_document
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import say
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.material.key_dialogs import NewKeyDialog
from qualcoder_peer.gui.rooms.material.panel import MaterialRoom
from qualcoder_peer.gui.rooms.material.personal_data_model import GroupRow
from qualcoder_peer.gui.rooms.material.personal_data_page import PersonalDataPage
from qualcoder_peer.gui.rooms.material.personal_data_preview import PreviewDialog
from qualcoder_peer.gui.rooms.material.personal_data_start import help_text
from qualcoder_peer.gui.rooms.material.seal_dialog import SealDialog
from qualcoder_peer.gui.settings import Settings
from tests.support.gui import Wait, make_context
from tests.support.projects import add_text

RoomMaker = Callable[[RoomContext], MaterialRoom]
FIRST = """Intervjuare: Hur kom du hit, Annika?

Annika: Min syster Maja Lindkvist ringde. Hon jobbar på Brofästet. Ring henne på 070-174 06 35.

Intervjuare: Och Majas man?

Annika: Lars 🙂 kom sedan. Lars och Maja bor på Storgatan 14.
"""
SECOND = "Lars hämtade oss. Maja var trött. Det var på Brofästets gård."
LONG = SECOND * 3_000
"""Keeps the search at work until it is stopped."""
PASSWORD = "fyra ord som inte hör ihop"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_file, "COST", 15)


@pytest.fixture
def named(project: Project) -> Project:
    """Two transcripts and a memo with names in them."""
    add_text(project, "Intervju med Maja Lindkvist", FIRST)
    add_text(project, "Anteckning", SECOND)
    add_project_memo(project, "Fråga Maja igen.")
    return project


@pytest.fixture
def page(named: Project, context: RoomContext, make_room: RoomMaker) -> PersonalDataPage:
    """The page, not searched yet."""
    return opened(make_room(context))


@pytest.fixture
def found(page: PersonalDataPage, wait: Wait) -> PersonalDataPage:
    """The page with what the search found."""
    search(page, wait)
    return page


def opened(room: MaterialRoom) -> PersonalDataPage:
    room.context.actions.get("material.personal_data").trigger()
    assert room.page() is room.personal_data
    return room.personal_data


def search(page: PersonalDataPage, wait: Wait) -> None:
    press(page.start.search_button)
    wait(lambda: face(page) is page.splitter)


def press(button: QWidget) -> None:
    assert button.isEnabled() and button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def face(page: PersonalDataPage) -> QWidget:
    return page.face


def row_of(page: PersonalDataPage, name: str) -> GroupRow:
    return next(one for one in page.model.all_rows() if one.group.name == name)


def choose(page: PersonalDataPage, *names: str) -> None:
    page.table.select_ids([row_of(page, name).id for name in names])


def preview(page: PersonalDataPage, wait: Wait) -> PreviewDialog:
    press(page.replace_button)
    wait(lambda: page.flow.dialog is not None)
    assert page.flow.dialog is not None
    return page.flow.dialog


def replace_without_key(page: PersonalDataPage, wait: Wait) -> None:
    dialog = preview(page, wait)
    dialog.without_key.click()
    press(dialog.replace_button)
    wait(lambda: page.flow.dialog is None and not jobs.active)


def text(project: Project, title: str = "Anteckning") -> str:
    with project.reading() as store:
        return store.documents.text(next(one.id for one in store.documents.all() if one.title.startswith(title)))


def answer(yes: bool) -> QMessageBox:
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    role = QMessageBox.ButtonRole.AcceptRole if yes else QMessageBox.ButtonRole.RejectRole
    next(one for one in box.buttons() if box.buttonRole(one) == role).click()
    return box


def test_the_form_teaches_and_says_what_is_looked_for(page: PersonalDataPage, wait: Wait) -> None:
    assert face(page) is page.start and page.is_empty and not page.tools.isVisible()
    assert "recall" in help_text("en") and help_text("xx") == help_text("en") and page.start.help_button.isVisible()
    options = page.start.options()
    assert PersonalKind.PERSON in options.kinds and PersonalKind.PLACE not in options.kinds
    assert PersonalKind.WORKPLACE not in options.kinds
    page.start.workplaces.setText(" Brofästet,, Tallmora  kommun; Brofästet")
    page.start.kinds[PersonalKind.PHONE].click()
    options = page.start.options()
    assert options.workplaces == ("Brofästet", "Tallmora kommun")
    assert PersonalKind.WORKPLACE in options.kinds and PersonalKind.PHONE not in options.kinds
    search(page, wait)
    kinds = {one.group.kind for one in page.model.all_rows()}
    assert PersonalKind.WORKPLACE in kinds and PersonalKind.PHONE not in kinds
    assert page.tools.isVisible() and page.again_button.isVisible()
    press(page.again_button)
    assert face(page) is page.start and page.start.workplaces.text()
    press(page.start.back_button)
    assert face(page) is page.splitter


def test_nothing_to_look_for(page: PersonalDataPage, context: RoomContext) -> None:
    for box in page.start.kinds.values():
        box.setChecked(False)
    press(page.start.search_button)
    assert face(page) is page.start and context.messages.last is not None
    assert "at least one kind" in say(context.messages.last.text)


def test_nothing_found(project: Project, context: RoomContext, make_room: RoomMaker, wait: Wait) -> None:
    add_text(project, "Tom", "det var en gång")
    page = opened(make_room(context))
    press(page.start.search_button)
    wait(lambda: face(page) is page.none_found)
    assert page.none_found.button is not None
    press(page.none_found.button)
    assert face(page) is page.start


def test_a_search_that_is_stopped_leaves_the_form(page: PersonalDataPage, named: Project, wait: Wait) -> None:
    add_text(named, "Lång", LONG)
    press(page.start.search_button)
    assert face(page) is page.busy and page.busy.job is not None
    press(page.busy.cancel_button)
    assert not page.busy.cancel_button.isEnabled()
    wait(lambda: face(page) is page.start)
    assert page.total() == 0 and not page.start.back_button.isVisible()


def test_the_list(found: PersonalDataPage) -> None:
    QAbstractItemModelTester(found.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    QAbstractItemModelTester(found.places.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    maja = row_of(found, "Maja Lindkvist")
    assert maja.ticked and maja.group.count == 7 and maja.words >= {"maja", "majas", "maja lindkvist"}
    assert row_of(found, "070-174 06 35").replacement == "[phone number]"
    for one in found.model.all_rows():
        assert one.ticked is (one.group.confidence is not Confidence.POSSIBLE)
    found.kinds.setCurrentIndex(found.kinds.findData(PersonalKind.PHONE))
    found.apply_filter()
    assert [one.group.name for one in map(found.model.row_at, range(found.model.rowCount()))] == ["070-174 06 35"]
    found.levels.setCurrentIndex(found.levels.findData(Confidence.POSSIBLE))
    found.apply_filter()
    assert found.model.rowCount() == 0 and found._results.currentWidget() is found._nothing
    found.show_all()
    found.search.setText("majas")
    found.apply_filter()
    assert found.model.rowCount() == 1
    found.show_all()
    found.model.sort(found.model.column_of("count"), Qt.SortOrder.DescendingOrder)
    counts = [found.model.row_at(place).group.count for place in range(found.model.rowCount())]
    assert counts == sorted(counts, reverse=True)


def test_ticks_and_words_by_the_keyboard(found: PersonalDataPage) -> None:
    choose(found, "Maja Lindkvist")
    found.table.setFocus()
    QTest.keyClick(found.table, Qt.Key.Key_Space)
    assert not row_of(found, "Maja Lindkvist").ticked
    QTest.keyClick(found.table, Qt.Key.Key_Space)
    assert row_of(found, "Maja Lindkvist").ticked
    QTest.keyClick(found.table, Qt.Key.Key_Return)
    editor = QApplication.focusWidget()
    assert editor is not None and editor is not found.table
    editor.setProperty("text", "")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert row_of(found, "Maja Lindkvist").replacement, "nothing is no replacement"
    editor.setProperty("text", "Robin")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert row_of(found, "Maja Lindkvist").replacement == "Robin"
    choose(found, "Maja Lindkvist", "Lars")
    found.context.actions.refresh()
    current = found.model.row_of(found.table.current_id() or 0)
    assert current is not None
    found.context.actions.get("material.data_same").trigger()
    assert row_of(found, "Lars").replacement == row_of(found, "Maja Lindkvist").replacement == current.replacement
    found.context.actions.get("material.data_tick_none").trigger()
    assert not found.model.chosen() and not found.replace_button.isEnabled()
    assert "Tick" in found.replace_button.toolTip()


def test_a_click_on_the_box_ticks(found: PersonalDataPage) -> None:
    choose(found, "Lars")
    index = found.model.index(found.model.place_of(row_of(found, "Lars").id), 0)
    box = found.table.visualRect(index)
    QTest.mouseClick(found.table.viewport(), Qt.MouseButton.LeftButton,
                     pos=QPoint(box.left() + 16, box.center().y()))  # fmt: skip
    assert row_of(found, "Lars").state is Qt.CheckState.Unchecked
    QTest.mouseClick(found.table.viewport(), Qt.MouseButton.LeftButton,
                     pos=QPoint(box.left() + 80, box.center().y()))  # fmt: skip
    assert row_of(found, "Lars").state is Qt.CheckState.Unchecked


def test_places_are_shown_ticked_and_opened(found: PersonalDataPage, context: RoomContext, named: Project) -> None:
    choose(found, "Lars")
    places = found.places
    assert places.model.rowCount() == 3 and places.name.text() == "Lars"
    asked: list[Place] = []
    context.navigator.asked.connect(asked.append)
    places.list.setCurrentIndex(places.model.index(2))
    QTest.keyClick(places.list, Qt.Key.Key_Return)
    assert asked[-1].room == "coding" and (asked[-1].start, asked[-1].end) == (0, 4)
    places.open_place(places.model.index(1))
    at = FIRST.index("Lars och")
    assert (asked[-1].start, asked[-1].end) == (at, at + 4)
    QTest.keyClick(places.list, Qt.Key.Key_Space)
    row = row_of(found, "Lars")
    assert row.state is Qt.CheckState.PartiallyChecked and row.places == 2
    places.model.toggle([0, 1])
    assert row_of(found, "Lars").state is Qt.CheckState.Unchecked
    places.model.toggle([1])
    assert row_of(found, "Lars").places == 1, "one place of a group that was not ticked"
    assert [one.start for one in found.model.spared() if one.text == "Lars"] == [FIRST.index("Lars 🙂"), 0]


def test_replacing_without_a_key_is_said_plainly(
    found: PersonalDataPage, named: Project, context: RoomContext, wait: Wait
) -> None:
    before = text(named)
    choose(found, "Lars")
    found.places.model.toggle([2])
    dialog = preview(found, wait)
    assert not dialog.replace_button.isEnabled() and "nobody can tell" in dialog.without_key.text()
    forms = {one.change.written: one.change for one in dialog.model.all_rows()}
    assert forms["Lars"].count == 2 and forms["Majas"].becomes == row_of(found, "Maja Lindkvist").replacement + "s"
    assert "2 transcripts" in dialog.summary.text() and "Memo: 1" in dialog.where.text()
    dialog.without_key.click()
    press(dialog.replace_button)
    wait(lambda: found.flow.dialog is None and not jobs.active and face(found) is found.splitter)
    maja = text(named).split(".")[1].split()[0]
    assert text(named).startswith("Lars hämtade oss") and maja != "Maja" and "Maja" not in text(named, "Intervju")
    assert "Lars" not in text(named, "Intervju")
    assert [one.group.name for one in found.model.all_rows()] == ["Lars"] and not found.model.chosen()
    said = context.messages.last
    assert said is not None and say(said.action) == "Seal the project…" and said.run is not None
    said.run()
    wait(lambda: isinstance(found._keys.dialog, SealDialog))
    dialog_of_seal = found._keys.dialog
    assert isinstance(dialog_of_seal, SealDialog)
    dialog_of_seal.reject()
    named.undo()
    wait(lambda: found.stale_bar.isVisible())
    assert text(named) == before and not found.replace_button.isEnabled()


def test_a_key_is_made_on_the_way_and_holds_who_is_who(found: PersonalDataPage, named: Project, wait: Wait) -> None:
    dialog = preview(found, wait)
    press(dialog.make_key_button)
    asking = found._keys.dialog
    assert isinstance(asking, NewKeyDialog)
    for field in (asking.password, asking.again):
        field.setText(PASSWORD)
    press(asking.action_button)
    wait(lambda: found._keys.key is not None)
    key = found._keys.key
    assert key is not None and dialog.replace_button.isEnabled() and key.path.name in dialog.key_words.text()
    press(dialog.replace_button)
    wait(lambda: found.flow.dialog is None and not jobs.active)
    kept = {entry.real: entry.pseudonym for entry in key.entries}
    assert kept["Maja"] == kept["Maja Lindkvist"] and kept["070-174 06 35"] == "[phone number]"
    assert kept["Maja"] in text(named) and "Maja" not in text(named)
    assert b"Lindkvist" not in key.path.read_bytes()


def test_the_key_proposes_what_it_knows_and_stays_as_it_was_on_failure(
    found: PersonalDataPage, named: Project, wait: Wait
) -> None:
    key = create_key(named, named.path.with_suffix(".qckey"), PASSWORD)
    add_to_key(named, key, [ReplaceRule("Maja", "Alex")])
    found._keys._kept.key = key
    found._keys.changed.emit()
    assert row_of(found, "Maja Lindkvist").replacement == "Alex" and row_of(found, "Maja Lindkvist").known
    found.model.write([row_of(found, "Maja Lindkvist").id], "Kim")
    dialog = preview(found, wait)
    before = text(named)
    press(dialog.replace_button)
    wait(lambda: dialog.error.isVisible())
    assert "Alex" in dialog.error.text() and text(named) == before and len(key.entries) == 1
    assert dialog.replace_button.isEnabled()
    dialog.reject()
    found._keys.close_key()
    assert row_of(found, "Maja Lindkvist").replacement == "Kim"


def test_harmless_words_are_asked_about_and_come_back_with_undo(
    found: PersonalDataPage, named: Project, wait: Wait
) -> None:
    shown = found.model.rowCount()
    choose(found, "Lars")
    found.mark_harmless()
    assert "in the open" in answer(False).informativeText()
    assert not harmless_words(named)
    found.mark_harmless()
    answer(True)
    wait(lambda: found.model.rowCount() == shown - 1)
    assert "Lars" in harmless_words(named) and not any(one.group.name == "Lars" for one in found.model.chosen())
    assert not any(rule.real == "Lars" for rule in found.model.rules())
    named.undo()
    wait(lambda: found.model.rowCount() == shown)


def test_texts_changed_meanwhile(found: PersonalDataPage, named: Project, wait: Wait) -> None:
    choose(found, "Lars")
    found.model.write([row_of(found, "Lars").id], "Sam")
    add_text(named, "Lång", LONG)
    wait(lambda: found.stale_bar.isVisible())
    assert not found.replace_button.isEnabled() and "Search again" in found.replace_button.toolTip()
    found.search_project()
    wait(lambda: face(found) is found.splitter)
    assert not found.stale_bar.isVisible() and row_of(found, "Lars").replacement == "Sam"
    found.search_project()
    press(found.busy.cancel_button)
    wait(lambda: face(found) is found.start)
    press(found.start.back_button)
    assert face(found) is found.splitter and found.replace_button.isEnabled(), "the list is as good as it was"
    rename_document(named, DocumentId(list_documents(named)[0].id), "Något annat")
    wait(lambda: found.stale_bar.isVisible())
    found.search_project()
    press(found.busy.cancel_button)
    wait(lambda: face(found) is found.start)
    press(found.start.back_button)
    assert found.stale_bar.isVisible()


def test_read_only(named: Project, settings: Settings, tmp_path: Path, make_room: RoomMaker, wait: Wait) -> None:
    path = named.path
    named.close()
    with Project.open(path, read_only=True) as project:
        context = make_context(project, settings, tmp_path)
        page = opened(make_room(context))
        search(page, wait)
        assert page.model.chosen() and not page.replace_button.isEnabled()
        assert "reading only" in page.replace_button.toolTip()
        choose(page, "Lars")
        context.actions.refresh()
        assert not context.actions.get("material.data_harmless").isEnabled()
        assert not context.actions.get("material.data_rules").isEnabled()
        page.replace_chosen()
        assert page.flow.dialog is None
        context.window.close()
        context.bridge.stop()
        jobs.unhandled.disconnect(context.messages.error)


def test_a_list_is_saved_and_used(found: PersonalDataPage, named: Project, tmp_path: Path, wait: Wait) -> None:
    rules = found.model.rules()
    found.flow.choose_target(rules)
    assert "Anybody who has the file" in answer(False).informativeText()
    path = tmp_path / "lista.csv"
    found.flow.save_rules(rules, path)
    wait(lambda: path.is_file() and not jobs.active)
    assert read_rules(path) == rules
    found.flow.read_rules(str(path))
    wait(lambda: found.flow.dialog is not None)
    dialog = found.flow.dialog
    assert dialog is not None and dialog.preview.total
    dialog.reject()


def test_nothing_found_is_kept(found: PersonalDataPage, settings: Settings, named: Project, wait: Wait) -> None:
    found.start.words.setText("hemligt")
    found.keep_layout()
    assert not harmless_words(named)
    kept = " ".join(f"{key}={settings.state(key).data()!r}" for key in ("material/personal_data/header",
                                                                        "material/personal_data/splitter"))  # fmt: skip
    assert "Lars" not in kept and "hemligt" not in kept
    replace_without_key(found, wait)
    with named.reading() as store:
        assert all("Maja" not in str(value) for value in (store.settings.get("personal_data.pseudonyms"),))
    assert all("Lars" not in say(step.label) for step in named.history())
