"""Candidates of a theme in the orders a writer chooses by, with those that are used already."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.model import Stance
from qualcoder_peer.core.services.coding import set_stance, set_star
from qualcoder_peer.core.services.report_candidates import (
    CANDIDATE_ORDERS,
    CandidateOrder,
    all_candidates,
    quote_candidates,
)
from qualcoder_peer.core.services.reports import new_report, read_outline
from tests.core.reports.island import Island, make_island


@pytest.fixture
def island(tmp_path: Path) -> Iterator[Island]:
    made = make_island(tmp_path / "island.qcp")
    yield made
    made.project.close()


@pytest.mark.parametrize(
    "order, places",
    [  # of the codings of Fråga 1 that are evidence: 0 (R1, for, 7 words), 1 (R2, against, 5), 3 (R2, 9), 4 (R4, long)
        (CandidateOrder.STARRED, [4, 0, 1, 3]),
        (CandidateOrder.RESPONDENT, [0, 1, 3, 4]),
        (CandidateOrder.LENGTH, [1, 0, 3, 4]),
        (CandidateOrder.STANCE, [0, 1, 3, 4]),
        (CandidateOrder.PLACE, [0, 1, 3, 4]),
    ],
)
def test_candidates_stand_in_the_order_asked_for(island: Island, order: CandidateOrder, places: list[int]) -> None:
    project = island.project
    report = new_report(project, "R")
    set_star(project, island.codings[0], False)
    set_star(project, island.codings[4], True)
    set_stance(project, island.codings[3], Stance.MIXED)
    found = all_candidates(project, report, island.question, order=order)
    assert [one.quote.id for one in found] == [island.codings[place] for place in places]


def test_those_the_report_has_are_told_and_left_out_where_only_new_ones_are_wanted(island: Island) -> None:
    report = new_report(island.project, "R")
    where = {node.quote.id: node.id for node in read_outline(island.project, report).walk() if node.quote is not None}
    found = all_candidates(island.project, report, island.question)
    assert {one.quote.id: one.used for one in found} == {
        island.codings[0]: (where[island.codings[0]],), island.codings[1]: (),
        island.codings[3]: (where[island.codings[3]],), island.codings[4]: (where[island.codings[4]],),
    }  # fmt: skip
    assert [one.id for one in quote_candidates(island.project, report, island.question)] == [island.codings[1]]


def test_every_order_has_a_title() -> None:
    assert set(CANDIDATE_ORDERS) == set(CandidateOrder)
