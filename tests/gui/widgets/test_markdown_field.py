"""The field for formatted text: looks, signs, lists, links; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from qualcoder_peer.gui.widgets.markdown_field import MarkdownField
from tests.support.gui import run_events, wait_for

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LINK = "före 🙂 [orden här](qcp:code/123e4567-e89b-12d3-a456-426614174000) efter"


@pytest.fixture
def field(qt_app: QApplication) -> Iterator[MarkdownField]:
    """A field in a window that is shown, with the keyboard, and another widget to go to."""
    window = QWidget()
    box = QVBoxLayout(window)
    made = MarkdownField("Memo", least=6)
    box.addWidget(made)
    window.resize(600, 300)
    window.show()
    wait_for(window.windowHandle().isExposed)
    window.activateWindow()
    made.setFocus()
    yield made
    window.close()


def put(field: MarkdownField, text: str, start: int, end: int | None = None) -> None:
    """Show a text and select some of it."""
    field.setPlainText(text)
    cursor = field.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(start if end is None else end, QTextCursor.MoveMode.KeepAnchor)
    field.setTextCursor(cursor)


@pytest.mark.parametrize(
    ("before", "start", "end", "key", "after"),
    [
        ("ett ord", 4, 7, Qt.Key.Key_B, "ett **ord**"),
        ("ett **ord**", 4, 11, Qt.Key.Key_B, "ett ord"),
        ("ett ord", 5, None, Qt.Key.Key_I, "ett *ord*"),
        ("ett  ord", 3, 8, Qt.Key.Key_I, "ett  *ord*"),
    ],
)
def test_keys_put_signs_and_take_them_away(
    field: MarkdownField, before: str, start: int, end: int | None, key: Qt.Key, after: str
) -> None:
    put(field, before, start, end)
    QTest.keyClick(field, key, CTRL)
    assert field.toPlainText() == after


def test_lists_begin_go_on_and_end(field: MarkdownField) -> None:
    put(field, "a\nb", 0, 3)
    QTest.keyClick(field, Qt.Key.Key_L, CTRL | SHIFT)
    assert field.toPlainText() == "- a\n- b"
    field.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, "c")
    assert field.toPlainText() == "- a\n- b\n- c"
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "- a\n- b\n- c\n"
    put(field, "1. a", 4)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "1. a\n2. "
    put(field, "- a\n- b", 0, 7)
    QTest.keyClick(field, Qt.Key.Key_L, CTRL | SHIFT)
    assert field.toPlainText() == "a\nb"


def test_a_click_opens_a_link_and_in_the_line_with_the_caret_ctrl_click(field: MarkdownField) -> None:
    asked: list[str] = []
    field.link_asked.connect(asked.append)
    put(field, f"första raden\n{LINK}", 0)
    run_events(20)
    point = _inside(field, "orden")
    QTest.mouseClick(field.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert asked == ["qcp:code/123e4567-e89b-12d3-a456-426614174000"]
    assert field.textCursor().blockNumber() == 0, "the caret stays"
    field.moveCursor(QTextCursor.MoveOperation.End)
    run_events(20)
    point = _inside(field, "orden")
    QTest.mouseClick(field.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert len(asked) == 1 and field.textCursor().blockNumber() == 1
    QTest.mouseClick(field.viewport(), Qt.MouseButton.LeftButton, CTRL, pos=point)
    QTest.keyClick(field, Qt.Key.Key_Return, CTRL)
    assert len(asked) == 3
    assert field.toPlainText() == f"första raden\n{LINK}"


def test_signs_take_no_room_where_the_caret_is_not(field: MarkdownField) -> None:
    put(field, f"{LINK}\nandra raden", 0)
    wide = _right_end(field, 0)
    field.moveCursor(QTextCursor.MoveOperation.End)
    run_events(20)
    assert _right_end(field, 0) < 0.6 * wide


def test_another_look_is_no_change_of_the_words(field: MarkdownField) -> None:
    written: list[str] = []
    field.written.connect(written.append)
    field.show_text("**a**\n*b*")
    field.moveCursor(QTextCursor.MoveOperation.Down)
    field.moveCursor(QTextCursor.MoveOperation.Up)
    field.show_text("**a**\n*c*")
    assert field.toPlainText() == "**a**\n*c*", "nothing was being typed"
    field.flush()
    assert written == []
    QTest.keyClicks(field, "x")
    field.flush()
    assert written == ["x**a**\n*c*"]


def test_a_link_key_asks_and_reading_only_changes_nothing(field: MarkdownField) -> None:
    asked: list[bool] = []
    field.pick_asked.connect(lambda: asked.append(True))
    QTest.keyClick(field, Qt.Key.Key_K, CTRL | SHIFT)
    assert asked == [True]
    put(field, "a b", 2)
    field.insert_words("[x](qcp:code/1)")
    assert field.toPlainText() == "a [x](qcp:code/1)b"
    field.setReadOnly(True)
    put(field, "ord", 0, 3)
    QTest.keyClick(field, Qt.Key.Key_B, CTRL)
    assert field.toPlainText() == "ord"


def _inside(field: MarkdownField, words: str) -> QPoint:
    cursor = field.document().find(words)
    cursor.setPosition(cursor.selectionStart() + 2)
    return field.cursorRect(cursor).center()


def _right_end(field: MarkdownField, line: int) -> float:
    layout = field.document().findBlockByNumber(line).layout()
    return sum(layout.lineAt(number).naturalTextWidth() for number in range(layout.lineCount()))
