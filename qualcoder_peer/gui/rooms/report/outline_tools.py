"""What can be done with the outline: add, move, set in and out, take out. Each is one service call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from qualcoder_peer.core.domain.ids import CodeId, CodingId, ReportItemId
from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.messages import N_, counted
from qualcoder_peer.core.domain.report_kinds import OWN
from qualcoder_peer.core.reports.tables_of_report import REPORT_TABLES, ReportTable
from qualcoder_peer.core.services.codebook import CodeTree, read_tree
from qualcoder_peer.core.services.reports import (
    SECTION_TITLES,
    OutlineNode,
    add_chart,
    add_code,
    add_quotes,
    add_section,
    add_table,
    add_text,
    move_items,
    remove_items,
    set_item_title,
)
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.rooms.report.draft import Draft
from qualcoder_peer.gui.rooms.report.outline_model import has_title, holds_entries
from qualcoder_peer.gui.widgets.code_marks import code_mark

Items = Sequence[int]
_NEW_SECTION = N_("New section")
_NEW_CHAPTER = N_("New chapter")


class OutlineTools(QObject):
    """Acts on the draft and what is chosen in it."""

    def __init__(self, draft: Draft, owner: QWidget) -> None:
        super().__init__(owner)
        self._draft, self._owner = draft, owner

    @property
    def can_write(self) -> bool:
        """Whether there is a report that may be changed."""
        return self._draft.report is not None and not self._draft.context.read_only

    def can_move(self, step: int) -> bool:
        """Whether what is chosen can go up (-1) or down (1) among its siblings."""
        return self.can_write and self._moved(step) is not None

    def can_nest(self, inwards: bool) -> bool:
        """Whether what is chosen can be put under the heading before it, or out of its own."""
        return self.can_write and self._nested(inwards) is not None

    def move(self, step: int) -> None:
        """Move what is chosen one place up or down."""
        target = self._moved(step)
        if target is not None:
            move_items(self._draft.project, list(self._draft.chosen), *target)

    def nest(self, inwards: bool) -> None:
        """Put what is chosen one level deeper or less deep."""
        target = self._nested(inwards)
        if target is not None:
            move_items(self._draft.project, list(self._draft.chosen), *target)

    def move_to(self, items: Items, parent: int | None, row: int | None) -> None:
        """Put entries under a heading, before the row."""
        above = None if parent is None else ReportItemId(parent)
        move_items(self._draft.project, [ReportItemId(item) for item in items], above, row)

    def remove(self) -> None:
        """Take what is chosen out of the report."""
        draft = self._draft
        items = list(draft.chosen)
        if not items or not self.can_write:
            return
        siblings = draft.siblings_of(items[0])
        after = [item for item in siblings[siblings.index(items[0]) :] if item not in items]
        count = remove_items(draft.project, items)
        draft.choose(after[:1])
        draft.context.messages.notify(
            counted("Took {count} entry out of the report.", "Took {count} entries out of the report.", count),
            undo=True,
        )

    def add_quotes(self, codings: Sequence[int], parent: int | None = None, row: int | None = None) -> None:
        """Put quotes under a heading; without one, where the user is: after the quote chosen, else at the end."""
        draft = self._draft
        if draft.report is None:
            return
        place = (ReportItemId(parent) if parent is not None else None, row)
        if parent is None and row is None:
            place = self._place()
        made = add_quotes(draft.project, draft.report, place[0], [CodingId(one) for one in codings], place[1])
        if parent is None:
            draft.choose(made)

    def add_text(self) -> None:
        """Put an empty text after what is chosen and choose it, to be written."""
        draft = self._draft
        if draft.report is not None and self.can_write:
            parent, row = self._place()
            draft.choose([add_text(draft.project, draft.report, "", parent, row)])

    def add_section(self, *, chapter: bool = False) -> ReportItemId | None:
        """Put a section of the writer's where the user is (or a chapter after the chapter there); its title is then
        for the writer to type. Returns it."""
        draft = self._draft
        if draft.report is None or not self.can_write:
            return None
        title = draft.texts(_NEW_CHAPTER if chapter else _NEW_SECTION)
        parent, row = (None, self._after_chapter()) if chapter else self._place(section=True)
        within = not chapter and parent is None and bool(row)
        made = add_section(draft.project, draft.report, title, parent, row, within=within)
        draft.choose([made])
        return made

    def add_shown(self, entry: ReportTable, code: CodeId | None = None) -> None:
        """Put a table or chart after what is chosen, of a code alone where one is given."""
        draft = self._draft
        if draft.report is None or not self.can_write:
            return
        settings: dict[str, object] = {"table": entry.key}
        if code is not None:
            settings["code"] = code
        parent, row = self._place()
        add = add_chart if entry.is_chart else add_table
        draft.choose([add(draft.project, draft.report, parent, settings, "", row)])

    def can_rename(self) -> bool:
        """Whether the one entry chosen has a title of the writer's."""
        node = self._draft.current
        return self.can_write and node is not None and has_title(node)

    def rename(self, item: int, title: str) -> None:
        """Give a section another title, a table or chart another caption."""
        try:
            set_item_title(self._draft.project, ReportItemId(item), title)
        except UserError as error:
            self._draft.context.messages.error(error)

    def add_chapter(self, section: str) -> None:
        """Put a chapter that is missing in its usual place."""
        draft = self._draft
        if draft.report is None:
            return
        order = list(SECTION_TITLES)
        before = order[: order.index(section)]
        tops = draft.children_of(None)
        last = max((place for place, node in enumerate(tops) if node.section in before), default=-1)
        while last + 1 < len(tops) and not tops[last + 1].section and last >= 0:
            last += 1  # headings after a chapter belong to it
        draft.choose([add_text(draft.project, draft.report, "", None, last + 1, section=section)])

    def add_code(self, code: CodeId) -> None:
        """Put a code as a heading after what is chosen, with the codes and quotes below it."""
        draft = self._draft
        if draft.report is not None:
            parent, row = self._place(heading=True)
            draft.choose([add_code(draft.project, draft.report, code, parent, row)])

    def fill_menu(self, menu: QMenu) -> None:
        """What can be added: a text, chapters that are missing, codes of the tree."""
        draft = self._draft
        menu.clear()
        actions = draft.context.actions
        for action in ("report.text", "report.section"):
            menu.addAction(actions.get(action))
        self._add_chapters(menu)
        for is_chart in (False, True):
            self._add_tables(menu, is_chart)
        tree = read_tree(draft.project)
        if tree.by_id:
            menu.addSection(tr("Heading with its quotes"))
            self._add_codes(menu, tree, None)

    def _add_chapters(self, menu: QMenu) -> None:
        draft = self._draft
        chapters = menu.addMenu(icon("book-open"), tr("Chapter"))
        chapters.addAction(draft.context.actions.get("report.chapter"))
        chapters.addSeparator()
        present = {node.section for node in draft.children_of(None)}
        for section in SECTION_TITLES:
            if section not in present:
                title = _menu_text(draft.texts(SECTION_TITLES[section]))
                chapters.addAction(title, partial(self.add_chapter, section))

    def _add_tables(self, menu: QMenu, is_chart: bool) -> None:
        below = menu.addMenu(icon("chart-column" if is_chart else "table"), tr("Chart") if is_chart else tr("Table"))
        heading = self._draft.heading_for(self._draft.chosen[0]) if self._draft.chosen else None
        code = heading.code if heading is not None else None
        for entry in REPORT_TABLES:
            if entry.is_chart != is_chart:
                continue
            below.addAction(_menu_text(tr(entry.title)), partial(self.add_shown, entry))
            if entry.takes_code and code is not None:
                words = tr("{title}: only “{name}”", title=tr(entry.title), name=code.name)
                below.addAction(_menu_text(words), partial(self.add_shown, entry, code.id))

    def _add_codes(self, menu: QMenu, tree: CodeTree, parent: CodeId | None) -> None:
        for code in tree.children.get(parent, ()):
            mark, name = code_mark(code.role, code.colour), _menu_text(code.name)
            if tree.children.get(code.id):
                below = menu.addMenu(mark, name)
                below.addAction(mark, tr("All of “{name}”", name=name), partial(self.add_code, code.id))
                below.addSeparator()
                self._add_codes(below, tree, code.id)
            else:
                menu.addAction(mark, name, partial(self.add_code, code.id))

    def _place(self, *, heading: bool = False, section: bool = False) -> tuple[ReportItemId | None, int | None]:
        # Where something new goes: below the heading chosen, else after the entry chosen.
        draft, node = self._draft, self._draft.current
        if node is None:
            last = draft.node(draft.chosen[-1]) if draft.chosen else None
            if last is None:
                return None, None
            node = last
        holds = node.kind == "code" or (node.section == OWN and not section)
        if holds and not heading:
            return node.id, next((place for place, child in enumerate(node.children) if _is_heading(child)), None)
        siblings = draft.siblings_of(node.id)
        return draft.parent_of(node.id), siblings.index(node.id) + 1

    def _after_chapter(self) -> int | None:
        # After the chapter in which the user is, with the headings that belong to it.
        draft = self._draft
        if not draft.chosen:
            return None
        top = draft.chosen[0]
        while (above := draft.parent_of(top)) is not None:
            top = above
        tops = draft.children_of(None)
        place = next(place for place, node in enumerate(tops) if node.id == top) + 1
        while place < len(tops) and (not tops[place].section or tops[place].is_within):
            place += 1
        return place

    def _moved(self, step: int) -> tuple[ReportItemId | None, int] | None:
        draft = self._draft
        parents = {draft.parent_of(item) for item in draft.chosen}
        if len(parents) != 1:
            return None
        siblings = draft.siblings_of(draft.chosen[0])
        places = sorted(siblings.index(item) for item in draft.chosen)
        if step < 0:
            return (parents.pop(), places[0] - 1) if places[0] > 0 else None
        return (parents.pop(), places[-1] + 2) if places[-1] + 1 < len(siblings) else None

    def _nested(self, inwards: bool) -> tuple[ReportItemId | None, int | None] | None:
        draft = self._draft
        nodes = [node for item in draft.chosen if (node := draft.node(item)) is not None]
        parents = {draft.parent_of(node.id) for node in nodes}
        if len(parents) != 1 or any(node.section not in ("", OWN) for node in nodes):
            return None
        parent, siblings = parents.pop(), draft.siblings_of(nodes[0].id)
        if inwards:
            first = min(siblings.index(node.id) for node in nodes)
            before = draft.node(siblings[first - 1]) if first else None
            return (before.id, None) if before is not None and holds_entries(before) else None
        if parent is None:
            return None
        return draft.parent_of(parent), draft.siblings_of(parent).index(parent) + 1


def _is_heading(node: OutlineNode) -> bool:
    return node.kind == "code" or bool(node.section)


def _menu_text(words: str) -> str:
    return words.replace("&", "&&")
