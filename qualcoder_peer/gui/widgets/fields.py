"""Fields whose text becomes one step of the history after a second of rest, or when they are left."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.theme import set_role

_REST_MS = 1_000


class Written:
    """Who stores the words of a field. A signal of Qt would not tell the field that they could not be stored."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[str], object]] = []

    def connect(self, listener: Callable[[str], object]) -> None:
        """Call ``listener`` with the whole text when it is to be stored."""
        self._listeners.append(listener)

    def emit(self, text: str) -> bool:
        """Have the text stored. Whether it was; what went wrong is told as anywhere else."""
        try:
            for listener in tuple(self._listeners):
                listener(text)
        except UserError as error:
            sys.excepthook(type(error), error, error.__traceback__)
            return False
        return True


class TextField(QPlainTextEdit):
    """Some lines of text that grow with what is written. ``written`` carries the whole text; words that could not be
    stored stay in the field, and are stored with the next flush."""

    def __init__(self, name: str | Message, hint: str | Message = "", *, least: int = 1, most: int = 8) -> None:
        super().__init__()
        self.written = Written()
        self._least, self._most = least, most
        self._stored = ""
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.flush)
        set_role(self, "field")
        live(self, "setAccessibleName", name)
        if hint:
            live(self, "setPlaceholderText", hint)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.textChanged.connect(self._typed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()

    def show_text(self, text: str) -> None:
        """Show what is stored; what is being typed right now wins."""
        if text == self._stored and self.toPlainText() == text:
            return
        if self.hasFocus() and self._rest.isActive():
            self._stored = text
            return
        self._stored = text
        self._rest.stop()
        if self.toPlainText() != text:
            blocked = self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(blocked)
            self._rest.stop()
            self._fit()

    def flush(self) -> None:
        """Write what was typed now."""
        self._rest.stop()
        text, before = self.toPlainText().strip(), self._stored
        if text != before.strip():
            self._stored = text
            if not self.written.emit(text):
                self._stored = before

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field writes."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.flush()
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another number of lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def sizeHint(self) -> QSize:
        """As high as the text asks for, within limits."""
        return QSize(120, self._height())

    def minimumSizeHint(self) -> QSize:
        """The same: the pane scrolls, not the field, until it is long."""
        return QSize(60, self._height())

    def _height(self) -> int:
        metrics = self.fontMetrics()
        wanted = round(self.document().size().height())
        hint = self.placeholderText()
        if hint and (self.document().isEmpty() or self.hasFocus()):  # no jump at the first letter typed
            room = max(40, self.viewport().width() - 2 * round(self.document().documentMargin()))
            box = metrics.boundingRect(QRect(0, 0, room, 10_000), int(Qt.TextFlag.TextWordWrap), hint)
            wanted = max(wanted, -(-box.height() // metrics.lineSpacing()))
        lines = max(self._least, min(self._most, wanted))
        return lines * metrics.lineSpacing() + 20

    def setPlaceholderText(self, text: str) -> None:
        """What the field is for, in full: as many lines as it takes."""
        super().setPlaceholderText(text)
        self._fit()

    def _fit(self) -> None:
        height = self._height()
        if height != self.height():
            self.setFixedHeight(height)

    def _typed(self) -> None:
        if not self.isReadOnly():
            self._rest.start()


class NameField(QLineEdit):
    """One line of text, written on Enter, on leaving it, or after a second of rest. Empty text is not written."""

    def __init__(self, name: str | Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.written = Written()
        self._stored = ""
        live(self, "setAccessibleName", name)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.flush)
        self.textEdited.connect(lambda _text: self._rest.start())
        self.editingFinished.connect(self.flush)

    def show_text(self, text: str) -> None:
        """Show what is stored; what is being typed right now wins."""
        self._stored = text
        if not self._rest.isActive() and self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def flush(self) -> None:
        """Write what was typed now."""
        self._rest.stop()
        text = " ".join(self.text().split())
        if text:
            self._write(text)

    def _write(self, text: str) -> None:
        before = self._stored
        if text != before:
            self._stored = text
            if not self.written.emit(text):
                self._stored = before

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes back what was typed."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._stored:
            self._rest.stop()
            self.setText(self._stored)
            return
        super().keyPressEvent(event)
