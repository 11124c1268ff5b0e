"""The quotes of a code as the rows of a table of any length: ids in order, and the quotes of the rows looked at.

Rows that are wanted are read a moment later, all that are on the screen in one go, beside the window where the project
is large. Nothing is counted or read for rows nobody sees.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from qualcoder_peer.core.domain.changes import TableChange
from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.model import STANCE_TITLES, Stance
from qualcoder_peer.core.services.code_quotes import QuoteOrder, QuotesAsked, quote_ids, read_quotes
from qualcoder_peer.core.services.quotes import Quote
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.coding.codes_model import CODINGS_MIME_TYPE
from qualcoder_peer.gui.widgets.tips import plain_tip

STAR, TARGET, QUOTE, CODE, DOCUMENT, RESPONDENT, CODER, STANCE = range(8)
QUOTE_ROLE = Qt.ItemDataRole.UserRole + 1
TITLES = ("★", N_("Goes to"), N_("Quote"), N_("Code"), N_("Document"), N_("Who"), N_("Coder"), "±")
_SPOKEN = {STAR: N_("Starred"), RESPONDENT: N_("Respondent"), STANCE: N_("Stance")}
"""What columns are called where there is room."""
ORDERS = {
    STAR: QuoteOrder.STAR,
    QUOTE: QuoteOrder.PLACE,
    CODE: QuoteOrder.CODE,
    DOCUMENT: QuoteOrder.PLACE,
    RESPONDENT: QuoteOrder.RESPONDENT,
    CODER: QuoteOrder.CODER,
    STANCE: QuoteOrder.STANCE,
}
_SIGNS = {Stance.FOR: "+", Stance.AGAINST: "−", Stance.MIXED: "±"}
_PAGE = 40
_KEPT = 2_000
"""Quotes kept in memory; those read longest ago go first."""
_QUICK = 1_500
"""So many quotes are listed at once; more of them beside the window."""
_REST_MS = 200
_LONG_REST_MS = 2_000
_FEW = 100

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class CodeQuotesModel(QAbstractTableModel):
    """``ask`` shows other quotes. ``count_hint`` is asked for how many there will be, to know whether it is quick."""

    listed = Signal()
    """The ids are there: the number of rows is known."""

    def __init__(self, context: RoomContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.asked: QuotesAsked | None = None
        self.ids: array[int] = array("q")
        self.listing = False
        self.count_hint: Callable[[], int] = lambda: 0
        self.target_of: Callable[[int], str] = lambda _coding: ""
        """What the column “Goes to” says of a coding."""
        self._quotes: dict[int, Quote] = {}
        self._turn = 0
        self._wanted: set[int] = set()
        self._reading = False
        self._read_soon = QTimer(self, singleShot=True, interval=0)
        self._read_soon.timeout.connect(self._read_wanted)
        self._again = QTimer(self, singleShot=True, interval=_REST_MS)
        self._again.timeout.connect(self.list_again)

    def ask(self, asked: QuotesAsked | None) -> None:
        """Show other quotes, or none."""
        self._turn += 1
        self.asked = asked
        self._again.stop()
        if asked is None:
            self._take_ids(self._turn, array("q"))
        else:
            self.list_again()

    def list_again(self) -> None:
        """List the same quotes as they are now."""
        self._again.stop()
        if self.asked is None:
            return
        self._turn += 1
        turn = self._turn
        self.listing = True
        slow = bool(self.asked.words or self.asked.which.sets)
        if self.count_hint() < (_QUICK // 10 if slow else _QUICK):
            try:
                self._take_ids(turn, quote_ids(self._context.project, self.asked))
            except UserError as error:
                self._context.messages.error(error)
            return
        run_job(
            self, quote_ids, self._context.project, self.asked,
            title=message("Looking through quotes") if slow else "",
            on_done=lambda ids: self._take_ids(turn, ids), on_failed=self._context.messages.error,
        )  # fmt: skip

    def follow(self, codings: TableChange) -> None:
        """Codings have changed: rows that are gone go at once, others are read again, and the order a moment later."""
        gone = [one for one in codings.deleted if not codings.many]
        if len(gone) <= _FEW:
            for coding in gone:
                row = self.row_of(coding)
                if row >= 0:
                    self.beginRemoveRows(QModelIndex(), row, row)
                    del self.ids[row]
                    self.endRemoveRows()
                self._quotes.pop(coding, None)
        self.refresh(codings)
        if codings.many or len(gone) > _FEW or codings.present:
            self._again.start(_LONG_REST_MS if len(self.ids) > 20_000 else _REST_MS)
        else:
            self.listed.emit()

    def refresh(self, codings: TableChange | None = None) -> None:
        """Read the quotes that are shown again (or those of a change) when they are painted next."""
        if codings is None or codings.many:
            self._quotes.clear()
        else:
            for coding in codings.present:
                self._quotes.pop(coding, None)
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, STANCE))

    def row_of(self, coding: int) -> int:
        """The row of a coding, -1 if it is not shown."""
        try:
            return self.ids.index(coding)
        except ValueError:
            return -1

    def quote_at(self, row: int) -> Quote | None:
        """The quote in a row, if it has been read; else it is read soon."""
        if not 0 <= row < len(self.ids):
            return None
        found = self._quotes.get(self.ids[row])
        if found is None:
            self._wanted.add(row)
            if not self._reading and not self._read_soon.isActive():
                self._read_soon.start()
        return found

    def quote_now(self, row: int) -> Quote | None:
        """The quote in a row, read now if it has not been yet."""
        found = self.quote_at(row)
        if found is None and 0 <= row < len(self.ids):
            for found in read_quotes(self._context.project, [self.ids[row]]):
                self._quotes[found.id] = found
        return found

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row a quote."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """See the names of the columns."""
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, tool tips, and what a screen reader says of a row."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        if role == QUOTE_ROLE:
            return self.quote_at(index.row())
        if role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole
        ):  # fmt: skip
            return None
        quote = self.quote_at(index.row())
        if quote is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == QUOTE else None
        words = self._words(quote, index.column())
        stance = tr(STANCE_TITLES[quote.stance]) if quote.stance in _SIGNS else ""
        if role != Qt.ItemDataRole.DisplayRole and index.column() == STANCE:
            return stance
        if role == Qt.ItemDataRole.ToolTipRole:
            if index.column() == CODE:
                return plain_tip(" › ".join(quote.code_path)[:2_000])
            return plain_tip(words[:2_000]) if words and index.column() != STAR else None
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == QUOTE:
            said = (quote.text[:1_000], quote.code_path[-1], quote.document.title, quote.respondent, _by(quote),
                    stance, tr("Starred") if quote.starred else "", self.target_of(quote.id))  # fmt: skip
            return ". ".join(one for one in said if one)
        return words

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(TITLES):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section] if section in (STAR, STANCE) else tr(TITLES[section])
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            title = tr(_SPOKEN.get(section, TITLES[section]))
            return tr("Sort by: {column}", column=title) if section in ORDERS else title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be dragged onto codes."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags if self._context.read_only else flags | Qt.ItemFlag.ItemIsDragEnabled

    def dragged(self, rows: list[int]) -> QMimeData:
        """The codings of rows, to be dropped on a code."""
        data = QMimeData()
        codings = ",".join(str(self.ids[row]) for row in rows if row < len(self.ids))
        data.setData(CODINGS_MIME_TYPE, QByteArray(codings.encode()))
        return data

    def _words(self, quote: Quote, column: int) -> str:
        if column == STAR:
            return "★" if quote.starred else ""
        if column == TARGET:
            return self.target_of(quote.id)
        if column == STANCE:
            return _SIGNS.get(quote.stance, "")
        return {QUOTE: quote.text, CODE: quote.code_path[-1], DOCUMENT: quote.document.title,
                RESPONDENT: quote.respondent or quote.speaker, CODER: _by(quote)}[column]  # fmt: skip

    def _take_ids(self, turn: int, ids: array[int]) -> None:
        if turn != self._turn:
            return
        self.listing = False
        if ids == self.ids:
            if ids:
                self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, STANCE))
        else:
            self.beginResetModel()
            self.ids = ids
            self._wanted.clear()
            self.endResetModel()
        self.listed.emit()

    def _read_wanted(self) -> None:
        rows = sorted(row for row in self._wanted if row < len(self.ids) and self.ids[row] not in self._quotes)
        self._wanted.clear()
        if not rows:
            return
        first = max(0, rows[0] - _PAGE // 4)
        span = range(first, min(len(self.ids), first + 2 * _PAGE)) if rows[-1] - rows[0] < _PAGE else rows[-_PAGE:]
        ids = [self.ids[row] for row in span if self.ids[row] not in self._quotes]
        if len(self.ids) < _QUICK // 10:
            self._take_quotes(read_quotes(self._context.project, ids))
            return
        self._reading = True
        run_job(
            self, read_quotes, self._context.project, ids, title="", on_done=self._take_quotes,
            on_failed=self._reading_failed,
        )  # fmt: skip

    def _take_quotes(self, quotes: list[Quote]) -> None:
        self._reading = False
        for quote in quotes:
            self._quotes[quote.id] = quote
        for old in list(self._quotes)[: max(0, len(self._quotes) - _KEPT)]:
            del self._quotes[old]
        if quotes and self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, STANCE))
        if self._wanted:
            self._read_soon.start()

    def _reading_failed(self, error: BaseException) -> None:
        self._reading = False
        self._context.messages.error(error)


def _by(quote: Quote) -> str:
    """Who coded it, and whether a rule did and nobody has confirmed it."""
    return tr("{coder} ◌ automatic", coder=quote.coder) if quote.automatic else quote.coder
