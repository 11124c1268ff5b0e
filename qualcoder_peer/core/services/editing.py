"""The text of a document while it is written in: kept in memory letter by letter, stored at every pause.

``TextEditor`` takes each edit at once and knows the text and the turns as they are now. ``store`` writes what has been
typed since, the text and every position in it in one transaction (``storage/splices.py``), so that the file never holds
the one without the other. What is stored before the typist pauses belongs to the same step of the history. Whoever else
changes the project, or undoes, has what was typed stored first (``Project.before_changes``).

Words that are moved, by dragging or by cutting and pasting them, are one edit and not two, so that their codings go
along: ``cut`` takes the words away, and ``put_cut`` puts them in. What was cut can wait for that without being stored
(``store`` with ``keep_cut``); in the file the words stand where they stood until then.

Where passages, turns and places stand after an edit is told in ``text/edits.py``.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import DocumentId, StepId
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.model import Document
from qualcoder_peer.core.domain.sources import LeftOut
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.joining import join_overlapping
from qualcoder_peer.core.text.cleaning import clean_text
from qualcoder_peer.core.text.edited_text import EditedText
from qualcoder_peer.core.text.edits import Edit, Move, TurnSpan, edit_turns, made_edit, touches_label
from qualcoder_peer.core.text.turn_table import TurnTable

NEAR = 1_000
"""Edits no farther than this from each other are stored as one stretch."""
_BEFORE = 12
"""Characters before an edit that are stored with it, to be sure that it still belongs there."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was written: ``lost`` codings had no words left and were removed; ``step`` None: there was nothing.

    ``joined``: words were moved onto others of the same code and coder, and their codings are one now.
    """

    step: StepId | None = None
    lost: int = 0
    joined: bool = False


@dataclass(slots=True)
class _Stretch:
    """``length`` characters at ``start`` that stand in the place of ``removed``, and the edits that led there."""

    start: int
    removed: str
    length: int
    edits: list[Edit | Move] = field(default_factory=list)
    inserted: str | None = None
    """What stands there, once no more is added to the stretch."""

    @property
    def end(self) -> int:
        return self.start + self.length

    @property
    def grown(self) -> int:
        return self.length - len(self.removed)


class TextEditor:
    """Edits the text of one document. ``replace`` is for one thread; ``store`` for any."""

    def __init__(self, project: Project, document: DocumentId) -> None:
        """Read the document. Raises NotFound."""
        self.project, self.document = project, document
        self._text, self.title = EditedText(""), ""
        self.turns = TurnTable(())
        self.outdated = False
        """The text or the turns were changed from elsewhere: call ``read`` before the next edit."""
        self._lock = threading.Lock()
        self._storing = threading.RLock()
        self._thread = 0  # the one that stores now; what it changes is no news
        self._stretches: list[_Stretch] = []
        self._step: StepId | None = None  # what is typed now belongs to this step
        self._length = 0  # of the stored text
        self._cut: str | None = None  # the words that the last edit cut, as long as they can be put in elsewhere
        self.read()
        self._stop = (project.subscribe(self._changed, first=True), project.before_changes(self._before_others))

    @property
    def text(self) -> str:
        """The text as it is now, with what is pending."""
        return self._text.text

    @property
    def label(self) -> Message:
        """What the steps of the history are called that store what is typed."""
        return message("Edit the text of “{title}”", title=self.title)

    @property
    def is_pending(self) -> bool:
        """Whether something has been typed that is not stored."""
        return bool(self._stretches)

    @property
    def is_waiting(self) -> bool:
        """Whether nothing is pending but words that were cut and can still be put in elsewhere."""
        return self._cut is not None and len(self._stretches) == 1

    def close(self) -> None:
        """Listen no more. Store first: what is pending is let go."""
        for stop in self._stop:
            stop()

    def read(self) -> None:
        """Take the document as it is stored; what is pending is let go. Raises NotFound."""
        with self._lock, self.project.reading() as store:
            found = store.documents.get(self.document)
            if found is None:
                raise NotFound("The document no longer exists.")
            self.title = found.title
            self._text = EditedText(store.documents.text(self.document))
            self.turns = TurnTable(store.documents.turn_columns(self.document))
            self._length, self._stretches, self._step, self._cut = len(self.text), [], None, None
            self.outdated = False

    def replace(self, start: int, end: int, new: str) -> tuple[Edit, str, tuple[LeftOut, ...]]:
        """Put ``new`` in the place of ``[start, end)``, in memory.

        Returns the edit made, what it puts there, and what of ``new`` was left out because no text can hold it.
        Raises InvalidInput when it would write in a speaker's label, or when the text was changed from elsewhere;
        ValueError for a place outside the text.
        """
        cleaned, left_out = clean_text(new + ".")
        with self._lock:
            edit, put = self._made(start, end, cleaned[:-1])
            if edit.start < edit.end or put:
                self._cut = None
                self._note(edit)
                self._apply(edit, put)
        return edit, put, left_out

    def cut(self, start: int, end: int) -> Edit:
        """Take away ``[start, end)``, in memory, to be put in elsewhere perhaps. Raises as ``replace`` does."""
        with self._lock:
            edit, put = self._made(start, end, "")
            if edit.start < edit.end:
                self._seal()
                self._cut = self.text[edit.start : edit.end]
                self._note(edit)
                self._apply(edit, put)
        return edit

    def check_place(self, place: int, words: str) -> None:
        """Raises InvalidInput when these words cannot be put in at a place, ValueError for one outside the text."""
        self._made(place, place, words)

    def put_cut(self, place: int, words: str) -> Move | None:
        """Put in what was cut, with its codings, in memory. None, and nothing is done, when these are not the words
        that were cut last, or something was typed or stored since. Raises as ``replace`` does."""
        cleaned, _ = clean_text(words + ".")
        with self._lock:
            if self._cut is None or self._cut != cleaned[:-1]:
                return None
            edit, put = self._made(place, place, self._cut)
            taken = self._stretches[-1].edits[-1]
            assert isinstance(taken, Edit)  # the stretch was begun by the cut
            self._cut = None
            self._note(edit, near=False)
            move = Move(taken, edit)
            self._stretches[-1].edits[-2:] = [move]
            self._apply(edit, put)
        return move

    def store(self, *, pause: bool = True, keep_cut: bool = False) -> Stored:
        """Write what is pending as one transaction; without ``pause`` what is typed next belongs to the same step.

        ``keep_cut``: what was cut last stays pending, if it can still be put in elsewhere. Raises NotFound,
        InvalidInput (changed from elsewhere), ProjectFileError; what is pending stays so then.
        """
        with self._storing:
            with self._lock:
                if keep_cut and self._cut is not None:
                    sealed = self._stretches[:-1]
                else:
                    sealed, self._cut = self._seal(), None
            if not sealed:
                self._step = None if pause else self._step
                return Stored()
            self._thread = threading.get_ident()
            try:
                stored = self._write(sealed)
                self.project.settle()
            finally:
                self._thread = 0
            with self._lock:
                del self._stretches[: len(sealed)]
                self._length += sum(one.grown for one in sealed)
            self._step = None if pause else stored.step
            return stored

    # Private

    def _made(self, start: int, end: int, new: str) -> tuple[Edit, str]:
        """The edit that is asked for, and what it puts in. Raises InvalidInput and ValueError as ``replace`` does."""
        if self.outdated:
            raise InvalidInput("The text has been changed from elsewhere meanwhile. Nothing was stored.")
        edit, put = made_edit(self.text, start, end, new)
        if touches_label(self.text, edit, put, self.turns.labels(edit.start, edit.end)):
            raise InvalidInput(
                "A speaker's name is not written in here. Correct the speaker instead, or join the turns."
            )
        return edit, put

    def _apply(self, edit: Edit, put: str) -> None:
        self._text.replace(edit.start, edit.end, put)
        self.turns.apply(edit)

    def _note(self, edit: Edit, *, near: bool = True) -> None:
        """Add an edit to the stretch it is in or near, or begin one; without ``near`` to the last one anyway."""
        last = self._stretches[-1] if self._stretches else None
        far = last is not None and (edit.start > last.end + NEAR or edit.end < last.start - NEAR)
        if last is None or last.inserted is not None or (near and far):
            self._seal()
            before = max(0, edit.start - _BEFORE)
            last = _Stretch(before, self.text[before : edit.end], edit.end - before)
            self._stretches.append(last)
        low, high = min(last.start, edit.start), max(last.end, edit.end)
        if low < last.start:
            last.removed = self.text[low : last.start] + last.removed
        last.removed += self.text[last.end : high]
        last.start, last.length = low, high - low + edit.grown
        last.edits.append(edit)

    def _seal(self) -> list[_Stretch]:
        """Read what the last stretch holds now: later edits begin another one."""
        if self._stretches and self._stretches[-1].inserted is None:
            last = self._stretches[-1]
            last.inserted = self.text[last.start : last.end]
        return list(self._stretches)

    def _write(self, stretches: Sequence[_Stretch]) -> Stored:
        lost = 0
        with self.project.transaction(self.label, extend=self._extendable()) as store:
            found = store.documents.get(self.document)
            if found is None:
                raise NotFound("The document no longer exists. What was typed since was not stored.")
            if found.characters != self._length:
                raise _changed_elsewhere(found.title)
            characters = found.characters
            for one in stretches:
                lost += _write_stretch(store, self.document, one, characters)
                characters += one.grown
            store.documents.change(self.document, characters=characters)
            moved = any(isinstance(edit, Move) for one in stretches for edit in one.edits)
            return Stored(store.step, lost, moved and join_overlapping(store, self.document, now()))

    def _extendable(self) -> StepId | None:
        """The step of what was typed just before, if nothing came after it."""
        if self._step is None:
            return None
        newest = next(iter(self.project.history(limit=1)), None)
        return self._step if newest is not None and newest.id == self._step and not newest.undone else None

    def _before_others(self) -> None:
        if self._thread != threading.get_ident():
            self.store()

    def _changed(self, changes: ChangeSet) -> None:
        if self._thread == threading.get_ident():
            return
        text, document = (changes.tables.get(name) for name in ("document_text", "document"))
        mine = text is not None and (text.many or self.document in text.updated | text.deleted)
        gone = document is not None and (document.many or self.document in document.deleted)
        if mine or gone or changes.touches("turn"):
            with self._lock:
                self.outdated = True


def put_text(store: Store, document: Document, start: int, end: int, new: str) -> int:
    """Put ``new`` in the place of ``[start, end)`` of a stored text, inside a transaction; everything follows.

    Labels may be written in. Returns by how much the text is longer.
    """
    text = store.documents.text(document.id)
    edit, put = made_edit(text, start, end, new)
    _write_stretch(
        store, document.id, _Stretch(edit.start, text[edit.start : edit.end], edit.length, [edit], put), len(text)
    )
    store.documents.change(document.id, characters=len(text) + edit.grown)
    return edit.grown


def _write_stretch(store: Store, document: DocumentId, stretch: _Stretch, characters: int) -> int:
    """Write the rows with an edge in a stretch one by one, then the text and all that stands behind it at once.

    ``characters`` is the length of the text before. Returns how many codings had no words left.
    """
    assert stretch.inserted is not None
    splices, edits = store.splices, stretch.edits
    low, high = stretch.start, stretch.start + len(stretch.removed)
    kept: dict[str, list[int]] = {}
    found = splices.touched("coding", document, low, high)
    kept["coding"] = [row[0] for row in found]
    moved = [(row, _passage(start, end, edits)) for row, start, end in found]
    lost = [row for row, span in moved if span is None]
    splices.remove("coding", lost)
    splices.write("coding", [(row, *span) for row, span in moved if span is not None])
    memos = splices.touched("memo", document, low, high)
    kept["memo"] = [row[0] for row in memos]
    splices.write("memo", [(row, *_memo(start, end, edits, characters)) for row, start, end in memos])
    places = splices.touched("place", document, low, high)
    kept["place"] = [row[0] for row in places]
    splices.write("place", [(row, _place(start, edits)) for row, start in places])
    before = [TurnSpan(*row) for row in splices.turn_before(document, low)]
    turns = [TurnSpan(*row) for row in splices.touched("turn", document, low, high)]
    turns = before + [one for one in turns if one not in before]
    kept["turn"] = [one.id for one in turns]
    after = turns
    for edit in (part for edit in edits for part in edit.parts):
        after = [one for one in edit_turns(after, edit) if one is not None]
    splices.remove("turn", {one.id for one in turns} - {one.id for one in after})
    splices.write("turn", after)
    splices.apply(document, low, stretch.removed, stretch.inserted, kept)
    return len(lost)


def _passage(start: int, end: int, edits: Sequence[Edit | Move]) -> tuple[int, int] | None:
    span: tuple[int, int] | None = (start, end)
    for edit in edits:
        if span is None:
            return None
        span = edit.passage(*span)
    return span


def _memo(start: int, end: int, edits: Sequence[Edit | Move], characters: int) -> tuple[int, int]:
    """A memo whose words are all taken away keeps to the character before, or to the first one."""
    for edit in edits:
        characters += edit.grown
        place = max(0, edit.start - 1)
        start, end = edit.passage(start, end) or (place, min(place + 1, characters))
    return start, end


def _place(position: int, edits: Sequence[Edit | Move]) -> int:
    for edit in edits:
        position = edit.place(position)
    return position


def _changed_elsewhere(title: str) -> InvalidInput:
    return InvalidInput(
        "The text of “{title}” has been changed from elsewhere since. What was typed since was not stored.",
        title=title,
    )
