"""What the two panes of details have in common: a narrow column that scrolls, with sections and lines of facts."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import column, label, row

PANE_WIDTH = 320
_NARROWEST = 270


class Pane(QScrollArea):
    """A column of sections on the ground of the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(_NARROWEST)
        self.setFrameShape(QFrame.Shape.NoFrame)
        live(self, "setAccessibleName", "Details")
        self.body = QWidget()
        self.box: QVBoxLayout = column(self.body, margin=GAP_LARGE, gap=GAP)
        self.setWidget(self.body)

    def section(self, title: str | Message, *beside: QWidget) -> None:
        """Begin a section with a heading, and perhaps something at the right of it."""
        self.box.addSpacing(GAP)
        heading = row(gap=GAP)
        heading.addWidget(label(title, "section"))
        heading.addStretch(1)
        for widget in beside:
            heading.addWidget(widget)
        self.box.addLayout(heading)

    def sizeHint(self) -> QSize:
        """As wide as is comfortable."""
        return QSize(PANE_WIDTH, 400)


class Facts(QWidget):
    """Lines of a muted name and what it is."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP_LARGE)
        self._grid.setVerticalSpacing(GAP_SMALL)
        self._grid.setColumnStretch(1, 1)

    def add_words(self, name: str | Message) -> QLabel:
        """Add a line whose value is words; returns their label."""
        shown = words()
        self._add(name, shown, Qt.AlignmentFlag.AlignTop)
        return shown

    def add_field(self, name: str | Message, field: QWidget) -> None:
        """Add a line whose value can be changed."""
        self._add(name, field, Qt.AlignmentFlag.AlignVCenter)

    def show_line(self, value: QWidget, shown: bool) -> None:
        """Show or hide the line of a value."""
        value.setVisible(shown)
        for place in range(self._grid.rowCount()):
            name, other = (self._grid.itemAtPosition(place, at) for at in (0, 1))
            if other is not None and other.widget() is value and name is not None:
                title = name.widget()
                if title is not None:
                    title.setVisible(shown)

    def _add(self, name: str | Message, value: QWidget, aligned: Qt.AlignmentFlag) -> None:
        place = self._grid.rowCount()
        title = label(name, "muted")
        title.setBuddy(value)
        self._grid.addWidget(title, place, 0, aligned)
        self._grid.addWidget(value, place, 1)


def words(role: str = "") -> QLabel:
    """A label for words of the user or of a file, in several lines if need be, that can be copied."""
    made = label(words="", wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    if role:
        set_role(made, role)
    return made


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)
