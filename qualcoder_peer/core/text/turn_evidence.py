"""Decides which labels are speakers: no speaker is invented where there is none.

A label at the start of a line proves nothing: field notes, forms, guides and lists have them too. What proves
a conversation is that labels recur and take turns, or that they name roles (``Intervjuare`` and ``R1``).
Words of forms (``Datum:``) never count; labels that follow each other in a fixed round (``Händelse``,
``Tanke``, ``Åtgärd``, again ``Händelse`` …) are taken for a form, and so is a block of such fields at the top.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import pairwise

from qualcoder_peer.core.text.labels import (
    LabelClass,
    is_field_word,
    is_interviewer_word,
    is_respondent_code,
)
from qualcoder_peer.core.text.turn_forms import Candidate, Lines

_SMALLEST_SHARE = 0.2
_TOP = 12
_SHORT_VALUE = 60


def accepted_candidates(text: str, lines: Lines, found: Sequence[Candidate], form: str) -> list[Candidate]:
    """Those of the candidates that begin a speaker's turn; none when the text is no conversation."""
    body = _without_top_block(text, lines, found)
    possible = [candidate for candidate in body if candidate.certainty is not LabelClass.NEVER]
    if not possible:
        return []
    if form == "header":
        return possible if _is_clocked(text, lines, possible) else []
    keys = _speaker_keys(text, lines, possible, form)
    return [candidate for candidate in possible if candidate.key in keys]


def _speaker_keys(text: str, lines: Lines, possible: Sequence[Candidate], form: str) -> set[str]:
    counts = Counter(candidate.key for candidate in possible)
    certainty = {candidate.key: candidate.certainty for candidate in possible}
    if form == "colon" and _all_timed(possible):
        return set(counts)
    weak = {key for key in counts if certainty[key] is LabelClass.NAME}
    names = {key for key in weak if counts[key] >= 2 and not (_is_word_of(text, key) and counts[key] < 3)}
    strong = {key for key in counts if certainty[key] >= LabelClass.CODE}
    letters = {key for key in counts if certainty[key] is LabelClass.LETTER}
    if not _is_conversation(lines, possible, counts, certainty, strong, letters, names, form):
        return set()
    if not strong and _is_fixed_round(text, possible, letters | names):
        return set()
    keys = strong | names | (letters if any(counts[key] >= 2 for key in letters) or not letters else set())
    known = sorted(key for key in keys if len(key) >= 5)
    # Without a colon a single bold line may as well be a heading: only names vouch for it there.
    short = {one.key for one in possible if one.key in letters & keys and len(one.key) == 2 and one.label.istitle()}
    vouching = names | short if form == "colon" else names
    for key in weak - names:
        alike = len(key) >= 5 and get_close_matches(key, known, n=1, cutoff=0.85)
        fits = any(len(key.split()) == len(name.split()) for name in vouching) and not _is_word_of(text, key)
        if alike or (fits and counts[key] == 1):
            keys.add(key)
    return keys


def _is_conversation(
    lines: Lines,
    possible: Sequence[Candidate],
    counts: Counter[str],
    certainty: dict[str, LabelClass],
    strong: set[str],
    letters: set[str],
    names: set[str],
    form: str,
) -> bool:
    sure = strong | letters
    recurring = {key for key in sure if counts[key] >= 2} | names
    taking_part = [candidate for candidate in possible if candidate.key in sure | names]
    share = len(taking_part) / max(1, len(lines) - taking_part[0].line) if taking_part else 0.0
    switches = sum(1 for one, two in pairwise(taking_part) if one.key != two.key)
    asks = any(certainty[key] is LabelClass.ROLE and is_interviewer_word(key) for key in strong)
    if asks and (len(strong) >= 2 or (letters | names and recurring)):
        return True
    if len(sure) >= 2 and recurring & sure and switches >= 2:
        return bool(strong) or len({key for key in letters if counts[key] >= 2}) >= 2 or len(taking_part) >= 4
    if len(recurring) >= 2 and switches >= 3 and len(taking_part) >= 4:
        return share >= (0.3 if form == "capitals" else _SMALLEST_SHARE)
    if len(sure) == 1 and not names:
        key = next(iter(sure))
        least = 2 if certainty[key] is LabelClass.ROLE else 3
        return (
            counts[key] >= least
            and (key in strong or is_interviewer_word(key))
            and form in ("colon", "bracket", "bold")
        )
    return sum(1 for key in strong if is_respondent_code(key)) >= 2 and share >= 0.5


def _all_timed(possible: Sequence[Candidate]) -> bool:
    timed = [candidate.time_ms for candidate in possible if candidate.time_ms is not None]
    return len(timed) >= 3 and len(timed) >= 0.8 * len(possible) and _mostly_rising(timed)


def _is_clocked(text: str, lines: Lines, possible: Sequence[Candidate]) -> bool:
    """Headers of name and time: the times rise and something is said below nearly each of them."""
    if len(possible) < 2:
        return False
    headers = {candidate.line for candidate in possible}
    spoken = sum(1 for candidate in possible if candidate.line + 1 < len(lines) and candidate.line + 1 not in headers)
    recurring = len({candidate.key for candidate in possible}) < len(possible)
    times = [candidate.time_ms for candidate in possible if candidate.time_ms is not None]
    enough = recurring or any(candidate.certainty >= LabelClass.CODE for candidate in possible)
    return enough and spoken >= 0.8 * len(possible) and _mostly_rising(times)


def _mostly_rising(times: Sequence[int]) -> bool:
    falls = sum(1 for one, two in pairwise(times) if two < one)
    return falls * 10 <= len(times)


def _is_fixed_round(text: str, possible: Sequence[Candidate], keys: set[str]) -> bool:
    """Whether the labels come again and again in one order, as the fields of a form or a list of choices."""
    order = [candidate for candidate in possible if candidate.key in keys]
    distinct = list(dict.fromkeys(candidate.key for candidate in order))
    regular = all(candidate.key == distinct[number % len(distinct)] for number, candidate in enumerate(order))
    if not regular or len(order) < 2 * len(distinct):
        return False
    if len(distinct) >= 3:
        return True
    said = [_value(text, candidate) for candidate in order]
    return (
        all(len(key) == 1 for key in distinct) and sum(map(len, said)) < 12 * len(said) and len(set(said)) < len(said)
    )


def _value(text: str, candidate: Candidate) -> str:
    end = text.find("\n", candidate.after)
    return text[candidate.after : end if end >= 0 else len(text)].strip()


def _is_word_of(text: str, key: str) -> bool:
    """Whether the label, if it is one word, is also a common word: it stands in lower case in the text."""
    if " " in key or not key.isalpha():
        return False
    return re.search(rf"\b{re.escape(key)}\b", text) is not None


def _without_top_block(text: str, lines: Lines, found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those of a block of fields (date, place, who) at the top of the text."""
    if not found or found[0].line > _TOP:
        return list(found)
    block = [found[0]]
    for candidate in found[1:]:
        between = text.count("\n", block[-1].start, candidate.start)
        if candidate.line != block[-1].line + 1 or between != 1 or len(block) > _TOP:
            break
        block.append(candidate)
    for number in range(len(block), 0, -1):
        whole = number == len(block)
        fields = [candidate for candidate in block[:number] if is_field_word(candidate.label)]
        if not fields or not (whole or is_field_word(block[number - 1].label)):
            continue
        values = [_value(text, candidate) for candidate in block[:number]]
        if all(len(value) <= _SHORT_VALUE and not value.endswith(("?", "!", ".")) for value in values):
            return list(found[number:])
    return list(found)
