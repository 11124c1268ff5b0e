"""The code tree sorted, counted and filtered in other ways; names as they are pasted; several codes at once."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit

from qualcoder_peer.core.domain.ids import CodeId
from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.services.codebook import (
    CodeTree,
    add_code,
    clean_name,
    describe_code,
    move_codes,
    read_tree,
    remove_codes,
    rename_code,
)
from qualcoder_peer.core.text.ordering import sort_key
from qualcoder_peer.gui.i18n import languages
from qualcoder_peer.gui.rooms.coding.codes_model import BY_HAND, BY_NAME, BY_USE
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from tests.gui.conftest import Wait
from tests.gui.rooms.coding.conftest import Codes, names, open_titled, press, select
from tests.gui.rooms.coding.test_codes import choose, last_told, rows
from tests.support.growth import assert_growth, seconds


def visible(room: CodingRoom, parent: QModelIndex | None = None) -> list[str]:
    """The names shown, in order."""
    view, model = room.codes.view, room.codes.model
    parent = parent or QModelIndex()
    found: list[str] = []
    for row in range(model.rowCount(parent)):
        if not view.isRowHidden(row, parent):
            index = model.index(row, 0, parent)
            found.append(str(index.data()))
            found += visible(room, index) if view.isExpanded(index) else []
    return found


def test_sorted_otherwise_the_stored_order_stays(room: CodingRoom, codes: Codes, wait: Wait) -> None:
    QAbstractItemModelTester(room.codes.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    stored = names(room.context.project)
    select(room, "Det betyder allt")
    room.gestures.code(codes.listening, *room.view.selection())
    wait(lambda: room.session.book.use(codes.listening).own == 1)
    room.codes.view.show_code(codes.void)
    room.codes.sort_by(BY_NAME)
    assert visible(room) == ["Mål 1", "Vad har stödet betytt?", "Bli lyssnad på", "Tomrummet"]
    assert room.codes.view.current_code == codes.void, "what was chosen stays chosen"
    assert room.codes.model.headerData(0, Qt.Orientation.Horizontal) == "by name"
    add_code(room.context.project, "Alldeles ny", CodeId(codes.question))
    assert visible(room)[2:] == ["Alldeles ny", "Bli lyssnad på", "Tomrummet"]
    room.codes.sort_by(BY_USE)
    assert visible(room) == ["Vad har stödet betytt?", "Bli lyssnad på", "Alldeles ny", "Tomrummet", "Mål 1"]
    assert names(room.context.project) == [*stored[:3], "Vad har stödet betytt?/Alldeles ny", stored[3]]
    room.codes.sort_by(BY_HAND)
    assert visible(room) == ["Vad har stödet betytt?", "Tomrummet", "Bli lyssnad på", "Alldeles ny", "Mål 1"]
    assert room.codes.model.headerData(0, Qt.Orientation.Horizontal) == ""


def test_the_rows_are_the_tree_whatever_is_done_to_it(room: CodingRoom, codes: Codes) -> None:
    project, model, chance = room.context.project, room.codes.model, random.Random(7)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)

    def shown(tree: CodeTree, parent: CodeId | None = None) -> list[str]:
        """What must be seen, worked out from the project."""
        siblings = list(tree.children.get(parent, ()))
        if room.codes.view.order == BY_NAME:
            siblings.sort(key=lambda code: sort_key(code.name, "en"))
        return [name for code in siblings for name in (code.name, *shown(tree, code.id))]

    for number in range(120):
        ids = list(read_tree(project).by_id)
        one, other = chance.choice(ids), chance.choice([None, *ids])
        done = chance.randrange(7)
        if done == 0 and len(ids) > 3:
            remove_codes(project, [one])
        elif done == 1:
            add_code(project, f"{chance.choice('abc')}{number}", other)
        elif done == 2:
            rename_code(project, one, f"{chance.choice('abc')} {number}")
        elif done == 3 and (other is None or one not in (code.id for code in read_tree(project).line(other))):
            move_codes(project, [one], other, chance.choice((None, 0, 1)))
        elif done == 4:
            room.codes.sort_by(chance.choice((BY_HAND, BY_NAME)))
        elif done == 5:
            project.undo()
        else:
            describe_code(project, one, definition=f"d{number}")
        room.codes.view.expandAll()
        assert visible(room) == shown(read_tree(project))
        assert room.session.book.tree.by_id == read_tree(project).by_id


def test_a_new_name_leaves_the_other_codes_as_they_were_read(room: CodingRoom, codes: Codes) -> None:
    before = room.session.book.tree
    rename_code(room.context.project, CodeId(codes.void), "Tomhet")
    after = room.session.book.tree
    assert after is not before and before.by_id[CodeId(codes.void)].name == "Tomrummet"
    assert [code.id for code in after.by_id.values() if code is not before.by_id[code.id]] == [codes.void]
    assert after.path(CodeId(codes.void))[-1] == "Tomhet"
    assert after.in_order() == read_tree(room.context.project).in_order()


def test_a_sorted_tree_says_why_it_is_not_ordered_by_hand(room: CodingRoom, codes: Codes) -> None:
    model, stored = room.codes.model, names(room.context.project)
    room.codes.sort_by(BY_NAME)
    data = model.mimeData([model.index_of(codes.void)])
    model.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, model.index_of(codes.question))
    assert names(room.context.project) == stored and "By hand" in last_told(room)
    choose(room, codes.listening)
    room.code_gestures.step(False)
    assert names(room.context.project) == stored
    model.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, model.index_of(codes.goal))
    assert names(room.context.project)[-1] == "Mål 1/Tomrummet", "under another code they can be moved"


def test_counted_in_the_open_document(room: CodingRoom, codes: Codes, wait: Wait) -> None:
    for words in ("Det betyder allt", "Jag håller inte med"):
        select(room, words)
        room.gestures.code(codes.void, *room.view.selection())
    room.codes.count_here(True)
    wait(lambda: "  Tomrummet 2 2" in rows(room.codes.model))
    select(room, "Man blir lyssnad på")
    room.gestures.code(codes.listening, *room.view.selection())
    wait(lambda: rows(room.codes.model)[0] == "Vad har stödet betytt? 3 2")
    room.context.project.undo()
    wait(lambda: rows(room.codes.model)[0] == "Vad har stödet betytt? 2 2")
    open_titled(room, "Observation")
    wait(lambda: rows(room.codes.model)[1] == "  Tomrummet")
    room.codes.count_here(False)
    assert "  Tomrummet 2 2" in rows(room.codes.model)


def test_the_filter_looks_in_definitions_too_and_leaves_open_what_was(room: CodingRoom, codes: Codes) -> None:
    view, project = room.codes.view, room.context.project
    add_code(project, "Kvällar", CodeId(codes.void))
    view.collapse(room.codes.model.index_of(codes.void))
    view.filter_by("saknades FÖRE")
    assert visible(room) == ["Vad har stödet betytt?", "Tomrummet"]
    view.filter_by("kväll")
    assert visible(room) == ["Vad har stödet betytt?", "Tomrummet", "Kvällar"]
    describe_code(project, CodeId(codes.goal), definition="Kvällsöppet")
    assert visible(room)[-1] == "Mål 1"
    view.filter_by("finns ingenstans")
    assert visible(room) == [] and room.codes.nothing.isVisible()
    view.filter_by("")
    assert visible(room) == ["Vad har stödet betytt?", "Tomrummet", "Bli lyssnad på", "Mål 1"]
    assert not room.codes.nothing.isVisible()


@pytest.mark.parametrize(
    ("pasted", "name"),
    [
        ("Två\r\nrader\toch\u00a0mer", "Två rader och mer"),
        ("<p class=\"x\">Tom&shy;t &amp; <b>kallt</b></p>", "Tomt & kallt"),
        ("<!-- <o:p> --><span style='a'>Stöd</span><br/>hemma", "Stöd hemma"),
        ("a < b och c > d", "a < b och c > d"),
        ("färre än <5 &amp; fler", "färre än <5 &amp; fler"),
        ("Tom\u200b\ufeff\x07rum \u202e👩‍👩‍👧", "Tom rum 👩‍👩‍👧"),
    ],
)
def test_what_is_pasted_as_a_name_becomes_one_line_of_plain_text(
    room: CodingRoom, codes: Codes, pasted: str, name: str
) -> None:
    assert clean_name(pasted) == name
    rename_code(room.context.project, CodeId(codes.void), pasted)
    assert read_tree(room.context.project).by_id[CodeId(codes.void)].name == name


def test_a_name_of_100_000_letters_is_kept_shown_short_and_not_cut_by_fields(room: CodingRoom, codes: Codes) -> None:
    long = "ord " * 24_999 + "slut"
    room.codes.view.rename(codes.void)
    editor = room.codes.view.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.setText(long + "\n")
    room.codes.view.finish_typing()
    assert read_tree(room.context.project).by_id[CodeId(codes.void)].name == long
    index = room.codes.model.index_of(codes.void)
    assert len(index.data()) < 400 and len(index.data(Qt.ItemDataRole.ToolTipRole)) < 3_000
    room.codes.view.show_code(codes.void)
    room.codes.show_now()
    room.codes.code_details.flush()
    assert room.codes.code_details.name.text() == long
    assert read_tree(room.context.project).by_id[CodeId(codes.void)].name == long
    room.codes.view.rename(codes.void)
    editor = room.codes.view.viewport().findChildren(QLineEdit)[-1]
    assert editor.text() == long, "what is typed over is all of it"
    room.codes.view.finish_typing()


def test_cleaning_a_hostile_name_takes_no_longer_than_it_is_long() -> None:
    for start in ("<!--", "<script", "<a ", "</p", "<style>"):
        plain, hostile = "<b>x" * 25_000, start * (100_000 // len(start))
        assert_growth(lambda words: seconds(lambda: clean_name(words)), plain, hostile, 100, floor=0.0005)


def test_several_codes_get_a_role_and_are_removed_at_once(room: CodingRoom, codes: Codes) -> None:
    choose(room, codes.void, codes.listening)
    menu = room.code_gestures.show_menu(room.mapToGlobal(room.rect().center()), [])
    roles = [one for action in menu.actions() for one in getattr(action.menu(), "actions", list)()]
    assert [one.isChecked() for one in roles if one.isCheckable()] == [False, True, False, False]
    menu.close()
    room.code_gestures.give_role(CodeRole.CODE)
    tree = read_tree(room.context.project)
    assert {tree.by_id[CodeId(one)].role for one in (codes.void, codes.listening)} == {CodeRole.CODE}
    room.context.project.undo()
    tree = read_tree(room.context.project)
    assert tree.by_id[CodeId(codes.void)].role is CodeRole.THEME, "one step for both"
    room.code_gestures.remove()
    assert names(room.context.project) == ["Vad har stödet betytt?", "Mål 1"]
    press(room, Qt.Key.Key_Escape)


def test_names_are_ready_to_be_sorted_before_somebody_asks(room: CodingRoom, codes: Codes, wait: Wait) -> None:
    keys = room.codes.model.name_keys
    with room.context.project.transaction("many"):
        for number in range(600):
            add_code(room.context.project, f"Ö{number}", CodeId(codes.question))
    assert not keys.is_ready, "they are made a few at a time"
    wait(lambda: keys.is_ready)
    before = keys.key("Östen")
    languages.choose("sv")
    assert keys.key("Östen") != before, "each language has an alphabet of its own"
    room.codes.sort_by(BY_NAME)
    assert visible(room)[-1] == "Ö599"
