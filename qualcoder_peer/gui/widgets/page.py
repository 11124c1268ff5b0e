"""A page of settings or fields: one calm column in the middle, scrolled when it is higher than the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.gui.theme import GAP, GAP_HUGE, GAP_LARGE, set_role
from qualcoder_peer.gui.widgets.basics import column, label, row


class Page(QScrollArea):
    """A scrolled column with a title; put things into ``box``."""

    def __init__(self, title: str | Message, intro: str | Message = "", *, width: int = 640) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        set_role(self, "surface")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground = QWidget()
        set_role(ground, "surface")
        self.content = QWidget()
        self.content.setMaximumWidth(width)
        outer = row(ground)
        outer.setContentsMargins(GAP_HUGE, GAP_HUGE, GAP_HUGE, GAP_HUGE)
        outer.addStretch(1)
        outer.addWidget(self.content, 100, Qt.AlignmentFlag.AlignTop)
        outer.addStretch(1)
        self.box: QVBoxLayout = column(self.content, gap=GAP_LARGE)
        self.title = label(title, "display", wrap=True)
        self.box.addWidget(self.title)
        if intro:
            self.box.addWidget(label(intro, "muted", wrap=True))
        self.setWidget(ground)

    def add_section(self, title: str | Message) -> None:
        """A heading within the page, set off with white space."""
        self.box.addSpacing(GAP)
        self.box.addWidget(label(title, "title"))
