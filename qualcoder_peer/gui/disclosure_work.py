"""What a list of findings asks for, done in the project: for the dialog before an export and for the room's page."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from qualcoder_peer.core.domain.disclosure import (
    Disclosure,
    DisclosureFinding,
    DisclosurePlace,
    Mend,
)
from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.exporters.leaving import leave_out
from qualcoder_peer.core.services.disclosure import (
    pass_findings,
    read_rules,
    sort_findings,
    take_back_passes,
    write_rules,
)
from qualcoder_peer.core.services.personal_data import mark_harmless
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.disclosure_list import FindingsPane
from qualcoder_peer.gui.navigator import Place


class DisclosureWork(QObject):
    """Connects a FindingsPane with the project. ``recheck`` looks again; ``leave`` closes what would be in the way when
    the user is taken elsewhere; ``clean`` mends a file."""

    def __init__(
        self,
        context: RoomContext,
        pane: FindingsPane,
        recheck: Callable[[], object],
        *,
        leave: Callable[[], object] = lambda: None,
        clean: Callable[[], object] = lambda: None,
        report: int | None = None,
    ) -> None:
        super().__init__(pane)
        self._context, self._pane, self._recheck = context, pane, recheck
        self._leave, self._clean, self.report = leave, clean, report
        self.found: Disclosure | None = None
        self.changed: Callable[[Disclosure], object] = lambda _found: None
        pane.pass_asked.connect(self._pass)
        pane.open_asked.connect(self._open_again)
        pane.harmless_asked.connect(self._harmless)
        pane.mend_asked.connect(self._mend)
        pane.place_asked.connect(self._go)

    def show(self, found: Disclosure) -> None:
        """Show what was found."""
        self.found = found
        self._pane.show_found(found)
        self.changed(found)

    def sort_again(self) -> None:
        """Show the same findings as the project's passes are now."""
        if self.found is not None:
            every = [*self.found.open, *(one.finding for one in self.found.passed)]
            self.show(sort_findings(self._context.project, every, self.found.level))

    def _pass(self, findings: Sequence[DisclosureFinding], reason: str) -> None:
        try:
            pass_findings(self._context.project, list(findings), reason)
        except UserError as error:
            self._pane.tell(error.message)
            return
        self._pane.reason.clear()
        self.sort_again()

    def _open_again(self, passes: Sequence[int]) -> None:
        take_back_passes(self._context.project, passes)
        self.sort_again()

    def _harmless(self, findings: Sequence[DisclosureFinding]) -> None:
        mark_harmless(self._context.project, {words for one in findings for words in one.subjects})
        if self.found is not None:
            gone = {one.fingerprint for one in findings}
            kept = tuple(one for one in self.found.open if one.fingerprint not in gone)
            self.show(dataclasses.replace(self.found, open=kept))

    def _mend(self, findings: Sequence[DisclosureFinding]) -> None:
        mend = findings[0].mend if findings else Mend.NONE
        if mend is Mend.REPLACE:
            self._leave()
            self._context.navigator.go(Place("material", page="personal_data"))
        elif mend is Mend.LEAVE_OUT:
            leave_out(self._context.project, {name for one in findings for name in one.subjects})
            self._recheck()
        elif mend is Mend.SUPPRESS:
            write_rules(self._context.project, dataclasses.replace(read_rules(self._context.project), suppress=True))
            self._recheck()
        elif mend is Mend.CLEAN:
            self._clean()

    def _go(self, place: DisclosurePlace) -> None:
        self._leave()
        if place.document is not None:
            self._context.navigator.go(
                Place("coding", document=place.document, start=place.start, end=place.end, coding=place.coding)
            )
        elif place.item is not None and self.report is not None:
            self._context.navigator.go(Place("report", report=self.report, page="draft"))


def leads_somewhere(report: int | None) -> Callable[[DisclosurePlace], bool]:
    """Whether a place can be shown, with a report open or without."""
    return lambda place: place.document is not None or (place.item is not None and report is not None)
