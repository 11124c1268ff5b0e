"""Segments on the page: what is repainted, pointed at, clicked, dragged, dropped and said."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage, QMouseEvent, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from transcript_material import drawn, mixed_text, plain_text, random_segments, settle

from qualcoder_peer.gui.widgets.transcript import CODE_MIME_TYPE, Segment, TranscriptColours, TranscriptView
from qualcoder_peer.gui.widgets.transcript.margin import plain_tool_tip
from tests.support.growth import assert_growth, seconds

Show = Callable[..., TranscriptView]
Wait = Callable[..., None]

TEXT = (
    "Intervjuare: Hur var det?\n"
    "R1: Det var lugnt, hon ringde alltid på fredagarna.\n"
    "R2: Ingen ringde. Det blev ett tomrum som ingen pratade om."
)
LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class PaintCounter(QObject):
    """Notes the rectangles that a widget is asked to paint."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.rects: list[QRect] = []
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.rects += list(event.region())
        return False


def on_screen(view: TranscriptView) -> QImage:
    """What stands on the screen now, without asking for a repaint."""
    drawn(view)
    return view.screen().grabWindow(view.winId()).toImage()


def segment(number: int, words: str, text: str = TEXT, **more: object) -> Segment:
    start = text.index(words)
    end, name = start + len(words), f"Tema {number}"
    return Segment(number, start, end, number, "#2e8b57", name, **more)  # type: ignore[arg-type]


def place(view: TranscriptView, position: int) -> QPoint:
    """A point on the character at a position of the shown text."""
    cursor = view.textCursor()
    cursor.setPosition(view.positions.to_utf16(position))
    return view.cursorRect(cursor).center() + QPoint(3, 0)


def point_at(view: TranscriptView, point: QPoint, widget: QWidget | None = None) -> None:
    """Move the mouse over a widget of the view without a button."""
    send_mouse(widget or view.viewport(), QEvent.Type.MouseMove, point, Qt.MouseButton.NoButton)


def send_mouse(
    widget: QWidget,
    kind: QEvent.Type,
    point: QPoint,
    button: Qt.MouseButton = LEFT,
    keys: Qt.KeyboardModifier = NO_KEYS,
) -> None:
    pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    single = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
    place = QPointF(widget.mapToGlobal(point))
    QApplication.sendEvent(widget, QMouseEvent(kind, QPointF(point), place, single, pressed, keys))


def drag_edge(view: TranscriptView, at_end: bool, to: int, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    handle = next(box for end, box in view.painter.handle_boxes() if end is at_end)
    send_mouse(view.viewport(), QEvent.Type.MouseButtonPress, handle.center())
    send_mouse(view.viewport(), QEvent.Type.MouseMove, place(view, to) - QPoint(3, 0), LEFT, keys)


def pixels(view: TranscriptView) -> set[str]:
    """All colours on the page."""
    image = view.viewport().grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(image.height())}


def test_a_coding_repaints_its_own_lines_only(show: Show) -> None:
    text = plain_text(80)
    view = show(text)
    view.set_segments(random_segments(len(text), 200))
    settle()
    line = view.lines.all()[6]
    new = Segment(9_001, line.start + 2, line.start + 12, 1, "#c0392b", "Trygghet")
    longer = new._replace(end=view.lines.all()[8].start + 4)
    counter = PaintCounter(view.viewport())
    for act, last in (
        (lambda: view.add_segment(new), 6),
        (lambda: view.set_hovered(new.id), 6),
        (lambda: view.change_segment(longer), 8),
        (lambda: view.set_current(new.id), 8),
        (lambda: view.remove_segment(new.id), 8),
    ):
        counter.rects.clear()
        act()
        settle()
        lines = view.lines.all()
        allowed = QRect(0, line.top - 8, view.viewport().width(), lines[last].bottom - line.top + 16)
        assert counter.rects
        assert all(allowed.contains(rect) for rect in counter.rects), (act, counter.rects, allowed)


def test_a_coding_elsewhere_repaints_nothing(show: Show) -> None:
    text = plain_text(400)
    view = show(text)
    counter = PaintCounter(view.viewport())
    margin = PaintCounter(view._stripes)
    end = len(text)
    view.add_segment(Segment(1, end - 40, end - 20, 1, "#c0392b", "Trygghet"))
    view.set_current(1)
    view.remove_segment(1)
    settle()
    assert counter.rects == [] == margin.rects


@pytest.mark.parametrize("theme", ["light", "dark", "high_contrast"])
def test_what_is_painted_step_by_step_looks_like_what_is_painted_at_once(show: Show, theme: str) -> None:
    text = mixed_text(40)
    rows = random_segments(len(text), 60)
    colours = getattr(TranscriptColours, theme)()
    stepwise, at_once = show(text), show(text)
    for view in (stepwise, at_once):
        view.set_colours(colours)
    stepwise.set_segments(rows[:30])
    settle()
    for row in rows[30:]:
        stepwise.add_segment(row)
        settle()
    for row in rows[:30]:
        stepwise.remove_segment(row.id)
        settle()
    for row in sorted(rows[:30], key=lambda one: (one.start, -one.end)):
        stepwise.add_segment(row._replace(starred=True))
    settle()
    for row in rows[:30]:
        stepwise.change_segment(row._replace(start=max(0, row.start - 150), end=row.end + 150))
    settle()
    for row in rows[:30]:
        stepwise.change_segment(row)
    settle()
    at_once.set_segments(rows)
    at_once.segments = stepwise.segments  # the same lanes: those depend on the order in which codings are made
    at_once.stripe_lanes = stepwise.stripe_lanes
    at_once.repaint_all()
    settle()
    assert on_screen(stepwise) == drawn(at_once).grab().toImage()


def test_a_coding_that_shrinks_or_goes_leaves_no_trace(show: Show) -> None:
    text = plain_text(30)
    view, fresh = show(text), show(text)
    view.set_segments([Segment(1, 100, 1_200, 1, "#c0392b", "Trygghet")])
    view.set_current(1)
    settle()
    view.change_segment(Segment(1, 500, 700, 1, "#c0392b", "Trygghet"))
    fresh.set_segments([Segment(1, 500, 700, 1, "#c0392b", "Trygghet")])
    fresh.set_current(1)
    settle()
    assert on_screen(view) == drawn(fresh).grab().toImage()
    view.remove_segment(1)
    fresh.remove_segment(1)
    settle()
    assert on_screen(view) == drawn(fresh).grab().toImage()


def test_a_selection_leaves_no_trace_when_it_shrinks(show: Show, wait: Wait) -> None:
    text = plain_text(30)
    view, fresh = show(text), show(text)
    for one in (view, fresh):
        one.setCursorWidth(0)
    view.select(10, 900)
    settle()
    view.select(10, 300)
    settle()
    view.select(40, 60)
    settle()
    fresh.select(40, 60)
    settle()
    assert on_screen(view) == drawn(fresh).grab().toImage()


def test_overlaps_are_deeper_and_only_four_are_underlined(show: Show) -> None:
    view = show(TEXT)
    start = TEXT.index("lugnt")
    for count in range(1, 7):
        view.add_segment(Segment(count, start, start + 30, count, "#2e8b57", "Tema"))
    assert view.segments.lane_count == 6
    assert [one.id for one in view.segments_at(start + 3)] == [1, 2, 3, 4, 5, 6]
    drawn(view).grab()


def test_pointing_lights_up_the_innermost_coding_and_its_stripe(show: Show) -> None:
    view = show(TEXT)
    view.set_segments([segment(1, "hon ringde alltid på fredagarna"), segment(2, "ringde alltid")])
    settle()
    said: list[int] = []
    view.segment_hovered.connect(said.append)
    lit = drawn(view).grab().toImage()
    point_at(view, place(view, TEXT.index("alltid")))
    settle()
    assert lit != drawn(view).grab().toImage()
    point_at(view, place(view, TEXT.index("fredagarna")))
    point_at(view, place(view, TEXT.index("Ingen")))
    assert said == [2, 1, -1]
    label = view._stripes.labels[1]
    point_at(view, label.center(), view._stripes)
    assert said[-1] == 1
    QApplication.sendEvent(view._stripes, QEvent(QEvent.Type.Leave))
    assert said[-1] == -1


def test_a_click_chooses_a_coding_and_again_the_one_around_it(show: Show) -> None:
    view = show(TEXT)
    view.set_segments([segment(1, "hon ringde alltid på fredagarna"), segment(2, "ringde alltid")])
    settle()
    chosen: list[int] = []
    view.segment_activated.connect(chosen.append)
    view.segment_activated.connect(view.set_current)
    aim = place(view, TEXT.index("alltid"))
    for _ in range(3):
        QTest.mouseClick(view.viewport(), LEFT, NO_KEYS, aim)
        QTest.mouseClick(view.viewport(), LEFT, NO_KEYS, place(view, 0))
    assert chosen == [2, 1, 2]
    QTest.mouseClick(view._stripes, LEFT, NO_KEYS, view._stripes.labels[1].center())
    assert chosen[-1] == 1


def test_selecting_the_next_words_does_not_move_the_edge_of_the_coding_before_them(show: Show) -> None:
    view = show(TEXT)
    view.set_segments([segment(1, "ringde alltid")])
    view.set_current(1)
    settle()
    said: list[tuple[int, int, int]] = []
    view.edge_dragged.connect(lambda *what: said.append(what))
    end = TEXT.index("ringde alltid") + len("ringde alltid")
    first, last = place(view, end + 1) - QPoint(2, 0), place(view, end + 9)
    for kind, point in (
        (QEvent.Type.MouseButtonPress, first),
        (QEvent.Type.MouseMove, last),
        (QEvent.Type.MouseButtonRelease, last),
    ):
        send_mouse(view.viewport(), kind, point)
    assert not said and view.selection()[1] > view.selection()[0] >= end
    knob = next(box for at_end, box in view.painter.handle_boxes() if at_end)
    send_mouse(view.viewport(), QEvent.Type.MouseButtonPress, knob.bottomRight() - QPoint(1, 1))
    assert view._pointer.is_dragging_edge


def test_an_edge_is_dragged_to_words_and_with_alt_to_the_character(show: Show) -> None:
    view = show(TEXT)
    view.set_segments([segment(1, "ringde alltid")])
    view.set_current(1)
    settle()
    start, end = TEXT.index("ringde alltid"), TEXT.index("ringde alltid") + len("ringde alltid")
    said: list[tuple[int, int, int]] = []
    view.edge_dragged.connect(lambda *what: said.append(what))
    inside = TEXT.index("fredagarna") + 4
    drag_edge(view, True, inside)
    assert view.current_extent() == (start, TEXT.index("fredagarna") + len("fredagarna"))
    send_mouse(view.viewport(), QEvent.Type.MouseButtonRelease, place(view, inside))
    assert said == [(1, start, TEXT.index("fredagarna") + len("fredagarna"))]
    assert view.current_extent() == (start, end), "the widget changes nothing itself"
    drag_edge(view, True, inside, Qt.KeyboardModifier.AltModifier)
    send_mouse(view.viewport(), QEvent.Type.MouseButtonRelease, place(view, inside))
    assert said[-1] == (1, start, inside)
    drag_edge(view, False, TEXT.index("lugnt") + 2)
    send_mouse(view.viewport(), QEvent.Type.MouseButtonRelease, QPoint())
    assert said[-1] == (1, TEXT.index("lugnt"), end)
    drag_edge(view, False, TEXT.index("Ingen"))
    low, high = view.current_extent() or (0, 0)
    assert low < high == end, "an edge never passes the other"
    QTest.keyClick(view, Qt.Key.Key_Escape)
    send_mouse(view.viewport(), QEvent.Type.MouseButtonRelease, QPoint())
    assert len(said) == 3 and view.current_extent() == (start, end)
    assert view.selection()[0] == view.selection()[1]


def test_a_code_is_dropped_on_the_selection_or_on_a_turn(show: Show) -> None:
    view = show(TEXT)
    said: list[tuple[int, int]] = []
    view.code_dropped.connect(lambda *what: said.append(what))
    view.select(TEXT.index("lugnt"), TEXT.index("lugnt") + 5)
    data = QMimeData()
    data.setData(CODE_MIME_TYPE, b"42")
    for words in ("lugnt", "tomrum"):
        aim = place(view, TEXT.index(words) + 1)
        enter = QDragEnterEvent(aim, Qt.DropAction.CopyAction, data, LEFT, NO_KEYS)
        QApplication.sendEvent(view.viewport(), enter)
        assert enter.isAccepted()
        target = view.drop_extent(TEXT.index(words) + 1)
        assert view.marks.drop_target == target
        drawn(view).grab()
        drop = QDropEvent(QPointF(aim), Qt.DropAction.CopyAction, data, LEFT, NO_KEYS)
        QApplication.sendEvent(view.viewport(), drop)
        assert view.marks.drop_target is None
    assert said == [(42, TEXT.index("lugnt") + 1), (42, TEXT.index("tomrum") + 1)]
    assert TEXT[slice(*view.drop_extent(said[0][1]))] == "lugnt"
    assert TEXT[slice(*view.drop_extent(said[1][1]))] == "Ingen ringde. Det blev ett tomrum som ingen pratade om."


def test_what_may_only_be_read_offers_no_edge_and_takes_no_code(show: Show) -> None:
    view = show(TEXT)
    view.set_segments([segment(1, "ringde alltid")])
    view.set_current(1)
    settle()
    assert len(view.painter.handle_boxes()) == 2
    view.can_change = False
    assert view.painter.handle_boxes() == []
    data = QMimeData()
    data.setData(CODE_MIME_TYPE, b"42")
    enter = QDragEnterEvent(place(view, 1), Qt.DropAction.CopyAction, data, LEFT, NO_KEYS)
    QApplication.sendEvent(view.viewport(), enter)
    assert not enter.isAccepted()


@pytest.mark.parametrize("payload", [None, b"", b"x", b"-1", b"99999999999999999999", "²".encode()])
def test_anything_else_that_is_dragged_is_left_to_the_window(show: Show, payload: bytes | None) -> None:
    view = show(TEXT)
    data = QMimeData()
    data.setText("fil") if payload is None else data.setData(CODE_MIME_TYPE, payload)
    aim = place(view, 40)
    enter = QDragEnterEvent(aim, Qt.DropAction.CopyAction, data, LEFT, NO_KEYS)
    QApplication.sendEvent(view.viewport(), enter)
    assert not enter.isAccepted()
    QApplication.sendEvent(view.viewport(), QDropEvent(QPointF(aim), Qt.DropAction.CopyAction, data, LEFT, NO_KEYS))
    assert view.marks.drop_target is None


def test_a_selection_is_made_when_the_mouse_is_let_go(show: Show) -> None:
    view = show(TEXT)
    changed: list[tuple[int, int]] = []
    made: list[tuple[int, int]] = []
    view.selection_changed.connect(lambda *what: changed.append(what))
    view.selection_made.connect(lambda start, end, _point: made.append((start, end)))
    first, last = TEXT.index("lugnt"), TEXT.index("alltid")
    send_mouse(view.viewport(), QEvent.Type.MouseButtonPress, place(view, first) - QPoint(3, 0))
    for target in (first + 3, last):
        send_mouse(view.viewport(), QEvent.Type.MouseMove, place(view, target) - QPoint(3, 0))
    assert changed[-1] == (first, last) and made == []
    send_mouse(view.viewport(), QEvent.Type.MouseButtonRelease, place(view, last) - QPoint(3, 0))
    assert made == [(first, last)]
    QTest.mouseClick(view.viewport(), LEFT, NO_KEYS, place(view, 2))
    assert made == [(first, last)] and changed[-1][0] == changed[-1][1]


def test_a_selection_by_keyboard_is_made_when_it_has_settled(show: Show, wait: Wait) -> None:
    view = show(TEXT)
    made: list[tuple[int, int, QPoint]] = []
    moved: list[int] = []
    view.selection_made.connect(lambda *what: made.append(what))
    view.caret_moved.connect(moved.append)
    for _ in range(5):
        QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert made == [] and moved == [1, 2, 3, 4, 5]
    wait(lambda: made)
    start, end, point = made[0]
    assert (start, end) == (0, 5)
    line = view.lines.all()[0]
    assert view.viewport().mapFromGlobal(point) == QPoint(round(line.x_at(5)), line.foot)


def test_hits_are_marked_and_the_current_one_apart(show: Show) -> None:
    view = show(TEXT)
    colours = view.colours
    hits = [(TEXT.index("ringde", 60), TEXT.index("ringde", 60) + 6), (TEXT.index("ringde"), TEXT.index("ringde") + 6)]
    view.set_hits(hits, 1)
    settle()
    assert {colours.hit, colours.current_hit} <= pixels(view)
    assert [view.marks.hits[number] for number in (view.marks.current_hit,)] == [hits[1]]
    view.set_hits(hits)
    settle()
    assert colours.current_hit not in pixels(view)
    view.set_hits([])
    settle()
    assert not {colours.hit, colours.current_hit} & pixels(view)


def test_hits_found_between_two_places_are_those_that_touch(show: Show) -> None:
    view = show(plain_text(60))
    hits = [(10, 900), (20, 25), (40, 41), (700, 720), (905, 910)]
    view.set_hits(hits, 3)
    assert [hit for _, hit in view.marks.hits_between(41, 905)] == [(10, 900), (700, 720)]
    assert [hit for _, hit in view.marks.hits_between(24, 41)] == [(10, 900), (20, 25), (40, 41)]
    assert view.marks.hits[view.marks.current_hit] == (700, 720)


def test_names_in_the_margin_carry_star_and_stance(show: Show) -> None:
    view = show(TEXT)
    starred = segment(1, "lugnt", starred=True, stance="against")
    view.set_segments([starred, segment(2, "tomrum")])
    settle()
    assert starred.signs == "★ −"
    metrics = view._stripes.fontMetrics()
    assert view._stripes._fitting(starred, 200, metrics, False) == "Tema 1 ★ −"
    assert view._stripes._fitting(starred, 30, metrics, False).endswith(" ★ −")
    assert set(view._stripes.labels) == {1, 2}


def test_a_name_can_never_act_as_markup_in_a_tool_tip() -> None:
    tip = plain_tool_tip([Segment(1, 0, 5, 1, "#000000", "<img src=x>\n&c", "A & B", True, "mixed")])
    assert "<img" not in tip and "&lt;img src=x&gt;" in tip and "★ ±" in tip and "(A &amp; B)" in tip
    assert plain_tool_tip([]) == ""


def test_another_text_forgets_everything_of_the_one_before(show: Show) -> None:
    view = show(TEXT)
    view.set_segments([segment(1, "lugnt")])
    view.set_current(1)
    view.set_hits([(0, 4)], 0)
    view.select(3, 9)
    view.set_text("😀 Nytt")
    settle()
    assert (view.selection(), list(view.segments.index), view.current_extent(), list(view.marks.hits)) == (
        (0, 0),
        [],
        None,
        [],
    )
    view.add_segment(Segment(5, 2, 6, 1, "#c0392b", "Ny"))
    assert [one.id for one in view.segments_at(5)] == [5]


def test_segments_outside_of_the_text_do_no_harm(show: Show) -> None:
    view = show(TEXT)
    view.set_segments(
        [(1, 0, 10**6, 1, "#c0392b", "Lång"), (2, 10**5, 10**6, 1, "inte en färg", ""), (3, 5, 5, 1, "", "Tom")]
    )
    view.set_current(1)
    view.set_hovered(2)
    drawn(view).grab()
    view.remove_segment(404)
    assert [one.id for one in view.segments_at(5)] == [1]


def test_codings_in_a_text_with_emoji_stand_on_their_words(show: Show) -> None:
    text = "😭😭 grät 👨‍👩‍👧‍👦 lugnt"
    view = show(text)
    view.set_segments([segment(1, "lugnt", text)])
    settle()
    point_at(view, place(view, text.index("lugnt") + 4))
    assert view.marks.hovered == 1
    point_at(view, place(view, text.index("grät") + 3))
    assert view.marks.hovered == -1
    placed = view.segments.placed(0, len(text))[0]
    assert view.positions.to_utf16(text.index("lugnt")) == placed.start


def test_the_selection_is_painted_in_its_colour_and_its_words_can_be_read(show: Show) -> None:
    view = show(TEXT)
    view.select(0, len(TEXT))
    settle()
    assert {QColor(view.colours.selection).name(), QColor(view.colours.selected_text).name()} <= pixels(view)


def test_a_coding_costs_the_same_among_ten_thousand_as_among_five_hundred(show: Show) -> None:
    def cost(page: tuple[TranscriptView, int]) -> float:
        view, length = page
        view.set_top(length // 2)
        settle()
        start = view.visible_range()[0] + 200

        def work(number: int) -> None:
            new = Segment(10**6 + number, start, start + 90, 1, "#8e44ad", "Tomrummet")
            view.add_segment(new)
            settle()
            view.remove_segment(new.id)
            settle()

        return statistics.median(seconds(partial(work, number), time.thread_time) for number in range(20))

    pages = []
    for paragraphs, count in ((400, 500), (8_000, 10_000)):
        text = plain_text(paragraphs)
        view = show(text)
        view.set_segments(random_segments(len(text), count, longest=240))
        pages.append((view, len(text)))
    assert_growth(cost, *pages, bound=2.5)
