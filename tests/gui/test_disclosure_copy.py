"""Copying with a key, out of lists and fields: gated as an export is, and nothing lost that is pasted inside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from qualcoder_peer.core.domain.disclosure import DisclosureKind, DisclosureRules
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.disclosure import list_passes, write_rules
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.disclosure_copy import CopyKeys, copy_words
from qualcoder_peer.gui.disclosure_dialog import DisclosureDialog
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.main_window import MainWindow
from qualcoder_peer.gui.widgets.markdown_field import MarkdownField
from qualcoder_peer.gui.widgets.rows_view import RowsView
from tests.support.gui import Wait, wait_for

NAMED, PLAIN = "Då ringde Annika Lindqvist.", "Det var bra."
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def keys(context: RoomContext) -> Iterator[CopyKeys]:
    QVBoxLayout(context.window)
    context.window.show()
    wait_for(context.window.windowHandle().isExposed)
    context.window.activateWindow()
    QGuiApplication.clipboard().setText("before")
    yield CopyKeys(context)
    QTest.keyClick(context.window, Qt.Key.Key_Left)  # else Ctrl counts as held, and a row chosen next is toggled


def shown(context: RoomContext, widget: QWidget) -> None:
    layout = context.window.layout()
    assert layout is not None
    layout.addWidget(widget)
    widget.show()
    widget.setFocus()
    wait_for(widget.hasFocus)


def strict(project: Project) -> None:
    write_rules(project, DisclosureRules(level="strict"))


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_a_row_is_copied_and_what_was_found_is_said_in_passing(keys: CopyKeys, context: RoomContext) -> None:
    table = RowsView(QStringListModel([NAMED, PLAIN]))
    shown(context, table)
    told: list[object] = []
    context.messages.passing.connect(told.append)
    context.messages.shown.connect(lambda _notice: pytest.fail("no bar for a copy"))
    for row, words, notices in ((0, NAMED, 1), (1, PLAIN, 1)):
        table.selectRow(row)
        QTest.keyClick(table, Qt.Key.Key_C, CTRL)
        assert clipboard() == words and len(told) == notices
    assert "Annika Lindqvist" in str(told[0])


def test_strict_rules_copy_no_row_until_it_is_passed(keys: CopyKeys, context: RoomContext, project: Project) -> None:
    strict(project)
    table = RowsView(QStringListModel([NAMED, PLAIN]))
    shown(context, table)
    table.selectRow(0)
    QTest.keyClick(table, Qt.Key.Key_C, CTRL)
    told = context.messages.last
    assert clipboard() == "before" and told is not None and told.kind == "error" and told.run is not None
    assert "Annika Lindqvist" in str(told.text)
    told.run()
    (dialog,) = context.window.findChildren(DisclosureDialog)
    assert not dialog.go_button.isEnabled()
    dialog.pane.reason.setText("She spoke in public.")
    dialog.pane.pass_button.click()
    assert [one.kind for one in list_passes(project)] == [DisclosureKind.NAME.value]
    dialog.go_button.click()
    assert clipboard() == NAMED
    QGuiApplication.clipboard().setText("before")
    QTest.keyClick(table, Qt.Key.Key_C, CTRL)
    assert clipboard() == NAMED


def test_the_window_watches_over_copies_of_the_open_project(opened: MainWindow) -> None:
    assert opened.context is not None and opened.room is not None
    strict(opened.context.project)
    table = RowsView(QStringListModel([NAMED]))
    table.setParent(opened.room)
    table.show()
    table.setFocus()
    table.selectRow(0)
    QGuiApplication.clipboard().setText("before")
    QTest.keyClick(table, Qt.Key.Key_C, CTRL)
    assert clipboard() == "before"
    QTest.keyClick(opened, Qt.Key.Key_Left)


def test_off_copies_and_says_nothing(keys: CopyKeys, context: RoomContext, project: Project) -> None:
    write_rules(project, DisclosureRules(level="off"))
    table = RowsView(QStringListModel([NAMED]))
    shown(context, table)
    context.messages.last = None
    table.selectRow(0)
    QTest.keyClick(table, Qt.Key.Key_C, CTRL)
    assert clipboard() == NAMED and context.messages.last is None


def test_words_shown_in_a_field_are_looked_at_and_words_being_written_are_not(
    keys: CopyKeys, context: RoomContext, project: Project
) -> None:
    strict(project)
    field = QPlainTextEdit(NAMED)
    shown(context, field)
    for read_only, copied in ((True, "before"), (False, NAMED)):
        field.setReadOnly(read_only)
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_C, CTRL)
        assert clipboard() == copied


def test_a_memo_is_cut_and_pasted_under_strict_rules_and_goes_nowhere_else(
    keys: CopyKeys, context: RoomContext, project: Project
) -> None:
    strict(project)
    memo = MarkdownField("Memo")
    shown(context, memo)
    memo.setPlainText(f"> {NAMED}\n\nMer.")
    memo.selectAll()
    QTest.keyClick(memo, Qt.Key.Key_X, CTRL)
    assert memo.toPlainText() == "" and clipboard() == ""
    QTest.keyClick(memo, Qt.Key.Key_V, CTRL)
    assert memo.toPlainText() == f"> {NAMED}\n\nMer."
    memo.setPlainText(PLAIN)
    memo.selectAll()
    QTest.keyClick(memo, Qt.Key.Key_C, CTRL)
    assert clipboard() == PLAIN


def test_long_words_are_looked_through_beside_the_window(
    keys: CopyKeys, context: RoomContext, project: Project, wait: Wait
) -> None:
    long = PLAIN * 1_000
    strict(project)
    assert not copy_words(context, long)
    assert clipboard() == "before"
    wait(lambda: not jobs.active)
    assert clipboard() == long
    copy_words(context, long + NAMED)
    wait(lambda: not jobs.active)
    assert clipboard() == long
    copy_words(context, long + "x")
    assert copy_words(context, PLAIN)  # what was asked for later stays
    wait(lambda: not jobs.active)
    assert clipboard() == PLAIN
    write_rules(project, DisclosureRules())
    assert copy_words(context, long + NAMED)
    assert clipboard() == long + NAMED
    wait(lambda: not jobs.active)
    told = context.messages.last
    assert told is not None and "Annika Lindqvist" in str(told.text)


@pytest.mark.parametrize("kind", [QPlainTextEdit, QTextEdit, QLabel, MarkdownField])
def test_the_menu_of_a_field_copies_as_the_key_does(
    keys: CopyKeys, context: RoomContext, project: Project, kind: type[QWidget]
) -> None:
    strict(project)
    field = kind("Memo") if kind is MarkdownField else kind(NAMED)  # type: ignore[call-arg]
    shown_in = field if isinstance(field, QLabel) else field.viewport()  # type: ignore[attr-defined]
    if isinstance(field, QLabel):
        field.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        shown(context, field)
        field.setSelection(0, len(NAMED))
    else:
        field.setReadOnly(True)  # type: ignore[attr-defined]
        field.setPlainText(NAMED)  # type: ignore[attr-defined]
        shown(context, field)
        field.selectAll()  # type: ignore[attr-defined]
    middle = shown_in.rect().center()
    asking = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, shown_in.mapToGlobal(middle))
    QApplication.sendEvent(shown_in, asking)
    wait_for(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    copying = next(one for one in menu.actions() if one.objectName() == "edit-copy" or one.text() == "Copy")
    copying.trigger()
    menu.close()
    told = context.messages.last
    assert NAMED not in clipboard() and told is not None and "Annika Lindqvist" in str(told.text)
    write_rules(project, DisclosureRules(level="off"))
    copying.trigger() if shiboken6.isValid(copying) else QTest.keyClick(field, Qt.Key.Key_C, CTRL)
    assert clipboard() == NAMED
