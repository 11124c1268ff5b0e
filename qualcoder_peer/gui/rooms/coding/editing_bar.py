"""The bar that says that the text is written in, and whether what was typed is stored."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton

from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import ElidedLabel, IconLabel, row

STORED, TYPING, CUT, FAILED = "stored", "typing", "cut", "failed"


class EditingBar(QFrame):
    """Shown between head and text as long as edit mode is on."""

    left = Signal()
    """The button that ends it."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "message")
        words = ElidedLabel("", "section")
        live(words, "setText", "Editing the text – codings follow. F2 or Esc ends.")
        self.state = QLabel()
        set_role(self.state, "small")
        done = QPushButton()
        set_role(done, "flat")
        live(done, "setText", "Done editing")
        done.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        done.clicked.connect(self.left)
        box = row(self, gap=GAP)
        box.setContentsMargins(GAP_LARGE, GAP_SMALL, GAP_LARGE, GAP_SMALL)
        box.addWidget(IconLabel("pencil", 16))
        box.addWidget(words, 1)
        box.addWidget(self.state)
        box.addWidget(done)
        self._state = ""
        self.show_state(STORED)
        self.hide()

    def show_state(self, state: str) -> None:
        """Say whether what was typed is stored."""
        if state == self._state:
            return
        self._state = state
        if state == STORED:
            live(self.state, "setText", "Stored")
        elif state == TYPING:
            live(self.state, "setText", "Stored when you pause")
        elif state == CUT:
            live(self.state, "setText", "Cut: codings follow when you paste")
        else:
            live(self.state, "setText", "Not stored yet: tried again and again")
        self.setProperty("kind", "error" if state == FAILED else "")
        self.style().unpolish(self)
        self.style().polish(self)
