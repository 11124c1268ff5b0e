from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from qualcoder_peer.gui.main_window import MainWindow
from qualcoder_peer.gui.rooms.welcome.panel import WelcomePage
from qualcoder_peer.gui.settings import Settings
from tests.support.gui import Wait


def test_without_recent_projects_it_says_what_a_project_is(settings: Settings) -> None:
    page = WelcomePage(settings)
    page.show()
    assert page.teach.isVisible() and "A project is one file" in page.teach.text()
    assert not page.recent.isVisible() and not page.heading.isVisible()
    page.enter()
    assert page.focusWidget() is page.new_button


def test_recent_projects_are_shown_as_the_user_wrote_them(settings: Settings, path: Path) -> None:
    settings.remember(path, "Stöd & <b>boende</b>")
    page = WelcomePage(settings)
    page.show()
    words = [label for label in page.recent.findChildren(QLabel)]
    assert "Stöd & <b>boende</b>" in [label.text() for label in words]
    assert {label.textFormat() for label in words} == {Qt.TextFormat.PlainText}
    assert page.recent.isVisible() and not page.teach.isVisible()


def test_enter_opens_and_delete_takes_off_the_list(settings: Settings, path: Path) -> None:
    settings.remember(path, "T")
    page = WelcomePage(settings)
    page.show()
    page.enter()
    chosen: list[Path] = []
    page.project_chosen.connect(chosen.append)
    QTest.keyClick(page.recent, Qt.Key.Key_Return)
    assert chosen == [path]
    QTest.keyClick(page.recent, Qt.Key.Key_Delete)
    assert settings.recent() == [] and path.is_file() and page.teach.isVisible()


def test_language_and_colours_can_be_chosen_before_anything_else(window: MainWindow) -> None:
    page = window.welcome
    page.language.setFocus()
    QTest.keyClick(page.language, Qt.Key.Key_Home)
    assert window.settings.language == "sv"
    page.theme.setFocus()
    QTest.keyClick(page.theme, Qt.Key.Key_End)
    assert window.settings.theme == "contrast"
    window.settings.language = "da"
    assert page.language.currentText() == "Dansk"


def test_the_sample_is_made_once_and_opened_again_later(window: MainWindow, wait: Wait) -> None:
    for _ in range(2):
        window.welcome.sample_button.click()
        assert not window.welcome.sample_button.isEnabled()  # while it is being made or opened
        wait(lambda: window.context is not None)
        assert window.context is not None and window.context.project.path.name == "Sample project.qcp"
        window.window_actions.close_project()
        wait(lambda: window.context is None)
    assert [one.path.name for one in window.settings.recent()] == ["Sample project.qcp"]
