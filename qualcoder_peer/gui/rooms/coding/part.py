"""The base of a part of the coding room; see ``parts.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qualcoder_peer.gui.navigator import Place

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom


class Part(QObject):
    """One thing that the room can do. Override what the part needs; everything has a default."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        self.room = room

    def flush(self) -> None:
        """Another document is about to be opened: write what is being typed."""

    def go(self, place: Place) -> None:
        """The room has been asked to show a place: answer the ``page`` of it that is this part's."""

    def leave(self) -> None:
        """The room is about to be left, or the project closed: write what is being typed, keep layouts."""
