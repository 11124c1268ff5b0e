"""Plain text files. The encoding is found (see ``core/text/encodings.py``) or given in the options."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qualcoder_peer.core.domain.exports import option
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.importers.base import read_bytes, read_text, refuse_other_format
from qualcoder_peer.core.importers.timed import captions_in_text
from qualcoder_peer.core.text.encodings import ENCODINGS, decode


@dataclass(frozen=True, slots=True)
class PlainTextOptions:
    """How a plain text is read; ``encoding`` is a key of ``ENCODINGS``, None finds it."""

    encoding: str | None = option(
        None, message("Encoding"), message("Found from the text when none is given."), choices=ENCODINGS
    )


class PlainTextImporter:
    """Reads .txt files in the encodings that Nordic programs have written."""

    key = "text"
    title: Message = message("Plain text")
    suffixes = (".txt", ".text")
    Options = PlainTextOptions

    def read(self, path: Path, options: object | None = None, data: bytes | None = None) -> ReadText:
        """The text of the file; raises UnreadableFile, or InvalidInput for an encoding that is not offered."""
        chosen = options if isinstance(options, PlainTextOptions) else PlainTextOptions()
        data = read_bytes(path, data)
        refuse_other_format(data, path.name)
        decoded = decode(data, chosen.encoding, path.name)
        captions = captions_in_text(path, data, decoded.text, self.key, decoded.encoding, decoded.left_out)
        return captions or read_text(path, data, decoded.text, self.key, decoded.encoding, left_out=decoded.left_out)
