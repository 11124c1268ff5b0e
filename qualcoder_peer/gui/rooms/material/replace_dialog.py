"""What a new version of a document would do: what keeps its words, what changed, and what has no place, to be decided
about before anything is replaced."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QDialog, QFrame, QListView, QSplitter, QTabBar, QWidget

from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.services.revisions import UNLIKE, Fate, Keeping, Passage, RevisionPlan
from qualcoder_peer.gui.i18n import live, live_call, number, percent, say, tr
from qualcoder_peer.gui.rooms.material.pane import words
from qualcoder_peer.gui.rooms.material.replace_choices import Choices
from qualcoder_peer.gui.rooms.material.replace_detail import PassageDetail
from qualcoder_peer.gui.rooms.material.replace_list import FATE_TITLES, PassageDelegate, PassagesModel
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import EmptyState, IconLabel, button, column, label, line, row

_SIZE = QSize(1180, 740)
_LIST_WIDTH, _LEAST_LIST = 380, 300
_FATES = (Fate.LOST, Fate.CHANGED, Fate.MOVED)
_MOST_LABELS = 6


class ReplaceDialog(QDialog):
    """``replace_asked`` carries the Choices when the user wants the document replaced."""

    replace_asked = Signal(object)

    def __init__(self, plan: RevisionPlan, tree: CodeTree, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(True)
        live(self, "setWindowTitle", "New version of “{title}”", title=plan.document.title)
        self.plan, self.choices = plan, Choices(plan)
        self.fates = [fate for fate in _FATES if plan.having(fate)]
        self.model = PassagesModel(self.choices, tree, self)
        self.detail = PassageDetail(self.choices, tree)
        self._make()
        screen = self.screen() or QGuiApplication.primaryScreen()
        room = screen.availableSize() if screen is not None else _SIZE
        self.resize(_SIZE.boundedTo(QSize(room.width() - 40, room.height() - 60)))
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show_current())
        self.tabs.currentChanged.connect(self._show_fate)
        self._show_fate(0)
        live_call(self, self._retranslate)

    @property
    def current(self) -> Passage | None:
        """The passage that is shown."""
        place = self.list.currentIndex()
        return self.model.passages[place.row()] if place.isValid() else None

    def chosen(self) -> list[Passage]:
        """The passages that are chosen in the list."""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        return [self.model.passages[row_] for row_ in rows]

    # Qt overrides

    def sizeHint(self) -> QSize:
        return _SIZE

    # Private: making

    def _make(self) -> None:
        box = column(self, gap=0)
        box.addWidget(self._head())
        box.addWidget(line())
        box.addWidget(self._body() if self.fates else self._all_well(), 1)
        box.addWidget(line())
        box.addWidget(self._foot())

    def _head(self) -> QWidget:
        head = QWidget()
        box = column(head, margin=GAP_LARGE, gap=GAP_SMALL)
        self.summary = words("section")
        self.facts = words("muted")
        box.addWidget(self.summary)
        box.addWidget(self.facts)
        self.warning = QFrame()
        set_role(self.warning, "message")
        self.warning.setProperty("kind", "warning")
        inside = row(self.warning, margin=GAP, gap=GAP)
        inside.addWidget(IconLabel("triangle-alert", 16, "warning"))
        self._warning_words = words()
        inside.addWidget(self._warning_words, 1)
        self.warning.setVisible(self.plan.likeness < UNLIKE)
        box.addWidget(self.warning)
        return head

    def _body(self) -> QWidget:
        self._make_list()
        left = QWidget()
        left.setMinimumWidth(_LEAST_LIST)
        set_role(left, "surface")
        box = column(left, gap=0)
        bar = row()
        bar.setContentsMargins(GAP, GAP_SMALL, GAP, 0)
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        box.addLayout(bar)
        box.addWidget(self.list, 1)
        made = QSplitter(Qt.Orientation.Horizontal)
        made.setChildrenCollapsible(False)
        made.addWidget(left)
        made.addWidget(self.detail)
        made.setStretchFactor(1, 1)
        made.setSizes([_LIST_WIDTH, 10_000])
        self.detail.keeping_chosen.connect(self._keep)
        self.detail.put.connect(self._put)
        return made

    def _make_list(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        live(self.tabs, "setAccessibleName", "What becomes of codings")
        for _fate in self.fates:
            self.tabs.addTab("")
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(PassageDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        live(self.list, "setAccessibleName", "Codings and memos")
        remove = QShortcut(QKeySequence.StandardKey.Delete, self.list, lambda: self._keep(Keeping.DROP))
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _all_well(self) -> QWidget:
        self._make_list()
        self.tabs.setParent(self)
        self.list.setParent(self)
        self.detail.setParent(self)
        for hidden in (self.tabs, self.list, self.detail):
            hidden.hide()
        return EmptyState("circle-check", "Every coding keeps its words",
                          "All codings and memos were found again in the new text.")  # fmt: skip

    def _foot(self) -> QWidget:
        foot = QWidget()
        box = row(foot, margin=GAP_LARGE, gap=GAP)
        self.lost = QComboBox()
        self._lost_label = label("All others without a place:", buddy=self.lost)
        self.lost.activated.connect(self._choose_lost)
        for one in (self._lost_label, self.lost):
            one.setVisible(Fate.LOST in self.fates)
            box.addWidget(one)
        box.addStretch(1)
        box.addWidget(button("Cancel", on_click=self.reject))
        self.replace_button = button("Replace the document", role="primary", on_click=self._replace)
        live(self.replace_button, "setToolTip", "Replace the document (Ctrl+Enter); you can undo it")
        box.addWidget(self.replace_button)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._replace)
        return foot

    # Private: showing

    def _retranslate(self) -> None:
        plan = self.plan
        self.summary.setText(_sentences(_summary(plan)))
        self.facts.setText(_sentences(_facts(plan)))
        self._warning_words.setText(
            tr(
                "Only {share} of the text of “{title}” is in “{name}”. Is it the right file?",
                share=percent(plan.likeness, 1),
                title=plan.document.title,
                name=plan.prepared.read.file_name,
            )
        )
        for place, fate in enumerate(self.fates):
            self.tabs.setTabText(place, tr(FATE_TITLES[fate], number=number(len(plan.having(fate)))))
        self.lost.clear()
        self.lost.addItem(tr("Keep in the memo of the document"), Keeping.MEMO)
        self.lost.addItem(tr("Remove"), Keeping.DROP)
        self.lost.setCurrentIndex(self.lost.findData(self.choices.lost))

    def _show_fate(self, place: int) -> None:
        if not self.fates:
            return
        self.model.show_passages(self.plan.having(self.fates[max(0, place)]))
        self.list.setCurrentIndex(self.model.index(0))
        self._show_current()

    def _show_current(self) -> None:
        self.detail.show_passage(self.current)

    # Private: doing

    def _choose_lost(self) -> None:
        self.choices.lost = Keeping(self.lost.currentData())
        self.model.repaint()
        self._show_current()

    def _keep(self, keeping: Keeping) -> None:
        self.choices.choose(self.chosen(), keeping)
        self.model.repaint()
        self._show_current()

    def _put(self, start: int, end: int) -> None:
        passage = self.current
        if passage is not None:
            self.choices.put(passage, start, end)
            self.model.repaint()
            self._show_current()

    def _replace(self) -> None:
        self.accept()
        self.replace_asked.emit(self.choices)


def _summary(plan: RevisionPlan) -> list[Message]:
    same, moved, changed, lost = (len(plan.having(fate)) for fate in Fate)
    told = [
        counted("{number} coding or memo keeps its words.", "{number} codings and memos keep their words.",
                same + moved, number=number(same + moved))
    ]  # fmt: skip
    if changed:
        told.append(counted("{number} goes to words that have changed.", "{number} go to words that have changed.",
                            changed, number=number(changed)))  # fmt: skip
    if lost:
        told.append(counted("{number} has no place in the new text.", "{number} have no place in the new text.",
                            lost, number=number(lost)))  # fmt: skip
    return told


def _facts(plan: RevisionPlan) -> list[Message]:
    told = [message("“{name}” takes the place of the text.", name=plan.prepared.read.file_name)]
    if plan.turns.before or plan.turns.after:
        turns = number(plan.turns.before), number(plan.turns.after)
        told.append(message("Turns: {before} before, {after} now.", before=turns[0], after=turns[1]))
    known = [one for one in plan.speakers if one.by_words]
    for one in known[:_MOST_LABELS]:
        told.append(message("“{label}” is “{before}”.", label=one.label, before=one.label_before))
    new = [one.label for one in plan.speakers if one.is_new]
    if new:
        told.append(message("New speakers: {labels}.", labels=_listed(new)))
    if plan.gone:
        told.append(message("No longer there: {labels}.", labels=_listed([one.label for one in plan.gone])))
    return told


def _listed(labels: Sequence[str]) -> str:
    return ", ".join(labels[:_MOST_LABELS]) + (" …" if len(labels) > _MOST_LABELS else "")


def _sentences(told: Sequence[Message]) -> str:
    return " ".join(say(one) for one in told)
