"""Finding words in the open document: all hits marked, one after another with Enter, F3 and Shift+F3."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton, QWidget

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.services.finding import FindKind, PatternTooSlow, Query, find_in_text
from qualcoder_peer.core.text.finding import Span, hit_after, hit_before
from qualcoder_peer.gui.i18n import live, live_call, number, say, tr
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.coding.finding_form import KIND_TITLES
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import SearchField, column, label, row
from qualcoder_peer.gui.widgets.message_bar import announce

_AT_ONCE = (FindKind.PLAIN, FindKind.WHOLE_WORD)
_REST_MS = 120


class FindBar(QWidget):
    """Knows the text it searches; ``hits_changed`` carries all hits and the number of the current one (-1: none)."""

    hits_changed = Signal(list, int)
    went = Signal(int, int)
    """Show this hit."""
    closed = Signal()
    everywhere_asked = Signal(str, str)
    """Search all documents for these words, of this kind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hits: list[Span] = []
        self.current = -1
        self._text, self._language = "", "sv"
        self._turn = 0
        self._step = 0  # where to go when what is being searched has been found
        self._fault: UserError | None = None
        self._from = 0
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._search)
        self.words = SearchField("Find in the document")
        self.kind = QComboBox()
        self.count = QLabel()
        self.told = label("", "small", wrap=True)
        """Why a search was given up."""
        self.previous, self.next, self.close_button = QToolButton(), QToolButton(), QToolButton()
        self.everywhere = QToolButton()
        self._lay_out()
        self.hide()

    def set_text(self, text: str, language: str) -> None:
        """Search another text; what was found in the one before is forgotten."""
        self._text, self._language = text, language
        self._turn += 1
        self.hits, self.current = [], -1
        if self.isVisible():
            self._search()

    def open(self, words: str, position: int) -> None:
        """Show the bar and search from a position on; ``words`` are put in if there are any."""
        self._from = position
        self.show()
        if words:
            self.words.setText(words)
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()
        self._search()

    def close_bar(self) -> None:
        """Hide the bar and unmark the hits."""
        self.hide()
        self._rest.stop()
        self.hits, self.current = [], -1
        self.hits_changed.emit([], -1)
        self.closed.emit()

    def go(self, step: int, position: int | None = None) -> None:
        """Go to the next (1) or previous (-1) hit, from the current one or from a position."""
        if self._rest.isActive():
            self._search()
        if not self.hits:
            self._step = step if self.words.text().strip() and self._fault is None else 0
            return
        if self.current < 0 or position is not None:
            place = self._from if position is None else position
            self.current = hit_after(self.hits, place) if step > 0 else hit_before(self.hits, place)
        else:
            self.current = (self.current + step) % len(self.hits)
        self._show_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Shift+Enter go on, Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "surface")
        lines = column(self, gap=GAP_SMALL)
        lines.setContentsMargins(GAP * 2, GAP_SMALL, GAP * 2, GAP)
        box = row(gap=GAP_SMALL)
        lines.addLayout(box)
        lines.addWidget(self.told)
        self.told.hide()
        self.words.setMinimumWidth(120)
        live(self.kind, "setAccessibleName", "How to search")
        for kind in KIND_TITLES:
            self.kind.addItem("", kind.value)
        live_call(self, self._show_words)
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.count.setMinimumWidth(80)
        set_role(self.count, "small")
        self.words.setMaximumWidth(460)
        box.addWidget(self.words, 1)
        box.addWidget(self.kind)
        box.addWidget(self.count)
        for button, icon in ((self.previous, "arrow-up"), (self.next, "arrow-down"), (self.close_button, "x")):
            set_icon(button, icon)
            box.addWidget(button)
        box.insertWidget(3, self.everywhere)
        set_icon(self.everywhere, "files")
        box.addStretch(0)
        for setter in ("setToolTip", "setAccessibleName"):
            live(self.everywhere, setter, "Find in all documents")
            live(self.previous, setter, "Previous hit")
            live(self.next, setter, "Next hit")
            live(self.close_button, setter, "Close the search")
        self.words.textChanged.connect(lambda _text: self._rest.start())
        self.kind.activated.connect(lambda _row: self._search())
        self.everywhere.clicked.connect(
            lambda _checked=False: self.everywhere_asked.emit(self.words.text(), self.kind.currentData())
        )
        self.previous.clicked.connect(lambda _checked=False: self.go(-1))
        self.next.clicked.connect(lambda _checked=False: self.go(1))
        self.close_button.clicked.connect(lambda _checked=False: self.close_bar())

    def _search(self) -> None:
        """Words are found at once; what takes longer, such as all forms of words, is looked for beside the window."""
        self._rest.stop()
        self._turn += 1
        query = Query(self.words.text(), FindKind(self.kind.currentData()), all_forms=True)
        if not self.words.text().strip():
            self._take(self._turn, [])
        elif query.kind in _AT_ONCE:
            self._take(self._turn, find_in_text(self._text, query, self._language))
        else:
            turn = self._turn
            run_job(
                self, find_in_text, self._text, query, self._language, title=message("Searching the document"),
                on_done=lambda hits: self._take(turn, hits), on_failed=lambda error: self._failed(turn, error),
            )  # fmt: skip

    def _take(self, turn: int, hits: list[Span]) -> None:
        if turn != self._turn or not self.isVisible():
            return
        self.hits, self._fault = hits, None
        self.current = hit_after(hits, self._from)
        self._show_current()
        if self._step:
            step, self._step = self._step, 0
            self.go(step)

    def _failed(self, turn: int, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        if turn == self._turn:  # a pattern that is being typed is often unfinished
            self.hits, self.current, self._fault, self._step = [], -1, error, 0
            self._show_current()

    def _show_current(self) -> None:
        self._show_words()
        self.hits_changed.emit(self.hits, self.current)
        if self.current >= 0:
            self._from = self.hits[self.current][0]
            self.went.emit(*self.hits[self.current])

    def _show_words(self) -> None:
        for place, kind in enumerate(KIND_TITLES):
            self.kind.setItemText(place, tr(KIND_TITLES[kind]))
        self.count.setToolTip("")
        given_up = self._fault if isinstance(self._fault, PatternTooSlow) else None
        self.told.setText("" if given_up is None else say(given_up.message))
        self.told.setVisible(given_up is not None)
        if not self.words.text().strip():
            words = ""
        elif given_up is not None:
            words = tr("Given up")
        elif self._fault is not None:
            words = tr("Not readable")
            self.count.setToolTip(say(self._fault.message))
        elif not self.hits:
            words = tr("No hits")
        else:
            words = tr("{number} of {count}", number=number(self.current + 1), count=number(len(self.hits)))
        if self.count.text() != words:
            self.count.setText(words)
            announce(self.count, self.told.text() or words)
