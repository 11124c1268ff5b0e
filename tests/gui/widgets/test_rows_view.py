"""A table of rows: Enter, Tab, the height of rows, and sorting that can be taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFontMetrics, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from qualcoder_peer.gui.theme import GAP, themes
from qualcoder_peer.gui.widgets.rows_view import RowsView
from tests.support.gui import wait_for


class Tall(RowsView):
    """Rows of three lines."""

    lines = 3
    margin = 5


@pytest.fixture
def model(qt_app: QApplication) -> QStandardItemModel:
    made = QStandardItemModel(0, 2)
    for words in ("tryggt", "ensam", "hjälp"):
        made.appendRow([QStandardItem(words), QStandardItem("x")])
    return made


@pytest.fixture
def view(model: QStandardItemModel) -> Iterator[RowsView]:
    """A table above a field, in a window that is shown, with the keyboard."""
    window = QWidget()
    box = QVBoxLayout(window)
    made = RowsView(model)
    box.addWidget(made)
    box.addWidget(QLineEdit())
    window.show()
    wait_for(window.windowHandle().isExposed)
    window.activateWindow()
    made.setFocus()
    made.setCurrentIndex(model.index(1, 0))
    yield made
    window.close()


def test_enter_tells_the_row_and_tab_leaves_the_table(view: RowsView) -> None:
    entered: list[QModelIndex] = []
    view.entered.connect(entered.append)
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Enter)
    assert [index.row() for index in entered] == [1, 2]
    assert [index.row() for index in view.selectionModel().selectedRows()] == [2]
    QTest.keyClick(view, Qt.Key.Key_Tab)
    wait_for(lambda: isinstance(QApplication.focusWidget(), QLineEdit))


def test_rows_are_as_high_as_their_lines(model: QStandardItemModel) -> None:
    line = QFontMetrics(themes.font("body")).lineSpacing()
    low, tall = RowsView(model), Tall(model)
    assert (low.rowHeight(0), tall.rowHeight(0)) == (line + GAP, 3 * line + 5)
    low.verticalHeader().setDefaultSectionSize(90)
    themes.choose("dark")
    assert low.rowHeight(0) == line + GAP


def test_sorting_can_be_taken_back(view: RowsView, model: QStandardItemModel) -> None:
    view.sort_by_headers()
    header = view.horizontalHeader()
    assert model.index(0, 0).data() == "tryggt"
    for place in range(3):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.rect().center() / 4)
        assert header.sortIndicatorSection() == (0 if place < 2 else -1)
        if place == 0:
            assert model.index(0, 0).data() == "ensam"
