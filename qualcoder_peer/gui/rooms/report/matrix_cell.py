"""Beside a matrix: the quotes of the cell that is chosen, and what a respondent says about a theme in short."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.ids import CodeId, RespondentId
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.matrix import write_summary
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes
from qualcoder_peer.core.services.report_candidates import CandidateOrder, sort_quotes
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live_call
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.report.evidence_list import EvidenceList
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import column, label
from qualcoder_peer.gui.widgets.fields import TextField

Place = tuple[CodeId, RespondentId]


class CellPane(QWidget):
    """Shows one cell; ``summarised`` is the theme and respondent that the text field writes about."""

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self._context = context
        self._asked = 0
        self.summarised: Place | None = None
        self.which: QuoteFilter | None = None
        self.title = label(role="section", wrap=True)
        self.facts = label(role="small", wrap=True)
        self.text = TextField("Summary", "What this respondent says about the theme, in short.", least=3, most=9)
        self.text.setReadOnly(context.read_only)
        self.text.written.connect(self._write)
        self.summary = QWidget()
        above = column(self.summary, gap=GAP_SMALL)
        above.addWidget(label("Summary", "small", buddy=self.text))
        above.addWidget(self.text)
        self.quotes = EvidenceList(context, "Quotes of the cell")
        self.nothing = label("No passage is coded here.", "muted", wrap=True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "surface")
        self.setMinimumWidth(250)
        box = column(self, gap=GAP)
        box.setContentsMargins(GAP, GAP, GAP, 0)
        for part in (self.title, self.facts, self.summary):
            box.addWidget(part)
        box.addWidget(self.quotes, 1)
        box.addWidget(self.nothing)
        self._rest = QWidget()
        box.addWidget(self._rest, 1)
        self.show_nothing()
        live_call(self, self.quotes.quotes_model.retranslate)

    def flush(self) -> None:
        """Store what is being typed."""
        self.text.flush()

    def show_nothing(self) -> None:
        """No cell is chosen."""
        self._say("", "")
        self._summarise(None, "")
        self._asked += 1
        self.which = None
        self._take(self._asked, [])

    def show_cell(
        self, title: str, facts: str, which: QuoteFilter, place: Place | None, summary: str, count: int
    ) -> None:
        """Show a cell of ``count`` passages; its quotes are read beside the window."""
        self._say(title, facts)
        self._summarise(place, summary)
        self._asked += 1
        asked, self.which = self._asked, which
        if not count:
            self._take(asked, [])
            return
        run_job(
            self, _read_quotes, self._context.project, which, title="",
            on_done=lambda quotes: self._take(asked, quotes), on_failed=self._context.messages.error,
        )  # fmt: skip

    def _say(self, title: str, facts: str) -> None:
        self.title.setText(title)
        self.facts.setText(facts)

    def _summarise(self, place: Place | None, text: str) -> None:
        if place != self.summarised:
            self.flush()
            self.summarised = place
        if place is not None:
            self.text.show_text(text)
        self.summary.setVisible(place is not None)

    def _take(self, asked: int, quotes: list[Quote]) -> None:
        if asked != self._asked:
            return
        self.quotes.show_quotes(quotes)
        self.quotes.setVisible(bool(quotes))
        self.nothing.setVisible(not quotes and self.which is not None)
        self._rest.setVisible(not quotes)

    def _write(self, words: str) -> None:
        if self.summarised is not None and not self._context.read_only:
            try:
                write_summary(self._context.project, *self.summarised, words)
            except UserError as error:  # the theme or the respondent has gone meanwhile
                self._context.messages.error(error)


def _read_quotes(project: Project, which: QuoteFilter) -> list[Quote]:
    return sort_quotes(list(iter_quotes(project, which)), CandidateOrder.STARRED)
