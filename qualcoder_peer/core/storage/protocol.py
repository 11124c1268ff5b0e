"""The protocol: what was done with personal data outside the texts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.domain.protocol import ProtocolEntry, ProtocolKind
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.storage.rows import insert_row
from qualcoder_peer.core.storage.schema import Base, ProtocolRow

_protocol = Base.metadata.tables["protocol"]


class Protocol:
    """Reads and writes the protocol on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[ProtocolEntry]:
        """Every entry, oldest first."""
        rows = self._connection.execute(select(_protocol).order_by(_protocol.c.id))
        return [
            ProtocolEntry(row.id, row.time, row.coder, ProtocolKind(row.kind), Message.from_json(row.text))
            for row in rows
        ]

    def add(self, kind: ProtocolKind, text: Message, coder: str) -> int:
        """Insert an entry and return its id. In a step of the history it goes when that is undone; an entry that is to
        stay whatever is undone is written by ``Project.enter_protocol``."""
        return insert_row(
            self._connection, ProtocolRow, time=now(), coder=coder, kind=kind.value, text=text.to_json()
        )
