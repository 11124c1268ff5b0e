"""The command palette (Ctrl+K): type a few letters, press Enter. Finds actions, documents, codes and respondents."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qualcoder_peer.core.text.fuzzy import Match, best
from qualcoder_peer.gui.actions import ActionRegistry
from qualcoder_peer.gui.context import PaletteItem, PaletteProvider
from qualcoder_peer.gui.i18n import live, say, tr
from qualcoder_peer.gui.icons import pixmap
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GRID, set_role, themes
from qualcoder_peer.gui.widgets.basics import column, label
from qualcoder_peer.gui.widgets.message_bar import announce

_SHOWN = 60
_WIDTH = 620
ITEM_ROLE = Qt.ItemDataRole.UserRole
MATCH_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class PaletteModel(QAbstractListModel):
    """What was found, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: list[tuple[PaletteItem, Match]] = []

    def show(self, found: list[tuple[PaletteItem, Match]]) -> None:
        """Show other items."""
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many were found."""
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The title; item and match for the delegate; a whole sentence for screen readers."""
        if not index.isValid():
            return None
        item, match = self.found[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (item.title, item.detail, item.keys) if part)
        return {ITEM_ROLE: item, MATCH_ROLE: match}.get(Qt.ItemDataRole(role)) if role in (256, 257) else None


class PaletteDelegate(QStyledItemDelegate):
    """Icon, title with the matched letters in bold, what it is in grey, keys at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        item: PaletteItem = index.data(ITEM_ROLE)
        match: Match = index.data(MATCH_ROLE)
        theme = themes.current
        rect: QRect = option.rect
        selected = index.row() == self._list().currentIndex().row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            painter.setBrush(QColor(theme.accent_soft))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect.adjusted(GRID, 1, -GRID, -1), 6, 6)
        inner = rect.adjusted(3 * GRID, 0, -3 * GRID, 0)
        painter.drawPixmap(inner.left(), inner.center().y() - 7, pixmap(item.icon, 16, "muted"))
        inner.setLeft(inner.left() + 7 * GRID)
        inner.setRight(self._write_end(painter, item, inner))
        self._write_title(painter, item.title, match, inner)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line and some air."""
        return QSize(100, QFontMetrics(themes.font()).lineSpacing() + 4 * GRID)

    def _write_end(self, painter: QPainter, item: PaletteItem, inner: QRect) -> int:
        words = item.keys or item.detail
        if not words:
            return inner.right()
        painter.setFont(themes.font("small"))
        painter.setPen(QColor(themes.current.muted))
        metrics = QFontMetrics(themes.font("small"))
        room = inner.width() // 2
        words = metrics.elidedText(words, Qt.TextElideMode.ElideLeft, room)
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)
        return inner.right() - metrics.horizontalAdvance(words) - 3 * GRID

    def _write_title(self, painter: QPainter, title: str, match: Match, inner: QRect) -> None:
        painter.setPen(QColor(themes.current.text))
        plain, bold = themes.font(), QFont(themes.font())
        bold.setWeight(QFont.Weight.Bold)
        shown = QFontMetrics(bold).elidedText(title.replace("\n", " "), Qt.TextElideMode.ElideRight, inner.width())
        left, at = inner.left(), 0
        for start, end in (*match.spans, (len(shown), len(shown))):
            for part, font in ((shown[at:start], plain), (shown[start:end], bold)):
                if part:
                    painter.setFont(font)
                    painter.drawText(QRect(left, inner.top(), inner.right() - left + 1, inner.height()),
                                     int(Qt.AlignmentFlag.AlignVCenter), part)  # fmt: skip
                    left += QFontMetrics(font).horizontalAdvance(part)
            at = end

    def _list(self) -> QListView:
        parent = self.parent()
        assert isinstance(parent, QListView)
        return parent


class CommandPalette(QFrame):
    """Lies over the upper middle of the window; the focus goes back to where it was when it closes."""

    def __init__(self, window: QWidget, actions: ActionRegistry) -> None:
        super().__init__(window)
        set_role(self, "popup")
        self._window, self._actions = window, actions
        self._before: QWidget | None = None
        self._providers: Sequence[PaletteProvider] = ()
        self.providers: Callable[[], Sequence[PaletteProvider]] = tuple
        """Set by the window: the providers of the open project."""
        self.line = QLineEdit()
        live(self.line, "setPlaceholderText", "Type an action, a document, a code or a respondent")
        live(self.line, "setAccessibleName", "Command palette")
        self.line.textChanged.connect(self._search)
        self.line.installEventFilter(self)
        self.model = PaletteModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(PaletteDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        live(self.list, "setAccessibleName", "What was found")
        self.list.clicked.connect(self._run)
        self.nothing = label("Nothing found", "muted")
        self.nothing.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        box = column(self, margin=GAP, gap=GAP)
        box.addWidget(self.line)
        box.addWidget(self.nothing)
        box.addWidget(self.list, 1)
        self.hide()

    def open(self) -> None:
        """Show the palette, empty."""
        self._before = self._window.focusWidget()
        self._providers = (self._action_items, *self.providers())
        self.line.clear()
        self._search("")
        width = min(_WIDTH, self._window.width() - 2 * GAP_LARGE)
        self.setFixedWidth(width)
        self.move((self._window.width() - width) // 2, 3 * GAP_LARGE)
        self._fit()
        self.show()
        self.raise_()
        self.line.setFocus()

    def dismiss(self) -> None:
        """Close without doing anything."""
        self.hide()
        if self._before is not None:
            self._before.setFocus()
        self._before = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field: up and down choose, Enter does, Escape closes; so does leaving it."""
        if event.type() == QEvent.Type.FocusOut and self.isVisible() and self._window.isActiveWindow():
            self.hide()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if key in steps:
            self._move(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            return False
        return True

    def _search(self, query: str) -> None:
        items = [item for provider in self._providers for item in provider(query)]
        self.model.show(best(query, items, lambda item: item.title, _SHOWN))
        self.nothing.setVisible(not self.model.found)
        self.list.setVisible(bool(self.model.found))
        self._fit()
        if self.model.found:
            self.list.setCurrentIndex(self.model.index(0))

    def _fit(self) -> None:
        """As high as what was found, within the window."""
        line = self.list.sizeHintForRow(0) if self.model.found else 0
        self.list.setFixedHeight(min(len(self.model.found) * line + 2, self._window.height() - 9 * GAP_LARGE))
        self.adjustSize()

    def _move(self, step: int) -> None:
        count = len(self.model.found)
        if not count:
            return
        row = self.list.currentIndex().row() + step
        row = row % count if abs(step) == 1 else max(0, min(count - 1, row))
        self.list.setCurrentIndex(self.model.index(row))
        announce(self.line, str(self.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)))

    def _run(self, index: Index) -> None:
        if not index.isValid():
            return
        item: PaletteItem = index.data(ITEM_ROLE)
        self.dismiss()
        item.run()

    def _action_items(self, _query: str) -> list[PaletteItem]:
        found = []
        for one in self._actions.all():
            if one.in_palette and one.is_near and one.action.isEnabled():
                keys = one.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                found.append(PaletteItem(say(one.title), tr("Action"), "command", one.action.trigger, keys))
        return found
