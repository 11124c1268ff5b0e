"""Finding words in all texts of a project, and the hits with the words around them.

Texts are read in pieces of about a million code points, searched outside the database and let go, so that memory does
not grow with the project and a long search holds up nobody who codes meanwhile.

    for hits in find(project, Query("stöd", FindKind.STEMS), progress):
        ...

Positions are code points of a document's text, half open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qualcoder_peer.core.domain.ids import DocumentId, RespondentId, SelectionId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Document, Owner, SpeakerRole
from qualcoder_peer.core.domain.selections import Rule
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.finding_places import Region, regions_of, speaker_at
from qualcoder_peer.core.services.selections import fitting, narrow
from qualcoder_peer.core.text.finding import Finder, FindKind, PatternTooSlow, Sought, Span

__all__ = [
    "FindKind", "Hit", "Kwic", "PatternTooSlow", "Query", "find", "find_in_text", "find_spans", "kwic",
]  # fmt: skip

_FIRST_PIECE = 60_000
_PIECE = 1_000_000  # code points read at once
_MOST_TEXTS = 200
_PARAGRAPH = re.compile(r"\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Query:
    """What is sought and where. None means everywhere.

    ``within`` (words) and ``terms`` are for NEAR: all terms stand within so many words, neighbours being one apart;
    without ``terms`` they are taken out of ``words`` (``text.finding.near_terms``: ``A ... B``, or one word each).
    ``all_forms`` takes the terms of NEAR in any of their forms. ``language`` empty: the document's own.

    ``speakers``: only what speakers of these roles say. Text that no speaker is known of counts as a respondent's,
    speakers' labels are nobody's. ``respondents``: only what these say. ``sets`` are sets and saved filters, all of
    which must hold; ``document_rule`` and ``respondent_rule`` the same for a filter that is not saved. Of respondents
    they leave what those say, of documents the documents.
    """

    words: str = ""
    kind: FindKind = FindKind.PLAIN
    match_case: bool = False
    within: int = 10
    terms: tuple[str, ...] = ()
    language: str = ""
    speakers: tuple[SpeakerRole, ...] | None = None
    respondents: tuple[RespondentId, ...] | None = None
    documents: tuple[DocumentId, ...] | None = None
    sets: tuple[SelectionId, ...] | None = None
    document_rule: Rule | None = None
    respondent_rule: Rule | None = None
    all_forms: bool = False


class Hit(NamedTuple):
    """Where something was found: code points of the document's text, half open."""

    document_id: DocumentId
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Kwic:
    """A hit with the words around it ("key word in context"), on one line, and who says it where.

    ``paragraph`` counts from 1, ``turn`` too (None outside all turns); ``time_ms`` is where the turn begins in the
    recording. ``speaker`` is the label in the document, ``respondent`` the pseudonym; empty where not known.
    """

    hit: Hit
    before: str
    words: str
    after: str
    title: str
    speaker: str
    respondent: str
    paragraph: int
    role: SpeakerRole | None = None
    turn: int | None = None
    time_ms: int | None = None


def find(project: Project, query: Query, progress: Progress | None = None) -> Iterator[list[Hit]]:
    """The hits of one document after another, in the order of the list of documents; those without hits are left out.

    Iterate as far as you want: what is not asked for is not searched. Raises InvalidInput (a pattern that cannot be
    read), PatternTooSlow, NotFound (a set that is gone) before or at the first list, Cancelled.
    """
    return (
        [Hit(document.id, start, end) for start, end in spans]
        for document, _, spans in find_spans(project, query, progress)
    )


def find_in_text(text: str, query: Query, language: str = "sv") -> list[Span]:
    """The hits in one text, by its words alone: who speaks and what it belongs to is not looked at.

    Raises InvalidInput (a pattern that cannot be read), PatternTooSlow.
    """
    return Finder(sought_of(query)).spans(text, query.language or language)


def find_spans(
    project: Project, query: Query, progress: Progress | None = None
) -> Iterator[tuple[Document, str, list[Span]]]:
    """What ``find`` finds, as (document, its text, hits); of the texts one piece at a time is kept. Raises as it does.
    """
    progress = progress or Progress()
    finder = Finder(sought_of(query))
    with project.reading() as store:
        documents, people = _where(project, store, query)
    if finder.is_empty:
        return iter(())
    return _find(project, query, finder, documents, people, progress)


def sought_of(query: Query) -> Sought:
    """What of a query is about the words alone."""
    return Sought(query.words, query.kind, query.match_case, query.within, query.terms, query.all_forms)


def kwic(project: Project, hits: Sequence[Hit], width: int = 60) -> list[Kwic]:
    """The hits, in their order, each with at most ``width`` code points of words on either side; for a page of a list.

    A hit whose document is gone, or is shorter now, is left out.
    """
    wanted = {hit.document_id: None for hit in hits}
    made: dict[Hit, Kwic] = {}
    by_document: dict[DocumentId, list[Hit]] = {}
    for hit in sorted(set(hits)):
        by_document.setdefault(hit.document_id, []).append(hit)
    with project.reading() as store:
        documents = {one.id: one for one in store.documents.by_ids(wanted)}
        names = store.respondents.names()
        regions = regions_of(store, list(documents))
        for piece in _pieces(list(documents.values())):
            texts = store.documents.texts([one.id for one in piece])
            for document, text in texts.items():
                for one in _in_context(by_document[document], text, documents[document], regions[document], names, width):
                    made[one.hit] = one
    return [made[hit] for hit in hits if hit in made]


def _find(
    project: Project, query: Query, finder: Finder, documents: list[Document],
    people: frozenset[RespondentId] | None, progress: Progress,
) -> Iterator[tuple[Document, str, list[Span]]]:  # fmt: skip
    done, total = 0, sum(one.characters for one in documents)
    says = None if query.speakers is None and people is None else _Says(query.speakers, people)
    for piece in _pieces(documents):
        progress.step(done, total, message("Searching “{title}”", title=piece[0].title))
        with project.reading() as store:
            texts = store.documents.texts([one.id for one in piece])
        found: list[tuple[Document, str, list[Span]]] = []
        for document in piece:
            text = texts.pop(document.id, "")
            spans = finder.spans(text, query.language or document.language)
            done += document.characters
            if not spans:
                continue
            if says is None:
                yield document, text, spans
            else:
                found.append((document, text, spans))
        if says is not None and found:
            with project.reading() as store:
                regions = regions_of(store, [document.id for document, _, _ in found])
            for document, text, spans in found:
                kept = says.keep(spans, regions[document.id])
                if kept:
                    yield document, text, kept
    progress.step(total, total, message("Searching"))


def _pieces(documents: list[Document]) -> Iterator[list[Document]]:
    """Documents in groups to be read at once: a small one first, so that the first hits come soon."""
    piece: list[Document] = []
    size, limit = 0, _FIRST_PIECE
    for one in documents:
        if piece and (size + one.characters > limit or len(piece) >= _MOST_TEXTS):
            yield piece
            piece, size, limit = [], 0, min(_PIECE, limit * 4)
        piece.append(one)
        size += one.characters
    if piece:
        yield piece


def _where(
    project: Project, store: Store, query: Query
) -> tuple[list[Document], frozenset[RespondentId] | None]:
    """The documents to search, and whose words alone (None: everybody's)."""
    left = narrow(store, query.sets or ())
    documents = [left.documents, query.documents]
    people = [left.respondents, query.respondents]
    if query.document_rule is not None:
        documents.append(tuple(DocumentId(one) for one in fitting(project, Owner.DOCUMENT, query.document_rule)))
    if query.respondent_rule is not None:
        people.append(tuple(RespondentId(one) for one in fitting(project, Owner.RESPONDENT, query.respondent_rule)))
    kept = [frozenset(one) for one in documents if one is not None]
    voices = [frozenset(one) for one in people if one is not None]
    heard = frozenset.intersection(*voices) if voices else None
    if heard is not None:
        kept.append(frozenset(one.document_id for one in store.documents.speakers() if one.respondent_id in heard))
    within = frozenset.intersection(*kept) if kept else None
    return [one for one in store.documents.all() if within is None or one.id in within], heard


class _Says:
    """Which hits lie in the words of those who are asked for."""

    def __init__(self, roles: Sequence[SpeakerRole] | None, people: frozenset[RespondentId] | None) -> None:
        self._roles = None if roles is None else frozenset(roles)
        self._people = people

    def keep(self, spans: list[Span], regions: Sequence[Region]) -> list[Span]:
        """The spans that touch such words."""
        wanted = [(one.start, one.end) for one in regions if self._fits(one)]
        kept: list[Span] = []
        number = 0
        for start, end in spans:
            while number < len(wanted) and wanted[number][1] <= start:
                number += 1
            if number < len(wanted) and wanted[number][0] < end:
                kept.append((start, end))
        return kept

    def _fits(self, region: Region) -> bool:
        if self._people is not None and region.respondent_id not in self._people:
            return False
        return self._roles is None or (region.role or SpeakerRole.RESPONDENT) in self._roles


def _in_context(
    hits: list[Hit], text: str, document: Document, regions: Sequence[Region], names: dict[RespondentId, str], width: int
) -> Iterator[Kwic]:
    counted, number = 0, 0
    for hit in hits:
        if hit.end > len(text):
            continue
        number += sum(1 for _ in _PARAGRAPH.finditer(text, counted, hit.start + 1))
        line_end = text.find("\n", hit.start)
        counted = max(counted, hit.start + 1 if line_end < 0 else line_end)
        said = speaker_at(regions, hit.start, hit.end)
        person = said.respondent_id if said else None
        yield Kwic(
            hit,
            _before(text, hit.start, width),
            _one_line(text[hit.start : hit.end]),
            _after(text, hit.end, width),
            document.title,
            said.speaker if said else "",
            names.get(person, "") if person is not None else "",
            max(1, number),
            said.role if said else None,
            said.turn if said else None,
            said.time_ms if said else None,
        )


def _before(text: str, place: int, width: int) -> str:
    start = max(0, place - width)
    words = text[start:place]
    if start and not text[start - 1].isspace() and " " in words.strip():
        words = words.lstrip().partition(" ")[2]
    return _one_line(words)


def _after(text: str, place: int, width: int) -> str:
    end = min(len(text), place + width)
    words = text[place:end]
    if end < len(text) and not text[end].isspace() and " " in words.strip():
        words = words.rstrip().rpartition(" ")[0]
    return _one_line(words)


def _one_line(words: str) -> str:
    """White space as single blanks; one at an edge stays, for it tells whether the hit is a whole word."""
    return re.sub(r"\s+", " ", words)
