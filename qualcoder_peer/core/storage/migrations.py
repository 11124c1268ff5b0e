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
