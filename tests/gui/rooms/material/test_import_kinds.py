"""The preview of all kinds of files: sheets, packed files, PDFs, comments, earlier versions, names replaced, many."""

from __future__ import annotations

import csv
import shutil
import zipfile
from pathlib import Path

import docx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from qualcoder_peer.core.domain.personal import ReplaceRule
from qualcoder_peer.core.importers import SUFFIXES
from qualcoder_peer.core.importers.run import import_files
from qualcoder_peer.core.importers.sheet import TURNS
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.coding import count_codings
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.core.services.sources import list_documents, original_of, read_document
from qualcoder_peer.core.text.personal_replace import Replacer, apply_rules
from qualcoder_peer.gui.file_kinds import import_filters
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.material.import_items import Group, State
from qualcoder_peer.gui.rooms.material.panel import MaterialRoom
from qualcoder_peer.gui.widgets.basics import ElidedLabel
from tests.gui.rooms.material.conftest import GROUP, NOTE, SINGLE, Preview, finish, show_item
from tests.support.gui import Wait

DATA = Path(__file__).parents[3] / "data" / "transcripts"
LONG = "Det har betytt mycket, för jag har fått hjälp med brev och möten och blivit lyssnad på"


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Answers to a questionnaire, one person a row."""
    path = tmp_path / "svar.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Respondent", "Kommun", "Vad har stödet betytt?", "Vad kan bli bättre?"])
        for number in range(1, 31):
            writer.writerow([f"D{number}", "Umeå", f"{LONG} {number}.", f"{LONG} vid samtal {number}."])
    return path


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """A packed file with folders, one file of which is empty."""
    path = tmp_path / "Paket.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("1/R7.txt", SINGLE.replace("R3", "R7"))
        package.writestr("1/R8.txt", SINGLE.replace("R3", "R8"))
        package.writestr("2/Observation.md", "# Rummet\n\n" + NOTE)
        package.writestr("2/Tom.txt", "")
    return path


def test_a_packed_file_is_a_group_ticked_as_a_whole_or_singly(
    preview: Preview, empty_room: MaterialRoom, project: Project, packed: Path, wait: Wait
) -> None:
    dialog = preview(packed)
    tester = QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    (group,) = dialog.model.rows
    assert isinstance(group, Group) and group.state is State.READY
    top = dialog.model.index(0, 0)
    assert top.data(Qt.ItemDataRole.DisplayRole) == "Paket.zip" and dialog.model.rowCount(top) == 4
    assert dialog.files.isExpanded(top)
    assert dialog.import_button.text() == "Import 3 files"
    dialog.files.setCurrentIndex(top)
    QTest.keyClick(dialog.files, Qt.Key.Key_Space)
    assert [one.will_be_stored for one in dialog.items] == [False] * 4 and not dialog.import_button.isEnabled()
    dialog.files.setCurrentIndex(dialog.model.index_of(dialog.items[1]))
    QTest.keyClick(dialog.files, Qt.Key.Key_Space)
    assert top.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.PartiallyChecked
    dialog.files.setCurrentIndex(top)
    QTest.keyClick(dialog.files, Qt.Key.Key_Space)
    assert [one.will_be_stored for one in dialog.items] == [True, True, True, False]
    show_item(dialog, "Tom.txt")
    assert "is empty" in dialog._problem_words.text()
    del tester
    finish(dialog, empty_room)
    assert [one.title for one in list_documents(project)] == ["Observation", "R7", "R8"]


def test_a_sheet_shows_its_rows_and_what_is_guessed_of_them(
    preview: Preview, empty_room: MaterialRoom, project: Project, answers: Path, wait: Wait
) -> None:
    dialog = preview(answers)
    top = dialog.model.index(0, 0)
    assert len(dialog.items) == 30 and not dialog.files.isExpanded(top)
    assert dialog.files.currentIndex() == top and dialog.current is dialog.items[0]
    assert dialog.rows.isVisible() and dialog.rows.model().rowCount() == 20
    headings = [
        dialog.rows.model().headerData(place, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
        for place in range(4)
    ]
    assert headings == [
        "Respondent\nRespondent", "Kommun\nAttribute", "Vad har stödet betytt?\nText", "Vad kan bli bättre?\nText",
    ]  # fmt: skip
    form = dialog.form.format.sheet.form
    assert form is not None and set(form.editors) == {
        "layout", "text", "title", "respondent", "date", "headings", "separator",
    }  # fmt: skip
    assert dialog.form.attributes.text() == "Kommun: Umeå"
    form.editors["text"].set_value(("Vad har stödet betytt?",))
    form.editors["text"].changed.emit()
    assert not dialog.import_button.isEnabled(), "nothing is stored while it is read again"
    wait(lambda: not jobs.active)
    assert dialog.text.toPlainText() == f"{LONG} 1."
    finish(dialog, empty_room)
    assert len(list_documents(project)) == 30
    assert {one.name for one in list_respondents(project)} == {f"D{number}" for number in range(1, 31)}


def test_another_layout_makes_other_documents(
    preview: Preview, answers: Path, wait: Wait, empty_room: MaterialRoom, project: Project
) -> None:
    dialog = preview(answers)
    form = dialog.form.format.sheet.form
    assert form is not None
    form.editors["layout"].set_value(TURNS)
    form.editors["layout"].changed.emit()
    wait(lambda: not jobs.active)
    form = dialog.form.format.sheet.form
    assert form is not None and {"speaker", "time"} <= set(form.editors) and "respondent" not in form.editors
    form.editors["speaker"].set_value("Respondent")
    form.editors["speaker"].changed.emit()
    wait(lambda: not jobs.active)
    assert len(dialog.items) == 1 and len(dialog.form.speakers.fields) == 30
    assert dialog.import_button.text() == "Import 1 document"
    finish(dialog, empty_room)
    (document,) = list_documents(project)
    assert len(read_document(project, document.id)[2]) == 30


def test_what_cannot_be_read_so_is_told_and_stays_as_it_was(preview: Preview, answers: Path, wait: Wait) -> None:
    dialog = preview(answers)
    form = dialog.form.format.sheet.form
    assert form is not None
    form.editors["text"].set_value(())
    form.editors["text"].changed.emit()
    wait(lambda: not jobs.active)
    assert "at least one column" in dialog.form.file_fault.text() and dialog.form.file_fault.isVisible()
    assert len(dialog.items) == 30 and len(form.editors["text"].value()) == 2
    assert dialog.import_button.isEnabled()
    dialog.reject()


def test_a_pdf_has_its_own_options(preview: Preview, tmp_path: Path, wait: Wait) -> None:
    for name in ("pdf_interview.pdf", "pdf_columns.pdf"):
        shutil.copy(DATA / name, tmp_path)
    dialog = preview(tmp_path / "pdf_interview.pdf", tmp_path / "pdf_columns.pdf")
    item = dialog.current
    lost, notes = dialog.form.left_out.shown
    assert lost == [] and any("page numbers left out" in one for one in notes), "a note is no reason for a warning"
    assert item.state is State.READY and not dialog.form.encoding.isVisible()
    form = dialog.form.format.form
    assert form is not None and set(form.editors) == {"running", "paragraphs"}
    before = dialog.text.toPlainText()
    form.editors["running"].set_value(False)
    form.editors["running"].changed.emit()
    wait(lambda: not jobs.active)
    assert "Sida 1" in dialog.text.toPlainText() and "Sida 1" not in before
    assert dialog.items[1].options.formats == {}
    dialog.form.format.all_files.click()
    wait(lambda: not jobs.active)
    assert dialog.items[1].options.formats == dialog.items[0].options.formats
    dialog.reject()


def test_comments_of_word_become_what_is_chosen(
    preview: Preview, empty_room: MaterialRoom, project: Project, tmp_path: Path, wait: Wait
) -> None:
    written = docx.Document()
    for line in GROUP.split("\n\n"):
        written.add_paragraph(line.strip())
    written.add_comment(runs=written.paragraphs[1].runs, text="Vägen hit", author="CD", initials="CD")
    written.save(str(tmp_path / "grupp.docx"))
    dialog = preview(tmp_path / "grupp.docx")
    assert dialog.form.comments.isVisible()
    assert dialog.form.left_out.shown == (["1 comment left out"], [])
    assert dialog.current.state is State.LOOK
    dialog.form.comments.editor.set_value("codes")
    dialog.form.comments.editor.changed.emit()
    assert dialog.form.left_out.shown == ([], []) and dialog.current.state is State.READY
    finish(dialog, empty_room)
    (document,) = list_documents(project)
    assert count_codings(project) == 1


def test_files_are_kept_only_when_asked_for(
    preview: Preview, empty_room: MaterialRoom, project: Project, files: Path, wait: Wait
) -> None:
    dialog = preview(files / "Observation.txt")
    assert not dialog.keep.isChecked() and "names" in dialog.keep.toolTip()
    dialog.keep.setChecked(True)
    finish(dialog, empty_room)
    (document,) = list_documents(project)
    assert original_of(project, document.id) == ("Observation.txt", (files / "Observation.txt").read_bytes())


def test_names_of_the_open_key_are_replaced_before_all_else(
    preview: Preview, empty_room: MaterialRoom, project: Project, tmp_path: Path, wait: Wait
) -> None:
    replacer = Replacer([ReplaceRule("Annika", "Kim")])
    empty_room.flow.rules = lambda: lambda read: apply_rules(read, replacer, "sv")
    path = tmp_path / "samtal.txt"
    said = "Intervjuare: Vad sa Annika?\nR1: Annikas mor kom.\nIntervjuare: Jaha?\nR1: Ja.\n"
    path.write_text(said, encoding="utf-8")
    dialog = preview(path)
    assert dialog.text.toPlainText().startswith("Intervjuare: Vad sa Kim?\nR1: Kims mor kom.")
    assert dialog.form.rules.isVisible() and "replaced 2 names" in dialog.form.rules.words.text()
    assert not dialog.keep.isEnabled() and "real names" in dialog.keep.toolTip()
    finish(dialog, empty_room)
    assert b"Annika" not in project.path.read_bytes()


def test_without_a_key_nothing_is_said_of_names(preview: Preview, files: Path) -> None:
    dialog = preview(files / "Observation.txt")
    assert not dialog.form.rules.isVisible() and not dialog.form.earlier.isVisible()
    dialog.reject()


def test_another_version_of_a_file_leads_to_replacing(
    preview: Preview, empty_room: MaterialRoom, project: Project, files: Path, wait: Wait
) -> None:
    path = files / "Intervju 3.txt"
    import_files(project, [path, files / "Observation.txt"])
    path.write_text(SINGLE.replace("Allt.", "Nästan allt."), encoding="utf-8")
    dialog = preview(path)
    assert dialog.form.earlier.isVisible() and dialog.current.state is State.LOOK
    dialog.form.earlier.button.click()
    wait(lambda: empty_room.replacing.dialog is not None)
    assert empty_room.flow.dialog is None and empty_room.replacing.dialog is not None
    assert "Nästan allt." in empty_room.replacing.dialog.plan.prepared.text
    empty_room.replacing.dialog.reject()
    wait(lambda: not jobs.active)
    assert len(list_documents(project)) == 2


def test_new_files_are_imported_and_then_the_versions_come_one_by_one(
    preview: Preview, empty_room: MaterialRoom, project: Project, files: Path, wait: Wait
) -> None:
    import_files(project, [files / "Intervju 3.txt", files / "Observation.txt"])
    (files / "Intervju 3.txt").write_text(SINGLE.replace("Allt.", "Nästan allt."), encoding="utf-8")
    (files / "Observation.txt").write_text(NOTE + "Någon går.\n", encoding="utf-8")
    dialog = preview(files)
    for name in ("Intervju 3.txt", "Observation.txt"):
        show_item(dialog, name)
        dialog.form.earlier.button.click()
    assert dialog.import_button.text() == "Import 1 file, replace 2…"
    dialog.import_button.click()
    seen = []
    for _ in range(2):
        wait(lambda: empty_room.replacing.dialog is not None and not jobs.active)
        comparing = empty_room.replacing.dialog
        assert comparing is not None
        seen.append(comparing.plan.document.title)
        comparing.reject()
        assert empty_room.replacing.dialog is None
    wait(lambda: not jobs.active)
    assert seen == ["Intervju 3", "Observation"] and empty_room.replacing.dialog is None
    assert sorted(one.title for one in list_documents(project)) == ["Gruppintervju", "Intervju 3", "Observation"]


def test_labels_of_speakers_are_whole_in_a_narrow_window(preview: Preview, tmp_path: Path, wait: Wait) -> None:
    path = tmp_path / "samtal.txt"
    names = "Annika Westerlund", "Göran Delić (chef)"
    path.write_text(GROUP.replace("R1", names[0]).replace("R2", names[1]), encoding="utf-8")
    dialog = preview(path)
    dialog.resize(760, 700)
    speakers = dialog.form.speakers
    for name in names:
        title = next(one for one in speakers._shown[name].said.findChildren(ElidedLabel) if one.text() == name)
        wait(lambda title=title, name=name: title.fontMetrics().horizontalAdvance(name) <= title.width())
        assert "new respondent" in speakers._shown[name].turns.text()
    dialog.reject()


def test_hundreds_of_files_cost_no_more_to_show_than_a_few(preview: Preview, tmp_path: Path, wait: Wait) -> None:
    for number in range(300):
        (tmp_path / f"{number:03}.txt").write_text(SINGLE.replace("Allt", f"Allt {number}"), encoding="utf-8")
    dialog = preview(tmp_path)
    painted: list[int] = []
    delegate = dialog.files.itemDelegate()
    paint = delegate.paint
    delegate.paint = lambda *given: (painted.append(given[2].row()), paint(*given))  # type: ignore[method-assign]
    dialog.files.grab()
    assert 0 < len(set(painted)) < 40, "only what is on the screen is drawn"
    dialog.reject()


def test_the_file_dialog_offers_every_kind_once() -> None:
    every, *kinds, any_file = import_filters()
    assert all(f"*{suffix}" in every for suffix in SUFFIXES) and any_file.endswith("(*)")
    offered = [pattern for kind in kinds for pattern in kind.rpartition("(")[2].rstrip(")").split()]
    assert sorted(offered) == sorted(f"*{suffix}" for suffix in SUFFIXES)


def test_whether_the_first_row_holds_headings_can_be_said(
    preview: Preview, empty_room: MaterialRoom, project: Project, tmp_path: Path, wait: Wait
) -> None:
    path = tmp_path / "svar.csv"
    path.write_text(f"Namn;Svar\nAnna;{LONG}\nBo;{LONG}?\n", encoding="utf-8")
    dialog = preview(path)
    form = dialog.form.format.sheet.form
    assert form is not None and form.editors["text"].value() == ("Svar",)
    form.editors["headings"].set_value(False)
    form.editors["headings"].changed.emit()
    wait(lambda: not jobs.active)
    assert len(dialog.items) == 3
    form = dialog.form.format.sheet.form
    assert form is not None
    form.editors["headings"].set_value(True)
    form.editors["headings"].changed.emit()
    wait(lambda: not jobs.active)
    form = dialog.form.format.sheet.form
    assert form is not None
    assert len(dialog.items) == 2 and form.editors["text"].value() == ("Svar",)
    finish(dialog, empty_room)
    assert len(list_documents(project)) == 2
