"""Who says what in which stretch of a document: the words of its turns without labels, and what lies between turns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from qualcoder_peer.core.domain.ids import DocumentId, RespondentId, SpeakerId
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.project import Store


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch ``[start, end)`` that one speaker says, or that nobody is known to say (``turn`` None).

    The label of a turn stands in ``[label_start, start)`` and is in no region. ``turn`` counts from 1.
    """

    start: int
    end: int
    label_start: int
    role: SpeakerRole | None = None
    speaker: str = ""
    speaker_id: SpeakerId | None = None
    respondent_id: RespondentId | None = None
    turn: int | None = None
    time_ms: int | None = None


def regions_of(store: Store, documents: Sequence[DocumentId]) -> dict[DocumentId, list[Region]]:
    """The regions of each document by place: all of its text but the labels of turns."""
    speakers = {one.id: one for one in store.documents.speakers_of(documents)}
    lengths = store.documents.lengths(documents)
    turns = store.documents.turn_rows_of(documents)
    made: dict[DocumentId, list[Region]] = {}
    for document in documents:
        length = lengths[document].characters if document in lengths else 0
        regions: list[Region] = []
        reached = 0
        for number, (start, said_start, end, speaker, time_ms) in enumerate(turns.get(document, ()), 1):
            if start > reached:
                regions.append(Region(reached, start, reached))
            known = speakers.get(SpeakerId(speaker)) if speaker is not None else None
            regions.append(
                Region(said_start, end, start, known.role, known.label, known.id, known.respondent_id, number, time_ms)
                if known
                else Region(said_start, end, start, turn=number, time_ms=time_ms)
            )
            reached = max(reached, end)
        if reached < length:
            regions.append(Region(reached, length, reached))
        made[document] = regions
    return made


def speaker_at(regions: Sequence[Region], start: int, end: int) -> Region | None:
    """Whose words ``[start, end)`` are: the first turn of a respondent that it touches, else the first turn; None
    where nobody is known to speak."""
    first = bisect_right(regions, start, key=lambda one: one.label_start) - 1
    touched: Region | None = None
    for one in regions[max(first, 0) :]:
        if one.label_start >= end:
            break
        if one.turn is None or one.end <= start:
            continue
        if one.role is SpeakerRole.RESPONDENT:
            return one
        touched = touched or one
    return touched
