"""Case aside, and the find bar's names for what ``finding.py`` does in one text."""

from __future__ import annotations

from enum import StrEnum

from qualcoder_peer.core.text.finding import Finder, FindKind, Sought, Span, hit_after, hit_before

__all__ = ["FormIndex", "SearchKind", "Span", "find_plain", "find_words", "fold_case", "hit_after", "hit_before"]


class SearchKind(StrEnum):
    """How a text is searched."""

    PLAIN = "plain"
    WORD = "word"
    FORMS = "forms"


def fold_case(text: str) -> str:
    """``text`` in lower case, with exactly as many code points, so that positions stay right."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def find_plain(text: str, query: str, *, folded: str | None = None) -> list[Span]:
    """Where ``query`` stands in ``text``, also inside words; hits do not overlap."""
    return Finder(Sought(query)).spans(text)


def find_words(text: str, query: str, *, folded: str | None = None) -> list[Span]:
    """Where ``query`` stands in ``text`` with no letter or digit directly before or after it."""
    return Finder(Sought(query, FindKind.WHOLE_WORD)).spans(text)


class FormIndex:
    """All forms of words in one text."""

    def __init__(self, text: str, language: str = "sv") -> None:
        self._text, self._language = text, language
        self.find("warm")  # the stemmer is loaded here, beside the window, and not at the first letter typed

    def find(self, query: str) -> list[Span]:
        """Where the words of ``query`` stand one after the other, each in any of its forms."""
        return Finder(Sought(query, FindKind.STEMS)).spans(self._text, self._language)
