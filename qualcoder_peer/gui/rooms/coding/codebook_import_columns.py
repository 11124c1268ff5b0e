"""The columns of a sheet with a code book, each with what it is taken for, to be corrected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from qualcoder_peer.core.exchange.codebook_columns import USE_TITLES, Use
from qualcoder_peer.core.services.codebook_import import SheetColumn
from qualcoder_peer.gui.i18n import live, tr
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import ElidedLabel, column, label
from qualcoder_peer.gui.widgets.column_choice import ColumnChoice
from qualcoder_peer.gui.widgets.tips import plain_tip

_BESIDE = 3
"""So many columns stand beside each other."""
_ROWS_SHOWN = 2
_LETTERS, _LONGEST = 15, 200
_ALONE = frozenset(Use) - {Use.STEP, Use.IGNORE}
"""What only one column can be."""


class SheetColumns(QWidget):
    """A choice for each column. What is given to one is taken from another that has it."""

    changed = Signal(list)
    """What the columns are now, as values of ``Use``."""

    def __init__(self, columns: Sequence[SheetColumn]) -> None:
        super().__init__()
        self.choices: list[ColumnChoice] = []
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, GAP, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(GAP_SMALL)
        for place, one in enumerate(columns):
            choice = self._choice(place, one)
            title = ElidedLabel(one.heading, "muted")
            tip = plain_tip("\n".join(part[:_LONGEST] for part in (one.heading, one.example) if part))
            for widget in (title, choice):
                widget.setToolTip(tip)
            line, beside = divmod(place, _BESIDE)
            grid.addWidget(title, line, 2 * beside)
            grid.addWidget(choice, line, 2 * beside + 1)
            self.choices.append(choice)
        for beside in range(_BESIDE):
            grid.setColumnStretch(2 * beside, 1)
            grid.setColumnStretch(2 * beside + 1, 2)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        live(area, "setAccessibleName", "Columns of the sheet")
        lines = -(-len(columns) // _BESIDE)
        if self.choices:
            height = self.choices[0].sizeHint().height() + GAP_SMALL
            area.setFixedHeight(min(lines, _ROWS_SHOWN) * height + (height // 2 if lines > _ROWS_SHOWN else 0))
        box = column(self, gap=GAP_SMALL)
        box.addWidget(label("Columns of the sheet", "section"))
        box.addWidget(area)
        box.setContentsMargins(0, 0, 0, GAP_LARGE // 2)

    def show_uses(self, columns: Sequence[SheetColumn]) -> None:
        """Show what the columns were taken for in the end."""
        for choice, one in zip(self.choices, columns, strict=True):
            self._show(choice, one.use)

    def _choice(self, place: int, one: SheetColumn) -> ColumnChoice:
        choice = ColumnChoice(one.heading)
        choice.setMinimumContentsLength(_LETTERS)
        for use, title in USE_TITLES.items():
            choice.addItem(tr(title), use.value)
        self._show(choice, one.use)
        choice.currentIndexChanged.connect(lambda _index: self._chosen(place))
        return choice

    @staticmethod
    def _show(choice: ColumnChoice, use: str) -> None:
        with QSignalBlocker(choice):
            choice.setCurrentIndex(choice.findData(use))

    def _chosen(self, place: int) -> None:
        mine = self.choices[place].currentData()
        if mine in _ALONE:
            for other, choice in enumerate(self.choices):
                if other != place and choice.currentData() == mine:
                    self._show(choice, Use.IGNORE.value)
        self.changed.emit([choice.currentData() for choice in self.choices])
