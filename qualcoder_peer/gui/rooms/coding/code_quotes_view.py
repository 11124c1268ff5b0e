"""Quotes on the screen: two lines a row, the words around a quote in grey; rows can be dragged onto codes."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDrag,
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPixmap,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from qualcoder_peer.core.services.quotes import Quote
from qualcoder_peer.gui.i18n import live, tr_n
from qualcoder_peer.gui.rooms.coding.code_quotes_model import (
    CODE,
    CODER,
    DOCUMENT,
    ORDERS,
    QUOTE,
    QUOTE_ROLE,
    RESPONDENT,
    STANCE,
    STAR,
    TARGET,
    CodeQuotesModel,
)
from qualcoder_peer.gui.theme import GAP, GRID, themes
from qualcoder_peer.gui.widgets.rows_view import RowsView, cell_option, menu_point, paint_ground
from qualcoder_peer.gui.widgets.text_lines import paint_lines

_LINES = 2
_BEFORE, _LONGEST, _AFTER = 48, 500, 120
_SPACES = re.compile(r"\s+")


class CodeQuotesView(RowsView):
    """Rows of quotes; a click or Enter asks for one to be opened."""

    open_asked = Signal(int)
    """A row."""
    menu_asked = Signal(object)
    """The global point to show the context menu at."""
    sort_asked = Signal(int, bool)
    """A column, and whether from the last to the first."""

    lines = _LINES
    margin = GAP + 2

    def __init__(self, model: CodeQuotesModel) -> None:
        super().__init__(model)
        self._quotes = model
        self._pressed = QPoint()
        self._pressed_row = -1
        self._kept: tuple[int, list[int], int] | None = None
        self._top, self._from_top = -1, False
        self.opens_on_click = True
        live(self, "setAccessibleName", "Quotes of the code")
        self.setItemDelegate(_Cells(self))
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self._set_up_header()
        self.entered.connect(lambda index: self.open_asked.emit(index.row()))
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        model.listed.connect(self._arrived)

    def chosen_rows(self) -> list[int]:
        """The rows selected, in order."""
        return sorted(index.row() for index in self.selectionModel().selectedRows(QUOTE))

    def chosen(self) -> list[int]:
        """The codings selected, in the order of the rows."""
        return [self._quotes.ids[row] for row in self.chosen_rows()]

    def begin_at_top(self) -> None:
        """The list that comes next is another one: unless a row is chosen, it is read from its beginning."""
        self._from_top = True

    def choose(self, row: int) -> None:
        """Choose one row."""
        if 0 <= row < self._quotes.rowCount():
            self.setCurrentIndex(self._quotes.index(row, QUOTE))

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag the quotes chosen onto a code: they move there, with Ctrl they are copied."""
        rows = self.chosen_rows()
        if not rows or self._quotes.flags(self.currentIndex()) & Qt.ItemFlag.ItemIsDragEnabled == Qt.ItemFlag(0):
            return
        drag = QDrag(self)
        drag.setMimeData(self._quotes.dragged(rows))
        drag.setPixmap(_drag_picture(tr_n("{count} quote", "{count} quotes", len(rows))))
        drag.exec(Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, Qt.DropAction.MoveAction)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where, so that a drag is no click."""
        self._pressed = event.position().toPoint()
        self._pressed_row = self.indexAt(self._pressed).row()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click without keys opens."""
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        near = (point - self._pressed).manhattanLength() < QApplication.startDragDistance()
        row = self.indexAt(point).row()
        if self.opens_on_click and near and row >= 0 and row == self._pressed_row:
            if event.button() == Qt.MouseButton.LeftButton and not event.modifiers():
                self.open_asked.emit(row)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu, at the mouse or at the row."""
        if self.currentIndex().isValid():
            self.menu_asked.emit(menu_point(self, event))

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setMinimumSectionSize(24)
        header.setStretchLastSection(False)
        header.setSortIndicatorShown(True)  # before the headings are measured: any of them may have it
        letter = QFontMetrics(themes.font("body")).averageCharWidth()
        for column, letters in ((STAR, 2), (TARGET, 14), (CODE, 12), (DOCUMENT, 12), (RESPONDENT, 6), (CODER, 7),
                                (STANCE, 2)):  # fmt: skip
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, max(letter * letters + 2 * GAP, header.sectionSizeHint(column)))
        header.setSectionResizeMode(QUOTE, QHeaderView.ResizeMode.Stretch)
        self.setColumnHidden(TARGET, True)
        self.setColumnHidden(CODE, True)
        header.setSectionsClickable(True)
        header.setSortIndicator(QUOTE, Qt.SortOrder.AscendingOrder)
        header.sectionClicked.connect(self._sort_clicked)

    def _sort_clicked(self, column: int) -> None:
        # Asked for here: with Qt's own sorting a list would be sorted at each change of the model.
        header = self.horizontalHeader()
        down = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        if column not in ORDERS:
            header.setSortIndicator(QUOTE, Qt.SortOrder.AscendingOrder)
            column, down = QUOTE, False
        self.sort_asked.emit(column, down)

    def _arrived(self) -> None:
        if self._from_top and self._quotes.ids and not self.chosen_rows():
            self._read_from(0)
        self._from_top = False

    def _read_from(self, row: int) -> None:
        index = self._quotes.index(row, QUOTE)
        self.selectionModel().setCurrentIndex(index, self.selectionModel().SelectionFlag.NoUpdate)
        self.scrollTo(index, self.ScrollHint.PositionAtTop)

    def _remember(self) -> None:
        rows, current, ids = self.chosen_rows(), self.currentIndex().row(), self._quotes.ids
        self._kept = (ids[current], [ids[row] for row in rows[:200]], current) if rows and current in rows else None
        top = self.rowAt(0)
        self._top = ids[top] if 0 <= top < len(ids) else -1

    def _restore(self) -> None:
        if not self._quotes.ids:
            return
        if self._kept is None:
            if self._top >= 0:  # nothing was chosen: what is read stays where it is
                self._read_from(max(0, self._quotes.row_of(self._top)))
            return
        coding, chosen, row = self._kept
        found = self._quotes.row_of(coding)
        at = found if found >= 0 else min(row, len(self._quotes.ids) - 1)
        self.choose(at)
        for one in chosen if found >= 0 else ():
            place = self._quotes.row_of(one)
            if place >= 0 and place != at:
                flags = self.selectionModel().SelectionFlag
                self.selectionModel().select(self._quotes.index(place, QUOTE), flags.Select | flags.Rows)


class _Cells(QStyledItemDelegate):
    """A quote with the words around it in grey; whole lines only."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        own = cell_option(self, option, index)
        words, own.text = own.text, ""
        paint_ground(painter, own)
        theme = themes.current
        chosen = bool(own.state & QStyle.StateFlag.State_Selected)
        colour = theme.selection_text if chosen else theme.text
        muted = theme.selection_text if chosen else theme.muted
        inside = own.rect.adjusted(GAP, GRID, -GAP, -GRID)
        quote = index.data(QUOTE_ROLE)
        if index.column() == QUOTE and isinstance(quote, Quote):
            _paint_quote(painter, inside, quote, colour, muted, underline=chosen)
            return
        font = themes.font("body")
        if index.column() == TARGET and words:
            font.setWeight(QFont.Weight.DemiBold)
        plain = index.column() in (STAR, TARGET, QUOTE)
        paint_lines(painter, inside, words, font, colour if plain else muted, _LINES)


def _paint_quote(
    painter: QPainter, place: QRect, quote: Quote, colour: str, muted: str, *, underline: bool
) -> None:
    """Two lines that begin a few words before the quote; on a chosen row grey cannot be seen, so it is underlined."""
    letters = place.width() // max(1, QFontMetrics(themes.font("body")).averageCharWidth())
    before, words, after = around(quote, min(_BEFORE, letters // 2))
    shown = before + words + after
    layout = QTextLayout(shown, themes.font("body"))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    grey, strong = QTextCharFormat(), QTextCharFormat()
    grey.setForeground(QColor(muted))
    strong.setForeground(QColor(colour))
    strong.setFontUnderline(underline)
    first, second = _units(before), _units(before + words)
    ranges = []
    for start, end, look in ((0, first, grey), (first, second, strong), (second, _units(shown), grey)):
        made = QTextLayout.FormatRange()
        made.start, made.length, made.format = start, end - start, look
        ranges.append(made)
    layout.setFormats(ranges)
    layout.beginLayout()
    height = QFontMetrics(themes.font("body")).lineSpacing()
    for number in range(_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(1, place.width()))
        line.setPosition(QRectF(0, number * height, 0, 0).topLeft())
    layout.endLayout()
    layout.draw(painter, place.topLeft())


def around(quote: Quote, most: int = _BEFORE) -> tuple[str, str, str]:
    """What is shown of a quote on a line: some words before it, the quote, some words after it."""
    before, words, after = (_SPACES.sub(" ", one) for one in (quote.before, quote.text[:_LONGEST], quote.after))
    if len(before) > most:
        before = "… " + before[-most:].partition(" ")[2]
    if len(quote.text) > _LONGEST:
        words, after = words + " …", ""
    if len(after) > _AFTER:
        after = after[:_AFTER].rpartition(" ")[0] + " …"
    return before, words, after


def _units(words: str) -> int:
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def _drag_picture(words: str) -> QPixmap:
    font = themes.font("body")
    metrics = QFontMetrics(font)
    picture = QPixmap(metrics.horizontalAdvance(words) + 4 * GRID, metrics.height() + 2 * GRID)
    picture.fill(QColor(themes.current.accent))
    painter = QPainter(picture)
    painter.setFont(font)
    painter.setPen(QColor(themes.current.accent_text))
    painter.drawText(picture.rect(), Qt.AlignmentFlag.AlignCenter, words)
    painter.end()
    return picture
