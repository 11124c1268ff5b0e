"""Whose words a text without speaker labels is: one field for all of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.rooms.material.people import PeopleModel
from qualcoder_peer.gui.theme import GAP, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import button, column, label, row


class WhoseBox(QWidget):
    """``say(name)`` is called with the name of a respondent (there or new), or with nothing to take it back."""

    def __init__(self, people: PeopleModel, say: Callable[[str], object], read_only: bool) -> None:
        super().__init__()
        self._say = say
        self._name = ""
        self.field = QLineEdit()
        self.field.setReadOnly(read_only)
        live(self.field, "setAccessibleName", "Whose words are these?")
        live(self.field, "setPlaceholderText", "Name of a respondent")
        names = QStringListModel(people.names, self)
        people.modelReset.connect(lambda: names.setStringList(people.names))
        completer = QCompleter(names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)
        self.field.editingFinished.connect(self._typed)
        self.forget = button("Nobody's", role="link", on_click=lambda: self._send(""))
        live(self.forget, "setToolTip", "Forget whose words these are")
        box = column(self, gap=GAP_SMALL)
        box.addWidget(label("No speakers were found in this text. Whose words are these?", "muted", wrap=True,
                            buddy=self.field))  # fmt: skip
        line = row(gap=GAP)
        line.addWidget(self.field, 1)
        line.addWidget(self.forget)
        box.addLayout(line)
        self._read_only = read_only

    def show_person(self, name: str) -> None:
        """Show whose words they are; nothing for nobody."""
        if name != self._name or not self.field.hasFocus():
            self._name = name
            self.field.setText(name)
        self.forget.setVisible(bool(name) and not self._read_only)

    def _typed(self) -> None:
        self._send(" ".join(self.field.text().split()))

    def _send(self, name: str) -> None:
        if name != self._name and not self._read_only:
            self._name = name
            self._say(name)
