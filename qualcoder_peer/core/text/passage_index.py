"""Where in many long texts the quotations of a report come from: all of them sought in one pass over the texts.

The index is made from the quotations, which are few, not from the texts, which are many: runs of neighbouring words
lead from a place in a text to the quotations that may stand there. Of a quotation the rarest runs are taken, as a
sample of the texts has them: pairs of words, and longer runs where the pairs are common. What is kept of the texts is
a few windows a quotation, so memory does not grow with them.

Words are numbers of sixteen bits, so that two or four of them side by side in memory are one number as they stand: a
set of numbers tells whether they are a run that is looked for, and no tuple is made for each word of the texts. Three
words are found by two of them.

Quotations of fewer than ``SHORT`` words are expressions: every place where their words follow each other is counted.

Positions are code points of the texts, half open.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, compress, count, pairwise, repeat
from operator import add

from qualcoder_peer.core.text.quotation_alignment import align_tokens
from qualcoder_peer.core.text.quotation_tokens import Kind, Tokens, tokens_of
from qualcoder_peer.core.text.quotations import Comparison, EditingRules, QuotationStatus, compare

SHORT = 4
"""Fewer words than these make an expression."""

_BLOCK = 1 << 16
_OVERLAP = 4_000
_SAMPLE = 1_500_000
_MOST_RUNS, _FEW_RUNS = 10, 4
_RARE = 2
"""Runs of words that come so often in the sample at most are good ones to look for."""
_OFTEN_ALL, _OFTEN_SAMPLE = 2_000, 60
"""The runs of a quotation may come so often: in the sample, if that is all, or else."""
_PAIR, _THREE, _FOUR = 2, 3, 4
_TYPES = {_PAIR: "I", _FOUR: "Q"}
"""How wide the runs are that are seen at once, and the type of number that they are then."""
_MOST_NUMBERS = 0xFFFF
_NO_WORD = b"\0\0"
_FEW_WORDS = 8
_MOST_WINDOWS = 8
_MOST_PLACES = 40
_GAP = 350
"""So many words may be left out where a quotation has an ellipsis."""
_PARTS = re.compile(r"[^\W_]+")
_SPACE = re.compile(r"\s")
_SEP = "\x1f"
_MANY_SPANS = 6


def _table() -> bytes:
    letters = bytearray(b" " * 256)
    for code in range(256):
        char = chr(code)
        if char.isalnum() and char != "_":
            lower = char.lower()
            letters[code] = ord(lower) if len(lower) == 1 and ord(lower) < 256 else code
    return bytes(letters)


_LATIN = _table()
_USUAL = "”“’‘–—…•„\u2028"


_Run = tuple[int, ...]
_Hit = tuple[int, int, int]
"""The number of a word in a block, that of the quotation that begins the run there, and the width of the run."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A window of a text in which a quotation may stand: the text from ``start`` on, and how much speaks for it."""

    document: int
    start: int
    text: str
    score: int


@dataclass(slots=True)
class Found:
    """What was found for one quotation: windows, best first; for an expression the places, and how many there are."""

    windows: list[Passage] = field(default_factory=list)
    count: int = 0


@dataclass(slots=True)
class _Sought:
    """A quotation as it is sought: its words as numbers, in fragments between ellipses."""

    words: list[int]
    starts: frozenset[int]
    has_gap: bool
    is_short: bool
    least: int = 1
    """So many of its runs of words must be in a place."""
    most: int = 0
    """The score of a place that has all of them."""


class PassageIndex:
    """Seeks quotations in texts that are given one after the other."""

    def __init__(self, quotations: Sequence[str]) -> None:
        self.found = [Found() for _ in quotations]
        self._numbers: dict[str, int] = {}
        tokens = [tokens_of(one) for one in quotations]
        shortest_first = sorted(range(len(tokens)), key=lambda number: len(tokens[number]))
        read = {number: self._read(tokens[number]) for number in shortest_first}
        self._sought = [read[number] for number in range(len(tokens))]
        self._packed = {word: _pack((number,)) for word, number in self._numbers.items()}
        self._latin = {word.encode("latin-1"): one for word, one in self._packed.items() if _is_latin(word)}
        self._wanted: dict[int, set[int]] = {}
        self._leads: dict[tuple[int, int, int], dict[bytes, list[tuple[int, int]]]] = {}
        self._singles: dict[int, list[int]] = {}

    def seek(self, texts: Iterable[tuple[int, str]]) -> None:
        """Look through texts, each with the number of its document; they are let go one after the other."""
        waiting: list[tuple[int, str]] = []
        size, stream = 0, iter(texts)
        for document, text in stream:
            waiting.append((document, text))
            size += len(text)
            if size >= _SAMPLE:
                break
        self._choose([text for _, text in waiting], _OFTEN_ALL if size < _SAMPLE else _OFTEN_SAMPLE)
        while waiting:
            self.look(*waiting.pop(0))
        for document, text in stream:
            self.look(document, text)

    def look(self, document: int, text: str) -> None:
        """Look through one text; ``seek`` has chosen what to look for."""
        start, fresh = 0, 0
        while fresh < len(text) or start == 0:
            end = _cut(text, start + _BLOCK)
            self._block(document, text, start, end, fresh)
            fresh = end
            if end >= len(text):
                return
            start = _cut(text, max(start + 1, end - _OVERLAP))

    # Private

    def _read(self, tokens: Tokens) -> _Sought:
        words: list[int] = []
        starts: set[int] = {0}
        gap = False
        inside = 0
        for kind, key in zip(tokens.kinds, tokens.folded, strict=True):
            if key in ("[", "("):
                inside += 1
            elif key in ("]", ")"):
                inside = max(0, inside - 1)
            elif kind is Kind.ELLIPSIS and words:
                starts.add(len(words))
                gap = True
            elif kind is Kind.WORD and not inside:
                words += map(self._number, _PARTS.findall(key))
        spoken = sum(1 for _ in words)
        return _Sought(words, frozenset(starts), gap and max(starts) < spoken, spoken < SHORT)

    def _number(self, word: str) -> int:
        """The number of a word, from 1. Beyond 65,535 words some share one, which makes a place more to be looked at;
        never those of expressions, whose places are counted: they are read first."""
        return self._numbers.setdefault(word, 1 + len(self._numbers) % _MOST_NUMBERS)

    def _choose(self, sample: Sequence[str], often: int) -> None:
        """Which runs of words lead to which quotations."""
        counts: Counter[_Run] = Counter()
        wanted = {
            width: {run for one in self._sought for _, run in _runs(one, width)} for width in (_PAIR, _THREE, _FOUR)
        }
        for text in sample:
            for start in range(0, len(text), _BLOCK):
                ids = array("H", self._numbered(text[start : start + _BLOCK])[0])
                for width, runs in wanted.items():
                    counts.update(filter(runs.__contains__, zip(*(ids[shift:] for shift in range(width)))))
        for number, one in enumerate(self._sought):
            if one.is_short and len(one.words) == 1:
                self._singles.setdefault(one.words[0], []).append(number)
                continue
            chosen = [(0, tuple(one.words))] if one.is_short else _best_runs(one, counts, often)
            one.least = 1 if len(chosen) < _FEW_RUNS else 2
            one.most = sum(len(run) for _, run in chosen)
            for place, run in chosen:
                self._lead(number, place, run, counts)

    def _lead(self, number: int, place: int, run: _Run, counts: Counter[_Run]) -> None:
        """Have a run looked for that begins with the word ``place`` of a quotation; three words by their rarer pair."""
        width = len(run)
        seen = width if width in _TYPES else _PAIR
        shift = int(width > seen and counts[run[1:]] < counts[run[:-1]])
        self._wanted.setdefault(seen, set()).add(array(_TYPES[seen], _pack(run[shift : shift + seen]))[0])
        leads = self._leads.setdefault((seen, width, shift), {})
        leads.setdefault(_pack(run), []).append((number, place))

    def _numbered(self, text: str) -> tuple[bytes, bytes | None]:
        """The words of a text as packed numbers (0: in no quotation), and its letters where they were read as Latin."""
        letters = _as_latin(text)
        if letters is not None:
            return b"".join(map(self._latin.get, letters.split(), repeat(_NO_WORD))), letters
        return b"".join(self._packed.get(word, _NO_WORD) for word, _, _ in _words(text)), None

    def _block(self, document: int, text: str, start: int, end: int, fresh: int) -> None:
        part = text[start:end]
        packed, letters = self._numbered(part)
        block = _Block(document, text, start, fresh, part, letters, len(packed) // 2)
        if self._singles:
            singles, ids = self._singles, array("H", packed)
            for at in compress(range(len(ids)), map(singles.__contains__, ids)):
                for number in singles[ids[at]]:
                    self._count(number, block, at, 1)
        hits: dict[int, list[_Hit]] = {}
        for width, leading in self._hits(packed):
            for at, leads in leading:
                for number, place in leads:
                    if self._sought[number].is_short:
                        self._count(number, block, at, width)
                    else:
                        hits.setdefault(number, []).append((at, place, width))
        for number, found in hits.items():
            sought = self._sought[number]
            if len(found) >= sought.least and self._is_better(number, sum(width for _, _, width in found)):
                for cluster in _clusters(sorted(found), sought) if len(found) > 1 else (found,):
                    if len(cluster) >= sought.least:
                        self._keep(number, cluster, block)

    def _hits(self, packed: bytes) -> Iterator[tuple[int, list[tuple[int, list[tuple[int, int]]]]]]:
        """The runs of each width that stand in packed words: where, and where they lead to."""
        seen = {width: _seen(packed, width, wanted) for width, wanted in self._wanted.items()}
        for (by, width, shift), leads in self._leads.items():
            find, before, behind = leads.get, -2 * shift, 2 * (width - shift)
            yield width, [
                (at - shift, found)
                for at in seen[by]
                if (found := find(packed[2 * at + before : 2 * at + behind])) is not None
            ]

    def _count(self, number: int, block: _Block, at: int, words: int) -> None:
        found = self.found[number]
        if block.start and at < _OVERLAP and block.edges(at, at + words)[1] <= block.fresh:
            return
        found.count += 1
        if len(found.windows) < _MOST_PLACES:
            start, end = block.edges(at, at + words)
            found.windows.append(Passage(block.document, start, block.text[start:end], 1))

    def _is_better(self, number: int, score: int) -> bool:
        """Whether a place with this score may be among the best."""
        windows = self.found[number].windows
        if windows and score < windows[0].score >= self._sought[number].most:
            return False  # there is a place with all of its runs
        return len(windows) < _MOST_WINDOWS or score > windows[-1].score

    def _keep(self, number: int, cluster: list[_Hit], block: _Block) -> None:
        """Keep a window for a cluster of hits if it is among the best."""
        score = sum(width for _, width in {hit[1:] for hit in cluster})
        if not self._is_better(number, score):
            return
        windows, length = self.found[number].windows, len(self._sought[number].words)
        slack = 6 + length // 10
        first = min(at - place for at, place, _ in cluster) - slack
        last = max(at + length - place for at, place, _ in cluster) + slack
        start, end = block.window(first, last)
        for other in windows:
            if other.document == block.document and abs(other.start - start) < 40:
                if other.score >= score:
                    return
                windows.remove(other)
                break
        windows.append(Passage(block.document, start, block.text[start:end], score))
        windows.sort(key=lambda one: -one.score)
        del windows[_MOST_WINDOWS:]


class _Block:
    """A stretch of a text whose words are numbered; where they stand is found out when it is asked for."""

    def __init__(
        self, document: int, text: str, start: int, fresh: int, part: str, letters: bytes | None, words: int
    ) -> None:
        self.document, self.text, self.start, self.fresh, self.words = document, text, start, fresh, words
        self._part, self._letters = part, letters
        self._spans: list[tuple[int, int]] | None = None
        self._starts: list[int] | None = None
        self._last = (0, 0)
        self._asked = 0

    def edges(self, first: int, last: int) -> tuple[int, int]:
        """Where the words ``[first, last)`` begin and end."""
        return self.start + self._span(first)[0], self.start + self._span(last - 1)[1]

    def window(self, first: int, last: int) -> tuple[int, int]:
        """The same for words that may lie before or behind the block."""
        start = self.start + (self._span(first)[0] if first >= 0 else 10 * first)
        if last <= self.words:
            return max(0, start), self.start + self._span(last - 1)[1] + 2
        return max(0, start), min(len(self.text), self.start + len(self._part) + 10 * (last - self.words))

    def _span(self, number: int) -> tuple[int, int]:
        if self._letters is None:
            if self._spans is None:
                self._spans = [(start, end) for _, start, end in _words(self._part)]
            return self._spans[number]
        start = self._start(number, self._letters)
        end = self._letters.find(b" ", start)
        return start, len(self._letters) if end < 0 else end

    def _start(self, number: int, letters: bytes) -> int:
        if self._starts is None and self._asked < _MANY_SPANS:
            known, start = self._last
            if number < known:
                known = start = 0
            self._asked += not known
            start = len(letters) - len(letters[start:].split(None, number - known)[-1])  # quicker than to find all
            self._last = number, start
            return start
        if self._starts is None:
            pieces = letters.split(b" ")  # empty between two spaces; no loop of Python's
            places = map(add, accumulate(map(len, pieces), initial=0), count())
            self._starts = list(compress(places, pieces))
        return self._starts[number]


def locate(printed: str, passage: Passage, rules: EditingRules) -> tuple[int, int, Comparison]:
    """The best place of a printed form in a window, in code points of its document, and how it stands to it."""
    written, said = tokens_of(printed), tokens_of(passage.text)
    first, last = _exactly(written, said) or _in_fragments(written, said) or (0, 0)
    if first >= last:
        aligned = align_tokens(
            written, said, rules.hesitations, rules.pseudonyms, rules.names, within=True
        )
        first, last = aligned.start, aligned.end
    if first >= last:
        return passage.start, passage.start, Comparison(QuotationStatus.DEVIATES, 0.0, ())
    if written.keys[-1] == "." and last < len(said) and said.keys[last] == "?" and said.keys[last - 1] != ".":
        last += 1  # a question that was made a statement
    start, end = said.starts[first], said.ends[last - 1]
    return passage.start + start, passage.start + end, compare(printed, passage.text[start:end], rules)


def _exactly(written: Tokens, said: Tokens) -> tuple[int, int] | None:
    """The same tokens in the window."""
    at = _find(said.keys, written.keys, 0)
    return None if at is None else (at, at + len(written))


def _in_fragments(written: Tokens, said: Tokens) -> tuple[int, int] | None:
    """The words between ellipses, one fragment after the other, without the signs at their edges."""
    fragments: list[tuple[int, int]] = []
    begun: int | None = None
    behind = 0
    for number, kind in enumerate(written.kinds):
        if kind is Kind.ELLIPSIS and begun is not None:
            fragments.append((begun, behind))
            begun = None
        elif kind is Kind.WORD:
            begun, behind = number if begun is None else begun, number + 1
    if begun is not None:
        fragments.append((begun, behind))
    places: list[tuple[int, int]] = []
    at = 0
    for first, last in fragments:
        found = _find(said.folded, written.folded[first:last], at)
        if found is None:
            return None
        at = found + last - first
        places.append((found, at))
    if not places:
        return None
    end = places[-1][1]
    signs = [key for key in written.keys[fragments[-1][1] :] if key != '"']
    while signs and end < len(said) and said.keys[end] == signs[0]:
        signs.pop(0)
        end += 1
    return places[0][0], end


def _find(keys: Sequence[str], wanted: Sequence[str], at: int) -> int | None:
    if not wanted:
        return None
    text = _SEP.join(["", *keys[at:], ""])
    place = text.find(_SEP.join(["", *wanted, ""]))
    return None if place < 0 else at + text.count(_SEP, 0, place)


def _pack(run: _Run) -> bytes:
    """Words as they lie side by side."""
    return array("H", run).tobytes()


def _seen(packed: bytes, width: int, wanted: Collection[int]) -> list[int]:
    """Where runs that are wanted begin among packed words. Most of the time of a search is spent here."""
    found: list[int] = []
    for shift in range(width):
        last = shift + (len(packed) // 2 - shift) // width * width
        runs = array(_TYPES[width], packed[2 * shift : 2 * last])
        found += compress(range(shift, last, width), map(wanted.__contains__, runs))
    return sorted(found)


def _runs(sought: _Sought, width: int) -> list[tuple[int, _Run]]:
    """Runs of words within a fragment, each with the place of the first."""
    words, edges = sought.words, [*sorted(sought.starts), len(sought.words)]
    return [
        (place, tuple(words[place : place + width]))
        for first, last in pairwise(edges)
        for place in range(first, last - width + 1)
    ]


def _best_runs(sought: _Sought, counts: Counter[_Run], often: int) -> list[tuple[int, _Run]]:
    """The runs to look for: as short as may be, for one changed word spoils all that hold it."""
    few = len(sought.words) <= _FEW_WORDS
    limit = often * 4 if few else often
    pairs: list[tuple[int, _Run]] = []
    best: list[tuple[int, _Run]] = []
    for width in (_PAIR, _FOUR if _runs(sought, _FOUR) else _THREE):
        runs = sorted(_runs(sought, width), key=lambda one: counts[one[1]])
        new = [one for one in runs if counts[one[1]] == 0]  # cost nothing; those with a changed word are among them
        rare = [one for one in runs[len(new) :] if counts[one[1]] <= _RARE]
        runs = new[:_MOST_RUNS] + (rare[:_MOST_RUNS] if len(rare) >= _FEW_RUNS else runs[len(new) :][:_FEW_RUNS])
        best = runs or best
        if runs and sum(counts[run] for _, run in runs) <= limit:
            break
        if few and width == _PAIR:
            pairs = [one for one in runs if counts[one[1]] <= limit // 2][:2]
    return [*pairs, *(one for one in best if one not in pairs)]


def _clusters(hits: list[_Hit], sought: _Sought) -> Iterator[list[_Hit]]:
    """Hits that may belong to one place of the quotation."""
    slack = 8 + len(sought.words) // 4
    if not sought.has_gap:
        hits = sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0]))
    made: list[_Hit] = []
    for hit in hits:
        at, place, _ = hit
        if made:
            before, behind, _ = made[-1]
            if sought.has_gap:
                apart = at - before > _GAP + len(sought.words) or place < behind - 3
            else:
                apart = (at - place) - (before - behind) > slack
            if apart:
                yield made
                made = []
        made.append(hit)
    if made:
        yield made


def _cut(text: str, place: int) -> int:
    """The first white space from a place on, or the end of the text."""
    if place >= len(text):
        return len(text)
    found = _SPACE.search(text, place)
    return len(text) if found is None else found.start()


def _as_latin(text: str) -> bytes | None:
    """The letters of a text in one case, one byte a code point and spaces for all else; None where that would not do:
    other scripts, soft hyphens, letters stored apart from their marks."""
    letters = text.encode("latin-1", "replace")
    if b"\xad" in letters or not unicodedata.is_normalized("NFC", text):
        return None
    strange = letters.count(b"?")
    if strange:
        strange -= text.count("?") + sum(text.count(char) for char in _USUAL)
        if strange > 3 + len(text) // 200:
            return None
    return letters.translate(_LATIN)


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    tokens = tokens_of(text)
    for kind, key, start, end in zip(tokens.kinds, tokens.folded, tokens.starts, tokens.ends, strict=True):
        if kind is Kind.WORD:
            for part in _PARTS.findall(key):
                yield part, start, end


def _is_latin(word: str) -> bool:
    return all(ord(char) < 256 for char in word)
