"""Documents: storing what has been prepared, and keeping the list of material."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CoderId, DocumentId, RespondentId, SpeakerId, StepId
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import Document, Speaker, SpeakerRole, Turn
from qualcoder_peer.core.domain.sources import DocumentKind, PlaceKind
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.preparing import Prepared
from qualcoder_peer.core.services.report_keeping import keep_written
from qualcoder_peer.core.services.respondents import respondent_for_label
from qualcoder_peer.core.services.storing import there_already, write_document, write_turns
from qualcoder_peer.core.text.turns import find_turns, with_known_times


_MEASURED_AT_ONCE = 10
"""Documents whose codings and turns are read in one reading: some 10 ms."""


@dataclass(frozen=True, slots=True)
class CoderShare:
    """What one coder has coded of a document; ``coverage`` as in ``DocumentFacts``."""

    coder: str
    codings: int
    coverage: float


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A line of the list of material. ``coverage`` is the coded share of the evidence, 0 to 1 (of the whole text
    where nobody's turns are known); ``codings`` counts them; ``respondents`` are names; ``coders``: who coded, the
    one with the largest share first (while one works blind, nobody else)."""

    document: Document
    respondents: tuple[str, ...]
    unmatched: int
    codings: int
    coverage: float
    coders: tuple[CoderShare, ...] = ()


@dataclass(frozen=True, slots=True)
class SpeakerFacts:
    """A speaker of a document, how many turns they have and how many code points they say."""

    speaker: Speaker
    turns: int
    characters: int


@dataclass(frozen=True, slots=True)
class SoleSpeaker:
    """Who all of a text without labels is said to be of."""

    speaker: SpeakerId
    respondent: RespondentId | None


@dataclass(frozen=True, slots=True)
class DocumentDetails:
    """What is shown beside the list for one document; ``words`` are runs of anything but white space.

    ``pages`` are those known from the file, ``has_original``: the file was kept. ``whose``: the text has no labels, and
    is said to be one person's words (``assign_documents``).
    """

    facts: DocumentFacts
    words: int
    speakers: tuple[SpeakerFacts, ...]
    memo: str
    pages: int = 0
    has_original: bool = False
    whose: SoleSpeaker | None = None


def already_imported(project: Project, sha256: str) -> Document | None:
    """A document that came from a file with this content."""
    with project.reading() as store:
        return store.documents.with_sha256(sha256)


def imported_before(project: Project, prepared: Prepared) -> Document | None:
    """The document that is already what this one would become (see ``storing.there_already``)."""
    with project.reading() as store:
        return there_already(store, prepared)


def add_document(
    project: Project,
    prepared: Prepared,
    *,
    language: str = "",
    shared_labels: bool = False,
    label: Message | None = None,
    extend: StepId | None = None,
    original: bytes | None = None,
) -> tuple[DocumentId, StepId]:
    """Store one prepared document with its speakers, turns, places, attributes and comments: all of it or nothing.

    ``shared_labels``: a label that names a respondent already (R1) is the same person. ``extend`` adds to the step of
    the import's first file, which ``label`` names. ``original`` is the file, to be kept. Returns the document and the
    step. Raises InvalidInput if the same content is there.
    """
    label = label or message("Import “{title}”", title=prepared.title)
    with project.transaction(label, extend=extend) as store:
        there = there_already(store, prepared)
        if there is not None:
            raise InvalidInput(
                "“{name}” has been imported already, as “{title}”. It was left out.",
                name=prepared.read.file_name,
                title=there.title,
            )
        document = write_document(
            project, store, prepared, language=language, shared_labels=shared_labels, original=original
        )
        assert store.step is not None
        return document, store.step


def original_of(project: Project, document: DocumentId) -> tuple[str, bytes]:
    """The imported file as it was: its name and its bytes. Raises NotFound when it was not kept."""
    with project.reading() as store:
        found = store.documents.get(document)
        if found is None:
            raise NotFound("The document no longer exists.")
        kept = store.documents.original(document)
    if kept is None:
        raise NotFound(
            "The file that “{title}” came from was not kept with the project. Ask for it when you import.",
            title=found.title,
        )
    return found.file_name, zlib.decompress(base64.b85decode(kept))


def count_documents(project: Project) -> int:
    """How many documents the project has."""
    with project.reading() as store:
        return store.documents.count()


def list_documents(project: Project) -> list[Document]:
    """Every document by title."""
    with project.reading() as store:
        return store.documents.all()


def read_document(project: Project, document: DocumentId) -> tuple[Document, str, list[Turn], list[Speaker]]:
    """A document with its text, turns and speakers. Raises NotFound."""
    with project.reading() as store:
        found = store.documents.get(document)
        if found is None:
            raise NotFound("The document no longer exists.")
        turns, speakers = store.documents.turns(document), store.documents.speakers(document)
        return found, store.documents.text(document), turns, speakers


def document_facts(project: Project, documents: Sequence[DocumentId] | None = None) -> list[DocumentFacts]:
    """The list of material: every document (or those named) with respondents, codings and coverage.

    Read in pieces of a few documents: a commit waits for who reads, and the window for the commit.
    """
    with project.reading() as store:
        found = store.documents.all() if documents is None else store.documents.by_ids(documents)
    with project.reading() as store:
        names = store.respondents.names()
        coders = {one.id: one.name for one in store.coders.all()}
        speakers = store.documents.speakers() if documents is None else store.documents.speakers_of(documents)
    people: dict[DocumentId, list[Speaker]] = {}
    for speaker in speakers:
        people.setdefault(speaker.document_id, []).append(speaker)
    facts: list[DocumentFacts] = []
    for start in range(0, len(found), _MEASURED_AT_ONCE):
        piece = found[start : start + _MEASURED_AT_ONCE]
        with project.reading() as store:
            spans = store.codings.spans_by_document([one.id for one in piece])
            evidence = store.documents.evidence(list(spans)) if spans else {}  # turns are many
        facts += _facts(piece, names, coders, people, spans, evidence)
    return facts


def _facts(
    documents: Sequence[Document],
    names: dict[RespondentId, str],
    coders: Mapping[CoderId, str],
    people: Mapping[DocumentId, Sequence[Speaker]],
    spans: Mapping[DocumentId, Mapping[CoderId, Sequence[tuple[int, int]]]],
    evidence: Mapping[DocumentId, Sequence[tuple[int, int]]],
) -> list[DocumentFacts]:
    facts = []
    for document in documents:
        speakers = [one for one in people.get(document.id, ()) if one.role is SpeakerRole.RESPONDENT]
        heard = dict.fromkeys(names[one.respondent_id] for one in speakers if one.respondent_id in names)
        said = evidence.get(document.id) or [(0, document.characters)]
        coded = spans.get(document.id, {})
        shares = [CoderShare(coders[one], len(own), coverage(own, said)) for one, own in coded.items()]
        shares.sort(key=lambda one: (-one.coverage, one.coder))
        facts.append(
            DocumentFacts(
                document,
                tuple(heard),
                sum(1 for one in speakers if one.respondent_id is None),
                sum(one.codings for one in shares),
                shares[0].coverage if len(shares) == 1 else coverage(merge(*coded.values()), said),
                tuple(shares),
            )
        )
    return facts


def document_details(project: Project, document: DocumentId) -> DocumentDetails:
    """One document with its length in words, its speakers and its memo. Raises NotFound."""
    facts = document_facts(project, [document])
    if not facts:
        raise NotFound("The document no longer exists.")
    with project.reading() as store:
        text = store.documents.text(document)
    with project.reading() as store:
        turns = store.documents.turn_rows(document)
        speakers = store.documents.speakers(document)
        memos = [memo.text for memo in store.memos.of("document", document) if memo.start is None]
        pages = store.places.of([document], PlaceKind.PAGE).get(document, [])
        has_original = store.documents.keeps_original(document)
        whose = store.speakers.sole([document]).get(document)
    said: dict[int | None, list[int]] = {}
    for _, start, end, speaker, _ in turns:
        said.setdefault(speaker, []).append(end - start)
    return DocumentDetails(
        facts[0],
        sum(len(line.split()) for line in text.split("\n")),  # a long text in one go would hold up all else
        tuple(SpeakerFacts(one, len(said.get(one.id, ())), sum(said.get(one.id, ()))) for one in speakers),
        memos[0] if memos else "",
        len(pages),
        has_original,
        None if whose is None else SoleSpeaker(whose.speaker, whose.respondent),
    )


def coverage(codings: Iterable[tuple[int, int]], evidence: Sequence[tuple[int, int]]) -> float:
    """The share of the characters of ``evidence`` that lies in at least one of ``codings``; both sorted by start."""
    total = sum(end - start for start, end in evidence)
    if not total:
        return 0.0
    covered, index = 0, 0
    for start, end in _union(codings):
        while index < len(evidence) and evidence[index][1] <= start:
            index += 1
        place = index
        while place < len(evidence) and evidence[place][0] < end:
            covered += max(0, min(end, evidence[place][1]) - max(start, evidence[place][0]))
            place += 1
    return covered / total


def rename_document(project: Project, document: DocumentId, title: str) -> None:
    """Give a document another title. Raises InvalidInput when it is empty or taken, NotFound."""
    cleaned = " ".join(title.split())
    if not cleaned:
        raise InvalidInput("A document needs a title. Nothing was changed.")
    with project.transaction(message("Rename a document to “{title}”", title=cleaned)) as store:
        found = store.documents.get(document)
        if found is None:
            raise NotFound("The document no longer exists. Nothing was changed.")
        if cleaned != found.title and cleaned in store.documents.titles():
            raise InvalidInput("There is already a document called “{title}”. Nothing was changed.", title=cleaned)
        store.documents.change(document, title=cleaned)


def set_document_kind(project: Project, documents: Sequence[DocumentId], kind: DocumentKind) -> None:
    """Say what kind of material documents are."""
    _change(project, documents, message("Change the kind of material"), kind=kind.value)


def set_document_date(project: Project, documents: Sequence[DocumentId], date: str) -> None:
    """Write the date of an interview, as ISO 8601 (2026-05-04) or empty. Raises InvalidInput."""
    from datetime import date as calendar_date

    cleaned = date.strip()
    if cleaned:
        try:
            calendar_date.fromisoformat(cleaned)
        except ValueError:
            raise InvalidInput(
                "“{date}” is no date; write year, month and day as in 2026-05-04.", date=cleaned[:40]
            ) from None
    _change(project, documents, message("Change the date of material"), date=cleaned)


def set_document_language(project: Project, documents: Sequence[DocumentId], language: str) -> None:
    """Say which language documents are in, as a language code (sv, da, en, nb …). Raises InvalidInput."""
    cleaned = language.strip().lower()
    if not (2 <= len(cleaned) <= 12 and cleaned.replace("-", "").isalnum()):
        raise InvalidInput("“{language}” is no language code such as sv, da or en.", language=language[:40])
    _change(project, documents, message("Change the language of material"), language=cleaned)


def set_document_done(project: Project, documents: Sequence[DocumentId], done: bool) -> None:
    """Mark documents as coded to the end, or not."""
    label = message("Mark a document as done") if done else message("Mark a document as not done")
    _change(project, documents, label, done=int(done))


def set_document_memo(project: Project, document: DocumentId, text: str) -> None:
    """Write the memo of a document; empty text removes it."""
    with project.transaction(message("Memo on a document")) as store:
        store.memos.write("document", document, text, store.coder)


def remove_documents(project: Project, documents: Sequence[DocumentId]) -> int:
    """Remove documents with their codings (undoable). Returns how many."""
    with project.reading() as store:
        found = store.documents.by_ids(documents)
    if not found:
        return 0
    label = (
        message("Remove “{title}”", title=found[0].title)
        if len(found) == 1
        else counted("Remove {count} document", "Remove {count} documents", len(found))
    )
    with project.transaction(label) as store:
        keep_written(store, documents=[document.id for document in found])
        return store.documents.remove([document.id for document in found])


def find_speakers_again(project: Project, document: DocumentId, pattern: str | None) -> None:
    """Find the turns of a stored document anew, with another pattern. Respondents matched by label stay matched."""
    found, text, turns, old = read_document(project, document)
    proposal = with_known_times(find_turns(text, pattern=pattern), {turn.start: turn.time_ms for turn in turns})
    known = {speaker.label: speaker for speaker in old}
    with project.transaction(message("Find the speakers of “{title}” again", title=found.title)) as store:
        store.documents.remove_turns(document)
        ids: dict[str, SpeakerId] = {}
        for speaker in proposal.speakers:
            before = known.get(speaker.label)
            role = before.role if before else speaker.role
            person = before.respondent_id if before else None
            if person is None and role is SpeakerRole.RESPONDENT and before is None:
                person = respondent_for_label(store, speaker.label, found.title, shared=False)
                role = store.respondents.role_of(person)
            ids[speaker.label] = store.documents.add_speaker(document, speaker.label, role, person)
        write_turns(store, document, proposal, ids)


def _change(project: Project, documents: Sequence[DocumentId], label: Message, **values: object) -> None:
    with project.transaction(label) as store:
        for document in documents:
            if not store.documents.change(document, **values):
                raise NotFound("The document no longer exists. Nothing was changed.")


def _union(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
