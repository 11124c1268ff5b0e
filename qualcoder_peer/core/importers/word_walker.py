"""Walks the XML of a Word document and gives its lines as a reader sees them.

Tracked changes are read as accepted, hidden text is left out, text boxes come once, after the paragraph they
are anchored in; what is left out is counted by kind. The elements are those of ECMA-376 part 1, chapter 17.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qualcoder_peer.core.importers.word_tables import Cell, table_lines
from qualcoder_peer.core.importers.word_xml import Styles, attribute, child, kind

if TYPE_CHECKING:
    from lxml.etree import _Element

Line = list[tuple[str, bool]]
"""One line as pieces of text and whether they are bold."""

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
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_UNWANTED = re.compile("[\u00ad\x7f-\x84\x86-\x9f\ufdd0-\ufdef]")
_EDGE_SPACE = " \t\r\n"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_WINGDINGS = {
    0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0xE0: "→", 0xDF: "←", 0xE8: "➔", 0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xA8: "☐",
    0xB7: "•", 0x6C: "●", 0x6E: "■", 0xA7: "▪", 0xD8: "➢", 0x28: "☎", 0x2A: "✉",
}  # fmt: skip
_SYMBOL = {0xB7: "•", 0xAE: "→", 0xAC: "←", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB9: "≠", 0xD7: "·", 0x6D: "μ", 0xB0: "°"}


class BodyWalker:
    """Reads one story (the body, a text box) after another; ``counts`` tells what was left out or changed."""

    def __init__(self, styles: Styles) -> None:
        self.counts: Counter[str] = Counter()
        self._styles = styles
        self._fields: list[bool] = []  # one a field begun; True while its instruction is read
        self._hidden_before = False

    def lines(self, container: _Element) -> list[Line]:
        """The lines of everything in ``container`` (a body, a cell, a text box)."""
        lines: list[Line] = []
        open_line: Line = []  # of a paragraph whose mark was deleted: the next one continues it
        open_boxes: list[Line] = []
        for element in container:
            name = kind(element)
            if name == "w:p":
                lines_before, boxes, shown = self._paragraph(element)
                open_line.extend(lines_before)
                open_boxes.extend(boxes)
                if _mark_is_deleted(element):
                    continue
                if shown or open_line:
                    lines.extend(_split(open_line))
                lines.extend(open_boxes)
            else:
                inner = self._block(element, name)
                if not inner:
                    continue
                lines.extend(_split(open_line) if open_line else [])
                lines.extend(open_boxes)
                lines.extend(inner)
            open_line, open_boxes = [], []
        if open_line:
            lines.extend(_split(open_line))
        return lines + open_boxes

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
        line: Line = []
        boxes: list[Line] = []
        hidden_before = self.counts["hidden"]
        self._hidden_before = False
        self._inline(paragraph, line, boxes, attribute(style, "val") if style is not None else None)
        self._fields = [False] * len(self._fields)  # an instruction does not go on over a paragraph's end
        if child(properties, "w:numPr") is not None and any(text.strip() for text, _ in line):
            self.counts["numbers"] += 1
        only_hidden = self.counts["hidden"] > hidden_before and not any(text.strip() for text, _ in line)
        return line, boxes, not only_hidden

    def _inline(self, parent: _Element, line: Line, boxes: list[Line], style: str | None) -> None:
        for element in parent:
            name = kind(element)
            if name == "w:r":
                self._run(element, line, boxes, style)
            elif name in _THROUGH:
                if name in ("w:ins", "w:moveTo"):
                    self.counts["changes"] += 1
                self._inline(element, line, boxes, style)
            elif name in _GONE:
                self.counts["changes"] += 1
                self._follow_fields(element)
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
                line.append((self._clean(text), bold))
                self._hidden_before = False
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
        font = (attribute(element, "font") or "").casefold()
        known = _SYMBOL if font == "symbol" else _WINGDINGS if font.startswith("wingdings") else {}
        if code - 0xF000 not in known:
            self.counts["symbols"] += 1
        return known.get(code - 0xF000, "□")

    def _clean(self, text: str) -> str:
        if text.isascii() and "\x7f" not in text:
            return text
        return _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))

    def _table(self, table: _Element) -> list[Line]:
        rows = [[self.lines(cell) if cell is not None else [] for cell in row] for row in self._rows(table)]
        rows = [row for row in rows if row]
        if all(len(row) == 1 for row in rows):
            return [line for row in rows for line in row[0]]
        made = table_lines([[_as_text(cell) for cell in row] for row in rows])
        self.counts["headings"] += made.headings
        return [[(line, False)] for line in made.lines]

    def _rows(self, table: _Element) -> Iterator[list[_Element | None]]:
        for element in table:
            name = kind(element)
            if name == "w:tr":
                if child(child(element, "w:trPr"), "w:del") is not None:
                    self.counts["changes"] += 1
                else:
                    yield list(self._cells(element))
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


def _split(pieces: Line) -> list[Line]:
    """The pieces divided into lines at the line breaks in them."""
    lines: list[Line] = [[]]
    for text, bold in pieces:
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append((part, bold))
    return lines


def _as_text(lines: list[Line]) -> Cell:
    return ["".join(text for text, _ in line) for line in lines]
