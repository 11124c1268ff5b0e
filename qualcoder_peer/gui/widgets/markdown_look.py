"""How Markdown looks while it is written: words as they will be read, signs only in the line that has the caret."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QFontDatabase, QSyntaxHighlighter, QTextBlock, QTextCharFormat, QTextDocument

from qualcoder_peer.core.text.markdown_lines import LineKind, LineShape, Span, SpanKind, line_shape, line_spans
from qualcoder_peer.core.text.offsets import utf16_length
from qualcoder_peer.gui.theme import themes

_OPEN, _SHUT = 1, 0
_NO_WIDTH = 0.1


class MarkdownLook(QSyntaxHighlighter):
    """Nothing is fetched or run: only the letters of the text itself are drawn, in one look or another."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._revealed = -1

    def reveal(self, block: int) -> None:
        """Show the signs of this line (its number; -1 for none) and hide those of all others."""
        before, self._revealed = self._revealed, block
        if before != block:
            for number in (before, block):
                found = self.document().findBlockByNumber(number)
                if found.isValid():
                    self.rehighlightBlock(found)

    def reveals(self, block: int) -> bool:
        """Whether the signs of this line are shown."""
        return block == self._revealed

    def highlightBlock(self, text: str) -> None:
        shape = line_shape(text, self.previousBlockState() == _OPEN)
        fenced = shape.kind in (LineKind.FENCE, LineKind.CODE)
        stays_open = shape.kind is LineKind.CODE or shape.kind is LineKind.FENCE and self.previousBlockState() != _OPEN
        self.setCurrentBlockState(_OPEN if fenced and stays_open else _SHUT)
        if not text:
            return
        formats = [QTextCharFormat() for _ in text]
        if fenced:
            for one in formats:
                _as_code(one)
        elif shape.kind is LineKind.RULE:
            _paint(formats, 0, len(text), themes.current.muted)
        else:
            self._mark_line(text, shape, formats)
        self._apply(text, formats)

    def _mark_line(self, text: str, shape: LineShape, formats: list[QTextCharFormat]) -> None:
        shown = self.reveals(self.currentBlock().blockNumber())
        if shape.kind is LineKind.HEADING:
            for one in formats:
                one.setFontWeight(QFont.Weight.Bold)
            _sign(formats, 0, shape.start, shown)
        elif shape.start:
            _paint(formats, 0, shape.start, themes.current.accent)
            if shape.kind is LineKind.QUOTE:
                _paint(formats, shape.start, len(text), themes.current.muted)
        for span in line_spans(text, shape.start):
            _mark(formats, span, shown)

    def _apply(self, text: str, formats: list[QTextCharFormat]) -> None:
        """Set the looks in runs. Qt counts UTF-16 units."""
        place = start = 0
        for at in range(1, len(formats) + 1):
            if at == len(formats) or formats[at] != formats[start]:
                length = utf16_length(text[start:at])
                self.setFormat(place, length, formats[start])
                place += length
                start = at


def span_at(block: QTextBlock, position: int) -> Span | None:
    """The link at a position of a line (UTF-16 units)."""
    text = block.text()
    shape = line_shape(text)
    for span in line_spans(text, shape.start):
        first, last = utf16_length(text[: span.start]), utf16_length(text[: span.end])
        if span.kind is SpanKind.LINK and first <= position < last:
            return span
    return None


def _mark(formats: list[QTextCharFormat], span: Span, shown: bool) -> None:
    for one in formats[span.inner_start : span.inner_end]:
        if span.kind is SpanKind.STRONG:
            one.setFontWeight(QFont.Weight.Bold)
        elif span.kind is SpanKind.EMPHASIS:
            one.setFontItalic(True)
        elif span.kind is SpanKind.STRUCK:
            one.setFontStrikeOut(True)
        elif span.kind is SpanKind.CODE:
            _as_code(one)
        elif span.kind is SpanKind.LINK:
            one.setForeground(QColor(themes.current.link))
            one.setFontUnderline(True)
    _sign(formats, span.start, span.inner_start, shown)
    _sign(formats, span.inner_end, span.end, shown)


def _sign(formats: list[QTextCharFormat], start: int, end: int, shown: bool) -> None:
    """A sign is faint where the caret is, and takes no room elsewhere."""
    for one in formats[start:end]:
        one.setForeground(QColor(themes.current.muted))
        one.setFontUnderline(False)
        if not shown:
            one.setForeground(QColor(0, 0, 0, 0))
            one.setFontPointSize(1)
            one.setFontLetterSpacingType(QFont.SpacingType.PercentageSpacing)
            one.setFontLetterSpacing(_NO_WIDTH)


def _paint(formats: list[QTextCharFormat], start: int, end: int, colour: str) -> None:
    for one in formats[start:end]:
        one.setForeground(QColor(colour))


def _as_code(one: QTextCharFormat) -> None:
    one.setFontFamilies([QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()])
    one.setBackground(QColor(themes.current.hover))
