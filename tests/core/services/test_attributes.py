"""Typed columns of respondents and of documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import AttributeId
from qualcoder_peer.core.domain.model import AttributeKind, Owner
from qualcoder_peer.core.domain.selections import Condition, Field, Operator, Rule
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import (
    add_attribute,
    change_choices,
    change_kind,
    common_values,
    list_attributes,
    move_attribute,
    named_values,
    plan_kind,
    remove_attribute,
    rename_attribute,
    set_attribute,
    shown_value,
    write_values,
)
from qualcoder_peer.core.services.respondents import RespondentEdit, add_respondent, list_respondents, write_respondents
from qualcoder_peer.core.services.selections import add_filter, respondents_of
from tests.support.projects import add_text, dump

NUMBER, DATE, CHOICE, YES_NO = (
    AttributeKind.NUMBER, AttributeKind.DATE, AttributeKind.CHOICE, AttributeKind.YES_NO
)  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="P", coder="AB") as made:
        yield made


def _values(project: Project, owner: Owner = Owner.RESPONDENT) -> list[dict[str, str]]:
    return list(named_values(project, owner).values())


def test_columns_of_few_values_offer_them(project: Project) -> None:
    people = [add_respondent(project, f"P{number}") for number in range(25)]
    for number, person in enumerate(people):
        set_attribute(project, person, "Ort", ("Norr", "Söder", "")[number % 3])
        set_attribute(project, person, "Fritext", f"svar {number}")
    add_attribute(project, "Tom")
    found = [(one.name, values) for one, values in common_values(project)]
    assert found == [("Ort", ("Norr", "Söder"))]


def test_values_are_checked_and_stored_in_one_way(project: Project) -> None:
    kim = add_respondent(project, "Kim")
    for name, kind in (("Ålder", NUMBER), ("Start", DATE), ("Kontakt", YES_NO)):
        add_attribute(project, name, kind=kind)
    add_attribute(project, "Enhet", kind=CHOICE, choices=[" Norr", "Syd", "norr"])
    typed = {"Ålder": "41,50", "Start": "1.3.2026", "Kontakt": "Ja", "Enhet": "NORR", "Fritt": " ord "}
    write_respondents(project, [RespondentEdit(kim, attributes=typed)])
    stored = {"Ålder": "41.5", "Start": "2026-03-01", "Kontakt": "yes", "Enhet": "Norr", "Fritt": "ord"}
    assert list_respondents(project)[0].attributes == stored
    before = dump(project.path)
    for name in typed:
        if name != "Fritt":
            with pytest.raises(InvalidInput, match=name):
                set_attribute(project, kim, name, "hej")
            with pytest.raises(InvalidInput, match=name):
                write_respondents(project, [RespondentEdit(kim, attributes={"Fritt": "x", name: "hej"})])
    assert dump(project.path) == before
    set_attribute(project, kim, "Ålder", "")
    assert "Ålder" not in list_respondents(project)[0].attributes


def test_documents_have_columns_of_their_own(project: Project) -> None:
    first, second = add_text(project, "A", "Ord."), add_text(project, "B", "Fler ord.")
    person = add_respondent(project, "Kim")
    wave = add_attribute(project, "Mätning", Owner.DOCUMENT, NUMBER)
    add_attribute(project, "Mätning")
    write_values(project, [(first, wave, "1"), (second, wave, "2,0")], Owner.DOCUMENT)
    set_attribute(project, first, "Plats", "Torget", Owner.DOCUMENT)
    set_attribute(project, person, "Mätning", "första")
    assert named_values(project, Owner.DOCUMENT) == {first: {"Mätning": "1", "Plats": "Torget"},
                                                     second: {"Mätning": "2"}}  # fmt: skip
    assert named_values(project) == {person: {"Mätning": "första"}}
    assert [one.name for one in list_attributes(project, Owner.DOCUMENT)] == ["Mätning", "Plats"]
    with pytest.raises(NotFound):
        write_values(project, [(person + 99, wave, "1")], Owner.DOCUMENT)
    with pytest.raises(NotFound):
        write_values(project, [(person, wave, "1")])  # a column of the other table
    with pytest.raises(InvalidInput):
        write_values(project, [(first, wave, "2"), (second, wave, "två")], Owner.DOCUMENT)
    project.undo(2)
    assert named_values(project, Owner.DOCUMENT)[first] == {"Mätning": "1"}


def test_columns_are_added_named_moved_and_removed_and_all_of_it_undone(project: Project) -> None:
    start = dump(project.path)
    a, b, c = (add_attribute(project, name) for name in "abc")
    d = add_attribute(project, "d", position=1)
    assert [one.id for one in list_attributes(project)] == [a, d, b, c]
    move_attribute(project, c, 0)
    move_attribute(project, a, 99)
    rename_attribute(project, b, " b  b ")
    remove_attribute(project, d)
    assert [(one.name, one.id) for one in list_attributes(project)] == [("c", c), ("b b", b), ("a", a)]
    for wrong in ("", "a"):
        with pytest.raises(InvalidInput):
            rename_attribute(project, b, wrong)
    for work in (lambda: rename_attribute(project, d, "x"), lambda: move_attribute(project, d, 0)):
        with pytest.raises(NotFound):
            work()
    project.undo(8)
    assert dump(project.path) == start


def test_another_kind_converts_what_fits_and_refuses_the_rest_with_a_list(project: Project) -> None:
    people = [add_respondent(project, f"R{number}") for number in range(5)]
    for person, value in zip(people, ["12", "1,5", "12", "okänd", "vet ej"], strict=True):
        set_attribute(project, person, "Ålder", value)
    column = list_attributes(project)[0].id
    plan = plan_kind(project, column, NUMBER)
    assert [(one.old, one.new, one.count) for one in plan.converted] == [("1,5", "1.5", 1)]
    assert [(one.old, one.count) for one in plan.unfitting] == [("okänd", 1), ("vet ej", 1)]
    before = dump(project.path)
    with pytest.raises(InvalidInput) as caught:
        change_kind(project, column, NUMBER)
    assert "“okänd” (1), “vet ej” (1) do not fit" in texts("en").say(caught.value.message)
    assert dump(project.path) == before
    change_kind(project, column, NUMBER, drop_unfitting=True)
    assert _values(project) == [{"Ålder": "12"}, {"Ålder": "1.5"}, {"Ålder": "12"}]
    project.undo()
    assert dump(project.path) == before


def test_values_become_choices_and_yes_reads_as_the_project_speaks(tmp_path: Path) -> None:
    with Project.create(tmp_path / "en.qcp", title="P", language="en", coder="AB") as project:
        kim, robin = add_respondent(project, "Kim"), add_respondent(project, "Robin")
        column = add_attribute(project, "Contact", kind=YES_NO)
        write_values(project, [(kim, column, "ja"), (robin, column, "nej")])
        found = list_attributes(project)[0]
        assert [shown_value(found, one, texts("en")) for one in ("yes", "no", "")] == ["Yes", "No", ""]
        assert change_kind(project, column, CHOICE).choices == ("No", "Yes")
        assert _values(project) == [{"Contact": "Yes"}, {"Contact": "No"}]
        change_kind(project, column, YES_NO)
        assert _values(project) == [{"Contact": "yes"}, {"Contact": "no"}]
        assert not list_attributes(project)[0].choices


def test_choices_change_names_everywhere_and_none_in_use_is_lost(project: Project) -> None:
    kim, robin = add_respondent(project, "Kim"), add_respondent(project, "Robin")
    column = add_attribute(project, "Enhet", kind=CHOICE, choices=["Norr", "Syd", "Öst"])
    write_values(project, [(kim, column, "Norr"), (robin, column, "Syd")])
    condition = Condition(Owner.RESPONDENT, Field.ATTRIBUTE, Operator.IS, ("Norr",), column)
    saved = add_filter(project, Owner.RESPONDENT, "Norrifrån", Rule((condition,)))
    with pytest.raises(InvalidInput, match="“Syd”"):
        change_choices(project, column, ["Norr"])
    change_choices(project, column, ["Syd", "Norr"], {"Norr": "Syd", "Syd": "Norr"})  # they change places
    assert _values(project) == [{"Enhet": "Syd"}, {"Enhet": "Norr"}]
    assert respondents_of(project, saved) == (kim,)
    project.undo()
    assert _values(project) == [{"Enhet": "Norr"}, {"Enhet": "Syd"}]


def test_a_comma_is_shown_where_it_is_read(project: Project) -> None:
    add_attribute(project, "Tal", kind=NUMBER)
    column = list_attributes(project)[0]
    assert [shown_value(column, "1.5", texts(one)) for one in ("sv", "da", "en")] == ["1,5", "1,5", "1.5"]


def test_a_column_that_is_gone_is_told(project: Project) -> None:
    with pytest.raises(NotFound):
        change_kind(project, AttributeId(99), NUMBER)
    with pytest.raises(InvalidInput):
        add_attribute(project, "Lång", kind=CHOICE, choices=[str(number) for number in range(201)])
