"""Making codings of codings: split, join, move and copy to another code; and taking a quote along with its source."""

from __future__ import annotations

from bisect import bisect_right
from functools import partial
from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.ids import CodeId, CodingId
from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.core.domain.times import clock
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import recode
from qualcoder_peer.core.services.reshaping import copy_codings, join_codings, split_coding
from qualcoder_peer.gui.disclosure_copy import copy_words, may_leave
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.rooms.coding.gestures import NewNames
from qualcoder_peer.gui.rooms.coding.part import Part
from qualcoder_peer.gui.widgets.transcript import Segment

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom


class Reshaping(Part):
    """The gestures act on the coding looked at, or else on the innermost one at the caret."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        add = room.context.actions.add
        room.view.put_words = self.copy_selected
        room.view.may_leave = partial(may_leave, room.context)
        can_read = lambda: room.session.opened is not None  # noqa: E731
        can_code = lambda: not room.context.read_only and room.session.opened is not None  # noqa: E731
        add("coding.split", N_("Split the coding at the cursor or the selection"), self.split, keys="X", icon="split",
            owner=room.view, enabled=can_code)  # fmt: skip
        add("coding.join", N_("Join the coding with the next one of the same code"), self.join, keys="J",
            icon="merge", owner=room.view, enabled=can_code)  # fmt: skip
        add("coding.recode", N_("Move the coding to another code"), lambda: self.ask_code(copy=False), keys="R",
            icon="tag", owner=room.view, enabled=can_code)  # fmt: skip
        add("coding.copy_coding", N_("Put another code on the same words"), lambda: self.ask_code(copy=True),
            keys="Shift+R", icon="tags", owner=room.view, enabled=can_code)  # fmt: skip
        add("coding.copy_quote", N_("Copy the quote with its source"), self.copy_quote, keys="Shift+C",
            icon="copy", owner=room.view, enabled=can_read)  # fmt: skip

    def target(self) -> Segment | None:
        """The coding the gestures act on; says what to do when there is none."""
        found = self.room.session.current_segment or next(iter(self.room.gestures.at_caret()), None)
        if found is None:
            self._tell(message("Click on a coding first, or press N to go to the next one."))
        return found

    def split(self) -> None:
        """Cut the coding at the caret, or around what is selected in it."""
        segment = self.target()
        if segment is None:
            return
        start, end = self.room.view.selection()
        if start < end:
            start, end = self.room.gestures.span() or (start, end)
        first, last = segment.start, segment.end
        cuts = first < start < last if start == end else (start, end) != (first, last)
        if not cuts or not first <= start <= end <= last:
            self._tell(message("Put the cursor inside the coding, between two words, to split it."))
            return
        parts = split_coding(self.room.context.project, CodingId(segment.id), start, end)
        here = next((one for one in parts if self._holds(one, start)), parts[0])
        self.room.session.set_current(here)
        self._tell(message("Split “{name}”.", name=segment.name[:80]), undo=True)

    def join(self) -> None:
        """Join the coding with those of the same code and coder in the selection, or else with the next one."""
        segment = self.target()
        if segment is None:
            return
        same = sorted(
            (one.start, one.end, one.id)
            for one in self.room.session.segments.values()
            if (one.code_id, one.coder) == (segment.code_id, segment.coder) and one.id != segment.id
        )
        start, end = self.room.view.selection()
        chosen = [one for first, last, one in same if first < end and last > start]
        if not chosen:
            chosen = [one for first, _, one in same if first >= segment.end][:1]
        if not chosen:
            self._tell(message("No other coding of “{name}” by the same coder follows.", name=segment.name[:80]))
            return
        kept = join_codings(self.room.context.project, [CodingId(one) for one in (segment.id, *chosen)])
        self.room.gestures.look_at(kept)
        self._tell(message("Joined codings of “{name}”.", name=segment.name[:80]), undo=True)

    def ask_code(self, *, copy: bool) -> None:
        """Ask for the code to move the coding to, or to put on the same words as well."""
        segment = self.target()
        if segment is None:
            return
        gestures, coding = self.room.gestures, segment.id
        gestures.forget_asking()
        gestures.pending = lambda codes, new: self._give(coding, codes, new, copy=copy)
        name = segment.name[:60]
        if copy:
            gestures.code_wanted.emit(message("Another code on the words of “{name}”: name, Enter", name=name))
        else:
            gestures.code_wanted.emit(message("Move “{name}” to: name, Enter", name=name))

    def copy_quote(self) -> None:
        """Put the words selected, or those of the coding, on the clipboard with who said them and where."""
        span = self.room.gestures.span()
        if span is None:
            segment = self.target()
            if segment is None:
                return
            span = segment.start, segment.end
        copy_words(self.room.context, self.quote(*span), message("Copied the quote with its source."))

    def copy_selected(self, words: str) -> None:
        """Put words of the page on the clipboard; where the text is written in, they can always be pasted there."""
        copy_words(self.room.context, words, inside=self.room.view.editing.is_on)

    def quote(self, start: int, end: int) -> str:
        """The words of the open document with who said them, the title, and the time or else the paragraph."""
        opened = self.room.session.opened
        assert opened is not None
        labels: dict[int | None, str] = {one.id: one.label for one in opened.speakers}
        first = max(0, bisect_right(opened.turns, start, key=lambda turn: turn[0]) - 1)
        told = [turn for turn in opened.turns[first:] if turn[0] < end and turn[2] > start]
        who = list(dict.fromkeys(labels[turn[3]] for turn in told if turn[3] in labels))
        if told and told[0][4] is not None:
            place = clock(told[0][4])
        else:
            place = tr("paragraph {number}", number=self.room.view.paragraph_at(start))
        source = ", ".join((*who, opened.document.title, place))
        return tr("“{words}” ({source})", words=" ".join(opened.text[start:end].split()), source=source)

    def _give(self, coding: int, codes: list[int], new: NewNames, *, copy: bool) -> None:
        """One step, the code made for it included."""
        project = self.room.context.project
        name = new[0][0] if new else self.room.session.book.tree.by_id[CodeId(codes[0])].name
        label = message("Copy codings to “{name}”", name=name[:200]) if copy else message(
            "Move codings to “{name}”", name=name[:200]
        )  # fmt: skip
        with project.transaction(label):
            parent = new[0][1] if new else -1
            code = add_code(project, name, None if parent < 0 else CodeId(parent)) if new else CodeId(codes[0])
            made = (copy_codings if copy else recode)(project, [CodingId(coding)], code)
        self.room.gestures.look_at(made[0])
        self.room.gestures.coded.emit(self.room.recent.use(code))

    def _holds(self, coding: int, place: int) -> bool:
        segment = self.room.session.segments.get(coding)
        return segment is not None and segment.start <= place < segment.end

    def _tell(self, words: Message, *, undo: bool = False) -> None:
        self.room.context.messages.notify(words, undo=undo)
