"""Reads a web page's tree into lines as a reader of the page sees them: blocks end lines, hidden things are left out.

The tree is walked without recursion, for pages are nested as deep as their makers forgot to close elements.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.importers.lines import Anchors, Line, clean, plain, without_marks, words_in
from qualcoder_peer.core.importers.tables import table_lines
from qualcoder_peer.core.importers.web_page_words import (
    ARCHIVE_BARS,
    AS_WRITTEN,
    BLOCKS,
    BOLD,
    COUNTED,
    HEADINGS,
    SKIPPED,
    bold_classes,
    is_as_written,
    is_hidden,
    is_note_sign,
    office_part,
    weight,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

_SPACES = re.compile("[ \t\n\r\f]+")
_ENDS = re.compile(r"</(?:body|html)\s*>", re.I)
_CLOSED = re.compile(
    r"<(script|style|title|textarea|iframe|div|span|p|a|td|th|li|b|i|em|strong)((?:\s[^<>]*)?)/>", re.I
)
_CONTROLS = re.compile("[\x80-\x9f]")
_WINDOWS = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
_MOST_LINES_IN_A_CELL = 3
_MOST_SPANNED = 1_000


@dataclass(slots=True)
class _Sink:
    """Lines of the page, or of one cell, while they are read."""

    lines: list[Line] = field(default_factory=list)
    line: Line = field(default_factory=list)
    after_space: bool = True
    written: bool = False

    def add(self, text: str, bold: bool) -> None:
        """Text in which white space has been made single spaces."""
        if self.after_space and text.startswith(" "):
            text = text[1:]
        if text:
            self.line.append((text, bold))
            self.after_space = text.endswith(" ")
            self.written = True

    def add_as_written(self, text: str, bold: bool) -> None:
        """Text whose line ends and spaces count."""
        for number, part in enumerate(text.split("\n")):
            if number:
                self.end_line()
            if part:
                self.line.append((part, bold))
                self.written, self.after_space = True, False

    def mark(self, mark: str) -> None:
        """A mark, which is no text."""
        self.line.append((mark, False))

    def end_line(self) -> None:
        """The line ends, even if it is blank."""
        self.lines.append(_without_end_space(self.line) if words_in(self.line) else _marks_of(self.line))
        self.line, self.after_space, self.written = [], True, False

    def end_block(self) -> None:
        """The line ends if anything is written in it."""
        if self.written:
            self.end_line()
        self.after_space = True

    def finish(self) -> list[Line]:
        """All lines."""
        self.end_block()
        if self.line and self.lines:
            self.lines[-1].extend(self.line)
        return self.lines


@dataclass(slots=True)
class _Table:
    """A table while its rows are read; ``laid_out`` when it only arranges a page, ``tall`` when it perhaps does."""

    rows: list[list[list[Line]]] = field(default_factory=list)
    row: list[list[Line]] = field(default_factory=list)
    spanned: dict[int, int] = field(default_factory=dict)
    laid_out: bool = False
    tall: bool = False

    def begin_row(self) -> None:
        """A row begins; cells of rows above that reach down into it come first."""
        if self.row:
            self.end_row()

    def add(self, lines: list[Line], down: int) -> None:
        """A cell, which is ``down`` rows high."""
        self._fill()
        if down > 1:
            self.spanned[len(self.row)] = min(down, _MOST_SPANNED)
        self.row.append(lines)
        self.tall = self.tall or len(lines) > _MOST_LINES_IN_A_CELL

    def end_row(self) -> None:
        """A row ends."""
        if self.row:
            self._fill()
            self.rows.append(self.row)
        self.row = []
        self.spanned = {place: left - 1 for place, left in self.spanned.items() if left > 1}

    def _fill(self) -> None:
        while self.spanned.get(len(self.row), 0) and self.rows:
            self.row.append([])


@dataclass(slots=True)
class _Frame:
    """What holds inside an element."""

    bold: bool
    as_written: bool
    closing: str = ""
    pieces: int = 0


class PageReader:
    """Reads one page; ``counts`` tells what was left out, ``anchors`` knows the headings."""

    def __init__(self, anchors: Anchors | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self.anchors = anchors or Anchors()
        self._sinks = [_Sink()]
        self._tables: list[_Table] = []
        self._bold_classes: dict[str, bool] = {}
        self._pieces = 0

    def lines(self, markup: str, name: str) -> list[Line]:
        """The lines of the page written in ``markup``; raises UnreadableFile when it is nested without end."""
        from lxml import etree

        root = _tree(markup, name)
        if root is None:
            return []
        for sheet in root.iter("style"):
            self._bold_classes.update(bold_classes(str(sheet.text or "")))
        frames = [_Frame(False, False)]
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped: _Element | None = None
        for event, element in walk:
            if event == "start":
                frame = self._begin(element, frames[-1])
                if frame is None:
                    walk.skip_subtree()
                    skipped = element
                else:
                    frames.append(frame)
                    self._text(element.text, frame)
            else:
                if element is skipped:
                    skipped = None
                else:
                    self._end(element, frames.pop())
                if element is not root:
                    self._text(element.tail, frames[-1])
        return self._sinks[0].finish()

    def _begin(self, element: _Element, around: _Frame) -> _Frame | None:
        """What holds inside the element; None when it is left out."""
        tag = _name(element)
        style = str(element.get("style") or "")
        if self._is_left_out(element, tag, style):
            return None
        frame = _Frame(self._is_bold(element, tag, style, around.bold), around.as_written, pieces=self._pieces)
        sink = self._sinks[-1]
        if tag in BLOCKS:
            sink.end_block()
            if tag in HEADINGS:
                for table in self._tables[-1:]:
                    table.laid_out = True
                start, frame.closing = self.anchors.heading_ends(HEADINGS[tag])
                sink.mark(start)
        elif tag == "br":
            sink.end_line()
        elif tag == "q":
            self._add("“", frame)
        elif tag in ("table", "tr", "td", "th"):
            self._begin_table_part(element, tag, style)
        if tag in AS_WRITTEN or (style and is_as_written(style)):
            frame.as_written = True
            if tag == "pre" and element.text and str(element.text).startswith("\n"):
                element.text = str(element.text)[1:]
        return frame

    def _end(self, element: _Element, frame: _Frame) -> None:
        tag = _name(element)
        if frame.closing:
            self._sinks[-1].mark(frame.closing)
        if tag in BLOCKS:
            self._sinks[-1].end_block()
            self.counts["numbers"] += tag == "li" and self._pieces > frame.pieces
        elif tag == "q":
            self._add("”", frame)
        elif tag in ("td", "th") and len(self._sinks) > 1:
            down = str(element.get("rowspan") or "")
            lines = self._sinks.pop().finish()
            self._tables[-1].add(lines, int(down) if down.isascii() and down.isdigit() and len(down) < 6 else 1)
        elif tag == "tr" and self._tables:
            self._tables[-1].end_row()
        elif tag == "table":
            self._end_table(self._tables.pop())
        elif tag == "ins":
            self.counts["changes"] += 1

    def _is_left_out(self, element: _Element, tag: str, style: str) -> bool:
        if tag in SKIPPED or element.get("id") in ARCHIVE_BARS:
            return True
        if tag in COUNTED:
            if tag != "input" or (element.get("type") or "").lower() not in ("hidden", "submit", "image", "reset"):
                self.counts[COUNTED[tag]] += 1
            if tag in ("embed", "frame", "img", "input"):
                return False  # they have no end and cannot hold text
            return True
        if tag == "a" and is_note_sign(str(element.get("class") or ""), str(element.get("href") or "")):
            return True
        part = office_part(tag, style, str(element.get("id") or ""), str(element.get("title") or ""))
        if part is not None:
            self.counts[part] += 1
            return True
        if element.get("hidden") is not None or (style and is_hidden(style)):
            self.counts["hidden"] += any(text.strip() for text in element.itertext())
            return True
        return False

    def _is_bold(self, element: _Element, tag: str, style: str, around: bool) -> bool:
        found = weight(style) if style else None
        if found is None and self._bold_classes:
            for one in str(element.get("class") or "").split():
                found = self._bold_classes.get(one, found)
        return (around or tag in BOLD) if found is None else found

    def _begin_table_part(self, element: _Element, tag: str, style: str) -> None:
        if tag == "table":
            self._sinks[-1].end_block()
            for table in self._tables[-1:]:
                table.laid_out = True
            self._tables.append(_Table(laid_out=element.get("role") in ("presentation", "none")))
        elif not self._tables:
            self._sinks[-1].end_block()
        elif tag == "tr":
            self._tables[-1].begin_row()
        else:
            self._sinks.append(_Sink())

    def _end_table(self, table: _Table) -> None:
        table.end_row()
        sink = self._sinks[-1]
        sink.end_block()
        if not table.laid_out and any(len(row) > 1 for row in table.rows):
            made = table_lines([[list(map(plain, cell)) for cell in row] for row in table.rows])
            if made.are_turns or not table.tall:
                self.counts["headings"] += made.headings
                sink.lines.extend([(line, False)] for line in made.lines)
                return
        sink.lines.extend(line for row in table.rows for cell in row for line in cell)

    def _text(self, text: str | None, frame: _Frame) -> None:
        if not text:
            return
        if _CONTROLS.search(text):
            text = text.translate(_WINDOWS)
        if frame.as_written:
            self._sinks[-1].add_as_written(clean(text), frame.bold)
            self._pieces += 1
        else:
            self._add(clean(" ".join(_SPACES.split(text))), frame)

    def _add(self, text: str, frame: _Frame) -> None:
        self._sinks[-1].add(text, frame.bold)
        self._pieces += text != " "


def _tree(markup: str, name: str) -> _Element | None:
    """The tree of a page, None for one without elements; raises UnreadableFile when it is nested without end."""
    from lxml import etree

    # The parser drops what follows the end of the page; browsers show it.
    markup = _ENDS.sub("", markup)
    if "<?xml" in markup[:200] or "XHTML" in markup[:500]:
        markup = _CLOSED.sub(r"<\1\2></\1>", markup)
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, collect_ids=False
    )
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise UnreadableFile(
            "“{name}” is built of parts nested too deeply to be read. Nothing was imported. "
            "Open it in a browser, copy its text into Word and save it as .docx.",
            name=name,
        )
    return root


def _name(element: _Element) -> str:
    tag = element.tag
    return tag.lower() if isinstance(tag, str) else ""


def _without_end_space(line: Line) -> Line:
    for place in range(len(line) - 1, -1, -1):
        text, bold = line[place]
        shown = text.rstrip(" ")
        line[place] = shown, bold
        if without_marks(shown):
            break
    return line


def _marks_of(line: Line) -> Line:
    return [(text, bold) for text, bold in line if text.strip()]
