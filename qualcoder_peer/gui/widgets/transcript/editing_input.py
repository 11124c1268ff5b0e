"""What keyboard, input method, clipboard and mouse do to a text that is written in, as edits that are asked for."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QInputMethodEvent,
    QInputMethodQueryEvent,
    QKeyEvent,
    QKeySequence,
    QTextCursor,
    QTextDocumentFragment,
)

from qualcoder_peer.gui.widgets.own_words import own_words
from qualcoder_peer.gui.widgets.transcript.dropping import dragged_code
from qualcoder_peer.gui.widgets.transcript.values import SELECTION_MIME_TYPE

if TYPE_CHECKING:
    from qualcoder_peer.gui.widgets.transcript.editing import PageEditing
    from qualcoder_peer.gui.widgets.transcript.view import TranscriptView

Standard = QKeySequence.StandardKey
Move = QTextCursor.MoveOperation
_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
_META, _KEYPAD = Qt.KeyboardModifier.MetaModifier, Qt.KeyboardModifier.KeypadModifier
_REMOVALS = (
    (Standard.DeleteStartOfWord, Move.PreviousWord),
    (Standard.DeleteEndOfWord, Move.NextWord),
    (Standard.DeleteEndOfLine, Move.EndOfLine),
    (Standard.Delete, Move.NextCharacter),
    (Standard.Backspace, Move.PreviousCharacter),
)


class TextInput(QObject):
    """Watches a view while it is written in. Moving and selecting are left to Qt."""

    def __init__(self, view: TranscriptView, editing: PageEditing) -> None:
        super().__init__(editing)
        self._view, self._editing = view, editing

    def watch(self) -> None:
        """Take part in every event of the view."""
        self._view.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)
        self._view.installEventFilter(self)
        self._view.viewport().installEventFilter(self)

    def leave(self) -> None:
        """Take no part any more."""
        QGuiApplication.inputMethod().commit()
        self._view.removeEventFilter(self)
        self._view.viewport().removeEventFilter(self)
        self._view.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether the event has been dealt with here."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._press(event)
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._is_input(event):
                event.accept()
                return True
            return False
        if isinstance(event, QInputMethodEvent):
            self._compose(event)
            return True
        if isinstance(event, QInputMethodQueryEvent) and watched is self._view:
            self._view.event(event)
            event.setValue(Qt.InputMethodQuery.ImEnabled, True)
            return True
        if isinstance(event, QDropEvent):  # entering and moving too
            return self._drag(event)
        if isinstance(event, QContextMenuEvent):
            self._ask_menu(event)
            return True
        return False

    def paste(self) -> None:
        """Put the words on the clipboard in the place of the selection."""
        words = plain_words(QGuiApplication.clipboard().mimeData())
        if words:
            self._editing.paste_asked.emit(*self._view.selection(), words)

    def cut(self) -> None:
        """Put the selection on the clipboard and take it away."""
        start, end = self._view.selection()
        if start < end:
            self._view.copy()
            self._editing.cut_asked.emit(start, end)

    def _ask_menu(self, event: QContextMenuEvent) -> None:
        view = self._view
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._editing.menu_asked.emit(view.viewport().mapToGlobal(view.cursorRect().bottomLeft()))
        else:
            self._editing.menu_asked.emit(event.globalPos())

    def _put(self, words: str) -> None:
        self._editing.asked.emit(*self._view.selection(), words)

    def _is_input(self, event: QKeyEvent) -> bool:
        """Whether a key writes, and so is no shortcut."""
        if event.matches(Standard.Cut) or event.matches(Standard.Paste) or _typed(event):
            return True
        return event.key() == Qt.Key.Key_Escape or any(event.matches(key) for key, _ in _REMOVALS) or _is_back(event)

    def _press(self, event: QKeyEvent) -> bool:
        if event.matches(Standard.Paste):
            self.paste()
        elif event.matches(Standard.Cut):
            self.cut()
        elif event.key() == Qt.Key.Key_Escape:
            self._editing.left.emit()
        elif words := _typed(event):
            self._put(words)
        else:
            move = next((move for key, move in _REMOVALS if event.matches(key)), None)
            if move is None and _is_back(event):
                move = Move.PreviousCharacter
            if move is None:
                return False
            self._remove(move)
        event.accept()
        return True

    def _remove(self, move: Move) -> None:
        """Take away the selection, or what lies between the caret and where a movement leads."""
        start, end = self._view.selection()
        if start == end:
            cursor = self._view.textCursor()
            cursor.movePosition(move, QTextCursor.MoveMode.KeepAnchor)
            turn = self._view.positions.to_code_point
            start, end = turn(cursor.selectionStart()), turn(cursor.selectionEnd())
            if move is Move.PreviousCharacter and unicodedata.combining(self._view.text[max(0, end - 1) : end] or " "):
                start = end - 1  # an accent typed after its letter goes alone
        if start < end:
            self._editing.asked.emit(start, end, "")

    def _compose(self, event: QInputMethodEvent) -> None:
        """What an input method puts in, and what it shows while it is still asking."""
        view = self._view
        start, end = view.selection()
        if event.commitString() or event.replacementLength():
            if start == end and event.replacementLength():
                place = view.textCursor().position() + event.replacementStart()
                turn = view.positions.to_code_point
                start, end = turn(max(0, place)), turn(max(0, place + event.replacementLength()))
            self._show(QInputMethodEvent())
            self._editing.asked.emit(start, min(end, len(view.text)), event.commitString())
        elif event.preeditString() and start < end:
            self._editing.asked.emit(start, end, "")
        if not view.textCursor().hasSelection():  # Qt would take it away by itself
            self._show(QInputMethodEvent(event.preeditString(), event.attributes()))
        event.accept()

    def _show(self, event: QInputMethodEvent) -> None:
        """Have Qt show what is being composed."""
        self._view.lines.forget()
        self._view.page_layout.forget()
        self._view.event(event)
        self._view.repaint_all()

    def _drag(self, event: QDropEvent) -> bool:
        """Words dragged over the page, from here or from elsewhere; codes are not put on in edit mode."""
        if dragged_code(event.mimeData()) is not None or not plain_words(event.mimeData()):
            return False
        view = self._view
        place = view.position_near(event.position().toPoint())
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() != QEvent.Type.Drop or isinstance(event, QDragMoveEvent):
            view.show_drop(place)
            return True
        view.show_drop(None)
        own = _own_span(event, view)
        if own is not None and not event.modifiers() & _CTRL:
            self._editing.move_asked.emit(*own, place)
        else:
            self._editing.asked.emit(place, place, plain_words(event.mimeData()))
        view.setFocus()
        return True


def plain_words(data: QMimeData | None) -> str:
    """The words of something copied or dragged, whatever they look like there; empty if it has none."""
    if words := own_words(data):
        return words
    if data is None or data.hasUrls() and not data.hasText():
        return ""
    if data.hasText():
        return data.text()
    return QTextDocumentFragment.fromHtml(data.html()).toPlainText() if data.hasHtml() else ""


def _typed(event: QKeyEvent) -> str:
    """What a key types: its letters, or a line end."""
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return "" if event.modifiers() & (_CTRL | _ALT | _META) else "\n"
    words, held = event.text(), event.modifiers() & (_CTRL | _ALT | _META)
    if held and held != _CTRL | _ALT:  # Ctrl and Alt together are AltGr on Windows
        return ""
    return words if words and words.isprintable() else ""


def _is_back(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Backspace and not event.modifiers() & (_CTRL | _ALT | _META)


def _own_span(event: QDropEvent, view: TranscriptView) -> tuple[int, int] | None:
    """Where the words dragged stand, if they are the selection of this page."""
    data = event.mimeData()
    if event.source() not in (view, view.viewport()) or not data.hasFormat(SELECTION_MIME_TYPE):
        return None
    start, _, end = bytes(data.data(SELECTION_MIME_TYPE).data()).decode("ascii", "replace").partition(":")
    if not start.isdecimal() or not end.isdecimal():
        return None
    return (int(start), int(end)) if int(end) <= len(view.text) else None
