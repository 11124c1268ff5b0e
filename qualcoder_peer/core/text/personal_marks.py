"""A place in a text with personal data, before it is known to which person it belongs; and order among such places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from qualcoder_peer.core.domain.personal import Confidence, PersonalKind


class Mark(NamedTuple):
    """``[start, end)`` in code points. ``key`` is equal for what is the same (a number without its hyphens)."""

    start: int
    end: int
    kind: PersonalKind
    confidence: Confidence
    key: str


_ORDER = {
    PersonalKind.WORKPLACE: 0, PersonalKind.WORD: 0, PersonalKind.EMAIL: 1, PersonalKind.URL: 2,
    PersonalKind.IDENTITY: 3, PersonalKind.BIRTH_DATE: 4, PersonalKind.PHONE: 5, PersonalKind.ADDRESS: 6,
    PersonalKind.PERSON: 7, PersonalKind.PLACE: 8,
}  # fmt: skip


def apart(marks: Iterable[Mark]) -> list[Mark]:
    """Marks in order of place; of two that overlap the one of the surer kind, then the longer, stays."""
    kept: list[Mark] = []
    for mark in sorted(marks):
        while kept and kept[-1].end > mark.start and _rank(mark) < _rank(kept[-1]):
            kept.pop()
        if not kept or kept[-1].end <= mark.start:
            kept.append(mark)
    return kept


def _rank(mark: Mark) -> tuple[int, int]:
    return _ORDER[mark.kind], mark.start - mark.end
