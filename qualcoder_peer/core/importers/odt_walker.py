"""Walks the XML of an OpenDocument text and gives its lines as a reader sees them.

Tracked changes are read as accepted: what was deleted stands apart from the text (``text:tracked-changes``) and is left
out, what was inserted stands in it. Hidden text is left out, frames come once, after the paragraph they are anchored
in; what is left out is counted by kind.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qualcoder_peer.core.importers.lines import (
    Anchors,
    Line,
    Note,
    clean,
    joined,
    marks_in,
    split_lines,
    words_in,
)
from qualcoder_peer.core.importers.odt_xml import Looks, Styles, attribute, child, kind, number
from qualcoder_peer.core.importers.tables import lines_of_table

if TYPE_CHECKING:
    from lxml.etree import _Element

_SPACES = re.compile("[ \t\r\n]+")
_PARAGRAPHS = frozenset(("text:p", "text:h"))
_SKIPPED = frozenset(
    (
        "office:forms", "office:event-listeners", "svg:title", "svg:desc", "text:ruby-text", "text:tracked-changes",
        "text:sequence-decls", "text:user-field-decls", "text:variable-decls", "text:soft-page-break", "form:form",
    )
)  # fmt: skip
_GROUPS = frozenset(("table:table-header-rows", "table:table-rows", "table:table-row-group"))
_EMBEDDED = frozenset(("draw:object", "draw:object-ole", "draw:plugin", "draw:applet", "draw:floating-frame"))
_PLAIN = Looks()
_MOST_REPEATED = 100
_MOST_SPACES = 1_000


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while it is read: ``after_space`` while further white space of the XML says nothing."""

    line: Line = field(default_factory=list)
    boxes: list[Line] = field(default_factory=list)
    after_space: bool = True
    hidden_before: bool = False
    hidden: bool = False


class OpenTextWalker:
    """Reads one story (the body, a cell, a frame) after another; ``counts`` tells what was left out or changed.

    ``anchors`` knows the headings and the words that comments are about, ``notes`` what the comments say.
    """

    def __init__(self, styles: Styles) -> None:
        self.counts: Counter[str] = Counter()
        self.anchors = Anchors()
        self.notes: dict[str, Note] = {}
        self._styles = styles
        self._marks_before = ""  # of comments in a paragraph that is hidden

    def lines(self, container: _Element) -> list[Line]:
        """The lines of everything in ``container``."""
        lines: list[Line] = []
        for element in container:
            name = kind(element)
            if name in _PARAGRAPHS:
                lines.extend(self._paragraph(element, name))
            elif name == "text:list-item":
                lines.extend(self._list_item(element))
            elif name == "table:table":
                lines.extend(self._table(element))
            elif name.startswith("draw:"):
                lines.extend(self._boxes_in(element))
            elif name == "text:tracked-changes":
                self.counts["changes"] += sum(1 for change in element if kind(change) == "text:changed-region")
            elif name == "text:section" and attribute(element, "text:display") == "none":
                self.counts["hidden"] += 1
            elif name == "office:annotation":
                lines.append([(self._comment(element), False)])
            elif name not in _SKIPPED and not name.endswith("-source"):
                lines.extend(self.lines(element))
        return lines

    def _list_item(self, item: _Element) -> list[Line]:
        found = self.lines(item)
        first = next(iter(item), None)
        if first is not None and kind(first) == "text:p" and any(map(words_in, found)):
            self.counts["numbers"] += 1
        return found

    def _paragraph(self, element: _Element, name: str) -> list[Line]:
        """The lines of a paragraph and of the frames in it; none when all of it is hidden."""
        looks = self._styles.looks("paragraph", attribute(element, "text:style-name"), _PLAIN)
        paragraph = _Paragraph([(self._marks_before, False)] if self._marks_before else [])
        self._marks_before = ""
        hidden_before = self.counts["hidden"]
        self._inline(element, paragraph, looks)
        if paragraph.hidden:
            self.counts["hidden"] = hidden_before + 1
            return []
        line = paragraph.line
        if name == "text:h" and attribute(element, "text:is-list-header") != "true":
            line = self.anchors.heading(line, number(element, "text:outline-level"))
        if self.counts["hidden"] > hidden_before and not words_in(line):
            self._marks_before = "".join(marks_in(text) for text, _ in line)
            return paragraph.boxes
        return [*split_lines(line), *paragraph.boxes]

    def _inline(self, parent: _Element, paragraph: _Paragraph, looks: Looks) -> None:
        self._text(parent.text, paragraph, looks)
        for element in parent:
            name = kind(element)
            if name == "text:span":
                inner = self._styles.looks("text", attribute(element, "text:style-name"), looks)
                self._inline(element, paragraph, inner)
            elif name == "text:s":
                self._add(" " * min(number(element, "text:c"), _MOST_SPACES), paragraph, looks)
            elif name == "text:tab":
                self._add("\t", paragraph, looks)
            elif name == "text:line-break":
                self._add("\n", paragraph, looks)
            else:
                self._inline_other(element, name, paragraph, looks)
            self._text(element.tail, paragraph, looks)

    def _inline_other(self, element: _Element, name: str, paragraph: _Paragraph, looks: Looks) -> None:
        if name == "text:note":
            ends = attribute(element, "text:note-class") == "endnote"
            self.counts["endnotes" if ends else "footnotes"] += 1
        elif name == "office:annotation":
            paragraph.line.append((self._comment(element), False))
        elif name == "office:annotation-end":
            paragraph.line.append((self.anchors.comment_end(_key(element)), False))
        elif name.startswith("draw:"):
            if not looks.hidden:
                paragraph.boxes.extend(self._boxes_in(element))
        elif name == "text:placeholder" or attribute(element, "loext:showing-place-holder") == "true":
            self.counts["prompts"] += 1
        elif name == "text:hidden-paragraph":
            paragraph.hidden = paragraph.hidden or attribute(element, "text:is-hidden") == "true"
        elif name == "text:hidden-text":
            self.counts["hidden"] += bool(element.text)
        elif name == "table:table" or name == "text:list":
            paragraph.boxes.extend(self.lines(element) if name == "text:list" else self._table(element))
        elif name not in _SKIPPED and attribute(element, "text:display") != "none":
            self._inline(element, paragraph, looks)

    def _text(self, text: str | None, paragraph: _Paragraph, looks: Looks) -> None:
        """Text of the XML, in which any run of white space is one space and says nothing at the paragraph's start."""
        if not text:
            return
        shown = _SPACES.sub(" ", text)
        if paragraph.after_space and shown.startswith(" "):
            shown = shown[1:]
        if shown:
            self._add(shown, paragraph, looks)
            paragraph.after_space = shown.endswith(" ")

    def _add(self, text: str, paragraph: _Paragraph, looks: Looks) -> None:
        paragraph.after_space = False
        if looks.hidden:
            self.counts["hidden"] += not paragraph.hidden_before
            paragraph.hidden_before = True
            return
        paragraph.line.append((clean(text), looks.bold))
        paragraph.hidden_before = False

    def _comment(self, element: _Element) -> str:
        """Notes what a comment says; returns its mark in the text."""
        name = attribute(element, "office:name")
        key = name if name is not None else f"without name {len(self.notes)}"
        author = child(element, "dc:creator")
        time = child(element, "dc:date")
        aside = OpenTextWalker(self._styles)
        words = joined(
            [line for part in element if not kind(part).startswith("dc:") for line in aside.lines_of(part)]
        ).text.strip()
        if words:
            said_by = " ".join(str(author.text or "").split()) if author is not None else ""
            self.notes[key] = Note(words, said_by, _time(time))
        return self.anchors.comment_at(key) + (self.anchors.comment_start(key) if name is not None else "")

    def lines_of(self, element: _Element) -> list[Line]:
        """The lines of one paragraph, list or the like."""
        name = kind(element)
        return self._paragraph(element, name) if name in _PARAGRAPHS else self.lines(element)

    def _boxes_in(self, drawing: _Element) -> list[Line]:
        """The lines of the frames and shapes in a drawing; a picture or an embedded file in it is counted once."""
        kinds = [kind(element) for element in drawing]
        if any(name in _EMBEDDED for name in kinds):
            self.counts["embedded"] += 1
            return []
        if "draw:image" in kinds:
            self.counts["pictures"] += 1
        found: list[Line] = []
        own: list[Line] = []
        for element, name in zip(drawing, kinds, strict=True):
            if name in _PARAGRAPHS or name == "text:list":
                own.extend(self.lines_of(element))
            elif name == "draw:text-box":
                own.extend(self.lines(element))
            elif name == "table:table":
                own.extend(self._table(element))
            elif name not in _SKIPPED and name != "draw:image":
                found.extend(self._boxes_in(element))
        if any(map(words_in, own)):
            self.counts["boxes"] += 1
            found.extend(own)
        return found

    def _table(self, table: _Element) -> list[Line]:
        rows = [[self.lines(cell) if cell is not None else [] for cell in row] for row in self._rows(table)]
        return lines_of_table(rows, self.counts)

    def _rows(self, table: _Element) -> Iterator[list[_Element | None]]:
        for element in table:
            name = kind(element)
            if name == "table:table-row":
                yield list(self._cells(element))
            elif name in _GROUPS:
                yield from self._rows(element)

    def _cells(self, row: _Element) -> Iterator[_Element | None]:
        """The cells of a row; None stands for a cell that continues the one above it."""
        across = 0
        for element in row:
            name = kind(element)
            repeated = min(number(element, "table:number-columns-repeated"), _MOST_REPEATED)
            if name == "table:table-cell":
                across = number(element, "table:number-columns-spanned") - 1
                yield from [element] * (repeated if len(element) == 0 else 1)
            elif name == "table:covered-table-cell":
                down = max(0, repeated - across)
                across = max(0, across - repeated)
                yield from [None] * down


def _key(element: _Element) -> str:
    return attribute(element, "office:name") or ""


def _time(element: _Element | None) -> str:
    """When a comment was written, without parts of seconds."""
    found = (
        re.match(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d)?", str(element.text or "").strip())
        if element is not None
        else None
    )
    return found[0] if found else ""
