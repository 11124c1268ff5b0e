"""The writer's text of a report, which is Markdown, as blocks: paragraphs, lists, sub-headings, tables, footnotes.

What is understood is CommonMark (https://spec.commonmark.org/0.31.2/) without HTML, blocks of code and pictures; lists
have three levels, and the address of a link is also printed, for those who read on paper (not of one within the
project, which leads nowhere there). Tables are as GitHub has them, and footnotes (``[^1]`` with ``[^1]: text``). Three
things differ, because the text is written in a field and not in a program for Markdown: each line is a paragraph, ``•``
begins a point as ``-`` does, and a year at the beginning of a line (``2019. …``) begins no list.
``{respondents}`` and the other fields of ``fields.py`` are filled in;
``\\{respondents}`` stays as it is written, as do braces around anything else. A line ``: words`` after a table is its
caption.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qualcoder_peer.core.domain.ids import ReportItemId
from qualcoder_peer.core.domain.links import parse_link
from qualcoder_peer.core.reports.blocks import Block, Heading, Paragraph, Piece, TableBlock
from qualcoder_peer.core.reports.list_numbers import list_style
from qualcoder_peer.core.text.xml_safe import xml_legal

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

DEEPEST = 4
"""The lowest heading there is; a sub-heading below it is a paragraph in bold."""
EMPTY_CELL = "–"
_POINT = re.compile(r"^([ \t]*)[•·‣]\s+")
_YEAR = re.compile(r"^(\s*\d{3,9})([.)])(?=\s)")
_DEFINITION = re.compile(r"\[\^([^\]\s]{1,60})\]:[ \t]*(.*)")
_MARK = re.compile(r"\[\^([^\]\s]{1,60})\]")
_FIELD = re.compile(r"\{([a-z_]{1,40})\}")
_OFF = ("code", "fence", "html_block", "html_inline", "lheading", "reference")
_CODE = "HTML Code"
_BREAK = "Thematic Break"
_BREAK_SIGN = "* * *"
_WEB = ("http://", "https://", "mailto:")
_MAX_TEXT = 2_000_000


@dataclass(frozen=True, slots=True)
class Writing:
    """Where a text stands: ``level`` of the heading above it, and what fills its fields.

    ``fill`` gives the words of a field, or None for a name that is no field. ``caption`` makes the caption of a table
    from the writer's words, which may be empty. ``controls`` says whether fields lie in content controls.
    """

    level: int
    fill: Callable[[str], str | None]
    caption: Callable[[str], str]
    item: ReportItemId | None = None
    controls: bool = True


def markdown_blocks(text: str, writing: Writing) -> list[Block]:
    """The blocks of a text. Whatever is written, nothing is lost: what is no Markdown stands as it was written."""
    if not text.strip():
        return []
    prepared = _prepared(text[:_MAX_TEXT])
    env: dict[str, Any] = {"notes": {}, "used": set(), "lines": prepared.split("\n")}
    tokens = _parser().parse(prepared, env)
    made = _Blocks(writing, env).made(tokens)
    for name, words in env["notes"].items():
        if name not in env["used"]:  # a note that no mark leads to
            made.append(Paragraph("Normal", (Piece(f"[^{name}]: {words}"),), writing.item))
    return made


def plain_words(text: str, fill: Callable[[str], str | None] = lambda key: None) -> str:
    """The words of a text without marks, for lists and outlines; without ``fill`` fields stay as they are written."""
    blocks = markdown_blocks(text, Writing(1, fill, lambda words: words))
    return "\n".join(words for block in blocks for words in _words_of(block) if words.strip())


def _words_of(block: Block) -> Iterable[str]:
    if isinstance(block, (Paragraph, Heading)):
        yield "" if isinstance(block, Paragraph) and block.style == _BREAK else block.text
    elif isinstance(block, TableBlock):
        yield from (" ".join(row) for row in (block.header, *block.rows))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(list(_OFF))
    parser.block.ruler.before("paragraph", "note", _note_rule, {"alt": []})
    parser.inline.ruler.before("link", "note_mark", _mark_rule)
    parser.inline.ruler.before("link", "field", _field_rule)
    return parser


def _note_rule(state: Any, first: int, last: int, silent: bool) -> bool:
    line = state.src[state.bMarks[first] + state.tShift[first] : state.eMarks[first]]
    found = _DEFINITION.match(line)
    if found is None or found[1] in state.env["notes"]:  # a second one of the same name stays as it was written
        return False
    if silent:
        return True
    words, following = [found[2]], first + 1
    while following < last and not state.isEmpty(following) and state.sCount[following] > state.blkIndent:
        words.append(state.src[state.bMarks[following] + state.tShift[following] : state.eMarks[following]])
        following += 1
    state.env["notes"][found[1]] = " ".join(word.strip() for word in words if word.strip())
    state.line = following
    return True


def _mark_rule(state: Any, silent: bool) -> bool:
    found = _MARK.match(state.src, state.pos)
    if found is None or found[1] not in state.env.get("notes", {}):
        return False
    if not silent:
        state.env["used"].add(found[1])
        state.push("note_mark", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _field_rule(state: Any, silent: bool) -> bool:
    found = _FIELD.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("field", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _prepared(text: str) -> str:
    # Each line a paragraph: a blank line between two that Markdown would join.
    lines: list[str] = []
    for line in xml_legal(text).replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = _YEAR.sub(r"\1\\\2", _POINT.sub(r"\1- ", line.expandtabs(4)))
        if lines and lines[-1].strip() and line.strip() and not line[0].isspace() and not _together(lines[-1], line):
            lines.append("")
        lines.append(line)
    return "\n".join(lines)


def _together(before: str, line: str) -> bool:
    return ("|" in before and "|" in line) or (before.startswith(">") and line.startswith(">"))


class _Blocks:
    def __init__(self, writing: Writing, env: dict[str, Any]) -> None:
        self._writing, self._env = writing, env
        self._made: list[Block] = []
        self._lists: list[str] = []
        """The kind of each list that is open, the outermost first."""
        self._quotes = 0
        self._depths: list[int] = []
        self._first_of_item = False
        self._unnamed: TableBlock | None = None

    def made(self, tokens: Sequence[Token]) -> list[Block]:
        """The blocks of what was read."""
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.type == "table_open":
                end = next(index for index in range(place, len(tokens)) if tokens[index].type == "table_close")
                self._table(tokens[place:end])
                place = end
            elif token.type == "heading_open":
                self._heading(int(token.tag[1:]), tokens[place + 1])
                place += 2
            elif token.type == "inline":
                self._paragraph(token)
            elif token.type == "hr":
                self._made.append(Paragraph(_BREAK, (Piece(_BREAK_SIGN),), self._writing.item))
            else:
                self._enter(token)
            place += 1
        return self._made

    def _enter(self, token: Token) -> None:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self._lists.append("List Bullet" if token.type.startswith("bullet") else "List Number")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
        elif token.type == "list_item_open":
            self._first_of_item = True
        elif token.type in ("blockquote_open", "blockquote_close"):
            self._quotes += 1 if token.nesting == 1 else -1

    def _paragraph(self, token: Token) -> None:
        pieces = self._pieces(token)
        words = "".join(piece.text for piece in pieces).strip()
        if words.startswith(": ") and self._made and isinstance(self._made[-1], TableBlock):
            table = self._made[-1]
            if table is self._unnamed:
                caption = table.caption.removesuffix(table.description) + words[2:]
                self._made[-1] = replace(table, caption=caption, description=words[2:])
                return
        style = "Quote" if self._quotes else "Normal"
        if self._lists and (self._first_of_item or not self._quotes):
            style = list_style(self._lists[-1] if self._first_of_item else "List Continue", len(self._lists))
        self._first_of_item = False
        if words or any(piece.note for piece in pieces):
            self._made.append(Paragraph(style, pieces, self._writing.item))

    def _heading(self, depth: int, token: Token) -> None:
        # However many # there are: the first is one below the heading above, and none is skipped on the way down.
        while self._depths and self._depths[-1] >= depth:
            self._depths.pop()
        self._depths.append(depth)
        level = self._writing.level + len(self._depths)
        pieces = self._pieces(token)
        words = "".join(f"{piece.text} ({piece.note})" if piece.note else piece.text for piece in pieces).strip()
        if not words:
            return
        if level > DEEPEST:
            strong = tuple(replace(piece, strong=True) for piece in pieces)
            self._made.append(Paragraph("Normal", strong, self._writing.item))
        else:
            self._made.append(Heading(level, words, self._writing.item))

    def _table(self, tokens: Sequence[Token]) -> None:
        rows: list[list[str]] = []
        notes: list[str] = []
        spare = ""
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
                spare = self._spare(token, len(rows[0]))
            elif token.type == "inline":
                pieces = self._pieces(token)
                notes += [piece.note for piece in pieces if piece.note]
                rows[-1].append("".join(piece.text for piece in pieces).strip() or EMPTY_CELL)
            elif token.type == "tr_close" and spare:
                rows[-1][-1] = f"{rows[-1][-1]} | {spare}"
        width = len(rows[0])
        widths = tuple(max(5, *(min(60, len(row[column])) for row in rows)) for column in range(width))
        body = tuple(tuple(row) for row in rows[1:])
        named = ", ".join(rows[0])
        table = TableBlock("", named, tuple(rows[0]), body, widths, " ".join(notes), self._writing.item)
        self._unnamed = replace(table, caption=self._writing.caption(named))
        self._made.append(self._unnamed)

    def _spare(self, row: Token, width: int) -> str:
        # Cells beyond those of the header, which Markdown drops.
        if not width or row.map is None:
            return ""
        line = self._env["lines"][row.map[0]].strip()
        cells = re.split(r"(?<!\\)\|", line.removeprefix("|").removesuffix("|"))
        return " | ".join(cell.strip() for cell in cells[width:] if cell.strip())

    def _pieces(self, token: Token) -> tuple[Piece, ...]:
        made: list[Piece] = []
        strong = emphasis = 0
        links: list[tuple[str, int]] = []
        for child in token.children or ():
            address = links[-1][0] if links else ""
            link = address if address.startswith(_WEB) else ""
            piece = Piece("", strong=strong > 0, emphasis=emphasis > 0, link=link)
            if child.type in ("strong_open", "strong_close"):
                strong += child.nesting
            elif child.type in ("em_open", "em_close"):
                emphasis += child.nesting
            elif child.type == "link_open":
                links.append((str(child.attrGet("href") or ""), _length(made)))
            elif child.type == "link_close":
                address, first = links.pop()
                self._end_link(made, replace(piece, link=""), address, first)
            elif child.type == "note_mark":
                note = self._note(child.content)
                if made and not made[-1].note:
                    made[-1] = replace(made[-1], note=note)
                else:
                    made.append(replace(piece, note=note))
            elif child.type == "field":
                made.append(self._field(child.content, piece))
            elif child.type == "image":
                begun = _length(made)
                _add(made, replace(piece, text=child.content))
                self._end_link(made, piece, str(child.attrGet("src") or ""), begun)
            elif child.type in ("softbreak", "hardbreak"):
                _add(made, replace(piece, text=" " if child.type == "softbreak" else "\n"))
            elif child.type == "code_inline":
                _add(made, replace(piece, text=child.content, style=_CODE))
            elif child.content:
                _add(made, replace(piece, text=child.content))
        return tuple(made)

    def _end_link(self, made: list[Piece], piece: Piece, address: str, first: int) -> None:
        shown = "".join(one.text for one in made)[first:]
        if address and address not in (shown, f"mailto:{shown}") and parse_link(address) is None:
            _add(made, replace(piece, text=f" ({address})" if shown else address))

    def _field(self, key: str, piece: Piece) -> Piece:
        words = self._writing.fill(key)
        if words is None:
            return replace(piece, text="{" + key + "}")
        return replace(piece, text=words or EMPTY_CELL, control=f"f-{key}" if self._writing.controls else "")

    def _note(self, name: str) -> str:
        # A footnote is plain words: Word shows it in its own style.
        words = self._env["notes"][name]
        tokens = _parser().parseInline(words, {"notes": {}, "used": set()})
        return "".join(piece.text for piece in self._pieces(tokens[0])).strip() or EMPTY_CELL


def _length(made: Sequence[Piece]) -> int:
    return sum(len(piece.text) for piece in made)


def _add(made: list[Piece], piece: Piece) -> None:
    last = made[-1] if made else None
    if last is not None and replace(last, text="") == replace(piece, text=""):
        made[-1] = replace(last, text=last.text + piece.text)
    else:
        made.append(piece)
