"""What the disclosure check found, as a list with what can be done about each: mend it, let it pass, look at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QHeaderView, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QStackedWidget, QWidget

from qualcoder_peer.core.domain.disclosure import (
    DISCLOSURE_TITLES,
    MEND_TITLES,
    Disclosure,
    DisclosureFinding,
    DisclosureKind,
    DisclosurePlace,
    Mend,
    PassedFinding,
)
from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.gui.i18n import live, live_call, number, say, tr, tr_n
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role, themes
from qualcoder_peer.gui.widgets.basics import EmptyState, button, column, label, row
from qualcoder_peer.gui.widgets.rows_view import RowsView

KIND, FOUND, COUNT = range(3)
_TITLES = (N_("Kind"), N_("What was found"), N_("Places"))
_Index = QModelIndex | QPersistentModelIndex
_WORDS = (DisclosureKind.NAME, DisclosureKind.NUMBER)
_PLACES_HEIGHT = 104


class FindingsModel(QAbstractTableModel):
    """A row a finding: open ones first, then in grey those that were let pass."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.open: tuple[DisclosureFinding, ...] = ()
        self.passed: tuple[PassedFinding, ...] = ()
        live_call(self, self._say_again)

    def show(self, found: Disclosure) -> None:
        """Show other findings."""
        self.beginResetModel()
        self.open, self.passed = found.open, found.passed
        self.endResetModel()

    def finding(self, place: int) -> DisclosureFinding:
        """The finding of a row."""
        return self.open[place] if place < len(self.open) else self.passed[place - len(self.open)].finding

    def passed_at(self, place: int) -> PassedFinding | None:
        """What was let pass in a row; None where the finding is open."""
        return self.passed[place - len(self.open)] if place >= len(self.open) else None

    # Qt overrides

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.open) + len(self.passed)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(_TITLES)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        finding, passed = self.finding(index.row()), self.passed_at(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            if index.column() == KIND:
                return tr(DISCLOSURE_TITLES[finding.kind])
            if index.column() == COUNT:
                return number(finding.count)
            told = say(finding.message)
            return tr("{finding} (let pass)", finding=told) if passed else told
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == FOUND:
            return say(finding.message)
        if role == Qt.ItemDataRole.ForegroundRole and (passed or index.column() == KIND):
            return QBrush(QColor(themes.current.muted))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if index.column() == COUNT else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == COUNT else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return tr(_TITLES[section]) if role == Qt.ItemDataRole.DisplayRole else None

    # Private

    def _say_again(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_TITLES) - 1)
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(_TITLES) - 1))


class FindingsPane(QWidget):
    """The list, what is chosen in it in full, and the field for the reason."""

    pass_asked = Signal(list, str)
    """Findings, and why they may pass."""
    open_asked = Signal(list)
    """Ids of passes to be taken back."""
    mend_asked = Signal(list)
    """Findings of one kind of mend."""
    harmless_asked = Signal(list)
    """Findings whose words are no personal data."""
    place_asked = Signal(object)
    """A DisclosurePlace."""

    def __init__(
        self,
        empty: EmptyState,
        *,
        can_show: Callable[[DisclosurePlace], bool] = lambda _place: True,
        mends: Sequence[Mend] = tuple(Mend),
        read_only: bool = False,
    ) -> None:
        """``mends``: what can be mended where the list stands."""
        super().__init__()
        self._can_show, self._mends, self._read_only = can_show, mends, read_only
        self.model = FindingsModel(self)
        self.table = RowsView(self.model)
        live(self.table, "setAccessibleName", "What was found")
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(KIND, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(FOUND, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._chosen())
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(empty)
        self.details = self._details()
        box = column(self, gap=GAP)
        box.addWidget(self.stack, 1)
        box.addWidget(self.details)
        self.setFocusProxy(self.table)
        live_call(self, self._chosen)

    def show_found(self, found: Disclosure) -> None:
        """Show what was found; the row chosen before, or the one in its place, is chosen again."""
        before = self.table.currentIndex().row()
        self.model.show(found)
        rows = self.model.rowCount()
        self.stack.setCurrentIndex(0 if rows else 1)
        self.details.setVisible(bool(rows))
        if rows:
            self.table.selectRow(max(0, min(before, rows - 1)))
        self._chosen()

    def set_places(self, can_show: Callable[[DisclosurePlace], bool]) -> None:
        """Say which places can be shown."""
        self._can_show = can_show

    def tell(self, error: Message) -> None:
        """Say what is wrong with the reason."""
        self.note.setText(say(error))
        self.note.show()

    def chosen(self) -> list[DisclosureFinding]:
        """The open findings that are chosen."""
        return [self.model.finding(place) for place in self._rows() if self.model.passed_at(place) is None]

    def _details(self) -> QWidget:
        pane = QWidget()
        self.sentence = label("", wrap=True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note = label("", "muted", wrap=True)
        self.places = QListWidget()
        set_role(self.places, "side")
        self.places.setFixedHeight(_PLACES_HEIGHT)
        live(self.places, "setAccessibleName", "Where it was found")
        self.places.itemActivated.connect(self._go)
        self.places.currentRowChanged.connect(lambda _row: self._enable())
        self.mend_button = button("Mend", on_click=lambda: self.mend_asked.emit(self.chosen()))
        self.harmless_button = button(
            "No personal data", on_click=lambda: self.harmless_asked.emit(self.chosen())
        )
        live(self.harmless_button, "setToolTip",
             "The words are nobody’s name or number, and are not shown again")  # fmt: skip
        self.place_button = button("Show the place", on_click=self._go)
        self.reason = QLineEdit()
        live(self.reason, "setPlaceholderText", "Why it may pass")
        live(self.reason, "setAccessibleName", "Why it may pass")
        self.reason.textChanged.connect(lambda _words: self._enable())
        self.reason.returnPressed.connect(self._pass)
        self.pass_button = button("Let it pass", on_click=self._pass)
        self.again_button: QPushButton = button("Open it again", on_click=self._open_again)
        tools = row(gap=GAP)
        for one in (self.mend_button, self.harmless_button, self.place_button, self.again_button):
            tools.addWidget(one)
        tools.addStretch(1)
        passing = row(gap=GAP)
        passing.addWidget(self.reason, 1)
        passing.addWidget(self.pass_button)
        box = column(pane, gap=GAP)
        box.setContentsMargins(GAP_LARGE, GAP_SMALL, GAP_LARGE, GAP)
        for widget in (self.sentence, self.note, self.places):
            box.addWidget(widget)
        box.addLayout(tools)
        box.addLayout(passing)
        return pane

    def _rows(self) -> list[int]:
        return sorted(index.row() for index in self.table.selectionModel().selectedRows())

    def _chosen(self) -> None:
        rows = self._rows()
        self.places.clear()
        self.note.clear()
        self.note.hide()
        if len(rows) == 1:
            finding, passed = self.model.finding(rows[0]), self.model.passed_at(rows[0])
            self.sentence.setText(say(finding.message))
            if passed is not None:
                self.note.setText(
                    tr("Let pass by {coder}: {reason}", coder=passed.passed.coder, reason=passed.passed.reason)
                )
                self.note.show()
            for place in finding.places:
                item = QListWidgetItem(say(place.title))
                item.setData(Qt.ItemDataRole.UserRole, place)
                self.places.addItem(item)
            self.places.setCurrentRow(0)
        elif rows:
            self.sentence.setText(tr_n("{count} finding chosen", "{count} findings chosen", len(rows)))
        else:
            self.sentence.clear()
        self.places.setVisible(self.places.count() > 0)
        self._enable()

    def _enable(self) -> None:
        findings = self.chosen()
        mends = {one.mend for one in findings}
        mend = mends.pop() if len(mends) == 1 else Mend.NONE
        can_mend = mend is not Mend.NONE and mend in self._mends and not self._read_only
        self.mend_button.setVisible(can_mend)
        if can_mend:
            live(self.mend_button, "setText", Message(MEND_TITLES[mend]))
        words = bool(findings) and all(one.kind in _WORDS for one in findings)
        self.harmless_button.setVisible(words and not self._read_only)
        place = self._place()
        self.place_button.setVisible(place is not None and self._can_show(place))
        passed = [self.model.passed_at(one) for one in self._rows()]
        self.again_button.setVisible(bool(passed) and all(passed) and not self._read_only)
        self.reason.setVisible(bool(findings) and not self._read_only)
        self.pass_button.setVisible(bool(findings) and not self._read_only)
        self.pass_button.setEnabled(bool(self.reason.text().strip()))

    def _place(self) -> DisclosurePlace | None:
        item = self.places.currentItem()
        place = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return place if isinstance(place, DisclosurePlace) else None

    def _go(self, _item: object = None) -> None:
        place = self._place()
        if place is not None and self._can_show(place):
            self.place_asked.emit(place)

    def _pass(self) -> None:
        findings = self.chosen()
        if findings and self.reason.text().strip():
            self.pass_asked.emit(findings, self.reason.text())

    def _open_again(self) -> None:
        passed = [self.model.passed_at(one) for one in self._rows()]
        self.open_asked.emit([one.passed.id for one in passed if one is not None])


def nothing_found() -> EmptyState:
    """What stands where nothing was found."""
    return EmptyState(
        "shield-check",
        "Nothing found that gives anyone away",
        "The check looks for names and numbers, for attributes and small counts that single people out, and for what "
        "a Word file carries along. It cannot know what somebody who was there would recognise: read it yourself too.",
    )


def count_sentence(found: Disclosure) -> Message:
    """How much is open, in a few words."""
    if not found.open:
        return message("Nothing is open.")
    return Message("{count} finding is open.", {}, "{count} findings are open.", len(found.open))
