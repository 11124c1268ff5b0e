"""In a large project everything is read on threads of their own; what is shown in the end is the same."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import read_tree, rename_code
from qualcoder_peer.core.services.reports import remove_items, set_item_text
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.report import candidates, draft
from qualcoder_peer.gui.rooms.report.panel import ReportRoom
from tests.gui.rooms.report.conftest import show_room
from tests.support.gui import Wait, run_events


def settle(room: ReportRoom, wait: Wait) -> None:
    run_events(100)
    page = room.draft_page
    wait(lambda: page.draft.is_settled and not page.candidates._soon.isActive() and not jobs.active)


def test_the_same_page_comes_from_threads(
    sample_context: RoomContext, sample: Project, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = show_room(sample_context)
    assert quick.draft_page.draft.pages is not None
    expected = quick.draft_page.draft.pages.document.toPlainText()
    quick.leave()
    quick.close()
    quick.deleteLater()
    monkeypatch.setattr(draft, "QUICK", 0)
    monkeypatch.setattr(candidates, "QUICK", 0)
    room = show_room(sample_context)
    settle(room, wait)
    page = room.draft_page
    assert page.draft.pages is not None and page.draft.outline is not None
    assert page.draft.pages.document.toPlainText() == expected
    chapter = next(node for node in page.draft.outline.walk() if node.section == "background")
    for words in ("One", "Two", "Three"):
        set_item_text(sample, chapter.id, words)
    heading = next(node for node in page.draft.outline.walk() if node.code is not None and node.children)
    page.draft.choose([heading.id])
    settle(room, wait)
    assert "Three" in page.draft.pages.document.toPlainText()
    assert page.candidates.model.rowCount() > 0
    assert heading.code is not None
    rename_code(sample, heading.code.id, "Another name")
    settle(room, wait)
    assert page.model.index_of(heading.id).data() == "Another name"
    assert "Another name" in page.draft.pages.document.toPlainText()
    room.close()
    room.deleteLater()


def test_nothing_is_read_while_the_room_is_hidden(room: ReportRoom, sample: Project, wait: Wait) -> None:
    page = room.draft_page
    room.leave()
    before = page.draft.pages
    assert page.draft.outline is not None
    gone = next(node for node in page.draft.outline.walk() if node.quote is not None)
    remove_items(sample, [gone.id])
    run_events(120)
    assert page.draft.pages is before and page.draft.node(gone.id) is not None
    room.enter()
    settle(room, wait)
    assert page.draft.node(gone.id) is None


def test_chapters_and_headings_are_added_from_the_menu(room: ReportRoom, sample: Project, wait: Wait) -> None:
    page = room.draft_page
    assert page.draft.outline is not None
    planning = next(node for node in page.draft.outline.walk() if node.section == "planning")
    order = [node.section for node in page.draft.children_of(None) if node.section]
    remove_items(sample, [planning.id])
    page.outline_tools.fill_menu(page.add_menu)
    menus = [action.menu() for action in page.add_menu.actions() if isinstance(action.menu(), QMenu)]
    menus[0].actions()[-1].trigger()
    assert [node.section for node in page.draft.children_of(None) if node.section] == order
    code = next(code for code in read_tree(sample).in_order() if code.parent_id is not None)
    page.draft.choose([page.draft.children_of(None)[-1].id])
    page.outline_tools.add_code(code.id)
    last = page.draft.children_of(None)[-1]
    assert last.code == code and page.draft.chosen == (last.id,)


def test_keys_make_the_paper_larger_while_it_has_the_focus(room: ReportRoom) -> None:
    paper = room.draft_page.paper
    paper.setFocus()
    run_events(10)
    before = paper.scale
    QTest.keyClick(paper, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert paper.scale > before and paper.zoom
    QTest.keyClick(paper, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert paper.scale == before and not paper.zoom


def test_filters_are_ticked_with_the_keys(room: ReportRoom, wait: Wait) -> None:
    room.show_page(1)
    settle(room, wait)
    box = room.tables_page.documents
    box.showPopup()
    run_events(10)
    box.list.setFocus()
    box.list.setCurrentRow(0)
    QTest.keyClick(box.list, Qt.Key.Key_Space)
    settle(room, wait)
    assert box.chosen == (box._choices[0].id,)
    assert {quote.document.id for quote in room.tables_page.model.quotes} == {box.chosen[0]}
    assert box.currentText() == box._choices[0].words
    box.clear()
    box.hidePopup()
    settle(room, wait)
    assert room.tables_page.model.rowCount() == 80
