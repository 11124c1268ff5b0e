"""The window as a screen reader and a keyboard meet it, through Qt's own accessibility interface, in every room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeView,
    QWidget,
)

from qualcoder_peer.core.samples import create_sample
from qualcoder_peer.core.services.codebook import read_tree
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.i18n import set_language
from qualcoder_peer.gui.main_window import MainWindow
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from qualcoder_peer.gui.tab_order import is_stop
from qualcoder_peer.gui.widgets.markdown_tools import MarkdownTools
from tests.support.gui import Wait, run_events

USED = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QAbstractItemView)
MATERIAL = ("material 0", "material 1", "material 2")
REPORT = ("report draft", "report tables", "report matrix")
SIDES = ("app.help", "app.keys", "app.history", "app.coders", "app.snapshots", "app.settings", "app.project", "app.new")
DRAWER = ("find", "quotes", "code_history", "memos", "journal", "suggestions")
CODING = ("coding", "coding filter", "coding find", "coding edit", "coding code", *(f"drawer {one}" for one in DRAWER))
GROUPS = {"material": MATERIAL, "report": REPORT, "coding": CODING, "sides": SIDES, "welcome": ("welcome",)}


@pytest.fixture
def sample(window: MainWindow, tmp_path: Path, wait: Wait) -> Iterator[MainWindow]:
    """The window with the sample project, as large as the smallest screen it is made for."""
    open_sample(window, tmp_path, "en", wait)
    yield window


def open_sample(window: MainWindow, folder: Path, language: str, wait: Wait) -> None:
    """Open the sample project of a language in a window as large as the smallest screen."""
    path = folder / "sample.qcp"
    create_sample(path, language).close()
    window.resize(1280, 720)
    window.session.open(path)
    wait(lambda: window.context is not None and not window.session.busy)


def show(window: MainWindow, scene: str, wait: Wait) -> None:
    """Bring the window to a scene."""
    registry, what = window.actions_registry, scene.partition(" ")[2]
    if scene == "welcome":
        window.session.close()
        wait(lambda: window.context is None and not window.session.busy)
    elif scene.startswith("material"):
        window.navigator.go(Place("material"))
        window.room.show_page(int(what))  # type: ignore[union-attr]
    elif scene.startswith("report"):
        window.navigator.go(Place("report"))
        registry.get(f"report.{what}").trigger()
    elif scene.startswith("app."):
        registry.get(scene).trigger()
    else:
        show_coding(window, scene)
    run_events(60)


def show_coding(window: MainWindow, scene: str) -> None:
    """Bring the coding room to a scene."""
    assert window.context is not None
    window.navigator.go(Place("coding"))
    room = window.room
    assert isinstance(room, CodingRoom)
    room.open_document(list_documents(window.context.project)[0].id)
    registry, what = window.actions_registry, scene.partition(" ")[2]
    registry.get("coding.next").trigger()
    segment = room.session.current_segment
    assert segment is not None
    if scene.startswith("drawer"):
        assert set(room.drawer.keys) == set(DRAWER)
        room.codes.view.show_code(segment.code_id)
        room.drawer.open(what).setFocus()
    elif what == "code":
        room.codes.view.show_code(segment.code_id)
        room.codes.view.setFocus()
    elif what == "find":
        registry.get("app.find").trigger()
    elif what == "edit":
        registry.get("coding.edit_text").trigger()
    elif what:
        registry.get(f"coding.{what}").trigger()


def interface_of(widget: QWidget) -> QAccessibleInterface:
    """What a screen reader is given for a widget."""
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None, widget
    return found


def name_of(widget: QWidget) -> str:
    """What a screen reader says of a widget. (Of a box Qt tells the value here on Linux, and the name by its label.)"""
    if isinstance(widget, QComboBox):
        labels = [one.text() for one in widget.window().findChildren(QLabel) if one.buddy() is widget]
        return (widget.accessibleName() or " ".join(labels)).strip()
    return interface_of(widget).text(QAccessible.Text.Name).strip()


def is_own(widget: QWidget) -> bool:
    """Whether a widget is more than a piece of another one: headers of tables, fields within boxes."""
    return not isinstance(widget, QHeaderView) and widget.focusProxy() is None


def interactive(window: MainWindow) -> list[QWidget]:
    """All that one can use or go to now."""
    return [
        one for one in window.findChildren(QWidget)
        if one.isVisible() and is_own(one) and (isinstance(one, USED) or is_stop(one))
    ]  # fmt: skip


def place_of(widget: QWidget) -> str:
    """Where a widget is, for whoever reads a failure."""
    line, one = [], widget
    while one is not None and not one.isWindow():
        line.append(type(one).__name__)
        one = one.parentWidget()
    return " < ".join(line[:5])


Wrong = dict[str, list[str]]


def each(window: MainWindow, scenes: tuple[str, ...], wait: Wait) -> Iterator[str]:
    """The scenes, one after the other in one window."""
    for scene in scenes:
        show(window, scene, wait)
        yield scene
        window.hide_side()
        room = window.room
        if isinstance(room, CodingRoom) and room.view.editing.is_on:
            window.actions_registry.get("coding.edit_text").trigger()


@pytest.mark.parametrize("group", list(GROUPS))
def test_names_roles_rows_and_the_keyboard(sample: MainWindow, group: str, wait: Wait) -> None:
    """In each scene: everything has a name and a role, rows have words, Tab reaches all and goes as one reads."""
    wrong: Wrong = {}
    for scene in each(sample, GROUPS[group], wait):
        found = interactive(sample)
        assert len(found) > 3, scene
        stops = walk(sample)
        back = walk(sample, forward=False)
        reached = {one for one in found if one.isEnabled() and not in_group(one) and not is_in_field(one)} - set(stops)
        report = {
            "has no name": [place_of(one) for one in found if not name_of(one)],
            "has no role": [place_of(one) for one in found if interface_of(one).role() == QAccessible.Role.NoRole],
            "has rows without words": rows_without_words(sample),
            "is not reached with Tab": [described(one) for one in reached if not is_covered(sample, one)],
            "is reached one way only": [described(one) for one in set(stops) ^ set(back)],
            "is not in reading order": out_of_order(sample, stops),
        }
        wrong |= {f"{scene}: {what}": which for what, which in report.items() if which}
    assert not wrong, "\n".join(f"{what}: {which}" for what, which in wrong.items())


def out_of_order(window: MainWindow, stops: list[QWidget]) -> list[str]:
    """The panes as Tab comes to them, if it comes to one twice, or not from left to right and top to bottom."""
    panes = [pane for pane in (window.rail, *_panes(window)) if pane.isVisible()]
    order: list[int] = []
    for stop in stops:
        inside = [at for at, pane in enumerate(panes) if pane is stop or pane.isAncestorOf(stop)]
        if inside and (not order or order[-1] != inside[-1]):
            order.append(inside[-1])
    if len(order) > 1 and order[0] == order[-1]:
        order.pop()  # the round ends where it began, in the middle of a pane
    turned = order[order.index(min(order)) :] + order[: order.index(min(order))] if order else []
    return [] if turned == sorted(set(turned)) else [type(panes[at]).__name__ for at in order]


def rows_without_words(window: MainWindow) -> list[str]:
    """Lists in which a row says nothing."""
    empty = []
    for view in window.findChildren(QAbstractItemView):
        model = QAbstractItemView.model(view)
        if not view.isVisible() or isinstance(view, QHeaderView) or model is None:
            continue
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
        for row in range(min(3, model.rowCount(QModelIndex()))):
            cells = [model.index(row, column) for column in range(columns)]
            words = [cell.data(Qt.ItemDataRole.AccessibleTextRole) or cell.data() for cell in cells]
            if not any(str(one).strip() for one in words if one is not None):
                empty.append(f"{place_of(view)}, row {row}")
    return empty


def described(widget: QWidget) -> str:
    """A widget for whoever reads a failure."""
    return f"{name_of(widget)} ({place_of(widget)})"


def is_covered(window: MainWindow, widget: QWidget) -> bool:
    """Whether it lies under the side pane."""
    side = window.side
    if not side.isVisible() or side.isAncestorOf(widget):
        return False
    return side.rect().contains(QRect(widget.mapTo(window, QPoint(0, 0)) - side.mapTo(window, QPoint(0, 0)),
                                      widget.size()))  # fmt: skip


def _panes(window: MainWindow) -> list[QWidget]:
    room = window.room
    if isinstance(room, CodingRoom):
        return [room.documents, room.reader, room.drawer, room.codes, window.side]
    return [window.stack.currentWidget(), window.side]


def walk(window: MainWindow, forward: bool = True) -> list[QWidget]:
    """The widgets Tab stops at, once around, from the first in the window."""
    found: list[QWidget] = []
    for _ in range(200):
        assert window.focusNextPrevChild(forward)
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in found:
            return found
        found.append(focus)
    raise AssertionError("Tab never comes around")


def in_group(widget: QWidget) -> bool:
    """Whether arrow keys move within a group of which Tab stops at one."""
    return isinstance(widget, QAbstractButton) and widget.group() is not None and widget.group().exclusive()


def is_in_field(widget: QWidget) -> bool:
    """Whether it is a button of a field, which has a key of its own there (Alt+Down, Ctrl+B …)."""
    return isinstance(widget.parentWidget(), QLineEdit | MarkdownTools)


@pytest.mark.parametrize("group", [one for one in GROUPS if one != "welcome"])
def test_names_follow_the_language(sample: MainWindow, group: str, wait: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a language of capitals all names are in capitals, but for the words of the project."""
    from qualcoder_peer.gui import i18n

    class Shouting(i18n.Texts):
        def say(self, message: i18n.Message) -> str:
            return super().say(message).upper()

    assert sample.context is not None
    project = sample.context.project
    own = {one.name for one in read_tree(project).in_order()} | {"Svenska", "Dansk", "English"}
    own |= {one.title for one in list_documents(project)}
    real = i18n.texts
    monkeypatch.setattr(i18n, "texts", lambda language: Shouting("en") if language == "sv" else real(language))
    wrong = []
    for scene in each(sample, GROUPS[group], wait):
        set_language("sv")
        run_events(60)
        names = {described(one): name_of(one) for one in interactive(sample)}
        wrong += [
            f"{scene}: {where}" for where, name in names.items()
            if name != name.upper() and not name.startswith("#") and not any(word in name for word in own)
        ]  # fmt: skip
        set_language("en")
    assert not wrong, "\n".join(wrong)


def test_a_screen_reader_is_given_the_rows_of_the_code_tree(sample: MainWindow, wait: Wait) -> None:
    show(sample, "coding code", wait)
    room = sample.room
    assert isinstance(room, CodingRoom) and isinstance(room.codes.view, QTreeView)
    interface = interface_of(room.codes.view)
    assert interface.role() == QAccessible.Role.Tree
    cells = [interface.child(at) for at in range(min(12, interface.childCount()))]
    words = [cell.text(QAccessible.Text.Name) for cell in cells if cell is not None]
    name = read_tree(room.context.project).in_order()[0].name
    assert any(one.startswith(name) for one in words), words


def test_a_screen_reader_reads_the_transcript(sample: MainWindow, wait: Wait) -> None:
    show(sample, "coding", wait)
    room = sample.room
    assert isinstance(room, CodingRoom)
    interface = interface_of(room.view)
    assert interface.role() in (QAccessible.Role.EditableText, QAccessible.Role.Document)
    assert interface.state().readOnly  # type: ignore[attr-defined]
    text = interface.textInterface()
    assert text is not None
    whole = text.text(0, text.characterCount())
    assert whole.split() == room.session.text.split()
    segment = room.session.current_segment
    assert segment is not None
    room.view.select(segment.start, segment.end)
    assert text.selectionCount() == 1
    room.view.setFocus()
    QTest.keyClick(room.view, Qt.Key.Key_Escape)
    before = text.cursorPosition()
    QTest.keyClick(room.view, Qt.Key.Key_Right)
    assert text.cursorPosition() != before


def test_f6_goes_to_every_pane(sample: MainWindow, wait: Wait) -> None:
    for _scene in each(sample, ("material 0", "report draft", "coding", "drawer find", "app.help"), wait):
        seen: list[QWidget] = []
        room = sample.room
        assert room is not None
        panes = [one for one in room.panes() if one.isVisible()]
        assert len(panes) > 1
        for _ in range(len(panes) + 3):
            sample.next_pane(1)
            focus = QApplication.focusWidget()
            assert focus is not None
            seen.append(focus)
        assert [place_of(one) for one in panes if not any(one is at or one.isAncestorOf(at) for at in seen)] == []


@pytest.mark.parametrize("theme", ["light", "contrast"])
def test_the_focus_can_be_seen(sample: MainWindow, theme: str, wait: Wait) -> None:
    """Whatever has the focus is drawn otherwise than without it."""
    sample.settings.theme = theme
    same = []
    for scene in each(sample, ("material 0", "material 2", "coding filter", "drawer find", "app.help"), wait):
        for _ in walk(sample):
            sample.focusNextPrevChild(True)
            stop = QApplication.focusWidget()
            assert stop is not None
            run_events(1)
            with_focus = picture(sample, stop)
            other = sample.rail if not sample.rail.isAncestorOf(stop) else sample.stack
            other.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            other.setFocus()
            run_events(1)
            if QApplication.focusWidget() is other and picture(sample, stop) == with_focus:
                same.append(f"{scene}: {described(stop)}")
            other.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            stop.setFocus(Qt.FocusReason.TabFocusReason)
    assert not same, "\n".join(same)


def picture(window: MainWindow, widget: QWidget) -> QImage:
    """How a widget looks now, with what lies around it."""
    top = widget.mapTo(window, QPoint(0, 0))
    image = window.grab(QRect(top, widget.size()).adjusted(-4, -4, 4, 4)).toImage()
    return image
