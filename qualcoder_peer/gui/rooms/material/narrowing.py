"""The set or saved filter that narrows a table: choosing it, making new ones, who is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import SelectionId
from qualcoder_peer.core.domain.messages import N_, counted, message
from qualcoder_peer.core.domain.model import Owner, Selection
from qualcoder_peer.core.services.selections import (
    add_members,
    add_set,
    documents_of,
    list_selections,
    remove_members,
    remove_selections,
    rename_selection,
    respondents_of,
)
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.rooms.material.filter_dialog import FilterDialog
from qualcoder_peer.gui.selection_choices import TABLES, selection_choices
from qualcoder_peer.gui.widgets.dialogs import ask_text
from qualcoder_peer.gui.widgets.selection_box import SelectionBox

_ASKED = (*TABLES, "attribute", "attribute_value", "document", "respondent", "speaker", "turn", "memo", "coding",
          "code", "coder")  # fmt: skip
"""What a filter may ask for."""


class Narrowing(QObject):
    """``members`` are the ids the table shows, None for all; ``changed`` when they may be others.

    ``selected`` tells which rows are selected.
    """

    changed = Signal()

    def __init__(
        self,
        context: RoomContext,
        owner: Owner,
        selected: Callable[[], Sequence[int]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context, self._owner, self._selected = context, owner, selected
        everything = N_("All documents") if owner is Owner.DOCUMENT else N_("All respondents")
        self.box = SelectionBox(N_("Set or filter"), everything, lambda: selection_choices(context.project, owner))
        self.box.fill_more = self._fill
        self.box.changed.connect(self._chosen)
        self.members: frozenset[int] | None = None
        self.dialog: FilterDialog | None = None

    def clear(self) -> None:
        """Show all."""
        self.box.choose(None)

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read again what a commit may have changed."""
        if changes is not None and not changes.touches(*_ASKED):
            return
        if changes is None or changes.touches(*TABLES):
            self.box.show_again()
        if self.box.chosen is not None or self.members is not None:
            before = self.members
            self._read()
            if before != self.members:
                self.changed.emit()

    def save_set(self) -> None:
        """Make a set of what is selected; its name is asked for."""
        ids = list(self._selected())
        ask_text(
            self._context.window,
            message("New set"),
            counted("Name of the set (with {count} row):", "Name of the set (with {count} rows):", len(ids)),
            "",
            lambda name: self._made(add_set(self._context.project, self._owner, name, ids)),
        )

    def new_filter(self) -> None:
        """Make a filter."""
        self._open_filter(None)

    def fill_members_menu(self, menu: QMenu) -> None:
        """Put what can be done with the selected rows and sets into a menu."""
        menu.clear()
        enabled = bool(self._selected()) and not self._context.read_only
        sets = [one for one in list_selections(self._context.project, self._owner) if not one.is_filter]
        for one in sets:
            action = menu.addAction(tr("Put into “{name}”", name=one.name).replace("&", "&&"))
            action.triggered.connect(partial(self._put, one))
            action.setEnabled(enabled)
        current = self._current()
        if current is not None and not current.is_filter and current.about is self._owner:
            action = menu.addAction(tr("Take out of “{name}”", name=current.name).replace("&", "&&"))
            action.triggered.connect(partial(self._take, current))
            action.setEnabled(enabled)
        if sets:
            menu.addSeparator()
        action = menu.addAction(tr("Save the selection as a set…"))
        action.triggered.connect(lambda _checked=False: self.save_set())
        action.setEnabled(enabled)

    # Private

    def _current(self) -> Selection | None:
        chosen = self.box.chosen
        return next((one for one in list_selections(self._context.project) if one.id == chosen), None)

    def _chosen(self) -> None:
        self._read()
        self.changed.emit()

    def _read(self) -> None:
        if self.box.chosen is None:
            self.members = None
            return
        ask = documents_of if self._owner is Owner.DOCUMENT else respondents_of
        try:
            self.members = frozenset(ask(self._context.project, SelectionId(self.box.chosen)))
        except NotFound:
            self.members = None

    def _fill(self, menu: QMenu) -> None:
        if self._context.read_only:
            return
        menu.addSeparator()
        save = menu.addAction(tr("Save the selection as a set…"))
        save.setEnabled(bool(self._selected()))
        save.triggered.connect(lambda _checked=False: self.save_set())
        menu.addAction(tr("New filter…")).triggered.connect(lambda _checked=False: self.new_filter())
        current = self._current()
        if current is None:
            return
        menu.addSeparator()
        menu.addAction(current.name.replace("&", "&&")).setEnabled(False)
        if current.is_filter:
            menu.addAction(tr("Change the filter…")).triggered.connect(lambda _c=False: self._open_filter(current))
        menu.addAction(tr("Rename…")).triggered.connect(lambda _c=False: self._rename(current))
        words = tr("Remove the filter") if current.is_filter else tr("Remove the set")
        menu.addAction(words).triggered.connect(lambda _c=False: self._remove(current))

    def _open_filter(self, selection: Selection | None) -> None:
        about = selection.about if selection is not None else self._owner
        self.dialog = FilterDialog(self._context, about, selection, self._context.window)
        self.dialog.accepted.connect(lambda: self._made(self.dialog.saved if self.dialog is not None else None))
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self, _result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _made(self, id: SelectionId | None) -> None:
        if id is not None:
            self.box.show_again()
            self.box.choose(id)

    def _rename(self, selection: Selection) -> None:
        ask_text(
            self._context.window,
            message("Rename “{name}”", name=selection.name),
            message("Name:"),
            selection.name,
            lambda name: rename_selection(self._context.project, selection.id, name),
        )

    def _remove(self, selection: Selection) -> None:
        remove_selections(self._context.project, [selection.id])
        self._context.messages.notify(message("“{title}” was removed.", title=selection.name), undo=True)

    def _put(self, selection: Selection, _checked: bool = False) -> None:
        count = add_members(self._context.project, selection.id, list(self._selected()))
        self._context.messages.notify(
            counted("{count} row was put into “{name}”.", "{count} rows were put into “{name}”.", count,
                    name=selection.name), undo=True)  # fmt: skip

    def _take(self, selection: Selection, _checked: bool = False) -> None:
        count = remove_members(self._context.project, selection.id, list(self._selected()))
        self._context.messages.notify(
            counted("{count} row was taken out of “{name}”.", "{count} rows were taken out of “{name}”.", count,
                    name=selection.name), undo=True)  # fmt: skip
