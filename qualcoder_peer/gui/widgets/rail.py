"""The rail on the left: one button with icon and name for each room, arrow keys between them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, set_role, themes
from qualcoder_peer.gui.widgets.basics import column

WIDTH = 88
_LETTERS = 9
"""As many as the longest name of a room has, and one: they fit where those of the system are large."""


class RailButton(QToolButton):
    """A button of the rail; its icon takes the accent colour while it is chosen."""

    def __init__(self, icon: str, title: str | Message, *, checkable: bool) -> None:
        super().__init__()
        self._icon_name = icon
        set_role(self, "rail")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIconSize(QSize(24, 24))
        self.setFixedWidth(max(WIDTH - 2 * GAP, _LETTERS * self.fontMetrics().horizontalAdvance("0")))
        self.setMinimumHeight(60)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        live(self, "setText", title)
        live(self, "setAccessibleName", title)
        self.toggled.connect(self._show_icon)
        themes.changed.connect(self._show_icon)
        self._show_icon()

    def _show_icon(self) -> None:
        set_icon(self, self._icon_name, "accent" if self.isChecked() else "muted")


class Rail(QWidget):
    """Rooms on top, other places at the foot. ``chosen`` carries the key of the room that was pressed."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "rail")
        self.setMinimumWidth(WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        live(self, "setAccessibleName", "Rooms")
        self.buttons: dict[str, RailButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        box = column(self, margin=GAP, gap=GAP_SMALL)
        self._top: QVBoxLayout = column(gap=GAP_SMALL)
        self._foot: QVBoxLayout = column(gap=GAP_SMALL)
        box.addLayout(self._top)
        box.addStretch(1)
        box.addLayout(self._foot)

    def add_room(self, key: str, icon: str, title: str | Message) -> RailButton:
        """Add a room's button."""
        made = RailButton(icon, title, checkable=True)
        made.clicked.connect(lambda _checked=False: self.chosen.emit(key))
        self._group.addButton(made)
        self._top.addWidget(made)
        self.buttons[key] = made
        return made

    def add_foot(self, icon: str, title: str | Message) -> RailButton:
        """Add a button at the foot, which is no room."""
        made = RailButton(icon, title, checkable=False)
        self._foot.addWidget(made)
        return made

    def show_room(self, key: str) -> None:
        """Mark a room as the one that is shown; any other key marks none."""
        made = self.buttons.get(key)
        if made is not None:
            made.setChecked(True)
            return
        self._group.setExclusive(False)
        for other in self.buttons.values():
            other.setChecked(False)
        self._group.setExclusive(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move between the buttons."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        made = [one for one in self.findChildren(RailButton) if one.isVisible()]
        focused = next((index for index, one in enumerate(made) if one.hasFocus()), None)
        if step and focused is not None:
            made[(focused + step) % len(made)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
