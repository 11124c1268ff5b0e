"""Themes against people: every number of a small project counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import AttributeId, CodeId, DocumentId, RespondentId
from qualcoder_peer.core.domain.model import AttributeKind, CodeRole, Owner, Stance
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import add_attribute, write_values
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.matrix import (
    By,
    Matrix,
    MatrixAsked,
    Mention,
    deviant_cases,
    mark_not_asked,
    read_matrix,
    read_summaries,
    write_summary,
)
from qualcoder_peer.core.services.quotes import QuoteFilter, iter_quotes
from qualcoder_peer.core.services.respondents import list_respondents
from tests.support.projects import add_text

FIRST = "Intervjuare: Fick ni stöd?\nR1: Ja, mycket.\nR2: Ja, lite.\n"
SECOND = "Intervjuare: Och ni?\nR3: Nej, inget.\nR10: Både och.\n"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Question > Stöd > Tid; R1 twice for, R2 for, R3 against, R10 mixed; the interviewer coded once."""
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as made:
        texts = {add_text(made, "Ett", FIRST): FIRST, add_text(made, "Två", SECOND): SECOND}
        question = add_code(made, "Vad hände?", role=CodeRole.QUESTION)
        support = add_code(made, "Stöd", question)
        time = add_code(made, "Tid", support)
        goal = add_code(made, "Mål", role=CodeRole.GOAL)
        for code, words, stance in (
            (support, "Ja, mycket.", Stance.FOR),
            (time, "mycket", Stance.FOR),
            (support, "Ja, lite.", Stance.FOR),
            (support, "Nej, inget.", Stance.AGAINST),
            (support, "Både och.", Stance.MIXED),
            (support, "Fick ni stöd?", Stance.FOR),
            (goal, "Ja, lite.", Stance.FOR),
        ):
            document, text = next((one, text) for one, text in texts.items() if words in text)
            start = text.index(words)
            add_codings(made, [NewCoding(document, code, start, start + len(words), stance=stance)])
        yield made


def people(project: Project) -> dict[str, RespondentId]:
    return {one.name: one.id for one in list_respondents(project)}


def titles(matrix: Matrix) -> list[str]:
    return [str(column.title.parts.get("words", column.title.text)) for column in matrix.columns]


def passages(matrix: Matrix) -> dict[str, list[int]]:
    return {row.code.name: [cell.passages for cell in row.cells] + [row.total.passages] for row in matrix.rows}


def voices(matrix: Matrix) -> dict[str, list[int]]:
    return {row.code.name: [len(cell.respondents) for cell in row.cells] for row in matrix.rows}


def test_by_respondent_in_the_order_people_count(project: Project) -> None:
    matrix = read_matrix(project, MatrixAsked())
    assert titles(matrix) == ["R1", "R2", "R3", "R10"]
    assert passages(matrix) == {
        "Vad hände?": [2, 1, 1, 1, 5],
        "Stöd": [2, 1, 1, 1, 5],
        "Tid": [1, 0, 0, 0, 1],
    }, "target goals have no row, what is asked counts nowhere"
    assert [row.depth for row in matrix.rows] == [0, 1, 2]
    assert [cell.stance for cell in matrix.rows[1].cells] == [Stance.FOR, Stance.FOR, Stance.AGAINST, Stance.MIXED]
    assert len(matrix.rows[1].total.respondents) == 4


def test_only_some_codes_and_levels(project: Project) -> None:
    question, support, time, goal = (CodeId(one) for one in range(1, 5))
    assert list(passages(read_matrix(project, MatrixAsked(deepest=2)))) == ["Vad hände?", "Stöd"]
    assert passages(read_matrix(project, MatrixAsked(codes=(goal,)))) == {"Mål": [0, 1, 0, 0, 1]}
    only = read_matrix(project, MatrixAsked(which=QuoteFilter(documents=(DocumentId(2),))))
    assert (titles(only), passages(only)["Stöd"]) == (["R3", "R10"], [1, 1, 2])


def test_by_document_and_by_attribute(project: Project) -> None:
    assert passages(read_matrix(project, MatrixAsked(By.DOCUMENT)))["Stöd"] == [3, 2, 5]
    column = add_attribute(project, "Kön", Owner.RESPONDENT, AttributeKind.CHOICE, ("man", "kvinna"))
    named = people(project)
    for name, value in (("R1", "kvinna"), ("R2", "kvinna"), ("R3", "man")):
        write_values(project, [(named[name], column, value)])
    matrix = read_matrix(project, MatrixAsked(By.ATTRIBUTE, column))
    assert [column.without_value for column in matrix.columns] == [False, False, True]
    assert titles(matrix)[:2] == ["man", "kvinna"], "as the list to choose from has them"
    assert passages(matrix)["Stöd"] == [1, 3, 1, 5]
    assert voices(matrix)["Stöd"] == [1, 2, 1]
    site = add_attribute(project, "Ort", Owner.DOCUMENT)
    write_values(project, [(1, site, "Vik")], Owner.DOCUMENT)
    matrix = read_matrix(project, MatrixAsked(By.ATTRIBUTE, site))
    assert (titles(matrix)[0], passages(matrix)["Stöd"]) == ("Vik", [3, 2, 5])
    with pytest.raises(NotFound):
        read_matrix(project, MatrixAsked(By.ATTRIBUTE, AttributeId(99)))


@pytest.mark.parametrize("by", [By.RESPONDENT, By.DOCUMENT])
def test_each_number_leads_to_its_quotes(project: Project, by: By) -> None:
    matrix = read_matrix(project, MatrixAsked(by))
    for number, row in enumerate(matrix.rows):
        for place, cell in enumerate((*row.cells, row.total)):
            which = matrix.quotes_of(number, None if place == len(row.cells) else place)
            assert len(list(iter_quotes(project, which))) == cell.passages


def test_not_asked_is_told_from_not_mentioned(project: Project) -> None:
    time, named = CodeId(3), people(project)
    mark_not_asked(project, [(time, named[one]) for one in ("R1", "R2", "R3")])
    cells = read_matrix(project, MatrixAsked()).rows[2].cells
    assert [cell.mention for cell in cells] == [
        Mention.MENTIONED, Mention.NOT_ASKED, Mention.NOT_ASKED, Mention.NOT_MENTIONED,
    ]  # fmt: skip
    steps = len(project.history())
    mark_not_asked(project, [(time, named["R2"])])
    assert len(project.history()) == steps, "it was so already"
    mark_not_asked(project, [(time, named["R2"])], False)
    project.undo()
    project.undo()
    assert read_matrix(project, MatrixAsked()).rows[2].cells[1].mention is Mention.NOT_MENTIONED
    with pytest.raises(NotFound):
        mark_not_asked(project, [(CodeId(99), named["R2"])])


def test_deviant_cases_stand_against_most(project: Project) -> None:
    found = deviant_cases(read_matrix(project, MatrixAsked()))
    assert [(one.code.name, one.name, one.stance, one.most, one.others) for one in found] == [
        ("Vad hände?", "R3", Stance.AGAINST, Stance.FOR, 2), ("Vad hände?", "R10", Stance.MIXED, Stance.FOR, 2),
        ("Stöd", "R3", Stance.AGAINST, Stance.FOR, 2), ("Stöd", "R10", Stance.MIXED, Stance.FOR, 2),
    ]  # fmt: skip


def test_summaries_of_the_grid_are_kept_and_undone(project: Project) -> None:
    named = people(project)
    write_summary(project, CodeId(2), named["R1"], " Nöjd. ")
    write_summary(project, CodeId(2), named["R1"], "Nöjd.")
    assert read_summaries(project) == {(CodeId(2), named["R1"]): "Nöjd."}
    write_summary(project, CodeId(2), named["R1"], "")
    assert read_summaries(project) == {}
    project.undo()
    assert read_summaries(project) == {(CodeId(2), named["R1"]): "Nöjd."}
    with pytest.raises(NotFound):
        write_summary(project, CodeId(99), named["R1"], "x")
