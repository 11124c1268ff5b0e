"""The free columns of the respondents' and the documents' tables, and what stands in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection, Row

from qualcoder_peer.core.domain.ids import AttributeId
from qualcoder_peer.core.domain.model import Attribute, AttributeKind, Owner
from qualcoder_peer.core.storage.rows import delete_rows, in_pieces, insert_row, plain_rows, update_row
from qualcoder_peer.core.storage.schema import AttributeRow, AttributeValueRow, Base

_attribute = Base.metadata.tables["attribute"]
_value = Base.metadata.tables["attribute_value"]

Cell = tuple[int, AttributeId, str]
"""(id of the respondent or document, column, value) of one cell."""


class Attributes:
    """Reads and writes columns and their values on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, owner: Owner | None = Owner.RESPONDENT) -> list[Attribute]:
        """The columns of one table (or of both) in order."""
        query = select(_attribute).order_by(_attribute.c.position, _attribute.c.id)
        if owner is not None:
            query = query.where(_attribute.c.owner == owner.value)
        return [_to_attribute(row) for row in self._connection.execute(query)]

    def get(self, attribute: AttributeId) -> Attribute | None:
        """The column with this id."""
        row = self._connection.execute(select(_attribute).where(_attribute.c.id == attribute)).first()
        return _to_attribute(row) if row else None

    def add(
        self,
        name: str,
        owner: Owner = Owner.RESPONDENT,
        kind: AttributeKind = AttributeKind.TEXT,
        choices: Iterable[str] = (),
    ) -> AttributeId:
        """Insert a column at the end."""
        last = self._connection.scalar(
            select(func.max(_attribute.c.position)).where(_attribute.c.owner == owner.value)
        )
        values = {
            "owner": owner.value,
            "name": name,
            "position": 0 if last is None else last + 1,
            "kind": kind.value,
            "choices": _choices_json(choices),
        }
        return AttributeId(insert_row(self._connection, AttributeRow, **values))

    def change(self, attribute: AttributeId, **values: Any) -> bool:
        """Write columns of one attribute (``choices`` as texts). Whether it exists."""
        if "choices" in values:
            values["choices"] = _choices_json(values["choices"])
        return update_row(self._connection, AttributeRow, attribute, values)

    def order(self, attributes: Iterable[AttributeId]) -> None:
        """Write positions 0, 1, 2 … in the order given."""
        places = [{"which": one, "place": place} for place, one in enumerate(attributes)]
        if places:
            self._connection.execute(
                _attribute.update()
                .where(_attribute.c.id == bindparam("which"), _attribute.c.position != bindparam("place"))
                .values(position=bindparam("place")),
                places,
            )

    def remove(self, attributes: Iterable[AttributeId]) -> int:
        """Delete columns with their values."""
        return delete_rows(self._connection, AttributeRow, attributes)

    def values(self, owner: Owner, members: Iterable[int] | None = None) -> dict[int, dict[AttributeId, str]]:
        """What respondents or documents (all, or those named) have, by column; one statement for all of them."""
        column = _value.c[f"{owner.value}_id"]
        query = select(column, _value.c.attribute_id, _value.c.value)
        found: dict[int, dict[AttributeId, str]] = {}
        pieces = [query.where(column.is_not(None))] if members is None else [
            query.where(column.in_(piece)) for piece in in_pieces(members)
        ]
        for piece in pieces:
            for member, attribute, value in plain_rows(self._connection, piece):
                if member in found:
                    found[member][attribute] = value
                else:
                    found[member] = {attribute: value}
        return found

    def column(self, attribute: AttributeId) -> dict[int, str]:
        """What stands in one column, by respondent or document."""
        member = func.coalesce(_value.c.respondent_id, _value.c.document_id)
        query = select(member, _value.c.value).where(_value.c.attribute_id == attribute)
        return {row[0]: row[1] for row in plain_rows(self._connection, query)}

    def few_values(self, most: int) -> dict[AttributeId, list[str]]:
        """The different values, sorted, of each column that has at most ``most`` of them; of those that have any."""
        filled = _value.c.value != ""
        few = (
            select(_value.c.attribute_id)
            .where(filled)
            .group_by(_value.c.attribute_id)
            .having(func.count(func.distinct(_value.c.value)) <= most)
        )
        query = (
            select(_value.c.attribute_id, _value.c.value)
            .where(filled, _value.c.attribute_id.in_(few))
            .distinct()
            .order_by(_value.c.value)
        )
        found: dict[AttributeId, list[str]] = {}
        for column, value in plain_rows(self._connection, query):
            found.setdefault(AttributeId(column), []).append(value)
        return found

    def write(self, owner: Owner, cells: Iterable[Cell]) -> None:
        """Write many cells; an empty text removes what stood there. No more statements for 100,000 than for one."""
        wanted: dict[tuple[int, AttributeId], str] = {(member, column): value for member, column, value in cells}
        if not wanted:
            return
        column = _value.c[f"{owner.value}_id"]
        there: dict[tuple[int, AttributeId], int] = {}
        for piece in in_pieces(dict.fromkeys(member for member, _ in wanted)):
            query = select(_value.c.id, column, _value.c.attribute_id).where(column.in_(piece))
            there.update(((row[1], row[2]), row[0]) for row in plain_rows(self._connection, query))
        delete_rows(
            self._connection,
            AttributeValueRow,
            [there[place] for place, value in wanted.items() if not value and place in there],
        )
        driver: Any = self._connection.connection.dbapi_connection  # a pasted sheet writes 100,000 cells
        driver.executemany(
            "UPDATE attribute_value SET value = ? WHERE id = ?",
            [(value, there[place]) for place, value in wanted.items() if value and place in there],
        )
        driver.executemany(
            f"INSERT INTO attribute_value ({owner.value}_id, attribute_id, value) VALUES (?, ?, ?)",
            [(*place, value) for place, value in wanted.items() if value and place not in there],
        )

    def rewrite(self, attribute: AttributeId, renamed: Mapping[str, str]) -> None:
        """Write other values in a column for those that stand there; an empty text removes them."""
        column = _value.c.attribute_id == attribute
        # By id: were they written value by value, what one statement made would be taken for what the next one seeks.
        rows = [
            {"which": row, "new": renamed[value]}
            for row, value in plain_rows(self._connection, select(_value.c.id, _value.c.value).where(column))
            if renamed.get(value) is not None and renamed[value] != value
        ]
        written = [row for row in rows if row["new"]]
        if written:
            self._connection.execute(
                _value.update().where(_value.c.id == bindparam("which")).values(value=bindparam("new")), written
            )
        delete_rows(self._connection, AttributeValueRow, [row["which"] for row in rows if not row["new"]])


def _choices_json(choices: Iterable[str]) -> str:
    return json.dumps(list(choices), ensure_ascii=False)


def _to_attribute(row: Row[Any]) -> Attribute:
    return Attribute(
        AttributeId(row.id),
        row.name,
        row.position,
        Owner(row.owner),
        AttributeKind(row.kind),
        tuple(json.loads(row.choices or "[]")),
    )
