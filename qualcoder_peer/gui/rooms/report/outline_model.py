"""The outline of a report as a model: chapters, headings, quotes and texts. Rows are kept in step one by one.

A QStandardItemModel as in the code tree: it is drawn without a call to Python. Nothing in it is changed by the view;
drops are told to the functions given to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QIcon, QStandardItem, QStandardItemModel

from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.domain.report_kinds import OWN
from qualcoder_peer.core.reports.tables_of_report import report_table
from qualcoder_peer.core.services.reports import OutlineNode, settings_of
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.icons import icon
from qualcoder_peer.gui.rooms.report.draft import Draft
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.tips import plain_tip

ITEMS_MIME_TYPE = "application/x-qualcoder-report-items"
"""Entries dragged within the outline: ids in decimal digits with commas between."""
QUOTES_MIME_TYPE = "application/x-qualcoder-codings"
"""Quotes dragged into the outline: ids of codings in decimal digits with commas between."""
ITEM_ID = Qt.ItemDataRole.UserRole + 1
_LONGEST = 120

Index = QModelIndex | QPersistentModelIndex


class OutlineModel(QStandardItemModel):
    """Shows the outline of a draft. ``move(items, parent, row)`` and ``add_quotes(codings, parent, row)`` do drops,
    ``rename(item, title)`` gives a section, table or chart another title."""

    def __init__(self, draft: Draft, parent: QObject | None = None) -> None:
        super().__init__(0, 1, parent)
        self.draft = draft
        self.editable = True
        self.move: Callable[[list[int], int | None, int | None], object] = lambda *_: None
        self.add_quotes: Callable[[list[int], int | None, int | None], object] = lambda *_: None
        self.rename: Callable[[int, str], object] = lambda *_: None
        self._rows: dict[int, QStandardItem] = {}
        self._said: dict[int, tuple[object, ...]] = {}

    def sync(self) -> None:
        """Bring the rows in step with the outline."""
        for item in [one for one in self._rows if self.draft.node(one) is None]:
            if item in self._rows:
                self._drop(item)
        self._sync_children(self.draft.children_of(None), self.invisibleRootItem())

    def describe_all(self) -> None:
        """Say every row again: another language, another theme."""
        self._said.clear()
        for item, row in self._rows.items():
            node = self.draft.node(item)
            if node is not None:
                self._describe(row, node)

    def describe_stale(self) -> None:
        """Say the quotes again whose printed form has become stale, or is no longer."""
        for item, row in self._rows.items():
            node = self.draft.node(item)
            if node is not None and node.printed:
                self._describe(row, node)

    def index_of(self, item: int | None) -> QModelIndex:
        """Where an entry stands; an invalid index if it is not there."""
        row = self._rows.get(item) if item is not None else None
        return row.index() if row is not None else QModelIndex()

    @staticmethod
    def item_at(index: Index) -> int | None:
        """The id of the entry in a row."""
        found = index.data(ITEM_ID) if index.isValid() else None
        return int(found) if found is not None else None

    # Qt overrides

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """What is typed in a row goes to the project; the row is said again when it has changed there."""
        item = self.item_at(index)
        if role != Qt.ItemDataRole.EditRole or item is None:
            return super().setData(index, value, role)
        if str(value).strip() != index.data():
            self.rename(item, str(value))
        return True

    def mimeTypes(self) -> list[str]:
        return [ITEMS_MIME_TYPE, QUOTES_MIME_TYPE]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        data = QMimeData()
        items = [item for index in indexes if (item := self.item_at(index)) is not None]
        data.setData(ITEMS_MIME_TYPE, QByteArray(",".join(map(str, items)).encode()))
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        if not self.editable or self.draft.report is None:
            return False
        target, _place = self._target(row, parent)
        if data.hasFormat(QUOTES_MIME_TYPE):
            return True
        items = dragged(data, ITEMS_MIME_TYPE)
        above = target
        while above is not None:
            if above in items:
                return False
            above = self.draft.parent_of(above)  # type: ignore[arg-type]
        nodes = [node for item in items if (node := self.draft.node(item)) is not None]
        return bool(nodes) and (target is None or all(node.section in ("", OWN) for node in nodes))

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Move entries or add quotes. False, so that the view removes nothing itself."""
        if self.canDropMimeData(data, action, row, column, parent):
            target, place = self._target(row, parent)
            if data.hasFormat(QUOTES_MIME_TYPE):
                self.add_quotes(dragged(data, QUOTES_MIME_TYPE), target, place)
            else:
                self.move(dragged(data, ITEMS_MIME_TYPE), target, place)
        return False

    # Private

    def _target(self, row: int, parent: Index) -> tuple[int | None, int | None]:
        # Only headings and chapters hold entries: what is dropped on a quote or a text comes after it.
        over = self.item_at(parent)
        node = self.draft.node(over)
        if node is None:
            return None, row if row >= 0 else None
        if holds_entries(node):
            return node.id, row if row >= 0 else None
        above = self.draft.parent_of(node.id)
        return above, self.draft.siblings_of(node.id).index(node.id) + 1

    def _sync_children(self, nodes: Sequence[OutlineNode], above: QStandardItem) -> None:
        root = self.invisibleRootItem()
        for place, node in enumerate(nodes):
            row = self._rows.get(node.id)
            if row is None:
                row = self._rows[node.id] = self._made(node)
                self._describe(row, node)
                above.insertRow(place, [row])  # a list, because PySide hands over only lists
            else:
                holder = row.parent() or root
                if row.row() != place or holder is not above and holder.index() != above.index():
                    above.insertRow(place, holder.takeRow(row.row()))
                self._describe(row, node)
            self._sync_children(node.children, row)

    def _made(self, node: OutlineNode) -> QStandardItem:
        row = QStandardItem()
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.editable:
            flags |= Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
        row.setFlags(flags)
        row.setData(node.id, ITEM_ID)
        return row

    def _describe(self, row: QStandardItem, node: OutlineNode) -> None:
        is_stale = node.id in self.draft.stale
        what = (
            node.kind, node.section, node.title, node.text, node.code, node.quote, node.printed, node.settings, is_stale
        )  # fmt: skip
        if self._said.get(node.id) == what:
            return
        self._said[node.id] = what
        text, spoken, mark = self._words(node)
        _set(row, Qt.ItemDataRole.DisplayRole, text)
        _set(row, Qt.ItemDataRole.AccessibleTextRole, spoken)
        row.setEditable(self.editable and has_title(node))
        _set(row, Qt.ItemDataRole.ToolTipRole, plain_tip(self._tip(node, text)))
        if row.icon().cacheKey() != mark.cacheKey():
            row.setIcon(mark)
        strong = bool(node.section) or (node.code is not None and node.code.role is CodeRole.QUESTION)
        if row.font().bold() != strong:
            font = QFont()
            font.setBold(strong)
            row.setFont(font)

    def _words(self, node: OutlineNode) -> tuple[str, str, QIcon]:
        if node.section:
            title = self.draft.texts.say(node.heading) or tr("Untitled")
            if node.section == OWN and (node.is_within or self.draft.parent_of(node.id) is not None):
                return title, tr("{title}, section", title=title), icon("heading", "muted")
            return title, tr("{title}, chapter", title=title), icon("book-open", "muted")
        if node.code is not None:
            name = node.code.name
            return name, tr("{title}, heading", title=name), code_mark(node.code.role, node.code.colour)
        if node.quote is not None:
            return self._quote_words(node)
        if node.kind in ("table", "chart"):
            title = node.title or self.own_caption(node)
            if node.kind == "chart":
                return title, tr("Chart: {title}", title=title), icon("chart-column", "muted")
            return title, tr("Table: {title}", title=title), icon("table", "muted")
        words = _one_line(node.text) or tr("Empty text")
        return words, tr("Text: {words}", words=words), icon("pencil", "muted")

    def own_caption(self, node: OutlineNode) -> str:
        """What a table or chart is called as long as the writer has not named it."""
        entry = report_table(str(settings_of(node.settings).get("table", "")))
        return self.draft.texts(entry.title) if entry is not None else tr("A table this version does not know")

    def _quote_words(self, node: OutlineNode) -> tuple[str, str, QIcon]:
        assert node.quote is not None
        if node.id in self.draft.stale:
            words = _one_line(node.quote.text)
            spoken = tr("Quote whose transcript has changed under its printed form: {words}", words=words)
            return words, spoken, icon("triangle-alert", "warning")
        words = _one_line(node.printed or node.quote.text)
        if node.printed:
            return words, tr("Edited quote: {words}", words=words), icon("quote", "muted")
        return words, tr("Quote: {words}", words=words), icon("quote", "muted")

    def _tip(self, node: OutlineNode, text: str) -> str:
        if node.quote is None:
            return (node.text or text)[:1_000]
        if node.id in self.draft.stale:
            return tr(
                "The transcript has changed, so the printed form no longer fits what was said. The report prints the "
                "original until you mend it."
            )
        return (node.printed or node.quote.text)[:1_000]

    def _drop(self, item: int) -> None:
        row = self._rows.pop(item)
        self._said.pop(item, None)
        holder = row.parent() or self.invisibleRootItem()
        for place in reversed(range(row.rowCount())):  # entries that moved elsewhere must outlive it
            child = row.child(place).data(ITEM_ID)
            if self.draft.node(child) is not None:
                self.invisibleRootItem().appendRow(row.takeRow(place))
            else:
                self._forget(row.child(place))
        holder.removeRow(row.row())

    def _forget(self, row: QStandardItem) -> None:
        for place in reversed(range(row.rowCount())):
            child = row.child(place)
            if self.draft.node(child.data(ITEM_ID)) is not None:
                self.invisibleRootItem().appendRow(row.takeRow(place))
            else:
                self._forget(child)
        self._rows.pop(row.data(ITEM_ID), None)
        self._said.pop(row.data(ITEM_ID), None)


def has_title(node: OutlineNode) -> bool:
    """Whether an entry has a title or caption of the writer's."""
    return node.section == OWN or node.kind in ("table", "chart")


def holds_entries(node: OutlineNode) -> bool:
    """Whether other entries can be put under an entry and are then seen on the page."""
    return node.holds_others and node.section != "title"


def dragged(data: QMimeData, kind: str) -> list[int]:
    """The ids that are dragged."""
    payload = bytes(data.data(kind).data()).decode("ascii", "replace")
    return [int(one) for one in payload.split(",") if one.isdecimal()]


def _one_line(text: str) -> str:
    words = " ".join(text[: 2 * _LONGEST].split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _set(row: QStandardItem, role: int, value: object) -> None:
    if row.data(role) != value:
        row.setData(value, role)
