"""The lower half when a code is chosen: what it means and when to use it."""

from __future__ import annotations

from functools import partial
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import ROLE_TITLES, CodeRole
from qualcoder_peer.core.services.code_history import CodeEvent, history_of
from qualcoder_peer.core.services.codebook import (
    describe_code,
    recolour_code,
    rename_code,
    set_code_memo,
    set_role,
)
from qualcoder_peer.core.services.segments import read_code
from qualcoder_peer.gui.i18n import day, live, live_call, say, tr, tr_n
from qualcoder_peer.gui.widgets.choosing import Swatch, colour_menu
from qualcoder_peer.gui.memo_links import memo_field
from qualcoder_peer.gui.rooms.coding.codes_view import LONGEST_NAME
from qualcoder_peer.gui.rooms.coding.session import Session
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, themes
from qualcoder_peer.gui.widgets.basics import button, column, label, row
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.fields import NameField, TextField

_FIELDS: tuple[tuple[str, str, str], ...] = (
    ("definition", N_("Definition"), N_("What the code means, in one or two sentences")),
    ("when_to_use", N_("When to use it"), N_("What a passage must say to have this code")),
    ("when_not", N_("When not"), N_("What looks alike but belongs elsewhere")),
    ("example", N_("Example"), N_("A typical quote")),
)


_NEWEST = 5
_LONGEST_EVENT = 240


class CodeDetails(QWidget):
    """Shows and changes one code; every field is a step of its own."""

    quotes_asked = Signal(str)
    """A number was clicked: ``codings``, ``respondents`` or ``documents``."""
    history_asked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._project = session.project
        self.code: int | None = None
        self.name = NameField("Name of the code")
        self.role = QComboBox()
        self.colour = Swatch("#5b5b5b")
        self.use = QLabel()
        self.history = label("", "small", wrap=True)
        self.fields: dict[str, TextField] = {}
        self.memo = memo_field(session.context, N_("Memo on the code"), N_("Thoughts on this code"), least=2)
        self._lay_out()
        self._connect()
        self._allow(not session.context.read_only)

    def show_code(self, code: int | None) -> None:
        """Show a code, or nothing."""
        if code != self.code:
            self.flush()
        self.code = code
        self.refresh()

    def refresh(self) -> None:
        """Read the code again."""
        if self.code is None:
            return
        try:
            facts = read_code(self._project, CodeId(self.code))
        except NotFound:
            self.code = None
            return
        self.name.show_text(facts.code.name)
        blocked = self.role.blockSignals(True)
        self.role.setCurrentIndex(self.role.findData(facts.code.role.value))
        self.role.blockSignals(blocked)
        self.colour.set_colour(facts.code.colour)
        for key, field in self.fields.items():
            field.show_text(getattr(facts.code, key))
        self.memo.show_text(facts.memo)
        self._show_history(history_of(self._project, CodeId(self.code)))
        self.show_use(facts.documents)

    def show_use(self, documents: int | None = None) -> None:
        """Say how much the code is used."""
        if self.code is None or self._session.book.get(self.code) is None:
            return
        if documents is not None:
            self._documents = documents
        use = self._session.book.use(self.code)
        said = (
            ("codings", tr_n("{count} coding", "{count} codings", use.below)),
            ("respondents", tr_n("{count} respondent", "{count} respondents", use.respondents)),
            ("documents", tr_n("{count} document", "{count} documents", self._documents)),
        )
        look = f"color: {themes.current.link}; text-decoration: none"
        links = [f'<a href="{key}" style="{look}">{escape(words)}</a>' if use.below else escape(words)
                 for key, words in said]  # fmt: skip
        self.use.setText(" · ".join(links))
        self.use.setAccessibleName(" · ".join(words for _, words in said))

    def flush(self) -> None:
        """Write what is being typed."""
        for field in (*self.fields.values(), self.memo):
            field.flush()
        self.name.flush()

    def _lay_out(self) -> None:
        self._documents = 0
        box = column(self, gap=GAP_SMALL)
        head = row(gap=GAP)
        head.addWidget(self.colour)
        head.addWidget(self.name, 1)
        box.addLayout(head)
        self.use.setTextFormat(Qt.TextFormat.RichText)
        self.use.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        live(self.use, "setToolTip", "Each number opens its quotes.")
        self.name.setMaxLength(LONGEST_NAME)
        self.use.setProperty("role", "small")
        self.use.setWordWrap(True)
        box.addWidget(self.use)
        live(self.role, "setAccessibleName", "Role of the code")
        for role in CodeRole:
            self.role.addItem("", role.value)
        live_call(self, self._show_roles)
        themes.changed.connect(self._show_roles)
        box.addWidget(label("Role", "small", buddy=self.role))
        box.addWidget(self.role)
        for key, title, hint in _FIELDS:
            field = self.fields[key] = TextField(title, hint)
            box.addSpacing(GAP_SMALL)
            box.addWidget(label(title, "small", buddy=field))
            box.addWidget(field)
        box.addSpacing(GAP_SMALL)
        box.addWidget(label("Memo", "small", buddy=self.memo))
        box.addWidget(self.memo)
        box.addSpacing(GAP_SMALL)
        box.addWidget(label("History", "small"))
        box.addWidget(self.history)
        foot = row(gap=GAP)
        foot.addWidget(button("All of the history", role="link", on_click=self.history_asked.emit))
        foot.addStretch(1)
        box.addLayout(foot)
        box.addStretch(1)
        live(self.colour, "setAccessibleDescription", "Colour of the code")

    def _show_history(self, events: list[CodeEvent]) -> None:
        lines = []
        for event in reversed(events[-_NEWEST:]):
            words = " ".join(say(event.text).split())
            words = words if len(words) <= _LONGEST_EVENT else words[:_LONGEST_EVENT] + " …"
            signed = tr("{date}, {coder}", date=day(event.time), coder=event.coder) if event.coder else day(event.time)
            lines.append(tr("{words} ({signed})", words=words, signed=signed))
        self.history.setText("\n".join(lines))

    def _connect(self) -> None:
        self.use.linkActivated.connect(self.quotes_asked)
        self.name.written.connect(lambda name: self._write(lambda code: rename_code(self._project, code, name)))
        self.role.activated.connect(
            lambda _row: self._write(lambda code: set_role(self._project, code, CodeRole(self.role.currentData())))
        )
        self.colour.clicked.connect(self._choose_colour)
        for key, field in self.fields.items():
            field.written.connect(partial(self._describe, key))
        self.memo.written.connect(lambda text: self._write(lambda code: set_code_memo(self._project, code, text)))

    def _describe(self, key: str, text: str) -> None:
        self._write(lambda code: describe_code(self._project, code, **{key: text}))

    def _write(self, change: object) -> None:
        if self.code is not None and self._session.book.get(self.code) is not None:
            change(CodeId(self.code))  # type: ignore[operator]

    def _choose_colour(self) -> None:
        def recolour(colour: str) -> None:
            self._write(lambda code: recolour_code(self._project, code, colour))

        menu = colour_menu(self, self.colour.colour, recolour)
        menu.popup(self.colour.mapToGlobal(self.colour.rect().bottomLeft()))

    def _show_roles(self) -> None:
        known = self._session.book.get(self.code)
        for place, role in enumerate(CodeRole):
            self.role.setItemText(place, tr(ROLE_TITLES[role]))
            self.role.setItemIcon(place, code_mark(role, known.colour if known else themes.current.muted))
        self.show_use()

    def _allow(self, allowed: bool) -> None:
        for field in (*self.fields.values(), self.memo):
            field.setReadOnly(not allowed)
        self.name.setReadOnly(not allowed)
        self.role.setEnabled(allowed)
        self.colour.setEnabled(allowed)
