"""The speakers of many documents and who each of them may be, as a table with ticks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QBrush, QColor

from qualcoder_peer.core.domain.ids import RespondentId, SpeakerId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.services.matching import SURE, Candidate, Match, MatchGuess
from qualcoder_peer.gui.i18n import live_call, number, say, tr
from qualcoder_peer.gui.rooms.material.rows_model import LEFT, RIGHT, Index
from qualcoder_peer.gui.theme import themes

TICK, LABEL, DOCUMENT, TURNS, WHO, SCORE, REASON = range(7)
_TITLES = ("", N_("Speaker"), N_("Document"), N_("Turns"), N_("Respondent"), N_("How sure"), N_("Why"))
_LIKELY = 0.6
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


@dataclass(slots=True)
class MatchLine:
    """A speaker (or a text without speakers), and what the user says of it: ticked, and as whom."""

    guess: MatchGuess
    turns: int
    ticked: bool
    respondent: RespondentId | None
    name: str

    @property
    def match(self) -> Match | None:
        """What is to be done; None where nobody is named or the line is not ticked."""
        if not self.ticked or not self.name:
            return None
        return Match(self.guess.document, self.guess.speaker, self.respondent, "" if self.respondent else self.name)

    @property
    def candidate(self) -> Candidate | None:
        """The guess that the name shown is, if it is one."""
        return next((one for one in self.guess.candidates if one.respondent == self.respondent), None)


class MatchModel(QAbstractTableModel):
    """Column 0 has the ticks; the name in the column of respondents is edited (one of the register, or a new one)."""

    def __init__(
        self, guesses: Sequence[MatchGuess], turns: Mapping[SpeakerId, int], names: Mapping[RespondentId, str],
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._ids = {name: person for person, name in names.items()}
        self.lines = [
            MatchLine(
                one,
                turns.get(one.speaker, 0) if one.speaker is not None else 0,
                one.is_sure,
                one.best.respondent if one.best is not None else None,
                one.best.name if one.best is not None else "",
            )
            for one in sorted(guesses, key=lambda one: not one.candidates)  # first those that say something
        ]
        live_call(self, self._say_again)

    def matches(self) -> list[Match]:
        """What is ticked and named."""
        return [found for one in self.lines if (found := one.match) is not None]

    def tick_all(self, ticked: bool) -> None:
        """Tick every line that names somebody, or none."""
        for one in self.lines:
            one.ticked = ticked and bool(one.name)
        self._say_again()

    def is_new(self, place: int) -> bool:
        """Whether the name of a line is of nobody in the register yet."""
        one = self.lines[place]
        return bool(one.name) and one.respondent is None

    # Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(_TITLES)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if index.column() == TICK:
            return _FLAGS | Qt.ItemFlag.ItemIsUserCheckable
        return _FLAGS | Qt.ItemFlag.ItemIsEditable if index.column() == WHO else _FLAGS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one, column = self.lines[index.row()], index.column()
        if column == TICK and role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if one.ticked else Qt.CheckState.Unchecked
        if column == TICK and role == Qt.ItemDataRole.AccessibleTextRole:
            return tr("{label} is {name}", label=self._label(one), name=one.name or "–")
        if role == Qt.ItemDataRole.EditRole and column == WHO:
            return one.name
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            words = self._words(one, index.row(), column)
            return words if role == Qt.ItemDataRole.DisplayRole or len(words) > 20 else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column == TURNS else LEFT
        if role == Qt.ItemDataRole.ForegroundRole and (not one.ticked or column in (DOCUMENT, REASON)):
            return QBrush(QColor(themes.current.muted))
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid():
            return False
        one = self.lines[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == TICK:
            one.ticked = Qt.CheckState(value) == Qt.CheckState.Checked and bool(one.name)
        elif role == Qt.ItemDataRole.EditRole and index.column() == WHO:
            name = " ".join(str(value).split())
            if name == one.name:
                return False
            one.name, one.respondent, one.ticked = name, self._ids.get(name), bool(name)
        else:
            return False
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), len(_TITLES) - 1))
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(_TITLES[section]) if _TITLES[section] else ""
        return (RIGHT if section == TURNS else LEFT) if role == Qt.ItemDataRole.TextAlignmentRole else None

    # Private

    def _label(self, one: MatchLine) -> str:
        return one.guess.label if one.guess.speaker is not None else tr("The whole text")

    def _words(self, one: MatchLine, place: int, column: int) -> str:
        if column == LABEL:
            return self._label(one)
        if column == DOCUMENT:
            return one.guess.title
        if column == TURNS:
            return number(one.turns) if one.guess.speaker is not None else "–"
        if column == WHO:
            return tr("{name} (new)", name=one.name) if self.is_new(place) else one.name or tr("Choose or type a name…")
        candidate = one.candidate
        if candidate is None:
            return ""
        return say(candidate.reason) if column == REASON else score_word(candidate.score) if column == SCORE else ""

    def _say_again(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_TITLES) - 1)
        if self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, len(_TITLES) - 1))


def score_word(score: float) -> str:
    """How sure a guess is, in a word."""
    return tr("Sure") if score >= SURE else tr("Likely") if score >= _LIKELY else tr("Perhaps")
