"""Opens a project file as an SQLAlchemy engine. All that is particular to SQLite stands here and in recorder.py.

**Why a rollback journal and not WAL.** People copy a project file while it is open, and keep it on network
drives. With WAL the newest changes stand in a second file (``-wal``) that a copy misses, and WAL needs shared
memory, which network drives do not have. With a rollback journal the one file is whole after every commit.
``TRUNCATE`` empties the journal file after each commit instead of deleting it: quicker on network drives,
and no old page content stays in it as with ``PERSIST``. ``synchronous=FULL``: a commit is on the disk before the
window says that it is saved. The price (measured: 1.8 ms a commit at the median instead of 0.8) is paid for
"nothing can be lost".

**Another engine later.** SQLCipher is the same dialect with another DB-API module and a key set in
``connect``; PostgreSQL needs its own trigger text in recorder.py and its own ``open_engine``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from qualcoder_peer.core.domain.errors import ProjectFileError, ProjectInUse, ReadOnlyProject

WRITING = "qcp_writing"
_PRAGMAS = (
    "foreign_keys=ON",
    "busy_timeout=10000",
    "cache_size=-32768",
    "temp_store=MEMORY",
    "cell_size_check=ON",
)


def open_engine(path: Path, *, read_only: bool = False) -> Engine:
    """An engine on an existing file; its transactions are ``BEGIN IMMEDIATE`` when the option WRITING is set."""

    def connect() -> sqlite3.Connection:
        mode = "ro" if read_only else "rw"
        uri = f"file:{quote(path.resolve().as_posix())}?mode={mode}"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if not read_only:
            connection.execute("PRAGMA journal_mode=TRUNCATE")
            connection.execute("PRAGMA synchronous=FULL")
        return connection

    creator: Callable[[], sqlite3.Connection] = connect
    engine = create_engine("sqlite://", creator=creator, poolclass=QueuePool, pool_size=4, max_overflow=8)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def create_file(path: Path, application_id: int, user_version: int) -> None:
    """Make an empty database file with its marks. Raises ProjectFileError if it cannot be written."""
    with sentences(path):
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute(f"PRAGMA application_id={application_id}")
            connection.execute(f"PRAGMA user_version={user_version}")
        finally:
            connection.close()


def read_marks(path: Path) -> tuple[int, int]:
    """``(application_id, user_version)`` from the file's header, without opening it as a database.

    Raises ProjectFileError if the file is missing, unreadable, or no SQLite file.
    Source of the offsets: "Database File Format", sqlite.org, section 1.3.
    """
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise ProjectFileError(
            "There is no project “{path}”. Check the name and the folder.", path=str(path)
        ) from None
    except (OSError, ValueError) as error:
        raise ProjectFileError(
            "The project “{path}” cannot be read: {reason}.", path=str(path), reason=_reason(error)
        ) from None
    if len(header) < 100 or not header.startswith(b"SQLite format 3\x00"):
        raise ProjectFileError("“{path}” is no QualCoder Peer project, or its beginning is damaged.", path=str(path))
    return int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big")


def change_counter(path: Path) -> int:
    """SQLite's count of the file's write transactions (header bytes 24–27): unequal counts, unequal content."""
    with path.open("rb") as file:
        file.seek(24)
        return int.from_bytes(file.read(4), "big")


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turns what the database or the file system complains of into a ProjectFileError with a sentence."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        original = error.orig if isinstance(error, DBAPIError) else error
        known = _sentence(str(original).lower(), path)
        if known is None:
            raise
        raise known from error


def _sentence(reason: str, path: Path) -> ProjectFileError | None:
    name = path.name
    if "disk is full" in reason:
        return ProjectFileError(
            "The disk is full: the last change to “{name}” was not kept, everything before it is safe. "
            "Make room and try again.",
            name=name,
        )
    if "readonly" in reason:
        return ReadOnlyProject(
            "“{name}” or its folder is write-protected: nothing was changed. Copy the project to a folder of your own.",
            name=name,
        )
    if "locked" in reason:
        return ProjectInUse(
            "“{name}” is being written by another program right now; nothing was changed. Try again in a moment.",
            name=name,
        )
    if "unable to open" in reason or "disk i/o" in reason:
        return ProjectFileError(
            "“{name}” cannot be reached: is the drive still there and the folder writable? "
            "The last change was not kept, everything before it is safe.",
            name=name,
        )
    if "malformed" in reason or "not a database" in reason or "no such table" in reason:
        return ProjectFileError(
            "“{name}” is damaged. Nothing was changed; restore a snapshot from the folder beside it.", name=name
        )
    return None


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
