"""Finds who speaks where in a transcript.

Two steps: lines that look like the start of a turn (``turn_forms.py``), and the judgement whether the text is
a conversation at all (``turn_evidence.py``). Labels stay in the stored text; a turn tells where its words
begin. A user's own regular expression is tried at the start of each line, on its first 80 characters only,
and refused when it could take forever.
"""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.domain.sources import FoundSpeaker, FoundTurn, TurnProposal
from qualcoder_peer.core.text.labels import (
    LabelClass,
    guess_role,
    is_interviewer_word,
    label_class,
    label_key,
    tidy_label,
)
from qualcoder_peer.core.text.timestamps import time_ms
from qualcoder_peer.core.text.turn_evidence import accepted_candidates
from qualcoder_peer.core.text.turn_forms import (
    FORMS,
    Candidate,
    Lines,
    end_stamp,
    find_candidates,
    lines_before_end_stamps,
    minute_lines,
    stamp_lines,
    visible_lines,
)

NONE = "none"
TIME = "time"
CUSTOM = "custom"
FILE = "file"
"""The pattern of turns that no form was needed for: the file tells them."""

PATTERNS: dict[str, Message] = {
    "colon": message("Name with a colon (R1: …)"),
    "bracket": message("Name in brackets ([id1] …)"),
    "bold": message("Name in bold"),
    "header": message("Name and time on a line of their own"),
    "capitals": message("Name in capitals"),
    "tab": message("Name and a tab"),
    TIME: message("Time stamps only"),
    NONE: message("No speakers"),
}
"""What ``pattern`` may be besides a regular expression, with titles for the preview."""

_LINE_HEAD = 80
_LONGEST_PATTERN = 300
_MOST_REPEATS = 6
_TOO_MANY = 1_000
_SECONDS = 5.0
_FEWEST_STAMPS = 3
_FEWEST_ASKING = 3
_FIRST_STAMP_MS = 300_000


def find_turns(text: str, bold: Iterable[tuple[int, int]] = (), pattern: str | None = None) -> TurnProposal:
    """The turns of a transcript and its speakers with guessed roles; empty for a text that is no conversation.

    ``bold`` are spans in bold at line starts. ``pattern`` is None to find the form, a key of ``PATTERNS`` to
    look for that one, or a regular expression whose group ``speaker`` (or first group, or whole match) is the
    label; ``re.IGNORECASE`` is off. Raises InvalidInput for an expression that is wrong, too long, repeats
    repetitions, or takes longer than some seconds on this text.
    """
    lines = visible_lines(text)
    if pattern == NONE or not lines:
        return TurnProposal((), (), NONE)
    if pattern is not None and pattern not in PATTERNS:
        return _proposal(text, _custom_candidates(text, lines, pattern), CUSTOM, lines)
    best: list[Candidate] = []
    best_form = NONE
    for form in FORMS if pattern is None else (pattern,) if pattern in FORMS else ():
        found = accepted_candidates(text, lines, find_candidates(text, lines, form, bold), form)
        if len(found) > len(best):
            best, best_form = found, form
        if 2 * len(best) > len(lines):
            break  # no other form can have more
    if not best and pattern in (None, TIME):
        best = _time_candidates(text, lines, sure=pattern == TIME)
        best_form = TIME if best else NONE
    return _proposal(text, best, best_form, lines)


def _time_candidates(text: str, lines: Lines, sure: bool) -> list[Candidate]:
    """Lines with time stamps alone; times of day in a field note do not begin near zero."""
    found = stamp_lines(text, lines)
    if sure and found:
        return found
    for stamps in (found, lines_before_end_stamps(text, lines), minute_lines(text, lines)):
        times = [candidate.time_ms or 0 for candidate in stamps]
        rising = all(one <= two for one, two in pairwise(times))
        if len(stamps) >= _FEWEST_STAMPS and rising and times[0] <= _FIRST_STAMP_MS:
            return stamps
    return []


def _proposal(text: str, found: Sequence[Candidate], form: str, lines: Lines) -> TurnProposal:
    if not found:
        return TurnProposal((), (), NONE)
    labels: dict[str, str] = {}
    for candidate in found:
        if candidate.key:
            labels.setdefault(candidate.key, candidate.label)
    turns = _turns(text, found, labels, _stamps_above(text, lines, found))
    if len(labels) == 1 and is_interviewer_word(next(iter(labels))):
        turns = _with_unlabelled_answers(text, turns)
    turns = _with_end_stamps(text, turns)
    return TurnProposal(tuple(turns), _with_the_one_who_asks(text, turns, _speakers(turns, labels)), form)


def _turns(
    text: str, found: Sequence[Candidate], labels: dict[str, str], above: dict[int, Candidate]
) -> list[FoundTurn]:
    starts = [above[candidate.line].start if candidate.line in above else candidate.start for candidate in found]
    turns = []
    for number, candidate in enumerate(found):
        limit = starts[number + 1] if number + 1 < len(starts) else len(text)
        end = limit
        while end > candidate.after and text[end - 1].isspace():
            end -= 1
        said = min(candidate.after, end)
        while said < end and text[said].isspace():
            said += 1
        stamp = above.get(candidate.line)
        when = candidate.time_ms if candidate.time_ms is not None or stamp is None else stamp.time_ms
        turns.append(FoundTurn(starts[number], said, end, labels.get(candidate.key), when))
    return turns


def _stamps_above(text: str, lines: Lines, found: Sequence[Candidate]) -> dict[int, Candidate]:
    """Time stamps on a line of their own right above a candidate's line: they belong to its turn."""
    stamps = {
        stamp.line: stamp for stamp in stamp_lines(text, lines) if not text[stamp.after : lines[stamp.line][1]].strip()
    }
    taken = {candidate.line for candidate in found}
    return {line: stamps[line - 1] for line in taken if line - 1 in stamps and line - 1 not in taken}


def _with_end_stamps(text: str, turns: list[FoundTurn]) -> list[FoundTurn]:
    """If most turns end with a stamp (f4, f5), it is no part of what was said; turns without a time begin when the turn
    before ended."""
    stamps = [end_stamp(text, turn.said_start, turn.end) for turn in turns]
    known = sum(1 for stamp in stamps if stamp is not None)
    if known < 2 or 2 * known < len(turns):
        return turns
    without = [
        turn if stamp is None else replace(turn, end=stamp[0]) for turn, stamp in zip(turns, stamps, strict=True)
    ]
    if any(turn.time_ms is not None for turn in turns):
        return without
    ends = [None if stamp is None else stamp[1] for stamp in stamps]
    first = 0 if ends[0] is not None and ends[0] <= _FIRST_STAMP_MS else None
    return [replace(turn, time_ms=when) for turn, when in zip(without, [first, *ends], strict=False)]


def told_turns(text: str, turns: Sequence[FoundTurn]) -> TurnProposal:
    """The turns that a file itself tells of ``text``, with its speakers and their guessed roles."""
    labels = dict.fromkeys(turn.speaker for turn in turns if turn.speaker is not None)
    keys = {label_key(label) for label in labels}
    counted = _speakers(turns, {label: label for label in labels})
    speakers = tuple(replace(one, role=guess_role(one.label, keys)) for one in counted)
    return TurnProposal(tuple(turns), _with_the_one_who_asks(text, turns, speakers), FILE if turns else NONE)


def with_known_times(found: TurnProposal, times: Mapping[int, int | None]) -> TurnProposal:
    """Turns found in a text, those without a time with that of ``times``: where a turn known before began, and when."""
    turns = tuple(
        replace(turn, time_ms=times.get(turn.start)) if turn.time_ms is None else turn for turn in found.turns
    )
    return replace(found, turns=turns)


def _with_unlabelled_answers(text: str, turns: Sequence[FoundTurn]) -> list[FoundTurn]:
    """Where only the interviewer is named, what follows the labelled paragraph is someone else's, unnamed."""
    divided: list[FoundTurn] = []
    for turn in turns:
        line_end = text.find("\n", turn.said_start, turn.end)
        if line_end < 0:
            divided.append(turn)
            continue
        end = line_end
        while end > turn.said_start and text[end - 1].isspace():
            end -= 1
        answer = line_end
        while text[answer].isspace():
            answer += 1
        divided.append(FoundTurn(turn.start, turn.said_start, end, turn.speaker, turn.time_ms))
        divided.append(FoundTurn(answer, answer, turn.end, None, None))
    return divided


def _speakers(turns: Sequence[FoundTurn], labels: dict[str, str]) -> tuple[FoundSpeaker, ...]:
    counts = {label: [0, 0] for label in labels.values()}
    for turn in turns:
        if turn.speaker is not None:
            counts[turn.speaker][0] += 1
            counts[turn.speaker][1] += turn.end - turn.said_start
    keys = set(labels)
    return tuple(
        FoundSpeaker(label, number, characters, guess_role(label, keys))
        for label, (number, characters) in counts.items()
    )


def _with_the_one_who_asks(
    text: str, turns: Sequence[FoundTurn], speakers: tuple[FoundSpeaker, ...]
) -> tuple[FoundSpeaker, ...]:
    """Where no label tells who interviews, the one speaker who ends most turns with a question does.

    Only among names: ``R1`` stays a respondent however much is asked.
    """
    if len(speakers) < 2 or any(speaker.role is SpeakerRole.INTERVIEWER for speaker in speakers):
        return speakers
    asked = {speaker.label: 0 for speaker in speakers}
    for turn in turns:
        if turn.speaker is not None and text[turn.said_start : turn.end].rstrip('”"’»').endswith("?"):
            asked[turn.speaker] += 1
    share = {speaker.label: asked[speaker.label] / max(1, speaker.turns) for speaker in speakers}
    first = max(speakers, key=lambda speaker: share[speaker.label])
    others = max(share[speaker.label] for speaker in speakers if speaker is not first)
    is_name = label_class(first.label) is LabelClass.NAME
    if not is_name or first.turns < _FEWEST_ASKING or share[first.label] < 0.6 or others > 0.25:
        return speakers
    return tuple(replace(one, role=SpeakerRole.INTERVIEWER) if one is first else one for one in speakers)


def _custom_candidates(text: str, lines: Lines, pattern: str) -> list[Candidate]:
    expression = _checked(pattern)
    group: str | int = "speaker" if "speaker" in expression.groupindex else min(1, expression.groups)
    found = []
    begun = time.monotonic()
    for number, (start, end) in enumerate(lines):
        match = expression.match(text[start : min(end, start + _LINE_HEAD)])
        if match is not None and (match[group] or "").strip():
            label = tidy_label(match[group])
            when = time_ms(match[0])
            found.append(Candidate(start, start + match.end(), label, label_key(label), LabelClass.ROLE, when, number))
        if time.monotonic() - begun > _SECONDS:
            raise InvalidInput(
                "The pattern “{pattern}” takes too long on this text. Write it with fewer * and +.", pattern=pattern
            )
    return [candidate for candidate in found if candidate.label]


def _checked(pattern: str) -> re.Pattern[str]:
    """The compiled expression; raises InvalidInput for one that is wrong or could hang.

    Repetitions inside repetitions make the time grow without bound, so they are refused; six side by side on
    80 characters end in a few seconds at the very worst, normally in microseconds.
    """
    if len(pattern) > _LONGEST_PATTERN:
        raise InvalidInput(
            "The pattern for speakers is {length} characters long; at most {limit} are allowed.",
            length=len(pattern),
            limit=_LONGEST_PATTERN,
        )
    try:
        compiled = re.compile(pattern)
        parsed = importlib.import_module("re._parser").parse(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise InvalidInput(
            "“{pattern}” is not a regular expression that can be understood ({reason}).",
            pattern=pattern,
            reason=str(error),
        ) from error
    if _repeats(parsed, False) > 2 * _MOST_REPEATS:
        raise InvalidInput(
            "The pattern “{pattern}” repeats too much and could take forever. "
            "Write it with at most {limit} of * and +, none of them inside another.",
            pattern=pattern,
            limit=_MOST_REPEATS,
        )
    return compiled


def _repeats(parsed: Iterable[Any], repeated: bool) -> int:
    """The weight of the repetitions in a parsed expression: 2 for each open one, 1 for each optional part.

    Weights inside a repetition count as often as it repeats, so one inside an open one is too many; and so
    are choices inside a repetition, and references back to a group.
    """
    total = 0
    for operation, argument in parsed:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, inner = argument
            times = min(int(high), _TOO_MANY)
            total += _repeats(inner, repeated or times > 1) * max(1, times)
            total += min(2, int(high) - int(low))
        elif name in ("GROUPREF", "GROUPREF_EXISTS") or (name == "BRANCH" and repeated):
            total += _TOO_MANY
        else:
            total += sum(_repeats(part, repeated) for part in _inner_parts(argument))
    return total


def _inner_parts(argument: Any) -> Iterable[Any]:
    """The parsed expressions inside the argument of an operation: groups, alternatives, assertions."""
    if hasattr(argument, "data"):
        yield argument.data
    elif isinstance(argument, (tuple, list)):
        for part in argument:
            yield from _inner_parts(part)
