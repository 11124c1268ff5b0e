"""Importing: from a drop to the word on what became of the files, with real files of many kinds."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.importers import batches
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.respondents import add_respondent, list_respondents
from qualcoder_peer.core.services.sources import list_documents, read_document
from qualcoder_peer.gui.i18n import say, set_language
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.material import counting
from qualcoder_peer.gui.rooms.material.import_dialog import ImportDialog
from qualcoder_peer.gui.rooms.material.import_items import ImportItem, State
from qualcoder_peer.gui.rooms.material.panel import MaterialRoom
from qualcoder_peer.gui.rooms.material.people import Who
from tests.gui.rooms.material.conftest import GROUP, NOTE, SINGLE, Preview, finish
from tests.support.gui import Wait

_NONE = Qt.KeyboardModifier.NoModifier


def _item(dialog: ImportDialog, name: str) -> ImportItem:
    item = next(one for one in dialog.items if one.name == name)
    dialog.files.setCurrentIndex(dialog.model.index_of(item))
    return item


def _titles(project: Project) -> list[str]:
    return [one.title for one in list_documents(project)]


def _mime(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_a_folder_dropped_on_the_room_is_imported(
    empty_room: MaterialRoom, project: Project, files: Path, wait: Wait
) -> None:
    mime = _mime(files)
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(50, 50), copy, mime, Qt.MouseButton.LeftButton, _NONE)
    empty_room.dragEnterEvent(enter)
    assert enter.isAccepted() and empty_room._drop_hint.isVisible()
    drop = QDropEvent(QPointF(50, 50), copy, mime, Qt.MouseButton.LeftButton, _NONE)
    empty_room.dropEvent(drop)
    assert drop.isAccepted() and not empty_room._drop_hint.isVisible()
    wait(lambda: empty_room.flow.dialog is not None)
    dialog = empty_room.flow.dialog
    assert dialog is not None
    assert [(one.path.name, one.state) for one in dialog.items] == [
        ("Gruppintervju.txt", State.READY),
        ("Intervju 3.txt", State.READY),
        ("Observation.txt", State.READY),
    ]
    assert dialog.import_button.text() == "Import 3 files"
    finish(dialog, empty_room)
    assert _titles(project) == ["Gruppintervju", "Intervju 3", "Observation"]
    assert [one.name for one in list_respondents(project)] == ["R1", "R2", "R3"]
    notice = empty_room.context.messages.last
    assert notice is not None and isinstance(notice.text, Message)
    assert notice.text.count == 3 and "imported" in notice.text.text
    assert len(empty_room.documents.table.selected_ids()) == 3
    project.undo()
    assert _titles(project) == [] and list_respondents(project) == []
    assert empty_room.documents.empty is not None and empty_room.documents.empty.isVisible()


def test_a_project_file_is_left_to_the_window(empty_room: MaterialRoom, tmp_path: Path) -> None:
    mime = _mime(tmp_path / "x.qcp")
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, _NONE)
    enter.ignore()
    empty_room.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_paths_handed_over_by_the_window_come_here(empty_room: MaterialRoom, files: Path, wait: Wait) -> None:
    empty_room.context.import_paths([files / "Observation.txt"])
    wait(lambda: empty_room.flow.dialog is not None)


def test_each_kind_of_file_says_how_it_stands(
    preview: Preview, empty_room: MaterialRoom, project: Project, files: Path, wait: Wait
) -> None:
    (files / "Kopia.txt").write_bytes((files / "Observation.txt").read_bytes())
    (files / "Skadad.docx").write_bytes(b"PK\x03\x04 nothing")
    (files / "Tom.txt").write_bytes(b"")
    (files / "Mac.txt").write_bytes("Åsa gick över ån på väg till Öland.\nDär åt hon räkor.\n".encode("mac-roman"))
    dialog = preview(files)
    tester = QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert {one.path.name: one.state for one in dialog.items} == {
        "Gruppintervju.txt": State.READY,
        "Intervju 3.txt": State.READY,
        "Kopia.txt": State.READY,
        "Mac.txt": State.LOOK,
        "Observation.txt": State.THERE,
        "Skadad.docx": State.UNREADABLE,
        "Tom.txt": State.UNREADABLE,
    }
    _item(dialog, "Tom.txt")
    assert dialog._problem_words.text() == "“Tom.txt” is empty (0 bytes). Nothing was imported."
    assert dialog.totals.text() == "1 file needs a look"
    _item(dialog, "Mac.txt")
    assert "Åsa gick över ån" in dialog.text.toPlainText()
    finish(dialog, empty_room)
    assert _titles(project) == ["Gruppintervju", "Intervju 3", "Kopia", "Mac"]
    notice = empty_room.context.messages.last
    assert notice is not None and notice.kind == "warning"
    assert say(notice.text) == (
        "4 documents were imported. 3 were left out. "
        "“Observation.txt” has been imported already, as “Kopia.txt”. It was left out."
    )
    del tester
    again = preview(files)
    assert _item(again, "Gruppintervju.txt").state is State.THERE
    assert not again.import_button.isEnabled()
    again.reject()


def test_a_file_without_its_tick_stays_out(
    preview: Preview, empty_room: MaterialRoom, project: Project, files: Path, wait: Wait
) -> None:
    dialog = preview(files)
    _item(dialog, "Intervju 3.txt")
    QTest.keyClick(dialog.files, Qt.Key.Key_Space)
    assert dialog.import_button.text() == "Import 2 files"
    finish(dialog, empty_room)
    assert _titles(project) == ["Gruppintervju", "Observation"]


def test_what_is_corrected_in_the_preview_is_stored(
    preview: Preview, empty_room: MaterialRoom, project: Project, tmp_path: Path, wait: Wait
) -> None:
    text = (
        "Anna: Hur kom ni hit?\nR1: Jag gick.\nRI: Och jag med.\nKl: 14.30\nR2: Buss.\n"
        "Anna: Jaha?\nR1: Ja.\nR2: Ja.\nRI: Nej.\nKl: 15\nR2: Nej.\n"
    )
    (tmp_path / "samtal.txt").write_text(text, encoding="utf-8")
    kim = add_respondent(project, "Kim")
    dialog = preview(tmp_path / "samtal.txt")
    item = dialog.current
    dialog._read_again(None, False, r"([A-Z]\w+):")
    wait(lambda: not item.busy)
    form = dialog.form
    assert list(form.speakers.fields) == ["Anna", "R1", "RI", "Kl", "R2"]
    form.speakers.fields["Anna"].activated.emit(0)
    form.speakers._merge("RI", "R1")
    form.speakers._drop("Kl")
    form.speakers.fields["R1"].setEditText("Kim")
    form.speakers.fields["R1"].line.editingFinished.emit()
    form.title.setText("Samtal vid ån")
    form.title.editingFinished.emit()
    form.date.setText("4/5 2026")
    form.date.editingFinished.emit()
    form.kind.setCurrentIndex(form.kind.findData("group_interview"))
    form.kind.activated.emit(form.kind.currentIndex())
    assert form.speakers.fields["Anna"].who == Who(SpeakerRole.INTERVIEWER)
    assert form.speakers._shown["R1"].turns.text() == "4 turns, 45 characters"  # 9 + 22 + 3 + 11, with what Kl began
    finish(dialog, empty_room)
    document = list_documents(project)[0]
    assert (document.title, document.date, document.kind) == ("Samtal vid ån", "2026-05-04", "group_interview")
    found, stored, turns, speakers = read_document(project, document.id)
    people = {one.name: one.id for one in list_respondents(project)}
    assert {one.label: (one.role, one.respondent_id) for one in speakers} == {
        "Anna": (SpeakerRole.INTERVIEWER, None),
        "R1": (SpeakerRole.RESPONDENT, kim),
        "R2": (SpeakerRole.RESPONDENT, people["R2"]),
    }
    labels = {one.id: one.label for one in speakers}
    said = [(labels[one.speaker_id], stored[one.said_start : one.end]) for one in turns if one.speaker_id is not None]
    assert said == [
        ("Anna", "Hur kom ni hit?"),
        ("R1", "Jag gick."),
        ("R1", "Och jag med.\nKl: 14.30"),
        ("R2", "Buss."),
        ("Anna", "Jaha?"),
        ("R1", "Ja."),
        ("R2", "Ja."),
        ("R1", "Nej.\nKl: 15"),
        ("R2", "Nej."),
    ]
    assert found.title == "Samtal vid ån"


def test_the_same_label_can_be_the_same_person(
    preview: Preview, empty_room: MaterialRoom, project: Project, tmp_path: Path, wait: Wait
) -> None:
    (tmp_path / "ett.txt").write_text(SINGLE, encoding="utf-8")
    (tmp_path / "två.txt").write_text(SINGLE.replace("Allt.", "Mycket."), encoding="utf-8")
    dialog = preview(tmp_path / "ett.txt", tmp_path / "två.txt")
    _item(dialog, "två.txt")
    field = dialog.form.speakers.fields["R3"]
    assert field.currentText() == "R3 (två)"
    dialog.shared.setChecked(True)
    assert field.currentText() == "R3"
    dialog.shared.setChecked(False)
    finish(dialog, empty_room)
    assert [one.name for one in list_respondents(project)] == ["R3", "R3 (två)"]


def test_the_encoding_can_be_changed_and_the_text_read_again(
    preview: Preview, empty_room: MaterialRoom, project: Project, tmp_path: Path, wait: Wait
) -> None:
    (tmp_path / "not.txt").write_bytes("Grønlænder på båden.".encode("cp865"))
    dialog = preview(tmp_path / "not.txt")
    form = dialog.form
    form.encoding.setCurrentIndex(form.encoding.findData("cp865"))
    form.encoding.activated.emit(form.encoding.currentIndex())
    wait(lambda: not dialog.current.busy)
    assert dialog.text.toPlainText() == "Grønlænder på båden."
    finish(dialog, empty_room)
    document = list_documents(project)[0]
    assert read_document(project, document.id)[1] == "Grønlænder på båden." and document.encoding == "cp865"


def test_broken_lines_are_proposed_to_be_undone_in_all_files(
    preview: Preview, empty_room: MaterialRoom, project: Project, tmp_path: Path, wait: Wait
) -> None:
    for name in ("beslut.txt", "avtal.txt"):
        words = f"Nämnden beslutar enligt {name} att följa upp arbetet och redovisa hur de som söker stöd ser på det. "
        (tmp_path / name).write_text("\n\n".join(textwrap.fill(words * 4, 66) for _ in range(4)), encoding="utf-8")
    dialog = preview(tmp_path / "beslut.txt", tmp_path / "avtal.txt")
    assert [one.state for one in dialog.items] == [State.LOOK, State.LOOK]
    assert dialog.form.wrapping.isVisible() and dialog.form.as_is.isChecked()
    before = dialog.text.toPlainText()
    dialog.form.unwrapped.click()
    wait(lambda: not dialog.current.busy)
    assert "\nNämnden" in before and dialog.text.toPlainText().count("\n") < before.count("\n") / 3
    dialog.form.as_is.click()
    wait(lambda: not dialog.current.busy)
    assert dialog.text.toPlainText() == before
    dialog.form.all_files.click()
    wait(lambda: not any(one.busy for one in dialog.items))
    finish(dialog, empty_room)
    for document in list_documents(project):
        assert read_document(project, document.id)[1].count("\n") <= 8


def test_a_wrong_pattern_is_told_where_it_stands(
    preview: Preview, files: Path, wait: Wait
) -> None:
    dialog = preview(files / "Gruppintervju.txt")
    dialog.form.pattern.setEditText("(((")
    dialog.form.pattern.chosen.emit()
    wait(lambda: not dialog.current.busy)
    assert "is not a regular expression" in dialog.form.fault.text() and dialog.form.fault.isVisible()
    assert list(dialog.form.speakers.fields) == ["Intervjuare", "R1", "R2"]
    dialog.form.pattern.setCurrentIndex(dialog.form.pattern.findData("none"))
    dialog.form.pattern.chosen.emit()
    wait(lambda: not dialog.current.busy)
    assert dialog.form.speakers.nobody.isVisible() and not dialog.form.fault.isVisible()
    dialog.reject()


def test_word_says_what_is_left_out(
    preview: Preview, empty_room: MaterialRoom, project: Project, tmp_path: Path, wait: Wait
) -> None:
    written = docx.Document()
    for line in GROUP.split("\n\n"):
        written.add_paragraph(line.strip())
    written.sections[0].header.paragraphs[0].text = "Sekretess"
    written.save(str(tmp_path / "grupp.docx"))
    dialog = preview(tmp_path / "grupp.docx")
    item = dialog.current
    assert item.preview is not None and item.preview.left_out
    assert item.state is State.LOOK and not dialog.form.encoding.isVisible()
    assert dialog.form.left_out.shown == ([say(one.message) for one in item.preview.left_out], [])
    finish(dialog, empty_room)
    document = list_documents(project)[0]
    assert document.left_out and document.format == "docx"
    pane = empty_room.documents.document_pane
    wait(lambda: pane.details is not None)
    assert pane.page._left_out.count() == len(document.left_out)


def test_stopping_leaves_whole_files_or_nothing(
    preview: Preview, empty_room: MaterialRoom, project: Project, tmp_path: Path, wait: Wait
) -> None:
    for number in range(200):
        (tmp_path / f"{number:03}.txt").write_text(SINGLE.replace("Allt", f"Allt {number}"), encoding="utf-8")
    dialog = preview(*sorted(tmp_path.glob("*.txt")))
    empty_room.context.bridge.changed.connect(lambda _changes: [job.cancel() for job in jobs.active])
    finish(dialog, empty_room)
    stored = list_documents(project)
    assert 0 < len(stored) < 200
    for one in stored:
        _document, text, turns, speakers = read_document(project, one.id)
        assert (len(text), len(turns), len(speakers)) == (one.characters, 4, 2)
    notice = empty_room.context.messages.last
    assert notice is not None and isinstance(notice.text, Message)
    left = notice.text.parts["left"]
    assert isinstance(left, Message) and left.count == 200 - len(stored)
    project.undo()
    assert list_documents(project) == []


def test_reading_can_be_stopped(empty_room: MaterialRoom, project: Project, tmp_path: Path, wait: Wait) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}.txt").write_text(SINGLE * 200 + str(number), encoding="utf-8")
    empty_room.flow.start([tmp_path])
    jobs.active[-1].cancel()
    wait(lambda: not jobs.active)
    assert empty_room.flow.dialog is None and list_documents(project) == []


def test_a_folder_without_texts_is_told_of(empty_room: MaterialRoom, tmp_path: Path, wait: Wait) -> None:
    folder = tmp_path / "bilder"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"x")
    empty_room.flow.start([folder])
    wait(lambda: not jobs.active)
    notice = empty_room.context.messages.last
    assert notice is not None and notice.kind == "error" and "nothing to import" in str(notice.text)


def test_a_document_that_came_meanwhile_is_left_out_and_said(
    preview: Preview, empty_room: MaterialRoom, project: Project, files: Path, wait: Wait
) -> None:
    from qualcoder_peer.core.importers.run import import_files

    dialog = preview(files)
    import_files(project, [files / "Observation.txt"])
    finish(dialog, empty_room)
    assert _titles(project) == ["Gruppintervju", "Intervju 3", "Observation"]
    notice = empty_room.context.messages.last
    assert notice is not None and notice.kind == "warning" and isinstance(notice.text, Message)
    assert notice.text.parts["reason"].text.startswith("“{name}” has been imported already")  # type: ignore[union-attr]


def test_a_long_text_is_shown_in_part(preview: Preview, tmp_path: Path, wait: Wait) -> None:
    (tmp_path / "lång.txt").write_text(NOTE * 2000, encoding="utf-8")
    dialog = preview(tmp_path / "lång.txt")
    assert dialog.text.toPlainText().startswith(NOTE * 40)
    wait(lambda: "more characters" in dialog.text.toPlainText())
    shown = dialog.text.toPlainText()
    assert len(shown) < 31_000 and shown.startswith((NOTE * 2000)[:30_000] + "\n\n…")
    dialog.reject()


def test_a_choice_stays_when_the_file_is_read_again(
    preview: Preview, files: Path, wait: Wait
) -> None:
    dialog = preview(files / "Gruppintervju.txt")
    dialog._set_who("R2", Who(SpeakerRole.OTHER))
    item = dialog.current
    item.set_title("Annan titel")
    dialog._prepare([item], [replace(item.options, speakers="colon")])
    wait(lambda: not item.busy)
    assert item.preview is not None and item.preview.title == "Annan titel"
    assert {one.label: one.role for one in item.preview.speakers}["R2"] is SpeakerRole.OTHER
    dialog.reject()


def test_the_dialog_speaks_another_language_at_once(preview: Preview, files: Path) -> None:
    dialog = preview(files)
    changed: list[object] = []
    dialog.model.dataChanged.connect(lambda *_: changed.append(1))
    set_language("sv")
    assert changed and dialog.form.kind.count() == 5
    dialog.reject()


def test_the_keyboard_is_enough(
    preview: Preview, empty_room: MaterialRoom, project: Project, files: Path, wait: Wait
) -> None:
    dialog = preview(files)
    wait(dialog.isActiveWindow)
    dialog.files.setFocus()
    QTest.keyClick(dialog.files, Qt.Key.Key_Down)
    QTest.keyClick(dialog.files, Qt.Key.Key_Space)
    QTest.keyClick(dialog.files, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: empty_room.flow.dialog is None and not jobs.active)
    assert _titles(project) == ["Gruppintervju", "Observation"]


def test_a_project_for_reading_refuses_with_a_sentence(
    empty_room: MaterialRoom, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Project, "read_only", property(lambda _self: True))
    empty_room.flow.start([files])
    notice = empty_room.context.messages.last
    assert notice is not None and notice.kind == "warning" and not jobs.active


def test_in_a_project_of_many_documents_rows_come_at_once_and_are_counted_beside(
    preview: Preview,
    empty_room: MaterialRoom,
    project: Project,
    tmp_path: Path,
    wait: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counting, "QUICK_DOCUMENTS", 5)
    for number in range(60):
        (tmp_path / f"{number:02}.txt").write_text(SINGLE.replace("Allt", f"Allt {number}"), encoding="utf-8")
    table, counted = empty_room.documents.table, empty_room.respondents.model
    dialog = preview(*sorted(tmp_path.glob("*.txt")))
    told: list[int] = []
    table.selectionModel().selectionChanged.connect(lambda *_: told.append(len(table.selected_ids())))
    finish(dialog, empty_room)
    wait(lambda: not jobs.active and all(one.documents for one in counted.all_rows()))
    titles = [str(table.model().index(row, 0).data()) for row in range(60)]
    assert titles == [f"{number:02}" for number in range(60)] == _titles(project)
    assert told[-1] == 60 and len(told) < 10, "many rows are selected at once"
    assert len(counted.all_rows()) == 60 and len(empty_room.documents.selected_facts()) == 60
    assert [one.respondents[0] for one in empty_room.documents.selected_facts()][:2] == ["R3", "R3 (01)"]


def test_the_tables_are_read_once_for_an_import_of_many_commits(
    preview: Preview, empty_room: MaterialRoom, tmp_path: Path, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "QUICK_DOCUMENTS", 5)
    monkeypatch.setattr(batches, "_MOST_FILES", 3)
    for number in range(30):
        (tmp_path / f"{number:02}.txt").write_text(SINGLE.replace("Allt", f"Allt {number}"), encoding="utf-8")
    pages = (empty_room.documents, empty_room.respondents)
    came: list[object] = []
    for page in pages:
        page.table.rows.rowsInserted.connect(lambda *_: came.append(None))
        page.table.rows.modelReset.connect(lambda: came.append(None))
    commits: list[object] = []
    empty_room.context.bridge.changed.connect(commits.append)
    finish(preview(*sorted(tmp_path.glob("*.txt"))), empty_room)
    wait(lambda: [page.total() for page in pages] == [30, 30])
    assert len(commits) == 10 and len(came) == 2
    assert not empty_room.flow.storing and len(empty_room.documents.table.selected_ids()) == 30
