"""Report drafts and their outlines."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from qualcoder_peer.core.domain.ids import ReportId, ReportItemId, new_guid
from qualcoder_peer.core.domain.model import Report, ReportItem
from qualcoder_peer.core.domain.times import now
from qualcoder_peer.core.storage.rows import (
    delete_rows,
    driver_rows,
    in_pieces,
    insert_row,
    insert_rows,
    marks,
    update_row,
    written_columns,
)
from qualcoder_peer.core.storage.schema import Base, ReportItemRow, ReportRow

_report = Base.metadata.tables["report"]
_item = Base.metadata.tables["report_item"]
_COLUMNS = [_item.c[field.name] for field in dataclasses.fields(ReportItem)]
_PUT = (
    update(_item)
    .where(_item.c.id == bindparam("one"), _item.c.position != bindparam("place"))
    .values(position=bindparam("place"))
)
_WRITTEN = written_columns(_COLUMNS)
_OF_CODES = ("code_id IN ({})", "coding_id IN (SELECT id FROM coding WHERE code_id IN ({}))")
_OF_CODINGS = ("coding_id IN ({})",)
_IN_DOCUMENTS = ("coding_id IN (SELECT id FROM coding WHERE document_id IN ({}))",)


class Reports:
    """Reads and writes report drafts on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Report]:
        """Every report draft, oldest first."""
        rows = self._connection.execute(select(_report).order_by(_report.c.id))
        return [Report(ReportId(row.id), row.guid, row.title, row.created, row.kind) for row in rows]

    def add(self, title: str, kind: str = "evaluation") -> ReportId:
        """Insert an empty report draft."""
        values = {"guid": new_guid(), "title": title, "created": now(), "kind": kind}
        return ReportId(insert_row(self._connection, ReportRow, **values))

    def change(self, report: ReportId, **values: Any) -> bool:
        """Write columns of one report. Whether it exists."""
        return update_row(self._connection, ReportRow, report, values)

    def remove(self, reports: Iterable[ReportId]) -> int:
        """Delete report drafts with their outlines; codings stay."""
        return delete_rows(self._connection, ReportRow, reports)

    def items(self, report: ReportId) -> list[ReportItem]:
        """The outline of a report: every item, siblings in order."""
        rows = self._connection.execute(
            select(*_COLUMNS).where(_item.c.report_id == report).order_by(_item.c.position, _item.c.id)
        )
        return [_to_item(row) for row in rows]

    def item(self, item: ReportItemId) -> ReportItem | None:
        """The outline entry with this id."""
        row = self._connection.execute(select(*_COLUMNS).where(_item.c.id == item)).first()
        return _to_item(row) if row else None

    def hanging_on(
        self, *, codes: Collection[int] = (), codings: Collection[int] = (), documents: Collection[int] = ()
    ) -> list[ReportItem]:
        """The entries, of whatever report, that go when these codes, codings or documents are deleted."""
        found: dict[int, ReportItem] = {}
        for ids, conditions in ((codes, _OF_CODES), (codings, _OF_CODINGS), (documents, _IN_DOCUMENTS)):
            for piece in in_pieces(ids):
                for condition in conditions:  # asked whenever a coding is removed, so from the driver
                    statement = f"SELECT {_WRITTEN} FROM report_item WHERE {condition.format(marks(len(piece)))}"
                    for row in driver_rows(self._connection, statement, piece):
                        item = _to_item(row)
                        found[item.id] = item
        return [found[one] for one in sorted(found)]

    def add_item(self, values: dict[str, Any]) -> ReportItemId:
        """Insert an outline entry (columns of ReportItemRow)."""
        return ReportItemId(insert_row(self._connection, ReportItemRow, **values))

    def add_items(self, values: list[dict[str, Any]]) -> None:
        """Insert many outline entries."""
        insert_rows(self._connection, ReportItemRow, values)

    def change_item(self, item: ReportItemId, **values: Any) -> bool:
        """Write columns of one outline entry. Whether it exists."""
        return update_row(self._connection, ReportItemRow, item, values)

    def order(self, items: Iterable[ReportItemId]) -> None:
        """Write positions 0, 1, 2 … in the order given."""
        places = [{"one": item, "place": position} for position, item in enumerate(items)]
        if places:
            self._connection.execute(_PUT, places)

    def remove_items(self, items: Iterable[ReportItemId]) -> int:
        """Delete outline entries with those below them."""
        return delete_rows(self._connection, ReportItemRow, items)


def _to_item(row: Sequence[Any]) -> ReportItem:
    # Plain unpacking, in the order of _COLUMNS: an outline of a thousand entries is read at each change of it.
    return ReportItem(*row)
