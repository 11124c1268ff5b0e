"""The codes of the keys 1–9, shown as a strip. A code keeps its number for as long as it has one.

Numbers that moved at each use could never be learnt: a new code takes a free number, or the one used longest ago.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.rooms.coding.book import CodeBook
from qualcoder_peer.gui.theme import GAP_SMALL, GRID, themes
from qualcoder_peer.gui.widgets.basics import row
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.tips import plain_tip

SLOTS = 9
_LEAST, _MOST = 84, 160
_LONGEST = 200


class RecentCodes:
    """Which code each key has; ``None`` where it has none."""

    def __init__(self, stored: Iterable[object] = ()) -> None:
        self.slots: list[int | None] = [one if isinstance(one, int) else None for one in stored][:SLOTS]
        self.slots += [None] * (SLOTS - len(self.slots))
        self._order = [code for code in self.slots if code is not None]

    def use(self, code: int) -> bool:
        """A code was used. Returns whether a number has another code now."""
        if code in self._order:
            self._order.remove(code)
        self._order.append(code)
        if code in self.slots:
            return False
        place = self.slots.index(None) if None in self.slots else self.slots.index(self._order.pop(0))
        self.slots[place] = code
        return True

    def forget(self, known: Iterable[int]) -> bool:
        """Take out codes that are not in the tree. Returns whether there were any."""
        there = set(known)
        gone = [code for code in self._order if code not in there]
        self._order = [code for code in self._order if code in there]
        self.slots = [code if code in there else None for code in self.slots]
        return bool(gone)


class _Chip(QToolButton):
    """A number and the name of a code, with its sign."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.name = ""
        self._width = (QFont(), "", 0)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setIconSize(QSize(14, 14))

    def wanted_width(self) -> int:
        """The width its words ask for, within limits."""
        font, name, width = self._width
        if name != self.name or font != self.font():
            width = max(_LEAST, min(_MOST, self.fontMetrics().horizontalAdvance(self.name) + 58))
            self._width = (QFont(self.font()), self.name, width)
        return width

    def paintEvent(self, event: QPaintEvent) -> None:
        """The number in a box like a key, then the sign and the name."""
        theme = themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.pressed if self.isDown() else theme.hover))
            painter.drawRoundedRect(self.rect(), 6, 6)
        middle = self.rect().center().y()
        key = self.rect().adjusted(GRID, 0, 0, 0)
        key.setWidth(16)
        key.setTop(middle - 8)
        key.setHeight(17)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(theme.control))
        painter.drawRoundedRect(key, 4, 4)
        painter.setFont(themes.font("small"))
        painter.setPen(QColor(theme.text))
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, str(self.number))
        painter.drawPixmap(key.right() + GRID, middle - 7, self.icon().pixmap(14, 14))
        words = self.rect().adjusted(key.right() + GRID + 18, 0, -GRID, 0)
        shown = painter.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


class RecentStrip(QWidget):
    """As many of the nine as there is room for. ``chosen`` is a number from 1."""

    chosen = Signal(int)

    def __init__(self, book: CodeBook, recent: RecentCodes) -> None:
        super().__init__()
        self._book, self._recent = book, recent
        self.chips = [_Chip(number) for number in range(1, SLOTS + 1)]
        self._box = row(self, gap=GAP_SMALL)
        for chip in self.chips:
            chip.clicked.connect(lambda _checked=False, number=chip.number: self.chosen.emit(number))
            self._box.addWidget(chip)
        self._box.addStretch(1)
        self.setMinimumWidth(0)
        self.setFixedHeight(26)
        self.show_codes()

    def show_codes(self) -> None:
        """Show the codes as they are now."""
        for chip, code_id in zip(self.chips, self._recent.slots, strict=True):
            code = self._book.get(code_id)
            chip.name = code.name[:_LONGEST] if code else ""
            if code is not None:
                chip.setIcon(code_mark(code.role, code.colour))
                words = tr("Code the selection with “{name}” ({key})", name=chip.name, key=chip.number)
                chip.setToolTip(plain_tip(words))
                chip.setAccessibleName(words)
        self.setVisible(any(chip.name for chip in self.chips))
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, 26)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        super().resizeEvent(event)
        self._fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Clicks beside the chips do nothing."""
        event.accept()

    def _fit(self) -> None:
        """Give each chip what it asks for, or an equal share as long as a name can still be made out."""
        named = [chip for chip in self.chips if chip.name]
        widest = _MOST
        while widest > _LEAST and sum(min(chip.wanted_width(), widest) + GAP_SMALL for chip in named) > self.width():
            widest -= GRID
        left = 0
        for chip in self.chips:
            width = min(chip.wanted_width(), widest)
            shown = bool(chip.name) and left + width <= self.width()
            chip.setVisible(shown)
            if shown:
                chip.setFixedSize(width, 26)
                left += width + GAP_SMALL
            elif chip.name:
                left = self.width() + 1
            chip.update()
