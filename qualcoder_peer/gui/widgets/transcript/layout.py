"""The layout of the page: line height, air between paragraphs, and the look of speaker labels.

Qt calls ``blockBoundingRect`` from C++ for the blocks on the screen; an exception there would end the program,
so everything in it is total: any text, any turns, also none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
    QTextLayout,
)
from PySide6.QtWidgets import QPlainTextDocumentLayout

from qualcoder_peer.core.text.offsets import Utf16Map
from qualcoder_peer.gui.widgets.transcript.blocks import LINE_SEPARATOR
from qualcoder_peer.gui.widgets.transcript.colours import TranscriptColours
from qualcoder_peer.gui.widgets.transcript.values import TurnMark

# 1.5 of what people expect lies between 1.5 em (style sheets) and 1.5 font heights (word processors).
_LINE_HEIGHT = 1.65
_PARAGRAPH_GAP = 0.5
_BLANK_LINE = 0.45
_TYPICAL_TEXT = "Jag tyckte att det blev lugnare när hon var med på mötet, så då vågade vi fråga igen. "


class LineSlot(NamedTuple):
    """The room of a line in its block: top and bottom with its share of air, and whether it ends with U+2028.

    ``foot`` is the bottom without the gap after a paragraph.
    """

    top: float
    foot: float
    bottom: float
    separated: bool


@dataclass(frozen=True)
class PageMetrics:
    """Measures of the page in pixels for a font: all derived, so that zoom changes them together."""

    pitch: float
    gap: float
    blank: float
    character: float

    @classmethod
    def of(cls, font: QFont) -> PageMetrics:
        """Measures for this reading font."""
        metrics = QFontMetricsF(font)
        em = max(6.0, float(QFontInfo(font).pixelSize()))
        pitch = float(round(max(_LINE_HEIGHT * em, metrics.ascent() + metrics.descent() + 6)))
        return cls(
            pitch=pitch,
            gap=float(round(pitch * _PARAGRAPH_GAP)),
            blank=float(round(pitch * _BLANK_LINE)),
            character=max(1.0, metrics.horizontalAdvance(_TYPICAL_TEXT) / len(_TYPICAL_TEXT)),
        )


class TranscriptLayout(QPlainTextDocumentLayout):
    """Lays out the blocks of a document as a reading page."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.metrics = PageMetrics.of(document.defaultFont())
        self._text = ""
        self._map = Utf16Map("")
        self._turns: Sequence[TurnMark] = ()
        self._turn_starts: Sequence[int] = []
        self._sizes: Sequence[tuple[int, int]] = ()
        self._width = 400.0
        self._revision = 1  # of all blocks
        self._changes = 1  # of any block
        self._edit: tuple[int, int, int] | None = None
        self._blocks = 0
        self._sketching = False
        self._rects: dict[int, QRectF] = {}
        self._slots: dict[int, list[LineSlot]] = {}
        self._name_format = QTextCharFormat()
        self._name_format.setFontWeight(QFont.Weight.Bold)
        self._asking_format = QTextCharFormat(self._name_format)
        self._label_format = QTextCharFormat()
        self._voice_formats: list[QTextCharFormat] = []
        self._voices: dict[str, int] = {}
        self._listened = 0
        self._muted_format = QTextCharFormat()
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.setInterval(0)
        self._recount.timeout.connect(self.announce_size)

    @property
    def revision(self) -> int:
        """Changes whenever lines laid out before are no longer valid."""
        return self._changes

    def set_contents(
        self,
        text: str,
        positions: Utf16Map,
        turns: Sequence[TurnMark],
        turn_starts: Sequence[int],
        sizes: Sequence[tuple[int, int]],
    ) -> None:
        """Prepare for a text that the document is given next; ``sizes`` as ``shown_text`` gave them."""
        self._text = text
        self._map = positions
        self._turns = turns
        self._turn_starts = turn_starts
        self._sizes = sizes
        self._voices.clear()
        self._listened = 0
        self.forget()

    def set_edited(self, text: str, turns: Sequence[TurnMark], turn_starts: Sequence[int]) -> None:
        """The text is edited; ``turns`` as they are then. The sizes are asked of Qt."""
        self._text, self._turns, self._turn_starts, self._sizes = text, turns, turn_starts, ()

    @contextmanager
    def edited(self, low: int, high: int, units: int) -> Iterator[None]:
        """While ``units`` are put in the place of ``[low, high)`` of the document (UTF-16 units), and nothing else.

        Qt would count among the changes of an edit every block laid out since the last one, and lay out all of them
        again.
        """
        self._edit = low, high - low, units
        self._blocks = self.document().blockCount()
        try:
            yield
        finally:
            self._edit = None

    def set_colours(self, colours: TranscriptColours) -> None:
        """Colours of speakers' names, of the interviewer's words, and of what stands in a label beside the name."""
        self._name_format.setForeground(QColor(colours.text))
        self._muted_format.setForeground(QColor(colours.muted_text))
        self._asking_format.setForeground(QColor(colours.muted_text))
        self._label_format.setForeground(QColor(colours.margin_text))
        self._voice_formats = []
        for number in range(len(colours.speakers)):
            look = QTextCharFormat(self._name_format)
            look.setForeground(QColor(colours.speaker(number)))
            self._voice_formats.append(look)
        self.forget()

    def set_width(self, width: float) -> None:
        """The width of the page in pixels, with the document's margins."""
        if width != self._width:
            self._width = width
            self.forget()

    def set_font(self, font: QFont) -> None:
        """Take the measures of another reading font; the caller sets the font of the document itself."""
        self.metrics = PageMetrics.of(font)
        self.forget()

    def forget(self) -> None:
        """Lay out again when next asked."""
        self._revision += 1
        self._changes += 1
        self._rects.clear()
        self._slots.clear()

    @contextmanager
    def sketched(self) -> Iterator[None]:
        """While a new text is put in, Qt gets rough sizes of blocks; the true ones follow after the first paint."""
        self._sketching = True
        try:
            yield
        finally:
            self._sketching = False
            self._recount.start()

    def estimate_line_counts(self) -> None:
        """Give blocks not laid out yet a likely number of lines, so that the scroll bar is about right at once."""
        characters = max(1.0, (self._width - 2 * self.document().documentMargin()) / self.metrics.character)
        per_line = 1 / (characters * 0.97)
        block = self.document().begin()
        revision = self._revision
        for length, paragraphs in self._sizes or _sizes_of(self.document()):
            if block.userState() != revision:
                block.setLineCount(max(1, int(length * per_line + 0.5 * paragraphs + 0.5)))
            block = block.next()
            if not block.isValid():
                break
        self.announce_size()

    def announce_size(self) -> None:
        """Have the scroll bar follow the line counts."""
        self._recount.stop()
        self.documentSizeChanged.emit(self.documentSize())

    def slots_of(self, block: QTextBlock) -> list[LineSlot]:
        """The slots of a block's lines, from the block's top."""
        if self._rect(block) is None:
            self._lay_out(block)
        return self._slots.get(block.blockNumber(), [])

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        """The rectangle of a block, which is laid out first if need be."""
        if not block.isValid():
            return QRectF()
        rect = self._rect(block)
        if rect is not None:
            return rect
        if self._sketching:
            return QRectF(0.0, 0.0, self._width, block.lineCount() * self.metrics.pitch)
        return self._lay_out(block)

    def documentChanged(self, position: int, removed: int, added: int) -> None:
        """Qt lays out a document of a single block itself when it changes, in its own way: do it over."""
        if self._edit is not None:
            position, removed, added = self._edit
        super().documentChanged(position, removed, added)
        if self._edit is not None and self.document().blockCount() == self._blocks > 1:
            self.document().findBlock(position).setUserState(0)  # the others stand as they did
            self._changes += 1
        else:
            self.forget()

    def _rect(self, block: QTextBlock) -> QRectF | None:
        if block.userState() == self._revision and block.layout().lineCount():
            return self._rects.get(block.blockNumber())
        return None

    def _lay_out(self, block: QTextBlock) -> QRectF:
        lines = block.layout()
        start = block.position()
        length = block.length() - 1
        separators = _separators(block.text())
        lines.setCacheEnabled(True)
        option = self.document().defaultTextOption()
        direction = block.textDirection()
        option.setTextDirection(direction)
        if direction == Qt.LayoutDirection.RightToLeft:
            option.setAlignment(Qt.AlignmentFlag.AlignRight)
        lines.setTextOption(option)
        lines.setFormats(self._formats(start, length + 1))
        margin = self.document().documentMargin()
        width = max(1.0, self._width - 2 * margin)
        slots: list[LineSlot] = []
        top = 0.0
        lines.beginLayout()
        while True:
            line = lines.createLine()
            if not line.isValid():
                break
            line.setLineWidth(width)
            end = line.textStart() + line.textLength()
            separated = line.textLength() > 0 and end - 1 in separators
            blank = line.textLength() - separated == 0
            last = end >= length and not separated
            height = self.metrics.blank if blank else max(self.metrics.pitch, line.height() + 2)
            line.setPosition(
                QPointF(margin, top + (height - line.height() if blank else (height - line.height()) // 2))
            )
            gap = 0.0
            if (separated or last) and not blank and self._ends_paragraph(start + end - separated):
                gap = self.metrics.gap
            slots.append(LineSlot(top, top + height, top + height + gap, separated))
            top += height + gap
        lines.endLayout()
        if not block.next().isValid():
            top += margin
        return self._remember(block, slots, QRectF(0.0, 0.0, self._width, top), lines)

    def _remember(self, block: QTextBlock, slots: list[LineSlot], rect: QRectF, lines: QTextLayout) -> QRectF:
        number = block.blockNumber()
        self._slots[number] = slots
        self._rects[number] = rect
        block.setUserState(self._revision)
        count = max(1, lines.lineCount())
        if block.lineCount() != count:
            block.setLineCount(count)
            self._recount.start()
        return rect

    def _ends_paragraph(self, units: int) -> bool:
        """Whether a real line end (or the text's end) stands at this UTF-16 position, not one made for Qt."""
        place = self._map.to_code_point(units)
        return place >= len(self._text) or self._text[place] == "\n"

    def _formats(self, start: int, length: int) -> list[QTextLayout.FormatRange]:
        """Bold names, muted labels and muted interviewers for the turns in a block."""
        formats: list[QTextLayout.FormatRange] = []
        first = max(0, bisect_right(self._turn_starts, self._map.to_code_point(start)) - 1)
        for number in range(first, len(self._turns)):
            turn = self._turns[number]
            if self._map.to_utf16(turn.start) >= start + length:
                break
            label = self._text[turn.start : turn.said_start]
            at = label.find(turn.speaker) if turn.speaker else -1
            look = self._name_look(turn)
            if at >= 0:
                name = turn.start + at
                self._append(formats, turn.start, turn.said_start, start, length, self._label_format)
                self._append(formats, name, name + len(turn.speaker), start, length, look)
            else:
                self._append(formats, turn.start, turn.said_start, start, length, look)
            if turn.role == "interviewer":
                self._append(formats, turn.said_start, turn.end, start, length, self._muted_format)
        return formats

    def _name_look(self, turn: TurnMark) -> QTextCharFormat:
        """Each respondent's name in a colour of its own, by the order in which they first speak; all bold."""
        if turn.role == "interviewer":
            return self._asking_format
        if turn.role != "respondent" or not self._voice_formats:
            return self._name_format
        return self._voice_formats[self._voice(turn.speaker) % len(self._voice_formats)]

    def _voice(self, speaker: str) -> int:
        """As which number a respondent first speaks; the turns are read only as far as needed for that."""
        voices, turns = self._voices, self._turns
        while speaker not in voices and self._listened < len(turns):
            turn = turns[self._listened]
            self._listened += 1
            if turn.role == "respondent":
                voices.setdefault(turn.speaker, len(voices))
        return voices.get(speaker, 0)

    def _append(
        self,
        formats: list[QTextLayout.FormatRange],
        begin: int,
        end: int,
        start: int,
        length: int,
        look: QTextCharFormat,
    ) -> None:
        low = max(self._map.to_utf16(begin) - start, 0)
        high = min(self._map.to_utf16(end) - start, length)
        if low < high:
            span = QTextLayout.FormatRange()
            span.start, span.length, span.format = low, high - low, look
            formats.append(span)


def _sizes_of(document: QTextDocument) -> Iterator[tuple[int, int]]:
    """What ``shown_text`` would tell of each block of a document that has been edited."""
    block = document.begin()
    while block.isValid():
        yield block.length() - 1, block.text().count(LINE_SEPARATOR) + 1
        block = block.next()


def _separators(content: str) -> frozenset[int]:
    """The UTF-16 positions in a block of the separators between its paragraphs."""
    if LINE_SEPARATOR not in content:
        return frozenset()
    places = [at for at, character in enumerate(content) if character == LINE_SEPARATOR]
    return frozenset(Utf16Map(content).all_to_utf16(places))
