"""The page for quote tables: which quotes, which columns, and the first of them as they will be written."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QStackedWidget,
    QTabBar,
    QWidget,
)

from qualcoder_peer.core.domain.exports import QuoteTableOptions
from qualcoder_peer.core.domain.ids import CodeId, CoderId, DocumentId, RespondentId, SelectionId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.exporters.columns import USUAL_COLUMNS, Column, chosen_columns, read_facts
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.services.codebook import read_tree
from qualcoder_peer.core.services.coders import list_coders
from qualcoder_peer.core.services.coding import count_codings
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.services.reports import read_options, write_options
from qualcoder_peer.core.services.respondents import list_attributes, list_respondents
from qualcoder_peer.core.services.saved_tables import QUOTES
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.exporting import Exporting
from qualcoder_peer.gui.i18n import live, live_call, number, tr, tr_n
from qualcoder_peer.gui.rooms.report.columns_list import ColumnsList
from qualcoder_peer.gui.rooms.report.options_pane import OptionsPane
from qualcoder_peer.gui.rooms.report.quote_details import open_quote
from qualcoder_peer.gui.rooms.report.quote_table import QuoteTable
from qualcoder_peer.gui.rooms.report.quotes_model import Asked, QuotesModel
from qualcoder_peer.gui.rooms.report.room_pages import Page, surface
from qualcoder_peer.gui.rooms.report.saved_menu import SavedMenu
from qualcoder_peer.gui.rooms.report.saved_quotes import quote_settings, show_quote_settings
from qualcoder_peer.gui.selection_choices import TABLES as SELECTION_TABLES
from qualcoder_peer.gui.selection_choices import selection_choices
from qualcoder_peer.gui.theme import GAP, GAP_LARGE
from qualcoder_peer.gui.widgets.basics import EmptyState, button, column, label
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.pick_box import Choice, PickBox

_SIZES = [270, 920]
_WIDEST = 460


class TablesPage(Page):
    """See ``room_pages.Page``."""

    layout_key = "report/tables"
    follows = (
        "coding", "code", "document", "document_text", "speaker", "turn", "respondent", "attribute",
        "attribute_value", "memo", "coder", "report", "report_item", *SELECTION_TABLES, "setting", "project",
    )  # fmt: skip
    together_ms = 60

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context)
        self.exporting = Exporting(context, self)
        self.model = QuotesModel(context, self)
        self.table = QuoteTable(self.model, self._open)
        self._sort: tuple[str, bool] | None = None
        self._brought = self._refreshing = False
        self._language = "en"
        self._shown: tuple[object, ...] = ()
        self._lay_out()
        self._make_tools()
        self._connect()
        live_call(self, self._say)

    @property
    def which(self) -> QuoteFilter:
        """The quotes that the filters leave."""
        return QuoteFilter(
            codes=tuple(CodeId(one) for one in self.codes.chosen) or None,
            documents=tuple(DocumentId(one) for one in self.documents.chosen) or None,
            respondents=tuple(RespondentId(one) for one in self.respondents.chosen) or None,
            coders=tuple(CoderId(one) for one in self.coders.chosen) or None,
            sets=tuple(SelectionId(one) for one in self.sets.chosen) or None,
            starred=self.starred.isChecked(),
        )

    def flush(self) -> None:
        """Store what is being typed."""
        self.look.flush()

    def refresh(self) -> None:
        """Read everything that is shown again."""
        super().refresh()
        self._refreshing = True
        self._offer()
        options = read_options(self.project, QuoteTableOptions)
        self.look.refresh()
        self.columns.show_chosen(options.columns)
        self.attributes.set_chosen(self._attribute_ids(options.attributes))
        self._refreshing = False
        self._language = options.language or self.project.info().language
        self._show_columns(options)
        self._ask()
        self.stack.setCurrentWidget(self.splitter if count_codings(self.project) else self.nothing_coded)
        self.context.actions.refresh()

    def export(self) -> QFileDialog:
        """Ask where to write the quotes."""
        name = tr("{title}, quotes", title=self.project.info().title)
        return self.exporting.ask("quotes", message("Export the quotes"), name, self.export_to, ".xlsx")

    def export_to(self, path: Path) -> None:
        """Write the quotes that the filters leave."""
        self.flush()
        self.exporting.write("quotes", path, self.which)

    def export_codebook(self) -> QFileDialog:
        """Ask where to write the code book."""
        name = tr("{title}, code book", title=self.project.info().title)
        return self.exporting.ask("codebook", message("Export the code book"), name, self.export_codebook_to)

    def export_codebook_to(self, path: Path) -> None:
        """Write the code book."""
        self.exporting.write("codebook", path)

    def _make_tools(self) -> None:
        actions = self.context.actions
        actions.add("report.export_quotes", "Export the quotes", self.export, keys="Ctrl+E", icon="download",
                    owner=self, enabled=self._has_quotes)  # fmt: skip
        actions.add(
            "report.export_codebook", "Export the code book", self.export_codebook, icon="list-tree", owner=self
        )
        self.count = label(role="muted")
        self.codebook_button = button("Code book…", "list-tree")
        actions.bind(self.codebook_button, "report.export_codebook")
        self.export_button = button("Export the quotes…", "download", "primary")
        actions.bind(self.export_button, "report.export_quotes")
        self.saved = SavedMenu(
            self.context, QUOTES, lambda: quote_settings(self), lambda kept: show_quote_settings(self, kept)
        )
        box = self.tool_row()
        box.addWidget(self.saved)
        box.addStretch(1)
        box.addWidget(self.count)
        box.addSpacing(GAP)
        box.addWidget(self.codebook_button)
        box.addWidget(self.export_button)

    def _lay_out(self) -> None:
        choices = self._choice_pane()
        self.nothing_left = EmptyState(
            "filter", "No quotes fit", "No coded passage fits all of the filters.", "Show all quotes", self.show_all
        )
        self.results = QStackedWidget()
        self.results.addWidget(self.table)
        self.results.addWidget(self.nothing_left)
        self.nothing_coded = self.coding_first(
            "highlighter",
            "Nothing is coded yet",
            "A quote table has a row for each coded passage: who said it, where, and the code it was given. "
            "Code passages of your transcripts first.",
        )
        self.lay_out((choices, self.results), _SIZES, self.nothing_coded, shares=(0, 1))
        self.home, self.stops = self.table, (self.columns.list, self.table)

    def _choice_pane(self) -> QWidget:
        pane = surface(230)
        self.codes, self.documents = PickBox("Codes"), PickBox("Documents")
        self.respondents, self.coders = PickBox("Respondents"), PickBox("Coders")
        self.sets = PickBox("Sets and filters")
        self.attributes = PickBox("Attributes")
        self.starred = QCheckBox()
        live(self.starred, "setText", "Only quotes with a star")
        self.columns = ColumnsList()
        self.columns.setEnabled(not self.context.read_only)
        self.attributes.setEnabled(not self.context.read_only)
        first = QWidget()
        box = column(first, margin=2 * GAP, gap=GAP)
        box.addWidget(label("Quotes", "section"))
        for widget in (self.codes, self.documents, self.respondents, self.sets, self.coders, self.starred):
            box.addWidget(widget)
        box.addSpacing(GAP)
        box.addWidget(label("Columns", "section", buddy=self.columns.list))
        box.addWidget(self.columns, 1)
        box.addWidget(self.attributes)
        self.look = OptionsPane(
            self.context, QuoteTableOptions, "For Word files, pages and the titles of columns.",
            besides=("columns", "attributes"),
        )  # fmt: skip
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.addTab("")
        self.tabs.addTab("")
        live(self.tabs, "setAccessibleName", "What the table has and how it looks")
        pages = QStackedWidget()
        pages.addWidget(first)
        pages.addWidget(self.look)
        self.tabs.currentChanged.connect(pages.setCurrentIndex)
        outer = column(pane, gap=0)
        outer.addWidget(self.tabs)
        outer.addWidget(pages, 1)
        return pane

    def _connect(self) -> None:
        for box in (self.codes, self.documents, self.respondents, self.sets, self.coders):
            box.changed.connect(self._soon.start)
        self.starred.toggled.connect(lambda _on: self._soon.start())
        self.columns.changed.connect(self._keep_columns)
        self.attributes.changed.connect(self._keep_columns)
        self.model.sort_asked.connect(self._sort_by)
        self.model.loaded.connect(self._loaded)

    def show_respondent(self, respondent: int) -> None:
        """Show the quotes of one respondent and no others."""
        self._offer()
        self.show_all()
        self.respondents.set_chosen([respondent])

    def show_all(self) -> None:
        """Take away all filters."""
        for box in (self.codes, self.documents, self.respondents, self.sets, self.coders):
            box.clear()
        self.starred.setChecked(False)

    def _offer(self) -> None:
        tree = read_tree(self.project)
        self.codes.set_choices(
            [
                Choice(code.id, code.name, len(tree.path(code.id)) - 1, code_mark(code.role, code.colour))
                for code in tree.in_order()
            ]
        )
        self.documents.set_choices([Choice(one.id, one.title) for one in list_documents(self.project)])
        self.respondents.set_choices([Choice(one.id, one.name) for one in list_respondents(self.project)])
        sets = selection_choices(self.project, Owner.RESPONDENT)
        self.sets.set_choices([Choice(one.id, one.name) for one in sets])
        self.sets.setVisible(bool(sets))
        self.coders.set_choices([Choice(one.id, one.name) for one in list_coders(self.project)])
        self.attributes.set_choices([Choice(one.id, one.name) for one in list_attributes(self.project)])

    def _attribute_ids(self, names: tuple[str, ...] | None) -> list[int]:
        return [one.id for one in list_attributes(self.project) if names is not None and one.name in names]

    def _keep_columns(self) -> None:
        if self._refreshing or self.context.read_only:
            return
        kept = read_options(self.project, QuoteTableOptions)
        names = tuple(one.name for one in list_attributes(self.project) if one.id in self.attributes.chosen)
        write_options(
            self.project, dataclasses.replace(kept, columns=self.columns.chosen, attributes=names or None)
        )

    def _show_columns(self, options: QuoteTableOptions) -> None:
        facts = read_facts(self.project, texts(self._language), options.attributes)
        columns = chosen_columns(options.columns or USUAL_COLUMNS, facts)
        shown = tuple((one.key, one.title) for one in columns)
        if shown == self._shown:
            self.model.columns = columns  # the same ones, with what they know of the project now
            return
        widths = {column.key: self.table.columnWidth(place) for place, column in enumerate(self.model.columns)}
        self._shown = shown
        self.model.show_columns(columns)
        letter = QFontMetrics(self.table.font()).averageCharWidth()
        for place, one in enumerate(columns):
            usual = min(_WIDEST, (one.width if one.key == "quote" else 0.7 * one.width) * letter + 3 * GAP)
            title = QFontMetrics(self.table.horizontalHeader().font()).horizontalAdvance(one.title) + 2 * GAP_LARGE
            self.table.setColumnWidth(place, widths.get(one.key, round(max(usual, min(title, 150)))))
        self._show_sorting()

    def _sorted_column(self) -> Column | None:
        return next((one for one in self.model.columns if self._sort and one.key == self._sort[0]), None)

    def _show_sorting(self) -> None:
        header = self.table.horizontalHeader()
        place = next((at for at, one in enumerate(self.model.columns) if self._sort and one.key == self._sort[0]), -1)
        descending = bool(self._sort and self._sort[1])
        blocked = header.blockSignals(True)
        header.setSortIndicator(place, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)
        header.blockSignals(blocked)

    def _sort_by(self, chosen: Column | None, descending: bool) -> None:
        sort = None if chosen is None else (chosen.key, descending)
        if sort != self._sort:
            self._sort = sort
            self._ask()

    def _ask(self) -> None:
        sort = self._sorted_column()
        descending = bool(sort is not None and self._sort and self._sort[1])
        self.model.ask(Asked(self.which, sort, descending, self._language))

    def _loaded(self) -> None:
        empty = not self.model.quotes and self.model.complete
        self.results.setCurrentWidget(self.nothing_left if empty else self.table)
        self._say()
        self.context.actions.refresh()
        if self.model.quotes and not self._brought:
            self._brought = True
            QTimer.singleShot(0, self, self._bring_quote)

    def _bring_quote(self) -> None:
        # With many columns the words themselves would be out of sight.
        place = next((at for at, one in enumerate(self.model.columns) if one.key == "quote"), -1)
        if place >= 0 and self.model.quotes:
            self.table.scrollTo(self.model.index(0, place))
            header, bar = self.table.horizontalHeader(), self.table.horizontalScrollBar()
            first = header.logicalIndexAt(0)
            if 0 <= first < place and header.sectionViewportPosition(first) < 0:  # no column is cut at the left
                bar.setValue(header.sectionPosition(first + 1))

    def _has_quotes(self) -> bool:
        return bool(self.model.quotes)

    def _open(self, index: QModelIndex) -> None:
        open_quote(self.context, self.model.quote_at(index))

    def _say(self) -> None:
        self.tabs.setTabText(0, tr("Contents"))
        self.tabs.setTabText(1, tr("Look"))
        total = self.model.total
        if total is None:
            shown = len(self.model.quotes)
            self.count.setText(tr("More than {count} quotes", count=number(shown)) if shown else "")
        else:
            self.count.setText(tr_n("{number} quote", "{number} quotes", total, number=number(total)))
