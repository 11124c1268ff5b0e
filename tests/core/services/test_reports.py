"""The outline of a report draft: what a new one holds, and that every change can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.exports import CodebookOptions, QuoteTableOptions, ReportOptions
from qualcoder_peer.core.domain.ids import CodeId, CodingId, ReportId, ReportItemId
from qualcoder_peer.core.services import reports
from qualcoder_peer.core.services.codebook import remove_codes, rename_code
from qualcoder_peer.core.services.coding import remove_codings, set_star
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.services.reports import Outline, OutlineNode
from tests.core.reports.island import Island, make_island
from tests.support.projects import dump


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


def written(outline: Outline) -> list[str]:
    """The outline in words, from top to bottom."""
    return [
        node.section or (node.code.name if node.code else node.quote.text if node.quote else node.text)
        for node in outline.walk()
    ]


def node_of(outline: Outline, code: CodeId) -> OutlineNode:
    return next(node for node in outline.walk() if node.code is not None and node.code.id == code)


def test_new_report_follows_the_code_tree_with_starred_quotes_or_others(island: Island) -> None:
    report = reports.new_report(island.project, "  Rapport ")
    outline = reports.read_outline(island.project, report)
    assert outline.report.title == "Rapport"
    headings = [node for node in outline.walk() if node.code]
    quotes = {node.code.name: [one.quote.id for one in node.children if one.quote] for node in headings if node.code}
    first, second, asked, crossing, long, goal, note = island.codings
    assert quotes == {"Fråga 1": [], "Tomrummet": [first], "Flexibilitet": [crossing, long], "Mål A": [note, goal]}
    assert asked not in [node.quote.id for node in outline.walk() if node.quote], "an interviewer's words"
    sections = [node.section or node.code.name for node in outline.nodes if node.section or node.code]
    assert sections == [
        "title", "summary", "assignment", "purpose", "questions", "background", "method", "results", "Fråga 1",
        "goals", "Mål A", "discussion", "planning", "references", "appendices",
    ]  # fmt: skip
    assert [node.code.name for node in node_of(outline, island.question).children if node.code] == [
        "Tomrummet", "Flexibilitet",
    ]  # fmt: skip


def test_without_a_star_both_sides_are_heard_and_nobody_twice(island: Island) -> None:
    first, second, *_ = island.codings
    set_star(island.project, first, False)
    outline = reports.read_outline(island.project, reports.new_report(island.project, "R"))
    assert [one.quote.id for one in node_of(outline, island.emptiness).children if one.quote] == [first, second]


def test_every_change_is_one_step_and_can_be_taken_back_and_done_again(island: Island, tmp_path: Path) -> None:
    project, path = island.project, island.project.path
    states = [dump(path)]

    def done(_result: object) -> None:
        states.append(dump(path))

    report = reports.new_report(project, "R")
    done(report)
    tree = reports.read_outline(project, report)
    heading, other = node_of(tree, island.emptiness), node_of(tree, island.flexible)
    done(reports.add_quotes(project, report, heading.id, island.codings[1:3], 0))
    text = reports.add_text(project, report, "Mellan citaten.", heading.id, 1)
    done(text)
    done(reports.add_code(project, report, island.goal))
    done(reports.move_items(project, [text, other.id], None, 2))
    done(reports.set_item_text(project, text, "Något annat."))
    done(reports.rename_report(project, report, "Ny"))
    done(reports.remove_items(project, [heading.id]))
    done(reports.write_options(project, ReportOptions(short_words=9)))
    done(reports.remove_report(project, report))
    for state in reversed(states[:-1]):
        assert len(project.undo()) == 1
        assert dump(path) == state
    assert len(project.redo(len(states) - 1)) == len(states) - 1
    assert dump(path) == states[-1]


def test_adding_and_moving_keep_the_order_asked_for(island: Island) -> None:
    project = island.project
    report = reports.new_report(project, "R")
    heading = node_of(reports.read_outline(project, report), island.emptiness)
    added = reports.add_quotes(project, report, heading.id, [island.codings[1], island.codings[2]], 0)
    text = reports.add_text(project, report, "sist", heading.id)

    def order() -> list[ReportItemId]:
        return [node.id for node in node_of(reports.read_outline(project, report), island.emptiness).children]

    first = heading.children[0].id
    assert order() == [*added, first, text]
    reports.move_items(project, [text], heading.id, 1)
    assert order() == [added[0], text, added[1], first]
    reports.move_items(project, [added[0], text], heading.id)
    assert order() == [added[1], first, added[0], text]
    positions = [item.position for item in _items(island, report) if item.parent_id == heading.id]
    assert sorted(positions) == [0, 1, 2, 3]


def test_what_is_deleted_elsewhere_is_gone_and_a_new_name_shows(island: Island) -> None:
    project = island.project
    report = reports.new_report(project, "R")
    rename_code(project, island.emptiness, "Tystnaden")
    remove_codings(project, [island.codings[0]])
    remove_codes(project, [island.goal])
    words = written(reports.read_outline(project, report))
    assert "Tystnaden" in words and "Tomrummet" not in words
    assert "Det blev ett tomrum när Kim slutade." not in words and "Mål A" not in words
    project.undo(3)
    assert "Mål A" in written(reports.read_outline(project, report))


def test_candidates_are_what_the_report_lacks_starred_first(island: Island) -> None:
    project = island.project
    report = reports.new_report(project, "R")
    heading = node_of(reports.read_outline(project, report), island.emptiness)
    assert [one.id for one in reports.quote_candidates(project, report, island.question)] == [island.codings[1]]
    reports.remove_items(project, [heading.id])
    found = reports.quote_candidates(project, report, island.question)
    assert [one.id for one in found] == [island.codings[0], island.codings[1]], "the starred one first"
    assert [one.id for one in reports.quote_candidates(project, report, island.question, starred=True)] == [
        island.codings[0]
    ]
    assert not reports.quote_candidates(project, report, island.question, documents=[island.single])


@pytest.mark.parametrize("title", ["", "   \n"])
def test_a_report_needs_a_title(island: Island, title: str) -> None:
    before = dump(island.project.path)
    with pytest.raises(InvalidInput):
        reports.new_report(island.project, title)
    assert dump(island.project.path) == before


def test_what_cannot_be_done_is_refused_and_nothing_changes(island: Island) -> None:
    project = island.project
    report = reports.new_report(project, "R")
    outline = reports.read_outline(project, report)
    question, theme = node_of(outline, island.question), node_of(outline, island.emptiness)
    section, gone = outline.nodes[0], ReportItemId(9999)
    before = dump(project.path)
    with pytest.raises(InvalidInput, match="under itself"):
        reports.move_items(project, [question.id], theme.id)
    with pytest.raises(InvalidInput, match="chapter"):
        reports.move_items(project, [section.id], theme.id)
    with pytest.raises(InvalidInput, match="heading"):
        reports.add_text(project, report, "x", theme.children[0].id)
    with pytest.raises(InvalidInput, match="chapter"):
        reports.add_text(project, report, "x", section="appendix")
    with pytest.raises(NotFound):
        reports.move_items(project, [gone], None)
    with pytest.raises(NotFound):
        reports.add_quotes(project, report, theme.id, [CodingId(9999)])
    with pytest.raises(NotFound):
        reports.set_item_text(project, gone, "x")
    for action in (reports.read_outline, reports.remove_report):
        with pytest.raises(NotFound):
            action(project, ReportId(77))
    assert dump(project.path) == before


def test_a_draft_that_is_not_kept_leaves_the_project_alone(island: Island) -> None:
    before = dump(island.project.path)
    outline = reports.draft_outline(island.project, "R", QuoteFilter(starred=True))
    assert [node.quote.id for node in outline.walk() if node.quote] == [island.codings[0]]
    assert [node.code.name for node in outline.walk() if node.code] == ["Fråga 1", "Tomrummet"]
    assert dump(island.project.path) == before


def test_options_are_kept_with_the_project_and_nonsense_is_passed_over(island: Island) -> None:
    project = island.project
    assert reports.read_options(project, ReportOptions) == ReportOptions()
    chosen = QuoteTableOptions(columns=("quote", "theme"), attributes=("Kön",), language="da")
    reports.write_options(project, chosen)
    reports.write_options(project, chosen)
    assert reports.read_options(project, QuoteTableOptions) == chosen
    assert reports.read_options(project, CodebookOptions) == CodebookOptions()
    project.undo()
    assert reports.read_options(project, QuoteTableOptions) == QuoteTableOptions()
    with project.transaction("nonsense") as store:
        store.settings.set("export.report", {"short_words": "many", "marks": "??", "unknown": 1, "contents": False})
    assert reports.read_options(project, ReportOptions) == ReportOptions(contents=False)


def test_the_language_of_a_report_is_kept(island: Island) -> None:
    reports.new_report(island.project, "R", language="da")
    assert reports.read_options(island.project, ReportOptions).language == "da"
    island.project.undo()
    assert reports.read_options(island.project, ReportOptions).language == ""


def _items(island: Island, report: ReportId) -> list[reports.ReportItem]:
    with island.project.reading() as store:
        return store.reports.items(report)
