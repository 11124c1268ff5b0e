from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.text.words import fold_case, next_word_edge, previous_word_edge, snap_to_words, word_at

FAMILY = "👩\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("man var inte ensam längre.", "r inte ens", "var inte ensam"),
        ("  stöd , ", " st", "stöd"),
        ("don’t know", "n’", "don’t"),
        ("ett EU-projekt nu", "U-p", "EU-projekt"),
        ("EU:s stöd", ":", "EU:s"),
        ("R1:Jag kom", "Ja", "Jag"),
        ("kl 10:30 kom", "0:3", "10:30"),
        ("cafe\u0301t stängde", "\u0301", "cafe\u0301t"),
        (f"hej {FAMILY} du", "\u200d", FAMILY),
        ("bra 👍🏽 sa", "👍", "👍🏽"),
        ("flagga 🇸🇪 här", "🇸", "🇸🇪"),
        ("(ja)", "(j", "(ja"),
        ("ord- och bild", "rd", "ord"),
        ("snake_case nu", "ke_c", "snake_case"),
    ],
)
def test_a_cut_word_is_made_whole(text: str, cut: str, whole: str) -> None:
    start = text.index(cut)
    low, high = snap_to_words(text, start, start + len(cut))
    assert text[low:high] == whole


def test_whole_words_stay_as_they_are() -> None:
    text = "Innan fanns det ett tomrum. Ingen hade tid."
    assert snap_to_words(text, 6, 26) == (6, 26)


def test_a_caret_selects_the_word_it_is_in_or_touches() -> None:
    assert snap_to_words("ett ord", 5, 5) == (4, 7)
    assert word_at("ett ord", 3) == (0, 3)
    assert snap_to_words("a  . b", 2, 2) == (2, 2)


def test_only_white_space_comes_back_empty() -> None:
    start, end = snap_to_words("a   b", 1, 4)
    assert start == end


def test_edges_walk_over_lines_and_stop_at_the_ends() -> None:
    text = "Ett två\n\n  tre."
    assert [next_word_edge(text, place) for place in (0, 1, 3, 7, 14)] == [3, 3, 7, 14, 15]
    assert [previous_word_edge(text, place) for place in (15, 11, 7, 4, 0)] == [11, 4, 4, 0, 0]


@given(st.text(st.sampled_from("ab 'å-\u0301\u200d😀\n.:1")), st.integers(0, 30), st.integers(0, 30))
def test_snapping_twice_changes_nothing_more(text: str, first: int, second: int) -> None:
    start, end = snap_to_words(text, first, second)
    assert 0 <= start <= end <= len(text)
    if start < end:
        assert snap_to_words(text, start, end) == (start, end)


def test_case_is_folded_without_a_change_of_length() -> None:
    assert fold_case("Stödet ÄR Här") == "stödet är här"
    assert fold_case("İİİ Tomrummet") == "İİİ tomrummet"
