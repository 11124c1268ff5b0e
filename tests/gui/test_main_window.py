"""The window from outside: what stands in it, what its keys do, what is left in the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QLineEdit, QMessageBox, QWidget

from qualcoder_peer.core.project import Project, default_coder
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.gui.app import make_window
from qualcoder_peer.gui.history_panel import HistoryPanel
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.main_window import MainWindow
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.settings.panel import SettingsPage
from qualcoder_peer.gui.rooms.welcome.project_pages import NewProjectPage
from qualcoder_peer.gui.settings import Settings
from qualcoder_peer.gui.snapshots_panel import SnapshotsPanel
from tests.support.gui import CTRL, Wait, names, press, run_events


def test_enter_presses_the_button_that_has_the_focus(window: MainWindow) -> None:
    assert QApplication.focusWidget() is window.welcome.new_button
    press(window, Qt.Key.Key_Return)
    assert isinstance(window.stack.currentWidget(), NewProjectPage)


def test_it_begins_with_the_welcome_page_and_no_empty_rooms(window: MainWindow) -> None:
    assert window.stack.currentWidget() is window.welcome
    assert not window.rail.isVisible()
    assert window.windowTitle() == "QualCoder Peer"
    assert not window.actions_registry.get("app.undo").isEnabled()


def test_the_title_says_that_all_is_saved_and_undo_says_what(opened: MainWindow, wait: Wait) -> None:
    assert opened.windowTitle() == "Personligt ombud — All changes saved"
    undo = opened.actions_registry.get("app.undo")
    assert undo.text() == "Undo: Add the code “Tomrummet”"
    press(opened, Qt.Key.Key_Z, CTRL)
    wait(lambda: not undo.isEnabled())
    assert names(opened) == []
    assert opened.actions_registry.get("app.redo").text() == "Redo: Add the code “Tomrummet”"
    assert opened.toast.text.text() == "Undone: Add the code “Tomrummet”"
    press(opened, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    wait(undo.isEnabled)
    assert names(opened) == ["Tomrummet"]


def test_undo_in_a_field_belongs_to_the_field_while_it_has_something_to_undo(opened: MainWindow, wait: Wait) -> None:
    press(opened, Qt.Key.Key_K, CTRL)
    line = opened.palette_view.line
    QTest.keyClicks(line, "abc")
    press(opened, Qt.Key.Key_Z, CTRL)
    assert line.text() == "" and names(opened) == ["Tomrummet"]
    press(opened, Qt.Key.Key_Z, CTRL)
    wait(lambda: names(opened) == [])


def test_the_language_changes_everything_at_once_and_back(opened: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    from qualcoder_peer.gui import i18n

    class Shouting(i18n.Texts):
        def say(self, message: i18n.Message) -> str:
            return super().say(message).upper()

    opened.window_actions.show_settings()
    real = i18n.texts
    monkeypatch.setattr(i18n, "texts", lambda language: Shouting("en") if language == "sv" else real(language))
    opened.settings.language = "sv"
    words = [label.text() for label in opened.findChildren(QLabel) if label.isVisible()]
    words += [button.text() for button in opened.findChildren(QAbstractButton) if button.isVisible()]
    words += [action.text() for action in opened.menuBar().actions()]
    kept = ("Personligt ombud", "AB")
    assert len(words) > 15
    assert [word for word in words if word != word.upper() and word not in kept] == []
    assert opened.windowTitle().startswith("PERSONLIGT OMBUD")
    assert opened.actions_registry.get("app.undo").text() == "UNDO: ADD THE CODE “TOMRUMMET”"
    opened.settings.language = "en"
    assert opened.actions_registry.get("app.undo").text() == "Undo: Add the code “Tomrummet”"


def test_a_file_that_is_no_project_is_told_in_a_sentence_and_the_open_one_stays(
    opened: MainWindow, tmp_path: Path, wait: Wait
) -> None:
    wrong = tmp_path / "<b>fel.qcp"
    wrong.write_text("not a project")
    opened.session.open(wrong)
    wait(opened.bar.isVisible)
    assert "<b>fel.qcp" in opened.bar.text.text()
    assert opened.bar.text.textFormat() == Qt.TextFormat.PlainText
    assert opened.windowTitle().startswith("Personligt ombud")
    assert names(opened) == ["Tomrummet"]


def test_a_project_open_elsewhere_may_be_read(window: MainWindow, path: Path, wait: Wait) -> None:
    with Project.open(path, coder="CD"):
        window.session.open(path)
        wait(lambda: window.context is not None)
        assert window.windowTitle() == "Personligt ombud — Read only"
        assert "is open already" in window.banner.text.text() and window.banner.isVisible()
        assert not window.actions_registry.get("app.undo").isEnabled()
        assert not window.actions_registry.get("app.import").isEnabled()


def test_opening_again_what_is_open_changes_nothing(opened: MainWindow, path: Path, wait: Wait) -> None:
    before = opened.context
    opened.session.open(path)
    wait(opened.toast.isVisible)
    assert opened.toast.text.text() == "“Ett projekt.qcp” is open already."
    assert opened.context is before and opened.windowTitle() == "Personligt ombud — All changes saved"


def test_a_project_opened_for_reading_can_be_opened_again_for_work(window: MainWindow, path: Path, wait: Wait) -> None:
    with Project.open(path, coder="CD"):
        window.session.open(path)
        wait(lambda: window.context is not None)
    window.session.open(path)
    wait(lambda: window.windowTitle() == "Personligt ombud — All changes saved")
    assert not window.banner.isVisible()


def test_a_dropped_project_is_opened_and_other_files_ask_for_one(window: MainWindow, path: Path, wait: Wait) -> None:
    drop(window, path.parent / "intervju.txt")
    wait(window.bar.isVisible)
    assert "Open a project" in window.bar.text.text()
    drop(window, path)
    wait(lambda: window.context is not None)
    assert not window.bar.isVisible()


def test_dropped_interviews_go_to_the_material_room(opened: MainWindow, tmp_path: Path, wait: Wait) -> None:
    assert opened.context is not None
    asked: list[list[Path]] = []
    for room in opened.rooms.values():
        room.context.import_requested.disconnect()
    opened.context.import_requested.connect(asked.append)
    drop(opened, tmp_path / "a.txt", tmp_path / "b.docx")
    wait(lambda: asked)
    assert asked == [[tmp_path / "a.txt", tmp_path / "b.docx"]]


def test_dropped_code_books_go_to_the_coding_room(opened: MainWindow, tmp_path: Path, wait: Wait) -> None:
    assert opened.context is not None
    books = [tmp_path / "a.qdc", tmp_path / "B.QDC"]
    for number, path in enumerate(books):
        path.write_text('<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code '
                        f'guid="6b2c1f0e-1111-4222-8333-00000000000{number}" name="Kod {number}" isCodable="true"/>'
                        "</Codes></CodeBook>", encoding="utf-8")  # fmt: skip
    drop(opened, *books)
    for path in books:
        wait(lambda path=path: any(one.isVisible() for one in dialogs(opened, path.name)))
        assert opened.room is not None and opened.room.key == "coding"
        dialogs(opened, path.name)[0].reject()
    wait(lambda: not jobs.active)


def dialogs(window: MainWindow, name: str) -> list[QDialog]:
    return [one for one in window.findChildren(QDialog) if name in one.windowTitle()]


def test_closing_the_project_comes_back_to_the_welcome_page(opened: MainWindow, path: Path, wait: Wait) -> None:
    opened.window_actions.show_history()
    opened.window_actions.close_project()
    wait(lambda: opened.context is None)
    assert opened.stack.currentWidget() is opened.welcome and not opened.side.isVisible()
    assert [one.title for one in opened.welcome.recent.projects] == ["Personligt ombud"]
    with Project.open(path) as again:
        assert not again.read_only


def test_the_history_shows_steps_and_goes_back_and_forth(opened: MainWindow, wait: Wait) -> None:
    assert opened.context is not None
    for name in ("b", "c", "d"):
        add_code(opened.context.project, name)
    press(opened, Qt.Key.Key_H, CTRL | Qt.KeyboardModifier.ShiftModifier)
    panel = opened.side.content
    assert isinstance(panel, HistoryPanel) and panel.list.hasFocus()
    labels = [panel.model.index(row).data() for row in range(panel.model.rowCount())]
    assert labels[:4] == [f"Add the code “{name}”" for name in ("d", "c", "b", "Tomrummet")]
    panel.list.setCurrentIndex(panel.model.index(2))
    panel.button.click()
    wait(lambda: names(opened) == ["Tomrummet", "b"])
    wait(lambda: [step.undone for step in panel.model.steps[:3]] == [True, True, False])
    panel.list.setCurrentIndex(panel.model.index(0))
    assert panel.button.text() == "Redo up to here"
    panel.button.click()
    wait(lambda: names(opened) == ["Tomrummet", "b", "c", "d"])
    press(opened, Qt.Key.Key_Escape)
    assert not opened.side.isVisible()


def test_the_side_pane_takes_no_room_from_a_narrow_room(opened: MainWindow) -> None:
    shown = opened.stack
    opened.resize(1280, 720)
    run_events(20)
    before = shown.width()
    opened.window_actions.show_history()
    run_events(20)
    assert shown.width() == before and opened.side.isVisible()
    assert opened.side.mapTo(opened, QPoint(opened.side.width(), 0)).x() == opened.width()
    opened.resize(1920, 1080)
    run_events(20)
    assert shown.width() == opened.width() - opened.rail.width() - opened.side.width()
    opened.hide_side()
    run_events(20)
    assert shown.width() == opened.width() - opened.rail.width()


def test_a_snapshot_is_restored_after_a_question(opened: MainWindow, path: Path, wait: Wait) -> None:
    assert opened.context is not None
    opened.window_actions.show_snapshots()
    panel = opened.side.content
    assert isinstance(panel, SnapshotsPanel)
    panel.take_button.click()
    wait(lambda: panel.list.count() >= 1)
    add_code(opened.context.project, "Efteråt")
    panel.list.setCurrentRow(0)
    panel.restore_button.click()
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    box.buttons()[0].click()
    before = opened.context
    wait(lambda: opened.context is not None and opened.context is not before)
    assert names(opened) == ["Tomrummet"]


def test_the_palette_finds_actions_and_codes(opened: MainWindow) -> None:
    press(opened, Qt.Key.Key_K, CTRL)
    view = opened.palette_view
    QTest.keyClicks(view.line, "tomr")
    assert [item.title for item, _ in view.model.found] == ["Tomrummet", "Undo: Add the code “Tomrummet”"]
    view.line.clear()
    QTest.keyClicks(view.line, "sett")
    assert view.model.found[0][0].title == "Settings…"
    press(opened, Qt.Key.Key_Return)
    assert not view.isVisible() and isinstance(opened.stack.currentWidget(), SettingsPage)


def test_the_palette_can_be_left_and_gives_the_focus_back(opened: MainWindow) -> None:
    opened.window_actions.show_settings()
    field = QApplication.focusWidget()
    press(opened, Qt.Key.Key_K, CTRL)
    QTest.keyClicks(opened.palette_view.line, "zzzz")
    assert opened.palette_view.nothing.isVisible()
    press(opened, Qt.Key.Key_Return)
    assert opened.palette_view.isVisible()
    press(opened, Qt.Key.Key_Escape)
    assert not opened.palette_view.isVisible() and QApplication.focusWidget() is field


def test_nothing_flashes_up_as_a_window_of_its_own(window: MainWindow, tmp_path: Path, wait: Wait) -> None:
    shown: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(f"{type(watched).__name__} {watched.accessibleName()}")
            return False

    watch, app = Watch(), QApplication.instance()
    assert app is not None
    app.installEventFilter(watch)
    window.session.open_sample(tmp_path / "sample.qcp")
    wait(lambda: window.context is not None)
    assert window.settings.coder == default_coder()  # not one of the coders of the sample
    for key in window.rail.buttons:
        window.navigator.go(Place(key))
        run_events(200)
    actions = window.window_actions
    for show in (actions.show_project, actions.show_settings, actions.show_history, actions.show_snapshots):
        show()
        run_events(20)
    window.messages.error(ValueError("x"))
    window.messages.notify("x")
    press(window, Qt.Key.Key_K, CTRL)
    app.removeEventFilter(watch)
    assert shown == []


def test_f6_goes_round_the_panes(opened: MainWindow) -> None:
    opened.window_actions.show_history()
    seen = set()
    for _ in range(8):
        press(opened, Qt.Key.Key_F6)
        seen.add("side" if opened.side.isAncestorOf(QApplication.focusWidget()) else "elsewhere")
    assert seen == {"side", "elsewhere"}


def test_every_button_and_field_has_a_name(opened: MainWindow) -> None:
    opened.window_actions.show_settings()
    opened.window_actions.show_history()
    nameless = [
        f"{type(one).__name__} in {type(one.parent()).__name__}"
        for kind in (QAbstractButton, QLineEdit)
        for one in opened.findChildren(kind)
        if one.isVisible() and one.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (one.accessibleName() or getattr(one, "text", str)() or one.toolTip()
                 or one.objectName().startswith("qt_") or type(one.parent()).__name__ == "QKeySequenceEdit")
    ]  # fmt: skip
    assert nameless == []


def test_the_layout_is_remembered(settings: Settings, wait: Wait) -> None:
    first = make_window(None, settings)
    first.show()
    first.resize(777, 601)
    run_events(20)
    first.close()
    second = make_window(None, settings)
    assert (second.width(), second.height()) == (777, 601)


def drop(window: MainWindow, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(window, event)
    assert event.isAccepted()


def test_another_name_signs_what_is_done_from_now_on(opened: MainWindow) -> None:
    assert opened.context is not None
    opened.settings.coder = "CD"
    assert opened.coder_text.text() == "Coder: CD"
    add_code(opened.context.project, "Efter")
    assert [step.coder for step in opened.context.project.history()][:2] == ["CD", "AB"]
    opened.settings.coder = ""
    assert opened.context.project.coder == "CD"


def test_the_room_is_remembered_before_the_program_ends(opened: MainWindow) -> None:
    opened.navigator.go(Place("report"))
    assert Settings(opened.settings.path).last_room == "report"
