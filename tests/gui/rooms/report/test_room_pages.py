"""The pages of the room: each has its tab and its actions, and none shows a window of its own while it is made."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import docx
import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.claims import add_finding
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.report.claims_page import ClaimsPage
from qualcoder_peer.gui.rooms.report.file_page import FilePage
from qualcoder_peer.gui.rooms.report.method_page import MethodPage
from qualcoder_peer.gui.rooms.report.panel import ReportRoom
from qualcoder_peer.gui.rooms.report.room_pages import PAGES
from tests.support.gui import run_events, wait_for


class Windows(QObject):
    """Collects windows that appear."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


def test_no_page_flashes_a_window_while_it_is_made(room: ReportRoom) -> None:
    windows = Windows()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(windows)
    try:
        room.make_all()
        for number in range(len(PAGES)):
            room.show_page(number)
            run_events(5)
        wait_for(lambda: not jobs.active)
    finally:
        application.removeEventFilter(windows)
    assert windows.shown == []


def test_every_page_is_reached_by_its_tab_its_key_and_its_place(room: ReportRoom, sample_context: RoomContext) -> None:
    assert [room.tabs.tabText(number) for number in range(room.tabs.count())] != [""] * len(PAGES)
    for number, entry in enumerate(PAGES):
        sample_context.actions.get(f"report.{entry.key}").trigger()
        assert room.tabs.currentIndex() == number and room.page is room.page_of(entry.key)
        place = room.place()
        assert place is not None and place.page == entry.key
    room.go(Place("report", page=PAGES[0].key))
    assert room.tabs.currentIndex() == 0
    wait_for(lambda: not jobs.active)


def test_only_the_tools_of_the_page_shown_are_seen(room: ReportRoom) -> None:
    room.make_all()
    for number, entry in enumerate(PAGES):
        room.show_page(number)
        seen = [other.key for other in PAGES if room.page_of(other.key).tools.isVisible()]
        assert seen == [entry.key]
    wait_for(lambda: not jobs.active)


def test_a_hidden_page_reads_a_change_when_it_is_shown(room: ReportRoom, sample: Project) -> None:
    page = room.page_of("claims")
    assert isinstance(page, ClaimsPage)
    show(room, "claims")
    show(room, "draft")
    code = page.model.rows[0].code.id
    add_finding(sample, CodeId(code), "Nytt.")
    run_events(5)
    assert page.is_stale and not page._soon.isActive() and not page.model.claims.findings
    show(room, "claims")
    assert not page.is_stale and [one.claim.text for one in page.model.claims.findings] == ["Nytt."]
    sample.undo()
    wait_for(lambda: not page.model.claims.findings)


def test_only_what_was_asked_for_last_is_taken(room: ReportRoom) -> None:
    page, taken = room.page_of("claims"), []
    gate = Event()
    page.read(gate.wait, then=lambda _: taken.append("first"))
    page.read(lambda: "second", then=taken.append)
    gate.set()
    wait_for(lambda: not jobs.active)
    assert taken == ["second"] and page.job is None


def test_each_page_keeps_its_layout(room: ReportRoom, sample_context: RoomContext) -> None:
    room.make_all()
    keys = [room.page_of(entry.key).layout_key for entry in PAGES]
    assert len(set(keys)) == len(PAGES) and all(keys)
    page = room.page_of("method")
    show(room, "method")
    before = page.splitter.sizes()
    page.splitter.setSizes([before[0] + 100, before[1] - 100])
    wanted = page.splitter.sizes()
    assert wanted != before
    show(room, "draft")
    again = MethodPage(sample_context)
    again.resize(page.size())
    again.show()
    run_events(5)
    assert again.splitter.sizes() == wanted
    again.close()
    again.deleteLater()


@pytest.mark.parametrize("key", ["access", "verify"])
def test_a_page_that_checks_files_takes_one_word_file_that_is_dropped(
    room: ReportRoom, tmp_path: Path, key: str
) -> None:
    page = room.page_of(key)
    assert isinstance(page, FilePage) and page.path is None
    show(room, key)
    path = tmp_path / "rapport.docm"
    docx.Document().save(str(path))
    assert not drop(page, tmp_path / "a.txt") and not drop(page, path, path)
    assert drop(page, path)
    assert not page.is_free()
    wait_for(lambda: not jobs.active)
    assert page.path == path and page.can_check_again() and page.name.text().startswith("rapport.docm")


def show(room: ReportRoom, key: str) -> None:
    room.show_page([entry.key for entry in PAGES].index(key))
    run_events(5)
    wait_for(lambda: not jobs.active)


def drop(page: FilePage, *paths: Path) -> bool:
    """Drop files on a page; whether it takes them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    entering = QDragEnterEvent(QPointF(9, 9).toPoint(), copy, data, none, Qt.KeyboardModifier.NoModifier)
    entering.ignore()
    page.dragEnterEvent(entering)
    if entering.isAccepted():
        page.dropEvent(QDropEvent(QPointF(9, 9), copy, data, none, Qt.KeyboardModifier.NoModifier))
    return entering.isAccepted()
