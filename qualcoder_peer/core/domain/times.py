"""Times as the project stores and shows them."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """The present time: ISO 8601, UTC, to the millisecond, such as ``2026-05-04T12:30:00.000Z``."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def clock(time_ms: int) -> str:
    """A place in a recording as ``HH:MM:SS``; ``time_ms`` in milliseconds."""
    seconds = time_ms // 1000
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
