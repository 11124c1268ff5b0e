"""Working blind: connections on which the tables ``coding`` and ``memo`` hold only what one coder made.

A temporary view has the name of the table and stands before it in SQLite's search of names, so that no query can
forget to leave the others out. These connections only read.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from qualcoder_peer.core.storage.engine import open_engine

_VIEWS = (
    "CREATE TEMP VIEW coding AS SELECT * FROM main.coding "
    "WHERE coder_id = (SELECT id FROM main.coder WHERE name = {coder})",
    # The one memo of a code or a respondent is everybody's, as are those on the project.
    "CREATE TEMP VIEW memo AS SELECT * FROM main.memo WHERE code_id IS NOT NULL OR respondent_id IS NOT NULL "
    "OR (document_id IS NULL AND coding_id IS NULL AND kind = 'memo') "
    "OR (coding_id IS NULL AND coder = {coder}) "
    "OR coding_id IN (SELECT id FROM main.coding WHERE coder_id = (SELECT id FROM main.coder WHERE name = {coder}))",
)


class BlindReading:
    """An engine for reading a project file as one coder sees it who does not look at the others' work."""

    def __init__(self, path: Path, coder: str) -> None:
        self._path, self._coder = path, coder
        self._engine = self._open(coder)
        self._changing = threading.Lock()

    def engine(self, coder: str) -> Engine:
        """The engine for this coder, made anew when another one works than before."""
        with self._changing:
            if coder != self._coder:
                before, self._coder, self._engine = self._engine, coder, self._open(coder)
                before.dispose()
            return self._engine

    def dispose(self) -> None:
        """Close its connections."""
        self._engine.dispose()

    def _open(self, coder: str) -> Engine:
        literal = "'" + coder.replace("'", "''") + "'"

        def complete(connection: Any) -> None:
            for view in _VIEWS:
                connection.execute(view.format(coder=literal))

        return open_engine(self._path, read_only=True, complete=complete)
