"""What a commit tells its listeners: which rows of which tables changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qualcoder_peer.core.domain.ids import StepId

MANY_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class TableChange:
    """Ids of rows by what happened to them. ``many``: more than MANY_ROWS in the step, so read all anew."""

    inserted: frozenset[int] = frozenset()
    updated: frozenset[int] = frozenset()
    deleted: frozenset[int] = frozenset()
    many: bool = False

    @property
    def present(self) -> frozenset[int]:
        """Rows to read again: those inserted or updated."""
        return self.inserted | self.updated


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """One commit. ``tables`` maps a table's name (``document``, ``coding`` …) to what changed in it."""

    step: StepId
    tables: Mapping[str, TableChange]

    def touches(self, *names: str) -> bool:
        """Whether any of the named tables changed."""
        return any(name in self.tables for name in names)
