"""Many codings read in several shares."""

from __future__ import annotations

from typing import NamedTuple


class Share(NamedTuple):
    """One of ``of`` shares that codings are divided into by their ids, numbered from 0; all shares are all codings."""

    number: int
    of: int
