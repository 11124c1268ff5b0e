"""The pages of the report room, in the order of their tabs.

A page is made when it is first shown, so that a room with many costs no more to open than one with few. To add one:
a class in a module of its own (see ``Page``) and an entry here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from qualcoder_peer.core.domain.messages import N_

if TYPE_CHECKING:
    from qualcoder_peer.gui.context import RoomContext

_HERE = "qualcoder_peer.gui.rooms.report"


class Page(QWidget):
    """A page of the report room. ``tools`` is what the room shows on top while the page is shown."""

    tools: QWidget

    def wake(self) -> None:
        """The page is shown: read what has changed since."""

    def sleep(self) -> None:
        """The page is hidden: store what is being typed, then only remember that something changed."""

    def flush(self) -> None:
        """Store what is being typed."""

    def focus(self) -> None:
        """Put the focus where work goes on."""
        self.setFocus()

    def panes(self) -> list[QWidget]:
        """The panes from left to right, for F6."""
        return []


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
