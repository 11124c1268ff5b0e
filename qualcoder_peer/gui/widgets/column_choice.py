"""What a column of a sheet is taken for: a choice among many in a list that scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox

from qualcoder_peer.gui.i18n import live


class ColumnChoice(QComboBox):
    """The wheel scrolls the list, and changes nothing."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(9)
        live(self, "setAccessibleName", "What “{name}” is", name=name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to what is around."""
        event.ignore()
