"""The right pane: the quotes of the theme that is chosen in the outline, to be put into the report."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from qualcoder_peer.core.domain.ids import CodeId, DocumentId, RespondentId, SelectionId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Code, Owner
from qualcoder_peer.core.services.coding import count_codings
from qualcoder_peer.core.services.quotes import Quote
from qualcoder_peer.core.services.report_candidates import CANDIDATE_ORDERS, CandidateOrder
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.i18n import live, live_call, tr, tr_n
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.report.candidates_model import CandidatesModel, QuoteDelegate, theme_quotes
from qualcoder_peer.gui.rooms.report.draft import QUICK, Draft
from qualcoder_peer.gui.rooms.report.quote_details import QuoteDetails
from qualcoder_peer.gui.selection_choices import selection_choices
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, set_role, themes
from qualcoder_peer.gui.widgets.basics import ElidedLabel, column, label, row
from qualcoder_peer.gui.widgets.dropdown import menu_on
from qualcoder_peer.gui.widgets.pick_box import Choice, PickBox

_TOGETHER_MS = 80
_ORDER = "report/candidates"


class QuoteList(QListView):
    """``activated_quotes`` when Enter or a double click chose."""

    asked = Signal()

    def __init__(self, model: CandidatesModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(QuoteDelegate(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDragEnabled(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(24)
        live(self, "setAccessibleName", "Quotes to choose from")
        self.doubleClicked.connect(lambda _index: self.asked.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.asked.emit()
            return
        super().keyPressEvent(event)


class Candidates(QWidget):
    """``wanted`` carries the codings to be put under ``code``'s heading."""

    wanted = Signal(list)
    chosen_changed = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.code: Code | None = None
        self.model = CandidatesModel(self)
        self.model.draggable = not draft.context.read_only
        self.list = QuoteList(self.model)
        self.details = QuoteDetails(draft.context)
        kept = draft.context.settings.word(_ORDER)
        self.order = CandidateOrder(kept) if kept in set(CandidateOrder) else CandidateOrder.STARRED
        self._stale = True
        self._asked = 0
        self._soon = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._soon.timeout.connect(self._read)
        self._lay_out()
        self._connect()

    def selected_quotes(self) -> list[Quote]:
        """The quotes selected in the list, in its order."""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        return [self.model.quotes[place] for place in rows if place < len(self.model.quotes)]

    def show_theme(self, code: Code | None) -> None:
        """Offer the quotes of a theme."""
        same = code is not None and self.code is not None and code.id == self.code.id
        self.code = code
        self.title.setText(code.name if code is not None else "")
        self._say()
        if not same:
            self.details.show_quote(None)
        if not same or self._stale:
            self.refresh()

    def order_by(self, order: CandidateOrder) -> None:
        """Put the quotes in another order."""
        if order is not self.order:
            self.order = order
            self.draft.context.settings.set_word(_ORDER, order.value)
            self._say()
            self.refresh()

    def refresh(self) -> None:
        """Read again, if the pane is seen; else when it is."""
        self._stale = True
        if not self.isVisible():
            return
        if count_codings(self.draft.project) < QUICK:
            self._read()
        else:
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what was not read while nobody looked."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def _lay_out(self) -> None:
        self.title = ElidedLabel("", "section")
        self.star = QToolButton()
        self.star.setCheckable(True)
        set_icon(self.star, "star", "warning")
        live(self.star, "setToolTip", "Only quotes with a star")
        live(self.star, "setAccessibleName", "Only quotes with a star")
        self.order_button = QToolButton()
        self.order_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.order_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_icon(self.order_button, "arrow-down-up")
        self.order_menu = menu_on(self.order_button, self._fill_orders)
        self.respondents = PickBox("Respondents")
        self.documents = PickBox("Documents")
        self.sets = PickBox("Sets and filters")
        self.count = label(role="small")
        self._hint = label(
            "Choose a heading in the outline, and the quotes of its theme are offered here.", "muted", wrap=True
        )
        self._none = label(
            "No quotes here. Code passages in the coding room, or take away a filter.", "muted", wrap=True
        )
        for words in (self._hint, self._none):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            words.setContentsMargins(2 * GAP, 4 * GAP, 2 * GAP, 0)
        self._stack = QStackedWidget()
        for page in (self._hint, self._none, self.list):
            self._stack.addWidget(page)
        top = QWidget()
        box = column(top, gap=GAP_SMALL)
        head = row(gap=GAP)
        head.setContentsMargins(GAP, GAP, GAP, 0)
        head.addWidget(self.title, 1)
        head.addWidget(self.count)
        head.addWidget(self.order_button)
        head.addWidget(self.star)
        box.addLayout(head)
        filters = row(gap=GAP_SMALL)
        filters.setContentsMargins(GAP, GAP_SMALL, GAP, GAP)
        filters.addWidget(self.respondents, 1)
        filters.addWidget(self.documents, 1)
        filters.addWidget(self.sets, 1)
        box.addLayout(filters)
        box.addWidget(self._stack, 1)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(top)
        self.splitter.addWidget(self.details)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([380, 200])
        outer = column(self, gap=0)
        outer.addWidget(self.splitter)
        self.setMinimumSize(QSize(240, 200))
        set_role(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def _connect(self) -> None:
        self.star.toggled.connect(lambda _on: self.refresh())
        self.respondents.changed.connect(self.refresh)
        self.documents.changed.connect(self.refresh)
        self.sets.changed.connect(self.refresh)
        self.list.asked.connect(self.ask)
        self.list.selectionModel().selectionChanged.connect(self._selected)
        self.draft.outline_changed.connect(lambda: self.model.show_used(self.draft.used()))
        self.draft.material_changed.connect(self._material_changed)
        live_call(self, self._say)
        themes.changed.connect(self.model.retranslate)

    def _material_changed(self) -> None:
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def _read(self) -> None:
        self._soon.stop()
        self._stale = False
        self._offer_filters()
        self._asked += 1
        if self.code is None:
            self._take(self._asked, [])
            return
        arguments = (
            self.draft.project,
            CodeId(self.code.id),
            self.star.isChecked(),
            tuple(RespondentId(one) for one in self.respondents.chosen) or None,
            tuple(DocumentId(one) for one in self.documents.chosen) or None,
            tuple(SelectionId(one) for one in self.sets.chosen) or None,
            self.order,
        )
        asked = self._asked
        if count_codings(self.draft.project) < QUICK:
            self._take(asked, theme_quotes(*arguments))
        else:
            run_job(
                self, theme_quotes, *arguments, title="", on_done=lambda quotes: self._take(asked, quotes),
                on_failed=self.draft.context.messages.error,
            )  # fmt: skip

    def _take(self, asked: int, quotes: list[Quote]) -> None:
        if asked != self._asked:
            return
        self.model.show_quotes(quotes)
        self.model.show_used(self.draft.used())
        self._stack.setCurrentWidget(self._hint if self.code is None else self.list if quotes else self._none)
        self._say()
        self._selected(None)

    def _offer_filters(self) -> None:
        project = self.draft.project
        self.respondents.set_choices([Choice(one.id, one.name) for one in list_respondents(project)])
        self.documents.set_choices([Choice(one.id, one.title) for one in list_documents(project)])
        sets = selection_choices(project, Owner.RESPONDENT)
        self.sets.set_choices([Choice(one.id, one.name) for one in sets])
        self.sets.setVisible(bool(sets))

    def _fill_orders(self, menu: QMenu) -> None:
        menu.clear()
        group = QActionGroup(menu)
        for order, title in CANDIDATE_ORDERS.items():
            action = menu.addAction(tr(title))
            action.setCheckable(True)
            action.setChecked(order is self.order)
            action.triggered.connect(lambda _checked=False, order=order: self.order_by(order))
            group.addAction(action)

    def _say(self) -> None:
        for part in (self.title, self.count, self.star, self.order_button):
            part.setVisible(self.code is not None)
        order = tr("Order: {order}", order=tr(CANDIDATE_ORDERS[self.order]))
        self.order_button.setToolTip(order)
        self.order_button.setAccessibleName(order)
        if self.code is not None:
            self.count.setText(tr_n("{count} quote", "{count} quotes", len(self.model.quotes)))
        self.model.retranslate()

    def _selected(self, _selection: QItemSelection | None) -> None:
        quotes = self.selected_quotes()
        if quotes:
            self.details.show_quotes(quotes)
        self.chosen_changed.emit()

    def ask(self) -> None:
        """Ask for the quotes selected to be put into the report, as far as they are not there."""
        used = self.draft.used()
        quotes = [quote.id for quote in self.selected_quotes()]
        new = [quote for quote in quotes if quote not in used]
        if new and not self.draft.context.read_only:
            self.wanted.emit(new)
        elif quotes:
            self.draft.context.messages.notify(message("The report has this quote already."))
