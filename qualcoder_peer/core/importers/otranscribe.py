"""Transcripts of oTranscribe (.otr): JSON around the HTML of its editor.

Its time stamps are marked, so they can be told from what was said: they become the times of turns and leave the text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.sources import FoundTurn, LeftOut, ReadText
from qualcoder_peer.core.importers.base import NoOptions, read_bytes, read_text, refuse_other_format
from qualcoder_peer.core.importers.markup_events import read_markup
from qualcoder_peer.core.importers.transcript_json import load_json
from qualcoder_peer.core.text.captions import LATEST_MS
from qualcoder_peer.core.text.cleaning import clean_text
from qualcoder_peer.core.text.encodings import decode
from qualcoder_peer.core.text.timestamps import time_ms
from qualcoder_peer.core.text.turns import find_turns

_BLOCKS = frozenset(("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr"))
_BOLD = frozenset(("b", "strong"))
_HIDDEN = frozenset(("script", "style"))
_SPACE = re.compile(r"[ \t\n\r]+")


class OTranscribeImporter:
    """Reads the files in which oTranscribe keeps a transcript."""

    key = "otr"
    title: Message = message("oTranscribe")
    suffixes = (".otr",)
    Options = NoOptions

    def read(self, path: Path, options: object | None = None, data: bytes | None = None) -> ReadText:
        """The transcript with its turns; raises UnreadableFile when the file is none of oTranscribe."""
        data = read_bytes(path, data)
        refuse_other_format(data, path.name)
        decoded = decode(data, None, path.name)
        found = load_json(decoded.text, path.name)
        markup = found.get("text") if isinstance(found, dict) else None
        if not isinstance(markup, str):
            raise UnreadableFile(
                "“{name}” is no file of oTranscribe: the text of a transcript is not in it. Nothing was imported. "
                "Write it anew in oTranscribe (Export, oTranscribe format).",
                name=path.name,
            )
        editor = _Editor()
        read_markup(markup, editor)
        written = editor.finished()
        turns, used = _turns(written)
        left_out = list(decoded.left_out)
        stamps = sum(1 for _, when in written.stamps if when is not None)
        if stamps > used:
            left_out.append(
                LeftOut(
                    counted(
                        "{count} time stamp inside a turn left out",
                        "{count} time stamps inside turns left out",
                        stamps - used,
                    ),
                    stamps - used,
                    lost=False,
                )
            )
        read = read_text(path, data, written.text, self.key, None, written.bold, tuple(left_out))
        return replace(read, turns=turns or None)


@dataclass(frozen=True, slots=True)
class _Written:
    """The text of the editor, its spans in bold at line starts, and the time stamps by the place they stood at."""

    text: str
    bold: tuple[tuple[int, int], ...]
    stamps: tuple[tuple[int, int | None], ...]


@dataclass(slots=True)
class _Line:
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    bold: int = 0


class _Editor:
    """Collects lines; what stands in a time stamp's span is not text."""

    def __init__(self) -> None:
        self._lines = [_Line()]
        self._stamps: list[tuple[int, int, int | None]] = []
        self._spans: list[bool] = []
        self._stamp_depth = 0
        self._bold_depth = 0
        self._hidden = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""
        if tag == "span":
            is_stamp = "timestamp" in attributes.get("class", "").split()
            self._spans.append(is_stamp)
            if is_stamp:
                self._stamp_depth += 1
                when = _stamp_time(attributes.get("data-timestamp", ""))
                self._stamps.append((len(self._lines) - 1, self._lines[-1].length, when))
        elif tag == "br":
            self._lines.append(_Line())
        elif tag in _BLOCKS:
            self._end_line()
        elif tag in _BOLD:
            self._bold_depth += 1
        elif tag in _HIDDEN:
            self._hidden += 1

    def end(self, tag: str) -> None:
        """A tag closes."""
        if tag == "span" and self._spans:
            self._stamp_depth -= self._spans.pop()
        elif tag in _BLOCKS:
            self._end_line()
        elif tag in _BOLD:
            self._bold_depth = max(0, self._bold_depth - 1)
        elif tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)

    def data(self, words: str) -> None:
        """Words between tags."""
        if self._hidden:
            return
        if self._stamp_depth:
            number, place, when = self._stamps[-1]
            if when is None:
                self._stamps[-1] = (number, place, time_ms(words[:40]))
            return
        line = self._lines[-1]
        words = _SPACE.sub(" ", clean_text(words)[0])
        behind_stamp = bool(self._stamps) and self._stamps[-1][:2] == (len(self._lines) - 1, line.length)
        if not line.pieces or line.pieces[-1][-1] in " \u00a0" or behind_stamp:
            words = words.lstrip(" \u00a0")
        if words:
            if self._bold_depth and line.bold == line.length:
                line.bold += len(words)
            line.pieces.append(words)
            line.length += len(words)

    def finished(self) -> _Written:
        """All of it as one text; blank lines in a row become one."""
        pieces: list[str] = []
        bold: list[tuple[int, int]] = []
        starts: list[int] = []
        place = 0
        for line in self._lines:
            words = "".join(line.pieces).rstrip(" \u00a0")
            starts.append(place)
            if not words and (not pieces or pieces[-1] == "\n"):
                continue
            if line.bold:
                bold.append((place, place + min(line.bold, len(words))))
            pieces.append(words + "\n")
            place += len(words) + 1
        text = "".join(pieces).rstrip("\n")
        stamps = tuple((min(starts[line] + offset, len(text)), when) for line, offset, when in self._stamps)
        return _Written(text, tuple(bold), stamps)

    def _end_line(self) -> None:
        if self._lines[-1].pieces or (self._stamps and self._stamps[-1][0] == len(self._lines) - 1):
            self._lines.append(_Line())


def _stamp_time(written: str) -> int | None:
    """The milliseconds of ``data-timestamp``: seconds, or minutes and seconds in older files."""
    if ":" in written:
        return time_ms(written)
    try:
        seconds = float(written)
    except ValueError:
        return None
    return round(seconds * 1000) if math.isfinite(seconds) and 0 <= seconds * 1000 <= LATEST_MS else None


def _turns(written: _Written) -> tuple[tuple[FoundTurn, ...], int]:
    """The turns with the times of the stamps that begin them, and how many stamps did; speakerless without labels."""
    stamps = [(place, when) for place, when in written.stamps if when is not None]
    turns = find_turns(written.text, written.bold).turns
    if not turns:
        turns = _by_stamps(written.text, stamps)
    timed: list[FoundTurn] = []
    used = next_stamp = 0
    for turn in turns:
        begun: int | None = None
        while next_stamp < len(stamps) and stamps[next_stamp][0] <= turn.said_start:
            place, stamp = stamps[next_stamp]
            if begun is None and (not timed or place > timed[-1].end):
                begun = stamp
                used += 1
            next_stamp += 1
        timed.append(replace(turn, time_ms=turn.time_ms if begun is None else begun))
    return tuple(timed), used


def _by_stamps(text: str, stamps: list[tuple[int, int]]) -> tuple[FoundTurn, ...]:
    begins = [place for place, _ in stamps if place == 0 or text[place - 1 : place] == "\n"]
    begins = sorted({place for place in begins if place < len(text)})
    made = []
    for number, start in enumerate(begins):
        limit = begins[number + 1] if number + 1 < len(begins) else len(text)
        said = text[start:limit]
        first = start + len(said) - len(said.lstrip())
        end = start + len(said.rstrip())
        if first < end:
            made.append(FoundTurn(first, first, end, None, None))
    return tuple(made)
