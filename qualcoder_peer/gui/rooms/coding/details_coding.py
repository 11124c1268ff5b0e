"""The lower half when a coding is looked at: the words, the code, memo, stance, star, coder and date."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import CodingId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import STANCE_TITLES, Stance
from qualcoder_peer.core.services.coding import set_coding_memo, set_stance
from qualcoder_peer.core.services.segments import CodingFacts, read_coding
from qualcoder_peer.gui.i18n import live, live_call, tr, when
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.memo_links import memo_field
from qualcoder_peer.gui.rooms.coding.session import NONE, Session
from qualcoder_peer.gui.theme import GAP, GAP_SMALL, set_role, themes
from qualcoder_peer.gui.widgets.basics import button, column, label, row
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.tips import plain_tip

_LONGEST_EXCERPT = 320
_LONGEST_NAME, _LONGEST_TIP = 200, 1_000
_LEAST_NAME, _BESIDE_NAME = 60, 76


class CodingDetails(QWidget):
    """Shows and changes the coding looked at."""

    code_asked = Signal(int)
    """Show this code in the tree."""
    star_asked = Signal()
    remove_asked = Signal()
    confirm_asked = Signal()
    """A person agrees with what a rule has coded."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.coding = NONE
        self.facts: CodingFacts | None = None
        self.code = QPushButton()
        self.code.setAutoDefault(False)
        self.code.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_role(self.code, "link")
        self.where = label("", "small", wrap=True)
        self.quote = QLabel()
        self.star = QToolButton()
        self.stances: dict[Stance, QToolButton] = {}
        hint = N_("Why this code, what to remember")
        self.memo = memo_field(session.context, N_("Memo on the coding"), hint, least=2)
        self.who = label("", "small", wrap=True)
        self.automatic = QWidget()
        self.confirm = button("Confirm", "check", on_click=self.confirm_asked.emit)
        self.remove = button("Remove the coding", "trash-2", "flat", self.remove_asked.emit)
        self._lay_out()
        self._allow(not session.context.read_only)

    def set_list(self, codings: QWidget) -> None:
        """Put the list of all codings at this place above the one looked at."""
        self._box.insertWidget(0, codings)

    def show_coding(self, coding: int) -> None:
        """Show a coding; -1 for none."""
        if coding != self.coding:
            self.memo.flush()
        self.coding = coding
        self.refresh()

    def refresh(self) -> None:
        """Read the coding again."""
        if self.coding == NONE:
            return
        try:
            self.facts = read_coding(self._session.project, CodingId(self.coding))
        except NotFound:
            self.coding, self.facts = NONE, None
            return
        self._show()

    def flush(self) -> None:
        """Write what is being typed."""
        self.memo.flush()

    def _show(self) -> None:
        if self.facts is None:
            return
        coding = self.facts.coding
        code = self._session.book.get(coding.code_id)
        if code is not None:
            self.code.setIcon(code_mark(code.role, code.colour))
            self._show_name(code.name)
            above = " › ".join(name[:_LONGEST_NAME] for name in self._session.book.names_above(code.id))
            self.where.setText(above)
            self.where.setVisible(bool(above))
        self.automatic.setVisible(coding.automatic)
        self.quote.setText(tr("“{words}”", words=_excerpt(self._session.text[coding.start : coding.end])))
        self.star.setChecked(coding.starred)
        set_icon(self.star, "star", "warning" if coding.starred else "muted")
        for stance, chosen in self.stances.items():
            chosen.setChecked(stance is coding.stance)
        self.memo.show_text(self.facts.memo)
        self.who.setText(tr("{coder}, {date}", coder=self.facts.coder, date=when(coding.created)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the name as there is room for now."""
        super().resizeEvent(event)
        code = self._session.book.get(self.facts.coding.code_id) if self.facts is not None else None
        if code is not None:
            self._show_name(code.name)

    def _show_name(self, name: str) -> None:
        """The name of the code, cut where the room ends: it may have any length."""
        room = max(_LEAST_NAME, self.width() - _BESIDE_NAME)
        shown = self.code.fontMetrics().elidedText(name[:_LONGEST_NAME], Qt.TextElideMode.ElideRight, room)
        self.code.setText(shown.replace("&", "&&"))
        self.code.setToolTip(plain_tip(name[:_LONGEST_TIP]) if shown != name else "")
        self.code.setAccessibleName(name[:_LONGEST_TIP])

    def _lay_out(self) -> None:
        box = self._box = column(self, gap=GAP_SMALL)
        head = row(gap=GAP_SMALL)
        head.addWidget(self.code, 1)
        self.star.setCheckable(True)
        set_icon(self.star, "star", "muted")
        live(self.star, "setToolTip", "Worth quoting (S)")
        live(self.star, "setAccessibleName", "Worth quoting")
        self.star.clicked.connect(lambda _checked=False: self.star_asked.emit())
        head.addWidget(self.star)
        box.addLayout(head)
        box.addWidget(self.where)
        box.addWidget(self.who)
        self.quote.setTextFormat(Qt.TextFormat.PlainText)
        self.quote.setWordWrap(True)
        self.quote.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.quote.setContentsMargins(0, GAP_SMALL, 0, GAP_SMALL)
        box.addWidget(self.quote)
        self._lay_out_automatic(box)
        box.addWidget(label("Stance", "small"))
        box.addLayout(self._stance_row())
        box.addSpacing(GAP_SMALL)
        box.addWidget(label("Memo", "small", buddy=self.memo))
        box.addWidget(self.memo)
        foot = row(gap=GAP)
        foot.addStretch(1)
        foot.addWidget(self.remove)
        box.addLayout(foot)
        box.addStretch(1)
        self.code.clicked.connect(lambda _checked=False: self._ask_code())
        self.memo.written.connect(self._write_memo)
        live_call(self, self._show)
        themes.changed.connect(self._show)

    def _lay_out_automatic(self, box: QVBoxLayout) -> None:
        line = row(self.automatic, gap=GAP)
        line.addWidget(label("Made by a rule; nobody has confirmed it yet.", "small", wrap=True), 1)
        line.addWidget(self.confirm)
        live(self.confirm, "setToolTip", "Confirm the automatic coding")
        self.automatic.hide()
        box.addWidget(self.automatic)

    def _stance_row(self) -> QHBoxLayout:
        stances = row(gap=GAP_SMALL)
        group = QButtonGroup(self)
        group.setExclusive(True)
        for stance in Stance:
            chosen = QToolButton()
            chosen.setCheckable(True)
            chosen.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            chosen.clicked.connect(lambda _checked=False, stance=stance: self._write_stance(stance))
            group.addButton(chosen)
            self.stances[stance] = chosen
            stances.addWidget(chosen)
        stances.addStretch(1)
        live_call(self, self._name_stances)
        return stances

    def _name_stances(self) -> None:
        for stance, chosen in self.stances.items():
            title = tr(STANCE_TITLES[stance])
            chosen.setText(tr("None") if stance is Stance.NONE else title)
            chosen.setToolTip(title)
            chosen.setAccessibleName(title)

    def _ask_code(self) -> None:
        if self.facts is not None:
            self.code_asked.emit(self.facts.coding.code_id)

    def _write_stance(self, stance: Stance) -> None:
        if self.coding != NONE:
            set_stance(self._session.project, CodingId(self.coding), stance)

    def _write_memo(self, text: str) -> None:
        if self.coding in self._session.segments:
            set_coding_memo(self._session.project, CodingId(self.coding), text)

    def _allow(self, allowed: bool) -> None:
        self.memo.setReadOnly(not allowed)
        for widget in (self.star, self.confirm, self.remove, *self.stances.values()):
            widget.setEnabled(allowed)


def _excerpt(words: str) -> str:
    if len(words) <= _LONGEST_EXCERPT:
        return words
    half = _LONGEST_EXCERPT // 2
    return f"{words[:half].rstrip()} … {words[-half:].lstrip()}"
