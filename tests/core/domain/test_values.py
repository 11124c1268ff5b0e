"""What a person may type into a column of each kind, and how it is stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.ids import AttributeId
from qualcoder_peer.core.domain.model import Attribute, AttributeKind, Owner
from qualcoder_peer.core.domain.values import (
    checked_value,
    date_of,
    fitting,
    guess_kind_of,
    number_of,
    tidy_choices,
    yes_no_of,
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1,5", "1.5"), ("1.5", "1.5"), ("1500", "1500"), ("1 500", "1500"), ("1\u00a0500,50", "1500.5"),
        ("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("1.234.567", "1234567"), ("-0,50", "-0.5"), ("\u22127", "-7"),
        ("+3", "3"), (",5", "0.5"), ("7.", "7"), ("0", "0"), ("-0", "0"), ("007", "7"), ("100", "100"),
        ("", None), ("ett", None), ("1 2", None), ("1,5,5", None), ("12 %", None), ("1e5", None), ("nan", None),
        ("\u0661", None), ("1" * 41, None), ("1.2.3", None), ("--1", None),
    ],
)  # fmt: skip
def test_numbers(typed: str, stored: str | None) -> None:
    assert number_of(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2026-03-01", "2026-03-01"), ("2026-3-1", "2026-03-01"), ("1.3.2026", "2026-03-01"),
        ("01. 03. 2026", "2026-03-01"), ("1/3/2026", "2026-03-01"), ("1/3 2026", "2026-03-01"),
        ("20260301", "2026-03-01"), ("2026-03-01 00:00:00", "2026-03-01"), ("1 mars 2026", "2026-03-01"),
        ("den 1 mars 2026", "2026-03-01"), ("1. maj 2026", "2026-05-01"), ("24 dec. 2025", "2025-12-24"),
        ("3 October 2025", "2025-10-03"), ("2026-02-29", None), ("2024-02-29", "2024-02-29"), ("3/14/2026", None),
        ("2026", None), ("1.3.26", None), ("2026-03-01 14:30", None), ("1 brumaire 2026", None), ("12345678", None),
    ],
)  # fmt: skip
def test_dates(typed: str, stored: str | None) -> None:
    assert date_of(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("Ja", "yes"), ("yes", "yes"), ("J", "yes"), ("nej", "no"), ("NO", "no"), ("0", "no"), ("kanske", None)],
)
def test_yes_and_no(typed: str, stored: str | None) -> None:
    assert yes_no_of(typed) == stored


def test_a_choice_is_found_whatever_its_case_and_stored_as_the_column_spells_it() -> None:
    assert fitting(AttributeKind.CHOICE, " norra  ENHETEN ", ("Norra enheten", "Södra enheten")) == "Norra enheten"
    assert fitting(AttributeKind.CHOICE, "Östra", ("Norra enheten",)) is None
    assert fitting(AttributeKind.CHOICE, "  ", ("Norra enheten",)) == ""
    assert tidy_choices([" a ", "A", "", "b  c"]) == ("a", "b c")


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (AttributeKind.NUMBER, "många", "“många” is no number, and “Ålder” holds numbers"),
        (AttributeKind.DATE, "i går", "“i går” is no date, and “Ålder” holds dates"),
        (AttributeKind.YES_NO, "nja", "“nja” is neither yes nor no"),
        (AttributeKind.CHOICE, "röd", "“röd” is none of the choices of “Ålder”: blå, grön."),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(kind: AttributeKind, typed: str, said: str) -> None:
    column = Attribute(AttributeId(1), "Ålder", 0, Owner.RESPONDENT, kind, ("blå", "grön"))
    with pytest.raises(InvalidInput) as caught:
        checked_value(column, typed)
    assert str(caught.value).startswith(said) and str(caught.value).endswith("Nothing was changed.")


def test_a_text_that_cannot_be_stored_is_refused_in_any_column() -> None:
    with pytest.raises(InvalidInput):
        checked_value(Attribute(AttributeId(1), "x", 0), "a\x00")


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "2,5", ""], AttributeKind.NUMBER),
        (["0731", "0732"], AttributeKind.TEXT),  # a code, not a number: the nought would be lost
        (["1", "0", "1"], AttributeKind.NUMBER),
        (["ja", "nej", "Ja"], AttributeKind.YES_NO),
        (["ja", "nej", "vet ej"], AttributeKind.TEXT),
        (["2026-03-01", "1.3.2026"], AttributeKind.DATE),
        (["Norr", "Syd", "norr", "Syd"], AttributeKind.CHOICE),
        (["Norr", "Syd", "Öst"], AttributeKind.TEXT),
        (["", " "], AttributeKind.TEXT),
        (["199001011234567890"], AttributeKind.TEXT),
    ],
)
def test_the_kind_is_guessed_from_all_values(values: list[str], kind: AttributeKind) -> None:
    assert guess_kind_of(values)[0] is kind


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_number_stays_itself_however_it_is_written(number: object) -> None:
    stored = number_of(str(number))
    assert stored is not None
    assert number_of(stored) == stored == number_of(stored.replace(".", ","))
    assert float(stored) == float(str(number))


@given(st.dates())
def test_a_date_stays_itself_however_it_is_written(day: object) -> None:
    iso = str(day)
    year, month, date = iso.split("-")
    assert date_of(iso) == date_of(f"{int(date)}.{int(month)}.{year}") == date_of(f"{date}/{month}/{year}") == iso


@given(st.sampled_from(AttributeKind), st.text(max_size=12))
def test_what_is_stored_is_stored_the_same_again(kind: AttributeKind, words: str) -> None:
    stored = fitting(kind, words, ("Norr", "Söder om ån"))
    assert stored is None or fitting(kind, stored, ("Norr", "Söder om ån")) == stored
