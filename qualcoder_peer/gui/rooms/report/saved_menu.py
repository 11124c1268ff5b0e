"""A button for definitions of tables kept under a name: choose one, keep what is shown, rename, delete."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton, QWidget

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.ids import SavedTableId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import SavedTable
from qualcoder_peer.core.services.saved_tables import (
    change_table,
    list_tables,
    remove_table,
    rename_table,
    save_table,
    table_settings,
)
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live_call, tr
from qualcoder_peer.gui.widgets.basics import icon_beside_text
from qualcoder_peer.gui.widgets.dialogs import ask_text
from qualcoder_peer.gui.widgets.dropdown import menu_on
from qualcoder_peer.gui.widgets.tips import plain_tip

_WIDEST = 150
_EDGES = 70


class SavedMenu(QPushButton):
    """``read`` gives what is shown now, ``show_settings`` shows what was kept. ``chosen`` is the one shown last."""

    def __init__(
        self,
        context: RoomContext,
        kind: str,
        read: Callable[[], dict[str, Any]],
        show_settings: Callable[[dict[str, Any]], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._kind = context, kind
        self._read, self._show_settings = read, show_settings
        self.chosen: SavedTableId | None = None
        self.setAutoDefault(False)
        icon_beside_text(self, "save")
        self.choices = menu_on(self, self._fill)
        context.bridge.changed.connect(self._changed)
        live_call(self, self._say)

    @property
    def table(self) -> SavedTable | None:
        """What was chosen last, as long as it is there."""
        tables = list_tables(self._context.project, self._kind)
        return next((one for one in tables if one.id == self.chosen), None)

    def choose(self, table: SavedTable) -> None:
        """Show what was kept."""
        self.chosen = table.id
        self._show_settings(table_settings(table))
        self._say()

    def save_as(self) -> QInputDialog:
        """Ask under which name to keep what is shown."""
        return ask_text(self, message("Save as"), message("Name of the table"), "", self.save_named)

    def save_named(self, name: str) -> None:
        """Keep what is shown under a new name."""
        try:
            self.chosen = save_table(self._context.project, self._kind, name, self._read())
        except UserError as error:
            self._context.messages.error(error)
        self._say()

    def save(self) -> None:
        """Keep what is shown under the name chosen."""
        if self.chosen is not None:
            change_table(self._context.project, self.chosen, self._read())

    def rename(self) -> QInputDialog | None:
        """Ask for another name of the one chosen."""
        table = self.table
        if table is None:
            return None
        return ask_text(
            self, message("Rename the saved table"), message("Name of the table"), table.name,
            partial(self._rename_to, table.id),
        )  # fmt: skip

    def remove(self) -> None:
        """Delete the one chosen; the message undoes it."""
        table = self.table
        if table is not None:
            remove_table(self._context.project, table.id)
            self._context.messages.notify(message("Deleted the saved table “{name}”.", name=table.name), undo=True)

    def _rename_to(self, table: SavedTableId, name: str) -> None:
        try:
            rename_table(self._context.project, table, name)
        except UserError as error:
            self._context.messages.error(error)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        group = QActionGroup(menu)
        tables = list_tables(self._context.project, self._kind)
        shown = self.table
        for one in tables:
            action = menu.addAction(_plain(one.name))
            action.setCheckable(True)
            action.setChecked(one.id == self.chosen)
            action.triggered.connect(partial(self._choose_now, one))
            group.addAction(action)
        if not tables:
            menu.addAction(tr("Nothing is saved yet")).setEnabled(False)
        menu.addSeparator()
        writable = not self._context.read_only
        menu.addAction(tr("Save as…"), self.save_as).setEnabled(writable)
        if shown is not None:
            name = _plain(shown.name)
            menu.addAction(tr("Save changes to “{name}”", name=name), self.save).setEnabled(writable)
            menu.addAction(tr("Rename “{name}”…", name=name), self.rename).setEnabled(writable)
            menu.addAction(tr("Delete “{name}”", name=name), self.remove).setEnabled(writable)

    def _choose_now(self, table: SavedTable, _checked: bool = False) -> None:
        self.choose(table)

    def _changed(self, changes: ChangeSet) -> None:
        if changes.touches("saved_table"):
            self._say()

    def _say(self) -> None:
        table = self.table
        name = tr("Saved") if table is None else table.name
        shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _WIDEST - _EDGES)
        self.setText(_plain(shown))
        self.setMaximumWidth(_WIDEST)
        said = tr("Saved tables") if table is None else tr("Saved table: {name}", name=table.name)
        self.setAccessibleName(said)
        self.setToolTip(plain_tip(said))


def _plain(words: str) -> str:
    return words.replace("&", "&&")
