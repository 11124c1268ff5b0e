"""Who the speakers of many documents are: guesses to tick, to change and to apply as one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from qualcoder_peer.core.domain.ids import RespondentId, SpeakerId
from qualcoder_peer.core.domain.messages import counted
from qualcoder_peer.core.services.matching import MatchGuess
from qualcoder_peer.gui.i18n import live, tr_n
from qualcoder_peer.gui.rooms.material.cells import ROW_HEIGHT
from qualcoder_peer.gui.rooms.material.match_model import DOCUMENT, LABEL, SCORE, TICK, TURNS, WHO, MatchModel
from qualcoder_peer.gui.rooms.material.rows_model import Index
from qualcoder_peer.gui.theme import GAP, GAP_LARGE
from qualcoder_peer.gui.widgets.basics import EmptyState, SearchField, button, column, label, line, row

_SIZE = QSize(1080, 640)
_WIDTHS = {TICK: 36, LABEL: 140, DOCUMENT: 220, TURNS: 64, WHO: 190, SCORE: 90}


class _Names(QStyledItemDelegate):
    """The name of a line: guesses first, then all of the register; another name is somebody new."""

    def __init__(self, names: Sequence[str], view: QTableView) -> None:
        super().__init__(view)
        self._names = list(names)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        assert isinstance(model, MatchModel)
        box = QComboBox(parent)
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        live(box, "setAccessibleName", "Who is {label}", label=model.lines[index.row()].guess.label or "–")
        guesses = [one.name for one in model.lines[index.row()].guess.candidates]
        box.addItems(guesses)
        if guesses:
            box.insertSeparator(box.count())
        box.addItems([one for one in self._names if one not in guesses])
        completer = box.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        box.activated.connect(lambda _place: self._take(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            editor.setEditText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            inner = editor.lineEdit()
            if inner is not None:
                inner.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect)

    def _take(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box, QStyledItemDelegate.EndEditHint.NoHint)


class MatchTable(QTableView):
    """Space ticks the selected lines, Enter or F2 changes the name."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if self.state() != self.State.EditingState and index.isValid():
            if event.key() == Qt.Key.Key_Space:
                ticked = index.siblingAtColumn(TICK).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
                state = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
                rows = {index.row(), *(one.row() for one in self.selectionModel().selectedRows())}
                for place in sorted(rows):
                    self.model().setData(self.model().index(place, TICK), state, Qt.ItemDataRole.CheckStateRole)
                return
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and not (
                event.modifiers() & Qt.KeyboardModifier.ControlModifier
            ):
                self.edit(index.siblingAtColumn(WHO))
                return
        super().keyPressEvent(event)


class MatchDialog(QDialog):
    """``matches_asked`` carries the matches to be written."""

    matches_asked = Signal(list)

    def __init__(
        self,
        guesses: Sequence[MatchGuess],
        turns: Mapping[SpeakerId, int],
        names: Mapping[RespondentId, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        live(self, "setWindowTitle", "Match speakers")
        self.model = MatchModel(guesses, turns, names, self)
        self.model.dataChanged.connect(lambda *_: self._show_totals())
        self._make(list(names.values()))
        room = self.screen().availableSize()
        self.resize(_SIZE.boundedTo(QSize(room.width() - 40, room.height() - 60)))
        self._show_totals()
        self.table.setFocus()

    def _make(self, names: Sequence[str]) -> None:
        box = column(self, gap=0)
        top = QWidget()
        head = row(top, margin=GAP_LARGE, gap=GAP)
        self.search = SearchField("Search speakers")
        self.search.setFixedWidth(240)
        self.search.textChanged.connect(self._filter)
        head.addWidget(label("Nobody is matched before you say so. Tick who is who; a name that nobody has is a new "
                             "respondent.", "muted", wrap=True), 1)  # fmt: skip
        head.addWidget(self.search)
        box.addWidget(top)
        box.addWidget(line())
        if self.model.lines:
            box.addWidget(self._make_table(names), 1)
        else:
            self.table = MatchTable()
            box.addWidget(EmptyState("users", "Everybody is matched",
                                     "Of all speakers in these documents it is known who they are."), 1)  # fmt: skip
        box.addWidget(line())
        box.addWidget(self._make_foot())

    def _make_table(self, names: Sequence[str]) -> QTableView:
        table = self.table = MatchTable()
        table.setModel(self.model)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setItemDelegateForColumn(WHO, _Names(names, table))
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QTableView.EditTrigger.DoubleClicked | QTableView.EditTrigger.SelectedClicked)
        table.setTabKeyNavigation(False)
        live(table, "setAccessibleName", "Speakers and who they may be")
        vertical, header = table.verticalHeader(), table.horizontalHeader()
        vertical.hide()
        vertical.setDefaultSectionSize(ROW_HEIGHT)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(30)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        for place, width in _WIDTHS.items():
            header.resizeSection(place, width)
        table.clicked.connect(self._clicked)
        table.setCurrentIndex(self.model.index(0, WHO))
        return table

    def _make_foot(self) -> QWidget:
        foot = QWidget()
        box = row(foot, margin=GAP_LARGE, gap=GAP)
        self.all_button = button("Tick all", role="flat", on_click=lambda: self.model.tick_all(True))
        self.none_button = button("Tick none", role="flat", on_click=lambda: self.model.tick_all(False))
        self.totals = label(words="", role="muted")
        self.cancel_button = button("Cancel", on_click=self.reject)
        self.match_button = button("Match", role="primary", on_click=self._match)
        for widget in (self.all_button, self.none_button):
            box.addWidget(widget)
            widget.setVisible(bool(self.model.lines))
        box.addStretch(1)
        box.addWidget(self.totals)
        box.addWidget(self.cancel_button)
        box.addWidget(self.match_button)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._match)
        live(self.match_button, "setToolTip", "Say all of this as one step (Ctrl+Enter)")
        return foot

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == WHO and not index.data(Qt.ItemDataRole.EditRole):
            self.table.edit(index)

    def _filter(self, words: str) -> None:
        wanted = words.casefold().split()
        for place, one in enumerate(self.model.lines):
            said = "\n".join((one.guess.label, one.guess.title, one.name)).casefold()
            self.table.setRowHidden(place, not all(word in said for word in wanted))

    def _show_totals(self) -> None:
        matches = self.model.matches()
        new = len({one.name for one in matches if one.respondent is None})
        self.totals.setText(tr_n("{count} new respondent", "{count} new respondents", new) if new else "")
        live(self.match_button, "setText", counted("Match {count} speaker", "Match {count} speakers", len(matches)))
        self.match_button.setEnabled(bool(matches))

    def _match(self) -> None:
        self.match_button.setFocus()  # a name that is being typed is taken first
        matches = self.model.matches()
        if matches:
            self.accept()
            self.matches_asked.emit(matches)
