"""Opens a Word report to be read, whoever made it: nothing in it is run, and what cannot be read is told."""

from __future__ import annotations

import re
from pathlib import Path

from qualcoder_peer.core.domain.errors import UnreadableFile
from qualcoder_peer.core.importers import contents
from qualcoder_peer.core.reports.sync_file import MOST_BYTES, ReportFile

_MACROS = re.compile(rb"macroEnabled|application/vnd\.ms-office\.vbaProject", re.IGNORECASE)


def open_report(path: Path) -> ReportFile:
    """The Word file at ``path`` (.docx, .docm, .dotx, .dotm); raises UnreadableFile with a sentence that names it."""
    name = path.name
    data = _bytes(path)
    if contents.is_encrypted_office_file(data):
        raise UnreadableFile(
            "“{name}” is protected with a password and was not checked. Open it in Word, remove the password, save a "
            "copy and check the copy.",
            name=name,
        )
    found = contents.content_of(data)
    if found is not contents.WORD and found is not contents.PACKED and found is not None:
        raise UnreadableFile(
            "“{name}” is {kind} and was not checked; only Word documents (.docx) can be. Open it in the program it was "
            "made with, save it as .docx and check that.",
            name=name,
            kind=found.title,
        )
    try:
        report = ReportFile(data, name)
        types = report.part("[Content_Types].xml") or b""
    except (UnreadableFile, RecursionError) as error:
        raise UnreadableFile(
            "“{name}” is damaged, is no Word document, or would unpack to far more than a report holds. It was not "
            "checked and is untouched. Open it in Word, save a copy and check the copy.",
            name=name,
        ) from error
    if path.suffix.lower() in (".docx", ".dotx") and _MACROS.search(types):
        raise UnreadableFile(
            "“{name}” holds macros, which no file with this ending may, and was not checked. If you trust it, open it "
            "in Word and save it as .docx without macros.",
            name=name,
        )
    return report


def _bytes(path: Path) -> bytes:
    name = path.name
    try:
        if path.is_dir():
            raise UnreadableFile("“{name}” is a folder. Choose the Word file in it.", name=name)
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise UnreadableFile(
                "“{name}” is {size} MB; reports above {limit} MB are not checked. Make its pictures smaller (Word: "
                "Compress Pictures) and try again. It is untouched.",
                name=name,
                size=size // 1_000_000,
                limit=MOST_BYTES // 1_000_000,
            )
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnreadableFile(
            "“{name}” is not there any more, or was never there. Check the name and the folder.", name=name
        ) from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(
            "“{name}” could not be read ({reason}). Close it in other programs, or ask its owner.",
            name=name,
            reason=getattr(error, "strerror", None) or type(error).__name__,
        ) from error
    if not data:
        raise UnreadableFile("“{name}” is empty (0 bytes).", name=name)
    return data
