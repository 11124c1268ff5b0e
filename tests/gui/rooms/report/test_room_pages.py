"""The pages of the room: each has its tab and its actions, and none shows a window of its own while it is made."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.navigator import Place
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
