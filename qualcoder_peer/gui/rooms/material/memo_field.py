"""A field for a memo: what is typed becomes one step after a second of rest, or on leaving the field."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.theme import set_role

REST_MS = 1000


class MemoField(QPlainTextEdit):
    """``show_memo`` shows the memo of an owner; ``write(owner, text)`` is called when the text has changed."""

    def __init__(self, write: Callable[[int, str], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._write = write
        self._owner: int | None = None
        self._stored = ""
        set_role(self, "field")
        self.setTabChangesFocus(True)
        live(self, "setPlaceholderText", "What you want to remember")
        live(self, "setAccessibleName", "Memo")
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.flush)
        self.textChanged.connect(self._typed)

    @property
    def is_typing(self) -> bool:
        """Whether something was typed that is not stored yet."""
        return self._rest.isActive()

    def show_memo(self, owner: int | None, text: str) -> None:
        """Show the memo of an owner; what was being typed for another is stored first."""
        if owner != self._owner:
            self.flush()
        elif self.is_typing:
            return
        self._owner, self._stored = owner, text
        if text != self.toPlainText():
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)

    def flush(self) -> None:
        """Store what was typed now."""
        self._rest.stop()
        text = self.toPlainText()
        if self._owner is not None and text != self._stored:
            self._stored = text
            self._write(self._owner, text)

    def forget(self) -> None:
        """Drop what was typed: its owner is gone."""
        self._rest.stop()
        self._owner = None
        self.show_memo(None, "")

    # Qt overrides

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.flush()

    # Private

    def _typed(self) -> None:
        if self._owner is not None and self.toPlainText() != self._stored:
            self._rest.start()
