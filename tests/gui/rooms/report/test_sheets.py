"""Sheets cut out of a strip: every case small enough to be worked out by hand."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoder_peer.gui.rooms.report.sheets import Divider, Sheet, Stretch, Unit


def divide(units: list[Unit], notes: list[list[Stretch]] | None = None) -> tuple[Sheet, ...]:
    """On paper 100 high upright, 60 lying, with 5 above notes."""
    return Divider(notes or [], 100, 60, 5).divide(units)


def lines(count: int, height: float = 10, **more: object) -> list[Unit]:
    return [Unit(height * place, height * (place + 1), **more) for place in range(count)]  # type: ignore[arg-type]


def stretches(sheets: tuple[Sheet, ...]) -> list[Stretch]:
    return [(sheet.main.top, sheet.main.bottom) for sheet in sheets]


def test_as_many_lines_as_there_is_room_for() -> None:
    assert stretches(divide(lines(25))) == [(0, 100), (100, 200), (200, 250)]
    assert stretches(divide(lines(7, lying=True))) == [(0, 60), (60, 70)]
    assert len(divide([])) == 1


def test_what_begins_a_page_lies_or_stays_together() -> None:
    units = [Unit(0, 10), Unit(10, 20, begins=True), Unit(20, 30, lying=True), Unit(30, 40)]
    assert [(sheet.main.top, sheet.lying) for sheet in divide(units)] == [
        (0, False), (10, False), (20, True), (30, False),
    ]  # fmt: skip
    kept = [*lines(9), Unit(90, 100, keep=True), Unit(100, 110)]
    assert stretches(divide(kept)) == [(0, 90), (90, 110)]
    assert stretches(divide(lines(12, keep=True))) == [(0, 100), (100, 120)], "more than a page cannot stay together"


def test_notes_take_room_at_the_foot_of_the_page_of_their_mark() -> None:
    units = lines(10)
    units[2] = Unit(20, 30, notes=(0,))
    first, second = divide(units, [[(0, 8), (8, 16)]])
    assert (first.main.bottom, second.main.bottom) == (70, 100), "100 - 16 for the note - 5 above it"
    assert [(one.top, one.at) for one in first.notes] == [(0, 84), (8, 92)] and not second.notes


def test_a_mark_goes_along_with_its_note() -> None:
    units = lines(10)
    units[8] = Unit(80, 90, notes=(0,))
    first, second = divide(units, [[(0, 10), (10, 20)]])
    assert (first.main.bottom, len(first.notes), len(second.notes)) == (80, 0, 2)


def test_a_note_longer_than_a_page_goes_on_at_the_foot_of_the_next() -> None:
    note = [(10.0 * place, 10.0 * place + 10) for place in range(25)]
    sheets = divide([Unit(0, 10, notes=(0,)), Unit(10, 20)], [note])
    assert [one.top for sheet in sheets for one in sheet.notes] == [top for top, _ in note]
    assert all(part.at + part.height <= 100 for sheet in sheets for part in sheet.notes)


def test_a_header_is_shown_again_and_a_row_higher_than_a_page_is_cut() -> None:
    header = (0.0, 20.0)
    units = [Unit(0, 20, keep=True), Unit(20, 90), Unit(90, 120, header=header), Unit(120, 330, header=header)]
    sheets = divide(units)
    assert stretches(sheets) == [(0, 90), (90, 120), (120, 200), (200, 280), (280, 330)]
    assert [sheet.header is not None for sheet in sheets] == [False, True, True, True, True]
    assert sheets[2].main.at == 20


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 250), st.booleans(), st.booleans(), st.booleans(), st.integers(0, 12))))
def test_nothing_is_lost_and_nothing_overlaps(drawn: list[tuple[int, bool, bool, bool, int]]) -> None:
    units, notes, top = [], [], 0.0
    strip = 0.0
    for height, begins, lying, keep, noted in drawn:
        mine: tuple[int, ...] = ()
        if noted:
            notes.append([(strip + 8 * line, strip + 8 * line + 8) for line in range(noted)])
            strip += 8 * noted
            mine = (len(notes) - 1,)
        units.append(Unit(top, top + height, begins, lying, keep, mine))
        top += height
    sheets = divide(units, notes)
    shown = [stretch for stretch in stretches(sheets) if stretch[0] < stretch[1]]
    assert [start for start, _ in shown[1:]] == [end for _, end in shown[:-1]] and (not units or shown[-1][1] == top)
    assert [(one.top, one.bottom) for sheet in sheets for one in sheet.notes] == [one for note in notes for one in note]
    for sheet in sheets:
        if sheet.notes:
            assert sheet.main.at + sheet.main.height <= sheet.notes[0].at
