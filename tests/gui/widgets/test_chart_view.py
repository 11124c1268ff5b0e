"""The chart on the screen: keys, mouse, what screen readers hear, and pictures saved from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qualcoder_peer.core.domain.charts import Chart, ChartKind, Series
from qualcoder_peer.core.domain.errors import ExportFailed
from qualcoder_peer.gui.i18n import set_language
from qualcoder_peer.gui.widgets.chart_view import ChartView
from tests.support.gui import wait_for

CHART = Chart(
    ChartKind.BARS, "Teman", ("Tomrummet", "Stöd", "Trygghet"),
    (Series("För", (5, 3, 0)), Series("Emot", (2.5, None, 4))), "Respondenter", "Tema",
)  # fmt: skip


@pytest.fixture
def view(qt_app: QApplication) -> Iterator[ChartView]:
    made = ChartView()
    made.show_chart(CHART)
    made.resize(600, 400)
    made.show()
    wait_for(made.windowHandle().isExposed)
    made.activateWindow()
    made.setFocus()
    wait_for(made.hasFocus)
    yield made
    made.close()


def test_arrows_walk_over_what_has_no_value(view: ChartView) -> None:
    walked: list[tuple[int, int]] = []
    view.walked.connect(lambda series, category: walked.append((series, category)))
    assert view.current == (0, 0)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_End):
        QTest.keyClick(view, key)
    assert walked == [(1, 0), (1, 2), (0, 2), (0, 1), (1, 2)]


def test_enter_and_a_click_choose(view: ChartView) -> None:
    chosen: list[tuple[int, int]] = []
    view.chosen.connect(lambda series, category: chosen.append((series, category)))
    QTest.keyClick(view, Qt.Key.Key_Return)
    area = view._layout.area(1, 2) if view._layout else None
    assert area is not None
    x, y = area.centre
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert chosen == [(0, 0), (1, 2)] and view.current == (1, 2)


def test_screen_readers_hear_where_one_is_and_what_is_shown(view: ChartView) -> None:
    assert view.accessibleName() == "Teman"
    view.walk_to(1, 0)
    assert view.accessibleDescription().startswith("Tomrummet, Emot: 2.5. Bar chart: Teman.")
    set_language("sv")
    assert "2,5" in view.accessibleDescription()
    view.show_chart(None)
    assert view.current is None and view.words_of(0, 0) == ""


def test_pictures_are_saved_with_their_words(view: ChartView, tmp_path: Path) -> None:
    view.save(tmp_path / "a.svg", "sv")
    assert "<desc" in (tmp_path / "a.svg").read_text("utf-8") and "2,5" in (tmp_path / "a.svg").read_text("utf-8")
    view.save(tmp_path / "a.png")
    image = QImage(str(tmp_path / "a.png"))
    assert image.width() == 1800 and image.text("Description").startswith("Bar chart: Teman.")
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)}
    assert {"#3a73c0", "#ffffff"} <= colours
    with pytest.raises(ExportFailed):
        view.save(tmp_path / "no" / "a.png")
    assert not list(tmp_path.glob(".~*"))
