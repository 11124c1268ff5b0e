"""What is coded around a hit: the words, the sentence, the paragraph, the turn."""

from __future__ import annotations

import pytest

from qualcoder_peer.core.text.segmenting import Scope, trim, units

TEXT = "R1: Först kom t.ex. stöd. Sedan kom inget.\n\n  Ny rad om stöd!  \nSist."
SAID = (4, len(TEXT))


def around(word: str, scope: Scope, *, is_turn: bool = True, place: int = 0) -> list[str]:
    start = TEXT.index(word, place)
    spans = units(TEXT, (start, start + len(word)), SAID, scope, "sv", is_turn=is_turn)
    return [TEXT[one:end] for one, end in spans]


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope.HIT, ["stöd"]),
        (Scope.SENTENCE, ["Först kom t.ex. stöd."]),
        (Scope.PARAGRAPH, ["Först kom t.ex. stöd. Sedan kom inget."]),
        (Scope.TURN, [TEXT[4:]]),
    ],
)
def test_each_scope(scope: Scope, words: list[str]) -> None:
    assert around("stöd", scope) == words


def test_a_paragraph_has_no_white_space_at_its_edges() -> None:
    assert around("stöd", Scope.PARAGRAPH, place=40) == ["Ny rad om stöd!"]


def test_where_nobody_speaks_a_turn_is_a_paragraph() -> None:
    assert around("stöd", Scope.TURN, is_turn=False, place=40) == ["Ny rad om stöd!"]


def test_a_hit_over_two_sentences_touches_both() -> None:
    assert around("stöd. Sedan", Scope.SENTENCE) == ["Först kom t.ex. stöd.", "Sedan kom inget."]
    assert around("inget.\n\n  Ny", Scope.PARAGRAPH) == ["Först kom t.ex. stöd. Sedan kom inget.", "Ny rad om stöd!"]


def test_trim() -> None:
    assert trim("  a b \n", 0, 7) == (2, 5)
    assert trim("   ", 0, 3) is None and trim("abc", 1, 1) is None
