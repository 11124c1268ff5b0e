"""What is open in the coding room: one document with its codings, the codes with their counts, the coders.

The session reads the project and follows its changes; it changes nothing. Everything that shows something listens
to its signals, so that a coding costs the same however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from qualcoder_peer.core.domain.changes import ChangeSet, TableChange
from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Document
from qualcoder_peer.core.services.codebook import read_tree, tree_after
from qualcoder_peer.core.services.segments import (
    SegmentRow,
    code_use,
    open_document,
    segments_by_ids,
)
from qualcoder_peer.core.services.coders import list_coders
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.coding.session_state import NONE, OpenState

_REST_MS = 400
_FEW = 400
"""So many codings are counted in a few milliseconds, when nobody is typing; more of them beside the window."""
_NO_CHANGE = TableChange()
_LATE_ABOVE = 500_000
"""Code points of a text whose codings, thousands perhaps, are read when its first page is on the screen."""

__all__ = ["NONE", "Session"]


class Session(OpenState):
    """The state of the room. Positions are code points, half open."""

    document_shown = Signal()
    """Another document is open, or none, or its text or turns were read again."""
    document_renamed = Signal()
    """Title, kind or the done mark of the open document."""
    document_gone = Signal(str)
    """The open document was removed; its title."""
    segments_reset = Signal()
    fetched = Signal()
    """The codings that were left until the page had been painted are there."""
    segment_put = Signal(object)
    """A Segment that is new or changed."""
    segment_taken = Signal(int)
    current_changed = Signal(int)
    """The id of the coding looked at, or -1."""
    coding_touched = Signal(int)
    """Anything of a coding (memo too) is another now."""
    codes_changed = Signal()
    """Codes came, went, moved or read otherwise."""
    code_memos_changed = Signal()
    counted = Signal(object)
    """A set of ids of codes whose counts changed; None: all may have."""
    rested = Signal(object)
    """A moment after changes: ids of the documents whose facts may have changed; None: all."""
    memos_changed = Signal()

    def __init__(self, context: RoomContext, parent: QObject | None = None) -> None:
        super().__init__(context.project, parent)
        self.context = context
        self._lost = NONE
        """The coding that was looked at when it went; if it is brought back, it is looked at again."""
        self._removed: DocumentId | None = None
        self._stale_documents: set[int] | None = set()
        self._stale_codes: set[int] | None = set()
        self._counting = False
        self._judged: tuple[ChangeSet, bool] | None = None
        self._revision = 0
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(lambda: context.bridge.when_committed(self, self._settle))
        self.asleep = False
        """Whether the room has been left: nothing need be read until it is entered again."""
        self._rest_due = False
        context.bridge.changed.connect(self._follow)
        self._read_codes()
        self._read_coders()

    def is_typing(self, changes: ChangeSet) -> bool:
        """Whether a change is nothing but what was typed on the page. Found out once for each change: that may have the
        text read again, with what another thread has changed since, and all who listen are to hear the same."""
        if self._judged is None or self._judged[0] is not changes:
            own = self.writing is not None and self._is_rewritten(changes) and self.writing.is_own(changes)
            self._judged = changes, own
        return self._judged[1]

    def take_writing(self) -> None:
        """Writing ends: keep the text, the turns and the codings as they are now."""
        opened, segments = self.opened, self.segments
        if opened is not None:
            document = replace(opened.document, characters=len(opened.text))
            self._opened, self._segments = replace(opened, document=document), segments
        self._rest_soon()  # what is done at rest has waited: it would hold up the keys

    def read_segments(self) -> None:
        """Read the codings of the open document again and have them shown."""
        self._segments = None
        self.segments_reset.emit()

    def fetch(self) -> None:
        """Have the codings shown that were left for later; they are read if nobody has yet."""
        self.are_unshown = False
        self.segments_reset.emit()
        self.fetched.emit()

    def open(self, document: DocumentId) -> None:
        """Show a document. Raises NotFound."""
        self._removed = None
        self._take(open_document(self.project, document, _LATE_ABOVE))
        self.set_current(NONE)
        self.document_shown.emit()

    def close(self) -> None:
        """Show no document."""
        self._opened, self._segments, self._speakers, self._turn_starts = None, {}, {}, []
        self.are_unshown = False
        self.set_current(NONE)
        self.document_shown.emit()

    def set_current(self, coding: int) -> None:
        """Look at a coding of the open document, or at none (-1)."""
        coding = coding if coding != NONE and coding in self.segments else NONE
        if coding != self.current:
            self.current = coding
            self.current_changed.emit(coding)

    def count_all(self) -> None:
        """Count the use of all codes, beside the window."""
        self._stale_codes = None
        self._settle_codes()

    def sleep(self) -> None:
        """Put off what is done at rest until ``wake``: nobody sees it, and the project may be about to be closed."""
        self.asleep = True
        self._rest_due = self._rest_due or self._rest.isActive()
        self._rest.stop()

    def wake(self) -> None:
        """Do at rest what is done at rest again."""
        self.asleep = False
        if self._rest_due:
            self._rest_soon()

    def _read_codes(self) -> None:
        self.book.tree = read_tree(self.project)

    def _read_coders(self) -> None:
        self._coders = {coder.id: coder.name for coder in list_coders(self.project)}

    def _follow(self, changes: ChangeSet) -> None:
        tables = changes.tables
        if "coder" in tables:
            self._follow_coders(tables["coder"])
        if "code" in tables:
            self._follow_codes(tables["code"])
        if self.is_typing(changes):
            self._follow_typing(changes)
            return
        rewritten = self._is_rewritten(changes)
        if changes.touches("document", "document_text", "turn", "speaker", "respondent"):
            self._follow_document(changes)
        if "coding" in tables and rewritten:
            self._mark_stale(None)
        elif "coding" in tables:
            self._follow_codings(tables["coding"])
        if "memo" in tables:
            self.memos_changed.emit()
            if self.current != NONE:
                self.coding_touched.emit(self.current)

    def _follow_coders(self, coders: TableChange) -> None:
        self._read_coders()
        if coders.many or coders.updated:
            self._stale_documents = None  # they say who coded
            self._rest_soon()
            if self.opened is not None:
                self._read_segments_again()

    def _is_rewritten(self, changes: ChangeSet) -> bool:
        """Whether the text of the open document is another now: then everything in it has moved."""
        texts, here = changes.tables.get("document_text"), self.document
        return texts is not None and here is not None and (texts.many or here.id in texts.updated)

    def _follow_typing(self, changes: ChangeSet) -> None:
        """What was typed on the page has been stored: the page has it already."""
        codings, here = changes.tables.get("coding", _NO_CHANGE), self.document
        self._revision += 1
        if self._stale_documents is not None and here is not None:
            self._stale_documents.add(here.id)
        if codings.deleted and self._segments is not None:
            for coding in codings.deleted:
                segment = self._segments.pop(coding, None)
                if segment is not None:
                    self.book.take(segment.code_id)
            self._mark_stale(None)
            self.counted.emit(None)
        if changes.touches("memo"):
            self.memos_changed.emit()

    def _follow_codes(self, codes: TableChange) -> None:
        if codes.many or codes.inserted or codes.deleted:
            self._read_codes()
        else:
            self.book.tree = tree_after(self.project, self.book.tree, [CodeId(one) for one in codes.updated])
        self.codes_changed.emit()
        outdated = False
        for segment in self.segments.values():
            code = self.book.get(segment.code_id)
            if code is not None and (segment.name != code.name or segment.colour != code.colour):
                outdated = True
                break
        if outdated:
            self._rename_segments()

    def _rename_segments(self) -> None:
        for coding, segment in list(self.segments.items()):
            code = self.book.get(segment.code_id)
            if code is not None:
                self.segments[coding] = segment._replace(name=code.name, colour=code.colour)
        self.segments_reset.emit()

    def _follow_document(self, changes: ChangeSet) -> None:
        documents = changes.tables.get("document", _NO_CHANGE)
        turns = changes.tables.get("turn", _NO_CHANGE)
        moved = changes.touches("document_text") and not turns.inserted | turns.deleted
        spoken = changes.touches("speaker", "respondent") or (changes.touches("turn") and not moved)
        here = self.document
        if spoken or documents.many or documents.deleted:
            self._stale_documents = self._stale_codes = None
        elif self._stale_documents is not None:
            self._stale_documents |= documents.present
        self._rest_soon()
        if here is None:
            if self._removed is not None and (documents.many or self._removed in documents.inserted):
                self._open_again(self._removed)
            return
        gone = documents.many or here.id in documents.deleted
        if gone or here.id in documents.updated or spoken or self._is_rewritten(changes):
            self._read_again(here)

    def _open_again(self, document: DocumentId) -> None:
        try:
            self.open(document)
        except NotFound:
            self._removed = document

    def _read_again(self, here: Document) -> None:
        before = self._opened
        try:
            opened = open_document(self.project, here.id)
        except NotFound:
            self.close()
            self._removed = here.id
            self.document_gone.emit(here.title)
            return
        current = self.current
        self._take(opened)
        assert before is not None
        same = (opened.text, opened.turns, opened.speakers) == (before.text, before.turns, before.speakers)
        if self.writing is not None or not same:
            self.document_shown.emit()
        else:
            self.document_renamed.emit()
        if current not in self.segments:
            self.set_current(NONE)

    def _follow_codings(self, codings: TableChange) -> None:
        self._revision += 1
        self._rest_soon()
        if codings.many:
            self._stale_documents = self._stale_codes = None
            self._read_segments_again()
            return
        touched: set[int] = set()
        for coding in codings.deleted:
            touched |= self._coding_gone(coding)
        if codings.present:
            for document, row in segments_by_ids(self.project, [CodingId(one) for one in codings.present]):
                touched |= self._coding_there(document, row, new=row[0] in codings.inserted)
        if touched:
            self.counted.emit(self.book.line_ids(touched))

    def _coding_gone(self, coding: int) -> set[int]:
        """Forget a coding. Returns its code, if it is known."""
        segment = self.segments.pop(coding, None)
        if segment is None:
            self._stale_documents = self._stale_codes = None
            return set()
        self.book.take(segment.code_id)
        self._mark_stale({segment.code_id})
        if coding == self.current:
            self._lost = coding
            self.set_current(NONE)
        self.segment_taken.emit(coding)
        return {segment.code_id}

    def _coding_there(self, document: DocumentId, row: SegmentRow, *, new: bool) -> set[int]:
        """Show a coding as it is now. Returns the codes whose counts have changed."""
        coding, start, end, code = row[:4]
        here = self.document
        if here is None or document != here.id:
            if self._stale_documents is not None:
                self._stale_documents.add(document)
            if new:
                self.book.add(code, ())
            self._mark_stale({code} if new else None)
            return {code} if new else set()
        before = self.segments.get(coding)
        segment = self.segments[coding] = self.segment(row)
        touched: set[int] = set()
        if before is None:
            self.book.add(code, self.heard_in(start, end))
            touched = {code}
        elif before.code_id != code:
            self.book.take(before.code_id)
            self.book.add(code, self.heard_in(start, end))
            touched = {before.code_id, code}
            self._mark_stale(touched)
        elif (before.start, before.end) != (start, end):
            self._mark_stale({code})
        self.segment_put.emit(segment)
        if before is not None:
            self.coding_touched.emit(coding)
        elif coding == self._lost:
            self.set_current(coding)
        return touched

    def _read_segments_again(self) -> None:
        here = self.document
        if here is not None:
            self._take(open_document(self.project, here.id))
            self.segments_reset.emit()
            if self.current not in self.segments:
                self.set_current(NONE)

    def _mark_stale(self, codes: Iterable[int] | None) -> None:
        if codes is None:
            self._stale_codes = None
        elif self._stale_codes is not None:
            self._stale_codes |= set(codes)

    def _rest_soon(self) -> None:
        self._rest_due = self.asleep
        if not self.asleep:
            self._rest.start()

    def _settle(self) -> None:
        here = self.document
        stale, self._stale_documents = self._stale_documents, set()
        if stale is not None and here is not None:
            stale.add(here.id)
        self.rested.emit(stale)
        self._settle_codes()

    def _settle_codes(self) -> None:
        """Count again what cannot be known from one coding: who is still heard. Never holds up a key press."""
        if self._counting or self._stale_codes == set():
            return
        codes, self._stale_codes = self._stale_codes, set()
        revision = self._revision
        if codes is not None and sum(self.book.use(code).own for code in codes if self.book.get(code)) < _FEW:
            self._take_counts(codes, revision, code_use(self.project, [CodeId(code) for code in codes]))
            return
        self._counting = True
        run_job(
            self,
            code_use,
            self.project,
            None if codes is None else [CodeId(code) for code in codes],
            title=message("Counting codings"),
            on_done=lambda counts: self._take_counts(codes, revision, counts),
            on_failed=self._counting_failed,
        )

    def _take_counts(
        self,
        codes: set[int] | None,
        revision: int,
        counts: tuple[dict[CodeId, int], dict[CodeId, frozenset[int]]],
    ) -> None:
        self._counting = False
        if revision != self._revision:  # something was coded meanwhile: these are the numbers of before
            self._mark_stale(codes)
        elif codes is None:
            self.book.set_use(*counts)
            self.counted.emit(None)
        else:
            self.book.set_heard(codes, counts[1])
            self.counted.emit(self.book.line_ids(codes))
        if self._stale_codes != set():
            self._rest_soon()

    def _counting_failed(self, error: BaseException) -> None:
        self._counting = False
        self.context.messages.error(error)
