"""What an attribute may hold: its kind, told with what would not fit, and the choices of a list."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QWidget,
)

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.messages import N_, Message, counted, message
from qualcoder_peer.core.domain.model import ATTRIBUTE_TITLES, Attribute, AttributeKind
from qualcoder_peer.core.services.attributes import KindPlan, change_choices, change_kind, plan_kind, shown_value
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import languages, live, say, tr
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.rooms.material.attribute_model import shown
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import button, column, foot_row, label, row

_MOST_SHOWN = 200
_OLD = Qt.ItemDataRole.UserRole


class ChoicesList(QWidget):
    """Choices in order, to be renamed, added, removed and moved. ``changed`` with every change."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setMinimumHeight(160)
        live(self.list, "setAccessibleName", "Choices")
        live(self.list, "setToolTip", "Double-click or press F2 to write a choice; drag to put them in order")
        self.list.itemChanged.connect(lambda _item: self.changed.emit())
        self.list.model().rowsMoved.connect(lambda *_: self.changed.emit())
        self.up = self._tool("arrow-up", N_("Move the choice up"), lambda: self._move(-1))
        self.down = self._tool("arrow-down", N_("Move the choice down"), lambda: self._move(1))
        self.less = self._tool("trash-2", N_("Remove the choice"), self._remove)
        self.more = button("Add a choice", "plus", "flat", on_click=self.add)
        tools = row(gap=GAP_SMALL)
        tools.addWidget(self.more)
        tools.addStretch(1)
        for tool in (self.up, self.down, self.less):
            tools.addWidget(tool)
        box = column(self, gap=GAP_SMALL)
        box.addWidget(self.list, 1)
        box.addLayout(tools)

    @property
    def choices(self) -> list[str]:
        """The choices in order, without empty ones."""
        return [words for item in self._items() if (words := " ".join(item.text().split()))]

    @property
    def renamed(self) -> Mapping[str, str]:
        """Old to new, for those that were there and are called otherwise now."""
        found = {str(item.data(_OLD) or ""): " ".join(item.text().split()) for item in self._items()}
        return {old: new for old, new in found.items() if old and new and old != new}

    def show_choices(self, choices: tuple[str, ...]) -> None:
        """Show these."""
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for one in choices:
            self._put(one, one)
        self.list.blockSignals(blocked)

    def add(self) -> None:
        """Let the user write another choice."""
        item = self._put("", "")
        self.list.setCurrentItem(item)
        self.list.setFocus()
        self.list.editItem(item)

    # Private

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    def _put(self, words: str, old: str) -> QListWidgetItem:
        item = QListWidgetItem(words)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.setData(_OLD, old)
        self.list.addItem(item)
        return item

    def _tool(self, icon: str, title: str, run: object) -> QToolButton:
        made = QToolButton()
        set_icon(made, icon)
        live(made, "setToolTip", message(title))
        live(made, "setAccessibleName", message(title))
        made.clicked.connect(run)
        return made

    def _move(self, by: int) -> None:
        place = self.list.currentRow()
        if 0 <= place and 0 <= place + by < self.list.count():
            item = self.list.takeItem(place)
            self.list.insertItem(place + by, item)
            self.list.setCurrentItem(item)
            self.changed.emit()

    def _remove(self) -> None:
        if self.list.currentRow() >= 0:
            self.list.takeItem(self.list.currentRow())
            self.changed.emit()


class _Dialog(QDialog):
    """A question on one attribute: a body, a sentence in red where something is wrong, Cancel and one button."""

    def __init__(
        self, context: RoomContext, attribute: Attribute, title: Message, action: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        live(self, "setWindowTitle", title)
        self.context, self.attribute = context, attribute
        self.problem = label(words="", role="danger", wrap=True)
        self.problem.hide()
        self.ok = button(message(action), role="primary", on_click=self.apply)
        self.ok.setDefault(True)
        self.cancel = button("Cancel", on_click=self.reject)
        self.body = column(gap=GAP)
        box = column(self, margin=GAP_LARGE, gap=GAP_LARGE)
        box.addLayout(self.body, 1)
        box.addWidget(self.problem)
        box.addLayout(foot_row(self.cancel, self.ok))

    def sizeHint(self) -> QSize:
        """Wide enough for sentences."""
        return QSize(440, super().sizeHint().height())

    def apply(self) -> None:
        """Do it and close, or say what is wrong."""
        try:
            self.do()
        except UserError as error:
            self.problem.setText(say(error.message))
            self.problem.show()
        else:
            self.accept()

    def do(self) -> None:
        """Change the attribute. Raises UserError."""
        raise TypeError


class ChoicesDialog(_Dialog):
    """The choices of an attribute; a choice that is renamed takes along what stands in the table and in filters."""

    def __init__(self, context: RoomContext, attribute: Attribute, parent: QWidget) -> None:
        title = message("Choices of “{name}”", name=attribute.name)
        super().__init__(context, attribute, title, N_("Change the choices"), parent)
        self.choices = ChoicesList()
        self.choices.show_choices(attribute.choices)
        self.body.addWidget(label("A choice that you rename is renamed in the table and in filters too.", "muted",
                                  wrap=True))  # fmt: skip
        self.body.addWidget(self.choices, 1)

    def do(self) -> None:
        """Write the choices. Raises UserError."""
        change_choices(self.context.project, self.attribute.id, self.choices.choices, self.choices.renamed)


class KindDialog(_Dialog):
    """Another kind for an attribute: what would be written in another way and what does not fit is told first."""

    def __init__(self, context: RoomContext, attribute: Attribute, parent: QWidget) -> None:
        title = message("Kind of “{name}”", name=attribute.name)
        super().__init__(context, attribute, title, N_("Change the kind"), parent)
        self.plan: KindPlan | None = None
        self.kind = QComboBox()
        live(self.kind, "setAccessibleName", "Kind")
        for kind, words in ATTRIBUTE_TITLES.items():
            self.kind.addItem(tr(words), kind.value)
        self.kind.setCurrentIndex(self.kind.findData(attribute.kind.value))
        line = row(gap=GAP)
        line.addWidget(label("It holds", buddy=self.kind))
        line.addWidget(self.kind, 1)
        self.body.addLayout(line)
        self.choices = ChoicesList()
        self.body.addWidget(self.choices, 1)
        self.told = label(words="", wrap=True)
        self.body.addWidget(self.told)
        self.misfits = QListWidget()
        self.misfits.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        live(self.misfits, "setAccessibleName", "Values that do not fit")
        self.misfits.setMaximumHeight(150)
        self.body.addWidget(self.misfits)
        self.drop = QCheckBox()
        live(self.drop, "setText", "Empty the cells with values that do not fit")
        self.drop.toggled.connect(lambda _on: self._show_plan())
        self.body.addWidget(self.drop)
        self.kind.currentIndexChanged.connect(lambda _place: self._choose())
        self.choices.changed.connect(self._replan)
        self._choose()

    def do(self) -> None:
        """Change the kind. Raises UserError."""
        drop = self.drop.isChecked()
        change_kind(self.context.project, self.attribute.id, self._kind, self._wanted, drop_unfitting=drop)

    # Private

    @property
    def _kind(self) -> AttributeKind:
        return AttributeKind(str(self.kind.currentData()))

    @property
    def _wanted(self) -> list[str] | None:
        return self.choices.choices if self._kind is AttributeKind.CHOICE else None

    def _choose(self) -> None:
        is_choice = self._kind is AttributeKind.CHOICE
        self.choices.setVisible(is_choice)
        if is_choice:
            try:
                found = plan_kind(self.context.project, self.attribute.id, self._kind).choices
            except UserError:
                found = ()  # more than a list can have: they are to be written
            self.choices.show_choices(found)
        self._replan()

    def _replan(self) -> None:
        try:
            self.plan = plan_kind(self.context.project, self.attribute.id, self._kind, self._wanted)
        except UserError as error:
            self.plan = None
            self.problem.setText(say(error.message))
            self.problem.show()
        else:
            self.problem.hide()
        self._show_plan()
        self.adjustSize()

    def _show_plan(self) -> None:
        plan = self.plan
        self.misfits.clear()
        unfitting = plan.unfitting if plan is not None else ()
        for one in unfitting[:_MOST_SHOWN]:
            words = shown(self.attribute, one.old)
            self.misfits.addItem(tr("“{value}”, {count} times", value=words[:80], count=one.count) if one.count > 1
                                 else tr("“{value}”", value=words[:80]))  # fmt: skip
        self.misfits.setVisible(bool(unfitting))
        self.drop.setVisible(bool(unfitting))
        self.told.setText(" ".join(say(one) for one in self._sentences(plan)))
        self.ok.setEnabled(plan is not None and (not unfitting or self.drop.isChecked()))

    def _sentences(self, plan: KindPlan | None) -> list[Message]:
        if plan is None:
            return []
        said = []
        changed = sum(one.count for one in plan.converted)
        if changed:
            one = plan.converted[0]
            new = shown_value(Attribute(self.attribute.id, "", 0, kind=plan.kind), one.new or "", languages.texts)
            said.append(
                counted(
                    "{count} cell is written in another way (“{old}” as “{new}”).",
                    "{count} cells are written in another way (“{old}” as “{new}”).",
                    changed,
                    old=one.old[:40],
                    new=new[:40],
                )
            )
        lost = sum(one.count for one in plan.unfitting)
        if lost:
            said.append(counted("{count} cell does not fit:", "{count} cells do not fit:", lost))
        elif not changed:
            said.append(message("Everything in the column fits."))
        return said
