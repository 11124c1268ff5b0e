"""What an importer reads out of a file, and what is found in its text before it becomes a document.

Positions are code points of ``ReadText.text`` (or of the unwrapped text), half open; times are milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from qualcoder_peer.core.domain.messages import N_, Message
from qualcoder_peer.core.domain.model import SpeakerRole


class DocumentKind(StrEnum):
    """What kind of material a document is."""

    INTERVIEW = "interview"
    GROUP_INTERVIEW = "group_interview"
    FIELD_NOTE = "field_note"
    SURVEY = "survey"
    DOCUMENT = "document"


KIND_TITLES: dict[DocumentKind, str] = {
    DocumentKind.INTERVIEW: N_("Interview"),
    DocumentKind.GROUP_INTERVIEW: N_("Group interview"),
    DocumentKind.FIELD_NOTE: N_("Field note"),
    DocumentKind.SURVEY: N_("Survey"),
    DocumentKind.DOCUMENT: N_("Document"),
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the file that is not in the text, or is there in another shape; ``count`` is how many.

    ``lost`` is false for what nobody misses: a mere note on how the file was read.
    """

    message: Message
    count: int
    lost: bool = field(default=True, compare=False)


class PlaceKind(StrEnum):
    """What a place of a document is, by which a quote can be found in the file it came from."""

    PAGE = "page"
    HEADING = "heading"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """Where a page (``label`` is its number as printed), a heading or a column of a sheet (its name) begins.

    A place lasts to the next of its kind. ``level`` is 1 to 9 for headings, else 0.
    """

    kind: PlaceKind
    start: int
    label: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class FoundComment:
    """A comment somebody wrote beside ``[start, end)`` in Word; ``time`` is ISO 8601 or empty."""

    start: int
    end: int
    text: str
    author: str
    time: str = ""


@dataclass(frozen=True, slots=True)
class FoundTurn:
    """One speaker's turn: ``start`` with its label and time stamp, ``said_start`` at the first word said.

    Turns follow each other without gaps but white space and time stamps of their ends; ``said_start == end`` when
    nothing was said. ``speaker`` is None where only a time stamp, or no label at all, begins the turn.
    """

    start: int
    said_start: int
    end: int
    speaker: str | None
    time_ms: int | None


@dataclass(frozen=True, slots=True)
class ReadText:
    """The text of one file, ready to be previewed and stored.

    ``text`` has ``\\n`` line ends, none at its end, and no byte order mark; it is otherwise what the file said.
    ``format`` is the importer's key, ``encoding`` the encoding a plain text was read with. ``bold`` are the
    spans printed in bold at the start of a line. ``sha256`` is the hex digest of the file's bytes.
    ``turns`` are those the format itself tells (captions, a sheet with a speaker column); None where they are to be
    found in the text. ``attributes`` and ``date`` (ISO 8601) are what the file says of the document, ``respondent``
    the person whose words all of it is; empty where it says nothing. ``replaced`` is how often rules that replace names
    were applied to ``text``.
    """

    title: str
    text: str
    format: str
    encoding: str | None
    bold: tuple[tuple[int, int], ...]
    left_out: tuple[LeftOut, ...]
    sha256: str
    file_name: str
    turns: tuple[FoundTurn, ...] | None = None
    places: tuple[FoundPlace, ...] = ()
    comments: tuple[FoundComment, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    date: str = ""
    respondent: str = ""
    replaced: int = 0


@dataclass(frozen=True, slots=True)
class FoundSpeaker:
    """A label found in a text, how often it speaks, how many code points it says, and a guess of its role."""

    label: str
    turns: int
    characters: int
    role: SpeakerRole


@dataclass(frozen=True, slots=True)
class TurnProposal:
    """The turns and speakers found; ``pattern`` is the key of the form that matched (``none`` when nothing did)."""

    turns: tuple[FoundTurn, ...]
    speakers: tuple[FoundSpeaker, ...]
    pattern: str


_SURVEY_WORDS = ("enkät", "survey", "spørgeskema", "questionnaire", "formulär")
_NOTE_WORDS = (
    "fältanteckning", "fältnot", "observation", "anteckning", "dagbok", "field note", "fieldnote", "field_note",
    "feltnot", "notat", "dagbog", "diary", "minnesanteckning",
)  # fmt: skip


def guess_kind(proposal: TurnProposal, title: str = "") -> DocumentKind:
    """The kind a document most likely is, from its speakers and, where nobody speaks, from words of its title."""
    respondents = sum(1 for speaker in proposal.speakers if speaker.role is SpeakerRole.RESPONDENT)
    if respondents >= 2 and len(proposal.speakers) >= 3:
        return DocumentKind.GROUP_INTERVIEW
    if proposal.speakers:
        return DocumentKind.INTERVIEW
    words = title.casefold()
    if any(word in words for word in _SURVEY_WORDS):
        return DocumentKind.SURVEY
    if any(word in words for word in _NOTE_WORDS):
        return DocumentKind.FIELD_NOTE
    return DocumentKind.DOCUMENT
