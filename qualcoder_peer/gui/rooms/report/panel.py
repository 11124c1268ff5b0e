"""The Report room: report drafts, quote tables and what belongs to them, each a page behind a tab."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from qualcoder_peer.core.domain.ids import ReportId
from qualcoder_peer.core.services.reports import list_reports
from qualcoder_peer.gui.context import PaletteItem, RoomContext
from qualcoder_peer.gui.i18n import live, live_call, tr
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.base import Room
from qualcoder_peer.gui.rooms.report.draft_page import DraftPage
from qualcoder_peer.gui.rooms.report.room_pages import PAGES, Page
from qualcoder_peer.gui.rooms.report.tables_page import TablesPage
from qualcoder_peer.gui.theme import GAP, GAP_LARGE
from qualcoder_peer.gui.widgets.basics import column, line, row

_KEYS = [entry.key for entry in PAGES]
_LAST = "report/page"
_HELP = {
    "matrix": "comparing", "goals": "comparing", "claims": "comparing",
    "verify": "finished", "method": "finished", "disclosure": "finished", "access": "finished",
}  # fmt: skip
"""Pages with a page of the help of their own."""


class ReportRoom(Room):
    """See ``rooms/__init__.py`` for what a room is."""

    key = "report"

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context)
        self._made: dict[str, Page] = {}
        self._here = False
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._make_next)
        self._lay_out()
        for number, entry in enumerate(PAGES):
            context.actions.add(
                f"report.{entry.key}", entry.action, partial(self.show_page, number), keys=f"Alt+{number + 1}",
                owner=self,
            )  # fmt: skip
        last = context.settings.word(_LAST)
        self.tabs.setCurrentIndex(_KEYS.index(last) if last in _KEYS else 0)
        self._page_chosen(self.tabs.currentIndex())
        self.tabs.currentChanged.connect(self._page_chosen)
        context.add_palette(self._palette)
        live_call(self, self._say)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self.page_of(_KEYS[self.tabs.currentIndex()])

    @property
    def draft_page(self) -> DraftPage:
        """The page of report drafts."""
        return cast(DraftPage, self.page_of("draft"))

    @property
    def tables_page(self) -> TablesPage:
        """The page of quote tables."""
        return cast(TablesPage, self.page_of("tables"))

    def page_of(self, key: str) -> Page:
        """The page of a key of PAGES, made when first asked for."""
        page = self._made.get(key)
        if page is None:
            page = self._made[key] = next(entry for entry in PAGES if entry.key == key).build(self.context)
            page.tools.hide()
            self._tools.addWidget(page.tools, 1)
            self._stack.addWidget(page)
        return page

    def enter(self) -> None:
        """The room has been shown."""
        self._wake()
        self.page.focus()
        self._later.start()

    def leave(self) -> None:
        """Another room is about to be shown."""
        self._here = False
        self._later.stop()
        for page in self._made.values():
            page.flush()
        self.page.sleep()
        self.context.settings.set_word(_LAST, _KEYS[self.tabs.currentIndex()])

    def place(self) -> Place:
        """The page, and the report that is open."""
        draft = self._made.get("draft")
        report = draft.draft.report if isinstance(draft, DraftPage) else None
        return Place(self.key, report=report, page=_KEYS[self.tabs.currentIndex()])

    def go(self, place: Place) -> None:
        """Show a page, a report, or the quotes of a respondent."""
        if place.page in _KEYS:
            self.tabs.setCurrentIndex(_KEYS.index(place.page))
        if place.respondent is not None:
            self.tabs.setCurrentIndex(_KEYS.index("tables"))
            self.tables_page.show_respondent(place.respondent)
        if place.report is not None and place.report != self.draft_page.draft.report:
            self.draft_page.draft.open_report(ReportId(place.report))
        self._wake()

    def panes(self) -> list[QWidget]:
        """The panes of the page that is shown."""
        return self.page.panes()

    def help_page(self) -> str:
        """The page of the help for the page that is shown."""
        return _HELP.get(_KEYS[self.tabs.currentIndex()], "report")

    def show_page(self, number: int) -> None:
        """Show a page of PAGES by its number."""
        self.tabs.setCurrentIndex(number)
        self.page.focus()

    def _lay_out(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        live(self.tabs, "setAccessibleName", "Pages of the report room")
        for _ in PAGES:
            self.tabs.addTab("")
        head = row(gap=GAP_LARGE)
        head.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, 0)
        head.addWidget(self.tabs, 1)
        self._bar = QWidget()
        self._tools = row(self._bar, gap=0)
        self._tools.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        self._stack = QStackedWidget()
        box = column(self, gap=0)
        box.addLayout(head)
        box.addWidget(self._bar)
        box.addWidget(line())
        box.addWidget(self._stack, 1)

    def _page_chosen(self, _chosen: int) -> None:
        before = self._stack.currentWidget()
        page = self.page
        if self._here and isinstance(before, Page) and before is not page:
            before.sleep()
        self._stack.setCurrentWidget(page)
        for one in self._made.values():
            one.tools.setVisible(one is page)
        if self._here:
            page.wake()
            self.context.actions.refresh()

    def _wake(self) -> None:
        self._here = True
        self.page.wake()
        self.context.actions.refresh()

    def make_all(self) -> None:
        """Make the pages that have not been shown yet, with their actions."""
        for key in _KEYS:
            self.page_of(key)

    def _make_next(self) -> None:
        # One at a time, when nothing else waits: all their actions can then be found, and given other keys.
        missing = next((key for key in _KEYS if key not in self._made), None)
        if missing is not None and self._here:
            self.page_of(missing)
            self._later.start()

    def _say(self) -> None:
        for number, entry in enumerate(PAGES):
            self.tabs.setTabText(number, tr(entry.title))

    def _palette(self, _words: str) -> Sequence[PaletteItem]:
        return [
            PaletteItem(report.title, tr("Report"), "file-text", partial(self._open, report.id))
            for report in list_reports(self.context.project)
        ]

    def _open(self, report: ReportId) -> None:
        self.context.navigator.go(Place(self.key, report=report, page="draft"))
