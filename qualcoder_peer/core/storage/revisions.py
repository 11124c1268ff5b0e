"""What a new version of a document writes: its text and everything that has a position in it, many rows at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.storage.rows import driver_rows, in_pieces, update_row
from qualcoder_peer.core.storage.schema import Base, DocumentRow, DocumentTextRow, OriginalRow

_item = Base.metadata.tables["report_item"]
_turn = Base.metadata.tables["turn"]

MovedSpan = tuple[int, int, str, int]
"""(start, end, time of the change, id) of a coding or memo on its new place."""


class Revisions:
    """Rewrites the text of a document and the positions in it on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rewrite(self, document: DocumentId, text: str, left_out: Iterable[Message], **values: Any) -> None:
        """Replace the text of a document, with what the list of material says of it (columns of DocumentRow)."""
        told = json.dumps([one.to_json() for one in left_out])
        update_row(self._connection, DocumentRow, document, {**values, "left_out": told, "characters": len(text)})
        update_row(self._connection, DocumentTextRow, document, {"text": text})

    def move_codings(self, spans: Sequence[MovedSpan]) -> None:
        """Put codings on other places; through the driver, because there may be ten thousand."""
        self._many('UPDATE coding SET start = ?, "end" = ?, changed = ? WHERE id = ?', spans)

    def move_memos(self, spans: Sequence[MovedSpan]) -> None:
        """Put memos on other passages."""
        self._many('UPDATE memo SET start = ?, "end" = ?, changed = ? WHERE id = ?', spans)

    def remove_turns(self, document: DocumentId) -> None:
        """Delete the turns of a document; its speakers stay."""
        self._connection.execute(delete(_turn).where(_turn.c.document_id == document))

    def quote_uses(self, codings: Iterable[int]) -> dict[int, int]:
        """How many entries of report drafts quote each of these codings; those that none quotes are not in it."""
        found: dict[int, int] = {}
        for piece in in_pieces(codings):
            query = (
                select(_item.c.coding_id, func.count())
                .where(_item.c.coding_id.in_(piece))
                .group_by(_item.c.coding_id)
            )
            found.update((row[0], row[1]) for row in self._connection.execute(query))
        return found

    def own_original(self, document: DocumentId) -> str | None:
        """The imported file in base 85, where it is kept with this very document."""
        rows = driver_rows(self._connection, "SELECT content FROM original WHERE id = ?", (document,))
        return rows[0][0] if rows else None

    def remove_original(self, document: DocumentId) -> None:
        """Delete the imported file kept with a document."""
        self._connection.execute(delete(OriginalRow).where(OriginalRow.id == document))

    def _many(self, statement: str, values: Sequence[tuple[Any, ...]]) -> None:
        driver: Any = self._connection.connection.dbapi_connection
        driver.executemany(statement, values)
