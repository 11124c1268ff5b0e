"""The preview of an import of a code book: the tree that comes, what is there already, and what is left out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QHeaderView,
    QScrollArea,
    QTreeView,
    QWidget,
)

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook_import import FIELDS, CodebookPlan, ReadCodebook, plan_codebook
from qualcoder_peer.gui.i18n import live, number, say, tr, tr_n
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.coding.book import CodeBook
from qualcoder_peer.gui.rooms.coding.codebook_import_model import (
    FIELD_WORDS,
    NAME,
    OTHERWISE,
    WHAT,
    WORDS,
    CodebookModel,
    field_value,
)
from qualcoder_peer.gui.rooms.coding.codebook_import_columns import SheetColumns
from qualcoder_peer.gui.rooms.coding.codes_model import short_name
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import button, column, label, line, row
from qualcoder_peer.gui.widgets.code_marks import code_mark

_SIZE = QSize(1040, 620)
_MOST_PLACES = 100
_MANY = 500
"""More codes than this are compared with the project beside the window, and not all opened at once."""
_NOTES_SHOWN = 6
_LONGEST = 1_500
_WIDTHS = ((NAME, 30), (WHAT, 19), (OTHERWISE, 28))
"""In letters of average width."""
_NAMES_SHARE = 0.45
"""How much of the width that is left goes to the names, the rest to the definitions."""


class _Tree(QTreeView):
    """A tree whose ticks are all reached by keys: Space for the code, Shift+Space for what is replaced."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() != Qt.Key.Key_Space or not index.isValid():
            super().keyPressEvent(event)
            return
        replacing = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        for at in (OTHERWISE,) if replacing else (NAME, OTHERWISE):
            cell = index.siblingAtColumn(at)
            tick = cell.data(Qt.ItemDataRole.CheckStateRole)
            if tick is not None:
                wanted = Qt.CheckState.Unchecked if tick == Qt.CheckState.Checked else Qt.CheckState.Checked
                self.model().setData(cell, wanted, Qt.ItemDataRole.CheckStateRole)
                return


class CodebookDialog(QDialog):
    """``import_asked`` carries the plan, the places left out and the places to be replaced."""

    import_asked = Signal(object, object, object)

    def __init__(
        self,
        project: Project,
        read: ReadCodebook,
        book: CodeBook,
        chosen: int | None,
        parent: QWidget | None = None,
        *,
        read_again: Callable[..., ReadCodebook] | None = None,
    ) -> None:
        """``read_again(columns=…)`` reads a sheet with its columns taken for what the user says they are."""
        super().__init__(parent)
        self._read_again = read_again
        self.setModal(True)
        live(self, "setWindowTitle", "Import the code book “{name}”", name=read.file_name)
        self._project, self._read, self._turn = project, read, 0
        self.plan: CodebookPlan | None = None
        self.model = CodebookModel(self)
        self.where = QComboBox()
        self.view: QTreeView = _Tree()
        self.counts = label("", "section", wrap=True)
        self.all = QCheckBox()
        self.details = label("", wrap=True)
        self.problem = label("", "danger", wrap=True)
        self.columns = SheetColumns(read.columns)
        self._notes = column(gap=GAP_SMALL)
        self.ok = button("Import", role="primary", on_click=self._import)
        self._fill_places(book, chosen)
        self._lay_out()
        room = self.screen().availableSize()
        self.resize(_SIZE.boundedTo(QSize(room.width() - 40, room.height() - 60)))
        self.model.ticked.connect(self._count)
        self.all.toggled.connect(self.model.replace_all)
        self.where.currentIndexChanged.connect(lambda _place: self.plan_again())
        self.columns.changed.connect(self._take_columns)
        self.view.selectionModel().currentChanged.connect(lambda index, _old: self._describe(index))
        self.plan_again()
        self.view.setFocus()

    def plan_again(self) -> None:
        """Work out what the import would do and show it; of many codes beside the window."""
        under = self.where.currentData()
        above = None if under is None else CodeId(int(under))
        self._turn += 1
        turn = self._turn
        if len(self._read.codes) > _MANY:
            self.ok.setEnabled(False)
            run_job(self, plan_codebook, self._project, self._read, above, title="",
                    on_done=lambda plan: self._take(turn, plan),
                    on_failed=lambda error: self._refuse(turn, error))  # fmt: skip
            return
        try:
            plan = plan_codebook(self._project, self._read, above)
        except UserError as error:
            self._refuse(turn, error)
        else:
            self._take(turn, plan)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def showEvent(self, event: QShowEvent) -> None:
        """Rows measured before the window had its looks are measured again."""
        super().showEvent(event)
        self.view.scheduleDelayedItemsLayout()

    # Private

    def _take_columns(self, uses: list[str]) -> None:
        """Read the sheet again, beside the window, with its columns taken for these."""
        if self._read_again is None:
            return
        self._turn += 1
        turn = self._turn
        self.ok.setEnabled(False)
        run_job(self, self._read_again, columns=uses, title="", on_done=lambda read: self._take_read(turn, read),
                on_failed=lambda error: self._refuse(turn, error), cancellable=False)  # fmt: skip

    def _take_read(self, turn: int, read: ReadCodebook) -> None:
        if turn == self._turn:
            self._read = read
            self.columns.show_uses(read.columns)
            self._show_notes()
            self.plan_again()

    def _refuse(self, turn: int, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        if turn == self._turn:
            self.problem.setText(say(error.message))
            self._take(turn, None)

    def _take(self, turn: int, plan: CodebookPlan | None) -> None:
        """Show a plan, unless another one has been asked for meanwhile."""
        if turn != self._turn:
            return
        self.plan = plan
        self.problem.setVisible(plan is None)
        self.model.show_plan(plan)
        self.view.setColumnHidden(OTHERWISE, plan is None or not plan.differing)
        self.view.setColumnHidden(WORDS, not any(one.texts.get("definition") for one in self._read.codes))
        if len(self._read.codes) <= _MANY:
            self.view.expandAll()
        self.all.setVisible(plan is not None and plan.differing > 1)
        self.all.setChecked(False)
        self.view.setCurrentIndex(self.model.index(0, NAME))
        self._share_width()
        self._count()

    def _fill_places(self, book: CodeBook, chosen: int | None) -> None:
        self.where.addItem(tr("At the top of the code tree"), None)
        top = [code.id for code in book.tree.children.get(None, ())][:_MOST_PLACES]
        below = [code.id for one in top for code in book.tree.children.get(one, ())][:_MOST_PLACES]
        offered = {*top, *below}
        if chosen is not None and chosen in book.tree.by_id:
            offered.add(CodeId(chosen))
        for code in book.tree.in_order():
            if code.id in offered:
                names = " › ".join(short_name(name)[:60] for name in book.tree.path(code.id))
                self.where.addItem(code_mark(code.role, code.colour), tr("Under {path}", path=names), int(code.id))
        self.where.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.where.setMinimumContentsLength(36)

    def _lay_out(self) -> None:
        box = column(self, gap=0)
        inner = column(margin=GAP_LARGE, gap=GAP)
        head = row(gap=GAP)
        head.addWidget(self.counts, 1)
        head.addWidget(label("Put new codes", buddy=self.where))
        head.addWidget(self.where)
        inner.addLayout(head)
        inner.addWidget(self.columns)
        self.columns.setVisible(bool(self._read.columns) and self._read_again is not None)
        inner.addWidget(self.problem)
        inner.addWidget(self._make_view(), 1)
        live(self.all, "setText", "Replace everything that the project says otherwise")
        inner.addWidget(self.all)
        inner.addWidget(self._make_details())
        inner.addLayout(self._notes)
        self._show_notes()
        box.addLayout(inner, 1)
        box.addWidget(line())
        foot = row(margin=GAP_LARGE, gap=GAP)
        foot.addWidget(label("Nothing that stands in the project is changed without a tick. You can undo it all.",
                             "small", wrap=True), 1)  # fmt: skip
        foot.addWidget(button("Cancel", on_click=self.reject))
        foot.addWidget(self.ok)
        box.addLayout(foot)
        self.ok.setDefault(True)

    def _make_view(self) -> QTreeView:
        view = self.view
        view.setModel(self.model)
        live(view, "setAccessibleName", "Codes of the file")
        view.setUniformRowHeights(True)
        view.setAllColumnsShowFocus(True)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = view.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        return view

    def _make_details(self) -> QWidget:
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self.details)
        area.setFixedHeight(self.fontMetrics().lineSpacing() * 5)
        self.details.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        live(area, "setAccessibleName", "What the file says of the code")
        return area

    def _show_notes(self) -> None:
        """What of the file is not among the codes."""
        box = self._notes
        while (item := box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        left_out = [one for one in self._read.left_out if one.count]
        if not left_out:
            return
        box.addWidget(label("Of this file", "section"))
        for one in left_out[:_NOTES_SHOWN]:
            box.addWidget(label(words=say(one.message), wrap=True))
        more = len(left_out) - _NOTES_SHOWN
        if more > 0:
            box.addWidget(label(words=tr_n("… and {count} more note", "… and {count} more notes", more)))

    def _share_width(self) -> None:
        letter, header = self.view.fontMetrics().averageCharWidth(), self.view.header()
        wanted = {
            place: max(letters * letter, header.sectionSizeHint(place) + GAP)
            for place, letters in _WIDTHS
            if not self.view.isColumnHidden(place)
        }
        rest = max(0, self.view.viewport().width() - sum(wanted.values()))
        wanted[NAME] += rest if self.view.isColumnHidden(WORDS) else round(_NAMES_SHARE * rest)
        for place, width in wanted.items():
            self.view.setColumnWidth(place, width)

    def _count(self) -> None:
        new, filled, replaced = self.model.counts()
        there = sum(1 for one in self.plan.codes if one.existing is not None) if self.plan is not None else 0
        said = [tr_n("{number} new code", "{number} new codes", new, number=number(new))]
        if there:
            said.append(tr_n("{number} there already", "{number} there already", there, number=number(there)))
        if filled:
            said.append(tr_n("{number} of them is completed", "{number} of them are completed", filled,
                             number=number(filled)))  # fmt: skip
        if replaced:
            said.append(tr_n("{number} is replaced", "{number} are replaced", replaced, number=number(replaced)))
        self.counts.setText(" · ".join(said) if self.plan is not None else "")
        self.ok.setEnabled(bool(new or filled or replaced))

    def _describe(self, index: QModelIndex) -> None:
        """Tell what the file says of a code, and beside it what the project says otherwise."""
        one = self.model.planned(index)
        if one is None:
            self.details.setText("")
            return
        said = {"role": one.code.role.value if one.code.role else "", "memo": one.code.memo, **one.code.texts}
        told = []
        for key in FIELDS:
            title = tr(FIELD_WORDS[key])
            if key in one.differing:
                there, here = (field_value(key, words)[:_LONGEST] for words in one.differing[key])
                told.append(tr("{field}, in the file: {words}", field=title, words=here))
                told.append(tr("{field}, in the project: {words}", field=title, words=there))
            elif said.get(key):
                told.append(tr("{field}: {words}", field=title, words=field_value(key, said[key])[:_LONGEST]))
        self.details.setText("\n".join(told) or tr("The file says nothing of this code but its name."))

    def _import(self) -> None:
        if self.plan is not None and self.ok.isEnabled():
            plan, left_out, replaced = self.plan, frozenset(self.model.left_out), frozenset(self.model.replaced)
            self.accept()
            self.import_asked.emit(plan, left_out, replaced)
