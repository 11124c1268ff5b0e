"""A new report: its title and its kind, with a line on what each kind holds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QLineEdit, QRadioButton, QWidget

from qualcoder_peer.core.domain.report_kinds import REPORT_KINDS
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.theme import GAP, GAP_LARGE
from qualcoder_peer.gui.widgets.basics import button, column, label, row

_WIDTH = 520
_BESIDE_MARK = 26


class ReportKindsDialog(QDialog):
    """``asked`` carries the key of REPORT_KINDS and the title."""

    asked = Signal(str, str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        live(self, "setWindowTitle", "New report")
        self.setMinimumWidth(_WIDTH)
        self.title = QLineEdit(title)
        live(self.title, "setAccessibleName", "Title of the report")
        self.kinds: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        box = column(self, margin=GAP_LARGE + GAP, gap=GAP)
        box.addWidget(label("Title of the report", "small", buddy=self.title))
        box.addWidget(self.title)
        box.addSpacing(GAP)
        box.addWidget(label("Kind of report", "small"))
        for kind in REPORT_KINDS.values():
            choice = QRadioButton()
            live(choice, "setText", kind.title)
            live(choice, "setAccessibleDescription", kind.description)
            words = label(kind.description, "muted", wrap=True)
            words.setContentsMargins(_BESIDE_MARK, 0, 0, GAP)
            self.kinds[kind.key] = choice
            self._group.addButton(choice)
            box.addWidget(choice)
            box.addWidget(words)
        next(iter(self.kinds.values())).setChecked(True)
        hint = label(
            "Headings come from the code tree, quotes from your codings. Chapters can be added and taken out later.",
            "small", wrap=True,
        )  # fmt: skip
        box.addWidget(hint)
        foot = row(gap=GAP)
        foot.addStretch(1)
        foot.addWidget(button("Cancel", on_click=self.reject))
        self.make_button = button("Make the report", role="primary", on_click=self._ask)
        self.make_button.setDefault(True)
        foot.addWidget(self.make_button)
        box.addSpacing(GAP)
        box.addLayout(foot)
        self.title.textChanged.connect(lambda words: self.make_button.setEnabled(bool(words.strip())))
        self.title.selectAll()
        self.title.setFocus()

    @property
    def kind(self) -> str:
        """The kind that is chosen."""
        return next(key for key, choice in self.kinds.items() if choice.isChecked())

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words ask for."""
        super().showEvent(event)
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _ask(self) -> None:
        kind, title = self.kind, self.title.text().strip()
        self.accept()
        self.asked.emit(kind, title)
