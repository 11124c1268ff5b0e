"""What both pages of the room are: a table with details beside it, a word where it is empty, tools on top."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QHeaderView, QMenu, QSplitter, QStackedWidget, QToolButton, QWidget

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.rooms.material.pane import PANE_WIDTH
from qualcoder_peer.gui.rooms.material.tables import Table
from qualcoder_peer.gui.theme import GAP
from qualcoder_peer.gui.widgets.basics import EmptyState, SearchField, column, row
from qualcoder_peer.gui.widgets.dropdown import menu_on

SEARCH_WIDTH, SEARCH_LEAST = 260, 130
_SEARCH_REST_MS = 120
_TITLE_EDGES = 22
_BY_HAND = QHeaderView.ResizeMode.Interactive


class Page(QWidget):
    """``tools`` is the row of fields that the room shows on top while the page is shown."""

    import_asked = Signal()
    counted = Signal()
    """The number of rows has changed."""

    def __init__(self, context: RoomContext, key: str, table: Table, pane: QWidget, search: SearchField) -> None:
        super().__init__()
        self.context, self.key, self.table, self.pane, self.search = context, key, table, pane, search
        self.tools = QWidget()
        self._tools = row(self.tools, gap=GAP)
        self.search.setMinimumWidth(SEARCH_LEAST)
        self.search.setMaximumWidth(SEARCH_WIDTH)
        self._tools.addWidget(self.search, 1)
        self._stack = QStackedWidget()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self._nothing = EmptyState(
            "search",
            "Nothing matches",
            "Nothing in the table fits the search and the filters.",
            "Show all",
            self.show_all,
        )
        self._results = QStackedWidget()
        self._results.addWidget(table)
        self._results.addWidget(self._nothing)
        self.splitter.addWidget(self._results)
        self.splitter.addWidget(pane)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setSizes([10_000, PANE_WIDTH])
        self._stack.addWidget(self.splitter)
        self.empty: QWidget | None = None
        box = column(self, gap=0)
        box.addWidget(self._stack)
        self._search_rest = QTimer(self, singleShot=True, interval=_SEARCH_REST_MS)
        self._search_rest.timeout.connect(self.apply_filter)
        self.search.textChanged.connect(lambda _text: self._search_rest.start())
        self.search.returnPressed.connect(self.table.setFocus)

    def set_empty(self, empty: QWidget) -> None:
        """What to show while there is nothing at all."""
        self.empty = empty
        self._stack.addWidget(empty)

    def add_more(self, names: Sequence[str]) -> None:
        """A button at the end of the tools that opens a menu of actions; an empty name is a line between them."""
        self.more = QToolButton()
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_icon(self.more, "ellipsis")
        live(self.more, "setToolTip", "More to do with the table")
        live(self.more, "setAccessibleName", "More to do with the table")
        menu_on(self.more, lambda menu: self._fill_more(menu, names))
        self._tools.addWidget(self.more)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all to show."""
        return not self.table.rows.all_rows()

    def total(self) -> int:
        """How many rows there are, filtered or not."""
        return len(self.table.rows.all_rows())

    def apply_filter(self) -> None:
        """Show the rows that fit the search and the filters, and keep the selection."""
        raise TypeError

    def show_all(self) -> None:
        """Take away the search and all filters."""
        self.search.clear()
        self.apply_filter()

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read again what a commit changed; None reads everything."""
        raise TypeError

    def flush(self) -> None:
        """Store what is being typed."""

    def restore_layout(self) -> None:
        """Take on the widths of last time."""
        splitter = self.context.settings.state(f"material/{self.key}/splitter")
        header = self.context.settings.state(f"material/{self.key}/header")
        if not splitter.isEmpty():
            self.splitter.restoreState(splitter)
        if not header.isEmpty():
            self.restore_header(self.table.horizontalHeader(), header)

    def keep_layout(self) -> None:
        """Remember the widths."""
        if self.is_empty:
            return
        self.context.settings.keep_state(f"material/{self.key}/splitter", self.splitter.saveState())
        state = self.header_state(self.table.horizontalHeader())
        self.context.settings.keep_state(f"material/{self.key}/header", state)

    def header_state(self, header: QHeaderView) -> QByteArray:
        """What is remembered of the columns."""
        return header.saveState()

    def restore_header(self, header: QHeaderView, state: QByteArray) -> None:
        """Take on the columns' widths and order of last time."""
        header.restoreState(state)

    def take_focus(self) -> None:
        """Put the keyboard where work goes on."""
        if self.is_empty and isinstance(self.empty, EmptyState):
            (self.empty.button or self.empty).setFocus()
        else:
            self.table.setFocus()

    def fit_titles(self) -> None:
        """Make columns wide enough for their titles, which are longer in some languages."""
        header = self.table.horizontalHeader()
        font = header.font()
        font.setBold(True)
        metrics = QFontMetrics(font)
        for column_ in range(header.count()):
            title = str(self.table.model().headerData(column_, Qt.Orientation.Horizontal) or "")
            least = metrics.horizontalAdvance(title) + _TITLE_EDGES
            if header.sectionResizeMode(column_) == _BY_HAND and header.sectionSize(column_) < least:
                header.resizeSection(column_, least)

    def _fill_more(self, menu: QMenu, names: Sequence[str]) -> None:
        menu.clear()
        self.context.actions.refresh()
        for name in names:
            if name:
                menu.addAction(self.context.actions.get(f"material.{name}"))
            else:
                menu.addSeparator()

    def show_right_face(self) -> None:
        """Show the table, or the word for an empty one; the keyboard goes along."""
        focus, before = QApplication.focusWidget(), self._stack.currentWidget()
        follow = focus is not None and before is not None and before.isAncestorOf(focus)
        if self.is_empty and self.empty is not None:
            self._stack.setCurrentWidget(self.empty)
        else:
            self._stack.setCurrentWidget(self.splitter)
            shown = bool(self.table.rows.shown_ids()) or not self.total()
            self._results.setCurrentWidget(self.table if shown else self._nothing)
        if follow and self._stack.currentWidget() is not before:
            self.take_focus()
        self.counted.emit()
