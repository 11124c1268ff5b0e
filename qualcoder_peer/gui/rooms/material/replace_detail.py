"""One coding or memo of a document that is to be replaced: its words before, the new text, and what to do with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QRadioButton, QSplitter, QWidget

from qualcoder_peer.core.domain.messages import counted
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.services.revisions import Fate, Keeping, Passage
from qualcoder_peer.core.text.alignment import differences
from qualcoder_peer.gui.i18n import live, live_call, say, tr
from qualcoder_peer.gui.rooms.material.pane import words
from qualcoder_peer.gui.rooms.material.replace_choices import Choices
from qualcoder_peer.gui.rooms.material.replace_list import passage_mark, passage_title
from qualcoder_peer.gui.rooms.material.replace_text import NewText, OldWords
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role, themes
from qualcoder_peer.gui.widgets.basics import ElidedLabel, SearchField, button, column, label, row

_LONGEST_COMPARED = 20_000
_OLD_HEIGHT = 150
_MARK = 16
_SEARCH_WIDTH = 180


class PassageDetail(QWidget):
    """``keeping_chosen`` carries a Keeping for all that is chosen in the list; ``put`` words of the new text."""

    keeping_chosen = Signal(object)
    put = Signal(int, int)

    def __init__(self, choices: Choices, tree: CodeTree) -> None:
        super().__init__()
        self._choices, self._tree = choices, tree
        self._passage: Passage | None = None
        box = column(self, gap=0)
        box.addWidget(self._make_heading())
        self.old, self.new = OldWords(), NewText(choices.plan.prepared)
        texts = QSplitter(Qt.Orientation.Vertical)
        texts.setChildrenCollapsible(False)
        texts.addWidget(self._titled(label("Before", "small"), self.old))
        texts.addWidget(self._titled(self._make_search(), self.new))
        texts.setStretchFactor(1, 1)
        texts.setSizes([_OLD_HEIGHT, 10_000])
        box.addWidget(texts, 1)
        box.addWidget(self._make_choice())
        self.new.selection_changed.connect(lambda _start, _end: self._selection_changed())
        self.new.edge_dragged.connect(lambda _segment, start, end: self.put.emit(start, end))
        live_call(self, self._render)
        themes.changed.connect(self._render)

    def show_passage(self, passage: Passage | None) -> None:
        """Show a passage and scroll the new text to it."""
        self._passage = passage
        self._render()
        if passage is None:
            return
        plan, place = self._choices.plan, self._choices.place(passage)
        gone: list[tuple[int, int]] = []
        fresh: list[tuple[int, int]] = []
        before = plan.words(passage)
        if place is not None and passage.fate is not Fate.LOST:
            after = plan.prepared.text[place[0] : place[1]]
            if before != after and len(before) + len(after) <= _LONGEST_COMPARED:
                gone, fresh = differences(before, after)
        self.old.show_words(plan.text, passage.start, passage.end, gone)
        code = self._tree.by_id.get(passage.code) if passage.code is not None else None
        colour = code.colour if code is not None else themes.current.muted
        self.new.show_place(
            passage.near if place is None else place[0], place, fresh, passage_title(passage), colour
        )

    # Private

    def _make_heading(self) -> QWidget:
        heading = QWidget()
        set_role(heading, "surface")
        box = column(heading, gap=GAP_SMALL)
        box.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        first = row(gap=GAP)
        self._mark = QLabel()
        self.title = ElidedLabel(role="section")
        self.coder = label(words=" ")
        set_role(self.coder, "muted")
        first.addWidget(self._mark)
        first.addWidget(self.title, 1)
        first.addWidget(self.coder)
        box.addLayout(first)
        self.about = words("small")
        box.addWidget(self.about)
        return heading

    def _make_search(self) -> QWidget:
        made = QWidget()
        box = row(made, gap=GAP)
        box.addWidget(label("New text", "small"))
        box.addStretch(1)
        self.put_button = button("Put on the selected words", on_click=self._put)
        live(self.put_button, "setToolTip", "Select words in the new text first; edges can be dragged")
        box.addWidget(self.put_button)
        self.search = SearchField("Search the new text")
        self.search.setFixedWidth(_SEARCH_WIDTH)
        self.search.returnPressed.connect(self._find)
        self.search.textChanged.connect(lambda _words: self._found(True))
        box.addWidget(self.search)
        return made

    def _titled(self, title: QWidget, text: QWidget) -> QWidget:
        made = QWidget()
        box = column(made, gap=0)
        head = row(gap=0)
        head.setContentsMargins(GAP_LARGE, GAP_SMALL, GAP_LARGE, GAP_SMALL)
        head.addWidget(title)
        box.addLayout(head)
        box.addWidget(text, 1)
        return made

    def _make_choice(self) -> QWidget:
        made = QWidget()
        box = row(made, gap=GAP_LARGE)
        box.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        self.buttons = {keeping: QRadioButton() for keeping in (Keeping.PLACE, Keeping.MEMO, Keeping.DROP)}
        live(self.buttons[Keeping.PLACE], "setText", "On the marked words")
        live(self.buttons[Keeping.MEMO], "setText", "Keep in the memo")
        live(self.buttons[Keeping.DROP], "setText", "Remove")
        self._group = QButtonGroup(self)
        for keeping, one in self.buttons.items():
            self._group.addButton(one)
            one.clicked.connect(lambda _checked=False, keeping=keeping: self.keeping_chosen.emit(keeping))
            box.addWidget(one)
        box.addStretch(1)
        return made

    def _render(self) -> None:
        passage = self._passage
        self.setEnabled(passage is not None)
        self._selection_changed()
        if passage is None:
            return
        self._mark.setPixmap(passage_mark(passage, self._tree).pixmap(_MARK, _MARK))
        self.title.setText(passage_title(passage))
        self.coder.setText(passage.coder)
        self._show_about(passage)
        keeping = self._choices.keeping(passage)
        self.buttons[keeping].setChecked(True)
        self.buttons[Keeping.PLACE].setEnabled(self._choices.place(passage) is not None)

    def _show_about(self, passage: Passage) -> None:
        told = []
        if len(passage.path) > 1:
            told.append(" › ".join(passage.path[:-1]))
        if passage.memo.strip():
            told.append(tr("Memo: {memo}", memo=" ".join(passage.memo.split())[:300]))
        if passage.fate is Fate.MOVED:
            told.append(tr("The same words were found elsewhere in the text."))
        if passage.quotes and self._choices.keeping(passage) is not Keeping.PLACE:
            told.append(
                say(
                    counted(
                        "{count} quote in a report draft goes with it.",
                        "{count} quotes in report drafts go with it.",
                        passage.quotes,
                    )
                )
            )
        self.about.setText("\n".join(told))
        self.about.setVisible(bool(told))

    def _selection_changed(self) -> None:
        self.put_button.setEnabled(self._passage is not None and self.new.selected() is not None)

    def _put(self) -> None:
        place = self.new.selected()
        if place is not None:
            self.put.emit(*place)

    def _find(self) -> None:
        self._found(self.new.find_next(self.search.text()))

    def _found(self, found: bool) -> None:
        self.search.setProperty("wrong", not found)
        set_role(self.search, "search")
