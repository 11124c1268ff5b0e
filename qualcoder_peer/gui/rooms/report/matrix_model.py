"""A matrix as a table on the screen: a row a theme, a column a respondent, document or group, the total last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from qualcoder_peer.core.domain.ids import CodeId, RespondentId
from qualcoder_peer.core.domain.model import Stance
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.matrix import (
    By,
    Deviant,
    Matrix,
    MatrixAsked,
    MatrixCell,
    MatrixRow,
    Mention,
    deviant_cases,
    read_matrix,
    read_summaries,
)
from qualcoder_peer.core.services.matrix_words import Quoted, Show, cell_words, read_quoted, total_words
from qualcoder_peer.gui.i18n import languages, say, tr, tr_n
from qualcoder_peer.gui.rooms.report.stances import stance_words
from qualcoder_peer.gui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
WORDY = frozenset((Show.NAMES, Show.SUMMARIES, Show.QUOTES))
"""What takes several lines in a cell."""
_LONGEST_TITLE = 24
FAINT_ROLE = Qt.ItemDataRole.UserRole + 1
"""Whether a cell says that there is nothing."""
NOT_ASKED_ROLE = Qt.ItemDataRole.UserRole + 2
DEPTH_ROLE = Qt.ItemDataRole.UserRole + 3
CODE_ROLE = Qt.ItemDataRole.UserRole + 4


@dataclass(frozen=True, slots=True)
class ShownMatrix:
    """A matrix with what its cells say: ``summaries`` by code and respondent, ``quoted`` by row and column."""

    matrix: Matrix
    show: Show
    summaries: Mapping[tuple[CodeId, RespondentId], str] = field(default_factory=dict)
    quoted: Quoted = field(default_factory=dict)
    deviants: tuple[Deviant, ...] = ()

    @property
    def is_by_respondent(self) -> bool:
        """Whether each column is one respondent, of whom can be said what they were asked."""
        return self.matrix.asked.by is By.RESPONDENT

    def cell(self, row: int, column: int) -> MatrixCell:
        """A cell, or the total in the last column."""
        there = self.matrix.rows[row]
        return there.cells[column] if column < len(there.cells) else there.total

    def respondent(self, column: int) -> RespondentId | None:
        """Whom a column is of; None for another kind of column and for the total."""
        if not self.is_by_respondent or not 0 <= column < len(self.matrix.columns):
            return None
        return next(iter(self.matrix.columns[column].respondents), None)

    def title(self, column: int) -> str:
        """The title of a column."""
        if column < len(self.matrix.columns):
            return say(self.matrix.columns[column].title)
        return tr("All")


def read_shown(project: Project, asked: MatrixAsked, show: Show, progress: Progress) -> ShownMatrix:
    """Count a matrix and read what its cells say. Raises NotFound, Cancelled."""
    matrix = read_matrix(project, asked, progress)
    quoted = read_quoted(project, matrix, languages.current) if show in (Show.QUOTES, Show.SUMMARIES) else {}
    return ShownMatrix(matrix, show, read_summaries(project), quoted, deviant_cases(matrix))


class MatrixModel(QAbstractTableModel):
    """The last column is the total of the row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown: ShownMatrix | None = None

    @property
    def rows(self) -> tuple[MatrixRow, ...]:
        """The rows of the matrix."""
        return self.shown.matrix.rows if self.shown is not None else ()

    def show_matrix(self, shown: ShownMatrix) -> None:
        """Show another matrix. One with the same rows and columns leaves everything where it is."""
        if self.shown is not None and _frame(self.shown) == _frame(shown):
            self.shown = shown
            self.retranslate()
            return
        self.beginResetModel()
        self.shown = shown
        self.endResetModel()

    def show_summaries(self, summaries: Mapping[tuple[CodeId, RespondentId], str]) -> None:
        """Show other summaries."""
        if self.shown is not None:
            self.shown = replace(self.shown, summaries=summaries)
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self.rowCount() - 1)

    def what(self, row: int, column: int) -> str:
        """What a cell counts, in words."""
        shown = self.shown
        if shown is None:
            return ""
        cell = shown.cell(row, column)
        if cell.mention is Mention.NOT_ASKED:
            return tr("not asked")
        if not cell.passages:
            return tr("not mentioned")
        parts = [tr_n("{count} passage", "{count} passages", cell.passages)]
        if shown.respondent(column) is None:
            parts.append(tr_n("{count} respondent", "{count} respondents", len(cell.respondents)))
        if cell.stance is not Stance.NONE:
            parts.append(stance_words(cell.stance))
        return ", ".join(parts)

    def place_of(self, code: CodeId | None, title: str, total: bool) -> tuple[int, int] | None:
        """The row of a code and the column of a title; None where one of them is gone."""
        shown = self.shown
        if shown is None:
            return None
        row = next((place for place, one in enumerate(self.rows) if one.code.id == code), -1)
        last = len(shown.matrix.columns)
        column = last if total else next((place for place in range(last) if shown.title(place) == title), -1)
        return (row, column) if row >= 0 and column >= 0 else None

    # Qt overrides

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self.shown is None else len(self.shown.matrix.columns) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = self.shown
        if shown is None or not index.isValid() or index.row() >= len(self.rows):
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(shown, row, column)
        if role == FAINT_ROLE:
            return not shown.cell(row, column).passages and not self._summary(shown, row, column)
        if role == NOT_ASKED_ROLE:
            return shown.cell(row, column).mention is Mention.NOT_ASKED
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if shown.show in WORDY else Qt.AlignmentFlag.AlignHCenter
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole:
            words = self._words(shown, row, column) if shown.show in WORDY else ""
            return plain_tip("\n".join(one for one in (self._told(shown, row, column), words) if one))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            summary = self._summary(shown, row, column)
            told = self._told(shown, row, column)
            return tr("{cell}. Summary: {text}", cell=told, text=summary) if summary else told
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = self.shown
        if shown is None:
            return None
        if orientation is Qt.Orientation.Vertical:
            return self._row_header(section, role) if section < len(self.rows) else None
        if section >= self.columnCount():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return short_title(shown.title(section))
        if role == Qt.ItemDataRole.ToolTipRole:
            if section == len(shown.matrix.columns):
                return plain_tip(tr("The whole row: a passage in which several speak counts once."))
            heard = len(shown.matrix.columns[section].respondents)
            people = tr_n("{count} respondent", "{count} respondents", heard)
            title = shown.title(section)
            return plain_tip(title if shown.is_by_respondent else tr("{title}: {people}", title=title, people=people))
        return None

    # Private

    def _row_header(self, section: int, role: int) -> Any:
        row = self.rows[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.code.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.code.name)
        if role == DEPTH_ROLE:
            return row.depth
        return row.code if role == CODE_ROLE else None

    def _words(self, shown: ShownMatrix, row: int, column: int) -> str:
        say_it = languages.texts
        if column >= len(shown.matrix.columns):
            return total_words(shown.matrix, row, shown.show, say_it)
        cell = shown.cell(row, column)
        if shown.show is Show.STANCES and cell.stance is not Stance.NONE:
            return stance_words(cell.stance)
        return cell_words(shown.matrix, row, column, shown.show, say_it, shown.summaries, shown.quoted)

    def _told(self, shown: ShownMatrix, row: int, column: int) -> str:
        return tr("{theme}, {column}: {what}", theme=self.rows[row].code.name, column=shown.title(column),
                  what=self.what(row, column))  # fmt: skip

    def _summary(self, shown: ShownMatrix, row: int, column: int) -> str:
        who = shown.respondent(column)
        return shown.summaries.get((self.rows[row].code.id, who), "") if who is not None else ""


def short_title(title: str) -> str:
    """A title on one line of a header, cut where it is long."""
    words = " ".join(title.split())
    return words if len(words) <= _LONGEST_TITLE else f"{words[: _LONGEST_TITLE - 1].rstrip()}…"


def usual_words(show: Show) -> tuple[str, ...]:
    """What cells that hold a word or a number may say, for their width."""
    if show is not Show.STANCES:
        return (languages.texts("not asked"),)
    stances = tuple(stance_words(one) for one in (Stance.FOR, Stance.AGAINST, Stance.MIXED))
    return (languages.texts("not asked"), languages.texts("mentions it"), *stances)


def _frame(shown: ShownMatrix) -> tuple[object, ...]:
    matrix = shown.matrix
    return (
        shown.show in WORDY, shown.show is Show.STANCES,
        tuple((row.code, row.depth) for row in matrix.rows),
        tuple((column.title, column.documents) for column in matrix.columns),
    )
