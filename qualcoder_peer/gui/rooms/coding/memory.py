"""What the room remembers of a project on this computer: the open document, the places in texts, the number keys."""

from __future__ import annotations

import json

from PySide6.QtCore import QByteArray

from qualcoder_peer.gui.settings import Settings

_MOST_PLACES = 500


class RoomMemory:
    """Kept in the settings under the project's GUID; what cannot be read is forgotten."""

    def __init__(self, settings: Settings, guid: str) -> None:
        self._settings, self._name = settings, f"coding/{guid}"
        kept = self._read()
        self.recent: list[object] = list(_listed(kept.get("recent")))
        self.document: object = kept.get("document")
        places = kept.get("places")
        self._places: dict[str, tuple[int, int]] = {}
        for key, value in (places if isinstance(places, dict) else {}).items():
            pair = _listed(value)
            if len(pair) == 2 and all(isinstance(one, int) for one in pair):
                self._places[str(key)] = (int(str(pair[0])), int(str(pair[1])))

    def place(self, document_guid: str) -> tuple[int, int]:
        """The first line shown and the caret, in code points, when the document was left; zeros if it is new."""
        return self._places.get(document_guid, (0, 0))

    def keep_place(self, document_guid: str, top: int, caret: int) -> None:
        """Remember a place; the oldest are forgotten when there are many."""
        self._places.pop(document_guid, None)
        self._places[document_guid] = (top, caret)
        while len(self._places) > _MOST_PLACES:
            self._places.pop(next(iter(self._places)))

    def keep(self, recent: list[int | None], document: int | None) -> None:
        """Write everything."""
        kept = {"recent": recent, "places": self._places, "document": document}
        self._settings.keep_state(self._name, QByteArray(json.dumps(kept).encode()))

    def _read(self) -> dict[str, object]:
        stored = bytes(self._settings.state(self._name).data())
        try:
            kept = json.loads(stored or b"{}")
        except ValueError:
            return {}
        return kept if isinstance(kept, dict) else {}


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
