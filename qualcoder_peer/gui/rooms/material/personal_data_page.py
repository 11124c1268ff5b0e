"""Personal data of the project: searched for, looked through as a list, and replaced when the user says so.

Nothing of what is found is kept: not in the project, not in the settings. Words marked as harmless are, in the open.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFrame, QHeaderView, QLabel, QMenu, QPushButton, QWidget

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.personal import CONFIDENCE_TITLES, PERSONAL_TITLES, Confidence, PersonalKind
from qualcoder_peer.core.services.personal_data import (
    PersonalData,
    find_personal_data,
    harmless_words,
    mark_harmless,
    set_harmless_words,
)
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, live_call, tr, tr_n
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.material.key_desk import KeyDesk
from qualcoder_peer.gui.rooms.material.page import Page
from qualcoder_peer.gui.rooms.material.pane import PANE_WIDTH
from qualcoder_peer.gui.rooms.material.personal_data_flow import ReplaceNamesFlow
from qualcoder_peer.gui.rooms.material.personal_data_harmless import HarmlessDialog
from qualcoder_peer.gui.rooms.material.personal_data_model import GroupRow, GroupsModel, GroupsTable
from qualcoder_peer.gui.rooms.material.personal_data_places import PlacesPane
from qualcoder_peer.gui.rooms.material.personal_data_start import HONEST, BusyFace, StartForm
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import EmptyState, IconLabel, SearchField, button, column, label, line, row
from qualcoder_peer.gui.widgets.dialogs import confirm
from qualcoder_peer.gui.widgets.dropdown import menu_on

_TEXTS = frozenset(
    {"document", "document_text", "speaker", "respondent", "attribute", "attribute_value", "memo", "code", "report",
     "report_item", "project"}
)  # fmt: skip
_WIDTHS = {"kind": 150, "forms": 170, "count": 76, "replacement": 170, "confidence": 90}
_LEAST_NAME = 150
_NARROW_WINDOW = 1280
_SPARE, _SPARE_PLACES = {"forms": 0.3, "replacement": 0.1}, 0.25
"""What these take of the width that a wider window has, at first; what was found takes the rest."""


class PersonalDataPage(Page):
    """``face`` is what is shown: the form, the search under way, the list, or that nothing was found."""

    def __init__(self, context: RoomContext, keys: KeyDesk) -> None:
        self.model = GroupsModel()
        table = GroupsTable()
        table.setModel(self.model)
        self.places = PlacesPane(context, self.model)
        super().__init__(context, "personal_data", table, self.places, SearchField(N_("Search what was found")))
        self.model.setParent(self)
        self.groups = table
        self._keys = keys
        self._stale = self._news = False
        self.flow = ReplaceNamesFlow(context, keys, self)
        self.start, self.busy = StartForm(), BusyFace()
        self.none_found = EmptyState(
            "shield-check", "Nothing was found", HONEST, "Search again…", lambda: self.show_face(self.start)
        )
        for face in (self.start, self.busy, self.none_found):
            self._stack.addWidget(face)
        self.face: QWidget = self.start
        self._make_tools()
        self._make_bars()
        self._make_header()
        self._make_actions()
        self.start.search_asked.connect(self.search_project)
        self.start.back_asked.connect(lambda: self.show_face(self.splitter))
        self.start.rules_asked.connect(self.flow.choose_rules)
        self.start.rules_button.setVisible(not context.read_only)
        self.flow.replaced.connect(self.search_project)
        self.model.decided.connect(self._show_decisions)
        table.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())
        self.model.modelReset.connect(self._show_current)
        table.customContextMenuRequested.connect(self._show_menu)
        keys.changed.connect(self._take_key)
        context.bridge.changed.connect(self._changed)
        live_call(self, self._retitle)
        self.show_face(self.start)

    @property
    def is_empty(self) -> bool:
        """Whether there is no list to show."""
        return self.face is not self.splitter

    def search_project(self) -> None:
        """Search with what the form says, and show how far it is."""
        if self.busy.job is not None:
            return
        options = self.start.options()
        if not options.kinds:
            self.context.messages.inform(message("Tick at least one kind of personal data to look for."))
            return
        job = run_job(self, find_personal_data, self.context.project, options, on_done=self._found,
                      title=message("Searching for personal data"))  # fmt: skip
        self._news = False
        self.busy.follow(job)
        job.finished.connect(self._search_ended)
        self.show_face(self.busy)

    def replace_chosen(self) -> None:
        """Show what would become of what is ticked."""
        if self._why_not():
            return
        self.flow.start(self.model.rules(), self.model.spared())

    def mark_harmless(self) -> None:
        """Keep the chosen words as no personal data, after saying where they are kept."""
        rows = self.selected_rows()
        if not rows or self.context.read_only:
            return
        words = sorted({word for one in rows for word in (*one.group.names, *(form for form, _ in one.group.forms))})

        def mark() -> None:
            mark_harmless(self.context.project, words)
            self.context.messages.notify(message("Marked as no personal data."), undo=True)

        confirm(
            self.context.window,
            message("Mark as no personal data?"),
            message("Mark as no personal data"),
            mark,
            detail=message("{words}. These words are kept in the project in the open, and no search shows them again. "
                           "Do not mark anybody’s name.", words=_listed([f"“{one.group.name}”" for one in rows])),
        )  # fmt: skip

    def selected_rows(self) -> list[GroupRow]:
        """The groups that are selected, from top to bottom."""
        return [row_ for id in self.table.selected_ids() if (row_ := self.model.row_of(id)) is not None]

    def show_face(self, face: QWidget) -> None:
        """Show the form, the work, the list or that there is none."""
        self.face = face
        self.start.back_button.setVisible(self.model.data_found is not None and self.total() > 0)
        self.show_right_face()

    def apply_filter(self) -> None:
        """Show the groups that fit the search, the kind and how sure they are; never those marked as harmless."""
        words = self.search.text().casefold().split()
        kind, level = self.kinds.currentData(), self.levels.currentData()
        chosen = self.table.selected_ids()
        self.model.filter(lambda one: self._fits(one, words, kind, level))
        self.table.select_ids(chosen or self.model.shown_ids()[:1], scroll=False)
        self.show_right_face()
        self._show_decisions()

    def show_all(self) -> None:
        """Take away the search and the filters."""
        self.kinds.setCurrentIndex(0)
        self.levels.setCurrentIndex(0)
        super().show_all()

    def refresh(self, changes: ChangeSet | None) -> None:
        """The list stays as it was found; that texts have changed is heard of by itself."""

    def take_focus(self) -> None:
        """Put the keyboard where work goes on."""
        if self.face is self.splitter:
            self.table.setFocus()
        elif self.face is self.start:
            self.start.search_button.setFocus()
        else:
            self.setFocus()

    def show_right_face(self) -> None:
        """Show the face; the keyboard goes along."""
        focus, before = QApplication.focusWidget(), self._stack.currentWidget()
        follow = focus is not None and before is not None and before.isAncestorOf(focus)
        self._stack.setCurrentWidget(self.face)
        shown = bool(self.model.shown_ids()) or not self.total()
        self._results.setCurrentWidget(self.table if shown else self._nothing)
        for bar in (self.top, self.foot):
            bar.setVisible(not self.is_empty)
        if follow and self._stack.currentWidget() is not before:
            self.take_focus()
        self.counted.emit()

    def restore_header(self, header: QHeaderView, state: QByteArray) -> None:
        """Take on the columns' widths of last time."""
        super().restore_header(header, state)
        self._fit_name()

    # Private: making

    def _make_tools(self) -> None:
        self.kinds, self.levels = QComboBox(), QComboBox()
        live(self.kinds, "setAccessibleName", "Kind to show")
        live(self.levels, "setAccessibleName", "How sure it is")
        for box in (self.kinds, self.levels):
            box.activated.connect(lambda _place: self.apply_filter())
            self._tools.addWidget(box)

    def _make_bars(self) -> None:
        layout = self.layout()
        assert layout is not None
        self.stale_bar = QFrame()
        set_role(self.stale_bar, "message")
        self.stale_bar.setProperty("kind", "warning")
        told = row(self.stale_bar, gap=GAP)
        told.setContentsMargins(GAP_LARGE, GAP_SMALL, GAP_LARGE, GAP_SMALL)
        told.addWidget(IconLabel("triangle-alert", 16, "warning"))
        told.addWidget(label("Texts have changed since the search, so the places below may be wrong.", wrap=True), 1)
        told.addWidget(button("Search again", on_click=self.search_project))
        self.top = QWidget()
        above = column(self.top, gap=0)
        above.addWidget(self.stale_bar)
        self.foot = QWidget()
        below = column(self.foot, gap=0)
        below.addWidget(line())
        inside = row(gap=GAP)
        inside.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        self.summary = label("", "section")
        self.honest: QLabel = label(HONEST, "muted", wrap=True)
        inside.addWidget(self.summary)
        inside.addWidget(self.honest, 1)
        self.again_button: QPushButton = button("Search again…", "search", on_click=lambda: self.show_face(self.start))
        self.more_button = button("More", "ellipsis")
        menu_on(self.more_button, self._fill_menu)
        self.replace_button = button("Replace…", role="primary", on_click=self.replace_chosen)
        for widget in (self.more_button, self.again_button, self.replace_button):
            inside.addWidget(widget)
        below.addLayout(inside)
        layout.removeWidget(self._stack)
        layout.addWidget(self.top)
        layout.addWidget(self._stack)
        layout.addWidget(self.foot)

    def _make_header(self) -> None:
        header = self.table.horizontalHeader()
        spare = max(0, self.context.window.width() - _NARROW_WINDOW)
        for key, width in _WIDTHS.items():
            header.resizeSection(self.model.column_of(key), width + round(spare * _SPARE.get(key, 0)))
        self.splitter.setSizes([10_000, PANE_WIDTH + round(spare * _SPARE_PLACES)])
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setStretchLastSection(False)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(1, Qt.SortOrder.AscendingOrder)
        self.table.setSortingEnabled(True)
        header.sectionResized.connect(lambda section, *_: self._fit_name() if section else None)
        self.table.resized.connect(self._fit_name)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _make_actions(self) -> None:
        add, table = self.context.actions.add, self.table
        add("material.data_tick", N_("Tick or untick"), self._toggle, owner=table, enabled=self._some)
        add("material.data_edit", N_("Change what takes its place"),
            lambda: self.groups.edit_replacement(self.table.currentIndex().row()), icon="pencil", owner=table,
            enabled=self._some)  # fmt: skip
        add("material.data_same", N_("Give all selected the same replacement"), self._join, icon="merge", owner=table,
            enabled=lambda: len(self.table.selected_ids()) > 1)  # fmt: skip
        add("material.data_harmless", N_("Mark as no personal data…"), self.mark_harmless, icon="circle-check",
            owner=table, enabled=lambda: self._some() and not self.context.read_only)  # fmt: skip
        add("material.data_tick_all", N_("Tick all that are shown"), lambda: self._tick_shown(True), owner=table)
        add("material.data_tick_none", N_("Take all ticks away from what is shown"), lambda: self._tick_shown(False),
            owner=table)  # fmt: skip
        add("material.data_harmless_list", N_("Words that are no personal data…"), self.show_harmless, owner=self,
            icon="list-tree")  # fmt: skip
        add("material.data_rules", N_("Replace by a list of your own…"), self.flow.choose_rules, owner=self,
            icon="file-text", enabled=lambda: not self.context.read_only)  # fmt: skip
        add("material.data_save_rules", N_("Save what is ticked as a list…"),
            lambda: self.flow.choose_target(self.model.rules()), owner=self, icon="download",
            enabled=lambda: bool(self.model.chosen()))  # fmt: skip
        add("material.data_search", N_("Search for personal data"), self.search_project, owner=self, icon="search")

    def _fill_menu(self, menu: QMenu) -> None:
        menu.clear()
        self.context.actions.refresh()
        for name in ("tick_all", "tick_none", "same", "harmless", "", "harmless_list", "", "rules", "save_rules"):
            if name:
                menu.addAction(self.context.actions.get(f"material.data_{name}"))
            else:
                menu.addSeparator()

    def _show_menu(self, place: QPoint) -> None:
        self.context.actions.refresh()
        menu = menu_on(self.table)
        for name in ("tick", "edit", "same", "harmless"):
            menu.addAction(self.context.actions.get(f"material.data_{name}"))
        menu.popup(self.table.viewport().mapToGlobal(place))

    def _retitle(self) -> None:
        for box, all_words, titles in (
            (self.kinds, tr("All kinds"), {kind: PERSONAL_TITLES[kind] for kind in PersonalKind}),
            (self.levels, tr("However sure"), {level: CONFIDENCE_TITLES[level] for level in Confidence}),
        ):
            place = max(0, box.currentIndex())
            box.clear()
            box.addItem(all_words, None)
            for value, title in titles.items():
                box.addItem(tr(title), value)
            box.setCurrentIndex(place)
        self._show_decisions()
        self.fit_titles()

    def _fit_name(self) -> None:
        header = self.table.horizontalHeader()
        others = header.length() - header.sectionSize(0)
        header.resizeSection(0, max(_LEAST_NAME, self.table.viewport().width() - others))

    # Private: reading

    def _found(self, found: PersonalData) -> None:
        self._stale = self._news  # texts may have changed while they were searched
        self._read_harmless()
        self.model.show_found(found)
        self._take_key()
        self.face = self.splitter if found.groups else self.none_found
        self.kinds.setCurrentIndex(0)
        self.levels.setCurrentIndex(0)
        self.search.clear()
        self.apply_filter()
        self.show_face(self.face)
        self.table.select_ids(self.model.shown_ids()[:1])

    def _search_ended(self) -> None:
        if self.face is self.busy:  # it failed or was stopped, which has been told
            self.show_face(self.start)
        self._show_decisions()

    def _take_key(self) -> None:
        if self.model.all_rows():
            self.model.take_key(self._keys.rules())

    def _read_harmless(self) -> None:
        self.model.harmless = frozenset(word.casefold() for word in harmless_words(self.context.project))

    def _changed(self, changes: ChangeSet) -> None:
        if changes.touches("setting") and self.model.all_rows():
            self._read_harmless()
            self.apply_filter()
        if set(changes.tables) & _TEXTS:
            self._stale = self._news = True
            self._show_decisions()

    def _fits(
        self, one: GroupRow, words: Sequence[str], kind: PersonalKind | None, level: Confidence | None
    ) -> bool:
        group = one.group
        if self.model.is_harmless(one) or (kind and group.kind != kind) or (level and group.confidence != level):
            return False
        text = "\n".join((one.group.name, one.replacement, *one.words)).casefold()
        return all(word in text for word in words)

    def _show_current(self) -> None:
        current = self.table.current_id()
        self.places.show_group(self.model.row_of(current) if current is not None else None)

    def _show_decisions(self) -> None:
        """How much is ticked, and why it cannot be replaced if so."""
        chosen = self.model.chosen()
        self.summary.setText(
            tr("{groups} ticked, {places}",
               groups=tr_n("{count} row", "{count} rows", len(chosen)),
               places=tr_n("{count} place", "{count} places", sum(one.places for one in chosen)))
        )  # fmt: skip
        self.stale_bar.setVisible(self._stale)
        why = self._why_not()
        self.replace_button.setEnabled(not why)
        self.replace_button.setToolTip(why)
        self.replace_button.setAccessibleDescription(why)
        self._show_current()

    def _why_not(self) -> str:
        if self.context.read_only:
            return tr("This project is open for reading only; nothing can be replaced in it now.")
        if self._stale:
            return tr("Texts have changed since the search. Search again first.")
        return "" if self.model.chosen() else tr("Tick what is to be replaced.")

    # Private: doing

    def _some(self) -> bool:
        return bool(self.table.selected_ids())

    def _toggle(self) -> None:
        current = self.table.current_id()
        if current is not None:
            self.groups.toggle(current, self.table.selected_ids())

    def _tick_shown(self, ticked: bool) -> None:
        self.model.tick(self.model.shown_ids(), ticked)

    def _join(self) -> None:
        """One person found as several: all get what stands in the current row, or in the first."""
        rows = self.selected_rows()
        current = next((one for one in rows if one.id == self.table.current_id()), rows[0] if rows else None)
        if current is not None:
            self.model.write([one.id for one in rows], current.replacement)

    def show_harmless(self) -> None:
        """Show the words that no search shows, to take some back."""
        project = self.context.project

        def keep(words: Sequence[str]) -> None:
            if frozenset(words) != harmless_words(project):
                set_harmless_words(project, words)
                self.context.messages.notify(message("The words that are no personal data were changed."), undo=True)

        HarmlessDialog(sorted(harmless_words(project)), keep, self.context.read_only, self.context.window).open()


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words[:8]) + (" …" if len(words) > 8 else "")
