"""The cheapest way from what was said to what is printed, where all that the rules permit costs nothing.

A table of costs over the tokens of both (Wagner and Fischer, The string-to-string correction problem, 1974) with more
kinds of steps: an ellipsis takes any words with it, brackets stand for a few words or none, a hesitation is passed
over, a pseudonym stands for a name. What both begin and end with is never put into the table, and a table that would be
too large is divided at the longest runs that both have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from qualcoder_peer.core.text.matching import matching_blocks
from qualcoder_peer.core.text.quotation_tokens import Kind, Tokens, tokens_of

_WORD, _SIGN, _CASE, _EXCHANGE, _FAR = 101, 30, 29, 100, 1 << 40
_EDGE_WRITTEN = frozenset('.,;:-"')
_EDGE_SAID = frozenset('.,;:-!"')
_BEFORE_PAUSE, _BEHIND_PAUSE = frozenset(",-"), frozenset(",.-")
_SENTENCE_ENDS = frozenset(".?!:\"")
_STANDS_FOR = 3
_MOST_CELLS = 400_000
_LONG_RUN = 4
_GENITIVE = ("", "s", "'s", "'")


class Change(StrEnum):
    """What became of a stretch of words."""

    KEPT = "kept"
    LEFT_OUT = "left_out"
    ADDED = "added"
    CHANGED = "changed"


class Step(NamedTuple):
    """Tokens ``[first, last)`` of the printed form stand for ``[from_, to)`` of the original."""

    change: Change
    allowed: bool
    first: int
    last: int
    from_: int
    to: int


class Aligned(NamedTuple):
    """``cost`` is 0 when the rules permit everything; ``similarity`` is the share of words that are the same; the
    original is the tokens ``[start, end)``."""

    cost: int
    similarity: float
    steps: tuple[Step, ...]
    start: int
    end: int


class _Link(NamedTuple):
    """The printed tokens up to ``target`` may stand for originals; so many ``words`` at most, or a ``pattern`` of one
    word, or the tokens of a ``name``, or any name."""

    target: int
    words: int = 0
    pattern: re.Pattern[str] | None = None
    name: tuple[str, ...] = ()
    any_name: bool = False


_Came = Step | int
_NOWHERE, _LEFT, _LEFT_FREELY, _ADDED, _SAME, _OTHER, _OTHER_FREELY = range(7)


def align_tokens(
    written: Tokens,
    said: Tokens,
    hesitations: tuple[str, ...] = (),
    pseudonyms: tuple[tuple[str, str], ...] = (),
    names: frozenset[str] = frozenset(),
    *,
    within: bool = False,
) -> Aligned:
    """The cheapest alignment; with ``within`` of the best stretch of ``said`` rather than of all of it."""
    return _Aligner(written, said, hesitations, pseudonyms, names).aligned(within)


class _Aligner:
    def __init__(
        self, written: Tokens, said: Tokens, hesitations: tuple[str, ...], pseudonyms: tuple[tuple[str, str], ...],
        names: frozenset[str],
    ) -> None:  # fmt: skip
        self._written, self._said = written, said
        self._names = _folded_names(names)
        self._links = _links(written, pseudonyms, self._names)
        self._free_case, self._free_signs = _edges(written, self._links)
        self._skips = _skips(said, _phrases(hesitations), bool(hesitations))
        self._after_skip = {end for ends in self._skips.values() for end in ends}
        self._losses = [_SIGN if kind is not Kind.WORD else _WORD for kind in said.kinds]

    def aligned(self, within: bool) -> Aligned:
        """The cheapest alignment; ``within`` of the best stretch of what was said."""
        written, said = self._written, self._said
        if within:
            first, last = _without_edge_ellipses(written)
            if (last - first) * len(said) > _MOST_CELLS:
                steps = self._divided(first, last, 0, len(said))
                while steps and steps[0].change is Change.LEFT_OUT:
                    steps.pop(0)
                while steps and steps[-1].change is Change.LEFT_OUT:
                    steps.pop()
                return self._told(steps, steps[0].from_ if steps else 0, steps[-1].to if steps else 0)
            steps, start, end = self._table(first, last, 0, len(said), within=True)
            return self._told(steps, start, end)
        self._free_edges()
        head = self._same_head()
        tail = self._same_tail(head)
        steps = [Step(Change.KEPT, True, 0, head, 0, head)] if head else []
        steps += self._divided(head, len(written) - tail, head, len(said) - tail)
        if tail:
            steps.append(Step(Change.KEPT, True, len(written) - tail, len(written), len(said) - tail, len(said)))
        return self._told(steps, 0, len(said))

    # Private

    def _free_edges(self) -> None:
        """Signs before the first and behind the last word of the original may be left out."""
        said = self._said
        for numbers in (range(len(said)), range(len(said) - 1, -1, -1)):
            for number in numbers:
                if said.kinds[number] is Kind.WORD:
                    break
                if said.kinds[number] is Kind.ELLIPSIS or said.keys[number] in _EDGE_SAID:
                    self._losses[number] = 0

    def _same_head(self) -> int:
        written, said, count = self._written, self._said, 0
        most = min(len(written), len(said))
        while count < most and written.keys[count] == said.keys[count] and not self._links[count]:
            if written.kinds[count] is Kind.ELLIPSIS:
                break  # it may stand for more than the pause that the transcript has there
            count += 1
        return count

    def _same_tail(self, head: int) -> int:
        written, said, count = self._written, self._said, 0
        most = min(len(written), len(said)) - head
        while count < most and written.keys[-1 - count] == said.keys[-1 - count]:
            if written.keys[-1 - count] in ("]", ")") or written.kinds[-1 - count] is Kind.ELLIPSIS:
                break
            count += 1
        inside = max((link.target for links in self._links for link in links), default=0)
        return min(count, max(0, len(written) - inside))

    def _divided(self, first: int, last: int, from_: int, to: int) -> list[Step]:
        """The steps of a range; a large one is divided at the runs that both have."""
        if (last - first + 1) * (to - from_ + 1) <= _MOST_CELLS:
            return self._table(first, last, from_, to)[0]
        ids: dict[str, int] = {}
        old = [ids.setdefault(key, len(ids)) for key in self._written.folded[first:last]]
        new = [ids.setdefault(key, len(ids)) for key in self._said.folded[from_:to]]
        steps: list[Step] = []
        at, over = first, from_
        blocks = [block for block in matching_blocks(old, new, (8, 4)) if block[2] >= _LONG_RUN]
        for start, there, length in (*blocks, (last - first, to - from_, 0)):
            start, there = start + first, there + from_
            if start > at or there > over:
                if (start - at + 1) * (there - over + 1) <= _MOST_CELLS:
                    steps += self._table(at, start, over, there)[0]
                else:
                    steps.append(Step(Change.CHANGED, self._is_gap(at, start), at, start, over, there))
            if length:
                steps.append(Step(Change.KEPT, True, start, start + length, there, there + length))
            at, over = start + length, there + length
        return steps

    def _is_gap(self, first: int, last: int) -> bool:
        return last == first + 1 and self._written.kinds[first] is Kind.ELLIPSIS

    def _table(
        self, first: int, last: int, from_: int, to: int, *, within: bool = False
    ) -> tuple[list[Step], int, int]:
        """The steps of the cheapest way through a range, and the originals it takes."""
        width = to - from_ + 1
        costs = [[_FAR] * width for _ in range(last - first + 1)]
        came: list[list[_Came]] = [[_NOWHERE] * width for _ in range(last - first + 1)]
        costs[0] = [0] * width if within else [0] + [_FAR] * (width - 1)
        for number in range(first, last + 1):
            self._along(number, number < last, from_, to, costs[number - first], came[number - first])
            if number < last:
                self._onward(number, from_, to, costs[number - first : number - first + 2], came[number - first + 1])
                for link in self._links[number]:
                    if link.target <= last:
                        self._linked(link, number, from_, to, costs, came, first)
        end = _best_end(costs[-1], came[-1]) if within else width - 1
        steps: list[Step] = []
        at, over = last, from_ + end
        while (back := came[at - first][over - from_]) != _NOWHERE:
            step = self._step(back, at, over)
            steps.append(step)
            at, over = step.first, step.from_
        return steps[::-1], over, from_ + end

    def _along(self, number: int, more: bool, from_: int, to: int, row: list[int], back: list[_Came]) -> None:
        """What of the original is left out before the printed token ``number``."""
        gap = more and self._written.kinds[number] is Kind.ELLIPSIS
        losses, skips = self._losses, self._skips
        for place in range(from_, to):
            cost = row[place - from_]
            if cost >= _FAR:
                continue
            loss = cost if gap else cost + losses[place]
            if loss < row[place + 1 - from_]:
                row[place + 1 - from_] = loss
                back[place + 1 - from_] = _LEFT_FREELY if gap else _LEFT
            if place in skips:
                for end in skips[place]:
                    if end <= to and cost < row[end - from_]:
                        row[end - from_] = cost
                        back[end - from_] = Step(Change.LEFT_OUT, True, number, number, place, end)

    def _onward(self, number: int, from_: int, to: int, rows: Sequence[list[int]], back: list[_Came]) -> None:
        """One printed token for one of the original, or for none."""
        row, following = rows
        written, said = self._written, self._said
        key, folded, kind = written.keys[number], written.folded[number], written.kinds[number]
        word, gap, free_case = kind is Kind.WORD, kind is Kind.ELLIPSIS, self._free_case[number]
        alone = 0 if gap or self._free_signs[number] else _WORD if word else _SIGN
        keys, folds, kinds = said.keys, said.folded, said.kinds
        for place in range(from_, to + 1):
            cost, at = row[place - from_], place - from_
            if cost >= _FAR:
                continue
            if cost + alone < following[at]:
                following[at], back[at] = cost + alone, _ADDED
            if place == to:
                break
            if keys[place] == key:
                more, how = 0, _SAME
            elif folds[place] == folded:
                free = (free_case or place in self._after_skip) and keys[place][1:] == key[1:]
                more, how = 0 if free else _CASE, _OTHER_FREELY if free else _OTHER
            elif kinds[place] is kind and not gap:
                more, how = _EXCHANGE if word else _SIGN, _OTHER
            else:
                continue
            if cost + more < following[at + 1]:
                following[at + 1], back[at + 1] = cost + more, how

    def _linked(
        self, link: _Link, number: int, from_: int, to: int,
        costs: Sequence[list[int]], came: Sequence[list[_Came]], first: int,
    ) -> None:  # fmt: skip
        """Printed tokens that stand for others."""
        row, target, back = costs[number - first], costs[link.target - first], came[link.target - first]
        alike = link.words - _STANDS_FOR  # as many words as stand in the brackets rather than fewer or more
        for first_choice in (True, False):
            for place in range(from_, to + 1):
                cost = row[place - from_]
                if cost >= _FAR:
                    continue
                for end in self._ends(link, place, to):
                    if cost < target[end - from_] and (end - place == alike) == first_choice:
                        change = Change.CHANGED if end > place else Change.ADDED
                        target[end - from_] = cost
                        back[end - from_] = Step(change, True, number, link.target, place, end)

    def _step(self, back: _Came, number: int, place: int) -> Step:
        """The step that led to the printed token ``number`` and the original ``place``."""
        if isinstance(back, Step):
            return back
        if back in (_LEFT, _LEFT_FREELY):
            free = back == _LEFT_FREELY or self._losses[place - 1] == 0
            return Step(Change.LEFT_OUT, free, number, number, place - 1, place)
        if back == _ADDED:
            free = self._written.kinds[number - 1] is Kind.ELLIPSIS or self._free_signs[number - 1]
            return Step(Change.ADDED, free, number - 1, number, place, place)
        change = Change.KEPT if back == _SAME else Change.CHANGED
        return Step(change, back != _OTHER, number - 1, number, place - 1, place)

    def _ends(self, link: _Link, place: int, to: int) -> Iterator[int]:
        """Where the originals may end that a link stands for, beginning at ``place``."""
        said = self._said
        if link.pattern is not None:
            if place < to and said.kinds[place] is Kind.WORD and link.pattern.fullmatch(said.folded[place]):
                yield place + 1
        elif link.name:
            end = place + len(link.name)
            if end <= to and tuple(said.folded[place:end]) == link.name:
                yield end
        elif link.any_name:
            end = place
            while end < to and end < place + 3 and self._is_name(end, end == place):
                end += 1
                yield end
        else:
            words, end = 0, place
            yield place
            while end < to:
                words += said.kinds[end] is Kind.WORD
                if words > link.words:
                    return
                end += 1
                yield end

    def _is_name(self, place: int, is_first: bool) -> bool:
        said = self._said
        if said.kinds[place] is not Kind.WORD or not said.keys[place][:1].isupper():
            return False
        if (said.folded[place],) in self._names:
            return False
        if not is_first:
            return True
        return place > 0 and said.kinds[place - 1] is not Kind.ELLIPSIS and said.keys[place - 1] not in _SENTENCE_ENDS

    def _told(self, steps: Sequence[Step], start: int, end: int) -> Aligned:
        cost = kept = other = 0.0
        for step in steps:
            words = self._written.words(step.first, step.last)
            replaced = self._said.words(step.from_, step.to)
            if step.change is Change.KEPT:
                kept += words
            elif not step.allowed:
                signs = step.last - step.first + step.to - step.from_
                other += max(words, replaced) or 0.2 * signs
                cost += 1
            elif step.change is Change.CHANGED and words and replaced:
                kept += min(words, replaced)
        similarity = kept / (kept + other) if kept + other else 0.0
        return Aligned(int(cost), similarity, tuple(_joined(steps)), start, end)


def _joined(steps: Iterable[Step]) -> Iterator[Step]:
    """Steps of a sort made one; what was left out beside what was added was changed."""
    made: Step | None = None
    for step in steps:
        if made is not None and made.allowed == step.allowed and _is_one(made.change, step.change, made.allowed):
            change = made.change if made.change is step.change else Change.CHANGED
            made = Step(change, made.allowed, made.first, step.last, made.from_, step.to)
            continue
        if made is not None:
            yield made
        made = step
    if made is not None:
        yield made


def _is_one(before: Change, behind: Change, allowed: bool) -> bool:
    if before is behind or {before, behind} == {Change.LEFT_OUT, Change.ADDED}:
        return True
    return not allowed and Change.KEPT not in (before, behind)


def _best_end(row: Sequence[int], back: Sequence[_Came]) -> int:
    """Where the cheapest way ends: with the same token rather than without, else as early as may be."""
    least = min(row)
    ends = [number for number, cost in enumerate(row) if cost == least]
    return next((number for number in ends if back[number] == _SAME), ends[0])


def _without_edge_ellipses(written: Tokens) -> tuple[int, int]:
    first, last = 0, len(written)
    while first < last and written.kinds[first] is Kind.ELLIPSIS:
        first += 1
    while last > first and written.kinds[last - 1] is Kind.ELLIPSIS:
        last -= 1
    return first, last


def _links(
    written: Tokens, pseudonyms: tuple[tuple[str, str], ...], names: frozenset[tuple[str, ...]]
) -> list[list[_Link]]:
    links: list[list[_Link]] = [[] for _ in range(len(written) + 1)]
    for first, last in _bracketed(written):
        inside = written.words(first, last)
        square = written.keys[first] == "["
        glued = _glued(written, first, last) if square and inside <= 1 else None
        if glued is not None:
            links[glued[0]].append(_Link(glued[1], pattern=glued[2]))
        links[first].append(_Link(last, inside + _STANDS_FOR if square else 0))
    known = _by_first_word(pseudonyms, names)
    for number, word in enumerate(written.folded):
        for printed, tail, name in known.get(word, ()):
            end = number + len(printed)
            if tuple(written.folded[number:end]) == printed:
                if name is None:
                    links[number].append(_Link(end, any_name=True))
                else:
                    links[number] += [_Link(end, name=one) for one in _with_tail(name, tail)]
    return links


@lru_cache(maxsize=16)
def _by_first_word(
    pseudonyms: tuple[tuple[str, str], ...], names: frozenset[tuple[str, ...]]
) -> dict[str, list[tuple[tuple[str, ...], str, tuple[str, ...] | None]]]:
    """Pseudonyms as they may be printed, with an ending or without, by their first word: the words, the ending, and
    the name that it stands for (None: any)."""
    found: dict[str, list[tuple[tuple[str, ...], str, tuple[str, ...] | None]]] = {}
    pairs: list[tuple[tuple[str, ...] | None, tuple[str, ...]]] = [
        *((_folded(name), _folded(pseudonym)) for name, pseudonym in pseudonyms), *((None, name) for name in names)
    ]  # fmt: skip
    for name, pseudonym in pairs:
        for tail in _GENITIVE if pseudonym else ():
            printed = (*pseudonym[:-1], pseudonym[-1] + tail)
            found.setdefault(printed[0], []).append((printed, tail, name))
    return found


def _bracketed(written: Tokens) -> Iterator[tuple[int, int]]:
    """The outermost brackets and parentheses, from the opening one to behind the closing one."""
    opened: list[int] = []
    for number, key in enumerate(written.keys):
        if key in ("[", "("):
            opened.append(number)
        elif key in ("]", ")") and opened:
            first = opened.pop()
            if not opened:
                yield first, number + 1


def _glued(written: Tokens, first: int, last: int) -> tuple[int, int, re.Pattern[str]] | None:
    """A word of which letters stand in brackets (``[D]et``, ``hen[ne]``): its tokens, and what it may stand for."""
    before = first > 0 and written.kinds[first - 1] is Kind.WORD and written.ends[first - 1] == written.starts[first]
    behind = (
        last < len(written) and written.kinds[last] is Kind.WORD and written.ends[last - 1] == written.starts[last]
    )
    if not before and not behind:
        return None
    letters = sum(len(written.keys[number]) for number in range(first + 1, last - 1))
    head = re.escape(written.folded[first - 1]) if before else ""
    tail = re.escape(written.folded[last]) if behind else ""
    pattern = re.compile(rf"{head}\w{{0,{letters + 2}}}{tail}")
    return first - before, last + behind, pattern


def _with_tail(name: tuple[str, ...], tail: str) -> Iterator[tuple[str, ...]]:
    if name:
        for one in _GENITIVE[1:] if tail else ("",):
            yield (*name[:-1], name[-1] + one)


def _edges(written: Tokens, links: Sequence[Sequence[_Link]]) -> tuple[list[bool], list[bool]]:
    """Which printed words may have another first letter, and which signs may be added: at the edges of a fragment."""
    free_case, free_signs = [False] * len(written), [False] * len(written)
    ends = {link.target for one in links for link in one if not link.name and not link.any_name}
    at_edge = True
    signs: list[int] = []
    for number, kind in enumerate(written.kinds):
        if number in ends:
            at_edge = True
        if kind is Kind.ELLIPSIS:
            for one in signs:
                free_signs[one] = True
            at_edge, signs = True, []
        elif kind is Kind.WORD:
            free_case[number] = at_edge
            at_edge, signs = False, []
        elif written.keys[number] in _EDGE_WRITTEN:
            free_signs[number] = at_edge
            signs.append(number)
    for one in signs:
        free_signs[one] = True
    return free_case, free_signs


def _skips(said: Tokens, phrases: Sequence[tuple[str, ...]], pauses: bool) -> dict[int, list[int]]:
    """Where hesitations begin, with the signs that go with them, and where they end."""
    found: dict[int, list[int]] = {}
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        by_first.setdefault(phrase[0], []).append(phrase)
    for number, key in enumerate(said.folded):
        if pauses and said.kinds[number] is Kind.ELLIPSIS:
            found.setdefault(number, []).append(number + 1)
        for phrase in by_first.get(key, ()):
            end = number + len(phrase)
            if tuple(said.folded[number:end]) != phrase:
                continue
            before = number > 0 and said.keys[number - 1] in _BEFORE_PAUSE
            behind = end < len(said) and said.keys[end] in _BEHIND_PAUSE
            found.setdefault(number, []).append(end)
            if behind:
                found[number].append(end + 1)
            if before:
                found.setdefault(number - 1, []).append(end)
                if behind and said.keys[end] in _BEFORE_PAUSE:
                    found[number - 1].append(end + 1)
    return found


@lru_cache(maxsize=64)
def _phrases(hesitations: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(phrase for phrase in map(_folded, hesitations) if phrase)


@lru_cache(maxsize=64)
def _folded_names(names: frozenset[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(name for name in map(_folded, names) if name)


@lru_cache(maxsize=4096)
def _folded(words: str) -> tuple[str, ...]:
    return tuple(tokens_of(words).folded)
