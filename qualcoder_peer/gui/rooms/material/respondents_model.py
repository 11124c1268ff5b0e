"""The respondents as a spreadsheet: pseudonym, role, consent, what was heard, one column an attribute; the last row and
the last column are empty and wait for somebody or something new."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QBrush, QColor

from qualcoder_peer.core.domain.ids import RespondentId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import CONSENT_TITLES, SPEAKER_TITLES, Attribute, Consent
from qualcoder_peer.core.domain.values import date_of
from qualcoder_peer.core.services.respondents import RespondentFacts
from qualcoder_peer.gui.i18n import number, tr
from qualcoder_peer.gui.rooms.material.attribute_model import NEW, AttributeRowsModel, by_name
from qualcoder_peer.gui.rooms.material.dates import short_day
from qualcoder_peer.gui.rooms.material.documents_model import NOT_COUNTED
from qualcoder_peer.gui.rooms.material.rows_model import (
    CHOICES_ROLE,
    DATE_ROLE,
    READABLE,
    UNUSED_ROLES,
    Column,
    Index,
    RowsModel,
)
from qualcoder_peer.gui.theme import themes

FIXED = ("name", "role", "consent", "consent_date", "documents", "codings")
COUNTS = ("documents", "codings")
_CONSENT_ORDER = list(Consent)
_PAINTED = frozenset(
    int(role)
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.TextAlignmentRole, Qt.ItemDataRole.ForegroundRole)
)


class RespondentsModel(AttributeRowsModel[RespondentFacts]):
    """Edits go to ``edit(respondent or None, column key, value)``; keys of attribute columns are ``attribute:ID``."""

    writable = frozenset(FIXED) - frozenset(COUNTS)

    def __init__(self, read_only: bool, parent: QObject | None = None) -> None:
        self.counted = True
        self.edit: Callable[[RespondentId | None, str, str], object] = lambda *_: None
        self._offers_new = not read_only
        super().__init__(self._fixed_columns(), read_only, parent)
        self.write = lambda id, key, words: self.edit(None if id is None else RespondentId(id), key, words)

    def id_of(self, row: RespondentFacts) -> int:
        """The respondent's id."""
        return row.respondent.id

    def stored(self, row: RespondentFacts, attribute: Attribute) -> str:
        """What a person has in an attribute, as it is stored."""
        return row.respondent.attributes.get(attribute.name, "")

    def is_new_row(self, place: int) -> bool:
        """Whether a line is the empty one at the end."""
        return place >= len(self._shown)

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

    def problem(self, index: Index, words: str) -> str:
        """The sentence that says why words do not fit a cell; empty if they do."""
        if self.key_of(index.column()) == "consent_date" and words.strip() and date_of(words) is None:
            return tr("“{value}” is no date; write it as 2026-03-01 or 1.3.2026.", value=words.strip()[:80])
        return super().problem(index, words)

    # Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._shown) + self._offers_new

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and index.column() > 0 and self.is_new_row(index.row()):
            return READABLE
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in UNUSED_ROLES or not index.isValid():
            return None
        if self.is_new_row(index.row()):
            return self._new_row_data(index.column(), role)
        if role in _PAINTED:  # straight there: painting a page asks 700 times
            return RowsModel.data(self, index, role)
        if index.column() < self.fixed and role in (Qt.ItemDataRole.EditRole, CHOICES_ROLE, DATE_ROLE):
            return self._fixed_data(index, FIXED[index.column()], role)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() < self.fixed:
            return self._tip(index)
        return super().data(index, role)

    # Private

    def _fixed_data(self, index: Index, key: str, role: int) -> Any:
        person = self.row_at(index.row()).respondent
        if role == DATE_ROLE:
            return key == "consent_date"
        if role == Qt.ItemDataRole.EditRole:
            raw = {"role": person.role.value, "consent": person.consent.value}
            return raw[key] if key in raw else self.data(index)
        if key == "role":
            return [(one.value, tr(title)) for one, title in SPEAKER_TITLES.items()]
        if key == "consent":
            return [(one.value, tr(title) if one.value else "–") for one, title in CONSENT_TITLES.items()]
        return None

    def _tip(self, index: Index) -> str | None:
        key, row = FIXED[index.column()], self.row_at(index.row())
        if key == "documents" and row.documents:
            return tr("Show the documents in which {name} speaks", name=row.respondent.name)
        if key == "codings" and row.codings:
            return tr("Show the quotes of {name}", name=row.respondent.name)
        return None

    def _new_row_data(self, column: int, role: int) -> Any:
        if column == 0 and role == Qt.ItemDataRole.DisplayRole:
            return tr("Add a respondent…")
        if role == Qt.ItemDataRole.EditRole:
            return ""
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(QColor(themes.current.muted))
        return None

    def _fixed_columns(self) -> list[Column[RespondentFacts]]:
        return [
            Column(
                "name", message("Pseudonym"), lambda row: row.respondent.name, lambda row: by_name(row.respondent.name)
            ),
            Column("role", message("Role"), _role, lambda row: by_name(_role(row))),
            Column("consent", message("Consent"), _consent, lambda row: -_CONSENT_ORDER.index(row.respondent.consent)),
            Column(
                "consent_date",
                message("Date of consent"),
                lambda row: short_day(row.respondent.consent_date),
                lambda row: row.respondent.consent_date,
            ),
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


def _role(row: RespondentFacts) -> str:
    return tr(SPEAKER_TITLES[row.respondent.role])


def _consent(row: RespondentFacts) -> str:
    consent = row.respondent.consent
    return tr(CONSENT_TITLES[consent]) if consent is not Consent.UNKNOWN else ""


__all__ = ["COUNTS", "FIXED", "NEW", "RespondentsModel"]
