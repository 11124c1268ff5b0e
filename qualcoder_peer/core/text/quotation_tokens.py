"""Words and signs of a quotation as they are compared: with what no reader sees or minds taken away.

Alike are all quotation marks, all dashes, all white space and line ends, composed and decomposed letters; soft hyphens
and characters without width are nothing. Places are code points of the text given, half open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DOTS = r"(?:…[.…]*|\.(?:[ \u00a0]?\.){1,}|(?:[-–—][ \u00a0]?){2,}[-–—])"
_ELLIPSIS = (
    rf"\[\s*(?:{_DOTS}|[-–—]{{1,2}})\s*\]|\(\s*(?:{_DOTS}|[-–—]{{1,2}})\s*\)|/\s?{_DOTS}\s?/|<\s?{_DOTS}\s?>|{_DOTS}"
)
_LETTER = rf"[^\W_][\u0300-\u036f{_UNSEEN}]*"
_WORD = rf"{_LETTER}(?:{_LETTER}|['’ʼ‘](?=[^\W_]))*"
_TIME = r"[\[(<]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])>]"
_TOKEN = re.compile(rf"(?P<time>{_TIME})|(?P<ellipsis>{_ELLIPSIS})|(?P<word>{_WORD})|(?P<sign>[^\s{_UNSEEN}])")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-\u2010][ \t]*\n[ \t]*(?=[^\W\d_])")

DOUBLE_MARKS = "\"”“„‟»«″〝〞"
SINGLE_MARKS = "'’‘‚‛›‹′`´"
DASHES = "-\u2010\u2011\u2012–—―−"
_MARKS = dict.fromkeys(map(ord, DOUBLE_MARKS + SINGLE_MARKS), '"')
_SIGNS = {**_MARKS, **dict.fromkeys(map(ord, DASHES), "-")}
_IN_WORD = {**dict.fromkeys(map(ord, "’ʼ‘"), "'"), **dict.fromkeys(map(ord, _UNSEEN))}


class Kind(IntEnum):
    """What a token is."""

    WORD = 0
    SIGN = 1
    ELLIPSIS = 2


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as tokens, by number: ``keys`` as they are compared, ``folded`` in one case, and where each stands."""

    text: str
    kinds: Sequence[Kind]
    keys: Sequence[str]
    folded: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]

    def __len__(self) -> int:
        return len(self.keys)

    def words(self, first: int = 0, last: int | None = None) -> int:
        """How many of the tokens ``[first, last)`` are words."""
        return sum(1 for one in self.kinds[first:last] if one is Kind.WORD)

    def said(self, first: int, last: int) -> str:
        """The text from the token ``first`` up to ``last``, without the latter; empty when there is none."""
        return self.text[self.starts[first] : self.ends[last - 1]] if first < last else ""


def tokens_of(text: str) -> Tokens:
    """The words, signs and ellipses of a text. Time stamps in brackets (``[00:12:40]``) are none of them."""
    kinds: list[Kind] = []
    keys: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _TOKEN.finditer(text):
        group = found.lastgroup
        if group == "time":
            continue
        if group == "word":
            kinds.append(Kind.WORD)
            keys.append(word_key(found[0]))
        elif group == "ellipsis":
            kinds.append(Kind.ELLIPSIS)
            keys.append(_ellipsis_key(found[0]))
        else:
            kinds.append(Kind.SIGN)
            keys.append(found[0].translate(_SIGNS))
        starts.append(found.start())
        ends.append(found.end())
    return Tokens(text, kinds, keys, [key.lower() for key in keys], starts, ends)


def word_key(word: str) -> str:
    """A word as it is compared, in its own case."""
    return word if word.isascii() else unicodedata.normalize("NFC", word.translate(_IN_WORD))


def unbroken(text: str) -> str:
    """The text with words that were divided at the end of a line made whole (``stöd-\\net``)."""
    return _BROKEN_WORD.sub("", text)


def _ellipsis_key(written: str) -> str:
    first = written[0]
    return f"{first}…" if first in "[(</" else "…"
