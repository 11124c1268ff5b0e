"""The history of codes: a page of the drawer with what was done to them, of all or of the one chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHeaderView, QWidget

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.services.code_history import KIND_TITLES, CodeEvent, history_of, history_of_codes
from qualcoder_peer.core.text.words import fold_case
from qualcoder_peer.gui.i18n import languages, live, number, say, tr, tr_n, when
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.coding.codes_model import short_name
from qualcoder_peer.gui.rooms.coding.part import Part
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import SearchField, column, label, row
from qualcoder_peer.gui.widgets.rows_view import RowsView
from qualcoder_peer.gui.widgets.tips import plain_tip

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

PAGE = "code_history"
TIME, CODER, CODE, WHAT = range(4)
TITLES = (N_("Time"), N_("Coder"), N_("Code"), N_("What was done"))
_SOON_MS = 150
_LONGEST = 400
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class EventsModel(QAbstractTableModel):
    """Events of codes, the newest first; words are made for the rows that are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.events: list[CodeEvent] = []

    def show_events(self, events: list[CodeEvent]) -> None:
        """Show other events, given in the order of time."""
        self.beginResetModel()
        self.events = events[::-1]
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row an event."""
        return 0 if parent.isValid() else len(self.events)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """When, who, which code, what."""
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, and a tool tip with all of them."""
        if role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole
        ):  # fmt: skip
            return None
        event = self.events[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == WHAT:
            return ". ".join(self._words(event, one) for one in (WHAT, CODE, CODER, TIME))
        words = self._words(event, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(words[:2_000])
        return " ".join(words[:_LONGEST].split())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(TITLES):
            if role == Qt.ItemDataRole.DisplayRole:
                return tr(TITLES[section])
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    @staticmethod
    def _words(event: CodeEvent, column: int) -> str:
        if column == TIME:
            return when(event.time)
        if column == CODER:
            return event.coder
        if column == CODE:
            name = short_name(event.name)
            return name if event.code is not None else tr("{name} (deleted)", name=name)
        return say(event.text)


class EventsPage(QWidget):
    """The list with what narrows it."""

    code_asked = Signal(int)

    def __init__(self, part: CodeHistory) -> None:
        super().__init__()
        self._part = part
        self.model = EventsModel(self)
        self.view = _EventsView(self.model, self.code_asked.emit)
        self.only = QCheckBox()
        self.count = label("", "small")
        self.filter = SearchField("Filter the history of codes")
        self.events: list[CodeEvent] = []
        live(self.only, "setText", "Only the code chosen")
        head = row(gap=GAP)
        head.setContentsMargins(GAP_LARGE, 0, GAP, GAP_SMALL)
        head.addWidget(label("History of codes", "section"))
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.only)
        head.addWidget(self.filter, 1)
        box = column(self, gap=0)
        box.addLayout(head)
        box.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self.only.toggled.connect(lambda _on: part.read())
        self.filter.textChanged.connect(lambda _words: self.narrow())
        languages.changed.connect(self.narrow)

    def narrow(self) -> None:
        """Show the events with the words of the filter in them."""
        wanted = fold_case(self.filter.text()).split()
        found = [one for one in self.events if self._fits(one, wanted)] if wanted else self.events
        self.model.show_events(found)
        self.count.setText(tr_n("{number} entry", "{number} entries", len(found), number=number(len(found))))

    @staticmethod
    def _fits(event: CodeEvent, wanted: list[str]) -> bool:
        said = fold_case(f"{event.name} {event.coder} {tr(KIND_TITLES[event.kind])} {say(event.text)}")
        return all(word in said for word in wanted)


class _EventsView(RowsView):
    def __init__(self, model: EventsModel, show_code: Any) -> None:
        super().__init__(model, several=False)
        self._events, self._show_code = model, show_code
        live(self, "setAccessibleName", "History of codes")
        for place, words in ((TIME, "0000-00-00 00:00"), (CODER, "MMMMM"), (CODE, "n" * 16)):
            self.setColumnWidth(place, self.fontMetrics().horizontalAdvance(words) + 4 * GAP)
        self.horizontalHeader().setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(self._go)
        self.entered.connect(self._go)

    def _go(self, index: QModelIndex) -> None:
        code = self._events.events[index.row()].code
        if code is not None:
            self._show_code(int(code))


class CodeHistory(Part):
    """Offers the page and keeps it in step while it is open."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        self._turn = 0
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.read)
        room.drawer.add(PAGE, "History of codes", self._build)
        room.context.actions.add("coding.code_history", message("History of codes"), self.open, icon="history",
                                 owner=room)  # fmt: skip
        room.drawer.opened.connect(lambda key: self.read() if key == PAGE else None)
        room.codes.code_details.history_asked.connect(self.open_chosen)
        room.codes.view.picked.connect(self._picked)
        room.context.bridge.changed.connect(self._changed)

    @property
    def page(self) -> EventsPage | None:
        """The page, once it has been opened."""
        page = self.room.drawer.page(PAGE)
        return page if isinstance(page, EventsPage) else None

    def open(self) -> None:
        """Show the history of all codes and give it the keyboard."""
        self._open(False)

    def open_chosen(self) -> None:
        """Show the history of the code chosen."""
        self._open(True)

    def read(self) -> None:
        """Read what is shown."""
        page = self.page
        if page is None or not self.room.drawer.shows(PAGE):
            return
        code = self.room.codes.view.current_code
        self._turn += 1
        turn = self._turn
        if page.only.isChecked() and code is not None:
            try:
                self._take(turn, history_of(self.room.context.project, CodeId(code)))
            except NotFound:
                self._take(turn, [])
        else:  # of thousands of codes it takes a moment
            run_job(self, history_of_codes, self.room.context.project, title="",
                    on_done=lambda events: self._take(turn, events))  # fmt: skip

    def _take(self, turn: int, events: list[CodeEvent]) -> None:
        if turn == self._turn and self.page is not None:
            self.page.events = events
            self.page.narrow()

    def _open(self, only: bool) -> None:
        self.room.drawer.open(PAGE)
        page = self.page
        assert page is not None
        page.only.setChecked(only)
        page.view.setFocus()

    def _build(self) -> QWidget:
        page = EventsPage(self)
        page.code_asked.connect(self.room.codes.view.show_code)
        return page

    def _picked(self, _code: int) -> None:
        if self.page is not None and self.page.only.isChecked():
            self._soon.start()

    def _changed(self, changes: ChangeSet) -> None:
        if self.page is not None and changes.touches("code_event", "code"):
            self._soon.start()
