"""When Python looks for garbage in circles: between two gestures, never in the midst of one, and only on this thread.

Left to itself Python searches whenever enough small objects have been made, which is just when a document is opened or
a code is put on: 5 to 20 ms for the young objects of a long transcript, 60 ms for all of them were measured, on
whatever thread happens to be running, where Qt's objects must not die.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MS = 1_000
_YOUNG_OBJECTS = 2_000
"""Objects made since the last look, above which the young ones are searched."""
_ALL_EVERY_S = 60.0


class Collector(QObject):
    """Searches for garbage by a timer of the event loop instead of by chance, as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._searched_all = time.monotonic()
        self._young_searches = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        gc.disable()

    def look(self) -> None:
        """Search the young objects if there are many; now and then, if any have grown old meanwhile, all."""
        if gc.get_count()[0] >= _YOUNG_OBJECTS:
            gc.collect(1)
            self._young_searches += 1
        if self._young_searches and time.monotonic() - self._searched_all >= _ALL_EVERY_S:
            gc.collect()
            self._young_searches, self._searched_all = 0, time.monotonic()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()
