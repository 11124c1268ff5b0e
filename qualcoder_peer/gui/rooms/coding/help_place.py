"""Which part of the help tells of what has the keyboard in the coding room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from qualcoder_peer.gui.rooms.coding.showing_panel import ShowingPanel

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

_PAGES = {
    "find": "finding/coding.find_all",
    "suggestions": "finding/coding.suggest",
    "quotes": "codes/coding.show_quotes",
    "code_history": "codes/coding.code_history",
    "memos": "memos/coding.memos",
    "journal": "memos/coding.journal",
}
"""By the key of a page of the drawer."""


def help_place(room: CodingRoom) -> str:
    """That of the list, the pane, the bar or the mode that has the keyboard, as ``Room.help_page`` says it."""
    focus = QApplication.focusWidget()
    codes = room.codes
    if focus is None:
        return "coding"
    if room.drawer.isAncestorOf(focus):
        return _PAGES.get(room.drawer.key, "codes")
    if codes.details.isAncestorOf(focus):
        if codes.coding_details.isAncestorOf(focus):
            return "coding/coding.memo"
        return "memos" if codes.document_details.isAncestorOf(focus) else "codes"
    if codes.isAncestorOf(focus):
        return "codes"
    if room.documents.isAncestorOf(focus):
        return "coding/coding.next_document"
    if room.reader.finder.isAncestorOf(focus):
        return "finding/app.find"
    if any(one.isAncestorOf(focus) for one in room.reader.findChildren(ShowingPanel)):
        return "reading/coding.filter"
    return "editing" if room.view.editing.is_on else "coding"
