"""What one can do to the codes themselves: make, rename, colour, move, merge, delete."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from qualcoder_peer.core.domain.ids import CodeId, CodingId
from qualcoder_peer.core.domain.messages import Message, N_, counted, message
from qualcoder_peer.core.domain.model import ROLE_TITLES, CodeRole
from qualcoder_peer.core.services.code_quotes import SplitPart, split_code
from qualcoder_peer.core.services.codebook import (
    add_code,
    merge_codes,
    move_codes,
    recolour_code,
    remove_codes,
    rename_code,
    set_role,
)
from qualcoder_peer.core.services.coders import hidden_along
from qualcoder_peer.core.services.coding import recode
from qualcoder_peer.core.services.report_keeping import would_keep
from qualcoder_peer.core.services.reshaping import copy_codings
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.widgets.choosing import colour_menu
from qualcoder_peer.gui.rooms.coding.codes_view import CodesView
from qualcoder_peer.gui.rooms.coding.codes_model import BY_HAND
from qualcoder_peer.gui.rooms.coding.merging import CodeDialog, MergeDialog
from qualcoder_peer.gui.rooms.coding.session import Session
from qualcoder_peer.gui.widgets.code_marks import code_mark


_MANY = 2_000
"""More codings than this are moved beside the window."""


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
        if self._view.order != BY_HAND:
            self.refuse_order()
            return
        siblings = [one.id for one in self._session.book.tree.children.get(code.parent_id, ())]
        at = siblings.index(code.id)
        place = at + 2 if down else at - 1
        if 0 <= place <= len(siblings):
            move_codes(self._project, [code.id], code.parent_id, place)

    def refuse_order(self) -> None:
        """Say why codes cannot be put in order by hand now."""
        self.told.emit(message("The tree is sorted: choose “By hand” above it to order codes yourself."), False)

    def ask_merge(self, sources: list[int] | None = None, target: int | None = None) -> MergeDialog | None:
        """Ask what codes (those chosen, if none are given) are merged into, and show beforehand what that does."""
        sources = sources or self._view.selected_codes()
        if not sources:
            return None
        dialog = MergeDialog(self._project, self._session.book, sources, self._view.window())
        dialog.chosen.connect(lambda code: self.merge(sources, code))
        if target is not None:
            dialog.choose(target)
        dialog.open()
        return dialog

    def merge(self, sources: list[int], target: int) -> None:
        """Merge codes into another."""
        tree = self._session.book.tree
        names = ", ".join(tree.by_id[CodeId(code)].name[:80] for code in sources)[:80]
        into = tree.by_id[CodeId(target)].name[:80]

        def done(_result: object = None) -> None:
            self._view.show_code(target)
            self.told.emit(message("Merged “{names}” into “{target}”.", names=names, target=into), True)

        codings = sum(self._session.book.use(code).own for code in sources)
        self._run(codings, message("Merging codes"), done, merge_codes, [CodeId(code) for code in sources],
                  CodeId(target))  # fmt: skip

    def take_codings(self, codings: list[int], code: int, copy: bool) -> None:
        """Move or copy codings, dropped or chosen, to a code."""
        known = self._session.book.get(code)
        if not codings or known is None:
            return

        def done(_result: object = None) -> None:
            text = counted("Copied {count} quote to “{name}”.", "Copied {count} quotes to “{name}”.", len(codings),
                           name=known.name[:80]) if copy else counted(
                "Moved {count} quote to “{name}”.", "Moved {count} quotes to “{name}”.", len(codings),
                name=known.name[:80])  # fmt: skip
            self.told.emit(text, True)

        ids = [CodingId(one) for one in codings]
        self._run(len(ids), message("Moving codings"), done, copy_codings if copy else recode, ids, CodeId(code))

    def ask_recode(self, codings: list[int]) -> CodeDialog | None:
        """Ask which code codings go to instead."""
        if not codings:
            return None
        title = counted("Move {count} quote to:", "Move {count} quotes to:", len(codings))
        dialog = CodeDialog(self._session.book, title, N_("Move"), self._view.window())
        dialog.chosen.connect(lambda code: self.take_codings(codings, code, False))
        dialog.open()
        return dialog

    def split(self, code: int, parts: list[SplitPart]) -> None:
        """Give quotes of a code to others."""
        known = self._session.book.get(code)
        if known is None or not parts:
            return
        moved = sum(len(part.codings) for part in parts)

        def done(_result: object = None) -> None:
            text = counted("Split “{name}”: {count} quote has moved.", "Split “{name}”: {count} quotes have moved.",
                           moved, name=known.name[:80])  # fmt: skip
            self.told.emit(text, True)

        self._run(moved, message("Splitting a code"), done, split_code, CodeId(code), parts)

    def remove(self) -> None:
        """Delete the codes chosen with what is below them; the message says how much went and undoes it."""
        codes = self._view.selected_codes()
        if not codes:
            return
        tree, book = self._session.book.tree, self._session.book
        tops = [code for code in codes if not any(one.id in codes for one in tree.line(CodeId(code))[:-1])]
        codings = sum(book.use(code).below for code in tops)
        name = tree.by_id[CodeId(tops[0])].name
        kept = would_keep(self._project, codes=[CodeId(code) for code in tops]).told()
        gone = remove_codes(self._project, [CodeId(code) for code in tops])
        went = counted("{count} coding", "{count} codings", codings)
        if gone == 1:
            said = message("Deleted “{name}” with {codings}.", name=name[:80], codings=went)
        else:
            codes_gone = counted("{count} code", "{count} codes", gone)
            said = message("Deleted {codes} with {codings}.", codes=codes_gone, codings=went)
        for more in (kept, hidden_along(self._project)):
            said = said if more is None else message("{first} {second}", first=said, second=more)
        self.told.emit(said, True)

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
            chosen = [self._session.book.tree.by_id[CodeId(one)] for one in self._view.selected_codes()] or [code]
            roles = menu.addMenu(tr("Role"))
            for role in CodeRole:
                one = roles.addAction(code_mark(role, code.colour), tr(ROLE_TITLES[role]))
                one.setCheckable(True)
                one.setChecked(all(role is known.role for known in chosen))
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

    def _run(self, size: int, title: Message, done: Callable[[object], None], change: Callable[..., object],
             *values: object) -> None:  # fmt: skip
        if size <= _MANY:
            done(change(self._project, *values))
            return
        run_job(self, change, self._project, *values, title=title, on_done=done)

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
