"""The text of a file as it will be: read-only, its first part if it is long, with the speakers set apart."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from qualcoder_peer.core.domain.messages import literal
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.services.preparing import Prepared
from qualcoder_peer.gui.i18n import live, number, tr
from qualcoder_peer.gui.theme import GAP_LARGE, themes

LONGEST = 30_000
"""Characters shown; nobody checks an import further than that."""
_AT_ONCE = 5_000
"""Characters written at once, without the window standing still."""
_PATIENCE_MS = 250
"""A text that comes sooner needs no word on its being read."""
_LINE_HEIGHT = 140
"""Per cent of the letters'."""


class TextPreview(QTextEdit):
    """Labels are bold, an interviewer's words muted."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(GAP_LARGE)
        self._shown: tuple[object, ...] = ()
        self._prepared: Prepared | None = None
        self._pieces: Iterator[tuple[str, QTextCharFormat]] = iter(())
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._write_more)
        self._slow = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._slow.timeout.connect(lambda: live(self, "setPlaceholderText", "Reading…"))
        live(self, "setAccessibleName", "Text as it will be stored")
        themes.changed.connect(self._recolour)

    def show_prepared(self, prepared: Prepared | None) -> None:
        """Show the text of a prepared file; the place that is read stays if the text is the same. None: it is being
        read."""
        if prepared is None:
            if not self._slow.isActive():
                self._slow.start()
        else:
            self._slow.stop()
            live(self, "setPlaceholderText", literal(""))
        speakers = tuple((one.label, one.role) for one in prepared.speakers) if prepared is not None else ()
        shown = (prepared.text if prepared else "", prepared.turns.turns if prepared else (), speakers)
        if shown == self._shown:
            return
        same = bool(self._shown) and shown[0] == self._shown[0]
        place = self.verticalScrollBar().value() if same else 0
        self._shown, self._prepared = shown, prepared
        self._write()
        self.verticalScrollBar().setValue(place)

    def _recolour(self) -> None:
        place = self.verticalScrollBar().value()
        self._write()
        self.verticalScrollBar().setValue(place)

    def _write(self) -> None:
        self.clear()
        self._pieces = iter(())
        prepared = self._prepared
        if prepared is None:
            return
        self._pieces = _pieces(prepared)
        cursor = QTextCursor(self.document())
        cursor.setBlockFormat(_lines())
        self._write_more()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _write_more(self) -> None:
        """Write what fills some screens, and the rest in the pauses that the window has then."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        written = 0
        for words, look in self._pieces:
            cursor.insertText(words, look)
            written += len(words)
            if written >= _AT_ONCE:
                self._rest.start()
                break
        cursor.endEditBlock()


def _pieces(prepared: Prepared) -> Iterator[tuple[str, QTextCharFormat]]:
    """What is written and how it looks, in pieces that are not long."""
    plain, muted = _look(), _look(muted=True)
    label = {True: _look(bold=True, muted=True), False: _look(bold=True)}
    text, place = prepared.text, 0
    roles = {one.label: one.role for one in prepared.speakers}
    for turn in prepared.turns.turns:
        if turn.start >= LONGEST:
            break
        role = roles.get(turn.speaker) if turn.speaker is not None else None
        yield text[place : turn.start], plain
        yield text[turn.start : turn.said_start], label[role is None]
        place = min(turn.end, LONGEST)
        yield from _cut(text, turn.said_start, place, muted if role is SpeakerRole.INTERVIEWER else plain)
    yield from _cut(text, place, max(place, min(len(text), LONGEST)), plain)
    if len(text) > LONGEST:
        more = tr("… and {number} more characters", number=number(len(text) - LONGEST))
        yield f"\n\n{more}", muted


def _cut(text: str, start: int, end: int, look: QTextCharFormat) -> Iterator[tuple[str, QTextCharFormat]]:
    for place in range(start, end, _AT_ONCE):
        yield text[place : min(place + _AT_ONCE, end)], look


def _lines() -> QTextBlockFormat:
    lines = QTextBlockFormat()
    lines.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    return lines


def _look(*, bold: bool = False, muted: bool = False) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setForeground(QColor(themes.current.muted if muted else themes.current.text))
    look.setFontWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return look
