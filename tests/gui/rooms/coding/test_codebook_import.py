"""Importing a code book in the coding room: the preview, its ticks, one step, and the way out again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel

from qualcoder_peer.core.exchange.codebooks import read_codebook
from qualcoder_peer.core.services.codebook import describe_code, find_code, read_tree
from qualcoder_peer.core.services.codebook_import import ReadCode, ReadCodebook, plan_codebook
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.coding.codebook_import import EXPORT, IMPORT, CodebookExchange
from qualcoder_peer.gui.rooms.coding.codebook_import_dialog import CodebookDialog
from qualcoder_peer.gui.rooms.coding.codebook_import_model import NAME, OTHERWISE, WHAT, WORDS, CodebookModel
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from tests.gui.rooms.coding.conftest import Codes, MakeRoom, names
from tests.support.gui import run_events, wait_for

TICK = Qt.ItemDataRole.CheckStateRole
ON, OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


def part_of(room: CodingRoom) -> CodebookExchange:
    found = room.findChild(CodebookExchange)
    assert found is not None
    return found


def preview(room: CodingRoom, path: Path, words: str) -> CodebookDialog:
    path.write_text(words, encoding="utf-8")
    part = part_of(room)
    part.read(path)
    wait_for(lambda: part.dialog)
    assert part.dialog is not None
    return part.dialog


def confirm(room: CodingRoom) -> None:
    """Press Import and wait until all is done and shown."""
    dialog = part_of(room).dialog
    assert dialog is not None and dialog.ok.isEnabled()
    dialog.ok.click()
    wait_for(lambda: part_of(room).dialog is None and not jobs.active)
    run_events(50)


def cell(model: CodebookModel, *path: int, column: int = NAME) -> QModelIndex:
    index = QModelIndex()
    for row in path:
        index = model.index(row, NAME, index)
    return index.siblingAtColumn(column)


def test_a_code_book_is_previewed_and_comes_as_one_step(room: CodingRoom, codes: Codes, tmp_path: Path) -> None:
    project = room.context.project
    before = names(project)
    top = read_tree(project).by_id[codes.question].name  # type: ignore[index]
    dialog = preview(room, tmp_path / "b.csv", f"code;parent;definition;n\n{top};;x;1\nNy;{top};y;2\nNyare;;;3\n")
    assert names(project) == before
    assert cell(dialog.model, 0, column=WHAT).data() == "Gets: Definition"
    assert cell(dialog.model, 0, 0, column=WHAT).data() == "New"
    assert "2 new codes" in dialog.counts.text() and "1 there already" in dialog.counts.text()
    confirm(room)
    assert len(names(project)) == len(before) + 2
    assert f"{top}/Ny" in names(project) and "Nyare" in names(project)
    assert room.codes.view.current_code == find_code(project, "Ny").id
    project.undo()
    assert names(project) == before


def test_what_the_columns_of_a_sheet_are_is_corrected_with_keys(room: CodingRoom, tmp_path: Path) -> None:
    project = room.context.project
    dialog = preview(room, tmp_path / "b.csv", "Begrepp;Vad;Kommentar\nNy;Betyder\u2026;Ett\nNyare;Också;Två\n")
    choices = dialog.columns.choices
    assert dialog.columns.isVisible() and [one.currentData() for one in choices] == ["code", "ignore", "memo"]
    notes = lambda: " ".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())  # noqa: E731
    assert "1 column left out: “Vad”" in notes()
    choices[1].setFocus()
    QTest.keyClicks(choices[1], "Def")
    assert choices[1].currentData() == "definition"
    wait_for(dialog.ok.isEnabled)
    assert cell(dialog.model, 0, column=WORDS).data() == "Betyder…"
    assert "left out" not in notes()
    choices[2].setCurrentIndex(choices[2].findData("definition"))  # taken from the other
    wait_for(dialog.ok.isEnabled)
    assert [one.currentData() for one in choices] == ["code", "ignore", "definition"]
    choices[0].setCurrentIndex(choices[0].findData("ignore"))
    wait_for(lambda: dialog.problem.isVisible())
    assert "which column" in dialog.problem.text() and not dialog.ok.isEnabled()
    choices[1].setCurrentIndex(choices[1].findData("code"))
    wait_for(dialog.ok.isEnabled)
    assert not dialog.problem.isVisible()
    confirm(room)
    assert find_code(project, "Betyder…").definition == "Ett"


def test_a_sheet_dropped_on_the_code_tree_is_a_code_book(room: CodingRoom, tmp_path: Path) -> None:
    def dropped(*paths: Path) -> bool:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        taken = []
        for kind in (QDragEnterEvent, QDropEvent):
            place = QPoint(20, 90) if kind is QDragEnterEvent else QPointF(20, 90)
            event = kind(place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                         Qt.KeyboardModifier.NoModifier)  # type: ignore[arg-type]  # fmt: skip
            QApplication.sendEvent(room.codes, event)
            taken.append(event.isAccepted())
        assert taken[0] == taken[1]
        return taken[0]

    path = tmp_path / "b.csv"
    path.write_text("code\nNy\n", encoding="utf-8")
    assert not dropped(path, path) and not dropped(tmp_path / "a.pdf")
    assert dropped(path)
    wait_for(lambda: part_of(room).dialog)
    confirm(room)
    assert "Ny" in names(room.context.project)


def test_nothing_is_changed_without_a_tick(room: CodingRoom, codes: Codes, tmp_path: Path) -> None:
    project = room.context.project
    code = read_tree(project).by_id[codes.goal]  # type: ignore[index]
    describe_code(project, code.id, definition="min")
    dialog = preview(room, tmp_path / "b.csv", f"code;definition\n{code.name};deras\n")
    box = cell(dialog.model, 0, column=OTHERWISE)
    assert (box.data(), box.data(TICK)) == ("Replace: Definition", OFF)
    assert cell(dialog.model, 0).data(TICK) is None
    assert not dialog.ok.isEnabled()
    assert "in the file: deras" in dialog.details.text() and "in the project: min" in dialog.details.text()
    dialog.view.setFocus()
    QTest.keyClick(dialog.view, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert box.data(TICK) == ON and dialog.ok.isEnabled()
    confirm(room)
    assert find_code(project, code.name).definition == "deras"


def test_ticks_go_down_and_up(room: CodingRoom, tmp_path: Path) -> None:
    project = room.context.project
    dialog = preview(room, tmp_path / "b.txt", "A\n\tB\n\t\tC\n\tD\n")
    model = dialog.model
    assert model.setData(cell(model, 0), OFF, TICK)
    assert [cell(model, *path).data(TICK) for path in ((0,), (0, 0), (0, 0, 0), (0, 1))] == [OFF] * 4
    assert not dialog.ok.isEnabled()
    assert model.setData(cell(model, 0, 0, 0), ON, TICK)
    assert [cell(model, *path).data(TICK) for path in ((0,), (0, 0), (0, 0, 0), (0, 1))] == [ON, ON, ON, OFF]
    assert cell(model, 0, 1, column=WHAT).data() == "Left out"
    assert not model.setData(cell(model, 0, column=WHAT), ON, TICK)
    confirm(room)
    assert "A/B/C" in names(project)
    assert "A/D" not in names(project)


def test_new_codes_may_be_put_under_a_code(room: CodingRoom, codes: Codes, tmp_path: Path) -> None:
    project = room.context.project
    top = read_tree(project).by_id[codes.question].name  # type: ignore[index]
    dialog = preview(room, tmp_path / "b.txt", "A\n")
    dialog.where.setCurrentIndex(dialog.where.findData(int(codes.question)))
    confirm(room)
    assert f"{top}/A" in names(project)


def test_thousands_of_codes_are_compared_beside_the_window(room: CodingRoom, tmp_path: Path) -> None:
    before = len(names(room.context.project))
    dialog = preview(room, tmp_path / "b.txt", "".join(f"k{number}\n" for number in range(2_500)))
    wait_for(dialog.ok.isEnabled)
    assert dialog.model.rowCount() == 2_500
    confirm(room)
    assert len(names(room.context.project)) == before + 2_500


def test_a_bad_file_is_a_sentence_and_no_preview(room: CodingRoom, tmp_path: Path) -> None:
    path = tmp_path / "ring.csv"
    path.write_text("code;parent\na;b\nb;a\n", encoding="utf-8")
    told: list[str] = []
    room.context.messages.shown.connect(lambda notice: told.append(str(notice)))
    part_of(room).read(path)
    wait_for(lambda: told)
    assert "ring.csv" in told[0]
    assert part_of(room).dialog is None


def test_a_project_changed_meanwhile_is_told_and_nothing_is_written(
    room: CodingRoom, codes: Codes, tmp_path: Path
) -> None:
    project = room.context.project
    code = read_tree(project).by_id[codes.goal]  # type: ignore[index]
    preview(room, tmp_path / "b.csv", f"code;definition\n{code.name};x\nNy;y\n")
    describe_code(project, code.id, definition="min")
    told: list[str] = []
    room.context.messages.shown.connect(lambda notice: told.append(str(notice)))
    confirm(room)
    assert "preview" in told[0]
    assert "Ny" not in names(project)


def test_the_code_book_goes_out_and_is_read_again(room: CodingRoom, tmp_path: Path) -> None:
    path = tmp_path / "out.qdc"
    part_of(room).export_to(path)
    wait_for(lambda: not jobs.active)
    plan = plan_codebook(room.context.project, read_codebook(path))
    assert plan.codes and plan.new == 0


def test_the_dialog_of_files_offers_what_can_be_read_and_written(room: CodingRoom) -> None:
    chooser = part_of(room).choose_file()
    assert "*.qdc" in chooser.nameFilters()[0] and "*.xlsx" in chooser.nameFilters()[0]
    chooser.reject()
    saver = part_of(room).export()
    assert any("*.qdc" in one for one in saver.nameFilters())
    saver.reject()


def test_reading_only_nothing_is_imported(reading_context: RoomContext, make_room: MakeRoom) -> None:
    made = make_room(reading_context)
    actions = reading_context.actions
    assert not actions.get(IMPORT).isEnabled()
    assert actions.get(EXPORT).isEnabled()
    assert not part_of(made).first_button.isEnabled()


@pytest.mark.parametrize("count", [0, 1, 40])
def test_the_model_is_sound(context: RoomContext, count: int) -> None:
    read = ReadCodebook("b", tuple(ReadCode(f"k{at}", None if at % 7 == 0 else at - 1) for at in range(count)))
    model = CodebookModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_plan(plan_codebook(context.project, read))
    assert model.rowCount() == len([at for at in range(count) if at % 7 == 0])
    model.replace_all(True)
    model.show_plan(None)
    assert model.rowCount() == 0
    del tester
