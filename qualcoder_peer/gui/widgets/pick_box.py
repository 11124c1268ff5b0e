"""A box that opens a list of things to tick: all of them, or only some. For filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import shiboken6
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.text.words import fold_case
from qualcoder_peer.gui.i18n import live, live_call, say, tr
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.theme import GAP, set_role
from qualcoder_peer.gui.widgets.basics import SearchField, button, column
from qualcoder_peer.gui.widgets.tips import plain_tip

_WIDTH, _HEIGHT = 300, 340
_SEARCH_FROM = 8
_ARROW = 42


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: what it stands for, its words (the user's own), how far it is set in, its icon."""

    id: int
    words: str
    level: int = 0
    mark: QIcon | None = None


class PickBox(QComboBox):
    """``chosen`` are the ids ticked, in the order of the list; none means all. ``changed`` when the user ticks."""

    changed = Signal()

    def __init__(self, title: str | Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title if isinstance(title, Message) else message(title)
        self._choices: list[Choice] = []
        self.chosen: tuple[int, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(90)
        self.addItem("")
        self.popup = QFrame(None, Qt.WindowType.Popup)  # not of this box, whose style its parts would take on
        self.destroyed.connect(partial(_delete, self.popup))
        set_role(self.popup, "popup")
        self.search = SearchField("Search")
        self.list = _Ticks()
        self.list.setIconSize(QSize(16, 16))
        live(self.list, "setAccessibleName", self._title)
        self.all_button = button("Show all of them", role="link", on_click=self.clear)
        box = column(self.popup, margin=GAP, gap=GAP)
        box.addWidget(self.search)
        box.addWidget(self.list, 1)
        box.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self.list.setFocus)
        self.list.itemChanged.connect(lambda _item: self._ticked())
        self.list.itemActivated.connect(lambda item: item.setCheckState(_other(item.checkState())))
        live_call(self, self._show_title)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these; what was ticked stays so, as far as it is still there."""
        if list(choices) == self._choices:
            return
        self._choices = list(choices)
        self.list.blockSignals(True)
        self.list.clear()
        for choice in choices:
            row = QListWidgetItem("\u2003" * choice.level + choice.words)
            row.setData(Qt.ItemDataRole.UserRole, choice.id)
            row.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            row.setCheckState(Qt.CheckState.Checked if choice.id in self.chosen else Qt.CheckState.Unchecked)
            if choice.mark is not None:
                row.setIcon(choice.mark)
            self.list.addItem(row)
        self.list.blockSignals(False)
        self.search.setVisible(len(choices) >= _SEARCH_FROM)
        self.setEnabled(bool(choices))
        self._ticked()

    def set_chosen(self, chosen: Sequence[int]) -> None:
        """Tick these and no others."""
        self.list.blockSignals(True)
        for row in self._items():
            ticked = row.data(Qt.ItemDataRole.UserRole) in chosen
            row.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._ticked()

    def chosen_words(self) -> list[str]:
        """What is ticked, in words."""
        return [choice.words for choice in self._choices if choice.id in self.chosen]

    def clear(self) -> None:
        """Tick none: all are meant."""
        self.set_chosen(())

    # Qt overrides

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what scrolls."""
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._show_title()

    def hidePopup(self) -> None:
        """Put the list away."""
        self.popup.hide()

    def showPopup(self) -> None:
        """Show the list below the box."""
        if self.popup.parentWidget() is not self.window():
            self.popup.setParent(self.window(), Qt.WindowType.Popup)
        self.popup.resize(max(_WIDTH, self.width()), _HEIGHT)
        place = self.mapToGlobal(QPoint(0, self.height() + 2))
        screen = QGuiApplication.screenAt(place) or self.screen()
        room = screen.availableGeometry()
        place.setX(max(room.left(), min(place.x(), room.right() - self.popup.width())))
        if place.y() + self.popup.height() > room.bottom():
            place.setY(self.mapToGlobal(QPoint(0, 0)).y() - self.popup.height() - 2)
        self.popup.move(place)
        self.popup.show()
        if self.list.count() and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        (self.search if self.search.isVisible() else self.list).setFocus()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    def _ticked(self) -> None:
        chosen = tuple(
            int(row.data(Qt.ItemDataRole.UserRole))
            for row in self._items()
            if row.checkState() == Qt.CheckState.Checked
        )
        self.all_button.setEnabled(bool(chosen))
        if chosen != self.chosen:
            self.chosen = chosen
            self._show_title()
            self.changed.emit()

    def _filter(self, words: str) -> None:
        wanted = fold_case(words).split()
        for row in self._items():
            row.setHidden(not all(word in fold_case(row.text()) for word in wanted))

    def _show_title(self) -> None:
        title = say(self._title)
        names = [choice.words for choice in self._choices if choice.id in self.chosen]
        if not names:
            words = shown = tr("{what}: all", what=title)
            if self.fontMetrics().horizontalAdvance(words) > self.width() - _ARROW:
                shown = title
        elif len(names) == 1:
            words = shown = names[0]
        else:
            words = shown = tr("{what}: {count}", what=title, count=len(names))
        self.setItemText(0, shown)
        self.setItemIcon(0, icon("filter", "accent") if names else QIcon())
        self.setAccessibleName(words)
        self.setToolTip(plain_tip("\n".join((title, *names))))


class _Ticks(QListWidget):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentItem()
        if event.key() == Qt.Key.Key_Space and row is not None:
            row.setCheckState(_other(row.checkState()))
            return
        super().keyPressEvent(event)


def _delete(popup: QFrame) -> None:
    # The window it has been opened in may have taken it along already.
    if shiboken6.isValid(popup):
        popup.close()
        popup.deleteLater()


def _other(state: Qt.CheckState) -> Qt.CheckState:
    return Qt.CheckState.Unchecked if state == Qt.CheckState.Checked else Qt.CheckState.Checked
