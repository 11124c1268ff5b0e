"""What importing a code book would do, and doing it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, new_guid
from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.domain.palette import CODE_COLOURS
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.code_history import history_of
from qualcoder_peer.core.services.codebook import (
    MAX_LEVELS,
    add_code,
    add_code_path,
    describe_code,
    find_code,
    read_tree,
    rename_code,
    set_code_memo,
    write_path,
)
from qualcoder_peer.core.services.codebook_import import (
    ImportedCodebook,
    ReadCode,
    ReadCodebook,
    import_codebook,
    plan_codebook,
)
from qualcoder_peer.core.services.memos import memos_of
from tests.support.projects import dump
from tests.support.statements import sent_statements


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as made:
        yield made


def book(*codes: ReadCode) -> ReadCodebook:
    return ReadCodebook("b.csv", codes)


def shape(project: Project) -> list[str]:
    tree = read_tree(project)
    return [write_path(tree.path(code.id)) for code in tree.in_order()]


def texts_of(project: Project, code: CodeId) -> tuple[str, str]:
    found = read_tree(project).by_id[code]
    return found.definition, found.example


def test_new_codes_come_as_one_step_and_go_with_one_undo(project: Project) -> None:
    add_code(project, "Först", colour=CODE_COLOURS[0])
    before = dump(project.path)
    read = book(
        ReadCode("F1", role=CodeRole.QUESTION, texts={"definition": "d"}),
        ReadCode("Tillit", 0, memo="minns", guid="{" + "A" * 8 + "-aaaa-aaaa-aaaa-" + "a" * 12 + "}"),
        ReadCode("Kod", 1, colour="#123456"),
        ReadCode("Sist"),
    )
    plan = plan_codebook(project, read)
    assert (plan.new, plan.filled, plan.differing) == (4, 0, 0)
    assert dump(project.path) == before
    done = import_codebook(project, plan)
    assert shape(project) == ["Först", "F1", "F1/Tillit", "F1/Tillit/Kod", "Sist"]
    codes = [read_tree(project).by_id[one] for one in done.made]
    by_name = {one.name: one for one in codes}
    assert {one.name: one.role.value for one in codes} == {
        "F1": "question", "Tillit": "theme", "Kod": "code", "Sist": "theme",
    }  # fmt: skip
    assert by_name["Tillit"].guid == "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"
    assert by_name["Kod"].colour == "#123456"
    assert [by_name[name].colour for name in ("F1", "Tillit", "Sist")] == list(CODE_COLOURS[1:4])
    assert [one.text for one in memos_of(project, "code", by_name["Tillit"].id)] == ["minns"]
    told = history_of(project, by_name["Kod"].id)
    assert [(one.kind, one.coder, one.text.parts["above"]) for one in told] == [("created", "AJ", "Tillit")]
    project.undo()
    assert dump(project.path)["code"] == before["code"]
    assert dump(project.path)["memo"] == before["memo"]
    project.redo()
    assert shape(project)[-1] == "Sist"


def test_a_code_with_the_same_path_gets_only_what_it_lacks(project: Project) -> None:
    code = add_code_path(project, ("F1", "Tillit"), texts={"definition": "min text"})
    read = book(
        ReadCode("F1"), ReadCode("Tillit", 0, texts={"definition": "deras text", "example": "deras"}, memo="m")
    )
    plan = plan_codebook(project, read)
    assert (plan.new, plan.filled, plan.differing) == (0, 1, 1)
    assert plan.codes[1].differing == {"definition": ("min text", "deras text")}
    assert import_codebook(project, plan) == ImportedCodebook((), 1, 0)
    assert texts_of(project, code) == ("min text", "deras")
    assert [one.text for one in memos_of(project, "code", code)] == ["m"]
    again = plan_codebook(project, read)
    assert (again.new, again.filled, again.differing) == (0, 0, 1)
    assert import_codebook(project, again, replace=[1]) == ImportedCodebook((), 0, 1)
    assert texts_of(project, code) == ("deras text", "deras")
    assert [one.kind for one in history_of(project, code)][-1] == "described"
    project.undo()
    assert texts_of(project, code) == ("min text", "deras")


def test_a_code_with_the_same_guid_is_the_same_wherever_it_stands(project: Project) -> None:
    code = add_code_path(project, ("Annat", "Gammalt namn"))
    guid = read_tree(project).by_id[code].guid
    read = book(ReadCode("Nytt namn", guid="{" + guid.upper() + "}"), ReadCode("Under", 0))
    plan = plan_codebook(project, read)
    assert plan.codes[0].differing == {"name": ("Gammalt namn", "Nytt namn")}
    import_codebook(project, plan)
    assert shape(project) == ["Annat", "Annat/Gammalt namn", "Annat/Gammalt namn/Under"]
    import_codebook(project, plan_codebook(project, read), replace=[0])
    assert shape(project) == ["Annat", "Annat/Nytt namn", "Annat/Nytt namn/Under"]
    assert [one.kind for one in history_of(project, code)] == ["created", "renamed"]


def test_two_codes_with_one_path_meet_two_codes_with_one_path(project: Project) -> None:
    first, second = add_code(project, "A"), add_code(project, "A")
    guid = read_tree(project).by_id[second].guid
    plan = plan_codebook(project, book(ReadCode("A", guid=guid), ReadCode("A", guid=new_guid()), ReadCode("A")))
    assert [one.existing for one in plan.codes] == [second, first, None]


def test_under_a_code(project: Project) -> None:
    under = add_code(project, "F1", role=CodeRole.QUESTION)
    add_code(project, "Tillit", under)
    plan = plan_codebook(project, book(ReadCode("Tillit"), ReadCode("Tid")), under)
    assert [one.existing is None for one in plan.codes] == [False, True]
    import_codebook(project, plan)
    assert shape(project) == ["F1", "F1/Tillit", "F1/Tid"]
    assert find_code(project, "F1/Tid").role is CodeRole.THEME
    with pytest.raises(NotFound):
        plan_codebook(project, book(ReadCode("x")), CodeId(999))


def test_what_is_left_out_takes_new_codes_below_it_along(project: Project) -> None:
    add_code(project, "Finns")
    read = book(ReadCode("A"), ReadCode("B", 0), ReadCode("C", 1), ReadCode("Finns"), ReadCode("D", 3), ReadCode("E"))
    import_codebook(project, plan_codebook(project, read), leave_out=[0, 3])
    assert shape(project) == ["Finns", "Finns/D", "E"]
    before = dump(project.path)
    assert import_codebook(project, plan_codebook(project, read), leave_out=[0]) == ImportedCodebook()
    assert dump(project.path) == before


def test_a_plan_that_is_no_longer_true_is_refused_and_nothing_is_written(project: Project) -> None:
    code = add_code(project, "A")
    plan = plan_codebook(project, book(ReadCode("A", texts={"definition": "x"}), ReadCode("B")))
    describe_code(project, code, definition="min")
    before = dump(project.path)
    with pytest.raises(InvalidInput, match="Look at the preview again"):
        import_codebook(project, plan)
    assert dump(project.path) == before
    fresh = plan_codebook(project, book(ReadCode("A"), ReadCode("B")))
    rename_code(project, code, "C")
    with pytest.raises(InvalidInput):
        import_codebook(project, fresh)


def test_codes_below_the_lowest_level_are_refused_before_anything_is_written(project: Project) -> None:
    under = add_code_path(project, [f"n{number}" for number in range(MAX_LEVELS - 1)])
    plan_codebook(project, book(ReadCode("A")), under)
    with pytest.raises(InvalidInput, match=r"“B” in “b.csv” would come to level 51"):
        plan_codebook(project, book(ReadCode("A"), ReadCode("B", 0)), under)


def test_a_memo_that_says_otherwise_is_kept(project: Project) -> None:
    code = add_code(project, "A")
    set_code_memo(project, code, "min")
    plan = plan_codebook(project, book(ReadCode("A", memo="deras", colour="#000000")))
    assert set(plan.codes[0].differing) == {"memo", "colour"}
    import_codebook(project, plan)
    assert [one.text for one in memos_of(project, "code", code)] == ["min"]
    import_codebook(project, plan, replace=[0])
    assert [one.text for one in memos_of(project, "code", code)] == ["deras"]
    assert read_tree(project).by_id[code].colour == "#000000"


def test_five_thousand_codes_take_few_statements(project: Project) -> None:
    codes = [ReadCode(f"k{number}", None if number < 10 else number // 10, line=number) for number in range(5_000)]
    plan = plan_codebook(project, book(*codes))
    with sent_statements() as sent:
        import_codebook(project, plan)
    assert len(shape(project)) == 5_000
    assert 0 < len(sent) < 100, sent[:20]
