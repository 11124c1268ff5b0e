"""The pane at the right: the search-or-create box, the code tree, and the details of what is chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QScrollArea, QSplitter, QStackedLayout, QStackedWidget, QToolButton, QWidget

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.gui.dropped_files import local_files, may_be_codebook
from qualcoder_peer.gui.i18n import live, live_call, tr
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.rooms.coding.code_box import CodeBox
from qualcoder_peer.gui.rooms.coding.codes_model import BY_HAND, BY_NAME, BY_USE, CodesModel
from qualcoder_peer.gui.rooms.coding.codes_view import CodesView
from qualcoder_peer.gui.rooms.coding.counts_here import CountsHere
from qualcoder_peer.gui.rooms.coding.details_code import CodeDetails
from qualcoder_peer.gui.rooms.coding.details_coding import CodingDetails
from qualcoder_peer.gui.rooms.coding.details_document import DocumentDetails
from qualcoder_peer.gui.rooms.coding.session import NONE, Session
from qualcoder_peer.gui.theme import GAP, GRID, set_role, themes
from qualcoder_peer.gui.widgets.basics import EmptyState, SearchField, column, label, row
from qualcoder_peer.gui.widgets.dropdown import menu_on

_AFTER_PAINT_MS = 30
CODE, CODING, DOCUMENT, NOTHING = range(4)
_ORDERS = ((BY_HAND, N_("By hand")), (BY_NAME, N_("By name")), (BY_USE, N_("By use")))
_SCOPES = ((False, N_("In the project")), (True, N_("In this document")))
_SHOWN = {BY_NAME: N_("by name"), BY_USE: N_("by use")}
_LETTERS = 20
"""How many of them have room in a row, however large they are."""


class CodesPane(QWidget):
    """Follows the session. What is chosen last, a code or a coding, is shown below."""

    left = Signal()
    """Escape anywhere in the pane: back to the text."""
    book_dropped = Signal(object)
    """The path of a file that a code book can be read from, dropped on the pane."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.box = CodeBox(session.book)
        self.model = CodesModel(session.book, self)
        self.model.editable = not session.context.read_only
        self.view = CodesView(self.model)
        self.filter = SearchField("Filter the code tree")
        self.filter_button = QToolButton()
        self.look_button = QToolButton()
        self.nothing = label("No code has these words in its name or definition.", "muted", wrap=True)
        self.counts_here = CountsHere(session)
        self.tools = row(gap=0)
        self.code_details = CodeDetails(session)
        self.coding_details = CodingDetails(session)
        self.document_details = DocumentDetails(session)
        self.details = QStackedWidget()
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.empty = EmptyState(
            "tags",
            "No codes yet",
            "Type a name in the box above and press Enter: research questions first, then themes under them. "
            "Or select words in the text and press V to make a code of them.",
        )
        self._wanted = NOTHING
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_PAINT_MS)
        self._soon.timeout.connect(self._show_in_time)
        self._uncounted: set[int] | None = set()
        self._count_soon = QTimer(self, singleShot=True, interval=_AFTER_PAINT_MS)
        self._count_soon.timeout.connect(self._show_counts)
        self._lay_out()
        self._connect()
        self.sync()
        self.setAcceptDrops(self.model.editable)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One file that can hold codes is a code book here, whatever it would be elsewhere."""
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Anywhere in the pane where nothing else is dropped."""
        self._consider(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Have the code book imported."""
        path = self._consider(event)
        if path is not None:
            self.book_dropped.emit(path)

    def sync(self) -> None:
        """Show the tree as it is now."""
        self.view.sync()
        self._tree_pages.setCurrentIndex(1 if self._session.book.is_empty else 0)

    def sort_by(self, order: str) -> None:
        """Show siblings by hand, by name or by use."""
        self.model.sort_by(order)
        self._say_look()

    def count_here(self, here: bool) -> None:
        """Count in the open document alone, or in the project."""
        self.counts_here.on(here)
        self.model.use = self.counts_here.use if here else self._session.book.use
        self.model.show_counts(None)
        self._resort()
        self._say_look()

    def show_coding(self, coding: int) -> None:
        """Show the details of a coding, or of what is chosen otherwise (-1)."""
        if self._wanted == CODING and coding == NONE:
            self.coding_details.flush()
        self._wanted = CODING if coding != NONE else NOTHING
        self._soon.start()

    def show_code(self, code: int) -> None:
        """Show the details of a code."""
        self._wanted = CODE if code != NONE else NOTHING
        self._soon.start()

    def write_coding_memo(self) -> None:
        """Put the cursor in the memo of the coding looked at."""
        self._wanted = CODING
        self.show_now()
        self.coding_details.memo.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def write_passage_memo(self, start: int, end: int) -> None:
        """Put the cursor in a new memo on a passage."""
        self._wanted = DOCUMENT
        self.show_now()
        self.document_details.write_on(start, end)

    def show_now(self) -> None:
        """Show the details without waiting for the page to be painted."""
        self._soon.stop()
        self._show_details()

    def flush(self) -> None:
        """Write what is being typed."""
        self.view.finish_typing()
        self.code_details.flush()
        self.coding_details.flush()
        self.document_details.flush()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what was left out while the pane was away, in focus mode."""
        super().showEvent(event)
        self._soon.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape that no field needs for itself."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _consider(self, event: QDropEvent) -> Path | None:
        """The code book that is dragged; anything else is left to the window."""
        paths = local_files(event.mimeData())
        if len(paths) == 1 and may_be_codebook(paths[0]):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            return paths[0]
        event.ignore()
        return None

    def _show_in_time(self) -> None:
        self._session.context.bridge.when_committed(self, self._show_details)

    def _show_details(self) -> None:
        if self._session.asleep or not self.isVisible():
            return  # it is read when the room is entered
        current, code = self._session.current, self.view.current_code
        wanted = self._wanted
        if wanted == CODING and current == NONE:
            wanted = NOTHING
        if wanted == NOTHING:
            wanted = CODING if current != NONE else CODE if code is not None else NOTHING
        if wanted == NOTHING and self._session.document:
            wanted = DOCUMENT
        if wanted == CODE and code is None:
            wanted = NOTHING
        if wanted == CODE:
            self.code_details.show_code(code)
        elif wanted == CODING:
            self.coding_details.show_coding(current)
        elif wanted == DOCUMENT:
            self.document_details.refresh()
        self.details.setCurrentIndex(wanted)
        fields = {CODE: self.code_details.name, CODING: self.coding_details.memo, DOCUMENT: self.document_details.memo}
        self.details.setFocusProxy(fields.get(wanted, self.view))

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "surface")
        top = QWidget()
        box = column(top, gap=0)
        head = column(gap=GAP)
        head.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, GRID)
        head.addWidget(self.box)
        title = row(gap=0)
        title.addWidget(label("Codes", "section"), 1)
        title.addLayout(self.tools)
        set_icon(self.look_button, "arrow-down-up")
        for setter in ("setToolTip", "setAccessibleName"):
            live(self.look_button, setter, "Order and counts of the code tree")
        self.look_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu_on(self.look_button, self._fill_look)
        title.addWidget(self.look_button)
        self.filter_button.setCheckable(True)
        set_icon(self.filter_button, "filter")
        for setter in ("setToolTip", "setAccessibleName"):
            live(self.filter_button, setter, "Filter the code tree")
        title.addWidget(self.filter_button)
        head.addLayout(title)
        head.addWidget(self.filter)
        self.filter.hide()
        box.addLayout(head)
        self._tree_pages = QStackedLayout()
        box.addLayout(self._tree_pages, 1)
        self._tree_pages.addWidget(self.view)
        self._tree_pages.addWidget(self.empty)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.setMargin(3 * GRID)
        self._tree_pages.addWidget(self.nothing)
        for page in (self.code_details, self.coding_details, self.document_details, QWidget()):
            self.details.addWidget(_scrolled(page))
        live(self.details, "setAccessibleName", "Details")
        self.splitter.addWidget(top)
        self.splitter.addWidget(self.details)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([380, 260])
        column(self, gap=0).addWidget(self.splitter)
        self.setMinimumWidth(max(220, _LETTERS * self.fontMetrics().horizontalAdvance("0")))
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        session = self._session
        session.codes_changed.connect(self._codes_changed)
        session.counted.connect(self._counted)
        session.current_changed.connect(self.show_coding)
        session.coding_touched.connect(self._coding_touched)
        session.memos_changed.connect(self._memos_changed)
        session.document_shown.connect(self._soon.start)
        self.view.picked.connect(self.show_code)
        self.filter_button.toggled.connect(self._toggle_filter)
        self.filter.textChanged.connect(self.view.filter_by)
        self.view.filtered.connect(self._filtered)
        self.counts_here.changed.connect(self._show_here)
        live_call(self, self._say_look)
        themes.changed.connect(self.model.show_theme)
        live_call(self, self.model.show_theme)

    def wake(self) -> None:
        """The room has been entered: read what was left out meanwhile."""
        self._soon.start()

    def _codes_changed(self) -> None:
        self.sync()
        self._soon.start()

    def _counted(self, codes: set[int] | None) -> None:
        if codes is None or self._uncounted is None:
            self._uncounted = None
        else:
            self._uncounted |= codes
        if not self._count_soon.isActive():
            self._count_soon.start()

    def _show_counts(self) -> None:
        codes, self._uncounted = self._uncounted, set()
        if not self.counts_here.is_on:
            self.model.show_counts(codes)
            if codes is None:
                self._resort()
        if self.details.currentIndex() == CODE:
            self.code_details.show_use()

    def _show_here(self, codes: set[int] | None) -> None:
        self.model.show_counts(codes)
        if codes is None:
            self._resort()

    def _resort(self) -> None:
        if self.model.order == BY_USE:
            self.model.sort_by(BY_USE)

    def _filtered(self, count: int) -> None:
        if not self._session.book.is_empty:
            self._tree_pages.setCurrentIndex(2 if count == 0 else 0)

    def _fill_look(self, menu: QMenu) -> None:
        menu.clear()
        for title, choices, now, choose in (
            (N_("Order of codes"), _ORDERS, self.model.order, self.sort_by),
            (N_("Count codings and respondents"), _SCOPES, self.counts_here.is_on, self.count_here),
        ):
            menu.addSection(tr(title))
            group = QActionGroup(menu)
            for value, words in choices:
                action = menu.addAction(tr(words))
                action.setCheckable(True)
                action.setChecked(value == now)
                group.addAction(action)
                action.triggered.connect(lambda _checked=False, choose=choose, value=value: choose(value))

    def _say_look(self) -> None:
        order = tr(_SHOWN[self.model.order]) if self.model.order in _SHOWN else ""
        here = tr("in this document") if self.counts_here.is_on else ""
        self.model.show_look(" · ".join(words for words in (order, here) if words))

    def _coding_touched(self, coding: int) -> None:
        if coding == self.coding_details.coding and self.details.currentIndex() == CODING:
            self._soon.start()

    def _memos_changed(self) -> None:
        if self.details.currentIndex() == CODE:
            self.code_details.refresh()
        elif self.details.currentIndex() == DOCUMENT:
            self.document_details.refresh()

    def _toggle_filter(self, shown: bool) -> None:
        self.filter.setVisible(shown)
        if shown:
            self.filter.setFocus()
        else:
            self.filter.clear()


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    holder = QWidget()
    set_role(holder, "surface")
    box = column(holder)
    box.setContentsMargins(3 * GRID, GAP, 3 * GRID, GAP)
    box.addWidget(page)
    area.setWidget(holder)
    return area
