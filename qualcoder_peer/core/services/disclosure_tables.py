"""Tables of counts that are about to leave: small numbers, numbers that can be computed, and what two tables tell
together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from qualcoder_peer.core.analysis.suppression import Place, Suppression, small_cells, suppress
from qualcoder_peer.core.domain.disclosure import (
    CountTable,
    DisclosureFinding,
    DisclosureKind,
    DisclosurePlace,
    DisclosureRules,
    Mend,
)
from qualcoder_peer.core.domain.messages import Message, counted, literal, message
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.disclosure import Fingerprints

__all__ = ["Suppression", "check_tables", "protected_cells", "suppress"]

_MOST_PLACES = 50
_TOTAL = "\x00total"  # no name of a row


def check_tables(
    project: Project,
    tables: Iterable[CountTable],
    rules: DisclosureRules,
    earlier: Sequence[CountTable] = (),
) -> list[DisclosureFinding]:
    """Findings on each table, and on each two of them that count the same: of those that leave, and of those with the
    ``earlier`` ones, which have left before."""
    fingerprints, threshold = Fingerprints(project), rules.threshold
    leaving = list(tables)
    found: list[DisclosureFinding] = []
    for table in leaving:
        found.extend(_check_table(table, threshold, fingerprints))
    pairs = [*combinations(leaving, 2), *((one, other) for one in leaving for other in earlier)]
    for one, other in pairs:
        found.extend(_check_pair(one, other, threshold, fingerprints))
    return found


def protected_cells(table: CountTable, threshold: int) -> tuple[tuple[tuple[str, ...], ...], Suppression]:
    """The table as words with small numbers hidden, row of totals and column of totals included where it has them,
    and which cells were hidden."""
    done = suppress(table, threshold)
    rows = len(table.rows) + (table.column_totals is not None or table.total is not None)
    columns = len(table.columns) + (table.row_totals is not None or table.total is not None)
    return tuple(
        tuple(done.mark((row, column)) or _shown(table.value(row, column)) for column in range(columns))
        for row in range(rows)
    ), done


def _shown(value: int | None) -> str:
    return "" if value is None else str(value)


def _check_table(table: CountTable, threshold: int, fingerprints: Fingerprints) -> Iterator[DisclosureFinding]:
    small = small_cells(table, threshold)
    if small:
        places = sorted(small)
        yield DisclosureFinding(
            DisclosureKind.SMALL_CELL,
            fingerprints.of(DisclosureKind.SMALL_CELL, *_facts(table, places)),
            counted(
                "“{table}” has {count} number under {threshold}.",
                "“{table}” has {count} numbers under {threshold}.",
                len(places),
                table=table.title,
                threshold=threshold,
            ),
            tuple(_place(table, place) for place in places[:_MOST_PLACES]),
            len(places),
            Mend.SUPPRESS,
        )
    hidden = [place for place in _inner(table) if table.value(*place) is None]
    if hidden:
        known = sorted(_computed(table, hidden))
        if known:
            yield DisclosureFinding(
                DisclosureKind.COMPUTABLE,
                fingerprints.of(DisclosureKind.COMPUTABLE, *_facts(table, known)),
                counted(
                    "“{table}” hides {count} number that can be computed from its rows and columns.",
                    "“{table}” hides {count} numbers that can be computed from its rows and columns.",
                    len(known),
                    table=table.title,
                ),
                tuple(_place(table, place) for place in known[:_MOST_PLACES]),
                len(known),
                Mend.SUPPRESS,
            )


def _computed(table: CountTable, hidden: Sequence[Place]) -> set[Place]:
    """Cells that are alone hidden in a row or column with a total, one after the other as they become known."""
    values = {place: table.value(*place) for place in _inner(table)}
    found: set[Place] = set()
    while True:
        fresh = {
            line[0]
            for cells, total in _lines(table)
            if total is not None and len(line := [one for one in cells if values[one] is None]) == 1
        }
        for place in fresh:
            row, column = place
            for cells, total in _lines(table):
                if place in cells and total is not None and sum(values[one] is None for one in cells) == 1:
                    values[place] = total - sum(values[one] or 0 for one in cells)
        if not fresh:
            return found & set(hidden)
        found |= fresh


def _lines(table: CountTable) -> Iterator[tuple[list[Place], int | None]]:
    rows, columns = len(table.rows), len(table.columns)
    for row in range(rows):
        yield [(row, column) for column in range(columns)], table.value(row, columns)
    for column in range(columns):
        yield [(row, column) for row in range(rows)], table.value(rows, column)


def _inner(table: CountTable) -> list[Place]:
    return [(row, column) for row in range(len(table.rows)) for column in range(len(table.columns))]


def _check_pair(
    one: CountTable, other: CountTable, threshold: int, fingerprints: Fingerprints
) -> Iterator[DisclosureFinding]:
    if one.unit != other.unit:
        return
    first, second = _named(one), _named(other)
    places = [
        (names, first[names], second[names])
        for names in first
        if names in second and 0 < abs(first[names] - second[names]) < threshold
    ]
    if not places:
        return
    titles = sorted((_words(one.title), _words(other.title)))
    shown = tuple(
        DisclosurePlace(
            message("{place}: {one} and {other}", place=_of_names(names), one=value, other=other_value), item=one.item
        )
        for names, value, other_value in places[:_MOST_PLACES]
    )
    yield DisclosureFinding(
        DisclosureKind.DIFFERENCE,
        fingerprints.of(DisclosureKind.DIFFERENCE, *titles, *sorted(_pair_facts(places))),
        counted(
            "“{one}” and “{other}” differ by fewer than {threshold} in {count} number.",
            "“{one}” and “{other}” differ by fewer than {threshold} in {count} numbers.",
            len(places),
            one=one.title,
            other=other.title,
            threshold=threshold,
        ),
        shown,
        len(places),
    )


def _pair_facts(places: Sequence[tuple[tuple[str, str], int, int]]) -> list[str]:
    """What two tables differ in, whichever of them comes first."""
    return [str((names, *sorted(values))) for names, *values in places]


def _named(table: CountTable) -> dict[tuple[str, str], int]:
    """What is printed, by the names of row and column; names that stand twice tell nothing."""
    rows, columns = [*table.rows, _TOTAL], [*table.columns, _TOTAL]
    found: dict[tuple[str, str], int] = {}
    for row, row_name in enumerate(rows):
        for column, column_name in enumerate(columns):
            value = table.value(row, column)
            if value is not None and rows.count(row_name) == 1 and columns.count(column_name) == 1:
                found[row_name, column_name] = value
    return found


def _place(table: CountTable, place: Place) -> DisclosurePlace:
    row = table.rows[place[0]] if place[0] < len(table.rows) else _TOTAL
    column = table.columns[place[1]] if place[1] < len(table.columns) else _TOTAL
    value = table.value(*place)
    title = _of_names((row, column))
    if value is not None:
        title = message("{place}: {number}", place=title, number=value)
    return DisclosurePlace(title, item=table.item)


def _of_names(names: tuple[str, str]) -> Message:
    row, column = (message("Total") if name == _TOTAL else literal(name.strip()) for name in names)
    return message("{row}, {column}", row=row, column=column)


def _facts(table: CountTable, places: Sequence[Place]) -> list[object]:
    return [_words(table.title), table.unit, *((*place, table.value(*place)) for place in places)]


def _words(title: Message) -> str:
    return title.to_json()
