"""The page for report drafts: outline, paper and quotes side by side."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QStackedWidget, QTabBar, QToolButton, QWidget

from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.reports.source_pattern import pattern_fault
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.disclosure_copy import copy_words
from qualcoder_peer.gui.i18n import live, live_call, tr
from qualcoder_peer.gui.rooms.report.balance_pane import BalancePane
from qualcoder_peer.gui.rooms.report.candidates import Candidates
from qualcoder_peer.gui.rooms.report.draft import Draft
from qualcoder_peer.gui.rooms.report.options_pane import OptionsPane
from qualcoder_peer.gui.rooms.report.outline_model import OutlineModel
from qualcoder_peer.gui.rooms.report.outline_tools import OutlineTools
from qualcoder_peer.gui.rooms.report.outline_view import OutlineView
from qualcoder_peer.gui.rooms.report.page_view import PageView
from qualcoder_peer.gui.rooms.report.printed_pane import PrintedPane
from qualcoder_peer.gui.rooms.report.report_menu import ReportMenu
from qualcoder_peer.gui.rooms.report.room_pages import Page, surface
from qualcoder_peer.gui.rooms.report.text_pane import TextPane
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, themes
from qualcoder_peer.gui.widgets.basics import EmptyState, button, column, icon_beside_text, label, row
from qualcoder_peer.gui.widgets.dropdown import menu_on

_SIZES = [270, 600, 320]
_SIDES = ("quotes", "balance", "look")
"""What stands beside the page, in the order of its tabs."""


class DraftPage(Page):
    """See ``room_pages.Page``."""

    layout_key = "report/splitter"

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context)
        self.draft = Draft(context, self)
        self.outline_tools = OutlineTools(self.draft, self)
        self.reports = ReportMenu(self.draft, self)
        self.tools: QWidget = self.reports
        self.model = OutlineModel(self.draft, self)
        self.model.editable = not context.read_only
        self.model.move = self.outline_tools.move_to
        self.model.add_quotes = self.outline_tools.add_quotes
        self.model.rename = self.outline_tools.rename
        self.outline = OutlineView(self.model)
        self.paper = PageView()
        self.paper.put_words = partial(copy_words, context)
        self.text = TextPane(self.draft)
        self.printed = PrintedPane(self.draft)
        self.balance = BalancePane(self.draft)
        self.candidates = Candidates(self.draft)
        self.options = OptionsPane(
            context, ReportOptions, checks={"source_pattern": partial(pattern_fault, context.project, typing=True)}
        )
        self._not_yet: int | None = None  # chosen, but not laid out yet
        self._make_actions()
        self._lay_out()
        self._connect()
        live_call(self, self._retranslate)
        themes.changed.connect(self.model.describe_all)

    def wake(self) -> None:
        """The page is shown."""
        super().wake()
        self.draft.wake()
        self._show_state()

    def sleep(self) -> None:
        """The page is hidden: store what is being typed, keep the layout."""
        super().sleep()
        self.draft.sleep()
        self.context.settings.set_word("report/side", _SIDES[self.side_tabs.currentIndex()])

    def flush(self) -> None:
        """Store what is being typed."""
        self.text.flush()
        self.printed.flush()
        self.options.flush()

    def panes(self) -> list[QWidget]:
        """The panes from left to right."""
        if not self.is_filled:
            return []
        below: list[QWidget] = [self.text.field] if self.text.isVisible() else []
        below += [self.printed.field] if self.printed.isVisible() else []
        sides = (self.candidates.list, self.balance.voices, self.options.form)
        return [self.outline, self.paper, *below, sides[self.side_tabs.currentIndex()]]

    def _make_actions(self) -> None:
        add, tools = self.context.actions.add, self.outline_tools
        add("report.up", N_("Move up"), lambda: tools.move(-1), keys="Alt+Up", icon="arrow-up", owner=self.outline,
            enabled=lambda: tools.can_move(-1))  # fmt: skip
        add("report.down", N_("Move down"), lambda: tools.move(1), keys="Alt+Down", icon="arrow-down",
            owner=self.outline, enabled=lambda: tools.can_move(1))  # fmt: skip
        add("report.in", N_("Put under the heading before it"), lambda: tools.nest(True), keys="Alt+Shift+Right",
            icon="arrow-right", owner=self.outline, enabled=lambda: tools.can_nest(True))  # fmt: skip
        add("report.out", N_("Take out of its heading"), lambda: tools.nest(False), keys="Alt+Shift+Left",
            icon="arrow-left", owner=self.outline, enabled=lambda: tools.can_nest(False))  # fmt: skip
        add("report.remove", N_("Take out of the report"), tools.remove, keys="Del", icon="trash-2", owner=self.outline,
            enabled=lambda: tools.can_write and bool(self.draft.chosen))  # fmt: skip
        add("report.text", N_("Add a text"), self._add_text, keys="Ctrl+T", icon="pencil", owner=self,
            enabled=lambda: tools.can_write)  # fmt: skip
        add("report.section", N_("Add a section with a title of your own"), self._add_section, keys="Ctrl+Shift+T",
            icon="heading", owner=self, enabled=lambda: tools.can_write)  # fmt: skip
        add("report.chapter", N_("Add a chapter with a title of your own"), lambda: self._add_section(chapter=True),
            icon="book-open", owner=self, enabled=lambda: tools.can_write)  # fmt: skip
        add("report.title", N_("Change the title"), self._rename_entry, keys="F2", icon="pencil", owner=self.outline,
            enabled=tools.can_rename)  # fmt: skip
        add("report.printed", N_("Edit how the quote is printed"), self.printed_focus, keys="Ctrl+Shift+P",
            icon="quote", owner=self, enabled=lambda: self.printed.isVisible() and tools.can_write)  # fmt: skip
        add("report.balance", N_("Show the balance of the quotes"), self.show_balance, keys="Ctrl+Shift+B",
            icon="users", owner=self)  # fmt: skip
        add("report.quote", N_("Add the quote to the report"), self._add_selected, keys="Ctrl+Return", icon="plus",
            owner=self, enabled=self._can_add)  # fmt: skip
        add("report.open_quote", N_("Open the quote in its transcript"), self._open_quote, keys="Ctrl+Shift+O",
            icon="arrow-right", owner=self, enabled=lambda: self.candidates.details.quote is not None)  # fmt: skip
        add("report.zoom_in", N_("Larger paper"), lambda: self.paper.step_zoom(1), icon="zoom-in",
            owner=self)  # fmt: skip
        add("report.zoom_out", N_("Smaller paper"), lambda: self.paper.step_zoom(-1), icon="zoom-out",
            owner=self)  # fmt: skip
        add("report.zoom_fit", N_("Fit the paper to the width"), lambda: self.paper.set_zoom(0), owner=self)

    def _lay_out(self) -> None:
        self.nothing_coded = self.coding_first(
            "highlighter",
            "Nothing is coded yet",
            "A report is made of coded quotes. Code passages of your transcripts first; a draft then takes its "
            "headings from the code tree and its quotes from your codings.",
        )
        self.no_report = EmptyState(
            "file-text",
            "No report yet",
            "The code tree becomes the outline: a chapter for each part of a report, a heading for each research "
            "question and theme, with its starred quotes. You order them, write between them and export to Word.",
            "" if self.context.read_only else "Make a draft from the code tree",
            self.reports.make_draft,
        )
        made = self.no_report.button
        around = made.parentWidget() if made is not None else None
        layout = around.layout() if around is not None else None
        if layout is not None:
            self.other_kind = button("Another kind of report…", role="link", on_click=self.reports.ask_kind)
            layout.addWidget(self.other_kind)
            layout.setAlignment(self.other_kind, Qt.AlignmentFlag.AlignHCenter)
        panes = (self._outline_pane(), self._paper_pane(), self._side_pane())
        self.lay_out(panes, _SIZES, self.nothing_coded, self.no_report, shares=(1, 3, 1))
        self.keep_layout(self.candidates.splitter, "report/quotes")
        self.home = self.outline

    def _outline_pane(self) -> QWidget:
        pane = surface(200)
        head = row(gap=GAP_SMALL)
        head.setContentsMargins(GAP, GAP_SMALL, GAP, GAP_SMALL)
        self.add_button = QToolButton()
        self.add_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        icon_beside_text(self.add_button, "plus")
        live(self.add_button, "setText", "Add")
        live(self.add_button, "setToolTip", "Add a text, a section, a table, a chart or a heading with its quotes")
        self.add_menu = menu_on(self.add_button, self.outline_tools.fill_menu)
        self.add_button.setEnabled(not self.context.read_only)
        head.addWidget(self.add_button)
        head.addStretch(1)
        for action in ("report.up", "report.down", "report.out", "report.in", "report.remove"):
            head.addWidget(self.context.actions.tool_button(action))
        box = column(pane, gap=0)
        box.addLayout(head)
        box.addWidget(self.outline, 1)
        return pane

    def _paper_pane(self) -> QWidget:
        pane = QWidget()
        pane.setMinimumWidth(320)
        self.zoom_label = label(role="small")
        self.pages_label = label(role="small")
        foot_pane = surface()
        foot = row(foot_pane, gap=GAP_SMALL)
        foot.setContentsMargins(2 * GAP, 2, GAP, 2)
        foot.addWidget(self.pages_label)
        foot.addStretch(1)
        foot.addWidget(self.context.actions.tool_button("report.zoom_out"))
        foot.addWidget(self.zoom_label)
        foot.addWidget(self.context.actions.tool_button("report.zoom_in"))
        box = column(pane, gap=0)
        box.addWidget(self.paper, 1)
        box.addWidget(self.text)
        box.addWidget(self.printed)
        box.addWidget(foot_pane)
        return pane

    def _side_pane(self) -> QWidget:
        pane = surface(304)
        self.side_tabs = QTabBar()
        self.side_tabs.setDrawBase(False)
        self.side_tabs.setElideMode(Qt.TextElideMode.ElideNone)
        for _ in _SIDES:
            self.side_tabs.addTab("")
        live(self.side_tabs, "setAccessibleName", "Beside the page")
        self.side = QStackedWidget()
        for part in (self.candidates, self.balance, self.options):
            self.side.addWidget(part)
        box = column(pane, gap=0)
        box.addWidget(self.side_tabs)
        box.addWidget(self.side, 1)
        self.side_tabs.currentChanged.connect(self.side.setCurrentIndex)
        return pane

    def _connect(self) -> None:
        draft = self.draft
        draft.reports_changed.connect(self._show_state)
        draft.outline_changed.connect(self._show_outline)
        draft.pages_changed.connect(self._show_pages)
        draft.options_changed.connect(self.options.refresh)
        draft.options_changed.connect(self.model.describe_all)
        draft.chosen_changed.connect(self._show_chosen)
        draft.material_changed.connect(self._show_state)
        self.reports.made.connect(self._show_new)
        self.outline.picked.connect(draft.choose)
        self.outline.opened.connect(self._open)
        self.outline.menu_asked.connect(self._show_menu)
        self.paper.pressed.connect(lambda item: draft.choose([item]))
        self.paper.opened.connect(self._open)
        self.paper.zoom_changed.connect(self._show_zoom)
        self.candidates.wanted.connect(self.outline_tools.add_quotes)
        self.candidates.chosen_changed.connect(self.context.actions.refresh)
        self._restore()

    def _restore(self) -> None:
        side = self.context.settings.word("report/side")
        self.side_tabs.setCurrentIndex(_SIDES.index(side) if side in _SIDES else 0)

    def _show_state(self) -> None:
        if self.draft.reports:
            shown: QWidget = self.splitter
        else:
            shown = self.no_report if self.draft.has_codings else self.nothing_coded
        focus = QApplication.focusWidget()
        follow = shown is not self.stack.currentWidget() and focus is not None and self.stack.isAncestorOf(focus)
        self.stack.setCurrentWidget(shown)
        if follow:
            self.focus()
        self.context.actions.refresh()

    def _show_new(self) -> None:
        if self.isVisible():
            self.focus()

    def _show_outline(self) -> None:
        self.outline.sync()
        self._show_chosen()

    def _show_pages(self) -> None:
        self.paper.show_pages(self.draft.pages)
        self.paper.choose(self.draft.chosen, scroll=self._not_yet in self.draft.chosen)
        self._not_yet = None
        self.model.describe_stale()
        self.printed.show_node(self.draft.current)
        self._show_counts()

    def _show_chosen(self) -> None:
        draft = self.draft
        self.outline.choose(list(draft.chosen))
        node = draft.current
        self.text.show_node(node)
        self.printed.show_node(node)
        self.paper.choose(draft.chosen)
        there = draft.pages is None or not draft.chosen or bool(draft.pages.spans_of(draft.chosen[0]))
        self._not_yet = None if there else draft.chosen[0]
        heading = draft.heading_for(draft.chosen[0]) if draft.chosen else None
        if heading is not None and heading.code is not None:
            self.candidates.show_theme(heading.code)
        elif draft.chosen or draft.outline is None:
            self.candidates.show_theme(None)
        if node is not None and node.quote is not None:
            self.candidates.details.show_quote(node.quote)
        self.context.actions.refresh()

    def _show_counts(self) -> None:
        pages = self.draft.pages
        quotes = len(self.draft.used())
        if pages is None:
            self.pages_label.setText("")
            return
        words = tr("{pages} pages, {quotes} quotes", pages=pages.count, quotes=quotes)
        if self.draft.options.template:
            words = tr("{counts}. Your template dresses it in Word.", counts=words)
        self.pages_label.setText(words)

    def _show_zoom(self) -> None:
        shown = round(100 * self.paper.scale / self.paper.full_scale)
        self.zoom_label.setText(tr("{number} %", number=shown))

    def _open(self, item: int) -> None:
        self.draft.choose([item])
        node = self.draft.current
        if node is None:
            return
        if node.kind == "text":
            QTimer.singleShot(0, self.text.field.setFocus)
        elif node.quote is not None:
            self.candidates.details.show_quote(node.quote)
            self.candidates.details.open_quote()
        elif node.code is not None:
            self.side_tabs.setCurrentIndex(0)
            self.candidates.list.setFocus()
        else:
            self._rename_entry()

    def _add_text(self) -> None:
        self.outline_tools.add_text()
        self.text.field.setFocus()

    def _add_section(self, *, chapter: bool = False) -> None:
        made = self.outline_tools.add_section(chapter=chapter)
        if made is not None:
            self.outline.begin_title(made)

    def _rename_entry(self) -> None:
        if self.draft.current is not None:
            self.outline.begin_title(self.draft.current.id)

    def printed_focus(self) -> None:
        """Put the caret in the printed form of the quote chosen."""
        self.printed.field.setFocus()

    def show_balance(self) -> None:
        """Show whose words the report has."""
        self.side_tabs.setCurrentIndex(_SIDES.index("balance"))
        self.balance.voices.setFocus()

    def _can_add(self) -> bool:
        return self.outline_tools.can_write and bool(self.candidates.selected_quotes())

    def _add_selected(self) -> None:
        self.candidates.ask()

    def _open_quote(self) -> None:
        self.candidates.details.open_quote()

    def _show_menu(self, point: QPoint) -> None:
        actions = self.context.actions
        menu = self.context_menu = menu_on(self.outline)
        if self.draft.current is not None and self.draft.current.quote is not None:
            menu.addAction(actions.get("report.open_quote"))
            menu.addAction(actions.get("report.printed"))
            menu.addSeparator()
        if self.outline_tools.can_rename():
            menu.addAction(actions.get("report.title"))
            menu.addSeparator()
        for action in ("report.text", "report.section"):
            menu.addAction(actions.get(action))
        menu.addSeparator()
        for action in ("report.up", "report.down", "report.in", "report.out"):
            menu.addAction(actions.get(action))
        menu.addSeparator()
        menu.addAction(actions.get("report.remove"))
        menu.popup(point)

    def _retranslate(self) -> None:
        self.side_tabs.setTabText(0, tr("Quotes"))
        self.side_tabs.setTabText(1, tr("Balance"))
        self.side_tabs.setTabText(2, tr("Look"))
        self.model.describe_all()
        self._show_counts()
        self._show_zoom()
