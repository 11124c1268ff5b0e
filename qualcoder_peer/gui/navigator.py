"""Where the user is and was: one way to a room, a document, a place in a text, a code or a respondent, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the program; only what matters is set. ``start`` and ``end`` are code points of the document.
    ``page`` is a part of the room that shows none of these."""

    room: str
    document: int | None = None
    start: int | None = None
    end: int | None = None
    coding: int | None = None
    code: int | None = None
    respondent: int | None = None
    report: int | None = None
    page: str = ""


class Navigator(QObject):
    """``go`` somewhere; ``back`` and ``forward`` as in a browser. The window listens to ``asked`` and shows it."""

    asked = Signal(object)
    """A Place to show now."""
    changed = Signal()
    """Whether one can go back or forward may have changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.here: Callable[[], Place | None] = lambda: None
        """Set by the window: the place as it is now, so that one comes back to the very line one left."""
        self._behind: list[Place] = []
        self._ahead: list[Place] = []

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place to go back to."""
        return bool(self._behind)

    @property
    def can_go_forward(self) -> bool:
        """Whether one has gone back from somewhere."""
        return bool(self._ahead)

    def go(self, place: Place) -> None:
        """Show a place; where one is now can be returned to."""
        now = self.here()
        if now is not None and now != place:
            self._behind = [*self._behind, now][-_LIMIT:]
            self._ahead.clear()
        self.asked.emit(place)
        self.changed.emit()

    def back(self) -> None:
        """Show the place one came from."""
        self._step(self._behind, self._ahead)

    def forward(self) -> None:
        """Show the place one went back from."""
        self._step(self._ahead, self._behind)

    def clear(self) -> None:
        """Forget all places (another project)."""
        self._behind.clear()
        self._ahead.clear()
        self.changed.emit()

    def _step(self, source: list[Place], other: list[Place]) -> None:
        if not source:
            return
        place, now = source.pop(), self.here()
        if now is not None:
            other.append(now)
        self.asked.emit(place)
        self.changed.emit()
