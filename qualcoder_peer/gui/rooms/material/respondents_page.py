"""The respondents of the project as a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QByteArray, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.ids import RespondentId
from qualcoder_peer.core.domain.messages import N_, counted, message
from qualcoder_peer.core.domain.model import Consent, Owner, Respondent, SpeakerRole
from qualcoder_peer.core.services.respondents import (
    RespondentEdit,
    RespondentFacts,
    add_respondent,
    changed_respondents,
    list_respondents,
    remove_respondents,
    rename_respondent,
    respondent_facts,
    set_attribute,
    set_consent,
    set_respondent_role,
    write_respondents,
)
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live_call, tr
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.material.attribute_columns import AttributeColumns
from qualcoder_peer.gui.rooms.material.clipboard import cells_mime, mime_cells
from qualcoder_peer.gui.rooms.material.consent_dialog import ConsentDialog
from qualcoder_peer.gui.rooms.material.counting import Counting
from qualcoder_peer.gui.rooms.material.match_flow import MatchFlow
from qualcoder_peer.gui.rooms.material.narrowing import Narrowing
from qualcoder_peer.gui.rooms.material.page import Page
from qualcoder_peer.gui.rooms.material.pasting import block_edits, has_headings
from qualcoder_peer.gui.rooms.material.register_flow import RegisterFlow
from qualcoder_peer.gui.rooms.material.respondent_pane import RespondentPane
from qualcoder_peer.gui.rooms.material.respondents_model import COUNTS, NEW, RespondentsModel
from qualcoder_peer.gui.rooms.material.tables import Spreadsheet
from qualcoder_peer.gui.widgets.basics import EmptyState, SearchField

_WIDTHS = {"name": 150, "role": 104, "consent": 92, "consent_date": 128, "documents": 96, "codings": 80}
_OWN = ("respondent", "attribute", "attribute_value", "memo")
_COUNTED = ("speaker", "turn", "coding", "document")
_MANY_CELLS = 200
"""From this many cells on, pasting is long work."""


class RespondentsPage(Page):
    """``documents_asked`` carries a respondent whose documents are to be shown."""

    documents_asked = Signal(int)

    def __init__(self, context: RoomContext) -> None:
        self.model = RespondentsModel(context.read_only)
        self.model.edit = self._edit
        links = [self.model.column_of(key) for key in COUNTS]
        table = Spreadsheet(N_("Respondents"), links)
        table.setModel(self.model)
        self.respondent_pane = RespondentPane(context)
        super().__init__(context, "respondents", table, self.respondent_pane, SearchField(N_("Search respondents")))
        self.model.setParent(self)
        self.sheet = table
        self._added: int | None = None
        self.matching = MatchFlow(context, self)
        self.flow = RegisterFlow(context, Owner.RESPONDENT, self)
        self._counting = Counting(self, respondent_facts, context, self._count_done)
        self.narrowing = Narrowing(context, Owner.RESPONDENT, table.selected_ids, self)
        self.narrowing.changed.connect(self.apply_filter)
        self._tools.addWidget(self.narrowing.box)
        self._make_header()
        self._make_actions()
        self.add_more(("attribute", "", "match_all", "", "import_table", "export_table"))
        self.set_empty(
            EmptyState(
                "users",
                "Nobody has been heard yet",
                "Those who speak in interviews come here by themselves when the interviews are imported. "
                "You can also add people first, one by one or as a block pasted from Excel.",
                "" if context.read_only else "Add a respondent",
                self.add_one,
            )
        )
        table.after_edit = self._after_edit
        table.link_pressed.connect(self._follow)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._show_menu)
        table.selectionModel().selectionChanged.connect(self._selected)
        self.model.modelReset.connect(self._selected)
        live_call(self, self.fit_titles)

    @property
    def is_empty(self) -> bool:
        """Nobody there, and nobody about to be typed in."""
        return super().is_empty and not self._typing_first

    def select(self, respondent: int) -> None:
        """Show a respondent in the table and beside it."""
        if self.model.place_of(respondent) < 0:
            self.show_all()
        self.table.select_ids([respondent])

    def add_one(self) -> None:
        """Let the user type the name of somebody new."""
        self._typing_first = True
        self.show_all()
        self.table.edit_cell(self.model.rowCount() - 1, 0)

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read again what a commit changed; None reads everything."""
        self._refresh_table(changes)
        self.narrowing.refresh(changes)

    def show_all(self) -> None:
        """Take away the search, and the set or filter."""
        self.narrowing.clear()
        super().show_all()

    def _refresh_table(self, changes: ChangeSet | None) -> None:
        if changes is not None and not changes.touches(*_OWN, *_COUNTED):
            return
        if changes is None or changes.touches("attribute"):
            self.columns.read()
        if changes is not None and changes.touches(*_OWN):
            self._refresh_people(changes)
        if changes is None and not self._counting.is_quick():
            self.model.counted = False
            self._put_people(list_respondents(self.context.project), whole=True)
        if changes is None or changes.touches(*_COUNTED):
            self._counting.start()
        self._settle()

    def apply_filter(self) -> None:
        """Show the respondents that fit the search."""
        words, members = self.search.text().casefold().split(), self.narrowing.members
        chosen = self.table.selected_ids()
        if not words and members is None:
            self.model.filter(None)
        else:
            self.model.filter(lambda row: (members is None or row.respondent.id in members) and _fits(row, words))
        self.model.offer_new(not words and members is None)
        if chosen:
            self.table.select_ids(chosen, scroll=False)
        self.show_right_face()

    def flush(self) -> None:
        """Store a memo that is being typed."""
        self.respondent_pane.flush()

    def restore_header(self, header: QHeaderView, state: QByteArray) -> None:
        """Columns come and go here from project to project: each one's width is remembered by its name."""
        kept = json.loads(bytes(state.data())) if state.startsWith(b"{") else {}
        self.columns.take_widths({str(name): int(width) for name, width in kept.items()})

    def header_state(self, header: QHeaderView) -> QByteArray:
        """The width of each column by its name; the last one only fills what is left."""
        return QByteArray(json.dumps(self.columns.widths_now()).encode())

    # Private: making

    _typing_first = False

    def _make_header(self) -> None:
        self.columns = AttributeColumns(self.context, self.table, self.model, Owner.RESPONDENT, "", self._sort)
        self.columns.before_new = self._before_new_attribute
        self.header = self.columns.header
        self.header.setStretchLastSection(True)
        for key, width in _WIDTHS.items():
            self.header.resizeSection(self.model.column_of(key), width)
        self.sheet.keep_first_column()

    def _make_actions(self) -> None:
        add, table = self.context.actions.add, self.table
        add("material.add_respondent", N_("Add a respondent"), self.add_one, icon="plus", owner=self,
            enabled=self._editable)  # fmt: skip
        self.columns.add_actions(self)
        add("material.import_table", N_("Import a table…"), self.flow.choose_file, icon="import", owner=self,
            enabled=self._editable)  # fmt: skip
        add("material.export_table", N_("Export the table…"), self.flow.choose_target, icon="download", owner=self)
        add("material.match_all", N_("Match speakers…"), self.matching.match, icon="users", owner=self,
            enabled=self._editable)  # fmt: skip
        add("material.merge_respondents", N_("Make the respondents one…"), self._merge, icon="merge", owner=table,
            enabled=lambda: self._some_editable() and len(self.table.selected_ids()) > 1)  # fmt: skip
        add("material.consent", N_("Role and consent of those chosen…"), self._ask_consent, icon="users", owner=table,
            enabled=self._some_editable)  # fmt: skip
        add("material.copy_cells", N_("Copy the cells"), self._copy, keys="Ctrl+C", icon="copy", owner=table,
            enabled=lambda: self.table.selectionModel().hasSelection())  # fmt: skip
        add("material.paste_cells", N_("Paste cells"), self._paste, keys="Ctrl+V", owner=self, enabled=self._editable)
        add("material.clear_cells", N_("Clear the cells"), self._clear, keys="Del", owner=table, enabled=self._editable)
        add("material.remove_respondents", N_("Remove the respondents"), self._remove, keys="Ctrl+Del", icon="trash-2",
            owner=table, enabled=self._some_editable)  # fmt: skip

    # Private: reading

    def _refresh_people(self, changes: ChangeSet) -> None:
        project, own = self.context.project, changes.tables.get("respondent")
        ids = changed_respondents(project, changes)
        if ids is None:
            self._put_people(list_respondents(project), whole=True)
        else:
            if own is not None:
                self.model.remove(own.deleted)
            facts = list_respondents(project, sorted(ids)) if ids else []
            self._put_people(facts, whole=False)

    def _put_people(self, people: Sequence[Respondent], *, whole: bool) -> None:
        rows = []
        for person in people:
            before = self.model.row_of(person.id)
            documents, codings = (before.documents, before.codings) if before is not None else ((), 0)
            rows.append(RespondentFacts(person, documents, codings))
        if whole:
            self.model.show_all(rows)
        else:
            self.model.put(rows)

    def _count_done(self, rows: Sequence[RespondentFacts]) -> None:
        repaint = not self.model.counted
        self.model.counted = True
        self.model.show_all(rows)
        if repaint:
            self.model.repaint_all()
        self._settle()

    def _settle(self) -> None:
        self.columns.fit_new()
        self.show_right_face()
        self._selected()
        self.respondent_pane.reload_soon()

    def _selected(self) -> None:
        facts = [row for id in self.table.selected_ids() if (row := self.model.row_of(id)) is not None]
        self.respondent_pane.show_respondents(facts)
        self.context.actions.refresh()

    # Private: doing

    def _editable(self) -> bool:
        return not self.context.read_only

    def _some_editable(self) -> bool:
        return self._editable() and bool(self.table.selected_ids())

    def _edit(self, person: RespondentId | None, key: str, value: str) -> None:
        project = self.context.project
        if person is None:
            self._added = add_respondent(project, value)
        elif key == "name":
            rename_respondent(project, person, value)
        elif key == "role":
            set_respondent_role(project, person, SpeakerRole(value))
        elif key == "consent":
            set_consent(project, [person], Consent(value))
        elif key == "consent_date":
            write_respondents(project, [RespondentEdit(person, consent_date=value)])
        elif key == NEW:
            column = len(self.model.columns)
            set_attribute(project, person, self.columns.free_name(), value)
            self.header.edit_name(column)
        else:
            attribute = self.model.attribute_of(self.model.column_of(key))
            if attribute is not None:
                set_attribute(project, person, attribute.name, value)

    def _after_edit(self) -> QModelIndex | None:
        added, self._added = self._added, None
        place = self.model.place_of(added) if added is not None else -1
        return self.model.index(place, 0) if place >= 0 else None

    def _before_new_attribute(self) -> None:
        self._typing_first = True
        self.show_right_face()

    def _sort(self, column: int) -> None:
        order = Qt.SortOrder.AscendingOrder
        if self.model.sort_column == column and self.model.sort_order == order:
            order = Qt.SortOrder.DescendingOrder
        self.header.setSortIndicatorShown(True)
        self.header.setSortIndicator(column, order)
        self.model.sort(column, order)

    def _merge(self) -> None:
        self.matching.merge([RespondentId(id) for id in self.table.selected_ids()])

    def _ask_consent(self) -> None:
        dialog = ConsentDialog([RespondentId(id) for id in self.table.selected_ids()], self.context.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.write_asked.connect(lambda edits: write_respondents(self.context.project, edits))
        dialog.open()

    def _remove(self) -> None:
        ids = [RespondentId(id) for id in self.table.selected_ids()]
        self.respondent_pane.flush()
        remove_respondents(self.context.project, ids)
        said = counted("{count} respondent was removed.", "{count} respondents were removed.", len(ids))
        self.context.messages.notify(said, undo=True)

    def _chosen_cells(self) -> list[tuple[int, int]]:
        chosen = self.table.selectionModel().selectedIndexes()
        return sorted((one.row(), one.column()) for one in chosen if not self.model.is_new_row(one.row()))

    def _copy(self) -> None:
        cells = self._chosen_cells()
        if not cells:
            return
        rows = range(min(row for row, _ in cells), max(row for row, _ in cells) + 1)
        columns = range(min(column for _, column in cells), max(column for _, column in cells) + 1)
        columns = range(columns.start, min(columns.stop, len(self.model.columns)))

        def block(wanted: Sequence[int]) -> list[list[str]]:
            return [[str(self.model.index(row, column).data() or "") for column in wanted] for row in rows]

        writable = [column for column in columns if self.model.key_of(column) not in COUNTS]
        QGuiApplication.clipboard().setMimeData(cells_mime(block(columns), block(writable)))

    def _clear(self) -> None:
        wiped: dict[int, RespondentEdit] = {}
        for row, column in self._chosen_cells():
            id = RespondentId(self.model.shown_ids()[row])
            edit = wiped.get(id, RespondentEdit(id))
            attribute, key = self.model.attribute_of(column), self.model.key_of(column)
            if attribute is not None:
                edit = replace(edit, attributes={**edit.attributes, attribute.name: ""})
            elif key == "consent":
                edit = replace(edit, consent=Consent.UNKNOWN)
            elif key == "consent_date":
                edit = replace(edit, consent_date="")
            if edit != RespondentEdit(id):
                wiped[id] = edit
        if wiped:
            write_respondents(self.context.project, list(wiped.values()))

    def _paste(self) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        cells = mime_cells(mime)
        current = self.table.currentIndex()
        if not cells:
            return
        if has_headings(cells, Owner.RESPONDENT) and current.column() <= 0:
            self.flow.paste(mime.text())
            return
        place = (current.row(), current.column()) if current.isValid() else (self.model.rowCount() - 1, 0)
        edits = block_edits(cells, place, self.model, self.columns.free_name())
        amount = sum(len(one.attributes) + 1 for one in edits)
        if amount < _MANY_CELLS:
            self._pasted(write_respondents(self.context.project, edits))
        else:
            run_job(
                self,
                write_respondents,
                self.context.project,
                edits,
                title=message("Pasting cells"),
                on_done=self._pasted,
                cancellable=False,
            )

    def _pasted(self, written: Sequence[RespondentId]) -> None:
        said = counted("{count} row was pasted.", "{count} rows were pasted.", len(written))
        self.context.messages.notify(said, undo=True)

    def _follow(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        if self.model.key_of(index.column()) == "documents":
            self.documents_asked.emit(row.respondent.id)
        else:
            self.context.navigator.go(Place("report", respondent=row.respondent.id))

    def _show_menu(self, where: QPoint) -> None:
        menu = self.make_menu(self.table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.table.viewport().mapToGlobal(where))

    def make_menu(self, parent: QWidget) -> QMenu:
        """What can be done with what is selected."""
        menu = QMenu(parent)
        actions = self.context.actions
        for id in ("copy_cells", "paste_cells", "clear_cells", "", "add_respondent", "consent",
                   "merge_respondents", "remove_respondents", "",
                   "attribute"):  # fmt: skip
            if id:
                menu.addAction(actions.get(f"material.{id}"))
            else:
                menu.addSeparator()
        self.columns.fill_menu(menu.addMenu(tr("Column")))
        self.narrowing.fill_members_menu(menu.addMenu(tr("Sets")))
        return menu


def _fits(row: RespondentFacts, words: Sequence[str]) -> bool:
    person = row.respondent
    text = "\n".join((person.name, *person.attributes.values(), person.memo)).casefold()
    return all(word in text for word in words)
