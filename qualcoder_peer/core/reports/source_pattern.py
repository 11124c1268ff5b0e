"""The source of a quote by a pattern that the user writes, such as ``Respondent {n}, {kind}, {date}``.

A part between commas in which every field is empty is left out with its words: a note without a respondent reads
``field note, 4 May 2026``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.core.domain.model import SPEAKER_TITLES, Owner
from qualcoder_peer.core.domain.sources import KIND_TITLES, DocumentKind, FoundPlace, PlaceKind
from qualcoder_peer.core.domain.times import clock
from qualcoder_peer.core.i18n import Texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.facts import ReportFacts, long_date
from qualcoder_peer.core.services.places import labels_of
from qualcoder_peer.core.services.quotes import Quote

SOURCE_FIELDS: Mapping[str, str] = {
    "n": N_("Number of the respondent"),
    "name": N_("Pseudonym"),
    "kind": N_("Kind of document"),
    "title": N_("Title of the document"),
    "date": N_("Date of the document"),
    "paragraph": N_("Number of the paragraph"),
    "time": N_("Time in the recording"),
    "page": N_("Page of the document"),
    "role": N_("Role of the speaker"),
}
"""The fields of a pattern besides attributes, with their titles."""
_FIELD = re.compile(r"\{([^{}]*)\}")
_OPEN = re.compile(r"\{[^{}]*$")
_PART = re.compile(r"[^,;]+|[,;]")
_OWN_BRACKETS = ("(", "[", "–", "—")


@dataclass(frozen=True, slots=True)
class SourceMaterial:
    """What patterns need besides the quote: attributes of documents by name (folded), and pages."""

    attributes: Mapping[DocumentId, Mapping[str, str]] = field(default_factory=dict)
    pages: Mapping[DocumentId, Sequence[FoundPlace]] = field(default_factory=dict)


def check_pattern(project: Project, pattern: str) -> None:
    """Raise InvalidInput, with the fields there are, for a pattern with a field that there is none of."""
    fault = pattern_fault(project, pattern)
    if fault is not None:
        raise InvalidInput("{fault} Nothing was changed.", fault=fault)


def pattern_fault(project: Project, pattern: str, *, typing: bool = False) -> Message | None:
    """What is wrong with a pattern, with the fields there are; None for one that can be used.

    ``typing`` passes over a brace at the end that waits for its fellow.
    """
    if typing:
        pattern = _OPEN.sub("", pattern)
    with project.reading() as store:
        attributes = [one.name for one in store.attributes.all(None)]
    known = {*SOURCE_FIELDS, *(name.casefold() for name in attributes)}
    for name in fields_of(pattern):
        if name.casefold() not in known:
            return message(
                "There is no field “{name}” for the source of a quote. You can use {fields}, and the attributes of "
                "respondents and documents{attributes}.",
                name=name[:80],
                fields=", ".join(SOURCE_FIELDS),
                attributes=f" ({', '.join(attributes[:20])})" if attributes else "",
            )
    left = _FIELD.sub("", pattern)
    if "{" in left or "}" in left:
        return message(
            "The pattern for sources, “{pattern}”, has a brace without its fellow.", pattern=pattern[:200]
        )
    return None


def fields_of(pattern: str) -> list[str]:
    """The names in braces, in order."""
    return [name.strip() for name in _FIELD.findall(pattern)]


def read_material(project: Project, pattern: str, quotes: Iterable[Quote]) -> SourceMaterial:
    """What a pattern needs of the documents of these quotes; nothing is read that it does not name."""
    names = [name for name in fields_of(pattern) if name != "page" and name not in SOURCE_FIELDS]
    has_pages = "page" in fields_of(pattern)
    if not names and not has_pages:
        return SourceMaterial()
    documents = {quote.document.id for quote in quotes}
    with project.reading() as store:
        pages = store.places.of(documents, PlaceKind.PAGE) if has_pages else {}
        columns = {one.id: one.name.casefold() for one in store.attributes.all(Owner.DOCUMENT)} if names else {}
        cells = store.attributes.values(Owner.DOCUMENT, documents) if columns else {}
    attributes = {
        DocumentId(document): {columns[column]: value for column, value in values.items() if column in columns}
        for document, values in cells.items()
    }
    return SourceMaterial(attributes, pages)


class SourcePattern:
    """Fills one pattern for quotes."""

    def __init__(self, pattern: str, say: Texts, facts: ReportFacts, material: SourceMaterial) -> None:
        self._pattern, self._say, self._facts, self._material = pattern.strip(), say, facts, material
        self._numbers = {one: str(number) for number, one in enumerate(facts.respondents, 1)}
        self._fill: Mapping[str, Callable[[Quote], str]] = {
            "n": lambda quote: ", ".join(self._numbers[one] for one in quote.respondents if one in self._numbers),
            "name": lambda quote: ", ".join(facts.names(frozenset(quote.respondents))) or quote.respondent,
            "kind": lambda quote: _kind(quote, say),
            "title": lambda quote: quote.document.title,
            "date": lambda quote: long_date(quote.document.date, say) if quote.document.date else "",
            "paragraph": lambda quote: str(quote.paragraph),
            "time": lambda quote: clock(quote.time_ms) if quote.time_ms is not None else "",
            "page": lambda quote: labels_of(material.pages.get(quote.document.id, ()), quote.start, quote.end),
            "role": lambda quote: say(SPEAKER_TITLES[quote.speaker_role]).lower() if quote.speaker_role else "",
        }

    def source(self, quote: Quote) -> str:
        """The source of a quote in brackets, unless the pattern has its own; empty where nothing is known."""
        kept: list[str] = []
        for part in _PART.findall(self._pattern):
            if part in ",;":
                if kept and kept[-1] not in (",", ";"):
                    kept.append(part)
                continue
            values = [self._value(name.strip(), quote) for name in _FIELD.findall(part)]
            if not values or any(values):
                following = iter(values)
                kept.append(_FIELD.sub(lambda _: next(following), part))
            elif not kept or kept[-1] in (",", ";"):
                continue
        while kept and kept[-1] in (",", ";"):
            kept.pop()
        words = " ".join("".join(kept).split())
        if not words:
            return ""
        return words if words.startswith(_OWN_BRACKETS) else f"({words})"

    def _value(self, name: str, quote: Quote) -> str:
        fill = self._fill.get(name)
        if fill is not None:
            return fill(quote)
        wanted = name.casefold()
        for attribute, value in quote.attributes.items():
            if attribute.casefold() == wanted:
                return value
        return self._material.attributes.get(quote.document.id, {}).get(wanted, "")


def _kind(quote: Quote, say: Texts) -> str:
    try:
        return say(KIND_TITLES[DocumentKind(quote.document.kind)]).lower()
    except ValueError:
        return ""
