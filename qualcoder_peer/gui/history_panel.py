"""The history: every step of work with time and coder, newest first; any of them can be gone back to."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qualcoder_peer.core.domain.ids import StepId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Step
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, live_call, say, tr, when
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GRID, themes
from qualcoder_peer.gui.widgets.basics import button, column, label

PAGE = 100
STEP_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class HistoryModel(QAbstractListModel):
    """The steps, read a page at a time as one scrolls."""

    def __init__(self, context: RoomContext) -> None:
        super().__init__()
        self._project = context.project
        self.steps: list[Step] = []
        self._more = True
        context.bridge.changed.connect(self.read_again)
        self.read_again()

    @Slot()
    def read_again(self) -> None:
        """Read as many steps as are shown, from the newest on, and change only the rows that differ."""
        newest = self.steps[0].id if self.steps else 0
        wanted = max(PAGE, len(self.steps))
        found = self._project.history(limit=wanted)
        self._more = len(found) == wanted
        added = sum(1 for step in found if step.id > newest) if self.steps else 0
        if added and self._more:
            found += self._project.history(limit=added, before=found[-1].id)
        self._take(found)

    def retranslate(self) -> None:
        """Show all words in the language of now."""
        if self.steps:
            self.dataChanged.emit(self.index(0), self.index(len(self.steps) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many steps have been read."""
        return 0 if parent.isValid() else len(self.steps)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there may be older steps."""
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        """Read the next page."""
        before = self.steps[-1].id if self.steps else None
        found = self._project.history(limit=PAGE, before=before)
        self._more = len(found) == PAGE
        if found:
            self._insert(len(self.steps), found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The label; the Step itself under STEP_ROLE; all of it in one sentence for screen readers."""
        if not index.isValid():
            return None
        step = self.steps[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return say(step.label)
        if role == STEP_ROLE:
            return step
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{say(step.label)} – {describe(step)}"
        return None

    def _take(self, found: list[Step]) -> None:
        """Bring the rows, newest first like ``found``, to what was found: away, new, changed."""
        present = {step.id for step in found}
        for row in reversed(range(len(self.steps))):
            if self.steps[row].id not in present:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self.steps[row]
                self.endRemoveRows()
        row = 0
        while row < len(found):
            if row < len(self.steps) and self.steps[row].id == found[row].id:
                if self.steps[row] != found[row]:
                    self.steps[row] = found[row]
                    self.dataChanged.emit(self.index(row), self.index(row))
                row += 1
                continue
            following = self.steps[row].id if row < len(self.steps) else 0
            end = next((at for at in range(row, len(found)) if found[at].id <= following), len(found))
            self._insert(row, found[row:end])
            row = end

    def _insert(self, row: int, steps: list[Step]) -> None:
        self.beginInsertRows(QModelIndex(), row, row + len(steps) - 1)
        self.steps[row:row] = steps
        self.endInsertRows()


def describe(step: Step) -> str:
    """When and by whom, and what is special about a step."""
    parts = [when(step.time), step.coder]
    if step.undone:
        parts.append(tr("undone"))
    if not step.can_replay:
        parts.append(tr("cannot be taken back"))
    return " · ".join(parts)


class StepDelegate(QStyledItemDelegate):
    """Two lines a step: what was done, and when by whom; undone steps are grey and struck through."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one step."""
        step: Step = index.data(STEP_ROLE)
        theme = themes.current
        self.initStyleOption(option, index)
        option.text = ""
        widget: QWidget | None = option.widget
        style = widget.style() if widget is not None else None
        if style is not None:
            style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        state: QStyle.StateFlag = option.state
        rect: QRect = option.rect
        palette: QPalette = option.palette
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        active = bool(state & QStyle.StateFlag.State_Active)
        ink = palette.color(QPalette.ColorRole.HighlightedText) if chosen and active else QColor(theme.text)
        inner = rect.adjusted(GAP_LARGE, 2 * GRID - 2, -GAP_LARGE, -2)
        font = themes.font()
        font.setStrikeOut(step.undone)
        painter.save()
        painter.setFont(font)
        painter.setPen(QColor(theme.muted) if step.undone and not chosen else ink)
        metrics = QFontMetrics(font)
        words = metrics.elidedText(say(step.label), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignTop), words)
        painter.setFont(themes.font("small"))
        painter.setPen(ink if chosen else QColor(theme.muted))
        inner.setTop(inner.top() + metrics.lineSpacing() + 2)
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignTop), describe(step))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines and some air."""
        lines = QFontMetrics(themes.font()).lineSpacing() + QFontMetrics(themes.font("small")).lineSpacing()
        return QSize(100, lines + 4 * GRID)


class HistoryPanel(QWidget):
    """The list of steps, and the button that goes back (or forward) to the chosen one."""

    def __init__(self, context: RoomContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model = HistoryModel(context)
        self.model.setParent(self)
        self.list = QListView()
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(StepDelegate(self.list))
        self.list.setModel(self.model)
        live(self.list, "setAccessibleName", "Steps of work, newest first")
        self.list.doubleClicked.connect(lambda _index: self.go_back())
        self.list.selectionModel().selectionChanged.connect(self._selected)
        self.hint = label("Choose a step to return to. Later steps are undone and can be redone.", "muted", wrap=True)
        self.button = button("Back to here", "undo-2", on_click=self.go_back)
        box = column(self, gap=GAP)
        foot = column(gap=GAP)
        foot.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP_LARGE)
        foot.addWidget(self.hint)
        foot.addWidget(self.button)
        box.addWidget(self.list, 1)
        box.addLayout(foot)
        self.setFocusProxy(self.list)
        self.model.dataChanged.connect(self._selected)
        live_call(self, self._retranslate)
        self._selected()

    def chosen(self) -> Step | None:
        """The step that is selected."""
        rows = self.list.selectionModel().selectedIndexes()
        return self.model.steps[rows[0].row()] if rows else None

    def go_back(self) -> None:
        """Take back everything newer than the chosen step, or do again everything up to it."""
        step = self.chosen()
        if step is None or not self.button.isEnabled():
            return
        step_id: StepId = step.id
        self.button.setEnabled(False)
        job = run_job(
            self,
            self._context.project.undo_to,
            step_id,
            title=message("Returning to an earlier step"),
            on_done=lambda labels: self._context.messages.notify(
                message("The project is as it was after “{what}”.", what=step.label)
            ),
        )
        job.finished.connect(self._selected)

    @Slot()
    def _selected(self) -> None:
        step = self.chosen()
        self.button.setEnabled(step is not None and not self._context.read_only)
        live(self.button, "setText", "Redo up to here" if step is not None and step.undone else "Back to here")

    def _retranslate(self) -> None:
        self.model.retranslate()
