"""A field for the memo of whatever is chosen: what was typed for one is never written to another."""

from __future__ import annotations

from collections.abc import Callable

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.memo_links import memo_links
from qualcoder_peer.gui.widgets.markdown_field import MarkdownField


class MemoField(MarkdownField):
    """``show_memo`` shows the memo of an owner; ``write(owner, text)`` is called when the text has changed."""

    def __init__(self, context: RoomContext, write: Callable[[int, str], object]) -> None:
        super().__init__(N_("Memo"), N_("What you want to remember"), least=3, most=12)
        memo_links(context).connect_field(self)
        self._write = write
        self._owner: int | None = None
        self.written.connect(self._send)

    def show_memo(self, owner: int | None, text: str) -> None:
        """Show the memo of an owner; what was being typed for another is stored first."""
        if owner != self._owner:
            self.flush()
            self._owner = owner
        self.show_text(text)

    def forget(self) -> None:
        """Drop what was typed: its owner is gone."""
        self._owner = None
        self.flush()

    def _send(self, text: str) -> None:
        if self._owner is not None:
            self._write(self._owner, text)
