"""Coding by a rule: what a search finds, what somebody says, what stands under a heading or in a column of a sheet.

A plan is made first and shown, with a tick at each row; ``apply`` codes what is ticked as one step. Codings made so are
automatic until a person confirms them, or changes them, which confirms them too.

    plan = plan_autocoding(project, Query("stöd", FindKind.STEMS), Scope.SENTENCE, code)
    apply(project, plan, [row for row in plan.rows if not row.already])

Labels of speakers are never coded; an interviewer's words, and what nobody says in a text with turns, are only when
asked for. Positions are code points of a
document's text, half open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import Document
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.autocoding_rules import ByPlace, BySpeaker, Rule, describe, found_by
from qualcoder_peer.core.services.coding import check_span, coder_id
from qualcoder_peer.core.services.finding import Found, Hit, Kwic, kwic
from qualcoder_peer.core.services.finding_places import Speech, speech_of
from qualcoder_peer.core.services.joining import Piece, Place, settle
from qualcoder_peer.core.services.report_keeping import keep_written
from qualcoder_peer.core.text.finding import Span
from qualcoder_peer.core.text.segmenting import Scope, units

__all__ = [
    "ByPlace", "BySpeaker", "Plan", "PlannedCoding", "Rule", "Scope", "apply", "confirm", "plan_autocoding",
    "plan_pieces", "preview", "reject", "step_label", "waiting_by_document",
]  # fmt: skip

MOST_ROWS = 200_000
_Spans = tuple[list[int], list[int]]
"""Starts and ends, ascending."""


@dataclass(frozen=True, slots=True)
class PlannedCoding:
    """A segment ``[start, end)`` that a rule would code. ``hits`` are what was found in it; none where the rule asks
    for no words. ``already``: this coder has the code on all of it. ``joins``: on part of it, so that the two become
    one coding."""

    document_id: DocumentId
    start: int
    end: int
    hits: tuple[Span, ...] = ()
    already: bool = False
    joins: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rule would code. ``rows`` are in the order of the list of documents, then by place.

    ``left_out`` is how many hits are not coded because they lie in an interviewer's words, in a speaker's label or, in
    a text with turns, in what nobody says (a title);
    ``is_cut``: there would be more than MOST_ROWS rows. ``texts`` tells whether a text has changed since.
    """

    rule: Rule
    scope: Scope
    code: CodeId | None
    coder: str
    rows: tuple[PlannedCoding, ...]
    left_out: int
    is_cut: bool
    texts: Mapping[DocumentId, int]


@dataclass(slots=True)
class PlannedPiece:
    """Rows of some documents, as they are found."""

    rows: list[PlannedCoding]
    left_out: int
    texts: dict[DocumentId, int]


def plan_autocoding(
    project: Project, rule: Rule, scope: Scope, code: CodeId | None, *, coder: str = "", evidence_only: bool = True,
    progress: Progress | None = None,
) -> Plan:  # fmt: skip
    """What ``rule`` would code with ``code`` (None: one that is still to be made) for ``coder`` (empty: whoever works).

    Raises what the search raises, NotFound for a code, heading, column or speaker that is not there, Cancelled.
    """
    rows: list[PlannedCoding] = []
    texts: dict[DocumentId, int] = {}
    left_out = 0
    for piece in plan_pieces(
        project, rule, scope, code, coder=coder, evidence_only=evidence_only, progress=progress
    ):
        rows += piece.rows
        texts |= piece.texts
        left_out += piece.left_out
        if len(rows) > MOST_ROWS:
            break
    return Plan(rule, scope, code, coder, tuple(rows[:MOST_ROWS]), left_out, len(rows) > MOST_ROWS, texts)


def plan_pieces(
    project: Project, rule: Rule, scope: Scope, code: CodeId | None, *, coder: str = "", evidence_only: bool = True,
    progress: Progress | None = None,
) -> Iterator[PlannedPiece]:  # fmt: skip
    """The same as it is found, so that the first rows can be shown at once. Raises as ``plan_autocoding`` does."""
    if code is not None:
        _check_code(project, code)
    segmenter = _Segmenter(scope, evidence_only, joins_units=not isinstance(rule, (BySpeaker, ByPlace)))
    for found in found_by(project, rule, progress or Progress()):
        documents = [one.document.id for one in found]
        with project.reading() as store:
            speech = speech_of(store, documents)
            there = _there(store, code, coder, documents)
        piece = PlannedPiece([], 0, {})
        for one in found:
            rows, left_out = segmenter.rows(one, speech[one.document.id], there.get(one.document.id))
            piece.rows += rows
            piece.left_out += left_out
            if rows:
                piece.texts[one.document.id] = hash(one.text)
        yield piece


def preview(project: Project, rows: Sequence[PlannedCoding], width: int = 60) -> list[Kwic]:
    """Planned codings with the words before and after them, who says them and where; for a page of the preview."""
    return kwic(project, [Hit(row.document_id, row.start, row.end) for row in rows], width)


def apply(
    project: Project, plan: Plan, rows: Iterable[PlannedCoding] | None = None, *, code: CodeId | None = None,
    progress: Progress | None = None,
) -> list[CodingId]:  # fmt: skip
    """Code the rows of a plan (those ticked; None: all) as one step, automatic until confirmed. Rows that are coded
    already are passed over; one that overlaps a coding of the same code and coder becomes one with it.

    ``code`` says which when the plan was made without. Returns the codings that hold the rows now. Raises NotFound,
    InvalidInput when a text has changed since the plan was made (nothing is coded then), Cancelled.
    """
    wanted = [row for row in (plan.rows if rows is None else rows) if not row.already]
    chosen = plan.code if code is None else code
    if chosen is None:
        raise InvalidInput("Say which code. Nothing was coded.")
    name = _check_code(project, chosen)
    if not wanted:
        return []
    progress = progress or Progress()
    pieces: list[Piece] = []
    with project.transaction(step_label(plan, name, len(wanted))) as store:
        _check_texts(store, plan, wanted, progress)
        time, hand = now(), coder_id(store, plan.coder)
        coming: dict[Place, list[Piece]] = {}
        for document, of_document in groupby(wanted, key=lambda row: row.document_id):
            made = [_piece(row, time) for row in of_document]
            coming.setdefault((document, chosen, hand), []).extend(made)
            pieces += made
        progress.step(len(wanted), len(wanted), message("Coding"))
        settle(store, coming, time)
    return list(dict.fromkeys(piece.result for piece in pieces if piece.result is not None))


def step_label(plan: Plan, code: str, count: int) -> Message:
    """What the history calls coding ``count`` rows of a plan with the code of this name."""
    return counted(
        "Autocode {count} segment as “{name}”: {rule}", "Autocode {count} segments as “{name}”: {rule}", count,
        name=code[:200], rule=describe(plan.rule),
    )  # fmt: skip


def waiting_by_document(project: Project) -> dict[DocumentId, list[CodingId]]:
    """The automatic codings that wait for a person in each document that has some, by place."""
    waiting: dict[DocumentId, list[CodingId]] = {}
    with project.reading() as store:
        for coding, document, _ in store.codings.automatic():
            waiting.setdefault(document, []).append(coding)
    return waiting


def confirm(project: Project, codings: Iterable[CodingId]) -> int:
    """A person has looked at these automatic codings and agrees. Returns how many were still automatic."""
    with project.reading() as store:
        waiting = [one.id for one in store.codings.by_ids(codings) if one.automatic]
    if waiting:
        label = counted("Confirm {count} coding", "Confirm {count} codings", len(waiting))
        with project.transaction(label) as store:
            store.codings.confirm(waiting, now())
    return len(waiting)


def reject(project: Project, codings: Iterable[CodingId]) -> int:
    """A person has looked at these automatic codings and takes them off; those confirmed by now stay. Returns how
    many."""
    with project.reading() as store:
        waiting = [one.id for one in store.codings.by_ids(codings) if one.automatic]
    if waiting:
        label = counted("Reject {count} automatic coding", "Reject {count} automatic codings", len(waiting))
        with project.transaction(label) as store:
            keep_written(store, codings=waiting)
            store.codings.remove(waiting)
    return len(waiting)


class _Segmenter:
    """Makes rows of what was found in one document after another."""

    def __init__(self, scope: Scope, evidence_only: bool, joins_units: bool) -> None:
        self._scope, self._evidence_only, self._joins_units = scope, evidence_only, joins_units

    def rows(self, found: Found, speech: Speech, there: _Spans | None) -> tuple[list[PlannedCoding], int]:
        """The rows by place, and how many hits are left out."""
        segments: list[tuple[int, int, list[Span]]] = []
        left_out = 0
        for span in found.spans:
            made = list(self._segments(found, span, speech))
            left_out += not made
            for start, end, hit in made:
                hits = [hit] if self._joins_units else []
                if segments and start < segments[-1][1]:
                    before = segments[-1]
                    segments[-1] = (min(start, before[0]), max(end, before[1]), before[2] + hits)
                else:
                    segments.append((start, end, hits))
        document = found.document.id
        return [_row(document, start, end, tuple(hits), there) for start, end, hits in segments], left_out

    def _segments(self, found: Found, span: Span, speech: Speech) -> Iterator[tuple[int, int, Span]]:
        text, language = found.text, found.document.language
        for region in speech.regions(*span):
            if self._evidence_only and not region.is_evidence:
                continue
            part = max(span[0], region.start), min(span[1], region.end)
            said = region.start, region.end
            parts = list(units(text, part, said, self._scope, language, is_turn=region.turn is not None))
            if parts and self._joins_units:
                yield parts[0][0], parts[-1][1], part
            else:
                yield from ((start, end, part) for start, end in parts)


def _row(
    document: DocumentId, start: int, end: int, hits: tuple[Span, ...], there: _Spans | None
) -> PlannedCoding:
    if there is None:
        return PlannedCoding(document, start, end, hits)
    starts, reach = there
    before = bisect_right(starts, start)
    already = before > 0 and reach[before - 1] >= end
    first_behind = bisect_left(starts, end)
    joins = not already and first_behind > 0 and reach[first_behind - 1] > start
    return PlannedCoding(document, start, end, hits, already, joins)


def _there(
    store: Store, code: CodeId | None, coder: str, documents: Sequence[DocumentId]
) -> dict[DocumentId, _Spans]:
    """Where the coder has the code: starts, and up to there the furthest end."""
    hand = store.coders.named(coder or store.coder)
    if code is None or hand is None:
        return {}
    there: dict[DocumentId, _Spans] = {}
    for row in store.codings.rows(codes=[code], coders=[hand], documents=documents):
        starts, reach = there.setdefault(DocumentId(row[2]), ([], []))
        starts.append(row[5])
        reach.append(max(row[6], reach[-1] if reach else 0))
    return there


def _piece(row: PlannedCoding, time: str) -> Piece:
    # What only lies beside another coding stays by itself: each row is a coding, as it was shown.
    return Piece(row.start, row.end, time, automatic=1, meets_before=False, meets_after=False)


def _check_code(project: Project, code: CodeId) -> str:
    with project.reading() as store:
        name = store.codes.names([code]).get(code)
    if name is None:
        raise NotFound("The code no longer exists. Nothing was coded.")
    return name


def _check_texts(store: Store, plan: Plan, rows: Sequence[PlannedCoding], progress: Progress) -> None:
    """Raises InvalidInput when a text is another than the plan was made for: its positions would be wrong."""
    wanted: dict[DocumentId, int] = {}
    for row in rows:
        wanted[row.document_id] = max(row.end, wanted.get(row.document_id, 0))
    documents: dict[int, Document] = {one.id: one for one in store.documents.by_ids(wanted)}
    if len(documents) < len(wanted):
        raise NotFound("A document of the preview no longer exists. Nothing was coded.")
    for number, (document, end) in enumerate(wanted.items()):
        progress.step(number, len(wanted), message("Coding"))
        check_span(documents[document], 0, end)
        if plan.texts.get(document) != hash(store.documents.text(document)):
            raise InvalidInput(
                "The text of “{title}” has changed since the preview was made. Nothing was coded. Search again.",
                title=documents[document].title,
            )
