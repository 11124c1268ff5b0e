"""The search-or-create box: type three letters, press Enter, and the selection is coded.

It keeps the focus; the list below it is steered with the arrow keys or the mouse. What Enter does is said in the list,
so that no code is made by accident.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.model import ROLE_TITLES
from qualcoder_peer.gui.i18n import languages, live, tr
from qualcoder_peer.gui.icons import pixmap
from qualcoder_peer.gui.rooms.coding.book import CodeBook
from qualcoder_peer.gui.rooms.coding.suggestions import Suggestion, suggest
from qualcoder_peer.gui.theme import GAP, GRID, set_role, themes
from qualcoder_peer.gui.widgets.basics import SearchField, column
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.message_bar import announce

_SUGGESTION = Qt.ItemDataRole.UserRole + 1
_LEAST_WIDTH = 380
_ROWS = 10

Index = QModelIndex | QPersistentModelIndex


def words_of(offer: Suggestion) -> str:
    """A suggestion in words."""
    if offer.code is not None:
        return offer.name
    if offer.above:
        return tr("Create “{name}” under “{above}”", name=offer.name, above=offer.above)
    return tr("Create “{name}” at the top", name=offer.name)


class _Offers(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.offers: list[Suggestion] = []

    def show(self, offers: list[Suggestion]) -> None:
        self.beginResetModel()
        self.offers = offers
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.offers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        offer = self.offers[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return words_of(offer)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (words_of(offer), offer.above if offer.code else "") if part)
        return offer if role == _SUGGESTION else None


class _Lines(QStyledItemDelegate):
    """The sign of the code, its name with the matched letters in bold, where it stands, its number key."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        heights = QFontMetrics(themes.font()).lineSpacing() + QFontMetrics(themes.font("small")).lineSpacing()
        return QSize(100, heights + 2 * GRID)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        offer: Suggestion = index.data(_SUGGESTION)
        theme = themes.current
        view = self.parent()
        assert isinstance(view, QListView)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if view.currentIndex().row() == index.row():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent_soft))
            painter.drawRoundedRect(rect.adjusted(GRID, 1, -GRID, -1), 6, 6)
        inner = rect.adjusted(3 * GRID, GRID, -3 * GRID, -GRID)
        picture = pixmap("plus", 16, "accent")
        if offer.code is not None:
            picture = code_mark(offer.code.role, offer.code.colour).pixmap(16, 16)
        painter.drawPixmap(inner.left(), inner.top() + 2, picture)
        inner.setLeft(inner.left() + 16 + GAP)
        if offer.slot is not None:
            self._key(painter, inner, str(offer.slot))
        self._name(painter, offer, inner)
        self._where(painter, offer, inner)
        painter.restore()

    def _key(self, painter: QPainter, inner: QRect, key: str) -> None:
        box = QRect(inner.right() - 18, inner.top() + 2, 18, 18)
        painter.setPen(QColor(themes.current.control))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(themes.current.muted))
        painter.setFont(themes.font("small"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
        inner.setRight(inner.right() - 24)

    def _name(self, painter: QPainter, offer: Suggestion, inner: QRect) -> None:
        plain, bold = themes.font(), QFont(themes.font())
        bold.setWeight(QFont.Weight.Bold)
        words, spans = words_of(offer), offer.spans
        shown = QFontMetrics(bold if spans else plain).elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        painter.setPen(QColor(themes.current.text))
        left, at = inner.left(), 0
        for start, end in (*spans, (len(shown), len(shown))):
            for part, font in ((shown[at:start], plain), (shown[start:end], bold)):
                if part:
                    painter.setFont(font)
                    painter.drawText(QPoint(left, inner.top() + QFontMetrics(bold).ascent()), part)
                    left += QFontMetrics(font).horizontalAdvance(part)
            at = max(at, end)

    def _where(self, painter: QPainter, offer: Suggestion, inner: QRect) -> None:
        small = themes.font("small")
        words = offer.above or tr(ROLE_TITLES[offer.code.role]) if offer.code else tr("A new code")
        if offer.in_definition:
            words = tr("In the definition · {above}", above=offer.above) if offer.above else tr("In the definition")
        painter.setFont(small)
        painter.setPen(QColor(themes.current.muted))
        metrics = QFontMetrics(small)
        y = inner.top() + QFontMetrics(themes.font()).lineSpacing() + metrics.ascent()
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, inner.width())
        painter.drawText(QPoint(inner.left(), y), shown)


class CodeBox(SearchField):
    """``chosen`` tells a code, ``created`` a name and the id of the code to make it under (-1: the top)."""

    chosen = Signal(int)
    created = Signal(str, int)
    left = Signal()
    """Escape: back to the text."""

    def __init__(self, book: CodeBook, parent: QWidget | None = None) -> None:
        super().__init__("Search or create a code", parent)
        self._book = book
        self.recent: Sequence[int | None] = ()
        self.parent_code: int | None = None
        self.can_create = True
        self._frame: QFrame | None = None
        self._list = QListView()
        self._offers = _Offers(self._list)
        self._list.setModel(self._offers)
        self._list.setItemDelegate(_Lines(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        live(self._list, "setAccessibleName", "Codes that fit")
        self._list.clicked.connect(self._take)
        self.textEdited.connect(lambda _words: self._search())
        languages.changed.connect(self._list.viewport().update)

    @property
    def offers(self) -> list[Suggestion]:
        """What is offered now."""
        return self._offers.offers

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._frame is not None and self._frame.isVisible()

    def ask(self, prompt: Message, words: str = "") -> None:
        """Take the focus and offer codes, with a prompt that says what Enter will do."""
        self.clear()
        live(self, "setPlaceholderText", prompt)
        live(self, "setAccessibleName", prompt)
        self.setText(words)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search()

    def close_list(self) -> None:
        """Put the list away."""
        if self._frame is not None:
            self._frame.hide()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Offer codes as soon as the box has the focus by mouse or key."""
        super().focusInEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self._search()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Put the list away with the focus."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.close_list()
            self.clear()
            prompt = message("Search or create a code")
            live(self, "setPlaceholderText", prompt)
            live(self, "setAccessibleName", prompt)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys choose, Enter takes, Escape goes back."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
        key = Qt.Key(event.key())
        if key in steps:
            self._step(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self._list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.close_list()
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window when it is resized."""
        if event.type() == QEvent.Type.Resize and self.is_open:
            self._place()
        return False

    def _search(self) -> None:
        offers = suggest(self._book, self.text(), self.recent, self._book.parent_for_new(self.parent_code))
        if not self.can_create:
            offers = [one for one in offers if one.code is not None]
        self._offers.show(offers)
        if not offers:
            self.close_list()
            return
        self._list.setCurrentIndex(self._offers.index(0, 0))
        self._place()
        announce(self, words_of(offers[0]))

    def _place(self) -> None:
        window = self.window()
        if self._frame is None or self._frame.parent() is not window:
            self._frame = QFrame(window)
            self.destroyed.connect(self._frame.deleteLater)  # it lies over the window, which outlives the room
            set_role(self._frame, "popup")
            box = column(self._frame, margin=GRID, gap=0)
            box.addWidget(self._list)
            window.installEventFilter(self)
        rows = min(_ROWS, len(self.offers))
        line = self._list.sizeHintForRow(0)
        below = self.mapTo(window, QPoint(0, self.height() + 2))
        room = window.height() - below.y() - 2 * GAP
        height = min(rows * line + 2 * GRID + 8, max(line + 2 * GRID, room))
        width = min(max(self.width(), _LEAST_WIDTH), window.width() - 2 * GAP)
        left = max(GAP, min(below.x() + self.width() - width, window.width() - width - GAP))
        self._frame.setGeometry(left, below.y(), width, height)
        self._frame.show()
        self._frame.raise_()

    def _step(self, rows: int) -> None:
        if not self.is_open:
            self._search()
            return
        count = len(self.offers)
        row = self._list.currentIndex().row() + rows
        row = row % count if abs(rows) == 1 else max(0, min(row, count - 1))
        self._list.setCurrentIndex(self._offers.index(row, 0))
        announce(self, words_of(self.offers[row]))

    def _take(self, index: QModelIndex) -> None:
        if not index.isValid() or not self.is_open:
            return
        offer = self.offers[index.row()]
        parent = self._book.parent_for_new(self.parent_code)
        self.close_list()
        self.clear()
        if offer.code is not None:
            self.chosen.emit(offer.code.id)
        else:
            self.created.emit(offer.name, -1 if parent is None else parent)
