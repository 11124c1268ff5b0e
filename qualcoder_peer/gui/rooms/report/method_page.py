"""The page for the method chapter: what the project knows of how the work was done, and what a study is to report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QPlainTextEdit,
    QSplitter,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
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
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.report.room_pages import Page
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role, themes
from qualcoder_peer.gui.widgets.basics import button, column, label, row

_TOGETHER_MS = 200
_SIZES = [460, 680]
_HEADERS = (N_("Item"), N_("State"), N_("What the project knows"), N_("Where it is reported"))
_NOTE = 3
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

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self.context, self.project = context, context.project
        self.report: Path | None = None
        self.items: tuple[CheckedItem, ...] = ()
        self._awake, self._stale, self._asked, self._filling = False, True, 0, False
        self._facts: MethodFacts | None = None
        self._parts: tuple[MethodPart, ...] = ()
        self._language = "en"
        self._soon = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._soon.timeout.connect(self.refresh)
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

    def wake(self) -> None:
        """The page is shown."""
        self._awake = True
        if self._stale:
            self.refresh()

    def sleep(self) -> None:
        """The page is hidden."""
        self._awake = False
        self.context.settings.keep_state("report/method", self.splitter.saveState())

    def focus(self) -> None:
        """Put the focus where work goes on."""
        self.table.setFocus()

    def panes(self) -> list[QWidget]:
        """The panes from left to right."""
        return [self.text, self.table]

    def refresh(self) -> None:
        """Count and look again, beside the window."""
        self._soon.stop()
        self._stale = False
        self._asked += 1
        asked = self._asked
        run_job(
            self, _read, self.project, self.list.currentIndex(), self.report, self._facts, title="",
            on_done=lambda read: self._take(asked, read), on_failed=self._failed,
        )  # fmt: skip

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
        self.tools = QWidget()
        tools = row(self.tools, gap=GAP)
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
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        left, right = QWidget(), QWidget()
        for pane in (left, right):
            set_role(pane, "surface")
            pane.setMinimumWidth(280)
            self.splitter.addWidget(pane)
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
        self.splitter.setSizes(_SIZES)
        kept = self.context.settings.state("report/method")
        if not kept.isEmpty():
            self.splitter.restoreState(kept)
        outer = column(self, gap=0)
        outer.addWidget(self.splitter)

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
            stretch = header.ResizeMode.Stretch if place else header.ResizeMode.Interactive
            header.setSectionResizeMode(place, stretch)
        header.resizeSection(0, 190)
        live(table, "setAccessibleName", "Checklist")

    def _connect(self) -> None:
        self.list.activated.connect(lambda _row: self.refresh())
        self.model.itemChanged.connect(self._noted)
        self.context.bridge.changed.connect(self._changed)
        themes.changed.connect(self._fill)

    def _choose_file(self) -> QFileDialog:
        dialog = QFileDialog(self, tr("Look in a finished report"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(tr("Word documents ({endings})", endings="*.docx *.docm *.dotx"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.look_in(Path(chosen)))
        dialog.open()
        return dialog

    def _changed(self, changes: ChangeSet) -> None:
        if set(changes.tables) <= {"setting"}:
            if changes.touches("setting") and self._awake:
                self._soon.start()
            return
        self._facts, self._stale = None, True
        if self._awake:
            self._soon.start()

    def _failed(self, error: BaseException) -> None:
        self.report = None
        self.context.messages.error(error)
        self._say_file()

    def _take(self, asked: int, read: _Read) -> None:
        if asked != self._asked:
            return
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
                if number == 1:
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
        return super().sizeHint(option, index) + QSize(0, GAP)


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
