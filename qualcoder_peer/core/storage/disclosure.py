"""Findings of the disclosure check that somebody let pass, and tables kept under a name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.ids import SavedTableId, new_guid
from qualcoder_peer.core.domain.model import DisclosurePass, SavedTable
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.storage.rows import delete_rows, insert_row, update_row
from qualcoder_peer.core.storage.schema import Base, DisclosurePassRow, SavedTableRow

_pass = Base.metadata.tables["disclosure_pass"]
_saved = Base.metadata.tables["saved_table"]


class Disclosure:
    """Reads and writes what was let pass, on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[DisclosurePass]:
        """Every pass, oldest first."""
        rows = self._connection.execute(select(_pass).order_by(_pass.c.id))
        return [DisclosurePass(row.id, row.fingerprint, row.kind, row.reason, row.coder, row.time) for row in rows]

    def add(self, fingerprint: str, kind: str, reason: str, coder: str) -> int:
        """Insert a pass; one of the same fingerprint gets the new reason. Returns its id."""
        found = self._connection.scalar(select(_pass.c.id).where(_pass.c.fingerprint == fingerprint))
        values = {"kind": kind, "reason": reason, "coder": coder, "time": now()}
        if found is None:
            return insert_row(self._connection, DisclosurePassRow, fingerprint=fingerprint, **values)
        update_row(self._connection, DisclosurePassRow, found, values)
        return int(found)

    def remove(self, passes: Iterable[int]) -> int:
        """Take passes back. Returns how many there were."""
        return delete_rows(self._connection, DisclosurePassRow, passes)


class SavedTables:
    """Reads and writes tables kept under a name, on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, kind: str | None = None) -> list[SavedTable]:
        """The kept tables (of a kind), by name."""
        query = select(_saved).order_by(_saved.c.name, _saved.c.id)
        rows = self._connection.execute(query if kind is None else query.where(_saved.c.kind == kind))
        return [
            SavedTable(SavedTableId(row.id), row.guid, row.name, row.kind, row.settings, row.changed) for row in rows
        ]

    def add(self, name: str, kind: str, settings: str) -> SavedTableId:
        """Insert a table; no other of its kind may have its name."""
        values = {"name": name, "kind": kind, "settings": settings, "changed": now()}
        return SavedTableId(insert_row(self._connection, SavedTableRow, guid=new_guid(), **values))

    def change(self, table: SavedTableId, **values: Any) -> bool:
        """Write columns of one table. Whether it exists."""
        return update_row(self._connection, SavedTableRow, table, {**values, "changed": now()})

    def remove(self, tables: Iterable[SavedTableId]) -> int:
        """Delete tables. Returns how many there were."""
        return delete_rows(self._connection, SavedTableRow, tables)
