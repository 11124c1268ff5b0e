from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.history_panel import PAGE, STEP_ROLE, HistoryModel, HistoryPanel
from qualcoder_peer.gui.jobs import jobs
from tests.support.gui import Wait


def test_steps_are_read_a_page_at_a_time(context: RoomContext) -> None:
    for number in range(PAGE + 20):
        add_code(context.project, str(number))
    model = HistoryModel(context)
    assert model.rowCount() == PAGE and model.canFetchMore(QModelIndex())
    assert model.index(0).data() == f"Add the code “{PAGE + 19}”"
    model.fetchMore(QModelIndex())
    assert model.rowCount() == PAGE + 21 and not model.canFetchMore(QModelIndex())
    assert model.index(PAGE + 20).data() == "Create the project"
    add_code(context.project, "newest")
    assert model.index(0).data() == "Add the code “newest”"
    numbers = [model.index(row).data(STEP_ROLE).number for row in range(model.rowCount())]
    assert numbers == sorted(numbers, reverse=True) and len(numbers) == PAGE + 22
    context.project.undo(PAGE + 10)
    assert model.steps == context.project.history(limit=len(model.steps))
    add_code(context.project, "after undoing")
    assert model.steps == context.project.history(limit=len(model.steps))


def test_the_model_keeps_qt_s_rules(context: RoomContext) -> None:
    for number in range(PAGE + 20):
        add_code(context.project, str(number))
    model = HistoryModel(context)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    add_code(context.project, "newest")
    model.retranslate()
    context.project.undo(3)
    assert tester.model() is model  # its warnings fail the test


def test_undone_steps_are_struck_through_and_said_to_be_undone(context: RoomContext) -> None:
    add_code(context.project, "Tomrummet")
    context.project.undo()
    panel = HistoryPanel(context)
    said = str(panel.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert said.startswith("Add the code “Tomrummet” – ") and said.endswith("AB · undone")
    assert "cannot be taken back" in str(panel.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole))


def test_the_panel_is_drawn_with_and_without_a_chosen_step(context: RoomContext) -> None:
    add_code(context.project, "Tomrummet")
    panel = HistoryPanel(context)
    panel.resize(340, 500)
    panel.show()
    plain = panel.grab().toImage()
    panel.list.setCurrentIndex(panel.model.index(0))
    assert panel.button.isEnabled() and panel.grab().toImage() != plain


def test_going_back_can_be_taken_forward_again(context: RoomContext, wait: Wait) -> None:
    for name in "abc":
        add_code(context.project, name)
    panel = HistoryPanel(context)
    panel.list.setCurrentIndex(panel.model.index(3))
    panel.go_back()
    wait(lambda: [step.undone for step in panel.model.steps] == [True, True, True, False])
    panel.list.setCurrentIndex(panel.model.index(1))
    panel.go_back()
    wait(lambda: [step.undone for step in panel.model.steps] == [True, False, False, False] and not jobs.active)
