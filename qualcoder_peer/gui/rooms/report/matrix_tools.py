"""Which matrix is shown: what the columns are, what stands in the cells, how deep, of whom."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QSpinBox, QWidget

from qualcoder_peer.core.domain.exports import MatrixOptions
from qualcoder_peer.core.domain.ids import AttributeId, SelectionId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import Attribute, Owner
from qualcoder_peer.core.services.attributes import list_attributes
from qualcoder_peer.core.services.kept_options import read_options
from qualcoder_peer.core.services.matrix import By, MatrixAsked
from qualcoder_peer.core.services.matrix_words import SHOW_TITLES, Show
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.forms.editors import QuietComboBox
from qualcoder_peer.gui.i18n import live, live_call, tr
from qualcoder_peer.gui.selection_choices import CountingBox, selection_choices
from qualcoder_peer.gui.theme import GAP, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import label, row

_DEEPEST = 20
_WIDEST = 180


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen. ``attribute`` is only looked at where the columns are of one."""

    by: By = By.RESPONDENT
    attribute: AttributeId | None = None
    show: Show = Show.PASSAGES
    deepest: int = 3
    set: SelectionId | None = None

    def asked(self) -> MatrixAsked:
        """The matrix to count."""
        return MatrixAsked(self.by, self.attribute, None, self.deepest, self.which())

    def which(self) -> QuoteFilter:
        """The quotes that count."""
        return QuoteFilter(sets=None if self.set is None else (self.set,))

    def settings(self) -> dict[str, object]:
        """What a saved matrix and a table of a report keep."""
        return {
            "by": self.by.value,
            "attribute": self.attribute,
            "show": self.show.value,
            "deepest": self.deepest,
            "sets": [] if self.set is None else [self.set],
        }


def choices_from(settings: dict[str, object]) -> Choices:
    """Choices as ``Choices.settings`` gave them; what cannot be read has its usual value."""
    by, show = settings.get("by"), settings.get("show")
    attribute, deepest, sets = settings.get("attribute"), settings.get("deepest"), settings.get("sets")
    first = sets[0] if isinstance(sets, list) and sets else None
    return Choices(
        By(str(by)) if by in set(By) else By.RESPONDENT,
        AttributeId(attribute) if isinstance(attribute, int) else None,
        Show(str(show)) if show in set(Show) else Show.PASSAGES,
        max(1, min(_DEEPEST, deepest)) if isinstance(deepest, int) else 3,
        SelectionId(first) if isinstance(first, int) else None,
    )


class MatrixChoices(QWidget):
    """The boxes. ``changed`` when the user has chosen otherwise."""

    changed = Signal()

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self._context = context
        self._attributes: list[Attribute] = []
        self._names: list[QLabel] = []
        self.by, self.show_box, self.levels = QuietComboBox(), QuietComboBox(), _Levels()
        self.set_box = CountingBox(context.project)
        self.levels.setRange(1, _DEEPEST)
        self.levels.setValue(Choices().deepest)
        self.levels.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        live(self.levels, "setToolTip", "What lies deeper in the code tree counts in the row above it.")
        box = row(self, gap=GAP_SMALL)
        for title, part, least in (
            (N_("Columns"), self.by, 130),
            (N_("In the cells"), self.show_box, 130),
            (N_("Levels"), self.levels, 60),
        ):
            live(part, "setAccessibleName", title)
            if part is not self.levels:
                live(part, "setToolTip", title)
            part.setMinimumWidth(least)
            self._names.append(label(title, "small", buddy=part))
            box.addWidget(self._names[-1])
            box.addWidget(part)
            box.addSpacing(GAP)
        for combo in (self.by, self.show_box):
            combo.setSizeAdjustPolicy(combo.SizeAdjustPolicy.AdjustToContents)
            combo.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            combo.setMaximumWidth(_WIDEST)
            combo.activated.connect(lambda _row: self.changed.emit())
        box.addWidget(self.set_box)
        self.levels.valueChanged.connect(lambda _value: self.changed.emit())
        self.set_box.changed.connect(self.changed)
        self.refresh()
        live_call(self, self.refresh)

    @property
    def choices(self) -> Choices:
        """What is chosen now."""
        by, attribute = self.by.currentData() or (By.RESPONDENT.value, None)
        chosen = self.set_box.chosen
        return Choices(
            By(by), None if attribute is None else AttributeId(attribute), Show(self.show_box.currentData()),
            self.levels.value(), None if chosen is None else SelectionId(chosen),
        )  # fmt: skip

    def choose(self, choices: Choices) -> None:
        """Choose; a column or set that is gone leaves the first."""
        for part in (self.by, self.show_box, self.levels, self.set_box):
            part.blockSignals(True)
        place = self._place_of(choices.by, choices.attribute)
        self.by.setCurrentIndex(max(0, place))
        self.show_box.setCurrentIndex(list(Show).index(choices.show))
        self.levels.setValue(choices.deepest)
        self.set_box.choose(choices.set)
        for part in (self.by, self.show_box, self.levels, self.set_box):
            part.blockSignals(False)
        self.changed.emit()

    def show_names(self, shown: bool) -> None:
        """Show or hide the names beside the boxes."""
        for one in self._names:
            one.setVisible(shown)

    def has(self, choices: Choices) -> bool:
        """Whether there still is what is chosen."""
        known = {one.id for one in selection_choices(self._context.project, Owner.RESPONDENT)}
        return self._place_of(choices.by, choices.attribute) >= 0 and (choices.set is None or choices.set in known)

    def refresh(self) -> None:
        """Offer what there is now; nothing is said to have changed."""
        kept = self.choices if self.by.count() else None
        project = self._context.project
        people, documents = list_attributes(project), list_attributes(project, Owner.DOCUMENT)
        self._attributes = [*people, *documents]
        for part in (self.by, self.show_box):
            part.blockSignals(True)
            part.clear()
        self.by.addItem(tr("Respondents"), (By.RESPONDENT.value, None))
        self.by.addItem(tr("Documents"), (By.DOCUMENT.value, None))
        for owned, words in ((people, N_("Respondents: {name}")), (documents, N_("Documents: {name}"))):
            if owned:
                self.by.insertSeparator(self.by.count())
            for one in owned:
                self.by.addItem(tr(words, name=one.name), (By.ATTRIBUTE.value, one.id))
        for show, title in SHOW_TITLES.items():
            self.show_box.addItem(tr(title), show.value)
        if kept is not None:
            self.by.setCurrentIndex(max(0, self._place_of(kept.by, kept.attribute)))
            self.show_box.setCurrentIndex(list(Show).index(kept.show))
        for part in (self.by, self.show_box):
            part.blockSignals(False)
            part.view().setMinimumWidth(part.view().sizeHintForColumn(0) + 4 * GAP)
        self.set_box.refresh()

    def options(self) -> MatrixOptions:
        """What is chosen, for an exporter."""
        chosen = self.choices
        found = next((one for one in self._attributes if one.id == chosen.attribute), None)
        name = "" if found is None else found.name
        twins = [one for one in self._attributes if one.name == name]
        if found is not None and len(twins) > 1:
            name = f"{found.owner.value}/{name}"
        kept = read_options(self._context.project, MatrixOptions)
        return dataclasses.replace(
            kept, by=chosen.by.value, attribute=name, show=chosen.show.value, deepest=chosen.deepest
        )

    def _place_of(self, by: By, attribute: AttributeId | None) -> int:
        wanted = (by.value, attribute if by is By.ATTRIBUTE else None)
        return next((place for place in range(self.by.count()) if self.by.itemData(place) == wanted), -1)


class _Levels(QSpinBox):
    """Numbers that the wheel does not change in passing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what scrolls."""
        event.ignore()
