"""Memos and the research journal in the room: two pages of the drawer, links, and marks where passages have memos."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import MemoId
from qualcoder_peer.core.domain.links import LinkKind
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.services.links import link_to, shortened
from qualcoder_peer.core.services.memos import MemoKind, memo_row, memos_of, passage_spans
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.memo_links import memo_links
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.coding.journal_page import JournalPage
from qualcoder_peer.gui.rooms.coding.memo_editor import NewMemo
from qualcoder_peer.gui.rooms.coding.memo_list import MemoListPage
from qualcoder_peer.gui.rooms.coding.memos_page import MemosPage
from qualcoder_peer.gui.rooms.coding.part import Part
from qualcoder_peer.gui.rooms.coding.session import NONE
from qualcoder_peer.gui.widgets.transcript.notes import NoteStrip
from qualcoder_peer.gui.selection_choices import TABLES as SELECTION_TABLES

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

MEMOS, JOURNAL = "memos", "journal"
_MOST_PEOPLE = 6


class Memos(Part):
    """The page of all memos, the journal, and what leads to and from them."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        self._session, self._context = room.session, room.context
        self.links = memo_links(room.context)
        self.notes = NoteStrip(room.view)
        self.notes.tip = lambda: tr("Memo on this passage; click to read it")
        self.notes.activated.connect(self._note_clicked)
        room.drawer.add(MEMOS, N_("Memos"), lambda: MemosPage(self._context, self.offered))
        room.drawer.add(JOURNAL, N_("Journal"), lambda: JournalPage(self._context))
        self._add_actions()
        self._session.memos_changed.connect(self._memos_changed)
        self._session.codes_changed.connect(self._refresh)
        self._session.document_shown.connect(self.show_notes)
        self._session.current_changed.connect(self._looked_at)
        self._context.bridge.changed.connect(self._changed)

    @property
    def memos(self) -> MemosPage:
        """The page of all memos, opened."""
        return cast(MemosPage, self.room.drawer.open(MEMOS))

    @property
    def journal(self) -> JournalPage:
        """The page of the journal, opened."""
        return cast(JournalPage, self.room.drawer.open(JOURNAL))

    def flush(self) -> None:
        """Write what is being typed."""
        for page in self._pages():
            page.flush()

    def leave(self) -> None:
        """Write what is being typed."""
        self.flush()

    def go(self, place: Place) -> None:
        """Answer places such as ``memo/17``. Raises NotFound."""
        kind, _, number = place.page.partition("/")
        if kind != "memo" or not number.isdecimal():
            return
        memo = MemoId(int(number))
        found = memo_row(self._context.project, memo)
        page = self.journal if found.kind is MemoKind.JOURNAL else self.memos
        if not page.go_to(memo):
            raise NotFound("The memo no longer exists.")
        page.setFocus()

    def open_memos(self) -> None:
        """Show all memos, with the keyboard in the search."""
        self.memos.search.setFocus()

    def open_journal(self) -> None:
        """Show the journal, with the keyboard in the list."""
        page = self.journal
        page.setFocus()
        if page.chosen is None and page.model.rows:
            page.table.selectRow(0)

    def write_entry(self) -> None:
        """Begin an entry of the journal."""
        self.journal.write_new()

    def write_on_project(self) -> None:
        """Begin a memo on the project as a whole."""
        self.memos.write_new(NewMemo(MemoKind.PROJECT, tr("Memo on the project")))

    def copy_link(self) -> None:
        """Put a link to the coding looked at, or else to the code or the document, on the clipboard."""
        kind, row = self._linkable()
        if kind is None:
            self._context.messages.notify(message("Click on a coding first, or press N to go to the next one."))
            return
        target = link_to(self._context.project, kind, row)
        QGuiApplication.clipboard().setText(target.markdown)
        self._context.messages.notify(message("Copied a link to “{name}”. Paste it in a memo.", name=target.title))

    def offered(self) -> list[NewMemo]:
        """What a new memo can be about now."""
        session = self._session
        found = [NewMemo(MemoKind.PROJECT, tr("Memo on the project"))]
        document = session.document
        start, end = self.room.view.selection()
        if document is not None:
            found.append(NewMemo(MemoKind.DOCUMENT, tr("Memo on “{name}”", name=document.title), document.id))
            if start < end:
                words = shortened(session.text[start:end])
                found.append(NewMemo(MemoKind.PASSAGE, tr("Memo on “{name}”", name=words), document.id, start, end))
        current = session.current_segment
        if current is not None:
            found.append(NewMemo(MemoKind.CODING, tr("Memo on the coding “{name}”", name=current.name), current.id))
        code = session.book.get(self.room.codes.view.current_code)
        if code is not None:
            found.append(NewMemo(MemoKind.CODE, tr("Memo on the code “{name}”", name=code.name), code.id))
        for person in self._people(start, end):
            name = link_to(self._context.project, LinkKind.RESPONDENT, person).title
            found.append(NewMemo(MemoKind.RESPONDENT, tr("Memo on the respondent “{name}”", name=name), person))
        return found

    def show_notes(self) -> None:
        """Mark the passages of the open document that have memos."""
        document = self._session.document
        self.notes.set_notes([] if document is None else passage_spans(self._context.project, document.id))

    def _add_actions(self) -> None:
        add, room = self._context.actions.add, self.room
        writable = not self._context.read_only
        add("coding.memos", message("Show all memos"), self.open_memos, keys="Ctrl+Shift+M", icon="sticky-note",
            owner=room)  # fmt: skip
        add("coding.journal", message("Show the research journal"), self.open_journal, keys="Ctrl+Shift+J",
            icon="notebook-pen", owner=room)  # fmt: skip
        add("coding.journal_entry", message("New entry in the research journal"), self.write_entry,
            icon="notebook-pen", owner=room, enabled=lambda: writable)  # fmt: skip
        add("coding.project_memo", message("New memo on the project"), self.write_on_project, icon="sticky-note",
            owner=room, enabled=lambda: writable)  # fmt: skip
        add("coding.copy_link", message("Copy a link to the coding"), self.copy_link, keys="Ctrl+Shift+C", icon="link",
            owner=room, enabled=lambda: self._session.opened is not None)  # fmt: skip

    def _note_clicked(self, start: int, end: int) -> None:
        """Show the memos of the passage where it is written: the overview, on this memo."""
        document = self._session.document
        if document is None:
            return
        memos = memos_of(self._context.project, "document", document.id)
        found = next((memo for memo in memos if (memo.start, memo.end) == (start, end)), None)
        if found is not None:
            self.room.view.select(start, end)
            self.memos.go_to(found.id)

    def _people(self, start: int, end: int) -> list[int]:
        """The respondents of the open document, who speaks at the caret or in the selection first."""
        opened = self._session.opened
        here = self._session.heard_in(start, max(end, start + 1))
        speaking = () if opened is None else (one.respondent_id for one in opened.speakers)
        people = dict.fromkeys(one for one in speaking if one is not None)
        return [int(one) for one in sorted(people, key=lambda one: one not in here)[:_MOST_PEOPLE]]

    def _linkable(self) -> tuple[LinkKind | None, int]:
        session = self._session
        if session.current != NONE:
            return LinkKind.CODING, session.current
        code = self.room.codes.view.current_code
        focus = QApplication.focusWidget()
        if code is not None and focus is not None and self.room.codes.isAncestorOf(focus):
            return LinkKind.CODE, code
        return (None, 0) if session.document is None else (LinkKind.DOCUMENT, session.document.id)

    def _pages(self) -> list[MemoListPage]:
        pages = (self.room.drawer.page(MEMOS), self.room.drawer.page(JOURNAL))
        return [page for page in pages if isinstance(page, MemoListPage)]

    def _looked_at(self, coding: int) -> None:
        if coding != NONE:
            self.links.look_at(coding)

    def _memos_changed(self) -> None:
        self.show_notes()
        self._refresh()

    def _changed(self, changes: ChangeSet) -> None:
        if changes.touches("document", "respondent", *SELECTION_TABLES):
            self._refresh()

    def _refresh(self) -> None:
        for page in self._pages():
            page.refresh()
