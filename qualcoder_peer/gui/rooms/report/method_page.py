"""The page for the method chapter: what the project knows of how the work was done, and what a study is to report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.checklists import (
    CHECKLISTS,
    REPORTED_TITLES,
    CheckedItem,
    Reported,
    check_items,
    write_note,
)
from qualcoder_peer.core.reports.method import MethodPart, method_parts
from qualcoder_peer.core.services.method_facts import MethodFacts, read_method_facts
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, live_call, tr, tr_n
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.rooms.report.file_page import ask_word_file
from qualcoder_peer.gui.rooms.report.room_pages import Page, surface
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role, themes
from qualcoder_peer.gui.widgets.basics import button, column, label, row

_SIZES = [460, 680]
_HEADERS = (N_("Item"), N_("State"), N_("What the project knows"), N_("Where it is reported"))
_STATE, _NOTE = 1, 3
_PADDING = 18  # of a cell, both sides, with its edge
_ICONS = {
    Reported.REPORTED: ("circle-check", "success"), Reported.MENTIONED: ("search", "text"),
    Reported.KNOWN: ("lightbulb", "text"), Reported.MISSING: ("triangle-alert", "warning"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Read:
    facts: MethodFacts
    parts: tuple[MethodPart, ...]
    items: tuple[CheckedItem, ...]
    language: str


class MethodPage(Page):
    """See ``room_pages.Page``."""

    layout_key = "report/method"
    together_ms = 200

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context)
        self.report: Path | None = None
        self.items: tuple[CheckedItem, ...] = ()
        self._filling = False
        self._facts: MethodFacts | None = None
        self._parts: tuple[MethodPart, ...] = ()
        self._language = "en"
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        set_role(self.text, "field")
        live(self.text, "setAccessibleName", "Method chapter")
        self.list = QComboBox()
        self.model = QStandardItemModel(0, len(_HEADERS), self)
        self.table = QTableView()
        self._make_actions()
        self._lay_out()
        self._connect()
        live_call(self, self._say)

    def refresh(self) -> None:
        """Count and look again, beside the window."""
        super().refresh()
        self.read(_read, self.project, self.list.currentIndex(), self.report, self._facts, then=self._take)

    def look_in(self, path: Path | None) -> None:
        """Look for the items of the list in a finished report."""
        self.report = path
        self.refresh()

    def copy_text(self) -> None:
        """Put the method chapter on the clipboard."""
        QApplication.clipboard().setText(self.text.toPlainText())
        self.context.messages.notify(message("The method chapter was copied."))

    def _make_actions(self) -> None:
        add = self.context.actions.add
        add("method.look", N_("Look in a finished report…"), self._choose_file, icon="file-text", owner=self)
        add("method.copy", N_("Copy the method chapter"), self.copy_text, icon="copy", owner=self,
            enabled=lambda: bool(self._parts))  # fmt: skip

    def _lay_out(self) -> None:
        tools = self.tool_row()
        for one in CHECKLISTS:
            self.list.addItem(one.title)
        for setter in ("setAccessibleName", "setToolTip"):
            live(self.list, setter, "Which checklist")
        tools.addWidget(self.list)
        self.look = button("Look in a finished report…", "file-text", "flat", self._choose_file)
        tools.addWidget(self.look)
        self.file = label(role="muted")
        tools.addWidget(self.file)
        tools.addStretch(1)
        self.counts = label(role="muted")
        tools.addWidget(self.counts)
        left, right = surface(280), surface(280)
        head = row(gap=GAP_SMALL)
        head.addWidget(label("What the project knows", "section"))
        head.addStretch(1)
        head.addWidget(self.context.actions.tool_button("method.copy"))
        box = column(left, gap=GAP_SMALL)
        box.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        box.addLayout(head)
        box.addWidget(label("It stands in the method chapter of each report; your own words follow it there.", "small",
                            wrap=True))  # fmt: skip
        box.addWidget(self.text, 1)
        column(right, gap=0).addWidget(self.table)
        self._set_up_table()
        self.lay_out((left, right), _SIZES)
        self.home, self.stops = self.table, (self.text, self.table)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setItemDelegate(_Roomy(table))
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.setTabKeyNavigation(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place in range(len(_HEADERS)):
            header.setSectionResizeMode(place, header.ResizeMode.Stretch)
        header.setSectionResizeMode(0, header.ResizeMode.Interactive)
        header.setSectionResizeMode(_STATE, header.ResizeMode.ResizeToContents)
        header.resizeSection(0, 170)
        live(table, "setAccessibleName", "Checklist")

    def _connect(self) -> None:
        self.list.activated.connect(lambda _row: self.refresh())
        self.model.itemChanged.connect(self._noted)
        themes.changed.connect(self._fill)

    def _choose_file(self) -> QFileDialog:
        folder = Path(self.project.path).parent if self.report is None else self.report.parent
        return ask_word_file(self, message("Look in a finished report"), folder, self.look_in)

    def project_changed(self, changes: ChangeSet) -> None:
        """Look again; where only notes changed, what is known of the work stays as it is."""
        if set(changes.tables) - {"setting"}:
            self._facts = None
        self.refresh_soon()

    def failed(self, error: BaseException) -> None:
        """The finished report cannot be read: it is told of and let go."""
        self.report = None
        super().failed(error)
        self._say_file()

    def _take(self, read: _Read) -> None:
        self._facts, self._parts, self.items, self._language = read.facts, read.parts, read.items, read.language
        self._fill()

    def _fill(self) -> None:
        say = texts(self._language)
        chapter = "\n\n".join(f"{say(part.title)}\n{part.text}" for part in self._parts)
        if self.text.toPlainText() != chapter:
            self.text.setPlainText(chapter)
        self._filling = True
        self.model.setRowCount(len(self.items))
        for place, one in enumerate(self.items):
            picture, colour = _ICONS[one.state]
            cells = (f"{one.item.number}  {tr(one.item.title)}", tr(REPORTED_TITLES[one.state]), one.known, _where(one))
            for number, words in enumerate(cells):
                item = QStandardItem(words)
                if number == _STATE:
                    item.setIcon(icon(picture, colour))
                item.setEditable(number == _NOTE and not self.context.read_only)
                item.setToolTip(words)
                self.model.setItem(place, number, item)
        self._filling = False
        self._say_file()
        self.context.actions.refresh()

    def _noted(self, item: QStandardItem) -> None:
        if self._filling or item.column() != _NOTE or item.row() >= len(self.items):
            return
        one = self.items[item.row()]
        if item.text() != _where(one):
            write_note(self.project, CHECKLISTS[self.list.currentIndex()], one.item.number, item.text())

    def _say(self) -> None:
        self.model.setHorizontalHeaderLabels([tr(title) for title in _HEADERS])
        self._fill()

    def _say_file(self) -> None:
        self.file.setText("" if self.report is None else tr("Looked in {name}", name=self.report.name))
        missing = sum(1 for one in self.items if one.state is Reported.MISSING)
        self.counts.setText(tr_n("{count} item is missing", "{count} items are missing", missing) if missing else "")


class _Roomy(QStyledItemDelegate):
    """Lines that wrap, with some air between the rows."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        narrow = QStyleOptionViewItem(option)
        if index.column() != _STATE:  # the style does not heed its padding where it breaks words
            narrow.rect = narrow.rect.adjusted(0, 0, -_PADDING, 0)
        return super().sizeHint(narrow, index) + QSize(0, GAP)


def _where(one: CheckedItem) -> str:
    places = [
        tr("{heading}, page {page}", heading=place.heading, page=place.page)
        if place.page is not None
        else place.heading
        for place in one.places
    ]
    return one.note or "; ".join(dict.fromkeys(words for words in places if words))


def _read(
    project: Project, which: int, report: Path | None, facts: MethodFacts | None, progress: Progress | None = None
) -> _Read:
    known = facts or read_method_facts(project, progress)
    language = known.info.language
    items = check_items(project, CHECKLISTS[max(0, which)], known, language, report)
    return _Read(known, method_parts(known, texts(language)), items, language)
