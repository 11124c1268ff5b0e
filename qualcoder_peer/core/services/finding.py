"""Finding words in all texts of a project, and the hits with the words around them.

Texts are read in pieces of about a million code points, searched outside the database and let go, so that memory does
not grow with the project and a long search holds up nobody who codes meanwhile.

    for hits in find(project, Query("stöd", FindKind.STEMS), progress):
        ...

Positions are code points of a document's text, half open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qualcoder_peer.core.domain.ids import DocumentId, RespondentId, SelectionId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Document, Owner, SpeakerRole
from qualcoder_peer.core.domain.selections import Rule
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.filter_rules import RuleReader
from qualcoder_peer.core.services.finding_places import Speech, Voices, speech_of
from qualcoder_peer.core.services.selections import narrow
from qualcoder_peer.core.text.finding import Finder, FindKind, PatternTooSlow, Sought, Span

__all__ = [
    "FindKind", "Hit", "Kwic", "PatternTooSlow", "Query", "find", "Found", "find_in_text", "find_pieces", "kwic",
    "read_texts", "sought_of", "warm_up", "where",
]  # fmt: skip

_FIRST_PIECE = 60_000
_PIECE = 1_000_000  # code points read at once
_MOST_TEXTS = 200
_SPACE = re.compile(r"\s")
_CUT_BEFORE, _CUT_AFTER = re.compile(r"^\S*\s+(?=\S)"), re.compile(r"(?<=\S)\s+\S*$")
_SPACES = re.compile(r"\s+")
_PARAGRAPH = re.compile(r"\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Query:
    """What is sought and where. None means everywhere.

    ``within`` (words) and ``terms`` are for NEAR: all terms stand within so many words, neighbours being one apart;
    without ``terms`` they are taken out of ``words`` (``text.finding.near_terms``: ``A ... B``, or one word each).
    ``all_forms`` takes the terms of NEAR in any of their forms. ``language`` empty: the document's own.

    ``speakers``: only what speakers of these roles say. A text without turns counts as a respondent's, so does a
    turn without a label; labels are nobody's words. ``respondents``: only what these say. ``sets`` are sets and saved
    filters, all of which must hold; ``document_rule`` and ``respondent_rule`` the same for a filter that is not saved.
    Of respondents they leave what those say, of documents the documents.
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


class Found(NamedTuple):
    """What was found in one document."""

    document: Document
    text: str
    spans: list[Span]


@dataclass(frozen=True, slots=True)
class Kwic:
    """A hit with the words around it ("key word in context"), on one line, and who says it where.

    ``paragraph`` counts from 1, ``turn`` too (None outside all turns); ``time_ms`` is where the turn begins in the
    recording. In ``words`` each white space is a blank, so that positions in it are those of the text. ``speaker`` is
    the label in the document, ``respondent`` the pseudonym; empty where not known.
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
    quote: str = ""
    """The words exactly as they stand in the text."""


def find(project: Project, query: Query, progress: Progress | None = None) -> Iterator[list[Hit]]:
    """The hits of one document after another, in the order of the list of documents; those without hits are left out.

    Iterate as far as you want: what is not asked for is not searched. Raises InvalidInput (a pattern that cannot be
    read), NotFound (a set that is gone) at once; PatternTooSlow, Cancelled on the way.
    """
    return (
        [Hit(one.document.id, start, end) for start, end in one.spans]
        for piece in find_pieces(project, query, progress)
        for one in piece
    )


def find_in_text(text: str, query: Query, language: str = "sv") -> list[Span]:
    """The hits in one text, by its words alone: who speaks and what it belongs to is not looked at.

    Raises InvalidInput (a pattern that cannot be read), PatternTooSlow.
    """
    return Finder(sought_of(query)).spans(text, query.language or language)


def find_pieces(project: Project, query: Query, progress: Progress | None = None) -> Iterator[list[Found]]:
    """What ``find`` finds with the texts it is in, many documents at a time; of the texts only these are kept. Raises
    as it does."""
    finder = Finder(sought_of(query))
    documents, people = where(project, query)
    if finder.is_empty:
        return iter(())
    voices = None
    if query.speakers is not None or people is not None:
        with project.reading() as store:
            voices = Voices(store, query.speakers, people)
    return _find(project, query, finder, documents, voices, progress or Progress())


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
        speech = speech_of(store, list(documents))
        for piece in _pieces(list(documents.values())):
            texts = store.documents.texts([one.id for one in piece])
            for document, text in texts.items():
                places = _Places(text, documents[document], speech[document], names)
                made.update((hit, places.kwic(hit, width)) for hit in by_document[document] if hit.end <= len(text))
    return [made[hit] for hit in hits if hit in made]


def read_texts(
    project: Project, documents: Sequence[Document], progress: Progress
) -> Iterator[list[tuple[Document, str]]]:
    """The texts of documents in pieces of about a million code points, the first one small. Raises Cancelled."""
    done, total = 0, sum(one.characters for one in documents)
    for piece in _pieces(documents):
        progress.step(done, total, message("Searching “{title}”", title=piece[0].title))
        with project.reading() as store:
            texts = store.documents.texts([one.id for one in piece])
        yield [(one, texts.pop(one.id, "")) for one in piece]
        done += sum(one.characters for one in piece)
    progress.step(total, total, message("Searching"))


def where(project: Project, query: Query) -> tuple[list[Document], frozenset[RespondentId] | None]:
    """The documents that a query asks to be searched, and whose words alone (None: everybody's). Raises NotFound,
    InvalidInput for a filter that makes no sense."""
    with project.reading() as store:
        left = narrow(store, query.sets or ())
        documents = [left.documents, query.documents]
        people = [left.respondents, query.respondents]
        if query.document_rule is not None:
            fitting = _fitting(store, Owner.DOCUMENT, query.document_rule)
            documents.append(tuple(DocumentId(one) for one in fitting))
        if query.respondent_rule is not None:
            fitting = _fitting(store, Owner.RESPONDENT, query.respondent_rule)
            people.append(tuple(RespondentId(one) for one in fitting))
        kept = [frozenset(one) for one in documents if one is not None]
        wanted = [frozenset(one) for one in people if one is not None]
        heard = frozenset.intersection(*wanted) if wanted else None
        if heard is not None:
            kept.append(frozenset(one.document_id for one in store.documents.speakers() if one.respondent_id in heard))
        within = frozenset.intersection(*kept) if kept else None
        return [one for one in store.documents.all() if within is None or one.id in within], heard


def warm_up(project: Project) -> None:
    """Load what finding forms of words in this project's languages needs (half a second): beside the window, before
    somebody asks for it."""
    with project.reading() as store:
        languages = {one.language for one in store.documents.all()}
    for language in languages:
        find_in_text("warm", Query("warm", FindKind.STEMS), language)


def _fitting(store: Store, about: Owner, rule: Rule) -> frozenset[int]:
    reader = RuleReader(store)
    return reader.fitting(about, reader.settled(rule) if rule.conditions else rule)


def _find(
    project: Project, query: Query, finder: Finder, documents: Sequence[Document],
    voices: Voices | None, progress: Progress,
) -> Iterator[list[Found]]:  # fmt: skip
    for piece in read_texts(project, documents, progress):
        found: list[Found] = []
        for document, text in piece:
            if progress.cancelled:
                break  # the next step of the progress tells
            spans = finder.spans(text, query.language or document.language)
            if spans:
                found.append(Found(document, text, spans))
        if voices is not None and found:
            with project.reading() as store:
                turns = store.documents.turn_rows_of([one.document.id for one in found])
            found = [one._replace(spans=voices.keep(one.spans, turns.get(one.document.id, ()))) for one in found]
            found = [one for one in found if one.spans]
        if found and not progress.cancelled:
            yield found


def _pieces(documents: Sequence[Document]) -> Iterator[list[Document]]:
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


class _Places:
    """Where the hits in one text stand; they are asked for by place."""

    def __init__(
        self, text: str, document: Document, speech: Speech, names: Mapping[RespondentId, str]
    ) -> None:
        self._text, self._document, self._speech, self._names = text, document, speech, names
        self._paragraph, self._counted = 0, 0

    def kwic(self, hit: Hit, width: int) -> Kwic:
        """A hit, at or behind the one before, with the words around it."""
        text = self._text
        said = self._speech.speaker_at(hit.start, hit.end)
        speaker = said.speaker if said else None
        quote = text[hit.start : hit.end]
        return Kwic(
            hit,
            _before(text, hit.start, width),
            _SPACE.sub(" ", quote),
            _after(text, hit.end, width),
            self._document.title,
            speaker.label if speaker else "",
            self._names.get(speaker.respondent_id, "") if speaker and speaker.respondent_id is not None else "",
            self._paragraph_at(hit.start),
            speaker.role if speaker else None,
            said.turn if said else None,
            said.time_ms if said else None,
            quote,
        )

    def _paragraph_at(self, place: int) -> int:
        self._paragraph += sum(1 for _ in _PARAGRAPH.finditer(self._text, self._counted, place + 1))
        line_end = self._text.find("\n", place)
        self._counted = max(self._counted, len(self._text) if line_end < 0 else line_end)
        return max(1, self._paragraph)


def _before(text: str, place: int, width: int) -> str:
    start = max(0, place - width)
    words = text[start:place]
    if start and not text[start - 1].isspace():
        words = _CUT_BEFORE.sub("", words)
    return _SPACES.sub(" ", words)


def _after(text: str, place: int, width: int) -> str:
    end = min(len(text), place + width)
    words = text[place:end]
    if end < len(text) and not text[end].isspace():
        words = _CUT_AFTER.sub("", words)
    return _SPACES.sub(" ", words)
