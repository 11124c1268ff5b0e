"""What can be done now, in one line under the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.gui.rooms.coding.session import NONE

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom


def hint_for(room: CodingRoom) -> Message:
    """The keys that fit what is open, selected and looked at."""
    if room.context.read_only:
        return message("This project is open for reading only: you can read and search, but not code.")
    if room.view.editing.is_on:
        return message(
            "Type to correct the text · Ctrl+Z takes back · Shift+F2 corrects a speaker · Ctrl+Enter splits, Ctrl+J "
            "joins turns"
        )
    if room.view.textCursor().hasSelection():
        return message(
            "Enter chooses a code · 1–9 recent codes · . the last again · V in vivo · M memo · Q quote · "
            "E exact letters"
        )
    if room.session.current != NONE:
        return message(
            "S star · M memo · R move · X split · J join · Del remove · Alt+Shift+←→ the end, ↑↓ the start · "
            "N and P go on"
        )
    return message("Select a passage with the mouse or Shift+arrows, then press Enter to choose a code.")
