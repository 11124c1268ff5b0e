"""What stands at the same place on most pages of a PDF: running heads and feet, page numbers, line numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from qualcoder_peer.core.importers.pdf_pages import PdfPage, Segment

_OUTERMOST = 4
_ZONE = 0.2
_NEAR = 6.0
_SHARE = 0.4
_LONGEST = 150
_NUMBERS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—|•·\[(\s]*(?:(?:sida|sidan|sid|s|side|page|p)\.?\s*)?(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:/|\(|av|af|of|\|)\s*\d{1,4}\)?)?[-–—|•·\])\s]*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Running:
    """What was taken away: how many lines of each kind, and one of them as an example."""

    heads: int = 0
    head: str = ""
    numbers: int = 0
    number: str = ""
    line_numbers: int = 0
    pages: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at the top or bottom of a page: its segments, its words with numbers as ``#``, where it stands."""

    page: int
    place: float
    key: str
    text: str
    segments: tuple[Segment, ...]


def remove_running(pages: Sequence[PdfPage]) -> Running:
    """Takes running heads and feet, page numbers and line numbers off the pages, and tells what it took.

    A head or foot is removed when it stands at the same place, but for its numbers, on four pages in ten and at
    least on three (on both, of two); odd and even pages may have their own.
    """
    found = Running()
    edges = {True: [_edges(page, True) for page in pages], False: [_edges(page, False) for page in pages]}
    with_text = sum(1 for page in pages if page.segments)
    for sides in edges.values():
        recurring = _recurring([edge for side in sides for edge in side], with_text)
        for page, side in zip(pages, sides, strict=True):
            for edge in side:
                if (edge.key, edge.page) not in recurring:
                    break
                _take(page, edge, found)
    _remove_line_numbers(pages, found)
    return found


def _edges(page: PdfPage, top: bool) -> list[_Edge]:
    """The outermost lines of a page, the outermost first."""
    rows: list[list[Segment]] = []
    ordered = sorted(page.segments, key=lambda one: one.base, reverse=not top)
    for segment in ordered:
        if rows and abs(segment.base - rows[-1][0].base) < 0.4 * segment.size:
            rows[-1].append(segment)
        elif len(rows) == _OUTERMOST:
            break
        else:
            rows.append([segment])
    found = []
    for row in rows:
        place = row[0].base if top else page.height - row[0].base
        if place > _ZONE * page.height:
            break
        text = " ".join(segment.text for segment in sorted(row, key=lambda one: one.left))
        found.append(_Edge(page.number, place, _key(text), text, tuple(row)))
    return found


def _key(text: str) -> str:
    return "#" if _PAGE_NUMBER.fullmatch(text) else _NUMBERS.sub("#", " ".join(text.split()).casefold())


def _recurring(edges: Sequence[_Edge], pages: int) -> set[tuple[str, int]]:
    """The key and page of each edge that recurs at its place."""
    places: dict[str, list[_Edge]] = defaultdict(list)
    for edge in edges:
        places[edge.key].append(edge)
    least = 2 if pages == 2 else max(3, _SHARE * pages)
    found: set[tuple[str, int]] = set()
    for key, alike in places.items():
        middle = sorted(edge.place for edge in alike)[len(alike) // 2]
        near = [edge for edge in alike if abs(edge.place - middle) < _NEAR]
        on = {edge.page for edge in near}
        if len(on) >= least and _is_no_speech(key, near):
            found.update((key, page) for page in on)
    return found


def _is_no_speech(key: str, edges: Sequence[_Edge]) -> bool:
    """Page numbers must differ; a short line that recurs, such as “Ja.”, must not be a sentence, nor a long one."""
    if len(key) > _LONGEST:
        return False
    if key == "#":
        return len({edge.text for edge in edges}) > len(edges) // 2
    return not key.endswith((".", "?", "!")) or len({edge.page for edge in edges}) > 3


def _take(page: PdfPage, edge: _Edge, found: Running) -> None:
    ours = {id(segment) for segment in edge.segments}
    page.segments = [segment for segment in page.segments if id(segment) not in ours]
    found.pages.add(page.number)
    if edge.key == "#":
        found.numbers += 1
        found.number = found.number or edge.text
    else:
        found.heads += 1
        found.head = found.head or edge.text


def _remove_line_numbers(pages: Sequence[PdfPage], found: Running) -> None:
    """Numbers in the margin that count the lines: alone at their left, rising by one step."""
    for page in pages:
        alone = [one for one in page.segments if one.text.isdecimal() and len(one.text) <= 5]
        others = [one for one in page.segments if not (one.text.isdecimal() and len(one.text) <= 5)]
        if len(alone) < 4 or not others:
            continue
        margin = sorted(one.left for one in others)[len(others) // 20]
        numbers = sorted((one for one in alone if one.right < margin), key=lambda one: one.base)
        steps = Counter(int(two.text) - int(one.text) for one, two in zip(numbers, numbers[1:], strict=False))
        step, count = steps.most_common(1)[0] if steps else (0, 0)
        if step in (1, 5, 10) and count >= 3 and count >= 0.8 * (len(numbers) - 1):
            ours = {id(one) for one in numbers}
            page.segments = [one for one in page.segments if id(one) not in ours]
            found.line_numbers += len(numbers)
