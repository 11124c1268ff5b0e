"""Several respondents that are one: who stays, what is taken over, and what goes into the memo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QScrollArea, QVBoxLayout, QWidget

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.ids import RespondentId
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.model import CONSENT_TITLES, Respondent
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import list_attributes
from qualcoder_peer.core.services.matching import MergePlan, plan_merge
from qualcoder_peer.gui.i18n import live, say, tr
from qualcoder_peer.gui.rooms.material.attribute_model import shown
from qualcoder_peer.gui.rooms.material.dates import short_day
from qualcoder_peer.gui.rooms.material.pane import clear_layout
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import button, column, foot_row, label, row


class MergeDialog(QDialog):
    """``merge_asked`` carries the ids of those who go and of the one who stays."""

    merge_asked = Signal(list, int)

    def __init__(self, project: Project, people: Sequence[Respondent], parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(True)
        live(self, "setWindowTitle", counted("Make {count} respondent one", "Make {count} respondents one",
                                             len(people)))  # fmt: skip
        self._project, self._people = project, list(people)
        self._columns = {one.name: one for one in list_attributes(project)}
        self.plan: MergePlan | None = None
        self.target = QComboBox()
        for one in self._people:
            self.target.addItem(one.name, int(one.id))
        self.target.currentIndexChanged.connect(lambda _place: self.plan_again())
        head = row(gap=GAP)
        head.addWidget(label("They are all called", buddy=self.target))
        head.addWidget(self.target, 1)
        inside = QWidget()
        self._told: QVBoxLayout = column(inside, gap=GAP_SMALL)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        self.ok = button("Make them one", role="primary", on_click=self._merge)
        self.ok.setDefault(True)
        box = column(self, margin=GAP_LARGE, gap=GAP_LARGE)
        box.addLayout(head)
        box.addWidget(area, 1)
        box.addLayout(foot_row(button("Cancel", on_click=self.reject), self.ok))
        self.plan_again()

    def sizeHint(self) -> QSize:
        """Room for sentences."""
        return QSize(520, 340)

    def plan_again(self) -> None:
        """Tell what would become of them."""
        target = RespondentId(int(self.target.currentData()))
        clear_layout(self._told)
        try:
            plan = self.plan = plan_merge(self._project, [one.id for one in self._people], target)
        except UserError as error:
            self.plan = None
            self._say(say(error.message), "danger")
        else:
            for words, role in self._sentences(plan):
                self._say(words, role)
        self._told.addStretch(1)
        self.ok.setEnabled(self.plan is not None)

    def _sentences(self, plan: MergePlan) -> list[tuple[str, str]]:
        name = plan.target.name
        said = [(tr("What {names} said becomes {name}'s.", names=", ".join(one.name for one in plan.sources),
                    name=name), "")]  # fmt: skip
        if plan.speakers:
            said.append((say(counted("{count} speaker is {name} then.", "{count} speakers are {name} then.",
                                     plan.speakers, name=name)), ""))  # fmt: skip
        if plan.filled:
            said.append((tr("Taken over from the others: {columns}.", columns=", ".join(plan.filled)), ""))
        consent = say(message(CONSENT_TITLES[plan.consent]))
        said.append(
            (tr("Consent: {consent}, {date}", consent=consent, date=short_day(plan.consent_date)), "")
            if plan.consent_date
            else (tr("Consent: {consent}", consent=consent), "")
        )
        if plan.conflicts:
            said.append((tr("These say different things. What is kept stands first; the rest goes into the memo."),
                         "section"))  # fmt: skip
            for one in plan.conflicts:
                column_ = self._columns.get(one.attribute)
                values = [shown(column_, value) if column_ else value for value in (one.kept, *one.others)]
                said.append((tr("{column}: {kept}, not {others}", column=one.attribute, kept=values[0],
                                others=", ".join(values[1:])), ""))  # fmt: skip
        if plan.memos:
            said.append((say(counted("{count} memo is added to that of {name}.", "{count} memos are added to that of "
                                     "{name}.", plan.memos, name=name)), ""))  # fmt: skip
        return said

    def _say(self, words: str, role: str) -> None:
        self._told.addWidget(label(words=words, role=role, wrap=True))

    def _merge(self) -> None:
        if self.plan is not None:
            plan = self.plan
            self.accept()
            self.merge_asked.emit([one.id for one in plan.sources], int(plan.target.id))
