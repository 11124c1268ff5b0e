"""The menu of the right mouse button (and of the menu key) in the transcript and on its stripes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QAction, QIcon, QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget

from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.rooms.coding.part import Part
from qualcoder_peer.gui.rooms.coding.session import NONE
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.transcript import Segment

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

_MOST = 12
_LONGEST = 60
_OF_CODING = ("star", "memo", None, "split", "join", "recode", "copy_coding", None, "copy_quote", None, "remove")
_OF_AUTOMATIC = ("confirm", None)
_OF_SELECTION = ("code", "again", "in_vivo", "quote", None, "copy_quote")
_OF_PLACE = (
    "select_sentence", "select_paragraph", "select_turn", None,
    "speaker", "split_turn", "split_turn_for", "join_previous", "join_next", None, "edit_text",
)  # fmt: skip


class SegmentMenu(Part):
    """Offers what can be done to each coding under the pointer, to the selection, and to the words there."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        self.menu: QMenu | None = None
        room.view.installEventFilter(self)
        room.view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What the page and its margins do not use themselves."""
        if not isinstance(event, QContextMenuEvent) or not isinstance(watched, QWidget):
            return False
        if self.room.session.opened is None:
            return False
        view = self.room.view
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.show(view.viewport().mapToGlobal(view.cursorRect().bottomLeft()), self.room.gestures.at_caret())
            return True
        page = view.viewport()
        point = page.mapFrom(view, event.pos()) if watched is view else event.pos()
        if page.rect().contains(point):
            place = view.character_near(point)
            start, end = view.selection()
            if not start <= place < end:
                view.select(place, place)
            self.show(event.globalPos(), view.segments_at(place))
        else:  # a stripe is the one that is pointed at
            pointed = self.room.session.segments.get(view.marks.hovered)
            self.show(event.globalPos(), [pointed] if pointed else [])
        return True

    def show(self, point: QPoint, found: list[Segment]) -> QMenu:
        """The menu for these codings, the innermost first, at a global point."""
        room = self.room
        room.floating.hide()
        room.view.setFocus()
        menu = QMenu(room)
        menu.setObjectName("segment menu")
        menu.aboutToHide.connect(menu.deleteLater)
        start, end = room.view.selection()
        current = next((one for one in found if one.id == room.session.current), found[0] if found else None)
        if current is not None:
            room.session.set_current(current.id)
        if start < end:
            self._fill(menu, _OF_SELECTION)
        if len(found) == 1:
            self._add_title(menu, found[0])
            self._fill_coding(menu, found[0])
        else:
            menu.addSeparator()
            for one in found[:_MOST]:
                below = menu.addMenu(_name(one))
                below.setIcon(self._mark(one))
                self._fill_coding(below, one)
        menu.addSeparator()
        self._fill(menu, _OF_PLACE)
        self.menu = menu
        menu.destroyed.connect(self._forget)
        menu.popup(point)
        return menu

    def _fill_coding(self, menu: QMenu, segment: Segment) -> None:
        if segment.automatic:
            self._fill(menu, _OF_AUTOMATIC, segment.id)
        self._fill(menu, _OF_CODING, segment.id)

    def _fill(self, menu: QMenu, names: tuple[str | None, ...], coding: int = NONE) -> None:
        for name in names:
            if name is None:
                menu.addSeparator()
                continue
            action = self.room.context.actions.get(f"coding.{name}")
            if coding == NONE:
                menu.addAction(action)
                continue
            # An action of its own: it looks at its coding first, which the one of the key does not.
            own = QAction(action.icon(), action.text(), menu)
            own.setShortcut(action.shortcut())
            own.setEnabled(action.isEnabled())
            own.triggered.connect(lambda _checked=False, action=action: self._do(action, coding))
            menu.addAction(own)

    def _do(self, action: QAction, coding: int) -> None:
        self.room.session.set_current(coding)
        action.trigger()

    def _add_title(self, menu: QMenu, segment: Segment) -> None:
        menu.addSeparator()
        title = menu.addAction(self._mark(segment), _name(segment))
        title.setEnabled(False)

    def _mark(self, segment: Segment) -> QIcon:
        code = self.room.session.book.get(segment.code_id)
        return code_mark(code.role, code.colour) if code is not None else QIcon()

    def _forget(self) -> None:
        self.menu = None


def _name(segment: Segment) -> str:
    """The code with its signs, so that neither acts as a key of the menu."""
    name = segment.name if len(segment.name) <= _LONGEST else f"{segment.name[:_LONGEST].rstrip()} …"
    words = " ".join(part for part in (name, segment.signs) if part)
    told = tr("{code}, {coder}", code=words, coder=segment.coder) if segment.coder else words
    return told.replace("&", "&&")
