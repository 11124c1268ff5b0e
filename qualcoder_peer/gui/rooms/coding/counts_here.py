"""How much codes are used in the document that is open, kept in step coding by coding while somebody wants to know."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.gui.rooms.coding.book import Use
from qualcoder_peer.gui.rooms.coding.session import Session
from qualcoder_peer.gui.widgets.transcript import Segment

_AFTER_PAINT_MS = 30


class CountsHere(QObject):
    """``on`` begins to count; ``use`` tells of a code with all below it."""

    changed = Signal(object)
    """A set of ids of codes whose numbers are others now; None: all may be."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.is_on = False
        self._places: dict[int, tuple[int, int, int]] = {}
        self._by_code: dict[int, set[int]] = {}
        self._stale: set[int] | None = set()
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_PAINT_MS)
        self._soon.timeout.connect(self._tell)
        session.segment_put.connect(self._put)
        session.segment_taken.connect(self._take)
        for signal in (session.segments_reset, session.document_shown):
            signal.connect(self._read)

    def on(self, wanted: bool) -> None:
        """Count, or leave it."""
        self.is_on = wanted
        self._read()

    def use(self, code: int) -> Use:
        """How much a code is used in the open document."""
        below = self._session.book.tree.below(CodeId(code))
        found = [one for each in below for one in self._by_code.get(each, ())]
        heard: set[int] = set()
        for one in found:
            heard |= self._session.heard_in(*self._places[one][1:])
        return Use(len(self._by_code.get(code, ())), len(found), len(heard))

    def _read(self) -> None:
        self._places, self._by_code = {}, {}
        if self.is_on and not self._session.is_waiting:
            for one in self._session.segments.values():
                self._places[one.id] = (one.code_id, one.start, one.end)
                self._by_code.setdefault(one.code_id, set()).add(one.id)
        self._stale = None
        self._soon.start()

    def _put(self, segment: Segment) -> None:
        if self.is_on:
            self._take(segment.id)
            self._places[segment.id] = (segment.code_id, segment.start, segment.end)
            self._by_code.setdefault(segment.code_id, set()).add(segment.id)
            self._mark(segment.code_id)

    def _take(self, coding: int) -> None:
        known = self._places.pop(coding, None)
        if known is not None:
            self._by_code[known[0]].discard(coding)
            self._mark(known[0])

    def _mark(self, code: int) -> None:
        if self._stale is not None:
            self._stale |= self._session.book.line_ids((code,))
        if not self._soon.isActive():
            self._soon.start()

    def _tell(self) -> None:
        stale, self._stale = self._stale, set()
        if self.is_on:
            self.changed.emit(stale)
