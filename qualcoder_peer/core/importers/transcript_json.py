"""Transcripts that speech recognition writes as JSON, and Whisper's table with tabs.

Whisper, faster-whisper and WhisperX (``segments``), whisper.cpp (``transcription``) and the pipelines of Hugging Face
(``chunks``, ``speakers``) are known. A .json file that is none of these is refused: what its words mean is unknown.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.importers.base import NoOptions, read_bytes, refuse_other_format
from qualcoder_peer.core.importers.timed import caption_losses, timed_text
from qualcoder_peer.core.text.captions import LATEST_MS, caption_ms
from qualcoder_peer.core.text.cleaning import clean_text
from qualcoder_peer.core.text.cues import Cue
from qualcoder_peer.core.text.encodings import decode

_LISTS = ("segments", "speakers", "chunks", "transcription")
_TABLE_HEADS = (["start", "end", "text"], ["start", "end", "speaker", "text"], ["start", "end", "text", "speaker"])


class TranscriptJsonImporter:
    """Reads the JSON files of Whisper and the programs built on it."""

    key = "transcript-json"
    title: Message = message("Transcript of speech recognition (JSON)")
    suffixes = (".json",)
    Options = NoOptions

    def read(self, path: Path, options: object | None = None, data: bytes | None = None) -> ReadText:
        """The transcript; raises UnreadableFile for JSON that is damaged or no transcript of a known program."""
        data = read_bytes(path, data)
        refuse_other_format(data, path.name)
        decoded = decode(data, None, path.name)
        counts: Counter[str] = Counter()
        cues = _cues(load_json(decoded.text, path.name), counts)
        if cues is None:
            raise UnreadableFile(
                "“{name}” is no transcript that can be recognised: there are no segments with start, end and text in "
                "it, as Whisper writes them. Nothing was imported. Save the transcript as .vtt, .srt or .txt instead.",
                name=path.name,
            )
        left_out = [*decoded.left_out, *caption_losses(counts)]
        return timed_text(path, data, cues, self.key, decoded.encoding, left_out)


def load_json(text: str, name: str) -> object:
    """What a JSON file holds; raises UnreadableFile when it is damaged or nested without end."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(
            "“{name}” is damaged, or no JSON file: it breaks the rules of the format. Nothing was imported. "
            "Write it anew from the program it comes from.",
            name=name,
        ) from error


def whisper_table(path: Path, data: bytes) -> ReadText | None:
    """The transcript in a table with tabs that Whisper wrote (start, end and text; milliseconds); None for others.

    Raises UnreadableFile when not one word is said in it.
    """
    if not data.lstrip(b"\xef\xbb\xbf")[:40].lower().startswith(b"start\tend\t"):
        return None
    decoded = decode(data, None, path.name)
    lines = decoded.text.split("\n")
    head = [cell.strip().lower() for cell in lines[0].split("\t")]
    if head not in _TABLE_HEADS:
        return None
    counts: Counter[str] = Counter()
    speaker = head.index("speaker") if "speaker" in head else None
    unit = 1000 if any("." in line.split("\t", 1)[0] for line in lines[1:]) else 1
    cues = []
    for line in lines[1:]:
        cells = line.split("\t", len(head) - 1)
        if len(cells) == len(head):
            start, end = _time(cells[0], unit, counts), _time(cells[1], unit, Counter())
            name = cells[speaker] if speaker is not None else None
            cues.append(_cue(start, end, name, cells[head.index("text")]))
    if all(cue.start_ms is None for cue in cues):  # also when there is no row
        return None
    left_out = [*decoded.left_out, *caption_losses(counts)]
    return timed_text(path, data, cues, "transcript-table", decoded.encoding, left_out)


def _cues(found: object, counts: Counter[str]) -> list[Cue] | None:
    """The cues in what a JSON file holds; None when it is not of a known kind."""
    if isinstance(found, list):
        return _of_segments(found, counts)
    if isinstance(found, dict):
        for key in _LISTS:
            part = found.get(key)
            if isinstance(part, list) and part:
                return _of_segments(part, counts)
    return None


def _of_segments(segments: Iterable[object], counts: Counter[str]) -> list[Cue] | None:
    cues: list[Cue] = []
    for segment in segments:
        if not isinstance(segment, dict) or not isinstance(segment.get("text"), str):
            return None
        times = _times(segment)
        if times is None:
            return None
        first, last, unit = times
        start, end = _time(first, unit, counts), _time(last, unit, Counter())
        speaker = segment.get("speaker")
        cues.append(_cue(start, end, None if speaker in (None, "") else str(speaker), segment["text"]))
    return cues if any(cue.start_ms is not None for cue in cues) else None


def _times(segment: dict[str, object]) -> tuple[object, object, int] | None:
    """Start and end of a segment, and how many milliseconds their unit has; None when it has none of the forms."""
    if "start" in segment:
        return segment["start"], segment.get("end"), 1000
    pair = segment.get("timestamp")
    if isinstance(pair, list) and len(pair) == 2:
        return pair[0], pair[1], 1000
    offsets = segment.get("offsets")
    if isinstance(offsets, dict):
        return offsets.get("from"), offsets.get("to"), 1
    times = segment.get("timestamps")
    return (times.get("from"), times.get("to"), 1) if isinstance(times, dict) else None


def _time(value: object, unit: int, counts: Counter[str]) -> int | None:
    """The milliseconds of a number, or of a time written out; one that cannot be is counted and unknown."""
    if isinstance(value, str) and ":" in value:
        when = caption_ms(value.strip()) if len(value) < 40 else None
    else:
        try:
            number = float(value) if isinstance(value, (int, float, str)) else math.nan
        except (ValueError, OverflowError):
            number = math.nan
        when = round(number * unit) if math.isfinite(number) and 0 <= number * unit <= LATEST_MS else None
    counts["impossible"] += when is None
    return when


def _cue(start: int | None, end: int | None, speaker: str | None, text: str) -> Cue:
    known = end if start is not None and end is not None and end >= start else start
    return Cue(start, known, clean_text(speaker)[0] if speaker else None, clean_text(text)[0])
