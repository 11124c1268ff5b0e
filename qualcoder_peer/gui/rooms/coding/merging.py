"""Choosing the code that others are merged into, with what will be joined said beforehand."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QListView, QWidget

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.segments import MergePlan, plan_merge
from qualcoder_peer.core.text.fuzzy import best
from qualcoder_peer.gui.i18n import live, tr, tr_n
from qualcoder_peer.gui.rooms.coding.book import CodeBook
from qualcoder_peer.gui.rooms.coding.codes_model import CODE_ID
from qualcoder_peer.gui.theme import GAP, GAP_LARGE
from qualcoder_peer.gui.widgets.basics import SearchField, button, column, label, row
from qualcoder_peer.gui.widgets.code_marks import code_mark


class MergeDialog(QDialog):
    """Lists the codes that may take the others in. ``chosen`` carries the target."""

    chosen = Signal(int)

    def __init__(self, project: Project, book: CodeBook, sources: list[int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._project, self._book, self._sources = project, book, sources
        live(self, "setWindowTitle", "Merge codes")
        self.search = SearchField("Search codes")
        self.list = QListView()
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        live(self.list, "setAccessibleName", "Merge into")
        self._model = QStandardItemModel(self)
        self.list.setModel(self._model)
        self.plan = label("", "muted", wrap=True)
        self.plan.setMinimumHeight(self.plan.fontMetrics().lineSpacing() * 4)
        self.plan.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.merge = button("Merge", role="primary", on_click=self._merge)
        self._lay_out()
        self.search.textChanged.connect(self._fill)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show_plan())
        self.list.doubleClicked.connect(lambda _index: self._merge())
        self._fill("")

    def choose(self, code: int) -> None:
        """Choose a target."""
        for at in range(self._model.rowCount()):
            if self._model.item(at).data(CODE_ID) == code:
                self.list.setCurrentIndex(self._model.index(at, 0))

    def _lay_out(self) -> None:
        names = ", ".join(self._book.tree.by_id[CodeId(code)].name for code in self._sources)
        box = column(self, margin=GAP_LARGE, gap=GAP)
        box.addWidget(label(message("Merge “{names}” into:", names=names[:200]), "section", wrap=True))
        box.addWidget(self.search)
        box.addWidget(self.list, 1)
        box.addWidget(self.plan)
        foot = row(gap=GAP)
        foot.addStretch(1)
        foot.addWidget(button("Cancel", on_click=self.reject))
        foot.addWidget(self.merge)
        box.addLayout(foot)
        self.merge.setDefault(True)
        self.resize(440, 480)

    def _fill(self, words: str) -> None:
        tree = self._book.tree
        below = {one for source in self._sources for one in tree.below(CodeId(source))}
        targets = [code for code in tree.in_order() if code.id not in below]
        self._model.clear()
        for code, _fit in best(words, targets, lambda code: code.name, limit=500):
            above = " › ".join(self._book.names_above(code.id))
            item = QStandardItem(tr("{name} ({above})", name=code.name, above=above) if above else code.name)
            item.setData(code.id, CODE_ID)
            item.setIcon(code_mark(code.role, code.colour))
            self._model.appendRow(item)
        self.list.setCurrentIndex(self._model.index(0, 0) if self._model.rowCount() else QModelIndex())
        self._show_plan()

    def _target(self) -> int | None:
        found = self.list.currentIndex().data(CODE_ID)
        return int(found) if found is not None else None

    def _show_plan(self) -> None:
        target = self._target()
        self.merge.setEnabled(target is not None)
        if target is None:
            self.plan.setText("")
            return
        sources = [CodeId(code) for code in self._sources]
        name = self._book.tree.by_id[CodeId(target)].name
        self.plan.setText(plan_words(plan_merge(self._project, sources, CodeId(target)), name))

    def _merge(self) -> None:
        target = self._target()
        if target is not None:
            self.accept()
            self.chosen.emit(target)


def plan_words(plan: MergePlan, target: str) -> str:
    """What a merge would do, in sentences."""
    said = [tr_n("{count} coding moves to “{name}”.", "{count} codings move to “{name}”.", plan.codings, name=target)]
    if plan.joined:
        said.append(
            tr_n(
                "{count} of them lies on the same words as one there and is joined with it.",
                "{count} of them lie on the same words as one there and are joined with it.",
                plan.joined,
            )
        )
    if plan.codes_below:
        said.append(tr_n("{count} code below moves along.", "{count} codes below move along.", plan.codes_below))
    if plan.described or plan.memos:
        said.append(tr("Definitions and memos are joined; nothing is lost."))
    said.append(tr("You can undo it."))
    return " ".join(said)
