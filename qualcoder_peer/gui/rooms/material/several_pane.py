"""Several documents chosen in the table: what they are together, and one value written to all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from qualcoder_peer.core.domain.ids import AttributeId, DocumentId
from qualcoder_peer.core.domain.messages import N_, literal
from qualcoder_peer.core.domain.model import Attribute, AttributeKind, Owner
from qualcoder_peer.core.domain.sources import KIND_TITLES, DocumentKind
from qualcoder_peer.core.domain.values import fitting, misfit
from qualcoder_peer.core.services.attributes import attribute_values, list_attributes, write_values
from qualcoder_peer.core.services.sources import DocumentFacts, set_document_date, set_document_kind
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, number, say, tr, tr_n
from qualcoder_peer.gui.rooms.material.attribute_model import choices_of, shown
from qualcoder_peer.gui.rooms.material.dates import short_day, typed_date
from qualcoder_peer.gui.rooms.material.pane import Facts, Pane, clear_layout, words
from qualcoder_peer.gui.theme import set_role
from qualcoder_peer.gui.widgets.basics import column, label
from qualcoder_peer.gui.widgets.date_field import DateField

_DIFFERENT = "\0"


class SeveralPane(Pane):
    """Fields that show what all chosen documents have, or that they differ; writing in one writes to all."""

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self._context = context
        self._ids: list[DocumentId] = []
        self._shown: object = None
        self.title, self.amount = words("title"), words("muted")
        self.box.addWidget(self.title)
        self.box.addWidget(self.amount)
        self.section(N_("For all of them"))
        holder = QWidget()
        self._fields = column(holder)
        self.box.addWidget(holder)
        self.problem = label(words="", role="danger", wrap=True)
        self.problem.hide()
        self.box.addWidget(self.problem)
        self.box.addStretch(1)
        self.fields: dict[str, QWidget] = {}

    def show_documents(self, chosen: Sequence[DocumentFacts]) -> None:
        """Show these documents; fields are made anew only when something they show is another."""
        self.title.setText(tr_n("{count} document", "{count} documents", len(chosen)))
        characters, codings = sum(one.document.characters for one in chosen), sum(one.codings for one in chosen)
        self.amount.setText(
            tr("{characters} characters, {codings} codings", characters=number(characters), codings=number(codings))
        )
        self._ids = [one.document.id for one in chosen]
        project = self._context.project
        columns = list_attributes(project, Owner.DOCUMENT)
        values = attribute_values(project, Owner.DOCUMENT, self._ids)
        kinds, dates = {one.document.kind for one in chosen}, {one.document.date for one in chosen}
        each = [_common({values.get(one, {}).get(column_.id, "") for one in self._ids}) for column_ in columns]
        now = (tuple(self._ids), _common(kinds), _common(dates), columns, each)
        if now != self._shown:
            self._shown = now
            self._make(_common(kinds), _common(dates), columns, each)

    # Private

    def _make(self, kind: str, date: str, columns: Sequence[Attribute], each: Sequence[str]) -> None:
        clear_layout(self._fields)
        self.problem.hide()
        facts, self.fields = Facts(), {}
        titles = [(one.value, tr(title)) for one, title in KIND_TITLES.items()]
        self._add(facts, "kind", N_("Kind"), self._choice(titles, kind, self._write_kind))
        self._add(facts, "date", N_("Date"), self._line(DateField(), date, short_day, self._write_date))
        for column_, value in zip(columns, each, strict=True):
            facts_field = self._field_of(column_, value)
            self.fields[column_.name] = facts_field
            facts.add_field(literal(column_.name), facts_field)
            live(facts_field, "setAccessibleName", literal(column_.name))
        self._fields.addWidget(facts)
        for field in self.fields.values():
            field.setEnabled(not self._context.read_only)

    def _add(self, facts: Facts, key: str, title: str, field: QWidget) -> None:
        self.fields[key] = field
        facts.add_field(title, field)
        live(field, "setAccessibleName", title)

    def _field_of(self, column_: Attribute, value: str) -> QWidget:
        choices = choices_of(column_)
        if choices is not None:
            return self._choice(choices, value, lambda words_: self._write(column_, words_))
        line = DateField() if column_.kind is AttributeKind.DATE else QLineEdit()
        return self._line(line, value, lambda stored: shown(column_, stored), lambda typed: self._write(column_, typed))

    def _choice(
        self, choices: Collection[tuple[str, str]], value: str, write: Callable[[str], object]
    ) -> QComboBox:
        box = QComboBox()
        if value == _DIFFERENT:
            box.setPlaceholderText(tr("Different"))
        for stored, title in choices:
            box.addItem(title, stored)
        box.setCurrentIndex(-1 if value == _DIFFERENT else box.findData(value))
        box.activated.connect(lambda _place: write(str(box.currentData())))
        return box

    def _line(
        self, line: QLineEdit, value: str, say_value: Callable[[str], str], write: Callable[[str], object]
    ) -> QLineEdit:
        if value == _DIFFERENT:
            live(line, "setPlaceholderText", "Different")
        else:
            line.setText(say_value(value))
        before = line.text()
        line.editingFinished.connect(lambda: write(line.text().strip()) if line.text() != before else None)
        if isinstance(line, DateField):
            line.picked.connect(lambda: write(line.text().strip()))
        return line

    def _write_kind(self, kind: str) -> None:
        set_document_kind(self._context.project, self._ids, DocumentKind(kind))

    def _write_date(self, typed: str) -> None:
        stored = fitting(AttributeKind.DATE, typed_date(typed))
        if self._fits("date", stored is not None, AttributeKind.DATE, typed, tr("Date"), ()):
            set_document_date(self._context.project, self._ids, stored or "")

    def _write(self, column_: Attribute, typed: str) -> None:
        fits = fitting(column_.kind, typed, column_.choices) is not None
        if self._fits(column_.name, fits, column_.kind, typed, column_.name, column_.choices):
            cells: list[tuple[int, AttributeId, str]] = [(one, column_.id, typed) for one in self._ids]
            write_values(self._context.project, cells, Owner.DOCUMENT)

    def _fits(
        self, key: str, fits: bool, kind: AttributeKind, typed: str, name: str, choices: Sequence[str]
    ) -> bool:
        field = self.fields.get(key)
        self.problem.setVisible(not fits)
        if not fits:
            self.problem.setText(say(misfit(kind, typed, choices, name)))
        if field is not None:
            field.setProperty("wrong", not fits)
            set_role(field, "")
        return fits


def _common(values: Collection[str]) -> str:
    return next(iter(values)) if len(set(values)) == 1 else _DIFFERENT
