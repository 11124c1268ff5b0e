"""Who is who: matching the speakers of many documents, and making several respondents one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from qualcoder_peer.core.domain.ids import DocumentId, RespondentId, SpeakerId
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.matching import (
    Match,
    MatchGuess,
    apply_matches,
    match_guesses,
    merge_respondents,
    turn_counts,
)
from qualcoder_peer.core.services.respondents import list_respondents, respondent_names
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.material.match_dialog import MatchDialog
from qualcoder_peer.gui.rooms.material.merge_dialog import MergeDialog

Guessed = tuple[list[MatchGuess], dict[SpeakerId, int]]


class MatchFlow(QObject):
    """One of its dialogs is open at a time."""

    def __init__(self, context: RoomContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.dialog: MatchDialog | None = None
        self.merging: MergeDialog | None = None

    def match(self, documents: Sequence[DocumentId] | None = None) -> None:
        """Ask who the speakers of documents (of all) are."""
        if self.dialog is not None:
            return
        run_job(
            self,
            guess,
            self._context.project,
            documents,
            title=message("Comparing speakers with respondents"),
            on_done=self._show,
            cancellable=False,
        )

    def merge(self, respondents: Sequence[RespondentId]) -> None:
        """Ask which of several respondents stays."""
        people = list_respondents(self._context.project, respondents)
        if len(people) < 2 or self.merging is not None:
            return
        self.merging = MergeDialog(self._context.project, people, self._context.window)
        self.merging.merge_asked.connect(self._merge)
        self.merging.finished.connect(lambda _result: self._forget("merging"))
        self.merging.open()

    # Private

    def _show(self, found: Guessed) -> None:
        guesses, turns = found
        self.dialog = MatchDialog(guesses, turns, respondent_names(self._context.project), self._context.window)
        self.dialog.matches_asked.connect(self._apply)
        self.dialog.finished.connect(lambda _result: self._forget("dialog"))
        self.dialog.open()

    def _forget(self, which: str) -> None:
        dialog: QDialog | None = getattr(self, which)
        setattr(self, which, None)
        if dialog is not None:
            dialog.deleteLater()

    def _apply(self, matches: Sequence[Match]) -> None:
        run_job(
            self,
            apply_matches,
            self._context.project,
            list(matches),
            title=message("Matching speakers"),
            on_done=lambda count: self._context.messages.notify(
                counted("{count} speaker was matched.", "{count} speakers were matched.", count), undo=True
            ),
            cancellable=False,
        )

    def _merge(self, sources: Sequence[int], target: int) -> None:
        run_job(
            self,
            merge_respondents,
            self._context.project,
            [RespondentId(one) for one in sources],
            RespondentId(target),
            title=message("Joining respondents"),
            on_done=lambda plan: self._context.messages.notify(
                message("{names} and {name} are one now.", names=", ".join(one.name for one in plan.sources),
                        name=plan.target.name), undo=True  # fmt: skip
            ),
            cancellable=False,
        )


def guess(project: Project, documents: Sequence[DocumentId] | None) -> Guessed:
    """Who the speakers may be, and how often each of them speaks."""
    return match_guesses(project, documents), turn_counts(project)
