"""Respondents: the persons of the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Table, bindparam, func, select
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.ids import AttributeId, RespondentId, new_guid
from qualcoder_peer.core.domain.model import Attribute, Consent, Owner, Respondent, SpeakerRole
from qualcoder_peer.core.domain.shares import Share
from qualcoder_peer.core.storage.attributes import Attributes
from qualcoder_peer.core.storage.heard import codings_with_turns, in_share
from qualcoder_peer.core.storage.rows import delete_rows, in_pieces, insert_row, insert_rows, plain_rows, update_row
from qualcoder_peer.core.storage.schema import Base, RespondentRow

_respondent = Base.metadata.tables["respondent"]
_value = Base.metadata.tables["attribute_value"]
_memo = Base.metadata.tables["memo"]
_speaker = Base.metadata.tables["speaker"]
_turn = Base.metadata.tables["turn"]
_coding = Base.metadata.tables["coding"]
_PIECE = 500
_ROLES = {role.value: role for role in SpeakerRole}
_CONSENTS = {consent.value: consent for consent in Consent}


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

    def basics(self) -> list[tuple[int, str, str, str, str]]:
        """(id, name, role, consent, date of consent) of every respondent: a filter needs no more of most."""
        one = _respondent.c
        query = select(one.id, one.name, one.role, one.consent, one.consent_date).order_by(one.id)
        return plain_rows(self._connection, query)

    def role_of(self, respondent: RespondentId) -> SpeakerRole:
        """Whether a person of the register is a respondent, an interviewer or somebody else."""
        role = self._connection.scalar(select(_respondent.c.role).where(_respondent.c.id == respondent))
        return SpeakerRole.RESPONDENT if role is None else _ROLES[role]

    def existing(self, respondents: Iterable[int]) -> set[int]:
        """Those of the respondents with these ids that exist."""
        query = select(_respondent.c.id)
        return {
            row[0]
            for piece in in_pieces(respondents)
            for row in plain_rows(self._connection, query.where(_respondent.c.id.in_(piece)))
        }

    def guids(self) -> dict[int, str]:
        """The GUID of every respondent."""
        rows = plain_rows(self._connection, select(_respondent.c.id, _respondent.c.guid))
        return {row[0]: row[1] for row in rows}

    def owners_of_values(self, values: Iterable[int]) -> set[RespondentId]:
        """Whose the attribute values with these ids are."""
        return self._owners(_value, values)

    def owners_of_memos(self, memos: Iterable[int]) -> set[RespondentId]:
        """Whose the memos with these ids are, as far as they are respondents'."""
        return self._owners(_memo, memos)

    def coding_counts(
        self,
        respondents: Iterable[int] | None = None,
        documents: Iterable[int] | None = None,
        share: Share | None = None,
    ) -> dict[RespondentId, int]:
        """How many codings (in these documents, of this share) touch the words of each respondent, of speakers whose
        role is ``respondent``."""
        query = (
            select(_speaker.c.respondent_id, func.count(_coding.c.id.distinct()))
            .select_from(codings_with_turns())
            .join(_speaker, _speaker.c.id == _turn.c.speaker_id)
            .where(_speaker.c.role == "respondent", _speaker.c.respondent_id.is_not(None))
            .group_by(_speaker.c.respondent_id)
        )
        if respondents is not None:
            wanted: BindParameter[int] = bindparam(None, list(respondents), expanding=True, literal_execute=True)
            query = query.where(_speaker.c.respondent_id.in_(wanted))
        if documents is not None:
            query = query.where(_coding.c.document_id.in_(list(documents)))
        if share is not None:
            query = query.where(in_share(share))
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

    def add_many(self, people: Sequence[dict[str, Any]]) -> list[RespondentId]:
        """Insert many respondents (name, role, consent, consent_date; perhaps guid). Returns their ids in order."""
        guids = [person.get("guid") or new_guid() for person in people]
        insert_rows(
            self._connection,
            RespondentRow,
            [
                {"role": "respondent", "consent": "", "consent_date": "", **person, "guid": guid}
                for person, guid in zip(people, guids, strict=True)
            ],
        )
        ids: dict[str, int] = {}
        for start in range(0, len(guids), _PIECE):
            query = select(_respondent.c.guid, _respondent.c.id).where(
                _respondent.c.guid.in_(guids[start : start + _PIECE])
            )
            ids.update((row[0], row[1]) for row in plain_rows(self._connection, query))
        return [RespondentId(ids[guid]) for guid in guids]

    def change_many(self, column: str, values: Mapping[RespondentId, str]) -> None:
        """Write one column of many respondents."""
        rows = [{"which": person, "new": value} for person, value in values.items()]
        if rows:
            self._connection.execute(
                _respondent.update()
                .where(_respondent.c.id == bindparam("which"), _respondent.c[column] != bindparam("new"))
                .values({column: bindparam("new")}),
                rows,
            )

    def attributes(self) -> list[Attribute]:
        """The columns of the respondents' table in order."""
        return Attributes(self._connection).all(Owner.RESPONDENT)

    def _read(self, ids: list[int] | None) -> list[Respondent]:
        columns = Attributes(self._connection)
        names = [(one.id, one.name) for one in columns.all(Owner.RESPONDENT)]
        values = columns.values(Owner.RESPONDENT, ids)
        people = (
            select(
                _respondent.c.id,
                _respondent.c.guid,
                _respondent.c.name,
                _respondent.c.role,
                _respondent.c.consent,
                _respondent.c.consent_date,
                _memo.c.text,
            )
            .outerjoin(_memo, _memo.c.respondent_id == _respondent.c.id)
            .order_by(_respondent.c.id)
        )
        if ids is not None:
            people = people.where(_respondent.c.id.in_(ids))
        return [
            Respondent(
                RespondentId(person),
                guid,
                name,
                _ROLES[role],
                _in_order(values[person], names) if person in values else {},
                memo or "",
                _CONSENTS[consent],
                date,
            )
            for person, guid, name, role, consent, date, memo in plain_rows(self._connection, people)
        ]

    def _owners(self, table: Table, ids: Iterable[int]) -> set[RespondentId]:
        return {
            RespondentId(owner)
            for piece in in_pieces(ids)
            for owner in self._connection.scalars(
                select(table.c.respondent_id).where(table.c.id.in_(piece), table.c.respondent_id.is_not(None))
            )
        }


def _in_order(values: Mapping[AttributeId, str], names: Iterable[tuple[AttributeId, str]]) -> dict[str, str]:
    return {name: values[column] for column, name in names if column in values}
