"""A code dragged onto the page: onto the selection, or onto a speaker's turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint

from qualcoder_peer.core.text.paragraphs import paragraph_span
from qualcoder_peer.gui.widgets.transcript.values import CODE_MIME_TYPE

if TYPE_CHECKING:
    from qualcoder_peer.gui.widgets.transcript.view import TranscriptView


def dragged_code(data: QMimeData) -> int | None:
    """The id of the code that is dragged, or None when it is something else."""
    if not data.hasFormat(CODE_MIME_TYPE):
        return None
    payload = bytes(data.data(CODE_MIME_TYPE).data())
    return int(payload) if payload.isdigit() and len(payload) <= 9 else None


class DropTarget:
    """Shows where a dragged code would land."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view

    def move_to(self, point: QPoint) -> None:
        """The drag is over this point of the viewport."""
        self._show(self._view.drop_extent(self._view.character_near(point)))

    def show_place(self, place: int) -> None:
        """Words dragged over a text that is written in would stand before this character."""
        self._show((place, place + 1))

    def leave(self) -> None:
        """The drag has left or ended."""
        self._show(None)

    def _show(self, target: tuple[int, int] | None) -> None:
        marks = self._view.marks
        if marks.drop_target != target:
            before, marks.drop_target = marks.drop_target, target
            for extent in (before, target):
                if extent is not None:
                    self._view.repaint_text(*extent)


def extent_under(view: TranscriptView, position: int) -> tuple[int, int]:
    """What a code dropped at ``position`` would code: the selection if it is there, else the words of the turn.

    Where there are no turns it is the paragraph. Code points, half open.
    """
    start, end = view.selection()
    if start <= position < end:
        return start, end
    turn = view.turn_at(position)
    if turn is None:
        return paragraph_span(view.text, position)
    start, end = turn.said_start, turn.end
    while end > start and view.text[end - 1 : end].isspace():
        end -= 1
    return start, end
