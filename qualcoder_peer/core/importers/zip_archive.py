"""Packed files (.zip) of files and folders: one member in memory at a time, and nothing unpacked to the disk.

What other programs leave beside the files (``__MACOSX``, names that begin with a dot or ``~$``) is passed over; all
else either becomes documents, as if it lay in a folder, or is told of with its sentence.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.importers.base import check_file, unreadable
from qualcoder_peer.core.importers.guard import open_packed, read_entry

SUFFIX = ".zip"
_UTF8 = 0x800
_LITTER = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a packed file that is open: its path in there, with ``/`` between the parts."""

    path: str
    _package: zipfile.ZipFile
    _entry: zipfile.ZipInfo

    def read(self) -> bytes:
        """Its bytes. Raises UnreadableFile when it is damaged, protected, a link, or packed itself."""
        return _data(self._package, self._entry, self.path)


def is_litter(name: str) -> bool:
    """Whether a file of this name is a program's own note or lock and never material."""
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def archive_of(path: Path) -> Path | None:
    """The packed file that a path leads into (``set.zip/1/R1.docx``), if there is one."""
    return next((one for one in path.parents if one.suffix.lower() == SUFFIX and one.is_file()), None)


def count_members(path: Path, suffixes: Container[str]) -> int:
    """How many files with these endings are in it. Raises UnreadableFile."""
    with _opened(path) as package:
        return sum(1 for one in _wanted(package) if PurePosixPath(one.path).suffix.lower() in suffixes)


def read_members(path: Path) -> Iterator[Member]:
    """The files in it by path, to be read one after the other. Raises UnreadableFile when the packed file itself cannot
    be read, holds no file, or would unpack beyond the limits (see ``guard``)."""
    with _opened(path) as package:
        wanted = sorted(_wanted(package), key=lambda one: one.path)
        if not wanted:
            raise UnreadableFile("There are no files in “{name}”. Nothing was imported.", name=path.name)
        yield from wanted


def read_member(path: Path, member: PurePath) -> bytes:
    """The bytes of one file in it, named as ``read_members`` does. Raises UnreadableFile."""
    with _opened(path) as package:
        for one in _wanted(package):
            if PurePath(one.path) == member:
                return one.read()
    raise UnreadableFile("“{name}” is no longer in “{packed}”.", name=member.name, packed=path.name)


def nested_archive(name: str) -> UnreadableFile:
    """The sentence for a packed file in a packed file: how deep that goes nobody could say."""
    return UnreadableFile(
        "“{name}” is a packed file within a packed file and was left out. Unpack it and import it by itself.",
        name=name,
    )


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    check_file(path)
    try:
        file = path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from error
    with file, open_packed(file, path.name) as package:
        yield package


def _wanted(package: zipfile.ZipFile) -> Iterator[Member]:
    for entry in package.infolist():
        name = _name(entry)
        parts = name.split("/")
        if name.endswith("/") or "__MACOSX" in parts or any(is_litter(part) for part in parts if part != ".."):
            continue
        yield Member(name, package, entry)


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


def _data(package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or (len(parts[0]) == 2 and parts[0][1] == ":"):
        raise UnreadableFile(
            "“{name}” in the packed file has a path that leads out of it, as only a harmful file has. It was left out.",
            name=name,
        )
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UnreadableFile("“{name}” in the packed file is a link to another file. It was left out.", name=name)
    if PurePosixPath(name).suffix.lower() == SUFFIX:
        raise nested_archive(name)
    return read_entry(package, entry, name)
