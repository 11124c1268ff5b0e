"""The overview of all memos: search, filters by what they are about, coder and date; the one chosen beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QMenu

from qualcoder_peer.core.domain.exports import MemoOptions
from qualcoder_peer.core.domain.ids import MemoId, SelectionId
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.services.memos import (
    MEMO_KIND_TITLES,
    MemoFilter,
    MemoKind,
    MemoRow,
    memo_coders,
    memos_of,
)
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.forms.editors import QuietComboBox
from qualcoder_peer.gui.i18n import live, live_call, tr
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.coding.memo_editor import MemoEditor, NewMemo
from qualcoder_peer.gui.rooms.coding.memo_list import MemoListPage, export_button
from qualcoder_peer.gui.rooms.coding.memos_model import KIND_ICONS, MEMO_COLUMNS
from qualcoder_peer.gui.selection_choices import selection_choices
from qualcoder_peer.gui.widgets.basics import EmptyState, button
from qualcoder_peer.gui.widgets.dropdown import menu_on
from qualcoder_peer.gui.widgets.pick_box import Choice, PickBox
from qualcoder_peer.gui.widgets.selection_box import SelectionBox

_KINDS = tuple(MemoKind)
_TIMES: tuple[tuple[str, int], ...] = (
    (N_("Any time"), 0), (N_("Today"), 1), (N_("7 days"), 7), (N_("30 days"), 30),
)  # fmt: skip


class MemosPage(MemoListPage):
    """``offered`` tells what a new memo can be about now."""

    def __init__(self, context: RoomContext, offered: Callable[[], list[NewMemo]]) -> None:
        super().__init__(context, MEMO_COLUMNS, N_("All memos"), N_("Search memos"))
        self._offered = offered
        self.editor = MemoEditor(context)
        self.kinds = PickBox(N_("About"))
        self.coders = PickBox(N_("Coder"))
        self.time = QuietComboBox()
        self.set = SelectionBox(
            "Set or filter", "All documents", lambda: selection_choices(context.project, Owner.DOCUMENT)
        )
        self.new_button = button("New memo", "plus", "flat")
        self.export_button = export_button(self.export_all)
        self._coder_names: list[str] = []
        for setter in ("setAccessibleName", "setToolTip"):
            live(self.time, setter, "When it was changed")
        self._lay_out_tools()
        empty = EmptyState(
            "sticky-note",
            "No memos yet",
            "What strikes you while you read belongs here: on the project, a document, a passage (press M), a code or "
            "a respondent. All of them are listed.",
        )
        self.lay_out(self.editor, empty)
        self.kinds.changed.connect(self.refresh)
        self.coders.changed.connect(self.refresh)
        self.time.activated.connect(lambda _row: self.refresh())
        self.set.changed.connect(self.refresh)
        self.editor.about_asked.connect(self.open_about)
        self.editor.made.connect(self._made)
        live_call(self, self._offer_kinds)

    def which(self) -> MemoFilter:
        """Words, kinds, coders and time as they are chosen."""
        days = _TIMES[max(0, self.time.currentIndex())][1]
        since = (datetime.now(UTC) - timedelta(days=days - 1)).date().isoformat() if days else ""
        return MemoFilter(
            self.search.text(),
            frozenset(_KINDS[place] for place in self.kinds.chosen),
            frozenset(self._coder_names[place] for place in self.coders.chosen if place < len(self._coder_names)),
            since,
            sets=(SelectionId(self.set.chosen),) if self.set.chosen is not None else (),
        )

    def read(self) -> None:
        """Read the list, and who has written memos."""
        self.set.show_again()
        names = memo_coders(self.context.project)
        if names != self._coder_names:
            chosen = {self._coder_names[place] for place in self.coders.chosen}
            blocked = self.coders.blockSignals(True)
            self._coder_names = names
            self.coders.set_choices([Choice(place, name) for place, name in enumerate(names)])
            self.coders.set_chosen([place for place, name in enumerate(names) if name in chosen])
            self.coders.blockSignals(blocked)
        self.coders.setVisible(len(names) > 1)
        self.rows.fit()
        super().read()

    def show_memo(self, shown: MemoRow | None) -> None:
        """Show the memo chosen beside the list."""
        self.editor.show_memo(shown)

    def flush(self) -> None:
        """Write what is being typed."""
        self.editor.flush()

    def forget(self, memos: Sequence[MemoId]) -> None:
        """What is typed in a memo that goes, goes with it."""
        if self.editor.memo in memos:
            self.editor.forget()

    def open_about(self) -> None:
        """Go to what the memo chosen is about."""
        place = None if self.chosen is None else place_of(self.chosen)
        if place is not None:
            self.flush()
            self.context.navigator.go(place)

    def write_new(self, new: NewMemo) -> None:
        """Begin a memo, or go on with the one that there is already."""
        if new.kind in (MemoKind.DOCUMENT, MemoKind.CODE, MemoKind.CODING, MemoKind.RESPONDENT):
            there = [memo for memo in memos_of(self.context.project, new.kind.value, new.owner) if memo.start is None]
            if there and self.go_to(there[0].id):
                self.editor.field.setFocus()
                return
        self.table.clearSelection()
        self.chosen = None
        self.editor.write_new(new)

    def go_to(self, memo: MemoId) -> bool:
        """Choose a memo, taking filters away if they hide it. Whether it is there."""
        if self.model.place_of(memo) < 0:
            self.search.clear()
            self.kinds.clear()
            self.coders.clear()
            self.time.setCurrentIndex(0)
            self.set.chosen = None
            self.read()
        return self.choose(memo)

    def export_all(self) -> None:
        """Ask where to write all memos and the journal."""
        title = self.context.project.info().title
        self.export(message("Export all memos"), tr("Memos {title}", title=title), MemoOptions())

    def _made(self, memo: int) -> None:
        self.read()
        self.choose(memo)

    def _offer_kinds(self) -> None:
        kinds = enumerate(_KINDS)
        self.kinds.set_choices(
            [Choice(place, tr(MEMO_KIND_TITLES[kind]), mark=icon(KIND_ICONS[kind])) for place, kind in kinds]
        )
        kept = max(0, self.time.currentIndex())
        self.time.clear()
        self.time.addItems([tr(title) for title, _days in _TIMES])
        self.time.setCurrentIndex(kept)

    def _lay_out_tools(self) -> None:
        self.search.setMinimumWidth(130)
        self.tools.addWidget(self.search, 3)
        self.time.setMinimumWidth(112)
        self.rows.wrap(1, dict.fromkeys((self.kinds, self.coders, self.time, self.set), 2))
        self.tools.addWidget(self.count)
        self.tools.addWidget(self.new_button)
        self.tools.addWidget(self.export_button)
        self.new_button.setEnabled(not self.context.read_only)
        menu_on(self.new_button, self._fill_new)

    def _fill_new(self, menu: QMenu) -> None:
        menu.clear()
        for new in self._offered():
            words = new.title if len(new.title) <= 60 else f"{new.title[:60].rstrip()} …"
            action = menu.addAction(icon(KIND_ICONS[new.kind]), words.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, new=new: self.write_new(new))


def place_of(shown: MemoRow) -> Place | None:
    """Where what a memo is about is shown; None for the project and the journal."""
    if shown.kind is MemoKind.CODING:
        return Place("coding", shown.document_id, shown.start, shown.end, shown.owner_id)
    if shown.kind in (MemoKind.DOCUMENT, MemoKind.PASSAGE):
        return Place("coding", shown.document_id, shown.start, shown.end)
    if shown.kind is MemoKind.CODE:
        return Place("coding", code=shown.owner_id)
    if shown.kind is MemoKind.RESPONDENT:
        return Place("material", respondent=shown.owner_id)
    return None
