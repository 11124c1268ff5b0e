"""What is known of the respondent chosen in the table: a memo, and which speakers in which documents they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from qualcoder_peer.core.domain.ids import DocumentId, RespondentId
from qualcoder_peer.core.domain.messages import N_, counted, literal
from qualcoder_peer.core.domain.model import SPEAKER_TITLES, Speaker
from qualcoder_peer.core.services.respondents import RespondentFacts, list_speakers, set_respondent_memo
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live_call, tr, tr_n
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.material.memo_field import MemoField
from qualcoder_peer.gui.rooms.material.pane import Pane, clear_layout, words
from qualcoder_peer.gui.theme import GAP, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import button, column, label

_MOST_PLACES = 100
_REST_MS = 40
_LINK_EDGE = 5
"""Border and padding of a link, which words under it are moved in by."""


class RespondentPane(QStackedWidget):
    """Shows one respondent, a word on several, or a hint."""

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self._context = context
        self._chosen: Sequence[RespondentFacts] = ()
        self.respondent: RespondentId | None = None
        self._places: tuple[tuple[int, str, str], ...] | None = None
        self._make_page()
        self._make_hint()
        self._soon = QTimer(self, singleShot=True, interval=_REST_MS)
        self._soon.timeout.connect(self.reload)
        live_call(self, self._show)

    def show_respondents(self, chosen: Sequence[RespondentFacts]) -> None:
        """Show what was chosen in the table."""
        self._chosen = chosen
        respondent = chosen[0].respondent.id if len(chosen) == 1 else None
        if respondent != self.respondent:
            self.memo.flush()
            self.respondent = respondent
            self._soon.start()
        self._show()

    def reload_soon(self) -> None:
        """Something has changed: read again in a moment."""
        self._soon.start()

    def reload(self) -> None:
        """Read where the respondent speaks."""
        self._soon.stop()
        if self.respondent is None:
            return
        own = [one for one in list_speakers(self._context.project) if one.respondent_id == self.respondent]
        titles = {one.id: one.title for one in list_documents(self._context.project)} if own else {}
        self._show_places(own, titles)

    def flush(self) -> None:
        """Store a memo that is being typed."""
        self.memo.flush()

    def _make_page(self) -> None:
        self.page = Pane()
        self.name = words("title")
        self.role = words("muted")
        self.page.box.addWidget(self.name)
        self.page.box.addWidget(self.role)
        self.page.section(N_("Speaks in"))
        places = QWidget()
        self._place_box: QVBoxLayout = column(places, gap=GAP_SMALL)
        self.page.box.addWidget(places)
        self.page.section("Memo")
        self.memo = MemoField(
            self._context, lambda owner, text: set_respondent_memo(self._context.project, RespondentId(owner), text)
        )
        self.memo.setReadOnly(self._context.read_only)
        self.page.box.addWidget(self.memo)
        self.page.box.addStretch(1)

    def _make_hint(self) -> None:
        self._hint = Pane()
        self._hint_words = words("muted")
        self._hint.box.addWidget(self._hint_words)
        self._hint.box.addStretch(1)
        self.addWidget(self._hint)
        self.addWidget(self.page)

    def _show(self) -> None:
        if len(self._chosen) == 1:
            person = self._chosen[0].respondent
            self.name.setText(person.name)
            self.role.setText(tr(SPEAKER_TITLES[person.role]))
            self.memo.show_memo(person.id, person.memo)
            self.setCurrentWidget(self.page)
            return
        self.memo.show_memo(None, "")
        self._hint_words.setText(
            tr_n("{count} respondent", "{count} respondents", len(self._chosen))
            if self._chosen
            else tr(
                "Choose a respondent to see where they speak. Type in the table as in a spreadsheet; "
                "whole blocks can be pasted from Excel."
            )
        )
        self.setCurrentWidget(self._hint)

    def _show_places(self, speakers: Sequence[Speaker], titles: Mapping[DocumentId, str]) -> None:
        clear_layout(self._place_box)
        if not speakers:
            self._place_box.addWidget(label("In no document yet.", "muted", wrap=True))
        for one in speakers[:_MOST_PLACES]:
            title = titles.get(one.document_id, "")
            link = button(literal(title.replace("&", "&&")), role="link", on_click=partial(self._open, one.document_id))
            said = words("small")
            said.setText(tr("as “{label}”", label=one.label))
            said.setContentsMargins(_LINK_EDGE, 0, 0, 0)
            self._place_box.addWidget(link)
            self._place_box.addWidget(said)
            self._place_box.addSpacing(GAP)
        if len(speakers) > _MOST_PLACES:
            more = len(speakers) - _MOST_PLACES
            self._place_box.addWidget(label(counted("and {count} more", "and {count} more", more), "muted"))

    def _open(self, document: DocumentId) -> None:
        self._context.navigator.go(Place("coding", document=document, respondent=self.respondent))
