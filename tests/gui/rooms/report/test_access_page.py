"""The page for accessibility and the dialog for a template's styles: what is shown, told, kept."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from PySide6.QtGui import QGuiApplication

from qualcoder_peer.core.reports.access import AccessState
from qualcoder_peer.core.reports.style_map import read_style_map
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import set_language
from qualcoder_peer.gui.rooms.report.access_page import LAST_WRITTEN, AccessPage
from qualcoder_peer.gui.rooms.report.template_map import StyleMapDialog, map_styles
from tests.core.reports.test_style_map import make_own
from tests.support.gui import wait_for


@pytest.fixture
def page(context: RoomContext) -> AccessPage:
    return AccessPage(context)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A Word file without a title, with a typed list."""
    document = docx.Document()
    document.core_properties.title = ""
    for words in ("• ett", "• två"):
        document.add_paragraph(words)
    path = tmp_path / "rapport.docx"
    document.save(str(path))
    return path


def checked(page: AccessPage, path: Path) -> None:
    page.check(path)
    wait_for(lambda: page.job is None)


def test_points_that_fail_come_first_with_what_to_do(page: AccessPage, faulty: Path) -> None:
    assert page.stack.currentWidget() is page.start and not page.again_button.isVisibleTo(page.tools)
    checked(page, faulty)
    assert page.stack.currentWidget() is page.splitter
    states = [point.state for point in page.model.points]
    assert states[0] is AccessState.FAILS and states[-1] is AccessState.OK and len(states) == 16
    assert page.name.text().startswith("rapport.docx – 2 points fail")
    assert page.title.text() == "Title" and "EN 301 549 10.2.4.2" in page.clauses.text()
    assert page.mend.text().startswith("How to mend it: In Word: File, Info, Title.")
    page.table.selectRow(1)
    assert page.title.text() == "Real lists"
    assert [page.places.item(number).text() for number in range(page.places.count())] == [
        "Paragraph 1: “• ett”", "Paragraph 2: “• två”",
    ]  # fmt: skip
    page.copy()
    assert "[Fails] Real lists" in QGuiApplication.clipboard().text()
    set_language("sv")
    set_language("en")
    assert page.title.text() == "Real lists"


def test_a_mended_file_is_checked_again(page: AccessPage, faulty: Path) -> None:
    checked(page, faulty)
    document = docx.Document(str(faulty))
    document.core_properties.title = "Stödet på Ön"
    document.save(str(faulty))
    page.check_again()
    wait_for(lambda: page.job is None)
    assert page.model.points[0].key == "lists"


def test_what_was_written_last_is_offered(page: AccessPage, faulty: Path, context: RoomContext) -> None:
    page.wake()
    assert not page.written_button.isVisibleTo(page.tools)
    context.setProperty(LAST_WRITTEN, str(faulty))
    page.wake()
    assert page.written_button.isVisibleTo(page.tools)
    page.check_written()
    wait_for(lambda: page.job is None)
    assert page.path == faulty and not page.written_button.isVisibleTo(page.tools)
    faulty.unlink()
    assert page.written is None


def test_a_file_that_cannot_be_read_is_told_and_nothing_is_shown(
    page: AccessPage, tmp_path: Path, context: RoomContext
) -> None:
    (tmp_path / "old.docx").write_bytes(b"no")
    told: list[object] = []
    context.messages.shown.connect(told.append)
    checked(page, tmp_path / "old.docx")
    assert page.path is None and page.stack.currentWidget() is page.start
    assert told and "old.docx" in str(told[-1])


def test_styles_are_suggested_chosen_and_kept(page: AccessPage, tmp_path: Path, context: RoomContext) -> None:
    dialog = map_styles(page, context, str(make_own(tmp_path / "mall.docx")))
    assert isinstance(dialog, StyleMapDialog)
    assert dialog.mapping == {
        "heading 4": "Stadens Rubrik 4", "Normal": "Brödtext", "Quote": "Stadens Citat", "Quote Source": "Citatkälla",
    }  # fmt: skip
    assert dialog.told.isVisibleTo(dialog) and dialog.choices["Quote"].accessibleName() == "Quote set apart"
    dialog.choices["Normal"].setCurrentIndex(0)
    dialog.choices["Quote Source"].setCurrentIndex(dialog.choices["Quote Source"].findData("Liten"))
    dialog.save()
    assert read_style_map(context.project) == {
        "heading 4": "Stadens Rubrik 4", "Quote": "Stadens Citat", "Quote Source": "Liten",
    }  # fmt: skip
    again = map_styles(page, context, str(tmp_path / "mall.docx"))
    assert isinstance(again, StyleMapDialog)
    assert again.mapping == read_style_map(context.project) and not again.told.isVisibleTo(again)
    again.suggest()
    assert again.mapping["Normal"] == "Brödtext"
    again.reject()
    assert "Normal" not in read_style_map(context.project)


def test_a_template_that_cannot_be_one_is_told(page: AccessPage, tmp_path: Path, context: RoomContext) -> None:
    (tmp_path / "mall.dotx").write_bytes(b"no")
    told: list[object] = []
    context.messages.shown.connect(told.append)
    assert map_styles(page, context, str(tmp_path / "mall.dotx")) is None
    assert told and "mall.dotx" in str(told[-1])
