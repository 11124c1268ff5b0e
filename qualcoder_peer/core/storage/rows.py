"""What all repositories share: ids of inserted rows, and lists of ids in pieces a statement can hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Delete, Insert, Select, Update, bindparam, delete, insert, update
from sqlalchemy.engine import Connection

from qualcoder_peer.core.storage.schema import Base

_PIECE = 500


def insert_row(connection: Connection, row: type[Base], **values: Any) -> int:
    """Insert one row and return its id."""
    result = connection.execute(_insert(row), values)
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


@lru_cache(maxsize=64)
def _insert(row: type[Base]) -> Insert:
    # Kept, and of the table rather than of the class: building it costs as much as running it, at every key press.
    return insert(Base.metadata.tables[row.__tablename__])


def insert_rows(connection: Connection, row: type[Base], values: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows in one go."""
    if values:
        connection.execute(insert(row), list(values))


def update_row(connection: Connection, row: type[Base], row_id: int, values: Mapping[str, Any]) -> bool:
    """Write ``values`` to one row. Whether it exists."""
    statement = _update(row, tuple(values))
    parameters = {f"new_{name}": value for name, value in values.items()}
    return connection.execute(statement, {**parameters, "row_id": row_id}).rowcount > 0


@lru_cache(maxsize=256)
def _update(row: type[Base], names: tuple[str, ...]) -> Update:
    table = Base.metadata.tables[row.__tablename__]
    new: dict[str, Any] = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    # Nothing to write: the row is written as it is, which tells whether it exists and is no change to the journal.
    return update(table).where(table.c.id == bindparam("row_id")).values(new or {"id": table.c.id})


def delete_rows(connection: Connection, row: type[Base], ids: Iterable[int]) -> int:
    """Delete rows by id. Returns how many there were."""
    return sum(connection.execute(_delete(row), {"ids": piece}).rowcount for piece in in_pieces(ids))


@lru_cache(maxsize=64)
def _delete(row: type[Base]) -> Delete:
    table = Base.metadata.tables[row.__tablename__]
    return delete(table).where(table.c.id.in_(bindparam("ids", expanding=True)))


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
