"""Replacing names in texts: forms, capitals, overlaps, and where every position goes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.personal import PersonalKind, ReplaceRule, RuleScope
from qualcoder_peer.core.domain.sources import FoundComment, FoundPlace, FoundTurn, LeftOut, PlaceKind, ReadText
from qualcoder_peer.core.text.personal_replace import (
    Edit,
    Remap,
    Replacer,
    apply_rules,
    keeping_line_ends,
    written,
)
from tests.support.growth import assert_growth, seconds

WORKPLACE = PersonalKind.WORKPLACE


def rules(**pairs: str) -> list[ReplaceRule]:
    return [ReplaceRule(real.replace("_", " "), new) for real, new in pairs.items()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna kom. Annas bil och ANNAS, ANNA!", "Kim kom. Kims bil och KIMS, KIM!"),
        ("Anna-mötet, lill-Anna, Lill-Anna", "Kim-mötet, lill-Kim, Lill-Kim"),
        ("Anna-Lena är en annan, Lise-Anna också", "Anna-Lena är en annan, Lise-Anna också"),
        ("Hanna, Annat, anna, Annan, Joanna", "Hanna, Annat, anna, Annan, Joanna"),
        ("Anna’s og Anna's", "Kim’s og Kim's"),
        ("sa ’Anna’ och 'Anna'", "sa ’Kim’ och 'Kim'"),
        ("😀Anna😀 Anna1 (Anna)", "😀Kim😀 Kim1 (Kim)"),
        ("Anna\u00a0Karlsson och Anna  Karlssons", "Robin och Robins"),
        ("Anna\n\nKarlsson", "Kim\n\nKarlsson"),
    ],
)
def test_forms_of_a_name(text: str, expected: str) -> None:
    assert Replacer(rules(Anna="Kim", Anna_Karlsson="Robin")).apply(text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("sv", "Lars bil, Lars’ bil, LARS", "Noa bil, Noas bil, NOA"),
        ("da", "Lars' bil, Lars's bil", "Noas bil, Noa's bil"),
        ("en", "Lars' car and ‘Lars’", "Noa's car and ‘Noa’"),
    ],
)
def test_names_in_s(language: str, text: str, expected: str) -> None:
    assert Replacer(rules(Lars="Noa")).apply(text, language) == expected


def test_a_replacement_in_s_takes_no_second_one() -> None:
    assert Replacer(rules(Anna="Elis")).apply("Annas bil", "sv") == "Elis bil"
    assert Replacer(rules(Anna="Elis")).apply("Annas bil", "da") == "Elis’ bil"


def test_loose_accents_are_found() -> None:
    assert Replacer(rules(Åsa="Noa")).apply("A\u030asa och Åsas") == "Noa och Noas"


def test_initials_with_and_without_dots() -> None:
    replacer = Replacer(rules(H_C_Andersen="Noa", Anna_K="Kim"))
    assert replacer.apply("H.C. Andersens, H C Andersen, H. C. Andersen") == "Noas, Noa, Noa"
    assert replacer.apply("Anna K. sade. Det var Anna K. Sen, Anna K.") == "Kim sade. Det var Kim. Sen, Kim."


def test_names_may_change_places() -> None:
    assert Replacer(rules(Kim="Robin", Robin="Kim")).apply("Kim och Robin") == "Robin och Kim"


def test_the_longest_goes_first() -> None:
    replacer = Replacer(rules(Lill_Anna="X-namn", Anna_Maria_Karlsson="Noa", Anna="Kim", Jona="Eli", Jonas="Robin"))
    assert replacer.apply("Lill Anna Maria Karlsson, Anna, Jonas") == "Lill Noa, Kim, Robin"


def test_a_name_goes_before_the_genitive_of_another() -> None:
    assert Replacer(rules(Andrea="Kim", Andreas="Robin")).apply("Andreas") == "Robin"


def test_a_workplace_in_its_definite_forms() -> None:
    rule = ReplaceRule("solgård", "[arbetsplats]", WORKPLACE)
    assert Replacer([rule]).apply("Solgården och solgårdens kök, Solgård") == (
        "[arbetsplats] och [arbetsplats]s kök, [arbetsplats]"
    )


def test_exactly_as_written() -> None:
    rule = ReplaceRule("070-123 45 67", "[telefonnummer]", PersonalKind.PHONE, RuleScope.EXACT)
    assert Replacer([rule]).apply("ring 070-123 45 67. 070-123 45 678") == "ring [telefonnummer]. 070-123 45 678"
    plus = ReplaceRule("+46 70", "X", PersonalKind.PHONE, RuleScope.EXACT)
    assert Replacer([plus]).apply("(+46 70)") == "(X)"


def test_file_names_and_titles() -> None:
    replacer = Replacer(rules(Anna="Kim", Anna_Karlsson="Kim"))
    for name, expected in (
        ("Intervju_Anna_Karlsson.docx", "Intervju_Kim.docx"),
        ("anna_karlsson.docx", "kim.docx"),
        ("AnnaKarlsson 2.docx", "Kim 2.docx"),
        ("intervju anna.docx", "intervju kim.docx"),
        ("Att anna något", "Att anna något"),
        ("Anna2.txt", "Kim2.txt"),
    ):
        assert replacer.apply(name, name=True) == expected


def test_no_edit_crosses_a_barrier() -> None:
    assert Replacer(rules(Anna_Karlsson="Robin", Anna="Kim")).edits("Anna Karlsson", "sv", [5]) == [
        Edit(0, 4, "Kim", 1)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("om Anna\nKarlssons bil gick", "om Robins\nbil gick"),
        ("om Anna \n   Karlsson, ja", "om Robin,\nja"),
        ("(Anna\nKarlsson)", "(Robin)"),
        ("så ANNA\nKARLSSON\nkom", "så ROBIN\nkom"),
        ("Anna\nKarlsson Anna\nKarlssons bil", "Robin\nRobins\nbil"),
        ("Bo\nEk Linds, Bo Ek\nLind", "Kim\nAlms, Kim\nAlm"),
        ("H.\nC.\nAndersens hus", "Noas\nhus"),
        ("i Stora\nHuset där", "i [hus]\ndär"),
        ("om Anna Karls-\n  sons bil och Anna\nKarls-\nson.", "om Robins\nbil och Robin."),
        ("Anna\n\nKarlsson, Anna.\nKarlsson", "Anna\n\nKarlsson, Anna.\nKarlsson"),
    ],
)
def test_a_line_may_end_within_a_name(text: str, expected: str) -> None:
    house = ReplaceRule("Stora Huset", "[hus]", WORKPLACE, RuleScope.EXACT)
    made = rules(Anna_Karlsson="Robin", Bo_Ek_Lind="Kim Alm", H_C_Andersen="Noa")
    assert Replacer([*made, house]).apply(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("om Karls-\nson, Karls\u00ad\n\tsons, KARLS-\nSON", "om Lind,\nLinds,\nKARLS-\nSON"),
        ("Karls-\n\nson, Karls- \n\nson", "Karls-\n\nson, Karls- \n\nson"),
        ("såg Karl-\nEriks bil, KARL-\nERIK", "såg Los\nbil, LO"),
        ("en under-\nlig Karlsson under-\nströk det", "en under-\nlig Lind under-\nströk det"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_may_divide_a_name(text: str, expected: str) -> None:
    assert Replacer([ReplaceRule("Karlsson", "Lind"), ReplaceRule("Karl-Erik", "Lo")]).apply(text) == expected


def test_looking_for_divided_words_is_cheap_where_none_is_divided() -> None:
    talk = "Det var en vanlig dag i juni, och hon sa - som alltid - att det går bra.\n" * 4_000

    def cost(what: str) -> float:
        if what == "words":
            return seconds(lambda: re.findall(r"\w+", talk))
        return seconds(lambda: Replacer(rules(Xqvelma="Kim")).edits(talk))

    assert_growth(cost, "words", "edits", 1)  # 0.2; it was 1.6 when each letter was asked whether a hyphen follows


def test_no_name_goes_over_the_line_end_into_the_next_turn_or_heading() -> None:
    talk = "I: Vem var det?\nR: Anna\nKarlsson: Vem?\nR: Anna\nKarlsson, då.\nKarlsson: Nej.\nI: Jo.\nKarlsson: Ja."
    read = ReadText("a", talk, "text", None, (), (), "0" * 64, "a.txt")
    made = rules(Anna_Karlsson="Robin", Anna="Kim")
    assert apply_rules(read, made).text == talk.replace("Anna\nKarlsson,", "Robin,\n").replace(
        "\n då", "\ndå").replace("Anna", "Kim")
    text = "Så kom Anna\nKarlssons gata\nKarlssons gata 1, där Anna\nKarlsson bodde"
    heading = FoundPlace(PlaceKind.HEADING, text.index("Karlssons"), "Karlssons gata", 1)
    page = FoundPlace(PlaceKind.PAGE, text.rindex("Karlsson"), "2")
    new = apply_rules(ReadText("a", text, "word", None, (), (), "0" * 64, "a", places=(heading, page)), made)
    assert new.text == "Så kom Kim\nKarlssons gata\nKarlssons gata 1, där Robin\nbodde"
    assert [new.text[place.start :][:5] for place in new.places] == ["Karls", "Robin"]


def test_places_of_codings_when_a_line_end_moves() -> None:
    text = "Jag såg Anna\nKarlsson, den dagen."
    changes = keeping_line_ends(text, Replacer(rules(Anna_Karlsson="Alexandra")).edits(text))
    new, moved = written(text, changes), Remap(changes)
    assert new == "Jag såg Alexandra,\nden dagen."

    def of(words: str) -> str:
        start, end = moved.span(text.index(words), text.index(words) + len(words))
        return new[start:end]

    assert of("Anna\nKarlsson") == of("Anna") == of("Karlsson") == "Alexandra"
    assert (of("Jag såg "), of("den dagen."), of(", den")) == ("Jag såg ", "den dagen.", ",\nden")


@pytest.mark.parametrize(
    "wrong",
    [
        [ReplaceRule(" ", "Kim")],
        [ReplaceRule("Anna", "")],
        [ReplaceRule("Anna", "Kim"), ReplaceRule("Anna", "Robin")],
        [ReplaceRule("a" * 600, "Kim")],
    ],
)
def test_rules_that_cannot_be_used(wrong: list[ReplaceRule]) -> None:
    with pytest.raises(InvalidInput) as caught:
        Replacer(wrong)
    assert "Anna" not in str(caught.value)


def test_everything_that_was_read_is_replaced_and_moves() -> None:
    text = "Sida Anna\nAnna: Hej Annas 😀\nInt: Ja Anna Karlsson"
    second = text.index("Int")
    read = ReadText(
        "Intervju Anna", text, "vtt", None, ((10, 15),),
        (LeftOut(message("Left out “{what}”", what="Anna i marginalen"), 1),), "0" * 64, "anna.vtt",
        turns=(FoundTurn(10, 16, second - 1, "Anna", 5), FoundTurn(second, second + 5, len(text), "Int", None)),
        places=(FoundPlace(PlaceKind.HEADING, 5, "Anna", 1), FoundPlace(PlaceKind.PAGE, second, "2")),
        comments=(FoundComment(17, 25, "Om Anna", "Anna B"),),
        attributes=(("Namn", "Anna Karlsson"),), respondent="Anna",
    )  # fmt: skip
    new = apply_rules(read, rules(Anna="Robin", Anna_Karlsson="Alexandra"))
    assert new.text == "Sida Robin\nRobin: Hej Robins 😀\nInt: Ja Alexandra"
    assert (new.title, new.file_name, new.respondent) == ("Intervju Robin", "robin.vtt", "Robin")
    assert new.turns is not None
    assert [new.text[turn.start : turn.end] for turn in new.turns] == ["Robin: Hej Robins 😀", "Int: Ja Alexandra"]
    assert [new.text[turn.said_start : turn.end] for turn in new.turns] == ["Hej Robins 😀", "Ja Alexandra"]
    assert [turn.speaker for turn in new.turns] == ["Robin", "Int"]
    assert [(new.text[place.start :][:5], place.label) for place in new.places] == [("Robin", "Robin"), ("Int: ", "2")]
    assert [new.text[start:end] for start, end in new.bold] == ["Robin:"]
    comment = new.comments[0]
    assert (new.text[comment.start : comment.end], comment.text, comment.author) == ("ej Robins", "Om Robin", "Anna B")
    assert new.attributes == (("Namn", "Alexandra"),)
    assert new.left_out[0].message.parts == {"what": "Robin i marginalen"}


NAMES = ["Anna", "Anna Karlsson", "Karlsson", "Bo", "Åsa", "Lars", "Ann"]
PIECES = st.sampled_from(
    [*NAMES, "Annas", "ANNA", "😀", " ", "\n", "Karls-\nson", "-\n", ".", "hus", "Boet", "-", "a\u030a", "Lars'", "x"]
)
NEW = st.sampled_from(["Kim", "Alexandra", "[namn]", "O", "Noa 😀"])


@given(st.lists(PIECES, max_size=40).map("".join), st.data())
def test_positions_are_right_to_the_character(text: str, data: st.DataObject) -> None:
    chosen = [ReplaceRule(name, data.draw(NEW)) for name in data.draw(st.lists(st.sampled_from(NAMES), unique=True))]
    edits = Replacer(chosen).edits(text) if chosen else []
    new = written(text, edits)
    moved = Remap(edits)
    assert all(one.end <= other.start for one, other in zip(edits, edits[1:], strict=False))
    ends = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    start, end = ends
    # The plain way: write the span's text with all replacements it touches, and count what stands before it.
    touched = [edit for edit in edits if edit.start < end and edit.end > start] if start < end else []
    low = min([start, *(edit.start for edit in touched)])
    high = max([end, *(edit.end for edit in touched)])
    if start < end:
        inside = [Edit(edit.start - low, edit.end - low, edit.text, 0) for edit in touched]
        expected = written(text[low:high], inside)
        before = len(written(text[:low], [edit for edit in edits if edit.end <= low]))
        assert moved.span(start, end) == (before, before + len(expected))
        new_start, new_end = moved.span(start, end)
        assert new[new_start:new_end] == expected
    else:
        assert moved.span(start, end)[0] == moved.span(start, end)[1] <= len(new)
    assert moved.end(len(text)) == len(new)
    assert moved.start(0) == 0
