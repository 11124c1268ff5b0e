"""Updating a Word file from the report room: the comparison, the ticks, the file that is written, and what is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget

from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.ids import ReportId
from qualcoder_peer.core.reports.document import report_package
from qualcoder_peer.core.reports.sync_plan import Decision, UpdateKind
from qualcoder_peer.core.services.coding import change_edges
from qualcoder_peer.core.services.reports import new_report, read_options, read_outline
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import set_language
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.report.sync_dialog import UpdateDialog
from qualcoder_peer.gui.rooms.report.sync_flow import UpdateFlow, update_report
from qualcoder_peer.gui.rooms.report.sync_model import DONE, WHAT, UpdateModel
from qualcoder_peer.gui.rooms.report.sync_words import BeforeAfter, differences
from qualcoder_peer.gui.theme import themes
from tests.core.reports.edited import Edited, W, words
from tests.support.gui import delete_deferred, run_events, wait_for

TICK = Qt.ItemDataRole.CheckStateRole
ON, OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


@pytest.fixture
def owner(sample_context: RoomContext) -> Iterator[QWidget]:
    """A widget that the flow belongs to."""
    made = QWidget()
    yield made
    wait_for(lambda: not jobs.active)
    made.close()
    made.deleteLater()


@pytest.fixture
def report(sample_context: RoomContext) -> ReportId:
    return new_report(sample_context.project, "Rapport")


@pytest.fixture
def file(sample_context: RoomContext, report: ReportId, tmp_path: Path) -> Path:
    """The report of the sample as a Word file."""
    project, path = sample_context.project, tmp_path / "Rapport.docx"
    path.write_bytes(report_package(project, read_outline(project, report), read_options(project, ReportOptions)))
    return path


def quotes(context: RoomContext, report: ReportId) -> list[str]:
    return [f"q{node.id}" for node in read_outline(context.project, report).walk() if node.quote is not None]


def shorten(context: RoomContext, report: ReportId, number: int) -> None:
    nodes = [node for node in read_outline(context.project, report).walk() if node.quote is not None]
    quote = nodes[number].quote
    assert quote is not None
    change_edges(context.project, quote.id, quote.start, quote.start + 20)


def change_in_word(path: Path, key: str) -> None:
    edited = Edited(path)
    text = next(one for one in edited.control(key).iter(f"{W}t") if len(one.text or "") > 5)
    text.text = f"{text.text} [mitt]"
    edited.save()


def preview(owner: QWidget, context: RoomContext, report: ReportId, path: Path) -> UpdateDialog:
    flow = UpdateFlow(owner, context, report)
    flow.compare(path)
    wait_for(lambda: flow.dialog is not None)
    assert flow.dialog is not None
    run_events(20)
    return flow.dialog


def place(model: UpdateModel, kind: UpdateKind, row: int = 0, column: int = WHAT) -> QModelIndex:
    group = model.index(model.kinds.index(kind), 0)
    return model.index(row, column, group)


def test_a_file_is_compared_and_written(
    owner: QWidget, sample_context: RoomContext, report: ReportId, file: Path
) -> None:
    key = quotes(sample_context, report)[2]
    change_in_word(file, key)
    shorten(sample_context, report, 0)
    before = file.read_bytes()
    dialog = preview(owner, sample_context, report, file)
    model = dialog.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert {UpdateKind.CHANGED, UpdateKind.MINE, UpdateKind.UNCHANGED} <= set(model.kinds)
    assert place(model, UpdateKind.CHANGED).data(TICK) == ON and place(model, UpdateKind.MINE).data(TICK) == OFF
    assert place(model, UpdateKind.UNCHANGED).data(TICK) is None
    assert place(model, UpdateKind.MINE, column=DONE).data() == "leave as it is"
    dialog.view.setCurrentIndex(place(model, UpdateKind.MINE))
    assert "[mitt]" in dialog.words.before.toPlainText() and "[mitt]" not in dialog.words.after.toPlainText()
    assert "unless you tick" in dialog.note.text()
    opened: list[Path] = []
    dialog.open_path = opened.append
    dialog.ok.click()
    wait_for(lambda: dialog.result_of_update is not None)
    run_events(20)
    result = dialog.result_of_update
    assert result is not None and result.path.is_file() and file.read_bytes() == before
    assert "[mitt]" in words(Edited(result.path).control(key))
    dialog.open_button.click()
    dialog.folder_button.click()
    assert opened == [result.path, result.path.parent]
    dialog.reject()


def test_ticks_by_key_and_by_kind(owner: QWidget, sample_context: RoomContext, report: ReportId, file: Path) -> None:
    key = quotes(sample_context, report)[2]
    change_in_word(file, key)
    dialog = preview(owner, sample_context, report, file)
    model = dialog.model
    assert not dialog.ok.isEnabled()
    dialog.view.setCurrentIndex(place(model, UpdateKind.MINE))
    dialog.view.setFocus()
    QTest.keyClick(dialog.view, Qt.Key.Key_Space)
    assert model.chosen(Decision.REFRESH) == 1 and dialog.ok.isEnabled()
    assert place(model, UpdateKind.MINE, column=DONE).data() == "write anew"
    heading = model.index(model.kinds.index(UpdateKind.MINE), 0)
    assert model.setData(heading, OFF, TICK) and model.chosen(Decision.REFRESH) == 0
    assert model.setData(heading, ON, TICK)
    dialog.ok.click()
    wait_for(lambda: dialog.result_of_update is not None)
    assert dialog.result_of_update is not None
    assert "[mitt]" not in words(Edited(dialog.result_of_update.path).control(key))
    dialog.reject()


def test_nothing_has_changed(owner: QWidget, sample_context: RoomContext, report: ReportId, file: Path) -> None:
    dialog = preview(owner, sample_context, report, file)
    assert dialog.stack.currentWidget() is dialog.same and dialog.ok.isHidden()
    dialog.reject()


def test_a_file_saved_again_meanwhile_is_told_in_the_dialog(
    owner: QWidget, sample_context: RoomContext, report: ReportId, file: Path
) -> None:
    shorten(sample_context, report, 0)
    dialog = preview(owner, sample_context, report, file)
    change_in_word(file, quotes(sample_context, report)[3])
    dialog.ok.click()
    wait_for(lambda: not dialog.problem.isHidden())
    assert "saved again" in dialog.problem.text() and dialog.ok.isEnabled()
    dialog.reject()


def test_a_wrong_file_is_told_in_the_usual_place(
    owner: QWidget, sample_context: RoomContext, report: ReportId, tmp_path: Path
) -> None:
    path = tmp_path / "fel.docx"
    path.write_bytes(b"%PDF-1.5")
    flow = update_report(owner, sample_context, report)
    assert flow.question is not None
    flow.question.reject()
    seen: list[object] = []
    jobs.unhandled.connect(seen.append)
    flow.compare(path)
    wait_for(lambda: bool(seen))
    jobs.unhandled.disconnect(seen.append)
    assert "PDF" in str(seen[0]) and flow.dialog is None


def test_the_words_change_language(owner: QWidget, sample_context: RoomContext, report: ReportId, file: Path) -> None:
    shorten(sample_context, report, 0)
    dialog = preview(owner, sample_context, report, file)
    before = dialog.cancel.text()
    set_language("sv")
    assert dialog.cancel.text() != before
    set_language("en")
    dialog.reject()


def test_words_that_were_closed_do_not_follow_the_theme() -> None:
    shown, closed = BeforeAfter(), BeforeAfter()
    for one in (shown, closed):
        one.show_words("en tom lokal", "en full lokal")
    closed.deleteLater()
    delete_deferred()
    light = shown.before.toHtml()
    themes.choose("dark")  # what is raised there fails the test (see clean_gui)
    assert shown.before.toHtml() != light, "its colours are those of the theme"
    themes.choose("light")
    assert shown.before.toHtml() == light
    shown.deleteLater()


def test_differences_are_marked_word_by_word() -> None:
    assert differences("ett två tre", "ett fyra tre") == (
        [("ett ", False), ("två", True), (" tre", False)],
        [("ett ", False), ("fyra", True), (" tre", False)],
    )
    assert differences("", "nytt") == ([("", False)], [("nytt", False)])
