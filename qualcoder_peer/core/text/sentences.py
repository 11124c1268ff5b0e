"""Sentences of Swedish, Danish, Norwegian and English text, by rules and lists of abbreviations.

A sentence ends at ``. ? ! …`` (with closing quotation marks, brackets and raised note numbers) before white
space, and at a line end, unless the next word begins in lower case, what came before is a list marker, an
initial or an abbreviation. The lists hold nothing that is also a word (``min``, ``max``, ``fil``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMON = "dr prof tel nr st kap vol ed etc ca kl kr jan febr feb aug sept okt nov dec p s"
_SWEDISH = """
    t.ex bl.a dvs d.v.s m.m s.k resp m.fl fr.o.m t.o.m jfr prop milj mkt p.g.a pga osv o.s.v pers inkl exkl övr
    f.n f.d f.ö o.d e.d bl.ann ang avd bitr civ dir ev ekon enl ggr gm g.m ytterl högst i.st.f lagst
    o.dyl p.m sid sign s.a.s skr sthlm tekn tf t.f t.v t.h u.å v.g äv ö.h m.a.o å.k aug jan
"""
_DANISH = """
    f.eks hhv mio mia pr jf stk d pga p.g.a ekskl inkl tlf mv m.v evt iht i.h.t vedr bl.a dvs d.v.s osv o.s.v m.m
    m.fl ca jvf kap nr mht m.h.t afd cand d.d ift i.f.t ifm i.f.m vha v.h.a f.s.v.a t.o.m fhv fmd mdr mdl o.l o.lign
    pkt sml t.h t.v tidl u.å vejl alm adj adr bd bl årg årh
"""
_ENGLISH = """
    mr mrs ms e.g i.e vs cf viz al approx dept est fig figs inc jr sr ltd nos pp ph.d rev sgt st mt
    a.m p.m u.k u.s b.sc m.sc apr jun jul
"""
_ENDINGS = "m.m m.fl osv o.s.v etc e.d o.d st stk kr mv m.v o.l o.lign a.m p.m al o.dyl"
_ENDING = frozenset(_ENDINGS.split())
_LISTS = {
    "sv": frozenset((_COMMON + _SWEDISH).split()),
    "da": frozenset((_COMMON + _DANISH).split()),
    "nb": frozenset((_COMMON + _DANISH).split()),
    "en": frozenset((_COMMON + _ENGLISH).split()),
}
_ALL = frozenset((_COMMON + _SWEDISH + _DANISH).split())
_ONE_LETTER_WORDS = frozenset("iåöæø")

_END = re.compile(r"(?P<mark>[.?!…]+)(?P<closing>[\"”’'»«)\]›‹¹²³⁰-⁹]*)(?=[^\S\n]|\n|$)", re.MULTILINE)
_LIST_MARKER = re.compile(r"(?:\(?\d{1,3}(?:\.\d{1,3})*|\(?[A-Za-z]|[ivxIVX]{1,4})[.)]*$")
_OPENING = "\"”“’‘'»«([›‹–—-•*_ \u00a0\t"


def sentence_spans(text: str, start: int = 0, end: int | None = None, language: str = "sv") -> list[tuple[int, int]]:
    """The sentences of ``text[start:end]`` without white space at their edges, ascending.

    The part is read as if it were the whole text: a sentence that it cuts is given as cut. ``language`` is
    ``sv``, ``da``, ``nb`` or ``en``; another uses the Nordic lists.
    """
    stop = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    line_start = start
    while line_start < stop:
        line_end = text.find("\n", line_start, stop)
        line_end = stop if line_end < 0 else line_end
        spans.extend(_line_spans(text, line_start, line_end, language))
        line_start = line_end + 1
    return spans


def sentence_at(text: str, position: int, language: str = "sv") -> tuple[int, int]:
    """The sentence that ``position`` is in, or the next one on its line; an empty span on a blank line."""
    spans = sentence_spans(text, *_line(text, position), language)
    for start, end in spans:
        if position < end:
            return start, end
    return spans[-1] if spans else (position, position)


def next_sentence_edge(text: str, position: int, language: str = "sv") -> int:
    """The first end of a sentence after ``position``; the text's end when there is none."""
    low, high = _line(text, position)
    while True:
        for _, end in sentence_spans(text, low, high, language):
            if end > position:
                return end
        if high >= len(text):
            return len(text)
        low, high = _line(text, high + 1)


def previous_sentence_edge(text: str, position: int, language: str = "sv") -> int:
    """The last start of a sentence before ``position``; 0 when there is none."""
    low, high = _line(text, position)
    while True:
        for start, _ in reversed(sentence_spans(text, low, high, language)):
            if start < position:
                return start
        if low <= 0:
            return 0
        low, high = _line(text, low - 1)


def _line(text: str, position: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    return start, len(text) if end < 0 else end


def _line_spans(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    abbreviations = _LISTS.get(language[:2], _ALL)
    begun = start
    for found in _END.finditer(text, start, end):
        if _ends_sentence(text, begun, found, end, abbreviations):
            yield from _trimmed(text, begun, found.end())
            begun = found.end()
    yield from _trimmed(text, begun, end)


def _ends_sentence(text: str, begun: int, found: re.Match[str], end: int, abbreviations: frozenset[str]) -> bool:
    following = _first_of_next(text, found.end(), end)
    if not following:
        return True
    if following.islower():
        return False
    before = text[max(begun, found.start() - 40) : found.start()]
    if _LIST_MARKER.fullmatch(text[begun : found.start()].strip()) and not found["closing"].strip(")]"):
        return False
    if found["mark"] != "." or found["closing"]:
        return True
    token = before.split()[-1].lstrip("(\"”“’‘'»«[–—-") if before.split() else ""
    lowered = token.casefold()
    if lowered in abbreviations:
        return lowered in _ENDING and following.isupper()
    if len(token) == 1 and token.isalpha():
        return token in _ONE_LETTER_WORDS
    return not (token.isdigit() and len(token) <= 2 and following.isdigit())


def _first_of_next(text: str, place: int, end: int) -> str:
    """The first letter or digit after ``place`` past quotation marks and dashes; '' at the line's end."""
    while place < end and text[place] in _OPENING:
        place += 1
    return text[place] if place < end else ""


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
