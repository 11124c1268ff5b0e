"""Memos, or the entries of the journal, as the rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QDateTime, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.services.memos import MEMO_KIND_TITLES, MemoKind, MemoRow
from qualcoder_peer.core.text.ordering import sort_key
from qualcoder_peer.gui.i18n import day, languages, locale_of, tr
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
KIND_ICONS: dict[MemoKind, str] = {
    MemoKind.PROJECT: "book-open",
    MemoKind.JOURNAL: "notebook-pen",
    MemoKind.DOCUMENT: "file-text",
    MemoKind.PASSAGE: "highlighter",
    MemoKind.CODE: "tag",
    MemoKind.CODING: "quote",
    MemoKind.RESPONDENT: "user",
}


@dataclass(frozen=True, slots=True)
class MemoColumn:
    """A column: its title, what it shows, and what it is sorted by; ``width`` in letters, 0 takes the rest.

    ``marked`` has the icon of the kind; ``by_coder`` is hidden while all are by one.
    """

    title: str
    words: Callable[[MemoRow], str]
    key: Callable[[MemoRow], Any]
    width: int = 0
    marked: bool = False
    by_coder: bool = False


def about(row: MemoRow) -> str:
    """What a memo is about, in words."""
    if row.kind is MemoKind.PROJECT:
        return tr(MEMO_KIND_TITLES[MemoKind.PROJECT])
    if row.kind is MemoKind.JOURNAL:
        return " · ".join(part for part in (day(row.date), row.title) if part)
    if row.kind is MemoKind.CODING:
        return " · ".join(part for part in (" › ".join(row.about[:-1]), row.about[-1]) if part)
    return " › ".join(row.about)


def brief(row: MemoRow) -> str:
    """What a memo is about with what tells it apart first: the code before the codes above it."""
    if row.kind not in (MemoKind.CODE, MemoKind.CODING) or len(row.about) < 2:
        return about(row)
    if row.kind is MemoKind.CODING:
        return " · ".join(row.about[-2:])
    return " · ".join((row.about[-1], " › ".join(row.about[:-1])))


def short_day(moment: str) -> str:
    """The day of an ISO date or time (UTC), as short as the language of the window writes it."""
    when = QDateTime.fromString(moment, Qt.DateFormat.ISODate)
    found = when.toLocalTime().date() if len(moment) > 10 else when.date()
    return locale_of(languages.current).toString(found, QLocale.FormatType.ShortFormat) if found.isValid() else moment


def _title_and_line(row: MemoRow) -> str:
    return " – ".join(part for part in (row.title, row.line) if part)


def _worded(words: Callable[[MemoRow], str]) -> Callable[[MemoRow], Any]:
    return lambda row: sort_key(words(row)[:80], languages.current)


MEMO_COLUMNS = (
    MemoColumn(N_("About"), brief, _worded(about), 26, marked=True),
    MemoColumn(N_("Memo"), lambda row: row.line, _worded(lambda row: row.line)),
    MemoColumn(N_("Coder"), lambda row: row.coder, _worded(lambda row: row.coder), 6, by_coder=True),
    MemoColumn(N_("Changed"), lambda row: short_day(row.changed), lambda row: row.changed, 10),
)
JOURNAL_COLUMNS = (
    MemoColumn(N_("Date"), lambda row: short_day(row.date), lambda row: (row.date, row.created), 10),
    MemoColumn(N_("Entry"), _title_and_line, _worded(_title_and_line)),
    MemoColumn(N_("Coder"), lambda row: row.coder, _worded(lambda row: row.coder), 6, by_coder=True),
)


class MemosModel(QAbstractTableModel):
    """``show_rows`` shows others; sorting is done here, by the column chosen."""

    def __init__(self, columns: Sequence[MemoColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[MemoRow] = []
        self._read: list[MemoRow] = []
        self._sorted: tuple[int, bool] | None = None

    def show_rows(self, rows: Sequence[MemoRow]) -> None:
        """Show these, in their own order or as the user sorted them."""
        self._read = list(rows)
        self.beginResetModel()
        self.rows = self._in_order()
        self.endResetModel()

    def change_row(self, row: MemoRow) -> bool:
        """Show one row as it is now, at its place. Whether it is among those shown."""
        place = self.place_of(row.id)
        if place < 0:
            return False
        self.rows[place] = row
        self._read = [row if one.id == row.id else one for one in self._read]
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))
        return True

    def place_of(self, memo: int) -> int:
        """In which row a memo stands; -1 for none."""
        return next((place for place, row in enumerate(self.rows) if row.id == memo), -1)

    # Qt overrides

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.words(row)
        if role == Qt.ItemDataRole.DecorationRole and column.marked:
            return icon(KIND_ICONS[row.kind], "muted")
        if role == Qt.ItemDataRole.ToolTipRole:
            words = about(row) if column.marked else column.words(row)
            return plain_tip("\n".join((tr(MEMO_KIND_TITLES[row.kind]), words)))
        if role == Qt.ItemDataRole.AccessibleTextRole and column.marked:
            return f"{tr(MEMO_KIND_TITLES[row.kind])}: {column.words(row)}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        return tr(self.columns[section].title) if role == Qt.ItemDataRole.DisplayRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        chosen = 0 <= column < len(self.columns)
        self._sorted = (column, order == Qt.SortOrder.DescendingOrder) if chosen else None
        self.beginResetModel()
        self.rows = self._in_order()
        self.endResetModel()

    # Private

    def _in_order(self) -> list[MemoRow]:
        if self._sorted is None:
            return list(self._read)
        column, descending = self._sorted
        return sorted(self._read, key=self.columns[column].key, reverse=descending)
