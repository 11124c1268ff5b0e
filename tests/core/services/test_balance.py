"""Whose words a report has, worked out by hand on the island (see island.py)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.model import Stance
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.facts import read_report_facts
from qualcoder_peer.core.services.balance import Balance, balance_chart, balance_of, read_balance
from qualcoder_peer.core.services.printed import set_printed
from qualcoder_peer.core.services.reports import add_quotes, new_report, read_outline, remove_items
from tests.core.reports.island import LONG, Island, make_island


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


def told(balance: Balance) -> list[str]:
    say = texts("en")
    return [say.say(one) for one in balance.warnings()]


def test_who_is_quoted_how_often_and_how_long(island: Island) -> None:
    report = new_report(island.project, "R")
    balance = read_balance(island.project, report)
    # R1: 7 words; R2 and R3 share a passage (3 of R2's words and the smiley, 5 of R3's: 9, so 4 each);
    # R4: the long one and “aldrig fel tid”. The note is nobody's.
    long = len(LONG.split())
    assert [(one.name, one.quotes, one.words) for one in balance.voices] == [
        ("R1", 1, 7), ("R2", 1, 4), ("R3", 1, 4), ("R4", 2, long + 3),
    ]  # fmt: skip
    assert (balance.quotes, balance.unknown, balance.silent) == (5, 1, ())


def test_themes_tell_their_voices_sides_and_who_else_there_is(island: Island) -> None:
    report = new_report(island.project, "R")
    themes = {one.name: one for one in read_balance(island.project, report).themes}
    emptiness, question = themes["Tomrummet"], themes["Fråga 1"]
    assert (emptiness.quotes, emptiness.for_, emptiness.against, emptiness.level) == (1, 1, 0, 1)
    assert emptiness.is_one_voice and len(emptiness.others) == 1 and not question.is_one_voice
    assert (question.quotes, len(question.respondents), question.others) == (3, 4, ())


def test_warnings_name_the_silent_the_loud_one_voice_and_quotes_used_twice(island: Island) -> None:
    project = island.project
    report = new_report(project, "R")
    outline = read_outline(project, report)
    nodes = {node.code.name: node for node in outline.walk() if node.code is not None}
    remove_items(project, [nodes["Flexibilitet"].children[0].id])
    add_quotes(project, report, nodes["Mål A"].id, [island.codings[4], island.codings[4]])
    said = told(read_balance(project, report))
    assert said[0] == "2 respondents are never quoted, but are heard in the coded material: R2, R3."
    assert said[1] == "R4 has 4 of 5 quotes."
    assert "“Tomrummet” has one voice, R1; one other takes it up too." in said
    assert "“Mål A” has one voice, R4, and nobody else takes it up." in said
    assert any(one.startswith("A passage is quoted 3 times: “Jag kunde ringa") for one in said)


def test_a_side_that_the_report_leaves_out_is_worth_a_look(island: Island) -> None:
    project = island.project
    report = new_report(project, "R")
    said = [one for one in told(read_balance(project, report)) if "both for and against" in one]
    assert said == ["“Tomrummet”: the material speaks both for and against, but no quote speaks against."], (
        "the question above it does not say so again"
    )
    themes = {one.name: one.left_out for one in read_balance(project, report).themes}
    assert themes["Fråga 1"] is Stance.AGAINST and themes["Flexibilitet"] is Stance.NONE
    nodes = {node.code.name: node for node in read_outline(project, report).walk() if node.code is not None}
    add_quotes(project, report, nodes["Tomrummet"].id, [island.codings[1]])
    assert not any("both for and against" in one for one in told(read_balance(project, report)))
    remove_items(project, [nodes["Tomrummet"].children[0].id])
    assert any("no quote speaks for." in one for one in told(read_balance(project, report)))


def test_an_edited_quote_counts_the_words_that_are_printed(island: Island) -> None:
    report = new_report(island.project, "R")
    node = next(node for node in read_outline(island.project, report).walk() if node.quote is not None)
    set_printed(island.project, node.id, "Det blev ett tomrum […] [i maj]")
    assert read_balance(island.project, report).voices[0].words == 4


def test_the_facts_of_a_report_give_the_same_balance_without_a_query(island: Island) -> None:
    report = new_report(island.project, "R")
    outline, facts = read_outline(island.project, report), read_report_facts(island.project)
    assert balance_of(outline, facts.respondents, facts.heard, facts.stances) == read_balance(island.project, report)


def test_the_chart_has_a_bar_for_everybody_who_could_be_quoted(island: Island) -> None:
    report = new_report(island.project, "R")
    chart = balance_chart(read_balance(island.project, report), texts("en"))
    assert chart.categories == ("R1", "R2", "R3", "R4") and chart.series[0].values == (1, 1, 1, 2)


def test_an_empty_report_of_an_empty_project_warns_of_nothing(tmp_path: Path) -> None:
    with Project.create(tmp_path / "e.qcp", title="T", coder="AB") as project:
        balance = read_balance(project, new_report(project, "R"))
    assert (balance.quotes, balance.voices, balance.themes, balance.warnings()) == (0, (), (), [])
