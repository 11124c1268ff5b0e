"""A button that says which set or saved filter narrows a list, and opens a menu to choose another.

It knows nothing of the project: ``read`` hands it what there is to choose each time the menu opens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.gui.i18n import live_call, number, say, tr
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.theme import GAP_SMALL
from qualcoder_peer.gui.widgets.dropdown import menu_on
from qualcoder_peer.gui.widgets.tips import plain_tip

_LEAST, _MOST, _EDGES = 120, 190, 66


@dataclass(frozen=True, slots=True)
class SelectionChoice:
    """A set or filter to choose: its id, the user's name for it, how many are in it, and the heading it stands under.

    ``broken``: it asks for something that is gone.
    """

    id: int
    name: str
    count: int
    heading: Message
    broken: bool = False


class SelectionBox(QPushButton):
    """``chosen`` is the id of what narrows the list, None for all. ``changed`` when the user has chosen another."""

    changed = Signal()

    def __init__(
        self,
        title: str | Message,
        everything: str | Message,
        read: Callable[[], Sequence[SelectionChoice]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = title if isinstance(title, Message) else message(title)
        self._everything = everything if isinstance(everything, Message) else message(everything)
        self._read = read
        self._name = ""
        self.chosen: int | None = None
        self.fill_more: Callable[[QMenu], object] = lambda _menu: None
        """Puts more into the menu, below what there is to choose."""
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(_LEAST)
        self.choices_menu = menu_on(self, self._fill)
        live_call(self, self.show_again)

    @property
    def chosen_name(self) -> str:
        """The user's name for what is chosen; empty for all."""
        return "" if self.chosen is None else self._name

    def choose(self, id: int | None) -> None:
        """Narrow the list by a set or filter, or by none."""
        if id != self.chosen:
            self.chosen = id
            self.show_again()
            self.changed.emit()

    def show_again(self) -> None:
        """Say what is chosen; what is gone is chosen no more."""
        found = next((one for one in self._read() if one.id == self.chosen), None) if self.chosen is not None else None
        if found is None:
            self.chosen = None
        words = say(self._everything) if found is None else found.name
        self._name = words
        self.setAccessibleName(tr("{what}: {choice}", what=say(self._title), choice=words))
        self.setToolTip(plain_tip(self.accessibleName()))
        set_icon(self, "filter", "muted" if found is None else "accent", gap=GAP_SMALL)
        self.setIconSize(QSize(16 + GAP_SMALL, 16))
        self.updateGeometry()
        self._elide()

    def sizeHint(self) -> QSize:
        """As wide as lists beside it can spare."""
        wanted = self.fontMetrics().horizontalAdvance(self._name) + _EDGES
        return QSize(max(_LEAST, min(_MOST, wanted)), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.width() - _EDGES + GAP_SMALL
        shown = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, max(20, room))
        self.setText(shown.replace("&", "&&"))

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        group = QActionGroup(menu)
        self._add(menu, group, say(self._everything), None)
        heading: Message | None = None
        for one in self._read():
            if one.heading != heading:
                heading = one.heading
                menu.addSeparator()
                menu.addAction(say(heading)).setEnabled(False)
            words = tr("{name} ({count})", name=one.name, count=number(one.count))
            action = self._add(menu, group, words, one.id)
            if one.broken:
                set_icon(action, "triangle-alert", "warning")
                action.setToolTip(tr("It asks for something that was removed; that condition fits nothing."))
        self.fill_more(menu)

    def _add(self, menu: QMenu, group: QActionGroup, words: str, id: int | None) -> QAction:
        action = menu.addAction(words.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(id == self.chosen)
        action.triggered.connect(partial(self._choose_now, id))
        group.addAction(action)
        return action

    def _choose_now(self, id: int | None, _checked: bool = False) -> None:
        self.choose(id)
