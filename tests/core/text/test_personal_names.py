"""Which words are names of people, from lists, from the project's other words, and from where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from qualcoder_peer.core.domain.personal import PersonalKind
from qualcoder_peer.core.services.name_lists import load_names, load_pseudonyms
from qualcoder_peer.core.text.personal_groups import group_names, person_of_address
from qualcoder_peer.core.text.personal_lexicon import Lexicon, Vocabulary, word_before
from qualcoder_peer.core.text.personal_marks import apart
from qualcoder_peer.core.text.personal_names import NameFinder, starts_sentence


def people(
    text: str, language: str = "sv", labels: Iterable[str] = (), harmless: Iterable[str] = (), other: str = "",
    barriers: Sequence[int] = (),
) -> list[str]:  # fmt: skip
    """The names found in ``text``, in a project that also holds ``other``."""
    vocabulary = Vocabulary(load_names())
    for one in (text, other):
        vocabulary.add(one)
    vocabulary.finish()
    lexicon = Lexicon(load_names(), vocabulary, labels, harmless)
    marks = apart(NameFinder(lexicon, language).find(text, barriers))
    return [text[mark.start : mark.end] for mark in marks if mark.kind is PersonalKind.PERSON]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Men Anna Karlssons Volvo och Annas bil", ["Anna Karlssons", "Annas"]),
        ("Carl von Essen, Ali al-Hassan och H.C. Andersen", ["Carl von Essen", "Ali al-Hassan", "H.C. Andersen"]),
        ("Anna K. sade det till Anna K.", ["Anna K.", "Anna K"]),
        ("Anna-mötet, Lill-Anna, Anna-Lena och Karl-Erik Öst", ["Anna", "Anna", "Anna-Lena", "Karl-Erik Öst"]),
        ("ANNA skrev LSS och EVA", ["ANNA"]),
        ("Sten är hårt. Björn är ett djur. I maj var det varmt.", []),
        ("Då kom Sten och Björn och Maj.", ["Sten", "Björn", "Maj"]),
        ("Björn sa det. Maj ringde.", ["Björn", "Maj"]),
        ("Det var Björn. Björn är snäll.", ["Björn", "Björn"]),
        ("Det var Stig. Stig in!", ["Stig"]),
        ("På Tisdag i Mars med Försäkringskassan, Röda Korset och Svenska kyrkan", []),
        ("Jag flyttade till Lund, sen Malmö. Anna Lund blev kvar i Nora.", ["Anna Lund"]),
        ("Maria Beroendecentrum och Sofia Vårdcentral", []),
        ("En Björn i skogen, en annan Sten", ["Sten"]),
        ("Jag heter Xqvelma. Xqvelma var arg.", ["Xqvelma", "Xqvelma"]),
        ("Hon och Brzo Hjuljk gick. Brzo föll.", ["Brzo Hjuljk", "Brzo"]),
        ("Där var Xqvelma, hon kom. Alla kallar mig Zzurf.", ["Xqvelma", "Zzurf"]),
        ("Skriv till xqvelma.hjulk@x.example. Då kom Xqvelma.", ["Xqvelma"]),
    ],
)
def test_swedish(text: str, expected: list[str]) -> None:
    assert people(text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("da", "Helle sagde ja. Helle stenen ligger der. Det var Finn.", ["Helle", "Finn"]),
        ("nb", "Odd nok. Det var Odd. Even hvis han kom. Per dag.", ["Odd"]),
        ("en", "In May I moved. May I come? Will it help? Mark's office. Hope said so.", ["Mark's", "Hope"]),
        ("en", "I saw Will and the Dean. William Carter came on Monday.", ["Will", "William Carter"]),
    ],
)
def test_other_languages(language: str, text: str, expected: list[str]) -> None:
    assert people(text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sen kom Anna\nKarlssons bil", ["Anna\nKarlssons"]),
        ("Jag träffade Karl-Erik \n  Åkesson där", ["Karl-Erik \n  Åkesson"]),
        ("Anna\nErik\nKarin", ["Anna", "Erik", "Karin"]),
        ("Då kom Johans-\nsons hund och Karls\u00ad\n  son", ["Johans-\nsons", "Karls\u00ad\n  son"]),
        ("Så sa Anna Karls-\nson och Mar-\ngareta till oss", ["Anna Karls-\nson", "Mar-\ngareta"]),
        ("Det var under-\nligt på Kommun-\nhuset", []),
        ("Jag såg Anna\n\nKarlsson gick", ["Anna", "Karlsson"]),
        ("Tack Anna\nKarlsson: Ja", ["Anna", "Karlsson"]),
        ("Tack Anna\nTröskverket brann", ["Anna"]),
        ("Det var Annas\nKarlsson kom", ["Annas", "Karlsson"]),
    ],
)
def test_a_line_may_end_between_first_name_and_surname(text: str, expected: list[str]) -> None:
    assert people(text) == expected


def test_what_stands_on_each_side_of_a_turn_is_no_name() -> None:
    text = "Så kom Anna\nKarlsson gick"
    assert people(text) == ["Anna\nKarlsson"]
    assert people(text, barriers=[12]) == ["Anna", "Karlsson"]
    assert people("Anna\nKarlsson gick hem", labels=["Anna"]) == ["Anna", "Karlsson"]


def test_labels_are_names_where_they_speak() -> None:
    text = "Björn: Ja.\nIntervjuare: Nej.\nDeltagare 1: Jo.\nXqvelma: Hej."
    assert people(text, labels=["Björn", "Intervjuare", "Deltagare 1", "Xqvelma"]) == ["Björn", "Xqvelma"]
    assert people("Björn: Ja.") == []


def test_words_known_in_small_letters_are_no_unknown_names() -> None:
    text = "Vi gick till Tröskverket Brasan igår."
    assert people("Vi såg Hjulik Brasan igår.") == ["Hjulik Brasan"]
    assert people("Vi såg Hjulik Brasan igår.", other="en hjulik vid brasan") == []
    assert people(text) == []


def test_names_that_somebody_writes_small() -> None:
    assert people("Anna kom. Jag och anna gick, men line och björn blev, sa Anna.") == ["Anna", "anna", "Anna"]


def test_harmless_words_are_passed_over() -> None:
    assert people("Anna och Kim Berg kom", harmless=["Anna", "Kim Berg"]) == []


def test_loose_accents() -> None:
    assert people("Det var A\u030asa som kom") == ["A\u030asa"]


def test_where_a_sentence_starts() -> None:
    text = "Hej. Sten\nSten (Sten) sa ”Sten” och Sten"
    places = [place for place in range(len(text)) if text.startswith("Sten", place)]
    assert [starts_sentence(text, place) for place in places] == [True, True, False, True, False]
    assert word_before("min (syster Anna", 12) == "syster"
    assert word_before("min, Anna", 5) == ""


def test_grouping() -> None:
    groups = group_names(["Anna", "Anna K", "Anna Karlsson", "Karlsson", "Bo", "Bo Berg", "Bo Ek", "Eva", "eva L"])
    assert {groups[name] for name in ("Anna", "Anna K", "Karlsson")} == {"Anna Karlsson"}
    assert (groups["Bo"], groups["Bo Berg"], groups["Bo Ek"]) == ("Bo", "Bo Berg", "Bo Ek")
    assert groups["Eva"] == groups["eva L"]
    assert person_of_address("anna.karlsson@x.example", groups) == "Anna Karlsson"
    assert person_of_address("akarlsson@x.example", groups) == "Anna Karlsson"
    assert person_of_address("info@x.example", groups) == ""


def test_lists_are_sound() -> None:
    names = load_names()
    assert min(map(len, (names.first, names.last, names.wide_first, names.wide_last, names.towns))) > 900
    assert {"Anna", "Fatima", "Trygve", "Siân"} <= names.first
    assert not {"Anna", "Björn", "Kim"} & names.never
    pseudonyms = load_pseudonyms()
    assert len(set(pseudonyms)) == len(pseudonyms) > 90
    assert all(name.isalpha() and name[-1] not in "sxz" and name.lower() not in names.wordlike - {"kim"}
               for name in pseudonyms)  # fmt: skip
