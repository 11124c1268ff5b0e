"""The turns that a coding touches, for queries on who was heard in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Join, func, select
from sqlalchemy.ext.compiler import compiles

from qualcoder_peer.core.domain.shares import Share
from qualcoder_peer.core.storage.schema import Base

_coding = Base.metadata.tables["coding"]
_turn = Base.metadata.tables["turn"]
_speaker = Base.metadata.tables["speaker"]


class _InOrder(Join):
    """A join whose left side SQLite always goes through first.

    Source: "The SQLite Query Optimizer Overview", sqlite.org, section 7.3, manual control of query plans using
    CROSS JOIN.
    """

    inherit_cache = True


@compiles(_InOrder)
def _cross_join(join: _InOrder, compiler: Any, **options: Any) -> str:
    text: str = compiler.visit_join(join, **options)
    return text.replace(" JOIN ", " CROSS JOIN ", 1)  # the left side is a table


def codings_with_turns() -> Join:
    """Codings, each joined with the turns it touches: the one it starts in, and those that start inside it.

    From each coding to the turn that it starts in and those it reaches, in this order: left to itself SQLite goes from
    all turns of one document to all codings before each turn's end, turns times codings.
    """
    return _InOrder(_coding, _turn, _touches())


def first_speaker() -> ColumnElement[int | None]:
    """Who speaks in a coding, for a query on codings: the first respondent in it, else whoever speaks first, or null.

    Each search stops at the first turn that fits, so that a coding over a whole document costs no more than a short
    one.
    """
    of_speakers = _InOrder(_turn, _speaker, _speaker.c.id == _turn.c.speaker_id)
    found = select(_turn.c.speaker_id).where(_touches()).order_by(_turn.c.start).limit(1).correlate(_coding)
    respondent = found.select_from(of_speakers).where(_speaker.c.role == "respondent")
    return func.coalesce(respondent.scalar_subquery(), found.scalar_subquery())


def _touches() -> ColumnElement[bool]:
    """Whether a turn is the one that a coding starts in, or one that starts inside it."""
    earlier = _turn.alias()
    turn_of_start = (
        select(func.max(earlier.c.start))
        .where(earlier.c.document_id == _coding.c.document_id, earlier.c.start <= _coding.c.start)
        .correlate(_coding)
        .scalar_subquery()
    )
    return (
        (_turn.c.document_id == _coding.c.document_id)
        & (_turn.c.start >= func.coalesce(turn_of_start, _coding.c.start))
        & (_turn.c.start < _coding.c.end)
        & (_turn.c.end > _coding.c.start)
    )


def in_share(share: Share) -> ColumnElement[bool]:
    """Whether a coding is in this share."""
    return _coding.c.id % share.of == share.number
