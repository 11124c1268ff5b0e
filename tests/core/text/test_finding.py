"""Finding in one text: every kind, case, white space, combining marks, bad patterns and patterns that explode."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.text import finding_irregular
from qualcoder_peer.core.text.finding import Finder, FindKind, PatternTooSlow, Sought, hit_after, hit_before, near_terms
from qualcoder_peer.core.text.finding_forms import stems_of
from tests.support.growth import assert_growth, seconds

TEXT = "Stödet 👩‍👩‍👧 var bra. stöd\nI vardagen: STÖDSAMTAL, stöden och ett stöd."


def found(text: str, words: str, kind: FindKind = FindKind.PLAIN, language: str = "sv", **more: object) -> list[str]:
    """The words that are found."""
    spans = Finder(Sought(words, kind, **more)).spans(text, language)  # type: ignore[arg-type]
    return [text[start:end] for start, end in spans]


def test_as_written_in_any_case_and_inside_words() -> None:
    assert found(TEXT, "stöd") == ["Stöd", "stöd", "STÖD", "stöd", "stöd"]
    assert found(TEXT, "STÖD", match_case=True) == ["STÖD"]


def test_a_space_fits_any_white_space() -> None:
    assert found(TEXT, "STÖD  i") == ["stöd\nI"]
    assert found("10\u00a0000 kr", "10 000 kr") == ["10\u00a0000 kr"]


def test_signs_of_patterns_are_ordinary_letters() -> None:
    assert found("a.c abc (x", "a.c") == ["a.c"]
    assert found("a.c abc (x", "abc (X") == ["abc (x"]
    assert found("a+b [c] {2}", "[c] {2}") == ["[c] {2}"]


def test_whole_words_only() -> None:
    assert found(TEXT, "stöd", FindKind.WHOLE_WORD) == ["stöd", "stöd"]
    assert found("bra_stöd stöd2 sto\u0308ds", "stöd", FindKind.WHOLE_WORD) == []


@pytest.mark.parametrize("kind", FindKind)
@pytest.mark.parametrize("words", ["", "  \n "])
def test_nothing_is_found_for_nothing(kind: FindKind, words: str) -> None:
    assert Finder(Sought(words, kind)).is_empty
    assert found(TEXT, words, kind) == []


def test_letters_whose_other_case_is_longer_do_not_move_hits() -> None:
    assert found("İİİ ßßß ŉ tomrummet", "TOMRUMMET") == ["tomrummet"]
    assert found("Straße STRASSE", "straße") == ["Straße"]


def test_letters_with_combining_marks_are_found_in_either_writing() -> None:
    assert found("Sto\u0308det och stödet", "stöd") == ["Sto\u0308d", "stöd"]
    assert found("Sto\u0308det och stödet", "sto\u0308d", FindKind.WHOLE_WORD) == []
    assert found("ett sto\u0308d, ett stöd", "stöd", FindKind.WHOLE_WORD) == ["sto\u0308d", "stöd"]


def test_straight_apostrophes_and_quotation_marks_fit_typographic_ones() -> None:
    assert found("don’t don't dont", "don't") == ["don’t", "don't"]
    assert found("hon sa ”nej” och \"ja\"", '"nej"') == ["”nej”"]


@given(st.text(max_size=60), st.text(max_size=4))
def test_hits_are_ascending_apart_and_inside_the_text(text: str, words: str) -> None:
    for kind in (FindKind.PLAIN, FindKind.WHOLE_WORD, FindKind.STEMS, FindKind.NEAR):
        reached = 0
        for start, end in Finder(Sought(words, kind)).spans(text):
            assert reached <= start < end <= len(text)
            reached = end


@given(st.text(alphabet="aåöÅÖ é\u0301ß\n", max_size=40), st.integers(0, 39), st.integers(1, 6))
def test_whatever_stands_in_a_text_is_found_there(text: str, start: int, length: int) -> None:
    words = text[start : start + length]
    if words.strip() and not words.startswith("\u0301") and not text[start + length :].startswith("\u0301"):
        assert found(text, words)


def test_a_regular_expression_in_lines_and_without_empty_hits() -> None:
    text = "R1: ja\nR2: nej\nR1: jaså"
    assert found(text, r"^R1: \w+$", FindKind.REGEX) == ["R1: ja", "R1: jaså"]
    assert found("ax xx", "x*", FindKind.REGEX) == ["x", "xx"]
    assert found("ax xx", "(?r)x", FindKind.REGEX) == ["x", "x", "x"]
    assert Finder(Sought("(?r)x", FindKind.REGEX)).spans("ax xx") == [(1, 2), (3, 4), (4, 5)]
    assert found("JA ja", "ja", FindKind.REGEX, match_case=True) == ["ja"]


@pytest.mark.parametrize(
    ("pattern", "place"),
    [("(a", 3), ("[a", 3), ("*a", 1), ("a\\", 3), ("a{3,2}", 3), ("[z-a]", 5), (r"\p{Foo}", 8), ("a**", 3),
     (r"\L<x>", 6), ("a{1000000000}", 2), ("(?:(?:a{100}){100}){100}", 20)],
)  # fmt: skip
def test_a_pattern_that_cannot_be_read_is_told_with_its_place(pattern: str, place: int) -> None:
    with pytest.raises(InvalidInput) as told:
        Finder(Sought(pattern, FindKind.REGEX))
    assert told.value.message.parts["place"] == place
    assert "Nothing was changed" in str(told.value)


def test_repetitions_one_after_the_other_are_no_danger() -> None:
    assert found("aab", r"a{1,5000}[{]?b{1,5000}", FindKind.REGEX) == ["aab"]
    assert found("x{999999}", r"x\{999999\}", FindKind.REGEX) == ["x{999999}"]


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|aa)+$", r"(a(?1)?b?)*c", r"(?R)", r"(?R)?a"])
def test_a_pattern_that_explodes_is_given_up(pattern: str) -> None:
    with pytest.raises(PatternTooSlow, match="simpler"):
        found("a" * 5_000 + "! c!", pattern, FindKind.REGEX)


def test_too_much_cannot_be_sought() -> None:
    with pytest.raises(InvalidInput, match="3000"):
        Finder(Sought("x" * 3_000))


def test_forms_of_swedish_words() -> None:
    assert found(TEXT, "stöd", FindKind.STEMS) == ["Stödet", "stöd", "stöden", "stöd"]
    assert found(TEXT, "stödet", FindKind.STEMS) == ["Stödet", "stöd", "stöden", "stöd"]
    assert found("Tomrummet och tomrum", "tomrum", FindKind.STEMS) == ["Tomrummet", "tomrum"]
    assert found("flickan, flickornas; flicka", "flicka", FindKind.STEMS) == ["flickan", "flickornas", "flicka"]
    assert found("innan inne redan red", "inne", FindKind.STEMS) == ["inne"]


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("sv", "stöd stödet stöden stödens stödets stöds"),
        ("sv", "projekt projektet projekten projektens projektets"),
        ("sv", "möte mötet möten mötena mötenas mötets"),
        ("sv", "tomrum tomrummet tomrummen tomrummens"),
        ("sv", "dröm drömmen drömmar drömmarna"),
        ("sv", "ensam ensamt ensamma"),
        ("sv", "mamma mamman mammor mammorna mammas"),
        ("sv", "vän vännen vänner vännerna vännernas"),
        ("sv", "brukare brukaren brukarna brukares brukarnas"),
        ("sv", "år året åren årens årets"),
        ("sv", "hjälp hjälpen hjälper hjälpte hjälpt"),
        ("sv", "säker säkert säkra säkrare"),
        ("da", "støtte støtten støtter støttede støttet"),
        ("da", "bruger brugeren brugere brugerne brugernes"),
        ("da", "hjælp hjælpen hjælper hjalp hjulpet"),
        ("nb", "bruker brukeren brukere brukerne brukernes"),
        ("nn", "brukar brukaren brukarar brukarane"),
        ("no", "møte møtet møter møtene"),
        ("en", "support supports supported supporting"),
    ],
)
def test_any_form_of_a_word_finds_all_of_them(language: str, forms: str) -> None:
    for word in forms.split():
        assert found(forms, word, FindKind.STEMS, language) == forms.split(), word


def test_words_that_only_look_like_forms_are_others() -> None:
    text = "som sommar damm dam hann han vinner vin minne min lamm lam Helena hela"
    for word in ("som", "dam", "han", "vin", "min", "hela"):
        assert found(text, word, FindKind.STEMS) == [word]


def test_words_that_change_in_the_middle() -> None:
    text = "Vi gick. De går, gångar: gått? uppgå pågick, gå-grupp"
    assert found(text, "gå", FindKind.STEMS) == ["gick", "går", "gått", "gå"]
    assert found(text, "pågår", FindKind.STEMS) == ["pågick"]
    assert found("mössens mus muskel", "mus", FindKind.STEMS) == ["mössens", "mus"]
    assert found("barnens barnbarn barnet", "barn", FindKind.STEMS) == ["barnens", "barnet"]
    assert found("stödde stödjer stött stöttar", "stödja", FindKind.STEMS) == ["stödde", "stödjer", "stött"]
    assert found("god bättre bra", "bra", FindKind.STEMS) == ["bättre", "bra"]


def test_forms_follow_the_language() -> None:
    assert found("She was coding codes", "code", FindKind.STEMS, "en") == ["coding", "codes"]
    assert found("children and a child", "child", FindKind.STEMS, "en") == ["children", "child"]
    assert found("happiness, happy, hoping", "happy", FindKind.STEMS, "en") == ["happiness", "happy"]
    assert found("støtten og støtter", "støtte", FindKind.STEMS, "da") == ["støtten", "støtter"]
    assert found("Børnene gik, barnets", "barn", FindKind.STEMS, "da") == ["Børnene", "barnets"]
    assert found("Barna gikk, menneskene", "menneske", FindKind.STEMS, "nb") == ["menneskene"]


def test_forms_of_several_words_in_a_row() -> None:
    text = "De trygga dagarna. Den trygge dagen. Trygg. Dagen. Trygg var dagen."
    assert found(text, "trygg dag", FindKind.STEMS) == ["trygga dagarna", "trygge dagen"]


def test_words_near_each_other() -> None:
    text = "Jag fick stöd när jag var ensam. Ensam, ja – och sedan kom stödet."
    assert found(text, "stöd ensam", FindKind.NEAR, within=5) == ["stöd när jag var ensam"]
    assert found(text, "stöd ensam", FindKind.NEAR, within=3) == []
    assert found(text, "ensam stöd", FindKind.NEAR, within=6, all_forms=True) == [
        "stöd när jag var ensam", "Ensam, ja – och sedan kom stödet"
    ]  # fmt: skip
    assert found(text, "", FindKind.NEAR, terms=("var ensam", "fick"), within=6) == ["fick stöd när jag var ensam"]


def test_neighbours_are_one_word_apart_and_dashes_are_no_words() -> None:
    assert found("ett tomt rum", "tomt rum", FindKind.NEAR, within=1) == ["tomt rum"]
    assert found("tomt – – rum", "tomt rum", FindKind.NEAR, within=2) == ["tomt – – rum"]
    assert found("tomt stort rum", "tomt rum", FindKind.NEAR, within=1) == []


def test_a_word_near_itself_must_stand_there_twice() -> None:
    assert found("mycket och mycket samt mycket", "mycket mycket", FindKind.NEAR, within=3) == ["mycket och mycket"]
    assert found("mycket alls", "mycket mycket", FindKind.NEAR) == []


def test_terms_that_overlap_are_not_near() -> None:
    assert found("god morgon", "", FindKind.NEAR, terms=("god morgon", "morgon")) == []
    assert found("god morgon morgon", "", FindKind.NEAR, terms=("god morgon", "morgon")) == ["god morgon morgon"]


def test_how_terms_are_written() -> None:
    assert near_terms("var ensam ... stöd") == ("var ensam", "stöd")
    assert near_terms("ensam … ”inget stöd”") == ("ensam", "inget stöd")
    assert near_terms('a "b c" d') == ("a", "b c", "d")
    assert near_terms(" ") == ()


def test_the_hit_behind_and_the_hit_before_go_round() -> None:
    hits = [(2, 4), (8, 9)]
    assert [hit_after(hits, place) for place in (0, 3, 8, 9)] == [0, 1, 1, 0]
    assert [hit_before(hits, place) for place in (0, 3, 8, 9)] == [1, 0, 0, 1]
    assert hit_after([], 3) == hit_before([], 3) == -1


@pytest.mark.parametrize("kind", [FindKind.PLAIN, FindKind.WHOLE_WORD, FindKind.STEMS, FindKind.NEAR])
def test_time_grows_with_the_text_and_no_faster(kind: FindKind) -> None:
    finder = Finder(Sought("stöd ensam" if kind is FindKind.NEAR else "stöd", kind, within=3))
    piece = "Den som är ensam får inget stöd av någon, och stöd är viktigt. " * 3_000

    assert_growth(lambda text: seconds(lambda: finder.spans(text)), piece, piece * 4, 10, floor=0.002)


@pytest.mark.parametrize(("language", "name"), [("sv", "swedish"), ("da", "danish"), ("en", "english")])
def test_no_form_is_missed_for_how_it_begins(language: str, name: str) -> None:
    """All words of the sample texts and the lists: whoever shares a key with another is found by it."""
    samples = Path(__file__).parents[3] / "resources" / "sample"
    texts = [path.read_text(encoding="utf-8") for path in sorted(samples.glob(f"{language}/*.txt"))]
    vocabulary = set(re.findall(r"[^\W\d_]{2,}", " ".join([*texts, *finding_irregular._LISTS[name][:2]]).lower()))
    vocabulary |= set("relational relate stabilise stability happiness happy denied deny hoping hope flies fly".split())
    stems = stems_of(name)
    by_key: dict[str, set[str]] = {}
    for word in vocabulary:
        for key in stems(word):
            by_key.setdefault(key, set()).add(word)
    text = " ".join(sorted(vocabulary))
    chosen = sorted(word for word in vocabulary if any(len(by_key[key]) > 1 for key in stems(word)))[::5]
    assert len(chosen) > 50
    for word in chosen:
        expected = set().union(*(by_key[key] for key in stems(word)))
        assert set(found(text, word, FindKind.STEMS, language)) == expected, word
