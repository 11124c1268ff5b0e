"""From the room to files: the names offered, the endings that are kept, the dialog and what it leads to."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from qualcoder_peer.core.exporters import exporters_of
from qualcoder_peer.gui.exporting import file_name, with_suffix
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.report.panel import ReportRoom
from tests.support.gui import Wait, go_on, run_events


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Lyktan i Tallmora", "Lyktan i Tallmora"),
        ("A/B: \"C\" <d>?", "A B C d"),
        ("...", "export"),
        (" two\n lines ", "two lines"),
        ("x" * 300, "x" * 120),
    ],
)
def test_titles_become_names_that_every_system_takes(title: str, name: str) -> None:
    assert file_name(title) == name


def test_an_ending_that_can_be_written_is_kept_and_any_other_gets_the_chosen_one() -> None:
    xlsx = next(one for one in exporters_of("quotes") if ".xlsx" in one.suffixes)
    assert with_suffix(Path("a.CSV"), xlsx, "quotes") == Path("a.CSV")
    assert with_suffix(Path("a"), xlsx, "quotes") == Path("a.xlsx")
    assert with_suffix(Path("version 1.2"), xlsx, "quotes") == Path("version 1.2.xlsx")


def test_the_dialog_offers_every_format_and_its_answer_is_written(
    room: ReportRoom, tmp_path: Path, wait: Wait
) -> None:
    room.show_page(1)
    wait(lambda: not jobs.active and room.tables_page.model.quotes)
    dialog = room.tables_page.export()
    run_events(20)
    assert len(dialog.nameFilters()) == len(exporters_of("quotes"))
    assert "xlsx" in dialog.nameFilters()[0]
    field = dialog.findChild(QLineEdit)
    assert field is not None and field.text().endswith(".xlsx")
    field.setText(str(tmp_path / "chosen.md"))
    dialog.accept()
    go_on(room.tables_page.exporting)
    wait(lambda: (tmp_path / "chosen.md").exists() and not jobs.active)
    assert room.tables_page.exporting.last_folder == tmp_path
