"""The speakers of a stored document: who each of them is, and how to have them found again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from qualcoder_peer.core.domain.ids import RespondentId, SpeakerId
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.services.sources import SpeakerFacts
from qualcoder_peer.core.text.turns import NONE, PATTERNS
from qualcoder_peer.gui.i18n import live, live_call, number, say, tr, tr_n
from qualcoder_peer.gui.rooms.material.pane import clear_layout
from qualcoder_peer.gui.rooms.material.people import PeopleModel, Who, WhoField
from qualcoder_peer.gui.theme import GAP, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import ElidedLabel, button, column, label, row

Names = Mapping[RespondentId, str]
AUTOMATIC = message("Find out")


class PatternField(QComboBox):
    """How speakers are marked in a text: to be found out, one of the known forms, none, or a pattern that is typed."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        live(self, "setAccessibleName", "How speakers are marked")
        live(
            self,
            "setToolTip",
            "Choose a form, or write a pattern (regular expression) for the label at the beginning of a line",
        )
        live_call(self, self._fill)
        self.activated.connect(lambda _place: self.chosen.emit())
        self.line.returnPressed.connect(self.chosen.emit)

    def pattern(self) -> str | None:
        """None to find out, a key of PATTERNS, or the regular expression typed."""
        typed = self.currentText().strip()
        place = self.findText(typed)
        if place >= 0:
            key = self.itemData(place)
            return None if key == "" else str(key)
        return typed or None

    def show_pattern(self, pattern: str | None) -> None:
        """Show a pattern without telling of it."""
        place = self.findData(pattern or "")
        if place >= 0:
            self.setCurrentIndex(place)
        else:
            self.setEditText(pattern or "")
        self.line.setCursorPosition(0)

    def _fill(self) -> None:
        before = self.pattern() if self.count() else None
        self.clear()
        for key, title in _forms():
            self.addItem(say(title), key)
        self.show_pattern(before)


class SpeakersBox(QWidget):
    """One line a speaker. ``assign(speaker, who)`` and ``find(pattern)`` are called when the user says so."""

    def __init__(
        self,
        people: PeopleModel,
        assign: Callable[[SpeakerId, Who], object],
        find: Callable[[str | None], object],
        read_only: bool,
    ) -> None:
        super().__init__()
        self._people, self._assign, self._find, self._read_only = people, assign, find, read_only
        self._speakers: tuple[SpeakerFacts, ...] = ()
        self.fields: dict[SpeakerId, WhoField] = {}
        self._amounts: list[ElidedLabel] = []
        self._names: Names = {}
        box = column(self, gap=GAP)
        self._nobody = label("No speakers were found in this text.", "muted", wrap=True)
        box.addWidget(self._nobody)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)
        box.addLayout(self._grid)
        self.finder = QWidget()
        finder = column(self.finder, gap=GAP_SMALL)
        finder.addWidget(label("How the speakers are marked:", "muted"))
        self.pattern = PatternField()
        self.find_button = button("Find", on_click=self._find_again)
        self.pattern.line.returnPressed.connect(self._find_again)
        line = row(gap=GAP)
        line.addWidget(self.pattern, 1)
        line.addWidget(self.find_button)
        finder.addLayout(line)
        self.finder.hide()
        box.addWidget(self.finder)

    def toggle_finder(self) -> None:
        """Show or hide the field for finding the speakers again."""
        self.finder.setVisible(self.finder.isHidden())
        if self.finder.isVisible():
            self.pattern.setFocus()

    def show_speakers(self, speakers: Sequence[SpeakerFacts], names: Names) -> None:
        """Show these speakers; ``names`` are the respondents' by id."""
        if [one.speaker.id for one in speakers] != [one.speaker.id for one in self._speakers]:
            self._rebuild(speakers)
        for place, one in enumerate(speakers):
            self._show_amount(place, one)
        self._speakers, self._names = tuple(speakers), names
        for one in speakers:
            speaker = one.speaker
            name = names.get(speaker.respondent_id, "") if speaker.respondent_id is not None else ""
            self.fields[speaker.id].show_who(Who(speaker.role, name if speaker.role.value == "respondent" else ""))
        self._nobody.setVisible(not speakers)

    def _rebuild(self, speakers: Sequence[SpeakerFacts]) -> None:
        clear_layout(self._grid)
        self.fields, self._amounts = {}, []
        for place, one in enumerate(speakers):
            spoken = ElidedLabel("", "small")
            spoken.setContentsMargins(0, 0, 0, GAP)  # closer to its own speaker than to the next
            self._amounts.append(spoken)
            field = WhoField(self._people, one.speaker.label)
            field.setEnabled(not self._read_only)
            field.chosen.connect(lambda who, id=one.speaker.id: self._assign(id, who))
            self._grid.addWidget(ElidedLabel(one.speaker.label, "section"), 2 * place, 0)
            self._grid.addWidget(field, 2 * place, 1, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(spoken, 2 * place + 1, 0, 1, 2)
            self.fields[one.speaker.id] = field

    def _show_amount(self, place: int, one: SpeakerFacts) -> None:
        self._amounts[place].setText(amount(one.turns, one.characters))

    def _find_again(self) -> None:
        self._find(self.pattern.pattern())


def amount(turns: int, characters: int) -> str:
    """How often somebody speaks and how much they say."""
    spoken = tr_n("{count} turn", "{count} turns", turns)
    return tr("{turns}, {characters} characters", turns=spoken, characters=number(characters))


def _forms() -> list[tuple[str, Message]]:
    forms = [("", AUTOMATIC), *((key, title) for key, title in PATTERNS.items() if key != NONE)]
    return [*forms, (NONE, PATTERNS[NONE])]
