"""The documents of the project: a table, filters, and what can be done with what is selected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QByteArray, QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QMenu, QWidget

from qualcoder_peer.core.domain.changes import ChangeSet, TableChange
from qualcoder_peer.core.domain.ids import DocumentId, RespondentId
from qualcoder_peer.core.domain.messages import N_, Message, counted, message
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.domain.sources import KIND_TITLES, DocumentKind
from qualcoder_peer.core.services.attributes import attribute_values, set_attribute
from qualcoder_peer.core.services.coders import hidden_along
from qualcoder_peer.core.services.report_keeping import would_keep
from qualcoder_peer.core.services.respondents import list_speakers, respondent_names
from qualcoder_peer.core.services.sources import (
    DocumentFacts,
    document_facts,
    list_documents,
    remove_documents,
    rename_document,
    set_document_date,
    set_document_done,
    set_document_kind,
)
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, live_call, tr
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.material.attribute_model import NEW
from qualcoder_peer.gui.rooms.material.counting import Counting
from qualcoder_peer.gui.rooms.material.document_columns import DocumentColumns
from qualcoder_peer.gui.rooms.material.document_pane import DocumentPane
from qualcoder_peer.gui.rooms.material.documents_model import DocumentsModel, kind_title, people_words
from qualcoder_peer.gui.rooms.material.match_flow import MatchFlow
from qualcoder_peer.gui.rooms.material.narrowing import Narrowing
from qualcoder_peer.gui.rooms.material.page import Page
from qualcoder_peer.gui.rooms.material.people import PeopleModel
from qualcoder_peer.gui.rooms.material.register_flow import RegisterFlow
from qualcoder_peer.gui.rooms.material.tables import Table
from qualcoder_peer.gui.widgets.basics import EmptyState, SearchField, button

_TABLES = ("document", "coding", "coder", "speaker", "turn", "respondent", "document_text")
_ATTRIBUTES = ("attribute", "attribute_value")
_MANY = 20
"""From this many documents on, removing is long work."""


class DocumentsPage(Page):
    """``people`` are the names that speakers can be given."""

    replace_asked = Signal(int)
    """The document that the user has a new version of."""

    def __init__(self, context: RoomContext, people: PeopleModel) -> None:
        self.model = DocumentsModel(context.read_only)
        self.model.edit = self._edit
        columns = self.model.column_of
        table = Table(N_("Documents"), links=(columns("codings"),), bars=(columns("coverage"),), icons=(0,))
        table.setModel(self.model)
        table.setEditTriggers(table.EditTrigger.AnyKeyPressed | table.EditTrigger.DoubleClicked)
        table.edits_at = lambda index: index.column() >= self.model.fixed and not context.read_only
        table.cell_delegate.focus_from = self.model.fixed
        self.document_pane = DocumentPane(context, people)
        super().__init__(context, "documents", table, self.document_pane, SearchField(N_("Search documents")))
        self.model.setParent(self)
        self._respondent: RespondentId | None = None
        self._of_respondent: frozenset[int] = frozenset()
        self.matching = MatchFlow(context, self)
        self.flow = RegisterFlow(context, Owner.DOCUMENT, self)
        self._counting = Counting(self, document_facts, context, self._count_done)
        self.narrowing = Narrowing(context, Owner.DOCUMENT, table.selected_ids, self)
        self.narrowing.changed.connect(self.apply_filter)
        self._make_tools()
        self._make_header()
        self._make_actions()
        self.add_more(("documents_attribute", "", "documents_match_all", "", "documents_import_table",
                       "documents_export_table"))  # fmt: skip
        self.set_empty(
            EmptyState(
                "files",
                "No material yet",
                "Interviews, group interviews, field notes and documents belong here: Word, PDF, text, captions or "
                "sheets. Drag files, a folder or a zip to this place, or choose them.",
                "" if context.read_only else "Import…",
                self.import_asked.emit,
            )
        )
        table.link_pressed.connect(self._open_index)
        table.opened.connect(self._open_index)
        table.customContextMenuRequested.connect(self._show_menu)
        table.selectionModel().selectionChanged.connect(self._selected)
        self.model.modelReset.connect(self._selected)
        live_call(self, self._retitle_kinds)
        live_call(self, self.fit_titles)

    def select(self, document: int) -> None:
        """Show a document in the table and beside it; what hides it is taken away."""
        if self.model.place_of(document) < 0:
            self.show_all()
        self.table.select_ids([document])

    def show_of_respondent(self, respondent: int) -> None:
        """Show only the documents in which a respondent speaks."""
        self._respondent = RespondentId(respondent)
        self.search.clear()
        self.narrowing.clear()
        self.kinds.setCurrentIndex(0)
        self.apply_filter()

    def selected_facts(self) -> list[DocumentFacts]:
        """The documents that are selected, from top to bottom."""
        return [row for id in self.table.selected_ids() if (row := self.model.row_of(id)) is not None]

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read again what a commit changed; None reads everything."""
        self._refresh_table(changes)
        self.narrowing.refresh(changes)

    def _refresh_table(self, changes: ChangeSet | None) -> None:
        if changes is None or changes.touches(*_ATTRIBUTES):
            self._read_attributes(changes)
        if changes is not None and not changes.touches(*_TABLES, "memo"):
            return
        if changes is None or changes.touches(*_TABLES):
            only = None if changes is None else changes.tables.get("document")
            if changes is not None and only is not None and set(changes.tables) & set(_TABLES) == {"document"}:
                if not only.many and not only.inserted:
                    self.model.remove(only.deleted)
                    self.model.put(document_facts(self.context.project, [DocumentId(id) for id in only.updated]))
                    self._settle()
                    return
            if (changes is None or only is not None) and not self._counting.is_quick():
                self._show_documents_at_once(only)
            self._counting.start()
        self.document_pane.reload_soon()

    def apply_filter(self) -> None:
        """Show the documents that fit the search, the kind and the respondent."""
        self._of_respondent = self._documents_of(self._respondent)
        words = self.search.text().casefold().split()
        kind = self.kinds.currentData()
        chosen = self.table.selected_ids()
        if not words and not kind and self._respondent is None and self.narrowing.members is None:
            self.model.filter(None)
        else:
            self.model.filter(lambda row: self._fits(row, words, kind))
        self.table.select_ids(chosen, scroll=False)
        self.show_right_face()

    def show_all(self) -> None:
        """Take away the search and all filters."""
        self._respondent = None
        self.kinds.setCurrentIndex(0)
        self.narrowing.clear()
        super().show_all()

    def flush(self) -> None:
        """Store a memo that is being typed."""
        self.document_pane.flush()

    # Private: making

    def _make_tools(self) -> None:
        self.kinds = QComboBox()
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kinds.setMinimumContentsLength(7)
        live(self.kinds, "setAccessibleName", "Kind of material to show")
        self.kinds.activated.connect(lambda _place: self.apply_filter())
        self.only = button("Only one respondent", "x", "flat", on_click=self._forget_respondent)
        self.only.hide()
        self._tools.addWidget(self.narrowing.box)
        self._tools.addWidget(self.kinds)
        self._tools.addWidget(self.only)

    def _make_header(self) -> None:
        self.columns = DocumentColumns(self.context, self.table, self.model, self._sort)
        self.columns.before_new = self.show_right_face
        self.model.sort(0, Qt.SortOrder.AscendingOrder)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def restore_header(self, header: QHeaderView, state: QByteArray) -> None:
        """Take on the columns' widths and order of last time, by their names."""
        self.columns.take_layout(state)

    def header_state(self, header: QHeaderView) -> QByteArray:
        """The width of each column by its name, and the order of those that are no attributes."""
        return self.columns.layout_state()

    def _sort(self, column: int) -> None:
        header, order = self.columns.header, Qt.SortOrder.AscendingOrder
        if self.model.sort_column == column and self.model.sort_order == order:
            order = Qt.SortOrder.DescendingOrder
        header.setSortIndicator(column, order)
        self.model.sort(column, order)

    def _make_actions(self) -> None:
        add, table = self.context.actions.add, self.table
        add("material.open", N_("Open the document in the coding room"), self._open, icon="highlighter", owner=table,
            enabled=self._one)  # fmt: skip
        add("material.rename", N_("Rename the document"), self._rename, keys="F2", icon="pencil", owner=table,
            enabled=self._one_editable)  # fmt: skip
        add("material.date", N_("Change the date of the document"), lambda: self._edit_current("date"), owner=table,
            enabled=self._one_editable)  # fmt: skip
        add("material.kind", N_("Change the kind of the document"), lambda: self._edit_current("kind"), owner=table,
            enabled=self._one_editable)  # fmt: skip
        add("material.done", N_("Mark as done, or not"), self._toggle_done, keys="Ctrl+D", icon="circle-check",
            owner=table, enabled=self._some_editable)  # fmt: skip
        add("material.replace", N_("Replace with a new version…"), self._replace, icon="file-text", owner=table,
            enabled=self._one_editable)  # fmt: skip
        self.columns.add_actions(self)
        add("material.match", N_("Match speakers of the documents…"), self._match, icon="users", owner=table,
            enabled=self._some_editable)  # fmt: skip
        add("material.documents_match_all", N_("Match the speakers of all documents…"), self.matching.match,
            icon="users", owner=self, enabled=lambda: not self.context.read_only)  # fmt: skip
        add("material.documents_import_table", N_("Import a table about the documents…"), self.flow.choose_file,
            icon="import", owner=self, enabled=lambda: not self.context.read_only)  # fmt: skip
        add("material.documents_export_table", N_("Export the table of documents…"), self.flow.choose_target,
            icon="download", owner=self)  # fmt: skip
        add("material.remove", N_("Remove the documents"), self._remove, keys="Del", icon="trash-2", owner=table,
            enabled=self._some_editable)  # fmt: skip

    def _retitle_kinds(self) -> None:
        place = max(0, self.kinds.currentIndex())
        self.kinds.clear()
        self.kinds.addItem(tr("All kinds"), "")
        for kind, title in KIND_TITLES.items():
            self.kinds.addItem(tr(title), kind.value)
        self.kinds.setCurrentIndex(place)

    # Private: reading

    def _show_documents_at_once(self, only: TableChange | None) -> None:
        """Rows first; what must be counted comes when it has been counted."""
        if only is not None and not only.many and not only.deleted and not self.is_empty:
            self.model.put(document_facts(self.context.project, [DocumentId(id) for id in only.present]))
            self._settle()
            return
        self.model.counted = self.model.counted and not self.is_empty
        rows = []
        for document in list_documents(self.context.project):
            before = self.model.row_of(document.id)
            if before is None:
                rows.append(DocumentFacts(document, (), 0, 0, 0.0))
            else:
                rows.append(replace(before, document=document))
        self.model.show_all(rows)
        self._settle()

    def _read_attributes(self, changes: ChangeSet | None) -> None:
        """Two queries for all that is in the attribute columns."""
        if changes is None or changes.touches("attribute"):
            chosen = self.table.selected_ids()
            self.columns.read()
            self.table.select_ids(chosen, scroll=False)  # whole rows, with the columns that came
        self.model.show_values(attribute_values(self.context.project, Owner.DOCUMENT))
        self.columns.fit_new()
        self.document_pane.reload_soon()

    def _count_done(self, rows: Sequence[DocumentFacts]) -> None:
        repaint = not self.model.counted
        self.model.counted = True
        self.model.show_all(rows)
        if self._respondent is not None:
            self.apply_filter()
        if repaint:
            self.model.repaint_all()
        self._settle()

    def _settle(self) -> None:
        self.show_right_face()
        self._selected()
        self.document_pane.reload_soon()

    def _documents_of(self, respondent: RespondentId | None) -> frozenset[int]:
        self.only.setVisible(respondent is not None)
        if respondent is None:
            return frozenset()
        name = respondent_names(self.context.project).get(respondent, "–")
        live(self.only, "setText", "Only {name}", name=name.replace("&", "&&"))
        speakers = list_speakers(self.context.project)
        return frozenset(one.document_id for one in speakers if one.respondent_id == respondent)

    def _fits(self, row: DocumentFacts, words: Sequence[str], kind: str) -> bool:
        document = row.document
        if kind and document.kind != kind:
            return False
        if self.narrowing.members is not None and document.id not in self.narrowing.members:
            return False
        if self._respondent is not None and document.id not in self._of_respondent:
            return False
        said = (document.title, document.file_name, kind_title(document.kind), document.date, people_words(row),
                *self.model.words_of(row))  # fmt: skip
        text = "\n".join(said).casefold()
        return all(word in text for word in words)

    def _selected(self) -> None:
        self.document_pane.show_documents(self.selected_facts())
        self.context.actions.refresh()

    # Private: doing

    def _one(self) -> bool:
        return len(self.table.selected_ids()) == 1

    def _one_editable(self) -> bool:
        return not self.context.read_only and self._one()

    def _some_editable(self) -> bool:
        return not self.context.read_only and bool(self.table.selected_ids())

    def _ids(self) -> list[DocumentId]:
        return [DocumentId(id) for id in self.table.selected_ids()]

    def _edit(self, document: DocumentId, key: str, value: str) -> None:
        project = self.context.project
        if key == "title":
            rename_document(project, document, value)
        elif key == "kind":
            set_document_kind(project, [document], DocumentKind(value))
        elif key == "date":
            set_document_date(project, [document], value)
        elif key == NEW:
            column = len(self.model.columns)
            set_attribute(project, document, self.columns.free_name(), value, Owner.DOCUMENT)
            self.columns.header.edit_name(column)
        else:
            attribute = self.model.attribute_of(self.model.column_of(key))
            if attribute is not None:
                set_attribute(project, document, attribute.name, value, Owner.DOCUMENT)

    def _edit_current(self, key: str) -> None:
        ids = self.table.selected_ids()
        if len(ids) == 1:
            self.table.edit_cell(self.model.place_of(ids[0]), self.model.column_of(key))

    def _rename(self) -> None:
        current = self.table.currentIndex()
        column = current.column() if current.isValid() else 0
        if column >= self.model.fixed:
            self.table.edit_cell(current.row(), column)
            return
        key = self.model.columns[column].key
        self._edit_current(key if key in ("kind", "date") else "title")

    def _toggle_done(self) -> None:
        facts = self.selected_facts()
        set_document_done(self.context.project, self._ids(), not all(one.document.done for one in facts))

    def _set_kind(self, kind: DocumentKind) -> None:
        set_document_kind(self.context.project, self._ids(), kind)

    def _replace(self) -> None:
        ids = self.table.selected_ids()
        if len(ids) == 1:
            self.document_pane.flush()
            self.replace_asked.emit(ids[0])

    def _remove(self) -> None:
        facts, ids = self.selected_facts(), self._ids()
        if not ids:
            return
        self.document_pane.flush()
        said = (
            message("“{title}” was removed.", title=facts[0].document.title)
            if len(ids) == 1
            else counted("{count} document was removed.", "{count} documents were removed.", len(ids))
        )
        for more in (would_keep(self.context.project, documents=ids).told(), hidden_along(self.context.project)):
            said = said if more is None else message("{first} {second}", first=said, second=more)
        after = self._neighbour(ids)
        if len(ids) < _MANY:
            remove_documents(self.context.project, ids)
            self._removed(said, after)
            return
        run_job(
            self,
            remove_documents,
            self.context.project,
            ids,
            title=message("Removing documents"),
            on_done=lambda _count: self._removed(said, after),
            cancellable=False,
        )

    def _removed(self, said: Message, after: int | None) -> None:
        if after is not None:
            self.table.select_ids([after])
        self.context.messages.notify(said, undo=True)

    def _neighbour(self, ids: Sequence[int]) -> int | None:
        """The row that takes the place of those about to go."""
        shown, going = self.model.shown_ids(), set(ids)
        last = max(self.model.place_of(id) for id in ids)
        below = [id for id in shown[last:] if id not in going]
        above = [id for id in shown[:last] if id not in going]
        return below[0] if below else above[-1] if above else None

    def _match(self) -> None:
        self.matching.match(self._ids())

    def _open(self) -> None:
        ids = self.table.selected_ids()
        if ids:
            self.context.navigator.go(Place("coding", document=ids[0]))

    def _open_index(self, index: QModelIndex) -> None:
        self.context.navigator.go(Place("coding", document=self.model.row_at(index.row()).document.id))

    def _forget_respondent(self) -> None:
        self._respondent = None
        self.apply_filter()

    def _show_menu(self, where: QPoint) -> None:
        menu = self.make_menu(self.table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.table.viewport().mapToGlobal(where))

    def make_menu(self, parent: QWidget) -> QMenu:
        """What can be done with what is selected."""
        actions, menu = self.context.actions, QMenu(parent)
        menu.addAction(actions.get("material.open"))
        menu.addAction(actions.get("material.rename"))
        menu.addAction(actions.get("material.date"))
        kinds = menu.addMenu(tr("Kind"))
        kinds.setEnabled(self._some_editable())
        for kind, title in KIND_TITLES.items():
            _add(kinds, tr(title), partial(self._set_kind, kind))
        menu.addAction(actions.get("material.done"))
        menu.addAction(actions.get("material.match"))
        menu.addAction(actions.get("material.replace"))
        menu.addSeparator()
        self.narrowing.fill_members_menu(menu.addMenu(tr("Sets")))
        menu.addAction(actions.get("material.documents_attribute"))
        self.columns.fill_menu(menu.addMenu(tr("Column")))
        menu.addSeparator()
        menu.addAction(actions.get("material.remove"))
        return menu


def _add(menu: QMenu, text: str, run: Callable[[], object]) -> None:
    menu.addAction(text.replace("&", "&&")).triggered.connect(lambda _checked=False: run())
