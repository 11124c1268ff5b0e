"""What might give somebody away before it leaves: names, attributes, small numbers, one voice, many quotes; passes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.charts import Chart, ChartKind, Series
from qualcoder_peer.core.domain.disclosure import (
    CountTable,
    Disclosure,
    DisclosureFinding,
    DisclosureKind,
    DisclosureLevel,
    DisclosurePlace,
    DisclosureRefused,
    DisclosureRules,
    Mend,
)
from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.messages import literal
from qualcoder_peer.core.domain.personal import ReplaceRule
from qualcoder_peer.core.exporters import EXPORTERS, exporter_for
from qualcoder_peer.core.exporters.base import Exporter
from qualcoder_peer.core.exporters.leaving import count_tables_of, protected_blocks
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.reports.blocks import ChartBlock, TableBlock
from qualcoder_peer.core.reports.document import report_blocks
from qualcoder_peer.core.services.disclosure import (
    Fingerprints,
    kept_pass,
    list_passes,
    open_finding,
    pass_finding,
    pass_findings,
    read_rules,
    sort_findings,
    take_back_passes,
    write_rules,
)
from qualcoder_peer.core.services.disclosure_gate import Leaving, check_copy, check_leaving, check_words, warning
from qualcoder_peer.core.services.disclosure_names import LeavingText, check_texts
from qualcoder_peer.core.services.disclosure_people import check_quotes
from qualcoder_peer.core.services.disclosure_tables import check_tables, protected_cells
from qualcoder_peer.core.services.personal_data import mark_harmless
from qualcoder_peer.core.services.quotes import QuoteFilter, iter_quotes
from qualcoder_peer.core.services.attributes import add_attribute, write_values
from qualcoder_peer.core.services.reports import add_chart, add_table, new_report, read_outline
from qualcoder_peer.core.services.respondents import list_respondents
from tests.core.reports.island import Island, make_island

RULES = DisclosureRules()


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


def said(finding: DisclosureFinding) -> str:
    return texts("en").say(finding.message)


def leaving(words: str, *, quoted: bool = True, language: str = "sv") -> LeavingText:
    return LeavingText(
        words, lambda start, end: DisclosurePlace(literal(words[start:end]), start=start, end=end), language, quoted
    )


def test_names_and_numbers_are_one_finding_each_with_their_places(island: Island) -> None:
    found = check_texts(
        island.project,
        [
            leaving("Då ringde jag Annika Lindqvist, och Annika Lindqvist svarade."),
            leaving("Hennes nummer är 070-123 45 67."),
            leaving("Ingenting att se här."),
        ],
        RULES,
    )
    assert [one.kind for one in found] == [DisclosureKind.NAME, DisclosureKind.NUMBER]
    assert said(found[0]) == "“Annika Lindqvist” stands in 2 places (Person)."
    assert [(place.start, place.end) for place in found[0].places] == [(14, 30), (36, 52)]
    assert found[0].mend is Mend.REPLACE
    assert said(found[1]) == "“070-123 45 67” stands in 1 place (Phone number)."


def test_places_are_right_in_the_many_texts_that_are_searched_together(island: Island) -> None:
    words = "😀 och sedan kom Annika Lindqvist dit."
    many = [leaving(f"Text nummer {number} 😀 utan något.") for number in range(900)]
    found = check_texts(island.project, [*many[:450], leaving(words), *many[450:]], RULES)
    (place,) = found[0].places
    assert words[place.start : place.end] == "Annika Lindqvist"


def test_what_is_marked_as_harmless_is_passed_over(island: Island) -> None:
    mark_harmless(island.project, ["Annika Lindqvist"])
    assert not check_texts(island.project, [leaving("Då ringde jag Annika Lindqvist igen.")], RULES)


def test_web_addresses_are_looked_for_in_what_people_say_only(island: Island) -> None:
    words = "Se https://www.exempel.se/rapport för mer."
    assert not check_texts(island.project, [leaving(words, quoted=False)], RULES)
    assert check_texts(island.project, [leaving(words)], RULES)


def test_real_names_of_an_opened_key_are_found_in_all_their_forms(island: Island) -> None:
    (found,) = [
        one
        for one in check_texts(
            island.project, [leaving("Det var Majas tur, sa Kim.")], RULES, known_names=[ReplaceRule("Maja", "Kim")]
        )
        if one.kind is DisclosureKind.REPLACED
    ]
    assert said(found) == "“Majas”, a real name of the key, stands in 1 place."


def test_the_same_texts_are_not_searched_twice_and_a_change_is_seen(island: Island) -> None:
    first = [leaving("Annika Lindqvist var där.")]
    assert len(check_texts(island.project, first, RULES)) == 1
    assert len(check_texts(island.project, first, RULES)) == 1
    assert len(check_texts(island.project, [leaving("Ingen var där.")], RULES)) == 0
    mark_harmless(island.project, ["Annika", "Lindqvist"])
    assert len(check_texts(island.project, first, RULES)) == 0


def test_attributes_that_few_share_and_which_columns_to_leave_out(island: Island) -> None:
    quotes = list(iter_quotes(island.project))
    found = check_quotes(island.project, quotes, replace(RULES, voices=False), ["Kön"])
    assert [one.kind for one in found] == [DisclosureKind.ATTRIBUTES]
    assert said(found[0]) == "4 respondents can be singled out by Kön: fewer than 5 share them."
    assert found[0].subjects == ("Kön",)
    assert found[0].mend is Mend.LEAVE_OUT
    # two women and two men: with a threshold of two nobody is alone
    assert not check_quotes(island.project, quotes, replace(RULES, voices=False, threshold=2), ["Kön"])
    assert not check_quotes(island.project, quotes, replace(RULES, voices=False), [])


def test_a_theme_with_one_voice_is_told_of_once(island: Island) -> None:
    found = check_quotes(island.project, iter_quotes(island.project), RULES)
    assert [said(one) for one in found] == ["Nobody but R4 speaks of “Mål A”."]


def test_many_quotes_of_one_person_are_a_mosaic(island: Island) -> None:
    found = check_quotes(island.project, iter_quotes(island.project), replace(RULES, voices=False, mosaic=1), ["Kön"])
    mosaic = [said(one) for one in found if one.kind is DisclosureKind.MOSAIC]
    assert mosaic == [
        "R2 is quoted 2 times; together with man they may show who it is.",
        "R4 is quoted 2 times; together with kvinna they may show who it is.",
    ]
    assert not check_quotes(island.project, iter_quotes(island.project), replace(RULES, voices=False, mosaic=0))


ALL = CountTable(literal("All"), ("a", "b"), ("x", "y"), ((12, 7), (9, 14)), (19, 23), (21, 21), 42)
SOME = CountTable(literal("Some"), ("a", "b"), ("x", "y"), ((10, 7), (9, 14)), (17, 23), (19, 21), 40)


def test_two_tables_that_differ_by_few_are_told_of(island: Island) -> None:
    (found,) = check_tables(island.project, [ALL, SOME], RULES)
    assert found.kind is DisclosureKind.DIFFERENCE
    assert said(found) == "“All” and “Some” differ by fewer than 5 in 4 numbers."
    assert [texts("en").say(place.title) for place in found.places][0] == "a, x: 12 and 10"
    assert check_tables(island.project, [SOME], RULES, earlier=[ALL])[0].fingerprint == found.fingerprint
    assert not check_tables(island.project, [ALL, replace(SOME, unit="passages")], RULES)


def test_a_table_with_small_numbers_and_how_it_is_printed_instead(island: Island) -> None:
    table = CountTable(literal("T"), ("a", "b"), ("x", "y"), ((12, 3), (9, 14)), (15, 23), (21, 17), 38)
    (found,) = check_tables(island.project, [table], RULES)
    assert (found.kind, found.count, found.mend) == (DisclosureKind.SMALL_CELL, 1, Mend.SUPPRESS)
    assert texts("en").say(found.places[0].title) == "a, y: 3"
    printed, done = protected_cells(table, 5)
    assert printed == (("×", "<5", "15"), ("×", "×", "23"), ("21", "17", "38"))
    assert len(done.hidden) == 4


def test_a_number_somebody_hid_and_that_can_be_computed(island: Island) -> None:
    table = CountTable(literal("T"), ("a", "b"), ("x", "y"), ((12, None), (9, 14)), (15, 23), (21, 17), 38)
    (found,) = check_tables(island.project, [table], RULES)
    assert found.kind is DisclosureKind.COMPUTABLE
    safe = replace(table, cells=((None, None), (None, None)))
    assert not check_tables(island.project, [safe], RULES)


def finding(island: Island, words: str = "Annika Lindqvist") -> DisclosureFinding:
    return check_texts(island.project, [leaving(f"Då kom {words} dit igen.")], RULES)[0]


def test_a_pass_is_kept_with_its_reason_undone_and_taken_back(island: Island) -> None:
    one = finding(island)
    pass_finding(island.project, one, "  She is the minister,  and spoke in public. ")
    (kept,) = list_passes(island.project)
    assert (kept.fingerprint, kept.kind, kept.reason, kept.coder) == (
        one.fingerprint, "name", "She is the minister, and spoke in public.", "AB",
    )  # fmt: skip
    found = sort_findings(island.project, [one], DisclosureLevel.STRICT)
    assert not found.refuses
    assert found.passed[0].passed == kept
    label = texts("en").say(island.project.history(limit=1)[0].label)
    assert label == "Let pass in the disclosure check: Name. Reason: She is the minister, and spoke in public."
    island.project.undo()
    assert list_passes(island.project) == []
    island.project.redo()
    assert take_back_passes(island.project, [kept.id]) == 1
    assert sort_findings(island.project, [one], DisclosureLevel.STRICT).refuses


def test_a_pass_keeps_no_name(island: Island) -> None:
    pass_finding(island.project, finding(island), "It is public.")
    island.project.close()
    with sqlite3.connect(island.project.path) as file:
        rows = [row for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
                for row in file.execute(f'SELECT * FROM "{name}"')]  # fmt: skip
    assert not [row for row in rows if "annika" in str(row).casefold() or "lindqvist" in str(row).casefold()]
    assert [row for row in rows if "It is public." in str(row)]


@pytest.mark.parametrize(
    "reason", ["", "   ", "\u200b", " . ", "Annika Lindqvist is known", "annika lindqvists sake", "x" * 1001]
)
def test_a_reason_that_is_none(island: Island, reason: str) -> None:
    with pytest.raises(InvalidInput):
        pass_finding(island.project, finding(island), reason)
    assert list_passes(island.project) == []


def test_several_pass_in_one_step_and_by_the_beginning_of_their_fingerprint(island: Island) -> None:
    first, second = finding(island), finding(island, "Torbjörn Ek")
    steps = len(island.project.history())
    pass_findings(island.project, [first, second], "Both are public.")
    assert len(island.project.history()) == steps + 1
    island.project.undo()
    both = Disclosure(DisclosureLevel.WARN, (first, second))
    assert open_finding(both, second.fingerprint[:8].upper()) == second
    assert open_finding(Disclosure(DisclosureLevel.WARN, (first, first)), first.fingerprint) == first
    shared = replace(second, fingerprint=first.fingerprint[:6] + "0" * 18)
    for wrong in ("", "zz", first.fingerprint[:6]):
        with pytest.raises(NotFound):
            open_finding(Disclosure(DisclosureLevel.WARN, (first, shared)), wrong)


def test_a_second_pass_changes_neither_who_did_nor_why(island: Island) -> None:
    one = finding(island)
    pass_findings(island.project, [one, one], "She spoke in public.")
    (kept,) = list_passes(island.project)
    steps = island.project.history()
    pass_finding(island.project, one, "Another reason.")
    assert list_passes(island.project) == [kept]
    assert island.project.history() == steps
    found = sort_findings(island.project, [one], DisclosureLevel.WARN)
    with pytest.raises(InvalidInput) as told:
        open_finding(found, one.fingerprint)
    assert "She spoke in public." in str(told.value)
    pass_findings(island.project, [one, finding(island, "Torbjörn Ek")], "Both are public.")
    assert [one.reason for one in list_passes(island.project)] == ["She spoke in public.", "Both are public."]
    label = texts("en").say(island.project.history(limit=1)[0].label)
    assert label == "Let pass in the disclosure check: Name. Reason: Both are public."


def test_a_pass_outlives_what_it_was_for_and_can_still_be_taken_back(island: Island) -> None:
    one = finding(island)
    pass_finding(island.project, one, "She spoke in public.")
    assert sort_findings(island.project, [], DisclosureLevel.STRICT).passed == ()
    kept = kept_pass(island.project, one.fingerprint[:10])
    assert kept.reason == "She spoke in public."
    assert take_back_passes(island.project, [kept.id, kept.id]) == 1
    label = texts("en").say(island.project.history(limit=1)[0].label)
    assert label == "Open 1 finding of the disclosure check again"
    steps = island.project.history()
    assert take_back_passes(island.project, [kept.id]) == 0
    assert island.project.history() == steps
    with pytest.raises(NotFound):
        kept_pass(island.project, one.fingerprint)


def test_fingerprints_are_of_the_project_and_of_the_facts(island: Island, tmp_path: Path) -> None:
    other = make_island(tmp_path / "other.qcp")
    one, two = Fingerprints(island.project), Fingerprints(other.project)
    assert one.of(DisclosureKind.NAME, "anna") == Fingerprints(island.project).of(DisclosureKind.NAME, "anna")
    assert one.of(DisclosureKind.NAME, "anna") != two.of(DisclosureKind.NAME, "anna")
    assert one.of(DisclosureKind.NAME, "a", "b") != one.of(DisclosureKind.NAME, "ab")
    other.project.close()


def test_rules_are_kept_and_checked(island: Island) -> None:
    assert read_rules(island.project) == DisclosureRules()
    write_rules(island.project, DisclosureRules(level="strict", threshold=3))
    assert read_rules(island.project) == DisclosureRules(level="strict", threshold=3)
    for wrong in (DisclosureRules(level="lax"), DisclosureRules(threshold=1)):
        with pytest.raises(InvalidInput):
            write_rules(island.project, wrong)


def test_off_reads_nothing() -> None:
    def never() -> Leaving:
        raise AssertionError("nothing is gathered")

    found = check_leaving(None, never, rules=DisclosureRules(level="off"))  # type: ignore[arg-type]
    assert found.level is DisclosureLevel.OFF


def test_every_exporter_says_what_it_carries() -> None:
    assert [one.key for one in EXPORTERS if type(one).leaving is Exporter.leaving] == []


@pytest.mark.parametrize("name", ["q.docx", "q.xlsx", "q.json"])
def test_strict_rules_refuse_an_export_until_all_is_passed(island: Island, tmp_path: Path, name: str) -> None:
    write_rules(island.project, DisclosureRules(level="strict"))
    path, exporter = tmp_path / name, exporter_for("quotes", tmp_path / name)
    with pytest.raises(DisclosureRefused) as refusal:
        exporter.run(island.project, path)
    assert "finding" in str(refusal.value)
    assert not path.exists()
    pass_findings(island.project, exporter.disclosure(island.project, path).open, "All have agreed to it.")
    exporter.run(island.project, path)
    assert path.exists()


def test_a_report_is_checked_as_it_would_be_written(island: Island, tmp_path: Path) -> None:
    new_report(island.project, "Om Annika Lindqvist")
    found = exporter_for("report", tmp_path / "r.docx").disclosure(island.project, tmp_path / "r.docx")
    kinds = {one.kind for one in found.open}
    assert DisclosureKind.NAME in kinds
    assert DisclosureKind.ONE_VOICE in kinds
    assert found.level is DisclosureLevel.WARN
    assert not found.refuses
    told = warning(found)
    assert told is not None
    assert "Annika Lindqvist" in texts("en").say(told)


def test_small_numbers_are_hidden_in_every_table_and_chart_that_has_them(island: Island) -> None:
    header = ("Theme", "North", "South", "Respondents")
    table = TableBlock("Table 1", "", header, (("A", "12", "3", "15"), (" B", "9", "14", "23")), (1, 1, 1, 1))
    series = (Series("North", (12, 9)), Series("South", (3, 14)))
    chart = ChartBlock(
        "Chart 1", "A 12 and 3", Chart(ChartKind.BARS, "By site", ("A", "B"), series, value_title="Respondents")
    )
    people = TableBlock("Table 2", "", ("Theme", "R1", "R2"), (("A", "1", "2"),), (1, 1, 1))
    blocks = (table, chart, people)
    assert protected_blocks(island.project, blocks) == blocks
    counted = [one for block in blocks for one in count_tables_of(block, {"R1", "R2"})]
    found = check_tables(island.project, counted, RULES)
    assert [one.kind for one in found] == [DisclosureKind.SMALL_CELL] * 2
    write_rules(island.project, DisclosureRules(suppress=True))
    first, second, third = protected_blocks(island.project, blocks)
    assert isinstance(first, TableBlock) and isinstance(second, ChartBlock)
    # The row has a total, so a second cell of it goes; the columns have none. The chart prints neither.
    assert first.rows == (("A", "×", "<5", "15"), (" B", "9", "14", "23"))
    assert [one.values for one in second.chart.series] == [(None, 9), (None, 14)]
    assert "12" not in second.description
    assert third == people


def test_a_matrix_its_chart_the_note_and_the_alternative_text_hide_the_same(island: Island, tmp_path: Path) -> None:
    project = island.project
    people = {one.name: one.id for one in list_respondents(project)}
    group = add_attribute(project, "Grupp")
    write_values(project, [(people[name], group, "b" if name == "R4" else "a") for name in people])
    report = new_report(project, "R")
    settings = {"by": "attribute", "attribute": group, "show": "respondents"}
    add_table(project, report, None, {**settings, "table": "matrix"})
    add_chart(project, report, None, {**settings, "table": "matrix-chart"})

    def printed() -> tuple[TableBlock, ChartBlock]:
        blocks = report_blocks(project, read_outline(project, report), ReportOptions(language="en"))
        (table,) = [one for one in blocks if isinstance(one, TableBlock) and "a" in one.header]
        (chart,) = [one for one in blocks if isinstance(one, ChartBlock)]
        return table, chart

    table, chart = printed()
    assert dict((row[0].strip(), row[1:]) for row in table.rows)["Fråga 1"] == ("3", "1", "4 of 4")
    assert chart.note == "a: 3 respondents; b: 1 respondents"
    write_rules(project, DisclosureRules(suppress=True, threshold=3))
    table, chart = printed()
    rows = {row[0].strip(): row[1:] for row in table.rows}
    assert rows["Fråga 1"] == ("3", "<3", "×")
    for series, column in zip(chart.chart.series, (0, 1), strict=True):
        shown = [rows[name][column] for name in chart.chart.categories]
        hidden = [value is None for value in series.values]
        assert hidden == [not words.isdecimal() and words != "–" for words in shown]
    # How many there are in all stands in other places, so that one size alone would tell the other.
    assert chart.note == "a: × respondents; b: × respondents"
    assert chart.groups == (("a", None), ("b", None))
    values = {str(int(value)) for one in chart.chart.series for value in one.values if value is not None}
    assert set(re.findall(r"(?<!Fråga )\d+", chart.description)) <= values
    found = exporter_for("report", tmp_path / "r.docx").disclosure(project, tmp_path / "r.docx")
    assert not {DisclosureKind.COMPUTABLE, DisclosureKind.DIFFERENCE} & {one.kind for one in found.open}
    texts_of = [texts("en").say(one.message) for one in found.open if one.kind is DisclosureKind.SMALL_CELL]
    assert not [words for words in texts_of if "Groups" in words or "Grupp" in words]


def test_sizes_of_groups_are_counts_like_others(island: Island) -> None:
    chart = Chart(ChartKind.BARS, "By site", ("A",), (Series("N", (9,)), Series("S", (8,))), value_title="Respondents")
    block = ChartBlock("Chart 1", "", chart, "N: 9 respondents; S: 2 respondents", groups=(("N", 9), ("S", 2)))
    counts, sizes = count_tables_of(block, set())
    assert (counts.cells, sizes.cells, sizes.row_totals) == (((9, 8),), ((9, 2),), (11,))
    (one,) = check_tables(island.project, [counts, sizes], RULES)
    assert said(one) == "“Groups of “Chart 1”” has 1 number under 5."


def test_a_key_in_the_folder_that_is_written_to(island: Island, tmp_path: Path) -> None:
    (tmp_path / "names.qckey").write_bytes(b"")
    exporter = exporter_for("codebook", tmp_path / "c.docx")
    assert [one.kind for one in exporter.disclosure(island.project, tmp_path / "c.docx").open] == [DisclosureKind.KEY]


def test_copies_are_checked_for_names_alone(island: Island) -> None:
    which = QuoteFilter(codings=tuple(island.codings[:1]))
    found = check_copy(island.project, iter_quotes(island.project, which))
    assert [one.kind for one in found.open] == [DisclosureKind.NAME]  # Kim, who has no pseudonym here
    words = check_words(island.project, "Då ringde Annika Lindqvist.")
    assert [one.kind for one in words.open] == [DisclosureKind.NAME]
