"""What a method chapter tells, counted by hand in a small project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.ids import CodeId, CoderId, DocumentId
from qualcoder_peer.core.domain.model import Consent
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services import code_history, coding
from qualcoder_peer.core.services.code_quotes import SplitPart, split_code
from qualcoder_peer.core.services.codebook import add_code, merge_codes, remove_codes, rename_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.method_facts import (
    DoubleCoding,
    Saturation,
    Spread,
    double_coding,
    read_method_facts,
    saturation,
)
from qualcoder_peer.core.services.respondents import add_respondent, list_respondents, set_consent
from qualcoder_peer.core.services.setup import describe_project
from tests.support.projects import add_text


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as made:
        yield made


def test_an_empty_project_has_nothing_to_tell(project: Project) -> None:
    facts = read_method_facts(project)
    assert (facts.words, facts.minutes, facts.heard, facts.coders, facts.saturation) == (None, None, 0, (), None)
    assert facts.double == DoubleCoding(0, 0, 0, 0)


def test_material_people_and_coders_are_counted(project: Project) -> None:
    first = add_text(project, "A", "[00:00:10] Intervjuare: Fick du?\n[00:31:00] R1: Jag fick stöd.\n")
    second = add_text(project, "B", "Intervjuare: Ja?\nR2: Ett två tre.\n")
    add_respondent(project, "R3")
    people = {one.name: one.id for one in list_respondents(project)}
    set_consent(project, [people["R1"]], Consent.GIVEN, "2026-03-01")
    set_consent(project, [people["R3"]], Consent.REFUSED, "")
    kept, other = add_code(project, "Stöd"), add_code(project, "Annat")
    add_codings(project, [NewCoding(second, kept, 4, 14)])
    add_codings(project, [NewCoding(second, kept, 8, 16, coder="LN"), NewCoding(first, other, 4, 8)])
    rename_code(project, other, "Övrigt")
    merge_codes(project, [other], kept)
    remove_codes(project, [add_code(project, "Bort")])
    facts = read_method_facts(project)
    assert facts.words == Spread(2, 15, 6, 6, 9), "labels and time stamps are counted as the text has them"
    assert facts.minutes == Spread(1, 31, 31, 31, 31)
    assert (facts.heard, facts.silent) == (2, 1)
    assert facts.consents == {Consent.GIVEN: 1, Consent.REFUSED: 1, Consent.UNKNOWN: 1}
    assert [(one.name, one.codings, one.documents) for one in facts.coders] == [("AJ", 2, 2), ("LN", 1, 1)]
    assert facts.double == DoubleCoding(1, 2, 6, 16), "B: 4–14 and 8–16; A: 4–8"
    assert facts.events["created"] == 3
    assert (facts.events["renamed"], facts.events["merged"], facts.events["deleted"]) == (1, 2, 1)
    assert [(one.document.title, one.new, one.all) for one in facts.first_uses] == [("B", 1, 1), ("A", 0, 1)]


def test_saturation_as_the_method_counts_it() -> None:
    """By hand: 20 codes in the first four; of the runs after (2 + 1: 15 %, 1 + 0: 5 %) the second is few enough."""
    assert saturation([9, 6, 3, 2, 2, 1, 0, 4]) == Saturation(4, 2, 20, 7, 1, True)
    found = saturation([9, 6, 3, 2, 2, 1, 0, 4])
    assert found is not None and found.per_cent == 5.0
    assert saturation([5, 5, 5, 5, 3, 3, 2]) == Saturation(4, 2, 20, 7, 5, False)
    assert saturation([5, 5, 5, 5, 0]) is None
    assert saturation([0, 0, 0, 0, 0, 0]) is None


def test_reflexive_analysis_is_not_asked_for_saturation(project: Project) -> None:
    for number in range(6):
        document = add_text(project, f"I{number}", f"Intervjuare: Ja?\nR1: Jag fick stöd {number}.\n")
        add_codings(project, [NewCoding(document, add_code(project, f"k{number}"), 4, 8)])
    describe_project(project, method="thematic")
    found = read_method_facts(project).saturation
    assert found is not None and (found.base_codes, found.new, found.reached) == (4, 2, False)
    describe_project(project, method="reflexive")
    assert read_method_facts(project).saturation is None


def test_mergers_and_splits_stand_between_the_interviews_met_before_and_after(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = {name: add_code(project, name) for name in ("Tid", "Tider", "Rum")}
    made = []
    for day, title in ((2, "Ett"), (5, "Tre"), (4, "Två")):  # not met in the order of their import
        words = f"Intervjuare: Hur då?\nR1: En tid, ett rum, en tid till.\nR1: {title}.\n"
        document = add_text(project, title, words)
        monkeypatch.setattr(coding, "now", lambda day=day: f"2026-03-0{day}T10:00:00.000Z")
        new = [NewCoding(document, codes["Tider"], 25, 31), NewCoding(document, codes["Rum"], 33, 40)]
        made += add_codings(project, new)
    monkeypatch.setattr(code_history, "now", lambda: "2026-03-03T09:00:00.000Z")
    merge_codes(project, [codes["Tider"]], codes["Tid"])
    monkeypatch.setattr(code_history, "now", lambda: "2026-03-06T09:00:00.000Z")
    split_code(project, codes["Rum"], [SplitPart((made[1],), None, "Lokalen")])
    monkeypatch.setattr(code_history, "now", lambda: "2026-03-01T09:00:00.000Z")
    merge_codes(project, [codes["Rum"]], codes["Tid"])
    found = [
        (one.is_split, one.source, one.target, *(doc.title if doc else None for doc in (one.before, one.after)))
        for one in read_method_facts(project).reshaped
    ]
    assert found == [
        (False, "Rum", "Tid", None, "Ett"), (False, "Tider", "Tid", "Ett", "Två"),
        (True, "Rum", "Lokalen", "Tre", None),
    ], "by time, each told once"  # fmt: skip


def test_double_coding_counts_letters_once() -> None:
    one, two = CoderId(1), CoderId(2)
    uses = [
        (DocumentId(1), CodeId(1), one, 0, 10, ""), (DocumentId(1), CodeId(2), one, 5, 12, ""),
        (DocumentId(1), CodeId(1), two, 11, 20, ""), (DocumentId(2), CodeId(1), two, 0, 5, ""),
    ]  # fmt: skip
    assert double_coding(uses) == DoubleCoding(1, 2, 1, 25)
