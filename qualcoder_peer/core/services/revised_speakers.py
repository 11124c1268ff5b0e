"""Who the speakers of a new version of a transcript are: the same label is the same speaker, and where a label is new,
the speaker whose words stand behind it now."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qualcoder_peer.core.domain.ids import RespondentId, SpeakerId
from qualcoder_peer.core.domain.model import Speaker, SpeakerRole
from qualcoder_peer.core.services.preparing import Prepared, SpeakerChoice
from qualcoder_peer.core.text.alignment import Alignment
from qualcoder_peer.core.text.labels import label_key

TurnRow = tuple[int, int, int, int | None, int | None]
"""(start, said start, end, speaker id, time in milliseconds) of one turn."""

_SURE = 0.6
"""The share of a new label's turns that must have been one speaker's for it to be that speaker."""


@dataclass(frozen=True, slots=True)
class RevisedSpeaker:
    """A label of the new version. ``speaker`` is the one it goes on from (called ``label_before``), if any.

    ``name`` is the respondent's name in the register; for a new speaker what was chosen for it, empty where the
    program chooses by the label. ``by_words`` when the label is new and the words told whose it is.
    """

    label: str
    role: SpeakerRole
    turns: int
    speaker: SpeakerId | None = None
    label_before: str = ""
    respondent: RespondentId | None = None
    name: str = ""
    by_words: bool = False

    @property
    def is_new(self) -> bool:
        """Whether nobody of the old version is known to be this speaker."""
        return self.speaker is None and self.respondent is None and not self.by_words


@dataclass(frozen=True, slots=True)
class TurnCounts:
    """How many turns there were, how many there are, and how many are the same words in one turn of the same
    speaker."""

    before: int
    after: int
    same: int


def revise_speakers(
    turns: Sequence[TurnRow],
    speakers: Sequence[Speaker],
    people: Mapping[RespondentId, str],
    prepared: Prepared,
    alignment: Alignment,
) -> tuple[list[RevisedSpeaker], list[Speaker], TurnCounts]:
    """Match the speakers found in a new version with those of the old one.

    Returns who they are, which speakers of the old version are gone, and what became of the turns.
    """
    votes, same_turns = _votes(turns, prepared, alignment)
    known = {one.id: one for one in speakers}
    kept: dict[str, Speaker] = {}
    for choice in prepared.speakers:
        found = _labelled(choice, prepared, speakers)
        if found is not None:
            kept[choice.label] = found
    taken = {one.id for one in kept.values()}
    amounts = Counter(turn.speaker for turn in prepared.turns.turns)
    revised: list[RevisedSpeaker] = []
    for choice in prepared.speakers:
        label, count = choice.label, amounts[choice.label]
        before = kept.get(label)
        by_words = before is None
        if before is None:
            before = _by_votes(votes.get(label), known)
            own = next((name for name, one in kept.items() if one is before), None)
            if own is not None and _by_votes(votes.get(own), known) is not before:
                before = None  # the labels changed places: this is somebody else
        if before is None:
            revised.append(RevisedSpeaker(label, choice.role, count, name=choice.respondent))
            continue
        name = people.get(before.respondent_id, "") if before.respondent_id is not None else ""
        goes_on = not by_words or before.id not in taken
        taken.add(before.id)
        revised.append(
            RevisedSpeaker(
                label, before.role, count, before.id if goes_on else None, before.label, before.respondent_id, name,
                by_words,
            )
        )  # fmt: skip
    gone = [one for one in speakers if one.id not in taken]
    same_speaker = {one.label: one.speaker for one in revised}
    same = sum(
        1 for speaker, label in same_turns if speaker == (same_speaker.get(label) if label is not None else None)
    )
    return revised, gone, TurnCounts(len(turns), len(prepared.turns.turns), same)


def _votes(
    turns: Sequence[TurnRow], prepared: Prepared, alignment: Alignment
) -> tuple[dict[str, Counter[SpeakerId]], list[tuple[int | None, str | None]]]:
    """For each new label whose turns stand behind it; and (old speaker, new label) of the turns that are the same."""
    new = prepared.turns.turns
    starts = [turn.start for turn in new]
    votes: dict[str, Counter[SpeakerId]] = {}
    same: list[tuple[int | None, str | None]] = []
    for _, said, end, speaker, _ in turns:
        if said >= end or end > len(alignment.old):
            continue
        place = alignment.place(said, end)
        number = bisect_right(starts, place.start) - 1 if place is not None else -1
        if place is None or number < 0:
            continue
        turn = new[number]
        if turn.speaker is not None and speaker is not None:
            votes.setdefault(turn.speaker, Counter())[SpeakerId(speaker)] += 1
        if place.exact and (turn.said_start, turn.end) == (place.start, place.end):
            same.append((speaker, turn.speaker))
    return votes, same


def _labelled(choice: SpeakerChoice, prepared: Prepared, speakers: Sequence[Speaker]) -> Speaker | None:
    """The speaker with this label, or the only one whose label differs in nothing but case and signs."""
    for one in speakers:
        if one.label == choice.label:
            return one
    key = label_key(choice.label)
    taken = {one.label for one in prepared.speakers}
    alike = [one for one in speakers if label_key(one.label) == key and one.label not in taken]
    rivals = [one for one in prepared.speakers if label_key(one.label) == key]
    return alike[0] if len(alike) == 1 and len(rivals) == 1 else None


def _by_votes(votes: Counter[SpeakerId] | None, known: Mapping[SpeakerId, Speaker]) -> Speaker | None:
    if not votes:
        return None
    (first, most), *_ = votes.most_common(1)
    return known.get(first) if most >= _SURE * votes.total() else None
