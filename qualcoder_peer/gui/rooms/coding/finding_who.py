"""Whose words are searched: everybody's, those of a role, of one respondent, or of those who have an attribute."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox

from qualcoder_peer.core.domain.ids import RespondentId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import Attribute, Owner, Respondent, SpeakerRole
from qualcoder_peer.core.domain.selections import Condition, Field, Operator, Rule
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import common_values, shown_value
from qualcoder_peer.core.services.finding import Query
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import languages, live, live_call, tr
from qualcoder_peer.gui.jobs import run_job

TABLES = ("respondent", "attribute", "attribute_value")
"""The tables of the project that tell what there is to choose."""
Column = tuple[Attribute, tuple[str, ...]]
_LONGEST = 60
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Whose:
    """One choice. ``condition`` is on an attribute of respondents or of documents."""

    roles: tuple[SpeakerRole, ...] | None = None
    respondent: RespondentId | None = None
    condition: Condition | None = None

    def query(self) -> Query:
        """A query that asks for nothing but whose words they are."""
        rule = None if self.condition is None else Rule((self.condition,))
        of = None if self.condition is None else self.condition.of
        return Query(
            speakers=self.roles,
            respondents=None if self.respondent is None else (self.respondent,),
            respondent_rule=rule if of is Owner.RESPONDENT else None,
            document_rule=rule if of is Owner.DOCUMENT else None,
        )


_ROLES = (
    (N_("Everybody"), Whose()),
    (N_("Respondents only"), Whose((SpeakerRole.RESPONDENT,))),
    (N_("Interviewer only"), Whose((SpeakerRole.INTERVIEWER,))),
)


class WhoBox(QComboBox):
    """The roles, then each respondent, then each value of the columns that have few; these are read beside the window.
    """

    lost = Signal()
    """What was chosen is gone; all are meant again."""

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self._context = context
        self._people: list[Respondent] = []
        self._columns: list[Column] = []
        live(self, "setAccessibleName", "Who speaks")
        live(self, "setToolTip", "Whose words: by role, by respondent, by attribute")
        self.setMaxVisibleItems(24)
        live_call(self, self._show)
        self.read()

    @property
    def whose(self) -> Whose:
        """What is chosen."""
        chosen = self.currentData()
        return chosen if isinstance(chosen, Whose) else Whose()

    def read(self) -> None:
        """Offer what there is now; what is gone is chosen no more."""
        run_job(self, _read, self._context.project, title="", on_done=self._take,
                on_failed=self._context.messages.error)  # fmt: skip

    def _take(self, read: tuple[list[Respondent], list[Column]]) -> None:
        before = self.whose
        self._people, self._columns = read
        self._show()
        if self.whose != before:
            self.lost.emit()

    def _show(self) -> None:
        before = self.whose
        with QSignalBlocker(self):
            self.clear()
            for title, whose in _ROLES:
                self._offer(tr(title), whose)
            self.insertSeparator(self.count())
            for one in self._people:
                self._offer(one.name, Whose(respondent=one.id))
            self.insertSeparator(self.count())
            for column, values in self._columns:
                for value in values:
                    shown = shown_value(column, value, languages.texts)
                    condition = Condition(column.owner, Field.ATTRIBUTE, Operator.IS, (value,), column.id)
                    self._offer(tr("{column}: {value}", column=column.name, value=shown), Whose(condition=condition))
            kept = [row for row in range(self.count()) if self.itemData(row) == before]
            self.setCurrentIndex(kept[0] if kept else 0)

    def _offer(self, words: str, whose: Whose) -> None:
        cut = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 2]}…"
        self.addItem(cut, whose)
        if cut != words:
            self.setItemData(self.count() - 1, words, Qt.ItemDataRole.AccessibleTextRole)


def _read(project: Project) -> tuple[list[Respondent], list[Column]]:
    return list_respondents(project)[:_MOST], common_values(project)
