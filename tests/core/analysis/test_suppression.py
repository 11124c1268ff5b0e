"""Cells of a table are hidden so that nobody can compute one from the rest."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoder_peer.core.analysis.suppression import (
    Place,
    Suppression,
    computable,
    hide_cells,
    small_cells,
    suppress,
)
from qualcoder_peer.core.domain.disclosure import CountTable
from qualcoder_peer.core.domain.messages import literal

# U.S. Federal Committee on Statistical Methodology, Statistical Policy Working Paper 22 (second version, 2005), ch. II:
# "Number of Delinquent Children by County and Education Level of Household Head", an invented table used there.
COUNTIES = ((15, 1, 3, 1), (20, 10, 10, 15), (3, 10, 10, 2), (12, 14, 7, 2))


def counts(cells: tuple[tuple[int, ...], ...], *, totals: bool = True) -> CountTable:
    """A table, with its true totals."""
    rows = tuple(f"r{row}" for row in range(len(cells)))
    columns = tuple(f"c{column}" for column in range(len(cells[0])))
    if not totals:
        return CountTable(literal("t"), rows, columns, cells)
    by_column = tuple(map(sum, zip(*cells, strict=True)))
    return CountTable(
        literal("t"), rows, columns, cells, tuple(map(sum, cells)), by_column, sum(map(sum, cells))
    )


def test_the_published_table_adds_up_and_its_small_cells_are_those_of_the_paper() -> None:
    table = counts(COUNTIES)
    assert table.row_totals == (20, 55, 25, 35)
    assert table.column_totals == (50, 35, 30, 20)
    assert table.total == 135
    assert small_cells(table, 5) == {(0, 1), (0, 2), (0, 3), (2, 0), (2, 3), (3, 3)}


def test_the_papers_table_that_looks_protected_and_is_not() -> None:
    """Two cells are hidden in each row and column that has one, and still Alpha / Very high is known: rows one and two
    less columns two and three, (15 + D1 + D2 + D3) + (20 + D4 + D5 + 15) - (D1 + D4 + 10 + 14) - (D2 + D5 + 10 + 7)
    = 20 + 55 - 35 - 30, leave D3 = 1."""
    hidden = {(0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (2, 0), (2, 3), (3, 0), (3, 3)}
    assert computable(counts(COUNTIES), hidden) == {(0, 3)}
    assert linear(counts(COUNTIES), hidden) == {(0, 3)}


def test_the_papers_table_is_protected_by_few_more_cells() -> None:
    done = suppress(counts(COUNTIES), 5)
    assert done.primary == small_cells(counts(COUNTIES), 5)
    assert not computable(counts(COUNTIES), done.hidden, 5 if done.told else 0)
    assert not linear(counts(COUNTIES), done.hidden)
    assert len(done.secondary) <= 4
    assert all(row < 4 and column < 4 for row, column in done.secondary)


def test_primary_alone_is_not_enough_where_a_row_has_one() -> None:
    table = counts(((12, 3), (9, 14)))
    assert computable(table, {(0, 1)}) == {(0, 1)}
    done = suppress(table, 5)
    assert done.primary == {(0, 1)}
    assert done.hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert [done.mark(place) for place in ((0, 1), (0, 0), (0, 2))] == ["<5", "×", ""]


def test_nothing_small_nothing_hidden() -> None:
    assert not suppress(counts(((12, 0), (9, 14))), 5).hidden


def test_without_totals_the_small_ones_alone_are_hidden() -> None:
    done = suppress(counts(((12, 3), (9, 14)), totals=False), 5)
    assert done.hidden == {(0, 1)}


def test_totals_that_do_not_add_up_give_nothing_away() -> None:
    """One person counts in several rows: 12 people in all, not 21."""
    table = CountTable(literal("t"), ("a", "b"), ("x", "y"), ((12, 3), (9, 14)), None, (15, 16), 20)
    assert suppress(table, 5).hidden == {(0, 1)}


def test_small_ones_that_their_mark_would_give_away_are_marked_like_the_others() -> None:
    """Four cells of one to four and a total of one to four can only be 1, 1, 1, 1 and 4."""
    table = CountTable(literal("t"), ("a",), ("w", "x", "y", "z"), ((1, 1, 1, 1),), (4,))
    done = suppress(table, 5)
    assert not done.told
    assert {done.mark(place) for place in done.hidden} == {"×"}


def test_hidden_cells_are_gone_from_what_is_printed() -> None:
    table = counts(((12, 3), (9, 14)))
    seen = hide_cells(table, frozenset({(0, 1), (2, 2)}))
    assert seen.cells == ((12, None), (9, 14))
    assert seen.total is None
    assert seen.row_totals == (15, 23)


def test_what_stands_elsewhere_is_not_hidden_and_gives_nothing_away() -> None:
    """Groups of nine, seven and two of eighteen people, whose number everybody knows: the seven go with the two. Of
    three and one that are four, a mark for the small one would tell both."""
    total = frozenset({(0, 3)})
    done = suppress(CountTable(literal("t"), ("n",), ("a", "b", "c"), ((9, 7, 2),), (18,)), 5, fixed=total)
    assert [done.mark((0, column)) for column in range(4)] == ["", "×", "<5", ""]
    few = CountTable(literal("t"), ("n",), ("a", "b"), ((3, 1),), (4,))
    done = suppress(few, 3, fixed=frozenset({(0, 2)}))
    assert [done.mark((0, column)) for column in range(3)] == ["×", "×", ""]
    alone = suppress(CountTable(literal("t"), ("n",), ("a",), ((3,),), (3,)), 5, fixed=frozenset({(0, 1)}))
    assert alone.hidden == {(0, 0)}


tables = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.tuples(*[st.one_of(st.integers(0, 6), st.integers(0, 40)) for _ in range(columns)]), min_size=1, max_size=4
    )
)


@settings(deadline=None, max_examples=300)
@given(tables, st.integers(2, 7), st.booleans())
def test_no_hidden_cell_follows_from_rows_and_columns(
    cells: list[tuple[int, ...]], threshold: int, totals: bool
) -> None:
    table = counts(tuple(cells), totals=totals)
    done = suppress(table, threshold)
    assert done.primary == small_cells(table, threshold)
    assert not linear(table, done.hidden)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=5), st.integers(2, 7))
def test_a_total_that_stands_elsewhere_tells_no_hidden_size(sizes: list[int], threshold: int) -> None:
    table = CountTable(literal("t"), ("n",), tuple(map(str, range(len(sizes)))), (tuple(sizes),), (sum(sizes),))
    fixed = (0, len(sizes))
    done = suppress(table, threshold, fixed=frozenset({fixed}))
    assert fixed not in done.hidden
    assert small_cells(table, threshold) - {fixed} <= done.hidden
    if len(done.hidden) > 1:
        assert not linear(table, done.hidden)
    elif done.hidden:
        assert sum(value > 0 for value in sizes) == 1  # nobody else is there whose number could be hidden too


small = st.integers(1, 3).flatmap(
    lambda columns: st.lists(st.tuples(*[st.integers(0, 4)] * columns), min_size=1, max_size=2)
)


@settings(deadline=None, max_examples=150)
@given(small, st.integers(2, 4))
def test_no_hidden_cell_has_one_value_only_in_all_tables_a_reader_can_think_of(
    cells: list[tuple[int, ...]], threshold: int
) -> None:
    """Every table that fits what is printed is made, with what its marks tell."""
    table = counts(tuple(cells))
    done = suppress(table, threshold)
    inner = [(row, column) for row in range(len(cells)) for column in range(len(cells[0]))]
    values: dict[Place, set[int]] = {place: set() for place in done.hidden}
    for guess in product(*(guesses(table, done, place) for place in inner)):
        known = dict(zip(inner, guess, strict=True))
        full = counts(tuple(tuple(known[row, column] for column in range(len(cells[0]))) for row in range(len(cells))))
        if all(fits(full, table, done, place) for place in every_place(table)):
            for place in values:
                values[place].add(full.value(*place) or 0)
    assert all(len(found) > 1 for found in values.values())


@settings(deadline=None, max_examples=150)
@given(small, st.sets(st.tuples(st.integers(0, 2), st.integers(0, 3)), max_size=6))
def test_what_can_be_computed_is_found_and_nothing_else(cells: list[tuple[int, ...]], wanted: set[Place]) -> None:
    table = counts(tuple(cells))
    hidden = wanted & set(every_place(table))
    done = Suppression(1, frozenset(), frozenset(hidden), False)
    inner = [(row, column) for row in range(len(cells)) for column in range(len(cells[0]))]
    values: dict[Place, set[int]] = {place: set() for place in hidden}
    for guess in product(*(guesses(table, done, place) for place in inner)):
        known = dict(zip(inner, guess, strict=True))
        full = counts(tuple(tuple(known[row, column] for column in range(len(cells[0]))) for row in range(len(cells))))
        if all(fits(full, table, done, place) for place in every_place(table)):
            for place in values:
                values[place].add(full.value(*place) or 0)
    assert computable(table, hidden) == {place for place, found in values.items() if len(found) == 1}


def every_place(table: CountTable) -> list[Place]:
    """All cells and totals."""
    return [(row, column) for row in range(len(table.rows) + 1) for column in range(len(table.columns) + 1)]


def guesses(table: CountTable, done: Suppression, place: Place) -> range:
    """What a reader may think a cell holds: one step above what it can be is enough to see that it varies."""
    value = table.value(*place) or 0
    if place not in done.hidden:
        return range(value, value + 1)
    return range(0, 6)


def fits(full: CountTable, table: CountTable, done: Suppression, place: Place) -> bool:
    """Whether a thought table agrees with what is printed, marks included."""
    value = full.value(*place) or 0
    if place not in done.hidden:
        return value == table.value(*place)
    if done.told:
        return (0 < value < done.threshold) == (place in done.primary)
    return True


def linear(table: CountTable, hidden: frozenset[Place] | set[Place]) -> set[Place]:
    """The hidden cells that follow from the sums alone, by elimination (no cell's sign is used)."""
    rows, columns = len(table.rows), len(table.columns)
    places = sorted(hidden)
    if not places:
        return set()
    lines: list[list[Fraction]] = []

    def equation(plus: list[Place], minus: Place) -> None:
        if any(table.value(*one) is None for one in (*plus, minus)):
            return
        line = [Fraction(0)] * len(places)
        for one in plus:
            if one in hidden:
                line[places.index(one)] += 1
        if minus in hidden:
            line[places.index(minus)] -= 1
        lines.append(line)

    for row in range(rows + 1):
        equation([(row, column) for column in range(columns)], (row, columns))
    for column in range(columns + 1):
        equation([(row, column) for row in range(rows)], (rows, column))
    reduced = eliminate(lines)
    return {
        places[at] for line in reduced for at in range(len(places))
        if line[at] and not any(line[other] for other in range(len(places)) if other != at)
    }  # fmt: skip


def eliminate(lines: list[list[Fraction]]) -> list[list[Fraction]]:
    """The reduced row echelon form."""
    lines = [list(line) for line in lines]
    done = 0
    for at in range(len(lines[0]) if lines else 0):
        pivot = next((row for row in range(done, len(lines)) if lines[row][at]), None)
        if pivot is None:
            continue
        lines[done], lines[pivot] = lines[pivot], lines[done]
        lines[done] = [value / lines[done][at] for value in lines[done]]
        for row in range(len(lines)):
            if row != done and lines[row][at]:
                factor = lines[row][at]
                lines[row] = [value - factor * first for value, first in zip(lines[row], lines[done], strict=True)]
        done += 1
    return lines
