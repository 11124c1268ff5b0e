"""Much reading in small pieces: a commit waits for who reads, and the window for the commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

Id = TypeVar("Id", bound=int)
CODINGS_AT_ONCE = 1_000
"""Codings that are looked up with the turns they touch in one reading: some 5 ms."""


def pieces(counts: Mapping[Id, int], most: int = CODINGS_AT_ONCE) -> Iterator[list[Id]]:
    """The keys in their order, in lists whose counts come to about ``most``; each read in a ``project.reading()``."""
    piece: list[Id] = []
    size = 0
    for one, count in counts.items():
        piece.append(one)
        size += count
        if size >= most:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece
