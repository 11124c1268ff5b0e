"""Reads the transcripts of meetings that programs write to Word or text files: a line with a name and a time above
what was said from then on, one such block for every utterance.

Teams writes ``Anna Ek   0:03``, with three spaces between. Where consecutive blocks are one speaker's, the file is
captions in another shape; where every block is another's, it is a transcript as anybody writes it and is none of ours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qualcoder_peer.core.text.captions import Captions
from qualcoder_peer.core.text.cues import LONGEST_NAME, Cue
from qualcoder_peer.core.text.labels import LABEL, LabelClass, is_field_word, label_class, label_key
from qualcoder_peer.core.text.timestamps import time_ms

_HEAD = re.compile(
    rf"^[ \t\u00a0]*(?P<name>(?:[^\W\d_]|\+\d)[^\n\t]{{0,{LONGEST_NAME - 1}}}?)(?P<gap>[ \t\u00a0]{{1,20}})"
    r"(?P<time>(?:\d{1,2}:)?\d{1,2}:[0-5]\d)[ \t\u00a0]*$",
    re.MULTILINE,
)
_TIME_AT_END = re.compile(r"\d:[0-5]\d[ \t\u00a0]*$", re.MULTILINE)
_NOTE = re.compile(
    r"(?P<name>\S.{0,79}) (?:started|stopped|startade|stoppade|startede|stoppede|startet|stoppet) "
    r"(?:transcription|transkription(?:en)?|transkribering(?:en)?|transskription(?:en)?|transskribering(?:en)?)\.?"
)
_NAME = re.compile(LABEL)
_FEWEST = 3
_FIRST_MS = 300_000
"""Times of day begin later than this, recordings sooner."""


@dataclass(frozen=True, slots=True)
class _Head:
    start: int
    end: int
    name: str
    time: int
    is_wide: bool


def parse_meeting(text: str) -> Captions | None:
    """The utterances of a meeting in the order of the file; None for another text, and for one in which nobody speaks
    in two blocks that follow each other.

    What stands above the first name is ``before``; lines that tell who started or stopped the transcription are counted
    as ``notes`` where they stand below it. Time grows with the text.
    """
    if _TIME_AT_END.search(text) is None:
        return None
    heads = [head for head in map(_head, _HEAD.finditer(text)) if head is not None]
    if not _is_meeting(text, heads):
        return None
    counts: Counter[str] = Counter()
    cues = []
    for place, head in enumerate(heads):
        stop = heads[place + 1].start if place + 1 < len(heads) else len(text)
        cues.append(Cue(head.time, None, head.name, _said(text[head.end : stop], counts), keeps_lines=True))
    return Captions(tuple(cues), text[: heads[0].start].strip(), False, counts)


def _head(match: re.Match[str]) -> _Head | None:
    name, when = match["name"].strip(), time_ms(match["time"])
    is_wide = "\t" in match["gap"] or len(match["gap"]) > 1
    named = _NAME.fullmatch(name) is not None and label_class(name) is not LabelClass.NEVER
    if when is None or is_field_word(name) or not (is_wide or named):
        return None
    return _Head(match.start(), match.end(), name, when, is_wide)


def _is_meeting(text: str, heads: Sequence[_Head]) -> bool:
    """Whether the times are those of a recording, something is said below nearly every name, and somebody goes on
    speaking in the next block."""
    if len(heads) < _FEWEST or heads[0].time > _FIRST_MS:
        return False
    names = [label_key(head.name) for head in heads]
    if len(set(names)) == 1 and not all(head.is_wide for head in heads):
        return False
    if not any(one == two for one, two in pairwise(names)):
        return False
    falls = sum(1 for one, two in pairwise(heads) if two.time < one.time)
    stops = [*(head.start for head in heads[1:]), len(text)]
    spoken = sum(1 for head, stop in zip(heads, stops, strict=True) if text[head.end : stop].strip())
    return falls * 10 <= len(heads) and spoken >= 0.8 * len(heads)


def _said(block: str, counts: Counter[str]) -> str:
    """What was said in a block, without lines of the program's own at its end."""
    lines = block.strip().split("\n")
    while lines and (not lines[-1].strip() or _NOTE.fullmatch(lines[-1].strip())):
        counts["notes"] += bool(lines.pop().strip())
    return "\n".join(lines)
