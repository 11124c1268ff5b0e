"""The lower half when neither code nor coding is chosen: memos on the document and its passages."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import Memo
from qualcoder_peer.core.services.memos import add_passage_memo, change_memo
from qualcoder_peer.core.services.segments import document_memos
from qualcoder_peer.core.services.sources import set_document_memo
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.memo_links import memo_field
from qualcoder_peer.gui.rooms.coding.session import Session
from qualcoder_peer.gui.theme import GAP_SMALL
from qualcoder_peer.gui.widgets.basics import button, column, label
from qualcoder_peer.gui.widgets.fields import TextField

_LONGEST_EXCERPT = 80


class DocumentDetails(QWidget):
    """The memo of the open document, and those on passages: a click on the words goes there, emptying removes one."""

    place_asked = Signal(int, int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._shown: DocumentId | None = None
        self._pending: tuple[int, int] | None = None
        hint = N_("Impressions, context, what to come back to")
        self.memo = memo_field(session.context, N_("Memo on the document"), hint, least=2)
        self.memo.written.connect(self._write)
        self.passages: dict[int, TextField] = {}
        self.new_passage: TextField | None = None
        self._list: QVBoxLayout = column(gap=GAP_SMALL)
        box = column(self, gap=GAP_SMALL)
        box.addWidget(label("Memo on the document", "section"))
        box.addWidget(self.memo)
        box.addSpacing(GAP_SMALL)
        box.addLayout(self._list)
        box.addStretch(1)

    def refresh(self) -> None:
        """Read the memos again."""
        here = self._session.document
        if here is None:
            return
        if self._shown != here.id:
            self._shown = here.id
            self._pending = None
            self._clear()
        whole, passages = document_memos(self._session.project, here.id)
        self.memo.show_text(whole)
        if set(self.passages) != {memo.id for memo in passages}:
            self._rebuild(passages)
        for memo in passages:
            self.passages[memo.id].show_text(memo.text)

    def write_on(self, start: int, end: int) -> None:
        """Open a field for a memo on a passage, and put the cursor in it."""
        self.refresh()
        self._pending = (start, end)
        self.new_passage = self._add_field(start, end)
        self.new_passage.written.connect(self._write_new)
        self.new_passage.setFocus()

    def flush(self) -> None:
        """Write what is being typed."""
        for field in (self.memo, *list(self.passages.values())):
            field.flush()
        if self.new_passage is not None:
            self.new_passage.flush()

    def _write(self, text: str) -> None:
        if self._shown is not None:
            set_document_memo(self._session.project, self._shown, text)

    def _write_new(self, text: str) -> None:
        pending, self._pending = self._pending, None
        if self._shown is not None and pending is not None and text:
            field, self.new_passage = self.new_passage, None
            try:
                add_passage_memo(self._session.project, self._shown, *pending, text)
            except UserError:
                self.new_passage, self._pending = field, pending
                raise

    def _rebuild(self, passages: list[Memo]) -> None:
        focus = QApplication.focusWidget()
        focused = focus is not None and self.isAncestorOf(focus) and focus is not self.memo
        before = set(self.passages)
        self._clear()
        for memo in passages:
            field = self._add_field(memo.start or 0, memo.end or 0)
            field.written.connect(partial(change_memo, self._session.project, memo.id))
            field.show_text(memo.text)
            self.passages[memo.id] = field
            if focused and memo.id not in before:  # the one that was just written: the user may go on typing
                field.setFocus()
                field.moveCursor(QTextCursor.MoveOperation.End)

    def _add_field(self, start: int, end: int) -> TextField:
        words = " ".join(self._session.text[start:end].split())
        shown = words if len(words) <= _LONGEST_EXCERPT else f"{words[:_LONGEST_EXCERPT].rstrip()} …"
        go = button("Memo on a passage", role="link", on_click=lambda: self.place_asked.emit(start, end))
        live(go, "setText", "“{words}”", words=shown.replace("&", "&&"))
        field = memo_field(self._session.context, N_("Memo on a passage"), least=2)
        self._list.addWidget(go)
        self._list.addWidget(field)
        go.show()
        field.show()  # at once, so that it can take the keyboard
        return field

    def _clear(self) -> None:
        self.passages.clear()
        self.new_passage = None
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
