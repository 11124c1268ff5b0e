"""Sets and saved filters. Every expected list was worked out by hand from the table in ``project``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import AttributeId
from qualcoder_peer.core.domain.model import AttributeKind, Consent, Owner, SpeakerRole
from qualcoder_peer.core.domain.selections import Condition, Field, Operator, Rule
from qualcoder_peer.core.domain.sources import DocumentKind
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import (
    add_attribute,
    list_attributes,
    remove_attribute,
    rename_attribute,
    set_attribute,
)
from qualcoder_peer.core.services.codebook import add_code, remove_codes
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.filters import quote_filter
from qualcoder_peer.core.services.quotes import QuoteFilter, iter_quotes
from qualcoder_peer.core.services.respondents import find_respondent, respondent_names, set_consent
from qualcoder_peer.core.services.selections import (
    add_filter,
    add_members,
    add_set,
    change_filter,
    documents_of,
    find_selection,
    fitting,
    list_selections,
    remove_members,
    remove_selections,
    rename_selection,
    respondents_of,
    selection_facts,
    set_members,
)
from qualcoder_peer.core.services.sources import (
    list_documents,
    set_document_date,
    set_document_done,
    set_document_kind,
    set_document_language,
)
from tests.support.projects import add_text, dump

I, R, OTHER = SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT, SpeakerRole.OTHER
DOCUMENT, RESPONDENT = Owner.DOCUMENT, Owner.RESPONDENT
TALK = "I: Hur?\nR1: Jag gick dit.\nR2: Buss.\nR1: Ja."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Three documents and four people.

        document  kind       date        done  who is heard                       Mätning
        A         interview  2025-01-10  yes   Kim (R1), Robin (R2)               1
        B         group      2026-02-20  no    Kim (R1), Alex (R2)                2
        C         document   (none)      no    (nobody)                           (none)

        person    age  Enhet  consent    role
        Kim       30   Norr   given      respondent
        Robin     65   Syd    withdrawn  respondent
        Alex      (none) Norr  (none)    respondent
        Åse       50   (none) (none)     interviewer in A and B
    """
    with Project.create(tmp_path / "p.qcp", title="P", coder="AB") as made:
        a = add_text(made, "A", TALK, I=(I, ""), R1=(R, "Kim"), R2=(R, "Robin"))
        b = add_text(made, "B", TALK + " ", I=(I, ""), R1=(R, "Kim"), R2=(R, "Alex"))
        add_text(made, "C", "Ett beslut.")
        with made.transaction("people") as store:
            interviewer = store.respondents.add("Åse", I)
            for speaker in store.documents.speakers():
                if speaker.role is I:
                    store.documents.change_speaker(speaker.id, respondent_id=interviewer)
        for name, kind in (("Ålder", AttributeKind.NUMBER), ("Enhet", AttributeKind.CHOICE)):
            add_attribute(made, name, kind=kind, choices=("Norr", "Syd"))
        for person, name, value in (("Kim", "Ålder", "30"), ("Robin", "Ålder", "65"), ("Åse", "Ålder", "50"),
                                    ("Kim", "Enhet", "Norr"), ("Robin", "Enhet", "Syd"), ("Alex", "Enhet", "Norr")):
            set_attribute(made, find_respondent(made, person), name, value)
        add_attribute(made, "Mätning", DOCUMENT, AttributeKind.NUMBER)
        set_attribute(made, a, "Mätning", "1", DOCUMENT)
        set_attribute(made, b, "Mätning", "2", DOCUMENT)
        set_consent(made, [find_respondent(made, "Kim")], Consent.GIVEN, "2025-01-01")
        set_consent(made, [find_respondent(made, "Robin")], Consent.WITHDRAWN, "2025-06-01")
        set_document_kind(made, [a], DocumentKind.INTERVIEW)
        set_document_kind(made, [b], DocumentKind.GROUP_INTERVIEW)
        set_document_date(made, [a], "2025-01-10")
        set_document_date(made, [b], "2026-02-20")
        set_document_language(made, [b], "da")
        set_document_done(made, [a], True)
        yield made


def column(project: Project, name: str, owner: Owner = RESPONDENT) -> AttributeId:
    return next(one.id for one in list_attributes(project, owner) if one.name == name)


def names(project: Project, about: Owner, *conditions: Condition, either: bool = False) -> list[str]:
    found = fitting(project, about, Rule(conditions, either))
    if about is DOCUMENT:
        return [one.title for one in list_documents(project) if one.id in found]
    return [name for one, name in respondent_names(project).items() if one in found]


def of(owner: Owner, field: Field, operator: Operator, *values: str) -> Condition:
    return Condition(owner, field, operator, values)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (of(DOCUMENT, Field.TITLE, Operator.IS, "a"), "A"),
        (of(DOCUMENT, Field.TITLE, Operator.CONTAINS, "B"), "B"),
        (of(DOCUMENT, Field.KIND, Operator.ONE_OF, "interview", "group_interview"), "AB"),
        (of(DOCUMENT, Field.KIND, Operator.IS_NOT, "interview"), "BC"),
        (of(DOCUMENT, Field.DATE, Operator.LESS, "1.1.2026"), "A"),
        (of(DOCUMENT, Field.DATE, Operator.GREATER, "2025-01-10"), "B"),
        (of(DOCUMENT, Field.DATE, Operator.AT_LEAST, "2025-01-10"), "AB"),
        (of(DOCUMENT, Field.DATE, Operator.BETWEEN, "2026-12-31", "2026-01-01"), "B"),
        (of(DOCUMENT, Field.DATE, Operator.EMPTY), "C"),
        (of(DOCUMENT, Field.DATE, Operator.FILLED), "AB"),
        (of(DOCUMENT, Field.LANGUAGE, Operator.IS, "da"), "B"),
        (of(DOCUMENT, Field.DONE, Operator.IS, "ja"), "A"),
        (of(DOCUMENT, Field.RESPONDENTS, Operator.IS, "2"), "AB"),
        (of(DOCUMENT, Field.RESPONDENTS, Operator.AT_MOST, "0"), "C"),
        (of(DOCUMENT, Field.CODINGS, Operator.IS, "0"), "ABC"),
        (of(DOCUMENT, Field.CODE, Operator.FILLED), ""),
        (of(DOCUMENT, Field.CODE, Operator.EMPTY), "ABC"),
    ],
)
def test_documents_by_what_they_are(project: Project, condition: Condition, expected: str) -> None:
    assert names(project, DOCUMENT, condition) == list(expected)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (of(RESPONDENT, Field.NAME, Operator.CONTAINS, "i"), ["Kim", "Robin"]),
        (of(RESPONDENT, Field.ROLE, Operator.IS, "interviewer"), ["Åse"]),
        (of(RESPONDENT, Field.CONSENT, Operator.IS, "given"), ["Kim"]),
        (of(RESPONDENT, Field.CONSENT, Operator.EMPTY), ["Alex", "Åse"]),
        (of(RESPONDENT, Field.CONSENT, Operator.IS_NOT, "withdrawn"), ["Kim", "Alex", "Åse"]),
        (of(RESPONDENT, Field.CONSENT_DATE, Operator.LESS, "2025-02-01"), ["Kim"]),
        (of(RESPONDENT, Field.DOCUMENTS, Operator.IS, "2"), ["Kim"]),
        (of(RESPONDENT, Field.DOCUMENTS, Operator.IS, "0"), ["Åse"]),  # an interviewer is heard nowhere
        (of(DOCUMENT, Field.KIND, Operator.IS, "group_interview"), ["Kim", "Alex"]),
        (of(DOCUMENT, Field.DATE, Operator.LESS, "2026-01-01"), ["Kim", "Robin"]),
    ],
)
def test_respondents_by_what_they_are_and_where_they_are_heard(
    project: Project, condition: Condition, expected: list[str]
) -> None:
    assert names(project, RESPONDENT, condition) == expected


def test_attributes_of_both_sides(project: Project) -> None:
    def age(operator: Operator, *values: str) -> Condition:
        return Condition(RESPONDENT, Field.ATTRIBUTE, operator, values, column(project, "Ålder"))

    def unit(operator: Operator, *values: str) -> Condition:
        return Condition(RESPONDENT, Field.ATTRIBUTE, operator, values, column(project, "Enhet"))

    wave = Condition(DOCUMENT, Field.ATTRIBUTE, Operator.IS, ("2,0",), column(project, "Mätning", DOCUMENT))
    assert names(project, RESPONDENT, age(Operator.GREATER, "40")) == ["Robin", "Åse"]
    assert names(project, RESPONDENT, age(Operator.EMPTY)) == ["Alex"]
    assert names(project, RESPONDENT, unit(Operator.IS_NOT, "Norr")) == ["Robin", "Åse"]
    assert names(project, DOCUMENT, age(Operator.GREATER, "40")) == ["A"]  # Robin; the interviewer's 50 count nowhere
    assert names(project, DOCUMENT, wave) == ["B"]
    assert names(project, RESPONDENT, wave) == ["Kim", "Alex"]
    # In A are one of Norr (Kim, 30) and one over 40 (Robin, Syd), but nobody who is both.
    assert names(project, DOCUMENT, age(Operator.GREATER, "40"), unit(Operator.IS, "Norr")) == []
    assert names(project, DOCUMENT, age(Operator.GREATER, "40"), unit(Operator.IS, "Norr"), either=True) == ["A", "B"]
    assert names(project, RESPONDENT, wave, age(Operator.FILLED)) == ["Kim"]
    assert names(project, RESPONDENT, wave, age(Operator.GREATER, "60"), either=True) == ["Kim", "Robin", "Alex"]
    with pytest.raises(InvalidInput, match="Enhet"):
        fitting(project, RESPONDENT, Rule((unit(Operator.IS, "Öst"),)))
    with pytest.raises(InvalidInput, match="Enhet"):
        fitting(project, RESPONDENT, Rule((unit(Operator.LESS, "Norr"),)))


def test_codes_and_coders(project: Project) -> None:
    above, below = add_code(project, "Fråga"), None
    below = add_code(project, "Tema", above)
    b = next(one for one in list_documents(project) if one.title == "B")
    at = TALK.index
    add_codings(project, [NewCoding(b.id, below, at("Buss"), at("Buss") + 4)])  # Alex
    add_codings(project, [NewCoding(b.id, above, at("Hur"), at("Hur") + 3, "CD")])  # the interviewer
    code = of(DOCUMENT, Field.CODE, Operator.IS, str(above))
    assert names(project, DOCUMENT, code) == ["B"]
    assert names(project, RESPONDENT, of(RESPONDENT, Field.CODE, Operator.IS, str(above))) == ["Alex"]
    assert names(project, RESPONDENT, of(RESPONDENT, Field.CODE, Operator.FILLED)) == ["Alex"]
    assert names(project, RESPONDENT, of(RESPONDENT, Field.CODINGS, Operator.AT_LEAST, "1")) == ["Alex"]
    assert names(project, DOCUMENT, of(DOCUMENT, Field.CODINGS, Operator.IS, "2")) == ["B"]
    with project.reading() as store:
        coders = {one.name: str(one.id) for one in store.coders.all()}
    assert names(project, DOCUMENT, of(DOCUMENT, Field.CODER, Operator.IS, coders["CD"])) == ["B"]
    assert names(project, DOCUMENT, of(DOCUMENT, Field.CODER, Operator.IS_NOT, coders["AB"])) == ["A", "C"]
    saved = add_filter(project, DOCUMENT, "Med tema", Rule((code,)))
    remove_codes(project, [above])
    assert documents_of(project, saved) == () and selection_facts(project)[0].broken
    project.undo()
    assert documents_of(project, saved) == (b.id,) and not selection_facts(project)[0].broken


def test_renaming_breaks_no_filter_and_what_is_gone_fits_nothing(project: Project) -> None:
    unit = column(project, "Enhet")
    rule = Rule((Condition(RESPONDENT, Field.ATTRIBUTE, Operator.IS_NOT, ("Syd",), unit),))
    saved = add_filter(project, RESPONDENT, "Inte syd", rule)
    rename_attribute(project, unit, "Arbetsplats")
    kim, alex, ase = (find_respondent(project, name) for name in ("Kim", "Alex", "Åse"))
    assert set(respondents_of(project, saved)) == {kim, alex, ase}
    remove_attribute(project, unit)
    assert respondents_of(project, saved) == () and selection_facts(project)[0].broken
    project.undo()
    assert set(respondents_of(project, saved)) == {kim, alex, ase}


def test_sets_have_members_and_lead_to_the_other_side(project: Project) -> None:
    start = dump(project.path)
    kim, robin, ase = (find_respondent(project, name) for name in ("Kim", "Robin", "Åse"))
    a, b, c = (one.id for one in list_documents(project))
    chosen = add_set(project, RESPONDENT, " Äldre ", [robin])
    assert documents_of(project, chosen) == (a,)
    assert add_members(project, chosen, [robin, kim]) == 1
    assert documents_of(project, chosen) == (a, b) and respondents_of(project, chosen) == (kim, robin)
    assert remove_members(project, chosen, [robin, ase]) == 1
    set_members(project, chosen, [ase])
    assert documents_of(project, chosen) == ()  # the interviewer is heard nowhere
    texts = add_set(project, DOCUMENT, "Äldre", [b, c])  # the same name, about something else
    assert set(respondents_of(project, texts)) == {kim, find_respondent(project, "Alex")}
    rename_selection(project, texts, "Nya")
    assert [(one.selection.name, one.count, one.broken) for one in selection_facts(project)] == [
        ("Nya", 2, False), ("Äldre", 1, False)
    ]  # fmt: skip
    remove_selections(project, [texts])
    assert [one.name for one in list_selections(project)] == ["Äldre"]
    project.undo(7)
    assert dump(project.path) == start


def test_what_makes_no_sense_is_refused_and_changes_nothing(project: Project) -> None:
    a = list_documents(project)[0].id
    chosen = add_set(project, DOCUMENT, "Urval", [a])
    saved = add_filter(project, DOCUMENT, "Klara", Rule((of(DOCUMENT, Field.DONE, Operator.IS, "yes"),)))
    inside = Condition(DOCUMENT, Field.SET, Operator.IS, (str(saved),))
    other = add_filter(project, DOCUMENT, "Annat", Rule((inside,)))
    before = dump(project.path)
    for work in (
        lambda: add_set(project, DOCUMENT, "Urval"),
        lambda: add_set(project, DOCUMENT, "  "),
        lambda: add_set(project, DOCUMENT, "Ny", [999]),
        lambda: add_set(project, RESPONDENT, "Ny", [999]),
        lambda: add_filter(project, DOCUMENT, "Ny", Rule(())),
        lambda: add_filter(project, DOCUMENT, "Ny", Rule((of(DOCUMENT, Field.DATE, Operator.IS, "i går"),))),
        lambda: add_filter(project, DOCUMENT, "Ny", Rule((of(DOCUMENT, Field.NAME, Operator.IS, "x"),))),
        lambda: add_filter(project, DOCUMENT, "Ny", Rule((of(DOCUMENT, Field.DATE, Operator.BETWEEN, "2025-01-01"),))),
        lambda: add_filter(project, DOCUMENT, "Ny", Rule((of(DOCUMENT, Field.CODE, Operator.IS, "999"),))),
        lambda: add_filter(project, RESPONDENT, "Ny", Rule((replace_of(inside),))),
        lambda: add_filter(project, DOCUMENT, "Ny", Rule((inside,) * 51)),
        lambda: change_filter(project, saved, Rule((Condition(DOCUMENT, Field.SET, Operator.IS, (str(other),)),))),
        lambda: change_filter(project, chosen, Rule((inside,))),
        lambda: add_members(project, saved, [a]),
        lambda: remove_members(project, 999, [a]),  # type: ignore[arg-type]
    ):
        with pytest.raises((InvalidInput, NotFound)):
            work()
    assert dump(project.path) == before
    assert documents_of(project, other) == (a,)
    change_filter(project, saved, Rule((of(DOCUMENT, Field.DONE, Operator.IS, "no"),)))
    assert len(documents_of(project, other)) == 2


def replace_of(condition: Condition) -> Condition:
    """A set of documents asked of respondents."""
    return Condition(RESPONDENT, condition.field, condition.operator, condition.values)


def test_a_filter_of_a_newer_version_is_kept_and_fits_nothing(project: Project) -> None:
    with project.transaction("from the future") as store:
        saved = store.selections.add(DOCUMENT, "Framtid", '{"conditions": [{"of": "document", "field": "mood"}]}')
    assert documents_of(project, saved) == () and selection_facts(project)[0].broken


def test_quotes_of_sets(project: Project) -> None:
    code = add_code(project, "Tema")
    a, b, _ = (one.id for one in list_documents(project))
    at = TALK.index
    for document in (a, b):
        add_codings(project, [NewCoding(document, code, at(word), at(word) + 3) for word in ("Hur", "Jag", "Bus")])
    kim, robin = find_respondent(project, "Kim"), find_respondent(project, "Robin")
    add_set(project, RESPONDENT, "Utvalda", [kim, robin])
    add_set(project, DOCUMENT, "Andra", [b])

    def found(*sets: str) -> list[tuple[str, str]]:
        return [(one.document.title, one.text) for one in iter_quotes(project, quote_filter(project, sets=sets))]

    assert found("Utvalda") == [("A", "Jag"), ("A", "Bus"), ("B", "Jag")]
    assert found("Andra") == [("B", "Hur"), ("B", "Jag"), ("B", "Bus")]
    assert found("Andra", "Utvalda") == [("B", "Jag")]
    both = QuoteFilter(respondents=(robin,), sets=quote_filter(project, sets=["Utvalda"]).sets)
    assert [one.text for one in iter_quotes(project, both)] == ["Bus"]
    with pytest.raises(NotFound):
        quote_filter(project, sets=["Inga"])
    add_set(project, DOCUMENT, "Utvalda")
    with pytest.raises(InvalidInput, match="document/Utvalda"):
        find_selection(project, "Utvalda")
    assert find_selection(project, "document/Utvalda").about is DOCUMENT
    assert found("document/Utvalda") == []
