"""Captions put together to a transcript: who speaks in them, and which of them are one turn.

A cue is what a program shows or heard at one time, often half a sentence. Cues of one speaker that follow each other
become one turn of running text; a new paragraph begins after a pause, and at the end of a sentence when the paragraph
is long. Where no speaker is known every paragraph is a turn of its own, with its time and no label: none is invented.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from qualcoder_peer.core.domain.sources import FoundTurn
from qualcoder_peer.core.text.labels import LABEL, LabelClass, label_class, label_key, tidy_label
from qualcoder_peer.core.text.timestamps import BRACKETED_STAMP, time_ms
from qualcoder_peer.core.text.turns import find_turns

LONGEST_NAME = 80
"""Code points of a speaker's name; the rest of a longer one is cut off."""

PAUSE_MS = 3_000
"""A silence after which a new paragraph begins, if a sentence ended there."""

LONG_PAUSE_MS = 8_000
"""A silence after which a new paragraph begins, whatever was said."""

_SPOKEN_MS = 70  # a code point said aloud, about: where a cue has no end it is taken to end when it is said
_LONG_PARAGRAPH, _LONGEST_PARAGRAPH = 700, 2_000
_STAMP_SLACK_MS = 1_000
_SPACE = re.compile(r"[ \t\n\r\x0b\x0c\x85\u2028\u2029]+")
_SENTENCE_END = re.compile(r"[.!?…][\"”’'»)\]/]*$")
_SIGNS = r"(?:(?:>>+|[-–—])\s*)?"
_COLON = re.compile(rf"{_SIGNS}(?P<label>[^\s:\[(<][^:\n]{{0,{LONGEST_NAME - 1}}}?)[ \u00a0]?:(?!//)\s+(?=\S)")
_BRACKET = re.compile(rf"{_SIGNS}[\[(](?P<label>[^\])\n]{{1,{LONGEST_NAME}}})[\])]:?\s*(?=\S)")
_NAME = re.compile(LABEL)
_OPENING = frozenset("[({<#")
_FIRST_STAMP = re.compile(rf"(?P<stamp>{BRACKETED_STAMP})\s*")


@dataclass(frozen=True, slots=True)
class Cue:
    """What was said between two times (milliseconds, None where unknown), perhaps on several lines.

    With ``keeps_lines`` a line after the end of a sentence is a paragraph; otherwise lines are only how it was shown.
    """

    start_ms: int | None
    end_ms: int | None
    speaker: str | None
    text: str
    keeps_lines: bool = False


@dataclass(frozen=True, slots=True)
class JoinedCues:
    """The transcript that cues make. ``cues`` counts those with words in them."""

    text: str
    turns: tuple[FoundTurn, ...]
    cues: int


@dataclass(slots=True)
class _Turn:
    label: str | None
    start_ms: int | None
    paragraphs: list[list[str]]
    end_ms: int | None = None
    length: int = field(default=0)


@lru_cache(maxsize=1024)
def tidy_name(name: str) -> str | None:
    """A speaker's name on one line, without brackets and a colon behind it; None when nothing is left."""
    return tidy_label(_SPACE.sub(" ", name)[:LONGEST_NAME]) or None


def join_cues(cues: Iterable[Cue], before: str = "") -> JoinedCues:
    """The running text of cues in order, ``Name: words`` a turn, and its turns; ``before`` stands above them.

    Blank lines stand between turns, line ends between the paragraphs of one.
    """
    turns: list[_Turn] = []
    labels: dict[str, str] = {}
    known: dict[str | None, str | None] = {None: None, "": None}
    count = 0
    for cue in cues:
        said = _paragraphs(cue)
        if not said:
            continue
        count += 1
        if cue.speaker not in known:
            name = tidy_name(cue.speaker or "")
            known[cue.speaker] = labels.setdefault(label_key(name), name) if name else None
        label = known[cue.speaker]
        turn = turns[-1] if turns else None
        breaks = turn is not None and _breaks(turn, cue)
        if turn is None or turn.label != label or (breaks and label is None):
            turn = _Turn(label, cue.start_ms, [[]])
            turns.append(turn)
        elif breaks:
            turn.paragraphs.append([])
            turn.length = 0
        turn.paragraphs[-1].append(said[0])
        turn.length += len(said[0]) + 1
        for words in said[1:]:
            turn.paragraphs.append([words])
            turn.length = len(words) + 1
        said_ms = cue.start_ms + sum(map(len, said)) * _SPOKEN_MS if cue.start_ms is not None else None
        turn.end_ms = cue.end_ms if cue.end_ms is not None else said_ms
    return _written(turns, before, count)


def in_order(cues: Sequence[Cue]) -> tuple[list[Cue], int]:
    """The cues by their start, and how many stood before an earlier one; one without a time stays where it is."""
    late = 0
    latest = 0
    keys: list[int] = []
    last = 0
    for cue in cues:
        if cue.start_ms is not None:
            late += cue.start_ms < latest
            latest = max(latest, cue.start_ms)
            last = cue.start_ms
        keys.append(last)
    if not late:
        return list(cues), 0
    order = sorted(range(len(cues)), key=keys.__getitem__)
    return [cues[place] for place in order], late


def without_own_marks(cues: Iterable[Cue]) -> tuple[list[Cue], int]:
    """Cues whose text does not say again what the cue tells: its speaker with a colon, its time in brackets.

    The second value counts the times taken away.
    """
    kept: list[Cue] = []
    stamps = 0
    for cue in cues:
        text = cue.text.strip()
        if cue.speaker and text.startswith(cue.speaker) and text[len(cue.speaker) :].lstrip().startswith(":"):
            text = text[len(cue.speaker) :].lstrip()[1:].lstrip()
        stamp = _FIRST_STAMP.match(text) if cue.start_ms is not None and text[:1] in _OPENING else None
        if stamp is not None and cue.start_ms is not None:
            when = time_ms(stamp["stamp"])
            if when is not None and abs(when - cue.start_ms) <= _STAMP_SLACK_MS:
                text = text[stamp.end() :]
                stamps += 1
        kept.append(cue if text == cue.text else replace(cue, text=text))
    return kept, stamps


def with_overlaps(cues: Iterable[Cue]) -> tuple[list[Cue], int]:
    """Cues, as noScribe writes them, in which the mark that ends an overlap (``//``) stands with the words it ends.

    A speaker ``//S02`` is S02 speaking into another's turn. The second value counts such turns.
    """
    made: list[Cue] = []
    open_mark = False
    count = 0
    cues = list(cues)
    if not any(cue.speaker and cue.speaker.startswith("//") for cue in cues):
        return cues, 0
    for cue in cues:
        text = cue.text.strip()
        speaker = cue.speaker or ""
        overlapping = speaker.startswith("//")
        if overlapping:
            speaker = speaker[2:].strip()
            text = text.removeprefix("//").lstrip()
            if text.startswith(speaker) and text[len(speaker) :].lstrip().startswith(":"):
                text = text[len(speaker) :].lstrip()[1:].lstrip()
            same = open_mark and made and made[-1].speaker == speaker
            if not same:
                made, open_mark = _closed(made, open_mark), True
                count += 1
                text = f"//{text}"
            if text.endswith("//") and len(text) > 2:
                open_mark = False
        else:
            if open_mark and text.startswith("//"):
                text = text[2:].lstrip()
            made, open_mark = _closed(made, open_mark), False
        made.append(Cue(cue.start_ms, cue.end_ms, speaker or None, text))
    return _closed(made, open_mark), count


def name_speakers(cues: Sequence[Cue]) -> list[Cue]:
    """Cues with their speakers where these are written in the text: ``Name: words``, ``[Name] words``, or a first
    line that is a name.

    Nothing is done where a cue tells its speaker itself, or where what looks like labels is no conversation. Where a
    label stands only when the speaker changes, the cues after it are the same speaker's.
    """
    if any(cue.speaker for cue in cues):
        return list(cues)
    return _named_by_first_line(cues) or _named_in_every_cue(cues) or _named_at_changes(cues) or list(cues)


def _closed(made: list[Cue], is_open: bool) -> list[Cue]:
    if is_open and made:
        last = made[-1]
        made[-1] = Cue(last.start_ms, last.end_ms, last.speaker, f"{last.text}//")
    return made


def _paragraphs(cue: Cue) -> list[str]:
    """What was said, without white space around it; empty if it is nothing."""
    if not cue.keeps_lines:
        words = _SPACE.sub(" ", cue.text).strip()
        return [words] if words else []
    found: list[str] = []
    for line in cue.text.split("\n"):
        words = _SPACE.sub(" ", line).strip()
        if words and found and _SENTENCE_END.search(found[-1][-8:]) is None:
            found[-1] = f"{found[-1]} {words}"
        elif words:
            found.append(words)
    return found


def _breaks(turn: _Turn, cue: Cue) -> bool:
    pause = cue.start_ms - turn.end_ms if cue.start_ms is not None and turn.end_ms is not None else 0
    if pause >= LONG_PAUSE_MS or turn.length >= _LONGEST_PARAGRAPH:
        return True
    if pause < PAUSE_MS and turn.length < _LONG_PARAGRAPH:
        return False
    return _SENTENCE_END.search(turn.paragraphs[-1][-1][-8:]) is not None


def _written(turns: Sequence[_Turn], before: str, count: int) -> JoinedCues:
    pieces: list[str] = []
    found: list[FoundTurn] = []
    place = 0
    if before and turns:
        pieces.append(before + "\n\n")
        place = len(pieces[0])
    for number, turn in enumerate(turns):
        label = f"{turn.label}: " if turn.label is not None else ""
        said = "\n".join(" ".join(words) for words in turn.paragraphs)
        start, said_start = place, place + len(label)
        end = said_start + len(said)
        found.append(FoundTurn(start, said_start, end, turn.label, turn.start_ms))
        last = number + 1 == len(turns)
        pieces.append(f"{label}{said}" if last else f"{label}{said}\n\n")
        place = end + 2
    return JoinedCues("".join(pieces), tuple(found), count)


def _named_by_first_line(cues: Sequence[Cue]) -> list[Cue] | None:
    """Cues whose first line is a name, as in the Word files of older meetings in Teams."""
    divided = [cue.text.strip().split("\n", 1) for cue in cues]
    if not divided or any(len(lines) < 2 for lines in divided):
        return None
    names = Counter(lines[0].strip() for lines in divided)
    shaped = all(_is_name(name) for name in names)
    if not shaped or (2 * len(names) > len(cues) and len(cues) > 3):
        return None
    return [
        replace(cue, speaker=tidy_name(lines[0]), text=lines[1]) for cue, lines in zip(cues, divided, strict=True)
    ]


def _is_name(line: str) -> bool:
    fits = len(line) <= LONGEST_NAME and not line.endswith((".", "?", "!", ",", "…", ":"))
    return fits and _NAME.fullmatch(line) is not None and label_class(line) is not LabelClass.NEVER


def _named_in_every_cue(cues: Sequence[Cue]) -> list[Cue] | None:
    """Cues nearly all of which begin with a label, as Zoom and WhisperX write them."""
    for pattern in (_COLON, _BRACKET):
        matches = [pattern.match(cue.text.strip()) for cue in cues]
        counts = Counter(label_key(match["label"]) for match in matches if match is not None)
        known = {
            label_key(match["label"])
            for match in matches
            if match is not None and _may_speak(match["label"], counts[label_key(match["label"])], pattern)
        }
        labelled = [label_key(match["label"]) if match is not None else "" for match in matches]
        if known and sum(label in known for label in labelled) >= 0.7 * len(cues):
            repeats = any(one == two and one in known for one, two in pairwise(labelled))
            return _divided(cues, pattern, known, carry=not repeats)
    return None


def _may_speak(label: str, count: int, pattern: re.Pattern[str]) -> bool:
    least = LabelClass.NAME if pattern is _COLON else LabelClass.CODE
    return label_class(label) >= least or (count >= 3 and not label.islower())


def _named_at_changes(cues: Sequence[Cue]) -> list[Cue] | None:
    """Cues among which some begin with a label that the evidence for conversations accepts."""
    if not any(":" in cue.text or cue.text.lstrip()[:1] in _OPENING for cue in cues):
        return None
    lines = "\n".join(_SPACE.sub(" ", cue.text).strip().removeprefix(">>").lstrip() or "-" for cue in cues)
    for form, pattern in (("colon", _COLON), ("bracket", _BRACKET)):
        found = find_turns(lines, pattern=form)
        known = {label_key(speaker.label) for speaker in found.speakers}
        if known:
            return _divided(cues, pattern, known, carry=True)
    return None


def _divided(cues: Sequence[Cue], pattern: re.Pattern[str], known: set[str], carry: bool) -> list[Cue]:
    """The cues with the labels of ``known`` as speakers; a line in a cue that begins with one is a cue of its own."""
    made: list[Cue] = []
    speaker: str | None = None
    for cue in cues:
        if not carry:
            speaker = None
        lines: list[str] = []
        for line in map(str.strip, cue.text.strip().split("\n")):
            match = pattern.match(line)
            if match is not None and label_key(match["label"]) in known:
                if lines:
                    made.append(Cue(cue.start_ms, cue.end_ms, speaker, "\n".join(lines)))
                speaker = tidy_name(match["label"])
                lines = [line[match.end() :]]
            else:
                lines.append(line)
        made.append(Cue(cue.start_ms, cue.end_ms, speaker, "\n".join(lines)))
    return made
