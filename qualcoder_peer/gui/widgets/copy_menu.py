"""“Copy” and “Cut” in the menu of a field, as their keys do them there: who watches over the keys sees them too."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

_KEYS = {"edit-copy": Qt.Key.Key_C, "edit-cut": Qt.Key.Key_X}
"""The names that Qt gives the actions of a field's own menu."""


def copy_by_key(menu: QMenu, field: QWidget) -> None:
    """Let the actions of ``field``'s own menu press the keys that stand for them."""
    for name, key in _KEYS.items():
        action = menu.findChild(QAction, name)
        if isinstance(action, QAction):
            action.triggered.disconnect()
            action.triggered.connect(partial(press, field, key))


def press(field: QWidget, key: Qt.Key, _checked: bool = False) -> None:
    """Press a key with Ctrl (on a Mac: Cmd) in ``field``."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(field, QKeyEvent(kind, key, Qt.KeyboardModifier.ControlModifier))
