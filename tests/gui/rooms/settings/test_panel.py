from __future__ import annotations


from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from qualcoder_peer.gui.main_window import MainWindow
from qualcoder_peer.gui.rooms.settings.panel import SettingsPage
from tests.support.gui import wait_for


def test_settings_take_effect_at_once(window: MainWindow) -> None:
    window.window_actions.show_settings()
    page = window.stack.currentWidget()
    assert isinstance(page, SettingsPage)
    combo = page.form.editors["theme"].focus_widget
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_End)
    assert window.settings.theme == "contrast"
    assert window.palette().window().color().name() == "#000000"
    line = page.form.editors["coder"].focus_widget
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "KL")
    assert window.settings.coder == "KL"
    page.done_button.click()
    assert window.stack.currentWidget() is window.welcome


def test_new_keys_are_taken_from_the_action_that_had_them(window: MainWindow) -> None:
    window.window_actions.show_settings()
    page = window.stack.currentWidget()
    assert isinstance(page, SettingsPage)
    table = page.shortcuts
    table.search.setText("command palette")
    table.search.setText("full screen")
    table.table.selectRow(0)
    table.keys.setFocus()
    QTest.keyClick(table.keys, Qt.Key.Key_F6)
    wait_for(lambda: "Next pane" in table.clash.text() and table.clash.isVisible())  # the field waits for more keys
    table.use.click()
    registry = window.actions_registry
    assert registry.get("app.full_screen").shortcut().toString() == "F6"
    assert registry.get("app.next_pane").shortcut().isEmpty()
    table.reset.click()
    assert registry.get("app.full_screen").shortcut().toString() == "F11"
