"""The text of a file as it will be: read-only, its first part if it is long, with the speakers set apart."""

from __future__ import annotations

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
        prepared = self._prepared
        if prepared is None:
            return
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.setBlockFormat(_lines())
        text, place = prepared.text, 0
        roles = {one.label: one.role for one in prepared.speakers}
        for turn in prepared.turns.turns:
            if turn.start >= LONGEST:
                break
            role = roles.get(turn.speaker) if turn.speaker is not None else None
            cursor.insertText(text[place : turn.start], _look())
            cursor.insertText(text[turn.start : turn.said_start], _look(bold=True, muted=role is None))
            end = min(turn.end, LONGEST)
            cursor.insertText(text[turn.said_start : end], _look(muted=role is SpeakerRole.INTERVIEWER))
            place = end
        cursor.insertText(text[place : max(place, LONGEST)], _look())
        if len(text) > LONGEST:
            more = tr("… and {number} more characters", number=number(len(text) - LONGEST))
            cursor.insertText(f"\n\n{more}", _look(muted=True))
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)


def _lines() -> QTextBlockFormat:
    lines = QTextBlockFormat()
    lines.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    return lines


def _look(*, bold: bool = False, muted: bool = False) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setForeground(QColor(themes.current.muted if muted else themes.current.text))
    look.setFontWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return look
