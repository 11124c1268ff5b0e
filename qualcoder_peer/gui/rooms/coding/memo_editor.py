"""One memo beside the list: what it is about, its text, who wrote it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from qualcoder_peer.core.domain.errors import NotFound, UserError
from qualcoder_peer.core.domain.ids import DocumentId, MemoId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.memos import (
    MemoKind,
    MemoRow,
    add_passage_memo,
    add_project_memo,
    append_memo,
    change_memo,
    read_memo,
)
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import tr, when
from qualcoder_peer.gui.memo_links import memo_field
from qualcoder_peer.gui.rooms.coding.memos_model import about
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import ElidedLabel, button, column, row
from qualcoder_peer.gui.widgets.markdown_tools import MarkdownTools


@dataclass(frozen=True, slots=True)
class NewMemo:
    """A memo that is stored as soon as words are typed: what it is about, and how that is called."""

    kind: MemoKind
    title: str
    owner: int | None = None
    start: int = 0
    end: int = 0


class MemoEditor(QWidget):
    """``about_asked``: go to what it is about. ``made`` carries the id of a memo that was new."""

    about_asked = Signal()
    made = Signal(int)

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self._context, self._project = context, context.project
        self.memo: MemoId | None = None
        self.new: NewMemo | None = None
        self.title = ElidedLabel("", "section")
        self.open_button = button("Show it", "arrow-right", "flat", self.about_asked.emit)
        self.field = memo_field(context, N_("Memo"), N_("What you want to remember"), fills=True)
        self.tools = MarkdownTools(self.field)
        self.who = ElidedLabel("", "small")
        self._lay_out()
        self.field.written.connect(self._write)
        self._allow(False)

    def show_memo(self, shown: MemoRow | None) -> None:
        """Show a memo, or nothing; what was typed in another is written first, and one that is new stays."""
        if shown is None and self.new is not None:
            return
        if shown is None or shown.id != self.memo:
            self.flush()
        if shown is None:
            self._forget()
            return
        try:
            found = read_memo(self._project, shown.id)
        except NotFound:
            self._forget()
            return
        self.memo, self.new = shown.id, None
        self.title.setText(about(shown))
        self.field.show_text(found.text)
        self.who.setText(tr("{coder}, {date}", coder=found.coder, date=when(found.changed)))
        self.open_button.setVisible(shown.kind not in (MemoKind.PROJECT, MemoKind.JOURNAL))
        self._allow(True)

    def write_new(self, new: NewMemo) -> None:
        """Begin a memo: nothing is stored before words are typed."""
        self.flush()
        self.memo, self.new = None, new
        self.title.setText(new.title)
        self.field.show_text("")
        self.who.setText("")
        self.open_button.hide()
        self._allow(True)
        self.field.setFocus()

    def flush(self) -> None:
        """Write what is being typed."""
        self.field.flush()

    def forget(self) -> None:
        """Drop what was being typed: the memo is about to be deleted."""
        self.memo = self.new = None
        self.field.flush()

    def _write(self, text: str) -> None:
        if self.memo is not None:
            change_memo(self._project, self.memo, text)
        elif self.new is not None and text:
            new, self.new = self.new, None  # the list hears of the memo before it is made known here
            try:
                self.memo = _store(self._project, new, text)
            except UserError:
                self.new = new
                raise
            self.made.emit(self.memo)

    def _forget(self) -> None:
        self.memo = self.new = None
        self.title.setText("")
        self.who.setText("")
        self.field.show_text("")
        self.open_button.hide()
        self._allow(False)

    def _allow(self, allowed: bool) -> None:
        self.field.setEnabled(allowed)
        self.tools.setEnabled(allowed and not self._context.read_only)

    def _lay_out(self) -> None:
        head = row(gap=GAP_SMALL)
        head.addWidget(self.title, 1)
        head.addWidget(self.open_button)
        lay_out_editor(self, head, self.field, self.tools, self.who)
        self.setMinimumWidth(200)


def lay_out_editor(editor: QWidget, head: QHBoxLayout, field: QWidget, tools: QWidget, who: QWidget) -> None:
    """What an editor of memos looks like: what it is about, the field, and below it the tools and who wrote it."""
    box = column(editor, gap=GAP_SMALL)
    box.setContentsMargins(GAP, 0, GAP_LARGE, GAP)
    foot = row(gap=GAP)
    foot.addWidget(tools)
    foot.addWidget(who, 1)
    box.addLayout(head)
    box.addWidget(field, 1)
    box.addLayout(foot)
    set_role(editor, "surface")
    editor.setFocusProxy(field)


def _store(project: Project, new: NewMemo, text: str) -> MemoId:
    """Write a new memo where it belongs. Returns its id."""
    if new.kind is MemoKind.PASSAGE:
        return add_passage_memo(project, DocumentId(new.owner or 0), new.start, new.end, text)
    if new.kind in (MemoKind.DOCUMENT, MemoKind.CODE, MemoKind.CODING, MemoKind.RESPONDENT):
        return append_memo(project, new.kind.value, new.owner or 0, text)
    return add_project_memo(project, text)
