"""Numbers and addresses that point at a person, and numbers that do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.domain.personal import Confidence, PersonalKind
from qualcoder_peer.core.text.personal_marks import Mark, apart
from qualcoder_peer.core.text.personal_numbers import (
    _identities,
    _phones,
    _runs,
    cpr_is_possible,
    find_numbers,
    fodselsnummer_is_valid,
    personnummer_is_valid,
)
from qualcoder_peer.core.text.personal_places import _NUMBER, _POSTAL, _postal_codes, find_places
from tests.support.growth import assert_growth, seconds

TOWNS = {"Malmö", "København", "Oslo", "Stockholm", "Lund", "Aarhus", "Frederiksberg"}
IDENTITY, PHONE, EMAIL, URL = PersonalKind.IDENTITY, PersonalKind.PHONE, PersonalKind.EMAIL, PersonalKind.URL


def found(text: str, language: str, *kinds: PersonalKind) -> list[str]:
    marks = apart([*find_numbers(text, language), *find_places(text, language, TOWNS)])
    return [text[mark.start : mark.end] for mark in marks if mark.kind in kinds]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        # 811218-9876 and 701063-2391 are the examples of Skatteverket and of the package personnummer.
        ("sv", "811218-9876, 811218–9876, 811218 9876, 8112189876, 19811218-9876 och 198112189876.",
         ["811218-9876", "811218–9876", "811218 9876", "8112189876", "19811218-9876", "198112189876"]),
        ("sv", "samordningsnummer 701063-2391, hundraåring 121212+1212", ["701063-2391", "121212+1212"]),
        ("sv", "fel siffra 811218-9877 men tydlig form", ["811218-9877"]),
        ("sv", "8112189877 20181231-20190115 2018-2019 1234567890", []),
        ("da", "030385-1234 og 0303851234 og 030385 1234", ["030385-1234", "0303851234", "030385 1234"]),
        ("da", "339985-1234 og 1234567890", []),
        ("nb", "04916230120 og 049162 30120", ["04916230120", "049162 30120"]),
        ("nb", "04916230121 og 12345678901", []),
    ],
)  # fmt: skip
def test_identity_numbers(language: str, text: str, expected: list[str]) -> None:
    assert found(text, language, IDENTITY) == expected


def test_how_sure_a_number_is() -> None:
    (sure,) = [mark for mark in find_numbers("811218-9876", "sv") if mark.kind is IDENTITY]
    (doubtful,) = [mark for mark in find_numbers("811218-9877", "sv") if mark.kind is IDENTITY]
    assert (sure.confidence, doubtful.confidence) == (Confidence.SURE, Confidence.POSSIBLE)


def test_one_number_written_in_two_ways_is_one() -> None:
    keys = {mark.key for mark in find_numbers("811218-9876 19811218 9876", "sv") if mark.kind is IDENTITY}
    assert len(keys) == 1
    phones = {mark.key for mark in find_numbers("070-123 45 67, +46 70 123 45 67, 0046701234567", "sv")}
    assert phones == {"701234567"}


def test_checks() -> None:
    assert personnummer_is_valid("8112189876")
    assert not personnummer_is_valid("8112189875")
    assert fodselsnummer_is_valid("04916230120")
    assert not fodselsnummer_is_valid("04916230130")
    assert not fodselsnummer_is_valid("0491623012")
    assert cpr_is_possible("0303851234")
    assert not cpr_is_possible("3103851234"[:2] + "02" + "851234")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("sv", "Ring 070-123 45 67, 08/123 45 67, (08) 123 45 67, 0701234567 eller +46 (0)70 123 45 67.",
         ["070-123 45 67", "08/123 45 67", "(08) 123 45 67", "0701234567", "+46 (0)70 123 45 67"]),
        ("sv", "Tel 508 13 136, växel: 12 34 56", ["508 13 136", "12 34 56"]),
        ("sv", "508 13 136 kr, 2014-2017, dnr 1.3-123/2019, 2019-03-04, 01-02-2019, kl 08.30-10.00, 0,5, 00:01:23", []),
        ("da", "20 12 34 56, 2012 3456 og +45 20 12 34 56, tlf. 33 12 34 56",
         ["20 12 34 56", "2012 3456", "+45 20 12 34 56", "33 12 34 56"]),
        ("da", "20190304, 2018 2019, 12.345.678 kr", []),
        ("nb", "912 34 567 eller 22 33 44 55", ["912 34 567", "22 33 44 55"]),
        ("en", "020 7946 0958 or 07700 900123", ["020 7946 0958", "07700 900123"]),
    ],
)  # fmt: skip
def test_phones(language: str, text: str, expected: list[str]) -> None:
    assert found(text, language, PHONE) == expected


def test_mail_and_web() -> None:
    text = (
        "Anna.K@kommun.example, anna (at) post.example och https://a.example/b). "
        "Se www.x.example/y, på forskning.se."
    )
    assert found(text, "sv", EMAIL) == ["Anna.K@kommun.example", "anna (at) post.example"]
    assert found(text, "sv", URL) == ["https://a.example/b", "www.x.example/y", "forskning.se"]
    assert found("Jag gick dit.Se du, t.ex. han @ torget", "sv", EMAIL, URL) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("sv", "Jag bor på Storgatan 5 B, 123 45 Stockholm. På Norra Agnegatan 3. Sankt Pauls väg 3. Plan 3. På väg 5.",
         ["Storgatan 5 B, 123 45 Stockholm", "Norra Agnegatan 3", "Sankt Pauls väg 3"]),
        ("sv", "2019 Malmö. 50 000 Kronor. 211 20 Lund", ["211 20 Lund"]),
        ("da", "Nørre Allé 3, 2. th, 2100 København Ø. Skovbrynet 18, 8000 Aarhus C. H.C. Andersens Boulevard 12",
         ["Nørre Allé 3, 2. th, 2100 København Ø", "Skovbrynet 18, 8000 Aarhus C", "H.C. Andersens Boulevard 12"]),
        ("nb", "Karl Johans gate 22, 0159 Oslo", ["Karl Johans gate 22, 0159 Oslo"]),
        ("en", "at 12 Baker Street, London NW1 6XE", ["12 Baker Street", "NW1 6XE"]),
    ],
)  # fmt: skip
def test_addresses(language: str, text: str, expected: list[str]) -> None:
    assert found(text, language, PersonalKind.ADDRESS) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("sv", "Född den 3 mars 1985, född 850303, f. 1960, 3/3-85 är han född", ["den 3 mars 1985", "850303", "1960",
                                                                                  "3/3-85"]),
        ("sv", "Vi träffades 2019. Barn födda. Den 3 mars 1985 gick jag dit.", []),
        ("da", "Hun er født den 3. marts 1985", ["den 3. marts 1985"]),
        ("nb", "Født 3.3.1985", ["3.3.1985"]),
        ("en", "born on 3 March 1985, date of birth: 03/03/1985, born March 3, 1985",
         ["3 March 1985", "03/03/1985", "March 3, 1985"]),
    ],
)  # fmt: skip
def test_dates_of_birth(language: str, text: str, expected: list[str]) -> None:
    assert found(text, language, PersonalKind.BIRTH_DATE) == expected


def test_marks_that_overlap() -> None:
    sure = Confidence.SURE
    mail = Mark(0, 10, EMAIL, sure, "a")
    name = Mark(2, 6, PersonalKind.PERSON, sure, "b")
    other = Mark(10, 12, PersonalKind.PERSON, sure, "c")
    assert apart([name, other, mail]) == [mail, other]
    assert apart([Mark(0, 4, PersonalKind.PERSON, sure, "a"), Mark(0, 9, PersonalKind.PERSON, sure, "b")]) == [
        Mark(0, 9, PersonalKind.PERSON, sure, "b")
    ]


NUMERIC = st.lists(
    st.sampled_from([*"0123456789 -+/().:,\n\u00a0\u2013", "00", "070", "811218", "9876", "1234567", "0" * 25,
                     " Lund", " Malmö-Öst", "x", "ring "]),
    max_size=40,
).map("".join)  # fmt: skip


@given(NUMERIC, st.sampled_from(["sv", "da", "nb"]))
def test_looking_only_where_digits_are_finds_the_same(text: str, language: str) -> None:
    whole, runs = [(0, len(text))], _runs(text)
    assert list(_identities(text, runs, language)) == list(_identities(text, whole, language))
    assert list(_phones(text, runs, language)) == list(_phones(text, whole, language))


@given(NUMERIC)
def test_looking_for_postal_codes_only_where_digits_end_finds_the_same(text: str) -> None:
    numbers = [found.span() for found in _NUMBER.finditer(text)]
    assert [one.span() for one in _postal_codes(text, numbers)] == [one.span() for one in _POSTAL.finditer(text)]


def test_a_text_without_numbers_is_gone_through_few_times() -> None:
    talk = "Det var en vanlig dag i juni, och hon sa - som alltid - att det går bra.\n" * 6_000

    def cost(what: str) -> float:
        work = (lambda: list(_runs(talk))) if what == "once" else (lambda: list(find_numbers(talk, "sv")))
        return seconds(work)

    assert_growth(cost, "once", "all", 4)  # 2; it was 7 when each kind of number was looked for everywhere
