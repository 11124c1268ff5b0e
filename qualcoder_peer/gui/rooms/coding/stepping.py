"""Going on: to the next starred coding, to what is not coded yet, to the next document that is not done."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.rooms.coding.part import Part
from qualcoder_peer.gui.rooms.coding.session import NONE

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

Span = tuple[int, int]


class Stepping(Part):
    """Positions are code points, half open."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        add = room.context.actions.add
        can_read = lambda: room.session.opened is not None  # noqa: E731
        add("coding.next_star", N_("Next starred coding"), lambda: self.step_star(True), keys="Shift+N", icon="star",
            owner=room.view, enabled=can_read)  # fmt: skip
        add("coding.previous_star", N_("Previous starred coding"), lambda: self.step_star(False), keys="Shift+P",
            owner=room.view, enabled=can_read)  # fmt: skip
        add("coding.next_uncoded", N_("Next passage without a code"), lambda: self.step_uncoded(True), keys="U",
            owner=room.view, enabled=can_read)  # fmt: skip
        add("coding.previous_uncoded", N_("Previous passage without a code"), lambda: self.step_uncoded(False),
            keys="Shift+U", owner=room.view, enabled=can_read)  # fmt: skip
        add("coding.next_document", message("Next document"), lambda: self.step_document(1), keys="Ctrl+PgDown",
            owner=room, enabled=can_read)  # fmt: skip
        add("coding.previous_document", message("Previous document"), lambda: self.step_document(-1), keys="Ctrl+PgUp",
            owner=room, enabled=can_read)  # fmt: skip
        add("coding.next_undone", N_("Next document that is not done"), self.open_undone, keys="Ctrl+Shift+PgDown",
            owner=room, enabled=can_read)  # fmt: skip

    def step_star(self, forward: bool) -> None:
        """Look at the next or the previous coding with a star, in reading order."""
        room = self.room
        current = room.session.current_segment
        place = room.view.caret()
        here = (current.start, -current.end, current.id) if current else (place, -len(room.session.text) - 1, NONE)
        starred = sorted(
            (one.start, -one.end, one.id) for one in room.view.segments.index if one.starred and one.id != here[2]
        )
        found = [key for key in starred if (key > here) is forward]
        if found:
            room.gestures.look_at(found[0 if forward else -1][2])
        elif starred:
            room.gestures.told.emit(message("There are no more starred codings in this document."))
        else:
            room.gestures.told.emit(message("No coding of this document has a star. S gives one to the coding."))

    def step_uncoded(self, forward: bool) -> None:
        """Select the next or the previous words of a respondent that no code lies on, within one turn."""
        view = self.room.view
        start, end = view.selection()
        found = self._uncoded_after(end) if forward else self._uncoded_before(start)
        if found is not None:
            view.go_to(*found)
            self.room.session.set_current(NONE)
            view.select(*found)
        elif self._uncoded_after(0) is None:
            self.room.gestures.told.emit(message("Everything the respondents say in this document is coded."))
        elif forward:
            self.room.gestures.told.emit(message("Nothing without a code is left after the cursor."))
        else:
            self.room.gestures.told.emit(message("Nothing without a code is left before the cursor."))

    def step_document(self, step: int) -> None:
        """Open the next document of the list (1) or the previous one (-1)."""
        room = self.room
        ids, here = room.documents.document_ids, room.session.document
        if here is None or here.id not in ids:
            return
        at = ids.index(here.id) + step
        if 0 <= at < len(ids):
            room.open_document(ids[at])
        elif step > 0:
            room.gestures.told.emit(message("This is the last document of the list."))
        else:
            room.gestures.told.emit(message("This is the first document of the list."))

    def open_undone(self) -> None:
        """Open the next document of the list that is not marked as done, from the first again after the last."""
        room = self.room
        done = {one.id for one in list_documents(room.context.project) if one.done}
        ids = room.documents.document_ids
        here = room.session.document
        at = ids.index(here.id) + 1 if here is not None and here.id in ids else 0
        left = [one for one in (*ids[at:], *ids[: max(0, at - 1)]) if one not in done]
        if left:
            room.open_document(left[0])
        elif here is not None and here.id not in done:
            room.gestures.told.emit(message("This is the only document of the list that is not done."))
        else:
            room.gestures.told.emit(message("All documents of the list are done."))

    def _uncoded_after(self, place: int) -> Span | None:
        evidence = self._evidence()
        first = bisect_right(evidence, place, key=lambda span: span[1])
        return next((gap for start, end in evidence[first:] for gap in self._gaps(max(start, place), end)), None)

    def _uncoded_before(self, place: int) -> Span | None:
        evidence = self._evidence()
        last = bisect_left(evidence, place, key=lambda span: span[0])
        before = ((start, min(end, place)) for start, end in reversed(evidence[:last]))
        return next((gap for start, end in before for gap in reversed(list(self._gaps(start, end)))), None)

    def _evidence(self) -> list[Span]:
        """What others than the interviewer say, by turn; the paragraphs where nobody is named."""
        opened = self.room.session.opened
        if opened is None:
            return []
        asking = {one.id for one in opened.speakers if one.role is SpeakerRole.INTERVIEWER}
        said = [(said, end) for _, said, end, speaker, _ in opened.turns if speaker not in asking]
        return said or list(_lines(opened.text))

    def _gaps(self, start: int, end: int) -> Iterator[Span]:
        """The parts of a stretch that no coding covers and that hold a letter or a digit."""
        text = self.room.session.text
        segments = self.room.view.segments
        coded_here = segments.index.overlapping(start, end)
        if len(segments.hidden):  # what a filter hides is coded all the same
            coded_here = sorted([*coded_here, *segments.hidden.overlapping(start, end)], key=lambda one: one.start)
        for coded in coded_here:
            if coded.start > start:
                yield from _worth_it(text, start, coded.start)
            start = max(start, coded.end)
        if start < end:
            yield from _worth_it(text, start, end)


def _worth_it(text: str, start: int, end: int) -> Iterator[Span]:
    """The words of a stretch without what lies around them, if it has any."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _lines(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1
