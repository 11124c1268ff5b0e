"""Target goals: rubric, judgement, evidence on both sides, and what is remarked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, DocumentId
from qualcoder_peer.core.domain.model import CodeRole, Judgement, Owner, Stance
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.goals import GoalState, judge_goal, read_goals, set_goal_text, set_rubric
from qualcoder_peer.core.services.quotes import QuoteFilter
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.core.services.selections import add_set
from tests.support.projects import add_text

TEXT = "Intervjuare: Fick du svar?\nR1: Ja, samma dag.\nR2: Nej, aldrig.\nR3: Både ja och nej.\n"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as made:
        yield made


@pytest.fixture
def document(project: Project) -> DocumentId:
    return add_text(project, "A", TEXT)


@pytest.fixture
def goal(project: Project) -> CodeId:
    return add_code(project, "Alla får svar", role=CodeRole.GOAL)


def code_words(project: Project, document: DocumentId, code: CodeId, words: str, stance: Stance) -> None:
    start = TEXT.index(words)
    add_codings(project, [NewCoding(document, code, start, start + len(words), stance=stance)])


def only(project: Project) -> GoalState:
    (state,) = read_goals(project)
    return state


def remarks(project: Project) -> list[str]:
    return [one.text for one in only(project).remarks]


def test_evidence_is_told_by_side_and_counted_by_respondent(
    project: Project, document: DocumentId, goal: CodeId
) -> None:
    below = add_code(project, "Samma dag", goal)
    code_words(project, document, below, "Ja, samma dag.", Stance.FOR)
    code_words(project, document, goal, "Nej, aldrig.", Stance.AGAINST)
    code_words(project, document, goal, "Både ja och nej.", Stance.MIXED)
    code_words(project, document, goal, "Fick du svar?", Stance.FOR)  # what is asked is no evidence
    names = {one.id: one.name for one in list_respondents(project)}
    sides = only(project).sides
    assert [names[one] for one in sides.respondents(Stance.FOR)] == ["R1"]
    assert [names[one] for one in sides.respondents(Stance.AGAINST)] == ["R2"]
    assert [quote.text for quote in sides.mixed] == ["Både ja och nej."]
    assert (sides.unmarked, sides.count) == ((), 3)


def test_what_is_written_is_kept_and_undone(project: Project, document: DocumentId, goal: CodeId) -> None:
    set_rubric(project, goal, " Minst två av tre får svar samma dag. ")
    judge_goal(project, goal, Judgement.PARTLY)
    set_goal_text(project, goal, "En av tre.")
    state = only(project)
    assert (state.rubric, state.judgement, state.text) == (
        "Minst två av tre får svar samma dag.", Judgement.PARTLY, "En av tre.",
    )  # fmt: skip
    label = project.undo_label()
    assert label is not None and label.parts["name"] == "Alla får svar"
    set_goal_text(project, goal, "En av tre.")
    project.undo()
    project.undo()
    assert (only(project).judgement, only(project).text) == (Judgement.NONE, "")
    project.redo()
    assert only(project).judgement is Judgement.PARTLY


def test_a_rubric_after_the_evidence_is_remarked(project: Project, document: DocumentId, goal: CodeId) -> None:
    set_rubric(project, goal, "Alla.")
    with project.transaction("as it was three weeks ago") as store:
        store.analysis._connection.exec_driver_sql("UPDATE goal SET rubric_changed = '2026-01-01T00:00:00Z'")
    code_words(project, document, goal, "Ja, samma dag.", Stance.FOR)
    assert remarks(project) == []
    with project.transaction("as if it had been coded before") as store:
        store.analysis._connection.exec_driver_sql("UPDATE coding SET created = '2025-01-01T00:00:00Z'")
    assert remarks(project) == ["The rubric was changed after the first passage had been coded."]


def test_a_judgement_against_the_evidence_is_remarked(project: Project, document: DocumentId, goal: CodeId) -> None:
    judge_goal(project, goal, Judgement.ATTAINED)
    assert remarks(project) == [
        "It is judged without a rubric: nobody can see by what.",
        "It is judged attained, and no passage shows it.",
    ]
    code_words(project, document, goal, "Nej, aldrig.", Stance.AGAINST)
    assert remarks(project)[1] == "Passages speak against it: say how they were weighed."
    judge_goal(project, goal, Judgement.NOT_SHOWN)
    code_words(project, document, goal, "Ja, samma dag.", Stance.FOR)
    assert remarks(project)[1] == "Passages speak for it: say how they were weighed."


def test_a_set_limits_the_evidence_but_not_what_is_remarked(
    project: Project, document: DocumentId, goal: CodeId
) -> None:
    set_rubric(project, goal, "Alla.")
    judge_goal(project, goal, Judgement.ATTAINED)
    code_words(project, document, goal, "Ja, samma dag.", Stance.FOR)
    code_words(project, document, goal, "Nej, aldrig.", Stance.AGAINST)
    third = next(one.id for one in list_respondents(project) if one.name == "R3")
    first = next(one.id for one in list_respondents(project) if one.name == "R1")
    sets = [add_set(project, Owner.RESPONDENT, name, [one]) for name, one in (("Ena", first), ("Andra", third))]
    told = [read_goals(project, QuoteFilter(sets=(one,)))[0] for one in sets]
    assert [quote.text for quote in told[0].sides.supporting] == ["Ja, samma dag."]
    assert (told[0].sides.against, told[1].sides.count) == ((), 0)
    assert told[0].remarks == told[1].remarks == only(project).remarks
    assert "Passages speak against it: say how they were weighed." in remarks(project)


def test_only_target_goals_are_judged(project: Project, goal: CodeId) -> None:
    theme = add_code(project, "Tema")
    with pytest.raises(InvalidInput):
        judge_goal(project, theme, Judgement.ATTAINED)
    with pytest.raises(NotFound):
        set_rubric(project, CodeId(999), "x")
    assert [state.code.name for state in read_goals(project)] == ["Alla får svar"]
