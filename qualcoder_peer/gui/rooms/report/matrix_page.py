"""The page for matrices: themes against respondents, documents or groups; each number is a link to its quotes."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QSplitter, QWidget

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import CodeId, RespondentId
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.model import Report
from qualcoder_peer.core.services.coding import count_codings
from qualcoder_peer.core.services.matrix import Deviant, Mention, mark_not_asked, read_summaries
from qualcoder_peer.core.services.reports import add_table, list_reports
from qualcoder_peer.core.services.saved_tables import MATRIX
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.exporting import Exporting
from qualcoder_peer.gui.i18n import live_call, tr
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.report.guide_flow import GuideFlow
from qualcoder_peer.gui.rooms.report.matrix_below import MatrixBelow
from qualcoder_peer.gui.rooms.report.matrix_cell import CellPane
from qualcoder_peer.gui.rooms.report.matrix_model import MatrixModel, ShownMatrix, read_shown
from qualcoder_peer.gui.rooms.report.matrix_table import MatrixTable
from qualcoder_peer.gui.rooms.report.matrix_tools import Choices, MatrixChoices, choices_from
from qualcoder_peer.gui.rooms.report.room_pages import Page, surface
from qualcoder_peer.gui.rooms.report.saved_menu import SavedMenu
from qualcoder_peer.gui.rooms.report.stances import stance_words
from qualcoder_peer.gui.selection_choices import TABLES as SELECTION_TABLES
from qualcoder_peer.gui.theme import GAP_LARGE
from qualcoder_peer.gui.widgets.basics import EmptyState, button, column
from qualcoder_peer.gui.widgets.choosing import choice_menu

_REST_MS = 90
_SIZES = [840, 350]
_HALVES = [420, 170]


class MatrixPage(Page):
    """See ``room_pages.Page``."""

    layout_key = "report/matrix"
    follows = (
        "code", "coding", "document", "document_text", "speaker", "turn", "respondent", "attribute",
        "attribute_value", "not_asked", *SELECTION_TABLES,
    )  # fmt: skip

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context)
        self.exporting, self.guide = Exporting(context, self), GuideFlow(self, context)
        self._here: tuple[CodeId | None, str, bool] = (None, "", False)
        self._walking = QTimer(self, singleShot=True, interval=_REST_MS)
        self._walking.timeout.connect(self._show_cell)
        self.model = MatrixModel(self)
        self.table = MatrixTable(self.model)
        self.cell = CellPane(context)
        self.below = MatrixBelow()
        self.choices = MatrixChoices(context)
        self.saved = SavedMenu(context, MATRIX, lambda: self.choices.choices.settings(), self._show_saved)
        self._make_actions()
        self._lay_out()
        self._connect()
        live_call(self, self._say)

    @property
    def shown(self) -> ShownMatrix | None:
        """What the table shows."""
        return self.model.shown

    def flush(self) -> None:
        """Store what is being typed."""
        self.cell.flush()

    def refresh(self) -> None:
        """Count again, beside the window."""
        super().refresh()
        if not count_codings(self.project):
            self.stack.setCurrentWidget(self.nothing_coded)
            self.context.actions.refresh()
            return
        self.choices.refresh()
        chosen = self.choices.choices
        self.read(
            read_shown, self.project, chosen.asked(), chosen.show, then=self._take,
            title=message("Counting who says what"),
        )  # fmt: skip

    def export(self) -> QFileDialog:
        """Ask where to write the matrix."""
        name = tr("{title}, matrix", title=self.project.info().title)
        return self.exporting.ask("matrix", message("Export the matrix"), name, self.export_to, ".xlsx")

    def export_to(self, path: Path) -> None:
        """Write the matrix as it is shown."""
        self.flush()
        self.exporting.write("matrix", path, self.choices.choices.which(), self.choices.options())

    def mark(self, unasked: bool) -> None:
        """Say of the cells chosen that the respondents were not asked, or that they were; one step to undo."""
        places = self._markable(unasked)
        if places and not self.context.read_only:
            mark_not_asked(self.project, places, unasked)

    def add_to_report(self) -> QMenu | None:
        """Put the matrix into the report; where there are several, a menu asks which."""
        reports = list_reports(self.project)
        if not reports:
            self.context.messages.inform(
                message("There is no report yet to add the matrix to."), message("Go to the report draft"),
                lambda: self.context.navigator.go(Place("report", page="draft")),
            )  # fmt: skip
        elif len(reports) == 1:
            self.add_to(reports[0])
        else:
            menu = choice_menu(
                self, [(one.title, None, partial(self.add_to, one)) for one in reversed(reports)], tr("Add to")
            )
            menu.popup(self.add_button.mapToGlobal(QPoint(0, self.add_button.height())))
            return menu
        return None

    def add_to(self, report: Report) -> None:
        """Put the matrix at the end of a report."""
        add_table(self.project, report.id, None, {"table": "matrix", **self.choices.choices.settings()})
        self.context.messages.inform(
            message("Added the matrix at the end of “{title}”.", title=report.title), message("Show"),
            lambda: self.context.navigator.go(Place("report", report=report.id, page="draft")),
        )  # fmt: skip

    def show_everything(self) -> None:
        """All of the material, by document, where nothing was left."""
        self.choices.choose(Choices(show=self.choices.choices.show))

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tools()

    # Private

    def _fit_tools(self) -> None:
        # Where there is no room for all of it, the boxes go without their names beside them (they are in the tips),
        # and what also stands in the menu of the table without its button.
        for narrow in (False, True):
            self.choices.show_names(not narrow)
            self.add_button.setVisible(not narrow)
            layout = self.tools.layout()
            if layout is None or layout.minimumSize().width() <= self.width() - 2 * GAP_LARGE:
                break

    def _make_actions(self) -> None:
        add = self.context.actions.add
        add("matrix.not_asked", N_("Not asked"), lambda: self.mark(True), keys="N", owner=self.table,
            enabled=lambda: not self.context.read_only and bool(self._markable(True)))  # fmt: skip
        add("matrix.asked", N_("Asked"), lambda: self.mark(False), keys="A", owner=self.table,
            enabled=lambda: not self.context.read_only and bool(self._markable(False)))  # fmt: skip
        add("matrix.guide", N_("Not asked, from the interview guide…"), self.guide.choose, icon="import", owner=self,
            enabled=lambda: not self.context.read_only and self.is_filled)  # fmt: skip
        add("matrix.add", N_("Add the matrix to the report"), self.add_to_report, keys="Ctrl+Return", icon="plus",
            owner=self, enabled=lambda: not self.context.read_only and self.is_filled)  # fmt: skip
        add("matrix.export", N_("Export the matrix"), self.export, keys="Ctrl+E", icon="download", owner=self,
            enabled=lambda: bool(self.model.rows) and self.is_filled)  # fmt: skip

    def _lay_out(self) -> None:
        tools = self.tool_row()
        self.export_button = button("Export…", "download", "primary")
        self.context.actions.bind(self.export_button, "matrix.export")
        self.add_button = button("Add to the report", "plus")
        self.context.actions.bind(self.add_button, "matrix.add")
        tools.addWidget(self.choices)
        tools.addWidget(self.saved)
        tools.addStretch(1)
        tools.addWidget(self.add_button)
        tools.addWidget(self.export_button)
        left = surface(420)
        self.halves = QSplitter(Qt.Orientation.Vertical)
        self.halves.addWidget(self.table)
        self.halves.addWidget(self.below)
        self.halves.setCollapsible(0, False)
        self.halves.setStretchFactor(0, 1)
        self.halves.setSizes(_HALVES)
        column(left, gap=0).addWidget(self.halves)
        self.nothing_coded = self.coding_first(
            "table",
            "Nothing is coded yet",
            "A matrix has a row for each theme and a column for each respondent, document or group, and says who "
            "takes up what. Code passages of your transcripts first.",
        )
        self.nothing_left = EmptyState(
            "filter",
            "Nobody is left to compare",
            "No respondent speaks in what was chosen. "
            "Say who speaks in the material room, or take all of the material.",
            "Show all of the material",
            self.show_everything,
        )
        self.waiting = QWidget()
        self.lay_out((left, self.cell), _SIZES, self.waiting, self.nothing_coded, self.nothing_left, shares=(1,))
        self.keep_layout(self.halves, "report/matrix-halves")
        self.home, self.stops = self.table, (self.table, self.below.list, self.cell.quotes)
        self.stack.setCurrentWidget(self.waiting)

    def _connect(self) -> None:
        self.choices.changed.connect(self._soon.start)
        selection = self.table.selectionModel()
        selection.currentChanged.connect(lambda *_: self._walking.start())
        selection.selectionChanged.connect(lambda *_: self.context.actions.refresh())
        self.table.entered.connect(self._enter)
        self.table.clicked.connect(lambda _index: self._walking.start())
        self.table.menu_asked.connect(self._ask_menu)
        self.table.themes_header.sectionClicked.connect(self._choose_total)
        self.below.deviant_chosen.connect(self._show_deviant)
        self.below.bar_chosen.connect(self._show_bar)

    def project_changed(self, changes: ChangeSet) -> None:
        """Count again; where only a summary was written, read the summaries alone."""
        super().project_changed(changes)
        if changes.touches("grid_cell") and not changes.touches(*self.follows):
            run_job(self, read_summaries, self.project, title="", on_done=self._take_summaries,
                    on_failed=self.context.messages.error)  # fmt: skip

    def _take_summaries(self, summaries: dict[tuple[CodeId, RespondentId], str]) -> None:
        self.model.show_summaries(summaries)
        self._show_cell()

    def _take(self, shown: ShownMatrix) -> None:
        self.model.show_matrix(shown)
        self.below.show_matrix(shown)
        self._fit_tools()
        self.stack.setCurrentWidget(self.splitter if shown.matrix.columns else self.nothing_left)
        if not self.table.currentIndex().isValid() and self.model.rows:
            self.table.choose(*(self.model.place_of(*self._here) or (0, 0)))
        self._show_cell()

    def failed(self, error: BaseException) -> None:
        """It could not be counted."""
        if isinstance(error, NotFound):  # the attribute or the set has gone meanwhile
            self.choices.refresh()
        super().failed(error)

    def _show_cell(self) -> None:
        self._walking.stop()
        index, shown = self.table.currentIndex(), self.shown
        if shown is None or not index.isValid():
            self.cell.show_nothing()
            return
        at, place = index.row(), index.column()
        code, title = self.model.rows[at].code, shown.title(place)
        total = place == len(shown.matrix.columns)
        self._here = (code.id, title, total)
        who = shown.respondent(place)
        key = None if who is None else (code.id, who)
        self.cell.show_cell(
            code.name if total else tr("{theme} · {column}", theme=code.name, column=title),
            self.model.what(at, place), shown.matrix.quotes_of(at, None if total else place), key,
            "" if key is None else shown.summaries.get(key, ""), shown.cell(at, place).passages,
        )  # fmt: skip
        self.context.actions.refresh()

    def _show_deviant(self, deviant: Deviant) -> None:
        shown = self.shown
        if shown is None:
            return
        at = next((place for place, row in enumerate(self.model.rows) if row.code.id == deviant.code.id), -1)
        column = next(
            (place for place in range(len(shown.matrix.columns)) if shown.respondent(place) == deviant.respondent), -1
        )
        if at >= 0 and column >= 0:
            self.table.choose(at, column)
            self._show_cell()
        elif at >= 0:
            which = dataclasses.replace(shown.matrix.quotes_of(at, None), respondents=(deviant.respondent,))
            title = tr("{theme} · {column}", theme=deviant.code.name, column=deviant.name)
            key = (deviant.code.id, deviant.respondent)
            summary = shown.summaries.get(key, "")
            self.cell.show_cell(title, stance_words(deviant.stance), which, key, summary, 1)

    def _show_bar(self, at: int, column: int) -> None:
        self.table.choose(at, column)
        self._show_cell()

    def _show_saved(self, settings: dict[str, object]) -> None:
        choices = choices_from(settings)
        if not self.choices.has(choices):
            self.context.messages.warn(
                message("An attribute or a set that the saved matrix uses no longer exists. The rest is shown.")
            )
        self.choices.choose(choices)

    def _enter(self, index: QModelIndex) -> None:
        self._show_cell()
        filled = self.shown is not None and self.shown.cell(index.row(), index.column()).passages
        if filled:
            self.cell.quotes.setFocus()
        elif self.cell.summarised is not None:
            self.cell.text.setFocus()

    def _choose_total(self, at: int) -> None:
        if self.shown is not None:
            self.table.choose(at, len(self.shown.matrix.columns))
            self.table.setFocus()

    def _ask_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in ("matrix.not_asked", "matrix.asked", "matrix.guide", "", "matrix.add"):
            if action:
                menu.addAction(self.context.actions.get(action))
            else:
                menu.addSeparator()
        menu.popup(point)

    def _markable(self, unasked: bool) -> list[tuple[CodeId, RespondentId]]:
        # Of the cells chosen, those in which nothing is mentioned and that are not marked so already.
        shown, found = self.shown, []
        if shown is None or not shown.is_by_respondent:
            return []
        wanted = Mention.NOT_MENTIONED if unasked else Mention.NOT_ASKED
        for index in self.table.selectionModel().selectedIndexes():
            who = shown.respondent(index.column())
            if who is not None and shown.cell(index.row(), index.column()).mention is wanted:
                found.append((self.model.rows[index.row()].code.id, who))
        return found

    def _say(self) -> None:
        self.model.retranslate()
        self._show_cell()
