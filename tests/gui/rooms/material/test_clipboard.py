from __future__ import annotations

from PySide6.QtCore import QMimeData

from qualcoder_peer.gui.rooms.material.clipboard import cells_mime, cells_text, mime_cells, text_cells


def test_a_block_goes_out_and_comes_back() -> None:
    block = [["R1", "Kvinna", ""], ['Kim "K"', "18–29", "🙂 å"]]
    assert text_cells(cells_text(block)) == block


def test_what_excel_writes_is_read() -> None:
    assert text_cells('R1\t"två\nrader"\r\nR2\t"sagt ""så"""\r\n\r\n\r\n') == [["R1", "två rader"], ["R2", 'sagt "så"']]
    assert text_cells("5\" skärm\tx\n") == [['5" skärm', "x"]]
    assert text_cells("") == [] == text_cells("\n\n\t\n")


def test_own_cells_come_back_without_the_columns_that_are_counted() -> None:
    mime = cells_mime([["R1", "3", "Kvinna"]], [["R1", "Kvinna"]])
    assert mime.text() == "R1\t3\tKvinna\n"
    assert mime_cells(mime) == [["R1", "Kvinna"]]
    plain = QMimeData()
    plain.setText("R1\t3")
    assert mime_cells(plain) == [["R1", "3"]]
    assert mime_cells(QMimeData()) == []


def test_a_cell_of_megabytes_is_no_obstacle() -> None:
    assert text_cells("x" * 300_000 + "\ty") == [["x" * 300_000, "y"]]
