"""Selecting the sentence, the paragraph or the turn at the caret, so that one more key codes it.

Pressing the same key again takes in the next one; G grows from the word to the sentence, the paragraph, the turn.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.text.sentences import sentence_spans
from qualcoder_peer.core.text.words import previous_word_edge, word_at
from qualcoder_peer.gui.rooms.coding.part import Part

if TYPE_CHECKING:
    from qualcoder_peer.core.services.segments import TurnRow
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

Span = tuple[int, int]
Unit = Callable[[int], Span]


class Units(Part):
    """Positions are code points. A unit never holds the label of the speaker, and no white space at its edges."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        add = room.context.actions.add
        can_read = lambda: room.session.opened is not None  # noqa: E731
        add("coding.select_sentence", N_("Select the sentence, then the next one"), lambda: self.take(self.sentence),
            keys="Ctrl+Shift+S", owner=room.view, enabled=can_read)  # fmt: skip
        add("coding.select_paragraph", N_("Select the paragraph, then the next one"),
            lambda: self.take(self.paragraph), keys="Ctrl+Shift+P", owner=room.view, enabled=can_read)  # fmt: skip
        add("coding.select_turn", N_("Select the whole turn, then the next one"), lambda: self.take(self.turn),
            keys=("T", "Ctrl+Shift+T"), owner=room.view, enabled=can_read)  # fmt: skip
        add("coding.grow", N_("Grow the selection: word, sentence, paragraph, turn"), self.grow, keys="G",
            owner=room.view, enabled=can_read)  # fmt: skip

    def take(self, unit: Unit) -> None:
        """Select the unit at the caret, or the next one; when it is selected already, the one behind it as well."""
        start, end = self.room.view.selection()
        if start == end:
            here = unit(start)
            following = self._next_word(start) if here[0] == here[1] else None
            self._select(here if following is None else unit(following))
            return
        first, last = unit(start), unit(max(start, end - 1))
        wanted = min(first[0], start), max(last[1], end)
        if wanted == (start, end):
            behind = self._next_word(end)
            if behind is None:
                return
            wanted = start, unit(behind)[1]
        self._select(wanted)

    def grow(self) -> None:
        """Select the smallest unit that is larger than what is selected."""
        start, end = self.room.view.selection()
        for unit in (self.word, self.sentence, self.paragraph, self.turn):
            first, last = unit(start), unit(max(start, end - 1))
            wanted = (min(first[0], start), max(last[1], end)) if start < end else first
            if first[0] < first[1] and wanted != (start, end):
                self._select(wanted)
                return

    def word(self, place: int) -> Span:
        """The word at a place, or the next one of its paragraph; behind its last word that one."""
        start, end = self.paragraph(place)
        for near in (place, self._next_word(place), previous_word_edge(self._text, end)):
            found = word_at(self._text, near) if near is not None else None
            if found is not None and start <= found[0] < end:
                return found
        return place, place

    def sentence(self, place: int) -> Span:
        """The sentence at a place; between two of them the next one, at the paragraph's end the last."""
        start, end = self.paragraph(place)
        document = self.room.session.document
        spans = sentence_spans(self._text, start, end, document.language if document else "sv")
        return next((span for span in spans if place < span[1]), spans[-1] if spans else (place, place))

    def paragraph(self, place: int) -> Span:
        """The words of the line at a place."""
        text = self._text
        place = min(place, len(text))
        start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
        turn = self._turn_at(place)
        if turn is not None and turn[0] <= start < turn[1]:
            start = turn[1]
        return self._trimmed(start, len(text) if end < 0 else end)

    def turn(self, place: int) -> Span:
        """The words of the turn at a place; of the paragraph where nobody is named."""
        turn = self._turn_at(place)
        return self.paragraph(place) if turn is None else self._trimmed(turn[1], turn[2])

    @property
    def _text(self) -> str:
        return self.room.session.text

    def _turn_at(self, place: int) -> TurnRow | None:
        opened = self.room.session.opened
        if opened is None:
            return None
        number = bisect_right(opened.turns, place, key=lambda turn: turn[0]) - 1
        if number < 0 or place > opened.turns[number][2]:
            return None
        return opened.turns[number]

    def _trimmed(self, start: int, end: int) -> Span:
        text = self._text
        while end > start and text[end - 1].isspace():
            end -= 1
        while start < end and text[start].isspace():
            start += 1
        return start, end

    def _next_word(self, place: int) -> int | None:
        """The first letter or digit behind a place that is said and not the label of a speaker."""
        text = self._text
        while place < len(text):
            turn = self._turn_at(place)
            if turn is not None and turn[0] <= place < turn[1]:
                place = turn[1]
            elif text[place].isalnum():
                return place
            else:
                place += 1
        return None

    def _select(self, span: Span) -> None:
        if span[0] < span[1]:
            self.room.view.select(*span)
