"""Where segments of one version of a transcript stand in another."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoder_peer.core.text.alignment import Alignment, Placed, align
from tests.support.growth import assert_growth, seconds

OLD = (
    "Intervjuare: Hur var det att komma hit?\n\n"
    "R1: Jag var ensam i början 🙂. Det fanns ett tomrum som ingen fyllde.\n\n"
    "Intervjuare: Och sedan?\n\n"
    "R2: Sedan kom Kim. Man blev lyssnad på, det hade jag aldrig varit med om förut.\n\n"
    "R1: Ja.\n\n"
    "R2: Ja.\n"
)
_words = st.sampled_from(
    ["ja", "nej", "tomrum", "trygg.", "Anna", "e\u0301", "😀", "👩‍👩‍👧", "a-b", "\n", "R1:", "\u2028", ","]
)
_texts = st.one_of(st.lists(_words, max_size=40).map(" ".join), st.text(max_size=40))


def went(words: str, new: str, old: str = OLD) -> str | None:
    """The words that the segment ``words`` of the old text stands on in the new one."""
    start = old.index(words)
    placed = align(old, new).place(start, start + len(words))
    return None if placed is None else new[placed.start : placed.end]


def place(words: str, new: str, old: str = OLD) -> Placed:
    start = old.index(words)
    placed = align(old, new).place(start, start + len(words))
    assert placed is not None
    return placed


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(_texts, st.data())
def test_the_same_text_is_the_same_place(text: str, data: st.DataObject) -> None:
    if text:
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        assert align(text, text).place(start, end) == Placed(start, end, True)


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(_texts, _texts, _texts, _texts, st.data())
def test_a_place_is_never_empty_nor_outside(one: str, two: str, three: str, four: str, data: st.DataObject) -> None:
    old = one + two + three
    new = data.draw(st.sampled_from([one + four + three, three + two + one, four, one + three, two + four + two]))
    if not old:
        return
    alignment = align(old, new)
    check(alignment)
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    placed = alignment.place(start, end)
    assert 0 <= alignment.position(start) <= len(new)
    if placed is not None:
        assert 0 <= placed.start < placed.end <= len(new)
        assert placed.exact == (new[placed.start : placed.end].split() == old[start:end].split())


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(_texts, _texts, _texts, st.integers(0, 1_000_000))
def test_text_put_in_elsewhere_moves_a_segment_exactly(before: str, put_in: str, after: str, at: int) -> None:
    segment = "Kim var där hela tiden"
    head, tail = f"{before}\n", f"\n{after}"
    old = head + segment + tail
    assert old.count(segment) == 1
    cut = at % len(head)  # not right before the segment: that could make its first word longer
    new = head[:cut] + put_in + head[cut:] + segment + tail
    assert align(old, new).place(len(head), len(head + segment)) == Placed(
        len(head) + len(put_in), len(head) + len(put_in) + len(segment), True
    )
    cut = 1 + at % len(tail)
    new = head + segment + tail[:cut] + put_in + tail[cut:]
    assert align(old, new).place(len(head), len(head + segment)) == Placed(len(head), len(head + segment), True)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.lists(_words, min_size=1, max_size=12).map(" ".join), st.lists(_words, min_size=1, max_size=12).map(" ".join))
def test_a_segment_that_was_taken_out_has_no_place(before: str, after: str) -> None:
    segment = "Kontaktpersonen ringde varje vecka hela våren"
    old = f"{before}\n{segment}\n{after}"
    start = old.index(segment)
    for new in (f"{before}\n{after}", f"{before}\n\n{after}", before, after):
        assert align(old, new).place(start, start + len(segment)) is None


def check(alignment: Alignment) -> None:
    """The stretches are equal in both texts, and no character is in two of them."""
    new_ends = 0
    old_end = 0
    for start, there, length in alignment.runs:
        assert start >= old_end
        old_end = start + length
        assert length > 0
        assert alignment.old[start : start + length] == alignment.new[there : there + length]
    for _, there, length in sorted(alignment.runs, key=lambda run: run[1]):
        assert there >= new_ends
        new_ends = there + length


def test_changed_words_inside() -> None:
    new = OLD.replace("ett tomrum", "ett slags stort tomrum")
    assert went("Det fanns ett tomrum som ingen fyllde", new) == "Det fanns ett slags stort tomrum som ingen fyllde"
    assert not place("Det fanns ett tomrum som ingen fyllde", new).exact
    assert went("tomrum som ingen fyllde", new) == "tomrum som ingen fyllde"
    assert place("tomrum som ingen fyllde", new).exact


def test_changed_words_at_the_edges_belong_to_it() -> None:
    new = OLD.replace("ensam i början", "ensamt barn först")
    assert went("Jag var ensam i början", new) == "Jag var ensamt barn först"
    assert went("var ensam", new) == "var ensamt"
    new = OLD.replace("Det fanns ett tomrum", "Där fanns ett tomrum")
    assert went("Det fanns ett tomrum som ingen fyllde", new) == "Där fanns ett tomrum som ingen fyllde"


def test_words_put_in_at_the_edges_do_not() -> None:
    new = OLD.replace("Det fanns ett tomrum", "Du vet, det fanns ett tomrum, faktiskt,")
    assert went("fanns ett tomrum", new) == "fanns ett tomrum"
    assert place("fanns ett tomrum", new).exact


def test_a_letter_more_or_less_in_a_name() -> None:
    new = OLD.replace("Sedan kom Kim.", "Sedan kom Kims.")
    assert went("kom Kim", new) == "kom Kims"
    assert not place("kom Kim", new).exact


def test_line_breaks_alone_change_no_words() -> None:
    new = OLD.replace("blev lyssnad på, det", "blev\nlyssnad på, det").replace("Det fanns ett", "Det fanns\nett")
    placed = place("Man blev lyssnad på", new)
    assert placed.exact
    assert new[placed.start : placed.end] == "Man blev\nlyssnad på"
    old = OLD.replace("\n\n", "\n")
    joined = old.replace("\n", " ")
    alignment = align(old, joined)
    for start in range(0, len(old) - 30, 7):
        placed_there = alignment.place(start, start + 30)
        assert placed_there is not None
        assert placed_there.exact


def test_another_label_leaves_the_words() -> None:
    new = OLD.replace("R1:", "Anna:").replace("R2:", "Berit:").replace("Intervjuare:", "I:")
    assert place("Det fanns ett tomrum som ingen fyllde", new).exact
    assert place("Och sedan?", new).exact


def test_less_than_half_left_is_no_place() -> None:
    new = OLD.replace("Det fanns ett tomrum som ingen fyllde", "Allt kändes mycket konstigt, fyllde")
    assert went("Det fanns ett tomrum som ingen fyllde", new) is None


def test_a_paragraph_moved_elsewhere_is_found_again() -> None:
    lines = [f"R1: Stycke nummer {number} handlar om {number * 7} saker." for number in range(30)]
    moved = [*lines[:5], *lines[6:20], lines[5], *lines[20:]]
    placed = place(lines[5][4:], "\n".join(moved), "\n".join(lines))
    assert "\n".join(moved)[placed.start : placed.end] == lines[5][4:]
    assert placed.exact
    assert placed.moved
    untouched = place(lines[12], "\n".join(moved), "\n".join(lines))
    assert (untouched.exact, untouched.moved) == (True, False)


def test_words_moved_into_another_paragraph_are_found_again() -> None:
    lines = [f"R{number % 3}: Rad {number} säger {number * 7} och {number * 13} om annat." for number in range(40)]
    said = "Det som hände på kontoret den våren glömmer jag aldrig"
    old = "\n".join([*lines[:8], f"R9: {said}, tror jag.", *lines[8:]])
    new = "\n".join([*lines[:30], f"R1: Som sagt: {said}.", *lines[30:]])
    placed = place(said, new, old)
    assert new[placed.start : placed.end] == said
    assert placed.moved


def test_the_same_short_words_elsewhere_are_not_taken_for_it() -> None:
    new = OLD.replace("R1: Ja.\n\n", "")
    assert new.count("Ja.") == 1
    start = OLD.index("R1: Ja.") + 4
    assert align(OLD, new).place(start, start + 3) is None
    start = OLD.index("R2: Ja.") + 4
    assert align(OLD, new).place(start, start + 3) == Placed(new.index("Ja."), new.index("Ja.") + 3, True)


def test_a_segment_torn_apart_goes_with_its_greater_part() -> None:
    far = "\n".join(f"Intervjuare: Fråga {number} om något helt annat än det?" for number in range(60))
    old = "R1: Vi satt i köket och talade om allt det svåra som hade varit. Sedan gick vi ut.\n" + far
    new = "R1: Vi satt i köket och talade om allt det svåra som hade varit.\n" + far + "\nR1: Sedan gick vi ut.\n"
    assert went("Vi satt i köket och talade om allt det svåra som hade varit. Sedan gick vi ut.", new, old) == (
        "Vi satt i köket och talade om allt det svåra som hade varit."
    )


def test_what_is_put_into_a_segment_is_bounded() -> None:
    far = "\n".join(f"Intervjuare: Fråga {number} om något helt annat än det?" for number in range(600))
    old = "R1: Vi satt i köket och talade om allt.\nR1: Sedan gick vi ut i trädgården och teg.\n"
    new = f"R1: Vi satt i köket och talade om allt.\n{far}\nR1: Sedan gick vi ut i trädgården och teg.\n"
    found = went(old[4:-1], new, old)
    assert found is not None
    assert len(found) < 100


def test_half_a_word_stays_half_a_word() -> None:
    new = OLD.replace("\n\nIntervjuare: Och", " Så var det.\n\nIntervjuare: Och").replace("ett tomrum", "ett\ntomrum")
    placed = place("nns ett tomr", new)
    assert new[placed.start : placed.end] == "nns ett\ntomr"


def test_unlike_texts_share_no_places() -> None:
    assert align(OLD, "").place(0, 10) is None
    other = "Det regnade hela dagen och ingen kom till mötet. Vi väntade tills klockan var sju."
    alignment = align(OLD, other)
    assert [start for start in range(0, len(OLD) - 40, 20) if alignment.place(start, start + 40)] == []


@pytest.mark.parametrize("span", [(0, 0), (5, 3), (-1, 4), (0, len(OLD) + 1)])
def test_a_segment_must_lie_in_the_old_text(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="segment"):
        align(OLD, OLD).place(*span)
    with pytest.raises(ValueError, match="place"):
        align(OLD, OLD).position(len(OLD) + 1)


def talk(characters: int, seed: int = 1) -> str:
    """Invented turns of few words, so that nearly none stands alone."""
    chance = Random(seed)
    words = "jag vi man det som var inte och men så när hon han de att till med för samtalet veckan kaffet".split()
    lines = []
    while characters > 0:
        lines.append(f"R{len(lines) % 3}: " + " ".join(chance.choices(words, k=chance.choice((4, 14, 40)))) + ".")
        characters -= len(lines[-1]) + 1
    return "\n".join(lines)


def every_line_changed(text: str) -> str:
    chance = Random(3)
    lines = []
    for line in text.split("\n"):
        words = line.split(" ")
        words[chance.randrange(len(words))] = chance.choice(["nytt", "ord", "12"])
        lines.append(" ".join(words))
    return "\n".join(lines)


def shuffled(text: str) -> str:
    lines = text.split("\n")
    Random(4).shuffle(lines)
    return "\n".join(lines)


@pytest.mark.parametrize(
    "change",
    [
        every_line_changed,
        shuffled,
        lambda text: talk(len(text), 9),
        lambda text: text.replace("\n", " "),
        lambda text: text[::-1],
        lambda text: "ja " * (len(text) // 3),
    ],
    ids=["every line changed", "shuffled", "other", "one line", "backwards", "one word"],
)  # fmt: skip
def test_time_grows_as_the_text_does(change: object) -> None:
    def cost(size: int) -> float:
        old = talk(size)
        new = change(old)  # type: ignore[operator]

        def work() -> None:
            alignment = align(old, new)
            for start in range(0, len(old) - 200, 200):
                alignment.place(start, start + 150)

        return seconds(work)

    assert_growth(cost, 100_000, 400_000, 9, floor=0.01)  # four times as long
