"""Quotes as the rows of a table, read page by page on a thread of their own, so that any number of them can be shown.

The columns are those of the exporters: what is seen is what is written. Sorting reads all quotes once, keeps only
their ids in order, and reads pages by these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from qualcoder_peer.core.domain.ids import CodingId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.exporters.columns import AROUND, Column
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.coding import count_codings
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes
from qualcoder_peer.core.text.ordering import sort_key
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import number
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.report.draft import QUICK

PAGE = 200
QUOTE_ROLE = Qt.ItemDataRole.UserRole + 1
_CHECK_EVERY = 500

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the table shows: which quotes, sorted by which column (None: by document and place)."""

    which: QuoteFilter
    sort: Column | None = None
    descending: bool = False
    language: str = "en"


class Source:
    """Hands out the quotes of one question, page after page. Used by one thread at a time."""

    def __init__(self, project: Project, asked: Asked) -> None:
        self._project, self._asked = project, asked
        self._quotes: Iterator[Quote] | None = None
        self._order: list[CodingId] | None = None
        self._place = 0

    def read(self, count: int, progress: Progress) -> list[Quote]:
        """The next ``count`` quotes, fewer at the end. Raises Cancelled."""
        if self._asked.sort is None:
            if self._quotes is None:
                self._quotes = iter_quotes(self._project, self._asked.which, around=AROUND)
            return list(islice(self._quotes, count))
        if self._order is None:
            self._order = self._sorted(progress)
        ids = self._order[self._place : self._place + count]
        self._place += len(ids)
        which = QuoteFilter(codings=tuple(ids))
        found = {quote.id: quote for quote in iter_quotes(self._project, which, around=AROUND)} if ids else {}
        return [found[one] for one in ids if one in found]

    def _sorted(self, progress: Progress) -> list[CodingId]:
        column = self._asked.sort
        assert column is not None
        keys: list[tuple[Any, CodingId]] = []
        for place, quote in enumerate(iter_quotes(self._project, self._asked.which)):
            if place % _CHECK_EVERY == 0:
                progress.step(place, 0, message("Sorting quotes"))
            value = column.value(quote)
            key = (0, value) if isinstance(value, int) else (1, sort_key(str(value)[:80], self._asked.language))
            keys.append((key, quote.id))
        keys.sort(key=lambda pair: pair[0], reverse=self._asked.descending)
        return [coding for _key, coding in keys]


def count_asked(project: Project, which: QuoteFilter, progress: Progress) -> int:
    """How many quotes a filter leaves. Raises Cancelled."""
    if replace(which, evidence_only=False) == QuoteFilter() and not which.evidence_only:
        return count_codings(project)
    count = 0
    for count, _quote in enumerate(iter_quotes(project, which), 1):
        if count % _CHECK_EVERY == 0:
            progress.step(count, 0, message("Counting quotes"))
    return count


class QuotesModel(QAbstractTableModel):
    """``ask`` shows other quotes; views fetch more as they are scrolled."""

    loaded = Signal()
    """More rows are there, or the count is known."""
    sort_asked = Signal(object, bool)
    """A Column or None, and whether from the highest to the lowest."""

    def __init__(self, context: RoomContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.columns: list[Column] = []
        self.quotes: list[Quote] = []
        self.asked: Asked | None = None
        self.complete = False
        self.total: int | None = None
        self.reading = False
        self._source: Source | None = None
        self._turn = 0
        self._count_soon = QTimer(self, singleShot=True, interval=250)
        self._count_soon.timeout.connect(self._count)

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns of the same quotes."""
        self.beginResetModel()
        self.columns = list(columns)
        self.endResetModel()

    def ask(self, asked: Asked) -> None:
        """Show the quotes of a question; as many as were seen before."""
        wanted = PAGE if asked != self.asked else max(PAGE, len(self.quotes))
        self.asked = asked
        self._turn += 1
        self._source = Source(self._context.project, asked)
        self.complete, self.total = False, None
        self._read(wanted, more=False)

    def quote_at(self, index: Index) -> Quote | None:
        """The quote in a row."""
        return self.quotes[index.row()] if index.isValid() and index.row() < len(self.quotes) else None

    # Qt overrides

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.quotes)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        quote = self.quote_at(index)
        if quote is None or index.column() >= len(self.columns):
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            value = column.value(quote)
            return number(value) if isinstance(value, int) and column.key != "id" else str(value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignTop)
        if role == QUOTE_ROLE:
            return quote
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        chosen = self.columns[column] if 0 <= column < len(self.columns) else None
        self.sort_asked.emit(chosen, order == Qt.SortOrder.DescendingOrder)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._source is not None and not self.complete and not self.reading

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._read(PAGE, more=True)

    # Private

    def _read(self, count: int, *, more: bool) -> None:
        source, turn = self._source, self._turn
        if source is None:
            return
        take: Callable[[list[Quote]], None] = lambda quotes: self._take(turn, quotes, count, more=more)
        if count_codings(self._context.project) < QUICK:
            take(source.read(count, Progress()))
            return
        self.reading = True
        run_job(self, source.read, count, title="", on_done=take, on_failed=self._context.messages.error)

    def _take(self, turn: int, quotes: list[Quote], count: int, *, more: bool) -> None:
        if turn != self._turn:
            return
        self.reading = False
        self.complete = len(quotes) < count
        if more:
            if quotes:
                first = len(self.quotes)
                self.beginInsertRows(QModelIndex(), first, first + len(quotes) - 1)
                self.quotes.extend(quotes)
                self.endInsertRows()
        elif [quote.id for quote in quotes] == [quote.id for quote in self.quotes]:
            self.quotes = quotes
            if quotes and self.columns:
                self.dataChanged.emit(self.index(0, 0), self.index(len(quotes) - 1, len(self.columns) - 1))
        else:
            self.beginResetModel()
            self.quotes = quotes
            self.endResetModel()
        if self.complete:
            self.total = len(self.quotes)
        elif self.total is None:
            self._count_soon.start()
        self.loaded.emit()

    def _count(self) -> None:
        asked, turn = self.asked, self._turn
        if asked is None:
            return
        run_job(
            self, count_asked, self._context.project, asked.which, title="",
            on_done=lambda count: self._counted(turn, count), on_failed=self._context.messages.error,
        )  # fmt: skip

    def _counted(self, turn: int, count: int) -> None:
        if turn == self._turn:
            self.total = count
            self.loaded.emit()
