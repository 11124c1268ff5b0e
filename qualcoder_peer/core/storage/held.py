"""That a project file is still where it was opened, asked before anything is written into it.

Linux and the Mac let a file be deleted, moved or replaced while a program has it open (a file manager, a program that
synchronises folders). What is written afterwards goes into a file that has no name any more: the program would say that
everything is saved, and all of it would be gone when it ends.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from qualcoder_peer.core.domain.errors import ProjectFileError
from qualcoder_peer.core.domain.messages import Message, message

_PART = ".part"


class HeldFile:
    """Keeps the file at ``path`` in hand from now on, whatever becomes of its name. Raises ProjectFileError.

    ``close`` it after all connections of the database: closing it lets go of the locks that this program has on the
    file (POSIX, fcntl).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
            self._seen = os.stat(path)
        except OSError as error:
            raise ProjectFileError(
                "The project “{path}” cannot be read: {reason}.", path=str(path), reason=error.strerror or str(error)
            ) from None
        self._closed = False
        self._copy: Path | None = None

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        if not self._closed:
            self._closed = True
            os.close(self._file)

    def is_there(self) -> bool:
        """Whether the file still has its name."""
        try:
            now = os.stat(self._path)
        except OSError:
            return False
        # Some network drives number their files anew: then the one in hand has the new number too.
        return os.path.samestat(now, self._seen) or os.path.samestat(now, os.fstat(self._file))

    def put_back(self) -> Message:
        """Write a file that was deleted to its place again, to be opened anew. Returns what is to be told.

        Nobody may be writing it meanwhile. Raises ProjectFileError with what has become of the file and where
        everything up to now is, when it was moved or another stands in its place.
        """
        name, replaced = self._path.name, os.path.lexists(self._path)
        if not self._is_deleted():
            raise _replaced_and_moved(name) if replaced else _moved(name)
        if replaced:
            if self._copy is None or not self._copy.exists():
                self._copy = self._write(_free_name(self._path))
            raise ProjectFileError(
                "Another file has been put in the place of “{name}” while it was open. All your work up to now is in "
                "“{copy}” beside it; this last change was not kept. Close the project and open that one to go on.",
                name=name,
                copy=self._copy.name,
            )
        self._write(self._path)
        return message(
            "“{name}” had been deleted while it was open. It has been written to its place again, with everything that "
            "was in it.",
            name=name,
        )

    def _is_deleted(self) -> bool:
        """Whether no name leads to the file any more; drives over NFS give it one that goes when it is closed."""
        held = os.fstat(self._file)
        if held.st_nlink == 0:
            return True
        with suppress(OSError):
            return any(os.path.samestat(held, one.stat()) for one in self._path.parent.glob(".nfs*"))
        return False

    def _write(self, target: Path) -> Path:
        partial = target.with_name(target.name + _PART)
        try:
            with os.fdopen(os.dup(self._file), "rb") as source, partial.open("wb") as copy:
                source.seek(0)
                shutil.copyfileobj(source, copy)
                copy.flush()
                os.fsync(copy.fileno())
            os.replace(partial, target)
        except OSError as error:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise ProjectFileError(
                "“{name}” has been deleted while it was open, and cannot be written again: {reason}. Everything up to "
                "now is lost when the project is closed: leave it open, see to it that there is a folder “{folder}” "
                "with room, and do the last thing again.",
                name=self._path.name,
                folder=str(self._path.parent),
                reason=error.strerror or str(error),
            ) from error
        return target


def _moved(name: str) -> ProjectFileError:
    return ProjectFileError(
        "“{name}” is no longer where it was opened: it has been moved, renamed or put in the bin, or its drive is "
        "gone. Everything up to now is in it; this last change was not kept. Put it back to go on, or close the "
        "project and open it where it is now.",
        name=name,
    )


def _replaced_and_moved(name: str) -> ProjectFileError:
    return ProjectFileError(
        "“{name}” has been moved while it was open, and another file stands in its place. Everything up to now is in "
        "the one that was moved; this last change was not kept. Close the project and open that one to go on.",
        name=name,
    )


def _free_name(path: Path) -> Path:
    number, made = 2, path.with_name(f"{path.stem} (kept){path.suffix}")
    while os.path.lexists(made):
        made, number = path.with_name(f"{path.stem} (kept {number}){path.suffix}"), number + 1
    return made
