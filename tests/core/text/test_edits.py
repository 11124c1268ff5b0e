"""Edits of a text against a slow model that remembers of every character what it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoder_peer.core.text.edits import Move, TurnSpan, edit_turns, made_edit, touches_label

LETTERS = st.sampled_from(["a", "b", "é", "😀", " ", "\n", ".", "-", "'", "\u0301"])
TEXTS = st.text(LETTERS, max_size=14)


@dataclass
class Slow:
    """A text as a list of (character, the passages it belongs to)."""

    signs: list[tuple[str, frozenset[int]]] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, spans: dict[int, tuple[int, int]]) -> Slow:
        return cls([(sign, frozenset(k for k, (s, e) in spans.items() if s <= at < e)) for at, sign in enumerate(text)])

    @property
    def text(self) -> str:
        return "".join(sign for sign, _ in self.signs)

    def spans(self) -> dict[int, tuple[int, int]]:
        found: dict[int, list[int]] = {}
        for at, (_, members) in enumerate(self.signs):
            for one in members:
                found.setdefault(one, []).append(at)
        assert all(places == list(range(places[0], places[-1] + 1)) for places in found.values())
        return {one: (places[0], places[-1] + 1) for one, places in found.items()}

    def replace(self, start: int, end: int, new: str) -> None:
        while start < end and new and self.signs[start][0] == new[0]:
            start, new = start + 1, new[1:]
        while start < end and new and self.signs[end - 1][0] == new[-1]:
            end, new = end - 1, new[:-1]
        if start < end:
            gone = [members for _, members in self.signs[start:end]]
            kept = frozenset.intersection(*gone)
            self.signs[start:end] = [(sign, kept) for sign in new]
            return
        for sign in new:
            self._type(start, sign)
            start += 1

    def move(self, start: int, end: int, place: int) -> None:
        """``place`` is one of the text without the words."""
        whole = {one for one, (low, high) in self.spans().items() if start <= low and high <= end}
        around = {one for one, (low, high) in self.spans().items() if low <= start and end <= high} - whole
        words = self.signs[start:end]
        del self.signs[start:end]
        left = self.spans()
        around = {one for one in around if left[one][0] <= place <= left[one][1]}
        for at, (sign, _) in enumerate(words):
            self._type(place + at, sign)
        for at, (sign, members) in enumerate(words, place):
            self.signs[at] = (sign, self.signs[at][1] | around | (members & whole))

    def _type(self, at: int, sign: str) -> None:
        before = self.signs[at - 1] if at else ("", frozenset())
        behind = self.signs[at][1] if at < len(self.signs) else frozenset()
        inside = before[1] & behind
        ends = before[1] - behind
        goes_on = before[0].isalnum() or before[0] in "'’_ \u0301\u00a0"
        is_letter = sign.isalnum() or sign in "'’_\u0301"
        self.signs.insert(at, (sign, inside | ends if goes_on and is_letter and before[0] else inside))


def edits(text: str) -> st.SearchStrategy[tuple[int, int, str]]:
    places = st.integers(0, len(text))
    return st.tuples(places, places, TEXTS).map(lambda one: (min(one[:2]), max(one[:2]), one[2]))


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_passages_go_as_their_characters_do(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    spans: dict[int, tuple[int, int]] = {}
    if text:
        places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda one: one[0] < one[1])
        spans = dict(enumerate(data.draw(st.lists(places, max_size=5))))
    slow = Slow.of(text, spans)
    for _ in range(data.draw(st.integers(1, 4))):
        start, end, new = data.draw(edits(text))
        edit, left = made_edit(text, start, end, new)
        moved = {one: edit.passage(*span) for one, span in spans.items()}
        spans = {one: span for one, span in moved.items() if span is not None}
        text = text[: edit.start] + left + text[edit.end :]
        slow.replace(start, end, new)
        assert slow.text == text
        assert slow.spans() == spans


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_passages_go_with_words_that_are_moved(data: st.DataObject) -> None:
    text = data.draw(st.text(LETTERS, min_size=1, max_size=14))
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda one: one[0] < one[1])
    spans = dict(enumerate(data.draw(st.lists(places, max_size=5))))
    slow = Slow.of(text, spans)
    for _ in range(data.draw(st.integers(1, 3))):
        start, end = data.draw(places)
        place = data.draw(st.integers(0, len(text) - (end - start)))
        words = text[start:end]
        taken, _ = made_edit(text, start, end, "")
        text = text[:start] + text[end:]
        put, left = made_edit(text, place, place, words)
        assert left == words
        text = text[:place] + words + text[place:]
        move = Move(taken, put)
        spans = {one: move.passage(*span) for one, span in spans.items()}
        slow.move(start, end, place)
        assert slow.text == text
        assert slow.spans() == spans


@pytest.mark.parametrize(
    ("coded", "words", "before", "then"),
    [
        ("kafet", "kafet ", "om", "kafet"),
        ("kafet", "om kafet ", "", "kafet"),
        ("om kafet", "kafet ", "", "om "),
        ("om kafet ", "om ", "sen", "kafet om "),
        ("om kafet ", "kafet ", "om", "kafet om "),
        ("om kafet sen", "om ", "sen", "kafet om sen"),
        ("sen", "om ", "en", "som en"),
    ],
)
def test_what_a_coding_holds_after_a_move(coded: str, words: str, before: str, then: str) -> None:
    text = "om kafet sen"
    at, start = text.index(coded), text.index(words)
    taken, _ = made_edit(text, start, start + len(words), "")
    left = text.replace(words, "", 1)
    place = left.index(before) if before else len(left)
    put, _ = made_edit(left, place, place, words)
    low, high = Move(taken, put).passage(at, at + len(coded))
    assert (left[:place] + words + left[place:])[low:high] == then


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_typed_at_once_is_typed_letter_by_letter(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    start = data.draw(st.integers(0, len(text)))
    new = data.draw(TEXTS)
    low = data.draw(st.integers(0, len(text)))
    high = data.draw(st.integers(low, len(text)))
    whole, _ = made_edit(text, start, start, new)
    span: tuple[int, int] | None = (low, high)
    place, typed = low, text
    for number, sign in enumerate(new):
        edit, _ = made_edit(typed, start + number, start + number, sign)
        assert span is not None
        span, place = edit.passage(*span), edit.place(place)
        typed = typed[: start + number] + sign + typed[start + number :]
    assert whole.place(low) == place
    if low < high:
        assert whole.passage(low, high) == span


@pytest.mark.parametrize(
    ("text", "coded", "start", "end", "new", "then"),
    [
        ("om kafet sen", "kafet", 8, 8, "t", "kafett"),
        ("om kafet sen", "kafet", 8, 8, " också", "kafet"),
        ("om kafet sen", "kafet", 3, 3, "det ", "kafet"),
        ("om kafet sen", "kafet", 5, 5, "f", "kaffet"),
        ("om kafet sen", "kafet", 3, 8, "teet", "teet"),
        ("om kafet sen", "kafet", 0, 8, "Nog", None),
        ("om kafet sen", "kafet", 3, 8, "", None),
        ("om kafet sen", "kafet", 6, 12, "", "kaf"),
        ("om kafet sen", "kafet", 0, 5, "Då ", "fet"),
        ("om kafet sen", "om kafet sen", 0, 12, "om kaffet sedan", "om kaffet sedan"),
        ("😀😀 hej", "😀", 1, 1, "😀", "😀"),
    ],
)
def test_what_a_coding_holds(text: str, coded: str, start: int, end: int, new: str, then: str | None) -> None:
    edit, left = made_edit(text, start, end, new)
    at = text.index(coded)
    span = edit.passage(at, at + len(coded))
    after = text[: edit.start] + left + text[edit.end :]
    assert after == text[:start] + new + text[end:]
    assert (None if span is None else after[slice(*span)]) == then


def test_a_place_outside_is_refused() -> None:
    for start, end in ((-1, 0), (2, 1), (0, 4)):
        with pytest.raises(ValueError, match="outside"):
            made_edit("abc", start, end, "x")


TALK = "I: Hej?\n\nA: Jo.\nNej.\nI: Så."
TURNS = [TurnSpan(1, 0, 3, 7), TurnSpan(2, 9, 12, 20), TurnSpan(3, 21, 24, 27)]


def said(start: int, end: int, new: str, turns: list[TurnSpan] = TURNS, text: str = TALK) -> dict[int, tuple[str, str]]:
    """Label and words of each turn after an edit."""
    edit, left = made_edit(text, start, end, new)
    after = text[: edit.start] + left + text[edit.end :]
    moved = [one for one in edit_turns(turns, edit) if one is not None]
    for one, other in pairwise(moved):
        assert one.end <= other.start
    assert all(0 <= one.start <= one.said_start <= one.end <= len(after) for one in moved)
    return {one.id: (after[one.start : one.said_start], after[one.said_start : one.end]) for one in moved}


BEFORE = {1: ("I: ", "Hej?"), 2: ("A: ", "Jo.\nNej."), 3: ("I: ", "Så.")}


def test_what_a_turn_holds() -> None:
    assert said(0, 0, "") == BEFORE
    assert said(7, 7, " Du!") == {**BEFORE, 1: ("I: ", "Hej? Du!")}
    assert said(3, 3, "Nå, ") == {**BEFORE, 1: ("I: ", "Nå, Hej?")}
    assert said(8, 8, "Du!") == {**BEFORE, 1: ("I: ", "Hej?\nDu!")}
    assert said(15, 15, "\nVisst.") == {**BEFORE, 2: ("A: ", "Jo.\nVisst.\nNej.")}
    assert said(27, 27, "\nB") == {**BEFORE, 3: ("I: ", "Så.\nB")}
    assert said(3, 7, "") == {**BEFORE, 1: ("I: ", "")}
    assert said(9, 9, "\n") == {**BEFORE, 1: ("I: ", "Hej?\n\n\n")}


def test_a_turn_whose_label_goes_joins_the_one_before() -> None:
    assert said(9, 12, "") == {1: ("I: ", "Hej?\n\nJo.\nNej."), 3: BEFORE[3]}
    assert said(5, 15, "") == {1: ("I: ", "He\nNej."), 3: BEFORE[3]}
    assert said(5, 15, "j då") == {1: ("I: ", "Hej då\nNej."), 3: BEFORE[3]}
    assert said(0, 3, "") == {**BEFORE, 1: ("", "Hej?")}
    assert said(8, 21, "") == {1: BEFORE[1], 3: BEFORE[3]}
    assert said(9, 20, "Paus") == {1: ("I: ", "Hej?\n\nPaus"), 3: BEFORE[3]}
    assert said(0, 27, "Allt") == {}


def test_a_turn_without_a_label_keeps_its_speaker() -> None:
    alone = [TurnSpan(1, 0, 0, 5)]
    assert said(0, 0, "x", alone, "abcde") == {1: ("", "xabcde")}
    assert said(0, 5, "xy", alone, "abcde") == {1: ("", "xy")}
    answers = [TurnSpan(1, 0, 3, 6), TurnSpan(2, 7, 7, 10)]
    assert said(7, 10, "Nej", answers, "I: Va?\nJo.") == {1: ("I: ", "Va?"), 2: ("", "Nej")}
    assert said(7, 7, "Nja", answers, "I: Va?\nJo.") == {1: ("I: ", "Va?"), 2: ("", "NjaJo.")}
    assert said(4, 8, "", answers, "I: Va?\nJo.") == {1: ("I: ", "V"), 2: ("", "o.")}


def test_labels_are_not_written_in() -> None:
    def touched(start: int, end: int, new: str) -> bool:
        edit, left = made_edit(TALK, start, end, new)
        return touches_label(TALK, edit, left, [(one.start, one.said_start) for one in TURNS])

    assert touched(10, 10, "x") and touched(9, 9, "x") and touched(11, 12, "") and touched(8, 10, "")
    assert touched(8, 9, "")  # the line end before the label
    assert not touched(12, 12, "x") and not touched(9, 12, "") and not touched(5, 15, "x")
    assert not touched(9, 9, "\n") and not touched(8, 8, "x") and not touched(20, 20, "x")


def test_what_is_typed_in_a_label_is_not_of_an_empty_turn_before_it() -> None:
    """Found by the test below: a turn without words at the place where the label of the next one begins."""
    edit, _ = made_edit(" a", 1, 1, "a")
    assert edit_turns([TurnSpan(0, 0, 0, 0), TurnSpan(1, 0, 2, 2)], edit) == [
        TurnSpan(0, 0, 0, 0), TurnSpan(1, 0, 3, 3)
    ]  # fmt: skip


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_turns_never_overlap(data: st.DataObject) -> None:
    text = data.draw(st.text(LETTERS, min_size=1, max_size=20))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=3, max_size=12)))
    turns = [TurnSpan(number, *cuts[at : at + 3]) for number, at in enumerate(range(0, len(cuts) - 2, 3))]
    for _ in range(3):
        start, end, new = data.draw(edits(text))
        edit, left = made_edit(text, start, end, new)
        turns = [one for one in edit_turns(turns, edit) if one is not None]
        text = text[: edit.start] + left + text[edit.end :]
        place = 0
        for one in turns:
            assert place <= one.start <= one.said_start <= one.end <= len(text)
            place = one.end
