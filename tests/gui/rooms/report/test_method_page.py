"""The method page: sentences from the project, a checklist with notes, places found in a finished report."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from qualcoder_peer.core.exporters.report import ReportExporter
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.checklists import COREQ, SRQR, Reported, read_notes
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.report.method_page import MethodPage
from qualcoder_peer.gui.rooms.report.panel import ReportRoom
from qualcoder_peer.gui.rooms.report.room_pages import PAGES
from tests.support.gui import run_events, wait_for


@pytest.fixture
def page(room: ReportRoom) -> MethodPage:
    made = room.page_of("method")
    assert isinstance(made, MethodPage)
    room.show_page([entry.key for entry in PAGES].index("method"))
    wait_for(lambda: bool(made.items) and not jobs.active)
    return made


def settle(page: MethodPage) -> None:
    run_events(5)
    wait_for(lambda: not page._soon.isActive() and not jobs.active)
    run_events(5)


def test_the_chapter_is_shown_and_copied(page: MethodPage) -> None:
    assert "EL" in page.text.toPlainText() and "MH" in page.text.toPlainText()
    page.copy_text()
    assert QApplication.clipboard().text() == page.text.toPlainText()


def test_a_note_is_kept_as_one_step(page: MethodPage, sample: Project) -> None:
    page.model.item(1, 3).setText("Bilaga 2")
    settle(page)
    assert read_notes(sample, COREQ) == {"2": "Bilaga 2"}
    assert page.items[1].state is Reported.REPORTED
    sample.undo()
    settle(page)
    assert read_notes(sample, COREQ) == {}
    assert page.model.item(1, 3).text() == ""


def test_a_finished_report_is_looked_in(page: MethodPage, sample: Project, tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    ReportExporter().run(sample, path)
    before = sum(one.state is Reported.MISSING for one in page.items)
    page.look_in(path)
    settle(page)
    assert sum(one.state is Reported.MISSING for one in page.items) < before
    assert any(one.places for one in page.items)
    (tmp_path / "bad.docx").write_bytes(b"nothing")
    page.look_in(tmp_path / "bad.docx")
    settle(page)
    assert page.report is None, "what cannot be read is told and let go"


def test_the_other_list_has_its_own_items(page: MethodPage) -> None:
    page.list.setCurrentIndex(1)
    page.list.activated.emit(1)
    settle(page)
    assert [one.item.number for one in page.items] == [item.number for item in SRQR.items]
