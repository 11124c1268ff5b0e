"""Tables of counts that have left: kept outside the history, compared with the next ones, bounded, forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qualcoder_peer.core.analysis.suppression import hide_cells
from qualcoder_peer.core.domain.disclosure import CountTable, DisclosureFinding, DisclosureKind, DisclosureRules
from qualcoder_peer.core.domain.exports import MatrixOptions
from qualcoder_peer.core.domain.messages import literal
from qualcoder_peer.core.domain.personal import ReplaceRule
from qualcoder_peer.core.exporters import exporter_for
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services import disclosure_left
from qualcoder_peer.core.services.codebook import rename_code
from qualcoder_peer.core.services.coding import remove_codings
from qualcoder_peer.core.services.disclosure import pass_findings, write_rules
from qualcoder_peer.core.services.disclosure_gate import Leaving, check_leaving
from qualcoder_peer.core.services.disclosure_left import forget_tables, left_before, list_left, remember_tables
from qualcoder_peer.core.services.disclosure_tables import check_tables, protected_cells
from qualcoder_peer.core.services.pseudonyms import replace_personal_data
from qualcoder_peer.core.services.saved_tables import MATRIX, list_tables
from tests.core.reports.island import Island, make_island

RULES = DisclosureRules()
ALL = CountTable(literal("All"), ("a", "b"), ("x", "y"), ((12, 7), (9, 14)), (19, 23), (21, 21), 42)
SOME = CountTable(literal("Some"), ("a", "b"), ("x", "y"), ((10, 7), (9, 14)), (17, 23), (19, 21), 40)
OPTIONS = MatrixOptions(by="attribute", attribute="Kön", show="respondents")


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


def said(finding: DisclosureFinding) -> str:
    return texts("en").say(finding.message)


def found(project: Project, *tables: CountTable) -> list[DisclosureFinding]:
    return list(check_leaving(project, lambda: Leaving(tables=list(tables))).open)


def test_what_left_is_compared_with_what_is_about_to(island: Island) -> None:
    assert found(island.project, SOME) == []
    assert remember_tables(island.project, [ALL], "april.docx")
    (one,) = found(island.project, SOME)
    assert one.kind is DisclosureKind.DIFFERENCE
    day = disclosure_left.datetime.now().astimezone()
    assert said(one) == f"“Some” and “All (april.docx, {day:%Y-%m-%d})” differ by fewer than 5 in 4 numbers."
    assert found(island.project, ALL) == []  # the same once more tells nothing new
    pass_findings(island.project, [one], "They are counted otherwise.")
    remember_tables(island.project, [ALL], "may.docx")
    assert found(island.project, SOME) == []


def test_it_is_no_step_and_no_undo_takes_it_back(island: Island) -> None:
    project = island.project
    rename_code(project, island.emptiness, "Leere")
    project.undo()
    steps, told = project.history(), []
    stop = project.subscribe(told.append)
    remember_tables(project, [ALL], "april.docx")
    stop()
    assert [one.touches("saved_table") for one in told] == [True]
    assert project.history() == steps
    assert project.redo() != []
    while project.undo():
        pass
    assert [texts("en").say(one.table.title) for one in list_left(project)] == ["All"]
    assert list_tables(project, MATRIX) == []


def test_a_table_that_never_went_out_is_forgotten_and_that_is_undone(island: Island) -> None:
    remember_tables(island.project, [ALL, SOME], "april.docx")
    first = next(one for one in list_left(island.project) if one.table.rows == ("a", "b"))
    assert forget_tables(island.project, [first.id]) == 1
    assert len(list_left(island.project)) == 1
    island.project.undo()
    assert len(list_left(island.project)) == 2
    assert forget_tables(island.project, []) == 0


def test_the_same_numbers_are_kept_once_with_the_files_they_left_in(island: Island) -> None:
    for name in ("april.docx", "may.docx", *(f"{number}.docx" for number in range(20))):
        remember_tables(island.project, [ALL], name)
    (one,) = list_left(island.project)
    assert one.table == replace(ALL, title=one.table.title)
    assert [file.name for file in one.files] == ["april.docx", *(f"{number}.docx" for number in range(11, 20))]


def test_what_left_longest_ago_goes_first(island: Island, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure_left, "MOST_TABLES", 3)
    for number in range(5):
        remember_tables(island.project, [replace(ALL, title=literal(str(number)))], "a.docx")
    remember_tables(island.project, [replace(ALL, title=literal("2"))], "b.docx")
    remember_tables(island.project, [replace(ALL, title=literal("5"))], "a.docx")
    assert [texts("en").say(one.table.title) for one in list_left(island.project)] == ["5", "2", "4"]


def test_all_of_them_together_are_only_so_long(island: Island, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = CountTable(literal("Wide"), tuple(map(str, range(300))), ("x",), ((9,),) * 300)
    monkeypatch.setattr(disclosure_left, "MOST_LETTERS", 14_000)
    for number in range(4):
        remember_tables(island.project, [replace(wide, title=literal(str(number)))], "a.docx")
    assert [texts("en").say(one.table.title) for one in list_left(island.project)] == ["3", "2"]


def test_a_giant_and_a_project_that_is_only_read_are_told_of(island: Island, tmp_path: Path) -> None:
    giant = CountTable(literal("G"), tuple(map(str, range(60_000))), ("x",), ((9,),) * 60_000)
    assert not remember_tables(island.project, [giant], "a.docx")
    with Project.open(island.project.path, read_only=True) as reader:
        assert not remember_tables(reader, [ALL], "a.docx")
        assert remember_tables(reader, [], "a.docx")
    assert list_left(island.project) == []


def test_a_hidden_number_that_an_earlier_table_tells(island: Island) -> None:
    table = CountTable(literal("T"), ("a", "b"), ("x", "y"), ((12, 3), (9, 14)), (15, 23), (21, 17), 38)
    _, done = protected_cells(table, 5)
    hidden = hide_cells(table, done.hidden)
    assert check_tables(island.project, [hidden], RULES) == []
    # Another table that prints nothing but one large number of those that are hidden, and so gives away the small one.
    other = CountTable(literal("O"), ("a",), ("x",), ((12,),))
    remember_tables(island.project, [other], "april.docx")
    (one,) = found(island.project, hidden)
    assert "together tell 1 number under 5 that one of them hides." in said(one)
    assert texts("en").say(one.places[0].title) == "a, y: 3"
    # Of tables that differ nothing can be computed.
    forget_tables(island.project, [one.id for one in list_left(island.project)])
    remember_tables(island.project, [replace(other, row_totals=(99,))], "april.docx")
    assert found(island.project, hidden) == []


def test_several_earlier_tables_are_one_finding(island: Island) -> None:
    remember_tables(island.project, [ALL, replace(ALL, cells=((12, 7), (9, 15)), title=literal("B"))], "april.docx")
    (one,) = found(island.project, SOME)
    assert said(one) == "“Some” differs by fewer than 5 in 5 numbers from tables that have left before."
    assert texts("en").say(one.places[0].title).startswith("a, x: 10 and 12 (april.docx, ")


def test_exports_remember_what_was_printed(island: Island, tmp_path: Path) -> None:
    project, path = island.project, tmp_path / "m.csv"
    matrix = exporter_for("matrix", path)
    assert matrix.run(project, path, OPTIONS)
    (one,) = list_left(project)
    assert (one.files[0].name, one.table.columns) == ("m.csv", ("kvinna", "man"))
    before = matrix.disclosure(project, path, OPTIONS).open
    assert DisclosureKind.DIFFERENCE not in {finding.kind for finding in before}
    remove_codings(project, island.codings[:1])
    after = matrix.disclosure(project, path, OPTIONS).open
    assert DisclosureKind.DIFFERENCE in {finding.kind for finding in after}
    assert matrix.run(project, path, replace(OPTIONS, show="passages"))
    assert exporter_for("report", tmp_path / "r.docx").run(project, tmp_path / "r.docx")
    assert {file.name for one in list_left(project) for file in one.files} == {"m.csv", "r.docx"}


def test_hidden_numbers_stay_hidden_in_what_is_remembered(island: Island, tmp_path: Path) -> None:
    write_rules(island.project, DisclosureRules(suppress=True))
    path = tmp_path / "m.csv"
    matrix = exporter_for("matrix", path)
    kinds = {one.kind for one in matrix.disclosure(island.project, path, OPTIONS).open}
    assert DisclosureKind.SMALL_CELL not in kinds
    matrix.run(island.project, path, OPTIONS)
    (one,) = list_left(island.project)
    assert not any(value and value < 5 for line in one.table.cells for value in line)


def test_names_in_headings_are_replaced_like_all_others(island: Island) -> None:
    remember_tables(island.project, [replace(ALL, rows=("Annika Lindqvist", "b"))], "Annika Lindqvist.docx")
    replace_personal_data(island.project, [ReplaceRule("Annika Lindqvist", "Kim")])
    (one,) = list_left(island.project)
    assert one.table.rows == ("Kim", "b")
    assert one.files[0].name == "Kim.docx"
    assert left_before(island.project)[0].cells == ALL.cells


def test_what_cannot_be_read_is_passed_over(island: Island) -> None:
    with island.project.lasting() as store:
        for number, words in enumerate(("", "[]", "{}", '{"title": ["x"], "columns": 3}')):
            store.saved_tables.add(str(number), disclosure_left.LEFT, words)
    assert list_left(island.project) == []
    assert remember_tables(island.project, [ALL], "a.docx")
    assert len(list_left(island.project)) == 1
