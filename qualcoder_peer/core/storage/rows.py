"""What all repositories share: ids of inserted rows, and lists of ids in pieces a statement can hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, insert
from sqlalchemy.engine import Connection

from qualcoder_peer.core.storage.engine import check_texts
from qualcoder_peer.core.storage.schema import Base

_PIECE = 500


def insert_row(connection: Connection, row: type[Base], **values: Any) -> int:
    """Insert one row and return its id."""
    return int(_write(connection, _insert(row, tuple(values)), tuple(values.values())).lastrowid)


@lru_cache(maxsize=256)
def _insert(row: type[Base], names: tuple[str, ...]) -> str:
    table = Base.metadata.tables[row.__tablename__]
    columns = written_columns(table.c[name] for name in names)
    return f"INSERT INTO {table.name} ({columns}) VALUES ({marks(len(names))})"


def insert_rows(connection: Connection, row: type[Base], values: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows in one go."""
    if values:
        connection.execute(insert(row), list(values))


def update_row(connection: Connection, row: type[Base], row_id: int, values: Mapping[str, Any]) -> bool:
    """Write ``values`` to one row. Whether it exists."""
    return int(_write(connection, _update(row, tuple(values)), (*values.values(), row_id)).rowcount) > 0


@lru_cache(maxsize=256)
def _update(row: type[Base], names: tuple[str, ...]) -> str:
    table = Base.metadata.tables[row.__tablename__]
    # Nothing to write: the row is written as it is, which tells whether it exists and is no change to the journal.
    new = ", ".join(f'"{table.c[name].name}" = ?' for name in names) or "id = id"
    return f"UPDATE {table.name} SET {new} WHERE id = ?"


def delete_rows(connection: Connection, row: type[Base], ids: Iterable[int]) -> int:
    """Delete rows by id. Returns how many there were."""
    table = row.__tablename__
    return sum(
        _write(connection, f"DELETE FROM {table} WHERE id IN ({marks(len(piece))})", piece).rowcount
        for piece in in_pieces(ids)
    )


def _write(connection: Connection, statement: str, values: Sequence[Any]) -> Any:
    # Straight to the driver, as everything that runs at every key press: SQLAlchemy would take three times as long.
    check_texts((values,))
    driver: Any = connection.connection.dbapi_connection
    return driver.execute(statement, values)


def marks(count: int) -> str:
    """Question marks for so many values."""
    return ",".join("?" * count)


def written_columns(columns: Iterable[ColumnElement[Any]]) -> str:
    """Columns of one table as they are written out in a statement for the driver."""
    return ", ".join(f'"{column.name}"' for column in columns)


def driver_rows(connection: Connection, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement written out in SQL, without SQLAlchemy: for the few that run at every key press, which
    it would make ten times as long."""
    driver: Any = connection.connection.dbapi_connection
    return list(driver.execute(statement, values).fetchall())


def plain_rows(connection: Connection, query: Select[Any]) -> list[Any]:
    """The rows of a query as the driver's own tuples, for columns that need no conversion and many rows."""
    result = connection.execute(query)
    assert result.cursor is not None
    rows = result.cursor.fetchall()
    result.close()
    return list(rows)


def in_pieces(ids: Iterable[int]) -> Iterator[list[int]]:
    """``ids`` in lists short enough for one statement."""
    listed = list(ids)
    for start in range(0, len(listed), _PIECE):
        yield listed[start : start + _PIECE]
