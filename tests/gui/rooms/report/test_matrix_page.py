"""Matrices in the window: counted, walked, marked, summed up, kept, and put into the report."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.exporters.matrix import asked_matrix
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.blocks import TableBlock
from qualcoder_peer.core.reports.plan import plan_report
from qualcoder_peer.core.services.attributes import add_attribute, list_attributes
from qualcoder_peer.core.services.coding import remove_codings
from qualcoder_peer.core.services.matrix import By, MatrixAsked, Mention, read_matrix, read_summaries
from qualcoder_peer.core.services.matrix_words import Show
from qualcoder_peer.core.services.quotes import QuoteFilter, iter_quotes
from qualcoder_peer.core.services.reports import list_reports, new_report, read_outline, remove_report, settings_of
from qualcoder_peer.core.services.saved_tables import MATRIX, QUOTES, list_tables
from qualcoder_peer.core.services.selections import add_set
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.report.matrix_page import MatrixPage
from qualcoder_peer.gui.rooms.report.panel import ReportRoom
from qualcoder_peer.gui.rooms.report.room_pages import PAGES
from qualcoder_peer.gui.settings import Settings
from tests.gui.rooms.report.conftest import show_room
from tests.support.gui import end_context, go_on, make_context, run_events, wait_for


@pytest.fixture
def page(room: ReportRoom) -> MatrixPage:
    made = room.page_of("matrix")
    assert isinstance(made, MatrixPage)
    room.show_page([entry.key for entry in PAGES].index("matrix"))
    wait_for(lambda: made.model.rows and not jobs.active)
    settle(made)
    return made


def settle(page: MatrixPage) -> None:
    run_events(5)
    wait_for(lambda: not page._soon.isActive() and not page._walking.isActive() and not jobs.active)
    run_events(5)


def choose(page: MatrixPage, **changes: object) -> None:
    page.choices.choose(dataclasses.replace(page.choices.choices, **changes))  # type: ignore[arg-type]
    settle(page)


def empty_cell(page: MatrixPage) -> tuple[int, int]:
    assert page.shown is not None
    return next(
        (row, column)
        for row in range(len(page.model.rows))
        for column in range(len(page.shown.matrix.columns))
        if page.shown.cell(row, column).mention is Mention.NOT_MENTIONED
    )


def test_numbers_are_those_that_are_counted(page: MatrixPage, sample: Project) -> None:
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    matrix = read_matrix(sample, MatrixAsked())
    assert page.model.rowCount() == len(matrix.rows) and page.model.columnCount() == len(matrix.columns) + 1
    for row, one in enumerate(matrix.rows):
        words = [page.model.index(row, column).data() for column in range(len(matrix.columns) + 1)]
        assert words == [str(cell.passages or "–") for cell in (*one.cells, one.total)]
    choose(page, deepest=1)
    assert {row.depth for row in page.model.rows} == {0}


def test_a_cell_lists_its_quotes_and_enter_goes_on(page: MatrixPage, sample_context: RoomContext) -> None:
    assert page.shown is not None
    page.table.setFocus()
    page.table.choose(0, 0)
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    settle(page)
    assert page.table.currentIndex().row() == 1
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settle(page)
    quotes = page.cell.quotes.quotes_model.quotes
    assert len(quotes) == page.shown.cell(1, 0).passages > 0
    wanted = {one.id for one in iter_quotes(page.project, page.shown.matrix.quotes_of(1, 0))}
    assert {one.id for one in quotes} == wanted
    places = []
    sample_context.navigator.asked.connect(places.append)
    page.cell.quotes.setCurrentIndex(page.cell.quotes.quotes_model.index(0))
    QTest.keyClick(page.cell.quotes, Qt.Key.Key_Return)
    assert places and places[-1].coding == quotes[0].id


def test_the_total_lists_the_whole_row(page: MatrixPage) -> None:
    assert page.shown is not None
    page.table.themes_header.sectionClicked.emit(1)
    settle(page)
    row = page.model.rows[1]
    assert len(page.cell.quotes.quotes_model.quotes) == row.total.passages
    assert page.cell.summarised is None and not page.cell.summary.isVisible()


def test_not_asked_is_marked_told_apart_and_undone(page: MatrixPage, sample: Project) -> None:
    row, column = empty_cell(page)
    page.table.choose(row, column)
    settle(page)
    index = page.model.index(row, column)
    unmentioned = index.data(Qt.ItemDataRole.AccessibleTextRole)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_N)
    settle(page)
    assert page.shown is not None and page.shown.cell(row, column).mention is Mention.NOT_ASKED
    index = page.model.index(row, column)
    assert index.data() != "–" and index.data(Qt.ItemDataRole.AccessibleTextRole) != unmentioned
    assert page.table.currentIndex() == index, "the place in the table is kept"
    sample.undo()
    settle(page)
    assert page.model.index(row, column).data() == "–"
    sample.redo()
    settle(page)
    page.context.actions.get("matrix.asked").trigger()
    settle(page)
    assert page.model.index(row, column).data() == "–"


def test_several_cells_are_one_step(page: MatrixPage, sample: Project) -> None:
    page.table.selectAll()
    page.context.actions.get("matrix.not_asked").trigger()
    settle(page)
    with sample.reading() as store:
        marked = store.analysis.not_asked()
    assert len(marked) > 1
    label = sample.undo_label()
    assert label is not None and label.count == len(marked)
    sample.undo()
    with sample.reading() as store:
        assert not store.analysis.not_asked()


def test_only_respondents_can_be_marked(page: MatrixPage) -> None:
    choose(page, by=By.DOCUMENT)
    page.table.selectAll()
    assert not page.context.actions.get("matrix.not_asked").isEnabled()


def test_a_summary_is_written_about_its_own_cell(page: MatrixPage, sample: Project) -> None:
    assert page.shown is not None
    page.table.choose(1, 0)
    settle(page)
    page.cell.text.setPlainText("Säger i korthet.")
    page.table.choose(1, 1)
    settle(page)
    first = (page.model.rows[1].code.id, page.shown.respondent(0))
    assert read_summaries(sample) == {first: "Säger i korthet."}
    assert page.cell.text.toPlainText() == ""
    choose(page, show=Show.SUMMARIES)
    assert page.model.index(1, 0).data() == "Säger i korthet."
    assert "Säger i korthet." in page.model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    sample.undo()
    settle(page)
    assert page.model.index(1, 0).data() != "Säger i korthet."


def test_stances_have_a_sign_and_a_word(page: MatrixPage) -> None:
    choose(page, show=Show.STANCES)
    shown = {
        page.model.index(row, column).data()
        for row in range(page.model.rowCount())
        for column in range(page.model.columnCount() - 1)
    }
    assert {one[0] for one in shown} >= {"+", "−"}
    assert all(len(one.split()) > 1 for one in shown if one[0] in "+−±")


def test_groups_by_attribute(page: MatrixPage, sample: Project) -> None:
    attribute = list_attributes(sample)[0]
    choose(page, by=By.ATTRIBUTE, attribute=attribute.id, show=Show.RESPONDENTS)
    assert page.shown is not None and page.shown.matrix.asked.attribute == attribute.id
    asked = MatrixAsked(By.ATTRIBUTE, attribute.id)
    assert page.model.index(0, 0).data() == str(len(read_matrix(sample, asked).rows[0].cells[0].respondents))
    page.below.tabs.setCurrentIndex(1)
    chart = page.below.chart.chart
    assert chart is not None and len(chart.series) == len(page.shown.matrix.columns)
    page.below.chart.chosen.emit(1, 2)
    settle(page)
    assert (page.table.currentIndex().row(), page.table.currentIndex().column()) == (2, 1)


def test_what_the_bars_mean_stays_in_sight(page: MatrixPage) -> None:
    below = page.below
    below.tabs.setCurrentIndex(1)
    settle(page)
    assert page.shown is not None
    bar = below.charts.verticalScrollBar()
    assert bar.maximum() > 0, "the chart is higher than its place"
    bar.setValue(bar.maximum())
    run_events(5)
    assert below.legend.visibleRegion().boundingRect() == below.legend.rect()
    assert below.legend.height() >= below.legend.heightForWidth(below.legend.width()) > 0
    names = [page.shown.title(column) for column in range(len(page.shown.matrix.columns))]
    assert below.legend.accessibleName() == ", ".join(names)


def test_deviant_cases_lead_to_their_quotes(page: MatrixPage) -> None:
    assert page.shown is not None and page.shown.deviants, "the sample has some"
    page.below.list.setCurrentIndex(page.below.deviants.index(0))
    QTest.keyClick(page.below.list, Qt.Key.Key_Return)
    settle(page)
    deviant = page.shown.deviants[0]
    wanted = QuoteFilter(codes=(deviant.code.id,), respondents=(deviant.respondent,), evidence_only=True)
    expected = {one.id for one in iter_quotes(page.project, wanted)}
    assert expected and {one.id for one in page.cell.quotes.quotes_model.quotes} == expected
    choose(page, by=By.DOCUMENT)
    page.below.list.clicked.emit(page.below.deviants.index(0))
    settle(page)
    assert {one.id for one in page.cell.quotes.quotes_model.quotes} == expected


def test_matrices_are_saved_and_chosen_again(page: MatrixPage, sample: Project) -> None:
    attribute = list_attributes(sample)[0]
    choose(page, by=By.ATTRIBUTE, attribute=attribute.id, show=Show.NAMES, deepest=1)
    page.saved.save_named("Efter grupp")
    kept = page.choices.choices
    choose(page, by=By.RESPONDENT, show=Show.PASSAGES, deepest=3)
    (table,) = list_tables(sample, MATRIX)
    page.saved.choose(table)
    settle(page)
    assert page.choices.choices == kept and page.shown is not None and page.shown.show is Show.NAMES
    page.saved.save_named("efter grupp")
    assert len(list_tables(sample, MATRIX)) == 1, "the name is taken"
    choose(page, deepest=2)
    page.saved.save()
    page.saved.remove()
    assert not list_tables(sample, MATRIX) and page.saved.table is None
    sample.undo()
    settle(page)
    assert page.saved.table is not None and '"deepest": 2' in page.saved.table.settings


def test_quote_tables_are_saved_with_filters_and_columns(room: ReportRoom, sample: Project) -> None:
    room.show_page([entry.key for entry in PAGES].index("tables"))
    tables = room.tables_page
    wait_for(lambda: tables.model.quotes and not jobs.active)
    document = int(tables.model.quotes[0].document.id)
    tables.documents.set_chosen([document])
    tables.starred.setChecked(True)
    before = tables.columns.chosen
    tables.saved.save_named("Bara ett")
    tables.show_all()
    (table,) = list_tables(sample, QUOTES)
    tables.saved.choose(table)
    wait_for(lambda: not tables._soon.isActive() and not jobs.active)
    assert tables.which.documents == (document,) and tables.which.starred
    assert tables.columns.chosen == before


def test_the_matrix_goes_into_the_report(page: MatrixPage, sample: Project) -> None:
    for report in list_reports(sample):
        remove_report(sample, report.id)
    assert page.add_to_report() is None, "without a report nothing is added"
    report = new_report(sample, "Ett")
    choose(page, by=By.DOCUMENT, show=Show.RESPONDENTS, deepest=1)
    page.add_to_report()
    items = [one for one in _items(sample, report) if one.get("table") == "matrix"]
    assert items == [
        {"table": "matrix", "by": "document", "attribute": None, "show": "respondents", "deepest": 1, "sets": []}
    ]
    new_report(sample, "Två")
    menu = page.add_to_report()
    assert menu is not None and [one.text() for one in menu.actions()][-2:] == ["Två", "Ett"]
    menu.close()


def test_what_is_shown_is_what_is_written(page: MatrixPage, tmp_path: Path) -> None:
    choose(page, by=By.DOCUMENT, deepest=1)
    path = tmp_path / "m.csv"
    page.export_to(path)
    go_on(page.exporting)
    wait_for(lambda: path.exists() and not jobs.active)
    with path.open(encoding="utf-8-sig", newline="") as file:
        text = file.read()
    rows = list(csv.reader(text.splitlines(), delimiter=";" if ";" in text.splitlines()[0] else ","))
    assert len(rows) == 1 + len(page.model.rows)
    assert rows[1][1] == page.model.index(0, 0).data()


def test_attributes_of_documents_with_a_name_that_respondents_have(page: MatrixPage, sample: Project) -> None:
    mine = list_attributes(sample)[0]
    theirs = add_attribute(sample, mine.name, Owner.DOCUMENT, mine.kind, mine.choices)
    settle(page)
    choose(page, by=By.ATTRIBUTE, attribute=theirs)
    assert asked_matrix(sample, page.choices.options(), QuoteFilter()).attribute == theirs
    choose(page, by=By.ATTRIBUTE, attribute=mine.id)
    assert asked_matrix(sample, page.choices.options(), QuoteFilter()).attribute == mine.id


def test_changes_are_seen(page: MatrixPage, sample: Project) -> None:
    assert page.shown is not None
    before = page.shown.matrix.rows[1].total.passages
    quote = next(iter_quotes(sample, page.shown.matrix.quotes_of(1, None)))
    remove_codings(sample, [quote.id])
    settle(page)
    assert page.shown.matrix.rows[1].total.passages == before - 1


def _items(project: Project, report: int) -> list[dict[str, object]]:
    outline = read_outline(project, report)  # type: ignore[arg-type]
    return [settings_of(node.settings) for node in outline.walk()]


def test_read_only_shows_and_changes_nothing(sample: Project, tmp_path: Path, settings: Settings) -> None:
    copy = tmp_path / "read.qcp"
    copy.write_bytes(Path(sample.path).read_bytes())
    with Project.open(copy, read_only=True) as project:
        context = make_context(project, settings, tmp_path)
        room = show_room(context)
        made = room.page_of("matrix")
        assert isinstance(made, MatrixPage)
        room.show_page([entry.key for entry in PAGES].index("matrix"))
        wait_for(lambda: made.model.rows and not jobs.active)
        settle(made)
        made.table.selectAll()
        for action in ("matrix.not_asked", "matrix.asked", "matrix.add"):
            assert not context.actions.get(action).isEnabled()
        assert context.actions.get("matrix.export").isEnabled()
        assert made.cell.text.isReadOnly()
        made.saved.choices.aboutToShow.emit()
        assert not any(one.isEnabled() for one in made.saved.choices.actions() if one.text())
        room.leave()
        end_context(context)


def test_nothing_coded_says_so(page: MatrixPage, sample: Project) -> None:
    remove_codings(sample, [one.id for one in iter_quotes(sample)])
    settle(page)
    assert page.stack.currentWidget() is page.nothing_coded
    assert not page.context.actions.get("matrix.export").isEnabled()
    sample.undo()
    settle(page)
    assert page.stack.currentWidget() is page.splitter


def test_an_empty_set_leaves_nobody(page: MatrixPage, sample: Project) -> None:
    empty = add_set(sample, Owner.RESPONDENT, "Tom")
    settle(page)
    choose(page, set=empty)
    assert page.stack.currentWidget() is page.nothing_left
    assert page.nothing_left.button is not None
    page.nothing_left.button.click()
    settle(page)
    assert page.stack.currentWidget() is page.splitter and page.choices.choices.set is None


def test_a_set_holds_in_the_report_too(page: MatrixPage, sample: Project) -> None:
    assert page.shown is not None
    people = list(page.shown.matrix.names)[:2]
    chosen = add_set(sample, Owner.RESPONDENT, "Två", people)
    report = new_report(sample, "Ett")
    settle(page)
    choose(page, set=chosen, deepest=1)
    page.add_to(next(one for one in list_reports(sample) if one.id == report))
    blocks = plan_report(sample, read_outline(sample, report), ReportOptions())
    matrix = next(one for one in blocks if isinstance(one, TableBlock) and one.control.startswith("t") and one.item)
    names = [page.shown.title(column) for column in range(2)]
    assert list(matrix.header[1:-1]) == names
    assert matrix.rows[0][1] == page.model.index(0, 0).data()
