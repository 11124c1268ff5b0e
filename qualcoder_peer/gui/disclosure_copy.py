"""Words of the material on the clipboard, past the disclosure check: a copy is a way out as much as a file."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.services.disclosure_gate import check_words, refuse, warning
from qualcoder_peer.gui.context import RoomContext


def copy_words(context: RoomContext, words: str, done: Message | None = None) -> bool:
    """Put words on the clipboard and say so with ``done``; with a warning where they hold a name or number.

    Where the project's rules are strict nothing is copied then, and False returned: the user is told.
    """
    found = check_words(context.project, words)
    try:
        refuse(found)
    except UserError as error:
        context.messages.error(error)
        return False
    QGuiApplication.clipboard().setText(words)
    told = warning(found)
    if told is not None:
        context.messages.warn(told)
    elif done is not None:
        context.messages.notify(done)
    return True
