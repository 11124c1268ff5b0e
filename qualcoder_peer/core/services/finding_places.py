"""Who says what in which stretch of a document: the words of its turns without labels, and what lies between turns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qualcoder_peer.core.domain.ids import DocumentId, RespondentId
from qualcoder_peer.core.domain.model import Speaker, SpeakerRole
from qualcoder_peer.core.project import Store
from qualcoder_peer.core.text.finding import Span

TurnRow = tuple[int, int, int, int | None, int | None, int]
"""(start, said start, end, speaker id, time in milliseconds, document id) of one turn; positions in code points."""


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch ``[start, end)`` that one speaker says, or that nobody is known to say (``turn`` None).

    The label of a turn is in no region. ``turn`` counts from 1.
    """

    start: int
    end: int
    turn: int | None = None
    speaker: Speaker | None = None
    time_ms: int | None = None

    @property
    def is_interviewer(self) -> bool:
        """Whether an interviewer says it, so that it is no evidence."""
        return self.speaker is not None and self.speaker.role is SpeakerRole.INTERVIEWER


class Speech:
    """The turns of one document, asked by place. Regions are made only where they are asked for: a project has
    hundreds of thousands of turns."""

    def __init__(self, turns: Sequence[TurnRow], speakers: Mapping[int, Speaker], characters: int) -> None:
        self._turns, self._speakers, self._characters = turns, speakers, characters
        self._starts = [turn[0] for turn in turns]

    def regions(self, start: int = 0, end: int | None = None) -> Iterator[Region]:
        """The regions that ``[start, end)`` touches, by place; all of the document's when not said."""
        stop = self._characters if end is None else end
        number = bisect_right(self._starts, start) - 1
        while number < len(self._turns):
            reached = 0
            if number >= 0:
                _, said_start, reached, speaker, time_ms, _ = self._turns[number]
                if max(said_start, start) < min(reached, stop):
                    known = None if speaker is None else self._speakers.get(speaker)
                    yield Region(said_start, reached, number + 1, known, time_ms)
            number += 1
            following = self._starts[number] if number < len(self._turns) else self._characters
            if max(reached, start) < min(following, stop):
                yield Region(reached, following)
            if following >= stop:
                return

    def speaker_at(self, start: int, end: int) -> Region | None:
        """Whose words ``[start, end)`` are: the first turn of a respondent that it touches, else the first turn that
        it touches, be it in its label; None where nobody is known to speak."""
        touched: Region | None = None
        for number in range(max(0, bisect_right(self._starts, start) - 1), len(self._turns)):
            turn_start, said_start, turn_end, speaker, time_ms, _ = self._turns[number]
            if turn_start >= end:
                break
            if turn_end > start:
                known = None if speaker is None else self._speakers.get(speaker)
                region = Region(said_start, turn_end, number + 1, known, time_ms)
                if known is not None and known.role is SpeakerRole.RESPONDENT:
                    return region
                touched = touched or region
        return touched


def speech_of(store: Store, documents: Collection[DocumentId]) -> dict[DocumentId, Speech]:
    """The turns of each document that exists."""
    speakers = {int(one.id): one for one in store.documents.speakers_of(documents)}
    turns = store.documents.turn_rows_of(documents)
    lengths = store.documents.lengths(documents)
    return {
        DocumentId(document): Speech(turns.get(DocumentId(document), ()), speakers, length.characters)
        for document, length in lengths.items()
    }


class Voices:
    """Which hits lie in the words of those who are asked for."""

    def __init__(
        self, store: Store, roles: Sequence[SpeakerRole] | None, people: frozenset[RespondentId] | None
    ) -> None:
        """``roles`` and ``people`` None: of every role, everybody."""
        self._speakers: set[int | None] = {
            one.id
            for one in store.documents.speakers()
            if (roles is None or one.role in roles) and (people is None or one.respondent_id in people)
        }
        # Words of which nobody knows who says them count as a respondent's, as texts without speakers do.
        self._unknown = people is None and (roles is None or SpeakerRole.RESPONDENT in roles)
        if self._unknown:
            self._speakers.add(None)

    def keep(self, spans: list[Span], turns: Sequence[TurnRow]) -> list[Span]:
        """The spans, by place, that touch such words."""
        wanted, unknown = self._speakers, self._unknown
        kept: list[Span] = []
        first, last = 0, len(turns)
        for span in spans:
            start, end = span
            while first < last and turns[first][2] <= start:
                first += 1
            if unknown and (first == last or start < turns[first][0]):
                kept.append(span)
                continue
            number = first
            while number < last and turns[number][0] < end:
                if turns[number][1] < end and turns[number][3] in wanted:
                    kept.append(span)
                    break
                number += 1
        return kept
