"""The pane at the right edge and the rail at the left, with letters twice as large as usual."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from qualcoder_peer.gui.widgets.rail import Rail
from qualcoder_peer.gui.widgets.side_panel import WIDTH, SideArea, SidePanel


@pytest.fixture
def twice_as_large(qt_app: QApplication) -> Iterator[None]:
    """The letters of the system are twice as large."""
    usual = qt_app.font()
    larger = qt_app.font()
    larger.setPointSizeF(2 * usual.pointSizeF())
    qt_app.setFont(larger)
    yield
    qt_app.setFont(usual)


def width_in(whole: int) -> int:
    """How wide the pane is in a window of a width."""
    side = SidePanel()
    area = SideArea(QWidget(), side)
    area.resize(whole, 600)
    side.show_content("Keys", QWidget())
    found = side.width()
    area.deleteLater()
    return found


def test_as_usual(qt_app: QApplication) -> None:
    assert width_in(1280) == WIDTH


def test_a_line_of_large_letters_fits_and_the_room_keeps_its_share(twice_as_large: None) -> None:
    letter = QWidget().fontMetrics().horizontalAdvance("0")
    assert width_in(1280) >= min(40 * letter, 760)
    assert WIDTH <= width_in(800) <= 480
    assert width_in(300) == 300


def test_the_names_of_the_rooms_are_whole(twice_as_large: None) -> None:
    rail = Rail()
    made = rail.add_room("material", "files", "Material")
    rail.show()
    words = made.fontMetrics().horizontalAdvance("Material")
    assert made.width() >= words + 4 and rail.width() >= made.width()
    rail.close()
    rail.deleteLater()
