"""The code tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select, update
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.ids import CodeId, DocumentId
from qualcoder_peer.core.domain.model import Code, CodeRole, Stance
from qualcoder_peer.core.domain.shares import Share
from qualcoder_peer.core.storage.heard import codings_with_turns, in_share
from qualcoder_peer.core.storage.rows import (
    delete_rows,
    driver_rows,
    in_pieces,
    insert_row,
    insert_rows,
    marks,
    plain_rows,
    update_row,
)
from qualcoder_peer.core.storage.schema import Base, CodeEventRow, CodeRow

_code = Base.metadata.tables["code"]
_code_event = Base.metadata.tables["code_event"]
_coding = Base.metadata.tables["coding"]
_report_item = Base.metadata.tables["report_item"]
_turn = Base.metadata.tables["turn"]
_speaker = Base.metadata.tables["speaker"]


class Codes:
    """Reads and writes the code tree on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Code]:
        """Every code; siblings in their order."""
        query = select(*_COLUMNS).order_by(_code.c.position, _code.c.id)
        return [_to_code(row) for row in plain_rows(self._connection, query)]

    def by_ids(self, codes: Iterable[int]) -> list[Code]:
        """The codes with these ids that exist."""
        return [
            _to_code(row)
            for piece in in_pieces(codes)
            for row in plain_rows(self._connection, select(*_COLUMNS).where(_code.c.id.in_(piece)))
        ]

    def get(self, code: CodeId) -> Code | None:
        """The code with this id."""
        row = self._connection.execute(select(*_COLUMNS).where(_code.c.id == code)).first()
        return _to_code(row) if row else None

    def names(self, codes: Iterable[int]) -> dict[int, str]:
        """The names of the codes with these ids that exist; asked at every coding, so from the driver."""
        found: dict[int, str] = {}
        for piece in in_pieces(codes):
            rows = driver_rows(self._connection, f"SELECT id, name FROM code WHERE id IN ({marks(len(piece))})", piece)
            found.update((row[0], row[1]) for row in rows)
        return found

    def children(self, parent: CodeId | None) -> list[Code]:
        """The codes directly under ``parent`` (None: the top), in order."""
        where = _code.c.parent_id.is_(None) if parent is None else _code.c.parent_id == parent
        rows = self._connection.execute(select(*_COLUMNS).where(where).order_by(_code.c.position, _code.c.id))
        return [_to_code(row) for row in rows]

    def add(self, values: dict[str, Any]) -> CodeId:
        """Insert a code (columns of CodeRow)."""
        return CodeId(insert_row(self._connection, CodeRow, **values))

    def add_many(self, values: Sequence[dict[str, Any]]) -> list[CodeId]:
        """Insert many codes (columns of CodeRow, each with its guid). Returns their ids in the order given."""
        insert_rows(self._connection, CodeRow, values)
        ids: dict[str, CodeId] = {}
        for start in range(0, len(values), 500):
            guids = [row["guid"] for row in values[start : start + 500]]
            query = select(_code.c.guid, _code.c.id).where(_code.c.guid.in_(guids))
            ids.update((row[0], CodeId(row[1])) for row in self._connection.execute(query))
        return [ids[row["guid"]] for row in values]

    def change(self, code: CodeId, **values: Any) -> bool:
        """Write columns of one code. Whether it exists."""
        return update_row(self._connection, CodeRow, code, values)

    def order(self, codes: Iterable[CodeId]) -> None:
        """Write positions 0, 1, 2 … in the order given."""
        for position, code in enumerate(codes):
            self._connection.execute(
                update(_code).where(_code.c.id == code, _code.c.position != position).values(position=position)
            )

    def remove(self, codes: Iterable[CodeId]) -> int:
        """Delete codes with the codes below them and their codings."""
        return delete_rows(self._connection, CodeRow, codes)

    def move_codings(self, source: CodeId, target: CodeId) -> int:
        """Give all codings and report headings of one code to another. Returns how many codings."""
        self._connection.execute(
            update(_report_item).where(_report_item.c.code_id == source).values(code_id=target)
        )
        return self._connection.execute(
            update(_coding).where(_coding.c.code_id == source).values(code_id=target)
        ).rowcount

    def coding_counts(self, codes: Iterable[CodeId] | None = None) -> dict[CodeId, int]:
        """How many codings each code has, without those of the codes below it."""
        query = select(_coding.c.code_id, func.count()).group_by(_coding.c.code_id)
        if codes is not None:
            query = query.where(_coding.c.code_id.in_(list(codes)))
        return {CodeId(code): count for code, count in self._connection.execute(query)}

    def respondents(
        self,
        codes: Iterable[CodeId] | None = None,
        stance: Stance | None = None,
        documents: Iterable[DocumentId] | None = None,
        share: Share | None = None,
    ) -> dict[CodeId, frozenset[int]]:
        """Which respondents each code was heard from: those whose turns its codings (with this stance, in these
        documents, of this share) touch.

        Speakers whose role is not ``respondent`` never count.
        """
        query = (
            select(_coding.c.code_id, _speaker.c.respondent_id)
            .select_from(codings_with_turns())
            .join(_speaker, _speaker.c.id == _turn.c.speaker_id)
            .where(_speaker.c.role == "respondent", _speaker.c.respondent_id.is_not(None))
            .distinct()
        )
        if codes is not None:
            query = query.where(_coding.c.code_id.in_(list(codes)))
        if stance is not None:
            query = query.where(_coding.c.stance == stance.value)
        if documents is not None:
            query = query.where(_coding.c.document_id.in_(list(documents)))
        if share is not None:
            query = query.where(in_share(share))
        found: dict[CodeId, set[int]] = {}
        for code, respondent in self._connection.execute(query):
            found.setdefault(CodeId(code), set()).add(respondent)
        return {code: frozenset(respondents) for code, respondents in found.items()}


_COLUMNS = tuple(
    _code.c[name]
    for name in ("id", "guid", "parent_id", "position", "name", "role", "colour", "definition", "when_to_use",
                 "when_not", "example", "created")
)  # fmt: skip
_ROLES = {role.value: role for role in CodeRole}


def _to_code(row: Sequence[Any]) -> Code:
    """From the columns in ``_COLUMNS``, which are in the order of the fields: a tree of 5,000 codes is read at once."""
    id, guid, parent, position, name, role, *rest = row
    return Code(id, guid, parent, position, name, _ROLES[role], *rest)


class CodeEvents:
    """Reads and writes the history of codes on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, code_guid: str, kind: str, text: str, coder: str, time: str) -> None:
        """Enter what was done to a code; ``text`` is a Message as JSON."""
        insert_row(self._connection, CodeEventRow, code_guid=code_guid, kind=kind, text=text, coder=coder, time=time)

    def add_many(self, values: Sequence[dict[str, str]]) -> None:
        """Enter many events (columns of CodeEventRow)."""
        insert_rows(self._connection, CodeEventRow, values)

    def of(self, code_guids: Iterable[str] | None = None) -> list[tuple[int, str, str, str, str, str]]:
        """(id, code GUID, time, coder, kind, text) of these codes, or of all (None), in the order they happened."""
        query = select(
            _code_event.c.id, _code_event.c.code_guid, _code_event.c.time, _code_event.c.coder, _code_event.c.kind,
            _code_event.c.text,
        ).order_by(_code_event.c.id)  # fmt: skip
        if code_guids is not None:
            wanted: BindParameter[str] = bindparam(None, list(code_guids), expanding=True, literal_execute=True)
            query = query.where(_code_event.c.code_guid.in_(wanted))
        return [(row[0], row[1], row[2], row[3], row[4], row[5]) for row in self._connection.execute(query)]
