"""Captions as transcripts: .vtt and .srt files, and texts that are captions under another ending.

Teams, Zoom, Webex, Whisper, noScribe and subtitle programs write them. Who speaks is taken from where each writes it;
consecutive cues of one speaker become one turn with its time (see ``core/text/cues.py``).
"""

from __future__ import annotations

from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.sources import LeftOut, ReadText
from qualcoder_peer.core.importers.base import read_bytes, refuse_other_format
from qualcoder_peer.core.importers.plain_text import PlainTextOptions
from qualcoder_peer.core.importers.timed import caption_losses, timed_text
from qualcoder_peer.core.text.captions import Captions, parse_captions
from qualcoder_peer.core.text.encodings import decode


class VttImporter:
    """Reads WebVTT files: transcripts of meetings in Teams, Zoom and Webex, and captions."""

    key = "vtt"
    title: Message = message("Captions (WebVTT)")
    suffixes: tuple[str, ...] = (".vtt",)
    Options = PlainTextOptions

    def read(self, path: Path, options: object | None = None, data: bytes | None = None) -> ReadText:
        """The transcript that the captions make; raises UnreadableFile when there are no times in the file."""
        chosen = options if isinstance(options, PlainTextOptions) else PlainTextOptions()
        data = read_bytes(path, data)
        refuse_other_format(data, path.name)
        decoded = decode(data, chosen.encoding, path.name)
        captions = parse_captions(decoded.text, blocks=self.key == "vtt")
        _refuse_without_times(captions, path.name)
        left_out = [*decoded.left_out, *caption_losses(captions.counts)]
        if self.key == "vtt" and not captions.has_header:
            left_out.append(
                LeftOut(message("The heading WEBVTT is missing; the captions were read all the same"), 1, lost=False)
            )
        return timed_text(path, data, captions.cues, self.key, decoded.encoding, left_out, before=captions.before)


class SrtImporter(VttImporter):
    """Reads SubRip files, also those without numbers or with dots for commas."""

    key = "srt"
    title: Message = message("Captions (SubRip)")
    suffixes = (".srt",)


def _refuse_without_times(captions: Captions, name: str) -> None:
    if not captions.cues:
        raise UnreadableFile(
            "“{name}” holds no captions: there is not one line with times (00:00:01.000 --> 00:00:04.000) in it. "
            "Nothing was imported. If it is a text, change its ending to .txt.",
            name=name,
        )
    if all(cue.start_ms is None for cue in captions.cues):
        raise UnreadableFile(
            "“{name}” holds captions without one time that can be read. Nothing was imported. "
            "Write the file anew from the program it comes from, or change its ending to .txt.",
            name=name,
        )
