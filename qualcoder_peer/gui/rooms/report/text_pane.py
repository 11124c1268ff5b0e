"""The writer's words: a field below the page for the text that is chosen in the outline."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qualcoder_peer.core.domain.ids import ReportItemId
from qualcoder_peer.core.services.reports import OutlineNode, set_item_text
from qualcoder_peer.gui.i18n import live_call, tr
from qualcoder_peer.gui.rooms.report.draft import Draft
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import column, label, row
from qualcoder_peer.gui.widgets.fields import TextField

_FILLED = ("summary", "assignment", "purpose", "questions")
_LINES = (5, 9)


class TextPane(QWidget):
    """Shown while one text or chapter is chosen. What is typed is one step after a second of rest, or on leaving."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self._item: ReportItemId | None = None
        self.title = label(role="section")
        self.hint = label(role="small", wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field = TextField(
            "Text in the report", "Write here. A line that begins with - becomes a point in a list.",
            least=_LINES[0], most=_LINES[1],
        )  # fmt: skip
        self.field.setReadOnly(draft.context.read_only)
        head = row(gap=GAP)
        head.addWidget(self.title)
        head.addWidget(self.hint, 1)
        box = column(self, gap=GAP_SMALL)
        box.setContentsMargins(2 * GAP, GAP, 2 * GAP, 2 * GAP)
        box.addLayout(head)
        box.addWidget(self.field)
        set_role(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.field.written.connect(self._write)
        live_call(self, self._say)
        self.hide()

    def show_node(self, node: OutlineNode | None) -> None:
        """Show the text of an entry; anything else hides the field."""
        is_text = node is not None and node.kind == "text"
        item = node.id if node is not None and is_text else None
        if item != self._item:
            self.field.flush()
            self._item = item
            self.field.document().clearUndoRedoStacks()
        if node is not None and is_text:
            self.field.show_text(node.text)
            self._say()
        self.setVisible(is_text)

    def flush(self) -> None:
        """Store what was typed now."""
        self.field.flush()

    def _write(self, text: str) -> None:
        if self._item is not None and self._draft.node(self._item) is not None:
            set_item_text(self._draft.project, self._item, text)

    def _say(self) -> None:
        node = self._draft.node(self._item)
        if node is None:
            return
        self.title.setText(self._draft.texts.say(node.heading) if node.section else tr("Text"))
        hint = ""
        if node.section in _FILLED:
            hint = tr("While this is empty, the page has what the project says. Your words take its place.")
        elif node.section == "method":
            hint = tr("Numbers and dates come first by themselves. Your words follow.")
        self.hint.setText(hint)
