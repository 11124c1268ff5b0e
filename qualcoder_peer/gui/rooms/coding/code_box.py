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
from PySide6.QtWidgets import QApplication, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.model import ROLE_TITLES
from qualcoder_peer.gui.i18n import languages, live, tr
from qualcoder_peer.gui.icons import pixmap
from qualcoder_peer.gui.rooms.coding.book import CodeBook
from qualcoder_peer.gui.rooms.coding.suggestions import Suggestion, suggest
from qualcoder_peer.gui.theme import GAP, GRID, set_role, themes
from qualcoder_peer.gui.widgets.basics import SearchField, column, label
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.message_bar import announce

_SUGGESTION = Qt.ItemDataRole.UserRole + 1
_TICKED = Qt.ItemDataRole.UserRole + 2
_LEAST_WIDTH = 380
_ROWS = 10
_SHOWN = 160
_LONGEST_PASTED = 1_000_000
_COVERED = 5

Index = QModelIndex | QPersistentModelIndex


def words_of(offer: Suggestion) -> str:
    """A suggestion in words; of a name that fills pages the beginning."""
    name = shortened(offer.name)
    if offer.code is not None:
        return name
    if offer.above:
        return tr("Create “{name}” under “{above}”", name=name, above=shortened(offer.above))
    return tr("Create “{name}” at the top", name=name)


def shortened(name: str) -> str:
    """A name as far as anybody reads it."""
    return name if len(name) <= _SHOWN else f"{name[:_SHOWN].rstrip()} …"


class _Offers(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.offers: list[Suggestion] = []
        self.ticked: list[Suggestion] = []

    def is_ticked(self, offer: Suggestion) -> bool:
        """Whether this code, or this new name, has been ticked."""
        return any(_same(one, offer) for one in self.ticked)

    def tick(self, offer: Suggestion) -> bool:
        """Tick an offer, or take its tick away. Returns whether it is ticked now."""
        there = [one for one in self.ticked if _same(one, offer)]
        if there:
            self.ticked.remove(there[0])
        else:
            self.ticked.append(offer)
        self.dataChanged.emit(self.index(0, 0), self.index(max(0, len(self.offers) - 1), 0))
        return not there

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
            parts = (words_of(offer), shortened(offer.above) if offer.code else "", offer.excerpt)
            told = ", ".join(part for part in parts if part)
            return tr("{code}, ticked", code=told) if self.is_ticked(offer) else told
        if role == _TICKED:
            return self.is_ticked(offer)
        return offer if role == _SUGGESTION else None


def _same(one: Suggestion, other: Suggestion) -> bool:
    return (one.code.id, one.name) == (other.code.id, other.name) if one.code and other.code else (
        one.code is other.code and one.name == other.name
    )


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
        if index.data(_TICKED):
            picture = pixmap("check", 16, "accent")
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
        words = words_of(offer)
        spans = () if offer.excerpt or offer.code is None else offer.spans
        painter.setPen(QColor(themes.current.text))
        _draw_marked(painter, words, spans, themes.font(), QPoint(inner.left(), inner.top()), inner.width())

    def _where(self, painter: QPainter, offer: Suggestion, inner: QRect) -> None:
        small = themes.font("small")
        painter.setPen(QColor(themes.current.muted))
        top = inner.top() + QFontMetrics(themes.font()).lineSpacing()
        if offer.excerpt:
            _draw_marked(painter, offer.excerpt, offer.spans, small, QPoint(inner.left(), top), inner.width())
            return
        words = shortened(offer.above) or tr(ROLE_TITLES[offer.code.role]) if offer.code else tr("A new code")
        painter.setFont(small)
        metrics = QFontMetrics(small)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, inner.width())
        painter.drawText(QPoint(inner.left(), top + metrics.ascent()), shown)


def _draw_marked(
    painter: QPainter, words: str, spans: tuple[tuple[int, int], ...], font: QFont, at: QPoint, width: int
) -> None:
    """Draw words from their upper left corner, with what was typed in bold, as far as there is room."""
    plain, bold = font, QFont(font)
    bold.setWeight(QFont.Weight.Bold)
    shown = QFontMetrics(bold if spans else plain).elidedText(words, Qt.TextElideMode.ElideRight, width)
    left, done = at.x(), 0
    for start, end in (*spans, (len(shown), len(shown))):
        for part, face in ((shown[done:start], plain), (shown[start:end], bold)):
            if part:
                painter.setFont(face)
                painter.drawText(QPoint(left, at.y() + QFontMetrics(bold).ascent()), part)
                left += QFontMetrics(face).horizontalAdvance(part)
        done = max(done, end)


class CodeBox(SearchField):
    """``chosen`` tells a code, ``created`` a name and the id of the code to make it under (-1: the top).

    Ctrl+Enter ticks a code and lets more be looked for; Enter then takes all of them (``several``).
    """

    chosen = Signal(int)
    created = Signal(str, int)
    several = Signal(list, list)
    """Ids of codes, and the new ones as (name, id of the code above, -1 for the top)."""
    left = Signal()
    """Escape: back to the text."""
    closed = Signal()
    """The box has lost the keyboard, whatever was chosen."""

    def __init__(self, book: CodeBook, parent: QWidget | None = None) -> None:
        super().__init__("Search or create a code", parent)
        self._book = book
        self.recent: Sequence[int | None] = ()
        self.parent_code: int | None = None
        self.can_create = True
        self.can_tick = False
        self._stepped = False
        self.setMaxLength(_LONGEST_PASTED)
        self._chosen = label("", "small", wrap=True)
        self._chosen.setContentsMargins(GAP, GRID, GAP, GRID)
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
        self._list.clicked.connect(self._clicked)
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

    @property
    def ticked(self) -> list[Suggestion]:
        """What has been ticked, in order."""
        return self._offers.ticked

    def ask(self, prompt: Message, words: str = "", *, several: bool = False) -> None:
        """Take the focus and offer codes, with a prompt that says what Enter will do; ``several`` may be ticked."""
        self.clear()
        self._offers.ticked.clear()
        self.can_tick = several
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
            self._offers.ticked.clear()
            self.can_tick = False
            prompt = message("Search or create a code")
            live(self, "setPlaceholderText", prompt)
            live(self, "setAccessibleName", prompt)
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys choose, Enter takes, Escape goes back."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
        key = Qt.Key(event.key())
        if key in steps:
            self._step(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
                self._tick(self._list.currentIndex())
            else:
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
        self._stepped = False
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
            box.addWidget(self._chosen)
            window.installEventFilter(self)
        rows = min(_ROWS, len(self.offers))
        line = self._list.sizeHintForRow(0)
        below = self.mapTo(window, QPoint(0, self.height() + 2))
        room = window.height() - below.y() - 2 * GAP
        width = min(max(self.width(), _LEAST_WIDTH), window.width() - 2 * GAP)
        foot = self._show_foot(width - 2 * GRID)
        height = min(rows * line + 2 * GRID + 8 + foot, max(line + 2 * GRID + foot, room))
        left = max(GAP, min(below.x() + self.width() - width, window.width() - width - GAP))
        self._frame.setGeometry(left, below.y(), width, height)
        self._frame.show()
        self._frame.raise_()

    def _show_foot(self, width: int) -> int:
        """Say under the list what has been ticked, or that one can. Returns the height it takes."""
        ticked = self._offers.ticked
        self._chosen.setVisible(self.can_tick)
        if not self.can_tick:
            return 0
        if ticked:
            names = ", ".join(f"“{shortened(one.name)}”" for one in ticked[:_COVERED])
            if len(ticked) > _COVERED:
                names = tr("{names} and {count} more", names=names, count=len(ticked) - _COVERED)
            self._chosen.setText(tr("Ticked: {names}. Enter codes with all of them.", names=names))
        else:
            self._chosen.setText(tr("Ctrl+Enter ticks a code, to code with several."))
        return max(self._chosen.heightForWidth(width), self._chosen.sizeHint().height())

    def _clicked(self, index: QModelIndex) -> None:
        if QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier:
            self._tick(index)
        else:
            self._stepped = True
            self._take(index)

    def _tick(self, index: QModelIndex) -> None:
        """Tick a code and make room for the next name."""
        if not self.can_tick or not index.isValid() or not self.is_open:
            return
        offer = self.offers[index.row()]
        ticked = self._offers.tick(offer)
        name = shortened(offer.name)
        self.clear()
        self._search()
        announce(self, tr("Ticked: {name}", name=name) if ticked else tr("No longer ticked: {name}", name=name))

    def _step(self, rows: int) -> None:
        if not self.is_open:
            self._search()
            return
        self._stepped = True
        count = len(self.offers)
        row = self._list.currentIndex().row() + rows
        row = row % count if abs(rows) == 1 else max(0, min(row, count - 1))
        self._list.setCurrentIndex(self._offers.index(row, 0))
        announce(self, words_of(self.offers[row]))

    def _take(self, index: QModelIndex) -> None:
        if not index.isValid() or not self.is_open:
            return
        offer = self.offers[index.row()]
        above = self._book.parent_for_new(self.parent_code)
        parent = -1 if above is None else above
        ticked = list(self._offers.ticked)
        if ticked and (self.text().strip() or self._stepped) and not self._offers.is_ticked(offer):
            ticked.append(offer)
        self.close_list()
        self.clear()
        if ticked:
            codes = [one.code.id for one in ticked if one.code is not None]
            self.several.emit(codes, [(one.name, parent) for one in ticked if one.code is None])
        elif offer.code is not None:
            self.chosen.emit(offer.code.id)
        else:
            self.created.emit(offer.name, parent)
