"""The editors of a form, one for each kind of value."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.gui.i18n import live_call, say, tr
from qualcoder_peer.gui.theme import GRID, set_role
from qualcoder_peer.gui.widgets.basics import button, row


class Editor(QWidget):
    """One field: ``value``, ``set_value``, and ``changed`` when the user changed it."""

    changed = Signal()
    focus_widget: QWidget

    def __init__(self) -> None:
        super().__init__()
        self.empty_is_none = False
        self._box = row(self, gap=2 * GRID)

    def value(self) -> Any:
        """What the editor shows, in the type of the field."""
        raise TypeError(f"{type(self).__name__} has no value")

    def set_value(self, value: Any) -> None:
        """Show a value."""
        raise TypeError(f"{type(self).__name__} has no value")

    def mark_wrong(self, wrong: bool) -> None:
        """Draw the edge as wrong or right."""
        if bool(self.focus_widget.property("wrong")) != wrong:
            self.focus_widget.setProperty("wrong", wrong)
            set_role(self.focus_widget, str(self.focus_widget.property("role") or ""))

    def _take(self, widget: QWidget) -> None:
        self.focus_widget = widget
        self.setFocusProxy(widget)
        self._box.addWidget(widget, 1)

    def _none(self, value: Any) -> Any:
        return None if self.empty_is_none and value in ("", 0) else value


class LineEditor(Editor):
    """A text on one line."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.textEdited.connect(self.changed)
        self._take(self.line)

    def value(self) -> Any:
        """The text without white space around it."""
        return self._none(self.line.text().strip())

    def set_value(self, value: Any) -> None:
        """Show a text."""
        self.line.setText(value or "")


class PlainField(QPlainTextEdit):
    """A text of several lines; Tab goes to the next field."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        set_role(self, "field")
        self.setTabChangesFocus(True)
        self._lines = lines
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + 6 * GRID)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter is left to the page (its main button)."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
            return
        super().keyPressEvent(event)


class TextEditor(Editor):
    """A text of several lines."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.text = PlainField(lines)
        self.text.textChanged.connect(self.changed)
        self._take(self.text)

    def value(self) -> Any:
        """The text without white space around it."""
        return self._none(self.text.toPlainText().strip())

    def set_value(self, value: Any) -> None:
        """Show a text."""
        self.text.setPlainText(value or "")


class CheckEditor(Editor):
    """Yes or no; the form writes the words beside it, which are broken where there is little room."""

    def __init__(self) -> None:
        super().__init__()
        self.check = QCheckBox()
        self.check.clicked.connect(self.changed)
        self.words = _Words(self.check)
        self._take(self.check)
        self._box.setStretch(0, 0)
        self._box.setAlignment(self.check, Qt.AlignmentFlag.AlignTop)
        self._box.addWidget(self.words, 1)

    def value(self) -> bool:
        """Whether it is checked."""
        return self.check.isChecked()

    def set_value(self, value: Any) -> None:
        """Check it or not."""
        self.check.setChecked(bool(value))


class _Words(QLabel):
    """The words of a check box: a click on them is a click on it."""

    def __init__(self, check: QCheckBox) -> None:
        super().__init__()
        self._check = check
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Click the box."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._check.click()


class QuietComboBox(QComboBox):
    """A choice that the mouse wheel does not change when one only wants to scroll past it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class ChoiceEditor(Editor):
    """One of several values, each with a title that is translated."""

    def __init__(self, choices: Mapping[Any, str | Message]) -> None:
        super().__init__()
        self._choices = dict(choices)
        self.combo = QuietComboBox()
        for value in self._choices:
            self.combo.addItem("", value)
        self.combo.activated.connect(self.changed)
        self._take(self.combo)
        live_call(self, self._show_titles)

    def value(self) -> Any:
        """The chosen value."""
        return list(self._choices)[max(0, self.combo.currentIndex())]

    def set_value(self, value: Any) -> None:
        """Choose a value; one that is not among the choices is the first."""
        values = list(self._choices)
        self.combo.setCurrentIndex(values.index(value) if value in values else 0)

    def _show_titles(self) -> None:
        for index, title in enumerate(self._choices.values()):
            self.combo.setItemText(index, _say(title))


class ChecksEditor(Editor):
    """Any of several values, in the order the user drags them to."""

    def __init__(self, choices: Mapping[Any, str | Message]) -> None:
        super().__init__()
        self._choices = dict(choices)
        self.list = QListWidget()
        self.list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.list.setMaximumHeight(self.list.fontMetrics().lineSpacing() * min(10, len(self._choices)) * 2)
        self._take(self.list)
        self.set_value(())
        self.list.itemChanged.connect(lambda _item: self.changed.emit())
        self.list.model().rowsMoved.connect(lambda *_where: self.changed.emit())
        live_call(self, self._show_titles)

    def value(self) -> tuple[Any, ...]:
        """The checked values in their order."""
        items = [self.list.item(index) for index in range(self.list.count())]
        return tuple(
            item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def set_value(self, value: Any) -> None:
        """Check these, in this order, before all others."""
        chosen = [one for one in value if one in self._choices]
        self.list.blockSignals(True)
        self.list.clear()
        for one in [*chosen, *(key for key in self._choices if key not in chosen)]:
            item = QListWidgetItem(_say(self._choices[one]))
            item.setData(Qt.ItemDataRole.UserRole, one)
            item.setCheckState(Qt.CheckState.Checked if one in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)

    def _show_titles(self) -> None:
        self.list.blockSignals(True)
        for index in range(self.list.count()):
            item = self.list.item(index)
            item.setText(_say(self._choices[item.data(Qt.ItemDataRole.UserRole)]))
        self.list.blockSignals(False)


class NumberEditor(Editor):
    """A whole or decimal number within bounds."""

    def __init__(self, kind: type, minimum: float, maximum: float) -> None:
        super().__init__()
        self.spin: QSpinBox | QDoubleSpinBox
        if kind is int:
            self.spin = QSpinBox()
            self.spin.setRange(int(minimum), int(maximum))
        else:
            self.spin = QDoubleSpinBox()
            self.spin.setRange(minimum, maximum)
        self.spin.setMaximumWidth(160)
        self.spin.lineEdit().setTextMargins(2 * GRID, 0, 0, 0)  # which no style sheet gives it
        self.spin.valueChanged.connect(lambda _value: self.changed.emit())
        self._take(self.spin)
        self._box.addStretch(1)

    def value(self) -> Any:
        """The number."""
        return self._none(self.spin.value())

    def set_value(self, value: Any) -> None:
        """Show a number."""
        self.spin.setValue(value or 0)


class PathEditor(Editor):
    """A file, typed or chosen with the system's dialog."""

    def __init__(self, suffixes: tuple[str, ...], save: bool, *, as_path: bool) -> None:
        super().__init__()
        self._suffixes, self._save, self._as_path = suffixes, save, as_path
        self.line = QLineEdit()
        self.line.textEdited.connect(self.changed)
        self._take(self.line)
        self.browse = button("Browse…", on_click=self._choose)
        self._box.addWidget(self.browse)

    def value(self) -> Any:
        """The path as the field's type; None or an empty text when there is none."""
        text = self.line.text().strip()
        if self._as_path:
            return Path(text).expanduser() if text else None
        return self._none(text)

    def set_value(self, value: Any) -> None:
        """Show a path."""
        self.line.setText("" if value is None else str(value))

    def _choose(self) -> None:
        pattern = " ".join(f"*{suffix}" for suffix in self._suffixes) or "*"
        title, start = self.focus_widget.accessibleName(), self.line.text()
        kinds = tr("Files ({pattern})", pattern=pattern)
        if self._save:
            chosen, _kind = QFileDialog.getSaveFileName(self, title, start, kinds)
        else:
            chosen, _kind = QFileDialog.getOpenFileName(self, title, start, kinds)
        if chosen:
            self.line.setText(chosen)
            self.changed.emit()


def _say(title: str | Message) -> str:
    return say(title if isinstance(title, Message) else message(title))
