"""Purges from a project file what it was before: inverses, quoted names in the history, originals, free pages.

After names have been replaced the old text still stands there, and in the snapshots (see ``Project.seal``). What cannot
be reached from here: copies that somebody made, backups, and what a disk keeps of sectors that were written over (an
SSD writes elsewhere).

**How.** Deleting rows leaves their bytes in free pages, and a rollback journal holds the pages as they were. So the
rows are deleted in one transaction (with ``secure_delete``), then the file is written anew, in two steps that need no
memory to speak of: ``VACUUM INTO`` a file beside the project (which then holds nothing but live rows), and SQLite's
backup of that file into the project, which is one transaction: an end in the middle of it is rolled back when the
project is next opened. Last, SQLite's journal is overwritten with zeros and deleted. ``VACUUM`` alone would do the
same with a copy of all texts in memory or in the system's folder for temporary files.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.errors import ProjectFileError, ProjectInUse
from qualcoder_peer.core.domain.ids import StepId
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.domain.protocol import ProtocolKind, SealedCounts
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.storage import recorder
from qualcoder_peer.core.storage.engine import file_uri, is_sound, overwrite, sentences
from qualcoder_peer.core.storage.protocol import Protocol

BLANK = "…"
"""What stands in the history where a name was quoted that the project no longer knows."""
_NAMES = (
    ("project", "title"),
    ("document", "title"),
    ("respondent", "name"),
    ("speaker", "label"),
    ("code", "name"),
    ("attribute", "name"),
    ("selection", "name"),
    ("report", "title"),
    ("saved_table", "name"),
    ("coder", "name"),
)
"""Names that a label of the history may go on quoting, because they stand in the project itself."""
_TEXTS = ("definition", "when_to_use", "when_not", "example")
"""Columns of codes that the history of codes may quote as long as they read so."""
_PIECE = 1_000
_PAGES = 512  # copied between two reports of progress
_INSTRUCTIONS = 10_000  # of SQLite's machine between two reports of progress

Report = Callable[[int, int], None]
"""Called with how much is done and how much there is."""


def counts(connection: Connection) -> SealedCounts:
    """What ``purge`` would take away."""
    run = connection.exec_driver_sql
    return SealedCounts(
        int(run("SELECT count(*) FROM step WHERE replayable = 1 AND state <> 'dropped'").scalar_one()),
        sum(1 for _ in _blanked_labels(connection)) + sum(1 for _ in _blanked_events(connection)),
        int(run("SELECT count(*) FROM original").scalar_one()),
    )


def purge(connection: Connection, coder: str) -> tuple[StepId, SealedCounts]:
    """Drop all inverses and originals, and blank what labels of the history quote that the project no longer holds.

    The step that is returned tells of it in the history and cannot be undone. Run it inside a writing transaction.
    """
    found = counts(connection)
    connection.exec_driver_sql("PRAGMA secure_delete=ON")
    step = recorder.begin_step(connection, message("Seal the project"), coder, now())
    for (original,) in connection.exec_driver_sql("SELECT id FROM original").fetchall():
        connection.exec_driver_sql("DELETE FROM original WHERE id = ?", (original,))
        connection.exec_driver_sql('DELETE FROM "change"')  # one by one: all inverses at once would double the file
    events = list(_blanked_events(connection))
    for piece in range(0, len(events), _PIECE):
        for event in events[piece : piece + _PIECE]:
            connection.exec_driver_sql("UPDATE code_event SET text = ? WHERE id = ?", event)
        connection.exec_driver_sql('DELETE FROM "change"')
    recorder.seal(connection)
    connection.exec_driver_sql("UPDATE recorder SET step_id = NULL WHERE id = 1")
    connection.exec_driver_sql("UPDATE step SET changes = ? WHERE id = ?", (found.originals, step))
    driver: Any = connection.connection.dbapi_connection
    driver.executemany("UPDATE step SET label = ? WHERE id = ?", list(_blanked_labels(connection)))
    return step, found


def enter(connection: Connection, kind: ProtocolKind, text: Message, coder: str) -> tuple[StepId, int]:
    """Write an entry of the protocol that stands in no step of the history, so that no undo takes it back.

    Returns the number that its step would have had, and the entry's id. Run it inside a writing transaction.
    """
    step = recorder.begin_step(connection, text, coder, now())
    entry = Protocol(connection).add(kind, text, coder)
    recorder.discard_step(connection, step)
    return step, entry


def protocol_text(found: SealedCounts, snapshots: int) -> Message:
    """What the protocol says of a sealing."""
    return message(
        "The project was sealed. Purged: {steps}, {labels}, {originals}, {snapshots}, the free pages of the file and "
        "the database’s journal.",
        steps=counted("{count} step that could be undone", "{count} steps that could be undone", found.steps),
        labels=counted(
            "names in {count} entry of the history", "names in {count} entries of the history", found.labels
        ),
        originals=counted("{count} original file", "{count} original files", found.originals),
        snapshots=counted("{count} snapshot", "{count} snapshots", snapshots),
    )


def compact(engine: Engine, path: Path, report: Report) -> None:
    """Write the file anew without free pages, and leave nothing of the old ones in SQLite's journal.

    Nobody may write the project meanwhile. Raises ProjectFileError or ProjectInUse (another window is reading it);
    then the file is as it was.
    """
    clean = _clean_copy(path)
    pooled = engine.raw_connection()
    try:
        driver: Any = pooled.driver_connection
        with sentences(path):
            _write_clean(driver, clean, report)
            if not is_sound(clean):
                raise ProjectFileError(
                    "“{name}” is damaged. Nothing was changed; restore a snapshot from the folder beside it.",
                    name=path.name,
                )
            driver.execute("PRAGMA journal_size_limit=-1")  # what is cut off could not be overwritten
            with closing(sqlite3.connect(file_uri(clean, "ro"), uri=True)) as source:
                source.backup(driver, pages=_PAGES, progress=_copied(path, report))
    finally:
        pooled.invalidate()
        engine.dispose()
        clean.unlink(missing_ok=True)
    overwrite(path.with_name(path.name + "-journal"))


def check_room(path: Path) -> None:
    """Raises ProjectFileError if the drive has no room for what ``compact`` writes beside the file."""
    size = path.stat().st_size
    needed = 2 * size + (1 << 20)
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:  # a drive that does not tell
        return
    if free < needed:
        raise ProjectFileError(
            "Sealing “{name}” needs {size} MB of free space on its drive. Nothing was changed; make room and try "
            "again.",
            name=path.name,
            size=needed // 1_000_000 + 1,
        )


def remove_unfinished(path: Path) -> None:
    """Delete the copy that a sealing which was cut short has left beside the project at ``path``."""
    with suppress(OSError):
        _clean_copy(path).unlink(missing_ok=True)


def _clean_copy(path: Path) -> Path:
    return path.with_name(f".{path.name}.sealing")


def _write_clean(driver: Any, clean: Path, report: Report) -> None:
    clean.unlink(missing_ok=True)
    os.close(os.open(clean, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # for nobody else to read, from the start
    size = driver.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()[0]

    def go_on() -> int:
        report(min(clean.stat().st_size, size), 2 * size)
        return 0

    driver.set_progress_handler(go_on, _INSTRUCTIONS)
    try:
        driver.execute("VACUUM INTO ?", (file_uri(clean, "rw"),))
    finally:
        driver.set_progress_handler(None, 0)
    report(1, 2)


def _copied(path: Path, report: Report) -> Callable[[int, int, int], None]:
    def tell(status: int, remaining: int, total: int) -> None:
        """Called by SQLite after each piece it has copied."""
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):  # after having waited as long as busy_timeout says
            raise ProjectInUse(
                "Another program is reading “{name}” just now, so it could not be written anew: what can no longer be "
                "undone may still stand in its free pages. Close the other program and seal again.",
                name=path.name,
            )
        report(2 * total - remaining, 2 * total)

    return tell


def _blanked_labels(connection: Connection) -> Iterator[tuple[str, int]]:
    """``(new label, step id)`` of every step whose label quotes something that is no name in the project."""
    return _blanked(connection, "SELECT id, label FROM step", _names(connection))


def _blanked_events(connection: Connection) -> Iterator[tuple[str, int]]:
    """``(new text, event id)`` likewise of the history of codes, which may quote what codes say now, and GUIDs."""
    known = _names(connection)
    for column in (*_TEXTS, "guid"):
        known.update(row[0] for row in connection.exec_driver_sql(f"SELECT DISTINCT {column} FROM code"))
    known.update(row[0] for row in connection.exec_driver_sql("SELECT DISTINCT code_guid FROM code_event"))
    return _blanked(connection, "SELECT id, text FROM code_event", known)


def _names(connection: Connection) -> set[str]:
    known: set[str] = set()
    for table, column in _NAMES:
        known.update(row[0] for row in connection.exec_driver_sql(f"SELECT DISTINCT {column} FROM {table}"))
    return known


def _blanked(connection: Connection, query: str, known: set[str]) -> Iterator[tuple[str, int]]:
    for row, stored in connection.exec_driver_sql(query):
        blanked = _blank(stored, known)
        if blanked != stored:
            yield blanked, row


def _blank(stored: str, known: set[str]) -> str:
    try:
        label = json.loads(stored)
    except ValueError:
        label = None
    if not isinstance(label, dict) or "text" not in label:  # words of somebody's own, as ``literal`` shows them
        return stored if stored in known or stored == BLANK else BLANK
    before = json.dumps(label)
    _blank_parts(label, known)
    return stored if json.dumps(label) == before else json.dumps(label, ensure_ascii=False)


def _blank_parts(label: dict[str, Any], known: set[str]) -> None:
    parts = label.get("parts")
    if not isinstance(parts, dict):
        return
    for name, part in parts.items():
        if isinstance(part, dict) and "text" in part:
            _blank_parts(part, known)
        elif isinstance(part, (dict, list)) or (isinstance(part, str) and part not in known):
            parts[name] = BLANK
