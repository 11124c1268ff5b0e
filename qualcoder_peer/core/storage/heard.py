"""The turns that a coding touches, for queries on who was heard in it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from qualcoder_peer.core.storage.schema import Base

_coding = Base.metadata.tables["coding"]
_turn = Base.metadata.tables["turn"]


def touches(document: ColumnElement[int] | None = None) -> ColumnElement[bool]:
    """A turn is touched when a coding starts in it, or it starts inside the coding.

    ``document`` is the coding's document as the turns are looked for by it, where that is to be written in another way
    for the sake of the query's plan. From each coding it goes to the turn that the coding starts in and those it
    reaches: never turns times codings.
    """
    turn_of_start = (
        select(func.max(_turn.c.start))
        .where(_turn.c.document_id == _coding.c.document_id, _turn.c.start <= _coding.c.start)
        .correlate(_coding)
        .scalar_subquery()
    )
    return (
        (_turn.c.document_id == (_coding.c.document_id if document is None else document))
        & (_turn.c.start >= func.coalesce(turn_of_start, _coding.c.start))
        & (_turn.c.start < _coding.c.end)
        & (_turn.c.end > _coding.c.start)
    )
