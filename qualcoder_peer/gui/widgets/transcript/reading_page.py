"""A read-only text as a calm page: a centred column, zoom, positions in code points, and a place that is kept.

Built on QPlainTextEdit for its selection, keyboard, clipboard, scripts and accessibility. Positions that go in
or out are Unicode code points of the text given, half open; the text is never read back from Qt.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import attrgetter

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QFontInfo,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QPlainTextEdit, QWidget

from qualcoder_peer.core.text.offsets import Utf16Map
from qualcoder_peer.core.text.paragraphs import paragraph_number, paragraph_starts
from qualcoder_peer.gui.widgets.own_words import own_words_mime
from qualcoder_peer.gui.widgets.transcript.blocks import shown_text
from qualcoder_peer.gui.widgets.transcript.colours import TranscriptColours
from qualcoder_peer.gui.widgets.transcript.directions import (
    has_right_to_left,
    is_mostly_right_to_left,
    paragraph_directions,
)
from qualcoder_peer.gui.widgets.transcript.layout import TranscriptLayout
from qualcoder_peer.gui.widgets.transcript.lines import PageLines
from qualcoder_peer.gui.widgets.transcript.painting import qcolour
from qualcoder_peer.gui.widgets.transcript.values import SELECTION_MIME_TYPE, TurnMark

ZOOM_STEPS = (50, 60, 70, 80, 90, 100, 110, 120, 135, 150, 175, 200, 250, 300)
LINE_LENGTHS = (40, 100)

_READING_SCALE = 1.25
_SMALL_SCALE = 0.8
_SMALL_ZOOM = (80, 125)
_PAGE_MARGIN = 14
_WHEEL_STEP = 120
_START = attrgetter("start")


class ReadingPage(QPlainTextEdit):
    """The page without codings: text, speaker turns, column, zoom, selection and places."""

    zoom_changed = Signal(int)
    caret_moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self.positions = Utf16Map("")
        self.turns: Sequence[TurnMark] = ()
        self.turn_times: Mapping[int, int] = {}
        self.paragraph_starts: Sequence[int] = []
        self.colours = TranscriptColours()
        self.turn_starts: Sequence[int] = []
        self._zoom = 100
        self._line_length = 68
        self.can_change = True
        """Whether edges can be dragged and codes dropped; not where a project is open for reading only."""
        self.is_mirrored = False
        """Whether the text is mostly written from right to left: the margins change sides."""
        self.put_words: Callable[[str], object] = QGuiApplication.clipboard().setText
        """Where copied words go; the room checks them first."""
        self.may_leave: Callable[[str], bool] = lambda _words: True
        """Whether words may be dragged to other programs."""
        self._anchor: int | None = None
        self._holding = 0
        self._wheel = 0
        self._laid_out_above: tuple[int, int] = (0, 0)
        document = QTextDocument(self)
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(_PAGE_MARGIN)
        self.page_layout = TranscriptLayout(document)
        document.setDocumentLayout(self.page_layout)
        self.lines = PageLines(self, self.page_layout)
        self._above = QTimer(self)
        self._above.setSingleShot(True)
        self._above.setInterval(0)
        self._above.timeout.connect(self._lay_out_above)
        self._set_up(document)

    @property
    def zoom(self) -> int:
        """The size of the page in per cent."""
        return self._zoom

    def show_text(self, text: str, turns: Sequence[TurnMark]) -> None:
        """Show another text from its beginning; ``turns`` by start."""
        self.lines.forget()
        self.text = text
        self.positions = Utf16Map(text)
        self.turns = turns
        self.turn_starts = list(map(_START, turns))  # there may be ten thousand, and the page waits for them
        self.turn_times = {turn.start: turn.time_ms for turn in turns if turn.time_ms is not None}
        self.paragraph_starts = paragraph_starts(text)
        directions = paragraph_directions(text, turns) if has_right_to_left(text) else []
        self.is_mirrored = is_mostly_right_to_left(directions)
        shown = shown_text(text, self.positions, directions)
        self.page_layout.set_contents(text, self.positions, turns, self.turn_starts, shown.sizes)
        self._laid_out_above = (0, 0)
        self._anchor = 0
        self._holding += 1
        with self.page_layout.sketched():
            self.setPlainText(shown.text)
            if any(directions):
                self._set_directions(directions)
            self.share_width()
            self.page_layout.estimate_line_counts()
            self.verticalScrollBar().setValue(0)
        self._holding -= 1

    def selection(self) -> tuple[int, int]:
        """Start and end of the selection; both are the caret's place when nothing is selected."""
        cursor = self.textCursor()
        turn = self.positions.to_code_point
        return turn(cursor.selectionStart()), turn(cursor.selectionEnd())

    def caret(self) -> int:
        """Where the caret stands."""
        return self.positions.to_code_point(self.textCursor().position())

    def select(self, start: int, end: int) -> None:
        """Select ``[start, end)`` and put the caret at its end; equal positions only place the caret."""
        length = len(self.text)
        cursor = self.textCursor()
        cursor.setPosition(self.positions.to_utf16(max(0, min(start, length))))
        cursor.setPosition(self.positions.to_utf16(max(0, min(end, length))), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.show_caret()

    def visible_range(self) -> tuple[int, int]:
        """Start and end of the text on the screen."""
        start, end = self.lines.span()
        return self.positions.to_code_point(start), self.positions.to_code_point(end)

    def go_to(self, start: int, end: int) -> None:
        """Put the caret at ``start`` and, unless ``[start, end)`` is well in view already, bring it a third down."""
        length = len(self.text)
        start = max(0, min(start, length))
        first = self.positions.to_utf16(start)
        if not self._is_well_in_view(first, self.positions.to_utf16(max(start, min(end, length)))):
            self._bring_to(first, self.viewport().height() // 3)
        cursor = self.textCursor()
        cursor.setPosition(first)
        self.setTextCursor(cursor)

    def top(self) -> int:
        """The position at the top of the page, to come back to with ``set_top``."""
        return self.positions.to_code_point(self._anchor_now())

    def come_back(self, top: int, caret: int) -> None:
        """Show a text again as it was left: ``top`` at the top of the page, the caret where it was, in view or not."""
        length = len(self.text)
        place = self.positions.to_utf16(max(0, min(top, length)))
        cursor = self.textCursor()
        cursor.setPosition(self.positions.to_utf16(max(0, min(caret, length))))
        with self.page_layout.sketched():  # else Qt lays out all that it moves past: four pages
            self._bring_to(place, 0)
            self.setTextCursor(cursor)
            is_there = self._bring_to(place, 0)
        if not is_there:  # at the end of the text, whose length is no more than sketched
            self._bring_to(place, 0)

    def set_top(self, position: int) -> None:
        """Scroll so that the line with ``position`` is the first."""
        self._bring_to(self.positions.to_utf16(max(0, min(position, len(self.text)))), 0)

    def show_middle(self, position: int) -> None:
        """Scroll so that the line with ``position`` stands in the middle of the page."""
        place = self.positions.to_utf16(max(0, min(position, len(self.text))))
        self._bring_to(place, self.viewport().height() // 2)

    def turn_at(self, position: int) -> TurnMark | None:
        """The speaker turn that a position belongs to, its label included, or None."""
        at = bisect_right(self.turn_starts, position) - 1
        return self.turns[at] if at >= 0 and position < self.turns[at].end else None

    def label_at(self, position: int) -> tuple[int, int] | None:
        """Where the label of the last turn that begins at a position or before it stands; None where nobody speaks."""
        at = bisect_right(self.turn_starts, position) - 1
        return (self.turns[at].start, self.turns[at].said_start) if at >= 0 else None

    def paragraph_at(self, position: int) -> int:
        """The number, from 1, of the paragraph that a position is in."""
        return paragraph_number(self.paragraph_starts, position)

    def position_near(self, point: QPoint) -> int:
        """The position between two characters that is nearest to a point of the viewport."""
        return self.positions.to_code_point(self.lines.edge_at(point))

    def character_near(self, point: QPoint) -> int:
        """The character under a point of the viewport, or the position nearest to it."""
        place = self.lines.character_at(point)
        return self.position_near(point) if place is None else self.positions.to_code_point(place)

    def set_zoom(self, percent: int) -> None:
        """Set the size of the page, within its limits, and keep the place."""
        percent = max(ZOOM_STEPS[0], min(percent, ZOOM_STEPS[-1]))
        if percent != self._zoom:
            self._zoom = percent
            self.apply_font()
            self.zoom_changed.emit(percent)

    def step_zoom(self, steps: int) -> None:
        """Make the page larger (positive) or smaller by so many steps."""
        at = bisect_right(ZOOM_STEPS, self._zoom) - 1
        if steps < 0 and ZOOM_STEPS[at] != self._zoom:
            at += 1
        self.set_zoom(ZOOM_STEPS[max(0, min(at + steps, len(ZOOM_STEPS) - 1))])

    def set_line_length(self, characters: int) -> None:
        """How many characters of ordinary text a full line holds."""
        self._line_length = max(LINE_LENGTHS[0], min(characters, LINE_LENGTHS[1]))
        with self._place_kept():
            self.share_width()

    def set_colours(self, colours: TranscriptColours) -> None:
        """Take the colours of another theme."""
        self.colours = colours
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, qcolour(colours.background))
        palette.setColor(QPalette.ColorRole.Window, qcolour(colours.background))
        palette.setColor(QPalette.ColorRole.Text, qcolour(colours.text))
        palette.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.HighlightedText, qcolour(colours.selected_text))
        self.setPalette(palette)
        self.viewport().setPalette(palette)  # under a style sheet it does not come down from the widget by itself
        self.lines.forget()
        with self._place_kept():
            self.page_layout.set_colours(colours)
        self.repaint_all()

    def small_font(self) -> QFont:
        """The font of the margins, which follows the zoom only so far that names still find room."""
        font = QFont(self.font())
        zoom = min(max(self._zoom, _SMALL_ZOOM[0]), _SMALL_ZOOM[1])
        font.setPointSizeF(max(6.0, font.pointSizeF() * _SMALL_SCALE * zoom / self._zoom))
        return font

    def column_width(self, at_most: int = LINE_LENGTHS[1]) -> int:
        """The width in pixels of a full line, or one of ``at_most`` characters, with the page's inner margins."""
        return round(min(self._line_length, at_most) * self.page_layout.metrics.character) + 2 * _PAGE_MARGIN

    def share_width(self) -> None:
        """Divide the width among margins and column; what else stands in the margins is up to heirs."""
        self.lines.forget()

    def repaint_all(self) -> None:
        """Repaint page and margins."""
        self.viewport().update()

    def apply_font(self) -> None:
        """Take the system's font at the size for reading and the zoom chosen."""
        base = QFont(QApplication.font())
        base.setPointSizeF(max(4.0, QFontInfo(base).pointSizeF() * _READING_SCALE * self._zoom / 100))
        self.lines.forget()
        with self._place_kept():
            self.page_layout.set_font(base)
            self.setFont(base)
            self.share_width()
        self.repaint_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        with self._place_kept():
            self.page_layout.set_width(self.viewport().width())
            super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.apply_font()

    def copy(self) -> None:
        """Put the words selected on the clipboard, exactly as they are stored."""
        start, end = self.selection()
        if start < end:
            self.put_words(self.text[start:end])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        self._lay_out_above()
        place = self.textCursor().position()
        super().keyPressEvent(event)
        if self.textCursor().position() != place:
            self.show_caret()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._wheel += event.angleDelta().y()
            steps = int(self._wheel / _WHEEL_STEP)
            self._wheel -= steps * _WHEEL_STEP
            if steps:
                self.step_zoom(steps)
            event.accept()
            return
        self._lay_out_above()
        super().wheelEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is dragged: the stored text itself, and where it stands."""
        start, end = self.selection()
        words = self.text[start:end]
        data = own_words_mime(words)
        if self.may_leave(words):
            data.setText(words)
        data.setData(SELECTION_MIME_TYPE, f"{start}:{end}".encode())
        return data

    def _set_up(self, document: QTextDocument) -> None:
        self.setDocument(document)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setCursorWidth(2)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.cursorPositionChanged.connect(lambda: self.caret_moved.emit(self.caret()))

    def _set_directions(self, directions: Sequence[bool]) -> None:
        """Tell Qt which blocks run from right to left: for their lines, and for which way the arrow keys go."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        block = self.document().begin()
        number = place = 0
        while block.isValid():
            start = self.positions.to_code_point(block.position())
            number += self.text.count("\n", place, start)
            place = start
            wanted = Qt.LayoutDirection.RightToLeft if directions[number] else Qt.LayoutDirection.LeftToRight
            if block.textDirection() != wanted:
                cursor.setPosition(block.position())
                look = block.blockFormat()
                look.setLayoutDirection(wanted)
                cursor.setBlockFormat(look)
            block = block.next()
        cursor.endEditBlock()

    def _scrolled(self) -> None:
        if not self._holding:
            self._anchor = None
        self._above.start()

    @contextmanager
    def _place_kept(self) -> Iterator[None]:
        """Keep the line at the top of the page there while lines are laid out anew.

        Several changes in a row keep the first place, not the start of whichever line it fell into.
        """
        anchor = self._anchor_now()
        self._holding += 1
        try:
            yield
            if self._holding == 1:
                self.lines.forget()
                self.page_layout.estimate_line_counts()
                self._bring_to(anchor, 0)
        finally:
            self._holding -= 1
            self._anchor = anchor

    def _anchor_now(self) -> int:
        if self._anchor is None:
            lines = self.lines.all()
            self._anchor = next((line.start for line in lines if line.top >= 0), lines[0].start if lines else 0)
        return self._anchor

    def _bring_to(self, place: int, height: int) -> bool:
        """Scroll so that the line of a UTF-16 place stands about ``height`` pixels down the page. Returns whether the
        page goes so far."""
        block = self.document().findBlock(place)
        if not block.isValid():
            return True
        slots = self.page_layout.slots_of(block)
        number = block.layout().lineForTextPosition(place - block.position()).lineNumber()
        above = 0.0
        while True:
            while number > 0 and above < height:
                number -= 1
                above += slots[number].bottom - slots[number].top
            previous = block.previous()
            if above >= height or not previous.isValid():
                break
            block, slots = previous, self.page_layout.slots_of(previous)
            number = len(slots)
        self.page_layout.announce_size()
        wanted = block.firstLineNumber() + number
        self.verticalScrollBar().setValue(wanted)
        return self.verticalScrollBar().value() == wanted

    def show_caret(self) -> None:
        """Qt, which knows nothing of the air between lines, may leave the caret's line cut at the foot of the page."""
        place, height = self.textCursor().position(), self.viewport().height()
        bar = self.verticalScrollBar()
        for _ in range(4):
            line = self.lines.holding(place)
            lines = self.lines.all()
            if not lines or place < lines[0].start or (line is not None and line.text_bottom + 2 <= height):
                return
            self.page_layout.announce_size()
            bar.setValue(bar.value() + 1)

    def _is_well_in_view(self, start: int, end: int) -> bool:
        """Whether a stretch of text shows from its start, and as much of it as could, away from the page's edges."""
        lines = self.lines.between(start, max(end, start + 1))
        if not lines or lines[0].start > start or lines[0].top < 0:
            return False
        height = self.viewport().height()
        return lines[0].bottom <= height * 3 // 4 and (end <= lines[-1].end and lines[-1].bottom <= height)

    def _lay_out_above(self) -> None:
        """Count the lines of a page above the screen for certain, so that scrolling up goes by the line."""
        self._above.stop()
        block = self.firstVisibleBlock()
        key = (self.page_layout.revision, block.blockNumber())
        if key == self._laid_out_above or not block.isValid():
            return
        self._laid_out_above = key
        missing = float(self.viewport().height())
        block = block.previous()
        while block.isValid() and missing > 0:
            missing -= self.page_layout.blockBoundingRect(block).height()
            block = block.previous()
        self.page_layout.announce_size()
