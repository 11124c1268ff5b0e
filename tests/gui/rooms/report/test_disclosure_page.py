"""Before something leaves, in the window: the list before an export, the page of the check, and copies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import docx
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from qualcoder_peer.core.domain.disclosure import CountTable, DisclosureKind, DisclosureRules, Mend
from qualcoder_peer.core.domain.exports import QuoteTableOptions
from qualcoder_peer.core.domain.messages import literal
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.disclosure import list_passes, read_rules, write_rules
from qualcoder_peer.core.services.disclosure_left import remember_tables
from qualcoder_peer.core.services.kept_options import read_options
from qualcoder_peer.core.services.personal_data import harmless_words
from qualcoder_peer.gui.disclosure_copy import copy_words
from qualcoder_peer.gui.disclosure_dialog import DisclosureDialog
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.report.disclosure_page import DisclosurePage
from qualcoder_peer.gui.rooms.report.panel import ReportRoom
from tests.support.gui import Wait


def asked(room: ReportRoom, path: Path, wait: Wait) -> DisclosureDialog:
    """The dialog before an export of all quotes."""
    room.page_of("tables").wake()
    wait(lambda: not jobs.active)
    room.tables_page.export_to(path)
    wait(lambda: not jobs.active)
    dialog = room.tables_page.exporting.dialog
    assert dialog is not None and dialog.isVisible()
    assert not path.exists()
    return dialog


def choose(dialog: DisclosureDialog, kind: DisclosureKind) -> None:
    model = dialog.pane.model
    dialog.pane.table.selectRow(
        next(place for place in range(model.rowCount()) if model.finding(place).kind is kind)
    )


def kinds(dialog: DisclosureDialog) -> list[DisclosureKind]:
    assert dialog.work.found is not None
    return [one.kind for one in dialog.work.found.open]


def test_nothing_is_written_before_the_user_says_so(room: ReportRoom, tmp_path: Path, wait: Wait) -> None:
    dialog = asked(room, tmp_path / "q.csv", wait)
    QAbstractItemModelTester(dialog.pane.model)
    assert dialog.go_button.isEnabled()
    assert dialog.go_button.text() == "Go on all the same"
    dialog.cancel_button.click()
    wait(lambda: not jobs.active)
    assert not (tmp_path / "q.csv").exists()
    dialog = asked(room, tmp_path / "q.csv", wait)
    dialog.go_button.click()
    wait(lambda: (tmp_path / "q.csv").exists() and not jobs.active)


def test_strict_waits_until_all_has_passed_with_a_reason(
    room: ReportRoom, sample: Project, tmp_path: Path, wait: Wait
) -> None:
    write_rules(sample, DisclosureRules(level="strict"))
    dialog = asked(room, tmp_path / "q.csv", wait)
    found = len(kinds(dialog))
    assert not dialog.go_button.isEnabled()
    dialog.pane.table.selectAll()
    assert not dialog.pane.pass_button.isEnabled()
    dialog.pane.reason.setText("All who took part have read it.")
    dialog.pane.pass_button.click()
    assert kinds(dialog) == []
    assert len(list_passes(sample)) == found
    assert dialog.pane.model.rowCount() == found
    assert dialog.go_button.isEnabled() and dialog.go_button.text() == "Go on"
    dialog.pane.table.selectRow(0)
    dialog.pane.again_button.click()
    assert len(kinds(dialog)) == 1 and not dialog.go_button.isEnabled()
    sample.undo()
    dialog.work.sort_again()
    dialog.go_button.click()
    wait(lambda: (tmp_path / "q.csv").exists() and not jobs.active)


def test_a_reason_with_the_name_is_told_of_in_place(
    room: ReportRoom, sample: Project, tmp_path: Path, wait: Wait
) -> None:
    dialog = asked(room, tmp_path / "q.csv", wait)
    choose(dialog, DisclosureKind.NAME)
    (finding,) = dialog.pane.chosen()
    dialog.pane.reason.setText(f"{finding.subjects[0]} is known to all")
    dialog.pane.pass_button.click()
    assert "holds the name" in dialog.pane.note.text()
    dialog.pane.reason.setText("It is public. " * 100)  # not cut off: the reason that is kept is the one that was given
    dialog.pane.pass_button.click()
    assert "at most 1000" in dialog.pane.note.text() and len(dialog.pane.reason.text()) == 1_400
    assert list_passes(sample) == []
    dialog.reject()


def test_columns_that_single_out_are_left_out_in_place(
    room: ReportRoom, sample: Project, tmp_path: Path, wait: Wait
) -> None:
    dialog = asked(room, tmp_path / "q.csv", wait)
    choose(dialog, DisclosureKind.ATTRIBUTES)
    assert dialog.pane.mend_button.text() == "Leave the columns out"
    dialog.pane.mend_button.click()
    wait(lambda: not jobs.active and DisclosureKind.ATTRIBUTES not in kinds(dialog))
    options = read_options(sample, QuoteTableOptions)
    assert "attributes" not in (options.columns or ("attributes",)) or options.attributes is not None
    dialog.reject()


def test_words_that_are_no_names_and_the_places_of_those_that_are(
    room: ReportRoom, sample: Project, tmp_path: Path, wait: Wait
) -> None:
    gone: list[Place] = []
    room.context.navigator.asked.connect(gone.append)
    dialog = asked(room, tmp_path / "q.csv", wait)
    choose(dialog, DisclosureKind.NAME)
    (finding,) = dialog.pane.chosen()
    dialog.pane.harmless_button.click()
    assert set(finding.subjects) <= harmless_words(sample)
    assert finding.fingerprint not in {one.fingerprint for one in dialog.pane.model.open}
    sample.undo()
    dialog = asked(room, tmp_path / "r.csv", wait)
    choose(dialog, DisclosureKind.NAME)
    dialog.pane.place_button.click()
    assert not dialog.isVisible()
    assert gone[-1].room == "coding" and gone[-1].document is not None
    dialog = asked(room, tmp_path / "r.csv", wait)
    choose(dialog, DisclosureKind.NAME)
    assert dialog.pane.mend_button.text() == "Replace by a pseudonym…"
    dialog.pane.mend_button.click()
    assert gone[-1] == Place("material", page="personal_data")


def page_of(room: ReportRoom) -> DisclosurePage:
    page = room.page_of("disclosure")
    assert isinstance(page, DisclosurePage)
    return page


def test_the_draft_is_looked_through_and_the_rules_are_kept(room: ReportRoom, sample: Project, wait: Wait) -> None:
    page = page_of(room)
    page.check_draft()
    wait(lambda: page.work.found is not None and not jobs.active)
    assert page.found.currentIndex() == 1
    assert page.pane.model.rowCount() > 0
    page.rules.form.editors["threshold"].set_value(3)
    page.rules.form.changed.emit("threshold")
    page.flush()
    assert read_rules(sample).threshold == 3


def test_a_finished_file_is_looked_through_and_a_clean_copy_written(
    room: ReportRoom, sample: Project, tmp_path: Path, wait: Wait
) -> None:
    document = docx.Document()
    seen = document.add_paragraph("Det var bra.")
    seen.add_run("Dold rad.").font.hidden = True
    path = tmp_path / "report.docx"
    document.save(str(path))
    page = page_of(room)
    page.check_file(path)
    wait(lambda: page.work.found is not None and not jobs.active)
    assert DisclosureKind.HIDDEN in {one.kind for one in page.pane.model.open}
    assert {one.mend for one in page.pane.model.open} == {Mend.CLEAN}
    page.clean_to(tmp_path / "clean.docx")
    wait(lambda: page.path == tmp_path / "clean.docx" and not jobs.active)
    assert page.pane.model.rowCount() == 0
    assert page.pane.stack.currentIndex() == 1


def test_a_file_that_is_none_is_told_of(room: ReportRoom, tmp_path: Path, wait: Wait) -> None:
    (tmp_path / "torn.docx").write_bytes(b"no")
    page_of(room).check_file(tmp_path / "torn.docx")
    wait(lambda: not jobs.active and room.context.messages.last is not None)
    assert "torn.docx" in str(room.context.messages.last.text)  # type: ignore[union-attr]


def test_copies_are_told_of_and_refused_where_rules_are_strict(room: ReportRoom, sample: Project) -> None:
    clipboard, context = QGuiApplication.clipboard(), room.context
    clipboard.setText("before")
    assert copy_words(context, "Då ringde Annika Lindqvist.")
    assert clipboard.text() == "Då ringde Annika Lindqvist."
    assert context.messages.last is not None and "Annika Lindqvist" in str(context.messages.last.text)
    write_rules(sample, DisclosureRules(level="strict"))
    clipboard.setText("before")
    assert not copy_words(context, "Då ringde Annika Lindqvist.")
    assert clipboard.text() == "before"
    assert copy_words(context, "Det var bra.")
    assert clipboard.text() == "Det var bra."


def test_tables_that_have_left_are_listed_and_forgotten(room: ReportRoom, sample: Project, tmp_path: Path) -> None:
    room.context.navigator.go(Place("report", page="disclosure"))
    page = room.page_of("disclosure")
    assert isinstance(page, DisclosurePage)
    assert page.left.isHidden()
    table = CountTable(literal("Themes"), ("a",), ("x",), ((12,),))
    remember_tables(sample, [table, replace(table, title=literal("Sites"))], "april.docx")
    QAbstractItemModelTester(page.left.model)
    assert not page.left.isHidden() and not page.left.forget_button.isEnabled()
    shown = [str(page.left.model.index(number).data()) for number in range(page.left.model.rowCount())]
    assert [words.splitlines()[0] for words in shown] == ["Sites", "Themes"] and "april.docx, " in shown[0]
    page.left.view.selectRow(0)
    page.left.forget_button.click()
    assert [page.left.model.index(number).data() for number in range(page.left.model.rowCount())] == shown[1:]
    sample.undo()
    assert page.left.model.rowCount() == 2
