"""How much of the room stands around the text: focus mode, the width of the column, the overview."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.gui.rooms.coding.part import Part
from qualcoder_peer.gui.widgets.transcript.reading_page import LINE_LENGTHS

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

_WIDTH_STEP = 6
_NO_OVERVIEW = "coding/no_overview"


class FocusMode(Part):
    """Nothing but the text with its stripes. The pane of codes comes when it is asked for, and goes when the text has
    the keyboard again; everything comes back with Escape."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        self.is_on = False
        self._drawer = False
        settings, gestures = room.context.settings, room.gestures
        add = room.context.actions.add
        can_read = lambda: room.session.opened is not None  # noqa: E731
        self._action = add("coding.focus", N_("Focus: only the text"), self._set, keys="F9", owner=room,
                           enabled=can_read, checkable=True)  # fmt: skip
        add("coding.narrower", N_("Narrower column"), lambda: self._widen(-_WIDTH_STEP), keys="Ctrl+Alt+-", owner=room)
        add("coding.wider", N_("Wider column"), lambda: self._widen(_WIDTH_STEP), keys=("Ctrl+Alt++", "Ctrl+Alt+="),
            owner=room)  # fmt: skip
        shown = not settings.flag(_NO_OVERVIEW)
        room.view.set_overview(shown)
        overview = add("coding.overview", N_("Overview beside the scroll bar"), self._show_overview, owner=room,
                       checkable=True)  # fmt: skip
        overview.setChecked(shown)
        room.view.installEventFilter(self)
        room.session.document_shown.connect(self._document_shown)
        gestures.all_let_go.connect(lambda: self._action.setChecked(False))
        gestures.code_wanted.connect(self._want_code)
        gestures.memo_wanted.connect(lambda: self._want(room.codes.write_coding_memo))
        gestures.passage_memo_wanted.connect(
            lambda start, end: self._want(lambda: room.codes.write_passage_memo(start, end))
        )

    def leave(self) -> None:
        """Everything back in its place, so that the layout kept is that of the whole room."""
        self._action.setChecked(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The text has the keyboard again: what came for a moment goes."""
        if event.type() == QEvent.Type.FocusIn and self.is_on and not self.room.codes.isHidden():
            self.room.codes.hide()
        return False

    def _set(self, on: bool) -> None:
        if on == self.is_on:
            return
        room, self.is_on = self.room, on
        if on:
            self._drawer = not room.drawer.isHidden()
            room.drawer.hide()
        elif self._drawer:
            room.drawer.show()
        room.documents.setVisible(not on)
        room.codes.setVisible(not on)
        room.reader.set_focused(on)
        room.view.setFocus()
        if on:
            room.context.messages.notify(message("Only the text: Esc brings everything back."))

    def _document_shown(self) -> None:
        if self.room.session.opened is None:
            self._action.setChecked(False)

    def _want_code(self, prompt: Message) -> None:
        self._want(lambda: self.room.codes.box.ask(prompt))

    def _want(self, again: Callable[[], object]) -> None:
        """The pane of codes is needed: show it, and ask again what could not be asked of a hidden pane."""
        if self.is_on and self.room.codes.isHidden():
            self.room.codes.show()
            again()

    def _widen(self, characters: int) -> None:
        settings = self.room.context.settings
        settings.reading_width = max(LINE_LENGTHS[0], min(settings.reading_width + characters, LINE_LENGTHS[1]))

    def _show_overview(self, shown: bool) -> None:
        self.room.view.set_overview(shown)
        self.room.context.settings.set_flag(_NO_OVERVIEW, not shown)
