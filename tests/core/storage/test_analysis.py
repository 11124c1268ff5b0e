"""Judgements, claims and marks, and what becomes of them when codes, respondents or codings become one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.ids import CodeId, RespondentId
from qualcoder_peer.core.domain.model import Judgement
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, merge_codes
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.matching import merge_respondents
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.core.services.setup import check_project
from tests.support.projects import add_text, dump


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="Prov", coder="AJ") as opened:
        yield opened


@pytest.fixture
def people(project: Project) -> tuple[RespondentId, RespondentId]:
    add_text(project, "A", "R1: Jag fick stöd.\nR2: Jag fick inget stöd alls.\n")
    one, two = [person.id for person in list_respondents(project)]
    return one, two


def test_merged_codes_join_what_is_written_about_them(project: Project, people: tuple[RespondentId, ...]) -> None:
    kept, going = add_code(project, "Kvar"), add_code(project, "Bort")
    with project.transaction("x") as store:
        write = store.analysis
        write.mark_not_asked([(kept, people[0]), (going, people[0]), (going, people[1])], True)
        write.write_cell(kept, people[0], "ett")
        write.write_cell(going, people[0], "två")
        write.write_cell(going, people[1], "tre")
        write.write_goal(going, rubric="När alla svarat", judgement="partly")
        first, second = write.add_claim("finding", kept, "F"), write.add_claim("finding", going, "G")
        assert (first, second) == (1, 2)
    before = dump(project.path)
    merge_codes(project, [going], kept)
    with project.reading() as store:
        assert store.analysis.not_asked() == {(kept, people[0]), (kept, people[1])}
        cells = {place: cell.text for place, cell in store.analysis.cells().items()}
        assert cells == {(kept, people[0]): "ett\n\ntvå", (kept, people[1]): "tre"}
        goal = store.analysis.goals()[kept]
        assert (goal.rubric, goal.judgement) == ("När alla svarat", Judgement.PARTLY)
        assert [(one.code_id, one.position, one.text) for one in store.analysis.claims()] == [
            (kept, 0, "F"), (kept, 1, "G"),
        ]  # fmt: skip
    project.undo()
    project.settle()
    after = dump(project.path)
    assert all(after[table] == before[table] for table in before if table not in ("step", "change", "recorder"))
    assert check_project(project) == []


def test_merged_respondents_join_what_is_written_about_them(
    project: Project, people: tuple[RespondentId, RespondentId]
) -> None:
    code = add_code(project, "k")
    with project.transaction("x") as store:
        store.analysis.mark_not_asked([(code, people[1])], True)
        store.analysis.write_cell(code, people[0], "samma")
        store.analysis.write_cell(code, people[1], "samma")
    merge_respondents(project, [people[1]], people[0])
    with project.reading() as store:
        assert store.analysis.not_asked() == {(code, people[0])}
        assert [cell.text for cell in store.analysis.cells().values()] == ["samma"]


def test_evidence_follows_a_coding_that_another_takes_in(project: Project) -> None:
    document = add_text(project, "A", "Jag fick stöd av personalen hela tiden.")
    code: CodeId = add_code(project, "k")
    (first,) = add_codings(project, [NewCoding(document, code, 0, 13)])
    with project.transaction("x") as store:
        claim = store.analysis.add_claim("finding", code, "F")
        store.analysis.put_evidence(claim, [first], "supports")
        store.analysis.put_evidence(claim, [first], "contradicts")
    add_codings(project, [NewCoding(document, code, 5, 30)])
    with project.reading() as store:
        ((_, coding, side),) = store.analysis.evidence()
        assert side == "contradicts"
        assert [one.id for one in store.codings.by_ids([coding])] == [coding]
    with project.transaction("x") as store:
        store.analysis.take_evidence(claim, [coding])
    with project.reading() as store:
        assert store.analysis.evidence() == []


def test_a_conclusion_rests_on_the_findings_it_was_given(project: Project) -> None:
    code = add_code(project, "k")
    with project.transaction("x") as store:
        write = store.analysis
        one, two, end = (write.add_claim(kind, code, "x") for kind in ("finding", "finding", "conclusion"))
        write.set_basis(end, [one, two])
        write.set_basis(end, [two])
        assert write.basis() == [(end, two)]
        assert write.remove_claims([two]) == 1
        assert write.basis() == []


def test_passes_and_kept_tables(project: Project, tmp_path: Path) -> None:
    with project.transaction("x") as store:
        first = store.disclosure.add("abc", "names", "är offentlig", "AJ")
        assert store.disclosure.add("abc", "names", "är avliden", "LN") == first
        assert [(one.reason, one.coder) for one in store.disclosure.all()] == [("är avliden", "LN")]
        assert store.disclosure.remove([first]) == 1
        table = store.saved_tables.add("Efter kön", "matrix", "{}")
        assert store.saved_tables.change(table, name="Efter ålder")
        assert [one.name for one in store.saved_tables.all("matrix")] == ["Efter ålder"]
        assert store.saved_tables.all("quotes") == []
        assert store.saved_tables.remove([table]) == 1
