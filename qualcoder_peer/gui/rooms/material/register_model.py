"""What an import of a sheet would do, as the lines of a table: who is new, which cells change, what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QBrush, QColor

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.services.register import ImportPlan
from qualcoder_peer.core.services.register_columns import PlanColumn, Use
from qualcoder_peer.gui.i18n import languages, live_call, number, say, tr
from qualcoder_peer.gui.rooms.material.dates import short_day
from qualcoder_peer.gui.rooms.material.rows_model import LEFT, RIGHT, UNUSED_ROLES, Index
from qualcoder_peer.gui.theme import themes

_TITLES = (N_("Line"), N_("Who"), N_("Column"), N_("As it is"), N_("As it will be"))
_DOCUMENT_TITLES = (N_("Line"), N_("Document"), N_("Column"), N_("As it is"), N_("As it will be"))
_LAST = 4


class Shown(StrEnum):
    """Which lines of a plan are shown."""

    NEW = "new"
    CHANGED = "changed"
    PROBLEMS = "problems"


@dataclass(frozen=True, slots=True)
class _Line:
    line: int
    who: str
    column: str
    old: str
    new: str


class PlanModel(QAbstractTableModel):
    """The lines of one sort (``show``), made when they are seen first."""

    def __init__(self, documents: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents = documents
        self._plan: ImportPlan | None = None
        self._sort = Shown.NEW
        live_call(self, self._say_again)

    def show(self, plan: ImportPlan | None, sort: Shown) -> None:
        """Show the lines of one sort of a plan."""
        self.beginResetModel()
        self._plan, self._sort = plan, sort
        self.endResetModel()

    # Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        if parent.isValid() or self._plan is None:
            return 0
        plan = self._plan
        return len({Shown.NEW: plan.new, Shown.CHANGED: plan.changed, Shown.PROBLEMS: plan.problems}[self._sort])

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(_TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in UNUSED_ROLES or not index.isValid() or self._plan is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if index.column() == 0 else LEFT
        if role == Qt.ItemDataRole.ForegroundRole and index.column() in (0, 2, 3):
            return QBrush(QColor(themes.current.muted))
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        line = self._line(self._plan, index.row())
        words = (number(line.line), line.who, line.column, line.old, line.new)[index.column()]
        return words if role == Qt.ItemDataRole.DisplayRole or len(words) > 30 else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            if section == _LAST and self._sort is Shown.PROBLEMS:
                return tr("Why it is left out")
            return tr((_DOCUMENT_TITLES if self._documents else _TITLES)[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section == 0 else LEFT
        return None

    # Private

    def _line(self, plan: ImportPlan, place: int) -> _Line:
        if self._sort is Shown.CHANGED:
            one = plan.changed[place]
            column = plan.columns[one.column]
            return _Line(one.line, one.name, say(column.title), words_of(column, one.old), words_of(column, one.new))
        if self._sort is Shown.NEW:
            new = plan.new[place]
            parts = [
                tr("{column}: {value}", column=say(plan.columns[at].title), value=words_of(plan.columns[at], stored))
                for at, stored in new.values.items()
            ]
            return _Line(new.line, new.name, "", "", ", ".join(parts))
        problem = plan.problems[place]
        title = "" if problem.column is None else say(plan.columns[problem.column].title)
        return _Line(problem.line, self._named(plan, problem.line), title, "", say(problem.what))

    def _named(self, plan: ImportPlan, line: int) -> str:
        at = next((place for place, one in enumerate(plan.columns) if one.use is Use.NAME), None)
        if at is None or line not in plan.sheet.numbers:
            return ""
        return plan.sheet.rows[plan.sheet.numbers.index(line)][at]

    def _say_again(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_TITLES) - 1)
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, _LAST))


def words_of(column: PlanColumn, stored: str) -> str:
    """A stored value of a column of a plan as the window shows it."""
    attribute = column.attribute
    is_date = column.use in (Use.DATE, Use.CONSENT_DATE) or (attribute is not None and attribute.kind.value == "date")
    return short_day(stored) if is_date else column.shown(stored, languages.texts)
