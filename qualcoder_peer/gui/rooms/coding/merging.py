"""Choosing the code that others are merged into, with what will be joined said beforehand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QDialog, QListView, QPlainTextEdit, QVBoxLayout, QWidget

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.messages import Message, N_, message
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.coders import hidden_along
from qualcoder_peer.core.services.segments import MergePlan, plan_merge
from qualcoder_peer.core.text.fuzzy import FuzzyIndex
from qualcoder_peer.gui.i18n import live, say, tr, tr_n
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.coding.book import CodeBook
from qualcoder_peer.gui.rooms.coding.codebook_import_model import FIELD_WORDS
from qualcoder_peer.gui.rooms.coding.codes_model import CODE_ID, short_name
from qualcoder_peer.gui.theme import GAP, GAP_LARGE
from qualcoder_peer.gui.widgets.basics import SearchField, button, column, foot_row, label
from qualcoder_peer.gui.widgets.code_marks import code_mark


_LONGEST = 200
_MOST_WORDS = 20_000
"""Letters of a joined text that are shown."""
_SHOWN = 200
"""Codes offered at once; who looks for another one types more of its name."""
_MANY, _MANY_CODES = 2_000, 500
"""With more codings, or in a tree of more codes than this, a plan is made beside the window."""


class CodeDialog(QDialog):
    """Lists codes to choose one of. ``chosen`` carries it."""

    chosen = Signal(int)

    def __init__(
        self, book: CodeBook, title: Message, verb: str, parent: QWidget, left_out: set[int] | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._book = book
        self._targets = [code for code in book.tree.in_order() if code.id not in (left_out or ())]
        self._index = FuzzyIndex([code.name for code in self._targets])
        self._filling = False
        live(self, "setWindowTitle", "Choose a code")
        self.search = SearchField("Search codes")
        self.list = QListView()
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        live(self.list, "setAccessibleName", "Codes")
        self._model = QStandardItemModel(self)
        self.list.setModel(self._model)
        self.plan = label("", "muted", wrap=True)
        self.plan.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.confirm = button(verb, role="primary", on_click=self._confirm)
        self._lay_out(title)
        self.search.textChanged.connect(self._fill)
        self.search.installEventFilter(self)
        self.list.selectionModel().currentChanged.connect(lambda *_: None if self._filling else self._changed())
        self.list.doubleClicked.connect(lambda _index: self._confirm())
        self._fill("")

    def choose(self, code: int) -> None:
        """Choose a code."""
        for at in range(self._model.rowCount()):
            if self._model.item(at).data(CODE_ID) == code:
                self.list.setCurrentIndex(self._model.index(at, 0))
                return
        if code in self._book.tree.by_id:  # far down in a long list
            self.search.setText(self._book.tree.by_id[CodeId(code)].name[:100])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down go through the list while one types."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                QApplication.sendEvent(self.list, event)
                return True
        return False

    def target(self) -> int | None:
        """The code chosen."""
        found = self.list.currentIndex().data(CODE_ID)
        return int(found) if found is not None else None

    def show_plan(self, target: int | None) -> None:
        """Say what confirming would do."""

    def _lay_out(self, title: Message) -> None:
        box = column(self, margin=GAP_LARGE, gap=GAP)
        box.addWidget(label(title, "section", wrap=True))
        box.addWidget(self.search)
        box.addWidget(self.list, 1)
        box.addWidget(self.plan)
        box.addLayout(foot_row(button("Cancel", on_click=self.reject), self.confirm))
        self.confirm.setDefault(True)
        self.resize(440, 480)

    def _fill(self, words: str) -> None:
        found = [at for at, _fit in self._index.search(words, _SHOWN)] if words.strip() else range(len(self._index))
        items = []
        for code in (self._targets[at] for at in found[:_SHOWN]):
            if code.id not in self._book.tree.by_id:
                continue  # it has gone since the dialog was opened
            above = " › ".join(name[:_LONGEST] for name in self._book.names_above(code.id))
            name = short_name(code.name)
            item = QStandardItem(tr("{name} ({above})", name=name, above=above) if above else name)
            item.setData(code.id, CODE_ID)
            item.setIcon(code_mark(code.role, code.colour))
            items.append(item)
        self._filling = True  # each row that goes makes another one current
        self._model.clear()
        self._model.invisibleRootItem().appendRows(items)
        self.list.setCurrentIndex(self._model.index(0, 0) if items else QModelIndex())
        self._filling = False
        self._changed()

    def _changed(self) -> None:
        target = self.target()
        self.confirm.setEnabled(target is not None)
        self.show_plan(target)

    def _confirm(self) -> None:
        target = self.target()
        if target is not None and self.confirm.isEnabled():
            self.accept()
            self.chosen.emit(target)


class MergeDialog(CodeDialog):
    """Lists the codes that may take the others in, and says beforehand what that would do."""

    def __init__(self, project: Project, book: CodeBook, sources: list[int], parent: QWidget) -> None:
        self._project, self._sources = project, sources
        self._planning = 0
        self.texts_title = label("How the code will be described", "small")
        self.texts = QPlainTextEdit()
        """The definition and the memo as they will be, joined."""
        self.texts.setReadOnly(True)
        self.texts.setTabChangesFocus(True)
        self.texts.setFixedHeight(6 * self.texts.fontMetrics().lineSpacing() + 2 * GAP)
        live(self.texts, "setAccessibleName", "How the code will be described")
        below = {int(one) for source in sources for one in book.tree.below(CodeId(source))}
        names = ", ".join(book.tree.by_id[CodeId(code)].name[:200] for code in sources)
        super().__init__(book, message("Merge “{names}” into:", names=names[:200]), N_("Merge"), parent, below)
        self.merge = self.confirm
        live(self, "setWindowTitle", "Merge codes")
        live(self.list, "setAccessibleName", "Merge into")
        self.plan.setMinimumHeight(self.plan.fontMetrics().lineSpacing() * 5)
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        at = box.indexOf(self.plan)
        box.insertWidget(at + 1, self.texts_title)
        box.insertWidget(at + 2, self.texts)
        self.setTabOrder(self.list, self.texts)
        self.resize(480, 620)

    def show_plan(self, target: int | None) -> None:
        """What would move, what would be joined; counted beside the window where it takes a moment."""
        self._planning += 1
        self._show_texts(())
        if target is None:
            self.plan.setText("")
            return
        turn, sources = self._planning, [CodeId(code) for code in self._sources]
        codings = sum(self._book.use(code).own for code in (*self._sources, target))
        if codings <= _MANY and len(self._book.tree.by_id) <= _MANY_CODES:
            self._say(turn, target, plan_merge(self._project, sources, CodeId(target)))
            return
        self.plan.setText(tr("Counting what would move …"))
        run_job(self, plan_merge, self._project, sources, CodeId(target), title=message("Counting codings"),
                on_done=lambda plan: self._say(turn, target, plan))  # fmt: skip

    def _say(self, turn: int, target: int, plan: MergePlan) -> None:
        if turn == self._planning and target in self._book.tree.by_id:
            words = plan_words(plan, short_name(self._book.tree.by_id[CodeId(target)].name))
            hidden = hidden_along(self._project)
            self.plan.setText(words if hidden is None else f"{words} {say(hidden)}")
            self._show_texts(plan.texts)

    def _show_texts(self, texts: Sequence[tuple[str, str]]) -> None:
        """What will stand in the fields that become others; nothing, where nothing is joined."""
        told = [tr("{field}: {words}", field=tr(FIELD_WORDS[key]), words=words[:_MOST_WORDS]) for key, words in texts]
        self.texts.setPlainText("\n\n".join(told))
        self.texts_title.setVisible(bool(texts))
        self.texts.setVisible(bool(texts))


def plan_words(plan: MergePlan, target: str) -> str:
    """What a merge would do, in sentences."""
    said = [tr_n("{count} coding moves to “{name}”.", "{count} codings move to “{name}”.", plan.codings, name=target)]
    if plan.joined:
        said.append(
            tr_n(
                "{count} of them meets one there and is joined with it.",
                "{count} of them meet some there and are joined with them.",
                plan.joined,
            )
        )
    if plan.codes_below:
        said.append(tr_n("{count} code below moves along.", "{count} codes below move along.", plan.codes_below))
    if plan.described or plan.memos:
        said.append(tr("Definitions and memos are joined; nothing is lost."))
    said.append(tr("You can undo it."))
    return " ".join(said)
