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
from qualcoder_peer.core.storage.engine import WRITING, read_marks
from qualcoder_peer.core.storage.recorder import trigger_statements
from qualcoder_peer.core.storage.schema import APPLICATION_ID, FORMAT, Base


@dataclass(frozen=True, slots=True)
class Migration:
    """Statements that lead from one format version to the next."""

    before: tuple[int, int]
    after: tuple[int, int]
    statements: tuple[str, ...]


MIGRATIONS: tuple[Migration, ...] = ()


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
    for statement in trigger_statements():
        connection.exec_driver_sql(statement)


def migrate(
    engine: Engine,
    version: tuple[int, int],
    target: tuple[int, int] = FORMAT,
    migrations: tuple[Migration, ...] = MIGRATIONS,
) -> None:
    """Run what leads from ``version`` to ``target`` in one transaction.

    Raises ProjectFileError if no way leads there.
    """
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        while version < target:
            step = next((one for one in migrations if one.before == version), None)
            if step is None:
                raise ProjectFileError(
                    "This project has the old format {found}, which this version can no longer read. "
                    "Nothing was changed.",
                    found=f"{version[0]}.{version[1]}",
                )
            for (name,) in connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal_%'"
            ).fetchall():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            for statement in step.statements:
                connection.exec_driver_sql(statement)
            version = step.after
        connection.exec_driver_sql('DELETE FROM "change"')
        connection.exec_driver_sql("UPDATE step SET replayable = 0, bytes = 0")
        for statement in trigger_statements():
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA user_version={version_number(version)}")
