"""Where in its file a passage stands: the page as printed, the heading above it, the column of a sheet."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.sources import FoundPlace, PlaceKind
from qualcoder_peer.core.project import Project


def list_places(project: Project, document: DocumentId, kind: PlaceKind | None = None) -> list[FoundPlace]:
    """The places of a document (of one kind) in order; positions are code points."""
    with project.reading() as store:
        return store.places.of([document], kind).get(document, [])


def places_of(
    project: Project, documents: Iterable[DocumentId], kind: PlaceKind | None = None
) -> dict[DocumentId, list[FoundPlace]]:
    """The places of several documents at once, for lists of quotes; documents without any are not in it."""
    with project.reading() as store:
        return store.places.of(documents, kind)


def page_of(project: Project, document: DocumentId, position: int) -> str:
    """The number of the page, as printed, on which a position (code point) stands; empty where pages are not known."""
    return label_at(list_places(project, document, PlaceKind.PAGE), position)


def label_at(places: Sequence[FoundPlace], position: int) -> str:
    """The label of the place, of one kind and in order, that a position lies in; empty before the first."""
    number = bisect_right(places, position, key=lambda place: place.start) - 1
    return places[number].label if number >= 0 else ""


def labels_of(places: Sequence[FoundPlace], start: int, end: int) -> str:
    """The label of the place that a passage ``[start, end)`` lies in, or ``first–last`` where it reaches over several
    (``3–4``)."""
    first, last = label_at(places, start), label_at(places, max(start, end - 1))
    return first if first == last else "–".join(label for label in (first, last) if label)
