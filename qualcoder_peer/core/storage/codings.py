"""Codings: what is read most often, so in columns rather than objects where many are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select, update
from sqlalchemy.engine import Connection, Row

from qualcoder_peer.core.domain.ids import CodeId, CoderId, CodingId, DocumentId
from qualcoder_peer.core.domain.model import Coding, Stance
from qualcoder_peer.core.storage.engine import next_free_id
from qualcoder_peer.core.storage.heard import first_speaker
from qualcoder_peer.core.storage.rows import (
    delete_rows,
    driver_rows,
    in_pieces,
    insert_row,
    insert_rows,
    marks,
    plain_rows,
    update_row,
    written_columns,
)
from qualcoder_peer.core.storage.schema import Base, CodingRow

_coding = Base.metadata.tables["coding"]
_memo = Base.metadata.tables["memo"]
_document = Base.metadata.tables["document"]
_STANCES = {stance.value: stance for stance in Stance}

_item = Base.metadata.tables["report_item"]
_beside = _item.alias()
_HAND_ON = (
    update(_item)
    .where(_item.c.coding_id == bindparam("gone"))
    .where(
        (_item.c.text != "")
        | ~exists().where(
            _beside.c.report_id == _item.c.report_id,
            _beside.c.parent_id.is_not_distinct_from(_item.c.parent_id),
            _beside.c.coding_id == bindparam("heir"),
        )
    )
    .values(coding_id=bindparam("heir"))
)
_BY_IDS = f"SELECT {written_columns(_coding.c)} FROM coding WHERE id IN"
_NEAR = (
    'SELECT id, start, "end", stance, starred, automatic, created FROM coding '
    'WHERE code_id = ? AND document_id = ? AND start <= ? AND "end" >= ? AND coder_id = ?'
)

CodingColumns = tuple[int, int, int, int, int, str, int, int]
"""(id, start, end, code id, coder id, stance, starred, automatic) of one coding."""

NearColumns = tuple[int, int, int, str, int, int, str]
"""(id, start, end, stance, starred, automatic, created) of one coding."""

CodingWithMemo = tuple[int, str, int, int, int, int, int, str, int, str, str, int, str | None]
"""(id, guid, document id, code id, coder id, start, end, stance, starred, created, changed, automatic, memo)."""


class Codings:
    """Reads and writes codings on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, coding: CodingId) -> Coding | None:
        """The coding with this id."""
        found = self.by_ids([coding])
        return found[0] if found else None

    def by_ids(self, ids: Iterable[int]) -> list[Coding]:
        """The codings with these ids that exist; asked at every removal, so from the driver."""
        return [
            _to_coding(row)
            for piece in in_pieces(ids)
            for row in driver_rows(self._connection, f"{_BY_IDS} ({marks(len(piece))})", piece)
        ]

    def columns_of(self, document: DocumentId) -> list[CodingColumns]:
        """The codings of a document by start, as plain tuples straight from the covering index.

        Goes to the driver's cursor: building SQLAlchemy rows would double the time for 10,000 codings.
        """
        cursor = self._connection.connection.cursor()
        try:
            cursor.execute(
                'SELECT id, start, "end", code_id, coder_id, stance, starred, automatic FROM coding '
                'WHERE document_id = ? ORDER BY start, "end"',
                (document,),
            )
            return list(cursor.fetchall())
        finally:
            cursor.close()

    def columns_by_ids(self, codings: Iterable[int]) -> list[tuple[int, CodingColumns]]:
        """The document and the columns of the codings with these ids that exist; straight from the driver likewise."""
        cursor = self._connection.connection.cursor()
        found: list[tuple[int, CodingColumns]] = []
        try:
            for piece in in_pieces(codings):
                cursor.execute(
                    'SELECT document_id, id, start, "end", code_id, coder_id, stance, starred, automatic FROM coding '
                    f"WHERE id IN ({marks(len(piece))})",
                    piece,
                )
                found += [(row[0], tuple(row[1:])) for row in cursor.fetchall()]
        finally:
            cursor.close()
        return found

    def near(self, document: DocumentId, code: CodeId, coder: CoderId, start: int, end: int) -> list[NearColumns]:
        """The codings with this code by this coder that have something of ``[start, end]``, its edges included.

        From the index of code and document, through the driver: this is asked at every key press.
        """
        return driver_rows(self._connection, _NEAR, (code, document, end, start, coder))

    def add(self, values: dict[str, Any]) -> CodingId:
        """Insert a coding (columns of CodingRow)."""
        return CodingId(insert_row(self._connection, CodingRow, **values))

    def add_many(self, values: Sequence[dict[str, Any]]) -> None:
        """Insert many codings; give each its id when its memo is to be inserted as well."""
        insert_rows(self._connection, CodingRow, values)

    def next_id(self) -> int:
        """An id above every id a coding ever had."""
        return next_free_id(self._connection, "coding")

    def change(self, coding: CodingId, **values: Any) -> bool:
        """Write columns of one coding. Whether it exists."""
        return update_row(self._connection, CodingRow, coding, values)

    def recode(self, codings: Iterable[CodingId], code: CodeId, changed: str) -> None:
        """Give codings another code."""
        for piece in in_pieces(codings):
            self._connection.execute(
                update(_coding).where(_coding.c.id.in_(piece)).values(code_id=code, changed=changed)
            )

    def memos(self, codings: Iterable[CodingId]) -> dict[CodingId, str]:
        """The memo of each of these codings that has one."""
        return {
            row[0]: row[1]
            for piece in in_pieces(codings)
            for row in self._connection.execute(
                select(_memo.c.coding_id, _memo.c.text).where(_memo.c.coding_id.in_(piece))
            )
        }

    def hand_on_quotes(self, heirs: Mapping[CodingId, CodingId]) -> None:
        """Let report items that quote a coding quote the one that takes it in; under one heading it is quoted once."""
        self._connection.execute(_HAND_ON, [{"gone": gone, "heir": heir} for gone, heir in heirs.items()])

    def confirm(self, codings: Iterable[CodingId], changed: str) -> None:
        """Let codings count as made by a person."""
        for piece in in_pieces(codings):
            self._connection.execute(
                update(_coding).where(_coding.c.id.in_(piece)).values(automatic=0, changed=changed)
            )

    def automatic(self) -> list[tuple[CodingId, DocumentId, int]]:
        """Id, document and start of the codings that no person has confirmed yet, by document and place."""
        query = (
            select(_coding.c.id, _coding.c.document_id, _coding.c.start)
            .where(_coding.c.automatic == 1)
            .order_by(_coding.c.document_id, _coding.c.start, _coding.c.id)
        )
        rows = plain_rows(self._connection, query)
        return [(CodingId(one), DocumentId(document), start) for one, document, start in rows]

    def remove(self, codings: Iterable[CodingId]) -> int:
        """Delete codings. Returns how many there were."""
        return delete_rows(self._connection, CodingRow, codings)

    def count(self) -> int:
        """How many codings the project has."""
        return self._connection.scalar(select(func.count()).select_from(_coding)) or 0

    def counts_by_document(self) -> dict[DocumentId, int]:
        """How many codings each document has."""
        query = select(_coding.c.document_id, func.count()).group_by(_coding.c.document_id)
        return {DocumentId(document): count for document, count in self._connection.execute(query)}

    def counts_by_coder(self) -> dict[CoderId, tuple[int, int]]:
        """How many codings each coder has made, in how many documents."""
        query = select(
            _coding.c.coder_id, func.count(), func.count(_coding.c.document_id.distinct())
        ).group_by(_coding.c.coder_id)
        return {CoderId(row[0]): (row[1], row[2]) for row in self._connection.execute(query)}

    def count_documents(self, codes: Iterable[CodeId]) -> int:
        """In how many documents any of these codes is used."""
        found: set[int] = set()
        for piece in in_pieces(codes):
            query = select(_coding.c.document_id).distinct().where(_coding.c.code_id.in_(piece))
            found.update(self._connection.scalars(query))
        return len(found)

    def spans_by_document(self, documents: Iterable[int]) -> dict[DocumentId, dict[CoderId, list[tuple[int, int]]]]:
        """The ``(start, end)`` of all codings by document and coder, sorted by start, for coverage."""
        query = select(_coding.c.document_id, _coding.c.coder_id, _coding.c.start, _coding.c.end)
        query = query.where(_coding.c.document_id.in_(list(documents))).order_by(
            _coding.c.document_id, _coding.c.start, _coding.c.end
        )
        spans: dict[DocumentId, dict[CoderId, list[tuple[int, int]]]] = {}
        for document, coder, start, end in plain_rows(self._connection, query):
            spans.setdefault(DocumentId(document), {}).setdefault(CoderId(coder), []).append((start, end))
        return spans

    def uses(self) -> list[tuple[DocumentId, CodeId, CoderId, int, int, str]]:
        """(document, code, coder, start, end, created) of every coding, by document and place."""
        query = select(
            _coding.c.document_id, _coding.c.code_id, _coding.c.coder_id, _coding.c.start, _coding.c.end,
            _coding.c.created,
        ).order_by(_coding.c.document_id, _coding.c.start, _coding.c.id)  # fmt: skip
        return plain_rows(self._connection, query)

    def filtered(
        self,
        *,
        codes: Iterable[int] | None = None,
        documents: Iterable[int] | None = None,
        coders: Iterable[int] | None = None,
        ids: Iterable[int] | None = None,
        starred: bool = False,
    ) -> Iterator[tuple[Coding, str]]:
        """Codings with their memo, ordered by document, start and id."""
        for row in self.rows(codes=codes, documents=documents, coders=coders, ids=ids, starred=starred):
            yield _to_coding(row[:12]), row[12] or ""

    def rows(
        self,
        *,
        codes: Iterable[int] | None = None,
        documents: Iterable[int] | None = None,
        coders: Iterable[int] | None = None,
        ids: Iterable[int] | None = None,
        starred: bool = False,
        after: tuple[int, int] | None = None,
        limit: int | None = None,
    ) -> list[CodingWithMemo]:
        """What ``filtered`` gives, as plain tuples: a table of all quotes reads them by the 100,000.

        Within one document ``limit`` of them behind ``after``, the (start, id) of the last one of the page before.
        """
        query: Select[Any] = (
            select(_coding, _memo.c.text.label("memo"))
            .outerjoin(_memo, _memo.c.coding_id == _coding.c.id)
            .where(*_conditions(codes, documents, coders, ids, starred))
            .order_by(_coding.c.document_id, _coding.c.start, _coding.c.id)
        )
        if after is not None:
            query = query.where(
                (_coding.c.start > after[0]) | ((_coding.c.start == after[0]) & (_coding.c.id > after[1]))
            )
        if limit is not None:
            query = query.limit(limit)
        return plain_rows(self._connection, query)

    def counts_of(
        self,
        *,
        codes: Iterable[int] | None = None,
        documents: Iterable[int] | None = None,
        coders: Iterable[int] | None = None,
        ids: Iterable[int] | None = None,
        starred: bool = False,
    ) -> dict[DocumentId, int]:
        """How many codings ``filtered`` would give of each document that has some."""
        query = (
            select(_coding.c.document_id, func.count())
            .where(*_conditions(codes, documents, coders, ids, starred))
            .group_by(_coding.c.document_id)
        )
        return {DocumentId(document): count for document, count in self._connection.execute(query)}

    def sorting(
        self,
        *,
        codes: Iterable[int] | None = None,
        documents: Iterable[int] | None = None,
        coders: Iterable[int] | None = None,
        ids: Iterable[int] | None = None,
        starred: bool = False,
        by: str = "document_id",
    ) -> list[tuple[int, int, Any]]:
        """(id, document id, column ``by``) of what ``filtered`` would give, in its order.

        ``by`` may also be ``speaker_id``: who speaks in a coding, see ``first_speaker``.
        """
        value = first_speaker() if by == "speaker_id" else _coding.c[by]
        query = (
            select(_coding.c.id, _coding.c.document_id, value)
            .where(*_conditions(codes, documents, coders, ids, starred))
            .order_by(_coding.c.document_id, _coding.c.start, _coding.c.id)
        )
        return plain_rows(self._connection, query)

    def outside_text(self) -> list[tuple[int, str]]:
        """(coding id, title) of every coding whose end lies outside its document's text."""
        rows = self._connection.execute(
            select(_coding.c.id, _document.c.title)
            .join(_document, _document.c.id == _coding.c.document_id)
            .where(_coding.c.end > _document.c.characters)
        )
        return [(row[0], row[1]) for row in rows]


def _conditions(
    codes: Iterable[int] | None,
    documents: Iterable[int] | None,
    coders: Iterable[int] | None,
    ids: Iterable[int] | None,
    starred: bool,
) -> list[ColumnElement[bool]]:
    asked = (
        (_coding.c.code_id, codes),
        (_coding.c.document_id, documents),
        (_coding.c.coder_id, coders),
        (_coding.c.id, ids),
    )
    conditions: list[ColumnElement[bool]] = [
        # Written into the statement: there may be more of them than a statement can have parameters.
        column.in_(bindparam(None, list(wanted), expanding=True, literal_execute=True))
        for column, wanted in asked
        if wanted is not None
    ]
    return [*conditions, _coding.c.starred == 1] if starred else conditions


def _to_coding(row: Row[Any] | tuple[Any, ...]) -> Coding:
    # By position, in the order of the table: reading by name takes twice as long, and these come by the 100,000.
    coding, guid, document, code, coder, start, end, stance, starred, created, changed, automatic = tuple(row)
    return Coding(
        coding, guid, document, code, coder, start, end, _STANCES[stance], bool(starred), created, changed,
        bool(automatic),
    )  # fmt: skip
