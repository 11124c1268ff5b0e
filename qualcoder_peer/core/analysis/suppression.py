"""Which numbers of a table of counts must be hidden so that none of the hidden ones can be computed from the rest.

Primary suppression: counts from 1 up to, not including, the threshold. Secondary suppression: further cells, so that no
hidden cell is known exactly to a reader who subtracts rows and columns from their totals.

A table with totals is a network (L. H. Cox, "Network models for complementary cell suppression", Journal of the
American Statistical Association 90, 1995): rows and columns are nodes, every cell is an arc whose value flows, and a
total is an arc back; that rows and columns add up is that nothing is lost in a node. With some arcs hidden, a hidden
cell can have another value if and only if it lies on a cycle of the residual network: along it one person is moved
round, every published number staying as it is. The reader is taken to know that no count is negative and, where small
hidden cells are marked ``<5``, that those lie from 1 to 4 and the other hidden ones do not. ``computable`` looks for
such cycles; ``suppress`` adds the cells of the cheapest one (Dijkstra) for each cell that has none: small counts first,
totals and zeros last. Where telling the small ones apart would give one away, all are marked alike.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from qualcoder_peer.core.domain.disclosure import CountTable

Place = tuple[int, int]
"""Row and column of a cell; the row after the last and the column after the last hold the totals."""
_MANY = 10**9
_TOTAL_COST, _ZERO_COST = 100_000, 10_000


@dataclass(frozen=True, slots=True)
class Suppression:
    """Which cells are hidden: ``primary`` because they are small, ``secondary`` so that those cannot be computed.

    ``told``: those that are small may be marked as such (``<5``); else nothing must tell them from the others.
    """

    threshold: int
    primary: frozenset[Place]
    secondary: frozenset[Place]
    told: bool

    @property
    def hidden(self) -> frozenset[Place]:
        """All cells that are not printed."""
        return self.primary | self.secondary

    def mark(self, place: Place) -> str:
        """What is printed instead of a hidden cell; empty for one that is printed."""
        if self.told and place in self.primary:
            return f"<{self.threshold}"
        return "×" if place in self.hidden else ""


def small_cells(table: CountTable, threshold: int) -> frozenset[Place]:
    """The cells and totals from 1 up to, not including, the threshold."""
    return frozenset(
        (row, column) for row, column, value in _published(table) if value is not None and 0 < value < threshold
    )


def suppress(
    table: CountTable,
    threshold: int,
    also: frozenset[Place] = frozenset(),
    fixed: frozenset[Place] = frozenset(),
) -> Suppression:
    """What to hide so that no hidden cell can be computed exactly; nothing where nothing is small.

    ``also`` is hidden too, because it is hidden in another table of the same people; ``fixed`` stands elsewhere, and
    hiding it would be of no use. Where that leaves no other way, all cells but the fixed ones are hidden.
    """
    primary, also = small_cells(table, threshold) - fixed, also - fixed
    for told in (True, False) if threshold > 2 else (False,):
        network = _Network(table, primary | also, threshold if told else 0, fixed)
        secondary = _protect(network, primary, also - primary)
        if secondary is not None:
            return Suppression(threshold, primary, frozenset(secondary), told)
    every = {(row, column) for row, column, value in _published(table) if value is not None}
    return Suppression(threshold, primary, frozenset(every - primary - fixed), told=False)


def computable(table: CountTable, hidden: Iterable[Place], threshold: int = 0) -> frozenset[Place]:
    """Those of the hidden cells whose value a reader can compute. With a ``threshold`` the reader also knows that
    the small ones among them are small."""
    places = frozenset(hidden)
    small = small_cells(table, threshold) & places if threshold else frozenset()
    network = _Network(table, small, threshold)
    network.hide(places)
    return frozenset(network.known(places))


@dataclass(slots=True)
class _Arc:
    """A cell: ``value`` flows from ``tail`` to ``head``; what a reader knows is that it lies from ``lowest`` to
    ``highest``. ``place`` is None for a number that is not printed."""

    tail: int
    head: int
    value: int
    place: Place | None
    cost: int
    lowest: int = 0
    highest: int = _MANY
    hidden: bool = False
    fixed: bool = False
    number: int = field(default=0)


class _Network:
    """The table as arcs between rows and columns."""

    def __init__(
        self, table: CountTable, small: Iterable[Place], threshold: int, fixed: frozenset[Place] = frozenset()
    ) -> None:
        rows, columns = len(table.rows), len(table.columns)
        self._columns_from, self._fixed = rows + 1, fixed
        self.arcs: dict[Place, _Arc] = {}
        self._at: list[list[_Arc]] = [[] for _ in range(rows + columns + 2)]
        inner = [[value or 0 for value in line] for line in table.cells]
        sums = [sum(line) for line in inner]
        below = [sum(line[column] for line in inner) for column in range(columns)]
        for row in range(rows + 1):
            for column in range(columns + 1):
                self._add(table, row, column, _true_value(inner, sums, below, row, column), threshold)
        self.hide(small)

    def hide(self, places: Iterable[Place]) -> None:
        """Take the numbers at these places away."""
        for place in places:
            self.arcs[place].hidden = True

    def known(self, places: Iterable[Place]) -> set[Place]:
        """Those of hidden cells that can have no other value."""
        movable: set[int] = set()
        found = set()
        for place in sorted(places):
            arc = self.arcs[place]
            if arc.place is None or arc.number in movable:
                continue
            cycle = self._cycle(arc, only_hidden=True)
            if cycle is None:
                found.add(place)
            else:
                movable.add(arc.number)
                movable.update(one.number for one in cycle)
        return found

    def cheapest_cycle(self, place: Place) -> list[_Arc] | None:
        """The arcs that free a cell, hidden ones costing nothing; None where nothing can."""
        return self._cycle(self.arcs[place], only_hidden=False)

    def _add(self, table: CountTable, row: int, column: int, value: int, threshold: int) -> None:
        last_row, last_column = row == len(table.rows), column == len(table.columns)
        tail, head = row, self._columns_from + column
        if last_row != last_column:  # a total flows back
            tail, head = head, tail
        printed = table.value(row, column)
        # A total that is not the sum of its cells says nothing about them: it is no part of the sums.
        counts = printed is not None and printed == value
        cost = _TOTAL_COST * (last_row + last_column) + (value + 1 if value else _ZERO_COST)
        arc = _Arc(tail, head, value, (row, column) if counts else None, cost, number=len(self.arcs))
        arc.hidden, arc.fixed = not counts, counts and (row, column) in self._fixed
        if threshold and counts:
            arc.lowest, arc.highest = _told_range(value, threshold)
        self.arcs[row, column] = arc
        self._at[tail].append(arc)
        self._at[head].append(arc)

    def _cycle(self, arc: _Arc, only_hidden: bool) -> list[_Arc] | None:
        ways = []
        if arc.value < arc.highest:
            ways.append((arc.head, arc.tail))
        if arc.value > arc.lowest:
            ways.append((arc.tail, arc.head))
        found = [self._path(start, end, arc, only_hidden) for start, end in ways]
        usable = [one for one in found if one is not None]
        return min(usable, key=lambda one: one[0])[1] if usable else None

    def _path(self, start: int, end: int, besides: _Arc, only_hidden: bool) -> tuple[int, list[_Arc]] | None:
        """The cheapest way from node to node along which one more can flow, without the arc ``besides``."""
        costs = {start: 0}
        came: dict[int, tuple[int, _Arc]] = {}
        waiting = [(0, start)]
        while waiting:
            cost, node = heapq.heappop(waiting)
            if node == end:
                break
            if cost > costs[node]:
                continue
            for arc, following in self._steps(node, only_hidden):
                if arc is besides:
                    continue
                further = cost + 1 + (0 if arc.hidden else 1_000 * arc.cost)
                if further < costs.get(following, further + 1):
                    costs[following] = further
                    came[following] = (node, arc)
                    heapq.heappush(waiting, (further, following))
        if end not in came:
            return None
        path, node = [], end
        while node != start:
            node, arc = came[node]
            path.append(arc)
        return costs[end], path

    def _steps(self, node: int, only_hidden: bool) -> Iterator[tuple[_Arc, int]]:
        for arc in self._at[node]:
            if arc.fixed or (only_hidden and not arc.hidden):
                continue
            if arc.tail == node and arc.value < arc.highest:
                yield arc, arc.head
            elif arc.head == node and arc.value > arc.lowest:
                yield arc, arc.tail


def _protect(network: _Network, primary: frozenset[Place], also: frozenset[Place]) -> set[Place] | None:
    """The cells to hide besides; None where what is told of the small ones gives them away whatever is hidden."""
    secondary: set[Place] = set(also)
    while True:
        known = network.known(primary | secondary)
        if not known:
            return secondary
        cycle = network.cheapest_cycle(min(known))
        if cycle is None:
            return None
        added = {arc.place for arc in cycle if arc.place is not None and not arc.hidden}
        network.hide(added)
        secondary |= added


def _told_range(value: int, threshold: int) -> tuple[int, int]:
    """Between which values a hidden cell lies to somebody who sees whether it is marked as small."""
    if value >= threshold:
        return threshold, _MANY
    return (1, threshold - 1) if value else (0, 0)


def _published(table: CountTable) -> Iterator[tuple[int, int, int | None]]:
    for row in range(len(table.rows) + 1):
        for column in range(len(table.columns) + 1):
            yield row, column, table.value(row, column)


def _true_value(inner: list[list[int]], sums: list[int], below: list[int], row: int, column: int) -> int:
    if row < len(inner) and column < len(below):
        return inner[row][column]
    if row < len(inner):
        return sums[row]
    return below[column] if column < len(below) else sum(sums)


def hide_cells(table: CountTable, hidden: Mapping[Place, object] | frozenset[Place]) -> CountTable:
    """The table as a reader sees it: None where a cell is hidden."""
    rows, columns = len(table.rows), len(table.columns)

    def seen(row: int, column: int) -> int | None:
        return None if (row, column) in hidden else table.value(row, column)

    return replace(
        table,
        cells=tuple(tuple(seen(row, column) for column in range(columns)) for row in range(rows)),
        row_totals=None if table.row_totals is None else tuple(seen(row, columns) for row in range(rows)),
        column_totals=None if table.column_totals is None else tuple(seen(rows, column) for column in range(columns)),
        total=seen(rows, columns),
    )
