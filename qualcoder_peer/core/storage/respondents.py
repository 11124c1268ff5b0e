"""Respondents and their free attributes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.ids import AttributeId, RespondentId, new_guid
from qualcoder_peer.core.domain.model import Attribute, Respondent, SpeakerRole
from qualcoder_peer.core.storage.rows import delete_rows, insert_row, update_row
from qualcoder_peer.core.storage.schema import AttributeRow, AttributeValueRow, Base, RespondentRow

_respondent = Base.metadata.tables["respondent"]
_attribute = Base.metadata.tables["attribute"]
_value = Base.metadata.tables["attribute_value"]
_memo = Base.metadata.tables["memo"]


class Respondents:
    """Reads and writes respondents on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Respondent]:
        """Every respondent with attributes and memo, in the order they were added."""
        values: dict[int, dict[str, str]] = {}
        query = (
            select(_value.c.respondent_id, _attribute.c.name, _value.c.value)
            .join(_attribute, _attribute.c.id == _value.c.attribute_id)
            .order_by(_attribute.c.position, _attribute.c.id)
        )
        for respondent, name, value in self._connection.execute(query):
            values.setdefault(respondent, {})[name] = value
        rows = self._connection.execute(
            select(_respondent, _memo.c.text.label("memo"))
            .outerjoin(_memo, _memo.c.respondent_id == _respondent.c.id)
            .order_by(_respondent.c.id)
        )
        return [
            Respondent(
                RespondentId(row.id), row.guid, row.name, SpeakerRole(row.role), values.get(row.id, {}), row.memo or ""
            )
            for row in rows
        ]

    def named(self, name: str) -> RespondentId | None:
        """The id of the respondent with this pseudonym."""
        found = self._connection.scalar(select(_respondent.c.id).where(_respondent.c.name == name))
        return None if found is None else RespondentId(found)

    def add(self, name: str, role: SpeakerRole, guid: str = "") -> RespondentId:
        """Insert a respondent."""
        values = {"guid": guid or new_guid(), "name": name, "role": role.value}
        return RespondentId(insert_row(self._connection, RespondentRow, **values))

    def change(self, respondent: RespondentId, **values: Any) -> bool:
        """Write columns of one respondent. Whether it exists."""
        return update_row(self._connection, RespondentRow, respondent, values)

    def remove(self, respondents: Iterable[RespondentId]) -> int:
        """Delete respondents; their speakers stay, unmatched."""
        return delete_rows(self._connection, RespondentRow, respondents)

    def attributes(self) -> list[Attribute]:
        """The columns of the respondents' table in order."""
        rows = self._connection.execute(select(_attribute).order_by(_attribute.c.position, _attribute.c.id))
        return [Attribute(AttributeId(row.id), row.name, row.position) for row in rows]

    def add_attribute(self, name: str) -> AttributeId:
        """Insert a column at the end."""
        position = self._connection.scalar(select(func.count()).select_from(_attribute)) or 0
        return AttributeId(insert_row(self._connection, AttributeRow, name=name, position=position))

    def change_attribute(self, attribute: AttributeId, **values: Any) -> bool:
        """Write columns of one attribute. Whether it exists."""
        return update_row(self._connection, AttributeRow, attribute, values)

    def remove_attributes(self, attributes: Iterable[AttributeId]) -> int:
        """Delete columns with their values."""
        return delete_rows(self._connection, AttributeRow, attributes)

    def set_value(self, respondent: RespondentId, attribute: AttributeId, value: str) -> None:
        """Write what a respondent has in a column; empty text removes it."""
        where = (_value.c.respondent_id == respondent) & (_value.c.attribute_id == attribute)
        if not value:
            self._connection.execute(_value.delete().where(where))
        elif not self._connection.execute(_value.update().where(where).values(value=value)).rowcount:
            insert_row(
                self._connection, AttributeValueRow, respondent_id=respondent, attribute_id=attribute, value=value
            )
