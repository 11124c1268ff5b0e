from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.gui.actions import ActionRegistry
from qualcoder_peer.gui.settings import Settings
from tests.support.gui import Wait, delete_deferred


def test_keys_are_shown_in_the_tool_tip_and_can_be_changed(settings: Settings) -> None:
    registry = ActionRegistry(QWidget(), settings)
    action = registry.add("coding.apply", "Code the selection", lambda: None, keys="Ctrl+Space")
    assert action.toolTip() == "Code the selection (Ctrl+Space)"
    settings.set_shortcut("coding.apply", "F8")
    assert action.shortcut() == QKeySequence("F8") and action.toolTip() == "Code the selection (F8)"
    settings.set_shortcut("coding.apply", "")
    assert action.shortcut().isEmpty() and action.toolTip() == "Code the selection"
    settings.set_shortcut("coding.apply", None)
    assert action.shortcut() == QKeySequence("Ctrl+Space")


def test_changed_keys_are_used_from_the_start(settings: Settings) -> None:
    settings.set_shortcut("a.b", "F9")
    assert ActionRegistry(QWidget(), settings).add("a.b", "B", lambda: None, keys="F8").shortcut() == QKeySequence("F9")


def test_enabled_when_is_asked_on_refresh(settings: Settings) -> None:
    registry, state = ActionRegistry(QWidget(), settings), [False]
    action = registry.add("a.b", "B", lambda: None, enabled=lambda: state[0])
    button = QPushButton()
    registry.bind(button, "a.b")
    assert not action.isEnabled() and not button.isEnabled()
    state[0] = True
    registry.refresh()
    assert action.isEnabled() and button.isEnabled()


def test_a_bound_button_does_the_action(settings: Settings) -> None:
    registry, ran = ActionRegistry(QWidget(), settings), []
    registry.add("a.b", "B", lambda: ran.append(1), keys="F8")
    button = QPushButton("B")
    registry.bind(button, "a.b")
    button.click()
    assert ran == [1] and button.toolTip() == "B (F8)"


def test_two_rooms_may_use_the_same_keys(settings: Settings, wait: Wait) -> None:
    window, ran = QWidget(), []
    box = QHBoxLayout(window)
    registry = ActionRegistry(window, settings)
    fields = {}
    for room in ("one", "two"):
        owner = QWidget(window)
        fields[room] = QLineEdit(owner)
        box.addWidget(owner)
        registry.add(f"{room}.go", room, lambda room=room: ran.append(room), keys="F2", owner=owner)
    window.show()
    window.activateWindow()
    wait(window.isActiveWindow)
    for room in ("two", "one"):
        fields[room].setFocus()
        QTest.keyClick(fields[room], Qt.Key.Key_F2)
    assert ran == ["two", "one"]
    assert registry.users_of(QKeySequence("F2"), "one.go") == []


def test_keys_of_the_window_clash_with_those_of_a_room(settings: Settings) -> None:
    registry = ActionRegistry(QWidget(), settings)
    registry.add("app.history", "History", lambda: None, keys="Ctrl+H")
    registry.add("coding.hide", "Hide", lambda: None, keys="Ctrl+J")
    registry.add("report.hide", "Hide", lambda: None, keys="Ctrl+J")
    assert [one.id for one in registry.users_of(QKeySequence("Ctrl+H"), "coding.hide")] == ["app.history"]
    users = registry.users_of(QKeySequence("Ctrl+J"), "app.history")
    assert [one.id for one in users] == ["coding.hide", "report.hide"]
    assert registry.users_of(QKeySequence("Ctrl+J"), "coding.hide") == []


def test_actions_go_with_their_owner(settings: Settings) -> None:
    registry, owner = ActionRegistry(QWidget(), settings), QWidget()
    registry.add("a.b", "B", lambda: None, owner=owner)
    owner.deleteLater()
    delete_deferred()
    assert registry.all() == []
    registry.refresh()


def test_titles_can_change_and_an_ampersand_is_no_mnemonic(settings: Settings) -> None:
    registry = ActionRegistry(QWidget(), settings)
    action = registry.add("app.undo", "Undo", lambda: None, keys="Ctrl+Z")
    registry.retitle("app.undo", message("Undo: {what}", what="code “A & B”"))
    assert action.text() == "Undo: code “A && B”"
    assert action.toolTip() == "Undo: code “A & B” (Ctrl+Z)"
