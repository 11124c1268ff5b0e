"""What might give a person away when something leaves the program: rules, findings, tables of counts, as values.

A finding is known again by its fingerprint, a keyed hash made in ``services/disclosure.py``: what a person let pass is
kept in the project without the name or number it was about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.exports import option
from qualcoder_peer.core.domain.ids import CodingId, DocumentId, ReportItemId, SavedTableId
from qualcoder_peer.core.domain.messages import N_, Message, literal, message
from qualcoder_peer.core.domain.model import DisclosurePass


class DisclosureLevel(StrEnum):
    """What open findings mean: told of, told of and refused, or not looked for."""

    WARN = "warn"
    STRICT = "strict"
    OFF = "off"


LEVEL_CHOICES: Mapping[str, Message] = {
    DisclosureLevel.WARN.value: message("Warn"),
    DisclosureLevel.STRICT.value: message("Strict"),
    DisclosureLevel.OFF.value: message("Do not look"),
}


@dataclass(frozen=True, slots=True)
class DisclosureRules:
    """What is looked for before something leaves, kept with the project."""

    settings_key: ClassVar[str] = "disclosure"

    level: str = option(
        DisclosureLevel.WARN.value,
        message("When something is found"),
        message("Strict: nothing leaves while something that was found is open."),
        choices=LEVEL_CHOICES,
    )
    threshold: int = option(
        5,
        message("Fewest people who must be alike"),
        message("Fewer respondents with the same attributes, or a smaller number in a table, are told of."),
        lowest=2,
        highest=100,
    )
    names: bool = option(True, message("Names and numbers that are left in the text"))
    unsure: bool = option(False, message("Also words that may be names"))
    attributes: bool = option(True, message("Attributes that single people out"))
    tables: bool = option(True, message("Small numbers in tables"))
    suppress: bool = option(
        False,
        message("Hide small numbers in the tables of reports"),
        message("They read <5, and others with them, so that none can be computed from the totals."),
    )
    voices: bool = option(True, message("Themes with one voice"))
    mosaic: int = option(
        10,
        message("Most quotes of one respondent"),
        message("From more quotes than this a reader may piece together who it is. 0: do not count."),
        lowest=0,
        highest=10_000,
    )
    file: bool = option(
        True,
        message("What a Word file carries along"),
        message("Properties, comments, tracked changes, hidden text, embedded files, paths."),
    )


class DisclosureKind(StrEnum):
    """What sort of thing was found."""

    NAME = "name"
    NUMBER = "number"
    REPLACED = "replaced"
    KEY = "key"
    ATTRIBUTES = "attributes"
    SMALL_CELL = "small_cell"
    COMPUTABLE = "computable"
    DIFFERENCE = "difference"
    ONE_VOICE = "one_voice"
    MOSAIC = "mosaic"
    PROPERTIES = "properties"
    COMMENTS = "comments"
    TRACKED = "tracked"
    HIDDEN = "hidden"
    VERSIONS = "versions"
    CUSTOM_XML = "custom_xml"
    EMBEDDED = "embedded"
    THUMBNAIL = "thumbnail"
    MACROS = "macros"
    PATHS = "paths"


DISCLOSURE_TITLES: dict[DisclosureKind, str] = {
    DisclosureKind.NAME: N_("Name"),
    DisclosureKind.NUMBER: N_("Number or address"),
    DisclosureKind.REPLACED: N_("Real name of the key"),
    DisclosureKind.KEY: N_("Key to the pseudonyms"),
    DisclosureKind.ATTRIBUTES: N_("Attributes that single out"),
    DisclosureKind.SMALL_CELL: N_("Small number"),
    DisclosureKind.COMPUTABLE: N_("Number that can be computed"),
    DisclosureKind.DIFFERENCE: N_("Difference between tables"),
    DisclosureKind.ONE_VOICE: N_("Theme with one voice"),
    DisclosureKind.MOSAIC: N_("Many quotes of one person"),
    DisclosureKind.PROPERTIES: N_("File properties"),
    DisclosureKind.COMMENTS: N_("Comments"),
    DisclosureKind.TRACKED: N_("Tracked changes"),
    DisclosureKind.HIDDEN: N_("Hidden text"),
    DisclosureKind.VERSIONS: N_("Traces of earlier versions"),
    DisclosureKind.CUSTOM_XML: N_("Hidden data"),
    DisclosureKind.EMBEDDED: N_("Embedded file"),
    DisclosureKind.THUMBNAIL: N_("Picture of an earlier page"),
    DisclosureKind.MACROS: N_("Macros"),
    DisclosureKind.PATHS: N_("Path on a computer"),
}
FILE_KINDS = (
    DisclosureKind.PROPERTIES, DisclosureKind.COMMENTS, DisclosureKind.TRACKED, DisclosureKind.HIDDEN,
    DisclosureKind.VERSIONS, DisclosureKind.CUSTOM_XML, DisclosureKind.EMBEDDED, DisclosureKind.THUMBNAIL,
    DisclosureKind.MACROS, DisclosureKind.PATHS,
)  # fmt: skip
"""What is found in a file itself, and mended by writing a clean copy of it."""


class Mend(StrEnum):
    """What can be done about a finding in place; ``NONE``: only the writer can."""

    NONE = ""
    REPLACE = "replace"
    LEAVE_OUT = "leave_out"
    SUPPRESS = "suppress"
    CLEAN = "clean"


MEND_TITLES: dict[Mend, str] = {
    Mend.REPLACE: N_("Replace by a pseudonym…"),
    Mend.LEAVE_OUT: N_("Leave the columns out"),
    Mend.SUPPRESS: N_("Hide small numbers"),
    Mend.CLEAN: N_("Take it out of the file"),
}


@dataclass(frozen=True, slots=True)
class DisclosurePlace:
    """Where something was found; ``title`` is for people. ``[start, end)`` are code points of the document's text, and
    the rest is None where it has no meaning."""

    title: Message
    document: DocumentId | None = None
    start: int = 0
    end: int = 0
    coding: CodingId | None = None
    item: ReportItemId | None = None


@dataclass(frozen=True, slots=True)
class DisclosureFinding:
    """One thing that might give somebody away. ``subjects`` are what it is about (words, columns): never stored.

    ``places`` are the first of ``count`` places.
    """

    kind: DisclosureKind
    fingerprint: str
    message: Message
    places: tuple[DisclosurePlace, ...] = ()
    count: int = 1
    mend: Mend = Mend.NONE
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PassedFinding:
    """A finding that somebody let pass, and why."""

    finding: DisclosureFinding
    passed: DisclosurePass


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What the check found: ``open`` findings, and those ``passed`` before."""

    level: DisclosureLevel
    open: tuple[DisclosureFinding, ...] = ()
    passed: tuple[PassedFinding, ...] = ()

    @property
    def refuses(self) -> bool:
        """Whether nothing may leave as it is."""
        return self.level is DisclosureLevel.STRICT and bool(self.open)


class DisclosureRefused(UserError):
    """Something was not written or copied, because the project's rules are strict and findings are open."""


@dataclass(frozen=True, slots=True)
class CountTable:
    """Counts of people in rows and columns, as they are printed; None is a cell without a number.

    Totals are those printed, None where there are none. They need not add up (a person counts in several rows).
    ``unit`` says what is counted (``respondents``, ``answers``); only tables of the same can be compared. ``left``: in
    which file it has left before, None for a table that is about to leave.
    """

    title: Message
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...] | None = None
    column_totals: tuple[int | None, ...] | None = None
    total: int | None = None
    unit: str = "respondents"
    item: ReportItemId | None = None
    left: Message | None = None

    @property
    def shown_title(self) -> Message:
        """What people call it: its title, and in which file it left."""
        return self.title if self.left is None else message("{table} ({file})", table=self.title, file=self.left)

    def value(self, row: int, column: int) -> int | None:
        """What is printed at a place; the row after the last is the totals', and so is the column."""
        last_row, last_column = row == len(self.rows), column == len(self.columns)
        if last_row and last_column:
            return self.total
        if last_row:
            return self.column_totals[column] if self.column_totals is not None else None
        if last_column:
            return self.row_totals[row] if self.row_totals is not None else None
        return self.cells[row][column]


@dataclass(frozen=True, slots=True)
class LeftFile:
    """The ``name`` of a file in which something left the project, and when (ISO 8601, UTC)."""

    name: str
    time: str


@dataclass(frozen=True, slots=True)
class LeftTable:
    """A table of counts that has left the project; ``files`` are those it left in, the first one first."""

    id: SavedTableId
    table: CountTable
    files: tuple[LeftFile, ...]


def table_title(words: str) -> Message:
    """A caption as the title of a table."""
    return literal(words) if words else message("Table")
