"""What is wrong with a regular expression, as a sentence."""

from __future__ import annotations

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.messages import Message, message

_REASONS: dict[str, Message] = {
    "missing )": message("a bracket “(” is not closed"),
    "unbalanced parenthesis": message("a bracket “)” closes nothing"),
    "unterminated character set": message("a bracket “[” is not closed"),
    "bad set": message("a bracket “[” is not closed"),
    "nothing to repeat": message("there is nothing before the sign that repeats"),
    "multiple repeat": message("two signs that repeat stand one after the other"),
    "bad escape (end of pattern)": message("nothing follows the last backslash"),
    "bad escape": message("a backslash stands before a letter that has no meaning there"),
    "bad character range": message("a range such as “a-z” is the wrong way round"),
    "min repeat greater than max repeat": message("a repetition such as {example} is the wrong way round",
                                                  example="{3,5}"),
    "unknown property": message("there is no class of letters of that name"),
    "invalid group reference": message("there is no group of that number"),
    "unknown group": message("there is no group of that name"),
    "unknown extension": message("after “(?” stands something that has no meaning"),
}  # fmt: skip


def pattern_error(reason: str, place: int | None) -> InvalidInput:
    """The sentence for a pattern that cannot be read; ``reason`` is the word of the package ``regex`` for it, ``place``
    the code point it is found at."""
    known = next((words for key, words in _REASONS.items() if reason.startswith(key)), None)
    if place is None:
        return InvalidInput("The regular expression cannot be read. Nothing was changed.")
    if known is None:
        return InvalidInput(
            "The regular expression cannot be read: something is wrong at character {place}. Nothing was changed.",
            place=place + 1,
        )
    return InvalidInput(
        "The regular expression cannot be read: {reason} (character {place}). Nothing was changed.",
        reason=known,
        place=place + 1,
    )
