"""One condition of a filter as a line of fields: whose, what, how it is compared, and with what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton, QWidget

from qualcoder_peer.core.domain.ids import AttributeId, CodeId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import Attribute, AttributeKind, Owner
from qualcoder_peer.core.domain.selections import (
    FIELDS,
    OPERATOR_TITLES,
    OPERATORS,
    WITHOUT_VALUE,
    Condition,
    Field,
    Operator,
)
from qualcoder_peer.core.domain.values import YES_NO_TITLES
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import list_attributes
from qualcoder_peer.core.services.codebook import read_tree, write_path
from qualcoder_peer.core.services.selections import list_selections
from qualcoder_peer.core.services.coders import list_coders
from qualcoder_peer.gui.i18n import live, tr
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.rooms.material.attribute_model import shown
from qualcoder_peer.gui.theme import GAP_SMALL
from qualcoder_peer.gui.widgets.basics import row
from qualcoder_peer.gui.widgets.date_field import DateField
from qualcoder_peer.gui.widgets.pick_box import Choice, PickBox

_OTHERS = {Owner.RESPONDENT: N_("{field} of a respondent"), Owner.DOCUMENT: N_("{field} of a document")}


@dataclass(frozen=True, slots=True)
class Asked:
    """A thing that can be asked for: its title, the kind of its values (None: ids), and what can be chosen."""

    of: Owner
    field: Field
    attribute: AttributeId | None
    title: str
    kind: AttributeKind | None
    choices: tuple[tuple[str, str], ...] = ()
    column: Attribute | None = None


def everything_to_ask(project: Project, about: Owner) -> list[Asked]:
    """All fields and attributes, those of what the filter is about first."""
    tree = read_tree(project)
    names = {
        Field.CODE: tuple((str(one), write_path(tree.path(CodeId(one)))) for one in tree.by_id),
        Field.CODER: tuple((str(one.id), one.name) for one in list_coders(project)),
    }
    found: list[Asked] = []
    for of in (about, *(one for one in Owner if one is not about)):
        sets = tuple((str(one.id), one.name) for one in list_selections(project, of))
        for field, facts in FIELDS[of].items():
            if field is Field.ATTRIBUTE:
                found += [_of_attribute(about, one) for one in list_attributes(project, of)]
                continue
            choices = sets if field is Field.SET else names.get(field, ())
            if facts.choices:
                choices = tuple((value, tr(title)) for value, title in facts.choices.items())
            elif facts.kind is AttributeKind.YES_NO:
                choices = _yes_no()
            title = tr(facts.title) if of is about else tr(_OTHERS[of], field=tr(facts.title))
            found.append(Asked(of, field, None, title, facts.kind, choices))
    return found


def _of_attribute(about: Owner, one: Attribute) -> Asked:
    title = one.name if one.owner is about else tr(_OTHERS[one.owner], field=one.name)
    choices = _yes_no() if one.kind is AttributeKind.YES_NO else tuple((value, value) for value in one.choices)
    return Asked(one.owner, Field.ATTRIBUTE, one.id, title, one.kind, choices, one)


def _yes_no() -> tuple[tuple[str, str], ...]:
    return tuple((value, tr(title)) for value, title in YES_NO_TITLES.items())


class ConditionRow(QWidget):
    """``changed`` when anything in it is; ``removed`` when the line is to go."""

    changed = Signal()
    removed = Signal()

    def __init__(self, asked: Sequence[Asked], condition: Condition | None = None) -> None:
        super().__init__()
        self._asked = list(asked)
        self.field, self.operator = QComboBox(), QComboBox()
        live(self.field, "setAccessibleName", "What is asked for")
        live(self.operator, "setAccessibleName", "How it is compared")
        self.field.setMinimumWidth(200)
        self.operator.setMinimumWidth(120)
        before: Owner | None = None
        for place, one in enumerate(self._asked):
            if before is not None and one.of is not before:
                self.field.insertSeparator(self.field.count())
            before = one.of
            self.field.addItem(one.title, place)
        self._values: list[QWidget] = []
        self._value_box = row(gap=GAP_SMALL)
        self.less = QToolButton()
        set_icon(self.less, "x", "muted")
        live(self.less, "setToolTip", "Remove the condition")
        live(self.less, "setAccessibleName", "Remove the condition")
        self.less.clicked.connect(self.removed)
        box = row(self, gap=GAP_SMALL)
        box.addWidget(self.field, 3)
        box.addWidget(self.operator, 2)
        box.addLayout(self._value_box, 3)
        box.addWidget(self.less)
        self.gone = False
        """Whether what the condition asked for is no longer there."""
        if condition is not None:
            self._show(condition)
        else:
            self._field_chosen()
        self.field.currentIndexChanged.connect(lambda _place: self._field_chosen())
        self.operator.currentIndexChanged.connect(lambda _place: self._operator_chosen())

    @property
    def condition(self) -> Condition:
        """The condition as it is written; its values may still be empty."""
        one = self._one
        return Condition(one.of, one.field, self._operator, self._written(), one.attribute)

    # Private

    @property
    def _one(self) -> Asked:
        return self._asked[int(self.field.currentData() or 0)]

    @property
    def _operator(self) -> Operator:
        return Operator(str(self.operator.currentData()))

    def _show(self, condition: Condition) -> None:
        key = (condition.of, condition.field, condition.attribute)
        place = next((at for at, one in enumerate(self._asked) if (one.of, one.field, one.attribute) == key), -1)
        self.gone = place < 0
        self.field.setCurrentIndex(self.field.findData(max(0, place)))
        self._field_chosen(condition.operator)
        self._make_values(condition.values if place >= 0 else ())

    def _field_chosen(self, operator: Operator | None = None) -> None:
        blocked = self.operator.blockSignals(True)
        self.operator.clear()
        for one in OPERATORS[self._one.kind]:
            self.operator.addItem(tr(OPERATOR_TITLES[one]), one.value)
        if operator is not None:
            self.operator.setCurrentIndex(max(0, self.operator.findData(operator.value)))
        self.operator.blockSignals(blocked)
        self._make_values(())
        self.changed.emit()

    def _operator_chosen(self) -> None:
        self._make_values(self._written())
        self.changed.emit()

    def _make_values(self, values: Sequence[str]) -> None:
        for widget in self._values:
            widget.hide()
            widget.deleteLater()
        self._values = []
        one, operator = self._one, self._operator
        if operator in WITHOUT_VALUE:
            return
        if operator is Operator.ONE_OF and one.choices:
            self._put(self._picks(one, values))
        elif operator is Operator.ONE_OF:
            self._put(self._line(one, ", ".join(_said(one, value) for value in values)))
        elif one.choices:
            self._put(self._choice(one, values[0] if values else ""))
        else:
            count = 2 if operator is Operator.BETWEEN else 1
            for place in range(count):
                self._put(self._line(one, _said(one, values[place]) if place < len(values) else ""))

    def _put(self, widget: QWidget) -> None:
        if not widget.accessibleName():
            live(widget, "setAccessibleName", "What it is compared with")
        self._values.append(widget)
        self._value_box.addWidget(widget, 1)

    def _picks(self, one: Asked, values: Sequence[str]) -> PickBox:
        box = PickBox(N_("Any of"))
        box.set_choices([Choice(place, title) for place, (_value, title) in enumerate(one.choices)])
        box.set_chosen([place for place, (value, _title) in enumerate(one.choices) if value in values])
        box.changed.connect(self.changed)
        return box

    def _choice(self, one: Asked, value: str) -> QComboBox:
        box = QComboBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)
        for stored, title in one.choices:
            box.addItem(title, stored)
        box.setCurrentIndex(max(0, box.findData(value)))
        box.currentIndexChanged.connect(lambda _place: self.changed.emit())
        return box

    def _line(self, one: Asked, words: str) -> QLineEdit:
        line = DateField() if one.kind is AttributeKind.DATE else QLineEdit()
        line.setText(words)
        if self._operator is Operator.ONE_OF:
            live(line, "setPlaceholderText", "With commas between")
        line.textChanged.connect(lambda _text: self.changed.emit())
        return line

    def _written(self) -> tuple[str, ...]:
        found: list[str] = []
        for widget in self._values:
            if isinstance(widget, PickBox):
                found += [self._one.choices[place][0] for place in widget.chosen if place < len(self._one.choices)]
            elif isinstance(widget, QComboBox):
                found.append(str(widget.currentData() or ""))
            elif isinstance(widget, QLineEdit):
                words = widget.text().strip()
                parts = words.split(",") if self._operator is Operator.ONE_OF else [words]
                found += [part.strip() for part in parts]
        return tuple(one for one in found if one)


def _said(one: Asked, value: str) -> str:
    kind = one.kind or AttributeKind.TEXT
    return shown(one.column or Attribute(AttributeId(0), "", 0, one.of, kind), value)
