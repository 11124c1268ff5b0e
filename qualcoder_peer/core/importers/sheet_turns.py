"""Turns that stand in the rows of a sheet, put together to a transcript; days and times as sheets write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qualcoder_peer.core.domain.sources import FoundTurn
from qualcoder_peer.core.text.timestamps import is_time_stamp, time_ms

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_NORDIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: .*)?")
_SECONDS = re.compile(r"\d{1,6}(?:[.,]\d{1,3})?")


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One row: who (empty: the one before goes on), what was said, and when (milliseconds)."""

    speaker: str
    text: str
    time_ms: int | None


def join_turns(rows: Sequence[TurnRow]) -> tuple[str, tuple[FoundTurn, ...]]:
    """The transcript of the rows, ``Speaker: words`` with a blank line between turns, and its turns.

    A row without a speaker continues the turn before as a paragraph of its own.
    """
    pieces: list[str] = []
    turns: list[FoundTurn] = []
    length = 0
    for row in rows:
        speaker = " ".join(row.speaker.split()).rstrip(":") or None
        if speaker is None and turns and turns[-1].speaker is not None:
            pieces.append(f"\n{row.text}")
            length += len(pieces[-1])
            last = turns[-1]
            turns[-1] = FoundTurn(last.start, last.said_start, length, last.speaker, last.time_ms)
            continue
        before = "\n\n" if pieces else ""
        label = f"{speaker}: " if speaker else ""
        start = length + len(before)
        pieces.append(f"{before}{label}{row.text}")
        length += len(pieces[-1])
        turns.append(FoundTurn(start, start + len(label), length, speaker, row.time_ms))
    return "".join(pieces), tuple(turns)


def cell_date(cell: str) -> str:
    """The day as ISO 8601 (``2026-03-01``), empty when the cell is no day; ``1/3/2026`` is the first of March."""
    iso, nordic = _ISO.fullmatch(cell), _NORDIC.fullmatch(cell)
    if iso is not None:
        year, month, day = map(int, iso.groups())
    elif nordic is not None:
        day, month, year = map(int, nordic.groups())
    else:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def cell_time(cell: str) -> int | None:
    """Milliseconds from the beginning: ``00:01:23``, ``1:23``, or a number of seconds; None when it is no time."""
    if is_time_stamp(cell):
        return time_ms(cell)
    if _SECONDS.fullmatch(cell):
        return round(float(cell.replace(",", ".")) * 1000)
    return None
