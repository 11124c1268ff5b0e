"""What a new version of a document writes: its text and everything that has a position in it, many rows at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.storage.rows import driver_rows, in_pieces, update_row
from qualcoder_peer.core.storage.schema import Base, DocumentRow, DocumentTextRow

_item = Base.metadata.tables["report_item"]
_original = Base.metadata.tables["original"]
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

    def keeps_original(self, document: DocumentId) -> bool:
        """Whether the file it was imported from is kept with a document."""
        return bool(driver_rows(self._connection, "SELECT 1 FROM original WHERE id = ?", (document,)))

    def release_original(self, document: DocumentId) -> None:
        """Let go of the imported file; documents that share it (``Documents.share_original``) keep it."""
        shared = f"/{document}"
        sharing = driver_rows(self._connection, "SELECT id FROM original WHERE content = ? ORDER BY id", (shared,))
        ids = [row[0] for row in sharing]
        if ids:
            content = select(_original.c.content).where(_original.c.id == document).scalar_subquery()
            self._connection.execute(update(_original).where(_original.c.id == ids[0]).values(content=content))
            others = update(_original).where(_original.c.content == shared).values(content=f"/{ids[0]}")
            self._connection.execute(others)
        self._connection.execute(delete(_original).where(_original.c.id == document))

    def _many(self, statement: str, values: Sequence[tuple[Any, ...]]) -> None:
        driver: Any = self._connection.connection.dbapi_connection
        driver.executemany(statement, values)
