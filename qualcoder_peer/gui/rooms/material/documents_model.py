"""The documents as a table: title, kind, date, who is heard, length, how much is coded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt

from qualcoder_peer.core.domain.ids import AttributeId, DocumentId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Attribute
from qualcoder_peer.core.domain.sources import KIND_TITLES
from qualcoder_peer.core.domain.values import date_of
from qualcoder_peer.core.services.sources import DocumentFacts
from qualcoder_peer.gui.coders_of_document import coder_words
from qualcoder_peer.gui.i18n import number, percent, tr, tr_n
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.rooms.material.attribute_model import AttributeRowsModel, by_name, shown
from qualcoder_peer.gui.rooms.material.dates import short_day, typed_date
from qualcoder_peer.gui.rooms.material.rows_model import (
    CHOICES_ROLE,
    COVERAGE_ROLE,
    DATE_ROLE,
    UNUSED_ROLES,
    VALUE_ROLE,
    Column,
    Index,
)
from qualcoder_peer.gui.widgets.tips import plain_tip

NOT_COUNTED = "…"
_PLAIN_ROLES = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.TextAlignmentRole), int(VALUE_ROLE))
_EDITABLE = ("title", "kind", "date")


def kind_title(kind: str) -> str:
    """What a kind of material is called."""
    titles = {one.value: title for one, title in KIND_TITLES.items()}
    return tr(titles.get(kind, kind)) if kind in titles else kind


class DocumentsModel(AttributeRowsModel[DocumentFacts]):
    """Edits go to ``edit(document, column key, value)``; what was changed comes back through ``put``.

    What documents have in attributes comes beside the rest, through ``show_values``.
    """

    writable = frozenset(_EDITABLE)

    def __init__(self, read_only: bool, parent: QObject | None = None) -> None:
        self.counted = True
        """Whether codings and coverage are known yet."""
        self.edit: Callable[[DocumentId, str, str], object] = lambda *_: None
        self._values: dict[int, dict[AttributeId, str]] = {}
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
                Column(
                    "date", message("Date"), lambda row: short_day(row.document.date), lambda row: row.document.date
                ),
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
            read_only,
            parent,
        )
        self.write = self._write

    def id_of(self, row: DocumentFacts) -> int:
        """The document's id."""
        return row.document.id

    def stored(self, row: DocumentFacts, attribute: Attribute) -> str:
        """What a document has in an attribute, as it is stored."""
        return self._values.get(row.document.id, {}).get(attribute.id, "")

    def new_title(self) -> str:
        """Little, because documents have many columns."""
        return "+"

    def show_values(self, values: Mapping[int, dict[AttributeId, str]], only: Collection[int] | None = None) -> None:
        """Show what documents (``only`` some of them) have in the attributes."""
        asked = self._rows.keys() | self._values.keys() | values.keys() if only is None else only
        for document in asked:
            mine = values.get(document, {})
            if mine == self._values.get(document, {}):
                continue
            self._values[document] = mine
            place = self.place_of(document)
            if place >= 0:
                self.dataChanged.emit(self.index(place, self.fixed), self.index(place, self.columnCount() - 1))

    def words_of(self, row: DocumentFacts) -> list[str]:
        """What a document has in its attributes, as it is shown."""
        return [shown(one, words) for one in self.attributes if (words := self.stored(row, one))]

    def problem(self, index: Index, words: str) -> str:
        """The sentence that says why words do not fit a cell; empty if they do."""
        if self.key_of(index.column()) == "date" and words.strip() and date_of(typed_date(words)) is None:
            return tr("“{value}” is no date; write it as 2026-03-01 or 1.3.2026.", value=words.strip()[:80])
        return super().problem(index, words)

    # Qt overrides

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in UNUSED_ROLES or not index.isValid() or index.row() >= self.rowCount():
            return None
        if role in _PLAIN_ROLES or index.column() >= self.fixed:
            return super().data(index, role)
        row, key = self.row_at(index.row()), self.columns[index.column()].key
        if role == Qt.ItemDataRole.EditRole:
            document = row.document
            return {"title": document.title, "kind": document.kind, "date": short_day(document.date)}.get(key)
        if role == DATE_ROLE:
            return key == "date"
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

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if index.isValid() and index.column() < self.fixed and role == Qt.ItemDataRole.EditRole:
            row, key = self.row_at(index.row()), self.columns[index.column()].key
            words = typed_date(str(value)) if key == "date" else str(value)
            if key not in _EDITABLE or words.strip() == getattr(row.document, key):
                return False
            self.edit(row.document.id, key, words)
            return True
        return super().setData(index, value, role)

    # Private

    def _write(self, document: int | None, key: str, words: str) -> None:
        if document is not None:
            self.edit(DocumentId(document), key, words)

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
    if key == "coverage" and row.coders:
        return plain_tip("\n".join(map(coder_words, row.coders)))
    return None


def _spoken(row: DocumentFacts, key: str) -> str | None:
    if key == "title" and row.document.done:
        return tr("{title}, coded to the end", title=row.document.title)
    if key == "coverage" and row.coders:
        return ", ".join([percent(row.coverage, 1), *map(coder_words, row.coders)])
    return None
