"""The question who speaks in a turn: one of the document's speakers or a new name, for one turn or for all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QRadioButton, QWidget

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.gui.i18n import live, say, tr_n
from qualcoder_peer.gui.theme import GAP, GAP_LARGE
from qualcoder_peer.gui.widgets.basics import button, column, foot_row, label


class SpeakerDialog(QDialog):
    """Asks for a speaker. ``chosen`` carries the name and whether all turns of the speaker are meant."""

    chosen = Signal(str, bool)

    def __init__(
        self, title: Message, verb: str, names: Sequence[str], now: str, parent: QWidget, *, turns: int = 0
    ) -> None:
        """``now`` is the name proposed; with ``turns`` of them it can be corrected in all."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        live(self, "setWindowTitle", "Speaker")
        self.name = QComboBox()
        self.name.setEditable(True)
        self.name.addItems(list(names))
        self.name.setCurrentText(now)
        live(self.name, "setAccessibleName", "Speaker")
        self.this_turn, self.all_turns = QRadioButton(), QRadioButton()
        live(self.this_turn, "setText", "Only in this turn")
        self.all_turns.setText(tr_n("In the one turn of this speaker", "In all {count} turns of this speaker", turns))
        self.this_turn.setChecked(True)
        self.confirm = button(verb, role="primary", on_click=self._confirm)
        box = column(self, margin=GAP_LARGE, gap=GAP)
        box.addWidget(label(title, "section", wrap=True))
        box.addWidget(self.name)
        for one in (self.this_turn, self.all_turns):
            one.setVisible(turns > 1)
            box.addWidget(one)
        hint = label(message("A name that is not in the list is a new speaker."), "muted", wrap=True)
        box.addWidget(hint)
        box.addLayout(foot_row(button("Cancel", on_click=self.reject), self.confirm))
        self.confirm.setDefault(True)
        self.setAccessibleName(say(title))
        self.name.editTextChanged.connect(lambda words: self.confirm.setEnabled(bool(words.strip())))
        field = self.name.lineEdit()
        if field is not None:
            field.selectAll()
        self.setMinimumWidth(380)
        self.name.setFocus()

    def _confirm(self) -> None:
        name = self.name.currentText().strip()
        if name:
            self.accept()
            self.chosen.emit(name, self.all_turns.isChecked())
