from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.text.edges import LabelAt, moved_end, moved_start, without_labels

FAMILY = "👩\u200d👩\u200d👧"
TALK = "R1: Det smakar. Ja.\n\nR2: (skratt) Diskvatten.\n\nR1: Jaja.\n"


def labels(text: str) -> LabelAt:
    """What stands before a colon at the start of a paragraph is a label, with the white space behind it."""
    found = []
    start = 0
    for line in text.split("\n"):
        if ":" in line:
            said = line.index(":") + 1
            said += len(line[said:]) - len(line[said:].lstrip())
            found.append((start, start + said))
        start += len(line) + 1

    def label_at(place: int) -> tuple[int, int] | None:
        at = bisect_right(found, place, key=lambda one: one[0]) - 1
        return found[at] if at >= 0 else None

    return label_at


@pytest.mark.parametrize(
    ("selected", "left"),
    [
        ("R2: (skratt) Diskvatten.", "(skratt) Diskvatten."),
        ("2: (skratt)", "(skratt)"),
        ("Ja.\n\nR2", "Ja."),
        ("Ja.\n\nR2: ", "Ja."),
        ("Ja.\n\nR2: (skratt)", "Ja.\n\nR2: (skratt)"),
        ("R2", ""),
        ("R2: ", ""),
        ("smakar", "smakar"),
        (TALK, TALK[4:]),
    ],
)
def test_a_selection_neither_begins_nor_ends_in_a_label(selected: str, left: str) -> None:
    start = TALK.index(selected)
    found = without_labels(TALK, start, start + len(selected), labels(TALK))
    assert TALK[slice(*found)] == left


@pytest.mark.parametrize(
    ("coded", "sentence", "later", "earlier"),
    [
        ("smakar", False, "smakar. Ja", "smakar"),
        ("Ja.", False, "Ja.\n\nR2: (skratt", "Ja."),
        ("Ja.", True, "Ja.\n\nR2: (skratt) Diskvatten.", "Ja."),
        ("Ja.\n\nR2: (skratt)", False, "Ja.\n\nR2: (skratt) Diskvatten", "Ja."),
        ("Det smakar. Ja.", True, "Det smakar. Ja.\n\nR2: (skratt) Diskvatten.", "Det smakar."),
        ("Jaja.", False, "Jaja.", "Jaja."),
    ],
)
def test_the_end_moves_over_labels(coded: str, sentence: bool, later: str, earlier: str) -> None:
    start = TALK.index(coded)
    end = start + len(coded)
    for forward, wanted in ((True, later), (False, earlier)):
        moved = moved_end(TALK, start, end, labels(TALK), forward=forward, sentence=sentence)
        assert TALK[start:moved] == wanted


@pytest.mark.parametrize(
    ("coded", "sentence", "earlier", "later"),
    [
        ("smakar. Ja.", False, "Det smakar. Ja.", "Ja."),
        ("Det smakar.", False, "Det smakar.", "smakar."),
        ("Diskvatten.", True, "(skratt) Diskvatten.", "Diskvatten."),
        ("(skratt) Diskvatten.", False, "Ja.\n\nR2: (skratt) Diskvatten.", "Diskvatten."),
        ("(skratt) Diskvatten.", True, "Ja.\n\nR2: (skratt) Diskvatten.", "(skratt) Diskvatten."),
        ("Ja.\n\nR2: (skratt)", True, "Det smakar. Ja.\n\nR2: (skratt)", "(skratt)"),
    ],
)
def test_the_start_moves_over_labels(coded: str, sentence: bool, earlier: str, later: str) -> None:
    start = TALK.index(coded)
    end = start + len(coded)
    for forward, wanted in ((False, earlier), (True, later)):
        moved = moved_start(TALK, start, end, labels(TALK), forward=forward, sentence=sentence)
        assert TALK[moved:end] == wanted


@pytest.mark.parametrize("text", [FAMILY + "🙂", "ord", "🙂", f"{FAMILY} {FAMILY}"])
def test_nothing_smaller_than_a_word_or_a_sign_is_left(text: str) -> None:
    for sentence in (False, True):
        assert moved_end(text, 0, len(text), labels(text), forward=False, sentence=sentence) == len(text)
        assert moved_start(text, 0, len(text), labels(text), forward=True, sentence=sentence) == 0


@given(
    st.text(alphabet="aå: .\n🙂\u0301“”(", max_size=40),
    st.integers(0, 40),
    st.integers(0, 40),
    st.booleans(),
    st.booleans(),
)
def test_edges_stay_in_the_text_and_go_the_way_they_are_sent(
    text: str, one: int, other: int, forward: bool, sentence: bool
) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    label_at = labels(text)
    if start == end:
        return
    moves: list[tuple[Callable[..., int], int]] = [(moved_end, end), (moved_start, start)]
    for move, before in moves:
        after = move(text, start, end, label_at, forward=forward, sentence=sentence)
        assert (before <= after <= len(text)) if forward else (0 <= after <= before)
        assert after > start if move is moved_end else after < end
        if after != before:
            label = label_at(after)
            is_start = move is moved_start
            assert label is None or not (
                label[0] <= after < label[1] if is_start else label[0] < after <= label[1]
            )
    first, last = without_labels(text, start, end, label_at)
    assert start <= first <= last and (last <= end or first == last)
