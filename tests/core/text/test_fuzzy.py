from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.text.fuzzy import best, match

CODES = ["Social identifiering", "Tomrummet", "Flexibelt stöd", "Tomma lokaler", "Trygghet", "Ångest", "Socialtjänsten"]


def names(query: str) -> list[str]:
    return [item for item, _ in best(query, CODES, str)]


def test_the_beginning_of_a_word_wins() -> None:
    assert names("tom") == ["Tomrummet", "Tomma lokaler"]
    assert names("stöd") == ["Flexibelt stöd"]
    assert names("social")[0] == "Social identifiering"  # a whole word before the beginning of a longer one


def test_every_word_must_be_there_in_any_order() -> None:
    assert names("id soc") == ["Social identifiering"]
    assert names("soc stöd") == []


def test_letters_without_marks_find_those_with_but_not_the_other_way() -> None:
    assert names("angest") == ["Ångest"]
    assert names("tjanst") == ["Socialtjänsten"]
    assert match("å", "anna") is None


def test_initials_and_scattered_letters() -> None:
    assert names("fs") == ["Flexibelt stöd"]
    assert names("tmrm") == ["Tomrummet"]
    assert match("tt", "t" + "x" * 50 + "t") is None


def test_an_empty_query_keeps_the_order_and_the_limit_holds() -> None:
    assert names("  ") == CODES
    assert len(best("", range(100), str, limit=7)) == 7


@pytest.mark.parametrize(("query", "marked"), [("tom", ["Tom"]), ("lok tom", ["Tom", "lok"]), ("tl", ["T", "l"])])
def test_spans_mark_what_was_typed(query: str, marked: list[str]) -> None:
    found = match(query, "Tomma lokaler")
    assert found is not None
    assert ["Tomma lokaler"[start:end] for start, end in found.spans] == marked


@given(st.text(max_size=40), st.text(max_size=8))
def test_spans_lie_in_the_text_and_a_text_finds_itself(text: str, query: str) -> None:
    found = match(query, text)
    if found is not None:
        assert all(0 <= start < end <= len(text) for start, end in found.spans)
    word = text.split()[0] if text.split() else ""
    if len(word.casefold()) == len(word):
        assert match(word, text) is not None
