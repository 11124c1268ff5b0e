"""Tables kept under a name: saved, changed, renamed, deleted, undone, and names that are taken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.saved_tables import (
    MATRIX,
    QUOTES,
    change_table,
    list_tables,
    remove_table,
    rename_table,
    save_table,
    table_settings,
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as made:
        yield made


def names(project: Project, kind: str = MATRIX) -> list[str]:
    return [one.name for one in list_tables(project, kind)]


def test_what_is_saved_comes_back(project: Project) -> None:
    save_table(project, MATRIX, "  Efter\n plats ", {"by": "attribute", "attribute": 3, "sets": [1]})
    (kept,) = list_tables(project, MATRIX)
    assert kept.name == "Efter plats"
    assert table_settings(kept) == {"by": "attribute", "attribute": 3, "sets": [1]}
    assert not list_tables(project, QUOTES)


def test_a_name_is_taken_within_its_kind(project: Project) -> None:
    first = save_table(project, MATRIX, "Plats", {})
    save_table(project, QUOTES, "Plats", {})
    other = save_table(project, MATRIX, "Våg", {})
    with pytest.raises(InvalidInput, match="PLATS"):
        save_table(project, MATRIX, "PLATS", {})
    with pytest.raises(InvalidInput):
        rename_table(project, other, "plats")
    rename_table(project, first, "plats")
    assert names(project) == ["Våg", "plats"]


@pytest.mark.parametrize("name", ["", "  \n", "x" * 201, "a\x00b", "\ud800"])
def test_names_that_cannot_be(project: Project, name: str) -> None:
    with pytest.raises(InvalidInput):
        save_table(project, MATRIX, name, {})
    assert not names(project) and project.undo_label() is None


def test_every_step_is_undone_and_none_is_empty(project: Project) -> None:
    table = save_table(project, MATRIX, "Plats", {"deepest": 2})
    change_table(project, table, {"deepest": 2})
    rename_table(project, table, "Plats")
    change_table(project, table, {"deepest": 1})
    rename_table(project, table, "Ort")
    remove_table(project, table)
    assert not names(project)
    project.undo()
    assert names(project) == ["Ort"]
    project.undo()
    assert names(project) == ["Plats"]
    project.undo()
    assert table_settings(list_tables(project, MATRIX)[0]) == {"deepest": 2}
    project.undo()
    assert not names(project)


def test_what_is_gone_is_said(project: Project) -> None:
    table = save_table(project, MATRIX, "Plats", {})
    remove_table(project, table)
    for doing in (
        lambda: remove_table(project, table),
        lambda: rename_table(project, table, "x"),
        lambda: change_table(project, table, {}),
    ):
        with pytest.raises(NotFound):
            doing()


def test_settings_that_cannot_be_read_are_none(project: Project) -> None:
    with project.transaction("x") as store:
        store.saved_tables.add("a", MATRIX, "{")
        store.saved_tables.add("b", MATRIX, "[1]")
    assert [table_settings(one) for one in list_tables(project, MATRIX)] == [{}, {}]
