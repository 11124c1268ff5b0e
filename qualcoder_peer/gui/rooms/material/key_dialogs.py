"""The dialogs of the key: making, opening, another password, looking up, destroying. They know nothing of the project:
what is asked for comes as a signal, and whoever does it answers with ``accept`` or ``show_error``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QDialog, QLineEdit, QWidget

from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.core.key_file import SUFFIX, KeyEntry, password_advice
from qualcoder_peer.gui.forms.editors import PathEditor
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GRID, set_role
from qualcoder_peer.gui.widgets.basics import button, column, label, row

_WIDTH = 520


def fit_height(dialog: QDialog) -> None:
    """Make a dialog as high as its words ask for at its width, which Qt does not do for words that are broken."""
    layout = dialog.layout()
    if layout is not None and dialog.isVisible():
        layout.activate()
        dialog.resize(dialog.width(), layout.totalHeightForWidth(dialog.width()))


class AskDialog(QDialog):
    """Fields under a few words, a place for what is wrong, and the button that does it."""

    def __init__(
        self, title: str, intro: str | Message, action: str, parent: QWidget | None = None, role: str = "primary"
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        live(self, "setWindowTitle", title)
        whole = column(self, margin=GAP_LARGE + GAP, gap=GAP_LARGE)
        self.setMinimumWidth(_WIDTH)
        self.intro = label(intro, wrap=True)
        whole.addWidget(self.intro)
        self._fields = QWidget()
        self.box = column(self._fields, gap=GAP_LARGE)
        whole.addWidget(self._fields)
        self.error = label("", "danger", wrap=True)
        self.error.hide()
        whole.addWidget(self.error)
        whole.addStretch(1)
        foot = row(gap=GAP)
        foot.addStretch(1)
        self.cancel_button = button("Cancel", on_click=self.reject)
        self.action_button = button(action, role=role, on_click=self._act)
        self.action_button.setDefault(role == "primary")
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.action_button)
        whole.addLayout(foot)

    def add_field(self, title: str, widget: QWidget, named: QWidget | None = None) -> None:
        """A field with its title above it; ``named`` is the part of it that is typed into."""
        box = column(gap=GRID)
        words = label(title, "section", buddy=named or widget)
        box.addWidget(words)
        box.addWidget(widget)
        live(named or widget, "setAccessibleName", title)
        self.box.addLayout(box)

    def show_error(self, error: Message) -> None:
        """Say what is wrong; the dialog may be used again."""
        self.set_busy(False)
        live(self.error, "setText", error)
        self.error.show()
        fit_height(self)
        self._first_field().setFocus()

    def set_busy(self, busy: bool) -> None:
        """Whether somebody is at it: nothing can be typed or pressed meanwhile."""
        self._fields.setEnabled(not busy)
        self.action_button.setEnabled(not busy)
        self.cancel_button.setEnabled(not busy)

    def reject(self) -> None:
        """Escape and the cross, which wait for what is under way."""
        if self.cancel_button.isEnabled():
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words ask for."""
        super().showEvent(event)
        fit_height(self)

    def _act(self) -> None:
        wrong = self._wrong()
        if wrong is not None:
            self.show_error(wrong)
            return
        self.error.hide()
        self.set_busy(True)
        self._submit()

    def _wrong(self) -> Message | None:
        """What keeps this from being done."""
        return None

    def _submit(self) -> None:
        """Tell what is asked for."""

    def _first_field(self) -> QWidget:
        return self.action_button


class PasswordField(QLineEdit):
    """A line that shows no letters."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )


class _WithNewPassword(AskDialog):
    """Asks for a password twice and says what to think of it."""

    def _add_password(self) -> None:
        self.password, self.again = PasswordField(), PasswordField()
        self.add_field(N_("Password"), self.password)
        self.advice = label(" ", "muted", wrap=True)
        self.box.addWidget(self.advice)
        self.add_field(N_("The same password again"), self.again)
        self.password.textChanged.connect(lambda _text: self._advise())
        self._advise()

    def _advise(self) -> None:
        typed = self.password.text()
        advice = password_advice(typed) if typed else None
        live(
            self.advice,
            "setText",
            advice
            or message(
                "Four or five words that do not belong together are good. Write them down where only you find them: a "
                "password that is forgotten cannot be got back."
            ),
        )
        fit_height(self)

    def _wrong(self) -> Message | None:
        if not self.password.text().strip():
            return message("Choose a password.")
        if self.password.text() != self.again.text():
            return message("The two passwords differ; type both again.")
        return None

    def _first_field(self) -> QWidget:
        return self.password


class NewKeyDialog(_WithNewPassword):
    """Where the new key is kept, and its password."""

    asked = Signal(object, str)
    """A Path, and the password."""

    def __init__(self, proposed: Path, parent: QWidget | None = None) -> None:
        super().__init__(
            N_("Make a key"),
            N_("The key says whom the pseudonyms stand for. It is a file of its own, encrypted with a password, and "
               "never part of the project. Keep it apart, such as on another drive: whoever has the project alone "
               "then learns no name."),
            N_("Make the key"),
            parent,
        )  # fmt: skip
        self.path = PathEditor((SUFFIX,), True, as_path=True)
        self.path.set_value(proposed)
        self.add_field(N_("File"), self.path, self.path.line)
        self._add_password()
        self.password.setFocus()

    def _wrong(self) -> Message | None:
        if self.path.value() is None:
            return message("Choose where the key is kept.")
        return super()._wrong()

    def _submit(self) -> None:
        path: Path = self.path.value()
        self.asked.emit(path if path.suffix.lower() == SUFFIX else Path(f"{path}{SUFFIX}"), self.password.text())


class NewPasswordDialog(_WithNewPassword):
    """Another password for the key that is open."""

    asked = Signal(str)
    """The password."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            N_("Change the key’s password"),
            N_("Copies of the key that were made until now go on opening with the old password."),
            N_("Change the password"),
            parent,
        )
        self._add_password()
        self.password.setFocus()

    def _submit(self) -> None:
        self.asked.emit(self.password.text())


class OpenKeyDialog(AskDialog):
    """Which key, and its password."""

    asked = Signal(object, str)
    """A Path, and the password."""

    def __init__(self, proposed: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(
            N_("Open the key"),
            N_("While it is open, names in it can be replaced in what you import, and looked up with a reason."),
            N_("Open the key"),
            parent,
        )
        self.path = PathEditor((SUFFIX,), False, as_path=True)
        self.path.set_value(proposed)
        self.add_field(N_("File"), self.path, self.path.line)
        self.password = PasswordField()
        self.add_field(N_("Password"), self.password)
        (self.password if proposed is not None else self.path.line).setFocus()

    def show_error(self, error: Message) -> None:
        """A wrong password is typed anew."""
        self.password.clear()
        super().show_error(error)

    def _wrong(self) -> Message | None:
        if self.path.value() is None:
            return message("Choose the file of the key.")
        return None if self.password.text() else message("Type the key’s password.")

    def _submit(self) -> None:
        self.asked.emit(self.path.value(), self.password.text())

    def _first_field(self) -> QWidget:
        return self.password


class LookUpDialog(AskDialog):
    """A pseudonym and a reason; then, on the same dialog, whom it stands for."""

    asked = Signal(str, str)
    """The pseudonym, and the reason."""

    def __init__(self, pseudonyms: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(
            N_("Look someone up"),
            N_("You see the real name behind one pseudonym. Who looked, when and why is kept in the project’s "
               "protocol; the name is not."),
            N_("Look up"),
            parent,
        )  # fmt: skip
        self.pseudonym = QComboBox()
        self.pseudonym.setEditable(True)
        self.pseudonym.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.pseudonym.addItems(list(pseudonyms))
        self.pseudonym.setCurrentIndex(-1)
        completer = QCompleter(self.pseudonym.model(), self.pseudonym)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.pseudonym.setCompleter(completer)
        self.add_field(N_("Pseudonym"), self.pseudonym)
        self.reason = QLineEdit()
        live(self.reason, "setPlaceholderText", "For example: wants to withdraw from the study")
        self.add_field(N_("Reason, without any real name"), self.reason)
        self.found = QWidget()
        self.found.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self.found, "card")
        inside = column(self.found, margin=GAP_LARGE, gap=GRID)
        self.found_title = label(words=" ", role="muted")
        self.names = label(words=" ", role="title", wrap=True)
        self.names.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        inside.addWidget(self.found_title)
        inside.addWidget(self.names)
        self.found.hide()
        self.box.addWidget(self.found)
        self.pseudonym.editTextChanged.connect(lambda _text: self._forget())
        self.pseudonym.setFocus()

    def show_found(self, entries: Sequence[KeyEntry]) -> None:
        """Show whom it is."""
        self.set_busy(False)
        live(self.found_title, "setText", message("{pseudonym} is", pseudonym=entries[0].pseudonym))
        self.names.setText("\n".join(entry.real for entry in entries))
        self.found.show()
        fit_height(self)
        live(self.cancel_button, "setText", "Close")
        self.cancel_button.setFocus()

    def _forget(self) -> None:
        self.names.setText(" ")
        if not self.found.isHidden():
            self.found.hide()
            fit_height(self)

    def _wrong(self) -> Message | None:
        self._forget()
        if not self.pseudonym.currentText().strip():
            return message("Say which pseudonym.")
        return None if self.reason.text().strip() else message("Say why: the reason is kept in the protocol.")

    def _submit(self) -> None:
        self.asked.emit(self.pseudonym.currentText().strip(), self.reason.text())

    def _first_field(self) -> QWidget:
        return self.reason if self.pseudonym.currentText().strip() else self.pseudonym


class DestroyKeyDialog(AskDialog):
    """Which key is to be destroyed, and whether the user knows what that means."""

    asked = Signal(object)
    """A Path."""

    def __init__(self, path: Path | None, entries: int | None, parent: QWidget | None = None) -> None:
        super().__init__(
            N_("Destroy the key"),
            N_("The file of the key is written over, cut to nothing and deleted. Afterwards nobody can say whom a "
               "pseudonym stands for. This does not reach copies and backups of the key, nor what an SSD, a network "
               "drive or a synchronised folder keeps of a deleted file: delete those too."),
            N_("Destroy the key"),
            parent,
            role="danger",
        )  # fmt: skip
        self.path = PathEditor((SUFFIX,), False, as_path=True)
        self.path.set_value(path)
        self.path.setEnabled(entries is None)
        self.add_field(N_("File"), self.path, self.path.line)
        self.sure = QCheckBox()
        live(self.sure, "setText", "I know that nobody can be looked up afterwards")
        self.box.addWidget(self.sure)
        self.sure.toggled.connect(lambda _on: self._ready())
        self._ready()
        self.cancel_button.setDefault(True)

    def set_busy(self, busy: bool) -> None:
        """The button waits for the tick."""
        super().set_busy(busy)
        if not busy:
            self._ready()

    def _ready(self) -> None:
        self.action_button.setEnabled(self.sure.isChecked())

    def _wrong(self) -> Message | None:
        return message("Choose the file of the key.") if self.path.value() is None else None

    def _submit(self) -> None:
        self.asked.emit(self.path.value())

    def _first_field(self) -> QWidget:
        return self.path.line
