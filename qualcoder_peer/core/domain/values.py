"""How the values of attributes are written: what a person may type, and the one way it is stored.

text     one line or several, as typed, without white space around it
number   digits with a dot and no more zeros than needed: ``1500``, ``-0.5``
date     ISO 8601: ``2026-03-01``
choice   one of the column's choices, as the column spells it
yes_no   ``yes`` or ``no``

An empty text is no value, whatever the kind. Words for yes and no and the names of months are understood in Swedish,
Danish, Norwegian and English, whatever language the program speaks, because sheets travel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.messages import Message, N_, message
from qualcoder_peer.core.domain.model import Attribute, AttributeKind
from qualcoder_peer.core.domain.rules import storable

YES, NO = "yes", "no"
YES_NO_TITLES = {YES: N_("Yes"), NO: N_("No")}
MOST_GUESSED_CHOICES = 12
"""A column with more different words than this is guessed to be free text."""

_YES_WORDS = frozenset(("yes", "ja", "y", "j", "jo", "true", "sant", "sand", "sann", "1"))
_NO_WORDS = frozenset(("no", "nej", "nei", "n", "false", "falskt", "falsk", "usant", "0"))
_BARE_SIGNS = frozenset(("1", "0", "y", "n", "j"))
_SPACES = re.compile("[ \u00a0\u202f\u2009']")
_GROUPED = re.compile("[+-]?\\d{1,3}(?:[ \u00a0\u202f\u2009']\\d{3})+(?:[.,]\\d+)?")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)", re.ASCII)
_DOTTED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+|[+-]?\d{1,3}(?:\.\d{3}){2,}", re.ASCII)
_COMMAED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+|[+-]?\d{1,3}(?:,\d{3}){2,}", re.ASCII)
_LONGEST_NUMBER = 40
_YEAR_FIRST = re.compile(r"(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:\. |[-./ ])(\d{1,2})(?:\. |[-./ ])(\d{4})", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_IN_WORDS = re.compile(r"(?:den )?(\d{1,2})\.? ([^\W\d_]{3,9})\.?,? (\d{4})")
_MONTHS = (
    ("januari", "januar", "january"), ("februari", "februar", "february"), ("mars", "marts", "march"),
    ("april",), ("maj", "mai", "may"), ("juni", "june"), ("juli", "july"), ("augusti", "august"),
    ("september",), ("oktober", "october"), ("november",), ("december", "desember"),
)  # fmt: skip


def checked_value(attribute: Attribute, words: str) -> str:
    """What is stored for ``words`` in a column. Raises InvalidInput with a sentence when they do not fit it."""
    stored = fitting(attribute.kind, storable(words), attribute.choices)
    if stored is None:
        problem = misfit(attribute.kind, words, attribute.choices, attribute.name)
        raise InvalidInput("{problem} Nothing was changed.", problem=problem)
    return stored


def misfit(kind: AttributeKind, words: str, choices: Sequence[str], name: str) -> Message:
    """The sentence that says why ``words`` do not fit a column of this kind called ``name``."""
    shown = words.strip()[:80]
    if kind is AttributeKind.NUMBER:
        return message("“{value}” is no number, and “{name}” holds numbers such as 1500 or 1,5.",
                       value=shown, name=name)  # fmt: skip
    if kind is AttributeKind.DATE:
        return message("“{value}” is no date, and “{name}” holds dates such as 2026-03-01 or 1.3.2026.",
                       value=shown, name=name)  # fmt: skip
    if kind is AttributeKind.YES_NO:
        return message("“{value}” is neither yes nor no, and “{name}” holds nothing else.", value=shown, name=name)
    return message("“{value}” is none of the choices of “{name}”: {choices}.",
                   value=shown, name=name, choices=", ".join(choices)[:300])  # fmt: skip


def fitting(kind: AttributeKind, words: str, choices: Sequence[str] = ()) -> str | None:
    """What is stored for ``words`` in a column of this kind; None when they do not fit it."""
    typed = words.strip()
    if not typed or kind is AttributeKind.TEXT:
        return typed
    if kind is AttributeKind.NUMBER:
        return number_of(typed)
    if kind is AttributeKind.DATE:
        return date_of(typed)
    if kind is AttributeKind.YES_NO:
        return yes_no_of(typed)
    return choice_of(typed, choices)


def number_of(words: str) -> str | None:
    """A number as it is stored (``1 500,50`` → ``1500.5``), or None.

    A comma is a decimal sign unless it is followed by a dot or by another comma; a single dot is one too.
    """
    typed = words.strip().replace("\u2212", "-")
    if len(typed) > _LONGEST_NUMBER:
        return None
    if _GROUPED.fullmatch(typed):
        typed = _SPACES.sub("", typed)
    elif _DOTTED.fullmatch(typed):
        typed = typed.replace(".", "")
    elif _COMMAED.fullmatch(typed):
        typed = typed.replace(",", "")
    if not _NUMBER.fullmatch(typed):
        return None
    plain = format(Decimal(typed.replace(",", ".")), "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain in ("-0", "+0", "") else plain.removeprefix("+")


def date_of(words: str) -> str | None:
    """A date as it is stored, or None: year first (2026-03-01, 20260301) or day first (1.3.2026, 1 mars 2026)."""
    typed = " ".join(words.split())
    if found := _YEAR_FIRST.fullmatch(typed) or _COMPACT.fullmatch(typed):
        return _iso(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(typed):
        return _iso(found[3], found[2], found[1])
    if found := _IN_WORDS.fullmatch(typed.casefold()):
        month = _month(found[2])
        return _iso(found[3], str(month), found[1]) if month else None
    return None


def yes_no_of(words: str) -> str | None:
    """``yes`` or ``no`` for a word of the north or of English that means it, or None."""
    typed = words.strip().casefold().rstrip(".!")
    return YES if typed in _YES_WORDS else NO if typed in _NO_WORDS else None


def choice_of(words: str, choices: Sequence[str]) -> str | None:
    """The choice that ``words`` name (case and surplus white space aside), or None."""
    typed = " ".join(words.split())
    if typed in choices:
        return typed
    folded = typed.casefold()
    return next((one for one in choices if one.casefold() == folded), None)


def tidy_choices(choices: Iterable[str]) -> tuple[str, ...]:
    """Choices without empty ones and without those that differ from an earlier one by case alone."""
    kept: dict[str, str] = {}
    for one in choices:
        tidy = " ".join(storable(one).split())
        if tidy:
            kept.setdefault(tidy.casefold(), tidy)
    return tuple(kept.values())


def guess_kind_of(values: Iterable[str]) -> tuple[AttributeKind, tuple[str, ...]]:
    """The kind that all of ``values`` fit, with the choices of a choice; text when there is none or too little to see.

    Digits that a number would lose (0731, 007) make a column a text, and so do words that are seldom repeated.
    """
    seen = [typed for one in values if (typed := " ".join(one.split()))]
    if not seen:
        return AttributeKind.TEXT, ()
    different = dict.fromkeys(seen)
    if all(yes_no_of(one) for one in different) and any(one.casefold() not in _BARE_SIGNS for one in different):
        return AttributeKind.YES_NO, ()
    if all(number_of(one) is not None and not _loses_digits(one) for one in different):
        return AttributeKind.NUMBER, ()
    if all(date_of(one) for one in different):
        return AttributeKind.DATE, ()
    choices = tidy_choices(different)
    repeated = len(seen) >= 2 * len(choices) and len(seen) >= 4
    if repeated and len(choices) <= MOST_GUESSED_CHOICES and max(map(len, choices)) <= 60:
        return AttributeKind.CHOICE, choices
    return AttributeKind.TEXT, ()


def _loses_digits(words: str) -> bool:
    digits = words.lstrip("+-")
    return words.startswith("+") or (len(digits) > 1 and digits[0] == "0" and digits[1] not in ".,") or (
        len(digits) >= 16
    )


def _month(word: str) -> int:
    for number, names in enumerate(_MONTHS, 1):
        if word in names or (len(word) in (3, 4) and any(name.startswith(word) for name in names)):
            return number
    return 0


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
