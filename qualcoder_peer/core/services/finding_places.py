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

    is_evidence: bool = True
    """False for an interviewer's words, and for what nobody says in a text with turns: its title, a note."""


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
                    yield _turn_region(said_start, reached, number + 1, known, time_ms)
            number += 1
            following = self._starts[number] if number < len(self._turns) else self._characters
            if max(reached, start) < min(following, stop):
                yield Region(reached, following, is_evidence=not self._turns)
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
                region = _turn_region(said_start, turn_end, number + 1, known, time_ms)
                if known is not None and known.role is SpeakerRole.RESPONDENT:
                    return region
                touched = touched or region
        return touched

    def repeated_labels(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The labels in ``[start, end)`` of turns whose speaker has the turn before as well."""
        for number in range(max(1, bisect_right(self._starts, start) - 1), len(self._turns)):
            turn_start, said_start, _, speaker, _, _ = self._turns[number]
            if turn_start >= end:
                return
            if speaker is not None and speaker == self._turns[number - 1][3] and turn_start < said_start:
                yield turn_start, said_start


def _turn_region(start: int, end: int, turn: int, speaker: Speaker | None, time_ms: int | None) -> Region:
    is_evidence = speaker is None or speaker.role is not SpeakerRole.INTERVIEWER
    return Region(start, end, turn, speaker, time_ms, is_evidence)


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
        # A text without speakers, and a turn without a label, count as a respondent's.
        self._unknown = people is None and (roles is None or SpeakerRole.RESPONDENT in roles)
        if self._unknown:
            self._speakers.add(None)

    def keep(self, spans: list[Span], turns: Sequence[TurnRow]) -> list[Span]:
        """The spans, by place, that touch such words."""
        wanted = self._speakers
        if not turns:
            return spans if self._unknown else []
        kept: list[Span] = []
        first, last = 0, len(turns)
        for span in spans:
            start, end = span
            while first < last and turns[first][2] <= start:
                first += 1
            number = first
            while number < last and turns[number][0] < end:
                if turns[number][1] < end and turns[number][3] in wanted:
                    kept.append(span)
                    break
                number += 1
        return kept
