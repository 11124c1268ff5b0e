"""Makes lines of the tokens of Markdown (CommonMark with tables and ~~struck~~ text, as markdown-it-py reads them).

Differences from how a page would be made of it: line ends and numbers of lists stay as they are written, since
“1986. Ett bra år” begins no list in a transcript; what looks like HTML but is no element (``<skratt>``) stays; and only
``[label]: https://…`` defines a link, since ``[R1]: Ja`` is somebody's answer.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from qualcoder_peer.core.importers.lines import Anchors, Line, clean, plain, split_lines, words_in
from qualcoder_peer.core.importers.tables import table_lines
from qualcoder_peer.core.importers.web_page_reader import PageReader
from qualcoder_peer.core.importers.web_page_words import is_element

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_DEEPEST = 60
_TAG = re.compile(r"<[/!?]?\s*([A-Za-z][A-Za-z0-9-]*)?")
_DEFINITION = re.compile(
    r" {0,3}\[([^\[\]\n]{1,200})\]:[ \t]*<?((?:https?:|mailto:|ftp:|file:|www\.|#|\.{0,2}/)[^\s<>]*)>?"
    r"(?:[ \t]+[\"'(][^\n]{0,500}[\"')])?[ \t]*"
)
_CODE_FENCE = re.compile(r" {0,3}(```|~~~)")
_SPECIAL = re.compile(r"[\\`*_\[\]<>&~!]")
_LONGEST = 50_000
_MOST_SPECIAL = 1_000
_BEHIND = {"[": None, "]": None, "<": None, "!": None, "&": 40}


class NestedTooDeeply(Exception):
    """Quotes and lists stand in each other so deep that the parser would drop what is in them."""


class MarkdownReader:
    """Reads one text; ``counts`` tells what was left out, ``anchors`` knows the headings."""

    def __init__(self, name: str) -> None:
        self.counts: Counter[str] = Counter()
        self.anchors = Anchors()
        self._name = name
        self._lines: list[Line] = []
        self._line_after = 0  # of the source, behind the last block
        self._rows: list[list[Line]] | None = None
        self._level = 0
        self._number = ""
        self._silent = ""  # the element, such as script, whose inside is no text
        self._html_bold = 0
        self._env: dict[str, object] = {}

    def lines(self, text: str) -> list[Line]:
        """The lines of ``text``; raises NestedTooDeeply."""
        blocks, self._inline = _parser(_DEEPEST), _parser(20)
        try:
            tokens = blocks.parse(self._without_definitions(text))
        except RecursionError as error:
            raise NestedTooDeeply from error
        if any(token.level >= _DEEPEST - 3 for token in tokens):
            raise NestedTooDeeply
        for token in tokens:
            self._block(token)
        return self._lines

    def _block(self, token: Token) -> None:
        kind = token.type
        if kind == "inline":
            self._text(token)
        elif kind == "heading_open":
            self._level = int(token.tag[1:])
        elif kind == "heading_close":
            self._level = 0
        elif kind == "list_item_open":
            self._number = f"{token.info}{token.markup} " if token.info else ""
            self.counts["numbers"] += not token.info
        elif kind in ("fence", "code_block"):
            self._gap(token)
            self._lines.extend([(clean(line), False)] for line in token.content.rstrip("\n").split("\n"))
        elif kind == "html_block":
            self._html(token)
        elif kind == "table_open":
            self._gap(token)
            self._rows = []
        elif kind == "tr_open" and self._rows is not None:
            self._rows.append([])
        elif kind == "table_close":
            self._end_table()

    def _gap(self, token: Token) -> None:
        """One blank line where the source has any between blocks."""
        first, behind = token.map or (self._line_after, self._line_after)
        if first > self._line_after and self._lines:
            self._lines.append([])
        self._line_after = max(behind, self._line_after)

    def _text(self, token: Token) -> None:
        line = self._pieces(token.content)
        if self._rows is not None:
            self._rows[-1].append(line)
            return
        self._gap(token)
        if self._number:
            line.insert(0, (self._number, False))
            self._number = ""
        if self._level:
            line = self.anchors.heading([(text, True) for text, _ in line], self._level)
        if words_in(line) or not self._lines:
            self._lines.extend(split_lines(line))

    def _end_table(self) -> None:
        rows, self._rows = self._rows or [], None
        made = table_lines([[[plain(cell)] for cell in row] for row in rows])
        self.counts["headings"] += made.headings
        self._lines.extend([(line, False)] for line in made.lines)

    def _pieces(self, content: str) -> Line:
        """The text of a paragraph without its marks; the parser's time grows with the square of their number."""
        special = [found.start() for found in _SPECIAL.finditer(content)]
        if not special:
            return [(_plain(content), False)]
        if len(content) > _LONGEST or len(special) > _MOST_SPECIAL:
            lines = content.split("\n")
            if len(lines) == 1:
                return [(_plain(content), False)]
            pieces: Line = []
            for number, line in enumerate(lines):
                pieces.extend([("\n", False)] if number else [])
                pieces.extend(self._pieces(line))
            return pieces
        # Behind the last sign is nothing to parse: most lines are a label in bold and then plain words.
        behind = _BEHIND.get(content[special[-1]], 2)
        end = len(content) if behind is None else special[-1] + behind
        end = len(content) if content.find("\n", end) >= 0 or content[end : end + 1] == "\n" else end
        tokens: list[Token] = []
        self._inline.inline.parse(content[:end], self._inline, self._env, tokens)
        found: Line = []
        bold = 0
        for token in tokens:
            if token.type in ("strong_open", "strong_close"):
                bold += 1 if token.type == "strong_open" else -1
            elif token.type in ("softbreak", "hardbreak"):
                found.append(("\n", False))
            elif token.type == "image":
                self.counts["pictures"] += 1
            elif token.type == "html_inline":
                found.append((self._inline_html(token.content), False))
            elif token.content and not self._silent:
                found.append((clean(token.content), bold > 0 or self._html_bold > 0))
        self._silent, self._html_bold = "", 0
        found.append((clean(content[end:]), False))
        return found

    def _inline_html(self, tag: str) -> str:
        named = _TAG.match(tag)
        name = (named[1] or "").lower() if named else ""
        closes = tag.startswith("</")
        if name in ("script", "style"):
            self._silent = "" if closes else name
        elif name in ("b", "strong"):
            self._html_bold = max(0, self._html_bold + (-1 if closes else 1))
        elif name in ("br", "p", "div", "li", "tr"):
            return "\n" if name == "br" else ""
        elif name == "img":
            self.counts["pictures"] += 1
        elif name and not is_element(name):
            return clean(tag)
        return ""

    def _html(self, token: Token) -> None:
        named = _TAG.match(token.content.lstrip())
        name = (named[1] or "").lower() if named else ""
        if name and not is_element(name):
            found: list[Line] = [[(clean(line.strip()), False)] for line in token.content.strip("\n").split("\n")]
        else:
            page = PageReader(self.anchors)
            found = page.lines(token.content, self._name)
            self.counts.update(page.counts)
        if found:
            self._gap(token)
            self._lines.extend(found)
        else:
            self._line_after = max(self._line_after, (token.map or (0, 0))[1])

    def _without_definitions(self, text: str) -> str:
        """The text without definitions of links, which are kept for the links that name them."""
        from markdown_it.common.utils import normalizeReference

        if "]:" not in text:
            return text
        references: dict[str, dict[str, str]] = {}
        lines = text.split("\n")
        fence = ""
        for number, line in enumerate(lines):
            mark = _CODE_FENCE.match(line)
            if mark is not None:
                fence = "" if fence == mark[1] else fence or mark[1]
            found = _DEFINITION.fullmatch(line) if not fence and "]:" in line else None
            if found is not None:
                references.setdefault(normalizeReference(found[1]), {"title": "", "href": found[2]})
                lines[number] = ""
        self._env = {"references": references}
        return "\n".join(lines)


def _parser(nesting: int) -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": nesting}).enable(["table", "strikethrough"])
    return parser.disable(["inline", "reference"])


def _plain(content: str) -> str:
    return clean("\n".join(line.strip() for line in content.split("\n")) if "\n" in content else content)
