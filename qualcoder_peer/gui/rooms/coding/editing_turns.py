"""Correcting who speaks: another speaker, a turn split at the caret, two turns joined. In edit mode and out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.core.services.turns import TurnFacts, correct_speaker, join_turns, split_turn, turn_facts
from qualcoder_peer.gui.rooms.coding.editing_speaker import SpeakerDialog
from qualcoder_peer.gui.rooms.coding.part import Part

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

_LONGEST = 60


class TurnTools(Part):
    """What can be done to the turn at the caret."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        self.dialog: SpeakerDialog | None = None
        add, page = room.context.actions.add, room.view
        can = lambda: room.session.opened is not None and not room.context.read_only  # noqa: E731
        add("coding.speaker", N_("Correct the speaker…"), self.ask_speaker, keys="Shift+F2", icon="user", owner=page,
            enabled=can)  # fmt: skip
        add("coding.split_turn", N_("Split the turn here: the same speaker goes on"), self.split, keys="Ctrl+Return",
            owner=page, enabled=can)  # fmt: skip
        add("coding.split_turn_for", N_("Split the turn here: another speaks…"), self.ask_split,
            keys="Ctrl+Shift+Return", owner=page, enabled=can)  # fmt: skip
        add("coding.join_previous", N_("Join the turn with the one before"), self.join, keys="Ctrl+J", owner=page,
            enabled=can)  # fmt: skip
        add("coding.join_next", N_("Join the turn with the next one"), lambda: self.join(with_next=True),
            keys="Ctrl+Alt+J", owner=page, enabled=can)  # fmt: skip

    def ask_speaker(self) -> None:
        """Ask who speaks at the caret, and write it."""
        document, place = self._here()
        facts = self._facts()
        now = facts.speaker.label if facts.speaker is not None else ""
        title = message("Who speaks here? It says: “{name}”", name=now[:_LONGEST]) if now else message(
            "Who speaks here?"
        )
        dialog = self._ask(title, N_("Correct"), facts, now, turns=facts.turns if now else 0)
        dialog.chosen.connect(
            lambda name, everywhere: correct_speaker(
                self.room.context.project, document, place, name, everywhere=everywhere
            )
        )

    def split(self) -> None:
        """Begin a new turn of the same speaker at the caret."""
        self._split("")

    def ask_split(self) -> None:
        """Ask who goes on at the caret, and begin a new turn."""
        facts = self._facts()
        now = facts.speaker.label if facts.speaker is not None else ""
        other = next((one.label for one in facts.speakers if one.label != now), "")
        dialog = self._ask(message("Who goes on here?"), N_("Split"), facts, other)
        dialog.chosen.connect(lambda name, _everywhere: self._split(name))

    def join(self, *, with_next: bool = False) -> None:
        """Make the turn at the caret one with its neighbour."""
        document, place = self._here()
        caret = join_turns(self.room.context.project, document, place, with_next=with_next)
        self.room.view.select(caret, caret)

    def _split(self, name: str) -> None:
        document, place = self._here()
        caret = split_turn(self.room.context.project, document, place, name)
        self.room.view.select(caret, caret)

    def _ask(self, title: Message, verb: str, facts: TurnFacts, now: str, *, turns: int = 0) -> SpeakerDialog:
        names = [one.label for one in facts.speakers]
        self.dialog = SpeakerDialog(title, verb, names, now, self.room, turns=turns)
        self.dialog.finished.connect(self._answered)
        self.dialog.open()
        return self.dialog

    def _answered(self) -> None:
        self.dialog = None
        self.room.view.setFocus()

    def _facts(self) -> TurnFacts:
        """The turn at the caret, as it is now; what was typed is stored before."""
        self.room.context.project.write_pending()
        return turn_facts(self.room.context.project, *self._here())

    def _here(self) -> tuple[DocumentId, int]:
        document = self.room.session.document
        assert document is not None  # the actions are off without one
        return document.id, self.room.view.selection()[0]
