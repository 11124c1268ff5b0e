"""A finished report is verified in the window: list, filters, the difference beside the transcript, files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.verify import VerifiedStatus
from qualcoder_peer.core.services.sources import list_documents, read_document, rename_document
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.report.verify_model import FILTERS, QUOTE, STATUS, VerifiedModel
from qualcoder_peer.gui.rooms.report.verify_page import VerifyPage
from tests.support.gui import run_events, wait_for

EXACT = "jag gick därifrån tre timmar senare med en ansökan om bostadsbidrag"
CHANGED = "Jag tänkte att är det tänt så är det nån som har te."
WRONG = "Så jag gick hem, varje gång, och jag hade inte frågat det jag skulle."
MISSING = "Det här har ingen någonsin sagt i en enda intervju"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report with a quotation of each sort."""
    document = docx.Document()
    for text in (f"R2: ”{EXACT}”", f"”{CHANGED}” (R2)", f"R1: ”{WRONG}”", f"”{MISSING}”", "Ordet ”rollups”."):
        document.add_paragraph(text)
    path = tmp_path / "rapport.docx"
    document.save(str(path))
    return path


@pytest.fixture
def page(sample_context: RoomContext) -> Iterator[VerifyPage]:
    """The page as the room shows it."""
    made = VerifyPage(sample_context)
    made.resize(1192, 560)
    made.show()
    made.tools.show()
    made.wake()
    made.focus()
    yield made
    wait_for(lambda: not jobs.active)
    made.tools.close()
    made.tools.deleteLater()
    made.close()
    made.deleteLater()
    run_events()


def verify(page: VerifyPage, report: Path) -> None:
    """Verify a report and wait for it."""
    page.check(report)
    wait_for(lambda: not jobs.active)
    run_events(120)


def test_an_empty_page_teaches(page: VerifyPage) -> None:
    assert page.stack.currentWidget() is page.start
    assert page.start.button is not None and page.start.button.isEnabled()
    assert page.panes() == []
    assert not page.save_button.isVisible() and not page.again_button.isVisible()


def test_the_list_and_its_filters(page: VerifyPage, report: Path) -> None:
    verify(page, report)
    assert page.stack.currentWidget() is page.splitter
    assert [one.quote for one in page.model.rows] == [CHANGED, WRONG, MISSING]  # what needs a look comes first
    assert page.name.text() == "rapport.docx – 3 quotations need a look"
    assert page.tabs.tabText(0) == "All 5"
    page.tabs.setCurrentIndex(0)
    assert [one.status for one in page.model.rows] == [
        VerifiedStatus.EXACT, VerifiedStatus.DEVIATES, VerifiedStatus.EXACT, VerifiedStatus.NOT_FOUND,
        VerifiedStatus.EXACT,
    ]  # fmt: skip
    shown = [page.model.index(row, STATUS).data() for row in range(5)]
    assert shown == ["Exact", "Deviates", "Exact, wrong speaker", "Not found", "Expression, 2 places"]
    for place, (_, keeps) in enumerate(FILTERS):
        page.tabs.setCurrentIndex(place)
        assert page.model.rows == tuple(one for one in page.model.found if keeps(one))
    assert "Deviates" in page.model.index(0, QUOTE).data(Qt.ItemDataRole.AccessibleTextRole) or page.model.rows


def test_the_model_is_sound(page: VerifyPage, report: Path) -> None:
    model = VerifiedModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    verify(page, report)
    model.show(page.model.found)
    model.show(page.model.found, FILTERS[2][1])
    model.say_again()
    assert model.rowCount() == 1 and tester.model() is model


def test_the_difference_stands_beside_the_transcript(page: VerifyPage, report: Path, sample: Project) -> None:
    verify(page, report)
    wait_for(lambda: bool(page.details.transcript.toPlainText()))
    assert page.details.differs.text() == "“te” instead of “kaffe”"
    assert page.details.printed.toPlainText() == "Jag tänkte att är det tänt så är det nån som har kaffe te."
    one = page.model.rows[0]
    assert one.document_id is not None and one.start is not None and one.end is not None
    text = read_document(sample, one.document_id)[1]
    assert text[one.start : one.end] in page.details.transcript.toPlainText()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.details.one is page.model.rows[1]
    assert "R3 says it" in page.details.told.text()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.details.told.text() == "Not found in any transcript."
    assert not page.details.open_button.isEnabled() and not page.details.transcript.toPlainText()


def test_enter_and_double_click_open_the_place(page: VerifyPage, report: Path) -> None:
    verify(page, report)
    asked: list[Place] = []
    page.context.navigator.asked.connect(asked.append)
    one = page.model.rows[0]
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    where = page.table.visualRect(page.model.index(1, QUOTE)).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    page.details.open_button.click()
    other = page.model.rows[1]
    assert asked == [
        Place("coding", document=one.document_id, start=one.start, end=one.end),
        *[Place("coding", document=other.document_id, start=other.start, end=other.end)] * 2,
    ]
    page.table.selectRow(2)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert len(asked) == 3  # what was not found leads nowhere


def test_files_are_written_and_the_report_stays(page: VerifyPage, report: Path, tmp_path: Path) -> None:
    verify(page, report)
    data = report.read_bytes()
    page.save_to(tmp_path / "ut.docx")
    page.save_to(tmp_path / "ut.txt")
    wait_for(lambda: not jobs.active)
    assert len(list(docx.Document(str(tmp_path / "ut.docx")).comments)) == 5
    assert MISSING in (tmp_path / "ut.txt").read_text(encoding="utf-8")
    assert report.read_bytes() == data
    dialog = page.save()
    assert dialog is not None and dialog.selectedFiles()[0].endswith("rapport, verified.docx")
    dialog.reject()


def test_a_bad_file_is_told_and_the_result_before_stays(
    page: VerifyPage, report: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    verify(page, report)
    bad = tmp_path / "fel.docx"
    bad.write_bytes(b"%PDF-1.7")
    page.check(bad)
    wait_for(lambda: not jobs.active)
    assert page.path == report and len(page.model.found) == 5
    assert page.job is None


def test_a_report_without_quotations(page: VerifyPage, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Inga citat.")
    document.save(str(tmp_path / "tom.docx"))
    verify(page, tmp_path / "tom.docx")
    assert page.stack.currentWidget() is page.nothing


def test_changed_transcripts_are_told(page: VerifyPage, report: Path, sample: Project) -> None:
    verify(page, report)
    rename_document(sample, list_documents(sample)[0].id, "Nytt namn")
    run_events()
    assert page.is_outdated and "have changed" in page.name.text()
    page.check_again()
    wait_for(lambda: not jobs.active)
    assert not page.is_outdated
