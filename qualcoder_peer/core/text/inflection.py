"""The forms a name or another word takes in Swedish, Danish, Norwegian and English, and the same form of another.

Only what is written at the end of a word is meant: the genitive (*Annas*, *Anna's*, *Lars'*), and for words that are no
names of people the definite forms as well (*Solgård*, *Solgården*, *Solgårdens*). Rules after Språkriktighetsboken
(Swedish names in s, x, z take nothing), Dansk Sprognævn § 13 and Språkrådet (they take an apostrophe).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from qualcoder_peer.core.domain.personal import PersonalKind

MARKS = "\u0300-\u036f"
LETTER = rf"(?:[^\W\d_]|[{MARKS}])"
"""One letter, or a mark that stands on the letter before it."""
UPPER = "".join(chr(code) for code in (*range(0x41, 0x250), *range(0x370, 0x530)) if chr(code).isupper())
"""Every capital letter of the Latin, Greek and Cyrillic alphabets, for a character class."""
APOSTROPHES = "'’ʼ´`"
_HISSING = ("s", "x", "z")
_GENITIVE = rf"[sS]|[{APOSTROPHES}][sS]?"
_DEFINITE = rf"[eE]?[nNtT](?:[sS])?|[sS]|[{APOSTROPHES}][sS]"


def tail_pattern(kind: PersonalKind, word: str) -> str:
    """A regular expression for what may follow ``word`` within one of its forms; it may match nothing."""
    if not word[-1:].isalpha():
        return ""
    if kind is not PersonalKind.PERSON:
        return f"(?:{_DEFINITE})?"
    if word[-1:].casefold() in _HISSING:
        return f"(?:{_GENITIVE})?"
    return rf"(?:[sS]|[{APOSTROPHES}][sS])?"


def base_forms(word: str) -> tuple[str, ...]:
    """What ``word`` may be the genitive of, likeliest first; empty when its end says nothing of the kind."""
    found = re.fullmatch(rf"(.+?)[{APOSTROPHES}][sS]?", word)
    if found:
        return (found[1],)
    return (word[:-1],) if len(word) > 2 and word[-1] in "sS" else ()


def inflected(replacement: str, tail: str, language: str) -> str:
    """``replacement`` in the form that ``tail`` (see tail_pattern) gave another word, in a language such as ``sv``."""
    small = tail.casefold()
    if not small or (small[-1] not in "s" + APOSTROPHES):
        return replacement
    if not replacement[-1:].isalpha():
        return replacement + ("s" if tail[-1] in APOSTROPHES else tail[-1])
    hissing = replacement[-1].casefold() in _HISSING
    mark = tail[0] if tail[0] in APOSTROPHES else ""
    if language[:2] == "en":
        if mark and small != mark:
            return replacement + tail
        return replacement + (tail if not mark and not hissing else (mark or "’") + "s")
    if hissing:
        return replacement if language[:2] == "sv" else replacement + (mark or "’")
    if len(tail) == 1 and mark:  # Lars' book is Kim's: what the apostrophe stood for is an s again
        return replacement + "s"
    return replacement + (tail if mark else tail[-1])


def in_case_of(replacement: str, written: str, real: str) -> str:
    """``replacement`` in capitals where ``written`` is, and small where a word that has a capital is written small.

    ``real`` is the word as the rule has it. What stands in brackets, or has no letter to begin with, stays as it is.
    """
    if not replacement[:1].isalpha() or (written == real and real[:1].isupper()):
        return replacement
    letters = [letter for letter in written if letter.isalpha()]
    if len(letters) > 1 and written.isupper() and not real.isupper():
        return replacement.upper()
    if letters and written.islower() and (real.islower() or real[:1].isupper()):
        return replacement.lower()
    if letters and letters[0].isupper() and real[:1].islower():
        return replacement[:1].upper() + replacement[1:]
    return replacement


@lru_cache(maxsize=4096)
def spellings(word: str, *, small: bool = False) -> tuple[str, ...]:
    """The ways in which ``word`` may stand in a text: as it is, with a capital, in capitals, and with loose accents.

    A word with a capital is not looked for in small letters (*Björn* is no bear), unless ``small``.
    """
    forms = [word, word.upper()]
    if word[:1].islower():
        forms.append(word[:1].upper() + word[1:])
    if small:
        forms += [word.lower(), word[:1].upper() + word[1:].lower()]
    both = [unicodedata.normalize(form, one) for one in forms for form in ("NFC", "NFD")]
    return tuple(dict.fromkeys((*forms, *both)))
