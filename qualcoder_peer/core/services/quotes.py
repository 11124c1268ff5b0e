"""Quotes: codings with everything a report writer needs to know of them, read in one pass.

Texts are read once a document and let go, so that 200,000 quotes need no more memory than one page of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypedDict, TypeVar

from qualcoder_peer.core.domain.ids import CodeId, CoderId, CodingId, DocumentId, RespondentId, SelectionId
from qualcoder_peer.core.domain.model import (
    Code,
    CodeRole,
    Document,
    Respondent,
    Speaker,
    SpeakerRole,
    Stance,
)
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.services.selections import narrow
from qualcoder_peer.core.text.paragraphs import paragraph_number, paragraph_starts

_PAGE = 5_000
_FIRST_PAGE = 100  # a list on the screen shows no more at first, and should not wait for the rest
_Row = tuple[Any, ...]
"""A coding in columns, as the store hands it out, with its memo at the end."""

Id = TypeVar("Id", DocumentId, RespondentId)
_STANCES = {stance.value: stance for stance in Stance}


class _Asked(TypedDict):
    codes: Sequence[CodeId] | None
    documents: Sequence[DocumentId] | None
    coders: Sequence[CoderId] | None
    ids: Sequence[CodingId] | None
    starred: bool


@dataclass(frozen=True, slots=True)
class QuoteFilter:
    """Which codings are wanted; None means all. ``codes`` takes the codes below them in as well.

    ``sets`` are sets and saved filters, all of which must hold: of documents the quote stands in one, of respondents
    one of them is heard in it. ``evidence_only`` leaves out what only an interviewer says.
    """

    codes: tuple[CodeId, ...] | None = None
    documents: tuple[DocumentId, ...] | None = None
    respondents: tuple[RespondentId, ...] | None = None
    coders: tuple[CoderId, ...] | None = None
    codings: tuple[CodingId, ...] | None = None
    starred: bool = False
    evidence_only: bool = False
    sets: tuple[SelectionId, ...] | None = None


@dataclass(frozen=True, slots=True)
class QuotePart:
    """What one speaker says in a quote that crosses turns, without the label and time stamp of the turn."""

    speaker: str
    speaker_role: SpeakerRole | None
    respondent: str
    text: str


class Quote(NamedTuple):
    """One coding as it is quoted. ``text`` is the exact slice ``[start, end)`` of the document.

    It is a tuple because 200,000 are made in a row, and a frozen dataclass takes three times as long to make.
    ``paragraph`` and ``turn`` count from 1 (``turn`` is None outside all turns), ``time_ms`` is where the turn begins
    in the recording. A coding over several turns has several ``respondents``; ``speaker``, ``speaker_role`` and
    ``respondent`` are of the first evidence in it (the first turn of a respondent, else the first turn).
    ``code_line`` are the codes from the top of the tree down to the one applied. ``parts``, read only when asked
    for, are the words by speaker where the quote crosses turns or holds a speaker's label; empty where ``text`` is
    what one person says. ``before`` and ``after`` are the words around the quote, read only when asked for.
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
    before: str = ""
    after: str = ""
    automatic: bool = False
    """A rule made the coding, and nobody has confirmed it."""

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


def iter_quotes(
    project: Project, which: QuoteFilter | None = None, *, with_parts: bool = False, around: int = 0
) -> Iterator[Quote]:
    """The quotes that ``which`` asks for, by title of document, place and id, in pages: memory stays flat.

    ``with_parts`` also tells who says what where a quote crosses turns (``Quote.parts``), which printing needs.
    ``around`` is how many code points of the text are read before and after each quote.
    Between two pages others may write; each page is consistent in itself. Pages hold whole documents where
    they can: the time grows with the number of quotes alone, as it would not if all were sorted for each page.
    """
    with project.reading() as store:
        which = without_sets(store, which or QuoteFilter())
        counts = store.codings.counts_of(**_asked(store, which))
        pending = [(one.id, counts[one.id]) for one in reversed(store.documents.all()) if one.id in counts]
    limit = _FIRST_PAGE
    while pending:
        documents = [pending.pop()]
        size = documents[0][1]
        while pending and size + pending[-1][1] <= limit:
            documents.append(pending.pop())
            size += documents[-1][1]
        if size <= limit:
            with project.reading() as store:
                made = _Reader(store, which, with_parts, around).quotes([document for document, _ in documents])
            yield from made
        else:
            yield from _quotes_of_long(project, documents[0][0], which, with_parts, around, limit)
        limit = _PAGE


def without_sets(store: Store, which: QuoteFilter) -> QuoteFilter:
    """The same filter with the documents and respondents that its sets hold now. Raises NotFound."""
    if not which.sets:
        return replace(which, sets=None)
    left = narrow(store, which.sets)
    return replace(
        which, sets=None, documents=_both(which.documents, left.documents),
        respondents=_both(which.respondents, left.respondents),
    )  # fmt: skip


def _both(first: tuple[Id, ...] | None, second: tuple[Id, ...] | None) -> tuple[Id, ...] | None:
    if first is None or second is None:
        return second if first is None else first
    kept = set(second)
    return tuple(one for one in first if one in kept)


def _quotes_of_long(
    project: Project, document: DocumentId, which: QuoteFilter, with_parts: bool, around: int, limit: int
) -> Iterator[Quote]:
    after: tuple[int, int] | None = None
    while True:
        with project.reading() as store:
            reader = _Reader(store, which, with_parts, around)
            page = reader.page([document], after, limit)
            made = reader.quotes_of(page, document, reader.places(document))
        yield from made
        if len(page) < limit:
            return
        after, limit = (page[-1][5], page[-1][0]), _PAGE


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

    def __init__(self, store: Store, which: QuoteFilter, with_parts: bool, around: int = 0) -> None:
        self._store, self._which, self._with_parts, self._around = store, which, with_parts, around
        self._tree = CodeTree(store.codes.all())
        self._lines: dict[CodeId, tuple[Code, ...]] = {}
        self._documents = {document.id: document for document in store.documents.all()}
        self._respondents: dict[RespondentId, Respondent] = {one.id: one for one in store.respondents.all()}
        self._coders: dict[int, str] = {coder.id: coder.name for coder in store.coders.all()}
        self._faces: dict[int, _Face] = {}
        self._people = None if which.respondents is None else frozenset(which.respondents)
        self._asked = _asked(store, which)

    def page(
        self, documents: Sequence[DocumentId], after: tuple[int, int] | None = None, limit: int | None = None
    ) -> Sequence[_Row]:
        asked: _Asked = {**self._asked, "documents": documents}
        return self._store.codings.rows(**asked, after=after, limit=limit)

    def places(self, document: DocumentId) -> _Places:
        return _Places(self._store, document, self._store.documents.turn_rows(document))

    def quotes(self, documents: Sequence[DocumentId]) -> list[Quote]:
        """The quotes of documents, in the order of the documents."""
        by_document: dict[int, list[_Row]] = {}
        for row in self.page(documents):
            by_document.setdefault(row[2], []).append(row)
        turns = self._store.documents.turn_rows_of(by_document)
        made: list[Quote] = []
        for document in documents:
            if document in by_document:
                places = _Places(self._store, document, turns.get(document, ()))
                made.extend(self.quotes_of(by_document[document], document, places))
        return made

    def quotes_of(self, rows: Sequence[_Row], document: DocumentId, places: _Places) -> list[Quote]:
        """The quotes of codings of one document, those that are wanted."""
        # Unpacked by position and built in one go: this runs for each of 200,000 quotes.
        shown, text, lines, coders = self._documents[document], places.text, self._lines, self._coders
        around = self._around
        limited = self._which.evidence_only or self._which.respondents is not None
        made = []
        for coding, guid, _, code, coder, start, end, stance, starred, created, changed, automatic, memo in rows:
            number, time_ms, who, heard, parts = self._heard_in(start, end, places)
            person = who.person
            line = lines.get(code)
            if line is None:
                line = lines[code] = tuple(self._tree.line(code))
            quote = Quote(
                coding,
                guid,
                shown,
                start,
                end,
                text[start:end],
                places.paragraph(start),
                number,
                time_ms,
                who.label,
                who.role,
                person.id if person else None,
                person.name if person else "",
                heard,
                person.attributes if person else _NOTHING,
                code,
                line,
                _STANCES[stance],
                starred == 1,
                memo or "",
                coders[coder],
                created,
                changed,
                parts,
                text[max(0, start - around) : start] if around else "",
                text[end : end + around] if around else "",
                automatic == 1,
            )
            if not limited or self._wanted(quote):
                made.append(quote)
        return made

    def _wanted(self, quote: Quote) -> bool:
        if self._which.evidence_only and not quote.is_evidence:
            return False
        return self._people is None or not self._people.isdisjoint(quote.respondents)

    def _heard_in(self, start: int, end: int, places: _Places) -> _Heard:
        index = places.turn_at(start)
        if index is None or places.starts[index] >= end:
            return None, None, _NOBODY, (), ()
        if places.said[index] <= start and end <= places.ends[index]:  # within what one person says: nearly always
            who = self._face(places.speakers[index], places)
            return index + 1, places.times[index], who, who.heard, ()
        touched = places.turns_in(index, start, end)
        if not touched:
            return None, None, _NOBODY, (), ()
        faces = [self._face(places.speakers[one], places) for one in touched]
        first = 0
        heard: tuple[RespondentId, ...] = ()
        for place in range(len(faces) - 1, -1, -1):
            face = faces[place]
            if face.role is SpeakerRole.RESPONDENT:
                first = place
                heard = face.heard + tuple(one for one in heard if one not in face.heard) if heard else face.heard
        parts = _parts(start, end, touched, faces, places) if self._with_parts else ()
        return touched[first] + 1, places.times[touched[first]], faces[first], heard, parts

    def _face(self, speaker: int | None, places: _Places) -> _Face:
        if speaker is None:
            return _NOBODY
        face = self._faces.get(speaker)
        if face is None:
            known = places.known_speakers.get(speaker)
            if known is None:
                return _NOBODY
            person = self._respondents.get(known.respondent_id) if known.respondent_id is not None else None
            is_heard = known.role is SpeakerRole.RESPONDENT and known.respondent_id is not None
            heard = (known.respondent_id,) if is_heard and known.respondent_id is not None else ()
            face = self._faces[speaker] = _Face(known.label, known.role, person, heard)
        return face


class _Places:
    """The text of a document and its turns, in columns: where something stands and who speaks there."""

    def __init__(self, store: Store, document: DocumentId, turns: Sequence[_Row]) -> None:
        self.text = store.documents.text(document)
        self.known_speakers: dict[int, Speaker] = {one.id: one for one in store.documents.speakers(document)}
        columns: Sequence[_Row] = tuple(zip(*turns, strict=True)) or ((),) * 5
        self.starts: Sequence[int] = columns[0]
        self.said: Sequence[int] = columns[1]
        self.ends: Sequence[int] = columns[2]
        self.speakers: Sequence[int | None] = columns[3]
        self.times: Sequence[int | None] = columns[4]
        self._paragraphs = paragraph_starts(self.text)

    def paragraph(self, position: int) -> int:
        """The number of the paragraph at a position, from 1."""
        return paragraph_number(self._paragraphs, position)

    def turn_at(self, position: int) -> int | None:
        """The last turn that begins at or before a position, else the first turn; None when there are none."""
        return max(bisect_right(self.starts, position) - 1, 0) if self.starts else None

    def turns_in(self, first: int, start: int, end: int) -> list[int]:
        """The turns from ``first`` on that ``[start, end)`` touches."""
        found = []
        for index in range(first, len(self.starts)):
            if self.starts[index] >= end:
                break
            if self.ends[index] > start:
                found.append(index)
        return found


@dataclass(frozen=True, slots=True)
class _Face:
    """Who speaks in a turn; ``heard`` is the respondent when the words are evidence."""

    label: str
    role: SpeakerRole | None
    person: Respondent | None
    heard: tuple[RespondentId, ...]


_NOBODY = _Face("", None, None, ())
_NOTHING: Mapping[str, str] = {}
_Heard = tuple[int | None, int | None, _Face, tuple[RespondentId, ...], tuple[QuotePart, ...]]
"""Number of the turn, its time, who speaks, respondents heard, words by speaker."""


def _parts(
    start: int, end: int, touched: Sequence[int], faces: Sequence[_Face], places: _Places
) -> tuple[QuotePart, ...]:
    if len(touched) == 1 and places.said[touched[0]] <= start:
        return ()  # it only runs past the end of the turn
    made = []
    before = places.text[start : places.starts[touched[0]]].strip() if places.starts[touched[0]] > start else ""
    if before:
        made.append(QuotePart("", None, "", before))
    for index, face in zip(touched, faces, strict=True):
        words = places.text[max(start, places.said[index]) : min(end, places.ends[index])].strip()
        if words:
            name = face.person.name if face.person else ""
            made.append(QuotePart(face.label, face.role, name, words))
    return tuple(made)
