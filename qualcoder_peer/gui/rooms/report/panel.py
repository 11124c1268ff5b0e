"""The Report room: report drafts and quote tables, one beside the other behind two tabs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from qualcoder_peer.core.domain.ids import ReportId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.services.reports import list_reports
from qualcoder_peer.gui.context import PaletteItem, RoomContext
from qualcoder_peer.gui.i18n import live, live_call, tr
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.base import Room
from qualcoder_peer.gui.rooms.report.draft_page import DraftPage
from qualcoder_peer.gui.rooms.report.tables_page import TablesPage
from qualcoder_peer.gui.theme import GAP, GAP_LARGE
from qualcoder_peer.gui.widgets.basics import column, line, row

_TABLES = 1


class ReportRoom(Room):
    """See ``rooms/__init__.py`` for what a room is."""

    key = "report"

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context)
        self.draft_page = DraftPage(context)
        self.tables_page = TablesPage(context)
        self._pages: tuple[DraftPage | TablesPage, ...] = (self.draft_page, self.tables_page)
        self._here = False
        self._lay_out()
        add = context.actions.add
        add("report.draft", N_("Show the report draft"), lambda: self.show_page(0), keys="Alt+1", owner=self)
        add("report.tables", N_("Show the quote tables"), lambda: self.show_page(_TABLES), keys="Alt+2", owner=self)
        self.tabs.setCurrentIndex(_TABLES if context.settings.flag("report/tables_shown") else 0)
        context.add_palette(self._palette)
        live_call(self, self._say)

    @property
    def page(self) -> DraftPage | TablesPage:
        """The page that is shown."""
        return self._pages[self.tabs.currentIndex()]

    def enter(self) -> None:
        """The room has been shown."""
        self._wake()
        self.page.focus()

    def leave(self) -> None:
        """Another room is about to be shown."""
        self._here = False
        self.page.sleep()
        self.context.settings.set_flag("report/tables_shown", self.tabs.currentIndex() == _TABLES)

    def place(self) -> Place:
        """The report that is open."""
        return Place(self.key, report=self.draft_page.draft.report)

    def go(self, place: Place) -> None:
        """Show a report, or the quotes of a respondent."""
        if place.respondent is not None:
            self.tabs.setCurrentIndex(_TABLES)
            self.tables_page.show_respondent(place.respondent)
        if place.report is not None and place.report != self.draft_page.draft.report:
            self.draft_page.draft.open_report(ReportId(place.report))
        self._wake()

    def panes(self) -> list[QWidget]:
        """The panes of the page that is shown."""
        return self.page.panes()

    def show_page(self, number: int) -> None:
        """Show the report draft (0) or the quote tables (1)."""
        self.tabs.setCurrentIndex(number)
        self.page.focus()

    def _lay_out(self) -> None:
        bar = QWidget()
        tools = row(bar, gap=GAP_LARGE)
        tools.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        live(self.tabs, "setAccessibleName", "Report draft or quote tables")
        tools.addWidget(self.tabs)
        self._stack = QStackedWidget()
        for page in self._pages:
            self.tabs.addTab("")
            self._stack.addWidget(page)
            tools.addWidget(page.tools, 1)
        box = column(self, gap=0)
        box.addWidget(bar)
        box.addWidget(line())
        box.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._page_chosen)
        self._page_chosen(0)

    def _page_chosen(self, chosen: int) -> None:
        before = self._stack.currentWidget()
        self._stack.setCurrentIndex(chosen)
        for page in self._pages:
            page.tools.setVisible(page is self.page)
        if self._here:
            if isinstance(before, (DraftPage, TablesPage)) and before is not self.page:
                before.sleep()
            self.page.wake()
            self.context.actions.refresh()

    def _wake(self) -> None:
        self._here = True
        self.page.wake()
        self.context.actions.refresh()

    def _say(self) -> None:
        self.tabs.setTabText(0, tr("Report draft"))
        self.tabs.setTabText(1, tr("Quote tables"))

    def _palette(self, _words: str) -> Sequence[PaletteItem]:
        return [
            PaletteItem(report.title, tr("Report"), "file-text", partial(self._open, report.id))
            for report in list_reports(self.context.project)
        ]

    def _open(self, report: ReportId) -> None:
        self.tabs.setCurrentIndex(0)
        self.context.navigator.go(Place(self.key, report=report))
