"""Packed files (.zip) of files and folders: one member in memory at a time, and nothing unpacked to the disk.

What other programs leave beside the files (``__MACOSX``, names that begin with a dot or ``~$``) is passed over; all
else either becomes documents, as if it lay in a folder, or is told of with its sentence.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.importers.base import check_file, unreadable
from qualcoder_peer.core.importers.guard import open_packed, read_entry

SUFFIX = ".zip"
_UTF8 = 0x800
_LITTER = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a packed file: its path in there with ``/`` between the parts, and its bytes or why there are none."""

    path: str
    data: bytes | UnreadableFile


def is_litter(name: str) -> bool:
    """Whether a file of this name is a program's own note or lock and never material."""
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def count_members(path: Path) -> int:
    """How many files are in it, without litter. Raises UnreadableFile."""
    with _opened(path) as package:
        return sum(1 for _ in _wanted(package))


def read_members(path: Path) -> Iterator[Member]:
    """The files in it by path, one after the other. Raises UnreadableFile when the packed file itself cannot be read,
    holds no file, or would unpack beyond the limits (see ``guard``)."""
    with _opened(path) as package:
        wanted = sorted(_wanted(package), key=lambda one: one[0])
        if not wanted:
            raise UnreadableFile("There are no files in “{name}”. Nothing was imported.", name=path.name)
        for name, entry in wanted:
            yield Member(name, _data(package, entry, name))


def read_member(path: Path, member: str) -> bytes:
    """The bytes of one file in it, named as ``read_members`` does. Raises UnreadableFile."""
    with _opened(path) as package:
        for name, entry in _wanted(package):
            if name == member:
                found = _data(package, entry, name)
                if isinstance(found, UnreadableFile):
                    raise found
                return found
    raise UnreadableFile("“{name}” is no longer in “{packed}”.", name=member, packed=path.name)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    check_file(path)
    try:
        file = path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from error
    with file, open_packed(file, path.name) as package:
        yield package


def _wanted(package: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    for entry in package.infolist():
        name = _name(entry)
        parts = name.split("/")
        if name.endswith("/") or "__MACOSX" in parts or any(is_litter(part) for part in parts if part != ".."):
            continue
        yield name, entry


def _name(entry: zipfile.ZipInfo) -> str:
    """The path as it was meant: without the flag for UTF-8 it is whatever the computer that packed it wrote."""
    name = entry.orig_filename.partition("\0")[0]
    if not entry.flag_bits & _UTF8:
        raw = name.encode("cp437")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp850")  # as cp437 in å, ä, ö, æ, and right in ø
    return name.replace("\\", "/")


def _data(package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes | UnreadableFile:
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or (len(parts[0]) == 2 and parts[0][1] == ":"):
        return UnreadableFile(
            "“{name}” in the packed file has a path that leads out of it, as only a harmful file has. It was left out.",
            name=name,
        )
    if stat.S_ISLNK(entry.external_attr >> 16):
        return UnreadableFile("“{name}” in the packed file is a link to another file. It was left out.", name=name)
    if PurePosixPath(name).suffix.lower() == SUFFIX:
        return UnreadableFile(
            "“{name}” is a packed file within a packed file and was left out. Unpack it and import it by itself.",
            name=name,
        )
    try:
        return read_entry(package, entry, name)
    except UnreadableFile as error:
        return error
