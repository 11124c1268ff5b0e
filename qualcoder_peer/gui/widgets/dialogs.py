"""The few questions that need an answer now. They never stop the event loop; the answer comes to a function."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.gui.i18n import say
from qualcoder_peer.gui.theme import set_role


def confirm(
    parent: QWidget, question: Message, action: Message, run: Callable[[], object], *, detail: Message | None = None
) -> QMessageBox:
    """Ask before something that cannot simply be undone; ``action`` is the word on the button that does it."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setText(say(question))
    if detail is not None:
        box.setInformativeText(say(detail))
    yes = box.addButton(say(action), QMessageBox.ButtonRole.AcceptRole)
    set_role(yes, "primary")
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.finished.connect(lambda _result: run() if box.clickedButton() is yes else None)
    box.open()
    return box


def ask_text(
    parent: QWidget, title: Message, label: Message, text: str, run: Callable[[str], object]
) -> QInputDialog:
    """Ask for a name; ``run`` gets it when it is not empty and the user says OK."""
    box = QInputDialog(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(say(title))
    box.setLabelText(say(label))
    box.setTextValue(text)
    box.textValueSelected.connect(lambda words: run(words.strip()) if words.strip() else None)
    box.open()
    return box
