"""The columns of a quote table: ticked or not, in the order they are dragged to (or moved with Alt and an arrow)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.exporters.columns import COLUMNS, USUAL_COLUMNS
from qualcoder_peer.gui.forms.editors import ChecksEditor
from qualcoder_peer.gui.i18n import live


class ColumnsList(ChecksEditor):
    """``chosen`` is empty while the choice is the usual one, so that a later version may have a better usual one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__({kind.key: message(kind.title) for kind in COLUMNS})
        self.setParent(parent)
        self.list.setMaximumHeight(16_777_215)
        self.list.setMinimumHeight(120)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        live(self.list, "setAccessibleName", "Columns of the table")
        live(self.list, "setToolTip", "Tick what the table has; drag, or press Alt and an arrow, to order it.")
        self.list.installEventFilter(self)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The keys ticked, in order; empty for the usual ones."""
        value: tuple[str, ...] = self.value()
        return () if value == USUAL_COLUMNS else value

    def show_chosen(self, chosen: tuple[str, ...]) -> None:
        """Tick these; none stands for the usual ones."""
        if chosen != self.chosen or not self.value():
            self.set_value(chosen or USUAL_COLUMNS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
            if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._move(step)
                return True
        return False

    # Private

    def _move(self, step: int) -> None:
        place, top = self.list.currentRow(), self.list.rootIndex()
        if place >= 0 and 0 <= place + step < self.list.count():
            self.list.model().moveRow(top, place, top, place + (2 if step > 0 else -1))
