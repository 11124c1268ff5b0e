"""The page for claims: question, theme, finding, conclusion, with the passages that support and contradict them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from qualcoder_peer.core.domain.ids import ClaimId, CodeId, CodingId
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.services.claims import (
    Claims,
    Side,
    add_conclusion,
    add_finding,
    put_evidence,
    read_claims,
    remove_claims,
    rest_on,
    set_claim_text,
    take_evidence,
)
from qualcoder_peer.core.services.quotes import Quote
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, live_call, tr, tr_n
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.report.candidates_model import theme_quotes
from qualcoder_peer.gui.rooms.report.claims_model import DEPTH_ROLE, ClaimRow, ClaimsModel, evidence, one_line, what
from qualcoder_peer.gui.rooms.report.evidence_list import EvidenceList
from qualcoder_peer.gui.rooms.report.room_pages import Page, surface
from qualcoder_peer.gui.rooms.report.written_field import WrittenField
from qualcoder_peer.gui.selection_choices import TABLES as SELECTION_TABLES
from qualcoder_peer.gui.selection_choices import CountingBox
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, themes
from qualcoder_peer.gui.widgets.basics import ElidedLabel, column, label, row
from qualcoder_peer.gui.widgets.rows_view import cell_option, paint_ground

_SIZES = [340, 460, 340]
_STEP = 18
_PADDING = 10  # of a row of a list, both sides, with its edge
_TALLEST = 1_000


class ClaimsPage(Page):
    """See ``room_pages.Page``."""

    layout_key = "report/claims"
    follows = (
        "claim", "claim_evidence", "claim_basis", "code", "coding", "document", "document_text", "speaker",
        "respondent", "attribute", "attribute_value", *SELECTION_TABLES,
    )  # fmt: skip

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context)
        self._wanted: tuple[ClaimId | None, int | None] = (None, None)
        self._shown: ClaimId | None = None
        self._asked_quotes: CodeId | None = None
        self.model = ClaimsModel(self)
        self.set_box = CountingBox(self.project)
        self.list = _list(self.model, "Findings and conclusions", several=True)
        self.quotes = EvidenceList(context, "Quotes of the theme")
        self.supporting, self.contradicting = (
            EvidenceList(context, name) for name in (N_("Supports it"), N_("Contradicts it"))
        )
        self.text = WrittenField(context, "The claim", "Say in a sentence what the material shows.", least=3)
        self.findings = QListWidget()
        self.findings.setWordWrap(True)
        self.findings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        live(self.findings, "setAccessibleName", "Findings it rests on")
        self.quotes.quotes_model.used_words = (N_("Evidence · {facts}"), N_("evidence"))
        self._make_actions()
        self._lay_out()
        self._connect()
        live_call(self, self._say)

    @property
    def row(self) -> ClaimRow | None:
        """The row that is chosen."""
        index = self.list.currentIndex()
        return self.model.rows[index.row()] if index.isValid() and index.row() < len(self.model.rows) else None

    def flush(self) -> None:
        """Store what is being typed."""
        self.text.flush()

    def refresh(self) -> None:
        """Read the claims again, beside the window."""
        super().refresh()
        self.set_box.refresh()
        self.read(read_claims, self.project, self.set_box.which, then=self._take)

    def choose(self, claim: ClaimId | None, code: int | None = None) -> None:
        """Choose a claim, or a code, as soon as it is in the list."""
        place = self.model.place_of(claim, code)
        if place < 0:
            self._wanted = (claim, code)
            return
        self._wanted = (None, None)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.list.selectionModel().setCurrentIndex(self.model.index(place), flags)

    def add_finding(self) -> None:
        """Begin a finding about the code that is chosen, with the quotes selected as evidence."""
        chosen = self.row
        if chosen is not None and self._can_write():
            self.flush()
            codings = [quote.id for quote in self.quotes.chosen()]
            self._begin(add_finding(self.project, CodeId(chosen.code.id), tr("New finding"), codings))

    def add_conclusion(self) -> None:
        """Begin a conclusion about the research question that is chosen or that the code chosen stands under."""
        question = self._question()
        if question is not None and self._can_write():
            self.flush()
            findings = [row.finding.claim.id for row in self._selected() if row.finding is not None]
            self._begin(add_conclusion(self.project, question, tr("New conclusion"), findings))

    def remove(self) -> None:
        """Delete the claims selected; the message undoes it."""
        going = [row.claim for row in self._selected() if row.claim is not None]
        if going and self._can_write():
            gone = remove_claims(self.project, going)
            self.context.messages.notify(message("Deleted {count} claims.", count=gone), undo=True)

    def put(self, side: Side) -> None:
        """Let the quotes selected support or contradict the finding that is chosen."""
        chosen = self.row
        codings = [quote.id for quote in (*self.quotes.chosen(), *self.supporting.chosen(),
                                          *self.contradicting.chosen())]  # fmt: skip
        if chosen is not None and chosen.finding is not None and codings and self._can_write():
            put_evidence(self.project, chosen.finding.claim.id, codings, side)

    def take_away(self) -> None:
        """Take the evidence selected away from the finding."""
        chosen = self.row
        quotes = [*self.supporting.chosen(), *self.contradicting.chosen()]
        codings: list[CodingId] = [quote.id for quote in quotes]
        if chosen is not None and chosen.finding is not None and codings and self._can_write():
            take_evidence(self.project, chosen.finding.claim.id, codings)

    def _make_actions(self) -> None:
        add = self.context.actions.add
        add("claims.finding", N_("New finding"), self.add_finding, keys="Ctrl+Return", icon="lightbulb", owner=self,
            enabled=lambda: self._can_write() and self.row is not None)  # fmt: skip
        add("claims.conclusion", N_("New conclusion"), self.add_conclusion, keys="Ctrl+Shift+Return",
            icon="circle-check", owner=self,
            enabled=lambda: self._can_write() and self._question() is not None)  # fmt: skip
        add("claims.remove", N_("Delete the claim"), self.remove, keys="Del", icon="trash-2", owner=self.list,
            enabled=lambda: self._can_write() and any(row.claim is not None for row in self._selected()))  # fmt: skip
        add("claims.supports", N_("The quote supports the finding"), lambda: self.put(Side.SUPPORTS), keys="Ctrl++",
            icon="plus", owner=self, enabled=self._has_finding)  # fmt: skip
        add("claims.contradicts", N_("The quote contradicts the finding"), lambda: self.put(Side.CONTRADICTS),
            keys="Ctrl+-", icon="x", owner=self, enabled=self._has_finding)  # fmt: skip
        add("claims.take", N_("Take the quote away from the finding"), self.take_away, keys="Ctrl+Backspace",
            icon="undo-2", owner=self, enabled=self._has_finding)  # fmt: skip

    def _lay_out(self) -> None:
        tools = self.tool_row()
        for action in ("claims.finding", "claims.conclusion", "claims.remove"):
            made = self.context.actions.tool_button(action)
            if action != "claims.remove":
                made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            tools.addWidget(made)
        tools.addWidget(self.set_box)
        self.open_points = ElidedLabel(role="muted")
        tools.addWidget(self.open_points, 1)
        self.nothing = self.coding_first(
            "lightbulb",
            "Nothing to claim anything about yet",
            "Findings are written about research questions and themes, each with the passages that support and "
            "contradict it; conclusions answer the research questions. Make themes in the coding room first.",
        )
        codes = surface(220)
        column(codes, gap=0).addWidget(self.list)
        self.lay_out((codes, self._claim_pane(), self._quotes_pane()), _SIZES, self.nothing)
        self.home, self.stops = self.list, (self.list, self.text, self.quotes)

    def _claim_pane(self) -> QWidget:
        pane = surface(280)
        self.kind = label(role="section")
        self.state = label(role="small", wrap=True)
        self.hint = label(
            "Choose a theme and press Ctrl+Enter to write what the material shows of it.", "muted", wrap=True
        )
        self.evidence = QWidget()
        both = column(self.evidence, gap=GAP_SMALL)
        for title, part, actions in (
            ("Supports it", self.supporting, ()),
            ("Contradicts it", self.contradicting, ("claims.take",)),
        ):
            head = row(gap=GAP_SMALL)
            head.addWidget(label(title, "small", buddy=part))
            head.addStretch(1)
            for action in actions:
                head.addWidget(self.context.actions.tool_button(action))
            both.addLayout(head)
            both.addWidget(part, 1)
        self.basis = QWidget()
        below = column(self.basis, gap=GAP_SMALL)
        below.addWidget(label("Findings it rests on", "small", buddy=self.findings))
        below.addWidget(self.findings, 1)
        box = column(pane, gap=GAP)
        box.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        for widget in (self.kind, self.text, self.state, self.hint):
            box.addWidget(widget)
        box.addWidget(self.evidence, 1)
        box.addWidget(self.basis, 1)
        self._rest = QWidget()
        box.addWidget(self._rest, 1)
        return pane

    def _quotes_pane(self) -> QWidget:
        pane = surface(240)
        self.theme = label(role="section", wrap=True)
        head = row(gap=GAP_SMALL)
        head.setContentsMargins(GAP, GAP, GAP, GAP_SMALL)
        head.addWidget(self.theme, 1)
        for action in ("claims.supports", "claims.contradicts"):
            head.addWidget(self.context.actions.tool_button(action))
        box = column(pane, gap=0)
        box.addLayout(head)
        box.addWidget(self.quotes, 1)
        return pane

    def _connect(self) -> None:
        self.set_box.changed.connect(self.refresh)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show())
        self.list.selectionModel().selectionChanged.connect(lambda *_: self.context.actions.refresh())
        self.text.written.connect(self._write)
        self.findings.itemChanged.connect(lambda _item: self._rest_on())
        themes.changed.connect(self.model.retranslate)

    def _take(self, claims: Claims) -> None:
        before = self.row
        self.model.show_claims(claims, self.set_box.chosen_name)
        self.stack.setCurrentWidget(self.splitter if self.model.rows else self.nothing)
        wanted = self._wanted
        if wanted != (None, None):
            self.choose(*wanted)
        elif before is not None:
            self.choose(before.claim, before.code.id)
        if self.row is None and self.model.rows:
            self.choose(None, self.model.rows[0].code.id)
        self._say()
        self._show()

    def _show(self) -> None:
        chosen = self.row
        claim = chosen.claim if chosen is not None else None
        self.text.flush()
        self._shown = claim
        self.text.show_text(chosen.text if chosen is not None else "")
        is_finding = chosen is not None and chosen.finding is not None
        is_conclusion = chosen is not None and chosen.conclusion is not None
        for part, shown in (
            (self.text, claim is not None), (self.state, claim is not None), (self.hint, claim is None),
            (self.evidence, is_finding), (self.basis, is_conclusion), (self._rest, claim is None),
        ):  # fmt: skip
            part.setVisible(shown)
        if chosen is None:
            return
        self.kind.setText(f"{what(chosen)}: {chosen.code.name}" if claim is not None else chosen.code.name)
        self.state.setText(evidence(chosen))
        self.theme.setText(chosen.code.name)
        if chosen.finding is not None:
            self.supporting.show_quotes(chosen.finding.supporting)
            self.contradicting.show_quotes(chosen.finding.contradicting)
        if chosen.conclusion is not None:
            self._offer(chosen.conclusion.findings)
        self._read_quotes(chosen)
        self.context.actions.refresh()

    def _read_quotes(self, chosen: ClaimRow) -> None:
        self._asked_quotes = code = CodeId(chosen.code.id)
        used = {quote.id for quote in (*self.supporting.quotes_model.quotes, *self.contradicting.quotes_model.quotes)}
        self.quotes.quotes_model.show_used(used if chosen.finding is not None else set())

        def take(quotes: list[Quote]) -> None:
            """Show them unless another theme was chosen meanwhile."""
            if code == self._asked_quotes:
                self.quotes.show_quotes(quotes)

        run_job(self, theme_quotes, self.project, code, False, None, None, self.set_box.sets, title="", on_done=take,
                on_failed=self.failed)  # fmt: skip

    def _offer(self, resting: Sequence[ClaimId]) -> None:
        blocked = self.findings.blockSignals(True)
        self.findings.clear()
        for finding in self.model.claims.findings:
            item = QListWidgetItem(one_line(finding.claim.text))
            item.setData(Qt.ItemDataRole.UserRole, finding.claim.id)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(flags if self.context.read_only else flags | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = finding.claim.id in resting
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.findings.addItem(item)
        self.findings.blockSignals(blocked)

    def _rest_on(self) -> None:
        chosen = self.row
        if chosen is not None and chosen.conclusion is not None:
            items = [self.findings.item(place) for place in range(self.findings.count())]
            ticked = [item for item in items if item.checkState() is Qt.CheckState.Checked]
            findings = [item.data(Qt.ItemDataRole.UserRole) for item in ticked]
            rest_on(self.project, chosen.conclusion.claim.id, findings)

    def _write(self, text: str) -> None:
        claim = self._shown
        if claim is not None and text.strip() and self.model.place_of(claim, None) >= 0:
            set_claim_text(self.project, claim, text)

    def _begin(self, claim: ClaimId) -> None:
        self._wanted = (claim, None)
        self.refresh()
        QTimer.singleShot(0, self.text.setFocus)
        QTimer.singleShot(0, self.text.selectAll)

    def _selected(self) -> list[ClaimRow]:
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        return [self.model.rows[place] for place in rows if place < len(self.model.rows)]

    def _question(self) -> CodeId | None:
        chosen = self.row
        for row in reversed(self.model.rows[: self.list.currentIndex().row() + 1] if chosen is not None else []):
            if row.code.role is CodeRole.QUESTION:
                return CodeId(row.code.id)
        return None

    def _has_finding(self) -> bool:
        return self._can_write() and self.row is not None and self.row.finding is not None

    def _can_write(self) -> bool:
        return not self.context.read_only

    def _say(self) -> None:
        claims = self.model.claims
        open_points = [
            tr_n("{count} finding without evidence", "{count} findings without evidence", len(claims.without_evidence)),
            tr_n("{count} question without an answer", "{count} questions without an answer", len(claims.unanswered)),
        ]
        counts = (len(claims.without_evidence), len(claims.unanswered))
        only = self.set_box.chosen_name
        said = [tr("Only evidence in “{name}” counts", name=only)] if only else []
        said += [words for words, count in zip(open_points, counts, strict=True) if count]
        self.open_points.setText(" · ".join(said))
        self.model.retranslate()
        for part in (self.quotes, self.supporting, self.contradicting):
            part.quotes_model.retranslate()


class _Indented(QStyledItemDelegate):
    """Rows set in by their depth, in lines as wide as the list."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.decorationSize = QSize(16, 16)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        ground = cell_option(self, option, index)
        ground.text, ground.icon = "", QIcon()
        paint_ground(painter, ground)
        own = cell_option(self, option, index)
        own.rect = own.rect.adjusted(index.data(DEPTH_ROLE) * _STEP, 0, 0, 0)
        own.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected)
        if ground.state & QStyle.StateFlag.State_Selected:
            own.palette.setColor(QPalette.ColorRole.Text, QColor(themes.current.selection_text))
        paint_ground(painter, own)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        narrow = QStyleOptionViewItem(option)
        view = option.widget
        inside = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        # The style breaks words at the edge of a rectangle, and takes one without height for none.
        narrow.rect = QRect(0, 0, inside - index.data(DEPTH_ROLE) * _STEP - _PADDING, _TALLEST)
        return QSize(inside, super().sizeHint(narrow, index).height() + 2)


def _list(model: ClaimsModel, name: str, *, several: bool) -> QListView:
    made = QListView()
    made.setModel(model)
    modes = QAbstractItemView.SelectionMode
    made.setSelectionMode(modes.ExtendedSelection if several else modes.SingleSelection)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    made.setWordWrap(True)
    made.setResizeMode(QListView.ResizeMode.Adjust)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setItemDelegate(_Indented(made))
    live(made, "setAccessibleName", name)
    return made
