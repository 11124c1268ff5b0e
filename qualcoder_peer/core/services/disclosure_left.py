"""Tables of counts that have left the project, kept so that the next ones can be compared with them.

What has left cannot be called back, so it is noted outside the history: no undo takes it away, and no step stands
there that nobody made. Kept are the numbers as they were printed, with the headings of the table, and the files they
left in; at most ``MOST_TABLES`` of them and ``MOST_LETTERS`` in all, the ones that left longest ago going first. They
stand among the saved tables as a kind of their own, where whoever replaces names finds their headings too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate
from typing import Any

from qualcoder_peer.core.domain.disclosure import CountTable, LeftFile, LeftTable
from qualcoder_peer.core.domain.errors import ProjectFileError
from qualcoder_peer.core.domain.ids import SavedTableId, new_guid
from qualcoder_peer.core.domain.messages import Message, counted, literal, message
from qualcoder_peer.core.domain.model import SavedTable
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.project import Project, Store

LEFT = "left"
"""The kind of saved tables that these are."""
MOST_TABLES = 200
MOST_LETTERS = 4_000_000
"""How long all of them may be together, as they are kept."""
_MOST_FILES = 10  # of one table: the first and the newest
_LONGEST = 250_000  # characters of one table as it is kept


def remember_tables(project: Project, tables: Iterable[CountTable], file_name: str) -> bool:
    """Note that tables have left in a file of this name, now. One that has left before with the same numbers is kept
    once. Returns whether all could be noted: not in a project that is open for reading only or cannot be written to
    just now, and no giant. Nothing is raised for that: the file is there already.
    """
    say = texts(project.info().language)
    written = [_written(one, say.say(one.title)) for one in tables]
    if project.read_only and written:
        return False
    small = [one for one in written if len(_stored(one, ())) <= _LONGEST]
    try:
        if small:
            with project.lasting() as store:
                _note(store, small, LeftFile(storable(file_name), now()))
    except ProjectFileError:
        return False
    return len(small) == len(written)


def list_left(project: Project) -> list[LeftTable]:
    """The tables that have left, the newest first. What cannot be read is passed over."""
    with project.reading() as store:
        kept = _newest_first(store)
    return [one for row in kept if (one := _read(row)) is not None]


def left_before(project: Project) -> list[CountTable]:
    """The tables that have left, as they are compared with those that are about to."""
    return [replace(one.table, left=_in_file(one.files)) for one in list_left(project)]


def forget_tables(project: Project, tables: Sequence[SavedTableId]) -> int:
    """Forget tables that never went out after all, as a step that can be undone. Returns how many there were."""
    wanted = set(tables)
    with project.reading() as store:
        found = [one.id for one in store.saved_tables.all(LEFT) if one.id in wanted]
    if not found:
        return 0
    label = counted("Forget {count} table that had left", "Forget {count} tables that had left", len(found))
    with project.transaction(label) as store:
        return store.saved_tables.remove(found)


def not_noted(file_name: str) -> Message:
    """What to tell when a file could be written and ``remember_tables`` could not note it."""
    return message(
        "“{name}” was written, but the project could not note which tables of counts left in it: later ones are not "
        "compared with them. Write it once more when no other window has the project open.",
        name=file_name,
    )


def _note(store: Store, tables: Iterable[dict[str, Any]], file: LeftFile) -> None:
    known = {_facts(one): row for row in store.saved_tables.all(LEFT) if (one := _parsed(row)) is not None}
    for one in tables:
        before = known.get(_facts(one))
        files = [] if before is None else list(_files(_parsed(before)))
        files = [other for other in files if other.name != file.name or other == files[0]]
        if len(files) >= _MOST_FILES:
            del files[1]
        stored = _stored(one, [*files, file])
        if before is None:
            store.saved_tables.add(new_guid(), LEFT, stored)
        else:
            store.saved_tables.change(before.id, settings=stored)
    kept = _newest_first(store)
    lengths = accumulate(len(one.settings) for one in kept)
    store.saved_tables.remove(
        [one.id for place, (one, length) in enumerate(zip(kept, lengths, strict=True))
         if place and (place >= MOST_TABLES or length > MOST_LETTERS)]
    )  # fmt: skip


def _newest_first(store: Store) -> list[SavedTable]:
    return sorted(store.saved_tables.all(LEFT), key=lambda one: (one.changed, one.id), reverse=True)


def _written(table: CountTable, title: str) -> dict[str, Any]:
    # Headings lie in lists with numbers beside them: there words are found by those who look through a project
    # (``storage/written.py``), and two headings that become the same stay two.
    below = table.column_totals or (None,) * len(table.columns)
    beside = table.row_totals or (None,) * len(table.rows)
    return {
        "title": [storable(title)],
        "unit": table.unit,
        "columns": [[storable(name), total] for name, total in zip(table.columns, below, strict=True)],
        "rows": [
            [storable(name), list(cells), total]
            for name, cells, total in zip(table.rows, table.cells, beside, strict=True)
        ],
        "total": table.total,
    }


def _stored(table: dict[str, Any], files: Iterable[LeftFile]) -> str:
    return json.dumps({**table, "left": [[one.name, one.time] for one in files]}, ensure_ascii=False)


def _facts(table: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in table.items() if name != "left"}, sort_keys=True)


def _parsed(row: SavedTable | None) -> dict[str, Any] | None:
    try:
        found = json.loads(row.settings) if row is not None else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _files(table: dict[str, Any] | None) -> tuple[LeftFile, ...]:
    return tuple(LeftFile(str(name), str(time)) for name, time in (table or {}).get("left", ()))


def _read(row: SavedTable) -> LeftTable | None:
    found = _parsed(row)
    if found is None:
        return None
    try:
        below = tuple(total for _, total in found["columns"])
        beside = tuple(total for _, _, total in found["rows"])
        table = CountTable(
            literal(str(found["title"][0])),
            tuple(str(name) for name, _, _ in found["rows"]),
            tuple(str(name) for name, _ in found["columns"]),
            tuple(tuple(cells) for _, cells, _ in found["rows"]),
            None if all(total is None for total in beside) else beside,
            None if all(total is None for total in below) else below,
            found["total"],
            str(found["unit"]),
        )
        return LeftTable(row.id, table, _files(found))
    except (KeyError, TypeError, ValueError, IndexError):  # of a newer program, or edited by hand
        return None


def _in_file(files: Sequence[LeftFile]) -> Message | None:
    if not files:
        return None
    try:
        day = f"{datetime.fromisoformat(files[0].time).astimezone():%Y-%m-%d}"
    except ValueError:
        return literal(files[0].name)
    return message("{name}, {date}", name=files[0].name, date=day)
