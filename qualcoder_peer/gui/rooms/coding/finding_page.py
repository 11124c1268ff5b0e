"""The page of hits in all documents, and coding what was found: a list with ticks that is looked through first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.domain.model import Code
from qualcoder_peer.core.services.autocoding import Scope
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, live_call, number, say, tr, tr_n
from qualcoder_peer.gui.rooms.coding.finding_form import SCOPE_TITLES, FindForm
from qualcoder_peer.gui.rooms.coding.finding_model import AFTER, BEFORE, DOCUMENT, TICK, WHO, WORDS, HitsModel
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import ElidedLabel, button, column, label, row
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.message_bar import announce
from qualcoder_peer.gui.widgets.rows_view import RowsView

_WORDS_LEAST = 60


class FindPage(QWidget):
    """The form, the list, and, when coding is on, scope, code and the button that codes what is ticked."""

    opened = Signal(int)
    """A row."""
    coding_changed = Signal()
    code_asked = Signal()

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self.form = FindForm(context)
        self.model = HitsModel(context, self)
        self.view = _HitsView(self.model, self.opened.emit)
        self.count = ElidedLabel(role="small")
        self.fault = label("", "muted", wrap=True)
        self.fault.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.fault.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        self.fault.hide()
        self.coding = button("Code them…", "highlighter")
        self.coding.setCheckable(True)
        self.coding.setEnabled(not context.read_only)
        self.scope = QComboBox()
        self.interviewer = QCheckBox()
        self.all_ticks = button("All", role="link", on_click=lambda: self.model.tick_all(True))
        self.no_ticks = button("None", role="link", on_click=lambda: self.model.tick_all(False))
        self.code = ElidedLabel()
        self.apply = button("Code", role="primary", on_click=self.code_asked.emit)
        self._coding_row = QWidget()
        self._code: Code | None = None
        self._lay_out()
        self.form.words.installEventFilter(self)
        self.coding.toggled.connect(lambda _on: self._show_coding())
        self.scope.activated.connect(lambda _row: self.coding_changed.emit())
        self.interviewer.toggled.connect(lambda _on: self.coding_changed.emit())
        self.model.ticks_changed.connect(self.show_code_again)
        live_call(self, self._retranslate)
        self._show_coding()

    def say(self, words: Message | None) -> None:
        """Tell how many were found."""
        self.count.setText("" if words is None else say(words))
        self._show_fault(None)

    def say_fault(self, words: Message) -> None:
        """Tell why nothing could be searched, in whole, where the list would be."""
        self.count.setText("")
        self._show_fault(words)

    def chosen_scope(self) -> Scope:
        """How much around a hit is coded."""
        return Scope(self.scope.currentData())

    def show_code(self, code: Code | None) -> None:
        """With which code: the one chosen in the tree."""
        self._code = code
        self.show_code_again()

    def show_code_again(self) -> None:
        """How many segments the button codes, and with what."""
        if not self.coding.isChecked():
            return
        code, wanted = self._code, len(self.model.ticked())
        self.code.setText(code.name if code is not None else tr("Choose a code in the tree"))
        words = tr_n("Code {number} segment", "Code {number} segments", wanted, number=number(wanted))
        self.apply.setText(words)
        self.apply.setEnabled(code is not None and wanted > 0)
        self.apply.setIcon(code_mark(code.role, code.colour) if code is not None else QIcon())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter in the field go to the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.model.rows:
                self.view.setFocus()
                if not self.view.currentIndex().isValid():
                    self.view.choose(0)
                return True
        return False

    def _show_fault(self, words: Message | None) -> None:
        self.fault.setText("" if words is None else say(words))
        self.fault.setVisible(words is not None)
        self.view.setVisible(words is None)
        if words is not None:
            announce(self.fault, self.fault.text())

    def _show_coding(self) -> None:
        on = self.coding.isChecked()
        self._coding_row.setVisible(on)
        self.view.setColumnHidden(TICK, not on)
        self.model.ticking = on
        self.coding_changed.emit()

    def _retranslate(self) -> None:
        for place, title in enumerate(SCOPE_TITLES.values()):
            self.scope.setItemText(place, tr(title))
        self.show_code_again()

    def _lay_out(self) -> None:
        for scope in SCOPE_TITLES:
            self.scope.addItem("", scope.value)
        self.scope.setCurrentIndex(1)
        live(self.scope, "setAccessibleName", "How much is coded")
        live(self.interviewer, "setText", "Interviewer too")
        live(self.interviewer, "setToolTip", "Also code what the interviewer says, which is not evidence")
        self.form.foot.addWidget(self.count, 1)
        self.form.foot.addWidget(self.coding)
        coding = row(self._coding_row, gap=GAP)
        coding.setContentsMargins(GAP_LARGE, 0, GAP, GAP_SMALL)
        coding.addWidget(self.scope)
        coding.addWidget(self.interviewer)
        coding.addWidget(self.all_ticks)
        coding.addWidget(self.no_ticks)
        coding.addWidget(self.code, 1)
        coding.addWidget(self.apply)
        box = column(self, gap=0)
        box.addWidget(self.form)
        box.addWidget(self._coding_row)
        box.addWidget(self.view, 1)
        box.addWidget(self.fault, 1)
        self.setFocusProxy(self.form.words)


class _EndFirst(QStyledItemDelegate):
    """Cuts words at their beginning: those next to what was found are the ones one wants to read."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """As in any cell, but for the end that is cut."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideLeft


class _HitsView(RowsView):
    def __init__(self, model: HitsModel, open_row: Callable[[int], object]) -> None:
        super().__init__(model)
        self._hits = model
        live(self, "setAccessibleName", "Hits in all documents")
        self._before = _EndFirst(self)
        self.setItemDelegateForColumn(BEFORE, self._before)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(24)
        for section, width in ((TICK, 30), (WORDS, _WORDS_LEAST), (WHO, 80), (DOCUMENT, 110)):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(section, width)
        for section in (BEFORE, AFTER):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Stretch)
        model.modelReset.connect(lambda: header.resizeSection(WORDS, _WORDS_LEAST))
        model.dataChanged.connect(self._fit_words)
        self.clicked.connect(lambda index: open_row(index.row()) if index.column() != TICK else None)
        self.entered.connect(lambda index: open_row(index.row()))

    def _fit_words(self) -> None:
        """Give what was found the room that it needs in the rows shown; all else is for the words around it."""
        most = max(_WORDS_LEAST, self.viewport().width() // 3)
        now, header = self.columnWidth(WORDS), self.horizontalHeader()
        header.resizeSection(WORDS, max(now, min(most, self.sizeHintForColumn(WORDS))))

    def choose(self, row: int) -> None:
        """Choose one row."""
        if 0 <= row < self._hits.rowCount():
            self.setCurrentIndex(self._hits.index(row, WORDS))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks."""
        if event.key() == Qt.Key.Key_Space and self._hits.ticking:
            self._hits.toggle(sorted({index.row() for index in self.selectedIndexes()}))
        else:
            super().keyPressEvent(event)
