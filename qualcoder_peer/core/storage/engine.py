"""Opens a project file as an SQLAlchemy engine. All that is particular to SQLite stands here and in recorder.py.

**Why a rollback journal and not WAL.** People copy a project file while it is open, and keep it on network
drives. With WAL the newest changes stand in a second file (``-wal``) that a copy misses, and WAL needs shared
memory, which network drives do not have. With a rollback journal the one file is whole after every commit.
``PERSIST`` ends a commit by zeroing the journal's head instead of cutting or deleting the file: half the wait
(measured at the pace of a person, with 20,000 codings: 2.0 ms at the median and 7.5 at the 95th percentile; TRUNCATE
3.8 and 31, WAL 0.8 and 2). What the journal then still holds of old pages goes when the project is closed.
``synchronous=FULL``: a commit is on the disk when it returns.

**Another engine later.** SQLCipher is the same dialect with another DB-API module and a key set in ``prepare``
(tests/core/storage/test_engine.py runs the journal on it); PostgreSQL needs its own trigger text in recorder.py and
its own ``open_engine``.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from qualcoder_peer.core.domain.errors import (
    InvalidInput,
    NotFound,
    ProjectFileError,
    ProjectInUse,
    ReadOnlyProject,
    UserError,
)
from qualcoder_peer.core.domain.rules import storable

OpenConnection = Connection
"""What ``connected`` hands out, for those who may not import SQLAlchemy."""

WRITING = "qcp_writing"
_PRAGMAS = (
    "foreign_keys=ON",
    "busy_timeout=10000",
    "cache_size=-32768",
    "temp_store=MEMORY",
    "cell_size_check=ON",
)
_JOURNAL_KEEPS = 4 * 1024 * 1024  # bytes the journal may keep between commits
_PIECE = 1 << 20
_JOURNAL_HEAD = 28  # bytes of its header, all zero when nothing is to be rolled back ("Database File Format", 3)
_DAMAGE = ("malformed", "not a database", "no such table", "could not decode", "unsupported file format")


def open_engine(
    path: Path,
    *,
    read_only: bool = False,
    module: ModuleType = sqlite3,
    prepare: Callable[[Any], None] | None = None,
    complete: Callable[[Any], None] | None = None,
) -> Engine:
    """An engine on an existing file; its transactions are ``BEGIN IMMEDIATE`` when the option WRITING is set.

    ``module`` is the DB-API module to use instead of ``sqlite3`` and ``prepare`` is given each new connection first:
    SQLCipher (``sqlcipher3.dbapi2``) sets its key there. ``complete`` is given it when its settings have been made
    (temporary views would not outlive them).
    """

    def connect() -> sqlite3.Connection:
        """One connection with its settings made, as the pool asks for it."""
        uri = file_uri(path, "ro" if read_only else "rw")
        connection: sqlite3.Connection = module.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
        if prepare is not None:
            prepare(connection)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if not read_only:
            connection.execute("PRAGMA journal_mode=PERSIST")
            connection.execute(f"PRAGMA journal_size_limit={_JOURNAL_KEEPS}")
            connection.execute("PRAGMA synchronous=FULL")
        if complete is not None:
            complete(connection)
        return connection

    creator: Callable[[], sqlite3.Connection] = connect
    engine = create_engine(
        "sqlite://",
        module=module,
        creator=creator,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=8,
        pool_use_lifo=True,  # the connection used last: its pages are in memory, those of others are outdated
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING, False)
        driver: Any = connection.connection.dbapi_connection
        driver.execute("BEGIN IMMEDIATE" if writing else "BEGIN")

    @event.listens_for(engine, "before_cursor_execute")
    def check(_connection: Any, _cursor: Any, _statement: str, values: Any, _context: Any, many: bool) -> None:
        check_texts(values if many else (values,))

    return engine


def check_texts(rows: Iterable[Iterable[Any]]) -> None:
    """One place for all texts on their way in: the journal's JSON would lose what stands behind a NUL. Raises
    InvalidInput."""
    for row in rows:
        for value in row:
            if type(value) is str and "\x00" in value:
                storable(value)


@contextmanager
def connected(engine: Engine, path: Path, *, writing: bool = False) -> Iterator[Connection]:
    """One transaction, for reading or for writing; complaints about the file become sentences."""
    with sentences(path):
        connection = engine.connect()
        if writing:
            connection = connection.execution_options(**{WRITING: True})
        with connection, connection.begin():
            yield connection


def file_uri(path: Path, mode: str) -> str:
    """The URI by which SQLite opens ``path``; a name that is no valid Unicode keeps its bytes."""
    absolute = path.resolve().as_posix()
    start = "file://" if absolute.startswith("//") else "file:"  # a Windows share is no host name of the URI
    return f"{start}{quote(os.fsencode(absolute))}?mode={mode}"


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """What fails inside is taken back, whatever the transaction around it then does."""
    connection.exec_driver_sql("SAVEPOINT nested")
    with ExitStack() as failed:
        failed.callback(_roll_back_savepoint, connection)
        yield
        failed.pop_all()
    connection.exec_driver_sql("RELEASE nested")


def _roll_back_savepoint(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    if driver.in_transaction:  # a full disk ends the whole transaction at once
        connection.exec_driver_sql("ROLLBACK TO nested")
        connection.exec_driver_sql("RELEASE nested")


@contextmanager
def without_references(engine: Engine) -> Iterator[Connection]:
    """A transaction in which references are not followed, so that a table can be made anew without its rows' children
    being deleted. They are checked before the commit. Raises ProjectFileError when one leads nowhere."""
    with engine.connect().execution_options(**{WRITING: True}) as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise ProjectFileError(
                        "The project could not be brought up to date: references between its rows are broken. "
                        "Nothing was changed; restore a snapshot from the folder beside it."
                    )
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def roll_back_leftovers(path: Path) -> None:
    """Bring the file to its last commit if a program was ended in the middle of one. Raises ProjectFileError."""
    with sentences(path), closing(sqlite3.connect(file_uri(path, "rw"), uri=True)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def remove_leftovers(path: Path, *, only_spent: bool = False) -> None:
    """Delete SQLite's journal beside a file whose lock we hold: one with nothing to roll back when we are done with
    the file, any when another file takes its place."""
    journal = path.with_name(path.name + "-journal")
    try:
        if only_spent:
            with journal.open("rb") as file:
                if any(file.read(_JOURNAL_HEAD)):
                    return
        journal.unlink()
    except FileNotFoundError:
        pass


def overwrite(path: Path) -> None:
    """Write zeros over a file, then delete it. A file that is not there is well. Raises OSError."""
    try:
        with path.open("r+b") as file:
            left = os.fstat(file.fileno()).st_size
            zeros = bytes(min(_PIECE, left))
            while left > 0:
                left -= file.write(zeros[: min(left, _PIECE)])
            file.flush()
            os.fsync(file.fileno())
            file.truncate(0)
        path.unlink()
    except FileNotFoundError:
        pass


def is_sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with the file's pages."""
    try:
        with closing(sqlite3.connect(file_uri(path, "ro"), uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def file_faults(connection: Connection) -> list[str]:
    """What SQLite finds wrong with the file: pages, indexes, constraints, references between rows."""
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(20)") if row[0] != "ok"]
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20):
        found.append(f"{row[0]} {row[1]} → {row[2]}")
    return found


def next_free_id(connection: Connection, table: str) -> int:
    """An id above every id that a row of ``table`` ever had."""
    issued = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).scalar()
    return int(issued or 0) + 1


def defer_references(connection: Connection) -> None:
    """Check references only at the commit of this transaction."""
    _driver(connection).execute("PRAGMA defer_foreign_keys=ON")


def columns_in_file(connection: Connection, table: str) -> list[str]:
    """The columns that ``table`` has in this file, which may be more than the schema knows."""
    return [str(row[1]) for row in _driver(connection).execute(f"PRAGMA table_info({table})").fetchall()]


def _driver(connection: Connection) -> Any:
    # What runs at each undo goes straight to the driver.
    return connection.connection.dbapi_connection


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
    """Turns what the database or the file system complains of into a UserError with a sentence."""
    try:
        yield
    except UnicodeEncodeError as error:
        storable(str(error.object))
        raise
    except UnicodeDecodeError as error:  # SQLite quotes a damaged name in what it says
        raise _damaged(path) from error
    except OverflowError as error:
        raise InvalidInput("A number is too large to be stored. Nothing was changed.") from error
    except DBAPIError as error:
        known = _sentence(str(error.orig).lower(), path)
        if known is None:
            raise
        raise known from error
    except Exception as error:
        # Compared by name, because another DB-API module has its own classes.
        known = _sentence(str(error).lower(), path) if _is_database_error(error) else None
        if known is None:
            raise
        raise known from error


def _is_database_error(error: Exception) -> bool:
    return any(kind.__name__ == "DatabaseError" for kind in type(error).__mro__)


def _sentence(reason: str, path: Path) -> UserError | None:
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
    if any(sign in reason for sign in _DAMAGE):
        return _damaged(path)
    if "foreign key constraint" in reason:
        return NotFound("Something that this change needs no longer exists. Nothing was changed.")
    if "unique constraint" in reason:
        return InvalidInput("There is something of this name already. Nothing was changed.")
    return None


def _damaged(path: Path) -> ProjectFileError:
    return ProjectFileError(
        "“{name}” is damaged. Nothing was changed; restore a snapshot from the folder beside it.", name=path.name
    )


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
