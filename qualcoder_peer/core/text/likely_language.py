"""In which language a passage seems to be, by small words that one of the Nordic languages or English has alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORDS: Mapping[str, frozenset[str]] = {
    "sv": frozenset(
        "och att är inte jag ett av från också mycket ju någon något några blir blev skulle när vad hur sig mig dig "
        "hade detta dessa vi som för måste bara vilka eftersom då nu själv där här upp ut hos mellan både efter"
        .split()
    ),
    "da": frozenset(
        "og at er ikke jeg et af fra også meget jo nogen noget nogle bliver blev skulle når hvad hvordan sig mig dig "
        "havde dette disse vi som for må kun hvilke fordi da nu selv der her op ud hos mellem både efter hvor"
        .split()
    ),
    "no": frozenset(
        "og å er ikke jeg et av fra også mye jo noen noe blir ble skulle når hva hvordan seg meg deg hadde dette disse "
        "vi som for må bare hvilke fordi da nå selv der her opp ut hos mellom både etter hvor"
        .split()
    ),
    "en": frozenset(
        "the and of to is not that was with for on are this have had they which from when what how would there been "
        "were their has you we it be by or an as but if so about who them than then into only could should"
        .split()
    ),
}  # fmt: skip
SMALL_WORDS: frozenset[str] = frozenset().union(*_WORDS.values())
"""Words, in lower case, that say nothing of what a sentence is about."""
_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 3  # small words, below which nothing is said
_FAR = 1.5  # times as many as the next language has


def likely_language(text: str) -> str:
    """``sv``, ``da``, ``no`` or ``en``, or an empty text where the passage is short or could be several of them."""
    words = _WORD.findall(text.lower())
    scores = sorted(((sum(word in held for word in words), key) for key, held in _WORDS.items()), reverse=True)
    (best, language), (second, _) = scores[0], scores[1]
    return language if best >= _LEAST and best >= _FAR * second else ""
