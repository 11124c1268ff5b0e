"""The nouns of the project as values: what the core hands out and what the window shows.

Positions are code points of the stored text, half open ``[start, end)``. Times within a recording are
whole milliseconds. Dates are ISO 8601 in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from qualcoder_peer.core.domain.ids import (
    AttributeId,
    ClaimId,
    CodeId,
    CoderId,
    CodingId,
    DocumentId,
    MemoId,
    ReportId,
    ReportItemId,
    RespondentId,
    SavedTableId,
    SelectionId,
    SpeakerId,
    StepId,
    TurnId,
)
from qualcoder_peer.core.domain.messages import Message, N_


class CodeRole(StrEnum):
    """What a code stands for in the assignment."""

    QUESTION = "question"
    THEME = "theme"
    CODE = "code"
    GOAL = "goal"


class Stance(StrEnum):
    """Whether the respondent speaks for or against what the code says."""

    NONE = "none"
    FOR = "for"
    AGAINST = "against"
    MIXED = "mixed"


class SpeakerRole(StrEnum):
    """Whose words a turn holds. Only a respondent's words are evidence."""

    INTERVIEWER = "interviewer"
    RESPONDENT = "respondent"
    OTHER = "other"


class Consent(StrEnum):
    """What a person has said to taking part."""

    UNKNOWN = ""
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Owner(StrEnum):
    """Whose a column of free attributes is, and what a set or a saved filter is about."""

    RESPONDENT = "respondent"
    DOCUMENT = "document"


class AttributeKind(StrEnum):
    """What a column of attributes holds; how each is written is told in ``domain/values.py``."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


ROLE_TITLES: dict[CodeRole, str] = {
    CodeRole.QUESTION: N_("Research question"),
    CodeRole.THEME: N_("Theme"),
    CodeRole.CODE: N_("Code"),
    CodeRole.GOAL: N_("Target goal"),
}
STANCE_TITLES: dict[Stance, str] = {
    Stance.NONE: N_("No stance"),
    Stance.FOR: N_("For"),
    Stance.AGAINST: N_("Against"),
    Stance.MIXED: N_("Mixed"),
}
SPEAKER_TITLES: dict[SpeakerRole, str] = {
    SpeakerRole.INTERVIEWER: N_("Interviewer"),
    SpeakerRole.RESPONDENT: N_("Respondent"),
    SpeakerRole.OTHER: N_("Other"),
}
CONSENT_TITLES: dict[Consent, str] = {
    Consent.UNKNOWN: N_("Not known"),
    Consent.GIVEN: N_("Given"),
    Consent.REFUSED: N_("Refused"),
    Consent.WITHDRAWN: N_("Withdrawn"),
}
ATTRIBUTE_TITLES: dict[AttributeKind, str] = {
    AttributeKind.TEXT: N_("Text"),
    AttributeKind.NUMBER: N_("Number"),
    AttributeKind.DATE: N_("Date"),
    AttributeKind.CHOICE: N_("One of a list"),
    AttributeKind.YES_NO: N_("Yes or no"),
}


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """What the project is about; ``method`` is a key of METHOD_TITLES."""

    guid: str
    title: str
    assignment: str = ""
    purpose: str = ""
    method: str = ""
    language: str = "sv"
    created: str = ""


METHOD_TITLES: dict[str, str] = {
    "": N_("Not decided"),
    "thematic": N_("Thematic analysis"),
    "reflexive": N_("Reflexive thematic analysis"),
    "framework": N_("Framework analysis"),
    "content": N_("Content analysis"),
    "reliability": N_("Coding reliability"),
}


@dataclass(frozen=True, slots=True)
class Coder:
    """A person who codes; ``name`` is unique in the project (often initials)."""

    id: CoderId
    guid: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Document:
    """A transcript or other text. ``sha256`` is of the imported file; ``characters`` counts code points."""

    id: DocumentId
    guid: str
    title: str
    kind: str
    language: str
    characters: int
    sha256: str
    file_name: str
    format: str
    encoding: str
    left_out: tuple[Message, ...]
    date: str
    imported: str
    imported_by: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker label in one document, matched or not to a respondent of the project."""

    id: SpeakerId
    document_id: DocumentId
    label: str
    role: SpeakerRole
    respondent_id: RespondentId | None


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of talk: ``start`` is where its label begins, ``said_start`` where the words said begin."""

    id: TurnId
    document_id: DocumentId
    speaker_id: SpeakerId | None
    start: int
    said_start: int
    end: int
    time_ms: int | None


@dataclass(frozen=True, slots=True)
class Respondent:
    """A person known by pseudonym, with free attributes (name → value as it is stored, in the order of the columns).

    ``consent_date`` is ISO 8601 (2026-03-01) or empty.
    """

    id: RespondentId
    guid: str
    name: str
    role: SpeakerRole
    attributes: Mapping[str, str] = field(default_factory=dict)
    memo: str = ""
    consent: Consent = Consent.UNKNOWN
    consent_date: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column of the respondents' or of the documents' table; ``choices`` are the values of the kind choice."""

    id: AttributeId
    name: str
    position: int
    owner: Owner = Owner.RESPONDENT
    kind: AttributeKind = AttributeKind.TEXT
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """A set of named documents or respondents, or a saved filter over them; ``rule`` is JSON, empty for a set."""

    id: SelectionId
    guid: str
    about: Owner
    name: str
    rule: str = ""

    @property
    def is_filter(self) -> bool:
        """Whether it is a rule rather than a list of members."""
        return bool(self.rule)


@dataclass(frozen=True, slots=True)
class Code:
    """A node of the code tree. ``position`` orders it among its siblings, from 0."""

    id: CodeId
    guid: str
    parent_id: CodeId | None
    position: int
    name: str
    role: CodeRole
    colour: str
    definition: str = ""
    when_to_use: str = ""
    when_not: str = ""
    example: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class Coding:
    """A code put on a segment of a document by a coder; ``automatic`` until a person confirms what a rule coded."""

    id: CodingId
    guid: str
    document_id: DocumentId
    code_id: CodeId
    coder_id: CoderId
    start: int
    end: int
    stance: Stance
    starred: bool
    created: str
    changed: str
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Memo:
    """A note on the project, a document (or a passage of it), a code, a coding or a respondent.

    ``owner`` is one of ``project document code coding respondent``; a passage is a document's memo with
    ``start`` and ``end``. ``text`` is Markdown. An entry of the research journal is the project's, with the ``date``
    (ISO) it is about.
    """

    id: MemoId
    guid: str
    owner: str
    owner_id: int | None
    start: int | None
    end: int | None
    text: str
    coder: str
    created: str
    changed: str
    is_journal: bool = False
    title: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report draft kept in the project; ``kind`` is ``evaluation``, ``memo``, ``framework`` or ``article``."""

    id: ReportId
    guid: str
    title: str
    created: str
    kind: str = "evaluation"


@dataclass(frozen=True, slots=True)
class ReportItem:
    """One entry of a report's outline: ``kind`` is ``code`` (a heading), ``quote``, ``text``, ``table`` or ``chart``.

    ``parent_id`` nests it under a heading; ``position`` orders it among its siblings, from 0. ``section``
    names the chapter of a top-level text (``summary``, ``assignment`` …) and is empty elsewhere. ``title`` is the
    heading of a text of its own, or the caption of a table or chart. ``printed`` is the printed form of a quote, empty
    where it stands as it was said; ``form`` is ``inline``, ``block`` or empty: by its length. ``settings`` is JSON:
    what a table or chart shows.
    """

    id: ReportItemId
    report_id: ReportId
    parent_id: ReportItemId | None
    position: int
    kind: str
    section: str
    code_id: CodeId | None
    coding_id: CodingId | None
    text: str
    title: str = ""
    printed: str = ""
    form: str = ""
    settings: str = ""


class Judgement(StrEnum):
    """What is judged of a target goal; empty: not judged yet."""

    NONE = ""
    ATTAINED = "attained"
    PARTLY = "partly"
    NOT_SHOWN = "not_shown"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


JUDGEMENT_TITLES: Mapping[Judgement, str] = {
    Judgement.NONE: N_("Not judged yet"),
    Judgement.ATTAINED: N_("Attained"),
    Judgement.PARTLY: N_("Partly attained"),
    Judgement.NOT_SHOWN: N_("Not shown"),
    Judgement.NOT_APPLICABLE: N_("Not applicable"),
    Judgement.UNKNOWN: N_("Cannot be said"),
}


@dataclass(frozen=True, slots=True)
class Goal:
    """What is judged of a target goal: the rubric, when it was last changed, the judgement and its reasons."""

    code_id: CodeId
    rubric: str
    rubric_changed: str
    judgement: Judgement
    text: str
    changed: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A finding about a code (``kind`` ``finding``) or a conclusion about a research question (``conclusion``)."""

    id: ClaimId
    guid: str
    kind: str
    code_id: CodeId
    position: int
    text: str
    changed: str


@dataclass(frozen=True, slots=True)
class GridCell:
    """What a person wrote of what a respondent says about a code."""

    code_id: CodeId
    respondent_id: RespondentId
    text: str
    changed: str


@dataclass(frozen=True, slots=True)
class DisclosurePass:
    """A finding of the disclosure check that somebody let pass, with the reason."""

    id: int
    fingerprint: str
    kind: str
    reason: str
    coder: str
    time: str


@dataclass(frozen=True, slots=True)
class SavedTable:
    """A quote table or a matrix kept under a name; ``settings`` is JSON."""

    id: SavedTableId
    guid: str
    name: str
    kind: str
    settings: str
    changed: str


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the history: who did what when. ``number`` counts from 1 in order of doing."""

    id: StepId
    number: int
    time: str
    coder: str
    label: Message
    undone: bool
    changes: int
    can_replay: bool
