"""Time stamps as transcription programs write them, and the milliseconds they mean.

Forms: ``[00:01:23]``, ``(00:01:23)``, ``00:01:23``, ``[1:23]``, ``00:01:23.450``, ``#00:01:23-4#`` (f4, tenths).
"""

from __future__ import annotations

import re

TIME = r"(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?:[.,]\d{1,3}|-\d)?"
"""A time without brackets, for use inside larger patterns; no capturing groups."""

STAMP = rf"(?:\[\s?{TIME}\s?\]|\(\s?{TIME}\s?\)|<\s?{TIME}\s?>|\{{\s?{TIME}\s?\}}|#{TIME}#|(?<![\d:]){TIME}(?![\d:#]))"
"""A time stamp with or without brackets; no capturing groups."""

BRACKETED_STAMP = rf"(?:\[\s?{TIME}\s?\]|\(\s?{TIME}\s?\)|<\s?{TIME}\s?>|\{{\s?{TIME}\s?\}}|#{TIME}#)"
"""A time stamp that cannot be mistaken for a time of day in running text."""

END_STAMP = rf"#{TIME}#"
"""A time stamp that stands at the end of what was said before it, as f4 and f5 write them."""

_PARTS = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?:([.,-])(\d{1,3}))?")
_WHOLE = re.compile(rf"\s*{STAMP}\s*")


def is_time_stamp(text: str) -> bool:
    """Whether ``text`` is one time stamp and nothing else."""
    return _WHOLE.fullmatch(text) is not None


def time_ms(stamp: str) -> int | None:
    """The milliseconds of the first time in ``stamp``; two parts are minutes and seconds; None when there is none."""
    found = _PARTS.search(stamp)
    if found is None:
        return None
    hours, minutes, seconds, _, fraction = found.groups()
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))
