"""The header of both tables: attributes are named, renamed, added and dragged to their place in it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QLineEdit, QWidget

from qualcoder_peer.gui.i18n import live


class AttributeHeader(QHeaderView):
    """``named(column, name)`` is told when a name has been typed over a column, ``dragged(column, by)`` when an
    attribute was dragged so many attributes to the right; a click elsewhere asks to sort."""

    named = Signal(int, str)
    sort_asked = Signal(int)
    dragged = Signal(int, int)

    def __init__(self, can_name: Callable[[int], bool], is_new: Callable[[int], bool], table: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self._can_name, self._is_new = can_name, is_new
        self._section = -1
        self._putting_back = False
        self.free_columns = False
        """Whether the columns that are no attributes may be put in another order among themselves."""
        self.editor = QLineEdit(self.viewport())
        self.editor.hide()
        self.editor.installEventFilter(self)
        live(self.editor, "setAccessibleName", "Name of the attribute")
        live(self.editor, "setPlaceholderText", "Name of the attribute")
        self.editor.editingFinished.connect(self._finish)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.sectionClicked.connect(self._clicked)
        self.sectionDoubleClicked.connect(self._double_clicked)
        self.sectionResized.connect(lambda *_: self._place())
        self.sectionMoved.connect(self._moved)

    def edit_name(self, section: int) -> None:
        """Let the user type the name of a column."""
        if not self._can_name(section) and not self._is_new(section):
            return
        self._section = section
        name = "" if self._is_new(section) else str(self.model().headerData(section, Qt.Orientation.Horizontal))
        self.editor.setText(name)
        self.editor.selectAll()
        self._place()
        self.editor.show()
        self.editor.setFocus()

    def put(self, section: int, place: int) -> None:
        """Put a column at a place on the screen, as the user had it."""
        self._putting_back = True
        self.moveSection(self.visualIndex(section), place)
        self._putting_back = False

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.editor and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self._section = -1
                self.editor.hide()
                self._table.setFocus()
                return True
        return super().eventFilter(watched, event)

    # Private

    def _clicked(self, section: int) -> None:
        if self._is_new(section):
            self.edit_name(section)
        else:
            self.sort_asked.emit(section)

    def _double_clicked(self, section: int) -> None:
        self.edit_name(section)

    def _moved(self, section: int, before: int, after: int) -> None:
        """What is dragged is put back: the order of attributes is the project's, that of other columns stays."""
        if self._putting_back:
            return
        passed = [self.logicalIndex(place) for place in range(min(before, after), max(before, after) + 1)]
        if self.free_columns and not any(self._can_name(one) or self._is_new(one) for one in passed):
            return
        steps = sum(1 for one in passed if one != section and self._can_name(one))
        self._putting_back = True
        self.moveSection(after, before)
        self._putting_back = False
        if self._can_name(section) and steps:
            self.dragged.emit(section, steps if after > before else -steps)

    def _place(self) -> None:
        if self._section >= 0:
            left = self.sectionViewportPosition(self._section)
            width = max(140, self.sectionSize(self._section))
            left = max(0, min(left, self.viewport().width() - width))
            self.editor.setGeometry(left, 0, width, self.height())

    def _finish(self) -> None:
        section, self._section = self._section, -1
        if section < 0:
            return
        name = self.editor.text()
        self.editor.hide()
        self._table.setFocus()
        if name.strip() or self._can_name(section):
            self.named.emit(section, name)
