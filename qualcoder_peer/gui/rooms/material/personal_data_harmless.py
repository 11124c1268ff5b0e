"""The words that the user has marked as no personal data, to be changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, set_role
from qualcoder_peer.gui.widgets.basics import button, column, label, row


class HarmlessDialog(QDialog):
    """One word or more a line. ``keep`` gets them when the user says so."""

    def __init__(
        self, words: Sequence[str], keep: Callable[[Sequence[str]], object], read_only: bool, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        live(self, "setWindowTitle", "Words that are no personal data")
        self.resize(480, 440)
        self._keep = keep
        box = column(self, margin=GAP_LARGE + GAP, gap=GAP_LARGE)
        box.addWidget(
            label(
                "No search shows these words. They are kept in the project in the open, so nobody’s name belongs here. "
                "One a line.",
                wrap=True,
            )
        )
        self.words = QPlainTextEdit("\n".join(words))
        self.words.setReadOnly(read_only)
        self.words.setTabChangesFocus(True)
        set_role(self.words, "field")
        live(self.words, "setAccessibleName", "Words that are no personal data")
        box.addWidget(self.words, 1)
        self.error = label("", "danger", wrap=True)
        self.error.hide()
        box.addWidget(self.error)
        foot = row(gap=GAP)
        foot.addStretch(1)
        foot.addWidget(_way_out(read_only, self.reject))
        self.keep_button = button("Keep these words", role="primary", on_click=self._keep_words)
        self.keep_button.setVisible(not read_only)
        foot.addWidget(self.keep_button)
        box.addLayout(foot)

    def _keep_words(self) -> None:
        try:
            self._keep([line for line in self.words.toPlainText().splitlines() if line.strip()])
        except UserError as error:
            live(self.error, "setText", error.message)
            self.error.show()
        else:
            self.accept()


def _way_out(read_only: bool, leave: Callable[[], object]) -> QWidget:
    return button("Close", on_click=leave) if read_only else button("Cancel", on_click=leave)
