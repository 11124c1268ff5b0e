"""Looks at a packed file before anything in it is unpacked, and parses XML that may have been made to do harm.

The limits let every honest docx, odt and xlsx tried pass (their ratio is at most 32) and stop files of a few
hundred kilobytes that unpack to hundreds of megabytes. Declared sizes can be relied on: the unpacker stops at
the size declared and then finds the checksum wrong.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, BinaryIO

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.importers.contents import DIRECTORY_TAIL, LONGEST_DIRECTORY, UNREADABLE_ZIP, directory_size

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_ENTRIES = 5_000
MOST_BYTES = 200_000_000
MOST_XML = 60_000_000
HIGHEST_RATIO = 200
LARGE_ENTRY = 1_000_000


def open_package(data: bytes, name: str) -> zipfile.ZipFile:
    """The zip file in ``data``; raises UnreadableFile when it is damaged or would unpack beyond the limits."""
    return open_packed(io.BytesIO(data), name)


def open_packed(file: BinaryIO, name: str) -> zipfile.ZipFile:
    """The zip file that ``file`` holds, which stays open with it; raises UnreadableFile as ``open_package`` does."""
    try:
        file.seek(0, io.SEEK_END)
        file.seek(max(0, file.tell() - DIRECTORY_TAIL))
        if directory_size(file.read()) > LONGEST_DIRECTORY:
            raise _swollen(name, MOST_ENTRIES + 1, 0)
        package = zipfile.ZipFile(file)
    except UNREADABLE_ZIP as error:
        raise _damaged(name) from error
    entries = package.infolist()
    total = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > LARGE_ENTRY and entry.file_size > HIGHEST_RATIO * max(1, entry.compress_size)
        for entry in entries
    )
    if len(entries) > MOST_ENTRIES or total > MOST_BYTES or swollen:
        package.close()
        raise _swollen(name, len(entries), total)
    return package


def read_part(package: zipfile.ZipFile, part: str, name: str) -> bytes | None:
    """The bytes of one part, None when there is no such part; raises UnreadableFile when it is damaged."""
    try:
        entry = package.getinfo(part)
    except KeyError:
        return None
    return read_entry(package, entry, name)


def read_entry(package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of one entry; raises UnreadableFile when it is damaged, or protected with a password."""
    if entry.flag_bits & 1:
        raise UnreadableFile(
            "“{name}” is protected with a password. Nothing was imported. "
            "Open it in the program it was made with, remove the password and save a copy.",
            name=name,
        )
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _damaged(name)
    try:
        return package.read(entry)
    except UNREADABLE_ZIP as error:
        raise _damaged(name) from error


def parse_xml(data: bytes, name: str) -> _Element:
    """The root of an XML part, without entities and without network; raises UnreadableFile.

    A document type declaration is refused: no Office program writes one, and entities are made there.
    """
    from lxml import etree

    if len(data) > MOST_XML:
        raise UnreadableFile(
            "“{name}” holds {size} MB of text and markup, more than can be read at once. Nothing was imported. "
            "Divide it into parts, one interview in each.",
            name=name,
            size=len(data) // 1_000_000,
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _damaged(name) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableFile(
            "“{name}” holds declarations that no office program writes and that can do harm. Nothing was imported. "
            "If you trust it, open it in the program it was made with and save a copy.",
            name=name,
        )
    return root


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(
        "“{name}” is damaged or is not the kind of file its ending says. Nothing was imported. "
        "Open it in the program it was made with, save a copy, and import the copy.",
        name=name,
    )


def _swollen(name: str, entries: int, total: int) -> UnreadableFile:
    return UnreadableFile(
        "“{name}” would unpack to far more than a document holds ({size} MB in {entries} parts) and was not opened. "
        "Nothing was imported. If you trust it, open it in the program it was made with and save a copy.",
        name=name,
        size=total // 1_000_000,
        entries=entries,
    )
