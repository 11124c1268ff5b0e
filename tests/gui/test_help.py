"""The help from outside: F1 in each room, links, search, and that it says what is true of the program now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from qualcoder_peer.core.resources import resource
from qualcoder_peer.core.samples import create_sample
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.about_panel import KeysPanel
from qualcoder_peer.gui.help_pages import PAGES, PLACEHOLDER, HelpPages, raw_text, usual_keys
from qualcoder_peer.gui.help_panel import HelpPanel
from qualcoder_peer.gui.i18n import say
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.main_window import MainWindow
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from tests.support.gui import Wait, press, run_events
from tests.support.help_keys import LANGUAGES, named, usual

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def sample(window: MainWindow, tmp_path: Path, wait: Wait) -> Iterator[MainWindow]:
    """The window with the sample project in the coding room, every room and every list opened once."""
    path = tmp_path / "sample.qcp"
    create_sample(path, "en").close()
    window.session.open(path)
    wait(lambda: window.context is not None and not window.session.busy)
    for room in ("material", "report", "coding"):
        window.navigator.go(Place(room))
    window.rooms["report"].make_all()  # type: ignore[attr-defined]
    coding = window.room
    assert isinstance(coding, CodingRoom)
    for key in coding.drawer.keys:
        coding.drawer.open(key)
    coding.drawer.shut()
    yield window


def help_of(window: MainWindow) -> HelpPanel:
    """The help that is shown."""
    panel = window.side.content
    assert isinstance(panel, HelpPanel), panel
    return panel


def shown(window: MainWindow) -> str:
    """The words of the page that is shown."""
    return help_of(window).text.toPlainText()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_in_every_language_and_its_links_lead_somewhere(language: str) -> None:
    for page in PAGES:
        path = resource("help", f"{page}.{language}.md")
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# "), path
        for target in re.findall(r"\]\(([^)]*)\)", text):
            assert target.removesuffix(".md") in PAGES, (path, target)
        assert re.sub(r"`[^`]*`", "", PLACEHOLDER.sub("", text)).count("{") == 0, path
    files = {path.name for path in resource("help").glob("*.md")}
    assert files == {f"{page}.{one}.md" for page in PAGES for one in LANGUAGES}


def test_the_languages_tell_of_the_same_actions() -> None:
    for page in PAGES:
        found = {one: {(a, b) for a, b in PLACEHOLDER.findall(raw_text(page, one))} for one in LANGUAGES}
        assert found["sv"] == found["da"] == found["en"], page


def test_all_that_the_help_names_is_there_with_the_keys_it_falls_back_on(sample: MainWindow) -> None:
    there = {one.id for one in sample.actions_registry.all()}
    assert named() - there == set(), "the help names actions that do not exist"
    assert usual(sample.actions_registry) == usual_keys(), "run: python -m tests.support.help_keys"


def test_every_action_whose_key_is_told_has_one(sample: MainWindow) -> None:
    told = {found[2] for page in PAGES for found in PLACEHOLDER.finditer(raw_text(page, "en")) if found[1] == "key"}
    without = {id for id in told if not usual_keys()[id][1]}
    assert without == set()


def test_f1_opens_the_help_for_what_is_shown_and_escape_closes_it(sample: MainWindow) -> None:
    for room, page in (("material", "material"), ("report", "report"), ("coding", "coding")):
        sample.navigator.go(Place(room))
        run_events(20)
        press(sample, Qt.Key.Key_F1)
        assert help_of(sample).page == page
        assert help_of(sample).isAncestorOf(QApplication.focusWidget() or sample)
        press(sample, Qt.Key.Key_Escape)
        assert sample.side.content is None and sample.room is not None
        focus = QApplication.focusWidget()
        assert focus is not None and sample.room.isAncestorOf(focus)


def test_f1_tells_of_the_list_or_the_mode_that_has_the_keyboard(sample: MainWindow) -> None:
    room = sample.room
    assert isinstance(room, CodingRoom)
    for key, page in (("find", "finding"), ("memos", "memos"), ("quotes", "codes")):
        room.drawer.open(key).setFocus()
        focus = QApplication.focusWidget()
        assert focus is not None and room.drawer.isAncestorOf(focus), key
        press(sample, Qt.Key.Key_F1)
        assert help_of(sample).page == page
        sample.hide_side()
    room.drawer.shut()
    room.codes.view.setFocus()
    press(sample, Qt.Key.Key_F1)
    assert help_of(sample).page == "codes"
    sample.hide_side()
    sample.actions_registry.get("coding.edit_text").trigger()
    room.view.setFocus()
    press(sample, Qt.Key.Key_F1)
    assert help_of(sample).page == "editing"


def section_shown(window: MainWindow) -> str:
    """The heading that one has come to, which is in sight."""
    text = help_of(window).text
    assert text.viewport().rect().contains(text.cursorRect().center())
    return text.textCursor().block().text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_f1_opens_the_section_that_tells_of_what_has_the_keyboard(
    sample: MainWindow, language: str, wait: Wait
) -> None:
    sample.settings.language = language
    room = sample.room
    assert isinstance(room, CodingRoom)
    room.open_document(list_documents(room.context.project)[0].id)

    def asked() -> tuple[str, str]:
        press(sample, Qt.Key.Key_F1)
        found = help_of(sample).page, section_shown(sample)
        sample.hide_side()
        return found

    def told(page: str, number: int) -> tuple[str, str]:
        return page, re.findall("^##? (.+)$", raw_text(page, language), flags=re.MULTILINE)[number]

    for key, page, number in (
        ("find", "finding", 2), ("suggestions", "finding", 4), ("quotes", "codes", 3), ("code_history", "codes", 4),
        ("memos", "memos", 2), ("journal", "memos", 3),
    ):  # fmt: skip
        room.drawer.open(key).setFocus()
        assert asked() == told(page, number), key
    room.drawer.shut()
    sample.actions_registry.get("app.find").trigger()
    assert asked() == told("finding", 1)
    sample.actions_registry.get("coding.filter").trigger()
    assert asked() == told("reading", 1)
    room.view.setFocus()
    sample.actions_registry.get("coding.next").trigger()
    room.codes.write_coding_memo()
    assert asked() == told("coding", 4)
    room.documents.view.setFocus()
    assert asked() == told("coding", 3)
    room.view.setFocus()
    assert asked() == told("coding", 0)
    sample.session.close()
    wait(lambda: sample.context is None and not jobs.active)  # what the lists were still reading has ended


def test_f1_works_before_any_project_and_in_the_help_closes_it(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F1)
    assert help_of(window).page == "start" and "Ctrl+N" in shown(window)
    press(window, Qt.Key.Key_F1)
    assert window.side.content is None


def test_rooms_never_opened_are_told_of_with_their_usual_keys(window: MainWindow) -> None:
    window.window_actions.show_help()
    help_of(window).open("coding")
    assert "X splits it at the caret" in shown(window)
    window.settings.set_shortcut("coding.split", "F9")
    pages = HelpPages(window.actions_registry, window.settings)
    assert pages.keys_of("coding.split") == "F9"


def test_keys_are_those_of_now(sample: MainWindow, wait: Wait) -> None:
    sample.window_actions.show_help()
    assert "X splits it at the caret" in shown(sample)
    sample.settings.set_shortcut("coding.split", "F9")
    wait(lambda: "F9 splits it at the caret" in shown(sample))
    sample.settings.set_shortcut("coding.split", "")
    wait(lambda: "no key splits it at the caret" in shown(sample))


def test_it_follows_the_language_where_one_has_come_to(sample: MainWindow) -> None:
    sample.window_actions.show_help()
    panel = help_of(sample)
    panel.text.verticalScrollBar().setValue(80)
    sample.settings.language = "sv"
    assert shown(sample).startswith("Koda\n") and panel.choice.currentText() == "Koda"
    assert panel.text.verticalScrollBar().value() == 80
    sample.settings.language = "da"
    assert shown(sample).startswith("Kode\n")


def test_links_go_to_pages_and_back(window: MainWindow) -> None:
    window.window_actions.show_help()
    panel = help_of(window)
    assert not panel.back_button.isEnabled()
    panel.text.anchorClicked.emit(QUrl("material.md"))
    assert panel.page == "material" and panel.choice.currentText() == "Documents"
    panel.back_button.click()
    assert panel.page == "start" and not panel.back_button.isEnabled()
    panel.text.anchorClicked.emit(QUrl("https://example.org"))
    assert panel.page == "start"


def test_links_can_be_followed_with_the_keyboard(window: MainWindow) -> None:
    window.window_actions.show_help()
    panel = help_of(window)
    panel.text.setFocus()
    QTest.keyClick(panel.text, Qt.Key.Key_Tab)
    QTest.keyClick(panel.text, Qt.Key.Key_Return)
    assert panel.page == "material"


def test_searching_finds_sections_and_opens_them(window: MainWindow) -> None:
    window.window_actions.show_help()
    panel = help_of(window)
    panel.search.setFocus()
    QTest.keyClicks(panel.search, "working blind")
    assert panel.hits.isVisible() and not panel.text.isVisible()
    assert panel.hits.item(0).text().startswith("Coders and working blind")
    QTest.keyClick(panel.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is panel.hits
    QTest.keyClick(panel.hits, Qt.Key.Key_Return)
    assert panel.page == "coders" and panel.text.isVisible() and panel.search.text() == ""
    QTest.keyClicks(panel.search, "xyzzy")
    assert panel.hits.count() == 1 and panel.hits.item(0).text() == "Nothing in the help has these words."
    QTest.keyClick(panel.search, Qt.Key.Key_Escape)
    assert panel.search.text() == "" and window.side.content is panel


def test_the_list_of_keys_is_grouped_and_searched(sample: MainWindow) -> None:
    press(sample, Qt.Key.Key_F1, CTRL)
    panel = sample.side.content
    assert isinstance(panel, KeysPanel)

    def rows() -> dict[str, list[str]]:
        found = {}
        for at in range(panel.tree.topLevelItemCount()):
            group = panel.tree.topLevelItem(at)
            if not group.isHidden():
                children = [group.child(one) for one in range(group.childCount())]
                found[group.text(0)] = [one.text(0) for one in children if not one.isHidden()]
        return found

    assert "Next coding" in rows()["Coding – Transcript"] and "New code" in rows()["Coding – Code tree"]
    assert "Next document" in rows()["Coding"] and "Undo" in rows()["Everywhere"]
    QTest.keyClicks(panel.search, "done doc")
    assert rows() == {"Coding": ["Done with this document", "Next document that is not done"]}
    panel.search.clear()
    QTest.keyClicks(panel.search, "f6")
    assert rows() == {"Everywhere": ["Next pane", "Previous pane"]}


def test_all_keys_are_a_click_away_from_the_help(window: MainWindow) -> None:
    window.window_actions.show_help()
    help_of(window).keys_button.click()
    assert isinstance(window.side.content, KeysPanel)


@pytest.mark.parametrize("room", ["coding", "material", "report"])
def test_no_two_actions_answer_to_the_same_key_at_the_same_focus(sample: MainWindow, room: str) -> None:
    """Keys of an owner answer in all that is within it: a clash is one owner within the other, or the window."""
    clashes = []
    actions = [one for one in sample.actions_registry.all() if one.room in (room, "app")]
    for at, one in enumerate(actions):
        for other in actions[at + 1 :]:
            if _within(one.action.parent(), other.action.parent()):
                both = [key.toString() for key in one.default_keys if key in other.default_keys]
                clashes += [(one.id, other.id, key) for key in both]
    assert clashes == []


def test_all_actions_with_their_names_are_in_the_settings(sample: MainWindow) -> None:
    for one in sample.actions_registry.all():
        name = say(one.name)
        assert name[0].isupper() and "{" not in name and name != one.id, one.id
        assert all(not key.isEmpty() and key.toString() for key in one.default_keys), one.id
        assert all(QKeySequence(key.toString()) == key for key in one.default_keys), one.id


def test_a_clash_within_the_coding_room_is_told_in_the_settings(sample: MainWindow) -> None:
    users = sample.actions_registry.users_of(QKeySequence("N"), "coding.split")
    assert [one.id for one in users] == ["coding.next"]


def _within(one: object, other: object) -> bool:
    if not isinstance(one, QWidget) or not isinstance(other, QWidget):
        return True
    return one is other or one.isAncestorOf(other) or other.isAncestorOf(one)
