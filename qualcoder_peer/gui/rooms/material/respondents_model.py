"""The respondents as a spreadsheet: pseudonym, role, what was heard, one column an attribute; the last row and the last
column are empty and wait for somebody or something new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from qualcoder_peer.core.domain.ids import AttributeId, RespondentId
from qualcoder_peer.core.domain.messages import literal, message
from qualcoder_peer.core.domain.model import SPEAKER_TITLES, Attribute
from qualcoder_peer.core.services.respondents import RespondentFacts
from qualcoder_peer.gui.i18n import number, tr
from qualcoder_peer.gui.rooms.material.documents_model import CHOICES_ROLE, NOT_COUNTED, by_name
from qualcoder_peer.gui.rooms.material.rows_model import READABLE, UNUSED_ROLES, WRITABLE, Column, RowsModel
from qualcoder_peer.gui.theme import themes

FIXED = ("name", "role", "documents", "codings")
_FIRST_COUNT = 2
COUNTS = ("documents", "codings")
NEW = "new"
"""The key of the column that makes an attribute of what is typed in it."""


class RespondentsModel(RowsModel[RespondentFacts]):
    """Edits go to ``edit(respondent or None, column key, value)``; keys of attribute columns are ``attribute:ID``."""

    def __init__(self, read_only: bool, parent: QObject | None = None) -> None:
        self.counted = True
        self.edit: Callable[[RespondentId | None, str, str], object] = lambda *_: None
        self.attributes: list[Attribute] = []
        self._read_only = read_only
        self._offers_new = not read_only
        fixed: list[Column[RespondentFacts]] = [
            Column(
                "name", message("Pseudonym"), lambda row: row.respondent.name, lambda row: by_name(row.respondent.name)
            ),
            Column("role", message("Role"), _role, lambda row: by_name(_role(row))),
            Column(
                "documents",
                message("Documents"),
                lambda row: number(len(row.documents)) if self.counted else NOT_COUNTED,
                lambda row: len(row.documents),
                numeric=True,
            ),
            Column(
                "codings",
                message("Codings"),
                lambda row: number(row.codings) if self.counted else NOT_COUNTED,
                lambda row: row.codings,
                numeric=True,
            ),
        ]
        super().__init__(fixed, parent)

    def id_of(self, row: RespondentFacts) -> int:
        """The respondent's id."""
        return row.respondent.id

    def is_new_row(self, place: int) -> bool:
        """Whether a line is the empty one at the end."""
        return place >= len(self._shown)

    def is_new_column(self, column: int) -> bool:
        """Whether a column is the empty one at the end."""
        return column >= len(self.columns)

    def attribute_of(self, column: int) -> Attribute | None:
        """The attribute a column shows."""
        place = column - len(FIXED)
        return self.attributes[place] if 0 <= place < len(self.attributes) else None

    def key_of(self, column: int) -> str:
        """The key of a column, ``new`` for the empty one at the end."""
        return NEW if self.is_new_column(column) else self.columns[column].key

    def show_attributes(self, attributes: Sequence[Attribute]) -> None:
        """Show these attribute columns: gone ones are removed, new ones inserted, renamed ones retitled."""
        wanted = {one.id for one in attributes}
        for place in range(len(self.attributes) - 1, -1, -1):
            if self.attributes[place].id not in wanted:
                at = len(FIXED) + place
                self.beginRemoveColumns(QModelIndex(), at, at)
                del self.attributes[place], self.columns[at]
                self.endRemoveColumns()
        known = {one.id for one in self.attributes}
        for place, one in enumerate(attributes):
            at = len(FIXED) + place
            if one.id not in known:
                self.beginInsertColumns(QModelIndex(), at, at)
                self.attributes.insert(place, one)
                self.columns.insert(at, _attribute_column(one))
                self.endInsertColumns()
        for place, one in enumerate(attributes):
            at = len(FIXED) + place
            if self.attributes[place] != one:
                self.attributes[place], self.columns[at] = one, _attribute_column(one)
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, at, at)

    def offer_new(self, offered: bool) -> None:
        """Show the empty row at the end, or not (while the table is filtered)."""
        offered = offered and not self._read_only
        if offered != self._offers_new:
            if offered:
                self.beginInsertRows(QModelIndex(), len(self._shown), len(self._shown))
                self._offers_new = True
                self.endInsertRows()
            else:
                self.beginRemoveRows(QModelIndex(), len(self._shown), len(self._shown))
                self._offers_new = False
                self.endRemoveRows()

    # Qt overrides

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._shown) + self._offers_new

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns) + (not self._read_only)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        column = index.column()
        if self._read_only or _FIRST_COUNT <= column < len(FIXED) or (column > 0 and self.is_new_row(index.row())):
            return READABLE
        return WRITABLE

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in UNUSED_ROLES or not index.isValid():
            return None
        if self.is_new_row(index.row()):
            return self._new_row_data(index.column(), role)
        key = self.key_of(index.column())
        if role == Qt.ItemDataRole.EditRole:
            row = self.row_at(index.row())
            return row.respondent.role.value if key == "role" else "" if key == NEW else self.data(index)
        if role == CHOICES_ROLE and key == "role":
            return [(one.value, tr(title)) for one, title in SPEAKER_TITLES.items()]
        return super().data(index, role)

    def setData(
        self, index: QModelIndex | QPersistentModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        words = str(value).strip()
        if words == (self.data(index, Qt.ItemDataRole.EditRole) or ""):
            return False
        person = None if self.is_new_row(index.row()) else RespondentId(self._shown[index.row()])
        self.edit(person, self.key_of(index.column()), words)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and self.is_new_column(section):
            if role == Qt.ItemDataRole.DisplayRole:
                return tr("+ Attribute")
            if role == Qt.ItemDataRole.ToolTipRole:
                return tr("Click and type the name of an attribute, such as site or age")
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            return None
        return super().headerData(section, orientation, role)

    # Private

    def _new_row_data(self, column: int, role: int) -> Any:
        if column == 0 and role == Qt.ItemDataRole.DisplayRole:
            return tr("Add a respondent…")
        if role == Qt.ItemDataRole.EditRole:
            return ""
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(QColor(themes.current.muted))
        return None


def attribute_key(attribute: AttributeId) -> str:
    """The key of the column of an attribute."""
    return f"attribute:{attribute}"


def _attribute_column(attribute: Attribute) -> Column[RespondentFacts]:
    name = attribute.name

    def text(row: RespondentFacts) -> str:
        return row.respondent.attributes.get(name, "")

    return Column(attribute_key(attribute.id), literal(name), text, lambda row: by_name(text(row)))


def _role(row: RespondentFacts) -> str:
    return tr(SPEAKER_TITLES[row.respondent.role])
