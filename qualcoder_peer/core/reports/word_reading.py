"""Reads the text of any Word report as its reader sees it, paragraph by paragraph, with what may be a quotation in it.

Tracked changes are read as accepted, hidden text and prompts of empty controls are left out, text boxes and notes come
as stories of their own. Each piece of text knows the element it came from, so that a comment can be put beside it.
Nothing in the file is run, followed or changed. The elements are those of ECMA-376 part 1, chapter 17.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qualcoder_peer.core.importers.word_xml import Styles, attribute, child, kind
from qualcoder_peer.core.reports.sync_file import ReportFile

if TYPE_CHECKING:
    from lxml.etree import _Element

_THROUGH = frozenset(
    ("w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:hyperlink", "w:fldSimple", "w:dir", "w:bdo", "w:sdtContent")
)
_GONE = frozenset(("w:del", "w:moveFrom"))
_FIXED = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011", "w:sym": "\u25a1"}
_NOTES = {"w:footnoteReference": "footnote", "w:endnoteReference": "endnote"}
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_EDGE_SPACE = " \t\r\n"
_QUOTE_TAG = re.compile(r"qcp1:[^:]*:q(\d+)(?::.*)?")
_QUOTE_NAME = re.compile(r"quot|citat|zitat|blockquote|sitat")
_SOURCE_NAME = re.compile(r"source|källa|kilde|reference|referens|spoke")
_CONTENTS_NAME = re.compile(r"toc \d|contents \d|table of figures|innehåll \d|indholdsfortegnelse \d")


@dataclass(frozen=True, slots=True)
class Atom:
    """``[start, start + length)`` of a paragraph is the text of ``element`` from ``shift`` on; 0 long: a place."""

    start: int
    length: int
    element: _Element
    shift: int = 0


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """``[start, end)`` of a paragraph is a quotation by its content control (``item`` is the entry of the outline) or,
    with ``item`` 0, by its character style."""

    start: int
    end: int
    item: int


@dataclass(slots=True)
class ReadParagraph:
    """A paragraph: ``number`` counts those of the document's own text from 1, blank ones and cells of tables too; in a
    note or a box it is that of the paragraph it belongs to."""

    number: int
    story: int
    style: str
    is_block: bool
    is_contents: bool
    is_source: bool
    row: int
    element: _Element
    text: str = ""
    note: str = ""
    atoms: list[Atom] = field(default_factory=list)
    marked: list[MarkedSpan] = field(default_factory=list)
    anchor: Atom | None = None
    """For a note or a box: where it is anchored in the document's own text."""


class _StyleNames:
    def __init__(self, root: _Element | None) -> None:
        self._styles: dict[str, tuple[str, str]] = {}
        self.default = ""
        for style in root if root is not None else ():
            if kind(style) == "w:style":
                name, based = child(style, "w:name"), child(style, "w:basedOn")
                key = attribute(style, "styleId") or ""
                written = (attribute(name, "val") or "" if name is not None else "").strip().casefold()
                self._styles[key] = (written, attribute(based, "val") or "" if based is not None else "")
                if attribute(style, "type") == "paragraph" and (attribute(style, "default") or "0") in ("1", "true"):
                    self.default = key

    def names(self, key: str) -> Iterator[str]:
        """Its name and those of the styles it is based on."""
        seen: set[str] = set()
        while key in self._styles and key not in seen:
            seen.add(key)
            name, key = self._styles[key]
            yield name

    def is_quotation(self, key: str) -> bool:
        """Whether the style sets apart what somebody said; the nearest name that tells counts."""
        for name in self.names(key):
            if _SOURCE_NAME.search(name) or "interviewer" in name:
                return False
            if _QUOTE_NAME.search(name):
                return True
        return False

    def is_source(self, key: str) -> bool:
        """Whether the style is for the line that tells where a quotation comes from."""
        return any(_SOURCE_NAME.search(name) is not None for name in self.names(key))

    def is_contents(self, key: str) -> bool:
        """Whether it is an entry of a table of contents, which repeats a heading."""
        return any(_CONTENTS_NAME.match(name) is not None for name in self.names(key))


class ReportReader:
    """Reads the stories of one file. ``paragraphs`` are in order of reading: first the document's own text."""

    def __init__(self, report: ReportFile) -> None:
        name = report.related_as(report.main, "styles")
        styles = report.tree(name) if name else None
        self._report = report
        self._looks = Styles(styles)
        self._names = _StyleNames(styles)
        self.paragraphs: list[ReadParagraph] = []
        self._number = self._story = self._stories = self._rows = 0
        self._row = 0
        self._note = ""
        self._anchor: Atom | None = None
        self._fields: list[bool] = []
        self._controls: list[int] = []
        self._open: ReadParagraph | None = None
        self._notes: list[tuple[str, str, int, Atom]] = []

    def read(self) -> list[ReadParagraph]:
        """All paragraphs; raises RecursionError for a file nested too deeply."""
        self._blocks(self._report.body)
        notes, self._notes = self._notes, []
        for name in ("footnote", "endnote"):
            wanted = {key: (number, anchor) for other, key, number, anchor in notes if other == name}
            part = self._report.related_as(self._report.main, f"{name}s")
            for element in self._report.tree(part) if part and wanted else ():
                found = wanted.get(attribute(element, "id") or "")
                if found is not None:
                    self._aside(element, name, *found)
        return self.paragraphs

    # Private

    def _aside(self, container: _Element, note: str, number: int, anchor: Atom) -> None:
        """Another story than the one that is being read."""
        kept = (
            self._story, self._note, self._anchor, self._number, self._open, self._fields, self._controls, self._row
        )  # fmt: skip
        self._stories += 1
        self._story, self._note, self._anchor, self._open = self._stories, note, self._anchor or anchor, None
        self._number, self._fields, self._controls, self._row = number, [], [], 0
        self._blocks(container)
        (
            self._story, self._note, self._anchor, self._number, self._open, self._fields, self._controls, self._row
        ) = kept  # fmt: skip

    def _blocks(self, container: _Element) -> None:
        for element in container:
            name = kind(element)
            if name == "w:p":
                self._paragraph(element)
            elif name == "w:tbl":
                self._table(element)
            elif name == "w:sdt":
                self._control(element, self._blocks)
            elif name in _THROUGH:
                self._blocks(element)
            elif name == "mc:AlternateContent":
                before = len(self.paragraphs)
                for choice in element:
                    self._blocks(choice)
                    if len(self.paragraphs) > before:
                        break

    def _table(self, table: _Element) -> None:
        row_before = self._row
        for element in _descend(table, "w:tr"):
            if child(child(element, "w:trPr"), "w:del") is None:
                self._rows += 1
                self._row = self._rows
                for cell in _descend(element, "w:tc"):
                    self._blocks(cell)
        self._row = row_before

    def _control(self, control: _Element, read: Callable[[_Element], None]) -> None:
        properties = child(control, "w:sdtPr")
        content = child(control, "w:sdtContent")
        if content is None or child(properties, "w:showingPlcHdr") is not None:
            return
        tag = child(properties, "w:tag")
        found = _QUOTE_TAG.fullmatch((attribute(tag, "val") or "") if tag is not None else "")
        if found is not None:
            self._controls.append(int(found[1]) or -1)
        read(content)
        if found is not None:
            self._controls.pop()

    def _paragraph(self, element: _Element) -> None:
        if not self._note:
            self._number += 1
        properties = child(element, "w:pPr")
        style = child(properties, "w:pStyle")
        key = (attribute(style, "val") or "" if style is not None else "") or self._names.default
        paragraph = self._open
        if paragraph is None:
            paragraph = ReadParagraph(
                self._number, self._story, next(self._names.names(key), ""), self._names.is_quotation(key),
                self._names.is_contents(key), self._names.is_source(key), self._row, element, note=self._note,
                anchor=self._anchor,
            )  # fmt: skip
            self.paragraphs.append(paragraph)
        self._open = None
        before = len(paragraph.text)
        self._inline(element, paragraph, key)
        self._fields = [False] * len(self._fields)
        if self._controls and not paragraph.is_source and len(paragraph.text) > before:
            paragraph.marked.append(MarkedSpan(before, len(paragraph.text), self._controls[-1]))
        mark = child(properties, "w:rPr")
        if child(mark, "w:del") is not None or child(mark, "w:moveFrom") is not None:
            self._open = paragraph  # the next paragraph continues it

    def _inline(self, parent: _Element, paragraph: ReadParagraph, style: str) -> None:
        for element in parent:
            name = kind(element)
            if name == "w:r":
                self._run(element, paragraph, style)
            elif name in _THROUGH:
                self._inline(element, paragraph, style)
            elif name in _GONE:
                for inner in element.iter():
                    if kind(inner) == "w:fldChar":
                        self._field_mark(inner)
            elif name == "w:sdt":
                before, depth = len(paragraph.text), len(self._controls)

                def read(content: _Element) -> None:
                    self._inline(content, paragraph, style)
                    if len(self._controls) > depth and len(paragraph.text) > before:
                        paragraph.marked.append(MarkedSpan(before, len(paragraph.text), self._controls[-1]))

                self._control(element, read)
            elif name == "mc:AlternateContent":
                self._alternate(element, paragraph, style)

    def _alternate(self, element: _Element, paragraph: ReadParagraph, style: str) -> None:
        for choice in element:
            before = len(paragraph.text), len(self.paragraphs)
            self._inline(choice, paragraph, style)
            self._run_content(choice, paragraph)
            if (len(paragraph.text), len(self.paragraphs)) != before:
                return

    def _run(self, run: _Element, paragraph: ReadParagraph, style: str) -> None:
        properties = child(run, "w:rPr")
        if self._looks.run_looks(properties, style)[1]:
            for inner in run:
                if kind(inner) == "w:fldChar":
                    self._field_mark(inner)
            return
        before = len(paragraph.text)
        self._run_content(run, paragraph)
        style_of_run = child(properties, "w:rStyle")
        named = (attribute(style_of_run, "val") or "") if style_of_run is not None else ""
        if len(paragraph.text) > before and self._names.is_quotation(named):
            last = paragraph.marked[-1] if paragraph.marked else None
            if last is not None and last.item == 0 and last.end == before:
                paragraph.marked[-1] = MarkedSpan(last.start, len(paragraph.text), 0)
            else:
                paragraph.marked.append(MarkedSpan(before, len(paragraph.text), 0))

    def _run_content(self, run: _Element, paragraph: ReadParagraph) -> None:
        for element in run:
            name = kind(element)
            if name == "w:fldChar":
                self._field_mark(element)
            elif any(self._fields):
                continue
            elif name == "w:t":
                self._text(element, paragraph)
            elif name in _FIXED:
                self._add(paragraph, _FIXED[name], element, 0)
            elif name in _NOTES and self._anchor is None:
                place = Atom(len(paragraph.text), 0, element)
                paragraph.atoms.append(place)
                self._notes.append((_NOTES[name], attribute(element, "id") or "", self._number, place))
            elif name in ("w:drawing", "w:pict", "w:object"):
                self._boxes(element, paragraph)
            elif name == "mc:AlternateContent":
                self._alternate(element, paragraph, "")
            elif name == "w:ruby":
                base = child(element, "w:rubyBase")
                if base is not None:
                    self._inline(base, paragraph, "")

    def _text(self, element: _Element, paragraph: ReadParagraph) -> None:
        text, shift = str(element.text or ""), 0
        if element.get(_XML_SPACE) != "preserve":
            shift = len(text) - len(text.lstrip(_EDGE_SPACE))
            text = text.strip(_EDGE_SPACE)
        if text:
            self._add(paragraph, text.replace("\n", " ").replace("\r", " "), element, shift)

    def _add(self, paragraph: ReadParagraph, text: str, element: _Element, shift: int) -> None:
        paragraph.atoms.append(Atom(len(paragraph.text), len(text), element, shift))
        paragraph.text += text

    def _field_mark(self, mark: _Element) -> None:
        place = attribute(mark, "fldCharType")
        if place == "begin":
            self._fields.append(True)
        elif place == "separate" and self._fields:
            self._fields[-1] = False
        elif place == "end" and self._fields:
            self._fields.pop()

    def _boxes(self, drawing: _Element, paragraph: ReadParagraph) -> None:
        """The text boxes in a drawing."""
        for element in drawing:
            name = kind(element)
            if name == "w:txbxContent":
                place = Atom(len(paragraph.text), 0, _run_of(drawing))
                self._aside(element, "box", self._number, place)
            elif name == "mc:AlternateContent":
                first = next(iter(element), None)
                if first is not None:
                    self._boxes(first, paragraph)
            else:
                self._boxes(element, paragraph)


def _descend(parent: _Element, wanted: str) -> Iterator[_Element]:
    """The rows of a table or the cells of a row, also those within controls and tracked changes."""
    for element in parent:
        name = kind(element)
        if name == wanted:
            yield element
        elif name in _THROUGH:
            yield from _descend(element, wanted)
        elif name == "w:sdt":
            content = child(element, "w:sdtContent")
            if content is not None:
                yield from _descend(content, wanted)


def _run_of(element: _Element) -> _Element:
    """An element of the run that a drawing stands in."""
    at = element
    while True:
        parent = at.getparent()
        if parent is None or kind(parent) == "w:r":
            return at
        at = parent
