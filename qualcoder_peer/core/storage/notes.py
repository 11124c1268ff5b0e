"""Memos, coders, settings and the project's own row: the small tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row

from qualcoder_peer.core.domain.ids import CoderId, MemoId, new_guid
from qualcoder_peer.core.domain.model import Coder, Memo, ProjectInfo
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.storage.rows import delete_rows, driver_rows, in_pieces, insert_row, insert_rows, update_row
from qualcoder_peer.core.storage.schema import Base, CoderRow, MemoRow, ProjectRow, SettingRow

_memo = Base.metadata.tables["memo"]
_coder = Base.metadata.tables["coder"]
_setting = Base.metadata.tables["setting"]
_project = Base.metadata.tables["project"]
_OWNERS = ("document", "code", "coding", "respondent")

MemoColumns = tuple[Any, ...]
"""(id, guid, kind, document id, code id, coding id, respondent id, start, end, title, date, beginning of the text,
its length, coder, created, changed, title of the document, name of the respondent, code id of the coding); document,
start and end are those of a coding for the memo on one."""

_OVERVIEW = """SELECT memo.id, memo.guid, memo.kind, coalesce(memo.document_id, coding.document_id), memo.code_id,
memo.coding_id, memo.respondent_id, coalesce(memo.start, coding.start), coalesce(memo."end", coding."end"), memo.title,
memo.date, substr(memo.text, 1, {letters}), length(memo.text), memo.coder, memo.created, memo.changed, document.title,
respondent.name, coding.code_id
FROM memo LEFT JOIN coding ON coding.id = memo.coding_id
LEFT JOIN document ON document.id = coalesce(memo.document_id, coding.document_id)
LEFT JOIN respondent ON respondent.id = memo.respondent_id
{where} ORDER BY memo.changed DESC, memo.id DESC"""


class Memos:
    """Reads and writes memos on one connection. An owner is a pair such as ``("code", 3)`` or ``("project", None)``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Memo]:
        """Every memo, newest change first."""
        return [_to_memo(row) for row in self._connection.execute(select(_memo).order_by(_memo.c.changed.desc()))]

    def of(self, owner: str, owner_id: int | None) -> list[Memo]:
        """The memos of one owner; for a document also those on passages, in order of place."""
        rows = self._connection.execute(
            select(_memo).where(self._owned(owner, owner_id)).order_by(_memo.c.start, _memo.c.id)
        )
        return [_to_memo(row) for row in rows]

    def write(self, owner: str, owner_id: int | None, text: str, coder: str) -> None:
        """Give an owner one memo, change it, or remove it when ``text`` is empty. Passages are left alone."""
        where = self._owned(owner, owner_id) & _memo.c.start.is_(None)
        found = self._connection.scalar(select(_memo.c.id).where(where).order_by(_memo.c.id).limit(1))
        if found is None:
            if text:
                self.add(owner, owner_id, text, coder)
        elif text:
            update_row(self._connection, MemoRow, found, {"text": text, "coder": coder, "changed": now()})
        else:
            delete_rows(self._connection, MemoRow, [found])

    def write_many(self, owner: str, texts: Mapping[int, str], coder: str) -> None:
        """Give each of many owners of one kind its one memo, as ``write`` does; not for documents, which have many."""
        column, time = _memo.c[f"{owner}_id"], now()
        there: dict[int, int] = {}
        for piece in in_pieces(texts):
            found = self._connection.execute(select(column, _memo.c.id).where(column.in_(piece)))
            there.update((row[0], row[1]) for row in found)
        signed = {"coder": coder, "changed": time}
        delete_rows(self._connection, MemoRow, [there[one] for one, text in texts.items() if not text and one in there])
        for one, text in texts.items():
            if text and one in there:
                update_row(self._connection, MemoRow, there[one], {"text": text, **signed})
        self.add_many(
            [
                {"guid": new_guid(), f"{owner}_id": one, "text": text, "created": time, **signed}
                for one, text in texts.items()
                if text and one not in there
            ]
        )

    def get(self, memo: MemoId) -> Memo | None:
        """The memo with this id."""
        row = self._connection.execute(select(_memo).where(_memo.c.id == memo)).one_or_none()
        return None if row is None else _to_memo(row)

    def overview(self, memo: MemoId | None = None, letters: int = 240) -> list[MemoColumns]:
        """What a list of all memos shows (or of one), newest change first: no text but its beginning."""
        where, values = ("", ()) if memo is None else ("WHERE memo.id = ?", (memo,))
        return driver_rows(self._connection, _OVERVIEW.format(letters=int(letters), where=where), values)

    def texts(self) -> dict[int, str]:
        """The text of every memo, by its id."""
        return dict(driver_rows(self._connection, "SELECT id, text FROM memo", ()))

    def count(self) -> int:
        """How many there are."""
        return int(driver_rows(self._connection, "SELECT count(*) FROM memo", ())[0][0])

    def coders(self) -> list[str]:
        """Who has written memos, in order."""
        return [row[0] for row in driver_rows(self._connection, "SELECT DISTINCT coder FROM memo ORDER BY coder", ())]

    def add_entry(self, date: str, title: str, text: str, coder: str) -> MemoId:
        """Insert an entry of the research journal."""
        time = now()
        return MemoId(
            insert_row(
                self._connection, MemoRow, guid=new_guid(), text=text, coder=coder, created=time, changed=time,
                kind="journal", title=title, date=date,
            )
        )  # fmt: skip

    def change_entry(self, memo: MemoId, coder: str, **values: str) -> bool:
        """Write columns (date, title, text) of an entry of the journal. Whether it exists."""
        return update_row(self._connection, MemoRow, memo, {**values, "coder": coder, "changed": now()})

    def linked(self, kind: str, guid: str) -> int | None:
        """The id of the coding, code, document, respondent or memo (``kind``) with a GUID."""
        table = Base.metadata.tables[kind].name
        found = driver_rows(self._connection, f'SELECT id FROM "{table}" WHERE guid = ?', (guid,))
        return int(found[0][0]) if found else None

    def guid_of(self, kind: str, row: int) -> str | None:
        """The GUID of a coding, code, document, respondent or memo (``kind``)."""
        table = Base.metadata.tables[kind].name
        found = driver_rows(self._connection, f'SELECT guid FROM "{table}" WHERE id = ?', (row,))
        return str(found[0][0]) if found else None

    def add(
        self, owner: str, owner_id: int | None, text: str, coder: str, span: tuple[int, int] | None = None
    ) -> MemoId:
        """Insert a memo; ``span`` makes it one on a passage of the document."""
        time = now()
        values: dict[str, Any] = {"guid": new_guid(), "text": text, "coder": coder, "created": time, "changed": time}
        if owner != "project":
            values[f"{owner}_id"] = owner_id
        if span is not None:
            values["start"], values["end"] = span
        return MemoId(insert_row(self._connection, MemoRow, **values))

    def add_many(self, values: Sequence[dict[str, Any]]) -> None:
        """Insert many memos (columns of MemoRow)."""
        insert_rows(self._connection, MemoRow, values)

    def change(self, memo: MemoId, text: str, coder: str) -> bool:
        """Write the text of one memo. Whether it exists."""
        return update_row(self._connection, MemoRow, memo, {"text": text, "coder": coder, "changed": now()})

    def remove(self, memos: Iterable[MemoId]) -> int:
        """Delete memos."""
        return delete_rows(self._connection, MemoRow, memos)

    def texts_of(self, owner: str) -> dict[int, str]:
        """The memo text of each owner of a kind that has one."""
        column = _memo.c[f"{owner}_id"]
        rows = self._connection.execute(
            select(column, _memo.c.text).where(column.is_not(None), _memo.c.start.is_(None)).order_by(_memo.c.id.desc())
        )
        return {row[0]: row[1] for row in rows}

    @staticmethod
    def _owned(owner: str, owner_id: int | None) -> Any:
        if owner != "project":
            return _memo.c[f"{owner}_id"] == owner_id
        condition: Any = (_memo.c.kind == "memo") & _memo.c.document_id.is_(None)
        for name in _OWNERS[1:]:
            condition = condition & _memo.c[f"{name}_id"].is_(None)
        return condition


class Coders:
    """Reads and writes coders on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Coder]:
        """Every coder, in the order they came."""
        rows = self._connection.execute(select(_coder).order_by(_coder.c.id))
        return [Coder(CoderId(row.id), row.guid, row.name, row.colour) for row in rows]

    def named(self, name: str) -> CoderId | None:
        """The id of the coder with this name."""
        found = driver_rows(self._connection, "SELECT id FROM coder WHERE name = ?", (name,))
        return CoderId(found[0][0]) if found else None

    def add(self, name: str, colour: str) -> CoderId:
        """Insert a coder."""
        return CoderId(insert_row(self._connection, CoderRow, guid=new_guid(), name=name, colour=colour))

    def change(self, coder: CoderId, **values: Any) -> bool:
        """Write columns of one coder. Whether it exists."""
        return update_row(self._connection, CoderRow, coder, values)

    def remove(self, coder: CoderId) -> bool:
        """Delete a coder who has coded nothing. Whether there was one."""
        return delete_rows(self._connection, CoderRow, [coder]) > 0


class Settings:
    """Choices kept with the project, as JSON values by key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key: str, default: Any = None) -> Any:
        """The value kept under ``key``, or ``default``."""
        stored = self._connection.scalar(select(_setting.c.value).where(_setting.c.key == key))
        return default if stored is None else json.loads(stored)

    def set(self, key: str, value: Any) -> None:
        """Keep a value that JSON can hold."""
        stored = json.dumps(value, ensure_ascii=False)
        where = _setting.c.key == key
        if not self._connection.execute(_setting.update().where(where).values(value=stored)).rowcount:
            insert_row(self._connection, SettingRow, key=key, value=stored)


class ProjectInfos:
    """The one row that says what the project is about."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self) -> ProjectInfo:
        """The project's title, assignment, purpose, method, language."""
        row = self._connection.execute(select(_project)).one()
        return ProjectInfo(
            row.guid, row.title, row.assignment, row.purpose, row.method, row.language, row.created
        )

    def create(self, info: ProjectInfo) -> None:
        """Insert the row of a new project."""
        insert_row(
            self._connection,
            ProjectRow,
            id=1,
            guid=info.guid,
            title=info.title,
            assignment=info.assignment,
            purpose=info.purpose,
            method=info.method,
            language=info.language,
            created=info.created,
        )

    def change(self, **values: str) -> None:
        """Write columns of the row."""
        update_row(self._connection, ProjectRow, 1, values)


def _to_memo(row: Row[Any]) -> Memo:
    owner, owner_id = "project", None
    for name in _OWNERS:
        value = getattr(row, f"{name}_id")
        if value is not None:
            owner, owner_id = name, value
    return Memo(
        MemoId(row.id), row.guid, owner, owner_id, row.start, row.end, row.text, row.coder, row.created, row.changed,
        row.kind == "journal", row.title, row.date,
    )  # fmt: skip
