"""What a file really is, told by its bytes: endings are changed by hand and by mail programs."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field

from qualcoder_peer.core.domain.messages import Message, message


@dataclass(frozen=True, slots=True)
class Content:
    """A kind of file: what a person calls it, the endings it has (the usual one first), and what to do with one that
    cannot be imported."""

    title: Message
    suffixes: tuple[str, ...]
    advice: Message = field(default=message("Open it in the program it was made with and save its text as .docx."))


_IN_WORD = message("Open it in Word and save it as .docx.")
_IN_EXCEL = message("Open it in Excel and save it as .xlsx.")

PDF = Content(message("a PDF file"), (".pdf",))
RICH_TEXT = Content(message("a rich text (RTF) file"), (".rtf",), _IN_WORD)
WORD = Content(message("a Word document"), (".docx", ".docm", ".dotx", ".dotm"))
OPEN_TEXT = Content(message("an OpenDocument text"), (".odt", ".ott"), _IN_WORD)
WORKBOOK = Content(message("an Excel workbook"), (".xlsx", ".xlsm", ".xltx", ".xltm"), _IN_EXCEL)
OPEN_SHEET = Content(message("an OpenDocument spreadsheet"), (".ods", ".ots"), _IN_EXCEL)
OLD_WORD = Content(message("a document in an older Office format (.doc)"), (".doc", ".dot"), _IN_WORD)
OLD_SHEET = Content(message("a workbook in an older Office format (.xls)"), (".xls", ".xlt"), _IN_EXCEL)
OLD_OFFICE = Content(message("a file in an older Office format"), (".ppt", ".doc", ".xls"), _IN_WORD)
SLIDES = Content(message("a PowerPoint presentation"), (".pptx", ".pptm", ".ppsx"))
PAGES = Content(message("an Apple document"), (".pages", ".numbers", ".key"), message("Export it as a Word document."))
PACKED = Content(message("a packed (zip) file"), (".zip",), message("Unpack it first."))
WEB_PAGE = Content(message("a web page"), (".html", ".htm", ".xhtml"))
PLAIN = Content(message("plain text"), (".txt", ".text"))

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STREAMS = (
    ("WordDocument".encode("utf-16-le"), OLD_WORD),
    ("Workbook".encode("utf-16-le"), OLD_SHEET),
    (b"B\0o\0o\0k\0\0\0", OLD_SHEET),
)
_PARTS = (
    ("word/document.xml", WORD),
    ("xl/workbook.xml", WORKBOOK),
    ("xl/workbook.bin", WORKBOOK),
    ("ppt/presentation.xml", SLIDES),
    ("Index/Document.iwa", PAGES),
    ("Index.zip", PAGES),
)
_OPEN = {"text": OPEN_TEXT, "text-template": OPEN_TEXT, "spreadsheet": OPEN_SHEET, "spreadsheet-template": OPEN_SHEET}
_OPEN_TYPE = "application/vnd.oasis.opendocument."
_HEAD = 1024
LONGEST_DIRECTORY = 4_000_000
DIRECTORY_TAIL = 65_600
"""How many bytes at the end of a zip file tell where its directory is, and how long that may be."""
UNREADABLE_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
"""What ``zipfile`` raises for a file that is damaged, or (RuntimeError) of a version, a compression or an encryption
that it does not know."""

FORMATTED = frozenset(
    suffix
    for one in (PDF, RICH_TEXT, WORD, OPEN_TEXT, WORKBOOK, OPEN_SHEET, OLD_WORD, OLD_SHEET, PACKED)
    for suffix in one.suffixes
)
"""Endings of files that are never plain text or a web page."""


def is_encrypted_office_file(data: bytes) -> bool:
    """Whether it is a Word or Excel file with a password."""
    return data.startswith(_OLE) and _ENCRYPTED in data


def content_of(data: bytes) -> Content | None:
    """What the bytes are; None when nothing tells. Looks at the beginning and at the directory of a packed file."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"{\\rtf"):
        return RICH_TEXT
    if data.startswith(_OLE):
        return next((kind for stream, kind in _STREAMS if stream in data), OLD_OFFICE)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(data)
    lowered = head.lower()
    if lowered.startswith((b"<!doctype html", b"<html")) or (lowered.startswith(b"<?xml") and b"<html" in lowered):
        return WEB_PAGE
    return PLAIN if _is_text(data) else None


def directory_size(tail: bytes) -> int:
    """The length in bytes of a zip file's directory as the end of the file (``DIRECTORY_TAIL`` bytes of it) declares
    it; 0 when there is none. Each entry takes 46 bytes of it at least."""
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or place + 16 > len(tail):
        return 0
    size = int.from_bytes(tail[place + 12 : place + 16], "little")
    wide = tail.rfind(b"PK\x06\x06", 0, place)
    if size == 0xFFFFFFFF and wide >= 0:
        return int.from_bytes(tail[wide + 40 : wide + 48], "little")
    return size


def _packed(data: bytes) -> Content | None:
    if directory_size(data[-DIRECTORY_TAIL:]) > LONGEST_DIRECTORY:
        return PACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return kind_of_package(package.namelist(), data[:_HEAD])
    except UNREADABLE_ZIP:
        return None


def kind_of_package(names: Collection[str], head: bytes) -> Content:
    """What a packed file with parts of these names is; ``head`` are its first bytes, some hundreds."""
    if "mimetype" in names:
        kind = head[30:300].partition(_OPEN_TYPE.encode())[2][:24]
        for word in sorted(_OPEN, key=len, reverse=True):
            if kind.startswith(word.encode()):
                return _OPEN[word]
    return next((kind for part, kind in _PARTS if part in names), PACKED)


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = data[:4096]
    strange = sum(1 for byte in sample if byte < 9 or 13 < byte < 32)
    return bool(sample) and b"\0" not in sample and strange * 50 <= len(sample)
