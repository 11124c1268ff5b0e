"""The journal: triggers write the inverse of every changed row; undo and redo replay it.

Flush hooks of an ORM miss bulk statements and cascades; triggers miss nothing, and no feature can forget them.
Outside a transaction of the project ``recorder.step_id`` is NULL and the triggers refuse any change at all.

Each step has one list of inverses. Undoing it replays the list backwards while the triggers write a new list, which
redoes it; so a step always holds exactly what toggles it, and undo and redo are one operation. An edit of a text has
one inverse for all the rows it moves (``splices.py``).

**Bound.** The facts of each step (who, when, what, how many rows) are kept for ever. The inverses of the newest
KEEP_STEPS steps are always kept; older ones are dropped, oldest first, as far as all inverses together exceed
KEEP_BYTES. A step whose inverses are gone can no longer be undone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.changes import MANY_ROWS, ChangeSet, TableChange
from qualcoder_peer.core.domain.ids import StepId
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.domain.model import Step
from qualcoder_peer.core.storage import splices
from qualcoder_peer.core.storage.engine import columns_in_file, defer_references
from qualcoder_peer.core.storage.schema import JOURNAL_TABLES, JOURNALLED, ChangeRow, StepRow

KEEP_STEPS = 1_000
KEEP_BYTES = 64 * 1024 * 1024
_ROW_OVERHEAD = 40
_NAME = re.compile(r"[a-z_][a-z0-9_]*")


def trigger_statements() -> Iterator[str]:
    """The SQLite triggers for every journalled table, three a table, to be made anew at each migration."""
    for table in JOURNALLED:
        names = [column.name for column in table.columns]
        old = ", ".join(f"'{name}', OLD.\"{name}\"" for name in names)
        differs = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in names)
        for op, verb, row, inverse, when in (
            ("I", "INSERT", "NEW", "NULL", ""),
            ("U", "UPDATE", "OLD", f"json_object({old})", f"WHEN {differs} "),
            ("D", "DELETE", "OLD", f"json_object({old})", ""),
        ):
            name = f"journal_{table.name}_{verb.lower()}"
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield (
                f"CREATE TRIGGER {name} AFTER {verb} ON {table.name} {when}BEGIN "
                "SELECT RAISE(ABORT, 'change outside a transaction') "
                "WHERE (SELECT step_id FROM recorder WHERE id = 1) IS NULL; "
                'INSERT INTO "change" (step_id, table_name, row_id, op, old) VALUES '
                f"((SELECT step_id FROM recorder WHERE id = 1), '{table.name}', {row}.id, '{op}', {inverse}); END"
            )


def triggers_in_file(connection: Connection) -> list[str]:
    """The names of the journal's triggers that the file has."""
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
    return [str(name) for name in names if name.startswith("journal_")]


def missing_triggers(connection: Connection) -> list[str]:
    """The names of the journal's triggers that the file ought to have and has not."""
    there = set(triggers_in_file(connection))
    wanted = {f"journal_{table.name}_{verb}" for table in JOURNALLED for verb in ("insert", "update", "delete")}
    return sorted(wanted - there)


def begin_step(connection: Connection, label: Message, coder: str, time: str) -> StepId:
    """Open a new step: changes are recorded to it from here."""
    result = _run(connection)(
        "INSERT INTO step (time, coder, label, state, toggled, changes, bytes, replayable) "
        "VALUES (?, ?, ?, 'done', '', 0, 0, 1)",
        (time, coder, label.to_json()),
    )
    step = StepId(int(result.lastrowid))
    _record_to(connection, step)
    return step


def extend_step(connection: Connection, step: StepId) -> int:
    """Record to an earlier step, which must be the newest one and done. Returns the newest change id before.

    Raises ValueError if another step came after it, or if it has been undone.
    """
    newest = _run(connection)(
        "SELECT id, state FROM step WHERE state <> 'dropped' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if newest is None or tuple(newest) != (step, "done"):
        raise ValueError("only the newest step can be extended")
    _record_to(connection, step)
    return newest_change(connection)


def newest_change(connection: Connection) -> int:
    """The id of the newest inverse, 0 if there is none."""
    return int(_run(connection)('SELECT coalesce(max(id), 0) FROM "change"').fetchone()[0])


def end_step(connection: Connection, step: StepId, after: int) -> ChangeSet | None:
    """Close the step: add what it did since change id ``after``; what was undone before can no longer be redone.

    A step that changed nothing is taken out, and leaves what can be redone alone.
    """
    changes = _close_step(connection, step, after)
    run = _run(connection)
    if changes is None:
        run("DELETE FROM step WHERE id = ? AND changes = 0", (step,))
    elif run("SELECT 1 FROM step WHERE state = 'undone' LIMIT 1").fetchone():
        run("DELETE FROM \"change\" WHERE step_id IN (SELECT id FROM step WHERE state = 'undone')")
        run("UPDATE step SET state = 'dropped', replayable = 0, bytes = 0 WHERE state = 'undone'")
    return changes


def discard_step(connection: Connection, step: StepId) -> None:
    """Close the newest step without keeping it: what it did stays, stands in no history and no undo takes it back."""
    _record_to(connection, None)
    run = _run(connection)
    run('DELETE FROM "change" WHERE step_id = ?', (step,))
    run("DELETE FROM step WHERE id = ?", (step,))


def changed_rows(connection: Connection, step: StepId, after: int) -> ChangeSet:
    """Which rows of which tables the inverses of ``step`` newer than ``after`` speak of.

    A row's first inverse tells whether it was there before, its last one whether it is there now.
    """
    where = 'FROM "change" WHERE step_id = ? AND id > ?'
    run = _run(connection)
    rows = run(
        f"SELECT table_name, op, row_id {where} ORDER BY id LIMIT {MANY_ROWS + 1}", (step, after)
    ).fetchall()
    if len(rows) > MANY_ROWS:
        names = {name for (name,) in run(f"SELECT DISTINCT table_name {where}", (step, after)).fetchall()}
        names |= {table for table, _ in splices.moved_rows(connection, step, after)}
        return ChangeSet(step, {name: TableChange(many=True) for name in names})
    first_and_last: dict[str, dict[int, tuple[str, str]]] = {}
    for table, op, row in rows:
        known = first_and_last.setdefault(table, {})
        known[row] = (known[row][0] if row in known else op, op)
    tables = {table: _table_change(known) for table, known in first_and_last.items()}
    if "document_text" in tables:
        for table, moved in splices.moved_rows(connection, step, after):
            tables[table] = _joined(tables.get(table, TableChange()), moved)
    return ChangeSet(step, {table: change for table, change in tables.items() if change != TableChange()})


def next_to_undo(connection: Connection) -> tuple[StepId, Message, str] | None:
    """The newest step that is done and can be taken back: its id, label and coder."""
    return _candidate(connection, "state = 'done' ORDER BY id DESC")


def next_to_redo(connection: Connection) -> tuple[StepId, Message, str] | None:
    """The step that was undone last: its id, label and coder."""
    return _candidate(connection, "state = 'undone' ORDER BY id")


def is_small(connection: Connection, step: StepId, rows: int) -> bool:
    """Whether replaying a step takes no longer than a key press may: at most ``rows`` rows, and no text of a document
    among them."""
    run = _run(connection)
    changes = run("SELECT changes FROM step WHERE id = ?", (step,)).fetchone()
    texts = run("SELECT 1 FROM \"change\" WHERE step_id = ? AND table_name = 'document_text' LIMIT 1", (step,))
    return changes is not None and changes[0] <= rows and texts.fetchone() is None


def toggle(connection: Connection, step: StepId, state: str, time: str) -> ChangeSet:
    """Replay the inverses of ``step`` backwards; they are replaced by those that bring it back."""
    last = newest_change(connection)
    defer_references(connection)
    _record_to(connection, step)
    for table, op, first_id, last_id in _runs(connection, step, last):
        _replay(connection, step, table, op, (first_id, last_id))
    run = _run(connection)
    run('DELETE FROM "change" WHERE step_id = ? AND id <= ?', (step, last))
    run(
        "UPDATE step SET state = ?, toggled = ?, changes = 0, bytes = 0 WHERE id = ?",
        (state, time, step),
    )
    return _close_step(connection, step, last) or ChangeSet(step, {})


def prune(connection: Connection, keep_steps: int = KEEP_STEPS, keep_bytes: int = KEEP_BYTES) -> int:
    """Drop the inverses that the bound no longer keeps. Returns from how many steps."""
    run = connection.exec_driver_sql
    total = run("SELECT coalesce(sum(bytes), 0) FROM step WHERE replayable = 1").scalar_one()
    if total <= keep_bytes:
        return 0
    newest_gone = run(
        "SELECT max(id) FROM (SELECT id, row_number() OVER newest AS number, sum(bytes) OVER newest AS total"
        " FROM step WHERE replayable = 1 WINDOW newest AS (ORDER BY id DESC ROWS UNBOUNDED PRECEDING))"
        " WHERE number > ? AND total > ?",
        (keep_steps, keep_bytes),
    ).scalar()
    if newest_gone is None:
        return 0
    run('DELETE FROM "change" WHERE step_id <= ?', (newest_gone,))
    return run("UPDATE step SET replayable = 0, bytes = 0 WHERE replayable = 1 AND id <= ?", (newest_gone,)).rowcount


def seal(connection: Connection) -> None:
    """Drop all inverses: what was done until now can no longer be undone; its facts stay."""
    connection.execute(delete(ChangeRow))
    connection.execute(update(StepRow).values(replayable=0, bytes=0))
    connection.execute(update(StepRow).where(StepRow.state == "undone").values(state="dropped"))


def history(connection: Connection, *, limit: int | None = None, before: int | None = None) -> list[Step]:
    """The steps, newest first; ``limit`` of them, older than step id ``before``. Dropped ones stay visible."""
    numbered = select(StepRow).order_by(StepRow.id.desc())
    if before is not None:
        numbered = numbered.where(StepRow.id < before)
    if limit is not None:
        numbered = numbered.limit(limit)
    return [
        Step(
            StepId(row.id),
            row.id,
            row.time,
            row.coder,
            Message.from_json(row.label),
            row.state != "done",
            row.changes,
            bool(row.replayable),
        )
        for row in connection.execute(numbered)
    ]


def _close_step(connection: Connection, step: StepId, after: int) -> ChangeSet | None:
    _record_to(connection, None)
    run = _run(connection)
    count, size = run(
        'SELECT count(*), coalesce(sum(length(old)), 0) FROM "change" WHERE step_id = ? AND id > ?', (step, after)
    ).fetchone()
    if not count:
        return None
    run(
        "UPDATE step SET changes = changes + ?, bytes = bytes + ? WHERE id = ?",
        (count, size + _ROW_OVERHEAD * count, step),
    )
    return changed_rows(connection, step, after)


def _table_change(known: dict[int, tuple[str, str]]) -> TableChange:
    kinds: dict[tuple[bool, bool], set[int]] = {}
    for row, (first, last) in known.items():
        kinds.setdefault((first != "I", last != "D"), set()).add(row)
    return TableChange(
        inserted=frozenset(kinds.get((False, True), ())),
        updated=frozenset(kinds.get((True, True), ())),
        deleted=frozenset(kinds.get((True, False), ())),
    )


def _joined(listed: TableChange, moved: TableChange) -> TableChange:
    if moved.many:
        return moved
    return TableChange(listed.inserted, listed.updated | (moved.updated - listed.inserted), listed.deleted)


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _run(connection: Connection) -> Callable[..., Any]:
    # Straight to the driver: this runs at every key press, and SQLAlchemy's results would cost as much as the commit.
    execute: Callable[..., Any] = _driver(connection).execute
    return execute


def _record_to(connection: Connection, step: StepId | None) -> None:
    _run(connection)("UPDATE recorder SET step_id = ? WHERE id = 1", (step,))


def _candidate(connection: Connection, which: str) -> tuple[StepId, Message, str] | None:
    row = _run(connection)(f"SELECT id, label, replayable, coder FROM step WHERE {which} LIMIT 1").fetchone()
    if row is None or not row[2]:
        return None
    return StepId(row[0]), Message.from_json(row[1]), row[3]


def _runs(connection: Connection, step: StepId, last: int) -> list[tuple[str, str, int, int]]:
    """The step's inverses, newest first, as runs of one table and one op: (table, op, lowest id, highest id)."""
    rows = _run(connection)(
        'SELECT table_name, op, id FROM "change" WHERE step_id = ? AND id <= ? ORDER BY id DESC', (step, last)
    )
    runs: list[tuple[str, str, int, int]] = []
    for (table, op), group in groupby(rows, key=lambda row: (row[0], row[1])):
        highest = lowest = next(group)[2]
        for row in group:
            lowest = row[2]
        runs.append((table, op, lowest, highest))
    return runs


def _replay(connection: Connection, step: StepId, table: str, op: str, span: tuple[int, int]) -> None:
    """Write one run of inverses back, newest first.

    The columns are the file's own, so that one with a newer minor version keeps what this version does not know.
    """
    if not _NAME.fullmatch(table) or table in JOURNAL_TABLES:
        raise ValueError("the journal names a table that it cannot hold")
    columns = [name for name in columns_in_file(connection, table) if _NAME.fullmatch(name)]
    where = 'FROM "change" WHERE step_id = ? AND id BETWEEN ? AND ?'
    values = (step, *span)
    run = _run(connection)
    if op == "I":
        run(f"DELETE FROM {table} WHERE id IN (SELECT row_id {where})", values)
    elif op == "D":
        names = ", ".join(f'"{name}"' for name in columns)
        extracts = ", ".join(f"json_extract(old, '$.{name}')" for name in columns)
        run(f"INSERT INTO {table} ({names}) SELECT {extracts} {where} ORDER BY id DESC", values)
    else:
        others = [name for name in columns if name != "id"]
        assignments = ", ".join(f'"{name}" = ?' for name in others)
        rows: list[tuple[Any, ...]] = []
        for row_id, old in run(f"SELECT row_id, old {where} ORDER BY id DESC", values).fetchall():
            if table == "document_text" and old.startswith(splices.MARK):
                _driver(connection).executemany(f"UPDATE {table} SET {assignments} WHERE id = ?", rows)
                rows = []
                splices.replay(connection, step, row_id, old)
                continue
            stored = json.loads(old)
            rows.append((*(stored[name] for name in others), row_id))
        _driver(connection).executemany(f"UPDATE {table} SET {assignments} WHERE id = ?", rows)
