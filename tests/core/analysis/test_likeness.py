"""The numbers of the model, computed by hand."""

from __future__ import annotations

from math import inf, log, sqrt

import pytest

from qualcoder_peer.core.analysis.likeness import Likeness, Measured, best_cut, joined, measure, terms_of

HAVING = [terms_of(words.split()) for words in ("tomt rum", "tomt hus", "tomt rum kväll", "stilla kväll")]
OTHERS = [terms_of(words.split()) for words in ("buss buss", "skola buss", "tomt buss", "lärare skola") * 4]


def test_terms_are_stems_of_three_letters_and_pairs() -> None:
    assert terms_of(["det", "är", "tomt"]) == {"det", "tomt", "det är", "är tomt"}
    assert terms_of([]) == frozenset()


def test_weights_and_scores_by_hand() -> None:
    """4 passages with the code, 16 without; of these 4 have “tomt”, so it is in 7 of 20: too common. “kväll” stands
    in 2 of 4 and 0 of 16, “rum” and “tomt rum” likewise: log((2 + .5) / (4 + 1) / ((0 + .5) / (16 + 1))) = log 17."""
    model = Likeness(HAVING, OTHERS)
    assert model.telling(terms_of(["rum"])) == [("rum", pytest.approx(log(17)))]
    assert model.telling(terms_of(["tomt", "hus"])) == [], "one too common, one said once"
    words = terms_of(["rum", "kväll", "okänt"])  # three stems, two unknown pairs
    assert model.score(words) == pytest.approx((2 * log(17) - 3 * 0.25) / sqrt(5))
    assert model.score(terms_of(["buss", "skola"])) == pytest.approx(-0.25 * 3 / sqrt(3))
    assert model.score(frozenset()) < 0


def test_the_cut_counts_precision_twice() -> None:
    """From 0.8 on 2 of 2 are right, 1 is missed: F(0.5) = 1.25 · 2 / (2 + 0.25 · 3) = 0.909; of all five 0.652."""
    scored = [(0.9, True), (0.8, True), (0.7, False), (0.6, False), (0.5, True)]
    assert best_cut(scored) == 0.8
    assert measure(scored, 0.8) == Measured(2, 2, 1)
    assert best_cut([(0.9, False)]) == inf
    assert best_cut([(0.5, True), (0.5, False)]) == 0.5, "equal scores cannot be parted"


def test_precision_and_recall() -> None:
    both = joined(Measured(2, 2, 1), Measured(4, 1, 0))
    assert (both, both.precision, both.recall) == (Measured(6, 3, 1), 0.5, 0.75)
    assert Measured(0, 0, 0).precision is None and Measured(0, 0, 0).recall is None
