"""Finds the names of people in a text, by what a Lexicon knows of words and by where they stand.

The judgement is on runs of words with capitals: *Men Anna Karlssons Volvo* holds one name, ``Anna Karlsson``. Words
that are names and something else (*Björn*, *Sten*, *Maj*, *Will*) count in the middle of a sentence, and at its
beginning only when what follows speaks for a person.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qualcoder_peer.core.domain.personal import Confidence, PersonalKind
from qualcoder_peer.core.text.inflection import APOSTROPHES, LETTER, UPPER
from qualcoder_peer.core.text.personal_lexicon import CAPITAL, PARTICLES, Known, Lexicon, Sort, word_before
from qualcoder_peer.core.text.personal_marks import Mark
from qualcoder_peer.core.text.personal_replace import DIVIDED, LINE_END, undivided

_GAP = "[ \u00a0]"
_SMALL = "|".join(PARTICLES)
_SEQUENCE = re.compile(
    rf"{CAPITAL}(?:(?:(?<=\W[{UPPER}])\.{_GAP}?|{_GAP}{{1,2}})(?:(?:{_SMALL}){_GAP}|(?:al|el)-)?{CAPITAL})*"
)
_WORD = re.compile(rf"(?:(?:al|el)-)?{CAPITAL}|(?<!\w)(?:{_SMALL})(?!\w)")
_ON_NEXT_LINE = re.compile(rf"{LINE_END}({CAPITAL})(?!\w|[ \u00a0]?[:\t])")
_REST = re.compile(rf"{LETTER}*")
_NEXT = re.compile(rf"{_GAP}({LETTER}+)")
_OPENING = "\"”“»«„‚‘([–—-•*'’ \u00a0>"
_ENDS = ".!?…:\n\r\t"
_DETERMINERS = frozenset(
    "the a an this that these my our your his her their en ett et ei denna detta denne dette".split()
)
_AT_PLACES = frozenset("i in at på".split())
_FROM_PLACES = frozenset("from från till til fra ved vid near to genom mot".split())
_LITTLE_WORDS = frozenset(
    "per even odd will may else line tage bent helle finn stig mark my gro lo du ask be hope dean frank bill".split()
)
_ENGLISH_MONTHS = frozenset(("April", "May", "June", "August", "March"))
_FREE_PREFIXES = ("lill", "lille", "stor", "store", "gammel", "gamle", "ex")
_SEEMS = 0.3
_MOST_WORDS = 5
_MOST_KEPT = 50_000


class _Token(NamedTuple):
    word: str
    start: int
    end: int
    known: Known


class NameFinder:
    """Finds names with one Lexicon; ``language`` is the document's."""

    def __init__(self, lexicon: Lexicon, language: str) -> None:
        self._lexicon, self._english = lexicon, language.startswith("en")
        self._names = lexicon.names
        self._parts: dict[str, list[_Token]] = {}
        small = lexicon.small_names() if not self._english else frozenset()
        self._small = re.compile(rf"(?:{'|'.join(sorted(small))})(?={_GAP}|[.,!?;:\n]|s?(?!\w))") if small else None

    def find(self, text: str, barriers: Sequence[int] = ()) -> Iterator[Mark]:
        """Marks of kind PERSON (and PLACE for towns and countries); ``key`` is the name without inflection.

        A first name at the end of a line and a surname at the beginning of the next one are a mark, as is what stands
        on each line, and so is a name that a hyphen divides there; no mark reaches over a place of ``barriers``
        (sorted).
        """
        for mark in self._on_lines(text):
            yield mark
            longer = self._over_line_end(text, mark)
            if longer and not _reaches_over(barriers, longer):
                yield longer
        for mark in self._over_hyphens(text):
            if not _reaches_over(barriers, mark):
                yield mark

    def _over_hyphens(self, text: str) -> Iterator[Mark]:
        """The names that a hyphen at the end of a line divides; one in two halves is judged as the whole word is."""
        for found in DIVIDED.finditer(text):
            start, rest = text.rfind("\n", 0, found.start()) + 1, _REST.match(text, found.end())
            whole, gone = undivided(text[start : rest.end() if rest else found.end()])
            for cut, end in gone:
                for mark in self._on_lines(whole):
                    if mark.kind is PersonalKind.PERSON and mark.start < cut < mark.end:
                        yield mark._replace(start=mark.start + start, end=mark.end + start + end - cut)

    def _over_line_end(self, text: str, mark: Mark) -> Mark | None:
        """The first name at the end of a line with the surname that follows on the next one."""
        if mark.kind is not PersonalKind.PERSON or text[mark.end : mark.end + 1] not in ("\n", " ", "\u00a0"):
            return None
        found = _ON_NEXT_LINE.match(text, mark.end)
        words = text[mark.start : mark.end]
        if found is None or words != mark.key or not all(self._lexicon.known(one).first for one in words.split()):
            return None
        known = self._lexicon.known(found[1])
        if not known.last or known.first or known.wordlike or known.base.casefold() in self._lexicon.harmless:
            return None
        if words in self._lexicon.labelled and _begins_line(text, mark.start):
            return None  # it is who speaks on the lines that follow
        return Mark(mark.start, found.end(1), PersonalKind.PERSON, Confidence.SURE, f"{words} {known.base}")

    def _on_lines(self, text: str) -> Iterator[Mark]:
        known, labelled = self._lexicon.known, self._lexicon.labelled
        for found in _SEQUENCE.finditer(text):
            sequence, start = found.group(), found.start()
            if " " not in sequence and "-" not in sequence and "." not in sequence and "\u00a0" not in sequence:
                token = known(sequence)
                if token.sort is Sort.FIRST and not token.wordlike and not token.place and token.base not in labelled:
                    yield Mark(start, found.end(), PersonalKind.PERSON, Confidence.SURE, token.base)
                elif token.sort > Sort.NEVER:
                    yield from self._runs(text, [_Token(sequence, start, found.end(), token)])
            else:
                yield from self._runs(text, self._tokens(sequence, start))
        if self._small is not None:
            yield from self._small_ones(text)

    def _small_ones(self, text: str) -> Iterator[Mark]:
        assert self._small is not None
        for found in self._small.finditer(text):
            if not text[found.start() - 1 : found.start()].isalnum():
                name = found.group().capitalize()
                yield Mark(*found.span(), PersonalKind.PERSON, Confidence.POSSIBLE, name)

    def _tokens(self, sequence: str, start: int) -> list[_Token]:
        parts = self._parts.get(sequence)
        if parts is None:
            parts = self._take_apart(sequence)
            if len(self._parts) < _MOST_KEPT:
                self._parts[sequence] = parts
        return [_Token(one.word, one.start + start, one.end + start, one.known) for one in parts]

    def _take_apart(self, sequence: str) -> list[_Token]:
        tokens = []
        for found in _WORD.finditer(sequence):
            word, low, high = found.group(), found.start(), found.end()
            if word in PARTICLES:
                tokens.append(_Token(word, low, high, Known(Sort.NONE, word, False, 0.0)))
            elif "-" in word or "\u2010" in word or "\u2011" in word:
                tokens.append(self._hyphenated(word, low))
            else:
                tokens.append(_Token(word, low, high, self._lexicon.known(word)))
        return tokens

    def _hyphenated(self, word: str, start: int) -> _Token:
        """A double name as one word; of *Anna-mötet* and *Lill-Anna* the part that is a name."""
        known = self._lexicon.known(word)
        if known.sort in (Sort.FIRST, Sort.LAST, Sort.WIDE, Sort.LEARNT):
            return _Token(word, start, start + len(word), known)
        parts = re.split(r"[-\u2010\u2011]", word)
        judged = [self._lexicon.known(part) for part in parts]
        capital = [part[:1].isupper() for part in parts]
        first, last = judged[0], judged[-1]
        if all(capital) and first.sort >= Sort.WIDE and parts[0].casefold() not in _FREE_PREFIXES:
            base = word[: len(word) - len(parts[-1])] + last.base
            whole = Known(first.sort, base, False, 1.0, first.first, first.last and last.last)
            return _Token(word, start, start + len(word), whole)
        if len(parts) == 2 and parts[0].casefold() in ("al", "el") and last.sort >= Sort.UNKNOWN:
            whole = Known(Sort.LAST, word[:3] + last.base, False, 1.0, False, True)
            return _Token(word, start, start + len(word), whole)
        if not capital[-1] and first.sort >= Sort.WIDE:
            return _Token(parts[0], start, start + len(parts[0]), first)
        if capital[-1] and last.sort >= Sort.WIDE and (parts[0].isupper() or parts[0].casefold() in _FREE_PREFIXES):
            return _Token(parts[-1], start + len(word) - len(parts[-1]), start + len(word), last)
        return _Token(word, start, start + len(word), Known(Sort.NONE, word, False, 0.0))

    def _runs(self, text: str, tokens: list[_Token]) -> Iterator[Mark]:
        place = 0
        while place < len(tokens):
            sure = self._begins(text, tokens, place)
            if sure is None:
                yield from self._place(tokens[place])
                place += 1
                continue
            run = [tokens[place]]
            place += 1
            while place < len(tokens) and len(run) < _MOST_WORDS:
                particle = tokens[place].word in PARTICLES and place + 1 < len(tokens)
                nearest = place + 1 if particle else place
                if not self._continues(text, run, tokens[nearest]):
                    break
                run += tokens[place : nearest + 1]
                place = nearest + 1
            follower = tokens[place] if place < len(tokens) else None
            if follower and run[-1].word == run[-1].known.base and self._lexicon.is_organisation(follower.word):
                continue  # Maria Beroendecentrum is nobody
            yield self._mark(text, run, sure)

    def _place(self, token: _Token) -> Iterator[Mark]:
        if token.known.sort is Sort.PLACE:
            yield Mark(token.start, token.end, PersonalKind.PLACE, Confidence.LIKELY, token.known.base)

    def _begins(self, text: str, tokens: list[_Token], place: int) -> Confidence | None:
        """Whether a name begins with this word, and how sure that is of the word alone."""
        token = tokens[place]
        known = token.known
        if known.sort <= Sort.NEVER and len(known.base) > 1:
            return None
        if known.sort is Sort.FIRST and not known.wordlike and not known.place:
            return Confidence.SURE
        labelled = known.base in self._lexicon.labelled
        if labelled and text[token.end : token.end + 1] in (":", "\t") and _begins_line(text, tokens[0].start):
            return Confidence.SURE
        before = word_before(text, token.start) if place == 0 else tokens[place - 1].word.casefold()
        if len(known.base) == 1:
            nearest = tokens[place + 1 : place + _MOST_WORDS]
            written_out = next((one.known for one in nearest if len(one.known.base) > 1), None)
            surname = written_out is not None and (written_out.last or written_out.sort is Sort.LEARNT)
            return Confidence.LIKELY if surname else None
        introduced = before in self._names.titles
        if known.sort is Sort.UNKNOWN:
            return Confidence.LIKELY if introduced and (place or not starts_sentence(text, token.start)) else None
        if known.sort is Sort.PLACE:
            return None
        if not known.wordlike:
            return self._of_a_name(text, tokens, place, introduced, before)
        return self._of_a_word(text, tokens, place, introduced, before, labelled)

    def _of_a_name(
        self, text: str, tokens: list[_Token], place: int, introduced: bool, before: str
    ) -> Confidence | None:
        """How sure a word is a name that is nothing else (but perhaps a town)."""
        known = tokens[place].known
        if known.place and before in _AT_PLACES | _FROM_PLACES and place == len(tokens) - 1:
            return None if before in _AT_PLACES else Confidence.POSSIBLE
        if known.sort is Sort.FIRST:
            return Confidence.SURE
        if known.sort is Sort.LEARNT:
            return Confidence.LIKELY if introduced else self._lexicon.learnt[known.base]
        begins = place == 0 and starts_sentence(text, tokens[place].start)
        if known.sort is Sort.LAST:
            if begins and not known.share and not introduced:
                return Confidence.POSSIBLE if known.base.endswith(("sson", "sen", "qvist", "ström")) else None
            return Confidence.LIKELY
        if self._lexicon.is_common(known.base) and not introduced:
            return None
        return Confidence.POSSIBLE if begins else Confidence.LIKELY

    def _of_a_word(
        self, text: str, tokens: list[_Token], place: int, introduced: bool, before: str, labelled: bool
    ) -> Confidence | None:
        """How sure a word is a name that is a word of every day as well."""
        token = tokens[place]
        known, begins = token.known, place == 0 and starts_sentence(text, token.start)
        follower = tokens[place + 1] if place + 1 < len(tokens) else None
        surname = follower is not None and (
            follower.known.last or follower.known.sort in (Sort.LEARNT, Sort.UNKNOWN) or _is_initial(text, follower)
        )
        if before in _DETERMINERS or (self._english and known.base in _ENGLISH_MONTHS and not surname):
            return None
        if introduced:
            return Confidence.LIKELY
        if known.sort is Sort.WIDE and known.share < _SEEMS:
            return None
        if not begins:
            if known.sort is Sort.LAST:
                return Confidence.POSSIBLE if known.share >= _SEEMS and not self._english else None
            return Confidence.LIKELY
        if known.sort is Sort.FIRST and follower is not None:
            if follower.known.last or (follower.known.sort is Sort.FIRST and not follower.known.wordlike):
                return Confidence.LIKELY
        if known.sort is Sort.LAST:
            return None
        return self._of_a_first_word(text, token, labelled or known.share >= _SEEMS)

    def _of_a_first_word(self, text: str, token: _Token, person_here: bool) -> Confidence | None:
        """The same at the beginning of a sentence, from the word that follows."""
        if token.word != token.known.base:
            if token.known.first and any(mark in token.word for mark in APOSTROPHES):
                return Confidence.LIKELY
            if not person_here:
                return None
        found = _NEXT.match(text, token.end)
        following = found[1].casefold() if found else ""
        if following in self._names.told:
            return Confidence.LIKELY
        if not person_here:
            return None
        if following in self._names.said or text[token.end : token.end + 1] in (",", ":", "!", "?"):
            return Confidence.LIKELY
        return None if token.known.base.casefold() in _LITTLE_WORDS else Confidence.POSSIBLE

    def _continues(self, text: str, run: list[_Token], token: _Token) -> bool:
        """Whether a word goes on with the name begun in ``run``."""
        known, before = token.known, run[-1]
        if _is_initial(text, token):
            return before.known.first or len(before.known.base) == 1
        if known.sort is Sort.NEVER or (before.word != before.known.base and before.word[-1:] in "sS" + APOSTROPHES):
            return False
        if known.base.casefold() in self._lexicon.harmless or self._lexicon.is_organisation(known.base):
            return False
        if known.sort is Sort.NONE:
            return known.share >= 1.0 and run[0].known.first and not run[0].known.wordlike
        if known.sort is Sort.UNKNOWN:
            return run[0].known.sort >= Sort.LEARNT or len(run[-1].known.base) == 1 or run[0].known.first
        if known.sort is Sort.PLACE:
            return known.last and run[-1].known.first
        return known.last or known.first or known.sort is Sort.LEARNT

    def _mark(self, text: str, run: list[_Token], sure: Confidence) -> Mark:
        words = [token.word for token in run[:-1]] + [run[-1].known.base]
        if run[0].word.isupper() and len(run[0].word) > 2:
            words = [token.known.base for token in run]
        start, end = run[0].start, run[-1].end
        if len(run[-1].word) == 1 and text[end : end + 1] == "." and text[end + 1 : end + 3].strip()[:1].islower():
            end += 1  # Anna K. sade: the dot is the initial's; at the end of a sentence it may be the sentence's
        if len(run) > 1 and sure is not Confidence.SURE:
            full = run[0].known.first and any(token.known.last for token in run[1:])
            sure = Confidence.SURE if full else Confidence.LIKELY if run[0].known.first else sure
        return Mark(start, end, PersonalKind.PERSON, sure, " ".join(words))


def _is_initial(text: str, token: _Token) -> bool:
    """Whether a capital letter alone is an initial, and not the word I or A."""
    alone = len(token.word) == 1 and token.word.isalpha()
    return alone and (token.word not in "IAÅ" or text[token.end : token.end + 1] == ".")


def starts_sentence(text: str, place: int) -> bool:
    """Whether a word at ``place`` is the first of a sentence, a line, a turn or a quotation."""
    at = place - 1
    while at >= 0 and text[at] in _OPENING:
        if text[at] in "\"”“»«„‘" and at == place - 1:
            return True
        at -= 1
    return at < 0 or text[at] in _ENDS


def _reaches_over(barriers: Sequence[int], mark: Mark) -> bool:
    return bisect_right(barriers, mark.start) != bisect_left(barriers, mark.end)


def _begins_line(text: str, place: int) -> bool:
    line = text.rfind("\n", 0, place) + 1
    return place - line < 20 and not any(sign.isalpha() for sign in text[line:place])
