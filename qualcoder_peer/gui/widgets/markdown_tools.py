"""The row of tools for a field with formatted text: bold, italic, list, link."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

from qualcoder_peer.gui.i18n import live_call, tr
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.widgets.basics import row
from qualcoder_peer.gui.widgets.markdown_field import MarkdownField, marks


class MarkdownTools(QWidget):
    """Buttons that do to the field what its keys do; the caret stays where it is."""

    def __init__(self, field: MarkdownField) -> None:
        super().__init__()
        self.buttons: dict[str, QToolButton] = {}
        box = row(self, gap=0)
        for what, (_title, _keys, name) in marks().items():
            button = QToolButton()
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has a key
            set_icon(button, name)
            button.clicked.connect(lambda _checked=False, what=what: field.do(what))
            self.buttons[what] = button
            box.addWidget(button)
        box.addStretch(1)
        live_call(self, self._name)

    def _name(self) -> None:
        for what, (title, keys, _icon) in marks().items():
            shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            self.buttons[what].setToolTip(tr("{action} ({keys})", action=tr(title), keys=shown))
            self.buttons[what].setAccessibleName(tr(title))
