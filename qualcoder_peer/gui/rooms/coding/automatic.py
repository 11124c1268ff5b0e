"""Automatic codings, which a rule has made, until a person has looked: going from one to the next, through all
documents, and confirming or removing one, those chosen in the list of quotes, or all of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.ids import CodingId, DocumentId
from qualcoder_peer.core.domain.messages import N_, counted, message
from qualcoder_peer.core.services.autocoding import confirm, reject, waiting_by_document
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.rooms.coding.part import Part

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom


class Automatic(Part):
    """The actions; the details of a coding have a button for the one looked at."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        add = room.context.actions.add
        can = lambda: not room.context.read_only and room.session.opened is not None  # noqa: E731
        add("coding.confirm", N_("Confirm the automatic coding"), self.confirm_current, keys="Y",
            icon="check", owner=room.view, enabled=can)  # fmt: skip
        add("coding.next_automatic", N_("Next automatic coding"), self.go_on, keys="Alt+N", icon="arrow-down",
            owner=room, enabled=can)  # fmt: skip
        add("coding.confirm_all", N_("Confirm all automatic codings of the document"), self.confirm_document,
            owner=room, enabled=can)  # fmt: skip
        add("coding.reject_all", N_("Remove all automatic codings of the document"), self.reject_document,
            owner=room, enabled=can)  # fmt: skip
        room.codes.coding_details.confirm_asked.connect(self.confirm_current)

    def confirm_current(self) -> None:
        """A person agrees with the automatic coding looked at, or with those at the caret."""
        current = self.room.session.current_segment
        found = [current] if current is not None else self.room.gestures.at_caret()
        waiting = [CodingId(one.id) for one in found if one.automatic]
        if waiting:
            confirm(self.room.context.project, waiting)
            self.room.gestures.step(True)
        else:
            self.room.context.messages.notify(message("There is no automatic coding at the cursor."))

    def confirm_document(self) -> None:
        """A person agrees with all automatic codings of the open document."""
        confirm_and_tell(self.room.context, self._here())

    def reject_document(self) -> None:
        """Take off all automatic codings of the open document that nobody has confirmed."""
        done = reject(self.room.context.project, self._here())
        words = counted("{count} automatic coding removed.", "{count} automatic codings removed.", done)
        self.room.context.messages.notify(words, undo=done > 0)

    def go_on(self) -> None:
        """Look at the next coding that waits for a person: here, or in the next document of the list that has one."""
        room = self.room
        here = room.session.current_segment
        place = here.start + 1 if here is not None else room.view.caret()
        mine = sorted((one.start, one.id) for one in room.session.segments.values() if one.automatic)
        behind = [one for start, one in mine if start >= place]
        if behind:
            room.gestures.look_at(behind[0])
            return
        waiting = waiting_by_document(room.context.project)
        open_one = room.session.document.id if room.session.document is not None else None
        listed = room.documents.document_ids
        at = listed.index(open_one) + 1 if open_one in listed else 0
        order = dict.fromkeys(map(DocumentId, (*listed[at:], *listed[:at], *waiting)))
        found = next((one for one in order if one in waiting and one != open_one), None)
        if found is not None:
            room.open_document(found)
            room.gestures.look_at(waiting[found][0])
        elif mine:
            room.gestures.look_at(mine[0][1])
        else:
            room.context.messages.notify(message("No automatic coding waits in any document."))

    def _here(self) -> list[CodingId]:
        return [CodingId(one.id) for one in self.room.session.segments.values() if one.automatic]


def confirm_and_tell(context: RoomContext, codings: list[CodingId]) -> None:
    """A person agrees with those of these codings that are automatic; a message says how many they were."""
    done = confirm(context.project, codings)
    words = counted("{count} automatic coding confirmed.", "{count} automatic codings confirmed.", done)
    context.messages.notify(words, undo=done > 0)
