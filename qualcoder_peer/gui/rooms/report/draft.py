"""The report draft that is open: its outline, what is chosen in it, and its pages, kept in step with the project.

In a small project everything is read at once. In a large one (20,000 codings take seconds) it is read on a thread of
its own, while the window shows what it has; what has not changed is not read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.ids import CodingId, ReportId, ReportItemId
from qualcoder_peer.core.domain.model import Report
from qualcoder_peer.core.i18n import Texts, texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.blocks import Block
from qualcoder_peer.core.reports.facts import ReportFacts, read_report_facts
from qualcoder_peer.core.reports.plan import plan_report
from qualcoder_peer.core.services.balance import Balance, balance_of
from qualcoder_peer.core.services.coding import count_codings
from qualcoder_peer.core.services.printed import DeclaredEditing, PrintedStatus, printed_of, read_declared
from qualcoder_peer.core.services.quotes import Quote
from qualcoder_peer.core.services.reports import Outline, OutlineNode, list_reports, read_options, read_outline
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.report.pages import Pages, lay_out
from qualcoder_peer.gui.selection_choices import TABLES as SELECTION_TABLES

QUICK = 2_000
"""With fewer codings than this, everything is read in some milliseconds."""
_TOGETHER_MS = 60
_QUOTE_TABLES = (
    "code",
    "document",
    "document_text",
    "speaker",
    "turn",
    "respondent",
    "attribute_value",
    "memo",
    "coder",
)


@dataclass(frozen=True, slots=True)
class _Laid:
    facts: ReportFacts
    pages: Pages
    declared: DeclaredEditing
    stale: frozenset[ReportItemId]
    balance: Balance


class Draft(QObject):
    """One report of the project, or none. Nothing is read while the room is not shown (``wake``, ``sleep``)."""

    reports_changed = Signal()
    """The list of reports, or which of them is open."""
    outline_changed = Signal()
    pages_changed = Signal()
    options_changed = Signal()
    chosen_changed = Signal()
    """Other entries of the outline are selected."""
    material_changed = Signal()
    """Codings, codes, documents or people are not what they were."""

    def __init__(self, context: RoomContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.project: Project = context.project
        self.reports: list[Report] = []
        self.report: ReportId | None = None
        self.outline: Outline | None = None
        self.pages: Pages | None = None
        self.options = ReportOptions()
        self.language = "en"
        self.chosen: tuple[ReportItemId, ...] = ()
        self.facts: ReportFacts | None = None
        """What was counted for the pages shown; None until they have been laid out."""
        self.declared = DeclaredEditing()
        self.stale: frozenset[ReportItemId] = frozenset()
        """Quotes whose transcript has changed under their printed form."""
        self.balance: Balance | None = None
        self.has_codings = False
        """Whether there is anything to make a report of."""
        self._nodes: dict[ReportItemId, OutlineNode] = {}
        self._parents: dict[ReportItemId, ReportItemId | None] = {}
        self._known: dict[CodingId, Quote] = {}
        self._fresh_facts = False
        self._awake = False
        self._stale_reports = self._stale_outline = self._stale_options = True
        self._reading = self._read_again = self._laying = self._lay_again = False
        self._soon = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._soon.timeout.connect(self._lay)
        context.bridge.changed.connect(self._project_changed)

    @property
    def current(self) -> OutlineNode | None:
        """The one entry that is chosen; None when there is none or several."""
        return self._nodes.get(self.chosen[0]) if len(self.chosen) == 1 else None

    @property
    def texts(self) -> Texts:
        """The words of the language the report is written in."""
        return texts(self.language)

    @property
    def is_settled(self) -> bool:
        """Whether everything shown is as the project is now."""
        return not (self._reading or self._laying or self._soon.isActive())

    def node(self, item: int | None) -> OutlineNode | None:
        """An entry of the outline."""
        return self._nodes.get(ReportItemId(item)) if item is not None else None

    def parent_of(self, item: ReportItemId) -> ReportItemId | None:
        """The heading an entry stands under."""
        return self._parents.get(item)

    def siblings_of(self, item: ReportItemId) -> list[ReportItemId]:
        """The entries beside an entry, itself among them."""
        return [node.id for node in self.children_of(self._parents.get(item))]

    def children_of(self, parent: ReportItemId | None) -> Sequence[OutlineNode]:
        """The entries under a heading, or at the top."""
        if parent is None:
            return self.outline.nodes if self.outline is not None else ()
        node = self._nodes.get(parent)
        return node.children if node is not None else ()

    def heading_for(self, item: ReportItemId | None) -> OutlineNode | None:
        """The heading of an entry: itself, or the nearest one above it."""
        while item is not None:
            node = self._nodes.get(item)
            if node is None or node.kind == "code":
                return node
            item = self._parents.get(item)
        return None

    def used(self) -> dict[CodingId, ReportItemId]:
        """The quotes of the report and where they stand."""
        return {node.quote.id: node.id for node in self._nodes.values() if node.quote is not None}

    def wake(self) -> None:
        """The room is shown: read what has changed since."""
        self._awake = True
        self._refresh()

    def sleep(self) -> None:
        """The room is hidden: only remember that something changed."""
        self._awake = False

    def open_report(self, report: ReportId | None) -> None:
        """Show a report; None or one that is gone shows the newest."""
        self._stale_reports = True
        if report != self.report:
            self.report, self._stale_outline = report, True
            self.chosen = ()
        if self._awake:
            self._refresh()

    def choose(self, items: Iterable[int]) -> None:
        """Select entries of the outline."""
        chosen = tuple(ReportItemId(item) for item in items if item in self._nodes)
        if chosen != self.chosen:
            self.chosen = chosen
            self.chosen_changed.emit()

    def _refresh(self) -> None:
        self.has_codings = count_codings(self.project) > 0
        if self._stale_reports:
            self._stale_reports = False
            self.reports = list_reports(self.project)
            if self.report not in [one.id for one in self.reports]:
                self.report = self.reports[-1].id if self.reports else None
                self._stale_outline = True
            self.reports_changed.emit()
        if self._stale_options:
            self._stale_options = False
            self._take_options()
        if self._stale_outline:
            self._stale_outline = False
            self._read()

    def _take_options(self) -> None:
        self.options = read_options(self.project, ReportOptions)
        self.language = self.options.language or self.project.info().language
        self.options_changed.emit()
        self._soon.start()

    def _project_changed(self, changes: ChangeSet) -> None:
        coding = changes.tables.get("coding")
        if changes.touches(*_QUOTE_TABLES) or (coding is not None and coding.many):
            self._known.clear()
        elif coding is not None:
            for one in (*coding.updated, *coding.deleted):
                self._known.pop(CodingId(one), None)
        material = coding is not None or changes.touches(*_QUOTE_TABLES, *SELECTION_TABLES)
        if material or changes.touches("project"):
            self._fresh_facts = False
        self._stale_reports |= changes.touches("report")
        self._stale_outline |= material or changes.touches("report", "report_item", "project")
        self._stale_options |= changes.touches("setting", "project")
        if self._awake:
            self._refresh()
        if material:
            self.material_changed.emit()

    def _is_quick(self) -> bool:
        return count_codings(self.project) < QUICK

    def _read(self) -> None:
        if self.report is None:
            self._take_outline(None)
        elif self._reading:
            self._read_again = True
        elif self._is_quick() or (self._known and self.outline is not None and self.outline.report.id == self.report):
            self._take_outline(_read_now(self.project, self.report, self._known))
        else:
            self._reading = True
            job = run_job(
                self, _read_now, self.project, self.report, dict(self._known), title="", on_done=self._take_read,
                on_failed=self.context.messages.error,
            )  # fmt: skip
            job.finished.connect(self._read_ended)

    def _take_read(self, outline: Outline | None) -> None:
        if not self._read_again:
            self._take_outline(outline)

    def _read_ended(self) -> None:
        self._reading = False
        if self._read_again:
            self._read_again = False
            self._read()

    def _take_outline(self, outline: Outline | None) -> None:
        self.outline = outline
        self._nodes, self._parents = {}, {}
        nodes = outline.nodes if outline else ()
        pending: list[tuple[OutlineNode, ReportItemId | None]] = [(node, None) for node in nodes]
        while pending:
            node, parent = pending.pop()
            self._nodes[node.id], self._parents[node.id] = node, parent
            pending.extend((child, node.id) for child in node.children)
        self._known = {node.quote.id: node.quote for node in self._nodes.values() if node.quote is not None}
        kept = tuple(item for item in self.chosen if item in self._nodes)
        moved = kept != self.chosen
        self.chosen = kept
        self.outline_changed.emit()
        if moved:
            self.chosen_changed.emit()
        if outline is None:
            self._soon.stop()
            self.pages, self.balance, self.stale = None, None, frozenset()
            self.pages_changed.emit()
        elif self.pages is None and self._is_quick():
            self._lay()
        else:
            self._soon.start()

    def _lay(self) -> None:
        self._soon.stop()
        if self.outline is None:
            return
        if self._laying:
            self._lay_again = True
            return
        if self._is_quick():
            self._take_laid(_lay_out(self.project, self.outline, self.options, self._known_facts()))
            return
        self._laying = True
        job = run_job(
            self, _lay_out, self.project, self.outline, self.options, self._known_facts(), title="",
            on_done=self._take_laid, on_failed=self._laying_failed,
        )  # fmt: skip
        job.finished.connect(self._laid_ended)

    def _take_laid(self, laid: _Laid) -> None:
        self.facts = laid.facts
        if self._lay_again:
            return
        self.pages = laid.pages
        self.declared, self.stale, self.balance = laid.declared, laid.stale, laid.balance
        self.pages_changed.emit()

    def _laying_failed(self, error: BaseException) -> None:
        self._fresh_facts = False
        self.context.messages.error(error)

    def _known_facts(self) -> ReportFacts | None:
        # What is asked from now on makes them old again.
        known, self._fresh_facts = self.facts if self._fresh_facts else None, True
        return known

    def _laid_ended(self) -> None:
        self._laying = False
        if self._lay_again:
            self._lay_again = False
            self._lay()


def _read_now(project: Project, report: ReportId, known: dict[CodingId, Quote]) -> Outline | None:
    try:
        return read_outline(project, report, known)
    except NotFound:  # deleted meanwhile; the list of reports says so too
        return None


def _lay_out(project: Project, outline: Outline, options: ReportOptions, facts: ReportFacts | None) -> _Laid:
    facts = facts or read_report_facts(project)
    blocks: Sequence[Block] = plan_report(project, outline, options, None, facts)
    declared = read_declared(project, options)
    stale = frozenset(
        node.id
        for node in outline.walk()
        if node.quote is not None and node.printed and printed_of(node, declared).status is PrintedStatus.STALE
    )
    balance = balance_of(outline, facts.respondents, facts.heard, facts.stances)
    language = options.language or facts.info.language
    return _Laid(facts, lay_out(blocks, outline, language), declared, stale, balance)
