"""What names are sorted by, made a few at a time before anybody asks for it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer

from qualcoder_peer.core.text.ordering import SortKey, sort_key
from qualcoder_peer.gui.i18n import languages

_LETTERS = 300
"""So much of a name is sorted by: one of 100,000 letters is not looked through."""
_AT_ONCE = 250
"""Keys made in one turn of the event loop, 2 ms."""
_PAUSE_MS = 20


class NameKeys(QObject):
    """Keys for the language that is shown. ``prepare`` makes those of many names little by little."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._language = ""
        self._known: dict[str, SortKey] = {}
        self._waiting: list[str] = []
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._make_some)

    def key(self, name: str) -> SortKey:
        """What a name is sorted by."""
        if self._language != languages.current:
            self._language, self._known = languages.current, {}
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = sort_key(name[:_LETTERS], self._language)
        return found

    def prepare(self, names: Iterable[str]) -> None:
        """Have the keys of these names at hand soon."""
        self._waiting = list(names)
        self._soon.start()

    @property
    def is_ready(self) -> bool:
        """Whether all that was to be prepared is."""
        return not self._waiting

    def _make_some(self) -> None:
        for name in self._waiting[-_AT_ONCE:]:
            self.key(name)
        del self._waiting[-_AT_ONCE:]
        if self._waiting:
            self._soon.start()
