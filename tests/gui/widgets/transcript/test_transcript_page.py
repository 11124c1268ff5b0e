"""The reading page: positions, copying, places, keys, scrolling, zoom."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QFont, QImage, QPainter, QTextCharFormat, QTextLayout, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from transcript_material import MIXED_PARAGRAPHS, mixed_text, plain_text, random_segments, settle, turns_of

from qualcoder_peer.core.text.offsets import Utf16Map
from qualcoder_peer.gui.widgets.transcript import SELECTION_MIME_TYPE, TranscriptView
from qualcoder_peer.gui.widgets.transcript.lines import PageLine
from tests.support.growth import assert_growth, seconds

Show = Callable[..., TranscriptView]


def point_of(view: TranscriptView, position: int) -> QPoint:
    """Where Qt itself would draw the caret at a position, half way down its line."""
    cursor = view.textCursor()
    cursor.setPosition(Utf16Map(view.text).to_utf16(position))
    return view.cursorRect(cursor).center()


def turn_wheel(target: QWidget, delta: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    middle = target.rect().center()
    place = QPointF(target.mapToGlobal(middle))
    event = QWheelEvent(
        QPointF(middle),
        place,
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(target, event)
    settle()


@pytest.mark.parametrize("paragraphs", [60, 2_600], ids=["a block a paragraph", "grouped paragraphs"])
def test_a_click_puts_the_caret_where_it_was_aimed(show: Show, paragraphs: int) -> None:
    text = mixed_text(paragraphs)
    view = show(text)
    rng = random.Random(5)
    checked = 0
    for _ in range(25):
        view.set_top(rng.randrange(len(text)))
        settle()
        start, end = view.visible_range()
        for _ in range(6):
            position = rng.randrange(start, end)
            aim = point_of(view, position)
            if not view.viewport().rect().contains(aim):
                continue
            block = view.document().findBlock(view.positions.to_utf16(position))
            if not block.layout().isValidCursorPosition(view.positions.to_utf16(position) - block.position()):
                continue
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, aim)
            landed = view.caret()
            line = view.lines.near(aim.y())
            assert line is not None and line.start <= view.positions.to_utf16(landed) <= line.end
            if not line.right_to_left:  # where scripts meet, one place on the screen is two positions
                assert landed == position
                checked += 1
    assert checked > 40


def test_a_click_in_the_air_between_lines_hits_the_nearest_line(show: Show) -> None:
    view = show(plain_text(30))
    for line in view.lines.all()[2:9]:
        for y in (line.top, line.bottom - 1):
            place = line.start + (line.visible_end - line.start) // 2
            aim = QPoint(round(line.x_at(place)), y)
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, aim)
            assert view.caret() == place


def test_every_character_on_the_screen_is_found_under_its_middle(show: Show) -> None:
    text = "\n".join(paragraph for paragraph in MIXED_PARAGRAPHS if "ש" not in paragraph and "م" not in paragraph)
    view = show(text)
    turn = Utf16Map(text)
    for line in view.lines.all():
        layout = view.document().findBlock(line.start).layout()
        units = line.start
        while units < line.visible_end:
            following = line.base + layout.nextCursorPosition(units - line.base)
            middle = QPoint(round((line.x_at(units) + line.x_at(following)) / 2), line.text_top + 3)
            if following == line.end and middle.x() > line.line.naturalTextRect().right() - 3:
                break  # the space at which the line was broken takes no room
            assert view.lines.character_at(middle) == units
            assert view.character_near(middle) == turn.to_code_point(units)
            units = following


@pytest.mark.parametrize("paragraphs", [40, 2_600])
def test_what_is_copied_is_the_stored_text(show: Show, paragraphs: int) -> None:
    text = mixed_text(paragraphs) + "\nhårt\u00a0mellanslag\u2028radbyte\tslut"
    view = show(text)
    rng = random.Random(8)
    for start, end in [(0, len(text)), (len(text) - 30, len(text))] + [
        tuple(sorted(rng.sample(range(len(text)), 2))) for _ in range(12)
    ]:
        view.select(start, end)
        assert view.selection() == (start, end)
        view.copy()
        assert QApplication.clipboard().text() == text[start:end]
        dragged = bytes(view.createMimeDataFromSelection().data(SELECTION_MIME_TYPE).data())
        assert dragged == f"{start}:{end}".encode()


@pytest.mark.parametrize("paragraphs", [3, 200, 3_000])
def test_the_end_of_the_document_can_be_reached(show: Show, paragraphs: int) -> None:
    text = mixed_text(paragraphs) + "\nDet sista ordet."
    view = show(text)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    settle()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    settle()
    assert view.visible_range()[1] == len(text)
    assert view.lines.all()[-1].text_bottom + 8 <= view.viewport().height()
    view.set_top(0)
    QTest.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert view.caret() == len(text) == view.visible_range()[1]
    assert view.lines.all()[-1].text_bottom + 8 <= view.viewport().height()


@pytest.mark.parametrize("paragraphs", [40, 300, 3_000])
def test_a_text_shown_again_comes_back_to_where_it_was_left(show: Show, paragraphs: int) -> None:
    text = mixed_text(paragraphs)
    view = show(text)
    for top, caret in [(0.5, 0.5), (0.5, 0.1), (0.3, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)]:
        view.set_text(text)
        view.set_top(int(len(text) * top))
        view.select(int(len(text) * caret), int(len(text) * caret))
        view.set_top(int(len(text) * top))
        settle()
        left = view.top(), view.caret()
        view.set_text(text)
        view.come_back(*left)
        shown = view.top()
        settle()
        assert (shown, view.caret()) == left and view.top() == shown, "it does not move when the page has been painted"


def test_coming_back_lays_out_little_more_than_what_is_shown(show: Show) -> None:
    text = mixed_text(3_000)
    view = show(text)
    view.set_text(text)
    view.come_back(len(text) // 2, len(text) // 2)
    blocks, block = 0, view.document().begin()
    while block.isValid():
        blocks += block.layout().lineCount() > 0
        block = block.next()
    shown = len({line.base for line in view.lines.all()})
    assert blocks <= shown + 3


@pytest.mark.parametrize("paragraphs", [300, 3_000])
def test_resizing_and_zooming_keep_the_place(show: Show, paragraphs: int) -> None:
    text = mixed_text(paragraphs)
    view = show(text)
    view.set_top(len(text) // 2)
    settle()
    place = view.top()
    for width, zoom in [(700, 100), (560, 100), (1_100, 135), (900, 80), (640, 200), (1_280, 60)]:
        view.resize(width, 600 + width % 7)
        view.set_zoom(zoom)
        settle()
        first = next(line for line in view.lines.all() if line.top >= 0)
        turn = view.positions.to_code_point
        assert turn(first.start) <= place < turn(first.end) + 1
    view.set_zoom(100)
    view.resize(900, 600)
    settle()
    assert view.top() == place


@pytest.mark.parametrize("paragraphs", [300, 3_000])
def test_scrolling_up_goes_line_by_line_from_anywhere(show: Show, paragraphs: int) -> None:
    text = mixed_text(paragraphs)
    view = show(text)
    view.set_top(len(text) * 2 // 3)
    settle()
    for _ in range(60):
        before = view.top()
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() - 1)
        settle()
        assert view.top() < before
        seen = [line for line in view.lines.all() if line.text_bottom > 0]
        assert view.positions.to_code_point(seen[0].start) == view.top() == view.visible_range()[0]
        assert view.positions.to_code_point(seen[1].start) == before


def test_going_somewhere_shows_it_and_does_not_move_what_is_in_view(show: Show) -> None:
    text = plain_text(2_500)
    view = show(text)
    rng = random.Random(4)
    for _ in range(20):
        start = rng.randrange(len(text) - 200)
        view.go_to(start, start + 120)
        settle()
        line = view.lines.holding(start)
        assert line is not None and view.caret() == start
        assert 0 <= line.top and line.bottom <= view.viewport().height()
        top = view.top()
        view.go_to(start + 5, start + 20)
        settle()
        assert view.top() == top


def test_a_place_can_be_come_back_to(show: Show) -> None:
    text = plain_text(500)
    view = show(text)
    view.set_top(9_000)
    settle()
    place = view.top()
    view.set_text("Något annat.")
    assert (view.top(), view.caret(), view.visible_range()) == (0, 0, (0, 12))
    view.set_text(text)
    view.set_top(place)
    settle()
    assert view.top() == place


def test_extents_in_mixed_scripts_are_those_of_qt(show: Show) -> None:
    """Against the pixels that Qt paints for a selection of the same range."""
    rng = random.Random(6)
    for text in ("abc אבג דהו xyz 123 אבג! slut", "السلام عليكم abc def 45", MIXED_PARAGRAPHS[4], "bara latin text"):
        layout = QTextLayout(text, QFont(QApplication.font().family(), 14))
        layout.beginLayout()
        qt_line = layout.createLine()
        qt_line.setLineWidth(1_200)
        layout.endLayout()
        line = PageLine(qt_line, 0, 0, 40, 0, False)
        line.right_to_left = True
        for _ in range(25):
            start, end = sorted(rng.sample(range(len(text)), 2))
            image = QImage(1_200, 40, QImage.Format.Format_RGB32)
            image.fill(QColor("white"))
            painter = QPainter(image)
            painter.setPen(QColor("white"))
            chosen = QTextLayout.FormatRange()
            look = QTextCharFormat()
            look.setBackground(QColor("red"))
            look.setForeground(QColor("red"))
            chosen.start, chosen.length, chosen.format = start, end - start, look
            layout.draw(painter, QPointF(), [chosen])
            painter.end()
            painted = {x for x in range(1_200) if any(image.pixelColor(x, y) != QColor("white") for y in (1, 5, 9))}
            ours = {x for left, right in line.extents(start, end) for x in range(left, right)}
            edges = 2 * (len(line.extents(start, end)) + 1)
            assert len(painted ^ ours) <= edges + 2, (text, start, end)


def test_names_are_bold_and_the_interviewer_is_muted(show: Show) -> None:
    view = show("Intervjuare: Hur då? 😭\nR1: Jo, så här.")
    for block, label, muted in ((view.document().begin(), 11, True), (view.document().begin().next(), 2, False)):
        view.page_layout.blockBoundingRect(block)
        formats = block.layout().formats()
        bold = [one for one in formats if one.format.fontWeight() == QFont.Weight.Bold]
        assert [(one.start, one.length) for one in bold] == [(0, label)]
        colour = QColor(view.colours.muted_text)
        assert any(one.format.foreground().color() == colour and one.start == label + 2 for one in formats) is muted


def test_double_click_selects_a_word_and_triple_click_the_real_paragraph(show: Show) -> None:
    text = "\n".join(f"R1: Det var tredje gången, alltså nummer {number} av alla." for number in range(2_600))
    view = show(text)
    start = text.index("R1: Det var tredje gången, alltså nummer 7 ")
    end = text.index("\n", start)
    word = text.index("gången", start)
    aim = point_of(view, word + 2) + QPoint(2, 0)
    press = (view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, aim)
    QTest.mouseClick(*press)
    QTest.mouseDClick(*press)
    assert view.selection() == (word, word + 6)
    QTest.mouseClick(*press)
    assert view.selection() == (start, end)
    assert view.textCursor().block().text().count("\u2028") > 3, "the paragraphs of this text share a block"


def test_a_drag_after_a_double_click_takes_whole_words_both_ways(show: Show) -> None:
    text = "Det första mötet var tredje gången vi sågs."
    view = show(text)
    viewport, left, none = view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for target, wanted in (("gången", "tredje gången"), ("mötet", "mötet var tredje")):
        aim = point_of(view, text.index("tredje") + 2)
        QTest.mouseClick(viewport, left, none, aim)
        QTest.mousePress(viewport, left, none, aim)
        QTest.mouseRelease(viewport, left, none, aim)
        QTest.mouseDClick(viewport, left, none, aim, 0)
        view._pointer.double_click(_mouse(viewport, aim))
        view._pointer.move(_mouse(viewport, point_of(view, text.index(target) + 2)))
        view._pointer.release(_mouse(viewport, aim))
        assert text[slice(*view.selection())] == wanted


def _mouse(widget: QWidget, point: QPoint):  # type: ignore[no-untyped-def]
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    left = Qt.MouseButton.LeftButton
    place = QPointF(widget.mapToGlobal(point))
    return QMouseEvent(QEvent.Type.MouseMove, QPointF(point), place, left, left, Qt.KeyboardModifier.NoModifier)


def test_zoom_has_limits_and_says_what_it_is(show: Show) -> None:
    view = show(plain_text(20))
    said: list[int] = []
    view.zoom_changed.connect(said.append)
    turn_wheel(view.viewport(), 120, Qt.KeyboardModifier.ControlModifier)
    turn_wheel(view.viewport(), -120, Qt.KeyboardModifier.ControlModifier)
    assert said == [110, 100]
    for _ in range(30):
        view.step_zoom(1)
    assert view.zoom == said[-1] == 300
    for _ in range(30):
        view.step_zoom(-1)
    assert view.zoom == said[-1] == 50
    view.set_zoom(104)
    view.step_zoom(-1)
    assert view.zoom == 100
    view.set_zoom(10_000)
    assert view.zoom == 300


def test_the_wheel_scrolls_over_the_margins_too(show: Show) -> None:
    view = show(plain_text(300))
    for margin in (view._numbers, view._stripes):
        before = view.top()
        turn_wheel(margin, -120)
        assert view.top() > before


def test_a_line_holds_the_number_of_characters_asked_for(show: Show) -> None:
    view = show("ord i en mening som är lång " * 60, width=1_600)
    for wished in (60, 75):
        view.set_line_length(wished)
        settle()
        lengths = [line.end - line.start for line in view.lines.all()[1:-1]]
        assert wished - 12 <= sum(lengths) / len(lengths) <= wished + 8


def test_an_empty_text_bears_everything(show: Show) -> None:
    view = show("")
    view.set_segments([])
    view.set_hits([(0, 5)], 0)
    view.select(3, 9)
    view.go_to(5, 10)
    view.set_top(4)
    view.set_current(7)
    view.set_hovered(3)
    view.resize(300, 200)
    view.step_zoom(2)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_A):
        QTest.keyClick(view, key, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton)
    turn_wheel(view.viewport(), -240)
    view.grab()
    assert (view.selection(), view.caret(), view.visible_range(), view.segments_at(0)) == ((0, 0), 0, (0, 0), [])
    assert view.drop_extent(0) == (0, 0)


@pytest.mark.parametrize("text", ["\n", "\n\n\n", "a", "😀", " ", "\u2028", "a\u2028b", "\r\r"])
def test_tiny_texts_bear_everything(show: Show, text: str) -> None:
    view = show(text)
    view.set_segments(random_segments(len(text) + 2, 3, longest=3))
    view.go_to(0, len(text))
    view.select(0, len(text))
    view.set_current(1)
    view.grab()
    assert view.selection() == (0, len(text))


def test_turns_that_do_not_fit_the_text_do_no_harm(show: Show) -> None:
    view = show("kort", turns_of(plain_text(5).replace(" ", ": ")))
    view.grab()
    assert view.turn_at(900) is None or view.turn_at(900).end > 900


def test_one_paragraph_of_two_million_characters_opens_and_ends(show: Show) -> None:
    text = "ett litet ord till " * 105_000
    view = show(text)
    QTest.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert view.visible_range()[1] == len(text)
    view.go_to(1_000_000, 1_000_050)
    settle()
    assert view.visible_range()[0] < 1_000_000 < view.visible_range()[1]


def test_opening_grows_no_faster_than_the_text(show: Show) -> None:
    view = show("")

    def cost(characters: int) -> float:
        view.set_text("annat")
        settle()
        return seconds(partial(open_text, "ett litet ord till " * (characters // 19)), time.thread_time)

    def open_text(text: str) -> None:
        view.set_text(text)
        settle()

    assert_growth(cost, 200_000, 1_600_000, 12)


def test_one_document_is_used_for_all_texts(show: Show) -> None:
    view = show("ett")
    document = view.document()
    for number in range(5):
        view.set_text(f"text {number}")
        settle()
    assert view.document() is document


def test_screen_readers_find_the_text_and_its_name(show: Show) -> None:
    text = mixed_text(20)
    view = show(text)
    view.setAccessibleName("Intervju 3")
    found = QAccessible.queryAccessibleInterface(view)
    assert found.text(QAccessible.Text.Name) == "Intervju 3"
    assert found.textInterface().characterCount() == Utf16Map(text).to_utf16(len(text))


def test_a_narrow_window_leaves_room_for_text_and_margins(show: Show) -> None:
    for width in (1_280, 660, 400, 160, 40):
        view = show(plain_text(40), width=width)
        viewport = view.viewport().geometry()
        assert viewport.width() > 0
        assert not viewport.intersects(QRect(view._stripes.geometry()))
        assert not viewport.intersects(QRect(view._numbers.geometry()))
        view.grab()
