"""What is written of the material beside its evidence: claims, rubrics, reasons; Markdown, as all writing is."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.memo_links import memo_links
from qualcoder_peer.gui.rooms.report.text_pane import ReportTextField
from qualcoder_peer.gui.widgets.markdown_look import span_at


class WrittenField(ReportTextField):
    """A field whose words a table of a report will have. Ctrl+Enter is left to the page where no link is at the caret.

    It cannot be written in where the project cannot.
    """

    def __init__(
        self, context: RoomContext, name: str | Message, hint: str | Message = "", *, least: int = 1, most: int = 8
    ) -> None:
        super().__init__(name, hint, least=least, most=most)
        self.setReadOnly(context.read_only)
        self.link_asked.connect(memo_links(context).open)

    def _asked(self, event: QKeyEvent) -> str:
        what, cursor = super()._asked(event), self.textCursor()
        return "" if what == "open" and span_at(cursor.block(), cursor.positionInBlock()) is None else what
