"""The tables of counts that have left the project: the next ones are compared with them."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.disclosure import LeftTable
from qualcoder_peer.core.services.disclosure_left import forget_tables, list_left
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import day, live, live_call, say, tr
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, set_role
from qualcoder_peer.gui.widgets.basics import button, column, label, line, row
from qualcoder_peer.gui.widgets.rows_view import RowsView

_Index = QModelIndex | QPersistentModelIndex
_HEIGHT = 132


class LeftTablesModel(QAbstractListModel):
    """A row a table, the one that left last first: its title, and below it the file and the day."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tables: list[LeftTable] = []

    def show(self, tables: list[LeftTable]) -> None:
        """Show other tables."""
        self.beginResetModel()
        self.tables = tables
        self.endResetModel()

    # Qt overrides

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.tables)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self.tables[index.row()]
        files = [tr("{file}, {date}", file=file.name, date=day(file.time)) for file in one.files]
        if role == Qt.ItemDataRole.DisplayRole:
            return "\n".join([say(one.table.title), *files[-1:]])
        return "\n".join([say(one.table.title), *files]) if role == Qt.ItemDataRole.ToolTipRole else None


class LeftTables(QWidget):
    """The list, and the way to forget one; not there as long as nothing has left."""

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self._context = context
        set_role(self, "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = LeftTablesModel(self)
        self.view = _TwoLines(self.model)
        self.view.horizontalHeader().hide()
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.view.setFixedHeight(_HEIGHT)
        live(self.view, "setAccessibleName", "Tables that have left")
        self.forget_button = button("Forget", on_click=self._forget)
        live(self.forget_button, "setToolTip",
             "The chosen tables never went out: nothing is compared with them any more")  # fmt: skip
        foot = row(gap=GAP)
        foot.addWidget(label("The next tables are compared with these.", "muted", wrap=True), 1)
        foot.addWidget(self.forget_button)
        inner = column(gap=GAP)
        inner.setContentsMargins(2 * GAP, GAP, 2 * GAP, GAP_LARGE)
        inner.addWidget(label("Tables that have left", "section"))
        inner.addWidget(self.view)
        inner.addLayout(foot)
        box = column(self, gap=0)
        box.addWidget(line())
        box.addLayout(inner)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        context.bridge.changed.connect(self._project_changed)
        live_call(self, self.refresh)

    def refresh(self) -> None:
        """Read anew what has left."""
        self.model.show(list_left(self._context.project))
        self.setVisible(bool(self.model.tables))
        self._enable()

    def _enable(self) -> None:
        chosen = self.view.selectionModel().hasSelection()
        self.forget_button.setEnabled(chosen and not self._context.read_only)

    def _forget(self) -> None:
        rows = self.view.selectionModel().selectedRows()
        forget_tables(self._context.project, [self.model.tables[index.row()].id for index in rows])

    def _project_changed(self, changes: ChangeSet) -> None:
        if changes.touches("saved_table"):
            self.refresh()


class _TwoLines(RowsView):
    lines: ClassVar[int] = 2
