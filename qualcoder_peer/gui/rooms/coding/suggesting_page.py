"""The list of suggestions: the passages, and for the one chosen the words and the codings that led to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.model import Code, Owner
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.suggestions import Example, Suggestion, Suggestions
from qualcoder_peer.gui.i18n import live, live_call, percent, say, tr
from qualcoder_peer.gui.selection_choices import selection_choices
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import ElidedLabel, button, column, label, row
from qualcoder_peer.gui.widgets.selection_box import SelectionBox
from qualcoder_peer.gui.widgets.tips import plain_tip

_TIP = 1_500


class SuggestionsPage(QWidget):
    """A accepts, Delete dismisses, Enter shows the passage in the text."""

    accepted = Signal(int)
    dismissed = Signal(int)
    chosen = Signal(int)
    """The number of the suggestion that is looked at."""
    off_asked = Signal()
    example_asked = Signal(int, int, int)
    """Document, start and end of a coding that a suggestion is like."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self._outcome: Suggestions | None = None
        self._items: list[Suggestion] = []
        self._telling = message("")
        self.title = ElidedLabel("", "section")
        self.told = label("", "small", wrap=True)
        self.everywhere = QCheckBox()
        live(self.everywhere, "setText", "In all documents")
        self.set = SelectionBox("Set or filter", "All documents", lambda: selection_choices(project, Owner.DOCUMENT))
        self.list = _List(self)
        self.words = label("", wrap=True)
        self.examples = column(gap=GAP_SMALL)
        self.accept = button("Accept", "check", "primary", lambda: self._act(self.accepted))
        self.dismiss = button("Reject", "x", on_click=lambda: self._act(self.dismissed))
        live(self.accept, "setToolTip", "Make a coding of it (A)")
        live(self.dismiss, "setToolTip", "Never suggest it again for this code (Delete)")
        self.off = button("Turn suggestions off", role="link", on_click=self.off_asked.emit)
        """Shown where they had to be turned on."""
        self.off.hide()
        self._lay_out()
        self.list.currentItemChanged.connect(lambda _now, _before: self._show_current())
        self._show_current()
        live_call(self, self._retranslate)

    @property
    def current(self) -> int:
        """The number of the suggestion chosen, or -1."""
        item = self.list.currentItem()
        return self.list.indexOfTopLevelItem(item) if item is not None else -1

    def show_waiting(self, code: Code) -> None:
        """Say what is being looked for."""
        self.clear()
        self.title.setText(code.name)
        self._tell(message("Looking for passages like those coded…"))

    def show_outcome(self, outcome: Suggestions, words: Sequence[tuple[str, str]]) -> None:
        """Show what was found; ``words`` are the passage and the title of its document for each."""
        self._outcome, self._items = outcome, list(outcome.found)
        self.list.clear()
        for one, (passage, title) in zip(outcome.found, words, strict=True):
            item = QTreeWidgetItem([" ".join(passage.split()), ", ".join(one.words), title])
            for place in range(3):
                item.setToolTip(place, plain_tip((passage, ", ".join(one.words), title)[place][:_TIP]))
            self.list.addTopLevelItem(item)
        self._tell(_measure_words(outcome))
        self._select(0)

    def choose(self, number: int) -> None:
        """Choose a suggestion without showing it in the text again."""
        self.list.blockSignals(True)
        self._select(number)
        self.list.blockSignals(False)
        self._explain()

    def drop(self, number: int) -> None:
        """Take a suggestion off the list; the next one is chosen."""
        del self._items[number]
        with QSignalBlocker(self.list):  # while a row goes, the rows behind it have the numbers of before
            self.list.takeTopLevelItem(number)
        self._show_current()

    def clear(self) -> None:
        """Show nothing."""
        self._items, self._outcome = [], None
        self.list.clear()
        self.title.setText("")
        self._tell(message(""))
        self._explain()

    def act(self, key: int) -> bool:
        """Do what a key asks for. False if it is none of ours."""
        if key == Qt.Key.Key_A:
            self._act(self.accepted)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._act(self.dismissed)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._act(self.chosen)
        else:
            return False
        return True

    def _select(self, number: int) -> None:
        item = self.list.topLevelItem(number)
        if item is not None:
            self.list.setCurrentItem(item)

    def _act(self, signal: SignalInstance) -> None:
        if self.current >= 0:
            signal.emit(self.current)

    def _show_current(self) -> None:
        self._explain()
        if self.current >= 0:
            self.chosen.emit(self.current)

    def _explain(self) -> None:
        number = self.current
        for one in (self.accept, self.dismiss):
            one.setEnabled(number >= 0)
        while self.examples.count():
            taken = self.examples.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not 0 <= number < len(self._items):
            self.words.setText("")
            return
        chosen = self._items[number]
        self.words.setText(tr("Words that speak for it: {words}", words=", ".join(chosen.words)))
        if chosen.examples:
            self.examples.addWidget(label("Like these codings", "small"))
        for example in chosen.examples:
            self.examples.addWidget(self._link(example))

    def _link(self, example: Example) -> QPushButton:
        shown = _Link(example.words[:_TIP])
        shown.clicked.connect(lambda: self.example_asked.emit(example.document, example.start, example.end))
        return shown

    def _tell(self, words: Message) -> None:
        self._telling = words
        self.told.setText(say(words))

    def _retranslate(self) -> None:
        if self._outcome is not None:
            self._telling = _measure_words(self._outcome)
        self.told.setText(say(self._telling))
        self.list.show_headings()
        self._explain()

    def _lay_out(self) -> None:
        head = row(gap=GAP)
        head.setContentsMargins(GAP_LARGE, 0, GAP, GAP_SMALL)
        head.addWidget(self.title, 1)
        head.addWidget(self.everywhere)
        head.addWidget(self.set)
        reasons = QWidget()
        set_role(reasons, "surface")
        box = column(reasons, gap=GAP)
        box.setContentsMargins(GAP_LARGE, 0, GAP_LARGE, GAP)
        buttons = row(gap=GAP)
        buttons.addWidget(self.accept, 1)
        buttons.addWidget(self.dismiss, 1)
        box.addLayout(buttons)
        box.addWidget(self.words)
        box.addLayout(self.examples)
        box.addStretch(1)
        box.addWidget(self.off, 0, Qt.AlignmentFlag.AlignLeft)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(reasons)
        area.setMinimumWidth(180)
        for one in (self.accept, self.dismiss):
            one.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self.list)
        parts.addWidget(area)
        parts.setChildrenCollapsible(False)
        parts.setSizes([420, 260])
        whole = column(self, gap=0)
        whole.addLayout(head)
        self.told.setContentsMargins(GAP_LARGE, 0, GAP_LARGE, GAP_SMALL)
        whole.addWidget(self.told)
        whole.addWidget(parts, 1)
        self.setFocusProxy(self.list)


class _Link(QPushButton):
    """Words one can go to, as many as there is room for."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        set_role(self, "link")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(plain_tip(words))
        self.setAccessibleName(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as there is room for now."""
        super().resizeEvent(event)
        room = self.width() - 2 * GAP
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))


class _List(QTreeWidget):
    def __init__(self, page: SuggestionsPage) -> None:
        super().__init__()
        self._page = page
        self.setColumnCount(3)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setTabKeyNavigation(False)
        self.setMinimumWidth(160)
        self.setAllColumnsShowFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        live(self, "setAccessibleName", "Suggested passages, the likeliest first")
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.show_headings()
        header.resizeSection(1, 120)

    def show_headings(self) -> None:
        """Titles of the columns in the language of now."""
        self.setHeaderLabels([tr("Passage"), tr("Words"), tr("Document")])
        self.header().resizeSection(2, max(80, self.header().sectionSizeHint(2) + GAP))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A, Delete and Enter; all else as in any list."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self._page.act(event.key()):
            super().keyPressEvent(event)


def _measure_words(outcome: Suggestions) -> Message:
    """How many were found, and how good such suggestions are."""
    found = counted("{count} passage", "{count} passages", len(outcome.found))
    learnt = counted("learnt from {count} coding", "learnt from {count} codings", outcome.learnt_from)
    measured = outcome.measured
    if not outcome.found:
        return message("Nothing else is like the passages coded so ({learnt}).", learnt=learnt)
    if measured is not None and not measured.suggested:
        return message(
            "{found}, {learnt}. On codings held back nothing would have been suggested, so how often such suggestions "
            "are right is not known.",
            found=found, learnt=learnt,
        )  # fmt: skip
    if measured is None:
        return message(
            "{found}, {learnt}. How often such suggestions are right could not be measured: too few documents are "
            "coded so.",
            found=found, learnt=learnt,
        )  # fmt: skip
    return message(
        "{found}, {learnt}. On codings held back {right} of {suggested} suggestions were right ({precision}), and "
        "{recall} of the codings were found.",
        found=found, learnt=learnt, right=measured.right, suggested=measured.suggested,
        precision=percent(measured.right, measured.suggested),
        recall=percent(measured.right, measured.right + measured.missed),
    )  # fmt: skip
