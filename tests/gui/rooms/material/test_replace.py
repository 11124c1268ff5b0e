"""Replacing a document with a new version of its file, in the window."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QFileDialog

from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.importers.run import ChosenFile, ImportOptions, import_files
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import read_tree
from qualcoder_peer.core.services.previews import Corrections
from qualcoder_peer.core.services.revisions import Fate, Keeping
from qualcoder_peer.core.services.sources import document_details, list_documents, original_of, read_document
from qualcoder_peer.gui.i18n import say, set_language
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.material.panel import MaterialRoom
from qualcoder_peer.gui.rooms.material.replace_dialog import ReplaceDialog
from qualcoder_peer.gui.theme import themes
from tests.gui.rooms.material.conftest import GROUP, SINGLE
from tests.support.gui import Wait
from tests.support.projects import dump

NEW = SINGLE.replace("Allt. Utan", "Utan").replace("Man blir lyssnad på.", "Man blir ju verkligen lyssnad på.")
Asked = Callable[[str], ReplaceDialog]


@pytest.fixture
def document(material: Project) -> DocumentId:
    """The interview with two codings: one on “Allt.”, one on “Man blir”."""
    return next(one.id for one in list_documents(material) if one.title == "Intervju 3")


@pytest.fixture
def version(tmp_path: Path) -> Path:
    """Where the new file stands."""
    return tmp_path / "Intervju 3 rättad.txt"


@pytest.fixture
def asked(room: MaterialRoom, document: DocumentId, version: Path, wait: Wait) -> Asked:
    """``asked(text)``: the dialog about a new version that holds ``text``."""

    def ask(text: str) -> ReplaceDialog:
        version.write_text(text, encoding="utf-8")
        room.replacing.start(document, version)
        wait(lambda: room.replacing.dialog is not None)
        dialog = room.replacing.dialog
        assert dialog is not None
        return dialog

    return ask


def finish(dialog: ReplaceDialog, room: MaterialRoom, wait: Wait) -> None:
    done: list[int] = []
    room.replacing.replaced.connect(done.append)
    QTest.mouseClick(dialog.replace_button, Qt.MouseButton.LeftButton)
    wait(lambda: done and not jobs.active and room.replacing.dialog is None)


def words_coded(project: Project, document: DocumentId) -> list[str]:
    text = read_document(project, document)[1]
    with project.reading() as store:
        return [text[one.start : one.end] for one, _ in store.codings.filtered(documents=[document])]


def test_it_is_asked_for_in_the_menu_and_beside_the_table(
    room: MaterialRoom, document: DocumentId, version: Path, wait: Wait
) -> None:
    room.documents.table.select_ids([document])
    wait(lambda: room.documents.document_pane.details is not None)
    menu = room.documents.make_menu(room)
    texts = [action.text() for action in menu.actions()]
    assert "Replace with a new version…" in texts
    version.write_text(NEW, encoding="utf-8")
    QTest.mouseClick(room.documents.document_pane.page.replace_button, Qt.MouseButton.LeftButton)
    chooser = next(one for one in room.context.window.findChildren(QFileDialog) if one.isVisible())
    chooser.fileSelected.emit(str(version))
    chooser.close()
    wait(lambda: room.replacing.dialog is not None)
    dialog = room.replacing.dialog
    assert dialog is not None
    assert dialog.plan.document.id == document
    assert room.context.settings.import_folder == version.parent
    dialog.reject()
    wait(lambda: room.replacing.dialog is None)


def test_what_changes_is_told_and_done_as_proposed(
    asked: Asked, room: MaterialRoom, material: Project, document: DocumentId, wait: Wait
) -> None:
    before = dump(material.path)
    dialog = asked(NEW)
    tester = QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert dialog.windowTitle() == "New version of “Intervju 3”"
    assert dialog.summary.text() == "1 coding or memo keeps its words. 1 has no place in the new text."
    assert "“Intervju 3 rättad.txt” takes the place of the text. Turns: 4 before, 4 now." in dialog.facts.text()
    assert not dialog.warning.isVisible()
    assert [dialog.tabs.tabText(place) for place in range(dialog.tabs.count())] == ["Without a place (1)"]
    assert dialog.current is not None
    assert dialog.current.fate is Fate.LOST
    assert dialog.detail.title.text() == "Vägen"
    assert dialog.detail.buttons[Keeping.MEMO].isChecked()
    assert not dialog.detail.buttons[Keeping.PLACE].isEnabled()
    assert "Allt." in dialog.detail.old.toPlainText()
    assert dump(material.path) == before
    finish(dialog, room, wait)
    assert words_coded(material, document) == ["Man blir"]
    assert "“Allt.”" in document_details(material, document).memo
    notice = room.context.messages.last
    assert notice is not None
    assert say(notice.text) == "“Intervju 3” is now the new version. 1 passage is kept in its memo."
    material.undo()
    material.settle()
    assert dump(material.path) == before
    del tester


def test_a_coding_is_put_on_words_that_are_selected(
    asked: Asked, room: MaterialRoom, material: Project, document: DocumentId, wait: Wait
) -> None:
    dialog = asked(NEW)
    detail = dialog.detail
    assert not detail.put_button.isEnabled()
    QTest.keyClicks(detail.search, "utan det")
    QTest.keyClick(detail.search, Qt.Key.Key_Return)
    assert detail.new.selected() == (NEW.index("Utan"), NEW.index("Utan") + 8)
    QTest.mouseClick(detail.put_button, Qt.MouseButton.LeftButton)
    assert detail.buttons[Keeping.PLACE].isChecked()
    assert dialog.choices.undecided() == 0
    finish(dialog, room, wait)
    assert words_coded(material, document) == ["Utan det", "Man blir"]


def test_words_that_are_not_there_are_not_found(asked: Asked) -> None:
    dialog = asked(NEW)
    QTest.keyClicks(dialog.detail.search, "finns inte")
    QTest.keyClick(dialog.detail.search, Qt.Key.Key_Return)
    assert dialog.detail.search.property("wrong")
    assert dialog.detail.new.selected() is None
    dialog.reject()


def test_changed_words_are_shown_and_can_be_decided_about(
    asked: Asked, room: MaterialRoom, material: Project, document: DocumentId, wait: Wait
) -> None:
    dialog = asked(SINGLE.replace("Allt.", "Allting.").replace("Man blir", "Man blev"))
    assert dialog.fates == [Fate.CHANGED]
    assert len(dialog.model.passages) == 2
    segment = next(iter(dialog.detail.new.segments_at(SINGLE.index("Allt") + 2)))
    assert dialog.detail.new.text[segment.start : segment.end] == "Allting."
    assert dialog.detail.buttons[Keeping.PLACE].isChecked()
    assert not dialog.lost.isVisible()
    dialog.detail.new.edge_dragged.emit(segment.id, segment.start, segment.end - 1)
    assert dialog.choices.place(dialog.model.passages[0]) == (segment.start, segment.end - 1)
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    QTest.mouseClick(dialog.detail.buttons[Keeping.DROP], Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert dialog.choices.keeping(dialog.model.passages[1]) is Keeping.DROP
    QTest.mouseClick(dialog.detail.buttons[Keeping.PLACE], Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert dialog.choices.keeping(dialog.model.passages[1]) is Keeping.PLACE
    finish(dialog, room, wait)
    assert words_coded(material, document) == ["Allting", "Man blev"]


def test_several_are_decided_about_at_once(
    asked: Asked, room: MaterialRoom, material: Project, document: DocumentId, wait: Wait
) -> None:
    dialog = asked("Intervjuare: Berätta.\n\nR3: Det vill jag helst inte göra.\n")
    assert dialog.warning.isVisible() == (dialog.plan.likeness < 0.2)
    assert len(dialog.model.passages) == 2
    dialog.lost.setCurrentIndex(dialog.lost.findData(Keeping.DROP))
    dialog.lost.activated.emit(dialog.lost.currentIndex())
    assert [dialog.choices.keeping(one) for one in dialog.model.passages] == [Keeping.DROP, Keeping.DROP]
    dialog.list.selectAll()
    QTest.mouseClick(dialog.detail.buttons[Keeping.MEMO], Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert [dialog.choices.keeping(one) for one in dialog.model.passages] == [Keeping.MEMO, Keeping.MEMO]
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    finish(dialog, room, wait)
    assert words_coded(material, document) == []
    assert document_details(material, document).memo == ""


def test_where_all_keeps_its_words_nothing_is_asked(
    asked: Asked, room: MaterialRoom, material: Project, document: DocumentId, wait: Wait
) -> None:
    dialog = asked("Intervjuare: Hej!\n\n" + SINGLE)
    assert dialog.fates == []
    assert dialog.summary.text() == "2 codings and memos keep their words."
    assert not dialog.list.isVisible()
    finish(dialog, room, wait)
    assert words_coded(material, document) == ["Allt.", "Man blir"]


def test_a_file_that_cannot_be_a_new_version_is_told_of(
    room: MaterialRoom, document: DocumentId, version: Path, files: Path, wait: Wait
) -> None:
    version.write_bytes(b"")
    room.replacing.start(document, version)
    wait(lambda: room.context.messages.last is not None and not jobs.active)
    room.replacing.start(document, files / "Gruppintervju.txt")
    wait(lambda: not jobs.active)
    notice = room.context.messages.last
    assert notice is not None
    assert isinstance(notice.text, Message)
    assert "has been imported already, as “Gruppintervju”" in say(notice.text)
    assert room.replacing.dialog is None


def test_what_an_import_has_prepared_can_be_a_new_version(
    room: MaterialRoom, material: Project, document: DocumentId, version: Path, wait: Wait
) -> None:
    version.write_text(NEW, encoding="utf-8")
    digest = hashlib.sha256(version.read_bytes()).hexdigest()
    chosen = ChosenFile(version, ImportOptions(speakers="none"), digest, {0: Corrections()})
    room.replacing.start_chosen(document, chosen)
    wait(lambda: room.replacing.dialog is not None)
    dialog = room.replacing.dialog
    assert dialog is not None
    assert "No longer there: Intervjuare, R3." in dialog.facts.text()
    finish(dialog, room, wait)
    assert read_document(material, document)[2] == []


def test_a_kept_file_is_kept_anew(
    room: MaterialRoom, material: Project, version: Path, tmp_path: Path, wait: Wait
) -> None:
    kept = tmp_path / "Behållen.txt"
    kept.write_text(GROUP + "Slut.", encoding="utf-8")
    made = import_files(material, [kept], ImportOptions(keep_original=True))[0].document
    assert made is not None
    version.write_text(GROUP + "Slut nu.", encoding="utf-8")
    room.replacing.start(made, version)
    wait(lambda: room.replacing.dialog is not None)
    dialog = room.replacing.dialog
    assert dialog is not None
    finish(dialog, room, wait)
    assert original_of(material, made)[1] == version.read_bytes()


def test_another_language_and_theme_while_it_is_open(asked: Asked, material: Project) -> None:
    dialog = asked(NEW)
    set_language("sv")
    themes.choose("dark")
    assert dialog.lost.count() == 2
    assert dialog.detail.title.text() == "Vägen"
    assert dialog.detail.new.colours.background == themes.current.surface
    assert dialog.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Vägen, AB: Allt.")
    assert read_tree(material).in_order()
    dialog.reject()
