"""What is wrong with a regular expression, as a sentence."""

from __future__ import annotations

import re

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.messages import Message, message

MOST_TIMES = 100_000
_PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(?P<low>\d*)(?:,(?P<high>\d*))?\}|.", re.DOTALL)
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


def check_repetitions(pattern: str) -> None:
    """Raises InvalidInput when something is to be repeated more than MOST_TIMES times, an outer repetition multiplied
    with what is repeated inside it: the package would write it out, and need gigabytes for that."""
    groups, last = [1], 1  # how often the innermost is repeated within each open group, and within what stands last
    for found in _PARTS.finditer(pattern):
        part = found.group()
        if part == "(":
            groups.append(1)
        elif part == ")" and len(groups) > 1:
            last = groups.pop()
            groups[-1] = max(groups[-1], last)
            continue
        elif found["low"] is not None:
            last *= max(1, int(found["low"][:9] or 0), int((found["high"] or "")[:9] or 0))
            groups[-1] = max(groups[-1], last)
            if last > MOST_TIMES:
                raise InvalidInput(
                    "The regular expression repeats something more than {most} times (character {place}). Nothing was "
                    "changed.",
                    most=MOST_TIMES,
                    place=found.start() + 1,
                )
            continue
        last = 1


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
