from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import read_tree
from qualcoder_peer.gui.main_window import MainWindow
from qualcoder_peer.gui.rooms.welcome.project_pages import NewProjectPage, ProjectPage
from tests.support.gui import CTRL, Wait, errors, press


def test_the_new_project_page_makes_a_file_with_questions(window: MainWindow, tmp_path: Path, wait: Wait) -> None:
    window.welcome.new_button.click()
    page = window.stack.currentWidget()
    assert isinstance(page, NewProjectPage)
    QTest.keyClicks(page.form.editors["title"].focus_widget, "Om: 2026/27")
    proposed = page.form.editors["path"].value()
    assert proposed.name == "Om 2026 27.qcp"
    page.form.editors["questions"].set_value("Vad betyder stödet?\n\n  Vem får det?  ")
    page.form.editors["coder"].set_value("ÅÖ")
    page.form.editors["language"].set_value("da")
    press(window, Qt.Key.Key_Return, CTRL)
    wait(lambda: window.context is not None)
    with Project.open(proposed, read_only=True) as project:
        assert (project.info().title, project.info().language) == ("Om: 2026/27", "da")
        tree = read_tree(project)
        assert [(code.name, code.role) for code in tree.in_order()] == [
            ("Vad betyder stödet?", "question"), ("Vem får det?", "question"),
        ]  # fmt: skip
        assert {step.coder for step in project.history()} == {"ÅÖ"}
    assert not isinstance(window.stack.currentWidget(), NewProjectPage)


def test_the_new_project_page_says_what_is_wrong_where_it_is(window: MainWindow, path: Path) -> None:
    window.window_actions.new_project()
    page = window.stack.currentWidget()
    assert isinstance(page, NewProjectPage)

    page.create_button.click()
    assert errors(page) == ["Give the project a title."]
    page.form.editors["title"].set_value("T")
    page.form.editors["path"].set_value(path)
    before = path.read_bytes()
    page.create_button.click()
    assert len(errors(page)) == 1 and "already" in errors(page)[0]
    page.form.editors["path"].set_value(path.parent / "no" / "such.qcp")
    page.create_button.click()
    assert len(errors(page)) == 1 and "no folder" in errors(page)[0]
    assert path.read_bytes() == before and window.context is None


def test_the_words_about_the_project_are_written_as_one_step(opened: MainWindow, wait: Wait) -> None:
    assert opened.context is not None
    opened.window_actions.show_project()
    page = opened.stack.currentWidget()
    assert isinstance(page, ProjectPage)
    page.form.editors["title"].set_value("Nytt namn")
    page.form.editors["purpose"].set_value("Att veta")
    steps = len(opened.context.project.history())
    page.save_button.click()
    assert len(opened.context.project.history()) == steps + 1
    assert opened.windowTitle() == "Nytt namn — All changes saved"
    press(opened, Qt.Key.Key_Z, CTRL)
    wait(lambda: opened.windowTitle() == "Personligt ombud — All changes saved")
