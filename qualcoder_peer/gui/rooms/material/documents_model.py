"""The documents as a table: title, kind, date, who is heard, length, how much is coded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.sources import KIND_TITLES
from qualcoder_peer.core.services.sources import DocumentFacts
from qualcoder_peer.core.text.ordering import SortKey, sort_key
from qualcoder_peer.gui.i18n import languages, number, percent, tr, tr_n
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.rooms.material.dates import typed_date
from qualcoder_peer.gui.rooms.material.rows_model import READABLE, UNUSED_ROLES, VALUE_ROLE, WRITABLE, Column, RowsModel

NOT_COUNTED = "…"
COVERAGE_ROLE = Qt.ItemDataRole.UserRole + 1
"""The coded share of a document, 0 to 1; None while it is being counted."""
CHOICES_ROLE = Qt.ItemDataRole.UserRole + 2
"""What a cell may be, as pairs of value and title."""
_PLAIN_ROLES = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.TextAlignmentRole), int(VALUE_ROLE))
_EDITABLE = ("title", "kind", "date")


def by_name(text: str) -> SortKey:
    """What to sort names by in the language of the window."""
    return sort_key(text, languages.current)


def kind_title(kind: str) -> str:
    """What a kind of material is called."""
    titles = {one.value: title for one, title in KIND_TITLES.items()}
    return tr(titles.get(kind, kind)) if kind in titles else kind


class DocumentsModel(RowsModel[DocumentFacts]):
    """Edits go to ``edit(document, column key, value)``; what was changed comes back through ``put``."""

    def __init__(self, read_only: bool, parent: QObject | None = None) -> None:
        self.counted = True
        """Whether codings and coverage are known yet."""
        self.edit: Callable[[DocumentId, str, str], object] = lambda *_: None
        self._read_only = read_only
        super().__init__(
            [
                Column(
                    "title", message("Title"), lambda row: row.document.title, lambda row: by_name(row.document.title)
                ),
                Column(
                    "kind",
                    message("Kind"),
                    lambda row: kind_title(row.document.kind),
                    lambda row: by_name(kind_title(row.document.kind)),
                ),
                Column("date", message("Date"), lambda row: row.document.date, lambda row: row.document.date),
                Column("respondents", message("Respondents"), _people, lambda row: by_name(", ".join(row.respondents))),
                Column(
                    "characters",
                    message("Characters"),
                    lambda row: number(row.document.characters),
                    lambda row: row.document.characters,
                    numeric=True,
                ),
                Column("coverage", message("Coded"), self._coverage, lambda row: row.coverage),
                Column("codings", message("Codings"), self._codings, lambda row: row.codings, numeric=True),
            ],
            parent,
        )

    def id_of(self, row: DocumentFacts) -> int:
        """The document's id."""
        return row.document.id

    # Qt overrides

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        can_write = not self._read_only and self.columns[index.column()].key in _EDITABLE
        return WRITABLE if can_write else READABLE

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in UNUSED_ROLES or not index.isValid() or index.row() >= self.rowCount():
            return None
        if role in _PLAIN_ROLES:
            return super().data(index, role)
        row, key = self.row_at(index.row()), self.columns[index.column()].key
        if role == Qt.ItemDataRole.EditRole:
            return {"title": row.document.title, "kind": row.document.kind, "date": row.document.date}.get(key)
        if role == CHOICES_ROLE and key == "kind":
            return [(kind.value, tr(title)) for kind, title in KIND_TITLES.items()]
        if role == Qt.ItemDataRole.DecorationRole and key == "title":
            return icon("circle-check", "success") if row.document.done else icon("file-text", "muted")
        if role == COVERAGE_ROLE and key == "coverage":
            return row.coverage if self.counted else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(row, key)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(row, key) or super().data(index, Qt.ItemDataRole.DisplayRole)
        return super().data(index, role)

    def setData(
        self, index: QModelIndex | QPersistentModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        row, key = self.row_at(index.row()), self.columns[index.column()].key
        words = typed_date(str(value)) if key == "date" else str(value)
        if key not in _EDITABLE or words.strip() == getattr(row.document, key):
            return False
        self.edit(row.document.id, key, words)
        return True

    # Private

    def _coverage(self, row: DocumentFacts) -> str:
        return percent(row.coverage, 1) if self.counted else NOT_COUNTED

    def _codings(self, row: DocumentFacts) -> str:
        return number(row.codings) if self.counted else NOT_COUNTED


def people_words(facts: DocumentFacts) -> str:
    """Who is heard in a document, and how many speakers nobody has been named for."""
    return _people(facts)


def _people(row: DocumentFacts) -> str:
    names = ", ".join(row.respondents)
    if not row.unmatched:
        return names
    unnamed = tr_n("{count} not matched", "{count} not matched", row.unmatched)
    return f"{names}, {unnamed}" if names else unnamed


def _tip(row: DocumentFacts, key: str) -> str | None:
    if key == "codings" and row.codings:
        return tr("Open in the coding room")
    if key == "title" and row.document.done:
        return tr("Coded to the end")
    return None


def _spoken(row: DocumentFacts, key: str) -> str | None:
    if key == "title" and row.document.done:
        return tr("{title}, coded to the end", title=row.document.title)
    return None
