"""Suggestions beside codings: dotted, without a tint, and told apart from codings whatever their numbers are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from transcript_material import drawn, plain_text, settle

from qualcoder_peer.gui.widgets.transcript import Segment, TranscriptView

Show = Callable[..., TranscriptView]


def point_in(view: TranscriptView, position: int) -> QPoint:
    """A point of the viewport inside a character."""
    place = view.positions.to_utf16(position)
    line = view.lines.holding(place)
    assert line is not None
    return QPoint(round(line.x_at(place)) + 3, (line.text_top + line.text_bottom) // 2)


def test_a_click_tells_suggestions_from_codings_with_the_same_number(show: Show) -> None:
    view = show(plain_text(20))
    view.set_segments([Segment(0, 0, 20, 1, "#c0392b", "Trygghet")])
    view.set_suggestions([Segment(0, 40, 60, 2, "#2f7d32", "Tomrummet"), Segment(1, 0, 20, 2, "#2f7d32", "Tomrummet")])
    settle()
    coded: list[int] = []
    suggested: list[int] = []
    view.segment_activated.connect(coded.append)
    view.suggestion_activated.connect(suggested.append)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point_in(view, 45))
    assert (coded, suggested) == ([], [0])
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point_in(view, 5))
    assert (coded, suggested) == ([0], [0])
    view.set_current(0)
    QTest.qWait(450)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point_in(view, 5))
    assert (coded, suggested) == ([0], [0, 1])


def test_a_click_on_the_stripe_of_a_suggestion_tells_its_number(show: Show) -> None:
    view = show(plain_text(20))
    view.set_suggestions([Segment(7, 0, 200, 2, "#2f7d32", "Tomrummet")])
    settle()
    suggested: list[int] = []
    view.suggestion_activated.connect(suggested.append)
    (box,) = view._stripes.labels.values()
    QTest.mouseClick(view._stripes, Qt.MouseButton.LeftButton, pos=box.center())
    assert suggested == [7]
    assert view.segments_at(10) == []


def test_what_nobody_has_confirmed_looks_otherwise_in_text_and_margin(show: Show) -> None:
    text = plain_text(20)
    sure, automatic, suggested = show(text), show(text), show(text)
    one = Segment(1, 0, 200, 2, "#2f7d32", "Tomrummet")
    sure.set_segments([one])
    automatic.set_segments([one._replace(automatic=True)])
    suggested.set_suggestions([one])
    settle()
    views = (sure, automatic, suggested)
    pictures = [(view.viewport().grab().toImage(), view._stripes.grab().toImage()) for view in views]
    for at in range(2):
        assert pictures[0][at] != pictures[1][at] != pictures[2][at] != pictures[0][at]
    assert "◌" in one._replace(automatic=True).signs
    assert one.signs == ""


def test_suggestions_go_with_the_text_and_leave_no_trace(show: Show) -> None:
    text = plain_text(20)
    view, fresh = show(text), show(text)
    view.set_suggestions([Segment(7, 0, 200, 2, "#2f7d32", "Tomrummet")])
    view.set_suggestion(7)
    settle()
    assert drawn(view).grab().toImage() != drawn(fresh).grab().toImage()
    view.set_suggestions([])
    settle()
    assert drawn(view).grab().toImage() == drawn(fresh).grab().toImage()
    view.set_suggestions([Segment(7, 0, 200, 2, "#2f7d32", "Tomrummet")])
    view.set_text("Något annat\n")
    assert view.keys_at(3) == []
