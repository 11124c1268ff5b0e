"""The one gate for Word files that are read as reports, whoever made them: what is let in, and what is told of others.

Every verb that reads a finished report (update, verify, check-access, method, disclose) judges a file here, so that the
same file is never taken by one and refused by another, and the sentence is the same. Nothing in a file is run.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.importers import contents

MOST_BYTES = 200_000_000
"""Bytes of a file above which it is not read as a whole."""
TYPES = "[Content_Types].xml"
"""The part that says of what type the others are."""
_HEAD = 1024
_NO_MACROS = (".docx", ".dotx")
_MACRO_TYPES = re.compile(rb"macroEnabled|application/vnd\.ms-office\.vbaProject", re.IGNORECASE)
_ADDRESS = re.compile(rb"(=\s*[\"'])http://purl\.oclc\.org/ooxml/(\w+)/([\w/]+)")
_OTHER_WORDS = {b"extendedProperties": b"extended-properties", b"customProperties": b"custom-properties"}
_STRICT = "{http://purl.oclc.org/ooxml/"


def look_at(path: Path) -> None:
    """Raise UnreadableFile with a sentence for what is no packed file: a folder, nothing, another kind of document."""
    with _told(path.name):
        if path.is_dir():
            raise UnreadableFile("“{name}” is a folder. Choose the Word file in it.", name=path.name)
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if not head:
            raise UnreadableFile("“{name}” is empty (0 bytes).", name=path.name)
        if not head.startswith(b"PK"):
            whole = path.stat().st_size <= MOST_BYTES
            _refuse_kind(path.read_bytes() if whole else head, path.name)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that is to be read as a whole; raises UnreadableFile as ``look_at``, and for one above
    ``MOST_BYTES``."""
    with _told(path.name):
        size = path.stat().st_size if path.is_file() else 0
        if size > MOST_BYTES:
            raise UnreadableFile(
                "“{name}” is {size} MB; reports above {limit} MB are not read. Make its pictures smaller (Word: "
                "Compress Pictures) and try again. It is untouched.",
                name=path.name, size=size // 1_000_000, limit=MOST_BYTES // 1_000_000,
            )  # fmt: skip
        look_at(path)
        return path.read_bytes()


def refuse_parts(names: Collection[str], head: bytes, name: str) -> None:
    """Raise UnreadableFile where the parts of a packed file are those of something else than a Word document.

    ``head`` are the first bytes of the file, some hundreds, which tell the kind of an OpenDocument.
    """
    found = contents.kind_of_package(names, head)
    if found not in (contents.WORD, contents.PACKED) or (TYPES not in names and found is contents.PACKED):
        raise _other_kind(found, name)
    if TYPES not in names:
        raise UnreadableFile(
            "“{name}” lacks the list of its parts ([Content_Types].xml) that every Word document has, and was not "
            "read. It is untouched. Save it anew as .docx in the program it was made with, and use that.",
            name=name,
        )


def refuse_macros(names: Collection[str], types: bytes, path: Path) -> None:
    """Raise UnreadableFile where a file whose ending excludes macros holds them, or says so in its list of parts."""
    holds = _MACRO_TYPES.search(types) is not None or any("vbaproject" in one.lower() for one in names)
    if holds and path.suffix.lower() in _NO_MACROS:
        raise UnreadableFile(
            "“{name}” is marked as a file with macros, which none that ends in {suffix} may be, and was not read. It "
            "is untouched. If you trust it, give it the ending .docm, open it in Word and save it as .docx.",
            name=path.name, suffix=path.suffix.lower(),
        )  # fmt: skip


def is_strict(root_tag: str) -> bool:
    """Whether the name of a root element, as lxml writes it, is one of “Strict Open XML” (ISO/IEC 29500-1 strict)."""
    return root_tag.startswith(_STRICT)


def as_transitional(data: bytes) -> bytes:
    """An XML part of “Strict Open XML” with the namespaces of ordinary Word documents (ISO/IEC 29500-4, annex A)."""
    return _ADDRESS.sub(
        lambda found: b"%shttp://schemas.openxmlformats.org/%s/2006/%s" % (
            found[1], found[2], _OTHER_WORDS.get(found[3], found[3])
        ),
        data,
    )  # fmt: skip


def strict(name: str) -> UnreadableFile:
    """What is raised for a strict file that would have to be written."""
    return UnreadableFile(
        "“{name}” is saved as “Strict Open XML Document”, which can be read here but not changed. It is untouched. "
        "Save it in Word as “Word Document (.docx)” and use that.",
        name=name,
    )


def damaged(name: str) -> UnreadableFile:
    """What is raised for a file that cannot be made out."""
    return UnreadableFile(
        "“{name}” is damaged, is no Word document (.docx), or would unpack to far more than a report holds. It was "
        "not read and is untouched. Open it in Word or LibreOffice, save a copy as .docx, and use the copy.",
        name=name,
    )


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnreadableFile(
            "“{name}” is not there any more, or was never there. Check the name and the folder.", name=name
        ) from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(
            "“{name}” could not be read ({reason}). Close it in other programs, or ask its owner.",
            name=name, reason=getattr(error, "strerror", None) or type(error).__name__,
        ) from error  # fmt: skip


def _refuse_kind(data: bytes, name: str) -> None:
    if contents.is_encrypted_office_file(data):
        raise UnreadableFile(
            "“{name}” is protected with a password and was not read. It is untouched. Open it in Word, remove the "
            "password, save a copy and use the copy.",
            name=name,
        )
    found = contents.content_of(data)
    if found is None:
        raise damaged(name)
    if found is not contents.WORD and found is not contents.PACKED:
        raise _other_kind(found, name)


def _other_kind(found: contents.Content, name: str) -> UnreadableFile:
    return UnreadableFile(
        "“{name}” is {kind} and was not read; only Word documents (.docx) can be. It is untouched. Open it in the "
        "program it was made with, save it as .docx and use that.",
        name=name, kind=found.title,
    )  # fmt: skip
