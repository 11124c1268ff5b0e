"""A pane at the right edge of the window with a title and a cross; it holds one widget at a time.

In a wide window it stands beside the room; in a narrow one it lies over the room's right edge, so that the transcript
keeps its lines.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import column, label, row

WIDTH = 340
_LETTERS = 42
"""So wide at least that this many letters fit, where those of the system are large."""
_MOST = 0.6
"""Of the whole."""
COVERS = "covers"
"""The property of a widget that lies over others: what is under it cannot be seen."""
_BESIDE_FROM = 1500
"""Width of the whole from which there is room for the pane beside the room."""


class SidePanel(QWidget):
    """The frame of a side pane. ``dismissed`` when the cross or Escape was pressed."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "side")
        self.setProperty(COVERS, True)
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


class SideArea(QWidget):
    """The room with the pane at its right edge."""

    def __init__(self, main: QWidget, side: SidePanel) -> None:
        super().__init__()
        self._main, self._side = main, side
        main.setParent(self)
        side.setParent(self)
        side.installEventFilter(self)

    def minimumSizeHint(self) -> QSize:
        """As small as the room may be."""
        return self._main.minimumSizeHint()

    def sizeHint(self) -> QSize:
        """As large as the room likes to be."""
        return self._main.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give both their places."""
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The pane comes and goes."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._place()
        return False

    def _place(self) -> None:
        width, height = self.width(), self.height()
        letters = _LETTERS * self._side.fontMetrics().horizontalAdvance("0")
        side = min(max(WIDTH, min(letters, round(_MOST * width))), width)
        beside = not self._side.isHidden() and width >= _BESIDE_FROM
        self._main.setGeometry(0, 0, width - side if beside else width, height)
        self._side.setGeometry(width - side, 0, side, height)
        self._side.raise_()
