"""Replaces names and other words in a text, and tells where every position of the old text lies in the new one.

A rule for a word covers its inflected forms and keeps capitals; longer matches go before shorter ones; what has been
written is not searched again, so that names can change places. Between two words of a rule, and at a hyphen within one,
a line may end, but never a paragraph before a blank line, a turn or a heading. Positions are code points, half open.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.domain.personal import PersonalKind, ReplaceRule, RuleScope
from qualcoder_peer.core.domain.sources import FoundTurn, PlaceKind, ReadText
from qualcoder_peer.core.text.inflection import LETTER, in_case_of, inflected, spellings, tail_pattern
from qualcoder_peer.core.text.turns import find_turns

LONGEST_RULE = 500
_GAP = "[ \u00a0]{1,3}"
LINE_END = "[ \u00a0]{0,3}\n[ \u00a0\t]{0,8}"
"""One line end between two words, as a regular expression: with what is left at the line, and the next one's indent."""
DIVIDED = re.compile(rf"([-\u2010\u00ad])(?<={LETTER}.)({LINE_END})(?=({LETTER}))")  # the rare sign first: it is fast
_LOOSE_GAP = "[ \u00a0_.\\-]{0,3}"
_OPENING = {"'": "'", "’": "‘", "`": "`", "´": "´"}
_BEFORE_HYPHEN = re.compile(rf"({LETTER}+)[-\u2010\u2011]$")
_FREE_PREFIXES = ("lill", "lille", "stor", "store", "gammel", "gamle", "ex", "icke", "ikke", "non", "pre", "post")


@dataclass(frozen=True, slots=True)
class Edit:
    """``[start, end)`` of the old text is to read ``text``; ``rule`` is the place of the rule in its list."""

    start: int
    end: int
    text: str
    rule: int


class Remap:
    """Where positions of a text lie after ``edits`` (in order, not overlapping)."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._starts = [edit.start for edit in edits]
        self._ends = [edit.end for edit in edits]
        grown = list(accumulate(len(edit.text) - (edit.end - edit.start) for edit in edits))
        self._new_ends = [edit.end + more for edit, more in zip(edits, grown, strict=True)]
        self._new_starts = [end - len(edit.text) for edit, end in zip(edits, self._new_ends, strict=True)]

    def start(self, position: int) -> int:
        """The place of something that begins at ``position``; within a replaced word that is its beginning."""
        place = bisect_right(self._starts, position) - 1
        if place < 0:
            return position
        if position < self._ends[place]:
            return self._new_starts[place]
        return position + self._new_ends[place] - self._ends[place]

    def end(self, position: int) -> int:
        """The place of something that ends at ``position``; within a replaced word that is its end."""
        place = bisect_left(self._starts, position) - 1
        if place < 0:
            return position
        if position <= self._ends[place]:
            return self._new_ends[place]
        return position + self._new_ends[place] - self._ends[place]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span that holds all it held; one that cut a replaced word holds the whole replacement."""
        return (self.start(start), self.start(start)) if start == end else (self.start(start), self.end(end))


class Replacer:
    """A list of rules made ready. Raises InvalidInput for a rule that is empty, too long, or contradicts another."""

    def __init__(self, rules: Sequence[ReplaceRule]) -> None:
        self.rules = tuple(_checked(rules))
        self._strict = _Finder(self.rules, loose=False)
        self._loose = _Finder(self.rules, loose=True)

    def edits(self, text: str, language: str = "sv", barriers: Sequence[int] = ()) -> list[Edit]:
        """What to write where, in order. No edit reaches over a position of ``barriers`` (sorted)."""
        return self._edits(self._strict, text, language, barriers)

    def name_edits(self, text: str, language: str = "sv") -> list[Edit]:
        """The same for a file name or a title: words may be joined (Anna_Karlsson), or all be small (anna.docx)."""
        return self._edits(self._loose if text == text.lower() else self._strict, text, language, (), joined=True)

    def apply(self, text: str, language: str = "sv", *, name: bool = False) -> str:
        """The text with all replaced; ``name`` for file names and titles."""
        edits = self.name_edits(text, language) if name else self.edits(text, language)
        return written(text, keeping_line_ends(text, edits))

    def _edits(
        self, finder: _Finder, text: str, language: str, barriers: Sequence[int], joined: bool = False
    ) -> list[Edit]:
        found = finder.matches(text)
        if joined and finder is self._strict:
            found += self._loose.matches(text, only_joined=True)
        found += _over_hyphens(finder, text)
        if not found:
            return []
        kept: list[Edit] = []
        for start, stem, end, rule in _settled(found, barriers):
            word = undivided(text[start:stem])[0]
            kept.append(Edit(start, end, self._written(word, text[stem:end], rule, language), rule))
        return kept

    def _written(self, stem: str, tail: str, number: int, language: str) -> str:
        rule = self.rules[number]
        new = rule.replacement
        if rule.scope is not RuleScope.EXACT:
            new = inflected(in_case_of(new, stem, rule.real), tail, language)
        words = new.split(" ")
        if "\n" not in stem or len(words) == 1:
            return new
        place = min(len(stem.partition("\n")[0].split()), len(words) - 1)
        return " ".join(words[:place]) + "\n" + " ".join(words[place:])


class _Finder:
    """Finds the rules' words: one regular expression for how any of them begins, then each rule's own."""

    def __init__(self, rules: tuple[ReplaceRule, ...], loose: bool) -> None:
        self._rules, self._small = rules, loose
        self._compiled: dict[int, re.Pattern[str]] = {}
        heads: dict[str, list[int]] = {}
        for number, rule in enumerate(rules):
            for head in _heads(rule, loose):
                heads.setdefault(head, []).append(number)
        self._rules_of = {
            head: sorted({one for cut in range(1, len(head) + 1) for one in heads.get(head[:cut], ())})
            for head in heads
        }
        self._head = re.compile(_trie_pattern(heads)) if heads else None

    def matches(self, text: str, only_joined: bool = False) -> list[tuple[int, int, int, int]]:
        """(start, end of the word itself, end of its form, number of the rule) of every match, also overlapping."""
        found: list[tuple[int, int, int, int]] = []
        if self._head is None:
            return found
        for head in self._head.finditer(text):
            start = head.start()
            before = text[start - 1] if start else ""
            for number in self._rules_of[head.group()]:
                if only_joined and " " not in self._rules[number].real:
                    continue
                hit = self._pattern(number).match(text, start)
                if hit is None or not self._stands_alone(text, before, hit, self._rules[number]):
                    continue
                end, stem = hit.end(), hit.end("stem")
                if end == stem + 1 and text[stem] in _OPENING and before in (_OPENING[text[stem]], text[stem]):
                    end = stem  # the mark closes what was opened before the name
                found.append((start, stem, end, number))
        return found

    def _pattern(self, number: int) -> re.Pattern[str]:
        if number not in self._compiled:
            self._compiled[number] = re.compile(_pattern_of(self._rules[number], self._small))
        return self._compiled[number]

    @staticmethod
    def _stands_alone(text: str, before: str, hit: re.Match[str], rule: ReplaceRule) -> bool:
        start, end = hit.span()
        first, last = text[start], text[end - 1]
        after = text[end : end + 1]
        if rule.scope is RuleScope.EXACT:
            return not (first.isalnum() and before.isalnum()) and not (last.isalnum() and after.isalnum())
        if (first.isalpha() and before.isalpha()) or (first.isdigit() and before.isdigit()):
            return False
        if rule.kind is not PersonalKind.PERSON or not first.isalpha():
            return True
        follows = text[end + 1 : end + 3]
        if after and after in "-\u2010\u2011" and follows[:1].isupper() and follows[1:].islower():
            return False  # Anna-Lena is somebody else
        if before and before in "-\u2010\u2011":
            joined = _BEFORE_HYPHEN.search(text, max(0, start - 40), start)
            if joined and joined[1][:1].isupper() and joined[1].casefold() not in _FREE_PREFIXES:
                return joined[1].isupper()
        return True


def undivided(text: str) -> tuple[str, list[tuple[int, int]]]:
    """``text`` with the words whole that a hyphen at the end of a line divides, and the spans taken away of it."""
    if "\n" not in text:
        return text, []
    gone = []
    for found in DIVIDED.finditer(text):
        own = found[1] != "\u00ad" and not found[3].islower()  # of Karl-Erik only the line end goes
        gone.append((found.start(2) if own else found.start(), found.end()))
    places = [0, *(place for span in gone for place in span), len(text)]
    return "".join(text[start:end] for start, end in zip(places[::2], places[1::2], strict=True)), gone


def _over_hyphens(finder: _Finder, text: str) -> list[tuple[int, int, int, int]]:
    """The matches that a hyphen at the end of a line divides, as positions of ``text``."""
    whole, gone = undivided(text)
    if not gone:
        return []
    taken = [0, *accumulate(end - start for start, end in gone)]
    cuts = [start - before for (start, _), before in zip(gone, taken, strict=False)]
    found: list[tuple[int, int, int, int]] = []
    for start, stem, end, rule in finder.matches(whole):
        first = bisect_right(cuts, start)
        if first < bisect_left(cuts, end):
            after = [taken[bisect_left(cuts, place)] for place in (stem, end)]
            found.append((start + taken[first], stem + after[0], end + after[1], rule))
    return found


def written(text: str, edits: Iterable[Edit]) -> str:
    """``text`` after ``edits``."""
    parts, done = [], 0
    for edit in edits:
        parts += [text[done : edit.start], edit.text]
        done = edit.end
    return "".join((*parts, text[done:]))


def keeping_line_ends(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """``edits``, and one for each line end that they take away: it goes to the next space, so that lines stay about as
    long as they were. Where the line has no space more, or the next edit comes first, the line end goes."""
    kept: list[Edit] = []
    for number, edit in enumerate(edits):
        kept.append(edit)
        if "\n" not in text[edit.start : edit.end] or "\n" in edit.text:
            continue
        limit = edits[number + 1].start if number + 1 < len(edits) else len(text)
        line_end = text.find("\n", edit.end, limit)
        space = text.find(" ", edit.end, limit if line_end < 0 else line_end)
        if space >= 0 and text[space + 1 : space + 2].strip():
            kept.append(Edit(space, space + 1, "\n", edit.rule))
    return kept


def apply_rules(
    read: ReadText, rules: Sequence[ReplaceRule] | Replacer, language: str = "sv"
) -> ReadText:
    """What an importer has read with all rules applied: text, title, file name, labels, comments, attributes.

    Turns, bold spans, places and comments move with the text. ``rules`` is a list, or a Replacer made of one where many
    files follow. Raises InvalidInput for a rule that cannot be used.
    """
    replacer = rules if isinstance(rules, Replacer) else Replacer(rules)
    turns = read.turns or ()
    edits = _edits_of(read, replacer, language)
    changes = keeping_line_ends(read.text, edits)
    moved = Remap(changes)

    def words(text: str) -> str:
        return replacer.apply(text, language)

    def name(text: str) -> str:
        return replacer.apply(text, language, name=True)

    return replace(
        read,
        title=name(read.title),
        file_name=name(read.file_name),
        text=written(read.text, changes),
        bold=tuple(moved.span(start, end) for start, end in read.bold),
        left_out=tuple(replace(left, message=replaced_message(left.message, name)) for left in read.left_out),
        turns=None if read.turns is None else tuple(
            replace(turn, start=moved.start(turn.start), said_start=moved.start(turn.said_start),
                    end=moved.end(turn.end), speaker=None if turn.speaker is None else words(turn.speaker))
            for turn in turns
        ),
        places=tuple(replace(place, start=moved.start(place.start), label=words(place.label)) for place in read.places),
        comments=tuple(
            replace(comment, start=moved.span(comment.start, comment.end)[0],
                    end=moved.span(comment.start, comment.end)[1], text=words(comment.text))
            for comment in read.comments
        ),
        attributes=tuple((words(key), words(value)) for key, value in read.attributes),
        respondent=words(read.respondent),
        replaced=read.replaced + len(edits),
    )  # fmt: skip


def _edits_of(read: ReadText, replacer: Replacer, language: str) -> list[Edit]:
    """The edits of the text; turns are looked for where the file tells none and a name goes over the end of a line."""

    def ends(turns: Iterable[FoundTurn]) -> set[int]:
        return {place for turn in turns for place in (turn.start, turn.said_start, turn.end)}

    barriers = ends(read.turns or ()) | {place.start for place in read.places if place.kind is not PlaceKind.PAGE}
    edits = replacer.edits(read.text, language, sorted(barriers))
    if read.turns is None and any("\n" in read.text[edit.start : edit.end] for edit in edits):
        barriers |= ends(find_turns(read.text, read.bold).turns)
        edits = replacer.edits(read.text, language, sorted(barriers))
    return edits


def replaced_message(message: Message, change: Callable[[str], str]) -> Message:
    """A message with ``change`` applied to the words that were put into it; its template is ours and stays."""
    parts: dict[str, object] = {
        key: change(part) if isinstance(part, str)
        else replaced_message(part, change) if isinstance(part, Message) else part
        for key, part in message.parts.items()
    }  # fmt: skip
    return replace(message, parts=parts)


def _checked(rules: Sequence[ReplaceRule]) -> list[ReplaceRule]:
    known: dict[str, str] = {}
    checked: list[ReplaceRule] = []
    for rule in rules:
        exact = rule.scope is RuleScope.EXACT
        real = rule.real.strip() if exact else " ".join(rule.real.split())
        new = " ".join(rule.replacement.split())
        if not real or not new:
            raise InvalidInput("A rule needs what is to be replaced and what is to be written. Nothing was changed.")
        if len(real) > LONGEST_RULE or len(new) > LONGEST_RULE or "\n" in real or "\x00" in real + new:
            raise InvalidInput(
                "A rule holds one word or some, on one line, of at most {limit} characters. Nothing was changed.",
                limit=LONGEST_RULE,
            )
        if known.setdefault(real, new) != new:
            raise InvalidInput(
                "Two rules say different things of the same word, to be replaced by “{one}” and by “{other}”. Keep one "
                "of them. Nothing was changed.",
                one=known[real],
                other=new,
            )
        checked.append(replace(rule, real=real, replacement=new))
    return checked


def _heads(rule: ReplaceRule, loose: bool) -> set[str]:
    if rule.scope is RuleScope.EXACT:
        return {_head_of(rule.real)}
    return {_head_of(form) for form in spellings(rule.real.split()[0], small=loose)}


def _head_of(word: str) -> str:
    found = re.match(r"[\w\u0300-\u036f]+", word)
    return found.group() if found else word[0]


def _pattern_of(rule: ReplaceRule, loose: bool) -> str:
    if rule.scope is RuleScope.EXACT:
        return f"(?P<stem>{f'(?: |{LINE_END})'.join(map(re.escape, rule.real.split(' ')))})"
    pieces: list[str] = []
    words = rule.real.split()
    for place, word in enumerate(words):
        last = place == len(words) - 1
        initial = rule.kind is PersonalKind.PERSON and len(words) > 1 and len(word) == 1 and word.isalpha()
        pieces.append("(?:" + "|".join(re.escape(form) for form in spellings(word, small=loose)) + ")")
        if initial:  # H C Andersen is H.C. Andersen too; the dot of Anna K. is hers where the sentence goes on
            pieces.append(rf"(?:\.(?={_GAP}?[^\W\d_A-ZÅÄÖÆØ]|[,;)]))?" if last else r"\.?")
        if not last:
            gap = _LOOSE_GAP if loose else _GAP.replace("1", "0") if initial else _GAP
            pieces.append(f"(?:{LINE_END}|{gap})")
    tail = tail_pattern(rule.kind, rule.real)
    boundary = f"(?!{LETTER})" if rule.real[-1].isalpha() else r"(?!\d)" if rule.real[-1].isdigit() else ""
    return f"(?P<stem>{''.join(pieces)}){tail}{boundary}"


def _trie_pattern(words: Iterable[str]) -> str:
    """One regular expression for many words, longest first, without trying them one by one."""
    root: dict[str, dict[str, object]] = {}
    for word in words:
        node: dict[str, object] = root  # type: ignore[assignment]
        for letter in word:
            node = node.setdefault(letter, {})  # type: ignore[assignment]
        node[""] = {}
    return _branch(root)


def _branch(node: Mapping[str, object]) -> str:
    ways = [re.escape(letter) + _branch(below) for letter, below in node.items() if letter]  # type: ignore[arg-type]
    if not ways:
        return ""
    joined = ways[0] if len(ways) == 1 else "(?:" + "|".join(ways) + ")"
    return f"(?:{joined})?" if "" in node else joined


def _settled(
    found: list[tuple[int, int, int, int]], barriers: Sequence[int]
) -> list[tuple[int, int, int, int]]:
    """Matches that do not overlap each other nor reach over a barrier: the longest first, then the leftmost."""
    if barriers:
        found = [one for one in found if bisect_right(barriers, one[0]) == bisect_left(barriers, one[2])]
    kept: list[tuple[int, int, int, int]] = []
    cluster: list[tuple[int, int, int, int]] = []
    reach = 0
    for match in sorted(set(found)):
        if cluster and match[0] >= reach:
            kept += _longest(cluster)
            cluster, reach = [], 0
        cluster.append(match)
        reach = max(reach, match[2])
    kept += _longest(cluster)
    return kept


def _longest(cluster: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    if len(cluster) < 2:
        return cluster
    kept: list[tuple[int, int, int, int]] = []
    # Of two of one length the one with the longer word: Andreas himself before the genitive of Andrea.
    for match in sorted(cluster, key=lambda one: (one[0] - one[2], one[0] - one[1], one[0], one[3])):
        if all(match[2] <= other[0] or match[0] >= other[2] for other in kept):
            kept.append(match)
    return sorted(kept)
