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
        """The documents of the file one after the other; a part that cannot be read comes as its sentence.

        Raises UnreadableFile, before the first document, when the file as a whole cannot be read.
        """
        ...


def read_bytes(path: Path, data: bytes | None = None) -> bytes:
    """All bytes of a file, or ``data`` if they are at hand; raises UnreadableFile when it is gone, no file, locked, too
    large or empty."""
    name = path.name
    if data is not None:
        return _not_empty(data, name)
    try:
        if path.is_dir():
            raise UnreadableFile("“{name}” is a folder. Nothing was imported. Choose files in it.", name=name)
        if path.exists() and not path.is_file():
            raise UnreadableFile("“{name}” is not an ordinary file. Nothing was imported.", name=name)
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            raise UnreadableFile(
                "“{name}” is {size} MB; files above {limit} MB are not imported. "
                "Divide it into parts, one interview in each.",
                name=name,
                size=size // 1_000_000,
                limit=SIZE_LIMIT // 1_000_000,
            )
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnreadableFile(
            "“{name}” is not there any more, or was never there. Nothing was imported. Check the name and the folder.",
            name=name,
        ) from error
    except PermissionError as error:
        raise UnreadableFile(
            "“{name}” may not be read: another program has locked it or you lack the right. "
            "Nothing was imported. Close it elsewhere or ask its owner.",
            name=name,
        ) from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(
            "“{name}” could not be read from the disk ({reason}). Nothing was imported.",
            name=name,
            reason=getattr(error, "strerror", None) or type(error).__name__,
        ) from error
    return _not_empty(data, name)


def _not_empty(data: bytes, name: str) -> bytes:
    if not data:
        raise UnreadableFile("“{name}” is empty (0 bytes). Nothing was imported.", name=name)
    return data


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


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def refuse_other_format(data: bytes, name: str, expected_zip: bool) -> None:
    """Raises UnreadableFile with what the file really is, when its first bytes say it is something else.

    ``expected_zip`` is true for formats packed as zip (docx), false for plain text.
    """
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF-"):
        raise UnreadableFile(
            "“{name}” is a PDF file under another ending. Nothing was imported. "
            "Open it in a PDF reader and save its text as .txt or .docx.",
            name=name,
        )
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise UnreadableFile(
                "“{name}” is protected with a password. Nothing was imported. "
                "Open it in Word, remove the password and save a copy.",
                name=name,
            )
        raise UnreadableFile(
            "“{name}” is in an older Office format (.doc). Nothing was imported. Open it in Word and save it as .docx.",
            name=name,
        )
    if head.startswith(b"{\\rtf"):
        raise UnreadableFile(
            "“{name}” is a rich text (RTF) file. Nothing was imported. Open it in Word and save it as .docx.",
            name=name,
        )
    if not expected_zip and data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _refuse_packed_text(data, name)


def _refuse_packed_text(data: bytes, name: str) -> None:
    if b"word/document.xml" in data:
        raise UnreadableFile(
            "“{name}” is a Word file under the ending of a text file. Nothing was imported. "
            "Change its ending to .docx and import it again.",
            name=name,
        )
    raise UnreadableFile(
        "“{name}” is a packed (zip) file under the ending of a text file. Nothing was imported. Unpack it first.",
        name=name,
    )
