"""What is sought and where: the rows of fields above the list of hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QWidget

from qualcoder_peer.core.domain.ids import DocumentId, SelectionId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.domain.sources import PlaceKind
from qualcoder_peer.core.services.autocoding import ByPlace, BySpeaker, Rule, Scope
from qualcoder_peer.core.services.autocoding_rules import place_labels
from qualcoder_peer.core.services.finding import FindKind, Query
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, live_call, tr
from qualcoder_peer.gui.rooms.coding.finding_who import WhoBox
from qualcoder_peer.gui.selection_choices import selection_choices
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import SearchField, column, row
from qualcoder_peer.gui.widgets.selection_box import SelectionBox

KIND_TITLES: dict[FindKind, str] = {
    FindKind.PLAIN: N_("As written"),
    FindKind.WHOLE_WORD: N_("Whole words"),
    FindKind.STEMS: N_("All forms of the word"),
    FindKind.NEAR: N_("Near each other"),
    FindKind.REGEX: N_("Regular expression"),
}
SPEAKER, HEADING, FIELD = "speaker", "heading", "field"
_RULE_TITLES = {SPEAKER: N_("All that someone says"), HEADING: N_("Under a heading"), FIELD: N_("In a column")}
_FEWEST = 2
"""Letters from which on all documents are searched: of single ones there are millions."""
SCOPE_TITLES: dict[Scope, str] = {
    Scope.HIT: N_("The words found"),
    Scope.SENTENCE: N_("Their sentence"),
    Scope.PARAGRAPH: N_("Their paragraph"),
    Scope.TURN: N_("All of the turn"),
}


class FindForm(QWidget):
    """``changed`` when something else is sought; ``typed`` while words are being typed."""

    changed = Signal()
    typed = Signal()

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self._context = context
        self._document: DocumentId | None = None
        self.words = SearchField("Find in all documents")
        self.label = QComboBox()
        self.kind = QComboBox()
        self.within = QSpinBox()
        self.case = QCheckBox()
        self.forms = QCheckBox()
        self.who = WhoBox(context)
        self.here = QCheckBox()
        project = context.project
        self.set = SelectionBox("Set or filter", "All documents", lambda: selection_choices(project, Owner.DOCUMENT))
        self._lay_out()
        self._connect()
        self._kind_changed()

    def show_document(self, document: DocumentId | None) -> None:
        """Which document is the open one."""
        before, self._document = self._document, document
        self.here.setEnabled(document is not None)
        if before != document and self.here.isChecked():
            self.changed.emit()

    def rule(self) -> Rule | None:
        """What is asked for; None while nothing is."""
        kind = self.kind.currentData()
        where = replace(
            Query() if kind in _RULE_TITLES else self.who.whose.query(),
            documents=(self._document,) if self.here.isChecked() and self._document is not None else None,
            sets=(SelectionId(self.set.chosen),) if self.set.chosen is not None else None,
        )
        if kind in _RULE_TITLES:
            label = self.label.currentData()
            if label is None:
                return None
            if kind == SPEAKER:
                return BySpeaker(respondents=(label,), where=where)
            return ByPlace(PlaceKind.HEADING if kind == HEADING else PlaceKind.FIELD, (label,), where)
        if len(self.words.text().strip()) < _FEWEST:
            return None
        return replace(
            where, words=self.words.text(), kind=FindKind(kind), match_case=self.case.isChecked(),
            within=self.within.value(), all_forms=self.forms.isChecked(),
        )  # fmt: skip

    def ask(self, words: str, kind: FindKind | None = None) -> None:
        """Put in what is sought."""
        if kind is not None:
            self.kind.setCurrentIndex(max(0, self.kind.findData(kind.value)))
            self._kind_changed()
        if words:
            self.words.setText(words)

    def _kind_changed(self) -> None:
        kind = self.kind.currentData()
        by_words = kind not in _RULE_TITLES
        self.words.setVisible(by_words)
        self.who.setVisible(by_words)  # a speaker, heading or column says by itself whose words they are
        is_near = kind == FindKind.NEAR.value
        in_all_forms = kind == FindKind.STEMS.value or (is_near and self.forms.isChecked())
        self.case.setVisible(by_words and not in_all_forms)
        self.label.setVisible(not by_words)
        self.within.setVisible(is_near)
        self.forms.setVisible(is_near)
        if not by_words:
            self._fill_labels(kind)
        hint = {
            FindKind.NEAR.value: tr("Two words or more, in any order"),
            FindKind.REGEX.value: tr("For example: stöd\\w*|hjälp"),
        }.get(kind, tr("Find in all documents"))
        self.words.setPlaceholderText(hint)

    def _fill_labels(self, kind: str) -> None:
        before = self.label.currentData()
        self.label.clear()
        choices: Sequence[tuple[str, object]]
        if kind == SPEAKER:
            choices = [(one.name, one.id) for one in list_respondents(self._context.project)]
        else:
            place = PlaceKind.HEADING if kind == HEADING else PlaceKind.FIELD
            choices = [(name, name) for name, _ in place_labels(self._context.project, place)]
        for name, value in choices[:1_000]:
            self.label.addItem(name if len(name) <= 80 else f"{name[:78]}…", value)
        if not choices:
            self.label.addItem(tr("There is none in this project"), None)
        self.label.setCurrentIndex(max(0, self.label.findData(before)))

    def _retranslate(self) -> None:
        for place, title in enumerate((*KIND_TITLES.values(), *_RULE_TITLES.values())):
            self.kind.setItemText(place, tr(title))
        self.within.setSuffix(tr(" words"))
        self._kind_changed()

    def _lay_out(self) -> None:
        for kind in KIND_TITLES:
            self.kind.addItem("", kind.value)
        for name in _RULE_TITLES:
            self.kind.addItem("", name)
        self.within.setRange(1, 99)
        self.within.setValue(10)
        for widget, words in (
            (self.kind, "How to search"), (self.label, "Whose words or which part"),
            (self.within, "Within how many words"),
        ):  # fmt: skip
            live(widget, "setAccessibleName", words)
        live(self.case, "setText", "Case")
        live(self.case, "setToolTip", "Capital and small letters must be as written")
        live(self.forms, "setText", "All forms")
        live(self.forms, "setToolTip", "Each of the words in any of its forms")
        self.forms.setChecked(True)
        live(self.here, "setText", "This document only")
        for box in (self.kind, self.who, self.label):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength({self.kind: 12, self.who: 13}.get(box, 9))
        upper, lower = row(gap=GAP_SMALL), row(gap=GAP_SMALL)
        self.words.setMinimumWidth(120)
        upper.addWidget(self.words, 1)
        upper.addWidget(self.label, 1)
        upper.addWidget(self.kind)
        upper.addWidget(self.within)
        upper.addWidget(self.forms)
        upper.addWidget(self.who)
        upper.addWidget(self.case)
        lower.addWidget(self.set)
        lower.addWidget(self.here)
        self.foot = lower
        rows = column(self, gap=GAP_SMALL)
        rows.setContentsMargins(GAP_LARGE, 0, GAP, GAP_SMALL)
        rows.addLayout(upper)
        rows.addLayout(lower)
        live_call(self, self._retranslate)
        self.setFocusProxy(self.words)

    def _connect(self) -> None:
        self.words.textChanged.connect(lambda _text: self.typed.emit())
        self.kind.activated.connect(lambda _row: self._kind_changed())
        self.forms.toggled.connect(lambda _on: self._kind_changed())
        for box in (self.kind, self.who, self.label):
            box.activated.connect(lambda _row: self.changed.emit())
        self.within.valueChanged.connect(lambda _value: self.typed.emit())
        for tick in (self.case, self.forms, self.here):
            tick.toggled.connect(lambda _on: self.changed.emit())
        self.set.changed.connect(self.changed)
        self.who.lost.connect(self.changed)
