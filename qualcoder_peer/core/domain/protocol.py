"""The protocol of what was done with personal data, and what sealing a project means, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qualcoder_peer.core.domain.messages import N_, Message


class ProtocolKind(StrEnum):
    """What an entry of the protocol tells of."""

    REPLACED = "replaced"
    LOOKED_UP = "looked_up"
    DESTROYED = "destroyed"
    SEALED = "sealed"


PROTOCOL_TITLES: dict[ProtocolKind, str] = {
    ProtocolKind.REPLACED: N_("Replaced"),
    ProtocolKind.LOOKED_UP: N_("Looked up"),
    ProtocolKind.DESTROYED: N_("Destroyed"),
    ProtocolKind.SEALED: N_("Sealed"),
}


@dataclass(frozen=True, slots=True)
class ProtocolEntry:
    """Who did what with personal data, and when (ISO 8601, UTC). It never holds a real name of its own accord."""

    id: int
    time: str
    coder: str
    kind: ProtocolKind
    text: Message


@dataclass(frozen=True, slots=True)
class SealedCounts:
    """What of the project file sealing takes away: ``steps`` that can be undone or redone until then, ``labels`` of
    the history that lose the names they quote, ``originals`` (imported files kept beside their texts)."""

    steps: int
    labels: int
    originals: int
