"""The whole file format of a ``.qcp`` project on one page.

A project is one SQLite file with ``application_id`` APPLICATION_ID and ``user_version``
1000 × major + minor of FORMAT. Every table has an integer primary key ``id`` that is never reused
(AUTOINCREMENT), because the journal names rows by table and id. There are no floating-point columns, so
that a row survives the journal's JSON unchanged. Positions are code points of ``document_text.text``,
half open. Dates are ISO 8601 UTC texts; booleans are 0 or 1.

Everything but the journal's own tables (``step``, ``change``, ``recorder``) is journalled by triggers
that ``recorder.py`` makes from this schema.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

APPLICATION_ID = 0x51435050  # "QCPP"
FORMAT = (1, 3)


class Base(DeclarativeBase):
    """Declares the tables; constraints get names by one rule, so that a migration can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    __table_args__: tuple[object, ...] = ({"sqlite_autoincrement": True},)


_TABLE = {"sqlite_autoincrement": True}


class ProjectRow(Base):
    """What the project is about: exactly one row, id 1."""

    __tablename__ = "project"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"), _TABLE)
    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str]
    title: Mapped[str]
    assignment: Mapped[str]
    purpose: Mapped[str]
    method: Mapped[str]
    language: Mapped[str]
    created: Mapped[str]


class SettingRow(Base):
    """A choice kept with the project (columns of quote tables, template, …) as JSON."""

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("key"), _TABLE)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    value: Mapped[str]


class CoderRow(Base):
    """A person who codes."""

    __tablename__ = "coder"
    __table_args__ = (UniqueConstraint("name"), UniqueConstraint("guid"), _TABLE)
    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str]
    name: Mapped[str]
    colour: Mapped[str]


class DocumentRow(Base):
    """A transcript or other text, without the text itself, so that lists stay light."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("guid"),
        UniqueConstraint("title"),
        Index(None, "sha256"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str]
    language: Mapped[str]
    characters: Mapped[int]
    sha256: Mapped[str]
    file_name: Mapped[str]
    format: Mapped[str]
    encoding: Mapped[str]
    left_out: Mapped[str]
    date: Mapped[str]
    imported: Mapped[str]
    imported_by: Mapped[str]
    done: Mapped[int]


class OriginalRow(Base):
    """The imported file itself, where the user asked for it: bytes as base 85, beside the document with the same id."""

    __tablename__ = "original"
    id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[str]


class DocumentTextRow(Base):
    """The text of the document with the same id."""

    __tablename__ = "document_text"
    id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str]


class RespondentRow(Base):
    """A person known by pseudonym."""

    __tablename__ = "respondent"
    __table_args__ = (
        UniqueConstraint("guid"),
        UniqueConstraint("name"),
        CheckConstraint("role IN ('interviewer', 'respondent', 'other')", name="role"),
        CheckConstraint("consent IN ('', 'given', 'refused', 'withdrawn')", name="consent"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    consent: Mapped[str]
    consent_date: Mapped[str]


class AttributeRow(Base):
    """A column of the respondents' or of the documents' table; ``choices`` is a JSON list, for the kind choice."""

    __tablename__ = "attribute"
    __table_args__ = (
        UniqueConstraint("owner", "name"),
        CheckConstraint("owner IN ('respondent', 'document')", name="owner"),
        CheckConstraint("kind IN ('text', 'number', 'date', 'choice', 'yes_no')", name="kind"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str]
    name: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str]
    choices: Mapped[str]


class AttributeValueRow(Base):
    """What one respondent or one document has in one column."""

    __tablename__ = "attribute_value"
    __table_args__ = (
        UniqueConstraint("respondent_id", "attribute_id"),
        UniqueConstraint("document_id", "attribute_id"),
        Index(None, "attribute_id"),
        CheckConstraint("(respondent_id IS NULL) <> (document_id IS NULL)", name="one_owner"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    respondent_id: Mapped[int | None] = mapped_column(ForeignKey("respondent.id", ondelete="CASCADE"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    attribute_id: Mapped[int] = mapped_column(ForeignKey("attribute.id", ondelete="CASCADE"))
    value: Mapped[str]


class SelectionRow(Base):
    """A set (its members are named) or a saved filter (``rule`` is JSON, empty for a set) of documents or persons."""

    __tablename__ = "selection"
    __table_args__ = (
        UniqueConstraint("guid"),
        UniqueConstraint("about", "name"),
        CheckConstraint("about IN ('respondent', 'document')", name="about"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str]
    about: Mapped[str]
    name: Mapped[str]
    rule: Mapped[str]


class SelectionMemberRow(Base):
    """One document or respondent of a set."""

    __tablename__ = "selection_member"
    __table_args__ = (
        UniqueConstraint("selection_id", "document_id"),
        UniqueConstraint("selection_id", "respondent_id"),
        Index(None, "document_id"),
        Index(None, "respondent_id"),
        CheckConstraint("(respondent_id IS NULL) <> (document_id IS NULL)", name="one_member"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    selection_id: Mapped[int] = mapped_column(ForeignKey("selection.id", ondelete="CASCADE"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    respondent_id: Mapped[int | None] = mapped_column(ForeignKey("respondent.id", ondelete="CASCADE"))


class SpeakerRow(Base):
    """A speaker label within one document, matched to a respondent or not."""

    __tablename__ = "speaker"
    __table_args__ = (
        UniqueConstraint("document_id", "label"),
        Index(None, "respondent_id"),
        CheckConstraint("role IN ('interviewer', 'respondent', 'other')", name="role"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    label: Mapped[str]
    role: Mapped[str]
    respondent_id: Mapped[int | None] = mapped_column(ForeignKey("respondent.id", ondelete="SET NULL"))


class TurnRow(Base):
    """One turn of talk; its words are ``[said_start, end)``, its label stands in ``[start, said_start)``."""

    __tablename__ = "turn"
    __table_args__ = (
        Index(None, "document_id", "start", "end", "speaker_id"),
        Index(None, "speaker_id"),
        CheckConstraint('0 <= start AND start <= said_start AND said_start <= "end"', name="order"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("speaker.id", ondelete="SET NULL"))
    start: Mapped[int]
    said_start: Mapped[int]
    end: Mapped[int]
    time_ms: Mapped[int | None]


class PlaceRow(Base):
    """Where a page, a heading or a sheet's column begins in a document; it lasts to the next of its kind."""

    __tablename__ = "place"
    __table_args__ = (
        Index(None, "document_id", "kind", "start"),
        CheckConstraint("kind IN ('page', 'heading', 'field')", name="kind"),
        CheckConstraint("start >= 0", name="start"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    kind: Mapped[str]
    start: Mapped[int]
    label: Mapped[str]
    level: Mapped[int]


class CodeRow(Base):
    """A node of the code tree. Names need not be unique, not even among siblings."""

    __tablename__ = "code"
    __table_args__ = (
        UniqueConstraint("guid"),
        Index(None, "parent_id", "position"),
        CheckConstraint("role IN ('question', 'theme', 'code', 'goal')", name="role"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_own_parent"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("code.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str]
    role: Mapped[str]
    colour: Mapped[str]
    definition: Mapped[str]
    when_to_use: Mapped[str]
    when_not: Mapped[str]
    example: Mapped[str]
    created: Mapped[str]


class CodingRow(Base):
    """A code on a segment. The quote is not stored: it is the slice of the text, always.

    ``automatic`` is 1 while a search or another rule made the coding and no person has confirmed it.
    """

    __tablename__ = "coding"
    __table_args__ = (
        UniqueConstraint("guid"),
        # Both indexes cover what the transcript and the counts ask, so that neither touches the rows.
        Index(None, "document_id", "start", "end", "code_id", "coder_id", "stance", "starred", "automatic"),
        Index(None, "code_id", "document_id", "start", "end"),
        Index(None, "coder_id"),
        CheckConstraint('0 <= start AND start < "end"', name="span"),
        CheckConstraint("stance IN ('none', 'for', 'against', 'mixed')", name="stance"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    code_id: Mapped[int] = mapped_column(ForeignKey("code.id", ondelete="CASCADE"))
    coder_id: Mapped[int] = mapped_column(ForeignKey("coder.id", ondelete="RESTRICT"))
    start: Mapped[int]
    end: Mapped[int]
    stance: Mapped[str]
    starred: Mapped[int]
    created: Mapped[str]
    changed: Mapped[str]
    automatic: Mapped[int] = mapped_column(server_default=text("0"))


class CodeEventRow(Base):
    """The history of a code that outlives undo's inverses and the code itself, which is named by its GUID.

    ``text`` is a Message as JSON (what was done, with the names of then).
    """

    __tablename__ = "code_event"
    __table_args__ = (
        Index(None, "code_guid", "id"),
        CheckConstraint(
            "kind IN ('created', 'renamed', 'described', 'moved', 'role', 'merged', 'split', 'deleted')", name="kind"
        ),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code_guid: Mapped[str]
    time: Mapped[str]
    coder: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]


class MemoRow(Base):
    """A note in Markdown; at most one owner column is filled, none means the project. Only documents have passages.

    An entry of the research journal (kind ``journal``) belongs to the project and has the ``date`` it is about.
    """

    __tablename__ = "memo"
    __table_args__ = (
        UniqueConstraint("guid"),
        UniqueConstraint("code_id"),
        UniqueConstraint("coding_id"),
        UniqueConstraint("respondent_id"),
        Index(None, "document_id", "start"),
        CheckConstraint(
            "(document_id IS NOT NULL) + (code_id IS NOT NULL) + (coding_id IS NOT NULL)"
            " + (respondent_id IS NOT NULL) <= 1",
            name="one_owner",
        ),
        CheckConstraint('(start IS NULL) = ("end" IS NULL)', name="passage"),
        CheckConstraint("kind IN ('memo', 'journal')", name="kind"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    code_id: Mapped[int | None] = mapped_column(ForeignKey("code.id", ondelete="CASCADE"))
    coding_id: Mapped[int | None] = mapped_column(ForeignKey("coding.id", ondelete="CASCADE"))
    respondent_id: Mapped[int | None] = mapped_column(ForeignKey("respondent.id", ondelete="CASCADE"))
    start: Mapped[int | None]
    end: Mapped[int | None]
    text: Mapped[str]
    coder: Mapped[str]
    created: Mapped[str]
    changed: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="memo")
    title: Mapped[str] = mapped_column(server_default="")
    date: Mapped[str] = mapped_column(server_default="")


class ReportRow(Base):
    """A report draft."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("guid"), _TABLE)
    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str]
    title: Mapped[str]
    created: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="evaluation")


class ReportItemRow(Base):
    """One entry of a report's outline; ``printed`` and ``form`` are how a quote is printed, ``settings`` is JSON."""

    __tablename__ = "report_item"
    __table_args__ = (
        Index(None, "report_id", "parent_id", "position"),
        Index(None, "parent_id"),
        Index(None, "code_id"),
        Index(None, "coding_id"),
        CheckConstraint("kind IN ('code', 'quote', 'text', 'table', 'chart')", name="kind"),
        CheckConstraint("form IN ('', 'inline', 'block')", name="form"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("report_item.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str]
    section: Mapped[str]
    code_id: Mapped[int | None] = mapped_column(ForeignKey("code.id", ondelete="CASCADE"))
    coding_id: Mapped[int | None] = mapped_column(ForeignKey("coding.id", ondelete="CASCADE"))
    text: Mapped[str]
    title: Mapped[str] = mapped_column(server_default="")
    printed: Mapped[str] = mapped_column(server_default="")
    form: Mapped[str] = mapped_column(server_default="")
    settings: Mapped[str] = mapped_column(server_default="")


class NotAskedRow(Base):
    """A respondent was not asked about a code: silence there is no answer."""

    __tablename__ = "not_asked"
    __table_args__ = (UniqueConstraint("code_id", "respondent_id"), Index(None, "respondent_id"), _TABLE)
    id: Mapped[int] = mapped_column(primary_key=True)
    code_id: Mapped[int] = mapped_column(ForeignKey("code.id", ondelete="CASCADE"))
    respondent_id: Mapped[int] = mapped_column(ForeignKey("respondent.id", ondelete="CASCADE"))


class GridCellRow(Base):
    """What a person wrote in one cell of the framework grid: what a respondent says about a code, summed up."""

    __tablename__ = "grid_cell"
    __table_args__ = (UniqueConstraint("code_id", "respondent_id"), Index(None, "respondent_id"), _TABLE)
    id: Mapped[int] = mapped_column(primary_key=True)
    code_id: Mapped[int] = mapped_column(ForeignKey("code.id", ondelete="CASCADE"))
    respondent_id: Mapped[int] = mapped_column(ForeignKey("respondent.id", ondelete="CASCADE"))
    text: Mapped[str]
    changed: Mapped[str]


class GoalRow(Base):
    """What is judged of a target goal: the rubric set beforehand, the judgement and the reasons."""

    __tablename__ = "goal"
    __table_args__ = (
        UniqueConstraint("code_id"),
        CheckConstraint(
            "judgement IN ('', 'attained', 'partly', 'not_shown', 'not_applicable', 'unknown')", name="judgement"
        ),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code_id: Mapped[int] = mapped_column(ForeignKey("code.id", ondelete="CASCADE"))
    rubric: Mapped[str]
    rubric_changed: Mapped[str]
    judgement: Mapped[str]
    text: Mapped[str]
    changed: Mapped[str]


class ClaimRow(Base):
    """A finding about a code, or a conclusion about a research question."""

    __tablename__ = "claim"
    __table_args__ = (
        UniqueConstraint("guid"),
        Index(None, "code_id", "position"),
        CheckConstraint("kind IN ('finding', 'conclusion')", name="kind"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str]
    kind: Mapped[str]
    code_id: Mapped[int] = mapped_column(ForeignKey("code.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str]
    changed: Mapped[str]


class ClaimEvidenceRow(Base):
    """A coding that supports or contradicts a claim."""

    __tablename__ = "claim_evidence"
    __table_args__ = (
        UniqueConstraint("claim_id", "coding_id"),
        Index(None, "coding_id"),
        CheckConstraint("side IN ('supports', 'contradicts')", name="side"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"))
    coding_id: Mapped[int] = mapped_column(ForeignKey("coding.id", ondelete="CASCADE"))
    side: Mapped[str]


class ClaimBasisRow(Base):
    """A conclusion rests on a finding."""

    __tablename__ = "claim_basis"
    __table_args__ = (UniqueConstraint("conclusion_id", "finding_id"), Index(None, "finding_id"), _TABLE)
    id: Mapped[int] = mapped_column(primary_key=True)
    conclusion_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"))
    finding_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"))


class DisclosurePassRow(Base):
    """A finding of the disclosure check that somebody let pass, and why; ``fingerprint`` tells nothing of a person."""

    __tablename__ = "disclosure_pass"
    __table_args__ = (UniqueConstraint("fingerprint"), _TABLE)
    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    kind: Mapped[str]
    reason: Mapped[str]
    coder: Mapped[str]
    time: Mapped[str]


class SavedTableRow(Base):
    """A quote table or matrix kept under a name; ``settings`` is JSON."""

    __tablename__ = "saved_table"
    __table_args__ = (UniqueConstraint("guid"), UniqueConstraint("kind", "name"), _TABLE)
    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    settings: Mapped[str]
    changed: Mapped[str]


class ProtocolRow(Base):
    """What was done with personal data outside the texts: a name looked up, a key destroyed, the history sealed."""

    __tablename__ = "protocol"
    __table_args__ = (CheckConstraint("kind IN ('replaced', 'looked_up', 'destroyed', 'sealed')", name="kind"), _TABLE)
    id: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[str]
    coder: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]


class StepRow(Base):
    """The audit trail: one row a step of work, kept for ever. ``state`` is done, undone or dropped."""

    __tablename__ = "step"
    __table_args__ = (
        Index(None, "state", "id"),
        Index(None, "replayable", "id", "bytes"),
        CheckConstraint("state IN ('done', 'undone', 'dropped')", name="state"),
        _TABLE,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[str]
    coder: Mapped[str]
    label: Mapped[str]
    state: Mapped[str]
    toggled: Mapped[str]
    changes: Mapped[int]
    bytes: Mapped[int]
    replayable: Mapped[int]


class ChangeRow(Base):
    """What takes one changed row back: op I (delete it), D (insert ``old``), U (write ``old``)."""

    __tablename__ = "change"
    __table_args__ = (Index(None, "step_id"), _TABLE)
    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("step.id", ondelete="CASCADE"))
    table_name: Mapped[str]
    row_id: Mapped[int]
    op: Mapped[str]
    old: Mapped[str | None]


class RecorderRow(Base):
    """Which step the triggers write to: one row, id 1; NULL outside a transaction, when no change is allowed."""

    __tablename__ = "recorder"
    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int | None]


JOURNAL_TABLES = frozenset({"step", "change", "recorder"})
JOURNALLED = tuple(table for table in Base.metadata.sorted_tables if table.name not in JOURNAL_TABLES)
