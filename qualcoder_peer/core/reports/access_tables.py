"""Points of the access check about tables: header rows, and merged or empty cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.reports.access import AccessPoint, AccessState, made_point, place
from qualcoder_peer.core.reports.access_reading import ReadDocument
from qualcoder_peer.core.reports.sync_names import w

_OK, _FAILS = AccessState.OK, AccessState.FAILS


def _tables(document: ReadDocument) -> list[Any]:
    return [
        one for one in document.file.body.iter(w("tbl"))
        if not any(above.tag.endswith("}Fallback") for above in one.iterancestors())
    ]  # fmt: skip


def _headers(document: ReadDocument) -> AccessPoint:
    named = (message("Header rows of tables"), ("1.3.1",))
    tables, places = _tables(document), []
    for table in tables:
        rows = table.findall(w("tr"))
        first = rows[0].find(f"{w('trPr')}/{w('tblHeader')}") if rows else None
        if len(rows) > 1 and (first is None or first.get(w("val")) in ("0", "false", "off")):
            number = document.number_of(table)
            places.append(place(number, document.words_at(number)))
    if places:
        return made_point(
            "table_headers", *named, _FAILS,
            counted("{count} table has no header row.", "{count} tables have no header row.", len(places)),
            mend=message("Select the first row, Table Layout, Repeat Header Rows."), places=places,
        )  # fmt: skip
    finding = counted("{count} table, with a header row.", "{count} tables, all with header rows.", len(tables))
    if not tables:
        finding = message("There are no tables.")
    return made_point("table_headers", *named, _OK, finding)


def _cells(document: ReadDocument) -> AccessPoint:
    named = (message("No merged, nested or empty cells"), ("1.3.1",))
    places = []
    for table in _tables(document):
        number = document.number_of(table)
        if any(above.tag == w("tc") for above in table.iterancestors()):
            places.append(place(number, document.words_at(number), message("a table within a table")))
        for cell in table.iterfind(f"{w('tr')}/{w('tc')}"):
            where = document.number_of(cell)
            span = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
            merged = cell.find(f"{w('tcPr')}/{w('vMerge')}") is not None
            if merged or (span is not None and span.get(w("val")) not in (None, "1")):
                places.append(place(where, document.words_at(where), message("a merged cell")))
            elif not "".join(cell.itertext(w("t"))).strip() and not any(
                True for _ in cell.iter(w("drawing"), w("pict"), w("sym"), w("object"))
            ):
                places.append(place(where, "", message("an empty cell")))
    if places:
        return made_point(
            "cells", *named, _FAILS,
            counted("{count} cell cannot be told from its place in the table.",
                    "{count} cells cannot be told from their place in the table.", len(places)),
            mend=message("Split merged cells, and write a dash in a cell that is empty on purpose."), places=places,
        )  # fmt: skip
    return made_point("cells", *named, _OK, message("Every cell stands for itself and holds something."))


TABLE_POINTS: tuple[Callable[[ReadDocument], AccessPoint], ...] = (_headers, _cells)
