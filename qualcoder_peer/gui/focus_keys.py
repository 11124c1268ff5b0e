"""Keys that the widget with the focus would claim, or leave alone, although the user means something else by them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

Standard = QKeySequence.StandardKey


class FocusKeys(QObject):
    """Undo in a field that has nothing of its own to undo goes to the project; Enter presses a button.

    Watches only the widget that has the focus: a filter on the whole program would slow down every event.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    @Slot(QWidget, QWidget)
    def focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """The focus is in another widget."""
        if old is not None:
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether the key has been dealt with here."""
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            return watched.window() is self._window and _is_for_project(watched, event)
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QAbstractButton):
            return _presses(watched, event)
        return False


def _is_for_project(field: QWidget, event: QKeyEvent) -> bool:
    """Leave an undo or redo key to the window's shortcut when the field has nothing to undo or redo."""
    undo, redo = event.matches(Standard.Undo), event.matches(Standard.Redo)
    if not undo and not redo:
        return False
    if isinstance(field, QLineEdit):
        own = field.isUndoAvailable() if undo else field.isRedoAvailable()
    elif isinstance(field, (QPlainTextEdit, QTextEdit)) and not field.isReadOnly():
        own = field.document().isUndoAvailable() if undo else field.document().isRedoAvailable()
    else:
        return False
    if own:
        return False
    event.ignore()
    return True


def _presses(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Enter on a button, which Qt leaves alone outside of its own dialogs."""
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    if enter and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and button.isEnabled():
        button.click()
        return True
    return False
