"""Web pages (.html, .htm, .xhtml): saved from a browser or an archive, or written by Word, LibreOffice or Google Docs.

Only the text is read, as the page shows it without its style sheets. Scripts are never run, nothing is fetched. The
encoding is the one the page names, unless its bytes say otherwise.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.core.domain.sources import FoundPlace, LeftOut, ReadText
from qualcoder_peer.core.importers.base import read_bytes, read_text, refuse_other_format
from qualcoder_peer.core.importers.guard import MOST_XML
from qualcoder_peer.core.importers.lines import joined
from qualcoder_peer.core.importers.noscribe import noscribe_turns
from qualcoder_peer.core.importers.plain_text import PlainTextOptions
from qualcoder_peer.core.importers.told import left_out
from qualcoder_peer.core.importers.web_page_reader import PageReader
from qualcoder_peer.core.text.cleaning import clean_text
from qualcoder_peer.core.text.encodings import ENCODINGS, Decoded, decode

_HEAD = 4_096
_CHARSET = re.compile(rb"<meta[^<>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.I)
_DECLARED = re.compile(rb"^\s*<\?xml[^<>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})", re.I)
_WINDOWS_NAMES = frozenset(("iso8859-1", "ascii", "cp1252", "iso8859-15"))
_ARCHIVE = re.compile(rb"^(?:From|MIME-Version|Content-Type|Snapshot-Content-Location|Subject|Date):.", re.I | re.M)


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page, its bold line starts and headings (code points), its encoding and what was left out."""

    text: str
    bold: tuple[tuple[int, int], ...]
    places: tuple[FoundPlace, ...]
    encoding: str
    left_out: tuple[LeftOut, ...]


class WebPageImporter:
    """Reads the text of a web page as it is seen in a browser."""

    key = "html"
    title: Message = message("Web page")
    suffixes = (".html", ".htm", ".xhtml")
    Options = PlainTextOptions

    def read(self, path: Path, options: object | None = None, data: bytes | None = None) -> ReadText:
        """The text of the file with bold line starts and headings; raises UnreadableFile, or InvalidInput for an
        encoding that is not offered."""
        chosen = options if isinstance(options, PlainTextOptions) else PlainTextOptions()
        data = read_bytes(path, data)
        refuse_other_format(data, path.name)
        decoded = _decoded_page(data, path.name, chosen.encoding)
        transcript = noscribe_turns(path, data, decoded.text, self.key, decoded.encoding, decoded.left_out)
        if transcript is not None:
            return transcript
        page = _text_of(decoded, path.name)
        found = read_text(path, data, page.text, self.key, page.encoding, page.bold, page.left_out)
        return replace(found, places=page.places)


def text_of_page(data: bytes, name: str = "", encoding: str | None = None) -> PageText:
    """The text of the page in ``data``; ``encoding`` is a key of ``ENCODINGS``, None takes the one of the page.

    ``name`` is the file's name for sentences. Raises UnreadableFile for an archive of several files (.mht), for what is
    no text, too large or nested without end, and InvalidInput for an encoding that is not offered.
    """
    return _text_of(_decoded_page(data, name, encoding), name)


def _decoded_page(data: bytes, name: str, encoding: str | None) -> Decoded:
    _refuse_archive(data, name)
    if len(data) > MOST_XML:
        raise UnreadableFile(
            "“{name}” holds {size} MB of text and markup, more than can be read at once. Nothing was imported. "
            "Divide it into parts, one interview in each.",
            name=name,
            size=len(data) // 1_000_000,
        )
    return _decoded(data, name, encoding)


def _text_of(decoded: Decoded, name: str) -> PageText:
    reader = PageReader()
    made = joined(reader.lines(decoded.text, name))
    told = (*decoded.left_out, *left_out(reader.counts))
    return PageText(made.text, made.bold, reader.anchors.places(made), decoded.encoding, told)


def _refuse_archive(data: bytes, name: str) -> None:
    head = data[:_HEAD]
    mail = _ARCHIVE.match(head.lstrip(b"\r\n")) is not None and b"multipart/related" in head.lower()
    if mail or data.startswith(b"bplist00"):
        raise UnreadableFile(
            "“{name}” is a web archive (.mht), in which pages and pictures are packed. Nothing was imported. "
            "Open it in a browser and save the page as “HTML only”.",
            name=name,
        )


def _decoded(data: bytes, name: str, encoding: str | None) -> Decoded:
    if encoding is not None or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data, encoding, name)
    named = _named_encoding(data[:_HEAD])
    if named is None or named.startswith(("utf", "u8")) or _is_utf8(data) or b"\0" in data[:_HEAD]:
        return decode(data, None, name)
    if named in _WINDOWS_NAMES:  # browsers take Latin 1 for the Windows code page, which has its letters and more
        named = "cp1252"
    if named in ENCODINGS:
        return decode(data, named, name)
    text, told = clean_text(data.decode(named, "replace"))
    return Decoded(text, named, told)


def _named_encoding(head: bytes) -> str | None:
    """The codec of the encoding that a page names, None when it names none or one that is not known."""
    found = _DECLARED.search(head) or _CHARSET.search(head)
    try:
        codec = codecs.lookup(found[1].decode("ascii")) if found else None
    except LookupError:
        return None
    # There are codecs that make bytes of bytes; those are no encodings of text.
    return codec.name if codec is not None and getattr(codec, "_is_text_encoding", True) else None


def _is_utf8(data: bytes) -> bool:
    try:
        return bool(data.decode("utf-8")) and not data.isascii()
    except UnicodeDecodeError:
        return False
