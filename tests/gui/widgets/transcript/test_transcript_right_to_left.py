"""Texts from right to left: sides of the page, the place of each character, tints of mixed lines, keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from transcript_material import plain_text, settle, turns_of

from qualcoder_peer.gui.widgets.transcript import Segment, TranscriptView
from qualcoder_peer.gui.widgets.transcript.directions import has_right_to_left, paragraph_directions
from qualcoder_peer.gui.widgets.transcript.lines import PageLine

Show = Callable[..., TranscriptView]

ASKED = "מראיין: מה קרה בשנת 2024 בעיר?"
HEBREW = "R1: הגעתי ב-12:30 אל Social Services ודיברתי עם 3 אנשים, אחר כך חזרתי הביתה (ביום ב׳ 17.5) ואמרתי ok להכול."
ARABIC = "R2: مرحبا بكم في الاجتماع رقم 2024 كلمة English words هنا ثم نعود إلى البيت مرة أخرى."
LATIN = "R1: Vi sågs på biblioteket, och det var bra."
TEXT = "\n".join((ASKED, HEBREW, ARABIC, HEBREW))


def line_with(view: TranscriptView, position: int) -> PageLine:
    line = view.lines.holding(view.positions.to_utf16(position))
    assert line is not None
    return line


@pytest.mark.parametrize("paragraphs", [1, 800], ids=["a block a paragraph", "grouped paragraphs"])
def test_each_paragraph_runs_the_way_most_of_what_is_said_does(show: Show, paragraphs: int) -> None:
    text = "\n".join((HEBREW, LATIN, "", ASKED, ARABIC)) + "\n"
    text = text * paragraphs
    view = show(text)
    directions = paragraph_directions(text, turns_of(text))
    assert directions[:6] == [True, False, False, True, True, True]
    assert directions[-1] is True
    place = 0
    for line in text.split("\n")[:6]:
        block = view.document().findBlock(view.positions.to_utf16(place))
        leftward = block.textDirection() == Qt.LayoutDirection.RightToLeft
        assert leftward == directions[text.count("\n", 0, place)], line
        place += len(line) + 1
    assert len(view.toPlainText()) == len(text)


def test_the_margins_change_sides(show: Show) -> None:
    view = show(TEXT)
    assert view.is_mirrored
    page, numbers, stripes = view.viewport().geometry(), view._numbers.geometry(), view._stripes.geometry()
    assert stripes.right() < page.left() < page.right() < numbers.left()
    view.set_segments([Segment(1, 40, 80, 1, "#8e44ad", "Tomrummet")])
    settle()
    (box,) = view._stripes.labels.values()
    assert view._stripes.rect().contains(box)
    assert view._stripes.segment_at(QPoint(stripes.width() - 10, box.center().y())) == 1, "the stripe is at the text"
    chosen: list[int] = []
    view.segment_activated.connect(chosen.append)
    QTest.mouseClick(view._stripes, Qt.MouseButton.LeftButton, pos=box.center())
    assert chosen == [1]
    view.set_text(plain_text(20))
    settle()
    assert not view.is_mirrored
    assert view._numbers.geometry().right() < view.viewport().geometry().left()


def test_lines_begin_at_the_right(show: Show) -> None:
    view = show(TEXT)
    lines = view.lines.all()
    edges = [line.line.naturalTextRect() for line in lines]
    assert len(lines) >= 6 and min(edge.width() for edge in edges) < 200, "some lines are short"
    assert all(view.viewport().width() - edge.right() < 20 for edge in edges)
    left, right = lines[1].extents(lines[1].start, lines[1].start + 2)[0]
    assert abs(right - edges[1].right()) < 3, "R1 stands first, at the right"


def test_every_character_is_found_where_it_is_painted(show: Show) -> None:
    view = show(TEXT)
    checked = 0
    for position, character in enumerate(TEXT):
        line = line_with(view, position)
        if character in "\n\u0651" or not line.extents(position, position + 1):
            continue
        left, right = line.extents(position, position + 1)[0]
        if right - left < 3:
            continue
        found = view.character_near(QPoint((left + right) // 2, (line.text_top + line.text_bottom) // 2))
        if found != position:  # two letters may be painted as one sign
            assert line.extents(found, found + 1)[0] == (left, right), (position, character)
        checked += 1
    assert checked > 250


def test_the_tint_of_a_mixed_line_covers_its_words_and_no_others(show: Show) -> None:
    view = show(TEXT)
    start = len(ASKED) + 1 + HEBREW.index("12:30")
    end = len(ASKED) + 1 + HEBREW.index("ces ודיברתי") + 3
    view.set_segments([Segment(1, start, end, 1, "#8e44ad", "Tomrummet")])
    settle()
    picture = view.viewport().grab().toImage()
    paper = view.colours.background
    line = line_with(view, start)
    row = line.text_top
    inside = [x for x in range(picture.width()) if picture.pixelColor(x, row).name() != paper]
    wanted = {
        x
        for place in range(start, end)
        for left, right in line.extents(place, place + 1)
        for x in range(left, right)
    }
    assert len(line.extents(start, end)) > 1, "in several pieces"
    assert wanted
    assert len(set(inside) ^ wanted) < 0.03 * len(wanted)


def test_the_left_arrow_goes_on_in_a_paragraph_from_right_to_left(show: Show) -> None:
    view = show(TEXT)
    view.setFocus()
    start = len(ASKED) + 1 + HEBREW.index("הגעתי")
    view.select(start, start)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.caret() == start + 1
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.caret() == start


def test_texts_without_such_scripts_are_not_read_through() -> None:
    assert not has_right_to_left(plain_text(20))
    assert not has_right_to_left("å ä ö … 😭" * 50)
    assert has_right_to_left(TEXT)
