"""The files of one import as the preview shows them, and what has been chosen for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.domain.sources import DocumentKind
from qualcoder_peer.core.importers.run import Candidate, ImportOptions
from qualcoder_peer.core.services.preparing import (
    Prepared,
    SpeakerChoice,
    drop_speaker,
    merge_speakers,
    planned_respondents,
)
from qualcoder_peer.gui.rooms.material.people import Who

_DOUBTFUL_ENCODINGS = ("mac-roman", "cp850", "cp865")


class State(Enum):
    """How a file stands."""

    READY = "ready"
    LOOK = "look"
    THERE = "there"
    UNREADABLE = "unreadable"


@dataclass(slots=True)
class ImportItem:
    """One file. ``prepared`` is as it will be stored; ``by_hand`` are the fields the user has filled."""

    candidate: Candidate
    prepared: Prepared | None
    options: ImportOptions
    wanted: bool = True
    seen: bool = False
    busy: bool = False
    fault: Message | None = None
    by_hand: set[str] = field(default_factory=set)

    @property
    def path(self) -> Path:
        """The file."""
        return self.candidate.path

    @property
    def state(self) -> State:
        """Whether it can be stored as it is."""
        if self.prepared is None:
            return State.UNREADABLE
        if self.candidate.there:
            return State.THERE
        return State.LOOK if self.doubts() and not self.seen else State.READY

    @property
    def can_be_stored(self) -> bool:
        """Whether it may be ticked."""
        return self.state in (State.READY, State.LOOK)

    @property
    def will_be_stored(self) -> bool:
        """Whether it is ticked."""
        return self.wanted and self.can_be_stored

    def doubts(self) -> list[Message]:
        """What the user should look at before it is stored."""
        prepared = self.prepared
        if prepared is None:
            return []
        found: list[Message] = []
        if prepared.wrapping is not None and not prepared.unwrapped:
            found.append(message("The lines are broken"))
        if prepared.read.encoding in _DOUBTFUL_ENCODINGS and self.options.encoding is None:
            found.append(message("An old encoding"))
        if prepared.speakers and all(one.role is not SpeakerRole.RESPONDENT for one in prepared.speakers):
            found.append(message("No respondent among the speakers"))
        if prepared.read.left_out:
            found.append(message("Something is left out"))
        return found

    def summary(self) -> Message:
        """One line on how the file stands."""
        if self.prepared is None:
            return message("Cannot be read")
        if self.candidate.there:
            return message("Imported already as “{title}”", title=self.candidate.there)
        doubts = self.doubts()
        if doubts and not self.seen:
            return doubts[0]
        if self.prepared.speakers:
            return counted("{count} speaker", "{count} speakers", len(self.prepared.speakers))
        return message("No speakers")

    def take(self, prepared: Prepared) -> None:
        """Take on what was prepared anew, and keep what the user has chosen."""
        before = self.prepared
        if before is not None:
            if "title" in self.by_hand:
                prepared = replace(prepared, title=before.title)
            if "kind" in self.by_hand:
                prepared = replace(prepared, kind=before.kind)
            known = {one.label: one for one in before.speakers}
            speakers = tuple(
                known[one.label] if one.label in known and f"who:{one.label}" in self.by_hand else one
                for one in prepared.speakers
            )
            prepared = replace(prepared, date=before.date, speakers=speakers)
        self.prepared, self.fault = prepared, None

    def set_title(self, title: str) -> None:
        """Call the document something else."""
        if self.prepared is not None and title.strip():
            self.by_hand.add("title")
            self.prepared = replace(self.prepared, title=title.strip())

    def set_kind(self, kind: DocumentKind) -> None:
        """Say what kind of material it is."""
        if self.prepared is not None:
            self.by_hand.add("kind")
            self.prepared = replace(self.prepared, kind=kind)

    def set_date(self, date: str) -> None:
        """Say when it is from, as ISO 8601."""
        if self.prepared is not None:
            self.prepared = replace(self.prepared, date=date)

    def set_who(self, label: str, who: Who) -> None:
        """Say who a speaker is."""
        if self.prepared is not None:
            self.by_hand.add(f"who:{label}")
            speakers = tuple(
                SpeakerChoice(label, who.role, who.name) if one.label == label else one
                for one in self.prepared.speakers
            )
            self.prepared = replace(self.prepared, speakers=speakers)

    def merge(self, source: str, target: str) -> None:
        """A label is another way of writing ``target``."""
        if self.prepared is not None:
            self.prepared = merge_speakers(self.prepared, source, target)

    def drop(self, label: str) -> None:
        """A label is no speaker."""
        if self.prepared is not None:
            self.prepared = drop_speaker(self.prepared, label)

    def amounts(self) -> dict[str, tuple[int, int]]:
        """Turns and characters said of each label, as they stand after merging."""
        found: dict[str, tuple[int, int]] = {}
        for turn in self.prepared.turns.turns if self.prepared is not None else ():
            if turn.speaker is not None:
                turns, characters = found.get(turn.speaker, (0, 0))
                found[turn.speaker] = (turns + 1, characters + turn.end - turn.said_start)
        return found


def make_items(candidates: Sequence[Candidate], options: ImportOptions) -> list[ImportItem]:
    """The files as they were read, with ``options``."""
    return [ImportItem(one, one.prepared, options, wanted=not one.there) for one in candidates]


def plan_names(items: Sequence[ImportItem], taken: Sequence[str], shared: bool) -> list[dict[str, str]]:
    """Who each label of each file will be (label → name); empty for files that will not be stored."""
    files = [one.prepared for one in items if one.will_be_stored and one.prepared is not None]
    plans = iter(planned_respondents(taken, files, shared))
    return [next(plans) if one.will_be_stored and one.prepared is not None else {} for one in items]


def files_to_store(items: Sequence[ImportItem], taken: Sequence[str], shared: bool) -> list[tuple[Path, Prepared]]:
    """The ticked files, every respondent named as the preview showed it."""
    chosen = []
    for item, names in zip(items, plan_names(items, taken, shared), strict=True):
        if item.will_be_stored and item.prepared is not None:
            speakers = tuple(
                replace(one, respondent=names[one.label]) if one.label in names else one
                for one in item.prepared.speakers
            )
            chosen.append((item.path, replace(item.prepared, speakers=speakers)))
    return chosen
