"""The same form of another word, in four languages."""

from __future__ import annotations

import pytest

from qualcoder_peer.core.domain.personal import PersonalKind
from qualcoder_peer.core.text.inflection import base_forms, in_case_of, inflected, spellings, tail_pattern


@pytest.mark.parametrize(
    ("replacement", "tail", "language", "expected"),
    [
        ("Kim", "s", "sv", "Kims"),
        ("Kim", "s", "da", "Kims"),
        ("Kim", "'s", "da", "Kim's"),
        ("Kim", "’s", "en", "Kim’s"),
        ("Kim", "'", "sv", "Kims"),
        ("Kim", "'", "nb", "Kims"),
        ("Kim", "’", "en", "Kim’s"),
        ("Kim", "S", "sv", "KimS"),
        ("Alex", "s", "sv", "Alex"),
        ("Alex", "s", "da", "Alex’"),
        ("Alex", "s", "nb", "Alex’"),
        ("Alex", "'", "da", "Alex'"),
        ("Alex", "s", "en", "Alex’s"),
        ("[arbetsplats]", "s", "sv", "[arbetsplats]s"),
        ("[arbetsplats]", "ens", "sv", "[arbetsplats]s"),
        ("[arbetsplats]", "en", "sv", "[arbetsplats]"),
        ("[workplace]", "’s", "en", "[workplace]s"),
        ("Kim", "", "sv", "Kim"),
    ],
)
def test_another_word_in_the_same_form(replacement: str, tail: str, language: str, expected: str) -> None:
    assert inflected(replacement, tail, language) == expected


@pytest.mark.parametrize(
    ("written", "real", "expected"),
    [("ANNA", "Anna", "KIM"), ("Anna", "Anna", "Kim"), ("anna", "anna", "kim"), ("Anna", "anna", "Kim"),
     ("A", "A", "Kim"), ("LSS", "LSS", "Kim")],
)  # fmt: skip
def test_case_is_kept(written: str, real: str, expected: str) -> None:
    assert in_case_of("Kim", written, real) == expected


def test_what_stands_in_brackets_keeps_its_letters() -> None:
    assert in_case_of("[arbetsplats]", "SOLGÅRDEN", "Solgården") == "[arbetsplats]"


def test_base_of_a_genitive() -> None:
    assert base_forms("Annas") == ("Anna",)
    assert base_forms("Anna’s") == ("Anna",)
    assert base_forms("Lars'") == ("Lars",)
    assert base_forms("Anna") == ()


def test_a_number_has_no_forms() -> None:
    assert tail_pattern(PersonalKind.PHONE, "070-123") == ""


def test_small_letters_only_where_asked_for() -> None:
    assert "björn" not in spellings("Björn")
    assert "björn" in spellings("Björn", small=True)
    assert "A\u030asa" in spellings("Åsa")
