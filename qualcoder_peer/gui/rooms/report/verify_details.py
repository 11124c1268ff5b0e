"""One quotation of a report beside its place in the transcript: what differs word by word, and the words around."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QSplitter, QTextEdit, QWidget

from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.reports.verify import Verified, VerifiedStatus
from qualcoder_peer.core.reports.verify_told import difference_words, told
from qualcoder_peer.core.services.sources import read_document
from qualcoder_peer.core.text.quotation_alignment import Change
from qualcoder_peer.core.text.quotations import Part
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, live_call, say, tr
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.report.verify_model import sign_of
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, set_role, themes
from qualcoder_peer.gui.widgets.basics import ElidedLabel, IconLabel, button, column, label, row

_AROUND = 500
_LONGEST = 20_000
_LINE_HEIGHT = 140
_SOON_MS = 60
_MOST_TOLD = 6


class VerifiedDetails(QWidget):
    """Shows one quotation, or a hint while there is none."""

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self._context = context
        self.one: Verified | None = None
        self._text: tuple[int, str] | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._show_transcript)
        self._lay_out()
        themes.changed.connect(self._show)
        live_call(self, self._show)

    def show_quotation(self, one: Verified | None) -> None:
        """Show a quotation, or none."""
        if one is not self.one:
            self.one = one
            self._show()

    def open_place(self) -> None:
        """Go to the coding room, to the place in the transcript."""
        open_place(self._context, self.one)

    def forget_texts(self) -> None:
        """The transcripts have changed."""
        self._text = None

    # Private

    def _lay_out(self) -> None:
        self.sign = IconLabel("circle-check", 20)
        self.told = label(wrap=True)
        self.differs = label(role="small", wrap=True)
        self.printed = _Words("What is printed, and what differs")
        self.source = ElidedLabel(role="small")
        self.open_button = button("Open in the transcript", "arrow-right", "link", self.open_place)
        self.transcript = _Words("Words of the transcript around it")
        head = row(gap=GAP)
        head.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.told, 1)
        upper, lower = QWidget(), QWidget()
        first = column(upper, gap=GAP_SMALL)
        first.addLayout(head)
        first.addWidget(self.differs)
        first.addSpacing(GAP_SMALL)
        first.addWidget(label("In the report", "section", buddy=self.printed))
        first.addWidget(self.printed, 1)
        second = column(lower, gap=GAP_SMALL)
        foot = row(gap=GAP)
        foot.addWidget(label("In the transcript", "section", buddy=self.transcript))
        foot.addWidget(self.source, 1)
        foot.addWidget(self.open_button)
        second.addLayout(foot)
        second.addWidget(self.transcript, 1)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(upper)
        self.splitter.addWidget(lower)
        self.splitter.setSizes([260, 260])
        box = column(self, gap=0)
        box.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP)
        box.addWidget(self.splitter)
        set_role(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(280)

    def _show(self) -> None:
        one = self.one
        self.sign.setVisible(one is not None)
        found = one is not None and one.document is not None
        self.open_button.setEnabled(found)
        self.differs.setVisible(False)
        self._soon.stop()
        if one is None:
            self.told.setText(tr("Choose a quotation to see what it was made from."))
            self.printed.clear()
            self.transcript.clear()
            self.source.setText("")
            return
        self.sign.set_icon(*sign_of(one))
        self.told.setText(say(told(one)))
        differences = [say(words) for words in difference_words(one.difference)]
        if differences:
            more = len(differences) - _MOST_TOLD
            shown = differences[:_MOST_TOLD] + ([tr("and {count} more", count=more)] if more > 0 else [])
            self.differs.setText("; ".join(shown))
            self.differs.setVisible(True)
        parts = one.difference if one.status is not VerifiedStatus.NOT_FOUND else ()
        self.printed.show_parts(parts or (Part(Change.KEPT, one.quote, one.quote),))
        who = one.respondent or one.speaker
        self.source.setText(" · ".join(part for part in (one.document or tr("In no transcript"), who) if part))
        self.transcript.clear()
        if found:
            self._soon.start()

    def _show_transcript(self) -> None:
        one = self.one
        if one is None or one.document_id is None or one.start is None or one.end is None:
            return
        if self._text is None or self._text[0] != one.document_id:
            try:
                self._text = (int(one.document_id), read_document(self._context.project, one.document_id)[1])
            except NotFound as error:
                self._context.messages.error(error)
                return
        self.transcript.show_place(self._text[1], one.start, one.end)


class _Words(QTextEdit):
    """Words with some of them marked; colours, and lines through or under them."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(GAP)
        set_role(self, "surface")
        live(self, "setAccessibleName", name)

    def show_parts(self, parts: tuple[Part, ...]) -> None:
        """What was left out is struck out, what was added is underlined; what the rules permit is muted."""
        cursor = self._begin()
        for number, part in enumerate(parts):
            if number and not _joins(parts[number - 1], part):
                cursor.insertText(" ", _look())
            soft = "success_soft" if part.allowed else "danger_soft"
            if part.change is Change.KEPT:
                cursor.insertText(part.printed, _look())
                continue
            if part.original:
                cursor.insertText(part.original, _look(soft, struck=True, muted=part.allowed))
                cursor.insertText(" " if part.printed else "", _look())
            if part.printed:
                cursor.insertText(part.printed, _look(soft, under=True))
        self._end(cursor)

    def show_place(self, text: str, start: int, end: int) -> None:
        """The words ``[start, end)`` of a text between muted ones."""
        cursor = self._begin()
        low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
        low = text.find(" ", low, start) + 1 if low else 0
        cursor.insertText(("… " if low else "") + text[low:start], _look(muted=True))
        begun = cursor.position()
        stop = min(end, start + _LONGEST)
        cursor.insertText(text[start:stop], _look("accent_soft"))
        cursor.insertText(text[end:high] + (" …" if high < len(text) else ""), _look(muted=True))
        self._end(cursor)
        self.moveCursor(QTextCursor.MoveOperation.End)
        cursor.setPosition(begun)
        self.setTextCursor(cursor)  # from below, so that the words stand high up
        bar = self.verticalScrollBar()
        bar.setValue(max(0, bar.value() - 3 * self.fontMetrics().lineSpacing()))

    def _begin(self) -> QTextCursor:
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        lines = QTextBlockFormat()
        lines.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(lines)
        return cursor

    def _end(self, cursor: QTextCursor) -> None:
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)


def open_place(context: RoomContext, one: Verified | None) -> None:
    """Go to the coding room, to where a quotation was said."""
    if one is not None and one.document_id is not None:
        context.navigator.go(Place("coding", document=int(one.document_id), start=one.start, end=one.end))


def _joins(before: Part, behind: Part) -> bool:
    """Whether two stretches stand together without a space: a sign behind a word."""
    words = behind.printed or behind.original
    return bool(words) and not words[0].isalnum() and words[0] not in "([{<…-–—\"”“»«’‘'/"


def _look(ground: str = "", *, muted: bool = False, struck: bool = False, under: bool = False) -> QTextCharFormat:
    theme, look = themes.current, QTextCharFormat()
    look.setForeground(QColor(theme.muted if muted else theme.text))
    if ground:
        look.setBackground(QColor(getattr(theme, ground)))
    look.setFontStrikeOut(struck)
    look.setFontUnderline(under)
    return look
