"""Sets and saved filters over documents and respondents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.engine import Connection, Row

from qualcoder_peer.core.domain.ids import SelectionId, new_guid
from qualcoder_peer.core.domain.model import Owner, Selection
from qualcoder_peer.core.storage.rows import delete_rows, in_pieces, insert_row, insert_rows, plain_rows, update_row
from qualcoder_peer.core.storage.schema import Base, SelectionMemberRow, SelectionRow

_selection = Base.metadata.tables["selection"]
_member = Base.metadata.tables["selection_member"]
_coding = Base.metadata.tables["coding"]


class Selections:
    """Reads and writes selections on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, about: Owner | None = None) -> list[Selection]:
        """Every selection (or those about one thing), by name as people sort (case aside)."""
        query = select(_selection).order_by(func.lower(_selection.c.name), _selection.c.id)
        if about is not None:
            query = query.where(_selection.c.about == about.value)
        return [_to_selection(row) for row in self._connection.execute(query)]

    def get(self, selection: SelectionId) -> Selection | None:
        """The selection with this id."""
        row = self._connection.execute(select(_selection).where(_selection.c.id == selection)).first()
        return _to_selection(row) if row else None

    def add(self, about: Owner, name: str, rule: str = "") -> SelectionId:
        """Insert a selection."""
        return SelectionId(
            insert_row(self._connection, SelectionRow, guid=new_guid(), about=about.value, name=name, rule=rule)
        )

    def change(self, selection: SelectionId, **values: Any) -> bool:
        """Write columns of one selection. Whether it exists."""
        return update_row(self._connection, SelectionRow, selection, values)

    def remove(self, selections: Iterable[SelectionId]) -> int:
        """Delete selections; what was in them stays."""
        return delete_rows(self._connection, SelectionRow, selections)

    def members(self, about: Owner) -> dict[SelectionId, set[int]]:
        """Who or what is in each set about one thing."""
        column = _member.c[f"{about.value}_id"]
        found: dict[SelectionId, set[int]] = {}
        rows = plain_rows(self._connection, select(_member.c.selection_id, column).where(column.is_not(None)))
        for selection, member in rows:
            found.setdefault(SelectionId(selection), set()).add(member)
        return found

    def members_of(self, selection: SelectionId) -> list[int]:
        """Who or what is in one set, in the order they were added."""
        member = func.coalesce(_member.c.document_id, _member.c.respondent_id)
        query = select(member).where(_member.c.selection_id == selection).order_by(_member.c.id)
        return [row[0] for row in plain_rows(self._connection, query)]

    def add_members(self, selection: SelectionId, about: Owner, members: Iterable[int]) -> int:
        """Put members into a set; those that are there already are passed over. Returns how many came."""
        there = set(self.members_of(selection))
        wanted = [one for one in dict.fromkeys(members) if one not in there]
        rows = [{"selection_id": selection, f"{about.value}_id": one} for one in wanted]
        insert_rows(self._connection, SelectionMemberRow, rows)
        return len(wanted)

    def remove_members(self, selection: SelectionId, about: Owner, members: Iterable[int]) -> int:
        """Take members out of a set. Returns how many were there."""
        column = _member.c[f"{about.value}_id"]
        return sum(
            self._connection.execute(
                _member.delete().where(_member.c.selection_id == selection, column.in_(piece))
            ).rowcount
            for piece in in_pieces(members)
        )

    def coded_documents(self, codes: Iterable[int]) -> set[int]:
        """The documents in which one of these codes is used."""
        return self._documents(_coding.c.code_id, codes)

    def documents_of_coders(self, coders: Iterable[int]) -> set[int]:
        """The documents in which one of these coders has coded."""
        return self._documents(_coding.c.coder_id, coders)

    def _documents(self, column: ColumnElement[int], wanted: Iterable[int]) -> set[int]:
        query = select(_coding.c.document_id).distinct()
        return {
            row[0]
            for piece in in_pieces(wanted)
            for row in plain_rows(self._connection, query.where(column.in_(piece)))
        }


def _to_selection(row: Row[Any]) -> Selection:
    return Selection(SelectionId(row.id), row.guid, Owner(row.about), row.name, row.rule)
