"""A large register is read and written with as many statements as a small one: nothing is asked person by person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from qualcoder_peer.core.domain.model import AttributeKind, Owner
from qualcoder_peer.core.domain.selections import Condition, Field, Operator, Rule
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import list_attributes, write_values
from qualcoder_peer.core.services.matching import match_guesses
from qualcoder_peer.core.services.register import PastedTable, apply_plan, plan_import, register_table
from qualcoder_peer.core.services.respondents import (
    RespondentEdit,
    list_respondents,
    respondent_facts,
    write_respondents,
)
from qualcoder_peer.core.services.selections import fitting, selection_facts


def made(path: Path, people: int) -> Project:
    """A register of so many persons with six columns."""
    project = Project.create(path, title="P", coder="AB")
    rows = tuple((f"Person {one}", *(str(one + column) for column in range(6))) for one in range(people))
    headers = ("Namn", *(f"Tal {column}" for column in range(6)))
    apply_plan(project, plan_import(project, PastedTable(headers, rows, tuple(range(people)))))
    return project


def statements(project: Project, work: Callable[[], object]) -> int:
    """How many statements a piece of work sends to the database."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(project._engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(project._engine, "before_cursor_execute", note)
    return len(sent)


def filtering(project: Project) -> object:
    columns = list_attributes(project)
    assert {one.kind for one in columns} == {AttributeKind.NUMBER}
    conditions = tuple(
        Condition(Owner.RESPONDENT, Field.ATTRIBUTE, Operator.AT_LEAST, ("5",), one.id) for one in columns
    )
    return fitting(project, Owner.RESPONDENT, Rule(conditions)), selection_facts(project)


def pasting(project: Project) -> object:
    people = list_respondents(project)[:100]
    edits = [RespondentEdit(one.id, attributes={"Tal 1": "7,5", "Tal 2": ""}) for one in people]
    column = list_attributes(project)[3].id
    return write_respondents(project, edits), write_values(project, [(one.id, column, "8") for one in people])


@pytest.mark.parametrize(
    "work",
    [list_respondents, respondent_facts, register_table, match_guesses, filtering, pasting],
    ids=lambda work: work.__name__,
)
def test_reading_and_pasting_take_the_same_statements_for_more_people(
    tmp_path: Path, work: Callable[[Project], object]
) -> None:
    counts = []
    for people in (10, 100):
        with made(tmp_path / f"{people}.qcp", people) as project:
            counts.append(statements(project, lambda project=project: work(project)))  # type: ignore[misc]
    assert counts[0] == counts[1] < 60
