"""Who has a project open for writing: a lock file beside it, held with the operating system's own lock.

The operating system lets go of the lock when a program ends, however it ends, so a lock that can be taken is never
stale. What stands in the file is only for telling the second window who has it.
"""

from __future__ import annotations

import errno
import getpass
import json
import os
import platform
from contextlib import suppress
from pathlib import Path
from typing import IO

from qualcoder_peer.core.domain.errors import ProjectInUse
from qualcoder_peer.core.domain.times import now

_LOCKED_BYTE = 1 << 30  # far behind the text, because Windows forbids reading a locked byte
# A drive without locks: SQLite's own are then all there is.
_UNSUPPORTED = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL)


class ProjectLock:
    """The right to write one project file; ``release`` gives it back."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file, self._path = file, path

    @classmethod
    def take(cls, project: Path) -> ProjectLock:
        """Take the lock. Raises ProjectInUse (saying who has it) or OSError where the folder is write-protected."""
        path = project.with_name(f".{project.name}.lock")
        while True:
            file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+b", buffering=0)
            try:
                _lock(file)
            except OSError as error:
                if error.errno in _UNSUPPORTED:
                    break
                owner = _owner(file)
                file.close()
                raise ProjectInUse(
                    "“{name}” is open already: {user} on {host}, since {since}. You may read it here, "
                    "and change it once it has been closed there.",
                    name=project.name,
                    **owner,
                ) from None
            if _still_there(file, path):
                break
            file.close()  # its owner removed it between our opening and our locking
        words = {"user": _user(), "host": platform.node(), "since": now()[:16].replace("T", " ")}
        with suppress(OSError):  # on a full disk the lock holds all the same, only nobody learns whose it is
            file.truncate(0)
            file.seek(0)
            file.write(json.dumps(words).encode())
        return cls(file, path)

    def release(self) -> None:
        """Give the lock back and remove its file; safe to call twice."""
        if self._file.closed:
            return
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            pass  # Windows keeps an open file; it is removed by the next owner's release or stays, empty of meaning
        self._file.close()


def _lock(file: IO[bytes]) -> None:
    if os.name == "nt":  # pragma: no cover - needs Windows
        import msvcrt

        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        file.seek(0)
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _still_there(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def _owner(file: IO[bytes]) -> dict[str, str]:
    try:
        file.seek(0)
        words = json.loads(file.read(2000) or b"{}")
    except (OSError, ValueError):
        words = {}
    words = words if isinstance(words, dict) else {}
    return {name: str(words.get(name, "?"))[:80] for name in ("user", "host", "since")}


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "?"
