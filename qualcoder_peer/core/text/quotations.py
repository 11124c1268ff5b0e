"""Whether the printed form of a quotation is honest: the one function that the report composer and *Verify* ask.

A writer may leave words out and show it (``…``, ``[…]``, ``(…)``), put words in [brackets] for a few of the speaker's
or beside them, add words in (parentheses), leave out hesitations that were declared, write a pseudonym for a name, and
write a capital or a full stop at an edge. Everything else is a deviation and is told word by word.

White space, line ends, the shape of quotation marks and dashes, soft hyphens, and how letters with marks are stored
make no difference; see ``quotation_tokens``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qualcoder_peer.core.text.quotation_alignment import Change, Step, align_tokens
from qualcoder_peer.core.text.quotation_tokens import Kind, Tokens, tokens_of, unbroken

__all__ = [
    "HESITATIONS", "Change", "Comparison", "EditingRules", "Part", "QuotationStatus", "compare", "counted_words",
    "usual_rules",
]  # fmt: skip

HESITATIONS: Mapping[str, tuple[str, ...]] = {
    "sv": ("eh", "ehm", "eeh", "hm", "hmm", "äh", "ähm", "öh", "öhm", "öö", "(paus)"),
    "da": ("eh", "ehm", "hm", "hmm", "øh", "øhm", "øøh", "æh", "(pause)"),
    "no": ("eh", "ehm", "hm", "hmm", "øh", "øhm", "(pause)"),
    "en": ("eh", "ehm", "er", "erm", "hm", "hmm", "uh", "uhm", "um", "umm", "(pause)"),
}
"""Sounds that say nothing, by language: what may be left out where a project declares nothing else."""


class QuotationStatus(StrEnum):
    """How a printed form stands to what was said."""

    EXACT = "exact"
    EDITED = "edited"
    DEVIATES = "deviates"


@dataclass(frozen=True, slots=True)
class EditingRules:
    """What a writer may do beside what every writer may.

    ``hesitations``: words or short phrases that may be left out, pauses of the transcript (``…``) with them; none: they
    may not. ``pseudonyms``: pairs of a name in the transcript and what is printed for it. ``names``: pseudonyms that
    may be printed for any name of the transcript, which is a word with a capital within a sentence.
    """

    hesitations: tuple[str, ...] = ()
    pseudonyms: tuple[tuple[str, str], ...] = ()
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a comparison: the words printed and the original ones, either empty where there are none.

    ``allowed`` says whether the rules permit it; what was kept is.
    """

    change: Change
    printed: str
    original: str
    allowed: bool = True


@dataclass(frozen=True, slots=True)
class Comparison:
    """``similarity`` is the share of words that are the same, 0 to 1; what the rules permit takes nothing from it.

    ``parts`` are in order, and there is one alone when the status is exact.
    """

    status: QuotationStatus
    similarity: float
    parts: tuple[Part, ...]


def usual_rules(language: str) -> EditingRules:
    """The rules where a project declares none: hesitations of the language."""
    return EditingRules(HESITATIONS.get(language, ()))


def compare(printed: str, original: str, rules: EditingRules = EditingRules()) -> Comparison:
    """How ``printed`` (without the quotation marks around it) stands to ``original``, which are all the words it is
    made from, as the transcript has them."""
    written, said = tokens_of(printed), tokens_of(original)
    found = _compared(written, said, rules)
    if found.status is QuotationStatus.DEVIATES:
        whole = unbroken(original)
        if whole != original:
            other = _compared(written, tokens_of(whole), rules)
            if other.similarity > found.similarity or other.status is not QuotationStatus.DEVIATES:
                return other
    return found


def counted_words(printed: str) -> int:
    """How many words of a printed form are the speaker's: not those in brackets or added in parentheses."""
    written = tokens_of(printed)
    depth = count = 0
    for kind, key in zip(written.kinds, written.keys, strict=True):
        if key in ("[", "("):
            depth += 1
        elif key in ("]", ")"):
            depth = max(0, depth - 1)
        elif kind is Kind.WORD and not depth:
            count += 1
    return count


def _compared(written: Tokens, said: Tokens, rules: EditingRules) -> Comparison:
    if written.keys == said.keys and written.words():
        return Comparison(
            QuotationStatus.EXACT, 1.0, (Part(Change.KEPT, written.text.strip(), said.text.strip()),)
        )
    aligned = align_tokens(written, said, rules.hesitations, rules.pseudonyms, rules.names)
    if aligned.cost == 0 and any(_is_said(written, step) for step in aligned.steps):
        return Comparison(QuotationStatus.EDITED, 1.0, _parts(written, said, aligned.steps))
    similarity = aligned.similarity if aligned.cost else 0.0  # nothing but brackets and ellipses
    return Comparison(QuotationStatus.DEVIATES, similarity, _parts(written, said, aligned.steps))


def _is_said(written: Tokens, step: Step) -> bool:
    """Whether a word of the speaker is printed, with another first letter perhaps."""
    if step.change not in (Change.KEPT, Change.CHANGED) or Kind.WORD not in written.kinds[step.first : step.last]:
        return False
    return step.change is Change.KEPT or written.keys[step.first] not in ("[", "(")


def _parts(written: Tokens, said: Tokens, steps: Sequence[Step]) -> tuple[Part, ...]:
    """Steps of the same sort made one; a word left out beside one added is one changed."""
    return tuple(
        Part(
            step.change,
            written.said(step.first, step.last),
            said.said(step.from_, step.to),
            step.allowed,
        )
        for step in steps
    )
