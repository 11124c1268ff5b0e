"""Who speaks in a turn, corrected in the text itself: another speaker, a turn cut in two, two turns made one.

A speaker's name stands in the text, in the label of the turn; what is corrected here is corrected there too, in one
step, and codings, memos and turns follow (``services/editing.py``). A document whose turns have no labels has none
written into it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import DocumentId, SpeakerId, TurnId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Speaker, SpeakerRole, Turn
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.editing import put_text
from qualcoder_peer.core.services.respondents import respondent_for_label
from qualcoder_peer.core.text.labels import guess_role, label_key
from qualcoder_peer.core.text.personal_replace import Edit, Remap, written

LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class TurnFacts:
    """The turn at a place: its speaker (None: unnamed), how many turns that speaker has, all speakers of the document.

    Positions are code points; ``has_previous`` and ``has_next`` tell whether there is a turn to join it with.
    """

    turn: Turn
    speaker: Speaker | None
    turns: int
    speakers: tuple[Speaker, ...]
    has_previous: bool
    has_next: bool


class _Work:
    """The turns of one document inside a transaction, or for reading."""

    def __init__(self, store: Store, document: DocumentId) -> None:
        found = store.documents.get(document)
        if found is None:
            raise NotFound("The document no longer exists. Nothing was changed.")
        self.store, self.document = store, found
        self.text = store.documents.text(document)
        self.turns: Sequence[Turn] = store.documents.turns(document)
        self.speakers = {one.id: one for one in store.documents.speakers(document)}

    def at(self, place: int) -> int:
        """The number of the turn that has a place. Raises NotFound."""
        number = bisect_right([one.start for one in self.turns], place) - 1
        if number < 0 or place > self.turns[number].end:
            raise NotFound("Nobody's turn is marked there. Nothing was changed.")
        return number

    def name_of(self, turn: Turn) -> str:
        """The label of its speaker; empty when it has none."""
        speaker = self.speakers.get(turn.speaker_id) if turn.speaker_id is not None else None
        return speaker.label if speaker is not None else ""

    def relabelled(self, turn: Turn, label: str) -> tuple[int, int, str] | None:
        """The edit that writes another name into the label of a turn; None if it has no label."""
        if turn.start == turn.said_start:
            return None
        stands, name = self.text[turn.start : turn.said_start], self.name_of(turn)
        at = stands.find(name) if name else -1
        if at >= 0:
            return turn.start + at, turn.start + at + len(name), label
        bare = stands.rstrip()  # spelled otherwise than the speaker is called
        return turn.start, turn.said_start, f"{label}:{stands[len(bare):] or ' '}"

    def put_label(self, number: int, label: str) -> None:
        """Write another name into the label of one turn."""
        turn = self.turns[number]
        edit = self.relabelled(turn, label)
        if edit is None:
            return
        grown = put_text(self.store, self.document, *edit)
        before = [self.turns[number - 1]] if number else []
        moved = replace(turn, said_start=turn.said_start + grown, end=turn.end + grown)
        self.write_turns([*before, moved])

    def write_turns(self, turns: Sequence[Turn]) -> None:
        """Write the places of turns."""
        self.store.splices.write("turn", [(one.id, one.start, one.said_start, one.end) for one in turns])

    def speaker_called(self, label: str) -> SpeakerId:
        """The speaker of this name in the document, made when there is none."""
        for one in self.speakers.values():
            if one.label == label or label_key(one.label) == label_key(label):
                return one.id
        role = guess_role(label, {label_key(one.label) for one in self.speakers.values()})
        person = None
        if role is SpeakerRole.RESPONDENT:
            person = respondent_for_label(self.store, label, self.document.title, shared=False)
            role = self.store.respondents.role_of(person)
        return self.store.documents.add_speaker(self.document.id, label, role, person)

    def forget_silent(self, speaker: SpeakerId | None) -> None:
        """Delete a speaker who has no turn any more."""
        left = any(one.speaker_id == speaker for one in self.store.documents.turns(self.document.id))
        if speaker is not None and not left:
            self.store.documents.remove_speakers([speaker])


def turn_facts(project: Project, document: DocumentId, place: int) -> TurnFacts:
    """The turn at a place (code points) and its speaker. Raises NotFound."""
    with project.reading() as store:
        work = _Work(store, document)
    number = work.at(place)
    turn = work.turns[number]
    return TurnFacts(
        turn,
        work.speakers.get(turn.speaker_id) if turn.speaker_id is not None else None,
        sum(one.speaker_id == turn.speaker_id for one in work.turns),
        tuple(work.speakers.values()),
        number > 0,
        number + 1 < len(work.turns),
    )


def correct_speaker(
    project: Project, document: DocumentId, place: int, name: str, *, everywhere: bool = False
) -> None:
    """Say who speaks in the turn at a place, by the name of a speaker of the document or a new one; the label in the
    text is written anew.

    ``everywhere``: in all turns of its speaker. Who is called otherwise everywhere stays the same person, unless the
    name is another speaker's: then the two are made one. Raises InvalidInput for an empty or too long name, NotFound.
    """
    label = _label(name)
    with project.transaction(message("Correct the speaker to “{name}”", name=label)) as store:
        work = _Work(store, document)
        number = work.at(place)
        turn = work.turns[number]
        before = turn.speaker_id
        if not everywhere or before is None:
            target = work.speaker_called(label)
            shown = work.speakers[target].label if target in work.speakers else label
            store.documents.change_turn(TurnId(turn.id), speaker_id=target)
            work.put_label(number, shown)
            if target != before:
                work.forget_silent(before)
            return
        known = next((one for one in work.speakers.values() if one.label == label and one.id != before), None)
        _relabel_all(work, before, label)
        if known is None:
            store.documents.change_speaker(before, label=label)
        else:
            store.documents.move_turns(before, known.id)
            store.documents.remove_speakers([before])


def split_turn(project: Project, document: DocumentId, place: int, name: str = "") -> int:
    """Begin a new turn at a place in somebody's words, of the same speaker or of another (by name, new ones are made).

    White space around the place goes, and a label like that of the turn is written before the new one. Returns where
    its words begin. Raises InvalidInput when nothing would be left on one side, NotFound.
    """
    label = _label(name) if name.strip() else ""
    with project.transaction(message("Split a turn")) as store:
        work = _Work(store, document)
        number = work.at(place)
        turn = work.turns[number]
        low, high = place, place
        while low > turn.said_start and work.text[low - 1].isspace():
            low -= 1
        while high < turn.end and work.text[high].isspace():
            high += 1
        if low <= turn.said_start or high >= turn.end:
            raise InvalidInput("A turn is split in the middle of its words. Nothing was changed.")
        speaker = work.speaker_called(label) if label else turn.speaker_id
        shown = label
        if speaker is not None and speaker in work.speakers:
            shown = work.speakers[speaker].label
        written_label = _like(work, turn, shown)
        gap = _gap(work, number)
        grown = put_text(store, work.document, low, high, gap + written_label)
        start = low + len(gap)
        said = start + len(written_label)
        before = [work.turns[number - 1]] if number else []
        work.write_turns([*before, replace(turn, end=low)])
        store.documents.add_turns(
            [{"document_id": document, "speaker_id": speaker, "start": start, "said_start": said,
              "end": turn.end + grown, "time_ms": None}]
        )  # fmt: skip
        return said


def join_turns(project: Project, document: DocumentId, place: int, *, with_next: bool = False) -> int:
    """Make the turn at a place one with the turn before it, or with the next one; it is the first one's speaker's.

    The label between them is taken out of the text. Returns where the words that were joined meet. Raises NotFound.
    """
    with project.transaction(message("Join two turns")) as store:
        work = _Work(store, document)
        number = work.at(place) + with_next
        if not 0 < number < len(work.turns):
            raise NotFound("There is no turn to join this one with. Nothing was changed.")
        first, second = work.turns[number - 1], work.turns[number]
        low, high = first.end, second.said_start
        while low > first.said_start and work.text[low - 1].isspace():
            low -= 1
        while high < second.end and work.text[high].isspace():
            high += 1
        between = " " if low > first.said_start and high < second.end else ""
        grown = put_text(store, work.document, low, high, between)
        store.splices.remove("turn", [second.id])
        work.write_turns([replace(first, end=max(low + len(between), second.end + grown))])
        if second.speaker_id != first.speaker_id:
            work.forget_silent(second.speaker_id)
        return low + len(between)


def _label(name: str) -> str:
    label = " ".join(storable(name).split()).strip(":").strip()
    if not label:
        raise InvalidInput("A speaker needs a name. Nothing was changed.")
    if len(label) > LONGEST_LABEL:
        raise InvalidInput(
            "The name of a speaker has at most {limit} characters. Nothing was changed.", limit=LONGEST_LABEL
        )
    return label


def _like(work: _Work, turn: Turn, label: str) -> str:
    """A label like that of a turn with another name in it, without times; empty where turns have none."""
    if turn.start == turn.said_start:
        return ""
    stands, name = work.text[turn.start : turn.said_start], work.name_of(turn)
    at = stands.find(name) if name else -1
    if at < 0 or any(one.isdigit() for one in stands.replace(name, "", 1)):
        return f"{label or '?'}: "
    return stands[:at] + label + stands[at + len(name) :]


def _gap(work: _Work, number: int) -> str:
    """The line ends that stand between turns here."""
    turn = work.turns[number]
    other = turn.start if number else work.turns[number + 1].start if number + 1 < len(work.turns) else 0
    stripped = work.text[:other].rstrip("\n \t")
    return "\n" * max(1, work.text.count("\n", len(stripped), other))


def _relabel_all(work: _Work, speaker: SpeakerId, label: str) -> None:
    """Write another name into the labels of all turns of a speaker, and move everything along."""
    found = [work.relabelled(one, label) for one in work.turns if one.speaker_id == speaker]
    edits = [Edit(*one, 0) for one in found if one is not None]
    if not edits:
        return
    moved, words, document = Remap(edits), work.store.written, work.document.id
    words.write_text(document, written(work.text, edits))
    words.write_turns(
        [(one.id, moved.start(one.start), moved.start(one.said_start), moved.end(one.end)) for one in work.turns]
    )
    for table in ("coding", "memo"):
        spans = words.spans(table, document)
        words.write_spans(table, [(row, *moved.span(start, end)) for row, start, end in spans])
    words.write_starts([(row, moved.start(start)) for row, start in words.starts(document)])
