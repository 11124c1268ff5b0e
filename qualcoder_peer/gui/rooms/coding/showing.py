"""Which codings the page shows, and how their stripes stand: a filter that always says that it is on."""

from __future__ import annotations

import json
from collections.abc import Hashable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import Code, CodeRole
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.core.services.coders import list_coders
from qualcoder_peer.gui.i18n import live_call, tr
from qualcoder_peer.gui.rooms.coding.part import Part
from qualcoder_peer.gui.rooms.coding.session import NONE
from qualcoder_peer.gui.rooms.coding.showing_panel import ShowingPanel, ShownSign
from qualcoder_peer.gui.rooms.coding.showing_values import GROUPINGS, Shown
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.pick_box import Choice
from qualcoder_peer.gui.widgets.transcript import Segment
from qualcoder_peer.gui.widgets.transcript.grouping import GroupOf, StripeGroup
from qualcoder_peer.gui.widgets.transcript.segments import Shows

if TYPE_CHECKING:
    from qualcoder_peer.gui.rooms.coding.panel import CodingRoom

_NO_GROUP = "#808080"
_ROLES = tuple(CodeRole)


class Showing(Part):
    """The filter over the codings of the page, and the grouping of their stripes; remembered for each project."""

    def __init__(self, room: CodingRoom) -> None:
        super().__init__(room)
        self._name = f"coding/{room.context.project.info().guid}/shown"
        self.shown, self.grouping = self._remembered()
        self.panel = ShowingPanel()
        self.sign = ShownSign()
        self._taking = False
        self._asked: list[str] = []
        room.reader.add_bar(self.panel)
        room.reader.add_bar(self.sign)
        self._add_actions()
        self._connect()
        if not self.shown.is_everything or self.grouping:
            self._read_choices()
            self._apply()

    def leave(self) -> None:
        """Remember the filter."""
        kept = {name: getattr(self.shown, name) for name in Shown.__dataclass_fields__}
        stored = json.dumps({**kept, "grouping": self.grouping}).encode()
        self.room.context.settings.keep_state(self._name, QByteArray(stored))

    def show_all(self) -> None:
        """Take the filter off."""
        self.panel.set_shown(Shown())
        self._take()
        self.room.view.setFocus()

    def toggle(self, wanted: bool) -> None:
        """Open or shut the panel."""
        if wanted:
            self._read_choices()
        self.panel.setVisible(wanted)
        if wanted:
            self.panel.codes.setFocus()

    def _add_actions(self) -> None:
        add, room = self.room.context.actions.add, self.room
        can_read = lambda: room.session.opened is not None  # noqa: E731
        action = add("coding.filter", N_("Choose which codings show"), self.toggle, keys="Ctrl+Shift+L", icon="filter",
                     owner=room, enabled=can_read, checkable=True)  # fmt: skip
        add("coding.show_all", N_("Show all codings"), self.show_all, owner=room,
            enabled=lambda: not self.shown.is_everything)  # fmt: skip
        self.panel.shut.connect(lambda: action.setChecked(False))
        self.panel.shut.connect(room.view.setFocus)
        room.reader.add_tool(room.context.actions.tool_button("coding.filter"))

    def _connect(self) -> None:
        room = self.room
        self.panel.changed.connect(self._take)
        self.sign.all_asked.connect(self.show_all)
        room.view.shown_changed.connect(self._say)
        room.session.codes_changed.connect(self._follow)
        room.context.bridge.changed.connect(self._changed)
        live_call(self.sign, self._say_again)

    def _changed(self, changes: ChangeSet) -> None:
        if changes.touches("coder", "respondent", "speaker", "turn"):
            self._follow()

    def _follow(self) -> None:
        """Codes, coders or respondents are others: what is gone is no longer asked for."""
        if self.shown.is_everything and not self.grouping and self.panel.isHidden():
            return
        self._read_choices()
        self._take(always=True)

    def _read_choices(self) -> None:
        """Offer what there is; what the filter names and is gone goes from it."""
        project, tree = self.room.session.project, self.room.session.book.tree
        depth: dict[CodeId | None, int] = {None: -1}
        codes: list[Choice] = []
        for code in tree.in_order():
            depth[code.id] = depth.get(code.parent_id, -1) + 1
            codes.append(Choice(code.id, code.name, depth[code.id], code_mark(code.role, code.colour)))
        self._taking = True
        self.panel.offer(
            codes,
            [Choice(one.id, one.name) for one in list_coders(project)],
            [Choice(one.id, one.name) for one in list_respondents(project)],
        )
        self.panel.set_shown(self.shown)
        self.panel.set_grouping(self.grouping)
        self._taking = False
        self.shown = self.panel.shown()

    def _take(self, always: bool = False) -> None:
        """Show what the panel asks for."""
        if self._taking:
            return
        shown, grouping = self.panel.shown(), self.panel.grouping()
        if always or (shown, grouping) != (self.shown, self.grouping):
            self.shown, self.grouping = shown, grouping
            self._apply()

    def _apply(self) -> None:
        room = self.room
        if self.grouping:
            room.view.group_stripes(*self._groups(), StripeGroup(tr("Other"), _NO_GROUP))
        else:
            room.view.ungroup_stripes()
        shows = self._filter()
        if shows is not None or room.view.segments.is_filtered:
            room.view.set_filter(shows)
            session = room.session
            if session.current != NONE:
                if session.current in room.view.segments.index:
                    room.view.set_current(session.current)
                else:
                    session.set_current(NONE)
        room.context.actions.refresh()
        self._asked = self.panel.asked()
        self._say()
        self.sign.setVisible(not self.shown.is_everything)
        room.reader.mark_tool(not self.shown.is_everything)

    def _filter(self) -> Shows | None:
        shown, session = self.shown, self.room.session
        if shown.is_everything:
            return None
        codes = self._codes_asked()
        named: dict[int, str] = {one.id: one.name for one in list_coders(session.project)} if shown.coders else {}
        coders = {named[one] for one in shown.coders if one in named}
        people = frozenset(shown.respondents)

        def shows(segment: Segment) -> bool:
            return (
                (codes is None or segment.code_id in codes)
                and (not coders or segment.coder in coders)
                and (segment.starred or not shown.starred)
                and (segment.automatic or not shown.automatic)
                and (not people or not people.isdisjoint(session.heard_in(segment.start, segment.end)))
            )

        return shows

    def _codes_asked(self) -> set[int] | None:
        """The codes asked for by name, each with all below it, and by role; None for all."""
        tree, shown = self.room.session.book.tree, self.shown
        asked: set[int] | None = None
        if shown.codes:
            asked = {below for code in shown.codes if code in tree.by_id for below in tree.below(CodeId(code))}
        if shown.roles:
            roles = {_ROLES[number] for number in shown.roles}
            fitting = {int(code.id) for code in tree.by_id.values() if code.role in roles}
            asked = fitting if asked is None else asked & fitting
        return asked

    def _groups(self) -> tuple[dict[Hashable, StripeGroup], GroupOf]:
        """The groups in their order, and which of them a segment belongs to."""
        session = self.room.session
        if self.grouping == "coder":
            coders: dict[Hashable, StripeGroup] = {
                one.name: StripeGroup(one.name, one.colour) for one in list_coders(session.project)
            }
            return coders, lambda segment: segment.coder
        tree, known = session.book.tree, dict[int, int]()
        holders = (CodeRole.QUESTION,) if self.grouping == "question" else (CodeRole.THEME, CodeRole.GOAL)

        def group_of(segment: Segment) -> int:
            found = known.get(segment.code_id)
            if found is None:
                found = known[segment.code_id] = _holder(session.book.tree.line(CodeId(segment.code_id)), holders)
            return found

        return {code.id: StripeGroup(code.name, code.colour) for code in tree.in_order()}, group_of

    def _say(self) -> None:
        if not self.shown.is_everything:
            segments = self.room.view.segments
            self.sign.say(len(segments.index), segments.count, self._asked)

    def _say_again(self) -> None:
        self._asked = self.panel.asked()
        self._say()

    def _remembered(self) -> tuple[Shown, str]:
        stored = bytes(self.room.context.settings.state(self._name).data())
        try:
            kept = json.loads(stored or b"{}")
        except ValueError:
            kept = {}
        kept = kept if isinstance(kept, dict) else {}
        codes, coders, respondents, roles = (
            _ids(kept.get(name)) for name in ("codes", "coders", "respondents", "roles")
        )
        shown = Shown(
            codes, coders, respondents, roles, kept.get("starred") is True, kept.get("automatic") is True
        )
        grouping = kept.get("grouping")
        return shown, grouping if isinstance(grouping, str) and grouping in GROUPINGS else ""


def _ids(kept: object) -> tuple[int, ...]:
    return tuple(one for one in kept if isinstance(one, int)) if isinstance(kept, list) else ()


def _holder(line: list[Code], roles: tuple[CodeRole, ...]) -> int:
    """The nearest code of these roles above a code (or itself); where there is none, the topmost."""
    for code in reversed(line):
        if code.role in roles:
            return code.id
    return line[0].id
