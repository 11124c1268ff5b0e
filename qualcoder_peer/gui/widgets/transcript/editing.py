"""A page that is written in: each edit changes the document of Qt and everything the page knows of the text.

The page decides nothing: what is typed is asked for with ``asked``, and the caller answers with ``apply``. Qt itself
never edits (the widget stays read-only), so that nothing can be in its document that is not in the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QTextCursor

from qualcoder_peer.core.text.edits import Edit, made_edit
from qualcoder_peer.core.text.offsets import Utf16Map, utf16_length
from qualcoder_peer.core.text.paragraphs import edit_paragraph_starts
from qualcoder_peer.core.text.shifted import ShiftedList
from qualcoder_peer.gui.widgets.transcript.blocks import shown_text
from qualcoder_peer.gui.widgets.transcript.editing_input import TextInput
from qualcoder_peer.gui.widgets.transcript.editing_turns import EditedTurns, TurnTimes
from qualcoder_peer.gui.widgets.transcript.marks import NONE
from qualcoder_peer.gui.widgets.transcript.values import Segment, TurnMark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qualcoder_peer.gui.widgets.transcript.view import TranscriptView

_MUCH = 50_000


class PageEditing(QObject):
    """Edit mode of one view. Positions are code points."""

    asked = Signal(int, int, str)
    """Put a text in the place of ``[start, end)``; whatever it is, also what no text can hold."""
    cut_asked = Signal(int, int)
    """Take ``[start, end)`` away; it is on the clipboard."""
    paste_asked = Signal(int, int, str)
    """As ``asked``, with the words on the clipboard."""
    move_asked = Signal(int, int, int)
    """Move ``[start, end)`` to a place."""
    left = Signal()
    """Escape: let it be read only again."""
    menu_asked = Signal(QPoint)
    """The right mouse button or the menu key; the global point."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self._input = TextInput(view, self)
        self.is_on = False

    def begin(self, turns: EditedTurns) -> None:
        """Let the text be written in; ``turns`` follow the edits by themselves."""
        if not self.is_on:
            self.is_on = True
            self._input.watch()
        self.take_turns(turns)
        self._follow_paragraphs()
        self._view.set_current(NONE)

    def end(self) -> None:
        """Let it be read only. What was typed stays."""
        if self.is_on:
            self.is_on = False
            self._input.leave()
            self._view.margins.overview.forget()

    def take_turns(self, turns: EditedTurns) -> None:
        """Show these turns, which follow the edits by themselves."""
        view = self._view
        view.turns, view.turn_times = turns, TurnTimes(turns.table)
        self._note_turns(turns, turns.table.starts)

    def apply(self, edit: Edit, put: str, text: str, caret: int | None = None) -> list[Segment]:
        """Show an edit that has been made: ``put`` is what it puts in, ``text`` the whole text after it.

        The caret goes to ``caret``, or behind what was put in. Returns the segments of which nothing is left.
        """
        view = self._view
        low, high = view.positions.to_utf16(edit.start), view.positions.to_utf16(edit.end)
        block = view.document().findBlock(low)
        before = view.document().blockCount(), view.page_layout.blockBoundingRect(block).height()
        view.lines.forget()
        view.text = text
        view.positions.replace(edit.start, edit.end, put)
        edit_paragraph_starts(self._follow_paragraphs(), text, edit.start, edit.length, edit.grown)
        view.page_layout.set_edited(text, view.turns, view.turn_starts)
        self._write(low, high, put)
        lost = view.segments.edit(edit)
        view.suggestions.edit(edit)
        view.stripe_lanes.edit(edit)
        place = edit.start + edit.length if caret is None else caret
        cursor = view.textCursor()
        cursor.setPosition(view.positions.to_utf16(place))
        view.setTextCursor(cursor)
        view.show_caret()
        block = view.document().findBlock(low)
        if before == (view.document().blockCount(), view.page_layout.blockBoundingRect(block).height()):
            view.repaint_block(block)
        else:
            view.repaint_all()
        return lost

    def cut(self) -> None:
        """Put the selection on the clipboard and ask for it to be taken away."""
        self._input.cut()

    def paste(self) -> None:
        """Ask for the words on the clipboard to be put in the place of the selection."""
        self._input.paste()

    def change_text(self, text: str, turns: Sequence[TurnMark]) -> bool:
        """Show a text that was changed elsewhere, by what is different, and bring that into view; segments are to be
        set anew. False, and nothing is done, when too much is different."""
        view = self._view
        edit, put = made_edit(view.text, 0, len(view.text), text)
        if max(edit.length, edit.end - edit.start) > _MUCH:
            return False
        if edit.length or edit.start < edit.end:
            self.apply(edit, put, text)
            view.go_to(edit.start, edit.start + edit.length)
            view.select(edit.start + edit.length, edit.start + edit.length)
        view.turns = turns
        view.turn_times = {turn.start: turn.time_ms for turn in turns if turn.time_ms is not None}
        self._note_turns(turns, [turn.start for turn in turns])
        return True

    def settle(self) -> None:
        """Nobody types: put in order what was put off."""
        for store in (self._view.segments, self._view.suggestions):
            store.index.settle()

    def _follow_paragraphs(self) -> ShiftedList:
        starts = self._view.paragraph_starts
        if not isinstance(starts, ShiftedList):
            starts = self._view.paragraph_starts = ShiftedList(starts)
        return starts

    def _note_turns(self, turns: Sequence[TurnMark], starts: Sequence[int]) -> None:
        view = self._view
        view.turn_starts = starts
        view.lines.forget()
        view.page_layout.set_edited(view.text, turns, starts)
        view.page_layout.forget()
        view.repaint_all()

    def _write(self, low: int, high: int, put: str) -> None:
        """Change Qt's document, in UTF-16 units. A long text is cut into blocks as a whole one would be."""
        cursor = QTextCursor(self._view.document())
        cursor.setPosition(low)
        cursor.setPosition(high, QTextCursor.MoveMode.KeepAnchor)
        with self._view.page_layout.edited(low, high, utf16_length(put)):
            cursor.insertText(put if put.isalnum() or not put else shown_text(put, Utf16Map(put)).text)
