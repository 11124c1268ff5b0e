"""By which rules can be coded automatically, and what each of them finds in a project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import DocumentId, RespondentId
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.model import Document
from qualcoder_peer.core.domain.sources import FoundPlace, PlaceKind
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.finding import FindKind, Found, Query, find_pieces, read_texts, where
from qualcoder_peer.core.text.finding import Span, near_terms


@dataclass(frozen=True, slots=True)
class BySpeaker:
    """All that these respondents say, or whoever has one of these labels in a document.

    ``where`` narrows it to documents as a search is; its words are not looked at.
    """

    respondents: tuple[RespondentId, ...] = ()
    labels: tuple[str, ...] = ()
    where: Query = field(default_factory=Query)


@dataclass(frozen=True, slots=True)
class ByPlace:
    """All that stands under headings, or in columns of a sheet, with one of these labels (case aside).

    A heading reaches to the next one of its level or above. Neither the heading nor the name of a column is part of it.
    ``where`` narrows it to documents as a search is; its words are not looked at.
    """

    kind: PlaceKind
    labels: tuple[str, ...]
    where: Query = field(default_factory=Query)


Rule = Query | BySpeaker | ByPlace


def found_by(project: Project, rule: Rule, progress: Progress) -> Iterator[list[Found]]:
    """What a rule finds, many documents at a time. Raises as ``find`` does; NotFound for a label that is not there."""
    if isinstance(rule, Query):
        return find_pieces(project, rule, progress)
    documents, _ = where(project, rule.where)
    if isinstance(rule, BySpeaker):
        return _by_speaker(project, rule, documents, progress)
    return _by_place(project, rule, documents, progress)


def describe(rule: Rule) -> Message:
    """A rule in words, for the history: “stöd” in all forms, what R1 says, under “Background”."""
    if isinstance(rule, Query):
        return _describe_query(rule)
    if isinstance(rule, BySpeaker):
        if rule.labels:
            return message("what {names} say", names=_names(rule.labels))
        return message("what chosen respondents say")
    if rule.kind is PlaceKind.FIELD:
        return message("in the column {names}", names=_names(rule.labels))
    return message("under the heading {names}", names=_names(rule.labels))


def place_labels(project: Project, kind: PlaceKind) -> list[tuple[str, int]]:
    """The headings, or the columns of sheets, in the project, each with how many documents have it; in the order in
    which they are met."""
    counts: Counter[str] = Counter()
    with project.reading() as store:
        for places in store.places.of([one.id for one in store.documents.all()], kind).values():
            counts.update(list(dict.fromkeys(place.label for place in places if place.label)))
    return list(counts.items())


def _describe_query(query: Query) -> Message:
    words = _shown(query.words)
    if query.kind is FindKind.REGEX:
        return message("the regular expression “{words}”", words=words)
    if query.kind is FindKind.STEMS:
        return message("“{words}” in all forms", words=words)
    if query.kind is FindKind.NEAR:
        terms = query.terms or near_terms(query.words)
        return message("{terms} within {count} words", terms=_names(terms), count=query.within)
    return message("“{words}”", words=words)


def _names(names: Sequence[str]) -> str:
    return _shown(", ".join(f"“{name}”" for name in names))


def _shown(words: str) -> str:
    """Words as the history can hold them: no NUL, no half characters, and not too many."""
    return words[:200].replace("\0", "␀").encode("utf-8", "replace").decode()


def _by_speaker(
    project: Project, rule: BySpeaker, documents: list[Document], progress: Progress
) -> Iterator[list[Found]]:
    people, labels = frozenset(rule.respondents), {_folded(label) for label in rule.labels}
    with project.reading() as store:
        speakers = {
            int(one.id): one.document_id
            for one in store.documents.speakers()
            if one.respondent_id in people or _folded(one.label) in labels
        }
    if not speakers:
        raise NotFound("Nobody of that name speaks in the documents. Nothing was coded.")
    heard = set(speakers.values())
    for piece in read_texts(project, [one for one in documents if one.id in heard], progress):
        with project.reading() as store:
            turns = store.documents.turn_rows_of([document.id for document, _ in piece])
        yield [
            Found(document, text, [(turn[1], turn[2]) for turn in turns.get(document.id, ()) if turn[3] in speakers])
            for document, text in piece
        ]


def _by_place(
    project: Project, rule: ByPlace, documents: list[Document], progress: Progress
) -> Iterator[list[Found]]:
    labels = {_folded(label) for label in rule.labels}
    with project.reading() as store:
        places = store.places.of([one.id for one in documents], rule.kind)
    wanted: dict[DocumentId, list[FoundPlace]] = {
        document: those
        for document, those in places.items()
        if any(_folded(place.label) in labels for place in those)
    }
    if not wanted:
        raise NotFound("No heading or column is called {names} in the documents. Nothing was coded.",
                       names=_names(rule.labels))  # fmt: skip
    for piece in read_texts(project, [one for one in documents if one.id in wanted], progress):
        yield [Found(document, text, place_spans(text, wanted[document.id], labels)) for document, text in piece]


def place_spans(text: str, places: Sequence[FoundPlace], labels: set[str]) -> list[Span]:
    """The stretches of a text that stand at places (of one kind, in order) with these labels, written in lower case."""
    spans: list[Span] = []
    for number, place in enumerate(places):
        if _folded(place.label) not in labels:
            continue
        following = (
            one.start for one in places[number + 1 :] if place.kind is PlaceKind.FIELD or one.level <= place.level
        )
        end = next(following, len(text))
        line_end = text.find("\n", place.start, end)
        line_end = end if line_end < 0 else line_end
        start = place.start
        if place.kind is PlaceKind.HEADING or text[start:line_end].strip() == place.label.strip() and line_end < end:
            start = line_end
        if start < end:
            spans.append((start, end))
    return spans


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())
