"""The overview beside the scroll bar, grouped stripes, a filter over the segments, underlines five deep."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from transcript_material import drawn, plain_text, random_segments, settle

from qualcoder_peer.gui.widgets.transcript import Segment, TranscriptColours, TranscriptView
from qualcoder_peer.gui.widgets.transcript.colours import visible_on
from qualcoder_peer.gui.widgets.transcript.grouping import MOST_GROUPS, StripeGroup
from qualcoder_peer.gui.widgets.transcript.painting import UNDERLINES

Show = Callable[..., TranscriptView]
REST = StripeGroup("Other", "#808080")
LEFT = Qt.MouseButton.LeftButton


def column_colours(view: TranscriptView, row: int) -> set[str]:
    """The colours of one row of the overview."""
    overview = view.margins.overview
    picture = overview.grab().toImage()
    return {picture.pixelColor(x, row).name() for x in range(picture.width())}


def test_the_overview_shows_where_codings_stand(show: Show) -> None:
    text = plain_text(600)
    view = show(text)
    middle = len(text) // 2
    view.set_segments([Segment(1, middle, middle + 200, 1, "#c0392b", "Trygghet")])
    drawn(view)
    top, bottom = view.margins.overview.rows(middle, middle + 200)
    assert abs(top - view.margins.overview.height() // 2) <= 1
    ink = visible_on("#c0392b", view.colours.background, view.colours.stripe_contrast)
    assert ink in column_colours(view, top)
    assert ink not in column_colours(view, bottom + 3)
    assert "one coding" in view.margins.overview.accessibleName()
    view.remove_segment(1)
    drawn(view)
    assert ink not in column_colours(view, top)


def test_the_overview_drawn_coding_by_coding_is_that_drawn_at_once(show: Show) -> None:
    text = plain_text(900)
    rows = random_segments(len(text), 300, longest=len(text) // 5)
    stepwise, at_once = show(text), show(text)
    drawn(stepwise)
    for number, row in enumerate(rows):
        stepwise.add_segment(row)
        if number % 10 == 0:
            drawn(stepwise)
    drawn(stepwise)
    for row in rows[::3]:
        stepwise.remove_segment(row.id)
        drawn(stepwise)
    at_once.set_segments([row for number, row in enumerate(rows) if number % 3])
    at_once.segments = stepwise.segments  # the same lanes
    pictures = [drawn(view).margins.overview.grab().toImage() for view in (stepwise, at_once)]
    assert pictures[0] == pictures[1]


def test_a_click_and_a_drag_in_the_overview_go_there(show: Show) -> None:
    text = plain_text(900)
    view = show(text)
    overview = view.margins.overview
    QTest.mousePress(overview, LEFT, pos=QPoint(5, overview.height() // 2))
    start, end = view.visible_range()
    assert start <= len(text) // 2 <= end
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    low = QPoint(5, overview.height() - 2)
    move = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(low), QPointF(overview.mapToGlobal(low)), Qt.MouseButton.NoButton, LEFT,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(overview, move)
    assert view.visible_range()[1] > len(text) * 0.98
    QTest.mouseRelease(overview, LEFT, pos=low)


def test_the_overview_tells_of_hits_and_of_what_is_looked_at(show: Show) -> None:
    text = plain_text(900)
    view = show(text)
    place = len(text) * 3 // 4
    view.set_segments([Segment(1, 100, 150, 1, "#c0392b", "Trygghet"), Segment(2, place, place + 9, 1, "#c0392b", "T")])
    view.set_hits([(place, place + 5)])
    drawn(view)
    row = view.margins.overview.rows(place, place)[0]
    assert view.colours.hit_edge in column_colours(view, row)
    assert "2 codings" in view.margins.overview.accessibleName()
    assert "one hit" in view.margins.overview.accessibleName()
    view.set_current(2)
    drawn(view)
    assert view.colours.text in column_colours(view, row - 1)


def test_the_overview_can_be_put_away(show: Show) -> None:
    view = show(plain_text(50), width=700)
    wide = view._stripes.width() + view.viewport().width()
    view.set_overview(False)
    settle()
    assert not view.margins.overview.isVisible()
    assert view._stripes.width() + view.viewport().width() == wide + 14
    view.set_overview(True)
    drawn(view)
    assert view.margins.overview.isVisible()


def test_what_one_coding_costs_the_overview_does_not_grow_with_codings(show: Show) -> None:
    """Only rows that changed are drawn again: as many segments are asked for as lie there."""
    text = plain_text(3_000)
    view = show(text)
    view.set_segments(random_segments(len(text), 4_000, longest=60))
    drawn(view)
    asked: list[int] = []
    index = view.segments.index
    look = index.overlapping

    def watched(start: int, end: int) -> list[Segment]:
        found = look(start, end)
        asked.append(len(found))
        return found

    index.overlapping = watched  # type: ignore[method-assign]
    view.add_segment(Segment(9_000, 500, 540, 1, "#c0392b", "Trygghet"))
    drawn(view)
    view.margins.overview.repaint()
    assert asked and max(asked) < 400


def test_grouped_stripes_stand_in_lanes_of_their_group(show: Show) -> None:
    text = plain_text(60)
    view = show(text)
    rows = random_segments(len(text), 120)
    view.set_segments(rows)
    groups: dict[Hashable, StripeGroup] = {code: StripeGroup(f"Tema {code}", "#8e44ad") for code in (5, 1, 3, 0)}
    view.group_stripes(groups, lambda one: one.code_id, REST)
    settle()
    columns = view.stripe_lanes.columns
    assert [column.group.title for column in columns] == ["Tema 5", "Tema 1", "Tema 3", "Tema 0", "Other"]
    spans = {column.group.title: range(column.first, column.first + column.lanes) for column in columns}
    for _, _, lane, segment in view.stripe_lanes.placed(0, len(text)):
        title = f"Tema {segment.code_id}" if segment.code_id in groups else "Other"
        assert lane in spans[title]
    headings = view.margins.headings
    assert headings.isVisible() and headings.accessibleName() == "Tema 5, Tema 1, Tema 3, Tema 0, Other"
    assert headings.geometry().bottom() < view.viewport().geometry().top() + 1
    view.ungroup_stripes()
    settle()
    assert not headings.isVisible() and view.viewport().geometry().top() == 0


def test_too_many_groups_share_the_last(show: Show) -> None:
    text = plain_text(60)
    view = show(text)
    view.set_segments([Segment(n, 50 * n, 50 * n + 20, n, "#8e44ad", f"T{n}") for n in range(1, 12)])
    view.group_stripes({n: StripeGroup(f"T{n}", "#8e44ad") for n in range(1, 12)}, lambda one: one.code_id, REST)
    assert [one.group.title for one in view.stripe_lanes.columns] == ["T1", "T2", "T3", "T4", "T5", "Other"]
    assert len(view.stripe_lanes.columns) == MOST_GROUPS


def test_grouped_stripes_follow_each_coding(show: Show) -> None:
    text = plain_text(60)
    view = show(text)
    rows = random_segments(len(text), 60)
    groups: dict[Hashable, StripeGroup] = {code: StripeGroup(f"Tema {code}", "#8e44ad") for code in range(5)}
    view.group_stripes(groups, lambda one: one.code_id, REST)
    for row in rows:
        view.add_segment(row)
    for row in rows[::4]:
        view.remove_segment(row.id)
    for row in rows[1::4]:
        view.change_segment(row._replace(code_id=(row.code_id + 1) % 5))
    now = {one.segment.id: one for one in view.stripe_lanes.placed(0, len(text))}
    assert now.keys() == {one.id for one in view.segments.index}
    for column in view.stripe_lanes.columns:
        for segment in column.store.index:
            assert groups.get(segment.code_id, REST) == column.group


def test_what_the_filter_hides_is_in_no_list_and_comes_back(show: Show) -> None:
    text = plain_text(60)
    view = show(text)
    rows = random_segments(len(text), 70)
    view.set_segments(rows)
    told: list[None] = []
    view.shown_changed.connect(lambda: told.append(None))
    view.set_filter(lambda one: one.code_id == 3)
    assert told
    assert {one.id for one in view.segments.index} == {row.id for row in rows if row.code_id == 3}
    assert view.segments.count == 70
    view.add_segment(Segment(900, 5, 9, 4, "#c0392b", "Tema 4"))
    view.add_segment(Segment(901, 5, 9, 3, "#c0392b", "Tema 3"))
    assert [one.id for one in view.segments_at(6) if one.id >= 900] == [901]
    assert view.segments.count == 72
    view.change_segment(Segment(901, 5, 9, 4, "#c0392b", "Tema 4"))
    assert 901 not in view.segments.index
    view.remove_segment(900)
    assert view.segments.count == 71
    view.set_current(901)
    assert 901 in view.segments.index, "what is looked at is shown"
    view.set_filter(None)
    assert len(view.segments.index) == view.segments.count == 71


@pytest.mark.parametrize("theme", ["light", "dark", "high_contrast"])
def test_five_codings_on_the_same_words_have_five_lines_of_their_colours(show: Show, theme: str) -> None:
    view = show(plain_text(20))
    colours = getattr(TranscriptColours, theme)()
    view.set_colours(colours)
    inks = ("#3a73c0", "#be4133", "#3f8161", "#a10a6f", "#4f5400")
    assert len(inks) == UNDERLINES
    view.set_segments([Segment(n, 10, 60 - n, n, ink, f"T{n}") for n, ink in enumerate(inks)])
    settle()
    picture = view.viewport().grab().toImage()
    line = view.lines.all()[0]
    x = line.extents(10, 40)[0][0] + 4
    found = [picture.pixelColor(x, y).name() for y in range(line.text_top, line.bottom + 6)]
    wanted = [visible_on(ink, colours.background, colours.stripe_contrast) for ink in inks]
    assert [one for one in dict.fromkeys(found) if one in wanted] == wanted
