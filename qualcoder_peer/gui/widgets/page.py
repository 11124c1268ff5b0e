"""A page of settings or fields: one calm column in the middle, scrolled when it is higher than the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.gui.theme import GAP, GAP_HUGE, GAP_LARGE, set_role
from qualcoder_peer.gui.widgets.basics import column, label, line, row


class Page(QWidget):
    """A scrolled column with a title; put things into ``box``, and buttons that must always show into ``foot``."""

    def __init__(self, title: str | Message, intro: str | Message = "", *, width: int = 640) -> None:
        super().__init__()
        self.scroller = QScrollArea()
        self.scroller.setWidgetResizable(True)
        set_role(self.scroller, "surface")
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground = QWidget()
        set_role(ground, "surface")
        self.content = QWidget()
        self.box: QVBoxLayout = column(self.content, gap=GAP_LARGE)
        self.title = label(title, "display", wrap=True)
        self.box.addWidget(self.title)
        if intro:
            self.box.addWidget(label(intro, "muted", wrap=True))
        _in_the_middle(ground, self.content, width, GAP_HUGE)
        self.scroller.setWidget(ground)
        self._foot = QWidget()
        self._foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self._foot, "surface")
        buttons = QWidget()
        self.foot: QHBoxLayout = row(buttons, gap=GAP)
        _in_the_middle(self._foot, buttons, width, GAP_LARGE)
        self._line = line()
        whole = column(self, gap=0)
        whole.addWidget(self.scroller, 1)
        whole.addWidget(self._line)
        whole.addWidget(self._foot)
        for part in (self._line, self._foot):
            part.hide()

    def show_foot(self) -> None:
        """Show what has been put into ``foot``."""
        for part in (self._line, self._foot):
            part.show()

    def add_section(self, title: str | Message) -> None:
        """A heading within the page, set off with white space."""
        self.box.addSpacing(GAP)
        self.box.addWidget(label(title, "title"))


def _in_the_middle(ground: QWidget, content: QWidget, width: int, margin: int) -> None:
    content.setMaximumWidth(width)
    outer = row(ground)
    outer.setContentsMargins(GAP_HUGE, margin, GAP_HUGE, margin)
    outer.addStretch(1)
    outer.addWidget(content, 100, Qt.AlignmentFlag.AlignTop)
    outer.addStretch(1)
