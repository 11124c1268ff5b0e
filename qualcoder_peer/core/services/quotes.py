"""Quotes: codings with everything a report writer needs to know of them, read in one pass.

Texts are read once a document and let go, so that 200,000 quotes need no more memory than one page of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from qualcoder_peer.core.domain.ids import CodeId, CoderId, CodingId, DocumentId, RespondentId
from qualcoder_peer.core.domain.model import (
    Code,
    CodeRole,
    Coding,
    Document,
    Respondent,
    Speaker,
    SpeakerRole,
    Stance,
    Turn,
)
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.text.paragraphs import paragraph_number, paragraph_starts

_PAGE = 5_000


class _Asked(TypedDict):
    codes: Sequence[CodeId] | None
    documents: Sequence[DocumentId] | None
    coders: Sequence[CoderId] | None
    ids: Sequence[CodingId] | None
    starred: bool


@dataclass(frozen=True, slots=True)
class QuoteFilter:
    """Which codings are wanted; None means all. ``codes`` takes the codes below them in as well.

    ``evidence_only`` leaves out what only an interviewer says.
    """

    codes: tuple[CodeId, ...] | None = None
    documents: tuple[DocumentId, ...] | None = None
    respondents: tuple[RespondentId, ...] | None = None
    coders: tuple[CoderId, ...] | None = None
    codings: tuple[CodingId, ...] | None = None
    starred: bool = False
    evidence_only: bool = False


@dataclass(frozen=True, slots=True)
class QuotePart:
    """What one speaker says in a quote that crosses turns, without the label and time stamp of the turn."""

    speaker: str
    speaker_role: SpeakerRole | None
    respondent: str
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """One coding as it is quoted. ``text`` is the exact slice ``[start, end)`` of the document.

    ``paragraph`` and ``turn`` count from 1 (``turn`` is None outside all turns), ``time_ms`` is where the turn begins
    in the recording. A coding over several turns has several ``respondents``; ``speaker``, ``speaker_role`` and
    ``respondent`` are of the first evidence in it (the first turn of a respondent, else the first turn).
    ``code_line`` are the codes from the top of the tree down to the one applied. ``parts`` are the words by speaker
    where the quote crosses turns or holds a speaker's label; empty where ``text`` is what one person says.
    """

    id: CodingId
    guid: str
    document: Document
    start: int
    end: int
    text: str
    paragraph: int
    turn: int | None
    time_ms: int | None
    speaker: str
    speaker_role: SpeakerRole | None
    respondent_id: RespondentId | None
    respondent: str
    respondents: tuple[RespondentId, ...]
    attributes: Mapping[str, str]
    code_id: CodeId
    code_line: tuple[Code, ...]
    stance: Stance
    starred: bool
    memo: str
    coder: str
    created: str
    changed: str
    parts: tuple[QuotePart, ...] = ()

    @property
    def code_path(self) -> tuple[str, ...]:
        """The names from the top of the tree down to the code."""
        return tuple(code.name for code in self.code_line)

    @property
    def question(self) -> str:
        """The research question the code stands under, or empty."""
        return next((code.name for code in self.code_line if code.role is CodeRole.QUESTION), "")

    @property
    def is_evidence(self) -> bool:
        """Whether it holds somebody's words other than the interviewer's (texts without speakers count)."""
        return self.speaker_role is not SpeakerRole.INTERVIEWER


@dataclass(slots=True)
class DocumentPlaces:
    """What is needed to say where in a document a coding stands and who speaks there."""

    text: str
    turns: list[Turn]
    speakers: Mapping[int, Speaker]
    _turn_starts: list[int] = field(init=False)
    _paragraphs: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._turn_starts = [turn.start for turn in self.turns]
        self._paragraphs = paragraph_starts(self.text)

    def paragraph(self, position: int) -> int:
        """The number of the paragraph at a position, from 1."""
        return paragraph_number(self._paragraphs, position)

    def turns_in(self, start: int, end: int) -> list[tuple[int, Turn]]:
        """The turns that ``[start, end)`` touches, with their numbers from 1."""
        first = max(bisect_right(self._turn_starts, start) - 1, 0)
        found = []
        for index in range(first, len(self.turns)):
            turn = self.turns[index]
            if turn.start >= end:
                break
            if turn.end > start:
                found.append((index + 1, turn))
        return found

    def speaker_of(self, turn: Turn) -> Speaker | None:
        """Who speaks in a turn."""
        return self.speakers.get(turn.speaker_id) if turn.speaker_id is not None else None


def read_places(store: Store, document: DocumentId) -> DocumentPlaces:
    """The text, turns and speakers of a document."""
    speakers: dict[int, Speaker] = {speaker.id: speaker for speaker in store.documents.speakers(document)}
    return DocumentPlaces(store.documents.text(document), store.documents.turns(document), speakers)


def iter_quotes(project: Project, which: QuoteFilter | None = None) -> Iterator[Quote]:
    """The quotes that ``which`` asks for, by title of document, place and id, in pages: memory stays flat.

    Between two pages others may write; each page is consistent in itself. Pages go by document, so that reading
    them grows with their number alone: sorting all codings by title anew for each page would not.
    """
    which = which or QuoteFilter()
    with project.reading() as store:
        asked = store.codings.documents_of(**_asked(store, which))
        pending = [document.id for document in reversed(store.documents.all()) if document.id in asked]
    after: tuple[int, int] | None = None
    places: DocumentPlaces | None = None
    while pending:
        made: list[Quote] = []
        with project.reading() as store:
            reader = _Reader(store, which)
            while pending and len(made) < _PAGE:
                document = pending[-1]
                page = reader.page(document, after)
                if page:
                    if places is None:
                        places = read_places(store, document)
                    quotes = [reader.quote(coding, memo, places) for coding, memo in page]
                    made.extend(quote for quote in quotes if reader.wanted(quote))
                if len(page) == _PAGE:
                    after = (page[-1][0].start, page[-1][0].id)
                else:
                    pending.pop()
                    after = places = None
        yield from made


def count_quotes(project: Project) -> int:
    """How many codings there are in all."""
    with project.reading() as store:
        return store.codings.count()


def _asked(store: Store, which: QuoteFilter) -> _Asked:
    codes = None
    if which.codes is not None:
        tree = CodeTree(store.codes.all())
        codes = sorted({below for code in which.codes if code in tree.by_id for below in tree.below(code)})
    return {
        "codes": codes,
        "documents": which.documents,
        "coders": which.coders,
        "ids": which.codings,
        "starred": which.starred,
    }


class _Reader:
    """What one page of quotes needs besides the codings: the tree, people and titles."""

    def __init__(self, store: Store, which: QuoteFilter) -> None:
        self._store, self._which = store, which
        self._tree = CodeTree(store.codes.all())
        self._lines: dict[CodeId, tuple[Code, ...]] = {}
        self._documents = {document.id: document for document in store.documents.all()}
        self._respondents: dict[RespondentId, Respondent] = {one.id: one for one in store.respondents.all()}
        self._coders = {coder.id: coder.name for coder in store.coders.all()}
        self._asked = _asked(store, which)

    def page(self, document: DocumentId, after: tuple[int, int] | None) -> list[tuple[Coding, str]]:
        asked: _Asked = {**self._asked, "documents": (document,)}
        return list(self._store.codings.filtered(**asked, after=after, limit=_PAGE))

    def wanted(self, quote: Quote) -> bool:
        if self._which.evidence_only and not quote.is_evidence:
            return False
        return self._which.respondents is None or any(one in self._which.respondents for one in quote.respondents)

    def quote(self, coding: Coding, memo: str, places: DocumentPlaces) -> Quote:
        touched = places.turns_in(coding.start, coding.end)
        first: tuple[int, Turn, Speaker | None] | None = None
        heard: list[RespondentId] = []
        for number, turn in touched:
            speaker = places.speaker_of(turn)
            if speaker is not None and speaker.role is SpeakerRole.RESPONDENT:
                if first is None or first[2] is None or first[2].role is not SpeakerRole.RESPONDENT:
                    first = (number, turn, speaker)
                if speaker.respondent_id is not None and speaker.respondent_id not in heard:
                    heard.append(speaker.respondent_id)
            elif first is None:
                first = (number, turn, speaker)
        number_of, turn_of, who = first or (None, None, None)
        person = self._respondents.get(who.respondent_id) if who and who.respondent_id else None
        line = self._lines.get(coding.code_id)
        if line is None:
            line = self._lines[coding.code_id] = tuple(self._tree.line(coding.code_id))
        return Quote(
            coding.id,
            coding.guid,
            self._documents[coding.document_id],
            coding.start,
            coding.end,
            places.text[coding.start : coding.end],
            places.paragraph(coding.start),
            number_of,
            turn_of.time_ms if turn_of else None,
            who.label if who else "",
            who.role if who else None,
            person.id if person else None,
            person.name if person else "",
            tuple(heard),
            person.attributes if person else {},
            coding.code_id,
            line,
            coding.stance,
            coding.starred,
            memo,
            self._coders[coding.coder_id],
            coding.created,
            coding.changed,
            self._parts(touched, coding, places),
        )

    def _parts(
        self, touched: Sequence[tuple[int, Turn]], coding: Coding, places: DocumentPlaces
    ) -> tuple[QuotePart, ...]:
        if not touched or (len(touched) == 1 and coding.start >= touched[0][1].said_start):
            return ()
        made = []
        before = min(coding.end, touched[0][1].start)
        if before > coding.start and (words := places.text[coding.start : before].strip()):
            made.append(QuotePart("", None, "", words))
        for _, turn in touched:
            words = places.text[max(coding.start, turn.said_start) : min(coding.end, turn.end)].strip()
            if words:
                who = places.speaker_of(turn)
                person = self._respondents.get(who.respondent_id) if who and who.respondent_id else None
                made.append(
                    QuotePart(who.label if who else "", who.role if who else None, person.name if person else "", words)
                )
        return tuple(made)
