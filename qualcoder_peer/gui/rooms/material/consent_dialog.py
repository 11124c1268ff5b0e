"""Role and consent of several respondents at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from qualcoder_peer.core.domain.ids import RespondentId
from qualcoder_peer.core.domain.messages import N_, counted
from qualcoder_peer.core.domain.model import CONSENT_TITLES, SPEAKER_TITLES, AttributeKind, Consent, SpeakerRole
from qualcoder_peer.core.domain.values import date_of, misfit
from qualcoder_peer.core.services.respondents import RespondentEdit
from qualcoder_peer.gui.i18n import live, say, tr
from qualcoder_peer.gui.rooms.material.dates import typed_date
from qualcoder_peer.gui.rooms.material.pane import Facts
from qualcoder_peer.gui.theme import GAP_LARGE
from qualcoder_peer.gui.widgets.basics import button, column, foot_row, label
from qualcoder_peer.gui.widgets.date_field import DateField

_WIDTH = 420


class ConsentDialog(QDialog):
    """What is left as it is stays. ``write_asked`` carries a RespondentEdit a person, to be written as one step."""

    write_asked = Signal(list)

    def __init__(self, people: Sequence[RespondentId], parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setMinimumWidth(_WIDTH)
        live(self, "setWindowTitle", counted("Role and consent of {count} respondent",
                                             "Role and consent of {count} respondents", len(people)))  # fmt: skip
        self._people = list(people)
        self.role = _choice({one.value: title for one, title in SPEAKER_TITLES.items()})
        self.consent = _choice({one.value: title for one, title in CONSENT_TITLES.items()})
        self.date = DateField()
        live(self.date, "setPlaceholderText", "As it is")
        facts = Facts()
        for name, field in ((N_("Role"), self.role), (N_("Consent"), self.consent), (N_("Date of consent"), self.date)):
            facts.add_field(name, field)
            live(field, "setAccessibleName", name)
        self.problem = label(words="", role="danger", wrap=True)
        self.problem.hide()
        self.ok = button("Write", role="primary", on_click=self._write)
        self.ok.setDefault(True)
        box = column(self, margin=GAP_LARGE, gap=GAP_LARGE)
        box.addWidget(label("What is chosen here is written for all of them.", "muted", wrap=True))
        box.addWidget(facts)
        box.addWidget(self.problem)
        box.addStretch(1)
        box.addLayout(foot_row(button("Cancel", on_click=self.reject), self.ok))
        self.role.currentIndexChanged.connect(self._look)
        self.consent.currentIndexChanged.connect(self._look)
        self.date.textChanged.connect(self._look)
        self._look()

    # Private

    def _look(self) -> None:
        """Without a consent there is no date; a word where what was typed is none; nothing to write, nothing to press.
        """
        self.date.setEnabled(self.consent.currentData() != Consent.UNKNOWN.value)
        typed = self.date.text().strip()
        wrong = self.date.isEnabled() and bool(typed) and date_of(typed_date(typed)) is None
        self.problem.setVisible(wrong)
        if wrong:
            self.problem.setText(say(misfit(AttributeKind.DATE, typed, (), tr("Date of consent"))))
        self.ok.setEnabled(not wrong and self._edit(self._people[0]) != RespondentEdit(self._people[0]))

    def _edit(self, person: RespondentId) -> RespondentEdit:
        role, consent, date = self.role.currentData(), self.consent.currentData(), typed_date(self.date.text())
        without = consent == Consent.UNKNOWN.value
        return RespondentEdit(
            person,
            role=None if role is None else SpeakerRole(role),
            consent=None if consent is None else Consent(consent),
            consent_date="" if without else date or None,
        )

    def _write(self) -> None:
        self.accept()
        self.write_asked.emit([self._edit(one) for one in self._people])


def _choice(titles: Mapping[str, str]) -> QComboBox:
    box = QComboBox()
    box.addItem(tr("As it is"), None)
    for stored, title in titles.items():
        box.addItem(tr(title), stored)
    return box
