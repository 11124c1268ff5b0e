"""The code tree as a model: a name with its colour and role, how many codings, how many respondents.

A QStandardItemModel, because the tree is then drawn without a call to Python (shared facts: ten times quicker). Rows
are kept in step with the project one by one; nothing in it is ever changed by the view itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import (
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
)
from PySide6.QtGui import QBrush, QColor, QFont, QStandardItem, QStandardItemModel

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.model import ROLE_TITLES, Code, CodeRole
from qualcoder_peer.core.services.codebook import CodeTree, clean_name
from qualcoder_peer.gui.i18n import number, tr, tr_n
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.rooms.coding.book import CodeBook, Use
from qualcoder_peer.gui.rooms.coding.name_keys import NameKeys
from qualcoder_peer.gui.theme import themes
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.tips import plain_tip
from qualcoder_peer.gui.widgets.transcript import CODE_MIME_TYPE, SELECTION_MIME_TYPE

CODES_MIME_TYPE = "application/x-qualcoder-codes"
"""Codes dragged within the tree; the payload is their ids in decimal digits with commas between."""
CODINGS_MIME_TYPE = "application/x-qualcoder-codings"
"""Codings dragged from a list of quotes onto a code; the payload is their ids in the same manner."""
CODE_ID = Qt.ItemDataRole.UserRole + 1
NAME, CODINGS, RESPONDENTS = 0, 1, 2
BY_HAND, BY_NAME, BY_USE = "hand", "name", "use"
"""How siblings are shown; only the first is the order that the project keeps."""
_RANKS = {order: int(Qt.ItemDataRole.UserRole) + 2 + at for at, order in enumerate((BY_HAND, BY_NAME, BY_USE))}
"""The roles that hold the place of a code among its siblings, for each way of sorting them."""
_LONGEST_NAME = 300
"""Letters of a name in the tree: one of 100,000 would be laid out in full at every paint."""
_LONGEST_TIP = 2_000
_SPEAK_MS = 250
_SPOKEN_AT_ONCE = 60
_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

Index = QModelIndex | QPersistentModelIndex
Row = list[QStandardItem]


class CodesModel(QStandardItemModel):
    """Reads the book; tells through the functions given to it what the user asks for by typing and dropping."""

    def __init__(self, book: CodeBook, parent: QObject | None = None) -> None:
        super().__init__(0, 3, parent)
        self.book = book
        self.rename: Callable[[int, str], object] = lambda _code, _name: None
        self.move: Callable[[list[int], int | None, int | None], object] = lambda _codes, _parent, _row: None
        self.code_span: Callable[[int, int, int], object] = lambda _code, _start, _end: None
        self.merge: Callable[[list[int], int], object] = lambda _codes, _target: None
        self.take_codings: Callable[[list[int], int, bool], object] = lambda _codings, _code, _copy: None
        """Codings dropped on a code, and whether they are copied."""
        self.refuse_order: Callable[[], object] = lambda: None
        """Somebody tries to order the tree by hand while it is sorted otherwise."""
        self.use: Callable[[int], Use] = book.use
        """The counts to show."""
        self.order = BY_HAND
        self.look = ""
        """What the head says of order and counts that are not the usual ones."""
        self.name_keys = NameKeys(self)
        self._ranks: dict[str, dict[int, int]] = {order: {} for order in _RANKS}
        self._shown: dict[int | None, list[int]] = {}
        """The rows under each code, as long as it is known that they stand so."""
        self._described: dict[int, Code] = {}
        self._muted = QBrush(QColor(themes.current.muted))
        self._marks: dict[int, int] = {}
        self._bold: set[int] = set()
        """Which icon each row has, and which are bold; it is slow to ask the rows."""
        self._counted: dict[int, Use] = {}
        self.editable = True
        self._rows: dict[int, Row] = {}
        self._unspoken: set[int] = set()
        self._speak_soon = QTimer(self, singleShot=True, interval=_SPEAK_MS)
        self._speak_soon.timeout.connect(self.speak)

    def sync(self) -> set[int]:
        """Bring rows and texts in step with the tree of the book. Returns the codes whose rows are new or have moved,
        and all below them: they are shut again."""
        tree = self.book.tree
        gone = [one for one in self._rows if one not in tree.by_id]
        if gone:
            self._shown.clear()
        for code in gone:
            if code in self._rows:
                self._drop(code)
            self._described.pop(code, None)
            self._counted.pop(code, None)
        fresh: set[int] = set()
        self._sync_children(tree, None, self.invisibleRootItem(), fresh)
        if fresh or gone:
            self.show_counts(None)
        if fresh:
            self._prepare_keys()
        return {below for code in fresh if code in tree.by_id for below in tree.below(CodeId(code))}

    def sort_by(self, order: str) -> None:
        """Show siblings by hand, by name or by use; the order that the project keeps stays as it is."""
        self.order = order
        role, ranks, rows = _RANKS[order], self._ranks[order], self._rows
        self.setSortRole(role)
        blocked = self.blockSignals(True)
        uses = self._uses() if order == BY_USE else None
        for parent in self.book.tree.children:
            shown = self._shown[parent] = [code.id for code in self._ordered(self.book.tree, parent, uses)]
            for rank, code in enumerate(shown):
                if ranks.get(code) != rank and code in rows:
                    ranks[code] = rank
                    rows[code][NAME].setData(rank, role)
        self.blockSignals(blocked)
        self.invisibleRootItem().sortChildren(NAME)

    def show_look(self, look: str) -> None:
        """Say in the head how the tree is sorted and counted."""
        self.look = look
        self._head()

    def show_counts(self, codes: Iterable[int] | None) -> None:
        """Show the counts of some codes, or of all."""
        if codes is not None:
            for code in codes:
                if code in self._rows:
                    self._show_count(code)
            return
        blocked = self.blockSignals(True)  # one notice for all: a tree of 300 codes is told ten times quicker
        uses = self._uses()
        for code in self._rows:
            self._show_count(code, uses)
        self.blockSignals(blocked)
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, RESPONDENTS))

    def show_theme(self) -> None:
        """Take the colours of the theme, and the language, that are shown now."""
        self._muted = muted = QBrush(QColor(themes.current.muted))
        for code, row in self._rows.items():
            self._describe(row, self.book.tree.by_id[code])  # type: ignore[index]
            for item in row[CODINGS:]:
                if item.foreground() != muted:
                    item.setForeground(muted)
        self._prepare_keys()
        self._counted.clear()
        self.show_counts(None)
        self._head()

    def index_of(self, code: int | None) -> QModelIndex:
        """Where a code stands; an invalid index if it is not there."""
        row = self._rows.get(code) if code is not None else None
        return row[NAME].index() if row else QModelIndex()

    @staticmethod
    def code_at(index: Index) -> int | None:
        """The id of the code in an index's row."""
        found = index.sibling(index.row(), NAME).data(CODE_ID) if index.isValid() else None
        return int(found) if found is not None else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A new name typed into the tree; the row changes when the project has."""
        code = self.code_at(index)
        if role != Qt.ItemDataRole.EditRole or code is None:
            return False
        name = clean_name(str(value))
        known = self.book.get(code)
        if name and known is not None and name != known.name:
            self.rename(code, name)
        return False

    def mimeTypes(self) -> list[str]:
        """What is dragged out and what can be dropped."""
        return [CODES_MIME_TYPE, CODE_MIME_TYPE, SELECTION_MIME_TYPE, CODINGS_MIME_TYPE]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        """The codes dragged: the first for the transcript, all for the tree."""
        codes = list(dict.fromkeys(code for index in indexes if (code := self.code_at(index)) is not None))
        data = QMimeData()
        if codes:
            data.setData(CODE_MIME_TYPE, QByteArray(str(codes[0]).encode()))
            data.setData(CODES_MIME_TYPE, QByteArray(",".join(map(str, codes)).encode()))
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        """Codes are moved, a selection of text is copied."""
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Codes go anywhere but under themselves; a selection goes onto a code."""
        target = self.code_at(parent)
        if not self.editable:
            return False
        if data.hasFormat(CODES_MIME_TYPE):
            line = self.book.line_ids(() if target is None else (target,))
            return line.isdisjoint(dragged_codes(data))
        return (data.hasFormat(SELECTION_MIME_TYPE) or data.hasFormat(CODINGS_MIME_TYPE)) and target is not None

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Move codes, or code the selection that was dropped. False, so that the view removes nothing itself."""
        if self.canDropMimeData(data, action, row, column, parent):
            target = self.code_at(parent)
            if data.hasFormat(CODES_MIME_TYPE):
                if row >= 0 and self.order != BY_HAND:
                    self.refuse_order()
                else:
                    self.move(dragged_codes(data), target, row if row >= 0 else None)
            elif target is not None and data.hasFormat(CODINGS_MIME_TYPE):
                self.take_codings(dragged_ids(data, CODINGS_MIME_TYPE), target, action == Qt.DropAction.CopyAction)
            elif target is not None and (span := dragged_span(data)) is not None:
                self.code_span(target, *span)
        return False

    def _sync_children(self, tree: CodeTree, parent: int | None, above: QStandardItem, fresh: set[int]) -> None:
        ordered = self._ordered(tree, parent)
        ids = [code.id for code in ordered]
        stand = self._shown.get(parent) == ids
        self._shown[parent] = list(ids)
        for place, code in enumerate(ordered):
            row = self._rows.get(code.id)
            if stand and row is not None:
                pass
            elif row is None:
                row = self._rows[code.id] = self._made(code)
                self._described[code.id] = code
                self._say_soon(code.id)
                if code.id in tree.children:  # before it stands in the tree, so that nobody is told of each row
                    self._sync_children(tree, code.id, row[NAME], fresh)
                above.insertRow(place, row)
                fresh.add(code.id)
                continue
            elif row[NAME].row() != place or row[NAME].parent() is not (None if parent is None else above):
                holder = row[NAME].parent() or self.invisibleRootItem()
                self._shown.pop(holder.data(CODE_ID), None)
                above.insertRow(place, holder.takeRow(row[NAME].row()))
                fresh.add(code.id)
            known = self._described.get(code.id)
            if known is not code and known != code:
                self._describe(row, code)
                self._described[code.id] = code
                self._say_soon(code.id)
            if code.id in tree.children:
                self._sync_children(tree, code.id, row[NAME], fresh)

    def _ordered(self, tree: CodeTree, parent: int | None, uses: dict[int, Use] | None = None) -> Sequence[Code]:
        siblings, key = tree.children.get(parent, ()), self.name_keys.key  # type: ignore[arg-type]
        if self.order == BY_NAME:
            return sorted(siblings, key=lambda code: key(code.name))
        if self.order == BY_USE:
            of = self.use if uses is None else uses.__getitem__
            return sorted(siblings, key=lambda code: (-of(code.id).below, key(code.name)))
        return siblings

    def _uses(self) -> dict[int, Use] | None:
        """The counts of all codes in one go, where it is those of the project that are shown."""
        return self.book.uses() if self.use == self.book.use else None

    def _prepare_keys(self) -> None:
        """So that nobody waits for them when the tree is sorted for the first time."""
        self.name_keys.prepare(code.name for code in self.book.tree.by_id.values())

    def _made(self, code: Code) -> Row:
        for ranks in self._ranks.values():
            ranks.pop(code.id, None)
        row = [QStandardItem() for _ in range(3)]  # as Qt makes them they are editable, and can be dragged
        for item in row[CODINGS:]:
            item.setEditable(False)
            item.setTextAlignment(_NUMBERS)
            item.setForeground(self._muted)
        if not self.editable:
            for item in row:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        row[NAME].setData(code.id, CODE_ID)
        self._marks.pop(code.id, None)
        self._bold.discard(code.id)
        self._describe(row, code)
        return row

    def _describe(self, row: Row, code: Code) -> None:
        name = row[NAME]
        _set(name, Qt.ItemDataRole.DisplayRole, short_name(code.name))
        mark = code_mark(code.role, code.colour)
        if self._marks.get(code.id) != mark.cacheKey():
            self._marks[code.id] = mark.cacheKey()
            name.setIcon(mark)
        tip = f"{tr(ROLE_TITLES[code.role])}: {code.name}"
        tip = f"{tip}\n{code.definition}" if code.definition else tip
        tip = tip if len(tip) <= _LONGEST_TIP else tip[:_LONGEST_TIP] + " …"
        _set(name, Qt.ItemDataRole.ToolTipRole, plain_tip(tip))
        bold = code.role is CodeRole.QUESTION
        if bold is not (code.id in self._bold):
            self._bold ^= {code.id}
            font = QFont()
            if bold:
                font.setWeight(QFont.Weight.DemiBold)
            name.setFont(font)

    def _show_count(self, code: int, uses: dict[int, Use] | None = None) -> None:
        row, use = self._rows[code], self.use(code) if uses is None else uses[code]
        if self._counted.get(code) == use:
            return
        self._counted[code] = use
        _set(row[CODINGS], Qt.ItemDataRole.DisplayRole, _count(use.below))
        _set(row[RESPONDENTS], Qt.ItemDataRole.DisplayRole, _count(use.respondents))
        self._say_soon(code)

    def _say_soon(self, code: int) -> None:
        self._unspoken.add(code)
        if not self._speak_soon.isActive():
            self._speak_soon.start()

    def speak(self) -> None:
        """Put the counts into words, for tool tips and screen readers; a moment later than the numbers."""
        self._speak_soon.stop()
        blocked = self.blockSignals(True)  # nothing of it is drawn
        for _ in range(min(_SPOKEN_AT_ONCE, len(self._unspoken))):
            code = self._unspoken.pop()
            if code in self._rows:
                self._speak(self._rows[code], code)
        self.blockSignals(blocked)
        if self._unspoken:
            self._speak_soon.start()

    def _speak(self, row: Row, code: int) -> None:
        use, known = self.use(code), self.book.tree.by_id[code]  # type: ignore[index]
        codings = tr_n("{count} coding", "{count} codings", use.below)
        people = tr_n("{count} respondent", "{count} respondents", use.respondents)
        name = short_name(known.name)
        spoken = tr("{name}, {role}, {codings}, {respondents}", name=name, role=tr(ROLE_TITLES[known.role]),
                    codings=codings, respondents=people)  # fmt: skip
        _set(row[NAME], Qt.ItemDataRole.AccessibleTextRole, spoken)
        tip = codings
        if use.own != use.below:
            tip = tr("{codings}, of which {own} have this code itself", codings=codings, own=number(use.own))
        _set(row[CODINGS], Qt.ItemDataRole.ToolTipRole, tip)
        _set(row[RESPONDENTS], Qt.ItemDataRole.ToolTipRole, people)

    def _drop(self, code: int) -> None:
        row = self._rows.pop(code)
        holder = row[NAME].parent() or self.invisibleRootItem()
        for at in reversed(range(row[NAME].rowCount())):  # codes that moved elsewhere must outlive it
            child = row[NAME].child(at).data(CODE_ID)
            if child in self.book.tree.by_id:
                self.invisibleRootItem().appendRow(row[NAME].takeRow(at))
            else:
                self._forget(row[NAME].child(at))
        holder.removeRow(row[NAME].row())

    def _forget(self, item: QStandardItem) -> None:
        self._rows.pop(item.data(CODE_ID), None)
        for at in range(item.rowCount()):
            self._forget(item.child(at))

    def _head(self) -> None:
        self.setHorizontalHeaderLabels([self.look, "", ""])
        self.setHeaderData(NAME, Qt.Orientation.Horizontal, self.look, Qt.ItemDataRole.ToolTipRole)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.setHeaderData(NAME, Qt.Orientation.Horizontal, left, Qt.ItemDataRole.TextAlignmentRole)
        for column, name, tip in ((CODINGS, "tag", tr("Codings, with those of the codes below")),
                                  (RESPONDENTS, "user", tr("Respondents heard"))):  # fmt: skip
            self.setHeaderData(column, Qt.Orientation.Horizontal, icon(name, "muted"), Qt.ItemDataRole.DecorationRole)
            self.setHeaderData(column, Qt.Orientation.Horizontal, tip, Qt.ItemDataRole.ToolTipRole)
            self.setHeaderData(column, Qt.Orientation.Horizontal, tip, Qt.ItemDataRole.AccessibleTextRole)


def dragged_codes(data: QMimeData) -> list[int]:
    """The ids of the codes that are dragged within the tree."""
    return dragged_ids(data, CODES_MIME_TYPE)


def dragged_ids(data: QMimeData, kind: str) -> list[int]:
    """The ids that are dragged as ``kind``."""
    payload = bytes(data.data(kind).data()).decode("ascii", "replace")
    return [int(one) for one in payload.split(",") if one.isdecimal()]


def dragged_span(data: QMimeData) -> tuple[int, int] | None:
    """The selection that is dragged out of the transcript, in code points."""
    parts = bytes(data.data(SELECTION_MIME_TYPE).data()).decode("ascii", "replace").split(":")
    if len(parts) != 2 or not all(one.isdecimal() for one in parts):
        return None
    start, end = int(parts[0]), int(parts[1])
    return (start, end) if start < end else None


def short_name(name: str) -> str:
    """As much of a name as a row can show."""
    return name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…"


def _count(count: int) -> str:
    return "" if not count else str(count) if count < 1_000 else number(count)


def _set(item: QStandardItem, role: Qt.ItemDataRole, value: object) -> None:
    if item.data(role) != value:
        item.setData(value, role)
