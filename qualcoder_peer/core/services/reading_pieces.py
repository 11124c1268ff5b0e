"""Much reading in small pieces: a commit waits for who reads, and the window for the commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from qualcoder_peer.core.domain.shares import Share

Id = TypeVar("Id", bound=int)
CODINGS_AT_ONCE = 1_000
"""Codings that are looked up with the turns they touch in one reading: some 5 ms."""


def pieces(counts: Mapping[Id, int], most: int = CODINGS_AT_ONCE) -> Iterator[tuple[list[Id], Share | None]]:
    """The keys in their order, in lists whose counts come to about ``most``; each read in a ``project.reading()``.

    A key with more than twice as many comes alone, once for each share that its codings are to be read in.
    """
    piece: list[Id] = []
    size = 0
    for one, count in counts.items():
        shares = -(-count // most)
        if shares > 2:
            yield from (([one], Share(number, shares)) for number in range(shares))
            continue
        piece.append(one)
        size += count
        if size >= most:
            yield piece, None
            piece, size = [], 0
    if piece:
        yield piece, None
