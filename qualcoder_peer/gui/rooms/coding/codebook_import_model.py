"""The codes of a file as a tree with ticks: which come, and which may say otherwise than the project does now."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.model import ROLE_TITLES, CodeRole
from qualcoder_peer.core.domain.palette import CODE_COLOURS
from qualcoder_peer.core.services.codebook_import import FIELDS, CodebookPlan, PlannedCode
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.rooms.coding.codes_model import short_name
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.tips import plain_tip

NAME, WHAT, OTHERWISE, WORDS = range(4)
TITLES = (N_("Code"), N_("What happens"), N_("Differs"), N_("Definition"))
FIELD_WORDS: dict[str, str] = {
    "name": N_("Name"),
    "role": N_("Role"),
    "colour": N_("Colour"),
    "definition": N_("Definition"),
    "when_to_use": N_("When to use"),
    "when_not": N_("When not to use"),
    "example": N_("Example"),
    "memo": N_("Memo"),
}
_LONGEST = 300
_LONGEST_TIP = 2_000
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


def fields(keys: object) -> str:
    """The fields in a row of words, in their usual order."""
    return ", ".join(tr(FIELD_WORDS[key]) for key in FIELDS if key in set(keys))  # type: ignore[call-overload]


def field_value(key: str, value: str) -> str:
    """What stands in a field, for people."""
    return tr(ROLE_TITLES[CodeRole(value)]) if key == "role" and value else value


class CodebookModel(QAbstractItemModel):
    """Shows a plan; the places in ``left_out`` and ``replaced`` are what ``import_codebook`` takes."""

    ticked = Signal()
    """Another choice was made."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan: CodebookPlan | None = None
        self.left_out: set[int] = set()
        self.replaced: set[int] = set()
        self._children: dict[int | None, list[int]] = {}
        self._rows: list[int] = []

    def show_plan(self, plan: CodebookPlan | None) -> None:
        """Show another plan, with every tick as it is at first."""
        self.beginResetModel()
        self.plan, self.left_out, self.replaced = plan, set(), set()
        self._children, self._rows = {}, []
        for place, one in enumerate(plan.codes if plan is not None else ()):
            siblings = self._children.setdefault(one.code.parent, [])
            self._rows.append(len(siblings))
            siblings.append(place)
        self.endResetModel()

    def planned(self, index: Index) -> PlannedCode | None:
        """The code in a row."""
        return self.plan.codes[index.internalId()] if self.plan is not None and index.isValid() else None

    def replace_all(self, wanted: bool) -> None:
        """Let the file go before the project wherever they differ, or nowhere."""
        codes = self.plan.codes if self.plan is not None else ()
        self.replaced = {place for place, one in enumerate(codes) if one.differing} if wanted else set()
        self._tell()

    def counts(self) -> tuple[int, int, int]:
        """How many codes would be made, completed and replaced with the ticks as they are."""
        codes = self.plan.codes if self.plan is not None else ()
        kept = [(place, one) for place, one in enumerate(codes) if place not in self.left_out]
        return (
            sum(1 for _, one in kept if one.existing is None),
            sum(1 for _, one in kept if one.filled),
            sum(1 for place, _ in kept if place in self.replaced),
        )

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """The cell in a row under a code."""
        above = int(parent.internalId()) if parent.isValid() else None
        siblings = self._children.get(above, []) if not parent.isValid() or parent.column() == NAME else []
        if 0 <= row < len(siblings) and 0 <= column < len(TITLES):
            return self.createIndex(row, column, siblings[row])
        return QModelIndex()

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        """The code above."""
        if self.plan is None or not index.isValid():
            return QModelIndex()
        above = self.plan.codes[int(index.internalId())].code.parent
        return QModelIndex() if above is None else self.createIndex(self._rows[above], 0, above)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many codes are under one."""
        if parent.isValid() and parent.column():
            return 0
        return len(self._children.get(int(parent.internalId()) if parent.isValid() else None, ()))

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Name, what happens, what differs, the definition."""
        return len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(TITLES[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A tick where there is something to choose."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return found | Qt.ItemFlag.ItemIsUserCheckable if self._tick(index) is not None else found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, ticks, and the sign of the code."""
        one = self.planned(index)
        if one is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(one, index)
        if role == Qt.ItemDataRole.CheckStateRole:
            tick = self._tick(index)
            return None if tick is None else (Qt.CheckState.Checked if tick else Qt.CheckState.Unchecked)
        if role == Qt.ItemDataRole.DecorationRole and index.column() == NAME:
            return code_mark(one.code.role or self._usual_role(one), one.code.colour or CODE_COLOURS[-1])
        if role == Qt.ItemDataRole.ToolTipRole:
            tip = one.code.name if index.column() == NAME else one.code.texts.get("definition", "")
            return plain_tip(tip[:_LONGEST_TIP]) if index.column() in (NAME, WORDS) and tip else None
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == NAME:
            row = [self.index(index.row(), column, index.parent()) for column in range(len(TITLES))]
            return ". ".join(words for cell in row if (words := self._words(one, cell)))
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a tick; that of a new code goes for those below it, and brings those above it."""
        if role != Qt.ItemDataRole.CheckStateRole or self._tick(index) is None:
            return False
        place, wanted = int(index.internalId()), Qt.CheckState(value) == Qt.CheckState.Checked
        if index.column() == OTHERWISE:
            (self.replaced.add if wanted else self.replaced.discard)(place)
        elif wanted:
            self.left_out -= {place, *self._below(place), *self._above(place)}
        else:
            self.left_out |= {place, *self._below(place)}
        self._tell()
        return True

    # Private

    def _tick(self, index: Index) -> bool | None:
        one = self.planned(index)
        if one is None:
            return None
        place = int(index.internalId())
        if index.column() == NAME and (one.existing is None or one.filled):
            return place not in self.left_out
        if index.column() == OTHERWISE and one.differing:
            return place in self.replaced
        return None

    def _words(self, one: PlannedCode, index: Index) -> str:
        column, place = index.column(), int(index.internalId())
        if column == NAME:
            return short_name(one.code.name)
        if column == WORDS:
            return " ".join(one.code.texts.get("definition", "")[:_LONGEST].split())
        if column == OTHERWISE:
            if not one.differing:
                return ""
            said = fields(one.differing)
            return tr("Replace: {fields}", fields=said)
        if place in self.left_out:
            return tr("Left out")
        if one.existing is None:
            return tr("New")
        return tr("Gets: {fields}", fields=fields(one.filled)) if one.filled else tr("There already")

    @staticmethod
    def _usual_role(one: PlannedCode) -> CodeRole:
        return CodeRole.THEME if one.code.parent is None else CodeRole.CODE

    def _below(self, place: int) -> set[int]:
        """The new codes under a code that would not come without it."""
        found: set[int] = set()
        pending = list(self._children.get(place, ()))
        while pending:
            one = pending.pop()
            if self.plan is not None and self.plan.codes[one].existing is None:
                found.add(one)
                pending += self._children.get(one, ())
        return found

    def _above(self, place: int) -> set[int]:
        found: set[int] = set()
        at = self.plan.codes[place].code.parent if self.plan is not None else None
        while at is not None and self.plan is not None:
            found.add(at)
            at = self.plan.codes[at].code.parent
        return found

    def _tell(self) -> None:
        # All that is seen may have changed; the view asks again only for what it shows.
        self.layoutAboutToBeChanged.emit()
        self.layoutChanged.emit()
        self.ticked.emit()
