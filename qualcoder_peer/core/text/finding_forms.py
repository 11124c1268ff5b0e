"""All forms of a word: *stöd* finds *stödet*, *gå* finds *gick*. No index: the words that begin like the stem are
looked for, and their stems compared.

The stems are those of Snowball (M. F. Porter, "Snowball: A language for stemming algorithms", 2001) for Swedish,
Danish, Norwegian and English, with rules for the endings of Swedish and Norwegian that Snowball leaves (``stödet``,
``flickan``, ``mötena``, ``drömmen``; ``brukerne``, ``brukarane``) and lists of words that change in the middle
(``finding_irregular.py``). Words within compounds are not found: *stöd* does not find *ekonomistöd* or *stödsamtal*,
for which there is the search as written. Words with another ending that are another word (*stödja*, *stödjande*) are
found where the lists name them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from qualcoder_peer.core.text.finding_irregular import irregular

Span = tuple[int, int]
_STEMMERS = {"sv": "swedish", "da": "danish", "nb": "norwegian", "nn": "norwegian", "no": "norwegian", "en": "english"}
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BETWEEN = re.compile(r"[^\w.!?…]+")
_NO_ARTICLE = frozenset(
    "innan sedan redan nästan annan sådan medan undan samman någonstans ocean organ helena magdalena".split()
)
_OTHER_WITH_ONE_M = frozenset(("damm", "lamm", "somm"))
"""Stems that are another word's with one m: *sommar* is no form of *som*."""
_DOER = re.compile(r"(?:er(?=(?:ne|en|e)s?$)|ar(?=(?:ane|en|ar)s?$))")


class Forms:
    """Finds the words of ``words``, one after the other, each in any of its forms."""

    def __init__(self, words: str) -> None:
        self._words = [found.group().lower() for found in _WORD.finditer(words)]
        self._wanted: dict[str, list[_Wanted]] = {}

    def spans(self, text: str, language: str) -> list[Span]:
        """The hits in a text by place."""
        name = _STEMMERS.get(language[:2], "swedish")
        wanted = self._wanted.get(name)
        if wanted is None:
            wanted = self._wanted[name] = [_Wanted(word, name) for word in self._words]
        if not wanted:
            return []
        hits = wanted[0].spans(text)
        for one in wanted[1:]:
            hits = list(_followed(text, hits, one))
        return hits


def _followed(text: str, hits: list[Span], wanted: _Wanted) -> Iterator[Span]:
    for start, end in hits:
        between = _BETWEEN.match(text, end)
        word = between and _WORD.match(text, between.end())
        if word and wanted.fits(word.group()):
            yield start, word.end()


class _Wanted:
    """One word that is sought in any of its forms."""

    def __init__(self, word: str, language: str) -> None:
        from qualcoder_peer.core.text.finding import Literal

        self._stems = stems_of(language)
        self._keys = frozenset(self._stems(word))
        self._known: dict[str, bool] = {}
        self._beginnings = [Literal(one, match_case=False, whole=False) for one in _beginnings(self._keys, language)]

    def spans(self, text: str) -> list[Span]:
        """The words of a text that are forms of it."""
        found: list[Span] = []
        known, match = self._known, _WORD.match
        for beginning in self._beginnings:
            for candidate in beginning.iter(text):
                start = candidate.start()
                if start and text[start - 1].isalnum():
                    continue
                word = match(text, start)
                if word is None:
                    continue
                fits = known.get(word.group())
                if self.fits(word.group()) if fits is None else fits:
                    found.append(word.span())
        return sorted(found) if len(self._beginnings) > 1 else found

    def fits(self, word: str) -> bool:
        """Whether a word is a form of it."""
        fits = self._known.get(word)
        if fits is None:
            fits = self._known[word] = not self._keys.isdisjoint(self._stems(word.lower()))
        return fits


def _beginnings(keys: frozenset[str], language: str) -> list[str]:
    """What a word that has one of these keys begins with, without what begins like another of them."""
    found: set[str] = set()
    for key in keys:
        if key.startswith("="):
            found.update(irregular(language).beginnings(key))
        else:
            # Every stemmer but the English one only cuts; that one also makes y to i, adds an e, changes -ational.
            found.add(key[: max(2, len(key) - 2)] if language == "english" else key)
    short: list[str] = []
    for one in sorted(found, key=len):
        if not any(one.startswith(other) for other in short):
            short.append(one)
    return short


def stems_in(language: str) -> Callable[[str], tuple[str, ...]]:
    """``stems_of`` for the language of a text, such as ``sv`` or ``da-DK``; Swedish for one that has no stemmer."""
    return stems_of(_STEMMERS.get(language[:2], "swedish"))


@lru_cache(maxsize=8)
def stems_of(language: str) -> Callable[[str], tuple[str, ...]]:
    """What tells for a word in lower case by which keys its other forms are known, in a language of Snowball."""
    from nltk.stem.snowball import SnowballStemmer

    stem, rows = SnowballStemmer(language).stem, irregular(language)

    @lru_cache(maxsize=20_000)
    def stems(word: str) -> tuple[str, ...]:
        plain = str(stem(word))
        keys = {plain, *rows.keys(word, plain)}
        keys.update(more(word, plain, stem))
        return tuple(sorted(keys))

    more = _LEFT_BY_SNOWBALL.get(language, _nothing_more)
    return stems


def _swedish(word: str, stem: str, stem_of: Callable[[str], str]) -> Iterator[str]:
    """Shorter stems of a Swedish word: Snowball leaves the definite singular in -et and -an, the plural in -ena, the
    genitive of -are, and a double m (*drömmen*, *ensamma*)."""
    if word in _NO_ARTICLE:
        return
    stems = []
    if len(stem) >= 5 and stem.endswith(("et", "an")):
        bare = stem[:-2]
        stems += [bare, stem_of(bare)]
    if len(word) >= 6:
        if word.endswith(("ena", "enas")):
            stems.append(stem_of(word.removesuffix("s")[:-2]))
        elif word.endswith("ares"):
            stems.append(stem_of(word[:-1]))
        elif word.endswith("samt"):
            stems.append(stem_of(word[:-1]))
    for one in (stem, *stems):
        yield one
        if one.endswith("mm") and one not in _OTHER_WITH_ONE_M:
            yield one[:-1]


def _norwegian(word: str, stem: str, stem_of: Callable[[str], str]) -> Iterator[str]:
    """The stem of a Norwegian word for one who does something, which Snowball knows in the singular alone."""
    found = _DOER.search(word)
    if found is not None and len(word) >= 6:
        yield stem_of(word[: found.end()])


def _nothing_more(word: str, stem: str, stem_of: Callable[[str], str]) -> Iterator[str]:
    return iter(())


_LEFT_BY_SNOWBALL = {"swedish": _swedish, "norwegian": _norwegian}
