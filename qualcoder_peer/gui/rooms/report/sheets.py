"""Sheets of paper cut out of a strip: all of a report is laid out in one column without end, and divided here.

So a sheet can lie or stand, and leave room at its foot for the notes whose marks are on it. Lengths are those of the
strip; nothing of Qt is needed for the dividing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_NOTES = 0.6
"""The share of a sheet that its notes may take; what is more goes on at the foot of the next."""

Stretch = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch ``[top, bottom)`` of the strip that is not divided: a line of words, a row of a table.

    ``begins`` starts a sheet, ``lying`` needs one that lies, ``keep`` stays with the unit that follows. ``notes`` are
    the numbers of the notes marked in it, ``header`` is what a sheet that begins with it shows above it once more.
    """

    top: float
    bottom: float
    begins: bool = False
    lying: bool = False
    keep: bool = False
    notes: tuple[int, ...] = ()
    header: Stretch | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a strip, and how far below the upper edge of the text of its sheet it stands."""

    top: float
    bottom: float
    at: float

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: ``main`` is its own stretch of the strip, ``header`` a header row repeated above, ``notes`` parts of
    the strip of notes."""

    lying: bool
    main: Part
    header: Part | None = None
    notes: tuple[Part, ...] = ()


class Divider:
    """Divides units into sheets whose text is ``upright`` or ``lying`` high; ``gap`` parts it from the notes.

    ``notes`` are the lines of each note, as stretches of their own strip.
    """

    def __init__(self, notes: Sequence[Sequence[Stretch]], upright: float, lying: float, gap: float) -> None:
        self._notes, self._heights, self._gap = notes, {False: upright, True: lying}, gap
        self._carried: list[Stretch] = []
        self._sheets: list[Sheet] = []

    def divide(self, units: Sequence[Unit]) -> tuple[Sheet, ...]:
        """The sheets, at least one."""
        place = 0
        while place < len(units):
            end = self._end(units, place)
            self._put(units[place:end])
            place = end
        while self._carried or not self._sheets:
            last = units[-1].bottom if units else 0.0
            self._sheets.append(self._with_notes(Part(last, last, 0.0), None, [], lying=False))
        return tuple(self._sheets)

    def _end(self, units: Sequence[Unit], first: int) -> int:
        """The place after the last unit of the sheet that begins with ``first``."""
        begun = units[first]
        height = self._heights[begun.lying]
        above = begun.header[1] - begun.header[0] if begun.header is not None else 0.0
        notes = _total(self._carried)
        place = first
        while place < len(units):
            unit = units[place]
            more = sum(_total(self._notes[note]) for note in unit.notes)
            if place > first:
                if unit.begins or unit.lying != begun.lying:
                    return place
                if above + unit.bottom - begun.top + self._room(notes + more, height) > height:
                    break
            notes += more
            place += 1
        else:
            return place
        kept = place
        while kept > first and units[kept - 1].keep:
            kept -= 1
        return kept if kept > first else place

    def _room(self, notes: float, height: float) -> float:
        return min(notes + self._gap, MOST_NOTES * height) if notes else 0.0

    def _put(self, units: Sequence[Unit]) -> None:
        first, last = units[0], units[-1]
        height = self._heights[first.lying]
        header = Part(*first.header, 0.0) if first.header is not None else None
        above = header.height if header is not None else 0.0
        fresh = [line for unit in units for note in unit.notes for line in self._notes[note]]
        top = first.top
        while above + last.bottom - top > height:  # one unit higher than a sheet
            self._sheets.append(Sheet(first.lying, Part(top, top + height - above, above), header))
            top += height - above
        self._sheets.append(self._with_notes(Part(top, last.bottom, above), header, fresh, lying=first.lying))

    def _with_notes(self, main: Part, header: Part | None, fresh: list[Stretch], *, lying: bool) -> Sheet:
        height = self._heights[lying]
        lines = [*self._carried, *fresh]
        free = max(height - main.at - main.height, 0.0) - self._gap
        shown, used = 0, 0.0
        for top, bottom in lines:
            if used + bottom - top > free and (shown or main.height):
                break
            used += bottom - top
            shown += 1
        self._carried = lines[shown:]
        notes, at = [], height - used
        for top, bottom in lines[:shown]:
            notes.append(Part(top, bottom, at))
            at += bottom - top
        return Sheet(lying, main, header, tuple(notes))


def _total(lines: Sequence[Stretch]) -> float:
    return sum(bottom - top for top, bottom in lines)
