"""One quote in full: its words, where it comes from, what was noted about it, and the way to its transcript."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from qualcoder_peer.core.services.codebook import write_path
from qualcoder_peer.core.services.quotes import Quote
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, live_call, tr, tr_n
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.report.candidates_model import how_long, who_and_where
from qualcoder_peer.gui.rooms.report.stances import stance_words
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import button, column, label, row

_MOST = 12
"""As many quotes are shown beside each other."""


class QuoteDetails(QWidget):
    """Shows a quote, or a hint while there is none."""

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self._context = context
        self.quote: Quote | None = None
        self._several: list[Quote] = []
        self.source = label(role="small", wrap=True)
        self.words = QPlainTextEdit()
        self.words.setReadOnly(True)
        self.words.setFrameShape(QFrame.Shape.NoFrame)
        self.words.setTabChangesFocus(True)
        live(self.words, "setAccessibleName", "The whole quote")
        live(self.words, "setPlaceholderText", "Choose a quote to read all of it.")
        self.facts = label(role="small", wrap=True)
        self.memo = label(role="muted", wrap=True)
        self.open_button = button("Open in the transcript", "arrow-right", "link", self.open_quote)
        box = column(self, gap=GAP_SMALL)
        box.setContentsMargins(GAP, GAP, GAP, GAP)
        box.addWidget(self.source)
        box.addWidget(self.words, 1)
        box.addWidget(self.memo)
        box.addWidget(self.facts)
        foot = row(gap=GAP)
        foot.addWidget(self.open_button)
        foot.addStretch(1)
        box.addLayout(foot)
        set_role(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumHeight(120)
        live_call(self, self._show)

    def show_quote(self, quote: Quote | None) -> None:
        """Show a quote, or none."""
        self.show_quotes([quote] if quote is not None else [])

    def show_quotes(self, quotes: Sequence[Quote]) -> None:
        """Show quotes: one with all that is known of it, several one below the other, to be compared."""
        one = quotes[0] if len(quotes) == 1 else None
        several = list(quotes[:_MOST]) if len(quotes) > 1 else []
        if one != self.quote or several != self._several:
            self.quote, self._several = one, several
            self._show()

    def open_quote(self) -> None:
        """Show the quote where it was said."""
        open_quote(self._context, self.quote)

    def _show(self) -> None:
        quote = self.quote
        if self._several:
            self._show_several()
            return
        self.words.setPlainText(quote.text if quote is not None else "")
        for widget in (self.source, self.facts, self.open_button):
            widget.setVisible(quote is not None)
        self.memo.setVisible(quote is not None and bool(quote.memo))
        if quote is None:
            return
        self.source.setText(who_and_where(quote))
        self.memo.setText(tr("Memo: {memo}", memo=quote.memo))
        known = (how_long(quote), stance_words(quote.stance), tr("Starred") if quote.starred else "")
        facts = " · ".join(one for one in known if one)
        path = write_path(quote.code_path)
        self.facts.setText(tr("{facts}. Coded {path} by {coder}", facts=facts, path=path, coder=quote.coder))

    def _show_several(self) -> None:
        for widget in (self.source, self.facts, self.memo, self.open_button):
            widget.setVisible(widget is self.facts)
        parts = []
        for quote in self._several:
            known = (who_and_where(quote), how_long(quote), stance_words(quote.stance))
            parts.append(" · ".join(one for one in known if one) + "\n" + quote.text)
        self.words.setPlainText("\n\n".join(parts))
        self.facts.setText(tr_n("{count} quote beside each other", "{count} quotes beside each other",
                                len(self._several)))  # fmt: skip


def open_quote(context: RoomContext, quote: Quote | None) -> None:
    """Go to the coding room, where a quote was said."""
    if quote is not None:
        context.navigator.go(
            Place("coding", document=quote.document.id, start=quote.start, end=quote.end, coding=quote.id)
        )
