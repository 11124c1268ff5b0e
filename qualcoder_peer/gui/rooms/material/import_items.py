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
from qualcoder_peer.core.importers import Importer, importer_for
from qualcoder_peer.core.importers.run import Candidate, ChosenFile, ImportOptions
from qualcoder_peer.core.importers.zip_archive import archive_of
from qualcoder_peer.core.services.preparing import CommentUse, Prepared, SpeakerChoice, planned_respondents
from qualcoder_peer.core.services.previews import Corrections, Preview, corrected, corrected_preview, preview_of
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
    """One document. ``candidate`` is as it was read with ``options``, ``preview`` as it will be stored.

    ``earlier`` is a document that came from a file of the same name with other content; ``replaces``: it is to become
    this one. ``fault`` says why what was chosen last cannot be done, ``fault_of`` of what (``pattern`` or ``file``);
    ``lost`` why its text cannot be shown any more.
    """

    candidate: Candidate
    options: ImportOptions
    wanted: bool = True
    seen: bool = False
    busy: bool = False
    fault: Message | None = None
    fault_of: str = ""
    lost: Message | None = None
    corrections: Corrections = Corrections()
    preview: Preview | None = field(init=False)
    earlier: Document | None = None
    replaces: bool = False

    def __post_init__(self) -> None:
        self.preview = self.candidate.preview

    @property
    def path(self) -> Path:
        """The file; in a packed file it goes on with the path in there."""
        return self.candidate.path

    @property
    def name(self) -> str:
        """What it is called in the list: its file's name, or its title if the file holds several documents."""
        return self.preview.title if self.preview is not None and self.preview.part else self.path.name

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
        if self.preview is not None:
            return self.preview.format
        return self.importer.key if self.importer is not None else ""

    @property
    def has_encodings(self) -> bool:
        """Whether another encoding can be chosen for it."""
        return self.importer is not None and any(one.name == "encoding" for one in fields(self.importer.Options))

    @property
    def state(self) -> State:
        """Whether it can be stored as it is."""
        if self.preview is None:
            return State.UNREADABLE
        if self.candidate.there:
            return State.THERE
        return State.LOOK if self.doubts() and not self.seen else State.READY

    @property
    def can_be_stored(self) -> bool:
        """Whether it may be ticked."""
        return self.preview is not None and not self.candidate.there

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
        preview = self.preview
        if preview is None:
            return []
        found: list[Message] = []
        if preview.wrapping is not None and not preview.unwrapped:
            found.append(message("The lines are broken"))
        if preview.encoding in _DOUBTFUL_ENCODINGS and self.options.encoding is None:
            found.append(message("An old encoding"))
        if preview.speakers and all(one.role is not SpeakerRole.RESPONDENT for one in preview.speakers):
            found.append(message("No respondent among the speakers"))
        if any(one.lost for one in preview.left_out):
            found.append(message("Something is left out"))
        if self.earlier is not None and not self.replaces:
            found.append(message("Another version of “{title}”?", title=self.earlier.title))
        return found

    def summary(self) -> Message:
        """One line on how the file stands."""
        if self.preview is None:
            return message("Cannot be read")
        if self.candidate.there:
            return message("Imported already as “{title}”", title=self.candidate.there)
        if self.will_replace and self.earlier is not None:
            return message("New version of “{title}”", title=self.earlier.title)
        doubts = self.doubts()
        if doubts and not self.seen:
            return doubts[0]
        if self.preview.speakers:
            return counted("{count} speaker", "{count} speakers", len(self.preview.speakers))
        return message("No speakers")

    def take(self, candidate: Candidate, options: ImportOptions) -> None:
        """Take on what was read anew, and keep what the user has chosen; labels that were merged or taken for none
        are what they were unless others are looked for."""
        if options.speakers != self.options.speakers:
            self.corrections = replace(self.corrections, labels=())
        comments = self.options.comments
        self.options = replace(options, comments=comments)
        self.candidate = replace(candidate, there=self.candidate.there)
        self.fault = self.lost = None
        if candidate.preview is not None:
            found = replace(candidate.preview, comment_use=comments)
            self.preview = corrected_preview(found, self.corrections)

    def with_corrections(self, read: Prepared) -> Prepared:
        """The document as it was read, made what it will be; what is told of it is counted in it."""
        made = replace(corrected(read, self.corrections), comment_use=self.options.comments)
        self.preview = preview_of(made)
        return made

    def set_title(self, title: str) -> None:
        """Call the document something else."""
        if title.strip():
            self._correct(replace(self.corrections, title=title.strip()))

    def set_kind(self, kind: DocumentKind) -> None:
        """Say what kind of material it is."""
        self._correct(replace(self.corrections, kind=kind))

    def set_date(self, date: str) -> None:
        """Say when it is from, as ISO 8601."""
        self._correct(replace(self.corrections, date=date))

    def set_comments(self, use: CommentUse) -> None:
        """Say what becomes of the comments in it."""
        self.options = replace(self.options, comments=use)
        if self.preview is not None:
            self.preview = replace(self.preview, comment_use=use)

    def set_who(self, label: str, who: Who) -> None:
        """Say who a speaker is."""
        others = tuple(one for one in self.corrections.who if one.label != label)
        self._correct(replace(self.corrections, who=(*others, SpeakerChoice(label, who.role, who.name))))

    def merge(self, source: str, target: str) -> None:
        """A label is another way of writing ``target``."""
        self._correct(replace(self.corrections, labels=(*self.corrections.labels, (source, target))))

    def drop(self, label: str) -> None:
        """A label is no speaker."""
        self._correct(replace(self.corrections, labels=(*self.corrections.labels, (label, ""))))

    def as_shown(self, names: Mapping[str, str]) -> Corrections:
        """The corrections, with everybody who speaks as the preview showed it; ``names`` are those of respondents."""
        speakers = self.preview.speakers if self.preview is not None else ()
        who = tuple(replace(one, respondent=names.get(one.label, one.respondent)) for one in speakers)
        return replace(self.corrections, who=who)

    def _correct(self, corrections: Corrections) -> None:
        self.corrections = corrections
        if self.preview is not None:
            self.preview = corrected_preview(self.preview, corrections)


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
    """What an import is to do: files to store, and files that are new versions of documents there are."""

    store: list[ChosenFile]
    versions: list[tuple[Document, ChosenFile]]
    keep_original: bool


def make_items(
    candidates: Sequence[Candidate], options: ImportOptions, documents: Mapping[str, Sequence[Document]]
) -> list[ImportItem]:
    """The documents as they were read, with ``options``; ``documents`` are those of the project by file name."""
    return [
        ImportItem(one, options, wanted=not one.there, earlier=earlier_version(one, documents)) for one in candidates
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
    preview = candidate.preview
    if preview is None or candidate.there:
        return None
    found = [one for one in documents.get(preview.file_name, ()) if one.sha256 != preview.sha256]
    if preview.part:
        found = [one for one in found if one.title == preview.title]
    return found[0] if len(found) == 1 else None


def grouped(items: Sequence[ImportItem]) -> list[ImportItem | Group]:
    """The items as the list shows them: several out of one file as a group, at the place of the first."""
    by_file: dict[Path, list[ImportItem]] = {}
    for item in items:
        by_file.setdefault(_outermost(item.path), []).append(item)
    return [Group(path, many) if len(many) > 1 else many[0] for path, many in by_file.items()]


def _outermost(path: Path) -> Path:
    return archive_of(path) or path


def plan_names(items: Sequence[ImportItem], taken: Sequence[str], shared: bool) -> list[dict[str, str]]:
    """Who each label of each file will be (label → name); empty for files that will not be stored."""
    files = [one.preview for one in items if one.will_be_stored and one.preview is not None]
    plans = iter(planned_respondents(taken, files, shared))
    return [next(plans) if one.will_be_stored and one.preview is not None else {} for one in items]


def files_to_store(items: Sequence[ImportItem], taken: Sequence[str], shared: bool) -> list[ChosenFile]:
    """The files of which documents are ticked, every respondent named as the preview showed it."""
    files: dict[Path, ImportItem] = {}
    wanted: dict[Path, dict[int, Corrections]] = {}
    for item, names in zip(items, plan_names(items, taken, shared), strict=True):
        if item.will_be_stored and item.preview is not None:
            files.setdefault(item.path, item)
            wanted.setdefault(item.path, {})[item.preview.part] = item.as_shown(names)
    return [chosen_file(one, wanted[path]) for path, one in files.items()]


def chosen_file(item: ImportItem, documents: Mapping[int, Corrections]) -> ChosenFile:
    """The file of a document, with those documents of it that are wanted."""
    return ChosenFile(item.path, item.options, item.candidate.digest, documents)
