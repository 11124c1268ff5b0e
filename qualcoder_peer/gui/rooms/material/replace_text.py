"""The two texts of a replacement: the words of the old version with what is gone marked, and the new version."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.services.preparing import Prepared
from qualcoder_peer.core.text.finding import Finder, Sought
from qualcoder_peer.core.text.words import snap_to_words
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.theme import GAP_LARGE, set_role, themes
from qualcoder_peer.gui.widgets.transcript import Segment, TranscriptColours, TranscriptView, TurnMark
from qualcoder_peer.gui.widgets.transcript.values import Role

Span = tuple[int, int]
_AROUND = 160
"""Characters of the old text shown before and after the words."""
_LONGEST_QUOTE = 4_000
_LINE_HEIGHT = 140
"""Per cent of the letters'."""
_COLOURS = {
    "light": TranscriptColours.light,
    "dark": TranscriptColours.dark,
    "contrast": TranscriptColours.high_contrast,
}
_ROLES: dict[SpeakerRole, Role] = {
    SpeakerRole.INTERVIEWER: "interviewer",
    SpeakerRole.RESPONDENT: "respondent",
    SpeakerRole.OTHER: "other",
}
_SEGMENT = 1


class OldWords(QTextEdit):
    """The words of a passage between muted ones, those that are gone struck out."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(GAP_LARGE)
        set_role(self, "surface")
        live(self, "setAccessibleName", "Words of the old version")
        self._shown: tuple[str, int, int, list[Span]] = ("", 0, 0, [])
        themes.changed.connect(self._write)

    def sizeHint(self) -> QSize:
        return QSize(400, 140)

    def show_words(self, text: str, start: int, end: int, gone: list[Span]) -> None:
        """Show ``[start, end)`` of ``text``; ``gone`` are stretches of these words, from their beginning."""
        self._shown = (text, start, end, gone)
        self._write()

    def _write(self) -> None:
        text, start, end, gone = self._shown
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        lines = QTextBlockFormat()
        lines.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(lines)
        low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
        low = text.find(" ", low, start) + 1 or low if low else low
        cursor.insertText(("… " if low else "") + text[low:start], _look(muted=True))
        begin = cursor.position()
        at, stop = start, min(end, start + _LONGEST_QUOTE)
        for first, last in gone:
            first, last = min(start + first, stop), min(start + last, stop)
            cursor.insertText(text[at:first], _look())
            cursor.insertText(text[first:last], _look(struck=True))
            at = last
        cursor.insertText(text[at:stop], _look())
        if stop < end:
            cursor.insertText(" … ", _look(muted=True))
        cursor.insertText(text[end:high] + ("…" if high < len(text) else ""), _look(muted=True))
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.End)
        cursor.setPosition(begin)
        self.setTextCursor(cursor)  # from below, so that the words stand at the top


class NewText(TranscriptView):
    """The whole new version on the page that transcripts are read on; one segment shows where the passage goes."""

    def __init__(self, prepared: Prepared, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(False)
        live(self, "setAccessibleName", "Text of the new version")
        roles = {one.label: _ROLES[one.role] for one in prepared.speakers}
        turns = [
            TurnMark(one.start, one.said_start, one.end, one.speaker or "", roles.get(one.speaker or "", "other"),
                     one.time_ms)
            for one in prepared.turns.turns
        ]  # fmt: skip
        self.set_text(prepared.text, turns)
        self._sought: tuple[str, list[Span]] = ("", [])
        self._show_theme()
        themes.changed.connect(self._show_theme)

    def show_place(self, near: int, place: Span | None, changed: list[Span], name: str, colour: str) -> None:
        """Scroll to ``near``, and show a segment on ``place``; ``changed`` are stretches of its words that are new."""
        if place is None:
            self.set_segments(())
            self.set_hits(())
        else:
            self.set_segments([Segment(_SEGMENT, *place, 0, colour, name)])
            self.set_current(_SEGMENT)
            self.set_hits([(place[0] + start, place[0] + end) for start, end in changed])
        self.go_to(near, near + 1 if place is None else place[1])

    def selected(self) -> Span | None:
        """The words that are selected, whole; None if there are none."""
        start, end = self.selection()
        if start == end:
            return None
        start, end = snap_to_words(self.text, start, end)
        return (start, end) if start < end else None

    def find_next(self, words: str) -> bool:
        """Select the next place of some words, the first one again after the last. Whether there is one."""
        if words != self._sought[0]:
            self._sought = (words, Finder(Sought(words)).spans(self.text))
        hits = self._sought[1]
        if not hits:
            return False
        hit = hits[bisect_right(hits, self.selection()) % len(hits)]
        self.go_to(*hit)
        self.select(*hit)
        return True

    def _show_theme(self) -> None:
        self.set_colours(replace(_COLOURS[themes.current.name](), background=themes.current.surface))


def _look(*, muted: bool = False, struck: bool = False) -> QTextCharFormat:
    theme, look = themes.current, QTextCharFormat()
    look.setForeground(QColor(theme.muted if muted else theme.text))
    if struck:
        look.setBackground(QColor(theme.danger_soft))
        look.setFontStrikeOut(True)
    return look
