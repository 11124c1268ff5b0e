"""What the pages of memos and of the journal share: a list to search beside what is chosen in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from qualcoder_peer.core.domain.exports import MemoOptions
from qualcoder_peer.core.domain.ids import MemoId
from qualcoder_peer.core.domain.messages import Message, counted
from qualcoder_peer.core.services.memos import MemoFilter, MemoRow, count_memos, memo_rows, remove_memos
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.exporting import Exporting
from qualcoder_peer.gui.i18n import live, live_call, tr, tr_n
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.coding.memos_model import MemoColumn, MemosModel
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, set_role, themes
from qualcoder_peer.gui.widgets.basics import SearchField, column, label
from qualcoder_peer.gui.widgets.rows_view import RowsView
from qualcoder_peer.gui.widgets.tool_rows import ToolRows

_TOGETHER_MS = 80
_HEADING_ROOM = 26
_ROOM_FOR_CODERS = 70
"""In letters: on a narrower table who wrote a memo is only told beside it."""
_QUICK = 400
"""So many memos are read in a few milliseconds; more of them beside the window."""


class MemoTable(RowsView):
    """One line a memo. ``opened`` when Enter or a double click asks for what it is about."""

    opened = Signal()
    delete_asked = Signal()

    margin = 2 * GAP_SMALL + 2

    def __init__(self, model: MemosModel, name: str | Message) -> None:
        super().__init__(model)
        self._columns = model.columns
        self.several_coders = False
        live(self, "setAccessibleName", name)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(40)
        for place, one in enumerate(self._columns):
            fixed = QHeaderView.ResizeMode.Interactive if one.width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(place, fixed)
        self.sort_by_headers()
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.entered.connect(lambda _index: self.opened.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Dates and names of coders are shown whole; what a memo is about gives way to its words."""
        super().resizeEvent(event)
        self.share_width()

    def share_width(self) -> None:
        """Divide the width among the columns that are shown."""
        metrics = QFontMetrics(themes.font("body"))
        rest = self.viewport().width()
        narrow = rest < _ROOM_FOR_CODERS * metrics.averageCharWidth()
        for place, one in enumerate(self._columns):
            if one.by_coder:
                self.setColumnHidden(place, narrow or not self.several_coders)
        for place, one in enumerate(self._columns):
            if one.width and not one.marked and not self.isColumnHidden(place):
                words = max(metrics.horizontalAdvance(tr(one.title)), metrics.horizontalAdvance("0") * one.width)
                self.setColumnWidth(place, words + _HEADING_ROOM)
                rest -= words + _HEADING_ROOM
        for place, one in enumerate(self._columns):
            if one.marked:
                wanted = metrics.averageCharWidth() * one.width + _HEADING_ROOM
                self.setColumnWidth(place, max(60, min(wanted, round(0.48 * rest))))


def export_button(run: Callable[[], object]) -> QToolButton:
    """A small button that writes a file."""
    made = QToolButton()
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    set_icon(made, "download")
    for setter in ("setToolTip", "setAccessibleName"):
        live(made, setter, "Export…")
    made.clicked.connect(lambda _checked=False: run())
    return made


class MemoListPage(QWidget):
    """A page of the drawer. Derived pages say which memos (``which``) and show the one chosen (``show_memo``)."""

    new_button: QPushButton

    def __init__(self, context: RoomContext, columns: Sequence[MemoColumn], name: str, search: str) -> None:
        super().__init__()
        self.context = context
        self.model = MemosModel(columns, self)
        self.table = MemoTable(self.model, name)
        self.search = SearchField(search)
        self.count = QLabel()
        self.rows = ToolRows(self.search)
        self.tools = self.rows.first
        self.exporting = Exporting(context, self)
        self.chosen: MemoRow | None = None
        self._stale = True
        self._turn = 0
        self._soon = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._soon.timeout.connect(self.read)

    # What derived pages say

    def which(self) -> MemoFilter:
        """Which memos are shown."""
        return MemoFilter(words=self.search.text())

    def show_memo(self, shown: MemoRow | None) -> None:
        """Show the memo chosen beside the list."""

    def flush(self) -> None:
        """Write what is being typed."""

    def open_about(self) -> None:
        """Go to what the memo chosen is about."""

    # What they share

    def refresh(self) -> None:
        """Read the list again soon, if it is seen; else when it is."""
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def read(self) -> None:
        """Read the list now, beside the window where it is long."""
        self._soon.stop()
        self._stale = False
        self._turn += 1
        turn, project = self._turn, self.context.project
        if count_memos(project) <= _QUICK:
            self._take(turn, memo_rows(project, self.which()))
        else:
            run_job(
                self, memo_rows, project, self.which(), title="", on_done=lambda rows: self._take(turn, rows),
                on_failed=self.context.messages.error,
            )  # fmt: skip

    def choose(self, memo: int) -> bool:
        """Choose a memo in the list. Whether it is there."""
        place = self.model.place_of(memo)
        if place >= 0:
            self.table.selectRow(place)
            self.table.scrollTo(self.model.index(place, 0))
        return place >= 0

    def delete(self) -> None:
        """Delete the memos selected; it can be undone."""
        places = {index.row() for index in self.table.selectionModel().selectedRows()}
        memos = [self.model.rows[place].id for place in sorted(places)]
        if memos and not self.context.read_only:
            self.forget(memos)
            remove_memos(self.context.project, memos)
            said = counted("Deleted {count} memo.", "Deleted {count} memos.", len(memos))
            self.context.messages.notify(said, undo=True)

    def forget(self, memos: Sequence[MemoId]) -> None:
        """These are about to be deleted: what was being typed in one of them is dropped."""

    def export(self, title: Message, name: str, options: MemoOptions) -> None:
        """Ask where to write, and write all memos that ``options`` mean."""

        def write(path: Path) -> None:
            self.flush()
            self.exporting.write("memos", path, options=options)

        self.exporting.ask("memos", title, name, write)

    def lay_out(self, editor: QWidget, empty: QWidget) -> None:
        """Tools above the list, the editor beside it; ``empty`` is shown while there is nothing at all."""
        set_role(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self.count, "small")
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self._lists = QStackedWidget()
        nothing = label("No memo fits.", "muted", wrap=True)
        nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        nothing.setContentsMargins(GAP, 3 * GAP, GAP, 0)
        for page in (self.table, nothing, empty):
            self._lists.addWidget(page)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._lists)
        self.splitter.addWidget(editor)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([420, 300])
        box = column(self, gap=0)
        box.addWidget(self.rows)
        box.addWidget(self.splitter, 1)
        self.setFocusProxy(self.table)
        self.search.textChanged.connect(lambda _words: self.refresh())
        self.table.selectionModel().currentRowChanged.connect(self._row_changed)
        self.model.modelReset.connect(self._choose_again)
        self.table.opened.connect(self.open_about)
        self.table.delete_asked.connect(self.delete)
        live_call(self, self._say)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what was not read while nobody looked."""
        super().showEvent(event)
        self.rows.fit()
        if self._stale:
            self.read()

    def _take(self, turn: int, rows: Sequence[MemoRow]) -> None:
        if turn != self._turn:
            return
        kept = self.chosen
        self.model.show_rows(rows)
        self.table.several_coders = len({row.coder for row in rows}) > 1
        self.table.share_width()
        place = self.model.place_of(kept.id) if kept is not None else -1
        if kept is not None:
            self._show(self.model.rows[place] if place >= 0 else None)
        narrowed = self.which() != MemoFilter(kinds=self.which().kinds) or bool(self.search.text())
        self._lists.setCurrentIndex(0 if rows else 1 if narrowed else 2)
        beginning = self.search if narrowed or self.context.read_only else self.new_button
        self.setFocusProxy(self.table if rows else beginning)
        self._say()

    def _choose_again(self) -> None:
        """The rows are others, or in another order: what was chosen stays so."""
        kept = self.chosen
        place = self.model.place_of(kept.id) if kept is not None else -1
        if place >= 0:
            self.table.selectRow(place)

    def _row_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        self._show(self.model.rows[index.row()] if index.isValid() else None)

    def _show(self, shown: MemoRow | None) -> None:
        self.chosen = shown
        self.show_memo(shown)

    def _say(self) -> None:
        self.count.setText(tr_n("{count} memo", "{count} memos", len(self.model.rows)))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.model.columns) - 1)
