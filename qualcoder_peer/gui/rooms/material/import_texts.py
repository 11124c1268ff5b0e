"""The texts of a preview that are in memory: those looked at last, and of a large file those near the one shown."""

from __future__ import annotations

import sys
from collections import OrderedDict, deque
from collections.abc import Iterable
from pathlib import Path

from qualcoder_peer.core.services.preparing import Prepared

LIMIT = 16_000_000
"""Bytes of texts in memory, about; a single text may be larger."""
_FOUND = 220
"""Bytes of a turn, a place, a comment or a bold span, about."""


def weight(prepared: Prepared) -> int:
    """How many bytes of memory a document takes, about."""
    read = prepared.read
    found = len(prepared.turns.turns) + len(prepared.places) + len(prepared.comments) + len(read.bold)
    if prepared.unwrapped:
        found += len(read.turns or ()) + len(read.places) + len(read.comments)
    texts = {id(one): sys.getsizeof(one) for one in (prepared.text, read.text)}
    return sum(texts.values()) + _FOUND * found


class Texts:
    """Documents as they were read, by file and part. A file that has not been looked at for long goes first."""

    def __init__(self) -> None:
        self._files: OrderedDict[Path, dict[int, Prepared]] = OrderedDict()
        self._weights: dict[Path, int] = {}
        self._whole = 0

    def get(self, path: Path, part: int) -> Prepared | None:
        """A document, if it is in memory."""
        found = self._files.get(path, {}).get(part)
        if found is not None:
            self._files.move_to_end(path)
        return found

    def has_room(self, prepared: Prepared) -> bool:
        """Whether a document can be added without another one going."""
        return self._whole + weight(prepared) <= LIMIT

    def add(self, path: Path, prepared: Prepared) -> None:
        """Add a document to those of its file."""
        self._files.setdefault(path, {})[prepared.part] = prepared
        self._weights[path] = self._weights.get(path, 0) + weight(prepared)
        self._whole += weight(prepared)

    def put(self, path: Path, documents: Iterable[Prepared]) -> None:
        """Put these documents of a file in the place of those it had; files not looked at for long may go."""
        self.forget(path)
        for one in documents:
            self.add(path, one)
        while self._whole > LIMIT and len(self._files) > 1:
            self.forget(next(iter(self._files)))

    def clear(self) -> None:
        """Let go of all."""
        self._files.clear()
        self._weights.clear()
        self._whole = 0

    def forget(self, path: Path) -> None:
        """Let go of a file's documents."""
        if self._files.pop(path, None) is not None:
            self._whole -= self._weights.pop(path)


class Nearby:
    """Takes the documents of a file one after the other and keeps those near one of them, as far as there is room."""

    def __init__(self, part: int) -> None:
        self._part = part
        self._kept: deque[Prepared] = deque()
        self._weight = 0

    def take(self, prepared: Prepared) -> None:
        """Keep a document, for now or for good."""
        heavy = weight(prepared)
        if prepared.part > self._part and self._weight + heavy > LIMIT:
            return
        self._kept.append(prepared)
        self._weight += heavy
        while prepared.part <= self._part and self._weight > LIMIT // 2 and len(self._kept) > 1:
            self._weight -= weight(self._kept.popleft())

    @property
    def kept(self) -> tuple[Prepared, ...]:
        """What has been kept, in order."""
        return tuple(self._kept)
