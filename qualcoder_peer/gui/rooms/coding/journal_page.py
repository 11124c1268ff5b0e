"""The research journal: dated entries, newest day first, written beside the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qualcoder_peer.core.domain.errors import NotFound, UserError
from qualcoder_peer.core.domain.exports import MemoOptions
from qualcoder_peer.core.domain.ids import MemoId
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.services.memos import MemoFilter, MemoKind, MemoRow, add_entry, change_entry, read_memo
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, tr, tr_n, when
from qualcoder_peer.gui.memo_links import memo_field
from qualcoder_peer.gui.rooms.coding.memo_editor import lay_out_editor
from qualcoder_peer.gui.rooms.coding.memo_list import MemoListPage, export_button
from qualcoder_peer.gui.rooms.coding.memos_model import JOURNAL_COLUMNS
from qualcoder_peer.gui.theme import GAP_SMALL
from qualcoder_peer.gui.widgets.basics import ElidedLabel, EmptyState, button, row
from qualcoder_peer.gui.widgets.date_field import DateField
from qualcoder_peer.gui.widgets.fields import NameField
from qualcoder_peer.gui.widgets.markdown_tools import MarkdownTools


class TitleField(NameField):
    """A title that may be taken away again."""

    def flush(self) -> None:
        """Write what was typed now, nothing too."""
        self._rest.stop()
        self._write(" ".join(self.text().split()))


class EntryEditor(QWidget):
    """One entry: day, title, text. ``made`` carries the id of an entry that was new."""

    made = Signal(int)

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self._context, self._project = context, context.project
        self.entry: MemoId | None = None
        self.is_new = False
        self._day = ""
        self.date = DateField()
        live(self.date, "setAccessibleName", "Day of the entry")
        self.title = TitleField(N_("Title of the entry"))
        live(self.title, "setPlaceholderText", "Title")
        hint = N_("What you did, thought and decided today")
        self.field = memo_field(context, N_("Entry"), hint, fills=True)
        self.tools = MarkdownTools(self.field)
        self.who = ElidedLabel("", "small")
        self._lay_out()
        self.title.written.connect(lambda words: self._write(title=words))
        self.field.written.connect(lambda words: self._write(text=words))
        self.date.editingFinished.connect(self._write_date)
        self.date.picked.connect(self._write_date)
        self._allow(False)

    def show_entry(self, shown: MemoRow | None) -> None:
        """Show an entry, or nothing; what was typed in another is written first, and one that is new stays."""
        if shown is None and self.is_new:
            return
        if shown is None or shown.id != self.entry:
            self.flush()
        try:
            found = None if shown is None else read_memo(self._project, shown.id)
        except NotFound:
            found = None
        self.is_new = False
        self.entry = None if found is None else found.id
        self._day = "" if found is None else found.date
        if not self.date.hasFocus() or found is None:
            self.date.show_date(self._day)
        self.title.show_text("" if found is None else found.title)
        self.field.show_text("" if found is None else found.text)
        said = "" if found is None else tr("{coder}, {date}", coder=found.coder, date=when(found.changed))
        self.who.setText(said)
        self._allow(found is not None)

    def write_new(self) -> None:
        """Begin an entry of today: nothing is stored before words are typed."""
        self.flush()
        self.entry, self.is_new, self._day = None, True, date.today().isoformat()
        self.date.show_date(self._day)
        self.title.show_text("")
        self.field.show_text("")
        self.who.setText("")
        self._allow(True)
        self.title.setFocus()

    def flush(self) -> None:
        """Write what is being typed."""
        self._write_date()
        self.title.flush()
        self.field.flush()

    def forget(self) -> None:
        """Drop what was being typed: the entry is about to be deleted."""
        self.entry, self.is_new = None, False
        self.flush()

    def _write(self, *, title: str | None = None, text: str | None = None) -> None:
        if self.entry is not None:
            change_entry(self._project, self.entry, title=title, text=text)
        elif self.is_new and (title or text):
            self.is_new = False  # the list hears of the entry before it is made known here
            self._day = self.date.date or self._day
            words = (title or self.title.text(), text or self.field.toPlainText().strip())
            try:
                self.entry = add_entry(self._project, self._day, *words)
            except UserError:
                self.is_new = True
                raise
            self.made.emit(self.entry)

    def _write_date(self) -> None:
        day = self.date.date
        if self.entry is None or day == self._day:
            return
        if day:
            self._day = day
            change_entry(self._project, self.entry, date=day)
        else:
            self.date.show_date(self._day)
            self._context.messages.notify(message("That is no date; the entry keeps the one it had."))

    def _allow(self, allowed: bool) -> None:
        can_write = allowed and not self._context.read_only
        self.field.setEnabled(allowed)
        for widget in (self.date, self.title, self.tools):
            widget.setEnabled(can_write)

    def _lay_out(self) -> None:
        head = row(gap=GAP_SMALL)
        self.date.setFixedWidth(self.date.fontMetrics().horizontalAdvance("0") * 10 + 60)
        head.addWidget(self.date)
        head.addWidget(self.title, 3)
        lay_out_editor(self, head, self.field, self.tools, self.who)
        self.setMinimumWidth(240)


class JournalPage(MemoListPage):
    """The entries and the one chosen."""

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context, JOURNAL_COLUMNS, N_("Research journal"), N_("Search the journal"))
        self.editor = EntryEditor(context)
        self.new_button = button("New entry", "plus", "flat", self.write_new)
        self.new_button.setEnabled(not context.read_only)
        self.export_button = export_button(self.export_all)
        self.search.setMinimumWidth(140)
        self.search.setMaximumWidth(320)
        self.tools.addWidget(self.search, 1)
        self.tools.addWidget(self.count)
        self.tools.addStretch(1)
        self.tools.addWidget(self.new_button)
        self.tools.addWidget(self.export_button)
        empty = EmptyState(
            "notebook-pen",
            "The journal is empty",
            "A line a day is enough: what you did, what surprised you, what you decided and why. It is the best help "
            "when the method chapter is written.",
            "" if context.read_only else "New entry",
            self.write_new,
        )
        self.lay_out(self.editor, empty)
        self.editor.made.connect(self._made)

    def which(self) -> MemoFilter:
        """The entries with the words searched for."""
        return MemoFilter(words=self.search.text(), kinds=frozenset({MemoKind.JOURNAL}))

    def show_memo(self, shown: MemoRow | None) -> None:
        """Show the entry chosen beside the list."""
        self.editor.show_entry(shown)

    def flush(self) -> None:
        """Write what is being typed."""
        self.editor.flush()

    def forget(self, memos: Sequence[MemoId]) -> None:
        """What is typed in an entry that goes, goes with it."""
        if self.editor.entry in memos:
            self.editor.forget()

    def open_about(self) -> None:
        """An entry is about a day: to write in it is all there is."""
        self.editor.field.setFocus()

    def write_new(self) -> None:
        """Begin an entry of today."""
        self.table.clearSelection()
        self.chosen = None
        self.editor.write_new()

    def go_to(self, memo: MemoId) -> bool:
        """Choose an entry, taking the search away if it hides it. Whether it is there."""
        if self.model.place_of(memo) < 0:
            self.search.clear()
            self.read()
        return self.choose(memo)

    def export_all(self) -> None:
        """Ask where to write the journal."""
        title = self.context.project.info().title
        self.export(message("Export the journal"), tr("Journal {title}", title=title), MemoOptions(memos="journal"))

    def _made(self, memo: int) -> None:
        self.read()
        self.choose(memo)

    def _say(self) -> None:
        super()._say()
        self.count.setText(tr_n("{count} entry", "{count} entries", len(self.model.rows)))
