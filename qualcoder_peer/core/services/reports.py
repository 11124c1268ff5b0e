"""Report drafts: an outline of headings (codes), quotes and the writer's own texts, kept in the project.

The outline holds references, not copies: a quote is always the slice of its transcript, a heading the present name
of its code, and what is deleted elsewhere is gone from the outline too. Sections at the top (summary, method …) are
``text`` items with a section key; what the program can fill in there is made when the report is written.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, TypeVar, get_type_hints

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId, ReportId, ReportItemId, RespondentId
from qualcoder_peer.core.domain.messages import N_, Message, counted, message
from qualcoder_peer.core.domain.model import Code, CodeRole, Report, ReportItem, Stance
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.codebook import CodeTree
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes

SECTION_TITLES: dict[str, str] = {
    "summary": N_("Summary"),
    "assignment": N_("Assignment"),
    "purpose": N_("Purpose"),
    "questions": N_("Research questions"),
    "background": N_("Background"),
    "method": N_("Method"),
    "results": N_("Results and analysis"),
    "goals": N_("Target goals"),
    "discussion": N_("Discussion"),
    "planning": N_("Planning ahead"),
}
"""The chapters of a report, in the order a new draft has them; ``goals`` only where target goals are coded."""

_QUOTES_UNSTARRED = 3
_IDS_AT_ONCE = 5_000
_GOOD_LENGTH = 30  # words: long enough to stand by itself, short enough to be read


@dataclass(frozen=True, slots=True)
class OutlineNode:
    """One entry of the outline with what it refers to: ``code`` for a heading, ``quote`` for a quote."""

    id: ReportItemId
    kind: str
    section: str
    text: str
    code: Code | None
    quote: Quote | None
    children: tuple[OutlineNode, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A report draft as a tree, in order."""

    report: Report
    nodes: tuple[OutlineNode, ...]

    def walk(self) -> Iterable[OutlineNode]:
        """Every node, from top to bottom."""
        pending = list(reversed(self.nodes))
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.children))


class KeptOptions(Protocol):
    """An Options dataclass that says under which key a project keeps it."""

    settings_key: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


Kept = TypeVar("Kept", bound=KeptOptions)


def list_reports(project: Project) -> list[Report]:
    """The report drafts of the project, oldest first."""
    with project.reading() as store:
        return store.reports.all()


def new_report(project: Project, title: str, *, language: str | None = None) -> ReportId:
    """Make a report draft from the code tree, as one step.

    Chapters as in SECTION_TITLES; after ``results`` the research questions, themes and codes that have quotes, each
    with its starred quotes or, where none is starred, up to three of different respondents (never an interviewer's).
    Target goals that are coded come in a chapter of their own. With ``language`` the draft is exported in that
    language rather than the project's. Raises InvalidInput when the title is empty.
    """
    checked = _checked_title(title)
    entries = _draft(project, QuoteFilter())
    with project.transaction(message("New report “{title}”", title=checked)) as store:
        report = store.reports.add(checked)
        if language:
            kept = store.settings.get("export.report", {})
            store.settings.set("export.report", {**(kept if isinstance(kept, dict) else {}), "language": language})
        _keep(store, report, None, entries)
    return report


def draft_outline(project: Project, title: str, which: QuoteFilter | None = None) -> Outline:
    """The outline a new report would have, without keeping it; its ids are 0.

    ``which`` limits the quotes; then only codes that have some of them become headings.
    """
    entries = _draft(project, which or QuoteFilter())
    with project.reading() as store:
        codes = {code.id: code for code in store.codes.all()}
    quotes = _quotes(project, [entry.coding for entry in _flat(entries) if entry.coding is not None])

    def nodes(wanted: Sequence[_Entry]) -> tuple[OutlineNode, ...]:
        made = []
        for entry in wanted:
            code = codes.get(entry.code) if entry.code is not None else None
            quote = quotes.get(entry.coding) if entry.coding is not None else None
            if (entry.kind == "code" and code is None) or (entry.kind == "quote" and quote is None):
                continue  # deleted between two readings
            below = nodes(entry.below)
            made.append(OutlineNode(ReportItemId(0), entry.kind, entry.section, "", code, quote, below))
        return tuple(made)

    return Outline(Report(ReportId(0), "", _checked_title(title), now()), nodes(entries))


def read_outline(project: Project, report: ReportId, known: Mapping[CodingId, Quote] | None = None) -> Outline:
    """The outline of a report with its codes and quotes. Raises NotFound.

    ``known`` are quotes that were read before and have not changed since; only others are read.
    """
    with project.reading() as store:
        found = _existing(store, report)
        items = store.reports.items(report)
        codes = {code.id: code for code in store.codes.all()}
    wanted = {item.coding_id: (known or {}).get(item.coding_id) for item in items if item.coding_id is not None}
    quotes = {coding: quote for coding, quote in wanted.items() if quote is not None}
    quotes |= _quotes(project, [coding for coding, quote in wanted.items() if quote is None])
    children: dict[ReportItemId | None, list[ReportItem]] = {}
    for item in items:
        children.setdefault(item.parent_id, []).append(item)

    def nodes(parent: ReportItemId | None) -> tuple[OutlineNode, ...]:
        made = []
        for item in children.get(parent, ()):
            code = codes.get(item.code_id) if item.code_id is not None else None
            quote = quotes.get(item.coding_id) if item.coding_id is not None else None
            if (item.kind == "code" and code is None) or (item.kind == "quote" and quote is None):
                continue  # deleted between the two readings
            made.append(OutlineNode(item.id, item.kind, item.section, item.text, code, quote, nodes(item.id)))
        return tuple(made)

    return Outline(found, nodes(None))


def add_quotes(
    project: Project,
    report: ReportId,
    parent: ReportItemId | None,
    codings: Sequence[CodingId],
    position: int | None = None,
) -> list[ReportItemId]:
    """Put quotes under a heading before the item now at ``position`` (None: at the end). Returns their ids.

    Raises NotFound when the report, the heading or a coding is gone.
    """
    label = counted("Add {count} quote to the report", "Add {count} quotes to the report", len(codings))
    with project.reading() as store:
        if {coding.id for coding in store.codings.by_ids(codings)} != set(codings):
            raise NotFound("A quote that was to be added no longer exists. Nothing was changed.")
    return _insert(project, label, report, parent, [{"kind": "quote", "coding_id": one} for one in codings], position)


def add_text(
    project: Project,
    report: ReportId,
    text: str,
    parent: ReportItemId | None = None,
    position: int | None = None,
    *,
    section: str = "",
) -> ReportItemId:
    """Put a text of the writer under a heading, or, with ``section``, a chapter at the top. Raises NotFound."""
    if section and (section not in SECTION_TITLES or parent is not None):
        raise InvalidInput("There is no chapter “{key}” to add here. Nothing was changed.", key=section[:80])
    item = {"kind": "text", "text": text, "section": section}
    return _insert(project, message("Add text to the report"), report, parent, [item], position)[0]


def add_code(
    project: Project,
    report: ReportId,
    code: CodeId,
    parent: ReportItemId | None = None,
    position: int | None = None,
    *,
    with_quotes: bool = True,
) -> ReportItemId:
    """Put a code as a heading; ``with_quotes`` brings the codes below it and quotes, chosen as in a new report.

    Raises NotFound.
    """
    with project.reading() as store:
        found = store.codes.get(code)
    if found is None:
        raise NotFound("The code no longer exists. Nothing was changed.")
    with project.transaction(message("Add “{name}” to the report", name=found.name)) as store:
        item = _insert(project, "", report, parent, [{"kind": "code", "code_id": code}], position)[0]
        if with_quotes:
            planner = _Planner(project, QuoteFilter(codes=(code,)))
            _keep(store, report, item, planner.below(found))
    return item


def move_items(
    project: Project, items: Sequence[ReportItemId], parent: ReportItemId | None, position: int | None = None
) -> None:
    """Put items under ``parent`` (None: the top) before the sibling now at ``position`` (None: at the end).

    Raises NotFound when one is gone, InvalidInput when an item would come under itself, under a quote or a text, or
    in another report.
    """
    if not items:
        return
    with project.reading() as store:
        first = store.reports.item(items[0])
        every = {item.id: item for item in store.reports.items(first.report_id)} if first else {}
    if any(item not in every for item in items) or (parent is not None and parent not in every):
        raise NotFound("An entry of the report that was to be moved no longer exists. Nothing was changed.")
    if parent is not None and every[parent].kind != "code":
        raise InvalidInput("Only a heading can hold other entries. Nothing was changed.")
    above = parent
    while above is not None:
        if above in items:
            raise InvalidInput("A heading cannot be put under itself. Nothing was changed.")
        above = every[above].parent_id
    if parent is not None and any(every[item].section for item in items):
        raise InvalidInput("A chapter stays at the top of the report. Nothing was changed.")
    moving = [item for item in items if not _has_ancestor(every, item, set(items))]
    siblings = [item.id for item in every.values() if item.parent_id == parent]
    place = len(siblings) if position is None else max(0, min(position, len(siblings)))
    order = [item for item in siblings[:place] if item not in moving]
    order += moving + [item for item in siblings[place:] if item not in moving]
    label = counted("Move {count} entry of the report", "Move {count} entries of the report", len(moving))
    with project.transaction(label) as store:
        for item in moving:
            if every[item].parent_id != parent:
                store.reports.change_item(item, parent_id=parent)
        store.reports.order(order)


def set_item_text(project: Project, item: ReportItemId, text: str) -> None:
    """Write the text of an entry: the writer's own words, or those of a chapter. Raises NotFound."""
    with project.reading() as store:
        found = store.reports.item(item)
    if found is None:
        raise NotFound("The entry of the report no longer exists. Your text was not saved in it.")
    if found.text != text:
        with project.transaction(message("Write in the report")) as store:
            store.reports.change_item(item, text=text)


def remove_items(project: Project, items: Sequence[ReportItemId]) -> int:
    """Take entries, with those below them, out of the report; codings stay. Returns how many were named."""
    with project.reading() as store:
        going = [item for item in items if store.reports.item(item) is not None]
    if not going:
        return 0
    label = counted("Take {count} entry out of the report", "Take {count} entries out of the report", len(going))
    with project.transaction(label) as store:
        store.reports.remove_items(going)
    return len(going)


def rename_report(project: Project, report: ReportId, title: str) -> None:
    """Give a report another title. Raises InvalidInput or NotFound."""
    checked = _checked_title(title)
    with project.reading() as store:
        old = _existing(store, report)
    if old.title != checked:
        with project.transaction(message("Rename the report to “{title}”", title=checked)) as store:
            store.reports.change(report, title=checked)


def remove_report(project: Project, report: ReportId) -> None:
    """Delete a report draft; codings and codes stay. Raises NotFound."""
    with project.reading() as store:
        old = _existing(store, report)
    with project.transaction(message("Delete the report “{title}”", title=old.title)) as store:
        store.reports.remove([report])


def quote_candidates(
    project: Project,
    report: ReportId,
    code: CodeId,
    *,
    starred: bool = False,
    respondents: Sequence[RespondentId] | None = None,
    documents: Sequence[DocumentId] | None = None,
) -> list[Quote]:
    """The quotes of a code (and those below it) that the report does not have yet, starred ones first.

    What only an interviewer says is left out.
    """
    with project.reading() as store:
        used = {item.coding_id for item in store.reports.items(report)}
    which = QuoteFilter(
        codes=(code,),
        documents=None if documents is None else tuple(documents),
        respondents=None if respondents is None else tuple(respondents),
        starred=starred,
        evidence_only=True,
    )
    return sorted(
        (quote for quote in iter_quotes(project, which) if quote.id not in used), key=lambda quote: not quote.starred
    )


def choose_quotes(quotes: Iterable[Quote]) -> dict[CodeId, list[CodingId]]:
    """The quotes that speak for each code in a new draft, in order of place.

    All starred ones; where none is starred up to three of different respondents, of a length that reads well, with
    both sides heard where some speak for and some against. The same passage coded twice is taken once.
    """
    by_code: dict[CodeId, list[_Candidate]] = {}
    for number, quote in enumerate(quotes):
        heard = quote.respondents or (quote.speaker or f"document {quote.document.id}",)
        place = (quote.document.id, quote.start, quote.end)
        length = abs(len(quote.text.split()) - _GOOD_LENGTH)
        by_code.setdefault(quote.code_id, []).append(
            _Candidate(quote.id, number, place, heard[0], length, quote.stance, quote.starred)
        )
    return {code: [one.id for one in _choose(candidates)] for code, candidates in by_code.items()}


def read_options(project: Project, kind: type[Kept]) -> Kept:
    """The options of a kind that the project keeps; what is missing or no longer fits has its default."""
    with project.reading() as store:
        kept = store.settings.get(kind.settings_key, {})
    return _options_from(kind, kept if isinstance(kept, dict) else {})


def write_options(project: Project, options: KeptOptions) -> None:
    """Keep options with the project (undoable), unless they are kept already."""
    if read_options(project, type(options)) != options:
        values = {name: getattr(options, name) for name in options.__dataclass_fields__ if name != "settings_key"}
        with project.transaction(message("Change the choices for export")) as store:
            store.settings.set(options.settings_key, values)


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: CodingId
    number: int
    place: tuple[int, int, int]
    who: object
    length: int
    stance: Stance
    starred: bool


def _choose(candidates: list[_Candidate]) -> list[_Candidate]:
    starred = [one for one in candidates if one.starred]
    if starred:
        return list({one.place: one for one in reversed(starred)}.values())[::-1]
    best: dict[object, _Candidate] = {}
    for one in sorted(candidates, key=lambda candidate: (candidate.length, candidate.number)):
        best.setdefault(one.who, one)
    ranked = list(best.values())
    chosen = ranked[:_QUOTES_UNSTARRED]
    for side in (Stance.FOR, Stance.AGAINST):
        if ranked[_QUOTES_UNSTARRED:] and not any(one.stance is side for one in chosen):
            other = next((one for one in ranked[_QUOTES_UNSTARRED:] if one.stance is side), None)
            if other is not None:
                chosen[-1 if side is Stance.FOR else -2] = other
    return sorted(chosen, key=lambda candidate: candidate.number)


@dataclass(slots=True)
class _Entry:
    """An entry of an outline that is not kept yet."""

    kind: str
    section: str = ""
    code: CodeId | None = None
    coding: CodingId | None = None
    below: list[_Entry] = field(default_factory=list)


class _Planner:
    """Lays out codes with their quotes."""

    def __init__(self, project: Project, which: QuoteFilter) -> None:
        quotes = iter_quotes(project, dataclasses.replace(which, evidence_only=True))
        self._chosen = choose_quotes(quotes)
        self._limited = which != QuoteFilter()
        with project.reading() as store:
            self.tree = CodeTree(store.codes.all())
        self._used = {above.id for code in self._chosen if code in self.tree.by_id for above in self.tree.line(code)}

    def wanted(self, code: Code) -> bool:
        """Whether a code has quotes; research questions stand in a whole report even without an answer."""
        return code.id in self._used or (code.role is CodeRole.QUESTION and not self._limited)

    def entry(self, code: Code) -> _Entry:
        return _Entry("code", code=code.id, below=self.below(code))

    def below(self, code: Code) -> list[_Entry]:
        quotes = [_Entry("quote", coding=coding) for coding in self._chosen.get(code.id, ())]
        return quotes + [self.entry(child) for child in self.tree.children.get(code.id, ()) if self.wanted(child)]


def _draft(project: Project, which: QuoteFilter) -> list[_Entry]:
    planner = _Planner(project, which)
    tops = [code for code in planner.tree.children.get(None, []) if planner.wanted(code)]
    goals = [planner.entry(code) for code in tops if code.role is CodeRole.GOAL]
    results = [planner.entry(code) for code in tops if code.role is not CodeRole.GOAL]
    entries: list[_Entry] = []
    for section in SECTION_TITLES:
        if section != "goals" or goals:
            entries.append(_Entry("text", section))
        entries.extend({"results": results, "goals": goals}.get(section, []))
    return entries


def _flat(entries: Sequence[_Entry]) -> Iterable[_Entry]:
    for entry in entries:
        yield entry
        yield from _flat(entry.below)


def _keep(store: Store, report: ReportId, parent: ReportItemId | None, entries: Sequence[_Entry]) -> None:
    for position, entry in enumerate(entries):
        values = {"kind": entry.kind, "section": entry.section, "code_id": entry.code, "coding_id": entry.coding}
        item = store.reports.add_item(_item_values(report, parent, position, **values))
        _keep(store, report, item, entry.below)


def _quotes(project: Project, codings: Sequence[CodingId]) -> dict[CodingId, Quote]:
    found: dict[CodingId, Quote] = {}
    for start in range(0, len(codings), _IDS_AT_ONCE):
        piece = tuple(codings[start : start + _IDS_AT_ONCE])
        which = QuoteFilter(codings=piece)
        found.update((quote.id, quote) for quote in iter_quotes(project, which, with_parts=True))
    return found


def _item_values(report: ReportId, parent: ReportItemId | None, position: int, **values: Any) -> dict[str, Any]:
    blank = {"section": "", "code_id": None, "coding_id": None, "text": ""}
    return {**blank, "report_id": report, "parent_id": parent, "position": position, **values}


def _insert(
    project: Project,
    label: Message | str,
    report: ReportId,
    parent: ReportItemId | None,
    entries: Sequence[dict[str, Any]],
    position: int | None,
) -> list[ReportItemId]:
    if not entries:
        return []
    with project.reading() as store:
        _existing(store, report)
        items = store.reports.items(report)
        holder = next((item for item in items if item.id == parent), None)
    if parent is not None and holder is None:
        raise NotFound("The heading to add to is no longer in the report. Nothing was changed.")
    if holder is not None and holder.kind != "code":
        raise InvalidInput("Only a heading can hold other entries. Nothing was changed.")
    siblings = [item.id for item in items if item.parent_id == parent]
    place = len(siblings) if position is None else max(0, min(position, len(siblings)))
    with project.transaction(label) as store:
        made = [store.reports.add_item(_item_values(report, parent, len(siblings), **entry)) for entry in entries]
        store.reports.order(siblings[:place] + made + siblings[place:])
    return made


def _has_ancestor(every: dict[ReportItemId, ReportItem], item: ReportItemId, among: set[ReportItemId]) -> bool:
    above = every[item].parent_id
    while above is not None:
        if above in among:
            return True
        above = every[above].parent_id
    return False


def _existing(store: Store, report: ReportId) -> Report:
    found = next((one for one in store.reports.all() if one.id == report), None)
    if found is None:
        raise NotFound("The report no longer exists. Nothing was changed.")
    return found


def _checked_title(title: str) -> str:
    cleaned = " ".join(title.split())
    if not cleaned:
        raise InvalidInput("A report needs a title. Nothing was changed.")
    return cleaned[:1000]


def _options_from(kind: type[Kept], kept: dict[str, Any]) -> Kept:
    values: dict[str, Any] = {}
    hints = get_type_hints(kind)
    for name, one in kind.__dataclass_fields__.items():
        if name not in kept or name == "settings_key":
            continue
        value = kept[name]
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = tuple(value)
        choices = one.metadata.get("choices")
        if (choices is None or value in choices) and _fits(value, hints[name]):
            values[name] = value
    return dataclasses.replace(kind(), **values) if values else kind()


def _fits(value: object, hint: Any) -> bool:
    if hint in (bool, int, str):
        return type(value) is hint
    return isinstance(value, tuple) or (value is None and "None" in str(hint))
