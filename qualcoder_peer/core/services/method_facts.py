"""What a method chapter tells, counted from the project, its protocol and the history of its codes.

Saturation is counted after Guest, Namey & Chen (2020), “A simple method to assess and report thematic saturation in
qualitative research”, PLoS ONE 15(5), e0232076: the codes new in a run of interviews, as a share of the codes found in
the first ones (the base).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qualcoder_peer.core.domain.ids import CodeId, CoderId, DocumentId, RespondentId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Coder, Consent, Document, ProjectInfo, Respondent, SpeakerRole
from qualcoder_peer.core.domain.protocol import ProtocolKind
from qualcoder_peer.core.domain.sources import DocumentKind
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.code_history import CodeEvent, events_of, reshaped_pairs

SATURATING = frozenset(("thematic", "framework", "content", "reliability"))
"""Methods for which saturation is asked; reflexive thematic analysis rejects it (Braun & Clarke 2021)."""
INTERVIEWS = (DocumentKind.INTERVIEW, DocumentKind.GROUP_INTERVIEW)
_BASE, _RUN, _NEW_PER_CENT = 4, 2, 5
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Spread:
    """Of numbers: how many, all together, the least, the one in the middle, the greatest."""

    count: int
    total: int
    least: int
    median: int
    greatest: int

    @classmethod
    def of(cls, numbers: Sequence[int]) -> Spread | None:
        """Of these numbers; None where there are none. The middle of an even number of them is the lower one."""
        if not numbers:
            return None
        ordered = sorted(numbers)
        return cls(len(ordered), sum(ordered), ordered[0], ordered[(len(ordered) - 1) // 2], ordered[-1])


@dataclass(frozen=True, slots=True)
class CoderShare:
    """How much a coder has coded."""

    name: str
    codings: int
    documents: int


@dataclass(frozen=True, slots=True)
class DoubleCoding:
    """How much was coded by more than one: documents, and code points of the coded text, out of all that is coded."""

    documents: int
    coded_documents: int
    characters: int
    coded_characters: int


@dataclass(frozen=True, slots=True)
class FirstUse:
    """How many codes were used for the first time in a document, in the order in which coding them began."""

    document: Document
    new: int
    all: int


@dataclass(frozen=True, slots=True)
class Reshaped:
    """A merger or a split: ``source`` gave its codings, or some of them, to ``target`` at ``time`` (ISO 8601).

    ``before`` is the last interview that had been met by then, ``after`` the first one later; None for none. An
    interview is met when its coding begins; one that is not coded, when it was imported.
    """

    is_split: bool
    time: str
    source: str
    target: str
    before: Document | None
    after: Document | None


@dataclass(frozen=True, slots=True)
class Saturation:
    """After which interview the codes were found.

    ``base`` interviews had ``base_codes`` codes; the last ``run`` of the first ``interviews`` brought ``new`` more,
    which is at most ``_NEW_PER_CENT`` per cent of them. ``reached`` is False where no run did; then ``interviews`` are
    all, and ``new`` is that of the last run.
    """

    base: int
    run: int
    base_codes: int
    interviews: int
    new: int
    reached: bool

    @property
    def per_cent(self) -> float:
        """New codes of the run in per cent of those of the base."""
        return 100 * self.new / self.base_codes


@dataclass(frozen=True, slots=True)
class MethodFacts:
    """Everything a method chapter can be filled with. ``words`` are those of interviews, ``minutes`` of those with
    times; ``events`` counts what was done to codes, by kind; ``replaced``, ``looked_up`` … count the protocol."""

    info: ProjectInfo
    documents: tuple[Document, ...]
    words: Spread | None
    minutes: Spread | None
    heard: int
    silent: int
    consents: Mapping[Consent, int]
    formats: Mapping[str, int]
    importers: tuple[str, ...]
    protocol: Mapping[ProtocolKind, int]
    coders: tuple[CoderShare, ...]
    double: DoubleCoding
    events: Mapping[str, int]
    events_by_day: Mapping[str, Mapping[str, int]]
    first_uses: tuple[FirstUse, ...]
    reshaped: tuple[Reshaped, ...]
    saturation: Saturation | None
    blind_as: str = ""
    """The coder who works blind, whose codings alone are counted; empty when all are."""

    @property
    def interviews(self) -> tuple[Document, ...]:
        """The interviews, in groups or not."""
        return tuple(one for one in self.documents if one.kind in INTERVIEWS)


def read_method_facts(project: Project, progress: Progress | None = None) -> MethodFacts:
    """Count everything; texts are read some at a time for their words. Raises Cancelled."""
    progress = progress or Progress()
    with project.reading() as store:
        info = store.project.get()
        documents = tuple(store.documents.all())
        people = store.respondents.all()
        speaking = {
            one.respondent_id for one in store.documents.speakers() if one.role is SpeakerRole.RESPONDENT
        } - {None}
        times = store.documents.last_times()
        coders = store.coders.all()
        uses = store.codings.uses()
        events = store.code_events.of()
        history = events_of(events, store.codes.all())
        protocol = Counter(entry.kind for entry in store.protocol.all())
    interviews = [one for one in documents if one.kind in INTERVIEWS]
    words = _words(project, interviews, progress)
    respondents = [one for one in people if one.role is SpeakerRole.RESPONDENT]
    by_day: dict[str, Counter[str]] = {}
    for _, _, time, _, kind, _ in events:
        by_day.setdefault(time[:10], Counter())[kind] += 1
    first_uses = _first_uses(documents, uses)
    return MethodFacts(
        info,
        documents,
        Spread.of(words),
        Spread.of([max(1, round(times[one.id] / 60_000)) for one in interviews if one.id in times]),
        sum(1 for one in respondents if one.id in speaking),
        _silent(respondents, speaking),
        Counter(one.consent for one in respondents),
        Counter(one.format for one in documents if one.format),
        tuple(dict.fromkeys(one.imported_by for one in documents if one.imported_by)),
        protocol,
        _shares(coders, uses),
        double_coding(uses),
        Counter(kind for _, _, _, _, kind, _ in events),
        by_day,
        first_uses,
        _reshaped(history, interviews, uses),
        saturation([one.new for one in first_uses if one.document.kind in INTERVIEWS])
        if info.method in SATURATING
        else None,
        project.coder if project.blind else "",
    )


def saturation(new_codes: Sequence[int], base: int = _BASE, run: int = _RUN) -> Saturation | None:
    """When codes were found, from how many new ones each interview brought, in order; None for too few interviews.

    The first ``base`` interviews are the base; the first run of ``run`` interviews after them that brings at most five
    per cent new codes is where saturation is reached. Runs follow each other interview by interview.
    """
    base_codes = sum(new_codes[:base])
    if len(new_codes) < base + run or not base_codes:
        return None
    new = 0
    for end in range(base + run, len(new_codes) + 1):
        new = sum(new_codes[end - run : end])
        if 100 * new <= _NEW_PER_CENT * base_codes:
            return Saturation(base, run, base_codes, end, new, True)
    return Saturation(base, run, base_codes, len(new_codes), new, False)


def double_coding(uses: Sequence[tuple[DocumentId, CodeId, CoderId, int, int, str]]) -> DoubleCoding:
    """How much of what is coded has more than one coder; ``uses`` are in order of document and place."""
    by_document: dict[DocumentId, dict[CoderId, list[tuple[int, int]]]] = {}
    for document, _, coder, start, end, _ in uses:
        by_document.setdefault(document, {}).setdefault(coder, []).append((start, end))
    both = coded = 0
    for coders in by_document.values():
        edges: list[tuple[int, int]] = []
        for spans in coders.values():
            for start, end in _merged(spans):
                edges += [(start, 1), (end, -1)]
        depth = before = 0
        for place, step in sorted(edges):
            coded += (place - before) * (depth > 0)
            both += (place - before) * (depth > 1)
            depth, before = depth + step, place
    several = sum(1 for coders in by_document.values() if len(coders) > 1)
    return DoubleCoding(several, len(by_document), both, coded)


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _words(project: Project, documents: Sequence[Document], progress: Progress) -> list[int]:
    counted: list[int] = []
    for start in range(0, len(documents), _AT_ONCE):
        progress.step(start, len(documents), message("Counting words"))
        with project.reading() as store:
            texts = store.documents.texts([one.id for one in documents[start : start + _AT_ONCE]])
        counted += [len(text.split()) for text in texts.values()]
    return counted


def _silent(respondents: Sequence[Respondent], speaking: set[RespondentId | None]) -> int:
    return sum(1 for one in respondents if one.id not in speaking)


def _shares(
    coders: Sequence[Coder], uses: Sequence[tuple[DocumentId, CodeId, CoderId, int, int, str]]
) -> tuple[CoderShare, ...]:
    codings: Counter[CoderId] = Counter()
    documents: dict[CoderId, set[DocumentId]] = {}
    for document, _, coder, _, _, _ in uses:
        codings[coder] += 1
        documents.setdefault(coder, set()).add(document)
    return tuple(CoderShare(one.name, codings[one.id], len(documents[one.id])) for one in coders if codings[one.id])


def _begun(uses: Sequence[tuple[DocumentId, CodeId, CoderId, int, int, str]]) -> dict[DocumentId, str]:
    # A document's turn comes with its first coding: that is the order in which the code tree met the material.
    began: dict[DocumentId, str] = {}
    for document, _, _, _, _, created in uses:
        began[document] = min(began.get(document, created), created)
    return began


def _reshaped(
    history: Sequence[CodeEvent],
    interviews: Sequence[Document],
    uses: Sequence[tuple[DocumentId, CodeId, CoderId, int, int, str]],
) -> tuple[Reshaped, ...]:
    began = _begun(uses)
    met = sorted(((began.get(one.id, one.imported), one.id, one) for one in interviews), key=lambda one: one[:2])
    times = [time for time, _, _ in met]
    made = []
    for event, source, target in reshaped_pairs(history):
        place = bisect_right(times, event.time)
        before = met[place - 1][2] if place else None
        after = met[place][2] if place < len(met) else None
        made.append(Reshaped(event.kind == "split", event.time, source, target, before, after))
    return tuple(made)


def _first_uses(
    documents: Sequence[Document], uses: Sequence[tuple[DocumentId, CodeId, CoderId, int, int, str]]
) -> tuple[FirstUse, ...]:
    began = _begun(uses)
    codes: dict[DocumentId, set[CodeId]] = {}
    for document, code, _, _, _, _ in uses:
        codes.setdefault(document, set()).add(code)
    known: set[CodeId] = set()
    by_id = {one.id: one for one in documents}
    made = []
    for document in sorted(began, key=lambda one: (began[one], one)):
        new = codes[document] - known
        known |= new
        if document in by_id:
            made.append(FirstUse(by_id[document], len(new), len(known)))
    return tuple(made)
