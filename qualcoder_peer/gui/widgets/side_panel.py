"""A pane at the right edge of the window with a title and a cross; it holds one widget at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import column, label, row

WIDTH = 340


class SidePanel(QWidget):
    """The frame of a side pane. ``dismissed`` when the cross or Escape was pressed."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(260)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "surface")
        self.content: QWidget | None = None
        self._title = label("", "title")
        self._close = QToolButton()
        set_icon(self._close, "x")
        live(self._close, "setToolTip", "Close the panel")
        live(self._close, "setAccessibleName", "Close the panel")
        self._close.clicked.connect(self.dismissed)
        head = row(gap=GAP)
        head.setContentsMargins(GAP_LARGE, GAP, GAP, GAP_SMALL)
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        self._box: QVBoxLayout = column(self, gap=0)
        self._box.addLayout(head)

    def show_content(self, title: str, content: QWidget) -> None:
        """Show a widget under a title, in place of the one before, which is deleted."""
        self.clear()
        live(self._title, "setText", title)
        live(self, "setAccessibleName", title)
        self.content = content
        self._box.addWidget(content, 1)
        self.show()

    def clear(self) -> None:
        """Hide the pane and delete what it holds."""
        self.hide()
        if self.content is not None:
            self.content.hide()
            self.content.deleteLater()
            self.content = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the pane."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit()
        else:
            super().keyPressEvent(event)
