"""The table of a matrix: themes stay in sight at the left, cells are walked by the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.rooms.report.matrix_model import (
    CODE_ROLE,
    DEPTH_ROLE,
    FAINT_ROLE,
    NOT_ASKED_ROLE,
    WORDY,
    MatrixModel,
    short_title,
    usual_words,
)
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, themes
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.rows_view import cell_option, menu_point, paint_ground
from qualcoder_peer.gui.widgets.text_lines import paint_lines

_LINES = 4
_STEP, _MARK = 16, 16
_NARROWEST, _WORDY = 72, 230
_LEAST_THEMES, _MOST_THEMES = 150, 300


class MatrixTable(QTableView):
    """Cells are chosen one by one or several. ``entered``: Enter on a cell; ``menu_asked``: a menu at a point."""

    entered = Signal(QModelIndex)
    menu_asked = Signal(object)

    def __init__(self, model: MatrixModel) -> None:
        super().__init__()
        self.setModel(model)
        self._matrix = model
        self.themes_header = _ThemesHeader(self)
        self.setVerticalHeader(self.themes_header)
        self.themes_header.setSectionsClickable(True)
        self.setItemDelegate(_CellDelegate(self))
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        for corner in self.findChildren(QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly):
            live(corner, "setAccessibleName", "Themes")
        header = self.horizontalHeader()
        header.setMinimumSectionSize(48)
        header.setHighlightSections(True)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        live(self, "setAccessibleName", "Themes and who takes them up")
        model.modelReset.connect(self.fit)
        themes.changed.connect(self.fit)

    def fit(self) -> None:
        """Give rows and columns the room that what they say needs."""
        shown = self._matrix.shown
        wordy = shown is not None and shown.show in WORDY
        metrics = QFontMetrics(themes.font("body"))
        self.themes_header.setDefaultSectionSize(metrics.lineSpacing() * (_LINES if wordy else 1) + 2 * GAP)
        self.themes_header.fit()
        if shown is None:
            return
        title = QFontMetrics(themes.font("section"))
        side = Qt.AlignmentFlag.AlignLeft if wordy else Qt.AlignmentFlag.AlignHCenter
        self.horizontalHeader().setDefaultAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        last = len(shown.matrix.columns)
        said = max(_NARROWEST, *(metrics.horizontalAdvance(one) + 3 * GAP for one in usual_words(shown.show)))
        for column in range(last + 1):
            wanted = title.horizontalAdvance(short_title(shown.title(column))) + 4 * GAP
            least = said if column < last else _NARROWEST
            self.setColumnWidth(column, max(_WORDY if wordy and column < last else least, wanted))

    def choose(self, row: int, column: int) -> None:
        """Choose a cell and bring it into sight."""
        index = self._matrix.index(row, column)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.currentIndex().isValid():
            self.entered.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.currentIndex().isValid():
            self.menu_asked.emit(menu_point(self, event))


class _ThemesHeader(QHeaderView):
    """The themes, set in by their level, each with the mark of its code."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._width = _LEAST_THEMES
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(True)
        live(self, "setAccessibleName", "Themes")

    def fit(self) -> None:
        """As wide as the names need, within limits."""
        model = self.model()
        metrics = QFontMetrics(themes.font("body"))
        wanted = _LEAST_THEMES
        for row in range(model.rowCount() if model is not None else 0):
            name = model.headerData(row, Qt.Orientation.Vertical)
            depth = model.headerData(row, Qt.Orientation.Vertical, DEPTH_ROLE) or 0
            wanted = max(wanted, metrics.horizontalAdvance(name or "") + _before(depth) + 2 * GAP)
        self._width = min(_MOST_THEMES, wanted)
        self.setFixedWidth(self._width)

    def sizeHint(self) -> QSize:
        return QSize(self._width, super().sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme, model = themes.current, self.model()
        code = model.headerData(section, Qt.Orientation.Vertical, CODE_ROLE)
        if code is None:
            return
        view = self.parent()
        here = isinstance(view, QTableView) and view.currentIndex().row() == section
        painter.save()
        painter.fillRect(rect, QColor(theme.accent_soft if here else theme.window))
        painter.setPen(QPen(QColor(theme.line)))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        depth = model.headerData(section, Qt.Orientation.Vertical, DEPTH_ROLE) or 0
        font = themes.font("section" if depth == 0 else "body")
        metrics = QFontMetrics(font)
        line = QRect(rect.left(), rect.top() + GAP, rect.width(), metrics.lineSpacing())
        left = GAP + depth * _STEP
        mark = QRect(line.left() + left, line.center().y() - _MARK // 2 + 1, _MARK, _MARK)
        code_mark(code.role, code.colour).paint(painter, mark)
        words = line.adjusted(_before(depth), 0, -GAP, 0)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        name = metrics.elidedText(" ".join(code.name.split()), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)
        painter.restore()


class _CellDelegate(QStyledItemDelegate):
    """Whole lines only; what is not there is faint, and who was not asked stands on a ground of its own."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        own = cell_option(self, option, index)
        words, own.text = own.text, ""
        theme = themes.current
        chosen = bool(own.state & QStyle.StateFlag.State_Selected)
        if index.data(NOT_ASKED_ROLE) and not chosen:
            painter.fillRect(own.rect, QColor(theme.window))
            painter.fillRect(own.rect, _hatched(theme.line))
        paint_ground(painter, own)
        faint = bool(index.data(FAINT_ROLE))
        colour = theme.selection_text if chosen else theme.muted if faint else theme.text
        inside = own.rect.adjusted(GAP, GAP, -GAP, -GAP)
        font = themes.font("body")
        if own.displayAlignment & Qt.AlignmentFlag.AlignHCenter:
            metrics = QFontMetrics(font)
            inside.adjust(GAP_SMALL - GAP, -GAP, GAP - GAP_SMALL, GAP)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, int(Qt.AlignmentFlag.AlignCenter), shown)
        else:
            paint_lines(painter, inside, words, font, colour, _LINES)


def _before(depth: int) -> int:
    return GAP + depth * _STEP + _MARK + GAP_SMALL + 2


def _hatched(colour: str) -> QBrush:
    return QBrush(QColor(colour), Qt.BrushStyle.BDiagPattern)
