"""The quotations of a report with where they stand in it, and whom the report says each is by.

A quotation is what stands in marks, what is set apart in a style for quotations, and what stands in our content
controls. Whom it is by is told by a parenthesis behind it, by its sentence, by the paragraph that leads to it or the
source line under it, or by its row of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from qualcoder_peer.core.reports.word_reading import MarkedSpan, ReadParagraph
from qualcoder_peer.core.services.report_keeping import is_no_longer_coded
from qualcoder_peer.core.text.quotation_marks import Quotation, Span, find_quotations
from qualcoder_peer.core.text.quotation_tokens import DASHES, DOUBLE_MARKS, SINGLE_MARKS
from qualcoder_peer.core.text.quotations import counted_words

_MARKS = DOUBLE_MARKS + SINGLE_MARKS
_SOURCE = re.compile(rf"[\s.,;:!?…{re.escape(DASHES)}¹²³⁰-⁹]*[(\[]([^()\[\]]{{1,300}})[)\]]")
_DASH_SOURCE = re.compile(rf"[\s.]*[{re.escape(DASHES)}]\s*([^.\n]{{1,100}})\.?\s*$")
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")
_NEW_SENTENCE = re.compile(r"\s*[.!?…]?\s*(?=[^\W\d_])")
_SHORT_LINE = 200
_PROMPT = "writing prompt"


@dataclass(frozen=True, slots=True)
class ReportQuotation:
    """A quotation of a report: ``text`` without its marks, where it stands, and what the report says around it.

    ``spans`` are places in the paragraphs as they were read. ``claims`` are texts that may name who said it, the
    surest first: the first that names somebody counts. ``item`` is the entry of the outline if a control tells it.
    """

    text: str
    paragraph: int
    note: str
    spans: tuple[Span, ...]
    claims: tuple[str, ...]
    item: int = 0


def quotations_of(paragraphs: Sequence[ReadParagraph]) -> list[ReportQuotation]:
    """The quotations in the order of the report; those without a word of the speaker are left out."""
    rows: dict[int, list[int]] = {}
    for number, paragraph in enumerate(paragraphs):
        if paragraph.row:
            rows.setdefault(paragraph.row, []).append(number)
    found: list[ReportQuotation] = []
    for _, group in groupby(range(len(paragraphs)), key=lambda number: paragraphs[number].story):
        found += _of_story(list(group), paragraphs, rows)
    return sorted(found, key=lambda one: (one.paragraph, one.spans[0].paragraph, one.spans[0].start))


def _of_story(
    numbers: Sequence[int], paragraphs: Sequence[ReadParagraph], rows: Mapping[int, Sequence[int]]
) -> list[ReportQuotation]:
    texts = ["" if _is_ours(paragraphs[number]) else paragraphs[number].text for number in numbers]
    marked = find_quotations(texts, [paragraphs[number].is_block for number in numbers])
    spans = _with_controls(marked, [paragraphs[number] for number in numbers])
    context = _Context(numbers, paragraphs, texts, rows, [one for one, _ in spans])
    found = []
    for quotation, item in spans:
        text = "\n".join(texts[span.paragraph][span.start : span.end] for span in quotation.spans).strip()
        if counted_words(text):
            first = paragraphs[numbers[quotation.spans[0].paragraph]]
            places = tuple(Span(numbers[span.paragraph], span.start, span.end) for span in quotation.spans)
            found.append(
                ReportQuotation(text, first.number, first.note, places, tuple(context.claims(quotation)), item)
            )
    return found


def _is_ours(paragraph: ReadParagraph) -> bool:
    """Whether the program speaks and not the writer: an entry of the contents, a prompt nobody has written over, what
    a quote left behind."""
    text = paragraph.text.strip()
    in_brackets = text.startswith("[") and text.endswith("]")
    return paragraph.is_contents or (in_brackets and (paragraph.style == _PROMPT or is_no_longer_coded(text)))


def _with_controls(
    marked: Sequence[Quotation], paragraphs: Sequence[ReadParagraph]
) -> list[tuple[Quotation, int]]:
    """Quotations in marks, and those that only a control or a style tells of; each with the entry of the outline."""
    inner: list[tuple[Quotation, int]] = []
    kept: list[tuple[Quotation, int]] = []
    covered: dict[int, list[Span]] = {}
    for number, paragraph in enumerate(paragraphs):
        for one in _outermost(paragraph.marked):
            span = _without_marks(paragraph.text, number, one)
            if span is not None:
                inner.append((Quotation((span,), (span,), False), one.item))
    for quotation in marked:
        items = [item for one, item in inner if item and _overlap(one.spans[0], quotation.spans)]
        if not quotation.marked and any(_overlap(one.spans[0], quotation.spans) for one, _ in inner):
            continue  # set apart without marks: the control says which of it are the words
        kept.append((quotation, max(items, default=0)))
        for span in quotation.spans:
            covered.setdefault(span.paragraph, []).append(span)
    for quotation, item in inner:
        if not _overlap(quotation.spans[0], covered.get(quotation.spans[0].paragraph, ())):
            kept.append((quotation, max(0, item)))
    return sorted(kept, key=lambda pair: (pair[0].spans[0].paragraph, pair[0].spans[0].start))


def _outermost(spans: Iterable[MarkedSpan]) -> list[MarkedSpan]:
    """Controls before styles, and of those that lie in each other the outer one."""
    kept: list[MarkedSpan] = []
    for span in sorted(spans, key=lambda one: (one.item == 0, one.start, -one.end)):
        if not any(span.start < other.end and other.start < span.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda one: one.start)


def _without_marks(text: str, number: int, span: MarkedSpan) -> Span | None:
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in _MARKS):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _MARKS):
        end -= 1
    return Span(number, start, end) if start < end else None


def _overlap(span: Span, others: Iterable[Span]) -> bool:
    return any(
        span.paragraph == other.paragraph and span.start < other.end and other.start < span.end for other in others
    )


class _Context:
    """What stands around the quotations of one story."""

    def __init__(
        self, numbers: Sequence[int], paragraphs: Sequence[ReadParagraph], texts: Sequence[str],
        rows: Mapping[int, Sequence[int]], quotations: Sequence[Quotation],
    ) -> None:  # fmt: skip
        self._numbers, self._paragraphs, self._texts, self._rows = numbers, paragraphs, texts, rows
        self._taken: dict[int, list[Span]] = {}
        for quotation in quotations:
            for span in quotation.outer:
                self._taken.setdefault(span.paragraph, []).append(span)

    def claims(self, quotation: Quotation) -> list[str]:
        """The texts that may name who said it, the surest first."""
        first, last = quotation.outer[0], quotation.outer[-1]
        before, behind = self._before(first), self._behind(last)
        claims = []
        source = _SOURCE.match(behind) or _DASH_SOURCE.match(behind)
        if source is not None:
            claims.append(source[1])
        claims.append(_last_sentence(before))
        if not source:
            claims.append(_same_sentence(behind, self._texts[last.paragraph][: last.end]))
        if not behind.strip(" \t.,;:!?…"):
            claims.append(self._source_line(last.paragraph + 1))
        claims.append(self._row_words(first.paragraph))
        if not before.strip():
            claims.append(self._lead(first.paragraph - 1))
        return [claim for claim in claims if claim.strip()]

    def _before(self, span: Span) -> str:
        ends = [one.end for one in self._taken[span.paragraph] if one.end <= span.start]
        return self._texts[span.paragraph][max(ends, default=0) : span.start]

    def _behind(self, span: Span) -> str:
        text = self._texts[span.paragraph]
        starts = [one.start for one in self._taken[span.paragraph] if one.start >= span.end]
        return text[span.end : min(starts, default=len(text))]

    def _source_line(self, at: int) -> str:
        """The paragraph under a quotation, if it tells where that comes from."""
        while at < len(self._texts) and not self._texts[at].strip():
            at += 1
        if at >= len(self._texts) or at in self._taken:
            return ""
        text = self._texts[at].strip()
        is_line = self._paragraphs[self._numbers[at]].is_source or text[0] in "([" + DASHES
        return text if is_line and len(text) <= _SHORT_LINE else ""

    def _row_words(self, at: int) -> str:
        paragraph = self._paragraphs[self._numbers[at]]
        others = [number for number in self._rows.get(paragraph.row, ()) if number != self._numbers[at]]
        texts = [self._paragraphs[number].text for number in others]
        return "\n".join(text for text in texts if len(text) <= _SHORT_LINE)

    def _lead(self, at: int) -> str:
        """The end of the paragraph before, if it leads to what follows."""
        while at >= 0 and not self._texts[at].strip():
            at -= 1
        text = self._texts[at].rstrip() if at >= 0 else ""
        return _last_sentence(text[:-1]) if text.endswith(":") else ""


def _last_sentence(text: str) -> str:
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    return text[ends[-1] :] if ends else text


def _same_sentence(behind: str, quoted: str) -> str:
    """What follows a quotation within its sentence: a new one begins with a capital after a full stop."""
    words = quoted.rstrip(_MARKS + " ")
    start = _NEW_SENTENCE.match(behind)
    begins = behind[start.end() : start.end() + 1] if start is not None else ""
    if begins.isupper() and (words[-1:] in ".!?…" or behind.lstrip()[:1] in ".!?…"):
        return ""
    end = _SENTENCE_END.search(behind)
    return behind if end is None else behind[: end.end()]
