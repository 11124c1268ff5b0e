"""Finds the quotations in the paragraphs of a report by their marks: ”…” “…” »…« «…» „…“ "…" ‘…’ ’…’ '…'.

Of nested quotations the outermost counts. A quotation may go on over paragraphs, each of which opens anew, or, where
the paragraphs are set apart as a quotation, without. An apostrophe is no mark. Places are code points of the paragraph,
half open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualcoder_peer.core.text.quotation_tokens import DASHES, DOUBLE_MARKS, SINGLE_MARKS

_CLOSERS = {
    "”": "”\"“″", "“": "”\"“″", "\"": "\"”“″", "„": "“”\"", "‟": "”\"", "»": "«»", "«": "»«", "″": "″", "〝": "〞",
    "‘": "’'", "’": "’'", "'": "'’", "‚": "‘’", "›": "‹›", "‹": "›‹", "`": "'´’", "´": "´",
}  # fmt: skip
_BEFORE_OPENING = frozenset("([{</:;,=" + DASHES + DOUBLE_MARKS + SINGLE_MARKS)
_BEHIND_CLOSING = frozenset(".,;:!?)]}>/*…" + DASHES + DOUBLE_MARKS + SINGLE_MARKS + "¹²³⁰⁴⁵⁶⁷⁸⁹")
_STRAIGHT = "\"″'"
_LONGEST_SINGLE = 2_000
_SHORTENED = re.compile(r"['’‘](?:n|em|til|tis|twas|cause|bout|round|s|d|ll|re|ve|\d{2}s?)(?![^\W_])", re.IGNORECASE)
_BLOCK_LEAD = re.compile(
    rf"\s*(?:(?P<label>[^\s:]{{1,30}}(?: [^\s:]{{1,20}}){{0,2}}):\s+)?(?:[{re.escape(DASHES)}]\s+|…\s*|\.\.\.\s*)?"
)
_BLOCK_SOURCE = re.compile(rf"\s*(?:[{re.escape(DASHES)}]\s*)?[(\[][^()\[\]]{{1,200}}[)\]]\s*[.¹²³⁰-⁹]*\s*$")


@dataclass(frozen=True, slots=True)
class Span:
    """``[start, end)`` of the paragraph with this number, from 0."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words within the marks, one span a paragraph; ``marked`` is false for what is set apart without marks.

    ``outer`` are the same spans with the marks.
    """

    spans: tuple[Span, ...]
    outer: tuple[Span, ...]
    marked: bool = True


def find_quotations(paragraphs: Sequence[str], blocks: Sequence[bool] = ()) -> list[Quotation]:
    """The quotations in paragraphs of running text, by place. ``blocks`` says which paragraphs are set apart as
    quotations: one without marks around it is a quotation as a whole, but for a name before it and a source behind."""
    return list(_Finder(paragraphs, blocks).found())


class _Finder:
    def __init__(self, paragraphs: Sequence[str], blocks: Sequence[bool]) -> None:
        self._paragraphs = paragraphs
        self._blocks = [*blocks, *[False] * (len(paragraphs) - len(blocks))]

    def found(self) -> Iterator[Quotation]:
        """The quotations, by place."""
        number, at = 0, 0
        while number < len(self._paragraphs):
            text = self._paragraphs[number]
            if at == 0 and self._blocks[number] and not self._is_marked_block(number):
                yield from self._block(number)
                number += 1
                continue
            opening = self._opening(text, at)
            if opening is None:
                number, at = number + 1, 0
                continue
            quotation = self._closed(number, opening)
            if quotation is None:
                at = opening + 1
                continue
            yield quotation
            number, at = quotation.outer[-1].paragraph, quotation.outer[-1].end

    # Private

    def _is_marked_block(self, number: int) -> bool:
        """Whether a paragraph set apart has marks around all of it, but for a name before and a source behind."""
        text = self._paragraphs[number]
        lead = _BLOCK_LEAD.match(text)
        start = lead.end() if lead else 0
        if start >= len(text) or text[start] not in _CLOSERS or not _opens(text, start):
            return False
        quotation = self._closed(number, start)
        if quotation is None:
            return False
        last = quotation.outer[-1]
        behind = self._paragraphs[last.paragraph][last.end :]
        return not any(char.isalnum() for char in behind) or _BLOCK_SOURCE.match(behind) is not None or bool(
            self._opening(behind, 0) is not None and len(behind) < len(text)
        )

    def _block(self, number: int) -> Iterator[Quotation]:
        text = self._paragraphs[number]
        end = len(text.rstrip())
        source = _BLOCK_SOURCE.search(text)
        if source is not None and any(char.isalnum() for char in text[: source.start()]):
            end = len(text[: source.start()].rstrip())
        lead = _BLOCK_LEAD.match(text)
        start = lead.end() if lead is not None and lead["label"] else len(text) - len(text.lstrip())
        if start >= end:
            start = len(text) - len(text.lstrip())
        if start < end:
            span = (Span(number, start, end),)
            yield Quotation(span, span, False)

    def _opening(self, text: str, at: int) -> int | None:
        for place in range(at, len(text)):
            if text[place] in _CLOSERS and _opens(text, place) and not _SHORTENED.match(text, place):
                return place
        return None

    def _closed(self, number: int, opening: int) -> Quotation | None:
        """The quotation that a mark opens; None when nothing closes it."""
        text, mark = self._paragraphs[number], self._paragraphs[number][opening]
        end = None
        if mark not in _STRAIGHT:  # what is in ”…” may have "…" within, even one without its other half
            end = _closing(text, opening, nested=True, passed=_STRAIGHT)
        if end is None:
            end = _closing(text, opening, nested=True)
        if end is None:
            end = _closing(text, opening, nested=False)
        if end is not None:
            return Quotation((Span(number, opening + 1, end),), (Span(number, opening, end + 1),))
        if mark in SINGLE_MARKS:
            return None
        spans, outer = [Span(number, opening + 1, len(text))], [Span(number, opening, len(text))]
        at = number + 1
        while at < len(self._paragraphs):
            following = self._paragraphs[at]
            first = len(following) - len(following.lstrip())
            anew = first < len(following) and following[first] in (mark, *_CLOSERS[mark]) and _opens(following, first)
            if not anew and not (self._blocks[number] and self._blocks[at] and following.strip()):
                break
            begin = first + anew
            end = _closing(following, first if anew else -1, nested=True, mark=mark)
            if end is None:
                end = _closing(following, first if anew else -1, nested=False, mark=mark)
            stop = len(following) if end is None else end
            spans.append(Span(at, begin, stop))
            outer.append(Span(at, first, stop + (end is not None)))
            if end is not None:
                return Quotation(tuple(spans), tuple(outer))
            at += 1
        if not text[:opening].strip() and len(text) - opening > 1:  # its closing mark was forgotten
            return Quotation((spans[0],), (outer[0],))
        return None


def _opens(text: str, place: int) -> bool:
    """Whether the mark at a place can open: white space or a sign before it, words behind it."""
    if place + 1 >= len(text) or (text[place + 1] in ")].,;:!?}" and text[place + 1 : place + 3] != ".."):
        return False
    before = text[place - 1] if place else " "
    if text[place + 1].isspace():  # as French has it
        return text[place] == "«" and text[place + 1] != "\n" and " »" in text[place:].replace("\u00a0", " ")
    if text[place] in SINGLE_MARKS:
        following = text[place + 1]
        if not (following.isalnum() or following in "[(…." + DOUBLE_MARKS):
            return False
        return before.isspace() or before in "([{/" + DOUBLE_MARKS
    return before.isspace() or before in _BEFORE_OPENING


def _closes(text: str, place: int) -> bool:
    """Whether the mark at a place can close: words before it, none joined to it behind."""
    if place == 0 or text[place - 1].isspace():
        return False
    behind = text[place + 1] if place + 1 < len(text) else " "
    if text[place] in SINGLE_MARKS:
        return behind.isspace() or behind in _BEHIND_CLOSING
    return not behind.isalnum() or (text[place] in "“”»«" and text[place - 1] not in _BEFORE_OPENING)


def _closing(text: str, opening: int, *, nested: bool, mark: str = "", passed: str = "") -> int | None:
    """Where the mark at ``opening`` (before the text: -1) is closed; ``nested`` takes marks of its own kind within,
    and marks of ``passed`` are none."""
    closers = _CLOSERS[mark or text[opening]]
    single = (mark or text[opening]) in SINGLE_MARKS
    depth = 0
    for place in range(opening + 1, min(len(text), opening + _LONGEST_SINGLE) if single else len(text)):
        char = text[place]
        if char in passed:
            continue
        if char not in closers and not (nested and char in _CLOSERS and not single and char in DOUBLE_MARKS):
            continue
        if nested and place > opening + 1 and _opens(text, place) and not _closes(text, place):
            depth += char in DOUBLE_MARKS or single
        elif char in closers and _closes(text, place):
            if single and _SHORTENED.match(text, place):
                continue
            if depth == 0:
                return place
            depth -= 1
        elif char == "»" and text[opening : opening + 1] == "«" and text[place - 1].isspace():
            return place
    return None
