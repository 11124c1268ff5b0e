"""Texts of a preview are read when they are shown and when they are stored: what was chosen holds, and a file that is
another one by then, or gone, is told of."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.domain.personal import ReplaceRule
from qualcoder_peer.core.importers.run import import_files
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.preparing import Prepared
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.core.services.sources import list_documents, read_document
from qualcoder_peer.core.text.personal_replace import Replacer, apply_rules
from qualcoder_peer.gui.i18n import say
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.material import import_texts
from qualcoder_peer.gui.rooms.material.import_dialog import ImportDialog
from qualcoder_peer.gui.rooms.material.import_items import State
from qualcoder_peer.gui.rooms.material.import_texts import Nearby, Texts, weight
from qualcoder_peer.gui.rooms.material.panel import MaterialRoom
from qualcoder_peer.gui.rooms.material.people import Who
from tests.gui.rooms.material.conftest import GROUP, SINGLE, Preview, finish, show_item
from tests.support.gui import Wait
from tests.support.projects import prepared

LITTLE = 6_000
"""Bytes: room for two or three of the files here."""


@pytest.fixture(autouse=True)
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for few texts in memory."""
    monkeypatch.setattr(import_texts, "LIMIT", LITTLE)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Twenty interviews with a group interview before and a broken text after them."""
    folder = tmp_path / "material"
    folder.mkdir()
    (folder / "000.txt").write_text(GROUP.replace("R2, ", "R2: "), encoding="utf-8")
    for number in range(1, 21):
        text = SINGLE.replace("Allt.", f"Allt, för det {number}:e året.")
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    words = "Nämnden beslutar att följa upp arbetet på ön och redovisa hur de som söker stöd ser på det. "
    broken = "\n\n".join(textwrap.fill(words * 4, 66) for _ in range(4))
    (folder / "zzz.txt").write_bytes(broken.encode("mac-roman"))
    return folder


def _in_memory(dialog: ImportDialog) -> int:
    return sum(1 for one in dialog.items if dialog._texts.get(one.path, 0) is not None)


def test_only_the_texts_looked_at_last_are_in_memory(preview: Preview, many: Path, wait: Wait) -> None:
    dialog = preview(many)
    assert [one.state for one in dialog.items] == [State.READY] * 21 + [State.LOOK]
    assert 0 < _in_memory(dialog) < 6
    assert dialog.text.toPlainText().startswith("Intervjuare: Hur kom ni hit?")
    for number in range(1, 21):
        show_item(dialog, f"{number:03}.txt")
        assert f"Allt, för det {number}:e året." in dialog.text.toPlainText()
        assert list(dialog.form.speakers.fields) == ["Intervjuare", "R3"]
    assert 0 < _in_memory(dialog) < 6
    dialog.reject()


def test_whoever_hurries_through_the_list_waits_for_one_text_only(preview: Preview, many: Path, wait: Wait) -> None:
    dialog = preview(many)
    started: list[object] = []
    jobs.started.connect(started.append)
    for _ in range(20):
        QTest.keyClick(dialog.files, Qt.Key.Key_Down)
        assert len(jobs.active) <= 1
        assert dialog.text.toPlainText() in ("", (dialog.current.path).read_text(encoding="utf-8").strip())
    wait(lambda: not jobs.active)
    jobs.started.disconnect(started.append)
    assert dialog.current.path.name == "020.txt" and "det 20:e året" in dialog.text.toPlainText()
    assert len(started) <= 3
    dialog.reject()


def test_a_long_text_is_read_beside_the_window(preview: Preview, many: Path, wait: Wait) -> None:
    (many / "lång.txt").write_text("R1: Man går dit och sedan hem.\nR2: Ja.\n" * 5_000, encoding="utf-8")
    dialog = preview(many)
    item = next(one for one in dialog.items if one.name == "lång.txt")
    dialog.files.setCurrentIndex(dialog.model.index_of(item))
    assert jobs.active and dialog.text.toPlainText() == "" and dialog.current is item
    assert list(dialog.form.speakers.fields) == ["R1", "R2"], "what is known of it is shown at once"
    wait(lambda: dialog.text.toPlainText().startswith("R1: Man går dit"))
    wait(lambda: "more characters" in dialog.text.toPlainText())
    dialog.reject()


def test_what_was_chosen_for_a_file_holds_when_its_text_has_left_memory(
    preview: Preview, empty_room: MaterialRoom, project: Project, many: Path, wait: Wait
) -> None:
    dialog = preview(many)
    dialog._set_who("Intervjuare", Who(SpeakerRole.OTHER))
    dialog._merge("R2", "R1")
    dialog.form.title.setText("Vid kaffet")
    dialog.form.title.editingFinished.emit()
    turns = dialog.form.speakers._shown["R1"].turns.text()
    show_item(dialog, "zzz.txt")
    dialog.form.encoding.setCurrentIndex(dialog.form.encoding.findData("mac-roman"))
    dialog.form.unwrapped.click()
    wait(lambda: not jobs.active)
    unwrapped = dialog.text.toPlainText()
    assert "på ön och" in unwrapped and unwrapped.count("\n") <= 8
    for number in range(1, 12):
        show_item(dialog, f"{number:03}.txt")
    assert dialog._texts.get(many / "000.txt", 0) is None and dialog._texts.get(many / "zzz.txt", 0) is None
    show_item(dialog, "000.txt")
    assert list(dialog.form.speakers.fields) == ["Intervjuare", "R1"]
    assert dialog.form.speakers._shown["R1"].turns.text() == turns and dialog.form.title.text() == "Vid kaffet"
    show_item(dialog, "001.txt")
    assert finish(dialog, empty_room) == "22 documents were imported."
    documents = {one.file_name: one for one in list_documents(project)}
    assert read_document(project, documents["zzz.txt"].id)[1] == unwrapped
    assert documents["zzz.txt"].encoding == "mac-roman"
    group, _, stored, speakers = read_document(project, documents["000.txt"].id)
    assert group.title == "Vid kaffet" and len(stored) == 6
    assert {one.label: one.role for one in speakers} == {
        "Intervjuare": SpeakerRole.OTHER, "R1": SpeakerRole.RESPONDENT
    }  # fmt: skip
    assert {one.name for one in list_respondents(project)} >= {"R1", "R3", "R3 (002)"}


def test_labels_said_to_be_none_are_found_again_only_with_another_pattern(
    preview: Preview, many: Path, wait: Wait
) -> None:
    dialog = preview(many)
    dialog._merge("R2", "R1")
    item = dialog.current
    dialog._read_again("utf-8", False, None)
    wait(lambda: not jobs.active)
    assert list(dialog.form.speakers.fields) == ["Intervjuare", "R1"] and item.options.encoding == "utf-8"
    dialog._read_again("utf-8", False, "colon")
    wait(lambda: not jobs.active)
    assert list(dialog.form.speakers.fields) == ["Intervjuare", "R1", "R2"]
    dialog.reject()


def test_a_label_that_is_none_is_counted_when_the_text_is_there(preview: Preview, many: Path, wait: Wait) -> None:
    dialog = preview(many)
    item = dialog.current
    assert item.preview is not None
    dialog._drop("R2")
    exact = item.preview
    assert exact.amounts["R1"][1] > item.candidate.preview.amounts["R1"][1]  # type: ignore[union-attr]
    item.take(item.candidate, item.options)  # as when files are read again whose texts are not kept
    assert [one.label for one in item.preview.speakers] == ["Intervjuare", "R1"] and item.preview != exact
    for number in range(1, 12):
        show_item(dialog, f"{number:03}.txt")
    show_item(dialog, "000.txt")
    assert item.preview == exact
    dialog.reject()


def test_a_file_that_has_changed_since_the_preview_is_told_of(
    preview: Preview, empty_room: MaterialRoom, project: Project, many: Path, wait: Wait
) -> None:
    dialog = preview(many)
    (many / "005.txt").write_text(SINGLE, encoding="utf-8")
    (many / "007.txt").unlink()
    assert finish(dialog, empty_room) == (
        "20 documents were imported. 2 were left out. “005.txt” has changed since it was shown in the preview. "
        "It was left out. Import it again to see what it holds now."
    )
    assert not {"005", "007"} & {one.title for one in list_documents(project)}
    project.undo()
    assert list_documents(project) == []


def test_a_changed_file_that_is_looked_at_is_imported_as_it_is_seen(
    preview: Preview, empty_room: MaterialRoom, project: Project, many: Path, wait: Wait
) -> None:
    dialog = preview(many)
    (many / "020.txt").write_text(SINGLE.replace("R3", "Bo").replace("Allt.", "Ingenting."), encoding="utf-8")
    show_item(dialog, "020.txt")
    assert "Ingenting." in dialog.text.toPlainText()
    assert list(dialog.form.speakers.fields) == ["Intervjuare", "Bo"]
    assert finish(dialog, empty_room) == "22 documents were imported."
    document = next(one for one in list_documents(project) if one.title == "020")
    assert "Ingenting." in read_document(project, document.id)[1]
    assert "Bo" in {one.name for one in list_respondents(project)}


def test_a_file_that_is_gone_is_told_of_where_its_text_would_be_and_may_come_back(
    preview: Preview, empty_room: MaterialRoom, project: Project, many: Path, wait: Wait
) -> None:
    dialog = preview(many)
    path = many / "020.txt"
    kept = path.read_bytes()
    path.unlink()
    show_item(dialog, "020.txt")
    assert dialog._problem.isVisible() and dialog._problem_words.text().startswith("“020.txt” is not there any more")
    path.write_bytes(kept)
    show_item(dialog, "019.txt")
    show_item(dialog, "020.txt")
    assert not dialog._problem.isVisible() and "det 20:e året" in dialog.text.toPlainText()
    assert finish(dialog, empty_room) == "22 documents were imported."
    assert len(list_documents(project)) == 22


def test_names_are_replaced_in_what_is_read_again(
    preview: Preview, empty_room: MaterialRoom, project: Project, many: Path, wait: Wait
) -> None:
    for path in many.glob("0*.txt"):
        path.write_text(path.read_text(encoding="utf-8").replace("stödet", "stödet av Annika"), encoding="utf-8")
    replacer = Replacer([ReplaceRule("Annika", "Kim")])
    empty_room.flow.rules = lambda: lambda read: apply_rules(read, replacer, "sv")
    dialog = preview(many)
    show_item(dialog, "020.txt")
    assert "stödet av Kim" in dialog.text.toPlainText() and "Annika" not in dialog.text.toPlainText()
    assert "replaced 1 name" in dialog.form.rules.words.text()
    assert finish(dialog, empty_room) == "22 documents were imported."
    assert b"Annika" not in project.path.read_bytes()


def test_a_new_version_that_has_changed_since_is_not_compared(
    preview: Preview, empty_room: MaterialRoom, project: Project, many: Path, wait: Wait
) -> None:
    path = many / "001.txt"
    import_files(project, [path])
    path.write_text(SINGLE.replace("Allt.", "Nästan allt."), encoding="utf-8")
    dialog = preview(path)
    path.write_text(SINGLE.replace("Allt.", "Ingenting."), encoding="utf-8")
    dialog.form.earlier.button.click()
    wait(lambda: empty_room.flow.dialog is None and not jobs.active)
    notice = empty_room.context.messages.last
    assert empty_room.replacing.dialog is None and notice is not None
    assert say(notice.text).startswith("“001.txt” has changed since it was shown in the preview.")
    assert len(list_documents(project)) == 1


def _rows(count: int) -> list[Prepared]:
    return [replace(prepared(f"{part}", "Ett svar. " * 20), part=part) for part in range(1, count + 1)]


def test_of_a_large_sheet_the_rows_near_the_one_shown_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = _rows(60)
    monkeypatch.setattr(import_texts, "LIMIT", 10 * weight(rows[0]) + 10)
    for part in (1, 2, 30, 60):
        near = Nearby(part)
        for row in rows:
            near.take(row)
        kept = [one.part for one in near.kept]
        assert part in kept and len(kept) <= 10 and kept == list(range(kept[0], kept[-1] + 1))
        assert part == 60 or kept[-1] > part
        assert part < 3 or kept[0] < part


def test_what_was_looked_at_last_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, three = _rows(3)
    monkeypatch.setattr(import_texts, "LIMIT", 2 * weight(one) + 10)
    texts, a, b, c = Texts(), Path("a"), Path("b"), Path("c")
    texts.put(a, [one])
    texts.put(b, [two])
    assert not texts.has_room(three) and texts.get(a, 1) is one
    texts.put(c, [three])
    assert (texts.get(a, 1), texts.get(b, 2), texts.get(c, 3)) == (one, None, three)
    texts.put(c, [one, two, three])
    assert texts.get(a, 1) is None and texts.get(c, 2) is two, "a single file may be larger than there is room"
    texts.forget(c)
    assert texts.get(c, 1) is None and texts.has_room(one)


def test_the_fields_of_one_file_serve_the_next(preview: Preview, many: Path, wait: Wait) -> None:
    dialog = preview(many)
    speakers = dialog.form.speakers
    field = speakers.fields["R1"]
    show_item(dialog, "001.txt")
    assert list(speakers.fields) == ["Intervjuare", "R3"] and speakers.fields["R3"] is field
    assert field.accessibleName() == "Who is R3" and field.currentText() == "R3"
    assert [one.said.isVisible() for one in speakers._lines] == [True, True, False]
    field.setEditText("Kim")
    field.line.editingFinished.emit()
    menu = speakers._shown["R3"].menu
    menu.aboutToShow.emit()
    assert [one.text() for one in menu.actions()] == ["Is the same as Intervjuare", "", "Is no speaker"]
    menu.actions()[-1].trigger()
    assert list(speakers.fields) == ["Intervjuare"]
    show_item(dialog, "zzz.txt")
    assert speakers.nobody.isVisible() and not speakers.fields
    show_item(dialog, "000.txt")
    assert list(speakers.fields) == ["Intervjuare", "R1", "R2"] and field.currentText() == "R1"
    assert [one.said.isVisible() for one in speakers._lines] == [True, True, True]
    dialog.reject()
