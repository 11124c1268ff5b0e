"""What every importer is: a key, a title, file endings, options as data, and ``read``."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.domain.sources import LeftOut, ReadText
from qualcoder_peer.core.importers import contents

SIZE_LIMIT = 200_000_000
"""Bytes of a file, and of what is packed in it, above which it is refused."""


@dataclass(frozen=True, slots=True)
class NoOptions:
    """The options of an importer that has none."""


class Importer(Protocol):
    """Reads files of one kind. ``Options`` is a frozen dataclass whose defaults are right for most files."""

    @property
    def key(self) -> str:
        """The word the format is stored under."""
        ...

    @property
    def title(self) -> Message:
        """What a person calls such files."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """File endings in lower case with the dot."""
        ...

    @property
    def Options(self) -> type:
        """The frozen dataclass that ``read`` takes."""
        ...

    def read(self, path: Path, options: object | None = None, data: bytes | None = None) -> ReadText:
        """The text of the file; raises UnreadableFile with a sentence naming it. Nothing is written.

        ``data`` are the file's bytes when it comes out of a packed file and ``path`` only names it.
        """
        ...


@runtime_checkable
class CollectionImporter(Protocol):
    """Reads files that may hold several documents; an importer with ``read_all`` is asked this way."""

    def read_all(
        self, path: Path, options: object | None = None, data: bytes | None = None
    ) -> Iterator[ReadText | UnreadableFile]:
        """The documents of the file one after the other; a part that cannot be read comes as its sentence. Each has a
        ``sha256`` of its own, by which the same part of the same file is known again.

        Raises UnreadableFile, before the first document, when the file as a whole cannot be read.
        """
        ...


def read_bytes(path: Path, data: bytes | None = None) -> bytes:
    """All bytes of a file, or ``data`` if they are at hand; raises UnreadableFile when it is gone, no file, locked, too
    large or empty."""
    if data is None:
        check_file(path)
        try:
            data = path.read_bytes()
        except (OSError, ValueError) as error:
            raise unreadable(path, error) from error
    if not data:
        raise UnreadableFile("“{name}” is empty (0 bytes). Nothing was imported.", name=path.name)
    return data


def check_file(path: Path) -> None:
    """Raises UnreadableFile when it is gone, no file, or too large to be read."""
    name = path.name
    try:
        if path.is_dir():
            raise UnreadableFile("“{name}” is a folder. Nothing was imported. Choose files in it.", name=name)
        if path.exists() and not path.is_file():
            raise UnreadableFile("“{name}” is not an ordinary file. Nothing was imported.", name=name)
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    if size > SIZE_LIMIT:
        raise UnreadableFile(
            "“{name}” is {size} MB; files above {limit} MB are not imported. "
            "Divide it into parts, one interview in each.",
            name=name,
            size=size // 1_000_000,
            limit=SIZE_LIMIT // 1_000_000,
        )


def unreadable(path: Path, error: OSError | ValueError) -> UnreadableFile:
    """The sentence for what the system says when a file cannot be read."""
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return UnreadableFile(
            "“{name}” is not there any more, or was never there. Nothing was imported. Check the name and the folder.",
            name=path.name,
        )
    if isinstance(error, PermissionError):
        return UnreadableFile(
            "“{name}” may not be read: another program has locked it or you lack the right. "
            "Nothing was imported. Close it elsewhere or ask its owner.",
            name=path.name,
        )
    return UnreadableFile(
        "“{name}” could not be read from the disk ({reason}). Nothing was imported.",
        name=path.name,
        reason=getattr(error, "strerror", None) or type(error).__name__,
    )


def read_text(
    path: Path,
    data: bytes,
    text: str,
    key: str,
    encoding: str | None = None,
    bold: tuple[tuple[int, int], ...] = (),
    left_out: tuple[LeftOut, ...] = (),
) -> ReadText:
    """The result of an importer; raises UnreadableFile when there is not one word in ``text``."""
    if not text.strip("\ufeff\u200b \t\n\u00a0"):
        raise UnreadableFile(
            "“{name}” holds no text, only pictures or white space. Nothing was imported.", name=path.name
        )
    return ReadText(
        title=title_of(path),
        text=text,
        format=key,
        encoding=encoding,
        bold=bold,
        left_out=left_out,
        sha256=hashlib.sha256(data).hexdigest(),
        file_name=_letters(path.name),
    )


def title_of(path: Path) -> str:
    """The file's name without its ending, composed (NFC): macOS hands out names with loose marks."""
    stem, name = _letters(path.stem), _letters(path.name)
    return unicodedata.normalize("NFC", stem).strip() or unicodedata.normalize("NFC", name)


def _letters(name: str) -> str:
    # On Unix a name is bytes: one unpacked from an old Windows archive reaches us with lone surrogates for its letters.
    if not any("\ud800" <= letter <= "\udfff" for letter in name):
        return name
    return os.fsencode(name).decode("cp1252", "replace")


def refuse_other_format(data: bytes, name: str) -> None:
    """Raises UnreadableFile when the bytes are of another kind than the ending of ``name`` says, with what they are."""
    from qualcoder_peer.core.importers import SUFFIXES

    if contents.is_encrypted_office_file(data):
        raise UnreadableFile(
            "“{name}” is protected with a password. Nothing was imported. "
            "Open it in Word or Excel, remove the password and save a copy.",
            name=name,
        )
    found = contents.content_of(data)
    suffix = os.path.splitext(name)[1].lower()
    if found is None or suffix in found.suffixes:
        return
    if found in (contents.PLAIN, contents.WEB_PAGE) and suffix not in contents.FORMATTED:
        return  # a text may hold anything
    if found is contents.PACKED and suffix in contents.FORMATTED:
        return  # parts may have other names than usual; the format's importer knows
    usual = next((one for one in found.suffixes if one in SUFFIXES), None)
    if usual is None:
        raise UnreadableFile(
            "“{name}” is {kind}, which cannot be imported. Nothing was imported. {advice}",
            name=name,
            kind=found.title,
            advice=found.advice,
        )
    raise UnreadableFile(
        "“{name}” has the wrong ending: what is in it is {kind}. Nothing was imported. "
        "Give it the ending {suffix} and import it again.",
        name=name,
        kind=found.title,
        suffix=usual,
    )
