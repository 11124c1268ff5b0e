"""The Markdown of memos: lines, and what is bold, italic, a link … within a line. Pure functions on strings.

A small part of CommonMark, read line by line, because in a memo each line end is meant: headings, lists, quotes,
fenced code, rules; ``**bold**``, ``*italic*``, ``~~struck~~``, `` `code` ``, ``[words](address)``. HTML is words like
any others, and an image is its description: nothing is run and nothing is fetched, whoever wrote the memo.
Time grows with the length of the text and with nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

_TOKEN = re.compile(
    r"\\[\\`*_\[\]()#~>.+!-]"
    r"|(?P<code>`[^`\n]{1,2000}`)"
    r"|(?P<link>!?\[(?P<words>(?:[^\[\]\n\\]|\\.){1,1000})\]\((?P<address>[^()\s<>]{1,1000})\))"
    r"|\*{1,3}|_{1,3}|~~"
)
_SIGN = re.compile(r"[\\`*_\[!~]")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_HEADING = re.compile(r"(#{1,6})[ \t]+")
_BULLET = re.compile(r"([ \t]*)([-*+])[ \t]+")
_NUMBER = re.compile(r"([ \t]*)(\d{1,9}[.)])[ \t]+")
_QUOTE = re.compile(r"[ \t]{0,3}>[ \t]?")
_RULE = re.compile(r"[ \t]{0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_ESCAPED = re.compile(r"\\([\\`*_\[\]()#~>.+!-])")
_MOST_OPEN = 64
_MOST_LEVELS = 8


class SpanKind(StrEnum):
    """What a stretch of a line is."""

    STRONG = "strong"
    EMPHASIS = "emphasis"
    STRUCK = "struck"
    CODE = "code"
    LINK = "link"
    IMAGE = "image"
    ESCAPE = "escape"


class Span(NamedTuple):
    """A stretch ``[start, end)`` of a line (code points) with the words ``[inner_start, inner_end)`` between signs."""

    kind: SpanKind
    start: int
    end: int
    inner_start: int
    inner_end: int
    address: str = ""


class LineKind(StrEnum):
    """What a line is."""

    PLAIN = "plain"
    BLANK = "blank"
    HEADING = "heading"
    BULLET = "bullet"
    NUMBER = "number"
    QUOTE = "quote"
    FENCE = "fence"
    CODE = "code"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class LineShape:
    """What a line is and where its words begin; ``level`` counts from 1 for headings, from 0 for lists set in."""

    kind: LineKind
    start: int = 0
    level: int = 0
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that look alike."""

    text: str
    strong: bool = False
    emphasis: bool = False
    struck: bool = False
    code: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line ready to be shown: what it is, and its words without signs. ``sign`` is the number of a numbered one."""

    kind: LineKind
    level: int
    sign: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(piece.text for piece in self.pieces)


_PAIRS = {"**": SpanKind.STRONG, "__": SpanKind.STRONG, "*": SpanKind.EMPHASIS, "_": SpanKind.EMPHASIS,
          "~~": SpanKind.STRUCK}  # fmt: skip


def line_shape(line: str, in_code: bool = False) -> LineShape:
    """What a line is; ``in_code`` when a fence before it is still open."""
    if _FENCE.match(line):
        return LineShape(LineKind.FENCE)
    if in_code:
        return LineShape(LineKind.CODE)
    if not line.strip():
        return LineShape(LineKind.BLANK)
    if _RULE.match(line):
        return LineShape(LineKind.RULE)
    if found := _HEADING.match(line):
        return LineShape(LineKind.HEADING, found.end(), len(found[1]))
    if found := _BULLET.match(line):
        return LineShape(LineKind.BULLET, found.end(), _level(found[1]), found[2])
    if found := _NUMBER.match(line):
        return LineShape(LineKind.NUMBER, found.end(), _level(found[1]), found[2])
    if found := _QUOTE.match(line):
        return LineShape(LineKind.QUOTE, found.end())
    return LineShape(LineKind.PLAIN)


def line_spans(line: str, start: int = 0) -> list[Span]:
    """What is bold, italic, struck, code, a link or an escaped sign in a line from ``start`` on, by place."""
    spans: list[Span] = []
    first = _SIGN.search(line, start)
    if first is None:
        return spans  # most lines are plain words, and this is found ten times as fast
    start = first.start()
    opened: list[tuple[str, int]] = []
    for found in _TOKEN.finditer(line, start):
        token = found[0]
        if found["code"]:
            spans.append(Span(SpanKind.CODE, found.start(), found.end(), found.start() + 1, found.end() - 1))
        elif found["link"]:
            kind = SpanKind.IMAGE if token[0] == "!" else SpanKind.LINK
            spans.append(
                Span(kind, found.start(), found.end(), found.start("words"), found.end("words"), found["address"])
            )
        elif token[0] == "\\":
            spans.append(Span(SpanKind.ESCAPE, found.start(), found.end(), found.start() + 1, found.end()))
        else:
            _take_signs(line, found.start(), token, opened, spans)
    return sorted(spans, key=lambda span: (span.start, -span.end))


def marked_lines(text: str) -> list[MarkedLine]:
    """A text as lines to be shown. Blank lines and fences are among them, without words."""
    made: list[MarkedLine] = []
    in_code = False
    for line in text.replace("\r\n", "\n").split("\n"):
        shape = line_shape(line, in_code)
        if shape.kind is LineKind.FENCE:
            in_code = not in_code
            pieces: tuple[Piece, ...] = ()
        elif shape.kind is LineKind.CODE:
            pieces = (Piece(line, code=True),)
        elif shape.kind in (LineKind.BLANK, LineKind.RULE):
            pieces = ()
        else:
            pieces = tuple(_pieces(line, shape.start))
        made.append(MarkedLine(shape.kind, shape.level, shape.sign, pieces))
    return made


def plain_words(text: str) -> str:
    """The words of a text without signs, a line each."""
    return "\n".join(_with_sign(line) for line in marked_lines(text) if line.kind is not LineKind.FENCE).strip()


def first_line(text: str, most: int = 200) -> str:
    """The first line with words, without signs, cut after ``most`` code points."""
    for line in text.split("\n"):
        shape = line_shape(line)
        if shape.kind in (LineKind.BLANK, LineKind.RULE, LineKind.FENCE):
            continue
        words = "".join(piece.text for piece in _pieces(line[: 4 * most], shape.start)).strip()
        if words:
            return words[:most]
    return ""


def escaped(words: str) -> str:
    """Words that stay as they are when they are put between ``[`` and ``]``."""
    return re.sub(r"([\\\[\]*_`~])", r"\\\1", " ".join(words.split()))


def _level(indent: str) -> int:
    return min(_MOST_LEVELS, len(indent.expandtabs(4)) // 2)


def _with_sign(line: MarkedLine) -> str:
    sign = {LineKind.BULLET: "• ", LineKind.NUMBER: f"{line.sign} "}.get(line.kind, "")
    return "  " * line.level * (sign != "") + sign + line.text


def _take_signs(line: str, place: int, token: str, opened: list[tuple[str, int]], spans: list[Span]) -> None:
    """A run of stars, underscores or tildes opens, closes, or is just written."""
    for sign in _signs_of(token, opened):
        before = line[place - 1] if place else " "
        after = line[place + len(sign)] if place + len(sign) < len(line) else " "
        within_word = sign[0] == "_" and before.isalnum() and after.isalnum()
        closes = not before.isspace() and not within_word
        at = next((at for at in range(len(opened) - 1, -1, -1) if opened[at][0] == sign), -1) if closes else -1
        if at >= 0 and opened[at][1] + len(sign) < place:
            start = opened[at][1]
            spans.append(Span(_PAIRS[sign], start, place + len(sign), start + len(sign), place))
            del opened[at:]
        elif not after.isspace() and not (sign[0] == "_" and before.isalnum()):
            opened.append((sign, place))
            del opened[:-_MOST_OPEN]
        place += len(sign)


def _signs_of(token: str, opened: list[tuple[str, int]]) -> tuple[str, ...]:
    """Three signs are two marks; what was opened last is closed first."""
    if len(token) < 3:
        return (token,)
    one, two = token[:1], token[:2]
    return (one, two) if opened and opened[-1][0] == one else (two, one)


def _pieces(line: str, start: int) -> Iterator[Piece]:
    """The words of a line from ``start`` on, cut where the look changes."""
    spans = line_spans(line, start)
    if not spans:
        yield Piece(line[start:])
        return
    edges = {start, len(line)}
    for span in spans:
        edges |= {span.start, span.inner_start, span.inner_end, span.end}
    ordered = sorted(edges)
    held: list[Span] = []
    upcoming = iter(spans)
    coming = next(upcoming, None)
    kept: Piece | None = None
    for left, right in pairwise(ordered):
        while coming is not None and coming.start <= left:
            held.append(coming)
            coming = next(upcoming, None)
        held = [span for span in held if span.end > left]
        if any(not span.inner_start <= left < span.inner_end for span in held):
            continue  # signs and addresses
        piece = _looking(line[left:right], held)
        if kept is not None and replace(kept, text="") == replace(piece, text=""):
            kept = replace(kept, text=kept.text + piece.text)
        else:
            if kept is not None:
                yield kept
            kept = piece
    if kept is not None:
        yield kept


def _looking(text: str, held: Sequence[Span]) -> Piece:
    kinds = {span.kind for span in held}
    address = next((span.address for span in held if span.kind is SpanKind.LINK), "")
    if kinds & {SpanKind.LINK, SpanKind.IMAGE}:
        text = _ESCAPED.sub(r"\1", text)
    return Piece(
        text, SpanKind.STRONG in kinds, SpanKind.EMPHASIS in kinds, SpanKind.STRUCK in kinds, SpanKind.CODE in kinds,
        address,
    )  # fmt: skip
