"""Documents: preparing what an importer has read, storing it, and keeping the list of material."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import DocumentId, RespondentId, SpeakerId, StepId, new_guid
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import Document, Speaker, SpeakerRole, Turn
from qualcoder_peer.core.domain.sources import DocumentKind, FoundTurn, ReadText, TurnProposal, guess_kind
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.respondents import respondent_for_label
from qualcoder_peer.core.text.turns import find_turns
from qualcoder_peer.core.text.unwrap import Wrapping, detect_wrapping, unwrap_with_spans


@dataclass(frozen=True, slots=True)
class SpeakerChoice:
    """What a speaker label is to become. ``respondent`` names the person; empty lets the program choose by label."""

    label: str
    role: SpeakerRole
    respondent: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file ready to be stored, as the preview shows it; change it with ``dataclasses.replace``.

    ``wrapping`` is what was seen of hard wraps in the file's text, whether or not ``text`` has them undone.
    """

    read: ReadText
    title: str
    text: str
    kind: DocumentKind
    wrapping: Wrapping | None
    unwrapped: bool
    turns: TurnProposal
    speakers: tuple[SpeakerChoice, ...]
    date: str = ""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A line of the list of material. ``coverage`` is the coded share of the evidence, 0 to 1 (of the whole text
    where nobody's turns are known); ``codings`` counts them; ``respondents`` are names."""

    document: Document
    respondents: tuple[str, ...]
    unmatched: int
    codings: int
    coverage: float


@dataclass(frozen=True, slots=True)
class SpeakerFacts:
    """A speaker of a document, how many turns they have and how many code points they say."""

    speaker: Speaker
    turns: int
    characters: int


@dataclass(frozen=True, slots=True)
class DocumentDetails:
    """What is shown beside the list for one document; ``words`` are runs of anything but white space."""

    facts: DocumentFacts
    words: int
    speakers: tuple[SpeakerFacts, ...]
    memo: str


def prepare(read: ReadText, *, unwrap: bool | None = None, pattern: str | None = None) -> Prepared:
    """Find hard wraps and speakers in what was read. ``unwrap`` None leaves the text as it is.

    ``pattern`` is ``none`` for no speakers, or a regular expression for the label at the beginning of a line.
    """
    wrapping = detect_wrapping(read.text)
    text, bold = read.text, read.bold
    if unwrap and wrapping is not None:
        text, bold = unwrap_with_spans(read.text, wrapping, read.bold)
    proposal = find_turns(text, bold=bold, pattern=pattern)
    speakers = tuple(SpeakerChoice(one.label, one.role) for one in proposal.speakers)
    return Prepared(
        read,
        read.title,
        text,
        guess_kind(proposal, read.title),
        wrapping,
        bool(unwrap and wrapping is not None),
        proposal,
        speakers,
    )


def already_imported(project: Project, sha256: str) -> Document | None:
    """The document that came from a file with this content."""
    with project.reading() as store:
        return store.documents.with_sha256(sha256)


def add_document(
    project: Project,
    prepared: Prepared,
    *,
    language: str = "",
    shared_labels: bool = False,
    label: Message | None = None,
    extend: StepId | None = None,
) -> tuple[DocumentId, StepId]:
    """Store one prepared file with its speakers and turns: all of it or nothing.

    ``shared_labels``: a label that names a respondent already (R1) is the same person. ``extend`` adds to the step of
    the import's first file, which ``label`` names. Returns the document and the step. Raises InvalidInput if the
    same content is there.
    """
    read = prepared.read
    label = label or message("Import “{title}”", title=prepared.title)
    with project.transaction(label, extend=extend) as store:
        there = store.documents.with_sha256(read.sha256)
        if there is not None:
            raise InvalidInput(
                "“{name}” has been imported already, as “{title}”. It was left out.",
                name=read.file_name,
                title=there.title,
            )
        title = free_title(store, prepared.title)
        document = store.documents.add(
            {
                "guid": new_guid(),
                "title": title,
                "kind": prepared.kind.value,
                "language": language or store.project.get().language,
                "sha256": read.sha256,
                "file_name": read.file_name,
                "format": read.format,
                "encoding": read.encoding or "",
                "left_out": tuple(left.message for left in read.left_out),
                "date": prepared.date,
                "imported": now(),
                "imported_by": store.coder,
                "done": 0,
            },
            prepared.text,
        )
        speakers = _add_speakers(store, document, title, prepared, shared_labels)
        _add_turns(store, document, prepared.turns, speakers)
        assert store.step is not None
        return document, store.step


def _add_speakers(
    store: Store, document: DocumentId, title: str, prepared: Prepared, shared_labels: bool
) -> dict[str, SpeakerId]:
    found: dict[str, SpeakerId] = {}
    for choice in prepared.speakers:
        person: RespondentId | None = None
        if choice.role is SpeakerRole.RESPONDENT:
            if choice.respondent:
                person = store.respondents.named(choice.respondent) or store.respondents.add(
                    choice.respondent, SpeakerRole.RESPONDENT
                )
            else:
                person = respondent_for_label(store, choice.label, title, shared=shared_labels)
        found[choice.label] = store.documents.add_speaker(document, choice.label, choice.role, person)
    return found


def merge_speakers(prepared: Prepared, source: str, target: str) -> Prepared:
    """A prepared file in which the label ``source`` was a way of writing ``target`` (``R1 `` and ``R1.``)."""
    turns = tuple(
        replace(turn, speaker=target) if turn.speaker == source else turn for turn in prepared.turns.turns
    )
    speakers = tuple(choice for choice in prepared.speakers if choice.label != source)
    return replace(prepared, turns=replace(prepared.turns, turns=turns), speakers=speakers)


def drop_speaker(prepared: Prepared, label: str) -> Prepared:
    """A prepared file in which ``label`` was no speaker after all: its turns belong to the turn before."""
    kept: list[FoundTurn] = []
    for turn in prepared.turns.turns:
        if turn.speaker == label and kept:
            kept[-1] = replace(kept[-1], end=turn.end)
        elif turn.speaker != label:
            kept.append(turn)
    speakers = tuple(choice for choice in prepared.speakers if choice.label != label)
    return replace(prepared, turns=replace(prepared.turns, turns=tuple(kept)), speakers=speakers)


def free_title(store: Store, title: str) -> str:
    """``title``, with a number behind it when the project has it already."""
    taken = store.documents.titles()
    cleaned = " ".join(title.split()) or "?"
    free, number = cleaned, 2
    while free in taken:
        free, number = f"{cleaned} ({number})", number + 1
    return free


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
    """The list of material: every document (or those named) with respondents, codings and coverage."""
    with project.reading() as store:
        found = store.documents.all() if documents is None else store.documents.by_ids(documents)
        names = store.respondents.names()
        people: dict[DocumentId, list[Speaker]] = {}
        for speaker in store.documents.speakers() if documents is None else store.documents.speakers_of(documents):
            people.setdefault(speaker.document_id, []).append(speaker)
        spans = store.codings.spans_by_document(documents)
        evidence = store.documents.evidence(documents)
    facts = []
    for document in found:
        speakers = [one for one in people.get(document.id, ()) if one.role is SpeakerRole.RESPONDENT]
        heard = dict.fromkeys(names[one.respondent_id] for one in speakers if one.respondent_id in names)
        facts.append(
            DocumentFacts(
                document,
                tuple(heard),
                sum(1 for one in speakers if one.respondent_id is None),
                len(spans.get(document.id, ())),
                coverage(spans.get(document.id, ()), evidence.get(document.id) or [(0, document.characters)]),
            )
        )
    return facts


def document_details(project: Project, document: DocumentId) -> DocumentDetails:
    """One document with its length in words, its speakers and its memo. Raises NotFound."""
    facts = document_facts(project, [document])
    if not facts:
        raise NotFound("The document no longer exists.")
    with project.reading() as store:
        text, turns = store.documents.text(document), store.documents.turns(document)
        speakers = store.documents.speakers(document)
        memos = [memo.text for memo in store.memos.of("document", document) if memo.start is None]
    said: dict[SpeakerId | None, list[int]] = {}
    for turn in turns:
        said.setdefault(turn.speaker_id, []).append(turn.end - turn.said_start)
    return DocumentDetails(
        facts[0],
        len(text.split()),
        tuple(SpeakerFacts(one, len(said.get(one.id, ())), sum(said.get(one.id, ()))) for one in speakers),
        memos[0] if memos else "",
    )


def planned_respondents(
    taken: Iterable[str], files: Sequence[Prepared], shared_labels: bool = False
) -> list[dict[str, str]]:
    """Who each label of files about to be stored would become: label → name, for speakers that are respondents.

    ``taken`` are the names of the register. Storing the files in this order does the same (see add_document).
    """
    names = set(taken)
    plans: list[dict[str, str]] = []
    for prepared in files:
        plan: dict[str, str] = {}
        for choice in prepared.speakers:
            if choice.role is not SpeakerRole.RESPONDENT:
                continue
            name = choice.respondent or choice.label
            if not choice.respondent and not shared_labels:
                number = 2
                while name in names:
                    name = f"{choice.label} ({prepared.title})" if number == 2 else (
                        f"{choice.label} ({prepared.title} {number - 1})"
                    )
                    number += 1
            names.add(name)
            plan[choice.label] = name
        plans.append(plan)
    return plans


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
        return store.documents.remove([document.id for document in found])


def find_speakers_again(project: Project, document: DocumentId, pattern: str | None) -> None:
    """Find the turns of a stored document anew, with another pattern. Respondents matched by label stay matched."""
    found, text, _, old = read_document(project, document)
    proposal = find_turns(text, pattern=pattern)
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
            ids[speaker.label] = store.documents.add_speaker(document, speaker.label, role, person)
        _add_turns(store, document, proposal, ids)


def _add_turns(store: Store, document: DocumentId, found: TurnProposal, speakers: dict[str, SpeakerId]) -> None:
    store.documents.add_turns(
        [
            {
                "document_id": document,
                "speaker_id": speakers.get(turn.speaker) if turn.speaker is not None else None,
                "start": turn.start,
                "said_start": turn.said_start,
                "end": turn.end,
                "time_ms": turn.time_ms,
            }
            for turn in found.turns
        ]
    )


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
