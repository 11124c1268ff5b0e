"""Markdown (.md): the text with its marks gone, through the tokens of markdown-it-py. HTML in it is never run.

The line ends of the file stay: in transcripts they divide turns, and hard wraps can be undone in the preview. What the
file says of itself in front (YAML) is left out and told.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.sources import LeftOut, ReadText
from qualcoder_peer.core.importers.base import read_bytes, read_text, refuse_other_format
from qualcoder_peer.core.importers.lines import joined
from qualcoder_peer.core.importers.markdown_reader import MarkdownReader, NestedTooDeeply
from qualcoder_peer.core.importers.plain_text import PlainTextOptions
from qualcoder_peer.core.importers.told import left_out
from qualcoder_peer.core.text.encodings import decode

_FENCE = re.compile(r"---[ \t]*\n")
_END = re.compile(r"(?:---|\.\.\.)[ \t]*(?:\n|$)")
_FIELD = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]|$)")
_INSIDE = re.compile(r"[ \t]+\S|- |#|[ \t]*$")
_MOST_FRONT_LINES = 200


class MarkdownImporter:
    """Reads the text of Markdown files."""

    key = "markdown"
    title: Message = message("Markdown")
    suffixes = (".md", ".markdown")
    Options = PlainTextOptions

    def read(self, path: Path, options: object | None = None, data: bytes | None = None) -> ReadText:
        """The text of the file with bold line starts and headings; raises UnreadableFile, or InvalidInput for an
        encoding that is not offered."""
        chosen = options if isinstance(options, PlainTextOptions) else PlainTextOptions()
        data = read_bytes(path, data)
        refuse_other_format(data, path.name)
        decoded = decode(data, chosen.encoding, path.name)
        front = front_matter_lines(decoded.text)
        source = decoded.text if not front else "\n".join(decoded.text.split("\n")[front:])
        reader = MarkdownReader(path.name)
        try:
            made = joined(reader.lines(source))
        except NestedTooDeeply:
            told = (*decoded.left_out, LeftOut(message("its marks are nested too deeply and stand in the text"), 1))
            return read_text(path, data, decoded.text, self.key, decoded.encoding, left_out=told)
        reader.counts["front matter"] = front
        told = (*decoded.left_out, *left_out(reader.counts))
        found = read_text(path, data, made.text, self.key, decoded.encoding, made.bold, told)
        return replace(found, places=reader.anchors.places(made))


def front_matter_lines(text: str) -> int:
    """How many lines at the beginning are fields about the file between ``---`` and ``---``; 0 when there are none.

    A transcript may begin with a rule and then a label and a colon: no field is named twice in front matter.
    """
    if _FENCE.match(text) is None:
        return 0
    fields: set[str] = set()
    for number, line in enumerate(text.split("\n", _MOST_FRONT_LINES + 1)[1:], 2):
        if _END.match(line):
            return number if fields else 0
        named = _FIELD.match(line)
        if named is not None and named[1] not in fields:
            fields.add(named[1])
        elif named is not None or not fields or _INSIDE.match(line) is None or number > _MOST_FRONT_LINES:
            return 0
    return 0
