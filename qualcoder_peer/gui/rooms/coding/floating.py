"""The small bar at a selection. It comes when the selection has settled and never takes the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from qualcoder_peer.gui.actions import ActionRegistry
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import row

_ABOVE = 40


class FloatingBar(QFrame):
    """Buttons for what is done to a selection; a child of the room, so that it never is a window of its own."""

    def __init__(self, parent: QWidget, registry: ActionRegistry, actions: tuple[tuple[str, str], ...]) -> None:
        super().__init__(parent)
        set_role(self, "popup")
        live(self, "setAccessibleName", "What to do with the selection")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.buttons: dict[str, QToolButton] = {}
        box = row(self, margin=GAP_SMALL, gap=GAP_SMALL)
        for id, text in actions:
            button = QToolButton()
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIcon(registry.get(id).icon())
            live(button, "setText", text)
            action = registry.get(id)
            button.clicked.connect(lambda _checked=False, action=action: self._run(action))
            action.changed.connect(lambda button=button, action=action: button.setToolTip(action.toolTip()))
            action.changed.connect(lambda button=button, action=action: button.setIcon(action.icon()))
            button.setToolTip(action.toolTip())
            self.buttons[id] = button
            box.addWidget(button)
        self._room = parent
        self.hide()

    def show_at(self, point: QPoint, within: QWidget) -> None:
        """Show the bar at a global point below the selection's end, inside ``within``."""
        self.adjustSize()
        parent = self._room
        area = within.rect().translated(within.mapTo(parent, QPoint(0, 0)))
        place = parent.mapFromGlobal(point) + QPoint(-self.width() // 2, GAP)
        if place.y() + self.height() > area.bottom() - GAP:
            place.setY(parent.mapFromGlobal(point).y() - self.height() - _ABOVE)
        left = max(area.left() + GAP, min(place.x(), area.right() - self.width() - GAP))
        self.move(left, max(area.top() + GAP, place.y()))
        self.show()
        self.raise_()

    def _run(self, action: object) -> None:
        self.hide()
        action.trigger()  # type: ignore[attr-defined]
