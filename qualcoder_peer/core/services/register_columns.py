"""The columns of a register as a sheet: what each holds, how its cells are read, and how they are written.

Headings and words (roles, consent, yes and no) are understood in every language of the program, whatever it speaks
now: a sheet exported in Swedish is read by a colleague whose window is English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from qualcoder_peer.core.domain.ids import AttributeId
from qualcoder_peer.core.domain.messages import N_, Message, literal, message
from qualcoder_peer.core.domain.model import (
    CONSENT_TITLES,
    SPEAKER_TITLES,
    Attribute,
    AttributeKind,
    Consent,
    Owner,
    SpeakerRole,
)
from qualcoder_peer.core.domain.sources import KIND_TITLES, DocumentKind
from qualcoder_peer.core.domain.values import (
    YES_NO_TITLES,
    date_of,
    fitting,
    guess_kind_of,
    misfit,
    tidy_choices,
    yes_no_of,
)
from qualcoder_peer.core.i18n import LANGUAGES, Texts, texts
from qualcoder_peer.core.services.attributes import shown_value


class Use(StrEnum):
    """What a column of a sheet is taken for."""

    ID = "id"
    NAME = "name"
    ROLE = "role"
    CONSENT = "consent"
    CONSENT_DATE = "consent_date"
    KIND = "kind"
    DATE = "date"
    LANGUAGE = "language"
    DONE = "done"
    MEMO = "memo"
    ATTRIBUTE = "attribute"
    IGNORE = "ignore"


USES: dict[Owner, tuple[Use, ...]] = {
    Owner.RESPONDENT: (Use.NAME, Use.ROLE, Use.CONSENT, Use.CONSENT_DATE, Use.ATTRIBUTE, Use.MEMO, Use.ID),
    Owner.DOCUMENT: (Use.NAME, Use.KIND, Use.DATE, Use.LANGUAGE, Use.DONE, Use.ATTRIBUTE, Use.MEMO, Use.ID),
}
"""What a column can be in a sheet of respondents or of documents, in the order in which they are exported."""
USE_TITLES: dict[Use, str] = {
    Use.ID: N_("Id"),
    Use.NAME: N_("Pseudonym"),
    Use.ROLE: N_("Role"),
    Use.CONSENT: N_("Consent"),
    Use.CONSENT_DATE: N_("Date of consent"),
    Use.KIND: N_("Kind"),
    Use.DATE: N_("Date"),
    Use.LANGUAGE: N_("Language"),
    Use.DONE: N_("Coded to the end"),
    Use.MEMO: N_("Memo"),
    Use.ATTRIBUTE: N_("Attribute"),
    Use.IGNORE: N_("Not imported"),
}
_NOT_ATTRIBUTE = N_("{name} (attribute)")
_COUNTED = (N_("Documents"), N_("Codings"), N_("Characters"), N_("Respondents"))
_WORDS: dict[Use, str] = {
    Use.NAME: "name namn navn respondent respondenter deltagare deltager deltaker informant intervjuperson "
    "interviewperson participant person",
    Use.ROLE: "role roll rolle",
    Use.CONSENT: "consent samtycke samtykke",
    Use.CONSENT_DATE: "consent_date samtyckesdatum samtykkedato",
    Use.DATE: "date datum dato intervjudatum interviewdato",
    Use.KIND: "kind typ type slag",
    Use.LANGUAGE: "language språk sprog",
    Use.MEMO: "memo anteckning anteckningar notat noter kommentar comment",
    Use.ID: "id guid",
}
_DOCUMENT_NAMES = "title titel document dokument file fil filnamn filnavn transcript transkript intervju interview"
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_LANGUAGE_NAMES = {
    **dict.fromkeys(("svenska", "svensk", "swedish"), "sv"),
    **dict.fromkeys(("danska", "dansk", "danish"), "da"),
    **dict.fromkeys(("engelska", "engelsk", "english"), "en"),
    **dict.fromkeys(("norska", "norsk", "norwegian"), "no"),
}


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What a column of a sheet is taken for. ``attribute`` names an attribute, there already or new.

    ``kind`` and ``choices`` are of a new one; None guesses the kind from what stands in the column. ``add_choices``
    makes words that a list there does not have yet choices of it.
    """

    use: Use
    attribute: str = ""
    kind: AttributeKind | None = None
    choices: tuple[str, ...] = ()
    add_choices: bool = False


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """A column of a plan: its title, how its cells are read, and for an attribute what it is.

    ``is_new``: the attribute is made by the import; it has no id yet (0). ``is_widened``: it gets more choices.
    """

    use: Use
    title: Message
    attribute: Attribute | None = None
    is_new: bool = False
    is_widened: bool = False

    def read(self, words: str) -> str | None:
        """What is stored for a cell; None when it does not fit."""
        typed = words.strip()
        if self.attribute is not None:
            return fitting(self.attribute.kind, typed, self.attribute.choices)
        return typed if not typed or self.use not in _READERS else _READERS[self.use](typed)

    def refusal(self, words: str) -> Message:
        """The sentence that says why a cell does not fit."""
        if self.attribute is not None:
            return misfit(self.attribute.kind, words, self.attribute.choices, self.attribute.name)
        shown = words.strip()[:80]
        if self.use in (Use.CONSENT_DATE, Use.DATE):
            return message("“{value}” is no date; write it as 2026-03-01 or 1.3.2026.", value=shown)
        return message("“{value}” is not known as a value of “{column}”.", value=shown, column=self.title)

    def shown(self, stored: str, say: Texts) -> str:
        """A stored value in a reader's language."""
        if self.attribute is not None:
            return shown_value(self.attribute, stored, say)
        titles = _TITLES.get(self.use, {})
        return say(titles[stored]) if stored and stored in titles else stored


_TITLES: dict[Use, Mapping[str, str]] = {
    Use.ROLE: {one.value: title for one, title in SPEAKER_TITLES.items()},
    Use.CONSENT: {one.value: title for one, title in CONSENT_TITLES.items() if one.value},
    Use.KIND: {one.value: title for one, title in KIND_TITLES.items()},
    Use.DONE: YES_NO_TITLES,
}


def column_words(column: PlanColumn, say: Texts) -> tuple[str, ...]:
    """The words to choose from in a column, for a list in the sheet; empty where anything may stand."""
    if column.attribute is not None:
        if column.attribute.kind is AttributeKind.YES_NO:
            return tuple(say(one) for one in YES_NO_TITLES.values())
        return column.attribute.choices
    return tuple(say(title) for title in _TITLES.get(column.use, {}).values())


def export_columns(owner: Owner, attributes: Sequence[Attribute], say: Texts) -> list[tuple[PlanColumn, str]]:
    """The columns of an exported register with their headings, which the import knows again."""
    made: list[tuple[PlanColumn, str]] = []
    fixed = {say(title_of(owner, use)).casefold() for use in USES[owner] if use is not Use.ATTRIBUTE}
    for use in USES[owner]:
        if use is not Use.ATTRIBUTE:
            made.append((PlanColumn(use, message(title_of(owner, use))), say(title_of(owner, use))))
            continue
        for one in attributes:
            heading = one.name if one.name.casefold() not in fixed else say(_NOT_ATTRIBUTE, name=one.name)
            made.append((PlanColumn(use, literal(one.name), one), heading))
    return made


def title_of(owner: Owner, use: Use) -> str:
    """The heading of a fixed column, in English."""
    return N_("Title") if use is Use.NAME and owner is Owner.DOCUMENT else USE_TITLES[use]


def propose_uses(
    owner: Owner, headers: Sequence[str], rows: Sequence[Sequence[str]], attributes: Sequence[Attribute]
) -> tuple[ColumnUse, ...]:
    """What the columns of a sheet most likely are; the first one holds the names where none says so.

    A column is taken for a role, a consent or a date only where most of its cells are one.
    """
    names = {one.name: one.name for one in attributes} | {one.name.casefold(): one.name for one in attributes}
    taken: set[Use] = set()
    uses: list[ColumnUse] = []
    for place, header in enumerate(headers):
        cells = [row[place] for row in rows if row[place].strip()]
        found = _proposal(owner, header, cells, names)
        if found.use in taken:
            found = ColumnUse(Use.ATTRIBUTE, names.get(header, header))
        if found.use not in (Use.ATTRIBUTE, Use.IGNORE):
            taken.add(found.use)
        uses.append(found)
    if uses and not taken & {Use.NAME, Use.ID}:
        own_number = next((place for place, one in enumerate(headers) if one.casefold() in ("id", "nr", "no")), 0)
        uses[own_number] = ColumnUse(Use.NAME)
    return tuple(uses)


def wider_lists(uses: Iterable[ColumnUse]) -> tuple[ColumnUse, ...]:
    """The same uses with every list of choices taking in the words that it does not have."""
    return tuple(replace(one, add_choices=True) for one in uses)


def plan_column(
    owner: Owner, wanted: ColumnUse, cells: Iterable[str], attributes: Mapping[str, Attribute]
) -> PlanColumn:
    """The column of a plan for a use of a column; a new attribute gets the kind that all its cells fit."""
    if wanted.use is not Use.ATTRIBUTE:
        return PlanColumn(wanted.use, message(title_of(owner, wanted.use)))
    name = " ".join(wanted.attribute.split())
    there = attributes.get(name)
    if there is not None:
        if there.kind is AttributeKind.CHOICE and wanted.add_choices:
            wider = replace(there, choices=tidy_choices((*there.choices, *cells)))
            return PlanColumn(Use.ATTRIBUTE, literal(name), wider, is_widened=wider != there)
        return PlanColumn(Use.ATTRIBUTE, literal(name), there)
    kind, choices = (wanted.kind, wanted.choices) if wanted.kind is not None else guess_kind_of(cells)
    new = Attribute(AttributeId(0), name, len(attributes), owner, kind, choices if kind is AttributeKind.CHOICE else ())
    return PlanColumn(Use.ATTRIBUTE, literal(name), new, is_new=True)


def _proposal(owner: Owner, header: str, cells: Sequence[str], names: Mapping[str, str]) -> ColumnUse:
    plain = header.casefold()
    exact = _exported_headings(owner).get(plain)
    if exact is None and header in names:
        return ColumnUse(Use.ATTRIBUTE, names[header])
    for name, original in names.items():
        if plain in {texts(one)(_NOT_ATTRIBUTE, name=name).casefold() for one in LANGUAGES}:
            return ColumnUse(Use.ATTRIBUTE, original)
    found = exact or _known_headings(owner).get(plain)
    if found is Use.ID and not (cells and all(_GUID.fullmatch(one.strip()) for one in cells)):
        found = None
    if found in _READERS and cells:
        known = sum(1 for one in cells if _READERS[found](one.strip()) is not None)
        found = found if known * 2 > len(cells) else None
    if found is not None:
        return ColumnUse(found)
    return ColumnUse(Use.ATTRIBUTE, names.get(header) or names.get(plain) or header)


@cache
def _exported_headings(owner: Owner) -> dict[str, Use]:
    """The headings that an export has in any language, and those of columns that are counted."""
    found = {texts(one)(title).casefold(): Use.IGNORE for one in LANGUAGES for title in _COUNTED}
    for use in USES[owner]:
        if use is not Use.ATTRIBUTE:
            found |= {texts(one)(title_of(owner, use)).casefold(): use for one in LANGUAGES}
    return found


@cache
def _known_headings(owner: Owner) -> dict[str, Use]:
    found = {word: use for use, words in _WORDS.items() if use in USES[owner] for word in words.split()}
    if owner is Owner.DOCUMENT:
        found |= dict.fromkeys(_DOCUMENT_NAMES.split(), Use.NAME)
    return found


@lru_cache(maxsize=1024)
def _role(words: str) -> str | None:
    found = _named(SPEAKER_TITLES, words)
    return None if found is None else SpeakerRole(found).value


@lru_cache(maxsize=1024)
def _consent(words: str) -> str | None:
    found = _named(CONSENT_TITLES, words)
    if found is not None:
        return Consent(found).value
    answer = yes_no_of(words)
    return None if answer is None else (Consent.GIVEN if answer == "yes" else Consent.REFUSED).value


@lru_cache(maxsize=1024)
def _kind(words: str) -> str | None:
    found = _named(KIND_TITLES, words)
    return None if found is None else DocumentKind(found).value


def _language(words: str) -> str | None:
    plain = words.casefold()
    return _LANGUAGE_NAMES.get(plain) or (plain if _LANGUAGE.fullmatch(plain) else None)


def _named(titles: Mapping[Any, str], words: str) -> str | None:
    """The key of what ``words`` call it in any language of the program, or its key itself."""
    plain = words.casefold()
    for key, title in titles.items():
        if plain == str(key.value) or any(plain == texts(one)(title).casefold() for one in LANGUAGES):
            return str(key.value)
    return None


_READERS: dict[Use, Callable[[str], str | None]] = {
    Use.ROLE: _role,
    Use.CONSENT: _consent,
    Use.CONSENT_DATE: date_of,
    Use.KIND: _kind,
    Use.DATE: date_of,
    Use.LANGUAGE: _language,
    Use.DONE: yes_no_of,
}
