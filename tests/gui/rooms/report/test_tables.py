"""Quote tables: what is filtered, which columns, what is written, and that many quotes are read page by page."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget

from qualcoder_peer.core.domain.exports import QuoteTableOptions
from qualcoder_peer.core.domain.ids import CoderId
from qualcoder_peer.core.exporters.columns import USUAL_COLUMNS
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import read_tree
from qualcoder_peer.core.services.quotes import iter_quotes
from qualcoder_peer.core.services.reports import read_options
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import set_language
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.report import quotes_model
from qualcoder_peer.gui.rooms.report.panel import ReportRoom
from qualcoder_peer.gui.rooms.report.tables_page import TablesPage
from qualcoder_peer.gui.widgets.pick_box import Choice, PickBox
from tests.gui.rooms.report.conftest import show_room
from tests.support.commands import run
from tests.support.gui import Wait, delete_deferred, go_on, run_events


@pytest.fixture
def page(room: ReportRoom, wait: Wait) -> TablesPage:
    """The page of quote tables, shown."""
    room.show_page(1)
    wait(lambda: not jobs.active and room.tables_page.model.quotes)
    return room.tables_page


def settled(page: TablesPage, wait: Wait) -> None:
    run_events(80)
    wait(lambda: not jobs.active and not page._soon.isActive())


def texts_of(page: TablesPage, key: str) -> list[str]:
    column = [one.key for one in page.model.columns].index(key)
    return [page.model.index(row, column).data() for row in range(page.model.rowCount())]


def test_model_is_sound(page: TablesPage, wait: Wait) -> None:
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.starred.setChecked(True)
    settled(page, wait)
    page.model.sort(3, Qt.SortOrder.DescendingOrder)
    settled(page, wait)
    page.starred.setChecked(False)
    settled(page, wait)
    assert tester.model() is page.model


def test_filters_leave_what_they_say(page: TablesPage, sample: Project, wait: Wait) -> None:
    every = list(iter_quotes(sample))
    assert page.model.total == len(every) == page.model.rowCount()
    page.starred.setChecked(True)
    settled(page, wait)
    assert {quote.id for quote in page.model.quotes} == {quote.id for quote in every if quote.starred}
    page.starred.setChecked(False)
    theme = next(code for code in read_tree(sample).in_order() if code.parent_id is not None)
    page.codes.set_chosen([theme.id])
    settled(page, wait)
    wanted = {quote.id for quote in every if theme.id in [code.id for code in quote.code_line]}
    assert {quote.id for quote in page.model.quotes} == wanted
    page.coders.set_chosen([999])
    page.show_all()
    settled(page, wait)
    assert page.model.rowCount() == len(every)


def test_nothing_left_says_so_and_brings_all_back(page: TablesPage, sample: Project, wait: Wait) -> None:
    question = next(code for code in read_tree(sample).in_order())
    page.codes.set_chosen([question.id])
    unused = next(one for one in page.documents._choices)
    page.documents.set_chosen([unused.id])
    page.respondents.set_chosen([page.respondents._choices[-1].id])
    settled(page, wait)
    if page.model.rowCount() == 0:
        assert page.results.currentWidget() is page.nothing_left
    page.nothing_left.button.click()  # type: ignore[union-attr]
    settled(page, wait)
    assert page.results.currentWidget() is page.table and page.model.rowCount() == 80


def test_columns_are_chosen_ordered_kept_and_undone(
    page: TablesPage, sample: Project, sample_context: RoomContext, wait: Wait
) -> None:
    assert page.columns.value() == USUAL_COLUMNS
    rows = page.columns.list
    memo = next(place for place in range(rows.count()) if rows.item(place).data(Qt.ItemDataRole.UserRole) == "memo")
    rows.item(memo).setCheckState(Qt.CheckState.Unchecked)
    quote = next(place for place in range(rows.count()) if rows.item(place).data(Qt.ItemDataRole.UserRole) == "quote")
    rows.setCurrentRow(quote)
    for _ in range(quote):
        QTest.keyClick(rows, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settled(page, wait)
    kept = read_options(sample, QuoteTableOptions).columns
    assert kept[0] == "quote" and "memo" not in kept
    assert page.model.columns[0].key == "quote" and "memo" not in [one.key for one in page.model.columns]

    again = show_room(sample_context)
    again.show_page(1)
    wait(lambda: not jobs.active)
    assert again.tables_page.columns.value() == kept
    assert again.tables_page.model.columns[0].key == "quote"
    again.leave()
    again.close()
    again.deleteLater()

    while read_options(sample, QuoteTableOptions).columns:
        sample.undo()
    settled(page, wait)
    assert page.columns.value() == USUAL_COLUMNS
    assert page.model.columns[0].key == "id"


def test_sorting_orders_all_quotes_and_can_be_taken_back(page: TablesPage, wait: Wait) -> None:
    usual = [quote.id for quote in page.model.quotes]
    column = [one.key for one in page.model.columns].index("id")
    page.model.sort(column, Qt.SortOrder.DescendingOrder)
    settled(page, wait)
    assert [quote.id for quote in page.model.quotes] == sorted(usual, reverse=True)
    page.model.sort(-1)
    settled(page, wait)
    assert [quote.id for quote in page.model.quotes] == usual


def test_pages_come_as_one_scrolls(page: TablesPage, wait: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotes_model, "PAGE", 20)
    monkeypatch.setattr(quotes_model, "QUICK", 0)
    usual = [quote.id for quote in page.model.quotes]
    page.starred.setChecked(True)
    settled(page, wait)
    page.starred.setChecked(False)
    run_events(80)
    wait(lambda: page.model.rowCount() == 20 and page.model.total == 80)
    assert page.model.canFetchMore(QModelIndex())
    while page.model.canFetchMore(QModelIndex()):
        page.model.fetchMore(QModelIndex())
        wait(lambda: not page.model.reading)
    assert [quote.id for quote in page.model.quotes] == usual
    page.model.sort([one.key for one in page.model.columns].index("id"), Qt.SortOrder.AscendingOrder)
    wait(lambda: not jobs.active and page.model.quotes[0].id == min(usual))
    while page.model.canFetchMore(QModelIndex()):
        page.model.fetchMore(QModelIndex())
        wait(lambda: not page.model.reading)
    assert [quote.id for quote in page.model.quotes] == sorted(usual)


def test_a_row_opens_its_quote(page: TablesPage) -> None:
    asked: list[Place] = []
    page.context.navigator.asked.connect(asked.append)
    quote = page.model.quotes[2]
    wanted = Place("coding", document=quote.document.id, start=quote.start, end=quote.end, coding=quote.id)
    page.table.setCurrentIndex(page.model.index(2, 0))
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert asked == [wanted]
    page.table.scrollTo(page.model.index(2, 0))
    place = page.table.visualRect(page.model.index(2, 0)).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked == [wanted, wanted]


@pytest.mark.parametrize("suffix", ["csv", "json", "md", "html"])
def test_files_are_what_the_command_line_writes(
    page: TablesPage, sample: Project, tmp_path: Path, wait: Wait, suffix: str
) -> None:
    page.starred.setChecked(True)
    settled(page, wait)
    mine, other = tmp_path / f"window.{suffix}", tmp_path / f"command.{suffix}"
    page.export_to(mine)
    go_on(page.exporting)
    wait(lambda: mine.exists() and not jobs.active)
    copy = tmp_path / "copy.qcp"
    copy.write_bytes(sample.path.read_bytes())
    assert run("export", copy, "quotes", "-o", other, "--starred", home=tmp_path).status == 0
    assert mine.read_bytes() == other.read_bytes()


def test_what_is_seen_is_what_is_written(page: TablesPage, tmp_path: Path, wait: Wait) -> None:
    page.export_to(tmp_path / "out.csv")
    go_on(page.exporting)
    wait(lambda: (tmp_path / "out.csv").exists() and not jobs.active)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    titles = [page.model.headerData(place, Qt.Orientation.Horizontal) for place in range(page.model.columnCount())]
    assert rows[0] == titles
    assert len(rows) == page.model.rowCount() + 1


def test_the_code_book_is_written(page: TablesPage, sample: Project, tmp_path: Path, wait: Wait) -> None:
    page.export_codebook_to(tmp_path / "book.json")
    go_on(page.exporting)
    wait(lambda: (tmp_path / "book.json").exists() and not jobs.active)
    written = json.loads((tmp_path / "book.json").read_text(encoding="utf-8"))
    rows = written if isinstance(written, list) else next(one for one in written.values() if isinstance(one, list))
    assert [row["name"] for row in rows] == [code.name for code in read_tree(sample).in_order()]


def test_titles_are_in_the_language_of_the_file(page: TablesPage, sample: Project, wait: Wait) -> None:
    before = [page.model.headerData(place, Qt.Orientation.Horizontal) for place in range(3)]
    set_language("sv")
    run_events(10)
    assert [page.model.headerData(place, Qt.Orientation.Horizontal) for place in range(3)] == before
    set_language("en")
    assert page.starred.text() == "Only quotes with a star"


def test_an_export_that_fails_is_told(page: TablesPage, tmp_path: Path, wait: Wait) -> None:
    page.export_to(tmp_path / "nowhere" / "out.csv")
    go_on(page.exporting)
    wait(lambda: not jobs.active and page.context.messages.last is not None)
    assert "nowhere" in str(page.context.messages.last.text)  # type: ignore[union-attr]
    assert page.context.messages.last.kind == "error"  # type: ignore[union-attr]


def test_coders_are_a_filter(page: TablesPage, sample: Project, wait: Wait) -> None:
    coder = page.coders._choices[0]
    page.coders.set_chosen([coder.id])
    settled(page, wait)
    assert page.which.coders == (CoderId(coder.id),)
    assert {quote.coder for quote in page.model.quotes} == {coder.words}


def test_an_open_list_of_a_filter_goes_with_its_box(qt_app: QApplication) -> None:
    window = QWidget()
    box = PickBox("Codes", window)
    window.show()
    box.set_choices([Choice(1, "A")])
    box.showPopup()
    popup = box.popup
    assert popup.isVisible()
    box.deleteLater()
    delete_deferred()
    assert not popup.isVisible()
    delete_deferred()
    assert not shiboken6.isValid(box) and not shiboken6.isValid(popup)
    window.close()
