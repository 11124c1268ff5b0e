"""Composing: kinds of reports, sections, tables and charts, Markdown and fields, printed forms, balance."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu

from qualcoder_peer.core.domain.ids import ReportItemId
from qualcoder_peer.core.domain.report_kinds import REPORT_KINDS
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.blocks import Block, Heading, Paragraph, Piece, TableBlock
from qualcoder_peer.core.reports.tables_of_report import REPORT_TABLES, report_table
from qualcoder_peer.core.services.editing import put_text
from qualcoder_peer.core.services.printed import Printed, PrintedStatus, set_printed
from qualcoder_peer.core.services.report_candidates import CandidateOrder
from qualcoder_peer.core.services.reports import OutlineNode, list_reports, read_outline
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.report import printed_pane
from qualcoder_peer.gui.rooms.report.draft_page import DraftPage
from qualcoder_peer.gui.rooms.report.pages import PAGE, lay_out
from qualcoder_peer.gui.rooms.report.panel import ReportRoom
from tests.support.gui import run_events

Wait = Callable[..., None]


def nodes(page: DraftPage) -> list[OutlineNode]:
    assert page.draft.outline is not None
    return list(page.draft.outline.walk())


def long_quote(page: DraftPage) -> OutlineNode:
    return next(node for node in nodes(page) if node.quote is not None and len(node.quote.parts or [1]) == 1
                and len(node.quote.text) > 150 and "," in node.quote.text)  # fmt: skip


def stored(page: DraftPage, item: int) -> OutlineNode:
    assert page.draft.report is not None
    return next(node for node in read_outline(page.draft.project, page.draft.report).walk() if node.id == item)


def settle(page: DraftPage, wait: Wait) -> None:
    run_events(5)
    wait(lambda: page.draft.is_settled and not jobs.active)


def test_a_new_report_is_asked_for_by_kind_with_a_line_on_each(room: ReportRoom, sample: Project, wait: Wait) -> None:
    page = room.draft_page
    dialog = page.reports.ask_kind()
    assert list(dialog.kinds) == list(REPORT_KINDS)
    for key, choice in dialog.kinds.items():
        assert choice.text() and choice.accessibleDescription() == REPORT_KINDS[key].description
    dialog.title.setText("  ")
    assert not dialog.make_button.isEnabled()
    dialog.title.setText("A memo")
    dialog.kinds["memo"].setChecked(True)
    dialog.make_button.click()
    wait(lambda: page.reports.report is not None and page.reports.report.title == "A memo" and not jobs.active)
    assert list_reports(sample)[-1].kind == "memo"
    wait(lambda: page.draft.is_settled and page.draft.outline is not None)
    sections = [node.section for node in page.draft.children_of(None) if node.section]
    assert sections == [one for one in REPORT_KINDS["memo"].sections if one in sections]
    sample.undo()
    assert "A memo" not in [one.title for one in list_reports(sample)]


def test_a_section_is_added_named_in_place_moved_and_undone(room: ReportRoom, sample: Project, wait: Wait) -> None:
    page = room.draft_page
    heading = next(node for node in nodes(page) if node.kind == "code" and node.children)
    page.draft.choose([heading.id])
    room.context.actions.get("report.section").trigger()
    run_events(10)
    editor = page.outline.findChild(QLineEdit)
    assert editor is not None and editor.text() == page.draft.texts("New section")
    editor.setText("What we did not ask")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle(page, wait)
    node = page.draft.current
    assert node is not None and node.title == "What we did not ask" and node.section == "own"
    assert page.draft.parent_of(node.id) == heading.id
    index = page.model.index_of(node.id)
    assert index.data() == "What we did not ask"
    assert "section" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    page.draft.choose([node.id])
    room.context.actions.refresh()
    assert room.context.actions.get("report.out").isEnabled()
    room.context.actions.get("report.out").trigger()
    assert page.draft.parent_of(node.id) == page.draft.parent_of(heading.id)
    sample.undo()
    sample.undo()
    assert page.draft.node(node.id).title == page.draft.texts("New section")  # type: ignore[union-attr]
    sample.undo()
    assert page.draft.node(node.id) is None


def test_an_empty_title_is_told_of_and_changes_nothing(room: ReportRoom) -> None:
    page = room.draft_page
    made = page.outline_tools.add_section(chapter=True)
    assert made is not None
    before = stored(page, made).title
    page.model.setData(page.model.index_of(made), "   ")
    assert stored(page, made).title == before
    assert page.draft.parent_of(made) is None and not page.draft.node(made).is_within  # type: ignore[union-attr]


def test_only_what_has_a_title_is_renamed(room: ReportRoom) -> None:
    page = room.draft_page
    actions = room.context.actions
    for node in nodes(page)[:12]:
        page.draft.choose([node.id])
        actions.refresh()
        assert actions.get("report.title").isEnabled() == (node.section == "own" or node.kind in ("table", "chart"))
        flags = page.model.index_of(node.id).flags()
        assert bool(flags & Qt.ItemFlag.ItemIsEditable) == actions.get("report.title").isEnabled()


def test_tables_and_charts_of_the_registry_are_added_and_stand_on_the_page(room: ReportRoom, wait: Wait) -> None:
    page = room.draft_page
    heading = next(node for node in nodes(page) if node.kind == "code")
    page.draft.choose([heading.id])
    menu = QMenu()
    page.outline_tools.fill_menu(menu)
    below = {action.text(): action.menu() for action in menu.actions() if action.menu() is not None}
    titles = [action.text() for action in below["Chart"].actions()]
    assert titles[0] == next(one.title for one in REPORT_TABLES if one.is_chart)
    below["Chart"].actions()[0].trigger()
    settle(page, wait)
    node = page.draft.current
    assert node is not None and node.kind == "chart"
    assert page.draft.pages is not None and page.draft.pages.spans_of(node.id)
    said = page.draft.pages.text_of(node.id)
    assert page.draft.pages.charts[node.id] in said and "Figure" not in page.draft.pages.charts[node.id]
    assert page.paper.place_of(node.id) is not None, "what was added is brought into view"
    page.model.setData(page.model.index_of(node.id), "Who is quoted")
    settle(page, wait)
    assert "Who is quoted" in page.draft.pages.text_of(node.id)
    page.draft.choose([heading.id])
    page.outline_tools.add_shown(report_table("themes"), heading.code.id)  # type: ignore[arg-type, union-attr]
    settle(page, wait)
    table = page.draft.current
    assert table is not None and table.kind == "table" and page.draft.pages.spans_of(table.id)


def test_a_chart_is_painted_on_the_page(room: ReportRoom, wait: Wait) -> None:
    page = room.draft_page
    page.outline_tools.add_shown(report_table("balance-chart"))  # type: ignore[arg-type]
    settle(page, wait)
    node, pages = page.draft.current, page.draft.pages
    assert node is not None and pages is not None
    rect = pages.rects_of(node.id)[1]
    image = QImage(round(rect.width() / 4), round(rect.height() / 4), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(0.25, 0.25)
    painter.translate(-rect.topLeft())
    pages.document.drawContents(painter, rect)
    painter.end()
    colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert len(colours) > 3, "bars, letters and lines"


def test_markdown_footnotes_and_fields_are_on_the_page(room: ReportRoom, sample: Project, wait: Wait) -> None:
    page = room.draft_page
    page.outline_tools.add_text()
    settle(page, wait)
    node = page.draft.current
    assert node is not None
    field = page.text.field
    field.setFocus()
    field.setPlainText("Two were **not** asked")
    field.moveCursor(field.textCursor().MoveOperation.End)
    room.context.actions.get("report.footnote").trigger()
    QTest.keyClicks(field, "They moved.")
    assert field.toPlainText() == "Two were **not** asked[^1]\n\n[^1]: They moved."
    field.flush()
    settle(page, wait)
    assert page.draft.pages is not None
    assert page.draft.pages.text_of(node.id) == "Two were not asked1"
    assert page.draft.pages.notes.toPlainText() == "1 They moved."
    assert [len(sheet.notes) for sheet in page.draft.pages.sheets][-1] == 1
    page.text.fill_fields(page.text.field_menu)
    offered = {action.text().split("\t")[0]: action for action in page.text.field_menu.actions()}
    count = offered["Number of respondents"].text().split("\t")[1]
    assert int(count) > 0
    field.setPlainText("We met")
    field.moveCursor(field.textCursor().MoveOperation.End)
    offered["Number of respondents"].trigger()
    assert field.toPlainText() == "We met {respondents}"
    field.flush()
    settle(page, wait)
    assert page.draft.pages.text_of(node.id) == f"We met {count}"


def test_footnote_tools_number_on(room: ReportRoom) -> None:
    page = room.draft_page
    page.outline_tools.add_text()
    field = page.text.field
    field.setPlainText("One[^1] two\n\n[^1]: a")
    cursor = field.textCursor()
    cursor.setPosition(len("One[^1] two"))
    field.setTextCursor(cursor)
    field.insert_footnote()
    assert field.toPlainText() == "One[^1] two[^2]\n\n[^1]: a\n[^2]: "


def test_a_quote_is_shortened_clarified_and_said_again(room: ReportRoom, sample: Project, wait: Wait) -> None:
    page = room.draft_page
    node = long_quote(page)
    page.draft.choose([node.id])
    pane = page.printed
    assert pane.isVisible() and pane.original.isReadOnly() and pane.field.words() == pane.original.words()
    assert pane.judged is not None and pane.judged.status is PrintedStatus.AS_SAID
    pane.field.select(20, 60)
    room.context.actions.refresh()
    room.context.actions.get("report.shorten").trigger()
    assert "[…]" in stored(page, node.id).printed
    assert pane.judged.status is PrintedStatus.EDITED and not pane.field.marked
    settle(page, wait)
    assert page.draft.pages is not None and "[…]" in page.draft.pages.text_of(node.id)
    assert "[…]" in page.model.index_of(node.id).data()
    pane.form.setCurrentIndex(2)
    pane.form.activated.emit(2)
    assert stored(page, node.id).form == "block"
    pane.as_said()
    assert stored(page, node.id).printed == "" and stored(page, node.id).form == "block"
    for _ in range(3):
        sample.undo()
    assert stored(page, node.id).printed == "" and stored(page, node.id).form == ""
    settle(page, wait)
    assert pane.field.words() == pane.original.words()


def test_a_clarification_waits_for_its_words(room: ReportRoom) -> None:
    page = room.draft_page
    node = long_quote(page)
    page.draft.choose([node.id])
    pane = page.printed
    pane.field.select(0, 0)
    pane.clarify()
    pane.flush()
    assert stored(page, node.id).printed == ""
    assert pane.field.textCursor().selectedText() == "clarification"
    QTest.keyClicks(pane.field, "the visitor")
    pane.flush()
    assert "[the visitor]" in stored(page, node.id).printed


def test_what_deviates_is_marked_told_and_not_kept(room: ReportRoom, wait: Wait) -> None:
    page = room.draft_page
    node = long_quote(page)
    page.draft.choose([node.id])
    pane = page.printed
    pane.field.setFocus()
    pane.field.replace(pane.field.words() + " Zebras.")
    wait(lambda: pane.judged is not None and pane.judged.status is PrintedStatus.STALE)
    assert pane.field.marked == ["Zebras"]
    assert "Zebras" in pane.status.text()
    pane.flush()
    assert stored(page, node.id).printed == ""
    other = next(one for one in nodes(page) if one.quote is not None and one.id != node.id)
    page.draft.choose([other.id])
    assert "Zebras" not in pane.field.words()
    page.draft.choose([node.id])
    assert "Zebras" in pane.field.words(), "what was typed waits to be mended"
    assert stored(page, node.id).printed == ""
    pane.as_said()
    page.draft.choose([other.id])
    page.draft.choose([node.id])
    assert "Zebras" not in pane.field.words()


def test_a_long_quote_is_compared_beside_the_window_when_it_is_left(
    room: ReportRoom, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[bool] = []

    def watched(*args: Any, **more: Any) -> Printed:
        threads.append(threading.current_thread() is threading.main_thread())
        return set_printed(*args, **more)

    monkeypatch.setattr(printed_pane, "_LONG", 10)
    monkeypatch.setattr(printed_pane, "set_printed", watched)
    page = room.draft_page
    node, pane = long_quote(page), page.printed
    other = next(one for one in nodes(page) if one.quote is not None and one.id != node.id)
    page.draft.choose([node.id])
    words = pane.field.words()
    pane.field.replace(f"[…] {words[words.index(',') + 2 :]}")
    page.draft.choose([other.id])
    page.draft.choose([node.id])
    assert pane.field.words().startswith("[…]"), "it is shown while it is on its way"
    settle(page, wait)
    assert stored(page, node.id).printed.startswith("[…]") and threads and not any(threads)
    pane.field.replace(words + " Zebras.")
    page.draft.choose([other.id])
    settle(page, wait)
    assert stored(page, node.id).printed.startswith("[…]"), "what was not said is not kept"
    page.draft.choose([node.id])
    assert pane.field.words().endswith("Zebras."), "and waits to be mended"
    settle(page, wait)


def test_an_unknown_field_of_a_source_is_told_while_it_is_typed(room: ReportRoom) -> None:
    form = room.draft_page.options.form
    field = form.editors["source_pattern"].focus_widget
    assert isinstance(field, QLineEdit)
    field.clear()
    field.setFocus()
    QTest.keyClicks(field, "Respondent {n}, {na")
    assert not form.error_at("source_pattern"), "a field that is being typed is no fault"
    QTest.keyClicks(field, "mn}")
    said = form.error_at("source_pattern")
    assert "“namn”" in said and "paragraph" in said and field.hasFocus()
    field.setSelection(len("Respondent {n}, "), len("{namn}"))
    QTest.keyClicks(field, "{name}")
    assert not form.error_at("source_pattern")


def test_a_form_whose_transcript_changed_is_signed_in_the_outline(
    room: ReportRoom, sample: Project, wait: Wait
) -> None:
    page = room.draft_page
    node = long_quote(page)
    assert node.quote is not None
    page.draft.choose([node.id])
    page.printed.field.select(30, 60)
    page.printed.shorten()
    printed = stored(page, node.id).printed
    assert printed
    settle(page, wait)
    start = node.quote.start
    with sample.transaction("correct a word") as store:
        document = store.documents.get(node.quote.document.id)
        assert document is not None
        put_text(store, document, start + 1, start + 10, "quokkas")
    settle(page, wait)
    assert node.id in page.draft.stale
    index = page.model.index_of(node.id)
    assert "transcript has changed" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "transcript has changed" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert page.printed.judged is not None and page.printed.judged.status is PrintedStatus.STALE
    assert stored(page, node.id).printed == printed, "what the writer made is not thrown away"
    sample.undo()
    settle(page, wait)
    assert node.id not in page.draft.stale


def test_numbers_and_bars_of_the_balance_lead_to_their_quotes(room: ReportRoom, wait: Wait) -> None:
    page = room.draft_page
    page.show_balance()
    run_events(10)
    pane, balance = page.balance, page.draft.balance
    assert balance is not None and pane.voices.links.rowCount() == len(balance.voices)
    place = next(number for number, voice in enumerate(balance.voices) if voice.quotes > 1)
    voice = balance.voices[place]
    assert pane.voices.links.index(place, 1).data() == str(voice.quotes)
    pane.voices.clicked.emit(pane.voices.links.index(place, 1))
    assert set(page.draft.chosen) == set(voice.items)
    page.draft.choose([])
    pane.chart.chosen.emit(0, place)
    assert set(page.draft.chosen) == set(voice.items)
    theme = next(number for number, one in enumerate(t for t in balance.themes if t.quotes) if one.quotes > 1)
    pane.themes.clicked.emit(pane.themes.links.index(theme, 1))
    assert len(page.draft.chosen) == int(pane.themes.links.index(theme, 1).data())
    assert len(pane.warnings) == len(balance.warnings())


def test_the_balance_follows_the_outline(room: ReportRoom, wait: Wait) -> None:
    page = room.draft_page
    page.show_balance()
    run_events(10)
    before = page.draft.balance
    assert before is not None
    voice = next(one for one in before.voices if one.quotes > 0)
    page.draft.choose(list(voice.items))
    page.outline_tools.remove()
    settle(page, wait)
    assert page.draft.balance is not None
    row = next(row for row in page.balance.voices.links.rows if row[0].text == voice.name)
    assert row[1].text == "0" and not row[1].items and row[1].sign and "never quoted" in row[0].spoken
    assert any(voice.name in words for words in page.balance.warnings)


def test_candidates_come_in_the_order_asked_for(room: ReportRoom, wait: Wait) -> None:
    page = room.draft_page
    heading = next(node for node in nodes(page) if node.kind == "code" and len(node.children) > 2)
    page.draft.choose([heading.id])
    wait(lambda: len(page.candidates.model.quotes) > 2)
    assert [not one.starred for one in page.candidates.model.quotes] == sorted(
        not one.starred for one in page.candidates.model.quotes
    )
    page.candidates.order_by(CandidateOrder.LENGTH)
    wait(lambda: "Shortest" in page.candidates.order_button.toolTip())
    run_events(10)
    lengths = [len(one.text.split()) for one in page.candidates.model.quotes]
    assert lengths == sorted(lengths)
    page.candidates.list.selectAll()
    shown = page.candidates.details.words.toPlainText()
    assert all(one.text in shown for one in page.candidates.model.quotes[:3]), "beside each other"


def test_an_unknown_entry_is_not_renamed(room: ReportRoom) -> None:
    room.draft_page.outline_tools.rename(ReportItemId(987_654), "x")


def test_a_table_lying_down_has_pages_of_its_own_with_the_heading_above_it(room: ReportRoom) -> None:
    outline = room.draft_page.draft.outline
    assert outline is not None
    blocks: list[Block] = [
        Paragraph("Normal", (Piece("Before"),)),
        Heading(2, "The grid", ReportItemId(1)),
        TableBlock("Wide", "d", ("Theme", "R1"), (("Waiting", "long"),), (50, 50), item=ReportItemId(2),
                   landscape=True),
        Paragraph("Normal", (Piece("After", strong=True),), ReportItemId(3)),
    ]  # fmt: skip
    pages = lay_out(blocks, outline, "en")
    page_of = [pages.page_at(pages.rects_of(item)[0].center().y()) for item in (1, 2, 3)]
    assert page_of == [1, 1, 2] and pages.count == 3
    assert [pages.size(page) for page in range(3)] == [PAGE, PAGE.transposed(), PAGE]
