"""The quotes of a code: a page of the drawer that follows the tree; from it quotes are opened, starred, moved, removed.

The page is built when it is first opened and does nothing while it is shut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QMenu, QWidget

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId, SelectionId
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.services.code_quotes import QuoteOrder, QuotesAsked
from qualcoder_peer.core.services.coding import remove_codings, set_star
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.gui.i18n import languages, live, number, tr, tr_n
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.coding.automatic import confirm_and_tell
from qualcoder_peer.gui.rooms.coding.code_quotes_model import CODE, DOCUMENT, ORDERS, QUOTE, RESPONDENT, CodeQuotesModel
from qualcoder_peer.gui.rooms.coding.code_quotes_split import SplitDialog
from qualcoder_peer.gui.rooms.coding.code_quotes_view import CodeQuotesView
from qualcoder_peer.gui.rooms.coding.codes_model import RESPONDENTS, short_name
from qualcoder_peer.gui.rooms.coding.merging import CodeDialog
from qualcoder_peer.gui.rooms.coding.part import Part
from qualcoder_peer.gui.selection_choices import TABLES as SELECTION_TABLES
from qualcoder_peer.gui.selection_choices import selection_choices
from qualcoder_peer.gui.theme import GAP, GAP_LARGE
from qualcoder_peer.gui.widgets.basics import ElidedLabel, SearchField, column, label
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.selection_box import SelectionBox
from qualcoder_peer.gui.widgets.tool_rows import ToolRows

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

PAGE = "quotes"
_FOLLOW_MS = 150
_TYPING_MS = 250


class QuotesPage(QWidget):
    """The list with what narrows it. ``show_code`` shows another code."""

    split_asked = Signal(int)

    def __init__(self, part: CodeQuotes) -> None:
        super().__init__()
        self._part, self._room = part, part.room
        self.code: int | None = None
        self.model = CodeQuotesModel(self._room.context, self)
        self.model.count_hint = self._hint
        self.view = CodeQuotesView(self.model)
        self.mark = QLabel()
        self.title = ElidedLabel(role="section")
        self.count = label("", "small")
        self.below = QCheckBox()
        self.here = QCheckBox()
        self.filter = SearchField("Filter quotes")
        project = part.room.context.project
        self.set = SelectionBox("Set or filter", "All documents", lambda: selection_choices(project, Owner.DOCUMENT))
        self.split_button = self._room.context.actions.tool_button("coding.split_code")
        self.hint = label("", "muted", wrap=True)
        self._order, self._down = QuoteOrder.PLACE, False
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.ask)
        self._lay_out()
        self.filter.textChanged.connect(lambda _words: self._typing.start())
        self.below.toggled.connect(lambda _on: self.ask())
        self.here.toggled.connect(lambda _on: self.ask())
        self.set.changed.connect(self.ask)
        self.view.sort_asked.connect(self._sort)
        self.view.open_asked.connect(self.open_row)
        self.model.listed.connect(self._say)
        languages.changed.connect(self._say)

    def show_code(self, code: int | None) -> None:
        """Show the quotes of a code."""
        if code != self.code:
            self.code = code
            self.view.clearSelection()
            self.view.scrollToTop()
            self.ask()

    def sort_by(self, column: int) -> None:
        """Sort by a column."""
        self.view.horizontalHeader().setSortIndicator(column, Qt.SortOrder.AscendingOrder)
        self._sort(column, False)

    def ask(self) -> None:
        """List what is asked for now."""
        self.view.begin_at_top()
        self._list()

    def _list(self) -> None:
        self._typing.stop()
        known = self._room.session.book.get(self.code)
        self._say_code()
        if known is None:
            self.model.ask(None)
            return
        document = self._room.session.document
        documents = (DocumentId(document.id),) if self.here.isChecked() and document is not None else None
        sets = (SelectionId(self.set.chosen),) if self.set.chosen is not None else None
        which = QuoteFilter(codes=(CodeId(known.id),), documents=documents, sets=sets)
        asked = QuotesAsked(
            which, not self.below.isChecked(), self._order, self._down, self.filter.text(), languages.current
        )
        self.view.setColumnHidden(CODE, asked.own or not self._room.session.book.tree.children.get(known.id))
        self.model.ask(asked)

    def refresh(self) -> None:
        """Codes, documents or people have changed."""
        if self._room.session.book.get(self.code) is None:
            self.code = None
        self.set.show_again()
        self._list()
        self.model.refresh()

    def open_row(self, row: int) -> None:
        """Show a quote where it was said; Alt+Left comes back."""
        quote = self.model.quote_now(row)
        if quote is not None:
            place = Place("coding", document=quote.document.id, start=quote.start, end=quote.end, coding=quote.id)
            self._room.context.navigator.go(place)

    def _hint(self) -> int:
        book = self._room.session.book
        return 0 if book.get(self.code) is None else book.use(self.code or 0).below

    def _sort(self, column: int, down: bool) -> None:
        self._order, self._down = ORDERS[column], down
        self.ask()

    def _say_code(self) -> None:
        known = self._room.session.book.get(self.code)
        if known is not None:
            self.mark.setPixmap(code_mark(known.role, known.colour).pixmap(16, 16))
        self.mark.setVisible(known is not None)
        self.title.setText(short_name(known.name) if known else tr("No code is chosen"))
        self.title.setToolTip("")
        can_split = known is not None and not self._room.context.read_only
        self.split_button.setEnabled(can_split)

    def _say(self) -> None:
        self._say_code()
        found = len(self.model.ids)
        self.count.setText(tr_n("{number} quote", "{number} quotes", found, number=number(found)))
        if found and not self.view.currentIndex().isValid():
            flags = self.view.selectionModel().SelectionFlag
            self.view.selectionModel().setCurrentIndex(self.model.index(0, QUOTE), flags.NoUpdate)
        empty = not found and not self.model.listing
        self.hint.setVisible(empty)
        self.view.setVisible(not empty)
        self.setFocusProxy(self.filter if empty else self.view)
        if self._room.session.book.get(self.code) is None:
            self.hint.setText(tr("Choose a code in the tree to read its quotes here."))
        elif self.filter.text().strip() or self.here.isChecked() or self.set.chosen is not None:
            self.hint.setText(tr("No quote of the code fits what the list is narrowed to."))
        else:
            self.hint.setText(tr("The code has no quotes yet."))

    def _lay_out(self) -> None:
        live(self.below, "setText", "Codes below")
        live(self.here, "setText", "This document")
        self.below.setChecked(True)
        self.title.setMinimumWidth(100)
        self.filter.setMinimumWidth(100)
        self.tools = ToolRows(self.title)
        head = self.tools.first
        head.addWidget(self.mark)
        head.addWidget(self.title, 2)
        head.addWidget(self.count)
        head.addWidget(self.split_button)
        self.tools.first.setSpacing(GAP)
        self.tools.second.setSpacing(GAP)
        self.tools.wrap(3, {self.below: 0, self.here: 0, self.filter: 1, self.set: 0})
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.hint.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        box = column(self, gap=0)
        box.addWidget(self.tools)
        box.addWidget(self.view, 1)
        box.addWidget(self.hint, 1)
        self.setFocusProxy(self.view)


class CodeQuotes(Part):
    """Offers the page, opens it for the numbers of the tree, and keeps it in step."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        self._stale = False
        self._follow_soon = QTimer(self, singleShot=True, interval=_FOLLOW_MS)
        self._follow_soon.timeout.connect(self._follow)
        writable = not room.context.read_only
        room.drawer.add(PAGE, "Quotes", self._build)
        add = room.context.actions.add
        add("coding.show_quotes", message("Quotes of the code"), self.open_current, keys="Ctrl+Shift+Q", icon="quote",
            owner=room)  # fmt: skip
        add("coding.split_code", message("Split the code…"), self.ask_split, icon="split", owner=room.codes.view,
            enabled=lambda: writable)  # fmt: skip
        view, model = room.codes.view, room.codes.model
        view.quotes_asked.connect(self.open_code)
        view.picked.connect(lambda _code: self._soon())
        model.take_codings = room.code_gestures.take_codings
        model.merge = lambda codes, target: QTimer.singleShot(
            0, self, lambda: room.code_gestures.ask_merge(codes, target)
        )  # not in the midst of a drag
        model.refuse_order = room.code_gestures.refuse_order
        room.codes.code_details.quotes_asked.connect(self._open_sorted)
        room.drawer.opened.connect(lambda key: self._soon() if key == PAGE else None)
        room.session.document_shown.connect(self._document_shown)
        room.session.codes_changed.connect(self._changed_around)
        room.context.bridge.changed.connect(self._changed)

    @property
    def page(self) -> QuotesPage | None:
        """The page, once it has been opened."""
        page = self.room.drawer.page(PAGE)
        return page if isinstance(page, QuotesPage) else None

    def open_current(self) -> None:
        """Show the quotes of the code chosen and give the list the keyboard."""
        page = self._open()
        page.show_code(self.room.codes.view.current_code)
        if not page.view.currentIndex().isValid():
            page.view.choose(0)
        page.view.setFocus()

    def open_code(self, code: int, column: int) -> None:
        """A number in the tree was clicked: show what it counts."""
        self.room.codes.view.show_code(code)
        page = self._open()
        blocked = page.below.blockSignals(True), page.here.blockSignals(True)
        page.below.setChecked(True)
        page.here.setChecked(self.room.codes.counts_here.is_on)
        page.below.blockSignals(blocked[0])
        page.here.blockSignals(blocked[1])
        page.filter.clear()
        page.set.chosen = None
        page.set.show_again()
        page.code = code
        page.sort_by(RESPONDENT if column == RESPONDENTS else QUOTE)

    def ask_split(self) -> SplitDialog | None:
        """Go through the quotes of the code chosen and say where they belong."""
        code = self.room.codes.view.current_code
        page = self.page
        if page is not None and page.isVisible() and page.isAncestorOf(page.focusWidget() or page):
            code = page.code if page.code is not None else code
        if self.room.session.book.get(code) is None or self.room.context.read_only:
            return None
        assert code is not None
        if not self.room.session.book.use(code).own:
            self.room.context.messages.notify(message("The code has no quotes of its own to split."))
            return None
        dialog = SplitDialog(self.room.context, self.room.session.book, code, self.room.window())
        dialog.split.connect(lambda parts: self.room.code_gestures.split(code, parts))
        dialog.open()
        return dialog

    def star(self) -> None:
        """Star the quotes chosen, or take the stars off where all have one."""
        page = self.page
        quotes = [page.model.quote_now(row) for row in page.view.chosen_rows()[:500]] if page else []
        known = [quote for quote in quotes if quote is not None]
        starred = not all(quote.starred for quote in known)
        if len(known) == 1:
            set_star(self.room.context.project, known[0].id, starred)
        elif known:
            label = (
                counted("Star {count} quote", "Star {count} quotes", len(known))
                if starred
                else counted("Take the star off {count} quote", "Take the star off {count} quotes", len(known))
            )
            with self.room.context.project.transaction(label):
                for quote in known:
                    set_star(self.room.context.project, quote.id, starred)

    def confirm(self) -> None:
        """A person agrees with the automatic codings among the quotes chosen."""
        chosen = self.page.view.chosen() if self.page else []
        confirm_and_tell(self.room.context, [CodingId(one) for one in chosen])

    def remove(self) -> None:
        """Take the code off the quotes chosen; the message undoes it."""
        chosen = self.page.view.chosen() if self.page else []
        if chosen:
            gone = remove_codings(self.room.context.project, [CodingId(one) for one in chosen])
            text = counted("Removed {count} coding.", "Removed {count} codings.", gone)
            self.room.context.messages.notify(text, undo=True)

    def move(self) -> CodeDialog | None:
        """Ask which code the quotes chosen go to."""
        chosen = self.page.view.chosen() if self.page else []
        return self.room.code_gestures.ask_recode(chosen) if chosen else None

    def open_chosen(self) -> None:
        """Show the quote chosen where it was said."""
        page = self.page
        if page is not None and page.view.currentIndex().isValid():
            page.open_row(page.view.currentIndex().row())

    def _build(self) -> QWidget:
        page = QuotesPage(self)
        page.view.menu_asked.connect(self._show_menu)
        add, owner = self.room.context.actions.add, page.view
        writable = not self.room.context.read_only
        add("coding.quote_open", message("Open the quote in its document"), self.open_chosen, icon="arrow-right",
            owner=owner, palette=False)  # fmt: skip
        add("coding.quote_star", message("Star the quotes"), self.star, keys="S", icon="star", owner=owner,
            enabled=lambda: writable)  # fmt: skip
        add("coding.quote_move", message("Move the quotes to another code…"), self.move, keys="C", icon="tag",
            owner=owner, enabled=lambda: writable)  # fmt: skip
        add("coding.quote_confirm", message("Confirm the automatic codings"), self.confirm, keys="Y", icon="check",
            owner=owner, enabled=lambda: writable)  # fmt: skip
        add("coding.quote_remove", message("Remove the codings"), self.remove, keys=("Del", "Backspace"),
            icon="trash-2", owner=owner, enabled=lambda: writable)  # fmt: skip
        return page

    def _show_menu(self, point: QPoint) -> None:
        menu = QMenu(self.page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ("quote_open", "quote_star", "quote_confirm", "quote_move", "quote_remove"):
            menu.addAction(self.room.context.actions.get(f"coding.{name}"))
        menu.popup(point)

    def _open(self) -> QuotesPage:
        page = self.room.drawer.open(PAGE)
        assert isinstance(page, QuotesPage)
        return page

    def _open_sorted(self, column: str) -> None:
        page = self._open()
        page.code = self.room.codes.view.current_code
        page.sort_by({"respondents": RESPONDENT, "documents": DOCUMENT}.get(column, QUOTE))

    def _soon(self) -> None:
        if self.page is not None and self.room.drawer.shows(PAGE):
            self._follow_soon.start()

    def _follow(self) -> None:
        page = self.page
        if page is None or not self.room.drawer.shows(PAGE):
            return
        code = self.room.codes.view.current_code
        if self._stale:
            self._stale = False
            page.code = code if code is not None else page.code
            page.refresh()
        elif code is not None or page.code is None:
            page.show_code(code)

    def _document_shown(self) -> None:
        if self.page is not None and self.page.here.isChecked():
            self._changed_around()

    def _changed_around(self) -> None:
        self._stale = True
        self._soon()

    def _changed(self, changes: ChangeSet) -> None:
        page = self.page
        if page is None:
            return
        if not self.room.drawer.shows(PAGE) or self.room.session.asleep:
            self._stale = True
        elif changes.touches("document", "document_text", "turn", "speaker", "respondent", "coder", *SELECTION_TABLES):
            self._changed_around()
        elif "coding" in changes.tables:
            page.model.follow(changes.tables["coding"])
