"""The code tree: paths, moving, merging, removing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.domain.palette import CODE_COLOURS
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import (
    MAX_LEVELS,
    add_code,
    add_code_path,
    count_codes,
    describe_code,
    find_code,
    merge_codes,
    move_codes,
    parse_path,
    read_tree,
    recolour_code,
    remove_codes,
    rename_code,
    set_code_memo,
    write_path,
)
from qualcoder_peer.core.services.coding import NewCoding, add_codings, set_coding_memo, set_star
from qualcoder_peer.core.services.memos import memos_of
from qualcoder_peer.core.services.quotes import iter_quotes
from tests.support.projects import add_text, dump


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as made:
        yield made


def shape(project: Project) -> list[str]:
    tree = read_tree(project)
    return [write_path(tree.path(code.id)) for code in tree.in_order()]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Fråga 1/Tomrummet", ("Fråga 1", "Tomrummet")),
        (" a / b ", ("a", "b")),
        ("och\\/eller/x", ("och/eller", "x")),
        ("a", ("a",)),
    ],
)
def test_paths_are_read_as_they_are_written(written: str, names: tuple[str, ...]) -> None:
    assert parse_path(written) == names
    assert parse_path(write_path(names)) == names


@pytest.mark.parametrize("written", ["", "/", "a//b", "a/", " / ", "a/" * 3000 + "b"])
def test_paths_that_are_none(written: str) -> None:
    with pytest.raises(InvalidInput):
        parse_path(written)


def test_roles_and_colours_that_are_not_said(project: Project) -> None:
    add_code_path(project, ["Fråga", "Tema", "Kod"])
    add_code(project, "Ensam")
    codes = read_tree(project).in_order()
    assert [code.role for code in codes] == [CodeRole.QUESTION, CodeRole.THEME, CodeRole.CODE, CodeRole.THEME]
    assert [code.colour for code in codes] == list(CODE_COLOURS[:4])
    assert add_code_path(project, ["Fråga", "Tema"], role=CodeRole.GOAL, colour="#ABCDEF") == codes[1].id
    assert (read_tree(project).by_id[codes[1].id].role, read_tree(project).by_id[codes[1].id].colour) == (
        CodeRole.GOAL, "#abcdef"
    )  # fmt: skip


def test_the_same_name_may_stand_twice(project: Project) -> None:
    first, second = add_code(project, "a"), add_code(project, "a")
    below = add_code(project, "b", second)
    assert find_code(project, "a").id == first
    assert find_code(project, "a/b").id == below
    assert find_code(project, "b").id == below
    add_code(project, "b", first)
    with pytest.raises(InvalidInput, match="several codes"):
        find_code(project, "b")
    with pytest.raises(NotFound):
        find_code(project, "a/c")
    assert add_code_path(project, ["a", "b"]) != below


def test_moving(project: Project) -> None:
    a, b, c = (add_code(project, name) for name in "abc")
    d = add_code(project, "d", a)
    move_codes(project, [c], None, 0)
    assert shape(project) == ["c", "a", "a/d", "b"]
    move_codes(project, [b, c, b], a, 0)
    assert shape(project) == ["a", "a/b", "a/c", "a/d"]
    move_codes(project, [d, b], a, 2)
    assert shape(project) == ["a", "a/c", "a/d", "a/b"]
    with pytest.raises(InvalidInput, match="under itself"):
        move_codes(project, [a], d)
    with pytest.raises(NotFound):
        move_codes(project, [CodeId(99)], a)
    project.undo(3)
    assert shape(project) == ["a", "a/d", "b", "c"]


def test_merging_loses_nothing(project: Project) -> None:
    document = add_text(project, "A", "ord " * 50)
    target, source = add_code(project, "tom", texts={"definition": "A"}), add_code(project, "tomrum")
    describe_code(project, source, definition="B", example="exempel")
    set_code_memo(project, target, "memo 1")
    set_code_memo(project, source, "memo 2")
    below = add_code(project, "under", source)
    kept, same, other = add_codings(
        project,
        [NewCoding(document, target, 0, 9, memo="m1"), NewCoding(document, source, 0, 9, memo="m2", starred=True),
         NewCoding(document, source, 12, 19)],  # apart: what overlaps is joined when it is coded
    )  # fmt: skip
    add_codings(project, [NewCoding(document, source, 0, 9, coder="BK")])
    before = dump(project.path)
    merge_codes(project, [source, source], target)
    tree = read_tree(project)
    assert shape(project) == ["tom", "tom/under"] and below in tree.by_id
    assert (tree.by_id[target].definition, tree.by_id[target].example) == ("A\n\nB", "exempel")
    assert [memo.text for memo in memos_of(project, "code", target)] == ["memo 1\n\nmemo 2"]
    quotes = {quote.id: quote for quote in iter_quotes(project)}
    assert same not in quotes and other in quotes and len(quotes) == 3
    assert (quotes[kept].memo, quotes[kept].starred) == ("m1\n\nm2", True)
    project.undo()
    assert dump(project.path) == before
    with pytest.raises(InvalidInput, match="below it"):
        merge_codes(project, [source], below)


def test_removing_takes_what_is_below(project: Project) -> None:
    document = add_text(project, "A", "ord " * 50)
    top = add_code(project, "a")
    below = add_code(project, "b", top)
    (one,) = add_codings(project, [NewCoding(document, below, 0, 9)])
    set_star(project, one, True)
    set_coding_memo(project, one, "m")
    before = dump(project.path)
    assert remove_codes(project, [top, below, top]) == 2
    assert shape(project) == [] and list(iter_quotes(project)) == []
    assert remove_codes(project, [top]) == 0
    project.undo()
    assert dump(project.path) == before


def test_a_tree_of_fifty_levels_and_no_more(project: Project) -> None:
    code = add_code_path(project, ["k"] * MAX_LEVELS)
    before = dump(project.path)
    other = find_code(project, "k").id
    for attempt in (
        lambda: add_code(project, "deeper", code),
        lambda: add_code_path(project, ["k"] * (MAX_LEVELS + 1)),
    ):
        with pytest.raises(InvalidInput, match="at most 50 levels"):
            attempt()
    assert dump(project.path) == before
    short = add_code_path(project, ["a", "b", "c"])
    top = find_code(project, "a").id
    with pytest.raises(InvalidInput, match="levels"):
        move_codes(project, [top], code)
    with pytest.raises(InvalidInput, match="levels"):
        merge_codes(project, [top], code)
    move_codes(project, [short], read_tree(project).by_id[code].parent_id)
    assert len(read_tree(project).path(short)) == MAX_LEVELS
    full = dump(project.path)
    remove_codes(project, [other])
    assert shape(project) == ["a", "a/b"]
    project.undo()
    assert dump(project.path) == full


@pytest.mark.parametrize(
    "attempt",
    [
        lambda project: add_code(project, "x", CodeId(9)),
        lambda project: rename_code(project, CodeId(9), "x"),
        lambda project: recolour_code(project, CodeId(9), "#000000"),
        lambda project: describe_code(project, CodeId(9), definition="x"),
        lambda project: set_code_memo(project, CodeId(9), "x"),
        lambda project: merge_codes(project, [CodeId(9)], CodeId(8)),
    ],
)
def test_what_is_gone_is_told_of(project: Project, attempt: object) -> None:
    with pytest.raises(NotFound):
        attempt(project)  # type: ignore[operator]
    assert len(project.history()) == 1


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "123456", "#gggggg", "＃112233"])
def test_colours_that_are_none(project: Project, colour: str) -> None:
    code = add_code(project, "a")
    with pytest.raises(InvalidInput, match="is no colour"):
        recolour_code(project, code, colour)
    with pytest.raises(InvalidInput):
        add_code(project, "b", colour=colour)


def test_counting_some_codes_gives_their_family(project: Project) -> None:
    add_code_path(project, ["a", "b"])
    add_code_path(project, ["c"])
    assert set(count_codes(project, [find_code(project, "a/b").id])) == {
        find_code(project, "a").id, find_code(project, "a/b").id
    }  # fmt: skip
    assert len(count_codes(project)) == 3
