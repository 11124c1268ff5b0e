"""Quotes: codings with everything a report writer needs to know of them, read in one pass.

Texts are read once a document and let go, so that 200,000 quotes need no more memory than one page of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

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
class Quote:
    """One coding as it is quoted. ``text`` is the exact slice ``[start, end)`` of the document.

    ``paragraph`` and ``turn`` count from 1 (``turn`` is None outside all turns), ``time_ms`` is where the turn begins
    in the recording. A coding over several turns has several ``respondents``; ``speaker``, ``speaker_role`` and
    ``respondent`` are of the first evidence in it (the first turn of a respondent, else the first turn).
    ``code_line`` are the codes from the top of the tree down to the one applied.
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

    Between two pages others may write; each page is consistent in itself.
    """
    which = which or QuoteFilter()
    after: tuple[str, int, int] | None = None
    places: tuple[DocumentId, DocumentPlaces] | None = None
    while True:
        with project.reading() as store:
            reader = _Reader(store, which)
            page = reader.page(after)
            made = []
            for coding, memo in page:
                if places is None or places[0] != coding.document_id:
                    places = (coding.document_id, read_places(store, coding.document_id))
                quote = reader.quote(coding, memo, places[1])
                if reader.wanted(quote):
                    made.append(quote)
        yield from made
        if len(page) < _PAGE:
            return
        last = page[-1][0]
        after = (_sort_key(reader.documents[last.document_id].title), last.start, last.id)


def count_quotes(project: Project) -> int:
    """How many codings there are in all."""
    with project.reading() as store:
        return store.codings.count()


class _Reader:
    """What one page of quotes needs besides the codings: the tree, people and titles."""

    def __init__(self, store: Store, which: QuoteFilter) -> None:
        self._store, self._which = store, which
        self._tree = CodeTree(store.codes.all())
        self._lines: dict[CodeId, tuple[Code, ...]] = {}
        self.documents = {document.id: document for document in store.documents.all()}
        self._respondents: dict[RespondentId, Respondent] = {one.id: one for one in store.respondents.all()}
        self._coders = {coder.id: coder.name for coder in store.coders.all()}

    def page(self, after: tuple[str, int, int] | None) -> list[tuple[Coding, str]]:
        codes = None
        if self._which.codes is not None:
            codes = {below for code in self._which.codes for below in self._tree.below(code)}
        return list(
            self._store.codings.filtered(
                codes=codes,
                documents=self._which.documents,
                coders=self._which.coders,
                ids=self._which.codings,
                starred=self._which.starred,
                after=after,
                limit=_PAGE,
            )
        )

    def wanted(self, quote: Quote) -> bool:
        if self._which.evidence_only and not quote.is_evidence:
            return False
        return self._which.respondents is None or any(one in self._which.respondents for one in quote.respondents)

    def quote(self, coding: Coding, memo: str, places: DocumentPlaces) -> Quote:
        turns = [(number, turn, places.speaker_of(turn)) for number, turn in places.turns_in(coding.start, coding.end)]
        said = [one for one in turns if one[2] is not None and one[2].role is SpeakerRole.RESPONDENT]
        number, turn, speaker = next(iter(said or turns), (None, None, None))
        heard = tuple(
            dict.fromkeys(one[2].respondent_id for one in said if one[2] and one[2].respondent_id is not None)
        )
        person = self._respondents.get(speaker.respondent_id) if speaker and speaker.respondent_id else None
        if coding.code_id not in self._lines:
            self._lines[coding.code_id] = tuple(self._tree.line(coding.code_id))
        return Quote(
            coding.id,
            coding.guid,
            self.documents[coding.document_id],
            coding.start,
            coding.end,
            places.text[coding.start : coding.end],
            places.paragraph(coding.start),
            number,
            turn.time_ms if turn else None,
            speaker.label if speaker else "",
            speaker.role if speaker else None,
            person.id if person else None,
            person.name if person else "",
            heard,
            person.attributes if person else {},
            coding.code_id,
            self._lines[coding.code_id],
            coding.stance,
            coding.starred,
            memo,
            self._coders[coding.coder_id],
            coding.created,
            coding.changed,
        )


def _sort_key(title: str) -> str:
    # SQLite's lower() changes ASCII only; the key of the next page must sort as the query did.
    return "".join(chr(ord(letter) + 32) if "A" <= letter <= "Z" else letter for letter in title)
