"""Brings a file of an older format to the present one, one step at a time.

A major version is for changes an older program must not write to; a minor one only adds. A migration is a tuple of
statements run in one transaction; the journal's triggers are made anew afterwards, and the inverses of older steps
are dropped, because they speak of columns as they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.errors import ProjectFileError
from qualcoder_peer.core.storage import recorder
from qualcoder_peer.core.storage.engine import read_marks, without_references
from qualcoder_peer.core.storage.schema import APPLICATION_ID, FORMAT, Base


@dataclass(frozen=True, slots=True)
class Migration:
    """Statements that lead from one format version to the next."""

    before: tuple[int, int]
    after: tuple[int, int]
    statements: tuple[str, ...]


_ONE_OF = "CHECK ((respondent_id IS NULL) <> (document_id IS NULL))"


def _reference(table: str, column: str, target: str) -> str:
    return f"CONSTRAINT fk_{table}_{column} FOREIGN KEY({column}) REFERENCES {target} (id) ON DELETE CASCADE"


def _anew(table: str, columns: str, filled: str) -> tuple[str, ...]:
    """A table made anew with other ``columns``; ``filled`` selects its rows. Ids that were used stay used."""
    return (
        f"CREATE TABLE new_{table} ({columns})",
        f"INSERT INTO new_{table} SELECT {filled} FROM {table}",
        f"DELETE FROM sqlite_sequence WHERE name = 'new_{table}'",
        f"INSERT INTO sqlite_sequence (name, seq) "
        f"SELECT 'new_{table}', seq FROM sqlite_sequence WHERE name = '{table}'",
        f"DROP TABLE {table}",
        f"ALTER TABLE new_{table} RENAME TO {table}",
    )


_KEY = "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"

_MATERIAL = Migration(  # typed attributes of documents too, consent, sets and filters, places, originals, the protocol
    (1, 0),
    (1, 1),
    (
        *_anew(
            "respondent",
            f"{_KEY}, guid VARCHAR NOT NULL, name VARCHAR NOT NULL, role VARCHAR NOT NULL, consent VARCHAR NOT NULL, "
            "consent_date VARCHAR NOT NULL, CONSTRAINT uq_respondent_guid UNIQUE (guid), "
            "CONSTRAINT uq_respondent_name UNIQUE (name), "
            "CONSTRAINT ck_respondent_role CHECK (role IN ('interviewer', 'respondent', 'other')), "
            "CONSTRAINT ck_respondent_consent CHECK (consent IN ('', 'given', 'refused', 'withdrawn'))",
            "id, guid, name, role, '', ''",
        ),
        *_anew(
            "attribute",
            f"{_KEY}, owner VARCHAR NOT NULL, name VARCHAR NOT NULL, position INTEGER NOT NULL, kind VARCHAR NOT NULL, "
            "choices VARCHAR NOT NULL, CONSTRAINT uq_attribute_owner_name UNIQUE (owner, name), "
            "CONSTRAINT ck_attribute_owner CHECK (owner IN ('respondent', 'document')), "
            "CONSTRAINT ck_attribute_kind CHECK (kind IN ('text', 'number', 'date', 'choice', 'yes_no'))",
            "id, 'respondent', name, position, 'text', '[]'",
        ),
        *_anew(
            "attribute_value",
            f"{_KEY}, respondent_id INTEGER, document_id INTEGER, attribute_id INTEGER NOT NULL, "
            "value VARCHAR NOT NULL, "
            "CONSTRAINT uq_attribute_value_respondent_id_attribute_id UNIQUE (respondent_id, attribute_id), "
            "CONSTRAINT uq_attribute_value_document_id_attribute_id UNIQUE (document_id, attribute_id), "
            f"CONSTRAINT ck_attribute_value_one_owner {_ONE_OF}, "
            f"{_reference('attribute_value', 'respondent_id', 'respondent')}, "
            f"{_reference('attribute_value', 'document_id', 'document')}, "
            f"{_reference('attribute_value', 'attribute_id', 'attribute')}",
            "id, respondent_id, NULL, attribute_id, value",
        ),
        "CREATE INDEX ix_attribute_value_attribute_id ON attribute_value (attribute_id)",
        "CREATE TABLE original (id INTEGER NOT NULL, content VARCHAR NOT NULL, "
        f"CONSTRAINT pk_original PRIMARY KEY (id), {_reference('original', 'id', 'document')})",
        f"CREATE TABLE selection ({_KEY}, guid VARCHAR NOT NULL, about VARCHAR NOT NULL, name VARCHAR NOT NULL, "
        "rule VARCHAR NOT NULL, CONSTRAINT uq_selection_guid UNIQUE (guid), "
        "CONSTRAINT uq_selection_about_name UNIQUE (about, name), "
        "CONSTRAINT ck_selection_about CHECK (about IN ('respondent', 'document')))",
        f"CREATE TABLE selection_member ({_KEY}, selection_id INTEGER NOT NULL, document_id INTEGER, "
        "respondent_id INTEGER, "
        "CONSTRAINT uq_selection_member_selection_id_document_id UNIQUE (selection_id, document_id), "
        "CONSTRAINT uq_selection_member_selection_id_respondent_id UNIQUE (selection_id, respondent_id), "
        f"CONSTRAINT ck_selection_member_one_member {_ONE_OF}, "
        f"{_reference('selection_member', 'selection_id', 'selection')}, "
        f"{_reference('selection_member', 'document_id', 'document')}, "
        f"{_reference('selection_member', 'respondent_id', 'respondent')})",
        "CREATE INDEX ix_selection_member_document_id ON selection_member (document_id)",
        "CREATE INDEX ix_selection_member_respondent_id ON selection_member (respondent_id)",
        f"CREATE TABLE place ({_KEY}, document_id INTEGER NOT NULL, kind VARCHAR NOT NULL, start INTEGER NOT NULL, "
        "label VARCHAR NOT NULL, level INTEGER NOT NULL, "
        "CONSTRAINT ck_place_kind CHECK (kind IN ('page', 'heading', 'field')), "
        f"CONSTRAINT ck_place_start CHECK (start >= 0), {_reference('place', 'document_id', 'document')})",
        "CREATE INDEX ix_place_document_id_kind_start ON place (document_id, kind, start)",
        f"CREATE TABLE protocol ({_KEY}, time VARCHAR NOT NULL, coder VARCHAR NOT NULL, kind VARCHAR NOT NULL, "
        "text VARCHAR NOT NULL, CONSTRAINT ck_protocol_kind "
        "CHECK (kind IN ('replaced', 'looked_up', 'destroyed', 'sealed')))",
    ),
)

_CODING_ROOM = Migration(  # codings made by rules, the research journal, the history of codes
    (1, 1),
    (1, 2),
    (
        *_anew(
            "coding",
            f"{_KEY}, guid VARCHAR NOT NULL, document_id INTEGER NOT NULL, code_id INTEGER NOT NULL, "
            'coder_id INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, stance VARCHAR NOT NULL, '
            "starred INTEGER NOT NULL, created VARCHAR NOT NULL, changed VARCHAR NOT NULL, "
            "automatic INTEGER DEFAULT 0 NOT NULL, CONSTRAINT uq_coding_guid UNIQUE (guid), "
            'CONSTRAINT ck_coding_span CHECK (0 <= start AND start < "end"), '
            "CONSTRAINT ck_coding_stance CHECK (stance IN ('none', 'for', 'against', 'mixed')), "
            f"{_reference('coding', 'document_id', 'document')}, {_reference('coding', 'code_id', 'code')}, "
            "CONSTRAINT fk_coding_coder_id FOREIGN KEY(coder_id) REFERENCES coder (id) ON DELETE RESTRICT",
            'id, guid, document_id, code_id, coder_id, start, "end", stance, starred, created, changed, 0',
        ),
        'CREATE INDEX ix_coding_code_id_document_id_start_end ON coding (code_id, document_id, start, "end")',
        "CREATE INDEX ix_coding_coder_id ON coding (coder_id)",
        "CREATE INDEX ix_coding_document_id_start_end_code_id_coder_id_stance_starred_automatic ON coding "
        '(document_id, start, "end", code_id, coder_id, stance, starred, automatic)',
        *_anew(
            "memo",
            f"{_KEY}, guid VARCHAR NOT NULL, document_id INTEGER, code_id INTEGER, coding_id INTEGER, "
            'respondent_id INTEGER, start INTEGER, "end" INTEGER, text VARCHAR NOT NULL, coder VARCHAR NOT NULL, '
            "created VARCHAR NOT NULL, changed VARCHAR NOT NULL, kind VARCHAR DEFAULT 'memo' NOT NULL, "
            "title VARCHAR DEFAULT '' NOT NULL, date VARCHAR DEFAULT '' NOT NULL, "
            "CONSTRAINT uq_memo_guid UNIQUE (guid), CONSTRAINT uq_memo_code_id UNIQUE (code_id), "
            "CONSTRAINT uq_memo_coding_id UNIQUE (coding_id), "
            "CONSTRAINT uq_memo_respondent_id UNIQUE (respondent_id), "
            "CONSTRAINT ck_memo_one_owner CHECK ((document_id IS NOT NULL) + (code_id IS NOT NULL) + "
            "(coding_id IS NOT NULL) + (respondent_id IS NOT NULL) <= 1), "
            'CONSTRAINT ck_memo_passage CHECK ((start IS NULL) = ("end" IS NULL)), '
            "CONSTRAINT ck_memo_kind CHECK (kind IN ('memo', 'journal')), "
            f"{_reference('memo', 'document_id', 'document')}, {_reference('memo', 'code_id', 'code')}, "
            f"{_reference('memo', 'coding_id', 'coding')}, {_reference('memo', 'respondent_id', 'respondent')}",
            'id, guid, document_id, code_id, coding_id, respondent_id, start, "end", text, coder, created, changed, '
            "'memo', '', ''",
        ),
        "CREATE INDEX ix_memo_document_id_start ON memo (document_id, start)",
        f"CREATE TABLE code_event ({_KEY}, code_guid VARCHAR NOT NULL, time VARCHAR NOT NULL, coder VARCHAR NOT NULL, "
        "kind VARCHAR NOT NULL, text VARCHAR NOT NULL, CONSTRAINT ck_code_event_kind CHECK (kind IN "
        "('created', 'renamed', 'described', 'moved', 'role', 'merged', 'split', 'deleted')))",
        "CREATE INDEX ix_code_event_code_guid_id ON code_event (code_guid, id)",
    ),
)

_PAIR = "code_id INTEGER NOT NULL, respondent_id INTEGER NOT NULL, "


def _of_both(table: str) -> str:
    """What holds for a row about a code and a respondent."""
    return (
        f"CONSTRAINT uq_{table}_code_id_respondent_id UNIQUE (code_id, respondent_id), "
        f"{_reference(table, 'code_id', 'code')}, {_reference(table, 'respondent_id', 'respondent')})"
    )


_REPORT_ROOM = Migration(  # kinds of reports, printed forms, tables and charts in them; what is judged and claimed
    (1, 2),
    (1, 3),
    (
        *_anew(
            "report",
            f"{_KEY}, guid VARCHAR NOT NULL, title VARCHAR NOT NULL, created VARCHAR NOT NULL, "
            "kind VARCHAR DEFAULT 'evaluation' NOT NULL, CONSTRAINT uq_report_guid UNIQUE (guid)",
            "id, guid, title, created, 'evaluation'",
        ),
        *_anew(
            "report_item",
            f"{_KEY}, report_id INTEGER NOT NULL, parent_id INTEGER, position INTEGER NOT NULL, "
            "kind VARCHAR NOT NULL, section VARCHAR NOT NULL, code_id INTEGER, coding_id INTEGER, "
            "text VARCHAR NOT NULL, title VARCHAR DEFAULT '' NOT NULL, printed VARCHAR DEFAULT '' NOT NULL, "
            "form VARCHAR DEFAULT '' NOT NULL, settings VARCHAR DEFAULT '' NOT NULL, "
            "CONSTRAINT ck_report_item_kind CHECK (kind IN ('code', 'quote', 'text', 'table', 'chart')), "
            "CONSTRAINT ck_report_item_form CHECK (form IN ('', 'inline', 'block')), "
            f"{_reference('report_item', 'report_id', 'report')}, "
            f"{_reference('report_item', 'parent_id', 'report_item')}, "
            f"{_reference('report_item', 'code_id', 'code')}, {_reference('report_item', 'coding_id', 'coding')}",
            "id, report_id, parent_id, position, kind, section, code_id, coding_id, text, '', '', '', ''",
        ),
        "CREATE INDEX ix_report_item_code_id ON report_item (code_id)",
        "CREATE INDEX ix_report_item_coding_id ON report_item (coding_id)",
        "CREATE INDEX ix_report_item_parent_id ON report_item (parent_id)",
        "CREATE INDEX ix_report_item_report_id_parent_id_position ON report_item (report_id, parent_id, position)",
        f"CREATE TABLE not_asked ({_KEY}, {_PAIR}{_of_both('not_asked')}",
        "CREATE INDEX ix_not_asked_respondent_id ON not_asked (respondent_id)",
        f"CREATE TABLE grid_cell ({_KEY}, {_PAIR}text VARCHAR NOT NULL, changed VARCHAR NOT NULL, "
        f"{_of_both('grid_cell')}",
        "CREATE INDEX ix_grid_cell_respondent_id ON grid_cell (respondent_id)",
        f"CREATE TABLE goal ({_KEY}, code_id INTEGER NOT NULL, rubric VARCHAR NOT NULL, "
        "rubric_changed VARCHAR NOT NULL, judgement VARCHAR NOT NULL, text VARCHAR NOT NULL, changed VARCHAR NOT NULL, "
        "CONSTRAINT uq_goal_code_id UNIQUE (code_id), CONSTRAINT ck_goal_judgement CHECK (judgement IN "
        "('', 'attained', 'partly', 'not_shown', 'not_applicable', 'unknown')), "
        f"{_reference('goal', 'code_id', 'code')})",
        f"CREATE TABLE claim ({_KEY}, guid VARCHAR NOT NULL, kind VARCHAR NOT NULL, code_id INTEGER NOT NULL, "
        "position INTEGER NOT NULL, text VARCHAR NOT NULL, changed VARCHAR NOT NULL, "
        "CONSTRAINT uq_claim_guid UNIQUE (guid), "
        "CONSTRAINT ck_claim_kind CHECK (kind IN ('finding', 'conclusion')), "
        f"{_reference('claim', 'code_id', 'code')})",
        "CREATE INDEX ix_claim_code_id_position ON claim (code_id, position)",
        f"CREATE TABLE claim_evidence ({_KEY}, claim_id INTEGER NOT NULL, coding_id INTEGER NOT NULL, "
        "side VARCHAR NOT NULL, CONSTRAINT uq_claim_evidence_claim_id_coding_id UNIQUE (claim_id, coding_id), "
        "CONSTRAINT ck_claim_evidence_side CHECK (side IN ('supports', 'contradicts')), "
        f"{_reference('claim_evidence', 'claim_id', 'claim')}, "
        f"{_reference('claim_evidence', 'coding_id', 'coding')})",
        "CREATE INDEX ix_claim_evidence_coding_id ON claim_evidence (coding_id)",
        f"CREATE TABLE claim_basis ({_KEY}, conclusion_id INTEGER NOT NULL, finding_id INTEGER NOT NULL, "
        "CONSTRAINT uq_claim_basis_conclusion_id_finding_id UNIQUE (conclusion_id, finding_id), "
        f"{_reference('claim_basis', 'conclusion_id', 'claim')}, "
        f"{_reference('claim_basis', 'finding_id', 'claim')})",
        "CREATE INDEX ix_claim_basis_finding_id ON claim_basis (finding_id)",
        f"CREATE TABLE disclosure_pass ({_KEY}, fingerprint VARCHAR NOT NULL, kind VARCHAR NOT NULL, "
        "reason VARCHAR NOT NULL, coder VARCHAR NOT NULL, time VARCHAR NOT NULL, "
        "CONSTRAINT uq_disclosure_pass_fingerprint UNIQUE (fingerprint))",
        f"CREATE TABLE saved_table ({_KEY}, guid VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL, "
        "settings VARCHAR NOT NULL, changed VARCHAR NOT NULL, CONSTRAINT uq_saved_table_guid UNIQUE (guid), "
        "CONSTRAINT uq_saved_table_kind_name UNIQUE (kind, name))",
    ),
)

MIGRATIONS: tuple[Migration, ...] = (_MATERIAL, _CODING_ROOM, _REPORT_ROOM)


def version_number(version: tuple[int, int]) -> int:
    """The format version as ``user_version`` stores it."""
    return version[0] * 1000 + version[1]


def check_format(path: Path, current: tuple[int, int] = FORMAT) -> tuple[int, int]:
    """The format version of the file at ``path``.

    Raises ProjectFileError if it is no project of ours, or made by a newer version of the program.
    """
    application, number = read_marks(path)
    if application != APPLICATION_ID:
        raise ProjectFileError("“{path}” is a database, but no QualCoder Peer project.", path=str(path))
    version = divmod(number, 1000)
    if version[0] > current[0]:
        raise ProjectFileError(
            "“{name}” was made by a newer version of QualCoder Peer (format {found}; this one reads up to {known}). "
            "Nothing was changed; install the newer version to open it.",
            name=path.name,
            found=f"{version[0]}.{version[1]}",
            known=f"{current[0]}.{current[1]}",
        )
    return version


def create_schema(connection: Connection) -> None:
    """All tables, indexes and triggers of a new project file."""
    Base.metadata.create_all(connection)
    connection.exec_driver_sql("INSERT INTO recorder (id, step_id) VALUES (1, NULL)")
    for statement in recorder.trigger_statements():
        connection.exec_driver_sql(statement)


def migrate(
    engine: Engine,
    version: tuple[int, int],
    target: tuple[int, int] = FORMAT,
    migrations: tuple[Migration, ...] = MIGRATIONS,
    *,
    name: str = "",
) -> None:
    """Run what leads from ``version`` to ``target`` in one transaction; ``name`` is the file's, for sentences.

    References are not followed meanwhile, so that a table can be made anew and dropped.
    Raises ProjectFileError if no way leads there.
    """
    with without_references(engine) as connection:
        while version < target:
            step = next((one for one in migrations if one.before == version), None)
            if step is None:
                raise ProjectFileError(
                    "“{name}” has the old format {found}, which this version can no longer read. "
                    "Nothing was changed.",
                    name=name,
                    found=f"{version[0]}.{version[1]}",
                )
            for trigger in recorder.triggers_in_file(connection):
                connection.exec_driver_sql(f'DROP TRIGGER "{trigger}"')
            for statement in step.statements:
                connection.exec_driver_sql(statement)
            version = step.after
        recorder.seal(connection)
        for statement in recorder.trigger_statements():
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA user_version={version_number(version)}")
