"""What lies under the caret: all codings there, the innermost first, with coder, date, stance, star and memo.

The list stands above the details of the coding looked at. It is read in one go a moment after the page has been
painted, and only when other codings lie under the caret than before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem

from qualcoder_peer.core.domain.ids import CodingId
from qualcoder_peer.core.domain.model import STANCE_TITLES, Stance
from qualcoder_peer.core.services.segments import CodingFacts, read_codings
from qualcoder_peer.gui.i18n import live, live_call, tr, when
from qualcoder_peer.gui.rooms.coding.part import Part
from qualcoder_peer.gui.rooms.coding.session import NONE, Session
from qualcoder_peer.gui.theme import GAP, GRID, themes
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.message_bar import announce
from qualcoder_peer.gui.widgets.transcript.values import AUTOMATIC, STANCE_SIGNS, STAR

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

_AFTER_PAINT_MS = 40
_MOST_ROWS = 3
_MOST = 50
_FACTS = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class CodingsModel(QAbstractListModel):
    """Codings with what is known of them."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.facts: list[CodingFacts] = []

    def show(self, facts: list[CodingFacts]) -> None:
        """Show these, in this order."""
        self.beginResetModel()
        self.facts = facts
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.facts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        facts = self.facts[index.row()]
        if role == _FACTS:
            return facts
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            said = [self.name(facts), *self.signs_in_words(facts), self.second_line(facts)]
            words = ", ".join(part for part in said if part)
            return words if role != Qt.ItemDataRole.ToolTipRole else None
        return None

    def spoken(self) -> str:
        """All of them for who hears them: code, star and stance."""
        return "; ".join(", ".join((self.name(one), *self.signs_in_words(one))) for one in self.facts)

    def name(self, facts: CodingFacts) -> str:
        """The name of the code."""
        code = self._session.book.get(facts.coding.code_id)
        return code.name[:200] if code is not None else ""

    def signs_in_words(self, facts: CodingFacts) -> list[str]:
        """What nobody has confirmed, star and stance for who hears the list."""
        signs = [tr("automatic")] if facts.coding.automatic else []
        if facts.coding.starred:
            signs.append(tr("worth quoting"))
        if facts.coding.stance is not Stance.NONE:
            signs.append(tr(STANCE_TITLES[facts.coding.stance]))
        return signs

    @staticmethod
    def second_line(facts: CodingFacts) -> str:
        """Who, when, and the first line of the memo."""
        who = tr("{coder}, {date}", coder=facts.coder, date=when(facts.coding.created))
        memo = facts.memo.strip().split("\n", 1)[0][:200]
        return tr("{who} · {memo}", who=who, memo=memo) if memo else who


class _Rows(QStyledItemDelegate):
    """The sign of the code, its name, star and stance; coder, date and memo under it."""

    def __init__(self, model: CodingsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        heights = QFontMetrics(themes.font()).lineSpacing() + QFontMetrics(themes.font("small")).lineSpacing()
        return QSize(80, heights + 2 * GRID)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        facts: CodingFacts = index.data(_FACTS)
        view, theme = self.parent(), themes.current
        assert isinstance(view, CodingsList)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if facts.coding.id == view.current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent_soft))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 6, 6)
        if view.hasFocus() and view.currentIndex().row() == index.row():
            painter.setPen(QColor(theme.focus))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 2, -1, -2), 6, 6)
        inner = rect.adjusted(GAP, GRID, -GAP, -GRID)
        code = view.session.book.get(facts.coding.code_id)
        if code is not None:
            painter.drawPixmap(inner.left(), inner.top() + 2, code_mark(code.role, code.colour).pixmap(16, 16))
        inner.setLeft(inner.left() + 16 + GAP)
        self._write(painter, inner, facts)
        painter.restore()

    def _write(self, painter: QPainter, inner: QRect, facts: CodingFacts) -> None:
        theme, metrics = themes.current, QFontMetrics(themes.font())
        stance = STANCE_SIGNS.get(facts.coding.stance.value, "")
        doubt = AUTOMATIC if facts.coding.automatic else ""
        signs = " ".join(sign for sign in (doubt, STAR if facts.coding.starred else "", stance) if sign)
        painter.setFont(themes.font())
        painter.setPen(QColor(theme.text))
        width = metrics.horizontalAdvance(signs) + GAP if signs else 0
        base = inner.top() + metrics.ascent()
        name = metrics.elidedText(self._model.name(facts), Qt.TextElideMode.ElideRight, inner.width() - width)
        painter.drawText(inner.left(), base, name)
        painter.drawText(inner.right() - metrics.horizontalAdvance(signs), base, signs)
        small = QFontMetrics(themes.font("small"))
        painter.setFont(themes.font("small"))
        painter.setPen(QColor(theme.muted))
        words = small.elidedText(self._model.second_line(facts), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner.left(), inner.top() + metrics.lineSpacing() + small.ascent(), words)


class CodingsList(QListView):
    """The codings in rows; the one looked at is lit. Arrow keys look at another one."""

    chosen = Signal(int)
    left = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.current = NONE
        self.codings = CodingsModel(session, self)
        self.setModel(self.codings)
        self.setItemDelegate(_Rows(self.codings, self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        live(self, "setAccessibleName", "Codings here")
        self.clicked.connect(self._choose)
        live_call(self, self.viewport().update)
        self.hide()

    def show_codings(self, facts: list[CodingFacts], current: int) -> None:
        """Show codings; nothing where there is but one, which the details below show."""
        if facts != self.codings.facts:
            self.codings.show(facts)
        self.set_current(current)
        rows = min(len(facts), _MOST_ROWS)
        self.setFixedHeight(rows * self.sizeHintForRow(0) + 2 * self.frameWidth() if rows else 0)
        self.setVisible(len(facts) > 1)

    def set_current(self, coding: int) -> None:
        """Light up the coding looked at."""
        self.current = coding
        row = next((row for row, one in enumerate(self.codings.facts) if one.coding.id == coding), None)
        if row is not None:
            self.setCurrentIndex(self.codings.index(row, 0))
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down look at the coding there."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(self.currentIndex())

    def _choose(self, index: QModelIndex) -> None:
        facts = index.data(_FACTS)
        if facts is not None and facts.coding.id != self.session.current:
            self.chosen.emit(facts.coding.id)


class UnderCaret(Part):
    """Keeps the list beside the details of the coding looked at."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        self.list = CodingsList(room.session)
        room.codes.coding_details.set_list(self.list)
        self._shown: list[int] = []
        self._stale = False
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_PAINT_MS)
        self._soon.timeout.connect(lambda: room.context.bridge.when_committed(self, self.read))
        session = room.session
        room.view.caret_moved.connect(lambda _place: self._soon.start())
        session.current_changed.connect(self._current_changed)
        session.segment_put.connect(lambda _segment: self._touched())
        session.segment_taken.connect(lambda _coding: self._touched())
        session.segments_reset.connect(self._touched)
        session.coding_touched.connect(lambda _coding: self._touched())
        session.memos_changed.connect(self._touched)
        session.codes_changed.connect(self._touched)
        self.list.chosen.connect(session.set_current)

    def place(self) -> int:
        """The character whose codings are listed: at the caret, unless the coding looked at lies elsewhere."""
        caret, current = self.room.view.caret(), self.room.session.current_segment
        if current is None or current.start <= caret < current.end:
            return caret
        return current.end - 1 if caret == current.end else current.start

    def read(self) -> None:
        """Read what lies under the caret, unless it is what is shown already."""
        room = self.room
        current = room.session.current
        if current == NONE or room.session.asleep or room.session.is_waiting:
            return
        ids = [one.id for one in room.view.segments_at(self.place())][:_MOST]
        if current not in ids:
            ids = [current, *ids]
        if ids == self._shown and not self._stale:
            self.list.set_current(current)
            return
        moved, self._shown, self._stale = ids != self._shown, ids, False
        known = {one.coding.id: one for one in read_codings(room.context.project, [CodingId(one) for one in ids])}
        self.list.show_codings([known[CodingId(one)] for one in ids if one in known], current)
        if moved and room.view.hasFocus():
            announce(room.view, self.list.codings.spoken())

    def _touched(self) -> None:
        self._stale = True
        self._soon.start()

    def _current_changed(self, coding: int) -> None:
        if coding == NONE:
            if self._shown and self.room.view.hasFocus():
                announce(self.room.view, tr("No code here"))
            self._shown = []
        self._soon.start()
