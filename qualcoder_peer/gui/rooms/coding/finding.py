"""Finding in all documents as one types, and coding what was found. The search runs beside the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import Cancelled, UserError
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId
from qualcoder_peer.core.domain.messages import N_, Message, counted, message
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.autocoding import (
    MOST_ROWS,
    Plan,
    PlannedCoding,
    Rule,
    Scope,
    apply,
    plan_pieces,
)
from qualcoder_peer.core.services.autocoding_rules import found_by
from qualcoder_peer.core.services.finding import FindKind, Hit
from qualcoder_peer.gui.jobs import Job, run_job
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.coding.finding_model import Row
from qualcoder_peer.gui.rooms.coding.finding_page import FindPage
from qualcoder_peer.gui.rooms.coding.finding_who import TABLES as WHO_TABLES
from qualcoder_peer.gui.rooms.coding.part import Part

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

PAGE = "find"
_TYPING_MS = 60


class Finding(Part):
    """Looks for what the form asks; each new question ends the one before."""

    _came = Signal(int, list)
    """The number of the question, and rows: from the thread that searches."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        self._question = 0
        self._job: Job | None = None
        self._plan: _Planned | None = None
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.ask)
        self._came.connect(self._take)
        room.drawer.add(PAGE, N_("Find"), self._build)
        self._add_actions()
        room.reader.finder.everywhere_asked.connect(lambda words, kind: self.open(words, FindKind(kind)))
        room.session.document_shown.connect(self._document_shown)
        room.codes.view.picked.connect(lambda _code: self._show_code())
        room.session.codes_changed.connect(self._show_code)
        room.context.bridge.changed.connect(self._changed)

    @property
    def page(self) -> FindPage | None:
        """The page of the drawer, once it has been opened."""
        page = self.room.drawer.page(PAGE)
        return page if isinstance(page, FindPage) else None

    def open(self, words: str = "", kind: FindKind | None = None) -> None:
        """Show the page and put the keyboard in its field; the words selected in the text are sought."""
        page = self.room.drawer.open(PAGE)
        assert isinstance(page, FindPage)
        if not words:
            start, end = self.room.view.selection()
            selected = self.room.session.text[start:end]
            words = selected if "\n" not in selected and len(selected) <= 100 else ""
        self._document_shown()
        page.form.ask(words, kind)
        page.form.words.setFocus()
        page.form.words.selectAll()
        self._show_code()

    def ask(self) -> None:
        """Search for what the form asks now."""
        page = self.page
        self._typing.stop()
        if page is None:
            return
        self.stop()
        page.model.clear()
        self._plan = None
        rule = page.form.rule()
        if rule is None:
            page.say(None)
            page.show_code_again()
            return
        question = self._question
        coding = page.coding.isChecked()
        planned = _Planned(rule, page.chosen_scope(), self._code(), page.interviewer.isChecked())
        page.say(message("Searching…"))
        came = lambda rows: self._came.emit(question, rows)  # noqa: E731
        self._job = run_job(
            self, _search, self.room.context.project, planned, coding, came,
            title=message("Searching all documents"),
            on_done=lambda outcome: self._done(question, outcome),
            on_failed=lambda error: self._failed(question, error),
        )  # fmt: skip

    def stop(self) -> None:
        """End the search that is under way."""
        self._question += 1
        if self._job is not None and not self._job.is_finished:
            self._job.drop()
        self._job = None

    def leave(self) -> None:
        """Nobody waits for what is being searched."""
        self.stop()

    def code_found(self) -> None:
        """Code the rows that are ticked, as one step."""
        page, planned, code = self.page, self._plan, self._code()
        if page is None or planned is None or code is None:
            return
        rows = page.model.ticked()
        plan = Plan(planned.rule, planned.scope, code, "", tuple(rows), 0, False, planned.texts)
        page.apply.setEnabled(False)
        run_job(
            self, apply, self.room.context.project, plan, rows, title=message("Coding what was found"),
            on_done=self._coded, on_failed=self._not_coded,
        )  # fmt: skip

    def _add_actions(self) -> None:
        room = self.room
        add = room.context.actions.add
        add("coding.find_all", N_("Find in all documents"), self.open, keys="Ctrl+Shift+F", icon="search", owner=room)
        add("coding.autocode", N_("Code what a search finds…"), self.open_coding, icon="highlighter", owner=room,
            enabled=lambda: not room.context.read_only)  # fmt: skip

    def open_coding(self) -> None:
        """Show the page with its fields for coding."""
        self.open()
        if self.page is not None:
            self.page.coding.setChecked(True)

    def _build(self) -> FindPage:
        page = FindPage(self.room.context)
        page.form.changed.connect(self.ask)
        page.form.typed.connect(self._typing.start)
        page.coding_changed.connect(self.ask)
        page.code_asked.connect(self.code_found)
        page.opened.connect(self._go)
        return page

    def _code(self) -> CodeId | None:
        code = self.room.session.book.get(self.room.codes.view.current_code)
        return code.id if code is not None else None

    def _show_code(self) -> None:
        page = self.page
        if page is None or not self.room.drawer.shows(PAGE):
            return
        code = self.room.session.book.get(self.room.codes.view.current_code)
        page.show_code(code)
        if page.coding.isChecked() and self._plan is not None and self._plan.code != self._code():
            self.ask()  # what has the code already is another now

    def _document_shown(self) -> None:
        document = self.room.session.document
        if self.page is not None:
            self.page.form.show_document(document.id if document is not None else None)

    def _go(self, row: int) -> None:
        page = self.page
        if page is not None and row < len(page.model.rows):
            one = page.model.rows[row]
            self.room.context.navigator.go(Place("coding", document=one.document_id, start=one.start, end=one.end))

    @Slot(int, list)
    def _take(self, question: int, rows: list[Row]) -> None:
        if question == self._question and self.page is not None:
            self.page.model.add_rows(rows)
            self.page.say(counted("{count} hit so far", "{count} hits so far", len(self.page.model.rows)))

    def _done(self, question: int, outcome: _Planned) -> None:
        page = self.page
        if question != self._question or page is None:
            return
        self._job, self._plan = None, outcome
        page.say(_outcome_words(outcome, page.model.rows))
        page.show_code_again()

    def _failed(self, question: int, error: BaseException) -> None:
        if question != self._question or isinstance(error, Cancelled):
            return
        self._job = None
        if isinstance(error, UserError) and self.page is not None:
            self.page.say_fault(error.message)  # a pattern that is being typed is often unfinished
        else:
            self.room.context.messages.error(error)

    def _coded(self, made: list[CodingId]) -> None:
        words = counted("{count} segment was coded; it is automatic until somebody confirms it.",
                        "{count} segments were coded; they are automatic until somebody confirms them.",
                        len(made))  # fmt: skip
        self.room.context.messages.notify(words, undo=True)
        self.ask()

    def _not_coded(self, error: BaseException) -> None:
        self.room.context.messages.error(error)
        self.ask()

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        page = self.page
        if page is None:
            return
        if changes.touches(*WHO_TABLES):
            page.form.who.read()
        if not page.model.rows:
            return
        if changes.touches("document_text", "document"):
            self._typing.start(600)
        elif changes.touches("turn", "speaker", "respondent"):
            page.model.refresh()


class _Planned:
    """What was asked, and what is needed to code it."""

    def __init__(self, rule: Rule, scope: Scope, code: CodeId | None, interviewer: bool) -> None:
        self.rule, self.scope, self.code, self.interviewer = rule, scope, code, interviewer
        self.texts: dict[DocumentId, int] = {}
        self.left_out = 0
        self.documents = 0
        self.is_cut = False


def _search(
    project: Project, planned: _Planned, coding: bool, came: Callable[[Sequence[Row]], object], progress: Progress
) -> _Planned:
    """Search on another thread and hand over what is found piece by piece."""
    count = 0
    pieces: Sequence[Row]
    if coding:
        for piece in plan_pieces(
            project, planned.rule, planned.scope, planned.code, evidence_only=not planned.interviewer,
            progress=progress,
        ):  # fmt: skip
            planned.texts.update(piece.texts)
            planned.left_out += piece.left_out
            planned.documents += len(piece.texts)
            count += len(piece.rows)
            came(piece.rows)
            if count > MOST_ROWS:
                planned.is_cut = True
                break
        return planned
    for found in found_by(project, planned.rule, progress):
        pieces = [Hit(one.document.id, start, end) for one in found for start, end in one.spans]
        planned.documents += len(found)
        count += len(pieces)
        came(pieces)
        if count > MOST_ROWS:
            planned.is_cut = True
            break
    return planned


def _outcome_words(outcome: _Planned, rows: Sequence[Row]) -> Message:
    if not rows:
        return message("No hits")
    documents = counted("{count} document", "{count} documents", outcome.documents)
    if isinstance(rows[0], PlannedCoding):
        found = counted("{count} segment", "{count} segments", len(rows))
    else:
        found = counted("{count} hit", "{count} hits", len(rows))
    if outcome.is_cut:
        return message("The first {found}; there are more.", found=found)
    if outcome.left_out:
        return message(
            "{found} in {documents}; {left_out} not said by a respondent", found=found, documents=documents,
            left_out=counted("{count} hit is", "{count} hits are", outcome.left_out),
        )  # fmt: skip
    return message("{found} in {documents}", found=found, documents=documents)
