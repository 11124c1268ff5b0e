"""What an update of a finished report would do, as values: entries, the choices for each, and what was said beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from qualcoder_peer.core.domain.disclosure import Disclosure
from qualcoder_peer.core.domain.ids import ReportId
from qualcoder_peer.core.domain.messages import Message, message


class UpdateKind(StrEnum):
    """How what stands in a control differs from the project."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    """Only the project has changed since the control was written."""
    MINE = "mine"
    """Only the writer has changed what lies in it."""
    CONFLICT = "conflict"
    """Both have."""
    GONE = "gone"
    """What it was made from is no longer in the report."""
    NEW = "new"
    """In the report, and nowhere in the file."""
    OTHER_REPORT = "other_report"
    """Of another report of the same project."""
    FOREIGN = "foreign"
    """Of another project."""


class Decision(StrEnum):
    """What is done with an entry."""

    KEEP = "keep"
    REFRESH = "refresh"
    COMMENT = "comment"
    ADD = "add"


KIND_TITLES: Mapping[UpdateKind, Message] = {
    UpdateKind.CHANGED: message("Changed in the project"),
    UpdateKind.CONFLICT: message("Changed in the project and in the file"),
    UpdateKind.MINE: message("Changed in the file only"),
    UpdateKind.GONE: message("No longer in the report"),
    UpdateKind.NEW: message("Not in the file"),
    UpdateKind.OTHER_REPORT: message("Of another report"),
    UpdateKind.FOREIGN: message("Of another project"),
    UpdateKind.UNCHANGED: message("As in the project"),
}
"""What a person calls each kind, in the order in which they are shown."""
DECISION_TITLES: Mapping[Decision, Message] = {
    Decision.KEEP: message("leave as it is"),
    Decision.REFRESH: message("write anew"),
    Decision.COMMENT: message("mark with a comment"),
    Decision.ADD: message("add"),
}


@dataclass(frozen=True, slots=True)
class UpdateEntry:
    """One control (or one that was split into several, or one that is missing).

    ``before`` are its words in the file, ``after`` those of the project now. ``choices`` are the decisions that can be
    taken, ``default`` the safe one. ``controls`` are the numbers of its pieces among all controls of the file;
    ``neighbours`` the keys after which a new one goes, the nearest in the outline first.
    """

    number: int
    key: str
    kind: UpdateKind
    title: Message
    place: Message
    before: str
    after: str
    default: Decision
    choices: tuple[Decision, ...]
    notes: tuple[Message, ...] = ()
    controls: tuple[int, ...] = ()
    neighbours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """What was found. ``data`` are the bytes of the file as read, ``fresh`` those of the report as it would be now.

    ``notices`` are sentences about the file as a whole. ``restored`` controls had lost their tags. ``disclosure`` is
    what might give somebody away in the report as it would be now. ``headings`` are what each heading of a code reads
    and has read, by its key.
    """

    path: Path
    report: ReportId
    report_title: str
    language: str
    data: bytes
    fresh: bytes
    entries: tuple[UpdateEntry, ...]
    notices: tuple[Message, ...] = ()
    restored: int = 0
    disclosure: Disclosure | None = None
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_current(self) -> bool:
        """Whether everything of ours in the file is as in the project, and nothing is missing."""
        quiet = (UpdateKind.UNCHANGED, UpdateKind.FOREIGN, UpdateKind.OTHER_REPORT)
        return all(entry.kind in quiet for entry in self.entries)

    def of_kind(self, kind: UpdateKind) -> list[UpdateEntry]:
        """The entries of one kind, in the order of the document."""
        return [entry for entry in self.entries if entry.kind is kind]

    def decisions(
        self, *, overwrite_mine: bool = False, add_new: bool = False, mark_gone: bool = False
    ) -> dict[int, Decision]:
        """The decision for each entry by its number: the safe ones, or bolder ones for a whole kind."""
        chosen: dict[int, Decision] = {}
        for entry in self.entries:
            wanted = entry.default
            if overwrite_mine and entry.kind in (UpdateKind.MINE, UpdateKind.CONFLICT):
                wanted = Decision.REFRESH
            elif add_new and entry.kind is UpdateKind.NEW:
                wanted = Decision.ADD
            elif mark_gone and entry.kind is UpdateKind.GONE:
                wanted = Decision.COMMENT
            chosen[entry.number] = wanted if wanted in entry.choices else entry.default
        return chosen


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """What was written: ``path``, the ``backup`` of a file that stood there (or None), how many of each decision."""

    path: Path
    backup: Path | None
    refreshed: int
    added: int
    commented: int
    kept: int
