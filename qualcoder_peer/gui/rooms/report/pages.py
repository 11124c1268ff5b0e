"""The blocks of a report laid out on A4 pages: the same words as in the Word file, put in one by one as plain text.

Nothing is ever read as markup, so a ``<b>`` that somebody said stays what was said, and nothing is loaded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextOption,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from qualcoder_peer.core.domain.ids import ReportItemId
from qualcoder_peer.core.reports.blocks import (
    Block,
    ChartBlock,
    Contents,
    Heading,
    Paragraph,
    Piece,
    TableBlock,
    TitlePage,
)
from qualcoder_peer.core.reports.list_numbers import ListNumbers
from qualcoder_peer.core.reports.quoting import QUOTED
from qualcoder_peer.core.reports.table_shape import PORTRAIT_WIDTH, column_widths, lies_down, lying_blocks
from qualcoder_peer.core.services.reports import Outline
from qualcoder_peer.gui.rooms.report.looks import KEEP, UNIT, Look, look_of
from qualcoder_peer.gui.rooms.report.sheets import Divider, Sheet
from qualcoder_peer.gui.rooms.report.strip import NOTES_GAP, Strip, on_one_paragraph, write_notes
from qualcoder_peer.gui.theme import LIGHT
from qualcoder_peer.gui.widgets.chart_view import chart_image

PAGE = QSizeF(595.3 * UNIT, 841.9 * UNIT)
MARGIN = 70.9 * UNIT
_TEXT_WIDTH = PAGE.width() - 2 * MARGIN
_DEEPEST_ENTRY = 3
_TAB_SLACK = 2.0 * UNIT  # a number that ends at the very edge would be wrapped
_BULLETS = ("•\t", "–\t", "▪\t")
_HANGING = 19.85  # points
_CELL_GAP = 4.0 * UNIT
_PICTURE = "\ufffc"
_LYING_WIDTH = 14_000  # twips of text on a page lying down
_CHART_WIDTH = 604  # of the picture of a chart, in the pixels its letters are measured in: as wide as the text
_CHART_SCALE = 3.0


@dataclass(frozen=True, slots=True)
class Span:
    """The letters ``[start, end)`` of the document that come from an entry of the outline (Qt's positions)."""

    start: int
    end: int
    item: ReportItemId


@dataclass(frozen=True, slots=True)
class Pages:
    """A laid-out report. ``document`` is a strip without end that ``sheets`` are cut out of, ``notes`` the strip of its
    footnotes. ``spans`` are in order and do not overlap; ``charts`` are charts told in words."""

    document: QTextDocument
    notes: QTextDocument
    sheets: tuple[Sheet, ...]
    spans: tuple[Span, ...]
    charts: Mapping[ReportItemId, str]

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.sheets)

    def size(self, page: int) -> QSizeF:
        """The size of the paper."""
        return PAGE.transposed() if self.sheets[page].lying else PAGE

    def page_at(self, y: float) -> int:
        """The page that has a line of the strip."""
        return max(0, bisect_right(self.sheets, y, key=lambda sheet: sheet.main.top) - 1)

    def on_page(self, point: QPointF) -> tuple[int, QPointF]:
        """The page that a point of the strip is on, and where it stands on the paper."""
        page = self.page_at(point.y())
        main = self.sheets[page].main
        return page, QPointF(point.x(), MARGIN + main.at + point.y() - main.top)

    def on_strip(self, page: int, point: QPointF) -> QPointF | None:
        """The point of the strip at a point of the paper; None where nothing of the strip stands."""
        main = self.sheets[page].main
        y = point.y() - MARGIN - main.at + main.top
        return QPointF(point.x(), y) if main.top <= y < main.bottom else None

    def item_at(self, point: QPointF) -> ReportItemId | None:
        """The entry whose words stand at a point of the strip."""
        position = self.document.documentLayout().hitTest(point, Qt.HitTestAccuracy.FuzzyHit)
        if position < 0:
            return None
        index = bisect_right(self.spans, position, key=lambda span: span.start) - 1
        if index >= 0 and position <= self.spans[index].end:
            block = self.document.findBlock(position)
            if abs(point.y() - self._rect(block).center().y()) <= self._rect(block).height() / 2 + 4 * UNIT:
                return self.spans[index].item
        return None

    def spans_of(self, item: int) -> list[Span]:
        """Where the words of an entry stand."""
        return [span for span in self.spans if span.item == item]

    def is_whole(self, span: Span) -> bool:
        """Whether a span holds all of its first paragraph."""
        block = self.document.findBlock(span.start)
        return span.start - block.position() < 4 and span.end >= block.position() + block.length() - 1

    def rects_of(self, item: int) -> list[QRectF]:
        """Where on the strip the paragraphs, or parts of them, stand that come from an entry."""
        found = []
        for span in self.spans_of(item):
            block = self.document.findBlock(span.start)
            while block.isValid() and block.position() < span.end:
                found.append(self._rect(block))
                block = block.next()
        return found

    def text_of(self, item: int) -> str:
        """The words on the page that come from an entry."""
        cursor = QTextCursor(self.document)
        parts = []
        for span in self.spans_of(item):
            cursor.setPosition(span.start)
            cursor.setPosition(span.end, QTextCursor.MoveMode.KeepAnchor)
            parts.append(cursor.selectedText().replace("\u2029", "\n").replace("\u2028", "\n"))
        told = self.charts.get(ReportItemId(item), "")
        return "\n".join(parts).replace(_PICTURE, told)

    def _rect(self, block: QTextBlock) -> QRectF:
        return self.document.documentLayout().blockBoundingRect(block)


def lay_out(blocks: Sequence[Block], outline: Outline, language: str) -> Pages:
    """Lay blocks in a language out on pages. May run on any thread; what comes back belongs to the window's."""
    document, notes = _strip(PAGE.width()), _strip(_TEXT_WIDTH)
    frame = QTextFrameFormat()
    frame.setMargin(MARGIN)
    document.rootFrame().setFrameFormat(frame)
    writer = _Writer(document, _running_quotes(outline), language)
    writer.write(blocks)
    sheets = writer.cut(notes)
    application = QCoreApplication.instance()
    for one in (document, notes):
        if application is not None and one.thread() is not application.thread():
            one.moveToThread(application.thread())
    return Pages(document, notes, sheets, tuple(sorted(writer.spans, key=lambda span: span.start)), writer.charts)


def _strip(width: float) -> QTextDocument:
    made = QTextDocument()
    made.setUndoRedoEnabled(False)
    made.setUseDesignMetrics(True)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    made.setDefaultTextOption(option)
    made.setDefaultFont(look_of("Normal").letters().font())
    made.setDocumentMargin(0)
    made.setTextWidth(width)
    return made


def _running_quotes(outline: Outline) -> dict[ReportItemId, list[ReportItemId]]:
    """For each quote the quotes that follow it under the same heading: short ones share its paragraph."""
    following: dict[ReportItemId, list[ReportItemId]] = {}
    for siblings in (outline.nodes, *(node.children for node in outline.walk())):
        for index, node in enumerate(siblings):
            if node.kind == "quote":
                following[node.id] = [one.id for one in siblings[index:] if one.kind == "quote"]
    return following


class _Writer:
    """Writes blocks into a document from its beginning to its end."""

    def __init__(
        self, document: QTextDocument, quotes: dict[ReportItemId, list[ReportItemId]], language: str
    ) -> None:
        self.spans: list[Span] = []
        self._language = language
        self.charts: dict[ReportItemId, str] = {}
        self._notes: list[str] = []
        self._marks: list[int] = []
        self._lying: list[tuple[int, int]] = []
        self._charts = 0
        self._document, self._quotes = document, quotes
        self._cursor = QTextCursor(document)
        self._fresh = True
        self._break = False
        self._counting = ListNumbers()
        self._entries: list[tuple[QTextBlock, int]] = []
        self._headings: list[QTextBlock] = []

    def write(self, blocks: Sequence[Block]) -> None:
        headings = [block for block in blocks if isinstance(block, Heading)]
        self._cursor.beginEditBlock()
        lying = lying_blocks(blocks, PORTRAIT_WIDTH)
        for place, block in enumerate(blocks):
            if place and lying[place] != lying[place - 1]:
                self._break = True
            begun = self._cursor.position() + (0 if self._fresh else 1)
            if not isinstance(block, Paragraph):
                self._counting.place(block)
            if isinstance(block, TitlePage):
                self._title_page(block)
            elif isinstance(block, Contents):
                self._contents(block, headings)
            elif isinstance(block, Heading):
                self._break = self._break or block.new_page
                start = self._put(f"heading {block.level}", " ".join(block.text.split()))
                self._headings.append(self._cursor.block())
                self._mark(start, block.item)
            elif isinstance(block, TableBlock):
                self._table(block)
            elif isinstance(block, ChartBlock):
                self._chart(block)
            else:
                self._paragraph(block)
            if lying[place]:
                self._lying.append((begun, self._cursor.position() + 1))
        self._cursor.endEditBlock()

    def cut(self, notes: QTextDocument) -> tuple[Sheet, ...]:
        """Divide what was written into sheets, and write ``notes``."""
        self._document.size()  # lays out everything; changes to a half laid out document leave gaps in it
        lines = write_notes(notes, self._notes)
        strip = Strip(self._document, self._lying, self._marks)
        height = {lying: page.height() - 2 * MARGIN for lying, page in ((False, PAGE), (True, PAGE.transposed()))}
        sheets = Divider(lines, height[False], height[True], NOTES_GAP).divide(strip.units())
        self._number_entries(sheets)
        return sheets

    def _title_page(self, block: TitlePage) -> None:
        look = look_of("Title")
        self._put_look(replace(look, before=0), "")
        room = self._cursor.blockFormat()  # Qt leaves out the space above a page's first line, so a line makes it
        room.setLineHeight(look.before * UNIT, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        self._cursor.setBlockFormat(room)
        self._put_look(replace(look, before=0), block.title)
        self._put("Subtitle", block.subtitle)
        for line in (block.author, block.date):
            if line:
                self._put("Title Details", line)
        self._break = True

    def _contents(self, block: Contents, headings: Sequence[Heading]) -> None:
        entries = [(index, one) for index, one in enumerate(headings) if one.level <= _DEEPEST_ENTRY]
        if not entries:
            return
        self._put("TOC Heading", block.title)
        for index, heading in entries:
            look = look_of(f"toc {heading.level}")
            self._put_look(look, " ".join(heading.text.split()) + "\t")
            tab = QTextOption.Tab(_TEXT_WIDTH - look.left * UNIT - _TAB_SLACK, QTextOption.TabType.RightTab)
            shape = self._cursor.blockFormat()
            shape.setTabPositions([tab])
            shape.setRightMargin(0)
            self._cursor.setBlockFormat(shape)
            self._entries.append((self._cursor.block(), index))
        self._break = True

    def _paragraph(self, block: Paragraph) -> None:
        look = look_of(block.style)
        lead = self._lead(block)
        start = self._put_look(look, lead)
        if lead:
            shape = self._cursor.blockFormat()
            hanging = min(look.left, _HANGING) * UNIT
            shape.setTextIndent(-hanging)
            shape.setTabPositions([QTextOption.Tab(hanging, QTextOption.TabType.LeftTab)])
            self._cursor.setBlockFormat(shape)
        marks = self._pieces(block, look)
        following = self._quotes.get(block.item, []) if block.item is not None else []
        quoted = [index for index, piece in enumerate(block.pieces) if piece.style == QUOTED]
        if block.style == "Normal" and 1 < len(quoted) <= len(following):
            self._mark_running(block, start, quoted, following, marks)
        else:
            self._mark(start, block.item)

    def _lead(self, block: Paragraph) -> str:
        place = self._counting.place(block)
        if place is None:
            return ""
        if place.bullet:
            return _BULLETS[place.level - 1]
        return f"{_numeral(place.number, place.level)}.\t" if place.number else ""

    def _pieces(self, block: Paragraph, look: Look) -> list[int]:
        # Returns how many letters of marks of footnotes follow each piece.
        marks = []
        for piece in block.pieces:
            letters = _piece_look(piece, look).letters()
            letters.setFontUnderline(bool(piece.link))
            self._cursor.insertText(on_one_paragraph(piece.text), letters)
            marks.append(self._note(piece.note, letters) if piece.note else 0)
        return marks

    def _note(self, words: str, letters: QTextCharFormat) -> int:
        self._notes.append(words)
        self._marks.append(self._cursor.position())
        mark = str(len(self._notes))
        raised = QTextCharFormat(letters)
        raised.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        self._cursor.insertText(mark, raised)
        return len(mark)

    def _mark_running(
        self,
        block: Paragraph,
        start: int,
        quoted: Sequence[int],
        following: Sequence[ReportItemId],
        marks: Sequence[int],
    ) -> None:
        # Each quote of a running paragraph begins with its lead and its mark, two pieces before the words.
        place = start
        ends = [index - 2 for index in quoted[1:]] + [len(block.pieces)]
        first = 0
        for item, end in zip(following, ends, strict=False):
            words = [on_one_paragraph(piece.text) for piece in block.pieces[first:end]]
            length = sum(map(_utf16, words)) + sum(marks[first:end])
            self.spans.append(Span(place, place + length, item))
            place, first = place + length, end

    def _table(self, block: TableBlock) -> None:
        lying = lies_down(block, PORTRAIT_WIDTH)
        width = PAGE.height() - 2 * MARGIN if lying else _TEXT_WIDTH
        start = self._put("caption", block.caption)
        shape = QTextTableFormat()
        shape.setHeaderRowCount(1)
        shape.setCellPadding(0)
        shape.setCellSpacing(0)
        shape.setBorder(0)
        shape.setBorderCollapse(True)
        shape.setWidth(QTextLength(QTextLength.Type.FixedLength, width))
        widths = column_widths(block, _LYING_WIDTH if lying else PORTRAIT_WIDTH)
        total = sum(widths)
        shape.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.FixedLength, width * share / total) for share in widths]
        )
        self._cursor.insertBlock(QTextBlockFormat(), look_of("Table Text").letters())
        table = self._cursor.insertTable(1 + len(block.rows), len(block.header), shape)
        for number, cells in enumerate((block.header, *block.rows)):
            self._row(table, number, cells, last=number == len(block.rows))
        self._cursor = table.lastCursorPosition()
        self._cursor.movePosition(QTextCursor.MoveOperation.NextBlock)
        note = look_of("Table Note")
        self._cursor.setBlockFormat(note.block())
        words = block.note or block.description
        if words in block.caption:
            words = ""
        self._cursor.insertText(words, note.letters())
        before = table.firstCursorPosition().block().previous()
        _flatten(before)
        self._mark(start, block.item)

    def _chart(self, block: ChartBlock) -> None:
        start = self._put("caption", block.caption)
        self._charts += 1
        name = f"chart:{self._charts}"
        image = chart_image(block.chart, self._language, _CHART_WIDTH, _CHART_SCALE)
        if block.item is not None:
            self.charts[block.item] = block.description
        self._document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
        self._put("Chart", "")
        shown = QTextImageFormat()
        shown.setName(name)
        shown.setProperty(QTextFormat.Property.ImageAltText, block.description)
        shown.setWidth(_TEXT_WIDTH)
        shown.setHeight(_TEXT_WIDTH * image.height() / image.width())
        shape = self._cursor.blockFormat()
        shape.setLineHeight(100.0, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        self._cursor.setBlockFormat(shape)
        self._cursor.insertImage(shown)
        if block.note:
            self._put("Table Note", block.note)
        self._mark(start, block.item)

    def _row(self, table: QTextTable, number: int, cells: Sequence[str], *, last: bool) -> None:
        look = look_of("Table Text")
        for column, words in enumerate(cells):
            cell = table.cellAt(number, column)
            shape = QTextTableCellFormat()
            shape.setPadding(_CELL_GAP / 2)
            shape.setLeftPadding(_CELL_GAP)
            shape.setRightPadding(_CELL_GAP)
            shape.setBottomBorder(UNIT if number == 0 or last else UNIT / 2)
            shape.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            shape.setBottomBorderBrush(QColor(LIGHT.control if number == 0 or last else LIGHT.line))
            if number == 0:
                shape.setBackground(QColor(LIGHT.hover))
            cell.setFormat(shape)
            cursor = cell.firstCursorPosition()
            cursor.setBlockFormat(look.block())
            bold = number == 0 or column == 0
            cursor.insertText(on_one_paragraph(words), replace(look, bold=bold).letters())

    def _put(self, style: str, words: str) -> int:
        return self._put_look(look_of(style), words)

    def _put_look(self, look: Look, words: str) -> int:
        shape, letters = look.block(), look.letters()
        if self._break:
            shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            self._break = False
        if self._fresh:
            self._fresh = False
            self._cursor.setBlockFormat(shape)
            self._cursor.setBlockCharFormat(letters)
        else:
            self._cursor.insertBlock(shape, letters)
        start = self._cursor.position()
        self._cursor.insertText(on_one_paragraph(words), letters)
        return start

    def _mark(self, start: int, item: ReportItemId | None) -> None:
        if item is not None and self._cursor.position() > start:
            self.spans.append(Span(start, self._cursor.position(), item))

    def _number_entries(self, sheets: Sequence[Sheet]) -> None:
        layout = self._document.documentLayout()
        tops = [sheet.main.top for sheet in sheets]
        places = [layout.blockBoundingRect(heading).center().y() for heading in self._headings]
        pages = [bisect_right(tops, place) for place in places]
        added = 0
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()  # one new layout, not one for each entry
        for entry, heading in self._entries:
            cursor.setPosition(entry.position() + entry.length() - 1)
            cursor.insertText(str(pages[heading]))
            added += len(str(pages[heading]))
        cursor.endEditBlock()
        if added:  # the contents stand before everything that was marked
            self.spans = [Span(span.start + added, span.end + added, span.item) for span in self.spans]


def _numeral(number: int, level: int) -> str:
    """A number as a list shows it on a level: 2, b, ii."""
    if level == 1:
        return str(number)
    if level == 2:  # a to z, then aa, bb
        return chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26)
    signs = zip((100, 90, 50, 40, 10, 9, 5, 4, 1), ("c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"), strict=True)
    made = ""
    for value, sign in signs:
        made += sign * (number // value)
        number %= value
    return made


def _piece_look(piece: Piece, look: Look) -> Look:
    dressed = look_of(piece.style or ("Hyperlink" if piece.link else "Normal"))
    if dressed.fixed or piece.link:
        look = replace(look, fixed=dressed.fixed, colour=dressed.colour or look.colour)
    italic = piece.emphasis or (bool(piece.style) and look_of(piece.style).italic)
    if not piece.strong and not italic:
        return look
    return replace(look, bold=look.bold or piece.strong, italic=look.italic or italic)


def _flatten(block: QTextBlock) -> None:
    """Make the empty line that Qt wants before a table as low as it can be."""
    if block.isValid() and block.length() <= 1:
        cursor = QTextCursor(block)
        shape = QTextBlockFormat()
        shape.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        shape.setProperty(KEEP, True)  # what stands before it is the caption
        cursor.setBlockFormat(shape)


def _utf16(words: str) -> int:
    return len(words.encode("utf-16-le", "surrogatepass")) // 2
