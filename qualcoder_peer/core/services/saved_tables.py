"""Quote tables and matrices kept under a name, to be shown again as they were defined."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import SavedTableId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import SavedTable
from qualcoder_peer.core.domain.rules import storable
from qualcoder_peer.core.project import Project, Store

MATRIX, QUOTES = "matrix", "quotes"
"""The kinds there are; a name is taken within its kind alone."""
_LONGEST_NAME = 200


def list_tables(project: Project, kind: str) -> list[SavedTable]:
    """What is kept of a kind, by name."""
    with project.reading() as store:
        return store.saved_tables.all(kind)


def table_settings(table: SavedTable) -> dict[str, Any]:
    """What was kept; what cannot be read is as if nothing had been."""
    try:
        found = json.loads(table.settings)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def save_table(project: Project, kind: str, name: str, settings: Mapping[str, Any]) -> SavedTableId:
    """Keep a definition under a new name (undoable). Raises InvalidInput when the name is empty, too long or taken."""
    tidy = _tidy(name)
    with project.transaction(message("Save the table “{name}”", name=tidy)) as store:
        return store.saved_tables.add(_free(store, kind, tidy), kind, _written(settings))


def change_table(project: Project, table: SavedTableId, settings: Mapping[str, Any]) -> None:
    """Give what is kept under a name another definition; one that is the same leaves no step. Raises NotFound."""
    found, written = _existing(project, table), _written(settings)
    if written != found.settings:
        with project.transaction(message("Change the saved table “{name}”", name=found.name)) as store:
            store.saved_tables.change(table, settings=written)


def rename_table(project: Project, table: SavedTableId, name: str) -> None:
    """Give a kept definition another name. Raises NotFound, or InvalidInput as ``save_table`` does."""
    found, tidy = _existing(project, table), _tidy(name)
    if tidy != found.name:
        with project.transaction(message("Rename the saved table to “{name}”", name=tidy)) as store:
            store.saved_tables.change(table, name=_free(store, found.kind, tidy, table))


def remove_table(project: Project, table: SavedTableId) -> None:
    """Forget a kept definition (undoable). Raises NotFound."""
    found = _existing(project, table)
    with project.transaction(message("Delete the saved table “{name}”", name=found.name)) as store:
        store.saved_tables.remove([table])


def _existing(project: Project, table: SavedTableId) -> SavedTable:
    with project.reading() as store:
        found = next((one for one in store.saved_tables.all() if one.id == table), None)
    if found is None:
        raise NotFound("The saved table no longer exists. Nothing was changed.")
    return found


def _tidy(name: str) -> str:
    tidy = " ".join(storable(name).split())
    if not tidy:
        raise InvalidInput("A saved table needs a name. Nothing was changed.")
    if len(tidy) > _LONGEST_NAME:
        raise InvalidInput("The name of a saved table has at most {count} letters. Nothing was changed.",
                           count=_LONGEST_NAME)  # fmt: skip
    return tidy


def _free(store: Store, kind: str, name: str, own: SavedTableId | None = None) -> str:
    if any(one.id != own and one.name.casefold() == name.casefold() for one in store.saved_tables.all(kind)):
        raise InvalidInput("There is already a saved table called “{name}”. Nothing was changed.", name=name)
    return name


def _written(settings: Mapping[str, Any]) -> str:
    return json.dumps(dict(settings), ensure_ascii=False, sort_keys=True)
