"""One edit of a text, and where everything that has a place in the text stands after it.

An edit puts ``length`` characters in the place of ``[start, end)``; what the two have in common at their edges is left
out of it first (``made_edit``), so that a corrected version pasted over a passage moves as little as possible.

**Codings and memos on passages.** What is typed strictly inside belongs to the passage. What is typed at its start
edge stands before it. What is typed at its end edge stands behind it, except for the letters that go on with its last
word (its last character is a letter, a digit or a space: the word has been cut off or taken away to be written anew).
So a word mended at the end of a passage stays in it, and a sentence added behind it does not. What replaces words of a
passage belongs to it if all that it replaces did. A passage whose words are all taken away is gone; if words that reach
beyond it are replaced, likewise. A coding goes with its passage; a memo keeps to the character before.

**Turns.** A turn is ``[start, said_start)``, its label, and ``[said_start, end)``, its words. What is typed at the end
of a turn's words, or at their beginning, belongs to it; so does what is typed in a turn that has no label, at its
start. A label is not written in: ``touches_label`` tells, and the caller refuses. A label that is taken away as a whole
joins its words to the turn before; the first turn keeps its speaker. A turn of which nothing is left is gone.

**Places** (pages, headings, columns of a sheet) begin with what is typed at their start; only line ends typed there go
before them.

**Words that are moved** (``Move``) are taken away and put in elsewhere, and that is all for whoever reaches beyond
them. But a passage that lies wholly in them goes along, and one that holds them and more keeps them as long as they are
put in it or at its edge. A turn does not go along: the words are said by who speaks where they are put in.

Everything typed letter by letter comes to the same places as when it is put in at once. Positions are code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_WORD = re.compile("[\\w'’\u0300-\u036f\u200d\ufe0e\ufe0f]*")
_GOES_ON = re.compile("[\\w'’ \u00a0\u0300-\u036f\u200d\ufe0e\ufe0f]")


@dataclass(frozen=True, slots=True)
class Edit:
    """``[start, end)`` of a text becomes ``length`` characters.

    Of these, the first ``word`` go on with the word before, and the first ``breaks`` are line ends (both 0 unless
    nothing is taken away). ``blank`` characters of white space stand before ``start``.
    """

    start: int
    end: int
    length: int
    word: int = 0
    breaks: int = 0
    blank: int = 0

    @property
    def grown(self) -> int:
        """By how much the text is longer than before."""
        return self.length - (self.end - self.start)

    @property
    def parts(self) -> tuple[Edit, ...]:
        """The edit itself."""
        return (self,)

    def passage(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a passage stands afterwards; None when nothing is left of it. An empty one goes as a place does."""
        low, high, more = self.start, self.end, self.grown
        if start >= end:
            place = self.place(start)
            return place, place
        if high <= start:
            return start + more, end + more
        if low >= end:
            return start, end + (self.word if low == end == high else 0)
        if start <= low and high <= end:
            return (start, end + more) if end + more > start else None
        if start < low:
            return start, low
        if end > high:
            return low + self.length, end + more
        return None

    def place(self, position: int) -> int:
        """Where a page, a heading or a column begins afterwards."""
        if position < self.start:
            return position
        if self.start == self.end:
            return position + (self.breaks if position == self.start else self.length)
        return position + self.grown if position >= self.end else self.start


@dataclass(frozen=True, slots=True)
class Move:
    """The words that ``taken`` takes away are put in by ``put``, whose place is one of the text without them."""

    taken: Edit
    put: Edit

    @property
    def start(self) -> int:
        """Where the words stood."""
        return self.taken.start

    @property
    def grown(self) -> int:
        """By how much the text is longer than before: not at all."""
        return 0

    @property
    def parts(self) -> tuple[Edit, ...]:
        """The two edits, one after the other."""
        return (self.taken, self.put)

    def passage(self, start: int, end: int) -> tuple[int, int]:
        """Where a passage stands afterwards; something is always left of it."""
        low, high, place = self.taken.start, self.taken.end, self.put.start
        if start < end and low <= start and end <= high:
            return start + place - low, end + place - low
        span = self.taken.passage(start, end)
        assert span is not None  # only the words moved are taken away
        if start <= low and high <= end and span[0] <= place <= span[1]:
            return span[0], span[1] + self.put.length
        moved = self.put.passage(*span)
        assert moved is not None  # nothing is taken away
        return moved

    def place(self, position: int) -> int:
        """Where a page, a heading or a column begins afterwards."""
        return self.put.place(self.taken.place(position))


class TurnSpan(NamedTuple):
    """A turn by its id; its label is ``[start, said_start)``, its words are ``[said_start, end)``."""

    id: int
    start: int
    said_start: int
    end: int


def made_edit(text: str, start: int, end: int, new: str) -> tuple[Edit, str]:
    """The edit that puts ``new`` in the place of ``[start, end)`` of ``text``, and what it puts there once the
    characters that stay at either side are left out. Raises ValueError for a place outside the text."""
    if not 0 <= start <= end <= len(text):
        raise ValueError("the edit is outside the text")
    old = text[start:end]
    same = _common(old, new)
    start, old, new = start + same, old[same:], new[same:]
    same = _common(old[::-1], new[::-1])
    if same:
        end, new = end - same, new[:-same]
    blank = start
    while blank and text[blank - 1].isspace():
        blank -= 1
    blank = start - blank
    if start < end or not new:
        return Edit(start, end, len(new), blank=blank), new
    word = 0
    if start and _GOES_ON.match(text, start - 1):
        found = _WORD.match(new)
        word = found.end() if found else 0
    return Edit(start, end, len(new), word, len(new) - len(new.lstrip("\n")), blank), new


def touches_label(text: str, edit: Edit, new: str, labels: Iterable[tuple[int, int]]) -> bool:
    """Whether an edit would write in one of these labels ``[start, said_start)``, take a part of it away, or take away
    the line end before it. A label may be taken away as a whole, and lines may be put in before it."""
    low, high = edit.start, edit.end
    for start, said in labels:
        if start >= said:
            continue
        if low == high:
            if start <= low < said and not (low == start and new.endswith("\n")):
                return True
        elif low < said and high > start:
            if not (low <= start and said <= high):
                return True
        elif high == start and text[start - 1] == "\n" and not new.endswith("\n"):
            return True
    return False


def edit_turns(turns: Sequence[TurnSpan], edit: Edit) -> list[TurnSpan | None]:
    """Where turns stand after an edit, None for those that are gone; for each one given, in order of place.

    The turn before those that the edit touches must be among them.
    """
    low, high, more = edit.start, edit.end, edit.length
    after = [TurnSpan(one.id, *(_without(place, low, high) for place in one[1:])) for one in turns]
    moved: list[TurnSpan | None] = list(after)
    if low < high:
        _join_unlabelled(turns, after, moved, edit)
    if not more:
        return moved
    owner = _owner(moved, edit)
    for number, one in enumerate(moved):
        if one is None:
            continue
        if number == owner:
            moved[number] = one._replace(end=max(one.end, low) + more)
        elif one.start > low or (one.start == low and (owner is None or number > owner)):
            moved[number] = TurnSpan(one.id, one.start + more, one.said_start + more, one.end + more)
        elif one.start < low < one.said_start:
            moved[number] = TurnSpan(one.id, one.start, one.said_start + more, one.end + more)
        elif one.start < low < one.end:
            moved[number] = one._replace(end=one.end + more)
    return moved


def _join_unlabelled(
    turns: Sequence[TurnSpan], after: Sequence[TurnSpan], moved: list[TurnSpan | None], edit: Edit
) -> None:
    """Take out the turns that an edit leaves nothing of, and join those whose label it takes to the one before."""
    before: int | None = None
    for number, one in enumerate(turns):
        labelled, left = one.start < one.said_start, after[number]
        if edit.start <= one.start and one.end <= edit.end and one.start < one.end:
            if not edit.length or labelled or one.start != edit.start:
                moved[number] = None  # else it has no label, and other words from its first one on
        elif labelled and edit.start <= one.start and one.said_start <= edit.end and before is not None:
            joined = moved[before]
            assert joined is not None
            moved[before] = joined._replace(end=max(joined.end, left.end))
            moved[number] = None
        if moved[number] is not None:
            before = number


def _owner(moved: Sequence[TurnSpan | None], edit: Edit) -> int | None:
    """The turn to whose words something typed belongs: the last one that has the place, edges and the white space
    behind it included. What stands in a label is nobody's words."""
    place = edit.start
    found: int | None = None
    for number, one in enumerate(moved):
        if one is None:
            continue
        if one.said_start <= place <= one.end + edit.blank:
            found = number
        elif one.start < place < one.said_start:
            found = None
    return found


def _without(place: int, low: int, high: int) -> int:
    return place if place <= low else max(low, place - (high - low))


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    most = min(len(one), len(other))
    if one[:most] == other[:most]:
        return most
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
