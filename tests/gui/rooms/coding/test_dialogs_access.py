"""The dialogs and lists that the coding room opens: names for screen readers, the keyboard, room on a small screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QRadioButton, QWidget

from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.i18n import set_language, tr
from qualcoder_peer.gui.main_window import MainWindow
from qualcoder_peer.gui.memo_links import LinkPicker
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.coding import under_caret
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from qualcoder_peer.gui.tab_order import is_stop
from tests.gui.test_accessibility import (
    USED,
    described,
    in_group,
    interface_of,
    is_in_field,
    is_own,
    name_of,
    open_sample,
)
from tests.support.gui import Wait, run_events

CODEBOOK = "Name;Definition\nTrygghet;Att våga\nÖppenhet;Att säga\n"


@pytest.fixture
def room(window: MainWindow, tmp_path: Path, wait: Wait) -> Iterator[CodingRoom]:
    """The sample project in Swedish, a coding looked at, as large as the smallest screen."""
    open_sample(window, tmp_path, "sv", wait)
    window.navigator.go(Place("coding"))
    made = window.room
    assert isinstance(made, CodingRoom)
    made.open_document(next(one.id for one in list_documents(made.context.project) if one.kind == "group_interview"))
    window.actions_registry.get("coding.next").trigger()
    segment = made.session.current_segment
    assert segment is not None
    made.codes.view.show_code(segment.code_id)
    set_language("sv")
    run_events(50)
    yield made
    set_language("en")


def opened_by(action: str, focus: str = "codes") -> Callable[[CodingRoom, Path], None]:
    """Trigger an action with the keyboard in the tree or in the text."""

    def ask(room: CodingRoom, _folder: Path) -> None:
        (room.codes.view if focus == "codes" else room.view).setFocus()
        room.context.actions.get(action).trigger()

    return ask


def correct_speaker(room: CodingRoom, _folder: Path) -> None:
    """Ask who speaks, in edit mode."""
    room.context.actions.get("coding.edit_text").trigger()
    place = room.session.turn_marks()[1].said_start
    room.view.go_to(place, place)
    room.view.setFocus()
    room.context.actions.get("coding.speaker").trigger()


def import_codebook(room: CodingRoom, folder: Path) -> None:
    """Look at a code book before it is imported."""
    path = folder / "bok.csv"
    path.write_text(CODEBOOK, encoding="utf-8")
    room.context.codebooks_requested.emit([path])


def pick_link(room: CodingRoom, _folder: Path) -> None:
    """Choose what a memo links to."""
    room.codes.write_coding_memo()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_K,
                   Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)  # fmt: skip


OPENED: dict[str, Callable[[CodingRoom, Path], None]] = {
    "merge": opened_by("coding.merge_codes"),
    "split": opened_by("coding.split_code"),
    "speaker": correct_speaker,
    "code book": import_codebook,
    "link": pick_link,
}


def dialog_of(room: CodingRoom) -> QWidget | None:
    """What has been opened over the room."""
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible() and isinstance(one, QDialog | LinkPicker)]
    return shown[0] if shown else None


def walk(dialog: QWidget) -> list[QWidget]:
    """Where Tab stops, once around."""
    found: list[QWidget] = []
    for _ in range(60):
        focus = QApplication.focusWidget()
        assert focus is not None and dialog.isAncestorOf(focus), focus
        if focus in found:
            return found
        found.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    raise AssertionError("Tab never comes around")


def above_or_left(one: QWidget, other: QWidget, dialog: QWidget) -> bool:
    """Whether one comes before the other as one reads: what holds it, what is above it or to the left."""
    if one.isAncestorOf(other):
        return True
    first, second = (each.mapTo(dialog, QPoint(0, 0)) for each in (one, other))
    return first.y() + one.height() <= second.y() + 4 or first.x() + one.width() <= second.x() + 4


@pytest.mark.parametrize("which", list(OPENED))
def test_names_keys_and_room(room: CodingRoom, tmp_path: Path, wait: Wait, which: str) -> None:
    OPENED[which](room, tmp_path)
    wait(lambda: dialog_of(room) is not None)
    run_events(200)
    dialog = dialog_of(room)
    assert dialog is not None
    assert dialog.width() <= 1280 and dialog.height() <= 690
    assert dialog.windowTitle() or not isinstance(dialog, QDialog), "a screen reader says which dialog it is"
    shown = [
        one for one in dialog.findChildren(QWidget)
        if one.isVisible() and is_own(one) and (isinstance(one, USED) or is_stop(one))
    ]  # fmt: skip
    assert len(shown) >= 2
    assert [described(one) for one in shown if not name_of(one)] == []
    assert [described(one) for one in shown if interface_of(one).role() == interface_of(one).role().NoRole] == []
    stops = walk(dialog)
    grouped = {one for one in shown if in_group(one) or isinstance(one, QRadioButton)}  # arrow keys move among them
    missed = {one for one in shown if one.isEnabled() and not is_in_field(one)} - grouped - set(stops)
    if isinstance(dialog, QDialog):
        assert [described(one) for one in missed] == []
    ends = stops.index(min(stops, key=lambda one: (one.mapTo(dialog, QPoint(0, 0)).y(), one.x())))
    order = stops[ends:] + stops[:ends]
    back = [described(b) for a, b in zip(order, order[1:], strict=False) if not above_or_left(a, b, dialog)]
    assert back == [], "Tab goes as one reads"
    QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    wait(lambda: dialog_of(room) is None)


def test_the_codes_under_the_caret_are_said_where_it_enters_and_leaves_them(
    room: CodingRoom, monkeypatch: pytest.MonkeyPatch, wait: Wait
) -> None:
    said: list[str] = []
    monkeypatch.setattr(under_caret, "announce", lambda _source, words: said.append(words))
    segments = sorted(room.session.segments.values(), key=lambda one: one.start)
    starred = next(one for one in segments if one.starred)
    room.view.setFocus()
    room.view.go_to(starred.start, starred.start)
    wait(lambda: said and starred.name in said[-1])
    assert tr("worth quoting") in said[-1]
    count = len(said)
    QTest.keyClick(room.view, Qt.Key.Key_Right)
    run_events(120)
    assert len(said) == count, "the same codes are not said again"
    bare = next(one.end for one in segments if not any(two.start <= one.end < two.end for two in segments))
    room.view.go_to(bare + 1, bare + 1)
    wait(lambda: len(said) > count)
    room.codes.view.setFocus()
    count = len(said)
    room.view.go_to(starred.start, starred.start)
    run_events(120)
    assert len(said) == count, "nothing is said of the text while the keyboard is elsewhere"
