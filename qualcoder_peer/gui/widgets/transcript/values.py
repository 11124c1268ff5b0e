"""What the transcript view is given: coded segments and speaker turns, as plain values."""

from __future__ import annotations

from typing import Literal, NamedTuple

Role = Literal["interviewer", "respondent", "other"]
Stance = Literal["", "for", "against", "mixed"]

CODE_MIME_TYPE = "application/x-qualcoder-code"
"""A code dragged onto the transcript; the payload is its id in decimal digits, UTF-8."""

SELECTION_MIME_TYPE = "application/x-qualcoder-selection"
"""A selection dragged out of the transcript; the payload is ``start:end`` in code points."""

STAR = "★"
STANCE_SIGNS: dict[str, str] = {"for": "+", "against": "−", "mixed": "±"}


class Segment(NamedTuple):
    """One coding as the view shows it. Positions are code points, half open; ``colour`` is ``#rrggbb``.

    A tuple and not a dataclass, because ten thousand of them are made when a document is opened.
    """

    id: int
    start: int
    end: int
    code_id: int
    colour: str
    name: str
    coder: str = ""
    starred: bool = False
    stance: Stance = ""
    automatic: bool = False
    """Made by a rule and not yet confirmed by a person."""

    @property
    def signs(self) -> str:
        """Star and stance as signs, so that neither is told by colour alone."""
        return " ".join(sign for sign in (STAR if self.starred else "", STANCE_SIGNS.get(self.stance, "")) if sign)


class TurnMark(NamedTuple):
    """One speaker turn: the label is ``[start, said_start)``, the words are ``[said_start, end)`` (code points).

    ``time_ms`` is when the turn begins, in milliseconds, where the recording's time is known.
    """

    start: int
    said_start: int
    end: int
    speaker: str
    role: Role = "other"
    time_ms: int | None = None


def time_label(time_ms: int) -> str:
    """A time of the recording for the margin: ``4:05`` or, from one hour on, ``1:04:05``."""
    seconds = max(0, time_ms) // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
