"""When Python looks for garbage in circles: between two gestures, never in the midst of one, and only on this thread.

Left to itself Python searches whenever enough small objects have been made, which is just when a document is opened or
a code is put on, on whatever thread happens to be running, where Qt's objects must not die.

Nobody can do anything during a search, and one of everything takes 100 ms before a project is even open: most objects
are the program itself, which never becomes garbage. So what has been there for long is set aside and searched no more
while a project is open, and the young objects are searched often, so that they are few each time.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer

from qualcoder_peer.gui.jobs import jobs

_LOOK_EVERY_MS = 1_000
_LOOK_AT_WORK_MS = 100
"""While jobs run, which can make a hundred thousand objects in that time: some 10 ms of searching."""
_YOUNG_OBJECTS = 2_000
"""Objects made since the last look, above which the young ones are searched."""
_ALL_EVERY_S = 60.0
_MOST_SEARCHED = 30_000
"""Objects above which searching them in one go would be felt (0.3 to 0.8 µs each). So many at once are something that
was read and is shown, so they are set aside."""


class Collector(QObject):
    """Searches for garbage by a timer of the event loop instead of by chance, as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._searched_all = time.monotonic()
        self._young_searches = 0
        self._timers = [QTimer(self, interval=time) for time in (_LOOK_EVERY_MS, _LOOK_AT_WORK_MS)]
        for timer in self._timers:
            timer.timeout.connect(self.look)
        self._timers[0].start()
        jobs.started.connect(self._work_began)
        jobs.idle.connect(self._work_ended)
        gc.disable()
        gc.freeze()

    def look(self) -> None:
        """Search the young objects if there are many; now and then, if any have grown old meanwhile, those too."""
        young = gc.get_count()[0]
        if young > _MOST_SEARCHED:
            gc.freeze()
        elif young >= _YOUNG_OBJECTS:
            gc.collect(0)
            self._young_searches += 1
        if self._young_searches and not jobs.active and time.monotonic() - self._searched_all >= _ALL_EVERY_S:
            self._search_old()

    def search_all_soon(self) -> None:
        """A project has been closed: when what showed it is gone, search what was set aside as well."""
        QTimer.singleShot(0, self, self._search_all)

    def stop(self) -> None:
        """Leave it to Python again."""
        for timer in self._timers:
            timer.stop()
        gc.unfreeze()
        gc.enable()

    def _search_old(self) -> None:
        if len(gc.get_objects()) > _MOST_SEARCHED:
            gc.freeze()  # modules that were loaded, or a large document: alive, as far as anyone can know
        else:
            gc.collect()
        self._young_searches, self._searched_all = 0, time.monotonic()

    def _search_all(self) -> None:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._young_searches, self._searched_all = 0, time.monotonic()

    def _work_began(self) -> None:
        always, at_work = self._timers
        if always.isActive() and not at_work.isActive():
            at_work.start()

    def _work_ended(self) -> None:
        self._timers[1].stop()
