"""What is open in the coding room: one document with its codings, the codes with their counts, the coders.

The session reads the project and follows its changes; it changes nothing. Everything that shows something listens
to its signals, so that a coding costs the same however many there are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from qualcoder_peer.core.domain.changes import ChangeSet, TableChange
from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Document, Speaker, SpeakerRole
from qualcoder_peer.core.services.codebook import read_tree
from qualcoder_peer.core.services.segments import (
    OpenedDocument,
    SegmentRow,
    TurnRow,
    code_use,
    open_document,
    read_segments,
    segments_by_ids,
)
from qualcoder_peer.core.services.coders import list_coders
from qualcoder_peer.core.services.sources import coverage
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.coding.book import CodeBook
from qualcoder_peer.gui.widgets.transcript import Segment, TurnMark
from qualcoder_peer.gui.widgets.transcript.values import Role

NONE = -1
_REST_MS = 400
_FEW = 400
"""So many codings are counted in a few milliseconds, when nobody is typing; more of them beside the window."""
_NO_CHANGE = TableChange()
_FALLBACK_COLOUR = "#5b5b5b"
_LATE_ABOVE = 500_000
"""Code points of a text whose codings, thousands perhaps, are read when its first page is on the screen."""


class Writing(Protocol):
    """What the session asks of the text that is written in; see ``editing.py``."""

    @property
    def text(self) -> str:
        """The text as it is now."""
        ...

    def turn_rows(self) -> Iterable[TurnRow]:
        """The turns as they are now."""
        ...

    def move_segments(self, segments: dict[int, Segment]) -> None:
        """Bring codings to where they are now."""
        ...

    def is_own(self, changes: ChangeSet) -> bool:
        """Whether a change is nothing but what was typed here; it is read again if it is not."""
        ...


class Session(QObject):
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
        super().__init__(parent)
        self.context = context
        self.project = context.project
        self._opened: OpenedDocument | None = None
        self.writing: Writing | None = None
        """The text of the open document while it is written in."""
        self._segments: dict[int, Segment] | None = {}
        self.book = CodeBook()
        self.current = NONE
        self._lost = NONE
        """The coding that was looked at when it went; if it is brought back, it is looked at again."""
        self._coders: dict[int, str] = {}
        self._speakers: dict[int, Speaker] = {}
        self._turn_starts: list[int] = []
        self._removed: DocumentId | None = None
        self._stale_documents: set[int] | None = set()
        self._stale_codes: set[int] | None = set()
        self._counting = False
        self._revision = 0
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._settle)
        self.asleep = False
        """Whether the room has been left: nothing need be read until it is entered again."""
        self._rest_due = False
        context.bridge.changed.connect(self._follow)
        self._read_codes()
        self._read_coders()

    @property
    def opened(self) -> OpenedDocument | None:
        """The open document, as it is now."""
        if self.writing is not None and self._opened is not None and self._opened.text is not self.writing.text:
            turns = tuple(self.writing.turn_rows())
            self._opened = replace(self._opened, text=self.writing.text, turns=turns, segments=None)
            self._turn_starts = [turn[0] for turn in turns]
        return self._opened

    @property
    def document(self) -> Document | None:
        """The document that is open."""
        return self._opened.document if self._opened else None

    @property
    def text(self) -> str:
        """The text of the open document."""
        if self.writing is not None:
            return self.writing.text
        return self._opened.text if self._opened else ""

    @property
    def segments(self) -> dict[int, Segment]:
        """The codings of the open document by id; read now if they were left for later."""
        if self._segments is None:
            assert self.opened is not None
            self._segments = self._all_segments(read_segments(self.project, self.opened.document.id))
            return self._segments
        if self.writing is not None:
            self.writing.move_segments(self._segments)
        return self._segments

    def is_typing(self, changes: ChangeSet) -> bool:
        """Whether a change is nothing but what was typed on the page."""
        return self.writing is not None and self._is_rewritten(changes) and self.writing.is_own(changes)

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

    @property
    def is_waiting(self) -> bool:
        """Whether the codings of the open document are left until its page has been painted: call ``fetch``."""
        return self._segments is None

    def fetch(self) -> None:
        """Read the codings that were left for later, if nobody has yet, and have them shown."""
        self.segments_reset.emit()
        self.fetched.emit()

    @property
    def current_segment(self) -> Segment | None:
        """The coding looked at."""
        return self.segments.get(self.current) if self.current != NONE else None

    def open(self, document: DocumentId) -> None:
        """Show a document. Raises NotFound."""
        self._removed = None
        self._take(open_document(self.project, document, _LATE_ABOVE))
        self.set_current(NONE)
        self.document_shown.emit()

    def close(self) -> None:
        """Show no document."""
        self._opened, self._segments, self._speakers, self._turn_starts = None, {}, {}, []
        self.set_current(NONE)
        self.document_shown.emit()

    def set_current(self, coding: int) -> None:
        """Look at a coding of the open document, or at none (-1)."""
        coding = coding if coding != NONE and coding in self.segments else NONE
        if coding != self.current:
            self.current = coding
            self.current_changed.emit(coding)

    def turn_marks(self) -> list[TurnMark]:
        """The speaker turns as the transcript view wants them."""
        if self.opened is None:
            return []
        unknown: tuple[str, Role] = ("", "other")
        named: dict[int | None, tuple[str, Role]] = {
            one.id: (one.label, one.role.value) for one in self.opened.speakers
        }
        make = tuple.__new__  # by a third quicker than the class itself, of which there may be ten thousand
        return [
            make(TurnMark, (start, said_start, end, *named.get(speaker, unknown), time))
            for start, said_start, end, speaker, time in self.opened.turns
        ]

    def heard_in(self, start: int, end: int) -> set[int]:
        """The respondents whose turns ``[start, end)`` of the open document touches."""
        if self.opened is None:
            return set()
        turns = self.opened.turns
        heard: set[int] = set()
        index = max(0, bisect_right(self._turn_starts, start) - 1)
        while index < len(turns) and turns[index][0] < end:
            speaker = self._speakers.get(turns[index][3] or 0)
            if turns[index][2] > start and speaker is not None and speaker.respondent_id is not None:
                heard.add(speaker.respondent_id)
            index += 1
        return heard

    def share_coded(self) -> float:
        """How much of what others than the interviewer say is coded, 0 to 1 (of all text where there are no turns)."""
        if self.opened is None:
            return 0.0
        asking = {one.id for one in self.opened.speakers if one.role is SpeakerRole.INTERVIEWER}
        evidence = [(said, end) for _, said, end, speaker, _ in self.opened.turns if speaker not in asking]
        spans = sorted((one.start, one.end) for one in self.segments.values())
        return coverage(spans, evidence or [(0, len(self.opened.text))])

    def segment(self, row: SegmentRow) -> Segment:
        """A row of the project as the transcript view shows it."""
        return self._all_segments([row])[row[0]]

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

    def _take(self, opened: OpenedDocument) -> None:
        self._opened = opened
        self._speakers = {one.id: one for one in opened.speakers if one.role is SpeakerRole.RESPONDENT}
        self._turn_starts = [turn[0] for turn in opened.turns]
        self._segments = None if opened.segments is None else self._all_segments(opened.segments)

    def _all_segments(self, rows: Iterable[SegmentRow]) -> dict[int, Segment]:
        """What ``segment`` makes of each, with what it looks up looked up once: there may be ten thousand."""
        looks: dict[int, tuple[str, str]] = {}
        segments: dict[int, Segment] = {}
        coders, make = self._coders, tuple.__new__
        for coding, start, end, code_id, coder, stance, starred, automatic in rows:
            look = looks.get(code_id)
            if look is None:
                code = self.book.get(code_id)
                look = looks[code_id] = (code.colour, code.name) if code else (_FALLBACK_COLOUR, "")
            segments[coding] = make(
                Segment,
                (coding, start, end, code_id, *look, coders.get(coder, ""), bool(starred),
                 "" if stance == "none" else stance, bool(automatic)),
            )  # fmt: skip
        return segments

    def _read_codes(self) -> None:
        self.book.tree = read_tree(self.project)

    def _read_coders(self) -> None:
        self._coders = {coder.id: coder.name for coder in list_coders(self.project)}

    def _follow(self, changes: ChangeSet) -> None:
        tables = changes.tables
        if "coder" in tables:
            self._follow_coders(tables["coder"])
        if "code" in tables:
            self._follow_codes()
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
        if (coders.many or coders.updated) and self.opened is not None:
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

    def _follow_codes(self) -> None:
        self._read_codes()
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
        if self.writing is not None or (opened.text, opened.turns, opened.speakers) != (before.text, before.turns, before.speakers):
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
