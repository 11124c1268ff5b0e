"""Edit mode (F2): the text of the open document is written in, and codings, turns and memos follow each key.

A key changes the page and the ``TextEditor`` at once; what was typed is stored beside the window when there is a pause,
and every few seconds while there is none. Words that were cut wait somewhat longer, to be pasted with their codings.
The session asks here for the text as it is now (``session.Writing``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import InvalidInput, NotFound, UserError
from qualcoder_peer.core.domain.messages import N_, counted, message
from qualcoder_peer.core.services.editing import Stored, TextEditor
from qualcoder_peer.core.services.segments import TurnRow
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.coding.editing_bar import CUT, FAILED, STORED, TYPING, EditingBar
from qualcoder_peer.gui.rooms.coding.part import Part
from qualcoder_peer.gui.rooms.coding.session import NONE
from qualcoder_peer.gui.widgets.transcript import Segment
from qualcoder_peer.gui.widgets.transcript.editing_turns import EditedTurns

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

PAUSE_MS = 1_000
"""So long without a key is a pause: what was typed until then is one step of the history."""
LONGEST_MS = 2_500
"""So long at most is anything typed that is not stored."""
CUT_MS = 60_000
"""So long words that were cut can be pasted as a move. Until then the file has them where they stood."""
_RETRY_MS = 5_000


class TextEditing(Part):
    """Edit mode of the room."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        self.editor: TextEditor | None = None
        self.bar = EditingBar()
        room.reader.add_bar(self.bar)
        self._moved = False  # codings of the session are not where they are now
        self._busy = False  # a job stores
        self._ending = False
        self._joined = False  # the project has joined codings: read them again
        self._taken: list[Segment] = []  # the codings that had words of what was cut, as they were
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(lambda: self._store(pause=True))
        self._longest = QTimer(self, singleShot=True, interval=LONGEST_MS)
        self._longest.timeout.connect(lambda: self._store(pause=False))
        self._cut_wait = QTimer(self, singleShot=True, interval=CUT_MS)
        self._cut_wait.timeout.connect(lambda: self._store(pause=True, keep_cut=False))
        room.context.actions.add(
            "coding.edit_text", N_("Edit the text"), self.toggle, keys="F2", icon="pencil", owner=room.view,
            enabled=lambda: room.session.opened is not None,
        )  # fmt: skip
        page = room.view.editing
        page.asked.connect(self._put)
        page.cut_asked.connect(self._cut)
        page.paste_asked.connect(self._paste)
        page.move_asked.connect(self._move)
        page.left.connect(self.end)
        page.menu_asked.connect(self._show_menu)
        self.bar.left.connect(self.end)
        room.session.document_shown.connect(self._document_shown)

    # What the session asks

    @property
    def text(self) -> str:
        """The text as it is now."""
        assert self.editor is not None
        return self.editor.text

    def turn_rows(self) -> Iterable[TurnRow]:
        """The turns as they are now."""
        assert self.editor is not None
        return self.editor.turns.rows()

    def move_segments(self, segments: dict[int, Segment]) -> None:
        """Bring codings to where they are now, and let go of those without words."""
        if not self._moved:
            return
        self._moved = False
        shown = self.room.view.segments
        for coding in list(segments):
            now = shown.index.get(coding)
            if now is not None:
                segments[coding] = now
            elif not shown.hides(coding):
                del segments[coding]

    def is_own(self, changes: ChangeSet) -> bool:
        """Whether a change is nothing but what was typed here; the text is read again if it is not."""
        editor = self.editor
        if editor is None or not editor.outdated:
            return editor is not None
        if editor.is_pending:
            self.room.context.messages.warn(
                message("The text has been changed from elsewhere; the last letters typed were not kept.")
            )
        try:
            editor.read()
        except NotFound:
            self._finish()
        self._moved = False
        return False

    # Part

    def flush(self) -> None:
        """Another document is about to be opened. Raises UserError when what was typed cannot be stored."""
        if self.editor is not None:
            self._tell(self.editor.store())
            self._finish()

    def leave(self) -> None:
        """Store what was typed; if that cannot be, it is on the clipboard, and nobody is left to guess."""
        try:
            self.flush()
        except UserError as error:
            QGuiApplication.clipboard().setText(self.text)
            self.room.context.messages.warn(
                message("What was typed last could not be stored: {why} The whole text is on the clipboard.",
                        why=error.message)
            )  # fmt: skip

    def toggle(self) -> None:
        """Begin, or end."""
        if self.room.view.editing.is_on:
            self.end()
        else:
            self.begin()

    def begin(self) -> None:
        """Let the text be written in."""
        room = self.room
        session, document = room.session, room.session.document
        if room.context.read_only:
            room.context.messages.notify(
                message("This project is open for reading only, here: its texts cannot be edited.")
            )
            return
        if document is None:
            return
        if session.are_unshown:
            session.fetch()
        if self.editor is None:
            self.editor = TextEditor(room.context.project, document.id)
            session.set_current(NONE)
            session.writing = self
        self._ending = False
        room.view.editing.begin(self._turns())
        room.view.set_hits(())
        room.floating.hide()
        self.bar.show_state(STORED)
        self.bar.show()
        self._mode_changed()
        room.view.setFocus()

    def end(self) -> None:
        """Store what was typed, and let the text be read again."""
        if self.editor is None:
            return
        self._ending = True
        self.room.view.editing.end()
        self.bar.hide()
        self._mode_changed()
        self._store(pause=True, keep_cut=False)

    # Private

    def _put(self, start: int, end: int, new: str) -> None:
        """Put a text in a place, as the page asks."""
        editor, room = self.editor, self.room
        if editor is None:
            return
        try:
            edit, put, left_out = editor.replace(start, end, new)
        except InvalidInput as error:
            room.context.messages.notify(error.message)
            return
        for one in left_out:
            room.context.messages.notify(one.message)
        caret = end + edit.grown
        if edit.start == edit.end and not put:
            room.view.select(caret, caret)
            return
        room.view.editing.apply(edit, put, editor.text, caret)
        self._typed(TYPING)

    def _typed(self, state: str) -> None:
        """The text is another now: it is stored at the next pause."""
        self._moved = True
        self._cut_wait.stop()
        self.bar.show_state(state)
        self._offer_undo()
        self._pause.start(PAUSE_MS)
        if not self._longest.isActive():
            self._longest.start()

    def _offer_undo(self) -> None:
        """What is typed can be taken back before it has been stored: undo stores it first."""
        actions = self.room.context.actions
        if self.editor is not None and not self._longest.isActive() and "app.undo" in actions:
            actions.retitle("app.undo", message("Undo: {what}", what=self.editor.label))
            actions.get("app.undo").setEnabled(True)

    def _cut(self, start: int, end: int) -> None:
        """Take words away; their codings wait for the place where they are put in."""
        editor, view = self.editor, self.room.view
        if editor is None:
            return
        try:
            edit = editor.cut(start, end)
        except InvalidInput as error:
            self.room.context.messages.notify(error.message)
            return
        self._taken = [*view.segments.index.overlapping(start, end), *view.segments.hidden.overlapping(start, end)]
        view.editing.apply(edit, "", editor.text)
        self._typed(CUT)
        self._cut_wait.start()

    def _paste(self, start: int, end: int, words: str) -> None:
        """Put words in; if they were cut here just before, their codings come with them."""
        editor, view = self.editor, self.room.view
        try:
            move = editor.put_cut(start, words) if editor is not None and start == end else None
        except InvalidInput as error:
            self.room.context.messages.notify(error.message)
            return
        if editor is None or move is None:
            self._put(start, end, words)
            return
        place = move.put.start
        view.editing.apply(move.put, editor.text[place : place + move.put.length], editor.text)
        self._typed(TYPING)
        held = self.room.session.segments
        for one in self._taken:
            start, end = move.passage(one.start, one.end)
            held[one.id] = one._replace(start=start, end=end)
            view.change_segment(held[one.id])
        view.editing.settle()  # what lies between the two places need not be looked through at each key

    def _move(self, start: int, end: int, place: int) -> None:
        """Words were dragged to another place of the page."""
        editor = self.editor
        if start <= place <= end or editor is None:
            return
        words = editor.text[start:end]
        try:
            editor.check_place(place, words)
        except InvalidInput as error:
            self.room.context.messages.notify(error.message)
            return
        before = len(editor.text)
        self._cut(start, end)
        if len(editor.text) != before:
            place = place if place < start else place - (end - start)
            self._paste(place, place, words)

    def _store(self, *, pause: bool, keep_cut: bool = True) -> None:
        """Store what was typed, beside the window; what was cut waits with ``keep_cut`` as long as it can be pasted."""
        editor = self.editor
        if editor is None:
            return
        if self._busy:
            self._pause.start(PAUSE_MS // 4)
            return
        self._longest.stop()
        if pause:
            self._pause.stop()
            self.room.view.editing.settle()
        self._busy = True
        run_job(
            self, editor.store, pause=pause, keep_cut=keep_cut and not self._ending,
            title=message("Storing what was typed"), on_done=self._stored, on_failed=self._failed, cancellable=False,
        )  # fmt: skip

    def _stored(self, stored: Stored) -> None:
        self._busy = False
        editor = self.editor
        if editor is None:
            return
        self._tell(stored)
        if editor.is_waiting and not self._ending:
            return
        if editor.is_pending:
            if self._ending or not self._pause.isActive():
                self._store(pause=True)
            return
        self.bar.show_state(STORED)
        if self._ending:
            self._finish()
        elif self._joined or self.room.view.segments.is_filtered:
            self._joined = False
            self.room.session.read_segments()

    def _failed(self, error: BaseException) -> None:
        """What was typed stays on the page, and is tried again."""
        self._busy = False
        room = self.room
        room.context.messages.error(error)
        if self.editor is None:
            return
        if self._ending:
            self._ending = False
            room.view.editing.begin(self._turns())
            self.bar.show()
            self._mode_changed()
        self.bar.show_state(FAILED)
        self._pause.start(_RETRY_MS)

    def _finish(self) -> None:
        """Everything is stored: the session goes on with the text as it is now."""
        room, editor = self.room, self.editor
        for timer in (self._pause, self._longest, self._cut_wait):
            timer.stop()
        session = room.session
        if editor is not None:
            session.take_writing()
            editor.close()
        self.editor, session.writing, self._ending = None, None, False
        if self._joined:
            self._joined = False
            session.read_segments()
        room.view.editing.end()
        self.bar.hide()
        if session.document is not None:
            room.reader.finder.set_text(session.text, session.document.language)
            room.look_under_caret()
        self._mode_changed()

    def _tell(self, stored: Stored) -> None:
        self._joined = self._joined or stored.joined
        if stored.lost:
            words = counted(
                "One coding lost its words and was removed.",
                "{count} codings lost their words and were removed.",
                stored.lost,
            )
            self.room.context.messages.notify(words, undo=True)

    def _document_shown(self) -> None:
        """The text was read again, after an undo perhaps: its turns follow what is typed from now on."""
        if self.editor is not None and self.room.view.editing.is_on:
            self.room.view.editing.begin(self._turns())

    def _turns(self) -> EditedTurns:
        assert self.editor is not None
        opened = self.room.session.opened
        return EditedTurns(
            self.editor.turns, {one.id: (one.label, one.role.value) for one in (opened.speakers if opened else ())}
        )

    def _mode_changed(self) -> None:
        self.room.context.actions.refresh()
        self.room.show_hint()

    def _show_menu(self, point: QPoint) -> None:
        """Cut, copy, paste, undo, and the end of edit mode."""
        room, page = self.room, self.room.view.editing
        start, end = room.view.selection()
        menu = QMenu(room)
        menu.setObjectName("editing menu")
        menu.aboutToHide.connect(menu.deleteLater)
        get = room.context.actions.get
        for id in ("app.undo", "app.redo"):
            if id in room.context.actions:
                menu.addAction(get(id))
        menu.addSeparator()
        for words, run, enabled in (
            (tr("Cut"), page.cut, start < end),
            (tr("Copy"), room.view.copy, start < end),
            (tr("Paste"), page.paste, True),
        ):
            menu.addAction(words, run).setEnabled(enabled)
        menu.addSeparator()
        for name in ("speaker", "split_turn", "split_turn_for", "join_previous", "join_next"):
            menu.addAction(get(f"coding.{name}"))
        menu.addSeparator()
        menu.addAction(get("coding.edit_text"))
        menu.popup(point)
