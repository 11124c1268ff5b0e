"""What a report is composed of: kinds, sections of one's own, fields, tables and charts, forms of quotes, controls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.ids import ReportId, ReportItemId
from qualcoder_peer.core.domain.model import Consent
from qualcoder_peer.core.domain.report_kinds import REPORT_KINDS, SECTION_TITLES
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.blocks import Block, ChartBlock, Contents, Heading, Paragraph, TableBlock, TitlePage
from qualcoder_peer.core.reports.controls import make_tag
from qualcoder_peer.core.reports.facts import read_report_facts
from qualcoder_peer.core.reports.fields import REPORT_FIELDS, FieldSource, Filler
from qualcoder_peer.core.reports.plan import plan_report
from qualcoder_peer.core.reports.tables_of_report import REPORT_TABLES
from qualcoder_peer.core.services.editing import put_text
from qualcoder_peer.core.services.printed import set_printed
from qualcoder_peer.core.services.reports import (
    OutlineNode,
    add_chart,
    add_section,
    add_table,
    add_text,
    draft_outline,
    find_report,
    move_items,
    new_report,
    read_outline,
    set_item_settings,
    set_item_text,
    set_item_title,
)
from qualcoder_peer.core.services.respondents import add_respondent, list_respondents, set_consent
from tests.core.reports.island import Island, make_island
from tests.support.projects import dump


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


def plan(island: Island, report: ReportId, **options: object) -> Sequence[Block]:
    outline = read_outline(island.project, report)
    return plan_report(island.project, outline, ReportOptions(**options))  # type: ignore[arg-type]


def headings(blocks: Sequence[Block]) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in blocks if isinstance(block, Heading)]


def paragraphs(blocks: Sequence[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def node_of(island: Island, report: ReportId, **wanted: object) -> OutlineNode:
    for node in read_outline(island.project, report).walk():
        code, quote = node.code, node.quote
        found = {"section": node.section, "code": code.id if code else 0, "coding": quote.id if quote else 0}
        if all(found[key] == value for key, value in wanted.items()):
            return node
    raise AssertionError(wanted)


@pytest.mark.parametrize("kind", list(REPORT_KINDS))
def test_a_report_of_each_kind_begins_with_its_chapters(island: Island, kind: str) -> None:
    before = dump(island.project.path)
    report = new_report(island.project, "R", kind=kind)
    outline = read_outline(island.project, report)
    assert outline.report.kind == kind
    assert [node.section for node in outline.nodes if node.section] == list(REPORT_KINDS[kind].sections)
    assert island.codings[0] in [node.quote.id for node in outline.walk() if node.quote]
    blocks = plan(island, report)
    assert any(isinstance(block, Contents) for block in blocks) == REPORT_KINDS[kind].contents
    island.project.undo()
    assert dump(island.project.path) == before


def test_the_kinds_name_chapters_there_are_in_their_order() -> None:
    order = list(SECTION_TITLES)
    for kind in REPORT_KINDS.values():
        assert [order.index(section) for section in kind.sections] == sorted(
            order.index(section) for section in kind.sections
        )


def test_target_goals_stand_in_the_results_where_there_is_no_chapter_of_them(island: Island) -> None:
    report = new_report(island.project, "R", kind="memo")
    outline = read_outline(island.project, report)
    assert island.goal in [node.code.id for node in outline.walk() if node.code]


def test_a_kind_there_is_none_of_is_refused(island: Island) -> None:
    with pytest.raises(InvalidInput, match="poem.*evaluation"):
        new_report(island.project, "R", kind="poem")


def test_sections_of_ones_own_are_chapters_at_the_top_and_sections_below(island: Island) -> None:
    project = island.project
    report = new_report(project, "R")
    background = node_of(island, report, section="background")
    theme = node_of(island, report, code=island.emptiness)
    add_section(project, report, "Lagar", background.id, text="Om *lagen*.")
    deep = add_section(project, report, "Om rummet", theme.id)
    add_text(project, report, "Inuti.", deep)
    top = add_section(project, report, "  Slutord ", text="Tack.")
    found = headings(plan(island, report, prompts=False))
    assert found[found.index((1, "Background")) + 1] == (2, "Lagar")
    assert found[found.index((3, "Tomrummet")) + 1] == (4, "Om rummet")
    assert found[-1] == (1, "Slutord")
    set_item_title(project, top, "Efterord")
    move_items(project, [top], background.id, 0)
    found = headings(plan(island, report, prompts=False))
    assert found[found.index((1, "Background")) + 1 :][:2] == [(2, "Efterord"), (2, "Lagar")]
    move_items(project, [top], None, 0)
    assert headings(plan(island, report))[0] == (1, "Efterord")


def test_what_cannot_be_composed_is_refused_and_nothing_changes(island: Island) -> None:
    project = island.project
    report = new_report(project, "R")
    chapter = node_of(island, report, section="background")
    table = add_table(project, report, None, {"table": "themes"})
    before = dump(project.path)
    with pytest.raises(InvalidInput, match="title"):
        add_section(project, report, " ")
    with pytest.raises(InvalidInput, match="title"):
        set_item_title(project, chapter.id, "Bakgrunden")
    with pytest.raises(InvalidInput, match="heading"):
        add_text(project, report, "x", table)
    with pytest.raises(InvalidInput, match="which table"):
        add_table(project, report, None, {})
    with pytest.raises(InvalidInput):
        set_item_settings(project, chapter.id, {"table": "themes"})
    with pytest.raises(NotFound):
        set_item_title(project, ReportItemId(999), "x")
    with pytest.raises(NotFound):
        find_report(project, "nope")
    assert dump(project.path) == before
    assert find_report(project, "r").id == find_report(project, report).id == report


def test_tables_and_charts_stand_where_they_were_put_and_are_numbered(island: Island) -> None:
    project = island.project
    report = new_report(project, "R")
    theme = node_of(island, report, code=island.emptiness)
    table = add_table(project, report, theme.id, {"table": "balance"}, "Vem citeras?")
    chart = add_chart(project, report, theme.id, {"table": "themes-chart"})
    blocks = plan(island, report)
    tables = [block for block in blocks if isinstance(block, TableBlock)]
    assert [(one.caption, one.control, one.item) for one in tables] == [
        ("Table 1. Themes and respondents", "t-themes", None),
        ("Table 2. Vem citeras?", f"t{table}", table),
        ("Table 3. Code book", "t-codebook", None),
    ]
    (drawn,) = [block for block in blocks if isinstance(block, ChartBlock)]
    assert (drawn.caption, drawn.control) == ("Figure 1. Respondents by theme", f"c{chart}")
    assert drawn.chart.categories == ("Tomrummet", "Flexibilitet") and drawn.chart.series[0].values == (2, 3)
    assert "Flexibilitet" in drawn.description and "3" in drawn.description
    set_item_settings(project, chart, {"table": "themes-chart", "code": island.goal})
    (drawn,) = [block for block in plan(island, report) if isinstance(block, ChartBlock)]
    assert drawn.chart.categories == ("Mål A",)


@pytest.mark.parametrize("settings", [{"table": "of-tomorrow"}, {"table": "themes", "code": 999}])
def test_a_table_that_cannot_be_made_is_told_and_hides_nothing(island: Island, settings: dict[str, object]) -> None:
    report = new_report(island.project, "R")
    add_table(island.project, report, None, settings)
    blocks = plan(island, report)
    assert any(block.style == "Writing Prompt" and block.text.startswith("[") for block in blocks[-4:]
               if isinstance(block, Paragraph))  # fmt: skip
    assert len([block for block in blocks if isinstance(block, TableBlock)]) == 2


def test_every_table_of_the_registry_can_be_made_also_of_nothing(island: Island, tmp_path: Path) -> None:
    report = new_report(island.project, "R")
    for entry in REPORT_TABLES:
        (add_chart if entry.is_chart else add_table)(island.project, report, None, {"table": entry.key})
    assert len({entry.key for entry in REPORT_TABLES}) == len(REPORT_TABLES)
    keys = [block.control for block in plan(island, report) if isinstance(block, (TableBlock, ChartBlock))]
    assert len(keys) == len(set(keys))
    for key in keys:
        assert make_tag("0" * 32, key, "words")
    with Project.create(tmp_path / "e.qcp", title="Tomt", coder="AB") as empty:
        report = new_report(empty, "R")
        for entry in REPORT_TABLES:
            (add_chart if entry.is_chart else add_table)(empty, report, None, {"table": entry.key})
        made = plan_report(empty, read_outline(empty, report), ReportOptions(language="en"))
    told = [one for one in made if isinstance(one, Paragraph) and one.style == "Writing Prompt"]
    shown = [one for one in made if isinstance(one, (TableBlock, ChartBlock))]
    assert len(shown) + sum(one.text.endswith("has nothing to show yet.]") for one in told) == len(REPORT_TABLES)


def test_the_writer_chooses_whether_a_quote_stands_apart(island: Island) -> None:
    project = island.project
    report = new_report(project, "R")
    short, long = (node_of(island, report, coding=island.codings[place]) for place in (0, 4))
    set_printed(project, short.id, "", "block")
    set_printed(project, long.id, "Jag kunde ringa när jag ville […]", "inline")
    blocks = plan(island, report)
    apart = [block for block in blocks if isinstance(block, Paragraph) and block.style.startswith("Quote")]
    assert [block.text for block in apart if block.item == short.id] == [
        "“Det blev ett tomrum när Kim slutade.”", "(R1, Gruppintervju, paragraph 2)",
    ]  # fmt: skip
    assert {block.control for block in apart if block.item == short.id} == {f"q{short.id}"}
    said = "One respondent says: “Jag kunde ringa när jag ville […]” (R4, Intervju 4, paragraph 2)."
    assert said in paragraphs(blocks)


def test_running_quotes_and_their_sources_lie_in_controls(island: Island) -> None:
    report = new_report(island.project, "R")
    node = node_of(island, report, coding=island.codings[0])
    (running,) = [
        block for block in plan(island, report) if isinstance(block, Paragraph) and "ett tomrum när" in block.text
    ]
    found = [(piece.text, piece.control) for piece in running.pieces if piece.control]
    key = f"q{node.id}"
    assert found == [
        ("“", key), ("Det blev ett tomrum när Kim slutade.", key), ("”", key),
        ("(R1, Gruppintervju, paragraph 2)", f"s{node.id}"),
    ]  # fmt: skip


def test_a_draft_that_is_not_kept_has_no_controls(island: Island) -> None:
    for block in plan_report(island.project, draft_outline(island.project, "R"), ReportOptions()):
        assert not getattr(block, "control", "")
        assert not any(piece.control for piece in getattr(block, "pieces", ()))


def test_the_method_says_how_quotes_were_edited_once_and_only_if_they_were(island: Island) -> None:
    project = island.project
    report = new_report(project, "R")
    assert "Quotes are word for word as in the transcripts." in paragraphs(plan(island, report))
    set_printed(project, node_of(island, report, coding=island.codings[0]).id, "Det blev ett tomrum […]")
    printed = paragraphs(plan(island, report, language="en"))
    said = [text for text in printed if "marks words that were left out" in text]
    assert len(said) == 1 and "Hesitations (eh, ehm" in said[0]
    without = plan(island, report, hesitations=False, language="en")
    assert not any("Hesitations" in text for text in paragraphs(without))
    assert not any("left out" in text for text in paragraphs(plan(island, report, editing_note=False)))


def test_a_stale_quote_is_printed_as_it_was_said_and_told(island: Island) -> None:
    project = island.project
    report = new_report(project, "R")
    set_printed(project, node_of(island, report, coding=island.codings[0]).id, "Det blev ett tomrum […]")
    with project.transaction("edit") as store:
        start = store.documents.text(island.group).index("tomrum")
        put_text(store, store.documents.by_ids([island.group])[0], start, start + 6, "hål")
    said = paragraphs(plan(island, report))
    assert any("has changed" in text for text in said) and any("Det blev ett hål när Kim" in text for text in said)
    assert not any("tomrum […]" in text for text in said)


def test_the_title_page_has_the_writers_words(island: Island) -> None:
    report = new_report(island.project, "R")
    set_item_text(island.project, node_of(island, report, section="title").id, "Till **nämnden**, {respondents} röster")
    (page,) = [block for block in plan(island, report) if isinstance(block, TitlePage)]
    assert (page.title, page.subtitle) == ("R", "Till nämnden, 4 röster")


def test_fields_are_filled_from_the_project(island: Island) -> None:
    project = island.project
    add_respondent(project, "R5")
    who = {one.name: one.id for one in list_respondents(project)}
    set_consent(project, [who["R1"]], Consent.WITHDRAWN)
    report = new_report(project, "Rapport")
    fill = Filler(FieldSource(read_report_facts(project), read_outline(project, report), texts("en")))
    filled = {one.key: fill(one.key) for one in REPORT_FIELDS}
    assert filled.pop("date")
    assert filled == {
        "respondents": "4", "not_responding": "2", "documents": "3", "interviews": "2", "first_date": "11 March 2025",
        "last_date": "2 April 2025", "coders": "AB", "codings": "7", "codes": "4", "quotes": "5", "title": "Rapport",
        "project": "Stödet på Ön",
    }  # fmt: skip
    assert fill("nope") is None


def test_fields_of_a_text_lie_in_controls_and_notes_in_footnotes(island: Island) -> None:
    report = new_report(island.project, "R")
    chapter = node_of(island, report, section="background")
    set_item_text(island.project, chapter.id, "Vi hörde {respondents}[^1].\n\n[^1]: Av {documents} texter.")
    (block,) = [one for one in plan(island, report) if isinstance(one, Paragraph) and "Vi hörde" in one.text]
    assert [(piece.text, piece.control, piece.note) for piece in block.pieces] == [
        ("Vi hörde ", "", ""), ("4", "f-respondents", "Av 3 texter."), (".", "", ""),
    ]  # fmt: skip


def test_controls_of_counts_have_keys_of_their_own(island: Island) -> None:
    report = new_report(island.project, "R")
    keys = [block.control for block in plan(island, report) if isinstance(block, Paragraph)]
    assert {"f-method", "f-editing", f"f-who{node_of(island, report, code=island.emptiness).id}"} <= set(keys)


def test_tables_made_of_one_matrix_say_which_they_are(island: Island) -> None:
    report = new_report(island.project, "Rapport")
    for key in ("matrix", "stances", "grid"):
        add_table(island.project, report, None, {"table": key})
    tables = [block for block in plan(island, report, language="en") if isinstance(block, TableBlock)]
    captions = [one.caption.partition(". ")[2] for one in tables]
    assert {"Themes by respondent", "Similarities and discrepancies", "Framework grid"} <= set(captions)
