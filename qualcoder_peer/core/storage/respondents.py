"""Respondents and their free attributes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.ids import AttributeId, RespondentId, new_guid
from qualcoder_peer.core.domain.model import Attribute, Respondent, SpeakerRole
from qualcoder_peer.core.storage.rows import delete_rows, in_pieces, insert_row, update_row
from qualcoder_peer.core.storage.schema import AttributeRow, AttributeValueRow, Base, RespondentRow

_respondent = Base.metadata.tables["respondent"]
_attribute = Base.metadata.tables["attribute"]
_value = Base.metadata.tables["attribute_value"]
_memo = Base.metadata.tables["memo"]
_speaker = Base.metadata.tables["speaker"]
_turn = Base.metadata.tables["turn"]
_coding = Base.metadata.tables["coding"]


class Respondents:
    """Reads and writes respondents on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Respondent]:
        """Every respondent with attributes and memo, in the order they were added."""
        return self._read(None)

    def by_ids(self, ids: Iterable[int]) -> list[Respondent]:
        """The respondents with these ids that exist, likewise."""
        return [person for piece in in_pieces(ids) for person in self._read(piece)]

    def names(self) -> dict[RespondentId, str]:
        """The pseudonym of every respondent, in the order they were added."""
        query = select(_respondent.c.id, _respondent.c.name).order_by(_respondent.c.id)
        return {RespondentId(row[0]): row[1] for row in self._connection.execute(query)}

    def owners_of_values(self, values: Iterable[int]) -> set[RespondentId]:
        """Whose the attribute values with these ids are."""
        return self._owners(_value, values)

    def owners_of_memos(self, memos: Iterable[int]) -> set[RespondentId]:
        """Whose the memos with these ids are, as far as they are respondents'."""
        return self._owners(_memo, memos)

    def coding_counts(self, respondents: Iterable[int] | None = None) -> dict[RespondentId, int]:
        """How many codings touch the words of each respondent (of speakers whose role is ``respondent``)."""
        # From each coding to the turn it starts in and those it reaches, as codes.py does: never turns times codings.
        turn_of_start = (
            select(func.max(_turn.c.start))
            .where(_turn.c.document_id == _coding.c.document_id, _turn.c.start <= _coding.c.start)
            .correlate(_coding)
            .scalar_subquery()
        )
        query = (
            select(_speaker.c.respondent_id, func.count(_coding.c.id.distinct()))
            .select_from(_coding)
            .join(
                _turn,
                (_turn.c.document_id == _coding.c.document_id)
                & (_turn.c.start >= func.coalesce(turn_of_start, _coding.c.start))
                & (_turn.c.start < _coding.c.end)
                & (_turn.c.end > _coding.c.start),
            )
            .join(_speaker, _speaker.c.id == _turn.c.speaker_id)
            .where(_speaker.c.role == "respondent", _speaker.c.respondent_id.is_not(None))
            .group_by(_speaker.c.respondent_id)
        )
        if respondents is not None:
            query = query.where(_speaker.c.respondent_id.in_(list(respondents)))
        return {RespondentId(person): count for person, count in self._connection.execute(query)}

    def named(self, name: str) -> RespondentId | None:
        """The id of the respondent with this pseudonym."""
        found = self._connection.scalar(select(_respondent.c.id).where(_respondent.c.name == name))
        return None if found is None else RespondentId(found)

    def add(self, name: str, role: SpeakerRole, guid: str = "") -> RespondentId:
        """Insert a respondent."""
        values = {"guid": guid or new_guid(), "name": name, "role": role.value, "consent": "", "consent_date": ""}
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
        values = {"owner": "respondent", "name": name, "position": position, "kind": "text", "choices": "[]"}
        return AttributeId(insert_row(self._connection, AttributeRow, **values))

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

    def _read(self, ids: list[int] | None) -> list[Respondent]:
        values: dict[int, dict[str, str]] = {}
        query = (
            select(_value.c.respondent_id, _attribute.c.name, _value.c.value)
            .join(_attribute, _attribute.c.id == _value.c.attribute_id)
            .order_by(_attribute.c.position, _attribute.c.id)
        )
        people = (
            select(_respondent, _memo.c.text.label("memo"))
            .outerjoin(_memo, _memo.c.respondent_id == _respondent.c.id)
            .order_by(_respondent.c.id)
        )
        if ids is not None:
            query, people = query.where(_value.c.respondent_id.in_(ids)), people.where(_respondent.c.id.in_(ids))
        for respondent, name, value in self._connection.execute(query):
            values.setdefault(respondent, {})[name] = value
        return [
            Respondent(
                RespondentId(row.id), row.guid, row.name, SpeakerRole(row.role), values.get(row.id, {}), row.memo or ""
            )
            for row in self._connection.execute(people)
        ]

    def _owners(self, table: Table, ids: Iterable[int]) -> set[RespondentId]:
        return {
            RespondentId(owner)
            for piece in in_pieces(ids)
            for owner in self._connection.scalars(
                select(table.c.respondent_id).where(table.c.id.in_(piece), table.c.respondent_id.is_not(None))
            )
        }
