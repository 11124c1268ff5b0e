"""A saved filter as lines of conditions; how many it fits is told while it is made."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QScrollArea, QWidget

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.ids import SelectionId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import Owner, Selection
from qualcoder_peer.core.domain.selections import MOST_CONDITIONS, Condition, Rule
from qualcoder_peer.core.services.selections import add_filter, change_filter, fitting, rename_selection
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, number, say, tr, tr_n
from qualcoder_peer.gui.rooms.material.filter_row import ConditionRow, everything_to_ask
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import button, column, foot_row, label, row

_SIZE = QSize(760, 400)
_REST_MS = 150


class FilterDialog(QDialog):
    """Makes a filter over documents or respondents, or changes the one it is given. ``saved`` is its id afterwards."""

    def __init__(self, context: RoomContext, about: Owner, selection: Selection | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(True)
        live(self, "setWindowTitle", "New filter" if selection is None else "Change the filter")
        self._context, self._about, self._selection = context, about, selection
        self._total = len(fitting(context.project, about, Rule(())))
        self.saved: SelectionId | None = None
        self._asked = everything_to_ask(context.project, about)
        self.rows: list[ConditionRow] = []
        self._soon = QTimer(self, singleShot=True, interval=_REST_MS)
        self._soon.timeout.connect(self.count_again)
        self._make()
        room = self.screen().availableSize()
        self.resize(_SIZE.boundedTo(QSize(room.width() - 40, room.height() - 60)))
        self._show(selection)
        self.count_again()

    @property
    def rule(self) -> Rule:
        """The rule as it is written."""
        return Rule(tuple(one.condition for one in self.rows), bool(self.join.currentData()))

    def add_condition(self, condition: Condition | None = None) -> ConditionRow:
        """Add a line."""
        made = ConditionRow(self._asked, condition)
        made.changed.connect(self._soon.start)
        made.removed.connect(lambda: self._remove(made))
        self.rows.append(made)
        self._lines.insertWidget(self._lines.count() - 1, made)
        self.more.setEnabled(len(self.rows) < MOST_CONDITIONS)
        self._show_join()
        self._soon.start()
        return made

    def count_again(self) -> None:
        """Tell how many documents or respondents the rule fits now."""
        self._soon.stop()
        try:
            fits = len(fitting(self._context.project, self._about, self.rule)) if self.rows else self._total
        except UserError:
            self.count.setText("")  # a line is still being written; what lacks is told when it is to be saved
            return
        self.problem.hide()
        total = number(self._total)
        self.count.setText(
            tr_n("{count} respondent of {total} fits", "{count} respondents of {total} fit", fits, total=total)
            if self._about is Owner.RESPONDENT
            else tr_n("{count} document of {total} fits", "{count} documents of {total} fit", fits, total=total)
        )

    # Private

    def _make(self) -> None:
        box = column(self, margin=GAP_LARGE, gap=GAP_LARGE)
        self.name = QLineEdit()
        live(self.name, "setPlaceholderText", "Name of the filter")
        live(self.name, "setAccessibleName", "Name of the filter")
        top = row(gap=GAP)
        top.addWidget(label("Name", buddy=self.name))
        top.addWidget(self.name, 1)
        box.addLayout(top)
        self.join = QComboBox()
        self.join.addItem(tr("all of these hold"), False)
        self.join.addItem(tr("any of these holds"), True)
        live(self.join, "setAccessibleName", "How the conditions are joined")
        self.join.currentIndexChanged.connect(lambda _place: self._soon.start())
        self._join_line = QWidget()
        joined = row(self._join_line, gap=GAP)
        joined.addWidget(label("It fits where", buddy=self.join))
        joined.addWidget(self.join)
        joined.addStretch(1)
        box.addWidget(self._join_line)
        area = QScrollArea()
        area.setWidgetResizable(True)
        inside = QWidget()
        self._lines = column(inside, gap=GAP_SMALL)
        self._lines.addStretch(1)
        area.setWidget(inside)
        box.addWidget(area, 1)
        self.more = button("Add a condition", "plus", "flat", on_click=self.add_condition)
        self.count = label(words="", role="section")
        under = row(gap=GAP)
        under.addWidget(self.more)
        under.addStretch(1)
        under.addWidget(self.count)
        box.addLayout(under)
        self.problem = label(words="", role="danger", wrap=True)
        self.problem.hide()
        box.addWidget(self.problem)
        self.save_button = button("Save the filter", role="primary", on_click=self.save)
        self.save_button.setDefault(True)
        self.cancel_button = button("Cancel", on_click=self.reject)
        box.addLayout(foot_row(self.cancel_button, self.save_button))

    def _show(self, selection: Selection | None) -> None:
        if selection is None:
            self.add_condition()
            self.name.setFocus()
            return
        self.name.setText(selection.name)
        try:
            rule = Rule.from_json(selection.rule)
        except UserError as error:
            self.problem.setText(say(error.message))
            self.problem.show()
            return
        self.join.setCurrentIndex(self.join.findData(rule.any))
        gone = [self.add_condition(one).gone for one in rule.conditions]
        if any(gone):
            self.problem.setText(tr("Something that the filter asked for was removed; choose something else there."))
            self.problem.show()

    def _remove(self, made: ConditionRow) -> None:
        self.rows.remove(made)
        self._lines.removeWidget(made)
        made.hide()
        made.deleteLater()
        self.more.setEnabled(True)
        self._show_join()
        self._soon.start()

    def _show_join(self) -> None:
        self._join_line.setVisible(len(self.rows) > 1)

    def save(self) -> None:
        """Keep the filter and close, or say what lacks."""
        project, name = self._context.project, self.name.text()
        try:
            if self._selection is None:
                self.saved = add_filter(project, self._about, name, self.rule)
            else:
                with project.transaction(message("Change the filter “{name}”", name=name.strip())):
                    change_filter(project, self._selection.id, self.rule)
                    if name.strip() != self._selection.name:
                        rename_selection(project, self._selection.id, name)
                self.saved = self._selection.id
        except UserError as error:
            self.problem.setText(say(error.message))
            self.problem.show()
            return
        self.accept()
