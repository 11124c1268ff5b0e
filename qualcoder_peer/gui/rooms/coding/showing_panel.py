"""The panel in which one chooses which codings show, and the sign that says that some do not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QLabel, QSizePolicy, QWidget

from qualcoder_peer.core.domain.model import ROLE_TITLES
from qualcoder_peer.gui.i18n import live, live_call, number, tr, tr_n
from qualcoder_peer.gui.rooms.coding.showing_values import GROUPINGS, Shown
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import button, column, label, row
from qualcoder_peer.gui.widgets.pick_box import Choice, PickBox

_MOST_NAMES = 3


class ShowingPanel(QWidget):
    """Check lists of codes, coders, respondents and roles, two switches, and how stripes are grouped."""

    changed = Signal()
    shut = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.codes = PickBox("Codes")
        self.coders = PickBox("Coders")
        self.respondents = PickBox("Respondents")
        self.roles = PickBox("Roles")
        self.starred = QCheckBox()
        self.automatic = QCheckBox()
        self._grouping = QComboBox()
        self._lay_out()
        for box in (self.codes, self.coders, self.respondents, self.roles):
            box.changed.connect(self.changed)
        for switch in (self.starred, self.automatic):
            switch.toggled.connect(self.changed)
        self._grouping.currentIndexChanged.connect(self.changed)
        self.hide()

    def offer(self, codes: Sequence[Choice], coders: Sequence[Choice], respondents: Sequence[Choice]) -> None:
        """What there is to tick; a code stands for all below it too."""
        self.codes.set_choices(codes)
        self.coders.set_choices(coders)
        self.respondents.set_choices(respondents)

    def shown(self) -> Shown:
        """What is asked for."""
        return Shown(
            self.codes.chosen,
            self.coders.chosen,
            self.respondents.chosen,
            self.roles.chosen,
            self.starred.isChecked(),
            self.automatic.isChecked(),
        )

    def set_shown(self, shown: Shown) -> None:
        """Tick what is asked for."""
        before = self.blockSignals(True)
        self.codes.set_chosen(shown.codes)
        self.coders.set_chosen(shown.coders)
        self.respondents.set_chosen(shown.respondents)
        self.roles.set_chosen(shown.roles)
        self.starred.setChecked(shown.starred)
        self.automatic.setChecked(shown.automatic)
        self.blockSignals(before)

    def grouping(self) -> str:
        """How stripes are grouped, a key of GROUPINGS."""
        return str(self._grouping.currentData() or "")

    def set_grouping(self, grouping: str) -> None:
        """Choose how stripes are grouped."""
        before = self.blockSignals(True)
        self._grouping.setCurrentIndex(max(0, self._grouping.findData(grouping)))
        self.blockSignals(before)

    def asked(self) -> list[str]:
        """In words what is asked for."""
        boxes = (self.codes, self.coders, self.respondents, self.roles)
        words = [one for box in boxes for one in box.chosen_words()]
        return words + [switch.text() for switch in (self.starred, self.automatic) if switch.isChecked()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape shuts the panel; the filter stays."""
        if event.key() == Qt.Key.Key_Escape:
            self.shut.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "surface")
        live(self.starred, "setText", "Starred only")
        live(self.automatic, "setText", "Automatic only")
        live(self.automatic, "setToolTip", "Codings made by a rule that nobody has confirmed yet")
        live(self.codes, "setAccessibleDescription", "A code stands for the codes below it too")
        live(self._grouping, "setAccessibleName", "Stripes")
        live_call(self, self._show_words)
        box = column(self, gap=GAP)
        box.setContentsMargins(GAP_LARGE, 0, GAP_LARGE, GAP)
        lists = row(gap=GAP)
        for one in (self.codes, self.respondents, self.coders, self.roles):
            lists.addWidget(one, 1)
        switches = row(gap=GAP_LARGE)
        switches.addWidget(self.starred)
        switches.addWidget(self.automatic)
        switches.addStretch(1)
        stripes = row(gap=GAP_SMALL)
        stripes.addWidget(label("Stripes", "small", buddy=self._grouping))
        stripes.addWidget(self._grouping)
        switches.addLayout(stripes)
        box.addLayout(lists)
        box.addLayout(switches)

    def _show_words(self) -> None:
        before = self.blockSignals(True)
        self.roles.set_choices([Choice(at, tr(title)) for at, title in enumerate(ROLE_TITLES.values())])
        chosen = self.grouping()
        self._grouping.clear()
        for key, title in GROUPINGS.items():
            self._grouping.addItem(tr(title), key)
        self.set_grouping(chosen)
        self.blockSignals(before)


class ShownSign(QFrame):
    """Says how many of the codings show, as long as not all do, and shows all again with one click."""

    all_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "message")
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setMinimumWidth(10)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.all = button("Show all", role="link", on_click=self.all_asked.emit)
        box = row(self, gap=GAP)
        box.setContentsMargins(GAP_LARGE, GAP_SMALL, GAP_LARGE, GAP_SMALL)
        box.addWidget(self.words, 1)
        box.addWidget(self.all)
        self.hide()

    def say(self, shown: int, there: int, asked: Sequence[str]) -> None:
        """So many of so many codings show; ``asked`` is what the filter asks for, in words."""
        words = tr_n(
            "Showing {shown} of one coding", "Showing {shown} of {count} codings", there, shown=number(shown)
        )
        names = list(asked[:_MOST_NAMES])
        if len(asked) > _MOST_NAMES:
            more = len(asked) - _MOST_NAMES
            names.append(tr_n("one more", "{count} more", more))
        said = " · ".join((words, *names))
        if said != self.words.text():
            self.words.setText(said)
            self.words.setToolTip(said)
