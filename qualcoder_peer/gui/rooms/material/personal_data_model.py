"""What a search for personal data found as a table: one row a person, number or place, with what takes its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent

from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.core.domain.personal import (
    CONFIDENCE_TITLES,
    PERSONAL_TITLES,
    Confidence,
    Finding,
    FindingGroup,
    FoundIn,
    PersonalKind,
    ReplaceRule,
)
from qualcoder_peer.core.services.personal_data import PersonalData
from qualcoder_peer.core.services.pseudonyms import propose_rules
from qualcoder_peer.gui.i18n import number, tr
from qualcoder_peer.gui.rooms.material.personal_data_ticks import TICK_SIZE, tick_icon
from qualcoder_peer.gui.rooms.material.rows_model import READABLE, WRITABLE, Column, Index, RowsModel
from qualcoder_peer.gui.rooms.material.tables import Table
from qualcoder_peer.gui.theme import GAP, themes

_KINDS, _LEVELS = tuple(PersonalKind), tuple(Confidence)
_LONGEST = 200
_TICK_EDGE = 11 + TICK_SIZE + GAP
PlaceKey = tuple[FoundIn, int, str, int]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group and what the user has decided about it. ``spared`` counts the places that stay as they are; ``known``:
    the open key has a pseudonym for it; ``edited``: the user has written another replacement."""

    id: int
    group: FindingGroup
    ticked: bool
    replacement: str
    spared: int = 0
    known: bool = False
    edited: bool = False

    @property
    def state(self) -> Qt.CheckState:
        """Whether all its places, some or none are to be replaced."""
        if not self.ticked or self.spared >= self.group.count:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.PartiallyChecked if self.spared else Qt.CheckState.Checked

    @property
    def places(self) -> int:
        """How many of its places are to be replaced."""
        return max(0, self.group.count - self.spared) if self.ticked else 0

    @property
    def words(self) -> frozenset[str]:
        """All ways in which it is written, small letters."""
        return frozenset(form.casefold() for form, _ in self.group.forms)


class GroupsModel(RowsModel[GroupRow]):
    """The rows, the places left out, and the rules that follow from both. Nothing of it is kept anywhere."""

    decided = Signal()
    """A tick or a replacement has changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        self.data_found: PersonalData | None = None
        self.harmless: frozenset[str] = frozenset()
        """Words that are no personal data, small letters; a group of nothing else is neither shown nor replaced."""
        self._spared: dict[int, dict[PlaceKey, Finding]] = {}
        super().__init__(
            [
                Column("name", message("Found"), lambda row: row.group.name, lambda row: row.group.name.casefold()),
                Column("kind", message("Kind"), lambda row: tr(PERSONAL_TITLES[row.group.kind]),
                       lambda row: (_KINDS.index(row.group.kind), row.id)),
                Column("forms", message("Written"), forms_words, lambda row: forms_words(row).casefold()),
                Column("count", message("Places"), lambda row: number(row.group.count), lambda row: row.group.count,
                       numeric=True),
                Column("replacement", message("Replaced by"), lambda row: row.replacement,
                       lambda row: row.replacement.casefold()),
                Column("confidence", message("How sure"), lambda row: tr(CONFIDENCE_TITLES[row.group.confidence]),
                       lambda row: (_LEVELS.index(row.group.confidence), row.id)),
            ],
            parent,
        )  # fmt: skip

    def id_of(self, row: GroupRow) -> int:
        """The place of its group in what was found."""
        return row.id

    def show_found(self, found: PersonalData) -> None:
        """Show what was found. What was decided about groups that were there before stays; a group of which some places
        were left out is not ticked any more, because its places may have moved."""
        before = {row.group.key: row for row in self.all_rows()}
        self.beginResetModel()
        self.data_found, self._spared = found, {}
        self._rows, self._shown, self._places = {}, [], {}
        self.endResetModel()
        self.show_all([_row(number_, group, before.get(group.key)) for number_, group in enumerate(found.groups)])

    def take_key(self, rules: Iterable[ReplaceRule]) -> None:
        """Propose for everybody whom the open key knows the pseudonym that stands there."""
        pseudonyms = {rule.real.casefold(): rule.replacement for rule in rules}
        rows = []
        for row in self.all_rows():
            reals = (*row.group.names, *(form for form, _ in row.group.forms))
            known = next((pseudonyms[one.casefold()] for one in reals if one.casefold() in pseudonyms), None)
            if known is not None and not row.edited:
                rows.append(replace(row, replacement=known, known=True))
            elif known is None and row.known:
                words = row.replacement if row.edited else row.group.suggestion
                rows.append(replace(row, replacement=words, known=False))
        self.put(rows)
        self.decided.emit()

    def tick(self, ids: Iterable[int], ticked: bool) -> None:
        """Tick groups or take their ticks away; with the tick all their places are meant again."""
        rows = [row for id in ids if (row := self.row_of(id)) is not None]
        for row in rows:
            self._spared.pop(row.id, None)
        self.put([replace(row, ticked=ticked, spared=0) for row in rows])
        self.decided.emit()

    def write(self, ids: Iterable[int], words: str) -> None:
        """Say what takes the place of some groups."""
        words = " ".join(words.split())[:_LONGEST]
        rows = [row for id in ids if (row := self.row_of(id)) is not None and words and row.replacement != words]
        self.put([replace(row, replacement=words, edited=True, ticked=True) for row in rows])
        self.decided.emit()

    def is_spared(self, id: int, finding: Finding) -> bool:
        """Whether one place stays as it is."""
        row = self.row_of(id)
        return row is None or not row.ticked or place_key(finding) in self._spared.get(id, {})

    def spare(self, id: int, findings: Sequence[Finding], spared: bool, every: Callable[[], Sequence[Finding]]) -> None:
        """Leave places as they are, or not. ``every`` gives all places of the group: to choose a place of a group that
        is not ticked means to choose no other."""
        row = self.row_of(id)
        if row is None:
            return
        kept = dict(self._spared.get(id, {}))
        if not row.ticked:
            if spared:
                return
            kept = {place_key(one): one for one in every()}
        for one in findings:
            if spared:
                kept[place_key(one)] = one
            else:
                kept.pop(place_key(one), None)
        self._spared[id] = kept
        left = len(kept) < row.group.count
        if not left:
            self._spared.pop(id)
        self.put([replace(row, ticked=left, spared=len(kept) if left else 0)])
        self.decided.emit()

    def is_harmless(self, row: GroupRow) -> bool:
        """Whether all that was found is said to be no personal data."""
        return row.words <= self.harmless

    def chosen(self) -> list[GroupRow]:
        """The groups of which something is to be replaced."""
        rows = self.all_rows()
        return [row for row in rows if row.state is not Qt.CheckState.Unchecked and not self.is_harmless(row)]

    def rules(self) -> list[ReplaceRule]:
        """What is to be replaced by what."""
        rows = self.chosen()
        replacements: Mapping[str, str] = {row.group.key: row.replacement for row in rows}
        return propose_rules((row.group for row in rows), replacements)

    def spared(self) -> list[Finding]:
        """All places that stay as they are, also those of groups that are not ticked: another rule may reach them."""
        found, chosen = self.data_found, {row.id for row in self.chosen()}
        if found is None:
            return []
        others = [row.group.key for row in self.all_rows() if row.id not in chosen]
        kept = [one for id in chosen for one in self._spared.get(id, {}).values()]
        return kept + list(found.findings(others)) if others else kept

    # Qt overrides

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return WRITABLE if self.columns[index.column()].key == "replacement" else READABLE

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.isValid() and index.row() < len(self._shown):
            row, key = self.row_at(index.row()), self.columns[index.column()].key
            if role == Qt.ItemDataRole.DecorationRole and key == "name":
                return tick_icon(row.state)
            if role == Qt.ItemDataRole.CheckStateRole and key == "name":
                return row.state
            if role == Qt.ItemDataRole.EditRole and key == "replacement":
                return row.replacement
            if role == Qt.ItemDataRole.ForegroundRole and (key in ("kind", "forms") or not row.ticked):
                return QColor(themes.current.muted)
            if role == Qt.ItemDataRole.ToolTipRole and key == "replacement" and row.known:
                return tr("The open key has this pseudonym.")
            if role == Qt.ItemDataRole.AccessibleTextRole and key == "name":
                template = _STATES[row.state]
                return tr(template, name=row.group.name)
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self.problem(index, str(value)):
            return False
        self.write([self.row_at(index.row()).id], str(value))
        return True

    def problem(self, index: Index, words: str) -> str:
        """Why words cannot take the place of others."""
        return "" if words.strip() else tr("Write what is to stand instead.")


class GroupsTable(Table):
    """Space and the boxes tick, Enter and F2 edit what takes the place."""

    def __init__(self) -> None:
        super().__init__(N_("Personal data found"), icons=(0,))
        trigger = self.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed)
        self.edits_at = lambda index: bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
        self.opened.connect(lambda index: self.edit_replacement(index.row()))
        self.cell_delegate.focus_from = 1_000

    @property
    def groups(self) -> GroupsModel:
        """The model."""
        model = self.model()
        assert isinstance(model, GroupsModel)
        return model

    def edit_replacement(self, place: int) -> None:
        """Begin to write what takes the place of a row."""
        self.edit_cell(place, self.groups.column_of("replacement"))

    def toggle(self, id: int, others: Collection[int] = ()) -> None:
        """Tick a row, or not, and others with it."""
        row = self.groups.row_of(id)
        if row is not None:
            self.groups.tick({id, *others}, row.state is not Qt.CheckState.Checked)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.current_id()
        if event.key() == Qt.Key.Key_Space and current is not None and self.state() != self.State.EditingState:
            self.toggle(current, self.selected_ids())
            return
        if event.key() == Qt.Key.Key_F2 and current is not None:
            self.edit_replacement(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._on_tick(index, event):
            id, selected = self.groups.row_at(index.row()).id, self.selected_ids()
            self.toggle(id, selected if id in selected else ())
            if id in selected:
                return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._on_tick(self.indexAt(event.position().toPoint()), event):
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    # Private

    def _on_tick(self, index: QModelIndex, event: QMouseEvent) -> bool:
        return index.isValid() and index.column() == 0 and (
            event.position().x() - self.visualRect(index).left() < _TICK_EDGE
        )


def forms_words(row: GroupRow) -> str:
    """All ways in which a group is written, the most frequent first."""
    return ", ".join(form for form, _ in row.group.forms)


def place_key(finding: Finding) -> PlaceKey:
    """What tells one place from all others."""
    return finding.where, finding.row, finding.column, finding.start


def _row(number_: int, group: FindingGroup, before: GroupRow | None) -> GroupRow:
    if before is None:
        return GroupRow(number_, group, group.confidence is not Confidence.POSSIBLE, group.suggestion)
    ticked = before.ticked and not before.spared
    return GroupRow(number_, group, ticked, before.replacement, 0, before.known, before.edited)


_STATES = {
    Qt.CheckState.Checked: N_("{name}, to be replaced"),
    Qt.CheckState.PartiallyChecked: N_("{name}, to be replaced in some places"),
    Qt.CheckState.Unchecked: N_("{name}, to stay"),
}
