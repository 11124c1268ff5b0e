"""What one can do to the codes themselves: make, rename, colour, move, merge, delete."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import ROLE_TITLES, CodeRole
from qualcoder_peer.core.services.codebook import (
    add_code,
    merge_codes,
    move_codes,
    recolour_code,
    remove_codes,
    rename_code,
    set_role,
)
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.rooms.coding.choosing import colour_menu
from qualcoder_peer.gui.rooms.coding.codes_view import CodesView
from qualcoder_peer.gui.rooms.coding.merging import MergeDialog
from qualcoder_peer.gui.rooms.coding.session import Session
from qualcoder_peer.gui.widgets.code_marks import code_mark


class CodeGestures(QObject):
    """The gestures over the code tree. They act on the codes selected in it."""

    told = Signal(object, bool)
    """A Message, and whether it offers to undo."""

    def __init__(self, session: Session, view: CodesView, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._view = session, view
        self._project = session.project

    def add_beside(self) -> None:
        """Make a code beside the one chosen (at the top if none is) and let its name be typed."""
        code = self._session.book.get(self._view.current_code)
        self._add(code.parent_id if code else None)

    def add_under(self) -> None:
        """Make a code under the one chosen and let its name be typed."""
        code = self._view.current_code
        self._add(None if code is None else CodeId(code))

    def add_named(self, name: str, parent: int) -> int:
        """Make a code with a name under ``parent`` (-1: the top)."""
        code = add_code(self._project, name, None if parent < 0 else CodeId(parent))
        self._view.show_code(code)
        return code

    def rename(self) -> None:
        """Let the name of the code chosen be typed in its row."""
        code = self._view.current_code
        if code is not None:
            self._view.rename(code)

    def take_name(self, code: int, name: str) -> None:
        """A name was typed."""
        rename_code(self._project, CodeId(code), name)

    def give_role(self, role: CodeRole) -> None:
        """Give the codes chosen a role."""
        self._each(message("Change the role of codes"), lambda code: set_role(self._project, code, role))

    def give_colour(self, colour: str) -> None:
        """Give the codes chosen a colour."""
        self._each(message("Change the colour of codes"), lambda code: recolour_code(self._project, code, colour))

    def move(self, codes: list[int], parent: int | None, place: int | None) -> None:
        """Codes were dropped in the tree."""
        move_codes(
            self._project, [CodeId(code) for code in codes], None if parent is None else CodeId(parent), place
        )

    def step(self, down: bool) -> None:
        """Move the code chosen past its next or previous sibling."""
        code = self._session.book.get(self._view.current_code)
        if code is None:
            return
        siblings = [one.id for one in self._session.book.tree.children.get(code.parent_id, ())]
        at = siblings.index(code.id)
        place = at + 2 if down else at - 1
        if 0 <= place <= len(siblings):
            move_codes(self._project, [code.id], code.parent_id, place)

    def ask_merge(self) -> MergeDialog | None:
        """Ask what the codes chosen are merged into."""
        sources = self._view.selected_codes()
        if not sources:
            return None
        dialog = MergeDialog(self._project, self._session.book, sources, self._view.window())
        dialog.chosen.connect(lambda target: self.merge(sources, target))
        dialog.open()
        return dialog

    def merge(self, sources: list[int], target: int) -> None:
        """Merge codes into another."""
        tree = self._session.book.tree
        names = ", ".join(tree.by_id[CodeId(code)].name for code in sources)
        merge_codes(self._project, [CodeId(code) for code in sources], CodeId(target))
        self._view.show_code(target)
        into = self._session.book.tree.by_id[CodeId(target)].name
        self.told.emit(message("Merged “{names}” into “{target}”.", names=names[:80], target=into), True)

    def remove(self) -> None:
        """Delete the codes chosen with what is below them; the message says how much went and undoes it."""
        codes = self._view.selected_codes()
        if not codes:
            return
        tree, book = self._session.book.tree, self._session.book
        tops = [code for code in codes if not any(one.id in codes for one in tree.line(CodeId(code))[:-1])]
        codings = sum(book.use(code).below for code in tops)
        name = tree.by_id[CodeId(tops[0])].name
        gone = remove_codes(self._project, [CodeId(code) for code in tops])
        went = counted("{count} coding", "{count} codings", codings)
        if gone == 1:
            self.told.emit(message("Deleted “{name}” with {codings}.", name=name[:80], codings=went), True)
        else:
            codes_gone = counted("{count} code", "{count} codes", gone)
            self.told.emit(message("Deleted {codes} with {codings}.", codes=codes_gone, codings=went), True)

    def show_menu(self, point: QPoint, actions: list[object]) -> QMenu:
        """The context menu: the actions given (None: a line), and the submenus of roles and colours."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)  # type: ignore[call-overload]
        code = self._session.book.get(self._view.current_code)
        if code is not None and not self._session.context.read_only:
            menu.addSeparator()
            roles = menu.addMenu(tr("Role"))
            for role in CodeRole:
                one = roles.addAction(code_mark(role, code.colour), tr(ROLE_TITLES[role]))
                one.setCheckable(True)
                one.setChecked(role is code.role)
                one.triggered.connect(lambda _checked=False, role=role: self.give_role(role))
            colours = colour_menu(self._view, code.colour, self.give_colour)
            colours.setTitle(tr("Colour"))
            menu.addMenu(colours)
        menu.popup(point)
        return menu

    def choose_colour(self, at: QWidget) -> None:
        """Show the palette for the codes chosen."""
        code = self._session.book.get(self._view.current_code)
        if code is not None:
            colour_menu(self._view, code.colour, self.give_colour).popup(at.mapToGlobal(at.rect().center()))

    def _add(self, parent: CodeId | None) -> None:
        code = add_code(self._project, tr("New code"), parent)
        self._view.rename(code)

    def _each(self, label: Message, change: Callable[[CodeId], None]) -> None:
        """Change every code chosen; as one step with a name of its own where they are several."""
        codes = [CodeId(code) for code in self._view.selected_codes()]
        if len(codes) == 1:
            change(codes[0])
        elif codes:
            with self._project.transaction(label):
                for code in codes:
                    change(code)
