"""The documents of one import as the preview shows them, and what has been chosen for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import Document, SpeakerRole
from qualcoder_peer.core.domain.sources import DocumentKind
from qualcoder_peer.core.importers import ARCHIVES, Importer, importer_for
from qualcoder_peer.core.importers.run import Candidate, ImportOptions
from qualcoder_peer.core.services.preparing import (
    CommentUse,
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


@dataclass(slots=True, eq=False)
class ImportItem:
    """One document. ``prepared`` is as it will be stored; ``by_hand`` are the fields the user has filled.

    ``earlier`` is a document that came from a file of the same name with other content; ``replaces``: it is to become
    this one. ``fault`` says why what was chosen last cannot be done, ``fault_of`` of what (``pattern`` or ``file``).
    """

    candidate: Candidate
    prepared: Prepared | None
    options: ImportOptions
    wanted: bool = True
    seen: bool = False
    busy: bool = False
    fault: Message | None = None
    fault_of: str = ""
    by_hand: set[str] = field(default_factory=set)
    earlier: Document | None = None
    replaces: bool = False

    @property
    def path(self) -> Path:
        """The file; in a packed file it goes on with the path in there."""
        return self.candidate.path

    @property
    def name(self) -> str:
        """What it is called in the list: its file's name, or its title if the file holds several documents."""
        return self.prepared.title if self.prepared is not None and self.prepared.part else self.path.name

    @property
    def importer(self) -> Importer | None:
        """What has read it; None if no importer knows the file's ending."""
        try:
            return importer_for(self.path)
        except UnreadableFile:
            return None

    @property
    def format(self) -> str:
        """The key of its format; for a file that could not be read that of its ending."""
        if self.prepared is not None:
            return self.prepared.read.format
        return self.importer.key if self.importer is not None else ""

    @property
    def has_encodings(self) -> bool:
        """Whether another encoding can be chosen for it."""
        return self.importer is not None and any(one.name == "encoding" for one in fields(self.importer.Options))

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
        return self.prepared is not None and not self.candidate.there

    @property
    def will_be_stored(self) -> bool:
        """Whether it is ticked."""
        return self.wanted and self.can_be_stored and not self.replaces

    @property
    def will_replace(self) -> bool:
        """Whether it is to be the new version of a document."""
        return self.replaces and self.earlier is not None and self.can_be_stored

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
        if any(one.lost for one in prepared.left_out):
            found.append(message("Something is left out"))
        if self.earlier is not None and not self.replaces:
            found.append(message("Another version of “{title}”?", title=self.earlier.title))
        return found

    def summary(self) -> Message:
        """One line on how the file stands."""
        if self.prepared is None:
            return message("Cannot be read")
        if self.candidate.there:
            return message("Imported already as “{title}”", title=self.candidate.there)
        if self.will_replace and self.earlier is not None:
            return message("New version of “{title}”", title=self.earlier.title)
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
            if "date" in self.by_hand:
                prepared = replace(prepared, date=before.date)
            prepared = replace(prepared, speakers=speakers, comment_use=before.comment_use)
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
            self.by_hand.add("date")
            self.prepared = replace(self.prepared, date=date)

    def set_comments(self, use: CommentUse) -> None:
        """Say what becomes of the comments in it."""
        self.options = replace(self.options, comments=use)
        if self.prepared is not None:
            self.prepared = replace(self.prepared, comment_use=use)

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


@dataclass(slots=True, eq=False)
class Group:
    """Documents out of one file: a packed file, or a sheet with a document a row."""

    path: Path
    items: list[ImportItem]

    @property
    def state(self) -> State:
        """The state that matters most among them."""
        states = {one.state for one in self.items}
        if State.LOOK in states:
            return State.LOOK
        return State.READY if State.READY in states else State.THERE if State.THERE in states else State.UNREADABLE

    def summary(self) -> Message:
        """One line on how many of them there are."""
        wanted = sum(1 for one in self.items if one.will_be_stored or one.will_replace)
        if wanted == len(self.items):
            return counted("{count} document", "{count} documents", wanted)
        return counted("{wanted} of {count} document", "{wanted} of {count} documents", len(self.items), wanted=wanted)


@dataclass(frozen=True, slots=True)
class Choice:
    """What an import is to do: documents to store, and new versions of documents there are (document and item)."""

    store: list[tuple[Path, Prepared]]
    versions: list[tuple[Document, Path, Prepared]]
    keep_original: bool


def make_items(
    candidates: Sequence[Candidate], options: ImportOptions, documents: Mapping[str, Sequence[Document]]
) -> list[ImportItem]:
    """The documents as they were read, with ``options``; ``documents`` are those of the project by file name."""
    return [
        ImportItem(one, one.prepared, options, wanted=not one.there, earlier=earlier_version(one, documents))
        for one in candidates
    ]


def by_file_name(documents: Sequence[Document]) -> dict[str, list[Document]]:
    """The documents of a project by the name of the file they came from."""
    found: dict[str, list[Document]] = {}
    for one in documents:
        found.setdefault(one.file_name, []).append(one)
    return found


def earlier_version(candidate: Candidate, documents: Mapping[str, Sequence[Document]]) -> Document | None:
    """The one document that came from a file of this name with other content; of a file that holds several documents
    the one with this title."""
    prepared = candidate.prepared
    if prepared is None or candidate.there:
        return None
    found = [one for one in documents.get(prepared.read.file_name, ()) if one.sha256 != prepared.read.sha256]
    if prepared.part:
        found = [one for one in found if one.title == prepared.title]
    return found[0] if len(found) == 1 else None


def grouped(items: Sequence[ImportItem]) -> list[ImportItem | Group]:
    """The items as the list shows them: several out of one file as a group, at the place of the first."""
    by_file: dict[Path, list[ImportItem]] = {}
    for item in items:
        by_file.setdefault(_outermost(item.path), []).append(item)
    return [Group(path, many) if len(many) > 1 else many[0] for path, many in by_file.items()]


def _outermost(path: Path) -> Path:
    above = next((one for one in reversed(path.parents) if one.suffix.lower() in ARCHIVES and one.is_file()), None)
    return path if above is None else above


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
