"""Where pages, headings and columns of a sheet begin in documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.sources import FoundPlace, PlaceKind
from qualcoder_peer.core.storage.rows import in_pieces, insert_rows, plain_rows
from qualcoder_peer.core.storage.schema import Base, PlaceRow

_place = Base.metadata.tables["place"]


class Places:
    """Reads and writes places on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, documents: Iterable[int], kind: PlaceKind | None = None) -> dict[DocumentId, list[FoundPlace]]:
        """The places of these documents (of one kind) in order; documents without any are not in it."""
        found: dict[DocumentId, list[FoundPlace]] = {}
        for piece in in_pieces(documents):
            query = (
                select(_place.c.document_id, _place.c.kind, _place.c.start, _place.c.label, _place.c.level)
                .where(_place.c.document_id.in_(piece))
                .order_by(_place.c.document_id, _place.c.start, _place.c.id)
            )
            if kind is not None:
                query = query.where(_place.c.kind == kind.value)
            for document, *place in plain_rows(self._connection, query):
                found.setdefault(DocumentId(document), []).append(FoundPlace(PlaceKind(place[0]), *place[1:]))
        return found

    def add(self, document: DocumentId, places: Sequence[FoundPlace]) -> None:
        """Insert places of one document."""
        insert_rows(
            self._connection,
            PlaceRow,
            [
                {
                    "document_id": document,
                    "kind": one.kind.value,
                    "start": one.start,
                    "label": one.label,
                    "level": one.level,
                }
                for one in places
            ],
        )

    def remove(self, document: DocumentId) -> None:
        """Delete the places of one document, before new ones are written."""
        self._connection.execute(_place.delete().where(_place.c.document_id == document))
