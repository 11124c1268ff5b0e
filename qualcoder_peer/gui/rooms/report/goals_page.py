"""The page for target goals: the rubric set beforehand, the judgement, and the passages for and against."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QWidget

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.messages import N_, counted
from qualcoder_peer.core.domain.model import JUDGEMENT_TITLES, Judgement, Stance
from qualcoder_peer.core.services.coding import set_stance
from qualcoder_peer.core.services.goals import GoalState, judge_goal, read_goals, set_goal_text, set_rubric
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.forms.editors import QuietComboBox
from qualcoder_peer.gui.i18n import live, live_call, say, tr, tr_n
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.rooms.report.evidence_list import EvidenceList
from qualcoder_peer.gui.rooms.report.room_pages import Page, surface
from qualcoder_peer.gui.rooms.report.written_field import WrittenField
from qualcoder_peer.gui.selection_choices import TABLES as SELECTION_TABLES
from qualcoder_peer.gui.selection_choices import CountingBox
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, themes
from qualcoder_peer.gui.widgets.basics import ElidedLabel, column, label, row
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.rows_view import RowsView

_SIZES = [430, 380, 330]
_HEADERS = (N_("Target goal"), N_("Judgement"), N_("For"), N_("Against"))
_ICONS = {
    Judgement.ATTAINED: "circle-check", Judgement.PARTLY: "contrast", Judgement.NOT_SHOWN: "x",
    Judgement.NOT_APPLICABLE: "ellipsis", Judgement.UNKNOWN: "circle-question-mark",
}  # fmt: skip


class GoalsPage(Page):
    """See ``room_pages.Page``."""

    layout_key = "report/goals"
    follows = (
        "goal", "code", "coding", "document", "document_text", "speaker", "respondent", "attribute",
        "attribute_value", *SELECTION_TABLES,
    )  # fmt: skip

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context)
        self.goals: tuple[GoalState, ...] = ()
        self._shown: CodeId | None = None
        self.model = QStandardItemModel(0, len(_HEADERS), self)
        self.table = RowsView(self.model, several=False)
        self.set_box = CountingBox(self.project)
        self.rubric = WrittenField(
            context, "Rubric", "What must be seen for the goal to be attained? Set it before you read.", least=3, most=7
        )
        self.judgement = QuietComboBox()
        self.text = WrittenField(
            context, "Reasons", "Why it is judged so, and how what speaks against it was weighed.", least=4, most=12
        )
        self.supporting = EvidenceList(context, "For")
        self.against = EvidenceList(context, "Against")
        self.unmarked = EvidenceList(context, "Without a stance")
        self._make_actions()
        self._lay_out()
        self._connect()
        live_call(self, self._say)

    @property
    def goal(self) -> GoalState | None:
        """The target goal that is chosen."""
        place = self.table.currentIndex().row()
        return self.goals[place] if 0 <= place < len(self.goals) else None

    def flush(self) -> None:
        """Store what is being typed."""
        self.rubric.flush()
        self.text.flush()

    def refresh(self) -> None:
        """Read the goals again, beside the window."""
        super().refresh()
        self.set_box.refresh()
        self.read(read_goals, self.project, self.set_box.which, then=self._take)

    def choose(self, goal: CodeId) -> None:
        """Choose a goal."""
        place = next((place for place, one in enumerate(self.goals) if one.code.id == goal), -1)
        if place >= 0:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.model.index(place, 0), flags)

    def mark(self, stance: Stance) -> None:
        """Say which way the quotes selected speak."""
        codings = [quote.id for part in self._lists() for quote in part.chosen()]
        if codings and not self.context.read_only:
            label = counted("Say which way {count} quote speaks", "Say which way {count} quotes speak", len(codings))
            with self.project.transaction(label):
                for coding in codings:
                    set_stance(self.project, coding, stance)

    def _lists(self) -> tuple[EvidenceList, ...]:
        return self.supporting, self.against, self.unmarked

    def _make_actions(self) -> None:
        add = self.context.actions.add
        for key, title, stance, keys, picture in (
            ("goals.for", N_("The quotes speak for it"), Stance.FOR, "Ctrl++", "plus"),
            ("goals.against", N_("The quotes speak against it"), Stance.AGAINST, "Ctrl+-", "x"),
            ("goals.mixed", N_("The quotes speak both ways"), Stance.MIXED, "Ctrl+0", "contrast"),
        ):
            add(key, title, lambda stance=stance: self.mark(stance), keys=keys, icon=picture, owner=self,
                enabled=lambda: not self.context.read_only and self.goal is not None)  # fmt: skip

    def _lay_out(self) -> None:
        tools = self.tool_row()
        tools.addWidget(self.set_box)
        self.counts = ElidedLabel(role="muted")
        tools.addWidget(self.counts, 1)
        live(self.table, "setAccessibleName", "Target goals")
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, header.ResizeMode.Stretch)
        for place in range(1, len(_HEADERS)):
            header.setSectionResizeMode(place, header.ResizeMode.ResizeToContents)
        self.nothing = self.coding_first(
            "circle-check",
            "No target goals yet",
            "A target goal is a code with that role: make one in the coding room, or give a code the role. Here each "
            "goal gets a rubric before the material is read, and a judgement with its reasons afterwards.",
        )
        goals = surface(240)
        column(goals, gap=0).addWidget(self.table)
        self.lay_out((goals, self._judging_pane(), self._evidence_pane()), _SIZES, self.nothing)
        self.home, self.stops = self.table, (self.table, self.rubric, self.supporting)

    def _judging_pane(self) -> QWidget:
        pane = surface(260)
        self.title = label(role="section", wrap=True)
        self.remarks = label(wrap=True)
        live(self.judgement, "setAccessibleName", "Judgement")
        box = column(pane, gap=GAP_SMALL)
        box.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        box.addWidget(self.title)
        for words, part in (("Rubric", self.rubric), ("Judgement", self.judgement), ("Reasons", self.text)):
            box.addSpacing(GAP_SMALL)
            box.addWidget(label(words, "small", buddy=part))
            box.addWidget(part)
        box.addSpacing(GAP_SMALL)
        box.addWidget(self.remarks)
        box.addStretch(1)
        self.judgement.setEnabled(not self.context.read_only)
        return pane

    def _evidence_pane(self) -> QWidget:
        pane = surface(240)
        self.heads = (label(role="small"), label(role="small"), label(role="small"))
        box = column(pane, gap=GAP_SMALL)
        box.setContentsMargins(GAP, GAP, GAP, 0)
        for number, (head, part) in enumerate(zip(self.heads, self._lists(), strict=True)):
            line = row(gap=GAP_SMALL)
            line.addWidget(head, 1)
            if number == 0:
                for action in ("goals.for", "goals.against", "goals.mixed"):
                    line.addWidget(self.context.actions.tool_button(action))
            box.addLayout(line)
            box.addWidget(part, 1)
        self.no_evidence = label(role="muted", wrap=True)
        box.addWidget(self.no_evidence)
        box.addStretch(0)
        return pane

    def _connect(self) -> None:
        self.set_box.changed.connect(self.refresh)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show())
        self.rubric.written.connect(lambda words: self._write(set_rubric, words))
        self.text.written.connect(lambda words: self._write(set_goal_text, words))
        self.judgement.activated.connect(self._judge)
        themes.changed.connect(self._say)

    def _take(self, goals: tuple[GoalState, ...]) -> None:
        before = self._shown
        self.goals = goals
        self._fill()
        self.stack.setCurrentWidget(self.splitter if goals else self.nothing)
        if before is not None:
            self.choose(before)
        if self.goal is None and goals:
            self.choose(CodeId(goals[0].code.id))
        self._say_counts()
        self._show()

    def _fill(self) -> None:
        self.model.setRowCount(len(self.goals))
        for place, goal in enumerate(self.goals):
            against = len(goal.sides.against) + len(goal.sides.mixed)
            judgement, supporting = tr(JUDGEMENT_TITLES[goal.judgement]), len(goal.sides.supporting)
            cells = (goal.code.name, judgement, str(supporting), str(against))
            for number, words in enumerate(cells):
                item = QStandardItem(words)
                if number == 0:
                    item.setIcon(code_mark(goal.code.role, goal.code.colour))
                elif number == 1 and goal.judgement in _ICONS:
                    item.setIcon(icon(_ICONS[goal.judgement]))
                self.model.setItem(place, number, item)

    def _show(self) -> None:
        goal = self.goal
        code = CodeId(goal.code.id) if goal is not None else None
        if code != self._shown:
            self.flush()
            self._shown = code
        if goal is None:
            return
        self.title.setText(goal.code.name)
        self.rubric.show_text(goal.rubric)
        self.text.show_text(goal.text)
        self.judgement.setCurrentIndex(list(Judgement).index(goal.judgement))
        self.remarks.setText("\n".join(say(one) for one in goal.remarks))
        self.remarks.setVisible(bool(goal.remarks))
        for part, quotes in zip(
            self._lists(),
            (goal.sides.supporting, (*goal.sides.against, *goal.sides.mixed), goal.sides.unmarked),
            strict=True,
        ):
            part.show_quotes(quotes)
            part.setVisible(bool(quotes))
        only = self.set_box.chosen_name
        self.no_evidence.setVisible(not goal.sides.count)
        self.no_evidence.setText(
            tr("Nothing in “{name}” is coded here.", name=only) if only else tr("Nothing is coded here yet.")
        )
        self._say_heads(goal)
        self.context.actions.refresh()

    def _say_heads(self, goal: GoalState) -> None:
        opposed = goal.sides.respondents(Stance.AGAINST) | goal.sides.respondents(Stance.MIXED)
        people = (len(goal.sides.respondents(Stance.FOR)), len(opposed), len(goal.sides.respondents(Stance.NONE)))
        for head, words, count in zip(
            self.heads, (tr("For"), tr("Against, or both ways"), tr("Without a stance")), people, strict=True
        ):
            said = tr_n("{count} respondent", "{count} respondents", count)
            head.setText(tr("{title}: {people}", title=words, people=said))

    def _judge(self, place: int) -> None:
        if self._shown is not None:
            judge_goal(self.project, self._shown, list(Judgement)[place])

    def _write(self, write: object, words: str) -> None:
        if self._shown is not None and any(goal.code.id == self._shown for goal in self.goals) and callable(write):
            write(self.project, self._shown, words)

    def _say(self) -> None:
        self.model.setHorizontalHeaderLabels([tr(title) for title in _HEADERS])
        kept = max(0, self.judgement.currentIndex())
        self.judgement.clear()
        self.judgement.addItems([tr(title) for title in JUDGEMENT_TITLES.values()])
        self.judgement.setCurrentIndex(kept)
        self._fill()
        self._say_counts()
        for part in self._lists():
            part.quotes_model.retranslate()
        if self.goal is not None:
            self._show()

    def _say_counts(self) -> None:
        judged = sum(1 for goal in self.goals if goal.judgement is not Judgement.NONE)
        only = self.set_box.chosen_name
        said = [tr("Only evidence in “{name}” counts", name=only)] if only else []
        said.append(tr("{judged} of {total} target goals are judged", judged=judged, total=len(self.goals)))
        self.counts.setText(" · ".join(said) if self.goals else "")
