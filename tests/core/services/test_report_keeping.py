"""What people wrote in a report outlives the code, the coding or the document it hung on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.ids import CodeId, ReportId
from qualcoder_peer.core.services.codebook import merge_codes, remove_codes
from qualcoder_peer.core.services.coding import recode, remove_codings
from qualcoder_peer.core.services.printed import set_printed
from qualcoder_peer.core.services.report_keeping import would_keep
from qualcoder_peer.core.services.reports import (
    Outline,
    OutlineNode,
    add_quotes,
    add_section,
    add_table,
    add_text,
    new_report,
    read_outline,
)
from qualcoder_peer.core.services.sources import remove_documents
from tests.core.reports.island import Island, make_island
from tests.support.projects import dump


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


def heading(island: Island, report: ReportId, code: CodeId) -> OutlineNode:
    outline = read_outline(island.project, report)
    return next(node for node in outline.walk() if node.code is not None and node.code.id == code)


def named(outline: Outline, title: str) -> OutlineNode:
    return next(node for node in outline.walk() if node.title == title)


def test_a_deleted_theme_leaves_what_was_written_under_its_heading(island: Island) -> None:
    project = island.project
    report = new_report(project, "R")
    theme = heading(island, report, island.emptiness)
    add_text(project, report, "Det viktigaste.", theme.id)
    before = dump(project.path)
    kept = would_keep(project, codes=[island.question])
    assert (kept.headings, kept.quotes) == (2, 0) and kept.told() is not None
    assert dump(project.path) == before
    remove_codes(project, [island.question])
    outline = read_outline(project, report)
    question = named(outline, "Fråga 1")
    assert question.section == "own" and question.is_within
    (under,) = question.children
    assert (under.title, under.section, [one.text for one in under.children]) == (
        "Tomrummet", "own", ["Det viktigaste."],
    )  # fmt: skip
    assert not any(node.code is not None and node.code.name == "Flexibilitet" for node in outline.walk())
    project.undo()
    assert dump(project.path) == before


def test_a_heading_with_nothing_of_the_writers_goes_with_its_code(island: Island) -> None:
    report = new_report(island.project, "R")
    add_text(island.project, report, "   ", heading(island, report, island.emptiness).id)
    assert would_keep(island.project, codes=[island.question]).told() is None
    remove_codes(island.project, [island.question])
    assert not any(node.title for node in read_outline(island.project, report).walk())


@pytest.mark.parametrize("what", ["section", "table", "quote"])
def test_sections_tables_and_quotes_of_other_codes_hold_a_heading_too(island: Island, what: str) -> None:
    project = island.project
    report = new_report(project, "R")
    theme = heading(island, report, island.emptiness)
    if what == "section":
        add_section(project, report, "Mitt eget", theme.id)
    elif what == "table":
        add_table(project, report, theme.id, {"table": "themes"})
    else:
        add_quotes(project, report, theme.id, [island.codings[4]])  # of another code
    remove_codes(project, [island.emptiness])
    kept = named(read_outline(project, report), "Tomrummet")
    assert len(kept.children) == 1 and not kept.is_within


def test_an_edited_quote_whose_coding_goes_becomes_a_text_that_says_so(island: Island) -> None:
    project = island.project
    report = new_report(project, "R")
    theme = heading(island, report, island.emptiness)
    set_printed(project, theme.children[0].id, "Det blev ett tomrum […]")
    before = dump(project.path)
    remove_codings(project, [island.codings[0]])
    (text,) = heading(island, report, island.emptiness).children
    assert text.kind == "text" and text.text == (
        "[A quote stood here that is no longer coded: “Det blev ett tomrum […]”]"
    )
    project.undo()
    assert dump(project.path) == before
    remove_documents(project, [island.group])
    (text,) = heading(island, report, island.emptiness).children
    assert "tomrum" not in text.text and "removed from the material" in text.text


def test_a_quote_nobody_edited_goes_with_its_coding(island: Island) -> None:
    report = new_report(island.project, "R")
    remove_codings(island.project, [island.codings[0]])
    assert not heading(island, report, island.emptiness).children


def test_merged_codes_hand_their_headings_on(island: Island) -> None:
    project = island.project
    report = new_report(project, "R")
    text = add_text(project, report, "Om friheten.", heading(island, report, island.flexible).id)
    merge_codes(project, [island.flexible], island.emptiness)
    holder = next(node for node in read_outline(project, report).walk() if text in [one.id for one in node.children])
    assert holder.code is not None and holder.code.id == island.emptiness
    quotes = [one.quote.id for one in holder.children if one.quote]
    assert quotes == [island.codings[1], island.codings[4]], "two were joined"


def test_an_edited_quote_beside_the_one_it_is_joined_with_is_not_lost(island: Island) -> None:
    project = island.project
    report = new_report(project, "R")
    theme = heading(island, report, island.flexible)
    add_quotes(project, report, theme.id, [island.codings[1]])
    set_printed(project, theme.children[0].id, "klarade oss […]")
    recode(project, [island.codings[1]], island.flexible)  # takes in the one that is edited here
    left = heading(island, report, island.flexible).children
    assert [one.kind for one in left] == ["text", "quote", "quote"] and "“klarade oss […]”" in left[0].text
