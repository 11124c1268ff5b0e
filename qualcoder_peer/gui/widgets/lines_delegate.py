"""Cells of a few whole lines of text: Qt's own cells begin a line that they have no room for."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qualcoder_peer.gui.theme import GAP, themes
from qualcoder_peer.gui.widgets.rows_view import cell_option, paint_ground
from qualcoder_peer.gui.widgets.text_lines import paint_lines

_ICON = 18


class LinesDelegate(QStyledItemDelegate):
    """Paints at most ``lines`` lines, in the colour of the model, with the model's picture beside the first of them."""

    def __init__(self, parent: QObject, lines: int) -> None:
        super().__init__(parent)
        self._lines = lines

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        own = cell_option(self, option, index)
        words, own.text = own.text, ""
        own.icon = QIcon()
        own.features &= ~QStyleOptionViewItem.ViewItemFeature.HasDecoration
        paint_ground(painter, own)
        chosen = bool(own.state & QStyle.StateFlag.State_Selected)
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        ink = themes.current.selection_text if chosen else colour.name() if colour else themes.current.text
        inside = own.rect.adjusted(GAP + 3, GAP, -GAP, -GAP)
        picture: QIcon | None = index.data(Qt.ItemDataRole.DecorationRole)
        if picture is not None:
            picture.paint(painter, inside.left(), inside.top(), _ICON, _ICON)
            inside = inside.adjusted(_ICON + GAP, 0, 0, 0)
        right = bool(own.displayAlignment & Qt.AlignmentFlag.AlignRight)
        paint_lines(painter, inside, words, themes.font("body"), ink, self._lines, right=right)
