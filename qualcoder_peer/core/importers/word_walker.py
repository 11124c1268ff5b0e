"""Walks the XML of a Word document and gives its lines as a reader sees them.

Tracked changes are read as accepted, hidden text is left out, text boxes come once, after the paragraph they
are anchored in; what is left out is counted by kind. The elements are those of ECMA-376 part 1, chapter 17.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qualcoder_peer.core.importers.lines import Anchors, Line, clean, marks_in, split_lines, words_in
from qualcoder_peer.core.importers.symbols import UNKNOWN, symbol_of
from qualcoder_peer.core.importers.tables import lines_of_table
from qualcoder_peer.core.importers.word_xml import Styles, attribute, child, kind

if TYPE_CHECKING:
    from lxml.etree import _Element

_THROUGH = frozenset(
    ("w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:hyperlink", "w:fldSimple", "w:dir", "w:bdo", "w:sdtContent")
)
_GONE = frozenset(("w:del", "w:moveFrom"))
_FIXED = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011"}
_COUNTED = {
    "w:footnoteReference": "footnotes",
    "w:endnoteReference": "endnotes",
    "w:altChunk": "embedded",
}
_EDGE_SPACE = " \t\r\n"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_COMMENT_MARKS = frozenset(("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference"))


class BodyWalker:
    """Reads one story (the body, a text box) after another; ``counts`` tells what was left out or changed.

    ``anchors`` knows the headings and the words that comments are about.
    """

    def __init__(self, styles: Styles) -> None:
        self.counts: Counter[str] = Counter()
        self.anchors = Anchors()
        self._styles = styles
        self._marks_before = ""  # of comments that begin or end between paragraphs, rows or cells
        self._fields: list[bool] = []  # one a field begun; True while its instruction is read
        self._hidden_before = False

    def lines(self, container: _Element) -> list[Line]:
        """The lines of everything in ``container`` (a body, a cell, a text box)."""
        lines: list[Line] = []
        open_line: Line = []  # of a paragraph whose mark was deleted: the next one continues it
        open_boxes: list[Line] = []
        for element in container:
            name = kind(element)
            if name in _COMMENT_MARKS:
                self._comment_between(element, name, lines)
                continue
            if name == "w:p":
                lines_before, boxes, shown = self._paragraph(element)
                open_line.extend(lines_before)
                open_boxes.extend(boxes)
                if _mark_is_deleted(element):
                    continue
                if shown or open_line:
                    lines.extend(split_lines(open_line))
                lines.extend(open_boxes)
            else:
                inner = self._block(element, name)
                if not inner:
                    continue
                lines.extend(split_lines(open_line) if open_line else [])
                lines.extend(open_boxes)
                lines.extend(inner)
            open_line, open_boxes = [], []
        if open_line:
            lines.extend(split_lines(open_line))
        return lines + open_boxes

    def _comment_between(self, element: _Element, name: str, lines: list[Line]) -> None:
        if name == "w:commentRangeEnd" and lines:
            lines[-1].append((self._comment_mark(element, name), False))
        else:
            self._marks_before += self._comment_mark(element, name)

    def _comment_mark(self, element: _Element, name: str) -> str:
        key = attribute(element, "id") or ""
        if name == "w:commentRangeStart":
            return self.anchors.comment_start(key)
        return self.anchors.comment_end(key) if name == "w:commentRangeEnd" else self.anchors.comment_at(key)

    def _block(self, element: _Element, name: str) -> list[Line]:
        if name == "w:tbl":
            return self._table(element)
        if name == "w:sdt":
            content = self._control_content(element)
            return [] if content is None else self.lines(content)
        if name in _GONE:
            self.counts["changes"] += 1
            return []
        if name in _THROUGH:
            return self.lines(element)
        if name == "mc:AlternateContent":
            for choice in element:
                found = self.lines(choice)
                if found:
                    return found
        if name in ("m:oMathPara", "m:oMath"):
            return [[(_math(element), False)]]
        if name in _COUNTED:
            self.counts[_COUNTED[name]] += 1
        return []

    def _paragraph(self, paragraph: _Element) -> tuple[Line, list[Line], bool]:
        """Its text, the lines of text boxes anchored in it, and whether it shows as a line at all."""
        properties = child(paragraph, "w:pPr")
        style = child(properties, "w:pStyle")
        style_id = attribute(style, "val") if style is not None else None
        line: Line = [(self._marks_before, False)] if self._marks_before else []
        self._marks_before = ""
        boxes: list[Line] = []
        hidden_before = self.counts["hidden"]
        self._hidden_before = False
        self._inline(paragraph, line, boxes, style_id)
        self._fields = [False] * len(self._fields)  # an instruction does not go on over a paragraph's end
        words = words_in(line)
        if child(properties, "w:numPr") is not None and words:
            self.counts["numbers"] += 1
        if self.counts["hidden"] > hidden_before and not words:
            self._marks_before = "".join(marks_in(text) for text, _ in line)
            return [], boxes, False
        level = self._styles.heading_level(properties, style_id)
        return self.anchors.heading(line, level) if level else line, boxes, True

    def _inline(self, parent: _Element, line: Line, boxes: list[Line], style: str | None) -> None:
        for element in parent:
            name = kind(element)
            if name == "w:r":
                self._run(element, line, boxes, style)
            elif name in _THROUGH:
                if name in ("w:ins", "w:moveTo"):
                    self.counts["changes"] += 1
                self._inline(element, line, boxes, style)
            elif name in _COMMENT_MARKS:
                line.append((self._comment_mark(element, name), False))
            elif name in _GONE:
                self.counts["changes"] += 1
                self._follow_fields(element)
                self._follow_comments(element, line)
            elif name == "w:sdt":
                content = self._control_content(element)
                if content is not None:
                    self._inline(content, line, boxes, style)
            elif name == "mc:AlternateContent":
                self._alternate(element, line, boxes, style)
            elif name in ("m:oMath", "m:oMathPara"):
                line.append((_math(element), False))

    def _alternate(self, element: _Element, line: Line, boxes: list[Line], style: str | None) -> None:
        """The first alternative that holds anything; the others say the same for older programs."""
        for choice in element:
            before = len(line), len(boxes), self.counts["pictures"]
            self._inline(choice, line, boxes, style)
            self._run_content(choice, line, boxes, False)
            if (len(line), len(boxes), self.counts["pictures"]) != before:
                return

    def _control_content(self, control: _Element) -> _Element | None:
        """What stands in a content control; None when it shows only its prompt."""
        if child(child(control, "w:sdtPr"), "w:showingPlcHdr") is not None:
            self.counts["prompts"] += 1
            return None
        return child(control, "w:sdtContent")

    def _run(self, run: _Element, line: Line, boxes: list[Line], style: str | None) -> None:
        bold, hidden = self._styles.run_looks(child(run, "w:rPr"), style)
        if hidden:
            self._follow_fields(run)
            self._follow_comments(run, line)
            if any(kind(element) in ("w:t", "w:drawing", "w:pict", "w:sym") for element in run):
                self.counts["hidden"] += not self._hidden_before
                self._hidden_before = True
            return
        self._run_content(run, line, boxes, bold)

    def _run_content(self, run: _Element, line: Line, boxes: list[Line], bold: bool) -> None:
        for element in run:
            name = kind(element)
            if name == "w:fldChar":
                self._field_mark(element)
            elif any(self._fields):
                continue
            elif name in ("w:t", "w:sym") or name in _FIXED:
                text = _text_of(element) if name == "w:t" else _FIXED.get(name) or self._symbol(element)
                line.append((clean(text), bold))
                self._hidden_before = False
            elif name in _COMMENT_MARKS:
                line.append((self._comment_mark(element, name), False))
            elif name in ("w:drawing", "w:pict", "w:object"):
                boxes.extend(self._boxes_in(element))
            elif name == "mc:AlternateContent":
                self._alternate(element, line, boxes, None)
            elif name == "w:ruby":
                self._inline_of(child(element, "w:rubyBase"), line, boxes)
            elif name in _COUNTED:
                self.counts[_COUNTED[name]] += 1

    def _inline_of(self, element: _Element | None, line: Line, boxes: list[Line]) -> None:
        if element is not None:
            self._inline(element, line, boxes, None)

    def _field_mark(self, mark: _Element) -> None:
        place = attribute(mark, "fldCharType")
        if place == "begin":
            self._fields.append(True)
        elif place == "separate" and self._fields:
            self._fields[-1] = False
        elif place == "end" and self._fields:
            self._fields.pop()

    def _follow_fields(self, element: _Element) -> None:
        """Keeps count of fields begun and ended inside what is left out."""
        for inner in element.iter():
            if kind(inner) == "w:fldChar":
                self._field_mark(inner)

    def _follow_comments(self, element: _Element, line: Line) -> None:
        """Keeps the ends of comments that stand in what is left out."""
        for inner in element.iter():
            name = kind(inner)
            if name in _COMMENT_MARKS:
                line.append((self._comment_mark(inner, name), False))

    def _boxes_in(self, drawing: _Element) -> list[Line]:
        """The lines of the text boxes in a drawing; its pictures are counted."""
        found: list[Line] = []
        for element in drawing:
            name = kind(element)
            if name == "w:txbxContent":
                fields, self._fields = self._fields, []
                found.extend(self.lines(element))
                self._fields = fields
                self.counts["boxes"] += 1
            elif name in ("pic:pic", "v:imagedata"):
                self.counts["pictures"] += 1
            elif name == "mc:AlternateContent":
                first = next(iter(element), None)
                found.extend(self._boxes_in(first) if first is not None else [])
            else:
                found.extend(self._boxes_in(element))
        return found

    def _symbol(self, element: _Element) -> str:
        """The character of a symbol font; one without a known meaning is shown as a box and counted."""
        try:
            code = int(attribute(element, "char") or "", 16)
        except ValueError:
            code = 0xF000
        if not 0xF000 <= code <= 0xF0FF:
            return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFDD0 else ""
        symbol = symbol_of(code - 0xF000, attribute(element, "font") or "")
        self.counts["symbols"] += symbol == UNKNOWN
        return symbol

    def _table(self, table: _Element) -> list[Line]:
        rows = [[self.lines(cell) if cell is not None else [] for cell in row] for row in self._rows(table)]
        return lines_of_table(rows, self.counts)

    def _rows(self, table: _Element) -> Iterator[list[_Element | None]]:
        for element in table:
            name = kind(element)
            if name == "w:tr":
                if child(child(element, "w:trPr"), "w:del") is not None:
                    self.counts["changes"] += 1
                else:
                    yield list(self._cells(element))
            elif name in _COMMENT_MARKS:
                self._marks_before += self._comment_mark(element, name)
            elif name in _THROUGH:
                yield from self._rows(element)
            elif name == "w:sdt":
                content = self._control_content(element)
                if content is not None:
                    yield from self._rows(content)

    def _cells(self, row: _Element) -> Iterator[_Element | None]:
        """The cells of a row; None stands for a cell that continues the one above it."""
        for element in row:
            name = kind(element)
            if name == "w:tc":
                properties = child(element, "w:tcPr")
                across = child(properties, "w:hMerge")
                if child(properties, "w:cellDel") is not None:
                    self.counts["changes"] += 1
                elif across is None or attribute(across, "val") == "restart":
                    down = child(properties, "w:vMerge")
                    yield element if down is None or attribute(down, "val") == "restart" else None
            elif name in _COMMENT_MARKS:
                self._marks_before += self._comment_mark(element, name)
            elif name in _THROUGH:
                yield from self._cells(element)
            elif name == "w:sdt":
                content = self._control_content(element)
                if content is not None:
                    yield from self._cells(content)


def _text_of(element: _Element) -> str:
    """The text of a ``w:t``; as in Word, line ends in it are spaces and its edges count only if it says so."""
    text = str(element.text or "")
    if element.get(_XML_SPACE) != "preserve":
        text = text.strip(_EDGE_SPACE)
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")


def _math(element: _Element) -> str:
    return "".join(str(inner.text or "") for inner in element.iter() if kind(inner) in ("m:t", "w:t"))


def _mark_is_deleted(paragraph: _Element) -> bool:
    """Whether the paragraph's end is a tracked deletion, so that the next paragraph continues it."""
    properties = child(child(paragraph, "w:pPr"), "w:rPr")
    return child(properties, "w:del") is not None or child(properties, "w:moveFrom") is not None
