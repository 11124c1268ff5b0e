from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.text.fuzzy import FuzzyIndex, best, match
from tests.support.growth import assert_growth, seconds

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


def test_what_is_pasted_by_mistake_is_not_looked_for_at_length() -> None:
    def cost(letters: int) -> float:
        return seconds(lambda: best("<p>Ord</p>\n" * (letters // 10), CODES * 100, str))

    assert_growth(cost, 1_000, 100_000, 3)


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


# --- many texts


def test_an_index_finds_what_match_finds() -> None:
    index = FuzzyIndex(CODES)
    for query in ("tom", "stöd", "social", "id soc", "soc stöd", "angest", "tjanst", "å", "fs", "tmrm", "t", "xyz"):
        assert [CODES[number] for number, _ in index.search(query, 50)] == names(query), query
    assert index.search("", 50) == [] and len(index) == len(CODES)
    assert FuzzyIndex([]).search("tom", 5) == []


@given(st.lists(st.text(alphabet="abåäß İ-\n", max_size=12), max_size=8), st.text(alphabet="abåäs i", max_size=5))
def test_an_index_agrees_with_match_whatever_the_letters(texts: list[str], query: str) -> None:
    lines = [" ".join(text.splitlines()) if "\n" in text else text for text in texts]
    found = dict(FuzzyIndex(lines).search(query, 50))
    for number, line in enumerate(lines):
        assert found.get(number) == (match(query, line) if query.split() else None)


def test_long_texts_are_found_to_their_end_and_only_by_words() -> None:
    long = "ord " * 500 + "tomrummet\nsist"
    index = FuzzyIndex(["annat", long], loose=False)
    ((number, fit),) = index.search("tomrum", 5)
    assert number == 1 and long[slice(*fit.spans[0])] == "tomrum"
    assert [number for number, _ in index.search("sist ord", 5)] == [1]
    assert index.search("tmrm", 5) == []  # no scattered letters


def test_of_hundreds_the_beginnings_come_first() -> None:
    texts = [f"extra {number}" for number in range(2_000)] + ["Trygg", "tid"]
    assert {texts[number] for number, _ in FuzzyIndex(texts).search("t", 2)} == {"Trygg", "tid"}
