"""Report drafts: what is done with the mouse and the keys is in the project, on the page, and can be undone."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from qualcoder_peer.core.domain.model import Owner
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.reports import (
    OutlineNode,
    list_reports,
    new_report,
    read_outline,
    remove_report,
    set_item_text,
)
from qualcoder_peer.core.services.selections import add_set
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import set_language
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.report.candidates_model import USED_ROLE
from qualcoder_peer.gui.rooms.report.draft import Draft
from qualcoder_peer.gui.rooms.report.draft_page import DraftPage
from qualcoder_peer.gui.rooms.report.panel import ReportRoom
from qualcoder_peer.gui.settings import Settings
from tests.gui.rooms.report.conftest import show_room
from tests.support.commands import run
from tests.support.gui import Wait, go_on, make_context, run_events
from tests.support.projects import add_text, dump


def shape(project: Project) -> list[tuple[int, str]]:
    """The outline as ids and texts in order, with what stands above each."""
    report = list_reports(project)[-1].id
    return [(node.id, node.text) for node in read_outline(project, report).walk()]


def nodes(page: DraftPage) -> list[OutlineNode]:
    outline = page.draft.outline
    assert outline is not None
    return list(outline.walk())


def heading_with_quotes(page: DraftPage, least: int = 2) -> OutlineNode:
    return next(
        node for node in nodes(page)
        if node.code is not None and sum(child.quote is not None for child in node.children) >= least
    )  # fmt: skip


def drop(page: DraftPage, data: QMimeData, row: int, parent: QModelIndex) -> None:
    assert page.model.canDropMimeData(data, Qt.DropAction.MoveAction, row, 0, parent)
    page.model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, parent)


def settle(draft: Draft, wait: Wait) -> None:
    wait(lambda: draft.is_settled)


def page_text(page: DraftPage) -> str:
    assert page.draft.pages is not None
    return page.draft.pages.document.toPlainText()


def test_outline_is_a_sound_model_while_it_is_changed(room: ReportRoom, sample: Project, wait: Wait) -> None:
    page = room.draft_page
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    heading = heading_with_quotes(page)
    page.draft.choose([heading.id])
    page.outline_tools.remove()
    sample.undo()
    page.draft.choose([heading.children[-1].id])
    page.outline_tools.nest(False)
    sample.undo()
    sample.redo()
    settle(page.draft, wait)
    assert tester.model() is page.model
    shown = [page.model.item_at(index) for index in _rows(page)]
    assert shown == [node.id for node in nodes(page)]


def _rows(page: DraftPage) -> list[QModelIndex]:
    found: list[QModelIndex] = []
    pending = [page.model.index(row, 0) for row in reversed(range(page.model.rowCount()))]
    while pending:
        index = pending.pop()
        found.append(index)
        pending.extend(page.model.index(row, 0, index) for row in reversed(range(page.model.rowCount(index))))
    return found


def test_make_order_add_write_and_undo_all_of_it(room: ReportRoom, sample: Project, wait: Wait) -> None:
    page, before = room.draft_page, dump(sample.path)
    steps = 0
    page.reports.make_draft()
    wait(lambda: len(page.draft.reports) == 2 and not jobs.active)
    settle(page.draft, wait)
    steps += 1
    assert page.draft.report == list_reports(sample)[-1].id

    heading = heading_with_quotes(page)
    first, second = [child.id for child in heading.children if child.quote is not None][:2]
    drop(page, page.model.mimeData([page.model.index_of(second)]), 0, page.model.index_of(heading.id))
    steps += 1
    ordered = [node.id for node in page.draft.children_of(heading.id)]
    assert ordered.index(second) < ordered.index(first)

    page.draft.choose([heading.id])
    wait(lambda: page.candidates.model.rowCount() > 0)
    unused = next(quote for quote in page.candidates.model.quotes if quote.id not in page.draft.used())
    page.candidates.list.setCurrentIndex(
        page.candidates.model.index(page.candidates.model.quotes.index(unused))
    )
    page.candidates.list.setFocus()
    QTest.keyClick(page.candidates.list, Qt.Key.Key_Return)
    steps += 1
    assert unused.id in page.draft.used()

    page.draft.choose([first])
    page.outline.setFocus()
    room.context.actions.get("report.text").trigger()
    steps += 1
    wait(lambda: page.text.isVisible())
    QTest.keyClicks(page.text.field, "Between the quotes")
    page.text.flush()
    steps += 1
    settle(page.draft, wait)
    assert "Between the quotes" in page_text(page)

    for _ in range(steps):
        sample.undo()
    sample.settle()
    assert dump(sample.path) == before
    settle(page.draft, wait)
    assert "Between the quotes" not in page_text(page)


def test_typing_is_one_step_after_a_rest(room: ReportRoom, sample: Project, wait: Wait) -> None:
    page = room.draft_page
    method = next(node for node in nodes(page) if node.section == "background")
    page.draft.choose([method.id])
    QTest.keyClicks(page.text.field, "Some words")
    done = len(sample.history())
    wait(lambda: len(sample.history()) == done + 1)
    run_events(50)
    assert len(sample.history()) == done + 1
    assert page.draft.node(method.id).text == "Some words"  # type: ignore[union-attr]
    settle(page.draft, wait)
    assert "Some words" in page_text(page)


def test_text_typed_is_kept_when_another_entry_is_chosen_and_when_the_room_is_left(room: ReportRoom) -> None:
    page = room.draft_page
    chapter = next(node for node in nodes(page) if node.section == "background")
    page.draft.choose([chapter.id])
    QTest.keyClicks(page.text.field, "One")
    page.draft.choose([nodes(page)[0].id])
    assert page.draft.node(chapter.id).text == "One"  # type: ignore[union-attr]
    page.draft.choose([chapter.id])
    page.text.field.moveCursor(page.text.field.textCursor().MoveOperation.End)
    QTest.keyClicks(page.text.field, " two")
    room.leave()
    assert dict(shape(room.context.project))[chapter.id] == "One two"


def test_words_of_a_quote_are_never_markup(room: ReportRoom, sample: Project, wait: Wait) -> None:
    page = room.draft_page
    said = "Det är <b>jätte</b>bra & 5 < 6 <img src='file:///x.png'> 🙂 sa hon"
    document = add_text(sample, "Uppmärkt", f"{said}\n")
    heading = heading_with_quotes(page)
    assert heading.code is not None
    coding = add_codings(sample, [NewCoding(document, heading.code.id, 0, len(said))])[0]
    page.outline_tools.add_quotes([coding], heading.id, 0)
    settle(page.draft, wait)
    item = page.draft.used()[coding]
    assert page.draft.pages is not None
    assert said in page.draft.pages.text_of(item)
    assert f"”{said}”" in page_text(page)
    assert page.model.index_of(item).data() == said
    assert "<b>" not in page.model.index_of(item).data(Qt.ItemDataRole.ToolTipRole)


def test_every_quote_stands_exactly_on_the_page(room: ReportRoom) -> None:
    page = room.draft_page
    assert page.draft.pages is not None
    quotes = [node for node in nodes(page) if node.quote is not None]
    assert len(quotes) > 20
    for node in quotes:
        assert node.quote is not None
        shown = page.draft.pages.text_of(node.id)
        words = [part.text for part in node.quote.parts] or [
            line for line in node.quote.text.strip().split("\n") if line
        ]
        assert all(line.strip() in shown for part in words for line in part.split("\n")), node.quote.text


def test_spans_belong_to_one_quote_each(room: ReportRoom) -> None:
    pages = room.draft_page.draft.pages
    assert pages is not None
    for before, after in zip(pages.spans, pages.spans[1:], strict=False):
        assert before.end <= after.start
    items = {span.item for span in pages.spans}
    assert {node.id for node in nodes(room.draft_page) if node.quote is not None} <= items


def test_a_click_on_a_paragraph_chooses_its_entry(room: ReportRoom) -> None:
    page = room.draft_page
    node = [node for node in nodes(page) if node.quote is not None][5]
    page.paper.choose((node.id,))
    place = page.paper.place_of(node.id)
    assert place is not None and page.paper.viewport().rect().contains(place)
    page.draft.choose([])
    QTest.mouseClick(page.paper.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.draft.chosen == (node.id,)
    assert page.outline.selected_items() == [node.id]


def test_the_reader_stays_where_she_is_when_something_above_changes(room: ReportRoom, wait: Wait) -> None:
    page = room.draft_page
    late = [node for node in nodes(page) if node.quote is not None][-3]
    page.draft.choose([late.id])
    run_events(20)
    before = page.paper.place_of(late.id)
    chapter = next(node for node in nodes(page) if node.section == "background")
    set_item_text(room.context.project, chapter.id, "\n".join(f"Paragraph {number}" for number in range(30)))
    settle(page.draft, wait)
    after = page.paper.place_of(late.id)
    assert before is not None and after is not None
    assert abs(before.y() - after.y()) <= 2


def test_keys_move_entries(room: ReportRoom, sample: Project) -> None:
    page = room.draft_page
    heading = heading_with_quotes(page)
    last = heading.children[-1] if heading.children[-1].quote else [c for c in heading.children if c.quote][-1]
    page.draft.choose([last.id])
    place = page.draft.siblings_of(last.id).index(last.id)
    page.outline.setFocus()
    run_events(10)
    QTest.keyClick(page.outline, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert page.draft.siblings_of(last.id).index(last.id) == place - 1
    assert page.outline.selected_items() == [last.id]
    QTest.keyClick(page.outline, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert page.draft.siblings_of(last.id).index(last.id) == place
    QTest.keyClick(page.outline, Qt.Key.Key_Delete)
    assert page.draft.node(last.id) is None


def test_what_cannot_be_is_not_offered(room: ReportRoom) -> None:
    page = room.draft_page
    heading = next(node for node in nodes(page) if node.code is not None and any(c.code for c in node.children))
    below = next(child for child in heading.children if child.code is not None)
    data = page.model.mimeData([page.model.index_of(heading.id)])
    assert not page.model.canDropMimeData(data, Qt.DropAction.MoveAction, -1, 0, page.model.index_of(below.id))
    chapter = page.model.mimeData([page.model.index_of(nodes(page)[0].id)])
    assert not page.model.canDropMimeData(chapter, Qt.DropAction.MoveAction, -1, 0, page.model.index_of(heading.id))


def test_several_entries_move_together_by_drop_and_a_drop_on_a_quote_comes_after_it(room: ReportRoom) -> None:
    page = room.draft_page
    heading = heading_with_quotes(page, 3)
    quotes = [child.id for child in heading.children if child.quote is not None]
    other = next(
        node for node in nodes(page) if node.id != heading.id and node.code and any(c.quote for c in node.children)
    )
    target = next(child.id for child in other.children if child.quote is not None)
    data = page.model.mimeData([page.model.index_of(item) for item in quotes[:2]])
    drop(page, data, -1, page.model.index_of(target))
    order = [node.id for node in page.draft.children_of(other.id)]
    place = order.index(target)
    assert order[place + 1 : place + 3] == quotes[:2]


def test_quotes_of_the_theme_are_offered_and_marked(room: ReportRoom) -> None:
    page = room.draft_page
    heading = heading_with_quotes(page)
    page.draft.choose([heading.id])
    model, used = page.candidates.model, page.draft.used()
    assert heading.code is not None
    assert all(heading.code.id in [code.id for code in quote.code_line] for quote in model.quotes)
    assert [model.index(row).data(USED_ROLE) for row in range(model.rowCount())] == [
        quote.id in used for quote in model.quotes
    ]
    everything = model.rowCount()
    page.candidates.star.setChecked(True)
    assert 0 < model.rowCount() < everything and all(quote.starred for quote in model.quotes)
    page.candidates.star.setChecked(False)
    person = next(quote.respondent_id for quote in model.quotes if quote.respondent_id is not None)
    page.candidates.respondents.set_chosen([person])
    assert model.rowCount() and all(person in quote.respondents for quote in model.quotes)
    of_person = model.rowCount()
    page.candidates.respondents.clear()
    assert page.candidates.sets.isHidden(), "there is none yet"
    chosen = add_set(room.context.project, Owner.RESPONDENT, "De första", [person])
    page.candidates.refresh()
    assert not page.candidates.sets.isHidden()
    page.candidates.sets.set_chosen([chosen])
    assert model.rowCount() == of_person < everything
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_quote_dragged_into_the_outline_is_added_there(room: ReportRoom) -> None:
    page = room.draft_page
    heading = heading_with_quotes(page)
    page.draft.choose([heading.id])
    model = page.candidates.model
    row = next(row for row, quote in enumerate(model.quotes) if quote.id not in page.draft.used())
    coding = model.quotes[row].id
    drop(page, model.mimeData([model.index(row)]), 1, page.model.index_of(heading.id))
    assert page.draft.children_of(heading.id)[1].quote.id == coding  # type: ignore[union-attr]


def test_export_writes_what_the_command_line_writes(
    room: ReportRoom, sample: Project, tmp_path: Path, wait: Wait
) -> None:
    page = room.draft_page
    page.reports.export_to(tmp_path / "window.docx")
    go_on(page.reports.exporting)
    wait(lambda: (tmp_path / "window.docx").exists() and not jobs.active)
    told = room.context.messages.last
    assert told is not None and "window.docx" in str(told.text)
    opened: list[Path] = []
    page.reports.exporting.open_file = opened.append
    assert told.run is not None
    told.run()
    assert opened == [tmp_path / "window.docx"]
    copy = tmp_path / "copy.qcp"
    copy.write_bytes(sample.path.read_bytes())
    assert run("export", copy, "report", "-o", tmp_path / "command.docx", home=tmp_path).status == 0
    assert words_of(tmp_path / "window.docx") == words_of(tmp_path / "command.docx")


def words_of(path: Path) -> list[str]:
    """The paragraphs of a Word file, in order."""
    with zipfile.ZipFile(path) as package:
        root = ElementTree.fromstring(package.read("word/document.xml"))
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return ["".join(piece.text or "" for piece in one.iter(f"{name}t")) for one in root.iter(f"{name}p")]


def test_the_page_has_the_words_of_the_word_file(room: ReportRoom, tmp_path: Path, wait: Wait) -> None:
    page = room.draft_page
    page.reports.export_to(tmp_path / "out.docx")
    go_on(page.reports.exporting)
    wait(lambda: (tmp_path / "out.docx").exists() and not jobs.active)
    assert page.draft.pages is not None
    shown, block = [], page.draft.pages.document.begin()
    while block.isValid():
        shown.append(" ".join(block.text().replace("•\t", "").split()))
        block = block.next()
    for paragraph in words_of(tmp_path / "out.docx"):
        words = " ".join(paragraph.split())
        if len(words) > 40:
            assert any(words in one for one in shown), words


def test_options_are_kept_with_the_project_and_shown_on_the_page(room: ReportRoom, sample: Project, wait: Wait) -> None:
    page = room.draft_page
    assert "Bilaga" in page_text(page) or "Appendix" in page_text(page)
    page.side_tabs.setCurrentIndex(1)
    check = page.options.form.editors["codebook"].focus_widget
    check.click()  # type: ignore[attr-defined]
    settle(page.draft, wait)
    assert not page.draft.options.codebook
    assert "Appendix" not in page_text(page) and "Bilaga" not in page_text(page)
    sample.undo()
    settle(page.draft, wait)
    assert page.options.form.value().codebook


def test_rename_delete_and_undo(room: ReportRoom, sample: Project) -> None:
    page = room.draft_page
    title = page.reports.report.title  # type: ignore[union-attr]
    box = page.reports.rename()
    assert box is not None
    box.setTextValue("Another title")
    box.accept()
    assert page.reports.chooser.currentText() == "Another title"
    page.reports.delete()
    assert page.stack.currentWidget() is page.no_report
    sample.undo()
    sample.undo()
    assert page.reports.chooser.currentText() == title
    assert page.stack.currentWidget() is page.splitter


def test_empty_places_teach(context: RoomContext, project: Project, wait: Wait) -> None:
    asked: list[Place] = []
    context.navigator.asked.connect(asked.append)
    room = show_room(context)
    page = room.draft_page
    assert page.stack.currentWidget() is page.nothing_coded
    QTest.mouseClick(page.nothing_coded.button, Qt.MouseButton.LeftButton)
    assert asked == [Place("coding")]
    document = add_text(project, "A", "Hello there, says the respondent.\n")
    code = add_code(project, "Theme")
    add_codings(project, [NewCoding(document, code, 0, 11)])
    assert page.stack.currentWidget() is page.no_report
    QTest.mouseClick(page.no_report.button, Qt.MouseButton.LeftButton)
    wait(lambda: page.stack.currentWidget() is page.splitter)
    settle(page.draft, wait)
    assert "Hello there" in page_text(page)
    room.close()


def test_the_language_is_switched_while_the_room_is_open(room: ReportRoom) -> None:
    page = room.draft_page
    set_language("sv")
    run_events(10)
    assert page.outline.accessibleName() and room.tabs.tabText(0)
    assert page.model.index(1, 0).data() == page.draft.texts("Summary")
    set_language("en")
    assert room.tabs.tabText(0) == "Report draft"


def test_read_only_offers_no_editing(sample: Project, tmp_path: Path, settings: Settings) -> None:
    copy = tmp_path / "read.qcp"
    copy.write_bytes(sample.path.read_bytes())
    with Project.open(copy, read_only=True) as project:
        context = make_context(project, settings, tmp_path)
        room = show_room(context)
        page = room.draft_page
        assert page.draft.pages is not None
        page.draft.choose([nodes(page)[0].id])
        assert page.text.field.isReadOnly()
        for action in ("new", "rename", "delete", "up", "down", "remove", "text", "quote"):
            assert not context.actions.get(f"report.{action}").isEnabled(), action
        assert context.actions.get("report.export").isEnabled()
        assert not page.model.index(0, 0).flags() & Qt.ItemFlag.ItemIsDragEnabled
        room.close()
        context.bridge.stop()
        jobs.unhandled.disconnect(context.messages.error)


def test_a_place_opens_a_report(room: ReportRoom, sample: Project, wait: Wait) -> None:
    first = room.draft_page.draft.report
    second = new_report(sample, "Second")
    room.go(Place("report", report=second))
    assert room.place().report == second
    room.go(Place("report", report=first))
    assert room.draft_page.reports.chooser.currentText() == list_reports(sample)[0].title


def test_a_quote_opens_in_its_transcript(room: ReportRoom) -> None:
    asked: list[Place] = []
    room.context.navigator.asked.connect(asked.append)
    page = room.draft_page
    node = next(node for node in nodes(page) if node.quote is not None)
    page.draft.choose([node.id])
    page.outline.setFocus()
    QTest.keyClick(page.outline, Qt.Key.Key_Return)
    assert node.quote is not None
    assert asked == [
        Place(
            "coding", document=node.quote.document.id, start=node.quote.start, end=node.quote.end, coding=node.quote.id
        )
    ]


def test_after_the_first_draft_the_keys_work_in_the_outline(
    sample: Project, sample_context: RoomContext, wait: Wait
) -> None:
    for report in list_reports(sample):
        remove_report(sample, report.id)
    room = show_room(sample_context)
    page = room.draft_page
    assert page.no_report.button is not None and page.no_report.button.hasFocus()
    QTest.keyClick(page.no_report.button, Qt.Key.Key_Space)
    wait(lambda: list_reports(sample) and not jobs.active)
    settle(page.draft, wait)
    assert QApplication.focusWidget() is page.outline
    room.close()
    room.deleteLater()


def test_the_words_of_what_is_chosen_are_copied_from_the_page(room: ReportRoom, wait: Wait) -> None:
    page = room.draft_page
    quote = next(node for node in nodes(page) if node.quote is not None)
    page.draft.choose([quote.id])
    page.paper.setFocus()
    QTest.keyClick(page.paper, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert quote.quote is not None
    assert quote.quote.text.split(".")[0] in QGuiApplication.clipboard().text()
