"""Coding by rules: what is planned, what is left out, one step, confirmed, rejected, and never doubled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId
from qualcoder_peer.core.domain.model import Coding, SpeakerRole, Stance
from qualcoder_peer.core.domain.sources import FoundPlace, PlaceKind
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.autocoding import (
    ByPlace,
    BySpeaker,
    Plan,
    Rule,
    Scope,
    apply,
    confirm,
    plan_autocoding,
    preview,
    reject,
)
from qualcoder_peer.core.services.autocoding_rules import place_labels
from qualcoder_peer.core.services.codebook import add_code, remove_codes
from qualcoder_peer.core.services.coding import (
    NewCoding,
    add_codings,
    change_edges,
    recode,
    set_coding_memo,
    set_stance,
    set_star,
)
from qualcoder_peer.core.services.finding import FindKind, Query
from qualcoder_peer.core.services.quotes import iter_quotes
from qualcoder_peer.core.services.respondents import find_respondent
from qualcoder_peer.core.services.sources import remove_documents
from tests.support.growth import assert_growth, seconds
from tests.support.projects import add_text, dump

TALK = (
    "Om stöd\n\nI: Fick du stöd?\n\nR1: Ja, stöd av Ann. Stöd t.ex. varje dag, mycket stöd.\nSen inget.\n\n"
    "I: Och du?\n\nR2: Stödet tog slut. Ensam!"
)
ROLES = {
    "I": (SpeakerRole.INTERVIEWER, ""),
    "R1": (SpeakerRole.RESPONDENT, "Kim"),
    "R2": (SpeakerRole.RESPONDENT, "Robin"),
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="T", coder="AB") as made:
        add_text(made, "Samtal", TALK, **ROLES)
        yield made


@pytest.fixture
def code(project: Project) -> CodeId:
    return add_code(project, "Stöd")


def planned(project: Project, rule: Rule, scope: Scope, code: CodeId | None = None, **more: bool) -> list[str]:
    """The words that would be coded."""
    plan = plan_autocoding(project, rule, scope, code, **more)
    return [one.quote for one in preview(project, plan.rows)]


def codings(project: Project) -> list[Coding]:
    with project.reading() as store:
        return [coding for coding, _ in store.codings.filtered()]


def places(project: Project, document: DocumentId, found: list[FoundPlace]) -> None:
    with project.transaction("places") as store:
        store.places.add(document, found)


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope.HIT, ["stöd", "Stöd", "stöd", "Stöd"]),
        (Scope.SENTENCE, ["Ja, stöd av Ann.", "Stöd t.ex. varje dag, mycket stöd.", "Stödet tog slut."]),
        (Scope.PARAGRAPH, ["Ja, stöd av Ann. Stöd t.ex. varje dag, mycket stöd.", "Stödet tog slut. Ensam!"]),
        (Scope.TURN, ["Ja, stöd av Ann. Stöd t.ex. varje dag, mycket stöd.\nSen inget.", "Stödet tog slut. Ensam!"]),
    ],
)
def test_each_scope_stays_in_what_one_respondent_says(project: Project, scope: Scope, words: list[str]) -> None:
    assert planned(project, Query("stöd"), scope) == words


def test_what_is_left_out_is_counted(project: Project, code: CodeId) -> None:
    plan = plan_autocoding(project, Query("stöd"), Scope.SENTENCE, code)
    assert plan.left_out == 2  # the title, which nobody says, and the question
    assert [len(row.hits) for row in plan.rows] == [1, 2, 1]
    assert plan_autocoding(project, Query("R1"), Scope.TURN, code).left_out == 1
    assert planned(project, Query("stöd"), Scope.SENTENCE, evidence_only=False)[:2] == ["Om stöd", "Fick du stöd?"]


def test_a_hit_over_two_turns_is_coded_in_both_without_the_label(project: Project) -> None:
    over = Query(r"inget\.\s+I: Och du\?\s+R2: Stödet", FindKind.REGEX)
    assert planned(project, over, Scope.HIT) == ["inget.", "Stödet"]
    assert planned(project, over, Scope.HIT, evidence_only=False) == ["inget.", "Och du?", "Stödet"]
    assert planned(project, Query("du stöd?  R1: Ja"), Scope.HIT) == ["Ja"]


def test_a_text_without_speakers_is_coded_by_paragraph(project: Project) -> None:
    add_text(project, "Anteckning", "Stöd i lokalen.\n\nMer stöd.")
    where = Query("stöd", documents=(DocumentId(2),))
    assert planned(project, where, Scope.TURN) == ["Stöd i lokalen.", "Mer stöd."]


def test_applied_as_one_step_and_taken_back_by_one_undo(project: Project, code: CodeId) -> None:
    before = dump(project.path)
    plan = plan_autocoding(project, Query("stöd"), Scope.SENTENCE, code)
    made = apply(project, plan)
    assert len(made) == 3
    assert [(one.start, one.end, one.automatic) for one in codings(project)] == [
        (row.start, row.end, True) for row in plan.rows
    ]
    assert [quote.automatic for quote in iter_quotes(project)] == [True] * 3
    label = project.undo_label()
    assert label is not None and label.count == 3 and label.parts["name"] == "Stöd"
    project.undo()
    after = dump(project.path)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


def test_only_the_rows_ticked_are_coded(project: Project, code: CodeId) -> None:
    plan = plan_autocoding(project, Query("stöd"), Scope.HIT, code)
    apply(project, plan, plan.rows[1:2])
    assert [(one.start, one.end) for one in codings(project)] == [(plan.rows[1].start, plan.rows[1].end)]


def test_nothing_is_doubled(project: Project, code: CodeId) -> None:
    apply(project, plan_autocoding(project, Query("stöd"), Scope.SENTENCE, code))
    again = plan_autocoding(project, Query("stöd"), Scope.SENTENCE, code)
    assert [row.already for row in again.rows] == [True] * 3
    inside = plan_autocoding(project, Query("stöd"), Scope.HIT, code)
    assert all(row.already for row in inside.rows)
    assert apply(project, again) == apply(project, inside) == []
    others = plan_autocoding(project, Query("stöd"), Scope.SENTENCE, code, coder="CD")
    assert not any(row.already or row.joins for row in others.rows)
    assert len(apply(project, others)) == 3 and len(codings(project)) == 6


def test_a_row_that_overlaps_a_coding_becomes_one_with_it(project: Project, code: CodeId) -> None:
    start = TALK.index("av Ann. Stöd")
    (mine,) = add_codings(project, [NewCoding(DocumentId(1), code, start, start + 12, memo="Ann")])
    plan = plan_autocoding(project, Query("stöd"), Scope.SENTENCE, code)
    assert [row.joins for row in plan.rows] == [True, True, False]
    made = apply(project, plan)
    assert made[0] == mine and len(codings(project)) == 2
    (first, second) = codings(project)
    assert (first.start, first.end) == (plan.rows[0].start, plan.rows[1].end)
    assert not first.automatic and second.automatic  # a person made part of it


def test_rows_beside_each_other_stay_apart(project: Project, code: CodeId) -> None:
    apply(project, plan_autocoding(project, Query("stöd"), Scope.SENTENCE, code))
    assert len(codings(project)) == 3


def test_confirmed_and_rejected(project: Project, code: CodeId) -> None:
    first, second, third = apply(project, plan_autocoding(project, Query("stöd"), Scope.SENTENCE, code))
    assert confirm(project, [first]) == 1
    assert confirm(project, [first]) == 0
    assert reject(project, [first, second]) == 1
    assert [(one.id, one.automatic) for one in codings(project)] == [(first, False), (third, True)]
    project.undo()
    project.undo()
    assert [one.automatic for one in codings(project)] == [True] * 3


@pytest.mark.parametrize("way", ["edges", "stance", "star", "memo", "code", "again"])
def test_who_changes_an_automatic_coding_confirms_it(project: Project, code: CodeId, way: str) -> None:
    plan = plan_autocoding(project, Query("Ensam"), Scope.SENTENCE, code)
    (made,) = apply(project, plan)
    (row,) = plan.rows
    other = add_code(project, "Annan")
    ways = {
        "edges": lambda: change_edges(project, made, row.start, row.end - 1),
        "stance": lambda: set_stance(project, made, Stance.FOR),
        "star": lambda: set_star(project, made, True),
        "memo": lambda: set_coding_memo(project, made, "Sant"),
        "code": lambda: recode(project, [made], other),
        "again": lambda: add_codings(project, [NewCoding(DocumentId(1), code, row.start, row.end)]),
    }
    ways[way]()
    assert [one.automatic for one in codings(project)] == [False]
    project.undo()
    assert [one.automatic for one in codings(project)] == [True]


def test_by_speaker(project: Project) -> None:
    kim = find_respondent(project, "Kim")
    turn = "Ja, stöd av Ann. Stöd t.ex. varje dag, mycket stöd.\nSen inget."
    assert planned(project, BySpeaker((kim,)), Scope.TURN) == [turn]
    assert planned(project, BySpeaker(labels=("r2",)), Scope.HIT) == ["Stödet tog slut. Ensam!"]
    assert planned(project, BySpeaker(labels=("R2",)), Scope.SENTENCE) == ["Stödet tog slut.", "Ensam!"]
    assert planned(project, BySpeaker((kim,)), Scope.PARAGRAPH) == turn.split("\n")
    assert planned(project, BySpeaker(labels=("I",)), Scope.TURN) == []
    assert planned(project, BySpeaker(labels=("I",)), Scope.TURN, evidence_only=False) == [
        "Fick du stöd?", "Och du?"
    ]  # fmt: skip
    with pytest.raises(NotFound):
        plan_autocoding(project, BySpeaker(labels=("R9",)), Scope.TURN, None)


def test_by_heading(project: Project) -> None:
    text = "Bakgrund\nEtt.\n\nTvå.\n\nMetod\nTre.\n\nUrval\nFyra.\n\nSlut\nFem."
    document = add_text(project, "Rapport", text)
    heads = [("Bakgrund", 1), ("Metod", 1), ("Urval", 2), ("Slut", 1)]
    places(project, document, [FoundPlace(PlaceKind.HEADING, text.index(name), name, level) for name, level in heads])
    assert planned(project, ByPlace(PlaceKind.HEADING, ("bakgrund",)), Scope.HIT) == ["Ett.\n\nTvå."]
    assert planned(project, ByPlace(PlaceKind.HEADING, ("Bakgrund",)), Scope.PARAGRAPH) == ["Ett.", "Två."]
    assert planned(project, ByPlace(PlaceKind.HEADING, ("Metod",)), Scope.HIT) == ["Tre.\n\nUrval\nFyra."]
    assert planned(project, ByPlace(PlaceKind.HEADING, ("Urval", "Slut")), Scope.HIT) == ["Fyra.", "Fem."]
    assert place_labels(project, PlaceKind.HEADING) == [(name, 1) for name, _ in heads]
    with pytest.raises(NotFound, match="Finns inte"):
        plan_autocoding(project, ByPlace(PlaceKind.HEADING, ("Finns inte",)), Scope.HIT, None)


def test_by_column_of_a_sheet(project: Project) -> None:
    both = add_text(project, "Svar 1", "Vad var bra?\nAllt.\n\nVad saknades?\nStöd.")
    columns = [FoundPlace(PlaceKind.FIELD, 0, "Vad var bra?"), FoundPlace(PlaceKind.FIELD, 20, "Vad saknades?")]
    places(project, both, columns)
    alone = add_text(project, "Svar 2", "Inget.")
    places(project, alone, [FoundPlace(PlaceKind.FIELD, 0, "Vad saknades?")])
    assert planned(project, ByPlace(PlaceKind.FIELD, ("Vad saknades?",)), Scope.HIT) == ["Stöd.", "Inget."]
    assert planned(project, ByPlace(PlaceKind.FIELD, ("Vad var bra?",)), Scope.HIT) == ["Allt."]
    where = Query(documents=(alone,))
    assert planned(project, ByPlace(PlaceKind.FIELD, ("Vad saknades?",), where), Scope.HIT) == ["Inget."]


def test_a_text_that_has_changed_since_is_not_coded(project: Project, code: CodeId) -> None:
    plan = plan_autocoding(project, Query("stöd"), Scope.HIT, code)
    with project.transaction("edit") as store:
        store.revisions.rewrite(DocumentId(1), TALK[1:] + ".", ())
    with pytest.raises(InvalidInput, match="has changed"):
        apply(project, plan)
    assert codings(project) == []


def test_what_is_gone_since_is_told(project: Project, code: CodeId) -> None:
    other = add_text(project, "Till", "Mer stöd.")
    plan = plan_autocoding(project, Query("stöd"), Scope.HIT, code)
    remove_documents(project, [other])
    with pytest.raises(NotFound):
        apply(project, plan)
    remove_codes(project, [code])
    with pytest.raises(NotFound):
        apply(project, plan)
    with pytest.raises(NotFound):
        plan_autocoding(project, Query("stöd"), Scope.HIT, code)
    assert codings(project) == []


def test_a_plan_without_a_code_is_applied_with_one(project: Project) -> None:
    plan: Plan = plan_autocoding(project, Query("stöd"), Scope.HIT, None)
    with pytest.raises(InvalidInput):
        apply(project, plan)
    made: list[CodingId] = apply(project, plan, code=add_code(project, "Ny"))
    assert len(made) == len(plan.rows)


def test_what_cannot_be_stored_is_found_and_named_all_the_same(project: Project, code: CodeId) -> None:
    plan = plan_autocoding(project, Query("Ensam|\ud800|\x00", FindKind.REGEX), Scope.HIT, code)
    assert len(apply(project, plan)) == 1
    label = project.undo_label()
    assert label is not None and "Ensam" in str(label.parts["rule"])


def test_time_grows_with_the_rows_and_no_faster(project: Project) -> None:
    document = add_text(project, "Lång", "Inget stöd alls. " * 12_000)

    def cost(rows: int) -> float:
        plan = plan_autocoding(
            project, Query("stöd", documents=(document,)), Scope.HIT, add_code(project, "Ny")
        )
        made: list[CodingId] = []
        taken = seconds(lambda: made.extend(apply(project, plan, plan.rows[:rows])))
        assert len(made) == rows
        return taken

    assert_growth(cost, 3_000, 12_000, 10)
