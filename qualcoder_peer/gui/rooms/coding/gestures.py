"""What one can do to the text and its codings. Each gesture reads the page, calls one service, and stops.

What it changed comes back through the session; nothing is drawn here.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.services.coding import (
    NewCoding,
    add_codings,
    change_edges,
    remove_codings,
    set_star,
)
from qualcoder_peer.core.services.reshaping import code_with_several
from qualcoder_peer.core.services.segments import code_with_new, in_vivo_name
from qualcoder_peer.core.services.sources import set_document_done
from qualcoder_peer.core.text.edges import moved_end, moved_start, without_labels
from qualcoder_peer.core.text.words import snap_to_words
from qualcoder_peer.gui.rooms.coding.recent import RecentCodes
from qualcoder_peer.gui.rooms.coding.session import NONE, Session
from qualcoder_peer.gui.widgets.transcript import Segment, TranscriptView

Span = tuple[int, int]
NewNames = list[tuple[str, int]]
"""Names of codes to be made, each with the id of the code above it (-1: the top)."""
_WINDOW = 8_192


class Gestures(QObject):
    """The gestures of the room over one session and its transcript view."""

    coded = Signal(bool)
    """A code has been used; whether the number keys have other codes now."""
    code_wanted = Signal(object)
    """Ask for a code with this prompt (a Message)."""
    memo_wanted = Signal()
    """Write the memo of the coding looked at."""
    passage_memo_wanted = Signal(int, int)
    choice_wanted = Signal(list)
    """Which of these Segments to remove."""
    all_let_go = Signal()
    """There was nothing left to let go of."""
    told = Signal(object)
    """A Message to the user in passing."""

    def __init__(self, session: Session, view: TranscriptView, recent: RecentCodes, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._view, self._recent = session, view, recent
        self._project = session.project
        self.exact = False
        """Whether the selection was made with Alt, or a key said so: it is then taken to the character."""
        self.star_next = False
        """Whether the next coding is to have a star."""
        self.parent_for_new: Callable[[], CodeId | None] = lambda: None
        self.pending: Callable[[list[int], NewNames], object] | None = None
        """What the codes asked for are wanted for; None: to code the selection."""
        self.last: list[int] = []
        """The codes that were used last, to be used again."""

    def span(self) -> Span | None:
        """What is selected, in whole words and without the label of a speaker at its edges unless it was meant exactly;
        None if nothing is."""
        start, end = self._view.selection()
        if start >= end:
            return None
        if not self.exact:
            text = self._session.text
            start, end = without_labels(text, *snap_to_words(text, start, end), self._view.label_at)
        return (start, end) if start < end else None

    def take_exactly(self) -> None:
        """What is selected now is meant to the letter."""
        start, end = self._view.selection()
        if start >= end:
            self._tell_to_select()
            return
        self.exact = True
        self.told.emit(message("The letters selected are coded just as they stand."))

    def apply(self, code: int) -> None:
        """Put a code on the selection."""
        span = self.span()
        if span is None:
            self._tell_to_select()
        else:
            self.code(code, *span)

    def code(self, code: int, start: int, end: int) -> None:
        """Put a code on a segment and look at the coding."""
        document = self._document()
        if document is None:
            return
        starred, self.star_next = self.star_next, False
        there = self._holding(code, start, end) if not starred else set()
        made = add_codings(self._project, [NewCoding(document, CodeId(code), start, end, starred=starred)])[0]
        self._coded([code], made)
        if made in there:
            name = self._session.segments[made].name[:80]
            self.told.emit(message("These words have the code “{name}” already.", name=name))

    def code_new(self, name: str, parent: CodeId | None) -> None:
        """Make a code and put it on the selection."""
        document, span = self._document(), self.span()
        if document is None or span is None:
            return
        starred, self.star_next = self.star_next, False
        code, coding = code_with_new(self._project, name, parent, document, *span, starred=starred)
        self._coded([code], coding)

    def code_several(self, codes: list[int], new: NewNames) -> None:
        """Put several codes on the selection, some of them made for it, as one step."""
        document, span = self._document(), self.span()
        if document is None or span is None:
            return
        starred, self.star_next = self.star_next, False
        names = [(name, None if parent < 0 else CodeId(parent)) for name, parent in new]
        used, made = code_with_several(
            self._project, [CodeId(code) for code in codes], names, document, *span, starred=starred
        )
        self._coded(list(used), made[-1])

    def code_again(self) -> None:
        """Put what was used last on the selection."""
        codes = [code for code in self.last if self._session.book.get(code) is not None]
        if not codes:
            self.told.emit(message("Code something first; then this key codes the next selection the same way."))
        elif len(codes) == 1:
            self.apply(codes[0])
        elif self.span() is None:
            self._tell_to_select()
        else:
            self.code_several(codes, [])

    def take(self, codes: list[int], new: NewNames) -> bool:
        """Codes were chosen, or names typed: do what they were asked for. Returns whether they were asked for."""
        pending, self.pending = self.pending, None
        if pending is not None:
            pending(codes, new)
        elif self.span() is None:
            return False
        elif len(codes) + len(new) > 1:
            self.code_several(codes, new)
        elif codes:
            self.apply(codes[0])
        else:
            name, parent = new[0]
            self.code_new(name, None if parent < 0 else CodeId(parent))
        return True

    def forget_asking(self) -> None:
        """Nothing was chosen: what is asked next is asked for itself."""
        self.pending, self.star_next = None, False

    def code_recent(self, number: int) -> None:
        """Put the code of a number key on the selection."""
        code = self._recent.slots[number - 1]
        if code is None:
            words = message("No code has the key {number} yet: codes get one when they are used.", number=number)
            self.told.emit(words)
        else:
            self.apply(code)

    def in_vivo(self) -> None:
        """Make a code of the words selected, and put it on them."""
        span = self.span()
        if span is None:
            self._tell_to_select()
            return
        name = in_vivo_name(self._session.text[span[0] : span[1]])
        if name:
            self.code_new(name, self.parent_for_new())

    def drop_code(self, code: int, position: int) -> None:
        """A code was dropped on the page."""
        self.code_dragged(code, *self._view.drop_extent(position))

    def code_dragged(self, code: int, start: int, end: int) -> None:
        """A code and a stretch of the text were brought together with the mouse; what is selected is taken as keys
        take it."""
        if (start, end) == self._view.selection():
            start, end = self.span() or (start, start)
        if start < end:
            self.code(code, start, end)

    def ask_code(self) -> None:
        """Ask for a code for the selection."""
        self.forget_asking()
        if self.span() is None:
            self.code_wanted.emit(message("Search or create a code"))
        else:
            self.code_wanted.emit(message("Code the selection: name, Enter"))

    def quote(self) -> None:
        """Mark the selection as worth quoting: star its coding, or ask for a code and star that."""
        span, current = self.span(), self._session.current_segment
        if current is not None and span in (None, (current.start, current.end)):
            self.star()
        elif span is None:
            self._tell_to_select()
        else:
            self.forget_asking()
            self.code_wanted.emit(message("Code and star the selection: name, Enter"))
            self.star_next = True

    def star(self) -> None:
        """Star the coding looked at, or take its star off."""
        current = self._session.current_segment
        if current is None:
            self._tell_to_choose()
        else:
            set_star(self._project, CodingId(current.id), not current.starred)

    def memo(self) -> None:
        """Write a memo: on the coding looked at, or on the passage selected."""
        span, current = self.span(), self._session.current_segment
        if current is not None and span in (None, (current.start, current.end)):
            self.memo_wanted.emit()
        elif span is not None:
            self.passage_memo_wanted.emit(*span)
        else:
            self._tell_to_choose()

    def remove(self) -> None:
        """Remove the coding at the caret: the one looked at, else the innermost; ask when several fit as well."""
        current = self._session.current_segment
        if current is not None:
            self.remove_coding(current.id)
            return
        found = self.at_caret()
        if not found:
            self.told.emit(message("There is no coding at the cursor."))
            return
        same = [one for one in found if (one.start, one.end) == (found[0].start, found[0].end)]
        if len(same) > 1:
            self.choice_wanted.emit(same)
        else:
            self.remove_coding(found[0].id)

    def remove_coding(self, coding: int) -> None:
        """Remove one coding."""
        remove_codings(self._project, [CodingId(coding)])

    def at_caret(self) -> list[Segment]:
        """The codings of the character after the caret, or else of the one before it; the innermost first."""
        place = self._view.caret()
        return self._view.segments_at(place) or (self._view.segments_at(place - 1) if place else [])

    def step(self, forward: bool) -> None:
        """Look at the next or the previous coding in reading order."""
        found = self._next() if forward else self._previous()
        if found is None:
            self.told.emit(message("There are no more codings.") if self._session.segments else
                           message("Nothing is coded in this document yet."))  # fmt: skip
        else:
            self.look_at(found.id)

    def look_at(self, coding: int) -> None:
        """Look at a coding of the document and bring it into view."""
        segment = self._session.segments.get(coding)
        if segment is not None:
            self._view.go_to(segment.start, segment.end)
            self._session.set_current(coding)

    def move_edge(self, *, at_end: bool, forward: bool, by_sentence: bool) -> None:
        """Move an edge of the coding looked at by a word or a sentence."""
        segment = self._session.current_segment or next(iter(self.at_caret()), None)
        if segment is None:
            self._tell_to_choose()
            return
        document = self._session.document
        moved = (moved_end if at_end else moved_start)(
            self._session.text,
            segment.start,
            segment.end,
            self._view.label_at,
            forward=forward,
            sentence=by_sentence,
            language=document.language if document else "sv",
        )
        start, end = (segment.start, moved) if at_end else (moved, segment.end)
        if (start, end) != (segment.start, segment.end):
            self.drag_edge(segment.id, start, end)

    def drag_edge(self, coding: int, start: int, end: int) -> None:
        """An edge was dragged, or moved with the keys; the coding may become one with another."""
        self._session.set_current(change_edges(self._project, CodingId(coding), start, end))

    def mark_done(self, done: bool) -> None:
        """Mark the open document as coded to the end, or not."""
        document = self._document()
        if document is not None:
            set_document_done(self._project, [document], done)

    def let_go(self) -> None:
        """Select nothing; the second time, look at no coding."""
        start, end = self._view.selection()
        if start < end:
            self._view.select(end, end)
        elif self._session.current == NONE:
            self.all_let_go.emit()
        else:
            self._session.set_current(NONE)
        self.star_next = False

    def _document(self) -> DocumentId | None:
        document = self._session.document
        return document.id if document else None

    def _holding(self, code: int, start: int, end: int) -> set[int]:
        """The codings with this code that hold a stretch already and that a person has made."""
        segments = self._view.segments
        near = [*segments.index.overlapping(start, end), *segments.hidden.overlapping(start, end)]
        return {
            one.id
            for one in near
            if one.code_id == code and one.start <= start and end <= one.end and not one.automatic
        }

    def _coded(self, codes: list[int], coding: int) -> None:
        self.last = codes
        self._session.set_current(coding)
        self._session.book.work_with(codes[-1])
        moved = [self._recent.use(code) for code in codes]
        self.coded.emit(True in moved)

    def _next(self) -> Segment | None:
        here, length = self._here(), len(self._session.text)
        start, width = here[0], _WINDOW
        while True:
            found = self._view.segments.index.overlapping(start, min(start + width, length))
            later = [one for one in found if _key(one) > here and one.start >= start]
            if later:
                return later[0]
            if start + width >= length:
                return None
            width *= 4

    def _previous(self) -> Segment | None:
        here = self._here()
        end, width = min(here[0] + 1, len(self._session.text)), _WINDOW
        while True:
            start = max(0, end - width)
            found = self._view.segments.index.overlapping(start, end)
            earlier = [one for one in found if _key(one) < here and one.start >= start]
            if earlier:
                return earlier[-1]
            if start == 0:
                return None
            width *= 4

    def _here(self) -> tuple[int, int, int]:
        current = self._session.current_segment
        if current is not None:
            return _key(current)
        place = self._view.caret()
        return place, -len(self._session.text) - 1, NONE

    def _tell_to_select(self) -> None:
        self.told.emit(message("Select a passage first; then one key codes it."))

    def _tell_to_choose(self) -> None:
        self.told.emit(message("Click on a coding first, or press N to go to the next one."))


def _key(segment: Segment) -> tuple[int, int, int]:
    return segment.start, -segment.end, segment.id
