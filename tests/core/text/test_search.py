"""Finding words: as written, as whole words, in all forms; positions stay those of the text."""

from __future__ import annotations

from qualcoder_peer.core.text.search import FormIndex, find_plain, find_words, fold_case, hit_after, hit_before

TEXT = "Stödet 👩‍👩‍👧 var bra. stöd\nI vardagen: STÖDSAMTAL, stöden och ett stöd."


def words(text: str, hits: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in hits]


def test_plain_finds_in_any_case_and_inside_words() -> None:
    assert words(TEXT, find_plain(TEXT, "stöd")) == ["Stöd", "stöd", "STÖD", "stöd", "stöd"]


def test_a_space_fits_a_line_break() -> None:
    assert words(TEXT, find_plain(TEXT, "STÖD  i")) == ["stöd\nI"]


def test_signs_of_patterns_are_ordinary_letters() -> None:
    assert words("a.c abc (x", find_plain("a.c abc (x", "a.c")) == ["a.c"]
    assert words("a.c abc (x", find_plain("a.c abc (x", "abc (X")) == ["abc (x"]


def test_whole_words_only() -> None:
    assert words(TEXT, find_words(TEXT, "stöd")) == ["stöd", "stöd"]
    assert find_words("bra_stöd stöd2", "stöd") == []


def test_nothing_is_found_for_nothing() -> None:
    assert find_plain(TEXT, "  ") == [] and find_words(TEXT, "") == [] and FormIndex(TEXT).find(" ,") == []


def test_letters_whose_lower_case_is_longer_do_not_move_hits() -> None:
    text = "İİİ tomrummet"
    assert len(fold_case(text)) == len(text)
    assert words(text, find_plain(text, "TOMRUMMET")) == ["tomrummet"]


def test_forms_of_swedish_words() -> None:
    assert words(TEXT, FormIndex(TEXT, "sv").find("stöd")) == ["Stödet", "stöd", "stöden", "stöd"]
    assert words(TEXT, FormIndex(TEXT, "sv").find("stödet")) == ["Stödet", "stöd", "stöden", "stöd"]
    assert words(TEXT, FormIndex(TEXT, "sv").find("vardag")) == ["vardagen"]
    assert words("Tomrummet och tomrum", FormIndex("Tomrummet och tomrum").find("tomrum")) == ["Tomrummet", "tomrum"]


def test_forms_of_several_words_in_a_row() -> None:
    text = "De trygga dagarna. Den trygge dagen. Trygg var dagen."
    assert words(text, FormIndex(text, "sv").find("trygg dag")) == ["trygga dagarna", "trygge dagen"]


def test_forms_follow_the_language() -> None:
    assert words("She was coding codes", FormIndex("She was coding codes", "en").find("code")) == ["coding", "codes"]
    text = "støtten og støtter"
    assert words(text, FormIndex(text, "da").find("støtte")) == ["støtten", "støtter"]


def test_next_and_previous_go_round() -> None:
    hits = [(5, 8), (20, 23)]
    assert [hit_after(hits, place) for place in (0, 5, 6, 21)] == [0, 0, 1, 0]
    assert [hit_before(hits, place) for place in (0, 5, 6, 21)] == [1, 1, 0, 1]
    assert hit_after([], 3) == hit_before([], 3) == -1
