"""How a table becomes lines: transcripts kept in tables become turns, others rows with tabs between the cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qualcoder_peer.core.importers.lines import Line, marks_in, plain, without_marks, without_trailing_tabs
from qualcoder_peer.core.text.labels import LabelClass, label_class
from qualcoder_peer.core.text.timestamps import is_time_stamp

Cell = list[str]
"""The lines of one cell."""

_HEADINGS = frozenset(
    """
    tid tidpunkt tidskod time timestamp tidsstempel tidsstämpel tidkod start talare speaker taler person namn navn name
    vem
    hvem who deltagare deltager participant text transkription transskription transcript transcription innehåll
    indhold content utterance yttrande ytring replik nr no # rad line linje
    """.split()  # noqa: SIM905 - a list of words reads better so
)
_LONGEST_LABEL = 40
_FEWEST_ROWS = 3
_SHORTEST_TALK = 15


@dataclass(frozen=True, slots=True)
class TableLines:
    """The lines a table becomes; ``headings`` is 1 when the heading row of a transcript was left out."""

    lines: list[str]
    headings: int
    are_turns: bool


class _Columns(NamedTuple):
    time: int | None
    speaker: int | None
    words: int


def table_lines(rows: Sequence[Sequence[Cell]]) -> TableLines:
    """The lines of a table of more than one column, given its rows of cells."""
    bare = [[[without_marks(line) for line in cell] for cell in row] for row in rows]
    headings = 1 if len(rows) > _FEWEST_ROWS and _is_heading(bare[0]) else 0
    columns = _transcript_columns(bare[headings:])
    if columns is None:
        return TableLines([_plain_row(row) for row in rows], 0, False)
    lines: list[str] = []
    for row in rows[headings:]:
        lines.extend(_turn_lines(row, columns))
    return TableLines(lines, headings, True)


def lines_of_table(rows: Sequence[Sequence[Sequence[Line]]], counts: Counter[str]) -> list[Line]:
    """The lines of a table, of one column too, given the lines of its cells; counts ``headings`` that were left out."""
    filled = [row for row in rows if row]
    if all(len(row) == 1 for row in filled):
        return [line for row in filled for line in row[0]]
    made = table_lines([[list(map(plain, cell)) for cell in row] for row in filled])
    counts["headings"] += made.headings
    return [[(line, False)] for line in made.lines]


def _plain_row(row: Sequence[Cell]) -> str:
    return without_trailing_tabs("\t".join(_joined(cell) for cell in row))


def _joined(cell: Cell) -> str:
    return " ".join(part for line in cell for part in line.split())


def _is_heading(row: Sequence[Cell]) -> bool:
    words = [_joined(cell).rstrip(":").casefold() for cell in row]
    return any(words) and all(not word or word in _HEADINGS for word in words)


def _transcript_columns(rows: Sequence[Sequence[Cell]]) -> _Columns | None:
    """Which column holds times, speakers and words, or None when the table is no transcript."""
    width = max((len(row) for row in rows), default=0)
    if len(rows) < _FEWEST_ROWS or not 2 <= width <= 4:
        return None
    if sum(1 for row in rows if len(row) == width) < 0.8 * len(rows):
        return None
    columns = [[_joined(row[place]) if place < len(row) else "" for row in rows] for place in range(width)]
    time = next((place for place, cells in enumerate(columns) if _are_times(cells)), None)
    words = max(range(width), key=lambda place: sum(map(len, columns[place])))
    others = [place for place in range(width) if place not in (time, words)]
    speaker = next((place for place in others if _are_speakers(columns[place], columns[words], time is not None)), None)
    if words == time or sum(map(len, columns[words])) < _SHORTEST_TALK * len(rows):
        return None
    rest = [place for place in others if place != speaker and not _are_numbers(columns[place])]
    if rest or (speaker is None and time is None):
        return None
    return _Columns(time, speaker, words)


def _are_times(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    times = sum(1 for cell in filled if is_time_stamp(cell))
    return len(filled) >= 2 and times >= 0.8 * len(filled)


def _are_numbers(cells: Sequence[str]) -> bool:
    return all(not cell or cell.rstrip(".").isdigit() for cell in cells)


def _are_speakers(cells: Sequence[str], words: Sequence[str], timed: bool) -> bool:
    """Short cells that recur, beside longer ones; times or labels such as R1 make fewer returns enough."""
    filled = [cell for cell in cells if cell]
    if len(filled) < _FEWEST_ROWS or _are_numbers(filled) or _are_times(filled):
        return False
    shaped = all(
        len(cell) <= _LONGEST_LABEL and len(cell.split()) <= 4 and cell[0].isalpha() and cell[-1] not in ".?!,;"
        for cell in filled
    )
    labels = {cell.rstrip(":").casefold() for cell in filled}
    longer = sum(map(len, words)) > 2 * sum(map(len, cells))
    named = timed or any(label_class(label) >= LabelClass.CODE for label in labels)
    most = len(filled) - 1 if named else max(2, (len(filled) + 1) // 2)
    return shaped and longer and 2 <= len(labels) <= most


def _turn_lines(row: Sequence[Cell], columns: _Columns) -> list[str]:
    beside = [_joined(row[place]) if place is not None and place < len(row) else "" for place in columns[:2]]
    time, speaker = (without_marks(words) for words in beside)
    marks = "".join(marks_in(words) for words in beside)
    words = [line for line in row[columns.words] if without_marks(line).strip()] if columns.words < len(row) else []
    stamp = f"[{time.strip('[](){}<># ')}]" if is_time_stamp(time) else time
    label = speaker.rstrip(": ") + ":" if speaker else ""
    before = marks + " ".join(part for part in (stamp, label) if part)
    if not words:
        return [before] if stamp or label else []
    first = f"{before} {words[0].strip()}" if stamp or label else before + words[0]
    return [first, *words[1:]]
