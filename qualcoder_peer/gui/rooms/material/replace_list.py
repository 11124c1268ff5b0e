"""The codings and memos of a document that is to be replaced as a list: which code, which words, what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.services.revisions import Fate, Keeping, Passage
from qualcoder_peer.gui.i18n import live_call, tr
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.rooms.material.replace_choices import Choices
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, themes
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.rows_view import cell_option, paint_ground

_WORDS_ROLE = Qt.ItemDataRole.UserRole + 1
_STATE_ROLE = Qt.ItemDataRole.UserRole + 2
_LONGEST = 160
_MARK = 16
_STATES = {Keeping.MEMO: N_("Memo"), Keeping.DROP: N_("Removed"), Keeping.PLACE: N_("Placed")}
Index = QModelIndex | QPersistentModelIndex


class PassagesModel(QAbstractListModel):
    """The passages of one kind of fate."""

    def __init__(self, choices: Choices, tree: CodeTree, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choices, self._tree = choices, tree
        self.passages: Sequence[Passage] = ()
        live_call(self, self.repaint)
        themes.changed.connect(self.repaint)

    def show_passages(self, passages: Sequence[Passage]) -> None:
        """Show other passages."""
        self.beginResetModel()
        self.passages = passages
        self.endResetModel()

    def repaint(self) -> None:
        """Say everything again."""
        if self.passages:
            self.dataChanged.emit(self.index(0), self.index(len(self.passages) - 1))

    # Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.passages)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        passage = self.passages[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return passage_title(passage)
        if role == Qt.ItemDataRole.DecorationRole:
            return passage_mark(passage, self._tree)
        if role == _WORDS_ROLE:
            return " ".join(self._choices.plan.words(passage)[:_LONGEST].split())
        if role == _STATE_ROLE:
            return self._state(passage)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = self._state(passage) or tr(_STATES[Keeping.PLACE])
            return tr("{code}, {coder}: {words}. {state}", code=passage_title(passage), coder=passage.coder,
                      words=self.data(index, _WORDS_ROLE), state=state)  # fmt: skip
        return None

    def _state(self, passage: Passage) -> str:
        """What was decided; nothing where the plan's own place stands."""
        keeping = self._choices.keeping(passage)
        own = keeping is Keeping.PLACE and passage.key not in self._choices.decisions
        return "" if own else tr(_STATES[keeping])


class PassageDelegate(QStyledItemDelegate):
    """Two lines a passage: its code with what becomes of it, and its words."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, option.fontMetrics.lineSpacing() * 2 + 4 * GAP_SMALL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        own = cell_option(self, option, index)
        own.state &= ~QStyle.StateFlag.State_HasFocus
        name, own.text = own.text, " "
        own.icon = QIcon()  # drawn below: the style would tint it where it is selected
        own.features &= ~QStyleOptionViewItem.ViewItemFeature.HasDecoration
        paint_ground(painter, own)
        left = own.rect.left() + _MARK + 2 * GAP
        room = QRect(left, own.rect.top(), own.rect.right() - left - GAP, own.rect.height())
        line = own.fontMetrics.lineSpacing()
        top = own.rect.top() + (own.rect.height() - 2 * line) // 2
        chosen = bool(own.state & QStyle.StateFlag.State_Selected)
        theme, small = themes.current, themes.font("small")
        painter.save()
        picture: QIcon = index.data(Qt.ItemDataRole.DecorationRole)
        picture.paint(painter, own.rect.left() + GAP, own.rect.center().y() - _MARK // 2 + 1, _MARK, _MARK)
        painter.setFont(small)
        state = str(index.data(_STATE_ROLE) or "")
        wide = painter.fontMetrics().horizontalAdvance(state) + GAP if state else 0
        painter.setPen(QColor(theme.selection_text if chosen else theme.muted))
        painter.drawText(QRect(room.left(), top, room.width(), line), int(_RIGHT), state)
        words = painter.fontMetrics().elidedText(str(index.data(_WORDS_ROLE)), _CUT, room.width())
        painter.drawText(QRect(room.left(), top + line, room.width(), line), int(_LEFT), words)
        painter.setFont(own.font)
        painter.setPen(QColor(theme.selection_text if chosen else theme.text))
        name = painter.fontMetrics().elidedText(name, _CUT, room.width() - wide)
        painter.drawText(QRect(room.left(), top, room.width() - wide, line), int(_LEFT), name)
        painter.restore()


_CUT = Qt.TextElideMode.ElideRight
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def passage_title(passage: Passage) -> str:
    """The name of the code, or that it is a memo."""
    return passage.path[-1] if passage.path else tr("Memo on a passage")


def passage_mark(passage: Passage, tree: CodeTree) -> QIcon:
    """The sign of the code, or that of a memo."""
    code = tree.by_id.get(passage.code) if passage.code is not None else None
    return icon("sticky-note", "muted") if code is None else code_mark(code.role, code.colour)


FATE_TITLES = {
    Fate.LOST: N_("Without a place ({number})"),
    Fate.CHANGED: N_("Words changed ({number})"),
    Fate.MOVED: N_("Elsewhere ({number})"),
    Fate.SAME: N_("Same words ({number})"),
}
