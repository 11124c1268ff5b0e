"""The code tree: its model, typing, dragging, merging, deleting, counts and details."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QStyleOptionViewItem

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.domain.palette import CODE_COLOURS
from qualcoder_peer.core.services.codebook import (
    CodeTree,
    add_code,
    describe_code,
    read_tree,
    rename_code,
    set_code_memo,
)
from qualcoder_peer.core.services.coding import set_coding_memo
from qualcoder_peer.gui.i18n import say
from qualcoder_peer.gui.rooms.coding.book import CodeBook
from qualcoder_peer.gui.rooms.coding.codes_model import CODINGS, RESPONDENTS
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from qualcoder_peer.gui.rooms.coding.suggestions import suggest
from tests.gui.conftest import Wait
from tests.gui.rooms.coding.conftest import SHIFT, Codes, names, only, press, quotes, select
from tests.support.projects import add_many_codings

WORDS = "ett riktigt tomrum 👩‍👩‍👧 hemma"


def rows(model: QAbstractItemModel, parent: QModelIndex | None = None, depth: int = 0) -> list[str]:
    """The tree as indented lines with its two counts."""
    parent = parent or QModelIndex()
    lines = []
    for row in range(model.rowCount(parent)):
        cells = [model.index(row, column, parent).data() or "" for column in range(3)]
        lines.append("  " * depth + " ".join(str(cell) for cell in cells if cell))
        lines += rows(model, model.index(row, 0, parent), depth + 1)
    return lines


def choose(room: CodingRoom, *codes: int) -> None:
    """Select codes in the tree."""
    view, model = room.codes.view, room.codes.model
    view.show_code(codes[0])
    flags = view.selectionModel().SelectionFlag
    for code in codes[1:]:
        view.selectionModel().select(model.index_of(code), flags.Select | flags.Rows)


def last_told(room: CodingRoom) -> str:
    """What the user was told last."""
    assert room.context.messages.last is not None
    return say(room.context.messages.last.text)


def test_the_model_is_sound_through_all_changes(room: CodingRoom, codes: Codes) -> None:
    tester = QAbstractItemModelTester(room.codes.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    project = room.context.project
    assert rows(room.codes.model) == ["Vad har stödet betytt?", "  Tomrummet", "  Bli lyssnad på", "Mål 1"]
    new = add_code(project, "Nytt", codes.void)
    room.code_gestures.move([codes.listening, new], codes.goal, 0)
    assert rows(room.codes.model) == [
        "Vad har stödet betytt?", "  Tomrummet", "Mål 1", "  Bli lyssnad på", "  Nytt",
    ]  # fmt: skip
    rename_code(project, codes.void, "Tomheten")
    choose(room, codes.question)
    room.code_gestures.remove()
    assert rows(room.codes.model) == ["Mål 1", "  Bli lyssnad på", "  Nytt"]
    for _ in range(4):
        project.undo()
    assert rows(room.codes.model) == ["Vad har stödet betytt?", "  Tomrummet", "  Bli lyssnad på", "Mål 1"]
    for _ in range(4):
        project.redo()
    assert rows(room.codes.model) == ["Mål 1", "  Bli lyssnad på", "  Nytt"]
    assert tester.model() is room.codes.model


def test_codes_reordered_keep_what_is_open_and_chosen(room: CodingRoom, codes: Codes) -> None:
    third = add_code(room.context.project, "Tredje", codes.question)
    room.codes.view.show_code(codes.listening)
    room.code_gestures.step(False)
    assert rows(room.codes.model)[1:4] == ["  Bli lyssnad på", "  Tomrummet", "  Tredje"]
    assert room.codes.view.current_code == codes.listening
    assert room.codes.view.isExpanded(room.codes.model.index_of(codes.question))
    room.codes.view.collapse(room.codes.model.index_of(codes.question))
    rename_code(room.context.project, third, "Sista")
    assert not room.codes.view.isExpanded(room.codes.model.index_of(codes.question))


def test_counts_follow_each_coding_and_its_undo(room: CodingRoom, codes: Codes, wait: Wait) -> None:
    select(room, WORDS)
    room.gestures.apply(codes.void)
    wait(lambda: rows(room.codes.model)[:2] == ["Vad har stödet betytt? 1 1", "  Tomrummet 1 1"])
    select(room, "Jag håller inte med")
    room.gestures.apply(codes.void)
    wait(lambda: rows(room.codes.model)[:2] == ["Vad har stödet betytt? 2 2", "  Tomrummet 2 2"])
    room.gestures.remove()
    wait(lambda: room.codes.model.index_of(codes.void).siblingAtColumn(CODINGS).data() == "1")
    wait(lambda: room.codes.model.index_of(codes.void).siblingAtColumn(RESPONDENTS).data() == "1")
    room.context.project.undo()
    wait(lambda: rows(room.codes.model)[:2] == ["Vad har stödet betytt? 2 2", "  Tomrummet 2 2"])


def test_counts_are_said_to_screen_readers(room: CodingRoom, codes: Codes, wait: Wait) -> None:
    select(room, WORDS)
    room.gestures.apply(codes.void)
    spoken = "Tomrummet, Theme, 1 coding, 1 respondent"
    wait(lambda: room.codes.model.index_of(codes.void).data(Qt.ItemDataRole.AccessibleTextRole) == spoken)


def test_numbers_of_codings_are_never_cut(room: CodingRoom, codes: Codes, wait: Wait) -> None:
    view, model = room.codes.view, room.codes.model
    narrow = view.columnWidth(CODINGS)
    here = room.session.document
    assert here is not None
    add_many_codings(room.context.project, here.id, codes.void, 23_456)
    room.context.project.undo()
    room.context.project.redo()
    index = model.index_of(codes.void).siblingAtColumn(CODINGS)
    wait(lambda: index.data() == "23,456")
    option = QStyleOptionViewItem()
    option.font = view.font()
    assert narrow < view.columnWidth(CODINGS) >= view.itemDelegate().sizeHint(option, index).width()


def test_rename_in_the_row(room: CodingRoom, codes: Codes, wait: Wait) -> None:
    select(room, WORDS)
    room.gestures.apply(codes.void)
    room.codes.view.setFocus()
    room.codes.view.show_code(codes.void)
    QTest.keyClick(room.codes.view, Qt.Key.Key_F2)
    editor = room.codes.view.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.setText("Saknaden")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait(lambda: room.session.book.tree.by_id[CodeId(codes.void)].name == "Saknaden")
    assert "Vad har stödet betytt?/Saknaden" in names(room.context.project)
    assert room.session.segments[only(room).id].name == "Saknaden"
    assert room.view.segments.index.get(only(room).id).name == "Saknaden"  # type: ignore[union-attr]


def test_new_codes_by_key(room: CodingRoom, codes: Codes) -> None:
    room.codes.view.setFocus()
    room.codes.view.show_code(codes.void)
    QTest.keyClick(room.codes.view, Qt.Key.Key_Insert, SHIFT)
    assert names(room.context.project)[2] == "Vad har stödet betytt?/Tomrummet/New code"
    editor = room.codes.view.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit) and editor.hasFocus()
    editor.setText("Det tomma")
    room.leave()  # what is being typed is not lost
    assert names(room.context.project)[2] == "Vad har stödet betytt?/Tomrummet/Det tomma"


def test_several_codes_dragged_under_another(room: CodingRoom, codes: Codes) -> None:
    model = room.codes.model
    data = model.mimeData([model.index_of(codes.void), model.index_of(codes.listening)])
    assert not model.canDropMimeData(data, Qt.DropAction.MoveAction, -1, -1, model.index_of(codes.void))
    assert not model.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, model.index_of(codes.goal))
    assert names(room.context.project) == ["Vad har stödet betytt?", "Mål 1", "Mål 1/Tomrummet", "Mål 1/Bli lyssnad på"]
    data = model.mimeData([model.index_of(codes.listening)])
    model.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, model.index_of(codes.goal))
    assert names(room.context.project)[2:] == ["Mål 1/Bli lyssnad på", "Mål 1/Tomrummet"]


def test_merge_says_what_it_will_do_and_can_be_undone(room: CodingRoom, codes: Codes) -> None:
    for code in (codes.void, codes.listening):
        select(room, WORDS)
        room.gestures.apply(code)
    select(room, "Berätta mer")
    room.gestures.apply(codes.void)
    set_coding_memo(room.context.project, quotes(room)[0].id, "ett")
    describe_code(room.context.project, CodeId(codes.listening), definition="Någon lyssnar")
    set_code_memo(room.context.project, CodeId(codes.void), "Läs om")
    choose(room, codes.void)
    dialog = room.code_gestures.ask_merge()
    assert dialog is not None
    dialog.choose(codes.goal)
    dialog.choose(codes.listening)
    assert dialog.plan.text() == (
        "2 codings move to “Bli lyssnad på”. 1 of them meets one there and is joined with it. "
        "Definitions and memos are joined; nothing is lost. You can undo it."
    )
    assert dialog.texts.isVisible() and dialog.texts.toPlainText() == (
        "Definition: Någon lyssnar\n\nDet som saknades före stödet\n\nMemo: Läs om"
    )
    dialog.choose(codes.question)
    assert dialog.texts.toPlainText() == "Definition: Det som saknades före stödet\n\nMemo: Läs om"
    dialog.choose(codes.listening)
    QTest.mouseClick(dialog.merge, Qt.MouseButton.LeftButton)
    assert names(room.context.project) == ["Vad har stödet betytt?", "Vad har stödet betytt?/Bli lyssnad på", "Mål 1"]
    assert [(one.code_id, one.text) for one in quotes(room)] == [
        (codes.listening, WORDS), (codes.listening, "Berätta mer"),
    ]  # fmt: skip
    assert {one.name for one in room.view.segments.index} == {"Bli lyssnad på"}
    assert last_told(room) == "Merged “Tomrummet” into “Bli lyssnad på”."
    room.context.project.undo()
    assert len(quotes(room)) == 3 and len(room.view.segments.index) == 3


def test_looking_for_a_code_to_merge_into_plans_one_merge_alone(room: CodingRoom, codes: Codes, wait: Wait) -> None:
    with room.context.project.transaction("many"):
        for number in range(60):
            add_code(room.context.project, f"Kväll {number}", CodeId(codes.question))
    wait(lambda: len(room.session.book.tree.by_id) == 64)
    dialog = room.code_gestures.ask_merge([codes.void])
    assert dialog is not None
    planned: list[int | None] = []
    plain = dialog.show_plan
    dialog.show_plan = lambda target: (planned.append(target), plain(target))[1]  # type: ignore[method-assign]
    dialog.search.setText("kväll")
    assert dialog.list.model().rowCount() == 60
    dialog.search.setText("kväll 59")
    assert len(planned) == 2 and dialog.target() == planned[-1]
    QTest.keyClick(dialog.search, Qt.Key.Key_A)
    assert dialog.target() is None and not dialog.confirm.isEnabled() and not dialog.plan.text()
    dialog.reject()


def test_delete_says_how_much_went(room: CodingRoom, codes: Codes) -> None:
    for words in (WORDS, "Berätta mer"):
        select(room, words)
        room.gestures.apply(codes.void)
    room.codes.view.setFocus()
    room.codes.view.show_code(codes.void)
    QTest.keyClick(room.codes.view, Qt.Key.Key_Delete)
    assert last_told(room) == "Deleted “Tomrummet” with 2 codings."
    assert quotes(room) == [] and len(room.view.segments.index) == 0 and room.session.current == -1
    room.context.project.undo()
    assert len(room.view.segments.index) == 2
    choose(room, codes.question, codes.void)
    room.code_gestures.remove()
    assert last_told(room) == "Deleted 3 codes with 2 codings."
    assert names(room.context.project) == ["Mål 1"]


def test_roles_and_colours_of_several(room: CodingRoom, codes: Codes) -> None:
    choose(room, codes.void, codes.listening)
    room.code_gestures.give_role(CodeRole.CODE)
    room.code_gestures.give_colour(CODE_COLOURS[3])
    tree = read_tree(room.context.project)
    for code in (codes.void, codes.listening):
        assert (tree.by_id[code].role, tree.by_id[code].colour) == (CodeRole.CODE, CODE_COLOURS[3])
    room.context.project.undo(2)
    assert {one.role for one in read_tree(room.context.project).children[codes.question]} == {CodeRole.THEME}


def test_the_menu_has_words_and_closes(room: CodingRoom, codes: Codes) -> None:
    room.codes.view.show_code(codes.void)
    room.codes.view.menu_asked.emit(room.codes.view.mapToGlobal(QPoint(20, 20)))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    texts = [action.text() for action in menu.actions() if action.text()]
    assert {"New code", "Rename the code", "Merge into…", "Delete the code", "Role", "Colour"} <= set(texts)
    menu.close()


def test_filter_keeps_what_is_above_a_hit(room: CodingRoom, codes: Codes) -> None:
    view, model = room.codes.view, room.codes.model

    def hidden(code: int) -> bool:
        index = model.index_of(code)
        return view.isRowHidden(index.row(), index.parent())

    view.filter_by("LYSSN")
    assert [hidden(code) for code in codes] == [False, True, False, True]
    view.filter_by("")
    assert not any(hidden(code) for code in codes)


def test_enter_in_the_tree_codes_the_selection(room: CodingRoom, codes: Codes) -> None:
    select(room, WORDS)
    room.codes.view.setFocus()
    room.codes.view.show_code(codes.listening)
    QTest.keyClick(room.codes.view, Qt.Key.Key_Return)
    assert only(room).code_id == codes.listening


def test_details_of_a_code_are_written_field_by_field(room: CodingRoom, codes: Codes, wait: Wait) -> None:
    room.codes.view.show_code(codes.void)
    room.codes.show_now()
    details = room.codes.code_details
    assert details.fields["definition"].toPlainText() == "Det som saknades före stödet"
    details.fields["when_not"].setFocus()
    QTest.keyClicks(details.fields["when_not"], "inte ensamhet")
    wait(lambda: read_tree(room.context.project).by_id[codes.void].when_not == "inte ensamhet")
    steps = len(room.context.project.history())
    details.name.setFocus()
    details.name.selectAll()
    QTest.keyClicks(details.name, "Glappet")
    QTest.keyClick(details.name, Qt.Key.Key_Return)
    assert read_tree(room.context.project).by_id[codes.void].name == "Glappet"
    assert len(room.context.project.history()) == steps + 1
    room.context.project.undo(2)
    room.codes.show_now()
    assert details.fields["when_not"].toPlainText() == "" and details.name.text() == "Tomrummet"


def test_suggestions_find_names_then_definitions_and_offer_to_create(room: CodingRoom, codes: Codes) -> None:
    book = room.session.book
    found = suggest(book, "saknades", (), None)
    assert found[0].code is None and found[0].name == "saknades" and found[0].above == ""
    assert found[1].code is not None and found[1].code.id == codes.void and found[1].in_definition
    assert [one.code.id for one in suggest(book, "lyss", (), None)[:1] if one.code] == [codes.listening]
    assert suggest(book, "lyss", (), codes.question)[-1].above == "Vad har stödet betytt?"
    assert all(one.code is not None for one in suggest(book, "tomrummet", (), None))
    first = suggest(book, "", (None, codes.listening), None)
    assert (first[0].code, first[0].slot) == (book.get(codes.listening), 2)


def test_the_link_of_a_coding_leads_to_its_code(room: CodingRoom, codes: Codes) -> None:
    select(room, WORDS)
    room.gestures.apply(codes.listening)
    room.codes.show_now()
    assert room.codes.coding_details.code.text() == "Bli lyssnad på"
    assert room.codes.coding_details.quote.text() == f"“{WORDS}”"
    room.codes.coding_details.code.click()
    assert room.codes.view.current_code == codes.listening
    room.codes.show_now()
    assert room.codes.details.currentWidget().isAncestorOf(room.codes.code_details)


def test_the_coding_is_removed_from_its_details(room: CodingRoom, codes: Codes) -> None:
    select(room, WORDS)
    room.gestures.apply(codes.listening)
    room.codes.show_now()
    press(room, Qt.Key.Key_Escape)
    room.codes.coding_details.remove.click()
    assert quotes(room) == []


def test_a_coding_brought_back_is_looked_at_again(room: CodingRoom, codes: Codes) -> None:
    select(room, WORDS)
    room.gestures.apply(codes.void)
    coding = room.session.current
    room.context.project.undo()
    assert room.session.current != coding
    room.context.project.redo()
    assert room.session.current == coding


def test_new_codes_go_under_the_question_worked_with(room: CodingRoom, codes: Codes) -> None:
    assert room.session.book.parent_for_new(None) is None  # a goal stands at the top as well
    book = CodeBook()
    listed = [code for code in read_tree(room.context.project).in_order() if code.id != codes.goal]
    book.tree = CodeTree(listed)
    assert book.parent_for_new(None) == codes.question
    other = add_code(room.context.project, "En annan fråga?", role=CodeRole.QUESTION)
    book.tree = CodeTree([*listed, read_tree(room.context.project).by_id[other]])
    assert book.parent_for_new(None) is None
    book.work_with(codes.void)
    assert book.parent_for_new(None) == codes.question
