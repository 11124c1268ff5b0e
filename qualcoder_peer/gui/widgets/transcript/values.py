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
AUTOMATIC = "◌"
SUGGESTED = "?"
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
        """Star, stance, and what nobody has confirmed, as signs, so that nothing is told by colour alone."""
        doubt = SUGGESTED if self.is_suggestion else AUTOMATIC if self.automatic else ""
        signs = (doubt, STAR if self.starred else "", STANCE_SIGNS.get(self.stance, ""))
        return " ".join(sign for sign in signs if sign)

    @property
    def is_suggestion(self) -> bool:
        """Whether this is no coding but a suggestion of one; see ``suggestion``."""
        return self.id <= _FIRST_SUGGESTION

    @property
    def is_dotted(self) -> bool:
        """Whether its stripe and line are dotted: a person has yet to say yes to it."""
        return self.automatic or self.id <= _FIRST_SUGGESTION


_FIRST_SUGGESTION = -2


def suggestion(segment: Segment) -> Segment:
    """A segment marked as a suggestion inside the view: its id (0 or more) becomes one that no coding has."""
    return segment._replace(id=suggestion_key(segment.id))


def suggestion_key(number: int) -> int:
    """The id inside the view of the suggestion ``number``, and back; ``-1`` (none) stays."""
    return number if number == -1 else _FIRST_SUGGESTION - number


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
