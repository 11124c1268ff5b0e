"""Rich Text Format (.rtf) as Word on Windows and Mac, WordPad, TextEdit and LibreOffice write it; see ``rtf_reader``.

Notes, headers and footers are counted and reported; comments come beside the text with the words they are about.
Pictures, embedded files and what fields would fetch are never touched.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.sources import LeftOut, ReadText
from qualcoder_peer.core.importers.base import NoOptions, read_bytes, read_text, refuse_other_format
from qualcoder_peer.core.importers.lines import joined
from qualcoder_peer.core.importers.rtf_reader import RtfReader
from qualcoder_peer.core.importers.told import left_out
from qualcoder_peer.core.text.cleaning import replaced_message

_BEFORE = b"\xef\xbb\xbf \t\r\n\0"


class RichTextImporter:
    """Reads the text of rich text files as it is printed."""

    key = "rtf"
    title: Message = message("Rich text (RTF)")
    suffixes = (".rtf",)
    Options = NoOptions

    def read(self, path: Path, options: object | None = None, data: bytes | None = None) -> ReadText:
        """The text of the file with bold line starts, headings and comments; raises UnreadableFile."""
        data = read_bytes(path, data)
        refuse_other_format(data, path.name)
        begun = data.lstrip(_BEFORE)
        if not begun.startswith(b"{\\rtf"):
            raise UnreadableFile(
                "“{name}” is not a rich text file: it does not begin as one. Nothing was imported. "
                "Open it in Word and save it as .docx.",
                name=path.name,
            )
        reader = RtfReader(begun, path.name)
        made = joined(reader.lines())
        text = reader.text
        comments = text.anchors.comments(made, text.notes)
        text.counts["comments"] = len(comments)
        text.counts["comments elsewhere"] = len(text.notes) - len(comments)
        told = left_out(text.counts)
        if text.replaced:
            told = (*told, LeftOut(replaced_message(text.replaced), text.replaced))
        found = read_text(path, data, made.text, self.key, bold=made.bold, left_out=told)
        return replace(found, places=text.anchors.places(made), comments=comments)
