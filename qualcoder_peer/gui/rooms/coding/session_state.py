"""What is open in the coding room, as it is now: a document, its turns and its codings."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.model import Document, Speaker, SpeakerRole
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.segments import OpenedDocument, SegmentRow, TurnRow, read_segments
from qualcoder_peer.core.services.sources import coverage
from qualcoder_peer.gui.rooms.coding.book import CodeBook
from qualcoder_peer.gui.widgets.transcript import Segment, TurnMark
from qualcoder_peer.gui.widgets.transcript.values import Role

NONE = -1
_FALLBACK_COLOUR = "#5b5b5b"


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


class OpenState(QObject):
    """The open document of a session. Positions are code points, half open."""

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project
        self._opened: OpenedDocument | None = None
        self.writing: Writing | None = None
        """The text of the open document while it is written in."""
        self._segments: dict[int, Segment] | None = {}
        self.are_unshown = False
        """Whether codings that were left until the page had been painted are not on it yet: call ``fetch``."""
        self.book = CodeBook()
        self.current = NONE
        self._coders: dict[int, str] = {}
        self._speakers: dict[int, Speaker] = {}
        self._turn_starts: list[int] = []

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

    @property
    def is_waiting(self) -> bool:
        """Whether the codings of the open document are left until its page has been painted."""
        return self._segments is None

    def read_late(self) -> bool:
        """Read the codings of the open document if they were left for later. Returns whether they were."""
        return self._segments is None and self.segments is not None

    @property
    def current_segment(self) -> Segment | None:
        """The coding looked at."""
        return self.segments.get(self.current) if self.current != NONE else None

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

    def _take(self, opened: OpenedDocument) -> None:
        self._opened = opened
        self._speakers = {one.id: one for one in opened.speakers if one.role is SpeakerRole.RESPONDENT}
        self._turn_starts = [turn[0] for turn in opened.turns]
        self._segments = None if opened.segments is None else self._all_segments(opened.segments)
        self.are_unshown = self._segments is None

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
