"""The pane in the middle: title, search, the transcript with its codings, and the strip of recent codes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedLayout, QToolButton, QWidget

from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.sources import KIND_TITLES, DocumentKind
from qualcoder_peer.gui.i18n import live, live_call, percent, say, tr
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.rooms.coding.find_bar import FindBar
from qualcoder_peer.gui.rooms.coding.recent import RecentCodes, RecentStrip
from qualcoder_peer.gui.rooms.coding.session import Session
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role, themes
from qualcoder_peer.gui.widgets.basics import ElidedLabel, EmptyState, column, row
from qualcoder_peer.gui.widgets.transcript import TranscriptColours, TranscriptView

_COLOURS = {
    "light": TranscriptColours.light,
    "dark": TranscriptColours.dark,
    "contrast": TranscriptColours.high_contrast,
}


_QUICKLY_MEASURED = 200_000
"""Texts up to this many characters are measured at once; longer ones when the page has been painted."""
_AFTER_PAINT_MS = 250


class CoverageBar(QWidget):
    """How much is coded: a bar with its number beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(18)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        live(self, "setToolTip", "How much of what the respondents say is coded")
        live_call(self, lambda: self.set_share(self._share))

    def set_share(self, share: float) -> None:
        """Show a share from 0 to 1."""
        self._share = share
        self._words = tr("{share} coded", share=percent(share, 1))
        self.setAccessibleName(self._words)
        self.setFixedWidth(72 + GAP + self.fontMetrics().horizontalAdvance(self._words) + 2)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bar, then the words."""
        theme = themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRect(0, self.height() // 2 - 2, 72, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.line))
        painter.drawRoundedRect(bar, 2.5, 2.5)
        if self._share > 0:
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(QRect(0, bar.top(), max(4, round(72 * self._share)), 5), 2.5, 2.5)
        painter.setPen(QColor(theme.muted))
        painter.drawText(self.rect().adjusted(72 + GAP, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self._words)


class Reader(QWidget):
    """Shows what the session has open and follows its signals; knows no gestures."""

    def __init__(self, session: Session, recent: RecentCodes) -> None:
        super().__init__()
        self._session = session
        self.view = TranscriptView()
        self.finder = FindBar()
        self.strip = RecentStrip(session.book, recent)
        self.title = ElidedLabel("", "title")
        self.people = ElidedLabel("", "muted")
        self.coverage = CoverageBar()
        self.done = QToolButton()
        self.hint = QLabel()
        self._filter_tool: QToolButton | None = None
        self._shown: DocumentId | None = None
        self.was_same = False
        """Whether the document shown last was only read again: the page then stays where it is."""
        self._fetch = QTimer(self, singleShot=True, interval=0)
        self._fetch.timeout.connect(self._fetch_some)
        self._measure = QTimer(self, singleShot=True, interval=_AFTER_PAINT_MS)
        self._measure.timeout.connect(self.show_coverage)
        self._hint = message("")
        self.nothing_open = EmptyState(
            "highlighter", "Choose a document", "Open a document at the left to read and code it."
        )
        self._lay_out()
        self._connect()

    def add_bar(self, bar: QWidget) -> None:
        """Put a bar of its own between head and text."""
        self._bars.addWidget(bar)

    def add_tool(self, tool: QToolButton) -> None:
        """Put a button into the head."""
        tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tools.addWidget(tool)
        self._filter_tool = tool

    def mark_tool(self, is_filtered: bool) -> None:
        """Let the button of the filter tell that it is on."""
        if self._filter_tool is not None:
            set_icon(self._filter_tool, "filter", "accent" if is_filtered else "text")

    def set_focused(self, on: bool) -> None:
        """Show nothing but title and text, or everything again."""
        for one in (self.people, self.coverage, self.done, self._foot_box, self._filter_tool):
            if one is not None:
                one.setVisible(not on)

    def show_hint(self, hint: Message) -> None:
        """Say what can be done now, under the text."""
        if hint != self._hint:
            self._hint = hint
            self.hint.setText(say(hint))
            self.hint.setToolTip(say(hint))

    def show_document(self) -> None:
        """Show the document of the session, from its beginning, or what has changed in it since it was shown."""
        opened = self._session.opened
        self._pages.setCurrentIndex(0 if opened else 1)
        self.was_same = opened is not None and opened.document.id == self._shown
        self._shown = opened.document.id if opened else None
        if not self.was_same or not self.view.editing.change_text(self._session.text, self._session.turn_marks()):
            self.view.set_text(self._session.text, self._session.turn_marks())
        if self._session.is_waiting:
            self._fetch.start()  # the page is painted first
        else:
            self.show_segments()
        self.finder.set_text(self._session.text, opened.document.language if opened else "sv")
        self.show_head()

    def show_segments(self) -> None:
        """Show all codings of the session anew."""
        self.view.set_segments(self._session.segments.values())
        self.view.set_current(self._session.current)

    def show_head(self) -> None:
        """Title, respondents, coverage and the done mark."""
        opened = self._session.opened
        if opened is None:
            return
        document = opened.document
        self.title.setText(document.title)
        self.people.setText(self._people())
        self.done.setChecked(document.done)
        self._show_done()
        if len(opened.text) <= _QUICKLY_MEASURED:
            self.show_coverage()
        else:
            self._measure.start()

    def show_coverage(self) -> None:
        """How much of the document is coded."""
        self.coverage.set_share(self._session.share_coded())

    def show_theme(self) -> None:
        """Take the colours of the theme."""
        self.view.set_colours(replace(_COLOURS[themes.current.name](), background=themes.current.surface))
        self.strip.show_codes()
        self.coverage.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the colours again: a style sheet puts back the palette a widget had when it came under a new parent."""
        super().showEvent(event)
        self.show_theme()

    def _fetch_some(self) -> None:
        """Read the codings that were left for later; show them when whatever came meanwhile has been answered."""
        if self._session.read_late():
            self._fetch.start()
        else:
            self._session.fetch()

    def _people(self) -> str:
        opened = self._session.opened
        assert opened is not None
        known = opened.document.kind in set(DocumentKind)
        kind = tr(KIND_TITLES[DocumentKind(opened.document.kind)]) if known else ""
        speakers = ", ".join(one.label for one in opened.speakers if one.role.value == "respondent")
        return " · ".join(part for part in (kind, speakers, opened.document.date) if part)

    def _show_done(self) -> None:
        done = self.done.isChecked()
        set_icon(self.done, "circle-check", "success" if done else "muted")
        self.done.setText(tr("Done") if done else tr("Mark as done"))

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "surface")
        self.view.setAccessibleName("")
        live(self.view, "setAccessibleName", "Transcript")
        page = QWidget()
        box = column(page, gap=0)
        self._bars = column(gap=0)
        box.addWidget(self._head())
        box.addLayout(self._bars)
        box.addWidget(self.finder)
        box.addWidget(self.view, 1)
        self._foot_box = self._foot()
        box.addWidget(self._foot_box)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(page)
        self._pages.addWidget(self.nothing_open)
        self._pages.setCurrentIndex(1)
        self.setMinimumWidth(360)
        live_call(self, self._show_words)
        self.show_theme()
        themes.changed.connect(self.show_theme)

    def _head(self) -> QWidget:
        head = QWidget()
        box = row(head, gap=GAP_LARGE)
        box.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        words = column(gap=0)
        words.addWidget(self.title)
        words.addWidget(self.people)
        box.addLayout(words, 1)
        box.addWidget(self.coverage)
        self._tools = row(gap=GAP_SMALL)
        box.addLayout(self._tools)
        self.done.setCheckable(True)
        self.done.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.done.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.addWidget(self.done)
        return head

    def _foot(self) -> QWidget:
        foot = QWidget()
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = column(foot, gap=0)
        box.setContentsMargins(GAP_LARGE, GAP_SMALL, GAP_LARGE, GAP)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setMinimumWidth(10)
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        set_role(self.hint, "small")
        box.addWidget(self.strip)
        box.addWidget(self.hint)
        return foot

    def _connect(self) -> None:
        session, view = self._session, self.view
        session.document_shown.connect(self.show_document)
        session.document_renamed.connect(self.show_head)
        session.segments_reset.connect(self.show_segments)
        session.segment_put.connect(view.change_segment)
        session.segment_taken.connect(view.remove_segment)
        session.current_changed.connect(view.set_current)
        session.rested.connect(lambda _documents: self.show_coverage())
        self.finder.hits_changed.connect(view.set_hits)
        self.finder.went.connect(self._show_hit)
        self.finder.closed.connect(view.setFocus)

    def _show_hit(self, start: int, end: int) -> None:
        self.view.go_to(start, end)

    def _show_words(self) -> None:
        self.hint.setText(say(self._hint))
        self.strip.show_codes()
        self.show_head()
