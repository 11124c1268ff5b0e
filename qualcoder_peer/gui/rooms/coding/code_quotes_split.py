"""Splitting a code by going through its quotes: each gets the number of a code it belongs to; then all go at once.

Nothing is changed before *Split* is pressed, and then it is one step of undo.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QDialog, QLineEdit, QListView, QPlainTextEdit, QWidget

from qualcoder_peer.core.domain.ids import CodeId, CodingId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.services.code_quotes import QuotesAsked, SplitPart
from qualcoder_peer.core.services.codebook import clean_name
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import languages, live, tr, tr_n
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.rooms.coding.book import CodeBook
from qualcoder_peer.gui.rooms.coding.code_quotes_model import (
    CODE,
    CODER,
    ORDERS,
    QUOTE,
    STANCE,
    TARGET,
    CodeQuotesModel,
)
from qualcoder_peer.gui.rooms.coding.code_quotes_view import CodeQuotesView
from qualcoder_peer.gui.rooms.coding.codes_model import short_name
from qualcoder_peer.gui.rooms.coding.codes_view import LONGEST_NAME
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import button, column, label, row
from qualcoder_peer.gui.widgets.code_marks import code_mark

_KEYS = 9
_OFFERED = 2_000


@dataclass(slots=True)
class _Target:
    """A code quotes can go to: one there is (``code``), or a new one."""

    name: str
    code: int | None = None
    count: int = 0


class SplitDialog(QDialog):
    """Quotes at the left, codes they can go to at the right. ``split`` carries a list of SplitPart."""

    split = Signal(list)

    def __init__(self, context: RoomContext, book: CodeBook, code: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._book, self._code = book, code
        self._given: dict[int, int] = {}
        """Which target, by number, a coding goes to."""
        children = book.tree.children.get(CodeId(code), ())
        self._targets = [_Target(child.name, child.id) for child in children]
        self.model = CodeQuotesModel(context, self)
        self.model.count_hint = lambda: book.use(code).own
        self.model.target_of = self._target_words
        self.view = CodeQuotesView(self.model)
        self.view.opens_on_click = False
        self.view.setDragEnabled(False)
        self.targets = QListView()
        self._target_model = QStandardItemModel(self)
        self.new = QLineEdit()
        self.whole = QPlainTextEdit()
        """All of the quote that is looked at."""
        self.preview = label("", "muted", wrap=True)
        self.confirm = button("Split", role="primary", on_click=self._confirm)
        self._known: dict[str, int] = {}
        """Codes by the words they are offered with."""
        self._lay_out()
        self.view.installEventFilter(self)
        self.new.installEventFilter(self)
        self.view.sort_asked.connect(self._sort)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._show_whole())
        self.model.listed.connect(self._listed)
        self.targets.activated.connect(lambda index: self.give(index.row()))
        self.targets.clicked.connect(lambda index: self.give(index.row()))
        self.new.returnPressed.connect(self._take_new)
        self._ask(QuotesAsked(QuoteFilter(codes=(CodeId(code),)), own=True, language=languages.current))
        self._show()
        self.view.setFocus()

    def parts(self) -> list[SplitPart]:
        """Where quotes go as it stands now."""
        codings: dict[int, list[CodingId]] = {}
        for coding, target in self._given.items():
            codings.setdefault(target, []).append(CodingId(coding))
        made = []
        for target in sorted(codings):
            one = self._targets[target]
            known = None if one.code is None else CodeId(one.code)
            made.append(SplitPart(tuple(codings[target]), known, "" if known else one.name))
        return made

    def give(self, target: int | None) -> None:
        """Give the quotes chosen to a target (None: they stay), and go on to the next one."""
        rows = self.view.chosen_rows()
        if not rows or target is not None and not 0 <= target < len(self._targets):
            return
        for coding in self.view.chosen():
            if target is None:
                self._given.pop(coding, None)
            else:
                self._given[coding] = target
        self.model.dataChanged.emit(self.model.index(rows[0], 0), self.model.index(rows[-1], STANCE))
        self._show()
        if target is not None:
            self.view.choose(min(rows[-1] + 1, self.model.rowCount() - 1))
        self.view.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits give, 0 and Backspace take back, letters go to the field, which then offers codes."""
        if watched is self.new:
            if event.type() == QEvent.Type.FocusIn and self.new.completer() is None:
                self._offer()
            return False
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            return False
        words = event.text()
        if words.isdecimal() and words != "0":
            self.give(int(words) - 1)
            return True
        if words == "0" or event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.give(None)
            return True
        if len(words) == 1 and words.isalpha():
            self.new.setFocus()
            self.new.setText(words)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the field makes a code; it does not split."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.new.hasFocus():
            return
        super().keyPressEvent(event)

    def _ask(self, asked: QuotesAsked) -> None:
        self.model.ask(asked)

    def _sort(self, column: int, down: bool) -> None:
        which = QuoteFilter(codes=(CodeId(self._code),))
        self._ask(QuotesAsked(which, own=True, order=ORDERS[column], descending=down, language=languages.current))

    def _listed(self) -> None:
        there = set(self.model.ids)
        self._given = {coding: target for coding, target in self._given.items() if coding in there}
        if not self.view.currentIndex().isValid():
            self.view.choose(0)
        self._show()

    def _show_whole(self) -> None:
        quote = self.model.quote_now(self.view.currentIndex().row())
        self.whole.setPlainText(quote.text if quote is not None else "")

    def _take_new(self) -> None:
        words = clean_name(self.new.text())
        if not words:
            return
        at = next((at for at, one in enumerate(self._targets) if one.name.casefold() == words.casefold()), None)
        if at is None:
            known = self._known.get(self.new.text())
            at = len(self._targets)
            self._targets.append(_Target(self._book.tree.by_id[CodeId(known)].name if known else words, known))
            self._show()
        self.new.clear()
        self.give(at)

    def _target_words(self, coding: int) -> str:
        target = self._given.get(coding)
        if target is None:
            return ""
        name = short_name(self._targets[target].name)
        return tr("{number} {name}", number=target + 1, name=name) if target < _KEYS else name

    def _offer(self) -> None:
        """Complete names of codes there are, other than the one that is split."""
        tree = self._book.tree
        for code in tree.in_order()[:_OFFERED]:
            if code.id != self._code:
                above = " › ".join(short_name(name) for name in tree.path(code.id)[:-1])
                name = short_name(code.name)
                self._known.setdefault(tr("{name} ({above})", name=name, above=above) if above else name, code.id)
        completer = QCompleter(QStringListModel(list(self._known), self), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.new.setCompleter(completer)

    def _show(self) -> None:
        for one in self._targets:
            one.count = 0
        for target in self._given.values():
            self._targets[target].count += 1
        self._target_model.setRowCount(len(self._targets))
        for at, one in enumerate(self._targets):
            code = self._book.get(one.code)
            key = f"{at + 1}  " if at < _KEYS else ""
            words = tr("{name} (new)", name=short_name(one.name)) if code is None else short_name(one.name)
            item = QStandardItem(f"{key}{words}" + (f"  ·  {one.count}" if one.count else ""))
            item.setData(
                tr("{name}, {quotes}", name=words, quotes=tr_n("{count} quote", "{count} quotes", one.count)),
                Qt.ItemDataRole.AccessibleTextRole,
            )
            item.setIcon(code_mark(code.role, code.colour) if code else icon("plus", "muted"))
            self._target_model.setItem(at, item)
        moving, staying = len(self._given), max(0, len(self.model.ids) - len(self._given))
        name = short_name(self._book.tree.by_id[CodeId(self._code)].name)[:60]
        if moving:
            goes = tr_n("{count} quote goes", "{count} quotes go", moving)
            stays = tr_n("{count} stays in “{name}”", "{count} stay in “{name}”", staying, name=name)
            self.preview.setText(tr("{goes}, {stays}. You can undo it as one step.", goes=goes, stays=stays))
        else:
            self.preview.setText(tr("Give quotes a number (1–9), or type the name of a code and press Enter."))
        self.confirm.setEnabled(bool(moving))

    def _lay_out(self) -> None:
        live(self, "setWindowTitle", "Split a code")
        name = short_name(self._book.tree.by_id[CodeId(self._code)].name)
        self.view.setColumnHidden(TARGET, False)
        for hidden in (CODE, CODER, STANCE):
            self.view.setColumnHidden(hidden, True)
        self.view.horizontalHeader().moveSection(self.view.horizontalHeader().visualIndex(TARGET), 0)
        self.view.horizontalHeader().setSortIndicator(QUOTE, Qt.SortOrder.AscendingOrder)
        self.targets.setModel(self._target_model)
        self.targets.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.targets.setFixedWidth(250)
        self.new.setFixedWidth(250)
        self.new.setMaxLength(LONGEST_NAME)
        live(self.targets, "setAccessibleName", "Codes the quotes can go to")
        live(self.new, "setPlaceholderText", "New or other code")
        live(self.new, "setAccessibleName", "New or other code")
        box = column(self, margin=GAP_LARGE, gap=GAP)
        box.addWidget(label(message("Where do the quotes of “{name}” belong?", name=name), "section", wrap=True))
        middle = row(gap=GAP)
        reading = column(gap=GAP)
        reading.addWidget(self.view, 1)
        self.whole.setReadOnly(True)
        self.whole.setTabChangesFocus(True)
        self.whole.setFixedHeight(5 * self.whole.fontMetrics().lineSpacing() + 2 * GAP)
        live(self.whole, "setAccessibleName", "The whole quote")
        reading.addWidget(self.whole)
        middle.addLayout(reading, 1)
        side = column(gap=GAP_SMALL)
        side.addWidget(label("Goes to", "small", buddy=self.targets))
        side.addWidget(self.targets, 1)
        side.addWidget(self.new)
        middle.addLayout(side)
        box.addLayout(middle, 1)
        foot = row(gap=GAP)
        foot.addWidget(self.preview, 1)
        foot.addWidget(button("Cancel", on_click=self.reject))
        foot.addWidget(self.confirm)
        box.addLayout(foot)
        self.resize(1_080, 620)

    def _confirm(self) -> None:
        parts = self.parts()
        if parts:
            self.accept()
            self.split.emit(parts)
