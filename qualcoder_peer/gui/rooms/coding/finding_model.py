"""Hits in all texts, or the segments that would be coded, as rows of a table of any length.

Rows come while the search goes on; the words around those on the screen are read a moment later, beside the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.services.autocoding import PlannedCoding
from qualcoder_peer.core.services.finding import Hit, Kwic, kwic
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.theme import themes
from qualcoder_peer.gui.widgets.tips import plain_tip

TICK, BEFORE, WORDS, AFTER, WHO, DOCUMENT = range(6)
TITLES = ("", N_("Before"), N_("Found"), N_("After"), N_("Who"), N_("Document"))
_AROUND = 70
_PAGE = 48
_KEPT = 3_000
_LONGEST = 400
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
Row = Hit | PlannedCoding


class HitsModel(QAbstractTableModel):
    """``add_rows`` while they come; ``unticked`` are the rows that are not to be coded."""

    ticks_changed = Signal()

    def __init__(self, context: RoomContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.rows: list[Row] = []
        self.unticked: set[int] = set()
        self.ticking = False
        self._read: dict[int, Kwic | None] = {}
        self._wanted: set[int] = set()
        self._turn = 0
        self._reading = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._read_wanted)

    def clear(self) -> None:
        """Show no rows."""
        self.beginResetModel()
        self._turn += 1
        self.rows, self.unticked, self._read = [], set(), {}
        self._wanted.clear()
        self.endResetModel()

    def add_rows(self, rows: Sequence[Row]) -> None:
        """More rows, behind those there are."""
        if rows:
            first = len(self.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self.rows += rows
            if isinstance(rows[0], PlannedCoding):
                self.unticked.update(
                    number for number, one in enumerate(rows, first) if isinstance(one, PlannedCoding) and one.already
                )
            self.endInsertRows()

    def refresh(self) -> None:
        """The words around the rows may be others now."""
        self._turn += 1
        self._read.clear()
        self._reading = False
        self._repaint()

    def ticked(self) -> list[PlannedCoding]:
        """The segments that are to be coded."""
        return [
            one
            for number, one in enumerate(self.rows)
            if isinstance(one, PlannedCoding) and number not in self.unticked
        ]

    def tick_all(self, ticked: bool) -> None:
        """Tick all rows that can be coded, or none."""
        self.unticked = {
            number
            for number, one in enumerate(self.rows)
            if not ticked or (isinstance(one, PlannedCoding) and one.already)
        }
        self._repaint()
        self.ticks_changed.emit()

    def toggle(self, rows: Sequence[int]) -> None:
        """Tick these rows, or untick them if all are ticked."""
        free = [one for one in rows if not self._already(one)]
        if all(one not in self.unticked for one in free):
            self.unticked.update(free)
        else:
            self.unticked.difference_update(free)
        self._repaint()
        self.ticks_changed.emit()

    def words_of(self, row: int) -> Kwic | None:
        """The words of a row, if they have been read; else they are read soon."""
        if row not in self._read:
            self._wanted.add(row)
            if not self._reading and not self._soon.isActive():
                self._soon.start()
        return self._read.get(row)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row a hit."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """See TITLES."""
        return 0 if parent.isValid() else len(TITLES)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows that can be coded have a tick."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == TICK and self.ticking and not self._already(index.row()):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words before, found and after; who says them; where."""
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == TICK and self.ticking:
            return Qt.CheckState.Unchecked if row in self.unticked else Qt.CheckState.Checked
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column == BEFORE else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole:
            muted = column in (BEFORE, AFTER) or self._already(row)
            return QColor(themes.current.muted) if muted else None
        if role == Qt.ItemDataRole.FontRole and column == WORDS:
            bold = QFont(themes.font())
            bold.setBold(not isinstance(self.rows[row], PlannedCoding))
            return bold
        if role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole
        ):  # fmt: skip
            return None
        return self._words(row, column, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A tick was pressed."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != TICK:
            return False
        self.toggle([index.row()])
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(TITLES):
            if role == Qt.ItemDataRole.DisplayRole:
                return tr(TITLES[section]) if TITLES[section] else ""
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if section == BEFORE else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _words(self, row: int, column: int, role: int) -> Any:
        found = self.words_of(row)
        if found is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and column == WORDS else None
        who = found.respondent or found.speaker
        if role == Qt.ItemDataRole.AccessibleTextRole and column == WORDS:
            parts = (f"{found.before}{found.words[:1_000]}{found.after}", who, found.title, self._told(row))
            return ". ".join(one for one in parts if one)
        if role == Qt.ItemDataRole.ToolTipRole:
            tip = {WORDS: found.quote, WHO: who, DOCUMENT: found.title, TICK: self._told(row)}.get(column, "")
            return plain_tip(tip[:2_000]) if tip else None
        shown = {BEFORE: found.before, WORDS: found.words[:_LONGEST], AFTER: found.after, WHO: who,
                 DOCUMENT: found.title}.get(column, "")  # fmt: skip
        return shown

    def _told(self, row: int) -> str:
        one = self.rows[row]
        if not self.ticking or not isinstance(one, PlannedCoding):
            return ""
        if one.already:
            return tr("Has the code already")
        words = tr("Not to be coded") if row in self.unticked else tr("To be coded")
        return tr("{words}; becomes one with a coding that is there", words=words) if one.joins else words

    def _already(self, row: int) -> bool:
        one = self.rows[row]
        return isinstance(one, PlannedCoding) and one.already

    def _repaint(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, DOCUMENT))

    def _read_wanted(self) -> None:
        rows = sorted(one for one in self._wanted if one < len(self.rows) and one not in self._read)[-_PAGE:]
        self._wanted.clear()
        if rows:
            self._reading = True
            hits = [Hit(one.document_id, one.start, one.end) for one in (self.rows[row] for row in rows)]
            turn = self._turn
            run_job(
                self, kwic, self._context.project, hits, _AROUND, title="",
                on_done=lambda found: self._take(turn, rows, hits, found), on_failed=self._failed,
            )  # fmt: skip

    def _take(self, turn: int, rows: list[int], hits: list[Hit], found: list[Kwic]) -> None:
        self._reading = False
        if turn == self._turn:
            by_hit = {one.hit: one for one in found}
            self._read.update((row, by_hit.get(hit)) for row, hit in zip(rows, hits, strict=True))
            for old in list(self._read)[: max(0, len(self._read) - _KEPT)]:
                del self._read[old]
            self.dataChanged.emit(self.index(rows[0], 0), self.index(rows[-1], DOCUMENT))
        if self._wanted:
            self._soon.start()

    def _failed(self, error: BaseException) -> None:
        self._reading = False
        self._context.messages.error(error)
