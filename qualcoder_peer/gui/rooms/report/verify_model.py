"""The quotations of a report that was verified, as rows of a table: status, words, place, who, paragraph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.reports.verify import STATUS_TITLES, QuotationKind, Verified, VerifiedStatus
from qualcoder_peer.core.reports.verify_told import told
from qualcoder_peer.gui.i18n import number, say, tr, tr_n
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.theme import themes
from qualcoder_peer.gui.widgets.tips import plain_tip

STATUS, QUOTE, PLACE, WHO, PARAGRAPH = range(5)
TITLES = (N_("Status"), N_("Quotation"), N_("Document"), N_("Who"), N_("Paragraph"))
SIGNS: dict[VerifiedStatus, tuple[str, str]] = {
    VerifiedStatus.EXACT: ("circle-check", "success"),
    VerifiedStatus.EDITED: ("pencil", "success"),
    VerifiedStatus.DEVIATES: ("triangle-alert", "danger"),
    VerifiedStatus.NOT_FOUND: ("circle-question-mark", "warning"),
}
"""The icon of a status, and its colour."""
WRONG_SPEAKER = ("user", "danger")

Keeps = Callable[[Verified], bool]
FILTERS: tuple[tuple[str, Keeps], ...] = (
    (N_("All {number}"), lambda one: True),
    (N_("Needs a look {number}"), lambda one: one.needs_a_look),
    (N_("Deviates {number}"), lambda one: one.status is VerifiedStatus.DEVIATES),
    (N_("Not found {number}"), lambda one: one.status is VerifiedStatus.NOT_FOUND),
    (N_("Wrong speaker {number}"), lambda one: one.wrong_speaker),
    (N_("Edited {number}"), lambda one: one.status is VerifiedStatus.EDITED),
    (N_("Exact {number}"), lambda one: one.status is VerifiedStatus.EXACT),
)
"""What can be shown of a result: its name with how many there are, and which they are."""
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class VerifiedModel(QAbstractTableModel):
    """``show`` a result, or only what ``keeps`` of it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: tuple[Verified, ...] = ()
        self.rows: tuple[Verified, ...] = ()

    def show(self, found: Sequence[Verified], keeps: Keeps = FILTERS[0][1]) -> None:
        """Show another result, or another part of it."""
        self.beginResetModel()
        self.found = tuple(found)
        self.rows = tuple(one for one in found if keeps(one))
        self.endResetModel()

    def say_again(self) -> None:
        """The language or the theme is another."""
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, PARAGRAPH))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, PARAGRAPH)

    # Qt overrides

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(TITLES):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(TITLES[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == PARAGRAPH else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _words(one, column)
        if role == Qt.ItemDataRole.DecorationRole and column == STATUS:
            return icon(*sign_of(one))
        if role == Qt.ItemDataRole.ForegroundRole:
            if column == STATUS:
                return QColor(getattr(themes.current, sign_of(one)[1]))
            return None if column == QUOTE else QColor(themes.current.muted)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column == PARAGRAPH else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignTop)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(say(told(one)) if column in (STATUS, QUOTE) else _words(one, column))
        if role == Qt.ItemDataRole.AccessibleTextRole and column == QUOTE:
            return ". ".join(part for part in (say(told(one)), one.quote[:1_000], one.document or "") if part)
        return None


def sign_of(one: Verified) -> tuple[str, str]:
    """Icon and colour of a quotation's status."""
    good = one.status in (VerifiedStatus.EXACT, VerifiedStatus.EDITED)
    return WRONG_SPEAKER if one.wrong_speaker and good else SIGNS[one.status]


def status_words(one: Verified) -> str:
    """The status of a quotation in a word or two."""
    status = tr(STATUS_TITLES[one.status])
    if one.kind is QuotationKind.EXPRESSION and one.places:
        count = number(one.places)
        status = tr_n("Expression, {number} place", "Expression, {number} places", one.places, number=count)
    elif one.kind is QuotationKind.EXPRESSION:
        status = tr("Expression, not found")
    return tr("{status}, wrong speaker", status=status) if one.wrong_speaker else status


def _words(one: Verified, column: int) -> str:
    if column == STATUS:
        return status_words(one)
    if column == QUOTE:
        return " ".join(one.quote.split())
    if column == PLACE:
        return one.document or ""
    if column == WHO:
        return one.respondent or one.speaker
    return number(one.paragraph)
