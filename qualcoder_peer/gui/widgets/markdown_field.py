"""A field for formatted text: plain Markdown, looking as it will be read, written like any other field.

Keys: Ctrl+B bold, Ctrl+I italic, Ctrl+Shift+L list, Ctrl+Shift+K link; Enter goes on with a list; Ctrl+Enter opens the
link at the caret. A click opens a link, in the line with the caret Ctrl+click.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu, QToolTip

from qualcoder_peer.core.domain.messages import N_, Message
from qualcoder_peer.core.text.markdown_lines import LineKind, line_shape
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.theme import themes
from qualcoder_peer.gui.widgets.copy_menu import copy_by_key
from qualcoder_peer.gui.widgets.fields import TextField
from qualcoder_peer.gui.widgets.markdown_look import MarkdownLook, span_at
from qualcoder_peer.gui.widgets.own_words import own_words

_KEYS: dict[str, tuple[str, str, str]] = {
    "bold": (N_("Bold"), "Ctrl+B", "bold"),
    "italic": (N_("Italic"), "Ctrl+I", "italic"),
    "list": (N_("List"), "Ctrl+Shift+L", "list"),
    "link": (N_("Link to…"), "Ctrl+Shift+K", "link"),
}
"""What can be done to the text: its name, its key, its icon."""
_OPEN_LINK = ("Ctrl+Return", "Ctrl+Enter")
_NEAR = 6


class MarkdownField(TextField):
    """``written`` carries the whole text; ``link_asked`` the address of a link; ``pick_asked``: choose a link."""

    link_asked = Signal(str)
    pick_asked = Signal()

    def __init__(
        self, name: str | Message, hint: str | Message = "", *, least: int = 1, most: int = 8, fills: bool = False
    ) -> None:
        self._fills = fills
        """Whether it takes all the room there is rather than as much as its words ask for."""
        super().__init__(name, hint, least=least, most=most)
        self._seen = ""
        self._pressed = ""
        self.look = MarkdownLook(self.document())
        self.viewport().setMouseTracking(True)
        self.cursorPositionChanged.connect(self._reveal)
        themes.changed.connect(self.look.rehighlight)

    def show_text(self, text: str) -> None:
        """Show what is stored; what is being typed right now wins."""
        super().show_text(text)
        if not self._rest.isActive():
            self._seen = self.toPlainText()

    def do(self, what: str) -> None:
        """Bold, italic, list or link, as a key or a button asks."""
        if self.isReadOnly():
            return
        runs: dict[str, Callable[[], None]] = {
            "bold": lambda: self.surround("**"),
            "italic": lambda: self.surround("*"),
            "list": self.toggle_list,
            "link": self.pick_asked.emit,
        }
        runs[what]()

    def surround(self, sign: str) -> None:
        """Put signs around what is selected (or around the word at the caret), or take them away."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        words = cursor.selectedText()
        if "\u2029" in words:
            return  # a mark ends with its line
        if len(words) > 2 * len(sign) and words.startswith(sign) and words.endswith(sign):
            new = words[len(sign) : -len(sign)]
        else:
            bare = words.strip()
            before = words[: len(words) - len(words.lstrip())] if bare else ""
            new = f"{before}{sign}{bare}{sign}{words[len(before) + len(bare):]}"
        start = cursor.selectionStart()
        cursor.insertText(new)
        if not words:
            cursor.setPosition(start + len(sign))
        self.setTextCursor(cursor)

    def toggle_list(self) -> None:
        """Make the lines selected a list, or no list any more."""
        cursor = self.textCursor()
        first = self.document().findBlock(cursor.selectionStart()).blockNumber()
        last = self.document().findBlock(max(cursor.selectionStart(), cursor.selectionEnd() - 1)).blockNumber()
        blocks = [self.document().findBlockByNumber(number) for number in range(first, last + 1)]
        shapes = [line_shape(block.text()) for block in blocks]
        is_list = all(shape.kind in (LineKind.BULLET, LineKind.BLANK) for shape in shapes) and any(
            shape.kind is LineKind.BULLET for shape in shapes
        )
        cursor.beginEditBlock()
        for block, shape in zip(blocks, shapes, strict=True):
            at = QTextCursor(block)
            if is_list and shape.kind is LineKind.BULLET:
                at.setPosition(block.position() + shape.start, QTextCursor.MoveMode.KeepAnchor)
                at.removeSelectedText()
            elif not is_list and shape.kind is not LineKind.BULLET:
                at.insertText("- ")
        cursor.endEditBlock()

    def insert_words(self, words: str) -> None:
        """Put words at the caret, in place of what is selected, with a space where two words would meet."""
        cursor = self.textCursor()
        text, at = self.toPlainText(), cursor.selectionStart()
        lead = text.encode("utf-16-le")[: 2 * at].decode("utf-16-le", "replace")[-1:]
        cursor.insertText((" " if lead and not lead.isspace() and lead not in "([“”\"'" else "") + words)
        self.setTextCursor(cursor)
        self.setFocus()

    def open_at_caret(self) -> bool:
        """Open the link at the caret. Whether there is one."""
        cursor = self.textCursor()
        span = span_at(cursor.block(), cursor.positionInBlock())
        if span is not None:
            self.link_asked.emit(span.address)
        return span is not None

    def address_at(self, point: QPoint) -> tuple[str, int]:
        """The address of the link at a point of the viewport (empty: there is none), and its line."""
        cursor = self.cursorForPosition(point)
        rect = self.cursorRect(cursor)
        if not rect.top() <= point.y() <= rect.bottom() or abs(point.x() - rect.x()) > 2 * _NEAR:
            return "", -1
        place = cursor.positionInBlock()
        span = span_at(cursor.block(), place) or (span_at(cursor.block(), place - 1) if place else None)
        return (span.address, cursor.blockNumber()) if span is not None else ("", -1)

    # Qt overrides

    def canInsertFromMimeData(self, data: QMimeData) -> bool:
        return bool(own_words(data)) or super().canInsertFromMimeData(data)

    def insertFromMimeData(self, data: QMimeData) -> None:
        words = own_words(data)
        self.insertPlainText(words) if words else super().insertFromMimeData(data)

    def event(self, event: QEvent) -> bool:
        """Our keys come before those of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._asked(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        what = self._asked(event)
        if what == "open":
            self.open_at_caret()
        elif what:
            self.do(what)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and self._goes_on():
            pass
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        address, block = self.address_at(event.position().toPoint())
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self._pressed = ""
        if address and event.button() == Qt.MouseButton.LeftButton and (ctrl or not self.look.reveals(block)):
            self._pressed = address
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, ""
        if pressed:
            if self.address_at(event.position().toPoint())[0] == pressed:
                self.link_asked.emit(pressed)
            return
        super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        address, block = self.address_at(event.position().toPoint())
        hand = bool(address) and not self.look.reveals(block)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.IBeamCursor)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            address, block = self.address_at(event.pos())
            if address:
                words = tr("Ctrl+click opens the link") if self.look.reveals(block) else tr("Click to open the link")
                QToolTip.showText(event.globalPos(), words, self)
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._reveal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.look.reveal(-1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        copy_by_key(menu, self)
        address, _block = self.address_at(self.viewport().mapFromGlobal(event.globalPos()))
        if address:
            opening = menu.addAction(tr("Open the link"))
            opening.triggered.connect(lambda: self.link_asked.emit(address))
            menu.insertAction(menu.actions()[0], opening)
        if not self.isReadOnly():
            menu.addSeparator()
            self._add_marks(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    # Private

    def _fit(self) -> None:
        if not self._fills:
            super()._fit()

    def _typed(self) -> None:
        """Only other words are a change; another look (the caret in another line) is none."""
        text = self.toPlainText()
        if text != self._seen:
            self._seen = text
            super()._typed()

    def _add_marks(self, menu: QMenu) -> None:
        for what, (title, keys, name) in _KEYS.items():
            action = menu.addAction(icon(name), tr(title))
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _checked=False, what=what: self.do(what))

    def _asked(self, event: QKeyEvent) -> str:
        pressed = QKeySequence(event.keyCombination())
        if any(pressed == QKeySequence(keys) for keys in _OPEN_LINK):
            return "open"
        if self.isReadOnly():
            return ""
        return next((what for what, (_, keys, _) in _KEYS.items() if pressed == QKeySequence(keys)), "")

    def _goes_on(self) -> bool:
        """Enter in a list begins its next line; in an empty line of a list it ends the list."""
        cursor = self.textCursor()
        text = cursor.block().text()
        shape = line_shape(text)
        if shape.kind not in (LineKind.BULLET, LineKind.NUMBER) or self.isReadOnly() or cursor.hasSelection():
            return False
        if cursor.positionInBlock() < shape.start:
            return False
        if not text[shape.start :].strip():
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            return True
        sign = re.sub(r"\d+", lambda found: str(int(found[0]) + 1), shape.sign)
        indent = text[: len(text) - len(text.lstrip())]
        cursor.insertText(f"\n{indent}{sign} ")
        self.ensureCursorVisible()
        return True

    def _reveal(self) -> None:
        shown = self.hasFocus() and not self.isReadOnly()
        self.look.reveal(self.textCursor().blockNumber() if shown else -1)


def marks() -> dict[str, tuple[str, str, str]]:
    """What a row of tools offers: name, key and icon of each."""
    return dict(_KEYS)
