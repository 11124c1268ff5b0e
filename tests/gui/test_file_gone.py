"""The project file is deleted or moved while one codes: nothing is lost, nothing half done, and it is said."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qualcoder_peer.core.project import Project
from qualcoder_peer.core.samples import create_sample
from qualcoder_peer.core.services.memos import list_memos
from qualcoder_peer.core.services.quotes import iter_quotes
from qualcoder_peer.core.services.setup import check_project
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.main_window import MainWindow
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from qualcoder_peer.gui.widgets.markdown_field import MarkdownField
from tests.support.gui import Wait, run_events

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a file that is open")


@pytest.fixture
def room(window: MainWindow, tmp_path: Path, wait: Wait, monkeypatch: pytest.MonkeyPatch) -> Iterator[CodingRoom]:
    """A sample project in the coding room; what goes wrong is told as in the program."""
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: window.messages.error(error))
    path = tmp_path / "sample.qcp"
    create_sample(path, "en").close()
    window.session.open(path)
    wait(lambda: window.context is not None and not window.session.busy)
    window.navigator.go(Place("coding"))
    made = window.room
    assert isinstance(made, CodingRoom)
    made.open_document(list_documents(made.context.project)[0].id)
    made.view.setFocus()
    yield made


def code_in_vivo(room: CodingRoom, start: int) -> None:
    """Select some words and press V."""
    room.view.setFocus()
    room.view.select(start, start + 40)
    QTest.keyClick(room.view, Qt.Key.Key_V)
    run_events(50)


def codings(path: Path) -> int:
    """How many codings are in a file."""
    with Project.open(path, read_only=True) as project:
        assert check_project(project) == []
        return len(list(iter_quotes(project)))


def test_a_deleted_file_is_there_again_with_the_next_coding(room: CodingRoom, window: MainWindow, wait: Wait) -> None:
    path = room.context.project.path
    before = codings(path)
    path.unlink()
    code_in_vivo(room, 100)
    notice = window.messages.last
    assert notice is not None and notice.kind == "warning" and "written to its place again" in str(notice.text)
    room.context.project.settle()
    assert codings(path) == before + 1
    window.session.close()
    wait(lambda: window.context is None)
    assert codings(path) == before + 1


def test_a_moved_file_takes_no_coding_and_no_memo_until_it_is_back(
    room: CodingRoom, window: MainWindow, wait: Wait
) -> None:
    project = room.context.project
    run_events(100)
    before, shown = codings(project.path), len(room.session.segments)
    away = project.path.with_name("away.qcp")
    memos = len(list_memos(project))
    project.path.rename(away)
    code_in_vivo(room, 100)
    notice = window.messages.last
    assert notice is not None and notice.kind == "error" and "moved" in str(notice.text)
    assert len(room.session.segments) == shown, "what is shown is what is stored"
    QTest.keyClick(room.view, Qt.Key.Key_M)
    field = QApplication.focusWidget()
    assert isinstance(field, MarkdownField)
    QTest.keyClicks(field, "kept")
    room.view.setFocus()
    away.rename(project.path)
    assert codings(project.path) == before and len(list_memos(project)) == memos
    room.codes.flush()
    assert [memo.text for memo in list_memos(project)].count("kept") == 1, "what was typed is not lost"
    code_in_vivo(room, 300)
    project.settle()
    assert codings(project.path) == before + 1
