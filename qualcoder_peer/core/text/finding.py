"""Finding in one text: as written, whole words, a pattern, all forms of words, words near each other.

One ``Finder`` is made for what is sought and asked of as many texts as wanted; nothing is indexed. Positions are code
points of the text, half open; hits never overlap and are never empty. Case never matters unless asked for. A space in
what is sought fits any white space, a line break too; a straight apostrophe or quotation mark fits a typographic one;
letters fit whether the text writes them in one code point or with combining marks.

The matching is that of the package ``regex``, which looks for literal words quickly whatever their case, keeps the
positions of letters whose lower case is longer, and can be stopped.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.text.finding_errors import check_repetitions, pattern_error

Span = tuple[int, int]
LONGEST = 2_000
"""How many code points may be sought."""
PATIENCE = 1.0
"""Seconds of computing after which a pattern is given up in a text of a million code points or less."""
_PATIENCE_CALLS = 0.2
"""The same for a pattern that calls a part of itself: where that never ends, memory grows by some 500 MB a second."""
_CALLS = re.compile(r"\(\?(?:R|[+-]?\d|&|P>)")

_LOOSE = {"'": "['’‘ʼ]", "’": "['’‘ʼ]", '"': '["”“„»«]', "”": '["”“„»«]', "“": '["”“„»«]'}


class FindKind(StrEnum):
    """How a text is searched."""

    PLAIN = "plain"
    WHOLE_WORD = "word"
    REGEX = "regex"
    STEMS = "stems"
    NEAR = "near"


class PatternTooSlow(InvalidInput):
    """A regular expression that needs too long in a text, or too much memory."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought. ``within`` (words) and ``terms`` are for NEAR, see ``near_terms``; ``all_forms`` too: the terms
    in any of their forms instead of as written."""

    words: str
    kind: FindKind = FindKind.PLAIN
    match_case: bool = False
    within: int = 10
    terms: tuple[str, ...] = ()
    all_forms: bool = False


Spans = Callable[[str, str], list[Span]]
"""Text and its language → hits."""


class Finder:
    """Finds what is sought in one text after another."""

    def __init__(self, sought: Sought) -> None:
        """Raises InvalidInput when a pattern cannot be read or too much is sought."""
        longest = max(map(len, (sought.words, *sought.terms)))
        if longest > LONGEST:
            raise InvalidInput(
                "What is sought has {length} characters; at most {most} can be. Nothing was changed.",
                length=longest,
                most=LONGEST,
            )
        self.sought = sought
        self._spans = _MAKERS[sought.kind](sought)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is sought, so that nothing can be found."""
        return not self.sought.words.strip() and not any(term.strip() for term in self.sought.terms)

    def spans(self, text: str, language: str = "sv") -> list[Span]:
        """The hits in a text by place. ``language`` (``sv da nb no en``) decides which forms a word has.

        Raises PatternTooSlow.
        """
        return [] if self.is_empty else self._spans(text, language)


def near_terms(words: str) -> tuple[str, ...]:
    """The words or phrases that ``words`` wants near each other: with ``...`` or ``…`` between them, else each word by
    itself; what stands in double quotation marks is one phrase."""
    parts = words.replace("…", "...").split("...")
    if len(parts) > 1:
        return tuple(part.strip().strip('"”“„') for part in parts if part.strip())
    terms: list[str] = []
    for number, part in enumerate(words.replace("”", '"').replace("“", '"').replace("„", '"').split('"')):
        terms.extend([part.strip()] if number % 2 else part.split())
    return tuple(term for term in terms if term)


def hit_after(hits: list[Span], position: int) -> int:
    """The number of the first hit that starts at ``position`` or later, round to the first; -1 without hits."""
    return bisect_left(hits, (position, 0)) % len(hits) if hits else -1


def hit_before(hits: list[Span], position: int) -> int:
    """The number of the last hit that starts before ``position``, round to the last; -1 without hits."""
    return (bisect_left(hits, (position, 0)) - 1) % len(hits) if hits else -1


class Literal:
    """Words as written, looked for quickly. A text with combining marks is looked through more slowly, by a pattern
    that takes letters in either writing."""

    def __init__(self, words: str, *, match_case: bool, whole: bool) -> None:
        composed = unicodedata.normalize("NFC", words)
        apart = unicodedata.normalize("NFD", composed)
        self._marks = sorted({sign for sign in apart if unicodedata.combining(sign)} - set(composed))
        self._pattern = _compiled(_literal(composed, whole, exact=True), match_case)
        self._loose = _compiled(_literal(composed, whole, exact=False), match_case) if self._marks else None

    def iter(self, text: str) -> Iterator[Any]:
        """The matches in a text, as ``regex`` gives them."""
        is_apart = self._loose is not None and any(mark in text for mark in self._marks)
        pattern: Any = self._loose if is_apart else self._pattern
        return iter(pattern.finditer(text))

    def spans(self, text: str, _language: str = "") -> list[Span]:
        """The hits in a text."""
        return [found.span() for found in self.iter(text)]


def _literal(words: str, whole: bool, *, exact: bool) -> str:
    import regex

    def one(sign: str) -> str:
        """The expression for one code point in all its writings."""
        if sign in _LOOSE:
            return _LOOSE[sign]
        plain, apart = str(regex.escape(sign, special_only=True)), unicodedata.normalize("NFD", sign)
        if exact or apart == sign:
            return plain
        # All writings between one code point and every mark by itself: Å with an acute accent is one of them.
        partly = [unicodedata.normalize("NFC", apart[:some]) + apart[some:] for some in range(1, len(apart))]
        return f"(?:{'|'.join(dict.fromkeys([plain, *partly]))})"

    middle = r"\s+".join("".join(map(one, word)) for word in words.split())
    return rf"(?<![\w\p{{M}}]){middle}(?![\w\p{{M}}])" if whole else middle


@lru_cache(maxsize=256)
def _compiled(pattern: str, match_case: bool) -> Any:
    import regex

    return regex.compile(pattern, regex.VERSION0 | (0 if match_case else regex.IGNORECASE))


def _plain(sought: Sought) -> Spans:
    return Literal(sought.words, match_case=sought.match_case, whole=False).spans


def _whole_word(sought: Sought) -> Spans:
    return Literal(sought.words, match_case=sought.match_case, whole=True).spans


def _regex(sought: Sought) -> Spans:
    import regex

    check_repetitions(sought.words)
    flags = regex.VERSION0 | regex.MULTILINE | (0 if sought.match_case else regex.IGNORECASE)
    try:
        pattern = regex.compile(sought.words, flags, cache_pattern=False)
    except regex.error as error:
        raise pattern_error(error.msg, error.pos) from error
    except (RecursionError, OverflowError, MemoryError, ValueError, KeyError, IndexError) as error:
        raise pattern_error("", None) from error
    calls = _CALLS.search(sought.words) is not None

    def find(text: str, _language: str) -> list[Span]:
        """Where the expression fits, without empty places; raises PatternTooSlow."""
        patience = _PATIENCE_CALLS if calls else PATIENCE * max(1.0, len(text) / 1_000_000)
        try:
            spans = [found.span() for found in pattern.finditer(text, timeout=patience) if found.end() > found.start()]
        except (TimeoutError, MemoryError) as error:
            raise PatternTooSlow(
                "The regular expression needs too long: it can fit in too many ways. Nothing was changed. Make it "
                "simpler, for example without a repetition inside a repetition."
            ) from error
        return sorted(spans) if pattern.flags & regex.REVERSE else spans

    return find


def _stems(sought: Sought) -> Spans:
    from qualcoder_peer.core.text.finding_forms import Forms

    return Forms(sought.words).spans


def _near(sought: Sought) -> Spans:
    from qualcoder_peer.core.text.finding_near import Near

    terms = sought.terms or near_terms(sought.words)
    return Near([_term(term, sought) for term in terms], terms, sought.within).spans


def _term(term: str, sought: Sought) -> Spans:
    from qualcoder_peer.core.text.finding_forms import Forms

    if sought.all_forms:
        return Forms(term).spans
    return Literal(term, match_case=sought.match_case, whole=True).spans


_MAKERS: dict[FindKind, Callable[[Sought], Spans]] = {
    FindKind.PLAIN: _plain,
    FindKind.WHOLE_WORD: _whole_word,
    FindKind.REGEX: _regex,
    FindKind.STEMS: _stems,
    FindKind.NEAR: _near,
}
