"""What the importers of timed transcripts share: from cues to the text that is stored, with its turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from qualcoder_peer.core.domain.messages import counted
from qualcoder_peer.core.domain.sources import LeftOut, ReadText
from qualcoder_peer.core.importers.base import read_text
from qualcoder_peer.core.text.captions import looks_like_captions, parse_captions, parse_named_headers
from qualcoder_peer.core.text.cues import Cue, in_order, join_cues, name_speakers, with_overlaps, without_own_marks
from qualcoder_peer.core.text.meetings import parse_meeting


def timed_text(
    path: Path,
    data: bytes,
    cues: Sequence[Cue],
    key: str,
    encoding: str | None,
    left_out: Iterable[LeftOut] = (),
    before: str = "",
    sort: bool = True,
) -> ReadText:
    """The result of an importer that has read cues; raises UnreadableFile when nobody says a word in them.

    Where the cues do not name their speakers these are looked for in the text. What was done is told in ``left_out``.
    ``sort`` puts cues in the order of their times, otherwise they stay in that of the file.
    """
    told, overlaps = with_overlaps(cues)
    marked, stamps = without_own_marks(told)
    spoken, more = without_own_marks(name_speakers(marked))
    ordered, late = in_order(spoken) if sort else (spoken, 0)
    joined = join_cues(ordered, before)
    counts = Counter(late=late, stamps=stamps + more, overlaps=overlaps)
    if joined.cues > len(joined.turns):
        counts["joined"] = joined.cues
    read = read_text(path, data, joined.text, key, encoding, left_out=(*left_out, *_told(counts, len(joined.turns))))
    return replace(read, turns=joined.turns)


def captions_in_text(
    path: Path, data: bytes, text: str, key: str, encoding: str | None, left_out: Iterable[LeftOut] = ()
) -> ReadText | None:
    """The transcript that ``text`` makes if it is captions (times with arrows, Zoom's ``[Name] 00:00:05``, or the
    utterances that Teams puts below ``Name   0:05``), else None. For formats that may hold any text."""
    found = parse_captions(text) if looks_like_captions(text) else parse_named_headers(text)
    meeting = parse_meeting(text) if found is None else None
    found = found or meeting
    if found is None or all(cue.start_ms is None or not cue.text.strip() for cue in found.cues):
        return None
    told = [*left_out, *caption_losses(found.counts)]
    # A file of two recordings begins anew at zero: a meeting stays in the order in which it was written.
    return timed_text(path, data, found.cues, key, encoding, told, before=found.before, sort=meeting is None)


def caption_losses(counts: Counter[str]) -> Iterable[LeftOut]:
    """What is told of a caption file's parts that are not in the text; the counts of ``parse_captions``."""
    told = {
        "notes": counted("{count} note of the program left out", "{count} notes of the program left out",
                         counts["notes"]),
        "styles": counted("{count} block of how captions look left out", "{count} blocks of how captions look left out",
                          counts["styles"]),
        "identifiers": counted("{count} name of a caption left out", "{count} names of captions left out",
                               counts["identifiers"]),
        "impossible": counted("{count} caption with an impossible time, kept without it",
                              "{count} captions with an impossible time, kept without it", counts["impossible"]),
        "repeated": counted("{count} repeated line of rolling captions left out",
                            "{count} repeated lines of rolling captions left out", counts["repeated"]),
    }  # fmt: skip
    return [LeftOut(words, counts[key], lost=key == "impossible") for key, words in told.items() if counts[key]]


def _told(counts: Counter[str], turns: int) -> Iterable[LeftOut]:
    told = {
        "joined": counted(
            "{count} caption joined to running text: {turns}",
            "{count} captions joined to running text: {turns}",
            counts["joined"],
            turns=counted("{count} turn", "{count} turns", turns),
        ),
        "late": counted(
            "{count} caption out of order, put at its time",
            "{count} captions out of order, put at their times",
            counts["late"],
        ),
        "overlaps": counted(
            "{count} remark into another's turn made a turn of its own, between // and //",
            "{count} remarks into others' turns made turns of their own, between // and //",
            counts["overlaps"],
        ),
        "stamps": counted(
            "{count} time stamp in the text left out: it is the time of its turn",
            "{count} time stamps in the text left out: they are the times of their turns",
            counts["stamps"],
        ),
    }
    return [LeftOut(words, counts[key], lost=False) for key, words in told.items() if counts[key]]
