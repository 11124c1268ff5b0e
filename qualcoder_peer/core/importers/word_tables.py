"""How a table in a Word file becomes lines: transcripts kept in tables become turns, others rows with tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class _Columns:
    time: int | None
    speaker: int | None
    words: int


def table_lines(rows: Sequence[Sequence[Cell]]) -> TableLines:
    """The lines of a table of more than one column, given its rows of cells."""
    headings = 1 if len(rows) > _FEWEST_ROWS and _is_heading(rows[0]) else 0
    columns = _transcript_columns(rows[headings:])
    if columns is None:
        return TableLines([_plain_row(row) for row in rows], 0)
    lines: list[str] = []
    for row in rows[headings:]:
        lines.extend(_turn_lines(row, columns))
    return TableLines(lines, headings)


def _plain_row(row: Sequence[Cell]) -> str:
    return "\t".join(_joined(cell) for cell in row).rstrip("\t")


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
    time = _joined(row[columns.time]) if columns.time is not None and columns.time < len(row) else ""
    speaker = _joined(row[columns.speaker]) if columns.speaker is not None and columns.speaker < len(row) else ""
    words = [line for line in row[columns.words] if line.strip()] if columns.words < len(row) else []
    stamp = f"[{time.strip('[](){}<># ')}]" if is_time_stamp(time) else time
    label = speaker.rstrip(": ") + ":" if speaker else ""
    before = " ".join(part for part in (stamp, label) if part)
    if not words:
        return [before] if before else []
    first = f"{before} {words[0].strip()}" if before else words[0]
    return [first, *words[1:]]
