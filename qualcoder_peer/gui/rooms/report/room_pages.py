"""The pages of the report room, in the order of their tabs, and what is common to them.

A page is made when it is first shown, so that a room with many costs no more to open than one with few. To add one:
a class in a module of its own (see ``Page``) and an entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.messages import Message, N_
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.jobs import Job, run_job
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.theme import GAP, set_role
from qualcoder_peer.gui.widgets.basics import EmptyState, column, row

_HERE = "qualcoder_peer.gui.rooms.report"


class Page(QWidget):
    """A page of the report room: panes side by side, or what says that there is nothing to show yet.

    A page says what its panes are (``lay_out``), which tables of the project it is read from (``follows``), how it is
    read (``refresh``, which begins with that of this class; long work goes through ``read``) and what is being typed
    in it (``flush``). When it is read is told here: when it is shown after a change, and a moment after a change while
    it is shown. ``tools`` is what the room shows on top while the page is shown.
    """

    layout_key: ClassVar[str] = ""
    """Where the settings keep how wide the panes are."""
    follows: ClassVar[tuple[str, ...]] = ()
    """The tables of the project that are shown."""
    together_ms: ClassVar[int] = 80
    """Changes that come closer to each other than this are read together."""

    tools: QWidget
    home: QWidget
    """What gets the focus when there is something to show."""
    stops: Sequence[QWidget]
    """The panes from left to right, for F6."""

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self.context, self.project = context, context.project
        self.is_awake, self.is_stale = False, True
        self._job: Job | None = None
        self._kept: dict[str, QSplitter] = {}
        self._soon = QTimer(self, singleShot=True, interval=self.together_ms)
        self._soon.timeout.connect(self.refresh)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.stack = QStackedWidget()
        column(self, gap=0).addWidget(self.stack)
        context.bridge.changed.connect(self.project_changed)

    @property
    def is_filled(self) -> bool:
        """Whether the panes are shown."""
        return self.stack.currentWidget() is self.splitter

    @property
    def job(self) -> Job | None:
        """What is being read, if anything is."""
        return None if self._job is None or self._job.is_finished else self._job

    # For the room

    def wake(self) -> None:
        """The page is shown: read what has changed since."""
        self.is_awake = True
        if self.is_stale:
            self.refresh()

    def sleep(self) -> None:
        """The page is hidden: store what is being typed, keep the layout; changes are only remembered from now on."""
        self.flush()
        self.is_awake = False
        if self.is_filled:
            for key, part in self._kept.items():
                self.context.settings.keep_state(key, part.saveState())

    def flush(self) -> None:
        """Store what is being typed."""

    def focus(self) -> None:
        """Put the focus where work goes on."""
        shown = self.stack.currentWidget()
        if isinstance(shown, EmptyState):
            (shown.button or shown).setFocus()
        else:
            self.home.setFocus()

    def panes(self) -> list[QWidget]:
        """The panes from left to right, for F6."""
        return list(self.stops) if self.is_filled else []

    # For pages

    def lay_out(
        self, panes: Sequence[QWidget], sizes: Sequence[int], *others: QWidget, shares: Sequence[int] = ()
    ) -> None:
        """Put the panes side by side, as wide as the user left them, else as ``sizes`` says.

        ``shares`` is how room that is left over is shared out. ``others`` stand in the place of the panes when the page
        puts them on top of its ``stack``; the panes are there first.
        """
        for pane in panes:
            self.splitter.addWidget(pane)
        for place, share in enumerate(shares):
            self.splitter.setStretchFactor(place, share)
        self.splitter.setSizes(sizes)
        self.keep_layout(self.splitter, self.layout_key)
        for one in (self.splitter, *others):
            self.stack.addWidget(one)

    def keep_layout(self, part: QSplitter, key: str) -> None:
        """Give a splitter the sizes that it had last time, and keep those it has when the page is left."""
        self._kept[key] = part
        kept = self.context.settings.state(key)
        if not kept.isEmpty():
            part.restoreState(kept)

    def tool_row(self) -> QHBoxLayout:
        """Make the tools, and the row that they stand in."""
        self.tools = QWidget()
        return row(self.tools, gap=GAP)

    def coding_first(self, icon: str, title: str, text: str) -> EmptyState:
        """What teaches as long as nothing is coded, with the way to where it is."""
        return EmptyState(icon, title, text, "Go to the coding room",
                          lambda: self.context.navigator.go(Place("coding")))  # fmt: skip

    def refresh(self) -> None:
        """Read again what is shown."""
        self._soon.stop()
        self.is_stale = False

    def refresh_soon(self) -> None:
        """Read again in a moment, or when the page is shown."""
        self.is_stale = True
        if self.is_awake:
            self._soon.start()

    def project_changed(self, changes: ChangeSet) -> None:
        """The project has changed."""
        if changes.touches(*self.follows):
            self.refresh_soon()

    def read(
        self, function: Callable[..., Any], *arguments: Any, then: Callable[[Any], object], title: Message | str = ""
    ) -> Job:
        """Run a function of the core beside the window; ``then`` gets what it returns.

        What was asked for before and has not come yet is not waited for. ``title`` says what is being done.
        """
        if self.job is not None:
            self.job.drop()
        made = run_job(
            self, function, *arguments, title=title, on_failed=self.failed,
            on_done=lambda found: then(found) if made is self._job else None,
        )  # fmt: skip
        self._job = made
        return made

    def failed(self, error: BaseException) -> None:
        """Something could not be read."""
        self.context.messages.error(error)


def surface(least: int = 0) -> QWidget:
    """An empty pane, at least ``least`` pixels wide."""
    pane = QWidget()
    set_role(pane, "surface")
    if least:
        pane.setMinimumWidth(least)
    return pane


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page: ``key`` for places and settings, ``title`` of its tab, ``action`` that shows it."""

    key: str
    title: str
    action: str
    module: str
    class_name: str

    def build(self, context: RoomContext) -> Page:
        """Make the page."""
        make: Callable[[RoomContext], Page] = getattr(import_module(f"{_HERE}.{self.module}"), self.class_name)
        return make(context)


PAGES: tuple[PageEntry, ...] = (
    PageEntry("draft", N_("Report draft"), N_("Show the report draft"), "draft_page", "DraftPage"),
    PageEntry("tables", N_("Quote tables"), N_("Show the quote tables"), "tables_page", "TablesPage"),
    PageEntry("matrix", N_("Matrices"), N_("Show the matrices"), "matrix_page", "MatrixPage"),
    PageEntry("goals", N_("Target goals"), N_("Show the target goals"), "goals_page", "GoalsPage"),
    PageEntry("claims", N_("Claims"), N_("Show findings and conclusions"), "claims_page", "ClaimsPage"),
    PageEntry("verify", N_("Verify"), N_("Show the check of quotations"), "verify_page", "VerifyPage"),
    PageEntry("method", N_("Method"), N_("Show the method chapter and its checklists"), "method_page", "MethodPage"),
    PageEntry("disclosure", N_("Disclosure check"), N_("Show the disclosure check"), "disclosure_page",
              "DisclosurePage"),  # fmt: skip
    PageEntry("access", N_("Accessibility"), N_("Show the accessibility check"), "access_page", "AccessPage"),
)
