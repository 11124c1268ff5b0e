"""Report drafts: an outline of headings (codes), quotes and the writer's own texts, kept in the project.

The outline holds references, not copies: a quote is always the slice of its transcript, a heading the present name
of its code, and what is deleted elsewhere is gone from the outline too. Sections at the top (summary, method …) are
``text`` items with a section key; what the program can fill in there is made when the report is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, ReportId, ReportItemId
from qualcoder_peer.core.domain.messages import Message, counted, literal, message
from qualcoder_peer.core.domain.model import Code, Report, ReportItem
from qualcoder_peer.core.domain.report_kinds import OWN, REPORT_KINDS, SECTION_TITLES, report_kind
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.project import Project, Store
from qualcoder_peer.core.services.kept_options import read_options, write_options
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes
from qualcoder_peer.core.services.report_candidates import quote_candidates
from qualcoder_peer.core.services.report_drafting import Entry, Planner, choose_quotes, draft_entries, flat

__all__ = [
    "SECTION_TITLES", "Outline", "OutlineNode", "ReportItem", "add_chart", "add_code", "add_quotes", "add_section",
    "add_table", "add_text", "choose_quotes", "draft_outline",
    "find_report", "list_reports", "move_items", "new_report",
    "quote_candidates", "read_options", "read_outline", "remove_items", "remove_report", "rename_report",
    "set_item_settings", "set_item_text", "set_item_title", "settings_of", "write_options",
]  # fmt: skip

_IDS_AT_ONCE = 5_000
_LONGEST_TITLE = 1_000


@dataclass(frozen=True, slots=True)
class OutlineNode:
    """One entry of the outline with what it refers to: ``code`` for a heading, ``quote`` for a quote.

    ``title``, ``printed``, ``form`` and ``settings`` as of a ReportItem.
    """

    id: ReportItemId
    kind: str
    section: str
    text: str
    code: Code | None
    quote: Quote | None
    children: tuple[OutlineNode, ...]
    title: str = ""
    printed: str = ""
    form: str = ""
    settings: str = ""

    @property
    def heading(self) -> Message:
        """What stands as its heading: the name of a chapter, of a code, or the writer's; empty for other entries."""
        if self.code is not None:
            return literal(self.code.name)
        if self.section in SECTION_TITLES:
            return Message(SECTION_TITLES[self.section])
        return literal(self.title)

    @property
    def holds_others(self) -> bool:
        """Whether entries can be put under it: a heading, a chapter or a section of the writer's."""
        return self.kind == "code" or bool(self.section)

    @property
    def is_within(self) -> bool:
        """Whether a section of the writer's that stands at the top belongs to the chapter before it."""
        return self.section == OWN and bool(settings_of(self.settings).get("within"))


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


def list_reports(project: Project) -> list[Report]:
    """The report drafts of the project, oldest first."""
    with project.reading() as store:
        return store.reports.all()


def find_report(project: Project, named: str | int) -> Report:
    """The report with this id, GUID or title (of several with one title the newest). Raises NotFound."""
    reports = list_reports(project)
    wanted = str(named).strip()
    for matches in (
        [one for one in reports if one.title == wanted or one.guid == wanted.lower()],
        [one for one in reports if one.title.casefold() == wanted.casefold()],
        [one for one in reports if str(one.id) == wanted],
    ):
        if matches:
            return matches[-1]
    raise NotFound(
        "There is no report “{title}” in the project. It has: {titles}. Nothing was written.",
        title=wanted[:200],
        titles=", ".join(one.title for one in reports[-10:]) or "–",
    )


def new_report(
    project: Project, title: str, *, kind: str = "evaluation", language: str | None = None
) -> ReportId:
    """Make a report draft of a kind (a key of REPORT_KINDS) from the code tree, as one step.

    Chapters as the kind has them; after ``results`` the research questions, themes and codes that have quotes, each
    with its starred quotes or, where none is starred, some of different respondents (never an interviewer's).
    Target goals that are coded come in a chapter of their own. With ``language`` the draft is exported in that
    language rather than the project's. Raises InvalidInput when the title is empty or the kind unknown.
    """
    checked = _checked_title(title)
    if kind not in REPORT_KINDS:
        raise InvalidInput(
            "There is no kind of report “{kind}”; choose from {kinds}. Nothing was changed.",
            kind=kind[:80], kinds=", ".join(REPORT_KINDS),
        )  # fmt: skip
    entries = draft_entries(project, QuoteFilter(), REPORT_KINDS[kind])
    with project.transaction(message("New report “{title}”", title=checked)) as store:
        report = store.reports.add(checked, kind)
        if language:
            kept = store.settings.get("export.report", {})
            store.settings.set("export.report", {**(kept if isinstance(kept, dict) else {}), "language": language})
        _keep(store, report, None, entries)
    return report


def draft_outline(
    project: Project, title: str, which: QuoteFilter | None = None, *, kind: str = "evaluation"
) -> Outline:
    """The outline a new report would have, without keeping it; its ids are 0.

    ``which`` limits the quotes; then only codes that have some of them become headings.
    """
    entries = draft_entries(project, which or QuoteFilter(), report_kind(kind))
    with project.reading() as store:
        codes = {code.id: code for code in store.codes.all()}
    quotes = _quotes(project, [entry.coding for entry in flat(entries) if entry.coding is not None])

    def nodes(wanted: Sequence[Entry]) -> tuple[OutlineNode, ...]:
        """The entries as items that are not kept, with what is below them."""
        made = []
        for entry in wanted:
            code = codes.get(entry.code) if entry.code is not None else None
            quote = quotes.get(entry.coding) if entry.coding is not None else None
            if (entry.kind == "code" and code is None) or (entry.kind == "quote" and quote is None):
                continue  # deleted between two readings
            below = nodes(entry.below)
            made.append(
                OutlineNode(
                    ReportItemId(0), entry.kind, entry.section, "", code, quote, below, settings=entry.settings
                )
            )
        return tuple(made)

    return Outline(Report(ReportId(0), "", _checked_title(title), now(), report_kind(kind).key), nodes(entries))


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
        """The items below one, with what is below them."""
        made = []
        for item in children.get(parent, ()):
            code = codes.get(item.code_id) if item.code_id is not None else None
            quote = quotes.get(item.coding_id) if item.coding_id is not None else None
            if (item.kind == "code" and code is None) or (item.kind == "quote" and quote is None):
                continue  # deleted between the two readings
            made.append(
                OutlineNode(
                    item.id, item.kind, item.section, item.text, code, quote, nodes(item.id), item.title, item.printed,
                    item.form, item.settings,
                )
            )  # fmt: skip
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
    """Put a text of the writer (Markdown) under a heading, or, with ``section``, a chapter at the top.

    Raises NotFound, or InvalidInput for a chapter there is none of.
    """
    if section and (section not in SECTION_TITLES or parent is not None):
        raise InvalidInput("There is no chapter “{key}” to add here. Nothing was changed.", key=section[:80])
    item = {"kind": "text", "text": storable(text), "section": section}
    return _insert(project, message("Add text to the report"), report, parent, [item], position)[0]


def add_section(
    project: Project,
    report: ReportId,
    title: str,
    parent: ReportItemId | None = None,
    position: int | None = None,
    *,
    text: str = "",
    within: bool = False,
) -> ReportItemId:
    """Put a section with a title of the writer's: under a heading or chapter, or at the top a chapter of its own.

    ``within`` makes one at the top a section of the chapter before it. Raises NotFound, or InvalidInput without a
    title.
    """
    checked = _checked_heading(title)
    settings = json.dumps({"within": True}) if within and parent is None else ""
    item = {"kind": "text", "section": OWN, "title": checked, "text": storable(text), "settings": settings}
    label = message("Add the section “{title}” to the report", title=checked[:200])
    return _insert(project, label, report, parent, [item], position)[0]


def add_table(
    project: Project,
    report: ReportId,
    parent: ReportItemId | None,
    settings: Mapping[str, Any],
    title: str = "",
    position: int | None = None,
) -> ReportItemId:
    """Put a table under a heading; ``settings`` say in ``table`` which one (see reports/tables_of_report.py).

    ``title`` is its caption; without, the table has its own. Raises NotFound, or InvalidInput for settings without a
    ``table``.
    """
    item = {"kind": "table", "settings": _checked_settings(settings), "title": _one_line(title)}
    return _insert(project, message("Add a table to the report"), report, parent, [item], position)[0]


def add_chart(
    project: Project,
    report: ReportId,
    parent: ReportItemId | None,
    settings: Mapping[str, Any],
    title: str = "",
    position: int | None = None,
) -> ReportItemId:
    """Put a chart under a heading; as ``add_table``."""
    item = {"kind": "chart", "settings": _checked_settings(settings), "title": _one_line(title)}
    return _insert(project, message("Add a chart to the report"), report, parent, [item], position)[0]


def settings_of(stored: str) -> dict[str, Any]:
    """The settings of an entry as they were given; what cannot be read is as if there were none."""
    try:
        found = json.loads(stored) if stored else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


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
            kind = report_kind(_existing(store, report).kind)
            _keep(store, report, item, Planner(project, QuoteFilter(codes=(code,)), kind).below(found))
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
    if parent is not None and not _holds_others(every[parent]):
        raise InvalidInput("Only a heading can hold other entries. Nothing was changed.")
    above = parent
    while above is not None:
        if above in items:
            raise InvalidInput("A heading cannot be put under itself. Nothing was changed.")
        above = every[above].parent_id
    if parent is not None and any(every[item].section not in ("", OWN) for item in items):
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
            store.reports.change_item(item, text=storable(text))


def set_item_title(project: Project, item: ReportItemId, title: str) -> None:
    """Give a section of the writer's another title, or a table or chart another caption (empty: its own).

    Raises NotFound, or InvalidInput for an entry without a title and for a section that would have none.
    """
    found = _existing_item(project, item)
    if found.section != OWN and found.kind not in ("table", "chart"):
        raise InvalidInput("This entry of the report has no title of its own. Nothing was changed.")
    checked = _checked_heading(title) if found.section == OWN else _one_line(title)
    if found.title != checked:
        with project.transaction(message("Rename “{old}” to “{new}”", old=found.title, new=checked)) as store:
            store.reports.change_item(item, title=checked)


def set_item_settings(project: Project, item: ReportItemId, settings: Mapping[str, Any]) -> None:
    """Say what a table or chart of the report shows. Raises NotFound or InvalidInput."""
    found = _existing_item(project, item)
    if found.kind not in ("table", "chart"):
        raise InvalidInput("Only a table or a chart can be set so. Nothing was changed.")
    checked = _checked_settings(settings)
    if found.settings != checked:
        with project.transaction(message("Change what a table of the report shows")) as store:
            store.reports.change_item(item, settings=checked)


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


def _keep(store: Store, report: ReportId, parent: ReportItemId | None, entries: Sequence[Entry]) -> None:
    for position, entry in enumerate(entries):
        values = {
            "kind": entry.kind, "section": entry.section, "code_id": entry.code, "coding_id": entry.coding,
            "settings": entry.settings,
        }  # fmt: skip
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
    if holder is not None and not _holds_others(holder):
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


def _existing_item(project: Project, item: ReportItemId) -> ReportItem:
    with project.reading() as store:
        found = store.reports.item(item)
    if found is None:
        raise NotFound("The entry of the report no longer exists. Nothing was changed.")
    return found


def _holds_others(item: ReportItem) -> bool:
    return item.kind == "code" or bool(item.section)


def _checked_title(title: str) -> str:
    cleaned = _one_line(title)
    if not cleaned:
        raise InvalidInput("A report needs a title. Nothing was changed.")
    return cleaned


def _checked_heading(title: str) -> str:
    cleaned = _one_line(title)
    if not cleaned:
        raise InvalidInput("A section of the report needs a title. Nothing was changed.")
    return cleaned


def _one_line(words: str) -> str:
    return " ".join(storable(words).split())[:_LONGEST_TITLE]


def _checked_settings(settings: Mapping[str, Any]) -> str:
    if not isinstance(settings.get("table"), str) or not settings["table"]:
        raise InvalidInput("Say which table or chart to show. Nothing was changed.")
    return json.dumps(dict(settings), ensure_ascii=False, sort_keys=True)
