"""The Material room: documents and respondents in two tables that fill it, and the way in for new material."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QTabBar, QWidget

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.services.respondents import respondent_names
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.dropped_files import local_files
from qualcoder_peer.gui.i18n import live, live_call, number, tr
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.base import Room
from qualcoder_peer.gui.rooms.material.documents_page import DocumentsPage
from qualcoder_peer.gui.rooms.material.import_flow import ImportFlow
from qualcoder_peer.gui.rooms.material.key_desk import KeyDesk
from qualcoder_peer.gui.rooms.material.page import Page
from qualcoder_peer.gui.rooms.material.people import PeopleModel
from qualcoder_peer.gui.rooms.material.personal_data_page import PersonalDataPage
from qualcoder_peer.gui.rooms.material.replace_flow import ReplaceFlow
from qualcoder_peer.gui.rooms.material.respondents_page import RespondentsPage
from qualcoder_peer.gui.session import SUFFIX
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, set_role
from qualcoder_peer.gui.widgets.basics import button, column, label, line, row

PERSONAL_DATA = "personal_data"
"""What a Place says for the page of personal data."""

_SHOWN_OF_IT = frozenset({"coding", "memo", "document", "document_text", "turn", "place"})
_WORKED_ON_ELSEWHERE = frozenset({"code", "code_event", "coder", "report", "report_item"})
"""What work in the other rooms writes all the time, apart from what this room shows of it."""


class MaterialRoom(Room):
    """The room behind the rail's first button."""

    key = "material"

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context)
        self._stale = False
        self.flow = ImportFlow(context, self)
        self.replacing = ReplaceFlow(context, self)
        self.keys = KeyDesk(context, self)
        self.flow.rules = self.replacing.rules = self.keys.import_rules
        self.people = PeopleModel(self)
        add = context.actions.add
        # The window itself has Ctrl+I for files; these are the room's own buttons.
        add("material.import", N_("Import files…"), self.flow.choose_files, icon="import", owner=self,
            enabled=self._editable, palette=False)  # fmt: skip
        add("material.import_folder", N_("Import a folder…"), self.flow.choose_folder, icon="folder-open", owner=self,
            enabled=self._editable)  # fmt: skip
        self.documents = DocumentsPage(context, self.people)
        self.respondents = RespondentsPage(context)
        self.personal_data = PersonalDataPage(context, self.keys)
        self._pages: list[Page] = [self.documents, self.respondents, self.personal_data]
        self._waiting: list[Page] = []
        self._next_page = QTimer(self, singleShot=True, interval=0)
        self._next_page.timeout.connect(self._show_next_page)
        self._make()
        add("material.documents", N_("Show the documents"), lambda: self.show_page(0), keys="Alt+1", owner=self)
        add("material.respondents", N_("Show the respondents"), lambda: self.show_page(1), keys="Alt+2", owner=self)
        add("material.personal_data", N_("Find personal data"), lambda: self.show_page(2), keys="Alt+3", owner=self,
            icon="shield-check")  # fmt: skip
        self.setAcceptDrops(True)
        context.import_requested.connect(self._import_paths)
        context.bridge.changed.connect(self._changed)
        self.flow.stored.connect(self._show_stored)
        self.flow.imported.connect(self._imported)
        self.flow.replace_asked.connect(self.replacing.start_chosen)
        self.replacing.closed.connect(self.flow.next_version)
        self.documents.replace_asked.connect(self.replacing.choose_file)
        for page in self._pages:
            page.import_asked.connect(self.flow.choose_files)
            page.counted.connect(self._show_counts)
            page.refresh(None)
            page.restore_layout()
        self.respondents.documents_asked.connect(self._show_documents_of)
        self._name_people()
        live_call(self, self._show_counts)
        self.documents.table.select_ids(self.documents.model.shown_ids()[:1])

    def enter(self) -> None:
        """The room has been shown."""
        if self._stale:
            self._stale = False
            for page in self._pages:
                page.refresh(None)
        self.context.actions.refresh()
        page = self.page()
        page.take_focus()

    def leave(self) -> None:
        """Another room is about to be shown."""
        for page in self._pages:
            page.flush()
            page.keep_layout()

    def place(self) -> Place:
        """The document or respondent chosen."""
        current = self.page().table.current_id()
        if self.page() is self.documents:
            return Place(self.key, document=current)
        if self.page() is self.personal_data:
            return Place(self.key, page=PERSONAL_DATA)
        return Place(self.key, respondent=current)

    def go(self, place: Place) -> None:
        """Show a document or a respondent."""
        if place.page == PERSONAL_DATA:
            self.show_page(2)
        elif place.respondent is not None:
            self.show_page(1)
            self.respondents.select(place.respondent)
        elif place.document is not None:
            self.show_page(0)
            self.documents.select(place.document)

    def panes(self) -> list[QWidget]:
        """The table and its details."""
        return [self.page().table, self.page().pane]

    def show_search(self) -> bool:
        """Go to the search field."""
        self.page().search.setFocus()
        self.page().search.selectAll()
        return True

    def help_page(self) -> str:
        """That of the page shown."""
        return ("material", "respondents", "personal-data")[self.tabs.currentIndex()]

    def page(self) -> Page:
        """The page that is shown."""
        return self._pages[self.tabs.currentIndex()]

    def show_page(self, number_: int) -> None:
        """Show the documents (0), the respondents (1) or the personal data (2)."""
        self.tabs.setCurrentIndex(number_)
        self.page().take_focus()

    # Qt overrides

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._editable() and dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            self._drop_hint.setGeometry(self.rect())
            self._drop_hint.show()
            self._drop_hint.raise_()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._editable() and dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._drop_hint.hide()
        paths = dropped_paths(event.mimeData())
        if self._editable() and paths:
            event.acceptProposedAction()
            self.context.import_paths(paths)

    # Private

    def _make(self) -> None:
        set_role(self, "")
        box = column(self, gap=0)
        bar = QWidget()
        tools = row(bar, gap=GAP)
        tools.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        live(self.tabs, "setAccessibleName", "Tables")
        for page in self._pages:
            self.tabs.addTab("")
        tools.addWidget(self.tabs)
        tools.addStretch(1)
        for page in self._pages:
            tools.addWidget(page.tools)
        tools.addWidget(self.keys.menu_button())
        self.import_button = button("Import…", role="primary")
        context_actions = self.context.actions
        context_actions.bind(self.import_button, "material.import")
        self._import_tools = [self.import_button, context_actions.tool_button("material.import_folder")]
        for widget in self._import_tools:
            tools.addWidget(widget)
        box.addWidget(bar)
        box.addWidget(line())
        self._stack = QStackedWidget()
        for page in self._pages:
            self._stack.addWidget(page)
        box.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._page_chosen)
        self._page_chosen(0)
        self._make_drop_hint()

    def _make_drop_hint(self) -> None:
        self._drop_hint = QFrame(self)
        set_role(self._drop_hint, "popup")
        inside = column(self._drop_hint)
        words = label("Drop files or folders to import them", "title")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(words)
        self._drop_hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._drop_hint.hide()

    def _editable(self) -> bool:
        return not self.context.read_only

    def _page_chosen(self, chosen: int) -> None:
        self._stack.setCurrentIndex(chosen)
        self._show_tools()
        self.context.actions.refresh()

    def _show_tools(self) -> None:
        """Only the tools of the page shown; an empty page has its one button in the middle."""
        shown = self.page()
        for page in self._pages:
            page.tools.setVisible(page is shown and not page.is_empty)
        for widget in self._import_tools:
            widget.setVisible(not shown.is_empty and shown is not self.personal_data)

    def _show_counts(self) -> None:
        documents, respondents = number(self.documents.total()), number(self.respondents.total())
        self.tabs.setTabText(0, tr("Documents ({number})", number=documents))
        self.tabs.setTabText(1, tr("Respondents ({number})", number=respondents))
        self.tabs.setTabText(2, tr("Personal data"))
        self._show_tools()

    def _show_documents_of(self, respondent: int) -> None:
        self.show_page(0)
        self.documents.show_of_respondent(respondent)

    @Slot(list)
    def _import_paths(self, paths: Sequence[Path]) -> None:
        self.flow.start(paths)

    def _imported(self, documents: Sequence[int]) -> None:
        self.show_page(0)
        self.documents.show_all()
        self.documents.table.select_ids(documents)

    def _show_stored(self) -> None:
        """Show what an import brought, one page after the other, so that the window is never busy for long."""
        self.documents.refresh(None)
        self._waiting = [self.respondents, self.personal_data]
        self._next_page.start()

    def _show_next_page(self) -> None:
        self._waiting.pop(0).refresh(None)
        if self._waiting:
            self._next_page.start()
        else:
            self._name_people()

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        documents = changes.tables.get("document")
        coming = documents is not None and bool(documents.inserted or documents.many)
        if self.flow.storing and coming:
            return  # to read it all again at each commit of an import would hold up the window: it is shown at the end
        if changes.touches("respondent"):
            self._name_people()
        if not self.isVisible() and set(changes.tables) <= _WORKED_ON_ELSEWHERE | _SHOWN_OF_IT and not coming:
            self._stale = self._stale or changes.touches(*_SHOWN_OF_IT)
            return  # read again when the room is shown: coding and correcting texts must not wait for it
        for page in self._pages:
            page.refresh(changes)

    def _name_people(self) -> None:
        self.people.set_names(list(respondent_names(self.context.project).values()))


def dropped_paths(mime: QMimeData) -> list[Path]:
    """The files and folders on this computer in what is dragged; none if a project is among them, for the window."""
    paths = local_files(mime)
    return [] if any(path.suffix.lower() == SUFFIX for path in paths) else paths
