"""Quotations are found by their marks in several languages, over paragraphs, nested, and never in an apostrophe."""

from __future__ import annotations

import pytest

from qualcoder_peer.core.text.quotation_marks import find_quotations


def words(*paragraphs: str, blocks: tuple[bool, ...] = ()) -> list[list[str]]:
    """The quotations found, each as its pieces."""
    return [
        [paragraphs[span.paragraph][span.start : span.end] for span in one.spans]
        for one in find_quotations(paragraphs, blocks)
    ]


@pytest.mark.parametrize(
    "text, found",
    [
        ("Hon sa ”jag kom hit” och sen ”ja”.", ["jag kom hit", "ja"]),
        ("He said “I didn’t know” and left.", ["I didn’t know"]),
        ("Hun sagde »jeg kom« og «jeg gik» og „ich ging“.", ["jeg kom", "jeg gik", "ich ging"]),
        ("Svenska gåsögon »så här» finns.", ["så här"]),
        ('Rakt "så här" och \'så här\'.', ["så här", "så här"]),
        ("Engelskt ‘enkelt’ och svenskt ’enkelt’.", ["enkelt", "enkelt"]),
        ("Il dit « bonjour à tous » ici.", [" bonjour à tous "]),
        ("”Hon sa ’kom nu’ till mig”, sa R1.", ["Hon sa ’kom nu’ till mig"]),
        ("”Hon sa ”kom nu” till mig”, sa R1.", ["Hon sa ”kom nu” till mig"]),
        ("”\"Kom nu\" sa hon till mig.”", ['"Kom nu" sa hon till mig.']),
        ("”nu\" sa hon, det var 5\" snö.” “\"Ja\" alltså”", ['nu" sa hon, det var 5" snö.', '"Ja" alltså']),
        ("”Ett tecken av var sort\" och ”ett av varje” sort.", ["Ett tecken av var sort", "ett av varje"]),
        ("”... det blir ett bra samtal.”", ["... det blir ett bra samtal."]),
        ("(”inom parentes”)—“a”", ["inom parentes", "a"]),
        ("Lars’ bok, James' bok, don't, rock ’n’ roll, the '70s, 5' 10\" lång.", []),
        ("Ett ensamt ” tecken och ”utan slut.", []),
        ("", []),
    ],
)
def test_marks(text: str, found: list[str]) -> None:
    assert words(text) == [[one] for one in found]


def test_each_paragraph_opens_anew_and_the_last_closes() -> None:
    paragraphs = ("”Första stycket.", "”Andra stycket.", "”Tredje.” Efter ”ett” ord.")
    assert words(*paragraphs) == [["Första stycket.", "Andra stycket.", "Tredje."], ["ett"]]


def test_a_forgotten_closing_mark_ends_with_the_paragraph() -> None:
    assert words("”Hela stycket är ett citat", "Nästa är ingenting.") == [["Hela stycket är ett citat"]]


def test_what_is_set_apart_is_a_quotation_without_marks() -> None:
    paragraphs = (
        "Bara text här (R2, stycke 3)", "R1: ”Ord ord ord”", "R1: Ord utan tecken", "Han tänkte ”nu” och gick."
    )  # fmt: skip
    assert words(*paragraphs, blocks=(True,) * 4) == [
        ["Bara text här"], ["Ord ord ord"], ["Ord utan tecken"], ["Han tänkte ”nu” och gick."],
    ]  # fmt: skip
    assert [one.marked for one in find_quotations(paragraphs, (True,) * 4)] == [False, True, False, False]


def test_a_block_over_paragraphs_need_not_open_anew() -> None:
    paragraphs = ("”Öppen i första", "fortsätter utan", "och slutar här”")
    assert words(*paragraphs, blocks=(True,) * 3) == [["Öppen i första", "fortsätter utan", "och slutar här"]]
