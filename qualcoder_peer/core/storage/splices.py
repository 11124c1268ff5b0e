"""An edit of a text in the file: the text, and every position behind it, moved in a few statements.

Thousands of rows may stand behind the place of an edit, and all of them move by the same number. Their old values,
row by row, would fill the journal with megabytes at every pause in typing. So the journal keeps one line of the text's
row instead, that says which edit takes it back; ``recorder.py`` hands it to ``replay``. Rows with an edge within the
edit are no such simple matter: they are written one by one before it and named in ``kept``, and are left alone here.

A splice puts ``inserted`` in the place of ``removed`` at ``start``. Positions are code points.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.changes import MANY_ROWS, TableChange
from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.ids import DocumentId, StepId

Kept = Mapping[str, Sequence[int]]
"""Ids of rows by table that a splice does not move."""

EDGES: dict[str, tuple[str, ...]] = {
    "coding": ("start", "end"),
    "memo": ("start", "end"),
    "turn": ("start", "said_start", "end"),
    "place": ("start",),
}
"""Every table with positions in a text, and its columns in their order."""

MARK = '{"splice"'
"""How a line of the journal begins that is a splice and no row."""


class Splice(NamedTuple):
    """``inserted`` takes the place of ``removed`` at ``start``."""

    start: int
    removed: str
    inserted: str

    @property
    def grown(self) -> int:
        """By how much the text is longer than before."""
        return len(self.inserted) - len(self.removed)


class Splices:
    """Edits texts on one connection, inside a transaction."""

    def __init__(self, connection: Connection, step: StepId | None) -> None:
        self._connection, self._step = connection, step

    def touched(self, table: str, document: DocumentId, low: int, high: int) -> list[tuple[int, ...]]:
        """(id, positions …) of the rows with an edge in ``[low, high]``, both ends included, by place."""
        columns = [f'"{name}"' for name in EDGES[table]]
        near = " OR ".join(f"{name} BETWEEN ? AND ?" for name in columns)
        return list(
            _run(self._connection)(
                f"SELECT id, {', '.join(columns)} FROM {table} WHERE document_id = ? AND ({near}) "
                f"ORDER BY {', '.join(columns)}, id",
                (document, *(low, high) * len(columns)),
            ).fetchall()
        )

    def turn_before(self, document: DocumentId, place: int) -> list[tuple[int, int, int, int]]:
        """(id, start, said start, end) of the last turn that begins before ``place``; none or one."""
        found = _run(self._connection)(
            'SELECT id, start, said_start, "end" FROM turn WHERE document_id = ? AND start < ? '
            "ORDER BY start DESC, id DESC LIMIT 1",
            (document, place),
        )
        return list(found.fetchall())

    def write(self, table: str, rows: Iterable[tuple[int, ...]]) -> None:
        """Write (id, positions …) of rows."""
        columns = ", ".join(f'"{name}" = ?' for name in EDGES[table])
        driver: Any = self._connection.connection.dbapi_connection
        driver.executemany(f"UPDATE {table} SET {columns} WHERE id = ?", [(*row[1:], row[0]) for row in rows])

    def remove(self, table: str, ids: Iterable[int]) -> None:
        """Delete rows."""
        driver: Any = self._connection.connection.dbapi_connection
        driver.executemany(f"DELETE FROM {table} WHERE id = ?", [(one,) for one in ids])

    def apply(self, document: DocumentId, start: int, removed: str, inserted: str, kept: Kept) -> None:
        """Put ``inserted`` in the place of ``removed`` at ``start``, and move what stands behind it, but for the rows
        in ``kept``: all that have an edge in that stretch, its own edges included.

        Raises InvalidInput when ``removed`` is not what stands there; nothing has been changed then.
        """
        assert self._step is not None
        _apply(self._connection, self._step, document, Splice(start, removed, inserted), kept)


def replay(connection: Connection, step: StepId, document: int, stored: str) -> None:
    """Do what a line of the journal says, and write the line that takes it back."""
    plain = json.loads(stored)
    _apply(connection, step, DocumentId(document), Splice(*plain["splice"]), plain["kept"])


def moved_rows(connection: Connection, step: StepId, after: int) -> Iterator[tuple[str, TableChange]]:
    """What the splices of a step newer than change ``after`` moved without a line of its own, by table."""
    run = _run(connection)
    lines = run(
        'SELECT row_id, min(json_extract(old, \'$.splice[0]\')) FROM "change" WHERE step_id = ? AND id > ? '
        f"AND table_name = 'document_text' AND substr(old, 1, {len(MARK)}) = ? GROUP BY row_id",
        (step, after, MARK),
    ).fetchall()
    for document, place in lines:
        for table, edges in EDGES.items():
            rows = run(
                f'SELECT id FROM {table} WHERE document_id = ? AND "{edges[-1]}" > ? LIMIT {MANY_ROWS + 1}',
                (document, place),
            ).fetchall()
            if len(rows) > MANY_ROWS:
                yield table, TableChange(many=True)
            elif rows:
                yield table, TableChange(updated=frozenset(row[0] for row in rows))


def _apply(connection: Connection, step: StepId, document: DocumentId, splice: Splice, kept: Kept) -> None:
    run = _run(connection)
    last = run('SELECT coalesce(max(id), 0) FROM "change"').fetchone()[0]
    start, removed, inserted = splice
    behind = start + len(removed)
    written = run(
        "UPDATE document_text SET text = substr(text, 1, ?) || ? || substr(text, ?) "
        "WHERE id = ? AND substr(text, ?, ?) = ?",
        (start, inserted, behind + 1, document, start + 1, len(removed), removed),
    )
    if written.rowcount != 1:
        raise InvalidInput("The text has been changed from elsewhere meanwhile. Nothing was stored.")
    if splice.grown:
        for table, edges in EDGES.items():
            moved = ", ".join(f'"{name}" = "{name}" + (CASE WHEN "{name}" > :behind THEN :grown ELSE 0 END)'
                              for name in edges)  # fmt: skip
            run(
                f'UPDATE {table} SET {moved} WHERE document_id = :document AND "{edges[-1]}" > :behind '
                "AND id NOT IN (SELECT value FROM json_each(:kept))",
                {"document": document, "behind": behind, "grown": splice.grown,
                 "kept": json.dumps(list(kept.get(table, ())))},
            )  # fmt: skip
    run('DELETE FROM "change" WHERE step_id = ? AND id > ?', (step, last))
    back = {"splice": [start, inserted, removed], "kept": {table: list(ids) for table, ids in kept.items() if ids}}
    run(
        "INSERT INTO \"change\" (step_id, table_name, row_id, op, old) VALUES (?, 'document_text', ?, 'U', ?)",
        (step, document, json.dumps(back, ensure_ascii=False)),
    )


def _run(connection: Connection) -> Callable[..., Any]:
    driver: Any = connection.connection.dbapi_connection
    execute: Callable[..., Any] = driver.execute
    return execute
