"""A table with fixed columns, then one column an attribute, then an empty one that makes an attribute of what is typed
in it. Both tables of the room are such."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, QObject, Qt

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.ids import AttributeId
from qualcoder_peer.core.domain.messages import literal
from qualcoder_peer.core.domain.model import Attribute, AttributeKind
from qualcoder_peer.core.domain.values import YES_NO_TITLES, checked_value, fitting, misfit
from qualcoder_peer.core.services.attributes import shown_value
from qualcoder_peer.core.text.ordering import SortKey, sort_key
from qualcoder_peer.gui.i18n import languages, say, tr
from qualcoder_peer.gui.rooms.material.dates import short_day
from qualcoder_peer.gui.rooms.material.rows_model import (
    CHOICES_ROLE,
    DATE_ROLE,
    LEFT,
    READABLE,
    WRITABLE,
    Column,
    Index,
    RowsModel,
)

Row = TypeVar("Row")
NEW = "new"
"""The key of the column that makes an attribute of what is typed in it."""


def by_name(text: str) -> SortKey:
    """What to sort names by in the language of the window."""
    return sort_key(text, languages.current)


def shown(attribute: Attribute, stored: str) -> str:
    """A stored value in the language of the window."""
    if attribute.kind is AttributeKind.DATE:
        return short_day(stored)
    return shown_value(attribute, stored, languages.texts) if stored else ""


def choices_of(attribute: Attribute) -> list[tuple[str, str]] | None:
    """What a cell of a column may be, as pairs of value and title; None where anything may be typed."""
    if attribute.kind is AttributeKind.YES_NO:
        return [("", "–"), *((value, tr(title)) for value, title in YES_NO_TITLES.items())]
    if attribute.kind is AttributeKind.CHOICE:
        return [("", "–"), *((one, one) for one in attribute.choices)]
    return None


def value_order(attribute: Attribute, stored: str) -> tuple[object, ...]:
    """What to sort a value by: by size, by day, by the order of the choices; empty ones come last."""
    if not stored:
        return (1,)
    if attribute.kind is AttributeKind.NUMBER:
        return (0, *_size(stored))
    if attribute.kind is AttributeKind.DATE:
        return (0, stored)
    if attribute.kind is AttributeKind.YES_NO:
        return (0, stored != "yes")
    if attribute.kind is AttributeKind.CHOICE:
        return (0, attribute.choices.index(stored) if stored in attribute.choices else len(attribute.choices))
    return (0, by_name(stored))


class AttributeRowsModel(RowsModel[Row]):
    """Edits go to ``write(id of the row or None, column key, words)``; keys of attribute columns are ``attribute:ID``.

    ``new_title`` is what the header of the empty last column says.
    """

    writable: frozenset[str] = frozenset()
    """The keys of the fixed columns that can be written."""

    def __init__(self, fixed: Sequence[Column[Row]], read_only: bool, parent: QObject | None = None) -> None:
        self.attributes: list[Attribute] = []
        self.fixed = len(fixed)
        self.write: Callable[[int | None, str, str], object] = lambda *_: None
        self._read_only = read_only
        super().__init__(fixed, parent)

    def stored(self, row: Row, attribute: Attribute) -> str:
        """What a row has in an attribute, as it is stored."""
        raise TypeError

    def new_title(self) -> str:
        """What the header of the empty last column says."""
        return tr("+ Attribute")

    def is_new_column(self, column: int) -> bool:
        """Whether a column is the empty one at the end."""
        return column >= len(self.columns)

    def attribute_of(self, column: int) -> Attribute | None:
        """The attribute a column shows."""
        place = column - self.fixed
        return self.attributes[place] if 0 <= place < len(self.attributes) else None

    def key_of(self, column: int) -> str:
        """The key of a column, ``new`` for the empty one at the end."""
        return NEW if self.is_new_column(column) else self.columns[column].key

    def attribute_column(self, attribute: AttributeId) -> int:
        """The column of an attribute, or -1."""
        return self.column_of(attribute_key(attribute))

    def show_attributes(self, attributes: Sequence[Attribute]) -> None:
        """Show these attribute columns: gone ones are removed, new ones inserted, others moved and retitled."""
        wanted = {one.id for one in attributes}
        for place in range(len(self.attributes) - 1, -1, -1):
            if self.attributes[place].id not in wanted:
                at = self.fixed + place
                self.beginRemoveColumns(QModelIndex(), at, at)
                del self.attributes[place], self.columns[at]
                self.endRemoveColumns()
        for place, one in enumerate(attributes):
            self._place_attribute(place, one)

    # Qt overrides

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns) + (not self._read_only)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        column = index.column()
        if self._read_only or (column < self.fixed and self.columns[column].key not in self.writable):
            return READABLE
        return WRITABLE

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        attribute = self.attribute_of(index.column())
        if attribute is not None and index.row() < len(self._shown):
            if role == Qt.ItemDataRole.EditRole:
                row = self.row_at(index.row())
                words = self.stored(row, attribute)
                return words if choices_of(attribute) is not None else shown(attribute, words)
            if role == CHOICES_ROLE:
                return choices_of(attribute)
            if role == DATE_ROLE:
                return attribute.kind is AttributeKind.DATE
        elif role == Qt.ItemDataRole.EditRole and self.is_new_column(index.column()):
            return ""
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        words = str(value).strip()
        if words == (self.data(index, Qt.ItemDataRole.EditRole) or "") or self._is_same(index, words):
            return False
        id = None if index.row() >= len(self._shown) else self._shown[index.row()]
        self.write(id, self.key_of(index.column()), words)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and self.is_new_column(section):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.new_title()
            if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                return tr("Click and type the name of an attribute, such as site or age")
            return LEFT if role == Qt.ItemDataRole.TextAlignmentRole else None
        return super().headerData(section, orientation, role)

    def problem(self, index: Index, words: str) -> str:
        """The sentence that says why words do not fit a cell; empty if they do."""
        attribute = self.attribute_of(index.column())
        if attribute is None or not words.strip():
            return ""
        try:
            checked_value(attribute, words)
        except InvalidInput as error:
            if fitting(attribute.kind, words, attribute.choices) is not None:
                return say(error.message)
            return say(misfit(attribute.kind, words, attribute.choices, attribute.name))
        return ""

    # Private

    def _is_same(self, index: Index, words: str) -> bool:
        """Whether what was typed is what stands there, only written in another way."""
        attribute = self.attribute_of(index.column())
        if attribute is None or index.row() >= len(self._shown):
            return False
        return fitting(attribute.kind, words, attribute.choices) == self.stored(self.row_at(index.row()), attribute)

    def _place_attribute(self, place: int, one: Attribute) -> None:
        at = self.fixed + place
        before = next((number for number, known in enumerate(self.attributes) if known.id == one.id), -1)
        if before < 0:
            self.beginInsertColumns(QModelIndex(), at, at)
            self.attributes.insert(place, one)
            self.columns.insert(at, self._column_of(one))
            self.endInsertColumns()
            return
        if before != place:  # further right: what stands before it is in its place already
            start = self.fixed + before
            self.beginMoveColumns(QModelIndex(), start, start, QModelIndex(), at)
            self.attributes.insert(place, self.attributes.pop(before))
            self.columns.insert(at, self.columns.pop(start))
            self.endMoveColumns()
        known = self.attributes[place]
        if known != one:
            self.attributes[place], self.columns[at] = one, self._column_of(one)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, at, at)
            if self._shown and (known.kind, known.choices) != (one.kind, one.choices):
                self.dataChanged.emit(self.index(0, at), self.index(len(self._shown) - 1, at))

    def _column_of(self, attribute: Attribute) -> Column[Row]:
        return Column(
            attribute_key(attribute.id),
            literal(attribute.name),
            lambda row: shown(attribute, self.stored(row, attribute)),
            lambda row: value_order(attribute, self.stored(row, attribute)),
            numeric=attribute.kind is AttributeKind.NUMBER,
        )


def attribute_key(attribute: AttributeId) -> str:
    """The key of the column of an attribute."""
    return f"attribute:{attribute}"


@lru_cache(maxsize=4_096)
def _size(stored: str) -> tuple[int, float | str]:
    try:
        return (0, float(stored))
    except ValueError:
        return (1, stored)
