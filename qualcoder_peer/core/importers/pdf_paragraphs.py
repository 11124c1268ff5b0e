"""Makes paragraphs of the lines of a PDF, by what the eye goes by: spacing, indents, short last lines, speakers.

The surest sign is the short line: where the next line's first word would have fitted, somebody ended a paragraph. It
needs the margin that lines run up to, which is found for each block and, where a block has few lines, for the file.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qualcoder_peer.core.domain.sources import FoundPlace, PlaceKind
from qualcoder_peer.core.importers.pdf_layout import Line
from qualcoder_peer.core.text.labels import label_key
from qualcoder_peer.core.text.timestamps import BRACKETED_STAMP
from qualcoder_peer.core.text.turn_forms import FORMS, find_candidates, visible_lines
from qualcoder_peer.core.text.turns import find_turns

_MARKER = re.compile(rf"(?:[-–—•*·▪●○■◦>]\s|\(?\d{{1,3}}[.)]\s|\(?[a-zA-Z][.)]\s|{BRACKETED_STAMP})")
_SENTENCE_END = re.compile(r"[.!?…:][\"”’»)\]]*$")
_SPACE = re.compile(r"\s")
_HYPHEN = re.compile(r"[^\W\d_][-\u2010\u00ad]$")
_HANGING = frozenset(("och", "eller", "og", "samt", "and", "or", "respektive", "till", "til", "to", "men", "som"))
_WORDS = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_HEADING = 1.15
_LONGEST_HEADING = 250


@dataclass(slots=True)
class Made:
    """The text made of the lines, with places and bold starts of lines, and what was undone."""

    text: str = ""
    places: list[FoundPlace] = field(default_factory=list)
    bold: list[tuple[int, int]] = field(default_factory=list)
    joined: int = 0
    hyphens: int = 0


@dataclass(slots=True)
class _Measures:
    """What is usual in the file: body size, how far lines reach from their block's left edge, hyphenated words."""

    body: float
    reach: float
    words: Counter[str]
    speakers: set[int]


@dataclass(slots=True)
class _Block:
    """``classes`` are the right margins of lines that begin further in, by the place where they begin.

    ``hangs`` is true where first lines stand further out than those that follow them, ``sure`` where the right margin
    is seen in the block itself.
    """

    left: float
    right: float
    leading: float
    justified: bool
    classes: dict[int, float]
    hangs: bool = False
    sure: bool = True


def make_paragraphs(lines: Sequence[Line], labels: dict[int, str], page_width: float, join: bool = True) -> Made:
    """The text of the file with one paragraph a line, or, without ``join``, with its lines as they are.

    ``labels`` are the page labels by the page's number; pages begin where their first line does.
    """
    if not lines:
        return Made()
    measures = _measured(lines)
    begins = [True] * len(lines)
    if join:
        blocks = _blocks(lines, measures, page_width)
        begins = _beginnings(lines, blocks, measures)
        more = _more_speakers(lines, begins, measures)
        if more:
            measures.speakers |= more
            begins = _beginnings(lines, blocks, measures)
    return _Writer(lines, begins, measures, labels).written()


class _Writer:
    """Writes the lines one after the other."""

    def __init__(
        self, lines: Sequence[Line], begins: Sequence[bool], measures: _Measures, labels: dict[int, str]
    ) -> None:
        self._lines, self._begins, self._measures, self._labels = lines, begins, measures, labels
        self._headings = _heading_levels(lines, measures.body)
        self._pieces: list[str] = []
        self._length = 0
        self._made = Made()

    def written(self) -> Made:
        """The text with its places."""
        page = -1
        for number, line in enumerate(self._lines):
            before = self._before(number)
            start = self._length + len(before)
            if line.page != page:
                page = line.page
                label = self._labels.get(page, str(page + 1))
                self._made.places.append(FoundPlace(PlaceKind.PAGE, start, label))
            level = self._headings.get(round(line.size, 1), 0)
            if level and self._begins[number]:
                self._made.places.append(FoundPlace(PlaceKind.HEADING, start, "", level))
            if line.bold and self._begins[number]:
                self._made.bold.append((start, start + line.bold))
            self._write(before + line.text)
        self._made.text = "".join(self._pieces)
        self._made.places = [_named(place, self._made.text) for place in self._made.places]
        return self._made

    def _before(self, number: int) -> str:
        """What stands between a line and the one above; a hyphen at that one's end may go."""
        if not number:
            return ""
        one, made = self._lines[number - 1], self._made
        if self._begins[number]:
            if one.hyphen:
                self._write("-")
            return "\n"
        made.joined += 1
        if not one.hyphen and not _HYPHEN.search(one.text):
            return " "
        between, taken = _at_hyphen(one, self._lines[number], self._measures.words)
        if taken:
            self._pieces[-1] = self._pieces[-1][:-taken]
            self._length -= taken
        made.hyphens += not between
        return between

    def _write(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)


def _more_speakers(lines: Sequence[Line], begins: Sequence[bool], measures: _Measures) -> set[int]:
    """Lines that begin with a speaker who is only found in the paragraphs: of many lines few have a label."""
    written = _Writer(lines, begins, measures, {}).written()
    found = find_turns(written.text, bold=written.bold)
    if found.pattern not in FORMS:
        return set()
    known = {label_key(speaker.label) for speaker in found.speakers}
    raw, starts = _raw(lines)
    bold = [(start, start + line.bold) for start, line in zip(starts, lines, strict=True) if line.bold]
    candidates = find_candidates(raw, visible_lines(raw), found.pattern, bold)
    return {one.line for one in candidates if one.key in known} - measures.speakers


def _named(place: FoundPlace, text: str) -> FoundPlace:
    if place.kind is not PlaceKind.HEADING:
        return place
    end = text.find("\n", place.start)
    return FoundPlace(place.kind, place.start, text[place.start : end if end >= 0 else len(text)].strip(), place.level)


def _raw(lines: Sequence[Line]) -> tuple[str, list[int]]:
    starts: list[int] = []
    place = 0
    for line in lines:
        starts.append(place)
        place += len(line.text) + 1
    return "\n".join(line.text for line in lines), starts


def _measured(lines: Sequence[Line]) -> _Measures:
    raw, starts = _raw(lines)
    bold = [(start, start + line.bold) for start, line in zip(starts, lines, strict=True) if line.bold]
    turns = {turn.start for turn in find_turns(raw, bold=bold).turns}
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    body = sizes.most_common(1)[0][0]
    edges = [(_left_edge(block), block) for block in _by_block(lines).values()]
    widths = sorted((line.right - left for left, block in edges for line in block), reverse=True)
    least = max(2, len(widths) // 200)
    reach = next((one for place, one in enumerate(widths) if _reached(widths, place, one, body) >= least), widths[0])
    words = Counter(word.casefold() for word in _WORDS.findall(raw))
    return _Measures(body, reach, words, {number for number, start in enumerate(starts) if start in turns})


def _reached(widths: Sequence[float], place: int, width: float, size: float) -> int:
    """How many lines after ``place`` come within half a letter's height of ``width``."""
    return sum(1 for one in widths[place : place + 50] if one >= width - 0.5 * size)


def _by_block(lines: Sequence[Line]) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.block].append(line)
    return found


def _left_edge(block: Sequence[Line]) -> float:
    """The leftmost place where at least two lines begin, or the leftmost of all."""
    lefts = Counter(round(line.left) for line in block)
    return float(min((place for place, count in lefts.items() if count > 1), default=min(lefts)))


def _blocks(lines: Sequence[Line], measures: _Measures, page_width: float) -> dict[int, _Block]:
    by_number = _by_block(lines)
    on_page = Counter(block[0].page for block in by_number.values())
    reach_at: dict[int, float] = defaultdict(float)
    for block in by_number.values():
        if len(block) >= 5:
            left = _left_edge(block)
            reach_at[round(left / 10)] = max(reach_at[round(left / 10)], max(line.right for line in block) - left)
    found: dict[int, _Block] = {}
    body = measures.body
    for number, block in by_number.items():
        left, right = _left_edge(block), max(line.right for line in block)
        near = sum(1 for line in block if line.right > right - 1.5 * body)
        sure = near >= 3 and near >= 0.08 * len(block) and _runs_on(block, right)
        if not sure:
            # Hardly any line runs up to the end of the longest: it is no margin. That of the other pages is.
            reach = reach_at.get(round(left / 10), measures.reach)
            right = max(right, left + min(reach, measures.reach))
            if measures.reach < 0.6 * page_width and on_page[block[0].page] == 1:
                right = max(right, page_width - left)
        flush = sum(1 for line in block if abs(right - line.right) < 2.0) >= max(4, 0.4 * len(block))
        inner = _inner_margins(block, left, body) if sure else {}
        made = _Block(left, right, _leading(block), flush, inner, sure=sure)
        made.hangs = _is_hanging(block, made, body)
        found[number] = made
    return found


def _runs_on(block: Sequence[Line], right: float) -> bool:
    """Whether enough lines that seem full go on with a small letter; a list of equally long lines does not."""
    full = [two for one, two in pairwise(block) if one.right + 0.5 * one.size + two.first > right]
    return len(full) < 4 or sum(1 for two in full if two.text[:1].islower()) >= 0.2 * len(full)


def _inner_margins(block: Sequence[Line], left: float, body: float) -> dict[int, float]:
    classes: dict[int, list[float]] = defaultdict(list)
    for line in block:
        if line.left - left > 0.7 * body:
            classes[round(line.left / 2)].append(line.right)
    return {
        place: max(rights)
        for place, rights in classes.items()
        if len(rights) >= 4 and sum(1 for one in rights if one > max(rights) - body) >= 3
    }


def _is_hanging(lines: Sequence[Line], block: _Block, body: float) -> bool:
    """Whether lines further in follow full lines, as they continue them, and not short ones, as first lines do."""
    inwards = [(one, two) for one, two in pairwise(lines) if two.left - one.left > 0.7 * body]
    full = sum(1 for one, two in inwards if not _is_short(one, two, block))
    return len(inwards) >= 2 and full >= 0.7 * len(inwards)


def _leading(block: Sequence[Line]) -> float:
    """The distance between lines of one paragraph: the smallest that is common."""
    steps = Counter(
        round((two.base - one.base) * 2) / 2
        for one, two in pairwise(block)
        if 0.9 * two.size <= two.base - one.base <= 3 * two.size
    )
    total = sum(steps.values())
    return min((step for step, count in steps.items() if count >= max(2, 0.1 * total)), default=0.0)


def _heading_levels(lines: Sequence[Line], body: float) -> dict[float, int]:
    """The level of each size of letters that headings are printed in, the largest first."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.size > _HEADING * body and len(line.text) <= _LONGEST_HEADING and any(map(str.isalpha, line.text)):
            sizes[round(line.size, 1)] += len(line.text)
    total = sum(len(line.text) for line in lines)
    large = sorted((size for size, count in sizes.items() if count < 0.2 * total), reverse=True)
    return {size: min(level, 9) for level, size in enumerate(large, 1)}


def _beginnings(lines: Sequence[Line], blocks: dict[int, _Block], measures: _Measures) -> list[bool]:
    """For each line, whether it begins a paragraph."""
    begins = [True]
    for number in range(1, len(lines)):
        begins.append(_begins(lines, number, blocks, measures, begins[-1]))
    return begins


def _begins(
    lines: Sequence[Line], number: int, blocks: dict[int, _Block], measures: _Measures, one_begins: bool
) -> bool:
    """Whether line ``number`` begins a paragraph; ``one_begins`` tells whether the one before does."""
    one, two = lines[number - 1], lines[number]
    if number in measures.speakers or _MARKER.match(two.text):
        return True
    if abs(one.size - two.size) > 0.12 * max(one.size, two.size):
        return True
    if one.bold == len(one.text) and not two.bold and number - 1 not in measures.speakers:
        return True
    if one.hyphen and two.text[:1].islower():
        return False
    if _is_short(one, two, blocks[one.block]):
        return True
    block = blocks[two.block]
    if one.block == two.block:
        if two.base <= one.base:
            return abs(two.left - one.left) > one.size  # the next cell of a table
        return _is_spaced(lines, number, block) or _is_indented(one, two, block, one_begins)
    inwards = two.left - block.left > 0.7 * two.size
    return not inwards if block.hangs else inwards


def _is_short(one: Line, two: Line, block: _Block) -> bool:
    """Whether the next line's first word would have fitted on the line."""
    right = block.classes.get(round(one.left / 2), block.right)
    goes_on = two.text[:1].islower() and not _SENTENCE_END.search(one.text)
    if not block.sure and goes_on and one.right - block.left > 0.6 * (right - block.left):
        return False
    if block.justified and right > block.right - one.size and _SPACE.search(one.text):  # a lone word is not stretched
        return one.right < block.right - max(2.5, 0.25 * one.size)
    return one.right + 0.25 * one.size + two.first < right - 0.3 * one.size


def _is_spaced(lines: Sequence[Line], number: int, block: _Block) -> bool:
    """Whether there is more room between the two lines than between their neighbours and than is usual."""
    one, two = lines[number - 1], lines[number]
    step = two.base - one.base
    near = [block.leading] if block.leading else []
    for first, second in ((number - 2, number - 1), (number, number + 1)):
        if 0 <= first and second < len(lines):
            above, below = lines[first], lines[second]
            if above.block == below.block and abs(above.size - below.size) < 0.5:
                near.append(below.base - above.base)
    near = [one for one in near if one >= 0.9 * two.size]
    if not near:
        return step > 1.6 * two.size
    return step > 1.18 * min(near) + 0.5 and step > 1.1 * two.size


def _is_indented(one: Line, two: Line, block: _Block, one_begins: bool) -> bool:
    """Whether the line begins further in, or further out, than a line that continues the one above."""
    step = two.left - one.left
    if abs(step) <= 0.7 * two.size:
        return False
    if block.hangs:
        return step < 0
    return step > 0 or not one_begins


def _at_hyphen(one: Line, two: Line, words: Counter[str]) -> tuple[str, int]:
    """What stands between two joined lines, and how many characters of the first line's end go.

    ``utveck-`` is made whole; ``EU-``, ``in-`` (och) and words that the text elsewhere writes with a hyphen keep it.
    """
    mark = 0 if one.hyphen else 1
    stem = one.text[: len(one.text) - mark]
    soft = not one.hyphen and one.text.endswith("\u00ad")
    following = two.text.split(maxsplit=1)[0]
    kept = "-" if one.hyphen else ""
    if not soft:
        if following.casefold().strip(",.;:") in _HANGING:
            return kept + " ", 0
        if not two.text[:1].islower() or stem[-1:].isupper():
            return kept, 0
        before = _WORDS.findall(stem)
        after = _WORDS.match(two.text)
        if before and after:
            first, second = before[-1].casefold(), after[0].casefold()
            if words[f"{first}-{second}"] > words[first + second]:
                return kept, 0
    return "", mark
