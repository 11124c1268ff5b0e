"""Which passages are like those that have a code: a model one can read, made of words.

A naive Bayes classifier over the presence of word stems and pairs of neighbouring stems (C. D. Manning, P. Raghavan
and H. Schütze, "Introduction to Information Retrieval", 2008, chapter 13: the binarised multinomial model). Each word
has a weight, the logarithm of how much more often it stands in passages with the code than in others; the score of a
passage is the sum of the weights of its words divided by the root of their number, so that long ones gain nothing by
their length. No random numbers: the same passages give the same answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

Terms = frozenset[str]
"""The stems of a passage, and its pairs of neighbouring stems as ``first second``."""

_SMOOTHING = 0.5
_LEAST_LETTERS = 3
_FEWEST = 3
_COMMON = 0.15
"""The share of all passages from which on a word is too common to tell one code from another."""


def terms_of(stems: Sequence[str]) -> Terms:
    """The terms of a passage from the stems of its words, in order."""
    terms = {one for one in stems if len(one) >= _LEAST_LETTERS}
    terms.update([f"{first} {second}" for first, second in zip(stems, stems[1:], strict=False)])
    return frozenset(terms)


class Likeness:
    """What passages with a code have in common, learnt from them and from others without it."""

    def __init__(self, having: Sequence[Terms], others: Sequence[Terms]) -> None:
        self._weights: dict[str, float] = {}
        among, elsewhere = _counts(having), _counts(others)
        all_having, all_others = len(having) + 2 * _SMOOTHING, len(others) + 2 * _SMOOTHING
        common = _COMMON * (len(having) + len(others))
        for term, count in among.items():
            if count < 2 and len(having) > _FEWEST:
                continue  # what one person said once tells nothing of the code
            if count + elsewhere.get(term, 0) > common:
                continue  # “och det”: such words make long passages alike, not passages with a code
            here = (count + _SMOOTHING) / all_having
            there = (elsewhere.get(term, 0) + _SMOOTHING) / all_others
            self._weights[term] = log(here / there)
        self._unknown = -0.25  # a word the code has never had speaks a little against it

    def score(self, terms: Terms) -> float:
        """How like a passage is; above 0 it is more like those that have the code than like the others."""
        if not terms:
            return -1.0
        weights = self._weights
        return sum(weights.get(term, self._unknown) for term in terms) / sqrt(len(terms))

    def telling(self, terms: Terms) -> list[tuple[str, float]]:
        """The terms that speak for the code, the strongest first, with their weights."""
        found = [(term, self._weights[term]) for term in terms if self._weights.get(term, 0.0) > 0]
        return sorted(found, key=lambda one: (-one[1], one[0]))


@dataclass(frozen=True, slots=True)
class Measured:
    """What the model would have suggested among passages it had not seen: how many, how many of them had the code,
    and how many that had it were left out."""

    suggested: int
    right: int
    missed: int

    @property
    def precision(self) -> float | None:
        """The share of the suggestions that were right; None when nothing was suggested."""
        return self.right / self.suggested if self.suggested else None

    @property
    def recall(self) -> float | None:
        """The share of what had the code that was suggested; None when nothing had it."""
        wanted = self.right + self.missed
        return self.right / wanted if wanted else None


def best_cut(scored: Iterable[tuple[float, bool]]) -> float:
    """The score from which on suggesting does best: the highest F-measure with precision counting twice recall
    (C. J. van Rijsbergen, "Information Retrieval", 1979; β = 0.5). Infinity when nothing has the code."""
    ordered = sorted(scored, key=lambda one: -one[0])
    wanted = sum(1 for _, having in ordered if having)
    best, cut, right = 0.0, float("inf"), 0
    for number, (score, having) in enumerate(ordered, 1):
        right += having
        if number < len(ordered) and ordered[number][0] == score:
            continue
        value = 1.25 * right / (number + 0.25 * wanted) if right else 0.0
        if value > best:
            best, cut = value, score
    return cut


def measure(scored: Iterable[tuple[float, bool]], cut: float) -> Measured:
    """What suggesting from ``cut`` on would have done."""
    suggested = right = missed = 0
    for score, having in scored:
        if score >= cut:
            suggested += 1
            right += having
        else:
            missed += having
    return Measured(suggested, right, missed)


def joined(first: Measured, second: Measured) -> Measured:
    """Both together."""
    return Measured(
        first.suggested + second.suggested, first.right + second.right, first.missed + second.missed
    )


def _counts(passages: Sequence[Terms]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for terms in passages:
        counts.update(terms)
    return counts
