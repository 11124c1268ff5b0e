"""What can be done with the attribute columns of a table: naming, kind, choices, order, removing. For both tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from qualcoder_peer.core.domain.ids import AttributeId
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.model import Attribute, AttributeKind, Owner
from qualcoder_peer.core.services.attributes import (
    add_attribute,
    list_attributes,
    move_attribute,
    remove_attribute,
    rename_attribute,
    write_values,
)
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.rooms.material.attribute_dialogs import ChoicesDialog, KindDialog
from qualcoder_peer.gui.rooms.material.attribute_header import AttributeHeader
from qualcoder_peer.gui.rooms.material.attribute_model import AttributeRowsModel
from qualcoder_peer.gui.rooms.material.tables import Table
from qualcoder_peer.gui.theme import GAP

ATTRIBUTE_WIDTH = 110
_WIDEST = 220
_NEW_WIDTH = 44
_MENU = ("rename_attribute", "attribute_kind", "attribute_choices", "", "attribute_left", "attribute_right", "",
         "remove_attribute")  # fmt: skip


class AttributeColumns(QObject):
    """The header of a table with attributes and its actions, whose names begin with ``material.`` and ``prefix``.

    ``owner`` is whose the attributes are, ``page`` the widget in which the actions' keys are heard, ``sort`` is
    called with a column, ``before`` before a new attribute is typed.
    """

    def __init__(
        self,
        context: RoomContext,
        table: Table,
        model: AttributeRowsModel[Any],
        owner: Owner,
        prefix: str,
        sort: Callable[[int], object],
    ) -> None:
        super().__init__(table)
        self._context, self._table, self._model, self._owner = context, table, model, owner
        self._prefix = prefix
        self._unfitted: set[AttributeId] = set()
        self.widths: dict[str, int] = {}
        """The width of each column by its name, also of those that this project has not."""
        self.least = ATTRIBUTE_WIDTH
        """How wide a new attribute is at least."""
        self.before_new: Callable[[], object] = lambda: None
        self.header = self._make_header(sort)

    # Making

    def _make_header(self, sort: Callable[[int], object]) -> AttributeHeader:
        editable = not self._context.read_only
        header = AttributeHeader(
            lambda column: editable and self._model.attribute_of(column) is not None,
            lambda column: editable and self._model.is_new_column(column),
            self._table,
        )
        header.setSectionsMovable(editable)
        header.setMinimumSectionSize(_NEW_WIDTH)
        header.setDefaultSectionSize(ATTRIBUTE_WIDTH)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(100)
        self._table.setHorizontalHeader(header)
        header.show()
        header.named.connect(self._name)
        header.dragged.connect(self._drag)
        header.sort_asked.connect(sort)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_menu)
        return header

    def add_actions(self, page: QWidget) -> None:
        """Add the actions; those on one column are about the column of the current cell."""
        add, table = self._context.actions.add, self._table
        on, choice = self._on_attribute, lambda: self._on_kind(AttributeKind.CHOICE)
        add(self._id("attribute"), N_("Add an attribute"), self.add_new, icon="plus", owner=page,
            enabled=lambda: not self._context.read_only)  # fmt: skip
        add(self._id("rename_attribute"), N_("Rename the attribute"), self._rename, icon="pencil", owner=table,
            enabled=on)  # fmt: skip
        add(self._id("attribute_kind"), N_("Kind of the attribute…"), self.choose_kind, owner=table, enabled=on)
        add(self._id("attribute_choices"), N_("Choices of the attribute…"), self.edit_choices, owner=table,
            enabled=choice)  # fmt: skip
        add(self._id("attribute_left"), N_("Move the attribute left"), lambda: self._step(-1), keys="Ctrl+Alt+Left",
            icon="arrow-left", owner=table, enabled=on)  # fmt: skip
        add(self._id("attribute_right"), N_("Move the attribute right"), lambda: self._step(1), keys="Ctrl+Alt+Right",
            icon="arrow-right", owner=table, enabled=on)  # fmt: skip
        add(self._id("remove_attribute"), N_("Remove the attribute"), self._remove, icon="trash-2", owner=table,
            enabled=on)  # fmt: skip

    def fill_menu(self, menu: QMenu) -> None:
        """Put the actions on one attribute into a menu."""
        self._context.actions.refresh()
        for name in _MENU:
            if name:
                menu.addAction(self._context.actions.get(self._id(name)))
            else:
                menu.addSeparator()

    # Reading

    def read(self) -> None:
        """Show the columns that the project has now."""
        before = {one.id for one in self._model.attributes}
        self._model.show_attributes(list_attributes(self._context.project, self._owner))
        self._unfitted |= {one.id for one in self._model.attributes} - before

    def fit_new(self) -> None:
        """New attributes get the width of what is in them, within limits."""
        for one in self._model.attributes:
            if one.id in self._unfitted:
                at = self._model.attribute_column(one.id)
                wanted = max(self._table.sizeHintForColumn(at), self.header.sectionSizeHint(at)) + GAP
                usual = min(max(wanted, self.least), _WIDEST)
                self.header.resizeSection(at, self.widths.get(f"attribute {one.name}", usual))
        self._unfitted.clear()

    def take_widths(self, kept: dict[str, int]) -> None:
        """Take on widths by the names of columns."""
        self.widths = kept
        for place, name in enumerate(self._names()):
            if name in kept and self.header.sectionResizeMode(place) == QHeaderView.ResizeMode.Interactive:
                self.header.resizeSection(place, kept[name])

    def widths_now(self) -> dict[str, int]:
        """The width of each column by its name."""
        self.widths |= {name: self.header.sectionSize(place) for place, name in enumerate(self._names())}
        return self.widths

    def _names(self) -> list[str]:
        fixed = [one.key for one in self._model.columns[: self._model.fixed]]
        return [*fixed, *(f"attribute {one.name}" for one in self._model.attributes)]

    # Doing

    def add_new(self) -> None:
        """Let the user type the name of a new attribute."""
        self.before_new()
        last = self._model.columnCount() - 1
        place = self.header.sectionPosition(last) + self.header.sectionSize(last) - self.header.viewport().width()
        self._table.horizontalScrollBar().setValue(max(self._table.horizontalScrollBar().value(), place))
        self.header.edit_name(last)

    def choose_kind(self) -> None:
        """Ask for the kind of the attribute of the current column."""
        attribute = self._current()
        if attribute is not None:
            KindDialog(self._context, attribute, self._table).open()

    def edit_choices(self) -> None:
        """Ask for the choices of the attribute of the current column."""
        attribute = self._current()
        if attribute is not None:
            ChoicesDialog(self._context, attribute, self._table).open()

    def set_for_all(self, attribute: Attribute, members: list[int], words: str) -> None:
        """Write one value to many rows, as one step."""
        write_values(self._context.project, [(one, attribute.id, words) for one in members], self._owner)

    def free_name(self) -> str:
        """A name that no attribute has yet."""
        taken, number = {one.name for one in self._model.attributes}, len(self._model.attributes) + 1
        while tr("Attribute {number}", number=number) in taken:
            number += 1
        return tr("Attribute {number}", number=number)

    # Private

    def _id(self, name: str) -> str:
        return f"material.{self._prefix}{name}"

    def _current(self) -> Attribute | None:
        return self._model.attribute_of(self._table.currentIndex().column())

    def _on_attribute(self) -> bool:
        return not self._context.read_only and self._current() is not None

    def _on_kind(self, kind: AttributeKind) -> bool:
        current = self._current()
        return self._on_attribute() and current is not None and current.kind is kind

    def _rename(self) -> None:
        self.header.edit_name(self._table.currentIndex().column())

    def _name(self, column: int, name: str) -> None:
        attribute = self._model.attribute_of(column)
        if attribute is None:
            add_attribute(self._context.project, name, self._owner)
        elif name.strip() != attribute.name:
            rename_attribute(self._context.project, attribute.id, name)

    def _drag(self, column: int, by: int) -> None:
        attribute = self._model.attribute_of(column)
        if attribute is not None:
            move_attribute(self._context.project, attribute.id, self._model.attributes.index(attribute) + by)

    def _step(self, by: int) -> None:
        attribute = self._current()
        if attribute is None:
            return
        place = self._model.attributes.index(attribute) + by
        if 0 <= place < len(self._model.attributes):
            move_attribute(self._context.project, attribute.id, place)

    def _remove(self) -> None:
        attribute = self._current()
        if attribute is not None:
            remove_attribute(self._context.project, attribute.id)
            said = message("The attribute “{name}” was removed.", name=attribute.name)
            self._context.messages.notify(said, undo=True)

    def _show_menu(self, where: QPoint) -> None:
        column = self.header.logicalIndexAt(where)
        if self._model.attribute_of(column) is None or self._context.read_only:
            return
        chosen = self._table.selected_ids()
        row = max(0, self._table.currentIndex().row())
        self._table.setCurrentIndex(self._model.index(row, column))
        if self._owner is Owner.DOCUMENT:
            self._table.select_ids(chosen, scroll=False)
        menu = QMenu(self.header)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(self.header.mapToGlobal(where))
