"""An interview guide in the matrix page: what it asks about is corrected, who was not asked confirmed, and undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from qualcoder_peer.core.project import Project
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.report.guide_dialog import GuideDialog
from qualcoder_peer.gui.rooms.report.guide_model import TickedRows
from qualcoder_peer.gui.rooms.report.matrix_page import MatrixPage
from qualcoder_peer.gui.rooms.report.panel import ReportRoom
from qualcoder_peer.gui.rooms.report.room_pages import PAGES
from tests.support.gui import run_events, wait_for

GUIDE = """Inledning
1. Hur kom du i kontakt med Lyktan?
2. Är det något du inte skulle våga fråga om?
3. Vad tar stopp, när fungerar det inte?
4. Vad hände innan dörren öppnades?
"""


@pytest.fixture
def page(room: ReportRoom) -> MatrixPage:
    made = room.page_of("matrix")
    assert isinstance(made, MatrixPage)
    room.show_page([entry.key for entry in PAGES].index("matrix"))
    wait_for(lambda: made.model.rows and not jobs.active)
    return made


@pytest.fixture
def dialog(page: MatrixPage, tmp_path: Path) -> GuideDialog:
    path = tmp_path / "guide.txt"
    path.write_text(GUIDE, "utf-8")
    page.guide.read(path)
    wait_for(lambda: page.guide.dialog is not None)
    assert page.guide.dialog is not None
    return page.guide.dialog


def compare(dialog: GuideDialog) -> None:
    dialog.ok.click()
    wait_for(lambda: dialog.found is not None)


def test_what_asks_about_a_theme_is_proposed_and_corrected_by_key(dialog: GuideDialog) -> None:
    QAbstractItemModelTester(dialog.question_rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    shown = {words[0].strip(): words[1] for words in dialog.theme_rows.rows}
    assert shown["Innan dörren öppnades"] == "4" and shown["Där det tar stopp"] == "3"
    assert shown["I min takt"] == "–"
    place = next(at for at, words in enumerate(dialog.theme_rows.rows) if words[0].strip() == "I min takt")
    dialog.themes.setCurrentIndex(dialog.theme_rows.index(place, 0))
    dialog.questions.setCurrentIndex(dialog.question_rows.index(0, 0))
    QTest.keyClick(dialog.questions, Qt.Key.Key_Space)
    assert dialog.theme_rows.rows[place][1] == "1"
    assert dialog.question_rows.data(dialog.question_rows.index(0, 0), Qt.ItemDataRole.CheckStateRole) == (
        Qt.CheckState.Checked
    )
    dialog.reject()


def test_nobody_is_marked_before_it_is_confirmed_and_one_step_takes_it_back(
    dialog: GuideDialog, page: MatrixPage, sample: Project
) -> None:
    before = sample.undo_label()
    compare(dialog)
    assert dialog.found is not None and dialog.found.proposed
    assert all(bool(one.nearest) == (one.share > 0) for one in dialog.found.proposed)
    assert any(one.nearest for one in dialog.found.proposed), "beside it the nearest thing said"
    assert sample.undo_label() == before
    rows: TickedRows = dialog.cell_rows
    for place in range(len(rows.rows)):
        wanted = Qt.CheckState.Checked if place == 0 else Qt.CheckState.Unchecked
        rows.setData(rows.index(place, 0), wanted, Qt.ItemDataRole.CheckStateRole)
    one = dialog.found.proposed[0]
    dialog.ok.click()
    run_events(20)
    wait_for(lambda: not jobs.active)
    with sample.reading() as store:
        assert store.analysis.not_asked() == {(one.code.id, one.respondent)}
    assert page.guide.dialog is None
    sample.undo()
    with sample.reading() as store:
        assert not store.analysis.not_asked()
    wait_for(lambda: not jobs.active)


def test_back_goes_to_the_questions_again(dialog: GuideDialog) -> None:
    compare(dialog)
    assert dialog.back.isVisible()
    dialog.back.click()
    assert dialog.found is None and dialog.ok.isEnabled() and not dialog.back.isVisible()
    dialog.reject()
