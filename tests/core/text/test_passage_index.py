"""Quotations are found in many texts in one pass: the best place, in code points, whatever was edited or changed."""

from __future__ import annotations

import random
import tracemalloc

import pytest

from qualcoder_peer.core.text.passage_index import PassageIndex, locate
from qualcoder_peer.core.text.quotations import QuotationStatus, usual_rules
from tests.support.growth import assert_growth, seconds

RULES = usual_rules("sv")
GROUP = (
    "Intervjuare: Hur var det?\nR1: Jag kände igen mig 😀 i det som de berättade, man var inte ensam längre. Eh, det "
    "var som att komma hem.\nR2: Innan fanns det ett tomrum. Ingen hade tid att lyssna på vad jag sa."
)


def invented(size: int, seed: int) -> str:
    """A text of so many code points of words that repeat as words of a language do."""
    chance = random.Random(seed)
    words = [f"{chance.choice('bdfgklmnprstv')}{chance.choice('aeiouåäö')}{number}" for number in range(2_000)]
    made: list[str] = []
    length = 0
    while length < size:
        word = words[min(1_999, int(chance.paretovariate(0.6)) - 1)]
        made.append(word + ("." if chance.random() < 0.08 else ""))
        length += len(made[-1]) + 1
    return " ".join(made)


def best(printed: str, texts: list[str]) -> tuple[int, str, QuotationStatus] | None:
    """Document, words and status of the best place."""
    index = PassageIndex([printed])
    index.seek(enumerate(texts))
    found = [(locate(printed, window, RULES), window) for window in index.found[0].windows]
    if not found:
        return None
    (start, end, comparison), window = max(found, key=lambda pair: pair[0][2].similarity)
    return window.document, texts[window.document][start:end], comparison.status


@pytest.mark.parametrize(
    "printed, original, status",
    [
        ("man var inte ensam längre", "man var inte ensam längre", QuotationStatus.EXACT),
        ("igen mig 😀 i det", "igen mig 😀 i det", QuotationStatus.EXACT),
        ("Det var som att komma hem", "det var som att komma hem", QuotationStatus.EDITED),
        ("kände igen mig […] ensam längre", "kände igen mig 😀 i det som de berättade, man var inte ensam längre",
         QuotationStatus.EDITED),
        ("man var aldrig ensam längre", "man var inte ensam längre", QuotationStatus.DEVIATES),
        ("Ingen hade ork att lyssna", "Ingen hade tid att lyssna", QuotationStatus.DEVIATES),
    ],
)  # fmt: skip
def test_the_best_place(printed: str, original: str, status: QuotationStatus) -> None:
    assert best(printed, ["Något annat helt och hållet.", GROUP, "man var inte"]) == (1, original, status)


def test_what_is_nowhere_is_not_found() -> None:
    assert best("Detta sade ingen människa någonsin till oss", [GROUP]) is None


def test_other_scripts_soft_hyphens_and_loose_marks() -> None:
    texts = ["Я чувствовал себя дома в этой группе людей", "Det var en väl\u00adkommen för\u00adändring för oss alla",
             "Man fo\u0308rstod att na\u030agot ha\u0308nde da\u030a"]  # fmt: skip
    assert best("чувствовал себя дома в этой группе", texts) == (0, texts[0][2:36], QuotationStatus.EXACT)
    assert best("en välkommen förändring för oss", texts) == (
        1, "en väl\u00adkommen för\u00adändring för oss", QuotationStatus.EXACT
    )  # fmt: skip
    found = best("förstod att något hände", texts)
    assert found is not None and found[0] == 2 and found[2] is QuotationStatus.EXACT


def test_an_expression_has_all_its_places() -> None:
    long = "ett tomrum var det. " * 30_000  # over several blocks, whose edges are counted once
    index = PassageIndex(["ett tomrum", "tomrum", "inget sådant"])
    index.seek([(0, GROUP), (1, long)])
    assert [found.count for found in index.found] == [30_001, 30_001, 0]
    first = index.found[0].windows[0]
    assert (first.document, first.text) == (0, "ett tomrum")
    assert GROUP[first.start : first.start + 10] == "ett tomrum"


def test_a_changed_word_among_the_commonest() -> None:
    # Every run of five words holds the changed one, and no pair is rare.
    chance = random.Random(7)
    words = ("det", "är", "ju", "som", "jag", "att")
    said = chance.choices(words, k=600_000)
    first = 531_234
    printed = [*said[first : first + 4], "nånstans", *said[first + 5 : first + 9]]
    text = " ".join(said)
    found = best(" ".join(printed), [text])
    assert found is not None and found[2] is QuotationStatus.DEVIATES
    assert found[1].split()[:4] == printed[:4] and found[1].split()[5:] == printed[5:]


@pytest.mark.parametrize("place", [0, 65_400, 65_536, 131_000, 199_000])
def test_nothing_is_lost_at_the_edges_of_blocks(place: int) -> None:
    text = invented(200_000, 1)
    cut = text.find(" ", place) + 1
    words = "här stod citatet som ingen annan sade"
    text = f"{text[:cut]}{words} {text[cut:]}"
    assert best(words, [text]) == (0, words, QuotationStatus.EXACT)


def test_the_place_is_right_after_many_blocks() -> None:
    text = invented(300_000, 2)
    chance = random.Random(5)
    for _ in range(10):
        start = text.find(" ", chance.randrange(290_000)) + 1
        end = text.find(" ", start + 120)
        found = best(text[start:end], [invented(50_000, 3), text])
        assert found is not None
        assert (found[0], found[1].rstrip("."), found[2]) == (1, text[start:end].rstrip("."), QuotationStatus.EXACT)


def cost(times: int) -> float:
    """What it takes to seek thirty quotations in so many texts of 20,000 code points."""
    texts = [invented(20_000, seed) for seed in range(6)]
    quotations = [texts[number % 6][start : start + 150] for number, start in enumerate(range(300, 15_300, 500))]

    def work() -> None:
        PassageIndex(quotations).seek((number, texts[number % 6]) for number in range(times))

    return seconds(work)


def test_time_grows_as_the_texts_do() -> None:
    assert_growth(cost, 40, 160, 8)


def test_memory_does_not_grow_with_the_texts() -> None:
    text = invented(60_000, 4)
    quotations = [text[start : start + 150] for start in range(300, 15_300, 500)]

    def peak(times: int) -> int:
        tracemalloc.start()
        PassageIndex(quotations).seek((number, text + str(number)) for number in range(times))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(120) < 1.5 * peak(40)
