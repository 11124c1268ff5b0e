"""How a sheet is read: its first rows as a table, and what each column is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from qualcoder_peer.core.domain.messages import Message, literal, message
from qualcoder_peer.core.importers.sheet import DOCUMENTS, LAYOUTS, TURNS, SheetOptions, SheetShape
from qualcoder_peer.gui.forms.builder import OptionsForm
from qualcoder_peer.gui.forms.editors import ChecksEditor, ChoiceEditor
from qualcoder_peer.gui.i18n import live, live_call, say
from qualcoder_peer.gui.rooms.material.pane import clear_layout
from qualcoder_peer.gui.theme import GAP_SMALL
from qualcoder_peer.gui.widgets.basics import column
from qualcoder_peer.gui.widgets.tips import plain_tip

_ROWS = 4
_WIDEST, _NARROWEST = 260, 80
_LONGEST_HEADING = 28
"""Letters; Qt cannot cut a heading of two lines with an ellipsis itself."""
_SEPARATORS: dict[str, Message] = {
    ";": message("Semicolon"),
    ",": message("Comma"),
    "\t": message("Tab"),
    "|": message("Vertical bar"),
}
_NO_COLUMN = message("No column")
_WHOLE = ("layout", "sheet", "headings", "separator")
"""What the columns, and so the guess of what they are, depend on."""
_Index = QModelIndex | QPersistentModelIndex


class SheetForm(QWidget):
    """``chosen`` carries the SheetOptions that the user has changed to."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._box = column(self)
        self._made_for: tuple[object, ...] = ()
        self.form: OptionsForm | None = None

    def show_shape(self, shape: SheetShape) -> None:
        """Show how a sheet is read."""
        guess = shape.guess
        made_for = (shape.headers, shape.sheets, guess.layout, guess.separator is None)
        if self.form is not None and made_for == self._made_for:
            self.form.set_value(guess)
            return
        focused = next((name for name, one in self.form.editors.items() if one.focus_widget.hasFocus()), "") \
            if self.form is not None else ""  # fmt: skip
        clear_layout(self._box)
        self._made_for = made_for
        self.form = OptionsForm(guess, besides=_hidden(shape), choices=_choices(shape))
        for editor in self.form.editors.values():
            if isinstance(editor, ChoiceEditor):  # headings may be whole questions
                editor.combo.setSizeAdjustPolicy(editor.combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
                editor.combo.setMinimumContentsLength(10)
            elif isinstance(editor, ChecksEditor):
                editor.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
                editor.list.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
                height = editor.list.sizeHintForRow(0) * min(6, editor.list.count())
                editor.list.setFixedHeight(height + 2 * GAP_SMALL)
        self.form.changed.connect(self._changed)
        self._box.addWidget(self.form)
        if focused in self.form.editors:
            self.form.editors[focused].setFocus()

    def _changed(self, name: str) -> None:
        if self.form is None:
            return
        value: SheetOptions = replace(self.form.value(), encoding=None)  # which is chosen for all kinds of files
        if name in _WHOLE:
            value = SheetOptions(value.layout, sheet=value.sheet, headings=value.headings, separator=value.separator)
        self.chosen.emit(value)


class SheetRows(QTableView):
    """The first rows, each column with what it is."""

    def __init__(self) -> None:
        super().__init__()
        self._model = _RowsModel()
        self.setModel(self._model)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        live(self, "setAccessibleName", "The first rows of the sheet")

    def show_shape(self, shape: SheetShape) -> None:
        """Show the rows of a sheet."""
        self._model.show_shape(shape)
        self.resizeColumnsToContents()
        for place in range(len(shape.headers)):
            self.setColumnWidth(place, max(_NARROWEST, min(_WIDEST, self.columnWidth(place))))
        lines = min(_ROWS, len(shape.rows)) * self.rowHeight(0) if shape.rows else 0
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + lines + 16)


class _RowsModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self._shape: SheetShape | None = None
        self._roles: dict[str, Message] = {}
        live_call(self, self._retranslate)

    def show_shape(self, shape: SheetShape) -> None:
        self.beginResetModel()
        self._shape, self._roles = shape, column_roles(shape)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or self._shape is None else len(self._shape.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or self._shape is None else len(self._shape.headers)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._shape is None or not index.isValid():
            return None
        words = self._shape.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(words[:200].split())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(words[:1000])
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._shape is None or orientation != Qt.Orientation.Horizontal:
            return None
        name = self._shape.headers[section]
        if role == Qt.ItemDataRole.DisplayRole:
            shown = name if len(name) <= _LONGEST_HEADING else f"{name[: _LONGEST_HEADING - 1].rstrip()}…"
            return f"{shown}\n{say(self._roles[name])}"
        return plain_tip(name) if role == Qt.ItemDataRole.ToolTipRole else None

    def _retranslate(self) -> None:
        if self.columnCount():
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)


def column_roles(shape: SheetShape) -> dict[str, Message]:
    """What each column becomes, by its heading."""
    guess = shape.guess
    found = dict.fromkeys(guess.text or (), message("Text"))
    for name, what in (
        (guess.title, message("Title")),
        (guess.speaker, message("Speaker")),
        (guess.respondent, message("Respondent")),
        (guess.date, message("Date")),
        (guess.time, message("Time")),
    ):
        if name:
            found.setdefault(name, what)
    other = message("Attribute")
    return {name: found.get(name, other) for name in shape.headers}


def _hidden(shape: SheetShape) -> list[str]:
    hidden = ["encoding", *(("respondent",) if shape.guess.layout == TURNS else ("speaker", "time"))]
    if len(shape.sheets) < 2:
        hidden.append("sheet")
    if shape.guess.separator is None:
        hidden.append("separator")
    return hidden


def _choices(shape: SheetShape) -> dict[str, Mapping[Any, str | Message]]:
    columns: dict[Any, str | Message] = {name: literal(name) for name in shape.headers}
    one: dict[Any, str | Message] = {"": _NO_COLUMN, **columns}
    separator = shape.guess.separator or ""
    others = {} if separator in _SEPARATORS else {separator: literal(separator)}
    return {
        "layout": {key: LAYOUTS[key] for key in (DOCUMENTS, TURNS)},
        "text": columns,
        **dict.fromkeys(("title", "speaker", "respondent", "date", "time"), one),
        "sheet": {name: literal(name) for name in shape.sheets},
        "separator": {**_SEPARATORS, **others},
    }
