"""Suggestions of passages for the code chosen, asked for with a key: dotted stripes in the text, a list with reasons.

Modest: nothing is suggested unless asked for, nothing is stored until it is accepted, and beside the list stands how
often such suggestions were right. With a reflexive method they are off until they are turned on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.ids import DocumentId, SelectionId
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.model import Code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.core.services.suggestions import Suggestion, Suggestions, dismiss, suggest
from qualcoder_peer.gui.jobs import Job, run_job
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.coding.part import Part
from qualcoder_peer.gui.rooms.coding.suggesting_page import SuggestionsPage
from qualcoder_peer.gui.selection_choices import TABLES as SELECTION_TABLES
from qualcoder_peer.gui.widgets.transcript import Segment

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

PAGE = "suggestions"


class Suggesting(Part):
    """Asks the core beside the window, shows what it found, accepts and dismisses."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        self.code: Code | None = None
        self.found: list[Suggestion] = []
        self._job: Job | None = None
        can = lambda: not room.context.read_only and room.codes.view.current_code is not None  # noqa: E731
        room.context.actions.add(
            "coding.suggest", N_("Suggest passages for the code chosen"), self.ask, keys="Ctrl+G", icon="lightbulb",
            owner=room, enabled=can,
        )  # fmt: skip
        room.drawer.add(PAGE, N_("Suggestions"), self._build)
        room.view.suggestion_activated.connect(self._activated)
        room.session.document_shown.connect(self.show_in_text)
        room.context.bridge.changed.connect(self._changed)
        room.codes.view.picked.connect(lambda _code: room.context.actions.refresh())

    @property
    def page(self) -> SuggestionsPage | None:
        """The page of the drawer, once it has been opened."""
        page = self.room.drawer.page(PAGE)
        return page if isinstance(page, SuggestionsPage) else None

    def ask(self) -> None:
        """Look for passages like those that have the code chosen in the tree."""
        code = self.room.session.book.get(self.room.codes.view.current_code)
        context = self.room.context
        if code is None:
            context.messages.notify(message("Choose a code in the tree first."))
            return
        if self._are_off_by_method() and not context.settings.flag(self._switch()):
            context.messages.inform(
                message(
                    "Suggestions are off, because the method of this project is reflexive thematic analysis, in which "
                    "codes come from reading."
                ),
                message("Turn them on"),
                self._turn_on,
            )
            return
        self.read(code)

    def read(self, code: Code) -> None:
        """Ask the core, for the open document or for all."""
        page = self.room.drawer.open(PAGE)
        assert isinstance(page, SuggestionsPage)
        if self._job is not None:
            self._job.drop()
        self.forget()
        here = self.room.session.document
        documents = [one.id for one in list_documents(self.room.context.project)]
        if here is not None and not page.everywhere.isChecked():
            documents = [here.id]
        self.code = code
        page.off.setVisible(self._are_off_by_method())
        page.show_waiting(code)
        page.setFocus()
        sets = [SelectionId(page.set.chosen)] if page.set.chosen is not None else []
        self._job = run_job(
            self, suggest, self.room.context.project, code.id, documents, sets=sets,
            title=message("Looking for passages like “{name}”", name=code.name[:80]),
            on_done=self._found, on_failed=self._failed,
        )  # fmt: skip

    def accept(self, number: int) -> None:
        """Make a coding of a suggestion."""
        code, one = self.code, self.found[number]
        if code is not None:
            self._drop(number)
            add_codings(self.room.context.project, [NewCoding(one.document, code.id, one.start, one.end)])

    def dismiss(self, number: int) -> None:
        """Do not suggest this again."""
        code, one = self.code, self.found[number]
        if code is not None:
            self._drop(number)
            dismiss(self.room.context.project, code.id, one)
            self.room.context.messages.notify(message("This will not be suggested again."), undo=True)

    def show(self, number: int) -> None:
        """Show a suggestion in its text; the keyboard stays in the list."""
        one = self.found[number]
        if self.room.session.document is None or self.room.session.document.id != one.document:
            self.room.open_document(one.document)
        self.room.view.go_to(one.start, one.end)
        self._light(number)

    def go_to_example(self, document: DocumentId, start: int, end: int) -> None:
        """Show a coding that a suggestion is like; one can go back."""
        self.room.context.navigator.go(Place("coding", document=document, start=start, end=end))

    @Slot()
    def show_in_text(self) -> None:
        """Dotted stripes for the suggestions in the open document."""
        here, code = self.room.session.document, self.code
        if here is None or code is None:
            return
        self.room.view.set_suggestions(
            Segment(number, one.start, one.end, code.id, code.colour, code.name)
            for number, one in enumerate(self.found)
            if one.document == here.id
        )

    def forget(self) -> None:
        """Show no suggestions any more."""
        self.found, self.code = [], None
        self.room.view.set_suggestions([])
        if self.page is not None:
            self.page.clear()

    def leave(self) -> None:
        """Nobody waits for what is being looked for."""
        if self._job is not None:
            self._job.drop()

    def _build(self) -> SuggestionsPage:
        page = SuggestionsPage(self.room.context.project)
        page.everywhere.toggled.connect(lambda _on: self._read_again())
        page.set.changed.connect(self._read_again)
        page.accepted.connect(self.accept)
        page.dismissed.connect(self.dismiss)
        page.chosen.connect(self.show)
        page.example_asked.connect(self.go_to_example)
        page.off_asked.connect(self._turn_off)
        return page

    def _read_again(self) -> None:
        if self.code is not None:
            self.read(self.code)

    def _found(self, outcome: Suggestions) -> None:
        page, self._job = self.page, None
        if page is None or self.code is None or self.code.id != outcome.code:
            return
        self.found = list(outcome.found)
        titles = {one.id: one.title for one in list_documents(self.room.context.project)}
        with self.room.context.project.reading() as store:
            texts = {one: store.documents.text(one) for one in {found.document for found in self.found}}
        page.show_outcome(
            outcome, [(texts[one.document][one.start : one.end], titles.get(one.document, "")) for one in self.found]
        )
        self.show_in_text()

    def _failed(self, error: BaseException) -> None:
        self._job = None
        self.forget()
        self.room.drawer.shut()
        self.room.context.messages.error(error)

    def _drop(self, number: int) -> None:
        """Take a suggestion off the list before the project changes, so that it does not count as outdated."""
        del self.found[number]
        if self.page is not None:
            self.page.drop(number)
        self.show_in_text()

    def _light(self, number: int) -> None:
        one = self.found[number]
        here = self.room.session.document
        self.room.view.set_suggestion(number if here is not None and here.id == one.document else -1)

    def _activated(self, number: int) -> None:
        if 0 <= number < len(self.found):
            self.room.drawer.open(PAGE)
            self._light(number)
            if self.page is not None:
                self.page.choose(number)
                self.page.list.setFocus()  # its keys are meant now, not those of the text

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        """Edited texts have other places, a code that is gone wants nothing, and a set may hold others now."""
        narrowed = self.page is not None and self.page.set.chosen is not None
        sets = changes.touches(*SELECTION_TABLES)
        if sets and self.page is not None:
            self.page.set.show_again()
        if self.code is None:
            return
        gone = changes.tables.get("code")
        code_gone = gone is not None and (gone.many or self.code.id in gone.deleted)
        if changes.touches("document_text") or code_gone or (sets and narrowed):
            self.forget()

    def _are_off_by_method(self) -> bool:
        return self.room.context.project.info().method == "reflexive"

    def _switch(self) -> str:
        return f"suggestions/{self.room.context.project.info().guid}"

    def _turn_on(self) -> None:
        self.room.context.settings.set_flag(self._switch(), True)
        self.ask()

    def _turn_off(self) -> None:
        """As the method has it."""
        self.room.context.settings.set_flag(self._switch(), False)
        self.leave()
        self.forget()
        self.room.drawer.shut()
        self.room.context.messages.notify(message("Suggestions are off."))
