"""What every room is; see the package's docstring for how to write one."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.navigator import Place


class Room(QWidget):
    """A widget that fills the window beside the rail. Override what the room has; everything has a default."""

    key = ""

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self.context = context

    def enter(self) -> None:
        """The room has been shown: put the focus where work goes on."""
        self.setFocus()

    def leave(self) -> None:
        """Another room is about to be shown, or the project closed: write text that is being typed, keep layouts."""

    def place(self) -> Place:
        """Where the user is in this room, for going back."""
        return Place(self.key)

    def go(self, place: Place) -> None:
        """Show a place of this room (a document, a position, a code …); what is not set stays as it is."""

    def panes(self) -> list[QWidget]:
        """The panes that F6 moves between, from left to right; each must take the focus."""
        return []

    def show_search(self) -> bool:
        """Ctrl+F: show the room's search. False if it has none."""
        return False

    def help_page(self) -> str:
        """The page of the help (``help_pages.py``) that tells of what is shown and worked with now; ``PAGE/ACTION`` is
        the section of a page that tells of an action."""
        return self.key
