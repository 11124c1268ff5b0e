"""Two fields side by side: what was said, and how it is printed, with what differs marked in both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QFocusEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from qualcoder_peer.core.text.quotations import Change, Part
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.theme import set_role, themes

_LINES = 5


class QuoteField(QPlainTextEdit):
    """Words of a quote. ``left`` when the focus goes elsewhere."""

    left = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._marks: list[tuple[int, int, bool]] = []
        set_role(self, "field")
        self.setTabChangesFocus(True)
        self.show_lines(_LINES)
        live(self, "setAccessibleName", name)
        themes.changed.connect(self._paint_marks)

    def show_lines(self, lines: int) -> None:
        """Be so many lines high."""
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 16)

    def words(self) -> str:
        """What stands in it."""
        return self.toPlainText()

    def show_words(self, words: str) -> None:
        """Put other words in; what was typed can then not be undone in the field."""
        if self.toPlainText() != words:
            self.setPlainText(words)

    def replace(self, words: str) -> None:
        """Change the words in one step that Ctrl+Z takes back, with the caret about where it was."""
        cursor = self.textCursor()
        place = cursor.selectionStart()
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(words)
        cursor.endEditBlock()
        cursor.setPosition(min(place, self.document().characterCount() - 1))
        self.setTextCursor(cursor)

    def selection(self) -> tuple[int, int]:
        """What is selected, in code points; the caret twice where nothing is."""
        cursor = self.textCursor()
        text = self.toPlainText()
        return _points(text, cursor.selectionStart()), _points(text, cursor.selectionEnd())

    def select(self, start: int, end: int) -> None:
        """Select code points ``[start, end)``."""
        text = self.toPlainText()
        cursor = self.textCursor()
        cursor.setPosition(_units(text[:start]))
        cursor.setPosition(_units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def mark(self, found: Iterable[tuple[int, int, bool]]) -> None:
        """Mark code points ``[start, end)``: True for what deviates, False for what is only left out."""
        self._marks = list(found)
        self._paint_marks()

    @property
    def marked(self) -> list[str]:
        """The words marked as deviating."""
        text = self.toPlainText()
        return [text[start:end] for start, end, deviates in self._marks if deviates]

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field is told."""
        super().focusOutEvent(event)
        self.left.emit()

    def _paint_marks(self) -> None:
        text = self.toPlainText()
        shown = []
        for start, end, deviates in self._marks:
            one = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(_units(text[:start]))
            cursor.setPosition(_units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
            one.cursor = cursor
            one.format = _deviating() if deviates else _left_out()
            shown.append(one)
        self.setExtraSelections(shown)


def marks_of(parts: Sequence[Part], text: str, *, printed: bool) -> list[tuple[int, int, bool]]:
    """Where the parts of a comparison that differ stand in the printed form, or in the original."""
    found = []
    place = 0
    for part in parts:
        words = part.printed if printed else part.original
        start = text.find(words, place) if words else -1
        if start < 0:
            continue
        place = start + len(words)
        if not part.allowed:
            found.append((start, place, True))
        elif not printed and part.change is not Change.KEPT and not part.printed[:1].isalnum():
            found.append((start, place, False))  # left out, or with […] or [words] in its place
    return found


def _deviating() -> QTextCharFormat:
    made = QTextCharFormat()
    made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    made.setUnderlineColor(QColor(themes.current.danger))
    made.setBackground(QColor(themes.current.danger_soft))
    return made


def _left_out() -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFontStrikeOut(True)
    made.setForeground(QColor(themes.current.muted))
    return made


def _units(words: str) -> int:
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def _points(text: str, units: int) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "replace"))
