"""Tables of counts that are about to leave: small numbers, numbers that can be computed, and what two tables tell
together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
from qualcoder_peer.core.i18n import Texts, texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.disclosure import Fingerprints

__all__ = ["Suppression", "check_tables", "protected_cells", "suppress"]

_MOST_PLACES = 50
_TOTAL = "\x00total"  # no name of a row
_Names = tuple[str, str]
_Tell = Callable[[int, Message, Message | None, int], Message]


def check_tables(
    project: Project,
    tables: Iterable[CountTable],
    rules: DisclosureRules,
    earlier: Sequence[CountTable] = (),
) -> list[DisclosureFinding]:
    """Findings on each table, and on what a reader learns from those that count the same: of two that leave, and of
    one that leaves with the ``earlier`` ones, which have left before."""
    leaving = list(tables)
    check = _Between(Fingerprints(project), rules.threshold, texts(project.info().language))
    found: list[DisclosureFinding] = []
    for table in leaving:
        found.extend(_check_table(table, rules.threshold, check.fingerprints))
    for one, other in combinations(leaving, 2):
        found.extend(check.findings(one, [other]))
    for one in leaving:
        found.extend(check.findings(one, earlier))
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


def _computed(table: CountTable, hidden: Sequence[Place]) -> dict[Place, int]:
    """The numbers of cells that are alone hidden in a row or column with a total, one after the other as they become
    known."""
    values = {place: table.value(*place) for place in _inner(table)}
    found: dict[Place, int] = {}
    while True:
        fresh = {}
        for cells, total in _lines(table):
            unknown = [one for one in cells if values[one] is None]
            if total is not None and len(unknown) == 1:
                fresh[unknown[0]] = total - sum(values[one] or 0 for one in cells)
        if not fresh:
            return {place: number for place, number in found.items() if place in set(hidden)}
        values.update(fresh)
        found.update(fresh)


def _lines(table: CountTable) -> Iterator[tuple[list[Place], int | None]]:
    rows, columns = len(table.rows), len(table.columns)
    for row in range(rows):
        yield [(row, column) for column in range(columns)], table.value(row, columns)
    for column in range(columns):
        yield [(row, column) for row in range(rows)], table.value(rows, column)


def _inner(table: CountTable) -> list[Place]:
    return [(row, column) for row in range(len(table.rows)) for column in range(len(table.columns))]


@dataclass(frozen=True, slots=True)
class _Learnt:
    """Something that two tables tell together: a sentence for people, and the same as a fact for the fingerprint."""

    place: Message
    fact: str


class _Between:
    """What several tables of the same people tell together."""

    def __init__(self, fingerprints: Fingerprints, threshold: int, say: Texts) -> None:
        self.fingerprints = fingerprints
        self._threshold, self._say = threshold, say
        self._named: dict[int, tuple[CountTable, dict[_Names, int]]] = {}

    def findings(self, one: CountTable, others: Sequence[CountTable]) -> Iterator[DisclosureFinding]:
        """Findings on ``one`` with each of ``others``: one a kind, however many of them there are."""
        for learn, tell in ((self._differences, _tell_differences), (self._revealed, _tell_revealed)):
            told: list[tuple[CountTable, list[_Learnt]]] = []
            for other in others:
                if one.unit == other.unit and (learnt := learn(one, other)):
                    told.append((other, learnt))
            if told:
                yield self._finding(one, told, tell)

    def _finding(
        self, one: CountTable, told: Sequence[tuple[CountTable, list[_Learnt]]], tell: _Tell
    ) -> DisclosureFinding:
        learnt = {
            single.fact: single.place if len(told) == 1 or other.left is None
            else message("{place} ({file})", place=single.place, file=other.left)
            for other, several in told for single in several
        }  # fmt: skip
        titles = {self._say.say(table.title) for table in (one, *(other for other, _ in told))}
        places = tuple(DisclosurePlace(place, item=one.item) for place in learnt.values())
        only = told[0][0].shown_title if len(told) == 1 else None
        return DisclosureFinding(
            DisclosureKind.DIFFERENCE,
            self.fingerprints.of(DisclosureKind.DIFFERENCE, *sorted(titles), *sorted(learnt)),
            tell(len(learnt), one.shown_title, only, self._threshold),
            places[:_MOST_PLACES],
            len(learnt),
        )

    def _differences(self, one: CountTable, other: CountTable) -> list[_Learnt]:
        """Numbers with the same names that so few people differ by that they can be told apart."""
        first, second = self._numbers(one), self._numbers(other)
        return [
            _Learnt(
                message("{place}: {one} and {other}", place=_of_names(names), one=value, other=second[names]),
                str((names, *sorted((value, second[names])))),
            )
            for names, value in first.items()
            if names in second and 0 < abs(value - second[names]) < self._threshold
        ]

    def _revealed(self, one: CountTable, other: CountTable) -> list[_Learnt]:
        """Small numbers that one of them hides, and the other prints or lets a reader compute.

        Only of tables that agree in all that both print: others were made of other people.
        """
        first, second = self._numbers(one), self._numbers(other)
        if any(second.get(names, value) != value for names, value in first.items()):
            return []
        found: dict[_Names, int] = {}
        for hider, known in ((one, second), (other, first)):
            found.update(_learnt_numbers(hider, known))
        return [
            _Learnt(
                message("{place}: {number}", place=_of_names(names), number=value),
                str((names, value)),
            )
            for names, value in found.items()
            if 0 < value < self._threshold
        ]

    def _numbers(self, table: CountTable) -> dict[_Names, int]:
        kept = self._named.get(id(table))
        if kept is None or kept[0] is not table:
            kept = self._named[id(table)] = (table, _named(table))
        return kept[1]


def _learnt_numbers(table: CountTable, known: Mapping[_Names, int]) -> dict[_Names, int]:
    """The numbers that a table hides and that somebody knows who has ``known`` of another one."""
    rows, columns = [*table.rows, _TOTAL], [*table.columns, _TOTAL]
    hidden = [place for place in _inner(table) if table.value(*place) is None]
    told = {place: known[names] for place in hidden if (names := (rows[place[0]], columns[place[1]])) in known}

    def seen(row: int, column: int) -> int | None:
        value = table.value(row, column)
        return known.get((rows[row], columns[column])) if value is None else value

    last, end = len(table.rows), len(table.columns)
    filled = replace(
        table,
        cells=tuple(tuple(seen(row, column) for column in range(end)) for row in range(last)),
        row_totals=None if table.row_totals is None else tuple(seen(row, end) for row in range(last)),
        column_totals=None if table.column_totals is None else tuple(seen(last, column) for column in range(end)),
    )
    before, after = _computed(table, hidden), {**told, **_computed(filled, hidden)}
    return {
        (rows[row], columns[column]): number for (row, column), number in after.items() if (row, column) not in before
    }


def _tell_differences(count: int, one: Message, other: Message | None, threshold: int) -> Message:
    if other is None:
        return counted(
            "“{one}” differs by fewer than {threshold} in {count} number from tables that have left before.",
            "“{one}” differs by fewer than {threshold} in {count} numbers from tables that have left before.",
            count,
            one=one,
            threshold=threshold,
        )
    return counted(
        "“{one}” and “{other}” differ by fewer than {threshold} in {count} number.",
        "“{one}” and “{other}” differ by fewer than {threshold} in {count} numbers.",
        count,
        one=one,
        other=other,
        threshold=threshold,
    )


def _tell_revealed(count: int, one: Message, other: Message | None, threshold: int) -> Message:
    if other is None:
        return counted(
            "“{one}” and tables that have left before together tell {count} number under {threshold} that is hidden.",
            "“{one}” and tables that have left before together tell {count} numbers under {threshold} that are hidden.",
            count,
            one=one,
            threshold=threshold,
        )
    return counted(
        "“{one}” and “{other}” together tell {count} number under {threshold} that one of them hides.",
        "“{one}” and “{other}” together tell {count} numbers under {threshold} that one of them hides.",
        count,
        one=one,
        other=other,
        threshold=threshold,
    )


def _named(table: CountTable) -> dict[_Names, int]:
    """What is printed, by the names of row and column; names that stand twice tell nothing."""
    rows, columns = [*table.rows, _TOTAL], [*table.columns, _TOTAL]
    twice = {
        *((name, "row") for name, count in Counter(rows).items() if count > 1),
        *((name, "column") for name, count in Counter(columns).items() if count > 1),
    }
    found: dict[_Names, int] = {}
    for row, row_name in enumerate(rows):
        for column, column_name in enumerate(columns):
            value = table.value(row, column)
            if value is not None and (row_name, "row") not in twice and (column_name, "column") not in twice:
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
